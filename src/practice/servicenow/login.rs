//! Who asks: Basic or a bearer token, and the tokens of `/oauth_token.do`.

use std::time::Instant;

use base64::Engine as _;
use serde_json::json;

use super::answer::Answer;
use super::state::{State, Token, new_id};
use crate::practice::serve::Incoming;

/// The login of a request; None: 401.
pub(super) fn user_of(state: &State, incoming: &Incoming) -> Option<String> {
    let header = incoming.header("authorization")?;
    if let Some(pair) = header.strip_prefix("Basic ") {
        let decoded = base64::engine::general_purpose::STANDARD.decode(pair).ok()?;
        let pair = String::from_utf8(decoded).ok()?;
        let (user, password) = pair.split_once(':')?;
        return (user == state.settings.user && password == state.settings.password).then(|| user.to_owned());
    }
    let access = header.strip_prefix("Bearer ")?;
    let token = state.tokens.iter().find(|token| token.access == access)?;
    (token.ends > Instant::now()).then(|| token.user.clone())
}

/// The 401 of an API.
pub(super) fn not_authenticated() -> Answer {
    let error = json!({
        "error": {"message": "User Not Authenticated", "detail": "Required to provide Auth information"},
        "status": "failure",
    });
    Answer::json(401, &error).with("www-authenticate", "Basic realm=\"Service-now\"")
}

/// `POST /oauth_token.do`
pub(super) fn token(state: &mut State, incoming: &Incoming) -> Answer {
    let denied =
        || Answer::json(401, &json!({"error_description": "access_denied", "error": "server_error"}));
    let is_form = incoming
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&incoming.body).into_owned().collect();
    let field = |name: &str| {
        form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str()).to_owned()
    };
    let known = &state.settings;
    if !is_form || field("client_id") != known.client_id || field("client_secret") != known.client_secret {
        return denied();
    }
    let grant = field("grant_type");
    let is_known = match grant.as_str() {
        "client_credentials" => true,
        "password" => {
            field("username") == state.settings.user && field("password") == state.settings.password
        }
        "refresh_token" => {
            let sent = field("refresh_token");
            state.tokens.iter().any(|token| token.refresh.as_ref() == Some(&sent))
                || sent == "practice-refresh"
        }
        _ => false,
    };
    if !is_known {
        return denied();
    }
    // The same token again while it lives, with what is left of its life.
    let live = state.tokens.iter().position(|token| token.ends > Instant::now() && grant != "refresh_token");
    let at = live.unwrap_or_else(|| {
        let refresh = (grant != "client_credentials").then(new_id);
        state.tokens.push(Token {
            access: new_id(),
            refresh,
            user: state.settings.user.clone(),
            ends: Instant::now() + state.settings.token_life,
        });
        state.tokens.len() - 1
    });
    let token = &state.tokens[at];
    let mut shown = json!({
        "access_token": token.access,
        "scope": "useraccount",
        "token_type": "Bearer",
        "expires_in": token.ends.saturating_duration_since(Instant::now()).as_secs(),
    });
    if let Some(refresh) = &token.refresh {
        shown["refresh_token"] = json!(refresh);
    }
    Answer::json(200, &shown)
}
