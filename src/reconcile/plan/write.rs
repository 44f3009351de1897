//! Judged → change: writes down the change of a row, if there is one, and what is told and remembered with
//! it.

use crate::model::Value;
use crate::model::change::{Change, FieldChange, Held, Kept, Operation};
use crate::model::link::Ownership;

use super::LinkUpdate;
use super::asking;
use super::diff::{both_changed, show};
use super::feed::FeedPlanner;
use super::fight;
use super::label::label_of;
use super::stages::{Draft, Existing, Judged, KeptField, RowNotes};
use super::state::RowOutcome;

impl FeedPlanner<'_> {
    /// Files what comes of a row.
    pub(super) fn write_down(&mut self, judged: Judged) {
        match judged.matched.existing {
            Some(existing) => self.write_change(judged, existing),
            None => self.write_creation(judged),
        }
    }

    /// An item that is there: an update, a restoration, or nothing.
    fn write_change(&mut self, judged: Judged, existing: Existing) {
        let Judged { matched, restored, fields, children, waiting, mut notes } = judged;
        let draft = matched.draft;
        let item = existing.place.of(&self.state.stock.table);
        let changed = restored || !fields.is_empty() || !children.is_empty();
        let waits = !waiting.reasons.is_empty();
        let is_named = changed || waits || !notes.kept.is_empty();
        let label = if is_named { label_of(&self.state.stock, item) } else { String::new() };
        let dynamic = item.dynamic;
        if matched.doubt.is_none() {
            if existing.link.is_none() {
                self.state.rows.adopting.push(draft.number);
            }
            self.remember(&draft, &mut notes, Some(existing));
        }
        self.report_kept(&draft, &mut notes, existing.id, &label);
        self.leave_out(&draft, notes);
        let outcome = if changed { RowOutcome::Changed } else { RowOutcome::Unchanged };
        self.state.rows.mark(draft.number, outcome);
        if !changed && !waits {
            return;
        }
        let change = Change {
            class: self.state.stock.class.clone(),
            operation: if restored { Operation::Restore } else { Operation::Update },
            source_key: draft.source_key,
            remote_id: Some(existing.id),
            label,
            matched_by: self.key_name(existing.level),
            origin: Some(draft.desired.origin),
            mapping: self.mapping.name.to_string(),
            dynamic,
            retirement: None,
            fields,
            children,
        };
        if waits {
            self.state.told.held.add(draft.number, waiting.of(&change));
        }
        if changed {
            self.note_moving(draft.number, &change.fields);
            self.state.rows.changes.insert(draft.number, change);
        }
    }

    /// An item that is yet to be made.
    fn write_creation(&mut self, judged: Judged) {
        let Judged { matched, fields, children, mut notes, .. } = judged;
        let draft = matched.draft;
        let name = self.mapping.schema.name_column(&self.state.stock.class);
        let named = fields.iter().find(|field| field.field == name.as_str());
        let label = named.map_or_else(|| draft.source_key.clone(), |field| field.to.to_string());
        if matched.doubt.is_none() {
            self.announce(&fields, &draft.source_key);
            self.remember(&draft, &mut notes, None);
        }
        self.leave_out(&draft, notes);
        let change = Change {
            class: self.state.stock.class.clone(),
            operation: Operation::Create,
            source_key: draft.source_key,
            remote_id: None,
            label,
            matched_by: "new".to_owned(),
            origin: Some(draft.desired.origin),
            mapping: self.mapping.name.to_string(),
            dynamic: false,
            retirement: None,
            fields,
            children,
        };
        let outcome = match matched.doubt {
            Some(reason) => {
                self.state.told.held.add(draft.number, Held { change, reason });
                RowOutcome::Unchanged
            }
            None => {
                self.state.rows.changes.insert(draft.number, change);
                RowOutcome::Changed
            }
        };
        self.state.rows.mark(draft.number, outcome);
    }

    /// Makes a new item findable for the records behind it, a tree's also by its path.
    fn announce(&mut self, fields: &[FieldChange], source_key: &str) {
        let class = &self.state.stock.class;
        let schema = self.mapping.schema;
        let (is_tree, name) = (schema.is_tree(class), schema.name_column(class));
        let parent = schema.parent_column(class);
        let above = fields.iter().find(|field| field.field == parent.as_str()).filter(|_| is_tree);
        for field in fields {
            let Value::Text(value) = &field.to else { continue };
            match above {
                Some(above) if field.field == name.as_str() => {
                    let path = format!("{} > {value}", above.after);
                    self.names.announce_place(class, &path, source_key);
                }
                _ if field.field == name.as_str() && is_tree => {
                    self.names.announce_place(class, value, source_key)
                }
                _ => self.names.announce(class, &field.field, value, source_key),
            }
        }
    }

    /// Notes what the link of a row learns, and which fields are left to other jobs.
    fn remember(&mut self, draft: &Draft, notes: &mut RowNotes, existing: Option<Existing>) {
        for yielded in notes.yielded.drain(..) {
            *self.state.told.yielded.entry(yielded).or_default() += 1;
        }
        let known = existing.and_then(|existing| Some(self.state.stock.links.row(existing.link?)));
        let ownership = match (existing, known.map(|link| link.ownership)) {
            (None, _) => Ownership::Made,
            (Some(_), Some(Ownership::Matched) | None) if self.settings.adopt => Ownership::Adopted,
            (Some(_), Some(ownership)) => ownership,
            (Some(_), None) => Ownership::Matched,
        };
        let is_same =
            known.is_some_and(|link| *link.source_key == *draft.source_key && link.ownership == ownership);
        if notes.lessons.is_empty() && (is_same || existing.is_none()) {
            return;
        }
        let update = LinkUpdate {
            class: self.state.stock.class.clone(),
            source_key: draft.source_key.clone(),
            remote_id: existing.map(|existing| existing.id),
            ownership,
            lessons: std::mem::take(&mut notes.lessons),
        };
        self.state.learned.updates.add(draft.number, update);
    }

    /// Values that are left out while the rest of the record goes on.
    fn leave_out(&mut self, draft: &Draft, notes: RowNotes) {
        for reject in notes.left_out {
            self.state.unusable.left_out.add(draft.number, reject);
        }
    }

    /// Tells which fields stay, and asks about those that a person has to decide.
    fn report_kept(&mut self, draft: &Draft, notes: &mut RowNotes, remote_id: i64, label: &str) {
        self.state.told.ends.extend(notes.ends.drain(..));
        for KeptField { path, kind, live, wanted, reason } in notes.kept.drain(..) {
            let asks = reason == both_changed();
            let kept = Kept {
                class: self.state.stock.class.clone(),
                source_key: draft.source_key.clone(),
                remote_id,
                label: label.to_owned(),
                field: path,
                live: show(&kind, &live, self.names),
                source: show(&kind, &wanted, self.names),
                reason,
            };
            if asks {
                self.state
                    .told
                    .questions
                    .add(draft.number, asking::conflict(self.settings.schema, &kept, &live, &wanted));
            }
            if notes.asks.contains(&kept.field) {
                self.state
                    .told
                    .questions
                    .add(draft.number, asking::removed(self.settings.schema, &kept, &wanted));
            }
            if notes.fights.contains(&kept.field) {
                let question = fight::question(&kept, self.settings.fight_after, self.mapping);
                self.state.told.questions.add(draft.number, question);
            }
            self.state.told.kept.add(draft.number, kept);
        }
    }
}
