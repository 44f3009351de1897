//! From Qualytics to ServiceNow: status, comments, archive; what is read, and what goes wrong on the way.

use stocktake::practice::vendors::{Deed, Effect, Fault};

use super::{ARCHIVED, FIRST, Place, SECOND, plain};

/// Sync anomaly acknowledge to ServiceNow: one timestamped work note each time, in UTC, and the state stays.
#[tokio::test(flavor = "multi_thread")]
async fn c04_c16_c28_c29_supported_an_acknowledgement_becomes_a_timestamped_work_note() {
    let place = Place::new().await;
    place.run().await;
    let before = place.incident(FIRST);
    place.people(&Deed::new("acknowledge", FIRST, ""));
    let seen = chrono::Utc::now();
    place.run().await;
    place.run().await;
    let notes = place.journal(&before["sys_id"], "work_notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (at, status) = notes[0].trim_start_matches('[').split_once("] ").unwrap();
    assert!(status.starts_with("Qualytics Anomaly Status: Acknowledged"), "{notes:?}");
    let at = chrono::NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S UTC").unwrap().and_utc();
    assert!((at - seen).num_seconds().abs() < 60, "in UTC, not in the zone of the desk: {at} {seen}");
    assert_eq!(place.incident(FIRST)["state"], before["state"]);
}

/// What happens twice between two runs is no news; what happens twice in turn is told each time.
#[tokio::test(flavor = "multi_thread")]
async fn c30_there_and_back_between_two_runs_is_no_news() {
    let place = Place::new().await;
    place.run().await;
    let id = place.incident(FIRST)["sys_id"].clone();
    place.people(&Deed::new("acknowledge", FIRST, ""));
    place.people(&Deed::new("activate", FIRST, ""));
    place.run().await;
    assert_eq!(place.journal(&id, "work_notes"), Vec::<String>::new());
    for deed in ["acknowledge", "activate", "acknowledge"] {
        place.people(&Deed::new(deed, FIRST, ""));
        place.run().await;
    }
    let notes = place.journal(&id, "work_notes");
    assert_eq!(notes.len(), 3, "{notes:?}");
    for (note, status) in notes.iter().zip(["Acknowledged", "Active", "Acknowledged"]) {
        assert!(note.contains(&format!("Qualytics Anomaly Status: {status}")), "{notes:?}");
    }
}

/// Sync anomaly archive (resolve) to ServiceNow: each way to archive has its words and its code.
#[tokio::test(flavor = "multi_thread")]
async fn c17_c18_supported_an_archived_anomaly_resolves_its_incident_by_rule() {
    for (status, code) in [
        ("Resolved", "Solution provided"),
        ("Duplicate", "Duplicate"),
        ("Invalid", "No resolution provided"),
        ("Discarded", "No resolution provided"),
    ] {
        let place = Place::new().await;
        place.run().await;
        place.people(&Deed::new("archive", FIRST, status));
        place.run().await;
        let incident = place.incident(FIRST);
        assert_eq!(
            (incident["state"].as_str(), incident["close_code"].as_str()),
            ("6", code),
            "{incident:?}"
        );
        let end = format!("UTC] Qualytics Anomaly Status: {status}");
        assert!(incident["close_notes"].ends_with(&end), "{}", incident["close_notes"]);
        assert_eq!(place.incident(SECOND)["state"], "1", "the other one goes on");
        place.written();
        place.written_back();
        place.run().await;
        assert_eq!((place.written(), place.written_back()), (vec![], vec![]));
    }
}

/// The document says both that archiving resolves and that a status never changes the state: a rule says which.
#[tokio::test(flavor = "multi_thread")]
async fn c17_c28_where_the_rule_says_so_an_archived_anomaly_is_a_note_alone() {
    let place = Place::new().await;
    place.job("action = \"solve\"\nafter = \"0s\"\ncode = \"Solution provided\"", "action = \"note\"");
    place.job("fields = { close_code", "# fields = { close_code");
    place.run().await;
    place.people(&Deed::new("archive", FIRST, "Invalid"));
    place.run().await;
    let incident = place.incident(FIRST);
    assert_eq!(incident["state"], "1");
    let notes = place.journal(&incident["sys_id"], "work_notes");
    assert!(notes.len() == 1 && notes[0].contains("Qualytics Anomaly Status: Invalid"), "{notes:?}");
}

/// Push comments to ServiceNow work notes: each once, in order, with all its signs.
#[tokio::test(flavor = "multi_thread")]
async fn c05_c19_c31_supported_comments_become_work_notes_each_once() {
    let place = Place::new().await;
    place.run().await;
    let id = place.incident(FIRST)["sys_id"].clone();
    place.people(&Deed::new("comment", FIRST, "Looking at it: <b>été</b>\nsecond line"));
    place.people(&Deed::new("comment", FIRST, "It is the import"));
    place.run().await;
    place.run().await;
    let notes = place.journal(&id, "work_notes");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(
        notes[0].starts_with("Comment from Qualytics: Looking at it: <b>été</b>\nsecond line"),
        "{notes:?}"
    );
    assert!(notes[1].starts_with("Comment from Qualytics: It is the import"), "{notes:?}");
    assert_eq!(place.journal(&id, "comments"), Vec::<String>::new());
}

/// Two pages of all anomalies, also when one more comes between them.
#[tokio::test(flavor = "multi_thread")]
async fn c48_all_pages_are_read_also_while_anomalies_come() {
    let place = Place::whole().await;
    let one =
        Deed::new("copy", "anomalies/837", serde_json::json!({ "created": "2026-11-28T23:00:00+00:00" }));
    place.fault(Fault::new(Effect::Then(one)).path("page=1"));
    place.run().await;
    let asked = place.asked();
    assert!(asked.iter().all(|seen| seen.notes.is_empty() && seen.query.contains("archived=include")));
    let events = place.world.json(&["events"]).await;
    let open = events["events"].as_array().unwrap().len();
    assert_eq!(open, 113, "112 that are not archived, and the one that came");
    assert_eq!(place.desk().rows("incident").len(), 15);
    place.written();
    place.run().await;
    assert_eq!(place.written(), Vec::<String>::new());
}

/// An anomaly that was archived is told from one that was deleted.
#[tokio::test(flavor = "multi_thread")]
async fn c49_an_archived_anomaly_is_not_a_deleted_one() {
    let place = Place::new().await;
    place.run().await;
    place.people(&Deed::new("archive", FIRST, "Resolved"));
    place.people(&Deed::new("remove", &format!("anomalies/{SECOND}"), ""));
    let said = place.program(&["run", "anomalies"]).await;
    assert!(said.stderr.contains(&format!("so that it is over: {SECOND}")), "{said:?}");
    let (archived, deleted) = (place.incident(FIRST), place.incident(SECOND));
    assert!(archived["close_notes"].ends_with("Status: Resolved"), "{}", archived["close_notes"]);
    let gone = "Status: Active; it is gone from Qualytics";
    assert!(deleted["close_notes"].ends_with(gone), "{}", deleted["close_notes"]);
    // What was archived before it was ever seen has no ticket.
    assert!(place.desk().rows("incident").iter().all(|row| !row["short_description"].contains(ARCHIVED)));
}

/// A token that ends between two pages ends the reading, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn c50_a_token_that_ends_in_the_run_ends_nothing_else() {
    let place = Place::whole().await;
    place.run().await;
    place.written();
    place.fault(Fault::new(Effect::Expired).path("page=2"));
    let failed = place.program(&["run", "anomalies"]).await;
    assert_ne!(failed.code, Some(0), "{failed:?}");
    assert!(plain(&format!("{}{}", failed.stdout, failed.stderr)).contains("HTTP 401"), "{failed:?}");
    assert_eq!(place.written(), Vec::<String>::new(), "nothing is resolved");
    place.hand().renew();
    place.run().await;
    assert_eq!(place.written(), Vec::<String>::new());
}

/// An answer that is bad, or sees nothing, ends no anomaly.
#[tokio::test(flavor = "multi_thread")]
async fn f22_a_bad_answer_and_a_blind_token_resolve_nothing() {
    let place = Place::whole().await;
    place.run().await;
    place.written();
    for effect in [Effect::Truncated, Effect::Page, Effect::ErrorOfSuccess] {
        place.fault(Fault::new(effect.clone()).path("page=2"));
        let failed = place.program(&["run", "anomalies"]).await;
        assert_ne!(failed.code, Some(0), "{effect:?}: {failed:?}");
    }
    place.hand().blind();
    let blind = place.program(&["run", "anomalies"]).await;
    let said = plain(&format!("{}{}", blind.stdout, blind.stderr));
    assert!(said.contains("100 events that the list does not have any more are open all the same"), "{said}");
    assert!(said.contains("more are asked for in the next runs"), "{said}");
    place.hand().unblind();
    place.run().await;
    assert_eq!(place.written(), Vec::<String>::new(), "nothing is resolved");
}

/// An empty title is told, and nothing is sent.
#[tokio::test(flavor = "multi_thread")]
async fn c15_an_anomaly_whose_title_comes_out_empty_is_told_and_not_sent() {
    let place = Place::new().await;
    place.job("title = \"{{ event.title }}\"", "title = \"{{ event.labels.assignee }}\"");
    let said = place.program(&["run", "anomalies"]).await;
    // 791 has no assignee, 793 none either.
    assert!(matches!(said.code, Some(1 | 4)), "{said:?}");
    assert!(place.desk().rows("incident").is_empty());
}
