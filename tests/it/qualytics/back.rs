//! From ServiceNow to Qualytics: state, comments, reassignment, end; by declared acts, each once.

use serde_json::json;
use stocktake::practice::vendors::{Deed, Effect, Fault};

use super::{FIRST, Place, plain};

/// Two-way sync; see ServiceNow ticket state changes in Qualytics.
#[tokio::test(flavor = "multi_thread")]
async fn c06_c21_limitation_lifted_the_state_of_the_ticket_goes_back() {
    let place = Place::new().await;
    place.run().await;
    // A new ticket leaves the anomaly as it is.
    assert_eq!(place.anomaly(FIRST)["status"], "Active");
    place.written_back();
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "state": "2" }));
    place.run().await;
    assert_eq!(place.written_back(), [format!("PUT /anomalies/{FIRST}")]);
    assert_eq!(place.anomaly(FIRST)["status"], "Acknowledged");
    let shown = place.done(&["tickets"]).await;
    assert!(shown.contains("in_progress"), "{shown}");
    // Solved: it is archived, once.
    place
        .technician(&id, &json!({ "state": "6", "close_code": "Solution provided", "close_notes": "fixed" }));
    place.run().await;
    let archive = format!("DELETE /anomalies/{FIRST}?archive=true&status=Resolved");
    assert_eq!(place.written_back().iter().filter(|write| **write == archive).count(), 1);
    let anomaly = place.anomaly(FIRST);
    assert_eq!((&anomaly["archived"], &anomaly["status"]), (&json!(true), &json!("Resolved")));
    place.written();
    place.run().await;
    place.run().await;
    assert_eq!((place.written(), place.written_back()), (vec![], vec![]), "no loop");
}

/// Close or cancel Incident: a cancelled one discards its anomaly.
#[tokio::test(flavor = "multi_thread")]
async fn c06_limitation_lifted_a_cancelled_ticket_discards_its_anomaly() {
    let place = Place::new().await;
    place.run().await;
    place.written_back();
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "state": "8" }));
    place.run().await;
    let discard = format!("DELETE /anomalies/{FIRST}?archive=true&status=Discarded");
    assert!(place.written_back().contains(&discard));
    assert_eq!(place.anomaly(FIRST)["status"], "Discarded");
}

/// Ticket comments: what the caller may read becomes a comment of the anomaly, and does not come back as a note.
#[tokio::test(flavor = "multi_thread")]
async fn c06_limitation_lifted_comments_of_the_ticket_become_comments_of_the_anomaly() {
    let place = Place::new().await;
    place.run().await;
    place.written_back();
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "comments": "The import is fixed: été & <b>" }));
    place.technician(&id, &json!({ "work_notes": "for us alone" }));
    place.run().await;
    place.run().await;
    let anomaly = place.anomaly(FIRST);
    let comments = anomaly["comments"].as_array().unwrap();
    assert_eq!(comments.len(), 1, "{comments:?}");
    let said = comments[0]["message"].as_str().unwrap();
    assert!(said.contains("Beth Anglin") && said.contains("The import is fixed: été & <b>"), "{said}");
    let notes = place.journal(&id, "work_notes");
    assert!(notes.iter().all(|note| !note.contains("The import is fixed")), "{notes:?}");
    // Work notes are shown here, not there.
    let number = place.incident(FIRST)["number"].clone();
    let shown = place.done(&["tickets", "show", "--desk", "practice", &number]).await;
    assert!(shown.contains("for us alone"), "{shown}");
}

/// A comment of which the answer is lost is not written twice.
#[tokio::test(flavor = "multi_thread")]
async fn c06_a_comment_whose_answer_is_lost_is_written_once() {
    let place = Place::new().await;
    place.run().await;
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "comments": "once" }));
    place.fault(Fault::answers_after_commit(502).method("POST").path("comments"));
    place.program(&["run", "anomalies"]).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    place.program(&["run", "anomalies"]).await;
    place.run().await;
    assert_eq!(place.anomaly(FIRST)["comments"].as_array().unwrap().len(), 1);
}

/// Reassign Incident: it is seen beside the anomaly.
#[tokio::test(flavor = "multi_thread")]
async fn c06_c35_limitation_lifted_who_has_the_ticket_is_seen_with_its_number_and_time() {
    let place = Place::new().await;
    place.run().await;
    let incident = place.incident(FIRST);
    let beth = place.desk().rows("sys_user").into_iter().find(|row| row["name"] == "Beth Anglin").unwrap();
    place.technician(&incident["sys_id"], &json!({ "assigned_to": beth["sys_id"] }));
    place.run().await;
    let number = incident["number"].clone();
    let shown = place.done(&["tickets", "show", &number]).await;
    assert!(shown.contains("Beth Anglin") && shown.contains(&number), "{shown}");
}

/// With `on_open = "nothing"` alone nothing is written in Qualytics.
#[tokio::test(flavor = "multi_thread")]
async fn c06_a_rule_that_says_nothing_writes_nothing_back() {
    let place = Place::new().await;
    place.job(
        "on_open = \"nothing\"\non_state = \"status\"\non_close = \"archive\"\non_cancel = \"discard\"\nticket_notes = true",
        "on_open = \"nothing\"",
    );
    place.run().await;
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "state": "2", "comments": "on it" }));
    place.run().await;
    place.technician(&id, &json!({ "state": "6", "close_code": "Duplicate", "close_notes": "same" }));
    let said = place.run().await;
    assert_eq!(place.written_back(), Vec::<String>::new());
    assert_eq!(place.anomaly(FIRST)["status"], "Active");
    // The two go their own ways, and it is told.
    assert!(plain(&said).contains("still open") || plain(&said).to_lowercase().contains("open"), "{said}");
}

/// The ticket is shown in Qualytics where it has an integration of its own: a link that is there already is no
/// failure, and a missing right is told and stops nothing.
#[tokio::test(flavor = "multi_thread")]
async fn c39_a_link_is_made_once_and_a_missing_right_stops_nothing() {
    let place = Place::new().await;
    place.job("on_state = \"status\"", "on_state = \"link\"");
    place.run().await;
    let incident = place.incident(FIRST);
    let links = place.hand().rows("links");
    let own: Vec<_> =
        links.iter().filter(|link| link["anomaly_id"] == FIRST.parse::<i64>().unwrap()).collect();
    assert_eq!(own.len(), 1, "{links:?}");
    assert_eq!(own[0]["ticket_number"], incident["number"].as_str());
    assert_eq!(own[0]["ticket_id"], incident["sys_id"].as_str());
    let path = format!("POST /anomalies/{FIRST}/ticket-links");
    assert!(place.written_back().contains(&path));
    // Another state: 409 says that it is linked.
    place.technician(&incident["sys_id"], &json!({ "state": "2" }));
    place.run().await;
    assert_eq!(place.hand().rows("links").len(), links.len());
    place.hand().disarm();
    place.people(&Deed::new("change", "anomalies/824", json!({ "status": "Active", "weight": 99 })));
    let said = place.program(&["run", "anomalies"]).await;
    let words = plain(&format!("{}{}", said.stdout, said.stderr));
    assert!(words.contains("Author is required"), "{words}");
    assert_eq!(place.incident("824")["state"], "1", "its ticket is there all the same");
}

/// Somebody takes an archived anomaly back whose incident we have resolved: it is not archived again, and its incident is
/// open again.
#[tokio::test(flavor = "multi_thread")]
async fn an_anomaly_that_is_active_again_has_an_open_incident_again() {
    let place = Place::new().await;
    place.run().await;
    place.people(&Deed::new("archive", FIRST, "Resolved"));
    place.run().await;
    assert_eq!(place.incident(FIRST)["state"], "6");
    place.people(&Deed::new("activate", FIRST, ""));
    place.written();
    place.written_back();
    let said = plain(&place.run().await);
    assert!(said.contains("1 ticket reopened"), "{said}");
    let open = |place: &Place| place.incident(FIRST)["state"] != "6";
    assert!(open(&place), "{said}");
    // Somebody works on it again, which is told there once.
    place.run().await;
    assert_eq!(place.written_back(), [format!("PUT /anomalies/{FIRST}")]);
    // The status that this comes to is a work note, and then all is said.
    place.run().await;
    place.written();
    place.run().await;
    assert_eq!((place.written(), place.written_back()), (vec![], vec![]));
    assert!(open(&place) && place.anomaly(FIRST)["status"] == "Acknowledged", "{}", place.anomaly(FIRST));
}

/// An anomaly that was archived while our act was on its way is left as it is.
#[tokio::test(flavor = "multi_thread")]
async fn an_anomaly_that_is_gone_meanwhile_is_no_failure() {
    let place = Place::new().await;
    place.run().await;
    let id = place.incident(FIRST)["sys_id"].clone();
    place.technician(&id, &json!({ "state": "8" }));
    let gone = Deed::new("remove", &format!("anomalies/{FIRST}"), "");
    place.fault(Fault::new(Effect::Before(gone)).method("DELETE"));
    let said = place.program(&["run", "anomalies"]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    place.run().await;
}
