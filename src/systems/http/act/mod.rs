//! `[feed.http.act.NAME]`: something that is done at the system about a record.
//!
//! An act is repeatable, or it makes something new. What makes something new says how it is looked up, else a
//! time-out would make it twice.

mod perform;
mod trial;

use reqwest::Method;
use reqwest::header::HeaderName;
use serde_json::Value as Json;

pub(super) use perform::Performing;
pub(super) use trial::{Page, tried};

use super::message;
use super::path::DottedPath;
use super::query::{Query, Rows, call, headers, paging, parameters, path, paths, raw_call};
use super::raw::{Form, RawAct, RawFind, RawWriteMethod};
use super::template::{OF_ACT, OF_ANSWER, OF_FIND, OF_FOUND, Text};
use super::wrapping::Wrapping;
use crate::message::config::label;
use crate::settings::{At, Entries, FileCheck, code};

/// Statuses that say that what an act is about is gone.
const GONE: [u16; 2] = [404, 410];

/// An act of a feed.
#[derive(Debug)]
pub(super) struct Declared {
    pub name: String,
    method: Method,
    path: Text,
    query: Vec<(String, Text)>,
    headers: Vec<(HeaderName, Text)>,
    body: Option<Body>,
    /// Sending it twice does no harm.
    repeatable: bool,
    /// Elsewhere nothing is to be done.
    only_if: Option<Text>,
    /// Empty: every success.
    ok: Vec<u16>,
    already: Vec<u16>,
    gone: Vec<u16>,
    done_when: Option<Text>,
    already_when: Option<Text>,
    gone_when: Option<Text>,
    error: Vec<DottedPath>,
    find: Option<Find>,
}

/// What an act sends.
#[derive(Debug)]
enum Body {
    Text { text: Text, content_type: String },
    Form(Vec<(String, Text)>),
    Json(Vec<(String, Member)>),
}

/// A value of a body of JSON.
#[derive(Debug)]
enum Member {
    Text(Text),
    List(Vec<Member>),
    Object(Vec<(String, Member)>),
    Other(Json),
}

/// How it is found out whether an act was done.
#[derive(Debug)]
struct Find {
    /// The call; its rows are asked where there is a list.
    query: Query,
    has_rows: bool,
    when: Text,
}

impl Declared {
    /// All its templates, those of its lookup included.
    fn texts(&self) -> Vec<&Text> {
        let mut texts = self.sent();
        texts.extend(self.find.iter().flat_map(|find| find.query.call.texts().chain([&find.when])));
        let conditions = [&self.only_if, &self.done_when, &self.already_when, &self.gone_when];
        texts.extend(conditions.into_iter().flatten());
        texts
    }

    /// The templates of what is sent.
    fn sent(&self) -> Vec<&Text> {
        let mut texts = vec![&self.path];
        texts.extend(self.query.iter().map(|(_, text)| text));
        texts.extend(self.headers.iter().map(|(_, text)| text));
        match &self.body {
            None => {}
            Some(Body::Text { text, .. }) => texts.push(text),
            Some(Body::Form(fields)) => texts.extend(fields.iter().map(|(_, text)| text)),
            Some(Body::Json(members)) => members.iter().for_each(|(_, member)| member.texts(&mut texts)),
        }
        texts
    }
}

impl Member {
    fn texts<'m>(&'m self, texts: &mut Vec<&'m Text>) {
        match self {
            Self::Text(text) => texts.push(text),
            Self::List(list) => list.iter().for_each(|member| member.texts(texts)),
            Self::Object(members) => members.iter().for_each(|(_, member)| member.texts(texts)),
            Self::Other(_) => {}
        }
    }
}

/// The acts of a feed.
pub(super) fn acts(
    check: &mut FileCheck<'_>,
    raw: Option<&Entries<At<RawAct>>>,
    of_feed: &OfFeed<'_>,
) -> Vec<Declared> {
    let entries = raw.iter().flat_map(|entries| &entries.0);
    entries.filter_map(|(name, raw)| declared(check, name, raw, of_feed)).collect()
}

/// What acts take over from their feed.
pub(super) struct OfFeed<'f> {
    pub error: &'f [DottedPath],
    pub wrapping: Wrapping,
}

fn declared(
    check: &mut FileCheck<'_>,
    name: &At<String>,
    raw: &At<RawAct>,
    of_feed: &OfFeed<'_>,
) -> Option<Declared> {
    let method = match raw.method.unwrap_or_default() {
        RawWriteMethod::Post => Method::POST,
        RawWriteMethod::Put => Method::PUT,
        RawWriteMethod::Patch => Method::PATCH,
        RawWriteMethod::Delete => Method::DELETE,
    };
    let condition = |check: &mut FileCheck<'_>, raw: &Option<At<String>>| {
        raw.as_ref().map(|raw| Text::check(check, raw, OF_ANSWER))
    };
    let find = raw.find.as_ref().map(|raw| find(check, raw, of_feed));
    let repeatable = repeatable(check, name, raw, &method);
    let Some(path) = &raw.path else {
        check.missing(&raw.span, "path", message::act_path_missing());
        return None;
    };
    let declared = Declared {
        name: check.filled(name),
        path: Text::check(check, path, OF_ACT),
        query: parameters(check, raw.query.as_ref(), OF_ACT),
        headers: headers(check, raw.headers.as_ref(), OF_ACT),
        body: body(check, raw),
        only_if: raw.only_if.as_ref().map(|raw| Text::check(check, raw, OF_ACT)),
        ok: statuses(check, raw.ok.as_ref(), &[]),
        already: statuses(check, raw.already.as_ref(), &[]),
        gone: statuses(check, raw.gone.as_ref(), &GONE),
        done_when: condition(check, &raw.done_when),
        already_when: condition(check, &raw.already_when),
        gone_when: condition(check, &raw.gone_when),
        error: match &raw.error {
            Some(error) => paths(Some(error), &[]),
            None => of_feed.error.to_vec(),
        },
        find: find.flatten(),
        repeatable,
        method,
    };
    bears_its_mark(check, raw, &declared);
    Some(declared)
}

/// Whether it may be sent twice. What makes something new and cannot be looked up is refused.
fn repeatable(check: &mut FileCheck<'_>, name: &At<String>, raw: &At<RawAct>, method: &Method) -> bool {
    let is_said = raw.repeatable.as_ref().map(|said| said.value);
    let by_method = [Method::PUT, Method::DELETE].contains(method).then_some(true);
    match (is_said.or(by_method), &raw.find) {
        (Some(true), _) => true,
        (Some(false), Some(_)) => false,
        (Some(false), None) => {
            let span = raw.repeatable.as_ref().map_or(&raw.span, |said| &said.span);
            if !check.was_lost(&raw.span, "find") {
                check
                    .report(code::TOGETHER, span, message::creation_without_find())
                    .help(message::write_find(&name.value));
            }
            false
        }
        // What can be looked up is never sent before it was.
        (None, Some(_)) => false,
        (None, None) => {
            check.missing(&raw.span, "repeatable", message::say_repeatable(&name.value));
            true
        }
    }
}

/// What makes something new is known again by its mark only.
fn bears_its_mark(check: &mut FileCheck<'_>, raw: &At<RawAct>, declared: &Declared) {
    let (Some(find), Some(of_find), false) = (&declared.find, &raw.find, declared.repeatable) else { return };
    if !declared.sent().iter().any(|text| text.uses("mark")) {
        check.report(code::TOGETHER, &raw.span, message::sends_no_mark()).help(message::send_the_mark());
    }
    if !find.when.uses("mark") && !find.query.call.uses("mark") {
        let span = of_find.when.as_ref().map_or(&of_find.span, |when| &when.span);
        check.report(code::TOGETHER, span, message::finds_no_mark()).help(message::find_the_mark());
    }
}

fn statuses(check: &mut FileCheck<'_>, raw: Option<&At<Vec<At<i64>>>>, default: &[u16]) -> Vec<u16> {
    let Some(raw) = raw else { return default.to_vec() };
    raw.iter().filter_map(|status| u16::try_from(check.number(status, 100..=599)).ok()).collect()
}

fn body(check: &mut FileCheck<'_>, raw: &At<RawAct>) -> Option<Body> {
    let given = [raw.body.is_some(), raw.form.is_some(), raw.json.is_some()];
    if given.into_iter().filter(|is_given| *is_given).count() > 1 {
        check.report(code::EXACTLY_ONE, &raw.span, message::one_body()).label(label::one_too_many());
        return None;
    }
    if let (Some(content_type), None) = (&raw.content_type, &raw.body) {
        check
            .report(code::WITHOUT_EFFECT, &content_type.span, message::needs_format("content_type", "`body`"))
            .label(label::without_effect());
    }
    if let Some(text) = &raw.body {
        let content_type = raw.content_type.as_ref().map(|kind| check.filled(kind));
        return Some(Body::Text {
            text: Text::check(check, text, OF_ACT),
            content_type: content_type.unwrap_or_else(|| "application/json".to_owned()),
        });
    }
    if let Some(form) = &raw.form {
        return Some(Body::Form(parameters(check, Some(form), OF_ACT)));
    }
    let members = raw.json.as_ref()?.0.iter();
    let members = members.map(|(name, value)| {
        let of_span = |text: &str| At { span: value.span.clone(), value: text.to_owned() };
        let mut text = |text: &str| Text::check(check, &of_span(text), OF_ACT);
        (name.value.clone(), member(&value.value, &mut text))
    });
    Some(Body::Json(members.collect()))
}

fn member(value: &Json, text: &mut impl FnMut(&str) -> Text) -> Member {
    match value {
        Json::String(template) => Member::Text(text(template)),
        Json::Array(list) => Member::List(list.iter().map(|value| member(value, text)).collect()),
        Json::Object(members) => {
            Member::Object(members.iter().map(|(name, value)| (name.clone(), member(value, text))).collect())
        }
        other => Member::Other(other.clone()),
    }
}

fn find(check: &mut FileCheck<'_>, raw: &At<RawFind>, of_feed: &OfFeed<'_>) -> Option<Find> {
    let when = match &raw.when {
        Some(when) => Some(Text::check(check, when, if raw.rows.is_some() { OF_FOUND } else { OF_ANSWER })),
        None => {
            check.missing(&raw.span, "when", message::when_missing());
            None
        }
    };
    let call = call(check, &raw_call!(raw), OF_FIND);
    if let (Some(paging), None) = (&raw.paging, &raw.rows) {
        check
            .report(code::WITHOUT_EFFECT, &paging.span, message::needs_format("paging", "`rows`"))
            .label(label::without_effect());
    }
    let query = Query {
        rows: Rows {
            path: path(check, raw.rows.as_ref()),
            name_column: None,
            missing_is_empty: raw.missing_is_empty.unwrap_or_default(),
        },
        paging: raw.paging.as_ref().map(|raw| paging(check, raw)).unwrap_or_default(),
        error: of_feed.error.to_vec(),
        wrapping: of_feed.wrapping,
        ..Query::of_call(call?, Form::Json)
    };
    Some(Find { query, has_rows: raw.rows.is_some(), when: when? })
}

#[cfg(test)]
mod tests;
