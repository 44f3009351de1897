//! Locks of our own: what is not sent, what is not retired, what is asked.

use insta::assert_snapshot;
use stocktake::model::Topic;

use super::desk;
use super::desk::{Desk, part};
use super::project::{Case, TODAY, shown};

const MAPPING: &str = r#"
class = "Computer"
match = [["serial"]]
[field]
name = { column = "Name" }
serial = { column = "Serial" }
contact = { column = "Contact" }
[os]
operatingsystems_id = { column = "OS" }
licenseid = { column = "License" }
"#;

const ROWS: &str = "Name,Serial,Contact,OS,License\nPC-1,S1,ann,Debian,L1\nPC-2,S2,ann,Debian,L2\n";

fn two() -> Desk {
    desk()
        .names("OperatingSystem", "8 Debian")
        .item("Computer", 1, "name=PC-1, serial=S1, contact=bob")
        .item("Computer", 2, "name=PC-2, serial=S2, contact=bob")
        .part(part("os"), 1, 40, "operatingsystems_id=#8, licenseid=L0")
}

fn lock(item: &str, field: &str, until: &str) -> String {
    let until = if until.is_empty() { String::new() } else { format!("until = {until}\n") };
    format!(
        "[[lock]]\nclass = \"Computer\"\nitem = {item}\nfield = \"{field}\"\nowner = \"ann\"\nreason = \"audit\"\n{until}"
    )
}

fn case(locks: &[String]) -> Case {
    Case::new(MAPPING, ROWS).locks(&locks.join("\n"))
}

#[test]
fn a_locked_field_is_not_sent() {
    let locks = [
        lock("1", "contact", "2027-01-31"),
        lock("\"s1\"", "os.licenseid", ""),
        lock("\"PC-2\"", "os.*", ""),
        lock("\"PC-2\"", "contact", "2026-11-20"),
    ];
    assert_snapshot!(case(&locks).text(&two()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-2 #2 (S2), found by serial
          contact: `bob` → `ann`

    Kept as a person left them (4)
      = Computer PC-1 #1: contact stays `bob`, the source has `ann` (locked in locks.toml by ann until 2027-01-31: audit)
      = Computer PC-1 #1: os.licenseid stays `L0`, the source has `L1` (locked in locks.toml by ann: audit)
      = Computer PC-2 #2: os.licenseid stays (empty), the source has `L2` (locked in locks.toml by ann: audit)
      = Computer PC-2 #2: os.operatingsystems_id stays (empty), the source has `Debian` (locked in locks.toml by ann: audit)
    ");
}

#[test]
fn a_locked_item_is_neither_written_nor_retired() {
    let gone = "Name,Serial,Contact,OS,License\nPC-2,S2,ann,Debian,L2\n";
    let desk = two().made(1, "S1", "").made(2, "S2", "");
    for action in ["action = \"trash\"", "action = \"flag\"\ncomment = \"gone\""] {
        let case = Case::new(MAPPING, gone)
            .job(&format!("[missing]\n{action}\n"))
            .locks(&[lock("\"PC-1\"", "*", ""), lock("2", "*", "")].join("\n"));
        let planned = case.plan(&desk);
        assert!(planned.plan.changes.is_empty(), "{:?}", planned.plan.changes);
        let kept: Vec<(&str, &str)> =
            planned.plan.kept.iter().map(|kept| (kept.source_key.as_str(), kept.field.as_str())).collect();
        assert_eq!(
            kept,
            [("S1", "*"), ("S2", "contact"), ("S2", "os.licenseid"), ("S2", "os.operatingsystems_id")]
        );
    }
    let comment = lock("1", "comment", "");
    let case = Case::new(MAPPING, gone)
        .job("[missing]\naction = \"flag\"\nstate = \"Gone\"\ncomment = \"gone\"\n")
        .locks(&comment);
    let plan = case.plan(&desk.names("State", "7 Gone")).plan;
    let retired: Vec<&str> = plan.changes[1].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(retired, ["states_id"]);
}

#[test]
fn a_locked_item_stays_in_the_trash() {
    let desk = two().trashed("Computer", 1).made(1, "S1", "").retired().made(2, "S2", "contact=ann");
    let text = case(&[lock("1", "*", "")]).text(&desk);
    assert!(!text.contains("^ Computer"), "{text}");
    assert!(text.contains("PC-1 #1: * stays `in the trash`, the source has `there again`"), "{text}");
}

#[test]
fn locks_that_end_are_asked_about_and_idle_ones_are_noted() {
    let day = |days: i64| (TODAY + chrono::Duration::days(days)).to_string();
    let locks: Vec<String> = [("1", -8), ("2", -7), ("\"PC-1\"", 0), ("\"S2\"", 7), ("\"S1\"", 8)]
        .iter()
        .map(|(item, days)| lock(item, "contact", &day(*days)))
        .chain([lock("\"PC-9\"", "contact", "")])
        .collect();
    let loaded = case(&locks).load();
    let planned = loaded.plan(&two());
    let asked: Vec<String> = planned
        .questions
        .iter()
        .filter(|question| question.topic == Topic::LockEnds)
        .map(|question| question.text.to_string())
        .collect();
    assert_snapshot!(asked.join("\n"), @r"
    the lock on contact of Computer #2 ended on 2026-11-14 (ann: audit)
    the lock on contact of Computer PC-1 ends on 2026-11-21 (ann: audit)
    the lock on contact of Computer S2 ends on 2026-11-28 (ann: audit)
    ");
    assert_snapshot!(planned.notes.iter().map(|note| note.english()).collect::<Vec<_>>().join("\n"), @r"
    locks.toml: no Computer is `PC-9`; the lock on contact holds nothing
    ");
    assert!(shown(&loaded, &planned, None).contains("Kept"));
}
