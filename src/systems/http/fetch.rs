//! A feed from its first page to its last, into files of the spool.

use std::collections::HashSet;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use minijinja::context;
use minijinja::value::{Serde, Value};
use reqwest::header::{HeaderMap, HeaderValue, LINK};
use reqwest::{Method, Url};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::changes::Mark;
use super::client::{Ask, Client, Reply};
use super::document::{self, Document};
use super::message;
use super::one::One;
use super::paging::{Paging, Position, Seen, Walk};
use super::path::{DottedPath, Shape, elements, members, shape, text};
use super::query::{CallText, Detail, Query};
use super::raw::Form;
use super::template::{Text, Values};
use crate::message::{Message, source};
use crate::model::Said;
use crate::systems::shared::Holds;
use crate::systems::shared::call::url_part;
use crate::systems::source::{FetchError, Fetched, FetchedFile, Rows, Spool, Wish};

/// The status of what is not there.
const NOT_THERE: u16 = 404;

/// One reading of a feed.
pub(super) struct Reading<'r> {
    client: &'r Client,
    query: &'r Query,
    mark: Option<Mark<'r>>,
    now: String,
    first: Url,
    /// Further values that its templates see.
    more: Value,
}

/// A page that was read and understood.
pub(super) struct Page {
    reply: Reply,
    document: Document,
    /// Its rows, each a JSON value on one line.
    pub rows: Vec<String>,
    /// How many rows it seems to have.
    pub count: u64,
}

impl<'r> Reading<'r> {
    /// Of what a feed asks for.
    ///
    /// # Errors
    /// A path that is no address.
    pub fn new(client: &'r Client, query: &'r Query, wish: Wish<'_>) -> Result<Self, FetchError> {
        Self::with(client, query, wish, context! {})
    }

    /// The same, whose templates see further values.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with(
        client: &'r Client,
        query: &'r Query,
        wish: Wish<'_>,
        more: Value,
    ) -> Result<Self, FetchError> {
        let mark = query.changes.as_ref().map(|changes| Mark::new(changes, wish.bookmark, wish.now));
        let now = chrono::DateTime::<chrono::Utc>::from(wish.now);
        let now = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let mut reading = Self { client, query, mark, now, first: client.wire.base.clone(), more };
        reading.first = reading.address(&query.call, &reading.context(&Position::default()), &[])?;
        Ok(reading)
    }

    /// Where the rows are, for people: without the query.
    pub fn shown(&self) -> String {
        let mut url = self.first.clone();
        url.set_query(None);
        url.to_string()
    }

    /// Reads all pages.
    ///
    /// # Errors
    /// When anything of it cannot be had or understood: what is given is complete.
    pub async fn all(mut self, spool: &Spool) -> Result<Fetched, FetchError> {
        let (query, shown, name) = (self.query, self.shown(), self.name());
        let mut walk = Walk::new(&query.paging, &self.client.wire.base, !query.key.is_empty());
        let mut keys = Keys::default();
        let mut details = vec![0_u64; query.details.len()];
        let mut rows: Option<Rows> = if query.form == Form::Csv { None } else { Some(spool.rows(&name)?) };
        let (mut files, mut count, mut last) = (Vec::new(), 0, None);
        loop {
            if walk.pages() >= query.most_pages {
                return Err(message::too_many_pages(self.call(), query.most_pages).into());
            }
            let page = self.page(walk.position()).await?;
            let told = |why: Message| FetchError::from(message::not_read(&page.reply.call, why));
            let fresh = keys.fresh(&query.key, &page.rows).map_err(told)?;
            let taken = if query.form == Form::Csv { page.count } else { fresh.len() as u64 };
            let more = walk.advance(&seen(&page, taken)).map_err(told)?;
            count += taken;
            match &mut rows {
                Some(rows) => {
                    let fresh = fresh.into_iter().map(|at| page.rows[at].clone()).collect();
                    for row in self.finished(fresh, &mut details).await? {
                        let row = raw(&row).map_err(told)?;
                        if let Some(mark) = &mut self.mark {
                            mark.see(&row).map_err(told)?;
                        }
                        let kept = document::without_columns(row, &query.drop).map_err(told)?;
                        rows.push(&kept)?;
                        last = Some(kept);
                    }
                }
                None => files.push(table(spool, &name, &shown, walk.pages(), &page)?),
            }
            if !more {
                break;
            }
        }
        if let Some(rows) = rows {
            files.push(FetchedFile { file: rows.end()?, shown: shown.as_str().into(), mark: String::new() });
        }
        let mut notes: Vec<Said> = vec![source::fetched(count, &shown).into()];
        notes.extend(walk.notes());
        let told = |why| FetchError::from(message::not_read(format!("{} {shown}", query.call.method), why));
        let bookmark = self.mark.map(|mark| mark.end(last.as_deref())).transpose().map_err(told)?.flatten();
        Ok(Fetched { files, bookmark, notes })
    }

    /// The first page, and whether another one follows.
    ///
    /// # Errors
    /// As [`Self::all`].
    pub async fn first_page(&self) -> Result<(Page, bool), FetchError> {
        let mut walk = Walk::new(&self.query.paging, &self.client.wire.base, !self.query.key.is_empty());
        let page = self.page(walk.position()).await?;
        let told = |why: Message| FetchError::from(message::not_read(&page.reply.call, why));
        Keys::default().fresh(&self.query.key, &page.rows).map_err(told)?;
        let more = walk.advance(&seen(&page, page.count)).map_err(told)?;
        Ok((page, more))
    }

    /// The answer to the call as it is; `None` where it is not there.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn reply_if_any(&self) -> Result<Option<Reply>, FetchError> {
        let reply = self.reply(&Position::default(), true).await?;
        Ok(Some(reply).filter(|reply| reply.answer.status != NOT_THERE))
    }

    /// The one record that a question is about; `None` where there is no such record.
    ///
    /// # Errors
    /// When it cannot be told.
    pub async fn one(&self, one: &One) -> Result<Option<Box<RawValue>>, FetchError> {
        let values = self.context(&Position::default());
        let body = one.call.body.as_ref().filter(|_| one.call.method != Method::GET);
        let body = body.map(|body| body.render(&values, Values::Plain)).transpose()?;
        let ask = Ask {
            method: one.call.method.clone(),
            url: self.address(&one.call, &values, &[])?,
            headers: headers(&one.call, &values)?,
            body: body.map(|body| (body.into_bytes(), one.call.content_type.clone())),
            accept: accept(self.query.form),
            missing: one.gone.clone(),
            holds: self.holds(),
        };
        let reply = self.client.ask(&ask).await?;
        if one.gone.contains(&reply.answer.status) {
            return Ok(None);
        }
        let told = |why: Message| {
            FetchError::from(message::not_understood(&reply.call, why, self.client.wire.piece(&reply.answer)))
        };
        let read = || {
            let kind = reply.answer.header("content-type");
            let document = document::read(self.query.form, &reply.answer.body, kind)?;
            let tree = document.tree().ok_or_else(message::empty_answer)?;
            says_error(tree, &one.error)?;
            let record = one.record(tree)?;
            Ok(record.map(|record| self.query.wrapping.undone(&document::one_line(record))))
        };
        let Some(record) = read().map_err(told)? else { return Ok(None) };
        let mut details = vec![0_u64; self.query.details.len()];
        let finished = self.finished(vec![record], &mut details).await?.into_iter().next();
        let kept = |row: String| document::without_columns(raw(&row)?, &self.query.drop);
        finished.map(kept).transpose().map_err(told)
    }

    /// Whether one of all rows is the one; `None` where there is no list.
    ///
    /// # Errors
    /// As [`Self::all`].
    pub async fn has_row(
        &self,
        is_it: impl Fn(&str) -> Result<bool, Message>,
    ) -> Result<Option<bool>, FetchError> {
        let mut walk = Walk::new(&self.query.paging, &self.client.wire.base, false);
        loop {
            if walk.pages() >= self.query.most_pages {
                return Err(message::too_many_pages(self.call(), self.query.most_pages).into());
            }
            let reply = self.reply(walk.position(), walk.pages() == 0).await?;
            if reply.answer.status == NOT_THERE {
                return Ok(None);
            }
            let page = self.understood(reply, self.query)?;
            let told = |why: Message| FetchError::from(message::not_read(&page.reply.call, why));
            for row in &page.rows {
                if is_it(row).map_err(told)? {
                    return Ok(Some(true));
                }
            }
            if !walk.advance(&seen(&page, page.count)).map_err(told)? {
                return Ok(Some(false));
            }
        }
    }

    fn call(&self) -> String {
        format!("{} {}", self.query.call.method, self.shown())
    }

    /// What the file is called: the last part of the path.
    fn name(&self) -> String {
        let path = self.first.path().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        let ending = if self.query.form == Form::Csv && !last.ends_with(".csv") { ".csv" } else { "" };
        format!("{}{ending}", if last.is_empty() { "records" } else { last })
    }

    fn context(&self, at: &Position) -> Value {
        let limit = match &self.query.paging {
            Paging::Offset(offset) => Some(offset.limit),
            Paging::Number(number) => number.size,
            Paging::None | Paging::Cursor(_) | Paging::NextUrl(_) | Paging::Link => None,
        };
        context! {
            page => at.page,
            offset => at.offset,
            limit => limit,
            cursor => at.cursor.clone(),
            since => self.mark.as_ref().and_then(Mark::since),
            now => self.now.as_str(),
            ..self.more.clone()
        }
    }

    /// The address of a call: the path, its parameters, and those of the page.
    fn address(&self, call: &CallText, values: &Value, of_page: &[(&str, String)]) -> Result<Url, Message> {
        let mut url = self.client.wire.url(&call.path.render(values, Values::InPath)?)?;
        let mut pairs: Vec<String> = url.query().into_iter().map(str::to_owned).collect();
        let is_absent = |name: &str| values.get_attr(name).is_ok_and(|value| value.is_none());
        let is_left_out =
            |text: &Text| ["since", "cursor"].iter().any(|name| text.uses(name) && is_absent(name));
        for (name, text) in call.query.iter().filter(|(_, text)| !is_left_out(text)) {
            let value = text.render(values, Values::Plain)?;
            pairs.push(format!("{}={}", url_part(name), url_part(&value)));
        }
        pairs.extend(of_page.iter().map(|(name, value)| format!("{}={}", url_part(name), url_part(value))));
        url.set_query(if pairs.is_empty() { None } else { Some(pairs.join("&")) }.as_deref());
        Ok(url)
    }

    /// Parameters that no template of the call names itself.
    fn of_page(&self, at: &Position) -> Vec<(&'r str, String)> {
        let query = self.query;
        let mut all: Vec<(&str, &str, Option<String>)> = Vec::new();
        match &query.paging {
            Paging::Offset(offset) => all.extend([
                ("limit", offset.limit_name.as_str(), Some(offset.limit.to_string())),
                ("offset", offset.offset_name.as_str(), Some(at.offset.to_string())),
            ]),
            Paging::Number(number) => all.extend([
                ("limit", number.size_name.as_str(), number.size.map(|size| size.to_string())),
                ("page", number.page_name.as_str(), Some(at.page.to_string())),
            ]),
            Paging::Cursor(cursor) => all.push(("cursor", cursor.name.as_str(), at.cursor.clone())),
            Paging::None | Paging::NextUrl(_) | Paging::Link => {}
        }
        let named = |(variable, name, value): (&str, &'r str, Option<String>)| {
            value.filter(|_| !query.call.uses(variable)).map(|value| (name, value))
        };
        all.into_iter().filter_map(named).collect()
    }

    /// Asks for a page and understands it.
    async fn page(&self, at: &Position) -> Result<Page, FetchError> {
        let reply = self.reply(at, false).await?;
        self.understood(reply, self.query)
    }

    async fn reply(&self, at: &Position, may_be_missing: bool) -> Result<Reply, FetchError> {
        let (query, values) = (self.query, self.context(at));
        let url = match &at.url {
            Some(url) => url.clone(),
            None => self.address(&query.call, &values, &self.of_page(at))?,
        };
        let headers = headers(&query.call, &values)?;
        let is_posted =
            matches!(&query.paging, Paging::Cursor(cursor) if cursor.is_posted && at.cursor.is_some());
        let method = if is_posted { Method::POST } else { query.call.method.clone() };
        let body = query.call.body.as_ref().filter(|_| method != Method::GET);
        let body = body.map(|body| body.render(&values, Values::Plain)).transpose()?;
        let body = body.map(|body| (body.into_bytes(), query.call.content_type.clone()));
        let accept = accept(query.form);
        let holds = self.holds();
        let missing = if may_be_missing { vec![NOT_THERE] } else { Vec::new() };
        self.client.ask(&Ask { method, url, headers, body, accept, missing, holds }).await
    }

    fn understood(&self, reply: Reply, query: &Query) -> Result<Page, FetchError> {
        let read = || {
            let document =
                document::read(query.form, &reply.answer.body, reply.answer.header("content-type"))?;
            let rows = match &document {
                Document::Tree(tree) => {
                    says_error(tree, &query.error)?;
                    document::rows(tree, &query.rows, query.form)?
                }
                Document::Table(_) => Vec::new(),
            };
            Ok::<_, Message>((document, rows))
        };
        match read() {
            Ok((document, mut rows)) => {
                if query.wrapping.is_any() {
                    rows = rows.iter().map(|row| query.wrapping.undone(row)).collect();
                }
                let count = match &document {
                    Document::Tree(_) => rows.len() as u64,
                    Document::Table(count) => *count,
                };
                Ok(Page { reply, document, rows, count })
            }
            Err(why) => {
                let piece = self.client.wire.piece(&reply.answer);
                Err(message::not_understood(&reply.call, why, piece).into())
            }
        }
    }

    /// What answers hold: secrets where the feed drops columns.
    fn holds(&self) -> Holds {
        if self.query.drop.is_empty() { Holds::Data } else { Holds::Secret }
    }

    /// Rows with what is asked for each of them.
    async fn finished(&self, rows: Vec<String>, done: &mut [u64]) -> Result<Vec<String>, FetchError> {
        let mut rows = rows;
        for (detail, done) in self.query.details.iter().zip(done) {
            let mut wanted = Vec::new();
            for row in &rows {
                let values = self.of_row(row);
                let is_wanted = match &detail.only_if {
                    Some(only_if) => is_true(&only_if.render(&values, Values::Plain)?),
                    None => true,
                };
                *done += u64::from(is_wanted);
                wanted.push(is_wanted.then_some(values));
            }
            if *done > detail.most {
                return Err(message::too_many_details(self.call(), detail.path(), detail.most).into());
            }
            let calls = rows.iter().zip(&wanted).map(|(row, values)| async move {
                match values {
                    Some(values) => self.with_detail(detail, row, values).await,
                    None => Ok(row.clone()),
                }
            });
            let calls: Vec<_> = calls.collect();
            let finished: Vec<String> = stream::iter(calls).buffered(detail.at_once).try_collect().await?;
            rows = finished;
        }
        Ok(rows)
    }

    fn of_row(&self, row: &str) -> Value {
        let row: serde_json::Value = serde_json::from_str(row).unwrap_or_default();
        context! { row => Value::from(Serde(row)), now => self.now.as_str() }
    }

    async fn with_detail(&self, detail: &Detail, row: &str, values: &Value) -> Result<String, FetchError> {
        let url = self.address(&detail.call, values, &[])?;
        let ask = Ask {
            method: detail.call.method.clone(),
            url,
            headers: HeaderMap::new(),
            body: None,
            accept: accept(Form::Json),
            missing: if detail.may_be_missing { vec![NOT_THERE] } else { Vec::new() },
            holds: self.holds(),
        };
        let reply = self.client.ask(&ask).await?;
        if reply.answer.status == NOT_THERE {
            return Ok(row.to_owned());
        }
        let read = || {
            let document =
                document::read(Form::Json, &reply.answer.body, reply.answer.header("content-type"))?;
            let Some(tree) = document.tree() else { return Err(message::empty_answer()) };
            says_error(tree, &self.query.error)?;
            let found = detail.rows.find(tree).map_err(|astray| astray.told())?;
            let value = document::one_line(found);
            let value = self.query.wrapping.undone(&value);
            Ok(document::with(row, &detail.into, &value))
        };
        read().map_err(|why: Message| {
            let piece = self.client.wire.piece(&reply.answer);
            message::not_understood(&reply.call, why, piece).into()
        })
    }
}

impl Detail {
    fn path(&self) -> &str {
        self.call.path.source()
    }
}

impl Page {
    /// Columns of its rows, those of objects in them with dots, in the order in which they come.
    pub fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        if let Document::Table(_) = self.document {
            let text = String::from_utf8_lossy(&self.reply.answer.body);
            columns.extend(text.lines().next().map(str::to_owned));
        }
        for row in &self.rows {
            if let Ok(row) = serde_json::from_str::<&RawValue>(row) {
                add_columns(row, "", &mut columns);
            }
        }
        columns
    }
}

/// Adds the columns of an object that are not there yet.
fn add_columns(object: &RawValue, before: &str, columns: &mut Vec<String>) {
    const DEEPEST: usize = 4;
    for (name, value) in members(object) {
        let name = format!("{before}{name}");
        if shape(value) == Shape::Object && before.matches('.').count() < DEEPEST {
            add_columns(value, &format!("{name}."), columns);
        } else if !columns.contains(&name) {
            columns.push(name);
        }
    }
}

/// Headers of a call.
fn headers(call: &CallText, values: &Value) -> Result<HeaderMap, Message> {
    let mut headers = HeaderMap::new();
    for (name, text) in &call.headers {
        let value = HeaderValue::from_str(&text.render(values, Values::Plain)?)
            .map_err(|_| message::no_header_value(name.as_str()))?;
        headers.insert(name.clone(), value);
    }
    Ok(headers)
}

/// What a condition made, as `only_if` of a mapping reads it.
pub(super) fn is_true(made: &str) -> bool {
    !matches!(made.trim().to_lowercase().as_str(), "" | "false" | "0" | "none")
}

fn seen(page: &Page, fresh: u64) -> Seen<'_> {
    Seen {
        tree: page.document.tree(),
        rows: &page.rows,
        count: page.count,
        fresh,
        url: &page.reply.url,
        link: page.reply.answer.header(LINK.as_str()),
    }
}

/// What an answer should be.
pub(super) fn accept(form: Form) -> &'static str {
    match form {
        Form::Json => "application/json",
        Form::Ndjson => "application/x-ndjson, application/json;q=0.9",
        Form::Csv => "text/csv, */*;q=0.5",
        Form::Xml => "application/xml, text/xml;q=0.9",
    }
}

/// A page of a CSV as a file of its own.
fn table(spool: &Spool, name: &str, shown: &str, page: u64, read: &Page) -> Result<FetchedFile, Message> {
    let mut file = spool.file(name)?;
    file.write(&read.reply.answer.body)?;
    let shown = if page == 1 { shown.to_owned() } else { message::page_of(shown, page).to_string() };
    Ok(FetchedFile { file: file.end()?, shown: shown.into(), mark: String::new() })
}

fn raw(row: &str) -> Result<Box<RawValue>, Message> {
    serde_json::from_str(row).map_err(|error| message::not_json(error.to_string()))
}

/// An answer that says that it is an error although it came as a success.
pub(super) fn says_error(tree: &RawValue, paths: &[DottedPath]) -> Result<(), Message> {
    for path in paths {
        let Ok(value) = path.find(tree) else { continue };
        let says_nothing = match shape(value) {
            Shape::Null => true,
            Shape::Object => members(value).is_empty(),
            Shape::Array => elements(value).is_empty(),
            Shape::Text | Shape::Number | Shape::TrueOrFalse => {
                text(value).is_none_or(|text| matches!(text.trim(), "" | "false" | "0"))
            }
        };
        if !says_nothing {
            return Err(message::says_error(path.as_str()));
        }
    }
    Ok(())
}

/// The keys of the rows that were read.
#[derive(Default)]
struct Keys(HashSet<[u8; 32]>);

impl Keys {
    /// Which of these rows were not read before; all where rows have no key.
    fn fresh(&mut self, key: &[DottedPath], rows: &[String]) -> Result<Vec<usize>, Message> {
        let mut fresh = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if key.is_empty() || self.is_new(key, row).map_err(|why| message::row_without_key(at + 1, why))? {
                fresh.push(at);
            }
        }
        Ok(fresh)
    }

    fn is_new(&mut self, key: &[DottedPath], row: &str) -> Result<bool, Message> {
        let row = raw(row)?;
        let mut digest = Sha256::new();
        for path in key {
            let value = path.find(&row).map_err(|astray| astray.told())?;
            if shape(value) == Shape::Null {
                return Err(message::key_is_null(path.as_str()));
            }
            digest.update(value.get());
            digest.update([0]);
        }
        Ok(self.0.insert(digest.finalize().into()))
    }
}
