//! One call: journal, precondition, send, look when the outcome is not known, journal again.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use anyhow::Context;

use crate::message;
use crate::model::change::IN_TRASH;
use crate::model::journal::EntryOutcome;
use crate::model::{ClassName, Column, EntryState, FieldChange, Item, Kind, Link, Value};
use crate::systems::target::{Field, Row, WriteError};

use crate::store::LinkKey;

use super::seen::{canonical_of, columns, live};
use super::unit::{Unit, Verb};
use super::{Applying, pause, precondition};

/// Repetitions of a call that was not carried out, or of rows that were found not written.
const TRIES: u32 = 4;

/// Looks for rows of a call without an answer.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_millis(1500);

/// Why a row was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The desk refused it.
    Refused(String),
    /// The item is not as it was when the plan was made.
    Moved(String),
    /// It was not sent.
    NotTried(String),
    /// It was not sent: the run was asked to stop before it.
    Stopped,
    /// It may have been written: the next run settles it.
    Unknown(String),
}

impl Failure {
    /// The reason as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Refused(reason) | Self::Moved(reason) | Self::NotTried(reason) | Self::Unknown(reason) => {
                reason.clone()
            }
            Self::Stopped => message::apply::stopped_before_it().to_string(),
        }
    }
}

/// A row after its call.
#[derive(Debug)]
pub struct Ended {
    /// Position in the journal.
    pub seq: i64,
    /// The row, with the fields that were sent.
    pub unit: Unit,
    /// Its id, or why it was not written.
    pub outcome: Result<i64, Failure>,
    /// Fields that were left out because they moved.
    pub moved: Option<String>,
    /// Fields that the desk did not take, as planned.
    pub refused: Vec<FieldChange>,
}

struct Pending {
    seq: i64,
    unit: Unit,
    moved: Option<String>,
    refused: Vec<FieldChange>,
    outcome: Option<Result<i64, Failure>>,
}

/// Writes rows of one class by one call, repeated while that is safe.
///
/// # Errors
/// When the journal cannot be written.
pub async fn write_chunk(
    with: &Applying<'_>,
    seq: &AtomicI64,
    verb: Verb,
    units: Vec<Unit>,
    broken: &AtomicBool,
) -> anyhow::Result<Vec<Ended>> {
    let class = units[0].class.clone();
    let mut rows: Vec<Pending> = units
        .into_iter()
        .map(|unit| {
            let seq = seq.fetch_add(1, Ordering::Relaxed);
            Pending { seq, unit, moved: None, refused: Vec::new(), outcome: None }
        })
        .collect();
    start(with, &rows.iter().map(|row| (row.seq, &row.unit)).collect::<Vec<_>>())?;
    if with.stop.load(Ordering::Relaxed) {
        give_up(&mut rows, &Failure::Stopped);
    } else if broken.load(Ordering::Relaxed) {
        give_up(&mut rows, &Failure::NotTried(message::apply::desk_silent_now().to_string()));
    } else {
        check_preconditions(with, verb, &class, &mut rows).await;
        send(with, verb, &class, &mut rows, broken).await;
        if verb == Verb::Update {
            check_taken(with, &class, &mut rows).await;
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| Ended {
            seq: row.seq,
            outcome: row
                .outcome
                .unwrap_or_else(|| Err(Failure::NotTried(message::apply::not_sent().to_string()))),
            unit: row.unit,
            moved: row.moved,
            refused: row.refused,
        })
        .collect())
}

fn give_up(rows: &mut [Pending], why: &Failure) {
    for row in rows.iter_mut().filter(|row| row.outcome.is_none()) {
        row.outcome = Some(Err(why.clone()));
    }
}

async fn check_preconditions(with: &Applying<'_>, verb: Verb, class: &ClassName, rows: &mut [Pending]) {
    if !matches!(verb, Verb::Update | Verb::Trash | Verb::Purge | Verb::Remove)
        || rows.iter().all(|row| row.unit.fields.is_empty())
    {
        return;
    }
    let units: Vec<&Unit> = rows.iter().map(|row| &row.unit).collect();
    let looks = precondition::check(with, class, &units).await;
    for (row, looked) in rows.iter_mut().zip(looks) {
        if verb == Verb::Remove && looked.dynamic {
            row.outcome = Some(Err(Failure::Moved(message::apply::fed_by_agent().to_string())));
            continue;
        }
        // Undoes do not know it, and GLPI would lock the fields of a write that is not the agent's.
        // What no agent feeds any more stays so.
        row.unit.dynamic = looked.dynamic;
        // Only a change that takes it out of the trash is written there.
        if verb == Verb::Update && looked.trashed && row.unit.fields.iter().all(|f| f.field != IN_TRASH) {
            row.outcome = Some(Err(Failure::Moved(message::apply::in_the_trash_now().to_string())));
            continue;
        }
        match (verb, looked.verdict) {
            (_, _) if row.unit.fields.is_empty() => {}
            (Verb::Trash | Verb::Purge | Verb::Remove, precondition::Verdict::AlreadySo) => {}
            (Verb::Trash | Verb::Purge | Verb::Remove, precondition::Verdict::Moved { fields, .. }) => {
                row.outcome = Some(Err(Failure::Moved(fields)));
            }
            (_, precondition::Verdict::Left(_)) => {}
            (_, precondition::Verdict::Moved { fields, left }) if left.is_empty() => {
                row.outcome = Some(Err(Failure::Moved(fields)));
            }
            (_, precondition::Verdict::Moved { fields, left }) => {
                row.unit.fields = left;
                row.moved = Some(fields);
            }
            (Verb::Purge | Verb::Remove, precondition::Verdict::Gone) => {
                row.outcome = row.unit.remote_id.map(Ok)
            }
            (_, precondition::Verdict::AlreadySo) => row.outcome = row.unit.remote_id.map(Ok),
            (_, precondition::Verdict::Gone) => {
                row.outcome = Some(Err(Failure::Moved(message::apply::gone().to_string())));
            }
            (_, precondition::Verdict::Unreadable(reason)) => {
                row.outcome = Some(Err(Failure::NotTried(reason)))
            }
        }
    }
}

/// GLPI answers true for a locked field of an item that an agent feeds, and drops the value: such
/// items are read again.
async fn check_taken(with: &Applying<'_>, class: &ClassName, rows: &mut [Pending]) {
    let done = |row: &Pending| matches!(row.outcome, Some(Ok(_)));
    let fed: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].unit.dynamic && done(&rows[*at])).collect();
    if fed.is_empty() {
        return;
    }
    let units: Vec<&Unit> = fed.iter().map(|at| &rows[*at].unit).collect();
    let looks = precondition::check(with, class, &units).await;
    for (at, looked) in fed.into_iter().zip(looks) {
        let row = &mut rows[at];
        let not_taken = match looked.verdict {
            precondition::Verdict::Left(fields) => fields,
            precondition::Verdict::AlreadySo
            | precondition::Verdict::Moved { .. }
            | precondition::Verdict::Gone
            | precondition::Verdict::Unreadable(_) => continue,
        };
        let names: Vec<&str> = not_taken.iter().map(|field| field.field.as_str()).collect();
        let reason = message::apply::locked_there(names.join(", ")).to_string();
        row.unit.fields.retain(|field| !not_taken.contains(field));
        row.refused = not_taken;
        if row.unit.fields.is_empty() {
            row.outcome = Some(Err(Failure::Moved(reason)));
        } else {
            row.moved = Some(reason);
        }
    }
}

async fn send(with: &Applying<'_>, verb: Verb, class: &ClassName, rows: &mut [Pending], broken: &AtomicBool) {
    for attempt in 0..TRIES {
        let open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].outcome.is_none()).collect();
        if open.is_empty() {
            return;
        }
        if attempt > 0 {
            tokio::time::sleep(pause(attempt - 1)).await;
        }
        let units: Vec<&Unit> = open.iter().map(|at| &rows[*at].unit).collect();
        let answers = call(with, verb, class, &units).await;
        let mut unknown = Vec::new();
        let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
        for (at, answer) in open.iter().zip(answers) {
            match answer {
                Ok(id) => rows[*at].outcome = Some(Ok(id)),
                Err(WriteError::Refused { permanent: true, message }) => {
                    rows[*at].outcome = Some(Err(Failure::Refused(readable(message))));
                }
                // It is to be gone, and is: by us, if an answer was lost.
                Err(WriteError::NotFound) if matches!(verb, Verb::Purge | Verb::Remove) => {
                    rows[*at].outcome = rows[*at].unit.remote_id.map(Ok);
                }
                Err(WriteError::NotFound) => {
                    rows[*at].outcome = Some(Err(Failure::Moved(message::apply::gone().to_string())));
                }
                Err(WriteError::Refused { permanent: false, message }) => {
                    reasons.insert(*at, message);
                }
                Err(WriteError::Unknown { reason }) => {
                    unknown.push(*at);
                    reasons.insert(*at, reason);
                }
            }
        }
        if !unknown.is_empty() {
            look(with, verb, class, rows, &unknown, &reasons).await;
        }
        if attempt + 1 == TRIES {
            let open = rows.iter().filter(|row| row.outcome.is_none()).count();
            if open == rows.len() {
                broken.store(true, Ordering::Relaxed);
            }
            for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.outcome.is_none()) {
                let reason = reasons.remove(&at).unwrap_or_else(|| message::apply::desk_silent().to_string());
                row.outcome =
                    Some(Err(Failure::Refused(message::apply::after_attempts(&reason, TRIES).to_string())));
            }
        }
    }
}

/// GLPI gives "" as the reason for a duplicate of a link and for some other refusals.
fn readable(message: String) -> String {
    if message.trim().is_empty() { message::apply::refused_without_reason().to_string() } else { message }
}

async fn call(
    with: &Applying<'_>,
    verb: Verb,
    class: &ClassName,
    units: &[&Unit],
) -> Vec<Result<i64, WriteError>> {
    let ids: Vec<i64> = units.iter().map(|unit| unit.remote_id.unwrap_or_default()).collect();
    let done = |outcomes: Vec<Result<(), WriteError>>| -> Vec<Result<i64, WriteError>> {
        outcomes.into_iter().zip(&ids).map(|(outcome, id)| outcome.map(|()| *id)).collect()
    };
    match verb {
        Verb::Create => {
            let rows: Vec<Row> = units.iter().map(|unit| row(with, unit)).collect();
            with.desk.create(class, &rows).await
        }
        Verb::Update => {
            let rows: Vec<(i64, Row)> =
                units.iter().zip(&ids).map(|(unit, id)| (*id, row(with, unit))).collect();
            done(with.desk.update(class, &rows).await)
        }
        Verb::Trash => done(with.desk.trash(class, &ids).await),
        Verb::Restore => done(with.desk.restore(class, &ids).await),
        Verb::Purge | Verb::Remove => done(with.desk.purge(class, &ids).await),
    }
}

fn row(with: &Applying<'_>, unit: &Unit) -> Row {
    let mut row: Row = unit
        .fields
        .iter()
        .map(|field| {
            let kind = with.kinds.of(&unit.class, &field.field);
            Field::of_kind(field.field.as_str(), &kind, field.to.clone())
        })
        .collect();
    if unit.dynamic && unit.remote_id.is_some() {
        // Acts like the agent: GLPI makes no lock for the fields that are written.
        row.push(Field::of_kind("is_dynamic", &Kind::Boolean, Value::Bool(true)));
    }
    row
}

/// Finds out what became of rows whose call had no usable answer. Those that are found written get
/// their id, those that are not stay open, to be sent again.
async fn look(
    with: &Applying<'_>,
    verb: Verb,
    class: &ClassName,
    rows: &mut [Pending],
    unknown: &[usize],
    reasons: &BTreeMap<usize, String>,
) {
    match verb {
        // They can be repeated without harm.
        Verb::Trash | Verb::Restore | Verb::Purge | Verb::Remove => {}
        Verb::Update => {
            let units: Vec<&Unit> = unknown.iter().map(|at| &rows[*at].unit).collect();
            let looks = precondition::check(with, class, &units).await;
            for (at, looked) in unknown.iter().zip(looks) {
                rows[*at].outcome = match looked.verdict {
                    precondition::Verdict::AlreadySo => rows[*at].unit.remote_id.map(Ok),
                    precondition::Verdict::Left(_) => None,
                    precondition::Verdict::Moved { fields, .. } => Some(Err(Failure::Moved(fields))),
                    precondition::Verdict::Gone => {
                        Some(Err(Failure::Moved(message::apply::gone().to_string())))
                    }
                    precondition::Verdict::Unreadable(why) => Some(Err(not_known(reasons.get(at), &why))),
                };
            }
        }
        Verb::Create => {
            let units: Vec<&Unit> = unknown.iter().map(|at| &rows[*at].unit).collect();
            match find_created(with, class, &units).await {
                Ok(found) => {
                    for (at, id) in unknown.iter().zip(found) {
                        rows[*at].outcome = id.map(Ok);
                    }
                }
                Err(why) => {
                    for at in unknown {
                        rows[*at].outcome = Some(Err(not_known(reasons.get(at), &why.to_string())));
                    }
                }
            }
        }
    }
}

fn not_known(reason: Option<&String>, why: &str) -> Failure {
    let reason = reason.cloned().unwrap_or_else(|| message::apply::outcome_unknown().to_string());
    Failure::Unknown(message::apply::looking_failed(&reason, why).to_string())
}

/// Ids of rows that were created although their answer was lost: newer than everything that was
/// there before the run, with the very values that were sent.
async fn find_created(
    with: &Applying<'_>,
    class: &ClassName,
    units: &[&Unit],
) -> anyhow::Result<Vec<Option<i64>>> {
    if class.as_str() == "Entity" {
        // GLPI shows a session only the entities that were there at login.
        with.desk.renew().await.context(message::apply::no_login_to_look())?;
    }
    let columns = columns(with, class, units);
    let above = with.watermarks.get(class).copied().unwrap_or(0);
    let mut newest = with.desk.newest(class, &columns, above).await?;
    // The server may still be writing what the call asked for: rows count as missing only when two
    // looks in a row show the same.
    for _ in 0..LOOKS {
        if units.iter().all(|unit| newest.iter().any(|item| is_it(unit, item, &columns))) {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        let before = newest.last().map(|item| item.id);
        newest = with.desk.newest(class, &columns, above).await?;
        if newest.last().map(|item| item.id) == before {
            break;
        }
    }
    let mut taken: HashSet<i64> = HashSet::new();
    Ok(units
        .iter()
        .map(|unit| {
            let found =
                newest.iter().find(|item| !taken.contains(&item.id) && is_it(unit, item, &columns))?;
            taken.insert(found.id);
            Some(found.id)
        })
        .collect())
}

/// True when an item has every value that was sent.
fn is_it(unit: &Unit, item: &Item, columns: &[(Column, Kind)]) -> bool {
    unit.fields.iter().all(|field| live(field, item, columns) == Some(canonical_of(field, columns)))
}

/// Journals what is about to be done.
///
/// # Errors
/// When the journal cannot be written.
pub fn start(with: &Applying<'_>, rows: &[(i64, &Unit)]) -> anyhow::Result<()> {
    let entries: Vec<_> = rows.iter().map(|(seq, unit)| unit.entry(*seq)).collect();
    with.store.start_entries(with.run, &entries).context(message::journal::cannot_write())
}

/// Journals what came of it, with the links that were made and those that are no more.
///
/// # Errors
/// When the journal cannot be written.
pub fn settle(
    with: &Applying<'_>,
    ended: &[Ended],
    (links, gone): (&[Link], &[LinkKey]),
) -> anyhow::Result<()> {
    let outcomes: Vec<EntryOutcome> = ended
        .iter()
        .map(|ended| {
            let (state, remote_id, message) = match (&ended.outcome, &ended.moved) {
                (Ok(id), None) => (EntryState::Done, Some(*id), None),
                (Ok(id), Some(moved)) => {
                    (EntryState::Moved, Some(*id), Some(message::apply::others_written(moved).to_string()))
                }
                (Err(Failure::Moved(reason)), _) => {
                    (EntryState::Moved, ended.unit.remote_id, Some(reason.clone()))
                }
                (Err(Failure::Refused(reason) | Failure::NotTried(reason)), _) => {
                    (EntryState::Failed, ended.unit.remote_id, Some(reason.clone()))
                }
                (Err(Failure::Stopped), _) => (
                    EntryState::Undone,
                    ended.unit.remote_id,
                    Some(message::apply::stopped_before_it().to_string()),
                ),
                // Stays open: the next run looks again.
                (Err(Failure::Unknown(reason)), _) => {
                    (EntryState::Started, ended.unit.remote_id, Some(reason.clone()))
                }
            };
            EntryOutcome { seq: ended.seq, state, remote_id, message }
        })
        .collect();
    with.store
        .settle_entries(with.run, &outcomes, links, gone)
        .context(message::journal::cannot_write_outcomes())
}
