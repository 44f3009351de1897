//! Reads the project folder: raw TOML with places, checked into model types; every problem of every
//! file is collected.
//!
//! The only module that reads the environment. It never speaks to a system and never opens a source.

mod check;
mod failed_tests;
pub(crate) mod init;
mod load;
mod other_state;
mod program;
mod raw;
mod read;
mod rooms;
pub mod schema;
pub(crate) mod secrets;
mod targets;
mod terminal;
mod traces;
mod trial;
pub(crate) mod users;

pub use crate::settings::code::CODES;
pub use crate::settings::{Problem, Problems};
pub use failed_tests::{FailedTest, failed_tests};
pub use load::load;
pub use other_state::other_state;
pub(crate) use program::program;
pub use program::{words, working_folder};
pub(crate) use rooms::room;
pub(crate) use targets::own_schema;
pub use terminal::{
    conventions, login_name, project_folder, terminal_language, terminal_width, wants_color, who,
};
pub use traces::{TracesTo, traces};
pub use trial::try_as_child;

use crate::model::job::SourceFormat;

/// The format of a file of a name, with every option as it is by default; `None` where the ending tells none.
pub fn format_of_name(name: &str) -> Option<SourceFormat> {
    check::feed::format_of_name(name)
}

/// Endings of file names that tell what a file is.
pub fn known_endings() -> Vec<&'static str> {
    check::feed::known_endings()
}

#[cfg(test)]
mod tests;
