//! The state of the practice GLPI in SQLite: one table per item type, columns as in `schema.txt`.
//! Rows in, rows out; no rights, no rules. Unique keys are one hidden column per table, folded
//! like the collation of the real database.

use std::path::Path;

use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde_json::Value;

use super::collate::fold;
use super::schema::{ItemType, Kind, schema};

/// One row of an item type.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) kind: &'static ItemType,
    pub(super) id: i64,
    /// In the order of `kind.columns`.
    pub(super) values: Vec<Value>,
}

impl Record {
    /// The value of a column; null when the type does not have it.
    pub(super) fn get(&self, column: &str) -> Value {
        if column == "id" {
            return Value::from(self.id);
        }
        let position = self.kind.position(column);
        position.map_or(Value::Null, |at| self.values[at].clone())
    }

    /// A column as a number; 0 when it is null or absent.
    pub(super) fn int(&self, column: &str) -> i64 {
        self.get(column).as_i64().unwrap_or(0)
    }

    /// A column as text; empty when it is null or absent.
    pub(super) fn text(&self, column: &str) -> String {
        match self.get(column) {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    /// Replaces the value of a column that the type has.
    pub(super) fn set(&mut self, column: &str, value: impl Into<Value>) {
        if let Some(at) = self.kind.position(column) {
            self.values[at] = value.into();
        }
    }
}

/// Which rows `Database::select` returns.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// SQL conditions, joined with AND; numbers only, never text of a client.
    pub(super) conditions: Vec<String>,
    /// `column ASC` and the like; `id ASC` when empty.
    pub(super) order: String,
    /// First row and number of rows.
    pub(super) window: Option<(i64, i64)>,
}

impl Selection {
    /// Rows under these conditions, by id.
    pub(super) fn of(conditions: impl IntoIterator<Item = String>) -> Selection {
        Selection { conditions: conditions.into_iter().collect(), ..Selection::default() }
    }

    fn sql(&self) -> String {
        let mut sql = String::new();
        if !self.conditions.is_empty() {
            sql.push_str(" WHERE (");
            sql.push_str(&self.conditions.join(") AND ("));
            sql.push(')');
        }
        sql
    }
}

/// A unique key said no.
#[derive(Debug)]
pub(super) enum WriteFailure {
    /// The text of the real database: "Duplicate entry '0-1-Floor 2' for key 'unicity'".
    Duplicate(String),
    /// SQLite itself failed.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for WriteFailure {
    fn from(error: rusqlite::Error) -> WriteFailure {
        WriteFailure::Sqlite(error)
    }
}

/// The connection and what it holds.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: Connection,
}

impl Database {
    /// Opens or creates the database; None keeps it in memory. The flag says that it is new.
    pub(super) fn open(path: Option<&Path>) -> rusqlite::Result<(Database, bool)> {
        let connection = match path {
            Some(path) => {
                if !path.exists() {
                    // SQLite takes an empty file as a new database; what fails here is told by it.
                    let _ = crate::systems::shared::write_private(path, b"");
                }
                Connection::open(path)?
            }
            None => Connection::open_in_memory()?,
        };
        connection.set_prepared_statement_cache_capacity(512);
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")?;
        let database = Database { connection };
        let is_new = !database.has_tables()?;
        // A database of an earlier version lacks the tables of types and the columns that were added since.
        database.create_tables()?;
        if !is_new {
            database.add_columns()?;
        }
        Ok((database, is_new))
    }

    fn has_tables(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT 1 FROM sqlite_master WHERE name = 'glpi_computers'";
        let found = self.connection.query_row(sql, [], |_| Ok(())).optional()?;
        Ok(found.is_some())
    }

    fn create_tables(&self) -> rusqlite::Result<()> {
        let mut batch = String::from("BEGIN;");
        for kind in &schema().types {
            let columns: Vec<String> = kind
                .columns
                .iter()
                .map(|column| format!("\"{}\" {}", column.name, affinity(column.kind)))
                .collect();
            batch.push_str(&format!(
                "CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns}, \
                 unicity_key TEXT UNIQUE);",
                table = kind.table,
                columns = columns.join(", "),
            ));
            if kind.has("items_id") {
                let table = kind.table;
                batch.push_str(&format!("CREATE INDEX IF NOT EXISTS {table}_of ON {table} (items_id);"));
            }
        }
        batch.push_str("COMMIT;");
        self.connection.execute_batch(&batch)
    }

    fn add_columns(&self) -> rusqlite::Result<()> {
        for kind in &schema().types {
            let sql = format!("SELECT name FROM pragma_table_info('{}')", kind.table);
            let mut statement = self.connection.prepare(&sql)?;
            let known: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for column in kind.columns.iter().filter(|column| !known.iter().any(|name| name == column.name)) {
                let (table, name, kind) = (kind.table, column.name, affinity(column.kind));
                let default = match (column.default, column.nullable, kind) {
                    (Some(default), ..) => format!("DEFAULT '{default}'"),
                    (None, false, "INTEGER" | "REAL") => "DEFAULT 0".to_owned(),
                    (None, false, _) => "DEFAULT ''".to_owned(),
                    (None, true, _) => String::new(),
                };
                let sql = format!("ALTER TABLE {table} ADD COLUMN \"{name}\" {kind} {default}");
                self.connection.execute_batch(&sql)?;
            }
        }
        Ok(())
    }

    /// Adds a row and returns its id. A duplicate burns an id, as in InnoDB.
    pub(super) fn insert(&self, record: &Record, id: Option<i64>) -> Result<i64, WriteFailure> {
        let kind = record.kind;
        let unicity = self.unicity(record);
        let sql = insert_sql(kind);
        let values = std::iter::once(id.map_or(SqlValue::Null, SqlValue::Integer))
            .chain(record.values.iter().map(sql_value))
            .chain(std::iter::once(unicity.clone().map_or(SqlValue::Null, |(key, _)| SqlValue::Text(key))));
        let mut statement = self.connection.prepare_cached(&sql)?;
        match statement.execute(params_from_iter(values)) {
            Ok(_) => Ok(self.connection.last_insert_rowid()),
            Err(error) if is_constraint(&error) => {
                self.burn_id(kind)?;
                Err(WriteFailure::Duplicate(unicity.map_or_else(String::new, |(_, text)| text)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the named columns of a record.
    pub(super) fn update(&self, record: &Record, columns: &[&str]) -> Result<(), WriteFailure> {
        let kind = record.kind;
        let unicity = self.unicity(record);
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\" = ?")).collect();
        let sql = format!("UPDATE {} SET {}, unicity_key = ? WHERE id = ?", kind.table, names.join(", "));
        let values = columns.iter().map(|name| sql_value(&record.get(name))).chain([
            unicity.clone().map_or(SqlValue::Null, |(key, _)| SqlValue::Text(key)),
            SqlValue::Integer(record.id),
        ]);
        let mut statement = self.connection.prepare_cached(&sql)?;
        match statement.execute(params_from_iter(values)) {
            Ok(_) => Ok(()),
            Err(error) if is_constraint(&error) => {
                Err(WriteFailure::Duplicate(unicity.map_or_else(String::new, |(_, text)| text)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a row.
    pub(super) fn delete(&self, kind: &ItemType, id: i64) -> rusqlite::Result<()> {
        let sql = format!("DELETE FROM {} WHERE id = ?", kind.table);
        self.connection.prepare_cached(&sql)?.execute([id])?;
        Ok(())
    }

    /// The row with this id.
    pub(super) fn fetch(&self, kind: &'static ItemType, id: i64) -> rusqlite::Result<Option<Record>> {
        let sql = format!("SELECT {} FROM {} WHERE id = ?", column_list(kind), kind.table);
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([id], |row| read(kind, row)).optional()
    }

    /// The rows of a selection.
    pub(super) fn select(
        &self,
        kind: &'static ItemType,
        selection: &Selection,
    ) -> rusqlite::Result<Vec<Record>> {
        let order = if selection.order.is_empty() { "id ASC" } else { &selection.order };
        let mut sql =
            format!("SELECT {} FROM {}{} ORDER BY {order}", column_list(kind), kind.table, selection.sql());
        if let Some((start, count)) = selection.window {
            sql.push_str(&format!(" LIMIT {} OFFSET {start}", count.max(0)));
        }
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| read(kind, row))?;
        rows.collect()
    }

    /// How many rows a selection has, its window aside.
    pub(super) fn count(&self, kind: &ItemType, selection: &Selection) -> rusqlite::Result<i64> {
        let sql = format!("SELECT COUNT(*) FROM {}{}", kind.table, selection.sql());
        self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    }

    /// The rows whose `column` is `text`, compared exactly.
    pub(super) fn by_text(
        &self,
        kind: &'static ItemType,
        column: &str,
        text: &str,
    ) -> rusqlite::Result<Vec<Record>> {
        let sql =
            format!("SELECT {} FROM {} WHERE \"{column}\" = ? ORDER BY id", column_list(kind), kind.table);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([text], |row| read(kind, row))?;
        rows.collect()
    }

    fn burn_id(&self, kind: &ItemType) -> rusqlite::Result<()> {
        let sql = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?";
        self.connection.prepare_cached(sql)?.execute([kind.table])?;
        Ok(())
    }

    /// The folded key of a row and the text that refuses its double; None without unique key or
    /// with a null in it.
    fn unicity(&self, record: &Record) -> Option<(String, String)> {
        let unique = record.kind.uniques.first()?;
        let values: Vec<Value> = unique.columns.iter().map(|name| record.get(name)).collect();
        if values.iter().any(Value::is_null) {
            return None;
        }
        let words: Vec<String> = unique.columns.iter().map(|name| record.text(name)).collect();
        let key: Vec<String> = words.iter().map(|word| fold(word.trim_end())).collect();
        let text = format!("Duplicate entry '{}' for key '{}'", words.join("-"), unique.name);
        Some((key.join("\u{1f}"), text))
    }
}

fn affinity(kind: Kind) -> &'static str {
    match kind {
        Kind::Unsigned | Kind::Integer | Kind::Flag => "INTEGER",
        Kind::Float => "REAL",
        _ => "TEXT",
    }
}

fn column_list(kind: &ItemType) -> String {
    let mut list = String::from("id");
    for column in &kind.columns {
        list.push_str(", \"");
        list.push_str(column.name);
        list.push('"');
    }
    list
}

fn insert_sql(kind: &ItemType) -> String {
    let marks = vec!["?"; kind.columns.len() + 2].join(", ");
    let columns = column_list(kind);
    format!("INSERT INTO {} ({columns}, unicity_key) VALUES ({marks})", kind.table)
}

fn read(kind: &'static ItemType, row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut values = Vec::with_capacity(kind.columns.len());
    for at in 0..kind.columns.len() {
        values.push(json_value(row.get_ref(at + 1)?));
    }
    Ok(Record { kind, id: row.get(0)?, values })
}

fn json_value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) if number.fract() == 0.0 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
            Value::from(number as i64)
        }
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Value::String(String::from_utf8_lossy(text).into_owned())
        }
    }
}

fn sql_value(value: &Value) -> SqlValue {
    match value {
        Value::Null => SqlValue::Null,
        Value::Bool(flag) => SqlValue::Integer(i64::from(*flag)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => SqlValue::Integer(whole),
            None => SqlValue::Real(number.as_f64().unwrap_or(0.0)),
        },
        Value::String(text) => SqlValue::Text(text.clone()),
        other => SqlValue::Text(other.to_string()),
    }
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}
