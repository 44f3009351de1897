//! `[set.*]` of a mapping: keyed child sets.

use super::field::{Defaults, part_fields};
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::mapping::RawMapping;
use crate::config::raw::set::{RawNumbers, RawSet, RawSets};
use crate::message::suggest;
use crate::model::class::{ClassName, Part};
use crate::model::mapping::{FieldRule, Input};
use crate::model::set::{Elements, RowsPerItem, SetKind, SetRule};

/// What stands for the number in the name of a column.
const NUMBER: &str = "{n}";

/// Most numbered elements of one record.
const MOST: u32 = 256;

/// The sets of a mapping, in the order in which they are written.
pub(super) fn sets(
    check: &mut FileCheck<'_>,
    class: &ClassName,
    raw: &RawMapping,
    defaults: &Defaults,
) -> Vec<SetRule> {
    let Some(tables) = &raw.set else {
        if let Some(rows) = raw.rows.as_ref().filter(|rows| rows.value == RowsPerItem::Several) {
            check
                .report(code::WITHOUT_EFFECT, &rows.span, "an item has one row: there is no [set.*]")
                .label("without effect")
                .help("rows of one item differ in the elements of its sets: [set.disks]");
        }
        return Vec::new();
    };
    let mut found = Vec::new();
    for kind in SetKind::ALL {
        if let Some(raw) = table(tables, kind) {
            found.extend(set(check, class, kind, raw, defaults));
        }
    }
    found
}

fn table(tables: &RawSets, kind: SetKind) -> Option<&At<RawSet>> {
    match kind {
        SetKind::Disks => tables.disks.as_ref(),
        SetKind::Processors => tables.processors.as_ref(),
        SetKind::Memory => tables.memory.as_ref(),
        SetKind::Ports => tables.ports.as_ref(),
        SetKind::Licenses => tables.licenses.as_ref(),
        SetKind::Groups => tables.groups.as_ref(),
        SetKind::Suppliers => tables.suppliers.as_ref(),
    }
}

fn set(
    check: &mut FileCheck<'_>,
    class: &ClassName,
    kind: SetKind,
    raw: &At<RawSet>,
    defaults: &Defaults,
) -> Option<SetRule> {
    let classes = kind.of_classes();
    if !classes.contains(&class.as_str()) && !class.as_str().is_empty() {
        check
            .report(
                code::NO_SUCH_PART,
                &raw.span,
                format!("items of the class `{class}` have no [set.{}]", kind.name()),
            )
            .label(format!("not for {class}"))
            .help(format!("classes that have it: {}", classes.join(", ")));
    }
    let fields = part_fields(check, Part::Set(kind), &raw.field, defaults);
    let elements = elements(check, raw, &fields);
    let key = key(check, kind, raw, &fields)?;
    Some(SetRule {
        kind,
        fields,
        key,
        elements,
        extra: raw.extra.unwrap_or_default(),
        blank: raw.blank.unwrap_or_default(),
        on_conflict: raw.on_conflict.unwrap_or(defaults.on_conflict),
    })
}

fn elements(check: &mut FileCheck<'_>, raw: &At<RawSet>, fields: &[FieldRule]) -> Elements {
    let numbered = |rule: &FieldRule| match &rule.input {
        Input::Columns(names) => names.iter().any(|name| name.contains(NUMBER)),
        Input::Constant(_) | Input::Template(_) => false,
    };
    let any = fields.iter().any(numbered);
    match (&raw.numbered, &raw.split) {
        (Some(numbers), Some(_)) => {
            check
                .report(
                    code::EXACTLY_ONE,
                    &numbers.span,
                    "elements stand either in numbered columns or in one cell",
                )
                .label("beside `split`")
                .help("keep one of `numbered` and `split`");
            Elements::One
        }
        (Some(numbers), None) => {
            if !any && !fields.is_empty() {
                check
                    .report(code::WITHOUT_EFFECT, &numbers.span, format!("no column of the set has {NUMBER}"))
                    .label("without effect")
                    .help(format!("write it where the number stands: column = \"Disk {NUMBER} size\""));
            }
            range(check, numbers)
        }
        (None, Some(separator)) => {
            if separator.is_empty() {
                check
                    .report(code::BLANK, &separator.span, "nothing stands between the elements")
                    .label("empty")
                    .help("split = \";\", or \"\\n\" for lines");
            }
            Elements::Split(separator.value.clone())
        }
        (None, None) => {
            if any {
                check.missing(
                    &raw.span,
                    "numbered",
                    &format!("the numbers that {NUMBER} stands for: numbered = {{ to = 4 }}"),
                );
            }
            Elements::One
        }
    }
}

fn range(check: &mut FileCheck<'_>, raw: &At<RawNumbers>) -> Elements {
    let from = raw.from.unwrap_or(1);
    let Some(to) = raw.to else {
        check.missing(&raw.span, "to", "the last number: numbered = { to = 4 }");
        return Elements::One;
    };
    if to < from || to - from >= MOST {
        check
            .report(code::OUT_OF_RANGE, &raw.span, format!("{from} to {to} are not 1 to {MOST} numbers"))
            .label("not a range")
            .help("the first and the last number: numbered = { from = 1, to = 4 }");
        return Elements::One;
    }
    Elements::Numbered { from, to }
}

/// The fields that name an element; by default those that usually do.
fn key(
    check: &mut FileCheck<'_>,
    kind: SetKind,
    raw: &At<RawSet>,
    fields: &[FieldRule],
) -> Option<Vec<usize>> {
    let position = |column: &str| fields.iter().position(|rule| rule.column.as_str() == column);
    let known: Vec<&str> = raw.field.0.iter().map(|(name, _)| name.as_str()).collect();
    let Some(key) = &raw.key else {
        let usual = kind.usual_keys();
        let found = usual.iter().find_map(|columns| {
            position(columns[0])?;
            Some(columns.iter().filter_map(|column| position(column)).collect::<Vec<usize>>())
        });
        let lost = usual.iter().any(|columns| known.contains(&columns[0]));
        if found.is_none() && !lost {
            let first: Vec<String> =
                usual.iter().map(|columns| format!("[set.{}.field.{}]", kind.name(), columns[0])).collect();
            check.missing(
                &raw.span,
                "key",
                &format!("what names an element within its item: {}, or `key`", first.join(" or ")),
            );
        }
        return found;
    };
    if key.is_empty() {
        check
            .report(code::BLANK, &key.span, "there is no key to tell elements apart by")
            .label("empty")
            .help("the fields that name an element: key = [\"mountpoint\"]");
        return None;
    }
    let mut found = Vec::new();
    for column in &key.value {
        match position(column.as_str()) {
            Some(at) => found.push(at),
            None if known.contains(&column.as_str()) || check.was_lost_anywhere(column) => {}
            None => {
                check
                    .report(
                        code::UNKNOWN_FIELD,
                        &column.span,
                        format!("there is no [set.{}.field.{}]", kind.name(), column.value),
                    )
                    .label("no such field")
                    .help(suggest(column, "fields", &known));
            }
        }
    }
    (found.len() == key.len()).then_some(found)
}
