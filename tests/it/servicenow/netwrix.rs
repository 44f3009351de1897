//! Sentence by sentence (D): what the document of Netwrix promises of the delivery to ServiceNow.

use serde_json::json;
use stocktake::practice::monitor::Level;
use stocktake::practice::servicenow::Options;

use super::office::Office;

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn d01_an_alert_is_delivered_as_a_ticket_or_as_a_note_on_one_by_number_or_words() {
    let office = Office::new().await;
    office.raise("as-a-ticket");
    office.run().await;
    assert_eq!(office.rows("incident").len(), 1);
    let there = office.of_a_person("incident", "Audit of the file servers", "x");
    office.of_a_person("incident", "Audit of mail", "x");
    for (host, ticket, visibility, journal) in [
        ("by-number", there["number"].as_str(), "private", "work_notes"),
        ("by-words", "audit file servers", "public", "comments"),
    ] {
        office.rule(&format!("note = {{ ticket = \"{ticket}\", visibility = \"{visibility}\" }}"));
        office.raise(host);
        office.run().await;
        let notes = office.journal(&there["sys_id"], journal);
        assert_eq!(notes.len(), 1, "{journal}: {notes:?}");
        assert!(notes[0].contains("PING CRITICAL"), "{notes:?}");
    }
    office.asked();
    for (host, ticket, said) in [
        ("two", "audit", "2 tickets of `snow` fit `audit`"),
        ("none", "INC0999999", "`snow` has no ticket `INC0999999`"),
    ] {
        office.rule(&format!("note = {{ ticket = \"{ticket}\" }}"));
        office.raise(host);
        let told = plain(&office.run_badly().await);
        assert!(told.contains(said), "{said}: {told}");
        office.monitor().recover(host, None);
    }
    assert_eq!(office.written(), Vec::<String>::new());
    assert_eq!(office.rows("incident").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn d02_d06_d08_group_impact_severity_and_urgency_are_those_of_the_rule() {
    let office = Office::new().await;
    office.rule("team = \"Network\"\nfields = { impact = \"2\", severity = \"1\", urgency = \"3\" }");
    office.raise("web01");
    office.run().await;
    let incident = office.incident();
    let group = office.rows("sys_user_group").into_iter().find(|row| row["name"] == "Network").unwrap();
    assert_eq!(incident["assignment_group"], group["sys_id"]);
    let levels = [&incident["impact"], &incident["severity"], &incident["urgency"], &incident["priority"]];
    assert_eq!(levels, ["2", "1", "3", "4"], "the severity counts for nothing in the priority");
    office.rule("team = \"Netwrok\"");
    let ended = office.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        plain(&ended.stdout).contains("`Netwrok` is not known in `snow`; nearest: `Network`"),
        "{}",
        ended.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn d03_three_settings_suffice_and_a_wrong_host_is_named() {
    let office = Office::new().await;
    let toml = std::fs::read_to_string(office.folder().join("stocktake.toml")).unwrap();
    let of_snow = toml.split("[system.snow.servicenow]").nth(1).unwrap();
    assert_eq!(of_snow.trim().lines().count(), 3, "{of_snow}");
    office.file("stocktake.toml", &toml.replace(&office.snow.base_url(), "http://no-such-host.invalid"));
    let ended = office.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("no-such-host.invalid"), "{}", ended.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn d04_the_status_is_ok_in_both_languages() {
    let office = Office::new().await;
    office.raise("web01");
    for language in ["en", "fr"] {
        let said = office.done(&["--language", language, "check", "--connect"]).await;
        assert!(said.lines().any(|line| line.starts_with("ok ") && line.contains("snow")), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d05_a_system_that_left_the_project_leaves_its_tickets_alone_and_they_are_told() {
    let office = Office::new().await;
    office.raise("web01");
    office.run().await;
    office.add_settings(&format!(
        "[system.other.servicenow]\nurl = \"{}\"\nuser = \"stocktake\"\npassword = \"file:secrets/snow\"",
        office.snow.base_url()
    ));
    let toml = std::fs::read_to_string(office.folder().join("stocktake.toml")).unwrap();
    let (before, rest) = toml.split_once("[system.snow.servicenow]").unwrap();
    let after = rest.split_once("[system.other").unwrap().1;
    office.file("stocktake.toml", &format!("{before}[system.other{after}"));
    office.rule("desk = \"other\"\nselect = { hosts = [\"none\"] }");
    office.asked();
    let ended = office.program(&["run", "tickets"]).await;
    let said = plain(&(ended.stdout + &ended.stderr));
    assert!(said.contains("stocktake.toml has no system `snow`"), "{said}");
    // Its tickets are known still, by the name that the system had.
    let left = office.json(&["tickets", "--desk", "snow", "--open"]).await;
    assert_eq!(
        (left.as_array().unwrap().len(), &left[0]["number"]),
        (1, &json!(office.incident()["number"]))
    );
    assert_eq!(office.written(), Vec::<String>::new());
    assert_eq!(office.incident()["state"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn d07_a_rule_that_is_off_asks_nobody_and_brings_no_flood_once_it_is_on() {
    let office = Office::new().await;
    office.rule("enabled = false");
    for n in 0..5 {
        office.raise(&format!("old{n}"));
    }
    let said = plain(&office.run().await);
    assert_eq!(office.asked(), Vec::<String>::new(), "0 requests to the desk");
    assert!(said.contains("rules that are off"), "{said}");
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    office.rule("enabled = true");
    office.raise("new");
    // The practice monitor's problems are ten minutes old.
    office.monitor().age("new", None, 0);
    let said = plain(&office.run().await);
    assert_eq!(office.rows("incident").len(), 1, "{said}");
    assert_eq!(office.incident()["short_description"], "new DOWN");
    assert!(said.contains("begun while"), "{said}");
    let planned = plain(&office.done(&["plan", "tickets"]).await);
    assert!(planned.contains("begun while the rule was off"), "{planned}");
    // One that matters all the same.
    office.done(&["tickets", "create", "--job", "tickets", "mon", "old3"]).await;
    assert_eq!(office.rows("incident").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn d09_d10_the_detail_goes_to_work_notes_to_comments_or_to_both() {
    for (lines, notes, comments) in [
        ("fields = { work_notes = \"{{ event.title }}\" }", 1, 0),
        ("fields = { comments = \"{{ event.title }}\" }", 0, 1),
        ("fields = { work_notes = \"{{ event.title }}\", comments = \"{{ event.title }}\" }", 1, 1),
        ("", 0, 0),
    ] {
        let office = Office::new().await;
        office.rule(&format!("text = \"An alert of {{{{ event.host }}}}\"\n{lines}"));
        office.raise("web01");
        office.run().await;
        let incident = office.incident();
        let count = |journal: &str| {
            let entries = office.journal(&incident["sys_id"], journal);
            entries.iter().filter(|entry| entry.contains("PING CRITICAL")).count()
        };
        assert_eq!((count("work_notes"), count("comments")), (notes, comments), "{lines}");
        assert!(!incident["description"].contains("PING CRITICAL"), "{incident:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d20_ten_tickets_an_hour_then_one_for_the_rest_and_the_same_alert_updates_its_own() {
    let office = Office::new().await;
    let job = |lines: &str| {
        office.job("tickets", "[storm]\nabove = 10\nwindow = \"1h\"\npromote_after = \"7d\"", lines);
    };
    job(
        "reopen_within = \"24h\"\non_recovery = { action = \"solve\", after = \"0s\", code = \"Solution provided\" }",
    );
    for n in 0..25 {
        office.raise(&format!("pc{n:02}"));
    }
    office.run().await;
    let incidents = office.rows("incident");
    let storms = incidents.iter().filter(|row| row["short_description"].starts_with("Storm")).count();
    assert_eq!((incidents.len(), storms), (11, 1));
    let first = incidents.iter().find(|row| row["short_description"].starts_with("pc00")).unwrap();
    office.monitor().recover("pc00", None);
    office.run().await;
    let state = || {
        office.rows("incident").into_iter().find(|row| row["sys_id"] == first["sys_id"]).unwrap()["state"]
            .clone()
    };
    assert_eq!(state(), "6");
    office.raise("pc00");
    office.run().await;
    assert_eq!(
        (state().as_str(), office.rows("incident").len()),
        ("2", 11),
        "the same alert reopens its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn d20_alerts_of_one_kind_that_come_together_are_one_ticket() {
    let office = Office::new().await;
    office.rule("group_by = [\"label:alert\"]");
    for n in 0..6 {
        office.raise_with(&format!("pc{n}"), &[("alert", "Failed logons")]);
    }
    office.run().await;
    assert_eq!(office.rows("incident").len(), 1);
    office.raise_with("pc7", &[("alert", "Failed logons")]);
    office.monitor().raise("pc8", None, Level::Critical, "x");
    office.run().await;
    let incidents = office.rows("incident");
    assert_eq!(incidents.len(), 2, "one more alert of the kind joins it; another kind has its own");
    let notes = office.journal(&incidents[0]["sys_id"], "work_notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_policy_is_looked_at_before_anything_is_sent() {
    let office = Office::new().await;
    let policy =
        json!({"model_table": "incident", "active": "true", "conditions": "impact=1", "apply_soap": "true"});
    let id = office.hand().add("admin", "sys_data_policy2", &policy).unwrap();
    let rule = json!({"sys_data_policy": id, "table": "incident", "field": "cmdb_ci", "mandatory": "true"});
    office.hand().add("admin", "sys_data_policy_rule", &rule).unwrap();
    office.rule("fields = { impact = \"1\" }");
    office.raise("web01");
    office.asked();
    let said = plain(&office.run_badly().await);
    assert!(said.contains("a data policy of incident requires cmdb_ci (Cmdb ci)"), "{said}");
    assert_eq!(office.written(), Vec::<String>::new());
    let ended = office.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(plain(&ended.stdout).contains("requires cmdb_ci"), "{}", ended.stdout);
    office.rule("fields = { impact = \"2\" }");
    office.run().await;
    assert_eq!(office.rows("incident").len(), 1, "the condition does not hold");
}

#[tokio::test(flavor = "multi_thread")]
async fn e07_every_step_of_a_request_is_told_as_table_csv_and_workbook() {
    let office = Office::with(Options::default(), "").await;
    office.rule("back = { on_open = \"acknowledge\" }");
    office.raise("web01");
    office.raise("web02");
    office.run().await;
    let incident = office.rows("incident")[0].clone();
    let edit = json!({"state": "2"});
    office.hand().edit("beth.anglin", "incident", &incident["sys_id"], &edit).unwrap();
    office.run().await;
    let all = office.json(&["audit", "--job", "tickets"]).await;
    let of_first: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["ticket"] == incident["number"].as_str())
        .map(|step| step["what"].as_str().unwrap())
        .collect();
    for what in ["seen", "opened", "state", "answered"] {
        assert!(of_first.contains(&what), "{what}: {of_first:?}");
    }
    assert_eq!(of_first.first(), Some(&"seen"), "{of_first:?}");
    let only = office.json(&["audit", "--request", &incident["number"]]).await;
    assert_eq!(only.as_array().unwrap().len(), of_first.len());
    assert_eq!(office.json(&["audit", "--to", "2020-01-01"]).await, json!([]));
    let text = office.done(&["audit"]).await;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(text, office.done(&["audit"]).await, "the order is stable");
    assert!(text.contains("ticket made") && text.contains("in_progress (In Progress)"), "{text}");
    let french = office.done(&["--language", "fr", "audit"]).await;
    assert!(french.contains("ticket créé") && french.contains("QUAND"), "{french}");
    let csv = office.done(&["audit", "--format", "csv"]).await;
    assert_eq!(csv.lines().count(), all.as_array().unwrap().len() + 1, "{csv}");
    let book = office.folder().join("audit.xlsx");
    office.done(&["audit", "--format", "xlsx", "--out", book.to_str().unwrap()]).await;
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    assert_eq!(office.program(&["audit", "--format", "xlsx"]).await.code, Some(2));
}
