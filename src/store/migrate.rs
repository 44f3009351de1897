//! Brings the tables up to date, one program at a time and all or nothing. Never takes a database
//! back, never touches one that a newer program has changed.

use std::path::{Path, PathBuf};

use diesel::connection::BoxableConnection;
use diesel::migration::{self, Migration, MigrationMetadata, MigrationName, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connect::{self, Place};
use super::database::{Begin, Database, MultiBackend};
use super::error::{Fault, StoreError};
use super::flat_ledger;
use super::schema::__diesel_schema_migrations as applied_migrations;
use crate::message;
use crate::model::Said;

const SQL: EmbeddedMigrations = embed_migrations!("migrations");

/// The migrations of the folder, one of which rewrites rows besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migrations;

impl MigrationSource<MultiBackend> for Migrations {
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<MultiBackend>>>> {
        let all: Vec<Box<dyn Migration<MultiBackend>>> = SQL.migrations()?;
        let is_flat = |sql: &dyn Migration<MultiBackend>| sql.name().version() == flat_ledger::VERSION.into();
        Ok(all.into_iter().map(|sql| if is_flat(&*sql) { Box::new(Declaring(sql)) } else { sql }).collect())
    }
}

/// The migration that brings links from the flat form into the declared one.
struct Declaring(Box<dyn Migration<MultiBackend>>);

impl Migration<MultiBackend> for Declaring {
    fn run(&self, connection: &mut dyn BoxableConnection<MultiBackend>) -> migration::Result<()> {
        self.0.run(connection)?;
        Ok(flat_ledger::declare(database(connection)).map_err(|fault| fault.detail().to_string())?)
    }

    fn revert(&self, connection: &mut dyn BoxableConnection<MultiBackend>) -> migration::Result<()> {
        flat_ledger::flatten(database(connection)).map_err(|fault| fault.detail().to_string())?;
        self.0.revert(connection)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        self.0.metadata()
    }

    fn name(&self) -> &dyn MigrationName {
        self.0.name()
    }
}

#[expect(clippy::expect_used, reason = "the harness is that of `Database`")]
fn database(connection: &mut dyn BoxableConnection<MultiBackend>) -> &mut Database {
    connection.downcast_mut().expect("migrations run on the connection of the store")
}

/// Runs what is missing.
pub(super) fn bring_up_to_date(database: &mut Database, place: &Place) -> Result<(), StoreError> {
    let failed = |detail: Said| StoreError::Migrate { target: place.shown(), detail };
    let known = known_versions().map_err(|error| failed(error.into()))?;
    // Without the table the statement fails; what follows then finds out whether that was the cause.
    let applied = applied_migrations::table
        .select(applied_migrations::version)
        .load::<String>(database)
        .unwrap_or_default();
    if known.iter().all(|version| applied.contains(version)) {
        return refuse_newer(&known, applied, place);
    }
    database
        .in_transaction(Begin::Migrate, |database| {
            let applied: Vec<String> = harness(database)
                .applied_migrations()
                .map_err(|error| failed(error.to_string().into()))?
                .iter()
                .map(ToString::to_string)
                .collect();
            refuse_newer(&known, applied.clone(), place)?;
            if let (Place::File(path), false, Some(newest)) = (place, applied.is_empty(), known.last())
                && !applied.contains(newest)
            {
                copy_aside(path, newest)?;
            }
            harness(database)
                .run_pending_migrations(Migrations)
                .map_err(|error| failed(error.to_string().into()))?;
            Ok(())
        })
        .map_err(|fault| match fault {
            Fault::Store(error) => error,
            other => failed(other.detail()),
        })
}

/// Pins the backend, which the harness leaves open.
pub(super) fn harness(database: &mut Database) -> &mut impl MigrationHarness<MultiBackend> {
    database
}

/// The migrations of this program, in order.
pub(super) fn known_versions() -> Result<Vec<String>, String> {
    let migrations = Migrations.migrations().map_err(|error| error.to_string())?;
    let mut versions: Vec<String> =
        migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort();
    Ok(versions)
}

fn refuse_newer(known: &[String], applied: Vec<String>, place: &Place) -> Result<(), StoreError> {
    let mut versions: Vec<String> = applied.into_iter().filter(|version| !known.contains(version)).collect();
    if versions.is_empty() {
        return Ok(());
    }
    versions.sort();
    Err(StoreError::Newer { target: place.shown(), versions })
}

/// Copies the file as it was before the transaction that is open on it. In the write-ahead mode a
/// second connection reads while the first one holds the right to write.
fn copy_aside(path: &Path, version: &str) -> Result<(), StoreError> {
    let copy = with_suffix(path, &format!(".before-{version}"));
    let part = with_suffix(&copy, ".part");
    let refuse = |detail: Said| StoreError::Copy { path: copy.clone(), detail };
    if part.exists() {
        std::fs::remove_file(&part).map_err(|error| refuse(error.to_string().into()))?;
    }
    let name = part.to_str().ok_or_else(|| refuse(message::state::path_not_utf8().said()))?;
    super::private::make_file(&part);
    let mut reader = connect::sqlite(path)?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(name)
        .execute(&mut reader)
        .map_err(|error| refuse(error.to_string().into()))?;
    std::fs::rename(&part, &copy).map_err(|error| refuse(error.to_string().into()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
