//! The inverse of a run, made from its journal: creations go to the trash, updates get their value
//! from before, retirements are taken back.
//!
//! It is a plan like any other: its preconditions are the values that the run wrote, so that what
//! somebody changed since stays as it is.

use std::collections::{BTreeMap, HashSet};

use crate::model::change::{BY_JOURNAL, Change, Counts, FieldChange, Kinds, Operation, Plan, Retirement};
use crate::model::said::InFrench;
use crate::model::schema::{Owner, Schema, Set, Shape};
use crate::model::value::Shown;
use crate::model::{ClassName, Entry, EntryState, Value};

use super::plan::{PLAN_FORMAT, plan_digest};

/// The inverse of what a run did. Names that it made (dropdowns, entities) stay: others may use them
/// by now.
pub fn invert(schema: &Schema, kinds: Kinds, job: &str, system: &str, entries: &[Entry]) -> Plan {
    // Of an update that moved, some fields may have been written: the preconditions tell which.
    let written = |entry: &&Entry| match entry.state {
        EntryState::Done => true,
        EntryState::ChangedSincePlan => entry.operation == Operation::Update,
        EntryState::Started | EntryState::Failed | EntryState::Undone => false,
    };
    let done: Vec<&Entry> = entries.iter().filter(written).collect();
    let made: HashSet<(&str, i64)> = done
        .iter()
        .filter(|entry| entry.operation == Operation::Create && !entry.source_key.is_empty())
        .filter_map(|entry| Some((entry.class.as_str(), entry.remote_id?)))
        .collect();
    let mut changes: Vec<Change> =
        done.iter().rev().filter_map(|entry| inverse(schema, entry, &made)).collect();
    changes.sort_by(|a, b| {
        (&a.class, a.operation, &a.source_key, a.remote_id).cmp(&(
            &b.class,
            b.operation,
            &b.source_key,
            b.remote_id,
        ))
    });
    let mut counts = Counts::default();
    for change in &changes {
        match change.operation {
            Operation::Create => counts.create += 1,
            Operation::Update => counts.update += 1,
            Operation::Retire => counts.retire += 1,
            Operation::Restore => counts.restore += 1,
        }
    }
    let mut plan = Plan {
        format: PLAN_FORMAT,
        job: job.to_owned(),
        system: system.to_owned(),
        digest: String::new(),
        counts,
        basis: Vec::new(),
        kinds,
        references: Vec::new(),
        changes,
        rejects: Vec::new(),
        kept: Vec::new(),
        absent: Vec::new(),
        held: Vec::new(),
        held_references: Vec::new(),
        linked: BTreeMap::new(),
        adoption: Vec::new(),
        french: InFrench::new(),
    };
    plan.digest = plan_digest(&plan);
    plan
}

/// Items that a run deleted for good: no plan brings them back.
pub fn purged(entries: &[Entry]) -> Vec<&Entry> {
    let gone =
        |entry: &&Entry| entry.state == EntryState::Done && entry.retirement() == Some(Retirement::Purge);
    entries.iter().filter(gone).collect()
}

fn inverse(schema: &Schema, entry: &Entry, made: &HashSet<(&str, i64)>) -> Option<Change> {
    let id = entry.remote_id?;
    // Reference rows have no key; rows of an item that this run made go with it.
    if entry.source_key.is_empty() || belongs_to(schema, entry, made) {
        return None;
    }
    let change = |operation, retirement, fields| Change {
        class: ClassName::from(entry.class.as_str()),
        operation,
        source_key: entry.source_key.clone(),
        remote_id: Some(id),
        label: entry.label.clone(),
        matched_by: BY_JOURNAL.to_owned(),
        origin: None,
        mapping: String::new(),
        dynamic: false,
        retirement,
        fields,
        children: Vec::new(),
    };
    let set = entry.part.and_then(|part| schema.set(part));
    if let (Operation::Retire, Some(set)) = (entry.operation, set) {
        let fields = recreated(set, &entry.fields);
        return Some(Change { remote_id: None, ..change(Operation::Create, None, fields) });
    }
    match entry.operation {
        // Only while it is what the run made: what somebody filled in since is not thrown away.
        Operation::Create => Some(change(Operation::Retire, Some(Retirement::Trash), as_made(&entry.fields))),
        Operation::Update => Some(change(Operation::Update, None, turned(&entry.fields))),
        Operation::Retire => match entry.retirement() {
            Some(Retirement::Flag) => Some(change(Operation::Restore, None, turned(&entry.fields))),
            Some(Retirement::Trash) | None => Some(change(Operation::Restore, None, Vec::new())),
            Some(Retirement::Purge) => None,
        },
        Operation::Restore if entry.fields.is_empty() => {
            Some(change(Operation::Retire, Some(Retirement::Trash), Vec::new()))
        }
        Operation::Restore => Some(change(Operation::Update, None, turned(&entry.fields))),
    }
}

fn belongs_to(schema: &Schema, entry: &Entry, made: &HashSet<(&str, i64)>) -> bool {
    let value = |column: &str| entry.fields.iter().find(|field| field.field == column).map(|field| &field.to);
    let part = entry.part.and_then(|part| schema.part(part));
    if let Some(part) = part
        && let Shape::Set(Set { owner: Owner::Column(column), .. }) = part.shape
    {
        let Some(Value::Ref(id)) = value(column) else { return false };
        return part.of_classes.iter().any(|class| made.contains(&(*class, *id)));
    }
    match (value(schema.columns.owner_class), value(schema.columns.owner_id)) {
        (Some(Value::Text(class)), Some(Value::Ref(id))) => made.contains(&(class.as_ref(), *id)),
        _ => false,
    }
}

/// The fields of a removed element, to make it again.
fn recreated(set: &Set, fields: &[FieldChange]) -> Vec<FieldChange> {
    let mut made: Vec<FieldChange> = turned(fields)
        .into_iter()
        .map(|field| FieldChange { before: Shown::Null, was: Value::Empty, ..field })
        .collect();
    for (column, text) in
        set.constants.iter().filter(|(column, _)| !fields.iter().any(|f| f.field == *column))
    {
        made.push(FieldChange {
            field: (*column).to_owned(),
            before: Shown::Null,
            after: Shown::Text((*text).to_owned()),
            was: Value::Empty,
            to: Value::text(*text),
        });
    }
    made
}

fn as_made(fields: &[FieldChange]) -> Vec<FieldChange> {
    let same = |field: &FieldChange| FieldChange {
        before: field.after.clone(),
        was: field.to.clone(),
        ..field.clone()
    };
    fields.iter().map(same).collect()
}

fn turned(fields: &[FieldChange]) -> Vec<FieldChange> {
    fields
        .iter()
        .map(|field| FieldChange {
            field: field.field.clone(),
            before: field.after.clone(),
            after: field.before.clone(),
            was: field.to.clone(),
            to: field.was.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::Shown;
    use crate::systems::glpi::schema::SCHEMA;

    fn entry(class: &str, operation: Operation, id: i64, fields: Vec<FieldChange>) -> Entry {
        Entry {
            seq: id,
            class: class.to_owned(),
            operation,
            source_key: "S1".to_owned(),
            part: None,
            label: "PC-1".to_owned(),
            remote_id: Some(id),
            fields,
            state: EntryState::Done,
            message: None,
        }
    }

    fn field(name: &str, was: &str, to: &str) -> FieldChange {
        let shown = |text: &str| if text.is_empty() { Shown::Null } else { Shown::Text(text.to_owned()) };
        FieldChange {
            field: name.to_owned(),
            before: shown(was),
            after: shown(to),
            was: Value::text(was),
            to: Value::text(to),
        }
    }

    #[test]
    fn an_update_gets_its_value_from_before_where_it_still_is_what_we_wrote() {
        let plan = invert(
            &SCHEMA,
            Kinds::new(),
            "j",
            "s",
            &[entry("Computer", Operation::Update, 7, vec![field("comment", "old", "new")])],
        );
        assert_eq!(plan.counts.update, 1);
        assert_eq!(plan.changes[0].fields, [field("comment", "new", "old")]);
    }

    #[test]
    fn a_creation_goes_to_the_trash_with_its_children_and_names_stay() {
        let mut os =
            entry("Item_OperatingSystem", Operation::Create, 3, vec![field("itemtype", "", "Computer")]);
        os.fields.push(FieldChange { to: Value::Ref(9), ..field("items_id", "", "x") });
        let mut maker = entry("Manufacturer", Operation::Create, 2, vec![field("name", "", "HP")]);
        maker.source_key.clear();
        let plan = invert(
            &SCHEMA,
            Kinds::new(),
            "j",
            "s",
            &[maker, entry("Computer", Operation::Create, 9, Vec::new()), os],
        );
        let told: Vec<(&str, Operation)> =
            plan.changes.iter().map(|change| (change.class.as_str(), change.operation)).collect();
        assert_eq!(told, [("Computer", Operation::Retire)]);
    }

    #[test]
    fn what_failed_is_not_taken_back() {
        let mut failed = entry("Computer", Operation::Update, 7, vec![field("comment", "old", "new")]);
        failed.state = EntryState::Failed;
        assert!(invert(&SCHEMA, Kinds::new(), "j", "s", &[failed]).changes.is_empty());
    }
}
