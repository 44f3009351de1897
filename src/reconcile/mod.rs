//! Pure: records, existing items and links in; a plan out.
//!
//! The order is transform → match → diff → plan → guard → render. Nothing here reads a file, the
//! network, a database, the environment or the clock: the date is an argument. Odd data becomes a
//! reject, never an error.

pub mod guard;
pub mod matching;
pub mod months;
pub mod names;
pub mod plan;
pub mod render;
pub mod template;
pub mod transform;
pub mod undo;

pub use guard::{judge, too_many_rejects};
pub use plan::{
    ClassInput, LinkUpdate, PLAN_FORMAT, Planned, Planner, Settings, USUAL_RUNS, Usual, only_these,
    plan_digest, retirement_columns,
};
