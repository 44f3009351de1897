//! `read`, `runs`, `show`: what there is to see without writing.

use std::sync::Arc;

use crate::engine::reason::{self, Context as _};
use chrono::Utc;
use serde_json::json;

use crate::cli::{Format, Global};
use crate::engine::read::{self, FeedReader};
use crate::engine::{run, saved, tell};
use crate::message::{self, Message, heads};
use crate::model::mapping::Mapping;
use crate::model::plain::plain_line;
use crate::model::project::{AnyJob, Project};
use crate::model::record::Cell;
use crate::model::report::Report;
use crate::model::said::{Minute, Said, Say};
use crate::model::value::Shown;
use crate::model::{Job, MailState, MailStatus, Origin, Plan, Record, Reject, Run, RunState};
use crate::reconcile::transform::{Desired, Transform, Transformed, Wanted, lacking};
use crate::report;
use crate::report::render::Length;

use super::print::{Console, paragraph, table_within};
use super::{Answer, Exit, Failure, find_any_job, find_job, load, open_store_if_there};

/// `read JOB`
pub async fn read(global: &Global, console: &Console, job: &str, limit: usize, format: Format) -> Answer {
    let project = load(global)?;
    let (head, feeds) = match find_any_job(&project, job)? {
        any @ AnyJob::Records(job) => (any.head(), job.feeds.iter().collect::<Vec<_>>()),
        any @ AnyJob::Tickets(job) if !job.feeds.is_empty() => {
            (any.head(), job.feeds.iter().map(|feed| &feed.feed).collect())
        }
        any @ AnyJob::Refs(job) if !job.feeds.is_empty() => {
            (any.head(), job.feeds.iter().map(|feed| &feed.feed).collect())
        }
        AnyJob::Tickets(_) | AnyJob::Refs(_) => (find_job(&project, job)?.head(), Vec::new()),
    };
    let today = run::day_of(head, Utc::now());
    let store =
        if feeds.iter().any(|feed| feed.source.is_pushed()) { open_store_if_there(&project)? } else { None };
    let mut shown = Vec::new();
    for feed in feeds {
        let of = || message::run::feed_of(&feed.mapping, head.name);
        let feed =
            read::find_last(&project, store.as_ref(), head.name, feed, limit).await.with_context(of)?;
        let mapping =
            project.mappings.get(&feed.feed.mapping).context(message::record::mapping_not_there())?;
        let reader = FeedReader::new(&project, &feed).map_err(anyhow::Error::new)?;
        let mut left = limit;
        if let (Some(fetched), Format::Text) = (&feed.fetched, format) {
            fetched.notes.iter().for_each(|note| console.print(note.clone()));
        }
        for reading in feed.readings() {
            let mut rows = match reader.rows(&reading, mapping) {
                // What somebody pushed keeps nobody else's from being shown.
                Err(error) if feed.feed.source.is_pushed() => {
                    if left > 0 {
                        left -= 1;
                        let origin = Origin { source: reading.shown.clone(), sheet: None, row: None };
                        show_reject(console, format, &mut shown, &origin, &reason::of_error(&error));
                    }
                    continue;
                }
                rows => rows.map_err(anyhow::Error::new)?,
            };
            let header = rows.header();
            let transform = Transform::new(mapping, &header, today, head.name.as_str());
            if format == Format::Text {
                console.print(format!("{} → {} ({})", reading.shown, mapping.class, mapping.name));
                rows.notes().iter().for_each(|note| console.print(indented(note)));
                let unused = reader.unused(mapping, &header);
                for field in lacking(mapping, &header, &unused) {
                    console.print(indented(field.told(&reading.shown)));
                }
                if !unused.is_empty() {
                    let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
                    let text = message::reading::columns_unused(&reading.shown, names.join(", "));
                    console.print(indented(text));
                }
            }
            for row in rows.by_ref().take(left) {
                left -= 1;
                match (row, format) {
                    (Ok(record), Format::Text) => {
                        console.print(record_text(console, mapping, &record, transform.apply(&record)))
                    }
                    (Ok(record), Format::Json) => {
                        shown.push(record_json(mapping, &record, transform.apply(&record)))
                    }
                    (Err(reject), _) => {
                        show_reject(console, format, &mut shown, &reject.origin, &reject.reason);
                    }
                }
            }
            if let Some(failure) = rows.take_failure() {
                return Err(anyhow::Error::new(failure).into());
            }
            if format == Format::Text {
                rows.told()
                    .iter()
                    .for_each(|told| console.print(told.text.said().map(|text| format!("\n  {text}"))));
            }
        }
    }
    if format == Format::Json {
        console.print_json(&shown)?;
    }
    Ok(Exit::Done)
}

/// What cannot be read, with its place.
fn show_reject(
    console: &Console,
    format: Format,
    shown: &mut Vec<serde_json::Value>,
    origin: &Origin,
    why: &Said,
) {
    match format {
        Format::Text => console.print(format!(
            "\n{}\n  {}",
            console.say(origin),
            console.say(message::record::rejected(why))
        )),
        Format::Json => shown.push(json!({ "origin": origin, "reject": why })),
    }
}

/// A line below a heading.
fn indented(line: impl Say) -> Said {
    line.said().map(|line| format!("  {line}"))
}

fn record_text(console: &Console, mapping: &Mapping, record: &Record, made: Transformed) -> String {
    let mut out = format!("\n{}\n", console.say(&record.origin));
    let line = |said: Message| format!("  {}\n", console.say(said));
    match made {
        Transformed::Skipped => out.push_str(&line(message::record::not_wanted())),
        Transformed::Rejected(reject) => out.push_str(&line(message::record::rejected(reason(&reject)))),
        Transformed::Desired(desired) => {
            if let Some(key) = &desired.source_key {
                out.push_str(&line(message::record::source_key(key)));
            }
            let rows = wanted_rows(mapping, &desired);
            let width = rows.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
            for (path, value) in rows {
                out.push_str(&format!("  {path:width$}  {}\n", console.say(value)));
            }
            for reject in &desired.left_out {
                out.push_str(&line(message::record::value_left_out(reason(reject))));
            }
        }
    }
    out
}

fn reason(reject: &Reject) -> Said {
    match &reject.field {
        Some(field) => message::record::of_field(field, &reject.reason).said(),
        None => reject.reason.clone(),
    }
}

fn wanted_rows(mapping: &Mapping, desired: &Desired) -> Vec<(String, Said)> {
    let mut rows: Vec<(String, Said)> = mapping
        .fields
        .iter()
        .zip(&desired.wanted)
        .filter_map(|(field, wanted)| Some((field.path(), wanted_text(wanted)?)))
        .collect();
    if let Some(contract) = &desired.contract {
        rows.push(("contract".to_owned(), message::record::existing_contract(contract).said()));
    }
    rows
}

fn wanted_text(wanted: &Wanted) -> Option<Said> {
    match wanted {
        Wanted::Untouched => None,
        Wanted::Clear => Some(message::record::to_be_emptied().said()),
        Wanted::Set(value) => Some(message::told(value, &Shown::Text(value.to_string())).map(plain_line)),
        Wanted::Name(name) => Some(plain_line(name).into()),
        Wanted::Until(date) => Some(message::record::months_until(date).said()),
    }
}

fn record_json(mapping: &Mapping, record: &Record, made: Transformed) -> serde_json::Value {
    let cell = |cell: &Cell| match cell {
        Cell::Absent => None,
        Cell::Blank => Some(json!("")),
        Cell::Text(text) => Some(json!(text)),
        Cell::Error(error) => Some(json!(error)),
        Cell::Shown(shown) => Some(json!(shown.text)),
        Cell::Number(number) => Some(json!(number)),
        Cell::Bool(yes) => Some(json!(yes)),
        Cell::Date(date) => Some(json!(date)),
        Cell::DateTime(time) => Some(json!(time)),
    };
    let row: serde_json::Map<String, serde_json::Value> = record
        .header
        .names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((name.clone(), cell(record.cell(at))?)))
        .collect();
    match made {
        Transformed::Skipped => json!({ "origin": record.origin, "row": row, "skipped": true }),
        Transformed::Rejected(reject) => {
            json!({ "origin": record.origin, "row": row, "reject": reason(&reject) })
        }
        Transformed::Desired(desired) => {
            let wanted: serde_json::Map<String, serde_json::Value> = wanted_rows(mapping, &desired)
                .into_iter()
                .map(|(path, value)| (path, json!(value)))
                .collect();
            let left_out: Vec<Said> = desired.left_out.iter().map(reason).collect();
            json!({ "origin": record.origin, "row": row, "source_key": desired.source_key, "desired": wanted, "left_out": left_out })
        }
    }
}

/// `runs [JOB]`
pub fn runs(global: &Global, console: &Console, job: Option<&str>, limit: usize, format: Format) -> Answer {
    let project = load(global)?;
    if let Some(job) = job {
        find_any_job(&project, job)?;
    }
    let (runs, unsent) = match open_store_if_there(&project)? {
        Some(store) => {
            let unsent = if job.is_none() { store.unsent_mails() } else { Ok(Vec::new()) };
            (store.runs(job, limit).map_err(anyhow::Error::new)?, unsent.map_err(anyhow::Error::new)?)
        }
        None => Default::default(),
    };
    match format {
        Format::Json => console.print_json(&runs)?,
        Format::Text if runs.is_empty() => console.print(message::run::none_yet()),
        Format::Text => {
            let head = [
                heads::run(),
                heads::job(),
                heads::started_utc(),
                heads::took(),
                heads::state(),
                heads::planned(),
                heads::written(),
                heads::failed(),
                heads::rejects(),
            ];
            let rows: Vec<Vec<String>> = runs.iter().map(|run| run_row(console, run)).collect();
            console.print(table_within(&console.heads(&head), rows, &[1], console.room()));
        }
    }
    if format == Format::Text {
        for mail in &unsent {
            console.print(paragraph(&console.say(unsent_mail(mail)), "  "));
        }
    }
    Ok(Exit::Done)
}

/// A mail that nobody has got.
fn unsent_mail(mail: &MailStatus) -> Said {
    let why = mail.error.as_ref().map(|why| why.map(plain_line));
    match (mail.state, why) {
        (MailState::GivenUp, why) => message::mail::given_up(&mail.subject, why.unwrap_or_default()).said(),
        (MailState::Waiting | MailState::Sent, Some(why)) => {
            message::mail::tried_again(&mail.subject, mail.attempts, mail.next_try_at, why).said()
        }
        (MailState::Waiting | MailState::Sent, None) => message::mail::not_tried_yet(&mail.subject).said(),
    }
}

fn run_row(console: &Console, run: &Run) -> Vec<String> {
    let took = run.finished_at.map_or_else(String::new, |end| {
        let seconds = (end - run.started_at).num_milliseconds().max(0) / 100;
        console.say(message::heads::seconds(seconds / 10, seconds % 10))
    });
    let counts = &run.counts;
    let planned = [("+", counts.create), ("~", counts.update), ("-", counts.retire), ("^", counts.restore)];
    let planned: Vec<String> = planned
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(sign, number)| format!("{sign}{number}"))
        .collect();
    vec![
        run.id.short().to_owned(),
        run.job.clone(),
        console.say(Minute(run.started_at)),
        took,
        console.say(run.state),
        planned.join(" "),
        run.applied.to_string(),
        run.failed.to_string(),
        counts.reject.to_string(),
    ]
}

/// `show RUN`
pub fn show(global: &Global, console: &Console, id: &str, length: Length, format: Format) -> Answer {
    let project = load(global)?;
    let unknown = || Failure::Usage(message::run::unknown(id).said());
    let store = open_store_if_there(&project)?.ok_or_else(unknown)?;
    let run = store.run(id).map_err(anyhow::Error::new)?.ok_or_else(unknown)?;
    let gone;
    let job = match project.job(&run.job) {
        Some(job) => job.head(),
        None => {
            gone = forgotten(&run);
            gone.head()
        }
    };
    let questions = store.questions_at(&run).map_err(anyhow::Error::new)?;
    let tickets = store.ticket_report(&run.id).map_err(anyhow::Error::new)?.map(Box::new);
    let planned = refused_plan(&project, &run).map(Arc::new);
    let since = store.last_good_run(&run.job).map_err(anyhow::Error::new)?;
    let is_stale = since.is_some_and(|since| since.id > run.id);
    let waits = planned.as_ref().filter(|plan| !plan.changes.is_empty() && !is_stale);
    let go_on = waits.map(|_| saved::approve(&project, &run.job, &run.id).to_string());
    let extras = tell::ReportExtras { tickets, planned, go_on, ..tell::ReportExtras::default() };
    let report = tell::report(&project, &store, job, run, extras, questions, Utc::now())?;
    match format {
        Format::Json => console.print_json(&report)?,
        Format::Text => {
            let report = Report { language: console.language(), ..report };
            console.print_painted(report::render::terminal(&report, length, console.color(), console.width()))
        }
    }
    Ok(Exit::Done)
}

/// The plan that a refused run kept, as long as it is there and can be read.
fn refused_plan(project: &Project, run: &Run) -> Option<Plan> {
    let path = saved::path_of_run(&project.folder, &run.id);
    let waits = run.state == RunState::Refused && path.exists();
    waits.then(|| saved::load(project, &path).ok()).flatten()
}

/// A job that is no longer configured, as far as its run tells.
fn forgotten(run: &Run) -> Job {
    Job {
        name: run.job.as_str().into(),
        description: String::new(),
        system: String::new(),
        schedule: None,
        feeds: Vec::new(),
        limits: crate::model::job::Limits::default(),
        missing: crate::model::job::Missing::default(),
        adopt: false,
        finders: crate::model::job::Finders::NONE,
        fight_after: crate::model::job::FIGHT_AFTER,
        ping: None,
        report: crate::model::job::ReportPolicy::default(),
        history: crate::model::job::History::default(),
    }
}
