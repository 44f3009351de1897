//! `[field.*]`, `[os.*]`, `[contract.*]`, `[infocom.*]`: how one field gets its value.

use std::ops::Range;

use chrono_tz::Tz;
use regex::Regex;

use super::class_name::class_name;
use super::{FileCheck, code};
use crate::config::raw::field::{RawField, RawKind, RawReplace};
use crate::config::raw::{At, Entries, Scalar, Texts};
use crate::message::config::{known, label};
use crate::message::{self, Message, suggest};
use crate::model::mapping::{Conflict, FieldRule, Formats, Input, Locale, MissingName, TextRules};
use crate::model::schema::{ClassName, Column, Kind, Part, Schema};
use crate::settings::Lost;

/// The word that clears a value when nothing is said.
const CLEAR_WORD: &str = "<clear>";

/// What a mapping says for all of its fields.
#[derive(Debug)]
pub(super) struct Defaults {
    /// What the target can hold.
    pub schema: &'static Schema,
    /// Language conventions.
    pub locale: Locale,
    /// Zone of dates with a time.
    pub zone: Option<Tz>,
    /// Who wins when source and desk both changed a field.
    pub on_conflict: Conflict,
    /// What templates see.
    pub variables: &'static [&'static str],
}

/// A field. One that cannot be used counts as lost: what only follows from that is not told.
fn field_or_lost(
    check: &mut FileCheck<'_>,
    part: Part,
    name: &At<String>,
    raw: &At<RawField>,
    defaults: &Defaults,
) -> Option<FieldRule> {
    let read = field(check, part, name, raw, defaults);
    if read.is_none() {
        let (table, key) = (name.span.clone(), name.value.clone());
        check.lose(Lost { table, key, meant: None, inner: Vec::new() });
    }
    read
}

/// A field; `None` when its input or kind is not known.
pub(super) fn field(
    check: &mut FileCheck<'_>,
    part: Part,
    name: &At<String>,
    raw: &At<RawField>,
    defaults: &Defaults,
) -> Option<FieldRule> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        check
            .report(code::BAD_NAME, &name.span, message::config::field::not_a_column_of_desk(&name.value))
            .label(label::not_a_column())
            .help(message::config::field::column_of_desk());
        return None;
    }
    let one_of = message::config::field::column_value_or_template();
    let template = raw.template.as_ref().map(|text| (text, defaults.variables));
    let input = input(check, &raw.span, raw.column.as_ref(), raw.value.value.as_ref(), template, one_of);
    let kind = kind(check, defaults.schema, part, name, raw);
    let text = text_rules(check, raw);
    let formats = formats(check, raw, defaults);
    let kind = kind?;
    if !check.was_lost(&raw.span, "type") {
        without_effect(check, defaults.schema, raw, &kind);
    }
    let missing = match (&raw.missing, &kind) {
        (Some(missing), _) => missing.value,
        (None, Kind::Dropdown(_) | Kind::Tree(_)) => MissingName::Create,
        (None, _) => MissingName::Reject,
    };
    Some(FieldRule {
        part,
        column: Column::from(name.as_str()),
        kind,
        input: input?,
        text,
        formats,
        blank: raw.blank.unwrap_or_default(),
        clear_words: raw.clear_words.clone().unwrap_or_else(|| vec![CLEAR_WORD.to_owned()]),
        default: raw.default.as_ref().map(|text| text.0.clone()),
        required: raw.required.unwrap_or(false),
        write: raw.write.unwrap_or_default(),
        on_conflict: raw.on_conflict.unwrap_or(defaults.on_conflict),
        hold: raw.hold,
        missing,
    })
}

/// Exactly one of the inputs; a template comes with what it sees.
pub(super) fn input(
    check: &mut FileCheck<'_>,
    table: &Range<usize>,
    column: Option<&At<Texts>>,
    value: Option<&At<Scalar>>,
    template: Option<(&At<String>, &[&str])>,
    one_of: Message,
) -> Option<Input> {
    match (column, value, template) {
        (Some(column), None, None) => Some(Input::Columns(check.columns(column))),
        (None, Some(value), None) => Some(Input::Constant(value.0.clone())),
        (None, None, Some((text, variables))) => Some(Input::Template(check.template(text, variables))),
        (None, None, None) => {
            if !["column", "value", "template"].iter().any(|key| check.was_lost(table, key)) {
                check
                    .report(code::EXACTLY_ONE, table, message::config::field::input_not_said())
                    .label(label::no_input())
                    .help(message::config::field::give_one_of(one_of));
            }
            None
        }
        (column, value, template) => {
            let spans =
                [column.map(|at| &at.span), value.map(|at| &at.span), template.map(|(at, _)| &at.span)];
            let last = spans.into_iter().flatten().max_by_key(|span| span.start).unwrap_or(table);
            check
                .report(code::EXACTLY_ONE, last, message::config::field::several_inputs())
                .label(label::one_too_many())
                .help(message::config::field::keep_one_of(one_of));
            None
        }
    }
}

fn kind(
    check: &mut FileCheck<'_>,
    schema: &'static Schema,
    part: Part,
    name: &At<String>,
    raw: &At<RawField>,
) -> Option<Kind> {
    let column = Column::from(name.as_str());
    let class = raw.class.as_ref().map(|class| class_name(check, schema, class));
    let named = |class: &Option<ClassName>| {
        class.as_ref().map_or_else(|| Column::from("name"), |class| schema.name_column(class))
    };
    let by = raw.by.as_ref().map_or_else(|| named(&class), |by| Column::from(by.as_str()));
    let Some(kind) = &raw.kind else {
        let default = match class {
            _ if !(schema.is_foreign_key)(name) && !name.contains("_id") => schema.kind_in(part, &column),
            Some(class) if raw.by.is_some() => Some(Kind::Reference { class, by: by.clone() }),
            Some(class) => Some(schema.kind_to(class)),
            None => schema.kind_in(part, &column),
        };
        if default.is_none() && !["type", "class"].iter().any(|key| check.was_lost(&raw.span, key)) {
            unknown_class(check, name);
        }
        return default.map(|kind| match kind {
            Kind::Reference { class, .. } if raw.by.is_some() => Kind::Reference { class, by },
            kind => kind,
        });
    };
    let target = class.or_else(|| schema.foreign_class(&column));
    Some(match kind.value {
        RawKind::Text => schema.line(),
        RawKind::Longtext => Kind::LongText,
        RawKind::Integer => Kind::Integer,
        RawKind::Decimal | RawKind::Money => Kind::Decimal,
        RawKind::Date => Kind::Date,
        RawKind::Datetime => Kind::DateTime,
        RawKind::Boolean => Kind::Boolean,
        RawKind::Mac => Kind::Mac,
        RawKind::Ip => Kind::Ip,
        RawKind::Addresses => Kind::Addresses,
        RawKind::Mebibytes => Kind::Mebibytes,
        RawKind::Entity => Kind::Entity,
        RawKind::MonthsUntil => return months_until(check, raw),
        RawKind::Dropdown | RawKind::Tree | RawKind::Reference => {
            let Some(class) = target else {
                if !check.was_lost(&raw.span, "class") {
                    unknown_class(check, name);
                }
                return None;
            };
            match kind.value {
                RawKind::Tree => Kind::Tree(class),
                RawKind::Reference => Kind::Reference { class, by },
                _ => Kind::Dropdown(class),
            }
        }
    })
}

fn months_until(check: &mut FileCheck<'_>, raw: &At<RawField>) -> Option<Kind> {
    let Some(begin) = &raw.begin else {
        check.missing(&raw.span, "begin", message::config::field::begin_missing());
        return None;
    };
    let round = raw.round.as_ref().map(|round| round.value).unwrap_or_default();
    Some(Kind::MonthsUntil { begin: Column::from(begin.as_str()), round })
}

fn unknown_class(check: &mut FileCheck<'_>, name: &At<String>) {
    check
        .report(code::UNKNOWN_CLASS, &name.span, message::config::field::class_not_known(&name.value))
        .label(label::unknown_foreign_key())
        .help(message::config::field::add_the_class());
}

fn text_rules(check: &mut FileCheck<'_>, raw: &At<RawField>) -> TextRules {
    if let Some(otherwise) = raw.otherwise.as_ref().filter(|_| raw.values.is_none())
        && !check.was_lost(&raw.span, "values")
    {
        check
            .report(code::TOGETHER, &otherwise.span, message::config::field::otherwise_without_values())
            .label(label::no_values())
            .help(message::config::field::values_example());
    }
    TextRules {
        trim: raw.trim.unwrap_or(true),
        squeeze: raw.squeeze.unwrap_or(false),
        replace: raw.replace.iter().filter_map(|raw| replacement(check, raw)).collect(),
        case: raw.case.unwrap_or_default(),
        values: raw.values.clone().unwrap_or_default(),
        otherwise: raw.otherwise.as_ref().map(|word| word.value).unwrap_or_default(),
    }
}

fn replacement(check: &mut FileCheck<'_>, raw: &At<RawReplace>) -> Option<(Regex, String)> {
    let help = message::config::field::replace_example();
    let (Some(find), Some(with)) = (&raw.find, &raw.with) else {
        check.missing(&raw.span, if raw.find.is_none() { "find" } else { "with" }, help);
        return None;
    };
    let pattern = check.pattern(find)?;
    if let Some(group) = unknown_group(&pattern, with) {
        check
            .report(code::BAD_REPLACEMENT, &with.span, message::config::field::no_such_group(group))
            .label(label::group_always_empty(group))
            .help(message::config::field::groups_written());
    }
    Some((pattern, with.value.clone()))
}

/// A group in a replacement (`$1`, `$name`, `${name}`) that the pattern does not have. As in the
/// regex library, a name without braces is as long as it can be: `$1a` is the group `1a`.
fn unknown_group<'a>(pattern: &Regex, with: &'a str) -> Option<&'a str> {
    let mut rest = with;
    while let Some(dollar) = rest.find('$') {
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
            continue;
        }
        let group = match rest.strip_prefix('{') {
            Some(braced) => braced.split_once('}').map(|(group, _)| group),
            None => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                rest.get(..end)
            }
        };
        let Some(group) = group.filter(|group| !group.is_empty()) else { continue };
        let known = match group.parse::<usize>() {
            Ok(number) => number < pattern.captures_len(),
            Err(_) => pattern.capture_names().flatten().any(|name| name == group),
        };
        if !known {
            return Some(group);
        }
    }
    None
}

fn formats(check: &mut FileCheck<'_>, raw: &At<RawField>, defaults: &Defaults) -> Formats {
    let dates = match &raw.formats {
        Some(formats) => formats.value.iter().map(|format| check.date_pattern(format)).collect(),
        None => Vec::new(),
    };
    Formats {
        dates,
        locale: raw.locale.unwrap_or(defaults.locale),
        zone: raw.zone.as_ref().map(|zone| check.zone(zone)).or(defaults.zone),
        yes: raw.yes.as_ref().map(|words| words.value.clone()).unwrap_or_default(),
        no: raw.no.as_ref().map(|words| words.value.clone()).unwrap_or_default(),
    }
}

/// Keys that do nothing for the kind of the field.
fn without_effect(check: &mut FileCheck<'_>, schema: &Schema, raw: &At<RawField>, kind: &Kind) {
    let date = matches!(kind, Kind::Date | Kind::DateTime | Kind::MonthsUntil { .. });
    let truth = matches!(kind, Kind::Boolean);
    let months = matches!(kind, Kind::MonthsUntil { .. });
    let reference = matches!(kind, Kind::Reference { .. });
    let named = schema.target_of(kind).is_some();
    let keys = [
        (
            "class",
            raw.class.as_ref().map(|at| &at.span),
            named,
            message::config::field::dropdowns_trees_references(),
        ),
        ("by", raw.by.as_ref().map(|at| &at.span), reference, message::config::field::references()),
        (
            "missing",
            raw.missing.as_ref().map(|at| &at.span),
            named,
            message::config::field::all_named_kinds(),
        ),
        ("begin", raw.begin.as_ref().map(|at| &at.span), months, message::config::field::months_until()),
        ("round", raw.round.as_ref().map(|at| &at.span), months, message::config::field::months_until()),
        ("formats", raw.formats.as_ref().map(|at| &at.span), date, message::config::field::dates()),
        ("yes", raw.yes.as_ref().map(|at| &at.span), truth, message::config::field::boolean()),
        ("no", raw.no.as_ref().map(|at| &at.span), truth, message::config::field::boolean()),
    ];
    for (key, span, used, kinds) in keys {
        if let Some(span) = span.filter(|_| !used) {
            check
                .report(code::WITHOUT_EFFECT, span, message::config::field::key_does_nothing(key))
                .label(label::without_effect())
                .help(message::config::field::key_is_for(kinds));
        }
    }
}

pub(super) fn part_fields(
    check: &mut FileCheck<'_>,
    part: Part,
    entries: &Entries<At<RawField>>,
    defaults: &Defaults,
) -> Vec<FieldRule> {
    let rules: Vec<FieldRule> =
        entries.0.iter().filter_map(|(name, raw)| field_or_lost(check, part, name, raw, defaults)).collect();
    for (_, raw) in &entries.0 {
        if let Some(begin) = &raw.begin {
            check_begin(check, begin, &rules);
        }
    }
    rules
}

/// The begin of `months_until` must be a date field of the same part.
fn check_begin(check: &mut FileCheck<'_>, begin: &At<String>, rules: &[FieldRule]) {
    let dates: Vec<&str> = rules
        .iter()
        .filter(|rule| matches!(rule.kind, Kind::Date | Kind::DateTime))
        .map(|rule| rule.column.as_str())
        .collect();
    if !dates.contains(&begin.as_str()) && !check.was_lost_anywhere(begin) {
        check
            .report(
                code::UNKNOWN_FIELD,
                &begin.span,
                message::config::mapping::no_such_date_field(&begin.value),
            )
            .label(label::no_such_date_field())
            .help(suggest(begin, known::date_fields(), &dates));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn groups_of_a_replacement() {
        let pattern = Regex::new("(a)(?<rest>b)").unwrap();
        assert_eq!(unknown_group(&pattern, "$1-${rest}-$$9-$"), None);
        assert_eq!(unknown_group(&pattern, "$3"), Some("3"));
        assert_eq!(unknown_group(&pattern, "$1x"), Some("1x"));
        assert_eq!(unknown_group(&pattern, "${other}"), Some("other"));
    }
}
