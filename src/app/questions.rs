//! `questions`: what waits for a person, and what a person answers.

use chrono::Utc;
use serde_json::{Value, json};

use crate::cli::{CloseQuestion, Format, Global, ListQuestions, Questions, QuestionsCommand};
use crate::engine::connect;
use crate::engine::decide::{self, Closing};
use crate::engine::webhooks;
use crate::message;
use crate::model::AskedQuestion;
use crate::model::schema::Wording;
use crate::report;
use crate::report::render::JobQuestion;

use super::print::Console;
use super::{Answer, Exit, find_any_job, load, open_store, open_store_if_there};

/// `questions`
pub async fn questions(global: &Global, console: &Console, command: &QuestionsCommand) -> Answer {
    match &command.what {
        None => list(global, console, &command.list),
        Some(Questions::Close(what)) => close(global, console, what).await,
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
async fn close(global: &Global, console: &Console, what: &CloseQuestion) -> Answer {
    let project = load(global)?;
    let store = open_store(&project)?;
    let by = crate::config::who(what.by.as_deref());
    let closing = Closing { by: &by, until: what.until, why: what.why.as_deref() };
    let closed = decide::close_question(&project.webhooks, &store, &what.id, closing, Utc::now())?;
    let (job, label) = (closed.job, &closed.question.label);
    let told = match what.until {
        Some(day) => message::questions::closed_until(job, label, day),
        None => message::questions::closed(job, label),
    };
    console.print_line(told, "");
    if let Some(before) = &closed.before {
        console.print_line(message::questions::closed_before(report::how_closed(before)), "");
    }
    webhooks::send_soon(&project, &store).await;
    Ok(Exit::Done)
}
