//! The one integration-test binary.

mod layering;
mod planner;
mod real_glpi;
mod sandbox_contract;
mod sandbox_faults;
mod schedule;
mod shipped;
