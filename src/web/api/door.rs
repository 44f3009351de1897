//! Who asks something of the API: by a token in the head of the request and by nothing else; and what that token may do with
//! the job that the path names. The body is not read before.

use std::sync::Arc;
use std::time::Instant;

use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use chrono::Utc;

use super::problem;
use crate::message;
use crate::model::access::Role;
use crate::model::security::SecurityKind;
use crate::web::call::{Answer, Bearer, Call, Fault};
use crate::web::limiter::Tried;
use crate::web::secret;
use crate::web::site::Site;
use crate::web::whence::Whence;

/// Where the API lies; what is below it is answered as JSON.
const BELOW: &str = "/api/";
/// Seconds after which what could not be stored may be sent again.
const AGAIN_AFTER: &str = "10";

/// Whether a path is one of the API.
pub fn is_below(path: &str) -> bool {
    path.starts_with(BELOW) || path == BELOW.trim_end_matches('/')
}

/// Who asks, and whether that may be: with this role for the job of the path, where one is named.
///
/// # Errors
/// What is answered instead.
pub async fn let_in(
    site: &Arc<Site>,
    mut call: Call,
    head: Parts,
    role: Option<Role>,
) -> Result<(Call, Parts), Box<Answer>> {
    // A login of a browser is none here.
    (call.secret, call.login_secret) = (None, None);
    let looked = off_the_runtime(site, move || {
        let looked = look(&mut call, &head, role);
        looked.map_or_else(|fault| Err(Box::new(problem::of(&fault))), |()| Ok((call, head)))
    });
    looked.await.map_err(Box::new)?
}

/// What a request is answered that was let in and has arrived.
pub async fn made(site: &Arc<Site>, call: Call, page: fn(&Call) -> Result<Answer, Fault>) -> Answer {
    let made = off_the_runtime(site, move || page(&call).unwrap_or_else(|fault| problem::of(&fault)));
    made.await.unwrap_or_else(|broken| broken)
}

/// Does what blocks, as one of those that may be done at a time.
async fn off_the_runtime<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Answer> {
    // It is never closed.
    let _place = site.places.acquire().await;
    tokio::task::spawn_blocking(work).await.map_err(|panic| {
        tracing::error!(%panic, "a request of the API failed");
        problem::of(&Fault::told(StatusCode::INTERNAL_SERVER_ERROR, &message::web::page_failed()))
    })
}

/// Who asks, and whether that may be.
fn look(call: &mut Call, head: &Parts, role: Option<Role>) -> Result<(), Fault> {
    let given = bearer(&head.headers).ok_or(Fault::NoToken)?;
    let address = call.address.map(|address| address.to_canonical().to_string());
    let now = Utc::now();
    let found = match secret::is_api_token(given) {
        true => {
            let digest = secret::digest_of_token(given);
            let used = call.site.store.use_api_token(&digest, address.as_deref(), now);
            used.map_err(problem::not_stored)?
        }
        false => None,
    };
    let Some(token) = found else { return Err(refused(call, None)?) };
    // No user is called so: `users add` takes no colon, and nobody is believed who is called so elsewhere.
    let name = format!("token:{}", token.name);
    if token.ends_at <= now {
        return Err(refused(call, Some(name))?);
    }
    if let Some(role) = role
        && !token.roles.allow(call.part("job"), role)
    {
        let (job, place) = (call.part("job").to_owned(), call.place());
        call.log_of(SecurityKind::RoleRefused, Some(name), Some(&job), Some(place))?;
        return Err(Fault::Forbidden);
    }
    call.bearer = Some(Bearer { name, roles: token.roles });
    Ok(())
}

/// What a token that is none is answered. It is counted by where it comes from; a right one is let in all the same, so that
/// who guesses keeps nobody out.
fn refused(call: &Call, name: Option<String>) -> Result<Fault, Fault> {
    let tried = Tried::of_tokens(Whence::of(call.address));
    let Ok(is_last) = call.site.limiter.begin(&tried, Instant::now()) else {
        return Ok(Fault::told(StatusCode::TOO_MANY_REQUESTS, &message::web::api::too_many_tokens()));
    };
    let has_expired = name.is_some();
    call.log_of(SecurityKind::TokenRefused, name.clone(), None, Some(call.place()))?;
    if is_last {
        // Once: what is refused from now on fills no log.
        call.log_of(SecurityKind::TokensHeldBack, name, None, None)?;
    }
    let why = if has_expired { message::web::api::token_expired() } else { message::web::api::wrong_token() };
    Ok(Fault::told(StatusCode::UNAUTHORIZED, &why))
}

/// The token in the head of a request (RFC 6750); its scheme is read without regard to case, and nothing but spaces stands
/// between (RFC 9110).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}

/// What programs look for in the head of an answer.
pub fn with_headers(mut response: Response) -> Response {
    let (status, headers) = (response.status(), response.headers_mut());
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"stocktake\""));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(AGAIN_AFTER));
    }
    response
}
