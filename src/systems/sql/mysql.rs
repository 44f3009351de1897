//! MySQL and MariaDB: one prepared query in a transaction that only reads. Values come in the binary form of
//! the protocol, texts as UTF-8, into which the server converts them from what its tables have.

use mysql_async::consts::{ColumnFlags, ColumnType};
use mysql_async::prelude::Queryable as _;
use mysql_async::{
    ClientIdentity, Column, Conn, DriverError, Error, IoError, OptsBuilder, Params, ServerError, SslOpts,
    Value as Wire,
};

use super::config::Server;
use super::message;
use super::query::Bound;
use super::sink::{Next, Oddity, Sink};
use super::statement::Repeated;
use super::value::{Value, fraction};
use super::{Ask, CONNECTING, Keys};
use crate::message::Message;
use crate::model::secret::ExposeSecret as _;
use crate::systems::shared::tls;

/// The character set of what is no text.
const BINARY: u16 = 63;

/// Asks it, and hands the rows to the sink.
pub(super) async fn run(
    server: &Server,
    keys: &Keys,
    ask: &Ask<'_>,
    sink: &mut Sink,
) -> Result<String, Message> {
    let options = options(server, keys)?;
    let connecting = tokio::time::timeout(CONNECTING, Conn::new(options));
    let connected = connecting.await.map_err(|_| ask.unreached(message::no_answer()))?;
    let mut connection = connected.map_err(|error| not_in(server, ask, &error))?;
    let version = query(&mut connection, server, ask, sink).await?;
    // What was asked for is there: how the connection ends changes nothing.
    let _ = tokio::time::timeout(CONNECTING, connection.disconnect()).await;
    Ok(version)
}

fn options(server: &Server, keys: &Keys) -> Result<OptsBuilder, Message> {
    let mut options = OptsBuilder::default()
        .user(Some(&server.login))
        .pass(Some(keys.password()))
        .db_name(Some(&server.database))
        // By itself the client would change from a server of this machine to its socket.
        .prefer_socket(false)
        .stmt_cache_size(Some(0));
    options = if server.is_socket() {
        options.socket(Some(&server.host))
    } else {
        options.ip_or_hostname(&server.host).tcp_port(server.port)
    };
    if server.tls {
        tls::choose_ciphers();
        let trusted = tls::trusted(server.ca_file.as_deref())?;
        let roots = trusted.into_iter().map(|root| root.to_vec().into()).collect();
        let mut how = SslOpts::default().with_disable_built_in_roots(true).with_root_certs(roots);
        if let Some(certificate) = &keys.certificate {
            // What it says of a bad one is less.
            tls::identity(certificate)?;
            let pem = || certificate.expose_secret().as_bytes().to_vec().into();
            how = how.with_client_identity(Some(ClientIdentity::new(pem(), pem())));
        }
        options = options.ssl_opts(how);
    }
    Ok(options)
}

async fn query(
    connection: &mut Conn,
    server: &Server,
    ask: &Ask<'_>,
    sink: &mut Sink,
) -> Result<String, Message> {
    let told = |error: Error| complaint(ask, 0, &error);
    let version: Option<String> = connection.query_first("SELECT VERSION()").await.map_err(told)?;
    let version = version.unwrap_or_default();
    let (milliseconds, is_mariadb) = (ask.timeout.as_millis(), version.contains("MariaDB"));
    let limit = if is_mariadb {
        format!("SET SESSION max_statement_time = {}.{:03}", milliseconds / 1000, milliseconds % 1000)
    } else {
        format!("SET SESSION max_execution_time = {milliseconds}")
    };
    // Servers that are too old for it are held to it by the clock on this side.
    if let Err(error) = connection.query_drop(limit).await
        && !matches!(error, Error::Server(_))
    {
        return Err(told(error));
    }
    if let Some(zone) = &server.zone {
        let set = connection.exec_drop("SET SESSION time_zone = ?", (zone,)).await;
        set.map_err(|error| match error {
            Error::Server(said) => message::zone_unknown(ask.shown, zone, said.message),
            error => told(error),
        })?;
    }
    connection.query_drop("SET SESSION TRANSACTION READ ONLY").await.map_err(told)?;
    connection.query_drop("START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT").await.map_err(told)?;
    if sink.is_looking() {
        connection.query_drop("SET SESSION sql_select_limit = 1").await.map_err(told)?;
    }
    let (text, names) = ask.statement.with_marks(Repeated::Each, |_| "?".to_owned());
    let prepared = connection.prep(text).await.map_err(told)?;
    if prepared.columns().is_empty() {
        return Err(message::reads_nothing(ask.statement.shown()));
    }
    sink.columns(prepared.columns().iter().map(|column| column.name_str().into_owned()).collect())?;
    let values: Vec<Wire> = names.iter().filter_map(|name| ask.value(name)).map(parameter).collect();
    let values = if values.is_empty() { Params::Empty } else { Params::Positional(values) };
    let mut result = connection.exec_iter(&prepared, values).await.map_err(told)?;
    loop {
        let row = result.next().await.map_err(|error| complaint(ask, sink.count(), &error))?;
        let Some(row) = row else { return Ok(version) };
        let columns = row.columns();
        let wire = row.unwrap_raw().into_iter().zip(columns.iter()).enumerate();
        let values = wire.map(|(at, (wire, column))| value(at, wire.unwrap_or(Wire::NULL), column, sink));
        let values = values.collect();
        if sink.row(values)? == Next::Enough {
            return Ok(version);
        }
    }
}

fn parameter(bound: Bound) -> Wire {
    match bound {
        Bound::Text(text) => Wire::Bytes(text.into_bytes()),
        Bound::Integer(number) => Wire::Int(number),
        Bound::Float(number) => Wire::Double(number),
        Bound::Bool(yes) => Wire::Int(i64::from(yes)),
    }
}

fn value(at: usize, wire: Wire, column: &Column, sink: &mut Sink) -> Value {
    match wire {
        Wire::NULL => Value::Null,
        Wire::Int(number) => Value::integer(number),
        Wire::UInt(number) => Value::integer(number),
        Wire::Float(number) => Value::short_float(number),
        Wire::Double(number) => Value::float(number),
        Wire::Date(0, 0, 0, 0, 0, 0, 0) => {
            sink.odd(Oddity::ZeroDate, at, "");
            Value::Null
        }
        Wire::Date(year, month, day, hour, minute, second, microsecond) => {
            let mut text = format!("{year:04}-{month:02}-{day:02}");
            if !matches!(column.column_type(), ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE) {
                text.push_str(&format!(" {hour:02}:{minute:02}:{second:02}"));
                fraction(&mut text, microsecond);
            }
            Value::Text(text)
        }
        Wire::Time(is_negative, days, hours, minutes, seconds, microseconds) => {
            let sign = if is_negative { "-" } else { "" };
            let hours = days * 24 + u32::from(hours);
            let mut text = format!("{sign}{hours:02}:{minutes:02}:{seconds:02}");
            fraction(&mut text, microseconds);
            Value::Text(text)
        }
        Wire::Bytes(bytes) => of_bytes(&bytes, column),
    }
}

fn of_bytes(bytes: &[u8], column: &Column) -> Value {
    match column.column_type() {
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
            Value::number(&String::from_utf8_lossy(bytes))
        }
        ColumnType::MYSQL_TYPE_JSON => Value::json(String::from_utf8_lossy(bytes).into_owned()),
        ColumnType::MYSQL_TYPE_BIT if column.column_length() == 1 => {
            Value::Bool(bytes.iter().any(|b| *b != 0))
        }
        ColumnType::MYSQL_TYPE_BIT if bytes.len() <= 8 => {
            Value::integer(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
        }
        ColumnType::MYSQL_TYPE_GEOMETRY => Value::bytes(bytes),
        _ if column.character_set() == BINARY && column.flags().contains(ColumnFlags::BINARY_FLAG) => {
            Value::bytes(bytes)
        }
        _ => Value::text(bytes),
    }
}

/// Why there is no connection.
fn not_in(server: &Server, ask: &Ask<'_>, error: &Error) -> Message {
    match error {
        Error::Server(said) => message::not_let_in(ask.shown, &server.login, &said.message),
        Error::Io(IoError::Tls(why)) => message::no_tls(ask.shown, why.to_string()),
        Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            message::no_tls(ask.shown, message::offers_no_tls())
        }
        Error::Io(IoError::Io(why)) if server.tls && why.to_string().contains("certificate") => {
            message::no_tls(ask.shown, why.to_string())
        }
        Error::Io(IoError::Io(why)) => ask.unreached(why.to_string()),
        Error::Driver(_) | Error::Other(_) | Error::Url(_) => ask.unreached(error.to_string()),
    }
}

/// What the server complains of.
fn complaint(ask: &Ask<'_>, rows: u64, error: &Error) -> Message {
    /// A write in a transaction that only reads; on a server that only reads.
    const WRITES: [u16; 2] = [1792, 1290];
    /// MariaDB, MySQL: the time is over.
    const TOO_LONG: [u16; 2] = [1969, 3024];
    /// The query was killed; the server is going down.
    const ENDED: [u16; 3] = [1317, 1053, 1927];
    let said = match error {
        Error::Server(said) => said,
        Error::Io(why) => return ask.broke(rows, why.to_string()),
        Error::Driver(_) | Error::Other(_) | Error::Url(_) => return ask.broke(rows, error.to_string()),
    };
    if TOO_LONG.contains(&said.code) {
        ask.too_long()
    } else if WRITES.contains(&said.code) {
        message::writes(ask.statement.shown(), &said.message)
    } else if ENDED.contains(&said.code) {
        ask.broke(rows, &said.message)
    } else {
        message::refused(place(ask, said), ask.shown, &said.message)
    }
}

/// The line that a syntax error names; else that of the name that it quotes.
fn place(ask: &Ask<'_>, said: &ServerError) -> String {
    let line = said.message.rsplit_once("at line ").and_then(|(_, line)| line.trim().parse().ok());
    match line {
        Some(line) => ask.statement.line(line),
        None => ask.statement.place_of(&said.message),
    }
}
