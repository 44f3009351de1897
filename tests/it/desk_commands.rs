//! `check --connect`, `tickets` and `refs` at desks that have tickets.

use serde_json::{Value, json};
use stocktake::practice::monitor::{self, face};

use super::three_desks::ThreeDesks;
use super::world::World;

async fn text(world: &World, arguments: &[&str]) -> String {
    let ended = world.at_terminal(100, arguments).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ended.stdout);
    ended.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn check_asks_every_desk_and_monitor() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    let icinga = monitor::Running::start(face("icinga").unwrap()).await.unwrap();
    icinga.control().watch("web01", Some("disk"));
    world.file("secrets/icinga", monitor::PASSWORD);
    world.add_settings(&format!(
        "[system.icinga.icinga]\nurl = \"{}\"\nlogin = \"{}\"\npassword = \"file:secrets/icinga\"\n\
         [system.try.practice_itop]\n[system.rehearse.practice_servicenow]\n",
        icinga.base_url(),
        monitor::LOGIN
    ));
    let ended = world.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for system in ["glpi", "icinga", "itop", "rehearse", "snow", "try"] {
        assert!(ended.stdout.contains(&format!("ok   {system}: ")), "{system}: {}", ended.stdout);
    }

    assert!(!ended.stdout.contains("glpi: open tickets"), "no rule opens tickets there: {}", ended.stdout);
    let rule = "monitors = [\"icinga\"]\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n";
    world.file("jobs/tickets.toml", rule);
    let ended = world.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("ok   glpi: open tickets: allowed"), "{}", ended.stdout);
    assert_eq!(ended.stdout.matches("glpi: version: ").count(), 1, "{}", ended.stdout);

    world.file("secrets/itop", "another");
    world.file("secrets/snow", "another");
    let ended = world.program(&["check", "--connect"]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("FAIL itop: login: "), "{}", ended.stdout);
    assert!(ended.stdout.contains("FAIL snow: login: "), "{}", ended.stdout);
    assert!(ended.stdout.contains("ok   icinga: "), "{}", ended.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_found_and_shown_also_when_it_is_closed() {
    let ThreeDesks { world, itop, servicenow } = ThreeDesks::new().await;
    let hand = itop.control();
    let fields = json!({"org_id": 4, "caller_id": 40, "title": "Disk full on srv-a-01",
        "description": "no room left", "origin": "monitoring"});
    let id = hand.add("Incident", &fields).unwrap();
    hand.assign("Incident", id).unwrap();
    hand.reply("Incident", id, "I look at it\u{1b}[2J").unwrap();
    let fields = json!({"short_description": "Printer on fire", "description": "second floor"});
    servicenow.control().add("beth.anglin", "incident", &fields).unwrap();

    let found = world.json(&["tickets", "search", "--desk", "itop", "disk", "full"]).await;
    let number = found[0]["number"].as_str().unwrap().to_owned();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["state"]), (1, &json!("in_progress")));
    let listed = text(&world, &["tickets", "search", "--desk", "itop", &number]).await;
    assert!(listed.contains(&number) && listed.contains("Disk full on srv-a-01"), "{listed}");

    hand.close("Incident", id).unwrap();
    let nothing = text(&world, &["tickets", "search", "--desk", "itop", "disk", "full"]).await;
    assert_eq!(nothing, "no open ticket has all of these words\n");
    let shown = text(&world, &["tickets", "show", "--desk", "itop", &number]).await;
    for piece in [&number, "Disk full on srv-a-01", "closed", "Nina", "I look at it·", &found_url(&found)] {
        assert!(shown.contains(piece), "{piece}: {shown}");
    }
    assert!(!shown.contains('\u{1b}'));

    let found = world.json(&["tickets", "search", "--desk", "snow", "printer"]).await;
    let number = found[0]["number"].as_str().unwrap();
    let shown = world.json(&["tickets", "show", "--desk", "snow", number]).await;
    assert_eq!((&shown["ticket"]["title"], &shown["notes"]), (&json!("Printer on fire"), &json!([])));
}

fn found_url(found: &Value) -> String {
    found[0]["url"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    let ended = world.program(&["tickets", "show", "--desk", "itop", "I-999999"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("`itop` has no ticket `I-999999`"), "{}", ended.stderr);
    let ended = world.program(&["refs", "list", "itpo"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("no desk `itpo`; did you mean `itop`?"), "{}", ended.stderr);
    let ended = world.program(&["refs", "list", "itop", "teams"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let ended = world.program(&["events"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("no monitor"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_data_is_read_from_each_desk() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    let contacts = text(&world, &["refs", "list", "itop", "contact"]).await;
    let alice = contacts.lines().find(|line| line.contains("Alice Martin")).unwrap();
    let words: Vec<&str> = alice.split_whitespace().collect();
    assert_eq!(words, ["contact", "40", "Alice", "Martin", "Client", "A", "now"]);
    assert!(!contacts.contains("Client A Lyon"), "companies are not contacts: {contacts}");

    let all = world.json(&["refs", "list", "itop"]).await;
    let kinds: std::collections::BTreeSet<&str> =
        all.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains("company") && kinds.contains("team") && kinds.contains("service"), "{kinds:?}");

    let found = world.json(&["refs", "search", "snow", "acme", "paris"]).await;
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!((&found[0]["kind"], &found[0]["name"]), (&json!("company"), &json!("Acme Paris")));
    text(&world, &["refs", "list", "snow"]).await;
    let entities = text(&world, &["refs", "list", "glpi", "company"]).await;
    assert!(entities.contains("Root entity"), "{entities}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_for_tickets_takes_no_inventory() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    world.file("jobs/pc.toml", "system = \"itop\"\n[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n");
    world
        .mapping("pc", "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n");
    let ended = world.program(&["check"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("inventory is written into a GLPI"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_connect_tries_the_whole_of_a_rule_at_each_desk_without_a_write() {
    let ThreeDesks { world, itop, servicenow } = ThreeDesks::new().await;
    world.add_settings("[system.mon.nagios]\nstatus_file = \"/nowhere/status.dat\"\n");
    let rule = |desk: &str, lines: &str| {
        let head = format!("monitors = [\"mon\"]\n[[rule]]\nname = \"all\"\ndesk = \"{desk}\"\n");
        world.file("jobs/tickets.toml", format!("{head}{lines}"));
    };
    let told = async || {
        let all = world.program(&["check", "--connect"]).await.stdout;
        let of_rule = all.lines().filter(|line| line.starts_with("FAIL") && line.contains("rule `all`"));
        of_rule.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    let odd = "fields = { u_nothing = \"{{ event.host }}\" }\non_recovery = { action = \"solve\", code = \"Magic\" }\n";
    rule("glpi", odd);
    let said = told().await;
    assert!(said.contains("tickets have no column `u_nothing`"), "{said}");
    assert!(said.contains("there is no solution type \"Magic\""), "{said}");
    rule("itop", "fields = { u_nothing = \"{{ event.host }}\" }\non_recovery = { action = \"solve\" }\n");
    let said = told().await;
    for part in [
        "Incident of this iTop has no column u_nothing",
        "a ticket of iTop needs an organisation",
        "iTop requires a code (`resolution_code`)",
        "iTop requires a service (`service_id`)",
    ] {
        assert!(said.contains(part), "{said}");
    }
    rule("snow", "fields = { u_nothing = \"{{ event.host }}\" }\n");
    let said = told().await;
    assert!(said.contains("incident has no column u_nothing"), "{said}");
    rule(
        "itop",
        "fields = { org_id = \"4\", service_id = \"4\" }\non_recovery = { action = \"solve\", code = \"other\" }\n",
    );
    assert_eq!(told().await, "");
    assert!(itop.control().objects("Incident").is_empty(), "nothing is written");
    assert!(servicenow.control().take_requests().iter().all(|seen| seen.method == "GET"));
}
