//! What a link remembers of the elements of its item's sets: the id of the row under
//! `disks[/].#`, with `=` before it when somebody else made the row, and the last value of each field
//! under `disks[/].totalsize`. Names of elements are folded.

use std::collections::HashSet;

use crate::model::class::Part;
use crate::model::item::{PartRow, PartTable};
use crate::model::link::encode;
use crate::model::{Column, Entry, FieldChange, Job, Link, Operation, SetKind, Value};
use crate::reconcile::fold;
use crate::store::Store;

use super::of_job::known_link;
use super::survey::TargetState;

/// Marks the id of a row that somebody else made.
const NOT_OURS: char = '=';

/// Notes what was done to the row of an element.
pub fn learn(
    link: &mut Link,
    kind: SetKind,
    (element, id): (&str, i64),
    operation: Operation,
    fields: &[FieldChange],
) {
    let path = kind.element_path(&fold(element));
    let mark = format!("{path}.#");
    match operation {
        Operation::Retire => return forget(link, kind, id),
        Operation::Create => {
            link.base.insert(mark, id.to_string());
        }
        Operation::Update | Operation::Restore => {
            let known = link.base.get(&mark).is_some_and(|text| id_of(text) == Some(id));
            if !known {
                link.base.insert(mark, format!("{NOT_OURS}{id}"));
            }
        }
    }
    let owner = kind.owner().column();
    for field in fields.iter().filter(|field| field.field != "itemtype" && field.field != owner) {
        link.base.insert(format!("{path}.{}", field.field), encode(&field.to));
    }
}

/// Forgets the row of an element, under whatever name.
fn forget(link: &mut Link, kind: SetKind, id: i64) {
    let beginning = format!("{}[", kind.name());
    let names: Vec<String> = link
        .base
        .iter()
        .filter(|(path, text)| path.starts_with(&beginning) && id_of(text) == Some(id))
        .filter_map(|(path, _)| path.strip_suffix('#').map(str::to_owned))
        .collect();
    link.base.retain(|path, _| !names.iter().any(|name| path.starts_with(name)));
}

/// Takes over what was agreed on; a mark without an id says that the element is no more.
pub fn agree(link: &mut Link, path: &str, text: &str) {
    match path.strip_suffix('#') {
        Some(element) if text.is_empty() && path.contains('[') => {
            link.base.retain(|known, _| !known.starts_with(element));
        }
        Some(_) | None => {
            link.base.insert(path.to_owned(), text.to_owned());
        }
    }
}

/// The name under which a link remembers a row.
fn name_of(link: &Link, kind: SetKind, id: i64) -> Option<String> {
    let beginning = format!("{}[", kind.name());
    link.base.iter().find_map(|(path, text)| {
        let name = path.strip_prefix(&beginning)?.strip_suffix("].#")?;
        (id_of(text) == Some(id)).then(|| name.to_owned())
    })
}

/// What an open entry of the journal was about: an element of a set of an item.
pub(super) struct Element<'a> {
    entry: &'a Entry,
    pub(super) kind: SetKind,
    table: Option<&'a PartTable>,
    item: Option<i64>,
    link: Option<Link>,
}

impl<'a> Element<'a> {
    /// Looks for its item: the entry names it, else its row does.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn of(
        store: &Store,
        job: &Job,
        held: &'a TargetState,
        entry: &'a Entry,
        kind: SetKind,
    ) -> anyhow::Result<Self> {
        let value =
            |column: &str| entry.fields.iter().find(|field| field.field == column).map(|field| &field.to);
        let named = match value(kind.owner().column()) {
            Some(Value::Ref(item)) => Some(*item),
            _ => None,
        };
        let mut element = Self { entry, kind, table: None, item: None, link: None };
        for (class, held) in &held.tables {
            let of_class = value("itemtype").is_none_or(|named| named.to_string() == class.as_str());
            let Some(table) = held.part(Part::Set(kind)).filter(|_| of_class) else { continue };
            let by_row = || table.rows.iter().find(|row| Some(row.id) == entry.remote_id).map(|row| row.item);
            element.table = Some(table);
            element.item = named.or_else(by_row);
            if let Some(item) = element.item {
                element.link = known_link(store, job, class, item)?;
                break;
            }
        }
        Ok(element)
    }

    /// Id of the row when it is as the entry would have it. A new row is none that the link knows, that
    /// an agent feeds, or that another entry has taken.
    pub(super) fn find(&self, taken: &HashSet<(SetKind, i64)>) -> Option<i64> {
        let rows = &self.table?.rows;
        let is_so = |row: &&PartRow| {
            let columns = self.table.map(|table| table.columns.as_slice()).unwrap_or_default();
            has_values(&self.entry.fields, columns, &row.values, row.entity)
        };
        match (self.entry.operation, self.entry.remote_id) {
            (Operation::Retire, Some(id)) => (!rows.iter().any(|row| row.id == id)).then_some(id),
            (_, Some(id)) => rows.iter().find(|row| row.id == id).filter(is_so).map(|row| row.id),
            (_, None) => {
                let known = |id: i64| self.link.as_ref().is_some_and(|link| knows(link, self.kind, id));
                let new = |row: &&PartRow| {
                    Some(row.item) == self.item
                        && !row.dynamic
                        && !taken.contains(&(self.kind, row.id))
                        && !known(row.id)
                };
                rows.iter().rev().filter(new).find(is_so).map(|row| row.id)
            }
        }
    }

    /// The link of the item as it would be had the run gone on. The journal does not name the element:
    /// a new row is remembered by its id until the next plan finds it by its key.
    pub(super) fn learn(self, id: i64) -> Option<Link> {
        let mut link = self.link?;
        let name = match self.entry.operation {
            Operation::Create => Some(format!("#{id}")),
            Operation::Update | Operation::Retire | Operation::Restore => name_of(&link, self.kind, id),
        }?;
        learn(&mut link, self.kind, (&name, id), self.entry.operation, &self.entry.fields);
        Some(link)
    }
}

fn knows(link: &Link, kind: SetKind, id: i64) -> bool {
    name_of(link, kind, id).is_some()
}

fn id_of(text: &str) -> Option<i64> {
    text.strip_prefix(NOT_OURS).unwrap_or(text).parse().ok()
}

/// True when every field that can be compared has the value that was sent, and some can.
pub(super) fn has_values(fields: &[FieldChange], columns: &[Column], values: &[Value], entity: i64) -> bool {
    let mut compared = 0;
    for field in fields {
        let live = match columns.iter().position(|column| column.as_str() == field.field) {
            Some(at) => values.get(at).cloned(),
            None if field.field == "entities_id" => Some(Value::Ref(entity)),
            None => continue,
        };
        if live.as_ref() != Some(&field.to) {
            return false;
        }
        compared += 1;
    }
    compared > 0 || fields.is_empty()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::link::Ownership;

    fn link(base: &[(&str, &str)]) -> Link {
        Link {
            system: "s".to_owned(),
            job: "j".to_owned(),
            class: "Computer".into(),
            source_key: "PC-1".to_owned(),
            remote_id: 1,
            ownership: Ownership::Made,
            base: base.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
            absent_runs: 0,
            retired_at: None,
        }
    }

    #[test]
    fn a_row_is_forgotten_with_its_values_and_no_other() {
        let mut link = link(&[
            ("disks[/].#", "17"),
            ("disks[/].totalsize", "10"),
            ("disks[/home].#", "=18"),
            ("memory[x].#", "17"),
            ("name", "PC-1"),
        ]);
        forget(&mut link, SetKind::Disks, 17);
        let left: Vec<&str> = link.base.keys().map(String::as_str).collect();
        assert_eq!(left, ["disks[/home].#", "memory[x].#", "name"]);
        agree(&mut link, "disks[/home].#", "");
        assert_eq!(
            link.base,
            BTreeMap::from([("memory[x].#".into(), "17".into()), ("name".into(), "PC-1".into())])
        );
    }

    #[test]
    fn a_row_that_somebody_else_made_stays_theirs_when_it_is_written() {
        let mut link = link(&[]);
        learn(&mut link, SetKind::Disks, ("/", 17), Operation::Update, &[]);
        assert_eq!(link.base["disks[/].#"], "=17");
        learn(&mut link, SetKind::Disks, ("/X", 18), Operation::Create, &[]);
        assert_eq!(link.base["disks[/x].#"], "18");
        assert_eq!(name_of(&link, SetKind::Disks, 18).as_deref(), Some("/x"));
    }
}
