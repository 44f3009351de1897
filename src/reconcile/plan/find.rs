//! Which existing item a record is, and whether another record says the same of it.

use crate::message;
use crate::model::mapping::Conflict;
use crate::model::{Item, Reject};

use crate::reconcile::matching::{hash_key, key_of};

use super::asking;
use super::claims::{Claim, Reliance};
use super::feed::{FeedPlanner, Key, RowDraft};
use super::state::HomelessKey;

/// What a record is matched with.
pub(super) enum Matched {
    /// An existing item by its position, and the strength of the match.
    Existing { at: u32, level: u8 },
    /// An item in the trash, and the strength of the match; `ours` when we put it there.
    InTrash { id: i64, ours: bool, level: u8 },
    /// An item that exists, but that the session does not see.
    OutOfSight { id: i64 },
    /// Nothing.
    New,
}

impl FeedPlanner<'_> {
    /// What the link of the record says; `None` when there is none, or when its item is gone.
    pub(super) fn follow_link(&mut self, link: Option<usize>) -> Option<Matched> {
        let link = link?;
        let row = self.state.known.links.row(link);
        let (id, ours) = (row.remote_id, row.retired);
        self.state.known.links.see(link);
        if let Some(at) = self.state.known.table.position(id) {
            return Some(Matched::Existing { at, level: 0 });
        }
        if self.state.known.table.hidden.binary_search(&id).is_ok() {
            return Some(Matched::OutOfSight { id });
        }
        self.state.known.table.get_trashed(id).map(|_| Matched::InTrash { id, ours, level: 0 })
    }

    /// What the keys of the record say.
    pub(super) fn find_by_keys(
        &mut self,
        draft: &RowDraft,
        source_key: &str,
        keys: &[(u8, Vec<String>)],
    ) -> Result<Matched, Box<Reject>> {
        for (level, parts) in keys {
            let Key { name, index, .. } = &self.keys[usize::from(*level) - 1];
            let Some(index) = *index else { continue };
            let found = self.state.known.indexes[index].find(&self.state.known.table.items, parts);
            match found.as_slice() {
                [] => {
                    if let Some(in_trash) = self.find_in_trash(keys, *level, parts) {
                        return Ok(in_trash);
                    }
                }
                [one] => return Ok(Matched::Existing { at: *one, level: *level }),
                _ => {
                    let mut ids: Vec<i64> =
                        found.iter().map(|at| self.state.known.table.items[*at as usize].id).collect();
                    ids.sort_unstable();
                    let shown: Vec<String> = ids.iter().take(5).map(|id| format!("#{id}")).collect();
                    let by = format!("{name} `{}`", self.key_values(*level, &draft.targets, &draft.entity));
                    let reason =
                        message::reject::ambiguous(ids.len(), &self.state.known.class, &by, shown.join(", "))
                            .to_string();
                    self.see(source_key, keys);
                    let question = asking::ambiguous(&self.state.known.class, draft, source_key, &by, &ids);
                    self.state.told.questions.add_certain(question);
                    self.state.unusable.ambiguous.insert(ids);
                    return Err(self.refuse(draft, source_key, reason));
                }
            }
        }
        Ok(Matched::New)
    }

    /// An item in the trash that has a key of a record, while none in use has it. One that has another value
    /// of a stronger key is another thing of the same name.
    fn find_in_trash(&self, keys: &[(u8, Vec<String>)], level: u8, parts: &[String]) -> Option<Matched> {
        let known = &self.state.known;
        let trashed = &known.table.trashed;
        let index = |level: u8| self.keys[usize::from(level) - 1].index;
        let is_another = |item: &Item| {
            keys.iter().take_while(|(stronger, _)| *stronger < level).any(|(stronger, wanted)| {
                let columns =
                    index(*stronger).map(|at| known.trash_indexes[at].columns()).unwrap_or_default();
                let has =
                    key_of(columns.iter().filter_map(|(at, empty)| Some((item.values.get(*at)?, *empty))));
                has.is_some_and(|has| has != *wanted)
                    && !self.has_junk(&self.keys[usize::from(*stronger) - 1], item)
            })
        };
        let found = known.trash_indexes[index(level)?].find(trashed, parts);
        let mut found: Vec<(bool, i64)> = found
            .into_iter()
            .map(|at| &trashed[at as usize])
            .filter(|item| !is_another(item))
            .map(|item| {
                let link = known.links.of_item(item.id).map(|link| known.links.row(link));
                (link.is_some_and(|link| link.retired && !link.seen), item.id)
            })
            .collect();
        // One that we put there, else the newest.
        found.sort_unstable();
        let (ours, id) = found.pop()?;
        Some(Matched::InTrash { id, ours, level })
    }

    /// Why a record whose item is no more waits: a person has deleted it for good. One that the source did
    /// not have at the time is made again.
    pub(super) fn deleted_by_hand(&self, link: Option<usize>) -> Option<String> {
        let row = self.state.known.links.row(link?);
        let was_missing = row.retired || row.absent_runs > 0 || row.marks().gone;
        let stays = !was_missing && self.mapping.removals.item != Conflict::Source;
        stays.then(|| message::hold::deleted(&self.state.known.class, row.remote_id).into())
    }

    /// Notes that items may be those of a record that cannot be used: they are not missing.
    fn see_items(&mut self, found: &[u32]) {
        for at in found {
            self.state.protect(self.state.known.table.items[*at as usize].id);
        }
    }

    /// Notes which items a record that is rejected may be of. False when it is none that is known.
    pub(super) fn see(&mut self, source_key: &str, keys: &[(u8, Vec<String>)]) -> bool {
        let mut seen = false;
        if let Some(link) = self.state.known.links.of_key(source_key) {
            self.state.unusable.items.insert(self.state.known.links.row(link).remote_id);
            self.state.known.links.see(link);
            seen = true;
        }
        for (level, parts) in keys {
            let Some(index) = self.keys[usize::from(*level) - 1].index else { continue };
            let found = self.state.known.indexes[index].find(&self.state.known.table.items, parts);
            self.see_items(&found);
            seen |= !found.is_empty();
            if found.is_empty() {
                self.state.unusable.homeless.push(HomelessKey { index, parts: parts.clone() });
            }
        }
        seen
    }

    /// Why a record cannot go on whose item is in the trash, but not put there by this job.
    pub(super) fn trashed_elsewhere(&self, id: i64) -> String {
        let class = &self.state.known.class;
        match self.state.known.links.trashed_by(id) {
            Some(job) => message::reject::put_in_trash_by_job(class, id, job).to_string(),
            None => message::reject::put_in_trash_at_desk(class, id).to_string(),
        }
    }

    /// Claims the item that a record is matched with.
    pub(super) fn claim_item(&mut self, draft: &RowDraft, id: i64, level: u8) {
        if let Some(link) = self.state.known.links.of_item(id) {
            self.state.known.links.see(link);
        }
        let claim = Claim { row: draft.number, level, reliance: Reliance::On };
        let class = &self.state.known.class;
        self.state.claims.items.claim(id, claim, || format!("{class} #{id}"));
    }

    /// Claims the keys of a record that has no link: two of them may not give one key to two items.
    pub(super) fn claim_keys(&mut self, draft: &RowDraft, source_key: &str, keys: &[(u8, Vec<String>)]) {
        let mut claims = std::mem::take(&mut self.state.claims.keys);
        if draft.desired.source_key.is_some() {
            let claim = Claim { row: draft.number, level: 0, reliance: Reliance::On };
            claims.claim(hash_key(&[source_key.to_owned()]), claim, || {
                message::reject::source_key(source_key).to_string()
            });
        }
        let strongest = keys.first().map_or(0, |(level, _)| *level);
        for (key_level, parts) in keys {
            let name = &self.keys[usize::from(*key_level) - 1].name;
            let on = *key_level == strongest;
            let reliance = if on { Reliance::On } else { Reliance::Beside };
            let claim = Claim { row: draft.number, level: *key_level, reliance };
            let mut named = vec![name.clone()];
            named.extend_from_slice(parts);
            claims.claim(hash_key(&named), claim, || {
                format!("{name} `{}`", self.key_values(*key_level, &draft.targets, &draft.entity))
            });
        }
        self.state.claims.keys = claims;
    }
}
