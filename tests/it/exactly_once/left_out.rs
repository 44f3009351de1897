//! Names of rules that the desk does not know, or not any more: a ticket is opened without an optional one and
//! says so; without a required one there is none.

use serde_json::{Value, json};
use stocktake::practice::monitor::Level;
use stocktake::store::Store;

use super::desk::{Desk, Kind, at_each};
use super::office::Office;

/// A team of the desk: its name, and how it leaves.
fn team(desk: &Desk) -> String {
    match desk {
        Desk::Glpi(desk) | Desk::GlpiV2(desk) => {
            let fields = json!({"name": "Network", "is_assign": 1, "entities_id": 0, "is_recursive": 1});
            desk.control().add("Group", &fields).unwrap();
            "Network".to_owned()
        }
        Desk::Itop(desk) => {
            let teams = desk.control().objects("Team");
            teams[0].1["name"].as_str().unwrap().to_owned()
        }
        Desk::ServiceNow(_) => "Network".to_owned(),
    }
}

/// It is switched off, as a person does it.
fn switch_off(desk: &Desk, team: &str) {
    let is_it = |row: &Value| row["name"] == team;
    match desk {
        Desk::Glpi(desk) | Desk::GlpiV2(desk) => {
            let row = desk.control().rows("Group").into_iter().find(is_it).unwrap();
            desk.control().edit("Group", row["id"].as_i64().unwrap(), &json!({"is_assign": 0})).unwrap();
        }
        Desk::Itop(desk) => {
            let (id, _) = desk.control().objects("Team").into_iter().find(|(_, row)| is_it(row)).unwrap();
            desk.control().edit("Team", id, &json!({"status": "inactive"})).unwrap();
        }
        Desk::ServiceNow(desk) => {
            let row = desk.control().rows("sys_user_group").into_iter().find(|row| row["name"] == team);
            let off = json!({"active": "false"});
            desk.control().edit("admin", "sys_user_group", &row.unwrap()["sys_id"], &off).unwrap();
        }
    }
}

/// It is deleted.
fn delete(desk: &Desk, team: &str) {
    let is_it = |row: &Value| row["name"] == team;
    match desk {
        Desk::Glpi(desk) | Desk::GlpiV2(desk) => {
            let row = desk.control().rows("Group").into_iter().find(is_it).unwrap();
            desk.control().purge("Group", row["id"].as_i64().unwrap()).unwrap();
        }
        Desk::Itop(desk) => {
            let (id, _) = desk.control().objects("Team").into_iter().find(|(_, row)| is_it(row)).unwrap();
            desk.control().remove("Team", id).unwrap();
        }
        Desk::ServiceNow(desk) => {
            let row = desk.control().rows("sys_user_group").into_iter().find(|row| row["name"] == team);
            desk.control().delete("sys_user_group", &row.unwrap()["sys_id"]);
        }
    }
}

fn history(store: &Store, office: &Office) -> Vec<String> {
    let ours = office.ours();
    ours.iter()
        .flat_map(|ticket| store.moments(&ticket.key).unwrap())
        .filter(|moment| moment.what == "without_name")
        .map(|moment| moment.detail.to_string())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_opened_without_an_optional_name_that_is_not_known_and_says_so_once() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule("team = \"Nobody at all\"\n");
        office.raise(0, Level::Critical);
        office.raise(1, Level::Critical);
        let plan = super::super::world::ended(office.command(&["plan", "tickets"]).spawn().unwrap()).await;
        let told = "team `Nobody at all` is not known in `desk`";
        assert_eq!(plan.stdout.matches(told).count(), 1, "{kind:?}: {}", plan.stdout);
        assert!(plan.stdout.contains("(2 tickets)"), "{kind:?}: {}", plan.stdout);
        office.runs().await;
        assert_eq!(office.desk.tickets().len(), 2, "{kind:?}");
        let left = office.report().left_out;
        assert_eq!(left.len(), 1, "{kind:?}: {left:?}");
        assert_eq!(
            (left[0].key.as_str(), left[0].name.as_str(), left[0].tickets),
            ("team", "Nobody at all", 2)
        );
        assert!(left[0].why.english().starts_with(told), "{kind:?}: {left:?}");
        assert_eq!(history(&office.store(), &office).len(), 2, "{kind:?}: the history of each says it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_required_name_there_is_no_ticket() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule("team = { name = \"Nobody at all\", required = true }\n");
        office.raise(0, Level::Critical);
        assert_eq!(office.run().await.code, Some(4), "{kind:?}");
        assert_eq!(office.desk.tickets().len(), 0, "{kind:?}");
        let report = office.report();
        assert!(
            report.without_ticket[0].why.english().contains("team `Nobody at all`"),
            "{kind:?}: {report:?}"
        );
        assert!(report.left_out.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_left_today_is_left_out_although_the_names_were_pulled_before() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        let team = team(&office.desk);
        office.rule(&format!("team = \"{team}\"\n"));
        office.raise(0, Level::Critical);
        office.runs().await;
        assert!(office.report().left_out.is_empty(), "{kind:?}");
        switch_off(&office.desk, &team);
        office.raise(1, Level::Critical);
        office.runs().await;
        let left = office.report().left_out;
        // API v2.2 does not tell whether a group may be assigned.
        let is_told = !matches!(kind, Kind::GlpiV2);
        let why: Vec<&str> = left.iter().map(|left| left.why.english()).collect();
        assert_eq!(why.len(), usize::from(is_told), "{kind:?}: {why:?}");
        assert!(why.iter().all(|why| why.ends_with("is inactive by now")), "{kind:?}: {why:?}");
        delete(&office.desk, &team);
        office.raise(2, Level::Critical);
        office.runs().await;
        let left = office.report().left_out;
        // These two leave out what is deleted as they leave out what our user may not see.
        let why = match kind {
            Kind::GlpiV2 | Kind::Itop | Kind::ItopOnce => "it was deleted, or our user does not see it now",
            Kind::Glpi | Kind::ServiceNow => "is deleted by now",
        };
        assert!(left[0].why.english().ends_with(why), "{kind:?}: {left:?}");
        assert_eq!(office.desk.tickets().len(), 3, "{kind:?}");
        office.rule(&format!("team = {{ name = \"{team}\", required = true }}\n"));
        office.raise(3, Level::Critical);
        assert_eq!(office.run().await.code, Some(4), "{kind:?}");
        assert_eq!(office.desk.tickets().len(), 3, "{kind:?}");
    })
    .await;
}
