//! Why a login failed, in words that say what to do, and the choice of profile and entity by name.

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
        let message = wire::message(detail);
        return Some(match code.as_str() {
            "ERROR_GLPI_LOGIN_USER_TOKEN" => "the user token is wrong: it was regenerated, or its user is \
                 not active; see \"Remote access keys\" in the user's settings"
                .to_owned(),
            "ERROR_GLPI_LOGIN" => format!("the login or the password is wrong ({message})"),
            "ERROR_WRONG_APP_TOKEN_PARAMETER" => WRONG_APP_TOKEN.to_owned(),
            "ERROR_APP_TOKEN_PARAMETERS_MISSING" => MISSING_APP_TOKEN.to_owned(),
            "ERROR_NOT_ALLOWED_IP" => {
                "no active API client of this GLPI allows the address of this machine; \
                 see Setup > General > API"
                    .to_owned()
            }
            "ERROR_LOGIN_WITH_CREDENTIALS_DISABLED" => "login with a password is switched off in Setup > \
                 General > API; use a user token"
                .to_owned(),
            "ERROR_LOGIN_PARAMETERS_MISSING" => {
                "GLPI did not get the credentials: the web server in front of \
                 it drops the Authorization header"
                    .to_owned()
            }
            "" | "ERROR" => {
                format!("GLPI says {message:?}: the API is switched off, see Setup > General > API")
            }
            code => format!("{code}: {message}"),
        });
    }
    let page = wire::is_page(answer);
    match answer.status {
        300..=399 => Some(match answer.header("location") {
            Some(place) => format!("it sends us on to {}; give the final URL", http.blot(place)),
            None => "it sends us elsewhere; give the final URL".to_owned(),
        }),
        404 => Some("nothing is found at this URL; it must end in /apirest.php".to_owned()),
        200..=299 if page => Some(
            "a web page answers instead of GLPI's API; the URL must end in /apirest.php, and no login page \
             may stand before it"
                .to_owned(),
        ),
        200..=299 if answer.body.is_empty() => None,
        200..=299 => Some(format!("this is no GLPI: {}", http.piece(&answer.body))),
        401 | 403 | 407 => {
            Some(format!("the web server refuses us before GLPI is reached: {}", http.piece(&answer.body)))
        }
        400 | 405 => Some(format!("this is no GLPI: {}", http.piece(&answer.body))),
        _ => None,
    }
}

const WRONG_APP_TOKEN: &str = "the app token is wrong; see the API client in Setup > General > API";
const MISSING_APP_TOKEN: &str = "an app token is needed: set app_token to that of the API client in Setup > \
     General > API";

/// The app token is checked with every call.
pub fn lost_app_token(answer: &Answer) -> Option<String> {
    if answer.status != 400 {
        return None;
    }
    match wire::error_parts(&answer.body)?.0.as_str() {
        "ERROR_WRONG_APP_TOKEN_PARAMETER" => Some(WRONG_APP_TOKEN.to_owned()),
        "ERROR_APP_TOKEN_PARAMETERS_MISSING" => Some(MISSING_APP_TOKEN.to_owned()),
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
        None => Err(format!("the user has no profile {wanted:?}; he has {}", list(&profiles))),
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
        [] => Err(format!("the user sees no entity {wanted:?}; he sees {}", list(&entities))),
        [..] => {
            let paths: Vec<Named> = found.into_iter().cloned().collect();
            Err(format!("several entities are called {wanted:?}: {}; give the path", list(&paths)))
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
        names.push(format!("and {} more", rows.len() - names.len()));
    }
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
