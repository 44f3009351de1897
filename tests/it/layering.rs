//! The walls between the modules, read from the paths that the sources name: who may know whom, which
//! crates stay where, that no folder runs in a circle, and how long a file may be.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use crate::sources::{Names, Paths, Source, lines_without_tests, sources};

/// A module of ours and the modules of ours that it may use, besides itself. Those that are not
/// listed may use everything; nobody may use them.
const WALLS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("message", &["model"]),
    ("schedule", &["message", "model"]),
    ("settings", &["message", "model"]),
    ("config", &["message", "model", "practice", "schedule", "settings", "systems"]),
    ("reconcile", &["message", "model"]),
    ("propose", &["message", "model", "reconcile"]),
    ("triage", &["message", "model"]),
    ("systems", &["message", "model", "settings"]),
    ("store", &["message", "model"]),
    ("report", &["message", "model"]),
    ("practice", &["message", "model", "settings", "systems"]),
    (
        "engine",
        &["config", "message", "model", "reconcile", "report", "schedule", "store", "systems", "triage"],
    ),
    // What it shows and does comes from the rooms of the core; no product, no command.
    ("web", &["config", "engine", "message", "model", "reconcile", "report", "schedule", "store"]),
];

/// What may be named only in these modules.
const HOMES: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("prometheus_client", &["systems", "web"]),
    ("reqwest", &["systems"]),
    ("rusqlite", &["practice", "systems"]),
    ("shlex", &["config", "model", "settings"]),
    ("axum", &["practice", "web"]),
    ("argon2", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["systems", "web"]),
    ("openidconnect", &["engine"]),
    ("opentelemetry", &["app", "web"]),
    ("opentelemetry_http", &["systems", "web"]),
    ("opentelemetry_otlp", &["app"]),
    ("opentelemetry_sdk", &["app", "web"]),
    ("tracing_opentelemetry", &["app", "web"]),
    ("utoipa", &["model", "web"]),
    ("tokio_postgres", &["systems"]),
    ("mysql_async", &["systems"]),
    ("tiberius", &["systems"]),
    ("ldap3", &["systems"]),
    ("std::env", &["config"]),
    ("std::process::exit", &["main.rs"]),
];

/// Modules that compute and do nothing else, and what they never name.
const PURE: &[&str] = &["message", "model", "propose", "reconcile", "schedule", "settings", "triage"];
const IMPURE: &[&str] =
    &["tokio", "reqwest", "diesel", "rusqlite", "axum", "std::fs", "std::env", "std::net", "std::thread"];

/// Clocks, by the end of their paths.
const CLOCKS: &[&str] = &["Utc::now", "Local::now", "SystemTime::now", "Instant::now"];

/// Modules that may name a room of the systems: the table, the doubles and those that build things.
const KNOW_ROOMS: &[&str] = &["crate::systems", "crate::practice", "crate::app"];

/// Files that name a room for a reason. The list only shrinks.
const ROOM_NAMED: &[(&str, &str, &str)] = &[
    (
        "engine/read.rs",
        "files",
        "the room has no role of records yet: files are found and put away by its functions",
    ),
    ("engine/reason.rs", "files", "the errors of the room are told in the language of who reads"),
    ("engine/survey.rs", "files", "the room has no role of records yet: rows are read by its functions"),
];

/// Modules of a folder that use each other in a circle for a reason. The list only shrinks.
const CIRCLES: &[(&str, &str)] = &[(
    "crate::practice::glpi: rules write",
    "in GLPI the rules of a row write other rows, a port its name and addresses, by the same rules",
)];

/// Lines of a file without tests: from the first number on it is told, above the second it fails.
const LONG: usize = 500;
const TOO_LONG: usize = 700;

fn fail(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The module at the top, or `main.rs`.
fn top(source: &Source) -> &str {
    source.module.get(1).map_or(source.name.as_str(), String::as_str)
}

fn code(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| !source.is_test)
}

/// Whether a path is this one or lies below it.
fn is_below(names: &[String], listed: &str) -> bool {
    let mut names = names.iter();
    listed.split("::").all(|part| names.next().is_some_and(|name| name == part))
}

#[test]
fn no_module_knows_one_beyond_its_wall() {
    let (sources, mut broken) = (sources(), Vec::new());
    let paths = Paths::new(&sources);
    for source in code(&sources) {
        let Some((module, allowed)) = WALLS.iter().find(|(module, _)| *module == top(source)) else {
            continue;
        };
        for named in
            paths.of(source).iter().filter(|named| named.names[0] == "crate" && named.names.len() > 1)
        {
            let used = named.names[1].as_str();
            if used != *module && !allowed.contains(&used) {
                broken.push(format!("src/{}:{}: {module} may not use {used}", source.name, named.line));
            }
        }
    }
    fail(&broken);
}

/// Folders of the systems that are none: what rooms share, and a role.
const NO_ROOMS: &[&str] = &["shared", "source"];

/// Rooms of the systems: their folders.
fn rooms(sources: &[Source]) -> BTreeSet<String> {
    let inside = sources.iter().filter_map(|source| source.name.strip_prefix("systems/")?.split_once('/'));
    let rooms: BTreeSet<String> =
        inside.map(|(room, _)| room.to_owned()).filter(|room| !NO_ROOMS.contains(&room.as_str())).collect();
    assert!(rooms.len() > 8, "the rooms of the systems were not found");
    rooms
}

#[test]
fn rooms_are_named_by_their_table_alone() {
    let (sources, mut broken) = (sources(), Vec::new());
    let (paths, rooms) = (Paths::new(&sources), rooms(&sources));
    let mut needed = BTreeSet::new();
    for source in code(&sources) {
        for named in paths.of(source) {
            let ["crate", "systems", room, ..] =
                named.names.iter().map(String::as_str).collect::<Vec<_>>()[..]
            else {
                continue;
            };
            let inside = source.module.starts_with(&["crate".to_owned(), "systems".to_owned()]);
            let own = inside && source.module.get(2).is_none_or(|own| own == room);
            let may = !inside && KNOW_ROOMS.iter().any(|listed| is_below(&source.module, listed));
            if !rooms.contains(room) || own || may {
                continue;
            }
            match ROOM_NAMED.iter().find(|(file, known, _)| *file == source.name && *known == room) {
                Some(exception) => _ = needed.insert(exception),
                None => broken.push(format!(
                    "src/{}:{}: {} is named here",
                    source.name,
                    named.line,
                    named.names.join("::")
                )),
            }
        }
    }
    for unneeded in ROOM_NAMED.iter().filter(|exception| !needed.contains(exception)) {
        broken.push(format!("{unneeded:?}: take it out of the list"));
    }
    fail(&broken);
}

#[test]
fn each_outside_world_has_one_home() {
    let (sources, mut broken) = (sources(), Vec::new());
    let paths = Paths::new(&sources);
    for source in code(&sources) {
        for named in paths.of(source) {
            for (thing, homes) in HOMES {
                if is_below(&named.names, thing) && !homes.contains(&top(source)) {
                    let homes = homes.join(", ");
                    broken.push(format!("src/{}:{}: {thing} belongs into {homes}", source.name, named.line));
                }
            }
        }
    }
    fail(&broken);
}

#[test]
fn pure_modules_do_nothing() {
    let (sources, mut broken) = (sources(), Vec::new());
    let paths = Paths::new(&sources);
    for source in code(&sources).filter(|source| PURE.contains(&top(source))) {
        let mut tell = |line: usize, thing: &str| {
            broken.push(format!("src/{}:{line}: {} is pure and names {thing}", source.name, top(source)));
        };
        for named in paths.of(source) {
            let path = named.names.join("::");
            let is_clock = CLOCKS.iter().any(|clock| path.ends_with(clock));
            // An address is a value.
            let is_value = path.starts_with("std::net::Ip");
            if is_clock || !is_value && IMPURE.iter().any(|thing| is_below(&named.names, thing)) {
                tell(named.line, &path);
            }
        }
        let mut waits = Waits::default();
        waits.visit_file(&source.tree);
        waits.lines.into_iter().for_each(|line| tell(line, "async"));
    }
    fail(&broken);
}

/// Lines with `async`.
#[derive(Default)]
struct Waits {
    lines: Vec<usize>,
}

impl<'ast> Visit<'ast> for Waits {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.lines.extend(signature.asyncness.map(|word| word.span.start().line));
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.lines.push(block.async_token.span.start().line);
        visit::visit_expr_async(self, block);
    }
}

/// Who uses whom among the modules of one folder, with one place for each.
type Graph<'a> = BTreeMap<(&'a str, &'a str), String>;

fn graph<'a>(
    folder: &Names,
    paths: &'a Paths,
    used: &[(&'a Source, Vec<crate::sources::Named>)],
) -> Graph<'a> {
    let depth = folder.len();
    let children: BTreeSet<&str> =
        paths.children(folder).into_iter().map(|child| child[depth].as_str()).collect();
    let mut graph = Graph::new();
    for (source, named) in used.iter().filter(|(source, _)| source.module.starts_with(folder)) {
        let Some(from) = source.module.get(depth).and_then(|from| children.get(from.as_str())) else {
            continue;
        };
        for named in named.iter().filter(|named| named.names.starts_with(folder)) {
            let Some(to) = named.names.get(depth).and_then(|to| children.get(to.as_str())) else { continue };
            if from != to {
                let place =
                    || format!("src/{}:{} {}", source.name, named.line, named.names[depth..].join("::"));
                graph.entry((*from, *to)).or_insert_with(place);
            }
        }
    }
    graph
}

/// Sets of modules of which each can be reached from each other one.
fn circles<'a>(graph: &Graph<'a>) -> Vec<BTreeSet<&'a str>> {
    let nodes: BTreeSet<&str> = graph.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let reached = |from: &'a str| {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
        while let Some(at) = todo.pop() {
            let next = graph.keys().filter(|(from, _)| *from == at).map(|(_, to)| *to);
            todo.extend(next.filter(|to| seen.insert(*to)));
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> = nodes.iter().map(|node| (*node, reached(node))).collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for node in nodes {
        if reach[node].contains(node) && !found.iter().any(|known| known.contains(node)) {
            let both = reach[node].iter().copied().filter(|other| reach[other].contains(node));
            found.push(both.collect());
        }
    }
    found
}

#[test]
fn no_folder_runs_in_a_circle() {
    let (sources, mut broken) = (sources(), Vec::new());
    let paths = Paths::new(&sources);
    let used: Vec<(&Source, Vec<crate::sources::Named>)> =
        code(&sources).map(|source| (source, paths.of(source))).collect();
    let mut needed = BTreeSet::new();
    for folder in paths.folders() {
        let graph = graph(folder, &paths, &used);
        for circle in circles(&graph) {
            let name =
                format!("{}: {}", folder.join("::"), circle.iter().copied().collect::<Vec<_>>().join(" "));
            if let Some(exception) = CIRCLES.iter().find(|(known, _)| *known == name) {
                needed.insert(exception);
                continue;
            }
            broken.push(name);
            let inside = graph.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
            broken.extend(inside.map(|((from, to), place)| format!("    {from} -> {to}: {place}")));
        }
    }
    for unneeded in CIRCLES.iter().filter(|exception| !needed.contains(exception)) {
        broken.push(format!("{unneeded:?}: take it out of the list"));
    }
    fail(&broken);
}

#[test]
#[expect(clippy::print_stdout, reason = "a long file is told and does not fail")]
fn files_are_short_and_say_what_they_are_for() {
    let (mut broken, mut long) = (Vec::new(), Vec::new());
    for source in sources() {
        let lines = if source.is_test { source.text.lines().count() } else { lines_without_tests(&source) };
        let told = format!("src/{} has {lines} lines without tests", source.name);
        if lines > TOO_LONG && !source.is_test {
            broken.push(format!("{told}, {TOO_LONG} are allowed"));
        } else if lines > LONG {
            long.push(format!("warning: {told}, {LONG} are enough"));
        }
        if !source.text.starts_with("//!") {
            broken.push(format!("src/{} does not open with `//!`", source.name));
        }
    }
    println!("{}", long.join("\n"));
    fail(&broken);
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = ["utils", "util", "common", "helpers", "helper", "types", "manager"];
    let says_nothing = |source: &Source| source.module.iter().any(|part| empty.contains(&part.as_str()));
    let broken: Vec<String> = sources().into_iter().filter(says_nothing).map(|source| source.name).collect();
    fail(&broken);
}
