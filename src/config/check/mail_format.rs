//! `[feed.mail]`.

use super::{FileCheck, code};
use crate::config::raw::mail_format::{RawMailFormat, RawMailPattern, Unmatched};
use crate::config::raw::{At, Texts};
use crate::message;
use crate::message::config::value::listed_twice;
use crate::model::job::{MAIL_COLUMNS, MailFormat, MailPattern, SourceFormat};

/// A mebibyte.
const MIB: u64 = 1024 * 1024;

/// The format of a table, or of its absence.
pub(super) fn mail(check: &mut FileCheck<'_>, raw: &RawMailFormat) -> SourceFormat {
    let patterns = raw.patterns.iter().flatten();
    let patterns = patterns.filter_map(|raw| pattern(check, raw)).collect();
    let largest = check.number_or(raw.largest.as_ref(), MailFormat::LARGEST, 1..=1024);
    SourceFormat::Mail(Box::new(MailFormat {
        patterns,
        fields: raw.fields.unwrap_or(false),
        table: names(check, raw.table.as_ref()),
        headers: names(check, raw.headers.as_ref()),
        may_lack: raw.unmatched == Some(Unmatched::Ignore),
        largest: largest * MIB,
        attachments: None,
    }))
}

fn pattern(check: &mut FileCheck<'_>, raw: &At<RawMailPattern>) -> Option<MailPattern> {
    let Some(text) = &raw.regex else {
        check.missing(&raw.span, "regex", message::config::feed::mail_pattern_missing());
        return None;
    };
    let regex = check.pattern(text)?;
    let groups: Vec<&str> = regex.capture_names().flatten().collect();
    if groups.is_empty() {
        check
            .report(code::BAD_PATTERN, &text.span, message::config::feed::no_named_group())
            .help(message::config::feed::mail_pattern_missing());
    }
    for name in groups {
        refuse_taken(check, text, name);
    }
    Some(MailPattern {
        within: raw.within.unwrap_or_default(),
        regex: text.value.clone(),
        each: raw.each.unwrap_or(false),
    })
}

/// Names of columns, none blank, twice, or one that all mails have.
fn names(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for name in check.columns(raw) {
        let name = name.trim().to_owned();
        refuse_taken(check, raw, &name);
        if found.contains(&name) {
            check.report(code::TWICE, &raw.span, listed_twice(&name));
        }
        found.push(name);
    }
    found
}

fn refuse_taken<T>(check: &mut FileCheck<'_>, at: &At<T>, name: &str) {
    if MAIL_COLUMNS.contains(&name) {
        check.report(code::TWICE, &at.span, message::config::feed::mail_has_column(name));
    }
}
