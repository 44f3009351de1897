//! The file that keeps the rows of a practice system of a vendor, one row a line. A person may edit it at any
//! time: it is read again before each request once it changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value as Json;

use super::state::State;
use crate::practice::shelf::Shelf;

/// What a person needs to know who opens the file.
const ABOUT: &str = "Rows of a practice system, one a line. Change, add or remove some: the next question sees it. \
                     Delete the file to begin anew.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default, rename = "about")]
    _about: String,
    imitates: String,
    tables: BTreeMap<String, Vec<Json>>,
}

/// Reads the file, or fills a new one.
///
/// # Errors
/// A file that cannot be read or written, or that is of another system.
pub(super) fn open(state: &mut State, path: PathBuf) -> io::Result<()> {
    let is_new = !path.exists();
    state.shelf = Some(Shelf { path, text: String::new(), stamp: None });
    if !is_new {
        return refresh(state);
    }
    (state.vendor.seed)(state);
    write(state)
}

/// Reads the file again when it changed since; one that is gone is written again with the next change.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn refresh(state: &mut State) -> io::Result<()> {
    let Some(shelf) = &mut state.shelf else { return Ok(()) };
    let stamp = shelf.stamp();
    if stamp.is_none() || stamp == shelf.stamp {
        return Ok(());
    }
    let kept: Kept = serde_json::from_slice(&fs::read(&shelf.path)?)?;
    if kept.imitates != state.vendor.key {
        let why = format!("it is that of a {}", kept.imitates);
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    shelf.stamp = stamp;
    state.tables = kept.tables;
    Ok(())
}

/// Writes the rows into the file, when there is one and something changed.
pub(super) fn keep(state: &mut State) {
    if !state.is_changed {
        return;
    }
    if let Err(error) = write(state) {
        tracing::error!(%error, "a practice system could not keep its state");
    }
}

fn write(state: &mut State) -> io::Result<()> {
    state.is_changed = false;
    let tables: Vec<String> = state.tables.iter().map(|(name, rows)| table(name, rows)).collect();
    let Some(shelf) = &mut state.shelf else { return Ok(()) };
    let (about, key) = (Json::from(ABOUT), Json::from(state.vendor.key));
    shelf.write(format!(
        "{{\"about\": {about},\n\"imitates\": {key},\n\"tables\": {{\n{}\n}}}}\n",
        tables.join(",\n")
    ))
}

fn table(name: &str, rows: &[Json]) -> String {
    let rows: Vec<String> = rows.iter().map(Json::to_string).collect();
    format!("{}: [\n{}\n]", Json::from(name), rows.join(",\n"))
}
