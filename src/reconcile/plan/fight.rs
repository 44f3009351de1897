//! Fields that we and another writer change back and forth: counted per link and field, and left
//! alone once it has gone on for too long.
//!
//! The link remembers the count. It ends when the desk has what was written last or
//! what the source says, and when `on_conflict` keeps what a person set.

use crate::message::{self, told_of_field};
use crate::model::change::Kept;
use crate::model::remembered::Lesson;
use crate::model::{Mapping, Question, Topic};

use crate::reconcile::matching::value_hash;

use super::diff::FieldVerdict;
use super::judge::{Compared, Judge};
use super::stages::{Matched, RowNotes};

impl Judge<'_> {
    /// Counts a write over what somebody else has written since our last one; the write that would
    /// be one too many is kept back.
    pub(super) fn limit_fight(
        &self,
        matched: &Matched,
        field: Compared<'_>,
        verdict: FieldVerdict,
        notes: &mut RowNotes,
    ) -> FieldVerdict {
        let (Some(link), Some(base)) = (self.link(matched.link()), field.base) else { return verdict };
        let path = &self.bound.fields[field.field].path;
        let counted = link.marks().fights.get(path).copied();
        let before = counted.unwrap_or(0);
        let limit = self.settings.fight_after;
        let stays = base == value_hash(field.live);
        let by_policy = base != value_hash(field.wanted);
        match verdict {
            FieldVerdict::Write if !stays => {
                let count = (before + 1).min(limit);
                if count != before {
                    notes.lessons.push(Lesson::Fought(path.clone(), count));
                }
                if count < limit { FieldVerdict::Write } else { self.stop(path, notes) }
            }
            FieldVerdict::Keep(_) if before >= limit && !by_policy => self.stop(path, notes),
            FieldVerdict::Keep(reason) if !by_policy => FieldVerdict::Keep(reason),
            FieldVerdict::Silent => FieldVerdict::Silent,
            verdict @ (FieldVerdict::Agreed | FieldVerdict::Write | FieldVerdict::Keep(_)) => {
                notes.lessons.extend(counted.map(|_| Lesson::FightOver(path.clone())));
                verdict
            }
        }
    }

    fn stop(&self, path: &str, notes: &mut RowNotes) -> FieldVerdict {
        notes.fights.push(path.to_owned());
        FieldVerdict::Keep(message::keep::back_and_forth(self.settings.fight_after).said())
    }
}

/// What a person is asked about a fight over a field that is kept.
pub(super) fn question(kept: &Kept, fight_after: u32, mapping: &Mapping) -> Question {
    let Kept { class, remote_id, field, label, live, source, .. } = kept;
    Question {
        topic: Topic::Fight,
        key: format!("{class}/{remote_id}/{field}"),
        class: Some(class.clone()),
        remote_id: Some(*remote_id),
        label: label.as_str().into(),
        text: message::question::back_and_forth(
            mapping.schema.field_called(class, field),
            mapping.schema.class_called(class),
            label,
            fight_after,
            told_of_field(Some(mapping.schema), field, live),
            told_of_field(Some(mapping.schema), field, source),
        )
        .said(),
        answer: Some(message::question::give_one_value(&mapping.name).said()),
        due: None,
    }
}
