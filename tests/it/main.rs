//! The one integration-test binary.

mod approved;
mod at_once;
mod faults;
mod files;
mod first_run;
mod fleet;
mod hand_edits;
mod killed;
mod limits;
mod mails;
mod plan_shape;
mod quiet;
mod real_glpi;
mod rejects;
mod retiring;
mod sandbox_contract;
mod schedule;
mod serving;
mod shipped;
mod world;
