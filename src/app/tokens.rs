//! `tokens`: what programs hold that use the API. The secret is shown once; its digest is what is kept.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::json;

use crate::cli::{Format, Global, Tokens as What};
use crate::message::{self, Alike, nearest};
use crate::model::CommandLine;
use crate::model::access::{ApiToken, EVERY_JOB, Roles, is_name};
use crate::model::project::Project;
use crate::model::security::{SecurityEvent, SecurityKind};
use crate::store::Store;
use crate::web::secret;

use super::print::{Console, table};
use super::{Answer, Exit, Failure, find_any_job, load, open_store, open_store_if_there, users};

/// `tokens`
pub fn tokens(global: &Global, console: &Console, what: &What) -> Answer {
    let project = load(global)?;
    match what {
        What::Add { name, role, job, days } => add(console, &project, name, &Wish { role, job, days: *days }),
        What::List { format } => list(console, open_store_if_there(&project)?.as_ref(), *format),
        What::Revoke { name } => revoke(console, &open_store(&project)?, name),
    }
}

/// What a new token may do, and for how long.
struct Wish<'a> {
    role: &'a [String],
    job: &'a [String],
    days: u16,
}

fn add(console: &Console, project: &Project, name: &str, wish: &Wish<'_>) -> Answer {
    if !is_name(name) {
        return Err(Failure::Usage(message::users::no_name(name).said()));
    }
    let roles = roles(project, wish)?;
    let (store, now, token) = (open_store(project)?, Utc::now(), secret::new_api_token());
    let there = store.api_tokens().map_err(anyhow::Error::new)?;
    if there.iter().any(|token| token.name == name) {
        return Err(is_there(name));
    }
    let kept = ApiToken {
        digest: secret::digest_of_token(&token),
        name: name.to_owned(),
        made_at: now,
        made_by: Some(crate::config::login_name()),
        ends_at: now + TimeDelta::days(wish.days.into()),
        used_at: None,
        used_from: None,
        roles,
    };
    let (told, until) = (kept.roles.told(), minute(kept.ends_at));
    log(&store, SecurityKind::TokenAdded, format!("{name}: {told}"))?;
    if !store.add_api_token(&kept).map_err(anyhow::Error::new)? {
        return Err(is_there(name));
    }
    // The token alone goes to standard output, for `$(…)` and pipes.
    console.note(message::users::token_added(name, told, until));
    console.print(token);
    Ok(Exit::Done)
}

/// The roles that are wished for; those for every job count for the jobs that are named, where some are.
fn roles(project: &Project, wish: &Wish<'_>) -> Result<Roles, Failure> {
    let Roles(mut roles) = alone(users::roles(project, wish.role)?)?;
    if wish.job.is_empty() {
        return Ok(Roles(roles));
    }
    let role = roles.remove(EVERY_JOB);
    let role = role.ok_or_else(|| Failure::Usage(message::users::no_role_for_jobs().said()))?;
    for job in wish.job {
        find_any_job(project, job)?;
        users::add_role(&mut roles, job, role)?;
    }
    Ok(Roles(roles))
}

/// A token that lies on a monitor does nothing else.
fn alone(roles: Roles) -> Result<Roles, Failure> {
    match roles.only_push() {
        Some(_) => Ok(roles),
        None => Err(Failure::Usage(message::users::pushes_alone().said())),
    }
}

fn list(console: &Console, store: Option<&Store>, format: Format) -> Answer {
    let known = match store {
        Some(store) => store.api_tokens().map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let now = Utc::now();
    match format {
        Format::Json => {
            let rows = known.iter().map(|token| {
                json!({
                    "name": token.name, "roles": token.roles, "made_at": token.made_at, "made_by": token.made_by,
                    "expires_at": token.ends_at, "expired": token.ends_at <= now, "used_at": token.used_at,
                    "used_from": token.used_from,
                })
            });
            console.print_json(&rows.collect::<Vec<_>>())?;
        }
        Format::Text if known.is_empty() => console.print(message::users::no_tokens()),
        Format::Text => {
            use message::users::{
                expired, head_address, head_expires, head_name, head_roles, head_used, never,
            };
            let head = [head_name(), head_roles(), head_expires(), head_used(), head_address()];
            let rows: Vec<Vec<String>> = known
                .iter()
                .map(|token| {
                    let until = minute(token.ends_at);
                    let is_over = token.ends_at <= now;
                    vec![
                        token.name.clone(),
                        token.roles.told(),
                        if is_over { console.say(expired(until)) } else { until },
                        token.used_at.map_or_else(|| console.say(never()), minute),
                        token.used_from.clone().unwrap_or_else(|| "-".to_owned()),
                    ]
                })
                .collect();
            console.print(table(&console.heads(&head), &rows));
        }
    }
    Ok(Exit::Done)
}

fn revoke(console: &Console, store: &Store, name: &str) -> Answer {
    let known = store.api_tokens().map_err(anyhow::Error::new)?;
    if !known.iter().any(|token| token.name == name) {
        let near = nearest(name, known.iter().map(|token| token.name.as_str()), Alike::Name);
        let near = near.map(message::nearest::perhaps);
        return Err(Failure::Usage(message::users::no_such_token(name, near).said()));
    }
    log(store, SecurityKind::TokenRevoked, name.to_owned())?;
    store.revoke_api_token(name).map_err(anyhow::Error::new)?;
    console.print(message::users::token_revoked(name));
    Ok(Exit::Done)
}

/// Writes down what is about to be done, and at whose terminal: what cannot be written down is not done.
fn log(store: &Store, kind: SecurityKind, detail: String) -> anyhow::Result<()> {
    let who = Some(crate::config::login_name());
    let event = SecurityEvent { who, detail: Some(detail), ..SecurityEvent::of(kind) };
    store.log_security(&event, Utc::now())?;
    Ok(())
}

/// A time to the minute, in UTC.
fn minute(time: DateTime<Utc>) -> String {
    let whole = time.to_rfc3339_opts(SecondsFormat::Secs, true);
    whole.get(..16).unwrap_or(&whole).replace('T', " ")
}

fn is_there(name: &str) -> Failure {
    let revoke = CommandLine::new("tokens revoke").argument(name);
    Failure::Usage(message::users::token_is_there(name, revoke).said())
}
