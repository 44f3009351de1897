//! What a person decides: a plan that waits is approved, a question is closed. The terminal and the console
//! both call this; neither has a rule of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::reason::Context as _;
use super::webhooks::{self, Webhooks};
use super::{connect, saved, survey};
use crate::message::{self, Message};
use crate::model::link_change::{Changed, LinkChange};
use crate::model::project::{AnyJob, Project};
use crate::model::question::Closed;
use crate::model::{
    AskedQuestion, Change, ClassName, Job, Plan, Question, Run, RunId, RunState, Said, Topic,
};
use crate::reconcile::{held_key, only_these, undo};
use crate::store::{Store, StoreError};

/// Why nothing was decided.
#[derive(Debug)]
pub enum Undecided {
    /// What was asked for does not exist, or lacks something.
    Usage(Said),
    /// What was decided about is out of date.
    OutOfDate(Said),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<StoreError> for Undecided {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl From<anyhow::Error> for Undecided {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl Undecided {
    /// The same where only an error can be told.
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Self::Usage(said) | Self::OutOfDate(said) => super::reason::told(said),
            Self::Other(error) => error,
        }
    }
}

/// A run of which a plan waits, as long as the plan is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingRun {
    /// The run.
    pub run: Run,
    /// File of its plan.
    pub path: PathBuf,
}

/// The run of which something waits: refused, or ended well with changes held.
///
/// # Errors
/// It is not known, or nothing of it waits.
pub fn waiting(project: &Project, store: &Store, id: &str) -> Result<WaitingRun, Undecided> {
    let run = store.run(id)?.ok_or_else(|| Undecided::Usage(message::run::unknown(id).said()))?;
    let path = saved::path_of_run(&project.folder, &run.id);
    if keeps_plans(run.state) && path.exists() {
        return Ok(WaitingRun { run, path });
    }
    Err(Undecided::Usage(message::approve::nothing_waits(&run.id, run.state.as_str()).said()))
}

/// Whether runs that ended so keep a plan for approval.
fn keeps_plans(state: RunState) -> bool {
    match state {
        RunState::Refused | RunState::Done | RunState::Partial => true,
        RunState::Running | RunState::Failed | RunState::Interrupted => false,
    }
}

/// The part of a plan that changes these records, by source key; no key: all of it.
///
/// # Errors
/// A key that the plan changes nothing for.
pub fn part(waiting: &WaitingRun, plan: Plan, only: &[String]) -> Result<Plan, Undecided> {
    if only.is_empty() {
        return Ok(plan);
    }
    let known: BTreeSet<&str> = plan.changes.iter().map(|change| change.source_key.as_str()).collect();
    if let Some(key) = only.iter().find(|key| !known.contains(key.as_str())) {
        return Err(Undecided::Usage(message::approve::changes_nothing(&waiting.run.id, key).said()));
    }
    Ok(only_these(plan, |change| only.contains(&change.source_key)))
}

/// The part of a plan that makes just these changes, each by its key ([`held_key`]): two classes may have rows of one
/// source key.
///
/// # Errors
/// A key of no change of the plan, or of several.
pub fn these(waiting: &WaitingRun, plan: Plan, keys: &BTreeSet<String>) -> Result<Plan, Undecided> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for change in &plan.changes {
        *named.entry(held_key(change)).or_default() += 1;
    }
    if let Some(key) = keys.iter().find(|key| named.get(*key) != Some(&1)) {
        return Err(Undecided::Usage(message::approve::changes_nothing(&waiting.run.id, key).said()));
    }
    Ok(only_these(plan, |change| keys.contains(&held_key(change))))
}

/// That a plan, or the part of it that is to be approved, is not out of date.
///
/// # Errors
/// [`Undecided::OutOfDate`], and what the state database says.
pub fn up_to_date(
    project: &Project,
    store: &Store,
    waiting: &WaitingRun,
    plan: &Plan,
) -> Result<(), Undecided> {
    if let Some(change) = link_changed(store, &waiting.run, plan)? {
        let (told, run) = (message::item_links::told(&change.changed), waiting.run.id.short());
        return Err(Undecided::OutOfDate(
            message::item_links::changed_since(told.of, &change.by, run).said(),
        ));
    }
    match waiting.run.state {
        RunState::Refused => newest(project, store, &waiting.run),
        RunState::Done | RunState::Partial | RunState::Running | RunState::Failed | RunState::Interrupted => {
            still_held(project, store, &waiting.run, plan)
        }
    }
}

/// The first change of a link, made by a person since the run that planned began, of a record or an item of the plan.
fn link_changed(store: &Store, run: &Run, plan: &Plan) -> Result<Option<LinkChange>, StoreError> {
    let changes = store.item_links_changed_since(&run.job, run.started_at)?;
    let is_about = |change: &LinkChange| match &change.changed {
        Changed::Company { .. } => false,
        Changed::Item { class, source_key, was, becomes, .. } => {
            let items: Vec<i64> = [was, becomes].into_iter().flatten().map(|tie| tie.item).collect();
            let is_it = |planned: &Change| {
                let is_item = planned.remote_id.is_some_and(|id| items.contains(&id));
                planned.class == *class && (planned.source_key == *source_key || is_item)
            };
            plan.changes.iter().any(is_it)
        }
    };
    Ok(changes.into_iter().find(is_about))
}

/// That a plan was not applied before, and is not being applied. `but` is the run that made it.
///
/// # Errors
/// [`Undecided::OutOfDate`], and what the state database says.
pub fn unused(store: &Store, job: &str, plan: &Plan, but: &RunId) -> Result<(), Undecided> {
    if let Some(used) = store.run_of_plan(job, &plan.digest, but)? {
        return Err(Undecided::OutOfDate(message::saved::applied_before(&used).said()));
    }
    match store.running(job)?.filter(|running| running.digest.as_deref() == Some(&plan.digest)) {
        Some(_) => Err(Undecided::OutOfDate(message::web::is_being_applied().said())),
        None => Ok(()),
    }
}

/// Runs that are looked at for a newer plan: refused ones follow each other night by night.
const LATER_RUNS: usize = 50;

/// A refused plan is out of date once a run has ended well, or another one was refused with a plan.
fn newest(project: &Project, store: &Store, refused: &Run) -> Result<(), Undecided> {
    if let Some(since) = store.last_good_run(&refused.job)?.filter(|since| since.id > refused.id) {
        return Err(Undecided::OutOfDate(message::approve::out_of_date(&since.id, &refused.id).said()));
    }
    let has_plan = |run: &Run| saved::path_of_run(&project.folder, &run.id).exists();
    let later = store.runs(Some(&refused.job), LATER_RUNS)?.into_iter().filter(|run| run.id > refused.id);
    match later.into_iter().find(|run| run.state == RunState::Refused && has_plan(run)) {
        Some(newer) => Err(Undecided::OutOfDate(message::approve::newer_plan(&newer.id, &refused.id).said())),
        None => Ok(()),
    }
}

/// What an earlier run held may be approved as long as the last one that read the sources holds the
/// same.
fn still_held(project: &Project, store: &Store, waiting: &Run, plan: &Plan) -> Result<(), Undecided> {
    let read = store.last_run_that_read(&waiting.job)?;
    let Some(last) = read.filter(|last| last.id > waiting.id) else { return Ok(()) };
    let path = saved::path_of_run(&project.folder, &last.id);
    let held = if path.exists() { saved::load(project, &path)?.changes } else { Vec::new() };
    let same = |change: &Change| {
        let values = |change: &Change| -> BTreeSet<String> {
            let own = change.fields.iter().chain(change.children.iter().flat_map(|child| &child.fields));
            own.map(|field| format!("{} {} {}", field.field, field.before, field.after)).collect()
        };
        held.iter().any(|other| {
            (&other.class, other.remote_id) == (&change.class, change.remote_id)
                && values(other) == values(change)
        })
    };
    let Some(other) = plan.changes.iter().find(|change| !same(change)) else { return Ok(()) };
    let text = message::approve::no_longer_held(&last.id, &waiting.id, &other.source_key);
    Err(Undecided::OutOfDate(text.said()))
}

/// Most characters of a reason.
pub const LONGEST_REASON: usize = 1_000;

/// What says a reason: the sign that stands for one in a command that is shown says none.
pub fn given(why: Option<&str>) -> Option<&str> {
    why.map(str::trim).filter(|why| why.contains(char::is_alphanumeric))
}

/// That a reason is one that people read.
///
/// # Errors
/// It is longer.
pub fn not_too_long(why: Option<&str>) -> Result<(), Undecided> {
    match why.map(|why| why.chars().count()) {
        Some(length) if length > LONGEST_REASON => {
            Err(Undecided::Usage(message::approve::why_too_long(length, LONGEST_REASON).said()))
        }
        _ => Ok(()),
    }
}

/// The reason that was given, and that there is one where the job asks for it.
///
/// # Errors
/// The job asks for one, and there is none; it is too long.
pub fn reason(job: &Job, why: Option<&str>) -> Result<Option<String>, Undecided> {
    let why = given(why).map(str::to_owned);
    not_too_long(why.as_deref())?;
    if job.limits.ask_reason && why.is_none() {
        return Err(Undecided::Usage(message::approve::why_is_asked(&job.name).said()));
    }
    Ok(why)
}

/// Runs of which a plan waits now, the newest of each job: those that an open question is about.
///
/// # Errors
/// What the state database says.
pub fn waiting_runs(
    project: &Project,
    store: &Store,
    questions: &[(String, AskedQuestion)],
) -> Result<Vec<(Run, u64)>, Undecided> {
    let mut found = Vec::new();
    for job in project.all_jobs().into_iter().filter(|job| matches!(job, AnyJob::Records(_))) {
        let name = job.head().name.as_str();
        let asked = |topic: Topic| {
            let is_open = |asked: &AskedQuestion| asked.closed.is_none() && asked.question.topic == topic;
            questions.iter().filter(|(of, asked)| of == name && is_open(asked)).count() as u64
        };
        let has_plan = |run: &Run| saved::path_of_run(&project.folder, &run.id).exists();
        let held = asked(Topic::Held);
        let mut runs = Vec::new();
        if asked(Topic::PlanWaits) > 0 {
            let refused = store.runs(Some(name), LATER_RUNS)?;
            runs.extend(refused.into_iter().find(|run| run.state == RunState::Refused));
        }
        if held > 0 {
            runs.extend(store.last_run_that_read(name)?);
        }
        let changes = |run: &Run| if run.state == RunState::Refused { run.counts.changes() } else { held };
        for run in runs.into_iter().filter(has_plan) {
            let waiting = changes(&run);
            found.push((run, waiting));
        }
    }
    Ok(found)
}

/// What takes a run back.
#[derive(Debug)]
pub struct Undoing {
    /// What would be written.
    pub plan: Plan,
    /// What nothing brings back, one line each.
    pub lost: Vec<Said>,
}

/// What takes back what a run of a job wrote, as far as its journal tells; what somebody changed since stays.
///
/// # Errors
/// The journal cannot be read; the system of the job is none that is written to.
pub fn undoing(project: &Project, store: &Store, job: &Job, run: &Run) -> anyhow::Result<Undoing> {
    let entries = store.entries(&run.id).context(message::journal::cannot_read())?;
    let schema = connect::schema_of(project, &job.system);
    let schema = schema.with_context(|| message::connection::no_target(&job.system))?;
    let kinds = survey::kinds(project, job);
    let plan = undo::invert(schema, kinds, job.name.as_str(), &job.system, &entries);
    let lost = undo::purged(&entries).into_iter().map(|gone| {
        let class = schema.class_called(&ClassName::from(gone.class.as_str()));
        message::run::deleted_for_good(class, &gone.label).said()
    });
    Ok(Undoing { plan, lost: lost.collect() })
}

/// What is said of a question that is closed.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// By whom.
    pub by: &'a str,
    /// The day on which it is told again; `None`: only when its matter changes.
    pub until: Option<NaiveDate>,
    /// Why.
    pub why: Option<&'a str>,
}

impl Closing<'_> {
    /// What is kept of it with a question.
    fn of(self, question: &Question, now: DateTime<Utc>) -> Closed {
        Closed {
            at: now,
            by: self.by.to_owned(),
            until: self.until,
            why: self.why.map(str::to_owned),
            matter: question.matter(),
        }
    }
}

/// The last day on which a closed question is told again: databases and forms know years of four digits.
const LAST_YEAR: i32 = 9_999;

/// That a question can be told again on a day.
///
/// # Errors
/// It is not to come, or in another age.
pub fn is_to_come(until: Option<NaiveDate>, now: DateTime<Utc>) -> Result<(), Message> {
    match until {
        Some(day) if day <= now.date_naive() => Err(message::questions::day_is_past(day)),
        Some(day) if day.year() > LAST_YEAR => Err(message::questions::day_is_too_far(day, LAST_YEAR)),
        Some(_) | None => Ok(()),
    }
}

/// A question that a person closed.
#[derive(Debug)]
pub struct ClosedQuestion {
    /// Its job.
    pub job: String,
    /// The question.
    pub question: Question,
    /// How it was closed before; that is forgotten.
    pub before: Option<Closed>,
}

/// Closes the open question whose id begins so.
///
/// # Errors
/// No such question, or several; a day that is not to come; what the state database says.
pub fn close_question(
    webhooks: &Webhooks,
    store: &Store,
    id: &str,
    closing: Closing<'_>,
    now: DateTime<Utc>,
) -> Result<ClosedQuestion, Undecided> {
    let unknown = || Undecided::Usage(message::questions::unknown(id).said());
    let (begins, open) = (id.to_lowercase(), store.open_questions(None)?);
    let mut found =
        open.iter().filter(|(job, asked)| !begins.is_empty() && asked.question.id(job).starts_with(&begins));
    let (job, asked) = match (found.next(), found.count()) {
        (Some(one), 0) => one,
        (Some(_), more) => {
            return Err(Undecided::Usage(message::questions::several(id, more + 1).said()));
        }
        (None, _) => return Err(unknown()),
    };
    close(webhooks, store, job, &asked.question, closing, now)?;
    let (question, before) = (asked.question.clone(), asked.closed.clone());
    Ok(ClosedQuestion { job: job.clone(), question, before })
}

/// Closes a question of a job.
///
/// # Errors
/// It is not open any more; a day that is not to come; what the state database says.
pub fn close(
    webhooks: &Webhooks,
    store: &Store,
    job: &str,
    question: &Question,
    closing: Closing<'_>,
    now: DateTime<Utc>,
) -> Result<(), Undecided> {
    is_to_come(closing.until, now).map_err(|why| Undecided::Usage(why.said()))?;
    let closed = closing.of(question, now);
    let telling = webhooks::closed(webhooks, job, question, &closed);
    match store.close_questions(job, &[(question, &closed)], &telling)? {
        0 => Err(Undecided::Usage(message::questions::unknown(question.id(job)).said())),
        _ => Ok(()),
    }
}

/// Closes the questions that a plan which waits asks: nothing of it is approved. Returns how many there were.
///
/// # Errors
/// What the state database says.
pub fn decline(
    webhooks: &Webhooks,
    store: &Store,
    run: &Run,
    plan: &Plan,
    closing: Closing<'_>,
    now: DateTime<Utc>,
) -> Result<usize, Undecided> {
    let held: BTreeSet<String> = plan.changes.iter().map(held_key).collect();
    let mut closed = Vec::new();
    for (_, asked) in store.open_questions(Some(&run.job))? {
        let (topic, refused) = (asked.question.topic, run.state == RunState::Refused);
        let is_held = topic == Topic::Held && held.contains(&asked.question.key);
        let is_asked = if refused { topic == Topic::PlanWaits } else { is_held };
        if is_asked && asked.closed.is_none() {
            let how = closing.of(&asked.question, now);
            closed.push((asked.question, how));
        }
    }
    let Some((_, how)) = closed.first() else { return Ok(0) };
    let telling = webhooks::declined(webhooks, run, how);
    let closed: Vec<(&Question, &Closed)> = closed.iter().map(|(question, how)| (question, how)).collect();
    Ok(store.close_questions(&run.job, &closed, &telling)?)
}
