//! `[feed.http]`: what a feed asks for, where the rows are in the answer, and how one page leads to the next.

use std::ops::Range;

use reqwest::Method;
use reqwest::header::HeaderName;

use super::changes::Changes;
use super::message;
use super::paging::{Cursor, NextUrl, Number, Offset, Paging};
use super::path::DottedPath;
use super::raw::{Form, RawCursor, RawHttpFeed, RawMethod, RawNextUrl, RawNumber, RawOffset, RawPaging};
use super::template::Text;
use super::wrapping::Wrapping;
use crate::message::config::label;
use crate::settings::{At, Entries, FileCheck, Scalars, Texts, code};

/// Pages that are asked for at most.
pub(super) const MOST_PAGES: u64 = 10_000;

/// What a feed asks for.
#[derive(Debug)]
pub(crate) struct Query {
    pub call: CallText,
    pub form: Form,
    pub rows: Rows,
    /// By what rows are told apart; empty: by nothing.
    pub key: Vec<DottedPath>,
    /// What is undone in the texts of rows.
    pub wrapping: Wrapping,
    /// What of rows is not kept, nor shown.
    pub drop: Vec<DottedPath>,
    /// What of an answer says that it is an error although it came as a success.
    pub error: Vec<DottedPath>,
    pub paging: Paging,
    pub most_pages: u64,
    pub details: Vec<Detail>,
    pub changes: Option<Changes>,
}

impl Query {
    /// One page of a call.
    pub fn of_call(call: CallText, form: Form) -> Self {
        Self {
            call,
            form,
            rows: Rows::default(),
            key: Vec::new(),
            wrapping: Wrapping::default(),
            drop: Vec::new(),
            error: Vec::new(),
            paging: Paging::default(),
            most_pages: MOST_PAGES,
            details: Vec::new(),
            changes: None,
        }
    }
}

/// A call as templates.
#[derive(Debug)]
pub(super) struct CallText {
    pub method: Method,
    pub path: Text,
    pub query: Vec<(String, Text)>,
    pub headers: Vec<(HeaderName, Text)>,
    pub body: Option<Text>,
    pub content_type: String,
}

impl CallText {
    /// Whether one of its templates names a variable.
    pub fn uses(&self, name: &str) -> bool {
        self.texts().any(|text| text.uses(name))
    }

    /// Its templates.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let texts = self.query.iter().map(|(_, text)| text).chain(self.headers.iter().map(|(_, text)| text));
        texts.chain(&self.body).chain([&self.path])
    }
}

/// Where rows are.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub path: DottedPath,
    /// The rows are the members of an object; this column gets their names.
    pub name_column: Option<String>,
    /// No list at all is a list without rows.
    pub missing_is_empty: bool,
}

/// A call for each row.
#[derive(Debug)]
pub(super) struct Detail {
    pub call: CallText,
    pub into: String,
    pub rows: DottedPath,
    pub only_if: Option<Text>,
    pub most: u64,
    pub at_once: usize,
    /// A row whose detail is not there goes without.
    pub may_be_missing: bool,
}

/// A call that reads, as it stands in a job.
pub(super) struct RawCall<'r> {
    pub table: &'r Range<usize>,
    pub path: Option<&'r At<String>>,
    pub method: Option<RawMethod>,
    pub query: Option<&'r Entries<At<Scalars>>>,
    pub headers: Option<&'r Entries<At<String>>>,
    pub body: Option<&'r At<String>>,
    pub content_type: Option<&'r At<String>>,
    /// Its pages behind the first are posted.
    pub posts_later: bool,
}

/// That of a table that has its keys: those of a feed, of a question for one record, of what finds an act.
macro_rules! raw_call {
    ($raw:expr) => {
        $crate::systems::http::query::RawCall {
            table: &$raw.span,
            path: $raw.path.as_ref(),
            method: $raw.method,
            query: $raw.query.as_ref(),
            headers: $raw.headers.as_ref(),
            body: $raw.body.as_ref(),
            content_type: $raw.content_type.as_ref(),
            posts_later: false,
        }
    };
}

pub(super) use raw_call;

impl<'r> RawCall<'r> {
    /// That of a feed.
    pub fn of_feed(raw: &'r At<RawHttpFeed>) -> Self {
        let cursor = raw.paging.as_ref().and_then(|paging| paging.cursor.as_ref());
        Self {
            posts_later: cursor.is_some_and(|cursor| cursor.method == Some(RawMethod::Post)),
            ..raw_call!(raw)
        }
    }
}

/// A call that reads, with templates that see some variables.
pub(super) fn call(check: &mut FileCheck<'_>, raw: &RawCall<'_>, variables: &[&str]) -> Option<CallText> {
    let Some(path) = raw.path else {
        check.missing(raw.table, "path", message::path_missing());
        return None;
    };
    check.filled(path);
    let method = match raw.method.unwrap_or_default() {
        RawMethod::Get => Method::GET,
        RawMethod::Post => Method::POST,
    };
    if let Some(body) = raw.body
        && method == Method::GET
        && !raw.posts_later
    {
        check
            .report(code::WITHOUT_EFFECT, &body.span, message::get_has_no_body())
            .label(label::without_effect())
            .help(message::write_post());
    }
    let content_type = raw.content_type.map(|text| check.filled(text));
    Some(CallText {
        path: Text::check(check, path, variables),
        query: parameters(check, raw.query, variables),
        headers: headers(check, raw.headers, variables),
        body: raw.body.map(|body| Text::check(check, body, variables)),
        content_type: content_type.unwrap_or_else(|| "application/json".to_owned()),
        method,
    })
}

/// Parameters or fields as templates.
pub(super) fn parameters(
    check: &mut FileCheck<'_>,
    raw: Option<&Entries<At<Scalars>>>,
    variables: &[&str],
) -> Vec<(String, Text)> {
    let mut found = Vec::new();
    for (name, value) in raw.iter().flat_map(|entries| &entries.0) {
        if value.value.0.is_empty() {
            check
                .report(code::BLANK, &value.span, message::no_value_of(&name.value))
                .label(label::empty())
                .help(message::leave_it_out());
        }
        for one in &value.value.0 {
            let one = At { span: value.span.clone(), value: one.0.clone() };
            found.push((name.value.clone(), Text::check(check, &one, variables)));
        }
    }
    found
}

/// Headers as templates.
pub(super) fn headers(
    check: &mut FileCheck<'_>,
    raw: Option<&Entries<At<String>>>,
    variables: &[&str],
) -> Vec<(HeaderName, Text)> {
    let mut found = Vec::new();
    for (name, value) in raw.iter().flat_map(|entries| &entries.0) {
        let text = Text::check(check, value, variables);
        match header_name(check, name) {
            Some(name) => found.push((name, text)),
            // What stands there may be a secret.
            None => check.hide(&value.span),
        }
    }
    found
}

/// The name of a header; what carries a login is refused, since its value would be a secret.
pub(super) fn header_name(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<HeaderName> {
    let Ok(name) = HeaderName::from_bytes(raw.as_bytes()) else {
        check.report(code::BAD_NAME, &raw.span, message::no_header_name(&raw.value));
        return None;
    };
    if matches!(name.as_str(), "authorization" | "cookie" | "proxy-authorization") {
        check
            .report(code::SECRET_IN_FILE, &raw.span, message::login_in_header(&raw.value))
            .label(label::secret_here())
            .help(message::ways_to_log_in());
        return None;
    }
    Some(name)
}

/// A dotted path; by default the document itself.
pub(super) fn path(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> DottedPath {
    raw.map(|raw| DottedPath::new(&check.filled(raw))).unwrap_or_default()
}

/// The same, where there may be none.
pub(super) fn path_if_any(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> Option<DottedPath> {
    raw.map(|raw| DottedPath::new(&check.filled(raw)))
}

/// Dotted paths.
pub(super) fn paths(raw: Option<&At<Texts>>, default: &[&str]) -> Vec<DottedPath> {
    match raw {
        Some(raw) => raw.0.iter().map(|path| DottedPath::new(path)).collect(),
        None => default.iter().map(|path| DottedPath::new(path)).collect(),
    }
}

/// How a list is cut into pages.
pub(super) fn paging(check: &mut FileCheck<'_>, raw: &At<RawPaging>) -> Paging {
    let RawPaging { offset, page, cursor, next_url, link } = &raw.value;
    let spans = [
        offset.as_ref().map(|raw| &raw.span),
        page.as_ref().map(|raw| &raw.span),
        cursor.as_ref().map(|raw| &raw.span),
        next_url.as_ref().map(|raw| &raw.span),
        link.as_ref().map(|raw| &raw.span),
    ];
    let given: Vec<_> = spans.into_iter().flatten().collect();
    if given.len() != 1 {
        let lost =
            ["offset", "page", "cursor", "next_url", "link"].iter().any(|key| check.was_lost(&raw.span, key));
        if !lost {
            let last = given.into_iter().max_by_key(|span| span.start).unwrap_or(&raw.span);
            check.report(code::EXACTLY_ONE, last, message::one_paging()).help(message::kinds_of_paging());
        }
        return Paging::None;
    }
    match (offset, page, cursor, next_url) {
        (Some(raw), ..) => Paging::Offset(by_offset(check, raw)),
        (_, Some(raw), ..) => Paging::Number(by_number(check, raw)),
        (_, _, Some(raw), _) => by_cursor(check, raw),
        (.., Some(raw)) => by_url(check, raw),
        (None, None, None, None) => Paging::Link,
    }
}

fn named(check: &mut FileCheck<'_>, raw: Option<&At<String>>, default: &str) -> String {
    raw.map_or_else(|| default.to_owned(), |raw| check.filled(raw))
}

fn by_offset(check: &mut FileCheck<'_>, raw: &RawOffset) -> Offset {
    Offset {
        limit: check.number_or(raw.limit.as_ref(), 100, 1..=1_000_000),
        limit_name: named(check, raw.limit_name.as_ref(), "limit"),
        offset_name: named(check, raw.offset_name.as_ref(), "offset"),
        first: check.number_or(raw.first.as_ref(), 0, 0..=i64::from(u32::MAX)),
        total: path_if_any(check, raw.total.as_ref()),
    }
}

fn by_number(check: &mut FileCheck<'_>, raw: &RawNumber) -> Number {
    Number {
        size: raw.size.as_ref().map(|size| check.number(size, 1..=1_000_000).unsigned_abs()),
        size_name: named(check, raw.size_name.as_ref(), "per_page"),
        page_name: named(check, raw.page_name.as_ref(), "page"),
        first: check.number_or(raw.first.as_ref(), 1, 0..=i64::from(u32::MAX)),
        total: path_if_any(check, raw.total.as_ref()),
        pages: path_if_any(check, raw.pages.as_ref()),
    }
}

fn by_cursor(check: &mut FileCheck<'_>, raw: &At<RawCursor>) -> Paging {
    let (next, is_in_last_row) = match (&raw.next, &raw.last_row) {
        (Some(next), None) => (next, false),
        (None, Some(last_row)) => (last_row, true),
        (Some(_), Some(second)) => {
            check.report(code::EXACTLY_ONE, &second.span, message::one_mark());
            return Paging::None;
        }
        (None, None) => {
            check.missing(&raw.span, "next", message::mark_missing());
            return Paging::None;
        }
    };
    Paging::Cursor(Cursor {
        name: named(check, raw.name.as_ref(), "cursor"),
        next: DottedPath::new(&check.filled(next)),
        is_in_last_row,
        more: path_if_any(check, raw.more.as_ref()),
        until_empty: raw.until_empty.unwrap_or_default(),
        is_posted: raw.method == Some(RawMethod::Post),
    })
}

fn by_url(check: &mut FileCheck<'_>, raw: &At<RawNextUrl>) -> Paging {
    let Some(next) = &raw.next else {
        check.missing(&raw.span, "next", message::next_missing());
        return Paging::None;
    };
    let next = DottedPath::new(&check.filled(next));
    Paging::NextUrl(NextUrl { next, own_host: raw.own_host.unwrap_or_default() })
}
