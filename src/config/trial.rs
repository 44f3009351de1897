//! A template that carries something from one round of a loop to the next is tried in a program of its own first, which is
//! this program once more. What a template may do is measured out (`TEMPLATE_FUEL`), but lists that are put together are not
//! counted before they are long (minijinja 3.1.0): one that is doubled forty times would take all memory.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::{Deserialize, Serialize};

use super::program;
use crate::model::mapping::TEMPLATE_FUEL;
use crate::systems::TRY_TEMPLATE;
use crate::systems::shared::bound;

/// Most memory that a template may take, in bytes.
const MEMORY: u64 = 128 * 1024 * 1024;

/// Most seconds of computing that it may take.
const SECONDS: u64 = 5;

/// Tags of a template that needs no loop to make something long.
const MANY_TAGS: usize = 32;

#[derive(Serialize, Deserialize)]
struct Trial {
    source: String,
    seen: Vec<serde_json::Value>,
}

/// Whether a template comes to an end within bounds, whatever that is, with each of what it may see.
pub(super) fn ends(source: &str, seen: Vec<serde_json::Value>) -> bool {
    if !carries_on(source) {
        return true;
    }
    let Some(program) = program() else { return true };
    // Where it cannot be tried, nothing is known against it.
    tried(&program, &Trial { source: source.to_owned(), seen }).unwrap_or(true)
}

/// Whether something of one round of a loop, or of one call, is there in the next.
fn carries_on(source: &str) -> bool {
    source.contains("namespace") || source.contains("macro") || source.matches("{%").count() > MANY_TAGS
}

fn tried(program: &Path, trial: &Trial) -> io::Result<bool> {
    let mut child = Command::new(program)
        .arg(TRY_TEMPLATE)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let asked = serde_json::to_vec(trial)?;
    // It reads all of this before it does anything else. One that has ended already is told by its end.
    let _ = child.stdin.take().map(|mut input| input.write_all(&asked));
    // Whoever takes too much is ended by a signal.
    Ok(child.wait()?.code().is_some())
}

/// Tries the template that standard input has. What it comes to, or that it fails, is not told: the program that asks sees
/// that itself, once it knows that this ends.
///
/// # Errors
/// When nothing that can be tried comes.
pub fn try_as_child() -> io::Result<()> {
    let mut asked = Vec::new();
    io::stdin().lock().read_to_end(&mut asked)?;
    let Trial { source, seen } = serde_json::from_slice(&asked)?;
    bound(MEMORY, SECONDS)?;
    let mut environment = Environment::new();
    // So that it goes on where something is not there.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.add_filter("utc", |text: String| text);
    for seen in &seen {
        let _ = environment.render_str(&source, Value::from(Serde(seen)));
    }
    Ok(())
}
