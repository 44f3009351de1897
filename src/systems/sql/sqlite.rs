//! SQLite: a file of this machine, opened for reading only, asked on a thread of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode, InterruptHandle, OpenFlags};

use super::query::Bound;
use super::sink::{Next, Sink};
use super::value::Value;
use super::{Ask, message};
use crate::message::Message;

/// How long a program that writes is waited for.
const BUSY: Duration = Duration::from_secs(30);

/// Asks it, and hands the rows to the sink.
pub(super) async fn run(path: &Path, ask: &Ask<'_>, sink: Sink) -> (Sink, Result<String, Message>) {
    let opened = open(path).map_err(|error| ask.unreached(error.to_string()));
    let connection = match opened {
        Ok(connection) => connection,
        Err(error) => return (sink, Err(error)),
    };
    let alarm = Alarm(connection.get_interrupt_handle());
    let owned = Owned {
        text: ask.statement.text().to_owned(),
        values: ask
            .statement
            .names()
            .into_iter()
            .filter_map(|name| Some((format!(":{name}"), ask.value(name)?)))
            .collect(),
    };
    let mut task = tokio::task::spawn_blocking(move || {
        let mut sink = sink;
        let outcome = query(&connection, &owned, &mut sink);
        (sink, outcome)
    });
    let in_time = tokio::time::timeout(ask.timeout, &mut task).await;
    let finished = match in_time {
        Ok(finished) => finished,
        Err(_) => {
            alarm.0.interrupt();
            task.await
        }
    };
    match finished {
        Ok((sink, outcome)) => {
            let rows = sink.count();
            (sink, outcome.map_err(|trouble| told(ask, rows, trouble)))
        }
        // The thread has died of a fault of ours.
        Err(error) => (Sink::looking(&[], None), Err(ask.broke(0, error.to_string()))),
    }
}

/// Stops the query when nobody waits for it any more.
struct Alarm(InterruptHandle);

impl Drop for Alarm {
    fn drop(&mut self) {
        self.0.interrupt();
    }
}

/// What the thread needs.
struct Owned {
    text: String,
    values: Vec<(String, Bound)>,
}

/// Why there is no answer.
enum Trouble {
    Ours(Message),
    ReadsNothing,
    Writes,
    Sqlite(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Message> for Trouble {
    fn from(message: Message) -> Self {
        Self::Ours(message)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(PathBuf::from(path), flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "query_only", true)?;
    // What the file itself brings along, such as views, may do no more than the query.
    connection.pragma_update(None, "trusted_schema", false)?;
    // Only now the file is looked at.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn query(connection: &Connection, owned: &Owned, sink: &mut Sink) -> Result<String, Trouble> {
    let mut statement = connection.prepare(&owned.text)?;
    if !statement.readonly() {
        return Err(Trouble::Writes);
    }
    if statement.column_count() == 0 {
        return Err(Trouble::ReadsNothing);
    }
    sink.columns(statement.column_names().into_iter().map(str::to_owned).collect())?;
    let is_bool = |column: rusqlite::Column<'_>| {
        let declared = column.decl_type().unwrap_or_default().to_lowercase();
        matches!(declared.as_str(), "bool" | "boolean")
    };
    let bools: Vec<bool> = statement.columns().into_iter().map(is_bool).collect();
    for (name, value) in &owned.values {
        let index = statement.parameter_index(name)?.unwrap_or_default();
        match value {
            Bound::Text(text) => statement.raw_bind_parameter(index, text)?,
            Bound::Integer(number) => statement.raw_bind_parameter(index, number)?,
            Bound::Float(number) => statement.raw_bind_parameter(index, number)?,
            Bound::Bool(yes) => statement.raw_bind_parameter(index, yes)?,
        }
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let value = |(at, is_bool): (usize, &bool)| -> Result<Value, Error> {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number @ (0 | 1)) if *is_bool => Value::Bool(number == 1),
                ValueRef::Integer(number) => Value::integer(number),
                ValueRef::Real(number) => Value::float(number),
                ValueRef::Text(text) => Value::text(text),
                ValueRef::Blob(bytes) => Value::bytes(bytes),
            })
        };
        let values = bools.iter().enumerate().map(value).collect::<Result<_, _>>()?;
        if sink.row(values)? == Next::Enough {
            break;
        }
    }
    Ok(rusqlite::version().to_owned())
}

fn told(ask: &Ask<'_>, rows: u64, trouble: Trouble) -> Message {
    let error = match trouble {
        Trouble::Ours(message) => return message,
        Trouble::ReadsNothing => return message::reads_nothing(ask.statement.shown()),
        Trouble::Writes => return message::writes(ask.statement.shown(), message::not_a_reading_statement()),
        Trouble::Sqlite(error) => error,
    };
    if let Error::SqlInputError { msg, offset, .. } = &error {
        let before = usize::try_from(*offset).ok().and_then(|offset| ask.statement.text().get(..offset));
        let place = match before {
            Some(before) => ask.statement.line(1 + before.matches('\n').count()),
            None => ask.statement.place_of(msg),
        };
        return message::refused(place, ask.shown, msg);
    }
    let words = match &error {
        Error::SqliteFailure(_, Some(words)) => words.clone(),
        other => other.to_string(),
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => ask.too_long(),
        Some(ErrorCode::ReadOnly | ErrorCode::AuthorizationForStatementDenied) => {
            message::writes(ask.statement.shown(), words)
        }
        Some(
            ErrorCode::DatabaseCorrupt
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked,
        ) => ask.broke(rows, words),
        _ => message::refused(ask.statement.place_of(&words), ask.shown, words),
    }
}
