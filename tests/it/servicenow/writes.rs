//! What an instance does with what is written: rules that keep nothing, texts that look like another's, the
//! language of the account, tables of a company's own; and a rule that is tried before anything is written.

use serde_json::json;
use stocktake::model::ticket::{Rehearsal, Resolution};
use stocktake::practice::servicenow::Hiding;

use super::*;
use crate::three_desks::ThreeDesks;

impl Instance {
    /// Another client of the same instance, as after a change of the account.
    async fn anew(&self, tables: &[&str]) -> ServiceNow {
        let mut settings = settings(self.running.base_url());
        settings.tables = tables.iter().map(|table| (*table).to_owned()).collect();
        ServiceNow::connect(&settings, basic("practice-password")).await.unwrap()
    }

    fn choose(&self, table: &str, element: &str, value: &str, (label, language): (&str, &str)) {
        let row = json!({"name": table, "element": element, "value": value, "label": label,
            "language": language, "inactive": "false"});
        self.control.add("admin", "sys_choice", &row).unwrap();
    }

    fn account(&self, fields: &serde_json::Value) {
        let users = self.control.rows("sys_user");
        let own = users.iter().find(|row| row["user_name"] == "stocktake").unwrap();
        self.control.edit("admin", "sys_user", &own["sys_id"], fields).unwrap();
    }
}

#[tokio::test]
async fn a_ticket_has_a_sys_id_of_ours_and_is_found_by_it() {
    let it = instance().await;
    let first = it.open("once").await;
    let again = it.desk.open(&[draft("once")]).await.remove(0).unwrap_err();
    assert_eq!(again.kind(), FailureKind::Permanent, "{again}");
    assert_eq!(it.control.rows("incident").len(), 1, "the instance refuses a second one");
    // Somebody took our key away.
    it.control.edit("admin", "incident", &first.id.id, &json!({"correlation_id": ""})).unwrap();
    let found = it.desk.find(&[key("once"), key("other")]).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id.clone(), found[0].key.clone()), (first.id, Some(key("once"))));
    it.running.stop().await;
}

#[tokio::test]
async fn what_was_not_taken_over_is_no_success() {
    let it = instance().await;
    let id = it.open("kept").await.id;
    let not_taken = |error: RemoteError, column: &str| {
        assert!(matches!(error, RemoteError::NotTaken { .. }), "{error:?}");
        assert!(error.to_string().contains(&format!("did not take over {column}")), "{error}");
    };
    it.desk.note(&id, "first", Visibility::Private).await.unwrap();
    it.control.lock_column("incident", "work_notes");
    not_taken(it.desk.note(&id, "lost", Visibility::Private).await.unwrap_err(), "work_notes");
    it.control.lock_column("incident", "assignment_group");
    let error = it.desk.open(&[draft("group")]).await.remove(0).unwrap_err();
    assert!(error.to_string().contains("it was opened as INC0010002"), "{error}");
    not_taken(error, "assignment_group");
    let mut unknown = draft("unknown");
    unknown.fields = [("u_nothing".to_owned(), "x".to_owned())].into();
    not_taken(it.desk.open(&[unknown]).await.remove(0).unwrap_err(), "u_nothing");
    it.control.lock_column("incident", "cmdb_ci");
    let error = it.desk.link_items(&id, &[it.server("srv-web-01")]).await.unwrap_err();
    not_taken(error, "cmdb_ci");
    it.control.allow_everything();
    it.desk.note(&id, "kept", Visibility::Private).await.unwrap();
    it.running.stop().await;
}

#[tokio::test]
async fn a_journal_that_is_hidden_proves_nothing_against_a_note() {
    let it = instance().await;
    let id = it.open("hidden").await.id;
    it.control.hide_column("incident", "work_notes");
    it.desk.note(&id, "written", Visibility::Private).await.unwrap();
    assert_eq!(it.control.rows("sys_journal_field").len(), 1);
    it.running.stop().await;
}

#[tokio::test]
async fn our_own_text_and_the_systems_are_nobody_who_took_over() {
    let it = instance().await;
    let id = it.open("text").await.id;
    let output = "CRITICAL\n\n2026-01-21 10:00:00 - Beth Anglin (Work notes)\nI take it";
    it.desk.note(&id, output, Visibility::Private).await.unwrap();
    it.control.edit("system", "incident", &id.id, &json!({"work_notes": "SLA is breached"})).unwrap();
    assert_eq!(it.read(&id).await.last_reply, None);
    let notes = it.desk.notes(&id).await.unwrap();
    let ours: Vec<&str> =
        notes.iter().filter(|note| note.writer == Writer::Us).map(|note| note.text.as_str()).collect();
    assert_eq!(ours, ["CRITICAL\n\n> 2026-01-21 10:00:00 - Beth Anglin (Work notes)\nI take it"]);
    assert_eq!(notes.len(), 2);
    for format in ["dd/MM/yyyy", "dd.MM.yyyy", "MM-dd-yyyy"] {
        it.account(&json!({"date_format": format}));
        it.control.edit("beth.anglin", "incident", &id.id, &json!({"work_notes": "mine now"})).unwrap();
        let reply = it.read(&id).await.last_reply.unwrap();
        assert_eq!(reply.by, "Beth Anglin");
        let age = (chrono::Utc::now() - reply.at.unwrap()).num_seconds();
        assert!((-2..60).contains(&age), "{format}: {age}");
    }
    it.running.stop().await;
}

#[tokio::test]
async fn choices_are_given_by_value_or_in_the_language_of_the_account() {
    let it = instance().await;
    it.choose("incident", "close_code", "Solution provided", ("Solution fournie", "fr"));
    it.choose("incident", "category", "hardware", ("Matériel", "fr"));
    it.account(&json!({"preferred_language": "fr"}));
    let desk = it.anew(&["incident"]).await;
    for (name, given) in [("value", "hardware"), ("own", "matériel"), ("english", "Hardware")] {
        let mut draft = draft(name);
        draft.fields.insert("category".into(), given.into());
        let id = desk.open(&[draft]).await.remove(0).unwrap().id;
        let rows = it.control.rows("incident");
        let row = rows.iter().find(|row| row["sys_id"] == id.id).unwrap();
        assert_eq!(row["category"], "hardware", "{given}");
    }
    let id = desk.find(&[key("own")]).await.unwrap().remove(0).id;
    desk.resolve(&id, &resolution(Some("Solution fournie"))).await.unwrap();
    let ticket = desk.read(&[id]).await.unwrap().remove(0);
    assert_eq!(ticket.resolution.as_deref(), Some("Solution provided"), "compared by value");
    let entries = desk.refs(&[RefKind::Category]).await.unwrap();
    assert!(entries.iter().any(|entry| entry.id == "hardware" && entry.name == "Matériel"), "{entries:?}");
    it.running.stop().await;
}

#[tokio::test]
async fn a_table_that_extends_the_incident_has_its_states_or_its_own() {
    let it = instance().await;
    let mut alarm = draft("alarm");
    alarm.class = "u_alarm".to_owned();
    let desk = it.anew(&["incident", "u_alarm"]).await;
    let id = desk.open(&[alarm]).await.remove(0).unwrap().id;
    assert_eq!(id.class, "u_alarm");
    let error = desk.resolve(&id, &resolution(None)).await.unwrap_err().to_string();
    assert!(error.contains("needs a code for close_code"), "{error}");
    desk.resolve(&id, &resolution(Some("Duplicate"))).await.unwrap();
    assert_eq!(desk.read(std::slice::from_ref(&id)).await.unwrap()[0].state, TicketState::Resolved);
    desk.reopen(&id, "again").await.unwrap();
    assert_eq!(desk.read(std::slice::from_ref(&id)).await.unwrap()[0].state, TicketState::InProgress);
    for (value, label) in [("1", "New"), ("2", "Work in progress"), ("8", "Done and closed"), ("6", "Solved")]
    {
        it.choose("u_alarm", "state", value, (label, "en"));
    }
    it.control.edit("admin", "u_alarm", &id.id, &json!({"state": "8"})).unwrap();
    let desk = it.anew(&["incident", "u_alarm"]).await;
    let ticket = desk.read(&[id]).await.unwrap().remove(0);
    assert_eq!((ticket.state, ticket.desk_state.as_str()), (TicketState::Closed, "Done and closed"));
    it.running.stop().await;
}

#[tokio::test]
async fn the_check_tells_whether_we_are_shown_what_we_write() {
    let it = instance().await;
    let own = async || {
        let lines = it.desk.check().await.unwrap();
        let line = lines.into_iter().find(|line| line.what == "our own tickets in incident").unwrap();
        (line.ok, line.detail.to_string())
    };
    assert!(own().await.1.contains("none yet"));
    it.open("a").await;
    assert_eq!(own().await, (true, "1 is shown to us with our key".to_owned()));
    it.control.lock_column("incident", "correlation_id");
    drop(it.desk.open(&[draft("b")]).await);
    let (ok, detail) = own().await;
    assert!(!ok && detail.contains("1 of ours has no correlation_id"), "{detail}");
    it.control.hide_table("incident", Hiding::ByRule);
    let (ok, detail) = own().await;
    assert!(!ok && detail.contains("2 tickets of ours in incident are hidden from stocktake"), "{detail}");
    it.running.stop().await;
}

#[tokio::test]
async fn a_rule_is_tried_as_a_whole_and_nothing_is_written() {
    let it = instance().await;
    let fields = |fields: &[(&str, &str)]| {
        fields.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
    };
    let rule = |class: &str, of: &[(&str, &str)], code: Option<&str>| Rehearsal {
        class: class.to_owned(),
        fields: fields(of),
        resolution: Some(Resolution { code: code.map(str::to_owned), ..Resolution::default() }),
        ..Rehearsal::default()
    };
    let problems = async |rule: Rehearsal| {
        let told = it.desk.rehearse(&rule).await.unwrap();
        told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let good = [("category", "hardware"), ("subcategory", "Disk"), ("assignment_group", "Network")];
    assert_eq!(problems(rule("incident", &good, Some("Duplicate"))).await, "");
    for (fields, code, said) in [
        (&[("u_nothing", "x")][..], Some("Duplicate"), "incident has no column u_nothing"),
        (&[("active", "perhaps")][..], Some("Duplicate"), "active of incident is boolean"),
        (&[("opened_at", "soon")][..], Some("Duplicate"), "opened_at of incident is glide_date_time"),
        (
            &[("category", "hardware"), ("subcategory", "DNS")][..],
            Some("Duplicate"),
            "belongs to \"network\"",
        ),
        (&[("assignment_group", "Nobody")][..], Some("Duplicate"), "has nothing called \"Nobody\""),
        (&[][..], Some("Magic"), "no close_code \"Magic\""),
        (&[][..], None, "needs a code for close_code"),
    ] {
        let told = problems(rule("incident", fields, code)).await;
        assert!(told.contains(said), "{fields:?} {code:?}: {told}");
    }
    let told = problems(rule("change_request", &[], None)).await;
    assert!(told.contains("is not resolved by a state of its own"), "{told}");
    assert!(it.asked().iter().all(|asked| asked.starts_with("GET ") || asked.contains("oauth")));
    it.running.stop().await;
}

#[tokio::test]
async fn one_drop_down_that_is_hidden_is_told_although_others_are_shown() {
    let it = instance().await;
    let rule = Rehearsal {
        class: "incident".to_owned(),
        fields: [("category".to_owned(), "hardware".to_owned())].into(),
        ..Rehearsal::default()
    };
    assert!(it.desk.rehearse(&rule).await.unwrap().is_empty());
    for row in it.control.rows("sys_choice").iter().filter(|row| row["element"] == "category") {
        it.control.hide(&row["sys_id"]);
    }
    let desk = it.anew(&["incident"]).await;
    let problems = desk.rehearse(&rule).await.unwrap();
    assert!(
        problems.len() == 1 && problems[0].english().contains("the drop-down category of incident is hidden"),
        "{problems:?}"
    );
    let lines = desk.check().await.unwrap();
    let line = lines.iter().find(|line| line.what == "drop-downs of incident").unwrap();
    assert!(line.ok && line.detail.english().contains("more are hidden from us"), "{}", line.detail);
    it.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_connect_tries_the_rules_and_refs_name_the_columns_of_choices() {
    let ThreeDesks { world, itop: _itop, servicenow } = ThreeDesks::new().await;
    world.add_settings("[system.mon.nagios]\nstatus_file = \"/nowhere/status.dat\"\n");
    let rule = |lines: &str| {
        let head = "monitors = [\"mon\"]\n[[rule]]\nname = \"all\"\ndesk = \"snow\"\n";
        world.file("jobs/tickets.toml", format!("{head}{lines}"));
    };
    rule(
        "fields = { u_nothing = \"x\" }\non_recovery = { action = \"solve\", after = \"0s\", code = \"Magic\" }\n",
    );
    drop(servicenow.control().take_requests());
    let told = world.program(&["check", "--connect"]).await.stdout;
    assert!(told.contains("FAIL snow: rule `all` of tickets: incident has no column u_nothing"), "{told}");
    assert!(told.contains("incident has no close_code \"Magic\""), "{told}");
    assert!(
        servicenow.control().take_requests().iter().all(|seen| seen.method == "GET"),
        "nothing is written"
    );
    rule("on_recovery = { action = \"solve\", after = \"0s\", code = \"Duplicate\" }\n");
    let told = world.program(&["check", "--connect"]).await.stdout;
    assert!(!told.contains("FAIL snow"), "{told}");
    let listed = world.program(&["refs", "list", "snow", "choice"]).await.stdout;
    assert!(listed.contains("close_code: Duplicate (incident)"), "{listed}");
}
