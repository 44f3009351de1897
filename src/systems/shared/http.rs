//! HTTP for desks and monitors: one pool of connections, time-outs, careful repetition, bounded errors.
//!
//! It knows nothing of logins and of what a system answers; secrets are only known to be redacted.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, ClientBuilder};
use rustls::ClientConfig;
use tracing::Instrument as _;

use super::proxy::{Proxies, refusal};
use super::repeat::{much_later, pause_before_next};
use super::request::{Answer, Holds, PIECE, Repeat, Request};
use super::traced::{self, Path as ShownPath};
use super::{FailureKind, RemoteError, counting, tls};
use crate::message::{Message, remote};
use crate::model::hidden::Hidden;
use crate::model::plain::plain_line;
use crate::model::said::Said;
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::settings::is_loopback;

/// Largest answer after decompression when nothing else is said, in MiB. A page of a list is far below: 20,000
/// computers of GLPI take 30 MiB.
pub const LARGEST_ANSWER: u64 = 256;

const MIB: u64 = 1024 * 1024;

/// What UTF-8 begins with where an editor or a PHP file of the server added it; JSON may not.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How long an unused connection is kept: less than a stock Apache keeps it (5 s), since a request
/// sent while the server closes has an outcome that nobody knows.
const IDLE: Duration = Duration::from_secs(4);

/// What went over the wire so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Requests sent, repetitions included.
    pub calls: u64,
    /// Bytes of request bodies.
    pub bytes_out: u64,
    /// Bytes of answers' bodies after decompression.
    pub bytes_in: u64,
}

#[derive(Debug, Default)]
struct Counters {
    calls: AtomicU64,
    bytes_out: AtomicU64,
    bytes_in: AtomicU64,
}

/// `407 Proxy Authentication Required` (RFC 9110, 15.5.8).
const PROXY_WANTS_LOGIN: u16 = 407;

/// How a system is reached, whatever it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// Time-out of one request.
    pub timeout: Duration,
    /// Largest answer after decompression, in MiB.
    pub largest_answer: u64,
    /// PEM file with certificate authorities beside the machine's.
    pub ca_file: Option<&'a Path>,
    /// Client certificate: PEM of the certificate, its chain and its private key, in one text.
    pub certificate: Option<&'a SecretString>,
    /// Address of a proxy for this system, in place of those that the environment names.
    pub proxy: Option<&'a str>,
}

impl Way<'_> {
    /// A client; `Environment::Aside` leaves out the proxies that the environment names.
    fn client(&self, environment: Environment) -> Result<Client, RemoteError> {
        built(self.builder(environment)?)
    }

    /// What makes a client.
    pub(super) fn builder(&self, environment: Environment) -> Result<ClientBuilder, RemoteError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(of_tls(self.ca_file, self.certificate)?)
            .timeout(self.timeout)
            .connect_timeout(self.timeout.min(Duration::from_secs(10)))
            .user_agent(concat!("stocktake/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(IDLE)
            .retry(reqwest::retry::never());
        if environment == Environment::Aside {
            builder = builder.no_proxy();
        }
        if let Some(proxy) = self.proxy {
            let cannot = |error| RemoteError::Setup(remote::cannot_set_up(reason(&error)).said());
            builder = builder.no_proxy().proxy(reqwest::Proxy::all(proxy).map_err(cannot)?);
        }
        Ok(builder)
    }
}

/// The client that a builder makes.
pub(super) fn built(builder: ClientBuilder) -> Result<Client, RemoteError> {
    builder.build().map_err(|error| RemoteError::Setup(remote::cannot_set_up(reason(&error)).said()))
}

/// A client for others' libraries, which read large answers bit by bit: how long nothing may be heard is limited,
/// not how long all takes. `near`: this machine is asked, so that no proxy of the environment counts.
///
/// # Errors
/// [`RemoteError::Setup`] when the file with authorities cannot be used.
pub(in crate::systems) fn streaming_client(
    ca_file: Option<&Path>,
    silence: Duration,
    near: bool,
) -> Result<Client, RemoteError> {
    let mut builder = Client::builder()
        .tls_backend_preconfigured(of_tls(ca_file, None)?)
        .read_timeout(silence)
        .connect_timeout(silence.min(Duration::from_secs(10)))
        .user_agent(concat!("stocktake/", env!("CARGO_PKG_VERSION")))
        .pool_idle_timeout(IDLE)
        // What is compressed on its way tells no length, by which an answer that was cut is known.
        .no_gzip();
    if near {
        builder = builder.no_proxy();
    }
    built(builder)
}

/// How a client trusts servers and shows who it is.
pub(super) fn of_tls(
    ca_file: Option<&Path>,
    certificate: Option<&SecretString>,
) -> Result<ClientConfig, RemoteError> {
    tls::of_http(ca_file, certificate).map_err(|problem| RemoteError::Setup(problem.said()))
}

/// Whether `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Environment {
    Counts,
    Aside,
}

/// A client of one system. Clones share connections and counters.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    /// For addresses of this machine: a proxy would look for them on its own.
    near: Client,
    proxies: Arc<Proxies>,
    /// In bytes.
    largest_answer: u64,
    counters: Arc<Counters>,
    /// The system as the project calls it, under which calls are counted.
    system: Option<Arc<str>>,
    /// What traces show of an address.
    shown: ShownPath,
    hidden: Arc<RwLock<Hidden>>,
}

impl Http {
    /// A client.
    ///
    /// # Errors
    /// [`RemoteError::Setup`] when a file with authorities cannot be read or holds no certificate, or the
    /// client certificate or its key cannot be used.
    pub fn new(way: &Way<'_>) -> Result<Self, RemoteError> {
        Ok(Self {
            client: way.client(Environment::Counts)?,
            near: way.client(Environment::Aside)?,
            proxies: Arc::new(Proxies::of(way.proxy)),
            largest_answer: way.largest_answer.saturating_mul(MIB),
            counters: Arc::default(),
            system: counting::system(),
            shown: ShownPath::Words,
            hidden: Arc::default(),
        })
    }

    /// The same for addresses that a project makes of values: traces show no path.
    pub fn with_paths_of_values(self) -> Self {
        Self { shown: ShownPath::Hidden, ..self }
    }

    /// Remembers a secret, so that no error shows it.
    pub fn hide(&self, secret: SecretString) {
        self.hidden.write().unwrap_or_else(PoisonError::into_inner).add(&secret);
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        Traffic {
            calls: self.counters.calls.load(Ordering::Relaxed),
            bytes_out: self.counters.bytes_out.load(Ordering::Relaxed),
            bytes_in: self.counters.bytes_in.load(Ordering::Relaxed),
        }
    }

    /// Sends a request and reads the whole answer, again where that is safe.
    ///
    /// # Errors
    /// [`RemoteError::Unreachable`] and [`RemoteError::Lost`]; [`RemoteError::Answer`] for one that is too
    /// large, or that asks us to come back much later. Any other bad status is an [`Answer`] too.
    pub async fn send(&self, request: &Request) -> Result<Answer, RemoteError> {
        let mut attempt = 1;
        loop {
            let begun = Instant::now();
            let shown = match request.holds {
                Holds::Data => self.shown,
                Holds::Secret => ShownPath::Hidden,
            };
            let span = traced::call(&request.method, &request.url, shown, self.system.as_deref(), attempt);
            let outcome = self.send_once(request).instrument(span.clone()).await;
            traced::ended(&span, outcome.as_ref().map(|answer| answer.status));
            if let Some(system) = &self.system {
                let status = outcome.as_ref().ok().map(|answer| answer.status);
                counting::count(system, status, begun.elapsed());
            }
            if let Ok(answer) = &outcome
                && let Some(error) = much_later(request, answer)
            {
                return Err(error);
            }
            let Some(pause) = pause_before_next(request.repeat, attempt, &outcome) else {
                return outcome;
            };
            let call = match request.holds {
                Holds::Data => request.call(),
                // Its address may be the secret itself.
                Holds::Secret => request.method.to_string(),
            };
            tracing::debug!(call, attempt, pause_ms = pause.as_millis(), "sending again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Answer, RemoteError> {
        self.counters.calls.fetch_add(1, Ordering::Relaxed);
        let is_near = request.url.host().is_some_and(|host| is_loopback(&host));
        let client = if is_near { &self.near } else { &self.client };
        let mut url = request.url.clone();
        if let Some((name, secret)) = &request.secret_query {
            url.query_pairs_mut().append_pair(name, secret.expose_secret());
        }
        let mut builder = client.request(request.method.clone(), url).headers(request.headers.clone());
        if let Some(body) = &request.body {
            self.counters.bytes_out.fetch_add(body.len() as u64, Ordering::Relaxed);
            builder = builder.body(body.clone());
        }
        let proxy = || if is_near { None } else { self.proxies.towards(&request.url) };
        let response = builder.send().await.map_err(|error| transport(request, error, proxy()))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // No system answers so. What is asked without TLS gets the refusal of its proxy as an answer.
        if status == PROXY_WANTS_LOGIN
            && let Some(proxy) = proxy()
        {
            return Err(RemoteError::Answer {
                call: request.call().into(),
                status,
                code: None,
                message: remote::proxy_wants_login(proxy).said(),
                kind: FailureKind::Permanent,
            });
        }
        let body = self.body(request, response).await?;
        Ok(Answer { status, headers, body, holds: request.holds })
    }

    /// The body, piece by piece: it is decompressed on the way, and may be larger than what was announced.
    async fn body(&self, request: &Request, mut response: reqwest::Response) -> Result<Vec<u8>, RemoteError> {
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| transport(request, error, None))? {
            self.counters.bytes_in.fetch_add(piece.len() as u64, Ordering::Relaxed);
            if (body.len() + piece.len()) as u64 > self.largest_answer {
                return Err(too_large(request, status, self.largest_answer / MIB));
            }
            body.extend_from_slice(&piece);
        }
        if body.starts_with(BYTE_ORDER_MARK) {
            body.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(body)
    }

    /// A piece of an answer for an error; of one that holds a session or a token only its size and type.
    pub fn piece_of(&self, answer: &Answer) -> Said {
        match answer.holds {
            Holds::Data => self.piece(&answer.body),
            Holds::Secret => {
                let kind = answer.header(CONTENT_TYPE.as_str()).unwrap_or("?");
                remote::not_shown(answer.body.len(), plain_line(kind)).said()
            }
        }
    }

    /// A piece of a text for an error: one line, at most 300 characters, without secrets.
    pub fn piece(&self, body: &[u8]) -> Said {
        let start = &body[..body.len().min(16 * PIECE)];
        let text = self.redact(&String::from_utf8_lossy(start));
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let shown: String = line.chars().filter(|c| !c.is_control()).take(PIECE).collect();
        let cut = shown.len() < line.len() || start.len() < body.len();
        if shown.is_empty() {
            remote::empty_body().said()
        } else {
            (shown + if cut { "…" } else { "" }).into()
        }
    }

    /// A text without the secrets that are known.
    pub fn redact(&self, text: &str) -> String {
        self.hidden.read().unwrap_or_else(PoisonError::into_inner).redact(text)
    }
}

/// The error of an answer that is not read to its end. What it answers may have been carried out.
fn too_large(request: &Request, status: u16, most: u64) -> RemoteError {
    let kind = match request.repeat {
        Repeat::Harmless => FailureKind::Permanent,
        Repeat::OnlyIfNotDone => FailureKind::Unknown,
    };
    let message = remote::answer_too_large(most).said();
    RemoteError::Answer { call: request.call().into(), status, code: None, message, kind }
}

/// `proxy`: the one by which it was sent.
fn transport(request: &Request, error: reqwest::Error, proxy: Option<String>) -> RemoteError {
    let error = error.without_url();
    let (call, reason) = (request.call(), reason_by(&error, proxy.as_deref()).said());
    if error.is_connect() || error.is_builder() {
        RemoteError::Unreachable { call: call.into(), reason, source: error }
    } else {
        RemoteError::Lost { call: call.into(), reason, source: error }
    }
}

/// What an error means before anything is sent, in words.
pub(super) fn reason(error: &reqwest::Error) -> Message {
    reason_by(error, None)
}

/// What a transport error means, in words.
pub(super) fn reason_by(error: &reqwest::Error, proxy: Option<&str>) -> Message {
    let mut chain = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        chain.push(cause.to_string());
        next = cause.source();
    }
    let detail = chain.last().cloned().unwrap_or_else(|| error.to_string());
    let all = chain.join(" ").to_lowercase();
    let at_proxy = proxy.and_then(|proxy| refusal(proxy, &all, &detail, error.is_connect()));
    if let Some(told) = at_proxy {
        return told;
    }
    if all.contains("certificate") || all.contains("unknownissuer") {
        remote::certificate_not_trusted(detail)
    } else if all.contains("tls") || all.contains("corrupt message") {
        remote::no_tls(detail)
    } else if all.contains("dns") || all.contains("lookup") {
        remote::host_unknown(detail)
    } else if error.is_timeout() {
        remote::no_answer()
    } else if error.is_connect() {
        remote::cannot_connect(detail)
    } else {
        remote::connection_broke(detail)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use reqwest::header::HeaderMap;
    use reqwest::{Method, Url};

    use super::*;

    fn way(ca_file: Option<&Path>) -> Way<'_> {
        Way { timeout: Duration::from_secs(5), largest_answer: 1, ca_file, certificate: None, proxy: None }
    }

    /// What is said of an address that nobody has, by a proxy that answers this; with a login that is not shown.
    async fn by_proxy(address: &str, answer: Option<&[u8]>) -> (String, u64) {
        let (url, asked) = match answer {
            Some(answer) => server(answer.to_vec()).await,
            None => (Url::parse("http://127.0.0.1:9/").unwrap(), Arc::default()),
        };
        let proxy = url.as_str().replace("http://", "http://me:hush-hush@");
        let http = Http::new(&Way { proxy: Some(&proxy), ..way(None) }).unwrap();
        let request = Request {
            method: Method::GET,
            url: Url::parse(address).unwrap(),
            secret_query: None,
            headers: HeaderMap::new(),
            body: None,
            repeat: Repeat::OnlyIfNotDone,
            holds: Holds::Data,
        };
        let told = http.send(&request).await.unwrap_err().to_string();
        assert!(!told.contains("hush"), "{told}");
        let shown = url.as_str().trim_end_matches('/');
        assert!(told.contains(&format!("the proxy {shown}")), "{told}");
        (told, asked.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_proxy_that_refuses_is_named_with_what_it_wants() {
        let login = answer("407 Proxy Authentication Required", b"");
        let denied = answer("403 Forbidden", b"<html>denied</html>");
        for address in ["http://glpi.invalid/", "https://glpi.invalid/"] {
            let (told, asked) = by_proxy(address, Some(&login)).await;
            assert!(told.contains("wants a login") && asked == 1, "{told}, asked {asked} times");
        }
        let (told, asked) = by_proxy("https://glpi.invalid/", Some(&denied)).await;
        assert!(told.contains("does not let us through") && asked == 1, "{told}, asked {asked} times");
        let (told, _) = by_proxy("https://glpi.invalid/", None).await;
        assert!(told.contains("cannot connect to the proxy"), "{told}");
    }

    #[test]
    fn a_file_without_certificates_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("ca.pem");
        let error = Http::new(&way(Some(&missing))).unwrap_err().to_string();
        assert!(error.contains("cannot read") && error.contains("ca.pem"), "{error}");
        std::fs::write(&missing, "nothing").unwrap();
        let error = Http::new(&way(Some(&missing))).unwrap_err().to_string();
        assert!(error.contains("no certificates in"), "{error}");
    }

    #[test]
    fn a_piece_of_an_answer_is_one_short_line_without_secrets() {
        let http = Http::new(&way(None)).unwrap();
        http.hide(SecretString::from("hush-hush"));
        assert_eq!(http.piece(b"a\n\n  hush-hush\tb"), "a *** b");
        assert_eq!(http.piece(b" "), "an empty body");
        assert_eq!(http.piece("é".repeat(5000).as_bytes()).english().chars().count(), PIECE + 1);
    }

    /// Answers every request with these bytes, and counts them.
    async fn server(answer: Vec<u8>) -> (Url, Arc<AtomicU64>) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(AtomicU64::new(0));
        let count = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&answer).await;
            }
        });
        (url, asked)
    }

    async fn ask(answer: Vec<u8>, holds: Holds) -> (Result<Answer, RemoteError>, Http, u64) {
        let (url, asked) = server(answer).await;
        let http = Http::new(&way(None)).unwrap();
        let (method, headers) = (Method::GET, HeaderMap::new());
        let (secret_query, repeat) = (None, Repeat::Harmless);
        let request = Request { method, url, secret_query, headers, body: None, repeat, holds };
        let answer = http.send(&request).await;
        (answer, http, asked.load(Ordering::Relaxed))
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        [head.as_bytes(), body].concat()
    }

    /// 8 MiB of zeros by gzip, 8 KiB on the wire.
    fn bomb() -> Vec<u8> {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b'0'; 8 << 20]).unwrap();
        packer.finish().unwrap()
    }

    #[tokio::test]
    async fn an_answer_that_unpacks_to_too_much_is_not_read() {
        let packed = answer("200 OK\r\ncontent-encoding: gzip", &bomb());
        assert!(packed.len() < 100_000);
        let (outcome, http, asked) = ask(packed, Holds::Data).await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("larger than 1 MiB"), "{error}");
        assert!(error.is_permanent() && asked == 1, "{asked} times");
        assert!(http.traffic().bytes_in < 2 << 20, "{:?}", http.traffic());
        let (outcome, _, _) = ask(answer("200 OK", &vec![b'0'; 1 << 20]), Holds::Data).await;
        assert_eq!(outcome.unwrap().body.len(), 1 << 20);
    }

    #[tokio::test]
    async fn who_asks_to_come_back_tomorrow_is_told_of_at_once() {
        let started = std::time::Instant::now();
        for head in ["503 Busy\r\nretry-after: 100000", "429 Slow\r\nretry-after: 86400"] {
            let (outcome, _, asked) = ask(answer(head, b"busy"), Holds::Data).await;
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("come back in") && asked == 1, "{error}, asked {asked} times");
        }
        assert!(started.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn the_answer_to_a_login_is_not_shown_and_a_byte_order_mark_does_no_harm() {
        let body = b"\xef\xbb\xbf{\"session_token\":\"83af7e620c\"}";
        let (outcome, http, _) =
            ask(answer("200 OK\r\ncontent-type: application/json", body), Holds::Secret).await;
        let read = outcome.unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(&read.body).is_ok());
        let shown = http.piece_of(&read);
        assert_eq!(
            shown,
            "30 bytes of application/json, which are not shown: they may hold a session or a token"
        );
    }
}
