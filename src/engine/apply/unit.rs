//! One row that is written, and what it is for.

use crate::model::schema::{ClassName, Part};
use crate::model::{Change, Entry, EntryState, FieldChange, Operation};

/// What is done to the rows of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// New rows.
    Create,
    /// Fields of existing rows.
    Update,
    /// Into the trash.
    Trash,
    /// Out of the trash.
    Restore,
    /// Out of the trash for good.
    Purge,
    /// An element of a set away for good; its item stays.
    Remove,
}

/// What a row belongs to, by position in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A reference row.
    Reference(usize),
    /// The item of a change.
    Item(usize),
    /// A child row of a change.
    Child(usize, usize),
    /// The link between the item of a change and a contract.
    ContractLink(usize, usize),
}

impl Purpose {
    /// Position of the change in the plan; `None` for a reference row.
    pub fn change(self) -> Option<usize> {
        match self {
            Self::Reference(_) => None,
            Self::Item(at) | Self::Child(at, _) | Self::ContractLink(at, _) => Some(at),
        }
    }
}

/// One row that is written.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The desk's class of the row.
    pub class: ClassName,
    /// Word in the journal.
    pub operation: Operation,
    /// What it is for.
    pub purpose: Purpose,
    /// Existing row.
    pub remote_id: Option<i64>,
    /// Key of the record.
    pub source_key: String,
    /// Child set that the row belongs to.
    pub part: Option<Part>,
    /// Name for people.
    pub label: String,
    /// Fields, every reference resolved.
    pub fields: Vec<FieldChange>,
    /// The item is fed by an agent.
    pub dynamic: bool,
}

impl Unit {
    /// The item of a change, by its position in the plan.
    pub fn of_item(change: &Change, at: usize, fields: Vec<FieldChange>) -> Self {
        Self {
            class: change.class.clone(),
            operation: change.operation,
            purpose: Purpose::Item(at),
            remote_id: change.remote_id,
            source_key: change.source_key.clone(),
            part: None,
            label: change.label.clone(),
            fields,
            dynamic: change.dynamic,
        }
    }

    /// A child row of a change, by its position among them.
    pub fn of_child(change: &Change, at: usize, number: usize, fields: Vec<FieldChange>) -> Self {
        let child = &change.children[number];
        Self {
            class: child.class.clone(),
            operation: child.operation,
            purpose: Purpose::Child(at, number),
            remote_id: child.remote_id,
            part: Some(child.part),
            dynamic: child.dynamic,
            ..Self::of_item(change, at, fields)
        }
    }

    /// The row that links the item of a change to a record that it shares, of this class.
    pub fn of_link(change: &Change, at: usize, number: usize, class: ClassName) -> Self {
        Self {
            class,
            operation: Operation::Create,
            purpose: Purpose::ContractLink(at, number),
            remote_id: None,
            dynamic: false,
            ..Self::of_item(change, at, Vec::new())
        }
    }

    /// Its line in the journal before the call.
    pub fn entry(&self, seq: i64) -> Entry {
        Entry {
            seq,
            class: self.class.to_string(),
            operation: self.operation,
            source_key: self.source_key.clone(),
            part: self.part,
            label: self.label.clone(),
            remote_id: self.remote_id,
            fields: self.fields.clone(),
            state: EntryState::Started,
            message: None,
        }
    }
}
