//! HTTP for desks and monitors: one pool of connections, time-outs, careful repetition, bounded errors.
//!
//! It knows nothing of logins and of what a system answers; secrets are only known to be redacted.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Certificate, Client, Identity, Method, Url};

use super::{FailureKind, RemoteError};
use crate::message::remote;
use crate::model::secret::{ExposeSecret, SecretString};

/// Most characters of an answer that an error shows.
const PIECE: usize = 300;

/// How often a request is sent at most.
const ATTEMPTS: u32 = 5;

/// Pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Longest pause, also when the desk asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long an unused connection is kept: less than a stock Apache keeps it (5 s), since a request
/// sent while the server closes has an outcome that nobody knows.
const IDLE: Duration = Duration::from_secs(4);

/// How often a request is sent at most when no answer comes in time.
const ATTEMPTS_IN_TIME: u32 = 2;

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing: after any passing failure.
    Harmless,
    /// It writes: only when it is certain that nothing was done.
    OnlyIfNotDone,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// URL without secrets.
    pub url: Url,
    /// Headers, secrets marked sensitive.
    pub headers: HeaderMap,
    /// Body.
    pub body: Option<Vec<u8>>,
    /// When it may be sent again.
    pub repeat: Repeat,
}

impl Request {
    /// Method and URL, as errors name the request.
    pub fn call(&self) -> String {
        let url = self.url.as_str();
        let shown: String = url.chars().take(PIECE).collect();
        let rest = if shown.len() < url.len() { "…" } else { "" };
        format!("{} {shown}{rest}", self.method)
    }
}

/// A whole answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

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

/// A client of one system. Clones share connections and counters.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    counters: Arc<Counters>,
    secrets: Arc<RwLock<Vec<SecretString>>>,
}

impl Http {
    /// A client with a time-out per request and, beside the system's certificate authorities, those
    /// of a PEM file.
    ///
    /// # Errors
    /// [`RemoteError::Setup`] when the file cannot be read or holds no certificate.
    pub fn new(timeout: Duration, ca_file: Option<&Path>) -> Result<Self, RemoteError> {
        Self::with_certificate(timeout, ca_file, None)
    }

    /// As [`Http::new`], and shows a client certificate: PEM of the certificate, its chain and its
    /// private key, in one text.
    ///
    /// # Errors
    /// [`RemoteError::Setup`], also when the certificate or its key cannot be used.
    pub fn with_certificate(
        timeout: Duration,
        ca_file: Option<&Path>,
        certificate: Option<&SecretString>,
    ) -> Result<Self, RemoteError> {
        let mut builder = Client::builder()
            .timeout(timeout)
            .connect_timeout(timeout.min(Duration::from_secs(10)))
            .user_agent(concat!("stocktake/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(IDLE)
            .retry(reqwest::retry::never());
        if let Some(path) = ca_file {
            let shown = path.display();
            let pem = std::fs::read(path).map_err(|error| {
                RemoteError::Setup(remote::cannot_read_authorities(&shown, error).to_string())
            })?;
            let found = Certificate::from_pem_bundle(&pem)
                .map_err(|error| RemoteError::Setup(remote::no_certificates(&shown, error).to_string()))?;
            if found.is_empty() {
                return Err(RemoteError::Setup(remote::no_certificate_block(shown).to_string()));
            }
            builder = builder.tls_certs_merge(found);
        }
        if let Some(certificate) = certificate {
            let identity = Identity::from_pem(certificate.expose_secret().as_bytes()).map_err(|error| {
                RemoteError::Setup(remote::certificate_cannot_be_used(reason(&error)).to_string())
            })?;
            builder = builder.identity(identity);
        }
        let client = builder
            .build()
            .map_err(|error| RemoteError::Setup(remote::cannot_set_up(reason(&error)).to_string()))?;
        Ok(Self { client, counters: Arc::default(), secrets: Arc::default() })
    }

    /// Remembers a secret, so that no error shows it.
    pub fn hide(&self, secret: SecretString) {
        if secret.expose_secret().len() >= 4 {
            self.secrets.write().unwrap_or_else(PoisonError::into_inner).push(secret);
        }
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
    /// [`RemoteError::Unreachable`] and [`RemoteError::Lost`]. A bad status is an [`Answer`] too.
    pub async fn send(&self, request: &Request) -> Result<Answer, RemoteError> {
        let mut attempt = 1;
        loop {
            let outcome = self.send_once(request).await;
            let Some(pause) = pause_before_next(request.repeat, attempt, &outcome) else {
                return outcome;
            };
            tracing::debug!(call = request.call(), attempt, pause_ms = pause.as_millis(), "sending again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Answer, RemoteError> {
        self.counters.calls.fetch_add(1, Ordering::Relaxed);
        let mut builder =
            self.client.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
        if let Some(body) = &request.body {
            self.counters.bytes_out.fetch_add(body.len() as u64, Ordering::Relaxed);
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(|error| transport(request, error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.map_err(|error| transport(request, error))?;
        self.counters.bytes_in.fetch_add(body.len() as u64, Ordering::Relaxed);
        Ok(Answer { status, headers, body: body.into() })
    }

    /// A piece of an answer for an error: one line, at most 300 characters, without secrets.
    pub fn piece(&self, body: &[u8]) -> String {
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
        if shown.is_empty() { remote::empty_body().to_string() } else { shown + if cut { "…" } else { "" } }
    }

    /// A text without the secrets that are known.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), "***"))
    }
}

/// How long to wait before the request is sent again; `None`: not at all.
///
/// Not backon: it repeats what failed, and here a bad status is an answer; how often depends on the kind of
/// failure, and how long on the server's word. What it would take over is one line of arithmetic.
fn pause_before_next(
    repeat: Repeat,
    attempt: u32,
    outcome: &Result<Answer, RemoteError>,
) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let (kind, asked) = match outcome {
        Ok(answer) if answer.status < 400 => return None,
        Ok(answer) => {
            let asked = answer.header(RETRY_AFTER.as_str()).map(retry_after);
            (FailureKind::of_status(answer.status, asked.is_some()), asked.flatten())
        }
        Err(RemoteError::Unreachable { reason, .. }) if reason.contains("certificate") => return None,
        Err(RemoteError::Lost { source, .. }) if source.is_timeout() && attempt >= ATTEMPTS_IN_TIME => {
            return None;
        }
        Err(error) => (error.kind(), None),
    };
    // A 500 is GLPI's own crash and comes again; a gateway's error passes.
    let crash = matches!(outcome, Ok(answer) if answer.status == 500);
    let again = match (kind, repeat) {
        (FailureKind::NotDone, _) => true,
        (FailureKind::Unknown, Repeat::Harmless) => !crash,
        (FailureKind::Unknown, Repeat::OnlyIfNotDone) | (FailureKind::Permanent, _) => false,
    };
    let own = FIRST_PAUSE * 2_u32.pow(attempt - 1);
    again.then(|| asked.unwrap_or_else(|| jittered(own)).min(LONGEST_PAUSE))
}

/// `Retry-After` in seconds or as an HTTP date.
fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(text.trim()).ok()?;
    Some(at.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Half to all of a pause, so that clients that failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let chance = uuid::Uuid::new_v4().as_bytes()[0];
    pause / 2 + pause / 2 * u32::from(chance) / 255
}

fn transport(request: &Request, error: reqwest::Error) -> RemoteError {
    let error = error.without_url();
    let (call, reason) = (request.call(), reason(&error));
    if error.is_connect() || error.is_builder() {
        RemoteError::Unreachable { call, reason, source: error }
    } else {
        RemoteError::Lost { call, reason, source: error }
    }
}

/// What a transport error means, in words.
fn reason(error: &reqwest::Error) -> String {
    let mut chain = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        chain.push(cause.to_string());
        next = cause.source();
    }
    let detail = chain.last().cloned().unwrap_or_else(|| error.to_string());
    let all = chain.join(" ").to_lowercase();
    if all.contains("certificate") || all.contains("unknownissuer") {
        remote::certificate_not_trusted(detail).to_string()
    } else if all.contains("tls") || all.contains("corrupt message") {
        remote::no_tls(detail).to_string()
    } else if all.contains("dns") || all.contains("lookup") {
        remote::host_unknown(detail).to_string()
    } else if error.is_timeout() {
        remote::no_answer().to_string()
    } else if error.is_connect() {
        remote::cannot_connect(detail).to_string()
    } else {
        remote::connection_broke(detail).to_string()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_time_to_come_back_is_given_in_seconds_or_as_a_date() {
        assert_eq!(retry_after("7"), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("Wednesday, 21-Oct-15 07:28:00 GMT"), Some(Duration::ZERO));
        let in_a_minute = SystemTime::now() + Duration::from_secs(60);
        let pause = retry_after(&httpdate::fmt_http_date(in_a_minute)).unwrap();
        assert!((50..=60).contains(&pause.as_secs()), "{pause:?}");
    }

    #[test]
    fn a_file_without_certificates_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("ca.pem");
        let error = Http::new(Duration::from_secs(1), Some(&missing)).unwrap_err().to_string();
        assert!(error.contains("cannot read") && error.contains("ca.pem"), "{error}");
        std::fs::write(&missing, "nothing").unwrap();
        let error = Http::new(Duration::from_secs(1), Some(&missing)).unwrap_err().to_string();
        assert!(error.contains("no certificates in"), "{error}");
    }

    #[test]
    fn a_piece_of_an_answer_is_one_short_line_without_secrets() {
        let http = Http::new(Duration::from_secs(1), None).unwrap();
        http.hide(SecretString::from("hush-hush"));
        assert_eq!(http.piece(b"a\n\n  hush-hush\tb"), "a *** b");
        assert_eq!(http.piece(b" "), "an empty body");
        assert_eq!(http.piece("é".repeat(5000).as_bytes()).chars().count(), PIECE + 1);
    }
}
