//! Lists that are longer than a page: runs of a job, starts of a schedule, changes and names of a plan. What is not shown
//! is said, and can be reached.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use stocktake::model::RunState;
use stocktake::model::journal::Trigger;
use stocktake::model::webhook::Telling;
use stocktake::store::{RunEnd, Store};

use super::{Browser, Console, PASSWORD, Page, add_user, unescaped};
use crate::fleet::{JOB, many, table, two_computers};
use crate::world::World;

/// A run of the past that ended well; its id.
fn ran(store: &Store, job: &str, trigger: Trigger, begin: DateTime<Utc>, took: TimeDelta) -> String {
    let run = store.begin_run(job, trigger, "a", begin).unwrap();
    let end = RunEnd {
        state: RunState::Done,
        applied: 0,
        failed: 0,
        changed_since_plan: 0,
        tickets: None,
        message: None,
        finished_at: begin + took,
    };
    store.finish_run(&run, &end, None, &[], &Telling::default()).unwrap();
    run.to_string()
}

/// A schedule whose last start lies half a day back, so that none comes due during a test, and that start.
fn half_a_day_ago() -> (String, DateTime<Utc>) {
    let last = Utc::now() - TimeDelta::hours(12);
    let last = last.with_minute(0).unwrap().with_second(0).unwrap().with_nanosecond(0).unwrap();
    (format!("[schedule]\ncron = \"0 {} * * *\"\ndeadline = \"1h\"\n", last.hour()), last)
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_of_two_weeks_are_told_however_many_other_runs_the_job_has() {
    let world = two_computers().await;
    let (schedule, last) = half_a_day_ago();
    world.job("nightly", &format!("{JOB}{schedule}"));
    add_user(&world, "vera", &["viewer"]).await;
    let store = world.store();
    let seconds = TimeDelta::seconds;
    let older = ran(&store, "nightly", Trigger::Schedule, last - TimeDelta::days(20), seconds(9));
    let of_the_window = ran(&store, "nightly", Trigger::Schedule, last - TimeDelta::days(10), seconds(9));
    for number in 0..510 {
        ran(
            &store,
            "nightly",
            Trigger::Command,
            last + TimeDelta::minutes(1) + seconds(number * 5),
            seconds(4),
        );
    }
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get("/jobs/nightly/ticks").await;
    assert!(page.has(&of_the_window) && !page.has(&older), "{}", page.text);
    assert!(page.has("Those of the last 14 days, from "), "{}", page.text);
    assert_eq!(page.text.matches("<tr>").count(), 15, "a heading and each day: {}", page.text);
    assert_eq!(page.text.matches(">missed<").count(), 13, "{}", page.text);
    vera.speaks("fr");
    let french = vera.get("/jobs/nightly/ticks").await;
    assert!(french.has("Ceux des 14 derniers jours, à partir du "), "{}", french.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_schedule_that_started_no_run_it_is_told_what_is_known_and_what_is_not() {
    let world = two_computers().await;
    let (schedule, last) = half_a_day_ago();
    world.job("nightly", &format!("{JOB}{schedule}"));
    world.job("new", &format!("{JOB}{schedule}"));
    add_user(&world, "vera", &["viewer"]).await;
    let by_hand = last - TimeDelta::days(3) - TimeDelta::hours(1);
    ran(&world.store(), "nightly", Trigger::Command, by_hand, TimeDelta::minutes(90));
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get("/jobs/nightly/ticks").await;
    assert!(page.has("since then every run of this job is kept"), "{}", page.text);
    assert_eq!(page.text.matches(">no run<").count(), 3, "{}", page.text);
    assert!(page.has("whether the job had this schedule already is not kept"), "{}", page.text);
    assert!(
        page.has("skipped") && page.has("still under way"),
        "a run by hand was in the way: {}",
        page.text
    );
    let new = vera.get("/jobs/new/ticks").await;
    assert!(new.has("when a program that serves last had a start of this job in hand"), "{}", new.text);
    assert!(new.has("No start has come since."), "{}", new.text);
    vera.speaks("fr");
    let french = vera.get("/jobs/nightly/ticks").await;
    assert!(french.has("toutes les exécutions de cette tâche sont conservées"), "{}", french.text);
    assert!(french.has("rien ne dit si la tâche avait déjà ce calendrier"), "{}", french.text);
}

/// Runs that are let go early make no start a missed one.
#[tokio::test(flavor = "multi_thread")]
async fn starts_are_told_as_far_back_as_runs_are_kept() {
    let world = two_computers().await;
    let (schedule, last) = half_a_day_ago();
    world.job("nightly", &format!("{JOB}{schedule}[history]\nkeep_days = 3\nkeep_runs = 5\n"));
    world.job("short", &format!("{JOB}{schedule}[history]\nkeep_days = 3\nkeep_runs = 0\n"));
    add_user(&world, "vera", &["viewer"]).await;
    let store = world.store();
    for job in ["nightly", "short"] {
        for day in [12, 4, 3, 2, 1, 0] {
            let begin = last - TimeDelta::days(day) + TimeDelta::seconds(3);
            ran(&store, job, Trigger::Schedule, begin, TimeDelta::seconds(9));
        }
    }
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    for (job, starts) in [("nightly", 5), ("short", 3)] {
        let page = vera.get(&format!("/jobs/{job}/ticks")).await;
        assert!(page.has("since then every run of this job is kept"), "{}", page.text);
        assert_eq!(page.text.matches(">ran<").count(), starts, "{job}: {}", page.text);
        assert!(!page.has(">missed<"), "{}", page.text);
    }
}

/// Of a job of each minute every start of the two weeks is reached; of one of each second it is said that the list is cut.
#[tokio::test(flavor = "multi_thread")]
async fn starts_of_each_minute_are_paged_and_those_of_each_second_cut_with_a_word() {
    let world = two_computers().await;
    let (_, last) = half_a_day_ago();
    let begin = last - TimeDelta::days(20);
    for (job, fields) in [("minutes", "*"), ("seconds", "* *")] {
        world.job(job, &format!("{JOB}[schedule]\ncron = \"{fields} {} * * *\"\n", last.hour()));
        ran(&world.store(), job, Trigger::Command, begin, TimeDelta::seconds(1));
    }
    add_user(&world, "vera", &["viewer"]).await;
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get("/jobs/minutes/ticks?page=9").await;
    assert!(page.has("Page 9 of 9, 840 in all") && !page.has("These are the newest"), "{}", page.text);
    let page = vera.get("/jobs/seconds/ticks").await;
    assert!(page.has("These are the newest 20,161 of them."), "{}", page.text);
    vera.speaks("fr");
    let page = vera.get("/jobs/seconds/ticks").await;
    assert!(page.has("Voici les 20\u{a0}161 plus récents."), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_run_of_a_job_is_reached_page_by_page() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let (store, now) = (world.store(), Utc::now());
    let runs: Vec<String> = (0..101)
        .map(|number| {
            let begin = now - TimeDelta::hours(200 - number);
            ran(&store, "nightly", Trigger::Command, begin, TimeDelta::seconds(1))
        })
        .collect();
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let mut seen = Vec::new();
    let mut at = Some("/jobs/nightly".to_owned());
    let mut pages = 0;
    while let Some(path) = at {
        let page = vera.get(&path).await;
        pages += 1;
        assert!(page.has(&format!("Page {pages} of 3, 101 in all")), "{}", page.text);
        let rows = page.text.split("<th scope=\"row\"><a href=\"/jobs/nightly/runs/").skip(1);
        seen.extend(rows.map(|row| row.split('"').next().unwrap().to_owned()));
        let next = page.text.split_once("rel=\"next\" href=\"");
        at = next.map(|(_, rest)| unescaped(rest.split('"').next().unwrap()));
    }
    seen.reverse();
    assert_eq!(seen, runs);
    vera.speaks("fr");
    let french = vera.get("/jobs/nightly?page=2").await;
    assert!(french.has("Page 2 sur 3, 101 en tout") && french.has("Page suivante"), "{}", french.text);
}

/// When a run that took long began says nothing of how fresh the data are.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_shows_when_a_run_ended_well_not_when_it_began() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let begin = "2026-01-02T01:10:00Z".parse().unwrap();
    ran(&world.store(), "nightly", Trigger::Command, begin, TimeDelta::minutes(263));
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let cell = |page: &Page, label: &str| {
        let (_, rest) = page.text.split_once(&format!("data-label=\"{label}\">")).unwrap();
        rest.split("</td>").next().unwrap().to_owned()
    };
    let home = vera.get("/").await;
    let (last, good) = (cell(&home, "Last run"), cell(&home, "Ended well last"));
    assert!(last.contains("01:10") && good.contains("05:33"), "{last}; {good}");
    vera.speaks("fr");
    let good = cell(&vera.get("/").await, "Dernière bien terminée");
    assert!(good.contains("05:33"), "{good}");
}

/// A plan of eleven creates, an update of what was there, and what it needs.
async fn of_two_kinds() -> (World, String) {
    let world = two_computers().await;
    for (name, role) in [("vera", "viewer"), ("ann", "approver")] {
        add_user(&world, name, &[role]).await;
    }
    world.csv("computers.csv", &many(3));
    world.run("nightly").await;
    world.requests();
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 9 }}\n"));
    world.csv("computers.csv", &many(14).replace("I-2;", "I-2000;"));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Refused, "{report:?}");
    world.wrote_nothing();
    (world, report.run.id.to_string())
}

async fn records(browser: &Browser, path: &str) -> Vec<Vec<String>> {
    let file = browser.get(path).await;
    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let mut reader = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_counted_shown_and_downloaded_by_operation_and_class() {
    let (world, run) = of_two_kinds().await;
    let console = Console::open(&world).await;
    let (vera, ann) = (console.log_in("vera").await, console.log_in("ann").await);
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let page = vera.get(&path).await;
    for count in ["all 12<", "Create · Computer 11<", "Update · Computer 1<"] {
        assert!(page.has(count), "{count}: {}", page.text);
    }
    let updates = vera.get(&format!("{path}?show=update%2FComputer")).await;
    assert!(updates.has("I-2000") && !updates.has("SN-0014"), "{}", updates.text);
    let link = format!("{path}.csv?show=update%2FComputer");
    assert!(updates.has(&link), "{}", updates.text);
    let file = records(&vera, &link).await;
    assert!(file.iter().all(|row| row[2] == "Update" && row[5] == "SN-0002"), "{file:?}");
    assert!(file.iter().any(|row| row[9] == "I-2000"), "{file:?}");
    let all = records(&vera, &format!("{path}.csv")).await;
    let mut places: Vec<usize> = all.iter().map(|row| row[0].parse().unwrap()).collect();
    places.dedup();
    assert_eq!(places, (1..=12).collect::<Vec<_>>(), "{all:?}");
    assert!(all.iter().all(|row| row[1] == "planned"), "{all:?}");
    assert_eq!(vera.get(&format!("{path}.csv?show=retire%2FComputer")).await.status, 404);

    // What is ticked goes along from one kind to another.
    let token = ann.get(&path).await.hidden("token").unwrap();
    let digest = ann.get(&path).await.hidden("digest").unwrap();
    let carried = [("token", token.as_str()), ("digest", &digest), ("only", "Computer/SN-0014")];
    let fields: Vec<(&str, &str)> = carried.into_iter().chain([("show", "update/Computer")]).collect();
    let updates = ann.post(&path, &fields).await;
    assert!(updates.has("I-2000") && updates.has("1 more is ticked on other pages."), "{}", updates.text);
    assert!(updates.hidden("only").is_some_and(|key| key == "Computer/SN-0014"), "{}", updates.text);
    assert_eq!(updates.hidden("shown").as_deref(), Some("update/Computer"));
    // The kind stays when a decision lacks something.
    let fields: Vec<(&str, &str)> =
        carried.into_iter().chain([("shown", "update/Computer"), ("approve", "some")]).collect();
    let again = ann.post(&path, &fields).await;
    assert_eq!(again.status, 400, "{}", again.text);
    assert!(again.has("I-2000") && !again.has(">pc-014<"), "{}", again.text);
    world.wrote_nothing();
    let fields: Vec<(&str, &str)> = carried
        .into_iter()
        .chain([("shown", "update/Computer"), ("approve", "some"), ("password", PASSWORD)])
        .collect();
    assert_eq!(ann.post(&path, &fields).await.status, 200);
    crate::world::until("what was ticked is written", || world.glpi_names("Computer").len() == 4).await;
    crate::world::until("it has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert!(!world.requests().is_empty());
    ann.speaks("fr");
    let french = ann.get(&path).await;
    assert!(
        french.has("Création · Ordinateur 11<") && french.has("Télécharger ces changements"),
        "{}",
        french.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_a_plan_creates_first_are_counted_and_all_of_them_are_in_a_file() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 9 }}\n"));
    let mut rows = Vec::new();
    for number in 0..250 {
        let mut row = String::new();
        write!(row, "pc-{number:03};Acme;SN-{number:04};;;;Room {number:03};;;;;;;;;").unwrap();
        rows.push(row);
    }
    world.csv("computers.csv", &table(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Refused, "{report:?}");
    world.wrote_nothing();
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let run = report.run.id;
    let page = vera.get(&format!("/jobs/nightly/runs/{run}/plan")).await;
    assert!(page.has("Names to create first: 251"), "{}", page.text);
    assert!(page.has("The first 200 are shown here."), "{}", page.text);
    let link = format!("/jobs/nightly/runs/{run}/names.csv");
    assert!(page.has(&link), "{}", page.text);
    let names = records(&vera, &link).await;
    let rooms = names.iter().filter(|name| name[0] == "Location" && name[1].starts_with("Room ")).count();
    assert_eq!((rooms, names.len()), (250, 251), "{names:?}");
    vera.speaks("fr");
    let french = vera.get(&format!("/jobs/nightly/runs/{run}/plan")).await;
    assert!(
        french.has("Intitulés à créer d'abord\u{a0}: 251") && french.has("Voici les 200 premiers."),
        "{}",
        french.text
    );
}
