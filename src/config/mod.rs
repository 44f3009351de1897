//! Reads the project folder: raw TOML with places, checked into model types; every problem of every
//! file is collected.
//!
//! The only module that reads the environment. It never speaks to a system and never opens a source.

mod check;
mod failed_tests;
pub(crate) mod init;
mod load;
mod program;
mod raw;
mod read;
mod rooms;
pub mod schema;
pub(crate) mod secrets;
mod targets;
mod terminal;

pub use crate::settings::code::CODES;
pub use crate::settings::{Problem, Problems};
pub use failed_tests::{FailedTest, failed_tests};
pub use load::load;
pub(crate) use program::program;
pub(crate) use rooms::room;
pub use terminal::{terminal_language, terminal_width, wants_color};

#[cfg(test)]
mod tests;
