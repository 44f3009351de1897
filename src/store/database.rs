//! One connection, to SQLite or PostgreSQL, and transactions that fit both.
//!
//! The backend is chosen by the configured URL: the derived `establish` tries one after the other
//! and hides the real error, so it is never called.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{PgConnection, QueryResult, SqliteConnection};

use super::error::Fault;

#[derive(diesel::MultiConnection)]
pub(super) enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What a transaction holds against other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// Nothing: several reads see the database as it was at the first of them.
    Read,
    /// The right to write. On SQLite taken at once: a transaction that reads first and writes then
    /// fails with "database is locked" without waiting when another program wrote in between.
    Write,
    /// The right to change tables, one program at a time.
    Migrate,
}

/// Key of the PostgreSQL advisory lock under which tables are changed: "stocktak" in ASCII.
const MIGRATION_LOCK: i64 = 0x7374_6f63_6b74_616b;

/// Key of the PostgreSQL advisory lock under which events are claimed for tickets: "stockclm".
const CLAIM_LOCK: i64 = 0x7374_6f63_6b63_6c6d;

/// Key of the PostgreSQL advisory lock under which the security log grows: "stocksec".
const CHAIN_LOCK: i64 = 0x7374_6f63_6b73_6563;

/// Key of the PostgreSQL advisory lock under which links of companies are changed: "stocklnk".
const LINK_LOCK: i64 = 0x7374_6f63_6b6c_6e6b;

impl Database {
    /// Runs `work` in one transaction; an error rolls it back.
    pub(super) fn in_transaction<T>(
        &mut self,
        begin: Begin,
        work: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.begin(begin)?;
        match work(self) {
            Ok(value) => match <Self as TransactionManager<Self>>::commit_transaction(self) {
                Ok(()) => Ok(value),
                Err(error) => Err(Fault::Commit(error)),
            },
            Err(fault) => {
                // The cause is reported; a connection whose rollback fails is found broken later.
                drop(<Self as TransactionManager<Self>>::rollback_transaction(self));
                Err(fault)
            }
        }
    }

    fn begin(&mut self, begin: Begin) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => {
                let sql = match begin {
                    Begin::Read => "BEGIN DEFERRED",
                    Begin::Write => "BEGIN IMMEDIATE",
                    Begin::Migrate => "BEGIN EXCLUSIVE",
                };
                AnsiTransactionManager::begin_transaction_sql(connection, sql)
            }
            Self::Postgres(connection) => match begin {
                Begin::Read => {
                    let sql = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
                    AnsiTransactionManager::begin_transaction_sql(connection, sql)
                }
                Begin::Write => AnsiTransactionManager::begin_transaction(connection),
                Begin::Migrate => {
                    AnsiTransactionManager::begin_transaction(connection)?;
                    // Tables may be large: what changes them takes as long as it takes.
                    connection.batch_execute(&format!(
                        "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
                    ))
                }
            },
        }
    }

    /// Until the transaction ends, no other program claims events. On SQLite it writes alone anyway.
    pub(super) fn claim_alone(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => {
                connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({CLAIM_LOCK})"))
            }
        }
    }

    /// Until the transaction ends, no other program adds to the security log: two entries behind one would
    /// break its chain. On SQLite it writes alone anyway.
    pub(super) fn chain_alone(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => {
                connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
            }
        }
    }

    /// Until the transaction ends, no other program changes the link of a company: two spellings of one are two rows.
    /// On SQLite it writes alone anyway.
    pub(super) fn link_alone(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => {
                connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({LINK_LOCK})"))
            }
        }
    }

    /// True when the connection cannot be used any more.
    pub(super) fn is_broken(&mut self) -> bool {
        <Self as TransactionManager<Self>>::is_broken_transaction_manager(self)
            || self.batch_execute("SELECT 1").is_err()
    }
}
