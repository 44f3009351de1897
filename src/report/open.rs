//! The open questions of all jobs for a terminal: one headline each, then what was found and what a
//! person may do.

use std::fmt::Write as _;

use super::wrap::{one_line, wrap};
use crate::message;
use crate::model::question::{AskedQuestion, Closed, Topic};
use crate::model::schema::Wording;

const HEAD: [&str; 6] = ["ID", "JOB", "TOPIC", "SINCE", "BY", "WHAT"];

/// Widest page, in columns.
const WIDEST: usize = 100;

/// An open question of a job.
#[derive(Debug)]
pub struct JobQuestion {
    /// Name of the job.
    pub job: String,
    /// The question.
    pub asked: AskedQuestion,
    /// How the classes of the job's target are called.
    pub wording: Wording,
}

/// The questions with their jobs, in at most `width` columns but for commands.
pub fn questions(open: &[JobQuestion], width: usize) -> String {
    let width = width.min(WIDEST);
    let job =
        open.iter().map(|question| question.job.chars().count()).fold(HEAD[1].len(), usize::max).min(24);
    let topic = Topic::ALL.iter().map(|topic| topic.as_str().len()).fold(HEAD[2].len(), usize::max);
    let mut text = String::new();
    let line = |cells: [&str; 6]| {
        let [id, a, b, c, d, what] = cells;
        let front = format!("{id:8}  {a:job$}  {b:topic$}  {c:10}  {d:10}  ");
        let room = width.saturating_sub(front.chars().count()).max(20);
        format!("{front}{}", one_line(what, room)).trim_end().to_owned()
    };
    let _ = writeln!(text, "{}", line(HEAD));
    for JobQuestion { job: job_name, asked, wording } in open {
        let question = &asked.question;
        let what = match (&question.class, question.remote_id) {
            (Some(class), Some(id)) => {
                format!("{} ({} #{id})", question.label, wording.class(class.as_str()))
            }
            (Some(class), None) => format!("{} ({})", question.label, wording.class(class.as_str())),
            (None, _) => question.label.to_string(),
        };
        let since = asked.since.format("%Y-%m-%d").to_string();
        let due = question.due.map(|day| day.to_string()).unwrap_or_default();
        let (id, name) = (question.id(job_name), one_line(job_name, job));
        let _ = writeln!(text, "{}", line([&id, &name, question.topic.as_str(), &since, &due, &what]));
        let found = one_line(&question.text, usize::MAX);
        let _ = writeln!(text, "{}", wrap(&found, width, "  ", "  "));
        match question.answer.as_deref() {
            Some(command) if command.starts_with("stocktake ") => {
                let _ = writeln!(text, "    {command}");
            }
            Some(answer) => {
                let _ = writeln!(text, "{}", wrap(answer, width, "  → ", "    "));
            }
            None => {}
        }
        if let Some(closed) = &asked.closed {
            let _ = writeln!(text, "{}", wrap(&told(closed), width, "  ", "  "));
        }
    }
    text
}

/// Who closed a question, when, and why.
fn told(closed: &Closed) -> String {
    let (by, day) = (&closed.by, closed.at.format("%Y-%m-%d"));
    let told = match closed.until {
        Some(until) => message::questions::closed_by_until(by, day, until),
        None => message::questions::closed_by(by, day),
    };
    match &closed.why {
        Some(why) => one_line(&message::questions::for_reason(told, why).to_string(), usize::MAX),
        None => told.to_string(),
    }
}
