//! What is counted of jobs for good: runs are forgotten after a while, these numbers only grow.

use diesel::prelude::*;

use super::database::Database;
use super::error::Fault;
use super::schema::counted;
use super::stamp::{count, number};
use super::{Store, StoreError};
use crate::message;
use crate::model::measures::{Counted, Times};

#[derive(Insertable)]
#[diesel(table_name = counted)]
struct CountedRow<'r> {
    job: &'r str,
    what: &'r str,
    outcome: &'r str,
    times: i64,
}

/// Adds to a number, in the transaction that is open. Two programs may add to it at once.
pub(super) fn add(database: &mut Database, job: &str, what: Counted, times: u64) -> Result<(), Fault> {
    let (what, outcome) = what.words();
    let row = CountedRow { job, what, outcome, times: number(times) };
    let key = (counted::job, counted::what, counted::outcome);
    match database {
        Database::Sqlite(connection) => diesel::insert_into(counted::table)
            .values(&row)
            .on_conflict(key)
            .do_update()
            .set(counted::times.eq(counted::times + row.times))
            .execute(connection)?,
        Database::Postgres(connection) => diesel::insert_into(counted::table)
            .values(&row)
            .on_conflict(key)
            .do_update()
            .set(counted::times.eq(counted::times + row.times))
            .execute(connection)?,
    };
    Ok(())
}

/// Every number.
pub(super) fn all(database: &mut Database) -> Result<Vec<Times>, Fault> {
    let rows: Vec<(String, String, String, i64)> = counted::table
        .order((counted::job, counted::what, counted::outcome))
        .select((counted::job, counted::what, counted::outcome, counted::times))
        .load(database)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(job, what, outcome, times)| Times { job, what: (what, outcome), times: count(times) })
        .collect())
}

impl Store {
    /// Counts what became of starts that the schedule of a job had.
    pub fn count(&self, job: &str, what: Counted, times: u64) -> Result<(), StoreError> {
        self.write(message::state::counting_starts(), |database| add(database, job, what, times))
    }
}
