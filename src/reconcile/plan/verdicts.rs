//! Matched → judged: what policy, locks, other jobs, fights and the ledger say of each field of a row.

use std::borrow::Cow;

use crate::message;
use crate::model::Said;
use crate::model::change::FieldChange;
use crate::model::mapping::Write;
use crate::model::remembered::{Lesson, encode};
use crate::model::schema::Part;
use crate::model::{Column, Item, Kind, Value};
use crate::reconcile::matching::value_hash;
use crate::reconcile::months;

use super::diff::{FieldVerdict, field_change, is_unset};
use super::judge::{Compared, Judge, LiveRow};
use super::own_locks::is_locked;
use super::stages::{
    ForApproval, Judged, KeptField, Matched, Place, RowNotes, Target, Targets, field_reject,
};

impl Judge<'_> {
    /// Judges a row.
    pub(super) fn judge(&self, mut matched: Matched) -> Judged {
        let mut notes = RowNotes::default();
        std::mem::swap(&mut notes.left_out, &mut matched.draft.left_out);
        match matched.existing.map(|existing| existing.place) {
            Some(place) => self.judge_existing(matched, place, notes),
            None => self.judge_new(matched, notes),
        }
    }

    fn judge_existing(&self, mut matched: Matched, place: Place, mut notes: RowNotes) -> Judged {
        let item = place.of(&self.stock.table);
        let link = self.link(matched.link());
        self.note_there(&matched, &mut notes);
        let mut fields = self.diff_item(&matched, item, &mut notes);
        if fields.iter().all(|field| field.field != self.schema().columns.entity) {
            // Its children belong where it is and stays.
            matched.draft.targets.entity = Value::Ref(item.entity);
        }
        let mut children = self.diff_parts(&matched, Some(item), &mut notes);
        let restored =
            link.is_some_and(|link| link.retired) && !is_locked(self.settings, self.stock, item.id, "*");
        if restored {
            self.unflag(&matched, item, &mut fields);
        }
        self.take_locked(item, &mut fields, &mut children, &mut notes);
        if let Some(reason) = &matched.doubt {
            let waiting = ForApproval::all(fields, children, reason);
            let (fields, children, notes) = (Vec::new(), Vec::new(), notes.in_doubt());
            return Judged { matched, restored: false, fields, children, waiting, notes };
        }
        let waiting = self.take_held(item, &matched.draft.targets, &mut fields, &mut children);
        if matches!(place, Place::InTrash(_)) && !fields.is_empty() {
            let (was, to) = (Value::Bool(true), Value::Bool(false));
            fields.insert(0, field_change(self.schema().columns.trash, &Kind::Boolean, was, to, self.names));
        }
        Judged { matched, restored, fields, children, waiting, notes }
    }

    fn judge_new(&self, matched: Matched, mut notes: RowNotes) -> Judged {
        let fields = self.new_fields(&matched, &mut notes);
        let children = self.diff_parts(&matched, None, &mut notes);
        if matched.doubt.is_some() {
            notes = notes.in_doubt();
        }
        Judged { matched, restored: false, fields, children, waiting: ForApproval::default(), notes }
    }

    /// The fields of an item that is yet to be made.
    fn new_fields(&self, matched: &Matched, notes: &mut RowNotes) -> Vec<FieldChange> {
        let targets = &matched.draft.targets;
        let mut fields = Vec::new();
        if self.bound.entity_field.is_none_or(|field| targets[field] == Target::Untouched) {
            let column = self.schema().columns.entity;
            let entity = targets.entity.clone();
            fields.push(field_change(column, &Kind::Entity, Value::Empty, entity, self.names));
        }
        for (at, rule) in self.mapping.part(Part::ITEM) {
            // Without its keys an item is found by nobody.
            if self.reserved(at).is_some() && !self.bound.is_key_field(at) {
                continue;
            }
            match self.wanted(targets, at, None) {
                Ok(Some(value)) if !value.is_empty() => {
                    let (column, value) = (rule.column.as_str(), value.into_owned());
                    fields.push(field_change(column, &rule.kind, Value::Empty, value, self.names));
                }
                Ok(_) => {
                    let nothing = self.schema().canonical(&rule.kind, Value::Empty);
                    self.note_blank(matched, at, &nothing, notes);
                }
                Err(reason) => self.leave_out(matched, at, reason, notes),
            }
        }
        fields
    }

    /// Differences of the item's own fields.
    fn diff_item(&self, matched: &Matched, item: &Item, notes: &mut RowNotes) -> Vec<FieldChange> {
        let row = LiveRow::of_item(item, &self.stock.table.columns);
        let mut fields = Vec::new();
        for (at, _) in self.mapping.part(Part::ITEM) {
            match self.judge_at(matched, at, row, notes) {
                Ok(change) => fields.extend(change),
                Err(reason) => self.leave_out(matched, at, reason, notes),
            }
        }
        fields
    }

    fn leave_out(&self, matched: &Matched, at: usize, reason: Said, notes: &mut RowNotes) {
        let path = &self.bound.fields[at].path;
        notes.left_out.push(field_reject(&matched.draft.desired, path, reason, true));
    }

    /// What becomes of a field of a row that is there; why the record cannot say what it wants of it.
    pub(super) fn judge_at(
        &self,
        matched: &Matched,
        field: usize,
        row: LiveRow<'_>,
        notes: &mut RowNotes,
    ) -> Result<Option<FieldChange>, Said> {
        let column = self.bound.fields[field].column;
        let Some(live) = column.and_then(|column| row.values.get(column)) else { return Ok(None) };
        let Some(wanted) = self.wanted(&matched.draft.targets, field, Some(row))? else {
            self.note_blank(matched, field, live, notes);
            self.says_nothing(matched, field, live, row, notes);
            return Ok(None);
        };
        if *wanted == *live {
            notes.ends.extend(self.said_end(matched, field, row));
        }
        let base = self.base(matched, field);
        let compared = Compared { field, wanted: &wanted, live, base, row };
        Ok(self.judge_field(matched, compared, notes))
    }

    /// What is wanted of a field, months counted from the first day, as it is in the target or as the record
    /// sets it; `None` when it is left alone.
    pub(super) fn wanted<'t>(
        &self,
        targets: &'t Targets,
        at: usize,
        row: Option<LiveRow<'t>>,
    ) -> Result<Option<Cow<'t, Value>>, Said> {
        Ok(match &targets[at] {
            Target::Untouched => None,
            Target::Value(value) => Some(Cow::Borrowed(value)),
            Target::Until(end) => {
                let live_of = |column: &Column| row?.of_column(column.as_str());
                Some(Cow::Owned(self.months(&self.mapping.fields[at], targets, *end, live_of)?))
            }
        })
    }

    /// The last day that the record says of a row whose months are those until then.
    fn said_end(
        &self,
        matched: &Matched,
        field: usize,
        row: LiveRow<'_>,
    ) -> Option<((Part, i64), chrono::NaiveDate)> {
        let rule = &self.mapping.fields[field];
        let (Target::Until(end), Kind::MonthsUntil { begin, .. }) =
            (&matched.draft.targets[field], &rule.kind)
        else {
            return None;
        };
        let Some(Value::Date(begin)) = row.of_column(begin.as_str()) else { return None };
        Some(((rule.part, row.id), months::covered_until(*begin, *end)?))
    }

    /// Remembers that neither source nor desk has a value, so that a value that a person fills in is
    /// told from one that we have not written yet.
    fn note_blank(&self, matched: &Matched, at: usize, live: &Value, notes: &mut RowNotes) {
        let rule = &self.mapping.fields[at];
        if self.base(matched, at).is_none() && rule.write != Write::Create && is_unset(&rule.kind, live) {
            notes.lessons.push(Lesson::Agreed(self.bound.fields[at].path.clone(), encode(live)));
        }
    }

    /// Decides one field and notes what else comes of it.
    fn judge_field(
        &self,
        matched: &Matched,
        field: Compared<'_>,
        notes: &mut RowNotes,
    ) -> Option<FieldChange> {
        let Compared { field: at, wanted, live, base, .. } = field;
        let (rule, path) = (&self.mapping.fields[at], &self.bound.fields[at].path);
        let verdict = self.verdict(matched, field, notes);
        self.note_verdict(matched.draft.number, field, &verdict);
        match verdict {
            FieldVerdict::Silent => None,
            FieldVerdict::Agreed => {
                if base != Some(value_hash(live)) {
                    notes.lessons.push(Lesson::Agreed(path.clone(), encode(live)));
                }
                None
            }
            FieldVerdict::Write => {
                let (was, to) = (live.clone(), wanted.clone());
                Some(field_change(rule.column.as_str(), &rule.kind, was, to, self.names))
            }
            FieldVerdict::Keep(reason) => {
                let (live, wanted) = (live.clone(), wanted.clone());
                notes.keep(KeptField {
                    path: path.to_string(),
                    kind: rule.kind.clone(),
                    live,
                    wanted,
                    reason,
                });
                None
            }
        }
    }

    /// What other jobs and policy say of a field, then fights, then the locks of the target, then what the
    /// target did not take before.
    fn verdict(&self, matched: &Matched, field: Compared<'_>, notes: &mut RowNotes) -> FieldVerdict {
        let rule = &self.mapping.fields[field.field];
        let class = self.schema().class_of(rule.part, &self.stock.class);
        let locked = self.settings.locks.since(&class, field.row.id, field.row.dynamic, &rule.column);
        let verdict = self.decide_shared(matched, field, notes);
        let verdict = self.limit_fight(matched, field, verdict, notes);
        match (verdict, locked) {
            (FieldVerdict::Write | FieldVerdict::Keep(_), Some(since)) => {
                FieldVerdict::Keep(message::keep::locked_since(since).said())
            }
            (FieldVerdict::Write, None) => {
                self.refused_before(matched, field).map_or(FieldVerdict::Write, FieldVerdict::Keep)
            }
            (verdict, _) => verdict,
        }
    }

    /// Takes the flag of a retired item back: its state and comment get what they had before, as far as
    /// nobody has given them another value since.
    fn unflag(&self, matched: &Matched, item: &Item, fields: &mut Vec<FieldChange>) {
        let (schema, links) = (self.schema(), &self.stock.links);
        let Some(link) = matched.link() else { return };
        let Some(retired) = links.row(link).marks().retired.as_ref() else { return };
        for column in [schema.columns.state, schema.columns.comment] {
            let Some(before) = retired.before.get(column) else { continue };
            let at = self.stock.table.columns.iter().position(|known| known.as_str() == column);
            let Some(live) = at.and_then(|at| item.values.get(at)) else { continue };
            let flagged = links.base(link, links.path(column));
            let is_changed = flagged.is_some_and(|flagged| flagged != value_hash(live));
            if is_changed || fields.iter().any(|field| field.field == column) {
                continue;
            }
            let id = before.strip_prefix('#').and_then(|id| id.parse().ok());
            let (kind, to) = if column == schema.columns.state {
                (schema.state_kind(), id.map_or(Value::Empty, Value::Ref))
            } else {
                (Kind::LongText, Value::text(before.as_str()))
            };
            if *live != to {
                fields.push(field_change(column, &kind, live.clone(), to, self.names));
            }
        }
    }
}
