//! Pure: records, existing items and links in; a plan out.
//!
//! The order is transform → match → diff → plan → guard → render. Nothing here reads a file, the
//! network, a database, the environment or the clock: the date is an argument. Odd data becomes a
//! reject, never an error.

pub mod contract_watch;
pub mod dictionary;
pub mod explain;
pub mod guard;
pub mod mapping_test;
pub mod matching;
pub mod months;
pub mod names;
pub mod near_duplicates;
pub mod plan;
pub mod render;
pub mod standing;
pub mod template;
pub mod transform;
pub mod undo;

pub use guard::{judge, too_many_rejects};
pub use names::fold;
pub use plan::{
    ClassInput, HELD_MARK, LinkUpdate, OtherJob, Others, PLAN_FORMAT, Planned, Planner, Settings, USUAL_RUNS,
    Usual, held_plan, only_these, plan_digest, retirement_columns,
};
pub use standing::{Asking, RunEnding, stand};
