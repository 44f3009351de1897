//! `[feed.http]`: the check of the table as it stands in a job.

use std::time::Duration;

use reqwest::Method;
use sha2::{Digest as _, Sha256};

use super::act::{Declared, OfFeed, acts};
use super::changes::{Changes, Format};
use super::message;
use super::one::{One, one};
use super::paging::Paging;
use super::query::{
    CallText, Detail, MOST_PAGES, Query, RawCall, Rows, call, paging, parameters, path, path_if_any, paths,
};
pub(super) use super::raw::{Form, RawHttpFeed};
use super::raw::{RawChanges, RawDetail};
use super::template::{OF_CALL, OF_ROW, Text};
use super::wrapping::Wrapping;
use crate::message::config::{known, label};
use crate::message::suggest;
use crate::model::job::{HeaderAt, SourceFormat};
use crate::settings::{At, FileCheck, Zero, code};
use crate::systems::shared::charset::is_encoding;
use crate::systems::table::{Asked, Place, RawQuery};

/// Calls for rows that are made at most.
const MOST_DETAILS: u64 = 10_000;

/// Calls for rows at the same time.
const AT_ONCE: usize = 4;

/// How much further back changes are asked for, in seconds.
const OVERLAP: u64 = 600;

/// What a feed asks for, and what may be done about its records.
#[derive(Debug)]
pub(crate) struct Feed {
    pub query: Query,
    pub acts: Vec<Declared>,
    pub one: Option<One>,
}

impl RawQuery for RawHttpFeed {
    type Query = Feed;

    fn check(check: &mut FileCheck<'_>, _place: Place<'_>, raw: &At<Self>) -> Option<Asked<Feed>> {
        let call = call(check, &RawCall::of_feed(raw), OF_CALL);
        only_known_filters(check, raw);
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
        let acts = acts(check, raw.act.as_ref(), &OfFeed { error: &error, wrapping });
        let one = raw.one.as_ref().and_then(|raw| one(check, raw, &error));
        let query = Query {
            key: paths(raw.key.as_ref(), &[]),
            drop: paths(raw.drop.as_ref(), &[]),
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
            query: Feed { query, acts, one },
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

/// Parameters that the list does not take would widen what is asked for, in silence.
fn only_known_filters(check: &mut FileCheck<'_>, raw: &RawHttpFeed) {
    let Some(filters) = &raw.filters else { return };
    let known: Vec<&str> = filters.0.iter().map(String::as_str).collect();
    let fits = |name: &str| {
        known.iter().any(|filter| match filter.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *filter,
        })
    };
    for (name, _) in raw.query.iter().flat_map(|query| &query.0) {
        if !fits(name) {
            check
                .report(code::WITHOUT_EFFECT, &name.span, message::no_such_filter(&name.value))
                .label(label::without_effect())
                .help(suggest(name, known::in_filters(), &known));
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
    other("one", raw.one.as_ref().map(|one| &one.span));
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
