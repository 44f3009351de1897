//! Who claims an item or a key: of the records that name the same one, those with a weaker claim
//! are rejected, and all of them when several have the strongest. Decided when all records are
//! known, so that their order does not matter.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::model::Origin;
use crate::model::Said;

/// A record's claim. Level 0 is the link, 1 the first match key, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// Record that claims.
    pub row: u32,
    /// Strength: lower is stronger.
    pub level: u8,
    /// Whether the record is told by this key.
    pub reliance: Reliance,
}

/// Whether a record is told by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reliance {
    /// It has a stronger one.
    Beside,
    /// It has no stronger one.
    On,
}

/// A claim that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Record that claimed.
    pub row: u32,
    /// What it claimed.
    pub thing: Said,
    /// The records that name it, too.
    pub to: Vec<u32>,
    /// Whether those name it by a stronger key.
    pub to_stronger: bool,
}

/// Claims on things with a key of type `K`.
#[derive(Debug)]
pub struct Claims<K> {
    first: HashMap<K, Claim>,
    contests: BTreeMap<K, Contest>,
}

#[derive(Debug)]
struct Contest {
    thing: Said,
    claims: Vec<Claim>,
}

impl<K> Default for Claims<K> {
    fn default() -> Self {
        Self { first: HashMap::new(), contests: BTreeMap::new() }
    }
}

impl<K: Hash + Ord + Copy> Claims<K> {
    /// Claims a thing, which is named in words when it is claimed twice.
    pub fn claim(&mut self, key: K, claim: Claim, thing: impl FnOnce() -> Said) {
        let held = *self.first.entry(key).or_insert(claim);
        if held.row != claim.row {
            let contest = self.contests.entry(key);
            contest.or_insert_with(|| Contest { thing: thing(), claims: vec![held] }).claims.push(claim);
        }
    }

    /// The claims that do not hold.
    pub fn losses(&mut self) -> Vec<Loss> {
        std::mem::take(&mut self.contests).into_values().flat_map(Contest::losses).collect()
    }
}

impl Contest {
    fn losses(mut self) -> Vec<Loss> {
        self.claims.sort_unstable();
        let (on, beside): (Vec<Claim>, Vec<Claim>) =
            self.claims.iter().partition(|claim| claim.reliance == Reliance::On);
        let best = on.iter().map(|claim| claim.level).min();
        let strongest: Vec<u32> = match beside.as_slice() {
            [] => on.iter().filter(|claim| Some(claim.level) == best).map(|claim| claim.row).collect(),
            beside => beside.iter().map(|claim| claim.row).collect(),
        };
        let lost = on.iter().filter_map(|claim| {
            let to: Vec<u32> = strongest.iter().copied().filter(|row| *row != claim.row).collect();
            let to_stronger = !strongest.contains(&claim.row);
            (!to.is_empty()).then(|| Loss { row: claim.row, thing: self.thing.clone(), to, to_stronger })
        });
        lost.collect()
    }
}

/// The origins of records, four to eight bytes each: the file's origin is shared.
#[derive(Debug, Default)]
pub struct Origins {
    sources: Vec<Origin>,
    rows: Vec<(u32, u64)>,
}

impl Origins {
    /// Remembers a record's origin; its position is the record's number in this plan.
    pub fn push(&mut self, origin: &Origin) -> u32 {
        let same = |known: &Origin| known.source == origin.source && known.sheet == origin.sheet;
        let at = match self.sources.iter().rposition(same) {
            Some(at) => at,
            None => {
                self.sources.push(Origin { row: None, ..origin.clone() });
                self.sources.len() - 1
            }
        };
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push((u32::try_from(at).unwrap_or(u32::MAX), origin.row.unwrap_or(0)));
        number
    }

    /// The origin of a record.
    pub fn get(&self, number: u32) -> Origin {
        let (source, row) = self.rows[number as usize];
        let origin = &self.sources[source as usize];
        Origin { row: (row != 0).then_some(row), ..origin.clone() }
    }
}
