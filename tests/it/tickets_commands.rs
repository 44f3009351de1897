//! `tickets`: ours listed and shown, events linked to tickets and taken from them; `events` with its
//! tickets.

use serde_json::{Value, json};
use stocktake::model::ticket::TicketKey;
use stocktake::model::ticket_ledger::OurTicket;
use stocktake::model::ticket_ledger::Source;
use stocktake::practice::itop::{self, Effect, Fault};
use stocktake::practice::monitor::{self, Control, Level, face};
use stocktake::practice::servicenow;

use super::three_desks::ThreeDesks;
use super::world::{Outcome, World};

/// A monitor with a problem, and two desks beside the GLPI of the world.
struct Place {
    world: World,
    icinga: monitor::Running,
    itop: itop::Running,
    servicenow: servicenow::Running,
}

/// A practice Icinga that a project knows.
pub async fn with_icinga(world: &World) -> monitor::Running {
    let icinga = monitor::Running::start(face("icinga").unwrap()).await.unwrap();
    world.file("secrets/icinga", monitor::PASSWORD);
    world.add_settings(&format!(
        "[system.icinga.icinga]\nurl = \"{}\"\nlogin = \"{}\"\npassword = \"file:secrets/icinga\"\n",
        icinga.base_url(),
        monitor::LOGIN
    ));
    icinga
}

async fn place() -> Place {
    let ThreeDesks { world, itop, servicenow } = ThreeDesks::new().await;
    let icinga = with_icinga(&world).await;
    trouble(&icinga.control());
    Place { world, icinga, itop, servicenow }
}

/// A job that follows tickets of the iTop, and soon takes a note that was never answered for not written.
pub const FOLLOWER: &str = r#"
description = "Tickets"
monitors = ["icinga"]
settle = "1s"
[[rule]]
name = "all"
desk = "itop"
title = "{{ event.host }}"
fields = { org_id = "4", caller_id = "40" }
"#;

fn trouble(control: &Control) {
    control.raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL - 3% free");
    control.raise("web01", Some("load"), Level::Warning, "LOAD WARNING");
}

impl Place {
    /// A ticket of a person at the iTop: its number.
    async fn ticket(&self, title: &str) -> String {
        let fields = json!({"org_id": 4, "caller_id": 40, "title": title, "description": "by hand"});
        self.itop.control().add("Incident", &fields).unwrap();
        self.number("itop", title).await
    }

    async fn number(&self, desk: &str, title: &str) -> String {
        let found = self.world.json(&["tickets", "search", "--desk", desk, title]).await;
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        found[0]["number"].as_str().unwrap().to_owned()
    }

    /// Text for people: nothing but a link is wider than a hundred columns.
    async fn done(&self, arguments: &[&str]) -> String {
        let ended = self.world.at_terminal(100, arguments).await;
        ok(&ended);
        let mut tables = ended.stdout.lines().filter(|line| !line.contains("http://"));
        assert!(tables.all(|line| line.chars().count() <= 100), "{}", ended.stdout);
        ended.stdout
    }

    async fn link(&self, event: &str, desk: &str, number: &str) -> Outcome {
        let link = ["tickets", "link", "icinga", event, "--desk", desk, number, "--by", "ana"];
        self.world.program(&link).await
    }

    async fn unlink(&self, event: &str, ticket: &str) -> Outcome {
        self.world.program(&["tickets", "unlink", "icinga", event, ticket, "--by", "ben"]).await
    }

    /// The notes of a ticket at its desk.
    async fn notes(&self, desk: &str, number: &str) -> Vec<Value> {
        let shown = self.world.json(&["tickets", "show", "--desk", desk, number]).await;
        shown["notes"].as_array().unwrap().clone()
    }

    fn ours(&self, name: &str) -> OurTicket {
        let mut found = self.world.store().ticket_named(name).unwrap();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found.remove(0)
    }

    fn history(&self, name: &str) -> Vec<String> {
        let moments = self.world.store().moments(&self.ours(name).key).unwrap();
        moments.into_iter().map(|moment| moment.what).collect()
    }
}

fn ok(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_linked_once_at_every_desk_and_shown_with_its_tickets() {
    let place = place().await;
    assert_eq!(place.done(&["tickets"]).await, "no tickets\n");
    assert!(!place.done(&["events"]).await.contains("TICKET"));
    let of_itop = place.ticket("Disk of web01").await;
    let fields = json!({"short_description": "Disk of web01", "description": "by hand"});
    place.servicenow.control().add("beth.anglin", "incident", &fields).unwrap();
    let of_snow = place.number("snow", "Disk of web01").await;
    place.world.human_adds("Ticket", json!({"name": "Disk of web01", "content": "by hand"}));
    let of_glpi = place.number("glpi", "Disk of web01").await;

    for (desk, number) in [("itop", &of_itop), ("snow", &of_snow), ("glpi", &of_glpi)] {
        let linked = place.link("web01 / disk", desk, number).await;
        ok(&linked);
        assert!(linked.stdout.starts_with(&format!("linked to {number}")), "{}", linked.stdout);
        let notes = place.notes(desk, number).await;
        assert_eq!((notes.len(), &notes[0]["visibility"]), (1, &json!("private")), "{desk}: {notes:?}");
        let text = notes[0]["text"].as_str().unwrap();
        for piece in [
            "ana linked an event",
            "icinga: web01 / disk is CRITICAL since ",
            "DISK CRITICAL - 3% free",
            "It stands in the description, too.",
        ] {
            assert!(text.contains(piece), "{desk}: {piece}: {text}");
        }
        let again = place.link("web01!disk", desk, number).await;
        ok(&again);
        assert!(again.stdout.contains("before: nothing was done"), "{}", again.stdout);
        assert_eq!(place.notes(desk, number).await.len(), 1, "{desk}");
        let ours = place.ours(number);
        assert_eq!((ours.source, ours.phase.as_str(), ours.episodes.len()), (Source::Linked, "there", 1));
        assert_eq!(place.history(number), ["intended", "noted", "joined"]);
    }
    let described = [
        place.world.glpi_row("Ticket", "Disk of web01")["content"].to_string(),
        place.itop.control().objects("Incident")[0].1["description"].to_string(),
        place.servicenow.control().rows("incident").last().unwrap()["description"].clone(),
    ];
    for text in described {
        assert!(text.contains("by hand"), "what stood there stays: {text}");
        assert_eq!(text.matches("DISK CRITICAL - 3% free").count(), 1, "{text}");
    }
    let written: Vec<String> = place.world.requests();
    let notes = written.iter().filter(|request| request.contains("/ITILFollowup"));
    assert_eq!(notes.count(), 1, "one note at the GLPI: {written:?}");

    let shown = place.done(&["events"]).await;
    let disk = shown.lines().find(|line| line.contains("web01 / disk")).unwrap();
    assert!(disk.contains(" new +2"), "{shown}");
    for number in [&of_itop, &of_snow, &of_glpi] {
        assert!(shown.contains(&format!("\n{number}: http")), "the link below the table: {shown}");
    }
    let told = place.world.json(&["events"]).await;
    let of = |service: &str| {
        let events = told["events"].as_array().unwrap().iter();
        events.into_iter().find(|event| event["service"] == service).unwrap().clone()
    };
    let numbers: Vec<&str> = told["events"][0]["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| at["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers.len(), 3, "{told}");
    assert!(of("disk")["tickets"][0]["url"].is_string() && of("load").get("tickets").is_none(), "{told}");

    let listed = place.done(&["tickets", "--open"]).await;
    assert_eq!(listed.lines().count(), 4, "{listed}");
    assert!(
        listed.lines().any(|line| line.starts_with(&of_itop) && line.contains("Disk of web01")),
        "{listed}"
    );
    let only = place.world.json(&["tickets", "--desk", "snow", "--limit", "5"]).await;
    assert_eq!((only.as_array().unwrap().len(), &only[0]["number"]), (1, &json!(of_snow)));
    let shown = place.done(&["tickets", "show", &of_itop]).await;
    for piece in ["linked", "Disk of web01", "web01!disk", "joined", "web01 / disk, linked by ana", "http://"]
    {
        assert!(shown.contains(piece), "{piece}: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_description_without_room_stays_and_the_note_says_so() {
    let place = place().await;
    let text = "x".repeat(3_990);
    let fields = json!({"short_description": "Full to the brim", "description": text});
    place.servicenow.control().add("beth.anglin", "incident", &fields).unwrap();
    let number = place.number("snow", "Full to the brim").await;
    ok(&place.link("web01!disk", "snow", &number).await);
    let notes = place.notes("snow", &number).await;
    let told = notes[0]["text"].as_str().unwrap();
    assert!(told.contains("It could not be added to the description: the description has no room"), "{told}");
    assert!(told.contains("DISK CRITICAL - 3% free"), "{told}");
    let rows = place.servicenow.control().rows("incident");
    assert!(rows.iter().any(|row| row["description"] == text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_unknown_outcome_is_looked_for_and_written_once() {
    let place = place().await;
    place.world.file("jobs/tickets.toml", FOLLOWER);
    let hand = place.itop.control();
    let number = place.ticket("Disk of web01").await;
    drop(hand.take_requests());
    // The first one is that of the description.
    hand.inject(Fault::new(Effect::OutOfMemory).operation("core/update").nth(2));
    ok(&place.link("web01!disk", "itop", &number).await);
    let calls: Vec<String> =
        hand.take_requests().iter().map(|seen| seen.operation["operation"].to_string()).collect();
    assert_eq!(place.notes("itop", &number).await.len(), 1, "written before the desk fell over");

    hand.inject(Fault::new(Effect::OutOfMemoryBefore).operation("core/update").nth(2));
    let failed = place.link("web01!load", "itop", &number).await;
    assert_eq!(failed.code, Some(4), "{failed:?}");
    assert!(failed.stderr.contains("the same command tries again"), "{}", failed.stderr);
    assert_eq!(place.notes("itop", &number).await.len(), 1);
    assert_eq!(place.ours(&number).episodes.len(), 2, "linked all the same");
    // The desk may still be at it.
    let early = place.link("web01!load", "itop", &number).await;
    assert_eq!(early.code, Some(4), "{early:?}");
    assert!(early.stderr.contains("may still be carried out"), "{}", early.stderr);
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    ok(&place.link("web01!load", "itop", &number).await);
    assert_eq!(place.notes("itop", &number).await.len(), 2);
    let told = place.link("web01!load", "itop", &number).await;
    assert!(told.stdout.contains("nothing was done"), "{told:?}");
    assert_eq!(
        place.history(&number),
        ["intended", "noted", "joined", "intended", "note_resent", "noted", "joined"]
    );

    // It is written, and the desk does not tell: the next try looks before it writes.
    let reads = calls.iter().take_while(|call| !call.contains("core/update"));
    let reads = reads.filter(|call| call.contains("core/get")).count();
    hand.inject(Fault::new(Effect::OutOfMemory).operation("core/update"));
    // That read the description, too, which only grows by an open event.
    let after = u32::try_from(reads).unwrap();
    hand.inject(Fault::new(Effect::OutOfMemoryBefore).operation("core/get").nth(after));
    assert_eq!(place.link("web01!ntp", "itop", &number).await.code, Some(4));
    assert_eq!(place.notes("itop", &number).await.len(), 3);
    ok(&place.link("web01!ntp", "itop", &number).await);
    assert_eq!(place.notes("itop", &number).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_taken_from_its_ticket_and_may_come_back() {
    let place = place().await;
    place.world.file("jobs/tickets.toml", FOLLOWER);
    let number = place.ticket("Disk of web01").await;
    ok(&place.link("web01!disk", "itop", &number).await);
    ok(&place.link("web01!load", "itop", &number).await);

    let taken = place.unlink("web01!disk", &number.to_lowercase()).await;
    ok(&taken);
    assert_eq!(taken.stdout, format!("taken from {number}\n"));
    let notes = place.notes("itop", &number).await;
    let last = |notes: &[Value]| notes.last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(last(&notes).contains("ben took an event from this ticket"), "{notes:?}");
    let ours = place.ours(&number);
    let let_go: Vec<bool> = ours.episodes.iter().map(|episode| episode.let_go_at.is_some()).collect();
    assert_eq!(let_go, [true, false]);
    let shown = place.done(&["events"]).await;
    let line = |service: &str| shown.lines().find(|line| line.contains(service)).unwrap().to_owned();
    assert!(!line("web01 / disk").contains(&number) && line("web01 / load").contains(&number), "{shown}");
    assert!(place.done(&["tickets", "show", &number]).await.contains("unlinked by ben"));

    let again = place.unlink("web01!disk", &ours.key.0).await;
    ok(&again);
    assert!(again.stdout.contains("before: nothing was done"), "{again:?}");
    assert_eq!(place.notes("itop", &number).await.len(), notes.len());

    ok(&place.link("web01!disk", "itop", &number).await);
    let notes = place.notes("itop", &number).await;
    assert!(notes.len() == 4 && last(&notes).contains("ana linked"), "{notes:?}");
    assert_eq!(place.ours(&number).episodes[0].let_go_at, None);
    place.itop.control().inject(Fault::new(Effect::OutOfMemoryBefore).operation("core/update"));
    assert_eq!(place.unlink("web01!disk", &number).await.code, Some(4));
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    ok(&place.unlink("web01!disk", &number).await);
    assert_eq!(place.notes("itop", &number).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_linked_is_told_and_nothing_is_done() {
    let place = place().await;
    let number = place.ticket("Disk of web01").await;
    let refused = |outcome: &Outcome, code: i32, text: &str| {
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
        assert!(outcome.stderr.contains(text), "{text}: {}", outcome.stderr);
    };
    refused(&place.link("web01!disk", "itop", "I-999999").await, 2, "has no ticket `I-999999`");
    refused(&place.link("web01!disk", "itpo", &number).await, 2, "did you mean `itop`?");
    let link = ["tickets", "link", "icigna", "web01!disk", "--desk", "itop", &number];
    refused(&place.world.program(&link).await, 2, "did you mean `icinga`?");
    let job = ["tickets", "link", "icinga", "web01!disk", "--desk", "itop", &number, "--job", "none"];
    refused(&place.world.program(&job).await, 2, "there is no job `none`");
    refused(&place.unlink("web01!disk", &number).await, 2, "we know no ticket");
    refused(&place.world.program(&["tickets", "show", &number]).await, 2, "tickets show --desk NAME");
    refused(&place.world.program(&["tickets", "--desk", "itpo"]).await, 2, "did you mean `itop`?");
    assert!(place.world.store().ticket_named(&number).unwrap().is_empty());
    assert!(place.notes("itop", &number).await.is_empty());

    let by_name = place.link("web01!ntp", "itop", &number).await;
    ok(&by_name);
    assert!(by_name.stderr.contains("shows no event `web01!ntp`"), "{}", by_name.stderr);
    refused(&place.unlink("web01!disk", &number).await, 2, "it has: icinga web01!ntp");

    place.icinga.stop().await;
    let link = ["tickets", "link", "icinga", "web01!disk", "--desk", "itop", &number];
    refused(&place.world.program(&link).await, 1, "the monitor `icinga` did not answer; nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_several_desks_is_shown_for_all_and_unlinked_by_key() {
    let place = place().await;
    let number = place.ticket("Disk of web01").await;
    ok(&place.link("web01!disk", "itop", &number).await);
    let ours = place.ours(&number);
    let other = OurTicket {
        key: TicketKey("stk-elsewhere".to_owned()),
        desk: "snow".to_owned(),
        title: "Another of the same number".to_owned(),
        remote: None,
        ..ours.clone()
    };
    place.world.store().save_tickets(None, &[other], &[]).unwrap();
    let shown = place.done(&["tickets", "show", &number]).await;
    assert!(shown.contains("Disk of web01") && shown.contains("Another of the same number"), "{shown}");
    assert_eq!(place.world.json(&["tickets", "show", &number]).await["tickets"].as_array().unwrap().len(), 2);
    let unclear = place.unlink("web01!disk", &number).await;
    assert_eq!(unclear.code, Some(2), "{unclear:?}");
    assert!(unclear.stderr.contains("stk-elsewhere in snow"), "{}", unclear.stderr);
    ok(&place.unlink("web01!disk", &ours.key.0).await);
}
