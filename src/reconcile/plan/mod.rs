//! The planner: records stream in, the plan comes out. Pure: the same input gives the same plan.
//!
//! One [`ClassInput`] per class of the job; feeds of the same class share it, so that two sources
//! cannot claim one item.
//!
//! Each row goes by the stages of `stages`, each step in a file of its own:
//!
//! - `rows` takes records in the order in which they can be planned,
//! - `draft` makes names ids and gives the record its key (with `elements`, `spelling`),
//! - `find` matches it with its item (with `claims`, who claims what, and `doubt`, whether its keys agree),
//! - `verdicts` judges its fields (with `diff`, `authority`, `fight`, `refused`), `parts` and `sets` its children
//!   (with `removed`, what a person took away),
//!   `own_locks` what is locked, `hold` what waits for approval: all of them read what is known of the class and
//!   change nothing (`judge`),
//! - `write` writes down the change, and what is told and remembered with it (`state`),
//! - `retire` adds what the source no longer has, and `seal` closes the plan once all rows are known.

mod adopt;
mod asking;
mod authority;
mod bound;
mod called;
mod claims;
mod contracts;
mod count;
mod currencies;
mod diff;
mod digest;
mod doubt;
mod draft;
mod elements;
mod feed;
mod fight;
mod fill;
mod find;
mod finders;
mod group;
mod hold;
mod inquiry;
mod judge;
mod kinds;
mod label;
mod lines;
mod newest;
mod note;
mod others;
mod own_locks;
mod parts;
mod provisional;
mod readings;
mod references;
mod refused;
mod removed;
mod retire;
mod rows;
mod seal;
mod sets;
mod spelling;
mod stages;
mod state;
mod usual;
mod verdicts;
mod witness;
mod write;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::Said;
use crate::model::change::Kinds;
use crate::model::job::{Finders, Missing};
use crate::model::link::Ownership;
use crate::model::mapping::Mapping;
use crate::model::remembered::Lesson;
use crate::model::{
    Absence, Catalog, ClassName, ItemTable, Locks, OwnLock, Plan, Question, Reading, Schema, Unread, Waiting,
};

use super::matching::LinkTable;
use super::names::Names;
pub use diff::FieldVerdict;
pub use digest::digest as plan_digest;
pub use feed::FeedPlanner;
pub use hold::{held_key, held_plan};
pub use inquiry::{KeyStory, Noted, Sought, Witness};
pub use kinds::learn as learn_kinds;
pub use others::{OtherJob, Others};
pub use retire::columns as retirement_columns;
pub use seal::{FORMAT as PLAN_FORMAT, only_these};
use state::ClassState;
pub use usual::{RUNS as USUAL_RUNS, Usual};
pub use witness::change_of;

/// Everything the desk holds of one class, and what we remember of it.
#[derive(Debug)]
pub struct ClassInput {
    /// Class.
    pub class: ClassName,
    /// Existing items with the columns of every mapping of the class.
    pub table: ItemTable,
    /// Links of the job, indexed.
    pub links: LinkTable,
    /// The other jobs of the system that write the class.
    pub others: Others,
}

/// What the run as a whole says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the target can hold.
    pub schema: &'static Schema,
    /// Job.
    pub job: String,
    /// System.
    pub system: String,
    /// Date of the run in the job's zone: what `today` is in templates.
    pub today: NaiveDate,
    /// Entity for items whose mapping does not say.
    pub default_entity: i64,
    /// What is done about items that the source no longer has.
    pub missing: Missing,
    /// Take ownership of items that were matched by a key.
    pub adopt: bool,
    /// Fields that the desk holds against changes.
    pub locks: Locks,
    /// Runs in a row after which a field that changes back and forth is left alone.
    pub fight_after: u32,
    /// Locks of our own.
    pub own_locks: Arc<Vec<OwnLock>>,
}

/// What is to be remembered of a record whose item is as it should be (or will be, once its change
/// is applied): fields on which source and desk agree, rows, marks.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkUpdate {
    /// Class.
    pub class: ClassName,
    /// Key of the record.
    pub source_key: String,
    /// Item; `None` while it has yet to be created.
    pub remote_id: Option<i64>,
    /// How it came to be linked.
    pub ownership: Ownership,
    /// What the link learns, in this order.
    pub lessons: Vec<Lesson>,
}

/// A plan and what is to be remembered along with it.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What is to be remembered.
    pub links: Vec<LinkUpdate>,
    /// What a person has to decide, sorted.
    pub questions: Vec<Question>,
    /// Names and items that may be one thing and that this job does not feed: nobody is asked, sorted.
    pub alike: Vec<Question>,
    /// Links whose number of runs without the record changes with a good run.
    pub absences: Vec<Absence>,
    /// Why missing items are not retired, one sentence per class.
    pub doubts: Vec<Said>,
    /// Records that could not be used.
    pub unread: Vec<Unread>,
    /// What else was found out, one line each, sorted.
    pub notes: Vec<Said>,
    /// Records read per mapping.
    pub records: std::collections::BTreeMap<String, u64>,
    /// What was read, for the judgement of later runs.
    pub reading: Reading,
    /// What was seen of the records that a person asks about.
    pub noted: Noted,
}

/// Makes a plan.
#[derive(Debug)]
pub struct Planner {
    settings: Settings,
    kinds: Kinds,
    finders: Finders,
    names: Names,
    classes: Vec<ClassState>,
    reading: Reading,
    usual: Usual,
    waiting: Arc<Waiting>,
    told: Vec<Question>,
    alike: Vec<Question>,
}

impl Planner {
    /// Over the reference rows of the desk; classes are added with [`Planner::class`] in the order
    /// in which they are written.
    pub fn new(settings: Settings, catalog: Catalog) -> Self {
        let names = Names::new(settings.schema, catalog, settings.default_entity);
        Self {
            settings,
            kinds: Kinds::new(),
            finders: Finders::NONE,
            names,
            classes: Vec::new(),
            reading: Reading::default(),
            usual: Usual::default(),
            waiting: Arc::default(),
            told: Vec::new(),
            alike: Vec::new(),
        }
    }

    /// Tells people what was found out about a source.
    pub fn tell(&mut self, question: Question) {
        self.told.push(question);
    }

    /// Says what earlier runs read: where a source is not as usual, nothing of its class is retired.
    pub fn usual(&mut self, usual: Usual) {
        self.usual = usual;
    }

    /// Says how many files a mapping is fed from that takes all files of a pattern.
    pub fn files(&mut self, mapping: &str, files: u64) {
        *self.reading.files.entry(mapping.to_owned()).or_default() += files;
    }

    /// What is looked for besides the plan; nothing when this is not called.
    pub fn look_for(&mut self, finders: Finders) {
        self.finders = finders;
    }

    /// Says what may not be written yet, since an earlier write of it may still be carried out. Called
    /// before classes are added.
    pub fn leave(&mut self, waiting: Waiting) {
        self.names.leave(&waiting);
        self.waiting = Arc::new(waiting);
    }

    /// Adds a class.
    pub fn class(&mut self, input: ClassInput) {
        let waiting = Arc::clone(&self.waiting);
        self.classes.push(ClassState::new(self.settings.schema, input, waiting));
    }

    /// A feed of records of one mapping; `None` when its class has not been added.
    pub fn feed<'p>(
        &'p mut self,
        mapping: &'p Mapping,
        header: &crate::model::Header,
    ) -> Option<FeedPlanner<'p>> {
        let class = self.classes.iter_mut().find(|state| state.stock.class == mapping.class)?;
        class.intake.mappings.insert(mapping.name.to_string());
        kinds::learn(&mut self.kinds, mapping);
        own_locks::find(&self.settings, &mut class.stock, mapping);
        Some(FeedPlanner::new(&self.settings, &mut self.names, class, &mut self.reading, mapping, header))
    }

    /// Says that not all records of a class could be read (a file was skipped or cut): nothing of
    /// it is retired.
    pub fn incomplete(&mut self, class: &ClassName) {
        for state in self.classes.iter_mut().filter(|state| state.stock.class == *class) {
            state.intake.complete = false;
        }
    }

    /// The plan.
    pub fn finish(mut self) -> Planned {
        for state in &mut self.classes {
            seal::drop_lost_claims(state);
            authority::note_gone(state);
            let anomaly = self.usual.anomaly(&self.reading, &state.intake.mappings);
            retire::retire(&self.settings, &mut self.names, state, anomaly);
        }
        finders::ask(&mut self);
        seal::seal(self)
    }
}
