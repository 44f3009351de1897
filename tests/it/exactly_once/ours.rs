//! What we do ourselves at a desk is never taken for a technician's doing: an assignment that is one step of a
//! solution, and one that the desk makes of whoever writes.

use std::time::Duration;

use serde_json::json;
use stocktake::practice::itop;
use stocktake::practice::monitor::Level;

use super::desk::{Desk, Kind};
use super::office::{JOB, Office};
use crate::world::until;

/// A solution for which iTop assigns Nina first.
const ASSIGNED_AND_SOLVED: &str = "on_recovery = { action = \"solve\", after = \"0s\", code = \"other\", \
     fields = { team_id = \"44\", agent_id = \"43\" } }\n";

/// An office whose problem is over; the second step of the solution, after the assignment, goes wrong.
async fn half_solved(effect: itop::Effect, settle: &str) -> Office {
    let office = Office::new(Kind::Itop).await;
    office.rule_settling(settle, ASSIGNED_AND_SOLVED);
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    let Desk::Itop(desk) = &office.desk else { panic!() };
    desk.control().inject(itop::Fault::new(effect).operation("core/apply_stimulus").nth(2));
    office
}

fn status(office: &Office) -> String {
    let Desk::Itop(desk) = &office.desk else { panic!() };
    desk.control().objects("Incident")[0].1["status"].as_str().unwrap().to_owned()
}

async fn is_solved(office: &Office, what: &str) {
    office.settles().await;
    assert_eq!(status(office), "resolved", "{what}");
    assert_eq!(office.ours()[0].taken_over_at, None, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solution_that_is_killed_after_its_assignment_is_no_technicians_takeover() {
    let office = half_solved(itop::Effect::Slow(Duration::from_secs(20)), "1s").await;
    let mut child = office.command(&["run", JOB]).spawn().unwrap();
    until("the assignment", || status(&office) == "assigned").await;
    // The second step is on its way.
    tokio::time::sleep(Duration::from_millis(200)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    is_solved(&office, "killed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solution_that_is_refused_or_lost_after_its_assignment_is_no_technicians_takeover() {
    let refused = itop::Effect::LoginPage;
    for (what, effect) in [("refused", refused), ("lost", itop::Effect::OutOfMemoryBefore)] {
        let office = half_solved(effect, "1s").await;
        let first = office.run().await;
        assert_eq!((first.code, status(&office).as_str()), (Some(4), "assigned"), "{what}: {first:?}");
        is_solved(&office, what).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_technician_who_takes_a_ticket_after_a_refused_solution_is_known_as_one() {
    let office = half_solved(itop::Effect::LoginPage, "1s").await;
    office.run().await;
    let Desk::Itop(desk) = &office.desk else { panic!() };
    let id = desk.control().objects("Incident")[0].0;
    desk.control().reply("Incident", id, "I look into it").unwrap();
    office.runs().await;
    assert_eq!(status(&office), "assigned");
    assert!(office.ours()[0].taken_over_at.is_some());
}

/// GLPI 11 assigns whoever writes a followup where `set_followup_tech` says so, an instance of ServiceNow by a
/// rule of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_assigns_our_account_because_it_wrote_has_no_technician_by_that() {
    super::desk::at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule(office.desk.solve());
        office.raise(0, Level::Critical);
        office.runs().await;
        let id = office.only().id;
        match &office.desk {
            Desk::Glpi(desk) | Desk::GlpiV2(desk) => {
                let number: i64 = id.parse().unwrap();
                let us = json!({"tickets_id": number, "users_id": 2, "type": 2});
                desk.control().add("Ticket_User", &us).unwrap();
                desk.control().edit("Ticket", number, &json!({"status": 2})).unwrap();
            }
            Desk::Itop(desk) => desk
                .control()
                .stimulate(
                    "Incident",
                    id.parse().unwrap(),
                    "ev_assign",
                    &json!({"team_id": 44, "agent_id": 46}),
                )
                .unwrap(),
            Desk::ServiceNow(desk) => {
                let login = stocktake::practice::servicenow::Options::default().user;
                let users = desk.control().rows("sys_user");
                let us = users.iter().find(|user| user["user_name"] == login).unwrap();
                let ours = json!({"assigned_to": us["sys_id"], "state": "2"});
                desk.control().edit("admin", "incident", &id, &ours).unwrap();
            }
        }
        office.runs().await;
        assert_eq!(office.ours()[0].taken_over_at, None, "{kind:?}");
        office.recover(0);
        office.runs().await;
        assert!(!office.only().is_open, "{kind:?}: nobody took it, so it is solved");
    })
    .await;
}
