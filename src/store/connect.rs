//! Opens a connection and tells apart why it cannot be opened. libpq gives one text for everything,
//! so the kinds are found by its words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::{PgConnection, SqliteConnection};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::database::Database;
use super::error::{ConnectProblem, StoreError};
use super::private;
use crate::message;
use crate::model::hidden::Hidden;
use crate::model::project::StateUrl;
use crate::model::said::Said;

/// Where the database is and how to get in.
pub(super) enum Place {
    /// SQLite file.
    File(PathBuf),
    /// PostgreSQL.
    Server(Server),
}

/// A PostgreSQL database.
pub(super) struct Server {
    url: String,
    password: Option<SecretString>,
    shown: String,
}

impl Place {
    /// The place of a configured URL. The folder of a file is made.
    pub(super) fn of(state: &StateUrl, password: Option<&SecretString>) -> Result<Self, StoreError> {
        match state {
            StateUrl::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    private::make_folder(folder)
                        .map_err(|source| StoreError::Folder { path: folder.to_path_buf(), source })?;
                }
                Ok(Self::File(path.clone()))
            }
            StateUrl::Postgres { url, password: _ } => Ok(Self::Server(Server::new(url, password)?)),
        }
    }

    /// The database in messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(server) => server.shown.clone(),
        }
    }

    /// Whether it is a server, which may be away for a moment.
    pub(super) fn is_server(&self) -> bool {
        match self {
            Self::File(_) => false,
            Self::Server(_) => true,
        }
    }

    /// A new connection, set up.
    pub(super) fn connect(&self) -> Result<Database, StoreError> {
        match self {
            Self::File(path) => sqlite(path).map(Database::Sqlite),
            Self::Server(server) => server.connect().map(Database::Postgres),
        }
    }
}

/// A connection to a SQLite file: write-ahead log, 30 s patience with other programs.
pub(super) fn sqlite(path: &Path) -> Result<SqliteConnection, StoreError> {
    let refuse = |detail: Said| StoreError::File { path: path.to_path_buf(), detail };
    let name = path.to_str().ok_or_else(|| refuse(message::state::path_not_utf8().said()))?;
    private::make_file(path);
    let mut connection =
        SqliteConnection::establish(name).map_err(|error| refuse(error.to_string().into()))?;
    connection
        .batch_execute("PRAGMA busy_timeout = 30000")
        .map_err(|error| refuse(error.to_string().into()))?;
    // The change to the write-ahead log does not wait for `busy_timeout` when two programs start at
    // once on a new file.
    let mut tries = 0;
    while let Err(error) = connection.batch_execute("PRAGMA journal_mode = WAL") {
        tries += 1;
        if tries == 100 || !error.to_string().contains("locked") {
            return Err(refuse(error.to_string().into()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    connection
        .batch_execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        .map_err(|error| refuse(error.to_string().into()))?;
    Ok(connection)
}

impl Server {
    fn new(url: &str, password: Option<&SecretString>) -> Result<Self, StoreError> {
        let refuse = |detail: Said| StoreError::Connect {
            problem: ConnectProblem::Url,
            target: message::state::of_postgres().said(),
            detail,
        };
        let parsed = Url::parse(url).map_err(|error| refuse(error.to_string().into()))?;
        if !matches!(parsed.scheme(), "postgres" | "postgresql") {
            return Err(refuse(message::state::no_scheme(parsed.scheme()).said()));
        }
        let user =
            if parsed.username().is_empty() { String::new() } else { format!("{}@", parsed.username()) };
        let port = parsed.port().map(|port| format!(":{port}")).unwrap_or_default();
        let shown =
            format!("postgres://{user}{}{port}{}", parsed.host_str().unwrap_or_default(), parsed.path());
        Ok(Self { url: url.to_owned(), password: password.cloned(), shown })
    }

    /// The URL for libpq: with the password, a time-out and our name when they are not set.
    ///
    /// The OpenSSL that is built in looks for the machine's authorities where no distribution keeps them, so
    /// `sslrootcert=system` becomes the file that is there. libpq wants `verify-full` beside it, and refuses less.
    fn full_url(&self) -> String {
        let mut full = self.url.clone();
        let is_full = full.contains("sslmode=verify-full") || !full.contains("sslmode=");
        let authorities = openssl_probe::probe().cert_file.filter(|_| is_full);
        let found = authorities.as_deref().and_then(Path::to_str);
        let system = found.filter(|_| full.contains("sslrootcert=system"));
        if let Some(file) = system {
            let file = format!("sslrootcert={}", percent_encode(file));
            full = full.replace("sslrootcert=system", &file);
        }
        let mut add = |name: &str, value: &str| {
            if full.contains(&format!("{name}=")) {
                return;
            }
            let sign = if full.contains('?') { '&' } else { '?' };
            full.push_str(&format!("{sign}{name}={value}"));
        };
        if system.is_some() {
            add("sslmode", "verify-full");
        }
        add("connect_timeout", "10");
        // A line that is dead without a word: after half a minute without an answer to what was sent, or to
        // three probes while nothing is sent.
        add("tcp_user_timeout", "30000");
        add("keepalives_idle", "30");
        add("keepalives_interval", "10");
        add("keepalives_count", "3");
        add("application_name", "stocktake");
        if let Some(password) = &self.password {
            add("password", &percent_encode(password.expose_secret()));
        }
        full
    }

    fn connect(&self) -> Result<PgConnection, StoreError> {
        let refuse = |text: &str| StoreError::Connect {
            problem: problem_of(text),
            target: self.shown.as_str().into(),
            detail: self.without_secrets(text).into(),
        };
        let mut connection =
            PgConnection::establish(&self.full_url()).map_err(|error| refuse(&error.to_string()))?;
        connection
            .batch_execute(
                "SET lock_timeout = '30s'; SET statement_timeout = '2min'; SET idle_in_transaction_session_timeout = '60s'; \
                 SET client_min_messages = 'warning'",
            )
            .map_err(|error| refuse(&error.to_string()))?;
        Ok(connection)
    }

    /// libpq repeats parts of the URL in some messages.
    fn without_secrets(&self, text: &str) -> String {
        let mut hidden = Hidden::default();
        if let Some(password) = &self.password {
            hidden.add(password);
        }
        if let Some(password) = Url::parse(&self.url).ok().as_ref().and_then(Url::password) {
            hidden.add(&SecretString::from(password));
        }
        hidden.redact(text.trim())
    }
}

fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Words of libpq, which are English, and of servers, which speak English, French or German here
/// (`lc_messages`; texts of the message catalogues of PostgreSQL 15). The order matters: `localhost`
/// is tried over IPv6 and IPv4 and the text holds both failures.
const WORDS: [(ConnectProblem, &[&str]); 5] = [
    (
        ConnectProblem::Tls,
        &[
            "ssl error",
            "does not support ssl",
            "certificate",
            "no encryption",
            "ssl off",
            "aucun chiffrement",
            "keine verschlüsselung",
        ],
    ),
    (
        ConnectProblem::Login,
        &[
            "authentication failed",
            "no password supplied",
            "pg_hba.conf",
            "role \"",
            "permission denied for database",
            "authentification par mot de passe",
            "le rôle «",
            "passwort-authentifizierung",
            "rolle »",
        ],
    ),
    (ConnectProblem::UnknownDatabase, &["\" does not exist", "» n'existe pas", "« existiert nicht"]),
    (ConnectProblem::Refused, &["connection refused", "no such file or directory"]),
    (
        ConnectProblem::Unreachable,
        &[
            "could not translate host name",
            "no route to host",
            "unreachable",
            "timeout expired",
            "timed out",
            "host is down",
        ],
    ),
];

fn problem_of(text: &str) -> ConnectProblem {
    let text = text.to_lowercase();
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)))
        .map_or(ConnectProblem::Other, |(problem, _)| *problem)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn servers_that_speak_another_language_are_understood() {
        for (text, problem) in [
            (
                "FATAL:  authentification par mot de passe échouée pour l'utilisateur  « stocktake »",
                ConnectProblem::Login,
            ),
            ("FATAL:  le rôle « nobody » n'existe pas", ConnectProblem::Login),
            ("FATAL:  la base de données « nowhere » n'existe pas", ConnectProblem::UnknownDatabase),
            (
                "FATAL:  aucune entrée dans pg_hba.conf pour l'hôte « 10.0.0.7 », utilisateur « stocktake »,\n\
                 base de données « state », aucun chiffrement",
                ConnectProblem::Tls,
            ),
            (
                "FATAL:  Passwort-Authentifizierung für Benutzer »stocktake« fehlgeschlagen",
                ConnectProblem::Login,
            ),
            ("FATAL:  Datenbank »nowhere« existiert nicht", ConnectProblem::UnknownDatabase),
            (
                "FATAL:  kein pg_hba.conf-Eintrag für Host »10.0.0.7«, Benutzer »stocktake«, Datenbank »state«, \
                 SSL-Verschlüsselung",
                ConnectProblem::Login,
            ),
        ] {
            assert_eq!(problem_of(text), problem, "{text}");
        }
    }

    #[test]
    fn the_authorities_of_the_machine_are_those_that_it_has() {
        let url =
            |query: &str| Server::new(&format!("postgres://db/state?{query}"), None).unwrap().full_url();
        let full = url("sslrootcert=system");
        let (_, file) = full.split_once("sslrootcert=").unwrap();
        let file =
            percent_encoding::percent_decode_str(file.split('&').next().unwrap()).decode_utf8().unwrap();
        assert!(Path::new(&*file).is_file(), "{full}");
        assert!(full.contains("sslmode=verify-full"), "{full}");
        let weak = url("sslmode=require&sslrootcert=system");
        assert!(weak.contains("sslmode=require&sslrootcert=system"), "left for libpq to refuse: {weak}");
        assert!(url("sslrootcert=/etc/own.crt").contains("sslrootcert=/etc/own.crt"));
    }

    #[test]
    fn a_line_that_is_dead_is_found_out_unless_the_url_says_otherwise() {
        let full = Server::new("postgres://db/state?keepalives_idle=5", None).unwrap().full_url();
        for set in ["connect_timeout=10", "tcp_user_timeout=30000", "keepalives_idle=5", "keepalives_count=3"]
        {
            assert!(full.contains(set), "{full}");
        }
        assert_eq!(full.matches("keepalives_idle").count(), 1, "{full}");
    }

    #[test]
    fn of_the_failures_of_two_addresses_the_telling_one_is_named() {
        let text = "connection to server at \"localhost\" (::1), port 5432 failed: Connection refused\n\
                    connection to server at \"localhost\" (127.0.0.1), port 5432 failed: FATAL:  \
                    database \"nowhere\" does not exist";
        assert_eq!(problem_of(text), ConnectProblem::UnknownDatabase);
    }
}
