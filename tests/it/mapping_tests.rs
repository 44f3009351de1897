//! Tests that stand in a mapping file, run by `check`.

use serde_json::Value;

use crate::world::World;

const JOB: &str = "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n";

const MAPPING: &str = r#"class = "Computer"
match = [["serial"], ["name"]]
only_if = "{{ row['Kind'] | default('') != 'spare' }}"
[field.name]
column = "Name"
case = "upper"
[field.serial]
column = "Serial"
[field.manufacturers_id]
column = "Maker"
values = { "Hewlett-Packard" = "HP", "Dell Inc." = "Dell" }
[infocom.buy_date]
column = "Bought"
[infocom.warranty_date]
column = "Bought"
[infocom.value]
column = "Price"
type = "money"
[contract.name]
value = "Service"
[contract.begin_date]
column = "From"
[contract.duration]
column = "Until"
type = "months_until"
begin = "begin_date"
"#;

async fn world(tests: &str) -> World {
    let world = World::new().await;
    world.job("pc", JOB);
    world.file("pc.csv", "Name,Serial,Maker,Kind,Bought,Price,From,Until\nsrv01,X1,HP,server,,,,\n");
    world.mapping("pc", &format!("{MAPPING}{tests}"));
    world
}

#[tokio::test]
async fn tests_that_come_out_pass_and_what_they_left_out_is_named() {
    let world = world(
        r#"
[[test]]
name = "a server"
row = { "Name" = "srv01", "Serial" = "X1", "Maker" = "hewlett-packard", "Price" = 1200.5, "From" = 2026-01-01, "Until" = 2026-12-31 }
want = { name = "SRV01", serial = "X1", manufacturers_id = "HP", "infocom.value" = 1200.50, "contract.duration" = 12, "infocom.buy_date" = "" }

[[test]]
name = "the end as a day"
row = { "Name" = "srv01", "From" = 2026-01-01, "Until" = "2026-12-31" }
want = { name = "SRV01", "contract.name" = "Service", "contract.begin_date" = 2026-01-01, "contract.duration" = 2026-12-31 }
exact = true

[[test]]
name = "a spare"
row = { "Name" = "x", "Kind" = "spare" }
left_out = true

[[test]]
name = "a junk serial and no name"
row = { "Serial" = "To be filled by O.E.M." }
reject = "no key to match it by"

[[test]]
name = "a bad day leaves the day out"
row = { "Name" = "srv02", "Bought" = "03/04/2026" }
want = { name = "SRV02", "infocom.buy_date" = "" }
reject = "03/04/2026"
reject_field = "infocom.buy_date"
"#,
    )
    .await;
    let ended = world.program(&["check", "--untested"]).await;
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    insta::assert_snapshot!(ended.stdout, @r"
    configuration: 1 job, 1 mapping, 1 system, no problems
    mapping tests: 5 tests passed
      pc: reached by no test:
        manufacturers_id: values never used: `Dell Inc.`
        infocom.buy_date: never filled
        infocom.warranty_date: never filled
    ");
    let json = world.program(&["check", "--format", "json"]).await;
    let answer: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(answer["tests"]["pc"]["passed"], 5);
    assert_eq!(answer["tests"]["pc"]["unreached"][0]["rule"], "manufacturers_id");
}

#[tokio::test]
async fn a_test_that_fails_is_a_problem_with_its_place() {
    let world = world(
        r#"
[[test]]
name = "a server"
row = { "Name" = "srv01", "Serial" = "X1", "Maker" = "Dell Inc." }
want = { name = "srv01", serial = "X1", manufacturers_id = "HP" }

[[test]]
name = "nothing but a name"
row = { "Name" = "srv01" }
want = { name = "SRV01" }
exact = true

[[test]]
name = "refused"
row = { "Name" = "srv01" }
reject = "serial"
"#,
    )
    .await;
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @r#"
    test-failed

      × test `a server` fails, name: found `SRV01`
        ╭─[mappings/pc.toml:31:10]
     30 │ row = { "Name" = "srv01", "Serial" = "X1", "Maker" = "Dell Inc." }
     31 │ want = { name = "srv01", serial = "X1", manufacturers_id = "HP" }
        ·          ───────┬──────
        ·                 ╰── comes out differently
     32 │
        ╰────
      help: wanted `srv01`

    test-failed

      × test `a server` fails, manufacturers_id: found `Dell`
        ╭─[mappings/pc.toml:31:41]
     30 │ row = { "Name" = "srv01", "Serial" = "X1", "Maker" = "Dell Inc." }
     31 │ want = { name = "srv01", serial = "X1", manufacturers_id = "HP" }
        ·                                         ───────────┬───────────
        ·                                                    ╰── comes out differently
     32 │
        ╰────
      help: wanted `HP`

    test-failed

      × test `nothing but a name` fails, contract.name: found `Service`
        ╭─[mappings/pc.toml:34:8]
     33 │ [[test]]
     34 │ name = "nothing but a name"
        ·        ──────────┬─────────
        ·                  ╰── comes out differently
     35 │ row = { "Name" = "srv01" }
        ╰────
      help: wanted nothing: `exact` lists every field

    test-failed

      × test `refused` fails: found an item
        ╭─[mappings/pc.toml:42:10]
     41 │ row = { "Name" = "srv01" }
     42 │ reject = "serial"
        ·          ────┬───
        ·              ╰── comes out differently
        ╰────
      help: wanted a reject with `serial`

    4 problems in 1 file
    "#);
    let json = world.program(&["check", "--format", "json"]).await;
    assert_eq!(json.code, Some(2));
    let answer: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(answer["ok"], false);
    assert_eq!(answer["problems"][0]["code"], "test-failed");
    assert_eq!(answer["problems"][0]["line"], 31);
}

#[tokio::test]
async fn a_test_that_says_nothing_or_too_much_is_a_problem() {
    let world = world(
        r#"
[[test]]
name = "nothing wanted"
row = { "Name" = "x" }

[[test]]
name = "unknown field"
row = { "Name" = "x" }
want = { seriall = "X1" }

[[test]]
name = "unknown field"
row = { "Name" = "x" }
left_out = true
reject = "x"
"#,
    )
    .await;
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @r#"
    exactly-one

      × the test does not say what is wanted
        ╭─[mappings/pc.toml:28:1]
     27 │
     28 │ [[test]]
        · ────┬───
        ·     ╰── nothing wanted
     29 │ name = "nothing wanted"
        ╰────
      help: what the row is to become: row = { "Name" = "SRV01" } and want = { name = "SRV01" }, or
            reject = "a part of the reason", or left_out = true

    unknown-field

      × the mapping has no field `seriall`
        ╭─[mappings/pc.toml:35:10]
     34 │ row = { "Name" = "x" }
     35 │ want = { seriall = "X1" }
        ·          ───┬───
        ·             ╰── no such field
     36 │
        ╰────
      help: did you mean `serial`? fields: name, serial, manufacturers_id, contract.name,
            contract.begin_date, contract.duration, infocom.buy_date, infocom.warranty_date,
            infocom.value

    exactly-one

      × a row that is left out has neither values nor a reject
        ╭─[mappings/pc.toml:37:1]
     36 │
     37 │ [[test]]
        · ────┬───
        ·     ╰── left_out beside want or reject
     38 │ name = "unknown field"
        ╰────
      help: what the row is to become: row = { "Name" = "SRV01" } and want = { name = "SRV01" }, or
            reject = "a part of the reason", or left_out = true

    3 problems in 1 file
    "#);
}

#[tokio::test]
async fn a_mapping_without_tests_is_told_in_one_line() {
    let world = world("").await;
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.ends_with("no tests: pc\n"), "{}", ended.stdout);
}

const SETS: &str = r#"
[set.disks]
numbered = { to = 3 }
[set.disks.field]
mountpoint = { column = "Disk {n}" }
totalsize = { column = "Size {n}" }
[set.processors]
split = ";"
[set.processors.field]
deviceprocessors_id = { column = "CPU" }
"#;

#[tokio::test]
async fn a_test_wants_all_elements_of_a_set_and_tells_which_came_out_otherwise() {
    const ROW: &str = r#"row = { "Name" = "srv01", "Disk 1" = "/", "Size 1" = "500 GB", "Disk 2" = "/home", "CPU" = "Xeon;Xeon" }"#;
    let world = world(&format!(
        r#"{SETS}
[[test]]
name = "two disks and two processors"
{ROW}
exact = true
[test.want]
name = "SRV01"
"contract.name" = "Service"
processors = [{{ deviceprocessors_id = "Xeon" }}, {{ deviceprocessors_id = "Xeon" }}]
disks = [{{ mountpoint = "/", totalsize = 512000 }}, {{ mountpoint = "/home" }}]

[[test]]
name = "none"
row = {{ "Name" = "srv02" }}
want = {{ name = "SRV02", disks = [], processors = [] }}
"#
    ))
    .await;
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("mapping tests: 2 tests passed"), "{}", ended.stdout);

    world.mapping(
        "pc",
        &format!(
            r#"{MAPPING}{SETS}
[[test]]
name = "otherwise"
{ROW}
want = {{ disks = [{{ mountpoint = "/", totalsize = 1 }}, {{ mountpoint = "/data" }}], processors = [] }}

[[test]]
name = "not listed"
{ROW}
want = {{ name = "SRV01", "contract.name" = "Service", disks = [{{ mountpoint = "/home" }}, {{ mountpoint = "/home" }}] }}
exact = true
"#
        ),
    );
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(2), "{}{}", ended.stdout, ended.stderr);
    for told in [
        "disks[#1].totalsize: found `512000`",
        "help: wanted `1`",
        "disks[#2].mountpoint: found `/home`",
        "processors: found 2 elements: `Xeon`; `Xeon`",
        "wanted 0 elements",
        "disks[#1].mountpoint: found `/`",
        "wanted nothing: `exact` lists every field",
    ] {
        assert!(ended.stderr.contains(told), "{told}\n{}", ended.stderr);
    }

    world.mapping(
        "pc",
        &format!(
            r#"{MAPPING}{SETS}
[[test]]
name = "not a list"
{ROW}
want = {{ disks = "/", name = [], disk = [] }}

[[test]]
name = "no such field"
{ROW}
want = {{ disks = [{{ mount = "/" }}] }}
"#
        ),
    );
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(2), "{}{}", ended.stdout, ended.stderr);
    for told in [
        "`disks` is a set: all its elements are wanted at once",
        "or disks = [] for none",
        "`name` is a field and has one value",
        "has no field `disk`",
        "did you mean `disks`?",
        "has no field `mount`",
    ] {
        assert!(ended.stderr.contains(told), "{told}\n{}", ended.stderr);
    }
}
