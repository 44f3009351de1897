//! Keyed child sets from a file to the desk and back: disks, processors and ports of computers.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::practice::glpi::{Effect, Fault, Moment, Options};

use super::world::{World, ended, until};

const COMPUTERS: &str = r#"
class = "Computer"
match = [["name"]]
field.name = { column = "Name" }

[set.disks]
numbered = { to = 2 }
[set.disks.field]
mountpoint = { column = "Disk {n}" }
totalsize = { column = "Size {n}" }

[set.processors]
split = "+"
[set.processors.field]
deviceprocessors_id = { column = "CPU" }

[set.ports.field]
mac = { column = "MAC" }
name = { value = "eth0" }
addresses = { column = "IP" }
hostname = { column = "DNS" }
"#;

const HEADER: &str = "Name;Disk 1;Size 1;Disk 2;Size 2;CPU;MAC;IP;DNS\n";

const FIRST: &str =
    "pc-1;/;500 GB;/home;1 TB;Xeon+Xeon;00-1A-2B-3C-4D-5E;10.0.0.7 FE80::1;PC-1.example.org\n";

async fn computers(options: Options) -> World {
    let world = World::with(options).await;
    world.mapping("computers", COMPUTERS);
    world.job("nightly", super::fleet::JOB);
    world.csv("computers.csv", &format!("{HEADER}{FIRST}"));
    world
}

/// The values of a column of the rows that are there, sorted.
fn values(world: &World, class: &str, column: &str) -> Vec<String> {
    let mut values: Vec<String> = world
        .glpi_rows(class)
        .iter()
        .filter(|row| row["is_deleted"] != 1)
        .map(|row| row[column].as_str().map_or_else(|| row[column].to_string(), str::to_owned))
        .collect();
    values.sort();
    values
}

fn is_first(world: &World) {
    assert_eq!(values(world, "Item_Disk", "mountpoint"), ["/", "/home"]);
    assert_eq!(values(world, "Item_Disk", "totalsize"), ["1048576", "512000"]);
    assert_eq!(values(world, "DeviceProcessor", "designation"), ["Xeon"]);
    assert_eq!(values(world, "Item_DeviceProcessor", "deviceprocessors_id"), ["1", "1"]);
    assert_eq!(values(world, "NetworkPort", "mac"), ["00:1a:2b:3c:4d:5e"]);
    assert_eq!(values(world, "NetworkName", "name"), ["pc-1"]);
    assert_eq!(values(world, "IPAddress", "name"), ["10.0.0.7", "fe80::1"]);
}

async fn quiet(world: &World) {
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.run.message);
    world.wrote_nothing();
    assert_eq!(report.counts.changes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn children_do_not_multiply() {
    let world = computers(Options::default()).await;
    world.run("nightly").await;
    world.requests();
    is_first(&world);
    quiet(&world).await;
    quiet(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_source_drops_goes_and_what_others_made_stays() {
    let world = computers(Options::default()).await;
    world.run("nightly").await;
    let pc = world.glpi_row("Computer", "pc-1")["id"].clone();
    let disk = |mountpoint: &str, dynamic: i64| json!({ "itemtype": "Computer", "items_id": pc, "mountpoint": mountpoint, "is_dynamic": dynamic });
    world.human_adds("Item_Disk", disk("/opt", 0));
    world.human_adds("Item_Disk", disk("/agent", 1));
    world.requests();
    world.csv("computers.csv", &format!("{HEADER}pc-1;/;600 GB;;;Xeon;00:1a:2b:3c:4d:5e;10.0.0.8;\n"));

    let second = world.run("nightly").await;

    assert_eq!(second.run.state, RunState::Done, "{:?}", second.run.message);
    world.requests();
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/", "/agent", "/opt"]);
    assert_eq!(values(&world, "Item_DeviceProcessor", "id").len(), 1);
    assert_eq!(values(&world, "IPAddress", "name"), ["10.0.0.8"]);
    // A blank cell says nothing: the name stays.
    assert_eq!(values(&world, "NetworkName", "name"), ["pc-1"]);
    let gone = world.glpi_rows("Item_Disk").into_iter().filter(|row| row["is_deleted"] == 1).count();
    assert_eq!(gone, 0, "a hidden row is no removed one");
    quiet(&world).await;

    let outcome = world.program(&["undo", &second.run.id.0]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.requests();
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/", "/agent", "/home", "/opt"]);
    assert_eq!(values(&world, "Item_Disk", "totalsize"), ["0", "0", "1048576", "512000"]);
    assert_eq!(values(&world, "Item_DeviceProcessor", "deviceprocessors_id"), ["1", "1"]);
    assert_eq!(values(&world, "IPAddress", "name"), ["10.0.0.7", "fe80::1"]);
    let by_whom: Vec<Value> =
        world.glpi_rows("Item_Disk").into_iter().filter(|row| row["is_dynamic"] == 1).collect();
    assert_eq!(by_whom.len(), 1, "{by_whom:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_is_undone_with_its_children() {
    let world = computers(Options::default()).await;
    world.human_adds("Computer", json!({ "name": "pc-1", "entities_id": 0 }));
    let first = world.run("nightly").await;
    is_first(&world);
    let outcome = world.program(&["undo", &first.run.id.0]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.requests();
    for class in ["Item_Disk", "Item_DeviceProcessor", "NetworkPort", "NetworkName", "IPAddress"] {
        assert_eq!(world.glpi_rows(class), Vec::<Value>::new(), "{class}");
    }
    // What an undo took away is not made again behind the back of the person who did it.
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!(report.kept.len(), 5, "{:?}", report.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_after_a_child_was_made_makes_it_not_twice_and_it_stays_ours() {
    for class in ["Item_Disk", "Item_DeviceProcessor", "NetworkPort"] {
        let world = computers(Options::default()).await;
        world.settings("batch = 1", "");
        world.inject(Fault::new(Effect::Delay(Duration::from_secs(30))).method("POST").item_type(class));
        let mut child = world.command(&["run", "nightly"]).spawn().unwrap();
        until(&format!("a row of {class}"), || !world.glpi_rows(class).is_empty()).await;
        child.kill().unwrap();
        ended(child).await;

        let report = world.run("nightly").await;

        assert_eq!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
        world.requests();
        is_first(&world);
        quiet(&world).await;
        world.csv("computers.csv", &format!("{HEADER}pc-1;/data;5;;;Opteron;00:1a:2b:3c:4d:5f;;\n"));
        world.run("nightly").await;
        world.requests();
        assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/data"], "{class}");
        assert_eq!(values(&world, "Item_DeviceProcessor", "deviceprocessors_id"), ["2"], "{class}");
        assert_eq!(values(&world, "NetworkPort", "mac"), ["00:1a:2b:3c:4d:5f"], "{class}");
        quiet(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_makes_no_second_child() {
    for class in ["Item_Disk", "Item_DeviceProcessor", "NetworkPort"] {
        for fault in [Fault::status_after_commit(502), Fault::new(Effect::Close(Moment::AfterCommit))] {
            let world = computers(Options::default()).await;
            world.settings("timeout = \"2s\"", "");
            world.inject(fault.method("POST").item_type(class));
            let report = world.run("nightly").await;
            assert_eq!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
            world.requests();
            is_first(&world);
            quiet(&world).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_that_somebody_changed_meanwhile_is_left_alone() {
    let world = computers(Options::default()).await;
    world.run("nightly").await;
    world.csv("computers.csv", &format!("{HEADER}pc-1;/;600 GB;;;Xeon+Xeon;00:1a:2b:3c:4d:5e;;\n"));
    let saved = world.program(&["plan", "nightly", "--out", "plan.json"]).await;
    assert_eq!(saved.code, Some(0), "{saved:?}");
    for row in world.glpi_rows("Item_Disk") {
        world.control().edit("Item_Disk", row["id"].as_i64().unwrap(), &json!({ "totalsize": 7 })).unwrap();
    }
    world.requests();

    let outcome = world.program(&["run", "--plan", "plan.json"]).await;

    assert!(outcome.stdout.contains("Left out, changed meanwhile (2)"), "{outcome:?}");
    world.requests();
    assert_eq!(values(&world, "Item_Disk", "totalsize"), ["7", "7"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hard_drives_batteries_controllers_and_graphics_cards_do_not_multiply() {
    const PARTS: &str = r#"
class = "Computer"
match = [["name"]]
field.name = { column = "Name" }
[set.hard_drives]
numbered = { to = 2 }
[set.hard_drives.field]
deviceharddrives_id = { column = "Drive {n}" }
capacity = { column = "Size {n}" }
serial = { column = "Serial {n}" }
[set.batteries.field]
devicebatteries_id = { column = "Battery" }
manufacturing_date = { column = "Made" }
[set.controllers]
split = "+"
[set.controllers.field]
devicecontrols_id = { column = "Controller" }
[set.graphic_cards.field]
devicegraphiccards_id = { column = "Graphics" }
memory = { column = "VRAM" }
"#;
    const HEADER: &str =
        "Name;Drive 1;Size 1;Serial 1;Drive 2;Size 2;Serial 2;Battery;Made;Controller;Graphics;VRAM\n";
    for version in ["9.5.13", "10.0.6", "11.0.6"] {
        let world = World::with(Options::of_version(version)).await;
        world.mapping("computers", PARTS);
        world.job("nightly", super::fleet::JOB);
        let row = |second: &str| {
            format!(
                "{HEADER}pc-1;SSD 980;512 GB;S1;{second};DELL 1VX1H93;2024-03-02;USB 3.1+USB 3.1;GTX;2 GB\n"
            )
        };
        world.csv("computers.csv", &row("SSD 980;512 GB;S2"));
        let first = world.run("nightly").await;
        assert_eq!(first.run.state, RunState::Done, "{version}: {:?}", first.run.message);
        world.requests();
        let is_there = |drives: &[&str]| {
            assert_eq!(values(&world, "Item_DeviceHardDrive", "serial"), drives, "{version}");
            assert_eq!(values(&world, "DeviceHardDrive", "designation"), ["SSD 980"], "{version}");
            assert!(values(&world, "Item_DeviceHardDrive", "capacity").iter().all(|size| size == "524288"));
            assert_eq!(
                values(&world, "Item_DeviceBattery", "manufacturing_date"),
                ["2024-03-02"],
                "{version}"
            );
            assert_eq!(values(&world, "Item_DeviceControl", "devicecontrols_id").len(), 2, "{version}");
            assert_eq!(values(&world, "Item_DeviceGraphicCard", "memory"), ["2048"], "{version}");
        };
        is_there(&["S1", "S2"]);
        quiet(&world).await;
        // One that was taken out goes; what did not change stays as it is.
        world.csv("computers.csv", &row(";;"));
        world.run("nightly").await;
        assert_eq!(world.writes().len(), 1, "{version}");
        is_there(&["S1"]);
        quiet(&world).await;
    }
}
