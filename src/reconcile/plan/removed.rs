//! Rows of an item that somebody has removed since we wrote them: a removal is a hand edit like a changed
//! field. It stays and is told, unless the mapping says that the source wins. And what goes along with an
//! item that moves.

use crate::message;
use crate::model::change::FieldChange;
use crate::model::item::PartRow;
use crate::model::mapping::Conflict;
use crate::model::remembered::{FieldPath, Lesson};
use crate::model::schema::Part;
use crate::model::{Item, Kind, Value};

use crate::reconcile::matching::value_hash;

use super::diff::field_change;
use super::feed::{FeedPlanner, RowDraft, Target};

impl FeedPlanner<'_> {
    /// Whether the link says that we wrote fields of the item's row of a part: it is not one that a record
    /// chose.
    pub(super) fn wrote_part(&self, part: Part, link: Option<usize>) -> bool {
        let written = |at: usize| self.state.known.links.base(link?, self.fields[at].memory);
        self.mapping.part(part).any(|(at, _)| written(at).is_some())
    }

    /// Id of the row that the link remembers of this very item, where a removal of it stays.
    fn kept_row(&self, part: Part, item: &Item, link: Option<usize>) -> Option<i64> {
        let row = self.remembered_row(part, link)?;
        // What is remembered of an item that is no more says nothing of another.
        let is_its = self.state.known.links.row(link?).remote_id == item.id;
        (is_its && self.mapping.removals.of(part) != Conflict::Source).then_some(row)
    }

    /// Whether somebody has removed the item's row of a part. Of rows that an item has for itself another
    /// one takes its place.
    pub(super) fn is_removed(&self, part: Part, item: &Item, rows: &[PartRow], link: Option<usize>) -> bool {
        let is_shared = self.mapping.schema.shared(part).is_some();
        let gone = self.kept_row(part, item, link).is_some_and(|id| rows.iter().all(|row| row.id != id));
        gone && if is_shared { self.wrote_part(part, link) } else { rows.is_empty() }
    }

    /// Whether somebody has taken a contract from the item that a record chose for it.
    pub(super) fn was_unlinked(
        &self,
        part: Part,
        item: Option<&Item>,
        contract: i64,
        link: Option<usize>,
    ) -> bool {
        item.is_some_and(|item| self.kept_row(part, item, link) == Some(contract))
    }

    /// Reports a row that was removed, with what the source says of it.
    pub(super) fn keep_removed(
        &self,
        draft: &mut RowDraft,
        part: Part,
        item: Option<&Item>,
        link: Option<usize>,
    ) {
        let of_part = self.mapping.part(part).filter_map(|(at, rule)| match &draft.targets[at] {
            Target::Value(value) if !value.is_empty() => Some((rule.kind.clone(), value.clone())),
            Target::Value(_) | Target::Untouched | Target::Until(_) => None,
        });
        let (kind, wanted) = of_part.into_iter().next().unwrap_or((Kind::LongText, Value::Empty));
        let unlinked = item.is_some() && self.is_there_unlinked(part, link);
        let reason =
            if unlinked { message::keep::contract_unlinked() } else { message::keep::part_removed() };
        self.keep_part(draft, part, (kind, wanted), reason.to_string());
    }

    /// Reports a chosen contract that was taken from its item.
    pub(super) fn keep_unlinked(&self, draft: &mut RowDraft, part: Part, wanted: &str) {
        let wanted = (Kind::LongText, Value::text(wanted));
        self.keep_part(draft, part, wanted, message::keep::contract_unlinked().to_string());
    }

    fn keep_part(&self, draft: &mut RowDraft, part: Part, (kind, wanted): (Kind, Value), reason: String) {
        let path = part.name().to_owned();
        if self.mapping.removals.of(part) == Conflict::Ask {
            draft.asks.push(path.clone());
        }
        draft.kept.push((path, kind, Value::Empty, wanted, reason));
    }

    /// A contract that still exists, but not for this item.
    fn is_there_unlinked(&self, part: Part, link: Option<usize>) -> bool {
        let Some((id, table)) = self.remembered_row(part, link).zip(self.state.known.table.part(part)) else {
            return false;
        };
        table.choices.binary_search_by_key(&id, |row| row.id).is_ok()
    }

    /// Remembers a chosen contract that is linked, so that its removal is told from a link that we have not
    /// made yet. Nothing of it is ours.
    pub(super) fn note_chosen(&self, draft: &mut RowDraft, part: Part, contract: i64, link: Option<usize>) {
        if self.remembered_row(part, link) == Some(contract) && !self.wrote_part(part, link) {
            return;
        }
        let base = |at: usize| self.state.known.links.base(link?, self.fields[at].memory);
        let ours = self.mapping.part(part).filter(|(at, _)| base(*at).is_some());
        draft.lessons.extend(ours.map(|(at, _)| Lesson::Overtaken(self.fields[at].path.clone())));
        draft.lessons.push(Lesson::Row(part.name().into(), contract));
    }

    /// The new entity of the item's own contract, when the item is in another one: only of a contract that
    /// we made, that nobody has moved since, and that no other item has.
    pub(super) fn moved_along(
        &self,
        draft: &RowDraft,
        part: Part,
        row: &PartRow,
        link: Option<usize>,
    ) -> Option<FieldChange> {
        let schema = self.mapping.schema;
        let column = schema.columns.entity;
        let (was, to) = (Value::Ref(row.entity), draft.entity.clone());
        if schema.shared(part).is_none() || was == to || self.mapping.field(part, column).is_some() {
            return None;
        }
        let path = self.state.known.links.path(&FieldPath::of(Some(part.name()), column));
        let made_there = self.state.known.links.base(link?, path) == Some(value_hash(&was));
        let rows = &self.state.known.table.part(part)?.rows;
        let alone = made_there && rows.iter().filter(|other| other.id == row.id).count() <= 1;
        alone.then(|| field_change(column, &Kind::Entity, was, to, self.names))
    }
}
