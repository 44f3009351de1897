//! The address that is told of the runs of a job: when they begin and how they ended, only once that is stored, and
//! whatever becomes of it the run is the same.

use std::sync::{Arc, Mutex};

use axum::http::{StatusCode, Uri};

use super::fleet::{JOB, many, two_computers};
use super::world::{World, ended};

/// What was told: path and query, body, and the state of the newest run then.
type Told = Vec<(String, String, String)>;

/// One who is told, with the statuses that it answers first.
struct Listener {
    url: String,
    told: Arc<Mutex<Told>>,
    first: Arc<Mutex<Vec<u16>>>,
}

impl Listener {
    async fn start(world: &World) -> Self {
        let (told, first) = (Arc::new(Mutex::new(Told::new())), Arc::new(Mutex::new(Vec::new())));
        let (kept, answers) = (told.clone(), first.clone());
        let database = world.folder().join("var/stocktake.db");
        let answer = move |uri: Uri, body: String| {
            let (kept, answers, database) = (kept.clone(), answers.clone(), database.clone());
            async move {
                let read = rusqlite::Connection::open(database).unwrap();
                let newest = "SELECT state FROM runs ORDER BY started_at DESC LIMIT 1";
                let state: String = read.query_row(newest, [], |row| row.get(0)).unwrap();
                kept.lock().unwrap().push((uri.to_string(), body, state));
                let status = answers.lock().unwrap().pop().unwrap_or(200);
                (StatusCode::from_u16(status).unwrap(), "OK")
            }
        };
        let app = axum::Router::new().fallback(axum::routing::post(answer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/0123-secret", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, told, first }
    }

    fn told(&self) -> Told {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

/// Paths with the id of the run taken out, and whether all name the same run.
fn paths(told: &Told) -> Vec<String> {
    let ids: std::collections::BTreeSet<&str> =
        told.iter().map(|(path, ..)| path.split_once("?rid=").unwrap().1).collect();
    assert_eq!(ids.len(), 1, "{told:?}");
    told.iter().map(|(path, ..)| path.split_once('?').unwrap().0.to_owned()).collect()
}

fn job(url: &str, lines: &str) -> String {
    format!("ping = \"{url}\"\n{JOB}{lines}")
}

#[tokio::test(flavor = "multi_thread")]
async fn begin_and_end_of_a_run_are_told_once_the_end_is_stored() {
    let world = two_computers().await;
    let listener = Listener::start(&world).await;
    world.job("nightly", &job(&listener.url, ""));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told = listener.told();
    assert_eq!(paths(&told), ["/0123-secret/start", "/0123-secret"]);
    assert_eq!(told[1].2, "done", "it is stored before it is told");
    assert!(told[1].1.starts_with("state=done applied=2 failed=0 "), "{told:?}");
    let run = world.store().runs(None, 1).unwrap().remove(0);
    assert!(told[1].0.ends_with(&format!("?rid={}", run.id)), "{told:?}");
    // A plan is no run.
    assert_eq!(world.program(&["plan", "nightly"]).await.code, Some(0));
    assert_eq!(listener.told(), []);
    // Nor does a job run well because somebody takes its run back.
    assert_eq!(world.program(&["undo", &run.id.0]).await.code, Some(0));
    assert_eq!(listener.told(), []);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_did_not_end_well_is_told_with_its_exit_code() {
    let world = two_computers().await;
    let listener = Listener::start(&world).await;
    world.job("nightly", &job(&listener.url, "[limits]\ncreate = { count = 1 }\n"));
    assert_eq!(world.program(&["run", "nightly"]).await.code, Some(3));
    assert_eq!(paths(&listener.told()), ["/0123-secret/start", "/0123-secret/3"]);
    let run = world.store().runs(None, 1).unwrap().remove(0).id;
    assert_eq!(world.program(&["approve", &run.0, "--by", "ann"]).await.code, Some(0));
    assert_eq!(paths(&listener.told()), ["/0123-secret/start", "/0123-secret"], "what was approved counts");
    std::fs::remove_file(world.folder().join("computers.csv")).unwrap();
    assert_eq!(world.program(&["run", "nightly"]).await.code, Some(1));
    assert_eq!(paths(&listener.told()), ["/0123-secret/start", "/0123-secret/1"]);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_away_or_fails_changes_nothing_of_the_run_and_is_told_again() {
    let world = two_computers().await;
    let listener = Listener::start(&world).await;
    world.job("nightly", &job(&listener.url, ""));
    *listener.first.lock().unwrap() = vec![502, 503];
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told: Vec<String> = listener.told().into_iter().map(|(path, ..)| path).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[..3].iter().all(|path| path.starts_with("/0123-secret/start?")), "{told:?}");
    assert!(!outcome.stderr.contains("the ping was"), "{outcome:?}");

    for (url, why) in [
        ("http://127.0.0.1:1/0123-secret", "cannot connect"),
        (&format!("{}/teapot", listener.url), "HTTP 404"),
    ] {
        world.job("nightly", &job(url, ""));
        *listener.first.lock().unwrap() = vec![404, 404];
        let outcome = world.program(&["-vv", "run", "nightly"]).await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(
            outcome.stderr.contains("the ping was not taken") && outcome.stderr.contains(why),
            "{outcome:?}"
        );
        assert!(!outcome.stderr.contains("0123-secret"), "{outcome:?}");
    }
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_may_be_a_secret_and_a_job_of_another_kind_has_one_too() {
    let world = two_computers().await;
    let listener = Listener::start(&world).await;
    world.file("secrets/ping", format!("{}\n", listener.url));
    world.job("nightly", &job("file:secrets/ping", ""));
    assert_eq!(world.program(&["check"]).await.code, Some(0));
    assert_eq!(world.program(&["-vv", "run", "nightly"]).await.code, Some(0));
    assert_eq!(paths(&listener.told()), ["/0123-secret/start", "/0123-secret"]);
    world.file("jobs/lists.toml", "ping = \"file:secrets/ping\"\n[refs]\nsystems = [\"glpi\"]\n");
    assert_eq!(world.program(&["run", "lists"]).await.code, Some(0));
    assert_eq!(paths(&listener.told()), ["/0123-secret/start", "/0123-secret"]);
    // What stands there is no address: nothing of it is shown.
    world.file("secrets/ping", "hush-hush");
    let outcome = world.program(&["run", "lists"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("what stands there is no address"), "{outcome:?}");
    assert!(!outcome.stderr.contains("hush-hush"), "{outcome:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_run_is_one_that_took_place() {
    let world = two_computers().await;
    let listener = Listener::start(&world).await;
    let twice = many(2).replace("SN-0002", "SN-0001");
    world.csv("computers.csv", &twice);
    world.job("nightly", &job(&listener.url, ""));
    assert_eq!(world.program(&["run", "nightly"]).await.code, Some(4));
    let told = listener.told();
    assert_eq!(paths(&told), ["/0123-secret/start", "/0123-secret"]);
    assert!(told[1].1.starts_with("state=partial "), "{told:?}");
    let _ = world.requests();
}

/// Takes calls by HTTPS with the certificate of the tests, and keeps their first lines.
async fn encrypted() -> (u16, Arc<Mutex<Vec<String>>>) {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtp");
    let chain = CertificateDer::pem_file_iter(format!("{data}/localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(format!("{data}/localhost.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let (kept, acceptor) = (lines.clone(), tokio_rustls::TlsAcceptor::from(Arc::new(config)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 4096];
            let Ok(read) = stream.read(&mut head).await else { continue };
            let text = String::from_utf8_lossy(&head[..read]).into_owned();
            kept.lock().unwrap().extend(text.lines().next().map(str::to_owned));
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nOK";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, lines)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_authority_is_that_of_the_project() {
    let world = two_computers().await;
    let (port, lines) = encrypted().await;
    world.job("nightly", &job(&format!("https://localhost:{port}/0123-secret"), ""));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("certificate is not trusted"), "{outcome:?}");
    assert_eq!(lines.lock().unwrap().len(), 0);
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtp");
    // What the machine trusts is enough.
    let authority = format!("{data}/ca.pem");
    let trusted = world.command(&["run", "nightly"]).env("SSL_CERT_FILE", authority).spawn().unwrap();
    let outcome = ended(trusted).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!outcome.stderr.contains("the ping was"), "{outcome:?}");
    assert_eq!(std::mem::take(&mut *lines.lock().unwrap()).len(), 2);
    world.add_settings(&format!("[ping]\nca_file = \"{data}/ca.pem\"\n"));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!outcome.stderr.contains("the ping was"), "{outcome:?}");
    let lines = lines.lock().unwrap();
    assert!(lines[0].starts_with("POST /0123-secret/start?rid="), "{lines:?}");
    assert!(lines[1].starts_with("POST /0123-secret?rid="), "{lines:?}");
    assert!(!world.requests().is_empty());
}
