//! Links of records to items, as jobs keep them: found by key, name or id; what one remembers, who wrote and who changed
//! it; and its change, between two runs, as the command makes it.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::shown;
use crate::engine::decide::{Undecided, given};
use crate::engine::item_links::{self, FoundItem};
use crate::engine::{reason, saved};
use crate::message;
use crate::model::access::Role;
use crate::model::link::Ownership;
use crate::model::link_change::{ByHand, Decided, Tie};
use crate::model::project::AnyJob;
use crate::model::{CommandLine, Job, Link, Said};
use crate::report;
use crate::store::{ChangesOf, ItemEdit, LinkKey, Sharing, Wanted};
use crate::web::call::{Answer, Call, Fault, LINKS};
use crate::web::page;

/// Links of a page, and changes that are told.
const MOST: i64 = 50;
/// Writes that are told of an item.
const WRITES: usize = 20;

/// `GET /items`
pub fn list(call: &Call) -> Result<Answer, Fault> {
    let job = call.query.filled("job");
    call.sees(job)?;
    let all = call.jobs().filter(|job| matches!(job, AnyJob::Records(_)));
    let all: Vec<&str> = all.map(|job| job.head().name.as_str()).collect();
    let jobs: Vec<&str> = all.iter().copied().filter(|name| job.is_none_or(|job| job == *name)).collect();
    let wanted = call.query.filled("q");
    let text = wanted.unwrap_or_default();
    let links = call.site.store.find_links(Wanted { text, jobs: &jobs, limit: MOST })?;
    let by_hand = call.site.store.linked_by_hand(&links)?;
    let lines: Vec<Value> =
        links.iter().zip(&by_hand).map(|(link, by_hand)| line(call, link, by_hand.as_ref())).collect();
    let changes = call.site.store.link_changes(ChangesOf::Jobs(&jobs), MOST)?;
    let changes: Vec<Value> = changes.iter().map(|change| shown::link_change(call, change)).collect();
    let editable = jobs.iter().filter(|job| call.may(job, LINKS)).map(|job| (*job).to_owned());
    let named = job.map_or_else(|| call.say(&message::web::job_word()), str::to_owned);
    let command = CommandLine::new("links items").argument(&named);
    let command = wanted.into_iter().fold(command, CommandLine::argument).to_string();
    let most = (i64::try_from(lines.len()) == Ok(MOST)).then(|| call.say(&message::web::first_of_each(MOST)));
    let html = page::render(
        call,
        "item_links.html",
        context! { lines, all => all.iter().map(|job| (*job).to_owned()).collect::<Vec<_>>(), job, wanted, most, changes, editable => editable.collect::<Vec<_>>(), command },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

fn line(call: &Call, link: &Link, by_hand: Option<&ByHand>) -> Value {
    let wording = shown::wording_of(call, &link.system);
    context! {
        key => link.source_key.as_str(), class => wording.class(link.class.as_str()), id => link.remote_id,
        name => link.remembered.values.get("name").map(String::as_str), job => link.job.as_str(),
        how => how(call, link, by_hand), is_retired => link.retired_at.is_some(),
        url => shown::item_link_page(&link.job, link.class.as_str(), &link.source_key),
    }
}

fn how(call: &Call, link: &Link, by_hand: Option<&ByHand>) -> String {
    message::item_links::how_linked(link.ownership, by_hand).text(call.language).to_owned()
}

/// `GET /jobs/{job}/link`
pub fn show(call: &Call) -> Result<Answer, Fault> {
    shown_with(call, StatusCode::OK, None)
}

/// `POST /jobs/{job}/link/set`
pub fn set(call: &Call) -> Result<Answer, Fault> {
    shown::above_form(call, set_now(call), shown_with)
}

/// `POST /jobs/{job}/link/unset`
pub fn unset(call: &Call) -> Result<Answer, Fault> {
    shown::above_form(call, changed(call, None), shown_with)
}

fn of_path(call: &Call) -> Result<&Job, Fault> {
    match call.project.job(call.part("job")) {
        Some(AnyJob::Records(job)) => Ok(job),
        Some(AnyJob::Tickets(_) | AnyJob::Refs(_)) | None => Err(Fault::NotFound),
    }
}

/// The record that is meant; `None`: none is named.
fn record(call: &Call, job: &Job) -> Result<Option<LinkKey>, Undecided> {
    let Some(key) = call.field("key") else { return Ok(None) };
    item_links::record(&call.project, &call.site.store, job, key, call.field("class")).map(Some)
}

fn set_now(call: &Call) -> Result<Answer, Fault> {
    let job = of_path(call)?;
    let found = found(call, job, call.field("item").unwrap_or_default())?;
    if let Some(key) = record(call, job)?
        && sharing(call) == Sharing::Unsaid
        && !call.site.store.other_jobs_of_item(&key, found.id)?.is_empty()
    {
        return Err(Fault::Bad(message::web::say_that_it_is_shared().said()));
    }
    let ownership = if call.form.get("adopt").is_some() { Ownership::Adopted } else { Ownership::Matched };
    changed(call, Some(Tie { item: found.id, ownership }))
}

/// Whether the item may be that of another job's record, too.
fn sharing(call: &Call) -> Sharing {
    if call.form.get("share").is_some() { Sharing::Meant } else { Sharing::Unsaid }
}

/// The item of an id, as its system shows it now.
fn found(call: &Call, job: &Job, id: &str) -> Result<FoundItem, Fault> {
    let key = record(call, job)?.ok_or(Fault::NotFound)?;
    let number = id.trim().trim_start_matches('#');
    let number = number.parse().map_err(|_| Fault::Bad(message::web::no_such_id(id).said()))?;
    match call.site.look(item_links::look(&call.project, &key, number)) {
        Some(found) => Ok(found?),
        None => Err(Fault::told(StatusCode::SERVICE_UNAVAILABLE, &message::web::cannot_ask_now())),
    }
}

fn changed(call: &Call, to: Option<Tie>) -> Result<Answer, Fault> {
    let (job, store) = (of_path(call)?, &call.site.store);
    let key = record(call, job)?.ok_or(Fault::NotFound)?;
    let seen = match call.form.get("seen").unwrap_or_default() {
        "" => None,
        id => Some(id.parse::<i64>().map_err(|_| Fault::Bad(message::web::form_is_old().said()))?),
    };
    let known = store.item_link(&key)?;
    if known.as_ref().map(|link| link.remote_id) != seen {
        return Err(Fault::Conflict(message::item_links::moved(&key.source_key).said()));
    }
    let by = call.who()?.name.clone();
    let decided = Decided { by: &by, why: call.form.filled("why"), at: Utc::now() };
    let edit = ItemEdit { key: &key, seen, to, sharing: sharing(call) };
    item_links::may_change(&call.project, store, job, edit, decided.why).map_err(
        |undecided| match undecided {
            Undecided::Usage(_) if job.limits.ask_reason && given(decided.why).is_none() => {
                Fault::Bad(message::web::why_is_asked().said())
            }
            other => other.into(),
        },
    )?;
    call.log_link(Some(job.name.as_str()), &edit.of(known.as_ref()))?;
    item_links::change(&call.project, store, job, edit, decided)?;
    Ok(Answer::go_to(shown::item_link_page(&key.job, key.class.as_str(), &key.source_key)))
}

fn shown_with(call: &Call, status: StatusCode, problem: Option<Said>) -> Result<Answer, Fault> {
    let (job, store) = (of_path(call)?, &call.site.store);
    let (name, may_link) = (job.name.as_str(), call.may(job.name.as_str(), LINKS));
    let (mut status, mut problem) = (status, problem);
    let record = match record(call, job) {
        Ok(record) => record,
        Err(Undecided::Usage(why)) => {
            problem = problem.or(Some(why));
            status = if status == StatusCode::OK { StatusCode::BAD_REQUEST } else { status };
            None
        }
        Err(other) => return Err(other.into()),
    };
    let to = call.field("item");
    let (mut looked, mut share) = (None, None);
    if let (Some(to), Some(key), true) = (to, &record, may_link) {
        match found(call, job, to) {
            Ok(found) => {
                let shared = shared_with(call, key, found.id)?;
                share = shared.is_some().then_some("--share");
                looked = Some(context! { id => found.id, name => found.name, shared });
            }
            // What was wrong with the form is told first.
            Err(_) if problem.is_some() => {}
            Err(Fault::Broken(error)) => {
                (status, problem) = (StatusCode::BAD_GATEWAY, Some(reason::of(&error)));
            }
            Err(fault) => (status, problem) = (fault.status(), Some(fault.said())),
        }
    }
    let linked = record.as_ref().map(|key| linked(call, job, key)).transpose()?;
    let classes: Vec<Value> = item_links::classes(&call.project, job)
        .into_iter()
        .map(|class| {
            let wording = shown::wording_of(call, &job.system);
            context! { word => class.as_str(), label => wording.class(class.as_str()) }
        })
        .collect();
    let running = store.running(name)?.map(|run| run.id.0);
    let html = page::render(
        call,
        "item_link.html",
        context! {
            back => record.as_ref().map(|key| shown::item_link_page(name, key.class.as_str(), &key.source_key)),
            job => name, system => job.system.as_str(), key => call.field("key"),
            item => to, class => record.as_ref().map(|key| key.class.as_str()), linked, classes, looked, may_link, running,
            asks_reason => job.limits.ask_reason, why => call.form.get("why").unwrap_or_default(),
            set_command => record.as_ref().map(|key| {
                let set = command("set-item", job, key).option("--to", to.unwrap_or("ID"));
                share.into_iter().fold(set, CommandLine::flag).to_string()
            }),
            unset_command => record.as_ref().map(|key| command("unset-item", job, key).to_string()),
            problem => problem.map(|said| said.text(call.language).to_owned()),
        },
    )?;
    Ok(Answer::page(status, html))
}

/// What is told of records of other jobs that have an item; those that the person may not see are named by nothing.
fn shared_with(call: &Call, key: &LinkKey, item: i64) -> Result<Option<String>, Fault> {
    let others = call.site.store.other_jobs_of_item(key, item)?;
    let (seen, unseen): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|(_, job)| call.may(job, Role::Viewer));
    let mut told: Vec<Said> = (!seen.is_empty()).then(|| item_links::in_words(&seen)).into_iter().collect();
    if !unseen.is_empty() {
        told.push(message::web::records_of_jobs_unseen(unseen.len()).said());
    }
    let all = message::list::all_of(told);
    Ok((!all.is_empty()).then(|| call.say(&message::web::item_is_shared(all))))
}

/// A record: its link, what that remembers, what was written and what people changed.
fn linked(call: &Call, job: &Job, key: &LinkKey) -> Result<Value, Fault> {
    let store = &call.site.store;
    let wording = shown::wording_of(call, &key.system);
    let class = key.class.as_str();
    let pages = call.project.systems.get(&key.system).and_then(|system| system.pages.clone());
    let link = store.item_link(key)?;
    let by_hand = store.linked_by_hand(&link)?.pop().flatten();
    let link = link.map(|link| {
        let values = link.remembered.values.iter().map(|(path, value)| {
            context! { name => wording.field(class, path.as_str()).into_owned(), value }
        });
        context! {
            id => link.remote_id, how => how(call, &link, by_hand.as_ref()), values => values.collect::<Vec<_>>(),
            name => link.remembered.values.get("name").map(String::as_str),
            retired => link.retired_at.is_some(),
            absent => (link.absent_runs > 0).then(|| call.say(&message::web::absent_runs(link.absent_runs))),
            url => report::item_page(wording, pages.as_deref(), class, link.remote_id),
        }
    });
    let writes = store.history(&key.job, &key.source_key, WRITES)?;
    let writes: Vec<Value> = writes
        .iter()
        .filter(|(_, entry)| entry.part.is_some() || entry.class == class)
        .map(|(run, entry)| {
            context! {
                job => run.job.as_str(), run => run.id.0.as_str(),
                at => call.locale(Some(AnyJob::Records(job))).clock(run.started_at, Utc::now()),
                class => wording.class(&entry.class), operation => shown::operation(call, entry),
                state => shown::state(call, entry.state), tone => shown::tone_of_row(entry.state),
            }
        })
        .collect();
    let changes = store.link_changes(ChangesOf::Record(key), MOST)?;
    let changes: Vec<Value> = changes.iter().map(|change| shown::link_change(call, change)).collect();
    let explain = shown::explain_page(&key.job, Some(class), &key.source_key);
    Ok(context! { link, class_called => wording.class(class), writes, changes, explain })
}

fn command(what: &str, job: &Job, key: &LinkKey) -> CommandLine {
    let command = CommandLine::new(&format!("links {what}")).argument(&key.job).argument(&key.source_key);
    let command = command.option("--class", key.class.as_str());
    if job.limits.ask_reason { command.option("--why", saved::REASON) } else { command }
}
