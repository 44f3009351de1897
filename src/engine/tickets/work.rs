//! The state of one run of a ticket job while it works: what we remember, what was done, what failed.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::frame::Setting;
use crate::engine::safe::Safe;
use crate::model::Said;
use crate::model::event::Event;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::OpenAct;
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::{LeftOut, TicketAction, TicketLine};
use crate::triage::{self, Heard, Situation, Triaged};

use super::another::Another;
use super::asked::Questions;
use super::journal::Journal;
use super::scene::{Desks, Monitors};

/// One run while it works.
pub(super) struct Work<'w> {
    pub(super) setting: &'w Setting,
    pub(super) job: &'w TicketJob,
    pub(super) journal: Journal<'w>,
    /// Keeps what proves the end of writes.
    pub(super) safe: Safe,
    pub(super) monitors: &'w Monitors,
    pub(super) desks: &'w Desks,
    /// Our tickets, of every job, by key.
    pub(super) ours: BTreeMap<TicketKey, OurTicket>,
    /// What people said on both sides.
    pub(super) heard: Heard,
    /// Rules that were switched off, by name, and until when.
    pub(super) off_until: BTreeMap<String, DateTime<Utc>>,
    /// Comments for monitors of which it is not known whether they were told, by their marks, and how long
    /// they are waited for still.
    pub(super) unsettled: HashMap<String, (OpenAct, TimeDelta)>,
    /// Marks of acts that were done before an interruption, as far as this plan has them.
    pub(super) done_before: HashSet<String>,
    /// Marks of notes that are not written again without a person's word.
    pub(super) held: HashSet<String>,
    /// What a person is asked.
    pub(super) questions: Questions,
    /// Tickets in which nothing is written: an earlier write may still be carried out there.
    pub(super) waiting: HashSet<TicketKey>,
    pub(super) done: Vec<TicketLine>,
    pub(super) failed: Vec<TicketLine>,
    /// Events that got no ticket in this run for a reason of ours: monitor, key, reason.
    pub(super) not_opened: Vec<(Event, Said)>,
    /// Optional names without which tickets were opened.
    pub(super) left_out: Vec<LeftOut>,
    /// Events that were answered, or tried to, in this run: ticket, monitor, key.
    pub(super) answered: HashSet<(TicketKey, String, String)>,
    /// Things whose acknowledgement this run ended: what its event says of one is no longer so. Monitor, object.
    pub(super) released: HashSet<(String, String)>,
    /// Whether events that have a ticket get another one.
    pub(super) another: Another,
    /// The run was asked to stop before its end.
    pub(super) stopped: bool,
}

/// What came of one ticket while others were worked on.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// As it is now; `None`: as before.
    pub(super) ticket: Option<OurTicket>,
    /// Something that was written in it may still come.
    pub(super) waits: bool,
    pub(super) done: Vec<TicketLine>,
    pub(super) failed: Vec<TicketLine>,
    /// Marks of comments of which it is known now whether the monitor was told.
    pub(super) settled: Vec<String>,
    /// Things whose acknowledgement was ended: monitor, object.
    pub(super) released: Vec<(String, String)>,
}

impl<'w> Work<'w> {
    /// A run that has done nothing yet and remembers nothing.
    pub(super) fn new(
        setting: &'w Setting,
        job: &'w TicketJob,
        journal: Journal<'w>,
        safe: Safe,
        monitors: &'w Monitors,
        desks: &'w Desks,
    ) -> Self {
        Self {
            setting,
            job,
            journal,
            safe,
            monitors,
            desks,
            ours: BTreeMap::new(),
            heard: Heard::default(),
            off_until: BTreeMap::new(),
            unsettled: HashMap::new(),
            done_before: HashSet::new(),
            held: HashSet::new(),
            questions: Questions::default(),
            waiting: HashSet::new(),
            done: Vec::new(),
            failed: Vec::new(),
            not_opened: Vec::new(),
            left_out: Vec::new(),
            answered: HashSet::new(),
            released: HashSet::new(),
            another: Another::Refused,
            stopped: false,
        }
    }
}

impl Work<'_> {
    /// Decides from what is known now.
    pub(super) fn triage(&self, now: DateTime<Utc>) -> Triaged {
        let ours: Vec<OurTicket> = self.ours.values().cloned().collect();
        let (seen, heard) = (&self.monitors.seen, &self.heard);
        let off_until = &self.off_until;
        let mut triaged =
            triage::triage(Situation { job: self.job, seen, ours: &ours, heard, off_until, now });
        triage::elsewhere(&mut triaged, self.job, self.setting.project.ticket_jobs.values(), seen);
        triaged
    }

    /// A line of the report about a ticket.
    pub(super) fn line(&self, action: TicketAction, ticket: &OurTicket, events: &[Event]) -> TicketLine {
        let told = ticket.episodes.iter().map(|episode| episode.severity).max();
        TicketLine {
            action,
            desk: ticket.desk.clone(),
            key: ticket.key.0.clone(),
            number: ticket.number.clone(),
            url: ticket.url.clone(),
            title: ticket.title.clone(),
            rule: ticket.rule.clone(),
            company: ticket.company.clone(),
            severity: events.iter().map(|event| event.severity).max().or(told),
            events: events.iter().map(Event::label).collect(),
            reason: None,
        }
    }

    /// A line that says that something was done.
    pub(super) fn line_of_done(
        &self,
        action: TicketAction,
        ticket: &OurTicket,
        events: &[Event],
    ) -> TicketLine {
        let line = self.line(action, ticket, events);
        tracing::info!(ticket = %ticket.key, number = line.number.as_deref(), "{}", action.as_str());
        line
    }

    /// A line that says that something failed.
    pub(super) fn line_of_failed(
        &self,
        action: TicketAction,
        ticket: &OurTicket,
        events: &[Event],
        reason: impl Into<Said>,
    ) -> TicketLine {
        let line = TicketLine { reason: Some(reason.into()), ..self.line(action, ticket, events) };
        let reason = line.reason.as_ref().map(|said| said.english());
        tracing::warn!(ticket = %ticket.key, reason, "{} failed", action.as_str());
        line
    }

    /// Takes over what came of parts that were done at the same time; the first error, once all that went
    /// well is taken over.
    ///
    /// # Errors
    /// When a part failed as a whole.
    pub(super) fn take(&mut self, parts: Vec<anyhow::Result<Part>>) -> anyhow::Result<()> {
        let mut outcome = Ok(());
        for part in parts {
            match part {
                Ok(part) => self.take_part(part),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        self.is_stopped();
        outcome
    }

    fn take_part(&mut self, part: Part) {
        let Part { ticket, waits, done, failed, settled, released } = part;
        for mark in settled {
            self.unsettled.remove(&mark);
        }
        self.released.extend(released);
        if let Some(ticket) = ticket {
            if waits {
                self.waiting.insert(ticket.key.clone());
            }
            self.ours.insert(ticket.key.clone(), ticket);
        }
        self.done.extend(done);
        self.failed.extend(failed);
    }

    /// Reports that something was done.
    pub(super) fn report_done(&mut self, action: TicketAction, ticket: &OurTicket, events: &[Event]) {
        let line = self.line_of_done(action, ticket, events);
        self.done.push(line);
    }

    /// Reports that something failed.
    pub(super) fn report_failed(
        &mut self,
        action: TicketAction,
        ticket: &OurTicket,
        events: &[Event],
        reason: impl Into<Said>,
    ) {
        let line = self.line_of_failed(action, ticket, events, reason);
        self.failed.push(line);
    }

    /// Whether somebody asks the run to end.
    pub(super) fn is_to_stop(&self) -> bool {
        self.setting.stop.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Whether the run is to end before its end.
    pub(super) fn is_stopped(&mut self) -> bool {
        self.stopped |= self.is_to_stop();
        self.stopped
    }
}
