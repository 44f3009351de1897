//! One row that is written, and what it is for.

use crate::model::schema::{ClassName, Part};
use crate::model::{Entry, EntryState, FieldChange, Operation};

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

    /// True for rows that the progress bar counts.
    pub fn counts(&self) -> bool {
        matches!(self.purpose, Purpose::Reference(_) | Purpose::Item(_))
    }
}
