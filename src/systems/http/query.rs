//! `[feed.http]`: what a feed asks for, where the rows are in the answer, and how one page leads to the next.

use std::ops::Range;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderName;
use sha2::{Digest as _, Sha256};

use super::act::{Declared, OfFeed, acts};
use super::changes::{Changes, Format};
use super::message;
use super::paging::{Cursor, NextUrl, Number, Offset, Paging};
use super::path::DottedPath;
pub(super) use super::raw::{Form, RawHttpFeed};
use super::raw::{RawChanges, RawCursor, RawDetail, RawMethod, RawNextUrl, RawNumber, RawOffset, RawPaging};
use super::template::{OF_CALL, OF_ROW, Text};
use super::wrapping::Wrapping;
use crate::message::config::{known, label};
use crate::message::suggest;
use crate::model::job::{HeaderAt, SourceFormat};
use crate::settings::{At, Entries, FileCheck, Scalar, Texts, Zero, code};
use crate::systems::shared::charset::is_encoding;
use crate::systems::table::{Asked, Place, RawQuery};

/// Pages that are asked for at most.
const MOST_PAGES: u64 = 10_000;

/// Calls for rows that are made at most.
const MOST_DETAILS: u64 = 10_000;

/// Calls for rows at the same time.
const AT_ONCE: usize = 4;

/// How much further back changes are asked for, in seconds.
const OVERLAP: u64 = 600;

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
    /// What may be done about its records.
    pub acts: Vec<Declared>,
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
            acts: Vec::new(),
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

impl RawQuery for RawHttpFeed {
    type Query = Query;

    fn check(check: &mut FileCheck<'_>, _place: Place<'_>, raw: &At<Self>) -> Option<Asked<Query>> {
        let call = call(check, &RawCall::of_feed(raw), OF_CALL);
        let form = raw.format.unwrap_or_default();
        if form == Form::Csv {
            no_rows_of_csv(check, raw);
        } else {
            without_effect(
                check,
                [("delimiter", &raw.delimiter), ("encoding", &raw.encoding)],
                "format = \"csv\"",
            );
        }
        let rows = Rows {
            path: path(check, raw.rows.as_ref()),
            name_column: raw.name_column.as_ref().map(|name| check.filled(name)),
            missing_is_empty: raw.missing_is_empty.unwrap_or_default(),
        };
        let format = format(check, form, raw);
        let paging = raw.paging.as_ref().map(|raw| paging(check, raw)).unwrap_or_default();
        let changes = raw.changes.as_ref().map(|raw| changes(check, raw));
        let details = raw.detail.iter().flatten().filter_map(|raw| detail(check, raw)).collect();
        let error = paths(raw.error.as_ref(), &["error", "errors"]);
        let wrapping = Wrapping {
            html: raw.html_escaped.unwrap_or_default(),
            utf8_twice: raw.utf8_twice.unwrap_or_default(),
        };
        let query = Query {
            key: paths(raw.key.as_ref(), &[]),
            drop: paths(raw.drop.as_ref(), &[]),
            acts: acts(check, raw.act.as_ref(), &OfFeed { error: &error, wrapping }),
            error,
            wrapping,
            most_pages: check.number_or(raw.most_pages.as_ref(), MOST_PAGES, 1..=1_000_000),
            call: call?,
            form,
            rows,
            paging,
            details,
            changes,
        };
        names_its_place(check, raw, &query);
        Some(Asked {
            identity: identity(&query),
            partial: query.changes.is_some(),
            format: Some(format),
            query,
        })
    }
}

/// What a bookmark belongs to: the call with its templates, told short.
fn identity(query: &Query) -> String {
    let CallText { method, path, query: parameters, body, .. } = &query.call;
    let mut digest = Sha256::new();
    for (name, text) in parameters {
        digest.update(format!("{name}={}\n", text.source()));
    }
    digest.update(format!("{:?}{:?}", body.as_ref().map(Text::source), query.rows.path));
    if let Some(Changes { field, format, .. }) = &query.changes {
        digest.update(format!("{field:?}{format:?}"));
    }
    let digest = base16ct::lower::encode_string(&digest.finalize());
    format!("{method} {} {}", path.source(), &digest[..12])
}

/// A call that reads, as it stands in a job.
pub(super) struct RawCall<'r> {
    pub table: &'r Range<usize>,
    pub path: Option<&'r At<String>>,
    pub method: Option<RawMethod>,
    pub query: Option<&'r Entries<At<Scalar>>>,
    pub headers: Option<&'r Entries<At<String>>>,
    pub body: Option<&'r At<String>>,
    pub content_type: Option<&'r At<String>>,
    /// Its pages behind the first are posted.
    pub posts_later: bool,
}

impl<'r> RawCall<'r> {
    fn of_feed(raw: &'r At<RawHttpFeed>) -> Self {
        let cursor = raw.paging.as_ref().and_then(|paging| paging.cursor.as_ref());
        Self {
            posts_later: cursor.is_some_and(|cursor| cursor.method == Some(RawMethod::Post)),
            table: &raw.span,
            path: raw.path.as_ref(),
            method: raw.method,
            query: raw.query.as_ref(),
            headers: raw.headers.as_ref(),
            body: raw.body.as_ref(),
            content_type: raw.content_type.as_ref(),
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
    raw: Option<&Entries<At<Scalar>>>,
    variables: &[&str],
) -> Vec<(String, Text)> {
    let mut found = Vec::new();
    for (name, value) in raw.iter().flat_map(|entries| &entries.0) {
        let value = At { span: value.span.clone(), value: value.value.0.clone() };
        found.push((name.value.clone(), Text::check(check, &value, variables)));
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

pub(super) fn path(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> DottedPath {
    raw.map(|raw| DottedPath::new(&check.filled(raw))).unwrap_or_default()
}

fn path_if_any(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> Option<DottedPath> {
    raw.map(|raw| DottedPath::new(&check.filled(raw)))
}

pub(super) fn paths(raw: Option<&At<Texts>>, default: &[&str]) -> Vec<DottedPath> {
    match raw {
        Some(raw) => raw.0.iter().map(|path| DottedPath::new(path)).collect(),
        None => default.iter().map(|path| DottedPath::new(path)).collect(),
    }
}

fn without_effect<const N: usize>(
    check: &mut FileCheck<'_>,
    keys: [(&str, &Option<At<String>>); N],
    needs: &str,
) {
    for (key, value) in keys {
        if let Some(value) = value {
            check
                .report(code::WITHOUT_EFFECT, &value.span, message::needs_format(key, needs))
                .label(label::without_effect());
        }
    }
}

/// The rows of a CSV are its lines.
fn no_rows_of_csv(check: &mut FileCheck<'_>, raw: &RawHttpFeed) {
    without_effect(check, [("rows", &raw.rows), ("name_column", &raw.name_column)], "json/ndjson/xml");
    let mut other = |key: &str, span: Option<&std::ops::Range<usize>>| {
        if let Some(span) = span {
            check
                .report(code::WITHOUT_EFFECT, span, message::needs_format(key, "json/ndjson/xml"))
                .label(label::without_effect());
        }
    };
    other("key", raw.key.as_ref().map(|key| &key.span));
    other("drop", raw.drop.as_ref().map(|drop| &drop.span));
    other("detail", raw.detail.iter().flatten().next().map(|detail| &detail.span));
    other("changes", raw.changes.as_ref().map(|changes| &changes.span));
}

fn format(check: &mut FileCheck<'_>, form: Form, raw: &RawHttpFeed) -> SourceFormat {
    if form != Form::Csv {
        return SourceFormat::Json { rows: String::new(), lines: true };
    }
    let delimiter = raw.delimiter.as_ref().and_then(|text| match text.as_str() {
        "tab" => Some('\t'),
        one if one.len() == 1 && one.is_ascii() => one.chars().next(),
        other => {
            check
                .report(code::BAD_CHARACTER, &text.span, crate::message::config::feed::not_a_separator(other))
                .label(label::not_one_plain_character())
                .help(crate::message::config::feed::one_delimiter());
            None
        }
    });
    let encoding = raw.encoding.as_ref().map(|encoding| {
        if !is_encoding(encoding) {
            let known = ["utf-8", "utf-16le", "windows-1252", "iso-8859-15"];
            let told = crate::message::config::feed::not_an_encoding(&encoding.value);
            check
                .report(code::BAD_ENCODING, &encoding.span, told)
                .label(label::unknown_encoding())
                .help(suggest(encoding, known::for_example(), &known));
        }
        encoding.trim().to_owned()
    });
    SourceFormat::Csv { delimiter, quote: Some('"'), encoding, header: HeaderAt::Wanted }
}

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

fn detail(check: &mut FileCheck<'_>, raw: &At<RawDetail>) -> Option<Detail> {
    let into = raw.into.as_ref().map(|into| check.filled(into));
    if into.is_none() {
        check.missing(&raw.span, "into", message::into_missing());
    }
    let Some(path_text) = &raw.path else {
        check.missing(&raw.span, "path", message::detail_path_missing());
        return None;
    };
    let call = CallText {
        method: Method::GET,
        path: Text::check(check, path_text, OF_ROW),
        query: parameters(check, raw.query.as_ref(), OF_ROW),
        headers: Vec::new(),
        body: None,
        content_type: String::new(),
    };
    Some(Detail {
        rows: path(check, raw.rows.as_ref()),
        only_if: raw.only_if.as_ref().map(|text| Text::check(check, text, OF_ROW)),
        most: check.number_or(raw.most.as_ref(), MOST_DETAILS, 1..=1_000_000),
        at_once: raw
            .at_once
            .as_ref()
            .map_or(AT_ONCE, |at_once| usize::try_from(check.number(at_once, 1..=16)).unwrap_or(AT_ONCE)),
        may_be_missing: raw.may_be_missing.unwrap_or_default(),
        into: into?,
        call,
    })
}

fn changes(check: &mut FileCheck<'_>, raw: &At<RawChanges>) -> Changes {
    let mut format = |raw: Option<&At<String>>| {
        let raw = raw?;
        let format = Format::of(raw.trim());
        if let Format::Pattern(_) = format {
            check.date_pattern(raw);
        }
        Some(format)
    };
    let read = format(raw.format.as_ref()).unwrap_or(Format::Iso);
    let send = format(raw.send.as_ref()).unwrap_or_else(|| read.clone());
    let overlap = check.duration_or(raw.overlap.as_ref(), OVERLAP, Zero::Allowed);
    Changes {
        field: path_if_any(check, raw.field.as_ref()),
        overlap: if read == Format::Number { Duration::ZERO } else { overlap },
        format: read,
        send,
        zone: raw.zone.as_ref().map_or(chrono_tz::Tz::UTC, |zone| check.zone(zone)),
    }
}

/// A `POST` says itself what page and which changes it wants; what nothing names is asked for in vain.
fn names_its_place(check: &mut FileCheck<'_>, raw: &At<RawHttpFeed>, query: &Query) {
    if let Some(changes) = &raw.changes
        && !query.call.uses("since")
    {
        check
            .report(code::WITHOUT_EFFECT, &changes.span, message::nothing_asks_since())
            .help(message::ask_since());
    }
    let variables: &[(&str, bool)] = &[
        ("since", query.changes.is_some()),
        ("cursor", matches!(query.paging, Paging::Cursor(_))),
        ("offset", matches!(query.paging, Paging::Offset(_))),
        ("page", matches!(query.paging, Paging::Number(_))),
    ];
    for (name, is_set) in variables {
        if query.call.uses(name) && !is_set {
            let table = if *name == "since" {
                "[feed.http.changes]".to_owned()
            } else {
                format!("[feed.http.paging.{name}]")
            };
            check
                .report(code::TOGETHER, &raw.span, message::variable_without_table(*name))
                .help(message::write_the_table(table));
        }
    }
}

#[cfg(test)]
mod tests;
