//! All rows of one state database into another, whichever of the two kinds each is: a backup, a restore, a
//! move. What was written is read back and compared before it counts.

use std::fmt::Write as _;

use diesel::connection::DefaultLoadingMode;
use diesel::pg::{Pg, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryableByName, RunQueryDsl};
use sha2::{Digest as _, Sha256};

use super::catalogue::{Form, Shape, shapes};
use super::database::{Begin, Database};
use super::error::Fault;
use super::{Store, StoreError};
use crate::message;

/// Values of one statement at most: SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 8_000;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableContent {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 over the rows, whatever their order and the kind of database, in hex.
    pub digest: String,
}

/// What becomes of rows that the other database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They are a reason to do nothing.
    Refuse,
    /// They go.
    Replace,
}

/// Cells as text, one list for each row.
type Row = Vec<Option<String>>;

#[derive(QueryableByName)]
struct Cells {
    #[diesel(sql_type = Text)]
    cells: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Store {
    /// Writes every row into another database, all or nothing, and compares what stands there then with what
    /// was read. This one is read as of one moment, whoever writes meanwhile.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`], [`StoreError::Differs`], and what either database says.
    pub fn copy_into(&self, other: &Self, others: Others) -> Result<Vec<TableContent>, StoreError> {
        let doing = message::state::copying_the_state();
        self.once(doing.clone(), |from| {
            from.in_transaction(Begin::Read, |from| {
                without_limits(from)?;
                let copied = other.once(doing.clone(), |to| {
                    to.in_transaction(Begin::Write, |to| {
                        without_limits(to)?;
                        copy(from, to, others, &other.shown())
                    })
                });
                Ok(copied?)
            })
        })
    }

    /// How many rows each table has, as of one moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn row_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.read_at_once(message::state::counting_rows(), |database| {
            shapes()?
                .into_iter()
                .map(|shape| {
                    let rows = count(database, &shape)?;
                    Ok((shape.name, rows))
                })
                .collect()
        })
    }
}

/// Large tables take as long as they take.
fn without_limits(database: &mut Database) -> Result<(), Fault> {
    use diesel::connection::SimpleConnection as _;
    match database {
        Database::Sqlite(_) => {}
        Database::Postgres(connection) => connection.batch_execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
        )?,
    }
    Ok(())
}

fn copy(
    from: &mut Database,
    to: &mut Database,
    others: Others,
    target: &str,
) -> Result<Vec<TableContent>, Fault> {
    let shapes = shapes()?;
    for shape in shapes.iter().rev() {
        let rows = count(to, shape)?;
        match others {
            Others::Refuse if rows > 0 => {
                let (target, table) = (target.to_owned(), shape.name.clone());
                return Err(StoreError::NotEmpty { target, table, rows }.into());
            }
            Others::Replace if rows > 0 => {
                execute(to, &format!("DELETE FROM \"{}\"", shape.name))?;
            }
            Others::Refuse | Others::Replace => {}
        }
    }
    shapes.iter().map(|shape| copy_table(from, to, shape, target)).collect()
}

fn copy_table(
    from: &mut Database,
    to: &mut Database,
    shape: &Shape,
    target: &str,
) -> Result<TableContent, Fault> {
    let (mut read, mut batch) = (Contents::default(), Vec::new());
    let most = (VALUES / shape.columns.len().max(1)).max(1);
    each_row(from, shape, |row| {
        read.add(&row);
        batch.push(row);
        if batch.len() == most {
            insert(to, shape, &batch)?;
            batch.clear();
        }
        Ok(())
    })?;
    insert(to, shape, &batch)?;
    let mut written = Contents::default();
    each_row(to, shape, |row| {
        written.add(&row);
        Ok(())
    })?;
    let (read, written) = (read.of(shape), written.of(shape));
    if read == written {
        return Ok(read);
    }
    let (target, table) = (target.to_owned(), shape.name.clone());
    Err(StoreError::Differs { target, table, read: read.rows, written: written.rows }.into())
}

/// What rows are, whatever their order: two databases sort texts in two ways.
#[derive(Default)]
struct Contents(Vec<[u8; 32]>);

impl Contents {
    fn add(&mut self, row: &Row) {
        let mut digest = Sha256::new();
        for cell in row {
            match cell {
                None => digest.update([0]),
                Some(text) => {
                    digest.update([1]);
                    digest.update((text.len() as u64).to_be_bytes());
                    digest.update(text);
                }
            }
        }
        self.0.push(digest.finalize().into());
    }

    fn of(mut self, shape: &Shape) -> TableContent {
        self.0.sort_unstable();
        let mut all = Sha256::new();
        self.0.iter().for_each(|row| all.update(row));
        TableContent {
            table: shape.name.clone(),
            rows: self.0.len() as u64,
            digest: base16ct::lower::encode_string(&all.finalize()),
        }
    }
}

fn count(database: &mut Database, shape: &Shape) -> Result<u64, Fault> {
    let sql = format!("SELECT COUNT(*) AS count FROM \"{}\"", shape.name);
    let found: Count = match database {
        Database::Sqlite(connection) => diesel::sql_query(sql).get_result(connection)?,
        Database::Postgres(connection) => diesel::sql_query(sql).get_result(connection)?,
    };
    Ok(u64::try_from(found.count).unwrap_or_default())
}

fn execute(database: &mut Database, sql: &str) -> Result<(), Fault> {
    match database {
        Database::Sqlite(connection) => diesel::sql_query(sql).execute(connection)?,
        Database::Postgres(connection) => diesel::sql_query(sql).execute(connection)?,
    };
    Ok(())
}

/// Gives each row of a table, one after the other: never the whole table at once.
fn each_row(
    database: &mut Database,
    shape: &Shape,
    mut take: impl FnMut(Row) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut give = |cells: QueryResult<Cells>| {
        let row = serde_json::from_str(&cells?.cells);
        take(row.map_err(|error| Fault::Unreadable(format!("{}: {error}", shape.name).into()))?)
    };
    match database {
        Database::Sqlite(connection) => {
            let cells = shape.columns.iter().map(|column| match column.form {
                Form::Text => format!("\"{}\"", column.name),
                Form::Whole => format!("CAST(\"{}\" AS TEXT)", column.name),
                Form::Truth => format!("CASE \"{}\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", column.name),
                Form::Bytes => format!("lower(hex(\"{}\"))", column.name),
            });
            let cells = cells.collect::<Vec<_>>().join(", ");
            let sql = format!("SELECT json_array({cells}) AS cells FROM \"{}\"", shape.name);
            diesel::sql_query(sql).load_iter::<Cells, DefaultLoadingMode>(connection)?.try_for_each(&mut give)
        }
        Database::Postgres(connection) => {
            let cells = shape.columns.iter().map(|column| match column.form {
                Form::Text => format!("\"{}\"", column.name),
                Form::Whole | Form::Truth => format!("CAST(\"{}\" AS text)", column.name),
                Form::Bytes => format!("encode(\"{}\", 'hex')", column.name),
            });
            let cells = cells.collect::<Vec<_>>().join(", ");
            let sql =
                format!("SELECT CAST(json_build_array({cells}) AS text) AS cells FROM \"{}\"", shape.name);
            diesel::sql_query(sql)
                .load_iter::<Cells, PgRowByRowLoadingMode>(connection)?
                .try_for_each(&mut give)
        }
    }
}

fn insert(database: &mut Database, shape: &Shape, rows: &[Row]) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let cells = rows.iter().flatten();
    match database {
        Database::Sqlite(connection) => {
            let sql = statement(shape, rows.len(), |form, _| match form {
                Form::Text => "?".to_owned(),
                Form::Whole => "CAST(? AS INTEGER)".to_owned(),
                // Once, since each mark takes a value: the text is one of two words, or nothing.
                Form::Truth => "(? = 'true')".to_owned(),
                Form::Bytes => "unhex(?)".to_owned(),
            });
            let query = diesel::sql_query(sql).into_boxed::<Sqlite>();
            cells.fold(query, |query, cell| query.bind::<Nullable<Text>, _>(cell)).execute(connection)?;
        }
        Database::Postgres(connection) => {
            let sql = statement(shape, rows.len(), |form, place| match form {
                Form::Text => format!("${place}"),
                Form::Whole => format!("CAST(${place} AS bigint)"),
                Form::Truth => format!("CAST(${place} AS boolean)"),
                Form::Bytes => format!("decode(${place}, 'hex')"),
            });
            let query = diesel::sql_query(sql).into_boxed::<Pg>();
            cells.fold(query, |query, cell| query.bind::<Nullable<Text>, _>(cell)).execute(connection)?;
        }
    }
    Ok(())
}

/// The statement that inserts so many rows; `mark` writes the place of a value, which counts from 1.
fn statement(shape: &Shape, rows: usize, mark: impl Fn(Form, usize) -> String) -> String {
    let names = shape.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>();
    let mut sql = format!("INSERT INTO \"{}\" ({}) VALUES ", shape.name, names.join(", "));
    let mut place = 0;
    for row in 0..rows {
        let marks = shape.columns.iter().map(|column| {
            place += 1;
            mark(column.form, place)
        });
        let marks = marks.collect::<Vec<_>>().join(", ");
        let comma = if row == 0 { "" } else { ", " };
        // Writing into a text does not fail.
        let _ = write!(sql, "{comma}({marks})");
    }
    sql
}
