//! What changed, for those who are told by HTTP: plain data, and its JSON, whose shape is the manual's promise.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::job::Language;
use super::journal::{Run, RunId, RunState};
use super::question::{Question, Topic};
use super::said::Said;
use super::ticket_report::{TicketAction, TicketLine};
use super::webhook::Occasion;

/// Questions and tickets that a message lists at most; it counts all of them.
const LISTED: usize = 50;

/// One change.
#[derive(Debug, Clone)]
pub struct News {
    /// What kind of change.
    pub occasion: Occasion,
    /// When.
    pub at: DateTime<Utc>,
    /// Zone in which people read times.
    pub zone: Tz,
    /// Job.
    pub job: String,
    /// The run that made or found it.
    pub run: Option<RunId>,
    /// How that ended.
    pub state: Option<RunState>,
    /// Why.
    pub reason: Option<Said>,
    /// Since when the job did badly, or the end of its last good run.
    pub since: Option<DateTime<Utc>>,
    /// Who decided.
    pub by: Option<String>,
    /// Why that person did.
    pub why: Option<String>,
    /// The day on which a closed question is told again.
    pub until: Option<NaiveDate>,
    /// Changes of the plan; written ones, once it is approved.
    pub changes: Option<u64>,
    /// Command with which a person goes on.
    pub command: Option<String>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Tickets.
    pub tickets: Vec<TicketLine>,
}

impl News {
    /// One of a job, of which nothing else is told.
    pub fn of(occasion: Occasion, job: &str, at: DateTime<Utc>) -> Self {
        Self {
            occasion,
            at,
            zone: Tz::UTC,
            job: job.to_owned(),
            run: None,
            state: None,
            reason: None,
            since: None,
            by: None,
            why: None,
            until: None,
            changes: None,
            command: None,
            questions: Vec::new(),
            tickets: Vec::new(),
        }
    }

    /// One of a run that has ended.
    pub fn of_run(occasion: Occasion, run: &Run, zone: Tz, at: DateTime<Utc>) -> Self {
        Self { run: Some(run.id.clone()), state: Some(run.state), zone, ..Self::of(occasion, &run.job, at) }
    }

    /// How many things it is about.
    pub fn count(&self) -> usize {
        self.questions.len() + self.tickets.len()
    }

    /// A time as people read it.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z").to_string()
    }

    /// Its JSON. Every key is always there.
    pub fn json(&self, told: &Told<'_>) -> Value {
        let text = |said: &Said| said.text(told.language).to_owned();
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let questions = self.questions.iter().take(LISTED).map(|question| {
            json!({
                "id": question.id(&self.job), "topic": question.topic.as_str(), "label": text(&question.label),
                "text": text(&question.text), "answer": question.answer.as_ref().map(text), "due": question.due,
            })
        });
        let tickets = self.tickets.iter().take(LISTED).map(|ticket| {
            json!({
                "action": ticket.action.as_str(), "desk": ticket.desk, "number": ticket.number, "url": ticket.url,
                "title": ticket.title, "company": ticket.company, "severity": ticket.severity,
            })
        });
        json!({
            "type": self.occasion.as_str(),
            "timestamp": time(self.at),
            "data": {
                "title": told.title,
                "lines": told.lines,
                "url": told.url,
                "job": self.job,
                "run": self.run.as_ref().map(|run| run.0.as_str()),
                "state": self.state.map(RunState::as_str),
                "reason": self.reason.as_ref().map(text),
                "since": self.since.map(time),
                "by": self.by,
                "why": self.why,
                "until": self.until,
                "changes": self.changes,
                "command": self.command,
                "count": self.count(),
                "questions": questions.collect::<Vec<_>>(),
                "tickets": tickets.collect::<Vec<_>>(),
            },
        })
    }
}

/// What people read of a change.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    /// In which language.
    pub language: Language,
    /// One line.
    pub title: &'t str,
    /// More lines.
    pub lines: &'t [String],
    /// The page of the console.
    pub url: Option<&'t str>,
}

impl News {
    /// A made-up one with everything in it, and with signs that JSON and markup have to mask: what templates are
    /// tried with.
    pub fn example(occasion: Occasion) -> Self {
        let at = DateTime::UNIX_EPOCH;
        let text = || Said::from("\"a\"<b>&c\\\n");
        let question = Question {
            topic: Topic::Conflict,
            key: "Computer/1/contact".to_owned(),
            class: None,
            remote_id: None,
            label: text(),
            text: text(),
            answer: Some(text()),
            due: None,
        };
        let ticket = TicketLine {
            action: TicketAction::Opened,
            desk: "glpi".to_owned(),
            key: "key".to_owned(),
            number: Some("#12".to_owned()),
            url: None,
            title: text().into(),
            rule: "rule".to_owned(),
            company: None,
            severity: None,
            events: Vec::new(),
            reason: None,
        };
        let (questions, tickets) = match occasion {
            Occasion::QuestionsOpened | Occasion::QuestionsClosed => (vec![question], Vec::new()),
            Occasion::TicketsOpened | Occasion::TicketsSolved => (Vec::new(), vec![ticket]),
            Occasion::JobFailed
            | Occasion::JobRefused
            | Occasion::JobSilent
            | Occasion::JobRecovered
            | Occasion::InboxSilent
            | Occasion::InboxRecovered
            | Occasion::PlanWaiting
            | Occasion::PlanApproved
            | Occasion::PlanDeclined
            | Occasion::PlanVoid
            | Occasion::Test => (Vec::new(), Vec::new()),
        };
        Self {
            reason: Some(text()),
            why: Some(text().into()),
            questions,
            tickets,
            ..Self::of(occasion, "job", at)
        }
    }
}
