//! Why a database cannot be opened, and what happens when a connection breaks.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use secrecy::ExposeSecret as _;
use url::Url;

use super::*;
use crate::store::{ConnectProblem, StoreError};

const PASSWORD: &str = "s3cr&t %pass";

/// The error of opening a PostgreSQL, as a person sees it, without any password in it.
fn refused(url: &str, password: &str) -> (ConnectProblem, String) {
    let error =
        Store::open(&postgres_url(url.to_owned()), Some(&SecretString::from(password))).err().unwrap();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(password), "{shown}");
    let StoreError::Connect { problem, .. } = error else { panic!("{error:?}") };
    (problem, shown)
}

/// A port of this machine on which nothing listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_host_that_does_not_exist_and_a_closed_port_are_told_apart() {
    let (problem, shown) = refused("postgres://stocktake@nowhere.invalid/state", PASSWORD);
    assert_eq!(problem, ConnectProblem::Unreachable, "{shown}");
    assert!(shown.contains("nowhere.invalid"), "{shown}");
    let (problem, shown) =
        refused(&format!("postgres://stocktake@127.0.0.1:{}/state", closed_port()), PASSWORD);
    assert_eq!(problem, ConnectProblem::Refused, "{shown}");
}

#[test]
fn a_url_that_cannot_be_used_does_not_show_its_password() {
    for url in [
        "postgres://stocktake:geheim@localhost:1/state?nonsense=1",
        "postgres://stocktake:geheim@localhost:1/state?sslmode=perhaps",
        "mysql://stocktake:geheim@localhost/state",
        "postgres//stocktake:geheim@localhost/state",
    ] {
        let (_, shown) = refused(url, PASSWORD);
        assert!(!shown.contains("geheim") && !shown.contains("s3cr"), "{shown}");
    }
}

#[test]
fn postgres_says_what_is_wrong_with_the_way_in() {
    let Some(server) = Server::given() else { return };
    let with = |change: &dyn Fn(&mut Url)| {
        let mut url = Url::parse(&server.url).unwrap();
        change(&mut url);
        url.to_string()
    };
    let (problem, shown) = refused(&server.url, PASSWORD);
    assert_eq!(problem, ConnectProblem::Login, "{shown}");
    let (problem, shown) = refused(&with(&|url| url.set_username("nobody").unwrap()), &server.password);
    assert_eq!(problem, ConnectProblem::Login, "{shown}");
    let (problem, shown) = refused(&with(&|url| url.set_path("/nowhere")), &server.password);
    assert_eq!(problem, ConnectProblem::UnknownDatabase, "{shown}");

    let stranger = std::env::var("STOCKTAKE_TEST_POSTGRES_STRANGER").unwrap();
    for authority in [stranger.as_str(), "/nonexistent/ca.crt", "system"] {
        let query = format!("sslmode=verify-full&sslrootcert={authority}");
        let (problem, shown) = refused(&with(&|url| url.set_query(Some(&query))), &server.password);
        assert_eq!(problem, ConnectProblem::Tls, "{shown}");
    }
    let no_password = Store::open(&postgres_url(server.url.clone()), None).err().unwrap();
    assert!(
        matches!(no_password, StoreError::Connect { problem: ConnectProblem::Login, .. }),
        "{no_password}"
    );
}

#[test]
fn postgres_is_spoken_to_encrypted() {
    let Some(bench) = Bench::postgres() else { return };
    let Database::Postgres(mut connection) = bench.connect() else { panic!() };
    let encrypted = "DO $$ BEGIN ASSERT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()); END $$";
    connection.batch_execute(encrypted).unwrap();
}

#[test]
fn a_connection_that_breaks_is_replaced_and_nobody_notices() {
    let Some(bench) = Bench::postgres() else { return };
    let name = bench.schema.clone().unwrap();
    let StateUrl::Postgres { url, .. } = &bench.state else { panic!() };
    let named = postgres_url(format!("{url}&application_name={name}"));
    let store = Store::open(&named, bench.password.as_ref()).unwrap();
    let run = begin(&store, "laptops", 0);
    let end_it = format!(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{name}'"
    );
    bench.connect().batch_execute(&end_it).unwrap();
    store.heartbeat(&run, at(1)).unwrap();
    assert_eq!(store.run(&run.0).unwrap().unwrap().alive_at, at(1));
    bench.connect().batch_execute(&end_it).unwrap();
    let entries = [entry(1), entry(2)];
    store.start_entries(&run, &entries, None).unwrap();
    assert_eq!(store.entries(&run).unwrap().len(), 2, "they are there once");
}

#[test]
fn a_server_that_is_away_for_some_seconds_is_waited_for() {
    let Some(bench) = Bench::postgres() else { return };
    let StateUrl::Postgres { url, .. } = &bench.state else { panic!() };
    // A door that can be closed, before the server.
    let server = Url::parse(url).unwrap();
    let real = (server.host_str().unwrap().to_owned(), server.port().unwrap());
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    let is_open = Arc::new(AtomicBool::new(true));
    let kept = is_open.clone();
    std::thread::spawn(move || {
        for client in door.incoming() {
            let Ok(client) = client else { return };
            if kept.load(Ordering::Relaxed) {
                let Ok(server) = TcpStream::connect((real.0.as_str(), real.1)) else { return };
                pass_on(client, server, kept.clone());
            }
        }
    });
    let through = url.replace(&format!(":{}/", server.port().unwrap()), &format!(":{port}/"));
    let store = Store::open(&postgres_url(through), bench.password.as_ref()).unwrap();
    let run = begin(&store, "laptops", 0);
    is_open.store(false, Ordering::Relaxed);
    let opener = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(2));
        is_open.store(true, Ordering::Relaxed);
    });
    let began = Instant::now();
    store.heartbeat(&run, at(1)).unwrap();
    assert!(began.elapsed() > Duration::from_secs(1), "the door was not closed");
    opener.join().unwrap();
    assert_eq!(store.run(&run.0).unwrap().unwrap().alive_at, at(1));
}

/// Passes bytes on in both directions until the door is closed.
fn pass_on(client: TcpStream, server: TcpStream, is_open: Arc<AtomicBool>) {
    for (mut from, mut to) in [
        (client.try_clone().unwrap(), server.try_clone().unwrap()),
        (server.try_clone().unwrap(), client.try_clone().unwrap()),
    ] {
        let is_open = is_open.clone();
        from.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        std::thread::spawn(move || {
            let mut bytes = [0; 16 * 1024];
            while is_open.load(Ordering::Relaxed) {
                match from.read(&mut bytes) {
                    Ok(0) => break,
                    Ok(count) => to.write_all(&bytes[..count]).unwrap(),
                    Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                    Err(_) => break,
                }
            }
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}

#[test]
fn a_server_that_takes_a_connection_and_never_answers_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let held = std::thread::spawn(move || silent.incoming().take(1).collect::<Vec<_>>());
    let began = Instant::now();
    let (problem, shown) =
        refused(&format!("postgres://stocktake@127.0.0.1:{port}/state?connect_timeout=2"), PASSWORD);
    assert_eq!(problem, ConnectProblem::Unreachable, "{shown}");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    held.join().unwrap();
}

#[test]
fn a_statement_that_never_ends_is_ended() {
    let Some(bench) = Bench::postgres() else { return };
    let Database::Postgres(mut connection) = bench.connect() else { panic!() };
    let limits = "DO $$ BEGIN ASSERT current_setting('statement_timeout') = '2min' AND \
                  current_setting('lock_timeout') = '30s'; END $$";
    connection.batch_execute(limits).unwrap();
    connection.batch_execute("SET statement_timeout = '200ms'").unwrap();
    let error = connection.batch_execute("SELECT pg_sleep(30)").unwrap_err().to_string();
    assert!(error.contains("statement timeout"), "{error}");
}

#[test]
fn a_file_that_is_no_database_and_a_folder_that_cannot_be_made_are_refused() {
    let bench = Bench::sqlite();
    std::fs::create_dir_all(bench.file().parent().unwrap()).unwrap();
    std::fs::write(bench.file(), "not a database, but long enough to be taken for one".repeat(40)).unwrap();
    let error = Store::open(&bench.state, None).err().unwrap();
    assert!(matches!(&error, StoreError::File { path, .. } if *path == bench.file()), "{error}");
    let below = StateUrl::Sqlite(bench.file().join("below/state.db"));
    let error = Store::open(&below, None).err().unwrap();
    assert!(matches!(error, StoreError::Folder { .. }), "{error}");
}

#[test]
fn a_store_is_shared_between_threads() {
    on_both(|bench| {
        let store = bench.open();
        std::thread::scope(|scope| {
            for job in ["laptops", "printers", "screens"] {
                let store = &store;
                scope.spawn(move || past_run(store, job, 0, RunState::Done));
            }
        });
        assert_eq!(store.runs(None, 10).unwrap().len(), 3);
        if let Some(password) = &bench.password {
            assert!(!store.shown().contains(password.expose_secret()));
        }
    });
}
