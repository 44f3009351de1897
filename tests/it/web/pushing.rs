//! What monitors push, by the real program: stored before it is answered, read once, a ticket for an episode; refused as
//! programs understand it; nothing lost or doubled when a program is killed, the state cannot be written, or two serve.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use stocktake::model::RunState;

use super::Console;
use super::api::token;
use crate::event_feeds::{ours, tickets};
use crate::fleet::two_computers;
use crate::world::{Program, World, until};

/// The mapping of a ready folder.
pub fn mapping(folder: &str, name: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/inbox/examples");
    std::fs::read_to_string(examples.join(folder).join(format!("mappings/{name}.toml"))).unwrap()
}

/// A project whose job `tickets` reads what Alertmanager pushes to it.
pub async fn alerts() -> World {
    let world = World::new().await;
    world.mapping("alerts", &mapping("alertmanager-push", "alerts"));
    world.add_settings("[system.alertmanager.inbox]\n");
    job(&world, "");
    world
}

/// The job, with lines of its feed.
pub fn job(world: &World, of_feed: &str) {
    world.file(
        "jobs/tickets.toml",
        format!(
            "settle = \"1s\"\n[storm]\nabove = 1000\n[[feed]]\nmapping = \"alerts\"\nfrom = \"alertmanager\"\n\
             {of_feed}[feed.inbox]\nrows = \"alerts\"\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n\
             title = \"{{{{ event.labels.alertname }}}} {{{{ event.host }}}}\"\ntext = \"{{{{ event.text }}}}\"\n\
             on_recovery = {{ action = \"solve\", after = \"0s\" }}\n"
        ),
    );
}

/// A body as Alertmanager sends it.
pub fn body(alerts: &[(&str, &str)]) -> Value {
    let alert = |(name, status): &(&str, &str)| {
        let ends = if *status == "resolved" { "2026-11-29T10:20:00Z" } else { "0001-01-01T00:00:00Z" };
        json!({"status": status, "labels": {"alertname": name, "instance": "web01:9100", "severity": "critical"},
            "annotations": {"description": "é \"quoted\""}, "startsAt": "2026-11-29T09:58:00.123Z", "endsAt": ends,
            "generatorURL": "http://prometheus.example.org/graph", "fingerprint": name})
    };
    json!({"version": "4", "status": alerts[0].1, "alerts": alerts.iter().map(alert).collect::<Vec<_>>()})
}

/// A monitor that holds a token.
#[derive(Clone)]
pub struct Pusher {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Pusher {
    pub async fn new(console: &Console<'_>, job: &str) -> Self {
        let name = format!("monitor-{job}");
        Self::with(&console.url, job, &token(console.world, &name, &[&format!("{job}=pusher")]).await)
    }

    fn with(url: &str, job: &str, token: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{url}/api/v1/jobs/{job}/events");
        Self { client, url, token: token.to_owned() }
    }

    fn at(&self, url: &str) -> Self {
        Self::with(url, "tickets", &self.token)
    }

    fn request(&self, kind: &str, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        self.client.post(&self.url).bearer_auth(&self.token).header("content-type", kind).body(body)
    }

    async fn told(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        assert_eq!(answer.headers().contains_key("retry-after"), status == 503);
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }

    /// Pushes and is told that it is stored. Returns the id.
    #[track_caller]
    pub fn stored(&self, body: &Value) -> impl Future<Output = String> {
        let told = self.request("application/json", body.to_string());
        async move {
            let (status, told) = self.told(told).await;
            assert_eq!(status, 202, "{told}");
            told["id"].as_str().unwrap().to_owned()
        }
    }

    async fn is_refused(&self, kind: &str, body: impl Into<reqwest::Body>, status: u16, code: &str) {
        let (told, problem) = self.told(self.request(kind, body)).await;
        assert_eq!((told, problem["code"].as_str()), (status, Some(code)), "{problem}");
    }
}

fn waiting(world: &World) -> usize {
    world.store().waiting_pushes("tickets", 10_000).unwrap().len()
}

fn runs(world: &World) -> usize {
    world.store().runs(Some("tickets"), 10_000).unwrap().len()
}

/// Waits until nothing that was pushed waits and no run is under way.
async fn all_read(world: &World) {
    let store = world.store();
    let is_read = || {
        store.waiting_pushes("tickets", 1).unwrap().is_empty() && store.running("tickets").unwrap().is_none()
    };
    let begin = Instant::now();
    while !is_read() {
        assert!(begin.elapsed() < Duration::from_secs(120), "it is never read");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_one_ticket_however_often_it_is_pushed_and_its_end_solves_it() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let first = monitor.stored(&body(&[("DiskFull", "firing"), ("Down", "firing")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open", "Down web01 open"]);
    // The second Prometheus has seen it earlier.
    let earlier = body(&[("DiskFull", "firing")]).to_string().replace("09:58:00.123", "09:57:31");
    assert_eq!(monitor.told(monitor.request("application/json", earlier)).await.0, 202);
    // Alertmanager repeats its groups, with others in them.
    monitor.stored(&body(&[("DiskFull", "firing"), ("Down", "resolved")])).await;
    monitor.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    assert_eq!(
        tickets(&world),
        ["DiskFull web01 open", "Down web01 solved"],
        "what is not named is not over"
    );
    let over = body(&[("DiskFull", "resolved")]).to_string().replace("09:58:00.123", "09:57:31");
    assert_eq!(monitor.told(monitor.request("application/json", over)).await.0, 202);
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 solved", "Down web01 solved"]);
    assert_eq!(ours(&world).len(), 2);
    let figures =
        monitor.client.get(format!("{}/metrics", console.url)).send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("stocktake_pushes_waiting{job_name=\"tickets\"} 0\n"), "{figures}");
    assert!(figures.contains("stocktake_last_push_timestamp_seconds{job_name=\"tickets\"} 17"), "{figures}");
    // What was read is shown, the newest first, each with where it came from.
    let read = world.program(&["read", "tickets"]).await;
    assert_eq!(read.code, Some(0), "{read:?}");
    let told = read.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(&format!("alertmanager:{first} (token:monitor-tickets, ")), "{told}");
    assert!(told.contains("read by the run") && !told.contains("push."), "{told}");
    assert!(told.find("resolved").unwrap() < told.find("firing").unwrap(), "the newest first: {told}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_reject_with_its_push_and_keeps_nothing_else_from_being_read() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let odd = monitor.stored(&json!({"test": true})).await;
    monitor.stored(&json!([{"alerts": [{"status": "firing"}]}])).await;
    monitor.stored(&json!({"alerts": []})).await;
    let deep = "[".repeat(500) + &"]".repeat(500);
    let (status, _) = monitor
        .told(monitor.request("application/json", format!("{{\"alerts\": [{{\"a\": {deep}}}]}}")))
        .await;
    assert_eq!(status, 202);
    monitor.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    let store = world.store();
    let run = store.runs(Some("tickets"), 10).unwrap();
    let shown = world.program(&["show", &run.last().unwrap().id.0, "--all"]).await.stdout;
    assert!(shown.contains(&odd), "{shown}");
    let rejects: u64 = run.iter().map(|run| run.counts.reject).sum();
    assert_eq!(rejects, run.iter().map(|run| store.rejects(&run.id).unwrap().len() as u64).sum::<u64>());
    let partial = run.iter().find(|run| run.state == RunState::Partial).unwrap();
    assert!(partial.message.as_ref().is_some_and(|why| why.to_string().contains("cannot be used")));
    assert!(rejects > 0);
    // It is told once the run has ended, and its mail is on its way.
    until("it is told in the log", || console.log().contains("the run did not do everything")).await;
    assert!(!console.log().contains("reason=\"\""), "{}", console.log());
    // What came before and behind it is shown, and of itself what is wrong with it.
    let read = world.program(&["read", "tickets"]).await;
    assert_eq!(read.code, Some(0), "{read:?}");
    for told in [odd.as_str(), "rejected: ", "DiskFull"] {
        assert!(read.stdout.contains(told), "{told}: {}", read.stdout);
    }
    // It is not read again.
    let run = world.program(&["run", "tickets"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_refused_as_programs_understand_it() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let json = "application/json";
    for cut in ["{\"a\": 1", "", " ", "{\"a\" 1}", "[1,]", "{\"a\": \"\u{1}\"}", "nonsense"] {
        let code = if cut.trim().is_empty() { "web.api.no_records" } else { "web.api.bad_body" };
        monitor.is_refused(json, cut, 400, code).await;
    }
    monitor.is_refused(json, &b"{\"a\": \"\xff\"}"[..], 400, "web.api.bad_body").await;
    for odd in ["7", "null", "\"text\"", "[[]]", "[7]", "{}{}", "{}\n{}"] {
        monitor.is_refused(json, odd, 400, "web.api.no_records").await;
    }
    monitor.is_refused("text/plain", "{}", 415, "web.api.not_json").await;
    monitor.is_refused("application/json; charset=latin1", "{}", 415, "web.api.not_json").await;
    monitor.is_refused("application/x-www-form-urlencoded", "a=1", 415, "web.api.not_json").await;
    monitor.is_refused(json, vec![b' '; 10 * 1024 * 1024], 413, "web.api.too_large").await;
    let bad_key = monitor.request(json, "{}").header("idempotency-key", "a b");
    assert_eq!(monitor.told(bad_key).await.0, 400);
    for (url, code) in [("jobs/none/events", 403), ("jobs/tickets/events?x=1", 400)] {
        let url = format!("{}/api/v1/{url}", console.url);
        let answer =
            monitor.client.post(url).bearer_auth(&monitor.token).json(&json!({})).send().await.unwrap();
        assert_eq!(answer.status(), code);
    }
    let stranger = Pusher { token: String::new(), ..monitor.clone() };
    stranger.is_refused(json, "{}", 401, "web.api.no_token").await;
    assert_eq!((waiting(&world), runs(&world)), (0, 0), "nothing of it is kept");
    for taken in ["application/json; charset=utf-8", "application/cloudevents+json", "application/x-ndjson"] {
        let (status, told) = monitor.told(monitor.request(taken, "{\"alerts\": []}")).await;
        assert_eq!(
            (status, &told["kept"], &told["records"]),
            (202, &true.into(), &1.into()),
            "{taken} {told}"
        );
    }
    let lines = monitor.request("application/x-ndjson", "{\"alerts\": []}\n{\"alerts\": []}\n");
    assert_eq!(monitor.told(lines).await.1["records"], 2);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_pushes_does_nothing_else_and_one_that_reads_does_not_push() {
    let world = alerts().await;
    for (arguments, why) in [
        (&["tokens", "add", "a", "--role", "pusher", "--role", "tickets=viewer"][..], "does nothing else"),
        (&["users", "add", "a", "--role", "pusher"], "is a role of tokens"),
        (&["users", "add", "a", "--role", "tickets=pusher"], "is a role of tokens"),
    ] {
        let refused = world.program(arguments).await;
        assert_eq!(refused.code, Some(2), "{arguments:?} {refused:?}");
        let said = refused.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(why), "{arguments:?} {said}");
    }
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    monitor.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    let run = world.store().runs(Some("tickets"), 1).unwrap().remove(0).id;
    for route in stocktake::web::ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        if route.path.ends_with("/events") || route.path.ends_with("openapi.json") {
            continue;
        }
        let path = super::routes::path(route, &run.0).replace("nightly", "tickets");
        let url = format!("{}{path}", console.url);
        let request = match route.method {
            stocktake::web::Method::Get => monitor.client.get(url),
            stocktake::web::Method::Post => monitor.client.post(url).json(&json!({})),
        };
        let answer = request.bearer_auth(&monitor.token).send().await.unwrap();
        match route.path.contains("{job}") {
            true => assert_eq!(answer.status(), 403, "{}", route.path),
            false => {
                let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
                assert_eq!(told["items"], json!([]), "{}: {told}", route.path);
            }
        }
    }
    let viewer = Pusher::with(&console.url, "tickets", &token(&world, "viewer", &["viewer"]).await);
    viewer.is_refused("application/json", "{}", 403, "web.api.forbidden").await;
    let operator = Pusher::with(&console.url, "tickets", &token(&world, "operator", &["operator"]).await);
    operator.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    console.stop().await;
}

/// The same key, the same body again after no answer; and another body by a key that was used.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_is_the_same_push() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let by = |header: &'static str, key: &str, text: &str| {
        let request = monitor.request("application/json", text.to_owned()).header(header, key);
        let monitor = monitor.clone();
        async move { monitor.told(request).await }
    };
    let (_, first) = by("idempotency-key", "a", "{\"alerts\": []}").await;
    assert_eq!(by("idempotency-key", "a", "{\"alerts\": []}").await.1["id"], first["id"]);
    let (status, other) = by("idempotency-key", "a", "{\"alerts\": [ ]}").await;
    assert_eq!((status, &other["code"]), (409, &"web.api.key_of_another".into()));
    let (_, hook) = by("webhook-id", "msg_1", "{\"alerts\": []}").await;
    assert_ne!(hook["id"], first["id"]);
    assert_eq!(by("webhook-id", "msg_1", "{\"alerts\": []}").await.1["id"], hook["id"]);
    let one = monitor.stored(&body(&[("DiskFull", "firing")])).await;
    assert_eq!(monitor.stored(&body(&[("DiskFull", "firing")])).await, one);
    assert_eq!(world.store().newest_pushes("tickets", 100).unwrap().len(), 3);
    console.stop().await;
}

/// A project whose job `tickets` reads what Icinga pushes to it.
async fn notifications() -> World {
    let world = World::new().await;
    world.mapping("problems", &mapping("icinga-push", "problems"));
    world.add_settings("[system.icinga.inbox]\n");
    let job = include_str!("../../../src/systems/inbox/examples/icinga-push/jobs/problems.toml");
    let job = job.replace("desk = \"practice\"", "desk = \"glpi\"").replace("above = 10\n", "above = 1000\n");
    world.file("jobs/tickets.toml", format!("settle = \"1s\"\n{job}"));
    world
}

/// A notification of Icinga so many seconds before a minute ago.
fn notification(kind: &str, host: &str, before: i64) -> Value {
    static BEGUN: std::sync::LazyLock<DateTime<Utc>> = std::sync::LazyLock::new(Utc::now);
    let at = (*BEGUN - TimeDelta::seconds(60 + before)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let state = if kind == "RECOVERY" { "OK" } else { "CRITICAL" };
    json!({"at": at, "type": kind, "host": host, "service": "disk", "state": state, "output": "DISK"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_ends_what_was_pushed_before_it_although_its_clock_is_behind() {
    let world = notifications().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    monitor.stored(&notification("PROBLEM", "web01", 0)).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["web01 / disk: CRITICAL open"]);
    monitor.stored(&notification("RECOVERY", "web01", 10)).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["web01 / disk: CRITICAL solved"]);
    // Both in one run, and a problem that goes on.
    monitor.stored(&notification("PROBLEM", "web02", 0)).await;
    monitor.stored(&notification("RECOVERY", "web02", 10)).await;
    monitor.stored(&notification("PROBLEM", "web03", 0)).await;
    all_read(&world).await;
    let open = ["web01 / disk: CRITICAL solved", "web03 / disk: CRITICAL open"];
    let told: Vec<String> = tickets(&world).into_iter().filter(|title| !title.contains("web02")).collect();
    assert_eq!(told, open);
    assert!(!tickets(&world).contains(&"web02 / disk: CRITICAL open".to_owned()));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_is_resolved_before_it_began_is_over_and_an_old_end_that_comes_late_ends_no_later_one()
{
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let push = async |status: &str, starts: &str| {
        let text = body(&[("DiskFull", status)]).to_string().replace("09:58:00.123", starts);
        assert_eq!(monitor.told(monitor.request("application/json", text)).await.0, 202);
        all_read(&world).await;
    };
    push("firing", "10:20:10").await;
    push("resolved", "10:20:10").await;
    assert_eq!(tickets(&world), ["DiskFull web01 solved"]);
    push("firing", "10:40:00").await;
    push("resolved", "09:58:00").await;
    let open = tickets(&world).iter().filter(|title| title.ends_with("open")).count();
    assert_eq!(open, 1, "{:?}", tickets(&world));
    let store = world.store();
    let noted: Vec<String> = store
        .runs(Some("tickets"), 100)
        .unwrap()
        .iter()
        .filter_map(|run| store.notes(&run.id).unwrap())
        .map(|notes| notes.to_string())
        .collect();
    let [noted] = &noted[..] else { panic!("{noted:?}") };
    assert!(noted.starts_with("1 recovery lies before the begin of the problem that is open"), "{noted}");
    assert!(noted.contains("alertmanager:") && noted.ends_with("(DiskFull)"), "{noted}");
    console.stop().await;
}

/// A Prometheus that was away for longer than Alertmanager waits is back: `startsAt` is what it was (seen with 0.25).
#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_fires_behind_its_end_with_the_same_begin_has_an_open_ticket_again() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    for status in ["firing", "resolved"] {
        monitor.stored(&body(&[("DiskFull", status)])).await;
        all_read(&world).await;
    }
    assert_eq!(tickets(&world), ["DiskFull web01 solved"]);
    monitor.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    // It is repeated, and over for good.
    monitor.stored(&body(&[("DiskFull", "firing"), ("Down", "resolved")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    monitor.stored(&body(&[("DiskFull", "resolved"), ("Down", "resolved")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 solved"]);
    console.stop().await;
}

/// Problem, recovery, problem in one second: read at once, by two runs, and twice because a run cannot say that it read them.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_word_of_a_second_is_true_and_is_one_ticket() {
    let world = notifications().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    let held = "CREATE TRIGGER held BEFORE UPDATE ON pushes BEGIN SELECT RAISE(ABORT, 'held'); END";
    let open =
        || -> Vec<String> { tickets(&world).into_iter().filter(|title| title.ends_with("open")).collect() };
    monitor.stored(&notification("PROBLEM", "web02", 0)).await;
    all_read(&world).await;
    assert_eq!(open(), ["web02 / disk: CRITICAL open"]);
    database.execute(held, []).unwrap();
    for host in ["web01", "web02"] {
        if host == "web01" {
            monitor.stored(&notification("PROBLEM", host, 0)).await;
        }
        monitor.stored(&notification("RECOVERY", host, 0)).await;
        monitor.stored(&notification("PROBLEM", host, 0)).await;
    }
    let wanted = ["web01 / disk: CRITICAL open", "web02 / disk: CRITICAL open"];
    until("both are open and the run has ended", || {
        world.store().running("tickets").unwrap().is_none() && open() == wanted
    })
    .await;
    assert_eq!(waiting(&world), 5, "none of them counts as read");
    database.execute("DROP TRIGGER held", []).unwrap();
    let before = tickets(&world);
    for _ in 0..2 {
        world.program(&["run", "tickets"]).await;
        all_read(&world).await;
        assert_eq!(tickets(&world), before, "no second ticket");
    }
    assert_eq!(ours(&world).len(), before.len());
    monitor.stored(&notification("RECOVERY", "web01", 0)).await;
    monitor.stored(&notification("RECOVERY", "web02", 0)).await;
    all_read(&world).await;
    assert_eq!(open(), Vec::<String>::new());
    console.stop().await;
}

/// Monitors send again what was not answered: one ticket for each, wherever the program was killed.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_although_the_program_is_killed() {
    let world = alerts().await;
    let mut console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let names: Vec<String> = (0..12).map(|nth| format!("Alert{nth:02}")).collect();
    let mut left: BTreeSet<&String> = names.iter().collect();
    for round in 0..4_u64 {
        let monitor = monitor.at(&console.url);
        let sends: Vec<_> = left
            .iter()
            .map(|name| {
                let text = body(&[(name.as_str(), "firing")]).to_string();
                let request =
                    monitor.request("application/json", text).header("idempotency-key", name.as_str());
                tokio::spawn(async move { request.send().await.is_ok_and(|told| told.status() == 202) })
            })
            .collect();
        // Some before they are stored, some before they are answered, some while they are read.
        tokio::time::sleep(Duration::from_millis([5, 40, 900, 2_500][round as usize])).await;
        console.kill();
        for (name, sent) in left.clone().into_iter().zip(sends) {
            // Every third one forgets that it was answered.
            if sent.await.unwrap() && !name.ends_with(['0', '3', '6', '9']) {
                left.remove(name);
            }
        }
        console = Console::open(&world).await;
    }
    let monitor = monitor.at(&console.url);
    for name in &left {
        let text = body(&[(name.as_str(), "firing")]).to_string();
        let request = monitor.request("application/json", text).header("idempotency-key", name.as_str());
        assert_eq!(monitor.told(request).await.0, 202);
    }
    all_read(&world).await;
    let wanted: Vec<String> = names.iter().map(|name| format!("{name} web01 open")).collect();
    assert_eq!(tickets(&world), wanted);
    assert_eq!(ours(&world).len(), names.len());
    console.stop().await;
}

/// The database refuses a part of what has to be written: nothing of it stands, and the monitor is told to send it again.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_answered_503_and_not_half_kept() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    monitor.is_refused("application/json", "{", 400, "web.api.bad_body").await;
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    for table in ["run_requests", "pushes"] {
        let full = format!(
            "CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        database.execute(&full, []).unwrap();
        let text = body(&[("DiskFull", "firing")]).to_string();
        monitor.is_refused("application/json", text, 503, "web.api.not_stored").await;
        assert_eq!(waiting(&world), 0, "{table}");
        database.execute("DROP TRIGGER full", []).unwrap();
    }
    assert!(console.log().contains("database or disk is full"));
    // Nor is who asks known while nothing can be written down.
    database
        .execute(
            "CREATE TRIGGER full BEFORE UPDATE ON api_tokens BEGIN SELECT RAISE(ABORT, 'read-only'); END",
            [],
        )
        .unwrap();
    database.execute("UPDATE pushes SET id = id", []).unwrap();
    let another = token(&world, "another", &["tickets=pusher"]).await;
    let another = Pusher::with(&console.url, "tickets", &another);
    another.is_refused("application/json", "{}", 503, "web.api.not_stored").await;
    database.execute("DROP TRIGGER full", []).unwrap();
    another.stored(&body(&[("DiskFull", "firing")])).await;
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    console.stop().await;
}

/// A program that serves the same project beside another one.
async fn second(world: &World) -> (Program, String) {
    let path = world.folder().join("second.log");
    let log = File::create(&path).unwrap();
    let mut command = world.command(&["-v", "serve", "--web", "127.0.0.1:0"]);
    let program = Program::start(command.stdout(Stdio::null()).stderr(log));
    let mut url = String::new();
    until("the second console is open", || {
        let log = std::fs::read_to_string(&path).unwrap();
        let Some((_, rest)) = log.split_once("the console is open at ") else { return false };
        let told = rest.split_whitespace().next().unwrap_or_default();
        url = told.trim_end_matches(|sign: char| !sign.is_ascii_digit()).to_owned();
        rest.contains('\n')
    })
    .await;
    (program, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_take_pushes_of_one_job_and_make_one_ticket_each() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let (_program, url) = second(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let other = monitor.at(&url);
    for nth in 0..10 {
        let name = format!("Alert{nth}");
        let (one, two) = (body(&[(&name, "firing")]), body(&[(&name, "firing"), ("Both", "firing")]));
        tokio::join!(monitor.stored(&one), other.stored(&two));
    }
    all_read(&world).await;
    let mut wanted: Vec<String> = (0..10).map(|nth| format!("Alert{nth} web01 open")).collect();
    wanted.push("Both web01 open".to_owned());
    assert_eq!(tickets(&world), wanted);
    console.stop().await;
}

/// 300 events within seconds are a handful of runs, and each is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_burst_makes_few_runs() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let begin = Instant::now();
    for nth in 0..300 {
        monitor.stored(&body(&[(&format!("Alert{:02}", nth % 20), "firing")])).await;
    }
    let took = begin.elapsed();
    all_read(&world).await;
    let most = 3 + usize::try_from(took.as_secs() / 10).unwrap();
    assert!(runs(&world) <= most, "{} runs for what came in {took:?}", runs(&world));
    let wanted: Vec<String> = (0..20).map(|nth| format!("Alert{nth:02} web01 open")).collect();
    assert_eq!(tickets(&world), wanted);
    console.stop().await;
}

/// More than may wait is refused so that the monitor sends it again, and what waits stays.
#[tokio::test(flavor = "multi_thread")]
async fn as_much_waits_as_may() {
    let world = alerts().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    monitor.stored(&json!({"alerts": []})).await;
    all_read(&world).await;
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    // Nobody reads meanwhile.
    database
        .execute("CREATE TRIGGER held BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'held'); END", [])
        .unwrap();
    database
        .execute(
            "WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 10000)
             INSERT INTO pushes (id, job, pushed_by, digest, body, bytes, pushed_at)
             SELECT 'p' || n, 'tickets', 'token:other', 'd', '{}', 2, '2026-11-29T00:00:00.000000Z' FROM nth",
            [],
        )
        .unwrap();
    let text = body(&[("DiskFull", "firing")]).to_string();
    monitor.is_refused("application/json", text.clone(), 503, "web.api.inbox_full").await;
    assert_eq!(waiting(&world), 10_000);
    database.execute("DELETE FROM pushes WHERE outcome IS NULL", []).unwrap();
    database.execute("DROP TRIGGER held", []).unwrap();
    assert_eq!(monitor.told(monitor.request("application/json", text)).await.0, 202);
    all_read(&world).await;
    assert_eq!(tickets(&world), ["DiskFull web01 open"]);
    console.stop().await;
}

/// A job without an inbox looks at what it reads: one run, however often it is told to.
#[tokio::test(flavor = "multi_thread")]
async fn a_push_to_a_job_that_polls_has_it_look_once() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "nightly").await;
    let mut asked = BTreeSet::new();
    for nth in 0..100 {
        let (status, told) =
            monitor.told(monitor.request("application/json", json!({"event": nth}).to_string())).await;
        assert_eq!((status, &told["kept"]), (202, &false.into()), "{told}");
        asked.insert(told["id"].as_str().unwrap().to_owned());
    }
    let store = world.store();
    until("it was looked", || {
        asked.iter().all(|id| {
            let run = store.run_request("nightly", id).unwrap().unwrap().run;
            run.is_some_and(|run| store.run(&run.0).unwrap().unwrap().finished_at.is_some())
        })
    })
    .await;
    let runs = store.runs(Some("nightly"), 100).unwrap().len();
    assert!(runs <= 3 && runs == asked.len(), "{runs} runs, {asked:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    world.writes();
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_inbox_cannot_be_is_told_by_check() {
    let world = alerts().await;
    world.add_settings("[system.other.inbox]\n");
    let feeds = |feeds: &str| {
        world.file(
            "jobs/tickets.toml",
            format!("{feeds}[[rule]]\nname = \"all\"\ndesk = \"glpi\"\ntitle = \"x\"\ntext = \"x\"\n"),
        );
    };
    let feed = |from: &str, more: &str| {
        format!("[[feed]]\nmapping = \"alerts\"\nfrom = \"{from}\"\n{more}[feed.inbox]\n")
    };
    let checked = async || {
        let checked = world.program(&["check"]).await;
        assert_eq!(checked.code, Some(2), "{checked:?}");
        format!("{}{}", checked.stdout, checked.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    feeds(&(feed("alertmanager", "") + &feed("other", "name = \"b\"\n")));
    let said = checked().await;
    assert!(said.contains("the job has an inbox already"), "{said}");
    feeds(&feed("alertmanager", "absence = \"over\"\n"));
    let said = checked().await;
    assert!(said.contains("is not all that there is"), "{said}");
    feeds(&feed("alertmanager", ""));
    world.job("nightly", &feed("alertmanager", ""));
    let said = checked().await;
    assert!(said.contains("what is pushed are events"), "{said}");
}
