//! Why a record's item is as it is, and what the next run does to it: what the planner noted, the
//! steps of the rules, our memory, and the journal, put together. The plan is the real one, so that
//! no explanation can differ from it.

mod fields;
mod text;
mod told;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::message;
use crate::model::Said;
use crate::model::change::{Change, Operation, Retirement};
use crate::model::link_change::ByHand;
use crate::model::missing::Missing;
use crate::model::value::Shown;
use crate::model::{Entry, EntryState, Link, Mapping, Operation as Op, Origin, Ownership, Part, Plan, Run};

use super::plan::{KeyStory, Witness, change_of};
use super::transform::Step;
pub use fields::FieldStory;
pub use text::{detail, overview};
pub use told::told;

/// What is known of a record.
#[derive(Debug)]
pub struct Case<'a> {
    /// What the planner noted.
    pub witness: &'a Witness,
    /// Its mapping.
    pub mapping: &'a Mapping,
    /// Column names of its source.
    pub header: &'a [String],
    /// What the rules did, by field of the mapping.
    pub steps: Vec<Vec<Step>>,
    /// Our link, when there is one.
    pub link: Option<&'a Linked>,
    /// What was written of it, the newest first.
    pub history: &'a [(Run, Entry)],
}

/// A link of ours.
#[derive(Debug)]
pub struct Linked {
    /// What the job keeps.
    pub link: Link,
    /// Who linked its item by hand, where a person did.
    pub by_hand: Option<ByHand>,
}

/// The story of a record.
#[derive(Debug, Serialize)]
pub struct RecordStory {
    /// Class of the item.
    pub class: String,
    /// Key of the record.
    pub source_key: String,
    /// Where it stands.
    pub origin: Origin,
    /// Mapping.
    pub mapping: String,
    /// The item, as far as one is matched.
    pub item: Option<i64>,
    /// How the item was found: `link`, a key, or `new`.
    pub matched_by: String,
    /// How each match key fares.
    pub keys: Vec<KeyStory>,
    /// What our link says.
    pub link: Option<LinkStory>,
    /// What the next run does, as one sentence.
    pub next: Said,
    /// Fields in the order of the mapping.
    pub fields: Vec<FieldStory>,
    /// What was written, the newest first.
    pub history: Vec<HistoryLine>,
}

/// What our link says.
#[derive(Debug, Serialize)]
pub struct LinkStory {
    /// Item.
    pub item: i64,
    /// How the item came to be linked.
    pub ownership: Ownership,
    /// Who linked it by hand.
    #[serde(skip)]
    pub by_hand: Option<ByHand>,
    /// Since when it is retired by us.
    pub retired_at: Option<String>,
    /// Good runs in a row in which the source did not have it.
    pub absent_runs: u32,
}

/// One write from the journal.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryLine {
    /// Run.
    pub run: String,
    /// Its start, UTC.
    pub at: String,
    /// Class of the row that was written.
    pub class: String,
    /// What was done.
    pub operation: Op,
    /// What came of it.
    pub state: EntryState,
    /// Fields with their values, as a person reads them.
    pub fields: Vec<String>,
    /// Which row of the item.
    #[serde(skip)]
    pub part: Part,
    /// The same fields, apart.
    #[serde(skip)]
    pub written: Vec<WrittenField>,
}

/// A field that was written.
#[derive(Debug, Clone)]
pub struct WrittenField {
    /// Its column.
    pub column: String,
    /// What was written.
    pub value: Shown,
}

/// A link whose record the source no longer has.
#[derive(Debug, Serialize)]
pub struct GoneStory {
    /// Class of the item.
    pub class: String,
    /// Key of the record.
    pub source_key: String,
    /// Our link.
    pub link: LinkStory,
    /// What the next run does, as one sentence.
    pub next: Said,
    /// What was written, the newest first.
    pub history: Vec<HistoryLine>,
}

/// A row that holds the text asked for and becomes no item.
#[derive(Debug, Serialize)]
pub struct UnusedStory {
    /// Where it stands.
    pub origin: Origin,
    /// Mapping.
    pub mapping: String,
    /// Column that holds the text.
    pub column: String,
    /// Why it becomes no item.
    pub reason: Said,
}

/// Everything that is known under a key.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// Job.
    pub job: String,
    /// System.
    pub system: String,
    /// What was asked.
    pub asked: String,
    /// Records.
    pub records: Vec<RecordStory>,
    /// Links without a record.
    pub gone: Vec<GoneStory>,
    /// Rows that become no item.
    pub unused: Vec<UnusedStory>,
    /// Known keys and names that are like the one asked for, when nothing is known under it.
    pub near: Vec<String>,
    /// What has to be known of the plan behind it, such as what the target does not tell.
    #[serde(skip)]
    pub doubts: Vec<Said>,
}

impl Explanation {
    /// True when nothing is known under the key.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.gone.is_empty() && self.unused.is_empty()
    }
}

/// The story of a record.
pub fn record(case: &Case<'_>, plan: &Plan) -> RecordStory {
    let witness = case.witness;
    let change = change_of(&plan.changes, &witness.class, &witness.source_key)
        .filter(|change| change.origin.as_ref() == Some(&witness.origin));
    let refused =
        plan.rejects.iter().find(|reject| !reject.partial && reject.origin == witness.origin).map(|reject| {
            match &reject.field {
                Some(field) => message::explain::field_rejected(field, &reject.reason).said(),
                None => message::explain::rejected(&reject.reason).said(),
            }
        });
    let fields: Vec<FieldStory> = (0..case.mapping.fields.len())
        .map(|at| fields::story(case, plan, change, refused.is_some(), at))
        .collect();
    RecordStory {
        class: witness.class.to_string(),
        source_key: witness.source_key.clone(),
        origin: witness.origin.clone(),
        mapping: witness.mapping.clone(),
        item: witness.item,
        matched_by: matched_by(witness, change),
        keys: witness.keys.clone(),
        link: case.link.map(link_story),
        next: refused.unwrap_or_else(|| next(change, &fields)),
        fields,
        history: history(case.history),
    }
}

fn matched_by(witness: &Witness, change: Option<&Change>) -> String {
    if let Some(change) = change {
        return change.matched_by.clone();
    }
    if witness.linked.is_some() {
        return "link".to_owned();
    }
    let by = witness.keys.iter().find(|key| key.items.len() == 1);
    by.map_or_else(|| message::explain::nothing().to_string(), |key| key.key.clone())
}

fn next(change: Option<&Change>, fields: &[FieldStory]) -> Said {
    let kept = fields.iter().filter(|field| field.stays).count();
    let stays = match kept {
        0 => Said::default(),
        some => message::explain::and_fields_stay(some).said(),
    };
    let Some(change) = change else { return message::explain::nothing_written(&stays).said() };
    let count = change.fields.len() + change.children.iter().map(|child| child.fields.len()).sum::<usize>();
    let written = message::explain::fields(count);
    match change.operation {
        Operation::Create => message::explain::created(&written).said(),
        Operation::Update => message::explain::updated(&written, &stays).said(),
        Operation::Restore => message::explain::restored(&written, &stays).said(),
        Operation::Retire => message::explain::retired().said(),
    }
}

/// The story of a link without a record. `doubts` say why missing items are not retired, one
/// sentence per class.
pub fn gone(
    linked: &Linked,
    plan: &Plan,
    missing: &Missing,
    doubts: &[Said],
    history_of: &[(Run, Entry)],
) -> GoneStory {
    GoneStory {
        class: linked.link.class.to_string(),
        source_key: linked.link.source_key.clone(),
        link: link_story(linked),
        next: next_of_gone(linked, plan, missing, doubts),
        history: history(history_of),
    }
}

fn next_of_gone(linked: &Linked, plan: &Plan, missing: &Missing, doubts: &[Said]) -> Said {
    let link = &linked.link;
    let of_link = |change: &&Change| change.operation == Operation::Retire;
    if let Some(change) = change_of(&plan.changes, &link.class, &link.source_key).filter(of_link) {
        return retired(change);
    }
    let absent =
        plan.absent.iter().find(|absent| absent.class == link.class && absent.source_key == link.source_key);
    if let Some(absent) = absent {
        return message::explain::missing_in(absent.runs, absent.of).said();
    }
    let locked = plan
        .kept
        .iter()
        .find(|kept| (kept.class == link.class && kept.source_key == link.source_key) && kept.field == "*");
    if let Some(locked) = locked {
        return message::explain::stays_when_missing(&locked.reason).said();
    }
    if missing.steps.is_empty() {
        return message::explain::keeps_what_is_missing().said();
    }
    if link.ownership == Ownership::Matched {
        return match linked.by_hand {
            Some(_) => message::explain::only_by_hand().said(),
            None => message::explain::only_matched().said(),
        };
    }
    let steps: Vec<Said> = missing
        .steps
        .iter()
        .map(|step| message::explain::step_after(step.action.as_str(), step.after_days).said())
        .collect();
    if link.retired_at.is_some() {
        return message::explain::retired_today_nothing(Said::join(&steps, ", ")).said();
    }
    let of_class = format!("{}: ", link.class);
    match doubts.iter().find(|doubt| doubt.english().starts_with(&of_class)) {
        Some(doubt) => message::explain::nothing_as(without_class(doubt)).said(),
        None => message::explain::nothing_after_a_reject().said(),
    }
}

/// A doubt about a class without the name of the class before it.
fn without_class(doubt: &Said) -> Said {
    doubt.map(|text| text.split_once(':').map_or(text, |(_, rest)| rest.trim_start()).to_owned())
}

fn retired(change: &Change) -> Said {
    match change.retirement {
        Some(Retirement::Trash) => message::explain::put_in_trash().said(),
        Some(Retirement::Purge) => message::explain::deleted().said(),
        Some(Retirement::Flag) => {
            let fields: Vec<String> =
                change.fields.iter().map(|field| format!("{} = `{}`", field.field, field.after)).collect();
            message::explain::flagged(fields.join(", ")).said()
        }
        None => message::explain::retired().said(),
    }
}

fn link_story(linked: &Linked) -> LinkStory {
    let link = &linked.link;
    LinkStory {
        item: link.remote_id,
        ownership: link.ownership,
        by_hand: linked.by_hand.clone(),
        retired_at: link.retired_at.as_deref().map(to_the_second),
        absent_runs: link.absent_runs,
    }
}

/// A moment as the journal shows it, UTC.
fn to_the_second(moment: &str) -> String {
    DateTime::parse_from_rfc3339(moment).map_or_else(
        |_| moment.to_owned(),
        |moment| moment.with_timezone(&Utc).format("%Y-%m-%d %H:%M:%S").to_string(),
    )
}

fn history(entries: &[(Run, Entry)]) -> Vec<HistoryLine> {
    let line = |(run, entry): &(Run, Entry)| HistoryLine {
        run: run.id.to_string(),
        at: run.started_at.format("%Y-%m-%d %H:%M:%S").to_string(),
        class: entry.class.clone(),
        operation: entry.operation,
        state: entry.state,
        fields: entry.fields.iter().map(|field| format!("{} = `{}`", field.field, field.after)).collect(),
        part: entry.part.unwrap_or(Part::ITEM),
        written: entry
            .fields
            .iter()
            .map(|field| WrittenField { column: field.field.clone(), value: field.after.clone() })
            .collect(),
    };
    entries.iter().map(line).collect()
}
