//! Rows of an item that somebody has removed since we wrote them: a removal is a hand edit like a changed
//! field. It stays and is told, unless the mapping says that the source wins. And what goes along with an
//! item that moves.

use crate::message;
use crate::model::change::FieldChange;
use crate::model::item::PartRow;
use crate::model::mapping::Conflict;
use crate::model::remembered::{FieldPath, Lesson};
use crate::model::schema::Part;
use crate::model::{Kind, Value};

use crate::reconcile::matching::value_hash;

use super::diff::field_change;
use super::judge::Judge;
use super::stages::{KeptField, Matched, RowNotes, Target};

impl Judge<'_> {
    /// Whether the link says that we wrote fields of the item's row of a part: it is not one that a record
    /// chose.
    pub(super) fn wrote_part(&self, matched: &Matched, part: Part) -> bool {
        self.mapping.part(part).any(|(at, _)| self.base(matched, at).is_some())
    }

    /// Id of the row that the link remembers of this very item, where a removal of it stays.
    pub(super) fn kept_row(&self, matched: &Matched, part: Part) -> Option<i64> {
        let row = self.remembered_row(part, matched.link())?;
        // What is remembered of an item that is no more says nothing of another.
        let is_its = self.link(matched.link())?.remote_id == matched.item()?;
        (is_its && self.mapping.removals.of(part) != Conflict::Source).then_some(row)
    }

    /// Whether somebody has removed the item's row of a part; `rows` are those that it has. Of rows that an
    /// item has for itself another one takes its place.
    pub(super) fn is_removed(&self, matched: &Matched, part: Part, rows: &[PartRow]) -> bool {
        let is_shared = self.schema().shared(part).is_some();
        let gone = self.kept_row(matched, part).is_some_and(|id| rows.iter().all(|row| row.id != id));
        gone && if is_shared { self.wrote_part(matched, part) } else { rows.is_empty() }
    }

    /// Tells of a row that was removed, with what the source says of it.
    pub(super) fn keep_removed(&self, matched: &Matched, part: Part, notes: &mut RowNotes) {
        let mut wanted = self.mapping.part(part).filter_map(|(at, rule)| match &matched.draft.targets[at] {
            Target::Value(value) if !value.is_empty() => Some((rule.kind.clone(), value.clone())),
            Target::Value(_) | Target::Untouched | Target::Until(_) => None,
        });
        let (kind, wanted) = wanted.next().unwrap_or((Kind::LongText, Value::Empty));
        let reason = if self.is_there_unlinked(matched, part) {
            message::keep::contract_unlinked()
        } else {
            message::keep::part_removed()
        };
        let path = part.name().to_owned();
        self.keep_part(
            part,
            KeptField { path, kind, live: Value::Empty, wanted, reason: reason.into() },
            notes,
        );
    }

    /// Tells of a chosen contract that was taken from its item.
    pub(super) fn keep_unlinked(&self, part: Part, wanted: &str, notes: &mut RowNotes) {
        let (path, wanted) = (part.name().to_owned(), Value::text(wanted));
        let reason = message::keep::contract_unlinked().into();
        let kept = KeptField { path, kind: Kind::LongText, live: Value::Empty, wanted, reason };
        self.keep_part(part, kept, notes);
    }

    fn keep_part(&self, part: Part, kept: KeptField, notes: &mut RowNotes) {
        if self.mapping.removals.of(part) == Conflict::Ask {
            notes.asks.push(kept.path.clone());
        }
        notes.keep(kept);
    }

    /// Whether the contract that is remembered still exists, though not for this item.
    fn is_there_unlinked(&self, matched: &Matched, part: Part) -> bool {
        let remembered = self.remembered_row(part, matched.link());
        let Some((id, table)) = remembered.zip(self.stock.table.part(part)) else { return false };
        table.choices.binary_search_by_key(&id, |row| row.id).is_ok()
    }

    /// Remembers a chosen contract that is linked, so that its removal is told from a link that we have not
    /// made yet. Nothing of it is ours.
    pub(super) fn note_chosen(&self, matched: &Matched, part: Part, contract: i64, notes: &mut RowNotes) {
        if self.remembered_row(part, matched.link()) == Some(contract) && !self.wrote_part(matched, part) {
            return;
        }
        let ours = self.mapping.part(part).filter(|(at, _)| self.base(matched, *at).is_some());
        notes.lessons.extend(ours.map(|(at, _)| Lesson::Overtaken(self.bound.fields[at].path.clone())));
        notes.lessons.push(Lesson::Row(part.name().into(), contract));
    }

    /// The new entity of the item's own contract, when the item is in another one: only of a contract that
    /// we made, that nobody has moved since, and that no other item has.
    pub(super) fn moved_along(&self, matched: &Matched, part: Part, row: &PartRow) -> Option<FieldChange> {
        let column = self.schema().columns.entity;
        let (was, to) = (Value::Ref(row.entity), matched.draft.targets.entity.clone());
        if self.schema().shared(part).is_none() || was == to || self.mapping.field(part, column).is_some() {
            return None;
        }
        let links = &self.stock.links;
        let path = links.path(&FieldPath::of(Some(part.name()), column));
        let made_there = links.base(matched.link()?, path) == Some(value_hash(&was));
        let rows = &self.stock.table.part(part)?.rows;
        let alone = made_there && rows.iter().filter(|other| other.id == row.id).count() <= 1;
        alone.then(|| field_change(column, &Kind::Entity, was, to, self.names))
    }
}
