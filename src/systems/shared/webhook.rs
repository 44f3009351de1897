//! Hands a message to an address that a person named. It goes to the address that was looked at, once and nowhere
//! else: no redirection is followed, and who may not be reached is not reached by another name either.

use std::net::{IpAddr, SocketAddr};

use percent_encoding::percent_decode_str;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, StatusCode, Url};
use tracing::Instrument as _;
use url::Host;

use super::http::{Environment, Way, built, reason_by};
use super::proxy::Proxies;
use super::repeat::retry_after;
use super::traced;
use crate::message::{remote, webhooks as message};
use crate::model::Said;
use crate::model::hidden::Hidden;
use crate::model::plain::plain_line;
use crate::model::said::Say as _;
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::model::webhook::Reachable;
use crate::settings::{is_global, is_loopback};

/// Bytes of an answer that are read.
const ANSWER: usize = 4_096;
/// A part of an address that is as long as this may be a secret.
const SECRET_PART: usize = 6;
/// Characters of an answer that are shown.
const PIECE: usize = 200;

/// A message on its way.
#[derive(Debug)]
pub struct Parcel<'a> {
    /// Where it goes, `http` or `https`; a secret.
    pub address: &'a Url,
    /// The address as it is kept, of which this one may be a part; a secret.
    pub written: &'a Url,
    /// Headers that are no secret.
    pub headers: Vec<(&'static str, String)>,
    /// Token for `Authorization`.
    pub token: Option<SecretString>,
    /// What is sent.
    pub body: String,
    /// Which addresses may be reached.
    pub reach: Reachable,
}

/// Why a message was not taken. Never with the address or a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// It never will be: the other side says that it is gone for good.
    Gone(Said),
    /// It may be, later.
    Later {
        /// Why not now.
        why: Said,
        /// How long the other side asks to be left alone.
        pause: Option<std::time::Duration>,
    },
}

impl Undelivered {
    /// One that is tried again when it is time.
    pub fn later(why: impl Into<Said>) -> Self {
        Self::Later { why: why.into(), pause: None }
    }
}

/// Sends a message once. Gives the status by which it was taken.
///
/// # Errors
/// Why it was not taken.
pub async fn deliver(way: Way<'_>, parcel: &Parcel<'_>) -> Result<u16, Undelivered> {
    let mut hidden = Hidden::default();
    for secret in secrets_of(parcel.written) {
        hidden.add(&SecretString::from(secret));
    }
    let is_near = parcel.address.host().is_some_and(|host| is_loopback(&host));
    let proxy = if is_near { None } else { Proxies::of(way.proxy).towards(parcel.address) };
    let client = client(&way, parcel, proxy.is_some()).await.map_err(Undelivered::later)?;
    let mut request = client.post(parcel.address.clone()).body(parcel.body.clone());
    for (name, value) in &parcel.headers {
        request = request.header(*name, value);
    }
    if let Some(token) = &parcel.token {
        hidden.add(token);
        let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret().trim()));
        let mut bearer = bearer.map_err(|_| Undelivered::later(message::no_header()))?;
        bearer.set_sensitive(true);
        request = request.header(AUTHORIZATION, bearer);
    }
    let broke = |error: reqwest::Error| {
        let why = reason_by(&error.without_url(), proxy.as_deref()).said();
        Undelivered::later(why.map(|text| hidden.redact(text)))
    };
    let span = traced::call(&Method::POST, parcel.address, traced::Path::Hidden, None, 1);
    let sent = request.send().instrument(span.clone()).await;
    match &sent {
        Ok(answer) => traced::answered(&span, answer.status().as_u16()),
        Err(_) => traced::failed(&span, "unreachable"),
    }
    let mut answer = sent.map_err(broke)?;
    let status = answer.status();
    if status.is_success() {
        return Ok(status.as_u16());
    }
    if status == StatusCode::GONE {
        return Err(Undelivered::Gone(message::gone().said()));
    }
    if status.is_redirection() {
        return Err(Undelivered::later(message::redirects(status.as_u16())));
    }
    let pause = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(retry_after);
    let mut body = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() >= ANSWER {
            break;
        }
    }
    Err(Undelivered::Later { why: answered(status, &body, &hidden), pause })
}

/// What of an address may be a secret: all of it, its login, what stands behind the host, and each part of that.
fn secrets_of(address: &Url) -> Vec<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decoded(address.username()), address.password().map(decoded));
    let login = password.iter().flat_map(|password| [password.clone(), format!("{user}:{password}")]);
    let parts = address.path_segments().into_iter().flatten();
    // A word like `services` tells nothing.
    let parts = parts.filter(|part| part.len() >= SECRET_PART).map(decoded);
    let values = address.query_pairs().map(|(_, value)| value.into_owned());
    let whole = [address.as_str().to_owned(), address.path().trim_matches('/').to_owned()];
    whole.into_iter().chain(login).chain(parts).chain(values).collect()
}

/// What a receiver answered.
fn answered(status: StatusCode, body: &[u8], hidden: &Hidden) -> Said {
    let text = hidden.redact(&String::from_utf8_lossy(body));
    let line = plain_line(&text);
    let piece: String = line.chars().take(PIECE).collect();
    match piece.trim() {
        "" => remote::status_alone(status.as_u16()).said(),
        piece => message::answered(status.as_u16(), piece).said(),
    }
}

/// A client that reaches what may be reached and nothing else.
async fn client(way: &Way<'_>, parcel: &Parcel<'_>, by_proxy: bool) -> Result<Client, Said> {
    let environment = if by_proxy { Environment::Counts } else { Environment::Aside };
    let mut builder = way.builder(environment).map_err(|error| error.said())?;
    match parcel.reach {
        Reachable::Anywhere => {}
        // Which address the proxy connects to is its own doing; what we know to be private it is not asked for.
        Reachable::Global if by_proxy => match addresses(way, parcel.address).await {
            Ok(_) => {}
            Err(Unreachable::Private(why)) => return Err(why),
            Err(Unreachable::Unknown(_)) => {}
        },
        Reachable::Global => {
            let found = addresses(way, parcel.address).await.map_err(Unreachable::said)?;
            builder = builder.dns_resolver(Pinned(found));
        }
    }
    built(builder).map_err(|error| error.said())
}

/// Why an address is not reached.
enum Unreachable {
    /// It stands inside.
    Private(Said),
    /// It has no address.
    Unknown(Said),
}

impl Unreachable {
    fn said(self) -> Said {
        match self {
            Self::Private(why) | Self::Unknown(why) => why,
        }
    }
}

/// The addresses of the internet that a URL stands for.
async fn addresses(way: &Way<'_>, url: &Url) -> Result<Vec<SocketAddr>, Unreachable> {
    let shown = url.host_str().unwrap_or_default();
    let unknown = || Unreachable::Unknown(message::no_such_host(shown).said());
    let port = url.port_or_known_default().unwrap_or_default();
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(address)) => vec![(IpAddr::V4(address), port).into()],
        Some(Host::Ipv6(address)) => vec![(IpAddr::V6(address), port).into()],
        Some(Host::Domain(name)) => {
            let found = tokio::time::timeout(way.timeout, tokio::net::lookup_host((name, port))).await;
            found.map_err(|_| unknown())?.map_err(|_| unknown())?.collect()
        }
        None => Vec::new(),
    };
    if found.is_empty() {
        return Err(unknown());
    }
    let global: Vec<SocketAddr> = found.into_iter().filter(|address| is_global(address.ip())).collect();
    match global.is_empty() {
        true => Err(Unreachable::Private(message::private(shown).said())),
        false => Ok(global),
    }
}

/// Gives the addresses that were looked at, whatever is asked: between a look and a connection a name may get others.
struct Pinned(Vec<SocketAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        let found = self.0.clone();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    const WAY: Way<'_> = Way {
        timeout: Duration::from_secs(5),
        largest_answer: 1,
        ca_file: None,
        certificate: None,
        proxy: None,
    };

    async fn sent(url: &str, reach: Reachable) -> Result<u16, Undelivered> {
        let address = Url::parse(url).unwrap();
        let parcel = Parcel {
            address: &address,
            written: &address,
            headers: Vec::new(),
            token: None,
            body: "{}".to_owned(),
            reach,
        };
        deliver(WAY, &parcel).await
    }

    #[test]
    fn an_answer_shows_no_part_of_an_address() {
        let address =
            Url::parse("http://bob:PASSWRD99@hooks.example/services/T0/xSEKRETx%2B?token=QSEKRET").unwrap();
        let mut hidden = Hidden::default();
        for secret in secrets_of(&address) {
            hidden.add(&SecretString::from(secret));
        }
        for told in [
            "unknown hook xSEKRETx+",
            "unknown hook xSEKRETx%2B",
            "bad token=QSEKRET",
            "Basic Ym9iOlBBU1NXUkQ5OQ==",
            "PASSWRD99 is wrong",
            "http://bob:PASSWRD99@hooks.example/services/T0/xSEKRETx%2B?token=QSEKRET",
        ] {
            let shown = hidden.redact(told);
            assert!(
                shown.contains("***") && !shown.contains("SEKRET") && !shown.contains("PASSW"),
                "{shown}"
            );
            assert!(!shown.contains("Ym9i"), "{shown}");
        }
    }

    #[tokio::test]
    async fn what_stands_inside_is_not_even_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connected = Arc::new(AtomicUsize::new(0));
        let count = connected.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        for host in [
            "127.0.0.1",
            "localhost",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::]",
        ] {
            let why = sent(&format!("http://{host}:{port}/hush-hush"), Reachable::Global).await.unwrap_err();
            let Undelivered::Later { why, .. } = why else { panic!("{host}: {why:?}") };
            assert!(why.english().contains("private network"), "{host}: {why}");
            assert!(!why.english().contains("hush"), "{host}: {why}");
        }
        assert_eq!(connected.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_name_has_the_addresses_that_were_looked_at() {
        let found: Vec<SocketAddr> = vec!["192.0.2.7:443".parse().unwrap()];
        let again = Pinned(found.clone()).resolve("example.org".parse().unwrap()).await.unwrap();
        assert_eq!(again.collect::<Vec<_>>(), found);
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_told_and_tried_again() {
        let why = sent("http://nothing.invalid/hush-hush", Reachable::Global).await.unwrap_err();
        assert_eq!(why, Undelivered::later(message::no_such_host("nothing.invalid")));
    }
}
