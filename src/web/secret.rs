//! The secret of a login: what the cookie holds, what is kept of it, and the token of its forms. Tokens of the API are
//! made likewise, with a sign by which whoever finds one knows what it is.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A new secret: 244 random bits, in hex.
pub fn new() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Whether a text could be a secret of ours.
pub fn is_one(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What the state database keeps of a secret. It is random and long: a plain digest is enough.
pub fn digest(secret: &str) -> String {
    hashed("login", secret)
}

/// The sign of a token of the API: scanners of repositories look for such.
const SIGN: &str = "stk_";

/// A new token of the API.
pub fn new_api_token() -> String {
    format!("{SIGN}{}", new())
}

/// Whether a text could be a token of the API.
pub fn is_api_token(text: &str) -> bool {
    text.strip_prefix(SIGN).is_some_and(is_one)
}

/// What the state database keeps of a token of the API.
pub fn digest_of_token(token: &str) -> String {
    hashed("token", token)
}

/// What a form of a login carries: nobody can make it who has not the secret, and it tells nothing of it.
pub fn form_token(secret: &str) -> String {
    hashed("form", secret)
}

/// Whether a form carries the token of a secret, in a time that tells nothing.
pub fn is_token(token: &str, secret: &str) -> bool {
    is_same(token, &form_token(secret))
}

/// What follows from a secret, for one use: nobody can make it who has not the secret, and it tells nothing of it.
pub fn derived(what: &str, secret: &str) -> String {
    hashed(what, secret)
}

/// Whether two texts are the same, in a time that tells nothing.
pub fn is_same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differing == 0
}

fn hashed(what: &str, secret: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(what);
    hasher.update([0]);
    hasher.update(secret);
    base16ct::lower::encode_string(&hasher.finalize())
}

/// The value of a cookie in the header of a request.
pub fn cookie<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_secret_and_is_none() {
        let (one, other) = (new(), new());
        assert_eq!((one.len(), one == other), (64, false));
        assert!(is_token(&form_token(&one), &one));
        assert!(!is_token(&form_token(&one), &other) && !is_token("", &one) && !is_token(&one, &one));
        assert_ne!(form_token(&one), digest(&one));
        let token = new_api_token();
        assert!(is_api_token(&token) && !is_api_token(&one) && !is_api_token("stk_"), "{token}");
        assert_ne!(digest_of_token(&token), digest(&token));
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "xstocktake=1; stocktake=2;stocktake-login=3";
        assert_eq!((cookie(header, "stocktake"), cookie(header, "stocktake-login")), (Some("2"), Some("3")));
        assert_eq!(cookie(header, "login"), None);
    }
}
