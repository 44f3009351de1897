//! The story of one run: read → plan → guard → apply, journalled → report; the schedule; recovery
//! after a crash.
//!
//! The engine decides when things happen and in which order; what is written is decided by
//! `reconcile`, how it is written by `desk`.

pub mod adopt;
pub mod alarm;
pub mod apply;
pub mod connect;
pub mod explain;
mod frame;
pub mod names;
mod of_job;
mod others;
pub mod outbox;
pub mod private;
pub mod progress;
mod pull;
pub mod read;
pub mod refs;
pub mod run;
pub mod saved;
pub mod serve;
pub mod survey;
pub mod tell;
pub mod tickets;

mod elements;
mod fence;
mod questions;
mod remember;
mod safe;
mod settle;

pub use connect::OpenTarget;
pub use frame::{Ended, Setting};
pub use progress::Progress;
pub use run::{run_any, run_job, run_plan};
pub use settle::node as this_node;
