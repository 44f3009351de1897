//! Sources and monitors (F1 to F22) that have no test of their own elsewhere: alerts of LibreNMS, and what the ready
//! folders ask of the vendors.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stocktake::practice::vendors::{Control, Deed, Effect, Fault, Options, Running, vendor};

use super::folder::one_line;
use crate::examples::{counts, follow_the_page, plan, retires, stocktake, text, written_as};
use crate::vendor_folders::{fault, practice, refused, remove};
use crate::world::World;

/// A LibreNMS with its alerts, and a job that makes a ticket of each.
struct Alerts {
    world: World,
    control: Control,
    _running: Running,
}

async fn alerts(quirk: Option<&str>) -> Alerts {
    let running = Running::start(Options::new(vendor("librenms").unwrap())).await.unwrap();
    let control = running.control();
    if let Some(quirk) = quirk {
        control.set_quirk(quirk);
    }
    let world = World::new().await;
    world.file("secrets/librenms", vendor("librenms").unwrap().secrets[0].1);
    world.add_settings(&format!(
        "[system.mon.librenms]\nurl = \"{}\"\ntoken = \"file:secrets/librenms\"\n",
        running.base_url()
    ));
    world.file(
        "jobs/tickets.toml",
        "monitors = [\"mon\"]\nsettle = \"1s\"\n[storm]\nabove = 1000\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n\
         ci_of_host = true\ntitle = \"alert {{ event.object }}\"\n",
    );
    Alerts { world, control, _running: running }
}

impl Alerts {
    async fn run(&self) -> String {
        let outcome = self.world.program(&["run", "tickets"]).await;
        assert_eq!(outcome.code, Some(0), "{}\n{}", outcome.stdout, outcome.stderr);
        self.world.writes();
        one_line(&outcome.stdout)
    }

    /// The open events by the number of their alert.
    async fn open(&self) -> Vec<(String, Value)> {
        let told = self.world.json(&["events"]).await;
        let all = told["events"].as_array().unwrap().iter();
        let mut all: Vec<_> =
            all.map(|event| (event["object"].as_str().unwrap().to_owned(), event.clone())).collect();
        all.sort_by_key(|(object, _)| object.parse::<u64>().unwrap());
        all
    }

    fn deed(&self, what: &str, alert: &str) {
        assert!(self.control.act(&Deed::new(what, alert, "")), "{what} {alert}");
    }

    fn ours(&self, alert: &str) -> stocktake::model::ticket_ledger::OurTicket {
        let filter = stocktake::store::TicketFilter {
            job: Some("tickets"),
            desk: None,
            which: stocktake::store::Which::All,
            limit: 1000,
            ..stocktake::store::TicketFilter::default()
        };
        let mut all = self.world.store().find_tickets(&filter).unwrap();
        all.retain(|ticket| ticket.title.ends_with(&format!("alert {alert}")));
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

fn objects(open: &[(String, Value)]) -> Vec<&str> {
    open.iter().map(|(object, _)| object.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_every_list_names_the_states_and_what_is_worse_better_or_acknowledged_is_not_over() {
    let lab = alerts(None).await;
    let all = ["9", "10", "11", "12", "13", "14", "15", "17"];
    assert_eq!(objects(&lab.open().await), all);
    lab.run().await;
    for (what, alert) in [("worse", "9"), ("better", "10"), ("other", "11")] {
        lab.deed(what, alert);
    }
    lab.run().await;
    assert_eq!(objects(&lab.open().await), all);
    for alert in ["9", "10", "11", "17"] {
        assert!(lab.ours(alert).episodes.iter().all(|episode| episode.over_at.is_none()), "{alert}");
    }
    let asked = lab.control.take_requests();
    let lists: Vec<_> =
        asked.iter().filter(|seen| seen.method == "GET" && seen.path.ends_with("/alerts")).collect();
    assert!(lists.len() >= 3 && lists.iter().all(|seen| seen.query.contains("state=")), "{lists:?}");
    assert!(asked.iter().all(|seen| seen.notes.is_empty()), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_an_alert_that_is_raised_again_under_its_number_is_another_episode() {
    let lab = alerts(None).await;
    lab.run().await;
    let before = lab.open().await[0].1["key"].as_str().unwrap().to_owned();
    lab.deed("recover", "9");
    lab.run().await;
    assert!(!objects(&lab.open().await).contains(&"9"));
    lab.deed("raise", "9");
    let again = lab.open().await[0].1.clone();
    let after = again["key"].as_str().unwrap();
    assert!(before != after && before.starts_with('9') && after.starts_with('9'), "{before} {after}");
    assert_eq!(again["object"], "9");
    // The ticket that is still open takes it, and tells of both.
    lab.run().await;
    let episodes = lab.ours("9").episodes;
    assert_eq!(episodes.len(), 2, "{episodes:?}");
    assert!(episodes[0].over_at.is_some() && episodes[1].over_at.is_none(), "{episodes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f03_an_acknowledgement_has_its_note_until_the_alert_is_clear_and_an_alert_that_is_gone_counts_as_none()
 {
    let lab = alerts(None).await;
    lab.control.inject(Fault::new(Effect::Before(Deed::new("remove", "alerts/9", ""))).path("alerts/9"));
    lab.run().await;
    let asked = lab.control.take_requests();
    let acts: Vec<_> = asked.iter().filter(|seen| seen.method == "PUT").collect();
    assert!(acts.len() >= 5, "{asked:?}");
    for act in &acts {
        assert_eq!(act.body["until_clear"], true, "{act:?}");
        assert!(act.body["note"].as_str().unwrap().contains("ticket"), "{act:?}");
    }
    // What was gone when it was to be acknowledged: nothing is told of it as done.
    let gone = lab.ours("9");
    assert!(gone.episodes[0].answered_at.is_none(), "{gone:?}");
    assert!(lab.ours("10").episodes[0].answered_at.is_some());
    assert_eq!(lab.control.row("alerts", "10").unwrap()["state"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn f05_alerts_of_devices_that_the_token_does_not_see_go_on_and_end_nothing() {
    let lab = alerts(None).await;
    lab.run().await;
    let before = lab.open().await;
    lab.control.set_quirk("limited");
    let told = lab.run().await;
    assert_eq!(objects(&lab.open().await), objects(&before));
    assert!(told.contains("7 open events with a ticket"), "{told}");
    // One was acknowledged by an operator and has no ticket.
    for (alert, _) in before.iter().filter(|(_, event)| event.get("tickets").is_some()) {
        assert!(lab.ours(alert).episodes.iter().all(|episode| episode.over_at.is_none()), "{alert}");
    }
    // From the beginning: their tickets say that no item of theirs was found.
    let lab = alerts(Some("limited")).await;
    let told = lab.run().await;
    assert!(told.contains("was found: it is linked to none"), "{told}");
    assert_eq!(lab.open().await.len(), 8);
}

/// The requests of the practice system of a folder.
fn asked(folder: &Path) -> Vec<Value> {
    let log = fs::read_to_string(folder.join("var/asked.jsonl")).unwrap();
    log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What `read` says, which ends well.
fn read(folder: &Path, job: &str) -> String {
    let output = stocktake(folder, "C", &["read", job]);
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{told}");
    told
}

/// Changes the rows of a table of the practice system.
fn rows(folder: &Path, name: &str, table: &str, change: impl Fn(&mut Vec<Value>)) {
    let path = folder.join(format!("var/practice-{name}.json"));
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(state["tables"][table].as_array_mut().unwrap());
    fs::write(path, state.to_string()).unwrap();
}

/// Other text in a job.
fn in_job(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(format!("jobs/{name}.toml"));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}: {text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn f06_snipe_it_is_asked_for_500_rows_by_id_and_gives_all_that_it_shows_once() {
    let folder = written_as("snipe-it");
    let path = folder.path();
    practice(path, "snipe-it", "log = \"var/asked.jsonl\"");
    let first = plan(path, "snipe-it");
    // 1202 that are shown and 40 that are archived, none of them twice, 13 deleted ones not at all.
    assert_eq!(counts(&first), [1242, 0, 0, 0]);
    let keys: std::collections::BTreeSet<&str> = first["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["source_key"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), 1242);
    for call in asked(path) {
        let query = call["query"].as_str().unwrap();
        assert!(
            query.contains("sort=id") && query.contains("order=asc") && query.contains("limit=500"),
            "{query}"
        );
    }
}

#[test]
fn f08_an_asset_that_is_archived_is_not_gone() {
    let folder = follow_the_page("snipe-it");
    let path = folder.path();
    retires(path, "snipe-it");
    rows(path, "snipe-it", "assets", |assets| {
        let (archived, other) = {
            let is_archived = |asset: &&Value| asset["status_label"]["status_type"] == "archived";
            (assets.iter().find(is_archived).unwrap()["status_label"].clone(), 2)
        };
        assets.iter_mut().find(|asset| asset["id"] == other).unwrap()["status_label"] = archived;
    });
    let next = plan(path, "snipe-it");
    assert_eq!(counts(&next), [0, 1, 0, 0]);
    let change = &next["changes"][0];
    assert!(change.to_string().contains("states_id"), "{change}");
}

#[test]
fn f10_what_snipe_it_says_is_told_as_what_it_is_and_no_assets_are_not_all_gone() {
    let folder = follow_the_page("snipe-it");
    let path = folder.path();
    retires(path, "snipe-it");
    practice(path, "snipe-it", "log = \"var/asked.jsonl\"");
    let settings = fs::read_to_string(path.join("stocktake.toml")).unwrap();
    for (keys, words) in [
        ("effect = \"error\"\ntimes = 9", "You do not have permission"),
        ("effect = \"expired\"\nnth = 2", "HTTP 401"),
        ("effect = \"status\"\nstatus = 302\ntimes = 9", "was not followed"),
    ] {
        fault(path, "snipe-it", &format!("{keys}\npath = \"hardware\""));
        let told = refused(path, &["plan", "snipe-it"]);
        assert!(told.contains(words), "{words}: {told}");
        fs::write(path.join("stocktake.toml"), &settings).unwrap();
    }
    fault(path, "snipe-it", "effect = \"busy\"\nretry_after = \"1\"\npath = \"hardware\"");
    assert_eq!(counts(&plan(path, "snipe-it"))[..3], [0, 0, 0], "it is asked again");
    fs::write(path.join("stocktake.toml"), &settings).unwrap();
    // Each call said that it takes JSON: without it an expired token is a page to log in.
    assert!(asked(path).iter().all(|call| call["notes"] == json!([])));
    // A list without a row is whole, and no proof of anything.
    rows(path, "snipe-it", "assets", Vec::clear);
    let output = stocktake(path, "C", &["run", "snipe-it"]);
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(!output.status.success() && told.contains("Nothing was written"), "{told}");
}

#[test]
fn f13_a_device_without_a_name_has_the_one_that_netbox_shows() {
    let folder = written_as("netbox");
    let path = folder.path();
    rows_at_first(path, "netbox");
    let nameless = std::cell::RefCell::new(String::new());
    rows(path, "netbox", "devices", |devices| {
        let is_meant = |device: &&Value| device["name"].is_null() && device["role"]["slug"] == "server";
        if let Some(device) = devices.iter().find(is_meant) {
            *nameless.borrow_mut() = device["display"].as_str().unwrap().to_owned();
        }
    });
    let nameless = nameless.into_inner();
    assert!(!nameless.is_empty(), "no server without a name");
    let names = crate::examples::planned_names(&plan(path, "netbox")).join("\n");
    assert!(names.contains(&nameless), "{nameless}: {names}");
}

/// Fills the file of the practice system.
fn rows_at_first(folder: &Path, name: &str) {
    read(folder, name);
}

#[test]
fn f15_netbox_by_cursor_gives_each_device_once_and_ends_with_an_empty_page() {
    let folder = written_as("netbox");
    let path = folder.path();
    practice(path, "netbox", "log = \"var/asked.jsonl\"");
    in_job(path, "netbox", "query = { limit = 200, role = \"server\" }", "query = { start = 0, limit = 46 }");
    let told = read(path, "netbox");
    assert!(told.contains("230 records fetched from "), "{told}");
    let starts: Vec<String> =
        asked(path).iter().map(|call| call["query"].as_str().unwrap().to_owned()).collect();
    assert_eq!(starts.len(), 6, "five full pages and an empty one: {starts:?}");
    assert!(starts[5].contains("start=230"), "{starts:?}");
    let keys: Vec<String> =
        told.lines().filter_map(|line| line.trim().strip_prefix("source key ").map(str::to_owned)).collect();
    let distinct: std::collections::BTreeSet<&String> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn f16_a_token_that_ends_in_the_run_retires_nothing() {
    let folder = follow_the_page("netbox");
    let path = folder.path();
    retires(path, "netbox");
    in_job(path, "netbox", "limit = 200", "limit = 50");
    let settings = fs::read_to_string(path.join("stocktake.toml")).unwrap();
    fault(path, "netbox", "effect = \"expired\"\npath = \"devices\"\nnth = 2");
    remove(path, "netbox", "devices", |device| device["id"] == 2);
    let told = refused(path, &["run", "netbox"]);
    assert!(told.contains("HTTP 403"), "{told}");
    fs::write(path.join("stocktake.toml"), settings).unwrap();
    assert_eq!(counts(&plan(path, "netbox"))[..3], [0, 0, 1], "only what is really gone, once all was read");
}

#[test]
fn f17_f19_graph_is_followed_by_its_own_links_past_an_empty_page_and_with_a_new_token() {
    let folder = written_as("intune");
    let path = folder.path();
    practice(path, "intune", "log = \"var/asked.jsonl\"");
    fault(path, "intune", "effect = \"expired\"\npath = \"managedDevices\"\nnth = 5");
    let told = read(path, "intune");
    assert!(told.contains("420 records fetched from "), "{told}");
    let calls = asked(path);
    assert!(calls.iter().all(|call| call["notes"] == json!([])), "no link was altered: {calls:?}");
    let pages: Vec<&Value> =
        calls.iter().filter(|call| call["path"].as_str().unwrap().ends_with("/managedDevices")).collect();
    // Seven pages, the third of them without a row, and one that was asked for twice.
    assert_eq!(pages.len(), 8, "{pages:?}");
    let ended = pages.iter().position(|call| call["status"] == 401).unwrap();
    assert_eq!(pages[ended]["query"], pages[ended + 1]["query"]);
    assert_eq!(pages[ended + 1]["status"], 200);
}

#[test]
fn f18_who_is_throttled_without_a_time_waits_as_long_as_it_thinks_fit() {
    let folder = written_as("intune");
    let path = folder.path();
    fault(path, "intune", "effect = \"busy\"\npath = \"managedDevices\"\nnth = 2");
    assert!(read(path, "intune").contains("420 records fetched from "));
}

#[tokio::test(flavor = "multi_thread")]
async fn f22_an_answer_that_drips_too_slowly_is_no_short_list() {
    let running = Running::start(Options::new(vendor("snipe-it").unwrap())).await.unwrap();
    let world = World::new().await;
    world.file("secrets/snipe", vendor("snipe-it").unwrap().secrets[0].1);
    world.add_settings(&format!(
        "[system.snipe.http]\nurl = \"{}\"\ntimeout = \"1s\"\n[system.snipe.http.bearer]\ntoken = \"file:secrets/snipe\"\n",
        running.base_url()
    ));
    world.mapping("pc", "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field.name]\ncolumn = \"asset_tag\"\n[field.serial]\ncolumn = \"serial\"\n");
    world.job(
        "pc",
        "[[feed]]\nmapping = \"pc\"\nfrom = \"snipe\"\n[feed.http]\npath = \"/hardware\"\n\
         query = { sort = \"id\", order = \"asc\", search = \"pc000\" }\nrows = \"rows\"\nkey = \"id\"\n\
         [missing]\naction = \"trash\"\n",
    );
    let good = world.program(&["run", "pc"]).await;
    assert_eq!(good.code, Some(0), "{good:?}");
    let names = world.glpi_names("Computer");
    assert!(names.len() >= 5, "{names:?}");
    world.requests();
    for nth in 1..=9 {
        running.control().inject(Fault::new(Effect::Drip(std::time::Duration::from_secs(3))).nth(nth));
    }
    let slow = world.program(&["run", "pc"]).await;
    assert_eq!(slow.code, Some(1), "{slow:?}");
    world.wrote_nothing();
    assert_eq!(world.glpi_names("Computer"), names);
}
