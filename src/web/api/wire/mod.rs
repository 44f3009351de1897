//! What the API answers with and takes, field for field; what stands here is a promise to programs of others. Texts are
//! English, times RFC 3339 in UTC.

mod events;
mod tickets;

pub use events::{Events, ListedEvent, TicketOfEvent};
pub use tickets::{Happened, Ticket, TicketWithHistory};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::engine::declined::Declined;
use crate::model::access::Role;
use crate::model::journal::Trigger;
use crate::model::value::Shown;
use crate::model::{self, AskedQuestion, EntryState, Operation, RunState, Topic};
use crate::reconcile::held_key;
use crate::store::ShownReject;
use crate::web::site::Work as SiteWork;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// Its lines.
    pub items: Vec<T>,
    /// The cursor of the next page; null: this is the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// What a job does.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// It reconciles records.
    Inventory,
    /// It turns events into tickets.
    Tickets,
    /// It pulls reference data.
    References,
}

/// When a job runs by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct Schedule {
    /// Cron expression.
    pub cron: String,
    /// Time zone of it.
    pub zone: String,
    /// The next start; null: there is none.
    #[schema(required)]
    pub next: Option<DateTime<Utc>>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub struct Job {
    /// Name.
    pub name: String,
    /// What it does.
    pub kind: JobKind,
    /// One line for people.
    pub description: String,
    /// Systems that it writes to, for people.
    pub systems: String,
    /// What the token may do with it.
    pub role: Role,
    /// When it runs by itself; null: never.
    #[schema(required)]
    pub schedule: Option<Schedule>,
    /// Its newest run.
    #[schema(required)]
    pub last_run: Option<Run>,
    /// Its newest run that ended well.
    #[schema(required)]
    pub last_good: Option<Run>,
    /// Questions that wait for a person.
    pub open_questions: u64,
}

/// How many of each a plan has.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    /// Items to create.
    pub create: u64,
    /// Items to update.
    pub update: u64,
    /// Items to retire.
    pub retire: u64,
    /// Items to restore.
    pub restore: u64,
    /// Items that are as they should be.
    pub unchanged: u64,
    /// Records and values that cannot be used.
    pub reject: u64,
}

impl From<&model::Counts> for Counts {
    fn from(counts: &model::Counts) -> Self {
        let model::Counts { create, update, retire, restore, unchanged, reject } = *counts;
        Self { create, update, retire, restore, unchanged, reject }
    }
}

/// One execution of a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct Run {
    /// Id.
    pub id: String,
    /// Job.
    pub job: String,
    /// What started it.
    pub trigger: Trigger,
    /// What came of it.
    pub state: RunState,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// End; null: it is under way.
    #[schema(required)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Program that ran it.
    pub node: String,
    /// Counts of its plan.
    pub counts: Counts,
    /// Changes that were written.
    pub applied: u64,
    /// Changes that failed.
    pub failed: u64,
    /// Changes left out because the item changed since the plan.
    pub moved: u64,
    /// Digest of its plan.
    #[schema(required)]
    pub digest: Option<String>,
    /// Why it failed or was refused, or who approved it and why.
    #[schema(required)]
    pub message: Option<String>,
}

impl From<&model::Run> for Run {
    fn from(run: &model::Run) -> Self {
        Self {
            id: run.id.0.clone(),
            job: run.job.clone(),
            trigger: run.trigger,
            state: run.state,
            started_at: run.started_at,
            finished_at: run.finished_at,
            node: run.node.clone(),
            counts: (&run.counts).into(),
            applied: run.applied,
            failed: run.failed,
            moved: run.changed_since_plan,
            digest: run.digest.clone(),
            message: run.message.as_ref().map(|said| said.english().to_owned()),
        }
    }
}

/// One field: before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct Field {
    /// Column of the system.
    pub field: String,
    /// What stands there: null, a truth, a number or a text.
    pub before: serde_json::Value,
    /// What is written.
    pub after: serde_json::Value,
}

impl From<&model::FieldChange> for Field {
    fn from(change: &model::FieldChange) -> Self {
        Self { field: change.field.clone(), before: value(&change.before), after: value(&change.after) }
    }
}

fn value(shown: &Shown) -> serde_json::Value {
    match shown {
        Shown::Null => serde_json::Value::Null,
        Shown::Bool(truth) => (*truth).into(),
        Shown::Int(number) => (*number).into(),
        Shown::Text(text) => text.as_str().into(),
    }
}

/// A line of the journal: the write of one row.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    /// Place in the journal, from 1.
    pub place: i64,
    /// Class of the row.
    pub class: String,
    /// What is done.
    pub operation: Operation,
    /// Key of the record; empty for names.
    pub source_key: String,
    /// Name for people.
    pub label: String,
    /// Id in the system, once it is known.
    #[schema(required)]
    pub remote_id: Option<i64>,
    /// What came of it.
    pub state: EntryState,
    /// Why it failed or was left out.
    #[schema(required)]
    pub message: Option<String>,
    /// Fields.
    pub fields: Vec<Field>,
}

impl From<&model::Entry> for Entry {
    fn from(entry: &model::Entry) -> Self {
        Self {
            place: entry.seq,
            class: entry.class.clone(),
            operation: entry.operation,
            source_key: entry.source_key.clone(),
            label: entry.label.clone(),
            remote_id: entry.remote_id,
            state: entry.state,
            message: entry.message.as_ref().map(|said| said.english().to_owned()),
            fields: entry.fields.iter().map(Field::from).collect(),
        }
    }
}

/// A record or a value that could not be used.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reject {
    /// File, or address without secrets.
    pub source: String,
    /// Sheet of a workbook.
    #[schema(required)]
    pub sheet: Option<String>,
    /// Row or line, from 1.
    #[schema(required)]
    pub row: Option<u64>,
    /// Key of the record, where it has one.
    #[schema(required)]
    pub source_key: Option<String>,
    /// The field, where it is one value.
    #[schema(required)]
    pub field: Option<String>,
    /// Why.
    pub reason: String,
    /// The page that tells more: `stocktake explain-code CODE`.
    #[schema(required)]
    pub code: Option<String>,
    /// The rest of the record was used.
    pub partial: bool,
    /// What stands in the columns that the mapping reads, long texts cut with an ellipsis; null: it is not kept, of what could
    /// not be read as a record, and of those behind the first 4 MiB of a run.
    #[schema(required)]
    pub cells: Option<Vec<SourceCell>>,
}

/// A cell of a source.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceCell {
    /// Name of the column.
    pub column: String,
    /// What stands there.
    pub value: String,
}

impl From<&ShownReject> for Reject {
    fn from(shown: &ShownReject) -> Self {
        let ShownReject { reject, cells, place: _ } = shown;
        let cell =
            |(column, value): &(String, String)| SourceCell { column: column.clone(), value: value.clone() };
        Self {
            cells: cells.as_ref().map(|cells| cells.iter().map(cell).collect()),
            source: reject.origin.source.to_string(),
            sheet: reject.origin.sheet.as_deref().map(str::to_owned),
            row: reject.origin.row,
            source_key: reject.source_key.clone(),
            field: reject.field.clone(),
            reason: reject.reason.english().to_owned(),
            code: reject.reason.code().map(|code| code.as_str().to_owned()),
            partial: reject.partial,
        }
    }
}

/// A plan that waits, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingPlan {
    /// The run that made it.
    pub run: Run,
    /// How many changes wait.
    pub changes: u64,
}

/// Why a limit refused a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refusal {
    /// The limit, as the job names it.
    pub limit: String,
    /// What was counted, and what is allowed.
    pub reason: String,
    /// The page that tells more.
    #[schema(required)]
    pub code: Option<String>,
}

/// What became of a plan that was approved through this program.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Work {
    /// It is written.
    UnderWay,
    /// Its run has ended.
    Ended {
        /// The run.
        run: String,
    },
    /// It could not be begun, or not be closed.
    Failed {
        /// Why.
        message: String,
    },
}

impl From<SiteWork> for Work {
    fn from(work: SiteWork) -> Self {
        match work {
            SiteWork::UnderWay => Self::UnderWay,
            SiteWork::Ended(run) => Self::Ended { run: run.0 },
            SiteWork::Failed(why) => Self::Failed { message: why.english().to_owned() },
        }
    }
}

/// A plan that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    /// The run that made it.
    pub run: Run,
    /// Its digest: what an approval has to name.
    pub digest: String,
    /// System that it writes to.
    pub system: String,
    /// How many changes it has.
    pub changes: u64,
    /// How many names it makes first.
    pub references: u64,
    /// Limits that it exceeds.
    pub refusals: Vec<Refusal>,
    /// Why it can be approved no more; null: it can.
    #[schema(required)]
    pub out_of_date: Option<String>,
    /// Whoever approves it has to say why.
    pub asks_reason: bool,
    /// Who declined it, or changes that its run held, the newest first; it can be approved all the same.
    pub declined: Vec<Closed>,
    /// What became of it.
    #[schema(required)]
    pub work: Option<Work>,
}

/// A change of an item, with its parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Names it in an approval of some.
    pub key: String,
    /// Class of the item.
    pub class: String,
    /// What is done.
    pub operation: Operation,
    /// Key of the record.
    pub source_key: String,
    /// Id of the item; null: it is new.
    #[schema(required)]
    pub remote_id: Option<i64>,
    /// Name for people.
    pub label: String,
    /// How the item was found.
    pub matched_by: String,
    /// Where the record stands.
    #[schema(required)]
    pub origin: Option<String>,
    /// Fields of the item.
    pub fields: Vec<Field>,
    /// Rows that belong to it.
    pub children: Vec<Child>,
}

/// A change of a row that belongs to an item.
#[derive(Debug, Serialize, ToSchema)]
pub struct Child {
    /// Class of the row.
    pub class: String,
    /// Which part of the item.
    pub part: String,
    /// What is done.
    pub operation: Operation,
    /// Fields.
    pub fields: Vec<Field>,
}

impl From<&model::Change> for Change {
    fn from(change: &model::Change) -> Self {
        let child = |child: &model::ChildChange| Child {
            class: child.class.as_str().to_owned(),
            part: child.part.word().to_owned(),
            operation: child.operation,
            fields: child.fields.iter().map(Field::from).collect(),
        };
        Self {
            key: held_key(change),
            class: change.class.as_str().to_owned(),
            operation: change.operation,
            source_key: change.source_key.clone(),
            remote_id: change.remote_id,
            label: change.label.clone(),
            matched_by: change.matched_by.clone(),
            origin: change.origin.as_ref().map(ToString::to_string),
            fields: change.fields.iter().map(Field::from).collect(),
            children: change.children.iter().map(child).collect(),
        }
    }
}

/// How much of a plan is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Approve {
    /// All of it.
    All,
    /// The changes that are named.
    Some,
    /// Nothing: its questions are closed.
    None,
}

/// What is decided about a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// How much of it is approved.
    pub approve: Approve,
    /// Digest of the plan that was looked at: another one is not approved.
    pub digest: String,
    /// Keys of the changes, with `some`.
    #[serde(default)]
    pub only: Vec<String>,
    /// Why, for the journal.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub why: Option<String>,
}

/// What came of a decision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// It is being written.
    UnderWay,
    /// Its questions are closed.
    Declined,
}

/// The answer to a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionTaken {
    /// What came of it.
    pub state: Decided,
}

/// Something that a person has to decide.
#[derive(Debug, Serialize, ToSchema)]
pub struct Question {
    /// Id.
    pub id: String,
    /// Job.
    pub job: String,
    /// What it is about.
    pub topic: Topic,
    /// Class of the item.
    #[schema(required)]
    pub class: Option<String>,
    /// Id of the item.
    #[schema(required)]
    pub remote_id: Option<i64>,
    /// Name for people.
    pub label: String,
    /// What was found.
    pub text: String,
    /// What may be done about it.
    #[schema(required)]
    pub answer: Option<String>,
    /// Day by which it has to be decided.
    #[schema(required)]
    pub due: Option<NaiveDate>,
    /// When it was first asked.
    pub since: DateTime<Utc>,
    /// When it was last asked.
    pub seen_at: DateTime<Utc>,
    /// Who closed it; null: it is open.
    #[schema(required)]
    pub closed: Option<Closed>,
}

/// That a question was closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The day on which it is told again; null: when its matter changes.
    #[schema(required)]
    pub until: Option<NaiveDate>,
    /// Why.
    #[schema(required)]
    pub why: Option<String>,
}

impl From<Declined> for Closed {
    fn from(declined: Declined) -> Self {
        let Declined { at, by, until, why, questions: _ } = declined;
        Self { at, by, until, why }
    }
}

impl Question {
    /// A question of a job.
    pub fn of(job: &str, asked: &AskedQuestion) -> Self {
        let question = &asked.question;
        let english = |said: &model::Said| said.english().to_owned();
        Self {
            id: question.id(job),
            job: job.to_owned(),
            topic: question.topic,
            class: question.class.as_ref().map(|class| class.as_str().to_owned()),
            remote_id: question.remote_id,
            label: english(&question.label),
            text: english(&question.text),
            answer: question.answer.as_ref().map(english),
            due: question.due,
            since: asked.since,
            seen_at: asked.seen_at,
            closed: asked.closed.as_ref().map(|closed| Closed {
                at: closed.at,
                by: closed.by.clone(),
                until: closed.until,
                why: closed.why.clone(),
            }),
        }
    }
}

/// How a question is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Why.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub why: Option<String>,
    /// The day on which it is told again; without one, when its matter changes.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// What a request says that asks by its path alone: nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoBody {}

/// Where a request for a run stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// It is stored, and no run has begun since.
    Waiting,
    /// A run does it, or has done it.
    Begun,
    /// It will never be done.
    Refused,
}

/// What was pushed, once it is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pushed {
    /// Id: of the body, or of the request for a run that looks.
    pub id: String,
    /// Job.
    pub job: String,
    /// When it was stored: of a repeated push, the first time.
    pub pushed_at: DateTime<Utc>,
    /// Whether the body is kept, to be read as events; else the job looks at its monitors.
    pub kept: bool,
    /// Records at the top of the body.
    pub records: u64,
}

/// A request for a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunRequest {
    /// Id.
    pub id: String,
    /// Job.
    pub job: String,
    /// Where it stands.
    pub state: RequestState,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Who asked.
    pub asked_by: String,
    /// Its run, as long as that is kept.
    #[schema(required)]
    pub run: Option<Run>,
    /// Why it will never be done.
    #[schema(required)]
    pub message: Option<String>,
}
