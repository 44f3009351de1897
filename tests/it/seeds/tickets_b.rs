//! ServiceNav's tickets in iTop (B1 to B11 and B20 to B29): the two life cycles, the lists of the iTop, and whose
//! ticket it is.

use serde_json::{Value, json};
use stocktake::practice::itop::{Effect, Fault};
use stocktake::practice::monitor::Level;

use super::folder::{DOWN, EVENTS, Tickets, one_line};
use crate::exactly_once::desk::{Desk, Kind};
use crate::exactly_once::office::Office;

/// The same row at another state.
fn over(row: &str) -> String {
    row.replace(";Arrêté;", ";OK;")
        .replace("27/11/2026 08:30;;27/11/2026 08:40", "27/11/2026 08:30;27/11/2026 10:00;")
}

#[tokio::test(flavor = "multi_thread")]
async fn b01_a_closed_ticket_changes_nothing_in_the_monitor_and_no_second_one_is_opened() {
    let office = Office::new(Kind::Itop).await;
    office.raise(0, Level::Critical);
    office.runs().await;
    let Desk::Itop(itop) = &office.desk else { panic!() };
    let id: i64 = office.only().id.parse().unwrap();
    itop.control().close("Incident", id).unwrap();
    let (host, service) = Office::thing(0);
    let monitor = office.monitor.control();
    let before = monitor.acknowledged(&host, Some(&service));
    drop(monitor.take_requests());
    let told = office.runs().await;
    let asked = monitor.take_requests();
    let acts: Vec<_> = asked.iter().filter(|seen| seen.path.starts_with("/v1/actions/")).collect();
    assert!(!asked.is_empty() && acts.is_empty(), "{acts:?}");
    assert_eq!(monitor.acknowledged(&host, Some(&service)), before);
    assert_eq!(office.report().out_of_step.len(), 1);
    let said = one_line(&told.stdout);
    assert!(said.contains("Closed tickets whose event is still open (1)"), "{said}");
    assert_eq!(office.report().with_ticket, 1, "the event is still there");
    office.runs().await;
    assert_eq!(office.desk.tickets().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b02_the_end_of_an_alert_closes_no_ticket_and_is_noted_only_where_the_rule_asks() {
    for (action, notes) in [("note", 1), ("nothing", 0)] {
        let nav = Tickets::new("").await;
        nav.in_job("action = \"note\"", &format!("action = \"{action}\""));
        nav.export("1", &[DOWN]);
        nav.run(0).await;
        assert_eq!(nav.incident().1["status"], "new");
        nav.export("2", &[&over(DOWN)]);
        let said = nav.run(0).await;
        assert!(said.contains("Open tickets whose events are over (1)"), "{action}: {said}");
        let (_, ticket) = nav.incident();
        assert_eq!(ticket["status"], "new", "{action}");
        let logs = format!("{}{}", ticket["private_log"], ticket["public_log"]);
        assert_eq!(logs.matches("\"message\":\"The problem is over").count(), notes, "{action}: {logs}");
        assert!(nav.says(&["events"], 0).await.contains("no open problems"), "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_an_answer_that_is_lost_is_settled_by_looking_and_the_history_has_one_ticket() {
    for effect in [Effect::Broken, Effect::Truncated, Effect::OutOfMemory, Effect::OutOfMemoryBefore] {
        let nav = Tickets::new("").await;
        nav.export("1", &[DOWN]);
        nav.itop.control().inject(Fault::new(effect.clone()).operation("core/create"));
        let first = nav.world.program(&["run", EVENTS]).await;
        assert!(matches!(first.code, Some(0 | 4)), "{effect:?}: {first:?}");
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        for _ in 0..3 {
            nav.world.program(&["run", EVENTS]).await;
            let runs = nav.world.store().open_questions(Some(EVENTS)).unwrap();
            for (_, asked) in runs {
                // It never came: a person says so.
                nav.says(&["settle", &asked.question.key, "--by", "ana"], 0).await;
            }
        }
        let (_, ticket) = nav.incident();
        let number = ticket["ref"].as_str().unwrap().to_owned();
        let log = ticket["private_log"].to_string();
        assert_eq!(log.matches("\"message\":\"[stocktake:stk-").count(), 1, "{effect:?}: {log}");
        let told = nav.says(&["tickets", "show", &number], 0).await;
        let settled = told.contains(&format!("opened {number}"));
        assert!(settled && told.contains("intended"), "{effect:?}: {told}");
        nav.run(0).await;
        nav.incident();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b04_an_event_becomes_a_ticket_once_an_operator_acknowledges_it_with_his_words() {
    let nav = Tickets::new("").await;
    nav.export("1", &[&DOWN.replace("a.durand;je regarde", ";")]);
    let said = nav.run(0).await;
    assert!(nav.incidents().is_empty() && said.contains("not acknowledged yet"), "{said}");
    nav.export("2", &[DOWN]);
    nav.run(0).await;
    nav.run(0).await;
    let text = nav.incident().1["description"].as_str().unwrap().to_owned();
    assert!(text.contains("Acquitté par a.durand : je regarde"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b05_the_ticket_is_seen_beside_its_event_with_its_state_and_a_link_to_it() {
    let nav = Tickets::new("").await;
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    let (id, ticket) = nav.incident();
    let number = ticket["ref"].as_str().unwrap();
    let link = format!("{}/pages/UI.php?operation=details&class=Incident&id={id}", nav.itop.base_url());
    let shown = nav.says(&["events"], 0).await;
    assert!(
        shown.contains(&format!("{number} new")) && shown.contains(&format!("{number}: {link}")),
        "{shown}"
    );
    let told = nav.world.json(&["events"]).await;
    assert_eq!(told["events"][0]["tickets"][0]["url"], link);
    nav.itop.control().assign("Incident", id).unwrap();
    nav.run(0).await;
    let shown = nav.says(&["events"], 0).await;
    assert!(shown.contains(&format!("{number} in_progress")), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_the_companies_are_kept_searched_named_and_marked_when_they_are_gone() {
    let nav = Tickets::new("").await;
    nav.world.file("jobs/reference.toml", "[refs]\nsystems = [\"itop\"]\nkinds = [\"company\"]\n");
    nav.says(&["run", "reference"], 0).await;
    let all = nav.itop.control().objects("Organization");
    let active: Vec<&str> = all
        .iter()
        .filter(|(_, row)| row["status"] != "inactive")
        .map(|(_, row)| row["name"].as_str().unwrap())
        .collect();
    let kept = nav.world.json(&["refs", "list", "itop", "company"]).await;
    let mut names: Vec<&str> =
        kept.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    let mut wanted = active.clone();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    let found = nav.says(&["refs", "search", "itop", "lyon"], 0).await;
    assert!(found.contains("Client A Lyon") && !found.contains("Client B"), "{found}");
    let check = nav.world.program(&["check", "--connect"]).await;
    assert!(
        check.stdout.contains("ok   itop: names in rules: all are known (rules: 1, links of companies: 2)"),
        "{check:?}"
    );
    nav.itop.control().edit("Organization", 5, &json!({"status": "inactive"})).unwrap();
    nav.says(&["run", "reference"], 0).await;
    assert!(!nav.says(&["refs", "list", "itop", "company"], 0).await.contains("Client B"));
    let gone = nav.says(&["refs", "list", "itop", "company", "--gone"], 0).await;
    assert!(gone.contains("Client B") && gone.contains("gone since 20"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b07_contacts_are_those_of_the_company_and_no_ticket_has_one_of_another() {
    let nav = Tickets::new("contact = \"Bob Durand\"").await;
    let listed = nav.says(&["refs", "list", "itop", "contact", "--company", "Client A", "--live"], 0).await;
    assert!(listed.contains("Alice Martin") && listed.contains("Aline Martin"), "{listed}");
    assert!(!listed.contains("Durand") && !listed.contains("Nina"), "{listed}");
    // One company, whatever the site: then check knows whose contact it must be.
    nav.in_job("company = \"{{ event.labels.customer }}\"", "company = \"Acme\"");
    nav.in_job("site = \"{{ event.labels.site }}\"", "# site");
    let check = nav.says(&["check", "--connect"], 1).await;
    assert!(check.contains("FAIL itop: rule `acknowledged` of events: contact `Bob Durand` (42) of `itop` is not open to the company `Client A` (4)"), "{check}");
    nav.export("1", &[DOWN]);
    let said = nav.run(0).await;
    assert_eq!(nav.incident().1["caller_id"], 0);
    assert!(said.contains("Opened without a name of the rule (1) Bob Durand contact"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b08_b14_b26_a_team_is_a_team_of_the_itop_and_an_unknown_one_is_refused_before_the_post() {
    let nav = Tickets::new("team = { name = \"MSP Supervision\", required = true }").await;
    let person = json!({"first_name": "MSP", "name": "Supervision", "email": "x@msp.test", "org_id": 7});
    nav.itop.control().add("Person", &person).unwrap();
    let teams = nav.world.json(&["refs", "list", "itop", "team", "--live"]).await;
    let names: Vec<&str> =
        teams.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), nav.itop.control().objects("Team").len());
    assert!(names.contains(&"MSP Supervision") && names.contains(&"MSP Réseau"), "{names:?}");
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    assert_eq!(nav.incident().1["team_id"], 44, "the team, not the person of its name");

    let nav = Tickets::new("team = { name = \"MSP Supervison\", required = true }").await;
    nav.export("1", &[DOWN]);
    nav.asked("");
    let said = nav.run(4).await;
    assert!(
        said.contains("team `MSP Supervison` is not known in `itop`; nearest: `MSP Supervision` (44)"),
        "{said}"
    );
    assert_eq!(nav.asked("core/create"), 0);
    assert!(nav.incidents().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn b09_b15_services_are_those_that_the_company_has_by_contract_and_others_are_refused() {
    let nav = Tickets::new("service = \"Managed servers\"\nservice_element = \"Server down\"").await;
    let of = async |kind: &'static str, company: &'static str| {
        nav.says(&["refs", "list", "itop", kind, "--company", company, "--live"], 0).await
    };
    let (of_a, of_b) = (of("service", "Client A").await, of("service", "Client B").await);
    assert!(of_a.contains("Managed servers") && !of_a.contains("Network"), "{of_a}");
    assert!(of_b.contains("Managed servers") && of_b.contains("Network"), "{of_b}");
    let elements = of("service_element", "Client A").await;
    assert!(elements.contains("Server down") && !elements.contains("Link down"), "{elements}");
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    let (_, ticket) = nav.incident();
    assert_eq!((&ticket["service_id"], &ticket["servicesubcategory_id"]), (&json!(4), &json!(18)));

    // A service of another company, and an element for requests in an incident.
    for (lines, words) in [
        (
            "service = { name = \"Network\", required = true }",
            "service `Network` (5) of `itop` is not open to the company `Client A` (4): it is of `Client B` (5)",
        ),
        (
            "service = \"Managed servers\"\nservice_element = { name = \"New server\", required = true }",
            "service_element `New server` (19) of `itop` belongs to `Managed servers` (4) and does not suit this ticket",
        ),
    ] {
        let nav = Tickets::new(lines).await;
        nav.export("1", &[DOWN]);
        nav.asked("");
        let said = nav.run(4).await;
        assert!(said.contains(words), "{words}: {said}");
        assert_eq!(nav.asked("core/create"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b10_b17_a_ticket_is_about_the_one_item_of_the_company_and_of_two_about_none() {
    let nav = Tickets::new("").await;
    let listed = nav.says(&["refs", "list", "itop", "ci", "--company", "Client A", "--live"], 0).await;
    for item in ["srv-a-01 (Server)", "pc-a-01 (PC)", "srv-a-02 (Server)"] {
        assert!(listed.contains(item), "{item}: {listed}");
    }
    assert!(!listed.contains("srv-b-01"), "{listed}");
    let pc = DOWN.replace("srv-a-01", "pc-a-01");
    nav.export("1", &[DOWN, &pc]);
    nav.run(0).await;
    let links = |nav: &Tickets| -> Vec<(Value, Value)> {
        let rows = nav.itop.control().objects("lnkFunctionalCIToTicket").into_iter();
        rows.map(|(_, row)| (row["ticket_id"].clone(), row["functionalci_id"].clone())).collect()
    };
    let id = |title: &str| {
        let all = nav.incidents();
        json!(all.values().find(|(_, row)| row["title"].as_str().unwrap().starts_with(title)).unwrap().0)
    };
    let mut found = links(&nav);
    found.sort_by_key(|(_, item)| item.as_i64());
    assert_eq!(found, [(id("srv-a-01"), json!(32)), (id("pc-a-01"), json!(33))]);

    let nav = Tickets::new("").await;
    nav.itop.control().add("Server", &json!({"name": "srv-a-01", "org_id": 4})).unwrap();
    nav.export("1", &[DOWN]);
    let said = nav.run(0).await;
    nav.incident();
    assert_eq!(links(&nav), []);
    assert!(said.contains("srv-a-01 may be `srv-a-01` (Server 32) or 1 other item"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b20_the_number_is_kept_with_the_event_and_told_to_the_monitor() {
    let office = Office::new(Kind::Itop).await;
    office.raise(0, Level::Critical);
    office.runs().await;
    let Desk::Itop(itop) = &office.desk else { panic!() };
    let number = itop.control().objects("Incident")[0].1["ref"].as_str().unwrap().to_owned();
    assert!(number.starts_with("I-"), "{number}");
    let (host, service) = Office::thing(0);
    let (author, text) = office.monitor.control().acknowledged(&host, Some(&service)).unwrap();
    assert!(!author.is_empty() && text.contains(&number), "{text}");
    let shown = crate::world::ended(office.command(&["events"]).spawn().unwrap()).await;
    assert!(shown.stdout.contains(&format!("{number} new")), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b21_a_second_ticket_does_not_take_the_place_of_the_first_in_the_history() {
    let nav = Tickets::new("reopen_within = \"off\"").await;
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    let (id, first) = nav.incident();
    nav.itop.control().close("Incident", id).unwrap();
    nav.export("2", &[&over(DOWN)]);
    nav.run(0).await;
    nav.export("3", &[&DOWN.replace("27/11/2026", "28/11/2026")]);
    nav.run(0).await;
    let numbers: Vec<String> = nav.incidents().into_keys().collect();
    assert_eq!((numbers.len(), numbers[0].as_str()), (2, first["ref"].as_str().unwrap()));
    let steps = nav.world.json(&["audit", "--request", "srv-a-01"]).await;
    let steps = steps.as_array().unwrap();
    for number in &numbers {
        let made = steps.iter().find(|step| step["what"] == "opened" && step["ticket"] == number.as_str());
        let made = made.unwrap_or_else(|| panic!("no {number}: {steps:#?}"));
        assert!(made["at"].as_str().unwrap().starts_with("20"), "{made}");
    }
    let listed = nav.says(&["tickets"], 0).await;
    assert!(numbers.iter().all(|number| listed.contains(number.as_str())), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_the_states_of_all_open_tickets_come_in_one_call_and_one_that_is_gone_is_told() {
    let nav = Tickets::new("").await;
    let rows: Vec<String> = (1..=12).map(|nth| DOWN.replace("srv-a-01", &format!("srv-{nth:02}"))).collect();
    nav.export("1", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    nav.run(0).await;
    let all = nav.incidents();
    assert_eq!(all.len(), 12);
    let ids: Vec<i64> = all.values().map(|(id, _)| *id).collect();
    let hand = nav.itop.control();
    hand.assign("Incident", ids[3]).unwrap();
    drop(hand.take_requests());
    nav.run(0).await;
    let calls = hand.take_requests();
    let reads: Vec<String> = calls
        .iter()
        .filter(|seen| seen.operation["operation"] == "core/get" && seen.operation["class"] == "Incident")
        .map(|seen| seen.operation["key"].to_string())
        .collect();
    assert_eq!(reads.len(), 1, "{reads:#?}");
    assert!(reads[0].contains(" IN ("), "{reads:?}");
    let listed = nav.says(&["tickets"], 0).await;
    assert_eq!(listed.matches("in_progress").count(), 1, "{listed}");

    hand.remove("Incident", ids[5]).unwrap();
    nav.run(0).await;
    let number = all.iter().find(|(_, (id, _))| *id == ids[5]).unwrap().0;
    let shown = nav.says(&["tickets", "show", number], 0).await;
    assert!(shown.contains("gone"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b12_b23_the_organisation_is_the_linked_one_and_without_a_link_there_is_no_ticket() {
    let nav = Tickets::new("").await;
    nav.export("1", &[DOWN, &DOWN.replace("Acme;Paris", "Delta;Nice").replace("srv-a-01", "srv-d-01")]);
    let said = nav.run(4).await;
    assert_eq!(nav.incident().1["org_id"], 4);
    assert!(said.contains("company `Delta` is not known in `itop`"), "{said}");
    assert!(said.contains("Events without a ticket (1)") && said.contains("srv-d-01"), "{said}");
    // Once it is linked, the ticket is opened.
    nav.says(&["links", "set", "Delta", "--desk", "itop", "--to", "Client B"], 0).await;
    nav.run(0).await;
    assert_eq!(nav.titled("srv-d-01")["org_id"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn b24_a_site_has_the_link_of_its_company_until_it_has_its_own_or_refuses_it() {
    let nav = Tickets::new("").await;
    nav.says(&["links", "set", "Acme", "--site", "Lyon", "--desk", "itop", "--to", "Client A Lyon"], 0).await;
    nav.says(&["links", "set", "Acme", "--site", "Oslo", "--desk", "itop", "--no-inherit"], 0).await;
    let at = |site: &str| {
        DOWN.replace("Acme;Paris", &format!("Acme;{site}")).replace("srv-a-01", &format!("srv-{site}"))
    };
    nav.export("1", &[&at("Paris"), &at("Lyon"), &at("Oslo")]);
    let said = nav.run(4).await;
    assert_eq!(nav.titled("srv-Paris")["org_id"], 4);
    assert_eq!(nav.titled("srv-Lyon")["org_id"], 8);
    assert_eq!(nav.incidents().len(), 2);
    assert!(
        said.contains("srv-Oslo") && said.contains("the site `Oslo` of `Acme` has no company in `itop`"),
        "{said}"
    );
    // At a GLPI a site may refuse it as well: nothing is opened there.
    nav.in_job("desk = \"itop\"", "desk = \"glpi\"");
    nav.world.human_adds("Entity", json!({"name": "Acme", "entities_id": 0}));
    nav.says(&["links", "set", "Acme", "--desk", "glpi", "--to", "Acme"], 0).await;
    nav.says(&["links", "set", "Acme", "--site", "Rome", "--desk", "glpi", "--no-inherit"], 0).await;
    nav.export("2", &[&at("Rome"), &at("Nice")]);
    nav.run(4).await;
    let tickets = nav.world.glpi_rows("Ticket");
    let titles: Vec<&str> = tickets.iter().map(|row| row["name"].as_str().unwrap()).collect();
    let has = |site: &str| titles.iter().any(|title| title.contains(&format!("srv-{site}")));
    assert!(has("Nice") && !has("Rome"), "{titles:?}");
    nav.world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn b29_one_job_serves_several_companies_and_none_learns_a_name_of_another() {
    let contact =
        "contact = \"{% if event.labels.customer == 'Acme' %}Alice Martin{% else %}Bob Durand{% endif %}\"";
    let nav = Tickets::new(contact).await;
    nav.says(&["links", "set", "Gamma", "--desk", "itop", "--to", "MSP"], 0).await;
    let of = |company: &str, host: &str| {
        DOWN.replace("Acme;Paris", &format!("{company};"))
            .replace("srv-a-01", host)
            .replace("je regarde", company)
    };
    nav.export("1", &[&of("Acme", "srv-a-01"), &of("Beta", "srv-b-01"), &of("Gamma", "srv-a-02")]);
    nav.run(0).await;
    assert_eq!(nav.incidents().len(), 3);
    for (host, company, org, caller) in
        [("srv-a-01", "Acme", 4, 40), ("srv-b-01", "Beta", 5, 42), ("srv-a-02", "Gamma", 7, 0)]
    {
        let ticket = nav.titled(host);
        assert_eq!((&ticket["org_id"], &ticket["caller_id"]), (&json!(org), &json!(caller)), "{company}");
        let text = format!("{} {} {}", ticket["title"], ticket["description"], ticket["private_log"]);
        assert!(text.contains(company), "{text}");
        for other in ["Acme", "Beta", "Gamma", "srv-a-01", "srv-b-01", "srv-a-02"] {
            let is_own = other == company || other == host;
            assert!(is_own || !text.contains(other), "{company} reads {other}: {text}");
        }
    }
    // The item of Client A is not linked to the ticket of another company.
    let linked = nav.itop.control().objects("lnkFunctionalCIToTicket");
    let items: Vec<&Value> = linked.iter().map(|(_, row)| &row["functionalci_id"]).collect();
    assert_eq!(items.len(), 2, "{linked:?}");
    assert!(!items.contains(&&json!(35)), "{linked:?}");
}
