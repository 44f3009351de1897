//! Installed software: a version of a software on a computer, from a file to GLPI and back. The same version name
//! exists for many softwares, other programs keep the same table, and a computer has hundreds of rows.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::practice::glpi::{Effect, Fault, Moment, Options, PracticeGlpi};

use super::world::{World, ended, until};

const COMPUTERS: &str = r#"
class = "Computer"
match = [["name"]]
[field]
name = { column = "name" }
entities_id = { column = "entity" }
[set.software]
list = "softwares"
only_if = "{{ element['name'] | default('', true) }}"
[set.software.field]
softwares_id = { column = "name", squeeze = true }
softwareversions_id = { column = "version" }
manufacturers_id = { column = "publisher" }
"#;

const JOB: &str = "[[feed]]\nmapping = \"computers\"\npath = \"computers.ndjson\"\n";

async fn world_of(options: Options) -> World {
    let world = World::with(options).await;
    world.mapping("computers", COMPUTERS);
    world.job("nightly", JOB);
    world
}

async fn world() -> World {
    world_of(Options::default()).await
}

/// A computer with software: name and version.
fn computer(name: &str, software: &[(&str, &str)]) -> Value {
    let list: Vec<Value> =
        software.iter().map(|(name, version)| json!({ "name": name, "version": version })).collect();
    json!({ "name": name, "softwares": list })
}

fn source(world: &World, computers: &[Value]) {
    let lines: Vec<String> = computers.iter().map(Value::to_string).collect();
    world.file("computers.ndjson", lines.join("\n"));
}

async fn runs(world: &World) {
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.run.message);
    assert_eq!((report.run.failed, report.counts.reject), (0, 0), "{report:?}");
}

async fn quiet(world: &World) {
    world.requests();
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.run.message);
    world.wrote_nothing();
    assert_eq!(report.counts.changes(), 0);
}

/// What is installed: `computer: software version`, with `!` where an agent says so; sorted.
fn installed(world: &World) -> Vec<String> {
    let named = |class: &str| -> BTreeMap<i64, Value> {
        world.glpi_rows(class).into_iter().map(|row| (row["id"].as_i64().unwrap(), row)).collect()
    };
    let (computers, versions, softwares) = (named("Computer"), named("SoftwareVersion"), named("Software"));
    let text = |row: &Value| row["name"].as_str().unwrap_or_default().to_owned();
    let mut all: Vec<String> = world
        .glpi_rows("Item_SoftwareVersion")
        .iter()
        .filter(|row| row["is_deleted"] == 0)
        .map(|row| {
            let version = &versions[&row["softwareversions_id"].as_i64().unwrap()];
            let software = &softwares[&version["softwares_id"].as_i64().unwrap()];
            let computer = &computers[&row["items_id"].as_i64().unwrap()];
            let mark = if row["is_dynamic"] == 1 { "!" } else { "" };
            format!("{}: {} {}{mark}", text(computer), text(software), text(version)).trim_end().to_owned()
        })
        .collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_name_of_many_softwares_is_installed_of_the_right_one_and_nothing_multiplies() {
    for version in ["9.5.13", "10.0.6", "11.0.6"] {
        let world = world_of(Options::of_version(version)).await;
        source(
            &world,
            &[
                computer(
                    "pc-1",
                    &[("LibreOffice", "1.0"), ("7-Zip", "1.0"), ("7-Zip", "2.0"), ("R&D <x>", "1.0")],
                ),
                computer("pc-2", &[("7-Zip", "1.0"), ("Firefox", "128.5")]),
            ],
        );
        runs(&world).await;
        world.requests();
        assert_eq!(
            installed(&world),
            [
                "pc-1: 7-Zip 1.0",
                "pc-1: 7-Zip 2.0",
                "pc-1: LibreOffice 1.0",
                "pc-1: R&D <x> 1.0",
                "pc-2: 7-Zip 1.0",
                "pc-2: Firefox 128.5"
            ],
            "{version}"
        );
        assert_eq!(world.glpi_names("Software"), ["7-Zip", "Firefox", "LibreOffice", "R&D <x>"], "{version}");
        assert_eq!(world.glpi_names("SoftwareVersion").len(), 5, "{version}");
        let recursive: Vec<Value> =
            world.glpi_rows("Software").iter().map(|row| row["is_recursive"].clone()).collect();
        assert!(
            recursive.iter().all(|recursive| *recursive == 1),
            "{version}: usable from every entity below"
        );
        quiet(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_removes_the_old_installation_and_leaves_what_agents_and_people_installed() {
    let world = world().await;
    source(&world, &[computer("pc-1", &[("7-Zip", "23.01"), ("Firefox", "128.5")])]);
    runs(&world).await;
    let pc = world.glpi_row("Computer", "pc-1")["id"].clone();
    for (name, dynamic) in [("Agent's", 1), ("Mine", 0)] {
        let software = world.human_adds("Software", json!({ "name": name, "entities_id": 0 }));
        let version =
            world.human_adds("SoftwareVersion", json!({ "name": "23.01", "softwares_id": software }));
        world.human_adds(
            "Item_SoftwareVersion",
            json!({ "itemtype": "Computer", "items_id": pc, "softwareversions_id": version, "is_dynamic": dynamic }),
        );
    }
    quiet(&world).await;
    source(&world, &[computer("pc-1", &[("7-Zip", "24.08"), ("Firefox", "128.5")])]);
    let second = world.run("nightly").await;
    assert_eq!(second.run.state, RunState::Done, "{:?}", second.run.message);
    world.requests();
    let upgraded = ["pc-1: 7-Zip 24.08", "pc-1: Agent's 23.01!", "pc-1: Firefox 128.5", "pc-1: Mine 23.01"];
    assert_eq!(installed(&world), upgraded);
    let versions = world.glpi_names("SoftwareVersion");
    assert_eq!(versions.iter().filter(|name| *name == "23.01").count(), 3, "a version that nobody has stays");
    quiet(&world).await;

    let outcome = world.program(&["undo", &second.run.id.0]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.requests();
    let before = ["pc-1: 7-Zip 23.01", "pc-1: Agent's 23.01!", "pc-1: Firefox 128.5", "pc-1: Mine 23.01"];
    assert_eq!(installed(&world), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agents_inventory_installed_already_is_neither_doubled_nor_touched() {
    let world = world().await;
    let pc = world.human_adds("Computer", json!({ "name": "pc-1", "entities_id": 0, "is_dynamic": 1 }));
    let software =
        world.human_adds("Software", json!({ "name": "7-ZIP", "entities_id": 0, "is_recursive": 1 }));
    // GLPI's own inventory keeps a version for each operating system.
    for number in [1, 2] {
        let version =
            world.human_adds("SoftwareVersion", json!({ "name": "23.01", "softwares_id": software }));
        if number == 2 {
            let row = json!({ "itemtype": "Computer", "items_id": pc, "softwareversions_id": version, "is_dynamic": 1 });
            world.human_adds("Item_SoftwareVersion", row);
        }
    }
    source(&world, &[computer("pc-1", &[("7-Zip", "23.01")])]);
    world.requests();
    runs(&world).await;
    world.wrote_nothing();
    assert_eq!(installed(&world), ["pc-1: 7-ZIP 23.01!"]);
    source(&world, &[computer("pc-1", &[("Firefox", "1")])]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world), ["pc-1: 7-ZIP 23.01!", "pc-1: Firefox 1"], "the agent takes its own away");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_that_a_person_took_from_the_agent_is_not_brought_back() {
    let world = world().await;
    source(&world, &[computer("pc-1", &[("7-Zip", "23.01")])]);
    runs(&world).await;
    let row = world.glpi_rows("Item_SoftwareVersion")[0]["id"].as_i64().unwrap();
    // GLPI hides it, and refuses another one of its key.
    world.control().edit("Item_SoftwareVersion", row, &json!({ "is_dynamic": 1, "is_deleted": 1 })).unwrap();
    quiet(&world).await;
    assert_eq!(installed(&world), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_source_lists_twice_is_installed_once() {
    let world = world().await;
    let list = json!([
        { "name": "libc6", "version": "2.36", "publisher": "Debian" },
        { "name": "libc6", "version": "2.36" },
        { "name": " LIBC6 ", "version": "2.36", "publisher": "debian" },
        { "name": "", "version": "1" },
        { "name": null, "version": "1" },
        { "version": "1" }
    ]);
    source(&world, &[json!({ "name": "pc-1", "softwares": list })]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world).len(), 1, "{:?}", installed(&world));
    assert_eq!(world.glpi_names("Manufacturer"), ["Debian"]);
    quiet(&world).await;
    source(&world, &[json!({ "name": "pc-1", "softwares": [{ "name": "LibC6", "version": "2.36" }] })]);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn software_of_the_entity_above_is_used_where_it_is_open_to_those_below() {
    let world = world().await;
    let acme = world.human_adds("Entity", json!({ "name": "Acme", "entities_id": 0 }));
    let globex = world.human_adds("Entity", json!({ "name": "Globex", "entities_id": 0 }));
    let software = |name: &str, entity: i64, recursive: i64| {
        let fields = json!({ "name": name, "entities_id": entity, "is_recursive": recursive });
        let software = world.human_adds("Software", fields);
        world.human_adds("SoftwareVersion", json!({ "name": "1.0", "softwares_id": software }))
    };
    let (open, own, closed) = (software("Open", 0, 1), software("Own", acme, 0), software("Closed", 0, 0));
    let all = [("Open", "1.0"), ("Own", "1.0"), ("Closed", "1.0")];
    let of = |name: &str, entity: &str| {
        let mut computer = computer(name, &all);
        computer["entity"] = json!(entity);
        computer
    };
    source(&world, &[of("pc-1", "Acme"), of("pc-2", "Globex")]);
    runs(&world).await;
    world.requests();
    let of_item = |name: &str| -> Vec<i64> {
        let id = &world.glpi_row("Computer", name)["id"];
        let rows = world.glpi_rows("Item_SoftwareVersion");
        let mut versions: Vec<i64> = rows
            .iter()
            .filter(|row| row["items_id"] == *id)
            .map(|row| row["softwareversions_id"].as_i64().unwrap())
            .collect();
        versions.sort_unstable();
        versions
    };
    let (first, second) = (of_item("pc-1"), of_item("pc-2"));
    assert!(first.contains(&open) && second.contains(&open));
    assert!(first.contains(&own) && !second.contains(&own), "that of another entity is not seen");
    assert!(!first.contains(&closed) && !second.contains(&closed), "GLPI refuses a version that is not open");
    assert_eq!(world.glpi_names("Software"), ["Closed", "Closed", "Open", "Own", "Own"], "once each");
    assert_eq!(globex, acme + 1);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_software_of_which_no_version_is_known_has_the_version_without_a_name() {
    let world = world().await;
    let list =
        json!([{ "name": "Tool" }, { "name": "Other", "version": "" }, { "name": "Other", "version": "2" }]);
    source(&world, &[json!({ "name": "pc-1", "softwares": list })]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world), ["pc-1: Other", "pc-1: Other 2", "pc-1: Tool"]);
    quiet(&world).await;
    // It becomes known.
    source(&world, &[computer("pc-1", &[("Tool", "1.0"), ("Other", ""), ("Other", "2")])]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world), ["pc-1: Other", "pc-1: Other 2", "pc-1: Tool 1.0"]);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_software_gets_its_maker_and_one_that_is_there_keeps_its_own() {
    let world = world().await;
    world.human_adds("Software", json!({ "name": "Known", "entities_id": 0, "is_recursive": 1 }));
    let list = json!([
        { "name": "Known", "version": "1", "publisher": "Somebody" },
        { "name": "New", "version": "1", "publisher": "Mozilla" },
        { "name": "Unsaid", "version": "1", "publisher": "Unknown" }
    ]);
    source(&world, &[json!({ "name": "pc-1", "softwares": list })]);
    runs(&world).await;
    world.requests();
    assert_eq!(world.glpi_names("Manufacturer"), ["Mozilla"], "only what a new software needs");
    let maker = world.glpi_row("Manufacturer", "Mozilla")["id"].clone();
    assert_eq!(world.glpi_row("Software", "New")["manufacturers_id"], maker);
    assert_eq!(world.glpi_row("Software", "Known")["manufacturers_id"], 0);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dictionary_of_software_renames_and_leaves_out_as_glpis_own_inventory_does() {
    let world = world().await;
    let rule = |name: &str, criteria: &[(&str, i64, &str)], actions: &[(&str, &str, &str)]| {
        let id = world.human_adds(
            "Rule",
            json!({ "sub_type": "RuleDictionnarySoftware", "name": name, "match": "AND", "ranking": 1, "is_active": 1 }),
        );
        for (of, condition, pattern) in criteria {
            let fields =
                json!({ "rules_id": id, "criteria": of, "condition": condition, "pattern": pattern });
            world.human_adds("RuleCriteria", fields);
        }
        for (action, field, value) in actions {
            let fields = json!({ "rules_id": id, "action_type": action, "field": field, "value": value });
            world.human_adds("RuleAction", fields);
        }
    };
    rule(
        "office",
        &[("name", 6, "/^LibreOffice ([0-9.]+)/")],
        &[
            ("assign", "name", "LibreOffice"),
            ("regex_result", "version", "#0"),
            ("assign", "manufacturer", "TDF"),
        ],
    );
    rule(
        "patches",
        &[("name", 4, "KB"), ("manufacturer", 2, "microsoft")],
        &[("assign", "_ignore_import", "1")],
    );
    let list = json!([
        { "name": "LibreOffice 24.2.1", "version": "24.2.1.2", "publisher": "The Document Foundation" },
        { "name": "KB5034441", "version": "1", "publisher": "Microsoft Corporation" },
        { "name": "KBibTeX", "version": "1", "publisher": "KDE" }
    ]);
    source(&world, &[json!({ "name": "pc-1", "softwares": list })]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world), ["pc-1: KBibTeX 1", "pc-1: LibreOffice 24.2.1"]);
    assert_eq!(world.glpi_names("Manufacturer"), ["KDE", "TDF"]);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_says_nothing_of_software_takes_none_away() {
    let world = world().await;
    source(&world, &[computer("pc-1", &[("7-Zip", "1"), ("Firefox", "2")])]);
    runs(&world).await;
    world.requests();
    for silent in [
        json!({ "name": "pc-1" }),
        json!({ "name": "pc-1", "softwares": [] }),
        json!({ "name": "pc-1", "softwares": null }),
    ] {
        source(&world, &[silent]);
        quiet(&world).await;
    }
    assert_eq!(installed(&world).len(), 2);
    // One that cannot be used may hide another: nothing is taken away.
    world.mapping(
        "computers",
        &COMPUTERS.replace("column = \"version\" }", "column = \"version\", missing = \"reject\" }"),
    );
    source(&world, &[computer("pc-1", &[("7-Zip", "1"), ("New", "9")])]);
    world.requests();
    let report = world.run("nightly").await;
    assert_eq!(report.counts.reject, 1, "{report:?}");
    world.wrote_nothing();
    assert_eq!(installed(&world), ["pc-1: 7-Zip 1", "pc-1: Firefox 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_makes_no_second_software_version_or_installation() {
    for class in ["Software", "SoftwareVersion", "Item_SoftwareVersion", "Manufacturer"] {
        for fault in [Fault::status_after_commit(502), Fault::new(Effect::Close(Moment::AfterCommit))] {
            let world = world().await;
            world.settings("timeout = \"2s\"", "");
            // The name that is looked for exists already, of another software.
            let other =
                world.human_adds("Software", json!({ "name": "Other", "entities_id": 0, "is_recursive": 1 }));
            world.human_adds("SoftwareVersion", json!({ "name": "1.0", "softwares_id": other }));
            let mut pc = computer("pc-1", &[("7-Zip", "1.0"), ("Firefox", "1.0"), ("Tool", "")]);
            pc["softwares"][0]["publisher"] = json!("Igor");
            source(&world, &[pc]);
            world.inject(fault.method("POST").item_type(class));
            let report = world.run("nightly").await;
            assert_eq!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
            world.requests();
            assert_eq!(installed(&world), ["pc-1: 7-Zip 1.0", "pc-1: Firefox 1.0", "pc-1: Tool"], "{class}");
            assert_eq!(world.glpi_names("Software"), ["7-Zip", "Firefox", "Other", "Tool"], "{class}");
            assert_eq!(world.glpi_rows("SoftwareVersion").len(), 4, "{class}");
            quiet(&world).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_names_and_the_installations_makes_nothing_twice() {
    for class in ["Software", "SoftwareVersion", "Item_SoftwareVersion"] {
        let world = world().await;
        world.settings("batch = 1", "");
        let other =
            world.human_adds("Software", json!({ "name": "Zz", "entities_id": 0, "is_recursive": 1 }));
        world.human_adds("SoftwareVersion", json!({ "name": "1.0", "softwares_id": other }));
        let before = world.glpi_rows(class).len();
        source(&world, &[computer("pc-1", &[("7-Zip", "1.0"), ("Firefox", "1.0")])]);
        world.inject(Fault::new(Effect::Delay(Duration::from_secs(30))).method("POST").item_type(class));
        let mut child = world.command(&["run", "nightly"]).spawn().unwrap();
        until(&format!("a row of {class}"), || world.glpi_rows(class).len() > before).await;
        child.kill().unwrap();
        ended(child).await;

        let report = world.run("nightly").await;

        assert_eq!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
        world.requests();
        assert_eq!(installed(&world), ["pc-1: 7-Zip 1.0", "pc-1: Firefox 1.0"], "{class}");
        assert_eq!(world.glpi_names("Software"), ["7-Zip", "Firefox", "Zz"], "{class}");
        assert_eq!(world.glpi_rows("SoftwareVersion").len(), 3, "{class}");
        quiet(&world).await;
        source(&world, &[computer("pc-1", &[("Firefox", "1.0")])]);
        runs(&world).await;
        world.requests();
        assert_eq!(installed(&world), ["pc-1: Firefox 1.0"], "{class}: it is ours");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_hundred_programs_of_a_computer_take_few_calls_and_few_lines() {
    let world = world().await;
    world.watch_mails();
    let programs: Vec<(String, String)> =
        (0..400).map(|number| (format!("Program {number:03}"), format!("{}.0", number % 7))).collect();
    let of = |programs: &[(String, String)]| {
        let programs: Vec<(&str, &str)> =
            programs.iter().map(|(name, version)| (name.as_str(), version.as_str())).collect();
        [computer("pc-1", &programs), computer("pc-2", &programs)]
    };
    source(&world, &of(&programs));
    let plan = world.program(&["plan", "nightly"]).await;
    assert_eq!(plan.code, Some(0), "{plan:?}");
    let told = plan.stdout.lines().filter(|line| line.contains("Program")).collect::<Vec<_>>();
    assert!(
        plan.stdout.contains("Software add 400 (Program 000 / 0.0, Program 001 / 1.0, Program 002 / 2.0, …)"),
        "{told:#?}"
    );
    assert!(
        plan.stdout.contains("+ Version 400 (Program 000 > 0.0, Program 001 > 1.0, Program 002 > 2.0, …)"),
        "{told:#?}"
    );
    assert!(plan.stdout.lines().count() < 30, "{}", plan.stdout);
    let whole = world.program(&["plan", "nightly", "--format", "markdown"]).await;
    assert!(whole.stdout.contains("Program 399"), "a review has all of it");
    world.requests();
    let _ = world.control().take_requests();
    runs(&world).await;
    let calls = world.control().take_requests();
    assert!(calls.len() < 100, "{}: {calls:#?}", calls.len());
    let mails = world.mails();
    let text = &mails[0].text;
    assert!(text.lines().count() < 150, "{text}");
    assert!(
        text.contains("Installation: 400 (Program 000 > 0.0, Program 001 > 1.0, Program 002 >"),
        "{text}"
    );
    assert_eq!(installed(&world).len(), 800);
    quiet(&world).await;
    assert!(world.mails()[0].subject.contains("nothing to do"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_uses_names_that_were_made_meanwhile() {
    let world = world().await;
    source(&world, &[computer("pc-1", &[("7-Zip", "1.0"), ("Firefox", "1.0")])]);
    let saved = world.program(&["plan", "nightly", "--out", "plan.json"]).await;
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let software =
        world.human_adds("Software", json!({ "name": "7-zip", "entities_id": 0, "is_recursive": 1 }));
    world.human_adds("SoftwareVersion", json!({ "name": "1.0", "softwares_id": software }));
    let ran = world.program(&["run", "--plan", "plan.json"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world.requests();
    assert_eq!(installed(&world), ["pc-1: 7-zip 1.0", "pc-1: Firefox 1.0"]);
    assert_eq!(world.glpi_rows("SoftwareVersion").len(), 2);
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_of_software_names_both_the_software_and_its_version() {
    let world = world().await;
    let without = |line: &str| COMPUTERS.replace(line, "");
    for (mapping, lacks) in [
        (
            without("softwareversions_id = { column = \"version\" }\n"),
            "set.software.field.softwareversions_id",
        ),
        (
            without("softwares_id = { column = \"name\", squeeze = true }\n"),
            "set.software.field.softwares_id",
        ),
    ] {
        world.mapping("computers", &mapping);
        let said = world.program(&["check"]).await;
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains(lacks) || said.stdout.contains(lacks), "{said:?}");
    }
}

/// A shipped file of a folder of examples.
fn shipped(folder: &str, path: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems").join(folder);
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// A file with the comment signs away from a line on, until the next blank one, as its comment tells a person to do.
pub fn turned_on(file: &str, from: &str) -> String {
    assert!(
        file.contains(&format!("\n# {from}\n")) || file.contains(&format!("\n# {from} ")),
        "{from}: {file}"
    );
    let mut is_on = false;
    let lines = file.lines().map(|line| {
        is_on = (is_on || line.starts_with(&format!("# {from}"))) && line.starts_with("# ");
        if is_on { line.strip_prefix("# ").unwrap_or(line) } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_agents_holds_software_once_it_is_turned_on() {
    const AGENTS: &str = "files/examples/glpi-agent";
    let world = World::new().await;
    let (mapping, job) = (
        shipped(AGENTS, "mappings/agent-computers.toml"),
        shipped(AGENTS, "jobs/glpi-agent.toml").replace("system = \"practice\"\n", ""),
    );
    world.mapping("agent-computers", &mapping);
    world.job("nightly", &job);
    // What real agents wrote: GLPI agent, FusionInventory, OCS.
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/inventory");
    for name in [
        "glpi-agent-1.12-dev-debian12.json",
        "fusioninventory-agent-2.6-debian12.xml",
        "ocsinventory-agent.hp-dl360-gen8-dmi.xml",
    ] {
        world.file(&format!("inventories/{name}"), std::fs::read(data.join(name)).unwrap());
    }
    // A controller without a name in the file of OCS is rejected alone.
    let run = async || {
        let report = world.run("nightly").await;
        assert_eq!((report.run.failed, report.run.state), (0, RunState::Partial), "{:?}", report.run);
    };
    run().await;
    assert!(!world.writes().is_empty());
    assert_eq!(world.glpi_rows("Software"), Vec::<Value>::new(), "off by default");

    world.mapping("agent-computers", &turned_on(&mapping, "[set.software]"));
    world.job("nightly", &turned_on(&job, "software = true"));
    let said = world.program(&["check"]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    run().await;
    world.requests();
    assert_eq!(world.glpi_names("Software"), ["adduser", "adwaita-icon-theme", "alsa-topology-conf"]);
    let of: Vec<String> = installed(&world)
        .iter()
        .filter_map(|row| row.split_once(": ").map(|(_, software)| software.to_owned()))
        .collect();
    let computers = world.glpi_names("Computer").len();
    assert_eq!(of.iter().filter(|software| *software == "adduser 3.134").count(), computers, "{of:?}");
    assert_eq!((of.len(), computers), (6, 2));
    run().await;
    world.wrote_nothing();

    // A partial inventory without the section says nothing of it.
    let partial = json!({
        "deviceid": "x", "itemtype": "Computer", "partial": true,
        "content": { "accesslog": { "logdate": "2026-11-29 08:00:00" }, "hardware": { "name": "pc-9" } }
    });
    world.file("inventories/pc-9.json", partial.to_string());
    run().await;
    world.requests();
    assert_eq!(installed(&world).len(), of.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rehearsal_of_ocs_holds_software_once_it_is_turned_on() {
    const OCS: &str = "sql/examples/ocs";
    let world = World::new().await;
    world.mapping("ocs", &turned_on(&shipped(OCS, "mappings/ocs.toml"), "[set.software]"));
    world.job("nightly", "[[feed]]\nmapping = \"ocs\"\npath = \"computers.ndjson\"\n");
    // As the query gives them: OCS has software without a name, and versions that are blank.
    let list = json!([
        { "name": "7-Zip 23.01 (x64)", "version": "23.01", "publisher": "Igor Pavlov" },
        { "name": null, "version": "1", "publisher": null },
        { "name": "Éditeur", "version": "", "publisher": "" }
    ]);
    let row = json!({
        "deviceid": "pc-1-2026", "name": "pc-1", "ssn": "SN1", "uuid": null, "lastdate": "2026-11-28 08:10:00",
        "softwares": list
    });
    source(&world, &[row]);
    runs(&world).await;
    world.requests();
    assert_eq!(installed(&world), ["pc-1: 7-Zip 23.01 (x64) 23.01", "pc-1: Éditeur"]);
    assert_eq!(world.glpi_names("Manufacturer"), [""; 0], "the publisher is not taken by default");
    quiet(&world).await;
}

/// What a real GLPI answered (10.0.6, November 2026): versions without a name, the same twice on one computer, and a row
/// of an agent that a person deleted, which is hidden and still refuses another one.
#[tokio::test(flavor = "multi_thread")]
async fn the_practice_glpi_keeps_software_as_a_real_one_did() {
    let glpi = PracticeGlpi::open(Options::of_version("10.0.6")).unwrap().start().await.unwrap();
    let client = reqwest::Client::new();
    let url = |path: &str| format!("{}{path}", glpi.base_url());
    let token = Options::default().user_token;
    let login = client.get(url("/initSession")).header("Authorization", format!("user_token {token}"));
    let session: Value = login.send().await.unwrap().json().await.unwrap();
    let session = session["session_token"].as_str().unwrap();
    for line in include_str!("../data/glpi/software-10.0.6.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let method = case["method"].as_str().unwrap().parse().unwrap();
        let mut call =
            client.request(method, url(case["path"].as_str().unwrap())).header("Session-Token", session);
        if let Some(body) = case.get("body") {
            call = call.json(body);
        }
        let answer = call.send().await.unwrap();
        assert_eq!(json!(answer.status().as_u16()), case["status"], "{line}");
        assert_eq!(answer.json::<Value>().await.unwrap(), case["answer"], "{line}");
    }
}
