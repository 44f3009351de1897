//! What people look for: a word in everything, why an item is as it is, what a schedule did, what is linked.

use chrono::{Days, TimeDelta, Utc};
use stocktake::model::journal::Trigger;
use stocktake::model::ticket::{RefEntry, RefKind};
use stocktake::model::{RunState, Said};
use stocktake::store::RunEnd;

use super::place::place;
use super::{Console, add_user};
use crate::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_found_in_items_rejects_questions_and_tickets_as_far_as_the_role_allows() {
    let place = place().await;
    let world = &place.desks.world;
    world.job("other", super::JOB);
    add_user(world, "eve", &["other=approver"]).await;
    let console = Console::open(world).await;
    let (vera, eve) = (console.log_in("vera").await, console.log_in("eve").await);
    assert!(vera.get("/").await.text.contains("action=\"/search\""), "from the head of every page");

    // By serial, in whatever case, by a part of a name, and by the id of the item.
    let id = world.glpi_row("Computer", "pc-001")["id"].to_string();
    for (wanted, found) in [("sn-0001", "pc-001"), ("pc-00", "pc-002"), (&format!("%23{id}"), "pc-001")] {
        let page = vera.get(&format!("/search?q={wanted}")).await;
        assert!(page.has(found) && page.has("Computer"), "{wanted}: {}", page.text);
        assert!(page.has(&place.done), "the run that wrote it: {}", page.text);
        assert!(page.has("/jobs/nightly/explain?class=Computer&key=SN-000"), "{}", page.text);
    }
    let exact = vera.get("/search?q=SN-0001").await;
    assert!(exact.has("stocktake explain nightly SN-0001") && !exact.has("pc-002"), "{}", exact.text);
    // By the number of a ticket, by its title, by what its event is about.
    for wanted in [place.ticket.as_str(), "WEB01", "disk"] {
        let page = vera.get(&format!("/search?q={wanted}")).await;
        assert!(page.has(&place.ticket) && page.has("/tickets?number="), "{wanted}: {}", page.text);
    }
    // What waits, by the words of the question.
    assert!(vera.get("/search?q=12%20changes").await.has("stocktake approve"));
    // Signs of patterns stand for themselves, and markup is none.
    for wanted in ["%25%25", "__", "no-such-thing", "%3Cscript%3E"] {
        let page = vera.get(&format!("/search?q={wanted}")).await;
        assert!(page.has("Nothing of this is known.") && !page.text.contains("<script"), "{}", page.text);
    }
    assert!(vera.get("/search?q=x").await.has("2 to 200 characters"));
    // Who has no role for the job is told of nothing.
    for wanted in ["SN-0001", "pc-00", place.ticket.as_str(), "web01", "changes"] {
        let page = eve.get(&format!("/search?q={wanted}")).await;
        assert!(page.has("Nothing of this is known."), "{wanted}: {}", page.text);
    }
    vera.speaks("fr");
    assert!(vera.get("/search?q=SN-0001").await.has("La même chose en commande"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_rejected_is_found_with_its_place() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    world.csv("computers.csv", &table(&[PC_1, &PC_2.replace("28/02/2029", "the day after")]));
    let run = world.run("nightly").await.run.id;
    world.requests();
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get("/search?q=the%20day%20after").await;
    assert!(page.has("computers.csv:3") && page.has(&format!("{run}#rejects")), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_an_item_is_as_it_is_stands_on_a_page_and_nothing_is_written_for_it() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let run = world.run("nightly").await.run.id.to_string();
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace("Ana", "Anna"), PC_2]));
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let shown = vera.get(&format!("/jobs/nightly/runs/{run}")).await;
    let link = "/jobs/nightly/explain?class=Computer&key=SN-0001";
    assert!(shown.has(link), "from every row: {}", shown.text);
    let page = vera.get(link).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for piece in [
        "Computer SN-0001",
        "computers.csv:2",
        "Serial number",
        "write `Ana` → `Anna`",
        "write = always, on_conflict = human",
        "stocktake explain nightly SN-0001",
        &run,
    ] {
        assert!(page.has(piece), "{piece}: {}", page.text);
    }
    assert!(!page.has("Monitor"), "{}", page.text);
    let told = world.program(&["explain", "nightly", "SN-0001"]).await;
    assert!(told.stdout.contains("write `Ana` → `Anna`"), "as the command: {told:?}");
    let unknown = vera.get("/jobs/nightly/explain?key=SN-0003").await;
    assert!(unknown.has("nothing is known of `SN-0003` in job nightly"), "{}", unknown.text);
    assert!(unknown.has("SN-0001"), "what is like it: {}", unknown.text);
    world.file("computers.csv", "");
    let broken = vera.get(link).await;
    assert!(broken.status == 502 || broken.has("SN-0001"), "{}: {}", broken.status, broken.text);
    vera.speaks("fr");
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    assert!(vera.get(link).await.has("Numéro de série"));
    world.wrote_nothing();
    assert_eq!(vera.get("/jobs/none/explain?key=x").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_start_of_a_schedule_is_told_with_what_became_of_it() {
    let world = two_computers().await;
    let schedule = "[schedule]\ncron = \"0 2 * * *\"\ndeadline = \"6h\"\n";
    world.job("nightly", &format!("{}{schedule}", super::JOB));
    add_user(&world, "vera", &["viewer"]).await;
    let store = world.store();
    let day = |back: u64| {
        let day = Utc::now().date_naive().checked_sub_days(Days::new(back)).unwrap();
        day.and_hms_opt(2, 0, 0).unwrap().and_utc()
    };
    let ran = |begin: chrono::DateTime<Utc>, took: TimeDelta, trigger: Trigger, state: RunState| {
        let run = store.begin_run("nightly", trigger, "a", begin).unwrap();
        let end = RunEnd {
            state,
            applied: 0,
            failed: 0,
            changed_since_plan: 0,
            tickets: None,
            message: (state == RunState::Failed).then(|| Said::from("GLPI did not answer")),
            finished_at: begin + took,
        };
        store.finish_run(&run, &end, None, &[], &stocktake::model::webhook::Telling::default()).unwrap();
        run.to_string()
    };
    let minutes = TimeDelta::minutes;
    let first = ran(day(7) + TimeDelta::seconds(4), minutes(2), Trigger::Schedule, RunState::Done);
    // Nobody was there two days before the next one, and a person's run was in the way the day before.
    let by_hand = ran(day(5) - minutes(30), TimeDelta::hours(8), Trigger::Command, RunState::Done);
    let failed = ran(day(4) + TimeDelta::seconds(2), minutes(2), Trigger::Schedule, RunState::Failed);
    let late = ran(day(3) + minutes(125), minutes(2), Trigger::Schedule, RunState::Done);
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    assert!(vera.get("/jobs/nightly").await.has("/jobs/nightly/ticks"));
    let page = vera.get("/jobs/nightly/ticks").await;
    for piece in [&first, &by_hand, &failed, &late] {
        assert!(page.has(piece), "{piece}: {}", page.text);
    }
    for piece in [
        "missed",
        "skipped",
        "still under way",
        "GLPI did not answer",
        "late by 2\u{a0}h 5\u{a0}min",
        "02:00 UTC",
    ] {
        assert!(page.has(piece), "{piece}: {}", page.text);
    }
    world.job("nightly", super::JOB);
    console.stop().await;
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    assert!(vera.get("/jobs/nightly/ticks").await.has("This job has no schedule."));
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_and_references_are_shown_to_those_who_see_a_job_of_their_desk() {
    let world = two_computers().await;
    for (name, role) in [("vera", "nightly=viewer"), ("eve", "other=viewer")] {
        add_user_of(&world, name, role).await;
    }
    let store = world.store();
    let link = |company: &str, to: &str| {
        format!("[[link]]\ncompany = \"{company}\"\ndesk = \"glpi\"\nto = \"{to}\"\n")
    };
    world.file("links.toml", link("Fabrikam", "Fabrikam SA") + &link("Contoso <b>", "Contoso"));
    let entry = |id: &str, name: &str| RefEntry {
        kind: RefKind::Company,
        id: id.to_owned(),
        name: name.to_owned(),
        also: Vec::new(),
        class: None,
        companies: Vec::new(),
        parent: None,
    };
    let (kept, gone) = (entry("4", "Fabrikam SA"), entry("5", "Northwind"));
    store.keep_refs("glpi", &[RefKind::Company], &[kept.clone(), gone], Utc::now()).unwrap();
    store.keep_refs("glpi", &[RefKind::Company], &[kept], Utc::now()).unwrap();
    let console = Console::open(&world).await;
    let (vera, eve) = (console.log_in("vera").await, console.log_in("eve").await);
    let links = vera.get("/links").await;
    assert!(
        links.has("Fabrikam SA") && links.has("Contoso <b>") && !links.text.contains("<b>"),
        "{}",
        links.text
    );
    assert!(links.has("stocktake links list") && links.has("stocktake links history"), "{}", links.text);
    assert!(!vera.get("/links?q=fabrikam").await.has("Contoso"));
    let known = vera.get("/references?system=glpi").await;
    assert!(known.has("Fabrikam SA") && known.has("Northwind") && known.has("gone since"), "{}", known.text);
    assert!(known.has("stocktake refs list glpi"), "{}", known.text);
    assert!(!vera.get("/references?q=north").await.has("Fabrikam SA"));
    assert!(eve.get("/links").await.has("Nothing is linked."));
    assert!(eve.get("/references").await.has("No reference data was pulled yet."));
    assert_eq!(eve.get("/references?system=glpi").await.status, 404);
}

async fn add_user_of(world: &super::World, name: &str, role: &str) {
    if role.starts_with("other") {
        world.job("other", "[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n");
        let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
        let second = settings.replace("[system.glpi.glpi]", "[system.second.glpi]");
        let start = second.find("[system.second.glpi]").unwrap();
        let end = second.find("[mail]").unwrap();
        world.add_settings(&second[start..end]);
        world.file(
            "jobs/other.toml",
            "system = \"second\"\n[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n",
        );
    }
    add_user(world, name, &[role]).await;
}
