//! `questions`: what waits for a person, and what a person answers.

use chrono::Utc;
use serde_json::{Value, json};

use crate::cli::{CloseQuestion, Format, Global, ListQuestions, Questions, QuestionsCommand};
use crate::engine::connect;
use crate::message;
use crate::model::AskedQuestion;
use crate::model::question::Closed;
use crate::model::schema::Wording;
use crate::report;
use crate::report::render::JobQuestion;

use super::print::Console;
use super::{Answer, Exit, Failure, find_any_job, load, open_store, open_store_if_there};

/// `questions`
pub fn questions(global: &Global, console: &Console, command: &QuestionsCommand) -> Answer {
    match &command.what {
        None => list(global, console, &command.list),
        Some(Questions::Close(what)) => close(global, console, what),
    }
}

fn list(global: &Global, console: &Console, wanted: &ListQuestions) -> Answer {
    let project = load(global)?;
    if let Some(job) = &wanted.job {
        find_any_job(&project, job)?;
    }
    let mut open = match open_store_if_there(&project)? {
        Some(store) => store.open_questions(wanted.job.as_deref()).map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    open.retain(|(_, asked)| wanted.closed || asked.closed.is_none());
    match wanted.format {
        Format::Json => {
            let rows: Vec<Value> = open.iter().map(|(job, asked)| row(job, asked)).collect();
            console.print_json(&rows)?;
        }
        Format::Text if open.is_empty() => console.print(message::questions::nothing_waits()),
        Format::Text => {
            let of_job = |(job, asked): (String, AskedQuestion)| {
                let system =
                    project.job(&job).map(|job| job.head().systems).and_then(|systems| systems.target());
                let schema = system.and_then(|system| connect::schema_of(&project, system));
                let pages = system.and_then(|system| project.systems.get(system)?.pages.clone());
                JobQuestion { job, asked, wording: Wording { schema, language: console.language() }, pages }
            };
            let open: Vec<JobQuestion> = open.into_iter().map(of_job).collect();
            let today = Utc::now().date_naive();
            console.print(report::render::questions(&open, today, console.width()));
        }
    }
    Ok(Exit::Done)
}

fn row(job: &str, asked: &AskedQuestion) -> Value {
    let mut row = json!({
        "id": asked.question.id(job), "job": job, "since": asked.since, "seen_at": asked.seen_at,
        "question": asked.question,
    });
    if let Some(closed) = &asked.closed {
        row["closed"] = json!({ "at": closed.at, "by": closed.by, "until": closed.until, "why": closed.why });
    }
    row
}

/// `questions close ID`
fn close(global: &Global, console: &Console, what: &CloseQuestion) -> Answer {
    let project = load(global)?;
    let store = open_store(&project)?;
    let now = Utc::now();
    if let Some(day) = what.until.filter(|day| *day <= now.date_naive()) {
        return Err(Failure::Usage(message::questions::day_is_past(day).said()));
    }
    let id = what.id.to_lowercase();
    let open = store.open_questions(None).map_err(anyhow::Error::new)?;
    let mut found =
        open.iter().filter(|(job, asked)| !id.is_empty() && asked.question.id(job).starts_with(&id));
    let (job, asked) = match (found.next(), found.count()) {
        (Some(one), 0) => one,
        (Some(_), more) => {
            return Err(Failure::Usage(message::questions::several(&what.id, more + 1).said()));
        }
        (None, _) => return Err(Failure::Usage(message::questions::unknown(&what.id).said())),
    };
    let closed = Closed {
        at: now,
        by: what.by.clone(),
        until: what.until,
        why: what.why.clone(),
        matter: asked.question.matter(),
    };
    if !store.close_question(job, &asked.question, &closed).map_err(anyhow::Error::new)? {
        return Err(Failure::Usage(message::questions::unknown(&what.id).said()));
    }
    let label = &asked.question.label;
    console.print(match what.until {
        Some(day) => message::questions::closed_until(job, label, day),
        None => message::questions::closed(job, label),
    });
    Ok(Exit::Done)
}
