//! iTop under the contract, and what only iTop does: its refusals in clear words, its windows, and the
//! practice iTop against recorded answers of iTop 3.2.0.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{ItemRef, RefEntry, RefKind, Resolution, TicketState};
use stocktake::practice::itop::{Effect, Fault, Maintenance, Options, PracticeItop, Running};
use stocktake::systems::itop::{Credentials, Itop};
use stocktake::systems::itop::{ItopLogin, ItopSystem, PasswordWay};
use stocktake::systems::shared::{FailureKind, RemoteError};

use super::bench::{Bench, Trouble};
use super::cases;
use super::itop_hands::Technician;

const RECORDED: &str = include_str!("../../data/itop/recorded.jsonl");

async fn start() -> Running {
    PracticeItop::open(Options::default()).unwrap().start().await.unwrap()
}

pub(super) fn system(running: &Running) -> ItopSystem {
    ItopSystem {
        url: running.base_url(),
        login: ItopLogin::Token(SecretRef::Env(String::new())),
        zone: chrono_tz::Europe::Paris,
        ca_file: None,
        timeout: Duration::from_secs(30),
        largest_answer: 256,
        in_flight: 4,
    }
}

pub(super) fn as_user(login: &str) -> Credentials {
    Credentials::Password {
        login: login.to_owned(),
        password: SecretString::from(Options::default().password),
        way: PasswordWay::Form,
    }
}

fn technician(running: &Running) -> Technician {
    Technician {
        base: running.base_url(),
        login: "nina".to_owned(),
        password: Options::default().password,
        team: 44,
        agent: 43,
        service: 4,
    }
}

pub(super) fn bench(running: &Running, itop: Itop, class: &'static str) -> Bench {
    let fields = [("org_id", "4"), ("caller_id", "40"), ("service_id", "4")];
    let item = |class: &str, id: &str| ItemRef { class: class.to_owned(), id: id.to_owned() };
    let resolution = Resolution {
        text: "it is up <again>".to_owned(),
        code: Some("other".to_owned()),
        fields: BTreeMap::new(),
    };
    let (technician, control) = (technician(running), running.control());
    Bench {
        desk: Arc::new(itop),
        class,
        fields: fields.iter().map(|(column, id)| ((*column).to_owned(), (*id).to_owned())).collect(),
        items: [item("Server", "32"), item("PC", "33")],
        lacking: (Resolution { code: None, ..resolution.clone() }, "resolution_code"),
        resolution,
        refused: ("no_such_column", "1"),
        hands: technician.hands(),
        eyes: technician.eyes(),
        trouble: Some(Box::new(move |trouble| {
            let effect = match trouble {
                Trouble::NoAnswer => Effect::Late(Duration::from_secs(8)),
                Trouble::Broken => Effect::Broken,
                Trouble::Truncated => Effect::Truncated,
                Trouble::Twice => Effect::Twice,
                Trouble::Maintenance => Effect::Maintenance,
            };
            control.inject(Fault::new(effect).operation("core/create"));
        })),
        counter: Default::default(),
        run: "practice".to_owned(),
    }
}

/// The contract at an iTop, for both classes of tickets.
pub async fn keeps_the_contract() {
    incidents_keep_the_contract().await;
    requests_keep_the_contract_with_a_token().await;
    failing_calls_keep_the_contract().await;
}

async fn incidents_keep_the_contract() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    cases::all(&bench(&running, itop, "Incident")).await;
}

async fn requests_keep_the_contract_with_a_token() {
    let running = start().await;
    let token = Credentials::Token(SecretString::from(Options::default().token));
    let itop = Itop::new(&system(&running), token).unwrap();
    cases::all(&bench(&running, itop, "UserRequest")).await;
}

async fn failing_calls_keep_the_contract() {
    let running = start().await;
    let hasty = ItopSystem { timeout: Duration::from_secs(4), ..system(&running) };
    let itop = Itop::new(&hasty, as_user("stocktake")).unwrap();
    cases::all_with_trouble(&bench(&running, itop, "Incident")).await;
}

#[tokio::test]
async fn what_is_wrong_with_the_connection_is_said_in_clear_words() {
    let running = start().await;
    let said = async |login: &str| {
        Itop::new(&system(&running), as_user(login)).unwrap().check().await.unwrap_err().to_string()
    };
    assert!(said("nobody").await.contains("the login, the password or the token is wrong"));
    assert!(said("norest").await.contains("REST Services User"));
    assert!(said("portal").await.contains("Portal user"));

    let lines = Itop::new(&system(&running), as_user("restonly")).unwrap().check().await.unwrap();
    let lacks =
        lines.iter().filter(|line| !line.ok && line.detail.english().contains("Service Desk Agent")).count();
    assert!(lacks >= 4, "{lines:#?}");

    let elsewhere = ItopSystem { url: format!("{}/itop", running.base_url()), ..system(&running) };
    let error = Itop::new(&elsewhere, as_user("stocktake")).unwrap().check().await.unwrap_err();
    assert!(error.to_string().contains("no webservices/rest.php at this address"), "{error}");

    let other_zone = ItopSystem { zone: chrono_tz::Asia::Tokyo, ..system(&running) };
    let lines = Itop::new(&other_zone, as_user("stocktake")).unwrap().check().await.unwrap();
    assert!(lines.iter().any(|line| !line.ok && line.detail.english().contains("set `zone`")), "{lines:#?}");

    running.control().inject(Fault::new(Effect::LoginPage));
    let error = Itop::new(&system(&running), as_user("stocktake")).unwrap().check().await.unwrap_err();
    assert!(error.to_string().contains("a web page answers"), "{error}");
    running.control().maintain(Maintenance::On);
    let error = Itop::new(&system(&running), as_user("stocktake")).unwrap().find(&["k".into_key()]).await;
    assert!(matches!(&error, Err(error) if error.to_string().contains("in maintenance")), "{error:?}");
}

trait IntoKey {
    fn into_key(self) -> stocktake::model::ticket::TicketKey;
}

impl IntoKey for &str {
    fn into_key(self) -> stocktake::model::ticket::TicketKey {
        stocktake::model::ticket::TicketKey(self.to_owned())
    }
}

#[tokio::test]
async fn a_server_that_runs_out_of_memory_may_have_done_it() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let bench = bench(&running, itop, "Incident");
    for effect in [Effect::OutOfMemory, Effect::OutOfMemoryBefore] {
        let draft = bench.draft("memory");
        running.control().inject(Fault::new(effect.clone()).operation("core/create"));
        let error = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Unknown, "{error}");
        let found = bench.desk.find(&[draft.key]).await.unwrap();
        assert_eq!(found.len(), usize::from(effect == Effect::OutOfMemory));
    }
}

#[tokio::test]
async fn what_itop_would_let_pass_is_refused_before_it_is_sent() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let bench = bench(&running, itop, "Incident");
    let refused = async |change: &dyn Fn(&mut stocktake::model::ticket::Draft)| {
        let mut draft = bench.draft("refused");
        change(&mut draft);
        let error: RemoteError = bench.desk.open(&[draft]).await.remove(0).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Permanent);
        error.to_string()
    };
    bench.desk.read(&[]).await.unwrap();
    let _read = running.control().take_requests();
    let without = |column: &'static str| {
        move |draft: &mut stocktake::model::ticket::Draft| {
            draft.fields.remove(column);
        }
    };
    assert!(refused(&without("org_id")).await.contains("org_id"));
    assert!(refused(&|draft| draft.impact = Some(4)).await.contains("1 to 3"));
    let agent = |draft: &mut stocktake::model::ticket::Draft| {
        draft.fields.insert("agent_id".to_owned(), "43".to_owned());
    };
    assert!(refused(&agent).await.contains("team_id"));
    let creations = running
        .control()
        .take_requests()
        .into_iter()
        .filter(|seen| seen.operation["operation"] == "core/create");
    assert_eq!(creations.count(), 0);

    // Without a service iTop on PHP 8 would resolve it all the same.
    let mut draft = bench.draft("no service");
    draft.fields.remove("service_id");
    let ticket = bench.desk.open(&[draft]).await.remove(0).unwrap();
    let error = bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap_err();
    assert!(error.to_string().contains("service_id"), "{error}");
    let mut resolution = bench.resolution.clone();
    resolution.fields.insert("service_id".to_owned(), "4".to_owned());
    bench.desk.resolve(&ticket.id, &resolution).await.unwrap();
}

#[tokio::test]
async fn without_the_module_of_services_tickets_are_solved_and_the_check_is_good() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let bench = bench(&running, itop, "Incident");
    running.control().lack_services();
    let mut draft = bench.draft("without");
    draft.fields.remove("service_id");
    let ticket = bench.desk.open(&[draft]).await.remove(0).unwrap();
    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();
    let read = bench.desk.read(&[ticket.id]).await.unwrap();
    assert_eq!(read[0].state, TicketState::Resolved);
    let lines = Itop::new(&system(&running), as_user("stocktake")).unwrap().check().await.unwrap();
    assert!(lines.iter().all(|line| line.ok), "{lines:#?}");
    let all = Itop::new(&system(&running), as_user("stocktake")).unwrap().refs(&RefKind::ALL).await.unwrap();
    let of = |kind: RefKind| all.iter().filter(|entry| entry.kind == kind).count();
    assert_eq!((of(RefKind::Service), of(RefKind::Contract)), (0, 0));
    let team = all.iter().find(|entry| entry.name == "MSP Supervision").unwrap();
    assert_eq!(team.companies, ["7"], "no delivery model says who else may use it");
}

#[tokio::test]
async fn a_ticket_for_a_team_and_an_agent_is_assigned_at_once() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let bench = bench(&running, itop, "Incident");
    let mut draft = bench.draft("assigned");
    draft.fields.extend([("team_id", "44"), ("agent_id", "43")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    let ticket = bench.desk.open(&[draft]).await.remove(0).unwrap();
    assert_eq!((ticket.state, ticket.technician.as_deref()), (TicketState::InProgress, Some("Nina Agent")));
    assert_eq!(ticket.assigned_to.as_deref(), Some("Nina Agent (MSP Supervision)"));

    // Nobody took it in time: iTop resolves it only once it is assigned.
    let late = bench.desk.open(&[bench.draft("late")]).await.remove(0).unwrap();
    let id: i64 = late.id.id.parse().unwrap();
    running.control().stimulate("Incident", id, "ev_timeout", &json!({})).unwrap();
    let error = bench.desk.resolve(&late.id, &bench.resolution).await.unwrap_err();
    assert!(error.to_string().contains("`team_id` and `agent_id`"), "{error}");
    let mut resolution = bench.resolution.clone();
    resolution
        .fields
        .extend([("team_id", "44"), ("agent_id", "43")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    bench.desk.resolve(&late.id, &resolution).await.unwrap();
}

#[tokio::test]
async fn reference_data_says_which_company_may_use_what() {
    let running = start().await;
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let all = itop.refs(&RefKind::ALL).await.unwrap();
    let of = |kind: RefKind, name: &str| -> &RefEntry {
        all.iter()
            .find(|entry| entry.kind == kind && entry.name == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!(of(RefKind::Service, "Managed servers").companies, ["4", "5"]);
    assert_eq!(of(RefKind::Service, "Network").companies, ["5"]);
    let element = of(RefKind::ServiceElement, "Server down");
    assert_eq!((element.parent.as_deref(), element.companies.len()), (Some("4"), 2));
    assert_eq!(of(RefKind::Team, "MSP Supervision").companies, ["4", "5"]);
    assert_eq!(of(RefKind::Team, "MSP Réseau").companies, ["7"], "in no delivery model: its own company");
    assert_eq!(of(RefKind::Company, "Client A Lyon").parent.as_deref(), Some("4"));
    assert_eq!(of(RefKind::Contact, "Alice Martin").also, ["alice@client-a.test"]);
    assert_eq!(of(RefKind::Ci, "pc-a-01").class.as_deref(), Some("PC"));
    for gone in ["Fax", "srv-a-old", "Client Z (left)"] {
        assert!(!all.iter().any(|entry| entry.name == gone), "{gone} is obsolete");
    }
}

#[tokio::test]
async fn many_cis_are_read_without_losing_namesakes() {
    let running = start().await;
    let control = running.control();
    let mut last = 0;
    for number in 0..5_200 {
        last = control.add("PC", &json!({"name": format!("pc {}", number % 3), "org_id": 4})).unwrap();
        if number % 2 == 0 && number > 4_000 {
            control.remove("PC", last).unwrap();
            last = control.add("PC", &json!({"name": "other", "org_id": 5})).unwrap();
        }
    }
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let mut ids: Vec<String> =
        itop.refs(&[RefKind::Ci]).await.unwrap().into_iter().map(|entry| entry.id).collect();
    assert!(ids.contains(&last.to_string()));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5_200 + 4);
}

#[tokio::test]
async fn its_state_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { file: Some(folder.path().join("itop.json")), ..Options::default() };
    let running = PracticeItop::open(options.clone()).unwrap().start().await.unwrap();
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let first = bench(&running, itop, "Incident");
    let draft = first.draft("kept");
    let ticket = first.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
    running.stop().await;

    let running = PracticeItop::open(options).unwrap().start().await.unwrap();
    let itop = Itop::new(&system(&running), as_user("stocktake")).unwrap();
    let found = itop.find(&[draft.key]).await.unwrap();
    assert_eq!(found.iter().map(|found| &found.number).collect::<Vec<_>>(), [&ticket.number]);
}

/// The practice iTop answers what iTop 3.2.0 answered; ids, numbers and dates aside.
#[tokio::test]
async fn the_practice_itop_answers_as_recorded() {
    let running = start().await;
    let control = running.control();
    for number in 0..25 {
        let fields = json!({"org_id": 4, "title": format!("before {number}"), "description": "d"});
        control.add("Incident", &fields).unwrap();
    }
    let mut different = Vec::new();
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["case"].as_str().unwrap();
        let mode = if name == "maintenance_mode" { Maintenance::On } else { Maintenance::Off };
        control.maintain(mode);
        if name.starts_with("without_services_") {
            control.lack_services();
        }
        let (status, body) = send(&running, &case["request"]).await;
        let (wanted_status, wanted) = (&case["response"]["http_status"], &case["response"]["body"]);
        if json!(status) != *wanted_status || masked(&body) != masked(wanted) {
            different.push(format!("{name}\n  wanted {wanted_status} {wanted}\n  got    {status} {body}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

async fn send(running: &Running, request: &Value) -> (u16, Value) {
    let login = match request["user"].as_str().unwrap_or_default() {
        "sn_sync" => "nina",
        other => other.strip_prefix("sn_").unwrap_or(other),
    };
    let auth = request["auth"].as_str().unwrap_or_default();
    let is_wrong = request["auth_wrong"].as_bool().unwrap_or(false);
    let password = if is_wrong { "wrong".to_owned() } else { Options::default().password };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in request["params"].as_object().unwrap() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        pairs.push((name.clone(), text));
    }
    if auth == "form" {
        pairs.extend([("auth_user".to_owned(), login.to_owned()), ("auth_pwd".to_owned(), password.clone())]);
    }
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let path = request["path"].as_str().unwrap();
    let mut call = reqwest::Client::new()
        .post(format!("{}{path}", running.base_url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    if auth == "basic" {
        call = call.basic_auth(login, Some(password));
    }
    if auth == "token" {
        call = call.header("Auth-Token", if is_wrong { "wrong" } else { "practice-token" });
    }
    let response = call.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Without what depends on the rows around: ids, numbers of tickets, dates, counts, authors, lists of
/// possible columns.
fn masked(body: &Value) -> Value {
    match body {
        Value::Object(object) => {
            let mask = |(name, value): (&String, &Value)| {
                let name = name.split("::").next().unwrap_or_default().to_owned();
                let value = match name.as_str() {
                    "key" | "id" | "ref" | "date" | "user_id" | "user_login" | "operations" => json!("…"),
                    _ => masked(value),
                };
                (name, value)
            };
            Value::Object(object.iter().map(mask).collect())
        }
        Value::Array(list) => list.iter().map(masked).collect(),
        Value::String(text) if text.starts_with("Found: ") || text.starts_with("Operations: ") => {
            json!(text.split(':').next())
        }
        other => other.clone(),
    }
}
