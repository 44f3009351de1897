//! The pages: each takes what the state database and kept plans hold, and puts it in words.

pub mod home;
pub mod job;
pub mod plan;
pub mod questions;
pub mod run;
pub mod schedule;
mod shown;
pub mod tickets;
