//! What an administrator asks of the state database itself: what it is, how large, whether it is sound; and
//! its room given back after old runs were forgotten.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};

use super::database::Database;
use super::error::Fault;
use super::migrate::known_versions;
use super::schema::__diesel_schema_migrations as applied_migrations;
use super::{Store, StoreError};
use crate::message;

/// What a state database is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    /// File, or URL without password.
    pub place: String,
    /// `SQLite 3.50.2`, `PostgreSQL 15.18`.
    pub engine: String,
    /// The newest migration that it has; `None`: it has no tables yet.
    pub version: Option<String>,
    /// Migrations that this program would make when it opens it to work with.
    pub missing: Vec<String>,
    /// Migrations of a newer program.
    pub newer: Vec<String>,
    /// Bytes that it takes, indexes included.
    pub bytes: u64,
    /// What its own check of its pages found wrong; always empty on PostgreSQL, which has none.
    pub damage: Vec<String>,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Store {
    /// What it is. Nothing is changed, its tables are not brought up to date either.
    ///
    /// # Errors
    /// What the database says.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        self.read(message::state::looking_at_it(), |database| {
            let known = known_versions().map_err(|error| Fault::Unreadable(error.into()))?;
            // Without the table there are none.
            let mut applied = applied_migrations::table
                .select(applied_migrations::version)
                .load::<String>(database)
                .unwrap_or_default();
            applied.sort();
            let (engine, bytes, damage) = match database {
                Database::Sqlite(connection) => of_sqlite(connection)?,
                Database::Postgres(connection) => of_postgres(connection)?,
            };
            let (missing, newer) = (without(&known, &applied), without(&applied, &known));
            let version = applied.last().cloned();
            Ok(Standing { place: self.shown(), engine, version, missing, newer, bytes, damage })
        })
    }

    /// What time it is there; `None`: it has no clock of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn its_time(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(message::state::looking_at_it(), |database| match database {
            Database::Sqlite(_) => Ok(None),
            Database::Postgres(connection) => {
                let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS number";
                let now: Number = sql_query(sql).get_result(connection)?;
                Ok(DateTime::from_timestamp_millis(now.number))
            }
        })
    }

    /// Gives the room of rows that went back to the disk. PostgreSQL does so by itself.
    ///
    /// # Errors
    /// What the database says: another program is in a transaction, the disk is full.
    pub fn compact(&self) -> Result<(), StoreError> {
        self.once(message::state::giving_room_back(), |database| {
            match database {
                Database::Sqlite(connection) => {
                    use diesel::connection::SimpleConnection as _;
                    connection.batch_execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
                }
                Database::Postgres(_) => {}
            }
            Ok(())
        })
    }
}

fn without(all: &[String], those: &[String]) -> Vec<String> {
    all.iter().filter(|one| !those.contains(one)).cloned().collect()
}

fn of_sqlite(connection: &mut SqliteConnection) -> Result<(String, u64, Vec<String>), Fault> {
    let version: Word = sql_query("SELECT sqlite_version() AS word").get_result(connection)?;
    let size: Number =
        sql_query("SELECT page_count * page_size AS number FROM pragma_page_count(), pragma_page_size()")
            .get_result(connection)?;
    let found: Vec<Word> =
        sql_query("SELECT quick_check AS word FROM pragma_quick_check").load(connection)?;
    let damage = found.into_iter().map(|found| found.word).filter(|word| word != "ok").collect();
    Ok((format!("SQLite {}", version.word), u64::try_from(size.number).unwrap_or_default(), damage))
}

fn of_postgres(connection: &mut PgConnection) -> Result<(String, u64, Vec<String>), Fault> {
    let version: Word =
        sql_query("SELECT current_setting('server_version') AS word").get_result(connection)?;
    let size: Number = sql_query(
        "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS bigint) AS number FROM pg_class c \
         WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
    )
    .get_result(connection)?;
    // Debian's server names its package behind the number.
    let number = version.word.split(' ').next().unwrap_or_default();
    Ok((format!("PostgreSQL {number}"), u64::try_from(size.number).unwrap_or_default(), Vec::new()))
}
