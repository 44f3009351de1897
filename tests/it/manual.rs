//! The manual in `docs/` against the program: no system is forgotten, no key lacks its description, no
//! example rots, no link leads nowhere. It does not build the book.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use stocktake::config::schema::{self, JOB_SCHEMA, STOCKTAKE_SCHEMA};
use stocktake::systems::{ROOMS, Room};

/// A project around an example: what it may name, and a job where it has none.
const PRACTICE: &str = "[system.practice.sandbox]\n";
const JOB: &str = "system = \"practice\"\n[[feed]]\nmapping = \"computers\"\npath = \"pc.csv\"\n";
const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and of those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The sources of the book as `docs/build` makes them: the pages of `docs/src`, and those that the program
/// writes.
fn book() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sources = repository().join("docs/src");
    for path in files(&sources) {
        let copy = folder.path().join(path.strip_prefix(&sources).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&path, copy).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    let output = command.args(["manual", "--into"]).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    folder
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The page of a room.
fn page(room: &Room) -> String {
    text(&repository().join("src/systems").join(room.kind.key).join("page.md"))
}

#[test]
fn every_system_is_in_the_table_and_has_its_page() {
    let book = book();
    let (table, summary) = (text(&book.path().join("systems.md")), text(&book.path().join("SUMMARY.md")));
    assert!(!table.contains("{{") && !summary.contains("{{"), "{table}{summary}");
    for room in ROOMS {
        let (key, product) = (room.kind.key, room.kind.product);
        let row = table.lines().find(|line| line.starts_with(&format!("| `{key}` | {product} | ")));
        assert!(row.is_some_and(|row| row.ends_with(&format!("[{product}](systems/{key}.md) |"))), "{table}");
        assert!(summary.contains(&format!("  - [{product}](systems/{key}.md)\n")), "{summary}");
        assert!(page(room).starts_with(&format!("# {product}\n")), "{key}/page.md begins with # {product}");
    }
}

#[test]
fn every_ready_folder_is_in_the_table_and_has_its_page() {
    let book = book();
    let (table, summary) = (text(&book.path().join("examples.md")), text(&book.path().join("SUMMARY.md")));
    for example in stocktake::systems::examples() {
        let link = format!("[{0}](examples/{0}.md)", example.name);
        assert!(
            table.contains(&format!("| {link} | ")) && summary.contains(&link),
            "{link}: {table}{summary}"
        );
    }
}

#[test]
fn the_manual_says_what_each_monitor_can_say_and_hear() {
    let book = book();
    let table = text(&book.path().join("systems.md"));
    for room in ROOMS.iter().filter(|room| room.monitor.is_some()) {
        let (key, product) = (room.kind.key, room.kind.product);
        let can = room.monitor.as_ref().unwrap().abilities;
        let row =
            table.lines().find(|line| line.starts_with(&format!("| [{product}](systems/{key}.md) | yes | ")));
        let hears = if can.hears { "| yes | yes | yes |" } else { "| yes | no | yes |" };
        assert!(row.is_some_and(|row| row.contains(hears)), "{product}: {row:?}");
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
        let mut tables = ["Feed", "Csv", "Sheet", "Json", "Agent", "Mail", "Lookup"]
            .map(|name| job["definitions"][name].clone());
        // Tables by which systems are asked are on the pages of those.
        let feed = tables[0]["properties"].as_object_mut().unwrap();
        ROOMS.iter().for_each(|room| _ = feed.remove(room.kind.key));
        return tables.into();
    }
    let stocktake = document(STOCKTAKE_SCHEMA);
    let system = &stocktake["definitions"]["System"]["properties"][room.kind.key];
    let link = system.get("$ref").or_else(|| system.pointer("/allOf/0/$ref")).and_then(Value::as_str);
    let place = link.unwrap().trim_start_matches('#');
    let mut tables = vec![stocktake.pointer(place).unwrap().clone()];
    // A page may describe the table of its feeds in the same way.
    if page(room).matches(OF_KEYS).count() > 1 && room.records.is_some() {
        tables.push(document(JOB_SCHEMA)["definitions"]["Feed"]["properties"][room.kind.key].clone());
    }
    tables
}

#[test]
fn a_page_describes_the_keys_of_its_table_with_their_defaults() {
    for room in ROOMS {
        let (key, page) = (room.kind.key, page(room));
        let rows = described(&page);
        let mut known = BTreeSet::new();
        for table in tables(room) {
            // The table of what is pushed has no keys.
            for (name, property) in table["properties"].as_object().into_iter().flatten() {
                // By which a feed asks another kind of system: on the page of that.
                if room.table.is_none() && ROOMS.iter().any(|other| other.kind.key == name) {
                    continue;
                }
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
    // A query that a page shows is the file that its job names.
    if let Some(query) = page(room).split("```sql\n").nth(1) {
        put("queries/ocs.sql", query.split("```").next().unwrap());
    }
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
        let own =
            |example: &&&str| example.contains(&format!(".{key}]")) || example.contains(&format!(".{key}."));
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

/// What a page links, relative to its folder; addresses are left out, and what only looks like a link in code.
fn links(page: &str) -> Vec<&str> {
    let mut links = Vec::new();
    let mut is_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        // Every second piece stands between backquotes.
        for text in line.split('`').step_by(2).filter(|_| !is_code) {
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
            links.extend(targets.map(|(target, _)| target));
        }
        // The text of a link may be code: what stands behind it is no code.
        links.extend(
            line.split("`](").skip(1).filter(|_| !is_code).filter_map(|rest| Some(rest.split_once(')')?.0)),
        );
    }
    links.retain(|target| !target.contains("://") && !target.starts_with("mailto:") && !target.is_empty());
    links.sort_unstable();
    links.dedup();
    links
}

/// The names of the headings of a page, as mdBook makes them for addresses.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        let Some(heading) = line.strip_prefix('#').filter(|_| !is_code) else { continue };
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = text.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
        let name: String = kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect();
        found.insert(name);
    }
    found
}

/// Long examples break within their cells only by it.
#[test]
fn the_book_has_its_style() {
    let docs = repository().join("docs");
    let book: toml::Table = text(&docs.join("book.toml")).parse().unwrap();
    let styles = book["output"]["html"]["additional-css"].as_array().unwrap();
    let build = text(&docs.join("build"));
    assert!(!styles.is_empty());
    for style in styles.iter().map(|style| style.as_str().unwrap()) {
        assert!(docs.join(style).is_file() && build.contains(&format!("docs/{style}")), "{style}");
    }
}

#[test]
fn links_of_the_book_lead_to_pages_and_no_page_is_left_out() {
    let book = book();
    let root = book.path();
    let summary = text(&root.join("SUMMARY.md"));
    let named: BTreeSet<PathBuf> = links(&summary).into_iter().map(|name| root.join(name)).collect();
    for file in &named {
        let folder = file.parent().unwrap();
        for link in links(&text(file)) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if target.is_empty() { file.clone() } else { folder.join(target) };
            assert!(path.is_file(), "{}: there is no {target}", file.display());
            let is_page = path.extension().is_some_and(|end| end == "md");
            assert!(
                anchor.is_empty() || !is_page || anchors(&text(&path)).contains(anchor),
                "{}: {target} has no heading #{anchor}",
                file.display()
            );
        }
    }
    for path in files(root) {
        let is_page = path.extension().is_some_and(|end| end == "md") && !path.ends_with("SUMMARY.md");
        assert!(!is_page || named.contains(&path), "SUMMARY.md lacks {}", path.display());
    }
}

#[test]
fn the_reference_has_every_key_command_and_code_and_no_empty_place() {
    let book = book();
    let page = |name: &str| text(&book.path().join("reference").join(format!("{name}.md")));
    let job = page("job");
    assert!(job.contains("| `cron` | text |") && job.contains("`cron = \"30 2 * * *\"`"), "{job}");
    assert!(page("ticket-job").contains("## `[[rule]]`") && page("refs-job").contains("| `refs` |"));
    assert!(page("stocktake").contains("## `[system.NAME.glpi]`"));
    assert!(page("commands").contains("## stocktake tickets link\n"));
    let codes = page("codes");
    for code in stocktake::config::CODES {
        assert!(codes.contains(&format!("### {code}\n")), "{code}");
    }
    assert!(!text(&book.path().join("SUMMARY.md")).contains("{{"));
}
