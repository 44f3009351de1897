//! A state database that is not that of the project: where a command is told to copy it.

use std::path::{Path, PathBuf};

use super::check::FileCheck;
use super::check::stocktake::state;
use super::raw::stocktake::RawState;
use crate::model::project::StateUrl;
use crate::settings::{Problems, decode};

/// Reads what stands in arguments as `[state]` of a project would be read; a path is relative to `folder`.
///
/// # Errors
/// What is wrong, as of a file of the name of the argument.
pub fn other_state(folder: &Path, url: &str, password: Option<&str>) -> Result<StateUrl, Problems> {
    let mut table = toml::Table::new();
    table.insert("url".to_owned(), url.into());
    if let Some(password) = password {
        table.insert("password".to_owned(), password.into());
    }
    let (file, text) = (PathBuf::from("--to"), table.to_string());
    let mut check = FileCheck::new(&file, &text);
    let found = decode::<RawState>(&mut check).map(|raw| state(&mut check, folder, Some(&raw)));
    let (problems, secrets) = check.into_parts();
    match (found, problems.is_empty()) {
        (Some(state), true) => Ok(state),
        (_, _) => Err(Problems::new(problems, &[(file, &text)], &secrets)),
    }
}
