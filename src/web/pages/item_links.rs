//! Links of records to items, as jobs keep them: found by key, name or id; what one remembers, who wrote and who changed
//! it; and its change, between two runs, as the command makes it.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::shown::{self, quoted};
use crate::engine::decide::Undecided;
use crate::engine::item_links::{self, FoundItem};
use crate::engine::reason;
use crate::message;
use crate::model::link::Ownership;
use crate::model::link_change::{Decided, Tie};
use crate::model::project::AnyJob;
use crate::model::said::Say as _;
use crate::model::{Job, Link, Said};
use crate::report;
use crate::store::{ChangesOf, ItemEdit, LinkKey, Wanted};
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
    let lines: Vec<Value> = links.iter().map(|link| line(call, link)).collect();
    let changes = call.site.store.link_changes(ChangesOf::Jobs(&jobs), MOST)?;
    let changes: Vec<Value> = changes.iter().map(|change| shown::link_change(call, change)).collect();
    let editable = jobs.iter().filter(|job| call.may(job, LINKS)).map(|job| (*job).to_owned());
    let named = job.map_or_else(|| call.say(&message::web::job_word()), quoted);
    let text = wanted.map_or_else(String::new, |text| format!(" {}", quoted(text)));
    let command = format!("stocktake links items {named}{text}");
    let most = (i64::try_from(lines.len()) == Ok(MOST)).then(|| call.say(&message::web::first_of_each(MOST)));
    let html = page::render(
        call,
        "item_links.html",
        context! { lines, all => all.iter().map(|job| (*job).to_owned()).collect::<Vec<_>>(), job, wanted, most, changes, editable => editable.collect::<Vec<_>>(), command },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

fn line(call: &Call, link: &Link) -> Value {
    let wording = shown::wording_of(call, &link.system);
    context! {
        key => link.source_key.as_str(), class => wording.class(link.class.as_str()), id => link.remote_id,
        name => link.remembered.values.get("name").map(String::as_str), job => link.job.as_str(),
        how => link.ownership.said().text(call.language), is_retired => link.retired_at.is_some(),
        url => shown::item_link_page(&link.job, link.class.as_str(), &link.source_key),
    }
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

/// A field of the form, or of the query where none was sent.
fn field<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    call.form.get(name).or_else(|| call.query.get(name)).filter(|text| !text.trim().is_empty())
}

fn of_path(call: &Call) -> Result<&Job, Fault> {
    match call.project.job(call.part("job")) {
        Some(AnyJob::Records(job)) => Ok(job),
        Some(AnyJob::Tickets(_) | AnyJob::Refs(_)) | None => Err(Fault::NotFound),
    }
}

/// The record that is meant; `None`: none is named.
fn record(call: &Call, job: &Job) -> Result<Option<LinkKey>, Undecided> {
    let Some(key) = field(call, "key") else { return Ok(None) };
    item_links::record(&call.project, &call.site.store, job, key, field(call, "class")).map(Some)
}

fn set_now(call: &Call) -> Result<Answer, Fault> {
    let found = found(call, of_path(call)?, field(call, "item").unwrap_or_default())?;
    let ownership = if call.form.get("adopt").is_some() { Ownership::Adopted } else { Ownership::Matched };
    changed(call, Some(Tie { item: found.id, ownership }))
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
    let edit = ItemEdit { key: &key, seen, to };
    item_links::may_change(&call.project, store, job, edit, decided.why).map_err(
        |undecided| match undecided {
            Undecided::Usage(_) if job.limits.ask_reason && decided.why.is_none() => {
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
    let to = field(call, "item");
    let mut looked = None;
    if let (Some(to), Some(_), true) = (to, &record, may_link) {
        match found(call, job, to) {
            Ok(found) => looked = Some(context! { id => found.id, name => found.name }),
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
            job => name, system => job.system.as_str(), key => field(call, "key"),
            item => to, class => record.as_ref().map(|key| key.class.as_str()), linked, classes, looked, may_link, running,
            asks_reason => job.limits.ask_reason, why => call.form.get("why").unwrap_or_default(),
            set_command => record.as_ref().map(|key| command("set-item", key, to.or(Some("ID")))),
            unset_command => record.as_ref().map(|key| command("unset-item", key, None)),
            problem => problem.map(|said| said.text(call.language).to_owned()),
        },
    )?;
    Ok(Answer::page(status, html))
}

/// A record: its link, what that remembers, what was written and what people changed.
fn linked(call: &Call, job: &Job, key: &LinkKey) -> Result<Value, Fault> {
    let store = &call.site.store;
    let wording = shown::wording_of(call, &key.system);
    let class = key.class.as_str();
    let pages = call.project.systems.get(&key.system).and_then(|system| system.pages.clone());
    let link = store.item_link(key)?.map(|link| {
        let values = link.remembered.values.iter().map(|(path, value)| {
            context! { name => wording.field(class, path.as_str()).into_owned(), value }
        });
        context! {
            id => link.remote_id, how => link.ownership.said().text(call.language), values => values.collect::<Vec<_>>(),
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

fn command(what: &str, key: &LinkKey, to: Option<&str>) -> String {
    let to = to.map_or_else(String::new, |to| format!(" --to {}", quoted(to)));
    let class = key.class.as_str();
    format!("stocktake links {what} {} {} --class {class}{to}", quoted(&key.job), quoted(&key.source_key))
}
