//! Logging in and out, and the language of who reads.

use std::time::Instant;

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use secrecy::SecretString;

use super::call::{Answer, Call, Fault, waits};
use super::form::back;
use super::limiter::Tried;
use super::page;
use super::site::LANGUAGE;
use super::whence::Whence;
use super::{password, secret};
use crate::message;
use crate::model::security::{Door, SecurityKind, Session};

/// `GET /login`
pub fn form(call: &Call) -> Result<Answer, Fault> {
    if call.who.is_some() {
        return Ok(Answer::go_to("/"));
    }
    page::login_form(call, StatusCode::OK, None, back(call.query.get("to")))
}

/// `POST /login`
pub fn log_in(call: &Call) -> Result<Answer, Fault> {
    let to = back(call.form.get("to"));
    let token = call.form.get("token").unwrap_or_default();
    if !call.login_secret.as_deref().is_some_and(|secret| secret::is_token(token, secret)) {
        // Cookies are off, or the form is an old one.
        return page::login_form(call, StatusCode::FORBIDDEN, Some(message::web::form_is_old()), to);
    }
    let name = call.form.filled("name").unwrap_or_default();
    let browser = call.browser_secret.as_deref().map(secret::digest);
    let known = browser.as_ref().filter(|digest| call.site.limiter.knows(digest, name));
    let tried = match known {
        Some(digest) => Tried::of_known(digest),
        None => Tried::new(name, Whence::of(call.address)),
    };
    let begun = Instant::now();
    let is_last = match call.site.limiter.begin(&tried, begun) {
        Ok(is_last) => is_last,
        Err(wait) => {
            return page::login_form(call, StatusCode::TOO_MANY_REQUESTS, Some(waits(wait)), to);
        }
    };
    let users = call.site.users(&call.project)?;
    // What somebody typed for a name may be a password.
    let said = users.user.contains_key(name).then(|| name.to_owned());
    let digest = users.user.get(name).map(|user| user.password.as_str());
    let given = SecretString::from(call.form.get("password").unwrap_or_default());
    if !password::is_right(&given, digest) {
        call.log_of(SecurityKind::LoginFailed, said.clone(), None, None)?;
        if is_last {
            // Once: what is refused from now on fills no log.
            call.log_of(SecurityKind::LoginHeldBack, said, None, None)?;
        }
        return page::login_form(call, StatusCode::UNAUTHORIZED, Some(message::web::wrong_login()), to);
    }
    call.site.limiter.succeeded(&tried, begun);
    let (new, session) = begin(call, name, Door::Password, None)?;
    // The password was changed while this one waited for its turn: such a change ends the logins that it finds.
    let now = call.site.users(&call.project)?;
    if now.user.get(name).map(|user| user.password.as_str()) != digest {
        call.site.store.end_session(&session.digest)?;
        return page::login_form(call, StatusCode::UNAUTHORIZED, Some(message::web::wrong_login()), to);
    }
    let (cookies, browser) = (&call.site.cookies, secret::new());
    call.site.limiter.remember(secret::digest(&browser), name, begun);
    Ok(Answer::go_to(to)
        .with(Some((cookies.login.clone(), new)))
        .with(Some((cookies.browser.clone(), browser)))
        .with(Some((cookies.form.clone(), String::new()))))
}

/// Begins a login, which is written down before. Returns its secret with it.
///
/// # Errors
/// What the state database says: nobody is logged in then.
pub fn begin(
    call: &Call,
    name: &str,
    door: Door,
    detail: Option<String>,
) -> Result<(String, Session), Fault> {
    let new = secret::new();
    let session = session(call, name, door, &new);
    let former = call.secret.as_deref().map(secret::digest);
    call.log_of(SecurityKind::LoggedIn, Some(name.to_owned()), None, detail)?;
    call.site.store.begin_session(&session, former.as_deref())?;
    Ok((new, session))
}

/// A login with this secret, which nobody keeps yet.
pub fn session(call: &Call, name: &str, door: Door, secret: &str) -> Session {
    let now = Utc::now();
    let longest = TimeDelta::from_std(call.project.web.longest).unwrap_or(TimeDelta::days(1));
    Session {
        digest: secret::digest(secret),
        name: name.to_owned(),
        door,
        made_at: now,
        seen_at: now,
        ends_at: now + longest,
        confirmed_until: None,
    }
}

/// `POST /logout`
pub fn log_out(call: &Call) -> Result<Answer, Fault> {
    call.log(SecurityKind::LoggedOut, None, None)?;
    let who = call.who()?;
    call.site.store.end_session(&who.session.digest)?;
    if let Door::Provider(_) = who.session.door
        && let Some(provider) = &call.site.provider
        && let Some(there) = provider.logout("/login")
    {
        let ended = page::logged_out(call, &provider.oidc().title, &there)?;
        return Ok(ended.with(Some((call.site.cookies.login.clone(), String::new()))));
    }
    Ok(Answer::go_to("/login").with(Some((call.site.cookies.login.clone(), String::new()))))
}

/// `POST /language`
pub fn language(call: &Call) -> Result<Answer, Fault> {
    let chosen = if call.form.get("language") == Some("fr") { "fr" } else { "en" };
    Ok(Answer::go_to(back(call.form.get("to"))).with(Some((LANGUAGE.to_owned(), chosen.to_owned()))))
}
