//! Which existing item a record is: by link, else by the mapping's keys in order.
//!
//! Indexes are sorted arrays of hashes, 12 to 16 bytes a row, and every hit is compared in full.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use crate::model::link::{LinkLine, Ownership};
use crate::model::remembered::{Maker, Marks, RememberedLine, encode};
use crate::model::schema::{ClassName, Column, Schema};
use crate::model::{Item, RunId, Value};

/// The part of a key that one value makes; `None` for an empty value, which is no key.
pub fn key_part(value: &Value) -> Option<String> {
    match value {
        Value::Empty => None,
        Value::Text(text) => {
            // The desks' databases compare a no-break blank like any other.
            let folded = text.replace(['\u{a0}', '\u{202f}'], " ").trim().to_lowercase();
            (!folded.is_empty()).then(|| one_order(folded))
        }
        other => Some(other.to_string()),
    }
}

/// Of a UUID the form that is the same for both orders of its bytes. SMBIOS says since version 2.6 that the first three
/// groups are little-endian; older firmware, hypervisors and what reads them disagree, so that one machine is
/// `4c4c4544-0052-…` to one program and `44454c4c-5200-…` to another.
fn one_order(text: String) -> String {
    match other_order(&text) {
        Some(other) if other < text => other,
        Some(_) | None => text,
    }
}

fn other_order(text: &str) -> Option<String> {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let is_uuid = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match DASHES.contains(&at) {
            true => byte == b'-',
            false => byte.is_ascii_hexdigit(),
        });
    let turned = |group: &str| -> String {
        let pairs = (0..group.len()).step_by(2).rev().filter_map(|at| group.get(at..at + 2));
        pairs.collect()
    };
    let group = |from: usize, to: usize| text.get(from..to).map(turned);
    is_uuid
        .then(|| Some(format!("{}-{}-{}{}", group(0, 8)?, group(9, 13)?, group(14, 18)?, text.get(18..)?)))?
}

/// A value that is part of a key.
#[derive(Debug, Clone, Copy)]
pub struct KeyValue<'v> {
    /// The value.
    pub value: &'v Value,
    /// Whether it is part of the key when it is empty.
    pub may_be_empty: MayBeEmpty,
}

/// A complete key: all parts are there, or may be empty and are not.
pub fn key_of<'a>(mut values: impl Iterator<Item = KeyValue<'a>>) -> Option<Vec<String>> {
    values.try_fold(Vec::new(), |mut parts, KeyValue { value, may_be_empty }| {
        let part = match (key_part(value), may_be_empty) {
            (Some(part), _) => part,
            (None, MayBeEmpty::Yes) => String::new(),
            (None, MayBeEmpty::No) => return None,
        };
        parts.push(part);
        Some(parts)
    })
}

/// Whether an empty value is part of a key: the parent of a tree's top row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MayBeEmpty {
    /// It is.
    Yes,
    /// It makes the key incomplete.
    No,
}

impl MayBeEmpty {
    /// Of a column of a class.
    pub fn of(schema: &Schema, class: &ClassName, column: &Column) -> Self {
        if schema.is_tree(class) && schema.parent_column(class) == *column { Self::Yes } else { Self::No }
    }
}

/// Hash of a key.
pub fn hash_key(parts: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

/// Hash of the text under which a value is remembered; never 0, which stands for "nothing".
pub fn base_hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish() | 1
}

/// [`base_hash`] of the [`encode`]d value, without making the text where that can be had.
pub fn value_hash(value: &Value) -> u64 {
    match value {
        Value::Text(text) => base_hash(text),
        Value::Empty => base_hash(""),
        other => {
            let mut short = ShortText { bytes: [0; 40], length: 0 };
            match std::fmt::write(&mut short, format_args!("{other}")) {
                Ok(()) => hash_bytes(&short.bytes[..short.length]),
                Err(std::fmt::Error) => base_hash(&encode(other)),
            }
        }
    }
}

/// Room for the text of a number, a date or an id; writing fails when it is full.
struct ShortText {
    bytes: [u8; 40],
    length: usize,
}

impl std::fmt::Write for ShortText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(std::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// A column of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyColumn {
    /// Its position in the table of the class.
    pub at: usize,
    /// Whether its value is part of the key when it is empty.
    pub may_be_empty: MayBeEmpty,
}

/// What an item has in the columns of a key.
pub fn key_values<'i>(item: &'i Item, columns: &[KeyColumn]) -> impl Iterator<Item = KeyValue<'i>> {
    columns.iter().filter_map(|KeyColumn { at, may_be_empty }| {
        Some(KeyValue { value: item.values.get(*at)?, may_be_empty: *may_be_empty })
    })
}

/// Finds items by one key.
#[derive(Debug)]
pub struct KeyIndex {
    columns: Vec<KeyColumn>,
    rows: Vec<(u64, u32)>,
}

impl KeyIndex {
    /// Over items, by the values in these columns.
    pub fn new(items: &[Item], columns: Vec<KeyColumn>) -> Self {
        let mut rows: Vec<(u64, u32)> = items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| {
                let parts = key_of(key_values(item, &columns))?;
                Some((hash_key(&parts), u32::try_from(at).ok()?))
            })
            .collect();
        rows.sort_unstable();
        Self { columns, rows }
    }

    /// Positions of the items with this key.
    pub fn find(&self, items: &[Item], parts: &[String]) -> Vec<u32> {
        let hash = hash_key(parts);
        let start = self.rows.partition_point(|row| row.0 < hash);
        self.rows[start..]
            .iter()
            .take_while(|row| row.0 == hash)
            .map(|row| row.1)
            .filter(|at| {
                let values = key_values(&items[*at as usize], &self.columns);
                key_of(values).is_some_and(|key| key == parts)
            })
            .collect()
    }

    /// The columns of the key.
    pub fn columns(&self) -> &[KeyColumn] {
        &self.columns
    }
}

/// A link as the planner needs it.
#[derive(Debug)]
pub struct LinkRow {
    /// Key of the record.
    pub source_key: Box<str>,
    /// Item.
    pub remote_id: i64,
    /// How it came to be linked.
    pub ownership: Ownership,
    /// We retired it.
    pub retired: bool,
    /// Good runs in a row without the record, before this one.
    pub absent_runs: u32,
    /// Hashes of the remembered values by position in [`LinkTable::paths`]; 0: none.
    base: Box<[u64]>,
    /// Rows of child parts, by the name of the part.
    rows: Box<[(Arc<str>, i64)]>,
    /// Elements of sets: each item has its own.
    elements: Box<[KnownElement]>,
    /// Most links have none.
    marks: Option<Box<Marks>>,
    /// A record of this run has it.
    pub seen: bool,
}

/// An element of a set as the planner needs it.
#[derive(Debug)]
pub struct KnownElement {
    /// Name of the set.
    set: Arc<str>,
    /// Folded name.
    pub name: Box<str>,
    /// Id of its row.
    pub row: i64,
    /// Who made the row.
    pub maker: Maker,
    /// Hashes of the remembered values by column.
    values: Box<[(Arc<str>, u64)]>,
}

impl KnownElement {
    /// Hash of the remembered value of a column.
    pub fn base(&self, column: &str) -> Option<u64> {
        self.values.iter().find(|(known, _)| known.as_ref() == column).map(|(_, hash)| *hash)
    }
}

static NO_MARKS: Marks = Marks::NONE;

impl LinkRow {
    /// What happened to the item.
    pub fn marks(&self) -> &Marks {
        self.marks.as_deref().unwrap_or(&NO_MARKS)
    }

    /// Id of the item's row of a child part (`contract`).
    pub fn row_of(&self, part: &str) -> Option<i64> {
        self.rows.iter().find(|(known, _)| known.as_ref() == part).map(|(_, id)| *id)
    }

    /// The elements of one of the item's sets (`disks`).
    pub fn elements_of(&self, set: &str) -> impl Iterator<Item = &KnownElement> {
        self.elements.iter().filter(move |element| element.set.as_ref() == set)
    }
}

/// Who put an item in the trash, where it was us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrashedBy {
    /// Another job, whose source no longer has it.
    Job(String),
    /// A run that took back what an earlier one had written.
    Undo(RunId),
}

/// All links of a job to one class, compactly.
#[derive(Debug, Default)]
pub struct LinkTable {
    paths: Vec<String>,
    /// Names of parts, sets and columns of elements: the same few in all links.
    names: Vec<Arc<str>>,
    rows: Vec<LinkRow>,
    by_key: Vec<(u64, u32)>,
    by_remote: Vec<(i64, u32)>,
    trashed_by: Vec<(i64, TrashedBy)>,
}

impl LinkTable {
    /// Takes links one by one, so that their full form never stands in memory at once.
    pub fn push(&mut self, link: LinkLine<'_>) {
        let RememberedLine { values, rows, elements, marks } = link.remembered;
        let mut base = vec![0; self.paths.len()];
        let mut next = 0;
        for (path, text) in values {
            // Links remember mostly the same fields, in the same order.
            let at = match self.paths.get(next) {
                Some(known) if *known == path => next,
                _ => self.path(&path).unwrap_or_else(|| {
                    self.paths.push(path.into_owned());
                    self.paths.len() - 1
                }),
            };
            next = at + 1;
            if base.len() <= at {
                base.resize(at + 1, 0);
            }
            base[at] = base_hash(&text);
        }
        let rows = rows.into_iter().map(|(part, id)| (self.name(&part), id)).collect();
        let elements = elements.into_iter().map(|element| KnownElement {
            set: self.name(&element.set),
            name: element.name.into(),
            row: element.row,
            maker: element.maker,
            values: element
                .values
                .into_iter()
                .map(|(column, text)| (self.name(&column), base_hash(&text)))
                .collect(),
        });
        let elements = elements.collect();
        self.rows.push(LinkRow {
            source_key: link.source_key.into(),
            remote_id: link.remote_id,
            ownership: link.ownership,
            retired: link.retired || marks.retired.is_some(),
            absent_runs: link.absent_runs,
            base: base.into(),
            rows,
            elements,
            marks: (*marks != Marks::NONE).then(|| Box::new(marks.into_owned())),
            seen: false,
        });
    }

    /// A name that stands once for all links.
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.iter().find(|known| known.as_ref() == name) {
            return known.clone();
        }
        let new: Arc<str> = name.into();
        self.names.push(new.clone());
        new
    }

    /// Makes the links findable; to be called once after the last [`LinkTable::push`].
    pub fn index(&mut self) {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let rows = self.rows.iter().enumerate();
        self.by_key = rows.clone().map(|(at, row)| (base_hash(&row.source_key), position(at))).collect();
        self.by_remote = rows.map(|(at, row)| (row.remote_id, position(at))).collect();
        self.by_key.sort_unstable();
        self.by_remote.sort_unstable();
    }

    /// Position of a field path in the links' memory.
    pub fn path(&self, path: &str) -> Option<usize> {
        self.paths.iter().position(|known| known == path)
    }

    /// Hash of the remembered value of a link; `None` when there is none.
    pub fn base(&self, row: usize, path: Option<usize>) -> Option<u64> {
        self.rows.get(row)?.base.get(path?).copied().filter(|hash| *hash != 0)
    }

    /// The link of a source key.
    pub fn of_key(&self, source_key: &str) -> Option<usize> {
        let hash = base_hash(source_key);
        let start = self.by_key.partition_point(|row| row.0 < hash);
        let mut hits = self.by_key[start..].iter().take_while(|row| row.0 == hash).map(|row| row.1 as usize);
        hits.find(|at| self.rows[*at].source_key.as_ref() == source_key)
    }

    /// The link of an item.
    pub fn of_item(&self, remote_id: i64) -> Option<usize> {
        let at = self.by_remote.partition_point(|row| row.0 < remote_id);
        self.by_remote.get(at).filter(|row| row.0 == remote_id).map(|row| row.1 as usize)
    }

    /// Notes which items in the trash were put there by another job, or by an undo.
    pub fn note_trashed_by(&mut self, items: Vec<(i64, TrashedBy)>) {
        self.trashed_by = items;
    }

    /// The other job, or the undo, that put an item in the trash.
    pub fn trashed_by(&self, remote_id: i64) -> Option<&TrashedBy> {
        self.trashed_by.iter().find(|(id, _)| *id == remote_id).map(|(_, who)| who)
    }

    /// One link.
    pub fn row(&self, at: usize) -> &LinkRow {
        &self.rows[at]
    }

    /// Notes that a record of this run has the link.
    pub fn see(&mut self, at: usize) {
        self.rows[at].seen = true;
    }

    /// All links.
    pub fn rows(&self) -> &[LinkRow] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_uuid_is_one_key_in_either_order_of_its_bytes() {
        let part = |text: &str| key_part(&Value::text(text)).unwrap();
        let (smbios, turned) =
            ("4C4C4544-0052-4A10-8046-B2C04F313533", "44454c4c-5200-104a-8046-b2c04f313533");
        assert_eq!(part(smbios), part(turned));
        assert_ne!(part(smbios), part("4C4C4544-0052-4A10-8046-B2C04F313534"));
        // What is no UUID stays as it is, signs of several bytes included.
        for text in ["4bdrggfe-0046-4710-8047-b2c04f503732", "é-é", "2rjf153", "ééééééééééééééééé-é"]
        {
            assert_eq!(part(text), text);
        }
    }
}
