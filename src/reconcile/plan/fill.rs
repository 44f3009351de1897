//! In how many records each column is filled that items are matched by: a column that went missing
//! or blank in the source shows by it. Counts only.

use std::collections::BTreeMap;

use crate::model::Value;
use crate::model::mapping::Mapping;

use crate::reconcile::transform::{Desired, Wanted};

use super::feed::{FeedPlanner, Fill, Filled};

/// Name under which the mapping's own source key is counted.
const SOURCE_KEY: &str = "source_key";

impl<'p> Fill<'p> {
    pub(super) fn new(mapping: &Mapping, filled: &'p mut BTreeMap<String, u64>) -> Self {
        let mut fields: Vec<usize> = mapping.match_keys.iter().flatten().copied().collect();
        fields.sort_unstable();
        fields.dedup();
        Self {
            fields: fields.into_iter().map(|field| Filled { field, count: 0 }).collect(),
            source_key: mapping.source_key.as_ref().map(|_| 0),
            filled,
        }
    }

    /// Adds the counts of this feed to those of its mapping.
    pub(super) fn tell(&mut self, mapping: &Mapping) {
        let fields = self.fields.iter().map(|filled| (mapping.fields[filled.field].path(), filled.count));
        let own = self.source_key.map(|count| (SOURCE_KEY.to_owned(), count));
        for (name, count) in fields.chain(own) {
            *self.filled.entry(name).or_default() += count;
        }
    }
}

impl FeedPlanner<'_> {
    /// Counts the key columns that a record fills with something usable.
    pub(super) fn count_filled(&mut self, desired: &Desired) {
        for at in 0..self.counts.fill.fields.len() {
            let field = self.counts.fill.fields[at].field;
            let filled = match &desired.wanted[field] {
                Wanted::Untouched | Wanted::Clear => false,
                Wanted::Set(value) => *value != Value::Empty && !self.is_junk(field, value),
                Wanted::Name(name) => !name.is_empty(),
                Wanted::Until(_) => true,
            };
            self.counts.fill.fields[at].count += u64::from(filled);
        }
        if let Some(count) = &mut self.counts.fill.source_key {
            *count += u64::from(desired.source_key.is_some());
        }
    }
}
