//! The open questions of all jobs for a terminal: one headline each, then what was found and what a
//! person may do.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::pages::page;
use super::wrap::{one_line, wrap};
use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::question::{AskedQuestion, Closed, Topic};
use crate::model::said::Say;
use crate::model::schema::Wording;

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
    /// Address of the pages of that target.
    pub pages: Option<String>,
}

/// The questions with their jobs on a day, in at most `width` columns but for commands and addresses.
pub fn questions(open: &[JobQuestion], today: NaiveDate, width: usize) -> String {
    let width = width.min(WIDEST);
    // All are told to one person.
    let language = open.first().map(|one| one.wording.language).unwrap_or_default();
    let head = head(language);
    let count = |text: &str| text.chars().count();
    let job = open.iter().map(|question| count(&question.job)).fold(count(&head[1]), usize::max).min(24);
    let topics = Topic::ALL.iter().map(|topic| count(topic.said().text(language)));
    let topic = topics.fold(count(&head[2]), usize::max);
    let mut text = String::new();
    let line = |cells: [&str; 6]| {
        let [id, a, b, c, d, what] = cells;
        let front = format!("{id:8}  {a:job$}  {b:topic$}  {c:10}  {d:10}  ");
        let room = width.saturating_sub(front.chars().count());
        if what.chars().count() <= room {
            return format!("{front}{what}");
        }
        format!("{}\n{}", front.trim_end(), wrap(what, width, "  ", "    "))
    };
    let _ = writeln!(text, "{}", line(head.each_ref().map(String::as_str)));
    for one in open {
        let JobQuestion { job: job_name, asked, wording, pages } = one;
        let question = &asked.question;
        let what = one.what(today);
        let day = |day: NaiveDate| day.said().text(language).to_owned();
        let since = day(asked.since.date_naive());
        let due = question.due.map(day).unwrap_or_default();
        let topic = question.topic.said();
        let (id, name) = (question.id(job_name), one_line(job_name, job));
        let _ = writeln!(text, "{}", line([&id, &name, topic.text(language), &since, &due, &what]));
        let found = one_line(question.text.text(language), usize::MAX);
        let _ = writeln!(text, "{}", wrap(&found, width, "  ", "  "));
        if let Some(url) = page(*wording, pages.as_deref(), question) {
            let _ = writeln!(text, "    {url}");
        }
        match question.answer.as_ref().map(|answer| answer.text(language)) {
            Some(command) if command.starts_with("stocktake ") => {
                let _ = writeln!(text, "    {command}");
            }
            Some(answer) => {
                let _ = writeln!(text, "{}", wrap(answer, width, "  → ", "    "));
            }
            None => {}
        }
        if let Some(closed) = &asked.closed {
            let _ = writeln!(text, "{}", wrap(&how_closed(closed).text(language), width, "  ", "  "));
        }
    }
    text
}

fn head(language: Language) -> [String; 6] {
    use message::questions::{head_due, head_id, head_job, head_since, head_topic, head_what};
    [head_id(), head_job(), head_topic(), head_since(), head_due(), head_what()]
        .map(|head| head.text(language))
}

impl JobQuestion {
    /// Its name, what it is, and whether it is late.
    fn what(&self, today: NaiveDate) -> String {
        let (question, language) = (&self.asked.question, self.wording.language);
        let class = question.class.as_ref().map(|class| match question.remote_id {
            Some(id) => format!("{} #{id}", self.wording.class(class.as_str())),
            None => self.wording.class(class.as_str()).to_owned(),
        });
        let late = question.due.filter(|due| *due < today);
        let late = late.map(|due| message::questions::overdue(due).text(language));
        let marks: Vec<String> = class.into_iter().chain(late).collect();
        let label = one_line(question.label.text(language), usize::MAX);
        if marks.is_empty() { label } else { format!("{label} ({})", marks.join(", ")) }
    }
}

/// Who closed a question, when, and why.
pub fn how_closed(closed: &Closed) -> Message {
    let (by, day) = (&closed.by, closed.at.date_naive());
    let told = match closed.until {
        Some(until) => message::questions::closed_by_until(by, day, until),
        None => message::questions::closed_by(by, day),
    };
    match &closed.why {
        Some(why) => message::questions::for_reason(told, one_line(why, usize::MAX)),
        None => told,
    }
}
