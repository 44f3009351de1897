//! GLPI's own dictionary rules, read over HTTP and applied to names.

use serde_json::json;

use crate::world::World;

const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n\
                       manufacturers_id = { column = \"Maker\" }\n";

async fn world() -> World {
    let world = World::new().await;
    world.job("pc", "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n");
    world.mapping("pc", MAPPING);
    world.csv("pc.csv", "Name;Maker\nSRV-1;Dell Inc.\nSRV-2;DELL\nSRV-3;Smith & Sons\n");
    world
}

fn rule(world: &World, fields: serde_json::Value, criterion: (i64, &str), action: (&str, &str)) {
    let id = world.human_adds("Rule", fields);
    let (condition, pattern) = criterion;
    world.human_adds(
        "RuleCriteria",
        json!({ "rules_id": id, "criteria": "name", "condition": condition, "pattern": pattern }),
    );
    let (action, value) = action;
    world.human_adds(
        "RuleAction",
        json!({ "rules_id": id, "action_type": action, "field": "name", "value": value }),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_spellings_become_one_maker() {
    let world = world().await;
    let of = |name: &str, ranking: i64, active: i64| json!({ "sub_type": "RuleDictionnaryManufacturer", "name": name, "match": "AND", "ranking": ranking, "is_active": active });
    rule(&world, of("last", 3, 1), (4, "dell"), ("assign", "Too late"));
    rule(&world, of("off", 1, 0), (4, "dell"), ("assign", "Switched off"));
    rule(&world, of("dell", 2, 1), (6, "/^(dell)\\b/"), ("regex_result", "#0 EMC"));
    rule(&world, of("smith", 4, 1), (0, "smith & sons"), ("assign", "Smith <&> Sons"));
    rule(
        &world,
        json!({ "sub_type": "RuleDictionnaryPrinterModel", "name": "other", "is_active": 1 }),
        (0, "*"),
        ("assign", "Not for makers"),
    );

    let report = world.run("pc").await;
    assert_eq!(report.run.failed, 0);
    assert_eq!(world.glpi_names("Manufacturer"), ["Dell EMC", "Smith <&> Sons"]);
    world.requests();

    world.run("pc").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_not_read_rules_is_told_and_goes_on() {
    let world = world().await;
    world.control().grant("Super-Admin", "config", 0);
    let ended = world.program(&["-v", "plan", "pc"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("+ Manufacturer DELL"), "{}", ended.stdout);
    assert!(ended.stderr.contains("this user may not read the rules"), "{}", ended.stderr);
}
