//! Why a login failed, in words that say what to do, and the choice of profile and entity by name.

use super::message;
use super::wire::{self, Named};
use crate::systems::shared::RemoteError;
use crate::systems::shared::{Answer, Http};

/// The error that a refused `initSession` is.
pub fn refused(http: &Http, url: &str, call: String, answer: &Answer) -> RemoteError {
    match reason(http, answer) {
        Some(reason) => RemoteError::Login { url: url.to_owned(), reason },
        None => wire::failure(http, call, answer),
    }
}

/// What is wrong with the login or with the URL; `None` for a failure that may pass.
fn reason(http: &Http, answer: &Answer) -> Option<String> {
    let known = wire::error_parts(&answer.body);
    if let Some((code, detail)) = &known {
        let message = http.redact(&wire::message(detail));
        return Some(match code.as_str() {
            "ERROR_GLPI_LOGIN_USER_TOKEN" => message::wrong_user_token().to_string(),
            "ERROR_GLPI_LOGIN" => message::wrong_login(message).to_string(),
            "ERROR_WRONG_APP_TOKEN_PARAMETER" => message::wrong_app_token().to_string(),
            "ERROR_APP_TOKEN_PARAMETERS_MISSING" => message::needs_app_token().to_string(),
            "ERROR_NOT_ALLOWED_IP" => message::address_not_allowed().to_string(),
            "ERROR_LOGIN_WITH_CREDENTIALS_DISABLED" => message::passwords_are_off().to_string(),
            "ERROR_LOGIN_PARAMETERS_MISSING" => message::no_credentials().to_string(),
            "" | "ERROR" => message::api_is_off(format_args!("{message:?}")).to_string(),
            code => format!("{code}: {message}"),
        });
    }
    let page = wire::is_page(answer);
    match answer.status {
        300..=399 => Some(match answer.header("location") {
            Some(place) => message::sends_us_on(http.redact(place)).to_string(),
            None => message::sends_us_elsewhere().to_string(),
        }),
        404 => Some(message::nothing_at_url().to_string()),
        200..=299 if page => Some(message::page_instead_of_login().to_string()),
        200..=299 if answer.body.is_empty() => None,
        200..=299 => Some(message::not_glpi(http.piece_of(answer)).to_string()),
        401 | 403 | 407 => Some(message::web_server_refuses(http.piece_of(answer)).to_string()),
        400 | 405 => Some(message::not_glpi(http.piece_of(answer)).to_string()),
        _ => None,
    }
}

/// The app token is checked with every call.
pub fn lost_app_token(answer: &Answer) -> Option<String> {
    if answer.status != 400 {
        return None;
    }
    match wire::error_parts(&answer.body)?.0.as_str() {
        "ERROR_WRONG_APP_TOKEN_PARAMETER" => Some(message::wrong_app_token().to_string()),
        "ERROR_APP_TOKEN_PARAMETERS_MISSING" => Some(message::needs_app_token().to_string()),
        _ => None,
    }
}

/// Id of a profile by its name.
pub fn find_profile(wanted: &str, mut profiles: Vec<Named>) -> Result<i64, String> {
    for profile in &mut profiles {
        profile.name = wire::unescape(&profile.name);
    }
    let same = |name: &str| name.to_lowercase() == wanted.trim().to_lowercase();
    match profiles.iter().find(|p| p.name == wanted).or_else(|| profiles.iter().find(|p| same(&p.name))) {
        Some(profile) => Ok(profile.id),
        None => Err(message::no_profile(format_args!("{wanted:?}"), list(&profiles)).to_string()),
    }
}

/// Id of an entity by its path `Root entity > Acme`, or by its own name when only one has it.
pub fn find_entity(wanted: &str, mut entities: Vec<Named>) -> Result<i64, String> {
    for entity in &mut entities {
        entity.name = wire::unescape(&entity.name);
    }
    entities.sort_by(|a, b| a.name.cmp(&b.name));
    entities.dedup_by_key(|entity| entity.id);
    let wanted_path = path(wanted);
    if let Some(entity) = entities.iter().find(|entity| path(&entity.name) == wanted_path) {
        return Ok(entity.id);
    }
    let found: Vec<&Named> =
        entities.iter().filter(|entity| path(&entity.name).ends_with(&wanted_path)).collect();
    match found.as_slice() {
        [entity] => Ok(entity.id),
        [] => Err(message::no_entity(format_args!("{wanted:?}"), list(&entities)).to_string()),
        [..] => {
            let paths: Vec<Named> = found.into_iter().cloned().collect();
            Err(message::several_entities(format_args!("{wanted:?}"), list(&paths)).to_string())
        }
    }
}

fn path(text: &str) -> Vec<String> {
    text.split(" > ").map(|step| step.trim().to_lowercase()).collect()
}

/// The first twenty names.
fn list(rows: &[Named]) -> String {
    let mut names: Vec<String> = rows.iter().take(20).map(|row| format!("{:?}", row.name)).collect();
    if rows.len() > names.len() {
        names.push(message::and_more(rows.len() - names.len()).to_string());
    }
    if names.is_empty() { crate::message::list::none().to_string() } else { names.join(", ") }
}
