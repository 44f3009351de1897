//! The manual in `docs/` against the program: no system is forgotten, no key lacks its description, no
//! example rots, no link leads nowhere. It does not build the book.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use stocktake::config::schema::{self, JOB_SCHEMA, STOCKTAKE_SCHEMA};
use stocktake::model::system::Role;
use stocktake::systems::{ROOMS, Room};

/// A project around an example: what it may name, and a job where it has none.
const PRACTICE: &str = "[system.practice.sandbox]\n";
const JOB: &str = "system = \"practice\"\n[[feed]]\nmapping = \"computers\"\npath = \"pc.csv\"\n";
const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the pages.
fn book() -> PathBuf {
    repository().join("docs/src")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The page of a room as the book includes it.
fn page(room: &Room) -> String {
    text(&repository().join("src/systems").join(room.kind.key).join("page.md"))
}

/// What the manual calls a role.
fn word(role: Role) -> &'static str {
    match role {
        Role::Records => "records",
        Role::Items => "items",
        Role::Tickets => "tickets",
        Role::References => "reference data",
        Role::Events => "events",
    }
}

#[test]
fn the_table_of_systems_is_that_of_the_program() {
    let mut table = "| key | product | roles | page |\n|---|---|---|---|\n".to_owned();
    for room in ROOMS {
        let (key, product) = (room.kind.key, room.kind.product);
        let roles: Vec<&str> = room.kind.roles.iter().map(|role| word(*role)).collect();
        let roles = roles.join(", ");
        table.push_str(&format!("| `{key}` | {product} | {roles} | [{product}](systems/{key}.md) |\n"));
    }
    let page = text(&book().join("systems.md"));
    let own: String =
        page.lines().filter(|line| line.starts_with('|')).map(|line| format!("{line}\n")).collect();
    assert_eq!(own, table, "docs/src/systems.md must hold this table:\n{table}");
}

#[test]
fn each_system_has_its_page_in_the_book() {
    let summary = text(&book().join("SUMMARY.md"));
    for room in ROOMS {
        let (key, product) = (room.kind.key, room.kind.product);
        assert!(summary.contains(&format!("[{product}](systems/{key}.md)")), "SUMMARY.md lacks {product}");
        let included = text(&book().join(format!("systems/{key}.md")));
        assert_eq!(included.trim(), format!("{{{{#include ../../../src/systems/{key}/page.md}}}}"));
        assert!(page(room).starts_with(&format!("# {product}\n")), "{key}/page.md begins with # {product}");
    }
}

/// Head of a table of keys.
const OF_KEYS: &str = "| key | type | default | what it does |";

/// The rows of the tables of keys of a page, by key.
fn described(page: &str) -> BTreeMap<&str, &str> {
    let tables = page.split(OF_KEYS).skip(1);
    let rows = tables.flat_map(|rest| rest.lines().skip(2).take_while(|line| line.starts_with('|')));
    rows.filter_map(|row| row.strip_prefix("| `")?.split_once('`')).collect()
}

fn document(name: &str) -> Value {
    let mut all = schema::documents().into_iter();
    all.find(|(known, _)| *known == name).map(|(_, document)| document).unwrap()
}

/// The tables that a page describes, as they are in the schema.
fn tables(room: &Room) -> Vec<Value> {
    if room.table.is_none() {
        // A source of files has no table of its own; a feed of a job says how they are read.
        let job = document(JOB_SCHEMA);
        return ["Feed", "Csv", "Sheet", "Json"].map(|name| job["definitions"][name].clone()).into();
    }
    let stocktake = document(STOCKTAKE_SCHEMA);
    let system = &stocktake["definitions"]["System"]["properties"][room.kind.key];
    let link = system.get("$ref").or_else(|| system.pointer("/allOf/0/$ref")).and_then(Value::as_str);
    let place = link.unwrap().trim_start_matches('#');
    vec![stocktake.pointer(place).unwrap().clone()]
}

#[test]
fn a_page_describes_the_keys_of_its_table_with_their_defaults() {
    for room in ROOMS {
        let (key, page) = (room.kind.key, page(room));
        let rows = described(&page);
        let mut known = BTreeSet::new();
        for table in tables(room) {
            for (name, property) in table["properties"].as_object().unwrap() {
                let row = rows.get(name.as_str()).unwrap_or_else(|| panic!("{key}/page.md lacks `{name}`"));
                if let Some(default) = property.get("default") {
                    let shown = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
                    assert!(
                        row.contains(&format!(" | `{shown}` |")),
                        "{key}: `{name}` is {shown} by default"
                    );
                }
                known.insert(name.clone());
            }
        }
        let unknown: Vec<_> = rows.keys().filter(|name| !known.contains(**name)).collect();
        assert!(unknown.is_empty(), "{key}/page.md describes what is no key: {unknown:?}");
    }
}

/// The examples of a page, in its order.
fn examples(page: &str) -> Vec<&str> {
    page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Loads a project with this `stocktake.toml` and this job.
fn load(room: &Room, stocktake: &str, job: &str) {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("stocktake.toml", &format!("{PRACTICE}{stocktake}"));
    put("mappings/computers.toml", MAPPING);
    put("jobs/example.toml", job);
    if let Err(problems) = stocktake::config::load(folder.path()) {
        panic!("an example of {}/page.md is not valid:\n{}", room.kind.key, problems.render(false, 100));
    }
}

#[test]
fn the_examples_of_the_pages_are_valid() {
    for room in ROOMS {
        let (key, page) = (room.kind.key, page(room));
        let (systems, jobs): (Vec<&str>, Vec<&str>) =
            examples(&page).into_iter().partition(|example| example.contains("[system."));
        let own = |example: &&&str| example.contains(&format!(".{key}]"));
        assert_eq!(systems.iter().any(|example| own(&example)), room.table.is_some(), "{key}/page.md");
        assert!(!systems.is_empty() || !jobs.is_empty(), "{key}/page.md has no example");
        for system in &systems {
            load(room, system, JOB);
        }
        for job in jobs {
            load(room, systems.first().unwrap_or(&""), job);
        }
    }
}

/// Files that a page links, relative to its folder; addresses are left out.
fn links(page: &str) -> Vec<&str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let local = targets.filter(|target| !target.contains("://"));
    local.map(|target| target.split('#').next().unwrap()).filter(|target| !target.is_empty()).collect()
}

/// Files that a page includes, relative to its folder.
fn includes(page: &str) -> Vec<&str> {
    let parts = page.split("{{#include ").skip(1).filter_map(|rest| rest.split_once("}}"));
    parts.map(|(target, _)| target).collect()
}

#[test]
fn links_and_includes_of_the_book_lead_to_files() {
    let summary = text(&book().join("SUMMARY.md"));
    for name in ["SUMMARY.md"].into_iter().chain(links(&summary)) {
        let file = book().join(name);
        let folder = file.parent().unwrap();
        let mut page = text(&file);
        let included: String = includes(&page).into_iter().map(|target| text(&folder.join(target))).collect();
        page.push_str(&included);
        for target in links(&page) {
            assert!(folder.join(target).is_file(), "docs/src/{name}: there is no {target}");
        }
    }
}

#[test]
fn the_summary_names_every_page() {
    let summary = text(&book().join("SUMMARY.md"));
    let named: BTreeSet<PathBuf> = links(&summary).into_iter().map(|name| book().join(name)).collect();
    for folder in [book(), book().join("systems")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_page = path.extension().is_some_and(|end| end == "md") && !path.ends_with("SUMMARY.md");
            assert!(!is_page || named.contains(&path), "SUMMARY.md lacks {}", path.display());
        }
    }
}
