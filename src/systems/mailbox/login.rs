//! How a mailbox is opened: the line, TLS, and the login by what the server takes.

use std::fmt;
use std::sync::Arc;

use async_imap::error::Error;
use async_imap::imap_proto::{Response, Status};
use async_imap::{Authenticator, Client as Unopened, Session};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::config::{Settings, Tls};
use super::message;
use crate::message::Message;
use crate::model::hidden::Hidden;
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::shared::tls::client_config;

/// Whatever bytes go over.
pub(super) trait Line: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Line for T {}

/// By what the login proves who it is.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Password(SecretString),
    /// A token of OAuth 2.0.
    Token(SecretString),
}

/// A line with nobody logged in.
type Door = Unopened<Box<dyn Line>>;

/// Connects and logs in.
///
/// # Errors
/// An address nobody answers at, a certificate that is not trusted, a refused login.
pub(super) async fn log_in(
    settings: &Settings,
    place: &str,
    key: &Key,
    hidden: &Hidden,
) -> Result<Session<Box<dyn Line>>, Message> {
    let door = connect(settings, place).await?;
    let login = settings.login.as_str();
    let refused = |words: String| message::not_let_in(place, login, hidden.redact(&words));
    let mut asked = match key {
        Key::Password(password) => {
            if password.expose_secret().is_empty() {
                return Err(message::empty_password(login));
            }
            vec![("PLAIN", format!("\0{login}\0{}", password.expose_secret()), "")]
        }
        Key::Token(token) => {
            let token = token.expose_secret();
            let (host, port) = (&settings.host, settings.port);
            vec![
                ("XOAUTH2", format!("user={login}\x01auth=Bearer {token}\x01\x01"), ""),
                (
                    "OAUTHBEARER",
                    format!("n,a={login},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01"),
                    "\x01",
                ),
            ]
        }
    };
    let mut door = door;
    let mut words = String::new();
    for (mechanism, proof, end) in asked.drain(..) {
        let mut sasl = Sasl { proof: SecretString::from(proof), end, is_asked: false, said: String::new() };
        match door.authenticate(mechanism, &mut sasl).await {
            Ok(session) => return Ok(session),
            Err((error, _)) if is_lost(&error) => return Err(message::lost(place, message::went_away())),
            Err((error, rest)) => {
                words = said(&error);
                if sasl.is_asked {
                    let more = if sasl.said.is_empty() { String::new() } else { format!(" ({})", sasl.said) };
                    return Err(refused(format!("{words}{more}")));
                }
                // It does not know this way.
                door = rest;
            }
        }
    }
    let Key::Password(password) = key else {
        return Err(message::no_oauth(place, hidden.redact(&words)));
    };
    match door.login(login, password.expose_secret()).await {
        Ok(session) => Ok(session),
        Err((error, _)) if is_lost(&error) => Err(message::lost(place, message::went_away())),
        Err((error, _)) => Err(refused(said(&error))),
    }
}

fn is_lost(error: &Error) -> bool {
    matches!(error, Error::ConnectionLost | Error::Io(_))
}

/// What the server says, without what the library says around it.
fn said(error: &Error) -> String {
    let (Error::No(text) | Error::Bad(text)) = error else { return message::not_understood().to_string() };
    let inner = text.split_once("info: Some(\"").and_then(|(_, rest)| rest.rsplit_once("\")"));
    inner.map_or_else(String::new, |(words, _)| words.chars().take(300).collect())
}

/// A way to prove who one is: the proof is said once.
struct Sasl {
    proof: SecretString,
    /// What is answered to an error, so that the server says no.
    end: &'static str,
    is_asked: bool,
    /// The error of a token, as the server tells it.
    said: String,
}

impl fmt::Debug for Sasl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sasl")
    }
}

impl Authenticator for &mut Sasl {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        if self.is_asked {
            self.said = String::from_utf8_lossy(challenge).chars().take(300).collect();
            return self.end.to_owned();
        }
        self.is_asked = true;
        self.proof.expose_secret().to_owned()
    }
}

async fn connect(settings: &Settings, place: &str) -> Result<Door, Message> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await;
    let stream = stream.map_err(|error| message::unreachable(place, error))?;
    match settings.tls {
        Tls::Implicit => greeted(Unopened::new(secured(settings, place, stream).await?), place).await,
        Tls::None => greeted(Unopened::new(Box::new(stream) as Box<dyn Line>), place).await,
        Tls::Starttls => {
            let mut plain = Unopened::new(stream);
            greeting(&mut plain, place).await?;
            let begun = plain.run_command_and_check_ok("STARTTLS", None).await;
            begun.map_err(|error| match error {
                Error::No(_) | Error::Bad(_) => message::no_starttls(place, said(&error)),
                _ => message::lost(place, message::went_away()),
            })?;
            // What came before TLS is forgotten with the old client.
            Ok(Unopened::new(secured(settings, place, plain.into_inner()).await?))
        }
    }
}

async fn secured(settings: &Settings, place: &str, stream: TcpStream) -> Result<Box<dyn Line>, Message> {
    let config = client_config(settings.ca_file.as_deref(), None)?;
    let name = ServerName::try_from(settings.host.clone());
    let name = name.map_err(|error| message::no_tls(place, error.to_string()))?;
    let connected = TlsConnector::from(Arc::clone(&config)).connect(name, stream).await;
    let stream = connected.map_err(|error| message::no_tls(place, error.to_string()))?;
    Ok(Box::new(stream))
}

async fn greeted(mut door: Door, place: &str) -> Result<Door, Message> {
    greeting(&mut door, place).await?;
    Ok(door)
}

async fn greeting<T: Line>(door: &mut Unopened<T>, place: &str) -> Result<(), Message> {
    let no_imap = || message::no_imap(place);
    let greeting = door.read_response().await.map_err(|_| no_imap())?.ok_or_else(no_imap)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
        Response::Data { status: Status::Bye, outcome } => {
            let words = outcome.information.as_deref().unwrap_or_default().chars().take(300);
            Err(message::lost(place, message::server_leaves(words.collect::<String>())))
        }
        _ => Err(no_imap()),
    }
}
