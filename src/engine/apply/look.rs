//! What became of rows that were sent and never answered: looked for by what was sent and by their
//! names, between two fences. Only what the server has certainly ended counts as not written.

use std::collections::{BTreeMap, HashSet};

use crate::engine::reason::{self, Context as _};

use crate::message::{self, settling};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::model::{ClassName, Column, FieldChange, Item, Kind, Said, Schema, Silent};
use crate::systems::target::{End, Keep};

use super::seen::{canonical_of, columns, live};
use super::unit::{Unit, Verb};
use super::write::{Doubt, Failure, Pending, TRIES, gone};
use super::{ApplyContext, precondition};

/// Ids of rows that calls with an answer have made in this run.
pub type Claimed = BTreeMap<ClassName, HashSet<i64>>;

/// What is done with rows that are certainly not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// They come back without outcome and doubt, to be sent again; counts how often they were.
    SendAgain(u32),
    /// They are left to the next run.
    Leave,
}

/// Finds out what became of rows without a usable answer.
pub async fn look(
    with: &ApplyContext<'_>,
    verb: Verb,
    rows: Vec<Pending>,
    claimed: &mut Claimed,
    then: Then,
) -> Vec<Pending> {
    let mut by_class: BTreeMap<ClassName, Vec<Pending>> = BTreeMap::new();
    for row in rows {
        by_class.entry(row.unit.class.clone()).or_default().push(row);
    }
    let mut looked = Vec::new();
    let mut proofs = Vec::new();
    for (class, mut rows) in by_class {
        proofs.extend(rows.iter().filter_map(|row| row.doubt.as_ref()?.proof.clone()));
        let claimed = claimed.entry(class.clone()).or_default();
        find(with, verb, &class, &mut rows, claimed).await;
        if rows.iter().any(|row| row.outcome.is_none()) {
            // What was found missing may have begun between the fence and the look.
            fence_again(with, &mut rows).await;
            find(with, verb, &class, &mut rows, claimed).await;
        }
        rows.iter_mut().for_each(|row| conclude(with, row, then));
        looked.append(&mut rows);
    }
    for proof in proofs {
        let waits = looked.iter().any(|row| is_of(row, &proof));
        with.desk.keep(&proof, if waits { Keep::Alive } else { Keep::NoLonger });
    }
    looked
}

/// What was answered about the ends of calls: rows of one call are asked about once.
#[derive(Default)]
struct Ends(Vec<(SecretString, End)>);

impl Ends {
    fn known(&self, proof: &SecretString) -> Option<End> {
        let known = self.0.iter().find(|(known, _)| known.expose_secret() == proof.expose_secret());
        known.map(|(_, end)| *end)
    }

    async fn ask(&mut self, with: &ApplyContext<'_>, proof: &SecretString) -> End {
        let end = with.desk.has_ended(proof).await;
        self.0.push((proof.clone(), end));
        end
    }
}

/// Asks once more for the end of late rows, and gives back those whose end was reached, to be looked for.
pub async fn reached(with: &ApplyContext<'_>, rows: Vec<Pending>) -> Vec<Pending> {
    let mut ends = Ends::default();
    let mut reached = Vec::new();
    for mut row in rows {
        let Some(Doubt { proof: Some(proof), end, .. }) = &mut row.doubt else { continue };
        *end = match ends.known(proof) {
            Some(end) => end,
            None if ends.0.iter().any(|(_, end)| *end == End::NotYet) => End::NotYet,
            None => ends.ask(with, proof).await,
        };
        if *end == End::Reached {
            row.outcome = None;
            reached.push(row);
        }
    }
    reached
}

/// True when a row waits, and this proves the end of its call.
fn is_of(row: &Pending, proof: &SecretString) -> bool {
    let waits = matches!(row.outcome, Some(Err(Failure::Unknown(_))));
    let own = row.doubt.as_ref().and_then(|doubt| doubt.proof.as_ref());
    waits && own.is_some_and(|own| own.expose_secret() == proof.expose_secret())
}

async fn fence_again(with: &ApplyContext<'_>, rows: &mut [Pending]) {
    let mut ends = Ends::default();
    for row in rows.iter_mut().filter(|row| row.outcome.is_none()) {
        let Some(Doubt { proof: Some(proof), end, .. }) = &mut row.doubt else { continue };
        if *end != End::Reached {
            continue;
        }
        *end = match ends.known(proof) {
            Some(end) => end,
            None => ends.ask(with, proof).await,
        };
    }
}

/// What a row comes to that was not found.
fn conclude(with: &ApplyContext<'_>, row: &mut Pending, then: Then) {
    let Some(doubt) = row.doubt.as_ref().filter(|_| row.outcome.is_none()) else { return };
    let reason = &doubt.reason;
    match (doubt.end, doubt.silent) {
        (End::Reached, Silent::Server) => match then {
            Then::SendAgain(round) if round + 1 < TRIES => row.doubt = None,
            Then::SendAgain(_) => {
                row.outcome =
                    Some(Err(Failure::Refused(message::apply::after_attempts(reason, TRIES).said())));
            }
            Then::Leave => row.outcome = Some(Err(Failure::NotDone(settling::too_late(reason).into()))),
        },
        (End::Reached, Silent::Gateway) => {
            let minutes = with.outcome_wait.as_secs().div_ceil(60);
            let message = settling::waits_before_server(reason, minutes);
            row.outcome = Some(Err(Failure::Unknown(message.into())));
        }
        (End::NotYet | End::CannotTell, _) => {
            row.outcome = Some(Err(Failure::Unknown(settling::waits(reason).into())));
        }
    }
}

/// Gives an outcome to the rows that turn out to be written, or to have changed since the plan.
async fn find(
    with: &ApplyContext<'_>,
    verb: Verb,
    class: &ClassName,
    rows: &mut [Pending],
    claimed: &mut HashSet<i64>,
) {
    let open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].outcome.is_none()).collect();
    let units: Vec<&Unit> = open.iter().map(|at| &rows[*at].unit).collect();
    let found = match verb {
        Verb::Create => find_created(with, class, &units, claimed).await,
        Verb::Update => return find_updated(with, class, rows, &open).await,
        Verb::Trash | Verb::Restore | Verb::Purge | Verb::Remove => {
            find_moved(with, verb, class, &units).await
        }
    };
    match found {
        Ok(found) => {
            for (at, id) in open.into_iter().zip(found) {
                rows[at].outcome = id.map(Ok);
                claimed.extend(id.filter(|_| verb == Verb::Create));
            }
        }
        Err(why) => {
            let why = reason::of(&why);
            open.into_iter().for_each(|at| not_known(&mut rows[at], &why));
        }
    }
}

fn not_known(row: &mut Pending, why: &Said) {
    let reason =
        row.doubt.as_ref().map_or_else(|| message::apply::no_answer().said(), |doubt| doubt.reason.clone());
    row.outcome = Some(Err(Failure::Unknown(settling::not_looked(reason, why).into())));
}

async fn find_updated(with: &ApplyContext<'_>, class: &ClassName, rows: &mut [Pending], open: &[usize]) {
    let units: Vec<&Unit> = open.iter().map(|at| &rows[*at].unit).collect();
    let looks = precondition::check(with, class, &units).await;
    for (at, looked) in open.iter().zip(looks) {
        let row = &mut rows[*at];
        match looked.verdict {
            precondition::Verdict::AlreadySo => row.outcome = row.unit.remote_id.map(Ok),
            precondition::Verdict::Left(_) => {}
            precondition::Verdict::ChangedSincePlan { fields, .. } => {
                row.outcome = Some(Err(Failure::ChangedSincePlan(fields)))
            }
            precondition::Verdict::Gone => row.outcome = Some(Err(gone())),
            precondition::Verdict::Unreadable(why) => not_known(row, &why),
        }
    }
}

/// Ids of rows that are by now in the trash, out of it, or away, as they were to be.
async fn find_moved(
    with: &ApplyContext<'_>,
    verb: Verb,
    class: &ClassName,
    units: &[&Unit],
) -> anyhow::Result<Vec<Option<i64>>> {
    let ids: Vec<i64> = units.iter().filter_map(|unit| unit.remote_id).collect();
    let items = with.desk.items_by_id(class, &[], &ids).await?;
    let is_so = |id: &i64| {
        let item = items.iter().find(|item| item.id == *id);
        match verb {
            Verb::Purge | Verb::Remove => item.is_none(),
            Verb::Trash => item.is_some_and(|item| item.trashed),
            Verb::Restore => item.is_some_and(|item| !item.trashed),
            Verb::Create | Verb::Update => false,
        }
    };
    Ok(units.iter().map(|unit| unit.remote_id.filter(is_so)).collect())
}

/// Ids of rows that were made although their answer was lost: newer than everything that was there
/// before the run and of no call that was answered, with the very values that were sent, else with the
/// values that name them.
async fn find_created(
    with: &ApplyContext<'_>,
    class: &ClassName,
    units: &[&Unit],
    claimed: &HashSet<i64>,
) -> anyhow::Result<Vec<Option<i64>>> {
    if *class == with.desk.schema().entities() {
        // GLPI shows a session only the entities that were there at login.
        with.desk.renew().await.context(message::apply::no_login_to_look())?;
    }
    let schema = with.desk.schema();
    let columns = columns(with, class, units);
    let above = with.watermarks.get(class).copied().unwrap_or(0);
    let mut newest = with.desk.newest(class, &columns, above).await?;
    newest.retain(|item| !claimed.contains(&item.id));
    let mut found: Vec<Option<i64>> = vec![None; units.len()];
    take(&mut newest, &mut found, |at, item| has(schema, units[at].fields.iter(), item, &columns));
    take(&mut newest, &mut found, |at, item| {
        (with.desk.identity().naming)(class, &units[at].fields)
            .is_some_and(|fields| has(schema, fields.into_iter(), item, &columns))
    });
    Ok(found)
}

/// Gives each row that has none yet the first item that fits, and takes that away.
fn take(items: &mut Vec<Item>, found: &mut [Option<i64>], fits: impl Fn(usize, &Item) -> bool) {
    for (row, id) in found.iter_mut().enumerate().filter(|(_, id)| id.is_none()) {
        if let Some(at) = items.iter().position(|item| fits(row, item)) {
            *id = Some(items.remove(at).id);
        }
    }
}

/// True when an item has these values as they were sent.
fn has<'f>(
    schema: &Schema,
    mut fields: impl Iterator<Item = &'f FieldChange>,
    item: &Item,
    columns: &[(Column, Kind)],
) -> bool {
    fields.all(|field| live(field, item, columns) == Some(canonical_of(schema, field, columns)))
}
