//! The practice GLPI when things go wrong on order, and its state from outside.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stocktake::practice::glpi::{Effect, Fault, Loss, Moment, Options, PracticeGlpi, Running, TableLock};

/// A practice GLPI and a session of its super-admin.
struct Desk {
    running: Running,
    client: reqwest::Client,
    token: String,
}

impl Desk {
    async fn open(options: Options) -> Desk {
        let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
        let client = reqwest::Client::new();
        let url = format!("{}/initSession", running.base_url());
        let login = client.get(url).basic_auth("glpi", Some("glpi"));
        let body: Value = login.send().await.unwrap().json().await.unwrap();
        assert_eq!(running.control().take_requests().len(), 1);
        Desk { token: body["session_token"].as_str().unwrap().to_owned(), running, client }
    }

    async fn fresh() -> Desk {
        Desk::open(Options::default()).await
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("{}/{path}", self.running.base_url());
        let request = self.client.request(method.parse().unwrap(), url);
        let request = request.header("Session-Token", &self.token);
        let request = request.header("Content-Type", "application/json");
        match body {
            Value::Null => request,
            body => request.body(body.to_string()),
        }
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> reqwest::Response {
        self.request(method, path, &body).send().await.unwrap()
    }

    async fn add_computer(&self) -> Result<reqwest::Response, reqwest::Error> {
        let body = json!({"input": {"name": "PC-1", "entities_id": 0}});
        self.request("POST", "Computer", &body).send().await
    }

    fn computers(&self) -> usize {
        self.running.control().rows("Computer").len()
    }
}

#[tokio::test]
async fn a_status_strikes_before_or_after_the_write() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    control.inject(Fault::status(500).method("POST").item_type("Computer"));
    assert_eq!(desk.add_computer().await.unwrap().status(), 500);
    assert_eq!(desk.computers(), 0);
    control.inject(Fault::status_after_commit(502));
    assert_eq!(desk.add_computer().await.unwrap().status(), 502);
    assert_eq!(desk.computers(), 1);
    assert_eq!(desk.add_computer().await.unwrap().status(), 201);
    let busy = Effect::Status {
        code: 429,
        headers: vec![("Retry-After".to_owned(), "7".to_owned())],
        moment: Moment::BeforeCommit,
    };
    control.inject(Fault::new(busy));
    let answer = desk.add_computer().await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    let seen: Vec<u16> = control.take_requests().iter().map(|seen| seen.status).collect();
    assert_eq!(seen, [500, 502, 201, 429]);
}

#[tokio::test]
async fn a_connection_closes_before_after_and_within_the_answer() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    control.inject(Fault::new(Effect::Close(Moment::BeforeCommit)));
    assert!(desk.add_computer().await.is_err());
    assert_eq!(desk.computers(), 0);
    control.inject(Fault::new(Effect::Close(Moment::AfterCommit)));
    assert!(desk.add_computer().await.is_err());
    assert_eq!(desk.computers(), 1);
    control.inject(Fault::new(Effect::CloseMidResponse));
    let answer = desk.send("GET", "Computer?range=0-9", Value::Null).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.is_err());
    assert_eq!(desk.add_computer().await.unwrap().status(), 201);
}

#[tokio::test]
async fn bodies_can_be_cut_or_empty_and_sessions_can_end() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    control.inject(Fault::new(Effect::TruncatedJson));
    let text = desk.add_computer().await.unwrap().text().await.unwrap();
    assert!(!text.is_empty() && serde_json::from_str::<Value>(&text).is_err());
    control.inject(Fault::new(Effect::EmptyBody));
    let answer = desk.add_computer().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await.unwrap(), "");
    assert_eq!(desk.computers(), 2);
    control.inject(Fault::new(Effect::Delay(Duration::from_millis(150))));
    let start = Instant::now();
    desk.send("GET", "getActiveEntities", Value::Null).await;
    assert!(start.elapsed() >= Duration::from_millis(150));
    control.inject(Fault::new(Effect::ExpireSession));
    assert_eq!(desk.add_computer().await.unwrap().status(), 401);
    assert_eq!(desk.add_computer().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_human_edit_locks_a_dynamic_item_and_the_agent_respects_it() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    let row = json!({"name": "PC-1", "serial": "S1", "contact": "a & b", "is_dynamic": 1});
    let id = control.add("Computer", &row).unwrap();
    control.edit("Computer", id, &json!({"serial": "by hand"})).unwrap();
    let locks = control.rows("Lockedfield");
    assert_eq!(locks[0]["field"], "serial");
    let body = json!({"input": {"id": id, "serial": "S1", "contact": "x", "is_dynamic": 1}});
    assert_eq!(desk.send("PUT", "Computer", body).await.status(), 200);
    let rows = control.rows("Computer");
    assert_eq!((&rows[0]["serial"], &rows[0]["contact"]), (&json!("by hand"), &json!("x")));
    assert!(control.edit("Computer", 99, &json!({})).is_err());
    assert!(control.edit("Toolbox", 1, &json!({})).is_err());
}

#[tokio::test]
async fn a_file_keeps_the_state_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { database: Some(folder.path().join("practice.sqlite")), ..Options::default() };
    let desk = Desk::open(options.clone()).await;
    desk.add_computer().await.unwrap();
    desk.running.stop().await;
    let desk = Desk::open(options).await;
    assert_eq!(desk.computers(), 1);
    assert_eq!(desk.running.control().rows("User").len(), 5);
}

#[tokio::test]
async fn two_thousand_computers_arrive_in_bulks_and_are_listed_in_pages() {
    let desk = Desk::fresh().await;
    let start = Instant::now();
    for bulk in 0..40 {
        let rows: Vec<Value> = (0..50)
            .map(|at| json!({"name": format!("PC-{bulk}-{at}"), "serial": "S", "entities_id": 0}))
            .collect();
        assert_eq!(desk.send("POST", "Computer", json!({"input": rows})).await.status(), 201);
    }
    let added = start.elapsed();
    let mut names = 0;
    for page in 0..2 {
        let path = format!("Computer?get_hateoas=false&range={}-{}", page * 1000, page * 1000 + 999);
        let rows: Value = desk.send("GET", &path, Value::Null).await.json().await.unwrap();
        names += rows.as_array().unwrap().len();
    }
    assert_eq!(names, 2000);
    // Far above what it takes, so that a busy machine does not fail it.
    assert!(start.elapsed() < Duration::from_secs(30), "adding took {added:?}");
    eprintln!("2,000 computers added in {added:?}, listed in {:?}", start.elapsed() - added);
}

#[tokio::test]
async fn the_configuration_tells_the_version() {
    let desk = Desk::fresh().await;
    let answer = desk.send("GET", "getGlpiConfig", Value::Null).await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["cfg_glpi"]["version"], "10.0.6");
}

/// A write that the server carries out late, and how long a call in its session took afterwards.
async fn waits(desk: &Desk, write: &str, fence: &str) -> (Duration, usize) {
    let control = desk.running.control();
    control.inject(Fault::new(Effect::Late(Duration::from_millis(400), Loss::Status(504))).method("POST"));
    let body = json!({"input": {"name": "PC-1", "entities_id": 0}});
    assert_eq!(desk.send("POST", write, body).await.status(), 504);
    let start = Instant::now();
    desk.send("GET", fence, Value::Null).await;
    (start.elapsed(), desk.computers())
}

#[tokio::test]
async fn only_two_calls_that_both_keep_the_session_wait_for_each_other() {
    let (plain, keeping) = ("getMyProfiles", "getMyProfiles?session_write=true");
    let desk = Desk::fresh().await;
    let (time, there) = waits(&desk, "Computer", keeping).await;
    assert!(time < Duration::from_millis(300) && there == 0, "{time:?} {there}");
    let desk = Desk::fresh().await;
    let (time, there) = waits(&desk, "Computer?session_write=true", keeping).await;
    assert!(time >= Duration::from_millis(300) && there == 1, "{time:?} {there}");
    // PHP reads the session behind the same lock, whatever the call does with it.
    let desk = Desk::fresh().await;
    let (time, there) = waits(&desk, "Computer?session_write=true", plain).await;
    assert!(time >= Duration::from_millis(300) && there == 1, "{time:?} {there}");
    let desk = Desk::open(Options { locks_sessions: false, ..Options::default() }).await;
    let (time, there) = waits(&desk, "Computer?session_write=true", keeping).await;
    assert!(time < Duration::from_millis(300) && there == 0, "{time:?} {there}");
}

#[tokio::test]
async fn a_write_that_is_late_lands_although_its_session_has_ended() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    control.inject(Fault::new(Effect::Late(Duration::from_millis(300), Loss::Close)).method("POST"));
    assert!(desk.add_computer().await.is_err());
    tokio::time::sleep(Duration::from_millis(50)).await;
    control.expire_sessions();
    super::world::until("the late computer", || desk.computers() == 1).await;
    assert_eq!(desk.add_computer().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_queued_write_has_not_begun() {
    let desk = Desk::fresh().await;
    let control = desk.running.control();
    control.inject(Fault::new(Effect::Queued(Duration::from_millis(300), Loss::Status(504))).method("POST"));
    let body = json!({"input": {"name": "PC-1", "entities_id": 0}});
    assert_eq!(desk.send("POST", "Computer?session_write=true", body).await.status(), 504);
    let start = Instant::now();
    desk.send("GET", "getMyProfiles?session_write=true", Value::Null).await;
    assert!(start.elapsed() < Duration::from_millis(250) && desk.computers() == 0);
    super::world::until("the queued computer", || desk.computers() == 1).await;
}

#[tokio::test]
async fn a_locked_table_keeps_writers_waiting_and_readers_if_it_is_said() {
    for (lock, reads_wait) in [(TableLock::Read, false), (TableLock::Write, true)] {
        let desk = Desk::fresh().await;
        desk.running.control().lock_table("Computer", lock, Duration::from_millis(400));
        let start = Instant::now();
        desk.send("GET", "Computer?range=0-9", Value::Null).await;
        assert_eq!(start.elapsed() >= Duration::from_millis(350), reads_wait, "{lock:?}");
        desk.send("GET", "Monitor?range=0-9", Value::Null).await;
        assert_eq!(desk.add_computer().await.unwrap().status(), 201);
        assert!(start.elapsed() >= Duration::from_millis(400), "{lock:?}");
    }
}
