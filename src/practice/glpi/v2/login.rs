//! OAuth 2.0: tokens, their scopes, and the session that a token stands for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{plain, refused};
use crate::practice::glpi::answer::Answer;
use crate::practice::glpi::database::Record;
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::{Bearer, State, friendly_name, password_digest};
use crate::practice::serve::Incoming;

/// `POST token`
pub(super) fn token(state: &mut State, incoming: &Incoming) -> Answer {
    // Many web servers hand on a header that nobody sent, and a token is missed in it.
    let header = incoming.header("authorization").unwrap_or(if state.settings.hands_empty_header {
        ""
    } else {
        "Basic"
    });
    if !header.starts_with("Basic") {
        return *bad_token("Missing \"Bearer\" token");
    }
    let sent = form(incoming);
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let refused = |status, error: &str, words: &str| {
        plain(status, &json!({ "error": error, "error_description": words }))
    };
    let (mut id, mut secret) = (text("client_id"), text("client_secret"));
    let decoded = header.strip_prefix("Basic ").and_then(|pair| STANDARD.decode(pair).ok());
    let decoded = decoded.and_then(|pair| String::from_utf8(pair).ok());
    if let Some((own, key)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) {
        (id, secret) = (own.to_owned(), key.to_owned());
    }
    if (&id, &secret) != (&state.settings.client.0, &state.settings.client.1) {
        return refused(401, "invalid_client", "Client authentication failed");
    }
    let user = match text("grant_type").as_str() {
        "password" if !state.settings.client_may_use_passwords => {
            let words = "The authenticated client is not authorized to use this authorization grant type.";
            return refused(400, "unauthorized_client", words);
        }
        "password" => match user(state, &text("username"), &text("password")) {
            Some(user) => Some(user.id),
            None => return refused(400, "invalid_grant", "The user credentials were incorrect."),
        },
        "client_credentials" => None,
        _ => {
            return refused(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
            );
        }
    };
    let known = &state.settings.scopes;
    let scopes = text("scope")
        .split(' ')
        .filter(|scope| known.iter().any(|known| known == scope))
        .map(str::to_owned)
        .collect();
    let access = format!("{0}.{0}.{0}", uuid::Uuid::new_v4().simple());
    state.bearers.insert(access.clone(), Bearer { user, scopes });
    let mut body = json!({ "token_type": "Bearer", "expires_in": 3600, "access_token": access });
    if user.is_some() {
        body["refresh_token"] = json!(uuid::Uuid::new_v4().simple().to_string());
    }
    Answer::json(200, &body)
}

/// JSON or a form.
fn form(incoming: &Incoming) -> Map<String, Value> {
    if super::is_json(incoming) {
        return serde_json::from_slice(&incoming.body).unwrap_or_default();
    }
    let pairs = url::form_urlencoded::parse(&incoming.body);
    pairs.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect()
}

fn user(state: &State, login: &str, password: &str) -> Option<Record> {
    let user = state.user_named(login).ok()??;
    let is_right = user.text("password") == password_digest(password);
    (is_right && user.int("is_active") == 1 && user.int("is_deleted") == 0).then_some(user)
}

fn bad_token(detail: &str) -> Box<Answer> {
    refused(400, "ERROR_INVALID_PARAMETER", "Invalid OAuth token", json!(detail))
}

/// Whom the token of a request lets in.
pub(super) fn bearer(state: &State, incoming: &Incoming) -> Result<Bearer, Box<Answer>> {
    let detail = "The Authorization header is missing or invalid";
    let stranger = || refused(401, "ERROR_UNAUTHENTICATED", "You are not authenticated", json!(detail));
    let header = incoming.header("authorization").filter(|header| !header.starts_with("Basic "));
    let token = header.ok_or_else(stranger)?.strip_prefix("Bearer ").unwrap_or_default();
    let bearer = state.bearers.get(token);
    let bearer = bearer.ok_or_else(|| bad_token("Access token could not be verified"))?;
    bearer.user.map(|_| bearer.clone()).ok_or_else(stranger)
}

/// The session that stands for a token, for one call.
pub(super) fn session(state: &State, bearer: &Bearer) -> Result<Session, Box<Answer>> {
    let user = state.find("User", bearer.user.unwrap_or(0)).ok().flatten();
    let session = user.and_then(|user| Session::open(&state.database, &state.profiles, &user).ok().flatten());
    session.ok_or_else(|| bad_token("Access token could not be verified"))
}

/// `GET session`
pub(super) fn shown(state: &State, session: &Session) -> Value {
    let name = |id: i64| session.entities.path(id).to_owned();
    let user = state.find("User", session.user_id).ok().flatten();
    let granted = |grant: &crate::practice::glpi::session::Grant| json!({ "id": grant.entity, "name": name(grant.entity), "is_recursive": i32::from(grant.is_recursive) });
    let mut profiles = Map::new();
    for grant in &session.grants {
        let Some(profile) = state.profiles.iter().find(|profile| profile.id == grant.profile) else {
            continue;
        };
        let entry = profiles
            .entry(profile.id.to_string())
            .or_insert_with(|| json!({ "name": profile.name, "entities": [] }));
        if let Some(entities) = entry["entities"].as_array_mut() {
            entities.push(granted(grant));
        }
    }
    let rights = session.profile.shown(Value::Null);
    json!({
        "current_time": chrono::Utc::now().with_timezone(&session.zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        "user_id": session.user_id, "use_mode": 0,
        "friendly_name": user.as_ref().map(friendly_name), "name": session.user_name,
        "default_entity": 0, "profiles": profiles,
        "active_entities": session.active,
        "active_profile": { "id": session.profile.id, "name": session.profile.name,
            "interface": rights.get("interface"), "rights": rights },
        "active_entity": { "id": session.active_entity, "short_name": name(session.active_entity),
            "complete_name": name(session.active_entity), "recursive": 1 },
    })
}

/// `GET Administration/User/Me/Preference`, of which the zone is told.
pub(super) fn preference(state: &State, session: &Session) -> Result<Answer, Box<Answer>> {
    let user = state.find("User", session.user_id)?;
    let zone = user.map(|user| user.get("timezone"));
    Ok(plain(200, &json!({ "id": session.user_id, "list_limit": session.list_limit, "timezone": zone })))
}
