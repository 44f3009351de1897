//! Figures of all jobs at once, for those who watch the program. Each statement finds its rows by an index, so that
//! it costs the same after years of runs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};

use super::batch::upsert;
use super::database::{Begin, Database};
use super::error::Fault;
use super::runs::RunRow;
use super::schema::{acts, entries, probes, runs};
use super::stamp::{count, readable, stamp, time, time_of_id};
use super::{Store, StoreError, counted, inboxes, pushes, runs as of_runs};
use crate::message;
use crate::model::measures::{Group, JobRuns, Measures, Unsent};
use crate::model::{EntryState, MailState, RunId, RunState};

/// Questions that are open and that nobody has closed. Rows that are solved are not in the index.
const QUESTIONS: &str = "SELECT job AS one, topic AS two, '' AS three, COUNT(*) AS number FROM questions \
                         WHERE solved_at IS NULL AND closed_at IS NULL GROUP BY job, topic ORDER BY 1, 2";
/// Tickets that are not over, which have an index of their own: the words of its condition have to stand here.
const TICKETS: &str = "SELECT job AS one, desk AS two, CASE phase WHEN 'intended' THEN 'intended' ELSE state END AS three, \
                       COUNT(*) AS number FROM tickets WHERE phase <> 'ended' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
/// The ids of mails begin with the time at which they were made.
const WAITING: &str = "SELECT COALESCE(MIN(id), '') AS one, '' AS two, '' AS three, COUNT(*) AS number FROM outbox \
                       WHERE state = 'waiting'";
const GIVEN_UP: &str =
    "SELECT '' AS one, '' AS two, '' AS three, COUNT(*) AS number FROM outbox WHERE state = 'given_up'";

/// What has not left for webhooks. The words of the condition are those of the index.
const MESSAGES: &str = "SELECT webhook AS one, state AS two, MIN(made_at) AS three, COUNT(*) AS number \
                        FROM webhook_messages WHERE state <> 'sent' GROUP BY webhook, state ORDER BY 1, 2";

/// The statements that are written by hand.
#[cfg(test)]
pub(super) const STATEMENTS: [&str; 5] = [QUESTIONS, TICKETS, WAITING, GIVEN_UP, MESSAGES];

/// What stands for the class of a ticket among the classes of items.
const TICKET: &str = "Ticket";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    one: String,
    #[diesel(sql_type = Text)]
    two: String,
    #[diesel(sql_type = Text)]
    three: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

upsert!(upsert_probes, probes, ProbeRow, [node], [at]);

#[derive(Insertable)]
#[diesel(table_name = probes, treat_none_as_default_value = false)]
pub(super) struct ProbeRow {
    node: String,
    at: String,
}

impl Store {
    /// Whether the database answers, asked once: who asks wants to know at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn answers(&self) -> Result<(), StoreError> {
        self.once(message::state::looking_at_it(), |database| {
            use diesel::connection::SimpleConnection as _;
            // A table, without which SQLite would not look into its file.
            Ok(database.batch_execute("SELECT id FROM runs LIMIT 1")?)
        })
    }

    /// Whether the database keeps what is written, asked once: a full disk and a lock that somebody holds let it answer.
    ///
    /// # Errors
    /// What the database says.
    pub fn keeps(&self, node: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.once(message::state::writing_to_try(), |database| {
            let row = ProbeRow { node: readable(node), at: stamp(now) };
            database.in_transaction(Begin::Write, |database| Ok(upsert_probes(database, &[row])?))
        })
    }

    /// The figures of these jobs and of what all jobs share, as of one moment. Asked once, too.
    ///
    /// # Errors
    /// What the database says.
    pub fn measures(&self, jobs: &[&str]) -> Result<Measures, StoreError> {
        self.once(message::state::measuring(), |database| {
            database.in_transaction(Begin::Read, |database| {
                let jobs = jobs.iter().map(|job| of_job(database, job)).collect::<Result<_, _>>()?;
                Ok(Measures {
                    jobs,
                    counted: counted::all(database)?,
                    questions: groups(database, QUESTIONS)?,
                    tickets: groups(database, TICKETS)?,
                    mails: unsent(database)?,
                    webhooks: of_webhooks(database)?,
                })
            })
        })
    }

    /// What a run wrote: class and operation of the rows of its journal that are done, and what it did with tickets.
    ///
    /// # Errors
    /// What the database says.
    pub fn written(&self, run: &RunId) -> Result<Vec<Group>, StoreError> {
        let done = EntryState::Done.as_str();
        self.once(message::state::reading_the_journal(), |database| {
            let rows: Vec<(String, String, i64)> = entries::table
                .filter(entries::run.eq(&run.0).and(entries::state.eq(done)))
                .group_by((entries::class, entries::operation))
                .order((entries::class, entries::operation))
                .select((entries::class, entries::operation, diesel::dsl::count_star()))
                .load(database)?;
            let of_tickets: Vec<(String, i64)> = acts::table
                .filter(acts::run.eq(&run.0).and(acts::state.eq(done)))
                .group_by(acts::deed)
                .order(acts::deed)
                .select((acts::deed, diesel::dsl::count_star()))
                .load(database)?;
            let of_tickets = of_tickets.into_iter().map(|(deed, number)| (TICKET.to_owned(), deed, number));
            let all = rows.into_iter().chain(of_tickets);
            Ok(all
                .map(|(class, deed, number)| Group {
                    of: [class, deed, String::new()],
                    number: count(number),
                })
                .collect())
        })
    }
}

fn of_job(database: &mut Database, job: &str) -> Result<JobRuns, Fault> {
    let last: Option<RunRow> = runs::table
        .filter(runs::job.eq(job).and(runs::state.ne(RunState::Running.as_str())))
        .order((runs::started_at.desc(), runs::id.desc()))
        .select(RunRow::as_select())
        .first(database)
        .optional()?;
    let (pushed_at, pushes_waiting) = pushes::last_of(database, job)?;
    let inbox = inboxes::of(database, job)?;
    Ok(JobRuns {
        job: job.to_owned(),
        // One that was read is forgotten after some time.
        pushed_at: pushed_at.max(inbox.heard_at),
        is_silent: inbox.silent_from.is_some(),
        pushes_waiting: count(pushes_waiting),
        last: last.map(RunRow::into_run).transpose()?,
        good: of_runs::good(database, job)?,
        under_way: of_runs::under_way_of(database, job)?,
    })
}

fn rows(database: &mut Database, sql: &str) -> Result<Vec<Row>, Fault> {
    Ok(match database {
        Database::Sqlite(connection) => sql_query(sql).load(connection)?,
        Database::Postgres(connection) => sql_query(sql).load(connection)?,
    })
}

fn groups(database: &mut Database, sql: &str) -> Result<Vec<Group>, Fault> {
    let rows = rows(database, sql)?.into_iter();
    Ok(rows.map(|row| Group { of: [row.one, row.two, row.three], number: count(row.number) }).collect())
}

fn unsent(database: &mut Database) -> Result<Unsent, Fault> {
    let waiting = rows(database, WAITING)?.pop();
    let given_up = rows(database, GIVEN_UP)?.pop();
    Ok(Unsent {
        oldest: waiting.as_ref().and_then(|row| time_of_id(&row.one)),
        waiting: waiting.map_or(0, |row| count(row.number)),
        given_up: given_up.map_or(0, |row| count(row.number)),
    })
}

fn of_webhooks(database: &mut Database) -> Result<BTreeMap<String, Unsent>, Fault> {
    let mut found: BTreeMap<String, Unsent> = BTreeMap::new();
    for row in rows(database, MESSAGES)? {
        let of = found.entry(row.one).or_default();
        if row.two == MailState::Waiting.as_str() {
            (of.waiting, of.oldest) = (count(row.number), Some(time(&row.three)?));
        } else {
            of.given_up = count(row.number);
        }
    }
    Ok(found)
}
