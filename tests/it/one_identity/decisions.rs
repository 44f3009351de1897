//! Tickets decide: which requests have one, and what closing and cancelling one does.

use stocktake::practice::vendors::Deed;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e01_e02_e10_what_waits_in_the_manual_step_has_one_ticket_and_nothing_else_has() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    let tickets = shop.tickets("incident");
    assert_eq!(tickets.len(), 31, "30 in the manual step, and one cancellation");
    for request in shop.requests() {
        let document = request["DocumentNumber"].as_str().unwrap();
        let waits = ["OrderProduct", "OrderUnsubscribe"].iter().any(|state| request["OrderState"] == *state);
        let is_ours = waits && request["DecisionLevel"] == 2;
        let title = format!("{document}:");
        let own = tickets.iter().filter(|row| row["short_description"].starts_with(&title)).count();
        assert_eq!(own, usize::from(is_ours), "{request}");
    }
    let cancellation = shop.ticket("ITS-00031");
    assert!(cancellation["short_description"].contains(": cancel "), "{cancellation:?}");
    let text = &shop.ticket("ITS-00004")["description"];
    for told in ["new colleague", "starts on Monday", "O'Hara 4, Zoé", "SAP R/3 <HR>"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    shop.asked();
    shop.written_there();
    shop.run(0).await;
    shop.wrote_nothing();

    // It is in the manager's approval, and then in the manual step.
    let id = shop.id("ITS-00032");
    assert!(shop.identity.control().act(&Deed::new("approve", &id, "")));
    shop.run(0).await;
    assert_eq!(shop.tickets("incident").len(), 32);
    assert!(shop.ticket("ITS-00032")["number"].starts_with("INC"));
}

#[tokio::test(flavor = "multi_thread")]
async fn e01_e05_e06_a_request_or_a_task_there_where_the_rule_says_so() {
    for (table, prefix) in [("sc_request", "REQ"), ("sc_task", "SCTASK")] {
        let shop = Shop::of(API).await;
        shop.job("class = \"incident\"", &format!("class = \"{table}\""));
        shop.job("state = \"Canceled\"", "state = \"Closed Incomplete\"");
        shop.run(0).await;
        assert_eq!((shop.tickets(table).len(), shop.tickets("incident").len()), (31, 0));
        assert!(shop.ticket("ITS-00001")["number"].starts_with(prefix));
        for (document, state) in
            [("ITS-00001", "3"), ("ITS-00002", "4"), ("ITS-00003", "7"), ("ITS-00004", "2")]
        {
            shop.set(document, state);
        }
        let id = shop.id("ITS-00005");
        assert!(shop.identity.control().act(&Deed::new("cancel", &id, "")));
        shop.run(0).await;
        let states =
            ["ITS-00001", "ITS-00002", "ITS-00003", "ITS-00004"].map(|document| shop.state(document));
        assert_eq!(states, ["Assigned", "Dismissed", "Dismissed", "OrderProduct"], "{table}");
        assert_eq!(shop.ticket("ITS-00005")["state"], "4", "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e03_the_state_is_polled_in_one_call_and_shown() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.set("ITS-00003", "2");
    drop(shop.snow.control().take_requests());
    shop.run(0).await;
    let asked = shop.snow.control().take_requests();
    let lists = asked.iter().filter(|seen| seen.path.ends_with("/table/incident"));
    assert!(lists.count() <= 2, "not one call for each ticket: {asked:#?}");
    let number = shop.ticket("ITS-00003")["number"].clone();
    let told = shop.program(&["tickets", "show", &number]).await;
    assert!(told.stdout.contains("In Progress"), "{told:?}");
    shop.written_there();
    assert_eq!(shop.decided(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn e05_a_closed_ticket_completes_its_request_once_with_its_number_as_the_reason() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    let number = shop.ticket("ITS-00005")["number"].clone();
    shop.set("ITS-00005", "6");
    shop.run(0).await;
    let decided = shop.decided();
    assert_eq!(decided.len(), 1, "{decided:?}");
    assert!(decided[0].path.ends_with(&format!("/portal/itshop/decide/{}", shop.id("ITS-00005"))));
    assert_eq!((decided[0].status, &decided[0].body["Decision"]), (204, &json!(true)));
    assert_eq!(decided[0].body["Reason"], format!("{number}: the account is there"));
    assert_eq!(shop.state("ITS-00005"), "Assigned");
    let history = shop.history("ITS-00005");
    assert!(history.len() == 1 && history[0].0 == "Grant" && history[0].1.contains(&number), "{history:?}");
    // Nothing more, in runs of a program that was started anew.
    for _ in 0..2 {
        shop.run(0).await;
        assert_eq!(shop.decided(), []);
    }
    // A cancellation that was carried out.
    shop.set("ITS-00031", "6");
    shop.run(0).await;
    assert_eq!(shop.state("ITS-00031"), "Unsubscribed");
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_cancelled_ticket_denies_by_rule_and_never_by_denydecision() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    // ITS-00030 was delegated to us.
    for document in ["ITS-00006", "ITS-00030"] {
        shop.set(document, "8");
    }
    shop.run(0).await;
    let decided = shop.asked();
    assert!(decided.iter().all(|seen| !seen.path.contains("denydecision")), "{decided:?}");
    assert_eq!(["ITS-00006", "ITS-00030"].map(|document| shop.state(document)), ["Dismissed", "Dismissed"]);
    let history = shop.history("ITS-00030");
    assert!(history.len() == 1 && history[0].0 == "Dismiss", "{history:?}");
    // The rule may leave it to people.
    shop.job("on_cancel = \"deny\"", "on_cancel = \"nothing\"");
    shop.set("ITS-00007", "8");
    let said = shop.run(0).await;
    assert_eq!((shop.state("ITS-00007").as_str(), shop.decided().len()), ("OrderProduct", 0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn e09_only_what_is_of_a_category_or_an_item_has_tickets_whatever_its_name() {
    for (label, value) in [
        ("category", "Facilities"),
        ("item", "Büro & Möbel"),
        ("item", "SAP R/3 <HR>"),
        ("item", "Téléphone de service"),
    ] {
        let shop = Shop::of(API).await;
        let wanted = format!("labels = {{ state = \"OrderProduct\", {label} = \"{value}\" }}");
        shop.job("labels = { state = \"OrderProduct\" }", &wanted);
        shop.run(0).await;
        let column = if label == "item" { "DisplayOrg" } else { "AccProductGroup" };
        let is_meant = |row: &&Value| {
            row["OrderState"] == "OrderProduct" && row["DecisionLevel"] == 2 && row[column] == value
        };
        let meant = shop.requests().iter().filter(is_meant).count();
        // The cancellation has a rule of its own.
        assert!(meant > 0, "{value}");
        assert_eq!(shop.tickets("incident").len(), meant + 1, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e11_a_request_that_is_cancelled_ends_its_ticket_with_one_note_and_is_never_decided() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    let id = shop.id("ITS-00008");
    assert!(shop.identity.control().act(&Deed::new("cancel", &id, "not needed")));
    shop.run(0).await;
    let ticket = shop.ticket("ITS-00008");
    assert_eq!(ticket["state"], "8", "{ticket:?}");
    shop.run(0).await;
    let notes = shop.notes("ITS-00008");
    let told = notes.iter().chain([&ticket["close_notes"]]);
    assert_eq!(told.filter(|text| text.contains("does not wait in One Identity any more")).count(), 1);
    assert_eq!((shop.state("ITS-00008").as_str(), shop.decided().len()), ("Aborted", 0));
    // Where the rule says so, a note alone.
    shop.job(
        "on_recovery = { action = \"solve\", after = \"0s\", fields = { state = \"Canceled\" } }",
        "on_recovery = { action = \"note\" }",
    );
    let id = shop.id("ITS-00009");
    assert!(shop.identity.control().act(&Deed::new("cancel", &id, "")));
    shop.run(0).await;
    shop.run(0).await;
    assert_eq!((shop.notes("ITS-00009").len(), shop.ticket("ITS-00009")["state"].as_str()), (1, "1"));
    assert_eq!(shop.decided(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_a_rule_that_says_nothing_at_the_opening_tells_the_state_all_the_same() {
    let shop = Shop::of(APP).await;
    shop.job("back = { on_close", "back = { on_open = \"nothing\", on_close");
    shop.run(0).await;
    assert_eq!(shop.written().len(), 30);
    assert_eq!(shop.request("ITS-00010")["OrderDetail1"], shop.ticket("ITS-00010")["number"].as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_e12_by_the_application_server_the_same_thirty_and_their_numbers_are_kept_there() {
    let shop = Shop::of(APP).await;
    shop.run(0).await;
    assert_eq!(shop.tickets("incident").len(), 30);
    let put = shop.written();
    assert_eq!(put.len(), 30, "one for each request");
    assert!(put.iter().all(|seen| seen.method == "PUT" && seen.status == 200), "{put:?}");
    let number = shop.ticket("ITS-00010")["number"].clone();
    let kept = |name: &str| shop.request("ITS-00010")[name].as_str().unwrap().to_owned();
    assert_eq!((kept("OrderDetail1"), kept("CustomProperty01")), (number.clone(), "New".to_owned()));
    shop.run(0).await;
    assert_eq!(shop.written(), [], "nothing changed");
    shop.set("ITS-00010", "2");
    shop.run(0).await;
    let put = shop.written();
    assert_eq!(put.len(), 1, "{put:?}");
    assert_eq!(kept("CustomProperty01"), "In Progress");
    shop.set("ITS-00010", "6");
    shop.run(0).await;
    assert_eq!(shop.decided().len(), 1);
    assert_eq!((shop.state("ITS-00010").as_str(), kept("OrderDetail1")), ("Assigned", number));
    shop.set("ITS-00011", "8");
    shop.run(0).await;
    assert_eq!(shop.state("ITS-00011"), "Dismissed");
    shop.asked();
    shop.run(0).await;
    assert_eq!(shop.written(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn e13_tickets_alone_and_their_states_alone() {
    let shop = Shop::of(API).await;
    // Tickets are made, and decide nothing.
    let (back, nothing) =
        ("back = { on_close = \"complete\", on_cancel = \"deny\" }", "back = { on_close = \"nothing\" }");
    shop.job(back, nothing);
    shop.run(0).await;
    shop.set("ITS-00012", "6");
    shop.run(0).await;
    assert_eq!((shop.tickets("incident").len(), shop.decided().len()), (31, 0));
    // No new tickets; those that there are go on, and decide.
    shop.job(nothing, back);
    shop.job("reopen_within = \"off\"", "reopen_within = \"off\"\nenabled = false");
    let id = shop.id("ITS-00033");
    assert!(shop.identity.control().act(&Deed::new("approve", &id, "")));
    shop.run(0).await;
    assert_eq!(shop.tickets("incident").len(), 31);
    assert_eq!(shop.state("ITS-00012"), "Assigned");
}
