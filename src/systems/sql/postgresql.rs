//! PostgreSQL: one query in a transaction that only reads. The server itself writes each row as JSON, so that
//! every type it has, with those of its extensions, arrives as it shows it and no digit is lost.

use std::error::Error as StdError;
use std::fmt::Write as _;

use bytes::BytesMut;
use futures::{TryStreamExt as _, pin_mut};
use serde_json::value::RawValue;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};
use tokio_postgres::{Client, Config, Error, NoTls, Socket, Statement as Prepared};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::config::Server;
use super::message;
use super::query::Bound;
use super::sink::{Next, Sink};
use super::statement::Repeated;
use super::value::Value;
use super::{Ask, CONNECTING, Keys};
use crate::message::Message;
use crate::systems::shared::tls;

/// What stands before the query on its first line, and after it.
const BEFORE: &str = "SELECT row_to_json(stocktake_row)::text FROM (\n";
const AFTER: &str = "\n) AS stocktake_row";

/// Asks it, and hands the rows to the sink.
pub(super) async fn run(
    server: &Server,
    keys: &Keys,
    ask: &Ask<'_>,
    sink: &mut Sink,
) -> Result<String, Message> {
    let mut config = Config::new();
    config
        .host(&server.host)
        .port(server.port)
        .dbname(&server.database)
        .user(&server.login)
        .password(keys.password())
        .application_name("stocktake")
        .connect_timeout(CONNECTING)
        .ssl_mode(if server.tls { SslMode::Require } else { SslMode::Disable });
    if server.tls {
        let tls = tls::client_config(server.ca_file.as_deref(), keys.certificate.as_ref())?;
        talk(&config, MakeRustlsConnect::new((*tls).clone()), server, ask, sink).await
    } else {
        talk(&config, NoTls, server, ask, sink).await
    }
}

async fn talk<T>(
    config: &Config,
    tls: T,
    server: &Server,
    ask: &Ask<'_>,
    sink: &mut Sink,
) -> Result<String, Message>
where
    T: MakeTlsConnect<Socket> + Send,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as tokio_postgres::tls::TlsConnect<Socket>>::Future: Send,
{
    let connecting = tokio::time::timeout(CONNECTING, config.connect(tls));
    let connected = connecting.await.map_err(|_| ask.unreached(message::no_answer()))?;
    let (client, connection) = connected.map_err(|error| not_in(server, ask, &error))?;
    let line = Ending(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "the connection to PostgreSQL has ended");
        }
    }));
    let outcome = query(&client, server, ask, sink).await;
    drop(client);
    drop(line);
    outcome
}

/// Ends the task of a connection, and with it the connection.
struct Ending(tokio::task::JoinHandle<()>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn query(client: &Client, server: &Server, ask: &Ask<'_>, sink: &mut Sink) -> Result<String, Message> {
    let told = |error: Error| complaint(ask, 0, 0, &error);
    client
        .batch_execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
        .map_err(told)?;
    let limit = ask.timeout.as_millis().to_string();
    let mut settings = vec![("statement_timeout", limit.as_str())];
    settings.extend(server.zone.as_deref().map(|zone| ("TimeZone", zone)));
    for (name, value) in settings {
        client.execute("SELECT set_config($1, $2, true)", &[&name, &value]).await.map_err(told)?;
    }
    let version: String = client.query_one("SHOW server_version", &[]).await.map_err(told)?.get(0);
    let (text, names) = ask.statement.with_marks(Repeated::Once, |position| format!("${position}"));
    let plain = client.prepare(&text).await.map_err(told)?;
    if plain.columns().is_empty() {
        return Err(message::reads_nothing(ask.statement.shown()));
    }
    sink.columns(plain.columns().iter().map(|column| column.name().to_owned()).collect())?;
    let limit = if sink.is_looking() { " LIMIT 1" } else { "" };
    let wrapped = client.prepare(&format!("{BEFORE}{text}{AFTER}{limit}")).await;
    let wrapped = wrapped.map_err(|error| match error.code() {
        // Alone it is a statement, inside of another one it is none: it does more than read.
        Some(&SqlState::SYNTAX_ERROR | &SqlState::FEATURE_NOT_SUPPORTED) => {
            message::writes(ask.statement.shown(), words(&error))
        }
        _ => complaint(ask, 1, 0, &error),
    })?;
    let values: Vec<Parameter> = names.iter().filter_map(|name| ask.value(name)).map(Parameter).collect();
    let rows = client.query_raw(&wrapped, values).await.map_err(|error| complaint(ask, 1, 0, &error))?;
    pin_mut!(rows);
    loop {
        let row = rows.try_next().await.map_err(|error| complaint(ask, 1, sink.count(), &error))?;
        let Some(row) = row else { break };
        let json: &str = row.try_get(0).map_err(|error| complaint(ask, 1, sink.count(), &error))?;
        if sink.row(values_of(json, &plain)?)? == Next::Enough {
            break;
        }
    }
    Ok(version)
}

/// The values of a row that the server has written as JSON.
fn values_of(json: &str, plain: &Prepared) -> Result<Vec<Value>, Message> {
    let members = members(json).map_err(|error| message::not_understood(error.to_string()))?;
    let of_column = |(raw, column): (&RawValue, &tokio_postgres::Column)| {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'n') => Ok(Value::Null),
            Some(b't' | b'f') => Ok(Value::Bool(text == "true")),
            Some(b'{' | b'[') => Ok(Value::Json(text.to_owned())),
            Some(b'"') => {
                let text: String =
                    serde_json::from_str(text).map_err(|error| message::not_understood(error.to_string()))?;
                let bytes = text.strip_prefix("\\x").filter(|_| *column.type_() == Type::BYTEA);
                Ok(Value::Text(bytes.map(str::to_owned).unwrap_or(text)))
            }
            _ => Ok(Value::number(text)),
        }
    };
    members.into_iter().zip(plain.columns()).map(of_column).collect()
}

/// The values of the members of an object, in their order.
fn members(json: &str) -> serde_json::Result<Vec<&RawValue>> {
    struct Collect;
    impl<'de> serde::de::Visitor<'de> for Collect {
        type Value = Vec<&'de RawValue>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_char('{')
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut values = Vec::new();
            while map.next_key::<serde::de::IgnoredAny>()?.is_some() {
                values.push(map.next_value()?);
            }
            Ok(values)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde::Deserializer::deserialize_map(&mut deserializer, Collect)
}

/// A value as a text, which the server reads by the type that it expects at the place.
#[derive(Debug)]
struct Parameter(Bound);

impl ToSql for Parameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        out.extend_from_slice(self.0.shown().as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    tokio_postgres::types::to_sql_checked!();
}

/// What the server says, with its hint.
fn words(error: &Error) -> String {
    let Some(said) = error.as_db_error() else { return reason(error) };
    let further = [said.detail(), said.hint()].into_iter().flatten();
    further.fold(said.message().to_owned(), |words, more| format!("{words} ({more})"))
}

/// The innermost reason.
fn reason(error: &Error) -> String {
    let mut reason: &dyn StdError = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}

/// Why there is no connection.
fn not_in(server: &Server, ask: &Ask<'_>, error: &Error) -> Message {
    if error.as_db_error().is_some() {
        return message::not_let_in(ask.shown, &server.login, words(error));
    }
    let all = format!("{error} {}", reason(error));
    if server.tls && (all.contains("certificate") || all.contains("TLS") || all.contains("tls")) {
        return message::no_tls(ask.shown, reason(error));
    }
    ask.unreached(reason(error))
}

/// What the server complains of. `above`: lines that stand before the query.
fn complaint(ask: &Ask<'_>, above: usize, rows: u64, error: &Error) -> Message {
    let Some(said) = error.as_db_error() else {
        return ask.broke(rows, reason(error));
    };
    let code = said.code();
    if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        return message::writes(ask.statement.shown(), words(error));
    }
    if *code == SqlState::QUERY_CANCELED {
        return ask.too_long();
    }
    if matches!(*code, SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::IDLE_SESSION_TIMEOUT) {
        return ask.broke(rows, words(error));
    }
    message::refused(place(ask, above, said), ask.shown, words(error))
}

fn place(ask: &Ask<'_>, above: usize, said: &DbError) -> String {
    let Some(ErrorPosition::Original(position)) = said.position() else {
        return ask.statement.place_of(said.message());
    };
    let (text, _) = ask.statement.with_marks(Repeated::Once, |position| format!("${position}"));
    let text = if above == 0 { text } else { format!("{BEFORE}{text}") };
    let before = text.chars().take(usize::try_from(*position).unwrap_or_default().saturating_sub(1));
    let line = 1 + before.filter(|sign| *sign == '\n').count();
    ask.statement.line(line.saturating_sub(above))
}
