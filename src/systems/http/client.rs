//! Calls with a login, to where they may go: redirections are followed where our login may be sent, and a login
//! that has run out is had again once.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use reqwest::{Method, Url};

use super::access::Door;
use super::document::is_web_page;
use super::message;
use super::wire::Wire;
use crate::message::{Message, remote};
use crate::model::Said;
use crate::model::said::Say as _;
use crate::systems::shared::{Answer, FailureKind, Holds, RemoteError, Repeat, Request};
use crate::systems::source::FetchError;

/// Redirections that are followed.
const MOST_HOPS: usize = 5;

/// A client of one system.
#[derive(Debug)]
pub(super) struct Client {
    pub wire: Wire,
    pub door: Door,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    /// Body and its type.
    pub body: Option<(Vec<u8>, String)>,
    /// What the answer should be.
    pub accept: &'static str,
    /// Statuses that are no error, besides successes: they say that there is nothing.
    pub missing: Vec<u16>,
    /// Whether a piece of the answer may be shown.
    pub holds: Holds,
}

/// A success.
#[derive(Debug)]
pub(super) struct Reply {
    /// Method and URL, without secrets.
    pub call: String,
    /// Where it came from in the end.
    pub url: Url,
    pub answer: Answer,
}

/// What came of a call that writes.
#[derive(Debug)]
pub(super) enum Written {
    /// An answer, whatever its status.
    Answered(Box<Reply>),
    /// The login had run out: nothing was done, and we are in again.
    LoginOver,
    /// Nobody knows whether it was carried out.
    Unknown(Said),
}

impl Client {
    /// Sends a call that writes. It is sent again by itself only as `repeat` allows; where the login has run out, we
    /// log in again once and say so.
    ///
    /// # Errors
    /// When it was certainly not carried out.
    pub async fn write(&self, ask: &Ask, repeat: Repeat, has_logged_in: bool) -> Result<Written, FetchError> {
        let mut ask = ask.clone();
        for _ in 0..=MOST_HOPS {
            let shown = self.wire.http.redact(&format!("{} {}", ask.method, short(&ask.url)));
            self.wire.may_ask(&ask.url).map_err(|why| message::not_asked(&shown, why))?;
            let pass = self.door.pass(&self.wire, &ask.url).await?;
            let request = Request { repeat, ..self.request(&ask, &pass.headers, pass.query.clone())? };
            let answer = match self.wire.send(&request).await {
                Ok(answer) => answer,
                Err(error) if error.kind() == FailureKind::Unknown => {
                    return Ok(Written::Unknown(error.said()));
                }
                Err(error) => return Err(error.into()),
            };
            self.door.keep_cookies(&self.wire, &ask.url, &answer).await;
            let is_page = (200..=299).contains(&answer.status) && is_web_page(&answer.body);
            match answer.status {
                // Not here, but there: it was not carried out.
                307 | 308 => {
                    ask.url = next_hop(&ask, &answer).map_err(|why| message::not_asked(&shown, why))?
                }
                status if (status == 401 || is_page) && self.door.can_log_in() && !has_logged_in => {
                    self.door.log_in_again(&self.wire, &pass).await?;
                    return Ok(Written::LoginOver);
                }
                _ => return Ok(Written::Answered(Box::new(Reply { call: shown, url: ask.url, answer }))),
            }
        }
        let shown = self.wire.http.redact(&format!("{} {}", ask.method, short(&ask.url)));
        Err(message::not_asked(shown, message::too_many_hops(MOST_HOPS)).into())
    }

    /// Asks; a bad status is an error.
    ///
    /// # Errors
    /// What the transport, the system or the login says.
    pub async fn ask(&self, ask: &Ask) -> Result<Reply, FetchError> {
        let mut ask = ask.clone();
        let (mut hops, mut is_again) = (0, false);
        loop {
            let call = |url: &Url| self.wire.http.redact(&format!("{} {}", ask.method, short(url)));
            self.wire.may_ask(&ask.url).map_err(|why| message::not_asked(call(&ask.url), why))?;
            let pass = self.door.pass(&self.wire, &ask.url).await?;
            let request = self.request(&ask, &pass.headers, pass.query.clone())?;
            let answer = self.wire.send(&request).await?;
            self.door.keep_cookies(&self.wire, &ask.url, &answer).await;
            let shown = call(&ask.url);
            match answer.status {
                300..=399 if answer.status != 304 => {
                    hops += 1;
                    let next =
                        next_hop(&ask, &answer).map_err(|why| message::not_asked(shown.clone(), why))?;
                    if hops > MOST_HOPS {
                        return Err(message::not_asked(shown, message::too_many_hops(MOST_HOPS)).into());
                    }
                    ask.url = next;
                }
                401 if self.door.can_log_in() && !is_again => {
                    is_again = true;
                    self.door.log_in_again(&self.wire, &pass).await?;
                }
                // The page that asks people to log in, where a session is over.
                200..=299 if is_web_page(&answer.body) && self.door.can_log_in() && !is_again => {
                    is_again = true;
                    self.door.log_in_again(&self.wire, &pass).await?;
                }
                200..=299 => return Ok(Reply { call: shown, url: ask.url, answer }),
                status if ask.missing.contains(&status) => {
                    return Ok(Reply { call: shown, url: ask.url, answer });
                }
                status => {
                    let piece = self.wire.words(&answer);
                    let advice = advice_on(&ask, &answer);
                    return Err(message::answers(shown, status, advice, piece).into());
                }
            }
        }
    }

    fn request(
        &self,
        ask: &Ask,
        pass: &HeaderMap,
        secret_query: Option<(String, crate::model::secret::SecretString)>,
    ) -> Result<Request, RemoteError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(ask.accept));
        let (body, content_type) = ask.body.clone().unzip();
        if let Some(content_type) = content_type {
            let value = HeaderValue::from_str(&content_type)
                .map_err(|error| RemoteError::Setup(remote::bad_content_type(error).said()))?;
            headers.insert(CONTENT_TYPE, value);
        }
        for more in [&self.wire.headers, &ask.headers, pass] {
            headers.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        // A key in the query comes back in the address of the next page.
        let mut url = ask.url.clone();
        if let Some((name, _)) = &secret_query {
            url = without(&url, name);
        }
        let (method, repeat, holds) = (ask.method.clone(), Repeat::Harmless, ask.holds);
        Ok(Request { method, url, secret_query, headers, body, repeat, holds })
    }
}

/// An address without one parameter of its query; the others stay as they were written.
fn without(url: &Url, name: &str) -> Url {
    let mut cut = url.clone();
    let Some(query) = url.query() else { return cut };
    let is_other = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        percent_encoding::percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy() != name
    };
    let rest: Vec<&str> = query.split('&').filter(is_other).collect();
    cut.set_query(if rest.is_empty() { None } else { Some(rest.join("&")) }.as_deref());
    cut
}

/// An address for people.
fn short(url: &Url) -> String {
    const MOST: usize = 300;
    let text = url.as_str();
    let shown: String = text.chars().take(MOST).collect();
    if shown.len() < text.len() { shown + "…" } else { shown }
}

/// Where a redirection leads; whether we may go there is asked before the next call. One that would turn a
/// question with a body into one without is not followed.
fn next_hop(ask: &Ask, answer: &Answer) -> Result<Url, Message> {
    let to = answer.header(LOCATION.as_str()).ok_or_else(remote::somewhere_else)?;
    let next = ask.url.join(to).map_err(|error| remote::no_address(to, error))?;
    if ask.method != Method::GET && !matches!(answer.status, 307 | 308) {
        return Err(message::sends_elsewhere(short(&next)));
    }
    Ok(next)
}

/// What to do about an answer to a call that reads.
fn advice_on(ask: &Ask, answer: &Answer) -> Message {
    match answer.status {
        401 if wants_windows_login(answer) => message::advice_windows_login(),
        // Netwrix Auditor says nothing else of a body that it cannot read.
        500 if ask.body.is_some() && answer.body.is_empty() => message::advice_body(),
        status => advice(status),
    }
}

/// Whether the logins that it offers are those of Windows alone.
fn wants_windows_login(answer: &Answer) -> bool {
    let mut offers_windows = false;
    for way in answer.headers.get_all(WWW_AUTHENTICATE) {
        let way = way.to_str().unwrap_or_default().to_lowercase();
        if ["basic", "digest", "bearer"].iter().any(|other| way.contains(other)) {
            return false;
        }
        offers_windows |= ["ntlm", "negotiate", "kerberos"].iter().any(|known| way.starts_with(known));
    }
    offers_windows
}

/// What to do about a status.
pub(super) fn advice(status: u16) -> Message {
    match status {
        401 => message::advice_login(),
        403 => message::advice_rights(),
        404 | 405 | 410 => message::advice_path(),
        400 | 415 | 422 => message::advice_question(),
        406 => message::advice_accept(),
        429 | 503 => message::advice_busy(),
        407 => message::advice_proxy(),
        500..=599 => message::advice_server(),
        _ => message::advice_none(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_key_that_comes_back_in_an_address_is_cut_out_of_it() {
        let cut = |text: &str| without(&Url::parse(text).unwrap(), "api key").to_string();
        assert_eq!(cut("https://x/a?b=1%20&api%20key=s&c=%2B"), "https://x/a?b=1%20&c=%2B");
        assert_eq!(cut("https://x/a?api+key=s"), "https://x/a");
    }
}
