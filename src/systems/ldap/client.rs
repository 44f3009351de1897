//! The connection to a directory: TLS before anybody logs in, a search in pages, and what its codes mean.
//! References to other servers are not followed.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Scope as Wide};
use tokio::task::JoinHandle;

use super::config::Settings;
use super::entry::{Attribute, Entry};
use super::message;
use super::query::Scope;
use crate::message::Message;
use crate::model::said::Say;
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::shared::tls;

/// The longest that a connection takes.
const CONNECTING: Duration = Duration::from_secs(15);
/// How often more values of one attribute are asked for: each answer has a thousand and more.
const RANGES: usize = 10_000;

/// What is looked for.
pub(super) struct Search<'a> {
    pub base: &'a str,
    pub scope: Scope,
    pub filter: &'a str,
    pub attributes: &'a [String],
}

/// A connection that somebody has logged in to.
pub(super) struct Client {
    ldap: Ldap,
    line: JoinHandle<()>,
    url: String,
    timeout: Duration,
    page_size: i32,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.line.abort();
    }
}

/// The entries of a search, page by page.
pub(super) struct Pages<'a> {
    search: Search<'a>,
    /// What the next page is asked by; `None`: there is none.
    cookie: Option<Vec<u8>>,
    ready: VecDeque<Entry>,
    /// Entries so far.
    pub count: u64,
    /// References to other servers.
    pub referred: u64,
}

impl<'a> Pages<'a> {
    pub fn new(search: Search<'a>) -> Self {
        Self { search, cookie: Some(Vec::new()), ready: VecDeque::new(), count: 0, referred: 0 }
    }
}

impl Client {
    /// Connects and logs in.
    ///
    /// # Errors
    /// An address nobody answers at, a certificate that is not trusted, a refused login.
    pub async fn open(
        settings: &Settings,
        login: Option<(&str, &SecretString)>,
        certificate: Option<&SecretString>,
    ) -> Result<Self, Message> {
        // The client library takes an answer that is formed badly for impossible.
        let opened = AssertUnwindSafe(Self::connect(settings, login, certificate)).catch_unwind().await;
        opened.unwrap_or_else(|_| Err(message::unreached(&settings.url, message::not_understood())))
    }

    async fn connect(
        settings: &Settings,
        login: Option<(&str, &SecretString)>,
        certificate: Option<&SecretString>,
    ) -> Result<Self, Message> {
        let url = settings.url.clone();
        let mut how = LdapConnSettings::new().set_conn_timeout(CONNECTING).set_starttls(settings.starttls);
        if settings.starttls || url.starts_with("ldaps:") {
            how = how.set_config(tls::client_config(settings.ca_file.as_deref(), certificate)?);
        }
        let connected = LdapConnAsync::with_settings(how, &url).await;
        let (connection, ldap) = connected.map_err(|error| not_connected(&url, settings, &error))?;
        let line = tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(%error, "the connection to the directory has ended");
            }
        });
        let mut client = Self { ldap, line, url, timeout: settings.timeout, page_size: settings.page_size };
        match (login, certificate) {
            (Some((login, password)), _) => client.bind(login, password).await?,
            (None, Some(_)) => client.bind_by_certificate().await?,
            (None, None) => {}
        }
        Ok(client)
    }

    async fn bind(&mut self, login: &str, password: &SecretString) -> Result<(), Message> {
        // A login without a password succeeds everywhere, as nobody in particular.
        if password.expose_secret().is_empty() {
            return Err(message::empty_password(&self.url, login));
        }
        let bound = self.ldap.with_timeout(self.timeout).simple_bind(login, password.expose_secret()).await;
        let answer = bound.map_err(|error| message::unreached(&self.url, reason(&error)))?;
        self.bound(login, &answer)
    }

    /// As whom the certificate says (SASL EXTERNAL).
    async fn bind_by_certificate(&mut self) -> Result<(), Message> {
        let bound = self.ldap.with_timeout(self.timeout).sasl_external_bind().await;
        let answer = bound.map_err(|error| message::unreached(&self.url, reason(&error)))?;
        self.bound(message::its_certificate(), &answer)
    }

    fn bound(&self, login: impl Say, answer: &LdapResult) -> Result<(), Message> {
        match answer.rc {
            0 => Ok(()),
            8 | 13 => Err(message::needs_tls(&self.url, words(answer))),
            49 => Err(message::not_let_in(&self.url, login, refusal(&answer.text))),
            _ => Err(message::not_let_in(&self.url, login, words(answer))),
        }
    }

    /// The next entry of a search, with all values of its attributes.
    ///
    /// # Errors
    /// Whatever keeps the list from being complete.
    pub async fn next(&mut self, pages: &mut Pages<'_>) -> Result<Option<Entry>, Message> {
        while pages.ready.is_empty() {
            let Some(cookie) = pages.cookie.take() else { return Ok(None) };
            let page = AssertUnwindSafe(self.page(pages, cookie)).catch_unwind().await;
            page.unwrap_or_else(|_| {
                Err(message::refused(&self.url, pages.count, message::not_understood()))
            })?;
        }
        let Some(mut entry) = pages.ready.pop_front() else { return Ok(None) };
        self.complete(&mut entry).await?;
        pages.count += 1;
        Ok(Some(entry))
    }

    async fn page(&mut self, pages: &mut Pages<'_>, cookie: Vec<u8>) -> Result<(), Message> {
        let broke = |error: LdapError| message::refused(&self.url, pages.count, reason(&error));
        let Search { base, scope, filter, attributes } = &pages.search;
        let attributes: Vec<&str> = match attributes.len() {
            0 => vec!["*"],
            _ => attributes.iter().map(String::as_str).collect(),
        };
        let control = PagedResults { size: self.page_size, cookie };
        let asked = self.ldap.with_controls(vec![RawControl::from(control)]).with_timeout(self.timeout);
        let mut stream =
            asked.streaming_search(base, wide(*scope), filter, attributes).await.map_err(broke)?;
        while let Some(found) = stream.next().await.map_err(broke)? {
            if found.is_ref() {
                pages.referred += 1;
            } else if !found.is_intermediate() {
                let entry = Entry::read(found)
                    .ok_or_else(|| message::refused(&self.url, pages.count, message::not_understood()))?;
                pages.ready.push_back(entry);
            }
        }
        let answer = stream.finish().await;
        self.judge(&answer, base, pages.count + pages.ready.len() as u64)?;
        let cookie = answer.ctrls.iter().find_map(|Control(kind, raw)| {
            matches!(kind, Some(ControlType::PagedResults)).then(|| raw.parse::<PagedResults>().cookie)
        });
        pages.cookie = cookie.filter(|cookie| !cookie.is_empty());
        Ok(())
    }

    /// Whether a search has given all.
    fn judge(&self, answer: &LdapResult, base: &str, entries: u64) -> Result<(), Message> {
        let url = &self.url;
        match answer.rc {
            0 => Ok(()),
            // Time limit, size limit, limit of the administrator.
            3 | 4 | 11 => Err(message::too_many(url, entries, words(answer))),
            8 | 13 => Err(message::needs_tls(url, words(answer))),
            10 => Err(message::elsewhere(url, base)),
            32 => Err(message::no_such_base(url, base, &answer.matched)),
            // Active Directory: "a successful bind must be completed"; Samba: "without authentication".
            1 if ["bind must be completed", "without authentication"]
                .iter()
                .any(|said| answer.text.contains(said)) =>
            {
                Err(message::needs_login(url, words(answer)))
            }
            _ => Err(message::refused(url, entries, words(answer))),
        }
    }

    /// Asks for the values that Active Directory keeps back of an attribute with very many.
    async fn complete(&mut self, entry: &mut Entry) -> Result<(), Message> {
        for at in 0..entry.attributes.len() {
            if !entry.attributes[at].is_ranged() {
                continue;
            }
            for _ in 0..RANGES {
                let Some(from) = entry.attributes[at].kept_back() else { break };
                let name = entry.attributes[at].name.clone();
                let wanted = [format!("{name};range={from}-*")];
                let more = self.one(&entry.dn, &wanted).await?;
                let more = more.and_then(|more| {
                    let ranged = |attribute: &Attribute| {
                        attribute.name.eq_ignore_ascii_case(&name) && attribute.is_ranged()
                    };
                    more.attributes.into_iter().find(ranged)
                });
                let more = more.ok_or_else(|| message::refused(&self.url, 0, message::not_understood()))?;
                entry.attributes[at].values.extend(more.values);
                entry.attributes[at].options = more.options;
            }
        }
        // Active Directory sends an empty `member` besides `member;range=0-1499`.
        let ranged: Vec<String> =
            entry.attributes.iter().filter(|a| a.is_ranged()).map(|a| a.name.clone()).collect();
        entry.attributes.retain(|attribute| {
            attribute.is_ranged() || !attribute.values.is_empty() || !ranged.contains(&attribute.name)
        });
        Ok(())
    }

    /// One entry by its name; `None` when it is not there, or not here, or not shown.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn one(&mut self, dn: &str, attributes: &[String]) -> Result<Option<Entry>, Message> {
        let search = Search { base: dn, scope: Scope::Base, filter: "(objectClass=*)", attributes };
        let mut pages = Pages::new(search);
        pages.cookie = None;
        let page = AssertUnwindSafe(self.only(&mut pages)).catch_unwind().await;
        page.unwrap_or_else(|_| Err(message::refused(&self.url, 0, message::not_understood())))?;
        Ok(pages.ready.pop_front())
    }

    async fn only(&mut self, pages: &mut Pages<'_>) -> Result<(), Message> {
        let broke = |error: LdapError| message::refused(&self.url, 0, reason(&error));
        let Search { base, attributes, filter, .. } = &pages.search;
        let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
        let asked = self.ldap.with_timeout(self.timeout);
        let mut stream = asked.streaming_search(base, Wide::Base, filter, attributes).await.map_err(broke)?;
        while let Some(found) = stream.next().await.map_err(broke)? {
            if !found.is_ref() && !found.is_intermediate() {
                pages.ready.extend(Entry::read(found));
            }
        }
        let answer = stream.finish().await;
        match answer.rc {
            // Not there, elsewhere, a name that is none, or not for us.
            10 | 32 | 34 | 50 => Ok(()),
            _ => self.judge(&answer, base, 0),
        }
    }

    /// Says good-bye.
    pub async fn leave(mut self) {
        let _ = self.ldap.with_timeout(CONNECTING).unbind().await;
    }
}

fn wide(scope: Scope) -> Wide {
    match scope {
        Scope::Subtree => Wide::Subtree,
        Scope::One => Wide::OneLevel,
        Scope::Base => Wide::Base,
    }
}

/// What the server says, with its code.
fn words(answer: &LdapResult) -> Message {
    let known = answer.to_string();
    let known = known.split(", text:").next().unwrap_or_default();
    let text = answer.text.trim_matches(['\0', ' ']);
    let name = known.split('(').nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
    let text = if text.is_empty() { name.to_owned() } else { format!("{name}: {text}") };
    message::code(answer.rc, text)
}

/// Why Active Directory refuses a login, which it tells by a number in its text.
fn refusal(text: &str) -> Message {
    let code = text.split("data ").nth(1).and_then(|rest| rest.split([',', ' ']).next());
    match code {
        Some("533") => message::account_disabled(),
        Some("701") => message::account_expired(),
        Some("775") => message::account_locked(),
        Some("532" | "773") => message::password_expired(),
        Some("530" | "531") => message::not_now(),
        _ => message::wrong_login(),
    }
}

fn not_connected(url: &str, settings: &Settings, error: &LdapError) -> Message {
    match error {
        LdapError::LdapResult { result } => message::no_starttls(url, words(result)),
        LdapError::Rustls { source } => message::no_tls(url, source.to_string()),
        LdapError::DNSName { source } => message::no_tls(url, source.to_string()),
        LdapError::Io { source } => {
            let is_tls = settings.starttls || url.starts_with("ldaps:");
            let why = source.to_string();
            // An end in the middle of a greeting is a server that speaks no TLS there.
            let of_tls = source.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
            if is_tls && of_tls { message::no_tls(url, why) } else { message::unreached(url, why) }
        }
        other => message::unreached(url, reason(other)),
    }
}

/// What a failure of the client means.
fn reason(error: &LdapError) -> Message {
    match error {
        LdapError::Timeout { .. } => message::no_answer(),
        LdapError::LdapResult { result } => words(result),
        LdapError::EndOfStream
        | LdapError::OpSend { .. }
        | LdapError::ResultRecv { .. }
        | LdapError::IdScrubSend { .. }
        | LdapError::MiscSend { .. } => message::went_away(),
        other => message::code("?", other.to_string()),
    }
}
