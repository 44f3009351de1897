//! One record of a feed → a change, nothing, or a reject.

use crate::message;
use crate::model::mapping::ContractLines;
use crate::model::set::RowsPerItem;
use crate::model::{Record, Reject};
use crate::reconcile::transform::{Attempt, Refused};

use super::feed::{Deferred, FeedPlanner};
use super::group::depth;
use super::lines;
use super::newest::{self, Older};
use super::own_locks::{WholeItem, keeps_item};
use super::stages::{Matched, Place, Read};
use super::state::RowOutcome;

impl FeedPlanner<'_> {
    /// A row that the source could not read: it may be any item's.
    pub fn reject(&mut self, reject: Reject) {
        self.count_record();
        self.state.unusable.reject_unattributed(reject);
    }

    /// One record.
    pub fn record(&mut self, record: &Record) {
        let mut read = match self.transform.attempt(record) {
            Attempt { desired: Some(desired), refused } => Read { desired, refused },
            Attempt { desired: None, refused: Some(Refused { reject, .. }) } => return self.reject(reject),
            Attempt { desired: None, refused: None } => {
                *self.counts.left_out += 1;
                return;
            }
        };
        if self.is_total(record, &read.desired) {
            return;
        }
        self.note_reading(record, &mut read.desired);
        self.count_record();
        self.count_filled(&read.desired);
        for (field, currency) in self.transform.currencies(record) {
            self.counts.currencies.note(field, currency, &read.desired.origin);
        }
        let waits = self.mapping.contract_lines == ContractLines::Latest || self.mapping.newest.is_some();
        if self.mapping.rows == RowsPerItem::Several {
            self.group(read);
        } else if waits || self.mapping.schema.is_tree(&self.mapping.class) {
            // A place may stand before the place it is in: they are planned from the top.
            let depth = depth(self.mapping, &read.desired);
            self.later.deferred.push(Deferred { depth, read });
        } else {
            self.plan(read);
        }
    }

    /// No more records of this source come.
    pub fn end(mut self) {
        self.counts.fill.tell(self.mapping);
        let mut deferred = std::mem::take(&mut self.later.deferred);
        let grouped = self.later.grouped.take();
        if self.mapping.newest.is_some() {
            deferred.extend(grouped.into_iter().map(|read| Deferred { depth: 0, read }));
            deferred = self.newest_of(deferred);
        } else {
            grouped.into_iter().for_each(|read| self.plan(read));
        }
        if self.mapping.contract_lines == ContractLines::Latest {
            let overlaps = lines::latest(self.mapping, &mut deferred);
            self.state.told.questions.add_all_certain(overlaps);
        }
        deferred.sort_by_key(|deferred| deferred.depth);
        for Deferred { read, .. } in deferred {
            self.plan(read);
        }
        self.hold_removals();
        let path = |field: usize| self.mapping.fields[field].path();
        let mixed = self.counts.currencies.questions(&self.state.stock.class, path);
        self.state.told.questions.add_all_certain(mixed);
        self.tell_readings();
    }

    /// The newest record of each item, with what older ones say besides.
    fn newest_of(&mut self, records: Vec<Deferred>) -> Vec<Deferred> {
        let older = newest::older(self.mapping, &self.junk, &records);
        let mut records: Vec<Option<Deferred>> = records.into_iter().map(Some).collect();
        for Older { at, newer } in older {
            let Some(older) = records[at].take() else { continue };
            let Some(newer) = &mut records[newer] else { continue };
            let newer = &mut newer.read.desired;
            self.counts.readings.note_older(&older.read.desired.origin, &newer.origin);
            newer.complete(self.mapping, older.read.desired);
        }
        records.into_iter().flatten().collect()
    }

    fn count_record(&mut self) {
        *self.counts.records += 1;
        self.state.intake.records += 1;
    }

    fn plan(&mut self, read: Read) {
        let number = self.state.rows.add(&read.desired.origin);
        if let Err(reject) = self.plan_row(number, read) {
            self.state.rows.mark(number, RowOutcome::Rejected);
            self.state.unusable.rejects.push(*reject);
        }
    }

    /// The way of a row, stage by stage.
    fn plan_row(&mut self, number: u32, read: Read) -> Result<(), Box<Reject>> {
        let draft = self.draft(number, read)?;
        self.note_record(&draft);
        let matched = self.match_item(draft)?;
        if self.stays_in_trash(&matched) {
            self.state.rows.mark(number, RowOutcome::Unchanged);
            return Ok(());
        }
        let judged = self.judge().judge(matched);
        self.write_down(judged);
        Ok(())
    }

    /// True when a lock keeps an item in the trash that its record would take out.
    fn stays_in_trash(&mut self, matched: &Matched) -> bool {
        let Some(existing) = matched.existing else { return false };
        let whole = WholeItem {
            id: existing.id,
            source_key: &matched.draft.source_key,
            live: message::keep::in_the_trash(),
            source: message::keep::there_again(),
        };
        matches!(existing.place, Place::InTrash(_))
            && keeps_item(self.settings, &self.state.stock, &mut self.state.told, whole)
    }
}
