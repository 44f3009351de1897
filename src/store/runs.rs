//! Runs: opened, kept alive, closed, found and pruned. At most one run of a job is under way; a
//! partial unique index sees to it, whichever machine starts it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::batch::insert;
use super::database::Database;
use super::error::{Fault, StoreError};
use super::outbox::MailRow;
use super::schema::{acts, entries, outbox, runs};
use super::stamp::{
    count, french, from_json, from_word, new_id, number, readable, stamp, time, time_or_none, to_json,
    to_word,
};
use super::{Store, counted, pushes, questions, run_requests, ticket_reports, webhooks};
use crate::message::{self, Message};
use crate::model::Said;
use crate::model::job::History;
use crate::model::journal::Trigger;
use crate::model::measures::Counted;
use crate::model::ticket_report::TicketReport;
use crate::model::webhook::Telling;
use crate::model::{AskedQuestion, Counts, EntryState, OutgoingMail, Run, RunId, RunState};

insert!(insert_runs, runs, RunRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = runs, treat_none_as_default_value = false)]
pub(super) struct RunRow {
    id: String,
    job: String,
    started_by: String,
    state: String,
    started_at: String,
    finished_at: Option<String>,
    node: String,
    alive_at: String,
    to_create: i64,
    to_update: i64,
    to_retire: i64,
    to_restore: i64,
    unchanged: i64,
    rejected: i64,
    applied: i64,
    failed: i64,
    moved: i64,
    digest: Option<String>,
    records: String,
    message: Option<String>,
    french: Option<String>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RunEnd {
    /// What came of it; not [`RunState::Running`].
    pub state: RunState,
    /// Changes that were written.
    pub applied: u64,
    /// Changes that failed.
    pub failed: u64,
    /// Changes left out because the item changed since the plan.
    pub changed_since_plan: u64,
    /// Why it failed or was refused, for people.
    pub message: Option<Said>,
    /// What it tells of its tickets; a run without that leaves it to the next one to tell what it did.
    pub tickets: Option<Box<TicketReport>>,
    /// End.
    pub finished_at: DateTime<Utc>,
}

impl RunRow {
    fn begun(job: &str, trigger: Trigger, node: &str, now: DateTime<Utc>) -> Result<Self, Fault> {
        Ok(Self {
            id: new_id(now),
            job: job.to_owned(),
            started_by: to_word(&trigger)?,
            state: RunState::Running.as_str().to_owned(),
            started_at: stamp(now),
            finished_at: None,
            node: node.to_owned(),
            alive_at: stamp(now),
            to_create: 0,
            to_update: 0,
            to_retire: 0,
            to_restore: 0,
            unchanged: 0,
            rejected: 0,
            applied: 0,
            failed: 0,
            moved: 0,
            digest: None,
            records: "{}".to_owned(),
            message: None,
            french: None,
        })
    }

    pub(super) fn into_run(self) -> Result<Run, Fault> {
        Ok(Run {
            trigger: from_word(&self.started_by)?,
            state: from_word(&self.state)?,
            started_at: time(&self.started_at)?,
            finished_at: time_or_none(self.finished_at.as_deref())?,
            alive_at: time(&self.alive_at)?,
            counts: Counts {
                create: count(self.to_create),
                update: count(self.to_update),
                retire: count(self.to_retire),
                restore: count(self.to_restore),
                unchanged: count(self.unchanged),
                reject: count(self.rejected),
            },
            applied: count(self.applied),
            failed: count(self.failed),
            changed_since_plan: count(self.moved),
            records: from_json(&self.records)?,
            id: RunId(self.id),
            job: self.job,
            node: self.node,
            digest: self.digest,
            message: self.message.map(|message| Said::kept(message, self.french)),
        })
    }
}

impl Store {
    /// Opens a run of `job`. One that requests started does every request that waits for the job.
    ///
    /// # Errors
    /// [`StoreError::NothingRequested`] when requests start it and none waits any more;
    /// [`StoreError::AlreadyRunning`] when the job has a run under way, on whichever machine.
    pub fn begin_run(
        &self,
        job: &str,
        trigger: Trigger,
        node: &str,
        now: DateTime<Utc>,
    ) -> Result<RunId, StoreError> {
        self.in_place_of_a_run(job, message::state::opening_a_run(), |database| {
            let row = RunRow::begun(job, trigger, node, now)?;
            let id = RunId(row.id.clone());
            insert_runs(database, &[row])?;
            match trigger {
                Trigger::Request => run_requests::take(database, job, &id.0)?,
                Trigger::Command | Trigger::Schedule => {}
            }
            Ok(id)
        })
    }

    /// Does something between two runs of `job`: none is under way, and none begins until it is done, on whichever
    /// machine.
    ///
    /// # Errors
    /// [`StoreError::AlreadyRunning`] when the job has a run under way.
    pub(super) fn between_runs<T>(
        &self,
        job: &str,
        now: DateTime<Utc>,
        doing: Message,
        mut work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.in_place_of_a_run(job, doing, |database| {
            // The index that lets one run of a job in holds the place until the transaction ends.
            let row = RunRow::begun(job, Trigger::Command, "", now)?;
            let place = row.id.clone();
            insert_runs(database, &[row])?;
            let done = work(database)?;
            diesel::delete(runs::table.find(place)).execute(database)?;
            Ok(done)
        })
    }

    /// Does something that a run of `job` which is under way keeps out.
    fn in_place_of_a_run<T>(
        &self,
        job: &str,
        doing: Message,
        mut work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let begun = self.write(doing.clone(), &mut work);
            let Err(error) = begun else { return begun };
            if !is_unique_violation(&error) {
                return Err(error);
            }
            match self.running(job)? {
                Some(run) => {
                    return Err(StoreError::AlreadyRunning {
                        job: run.job,
                        run: run.id,
                        node: run.node,
                        alive_at: run.alive_at,
                    });
                }
                // It ended between the two statements.
                None if tries < 3 => {}
                None => return Err(error),
            }
        }
    }

    /// The run of `job` that is under way.
    pub fn running(&self, job: &str) -> Result<Option<Run>, StoreError> {
        self.read(message::state::looking_for_a_run_under_way(), |database| under_way_of(database, job))
    }

    /// Runs of `job` under way without a sign of life between `older_than` and `ahead`, oldest first.
    pub fn stale_runs(
        &self,
        job: &str,
        older_than: DateTime<Utc>,
        ahead: DateTime<Utc>,
    ) -> Result<Vec<Run>, StoreError> {
        self.read(message::state::looking_for_dead_runs(), |database| {
            runs::table
                .filter(runs::job.eq(job).and(runs::state.eq(RunState::Running.as_str())))
                .filter(runs::alive_at.lt(stamp(older_than)).or(runs::alive_at.gt(stamp(ahead))))
                .order((runs::started_at.asc(), runs::id.asc()))
                .select(RunRow::as_select())
                .load(database)?
                .into_iter()
                .map(RunRow::into_run)
                .collect()
        })
    }

    /// Closes a run whose program has ended, and keeps what is told of that.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when it has ended meanwhile.
    pub fn interrupt_run(
        &self,
        run: &RunId,
        telling: &Telling,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::closing_an_interrupted_run(), |database| {
            let tally = super::tally::tally_of(database, run)?;
            let closed = diesel::update(under_way(run))
                .set((
                    runs::applied.eq(number(tally.applied)),
                    runs::failed.eq(number(tally.failed)),
                    runs::moved.eq(number(tally.changed_since_plan)),
                    runs::state.eq(RunState::Interrupted.as_str()),
                    runs::finished_at.eq(Some(stamp(now))),
                    runs::message.eq(Some(message::run::program_ended().to_string())),
                    runs::french.eq(french(Some(&message::run::program_ended().said()))),
                ))
                .execute(database)?;
            one_row(closed, run)?;
            count_end(database, run, RunState::Interrupted)?;
            webhooks::keep(database, telling, now)
        })
    }

    /// Gives a sign of life.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when another program took the run for dead: stop writing.
    pub fn heartbeat(&self, run: &RunId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(message::state::giving_a_sign_of_life(), |database| {
            let alive =
                diesel::update(under_way(run)).set(runs::alive_at.eq(stamp(now))).execute(database)?;
            one_row(alive, run)
        })
    }

    /// Records what a run read and plans: `records` are the rows read per mapping.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when the run has ended.
    pub fn record_plan(
        &self,
        run: &RunId,
        counts: &Counts,
        digest: &str,
        records: &BTreeMap<String, u64>,
    ) -> Result<(), StoreError> {
        self.write(message::state::recording_a_plan(), |database| {
            let recorded = diesel::update(under_way(run))
                .set((
                    runs::to_create.eq(number(counts.create)),
                    runs::to_update.eq(number(counts.update)),
                    runs::to_retire.eq(number(counts.retire)),
                    runs::to_restore.eq(number(counts.restore)),
                    runs::unchanged.eq(number(counts.unchanged)),
                    runs::rejected.eq(number(counts.reject)),
                    runs::digest.eq(Some(digest)),
                    runs::records.eq(to_json(records)?),
                ))
                .execute(database)?;
            one_row(recorded, run)
        })
    }

    /// Closes a run, puts its mail in the outbox, records how its questions stand and keeps what is told by
    /// webhooks, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when the run has ended before; the mail is not kept then.
    pub fn finish_run(
        &self,
        run: &RunId,
        end: &RunEnd,
        mail: Option<&OutgoingMail>,
        asked: &[AskedQuestion],
        telling: &Telling,
    ) -> Result<(), StoreError> {
        self.write(message::state::closing_a_run(), |database| {
            let closed = diesel::update(under_way(run))
                .set((
                    runs::state.eq(end.state.as_str()),
                    runs::finished_at.eq(Some(stamp(end.finished_at))),
                    runs::alive_at.eq(stamp(end.finished_at)),
                    runs::applied.eq(number(end.applied)),
                    runs::failed.eq(number(end.failed)),
                    runs::moved.eq(number(end.changed_since_plan)),
                    runs::message.eq(end.message.as_ref().map(|said| said.english()).map(readable)),
                    runs::french.eq(french(end.message.as_ref())),
                ))
                .execute(database)?;
            one_row(closed, run)?;
            count_end(database, run, end.state)?;
            questions::record(database, run, asked, end.finished_at)?;
            webhooks::keep(database, telling, end.finished_at)?;
            if let Some(tickets) = &end.tickets {
                ticket_reports::keep(database, run, tickets)?;
            }
            match mail {
                Some(mail) => {
                    Ok(super::outbox::insert_mails(database, &[MailRow::waiting(mail, end.finished_at)?])?)
                }
                None => Ok(()),
            }
        })
    }

    /// A run by its id or by the characters it begins or ends with. The end tells runs apart: the
    /// begin is the time.
    ///
    /// # Errors
    /// [`StoreError::Ambiguous`] when several runs begin or end with them.
    pub fn run(&self, piece: &str) -> Result<Option<Run>, StoreError> {
        let wanted = piece.to_lowercase();
        if wanted.is_empty() || !wanted.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
            return Ok(None);
        }
        self.read(message::state::looking_for_a_run(), |database| {
            // A whole id, which pages and programs have, is found without a look at all runs.
            let whole = runs::table.find(&wanted).select(RunRow::as_select()).first(database).optional()?;
            if let Some(whole) = whole {
                return whole.into_run().map(Some);
            }
            let mut found = runs::table
                .filter(runs::id.like(format!("{wanted}%")).or(runs::id.like(format!("%{wanted}"))))
                .order(runs::id.desc())
                .limit(5)
                .select(RunRow::as_select())
                .load(database)?;
            if found.len() > 1 {
                let ids = found.into_iter().map(|row| row.id).collect();
                return Err(Fault::Store(StoreError::Ambiguous { piece: piece.to_owned(), runs: ids }));
            }
            found.pop().map(RunRow::into_run).transpose()
        })
    }

    /// The newest runs of `job`, or of all jobs, newest first.
    pub fn runs(&self, job: Option<&str>, limit: usize) -> Result<Vec<Run>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(message::state::listing_runs(), |database| {
            let newest = runs::table
                .order((runs::started_at.desc(), runs::id.desc()))
                .limit(limit)
                .select(RunRow::as_select());
            let rows = match job {
                Some(job) => newest.filter(runs::job.eq(job)).load(database)?,
                None => newest.load(database)?,
            };
            rows.into_iter().map(RunRow::into_run).collect()
        })
    }

    /// The start of the oldest run of `job` that is known.
    pub fn first_start(&self, job: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            let first: Option<String> = runs::table
                .filter(runs::job.eq(job))
                .select(diesel::dsl::min(runs::started_at))
                .first(database)?;
            time_or_none(first.as_deref())
        })
    }

    /// The newest run of `job` with this plan that wrote something, beside `but`.
    pub fn run_of_plan(&self, job: &str, digest: &str, but: &RunId) -> Result<Option<RunId>, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            let of_plan = runs::job.eq(job).and(runs::digest.eq(digest)).and(runs::applied.gt(0));
            let found: Option<String> = runs::table
                .filter(of_plan.and(runs::id.ne(&but.0)))
                .order((runs::started_at.desc(), runs::id.desc()))
                .select(runs::id)
                .first(database)
                .optional()?;
            Ok(found.map(RunId))
        })
    }

    /// Records per mapping in the last good run that read it, however long ago; `None` when there was no
    /// good run.
    pub fn records_before(&self, job: &str) -> Result<Option<BTreeMap<String, u64>>, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            let good = newest_records(database, job)?;
            if good.is_empty() {
                return Ok(None);
            }
            let mut counts = BTreeMap::new();
            for (_, records) in good {
                for (mapping, records) in from_json::<BTreeMap<String, u64>>(&records)? {
                    counts.entry(mapping).or_insert(records);
                }
            }
            Ok(Some(counts))
        })
    }

    /// The newest run of `job` that ended well: done or partial.
    pub fn last_good_run(&self, job: &str) -> Result<Option<Run>, StoreError> {
        self.read(message::state::looking_for_the_last_good_run(), |database| good(database, job))
    }

    /// The newest run of `job` that ended well and read a source.
    pub fn last_run_that_read(&self, job: &str) -> Result<Option<Run>, StoreError> {
        self.read(message::state::looking_for_the_last_good_run(), |database| {
            newest_good(job)
                .filter(runs::records.ne("{}"))
                .select(RunRow::as_select())
                .first(database)
                .optional()?
                .map(RunRow::into_run)
                .transpose()
        })
    }

    /// Forgets the runs of `job` that are older than `keep_days` and not among the newest
    /// `keep_runs`, with their journal and their mails that left. Stays in any case: a run under
    /// way, one with entries to be settled, the last good one, those that were the last to read a mapping, a
    /// mail that waits. Returns the
    /// number of runs forgotten.
    pub fn prune(&self, job: &str, history: History, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let oldest = days_before(now, history);
        let before = stamp(oldest);
        self.write(message::state::forgetting_old_runs(), |database| {
            let forgotten = forgettable(database, job, history, &before)?;
            for ids in forgotten.chunks(500) {
                let waiting = crate::model::MailState::Waiting.as_str();
                diesel::delete(outbox::table.filter(outbox::run.eq_any(ids).and(outbox::state.ne(waiting))))
                    .execute(database)?;
                diesel::delete(runs::table.filter(runs::id.eq_any(ids))).execute(database)?;
            }
            questions::forget_solved(database, job, &before)?;
            run_requests::forget_done(database, job, &before)?;
            pushes::forget_done(database, job, oldest, now)?;
            webhooks::forget(database, job, &before, now)?;
            diesel::delete(outbox::table.filter(outbox::run.is_null().and(outbox::ended_at.lt(&before))))
                .execute(database)?;
            Ok(forgotten.len())
        })
    }
}

impl Store {
    /// How many runs [`Store::prune`] would forget.
    ///
    /// # Errors
    /// What the database says.
    pub fn prunable(&self, job: &str, history: History, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let before = stamp(days_before(now, history));
        self.read_at_once(message::state::forgetting_old_runs(), |database| {
            Ok(forgettable(database, job, history, &before)?.len())
        })
    }
}

fn days_before(now: DateTime<Utc>, history: History) -> DateTime<Utc> {
    now.checked_sub_days(Days::new(history.keep_days.into())).unwrap_or(DateTime::UNIX_EPOCH)
}

fn forgettable(
    database: &mut Database,
    job: &str,
    history: History,
    before: &str,
) -> Result<Vec<String>, Fault> {
    let unsettled: Vec<String> = entries::table
        .inner_join(runs::table)
        .filter(runs::job.eq(job).and(entries::state.eq(EntryState::Started.as_str())))
        .select(entries::run)
        .distinct()
        .load(database)?;
    let open_acts: Vec<String> = acts::table
        .inner_join(runs::table)
        .filter(runs::job.eq(job).and(acts::state.eq(EntryState::Started.as_str())))
        .select(acts::run)
        .distinct()
        .load(database)?;
    let newest_first: Vec<(String, String, String)> = runs::table
        .filter(runs::job.eq(job))
        .order((runs::started_at.desc(), runs::id.desc()))
        .select((runs::id, runs::state, runs::started_at))
        .load(database)?;
    let readers = last_readers(database, job)?;
    let last_good = newest_first.iter().position(|(_, state, _)| is_good_word(state));
    let keep = usize::try_from(history.keep_runs).unwrap_or(usize::MAX);
    Ok(newest_first
        .into_iter()
        .enumerate()
        .skip(keep)
        .filter(|(place, (id, state, started_at))| {
            started_at.as_str() < before
                && state != RunState::Running.as_str()
                && Some(*place) != last_good
                && !readers.contains(id)
                && !unsettled.contains(id)
                && !open_acts.contains(id)
        })
        .map(|(_, (id, _, _))| id)
        .collect())
}

/// Good runs, the newest first, with what they read per mapping.
fn newest_records(database: &mut Database, job: &str) -> Result<Vec<(String, String)>, Fault> {
    Ok(newest_good(job).select((runs::id, runs::records)).load(database)?)
}

/// The good runs that were the last to read a mapping: a source is compared with what they read.
fn last_readers(database: &mut Database, job: &str) -> Result<BTreeSet<String>, Fault> {
    let (mut readers, mut read) = (BTreeSet::new(), BTreeSet::new());
    for (run, records) in newest_records(database, job)? {
        for mapping in from_json::<BTreeMap<String, u64>>(&records)?.into_keys() {
            if read.insert(mapping) {
                readers.insert(run.clone());
            }
        }
    }
    Ok(readers)
}

fn is_good_word(state: &str) -> bool {
    state == RunState::Done.as_str() || state == RunState::Partial.as_str()
}

/// The run of a job that is under way.
pub(super) fn under_way_of(database: &mut Database, job: &str) -> Result<Option<Run>, Fault> {
    runs::table
        .filter(runs::job.eq(job).and(runs::state.eq(RunState::Running.as_str())))
        .select(RunRow::as_select())
        .first(database)
        .optional()?
        .map(RunRow::into_run)
        .transpose()
}

/// The newest run of a job that ended well.
pub(super) fn good(database: &mut Database, job: &str) -> Result<Option<Run>, Fault> {
    let newest = newest_good(job).select(RunRow::as_select()).first(database).optional()?;
    newest.map(RunRow::into_run).transpose()
}

/// The runs of a job that ended well, the newest first.
#[diesel::dsl::auto_type(no_type_alias)]
fn newest_good<'job>(job: &'job str) -> _ {
    let done: &'static str = RunState::Done.as_str();
    let partial: &'static str = RunState::Partial.as_str();
    runs::table
        .filter(runs::job.eq(job))
        .filter(runs::state.eq(done).or(runs::state.eq(partial)))
        .order((runs::started_at.desc(), runs::id.desc()))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn under_way<'run>(run: &'run RunId) -> _ {
    let id: &'run str = run.0.as_str();
    let running: &'static str = RunState::Running.as_str();
    runs::table.filter(runs::id.eq(id)).filter(runs::state.eq(running))
}

/// Sees to it that a run is under way until the transaction ends: on PostgreSQL nobody can take it for
/// dead in between, on SQLite nobody else writes anyway.
pub(super) fn hold(database: &mut Database, run: &RunId) -> Result<(), Fault> {
    let held: Option<String> = match database {
        Database::Sqlite(connection) => under_way(run).select(runs::id).first(connection).optional()?,
        Database::Postgres(connection) => {
            under_way(run).select(runs::id).for_update().first(connection).optional()?
        }
    };
    one_row(held.iter().len(), run)
}

/// Counts the end of a run for good.
fn count_end(database: &mut Database, run: &RunId, state: RunState) -> Result<(), Fault> {
    let job: String = runs::table.find(&run.0).select(runs::job).first(database)?;
    counted::add(database, &job, Counted::Run(state), 1)
}

fn one_row(rows: usize, run: &RunId) -> Result<(), Fault> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotRunning { run: run.clone() }.into()) }
}

fn is_unique_violation(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Query { source: Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _), .. }
    )
}
