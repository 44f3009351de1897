//! Sentence by sentence (C): what the document of Qualytics promises of ServiceNow, and what it calls a limitation, as far
//! as the desk shows it. Each test has the numbers of its lines.

use std::time::Duration;

use serde_json::json;
use stocktake::practice::servicenow::{Effect, Fault, Options, PracticeServiceNow};

use super::office::Office;

#[tokio::test(flavor = "multi_thread")]
async fn c01_c02_c36_an_event_becomes_one_incident_with_all_that_it_must_have() {
    let office = Office::new().await;
    office.raise("web01");
    office.run().await;
    let incident = office.incident();
    assert!(incident["correlation_id"].starts_with("stk-"), "{incident:?}");
    for column in ["short_description", "description", "impact", "urgency", "priority"] {
        assert!(!incident[column].is_empty(), "{column}: {incident:?}");
    }
    office.written();
    office.run().await;
    assert_eq!(office.written(), Vec::<String>::new(), "the second run writes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_the_link_back_stands_in_the_description_as_it_is() {
    let office = Office::new().await;
    office.rule(
        "text = \"{{ event.title }}\\nhttps://q.example/datastores/{{ event.labels.store }}/anomalies?id={{ event.labels.id }}\"",
    );
    office.raise_with("web01", &[("store", "23"), ("id", "824")]);
    office.run().await;
    let text = office.incident()["description"].clone();
    assert!(text.lines().any(|line| line == "https://q.example/datastores/23/anomalies?id=824"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c07_c08_c14_a_test_of_the_connection_says_ok_and_writes_nothing() {
    // The address ends in a slash.
    let office = Office::new().await;
    office.raise("web01");
    let said = office.done(&["check", "--connect"]).await;
    assert!(said.contains("ok   snow: connection: http://"), "{said}");
    assert!(said.contains("ok   snow: roles: itil"), "{said}");
    let said = office.done(&["--language", "fr", "check", "--connect"]).await;
    assert!(said.contains("ok    snow\u{a0}: connexion\u{a0}: http://"), "{said}");
    let asked = office.hand().take_requests();
    assert!(asked.iter().all(|seen| seen.method == "GET" && !seen.path.starts_with("//")), "{asked:?}");
    assert!(asked.iter().any(|seen| seen.path == "/api/now/table/incident"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c09_c40_a_wrong_password_is_tried_once_and_told_in_words() {
    let office = Office::new().await;
    office.file("secrets/snow", "another");
    office.raise("web01");
    let said = office.run_badly().await;
    assert!(said.contains("the user or the password is wrong, the user is locked"), "{said}");
    let asked = office.asked();
    assert!(asked.len() <= 2, "an account is locked by less: {asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c10_c41_a_missing_role_is_named() {
    let office = Office::new().await;
    for grant in office.rows("sys_user_has_role") {
        office.hand().delete("sys_user_has_role", &grant["sys_id"]);
    }
    office.raise("web01");
    let said = office.run_badly().await;
    assert!(said.contains("tickets need the role itil"), "{said}");
    let ended = office.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("has none of itil"), "{}", ended.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_a_password_with_a_colon_works_and_is_never_shown() {
    let options = Options { password: "pa:ss:wörd".to_owned(), ..Options::default() };
    let office = Office::with(options, "").await;
    office.raise("web01");
    let ended = office.program(&["-vv", "run", "tickets"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(office.rows("incident").len(), 1);
    assert!(!(ended.stdout + &ended.stderr).contains("pa:ss"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_a_token_is_used_as_long_as_it_lives() {
    let options = Options::default();
    let (id, secret) = (options.client_id.clone(), options.client_secret.clone());
    let office = Office::with(options, "").await;
    office.file("secrets/client", &secret);
    office.add_settings(&format!(
        "[system.oauth.servicenow]\nurl = \"{}\"\nclient_id = \"{id}\"\nclient_secret = \"file:secrets/client\"",
        office.snow.base_url()
    ));
    office.rule("desk = \"oauth\"");
    office.raise("web01");
    office.asked();
    office.run().await;
    let asked = office.asked();
    let tokens = asked.iter().filter(|asked| asked.ends_with("/oauth_token.do")).count();
    assert_eq!((tokens, office.rows("incident").len()), (1, 1), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_an_empty_title_is_a_reject_and_no_post() {
    let office = Office::new().await;
    office.rule("title = \"{{ event.labels.subject | replace('x', '') }}\"");
    office.raise_with("web01", &[("subject", "x")]);
    let said = office.run_badly().await;
    assert!(said.contains("the title is empty"), "{said}");
    assert_eq!(office.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn c16_c28_c29_c45_a_status_is_one_timestamped_work_note_and_leaves_the_state() {
    let office = Office::new().await;
    office.rule(
        "operator_notes = \"private\"\n\
         acknowledgement = \"[{{ said.at }}] Qualytics Anomaly Status: Acknowledged\"",
    );
    office.raise("web01");
    office.run().await;
    let before = office.incident();
    office.monitor().acknowledge("web01", None, "ana", "seen");
    office.run().await;
    let notes = office.journal(&before["sys_id"], "work_notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (at, rest) = notes[0].split_once(" UTC] ").unwrap();
    assert!(rest.starts_with("Qualytics Anomaly Status: Acknowledged"), "{notes:?}");
    let at = chrono::NaiveDateTime::parse_from_str(at.trim_start_matches('['), "%Y-%m-%d %H:%M:%S").unwrap();
    assert!((chrono::Utc::now().naive_utc() - at).num_seconds().abs() < 1_200, "{notes:?}");
    assert_eq!(office.incident()["state"], before["state"]);
    office.run().await;
    assert_eq!(office.journal(&before["sys_id"], "work_notes").len(), 1, "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn c17_c18_the_end_resolves_cancels_or_only_notes_as_the_rule_says() {
    for (lines, state, code) in [
        ("on_recovery = { action = \"note\" }", "1", ""),
        (
            "on_recovery = { action = \"solve\", after = \"0s\", code = \"Solution provided\" }",
            "6",
            "Solution provided",
        ),
        ("on_recovery = { action = \"solve\", after = \"0s\", code = \"Duplicate\" }", "6", "Duplicate"),
        ("on_recovery = { action = \"solve\", after = \"0s\", fields = { state = \"Canceled\" } }", "8", ""),
    ] {
        let office = Office::new().await;
        office.rule(lines);
        office.raise("web01");
        office.run().await;
        office.monitor().recover("web01", None);
        office.run().await;
        let incident = office.incident();
        let empty = String::new();
        assert_eq!(
            (incident["state"].as_str(), incident.get("close_code").unwrap_or(&empty).as_str()),
            (state, code),
            "{lines}"
        );
        if state == "6" {
            assert!(!incident["close_notes"].is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c06_c21_c22_c35_each_state_is_seen_at_the_next_poll_and_told_in_both_languages() {
    let office = Office::new().await;
    office.raise("web01");
    office.run().await;
    let incident = office.incident();
    let seen = |listed: &serde_json::Value| listed[0]["seen_at"].as_str().unwrap().to_owned();
    let mut last = seen(&office.json(&["tickets"]).await);
    let end = json!({"close_code": "Duplicate", "close_notes": "x", "hold_reason": "1"});
    for (code, word, english, french) in [
        ("2", "in_progress", "In Progress", "en cours"),
        ("3", "waiting", "On Hold", "en attente"),
        ("6", "resolved", "Resolved", "résolu"),
        ("7", "closed", "Closed", "clos"),
        ("8", "cancelled", "Canceled", "annulé"),
    ] {
        let mut fields = end.clone();
        fields["state"] = json!(code);
        office.hand().edit("admin", "incident", &incident["sys_id"], &fields).unwrap();
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        office.run().await;
        let listed = office.json(&["tickets"]).await;
        assert_eq!((&listed[0]["state"], &listed[0]["number"]), (&json!(word), &json!(incident["number"])));
        let now = seen(&listed);
        assert!(now > last, "the time of the last look goes on: {now}");
        last = now;
        let shown = office.done(&["tickets", "show", &incident["number"]]).await;
        assert!(shown.contains(&format!("({english})")), "{shown}");
        let shown = office.done(&["--language", "fr", "tickets", "show", &incident["number"]]).await;
        assert!(shown.contains(french), "{french}: {shown}");
    }
    let table = office.done(&["tickets"]).await;
    assert!(table.lines().next().unwrap().contains("SEEN (UTC)"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_a_priority_that_the_instance_computes_is_told_and_asked_for_once() {
    let office = Office::new().await;
    office.rule("fields = { priority = \"3\", impact = \"3\", urgency = \"3\" }");
    office.raise("web01");
    let said = office.run().await;
    assert_eq!(office.incident()["priority"], "5");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("ServiceNow computes it from impact 3 and urgency 3"), "{said}");
    office.written();
    office.run().await;
    assert_eq!(office.written(), Vec::<String>::new(), "no loop of updates");
}

#[tokio::test(flavor = "multi_thread")]
async fn c24_a_drop_down_value_that_is_not_there_is_refused_before_the_post() {
    let office = Office::new().await;
    for (given, is_good) in
        [("software", true), ("Inquiry / Help", true), ("softwear", false), ("Disk", false)]
    {
        office.rule(&format!("title = \"{{{{ event.host }}}}\"\nfields = {{ category = \"{given}\" }}"));
        office.raise(&format!("host of {given}").replace([' ', '/'], "-"));
        office.asked();
        let ended = office.program(&["run", "tickets"]).await;
        let posts = office.written().len();
        if is_good {
            assert_eq!((ended.code, posts), (Some(0), 1), "{given}: {ended:?}");
        } else {
            let said = (ended.stdout + &ended.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("\"software\" (Software)"), "the valid ones are listed: {said}");
            assert_eq!(posts, 0, "{given}");
            office.monitor().recover(&format!("host of {given}").replace([' ', '/'], "-"), None);
        }
    }
    office.rule("fields = { category = \"network\", subcategory = \"Memory\" }");
    office.raise("last");
    let said = office.run_badly().await.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("\"Memory\" belongs to \"hardware\""), "{said}");
    let kept: Vec<String> = office.rows("incident").iter().map(|row| row["category"].clone()).collect();
    assert_eq!(kept, ["software", "inquiry"], "sent as the value");
}

#[tokio::test(flavor = "multi_thread")]
async fn c25_c43_a_group_is_given_by_name_or_sys_id_and_two_of_one_name_are_told_with_both() {
    let office = Office::new().await;
    let groups = office.rows("sys_user_group");
    let network = groups.iter().find(|row| row["name"] == "Network").unwrap()["sys_id"].clone();
    for (host, given) in [("a", "Network"), ("b", network.as_str())] {
        office.rule(&format!("fields = {{ assignment_group = \"{given}\" }}"));
        office.raise(host);
        office.run().await;
    }
    assert!(office.rows("incident").iter().all(|row| row["assignment_group"] == network));
    let twin =
        office.hand().add("admin", "sys_user_group", &json!({"name": "Network", "active": "true"})).unwrap();
    for (given, parts) in
        [("Network", vec![network.as_str(), twin.as_str()]), ("Nobody", vec!["nothing called \"Nobody\""])]
    {
        office.rule(&format!("fields = {{ assignment_group = \"{given}\" }}"));
        office.raise(&format!("c-{given}"));
        let said = office.run_badly().await.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(parts.iter().all(|part| said.contains(part)), "{parts:?}: {said}");
        office.monitor().recover(&format!("c-{given}"), None);
    }
    assert_eq!(office.rows("incident").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn c27_the_caller_is_the_events_user_or_the_one_for_those_who_are_not_known() {
    let office = Office::new().await;
    office.rule("contact = { name = \"{{ event.labels.user }}\", otherwise = \"Joe Employee\" }");
    let id = |name: &str| {
        office.rows("sys_user").into_iter().find(|row| row["name"] == name).unwrap()["sys_id"].clone()
    };
    for (host, user) in [("a", "beth.anglin@acme.example"), ("b", "beth.anglin"), ("c", "Beth Anglin")] {
        office.raise_with(host, &[("user", user)]);
    }
    office.run().await;
    assert!(office.rows("incident").iter().all(|row| row["caller_id"] == id("Beth Anglin")));
    office.raise_with("d", &[("user", "nobody@acme.example")]);
    office.raise("e");
    let said = office.run().await.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("`Joe Employee` is taken instead"), "{said}");
    let rows = office.rows("incident");
    assert_eq!(rows.iter().filter(|row| row["caller_id"] == id("Joe Employee")).count(), 2, "{rows:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_a_comment_is_told_once_in_its_order_with_all_its_signs() {
    let office = Office::new().await;
    office.rule("operator_notes = \"private\"\ncomment = \"Comment from Qualytics: {{ said.text }}\"");
    office.raise("web01");
    office.run().await;
    let id = office.incident()["sys_id"].clone();
    office.monitor().say("web01", None, "ana", "déjà vu <b>& more</b>");
    office.run().await;
    office.monitor().say("web01", None, "ben", "second");
    office.run().await;
    office.run().await;
    let notes = office.journal(&id, "work_notes");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("Comment from Qualytics: déjà vu <b>& more</b>"), "{notes:?}");
    assert!(notes[1].starts_with("Comment from Qualytics: second"), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_c32_c33_a_ticket_is_linked_by_number_or_words_and_its_text_stays() {
    let office = Office::new().await;
    let text = "Unable to access.\r\n  second line  \n\n";
    let shared = office.of_a_person("incident", "Unable to access the shared folder.", text);
    office.of_a_person("incident", "Unable to print.", "x");
    office.raise("web01");
    let link = |words: &'static [&'static str]| {
        let arguments = ["tickets", "link", "mon", "web01", "--desk", "snow", "--by", "ana"];
        arguments.into_iter().chain(words.iter().copied()).collect::<Vec<_>>()
    };
    office.asked();
    let ended = office.program(&link(&["unable", "to"])).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    for part in ["2 tickets of `snow` fit `unable to`", &shared["number"], "Unable to print."] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    for nothing in [&["no", "such", "words"][..], &["INC0999999"]] {
        assert_eq!(office.program(&link(nothing)).await.code, Some(2));
    }
    assert_eq!(office.written(), Vec::<String>::new(), "0 writes");
    office.done(&link(&["shared", "folder"])).await;
    let after = office.rows("incident").into_iter().find(|row| row["sys_id"] == shared["sys_id"]).unwrap();
    assert!(after["description"].starts_with(text), "byte for byte: {:?}", after["description"]);
    assert!(after["description"].contains("PING CRITICAL"), "{:?}", after["description"]);
    assert_eq!(office.journal(&shared["sys_id"], "work_notes").len(), 1);
    office.written();
    let again = office.done(&link(&["shared", "folder"])).await;
    assert!(again.contains("nothing was done"), "{again}");
    assert_eq!(office.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn c32_digits_that_two_tables_have_are_asked_back() {
    let office = Office::with(Options::default(), "tables = [\"incident\", \"problem\"]").await;
    let incident = office.of_a_person("incident", "one", "x");
    let problem = office.of_a_person("problem", "two", "x");
    let digits = incident["number"].trim_start_matches("INC");
    assert_eq!(digits, problem["number"].trim_start_matches("PRB"));
    office.raise("web01");
    let ended = office.program(&["tickets", "link", "mon", "web01", digits, "--desk", "snow"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.stderr.contains(&incident["number"]) && ended.stderr.contains(&problem["number"]),
        "{}",
        ended.stderr
    );
    office.done(&["tickets", "link", "mon", "web01", &problem["number"], "--desk", "snow"]).await;
    assert_eq!(office.journal(&problem["sys_id"], "work_notes").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn c34_several_tickets_of_one_event_each_get_its_status_until_they_are_unlinked() {
    let office = Office::new().await;
    office.rule(
        "operator_notes = \"private\"\nacknowledgement = \"Status: Acknowledged\"\ncomment = \"Said: {{ said.text }}\"",
    );
    office.raise("web01");
    office.run().await;
    let own = office.incident();
    let other = office.of_a_person("incident", "another", "x");
    office
        .done(&["tickets", "link", "mon", "web01", &other["number"], "--desk", "snow", "--by", "ana"])
        .await;
    office.monitor().acknowledge("web01", None, "ana", "seen");
    office.run().await;
    let told = |id: &str, part: &str| {
        office.journal(id, "work_notes").iter().filter(|note| note.contains(part)).count()
    };
    for ticket in [&own, &other] {
        assert_eq!(told(&ticket["sys_id"], "Status: Acknowledged"), 1, "{}", ticket["number"]);
    }
    office.done(&["tickets", "unlink", "mon", "web01", &own["number"], "--by", "ana"]).await;
    office.monitor().say("web01", None, "ben", "still there");
    office.run().await;
    assert_eq!((told(&own["sys_id"], "Said:"), told(&other["sys_id"], "Said:")), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_two_instances_in_one_project_each_get_their_own() {
    let office = Office::new().await;
    let second = PracticeServiceNow::open(Options::default()).unwrap().start().await.unwrap();
    office.add_settings(&format!(
        "[system.second.servicenow]\nurl = \"{}\"\nuser = \"stocktake\"\npassword = \"file:secrets/snow\"",
        second.base_url()
    ));
    office.file(
        "jobs/tickets.toml",
        "monitors = [\"mon\"]\n[[rule]]\nname = \"ours\"\ndesk = \"snow\"\nselect = { hosts = [\"a*\"] }\n\
         [[rule]]\nname = \"theirs\"\ndesk = \"second\"\nselect = { hosts = [\"b*\"] }\n",
    );
    office.raise("a1");
    office.raise("b1");
    office.run().await;
    assert_eq!((office.rows("incident").len(), second.control().rows("incident").len()), (1, 1));
    // The same event to both is a person's wish: another ticket, told as such.
    office
        .done(&["tickets", "create", "--job", "tickets", "mon", "a1", "--rule", "theirs", "--another"])
        .await;
    assert_eq!((office.rows("incident").len(), second.control().rows("incident").len()), (1, 2));
    let shown = office.done(&["events"]).await;
    assert!(shown.contains("+1"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c42_d11_what_did_not_stick_is_told_with_wanted_and_got_and_the_role() {
    let office = Office::new().await;
    office.rule("fields = { urgency = \"1\", severity = \"1\" }");
    office.hand().lock_column("incident", "urgency");
    office.hand().lock_column("incident", "severity");
    office.raise("web01");
    let said = office.run_badly().await.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "it was opened as INC0010001",
        "urgency (wanted \"1\", got \"3\")",
        "severity (wanted \"1\", it is empty)",
        "without the role itil",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(office.rows("incident").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn c44_a_slow_instance_is_a_time_out_with_its_host_and_makes_no_second_ticket() {
    let office = Office::with(Options::default(), "timeout = \"1s\"").await;
    office.raise("web01");
    let slow = || Fault::new(Effect::Delay(Duration::from_secs(3))).path("/table/incident");
    office.hand().inject(slow().method("POST"));
    office.program(&["run", "tickets"]).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    office.run().await;
    office.run().await;
    assert_eq!(office.rows("incident").len(), 1, "the late commit is found");
    for nth in 1..6 {
        office.hand().inject(slow().method("GET").nth(nth));
    }
    let said = office.run_badly().await;
    assert!(said.contains("snow: ") && said.contains("127.0.0.1"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c45_notes_that_nobody_can_see_are_told_once() {
    let office = Office::new().await;
    office.rule("operator_notes = \"private\"");
    office.raise("web01");
    office.run().await;
    office.hand().lock_column("incident", "work_notes");
    for n in 0..3 {
        office.monitor().say("web01", None, "ana", &format!("comment {n}"));
    }
    let said = office.run().await.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.matches("is not visible to stocktake, or was not written").count(), 1, "{said}");
}
