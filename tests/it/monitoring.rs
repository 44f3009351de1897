//! What ships for Prometheus and Grafana, run against a real Prometheus that reads the real program (`.ci/prometheus`
//! starts it): every query of the dashboard and of the alerts is asked, and has to have data where there is some.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value as Json;

use super::fleet::{JOB, two_computers};
use super::real_monitors::variable;
use super::web::Console;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/install/monitoring");

/// Queries of the dashboard that have no data here: no job makes tickets, every start is in time, every row can be used.
const WITHOUT_DATA: [&str; 5] = [
    "stocktake_tickets",
    "stocktake_webhook_messages",
    "stocktake_pushes_waiting",
    "stocktake_starts_total",
    "stocktake_last_run_rejects",
];
/// Units of Grafana that the dashboard uses.
const UNITS: [&str; 5] = ["none", "short", "locale", "s", "string"];
/// Alerts whose expression has to have data here.
const WITH_DATA: [&str; 3] = ["StocktakeJobNeverRan", "StocktakePlanWaits", "StocktakeRunFailed"];

fn dashboard() -> Json {
    let text = std::fs::read_to_string(format!("{FOLDER}/stocktake-dashboard.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every query of the dashboard, with the title of its panel.
fn queries() -> Vec<(String, String)> {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().unwrap();
    let of = |panel: &Json| {
        let title = panel["title"].as_str().unwrap().to_owned();
        let targets = panel["targets"].as_array().unwrap().clone();
        targets.into_iter().map(move |target| (title.clone(), target["expr"].as_str().unwrap().to_owned()))
    };
    panels.iter().flat_map(of).collect()
}

struct Prometheus {
    url: String,
    client: reqwest::Client,
}

impl Prometheus {
    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Json {
        let url = url::Url::parse_with_params(&format!("{}{path}", self.url), query).unwrap();
        let answer = self.client.get(url).send().await.unwrap();
        let text = answer.text().await.unwrap();
        let json: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(json["status"], "success", "{query:?}: {json}");
        json
    }

    /// How many lines a query has.
    async fn lines(&self, query: &str) -> usize {
        let answer = self.get("/api/v1/query", &[("query", query)]).await;
        answer["data"]["result"].as_array().unwrap().len()
    }

    /// Waits until a query has lines.
    async fn has(&self, query: &str) {
        for _ in 0..300 {
            if self.lines(query).await > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no data: {query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_that_ships_is_answered_by_a_real_prometheus() {
    let Some(url) = variable("STOCKTAKE_TEST_PROMETHEUS") else { return };
    let targets = variable("STOCKTAKE_TEST_PROMETHEUS_TARGETS").unwrap();
    let prometheus = Prometheus { url, client: reqwest::Client::builder().no_proxy().build().unwrap() };
    let world = two_computers().await;
    world.job(
        "large",
        &format!("{JOB}[schedule]\ncron = \"0 0 1 1 *\"\n[limits]\ncreate = {{ count = 0 }}\n"),
    );
    assert_eq!(world.run("large").await.run.state, stocktake::model::RunState::Refused);
    world.job("broken", "[[feed]]\nmapping = \"computers\"\npath = \"none.csv\"\n");
    assert_eq!(world.run("broken").await.run.state, stocktake::model::RunState::Failed);
    world.job("first", JOB);
    assert_eq!(world.run("first").await.run.applied, 2);
    world.job("nightly", &format!("{JOB}[schedule]\ncron = \"* * * * * *\"\n"));
    let console = Console::open(&world).await;
    let instance = console.url.strip_prefix("http://").unwrap();
    let file = Path::new(&targets).join(format!("{}.json", instance.replace(':', "-")));
    let written = file.with_extension("new");
    std::fs::write(&written, format!("[{{\"targets\": [\"{instance}\"]}}]")).unwrap();
    std::fs::rename(&written, &file).unwrap();

    let of_us = format!("instance=\"{instance}\"");
    prometheus.has(&format!("stocktake_last_good_run_timestamp_seconds{{{of_us}}}")).await;
    prometheus.has(&format!("rate(stocktake_call_duration_seconds_count{{{of_us}}}[1m]) > 0")).await;
    prometheus.has(&format!("increase(stocktake_runs_total{{{of_us}}}[1m]) > 0")).await;
    let queries = queries();
    assert!(queries.len() > 20, "{}", queries.len());
    for (title, query) in &queries {
        let query = query
            .replace("$instance", &instance.replace('.', "\\\\."))
            .replace("$job_name", ".*")
            .replace("$__rate_interval", "1m");
        assert!(!query.contains('$'), "{query}");
        let lines = prometheus.lines(&query).await;
        let is_empty = WITHOUT_DATA.iter().any(|name| query.contains(name));
        assert_eq!(lines == 0, is_empty, "{title}: {lines} lines of {query}");
    }
    for (name, query) in [("Program", "stocktake_state_answers"), ("Job", "stocktake_schedule_stands")] {
        assert!(dashboard()["templating"].to_string().contains(query), "{name}");
        prometheus.has(query).await;
    }

    let rules = prometheus.get("/api/v1/rules", &[]).await;
    let rules = rules["data"]["groups"][0]["rules"].as_array().unwrap().clone();
    assert!(rules.len() > 10, "{rules:?}");
    for rule in &rules {
        let (name, query) = (rule["name"].as_str().unwrap(), rule["query"].as_str().unwrap());
        assert_ne!(rule["health"], "err", "{rule}");
        let lines = prometheus.lines(query).await;
        assert!(lines > 0 || !WITH_DATA.contains(&name), "{name}: {query}");
    }
    // Those that wait for nothing fire by now, with the words that people read.
    let mut firing = Json::Null;
    for _ in 0..300 {
        let alerts = prometheus.get("/api/v1/alerts", &[]).await;
        let all = alerts["data"]["alerts"].as_array().unwrap().clone();
        let failed = all.into_iter().find(|alert| {
            alert["labels"]["alertname"] == "StocktakeRunFailed" && alert["labels"]["instance"] == instance
        });
        if let Some(alert) = failed {
            firing = alert;
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(firing["annotations"]["summary"], "newest run of broken: failed", "{firing}");
    std::fs::remove_file(file).unwrap();
    console.stop().await;
    assert!(!world.requests().is_empty());
    assert!(!world.mails().is_empty());
}

/// What Grafana takes where nothing is said is wrong for these figures, as pictures of them by its own components showed:
/// 80 of whatever it is and more are red, a counter is a line, a run counts in each window that it lies in, labels and times
/// of Prometheus are columns.
#[test]
fn each_panel_of_the_dashboard_says_how_it_is_to_be_read() {
    let dashboard = dashboard();
    let (mut ids, mut cells) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    let source = serde_json::json!({ "type": "prometheus", "uid": "${datasource}" });
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    assert_eq!(
        variables.iter().map(|variable| variable["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["datasource", "instance", "job_name"]
    );
    assert!(
        dashboard["uid"] == "stocktake" && dashboard.get("__inputs").is_none() && dashboard["id"].is_null()
    );
    for panel in dashboard["panels"].as_array().unwrap() {
        let (title, kind) = (panel["title"].as_str().unwrap(), panel["type"].as_str().unwrap());
        let defaults = &panel["fieldConfig"]["defaults"];
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{title}: two panels have this id");
        let place = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        assert!(place("x") + place("w") <= 24, "{title}: the grid has 24 columns");
        for cell in (place("x")..place("x") + place("w"))
            .flat_map(|x| [(x, place("y")), (x, place("y") + place("h") - 1)])
        {
            assert!(cells.insert(cell), "{title}: lies on another panel at {cell:?}");
        }
        assert!(!panel["description"].as_str().unwrap().is_empty(), "{title}: no description");
        assert!(UNITS.contains(&defaults["unit"].as_str().unwrap()), "{title}: {}", defaults["unit"]);
        assert_eq!(panel["datasource"], source, "{title}");
        let counts = defaults.get("decimals").is_some_and(|decimals| decimals == 0);
        match kind {
            "stat" => assert!(defaults["thresholds"]["steps"].as_array().unwrap().len() == 2, "{title}"),
            "table" => {
                let organized = panel["transformations"].as_array().unwrap().last().unwrap();
                assert_eq!(organized["options"]["excludeByName"]["Time"], true, "{title}");
            }
            "timeseries" => {
                assert!(defaults["min"] == 0 && (counts || defaults["unit"] == "s"), "{title}");
                assert_eq!(panel["options"]["legend"]["showLegend"], true, "{title}");
            }
            other => panic!("{title}: {other}"),
        }
        let mut letters = std::collections::BTreeSet::new();
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap();
            assert!(
                letters.insert(target["refId"].as_str().unwrap()),
                "{title}: two queries with one letter"
            );
            assert_eq!(target["datasource"], source, "{title}");
            assert!(query.contains("instance=~\"$instance\""), "{title}: {query}");
            // One moment for figures and tables, a range for graphs.
            let is_graph = kind == "timeseries";
            assert_eq!(
                (&target["range"], &target["instant"]),
                (&is_graph.into(), &(!is_graph).into()),
                "{title}"
            );
            assert_eq!(target["format"], if kind == "table" { "table" } else { "time_series" }, "{title}");
            assert!(!is_graph || target["legendFormat"].as_str().unwrap().contains("{{"), "{title}: {query}");
            let grows = ["_total{", "_count{", "_bucket{"].iter().any(|end| query.contains(end));
            assert_eq!(grows, query.contains("[$__rate_interval]"), "{title}: {query}");
            // Windows that overlap count a run more than once.
            assert_eq!(grows, panel["interval"] == "5m", "{title}: {query}");
            assert_eq!(
                query.contains("increase("),
                defaults["custom"]["drawStyle"] == "bars",
                "{title}: {query}"
            );
        }
    }
}

#[test]
fn the_alerts_that_ship_fire_where_they_should() {
    if variable("STOCKTAKE_TEST_PROMETHEUS").is_none() {
        return;
    }
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/monitoring/rules.test.yml");
    for arguments in [["check", "rules", &format!("{FOLDER}/stocktake.rules.yml")], ["test", "rules", tests]]
    {
        let told = Command::new("promtool").args(arguments).output().unwrap();
        assert!(told.status.success(), "{told:?}");
    }
}

/// Names of series in a text.
fn names(text: &str) -> std::collections::BTreeSet<String> {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    words.filter(|word| word.starts_with("stocktake_")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_stands_in_the_manual_and_what_ships_asks_for_no_other() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let text = console.browser().get("/metrics").await.text;
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let mut figures: std::collections::BTreeSet<String> = types.map(|(name, _)| name.to_owned()).collect();
    // It comes with the first call; `web::watching` looks at it.
    figures.insert("stocktake_call_duration_seconds".to_owned());
    assert!(figures.len() >= 25, "{figures:?}");
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/monitoring.md")).unwrap();
    let rows: String = page.lines().filter(|line| line.starts_with("| `stocktake_")).collect();
    assert_eq!(names(&rows), figures, "docs/src/monitoring.md");
    let rules = std::fs::read_to_string(format!("{FOLDER}/stocktake.rules.yml")).unwrap();
    for text in [dashboard().to_string(), rules] {
        for name in names(&text) {
            let family = ["_bucket", "_count", "_sum"].iter().find_map(|end| name.strip_suffix(end));
            assert!(
                figures.contains(&name) || family.is_some_and(|family| figures.contains(family)),
                "{name}"
            );
        }
    }
}
