//! One call: journal, precondition, send, wait for its end when no answer came, journal again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::reason::Context as _;

use crate::engine::steady;
use crate::message::{self, settling};
use crate::model::journal::EntryOutcome;
use crate::model::secret::SecretString;
use crate::model::{ClassName, Entry, EntryState, FieldChange, Kind, Link, Sending, Silent, Value};
use crate::model::{Said, Say as _};
use crate::systems::shared::RemoteError;
use crate::systems::target::{End, Field, Keep, Row, Target, WriteError};

use crate::store::LinkKey;

use super::unit::{Unit, Verb};
use super::{ApplyContext, pause, precondition};

/// Repetitions of a call that was not carried out, or of rows that were found not written.
pub(super) const TRIES: u32 = 4;

/// Rows that were not sent are journalled so many at a time.
const UNTRIED_AT_ONCE: usize = 500;

/// Why a row was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The desk refused it.
    Refused(Said),
    /// The item is not as it was when the plan was made.
    ChangedSincePlan(Said),
    /// It was not sent.
    NotTried(Said),
    /// It was not sent: the run was asked to stop before it.
    Stopped,
    /// It may have been written: the next run settles it.
    Unknown(Said),
    /// It was sent, and certainly not carried out.
    NotDone(Said),
}

impl Failure {
    /// The reason as a sentence.
    pub fn sentence(&self) -> Said {
        match self {
            Self::Refused(reason)
            | Self::ChangedSincePlan(reason)
            | Self::NotTried(reason)
            | Self::Unknown(reason)
            | Self::NotDone(reason) => reason.clone(),
            Self::Stopped => message::apply::stopped_before_it().said(),
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
    /// No answer came: the outcome was found out by looking.
    pub was_lost: bool,
    /// Fields that were left out because they changed since the plan.
    pub changed_since_plan: Option<Said>,
    /// Fields that the desk did not take, as planned.
    pub refused: Vec<FieldChange>,
}

/// What a call changes in the ledger.
#[derive(Debug, Default)]
pub struct LinkChanges {
    /// Links that are written.
    pub made: Vec<Link>,
    /// Links that are no more.
    pub gone: Vec<LinkKey>,
}

/// How the desk bears the calls of one round of writes.
#[derive(Debug, Default)]
pub struct Strain {
    /// It does not answer any more: nothing more is sent.
    broken: AtomicBool,
    /// One fence at a time: one that is not answered keeps a worker of the server.
    fence: tokio::sync::Mutex<()>,
}

impl Strain {
    fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    fn breaks(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }
}

/// A row on its way.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Position in the journal.
    pub seq: i64,
    /// The row.
    pub unit: Unit,
    /// Fields that are left out because they changed since the plan.
    pub changed_since_plan: Option<Said>,
    /// Fields that the desk did not take.
    pub refused: Vec<FieldChange>,
    /// Its id, or why it was not written; `None` while that is open.
    pub outcome: Option<Result<i64, Failure>>,
    /// It was sent and no usable answer came.
    pub doubt: Option<Doubt>,
    /// It stands in the journal.
    journalled: bool,
}

/// What is known of a row that was sent without a usable answer.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// What came instead of an answer.
    pub reason: Said,
    /// Who was silent.
    pub silent: Silent,
    /// What proves the end of the call.
    pub proof: Option<SecretString>,
    /// Whether the server has ended it.
    pub end: End,
}

impl Pending {
    /// A row that is to be written.
    pub fn new(seq: i64, unit: Unit) -> Self {
        let (changed_since_plan, refused) = (None, Vec::new());
        Self { seq, unit, changed_since_plan, refused, outcome: None, doubt: None, journalled: false }
    }

    /// True when nothing is known but that the server has not ended it yet.
    pub fn is_late(&self) -> bool {
        let unknown = matches!(self.outcome, Some(Err(Failure::Unknown(_))));
        unknown && self.doubt.as_ref().is_some_and(|doubt| doubt.end == End::NotYet)
    }

    /// True while it may be sent.
    fn is_open(&self) -> bool {
        self.outcome.is_none() && self.doubt.is_none()
    }

    /// The row after all that could be done.
    pub fn ended(self) -> Ended {
        let was_lost = self.doubt.is_some();
        let outcome =
            self.outcome.unwrap_or_else(|| Err(Failure::NotTried(message::apply::not_sent().said())));
        Ended {
            seq: self.seq,
            outcome,
            was_lost,
            unit: self.unit,
            changed_since_plan: self.changed_since_plan,
            refused: self.refused,
        }
    }
}

/// Writes rows of one class by one call, repeated while that is safe. Rows without a usable answer come
/// back with a [`Doubt`] and no outcome: the call was waited for, and nobody has looked yet.
///
/// # Errors
/// When the journal cannot be written.
pub async fn write_chunk(
    with: &ApplyContext<'_>,
    verb: Verb,
    mut rows: Vec<Pending>,
    strain: &Strain,
) -> anyhow::Result<Vec<Pending>> {
    let class = rows[0].unit.class.clone();
    let left_out = if with.stop.load(Ordering::Relaxed) {
        Some(Failure::Stopped)
    } else if strain.is_broken() {
        Some(Failure::NotTried(message::apply::desk_silent_now(with.product).said()))
    } else {
        None
    };
    if let Some(why) = left_out {
        start(with, &mut rows, None)?;
        give_up(&mut rows, &why);
        return Ok(rows);
    }
    let mut call = match Call::open(with).await {
        Ok(call) => call,
        Err(error) => {
            strain.breaks();
            start(with, &mut rows, None)?;
            give_up(&mut rows, &Failure::NotTried(error.said()));
            return Ok(rows);
        }
    };
    start(with, &mut rows, Some(&call.sending(with)))?;
    check_preconditions(with, verb, &class, &mut rows).await;
    send(with, verb, &class, &mut rows, &mut call, strain).await?;
    if verb == Verb::Update {
        check_taken(with, &class, &mut rows).await;
    }
    Ok(rows)
}

/// The session that a chunk is written in, and what proves the end of its calls.
struct Call {
    /// `None`: no session could be opened.
    writer: Option<Arc<dyn Target>>,
    proof: Option<SecretString>,
}

impl Call {
    async fn open(with: &ApplyContext<'_>) -> Result<Self, RemoteError> {
        let writer = with.desk.writer().await?;
        let proof = writer.proof().await;
        Ok(Self { writer: Some(writer), proof })
    }

    fn sending(&self, with: &ApplyContext<'_>) -> Sending {
        let proof = self.proof.as_ref().and_then(|proof| with.safe.lock(proof));
        Sending { at: chrono::Utc::now(), proof }
    }

    /// Before the rows are sent again: another session where this one has expired, and the journal
    /// learns it.
    async fn renew(&mut self, with: &ApplyContext<'_>, places: &[i64]) -> anyhow::Result<()> {
        let live = match &self.writer {
            Some(writer) => writer.proof().await.is_some(),
            None => false,
        };
        if !live {
            // Its seat is needed for the next session.
            (self.writer, self.proof) = (None, None);
            match Self::open(with).await {
                Ok(call) => *self = call,
                Err(error) => tracing::debug!(%error, "no other session could be opened"),
            }
        }
        let sending = self.sending(with);
        with.store.send_entries(with.run, places, &sending).context(message::journal::cannot_write())
    }
}

fn give_up(rows: &mut [Pending], why: &Failure) {
    for row in rows.iter_mut().filter(|row| row.is_open()) {
        row.outcome = Some(Err(why.clone()));
    }
}

async fn check_preconditions(with: &ApplyContext<'_>, verb: Verb, class: &ClassName, rows: &mut [Pending]) {
    if !matches!(verb, Verb::Update | Verb::Trash | Verb::Purge | Verb::Remove)
        || rows.iter().all(|row| row.unit.fields.is_empty())
    {
        return;
    }
    let units: Vec<&Unit> = rows.iter().map(|row| &row.unit).collect();
    let looks = precondition::check(with, class, &units).await;
    for (row, looked) in rows.iter_mut().zip(looks) {
        if verb == Verb::Remove && looked.dynamic {
            row.outcome = Some(Err(Failure::ChangedSincePlan(message::apply::fed_by_agent().said())));
            continue;
        }
        // Undoes do not know it, and GLPI would lock the fields of a write that is not the agent's.
        // What no agent feeds any more stays so.
        row.unit.dynamic = looked.dynamic;
        // Only a change that takes it out of the trash is written there.
        let trash = with.desk.schema().columns.trash;
        if verb == Verb::Update && looked.trashed && row.unit.fields.iter().all(|f| f.field != trash) {
            row.outcome = Some(Err(Failure::ChangedSincePlan(message::apply::in_the_trash_now().said())));
            continue;
        }
        match (verb, looked.verdict) {
            (_, _) if row.unit.fields.is_empty() => {}
            (Verb::Trash | Verb::Purge | Verb::Remove, precondition::Verdict::AlreadySo) => {}
            (
                Verb::Trash | Verb::Purge | Verb::Remove,
                precondition::Verdict::ChangedSincePlan { fields, .. },
            ) => {
                row.outcome = Some(Err(Failure::ChangedSincePlan(fields)));
            }
            (_, precondition::Verdict::Left(_)) => {}
            (_, precondition::Verdict::ChangedSincePlan { fields, left }) if left.is_empty() => {
                row.outcome = Some(Err(Failure::ChangedSincePlan(fields)));
            }
            (_, precondition::Verdict::ChangedSincePlan { fields, left }) => {
                row.unit.fields = left;
                row.changed_since_plan = Some(fields);
            }
            (Verb::Purge | Verb::Remove, precondition::Verdict::Gone) => {
                row.outcome = row.unit.remote_id.map(Ok)
            }
            (_, precondition::Verdict::AlreadySo) => row.outcome = row.unit.remote_id.map(Ok),
            (_, precondition::Verdict::Gone) => row.outcome = Some(Err(gone())),
            (_, precondition::Verdict::Unreadable(reason)) => {
                row.outcome = Some(Err(Failure::NotTried(reason)))
            }
        }
    }
}

/// GLPI answers true for a locked field of an item that an agent feeds, and drops the value: such
/// items are read again.
async fn check_taken(with: &ApplyContext<'_>, class: &ClassName, rows: &mut [Pending]) {
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
            | precondition::Verdict::ChangedSincePlan { .. }
            | precondition::Verdict::Gone
            | precondition::Verdict::Unreadable(_) => continue,
        };
        let schema = with.desk.schema();
        let names: Vec<_> =
            not_taken.iter().map(|field| schema.called(class.as_str(), &field.field)).collect();
        let reason = message::apply::locked_there(with.product, Said::join(&names, ", ")).said();
        row.unit.fields.retain(|field| !not_taken.contains(field));
        row.refused = not_taken;
        if row.unit.fields.is_empty() {
            row.outcome = Some(Err(Failure::ChangedSincePlan(reason)));
        } else {
            row.changed_since_plan = Some(reason);
        }
    }
}

async fn send(
    with: &ApplyContext<'_>,
    verb: Verb,
    class: &ClassName,
    rows: &mut [Pending],
    call: &mut Call,
    strain: &Strain,
) -> anyhow::Result<()> {
    for attempt in 0..TRIES {
        let open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].is_open()).collect();
        if open.is_empty() {
            return Ok(());
        }
        if attempt > 0 {
            tokio::time::sleep(pause(attempt - 1)).await;
            call.renew(with, &open.iter().map(|at| rows[*at].seq).collect::<Vec<_>>()).await?;
        }
        let reasons = try_once(with, verb, class, rows, &open, call).await;
        await_end(with, rows, call, strain).await?;
        if attempt + 1 == TRIES {
            refuse_open(with, rows, reasons, strain);
        }
    }
    Ok(())
}

/// One call for these rows. Gives back why rows were not written that may be sent again.
async fn try_once(
    with: &ApplyContext<'_>,
    verb: Verb,
    class: &ClassName,
    rows: &mut [Pending],
    open: &[usize],
    call: &Call,
) -> BTreeMap<usize, Said> {
    let units: Vec<&Unit> = open.iter().map(|at| &rows[*at].unit).collect();
    let answers = match &call.writer {
        Some(writer) => write(with, writer.as_ref(), verb, class, &units).await,
        None => {
            let message = message::settling::desk_silent(with.product).said();
            vec![Err(WriteError::Refused { permanent: false, message }); units.len()]
        }
    };
    let mut reasons: BTreeMap<usize, Said> = BTreeMap::new();
    for (at, answer) in open.iter().zip(answers) {
        let row = &mut rows[*at];
        match answer {
            Ok(id) => row.outcome = Some(Ok(id)),
            Err(WriteError::Refused { permanent: true, message }) => {
                row.outcome = Some(Err(Failure::Refused(readable(with.product, message))));
            }
            // It is to be gone, and is: by us, if an answer was lost.
            Err(WriteError::NotFound) if matches!(verb, Verb::Purge | Verb::Remove) => {
                row.outcome = row.unit.remote_id.map(Ok);
            }
            Err(WriteError::NotFound) => row.outcome = Some(Err(gone())),
            Err(WriteError::Refused { permanent: false, message }) => {
                reasons.insert(*at, message);
            }
            Err(WriteError::Unknown { reason, silent }) => {
                let (proof, end) = (call.proof.clone(), End::CannotTell);
                row.doubt = Some(Doubt { reason, silent, proof, end });
            }
        }
    }
    reasons
}

/// After the last try: rows that are still open count as refused. Where all are, the desk does not answer.
fn refuse_open(
    with: &ApplyContext<'_>,
    rows: &mut [Pending],
    mut reasons: BTreeMap<usize, Said>,
    strain: &Strain,
) {
    if rows.iter().all(Pending::is_open) {
        strain.breaks();
    }
    for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.is_open()) {
        let reason = reasons.remove(&at).unwrap_or_else(|| message::apply::desk_silent(with.product).said());
        row.outcome = Some(Err(Failure::Refused(message::apply::after_attempts(&reason, TRIES).said())));
    }
}

/// Waits, in the session of the call, until the server has ended it, where rows have no usable answer.
/// While it does not, nothing more is sent: each call would take another of the server's workers.
async fn await_end(
    with: &ApplyContext<'_>,
    rows: &mut [Pending],
    call: &Call,
    strain: &Strain,
) -> anyhow::Result<()> {
    let doubtful: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].doubt.is_some()).collect();
    if doubtful.is_empty() {
        return Ok(());
    }
    let gateway =
        |at: &&usize| rows[**at].doubt.as_ref().is_some_and(|doubt| doubt.silent == Silent::Gateway);
    let behind_gateway: Vec<i64> = doubtful.iter().filter(gateway).map(|at| rows[*at].seq).collect();
    if !behind_gateway.is_empty() {
        let noted = with.store.note_silent(with.run, &behind_gateway, Silent::Gateway);
        noted.context(message::journal::cannot_write())?;
    }
    let end = match (&call.writer, &call.proof) {
        (Some(writer), Some(proof)) => {
            writer.keep(proof, Keep::Alive);
            let _alone = strain.fence.lock().await;
            if strain.is_broken() { End::NotYet } else { writer.has_ended(proof).await }
        }
        (_, _) => End::CannotTell,
    };
    if end == End::NotYet {
        strain.breaks();
    }
    for at in doubtful {
        rows[at].doubt.iter_mut().for_each(|doubt| doubt.end = end);
    }
    Ok(())
}

/// The item of a row is not there any more.
pub(super) fn gone() -> Failure {
    Failure::ChangedSincePlan(message::apply::gone().said())
}

/// GLPI gives "" as the reason for a duplicate of a link and for some other refusals.
fn readable(product: &str, message: Said) -> Said {
    if message.english().trim().is_empty() {
        message::apply::refused_without_reason(product).said()
    } else {
        message
    }
}

async fn write(
    with: &ApplyContext<'_>,
    writer: &dyn Target,
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
            writer.create(class, &rows).await
        }
        Verb::Update => {
            let rows: Vec<(i64, Row)> =
                units.iter().zip(&ids).map(|(unit, id)| (*id, row(with, unit))).collect();
            done(writer.update(class, &rows).await)
        }
        Verb::Trash => done(writer.trash(class, &ids).await),
        Verb::Restore => done(writer.restore(class, &ids).await),
        Verb::Purge | Verb::Remove => done(writer.purge(class, &ids).await),
    }
}

fn row(with: &ApplyContext<'_>, unit: &Unit) -> Row {
    let mut row: Row = unit
        .fields
        .iter()
        .map(|field| {
            let kind = with.kinds.of(&unit.class, &field.field);
            Field::of_kind(with.desk.schema(), field.field.as_str(), &kind, field.to.clone())
        })
        .collect();
    if unit.dynamic && unit.remote_id.is_some() {
        // Acts like the agent: GLPI makes no lock for the fields that are written.
        let schema = with.desk.schema();
        row.push(Field::of_kind(schema, schema.columns.agent, &Kind::Boolean, Value::Bool(true)));
    }
    row
}

/// Journals what is about to be done, and how it is about to be sent; `None`: it is not.
///
/// # Errors
/// When the journal cannot be written.
pub fn start(with: &ApplyContext<'_>, rows: &mut [Pending], sending: Option<&Sending>) -> anyhow::Result<()> {
    let new: Vec<Entry> =
        rows.iter().filter(|row| !row.journalled).map(|row| row.unit.entry(row.seq)).collect();
    let again: Vec<i64> = rows.iter().filter(|row| row.journalled).map(|row| row.seq).collect();
    if sending.is_some()
        && let Some(now) = steady::now()
    {
        with.store.note_sending(with.run, &now).context(message::journal::cannot_write())?;
    }
    if !new.is_empty() {
        with.store.start_entries(with.run, &new, sending).context(message::journal::cannot_write())?;
    }
    if let Some(sending) = sending.filter(|_| !again.is_empty()) {
        with.store.send_entries(with.run, &again, sending).context(message::journal::cannot_write())?;
    }
    rows.iter_mut().for_each(|row| row.journalled = true);
    Ok(())
}

/// Journals what came of it, with the links that were made and those that are no more.
///
/// # Errors
/// When the journal cannot be written.
pub fn record_outcomes(with: &ApplyContext<'_>, ended: &[Ended], learnt: &LinkChanges) -> anyhow::Result<()> {
    let outcomes: Vec<EntryOutcome> = ended
        .iter()
        .map(|ended| {
            let (state, remote_id, message) = outcome_of(ended);
            EntryOutcome { seq: ended.seq, state, remote_id, message }
        })
        .collect();
    with.store
        .settle_entries(with.run, &outcomes, &learnt.made, &learnt.gone)
        .context(message::journal::cannot_write_outcomes())
}

/// Journals rows that were never sent, with their outcome, many in one transaction.
///
/// # Errors
/// When the journal cannot be written.
pub fn record_untried(with: &ApplyContext<'_>, rows: &[Pending]) -> anyhow::Result<()> {
    for rows in rows.chunks(UNTRIED_AT_ONCE) {
        let entries: Vec<Entry> = rows
            .iter()
            .cloned()
            .map(|row| {
                let ended = row.ended();
                let (state, _, message) = outcome_of(&ended);
                Entry { state, message, ..ended.unit.entry(ended.seq) }
            })
            .collect();
        with.store.start_entries(with.run, &entries, None).context(message::journal::cannot_write())?;
    }
    Ok(())
}

/// State, remote id and message of a row in the journal.
fn outcome_of(ended: &Ended) -> (EntryState, Option<i64>, Option<Said>) {
    match (&ended.outcome, &ended.changed_since_plan) {
        (Ok(id), None) => {
            let found = ended.was_lost.then(|| settling::found().into());
            (EntryState::Done, Some(*id), found)
        }
        (Ok(id), Some(changed_since_plan)) => (
            EntryState::ChangedSincePlan,
            Some(*id),
            Some(message::apply::others_written(changed_since_plan).said()),
        ),
        (Err(Failure::ChangedSincePlan(reason)), _) => {
            (EntryState::ChangedSincePlan, ended.unit.remote_id, Some(reason.clone()))
        }
        (Err(Failure::Refused(reason) | Failure::NotTried(reason)), _) => {
            (EntryState::Failed, ended.unit.remote_id, Some(reason.clone()))
        }
        (Err(Failure::Stopped), _) => {
            (EntryState::Undone, ended.unit.remote_id, Some(message::apply::stopped_before_it().said()))
        }
        (Err(Failure::NotDone(reason)), _) => {
            (EntryState::Undone, ended.unit.remote_id, Some(reason.clone()))
        }
        // Stays open: the next run looks again.
        (Err(Failure::Unknown(reason)), _) => {
            (EntryState::Started, ended.unit.remote_id, Some(reason.clone()))
        }
    }
}
