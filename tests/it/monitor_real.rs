//! The clients against real servers that `.ci/monitors` starts: Icinga 2, Zabbix, Alertmanager, Nagios.
//! Without its variables there is nothing to test, except on CI, where that is a failure.

use std::sync::Arc;

use serde_json::json;
use stocktake::model::event::{Certainty, ElementKind, Event, Seen, Severity, Sight};
use stocktake::model::secret::{ExposeSecret as _, SecretString};
use stocktake::systems::monitor::{Monitor, Outcome};
use stocktake::systems::shared::RemoteError;

use crate::opened;
use crate::real_monitors::{Icinga, Nagios, ZABBIX, Zabbix, of, remark, until, variable};

#[tokio::test]
async fn icinga_an_episode_from_warning_to_recovery() {
    let Some(icinga) = Icinga::new() else { return };
    let monitor = icinga.open("practice");
    let host = "web01";
    icinga.result("web01!disk", 0, "DISK OK").await;
    icinga.result("web01!disk", 1, "DISK WARNING - 12% libre é\nsecond line").await;
    let soft = of(&monitor.events().await.unwrap(), host).unwrap().clone();
    assert_eq!((soft.certainty, soft.severity), (Certainty::Soft, Severity::Warning));
    assert_eq!((soft.title.as_str(), soft.text.as_str()), ("DISK WARNING - 12% libre é", "second line"));
    assert_eq!((soft.address.as_deref(), soft.groups.clone()), (Some("10.20.0.1"), vec!["linux".to_owned()]));
    let label = |name: &str| soft.labels.get(name).map(String::as_str);
    assert_eq!((label("env"), label("team"), label("cmdb_id")), (Some("prod"), Some("ops"), Some("1001")));

    icinga.result("web01!disk", 1, "DISK WARNING").await;
    icinga.result("web01!disk", 2, "DISK CRITICAL").await;
    let hard = of(&monitor.events().await.unwrap(), host).unwrap().clone();
    assert_eq!((hard.certainty, hard.severity), (Certainty::Hard, Severity::Critical));
    assert_eq!((&hard.key, hard.kind), (&soft.key, ElementKind::Service));
    assert!(hard.since <= hard.changed_at && !hard.host_is_down);

    let text = "ticket #12: https://desk.example.org/12?a=1&b=\"é\"";
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Done);
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Already);
    assert_eq!(monitor.comment(&hard, &remark("on order")).await.unwrap(), Outcome::Done);
    let said = of(&monitor.events().await.unwrap(), host).unwrap().acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("stocktake"), Some(text)));
    assert_eq!(monitor.clear(&hard, "somebody").await.unwrap(), Outcome::NotOurs("stocktake".to_owned()));
    assert_eq!(monitor.clear(&hard, "stocktake").await.unwrap(), Outcome::Done);
    assert!(of(&monitor.events().await.unwrap(), host).unwrap().acknowledged.is_none());

    icinga.result("web01!disk", 0, "DISK OK").await;
    assert!(of(&monitor.events().await.unwrap(), host).is_none());
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Gone);
    icinga.result("web01!disk", 2, "DISK CRITICAL").await;
    let again = of(&monitor.events().await.unwrap(), host).unwrap().clone();
    assert_ne!(again.key, hard.key);
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Gone);
    icinga.result("web01!disk", 0, "DISK OK").await;
}

#[tokio::test]
async fn icinga_hosts_downtimes_and_what_was_never_checked() {
    let Some(icinga) = Icinga::new() else { return };
    let monitor = icinga.open("practice");
    let never = |seen: &Seen| of(seen, "web08").is_none();
    assert!(never(&monitor.events().await.unwrap()));
    icinga.result("web02!disk", 2, "DISK CRITICAL").await;
    let alone = of(&monitor.events().await.unwrap(), "web02").unwrap().clone();
    // Its host was never checked: Icinga says state 1 of it all the same.
    assert!(!alone.host_is_down && !alone.in_downtime);
    for _ in 0..2 {
        icinga.result("web02", 1, "PING CRITICAL").await;
    }
    let seen = monitor.events().await.unwrap();
    let both: Vec<&Event> = seen.events.iter().filter(|e| e.host.as_deref() == Some("web02")).collect();
    let down = both.iter().find(|event| event.kind == ElementKind::Host).unwrap();
    assert_eq!((down.severity, down.state.as_str()), (Severity::Disaster, "DOWN"));
    assert!(both.iter().any(|event| event.host_is_down));
    let now = chrono::Utc::now().timestamp();
    let rest = json!({"type": "Host", "host": "web02", "author": "noc", "comment": "planned", "fixed": true,
        "start_time": now - 10, "end_time": now + 600});
    icinga.act("schedule-downtime", &rest).await;
    let rests = |seen: &Seen| {
        seen.events.iter().filter(|e| e.host.as_deref() == Some("web02")).all(|e| e.in_downtime)
    };
    until(&monitor, "in downtime", rests).await;
    icinga.result("web02", 0, "PING OK").await;
    icinga.result("web02!disk", 0, "DISK OK").await;
}

#[tokio::test]
async fn icinga_tells_what_is_wrong() {
    let Some(icinga) = Icinga::new() else { return };
    let lines = icinga.open("practice").check().await.unwrap();
    assert!(
        lines[0].english().starts_with("Icinga r2.") && lines[2].english().ends_with("hosts"),
        "{lines:?}"
    );
    let lines = icinga.open("reader").check().await.unwrap();
    assert!(lines[1].english().contains("may not acknowledge"), "{lines:?}");

    icinga.result("web03!disk", 2, "DISK CRITICAL").await;
    let seen = icinga.open("reader").events().await.unwrap();
    let event = of(&seen, "web03").unwrap();
    let error = icinga.open("reader").acknowledge(event, &remark("x")).await.unwrap_err();
    assert!(
        matches!(&error, RemoteError::Rights { message, .. } if message.english().contains("acknowledge-problem")),
        "{error}"
    );
    let error = icinga.open("half").events().await.unwrap_err();
    assert!(
        matches!(&error, RemoteError::Rights { message, .. } if message.english().contains("objects/query/service")),
        "{error}"
    );
    assert!(matches!(icinga.open("half").check().await, Err(RemoteError::Rights { .. })));
    let Sight::Partial(why) = icinga.open("blind").events().await.unwrap().sight else {
        panic!("clear sight")
    };
    assert!(why.english().contains("sees no host"), "{why}");
    assert!(matches!(icinga.open("nobody").events().await, Err(RemoteError::Login { .. })));

    let of_groups = |group: &str| {
        let groups = opened::groups(&[group]);
        icinga.open_with(&format!("login = \"practice\"\npassword = \"env:PASSWORD\"{groups}"))
    };
    assert!(of(&of_groups("linux").events().await.unwrap(), "web03").is_some());
    assert!(matches!(of_groups("nowhere").events().await.unwrap().sight, Sight::Partial(_)));
    icinga.result("web03!disk", 0, "DISK OK").await;
}

#[tokio::test]
async fn icinga_by_certificate_and_only_with_its_authority() {
    let Some(icinga) = Icinga::new() else { return };
    let pem = std::fs::read_to_string(variable("STOCKTAKE_TEST_ICINGA_CERTIFICATE").unwrap()).unwrap();
    let table = format!("url = \"{}\"\nca_file = {:?}\ncertificate = \"env:PEM\"", icinga.url, icinga.ca);
    let lines = opened::monitor("icinga", &table, &[("PEM", &pem)]).check().await.unwrap();
    assert!(lines[0].english().ends_with("API user certificate"), "{lines:?}");

    let table = format!("url = \"{}\"\nlogin = \"practice\"\npassword = \"env:PASSWORD\"", icinga.url);
    let monitor = opened::monitor("icinga", &table, &[("PASSWORD", "practice-secret")]);
    let error = monitor.check().await.unwrap_err().to_string();
    assert!(error.contains("certificate is not trusted") && error.contains("ca_file"), "{error}");
}

fn alertmanager(url: &str, settle: u64) -> Arc<dyn Monitor> {
    let table = format!(
        "url = \"{url}\"\nmatchers = \"job=\\\"stocktake\\\"\"\nsilence = \"1h\"\nsettle = \"{settle}s\""
    );
    opened::monitor("alertmanager", &table, &[])
}

#[tokio::test]
async fn alertmanager_an_alert_is_silenced_and_fires_again() {
    let Some(url) = variable("STOCKTAKE_TEST_ALERTMANAGER") else { return };
    let monitor = alertmanager(&url, 0);
    let http = reqwest::Client::new();
    let send = async |since: i64, ends: Option<i64>| {
        let at = |seconds: i64| chrono::Utc::now() + chrono::Duration::seconds(seconds);
        let labels = json!({"alertname": "DiskFull", "instance": "web01:9100", "job": "stocktake",
            "severity": "critical", "path": "C:\\data \"x\" é"});
        let mut alert =
            json!({"labels": labels, "annotations": {"summary": "Disk is full"}, "startsAt": at(since)});
        if let Some(ends) = ends {
            alert["endsAt"] = json!(at(ends));
        }
        let call = http.post(format!("{url}/api/v2/alerts")).header("content-type", "application/json");
        let answer = call.body(json!([alert]).to_string()).send().await.unwrap();
        assert!(answer.status().is_success());
    };
    send(-60, None).await;
    let event =
        of(&until(&monitor, "firing", |seen| !seen.events.is_empty()).await, "web01").unwrap().clone();
    assert_eq!((event.title.as_str(), event.severity), ("Disk is full", Severity::Critical));
    assert_eq!(monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap(), Outcome::Done);
    let silenced = |seen: &Seen| seen.events.iter().any(|event| event.acknowledged.is_some());
    let now = until(&monitor, "silenced", silenced).await;
    assert!(now.events[0].key == event.key && !now.events[0].in_downtime);
    assert_eq!(monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap(), Outcome::Already);

    send(-50, Some(-1)).await;
    until(&monitor, "over", |seen| seen.events.is_empty()).await;
    assert_eq!(monitor.clear(&event, "stocktake").await.unwrap(), Outcome::Done);
    assert_eq!(monitor.clear(&event, "stocktake").await.unwrap(), Outcome::Already);
    send(0, None).await;
    let again = until(&monitor, "firing again", |seen| !seen.events.is_empty()).await;
    assert!(again.events[0].key != event.key && again.events[0].acknowledged.is_none());
    assert!(matches!(alertmanager(&url, 100_000).events().await.unwrap().sight, Sight::Partial(_)));
    send(-1, Some(-1)).await;
}

/// One test: what it changes in the one Zabbix must not meet in the middle.
#[tokio::test]
async fn zabbix_problems_users_and_tokens() {
    let _alone = ZABBIX.lock().await;
    let Some(zabbix) = Zabbix::new().await else { return };
    let admin = zabbix.open("Admin", "zabbix");
    let error = admin.check().await.unwrap_err();
    assert!(
        matches!(&error, RemoteError::Rights { message, .. } if message.english().contains("no host")),
        "{error}"
    );
    assert!(matches!(admin.events().await.unwrap().sight, Sight::Partial(_)));
    let id = zabbix.watch("web01", "2", "1").await;
    zabbix.watch("web02", "2", "0").await;
    for host in ["web01", "web02"] {
        zabbix.raise(&admin, host).await;
    }
    let seen = until(&admin, "two problems", |seen| seen.events.len() == 2).await;
    assert_eq!(seen.sight, Sight::Full);
    let event = of(&seen, "web01").unwrap().clone();
    assert_eq!((event.title.as_str(), event.severity), ("CPU of web01 is high", Severity::Critical));
    assert_eq!((event.state.as_str(), event.text.as_str()), ("High", "now 95\nLook at it"));
    assert_eq!(
        (event.address.as_deref(), event.groups.clone()),
        (Some("10.20.0.1"), vec!["Linux servers".to_owned()])
    );
    let label = |name: &str| event.labels.get(name).map(String::as_str);
    assert_eq!((label("env"), label("scope")), (Some("prod"), Some("perf")));

    let text = "ticket #12: https://desk.example.org/12?a=1&b=\"é\"";
    assert_eq!(admin.acknowledge(&event, &remark(text)).await.unwrap(), Outcome::Done);
    assert_eq!(admin.acknowledge(&event, &remark(text)).await.unwrap(), Outcome::Already);
    assert_eq!(admin.comment(&event, &remark("on order")).await.unwrap(), Outcome::Done);
    let now = of(&admin.events().await.unwrap(), "web01").unwrap().clone();
    let said = now.acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("Admin"), Some(text)));
    let severity = json!({"eventids": [event.key], "action": 8, "severity": 5});
    zabbix.call("event.acknowledge", severity).await;
    let worse = of(&admin.events().await.unwrap(), "web01").unwrap().clone();
    assert_eq!((&worse.key, worse.severity), (&event.key, Severity::Disaster));
    assert!(worse.changed_at > worse.since);
    assert_eq!(admin.clear(&event, "stocktake").await.unwrap(), Outcome::Done);
    assert!(of(&admin.events().await.unwrap(), "web01").unwrap().acknowledged.is_none());

    users(&zabbix, &event).await;
    tokens(&zabbix).await;

    // A host in maintenance, and one that is disabled, as the frontend shows them.
    let now = chrono::Utc::now().timestamp();
    let rest = json!({"name": "planned", "active_since": now - 60, "active_till": now + 3600, "hosts": [{"hostid": id}],
        "timeperiods": [{"timeperiod_type": 0, "start_date": now - 60, "period": 3600}]});
    zabbix.call("maintenance.create", rest).await;

    let other = of(&admin.events().await.unwrap(), "web02").unwrap().clone();
    let outcome = admin.close(&other, &remark("done")).await.unwrap();
    assert!(matches!(outcome, Outcome::NotPossible(_)), "{outcome:?}");
    assert_eq!(admin.close(&event, &remark("done")).await.unwrap(), Outcome::Sent);
    until(&admin, "closed", |seen| of(seen, "web01").is_none()).await;
    assert_eq!(admin.acknowledge(&event, &remark(text)).await.unwrap(), Outcome::Gone);
    zabbix.send("web02", 5).await;
    until(&admin, "recovered", |seen| of(seen, "web02").is_none()).await;
    zabbix.send("web02", 99).await;
    let again = until(&admin, "raised again", |seen| of(seen, "web02").is_some()).await;
    let again = of(&again, "web02").unwrap();
    assert_ne!(again.key, other.key);
    assert_eq!(again.object, other.object);
    admin.leave().await;
}

async fn users(zabbix: &Zabbix, event: &Event) {
    zabbix.user("reader", true, json!({"actions": [{"name": "acknowledge_problems", "status": 0}]})).await;
    let reader = zabbix.open("reader", "practice-Secret-1");
    assert!(of(&reader.events().await.unwrap(), "web01").is_some());
    let error = reader.acknowledge(event, &remark("x")).await.unwrap_err();
    assert!(matches!(error, RemoteError::Rights { .. }), "{error}");

    zabbix.user("stranger", false, json!({})).await;
    let stranger = zabbix.open("stranger", "practice-Secret-1");
    let Sight::Partial(why) = stranger.events().await.unwrap().sight else { panic!("clear sight") };
    assert!(why.english().contains("read rights"), "{why}");

    zabbix.user("outsider", true, json!({"api.access": 0})).await;
    let outsider = zabbix.open("outsider", "practice-Secret-1");
    let error = outsider.events().await.unwrap_err();
    assert!(error.is_permanent(), "{error}");

    let wrong = zabbix.open("reader", "wrong-secret");
    let error = wrong.check().await.unwrap_err();
    assert!(matches!(error, RemoteError::Login { .. }), "{error}");
    let of_group = |group: &str| {
        let groups = opened::groups(&[group]);
        zabbix.open_with(&format!("login = \"Admin\"\npassword = \"env:SECRET\"{groups}"), "zabbix")
    };
    let nowhere = of_group("nowhere");
    let error = nowhere.events().await.unwrap_err().to_string();
    assert!(error.contains("no host group nowhere"), "{error}");
    let linux = of_group("Linux servers");
    assert_eq!(linux.events().await.unwrap().events.len(), 2);
}

async fn tokens(zabbix: &Zabbix) {
    let made = zabbix.call("token.create", json!({"name": "stocktake", "userid": "1"})).await;
    let id = made["tokenids"][0].clone();
    let made = zabbix.call("token.generate", json!([id])).await;
    let token = SecretString::from(made[0]["token"].as_str().unwrap());
    let monitor = zabbix.open_with("token = \"env:SECRET\"", token.expose_secret());
    let lines = monitor.check().await.unwrap();
    assert!(
        lines[0].english().starts_with("Zabbix 6.") && lines[0].english().ends_with("by an API token"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "sees 2 hosts");
    assert_eq!(monitor.events().await.unwrap().events.len(), 2);
    zabbix.call("token.delete", json!([id])).await;
    let gone = zabbix.open_with("token = \"env:SECRET\"", token.expose_secret());
    assert!(matches!(gone.check().await, Err(RemoteError::Login { .. })));
}

#[tokio::test]
async fn nagios_an_episode_by_its_files() {
    let Some(nagios) = Nagios::new() else { return };
    let monitor = nagios.open();
    let lines = monitor.check().await.unwrap();
    assert!(
        lines[0].english().starts_with("Nagios 4.") && lines[2] == "may acknowledge and comment",
        "{lines:?}"
    );
    let host = "web01";
    nagios.result("web01!disk", 0, "DISK OK");
    nagios.result("web01!disk", 1, "DISK WARNING - 12% libre é");
    let seen = until(&monitor, "soft", |seen| of(seen, host).is_some()).await;
    let soft = of(&seen, host).unwrap().clone();
    assert_eq!((soft.certainty, soft.severity), (Certainty::Soft, Severity::Warning));
    assert_eq!(
        (soft.title.as_str(), soft.address.as_deref()),
        ("DISK WARNING - 12% libre é", Some("10.30.0.1"))
    );
    let label = soft.labels.get("TEAM").map(String::as_str);
    assert_eq!((label, soft.groups.clone()), (Some("ops"), vec!["linux".to_owned()]));

    nagios.result("web01!disk", 2, "DISK CRITICAL\\nsecond; line");
    let is_hard = |seen: &Seen| of(seen, host).is_some_and(|event| event.certainty == Certainty::Hard);
    let hard = of(&until(&monitor, "hard", is_hard).await, host).unwrap().clone();
    assert_eq!((&hard.key, hard.severity), (&soft.key, Severity::Critical));
    assert_eq!((hard.title.as_str(), hard.text.as_str()), ("DISK CRITICAL", "second; line"));

    let text = "ticket #12; link: https://desk.example.org/12?a=1&b=\"é\"";
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Sent);
    let is_known = |seen: &Seen| of(seen, host).is_some_and(|event| event.acknowledged.is_some());
    let known = of(&until(&monitor, "acknowledged", is_known).await, host).unwrap().clone();
    let said = known.acknowledged.unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("stocktake"), Some(text)));
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Already);
    assert_eq!(monitor.comment(&hard, &remark("on order")).await.unwrap(), Outcome::Sent);
    assert_eq!(monitor.clear(&hard, "somebody").await.unwrap(), Outcome::NotOurs("stocktake".to_owned()));
    assert_eq!(monitor.clear(&hard, "stocktake").await.unwrap(), Outcome::Sent);
    until(&monitor, "not acknowledged", |seen| !is_known(seen)).await;

    nagios.result("web01!disk", 0, "DISK OK");
    until(&monitor, "over", |seen| of(seen, host).is_none()).await;
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Gone);
    nagios.result("web01!disk", 2, "DISK CRITICAL");
    let again = until(&monitor, "again", |seen| of(seen, host).is_some()).await;
    assert_ne!(of(&again, host).unwrap().key, hard.key);
    assert_eq!(monitor.acknowledge(&hard, &remark(text)).await.unwrap(), Outcome::Gone);
    nagios.result("web01!disk", 0, "DISK OK");
}
