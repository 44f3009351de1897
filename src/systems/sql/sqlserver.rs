//! Microsoft SQL Server: one query in a transaction that is never committed. It has no transaction that only
//! reads: words that write are refused before anything is sent, and the login should not be allowed to.
//! No server of it could be had: this is written from the documents of the protocol and of the client.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use futures::TryStreamExt as _;
use tiberius::error::Error;
use tiberius::numeric::Numeric;
use tiberius::{AuthMethod, Client, ColumnData, Config, EncryptionLevel, FromSql, Query, QueryItem};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt as _};

use super::config::Server;
use super::query::Bound;
use super::sink::{Next, Sink};
use super::statement::Repeated;
use super::value::Value;
use super::{Ask, CONNECTING, Keys, message};
use crate::message::Message;

/// Words that do something. None of them can name a column without brackets.
const WRITING: [&str; 17] = [
    "ALTER", "BACKUP", "BULK", "COMMIT", "CREATE", "DELETE", "DENY", "DROP", "EXEC", "EXECUTE", "GRANT",
    "INSERT", "INTO", "MERGE", "REVOKE", "TRUNCATE", "UPDATE",
];

type Connection = Client<Compat<TcpStream>>;

/// Asks it, and hands the rows to the sink.
pub(super) async fn run(
    server: &Server,
    keys: &Keys,
    ask: &Ask<'_>,
    sink: &mut Sink,
) -> Result<String, Message> {
    if !matches!(ask.statement.first_word(), "SELECT" | "WITH") {
        return Err(message::reads_nothing(ask.statement.shown()));
    }
    if let Some(word) = WRITING.iter().find(|word| ask.statement.words().contains(**word)) {
        return Err(message::writes(ask.statement.place_of(word), message::word_that_writes(word)));
    }
    let mut connection = connect(server, keys, ask).await?;
    let outcome = query(&mut connection, ask, sink).await;
    // Nothing is ever committed; that the connection ends takes back all the same.
    let _ = tokio::time::timeout(CONNECTING, connection.close()).await;
    outcome
}

async fn connect(server: &Server, keys: &Keys, ask: &Ask<'_>) -> Result<Connection, Message> {
    let mut config = Config::new();
    config.host(&server.host);
    config.port(server.port);
    config.database(&server.database);
    config.application_name("stocktake");
    config.authentication(AuthMethod::sql_server(&server.login, keys.password()));
    config.readonly(true);
    config.handshake_timeout(Some(CONNECTING));
    if server.tls {
        config.encryption(EncryptionLevel::Required);
        if let Some(path) = &server.ca_file {
            crate::systems::shared::tls::authorities(path)?;
            config.trust_cert_ca(path.display());
        }
    } else {
        config.encryption(EncryptionLevel::NotSupported);
    }
    let connecting = tokio::time::timeout(CONNECTING, TcpStream::connect(config.get_addr()));
    let stream = connecting.await.map_err(|_| ask.unreached(message::no_answer()))?;
    let stream = stream.map_err(|error| ask.unreached(error.to_string()))?;
    stream.set_nodelay(true).map_err(|error| ask.unreached(error.to_string()))?;
    Client::connect(config, stream.compat_write()).await.map_err(|error| match &error {
        Error::Server(said) => message::not_let_in(ask.shown, &server.login, said.message().to_owned()),
        Error::Tls(why) => message::no_tls(ask.shown, why),
        Error::Routing { host, port } => ask.unreached(message::sends_elsewhere(host, port)),
        other => ask.unreached(other.to_string()),
    })
}

async fn query(connection: &mut Connection, ask: &Ask<'_>, sink: &mut Sink) -> Result<String, Message> {
    let told = |error: Error| complaint(ask, 0, &error);
    let version = connection.simple_query("SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))");
    let version = version.await.map_err(told)?.into_row().await.map_err(told)?;
    let version: Option<String> = match &version {
        Some(row) => row.try_get::<&str, _>(0).map_err(told)?.map(str::to_owned),
        None => None,
    };
    if sink.is_looking() {
        connection.simple_query("SET ROWCOUNT 1").await.map_err(told)?.into_results().await.map_err(told)?;
    }
    connection.begin_transaction().await.map_err(told)?;
    let (text, names) = ask.statement.with_marks(Repeated::Once, |position| format!("@P{position}"));
    let mut query = Query::new(text);
    for bound in names.iter().filter_map(|name| ask.value(name)) {
        match bound {
            Bound::Text(text) => query.bind(text),
            Bound::Integer(number) => query.bind(number),
            Bound::Float(number) => query.bind(number),
            Bound::Bool(yes) => query.bind(yes),
        }
    }
    let mut stream = query.query(connection).await.map_err(told)?;
    let mut has_columns = false;
    loop {
        let item = stream.try_next().await.map_err(|error| complaint(ask, sink.count(), &error))?;
        match item {
            None if has_columns => return Ok(version.unwrap_or_default()),
            None => return Err(message::reads_nothing(ask.statement.shown())),
            Some(QueryItem::Metadata(_)) if has_columns => {
                return Err(message::several_answers(ask.statement.shown()));
            }
            Some(QueryItem::Metadata(metadata)) => {
                has_columns = true;
                sink.columns(metadata.columns().iter().map(|column| column.name().to_owned()).collect())?;
            }
            Some(QueryItem::Row(row)) => {
                let values = row.cells().map(|(_, data)| value(data)).collect::<Result<_, _>>();
                let values = values.map_err(|error| complaint(ask, sink.count(), &error))?;
                if sink.row(values)? == Next::Enough {
                    return Ok(version.unwrap_or_default());
                }
            }
        }
    }
}

fn value(data: &ColumnData<'static>) -> Result<Value, Error> {
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    Ok(match data {
        ColumnData::U8(number) => number.map_or(Value::Null, Value::integer),
        ColumnData::I16(number) => number.map_or(Value::Null, Value::integer),
        ColumnData::I32(number) => number.map_or(Value::Null, Value::integer),
        ColumnData::I64(number) => number.map_or(Value::Null, Value::integer),
        ColumnData::F32(number) => number.map_or(Value::Null, Value::short_float),
        ColumnData::F64(number) => number.map_or(Value::Null, Value::float),
        ColumnData::Bit(yes) => yes.map_or(Value::Null, Value::Bool),
        ColumnData::String(words) => text(words.as_ref().map(ToString::to_string)),
        ColumnData::Guid(id) => text(id.map(|id| id.to_string())),
        ColumnData::Binary(bytes) => bytes.as_ref().map_or(Value::Null, |bytes| Value::bytes(bytes)),
        ColumnData::Numeric(number) => number.map_or(Value::Null, |number| Value::number(&decimal(number))),
        ColumnData::Xml(xml) => text(xml.as_ref().map(ToString::to_string)),
        // `T` is read alike whatever the language of the login; a blank is not.
        ColumnData::DateTime(_) | ColumnData::SmallDateTime(_) | ColumnData::DateTime2(_) => {
            text(NaiveDateTime::from_sql(data)?.map(|time| time.format("%Y-%m-%dT%H:%M:%S%.f").to_string()))
        }
        ColumnData::Date(_) => text(NaiveDate::from_sql(data)?.map(|day| day.to_string())),
        ColumnData::Time(_) => text(NaiveTime::from_sql(data)?.map(|time| time.to_string())),
        ColumnData::DateTimeOffset(_) => {
            let moment = DateTime::<FixedOffset>::from_sql(data)?;
            text(moment.map(|moment| moment.format("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()))
        }
    })
}

/// A decimal number as it is written.
fn decimal(number: Numeric) -> String {
    let digits = number.value().unsigned_abs().to_string();
    let sign = if number.value() < 0 { "-" } else { "" };
    let scale = usize::from(number.scale());
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// What the server complains of.
fn complaint(ask: &Ask<'_>, rows: u64, error: &Error) -> Message {
    /// A database that only reads.
    const READ_ONLY: u32 = 3906;
    match error {
        Error::Server(said) if said.code() == READ_ONLY => {
            message::writes(ask.statement.shown(), said.message())
        }
        Error::Server(said) => {
            let line = usize::try_from(said.line()).unwrap_or(1);
            message::refused(ask.statement.line(line), ask.shown, said.message())
        }
        Error::Io { kind: std::io::ErrorKind::TimedOut, .. } => ask.too_long(),
        other => ask.broke(rows, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_without_loss() {
        let decimals = [(15000, 2, "150.00"), (-5, 1, "-0.5"), (5, 4, "0.0005"), (-12, 0, "-12")];
        for (value, scale, shown) in decimals {
            assert_eq!(decimal(Numeric::new_with_scale(value, scale)), shown);
        }
        let money = i128::from(u64::MAX);
        assert_eq!(decimal(Numeric::new_with_scale(money, 4)), "1844674407370955.1615");
    }
}
