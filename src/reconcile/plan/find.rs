//! Which existing item a record is, and whether another record says the same of it.

use crate::model::Reject;

use crate::reconcile::matching::hash_key;

use super::claims::{Claim, Verdict};
use super::rows::{FeedPlanner, RowDraft};

/// What a record is matched with.
pub(super) enum Matched {
    /// An existing item by its position, and the strength of the match.
    Existing { at: u32, level: u8 },
    /// An item in the trash; `ours` when we put it there.
    InTrash { id: i64, ours: bool },
    /// Nothing.
    New,
}

impl FeedPlanner<'_> {
    /// What the link of the record says; `None` when there is none, or when its item is gone.
    pub(super) fn follow_link(&mut self, link: Option<usize>) -> Option<Matched> {
        let link = link?;
        let row = self.state.links.row(link);
        let (id, ours) = (row.remote_id, row.retired);
        self.state.links.see(link);
        if let Some(at) = self.state.table.position(id) {
            return Some(Matched::Existing { at, level: 0 });
        }
        self.state.table.get_trashed(id).map(|_| Matched::InTrash { id, ours })
    }

    /// What the keys of the record say.
    pub(super) fn find_by_keys(
        &self,
        draft: &RowDraft,
        source_key: &str,
        keys: &[(u8, Vec<String>)],
    ) -> Result<Matched, Box<Reject>> {
        for (level, parts) in keys {
            let key = &self.keys[usize::from(*level) - 1];
            let Some(index) = key.index else { continue };
            let found = self.state.keys[index].find(&self.state.table.items, parts);
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Matched::Existing { at: *one, level: *level }),
                several => {
                    let mut ids: Vec<i64> =
                        several.iter().map(|at| self.state.table.items[*at as usize].id).collect();
                    ids.sort_unstable();
                    let shown: Vec<String> = ids.iter().take(5).map(|id| format!("#{id}")).collect();
                    let reason = format!(
                        "ambiguous: {} {} items have {} `{}`: {}",
                        ids.len(),
                        self.state.class,
                        key.name,
                        parts.join(" / "),
                        shown.join(", ")
                    );
                    return Err(self.refuse(draft, source_key, reason));
                }
            }
        }
        Ok(Matched::New)
    }

    pub(super) fn claim_item(
        &mut self,
        draft: &RowDraft,
        id: i64,
        level: u8,
        source_key: &str,
    ) -> Result<(), Box<Reject>> {
        if let Some(link) = self.state.links.of_item(id) {
            self.state.links.see(link);
        }
        let claim = Claim { level, row: draft.number, relied_on: true };
        let verdict = self.state.item_claims.claim(id, claim);
        if verdict == Verdict::Free {
            return Ok(());
        }
        let thing = format!("{} #{id}", self.state.class);
        self.settle(draft, verdict, &thing, source_key)
    }

    pub(super) fn claim_keys(
        &mut self,
        draft: &RowDraft,
        source_key: &str,
        keys: &[(u8, Vec<String>)],
    ) -> Result<(), Box<Reject>> {
        let mut claims: Vec<(u8, Vec<u8>, u64, String)> = Vec::new();
        if draft.desired.source_key.is_some() {
            claims.push((
                0,
                Vec::new(),
                hash_key(&[source_key.to_owned()]),
                format!("the source key `{source_key}`"),
            ));
        }
        for (level, parts) in keys {
            let key = &self.keys[usize::from(*level) - 1];
            let text = self.key_values(*level, &draft.targets, &draft.entity);
            claims.push((
                *level,
                key.name.clone().into_bytes(),
                hash_key(parts),
                format!("{} `{text}`", key.name),
            ));
        }
        let strongest = keys.first().map_or(0, |(level, _)| *level);
        for (level, name, hash, thing) in claims {
            let claim = Claim { level, row: draft.number, relied_on: level <= strongest };
            let verdict = self.state.key_claims.claim((name, hash), claim);
            self.settle(draft, verdict, &thing, source_key)?;
        }
        Ok(())
    }

    fn settle(
        &mut self,
        draft: &RowDraft,
        verdict: Verdict,
        thing: &str,
        source_key: &str,
    ) -> Result<(), Box<Reject>> {
        let mine = &draft.desired.origin;
        match verdict {
            Verdict::Free => Ok(()),
            Verdict::Won { from } => {
                self.state
                    .retractions
                    .insert(from, format!("{thing} is also named by {mine}, by a stronger key"));
                Ok(())
            }
            Verdict::Lost { to } => {
                let other = self.state.origins.get(to);
                Err(self.refuse(
                    draft,
                    source_key,
                    format!("{thing} is also named by {other}, by a stronger key"),
                ))
            }
            Verdict::Tie { with } => {
                let other = self.state.origins.get(with);
                self.state.retractions.insert(with, format!("{thing} is also named by {mine}"));
                Err(self.refuse(draft, source_key, format!("{thing} is also named by {other}")))
            }
        }
    }
}
