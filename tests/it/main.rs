//! The one integration-test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod approved;
mod faults;
mod first_run;
mod fleet;
mod hand_edits;
mod layering;
mod limits;
mod planner;
mod quiet;
mod rejects;
mod retiring;
mod sandbox_contract;
mod sandbox_faults;
mod schedule;
mod shipped;
mod world;
