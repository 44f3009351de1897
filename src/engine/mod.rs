//! The story of one run: read → plan → guard → apply, journalled → report; the schedule; recovery
//! after a crash.
//!
//! The engine decides when things happen and in which order; what is written is decided by
//! `reconcile`, how it is written by `desk`.

pub(crate) mod adopt;
pub(crate) mod alarm;
pub(crate) mod apart;
pub(crate) mod apply;
mod caught;
pub(crate) mod company_links;
pub mod connect;
pub(crate) mod decide;
pub(crate) mod declined;
pub(crate) mod dictionaries;
pub(crate) mod event_feed;
pub(crate) mod explain;
mod frame;
pub(crate) mod identity;
mod in_run;
pub(crate) mod inboxes;
pub(crate) mod item_links;
pub(crate) mod keyring;
pub mod names;
mod of_job;
mod others;
pub mod outbox;
mod ping;
pub(crate) mod progress;
mod pull;
pub(crate) mod pulse;
mod queries;
pub mod read;
pub(crate) mod reason;
pub(crate) mod refs;
mod reject_cells;
mod requests;
mod rows;
pub mod run;
pub(crate) mod saved;
pub(crate) mod serve;
pub mod survey;
pub mod tell;
pub(crate) mod tickets;

mod elements;
mod fence;
mod made_again;
pub(crate) mod private;
mod questions;
mod remember;
pub mod safe;
mod settle;
pub(crate) mod state;
mod steady;
mod systemd;
mod timed;
mod tokens;
mod trace;
pub(crate) mod webhooks;

pub use connect::OpenTarget;
pub use frame::{Ended, Setting};
pub use progress::Progress;
pub use run::{run_any, run_job, run_plan};
pub use settle::node as this_node;
pub use tickets::settle_early as settle_tickets_early;

/// The calls of this program to systems so far, with how long they took.
pub(crate) fn calls() -> crate::systems::shared::Calls {
    crate::systems::shared::calls()
}

/// Whether this machine has a clock that nobody sets, by which waits for an unknown outcome are counted.
pub fn has_steady_clock() -> bool {
    steady::now().is_some()
}
