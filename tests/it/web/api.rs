//! The API, as programs meet it: a token in the head, JSON in both directions, problems in the form of RFC 9457.

use std::collections::BTreeSet;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::web::{Method, Need, ROUTES};

use super::{Console, add_user, refused, refused_with, told};
use crate::fleet::two_computers;
use crate::world::{World, until};

/// A program that holds a token.
pub struct Client {
    client: reqwest::Client,
    url: String,
    token: String,
}

/// What it is answered.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Told {
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.body
    }

    /// It is a problem of this status, and names itself so.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!((&self.body["status"], &self.body["code"]), (&status.into(), &code.into()), "{self:?}");
        assert!(
            self.body["detail"].as_str().unwrap().ends_with(['.', ')']) || !self.body["detail"].is_null()
        );
    }
}

impl Client {
    /// A program with a new token of these roles.
    pub async fn new(console: &Console<'_>, name: &str, roles: &[&str]) -> Self {
        Self::with(console, &token(console.world, name, roles).await)
    }

    pub fn with(console: &Console<'_>, token: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { client, url: console.url.clone(), token: token.to_owned() }
    }

    async fn told(&self, request: reqwest::RequestBuilder) -> Told {
        let request = match self.token.as_str() {
            "" => request,
            token => request.bearer_auth(token),
        };
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {status} {text}"));
        Told { status, headers, body }
    }

    pub async fn get(&self, path: &str) -> Told {
        self.told(self.client.get(format!("{}{path}", self.url))).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Told {
        self.told(self.client.post(format!("{}{path}", self.url)).json(body)).await
    }

    /// Asks for a run.
    pub async fn run(&self, job: &str, key: &str) -> Told {
        let url = format!("{}/api/v1/jobs/{job}/runs", self.url);
        self.told(self.client.post(url).header("idempotency-key", key)).await
    }

    /// Every line of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{cursor}")).await.is(200);
            found.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { return found };
            let sign = if path.contains('?') { '&' } else { '?' };
            cursor = format!("{sign}cursor={next}");
        }
    }
}

/// A new token of these roles.
pub async fn token(world: &World, name: &str, roles: &[&str]) -> String {
    let mut arguments = vec!["tokens", "add", name];
    roles.iter().for_each(|role| arguments.extend(["--role", role]));
    let added = world.program(&arguments).await;
    assert_eq!(added.code, Some(0), "{added:?}");
    added.stdout.trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_revoked_by_command() {
    let world = two_computers().await;
    assert!(world.program(&["tokens", "list"]).await.stdout.contains("there are no tokens"));
    for (arguments, why) in [
        (&["tokens", "add", "ci", "--role", "admin"][..], "`admin` is no role"),
        (&["tokens", "add", "a:b", "--role", "viewer"], "`a:b` is no name"),
        (&["tokens", "add", "ci", "--role", "viewer", "--job", "nightli"], "nightly"),
        (&["tokens", "add", "ci", "--role", "nightly=viewer", "--job", "nightly"], "without a job"),
        (&["tokens", "add", "ci", "--role", "viewer", "--days", "0"], "--days"),
        (
            &["tokens", "add", "ci", "--role", "viewer", "--role", "operator"],
            "viewer and operator are two roles for every job",
        ),
        (
            &["tokens", "add", "ci", "--role", "nightly=viewer", "--role", "nightly=approver"],
            "viewer and approver are two roles for `nightly`",
        ),
        (
            &["tokens", "add", "ci", "--role", "operator", "--role", "nightly=viewer", "--job", "nightly"],
            "viewer and operator are two roles for `nightly`",
        ),
        (
            &["users", "add", "ann", "--role", "viewer", "--role", "approver"],
            "viewer and approver are two roles",
        ),
        (&["tokens", "revoke", "ci"], "there is no token `ci`"),
    ] {
        let refused = world.program(arguments).await;
        assert_eq!(refused.code, Some(2), "{arguments:?} {refused:?}");
        assert!(refused.stderr.contains(why), "{arguments:?} {refused:?}");
    }
    let added = world.program(&["tokens", "add", "ci", "--role", "operator", "--job", "nightly"]).await;
    assert_eq!(added.code, Some(0), "{added:?}");
    let token = added.stdout.trim();
    assert!(token.starts_with("stk_") && token.len() == 68 && !added.stderr.contains(token), "{added:?}");
    let twice = world.program(&["tokens", "add", "ci", "--role", "viewer"]).await;
    assert_eq!(twice.code, Some(2), "{twice:?}");
    let listed = world.json(&["tokens", "list"]).await[0].clone();
    assert_eq!((&listed["name"], &listed["roles"]), (&"ci".into(), &json!({ "nightly": "operator" })));
    assert_eq!((&listed["expired"], &listed["used_at"]), (&false.into(), &Value::Null));
    let days = |name: &str| listed[name].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!((days("expires_at") - days("made_at")).num_days(), 90);
    let shown = world.program(&["tokens", "list"]).await.stdout;
    assert!(
        shown.contains("nightly=operator") && shown.contains("never") && !shown.contains(token),
        "{shown}"
    );
    for file in ["var/stocktake.db", "var/stocktake.db-wal"] {
        let bytes = std::fs::read(world.folder().join(file)).unwrap_or_default();
        assert!(
            !bytes.windows(token.len()).any(|window| window == token.as_bytes()),
            "only a digest is kept"
        );
    }

    let console = Console::open(&world).await;
    let client = Client::with(&console, token);
    assert_eq!(client.get("/api/v1/jobs").await.is(200)["items"][0]["role"], "operator");
    let used = world.json(&["tokens", "list"]).await[0].clone();
    assert!(used["used_at"].is_string() && used["used_from"] == "127.0.0.1", "{used}");
    let revoked = world.program(&["tokens", "revoke", "ci"]).await;
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
    client.get("/api/v1/jobs").await.is_problem(401, "web.api.wrong_token");
    assert_eq!((told(&world, "token_added").await.len(), told(&world, "token_revoked").await.len()), (1, 1));
    assert!(!console.log().contains(token));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_expired_is_told_so() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "old", &["viewer"]).await;
    client.get("/api/v1/jobs").await.is(200);
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.execute("UPDATE api_tokens SET ends_at = '2026-01-01T00:00:00.000000Z'", []).unwrap();
    client.get("/api/v1/jobs").await.is_problem(401, "web.api.token_expired");
    let listed = world.program(&["tokens", "list"]).await.stdout;
    assert!(listed.contains("expired 2026-01-01"), "{listed}");
    let refused = told(&world, "token_refused").await;
    assert_eq!(refused[0]["who"], "token:old", "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_a_browser_is_no_token() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let page = ann.get("/api/v1/jobs").await;
    assert_eq!(page.status, 401, "{}", page.text);
    let without = Client::with(&console, "").get("/api/v1/jobs").await;
    without.is_problem(401, "web.api.no_token");
    assert_eq!(without.headers["www-authenticate"], "Bearer realm=\"stocktake\"");
    let (nobody, secret) = (Client::with(&console, ""), token(&world, "batch", &["viewer"]).await);
    let asked = async |given: String| {
        let request =
            nobody.client.get(format!("{}/api/v1/jobs", console.url)).header("authorization", given);
        nobody.told(request).await
    };
    // Spaces stand between the two, and nothing else (RFC 9110).
    for (spelt, code) in [
        (format!("Bearer\t{secret}"), "web.api.no_token"),
        (format!("Bearer \t{secret}"), "web.api.wrong_token"),
        (format!("Bearer{secret}"), "web.api.no_token"),
        ("Bearer".to_owned(), "web.api.no_token"),
    ] {
        let told = asked(spelt).await;
        told.is_problem(401, code);
        assert_eq!(told.headers["www-authenticate"], "Bearer realm=\"stocktake\"");
    }
    for spelt in ["bearer ", "BEARER   "] {
        asked(format!("{spelt}{secret}")).await.is(200);
    }
    // Nor is a token a login.
    let token = token(&world, "ci", &["approver"]).await;
    let browser = console.browser();
    browser.set_cookie("stocktake", &token);
    assert_eq!(browser.get("/").await.status, 401);
    assert_eq!(
        browser.ask(false, "/", String::new(), &[("authorization", &format!("Bearer {token}"))]).await.status,
        401
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_held_back_by_address_and_right_ones_are_not() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let right = Client::new(&console, "ci", &["viewer"]).await;
    let wrong = Client::with(&console, &format!("stk_{}", "0".repeat(64)));
    let mut looked_at = 0;
    let held = loop {
        let told = wrong.get("/api/v1/jobs").await;
        if told.status == 429 {
            break told;
        }
        told.is_problem(401, "web.api.wrong_token");
        looked_at += 1;
        assert!(looked_at < 60, "a slow machine has a token looked at each three seconds, and no more");
    };
    held.is_problem(429, "web.api.too_many_tokens");
    assert!(looked_at >= 20, "{looked_at}");
    right.get("/api/v1/jobs").await.is(200);
    assert_eq!(told(&world, "token_refused").await.len(), looked_at);
    assert_eq!(told(&world, "tokens_held_back").await.len(), 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_wrong_role_every_route_of_a_job_is_answered_403() {
    let (world, run) = refused(10).await;
    world.job("other", super::JOB);
    let console = Console::open(&world).await;
    let viewer = Client::new(&console, "viewer", &["viewer"]).await;
    let other = Client::new(&console, "other", &["other=approver"]).await;
    let mut routes = 0;
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let Need::Of(role) = route.need else { continue };
        let path = super::routes::path(route, &run);
        for (client, may) in [(&other, false), (&viewer, role == stocktake::model::access::Role::Viewer)] {
            let told = match route.method {
                Method::Get => client.get(&path).await,
                Method::Post => client.post(&path, &json!({})).await,
            };
            assert_eq!(told.status == 403, !may, "{} {told:?}", route.path);
            routes += 1;
        }
    }
    assert!(routes >= 20, "{routes}");
    // What belongs to another job is not even counted.
    for list in ["jobs", "runs", "plans", "questions", "events", "tickets"] {
        let told = other.all(&format!("/api/v1/{list}")).await;
        assert!(told.iter().all(|line| line["name"] == "other"), "{list}: {told:?}");
    }
    for list in ["runs", "questions", "events", "tickets"] {
        other.get(&format!("/api/v1/{list}?job=nightly")).await.is_problem(403, "web.api.forbidden");
    }
    assert_eq!(other.get(&format!("/api/v1/jobs/other/runs/{run}")).await.status, 404);
    other.get("/api/v1/jobs/none").await.is_problem(403, "web.api.forbidden");
    viewer.get("/api/v1/jobs/none").await.is_problem(404, "web.api.not_found");
    viewer.get("/api/v1/none").await.is_problem(404, "web.api.not_found");
    let wrong = viewer.post("/api/v1/jobs", &json!({})).await;
    wrong.is_problem(405, "web.api.not_asked_so");
    assert_eq!(wrong.headers["allow"], "GET, HEAD");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_and_runs_are_told_page_by_page() {
    let (world, first) = refused(10).await;
    world.csv("computers.csv", &(super::many(5) + ";Acme;SN-9999;;;;;;;;;;;;;\n"));
    let second = world.run("nightly").await.run.id.to_string();
    let third = world.run("nightly").await.run.id.to_string();
    world.requests();
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["viewer"]).await;
    let job = client.get("/api/v1/jobs/nightly").await.is(200);
    assert_eq!(
        (&job["last_run"]["id"], &job["last_good"]["id"]),
        (&third.as_str().into(), &third.as_str().into())
    );
    assert_eq!((&job["kind"], &job["schedule"]), (&"inventory".into(), &Value::Null));
    let ids =
        |runs: &[Value]| runs.iter().map(|run| run["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let every = client.all("/api/v1/runs?limit=1").await;
    assert_eq!(ids(&every), [&*third, &*second, &*first]);
    let refused = client.all("/api/v1/runs?state=refused&job=nightly").await;
    assert_eq!(ids(&refused), [&*first]);
    let since = every[1]["started_at"].as_str().unwrap();
    assert_eq!(ids(&client.all(&format!("/api/v1/runs?since={since}")).await), [&*third, &*second]);
    let run = client.get(&format!("/api/v1/jobs/nightly/runs/{second}")).await.is(200);
    assert_eq!((&run["counts"]["create"], &run["counts"]["reject"]), (&5.into(), &1.into()));
    let rejects = client.all(&format!("/api/v1/jobs/nightly/runs/{second}/rejects?limit=1")).await;
    assert!(!rejects.is_empty() && rejects.iter().all(|reject| reject["row"] == 7), "{rejects:?}");
    let entries = client.all(&format!("/api/v1/jobs/nightly/runs/{second}/entries?limit=2&state=done")).await;
    let made = entries.iter().filter(|entry| entry["class"] == "Computer").count();
    assert_eq!(made, 5, "{entries:?}");
    for (query, code) in [
        ("limit=0", "web.api.bad_query"),
        ("limit=1001", "web.api.bad_query"),
        ("limit=many", "web.api.bad_query"),
        ("limit=1&limit=2", "web.api.bad_query"),
        ("state=good", "web.api.bad_query"),
        ("since=yesterday", "web.api.bad_query"),
        ("cursor=x", "web.api.bad_query"),
        ("stat=done", "web.api.bad_query"),
    ] {
        client.get(&format!("/api/v1/runs?{query}")).await.is_problem(400, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_waits_is_approved_with_its_digest_and_a_reason() {
    let (world, run) = refused_with(10, "ask_reason = true\n").await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["approver"]).await;
    let waiting = client.all("/api/v1/plans").await;
    assert_eq!((&waiting[0]["run"]["id"], &waiting[0]["changes"]), (&run.as_str().into(), &10.into()));
    let path = format!("/api/v1/jobs/nightly/runs/{run}/plan");
    let plan = client.get(&path).await.is(200);
    assert_eq!((&plan["asks_reason"], &plan["out_of_date"]), (&true.into(), &Value::Null));
    assert_eq!(plan["refusals"][0]["limit"], "limits.create.count");
    let changes = client.all(&format!("{path}/changes?limit=3")).await;
    let keys: BTreeSet<&str> = changes.iter().map(|change| change["key"].as_str().unwrap()).collect();
    assert_eq!((changes.len(), keys.len(), keys.contains("Computer/SN-0003")), (10, 10, true));
    let digest = plan["digest"].as_str().unwrap();
    for (decision, status, code) in [
        (json!({ "approve": "all", "digest": "00", "why": "x" }), 409, "web.plan_is_another"),
        (json!({ "approve": "all", "digest": digest }), 400, "web.api.refused"),
        (json!({ "approve": "some", "digest": digest, "why": "x" }), 409, "web.api.only_with_some"),
        (
            json!({ "approve": "all", "only": ["a"], "digest": digest, "why": "x" }),
            409,
            "web.api.only_with_some",
        ),
        (
            json!({ "approve": "some", "only": ["Monitor/1"], "digest": digest, "why": "x" }),
            409,
            "web.api.conflict",
        ),
        (json!({ "approve": "most", "digest": digest, "why": "x" }), 400, "web.api.bad_body"),
        (json!({ "approve": "all", "digest": digest, "reason": "x" }), 400, "web.api.bad_body"),
    ] {
        client.post(&path, &decision).await.is_problem(status, code);
    }
    world.wrote_nothing();
    let some =
        json!({ "approve": "some", "only": ["Computer/SN-0003"], "digest": digest, "why": "new site" });
    assert_eq!(client.post(&path, &some).await.is(202)["state"], "under_way");
    until("what was approved is written", || {
        world.store().runs(Some("nightly"), 1).unwrap()[0].state == RunState::Done
    })
    .await;
    assert_eq!(world.glpi_names("Computer"), ["pc-003"]);
    assert!(!world.requests().is_empty());
    let written = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert_eq!(written.message.unwrap().to_string(), "approved by token:ci: new site");
    for approve in ["all", "none"] {
        let late = json!({ "approve": approve, "digest": digest, "why": "x" });
        assert_eq!(client.post(&path, &late).await.status, 409, "{approve}");
    }
    let log = told(&world, "plan_approved").await;
    assert_eq!((&log[0]["who"], &log[0]["job"], log.len()), (&"token:ci".into(), &"nightly".into(), 1));
    world.wrote_nothing();
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_can_neither_be_approved_again_nor_declined() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["approver"]).await;
    let path = format!("/api/v1/jobs/nightly/runs/{run}/plan");
    let digest = client.get(&path).await.is(200)["digest"].clone();
    client.post(&path, &json!({ "approve": "all", "digest": digest })).await.is(202);
    for approve in ["none", "all"] {
        // While it is written, too.
        let late = client.post(&path, &json!({ "approve": approve, "digest": digest })).await;
        assert_eq!(late.status, 409, "{approve}");
    }
    let ended = || world.store().runs(Some("nightly"), 1).unwrap()[0].state == RunState::Done;
    until("what was approved is written", ended).await;
    for approve in ["none", "all"] {
        let late = client.post(&path, &json!({ "approve": approve, "digest": digest })).await;
        assert_eq!(late.status, 409, "{approve}");
    }
    assert_eq!(
        world.store().runs(Some("nightly"), 9).unwrap().len(),
        2,
        "the refused one and the approved one"
    );
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_is_mistyped_shows_nothing() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["approver"]).await;
    let of_run = format!("/api/v1/jobs/nightly/runs/{run}");
    for path in [
        "/api/v1/jobs",
        "/api/v1/jobs/nightly",
        "/api/v1/runs",
        "/api/v1/plans",
        "/api/v1/questions",
        "/api/v1/events",
        "/api/v1/tickets",
        "/api/v1/openapi.json",
        &of_run,
        &format!("{of_run}/plan"),
        &format!("{of_run}/entries"),
    ] {
        client.get(&format!("{path}?jbo=nightly")).await.is_problem(400, "web.api.bad_query");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_plan_nothing_is_approved() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["approver"]).await;
    let path = format!("/api/v1/jobs/nightly/runs/{run}/plan");
    let digest = client.get(&path).await.is(200)["digest"].clone();
    let none = client.post(&path, &json!({ "approve": "none", "digest": digest, "why": "wrong file" })).await;
    assert_eq!(none.is(200)["state"], "declined");
    assert_eq!(client.all("/api/v1/plans").await, Vec::<Value>::new());
    assert_eq!(client.all("/api/v1/questions").await, Vec::<Value>::new());
    let closed = client.all("/api/v1/questions?closed=true").await;
    assert_eq!(
        (&closed[0]["closed"]["by"], &closed[0]["closed"]["why"]),
        (&"token:ci".into(), &"wrong file".into())
    );
    client
        .get(&format!("/api/v1/jobs/nightly/runs/{}/plan", "0".repeat(36)))
        .await
        .is_problem(404, "web.api.not_found");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_closed_until_a_day() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["operator"]).await;
    let asked = client.all("/api/v1/questions?limit=1").await;
    let path = format!("/api/v1/jobs/nightly/questions/{}/close", asked[0]["id"].as_str().unwrap());
    for (body, status, code) in [
        (json!({ "until": "soon" }), 400, "web.api.bad_body"),
        (json!({ "until": "2020-01-01" }), 422, "questions.day_is_past"),
        (json!({ "until": "+123456-01-01" }), 422, "questions.day_is_too_far"),
        (json!({ "because": "x" }), 400, "web.api.bad_body"),
    ] {
        client.post(&path, &body).await.is_problem(status, code);
    }
    let unknown = client.post("/api/v1/jobs/nightly/questions/00000000/close", &json!({})).await;
    unknown.is_problem(404, "questions.unknown");
    let form = client
        .client
        .post(format!("{}{path}", client.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("why=x");
    client.told(form).await.is_problem(415, "web.api.not_json");
    let closed = client.post(&path, &json!({ "until": "2999-01-31", "why": "known" })).await.is(200);
    assert_eq!(
        (&closed["closed"]["by"], &closed["closed"]["until"]),
        (&"token:ci".into(), &"2999-01-31".into())
    );
    assert_eq!(client.all("/api/v1/questions").await, Vec::<Value>::new());
    // The same once more, as by who got no answer, is the same and no second decision.
    let again = client.post(&path, &json!({ "until": "2999-01-31", "why": "known" })).await.is(200);
    assert_eq!(again["closed"]["at"], closed["closed"]["at"], "{again}");
    let log = told(&world, "question_closed").await;
    assert_eq!((log.len(), &log[0]["who"]), (1, &"token:ci".into()));
    let large = json!({ "why": "x".repeat(64 * 1024) });
    client.post(&path, &large).await.is_problem(413, "web.api.too_large");
}

/// A ticket as it is kept.
fn ticket(job: &str, number: u32) -> stocktake::model::ticket_ledger::OurTicket {
    let key = stocktake::model::ticket::TicketKey(format!("k{number:04}"));
    let at = chrono::DateTime::from_timestamp(1_700_000_000 + i64::from(number), 0).unwrap();
    stocktake::model::ticket_ledger::OurTicket {
        job: job.to_owned(),
        number: Some(number.to_string()),
        phase: stocktake::model::ticket_ledger::Phase::There,
        ..stocktake::model::ticket_ledger::OurTicket::intended(key, "glpi", format!("ticket {number}"), at)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_other_jobs_take_no_place_of_a_list() {
    let (world, _) = refused(10).await;
    world.job("other", super::JOB);
    add_user(&world, "eve", &["other=viewer"]).await;
    // The newest 600 are of a job that eve may not see; a page of the console has 100.
    let mut tickets: Vec<_> = (100..700).map(|number| ticket("nightly", number)).collect();
    tickets.extend((1..=3).map(|number| ticket("other", number)));
    world.store().save_tickets(None, &tickets, &[]).unwrap();
    let console = Console::open(&world).await;
    let eve = console.log_in("eve").await.get("/tickets").await;
    assert!(eve.has("ticket 3") && eve.has("ticket 1") && !eve.has("ticket 699"), "{}", eve.text);
    assert!(!eve.has("Next page"), "{}", eve.text);
    // Who may see all of them goes through them page by page.
    let vera = console.log_in("vera").await;
    let first = vera.get("/tickets").await;
    assert!(first.has("ticket 699") && first.has("ticket 600") && !first.has("ticket 599"), "{}", first.text);
    assert!(first.has("/tickets?page=2") && !first.has("Previous page"), "{}", first.text);
    let last = vera.get("/tickets?every=1&page=7").await;
    assert!(last.has("ticket 3") && last.has("ticket 1") && !last.has("ticket 100"), "{}", last.text);
    assert!(last.has("/tickets?every=1&page=6") && !last.has("Next page"), "{}", last.text);
    for nowhere in ["8", "4294967295"] {
        let beyond = vera.get(&format!("/tickets?page={nowhere}")).await;
        assert!(beyond.has("There is no such ticket.") && beyond.has("Previous page"), "{}", beyond.text);
    }
    let own = Client::new(&console, "own", &["other=viewer"]).await;
    let titles = |tickets: &[Value]| {
        tickets.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&own.all("/api/v1/tickets?limit=2").await), ["ticket 3", "ticket 2", "ticket 1"]);
    assert_eq!(own.get("/api/v1/jobs/other/tickets/2").await.is(200)["key"], "k0002");
    own.get("/api/v1/jobs/other/tickets/100").await.is_problem(404, "web.api.not_found");
    let every = Client::new(&console, "every", &["viewer"]).await;
    assert_eq!(every.all("/api/v1/tickets?limit=250&open=true").await.len(), 603);
    assert_eq!(every.all("/api/v1/tickets?job=other&state=closed").await, Vec::<Value>::new());
    every.get("/api/v1/tickets?cursor=x").await.is_problem(400, "web.api.bad_query");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_asked_for_and_done_once() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["operator"]).await;
    client.post("/api/v1/jobs/nightly/runs", &json!({})).await.is_problem(400, "web.api.no_idempotency_key");
    let asked = client.run("nightly", "night-1").await;
    let location = asked.headers["location"].to_str().unwrap().to_owned();
    let id = asked.is(202)["id"].clone();
    let again = client.run("nightly", "night-1").await.is(202);
    assert_eq!(again["id"], id, "the same key is the same request");
    let begin = std::time::Instant::now();
    let done = loop {
        let told = client.get(&location).await.is(200);
        if told["run"]["state"] == "done" {
            break told;
        }
        assert!(begin.elapsed().as_secs() < 20, "{told}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert_eq!((&done["state"], &done["run"]["trigger"]), (&"begun".into(), &"request".into()));
    assert_eq!(client.run("nightly", "night-1").await.is(202)["run"]["id"], done["run"]["id"]);
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert_eq!(world.store().runs(None, 10).unwrap().len(), 1);
    assert_eq!(told(&world, "run_requested").await.len(), 1);
    assert!(!world.requests().is_empty());
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_done_once_although_the_program_is_killed() {
    let world = two_computers().await;
    let mut console = Console::open(&world).await;
    let token = token(&world, "ci", &["operator"]).await;
    let mut ids = BTreeSet::new();
    for round in 0..4 {
        let client = Client::with(&console, &token);
        // The same keys each time, as a caller that got no answer asks again.
        for key in 0..3 {
            let told = client.run("nightly", &format!("key-{key}")).await.is(202);
            ids.insert(told["id"].as_str().unwrap().to_owned());
        }
        tokio::time::sleep(std::time::Duration::from_millis(round * 350)).await;
        console.kill();
        console = Console::open(&world).await;
    }
    assert_eq!(ids.len(), 3, "{ids:?}");
    let client = Client::with(&console, &token);
    let mut runs = BTreeSet::new();
    for id in &ids {
        let begin = std::time::Instant::now();
        let run = loop {
            let told = client.get(&format!("/api/v1/jobs/nightly/requests/{id}")).await.is(200);
            if told["state"] == "begun" {
                break told["run"]["id"].as_str().unwrap().to_owned();
            }
            assert!(begin.elapsed().as_secs() < 20, "{told}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        };
        runs.insert(run);
    }
    let made: BTreeSet<String> =
        world.store().runs(None, 50).unwrap().into_iter().map(|run| run.id.0).collect();
    assert_eq!(made, runs, "each run is one that was asked for, and no request has two");
    console.stop().await;
    world.run("nightly").await;
    world.requests();
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
}

/// The document that the program prints, which is what it answers with.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_names_every_route_of_the_table_and_no_other() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["viewer"]).await;
    let document = client.get("/api/v1/openapi.json").await.is(200);
    let printed = world.program(&["openapi"]).await;
    assert_eq!(serde_json::from_str::<Value>(&printed.stdout).unwrap(), document);
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            told.insert(format!("{method} {path}"));
            for text in ["summary", "operationId"] {
                assert!(operation[text].is_string(), "{method} {path} has no {text}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{method} {path}: {parameter}");
            }
            let named: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            let own = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            assert_eq!(named, own, "{method} {path}");
        }
    }
    let word = |method: Method| match method {
        Method::Get => "get",
        Method::Post => "post",
    };
    let own = ROUTES.iter().filter(|route| route.path.starts_with("/api/"));
    let own: BTreeSet<String> = own.map(|route| format!("{} {}", word(route.method), route.path)).collect();
    assert_eq!(told, own);
    // Every field says what it is.
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, about) in schema["properties"].as_object().into_iter().flatten() {
            let is_told = about["description"].is_string() || name.starts_with("Page_");
            assert!(
                is_told || about.get("$ref").is_some() || about.get("oneOf").is_some(),
                "{name}.{field}: {about}"
            );
        }
    }
}
