//! Fields that we and another writer change back and forth: counted per link and field, and left
//! alone once it has gone on for too long.
//!
//! The link remembers the count. It ends when the desk has what was written last or
//! what the source says, and when `on_conflict` keeps what a person set.

use crate::message;
use crate::model::remembered::Lesson;
use crate::model::{Question, Topic, Value};

use crate::reconcile::matching::value_hash;

use super::diff::FieldVerdict;
use super::feed::{FeedPlanner, RowDraft};

impl FeedPlanner<'_> {
    /// Counts a write over what somebody else has written since our last one; the write that would
    /// be one too many is kept back.
    pub(super) fn limit_fight(
        &self,
        draft: &mut RowDraft,
        at: usize,
        verdict: FieldVerdict,
        (desired, live): (&Value, &Value),
        link: Option<usize>,
    ) -> FieldVerdict {
        let base = link.and_then(|link| self.state.known.links.base(link, self.fields[at].memory));
        let (Some(link), Some(base)) = (link, base) else { return verdict };
        let path = &self.fields[at].path;
        let counted = self.state.known.links.row(link).marks().fights.get(path).copied();
        let before = counted.unwrap_or(0);
        let limit = self.settings.fight_after;
        let stays = base == value_hash(live);
        let by_policy = base != value_hash(desired);
        match verdict {
            FieldVerdict::Write if !stays => {
                let count = (before + 1).min(limit);
                if count != before {
                    draft.lessons.push(Lesson::Fought(path.clone(), count));
                }
                if count < limit { FieldVerdict::Write } else { self.stop(draft, at) }
            }
            FieldVerdict::Keep(_) if before >= limit && !by_policy => self.stop(draft, at),
            FieldVerdict::Keep(reason) if !by_policy => FieldVerdict::Keep(reason),
            FieldVerdict::Silent => FieldVerdict::Silent,
            verdict @ (FieldVerdict::Agreed | FieldVerdict::Write | FieldVerdict::Keep(_)) => {
                draft.lessons.extend(counted.map(|_| Lesson::FightOver(path.clone())));
                verdict
            }
        }
    }

    fn stop(&self, draft: &mut RowDraft, at: usize) -> FieldVerdict {
        draft.fights.push(self.fields[at].path.to_string());
        FieldVerdict::Keep(message::keep::back_and_forth(self.settings.fight_after).to_string())
    }

    /// What a person is asked about a fight.
    pub(super) fn fight_question(&self, path: &str, id: i64, label: &str, shown: (&str, &str)) -> Question {
        let class = &self.state.known.class;
        let (live, source) = shown;
        Question {
            topic: Topic::Fight,
            key: format!("{class}/{id}/{path}"),
            class: Some(class.clone()),
            remote_id: Some(id),
            label: label.to_owned(),
            text: message::question::back_and_forth(
                path,
                class,
                label,
                self.settings.fight_after,
                live,
                source,
            )
            .to_string(),
            answer: Some(message::question::give_one_value(&self.mapping.name).to_string()),
            due: None,
        }
    }
}
