//! What is known of a word: items that a run has in its charge, what was written, what was rejected, what is asked, and
//! tickets. It looks into the state database alone, and shows what the roles of who asks allow.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::{shown, tickets};
use crate::message;
use crate::model::project::AnyJob;
use crate::model::{AskedQuestion, Entry, Link, Run, RunId};
use crate::report;
use crate::store::Wanted;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Things of each kind.
const MOST: usize = 50;
/// Writes that are told of each item.
const WRITES: usize = 3;
/// Fewest and most characters that are looked for.
const FEWEST: usize = 2;
const LONGEST: usize = 200;

/// `GET /search`
pub fn search(call: &Call) -> Result<Answer, Fault> {
    let wanted = call.query.filled("q");
    let length = wanted.map_or(0, |text| text.chars().count());
    let found = match wanted {
        Some(text) if (FEWEST..=LONGEST).contains(&length) => Some(find(call, text)?),
        Some(_) | None => None,
    };
    let problem = wanted.filter(|_| found.is_none()).map(|_| message::web::search_length(FEWEST, LONGEST));
    let problem = problem.map(|problem| call.say(&problem));
    let most = call.say(&message::web::first_of_each(MOST));
    let html = page::render(call, "search.html", context! { wanted, found, problem, most })?;
    Ok(Answer::page(StatusCode::OK, html))
}

fn find(call: &Call, text: &str) -> Result<Value, Fault> {
    let store = &call.site.store;
    let names: Vec<&str> = call.jobs().map(|job| job.head().name.as_str()).collect();
    let wanted = Wanted { text, jobs: &names, limit: i64::try_from(MOST).unwrap_or(i64::MAX) };
    let links = store.find_links(wanted)?;
    let written = store.find_entries(wanted)?;
    let items = links.iter().map(|link| item(call, link, text)).collect::<Result<Vec<_>, _>>()?;
    let is_of_item = |run: &Run, entry: &Entry| {
        let key = (run.job.as_str(), entry.source_key.as_str());
        links.iter().any(|link| (link.job.as_str(), link.source_key.as_str()) == key)
    };
    let written: Vec<Value> = written
        .iter()
        .filter(|(run, entry)| !is_of_item(run, entry))
        .map(|(run, entry)| write(call, run, entry))
        .collect();
    let mut rejects = Vec::new();
    let mut newest: Vec<Run> = Vec::new();
    for name in &names {
        newest.extend(store.runs(Some(name), 1)?);
    }
    let ids: Vec<&RunId> = newest.iter().map(|run| &run.id).collect();
    for (id, reject) in store.find_rejects(&ids, text, wanted.limit)? {
        let Some(run) = newest.iter().find(|run| run.id == id) else { continue };
        rejects.push(context! {
            job => run.job.as_str(), run => run.id.0.as_str(), place => reject.origin.to_string(),
            key => reject.source_key.as_deref(), reason => reject.reason.text(call.language),
        });
    }
    let folded = text.to_lowercase();
    let asks = |asked: &AskedQuestion| {
        let question = &asked.question;
        let texts = [question.label.text(call.language), question.text.text(call.language), &question.key];
        asked.closed.is_none() && texts.iter().any(|text| text.to_lowercase().contains(&folded))
    };
    let questions: Vec<Value> = store
        .open_questions(None)?
        .iter()
        .filter(|(job, asked)| names.contains(&job.as_str()) && asks(asked))
        .take(MOST)
        .map(|(job, asked)| shown::question(call, job, asked))
        .collect();
    let mut ours = store.ticket_named(text)?;
    for ticket in store.find_tickets_with(wanted)? {
        if !ours.iter().any(|known| known.key == ticket.key) {
            ours.push(ticket);
        }
    }
    ours.retain(|ticket| names.contains(&ticket.job.as_str()));
    let tickets: Vec<Value> = ours.iter().map(|ticket| tickets::line(call, ticket)).collect();
    let nothing = items.is_empty()
        && written.is_empty()
        && rejects.is_empty()
        && questions.is_empty()
        && tickets.is_empty();
    Ok(context! { items, written, rejects, questions, tickets, nothing })
}

/// An item that a job has in its charge, with what it was last written.
fn item(call: &Call, link: &Link, text: &str) -> Result<Value, Fault> {
    let job = call.project.job(&link.job);
    let wording = shown::wording_of(call, &link.system);
    let folded = text.to_lowercase();
    let class = link.class.as_str();
    let values: Vec<Value> = link
        .remembered
        .values
        .iter()
        .filter(|(_, value)| value.to_lowercase().contains(&folded))
        .map(|(path, value)| context! { name => wording.field(class, path.as_str()).into_owned(), value })
        .collect();
    let name = link.remembered.values.get("name").filter(|name| !name.is_empty());
    let history = call.site.store.history(&link.job, &link.source_key, WRITES)?;
    let writes: Vec<Value> = history.iter().map(|(run, entry)| write(call, run, entry)).collect();
    let pages = call.project.systems.get(&link.system).and_then(|system| system.pages.clone());
    let label = name.map_or(link.source_key.as_str(), String::as_str);
    Ok(context! {
        label, class => wording.class(class), class_word => class, key => link.source_key.as_str(),
        id => link.remote_id, job => link.job.as_str(), system => link.system.as_str(),
        is_retired => link.retired_at.is_some(), values, writes,
        absent => (link.absent_runs > 0).then(|| call.say(&message::web::absent_runs(link.absent_runs))),
        url => report::item_page(wording, pages.as_deref(), class, link.remote_id),
        explains => matches!(job, Some(AnyJob::Records(_))),
        command => shown::explain_command(&link.job, &link.source_key),
    })
}

fn write(call: &Call, run: &Run, entry: &Entry) -> Value {
    let job = call.project.job(&run.job);
    let wording = shown::wording(call, job);
    context! {
        job => run.job.as_str(), run => run.id.0.as_str(),
        at => call.locale(job).clock(run.started_at, Utc::now()),
        label => entry.label.as_str(), class => wording.class(&entry.class), key => entry.source_key.as_str(),
        operation => shown::operation(call, entry),
        state => shown::state(call, entry.state), tone => shown::tone_of_row(entry.state),
    }
}
