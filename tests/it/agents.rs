//! Folders of files that inventory agents write: from the files to GLPI, and what is not lost on the way.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use serde_json::{Value, json};
use stocktake::model::RunState;

use super::examples::{counts, follow_the_page, has, plan, written_as};
use super::world::World;

const MAPPINGS: [&str; 4] =
    ["agent-computers", "agent-printers", "agent-network-equipment", "agent-monitors"];

fn shipped(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/files/examples/glpi-agent");
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// A project with the shipped mappings and the shipped job over an empty folder.
async fn world() -> World {
    let world = World::new().await;
    for name in MAPPINGS {
        world.mapping(name, &shipped(&format!("mappings/{name}.toml")));
    }
    for (name, job) in [("nightly", "glpi-agent"), ("devices", "glpi-agent-devices")] {
        world.job(name, &shipped(&format!("jobs/{job}.toml")).replace("system = \"practice\"\n", ""));
    }
    world
}

/// The same over computers alone, whose elements go when they are gone.
async fn computers() -> World {
    let world = world().await;
    world.job("nightly", "[[feed]]\nmapping = \"agent-computers\"\npath = \"inventories/*\"\n[feed.agent]\n");
    world
}

fn file(world: &World, name: &str, content: &Value) {
    world.file(&format!("inventories/{name}"), content.to_string());
}

/// An inventory of `pc-1` with a name and sections.
fn inventory(date: &str, name: &str, sections: Value) -> Value {
    let mut content = json!({ "accesslog": { "logdate": date }, "hardware": { "name": name } });
    content.as_object_mut().unwrap().extend(sections.as_object().unwrap().clone());
    json!({ "deviceid": "pc-1-2026-01-01-00-00-00", "itemtype": "Computer", "content": content })
}

/// The values of a column of the rows that are there, sorted.
fn values(world: &World, class: &str, column: &str) -> Vec<String> {
    let rows = world.glpi_rows(class);
    let here = rows.iter().filter(|row| row["is_deleted"] != 1).map(|row| &row[column]);
    let mut values: Vec<String> =
        here.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    values.sort();
    values
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shipped_folder_makes_machines_with_all_their_parts_and_then_changes_nothing() {
    let world = world().await;
    for name in ["pc-0001.json", "srv-0002.ocs", "printer-0003.json", "switch-0004.xml"] {
        world.file(&format!("inventories/{name}"), shipped(&format!("inventories/{name}")));
    }
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.counts.reject), (RunState::Done, 0), "{report:?}");
    let report = world.run("devices").await;
    assert_eq!(
        (report.run.state, report.counts.create, report.counts.reject),
        (RunState::Done, 3, 0),
        "{report:?}"
    );
    assert_eq!(world.glpi_names("Computer"), ["pc-0001", "srv-0002"]);
    assert_eq!(world.glpi_names("NetworkEquipment"), ["switch-0004"]);
    assert_eq!(world.glpi_names("Printer"), ["printer-0003"]);
    assert_eq!(world.glpi_names("Monitor"), ["DELL U2419H"]);
    assert_eq!(world.glpi_row("Computer", "pc-0001")["serial"], "5CG0010101");
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/", "C:"], "no network drive");
    assert_eq!(values(&world, "Item_Disk", "totalsize"), ["258019", "486400"]);
    assert_eq!(values(&world, "Item_DeviceMemory", "size"), ["8192", "8192", "8192"], "no empty slot");
    assert_eq!(values(&world, "DeviceMemory", "designation"), ["DDR3", "DDR4 - SODIMM"]);
    assert_eq!(values(&world, "Item_DeviceProcessor", "nbcores"), ["10", "8"]);
    let macs = [
        "02:00:5e:00:01:01",
        "02:00:5e:00:02:01",
        "02:00:5e:00:03:01",
        "02:00:5e:00:04:01",
        "02:00:5e:00:04:02",
    ];
    assert_eq!(values(&world, "NetworkPort", "mac"), macs, "no port of Hyper-V");
    assert_eq!(values(&world, "IPAddress", "name"), ["192.0.2.20", "192.0.2.51", "2001:db8::51"]);
    assert_eq!(
        values(&world, "OperatingSystem", "name"),
        ["Debian GNU/Linux 12", "Microsoft Windows 11 Professional"]
    );
    assert!(!world.writes().is_empty());
    for job in ["nightly", "devices"] {
        assert_eq!(world.run(job).await.run.state, RunState::Done);
    }
    world.wrote_nothing();
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.stdout.contains("inventories/pc-0001.json"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_inventory_and_an_older_one_wipe_nothing() {
    let world = computers().await;
    let drives = |names: &[&str]| {
        let drives: Vec<Value> = names.iter().map(|name| json!({ "type": name, "total": 1000 })).collect();
        json!({ "drives": drives, "bios": { "ssn": "SN1" }, "cpus": [{ "name": "CPU", "core": 4 }] })
    };
    file(&world, "a.json", &inventory("2026-11-01 08:00:00", "pc-1", drives(&["/", "/home"])));
    world.run("nightly").await;
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/", "/home"]);
    assert!(!world.writes().is_empty());
    // Only the name has changed.
    let mut partial = inventory("2026-11-02 08:00:00", "pc-1b", json!({}));
    partial["partial"] = json!(true);
    file(&world, "a.json", &partial);
    let report = world.run("nightly").await;
    assert_eq!((report.counts.update, report.counts.reject), (1, 0));
    assert_eq!(world.glpi_row("Computer", "pc-1b")["serial"], "SN1");
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/", "/home"]);
    assert_eq!(values(&world, "Item_DeviceProcessor", "nbcores"), ["4"]);
    assert!(!world.writes().is_empty());
    // Beside it an older file of the same machine, and a newer one after its agent was installed anew: the newest
    // counts whatever its name, and what only the others say stays.
    file(&world, "0.json", &inventory("2026-10-01 08:00:00", "pc-old", drives(&["/", "/old"])));
    let mut anew = inventory("2026-11-03 08:00:00", "pc-1c", drives(&["/"]));
    anew["deviceid"] = json!("pc-1-2026-11-03-00-00-00");
    file(&world, "1.json", &anew);
    let report = world.run("nightly").await;
    assert_eq!((report.counts.create, report.counts.update, report.counts.reject), (0, 1, 0), "{report:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1c"]);
    assert_eq!(values(&world, "Item_Disk", "mountpoint"), ["/"], "a full one says which volumes are gone");
    assert!(!world.writes().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_with_one_copied_agent_are_told_and_not_mixed() {
    let world = computers().await;
    for (name, serial) in [("pc-1", "SN1"), ("pc-2", "SN2")] {
        let own = json!({ "bios": { "ssn": serial } });
        file(&world, &format!("{name}.json"), &inventory("2026-11-01 08:00:00", name, own));
    }
    let report = world.run("nightly").await;
    assert_eq!(report.counts.reject, 2, "{report:?}");
    assert_eq!(world.glpi_names("Computer"), Vec::<String>::new());
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_uuid_in_the_other_order_of_its_bytes_and_a_junk_serial_find_the_computer() {
    let world = computers().await;
    let uuid = "4C4C4544-0052-4A10-8046-B2C04F313533";
    world.human_adds("Computer", json!({ "name": "by-hand", "uuid": uuid, "entities_id": 0 }));
    for junk in ["To be filled by O.E.M.", "Default string", "0"] {
        let own = json!({ "bios": { "ssn": junk } });
        let mut machine = inventory("2026-11-01 08:00:00", "pc-1.example.org", own);
        machine["content"]["hardware"]["uuid"] = json!("44454C4C-5200-104A-8046-B2C04F313533");
        file(&world, "a.json", &machine);
        let report = world.run("nightly").await;
        assert_eq!((report.counts.create, report.counts.reject), (0, 0), "{junk}: {report:?}");
        let row = world.glpi_row("Computer", "pc-1");
        assert_eq!(row["uuid"].as_str(), Some(uuid), "{junk}");
        assert_eq!(row["serial"].as_str().unwrap_or_default(), "", "{junk}");
    }
    let _ = world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_is_told_and_the_others_go_on() {
    let world = computers().await;
    file(&world, "a.json", &inventory("2026-11-01 08:00:00", "pc-1", json!({ "bios": { "ssn": "SN1" } })));
    let whole = inventory("2026-11-01 08:00:00", "pc-2", json!({ "bios": { "ssn": "SN2" } })).to_string();
    world.file("inventories/b.json", &whole[..whole.len() / 2]);
    let report = world.run("nightly").await;
    assert_eq!((report.counts.create, report.counts.reject), (1, 1), "{report:?}");
    assert!(!world.requests().is_empty());
    let show = world.program(&["plan", "nightly"]).await;
    assert!(show.stdout.contains("inventories/b.json") && show.stdout.contains("ends too early"), "{show:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_put_away_after_a_good_run_and_not_read_twice() {
    let world = computers().await;
    let job = "[[feed]]\nmapping = \"agent-computers\"\npath = \"inventories/*.json\"\nonce = true\n\
        move_to = \"done\"\n[feed.agent]\n";
    world.job("nightly", job);
    for number in 1..=3 {
        let own = json!({ "bios": { "ssn": format!("SN{number}") } });
        let mut machine = inventory("2026-11-01 08:00:00", &format!("pc-{number}"), own);
        machine["deviceid"] = json!(format!("pc-{number}-2026"));
        file(&world, &format!("{number}.json"), &machine);
    }
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2", "pc-3"]);
    assert_eq!(std::fs::read_dir(world.folder().join("done")).unwrap().count(), 3);
    assert!(!world.requests().is_empty());
    std::fs::rename(world.folder().join("done/1.json"), world.folder().join("inventories/again.json"))
        .unwrap();
    let again = world.program(&["run", "nightly"]).await;
    assert!(again.stderr.contains("again.json was applied before"), "{again:?}");
    world.wrote_nothing();
}

/// Each file took a program of its own: 2,000 of them took as many starts of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_two_thousand_files_is_one_reading() {
    let world = computers().await;
    for number in 0..2000 {
        let parts: Vec<Value> =
            (0..40).map(|at| json!({ "name": format!("part {at}"), "type": "x" })).collect();
        let own = json!({ "bios": { "ssn": format!("SN{number:05}") }, "controllers": parts,
            "drives": [{ "type": "/", "total": 1000 + number }] });
        let mut machine = inventory("2026-11-01 08:00:00", &format!("pc-{number:05}"), own);
        machine["deviceid"] = json!(format!("pc-{number:05}-2026"));
        file(&world, &format!("{number:05}.json"), &machine);
    }
    let begin = std::time::Instant::now();
    let read = world.json(&["read", "nightly", "--limit", "3000"]).await;
    let took = begin.elapsed();
    assert_eq!(read.as_array().unwrap().len(), 2000);
    assert!(took.as_secs() < 60, "{took:?}");
    eprintln!("2,000 files were read and shown in {took:?}");
}

#[test]
fn the_folder_of_agents_is_rehearsed_as_its_page_says() {
    let folder = written_as("glpi-agent");
    let first = plan(folder.path(), "glpi-agent");
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    has(
        &first,
        "pc-0001",
        &[
            ("serial", "5CG0010101"),
            ("operating_system .licenseid", "00330-80000-00000-AA001"),
            ("disks C:.totalsize", "486400"),
            ("ports 02:00:5e:00:01:01 / Wi-Fi.addresses", "192.0.2.51, 2001:db8::51"),
        ],
    );
    follow_the_page("glpi-agent");
}

#[test]
fn the_folder_of_ocs_is_rehearsed_as_its_page_says() {
    let folder = written_as("ocs");
    let first = plan(folder.path(), "rehearse");
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    has(
        &first,
        "pc-02",
        &[
            ("serial", ""),
            ("operating_system .operatingsystems_id", "Microsoft Windows 11 Pro"),
            ("disks C:.totalsize", "238000"),
        ],
    );
    follow_the_page("ocs");
}
