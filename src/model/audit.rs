//! What became of a request or an event, step by step, as our memory of its ticket tells it: for people who must
//! show it to others.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::said::Said;
use super::ticket_act::Moment;
use super::ticket_ledger::{Episode, OurTicket};

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Monitor or source, by name.
    pub monitor: String,
    /// Key of the event or request.
    pub event: String,
    /// What it is about.
    pub object: String,
    /// Job that follows it; empty: none.
    pub job: String,
    /// Desk, by name.
    pub desk: String,
    /// Our key of the ticket.
    pub key: String,
    /// Number of the ticket, once it has one.
    pub ticket: Option<String>,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// What: a word such as `seen`, `opened`, `state`, `answered`.
    pub what: String,
    /// For people: the number, the new state, who.
    pub detail: Said,
    /// Run that saw or did it; `None`: a person by a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// Something that was tried for a ticket and failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// Where.
    pub system: String,
    /// What, as in reports: `opened`, `acknowledged` …
    pub what: String,
    /// Why it failed.
    pub reason: Option<Said>,
    /// Run.
    pub run: String,
}

/// Inner moments of a command that say nothing to others.
const INNER: [&str; 2] = ["note_refused", "note_resent"];

/// Every step of every event of a ticket; of one moment in the order in which they were written.
pub fn steps(ticket: &OurTicket, moments: &[Moment], failed: &[Attempt]) -> Vec<Step> {
    let mut all = Vec::new();
    for episode in &ticket.episodes {
        let mut own = of_episode(ticket, episode);
        let told = moments.iter().filter(|moment| !INNER.contains(&moment.what.as_str()));
        own.extend(told.map(|moment| Step {
            at: moment.at,
            what: moment.what.clone(),
            detail: moment.detail.clone(),
            run: moment.run.clone(),
            ..bare(ticket, episode)
        }));
        own.extend(failed.iter().map(|attempt| Step {
            at: attempt.at,
            what: format!("failed_{}", attempt.what),
            detail: attempt.reason.clone().unwrap_or_else(|| attempt.system.as_str().into()),
            run: Some(attempt.run.clone()),
            ..bare(ticket, episode)
        }));
        own.sort_by_key(|step| step.at);
        all.extend(own);
    }
    all
}

fn of_episode(ticket: &OurTicket, episode: &Episode) -> Vec<Step> {
    let number = || Said::from(ticket.number.clone().unwrap_or_default());
    let step = |what: &str, at: Option<DateTime<Utc>>, detail: Said| {
        Some(Step { at: at?, what: what.to_owned(), detail, ..bare(ticket, episode) })
    };
    let since = episode.since.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    // What is seen is seen before anything is made of it.
    let seen = episode.joined_at.min(ticket.intended_at.max(episode.since));
    [
        step("seen", Some(seen), since.into()),
        step("answered", episode.answered_at, number()),
        step("told_closed", episode.close_told_at, number()),
        step("over", episode.over_at, Said::default()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn bare(ticket: &OurTicket, episode: &Episode) -> Step {
    Step {
        monitor: episode.monitor.clone(),
        event: episode.event.clone(),
        object: episode.object.clone(),
        job: ticket.job.clone(),
        desk: ticket.desk.clone(),
        key: ticket.key.0.clone(),
        ticket: ticket.number.clone(),
        at: episode.joined_at,
        what: String::new(),
        detail: Said::default(),
        run: None,
    }
}

/// In the order of requests: monitor, event, ticket, time. The same however often it is asked for.
pub fn sort(steps: &mut [Step]) {
    steps.sort_by(|a, b| {
        let name =
            |step: &Step| (step.monitor.clone(), step.event.clone(), step.desk.clone(), step.key.clone());
        name(a).cmp(&name(b)).then(a.at.cmp(&b.at))
    });
}

impl Step {
    /// Whether it is about what a person asked for: the key of the event, what it is about, the number of the
    /// ticket or our key.
    pub fn is_about(&self, asked: &str) -> bool {
        let asked = asked.trim().trim_start_matches('#').to_lowercase();
        let ticket = self.ticket.as_deref().unwrap_or_default().trim_start_matches('#');
        [self.event.as_str(), self.object.as_str(), self.key.as_str(), ticket]
            .iter()
            .any(|name| name.to_lowercase() == asked)
    }
}
