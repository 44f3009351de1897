//! Rows that are pushed, mailed or exported: what they do not name is not over, and old ones are no news.

use super::*;

const FEED: &str =
    "name = \"servicenav\"\npath = \"in/*.csv\"\npick = \"all\"\nsettle = \"0s\"\nmove_to = \"done\"\n";

const DISK: &str = "Acme;Lyon;srv-01;Disque C;critique;CRITIQUE;27/11/2026 08:30;;Disque plein à 98 %;\n";
const LOAD: &str = "Acme;Lyon;srv-02;CPU;Avertissement;ALERTE;27/11/2026 08:35;;Charge élevée;\n";
const DISK_OVER: &str =
    "Acme;Lyon;srv-01;Disque C;OK;OK;27/11/2026 08:30;27/11/2026 09:10;Disque revenu à 60 %;\n";

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_an_export_become_tickets_once_and_a_row_ends_them() {
    let world = world(FEED, MAPPING).await;
    world.file("in/1.csv", format!("{HEAD}{DISK}{LOAD}"));
    let check = world.program(&["check"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["srv-01 / Disque C: CRITIQUE open", "srv-02 / CPU: ALERTE open"]);
    assert!(world.folder().join("done/1.csv").is_file() && !world.folder().join("in/1.csv").exists());
    let row = &world.glpi_rows("Ticket")[0];
    let text = row["content"].as_str().unwrap();
    assert!(text.contains("Disque plein à 98 % (Acme), since 2026-11-27T07:30:00Z"), "{text}");
    let ticket = ours(&world).into_iter().find(|ticket| ticket.title.contains("Disque")).unwrap();
    assert_eq!(ticket.episodes[0].monitor, "servicenav");

    // Nothing new: what is not named is not over.
    run(&world, 0).await;
    let events = world.json(&["events", "--monitor", "servicenav"]).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 2, "{events}");
    assert_eq!(events["monitors"][0]["sight"], "clear");
    assert_eq!(report(&world).with_ticket, 2);

    // The recovery joins its episode, and the same problem row read once more is no news.
    world.file("in/2.csv", format!("{HEAD}{DISK_OVER}"));
    run(&world, 0).await;
    world.file("in/3.csv", format!("{HEAD}{DISK}"));
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 2);
    let events = world.json(&["events"]).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 1, "{events}");
    let ticket = ours(&world).into_iter().find(|ticket| ticket.title.contains("Disque")).unwrap();
    assert!(ticket.episodes[0].over_at.is_some() && ticket.end_told_at.is_some(), "{ticket:?}");

    // A later problem of the same thing is another episode: its ticket is reopened or another one is opened.
    let again = DISK.replace("27/11/2026 08:30", "28/11/2026 07:00");
    world.file("in/4.csv", format!("{HEAD}{again}"));
    run(&world, 0).await;
    let events = world.json(&["events"]).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 2, "{events}");
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_used_is_told_with_its_place_and_the_others_go_on() {
    let world = world(FEED, MAPPING).await;
    let nameless = "Acme;Lyon;;;critique;CRITIQUE;27/11/2026 08:30;;;\n";
    let odd = "Acme;Lyon;srv-03;CPU;orange;ORANGE;27/11/2026 08:40;;Charge;\n";
    world.file("in/1.csv", format!("{HEAD}{nameless}{odd}{DISK}"));
    let outcome = run(&world, 4).await;
    assert!(outcome.stdout.contains("1.csv:2"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("`orange` is no severity"), "{}", outcome.stdout);
    assert_eq!(tickets(&world), ["srv-01 / Disque C: CRITIQUE open", "srv-03 / CPU: ORANGE open"]);
    let trouble = report(&world).monitors[0].trouble.clone().unwrap().to_string();
    assert!(trouble.contains("1 row cannot be used") && trouble.contains("1.csv:2"), "{trouble}");
    // The value that is left out of a row is one, too.
    let run_of_it = world.store().runs(Some("tickets"), 1).unwrap().remove(0);
    let why = run_of_it.message.unwrap().to_string();
    assert_eq!((run_of_it.counts.reject, why), (2, format!("servicenav: {trouble}")));
    // It is moved and told once, as in an inventory; the next run is well.
    run(&world, 0).await;
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_row_gets_no_ticket_before_a_rule_wants_it() {
    let world = world(FEED, MAPPING).await;
    let seen_to = DISK.replace(";\n", ";a.durand\n");
    world.file("in/1.csv", format!("{HEAD}{seen_to}"));
    run(&world, 0).await;
    assert_eq!(tickets(&world), Vec::<String>::new());
    assert_eq!(report(&world).without_ticket[0].reason, "acknowledged");
    let job = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
    let by_operator =
        job.replace("desk = \"glpi\"", "desk = \"glpi\"\nselect = { trigger = \"acknowledged\" }");
    world.file("jobs/tickets.toml", by_operator);
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["srv-01 / Disque C: CRITIQUE open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_a_desk_failed_is_not_lost() {
    let world = world(FEED, MAPPING).await;
    world.file("in/1.csv", format!("{HEAD}{DISK}"));
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let url = settings.lines().find(|line| line.starts_with("url = \"http")).unwrap().to_owned();
    world.file("stocktake.toml", settings.replace(&url, "url = \"http://127.0.0.1:9/apirest.php\""));
    run(&world, 4).await;
    assert!(!world.folder().join("in/1.csv").exists(), "the row is in the state: its file is put away");
    world.file("stocktake.toml", settings);
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["srv-01 / Disque C: CRITIQUE open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_read_again_after_an_interruption_makes_no_second_ticket() {
    let world = world(FEED, MAPPING).await;
    world.file("in/1.csv", format!("{HEAD}{DISK}{LOAD}"));
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 2);
    // As if the program had ended before the file was moved, with its rows in another order.
    std::fs::remove_file(world.folder().join("done/1.csv")).unwrap();
    world.file("in/1.csv", format!("{HEAD}{LOAD}{DISK}"));
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 2);
    assert_eq!(report(&world).done, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn read_and_plan_show_what_rows_make_and_write_nothing() {
    let world = world(FEED, MAPPING).await;
    world.file("in/1.csv", format!("{HEAD}{DISK}"));
    let read = world.program(&["read", "tickets"]).await;
    assert_eq!(read.code, Some(0), "{read:?}");
    for told in ["→ Event (events)", "severity", "critique", "labels.customer", "2026-11-27 07:30:00"] {
        assert!(read.stdout.contains(told), "{told}: {}", read.stdout);
    }
    let columns = world.program(&["columns", "Event"]).await;
    assert!(columns.stdout.contains("acknowledged_by") && !columns.stdout.contains("labels."), "{columns:?}");
    let plan = world.program(&["plan", "tickets"]).await;
    assert!(plan.stdout.contains("srv-01 / Disque C"), "{plan:?}");
    assert!(world.folder().join("in/1.csv").exists());
    world.wrote_nothing();
}

/// The shipped job of ServiceNav's events, with its mapping and its sample.
#[tokio::test(flavor = "multi_thread")]
async fn the_events_of_a_servicenav_become_tickets_when_an_operator_acknowledges_them() {
    let world = World::new().await;
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/files/examples/servicenav");
    for (file, to) in [
        ("jobs/events.toml", "jobs/tickets.toml"),
        ("mappings/servicenav-events.toml", "mappings/servicenav-events.toml"),
        ("events/servicenav-events.csv", "events/servicenav-events.csv"),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        world.file(to, text.replace("desk = \"practice\"", "desk = \"glpi\""));
    }
    let check = world.program(&["check"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
    assert!(check.stdout.contains("3 tests"), "{check:?}");
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["srv-01 / Disque C: Critique open"]);
    let text = world.glpi_rows("Ticket")[0]["content"].as_str().unwrap().to_owned();
    assert!(text.contains("a.durand") && text.contains("Je m"), "{text}");
    let events = world.json(&["events"]).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 2, "what has an end is over: {events}");
    // The control goes on by itself: a closed ticket changes nothing in ServiceNav, and no second one is opened.
    let id = world.glpi_rows("Ticket")[0]["id"].as_i64().unwrap();
    world.control().edit("Ticket", id, &serde_json::json!({ "status": 6 })).unwrap();
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["srv-01 / Disque C: Critique solved"]);
    assert_eq!(report(&world).out_of_step.len(), 1);
}
