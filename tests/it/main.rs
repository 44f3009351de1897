//! The one integration-test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod approved;
mod at_once;
mod faults;
mod files;
mod first_run;
mod fleet;
mod hand_edits;
mod killed;
mod layering;
mod life;
mod limits;
mod mails;
mod plan_shape;
mod planner;
mod quiet;
mod rejects;
mod retiring;
mod sandbox_contract;
mod sandbox_faults;
mod schedule;
mod serving;
mod shipped;
mod triage;
mod world;
