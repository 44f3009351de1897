//! Applies a plan: reference rows, items, their children, retirements, in that order, in bulk, a
//! few requests in flight, every row journalled before and after. It decides nothing.

mod children;
mod links;
mod look;
mod precondition;
mod references;
mod seen;
mod unit;
mod write;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use futures::StreamExt;

use crate::message;
use crate::model::Said;
use crate::model::change::{Kinds, Retirement};
use crate::model::link::Ownership;
use crate::model::value::Shown;
use crate::model::{
    Change, ChildChange, ClassName, Column, FieldChange, Kind, Operation, Plan, RunId, Schema, Value,
};
use crate::store::Store;
use crate::systems::target::Target;

use super::progress::Progress;
use super::safe::Safe;
use look::Then;
use unit::{Purpose, Unit, Verb};
use write::{Ended, Failure, LinkChanges, Pending, Strain};

/// Kinds of columns: those that the plan carries, else those that the target's columns of a name have.
#[derive(Debug, Clone, Copy)]
pub struct ColumnKinds<'a> {
    schema: &'static Schema,
    known: &'a Kinds,
}

impl<'a> ColumnKinds<'a> {
    /// Of a plan for a target.
    pub fn new(schema: &'static Schema, plan: &'a Plan) -> Self {
        Self { schema, known: &plan.kinds }
    }

    /// The kind of a column.
    pub fn of(&self, class: &ClassName, column: &str) -> Kind {
        let column = Column::from(column);
        if column.as_str() == self.schema.columns.owner_id {
            // An id of the class that another column of the same row names.
            return Kind::Dropdown(class.clone());
        }
        let known = self.known.get(class).and_then(|columns| columns.get(&column)).cloned();
        known.or_else(|| self.schema.kind_of(&column)).unwrap_or_else(|| self.schema.line())
    }
}

/// What apply needs besides the plan.
#[derive(Debug)]
pub struct ApplyContext<'a> {
    /// The desk.
    pub desk: &'a dyn Target,
    /// The journal.
    pub store: &'a Store,
    /// The run.
    pub run: &'a RunId,
    /// What its product is called, for people.
    pub product: &'a str,
    /// System and job, for the links.
    pub system: &'a str,
    /// Job.
    pub job: &'a str,
    /// Kinds of columns.
    pub kinds: ColumnKinds<'a>,
    /// Highest id per class before the run wrote anything.
    pub watermarks: &'a HashMap<ClassName, i64>,
    /// Progress on the terminal.
    pub progress: &'a Progress,
    /// Set when the run is to stop after the batches in hand.
    pub stop: &'a AtomicBool,
    /// Own creations that were matched by a key, too.
    pub adopt: bool,
    /// Day of the run in the job's zone: delays of a retirement count from it.
    pub today: chrono::NaiveDate,
    /// When the plan was made.
    pub made: Made,
    /// Whether links learn what is written.
    pub ledger: Ledger,
    /// Where what proves the end of a write is locked away.
    pub safe: &'a Safe,
    /// How long a write of unknown outcome may still be carried out where nothing proves its end.
    pub outcome_wait: Duration,
}

/// Whether links learn what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// They do.
    Write,
    /// They keep the value from before: what an undo brings back then counts as set by a person, so
    /// that the next run does not write it over again.
    Keep,
}

/// When a plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Of what this run has just read.
    InThisRun,
    /// Earlier, and saved: reference rows that it creates may exist by now.
    Before,
}

/// What came of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Changes that were written, with all their children.
    pub applied: u64,
    /// Changes of which something failed.
    pub failed: u64,
    /// Changes left out, in whole or in part, because the item changed since the plan.
    pub changed_since_plan: u64,
    /// The run was asked to stop before the end.
    pub stopped: bool,
    /// Changes that were left out for it, in whole or in part.
    pub untried: u64,
}

/// How far one change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ChangeState {
    Open,
    Done,
    Untried,
    ChangedSincePlan,
    Unknown,
    Failed,
}

pub(super) struct ApplyState<'a> {
    with: &'a ApplyContext<'a>,
    plan: &'a Plan,
    seq: AtomicI64,
    references: Vec<Option<Result<i64, Said>>>,
    items: HashMap<String, i64>,
    ids: Vec<Option<i64>>,
    states: Vec<ChangeState>,
    links: links::Links,
    claimed: look::Claimed,
    /// Rows that are not sent, until the journal learns of them together.
    left_out: Vec<(Unit, Failure)>,
    /// Rows whose call the server had not ended when they were looked for.
    late: Vec<(Verb, Pending)>,
}

/// Applies a plan.
///
/// # Errors
/// When the journal cannot be written: nothing is sent to the desk that is not journalled.
pub async fn apply(with: &ApplyContext<'_>, plan: &Plan) -> anyhow::Result<Applied> {
    let mut state = ApplyState {
        with,
        plan,
        seq: AtomicI64::new(1),
        references: vec![None; plan.references.len()],
        items: HashMap::new(),
        ids: plan.changes.iter().map(|change| change.remote_id).collect(),
        states: vec![ChangeState::Open; plan.changes.len()],
        links: links::Links::load(with, plan)?,
        claimed: look::Claimed::new(),
        left_out: Vec::new(),
        late: Vec::new(),
    };
    with.progress.begin(message::run::writing(), rows_of(plan));
    state.create_references().await?;
    for class in state.classes() {
        state.write_items(&class).await?;
        state.write_children(&class).await?;
    }
    state.retire().await?;
    state.look_again().await?;
    state.journal_left_out()?;
    with.progress.end();
    Ok(state.sum())
}

/// How many rows a plan writes: those beside an item take as long as the item itself.
fn rows_of(plan: &Plan) -> u64 {
    let of_child = |child: &ChildChange| {
        let is_row = match child.operation {
            Operation::Create | Operation::Retire => {
                child.link_to_new.is_none() && !(child.link && child.remote_id.is_some())
            }
            Operation::Update | Operation::Restore => !child.fields.is_empty(),
        };
        u64::from(is_row) + u64::from(child.link)
    };
    let of_change = |change: &Change| {
        let is_row = change.operation != Operation::Update || !change.fields.is_empty();
        u64::from(is_row) + change.children.iter().map(of_child).sum::<u64>()
    };
    plan.references.len() as u64 + plan.changes.iter().map(of_change).sum::<u64>()
}

impl ApplyState<'_> {
    fn stopped(&self) -> bool {
        self.with.stop.load(Ordering::Relaxed)
    }

    fn sum(&self) -> Applied {
        let unwritten =
            self.states.iter().any(|state| matches!(state, ChangeState::Open | ChangeState::Untried));
        let mut sum = Applied { stopped: self.stopped() && unwritten, ..Applied::default() };
        for state in &self.states {
            match state {
                ChangeState::Done => sum.applied += 1,
                ChangeState::ChangedSincePlan => sum.changed_since_plan += 1,
                ChangeState::Unknown | ChangeState::Failed => sum.failed += 1,
                ChangeState::Open | ChangeState::Untried => sum.untried += 1,
            }
        }
        sum
    }

    /// Classes in the order of the plan.
    fn classes(&self) -> Vec<ClassName> {
        let mut classes: Vec<ClassName> = Vec::new();
        for change in &self.plan.changes {
            if !classes.contains(&change.class) {
                classes.push(change.class.clone());
            }
        }
        classes
    }

    fn worsen(&mut self, change: usize, state: ChangeState) {
        self.states[change] = self.states[change].max(state);
    }

    /// A value with the ids that are known by now; `None` while it has to wait.
    fn resolved(&self, value: &Value) -> Result<Option<Value>, Said> {
        match value {
            Value::NewRef(index) => match self.references.get(*index as usize) {
                Some(Some(Ok(id))) => Ok(Some(Value::Ref(*id))),
                Some(Some(Err(reason))) => {
                    let reference = &self.plan.references[*index as usize];
                    let class = self.with.desk.schema().class_called(&reference.class);
                    Err(message::apply::reference_not_created(class, &reference.path, reason).said())
                }
                Some(None) | None => Ok(None),
            },
            Value::NewItem(key) => match self.items.get(key.as_ref()) {
                Some(id) => Ok(Some(Value::Ref(*id))),
                None => Err(message::apply::item_not_created(key.replacen('/', " ", 1)).said()),
            },
            other => Ok(Some(other.clone())),
        }
    }

    /// Fields with every reference resolved.
    fn resolved_fields(&self, fields: &[FieldChange]) -> Result<Vec<FieldChange>, Said> {
        fields
            .iter()
            .map(|field| {
                let to = self
                    .resolved(&field.to)?
                    .ok_or_else(|| message::apply::not_there_yet(&field.after).said())?;
                Ok(FieldChange { to, ..field.clone() })
            })
            .collect()
    }

    /// Creations, updates and restorations of one class. Rows that point at others of the same class
    /// (a place in a place) wait until those are there.
    async fn write_items(&mut self, class: &ClassName) -> anyhow::Result<()> {
        let plan = self.plan;
        let of_class = |change: &&Change| change.class == *class && change.operation != Operation::Retire;
        let mut open: Vec<usize> =
            (0..plan.changes.len()).filter(|at| of_class(&&plan.changes[*at])).collect();
        while !open.is_empty() {
            let promised: BTreeSet<String> = open.iter().map(|at| key_of_item(&plan.changes[*at])).collect();
            let waits = |at: &usize| {
                let needed = |field: &FieldChange| matches!(&field.to, Value::NewItem(key) if promised.contains(key.as_ref()));
                plan.changes[*at].fields.iter().any(needed)
            };
            let (mut later, mut ready): (Vec<usize>, Vec<usize>) = open.into_iter().partition(waits);
            if ready.is_empty() {
                ready = std::mem::take(&mut later);
            }
            self.write_ready_items(&ready).await?;
            open = later;
        }
        Ok(())
    }

    async fn write_ready_items(&mut self, ready: &[usize]) -> anyhow::Result<()> {
        let plan = self.plan;
        let (mut creates, mut updates, mut restores) = (Vec::new(), Vec::new(), Vec::new());
        for (at, change) in ready.iter().map(|at| (*at, &plan.changes[*at])) {
            let fields = match self.resolved_fields(&change.fields) {
                Ok(fields) => fields,
                Err(reason) => {
                    self.fail_unwritten(at, change, reason);
                    continue;
                }
            };
            let unit = Unit::of_item(change, at, fields);
            match change.operation {
                Operation::Create => creates.push(unit),
                Operation::Restore if unit.fields.is_empty() => restores.push(unit),
                Operation::Update if unit.fields.is_empty() => self.states[at] = ChangeState::Done,
                Operation::Update | Operation::Restore => updates.push(unit),
                Operation::Retire => {}
            }
        }
        for (verb, units) in [(Verb::Create, creates), (Verb::Restore, restores), (Verb::Update, updates)] {
            for ended in self.write(verb, units).await? {
                self.end_item(&ended);
            }
        }
        Ok(())
    }

    fn end_item(&mut self, ended: &Ended) {
        let Purpose::Item(at) = ended.unit.purpose else { return };
        if let Ok(id) = &ended.outcome {
            self.ids[at] = Some(*id);
            self.items.insert(key_of_item(&self.plan.changes[at]), *id);
        }
        self.worsen(at, ended.state());
    }

    /// Looks once more, when all else is written, for rows whose call the server had not ended: later
    /// their session may be gone, and nothing proves the end any more.
    async fn look_again(&mut self) -> anyhow::Result<()> {
        let mut late = std::mem::take(&mut self.late);
        while let Some((verb, _)) = late.first() {
            let verb = *verb;
            let (same, others): (Vec<_>, Vec<_>) = late.into_iter().partition(|(of, _)| *of == verb);
            late = others;
            let same = same.into_iter().map(|(_, row)| row).collect();
            let rows = look::reached(self.with, same).await;
            let looked = look::look(self.with, verb, rows, &mut self.claimed, Then::Leave).await;
            let mut all = Vec::new();
            self.end(verb, looked, &mut all)?;
            let change = |ended: &Ended| ended.unit.purpose.change();
            let open: BTreeSet<usize> =
                all.iter().filter(|ended| ended.outcome.is_err()).filter_map(change).collect();
            for at in all.iter().filter_map(change).filter(|at| !open.contains(at)) {
                if self.states[at] == ChangeState::Unknown {
                    self.states[at] = ChangeState::Done;
                }
            }
        }
        Ok(())
    }

    async fn retire(&mut self) -> anyhow::Result<()> {
        let plan = self.plan;
        let (mut flags, mut trashed, mut purged) = (Vec::new(), Vec::new(), Vec::new());
        for (at, change) in plan.changes.iter().enumerate().filter(|(_, c)| c.operation == Operation::Retire)
        {
            let fields = match self.resolved_fields(&change.fields) {
                Ok(fields) => fields,
                Err(reason) => {
                    self.fail_unwritten(at, change, reason);
                    continue;
                }
            };
            let unit = Unit::of_item(change, at, fields);
            match change.retirement {
                Some(Retirement::Trash) => trashed.push(unit),
                Some(Retirement::Purge) => purged.push(unit),
                Some(Retirement::Flag) | None => flags.push(unit),
            }
        }
        for (verb, units) in [(Verb::Update, flags), (Verb::Trash, trashed), (Verb::Purge, purged)] {
            for ended in self.write(verb, units).await? {
                self.end_item(&ended);
            }
        }
        Ok(())
    }

    /// What becomes of a change for which something is not there that had to be written before.
    fn left_out(&self) -> ChangeState {
        if self.stopped() { ChangeState::Untried } else { ChangeState::Failed }
    }

    /// A change that cannot even be tried.
    fn fail_unwritten(&mut self, at: usize, change: &Change, reason: Said) {
        self.leave_out(at, Unit::of_item(change, at, change.fields.clone()), reason);
    }

    /// A row of a change that cannot even be tried.
    fn leave_out(&mut self, at: usize, unit: Unit, reason: Said) {
        self.worsen(at, self.left_out());
        let failure = if self.stopped() { Failure::Stopped } else { Failure::NotTried(reason) };
        self.left_out.push((unit, failure));
    }

    /// Journals rows that are not sent, with their outcome and many at a time: one that is asked to stop
    /// has thousands of them, and a transaction each would take a minute.
    fn journal_left_out(&mut self) -> anyhow::Result<()> {
        let rows: Vec<Pending> = std::mem::take(&mut self.left_out)
            .into_iter()
            .map(|(unit, failure)| {
                let mut row = Pending::new(self.seq.fetch_add(1, Ordering::Relaxed), unit);
                row.outcome = Some(Err(failure));
                row
            })
            .collect();
        write::record_untried(self.with, &rows)
    }

    /// Writes units in batches, a few in flight, and remembers links as outcomes arrive. What had no
    /// answer is looked for when every other call has one: rows that look alike are then told apart.
    async fn write(&mut self, verb: Verb, units: Vec<Unit>) -> anyhow::Result<Vec<Ended>> {
        let mut open: Vec<Pending> = units
            .into_iter()
            .map(|unit| Pending::new(self.seq.fetch_add(1, Ordering::Relaxed), unit))
            .collect();
        let mut all = Vec::new();
        self.journal_left_out()?;
        if self.stopped() {
            return self.leave_untried(open);
        }
        let strain = Strain::default();
        for round in 0.. {
            if open.is_empty() {
                break;
            }
            if round > 0 {
                tokio::time::sleep(pause(round - 1)).await;
            }
            let doubtful = self.send(verb, std::mem::take(&mut open), &strain, &mut all).await?;
            if !doubtful.is_empty() {
                let then = Then::SendAgain(round);
                let looked = look::look(self.with, verb, doubtful, &mut self.claimed, then).await;
                let late = looked.iter().filter(|row| row.is_late()).cloned();
                self.late.extend(late.map(|row| (verb, row)));
                let (ended, again) = looked.into_iter().partition(|row| row.outcome.is_some());
                self.end(verb, ended, &mut all)?;
                open = again;
            }
        }
        all.sort_by_key(|ended| ended.seq);
        Ok(all)
    }

    /// Journals rows that are not sent because the run is to stop.
    fn leave_untried(&self, mut rows: Vec<Pending>) -> anyhow::Result<Vec<Ended>> {
        for row in &mut rows {
            row.outcome = Some(Err(Failure::Stopped));
        }
        write::record_untried(self.with, &rows)?;
        Ok(rows.into_iter().map(Pending::ended).collect())
    }

    /// Sends rows, a few calls in flight, and gives back those without a usable answer.
    async fn send(
        &mut self,
        verb: Verb,
        rows: Vec<Pending>,
        strain: &Strain,
        all: &mut Vec<Ended>,
    ) -> anyhow::Result<Vec<Pending>> {
        let with = self.with;
        let size = with.desk.batch();
        let mut chunks: Vec<Vec<Pending>> = Vec::new();
        for row in rows {
            match chunks.last_mut() {
                Some(chunk) if chunk.len() < size && chunk[0].unit.class == row.unit.class => chunk.push(row),
                _ => chunks.push(vec![row]),
            }
        }
        let calls = chunks.into_iter().map(|chunk| write::write_chunk(with, verb, chunk, strain));
        let mut stream = futures::stream::iter(calls).buffer_unordered(with.desk.in_flight());
        let mut doubtful = Vec::new();
        while let Some(chunk) = stream.next().await {
            let (ended, mut open): (Vec<Pending>, Vec<Pending>) =
                chunk?.into_iter().partition(|row| row.outcome.is_some() || row.doubt.is_none());
            doubtful.append(&mut open);
            self.end(verb, ended, all)?;
        }
        Ok(doubtful)
    }

    /// Journals the outcome of rows, and remembers their links.
    fn end(&mut self, verb: Verb, rows: Vec<Pending>, all: &mut Vec<Ended>) -> anyhow::Result<()> {
        let with = self.with;
        let ended: Vec<Ended> = rows.into_iter().map(Pending::ended).collect();
        if verb == Verb::Create {
            for (class, id) in
                ended.iter().filter_map(|row| Some((&row.unit.class, *row.outcome.as_ref().ok()?)))
            {
                self.claimed.entry(class.clone()).or_default().insert(id);
            }
        }
        let learnt = match with.ledger {
            Ledger::Write => self.links.after(with, self.plan, verb, &ended),
            Ledger::Keep => LinkChanges::default(),
        };
        write::record_outcomes(with, &ended, &learnt)?;
        with.progress.advance(ended.len() as u64);
        all.extend(ended);
        Ok(())
    }
}

/// `Class/key`, as [`Value::NewItem`] names an item.
fn key_of_item(change: &Change) -> String {
    format!("{}/{}", change.class, change.source_key)
}

/// A field that no mapping names.
fn plain(column: &str, to: Value) -> FieldChange {
    let after = match &to {
        Value::Empty => Shown::Null,
        Value::Int(number) | Value::Ref(number) => Shown::Int(*number),
        Value::Bool(yes) => Shown::Bool(*yes),
        other => Shown::Text(other.to_string()),
    };
    FieldChange { field: column.to_owned(), before: Shown::Null, after, was: Value::Empty, to }
}

impl Ended {
    /// What becomes of the change that the row is of.
    fn state(&self) -> ChangeState {
        match &self.outcome {
            Ok(_) if self.changed_since_plan.is_some() => ChangeState::ChangedSincePlan,
            Ok(_) => ChangeState::Done,
            Err(Failure::ChangedSincePlan(_)) => ChangeState::ChangedSincePlan,
            Err(Failure::Stopped) => ChangeState::Untried,
            Err(Failure::Unknown(_)) => ChangeState::Unknown,
            Err(Failure::Refused(_) | Failure::NotTried(_) | Failure::NotDone(_)) => ChangeState::Failed,
        }
    }
}

/// How a link of a creation is owned.
fn made(adopt: bool, known: Option<Ownership>) -> Ownership {
    match (known, adopt) {
        (Some(Ownership::Made), _) => Ownership::Made,
        (Some(Ownership::Adopted), _) | (_, true) => Ownership::Adopted,
        (Some(Ownership::Matched) | None, false) => Ownership::Matched,
    }
}

/// Waits before the n-th repetition of a call that was not carried out.
fn pause(attempt: u32) -> Duration {
    Duration::from_millis(500) * 4u32.saturating_pow(attempt)
}
