//! Logins at a provider of OpenID Connect: people are sent there, and come back with a code.

use std::time::Instant;

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};

use super::call::{Answer, Call, Fault, waits};
use super::errand::Errand;
use super::form::back;
use super::limiter::Tried;
use super::whence::Whence;
use super::{login, page, secret};
use crate::engine::identity::{Person, Provider, Purpose, Unknown};
use crate::engine::reason;
use crate::engine::safe::Safe;
use crate::message;
use crate::model::access::{Claims, Roles};
use crate::model::plain::steers;
use crate::model::security::{Door, Identity, SecurityKind};

/// The clock of the provider may be behind ours by so much.
const APART: TimeDelta = TimeDelta::seconds(60);
/// Most characters of a name.
const LONGEST_NAME: usize = 100;
/// Most characters of what a provider says of why it sends somebody back.
const LONGEST_ERROR: usize = 200;

/// `GET /login/provider`
pub fn begin(call: &Call) -> Result<Answer, Fault> {
    let to = back(call.query.get("to"));
    match call.who.is_some() {
        true => Ok(Answer::go_to(to)),
        false => sent(call, Purpose::LogIn, to),
    }
}

/// `GET /confirm`
pub fn confirm(call: &Call) -> Result<Answer, Fault> {
    let to = back(call.query.get("to"));
    match call.who()?.session.door {
        Door::Provider(_) => sent(call, Purpose::Confirm, to),
        Door::Password | Door::Proxy => Ok(Answer::go_to(to)),
    }
}

fn provider(call: &Call) -> Result<&Provider, Fault> {
    call.site.provider.as_deref().ok_or(Fault::NotFound)
}

fn sent(call: &Call, purpose: Purpose, to: &str) -> Result<Answer, Fault> {
    let provider = provider(call)?;
    let errand = Errand::new(purpose, to, Utc::now());
    let there = provider.begin(&errand.flow(), purpose).map_err(|why| unknown(call, provider, why))?;
    // Who goes cannot make an errand himself, such as one that began earlier.
    let sealed = Safe::of(&call.project).lock(&SecretString::from(errand.carried()));
    let sealed = sealed.ok_or_else(|| Fault::Broken(reason::told(message::web::errand_not_sealed())))?;
    Ok(Answer::go_to(there).with(Some((call.site.cookies.errand.clone(), sealed))))
}

fn unknown(call: &Call, provider: &Provider, why: Unknown) -> Fault {
    let title = &provider.oidc().title;
    match why {
        Unknown::Later => Fault::Elsewhere(message::web::provider_is_away(title).said()),
        Unknown::Unproven(error) => {
            let error = reason::of(&error);
            tracing::warn!(from = ?call.address, %error, "a login at the provider of logins failed");
            Fault::NotLetIn(message::web::provider_proves_nothing(title).said())
        }
    }
}

/// `GET /login/callback`
pub fn end(call: &Call) -> Result<Answer, Fault> {
    let answer = ended(call).unwrap_or_else(|fault| page::fault(call, &fault));
    // What it took is good for one time.
    Ok(answer.with(Some((call.site.cookies.errand.clone(), String::new()))))
}

fn ended(call: &Call) -> Result<Answer, Fault> {
    let provider = provider(call)?;
    let (tried, begun) = (Tried::of_provider(Whence::of(call.address)), Instant::now());
    let old = || Fault::NotLetIn(message::web::errand_is_old().said());
    // Who did not begin here fills no log.
    let carried = call.errand.as_deref().and_then(|sealed| Safe::of(&call.project).unlock(sealed));
    let errand =
        carried.and_then(|carried| Errand::of(carried.expose_secret(), Utc::now())).ok_or_else(old)?;
    if let Err(wait) = call.site.limiter.begin(&tried, begun) {
        return Ok(Answer::text(StatusCode::TOO_MANY_REQUESTS, call.say(&waits(wait))));
    }
    let flow = errand.flow();
    let failed = |why: &str| call.log(failure(errand.purpose), None, Some(why.to_owned()));
    // A provider that says who it is (RFC 9207) is the one that was asked.
    let is_another = call.query.get("iss").is_some_and(|issuer| issuer != provider.oidc().issuer);
    if is_another || !secret::is_same(call.query.get("state").unwrap_or_default(), &flow.state) {
        failed("state")?;
        return Err(old());
    }
    if !call.site.errands.end(&errand, begun) {
        failed("replayed")?;
        return Err(old());
    }
    if let Some(error) = call.query.get("error") {
        let error: String = error.chars().filter(|sign| !sign.is_control()).take(LONGEST_ERROR).collect();
        failed(&error)?;
        let title = &provider.oidc().title;
        return Err(Fault::NotLetIn(message::web::provider_sends_back(title, error).said()));
    }
    let code = call.query.get("code").unwrap_or_default();
    let known = call.site.runtime.block_on(provider.end(&call.project, &flow, code));
    let person = match known {
        Ok(person) => person,
        Err(why) => {
            if let Unknown::Unproven(error) = &why {
                failed(&reason::of(error).to_string())?;
            }
            return Err(unknown(call, provider, why));
        }
    };
    let answer = match errand.purpose {
        Purpose::LogIn => let_in(call, provider, &person, &errand),
        Purpose::Confirm => confirmed(call, provider, &person, &errand),
    }?;
    call.site.limiter.succeeded(&tried, begun);
    Ok(answer)
}

fn failure(purpose: Purpose) -> SecurityKind {
    match purpose {
        Purpose::LogIn => SecurityKind::LoginFailed,
        Purpose::Confirm => SecurityKind::ConfirmFailed,
    }
}

/// A name that can be shown and searched for; `None`: none is said.
pub fn shown_name(claims: &Claims, claim: &str) -> Option<String> {
    let name = claims.get(claim)?.first()?.trim();
    // The security log calls a token of the API `token:NAME`; what is not seen makes two people look like one.
    let is_hidden =
        |sign: char| steers(sign) || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let is_shown = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(is_hidden)
        && !name.to_lowercase().starts_with("token:");
    is_shown.then(|| name.to_owned())
}

fn let_in(call: &Call, provider: &Provider, person: &Person, errand: &Errand) -> Result<Answer, Fault> {
    let (oidc, whom) = (provider.oidc(), format!("{} {}", provider.oidc().issuer, person.subject));
    let Some(name) = shown_name(&person.claims, &oidc.name) else {
        call.log_of(SecurityKind::LoginRefused, None, None, Some(whom))?;
        return Err(Fault::NotLetIn(message::web::no_name_said(&oidc.name, &oidc.title).said()));
    };
    let roles = Roles::by_rules(&oidc.roles, &person.claims);
    if roles.is_empty() {
        call.log_of(SecurityKind::LoginRefused, Some(name.clone()), None, Some(whom))?;
        return Err(Fault::NotLetIn(message::web::no_role_here(name).said()));
    }
    let identity = Identity { issuer: oidc.issuer.clone(), subject: person.subject.clone(), roles };
    let (new, _) = login::begin(call, &name, Door::Provider(identity), Some(whom))?;
    Ok(Answer::go_to(errand.to.clone()).with(Some((call.site.cookies.login.clone(), new))))
}

/// The same person, who has proved it since the errand began.
fn confirmed(call: &Call, provider: &Provider, person: &Person, errand: &Errand) -> Result<Answer, Fault> {
    let who = call.who()?;
    let Door::Provider(identity) = &who.session.door else { return Err(Fault::Forbidden) };
    let is_same = identity.issuer == provider.oidc().issuer && identity.subject == person.subject;
    let is_new = person.proved_at.is_some_and(|at| at >= errand.began() - APART);
    if !(is_same && is_new) {
        let why = if is_same { "auth_time" } else { "sub" };
        call.log(SecurityKind::ConfirmFailed, None, Some(why.to_owned()))?;
        return Err(Fault::NotLetIn(message::web::not_confirmed().said()));
    }
    call.confirmed(who, errand.to.clone())?;
    Ok(Answer::go_to(errand.to.clone()))
}

/// Where somebody who was let in by a provider proves it once more, and what that is called; `None`: there is no need.
pub fn to_confirm(call: &Call) -> Option<(String, &str)> {
    let who = call.who.as_ref().filter(|_| !call.is_confirmed())?;
    let (Door::Provider(_), Some(provider)) = (&who.session.door, &call.site.provider) else { return None };
    let to = utf8_percent_encode(call.back(), NON_ALPHANUMERIC);
    Some((format!("/confirm?to={to}"), &provider.oidc().title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_as_a_token_or_by_signs_that_are_not_seen() {
        let named = |name: &str| shown_name(&Claims::from([("n".to_owned(), vec![name.to_owned()])]), "n");
        assert_eq!(named(" Zoé Müller ").as_deref(), Some("Zoé Müller"));
        for name in ["", " ", "token:ci", "Token:ci", "ann\u{202e}gnp", "ann\u{200b}", "a\nb"] {
            assert_eq!(named(name), None, "{name:?}");
        }
    }
}
