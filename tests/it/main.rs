//! The one integration-test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod adopting;
mod approved;
mod at_once;
mod authority;
mod decisions;
mod desk_commands;
mod desk_contract;
mod dictionaries;
mod events;
mod explain;
mod faults;
mod files;
mod first_run;
mod fleet;
mod glpi_tickets;
mod hand_edits;
mod held;
mod killed;
mod layering;
mod life;
mod limits;
mod mails;
mod mapping_tests;
mod monitor_check;
mod monitor_contract;
mod monitor_files;
mod monitor_real;
mod monitor_recorded;
mod own_locks;
mod plan_shape;
mod planner;
mod quiet;
mod rejects;
mod retiring;
mod sandbox_contract;
mod sandbox_faults;
mod schedule;
mod servicenow;
mod serving;
mod sets;
mod shipped;
mod steps;
mod triage;
mod world;
