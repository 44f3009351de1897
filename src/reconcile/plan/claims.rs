//! Who claims an item or a key: two records that name the same one are both rejected, unless one
//! of them names it by a stronger key.

use std::collections::HashMap;

use crate::model::Origin;

/// A record's claim. Level 0 is the link, 1 the first match key, and so on.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Strength: lower is stronger.
    pub level: u8,
    /// Record that claims.
    pub row: u32,
    /// The record itself relies on this key (it did not have a stronger one).
    pub relied_on: bool,
}

/// What came of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody else claims it.
    Free,
    /// The other record has the stronger claim: this one is rejected.
    Lost {
        /// The other record.
        to: u32,
    },
    /// This record has the stronger claim: the other is rejected.
    Won {
        /// The other record.
        from: u32,
    },
    /// Both have the same claim: both are rejected.
    Tie {
        /// The other record.
        with: u32,
    },
}

/// Claims on things with a key of type `K`.
#[derive(Debug)]
pub struct Claims<K> {
    by: HashMap<K, Claim>,
}

impl<K> Default for Claims<K> {
    fn default() -> Self {
        Self { by: HashMap::new() }
    }
}

impl<K: std::hash::Hash + Eq> Claims<K> {
    /// Claims a thing.
    pub fn claim(&mut self, thing: K, claim: Claim) -> Verdict {
        let Some(held) = self.by.get_mut(&thing) else {
            self.by.insert(thing, claim);
            return Verdict::Free;
        };
        match (held.relied_on, claim.relied_on) {
            (false, false) => Verdict::Free,
            (true, false) => Verdict::Won { from: held.row },
            (false, true) => Verdict::Lost { to: held.row },
            (true, true) => match claim.level.cmp(&held.level) {
                std::cmp::Ordering::Equal => Verdict::Tie { with: held.row },
                std::cmp::Ordering::Greater => Verdict::Lost { to: held.row },
                std::cmp::Ordering::Less => {
                    let from = held.row;
                    *held = claim;
                    Verdict::Won { from }
                }
            },
        }
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
