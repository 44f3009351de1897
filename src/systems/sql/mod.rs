//! Databases that are asked by SQL: PostgreSQL, MySQL and MariaDB, SQLite, SQL Server. One query of one
//! statement, in a file of the project, with its values bound; each row becomes one record.
//!
//! Nothing is ever written there. What comes is complete, or the feed fails.

mod config;
mod examples;
mod message;
mod mysql;
mod postgresql;
mod query;
mod since;
mod sink;
mod sqlite;
mod sqlserver;
mod statement;
#[cfg(test)]
mod tests;
mod value;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;

use crate::message::Message;
use crate::message::source as told;
use crate::model::said::Say;
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening, few};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Source, Spool, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
use config::{Door, Settings};
pub(super) use examples::EXAMPLES;
use query::{Bound, Query};
use since::{Mark, NAME};
use sink::Sink;
use statement::{Dialect, Statement};

/// The room of databases.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "sql", product: "SQL", about: "A database that is asked by SQL, for reading only." },
        include_str!("page.md"),
        Table::of::<config::RawSql>(),
        RecordsRole {
            open,
            query: QueryTable::of::<query::RawSqlQuery>(),
            has_files: false,
            marks: false,
            pushed: false,
        },
    )
};

/// The longest that a connection takes.
const CONNECTING: Duration = Duration::from_secs(15);
/// How long an answer is waited for beyond the time that the server itself holds it to.
const GRACE: Duration = Duration::from_secs(5);

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keys = match &settings.door {
            Door::Server(server) => Keys {
                password: opening.secrets.read_if_any(server.password.as_ref()).await?,
                certificate: opening.secrets.read_if_any(server.certificate.as_ref()).await?,
            },
            Door::File(_) => Keys::default(),
        };
        let (name, shown) = (opening.name.to_owned(), settings.shown());
        let database = Database { name, shown, settings: settings.clone(), keys };
        let source: Arc<dyn Source> = Arc::new(database);
        Ok(Opened::real(source))
    })
}

/// A database.
#[derive(Debug)]
struct Database {
    name: String,
    /// What people call it.
    shown: String,
    settings: Settings,
    keys: Keys,
}

/// Who logs in at a server, by what.
#[derive(Debug, Default)]
struct Keys {
    password: Option<SecretString>,
    certificate: Option<SecretString>,
}

impl Keys {
    /// The password; empty where the certificate says who logs in.
    fn password(&self) -> &str {
        self.password.as_ref().map_or("", |password| password.expose_secret())
    }
}

/// What is asked, and the words for what goes wrong.
struct Ask<'a> {
    statement: &'a Statement,
    query: &'a Query,
    /// The value of `:since`.
    since: Option<Bound>,
    timeout: Duration,
    /// What people call the database.
    shown: &'a str,
}

impl Ask<'_> {
    /// The value of a parameter.
    fn value(&self, name: &str) -> Option<Bound> {
        let since = self.since.as_ref().filter(|_| name == NAME);
        since.or_else(|| self.query.values.get(name)).cloned()
    }

    /// Every parameter has a value: another kind of database may read the text otherwise.
    fn complete(&self) -> Result<(), Message> {
        let names = self.statement.names();
        match names.iter().find(|name| self.value(name).is_none()) {
            Some(name) => Err(message::no_such_parameter(self.statement.shown(), name)),
            None => Ok(()),
        }
    }

    fn unreached(&self, why: impl Say) -> Message {
        message::unreached(self.shown, why)
    }

    fn broke(&self, rows: u64, why: impl Say) -> Message {
        message::broke_off(self.shown, rows, why)
    }

    fn too_long(&self) -> Message {
        message::too_long(self.statement.shown(), self.shown, self.timeout.as_secs())
    }
}

impl Database {
    /// Asks, and hands the rows to a sink, which comes back with them.
    async fn ask(&self, ask: &Ask<'_>, mut sink: Sink) -> Result<(Sink, String), Message> {
        ask.complete()?;
        let server = match &self.settings.door {
            Door::Server(server) => server,
            Door::File(path) => {
                let (sink, outcome) = sqlite::run(path, ask, sink).await;
                return Ok((sink, outcome?));
            }
        };
        let keys = &self.keys;
        let asked = async {
            match self.settings.dialect {
                Dialect::PostgreSql => postgresql::run(server, keys, ask, &mut sink).await,
                Dialect::MySql | Dialect::Sqlite => mysql::run(server, keys, ask, &mut sink).await,
                Dialect::SqlServer => sqlserver::run(server, keys, ask, &mut sink).await,
            }
        };
        // A server that is gone without a word is not waited for.
        let in_time = tokio::time::timeout(ask.timeout + GRACE, asked).await;
        let version = in_time.map_err(|_| ask.too_long())??;
        Ok((sink, version))
    }

    /// The query of a feed.
    fn query<'a>(&self, wish: &Wish<'a>) -> Result<(&'a Query, Statement), Message> {
        let query = wish.query::<Query>().ok_or_else(|| told::another_query(&self.name))?;
        Ok((query, Statement::parse(self.settings.dialect, &query.text, &query.shown)?))
    }

    fn asking<'a>(&'a self, query: &'a Query, statement: &'a Statement, wish: &Wish<'_>) -> Ask<'a> {
        let since = query.since.as_ref().map(|since| {
            let mark = wish.bookmark.and_then(Mark::parse);
            let from = mark.map(|mark| (mark.before(since.overlap), matches!(mark, Mark::Number(_))));
            match from {
                None => since.first.clone(),
                Some((text, true)) => text.parse().map_or(Bound::Text(text), Bound::Integer),
                Some((text, false)) => Bound::Text(text),
            }
        });
        Ask { statement, query, since, timeout: self.settings.timeout, shown: &self.shown }
    }

    async fn look(&self, wish: Wish<'_>) -> Result<Message, Message> {
        let (query, statement) = self.query(&wish)?;
        let ask = self.asking(query, &statement, &wish);
        let since = query.since.as_ref().map(|since| since.column.as_str());
        let (sink, version) = self.ask(&ask, Sink::looking(&query.json, since)).await?;
        let (shown, width) = (statement.shown(), sink.known_columns().len());
        let columns = few(sink.known_columns());
        Ok(match sink.count() {
            0 => message::answers_with_nothing(&self.shown, version, shown, width, columns),
            _ => message::answers(&self.shown, version, shown, width, columns),
        })
    }
}

#[async_trait]
impl Source for Database {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        let (query, statement) = self.query(&wish)?;
        let ask = self.asking(query, &statement, &wish);
        let since = query.since.as_ref().map(|since| since.column.as_str());
        let sink = Sink::new(spool.rows(&self.name)?, &query.json, since);
        let (sink, _) = self.ask(&ask, sink).await?;
        let (count, bookmark, mut notes) = (sink.count(), sink.highest(), sink.notes());
        let shown = format!("{}, {}", self.name, statement.shown());
        notes.insert(0, told::fetched(count, &shown).said());
        let file = sink.into_file().map(|file| file.end()).transpose()?;
        let mark = statement.shown().to_owned();
        let files = file.into_iter().map(|file| FetchedFile {
            file,
            shown: shown.as_str().into(),
            mark: mark.clone(),
        });
        Ok(Fetched { files: files.collect(), bookmark, notes })
    }

    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine> {
        let looked = self.look(wish).await;
        let ok = looked.is_ok();
        let detail = looked.unwrap_or_else(|error| error).said();
        vec![CheckLine { what: message::what_is_checked().said(), ok, detail }]
    }
}
