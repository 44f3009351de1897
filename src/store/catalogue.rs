//! The tables and their columns, as an empty database of this version has them: what copies rows must name
//! each of them, and a list by hand would forget the next one.

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{QueryableByName, SqliteConnection};

use super::database::Database;
use super::error::Fault;
use super::migrate::{Migrations, harness};
use diesel_migrations::MigrationHarness as _;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Tables that its rows point to.
    points_to: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) form: Form,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Whole,
    Truth,
    Bytes,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct TypedName {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    form: String,
}

/// All tables with rows of ours: one that others point to stands before them.
pub(super) fn shapes() -> Result<Vec<Shape>, Fault> {
    let connection = SqliteConnection::establish(":memory:")
        .map_err(|error| Fault::Unreadable(error.to_string().into()))?;
    let mut database = Database::Sqlite(connection);
    harness(&mut database)
        .run_pending_migrations(Migrations)
        .map_err(|error| Fault::Unreadable(error.to_string().into()))?;
    let Database::Sqlite(mut connection) = database else { return Ok(Vec::new()) };
    connection.batch_execute("PRAGMA query_only = ON")?;
    let names: Vec<Name> = diesel::sql_query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
         AND name <> '__diesel_schema_migrations' ORDER BY name",
    )
    .load(&mut connection)?;
    let all =
        names.into_iter().map(|Name { name }| shape(&mut connection, name)).collect::<Result<Vec<_>, _>>()?;
    Ok(in_order(all))
}

fn shape(connection: &mut SqliteConnection, table: String) -> Result<Shape, Fault> {
    let columns: Vec<TypedName> =
        diesel::sql_query("SELECT name, type AS form FROM pragma_table_info(?) ORDER BY cid")
            .bind::<Text, _>(&table)
            .load(connection)?;
    let columns = columns
        .into_iter()
        .map(|TypedName { name, form }| {
            let form = match form.to_ascii_uppercase().as_str() {
                "TEXT" => Form::Text,
                "BIGINT" | "INTEGER" => Form::Whole,
                "BOOLEAN" => Form::Truth,
                "BYTEA" => Form::Bytes,
                other => return Err(Fault::Unreadable(format!("{table}.{name}: {other}").into())),
            };
            Ok(Column { name, form })
        })
        .collect::<Result<_, _>>()?;
    let points_to: Vec<Name> =
        diesel::sql_query("SELECT DISTINCT \"table\" AS name FROM pragma_foreign_key_list(?)")
            .bind::<Text, _>(&table)
            .load(connection)?;
    Ok(Shape { name: table, columns, points_to: points_to.into_iter().map(|to| to.name).collect() })
}

/// Tables that others point to go first.
fn in_order(mut left: Vec<Shape>) -> Vec<Shape> {
    let mut sorted: Vec<Shape> = Vec::new();
    while !left.is_empty() {
        let is_ready = |shape: &Shape| {
            let is_there = |to: &String| *to == shape.name || sorted.iter().any(|known| known.name == *to);
            shape.points_to.iter().all(is_there)
        };
        let (ready, waiting): (Vec<Shape>, Vec<Shape>) = left.into_iter().partition(is_ready);
        if ready.is_empty() {
            // Tables that point to each other: in any order.
            sorted.extend(waiting);
            break;
        }
        sorted.extend(ready);
        left = waiting;
    }
    sorted
}
