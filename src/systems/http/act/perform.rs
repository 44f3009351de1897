//! One act: sent, and where nobody knows what came of it, repeated or looked up.
//!
//! What makes something new is looked up before it is sent and never sent again in the same breath: that a lookup
//! does not find it proves nothing while the server may still be at it.

use std::time::Duration;

use minijinja::context;
use minijinja::value::{Serde, Value};
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value as Json};

use super::super::client::{Ask, Client, Reply, Written, advice};
use super::super::document;
use super::super::fetch::{Reading, accept, is_true, says_error};
use super::super::message;
use super::super::query::Query;
use super::super::raw::Form;
use super::super::template::{Text, Values, of_record};
use super::{Body, Declared, Find, Member};
use crate::message::Message;
use crate::model::Said;
use crate::systems::shared::{FailureKind, Holds, Repeat};
use crate::systems::source::{Act, Acted, FetchError, Wish};

/// Pauses before the lookups of what has an unknown outcome: a server that was only late has ended by then.
const LOOKS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

/// An act that is being done.
pub(in super::super) struct Performing<'p> {
    client: &'p Client,
    feed: &'p Query,
    act: &'p Declared,
    wish: Wish<'p>,
    values: Value,
}

/// What a sending came to.
enum Came {
    To(Acted),
    /// The login had run out, and is there again.
    LoginOver,
    Unknown(Said),
}

/// What a lookup shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Done,
    NotDone,
    /// What it is about is gone.
    Gone,
}

impl<'p> Performing<'p> {
    /// One of the acts of a feed.
    pub fn new(
        client: &'p Client,
        feed: &'p Query,
        act: &'p Declared,
        wish: Wish<'p>,
        asked: &Act<'_>,
    ) -> Self {
        let now = chrono::DateTime::<chrono::Utc>::from(wish.now);
        let of = |name: &str| asked.values.get(name).cloned().unwrap_or_default();
        let values = context! {
            ticket => Value::from(Serde(of("ticket"))),
            remark => Value::from(Serde(of("remark"))),
            mark => asked.mark,
            now => now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            ..of_record(asked.values)
        };
        Self { client, feed, act, wish, values }
    }

    /// Does it.
    ///
    /// # Errors
    /// When it was refused, or could not be sent: nothing was done.
    pub async fn done(&self) -> Result<Acted, FetchError> {
        if let Some(only_if) = &self.act.only_if
            && !is_true(&only_if.render(&self.values, Values::Plain)?)
        {
            return Ok(Acted::NotWanted);
        }
        if !self.act.repeatable {
            match self.look().await? {
                Some(Shown::Done) => return Ok(Acted::Already),
                Some(Shown::Gone) => return Ok(Acted::Gone(None)),
                Some(Shown::NotDone) | None => {}
            }
        }
        let (mut has_logged_in, mut has_repeated) = (false, false);
        loop {
            match self.send(has_logged_in).await? {
                Came::To(acted) => return Ok(acted),
                Came::LoginOver => {
                    has_logged_in = true;
                    if self.look().await? == Some(Shown::Done) {
                        return Ok(Acted::Done);
                    }
                }
                Came::Unknown(why) => {
                    if self.shows_in_time().await {
                        return Ok(Acted::Done);
                    }
                    if !self.act.repeatable || self.act.find.is_none() || has_repeated {
                        return Ok(Acted::Unknown(why));
                    }
                    has_repeated = true;
                }
            }
        }
    }

    /// Whether it shows that it was done, sooner or later. A lookup that fails shows nothing.
    async fn shows_in_time(&self) -> bool {
        if self.act.find.is_none() {
            return false;
        }
        for pause in LOOKS {
            tokio::time::sleep(pause).await;
            match self.look().await {
                Ok(Some(Shown::Done)) => return true,
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, act = self.act.name, "the lookup of an act fails"),
            }
        }
        false
    }

    async fn send(&self, has_logged_in: bool) -> Result<Came, FetchError> {
        let ask = self.ask()?;
        // What can be looked up is looked up before it is repeated.
        let repeat = match (self.act.repeatable, &self.act.find) {
            (true, None) => Repeat::Harmless,
            (true, Some(_)) | (false, _) => Repeat::OnlyIfNotDone,
        };
        match self.client.write(&ask, repeat, has_logged_in).await? {
            Written::LoginOver => Ok(Came::LoginOver),
            Written::Unknown(why) => Ok(Came::Unknown(why)),
            Written::Answered(reply) => self.judged(&reply),
        }
    }

    /// What an answer means.
    fn judged(&self, reply: &Reply) -> Result<Came, FetchError> {
        let (act, status) = (self.act, reply.answer.status);
        let values = self.answered(reply);
        let piece = || self.client.wire.piece(&reply.answer);
        let unknown = |why: Message| Came::Unknown(message::not_understood(&reply.call, why, piece()).said());
        match is_so(&act.already_when, &values) {
            Ok(says) if says || act.already.contains(&status) => return Ok(Came::To(Acted::Already)),
            Ok(_) => {}
            Err(why) => return Ok(unknown(why)),
        }
        match is_so(&act.gone_when, &values) {
            Ok(says) if says || act.gone.contains(&status) => {
                return Ok(Came::To(Acted::Gone(self.words(reply))));
            }
            Ok(_) => {}
            Err(why) => return Ok(unknown(why)),
        }
        let is_ok = if act.ok.is_empty() { (200..=299).contains(&status) } else { act.ok.contains(&status) };
        let has_come_back = reply.answer.header("retry-after").is_some();
        if !is_ok {
            let advice = if status == 403 { message::advice_act() } else { advice(status) };
            let told = message::answers(&reply.call, status, advice, piece());
            return match FailureKind::of_status(status, has_come_back) {
                FailureKind::Unknown => Ok(Came::Unknown(told.said())),
                FailureKind::NotDone | FailureKind::Permanent if status >= 400 => Err(told.into()),
                // Sent on to somewhere else, as web pages do after a form.
                FailureKind::NotDone | FailureKind::Permanent => Ok(Came::Unknown(told.said())),
            };
        }
        if document::is_web_page(&reply.answer.body) {
            return Ok(unknown(message::web_page()));
        }
        let refused = |why: Message| FetchError::from(message::not_understood(&reply.call, why, piece()));
        if let Ok(document::Document::Tree(tree)) =
            document::read(Form::Json, &reply.answer.body, reply.answer.header("content-type"))
        {
            says_error(&tree, &act.error).map_err(refused)?;
        }
        match act.done_when.as_ref().map(|text| text.render(&values, Values::Plain)) {
            Some(Ok(made)) if !is_true(&made) => {
                Err(refused(message::not_done(act.done_when.as_ref().map_or("", |text| text.source()))))
            }
            // A success that nobody understands.
            Some(Err(why)) => Ok(unknown(why)),
            Some(Ok(_)) | None => Ok(Came::To(Acted::Done)),
        }
    }

    /// What an answer says for people; `None` where it says nothing.
    fn words(&self, reply: &Reply) -> Option<Said> {
        let is_blank = reply.answer.body.trim_ascii().is_empty();
        (!is_blank && !document::is_web_page(&reply.answer.body))
            .then(|| self.client.wire.words(&reply.answer))
    }

    /// The values with what was answered.
    fn answered(&self, reply: &Reply) -> Value {
        let text = || Json::String(String::from_utf8_lossy(&reply.answer.body).into_owned());
        let answer: Json = serde_json::from_slice(&reply.answer.body).unwrap_or_else(|_| text());
        context! { answer => Value::from(Serde(answer)), status => reply.answer.status, ..self.values.clone() }
    }

    fn ask(&self) -> Result<Ask, FetchError> {
        let (act, client) = (self.act, self.client);
        let mut url = client.wire.url(&act.path.render(&self.values, Values::InPath)?)?;
        let pairs = self.rendered(&act.query)?;
        let own = url.query().map(str::to_owned);
        let part = crate::systems::shared::call::url_part;
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", part(name), part(value)));
        let pairs: Vec<String> = own.into_iter().chain(pairs).collect();
        url.set_query(if pairs.is_empty() { None } else { Some(pairs.join("&")) }.as_deref());
        let mut headers = HeaderMap::new();
        for (name, text) in &act.headers {
            let value = HeaderValue::from_str(&text.render(&self.values, Values::Plain)?)
                .map_err(|_| message::no_header_value(name.as_str()))?;
            headers.insert(name.clone(), value);
        }
        let body = act.body.as_ref().map(|body| self.body(body)).transpose()?;
        let (method, accept) = (act.method.clone(), accept(Form::Json));
        Ok(Ask { method, url, headers, body, accept, missing: Vec::new(), holds: self.holds() })
    }

    fn holds(&self) -> Holds {
        if self.feed.drop.is_empty() { Holds::Data } else { Holds::Secret }
    }

    fn rendered(&self, fields: &[(String, Text)]) -> Result<Vec<(String, String)>, Message> {
        let field =
            |(name, text): &(String, Text)| Ok((name.clone(), text.render(&self.values, Values::Plain)?));
        fields.iter().map(field).collect()
    }

    fn body(&self, body: &Body) -> Result<(Vec<u8>, String), Message> {
        Ok(match body {
            Body::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(self.rendered(fields)?);
                (form.finish().into_bytes(), "application/x-www-form-urlencoded".to_owned())
            }
            Body::Json(members) => {
                (self.object(members)?.to_string().into_bytes(), "application/json".to_owned())
            }
            Body::Text { text, content_type } => {
                let kind = content_type.to_lowercase();
                let (is_json, is_markup) = (kind.contains("json"), kind.contains("xml"));
                let values = match (is_json, is_markup) {
                    (true, _) => Values::Json,
                    (false, true) => Values::Markup,
                    (false, false) => Values::Plain,
                };
                let made = text.render(&self.values, values)?;
                if is_json && serde_json::from_str::<serde::de::IgnoredAny>(&made).is_err() {
                    return Err(message::body_is_no_json(text.source()));
                }
                (made.into_bytes(), content_type.clone())
            }
        })
    }

    fn object(&self, members: &[(String, Member)]) -> Result<Json, Message> {
        let object: Result<Map<String, Json>, Message> =
            members.iter().map(|(name, member)| Ok((name.clone(), self.member(member)?))).collect();
        object.map(Json::Object)
    }

    fn member(&self, member: &Member) -> Result<Json, Message> {
        match member {
            Member::Text(text) => match text.value(&self.values) {
                Some(value) => serde_json::to_value(value?)
                    .map_err(|error| message::template_fails(text.source(), error)),
                None => text.render(&self.values, Values::Plain).map(Json::String),
            },
            Member::List(list) => {
                list.iter().map(|member| self.member(member)).collect::<Result<_, _>>().map(Json::Array)
            }
            Member::Object(members) => self.object(members),
            Member::Other(value) => Ok(value.clone()),
        }
    }

    /// Asks whether it was done; `None` where nothing says how to.
    ///
    /// # Errors
    /// When the answer cannot be had or understood.
    pub(super) async fn look(&self) -> Result<Option<Shown>, FetchError> {
        let Some(find) = &self.act.find else { return Ok(None) };
        let reading = Reading::with(self.client, &find.query, self.wish, self.values.clone())?;
        if find.has_rows {
            self.among_rows(find, &reading).await
        } else {
            self.in_answer(find, &reading).await
        }
        .map(Some)
    }

    async fn in_answer(&self, find: &Find, reading: &Reading<'_>) -> Result<Shown, FetchError> {
        let Some(reply) = reading.reply_if_any().await? else { return Ok(Shown::Gone) };
        let told = |why: Message| {
            FetchError::from(message::not_understood(&reply.call, why, self.client.wire.piece(&reply.answer)))
        };
        if document::is_web_page(&reply.answer.body) {
            return Err(told(message::web_page()));
        }
        if let Ok(document::Document::Tree(tree)) =
            document::read(Form::Json, &reply.answer.body, reply.answer.header("content-type"))
        {
            says_error(&tree, &find.query.error).map_err(told)?;
        }
        let made = find.when.render(&self.answered(&reply), Values::Plain).map_err(told)?;
        Ok(if is_true(&made) { Shown::Done } else { Shown::NotDone })
    }

    async fn among_rows(&self, find: &Find, reading: &Reading<'_>) -> Result<Shown, FetchError> {
        let is_it = |row: &str| {
            let row: Json = serde_json::from_str(row).unwrap_or_default();
            let values = context! { row => Value::from(Serde(row)), ..self.values.clone() };
            find.when.render(&values, Values::Plain).map(|made| is_true(&made))
        };
        Ok(match reading.has_row(is_it).await? {
            None => Shown::Gone,
            Some(true) => Shown::Done,
            Some(false) => Shown::NotDone,
        })
    }
}

/// Whether a condition on an answer holds; what it does not have counts as nothing.
fn is_so(condition: &Option<Text>, values: &Value) -> Result<bool, Message> {
    let Some(condition) = condition else { return Ok(false) };
    condition.render(values, Values::Optional).map(|made| is_true(&made))
}
