//! The file that keeps a practice monitor. A person may edit it at any time: it is read again before
//! each request once it changed, and a state that was written by hand gets its times here.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::seed;
use super::state::{Object, Silence, State};
use crate::practice::shelf::Shelf;

/// What a person needs to know who opens the file.
const ABOUT: &str = "A practice monitor. state of a service: 0 ok, 1 warning, 2 critical, 3 unknown; of a host: 0 \
                     up, 1 down. Change it, or add an object such as {\"host\": \"web01\", \"service\": \"http\", \
                     \"state\": 2, \"output\": \"no answer\"}: the next question sees it. Delete the file to begin \
                     anew.";

/// All that is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default)]
    about: String,
    objects: Vec<Object>,
    #[serde(default)]
    silences: Vec<Silence>,
    #[serde(default)]
    last_id: i64,
}

/// Reads the file, or fills a new one.
///
/// # Errors
/// A file that cannot be read or written, or that is none of a practice monitor.
pub(super) fn open(state: &mut State, path: PathBuf) -> io::Result<()> {
    state.ahead = 0;
    let is_new = !path.exists();
    state.shelf = Some(Shelf { path, text: String::new(), stamp: None });
    if is_new {
        seed::seed(state);
        write(state)
    } else {
        refresh(state)
    }
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
    let text = fs::read_to_string(&shelf.path)?;
    let kept: Kept = serde_json::from_str(&text)?;
    (shelf.text, shelf.stamp) = (text, stamp);
    (state.objects, state.silences, state.last_id) = (kept.objects, kept.silences, kept.last_id);
    complete(state);
    keep(state);
    Ok(())
}

/// Gives numbers, hosts and times to what a person wrote.
fn complete(state: &mut State) {
    let highest = state.objects.iter().flat_map(|object| [object.id, object.episode]).max();
    state.last_id = state.last_id.max(highest.unwrap_or(0)).max(100);
    let hosts: Vec<String> = state.objects.iter().map(|object| object.host.clone()).collect();
    for host in hosts {
        state.make(&host, None);
    }
    for at in 0..state.objects.len() {
        if state.objects[at].id == 0 {
            state.objects[at].id = state.next_id();
        }
        match (state.objects[at].timed_state, state.objects[at].state) {
            (before, now) if before == now => {}
            (_, 0) => state.recover(at),
            (_, now) => state.raise(at, now),
        }
    }
}

/// Writes the state into its file, when it has one and something changed.
pub(super) fn keep(state: &mut State) {
    if let Err(error) = write(state) {
        tracing::error!(%error, "the practice monitor could not keep its state");
    }
}

fn write(state: &mut State) -> io::Result<()> {
    let Some(shelf) = &mut state.shelf else { return Ok(()) };
    let kept = Kept {
        about: ABOUT.to_owned(),
        objects: state.objects.clone(),
        silences: state.silences.clone(),
        last_id: state.last_id,
    };
    let text = serde_json::to_string_pretty(&kept)? + "\n";
    if text == shelf.text {
        return Ok(());
    }
    shelf.write(text)
}
