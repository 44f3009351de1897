//! Pure: records, existing items and links in; a plan out.
//!
//! The order is transform → plan → guard; `report` renders. Within the plan each row goes by the stages read → draft →
//! matched → judged → change, each a type of its own (`plan/stages.rs`): a draft has its key and its names as ids, a
//! matched row its item, a judged one what is written, waits or stays of each field, and why. Nothing here reads a file, the
//! network, a database, the environment or the clock: the date is an argument. Odd data becomes a
//! reject, never an error.

pub(crate) mod contract_watch;
pub(crate) mod dictionary;
pub mod event_row;
pub(crate) mod explain;
pub(crate) mod guard;
pub mod mapping_test;
pub mod matching;
pub(crate) mod months;
pub(crate) mod names;
pub(crate) mod near_duplicates;
pub(crate) mod plan;
pub mod reference_row;
pub(crate) mod standing;
pub(crate) mod template;
pub mod transform;
pub(crate) mod undo;

pub use guard::{judge, too_many_rejects};
pub use names::fold;
pub use plan::{
    ClassInput, LinkUpdate, OtherJob, Others, PLAN_FORMAT, Planned, Planner, Settings, USUAL_RUNS, Usual,
    held_key, held_plan, learn_kinds, only_these, plan_digest, retirement_columns,
};
pub use standing::{Asking, RunEnding, stand};
