//! Recorded replies of real servers, given to the clients: Icinga 2.13.6, Nagios 4.4.6,
//! Alertmanager 0.25, Zabbix 6.0.14. Long lists hold their first elements only.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use stocktake::model::event::{Certainty, Event, Remark, Severity, Sight, Unlisted, Watched};
use stocktake::practice::monitor::{LOGIN, PASSWORD, Running, face};
use stocktake::systems::monitor::{Monitor, Outcome};

use crate::opened;
use stocktake::systems::shared::RemoteError;

#[derive(Debug, Clone, serde::Deserialize)]
pub struct Recorded {
    pub case: String,
    pub status: u16,
    pub content_type: String,
    pub cookie: String,
    pub body: String,
}

fn recorded(file: &str) -> BTreeMap<String, Recorded> {
    let path = format!("{}/tests/data/monitor/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let all = text.lines().map(|line| serde_json::from_str::<Recorded>(line).unwrap());
    all.map(|reply| (reply.case.clone(), reply)).collect()
}

/// Which requests get which reply: method, piece of the URL or of the body, reply; the first that
/// fits.
pub type Script = Vec<(&'static str, &'static str, Recorded)>;

/// A server that answers by a script. Its URL.
pub async fn replay(script: Script) -> String {
    async fn answer(State(script): State<Arc<Script>>, request: Request<Body>) -> Response<Body> {
        let (method, url) = (request.method().clone(), request.uri().to_string());
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let asked = url + " " + &String::from_utf8_lossy(&body);
        let found = script.iter().find(|(known, piece, _)| method == *known && asked.contains(piece));
        let Some((_, _, reply)) = found else {
            return Response::builder().status(418).body(Body::from(asked)).unwrap();
        };
        let mut builder =
            Response::builder().status(reply.status).header("content-type", &reply.content_type);
        if !reply.cookie.is_empty() {
            builder = builder.header("set-cookie", &reply.cookie);
        }
        builder.body(Body::from(reply.body.clone())).unwrap()
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::new(script));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn open(key: &str, url: &str, more: &str) -> Arc<dyn Monitor> {
    opened::monitor(key, &format!("url = \"{url}\"\n{more}"), &[("PASSWORD", "zabbix-secret")])
}

/// Secrets that a room asks for and that nobody looks at.
const LOGIN_KEYS: &str = "login = \"Admin\"\npassword = \"env:PASSWORD\"\n";

fn remark() -> Remark {
    Remark { author: "stocktake".to_owned(), text: "ticket #12".to_owned() }
}

async fn icinga(pick: impl Fn(&BTreeMap<String, Recorded>) -> Script) -> Arc<dyn Monitor> {
    let url = replay(pick(&recorded("icinga2"))).await;
    open("icinga", &url, LOGIN_KEYS)
}

const SERVICES: &str = "services: hard unacknowledged not in downtime (POST + override)";

#[tokio::test]
async fn icinga_services_become_events() {
    let monitor = icinga(|all| {
        vec![
            ("POST", "/objects/services", all[SERVICES].clone()),
            ("POST", "/objects/hosts", all["filter matches nothing"].clone()),
        ]
    })
    .await;
    let seen = monitor.events().await.unwrap();
    assert_eq!(seen.sight, Sight::Full);
    let cpu = seen.events.iter().find(|event| event.object == "db-001.example.net!cpu").unwrap();
    assert_eq!(cpu.key, "db-001.example.net!cpu@1795279475.913");
    assert_eq!((cpu.severity, cpu.certainty), (Severity::Warning, Certainty::Hard));
    assert_eq!(cpu.title, "CPU WARNING - 91% used");
    assert_eq!((cpu.address.as_deref(), cpu.groups.clone()), (Some("10.20.0.1"), vec!["cpu".to_owned()]));
    let label = |name: &str| cpu.labels.get(name).map(String::as_str);
    assert_eq!((label("team"), label("cmdb_id"), label("env")), (Some("net"), Some("1001"), Some("prod")));
    assert_eq!(cpu.since.timestamp_millis(), 1_795_279_481_315);
}

#[tokio::test]
async fn what_an_icinga_found_bad_since_it_lost_its_state_has_one_key_however_bad_it_is() {
    let of = async |case: &'static str| {
        let none = "filter matches nothing";
        let script = |all: &BTreeMap<String, Recorded>| {
            vec![
                ("POST", "/objects/services", all[case].clone()),
                ("POST", "/objects/hosts", all[none].clone()),
            ]
        };
        icinga(script).await.events().await.unwrap().events.remove(0)
    };
    let first = of("services: bad since the state was lost").await;
    let milder = of("services: bad since the state was lost, milder since").await;
    assert_eq!(first.key, "web01!disk@0.000", "it never was good as far as this Icinga knows");
    assert_eq!((&milder.key, milder.severity), (&first.key, Severity::Warning));
    assert!(first.since.timestamp() > 0 && milder.since >= first.since);

    let case = "state: a service whose state was lost, not checked since";
    let monitor = icinga(|all| vec![("POST", "/objects/services", all[case].clone())]).await;
    let episode = Watched { key: "web01!disk@1.000", object: "web01!disk", unlisted_since: None };
    assert_eq!(monitor.unlisted(&[episode]).await.unwrap(), [Unlisted::Pending]);
}

/// Icinga 2.13.6 goes on calling a service flapping for which flap detection was switched off.
#[tokio::test]
async fn an_icinga_calls_something_flapping_only_where_flap_detection_is_on() {
    for (case, flapping) in [
        ("services: flapping, and flap detection is off", false),
        ("services: flapping, and flap detection is on", true),
    ] {
        let none = "filter matches nothing";
        let script = |all: &BTreeMap<String, Recorded>| {
            assert!(all[case].body.contains("\"flapping\":true"), "{case}");
            vec![
                ("POST", "/objects/services", all[case].clone()),
                ("POST", "/objects/hosts", all[none].clone()),
            ]
        };
        let event = icinga(script).await.events().await.unwrap().events.remove(0);
        assert_eq!((event.severity, event.flapping), (Severity::Critical, flapping), "{case}");
    }
}

#[tokio::test]
async fn icinga_refusals_are_told_apart() {
    let monitor = icinga(|all| vec![("POST", "", all["bad filter: syntax, verbose"].clone())]).await;
    let error = monitor.events().await.unwrap_err();
    assert!(error.is_permanent() && error.to_string().contains("syntax error"), "{error}");

    let monitor = icinga(|all| vec![("POST", "", all["not permitted, verbose"].clone())]).await;
    let error = monitor.events().await.unwrap_err();
    assert!(
        matches!(&error, RemoteError::Rights { message, .. } if message.english().contains("Missing permission")),
        "{error}"
    );

    let monitor = icinga(|all| vec![("POST", "", all["wrong password"].clone())]).await;
    assert!(matches!(monitor.events().await, Err(RemoteError::Login { .. })));

    let monitor = icinga(|all| {
        vec![
            ("GET", "/v1", all["info (who am I, permissions)"].clone()),
            ("POST", "/objects/hosts", all["hosts: all, few attrs"].clone()),
        ]
    })
    .await;
    let lines = monitor.check().await.unwrap();
    assert_eq!(lines[0], "Icinga r2.13.6-1, API user sync");
    assert!(lines[1].english().contains("may acknowledge (actions/acknowledge-problem)"), "{lines:?}");
}

#[tokio::test]
async fn icinga_tells_what_came_of_an_acknowledgement() {
    let outcome = async |case: &'static str| {
        let monitor = icinga(|all| {
            vec![
                ("POST", "/objects/services", all[SERVICES].clone()),
                ("POST", "/objects/comments", all["comments: acknowledgements only"].clone()),
                ("POST", "/objects/hosts", all["filter matches nothing"].clone()),
                ("POST", "/actions/", all[case].clone()),
            ]
        })
        .await;
        // The recorded list is that of a filter: its first is what is found again.
        let listed: serde_json::Value = serde_json::from_str(&recorded("icinga2")[SERVICES].body).unwrap();
        let name = listed["results"][0]["name"].as_str().unwrap().to_owned();
        let seen = monitor.events().await.unwrap();
        let event = seen.events.iter().find(|event| event.object == name).unwrap();
        monitor.acknowledge(event, &remark()).await.unwrap()
    };
    assert_eq!(outcome("acknowledge sticky notify persistent, no expiry").await, Outcome::Done);
    assert_eq!(outcome("acknowledge again (already acknowledged)").await, Outcome::Already);
    assert_eq!(outcome("acknowledge a service that is OK").await, Outcome::Gone);
}

/// Lists that were not recorded.
fn none_of(list: &str) -> Recorded {
    let body = format!(r#"{{"result": {{"type_code": 0}}, "data": {{"{list}": {{}}}}}}"#);
    let (case, content_type) = (String::new(), "application/json; charset=utf-8".to_owned());
    Recorded { case, status: 200, content_type, cookie: String::new(), body }
}

async fn nagios(pick: impl Fn(&BTreeMap<String, Recorded>) -> Script) -> Arc<dyn Monitor> {
    let all = recorded("nagios");
    let mut script = pick(&all);
    script.extend([
        ("GET", "query=servicelist", all["servicelist: problems (warning+critical+unknown)"].clone()),
        ("GET", "statusjson.cgi?query=hostlist", all["hostlist: down"].clone()),
        ("GET", "query=commentlist", all["commentlist"].clone()),
        ("GET", "objectjson.cgi?query=hostlist", none_of("hostlist")),
        ("GET", "query=hostgrouplist", none_of("hostgrouplist")),
        ("GET", "query=programstatus", all["programstatus"].clone()),
        ("GET", "count", all["servicecount"].clone()),
    ]);
    open("nagios", &replay(script).await, "")
}

#[tokio::test]
async fn nagios_lists_become_events() {
    let monitor = nagios(|_| Vec::new()).await;
    let seen = monitor.events().await.unwrap();
    assert_eq!(seen.sight, Sight::Full);
    let find = |object: &str| seen.events.iter().find(|event| event.object == object).unwrap();
    let disk = find("nag-001!disk");
    assert_eq!(disk.key, "nag-001!disk@1795279812");
    // The recorded output holds letters beyond ASCII, so it is empty.
    assert_eq!((disk.title.as_str(), disk.text.as_str()), ("disk on nag-001 is CRITICAL", "long line 2"));
    let said = disk.acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("noc"), Some("TKT-1 sticky")));
    let host = find("nag-011");
    assert_eq!((host.severity, host.state.as_str()), (Severity::Disaster, "DOWN"));
    assert_eq!(host.title, "CRITICAL - unreachable");
    assert_eq!(monitor.check().await.unwrap()[0], "Nagios 4.4.6, user nagiosadmin");
}

#[tokio::test]
async fn nagios_takes_commands_by_form_and_cookie() {
    const FORM: &str = "acknowledge with CSRF token (step 1: form, gives nagFormId + cookie)";
    const COMMIT: &str = "acknowledge with CSRF token (step 2: commit)";
    let acknowledge = async |commit: &'static str| {
        let monitor = nagios(|all| {
            vec![
                ("GET", "query=service&", all["after acknowledge"].clone()),
                ("GET", "cmd.cgi", all[FORM].clone()),
                ("POST", "cmd.cgi", all[commit].clone()),
            ]
        })
        .await;
        let mut event = monitor.events().await.unwrap().events.remove(0);
        event.host = Some("nag-004".to_owned());
        event.service = Some("disk".to_owned());
        event.key = "nag-004!disk@1795279812".to_owned();
        monitor.acknowledge(&event, &remark()).await
    };
    assert_eq!(acknowledge(COMMIT).await.unwrap(), Outcome::Sent);
    let error = acknowledge("cmd.cgi as read-only user").await.unwrap_err();
    assert!(matches!(error, RemoteError::Rights { .. }), "{error}");
    let error = acknowledge("acknowledge via cmd.cgi (cmd_typ 34)").await.unwrap_err();
    assert!(error.to_string().contains("Invalid or missing CSRF cookie"), "{error}");

    let monitor = nagios(|all| vec![("GET", "query=service&", all["unknown service"].clone())]).await;
    let seen = monitor.events().await.unwrap();
    let service = seen.events.iter().find(|event| event.service.is_some()).unwrap();
    assert_eq!(monitor.acknowledge(service, &remark()).await.unwrap(), Outcome::Gone);
}

async fn alertmanager(script: Script) -> Arc<dyn Monitor> {
    open("alertmanager", &replay(script).await, "silence = \"1h\"\nsettle = \"0s\"")
}

#[tokio::test]
async fn alerts_become_events() {
    let all = recorded("alertmanager");
    let script = |alerts: &str| {
        let mut silence = all["silence get"].clone();
        silence.body = format!("[{}]", silence.body);
        vec![
            ("GET", "/api/v2/status", all["status"].clone()),
            ("GET", "/api/v2/alerts", all[alerts].clone()),
            ("GET", "/api/v2/silences", silence),
        ]
    };
    let seen = alertmanager(script("alerts: all")).await.events().await.unwrap();
    let event = seen.events.iter().find(|event| event.object == "0d1ac5b811d91dbf").unwrap();
    assert_eq!(event.key, "0d1ac5b811d91dbf@2026-11-21T15:49:11.269+00:00");
    assert_eq!(
        (event.host.as_deref(), event.service.as_deref()),
        (Some("node-039.example.net"), Some("CertExpiring"))
    );
    assert_eq!(event.title, "Problem on node 039 é");
    assert_eq!((event.severity, event.groups.clone()), (Severity::Critical, vec!["itop".to_owned()]));

    let seen = alertmanager(script("alert now suppressed")).await.events().await.unwrap();
    let said = seen.events[0].acknowledged.clone().unwrap();
    assert_eq!(said.comment.as_deref(), Some("R-000301 assigned to Anna"));
    assert!(!seen.events[0].in_downtime);

    let seen = alertmanager(script("alerts: only inhibited")).await.events().await.unwrap();
    assert!(seen.events.iter().all(|event| event.in_downtime && event.acknowledged.is_none()));
}

async fn zabbix(more: Script) -> Arc<dyn Monitor> {
    let all = recorded("zabbix");
    let mut script = more;
    let others = [
        ("apiinfo.version", "version"),
        ("user.login", "login"),
        ("problem.get", "problems"),
        ("trigger.get", "triggers"),
        ("countOutput", "count of hosts"),
        ("host.get", "hosts"),
        ("user.get", "users"),
    ];
    script.extend(others.map(|(piece, case)| ("POST", piece, all[case].clone())));
    open("zabbix", &replay(script).await, LOGIN_KEYS)
}

#[tokio::test]
async fn zabbix_problems_become_events() {
    let seen = zabbix(Vec::new()).await.events().await.unwrap();
    assert_eq!((seen.events.len(), seen.sight), (2, Sight::Full));
    let event = &seen.events[0];
    assert_eq!((event.key.as_str(), event.object.as_str()), ("1", "1"));
    assert_eq!((event.title.as_str(), event.text.as_str()), ("CPU of web01 is high", "now 95\nLook at it é"));
    assert_eq!((event.severity, event.state.as_str()), (Severity::Critical, "High"));
    assert_eq!((event.host.as_deref(), event.address.as_deref()), (Some("web01"), Some("10.20.0.1")));
    let said = event.acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("Admin"), Some("ticket #12")));
    assert!(seen.events[1].acknowledged.is_none());
}

#[tokio::test]
async fn a_silence_that_a_person_ended_has_not_lapsed() {
    let all = recorded("alertmanager");
    let alerts = "alerts whose silences have ended, and one that never had any";
    let script = vec![
        ("GET", "/api/v2/status", all["status"].clone()),
        ("GET", "/api/v2/alerts", all[alerts].clone()),
        ("GET", "/api/v2/silences", all["silences that have ended"].clone()),
    ];
    let seen = alertmanager(script).await.events().await.unwrap();
    let has_lapsed = |event: &Event| (event.service.clone(), seen.lapsed.contains(&event.key));
    let lapsed: BTreeMap<_, _> = seen.events.iter().map(has_lapsed).collect();
    let expected = [("REC", true), ("REC2", false), ("REC3", true)];
    let expected: BTreeMap<_, _> = expected.map(|(name, lapsed)| (Some(name.to_owned()), lapsed)).into();
    assert_eq!(lapsed, expected);
}

#[tokio::test]
async fn a_zabbix_trigger_whose_item_is_disabled_is_switched_off() {
    let all = recorded("zabbix");
    let script = [
        ("event.get", "event of a trigger whose item is disabled"),
        ("trigger.get", "trigger whose item is disabled"),
    ];
    let script = script.map(|(piece, case)| ("POST", piece, all[case].clone()));
    let monitor = zabbix(script.to_vec()).await;
    let episode = Watched { key: "18", object: "10", unlisted_since: None };
    assert_eq!(monitor.unlisted(&[episode]).await.unwrap(), [Unlisted::SwitchedOff]);
}

#[tokio::test]
async fn zabbix_refusals_are_told_apart() {
    let all = recorded("zabbix");
    let monitor = zabbix(vec![("POST", "user.login", all["wrong password"].clone())]).await;
    assert!(matches!(monitor.events().await, Err(RemoteError::Login { .. })));
    let monitor = zabbix(vec![("POST", "problem.get", all["session over"].clone())]).await;
    assert!(matches!(monitor.events().await, Err(RemoteError::Login { .. })));

    let other = zabbix(Vec::new()).await.events().await.unwrap().events.remove(1);
    let answer = all["acknowledge unknown event"].clone();
    let monitor = zabbix(vec![("POST", "event.acknowledge", answer)]).await;
    // The recorded list begins with another problem: ours is not there any more.
    assert_eq!(monitor.acknowledge(&other, &remark()).await.unwrap(), Outcome::Gone);
    let outcome = monitor.close(&other, &remark()).await.unwrap();
    assert_eq!(outcome, Outcome::Gone);
}

/// A request to a practice monitor, whose answer is the recorded one.
struct Same {
    case: &'static str,
    method: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

/// Sends each request to a practice monitor and compares status and body with the recording; of
/// bodies that are HTML only the status.
async fn refuses_as_recorded(kind: &str, file: &str, login: &str, all: &[Same]) {
    let running = Running::start(face(kind).unwrap()).await.unwrap();
    running.control().watch("web01", Some("disk"));
    let recorded = recorded(file);
    let http = reqwest::Client::new();
    for same in all {
        let known = &recorded[same.case];
        let method = reqwest::Method::from_bytes(same.method.as_bytes()).unwrap();
        let mut call = http.request(method, format!("{}{}", running.base_url(), same.path)).body(same.body);
        for (name, value) in same.headers {
            call = call.header(*name, *value);
        }
        let secret = if same.case == "wrong password" { "nope" } else { PASSWORD };
        let answer = call.basic_auth(login, Some(secret)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), known.status, "{}", same.case);
        let body = answer.text().await.unwrap();
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        if let Some(expected) = json(&known.body) {
            assert_eq!(json(&body), Some(expected), "{}", same.case);
        }
    }
}

const ACCEPT: (&str, &str) = ("accept", "application/json");
const OVERRIDE: (&str, &str) = ("x-http-method-override", "GET");

#[tokio::test]
async fn the_practice_icinga_refuses_as_the_real_one() {
    let get = |case, path| Same { case, method: "GET", path, headers: &[ACCEPT], body: "" };
    let post = |case, path, body| Same { case, method: "POST", path, headers: &[ACCEPT], body };
    let all = [
        get("wrong password", "/v1"),
        get("unknown path", "/v1/nosuch"),
        post("unknown action", "/v1/actions/nosuch", r#"{"type":"Service","filter":"true"}"#),
        post(
            "acknowledge unknown service",
            "/v1/actions/acknowledge-problem",
            r#"{"type":"Service","service":"a!b"}"#,
        ),
        post("POST without method override", "/v1/objects/services", r#"{"filter":"service.state==2"}"#),
        Same {
            case: "no Accept header on action",
            method: "POST",
            path: "/v1/actions/add-comment",
            headers: &[("accept", "*/*")],
            body: "{}",
        },
        Same {
            case: "bad attrs: unknown attribute",
            method: "POST",
            path: "/v1/objects/services",
            headers: &[ACCEPT, OVERRIDE],
            body: r#"{"filter":"true","attrs":["nosuch"]}"#,
        },
        Same {
            case: "bad filter: syntax",
            method: "POST",
            path: "/v1/objects/services",
            headers: &[ACCEPT, OVERRIDE],
            body: r#"{"filter":"service.nosuch==1"}"#,
        },
        Same {
            case: "filter matches nothing",
            method: "POST",
            path: "/v1/objects/services",
            headers: &[ACCEPT, OVERRIDE],
            body: r#"{"filter":"service.state!=ServiceOK"}"#,
        },
    ];
    refuses_as_recorded("icinga", "icinga2", LOGIN, &all).await;
}

#[tokio::test]
async fn the_practice_alertmanager_refuses_as_the_real_one() {
    const NOBODY: &str = r#"{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":"x","endsAt":"x",
        "createdBy":"x","comment":"x","id":"00000000-0000-4000-8000-000000000000"}"#;
    let call = |case, method, path, body| Same { case, method, path, headers: &[ACCEPT], body };
    let all = [
        call("wrong password", "GET", "/api/v2/alerts", ""),
        call("unknown path", "GET", "/api/v2/nosuch", ""),
        call(
            "silence delete unknown uuid",
            "DELETE",
            "/api/v2/silence/00000000-0000-4000-8000-000000000000",
            "",
        ),
        call(
            "silence: missing comment",
            "POST",
            "/api/v2/silences",
            r#"{"createdBy":"x","endsAt":"x","matchers":[],"startsAt":"x"}"#,
        ),
        call("silence: unknown id sent", "POST", "/api/v2/silences", NOBODY),
        call("bad filter 2", "GET", "/api/v2/alerts?filter=%7Bseverity", ""),
    ];
    refuses_as_recorded("alertmanager", "alertmanager", LOGIN, &all).await;
}

#[tokio::test]
async fn the_practice_zabbix_refuses_as_the_real_one() {
    let call = |case, body| Same { case, method: "POST", path: "/api_jsonrpc.php", headers: &[ACCEPT], body };
    let all = [
        call("version", r#"{"jsonrpc":"2.0","method":"apiinfo.version","params":[],"id":1}"#),
        call(
            "wrong password",
            r#"{"method":"user.login","params":{"username":"Admin","password":"wrong"},"id":1}"#,
        ),
        call("session over", r#"{"method":"problem.get","params":{},"auth":"nope","id":1}"#),
        call("no session", r#"{"method":"problem.get","params":{},"id":1}"#),
        call("unknown method", r#"{"method":"nosuch.get","params":{},"auth":"practice-token","id":1}"#),
        call(
            "acknowledge unknown event",
            r#"{"method":"event.acknowledge","params":{"eventids":["9"],"action":6},"auth":"practice-token"}"#,
        ),
    ];
    refuses_as_recorded("zabbix", "zabbix", LOGIN, &all).await;
}
