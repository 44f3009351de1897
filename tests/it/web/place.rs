//! A world with all that a page can show.

use serde_json::json;
use stocktake::practice::monitor::{self, Level};

use super::add_user;
use crate::fleet::{COMPUTERS, JOB, many};
use crate::three_desks::ThreeDesks;
use crate::tickets_commands::{FOLLOWER, with_icinga};
use crate::world::World;

/// A world with all that a page can show: a refused plan, a run that wrote, rejects, a ticket.
pub struct Place {
    pub desks: ThreeDesks,
    _icinga: monitor::Running,
    pub refused: String,
    pub done: String,
    pub ticket: String,
}

pub async fn place() -> Place {
    let desks = ThreeDesks::new().await;
    let world = &desks.world;
    world.mapping("computers", COMPUTERS);
    world.job("nightly", &format!("description = \"Computers of the export\"\n{JOB}"));
    for (name, role) in [("vera", "viewer"), ("ann", "approver")] {
        add_user(world, name, &[role]).await;
    }
    world.csv("computers.csv", &many(3).replace("pc-003;", ";"));
    let done = world.run("nightly").await.run.id.to_string();
    world.requests();
    let schedule = "[schedule]\ncron = \"0 2 * * *\"\nzone = \"Europe/Paris\"\n";
    world.job(
        "nightly",
        &format!(
            "description = \"Computers of the export\"\n{JOB}[limits]\ncreate = {{ count = 9 }}\n{schedule}"
        ),
    );
    world.csv("computers.csv", &many(14));
    let refused = world.run("nightly").await.run.id.to_string();
    world.wrote_nothing();
    let icinga = with_icinga(world).await;
    icinga.control().raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL - 3% free");
    world.file("jobs/tickets.toml", FOLLOWER);
    let ended = world.program(&["run", "tickets"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let ours = world.json(&["tickets"]).await;
    let ticket = ours[0]["number"].as_str().unwrap().to_owned();
    Place { desks, _icinga: icinga, refused, done, ticket }
}

/// A link with its history, reference data, a dictionary, and an item that no record has.
pub async fn linked_things(world: &World) -> i64 {
    for arguments in [
        &["refs", "pull", "itop", "company", "team"][..],
        &[
            "links",
            "set",
            "Fabrikam",
            "--desk",
            "itop",
            "--to",
            "Client A",
            "--by",
            "ann",
            "--why",
            "one customer",
        ],
        &["links", "set", "Fabrikam", "--site", "Lyon", "--desk", "itop", "--no-inherit"],
        &["links", "unset-item", "nightly", "SN-0002", "--why", "another board"],
    ] {
        let ended = world.program(arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    world.file("jobs/reference.toml", "[refs]\nsystems = [\"itop\"]\nkinds = [\"company\", \"team\"]\n");
    let rule = json!({"sub_type": "RuleDictionnaryManufacturer", "name": "Dell", "match": "OR", "ranking": 1, "is_active": 1});
    let rule = world.human_adds("Rule", rule);
    for (condition, pattern) in [(4, "dell"), (6, "/^emc (.+)$/")] {
        let criterion =
            json!({"rules_id": rule, "criteria": "name", "condition": condition, "pattern": pattern});
        world.human_adds("RuleCriteria", criterion);
    }
    let action = json!({"rules_id": rule, "action_type": "assign", "field": "name", "value": "Dell"});
    world.human_adds("RuleAction", action);
    world.human_adds("Computer", json!({"name": "spare"}))
}
