//! The one integration-test binary.

mod approved;
mod first_run;
mod fleet;
mod hand_edits;
mod limits;
mod quiet;
mod real_glpi;
mod rejects;
mod retiring;
mod sandbox_contract;
mod schedule;
mod shipped;
mod world;
