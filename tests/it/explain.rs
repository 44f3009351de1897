//! `explain`: one record from its cell to what the next run does.

use serde_json::{Value, json};

use crate::world::{Outcome, World};

const MAPPING: &str = r#"class = "Computer"
match = [["serial"], ["name", "entities_id"]]
only_if = "{{ row['Kind'] | default('') != 'spare' }}"
[field]
name = { column = ["Name", "Label"], case = "upper" }
serial = { column = "Serial", replace = [{ find = "^SN-", with = "" }] }
entities_id = { column = "Entity", write = "create" }
manufacturers_id = { column = "Maker", values = { "Hewlett-Packard" = "HP" } }
comment = { column = "Note", default = "no note" }
contact = { value = "it@example.org" }
[os]
licenseid = { column = "Licence" }
"#;

const ROWS: &str = "Name;Serial;Maker;Note;Licence;Kind\n\
                    srv01;SN-X1;Hewlett-Packard;old;L-1;\n\
                    srv02;To be filled by O.E.M.;Dell Inc.;;;\n\
                    srv03;X3;;;;spare\n";

async fn world() -> World {
    let world = World::new().await;
    world.job("pc", "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n");
    world.mapping("pc", MAPPING);
    world.csv("pc.csv", ROWS);
    world
}

async fn explain(world: &World, arguments: &[&str]) -> Outcome {
    let ended = world.at_terminal(100, &[&["explain", "pc"], arguments].concat()).await;
    assert!(
        ended.stdout.lines().all(|line| arguments.len() > 1 || line.chars().count() <= 100),
        "{}",
        ended.stdout
    );
    ended
}

/// Times, run ids and blanks at the ends of lines do not matter.
fn masked(text: &str) -> String {
    let time = regex::Regex::new(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d").unwrap();
    let run = regex::Regex::new(r"run [0-9a-f-]{8,}").unwrap();
    run.replace_all(&time.replace_all(text, "TIME"), "run ID").into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_from_its_cells_to_the_next_run() {
    let world = world().await;
    let before = explain(&world, &["X1"]).await;
    assert_eq!(before.code, Some(0), "{}", before.stderr);
    insta::assert_snapshot!(before.stdout, @r"
    Computer X1: no item yet
      record     pc.csv:2 by mapping pc
      found by   new
                 Serial number `X1`: no Computer has it
                 Name + Entity `SRV01 / Root entity`: no Computer has it
      link       none: nothing is remembered of it
      next run   created with 7 fields
      fields
        Name                           write (empty) → `SRV01`
        Serial number                  write (empty) → `X1`
        Entity                         write (empty) → `Root entity`
        Manufacturer                   write (empty) → `HP`
        Comments                       write (empty) → `old`
        Alternate username             write (empty) → `it@example.org`
        Operating system – Product ID  write (empty) → `L-1`
    ");
    world.wrote_nothing();
    assert!(!world.folder().join("var/stocktake.db").exists(), "it keeps nothing");

    world.run("pc").await;
    world.requests();
    world.human_edits("Computer", "SRV01", json!({ "comment": "edited by hand" }));
    world.csv("pc.csv", &ROWS.replace("X1;Hewlett-Packard;old", "X1;Lenovo;old"));
    let after = explain(&world, &["srv01"]).await;
    assert_eq!(after.code, Some(0), "{}", after.stderr);
    insta::assert_snapshot!(masked(&after.stdout), @r"
    Computer X1: SRV01 #1
      record     pc.csv:2 by mapping pc
      found by   link
                 Serial number `X1`: #1
                 Name + Entity `SRV01 / Root entity`: #1
      link       to #1, made by this job
      next run   updated: 1 field; 1 field stays as it is
      fields
        Name                           SRV01  as it should be
        Serial number                  X1  as it should be
        Entity                         nothing: the source does not say
        Manufacturer                   write `HP` → `Lenovo`
        Comments                       old  stays `edited by hand`: edited by hand since it was last wr…
        Alternate username             it@example.org  as it should be
        Operating system – Product ID  L-1  as it should be
      written
        TIME UTC  run ID  create Operating system of an item  done  Product ID…
        TIME UTC  run ID  create Computer  done  Entity = `Root entity`, Name …
    ");
    let whole = world.program(&["explain", "pc", "srv01"]).await.stdout;
    assert!(
        whole.contains("stays `edited by hand`: edited by hand since it was last written\n")
            && !whole.contains('…'),
        "what goes into a file is not cut: {whole}"
    );
    let serial = explain(&world, &["#1", "serial"]).await;
    insta::assert_snapshot!(masked(&serial.stdout), @r"
    Computer X1: SRV01 #1
      record     pc.csv:2 by mapping pc
      found by   link
                 Serial number `X1`: #1
                 Name + Entity `SRV01 / Root entity`: #1
      link       to #1, made by this job
      next run   updated: 1 field; 1 field stays as it is
      Serial number
        column `Serial`  `SN-X1`
        replace `^SN-`   `X1`
        read as a value  `X1`
        source wants  X1
        live value    X1
        remembered    X1
        last written  X1, TIME UTC, run ID
        policy        write = always, on_conflict = human
        next run      as it should be
    ");
    let comment = explain(&world, &["X1", "comments"]).await;
    insta::assert_snapshot!(masked(&comment.stdout), @r"
    Computer X1: SRV01 #1
      record     pc.csv:2 by mapping pc
      found by   link
                 Serial number `X1`: #1
                 Name + Entity `SRV01 / Root entity`: #1
      link       to #1, made by this job
      next run   updated: 1 field; 1 field stays as it is
      Comments
        column `Note`    `old`
        read as a value  `old`
        source wants  old
        live value    edited by hand
        remembered    old
        last written  old, TIME UTC, run ID
        policy        write = always, on_conflict = human
        next run      stays `edited by hand`: edited by hand since it was last written
    ");

    let plan = world.program(&["plan", "pc", "--format", "json"]).await;
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let told = world.program(&["explain", "pc", "X1", "--json"]).await;
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    let fields = told["records"][0]["fields"].as_array().unwrap();
    let written: Vec<&Value> =
        fields.iter().filter(|field| field["next"].as_str().unwrap().starts_with("write ")).collect();
    assert_eq!(plan["changes"][0]["fields"].as_array().unwrap().len(), written.len());
    assert_eq!(written[0]["field"], plan["changes"][0]["fields"][0]["field"]);
    assert_eq!(told["records"][0]["history"].as_array().unwrap().len(), 2);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matches_nothing_and_what_becomes_nothing() {
    let world = world().await;
    let junk = explain(&world, &["SRV02"]).await;
    insta::assert_snapshot!(junk.stdout.lines().take(6).collect::<Vec<_>>().join("\n"), @r"
    Computer name + entities_id=SRV02 / Root entity: no item yet
      record     pc.csv:3 by mapping pc
      found by   new
                 Serial number `To be filled by O.E.M.`: not used: serial `To be filled by O.E.M.` name…
                 Name + Entity `SRV02 / Root entity`: no Computer has it
      link       none: nothing is remembered of it
    ");
    let spare = explain(&world, &["X3"]).await;
    assert_eq!(spare.code, Some(0));
    insta::assert_snapshot!(spare.stdout, @r"
    pc.csv:4 by mapping pc: no item
      column `Serial` holds `X3`
      left out by only_if
    ");
    let unknown = explain(&world, &["SRV2"]).await;
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.stderr.ends_with("error: nothing is known of `SRV2` in job pc\nnearest: SRV02, SRV01\n"),
        "{}",
        unknown.stderr
    );
    let field = explain(&world, &["SRV02", "seriall"]).await;
    assert_eq!(field.code, Some(2));
    assert!(field.stderr.contains("did you mean `serial`?"), "{}", field.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ambiguous_key_is_named_with_its_items() {
    let world = world().await;
    for _ in 0..2 {
        world.human_adds("Computer", json!({ "name": "twin", "serial": "X1", "entities_id": 0 }));
    }
    let ended = explain(&world, &["X1"]).await;
    assert!(ended.stdout.contains("Serial number `X1`: ambiguous: 2 have it (#1, #2)"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("next run   rejected: ambiguous: 2 Computer items have serial `X1`"),
        "{}",
        ended.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_gone_is_told_with_what_retirement_does() {
    let world = world().await;
    world.job("pc", "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n[missing]\naction = \"trash\"\n");
    world.run("pc").await;
    world.requests();
    world.csv("pc.csv", "Name;Serial\nsrv02;\n");
    let ended = explain(&world, &["X1"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    insta::assert_snapshot!(masked(&ended.stdout), @r"
    Computer X1: SRV01 #1
      record     the source no longer has it
      link       to #1, made by this job
      next run   put in the trash
      written
        TIME UTC  run ID  create Operating system of an item  done  Product ID…
        TIME UTC  run ID  create Computer  done  Entity = `Root entity`, Name …
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dictionary_of_the_desk_is_a_step() {
    let world = world().await;
    let rule = json!({ "sub_type": "RuleDictionnaryManufacturer", "name": "dell", "is_active": 1 });
    let id = world.human_adds("Rule", rule);
    world.human_adds(
        "RuleCriteria",
        json!({ "rules_id": id, "criteria": "name", "condition": 4, "pattern": "dell" }),
    );
    world.human_adds(
        "RuleAction",
        json!({ "rules_id": id, "action_type": "assign", "field": "name", "value": "Dell" }),
    );
    let ended = explain(&world, &["SRV02", "manufacturers_id"]).await;
    assert!(ended.stdout.contains("by GLPI dictionary rule `dell`  `Dell`"), "{}", ended.stdout);
    assert!(ended.stdout.contains("next run      write (empty) → `Dell`"), "{}", ended.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_how_often_it_was_missing() {
    let world = world().await;
    world.job(
        "pc",
        "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n[missing]\nafter_runs = 3\n[[missing.step]]\naction = \"trash\"\n",
    );
    world.run("pc").await;
    world.requests();
    world.csv("pc.csv", "Name;Serial\nsrv02;\n");
    let ended = explain(&world, &["X1"]).await;
    assert!(
        ended.stdout.contains("next run   nothing yet: missing in 1 of 3 good runs in a row"),
        "{}{}",
        ended.stdout,
        ended.stderr
    );
}
