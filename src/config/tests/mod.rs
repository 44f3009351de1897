//! The configuration as an administrator meets it: a folder in, a project or rendered problems out.
#![expect(clippy::unwrap_used, reason = "tests")]

mod damaged;
mod event_feeds;
mod glpi_v2;
mod itop;
mod lists;
mod monitors;
mod newcomers;
mod rendered;
mod semantic;
mod servicenow;
mod slips;
mod sources;
mod ticket_jobs;
mod ticket_problems;
mod two_products;
mod valid;
mod web;

use std::fs;
use std::path::Path;

use super::{CODES, Problems, load};
use crate::model::project::Project;
use crate::model::system::Role;
use crate::systems::ROOMS;

/// A smallest project.
const STOCKTAKE: &str = "[system.practice.sandbox]\n";
/// A smallest job.
const JOB: &str = "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n";
/// A smallest mapping.
const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n";

/// Writes the files into a new folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text.as_bytes());
    }
    folder
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The problems of a folder; every code is in the table.
fn problems(files: &[(&str, &str)]) -> Problems {
    let folder = folder(files);
    let problems = load(folder.path()).map(|_| "a project").unwrap_err();
    for problem in problems.list() {
        assert!(CODES.contains(&problem.code), "{}", problem.code);
    }
    problems
}

/// The problems as a terminal without colour of 100 columns shows them.
fn rendered(files: &[(&str, &str)]) -> String {
    problems(files).render(false, 100)
}

/// Line, code, message and help of each problem of a project with this `stocktake.toml`.
fn of_stocktake(text: &str) -> String {
    short(&[("stocktake.toml", text), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)])
}

/// The same with this job.
fn of_job(text: &str) -> String {
    short(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", text), ("mappings/pc.toml", MAPPING)])
}

/// The same with this mapping.
fn of_mapping(text: &str) -> String {
    short(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", text)])
}

fn short(files: &[(&str, &str)]) -> String {
    let json = problems(files).to_json();
    let text = |problem: &serde_json::Value| {
        let (code, message) = (problem["code"].as_str().unwrap(), problem["message"].as_str().unwrap());
        let help = problem["help"].as_str().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{} {code}: {message}{help}", problem["line"])
    };
    let all = json.as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("\n");
    // A new monitor changes no snapshot.
    let monitors = ROOMS.iter().filter(|room| room.has(Role::Events)).map(|room| room.kind.key);
    let all = all.replace(&monitors.collect::<Vec<_>>().join(", "), "MONITORS");
    // Those that records come from, which `[system.NAME]` may be.
    let sources = ROOMS.iter().filter(|room| room.table.is_some() && room.records.is_some());
    let sources: Vec<_> = sources.map(|room| room.kind.key).collect();
    all.replace(&sources.join(", "), "SOURCES")
}

/// The project of a folder that must be valid.
fn project(files: &[(&str, &str)]) -> Project {
    let folder = folder(files);
    load(folder.path()).unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)))
}

#[test]
fn codes_are_unique() {
    let mut codes = CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), CODES.len());
}
