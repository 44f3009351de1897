//! Tables beside the incident: each with its own states, its own way to an end, and its own columns.

use serde_json::json;
use stocktake::model::ticket::{Rehearsal, Resolution};
use stocktake::practice::servicenow::{Effect, Fault};

use super::*;

const ALL: [&str; 7] =
    ["change_request", "incident", "problem", "sc_req_item", "sc_request", "sc_task", "u_outage"];

async fn desk(it: &Instance) -> ServiceNow {
    let mut settings = settings(it.running.base_url());
    settings.tables = ALL.map(str::to_owned).to_vec();
    ServiceNow::connect(&settings, basic("practice-password")).await.unwrap()
}

fn of(class: &str, name: &str) -> Draft {
    Draft { class: class.to_owned(), ..draft(name) }
}

fn with(fields: &[(&str, &str)], code: Option<&str>) -> Resolution {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Resolution { text: "it is done".to_owned(), code: code.map(str::to_owned), fields }
}

#[tokio::test]
async fn c38_a_ticket_of_every_table_is_opened_found_noted_ended_and_polled() {
    let it = instance().await;
    let desk = desk(&it).await;
    for (class, resolution, ended, first) in [
        ("problem", with(&[], Some("fix_applied")), TicketState::Resolved, "New"),
        ("sc_request", with(&[], None), TicketState::Closed, "Open"),
        ("sc_req_item", with(&[], None), TicketState::Closed, "Open"),
        ("sc_task", with(&[("state", "Closed Skipped")], None), TicketState::Cancelled, "Open"),
        ("u_outage", with(&[("state", "Closed Incomplete")], None), TicketState::Cancelled, "Open"),
        ("change_request", with(&[("state", "Canceled")], None), TicketState::Cancelled, "New"),
    ] {
        let ticket = desk.open(&[of(class, class)]).await.remove(0).unwrap();
        assert_eq!((ticket.state, ticket.desk_state.as_str()), (TicketState::New, first), "{class}");
        assert_eq!(ticket.id.class, class);
        let found = desk.find(&[key(class)]).await.unwrap();
        assert_eq!(found.iter().map(|one| &one.id).collect::<Vec<_>>(), [&ticket.id]);
        assert_eq!(desk.named(&ticket.number).await.unwrap().remove(0).id, ticket.id);
        desk.note(&ticket.id, "a work note", Visibility::Private).await.unwrap();
        assert_eq!(desk.notes(&ticket.id).await.unwrap().len(), 1, "{class}");
        desk.resolve(&ticket.id, &resolution).await.unwrap();
        let after = desk.read(std::slice::from_ref(&ticket.id)).await.unwrap().remove(0);
        assert_eq!(after.state, ended, "{class}: {}", after.desk_state);
    }
    let problem = it.control.rows("problem").remove(0);
    assert_eq!([&problem["fix_notes"], &problem["cause_notes"]], ["it is done", "it is done"]);
    it.running.stop().await;
}

#[tokio::test]
async fn each_table_says_how_it_ends_and_whether_it_comes_back() {
    let it = instance().await;
    let desk = desk(&it).await;
    let change = desk.open(&[of("change_request", "change")]).await.remove(0).unwrap().id;
    let error = desk.resolve(&change, &with(&[], None)).await.unwrap_err().to_string();
    assert!(
        error.contains("not resolved by a state of its own") && error.contains("4 (Canceled)"),
        "{error}"
    );
    let error = desk.resolve(&change, &with(&[("state", "Implement")], None)).await.unwrap_err().to_string();
    assert!(error.contains("\"Implement\" is no state in which a change_request ends"), "{error}");
    // A step that its model does not have: the instance says so, and we say it on.
    let closed = with(&[("state", "Closed")], Some("Successful"));
    let error = desk.resolve(&change, &closed).await.unwrap_err();
    assert!(error.to_string().contains("Check State Transition"), "{error}");
    for state in ["-1", "0"] {
        it.control.edit("admin", "change_request", &change.id, &json!({"state": state})).unwrap();
    }
    desk.resolve(&change, &closed).await.unwrap();
    let row = it.control.rows("change_request").remove(0);
    assert_eq!((row["state"].as_str(), row["close_code"].as_str()), ("3", "successful"));

    let problem = desk.open(&[of("problem", "problem")]).await.remove(0).unwrap().id;
    let error = desk.resolve(&problem, &with(&[], None)).await.unwrap_err().to_string();
    assert!(error.contains("needs a code for resolution_code; the instance has fix_applied"), "{error}");
    desk.resolve(&problem, &with(&[], Some("Risk Accepted"))).await.unwrap();
    desk.reopen(&problem, "it is back").await.unwrap();
    assert_eq!(it.control.rows("problem")[0]["state"], "103");
    let task = desk.open(&[of("sc_task", "task")]).await.remove(0).unwrap().id;
    desk.resolve(&task, &with(&[], None)).await.unwrap();
    let error = desk.reopen(&task, "it is back").await.unwrap_err().to_string();
    assert!(error.contains("for good; open a new one"), "{error}");
    it.running.stop().await;
}

#[tokio::test]
async fn a_request_item_belongs_to_its_request_and_people_have_their_own_columns() {
    let it = instance().await;
    let desk = desk(&it).await;
    let mut request = of("sc_request", "request");
    request.fields = [("requested_for".to_owned(), "beth.anglin".to_owned())].into();
    let request = desk.open(&[request]).await.remove(0).unwrap();
    let mut item = of("sc_req_item", "item");
    item.fields = [("request".to_owned(), request.number.clone())].into();
    let item = desk.open(&[item]).await.remove(0).unwrap();
    let mut task = of("sc_task", "task");
    task.fields = [("request_item".to_owned(), item.number.clone())].into();
    desk.open(&[task]).await.remove(0).unwrap();
    assert_eq!(it.control.rows("sc_req_item")[0]["request"], request.id.id);
    assert_eq!(it.control.rows("sc_task")[0]["request_item"], item.id.id);
    let beth = it.control.rows("sys_user").into_iter().find(|row| row["user_name"] == "beth.anglin").unwrap();
    assert_eq!(it.control.rows("sc_request")[0]["requested_for"], beth["sys_id"]);
    let mut lost = of("sc_req_item", "lost");
    lost.fields = [("request".to_owned(), "REQ0999999".to_owned())].into();
    let error = desk.open(&[lost]).await.remove(0).unwrap_err().to_string();
    assert!(error.contains("sc_request has nothing called \"REQ0999999\""), "{error}");
    it.running.stop().await;
}

#[tokio::test]
async fn a_reference_of_a_companys_own_is_given_by_name_and_a_table_without_a_caller_has_none() {
    let it = instance().await;
    let desk = desk(&it).await;
    let mut outage = of("u_outage", "outage");
    outage.fields = [("u_shop", "Acme Paris"), ("caller_id", "beth.anglin")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    desk.open(&[outage]).await.remove(0).unwrap();
    let shop = it.control.rows("core_company").into_iter().find(|row| row["name"] == "Acme Paris").unwrap();
    assert_eq!(it.control.rows("u_outage")[0]["u_shop"], shop["sys_id"]);
    let left = stocktake::systems::desk::Desk::left_out(&desk);
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].why.english().contains("u_outage has no column caller_id"), "{left:?}");
    let mut lost = of("u_outage", "lost");
    lost.fields = [("u_shop".to_owned(), "Nowhere".to_owned())].into();
    let error = desk.open(&[lost]).await.remove(0).unwrap_err().to_string();
    assert!(error.contains("core_company has nothing called \"Nowhere\""), "{error}");
    it.running.stop().await;
}

#[tokio::test]
async fn states_that_a_company_added_mean_what_they_are_called() {
    let it = instance().await;
    let desk = desk(&it).await;
    let id = desk.open(&[of("incident", "added")]).await.remove(0).unwrap().id;
    for (value, label) in [("14", "Awaiting Vendor"), ("15", "Rejected")] {
        let row = json!({"name": "incident", "element": "state", "value": value, "label": label,
            "language": "en", "inactive": "false"});
        it.control.add("admin", "sys_choice", &row).unwrap();
    }
    // The drop-downs are read once: the next run sees what was added.
    let desk = self::desk(&it).await;
    let state = async |code: &str| {
        it.control.edit("admin", "incident", &id.id, &json!({"state": code})).unwrap();
        let ticket = desk.read(std::slice::from_ref(&id)).await.unwrap().remove(0);
        (ticket.state, ticket.desk_state)
    };
    assert_eq!(state("14").await, (TicketState::Waiting, "Awaiting Vendor".to_owned()));
    assert_eq!(state("15").await.0, TicketState::Cancelled);
    it.control.edit("admin", "incident", &id.id, &json!({"hold_reason": "1"})).unwrap();
    assert_eq!(state("3").await.0, TicketState::Waiting);
    it.running.stop().await;
}

#[tokio::test]
async fn a_policy_of_the_end_is_met_by_what_the_ticket_has_already() {
    let it = instance().await;
    let desk = desk(&it).await;
    let policy = json!({"model_table": "task", "active": "true", "conditions": "state=3^ORstate=6^EQ",
        "inherit": "true", "apply_soap": "true"});
    let policy = it.control.add("admin", "sys_data_policy2", &policy).unwrap();
    let rule =
        json!({"sys_data_policy": policy, "table": "task", "field": "assigned_to", "mandatory": "true"});
    it.control.add("admin", "sys_data_policy_rule", &rule).unwrap();
    let id = desk.open(&[of("sc_task", "policy")]).await.remove(0).unwrap().id;
    it.asked();
    let error = desk.resolve(&id, &with(&[], None)).await.unwrap_err().to_string();
    assert!(error.contains("a data policy of sc_task requires assigned_to (Assigned to)"), "{error}");
    assert!(it.asked().iter().all(|asked| asked.starts_with("GET")), "nothing was sent");
    let beth = it.control.rows("sys_user").into_iter().find(|row| row["user_name"] == "beth.anglin").unwrap();
    it.control.edit("admin", "sc_task", &id.id, &json!({"assigned_to": beth["sys_id"]})).unwrap();
    desk.resolve(&id, &with(&[], None)).await.unwrap();
    assert_eq!(it.control.rows("sc_task")[0]["state"], "3");
    it.running.stop().await;
}

#[tokio::test]
async fn a_rule_for_a_change_is_tried_before_there_is_an_event() {
    let it = instance().await;
    let desk = desk(&it).await;
    let rule = |resolution: Option<Resolution>| Rehearsal {
        class: "change_request".to_owned(),
        resolution,
        ..Rehearsal::default()
    };
    let said = desk.rehearse(&rule(Some(with(&[], None)))).await.unwrap();
    assert!(said.len() == 1 && said[0].english().contains("say how it ends"), "{said:?}");
    assert!(desk.rehearse(&rule(Some(with(&[("state", "Canceled")], None)))).await.unwrap().is_empty());
    assert!(desk.rehearse(&rule(None)).await.unwrap().is_empty());
    it.running.stop().await;
}

#[tokio::test]
async fn a_lost_answer_in_another_table_is_found_by_its_key() {
    let it = instance().await;
    let desk = desk(&it).await;
    it.control.inject(Fault::status_after_commit(502).method("POST").path("/table/problem"));
    let outcome = desk.open(&[of("problem", "lost")]).await.remove(0);
    assert_eq!(outcome.unwrap_err().kind(), FailureKind::Unknown);
    let found = desk.find(&[key("lost")]).await.unwrap();
    assert_eq!((found.len(), found[0].id.class.as_str()), (1, "problem"));
    it.control.inject(Fault::new(Effect::Dropped).method("POST"));
    desk.open(&[of("sc_request", "dropped")]).await.remove(0).unwrap();
    assert_eq!(it.control.rows("sc_request").len(), 1);
    it.running.stop().await;
}
