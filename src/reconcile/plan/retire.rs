//! Items that the source no longer has: only those with a link of ours, only when the source
//! proved complete and as usual, and only as far as the job's steps say.

use chrono::{Days, NaiveDate};

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::change::{Absent, Change, FieldChange, Operation, Retirement};
use crate::model::link::{Absence, Ownership};
use crate::model::mapping::MissingName;
use crate::model::missing::{Action, Flag, Missing, Step};
use crate::model::remembered::{Lesson, Retired, RetiredStep};
use crate::model::{ClassName, Column, Item, Kind, Question, Schema, Topic, Value};

use crate::reconcile::matching::{LinkRow, key_of, key_values, value_hash};
use crate::reconcile::names::Names;

use super::authority::is_held_by_another_job;
use super::diff::field_change;
use super::label::label_of;
use super::own_locks::{WholeItem, is_locked, keeps_item};
use super::state::{ClassState, HomelessKey, RowOutcome, Stock};
use super::{LinkUpdate, Settings};

/// How far the retirement of an item has come, with the day of the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is not retired.
    Kept,
    Flagged(Option<NaiveDate>),
    Trashed(Option<NaiveDate>),
    /// It came out of the trash without us.
    Returned,
}

impl Stage {
    fn of(link: &LinkRow) -> Self {
        match link.marks().retired {
            Some(Retired { step: RetiredStep::Flagged, since, .. }) => Self::Flagged(since),
            Some(Retired { step: RetiredStep::Trashed, since, .. }) => Self::Trashed(since),
            Some(Retired { step: RetiredStep::Returned, .. }) => Self::Returned,
            None if link.retired => Self::Trashed(None),
            None => Self::Kept,
        }
    }

    /// The step that comes next, once its delay is over.
    fn next(self, missing: &Missing, today: NaiveDate) -> Option<&Step> {
        let (rank, since) = match self {
            Self::Kept => return missing.steps.first(),
            Self::Flagged(since) => (1, since),
            Self::Trashed(since) => (2, since),
            Self::Returned => return None,
        };
        let step = missing.steps.iter().find(|step| step.action.rank() > rank)?;
        let due = since?.checked_add_days(Days::new(step.after_days.into()))?;
        (due <= today).then_some(step)
    }
}

/// Plans the steps that are due, and counts the runs in which an item is missing. `anomaly` says what
/// is not as usual with the sources of the class.
pub fn retire(settings: &Settings, names: &mut Names, state: &mut ClassState, anomaly: Option<Said>) {
    if settings.missing.steps.is_empty() {
        return;
    }
    let there = state.stock.links.rows().iter().filter(|link| link.seen && link.absent_runs > 0);
    let there =
        there.map(|link| Absence { class: state.stock.class.clone(), remote_id: link.remote_id, runs: 0 });
    state.learned.absences.extend(there.collect::<Vec<_>>());
    let candidates = candidates(settings, state);
    if candidates.is_empty() {
        return;
    }
    if !state.unusable.unattributed.is_empty() && state.intake.complete && anomaly.is_none() {
        protect(state, candidates.len());
        return;
    }
    let doubt = if state.intake.complete { anomaly } else { Some(message::plan::not_all_read().into()) };
    if let Some(doubt) = doubt {
        let missing = candidates.len();
        state.told.doubt = Some(
            message::plan::neither_retired_nor_counted(state.stock.class_called(), missing, doubt).into(),
        );
        return;
    }
    for Candidate { link, step } in candidates {
        let row = state.stock.links.row(link);
        let whole = WholeItem {
            id: row.remote_id,
            source_key: &row.source_key,
            live: message::keep::there(),
            source: message::keep::no_longer_there(),
        };
        let locked = keeps_item(settings, &state.stock, &mut state.told, whole);
        if !locked && is_absent_long_enough(settings, state, link) {
            take(settings, names, state, link, step);
        }
    }
}

/// While a record may be any item, none is retired.
fn protect(state: &mut ClassState, missing: usize) {
    let none = match missing {
        1 => message::plan::may_be_the_missing_one(),
        several => message::plan::may_be_missing(several),
    };
    let none = none.said();
    for at in &state.unusable.unattributed {
        state.unusable.rejects[*at].reason.push(&none);
    }
}

/// The link of an item that the source no longer has, and the step that is due.
struct Candidate<'s> {
    link: usize,
    step: &'s Step,
}

/// Links of items that are ours, named by no record, and have a step before them; those that a
/// person or an agent has a say in become questions.
fn candidates<'s>(settings: &'s Settings, state: &mut ClassState) -> Vec<Candidate<'s>> {
    let mut candidates = Vec::new();
    for at in 0..state.stock.links.rows().len() {
        let link = state.stock.links.row(at);
        let ours = link.ownership != Ownership::Matched;
        let waits = state.stock.waiting.records.contains_key(&*link.source_key);
        if link.seen || !ours || waits || is_held_by_another_job(&state.stock, link.remote_id) {
            continue;
        }
        let (stage, id) = (Stage::of(link), link.remote_id);
        let (in_use, in_trash) =
            (state.stock.table.get(id).is_some(), state.stock.table.get_trashed(id).is_some());
        if in_use && matches!(stage, Stage::Trashed(_) | Stage::Returned) {
            ask_about_returned(state, at, stage);
            continue;
        }
        if matches!(stage, Stage::Flagged(None) | Stage::Trashed(None)) {
            // Retired before there were steps: delays count from today.
            let step =
                if matches!(stage, Stage::Flagged(_)) { RetiredStep::Flagged } else { RetiredStep::Trashed };
            note(state, at, Lesson::Retired(step, settings.today));
            continue;
        }
        let Some(step) = stage.next(&settings.missing, settings.today) else { continue };
        let there = match (&step.action, stage) {
            (Action::Purge, _) => in_trash && !may_be_rejected(&state.stock, &state.unusable.homeless, id),
            (Action::Flag { .. } | Action::Trash, Stage::Flagged(_)) => in_use && !is_unflagged(state, at),
            (Action::Flag { .. } | Action::Trash, _) => in_use,
        };
        if there {
            candidates.push(Candidate { link: at, step });
        }
    }
    candidates
}

/// Counts this run for an item that is not retired yet; true once there are enough.
fn is_absent_long_enough(settings: &Settings, state: &mut ClassState, at: usize) -> bool {
    let link = state.stock.links.row(at);
    if Stage::of(link) != Stage::Kept {
        return true;
    }
    let of = settings.missing.after_runs.max(1);
    let runs = link.absent_runs.saturating_add(1).min(of);
    let (remote_id, source_key) = (link.remote_id, link.source_key.to_string());
    if runs != link.absent_runs {
        state.learned.absences.push(Absence { class: state.stock.class.clone(), remote_id, runs });
    }
    if runs < of {
        let label =
            state.stock.table.get(remote_id).map(|item| label_of(&state.stock, item)).unwrap_or_default();
        let class = state.stock.class.clone();
        state.told.absent.push(Absent { class, source_key, remote_id, label, runs, of });
    }
    runs == of
}

fn take(settings: &Settings, names: &mut Names, state: &mut ClassState, at: usize, step: &Step) {
    let link = state.stock.links.row(at);
    let id = link.remote_id;
    let Some(item) = state.stock.table.get(id).or_else(|| state.stock.table.get_trashed(id)) else { return };
    let (retirement, fields) = match &step.action {
        Action::Trash => (Retirement::Trash, Vec::new()),
        Action::Purge => {
            // The precondition: it still is in the trash just before.
            let still = field_change(
                settings.schema.columns.trash,
                &Kind::Boolean,
                Value::Bool(true),
                Value::Bool(true),
                names,
            );
            (Retirement::Purge, vec![still])
        }
        Action::Flag { state: flag, comment } => {
            let comment = comment
                .as_deref()
                .filter(|_| !is_changed(&state.stock, at, item, settings.schema.columns.comment));
            let flag = Flag { state: flag.as_deref(), comment };
            let mut fields = flag_fields(settings, names, &state.stock, item, flag);
            fields.retain(|field| !is_locked(settings, &state.stock, id, &field.field));
            if fields.is_empty() {
                note(state, at, Lesson::Retired(RetiredStep::Flagged, settings.today));
                return;
            }
            (Retirement::Flag, fields)
        }
    };
    let change = Change {
        class: state.stock.class.clone(),
        operation: Operation::Retire,
        source_key: link.source_key.to_string(),
        remote_id: Some(id),
        label: label_of(&state.stock, item),
        matched_by: "link".to_owned(),
        origin: None,
        mapping: String::new(),
        dynamic: item.dynamic,
        retirement: Some(retirement),
        fields,
        children: Vec::new(),
    };
    // Rows of retirements are numbered after those of records.
    let row = u32::try_from(state.rows.outcomes.len()).unwrap_or(u32::MAX);
    state.rows.outcomes.push(RowOutcome::Changed);
    state.rows.changes.insert(row, change);
}

/// Notes in the ledger what no write at the desk goes with.
fn note(state: &mut ClassState, at: usize, lesson: Lesson) {
    let link = state.stock.links.row(at);
    let update = LinkUpdate {
        class: state.stock.class.clone(),
        source_key: link.source_key.to_string(),
        remote_id: Some(link.remote_id),
        ownership: link.ownership,
        lessons: vec![lesson],
    };
    state.learned.updates.add_certain(update);
}

/// GLPI takes an item out of the trash when its agent reports it; a person may do so, too. It is
/// not put there again.
fn ask_about_returned(state: &mut ClassState, at: usize, stage: Stage) {
    let id = state.stock.links.row(at).remote_id;
    let Some(item) = state.stock.table.get(id) else { return };
    let who = if item.dynamic {
        message::question::taken_out_by_agent()
    } else {
        message::question::taken_out_by_person()
    };
    let text = message::question::back_from_trash(who).said();
    let answer = message::question::bring_back_or_trash();
    ask(state, id, text, answer);
    if stage != Stage::Returned {
        note(state, at, Lesson::Returned);
    }
}

/// Whether a person has given a flagged item another state (where none was set: another comment)
/// since; it is asked about.
fn is_unflagged(state: &mut ClassState, at: usize) -> bool {
    let link = state.stock.links.row(at);
    let id = link.remote_id;
    let written = link.marks().retired.as_ref().map(|retired| &retired.before);
    let columns = &state.stock.schema.columns;
    let column = [columns.state, columns.comment]
        .into_iter()
        .find(|column| written.is_some_and(|written| written.contains_key(*column)));
    let Some((column, item)) = column.zip(state.stock.table.get(id)) else { return false };
    if !is_changed(&state.stock, at, item, column) {
        return false;
    }
    // GLPI's inventory sets the state to its own default each time (10.0.6).
    let who = if item.dynamic { message::question::person_or_agent() } else { message::question::person() };
    let called = state.stock.schema.called(state.stock.class.as_str(), column);
    let text = message::question::flagged_and_changed(&who, called).said();
    ask(state, id, text, message::question::bring_back_or_trash_by_hand());
    true
}

fn ask(state: &mut ClassState, id: i64, text: Said, answer: Message) {
    let item = state.stock.table.get(id);
    let label = item.map(|item| label_of(&state.stock, item)).unwrap_or_default();
    let question = Question {
        topic: Topic::Returned,
        key: format!("{}/{id}", state.stock.class),
        class: Some(state.stock.class.clone()),
        remote_id: Some(id),
        text: message::list::of(
            state.stock.class_called().map(|class| format!("{class} {label} #{id}")),
            text,
        )
        .said(),
        label: label.into(),
        answer: Some(answer.into()),
        due: None,
    };
    state.told.questions.add_certain(question);
}

/// A value that is no longer the one last written.
fn is_changed(stock: &Stock, at: usize, item: &Item, column: &str) -> bool {
    let base = stock.links.base(at, stock.links.path(column));
    base.zip(live(stock, item, column)).is_some_and(|(base, live)| value_hash(&live) != base)
}

fn live(stock: &Stock, item: &Item, column: &str) -> Option<Value> {
    let at = stock.table.columns.iter().position(|known| known.as_str() == column)?;
    item.values.get(at).cloned()
}

/// Whether an item in the trash has the key of a record that is rejected.
fn may_be_rejected(stock: &Stock, homeless: &[HomelessKey], id: i64) -> bool {
    let Some(item) = stock.table.get_trashed(id) else { return false };
    homeless.iter().any(|HomelessKey { index, parts }| {
        let values = key_values(item, stock.indexes[*index].columns());
        key_of(values).is_some_and(|key| key == *parts)
    })
}

fn flag_fields(
    settings: &Settings,
    names: &mut Names,
    stock: &Stock,
    item: &Item,
    flag: Flag<'_>,
) -> Vec<FieldChange> {
    let Flag { state, comment } = flag;
    let mut fields = Vec::new();
    if let Some(flag) = state {
        let (column, kind) = (settings.schema.columns.state, settings.schema.state_kind());
        if let Ok(to) = names.resolve(&kind, flag, &Value::Ref(item.entity), MissingName::Create) {
            let was = live(stock, item, column).unwrap_or_default();
            if was != to {
                fields.push(field_change(column, &kind, was, to, names));
            }
        }
    }
    if let Some(comment) = comment {
        let text = comment.replace("{{ today }}", &settings.today.to_string());
        let column = settings.schema.columns.comment;
        let was = live(stock, item, column).unwrap_or_default();
        fields.push(field_change(column, &Kind::LongText, was, Value::text(text), names));
    }
    fields
}

/// Columns that retirement reads and writes besides those of the mappings.
pub fn columns(schema: &Schema, missing: &Missing, class: &ClassName) -> Vec<(Column, Kind)> {
    let mut columns = Vec::new();
    let Some(Flag { state, comment }) = missing.flag() else { return columns };
    if state.is_some() && class.as_str() != schema.state_class {
        columns.push((Column::from(schema.columns.state), schema.state_kind()));
    }
    if comment.is_some() {
        columns.push((Column::from(schema.columns.comment), Kind::LongText));
    }
    columns
}
