//! What was written, field by field, grouped by operation and class and cut to a readable size.

use std::collections::HashMap;

use serde::Serialize;

use super::{List, Shower};
use crate::message::Phrase;
use crate::model::change::{FieldChange, Operation, Retirement};
use crate::model::journal::Entry;
use crate::model::value::{Shown, Value};
use crate::model::{ClassName, Part, Schema};
use crate::report::wrap::one_line;

/// Rows of one class to which the same was done.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Group {
    /// Operation and class.
    pub(in crate::report) what: String,
    /// How many there are, in the form of the language.
    pub(in crate::report) total: String,
    /// Those that are shown.
    pub(in crate::report) items: Vec<ItemLine>,
    /// How many more there are, when it is cut.
    pub(in crate::report) more: Option<String>,
}

/// One row that was written.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct ItemLine {
    /// Name for people.
    pub(in crate::report) label: String,
    /// Key and id, when they say more than the name.
    pub(in crate::report) ids: Option<String>,
    /// It was created: its fields have no values before.
    pub(in crate::report) is_new: bool,
    /// Fields that are shown.
    pub(in crate::report) fields: Vec<FieldLine>,
    /// How many more there are.
    pub(in crate::report) more: Option<String>,
}

/// One field.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct FieldLine {
    /// What its column is called.
    pub(in crate::report) name: String,
    /// What was there; absent for a new row.
    pub(in crate::report) before: Option<String>,
    /// What is there now.
    pub(in crate::report) after: String,
}

/// Entries of one operation and class, in journal order.
struct Bundle<'a> {
    operation: Operation,
    is_purge: bool,
    class: &'a str,
    entries: Vec<&'a Entry>,
    /// The same entries by row of the list: one, or many elements of one item's set.
    rows: Vec<Vec<&'a Entry>>,
    shown: usize,
}

impl Bundle<'_> {
    /// Entries that are not shown.
    fn left(&self) -> usize {
        self.rows[self.shown..].iter().map(Vec::len).sum()
    }
}

/// Elements of one item's set that are told one by one.
const MANY: usize = 5;

/// Of more than [`MANY`] so many are named.
const EXAMPLES: usize = 3;

/// The changes by operation and class, reference rows last; `None` when there are none.
pub(super) fn list<'a>(shower: &Shower, done: impl Iterator<Item = &'a Entry>) -> Option<List<Group>> {
    let mut bundles = bundles(done);
    let total: usize = bundles.iter().map(|bundle| bundle.entries.len()).sum();
    if total == 0 {
        return None;
    }
    let lengths: Vec<usize> = bundles.iter().map(|bundle| bundle.rows.len()).collect();
    for (bundle, shown) in bundles.iter_mut().zip(shares(&lengths, shower.cut.items)) {
        bundle.shown = shown;
    }
    let lines = bundles.iter().map(|bundle| group(shower, bundle)).collect();
    let fields_are_cut = bundles
        .iter()
        .flat_map(|bundle| &bundle.rows[..bundle.shown])
        .any(|row| row.len() > 1 || row.iter().any(|entry| entry.fields.len() > shower.cut.fields));
    let cut: usize = bundles.iter().map(Bundle::left).sum();
    let more = (cut > 0).then(|| shower.more(cut));
    let place = (cut > 0 || fields_are_cut).then(|| shower.place());
    Some(List { total: shower.locale.number(total as u64), lines, more, place })
}

fn bundles<'a>(done: impl Iterator<Item = &'a Entry>) -> Vec<Bundle<'a>> {
    let mut bundles: Vec<Bundle<'_>> = Vec::new();
    for entry in done {
        let is_purge = entry.retirement() == Some(Retirement::Purge);
        let known = bundles.iter_mut().find(|bundle| {
            bundle.operation == entry.operation && bundle.class == entry.class && bundle.is_purge == is_purge
        });
        match known {
            Some(bundle) => bundle.entries.push(entry),
            None => bundles.push(Bundle {
                operation: entry.operation,
                is_purge,
                class: &entry.class,
                entries: vec![entry],
                rows: Vec::new(),
                shown: 0,
            }),
        }
    }
    for bundle in &mut bundles {
        bundle.rows = rows(&bundle.entries);
    }
    bundles.sort_by_key(|bundle| {
        let is_reference = bundle.entries.iter().all(|entry| entry.source_key.is_empty());
        (is_reference, bundle.operation, bundle.is_purge)
    });
    bundles
}

/// The entries as rows of a list: an entry each, but those of a set of which an item has many.
fn rows<'a>(entries: &[&'a Entry]) -> Vec<Vec<&'a Entry>> {
    let mut of_item: HashMap<(&str, &str), usize> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.part.is_some()) {
        *of_item.entry((&entry.source_key, &entry.label)).or_default() += 1;
    }
    let mut rows: Vec<Vec<&Entry>> = Vec::new();
    let mut begun: HashMap<(&str, &str), usize> = HashMap::new();
    for entry in entries {
        let item = (entry.source_key.as_str(), entry.label.as_str());
        if entry.part.is_none() || of_item.get(&item).is_none_or(|many| *many <= MANY) {
            rows.push(vec![entry]);
            continue;
        }
        match begun.get(&item) {
            Some(at) => rows[*at].push(entry),
            None => {
                begun.insert(item, rows.len());
                rows.push(vec![entry]);
            }
        }
    }
    rows
}

/// Rows that every group shows, however many groups there are.
const LEAST: usize = 2;

/// How many rows of each group are shown, of groups of these lengths. Gives every group one row in turn until the
/// rows are used up, so that a long group does not hide a short one, and none says how many more there are
/// without having shown any.
pub(super) fn shares(lengths: &[usize], most: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = lengths.iter().map(|length| (*length).min(LEAST)).collect();
    let mut left = most.saturating_sub(shown.iter().sum());
    loop {
        let before = left;
        for (shown, _) in shown.iter_mut().zip(lengths).filter(|(shown, length)| **shown < **length) {
            if left > 0 {
                *shown += 1;
                left -= 1;
            }
        }
        if left == 0 || left == before {
            return shown;
        }
    }
}

fn group(shower: &Shower, bundle: &Bundle<'_>) -> Group {
    let more = bundle.left();
    Group {
        what: shower.what(bundle.entries[0]),
        total: shower.locale.number(bundle.entries.len() as u64),
        items: bundle.rows[..bundle.shown].iter().map(|row| item(shower, row)).collect(),
        more: (more > 0).then(|| shower.more(more)),
    }
}

fn item(shower: &Shower, row: &[&Entry]) -> ItemLine {
    match row {
        [entry] => entry_line(shower, entry),
        many => many_line(shower, many),
    }
}

/// Many elements of one item's set: how many, and what the first of them are.
fn many_line(shower: &Shower, many: &[&Entry]) -> ItemLine {
    let first = many[0];
    let lines = many.iter().take(EXAMPLES).map(|entry| entry_line(shower, entry));
    let examples: Vec<String> = lines
        .filter_map(|line| line.fields.into_iter().next())
        .map(|field| field.before.unwrap_or(field.after))
        .collect();
    let after = format!("{} ({}, …)", shower.locale.number(many.len() as u64), examples.join(", "));
    ItemLine {
        is_new: true,
        label: one_line(&first.label, shower.cut.value),
        ids: shower.ids(&first.label, &first.source_key, None),
        fields: vec![FieldLine {
            name: shower.wording.class(&first.class).to_owned(),
            before: None,
            after: one_line(&after, shower.cut.value),
        }],
        more: None,
    }
}

fn entry_line(shower: &Shower, entry: &Entry) -> ItemLine {
    // The name of a new row stands above its fields already, and so does the item of a child row.
    let says_more = |field: &&FieldChange| {
        let (is_precondition, column) = (field.was == field.to, field.field.as_str());
        let part = entry.part.unwrap_or(Part::ITEM);
        let is_owner =
            |schema: &Schema| column == schema.columns.owner_class || column == schema.owner_column(part);
        if is_precondition || shower.wording.schema.is_some_and(is_owner) {
            return false;
        }
        let class = ClassName::from(entry.class.as_str());
        let is_label =
            shower.wording.schema.is_none_or(|schema| schema.name_column(&class).as_str() == column)
                && field.after == Shown::Text(entry.label.clone());
        !(is_label && entry.operation == Operation::Create)
    };
    let told: Vec<&FieldChange> = entry.fields.iter().filter(says_more).collect();
    let more = told.len().saturating_sub(shower.cut.fields);
    let fields = told.into_iter().take(shower.cut.fields);
    ItemLine {
        is_new: entry.operation == Operation::Create,
        label: one_line(&entry.label, shower.cut.value),
        ids: shower.ids(&entry.label, &entry.source_key, entry.remote_id),
        fields: fields.map(|field| field_line(shower, entry, field)).collect(),
        more: (more > 0).then(|| shower.locale.say(Phrase::MoreFields, more as u64, &[])),
    }
}

fn field_line(shower: &Shower, entry: &Entry, field: &FieldChange) -> FieldLine {
    let show =
        |value: &Value, shown: &Shown| one_line(&shower.locale.field_value(value, shown), shower.cut.value);
    let is_new = entry.operation == Operation::Create && field.before == Shown::Null;
    FieldLine {
        name: shower.wording.column(&entry.class, &field.field).to_owned(),
        before: (!is_new).then(|| show(&field.was, &field.before)),
        after: show(&field.to, &field.after),
    }
}
