//! The ticket desk against a real iTop, by hand (`cargo test --test real_itop`; not part of `cargo
//! test`): it opens tickets that stay. Needs `STOCKTAKE_TEST_ITOP` (its address), a service account with
//! the profiles "REST Services User" and "Service Desk Agent" in `STOCKTAKE_TEST_ITOP_LOGIN` and
//! `_PASSWORD`, a technician in `STOCKTAKE_TEST_ITOP_TECHNICIAN` (same password), and the ids
//! `STOCKTAKE_TEST_ITOP_IDS=ORG,CALLER,TEAM,AGENT,SERVICE,CI,CI`. `_ZONE` names the server's zone,
//! `_AUTH` may be `basic`, `_TOKEN` a token.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test by hand")]

#[path = "it/desk_contract/bench.rs"]
mod bench;
#[path = "it/desk_contract/cases.rs"]
mod cases;
#[path = "it/desk_contract/itop_hands.rs"]
mod itop_hands;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bench::Bench;
use itop_hands::Technician;
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{ItemRef, RefKind, Resolution, TicketId};
use stocktake::systems::desk::Desk;
use stocktake::systems::itop::{Credentials, Itop};
use stocktake::systems::itop::{ItopLogin, ItopSystem, PasswordWay};

fn setting(name: &str) -> String {
    std::env::var(format!("STOCKTAKE_TEST_ITOP{name}")).expect(name)
}

fn system() -> ItopSystem {
    let zone = std::env::var("STOCKTAKE_TEST_ITOP_ZONE").unwrap_or_else(|_| "Europe/Paris".to_owned());
    ItopSystem {
        url: setting(""),
        login: ItopLogin::Token(SecretRef::Env(String::new())),
        zone: zone.parse().unwrap(),
        ca_file: None,
        timeout: Duration::from_secs(60),
        largest_answer: 256,
        in_flight: std::env::var("STOCKTAKE_TEST_ITOP_IN_FLIGHT").map_or(4, |n| n.parse().unwrap()),
    }
}

fn password(way: PasswordWay) -> Credentials {
    Credentials::Password {
        login: setting("_LOGIN"),
        password: SecretString::from(setting("_PASSWORD")),
        way,
    }
}

fn bench() -> (Bench, Itop) {
    let ids: Vec<i64> = setting("_IDS").split(',').map(|id| id.trim().parse().unwrap()).collect();
    let [org, caller, team, agent, service, first, second] = ids[..] else { panic!("seven ids") };
    let way = match std::env::var("STOCKTAKE_TEST_ITOP_AUTH").as_deref() {
        Ok("basic") => PasswordWay::Basic,
        _ => PasswordWay::Form,
    };
    let credentials = match std::env::var("STOCKTAKE_TEST_ITOP_TOKEN") {
        Ok(token) => Credentials::Token(SecretString::from(token)),
        Err(_) => password(way),
    };
    let itop = Itop::new(&system(), credentials).unwrap();
    let technician = Technician {
        base: setting(""),
        login: setting("_TECHNICIAN"),
        password: setting("_PASSWORD"),
        team,
        agent,
        service,
    };
    let class = match std::env::var("STOCKTAKE_TEST_ITOP_CLASS").as_deref() {
        Ok("UserRequest") => "UserRequest",
        _ => "Incident",
    };
    let fields = [("org_id", org), ("caller_id", caller), ("service_id", service)];
    let item = |id: i64| ItemRef { class: "Server".to_owned(), id: id.to_string() };
    let resolution = Resolution {
        text: "it is up <again>".to_owned(),
        code: Some("other".to_owned()),
        fields: BTreeMap::new(),
    };
    let bench = Bench {
        desk: TicketDesk::Itop(itop.clone()),
        class,
        fields: fields.iter().map(|(column, id)| ((*column).to_owned(), id.to_string())).collect(),
        items: [item(first), item(second)],
        lacking: (Resolution { code: None, ..resolution.clone() }, "resolution_code"),
        resolution,
        refused: ("no_such_column", "1"),
        hands: technician.hands(),
        eyes: technician.eyes(),
        trouble: None,
        counter: Default::default(),
        run: format!("real-{:x}", chrono::Utc::now().timestamp_millis()),
    };
    (bench, itop)
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let (bench, itop) = bench();
    for line in bench.desk.check().await.unwrap() {
        println!("{} {:20} {}", if line.ok { "ok " } else { "BAD" }, line.what, line.detail);
    }
    cases::all(&bench).await;
    cases::all_with_trouble(&bench).await;
    println!("{:?}", itop.traffic());
}

#[tokio::test]
async fn two_hundred_tickets_take_this_long() {
    let (bench, itop) = bench();
    let drafts: Vec<_> = (0..200).map(|number| bench.draft(&format!("figure {number}"))).collect();
    let keys: Vec<_> = drafts.iter().map(|draft| draft.key.clone()).collect();
    let clock = async |what: &str, started: Instant| {
        println!("{what}: {:.2} s, {:?}", started.elapsed().as_secs_f64(), itop.traffic());
    };
    let started = Instant::now();
    assert!(bench.desk.find(&keys).await.unwrap().is_empty());
    clock("200 keys looked for, none there", started).await;
    let started = Instant::now();
    let ids: Vec<TicketId> =
        bench.desk.open(&drafts).await.into_iter().map(|outcome| outcome.unwrap().id).collect();
    clock("200 opened", started).await;
    let started = Instant::now();
    assert_eq!(bench.desk.find(&keys).await.unwrap().len(), 200);
    clock("200 found by key", started).await;
    let started = Instant::now();
    assert_eq!(bench.desk.read(&ids).await.unwrap().len(), 200);
    clock("200 read", started).await;
    let started = Instant::now();
    let refs = bench.desk.refs(&RefKind::ALL).await.unwrap();
    clock(&format!("{} entries of reference data", refs.len()), started).await;
}

#[tokio::test]
async fn a_refused_login_says_why() {
    let show = async |what: &str, system: ItopSystem, credentials: Credentials| {
        let said = match Itop::new(&system, credentials) {
            Ok(itop) => itop.check().await.map(|lines| format!("{lines:#?}")),
            Err(error) => Err(error),
        };
        match said {
            Ok(lines) => println!("{what}: let in {lines}"),
            Err(error) => println!("{what}: {error} [{:?}]", error.kind()),
        }
    };
    let login = |login: &str| Credentials::Password {
        login: login.to_owned(),
        password: SecretString::from(setting("_PASSWORD")),
        way: PasswordWay::Form,
    };
    show("no such user", system(), login("nobody")).await;
    show("no REST profile", system(), login("norest")).await;
    show("a portal user", system(), login("restonly")).await;
    show("basic", system(), password(PasswordWay::Basic)).await;
    show("bad token", system(), Credentials::Token(SecretString::from("nope"))).await;
    show("other zone", ItopSystem { zone: chrono_tz::UTC, ..system() }, password(PasswordWay::Form)).await;
    show("wrong path", ItopSystem { url: format!("{}/x", setting("")), ..system() }, login("x")).await;
    show("nobody there", ItopSystem { url: "http://127.0.0.1:1".to_owned(), ..system() }, login("x")).await;
}
