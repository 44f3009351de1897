//! Logins by a proxy that is believed: it says with every request who somebody is. A login is begun for that person, for
//! the tokens of its forms, and holds as long as the proxy says the same.

use std::time::Instant;

use axum::extract::ConnectInfo;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;

use super::call::{Call, Fault, Who};
use super::limiter::Tried;
use super::listen::Peer;
use super::{login, provider, secret};
use crate::message;
use crate::model::access::{Claims, Roles};
use crate::model::project::Project;
use crate::model::security::{Door, SecurityKind};
use crate::model::web::UserHeader;

/// Whom a proxy names.
pub struct Said {
    /// Name.
    pub name: String,
    /// What that person may do.
    pub roles: Roles,
}

/// Whom a proxy names that is believed; `None`: nobody, or it is not to be understood. What others say was taken away
/// before.
pub fn said(head: &Parts, project: &Project) -> Option<Said> {
    let header = project.web.header.as_ref()?;
    let ConnectInfo(Peer(peer)) = head.extensions.get::<ConnectInfo<Peer>>()?;
    if !project.web.is_named_proxy(peer.ip()) {
        return None;
    }
    // A second one would be of the browser, where the proxy does not take it away.
    let one = |name: &str| {
        let mut values = head.headers.get_all(name).iter();
        let value = values.next().map(|value| std::str::from_utf8(value.as_bytes()));
        match (value, values.next()) {
            (None, None) => Some(None),
            (Some(Ok(value)), None) => Some(Some(value)),
            (_, Some(_)) | (Some(Err(_)), None) => None,
        }
    };
    let user = one(&header.user)??;
    let groups = match &header.groups {
        Some(groups) => one(groups)?.unwrap_or_default(),
        None => "",
    };
    let groups = groups.split([',', '|']).map(str::trim).filter(|group| !group.is_empty());
    let claims = Claims::from([
        (UserHeader::USER.to_owned(), vec![user.trim().to_owned()]),
        (UserHeader::GROUPS.to_owned(), groups.map(str::to_owned).collect()),
    ]);
    let name = provider::shown_name(&claims, UserHeader::USER)?;
    Some(Said { roles: Roles::by_rules(&header.roles, &claims), name })
}

/// Browsers say so of what they show.
fn asks_for_a_page(head: &Parts) -> bool {
    let accepted = head.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.into_iter().any(|value| value.contains("text/html"))
}

/// The login of whom a proxy names; one is begun where a browser has none.
///
/// # Errors
/// That person has no role.
pub fn named(call: &Call, head: &Parts) -> Result<Option<Who>, Fault> {
    let Some(Said { name, roles }) = said(head, &call.project) else { return Ok(None) };
    if roles.is_empty() {
        // Once in a while: every request says it.
        if call.site.limiter.begin(&Tried::told(&format!("refused {name}")), Instant::now()).is_ok() {
            call.log_of(SecurityKind::LoginRefused, Some(name.clone()), None, None)?;
        }
        return Err(Fault::NotLetIn(message::web::no_role_here(name).said()));
    }
    let now = chrono::Utc::now();
    let known = match &call.secret {
        Some(secret) => call.site.store.use_session(&secret::digest(secret), call.project.web.idle, now)?,
        None => None,
    };
    if let (Some(session), Some(secret)) = (known, &call.secret)
        && session.door == Door::Proxy
        && session.name == name
    {
        return Ok(Some(Who { name, roles, session, token: secret::form_token(secret) }));
    }
    if !asks_for_a_page(head) {
        // A program keeps no cookie: each of its requests would be a login of its own, in the log, too.
        let secret = secret::new();
        let session = login::session(call, &name, Door::Proxy, &secret);
        return Ok(Some(Who { name, roles, session, token: secret::form_token(&secret) }));
    }
    let (secret, session) = login::begin(call, &name, Door::Proxy, None)?;
    let token = secret::form_token(&secret);
    call.renew(secret);
    Ok(Some(Who { name, roles, session, token }))
}
