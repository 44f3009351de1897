//! The endpoints around the session: login, logout, entities, profiles, configuration.
//! Items are never touched here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Reply};
use super::database::{Record, WriteFailure};
use super::request::Request;
use super::session::{Recursion, Session};
use super::state::{State, arrow, entity_entry, friendly_name, now, password_digest};

/// Checks the app token, which every call may carry.
pub(super) fn check_app_token(state: &State, request: &Request) -> Result<(), Box<Answer>> {
    match (&state.settings.app_token, &request.app_token) {
        (Some(right), Some(sent)) if right != sent => Err(Box::new(Answer::documented(
            "ERROR_WRONG_APP_TOKEN_PARAMETER",
            "parameter app_token seems wrong",
        ))),
        (None, Some(sent)) if !sent.is_empty() => Err(Box::new(Answer::documented(
            "ERROR_WRONG_APP_TOKEN_PARAMETER",
            "parameter app_token seems wrong",
        ))),
        _ => Ok(()),
    }
}

/// The session of a request.
pub(super) fn session_of(state: &State, request: &Request) -> Result<(String, Session), Box<Answer>> {
    let token = request.session_token.clone().unwrap_or_default();
    if token.is_empty() {
        return Err(Box::new(Answer::documented(
            "ERROR_SESSION_TOKEN_MISSING",
            "parameter session_token is missing or empty",
        )));
    }
    match state.sessions.get(&token) {
        Some(session) => Ok((token, session.clone())),
        None => Err(Box::new(Answer::refusal(
            401,
            "ERROR_SESSION_TOKEN_INVALID",
            json!("session_token seems invalid"),
        ))),
    }
}

/// `initSession`.
pub(super) fn init_session(state: &mut State, request: &Request) -> Reply {
    let user = match credentials(request) {
        Credentials::None => return Ok(missing_login()),
        Credentials::Token(token) => {
            let wrong = || {
                let text = json!("parameter user_token seems invalid");
                Box::new(Answer::refusal(401, "ERROR_GLPI_LOGIN_USER_TOKEN", text))
            };
            state.user_with_token(&token)?.ok_or_else(wrong)?
        }
        Credentials::Password(..) if !state.settings.takes_passwords => {
            let text = json!("usage of initSession resource with credentials is disabled");
            return Ok(Answer::refusal(400, "ERROR_LOGIN_WITH_CREDENTIALS_DISABLED", text));
        }
        Credentials::Password(login, password) => {
            let found = state.user_named(&login)?;
            let digest = password_digest(&password);
            let wrong = || {
                let text = json!("Incorrect username or password");
                Box::new(Answer::refusal(401, "ERROR_GLPI_LOGIN", text))
            };
            found.filter(|user| user.text("password") == digest).ok_or_else(wrong)?
        }
    };
    let Some(session) = open(state, &user)? else {
        let text = json!(
            "You don't have access to this application because your account was \
                          deactivated or removed"
        );
        return Ok(Answer::refusal(401, "ERROR_GLPI_LOGIN", text));
    };
    let mut user = user;
    user.set("last_login", now());
    if let Err(WriteFailure::Sqlite(error)) = state.database.update(&user, &["last_login"]) {
        return Err(error.into());
    }
    let token = uuid::Uuid::new_v4().simple().to_string();
    let mut body = json!({"session_token": token});
    if request.is_on("get_full_session") {
        body["session"] = full_session(&token, &session, &user, arrow(state.settings.number));
        if let Some(shown) = body["session"].as_object_mut() {
            shown.remove("MESSAGE_AFTER_REDIRECT");
        }
    }
    state.sessions.insert(token, session);
    Ok(Answer::json(200, &body))
}

fn open(state: &State, user: &Record) -> rusqlite::Result<Option<Session>> {
    if user.int("is_active") != 1 || user.int("is_deleted") == 1 {
        return Ok(None);
    }
    Session::open(&state.database, &state.profiles, user)
}

enum Credentials {
    None,
    Token(String),
    Password(String, String),
}

fn missing_login() -> Answer {
    Answer::documented(
        "ERROR_LOGIN_PARAMETERS_MISSING",
        "parameter(s) login, password or user_token are missing",
    )
}

fn credentials(request: &Request) -> Credentials {
    let header = request.authorization.as_deref().unwrap_or("");
    if let Some(encoded) = header.strip_prefix("Basic ") {
        let decoded = STANDARD.decode(encoded.trim()).unwrap_or_default();
        let decoded = String::from_utf8_lossy(&decoded).into_owned();
        if let Some((login, password)) = decoded.split_once(':') {
            return Credentials::Password(login.to_owned(), password.to_owned());
        }
    }
    if let Some((scheme, token)) = header.split_once(' ')
        && scheme.contains("user_token")
    {
        return Credentials::Token(token.trim().to_owned());
    }
    if let Some(token) = request.text("user_token") {
        return Credentials::Token(token);
    }
    match (request.text("login"), request.text("password")) {
        (Some(login), Some(password)) => Credentials::Password(login, password),
        _ => Credentials::None,
    }
}

/// The endpoints of an open session; None when the resource is not one of them.
pub(super) fn endpoint(
    state: &mut State,
    request: &Request,
    token: &str,
    session: &Session,
) -> Option<Reply> {
    let resource = request.segments.first().map_or("", String::as_str);
    let reply = match resource {
        "killSession" => {
            state.sessions.remove(token);
            Ok(done(state))
        }
        "changeActiveEntities" => change_entities(state, request, token),
        "getMyEntities" => Ok(my_entities(state, request, session)),
        "getActiveEntities" => Ok(active_entities(session)),
        "changeActiveProfile" => change_profile(state, request, token, session),
        "getMyProfiles" => Ok(my_profiles(state, session)),
        "getActiveProfile" => {
            let shown = session.profile.shown(granted_entities(
                session,
                session.profile.id,
                arrow(state.settings.number),
            ));
            Ok(Answer::json(200, &json!({"active_profile": shown})))
        }
        "getFullSession" => match state.find("User", session.user_id) {
            Ok(user) => {
                let shown =
                    user.map(|user| full_session(token, session, &user, arrow(state.settings.number)));
                Ok(Answer::json(200, &json!({"session": shown})))
            }
            Err(error) => Err(error.into()),
        },
        "getGlpiConfig" => Ok(configuration(state)),
        _ => return None,
    };
    Some(reply)
}

fn change_entities(state: &mut State, request: &Request, token: &str) -> Reply {
    let deep = match request.params.get("is_recursive") {
        None => false,
        Some(Value::Bool(flag)) => *flag,
        Some(_) => return Ok(Answer::bad_request("Bad Request")),
    };
    let Some(session) = state.sessions.get_mut(token) else {
        return Ok(Answer::json(200, &false));
    };
    let Some(wanted) = request.params.get("entities_id") else {
        session.activate_all(deep);
        return Ok(Answer::json(200, &true));
    };
    // A word such as "all" is read as the number 0.
    let wanted = super::sent::scalar(wanted).and_then(|text| text.parse().ok()).unwrap_or(0);
    if !session.granted().contains(&wanted) {
        if state.settings.number.is_nine() {
            return Ok(Answer::bad_request("Bad Request"));
        }
        return Ok(Answer::json(200, &false));
    }
    session.activate(wanted, Recursion::Chosen(deep));
    Ok(Answer::json(200, &true))
}

fn my_entities(state: &State, request: &Request, session: &Session) -> Answer {
    let direct: Vec<i64> = session.own_grants().map(|grant| grant.entity).collect();
    let mut ids = if request.is_on("is_recursive") { session.granted() } else { direct };
    // Children come by path, the root last.
    ids.sort_by_key(|&id| (id == 0, session.entities.path(id).to_owned()));
    let shown: Vec<Value> =
        ids.into_iter().map(|id| entity_entry(session, id, arrow(state.settings.number))).collect();
    Answer::json(200, &json!({"myentities": shown}))
}

fn active_entities(session: &Session) -> Answer {
    let ids: Vec<Value> = session.active.iter().map(|id| json!({"id": id})).collect();
    let shown = json!({
        "id": session.active_entity,
        "active_entity_recursive": session.recursion.shown(),
        "active_entities": ids,
    });
    Answer::json(200, &json!({"active_entity": shown}))
}

fn change_profile(state: &mut State, request: &Request, token: &str, session: &Session) -> Reply {
    let wanted = request.text("profiles_id").and_then(|text| text.parse::<i64>().ok());
    let Some(wanted) = wanted else {
        return Ok(Answer::bad_request("Bad Request"));
    };
    let grant = session.grants.iter().find(|grant| grant.profile == wanted).copied();
    let profile = state.profiles.iter().find(|each| each.id == wanted).cloned();
    let (Some(grant), Some(profile)) = (grant, profile) else {
        return Ok(Answer::missing_item());
    };
    if let Some(session) = state.sessions.get_mut(token) {
        session.profile = profile;
        session.activate(grant.entity, Recursion::Granted(grant.is_recursive));
    }
    Ok(done(state))
}

/// GLPI 9.5 says nothing.
fn done(state: &State) -> Answer {
    let done = Answer::json(200, &true);
    if state.settings.number.is_nine() { Answer { body: Vec::new(), ..done } } else { done }
}

fn granted_entities(session: &Session, profile: i64, arrow: &str) -> Value {
    let grants = session.grants.iter().filter(|grant| grant.profile == profile);
    let entries = grants.map(|grant| {
        let mut entry = entity_entry(session, grant.entity, arrow);
        entry["is_recursive"] = json!(i32::from(grant.is_recursive));
        entry
    });
    Value::Array(entries.collect())
}

fn my_profiles(state: &State, session: &Session) -> Answer {
    let mut shown: Vec<Value> = Vec::new();
    for profile in &state.profiles {
        if session.grants.iter().any(|grant| grant.profile == profile.id) {
            let entities = granted_entities(session, profile.id, arrow(state.settings.number));
            shown.push(json!({"id": profile.id, "name": profile.name, "entities": entities}));
        }
    }
    Answer::json(200, &json!({"myprofiles": shown}))
}

fn full_session(token: &str, session: &Session, user: &Record, arrow: &str) -> Value {
    let preferences = serde_json::from_str::<Map<String, Value>>(include_str!("full_session.json"));
    let mut shown = preferences.unwrap_or_default();
    let entities = granted_entities(session, session.profile.id, arrow);
    let profile = &session.profile;
    let (Recursion::Granted(deep) | Recursion::Chosen(deep)) = session.recursion;
    let name = session.entities.path(session.active_entity);
    let name = format!("{name}{}", if deep { " (tree structure)" } else { "" });
    for (key, value) in [
        ("valid_id", json!(token)),
        ("glpi_currenttime", json!(now())),
        ("glpiID", json!(session.user_id)),
        ("glpifriendlyname", json!(friendly_name(user))),
        ("glpiname", json!(session.user_name)),
        ("glpirealname", user.get("realname")),
        ("glpifirstname", user.get("firstname")),
        ("glpidefault_entity", user.get("entities_id")),
        ("glpicrontimer", json!(0)),
        ("glpilist_limit", json!(session.list_limit)),
        ("glpiprofiles", json!({profile.id.to_string(): {"name": profile.name, "entities": entities}})),
        ("glpiactiveprofile", profile.shown(entities.clone())),
        ("glpiactiveentities", json!(session.active)),
        ("glpiactive_entity", json!(session.active_entity)),
        ("glpiactive_entity_recursive", session.recursion.shown()),
        ("glpiactive_entity_name", json!(name)),
        ("glpiactive_entity_shortname", json!(name)),
    ] {
        shown.insert(key.to_owned(), value);
    }
    let quoted: Vec<String> = session.active.iter().map(|id| format!("'{id}'")).collect();
    shown.insert("glpiactiveentities_string".to_owned(), json!(quoted.join(", ")));
    Value::Object(shown)
}

fn configuration(state: &State) -> Answer {
    let shown = json!({
        "version": state.settings.version,
        "dbversion": state.settings.version,
        "url_base_api": state.settings.api_url,
        "url_base": state.settings.api_url.trim_end_matches("/apirest.php"),
        "language": "en_GB",
        "list_limit": "15",
        "enable_api": "1",
        "use_timezones": true,
        "asset_types": super::links::ASSETS,
    });
    Answer::json(200, &json!({"cfg_glpi": shown}))
}
