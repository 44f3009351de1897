//! Each row of "Supported" and of "Known Limitations" in the document, by its name.

use serde_json::json;
use stocktake::practice::servicenow::{Options, PracticeServiceNow};
use stocktake::practice::vault;
use stocktake::practice::vendors::Deed;

use super::{DOCUMENTED, FIRST, Place, SECOND, SHAPE, plain};

/// Create Incident from anomaly; hyperlink from ServiceNow back to Qualytics anomaly; and automatic ticket creation,
/// which it calls a limitation.
#[tokio::test(flavor = "multi_thread")]
async fn c01_c02_c03_c26_supported_create_an_incident_with_its_failed_checks_and_link() {
    let place = Place::new().await;
    place.run().await;
    let incident = place.incident(FIRST);
    assert_eq!(place.desk().rows("incident").len(), 2, "those of much weight that nobody has acknowledged");
    assert!(incident["correlation_id"].starts_with("stk-"), "{incident:?}");
    let anomaly = place.anomaly(FIRST);
    let check = anomaly["failed_checks"][0]["message"].as_str().unwrap();
    for part in [
        "**Anomaly ID:** 791",
        "**Status:** Active",
        "**Type:** record",
        "**Detected:** 2026-11-",
        &format!("**Failed Checks:**\n- {check}"),
    ] {
        assert!(incident["description"].contains(part), "{part}: {}", incident["description"]);
    }
    let link = "**View in Qualytics:** https://your-instance.qualytics.io/datastores/23/anomalies?id=791";
    assert!(incident["description"].lines().any(|line| line == link), "{}", incident["description"]);
    place.written();
    place.written_back();
    place.run().await;
    assert_eq!((place.written(), place.written_back()), (vec![], vec![]), "the second run writes nothing");
    // The others get theirs when a person wants it: one as the document shows it, and a shape without a failed check.
    for id in [DOCUMENTED, SHAPE] {
        let create = ["tickets", "create", "--job", "anomalies", "--rule", "anomalies", "qualytics", id];
        place.done(&create).await;
    }
    let text = place.incident(DOCUMENTED)["description"].clone();
    for part in [
        "**Anomaly ID:** 824\n**Status:** Acknowledged\n**Type:** record\n**Detected:** 2026-01-22T13:22:40.780346+00:00",
        "- The field 'max_value' has a value that falls outside the declared limits",
        "/datastores/23/anomalies?id=824",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(place.incident(SHAPE)["description"].contains("**Failed Checks:**\n- none"));
}

/// Link existing Incident to anomaly; search existing ServiceNow tickets.
#[tokio::test(flavor = "multi_thread")]
async fn c20_c32_c33_supported_link_an_existing_incident_by_number_or_words() {
    let place = Place::new().await;
    let text = "Unable to access the shared folder. Please provide access.\n";
    let fields = json!({ "short_description": "Unable to access the shared folder.", "description": text });
    let id = place.desk().add("beth.anglin", "incident", &fields).unwrap();
    let found = place.done(&["tickets", "search", "--desk", "practice", "shared", "folder"]).await;
    assert!(found.contains("INC") && found.contains("Unable to access the shared folder."), "{found}");
    let link = ["tickets", "link", "qualytics", DOCUMENTED, "--desk", "practice", "--by", "ana"];
    let by = |words: &[&'static str]| link.iter().copied().chain(words.iter().copied()).collect::<Vec<_>>();
    place.done(&by(&["shared", "folder"])).await;
    let row = place.desk().rows("incident").into_iter().find(|row| row["sys_id"] == id).unwrap();
    assert!(row["description"].starts_with(text), "byte for byte: {:?}", row["description"]);
    assert!(row["description"].contains("anomalies?id=824"), "{}", row["description"]);
    let notes = place.journal(&id, "work_notes");
    assert!(notes.len() == 1 && notes[0].contains("ana linked an event"), "{notes:?}");
    place.written();
    place.done(&by(&["shared", "folder"])).await;
    let nothing = place.program(&by(&["INC0999999"])).await;
    assert_eq!((nothing.code, place.written()), (Some(2), vec![]), "{nothing:?}");
    // No rule is about it; what becomes of it is told there all the same.
    place.people(&Deed::new("activate", DOCUMENTED, ""));
    place.run().await;
    assert_eq!(place.journal(&id, "work_notes").len(), 2, "its status");
}

/// Link multiple tickets to one anomaly.
#[tokio::test(flavor = "multi_thread")]
async fn c34_supported_link_multiple_tickets_to_one_anomaly() {
    let place = Place::new().await;
    place.run().await;
    let own = place.incident(FIRST);
    let fields = json!({ "short_description": "Another one", "description": "by hand" });
    let other = place.desk().add("beth.anglin", "incident", &fields).unwrap();
    let number = place.desk().rows("incident").into_iter().find(|row| row["sys_id"] == other).unwrap();
    let number = number["number"].clone();
    place.done(&["tickets", "link", "qualytics", FIRST, "--desk", "practice", &number, "--by", "ana"]).await;
    place.people(&Deed::new("acknowledge", FIRST, ""));
    place.run().await;
    let told = |ticket: &str, part: &str| {
        place.journal(ticket, "work_notes").iter().filter(|note| note.contains(part)).count()
    };
    for ticket in [&own["sys_id"], &other] {
        assert_eq!(told(ticket, "Qualytics Anomaly Status: Acknowledged"), 1, "{ticket}");
    }
    let shown = place.done(&["tickets"]).await;
    assert!(shown.contains(&number) && shown.contains(&own["number"]), "{shown}");
    place.done(&["tickets", "unlink", "qualytics", FIRST, &own["number"], "--by", "ana"]).await;
    place.people(&Deed::new("activate", FIRST, ""));
    place.run().await;
    let part = "Qualytics Anomaly Status: Active";
    assert_eq!((told(&own["sys_id"], part), told(&other, part)), (0, 1));
}

/// Basic Authentication (username/password), with a colon in the password.
#[tokio::test(flavor = "multi_thread")]
async fn c07_c08_c11_c14_supported_basic_authentication_and_a_test_of_the_connection() {
    let place = Place::new().await;
    place.written();
    let said = place.done(&["check", "--connect"]).await;
    assert!(said.contains("ok   practice: connection: http://"), "{said}");
    assert!(said.contains("ok   practice: roles: itil"), "{said}");
    assert_eq!((place.written(), place.written_back()), (vec![], vec![]), "nothing is written");
    assert!(!said.contains("practice-password") && !said.contains("practice-qualytics-token"), "{said}");
    let options = Options { password: "pass:word:1".to_owned(), ..Options::default() };
    let second = PracticeServiceNow::open(options).unwrap().start().await.unwrap();
    place.world.file("secrets/second", "pass:word:1");
    place.world.add_settings(&format!(
        "[system.second.servicenow]\nurl = \"{}/\"\nuser = \"stocktake\"\npassword = \"file:secrets/second\"\n",
        second.base_url()
    ));
    place.job("desk = \"practice\"", "desk = \"second\"");
    place.edit("jobs/reference.toml", "[\"practice\"]", "[\"second\"]");
    place.done(&["run", "reference"]).await;
    place.run().await;
    assert_eq!(second.control().rows("incident").len(), 2);
    let asked = second.control().take_requests();
    assert!(asked.iter().all(|seen| !seen.path.contains("//")), "{asked:?}");
    let asked = place.asked();
    assert!(asked.iter().all(|seen| seen.path.starts_with("/api/anomalies")), "{asked:?}");
}

/// Drop-down fields populated from ServiceNow: names are looked up there, and a wrong one is refused with those that
/// there are.
#[tokio::test(flavor = "multi_thread")]
async fn c24_c25_limitation_lifted_drop_downs_are_read_from_servicenow() {
    let place = Place::new().await;
    let listed = place.done(&["refs", "list", "practice", "category"]).await;
    assert!(listed.contains("Database") && listed.contains("Software"), "{listed}");
    place.job("category = \"Database\"", "category = \"database\"\nfields = { subcategory = \"Email\" }");
    place.written();
    let said = place.program(&["run", "anomalies"]).await;
    assert_ne!(said.code, Some(0), "a subcategory of another category: {said:?}");
    assert_eq!(place.written(), Vec::<String>::new(), "nothing is sent");
    place.job("category = \"database\"\nfields = { subcategory = \"Email\" }", "category = \"software\"");
    place.run().await;
    let group = place.desk().rows("sys_user_group").into_iter().find(|row| row["name"] == "Service Desk");
    let incident = place.incident(FIRST);
    assert_eq!(
        (&incident["category"], &incident["assignment_group"]),
        (&"software".to_owned(), &group.unwrap()["sys_id"])
    );
}

/// Multiple ServiceNow instances: each anomaly in its own, or in both by a person's wish.
#[tokio::test(flavor = "multi_thread")]
async fn c37_limitation_lifted_several_instances() {
    let place = Place::new().await;
    let second = PracticeServiceNow::open(Options::default()).unwrap().start().await.unwrap();
    place.world.add_settings(&format!(
        "[system.second.servicenow]\nurl = \"{}\"\nuser = \"stocktake\"\npassword = \"file:secrets/snow\"\n",
        second.base_url()
    ));
    place.job(
        "[rule.select]\nseverities = [\"critical\"]",
        "[rule.select]\nseverities = [\"critical\"]\nservices = [\"orders_2\"]\n[[rule]]\nname = \"theirs\"\n\
         desk = \"second\"\nback = { on_open = \"nothing\" }\n[rule.select]\nseverities = [\"critical\"]",
    );
    place.run().await;
    // 791 is in orders_2, 793 in orders_1.
    let of_second = second.control().rows("incident");
    assert_eq!((place.desk().rows("incident").len(), of_second.len()), (1, 1), "{of_second:#?}");
    place
        .done(&[
            "tickets",
            "create",
            "--job",
            "anomalies",
            "qualytics",
            FIRST,
            "--rule",
            "theirs",
            "--another",
        ])
        .await;
    assert_eq!(second.control().rows("incident").len(), 2);
    let shown = place.done(&["events"]).await;
    assert!(shown.contains("+1"), "{shown}");
}

/// Ticket types other than Incident.
#[tokio::test(flavor = "multi_thread")]
async fn c38_limitation_lifted_other_tables_than_the_incident() {
    let place = Place::new().await;
    place.job("class = \"incident\"", "class = \"problem\"");
    place.job("category = \"Database\"", "category = \"Software\"");
    place.job("contact = {", "# contact = {");
    place.job("code = \"Solution provided\"", "code = \"fix_applied\"");
    place.job("fields = { close_code", "# fields = { close_code");
    place.run().await;
    let problems = place.desk().rows("problem");
    assert_eq!((problems.len(), place.desk().rows("incident").len()), (2, 0), "{problems:#?}");
    place.people(&Deed::new("archive", FIRST, "Resolved"));
    place.run().await;
    let ended = place.desk().rows("problem").into_iter().filter(|row| row["state"] == "106").count();
    assert_eq!(ended, 1, "resolved");
}

/// Auto-populate caller: the assignee of the anomaly, else the one for those who are not known.
#[tokio::test(flavor = "multi_thread")]
async fn c27_limitation_lifted_the_caller_is_the_assignee_of_the_anomaly() {
    let place = Place::new().await;
    let beth = json!({ "assignees": [{ "id": 4, "name": "Beth", "email": "beth.anglin@acme.example" }] });
    place.people(&Deed::new("change", &format!("anomalies/{FIRST}"), beth));
    let said = plain(&place.run().await);
    let user = |name: &str| {
        let rows = place.desk().rows("sys_user");
        rows.into_iter().find(|row| row["name"] == name).unwrap()["sys_id"].clone()
    };
    assert_eq!(place.incident(FIRST)["caller_id"], user("Beth Anglin"), "{said}");
    assert_eq!(place.incident(SECOND)["caller_id"], user("Joe Employee"), "{said}");
}

/// OAuth 2.0 authentication.
#[tokio::test(flavor = "multi_thread")]
async fn c12_limitation_lifted_oauth() {
    let place = Place::new().await;
    let options = Options::default();
    place.world.file("secrets/client", &options.client_secret);
    place.edit(
        "stocktake.toml",
        "user = \"stocktake\"\npassword = \"file:secrets/snow\"",
        &format!("client_id = \"{}\"\nclient_secret = \"file:secrets/client\"", options.client_id),
    );
    place.written();
    place.run().await;
    assert_eq!(place.desk().rows("incident").len(), 2);
    let tokens = place.written().iter().filter(|write| write.ends_with("/oauth_token.do")).count();
    assert_eq!(tokens, 1);
}

/// HashiCorp Vault credential storage: both secrets are in a vault, and none is asked when it is sealed.
#[tokio::test(flavor = "multi_thread")]
async fn c13_limitation_lifted_secrets_of_a_vault() {
    let place = Place::new().await;
    let keys = vault::start(vault::Options {
        token: "s.root".into(),
        role_id: "role-7".into(),
        secret_id: "secret-id-7".into(),
        kubernetes: ("stocktake".into(), "a.b.c".into()),
        token_uses: None,
    })
    .await
    .unwrap();
    let secret =
        |name: &str| std::fs::read_to_string(place.world.folder().join("secrets").join(name)).unwrap();
    let kept = json!({ "qualytics": secret("qualytics"), "snow": secret("snow") });
    keys.control().put("secret", "tickets", kept);
    place.world.file("secrets/secret-id", "secret-id-7");
    place.edit("stocktake.toml", "file:secrets/qualytics", "vault:keys/secret/tickets#qualytics");
    place.edit("stocktake.toml", "file:secrets/snow", "vault:keys/secret/tickets#snow");
    place.world.add_settings(&format!(
        "[system.keys.vault]\nurl = \"{}\"\nrole_id = \"role-7\"\nsecret_id = \"file:secrets/secret-id\"\n",
        keys.base_url()
    ));
    place.run().await;
    assert_eq!(place.desk().rows("incident").len(), 2);
    keys.control().set_sealed(true);
    place.asked();
    place.desk().take_requests();
    let sealed = place.program(&["run", "anomalies"]).await;
    assert!(!matches!(sealed.code, Some(0)), "{sealed:?}");
    assert_eq!((place.asked().len(), place.desk().take_requests().len()), (0, 0), "nobody was asked");
}
