//! The journal of a run of a ticket job: each act before and after its call, with what we remember.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Utc;

use crate::model::RunId;
use crate::model::Said;
use crate::model::journal::EntryState;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::{Moment, TicketAct};
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::store::{ActOutcome, Store};

use crate::engine::steady;

use super::another::Another;

/// The journal of one run.
pub(super) struct Journal<'j> {
    pub(super) store: &'j Store,
    pub(super) run: &'j RunId,
    last: AtomicI64,
}

/// An act that is about to be journalled.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActDraft<'a> {
    pub(super) action: TicketAction,
    /// Desk or monitor.
    pub(super) system: &'a str,
    pub(super) ticket: &'a TicketKey,
    /// Name for people.
    pub(super) label: &'a str,
    pub(super) mark: &'a str,
}

impl<'j> Journal<'j> {
    pub(super) fn new(store: &'j Store, run: &'j RunId) -> Self {
        Self { store, run, last: AtomicI64::new(0) }
    }

    /// A line that says what we set out to do; it is not written yet.
    pub(super) fn act(&self, draft: ActDraft<'_>) -> TicketAct {
        TicketAct {
            seq: self.last.fetch_add(1, Ordering::Relaxed) + 1,
            action: draft.action,
            system: draft.system.to_owned(),
            ticket: draft.ticket.clone(),
            label: draft.label.to_owned(),
            mark: draft.mark.to_owned(),
            started_at: Utc::now(),
            state: EntryState::Started,
            message: None,
        }
    }

    /// A moment of a ticket that this run saw or made.
    pub(super) fn moment(&self, ticket: &TicketKey, what: &str, detail: impl Into<Said>) -> Moment {
        Moment {
            ticket: ticket.clone(),
            at: Utc::now(),
            what: what.to_owned(),
            detail: detail.into(),
            run: Some(self.run.0.clone()),
        }
    }

    /// Writes down that something is sent now, by the clock that nobody sets.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn sends(&self) -> anyhow::Result<()> {
        if let Some(now) = steady::now() {
            self.store.note_sending(self.run, &now)?;
        }
        Ok(())
    }

    /// Writes down what we set out to do.
    ///
    /// # Errors
    /// When the state database fails, or another program took the run over.
    pub(super) fn set_out(
        &self,
        tickets: &[OurTicket],
        acts: &[TicketAct],
        moments: &[Moment],
    ) -> anyhow::Result<()> {
        Ok(self.store.set_out(self.run, tickets, acts, moments)?)
    }

    /// Writes down tickets that are to come. Those of which an event has a ticket by now are left out
    /// and given back, unless a person wants another one.
    ///
    /// # Errors
    /// As [`Journal::set_out`].
    pub(super) fn claim(
        &self,
        another: Another,
        tickets: &[OurTicket],
        acts: &[TicketAct],
        moments: &[Moment],
    ) -> anyhow::Result<HashSet<TicketKey>> {
        match another {
            Another::Refused => Ok(self.store.claim(self.run, tickets, acts, moments)?),
            Another::Wanted => {
                self.set_out(tickets, acts, moments)?;
                Ok(HashSet::new())
            }
        }
    }

    /// Writes down that an act was done, with the ticket as it is now.
    ///
    /// # Errors
    /// As [`Journal::set_out`].
    pub(super) fn done(
        &self,
        act: &TicketAct,
        ticket: &OurTicket,
        moments: &[Moment],
        message: Option<Said>,
    ) -> anyhow::Result<()> {
        let outcome = ActOutcome { seq: act.seq, state: EntryState::Done, message };
        Ok(self.store.conclude(self.run, &[outcome], std::slice::from_ref(ticket), moments)?)
    }

    /// Writes down that an act failed, and that nothing of it was done.
    ///
    /// # Errors
    /// As [`Journal::set_out`].
    pub(super) fn failed(&self, act: &TicketAct, reason: impl Into<Said>) -> anyhow::Result<()> {
        let outcome = ActOutcome { seq: act.seq, state: EntryState::Failed, message: Some(reason.into()) };
        Ok(self.store.conclude(self.run, &[outcome], &[], &[])?)
    }

    /// Forgets tickets that were to be opened and were not.
    ///
    /// # Errors
    /// As [`Journal::set_out`].
    pub(super) fn forget(&self, tickets: &[OurTicket], why: impl Into<Said>) -> anyhow::Result<()> {
        let why = why.into();
        let keys: Vec<TicketKey> = tickets.iter().map(|ticket| ticket.key.clone()).collect();
        let moments: Vec<Moment> = keys.iter().map(|key| self.moment(key, "not_opened", &why)).collect();
        Ok(self.store.forget_tickets(Some(self.run), &keys, &moments)?)
    }

    /// Keeps tickets as they are now.
    ///
    /// # Errors
    /// As [`Journal::set_out`].
    pub(super) fn keep(&self, tickets: &[OurTicket], moments: &[Moment]) -> anyhow::Result<()> {
        if tickets.is_empty() && moments.is_empty() {
            return Ok(());
        }
        Ok(self.store.save_tickets(Some(self.run), tickets, moments)?)
    }
}
