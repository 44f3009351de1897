//! The journal of ticket jobs: acts, written before each call with the tickets that they are about, and
//! what came of them; and what a run tells of its tickets.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::runs::hold;
use super::schema::{acts, runs};
use super::stamp::{french, from_word, readable, stamp, time, time_or_none, to_word};
use super::tickets::claim::taken;
use super::tickets::save::save;
use super::{Store, StoreError};
use crate::message;
use crate::model::Said;
use crate::model::audit::Attempt;
use crate::model::journal::{Sending, Silent};
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::{Moment, OpenAct, TicketAct};
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::model::{EntryState, RunId, RunState};

insert!(insert_acts, acts, ActRow);

/// Values of one `IN (…)`.
const KEYS: usize = 10_000;

/// Marks of one query.
const MARKS: usize = 500;

/// What came of one act, recorded after the call.
#[derive(Debug, Clone, PartialEq)]
pub struct ActOutcome {
    /// Position of the act in its run.
    pub seq: i64,
    /// What came of it.
    pub state: EntryState,
    /// Why it failed.
    pub message: Option<Said>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = acts, treat_none_as_default_value = false)]
pub(super) struct ActRow {
    run: String,
    seq: i64,
    deed: String,
    system: String,
    ticket: String,
    label: String,
    mark: String,
    started_at: String,
    state: String,
    message: Option<String>,
    sent_at: Option<String>,
    proof: Option<String>,
    silent: Option<String>,
    french: Option<String>,
}

impl ActRow {
    fn started(run: &RunId, act: &TicketAct) -> Self {
        Self {
            run: run.0.clone(),
            seq: act.seq,
            deed: act.action.as_str().to_owned(),
            system: readable(&act.system),
            ticket: act.ticket.0.clone(),
            label: readable(&act.label),
            mark: readable(&act.mark),
            started_at: stamp(act.started_at),
            state: EntryState::Started.as_str().to_owned(),
            message: act.message.as_ref().map(|said| said.english()).map(readable),
            sent_at: None,
            proof: None,
            silent: None,
            french: french(act.message.as_ref()),
        }
    }

    fn into_open(self) -> Result<OpenAct, Fault> {
        let run = RunId(self.run.clone());
        let at = time_or_none(self.sent_at.as_deref())?;
        let sending = at.map(|at| Sending { at, proof: self.proof.clone() });
        let silent = self.silent.as_deref().map(from_word).transpose()?;
        Ok(OpenAct { run, act: self.into_act()?, sending, silent })
    }

    fn into_act(self) -> Result<TicketAct, Fault> {
        Ok(TicketAct {
            action: TicketAction::from_word(&self.deed).ok_or_else(|| {
                Fault::Unreadable(
                    message::state::act_of_run(format_args!("{:?}", self.deed), &self.run).said(),
                )
            })?,
            state: from_word(&self.state)?,
            started_at: time(&self.started_at)?,
            ticket: TicketKey(self.ticket),
            seq: self.seq,
            system: self.system,
            label: self.label,
            mark: self.mark,
            message: self.message.map(|message| Said::kept(message, self.french)),
        })
    }
}

impl Store {
    /// Records what a run is about to do and how its tickets stand then, all or nothing. Acts are
    /// written as started; `seq` must be new in the run.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when another program took the run for dead: do nothing.
    pub fn set_out(
        &self,
        run: &RunId,
        tickets: &[OurTicket],
        acts: &[TicketAct],
        moments: &[Moment],
    ) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal_of_tickets(), |database| {
            hold(database, run)?;
            write_down(database, run, tickets, moments, acts.iter())
        })
    }

    /// What was tried for tickets and failed, as far as the runs are kept: by ticket, the oldest first.
    pub fn failed_acts(&self, tickets: &[TicketKey]) -> Result<HashMap<TicketKey, Vec<Attempt>>, StoreError> {
        self.read(message::state::reading_the_history_of_a_ticket(), |database| {
            let mut found: HashMap<TicketKey, Vec<Attempt>> = HashMap::new();
            for keys in tickets.chunks(KEYS) {
                let keys: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
                let rows: Vec<ActRow> = acts::table
                    .filter(acts::ticket.eq_any(keys).and(acts::state.eq(EntryState::Failed.as_str())))
                    .order((acts::started_at.asc(), acts::run.asc(), acts::seq.asc()))
                    .select(ActRow::as_select())
                    .load(database)?;
                for row in rows {
                    let run = row.run.clone();
                    let act = row.into_act()?;
                    let what = act.action.as_str().to_owned();
                    let attempt =
                        Attempt { at: act.started_at, system: act.system, what, reason: act.message, run };
                    found.entry(act.ticket).or_default().push(attempt);
                }
            }
            Ok(found)
        })
    }

    /// Like [`Store::set_out`] for tickets that are to come, with their acts and moments. Those of which
    /// an event has a ticket by now (of another job, or linked by a person) are left out and given back.
    ///
    /// # Errors
    /// As [`Store::set_out`].
    pub fn claim(
        &self,
        run: &RunId,
        tickets: &[OurTicket],
        acts: &[TicketAct],
        moments: &[Moment],
    ) -> Result<HashSet<TicketKey>, StoreError> {
        self.write(message::state::writing_the_journal_of_tickets(), |database| {
            hold(database, run)?;
            database.claim_alone()?;
            let taken = taken(database, tickets)?;
            let is_free = |key: &TicketKey| !taken.contains(key);
            let free: Vec<OurTicket> =
                tickets.iter().filter(|ticket| is_free(&ticket.key)).cloned().collect();
            let happened: Vec<Moment> =
                moments.iter().filter(|moment| is_free(&moment.ticket)).cloned().collect();
            let acts = acts.iter().filter(|act| is_free(&act.ticket));
            write_down(database, run, &free, &happened, acts)?;
            Ok(taken)
        })
    }

    /// Records that acts are about to be sent in one call, and how.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when another program took the run for dead: do nothing.
    pub fn send_acts(&self, run: &RunId, places: &[i64], sending: &Sending) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal_of_tickets(), |database| {
            hold(database, run)?;
            let theirs = acts::run.eq(&run.0).and(acts::seq.eq_any(places.to_vec()));
            diesel::update(acts::table.filter(theirs))
                .set((
                    acts::sent_at.eq(Some(stamp(sending.at))),
                    acts::proof.eq(&sending.proof),
                    acts::silent.eq(None::<String>),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// Records who was silent when acts without an outcome were sent.
    pub fn note_silent_acts(&self, run: &RunId, places: &[i64], silent: Silent) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal_of_tickets(), |database| {
            let theirs = acts::run.eq(&run.0).and(acts::seq.eq_any(places.to_vec()));
            diesel::update(acts::table.filter(theirs))
                .set(acts::silent.eq(Some(to_word(&silent)?)))
                .execute(database)?;
            Ok(())
        })
    }

    /// Records that an act of an earlier run counts as not done although nothing proves it: it is one of
    /// [`Store::doubtful_acts`] from now on.
    pub fn doubt_act(&self, of: &RunId, seq: i64, message: &Said) -> Result<(), StoreError> {
        self.write(message::state::settling_acts(), |database| {
            diesel::update(acts::table.find((&of.0, seq)))
                .set((
                    acts::state.eq(EntryState::Undone.as_str()),
                    acts::message.eq(Some(readable(message.english()))),
                    acts::french.eq(french(Some(message))),
                    acts::proof.eq(None::<String>),
                    acts::silent.eq(None::<String>),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// Acts of `job` that counted as not done although nothing proved it, the oldest run first: what they
    /// were to make may have come since.
    pub fn doubtful_acts(&self, job: &str) -> Result<Vec<OpenAct>, StoreError> {
        self.acts_in(EntryState::Undone, job)
    }

    /// Records what came of acts and how their tickets stand now, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when another program took the run for dead: it settles the acts.
    /// [`StoreError::Corrupt`] for an outcome of an act that was never set out.
    pub fn conclude(
        &self,
        run: &RunId,
        outcomes: &[ActOutcome],
        tickets: &[OurTicket],
        moments: &[Moment],
    ) -> Result<(), StoreError> {
        self.write(message::state::writing_outcomes_to_the_journal_of_tickets(), |database| {
            hold(database, run)?;
            write_outcomes(database, run, outcomes)?;
            save(database, Some(run), tickets, moments)
        })
    }

    /// Records what came of acts of an earlier run, found out at the desk later.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for an outcome of an act that was never set out.
    pub fn settle_acts(&self, of: &RunId, outcomes: &[ActOutcome]) -> Result<(), StoreError> {
        self.write(message::state::settling_acts(), |database| write_outcomes(database, of, outcomes))
    }

    /// The acts of a run, in its order.
    pub fn acts(&self, run: &RunId) -> Result<Vec<TicketAct>, StoreError> {
        self.read(message::state::reading_the_journal_of_tickets(), |database| {
            acts::table
                .filter(acts::run.eq(&run.0))
                .order(acts::seq.asc())
                .select(ActRow::as_select())
                .load(database)?
                .into_iter()
                .map(ActRow::into_act)
                .collect()
        })
    }

    /// Which of these marks are of an act that was done, by whichever run.
    pub fn done_marks(&self, marks: &[String]) -> Result<HashSet<String>, StoreError> {
        self.read(message::state::looking_for_acts_by_their_marks(), |database| {
            let mut done = HashSet::new();
            for some in marks.chunks(MARKS) {
                let found = acts::table
                    .filter(acts::mark.eq_any(some).and(acts::state.eq(EntryState::Done.as_str())))
                    .select(acts::mark)
                    .load::<String>(database)?;
                done.extend(found);
            }
            Ok(done)
        })
    }

    /// Acts without an outcome of runs of `job` that are not under way, the oldest run first: whether
    /// they were done has to be asked of the desk or the monitor.
    pub fn open_acts(&self, job: &str) -> Result<Vec<OpenAct>, StoreError> {
        self.acts_in(EntryState::Started, job)
    }

    /// Acts of `job` in a state, of runs that are not under way, the oldest run first: started ones, and of
    /// others those of which it is known how they were sent.
    fn acts_in(&self, state: EntryState, job: &str) -> Result<Vec<OpenAct>, StoreError> {
        let is_open = acts::state.eq(EntryState::Started.as_str()).or(acts::sent_at.is_not_null());
        self.read(message::state::looking_for_unsettled_acts(), |database| {
            acts::table
                .inner_join(runs::table)
                .filter(acts::state.eq(state.as_str()).and(is_open))
                .filter(runs::job.eq(job).and(runs::state.ne(RunState::Running.as_str())))
                .order((runs::started_at.asc(), acts::run.asc(), acts::seq.asc()))
                .select(ActRow::as_select())
                .load(database)?
                .into_iter()
                .map(ActRow::into_open)
                .collect()
        })
    }
}

fn write_outcomes(database: &mut Database, run: &RunId, outcomes: &[ActOutcome]) -> Result<(), Fault> {
    for outcome in outcomes {
        let settled = diesel::update(acts::table.find((&run.0, outcome.seq)))
            .set((
                acts::state.eq(outcome.state.as_str()),
                acts::message.eq(outcome.message.as_ref().map(|said| said.english()).map(readable)),
                acts::french.eq(french(outcome.message.as_ref())),
                acts::sent_at.eq(None::<String>),
                acts::proof.eq(None::<String>),
                acts::silent.eq(None::<String>),
            ))
            .execute(database)?;
        if settled == 0 {
            return Err(Fault::Unreadable(message::state::no_act(run, outcome.seq).said()));
        }
    }
    Ok(())
}

/// Writes tickets and what a run sets out to do with them, in the transaction that is open.
fn write_down<'a>(
    database: &mut Database,
    run: &RunId,
    tickets: &[OurTicket],
    moments: &[Moment],
    acts: impl Iterator<Item = &'a TicketAct>,
) -> Result<(), Fault> {
    save(database, Some(run), tickets, moments)?;
    let rows: Vec<ActRow> = acts.map(|act| ActRow::started(run, act)).collect();
    Ok(insert_acts(database, &rows)?)
}
