//! Draft → matched: which existing item a record is, and whether another record says the same of it.

use crate::message;
use crate::model::Said;
use crate::model::mapping::Conflict;
use crate::model::{Item, Reject};

use crate::reconcile::matching::{TrashedBy, hash_key, key_of, key_values};

use super::asking;
use super::bound::RowKey;
use super::claims::{Claim, Reliance};
use super::feed::FeedPlanner;
use super::stages::{Draft, Existing, Matched, Place};
use super::state::HomelessKey;

/// What was found for a record.
enum Found {
    /// An item that it may change.
    Existing(Existing),
    /// An item in the trash that we did not put there.
    TrashedElsewhere { id: i64 },
    /// An item that exists, but that the session does not see.
    OutOfSight { id: i64 },
    /// Nothing.
    New,
}

impl FeedPlanner<'_> {
    /// Finds the item of a draft and claims it; a reject when the record cannot go on.
    pub(super) fn match_item(&mut self, mut draft: Draft) -> Result<Matched, Box<Reject>> {
        self.refuse_waiting(&draft)?;
        let mut keys: Vec<RowKey> = Vec::new();
        let found = match self.follow_link(draft.link) {
            Some(found) => found,
            None => {
                keys = self.keys_of(&draft.targets).collect();
                self.find_by_keys(&draft, &keys)?
            }
        };
        if let Err(reject) = self.leave_out_junk(&mut draft) {
            self.see_all(&draft);
            return Err(reject);
        }
        let (existing, doubt) = match found {
            Found::Existing(existing) => {
                self.claim_item(draft.number, existing);
                if existing.level > 0 {
                    self.claim_keys(&draft, &keys);
                }
                let doubt = self.doubt(&draft, existing);
                (Some(existing), doubt)
            }
            Found::New => {
                self.claim_keys(&draft, &keys);
                (None, self.deleted_by_hand(draft.link))
            }
            Found::TrashedElsewhere { id } => {
                let reason = self.trashed_elsewhere(id);
                let question = asking::in_trash(&self.state.stock.class, id, &draft, &reason);
                self.state.told.questions.add_certain(question);
                self.see_all(&draft);
                return Err(draft.refuse(reason));
            }
            Found::OutOfSight { id } => {
                let class = self.state.stock.class_called();
                let reason = match self.state.stock.table.hidden_may_be_gone {
                    true => message::reject::not_shown(class, id),
                    false => message::reject::out_of_sight(class, id),
                };
                self.see_all(&draft);
                return Err(draft.refuse(reason.said()));
            }
        };
        Ok(Matched { draft, existing, doubt })
    }

    /// A record whose item an earlier write may still change is left for a later run.
    fn refuse_waiting(&mut self, draft: &Draft) -> Result<(), Box<Reject>> {
        let Some(reason) = self.state.stock.waiting.records.get(&draft.source_key).cloned() else {
            return Ok(());
        };
        self.see_all(draft);
        Err(draft.refuse(reason))
    }

    /// What a record that is rejected may be, by any of its keys, is not missing.
    fn see_all(&mut self, draft: &Draft) {
        let keys: Vec<RowKey> = self.keys_of(&draft.targets).collect();
        self.see(&draft.source_key, &keys);
    }

    /// What the link of the record says; `None` when there is none, or when its item is gone.
    fn follow_link(&mut self, link: Option<usize>) -> Option<Found> {
        let at = link?;
        let stock = &mut self.state.stock;
        stock.links.see(at);
        let row = stock.links.row(at);
        let (id, ours) = (row.remote_id, row.retired);
        let existing = |place| Found::Existing(Existing { id, place, level: 0, link });
        if let Some(at) = stock.table.position(id) {
            return Some(existing(Place::InUse(at as usize)));
        }
        if stock.table.hidden.binary_search(&id).is_ok() {
            return Some(Found::OutOfSight { id });
        }
        let at = stock.table.trashed.binary_search_by_key(&id, |item| item.id).ok()?;
        Some(if ours { existing(Place::InTrash(at)) } else { Found::TrashedElsewhere { id } })
    }

    /// What the keys of the record say.
    fn find_by_keys(&mut self, draft: &Draft, keys: &[RowKey]) -> Result<Found, Box<Reject>> {
        for RowKey { level, parts } in keys {
            let Some(index) = self.bound.key(*level).index else { continue };
            let found = self.state.stock.indexes[index].find(&self.state.stock.table.items, parts);
            match found.as_slice() {
                [] => {
                    if let Some(in_trash) = self.find_in_trash(keys, *level) {
                        return Ok(in_trash);
                    }
                }
                [one] => {
                    let place = Place::InUse(*one as usize);
                    let id = place.of(&self.state.stock.table).id;
                    let link = draft.link.or_else(|| self.state.stock.links.of_item(id));
                    return Ok(Found::Existing(Existing { id, place, level: *level, link }));
                }
                several => return Err(self.refuse_ambiguous(draft, *level, several)),
            }
        }
        Ok(Found::New)
    }

    /// An item in the trash that has a key of a record, while none in use has it. One that has another value
    /// of a stronger key is another thing of the same name.
    fn find_in_trash(&self, keys: &[RowKey], level: u8) -> Option<Found> {
        let stock = &self.state.stock;
        let trashed = &stock.table.trashed;
        let has_another = |item: &Item, key: &RowKey| {
            let bound = self.bound.key(key.level);
            let Some(index) = bound.index.map(|index| &stock.trash_indexes[index]) else { return false };
            let has = key_of(key_values(item, index.columns()));
            has.is_some_and(|has| has != key.parts) && !self.has_junk(bound, item)
        };
        let is_another = |item: &Item| {
            keys.iter().take_while(|stronger| stronger.level < level).any(|key| has_another(item, key))
        };
        let key = keys.iter().find(|key| key.level == level)?;
        let found = stock.trash_indexes[self.bound.key(level).index?].find(trashed, &key.parts);
        let found = found.into_iter().map(|at| at as usize).filter(|at| !is_another(&trashed[*at]));
        let ours = |at: usize| {
            let link = stock.links.of_item(trashed[at].id)?;
            stock.links.row(link).retired.then_some(link)
        };
        // One that we put there, else the newest.
        let at = found.max_by_key(|at| (ours(*at).is_some(), *at))?;
        let (id, place) = (trashed[at].id, Place::InTrash(at));
        Some(match ours(at) {
            Some(link) => Found::Existing(Existing { id, place, level, link: Some(link) }),
            None => Found::TrashedElsewhere { id },
        })
    }

    /// Why a record whose item is no more waits: a person has deleted it for good. One that the source did
    /// not have at the time is made again.
    fn deleted_by_hand(&self, link: Option<usize>) -> Option<Said> {
        let row = self.state.stock.links.row(link?);
        let was_missing = row.retired || row.absent_runs > 0 || row.marks().gone;
        let stays = !was_missing && self.mapping.removals.item != Conflict::Source;
        stays.then(|| message::hold::deleted(self.state.stock.class_called(), row.remote_id).into())
    }

    /// Rejects a record that may be any of several items; none of them is missing.
    fn refuse_ambiguous(&mut self, draft: &Draft, level: u8, found: &[u32]) -> Box<Reject> {
        let items = &self.state.stock.table.items;
        let mut ids: Vec<i64> = found.iter().map(|at| items[*at as usize].id).collect();
        ids.sort_unstable();
        let shown: Vec<String> = ids.iter().take(5).map(|id| format!("#{id}")).collect();
        let by = format!("{} `{}`", self.bound.key(level).name, self.key_values(level, &draft.targets));
        let class = self.state.stock.class_called();
        let reason = message::reject::ambiguous(ids.len(), class, &by, shown.join(", ")).said();
        let question = asking::ambiguous(&self.state.stock, draft, &by, &ids);
        self.see_all(draft);
        self.state.told.questions.add_certain(question);
        self.state.unusable.ambiguous.insert(ids);
        draft.refuse(reason)
    }

    /// Notes that items may be those of a record that cannot be used: they are not missing.
    fn see_items(&mut self, found: &[u32]) {
        for at in found {
            self.state.protect(self.state.stock.table.items[*at as usize].id);
        }
    }

    /// Notes which items a record that is rejected may be of. False when it is none that is known.
    pub(super) fn see(&mut self, source_key: &str, keys: &[RowKey]) -> bool {
        let mut seen = false;
        if let Some(link) = self.state.stock.links.of_key(source_key) {
            self.state.unusable.items.insert(self.state.stock.links.row(link).remote_id);
            self.state.stock.links.see(link);
            seen = true;
        }
        for RowKey { level, parts } in keys {
            let Some(index) = self.bound.key(*level).index else { continue };
            let found = self.state.stock.indexes[index].find(&self.state.stock.table.items, parts);
            self.see_items(&found);
            seen |= !found.is_empty();
            if found.is_empty() {
                self.state.unusable.homeless.push(HomelessKey { index, parts: parts.clone() });
            }
        }
        seen
    }

    /// Why a record cannot go on whose item is in the trash, but not put there by this job.
    fn trashed_elsewhere(&self, id: i64) -> Said {
        let class = self.state.stock.class_called();
        match self.state.stock.links.trashed_by(id) {
            Some(TrashedBy::Job(job)) => message::reject::put_in_trash_by_job(class, id, job).said(),
            Some(TrashedBy::Undo(run)) => {
                message::reject::put_in_trash_by_undo(class, id, run.short()).said()
            }
            None => message::reject::put_in_trash_at_desk(class, id).said(),
        }
    }

    /// Claims the item that a record is matched with.
    fn claim_item(&mut self, row: u32, existing: Existing) {
        let Existing { id, level, .. } = existing;
        if let Some(link) = self.state.stock.links.of_item(id) {
            self.state.stock.links.see(link);
        }
        let stock = &self.state.stock;
        let claim = Claim { row, level, reliance: Reliance::On };
        let thing = || stock.class_called().map(|class| format!("{class} #{id}"));
        self.state.claims.items.claim(id, claim, thing);
    }

    /// Claims the keys of a record that has no link: two of them may not give one key to two items.
    fn claim_keys(&mut self, draft: &Draft, keys: &[RowKey]) {
        let mut claims = std::mem::take(&mut self.state.claims.keys);
        let row = draft.number;
        if draft.desired.source_key.is_some() {
            let claim = Claim { row, level: 0, reliance: Reliance::On };
            claims.claim(hash_key(std::slice::from_ref(&draft.source_key)), claim, || {
                message::reject::source_key(&draft.source_key).said()
            });
        }
        let strongest = keys.first().map_or(0, |key| key.level);
        for RowKey { level, parts } in keys {
            let name = &self.bound.key(*level).name;
            let reliance = if *level == strongest { Reliance::On } else { Reliance::Beside };
            let mut named = vec![name.clone()];
            named.extend_from_slice(parts);
            claims.claim(hash_key(&named), Claim { row, level: *level, reliance }, || {
                format!("{name} `{}`", self.key_values(*level, &draft.targets)).into()
            });
        }
        self.state.claims.keys = claims;
    }
}
