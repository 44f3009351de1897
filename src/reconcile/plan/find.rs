//! Which existing item a record is, and whether another record says the same of it.

use crate::message;
use crate::model::Reject;

use crate::reconcile::matching::hash_key;

use super::asking;
use super::claims::{Claim, Reliance};
use super::feed::{FeedPlanner, Key, RowDraft};
use super::state::HomelessKey;

/// What a record is matched with.
pub(super) enum Matched {
    /// An existing item by its position, and the strength of the match.
    Existing { at: u32, level: u8 },
    /// An item in the trash; `ours` when we put it there.
    InTrash { id: i64, ours: bool },
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
        self.state.known.table.get_trashed(id).map(|_| Matched::InTrash { id, ours })
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
                [] => {}
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
                    self.see_items(&found);
                    let question = asking::ambiguous(&self.state.known.class, draft, source_key, &by, &ids);
                    self.state.told.questions.add_certain(question);
                    self.state.unusable.ambiguous.insert(ids);
                    return Err(self.refuse(draft, source_key, reason));
                }
            }
        }
        Ok(Matched::New)
    }

    /// Notes that items may be those of a record that cannot be used: they are not missing.
    fn see_items(&mut self, found: &[u32]) {
        for at in found {
            let id = self.state.known.table.items[*at as usize].id;
            self.state.unusable.items.insert(id);
            if let Some(link) = self.state.known.links.of_item(id) {
                self.state.known.links.see(link);
            }
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
