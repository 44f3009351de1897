//! What programs read that watch this one: whether it lives and is ready, its figures, and who may read them.

use std::time::Duration;

use super::api::token;
use super::{Browser, Console, PASSWORD, Page, add_user, refused};
use crate::fleet::{JOB, two_computers};
use crate::world::{World, until};

const EVERY_SECOND: &str = "[schedule]\ncron = \"* * * * * *\"\n";

/// A figure of a page, by its name and labels as they are written; `None`: it is not there.
pub fn figure(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

async fn figures(console: &Console<'_>) -> String {
    let page = console.browser().get("/metrics").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    page.text
}

/// Asks through a proxy that has seen this address.
async fn from(browser: &Browser, address: &str, path: &str) -> Page {
    browser.ask(false, path, String::new(), &[("x-forwarded-for", address)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_stays_when_the_program_starts_again() {
    let (world, _) = refused(10).await;
    for _ in 0..2 {
        let console = Console::open(&world).await;
        let text = figures(&console).await;
        for (series, expected) in [
            ("stocktake_runs_total{job_name=\"nightly\",outcome=\"refused\"}", 1.0),
            ("stocktake_runs_total{job_name=\"nightly\",outcome=\"done\"}", 0.0),
            ("stocktake_last_run_outcome{job_name=\"nightly\",outcome=\"refused\"}", 1.0),
            ("stocktake_last_run_outcome{job_name=\"nightly\",outcome=\"done\"}", 0.0),
            ("stocktake_plans_waiting{job_name=\"nightly\"}", 1.0),
            ("stocktake_questions_open{job_name=\"nightly\",topic=\"plan_waits\"}", 1.0),
            ("stocktake_run_under_way{job_name=\"nightly\"}", 0.0),
            ("stocktake_last_run_rejects{job_name=\"nightly\"}", 0.0),
            ("stocktake_mails_waiting", 0.0),
            ("stocktake_state_answers", 1.0),
            ("stocktake_state_keeps", 1.0),
            ("stocktake_configuration_valid", 1.0),
        ] {
            assert_eq!(figure(&text, series), Some(expected), "{series}\n{text}");
        }
        assert_eq!(figure(&text, "stocktake_last_good_run_timestamp_seconds{job_name=\"nightly\"}"), None);
        assert!(text.contains("stocktake_build_info{version=\""), "{text}");
        console.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_the_schedule_is_told_with_what_it_wrote_and_its_calls() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}"));
    let console = Console::open(&world).await;
    let good = "stocktake_last_good_run_timestamp_seconds{job_name=\"nightly\"}";
    let mut first = String::new();
    for _ in 0..600 {
        let text = figures(&console).await;
        // The newest run writes nothing, the first one did.
        if first.is_empty() && figure(&text, good).is_some() {
            first = text;
        }
        if figure(&first, good).is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let value = |series: &str| figure(&first, series);
    assert!(value("stocktake_runs_total{job_name=\"nightly\",outcome=\"done\"}") >= Some(1.0), "{first}");
    assert!(
        value("stocktake_starts_total{job_name=\"nightly\",outcome=\"on_time\"}") >= Some(1.0),
        "{first}"
    );
    assert!(value("stocktake_last_run_duration_seconds{job_name=\"nightly\"}") > Some(0.0), "{first}");
    assert!(
        value("stocktake_next_start_timestamp_seconds{job_name=\"nightly\"}")
            > value("stocktake_last_run_timestamp_seconds{job_name=\"nightly\"}").map(|last| last - 60.0),
        "{first}"
    );
    assert!(value("stocktake_dead_man_seconds{job_name=\"nightly\"}") > Some(3600.0), "{first}");
    assert_eq!(value("stocktake_schedule_stands{job_name=\"nightly\"}"), Some(0.0));
    let calls = "stocktake_call_duration_seconds_count{system=\"glpi\",status=\"2xx\"}";
    assert!(value(calls) > Some(3.0), "{first}");
    assert!(!first.contains("rid=") && !first.contains(&world.store().runs(None, 1).unwrap()[0].id.0));
    console.stop().await;
    assert!(!world.requests().is_empty());
    assert!(!world.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_the_newest_run_are_told_by_class_and_operation() {
    let world = two_computers().await;
    let report = world.run("nightly").await;
    assert_eq!(report.run.applied, 2);
    let console = Console::open(&world).await;
    let text = figures(&console).await;
    let labels = "{job_name=\"nightly\",class=\"Computer\",operation=\"create\"}";
    assert_eq!(figure(&text, &format!("stocktake_last_run_changes{labels}")), Some(2.0), "{text}");
    let applied = "stocktake_last_run_records{job_name=\"nightly\",result=\"applied\"}";
    assert_eq!(figure(&text, applied), Some(2.0), "{text}");
    assert!(!world.requests().is_empty());
    assert!(!world.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_wait_or_were_given_up_are_told() {
    let world = two_computers().await;
    world.settings("", "[mail.smtp]\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\n");
    world.run("nightly").await;
    let console = Console::open(&world).await;
    let text = figures(&console).await;
    assert_eq!(figure(&text, "stocktake_mails_waiting"), Some(1.0), "{text}");
    assert!(figure(&text, "stocktake_mails_oldest_waiting_timestamp_seconds") > Some(1.7e9), "{text}");
    assert_eq!(figure(&text, "stocktake_mails_given_up"), Some(0.0), "{text}");
    assert!(!world.requests().is_empty());
}

async fn behind_a_proxy(lines: &str) -> World {
    let (world, _) = refused(10).await;
    world.job("other", JOB);
    add_user(&world, "eve", &["other=viewer"]).await;
    world.add_settings(&format!("[web]\nbehind_proxy = true\n{lines}"));
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_read_no_figures_and_of_health_one_word() {
    let world = behind_a_proxy("metrics = [\"203.0.113.0/24\"]\n").await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    for (address, status) in [("203.0.113.9", 200), ("198.51.100.7", 401), ("127.0.0.1", 401)] {
        let page = from(&browser, address, "/metrics").await;
        assert_eq!(page.status, status, "{address}");
        assert_eq!(page.has("nightly"), status == 200, "{address}: {}", page.text);
        // What a proxy asks browsers for is no token, which would count in place of the address.
        let sent = [("x-forwarded-for", address), ("authorization", "Basic YW5uOng=")];
        let page = browser.ask(false, "/metrics", String::new(), &sent).await;
        assert_eq!(page.status, status, "{address}");
    }
    // Behind a proxy nobody is near, as long as the configuration does not say so.
    assert_eq!(browser.get("/metrics").await.status, 401);
    for (path, word) in [("/health/live", "live\n"), ("/health/ready", "ready\n")] {
        let page = from(&browser, "198.51.100.7", path).await;
        assert_eq!((page.status, page.text.as_str()), (200, word));
    }
    // A login counts when it sees every job.
    for (name, status) in [("vera", 200), ("eve", 403)] {
        let browser = console.browser();
        let form = from(&browser, "198.51.100.7", "/login").await;
        let token = form.hidden("token").unwrap();
        let fields = [("token", token.as_str()), ("name", name), ("password", PASSWORD)];
        let sent = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(browser.send("/login", &fields, &sent).await.status, 303);
        assert_eq!(from(&browser, "198.51.100.7", "/metrics").await.status, status, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_reads_nothing_by_a_name_that_points_here() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let page = console.browser().ask(false, "/metrics", String::new(), &[("host", "evil.example")]).await;
    assert_eq!(page.status, 421, "{}", page.text);
    assert!(!page.has("stocktake_runs_total"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_sees_every_job_reads_the_figures_from_anywhere() {
    let world = behind_a_proxy("").await;
    let tokens = [token(&world, "all", &["viewer"]).await, token(&world, "one", &["nightly=viewer"]).await];
    let console = Console::open(&world).await;
    let browser = console.browser();
    for (token, status) in [(tokens[0].as_str(), 200), (tokens[1].as_str(), 403), ("made-up", 401)] {
        let token = format!("Bearer {token}");
        let sent = [("x-forwarded-for", "198.51.100.7"), ("authorization", token.as_str())];
        let page = browser.ask(false, "/metrics", String::new(), &sent).await;
        assert_eq!(page.status, status, "{}", page.text);
        assert_eq!(page.has("stocktake_runs_total"), status == 200, "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_database_that_fails_makes_it_unready_and_not_dead() {
    let world = behind_a_proxy("health = [\"203.0.113.9\"]\nmetrics = [\"203.0.113.9\"]\n").await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    assert_eq!(from(&browser, "203.0.113.9", "/health/ready").await.status, 200);
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.execute_batch("ALTER TABLE runs RENAME TO lost").unwrap();
    let mut told = (0, String::new());
    for _ in 0..100 {
        let page = from(&browser, "203.0.113.9", "/health/ready").await;
        told = (page.status, page.text);
        if told.0 == 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(told.0, 503, "{}", told.1);
    assert!(told.1.contains("the state database fails:"), "{}", told.1);
    let stranger = from(&browser, "198.51.100.7", "/health/ready").await;
    assert_eq!((stranger.status, stranger.text.as_str()), (503, "unready\n"));
    assert_eq!(from(&browser, "198.51.100.7", "/health/live").await.status, 200);
    let page = from(&browser, "203.0.113.9", "/metrics").await;
    assert_eq!(page.status, 200);
    assert_eq!(figure(&page.text, "stocktake_state_answers"), Some(0.0), "{}", page.text);
    assert_eq!(figure(&page.text, "stocktake_configuration_valid"), Some(1.0));
}

/// What is asked of it can be read: only what is to be written is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_state_database_that_keeps_nothing_makes_it_unready() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    assert_eq!(browser.get("/health/ready").await.status, 200);
    assert_eq!(figure(&figures(&console).await, "stocktake_state_keeps"), Some(1.0));
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE ON probes BEGIN SELECT RAISE(ABORT, 'no room'); END",
        )
        .unwrap();
    let mut told = (0, String::new());
    for _ in 0..200 {
        let page = browser.get("/health/ready").await;
        told = (page.status, page.text);
        if told.0 == 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(told.0 == 503 && told.1.contains("no room"), "{told:?}");
    let figures = figures(&console).await;
    assert_eq!(figure(&figures, "stocktake_state_keeps"), Some(0.0));
    assert_eq!(figure(&figures, "stocktake_state_answers"), Some(1.0));
    database.execute_batch("DROP TRIGGER full").unwrap();
    let well = async || browser.get("/health/ready").await.status == 200;
    for _ in 0..100 {
        if well().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never ready again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_is_not_valid_is_told() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    world.job("nightly", "[[feed]]\nmapping = \"none\"\n");
    console.program.signal("HUP");
    until("it is refused", || console.log().contains("the new configuration is not valid")).await;
    let mut valid = Some(1.0);
    for _ in 0..100 {
        valid = figure(&figures(&console).await, "stocktake_configuration_valid");
        if valid == Some(0.0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(valid, Some(0.0));
    assert_eq!(console.browser().get("/health/ready").await.status, 200, "the one before goes on");
}
