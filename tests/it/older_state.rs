//! The state database of a program from before links had a declared form: it is opened, rewritten once, and
//! the next run has nothing to do.
//!
//! `tests/data/state/flat_ledger.sql` is what that program left behind after [`past`]; what this program
//! leaves behind after the same nights must be the same.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use stocktake::model::Link;

use super::world::World;

const COMPUTERS: &str = r#"
class = "Computer"
match = [["name"]]
[field]
name = { column = "Name" }
serial = { column = "Serial" }
contact = { column = "Contact", on_conflict = "source" }
comment = { column = "Comment" }
[os]
operatingsystems_id = { column = "OS" }
[contract]
name = { template = 'Service {{ row["Name"] }}', write = "create" }
num = { column = "Number" }
[infocom]
value = { column = "Price", type = "money" }
[set.disks]
numbered = { to = 2 }
[set.disks.field]
mountpoint = { column = "Disk {n}" }
totalsize = { column = "Size {n}" }
"#;

const NIGHTLY: &str = r#"
[contracts]
ends_within = "off"
[[feed]]
mapping = "computers"
path = "computers.csv"
[missing]
after_runs = 1
[[missing.step]]
action = "flag"
state = "Missing"
comment = "missing since {{ today }}"
[[missing.step]]
action = "trash"
after = "30d"
"#;

const AGENTS: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n\
                      contact = { column = \"Contact\" }\n";

/// One row of the file.
#[derive(Clone, Copy)]
struct Pc {
    name: &'static str,
    serial: &'static str,
    contact: &'static str,
    disks: &'static str,
}

const fn pc(name: &'static str, serial: &'static str, contact: &'static str) -> Pc {
    Pc { name, serial, contact, disks: ";;;" }
}

fn source(world: &World, pcs: &[Pc]) {
    let mut text = "Name;Serial;Contact;Comment;OS;Number;Price;Disk 1;Size 1;Disk 2;Size 2\n".to_owned();
    for Pc { name, serial, contact, disks } in pcs {
        text += &format!("{name};{serial};{contact};of {name};Debian 12;N-{name};100;{disks}\n");
    }
    world.csv("computers.csv", &text);
}

const DISKS: Pc = Pc { name: "disks", serial: "S-1", contact: "Ana", disks: "/;100 GB;/home;200 GB" };
const FOUGHT: Pc = Pc { name: "fought", serial: "S-2", contact: "Bob", disks: "/;100 GB;;" };
const LOST: [Pc; 3] =
    [pc("flagged", "S-7", "Ida"), pc("trashed", "S-8", "Jim"), pc("returned", "S-9", "Kim")];

/// The last of the nights.
const LAST: &str = "2026-12-03";

/// What is in the file in the end.
fn today() -> Vec<Pc> {
    vec![
        DISKS,
        FOUGHT,
        pc("shared", "S-3", ""),
        pc("giver", "", "Eve"),
        pc("taker", "S-4", "Fay"),
        pc("agent", "S-6", "Hal"),
    ]
}

/// Nights in which every mark is made that a link can have.
async fn past(world: &World) {
    world.mapping("computers", COMPUTERS);
    world.job("nightly", NIGHTLY);
    world.mapping("agents", AGENTS);
    world.job("agents", "[[feed]]\nmapping = \"agents\"\npath = \"agents.csv\"\n");
    world.csv("agents.csv", "Name;Contact\nshared;root\n");
    world.settings(
        "",
        "[mail.files]\nfolder = \"var/mail\"\n[authority.Computer]\n\"*\" = [\"nightly\", \"agents\"]",
    );
    let both = async |day| {
        world.run_on("nightly", day).await;
        world.run_on("agents", day).await;
    };

    let mut pcs = vec![
        Pc { disks: "/;100 GB;;", ..DISKS },
        FOUGHT,
        pc("shared", "S-3", "Dan"),
        pc("giver", "S-4", "Eve"),
        pc("taker", "S-5", "Fay"),
        pc("agent", "S-6", "Gus"),
        LOST[0],
    ];
    source(world, &[pcs.as_slice(), &LOST[1..]].concat());
    both("2026-11-01").await;
    let of = |name: &str| world.glpi_row("Computer", name)["id"].clone();
    let home =
        json!({ "itemtype": "Computer", "items_id": of("disks"), "mountpoint": "/home", "totalsize": 1 });
    world.human_adds("Item_Disk", home);
    let root = world.glpi_rows("Item_Disk").into_iter().find(|row| row["items_id"] == of("fought")).unwrap();
    world.control().purge("Item_Disk", root["id"].as_i64().unwrap()).unwrap();
    world.human_edits("Computer", "fought", json!({ "contact": "Zoé" }));

    // Two computers leave the file; the first has a disk more, which a person has made.
    pcs[0] = DISKS;
    source(world, &pcs);
    both("2026-11-02").await;
    world.human_edits("Computer", "fought", json!({ "contact": "Zoé" }));
    both("2026-12-02").await;
    world.human_edits("Computer", "fought", json!({ "contact": "Zoé" }));
    world.human_edits("Computer", "returned", json!({ "is_deleted": 0 }));
    world.human_edits("Computer", "agent", json!({ "is_dynamic": 1 }));
    world.human_edits("Computer", "agent", json!({ "contact": "Zoé" }));

    // A serial moves, a cell is blank, a field is locked, a third computer leaves.
    source(world, &today());
    both(LAST).await;
    both(LAST).await;
    world.run_on("nightly", LAST).await;
    assert!(!world.requests().is_empty());
}

fn links(world: &World) -> Vec<Link> {
    let store = world.store();
    ["nightly", "agents"]
        .iter()
        .flat_map(|job| store.links("glpi", job, &"Computer".into()).unwrap())
        .collect()
}

/// Puts the state database of the earlier program in the place of ours.
fn go_back(world: &World) {
    let folder = world.folder().join("var");
    for name in ["stocktake.db", "stocktake.db-wal", "stocktake.db-shm"] {
        if let Err(error) = std::fs::remove_file(folder.join(name)) {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
    }
    let database = rusqlite::Connection::open(folder.join("stocktake.db")).unwrap();
    database.execute_batch(include_str!("../data/state/flat_ledger.sql")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_of_an_earlier_program_means_the_same_and_the_next_run_is_quiet() {
    let world = World::new().await;
    past(&world).await;
    let ours = links(&world);
    go_back(&world);

    let theirs = links(&world);
    assert_eq!(theirs.len(), ours.len());
    for (theirs, ours) in theirs.into_iter().zip(ours) {
        // Only the moment of a retirement is another one.
        assert_eq!(theirs.retired_at.is_some(), ours.retired_at.is_some(), "{theirs:?}");
        assert_eq!(Link { retired_at: ours.retired_at.clone(), ..theirs }, ours);
    }
    assert!(world.folder().join("var/stocktake.db.before-20261129000046").is_file());
    let report = world.run_on("nightly", LAST).await;
    assert_eq!(
        report.counts.changes() + world.run_on("agents", LAST).await.counts.changes(),
        0,
        "{report:?}"
    );
    world.wrote_nothing();
    let kept: Vec<(&str, &str)> =
        report.kept.iter().map(|kept| (kept.label.as_str(), kept.field.as_str())).collect();
    assert_eq!(kept, [("agent", "contact"), ("fought", "contact"), ("fought", "disks[/]")]);
    assert!(
        report.kept[0].reason.english().contains("changed back and forth 3 runs in a row"),
        "{:?}",
        report.kept
    );

    // What was retired comes back as it was, but for what came back by itself; our disk goes, a person's
    // stays; the serial waits although the other computer has lost it.
    world.human_edits("Computer", "giver", json!({ "serial": "" }));
    let mut pcs = today();
    pcs[0].disks = "/new;1 GB;;";
    pcs.extend(LOST);
    source(&world, &pcs);
    let report = world.run_on("nightly", "2026-12-04").await;
    assert_eq!(report.counts.restore, 3, "{report:?}");
    assert!(!world.requests().is_empty());
    for pc in LOST {
        let row = world.glpi_row("Computer", pc.name);
        assert_eq!((&row["states_id"], &row["is_deleted"]), (&json!(0), &json!(0)), "{row}");
        assert_eq!(row["comment"], format!("of {}", pc.name));
    }
    let disks: Vec<_> = world.glpi_rows("Item_Disk").iter().map(|row| row["mountpoint"].clone()).collect();
    assert_eq!(disks, ["/home", "/new"]);
    assert_eq!(world.glpi_row("Computer", "taker")["serial"], "S-5");
    world.run_on("nightly", "2026-12-04").await;
    world.wrote_nothing();
}
