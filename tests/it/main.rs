//! The one integration-test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod layering;
mod planner;
mod real_glpi;
mod sandbox_contract;
mod sandbox_faults;
mod schedule;
mod shipped;
