//! What the planner of one source holds.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use crate::model::mapping::Mapping;
use crate::model::{Header, Reading, Value};
use crate::reconcile::names::{NameError, Names};
use crate::reconcile::transform::{JunkFilter, Transform};

use super::Settings;
use super::bound::Bound;
use super::contracts::Contracts;
use super::currencies::Currencies;
use super::judge::Judge;
use super::readings::Readings;
use super::stages::Read;
use super::state::ClassState;

/// Plans the records of one source with one mapping.
#[derive(Debug)]
pub struct FeedPlanner<'p> {
    pub(super) settings: &'p Settings,
    pub(super) names: &'p mut Names,
    pub(super) state: &'p mut ClassState,
    pub(super) mapping: &'p Mapping,
    pub(super) transform: Transform<'p>,
    pub(super) junk: JunkFilter,
    /// The mapping bound to what is known.
    pub(super) bound: Bound,
    pub(super) looked_up: LookedUp,
    pub(super) counts: Counts<'p>,
    pub(super) later: Later,
}

/// What was looked up already.
#[derive(Debug)]
pub(super) struct LookedUp {
    /// Per field.
    pub(super) names: Vec<NameCache>,
    /// Per set and field.
    pub(super) of_sets: Vec<Vec<NameCache>>,
    /// Made when the first row looks for a contract.
    pub(super) contracts: OnceCell<Contracts>,
}

/// Names already looked up for one field.
pub(super) type NameCache = HashMap<Box<str>, Resolved>;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    /// The entity from which it was seen.
    pub(super) seen_from: Value,
    /// The row.
    pub(super) value: Result<Value, NameError>,
}

/// What is counted over all records of a feed.
#[derive(Debug)]
pub(super) struct Counts<'p> {
    /// Records of the mapping, rejects included.
    pub(super) records: &'p mut u64,
    /// Rows that the mapping does not want.
    pub(super) left_out: &'p mut u64,
    pub(super) fill: Fill<'p>,
    pub(super) readings: Readings,
    pub(super) currencies: Currencies,
}

/// In how many records the columns are filled that items are matched by.
#[derive(Debug)]
pub(super) struct Fill<'p> {
    /// Fields of the match keys, each once.
    pub(super) fields: Vec<Filled>,
    /// Records with a source key of their own, where the mapping has one.
    pub(super) source_key: Option<u64>,
    pub(super) filled: &'p mut BTreeMap<String, u64>,
}

/// The records that fill a field.
#[derive(Debug)]
pub(super) struct Filled {
    /// Position of the field in the mapping.
    pub(super) field: usize,
    /// How many there are.
    pub(super) count: u64,
}

/// Records that are planned when all are known.
#[derive(Debug, Default)]
pub(super) struct Later {
    /// Lines of contracts, and rows of trees.
    pub(super) deferred: Vec<Deferred>,
    /// Of items that may have several rows.
    pub(super) grouped: Grouped,
}

/// A record that is planned when all are known.
#[derive(Debug)]
pub(super) struct Deferred {
    /// How deep it stands in a tree.
    pub(super) depth: usize,
    pub(super) read: Read,
}

/// Records of items that may have several rows, one per item.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    pub(super) rows: Vec<Read>,
    pub(super) by_key: HashMap<Vec<String>, usize>,
}

impl<'p> FeedPlanner<'p> {
    pub(super) fn new(
        settings: &'p Settings,
        names: &'p mut Names,
        state: &'p mut ClassState,
        reading: &'p mut Reading,
        mapping: &'p Mapping,
        header: &Header,
    ) -> Self {
        let records = reading.records.entry(mapping.name.to_string()).or_default();
        let left_out = reading.left_out.entry(mapping.name.to_string()).or_default();
        let filled = reading.filled.entry(mapping.name.to_string()).or_default();
        Self {
            bound: Bound::new(&mut state.stock, mapping, names),
            settings,
            names,
            state,
            mapping,
            transform: Transform::new(mapping, header, settings.today, &settings.job),
            junk: JunkFilter::new(&mapping.junk),
            looked_up: LookedUp {
                names: vec![HashMap::new(); mapping.fields.len()],
                of_sets: mapping.sets.iter().map(|set| vec![HashMap::new(); set.fields.len()]).collect(),
                contracts: OnceCell::new(),
            },
            counts: Counts {
                records,
                left_out,
                fill: Fill::new(mapping, filled),
                readings: Readings::default(),
                currencies: Currencies::default(),
            },
            later: Later::default(),
        }
    }

    /// Who judges a row: sees what is known, and changes nothing.
    pub(super) fn judge(&self) -> Judge<'_> {
        Judge {
            settings: self.settings,
            mapping: self.mapping,
            names: self.names,
            stock: &self.state.stock,
            bound: &self.bound,
            contracts: &self.looked_up.contracts,
            inquiry: self.state.inquiry.as_ref(),
        }
    }
}
