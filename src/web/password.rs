//! Digests of passwords: Argon2id with the parameters that its library has by default (19 MiB, two passes, as
//! OWASP has them).

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;
/// Most characters of one: a longer one is no password, but work for us.
pub const LONGEST: usize = 256;

/// One at a time: each takes 19 MiB and a processor, and whoever knows no password may ask.
static TURN: Mutex<()> = Mutex::new(());

/// A digest that no password has: a name that nobody has takes as long as one that somebody has.
static OF_NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| digest(&SecretString::from(uuid::Uuid::new_v4().to_string())));

/// The digest of a password, with a salt of its own; `None`: the machine gives no random numbers.
pub fn digest(password: &SecretString) -> Option<String> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let made = Argon2::default().hash_password(password.expose_secret().as_bytes());
    made.ok().map(|hash: PasswordHash| hash.to_string())
}

/// Whether a password has this digest; `None`: the digest of a user that is not there.
pub fn is_right(password: &SecretString, digest: Option<&str>) -> bool {
    let known = digest.or(OF_NOBODY.as_deref());
    let Some(Ok(hash)) = known.map(PasswordHash::new) else { return false };
    if password.expose_secret().chars().count() > LONGEST {
        return false;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let verified = Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash);
    digest.is_some() && verified.is_ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_password_has_its_digest_and_no_other_and_nobody_has_one() {
        let right = SecretString::from("correct horse battery");
        let (one, other) = (digest(&right).unwrap(), digest(&right).unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
        assert!(is_right(&right, Some(&one)) && is_right(&right, Some(&other)));
        assert!(!is_right(&SecretString::from("correct horse batterz"), Some(&one)));
        assert!(!is_right(&right, None) && !is_right(&right, Some("")) && !is_right(&right, Some("x")));
    }
}
