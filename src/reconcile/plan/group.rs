//! Records that wait for others: several rows of one item, whose elements are put together, and places
//! that stand before the place they are in.

use crate::message;
use crate::model::Operation;
use crate::model::mapping::Mapping;
use crate::model::schema::Part;
use crate::model::set::RowsPerItem;
use crate::reconcile::names::fold;
use crate::reconcile::transform::{Desired, Differing, Wanted};

use super::feed::{FeedPlanner, Grouped};
use super::stages::{Read, field_reject};

impl Grouped {
    /// Hands the records over, one per item.
    pub(super) fn take(&mut self) -> Vec<Read> {
        self.by_key.clear();
        std::mem::take(&mut self.rows)
    }
}

impl FeedPlanner<'_> {
    /// Puts a record to the others of its item. One without a key stands alone.
    pub(super) fn group(&mut self, read: Read) {
        let grouped = &mut self.later.grouped;
        let key = item_key(self.mapping, &read.desired);
        let known = key.as_ref().and_then(|key| grouped.by_key.get(key)).copied();
        let Some(at) = known else {
            if let Some(key) = key {
                grouped.by_key.insert(key, grouped.rows.len());
            }
            grouped.rows.push(read);
            return;
        };
        let joined = &mut grouped.rows[at];
        let first = joined.desired.origin.clone();
        let alike = read.desired.clone();
        let differing = joined.desired.join(read.desired);
        // The item is rejected with all its rows: the one that is bad may be the one that counts.
        joined.refused = joined.refused.take().or(read.refused);
        for Differing { field, first: ours, other } in differing {
            let reason = message::reject::rows_differ(&other, &first, &ours).said();
            let path = self.mapping.fields[field].path();
            joined.desired.left_out.push(field_reject(&alike, &path, reason, true));
        }
    }
}

impl FeedPlanner<'_> {
    /// A row that may be any item's may have had more of its elements: none is removed.
    pub(super) fn hold_removals(&mut self) {
        if self.mapping.rows == RowsPerItem::One || self.state.unusable.unattributed.is_empty() {
            return;
        }
        for change in self.state.rows.changes.values_mut() {
            let schema = self.mapping.schema;
            change
                .children
                .retain(|child| child.operation != Operation::Retire || !schema.is_set(child.part));
        }
    }
}

/// What two rows of one item have in common: the key of the record in its source, else the first
/// match key that is whole.
fn item_key(mapping: &Mapping, desired: &Desired) -> Option<Vec<String>> {
    if let Some(key) = &desired.source_key {
        return Some(vec![key.clone()]);
    }
    mapping.match_keys.iter().enumerate().find_map(|(level, key)| {
        let mut parts = vec![level.to_string()];
        for field in key {
            parts.push(match &desired.wanted[*field] {
                Wanted::Set(value) if !value.is_empty() => fold(&value.to_string()),
                Wanted::Name(name) if !name.trim().is_empty() => fold(name),
                _ => return None,
            });
        }
        Some(parts)
    })
}

/// How deep the parent of a tree's record stands.
pub(super) fn depth(mapping: &Mapping, desired: &Desired) -> usize {
    let parent = mapping.field(Part::ITEM, mapping.schema.parent_column(&mapping.class).as_str());
    match parent.map(|at| &desired.wanted[at]) {
        Some(Wanted::Name(path)) => path.matches('>').count() + 1,
        _ => 0,
    }
}
