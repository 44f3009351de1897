//! The walls between the modules, read from the `use` lines: who may know whom, which crates stay
//! where, and how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// A module of ours and the modules of ours that it may use, besides itself. Those that are not
/// listed may use everything; nobody may use them.
const WALLS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("message", &["model"]),
    ("schedule", &["message", "model"]),
    ("settings", &["message", "model"]),
    ("config", &["message", "model", "practice", "schedule", "settings", "systems"]),
    ("reconcile", &["message", "model"]),
    ("triage", &["message", "model"]),
    ("systems", &["message", "model", "settings"]),
    ("store", &["message", "model"]),
    ("report", &["message", "model"]),
    ("practice", &["message", "model", "settings", "systems"]),
    (
        "engine",
        &["config", "message", "model", "reconcile", "report", "schedule", "store", "systems", "triage"],
    ),
];

/// What may stand only in these modules.
const HOMES: &[(&str, &[&str])] = &[
    ("diesel::", &["store"]),
    ("reqwest::", &["systems"]),
    ("rusqlite::", &["practice"]),
    ("std::env::var", &["config"]),
    ("process::exit", &["main.rs"]),
];

/// What pure modules never name.
const PURE: &[&str] = &["message", "model", "reconcile", "schedule", "settings", "triage"];
const IMPURE: &[&str] = &[
    "tokio::",
    "reqwest",
    "diesel",
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "async fn",
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
];

/// Longest file, tests included.
const LINES: usize = 700;

struct File {
    path: PathBuf,
    module: String,
    code: Vec<(usize, String)>,
    lines: usize,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let module = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).unwrap();
                let is_test = inside.components().any(|part| {
                    matches!(
                        part.as_os_str().to_str(),
                        Some("tests" | "tests.rs" | "fixture.rs" | "example.rs" | "smtp_server.rs")
                    )
                });
                let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = if is_test { "" } else { before_tests };
                let code = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
                let code = code.map(|(at, line)| (at + 1, line.to_owned())).collect();
                found.push(File { path: inside.to_owned(), module, code, lines: text.lines().count() });
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// Modules of ours that a line names by `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn fail(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn no_module_knows_one_beyond_its_wall() {
    let mut broken = Vec::new();
    for file in files() {
        let Some((_, allowed)) = WALLS.iter().find(|(module, _)| *module == file.module) else { continue };
        for (number, line) in &file.code {
            for module in named(line).filter(|module| !module.is_empty()) {
                if module != file.module && !allowed.contains(&module) && !line.contains("pub(crate::") {
                    broken.push(format!(
                        "src/{}:{number}: {} may not use {module}",
                        file.path.display(),
                        file.module
                    ));
                }
            }
        }
    }
    fail(&broken);
}

#[test]
fn each_outside_world_has_one_home() {
    let mut broken = Vec::new();
    for file in files() {
        for (number, line) in &file.code {
            for (thing, homes) in HOMES {
                if line.contains(thing) && !homes.contains(&file.module.as_str()) {
                    broken.push(format!(
                        "src/{}:{number}: {thing} belongs into {}",
                        file.path.display(),
                        homes.join(", ")
                    ));
                }
            }
        }
    }
    fail(&broken);
}

#[test]
fn pure_modules_do_nothing() {
    let mut broken = Vec::new();
    for file in files().iter().filter(|file| PURE.contains(&file.module.as_str())) {
        for (number, line) in &file.code {
            for thing in IMPURE.iter().filter(|thing| line.contains(**thing)) {
                broken.push(format!(
                    "src/{}:{number}: {} is pure and names {thing}",
                    file.path.display(),
                    file.module
                ));
            }
        }
    }
    fail(&broken);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut broken = Vec::new();
    for file in files() {
        if file.lines > LINES {
            broken.push(format!("src/{} has {} lines, {LINES} are allowed", file.path.display(), file.lines));
        }
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&file.path)).unwrap();
        if !text.starts_with("//!") {
            broken.push(format!("src/{} does not open with `//!`", file.path.display()));
        }
    }
    fail(&broken);
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = ["utils", "util", "common", "helpers", "helper", "types", "manager"];
    let named = |path: &Path| {
        path.components().any(|part| {
            let stem = part.as_os_str().to_string_lossy();
            empty.contains(&stem.trim_end_matches(".rs"))
        })
    };
    let broken: Vec<String> =
        files().iter().filter(|file| named(&file.path)).map(|file| file.path.display().to_string()).collect();
    fail(&broken);
}
