//! The change of one record: a creation, an update, a restoration, or nothing.

use std::borrow::Cow;

use crate::message;
use crate::model::change::{Change, FieldChange, Held, Kept, Operation};
use crate::model::link::Ownership;
use crate::model::mapping::{FieldRule, Write};
use crate::model::remembered::{Lesson, encode};
use crate::model::schema::Part;
use crate::model::{Column, Item, Kind, Value};

use crate::reconcile::matching::value_hash;

use super::LinkUpdate;
use super::asking;
use super::diff::{FieldVerdict, both_changed, field_change, is_unset, show};
use super::feed::{FeedPlanner, RowDraft, Target, field_reject};
use super::hold::Waiting;
use super::label::label_of;
use super::own_locks::{WholeItem, is_locked, keeps_item};
use super::state::RowOutcome;

/// Where an item stands in the table of its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among those in use.
    InUse(usize),
    /// Among those in the trash, where we put it.
    InTrash(usize),
}

impl FeedPlanner<'_> {
    pub(super) fn update(&mut self, mut draft: RowDraft, place: Place, level: u8, source_key: String) {
        let item = match place {
            Place::InUse(at) => &self.state.known.table.items[at],
            Place::InTrash(at) => &self.state.known.table.trashed[at],
        };
        let link = draft.link.or_else(|| self.state.known.links.of_item(item.id));
        draft.item = Some(item.id);
        self.note_there(&mut draft, link);
        if link.is_none() && draft.doubt.is_none() {
            self.state.rows.adopting.push(draft.number);
        }
        let mut fields = self.diff_item(&mut draft, item, link);
        if fields.iter().all(|field| field.field != self.mapping.schema.columns.entity) {
            // Its children belong where it is and stays.
            draft.entity = Value::Ref(item.entity);
        }
        let mut children = self.diff_parts(&mut draft, Some(item), link, &source_key);
        let retired = link.is_some_and(|link| self.state.known.links.row(link).retired);
        let retired = retired && !is_locked(self.settings, &self.state.known, item.id, "*");
        if retired {
            self.unflag(item, link, &mut fields);
        }
        self.take_locked(&mut draft, item, &mut fields, &mut children);
        let doubt = draft.take_doubt();
        let waiting = match &doubt {
            Some(reason) => Waiting::all(&mut fields, &mut children, reason),
            None => self.take_held(item, &mut fields, &mut children),
        };
        if matches!(place, Place::InTrash(_)) && !fields.is_empty() {
            let (was, to) = (Value::Bool(true), Value::Bool(false));
            let column = self.mapping.schema.columns.trash;
            fields.insert(0, field_change(column, &Kind::Boolean, was, to, self.names));
        }
        let operation = if retired { Operation::Restore } else { Operation::Update };
        let changed = retired && doubt.is_none() || !fields.is_empty() || !children.is_empty();
        let waits = !waiting.reasons.is_empty();
        let label = if changed || waits || !draft.kept.is_empty() {
            label_of(&self.state.known, item)
        } else {
            String::new()
        };
        let (id, dynamic) = (item.id, item.dynamic);
        let ownership = match link.map(|link| self.state.known.links.row(link).ownership) {
            Some(Ownership::Matched) | None if self.settings.adopt => Ownership::Adopted,
            Some(ownership) => ownership,
            None => Ownership::Matched,
        };
        if doubt.is_none() {
            self.remember(&mut draft, &source_key, Some(id), ownership, link);
        }
        self.report_kept(&mut draft, &source_key, id, &label);
        self.leave_out(&mut draft);
        self.state.rows.outcomes[draft.number as usize] =
            if changed { RowOutcome::Changed } else { RowOutcome::Unchanged };
        if changed || waits {
            let change = Change {
                class: self.state.known.class.clone(),
                operation,
                source_key,
                remote_id: Some(id),
                label,
                matched_by: self.key_name(level),
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
    }

    /// Differences of the item's own fields; notes what is agreed and what stays.
    fn diff_item(&self, draft: &mut RowDraft, item: &Item, link: Option<usize>) -> Vec<FieldChange> {
        let mut fields = Vec::new();
        let targets = std::mem::take(&mut draft.targets);
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            if rule.part != Part::ITEM {
                continue;
            }
            let Some(live) = self.fields[at].column.and_then(|column| item.values.get(column)) else {
                continue;
            };
            let desired = match self.until(rule, &targets, at, Some(item)) {
                Ok(Some(desired)) => desired,
                Ok(None) => {
                    self.note_blank(draft, at, live, link);
                    self.says_nothing(draft, at, live, (link, item.id));
                    continue;
                }
                Err(reason) => {
                    draft.rejects.push(field_reject(&draft.desired, &self.fields[at].path, reason, true));
                    continue;
                }
            };
            if let Some(change) = self.judge_field(draft, at, &desired, live, (link, item.id, item.dynamic)) {
                fields.push(change);
            }
        }
        draft.targets = targets;
        fields
    }

    /// Remembers that neither source nor desk has a value, so that a value that a person fills in is
    /// told from one that we have not written yet.
    pub(super) fn note_blank(&self, draft: &mut RowDraft, at: usize, live: &Value, link: Option<usize>) {
        let (rule, bound) = (&self.mapping.fields[at], &self.fields[at]);
        let base = link.and_then(|link| self.state.known.links.base(link, bound.memory));
        if base.is_none() && rule.write != Write::Create && is_unset(&rule.kind, live) {
            draft.lessons.push(Lesson::Agreed(bound.path.clone(), encode(live)));
        }
    }

    /// Decides one field and files the outcome. `row` is the id of the item or of its child row.
    pub(super) fn judge_field(
        &self,
        draft: &mut RowDraft,
        at: usize,
        desired: &Value,
        live: &Value,
        (link, row, dynamic): (Option<usize>, i64, bool),
    ) -> Option<FieldChange> {
        let rule = &self.mapping.fields[at];
        let bound = &self.fields[at];
        let base = link.and_then(|link| self.state.known.links.base(link, bound.memory));
        let class = self.mapping.schema.class_of(rule.part, &self.state.known.class);
        let locked = self.settings.locks.since(&class, row, dynamic, &rule.column);
        let verdict = self.decide_shared(draft, at, (desired, live), (link, row));
        let verdict = self.limit_fight(draft, at, verdict, (desired, live), link);
        let verdict = match (verdict, locked) {
            (FieldVerdict::Write | FieldVerdict::Keep(_), Some(since)) => {
                FieldVerdict::Keep(message::keep::locked_since(since).to_string())
            }
            (FieldVerdict::Write, None) => {
                self.refused_before(at, (desired, live), link).map_or(FieldVerdict::Write, FieldVerdict::Keep)
            }
            (verdict, _) => verdict,
        };
        self.note_verdict(draft.number, at, (desired, live), &verdict);
        match verdict {
            FieldVerdict::Silent => None,
            FieldVerdict::Agreed => {
                if base != Some(value_hash(live)) {
                    draft.lessons.push(Lesson::Agreed(bound.path.clone(), encode(live)));
                }
                None
            }
            FieldVerdict::Write => {
                let (was, to) = (live.clone(), desired.clone());
                Some(field_change(rule.column.as_str(), &rule.kind, was, to, self.names))
            }
            FieldVerdict::Keep(reason) => {
                let (live, desired) = (live.clone(), desired.clone());
                draft.kept.push((bound.path.to_string(), rule.kind.clone(), live, desired, reason));
                None
            }
        }
    }

    /// The desired value of a field of the item, months counted; `None` when it is left alone.
    fn until<'t>(
        &self,
        rule: &FieldRule,
        targets: &'t [Target],
        at: usize,
        item: Option<&Item>,
    ) -> Result<Option<Cow<'t, Value>>, String> {
        let end = match &targets[at] {
            Target::Untouched => return Ok(None),
            Target::Value(value) => return Ok(Some(Cow::Borrowed(value))),
            Target::Until(end) => *end,
        };
        let live_begin = |column: &Column| {
            let at = self.state.known.table.columns.iter().position(|known| known == column)?;
            item?.values.get(at)
        };
        self.months(rule, targets, end, live_begin).map(|months| Some(Cow::Owned(months)))
    }

    fn unflag(&self, item: &Item, link: Option<usize>, fields: &mut Vec<FieldChange>) {
        let schema = self.mapping.schema;
        for column in [schema.columns.state, schema.columns.comment] {
            let retired = link.and_then(|link| self.state.known.links.row(link).marks().retired.as_ref());
            let Some(before) = retired.and_then(|retired| retired.before.get(column)) else { continue };
            let at = self.state.known.table.columns.iter().position(|known| known.as_str() == column);
            let Some(live) = at.and_then(|at| item.values.get(at)) else { continue };
            let flagged =
                link.and_then(|link| self.state.known.links.base(link, self.state.known.links.path(column)));
            if flagged.is_some_and(|flagged| flagged != value_hash(live)) {
                // Somebody has given it another value since.
                continue;
            }
            if fields.iter().any(|field| field.field == column) {
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

    /// Takes an item out of the trash, with what differs by now.
    pub(super) fn restore(&mut self, draft: RowDraft, (id, level): (i64, u8), source_key: String) {
        let whole = WholeItem {
            id,
            source_key: &source_key,
            live: message::keep::in_the_trash(),
            source: message::keep::there_again(),
        };
        if keeps_item(self.settings, &self.state.known, &mut self.state.told, whole) {
            self.state.rows.outcomes[draft.number as usize] = RowOutcome::Unchanged;
        } else if let Ok(at) = self.state.known.table.trashed.binary_search_by_key(&id, |item| item.id) {
            self.update(draft, Place::InTrash(at), level, source_key);
        }
    }

    pub(super) fn create(&mut self, mut draft: RowDraft, source_key: String) {
        let mut fields = Vec::new();
        if self.entity_field.is_none_or(|field| draft.targets[field] == Target::Untouched) {
            fields.push(field_change(
                self.mapping.schema.columns.entity,
                &Kind::Entity,
                Value::Empty,
                draft.entity.clone(),
                self.names,
            ));
        }
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            // Without its keys an item is found by nobody.
            let reserved = self.reserved(at).is_some() && !self.is_key_field(at);
            if rule.part != Part::ITEM || reserved {
                continue;
            }
            match self.until(rule, &draft.targets, at, None) {
                Ok(Some(value)) if !value.is_empty() => {
                    let value = value.into_owned();
                    fields.push(field_change(
                        rule.column.as_str(),
                        &rule.kind,
                        Value::Empty,
                        value,
                        self.names,
                    ));
                }
                Ok(_) => {
                    let nothing = self.mapping.schema.canonical(&rule.kind, Value::Empty);
                    self.note_blank(&mut draft, at, &nothing, None);
                }
                Err(reason) => {
                    draft.rejects.push(field_reject(&draft.desired, &self.fields[at].path, reason, true))
                }
            }
        }
        let children = self.diff_parts(&mut draft, None, None, &source_key);
        let text = |column: &str| {
            fields.iter().find(|field| field.field == column).map(|field| field.to.to_string())
        };
        let name = self.mapping.schema.name_column(&self.state.known.class);
        let label = text(name.as_str()).unwrap_or_else(|| source_key.clone());
        let (number, waits) = (draft.number, draft.take_doubt());
        if waits.is_none() {
            self.announce(&fields, &source_key);
            self.remember(&mut draft, &source_key, None, Ownership::Made, None);
        }
        self.leave_out(&mut draft);
        let change = Change {
            class: self.state.known.class.clone(),
            operation: Operation::Create,
            source_key,
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
        let outcome = match waits {
            Some(reason) => {
                self.state.told.held.add(number, Held { change, reason });
                RowOutcome::Unchanged
            }
            None => {
                self.state.rows.changes.insert(number, change);
                RowOutcome::Changed
            }
        };
        self.state.rows.mark(number, outcome);
    }

    /// Makes a new item findable for the records behind it, a tree's also by its path.
    fn announce(&mut self, fields: &[FieldChange], source_key: &str) {
        let class = &self.state.known.class;
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

    fn remember(
        &mut self,
        draft: &mut RowDraft,
        source_key: &str,
        remote_id: Option<i64>,
        ownership: Ownership,
        link: Option<usize>,
    ) {
        let known = link.map(|link| self.state.known.links.row(link));
        let same =
            known.is_some_and(|row| row.source_key.as_ref() == source_key && row.ownership == ownership);
        for yielded in draft.yielded.drain(..) {
            *self.state.told.yielded.entry(yielded).or_default() += 1;
        }
        if draft.lessons.is_empty() && (same || remote_id.is_none()) {
            return;
        }
        let class = self.state.known.class.clone();
        let (lessons, source_key) = (std::mem::take(&mut draft.lessons), source_key.to_owned());
        let update = LinkUpdate { class, source_key, remote_id, ownership, lessons };
        self.state.learned.updates.add(draft.number, update);
    }

    /// Values that are left out while the rest of the record goes on.
    fn leave_out(&mut self, draft: &mut RowDraft) {
        for reject in draft.rejects.drain(..) {
            self.state.unusable.left_out.add(draft.number, reject);
        }
    }

    fn report_kept(&mut self, draft: &mut RowDraft, source_key: &str, remote_id: i64, label: &str) {
        for (field, kind, live, desired, reason) in draft.kept.drain(..) {
            let asks = reason == both_changed();
            let kept = Kept {
                class: self.state.known.class.clone(),
                source_key: source_key.to_owned(),
                remote_id,
                label: label.to_owned(),
                field,
                live: show(&kind, &live, self.names),
                source: show(&kind, &desired, self.names),
                reason,
            };
            if asks {
                self.state.told.questions.add(draft.number, asking::conflict(&kept));
            }
            if draft.asks.contains(&kept.field) {
                self.state.told.questions.add(draft.number, asking::removed(&kept));
            }
            if draft.fights.contains(&kept.field) {
                let shown = (kept.live.to_string(), kept.source.to_string());
                let question = self.fight_question(&kept.field, remote_id, label, (&shown.0, &shown.1));
                self.state.told.questions.add(draft.number, question);
            }
            self.state.told.kept.add(draft.number, kept);
        }
    }
}
