//! The stages of a row on its way to a change, one type each; a function takes a stage and gives the next.
//!
//! | stage | what is known | what is not known yet |
//! |---|---|---|
//! | [`Read`] | what the record wants, in the words of its source | what its names stand for |
//! | [`Draft`] | its key, and its names as ids | which item it is |
//! | [`Matched`] | its item, or that it has none | what differs |
//! | [`Judged`] | what is written, waits or stays of each field and part, and why | what other rows say |
//! | [`Change`] | what is written, as far as no other row contradicts it | what all rows say: `seal` |
//!
//! The steps between them are the files `draft`, `find`, `verdicts` and `write`.

use std::ops::{Index, IndexMut};

use crate::message;
use crate::model::Said;
use crate::model::change::{Change, ChildChange, FieldChange, Held, Operation};
use crate::model::remembered::{FieldPath, Lesson};
use crate::model::schema::Part;
use crate::model::{Item, ItemTable, Kind, Origin, Reject, Value};
use crate::reconcile::transform::{Desired, Refused};

/// A record as far as it can be read. What is refused may still tell which item it is.
#[derive(Debug)]
pub(super) struct Read {
    /// What it wants.
    pub(super) desired: Desired,
    /// Why it is rejected, if it is.
    pub(super) refused: Option<Refused>,
}

/// A record with its key, and its names as ids. Which item it is is not known yet.
pub(super) struct Draft {
    /// Number of the record in this plan.
    pub(super) number: u32,
    /// Its key.
    pub(super) source_key: String,
    /// Link of the key.
    pub(super) link: Option<usize>,
    /// What is wanted of each field.
    pub(super) targets: Targets,
    /// What is wanted of each set of the mapping.
    pub(super) sets: Vec<DraftSet>,
    /// Values that the record goes on without.
    pub(super) left_out: Vec<Reject>,
    /// The record as it was read; its names, sets and left-out values have moved into the fields above.
    pub(super) desired: Desired,
}

/// A draft of which is known which item it is. What differs is not known yet.
pub(super) struct Matched {
    /// The draft.
    pub(super) draft: Draft,
    /// The item; `None`: it is yet to be made.
    pub(super) existing: Option<Existing>,
    /// Why nothing of it is written before a person has approved it.
    pub(super) doubt: Option<Said>,
}

/// The item of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Existing {
    /// Id.
    pub(super) id: i64,
    /// Where it stands.
    pub(super) place: Place,
    /// Strength of the match: 0 by the link, 1 by the first key, and so on.
    pub(super) level: u8,
    /// Link of the record, else of the item.
    pub(super) link: Option<usize>,
}

/// Where an item stands in the table of its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among those in use.
    InUse(usize),
    /// Among those in the trash, where we put it.
    InTrash(usize),
}

/// A matched row, and what policy, locks, other jobs, fights and the ledger say of its fields and parts.
/// Whether other rows contradict it is not known yet.
pub(super) struct Judged {
    /// The row.
    pub(super) matched: Matched,
    /// Whether the item was retired, and is taken back.
    pub(super) restored: bool,
    /// Fields of the item that are written.
    pub(super) fields: Vec<FieldChange>,
    /// Parts and elements that are written.
    pub(super) children: Vec<ChildChange>,
    /// What waits for approval.
    pub(super) waiting: ForApproval,
    /// What else came of it.
    pub(super) notes: RowNotes,
}

/// Fields and children that wait for approval, and why.
#[derive(Debug, Default)]
pub(super) struct ForApproval {
    pub(super) fields: Vec<FieldChange>,
    pub(super) children: Vec<ChildChange>,
    pub(super) reasons: Vec<Said>,
}

/// What comes of judging a row besides what is written.
#[derive(Debug, Default)]
pub(super) struct RowNotes {
    /// What the link learns.
    pub(super) lessons: Vec<Lesson>,
    /// Paths of fields that have changed back and forth for too long.
    pub(super) fights: Vec<String>,
    /// Paths of what was removed by hand, where the mapping asks.
    pub(super) asks: Vec<String>,
    /// Fields left to a higher job.
    pub(super) yielded: Vec<LeftToJob>,
    /// Fields that stay as they are in the target.
    pub(super) kept: Vec<KeptField>,
    /// Values that the row goes on without.
    pub(super) left_out: Vec<Reject>,
    /// Last days that the record says of rows which have the months until then.
    pub(super) ends: Vec<((Part, i64), chrono::NaiveDate)>,
}

/// A field that is left to a higher job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LeftToJob {
    /// The field.
    pub(super) path: FieldPath,
    /// The job.
    pub(super) job: String,
}

/// A field that stays as it is in the target.
#[derive(Debug)]
pub(super) struct KeptField {
    /// Its path, or that of an element.
    pub(super) path: String,
    /// Its kind.
    pub(super) kind: Kind,
    /// What the target has.
    pub(super) live: Value,
    /// What the record wants.
    pub(super) wanted: Value,
    /// Why it stays, as one sentence.
    pub(super) reason: Said,
}

/// What is wanted of the fields of a mapping once names are ids, and from where names are seen.
#[derive(Debug)]
pub(super) struct Targets {
    /// One per field of the mapping.
    pub(super) fields: Vec<Target>,
    /// Entity of the item.
    pub(super) entity: Value,
}

/// What is wanted of a field once names are ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// It is left alone.
    Untouched,
    /// This value.
    Value(Value),
    /// The number of months until this day.
    Until(chrono::NaiveDate),
}

/// What a record wants of one set.
#[derive(Debug, Default)]
pub(super) struct DraftSet {
    /// Sorted by key and values: their order in the source does not count.
    pub(super) elements: Vec<DraftElement>,
    /// Some could not be used: it is not known what the source no longer has.
    pub(super) incomplete: bool,
    /// The record says nothing of the set.
    pub(super) unsaid: bool,
}

/// One element that is wanted.
#[derive(Debug)]
pub(super) struct DraftElement {
    /// Name for people, unique in its set.
    pub(super) name: String,
    /// Parts of its key.
    pub(super) key: Vec<String>,
    /// One per field of the set.
    pub(super) targets: Vec<Target>,
    /// The record, when it is not the item's first.
    pub(super) origin: Origin,
}

impl Draft {
    /// The reject of the whole record.
    pub(super) fn refuse(&self, reason: Said) -> Box<Reject> {
        Box::new(Reject {
            origin: self.desired.origin.clone(),
            source_key: Some(self.source_key.clone()),
            field: None,
            reason,
            partial: false,
        })
    }
}

impl Matched {
    /// Link of the row, once its item is known to exist.
    pub(super) fn link(&self) -> Option<usize> {
        self.existing?.link
    }

    /// Id of the item, once it is known to exist.
    pub(super) fn item(&self) -> Option<i64> {
        Some(self.existing?.id)
    }
}

impl Place {
    /// The item.
    pub(super) fn of(self, table: &ItemTable) -> &Item {
        match self {
            Self::InUse(at) => &table.items[at],
            Self::InTrash(at) => &table.trashed[at],
        }
    }
}

impl ForApproval {
    /// A change that waits as a whole; nothing when there is none.
    pub(super) fn all(fields: Vec<FieldChange>, children: Vec<ChildChange>, reason: &Said) -> Self {
        let some = !fields.is_empty() || !children.is_empty();
        Self { fields, children, reasons: some.then(|| reason.clone()).into_iter().collect() }
    }

    /// The change that waits, made of that of its record.
    pub(super) fn of(self, change: &Change) -> Held {
        let Self { fields, children, reasons } = self;
        let (operation, retirement) = (Operation::Update, None);
        let change = Change { operation, retirement, fields, children, ..change.clone() };
        Held { change, reason: message::list::in_a_row(&reasons) }
    }
}

impl RowNotes {
    /// What is told of a row of which it is not certain which item it means: nothing of its fields, which may
    /// be another item's, and nothing is learnt.
    pub(super) fn in_doubt(self) -> Self {
        Self { left_out: self.left_out, ..Self::default() }
    }

    /// Notes that a field stays.
    pub(super) fn keep(&mut self, kept: KeptField) {
        self.kept.push(kept);
    }
}

impl Index<usize> for Targets {
    type Output = Target;

    fn index(&self, field: usize) -> &Target {
        &self.fields[field]
    }
}

impl IndexMut<usize> for Targets {
    fn index_mut(&mut self, field: usize) -> &mut Target {
        &mut self.fields[field]
    }
}

/// The reject of one field of a record, or of the record because of it.
pub(super) fn field_reject(desired: &Desired, path: &str, reason: Said, partial: bool) -> Reject {
    Reject {
        origin: desired.origin.clone(),
        source_key: desired.source_key.clone(),
        field: Some(path.to_owned()),
        reason,
        partial,
    }
}
