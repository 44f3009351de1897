//! `[system.NAME.sql]`: one table, which says what kind of database it is.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use super::statement::Dialect;
use crate::message::Message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Zero, code, path_in};
use crate::systems::shared::tls::is_near;
use crate::systems::shared::{Given, LoginKeys, login};
use crate::systems::table::{Place, RawTable};

/// Time of one query when nothing is said, in seconds.
const TIMEOUT: u64 = 600;

/// A database: what kind it is, and how it is reached.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub dialect: Dialect,
    /// The longest that a query may take.
    pub timeout: Duration,
    pub door: Door,
}

/// Where it is.
#[derive(Debug, Clone)]
pub(crate) enum Door {
    Server(Box<Server>),
    File(PathBuf),
}

/// A database server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Its name or address, or the path of its socket.
    pub host: String,
    pub port: u16,
    pub database: String,
    pub login: String,
    /// `None`: the certificate says who logs in.
    pub password: Option<SecretRef>,
    /// Client certificate, its chain and its key, as PEM.
    pub certificate: Option<SecretRef>,
    /// Whether it must prove who it is, and nobody may listen.
    pub tls: bool,
    pub ca_file: Option<PathBuf>,
    /// The time zone in which it writes times that have one.
    pub zone: Option<String>,
}

impl Server {
    /// Whether it is reached by a socket of this machine.
    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

impl Settings {
    /// What people call it.
    pub fn shown(&self) -> String {
        let product = self.dialect.product();
        match &self.door {
            Door::File(path) => format!("{product} {}", path.display()),
            Door::Server(server) if server.is_socket() => {
                format!("{product} {}, {}", server.host, server.database)
            }
            Door::Server(server) => {
                format!("{product} {}:{}/{}", server.host, server.port, server.database)
            }
        }
    }
}

/// A database that is asked by SQL, for reading only. One of the tables below says what kind it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sql")]
pub(crate) struct RawSql {
    /// A PostgreSQL.
    postgresql: Option<At<RawServer>>,
    /// A MySQL or MariaDB.
    mysql: Option<At<RawServer>>,
    /// A file of SQLite.
    sqlite: Option<At<RawFile>>,
    /// A Microsoft SQL Server.
    sqlserver: Option<At<RawServer>>,
}

/// A database server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SqlServerAddress")]
pub(crate) struct RawServer {
    /// Its name as it stands in its certificate, its address, or the path of its socket: for PostgreSQL the
    /// folder of it.
    host: Option<At<String>>,
    /// Its port; by default that of its kind.
    #[schemars(range(min = 1, max = 65535))]
    port: Option<At<i64>>,
    /// The database.
    database: Option<At<String>>,
    /// The user, who should be allowed to read and nothing else; needs `password`.
    login: Option<At<String>>,
    /// Password of the user: `env:NAME` or `file:PATH`; not needed with a `certificate`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`. Not for SQL Server.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    certificate: Option<At<String>>,
    /// `false`: no TLS. By default TLS with a certificate that is checked, but for this machine.
    tls: Option<At<bool>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    ca_file: Option<At<String>>,
    /// IANA zone in which times that have a zone are written, such as `Europe/Paris`; by default that of the
    /// server. Not for SQL Server.
    zone: Option<At<String>>,
    /// The longest that a query may take, such as `10m`.
    #[schemars(extend("default" = "10m"))]
    timeout: Option<At<String>>,
}

/// A file of SQLite.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SqliteFile")]
pub(crate) struct RawFile {
    /// The file, relative to the project folder.
    path: Option<At<String>>,
    /// The longest that a query may take, such as `10m`.
    #[schemars(extend("default" = "10m"))]
    timeout: Option<At<String>>,
}

impl RawTable for RawSql {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let RawSql { postgresql, mysql, sqlite, sqlserver } = &raw.value;
        let servers = [
            (Dialect::PostgreSql, postgresql, 5432),
            (Dialect::MySql, mysql, 3306),
            (Dialect::SqlServer, sqlserver, 1433),
        ];
        let mut given: Vec<&Range<usize>> =
            servers.iter().filter_map(|(_, raw, _)| Some(&raw.as_ref()?.span)).collect();
        given.extend(sqlite.as_ref().map(|raw| &raw.span));
        given.sort_by_key(|span| span.start);
        if let [_, second, ..] = given[..] {
            check.report(code::EXACTLY_ONE, second, message::two_kinds()).help(message::keep_one_kind());
        }
        for (dialect, server, port) in servers {
            if let Some(server) = server {
                return of_server(check, place.folder, dialect, server, port);
            }
        }
        let Some(file) = sqlite else {
            let lost = ["postgresql", "mysql", "sqlite", "sqlserver"];
            if !lost.iter().any(|key| check.was_lost(&raw.span, key)) {
                check.missing(&raw.span, "mysql", message::needs_kind());
            }
            return Settings {
                dialect: Dialect::Sqlite,
                timeout: Duration::from_secs(TIMEOUT),
                door: Door::File(PathBuf::new()),
            };
        };
        if file.path.is_none() {
            check.missing(&file.span, "path", message::needs_path());
        }
        Settings {
            dialect: Dialect::Sqlite,
            timeout: check.duration_or(file.timeout.as_ref(), TIMEOUT, Zero::Refused),
            door: Door::File(path_in(check, place.folder, file.path.as_ref()).unwrap_or_default()),
        }
    }
}

/// A user with a password.
fn user(check: &mut FileCheck<'_>, raw: &At<RawServer>) -> (String, Option<SecretRef>) {
    let keys = LoginKeys::of_user(raw, raw.login.as_ref(), raw.password.as_ref());
    match login(check, &keys) {
        Given::Password { login, password } => return (login, Some(password)),
        Given::Nothing => check.missing_each(&raw.span, &["login", "password"], message::needs_login()),
        Given::Token(_) | Given::Wrong => {}
    }
    (String::new(), None)
}

fn of_server(
    check: &mut FileCheck<'_>,
    folder: &Path,
    dialect: Dialect,
    raw: &At<RawServer>,
    port: u16,
) -> Settings {
    let mut text = |key: &str, value: &Option<At<String>>, why: Message| {
        let text = check.needed(&raw.span, key, value.as_ref(), why);
        text.map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let host = text("host", &raw.host, message::needs_host());
    let database = text("database", &raw.database, message::needs_database());
    let (login, password) = match &raw.certificate {
        Some(_) if raw.password.is_none() && dialect != Dialect::SqlServer => {
            (text("login", &raw.login, message::needs_login()), None)
        }
        _ => user(check, raw),
    };
    let near = host.starts_with('/') || is_near(&host);
    let tls = raw.tls.as_ref().map_or(!near, |tls| tls.value);
    if let (Some(host), false, false) = (&raw.host, tls, near) {
        check.warn(&host.span, message::in_clear(&host.value));
    }
    if let (Some(ca_file), false) = (&raw.ca_file, tls) {
        check.report(code::WITHOUT_EFFECT, &ca_file.span, message::authority_without_tls());
    }
    if let Some(certificate) = &raw.certificate
        && (!tls || dialect == Dialect::SqlServer)
    {
        check.report(code::WITHOUT_EFFECT, &certificate.span, message::certificate_without_effect());
    }
    if let (Some(zone), Dialect::SqlServer) = (&raw.zone, dialect) {
        check.report(code::WITHOUT_EFFECT, &zone.span, message::zone_without_effect());
    }
    Settings {
        dialect,
        timeout: check.duration_or(raw.timeout.as_ref(), TIMEOUT, Zero::Refused),
        door: Door::Server(Box::new(Server {
            port: check.number_or(raw.port.as_ref(), port, 1..=65_535),
            database,
            login,
            password,
            certificate: raw.certificate.as_ref().map(|secret| check.secret(secret, "certificate")),
            tls: tls && !host.starts_with('/'),
            ca_file: path_in(check, folder, raw.ca_file.as_ref()),
            zone: raw.zone.as_ref().map(|zone| check.zone(zone).name().to_owned()),
            host,
        })),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::read;
    use crate::systems::sql::ROOM;

    const MYSQL: &str = "[mysql]\nhost = \"db.example.org\"\ndatabase = \"ocsweb\"\nlogin = \"reader\"\n\
        password = \"env:OCS_PASSWORD\"\n";

    #[test]
    fn a_server_is_asked_with_tls_but_for_this_machine() {
        let far = read(&ROOM, "ocs", MYSQL).unwrap();
        let Settings { dialect, timeout, door } = far.settings::<Settings>().unwrap();
        let Door::Server(server) = door else { panic!("{door:?}") };
        assert_eq!((*dialect, timeout.as_secs(), server.port, server.tls), (Dialect::MySql, 600, 3306, true));
        for host in ["localhost", "127.0.0.1", "::1", "/run/mysqld/mysqld.sock"] {
            let near = read(&ROOM, "ocs", &MYSQL.replace("db.example.org", host)).unwrap();
            let Some(Settings { door: Door::Server(server), .. }) = near.settings() else { panic!() };
            assert!(!server.tls, "{host}");
        }
        let file = read(&ROOM, "assets", "[sqlite]\npath = \"data/assets.db\"").unwrap();
        assert_eq!(file.settings::<Settings>().unwrap().shown(), "SQLite data/assets.db");
    }

    #[test]
    fn one_kind_of_database_with_what_it_needs() {
        for (table, told) in [
            ("", "mysql"),
            ("[sqlite]\npath = \"a.db\"\n[mysql]\nhost = \"db\"", "two kinds of database"),
            ("[mysql]\nhost = \"db\"\ndatabase = \"x\"", "login"),
            ("[mysql]\nhost = \"db\"\nlogin = \"x\"\npassword = \"env:P\"", "database"),
            ("[sqlite]\n", "path"),
            (&MYSQL.replace("env:OCS_PASSWORD", "geheim"), "password"),
            (&format!("{MYSQL}tls = false\nca_file = \"ca.pem\""), "TLS"),
            (&format!("{}zone = \"Europe/Paris\"", MYSQL.replace("mysql", "sqlserver")), "zone"),
        ] {
            let error = format!("{:?}", read(&ROOM, "ocs", table).unwrap_err());
            assert!(error.contains(told) && !error.contains("geheim"), "{table}: {error}");
        }
    }
}
