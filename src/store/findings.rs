//! What a run found and did not write: rejects, and fields kept as a person left them.

use diesel::prelude::*;

use super::error::Fault;
use super::schema::{kept, rejects};
use super::stamp::{count, from_json, number, readable, to_json};
use super::{Store, StoreError, batch};
use crate::model::change::Kept;
use crate::model::{Origin, Reject, RunId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rejects, treat_none_as_default_value = false)]
pub(super) struct RejectRow {
    run: String,
    seq: i64,
    source: String,
    sheet: Option<String>,
    source_row: Option<i64>,
    source_key: Option<String>,
    field: Option<String>,
    reason: String,
    partial: bool,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = kept, treat_none_as_default_value = false)]
pub(super) struct KeptRow {
    run: String,
    seq: i64,
    class: String,
    source_key: String,
    remote_id: i64,
    label: String,
    field: String,
    live: String,
    wanted: String,
    reason: String,
}

impl RejectRow {
    fn of(run: &RunId, seq: i64, reject: &Reject) -> Self {
        Self {
            run: run.0.clone(),
            seq,
            source: readable(&reject.origin.source),
            sheet: reject.origin.sheet.as_deref().map(readable),
            source_row: reject.origin.row.map(number),
            source_key: reject.source_key.as_deref().map(readable),
            field: reject.field.as_deref().map(readable),
            reason: readable(&reject.reason),
            partial: reject.partial,
        }
    }

    fn into_reject(self) -> Reject {
        Reject {
            origin: Origin {
                source: self.source.into(),
                sheet: self.sheet.map(Into::into),
                row: self.source_row.map(count),
            },
            source_key: self.source_key,
            field: self.field,
            reason: self.reason,
            partial: self.partial,
        }
    }
}

impl KeptRow {
    fn of(run: &RunId, seq: i64, kept: &Kept) -> Result<Self, Fault> {
        Ok(Self {
            run: run.0.clone(),
            seq,
            class: kept.class.as_str().to_owned(),
            source_key: kept.source_key.clone(),
            remote_id: kept.remote_id,
            label: readable(&kept.label),
            field: kept.field.clone(),
            live: to_json(&kept.live)?,
            wanted: to_json(&kept.source)?,
            reason: readable(&kept.reason),
        })
    }

    fn into_kept(self) -> Result<Kept, Fault> {
        Ok(Kept {
            class: self.class.as_str().into(),
            live: from_json(&self.live)?,
            source: from_json(&self.wanted)?,
            source_key: self.source_key,
            remote_id: self.remote_id,
            label: self.label,
            field: self.field,
            reason: self.reason,
        })
    }
}

impl Store {
    /// Records the rejects of a run, in their order, in place of those recorded before.
    pub fn record_rejects(&self, run: &RunId, found: &[Reject]) -> Result<(), StoreError> {
        self.write("recording rejects", |database| {
            diesel::delete(rejects::table.filter(rejects::run.eq(&run.0))).execute(database)?;
            let rows: Vec<_> =
                (1..).zip(found).map(|(seq, reject)| RejectRow::of(run, seq, reject)).collect();
            Ok(batch::insert_rejects(database, &rows)?)
        })
    }

    /// The rejects of a run, in the order in which they were recorded.
    pub fn rejects(&self, run: &RunId) -> Result<Vec<Reject>, StoreError> {
        self.read("reading rejects", |database| {
            let rows = rejects::table
                .filter(rejects::run.eq(&run.0))
                .order(rejects::seq.asc())
                .select(RejectRow::as_select())
                .load(database)?;
            Ok(rows.into_iter().map(RejectRow::into_reject).collect())
        })
    }

    /// Records the hand edits that a run kept, in their order, in place of those recorded before.
    pub fn record_kept(&self, run: &RunId, found: &[Kept]) -> Result<(), StoreError> {
        self.write("recording hand edits", |database| {
            diesel::delete(kept::table.filter(kept::run.eq(&run.0))).execute(database)?;
            let rows = (1..)
                .zip(found)
                .map(|(seq, kept)| KeptRow::of(run, seq, kept))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(batch::insert_kept(database, &rows)?)
        })
    }

    /// The hand edits that a run kept, in the order in which they were recorded.
    pub fn kept(&self, run: &RunId) -> Result<Vec<Kept>, StoreError> {
        self.read("reading hand edits", |database| {
            kept::table
                .filter(kept::run.eq(&run.0))
                .order(kept::seq.asc())
                .select(KeptRow::as_select())
                .load(database)?
                .into_iter()
                .map(KeptRow::into_kept)
                .collect()
        })
    }
}
