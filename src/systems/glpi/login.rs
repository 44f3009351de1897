//! Why a login failed, in words that say what to do, and the choice of profile and entity by name.

use super::message;
use super::wire::{self, Named};
use crate::model::Said;
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
fn reason(http: &Http, answer: &Answer) -> Option<Said> {
    let known = wire::error_parts(&answer.body);
    if let Some((code, detail)) = &known {
        let message = http.redact(&wire::message(detail));
        return Some(match code.as_str() {
            "ERROR_GLPI_LOGIN_USER_TOKEN" => message::wrong_user_token().said(),
            "ERROR_GLPI_LOGIN" => message::wrong_login(message).said(),
            "ERROR_WRONG_APP_TOKEN_PARAMETER" => message::wrong_app_token().said(),
            "ERROR_APP_TOKEN_PARAMETERS_MISSING" => message::needs_app_token().said(),
            "ERROR_NOT_ALLOWED_IP" => message::address_not_allowed().said(),
            "ERROR_LOGIN_WITH_CREDENTIALS_DISABLED" => message::passwords_are_off().said(),
            "ERROR_LOGIN_PARAMETERS_MISSING" => message::no_credentials().said(),
            "" | "ERROR" => message::api_is_off(format_args!("{message:?}")).said(),
            code => format!("{code}: {message}").into(),
        });
    }
    let page = wire::is_page(answer);
    match answer.status {
        300..=399 => Some(match answer.header("location") {
            Some(place) => message::sends_us_on(http.redact(place)).said(),
            None => message::sends_us_elsewhere().said(),
        }),
        404 => Some(message::nothing_at_url().said()),
        200..=299 if page => Some(message::page_instead_of_login().said()),
        200..=299 if answer.body.is_empty() => None,
        200..=299 => Some(message::not_glpi(http.piece_of(answer)).said()),
        401 | 403 | 407 => Some(message::web_server_refuses(http.piece_of(answer)).said()),
        400 | 405 => Some(message::not_glpi(http.piece_of(answer)).said()),
        _ => None,
    }
}

/// The app token is checked with every call.
pub fn lost_app_token(answer: &Answer) -> Option<Said> {
    if answer.status != 400 {
        return None;
    }
    match wire::error_parts(&answer.body)?.0.as_str() {
        "ERROR_WRONG_APP_TOKEN_PARAMETER" => Some(message::wrong_app_token().said()),
        "ERROR_APP_TOKEN_PARAMETERS_MISSING" => Some(message::needs_app_token().said()),
        _ => None,
    }
}

/// Id of a profile by its name.
pub fn find_profile(wanted: &str, mut profiles: Vec<Named>) -> Result<i64, Said> {
    for profile in &mut profiles {
        profile.name = wire::unescape(&profile.name);
    }
    let same = |name: &str| name.to_lowercase() == wanted.trim().to_lowercase();
    match profiles.iter().find(|p| p.name == wanted).or_else(|| profiles.iter().find(|p| same(&p.name))) {
        Some(profile) => Ok(profile.id),
        None => Err(message::no_profile(format_args!("{wanted:?}"), list(&profiles)).said()),
    }
}

/// Id of an entity by its path `Root entity > Acme`, or by its own name when only one has it.
pub fn find_entity(wanted: &str, mut entities: Vec<Named>) -> Result<i64, Said> {
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
        [] => Err(message::no_entity(format_args!("{wanted:?}"), list(&entities)).said()),
        [..] => {
            let paths: Vec<Named> = found.into_iter().cloned().collect();
            Err(message::several_entities(format_args!("{wanted:?}"), list(&paths)).said())
        }
    }
}

fn path(text: &str) -> Vec<String> {
    text.split(" > ").map(|step| step.trim().to_lowercase()).collect()
}

/// The first twenty names.
fn list(rows: &[Named]) -> Said {
    let mut names: Vec<Said> = rows.iter().take(20).map(|row| format!("{:?}", row.name).into()).collect();
    if rows.len() > names.len() {
        names.push(message::and_more(rows.len() - names.len()).said());
    }
    if names.is_empty() { crate::message::list::none().said() } else { Said::join(&names, ", ") }
}
