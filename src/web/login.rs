//! Logging in and out, and the language of who reads.

use std::time::Instant;

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use secrecy::SecretString;

use super::call::{Answer, Call, Fault};
use super::form::back;
use super::limiter::Tried;
use super::page;
use super::site::LANGUAGE;
use super::{password, secret};
use crate::message;
use crate::model::security::{SecurityKind, Session};

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
    let (tried, begun) = (Tried::new(name, call.address), Instant::now());
    let Some(is_last) = call.site.limiter.begin(&tried, begun) else {
        return page::login_form(
            call,
            StatusCode::TOO_MANY_REQUESTS,
            Some(message::web::wait_before_trying()),
            to,
        );
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
    let (new, now) = (secret::new(), Utc::now());
    let longest = TimeDelta::from_std(call.project.web.longest).unwrap_or(TimeDelta::days(1));
    let session = Session {
        digest: secret::digest(&new),
        name: name.to_owned(),
        made_at: now,
        seen_at: now,
        ends_at: now + longest,
        confirmed_until: None,
    };
    let former = call.secret.as_deref().map(secret::digest);
    call.log_of(SecurityKind::LoggedIn, said, None, None)?;
    call.site.store.begin_session(&session, former.as_deref())?;
    // The password was changed while this one waited for its turn: such a change ends the logins that it finds.
    let now = call.site.users(&call.project)?;
    if now.user.get(name).map(|user| user.password.as_str()) != digest {
        call.site.store.end_session(&session.digest)?;
        return page::login_form(call, StatusCode::UNAUTHORIZED, Some(message::web::wrong_login()), to);
    }
    let cookies = call.site.cookies();
    Ok(Answer::go_to(to).with(Some((cookies.login, new))).with(Some((cookies.form, String::new()))))
}

/// `POST /logout`
pub fn log_out(call: &Call) -> Result<Answer, Fault> {
    call.log(SecurityKind::LoggedOut, None, None)?;
    call.site.store.end_session(&call.who()?.session.digest)?;
    Ok(Answer::go_to("/login").with(Some((call.site.cookies().login, String::new()))))
}

/// `POST /language`
pub fn language(call: &Call) -> Result<Answer, Fault> {
    let chosen = if call.form.get("language") == Some("fr") { "fr" } else { "en" };
    Ok(Answer::go_to(back(call.form.get("to"))).with(Some((LANGUAGE, chosen.to_owned()))))
}
