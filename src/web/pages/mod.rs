//! The pages: each takes what the state database and kept plans hold, and puts it in words.

mod change_kinds;
pub mod company_link;
pub mod dictionaries;
pub mod events;
pub mod explain;
pub mod files;
pub mod home;
pub mod item_links;
pub mod job;
pub mod links;
pub mod plan;
pub mod questions;
pub mod references;
pub mod run;
pub mod schedule;
pub mod search;
pub mod shown;
pub mod tickets;
pub mod ticks;
pub mod undo;
pub mod watch;
