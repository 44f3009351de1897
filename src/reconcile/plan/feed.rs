//! What the planner of one source holds, and a record on its way through it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use crate::model::mapping::Mapping;
use crate::model::remembered::{FieldPath, Lesson};
use crate::model::{Kind, Origin, Reject, Value};
use crate::reconcile::names::{NameError, Names};
use crate::reconcile::transform::{Desired, JunkFilter, Transform};

use super::Settings;
use super::contracts::Contracts;
use super::currencies::Currencies;
use super::readings::Readings;
use super::spelling::Spelling;
use super::state::ClassState;

/// Plans the records of one source with one mapping.
#[derive(Debug)]
pub struct FeedPlanner<'p> {
    pub(super) settings: &'p Settings,
    pub(super) names: &'p mut Names,
    pub(super) state: &'p mut ClassState,
    pub(super) mapping: &'p Mapping,
    pub(super) transform: Transform<'p>,
    pub(super) records: &'p mut u64,
    pub(super) fill: Fill<'p>,
    pub(super) junk: JunkFilter,
    pub(super) readings: Readings,
    /// Per field: its path, its position in the table of its part, its position in the memory.
    pub(super) fields: Vec<Bound>,
    pub(super) keys: Vec<Key>,
    pub(super) cache: Vec<NameCache>,
    pub(super) entity_field: Option<usize>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) spellings: Vec<Spelling>,
    pub(super) contracts: OnceCell<Contracts>,
    pub(super) currencies: Currencies,
    pub(super) sets: Vec<Vec<Option<usize>>>,
    pub(super) set_cache: Vec<Vec<NameCache>>,
    pub(super) grouped: Grouped,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub(super) path: FieldPath,
    pub(super) column: Option<usize>,
    pub(super) memory: Option<usize>,
    /// Its position in the memory of each other job.
    pub(super) others: Vec<Option<usize>>,
}

#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) fields: Vec<usize>,
    pub(super) index: Option<usize>,
}

/// What is wanted of a field once names are ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Untouched,
    Value(Value),
    Until(chrono::NaiveDate),
}

/// A record on its way.
pub(super) struct RowDraft {
    pub(super) number: u32,
    pub(super) desired: Desired,
    /// Link of the record's key.
    pub(super) link: Option<usize>,
    /// The item, once it is known to exist.
    pub(super) item: Option<i64>,
    pub(super) targets: Vec<Target>,
    pub(super) entity: Value,
    /// What the link learns.
    pub(super) lessons: Vec<Lesson>,
    /// Fields that have changed back and forth for too long.
    pub(super) fights: Vec<String>,
    /// Fields left to a higher job, which is named.
    pub(super) yielded: Vec<(FieldPath, String)>,
    pub(super) kept: Vec<(String, Kind, Value, Value, String)>,
    /// Why nothing of it is written yet.
    pub(super) doubt: Option<String>,
    /// Paths of what was removed by hand, where the mapping asks.
    pub(super) asks: Vec<String>,
    pub(super) rejects: Vec<Reject>,
    /// One per set of the mapping.
    pub(super) sets: Vec<DraftSet>,
}

impl RowDraft {
    /// Why nothing of it is written yet; then nothing is learnt or told of its fields either, which may be
    /// another item's.
    pub(super) fn take_doubt(&mut self) -> Option<String> {
        let doubt = self.doubt.take()?;
        self.lessons.clear();
        self.kept.clear();
        self.fights.clear();
        self.yielded.clear();
        Some(doubt)
    }
}

/// Why a record is rejected, with the index of the field.
pub(super) type Refused = (Option<usize>, Reject);

/// A record that is planned when all are known, with its depth in a tree.
pub(super) type Waiting = (usize, Desired, Option<Refused>);

/// Names already looked up for one field, with the entity from which they were seen.
pub(super) type NameCache = HashMap<Box<str>, (Value, Result<Value, NameError>)>;

pub(super) fn field_reject(desired: &Desired, path: &str, reason: String, partial: bool) -> Reject {
    Reject {
        origin: desired.origin.clone(),
        source_key: desired.source_key.clone(),
        field: Some(path.to_owned()),
        reason,
        partial,
    }
}

/// What a record wants of one set.
#[derive(Debug, Default)]
pub(super) struct DraftSet {
    /// Sorted by key and values: their order in the source does not count.
    pub(super) elements: Vec<DraftElement>,
    /// Some could not be used: it is not known what the source no longer has.
    pub(super) incomplete: bool,
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

/// The counts of one feed.
#[derive(Debug)]
pub(super) struct Fill<'p> {
    /// Fields of the match keys, each once, with the records that fill them.
    pub(super) fields: Vec<(usize, u64)>,
    /// Records with a source key of their own, where the mapping has one.
    pub(super) source_key: Option<u64>,
    pub(super) filled: &'p mut BTreeMap<String, u64>,
}

/// Records of items that may have several rows.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    pub(super) rows: Vec<(Desired, Option<Refused>)>,
    pub(super) by_key: HashMap<Vec<String>, usize>,
}
