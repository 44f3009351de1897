//! What is known of one class while its records come in, in parts by what they are for: a function takes
//! the parts that it needs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::Said;
use crate::model::change::{Absent, Basis, Held, Kept};
use crate::model::{Absence, Change, ClassName, ItemTable, Origin, Question, Reject, Schema, Waiting};
use crate::reconcile::contract_watch::SaidEnds;
use crate::reconcile::matching::{KeyIndex, LinkTable};

use super::claims::{Claims, Origins};
use super::count::count;
use super::inquiry::Inquiry;
use super::others::Others;
use super::provisional::Provisional;
use super::stages::LeftToJob;
use super::{ClassInput, LinkUpdate};

/// One class of a plan.
#[derive(Debug)]
pub(super) struct ClassState {
    /// What is there.
    pub(super) stock: Stock,
    /// How much the sources gave.
    pub(super) intake: Intake,
    /// What came of each record.
    pub(super) rows: Rows,
    /// Who claims what.
    pub(super) claims: Claimed,
    /// What cannot be used.
    pub(super) unusable: Unusable,
    /// What people are told besides changes and rejects.
    pub(super) told: Told,
    /// What is remembered.
    pub(super) learned: Learned,
    /// Notes on the records that a person asks about.
    pub(super) inquiry: Option<Inquiry>,
}

/// What the target holds of a class, and what is remembered of it. Records add nothing to it but that a
/// link is seen.
#[derive(Debug)]
pub(super) struct Stock {
    /// What the target can hold.
    pub(super) schema: &'static Schema,
    /// Class.
    pub(super) class: ClassName,
    /// Its items.
    pub(super) table: ItemTable,
    /// The items by each key of the mappings.
    pub(super) indexes: Vec<KeyIndex>,
    /// Those in the trash by the same keys.
    pub(super) trash_indexes: Vec<KeyIndex>,
    /// Links of the job.
    pub(super) links: LinkTable,
    /// The other jobs that write the class.
    pub(super) others: Others,
    /// Locks of our own by the id of their item, as positions in [`super::Settings::own_locks`].
    pub(super) locked: Locked,
    /// What an earlier write may still change.
    pub(super) waiting: Arc<Waiting>,
}

impl Stock {
    /// The class as people call it.
    pub(super) fn class_called(&self) -> Said {
        self.schema.class_called(&self.class)
    }
}

/// Positions of locks by the id of their item.
pub(super) type Locked = BTreeMap<i64, Vec<usize>>;

/// How much the sources of a class gave.
#[derive(Debug)]
pub(super) struct Intake {
    /// Mappings that feed the class.
    pub(super) mappings: BTreeSet<String>,
    /// Records, rejects included.
    pub(super) records: u64,
    /// Whether all of them could be read.
    pub(super) complete: bool,
}

/// What came of each record, by its number in this plan.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Where they stand.
    pub(super) origins: Origins,
    /// What became of them; retirements are numbered behind records.
    pub(super) outcomes: Vec<RowOutcome>,
    /// Their changes.
    pub(super) changes: HashMap<u32, Change>,
    /// Those with a change that were rejected once all were known.
    pub(super) dropped: HashSet<u32>,
    /// Those that were matched by a key with an item that has no link.
    pub(super) adopting: Vec<u32>,
    /// Changes whose new value may be another item's.
    pub(super) moving: Vec<Moving>,
}

/// A field that gets a value which may be another item's.
#[derive(Debug)]
pub(super) struct Moving {
    /// Number of the record.
    pub(super) row: u32,
    /// The field.
    pub(super) column: String,
}

/// What became of a record, one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowOutcome {
    /// Its item is as it should be.
    Unchanged,
    /// Its item changes.
    Changed,
    /// It cannot be used.
    Rejected,
}

/// Who claims what: of the records that name the same thing at most one stays.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    /// Items by their ids.
    pub(super) items: Claims<i64>,
    /// Keys of records without a link, by their hashes.
    pub(super) keys: Claims<u64>,
}

/// Records and values that cannot be used, and the items that such records may be of.
#[derive(Debug, Default)]
pub(super) struct Unusable {
    /// Rejects of whole records.
    pub(super) rejects: Vec<Reject>,
    /// Values of records that go on without them.
    pub(super) left_out: Provisional<Reject>,
    /// Positions of the rejects that may be of any item.
    pub(super) unattributed: Vec<usize>,
    /// Items that a rejected record may be of.
    pub(super) items: BTreeSet<i64>,
    /// Items that a record may be of besides the one that it is matched with, by its number.
    pub(super) may_be: Vec<(u32, i64)>,
    /// Items between which a record cannot choose, each time by their ids.
    pub(super) ambiguous: BTreeSet<Vec<i64>>,
    /// Keys of rejected records that are those of no item in use.
    pub(super) homeless: Vec<HomelessKey>,
}

/// A key that no item in use has.
#[derive(Debug)]
pub(super) struct HomelessKey {
    /// Position in [`Stock::indexes`].
    pub(super) index: usize,
    /// Its values.
    pub(super) parts: Vec<String>,
}

/// What people are told besides changes and rejects.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Values that stay as they are in the target.
    pub(super) kept: Provisional<Kept>,
    /// What waits for approval.
    pub(super) held: Provisional<Held>,
    /// What a person has to decide.
    pub(super) questions: Provisional<Question>,
    /// Fields left to higher jobs, with the number of items.
    pub(super) yielded: BTreeMap<LeftToJob, u64>,
    /// Items that are missing, but not for long enough.
    pub(super) absent: Vec<Absent>,
    /// Why missing items are not retired.
    pub(super) doubt: Option<Said>,
    /// The last days that sources say, where the target keeps whole months.
    pub(super) ends: SaidEnds,
}

/// What the ledger learns besides what is written.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// What links learn.
    pub(super) updates: Provisional<LinkUpdate>,
    /// Links whose number of runs without the record changes.
    pub(super) absences: Vec<Absence>,
}

impl ClassState {
    pub(super) fn new(schema: &'static Schema, input: ClassInput, waiting: Arc<Waiting>) -> Self {
        let ClassInput { class, table, links, others } = input;
        Self {
            stock: Stock {
                schema,
                class,
                table,
                indexes: Vec::new(),
                trash_indexes: Vec::new(),
                links,
                others,
                locked: Locked::new(),
                waiting,
            },
            intake: Intake { mappings: BTreeSet::new(), records: 0, complete: true },
            rows: Rows::default(),
            claims: Claimed::default(),
            unusable: Unusable::default(),
            told: Told::default(),
            learned: Learned::default(),
            inquiry: None,
        }
    }

    /// Notes that an item may be that of a record which is not used: it is not missing.
    pub(super) fn protect(&mut self, id: i64) {
        self.unusable.items.insert(id);
        if let Some(link) = self.stock.links.of_item(id) {
            self.stock.links.see(link);
        }
    }

    /// The numbers by which the plan of the class is judged.
    pub(super) fn basis(&self, changes: &[Change], rejects: u64) -> Basis {
        let mut basis = Basis {
            class: self.stock.class.to_string(),
            linked: self.stock.links.rows().len() as u64,
            existing: self.stock.table.items.len() as u64,
            records: self.intake.records,
            counts: count(changes),
        };
        basis.counts.reject = rejects;
        basis.counts.unchanged =
            self.rows.outcomes.iter().filter(|outcome| **outcome == RowOutcome::Unchanged).count() as u64;
        basis
    }
}

impl Rows {
    /// Numbers a record. Until more is known of it, it cannot be used.
    pub(super) fn add(&mut self, origin: &Origin) -> u32 {
        let number = self.origins.push(origin);
        // Retirements are numbered behind records: outcomes has one slot per number.
        self.outcomes.resize(number as usize + 1, RowOutcome::Rejected);
        number
    }

    /// Notes what becomes of a record.
    pub(super) fn mark(&mut self, row: u32, outcome: RowOutcome) {
        self.outcomes[row as usize] = outcome;
    }
}

impl Unusable {
    /// The reject that is filed next may be of any item.
    pub(super) fn next_is_unattributed(&mut self) {
        self.unattributed.push(self.rejects.len());
    }

    /// A record that may be any item's.
    pub(super) fn reject_unattributed(&mut self, reject: Reject) {
        self.next_is_unattributed();
        self.rejects.push(reject);
    }
}
