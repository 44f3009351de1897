//! What a request sends that its path does not take: refused with why, and nothing is done.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::api::{Client, token};
use super::{Console, refused};
use crate::fleet::two_computers;
use crate::world::{World, until};

const RUNS: &str = "/api/v1/jobs/nightly/runs";
const JSON: &str = "application/json";

/// The status and the problem of a request with this body, in the name of a token.
async fn sent(console: &Console<'_>, token: &str, path: &str, body: &[(&str, &str)]) -> (u16, Value) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.post(format!("{}{path}", console.url)).bearer_auth(token);
    for (name, value) in body {
        request = match *name {
            "body" => request.body((*value).to_owned()),
            name => request.header(name, *value),
        };
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

fn runs(world: &World) -> usize {
    world.store().runs(None, 10).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_a_run_says_nothing_in_its_body() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let token = token(&world, "ci", &["operator"]).await;
    let ask = async |key: &str, kind: &str, body: &str| {
        let all = [("idempotency-key", key), ("content-type", kind), ("body", body)];
        sent(&console, &token, RUNS, &all).await
    };
    for (kind, body, status, code) in [
        (JSON, r#"{"plan_only": true, "nonsense": [}"#, 400, "web.api.bad_body"),
        (JSON, r#"{"plan_only": true}"#, 400, "web.api.bad_body"),
        (JSON, "[]", 400, "web.api.bad_body"),
        (JSON, "null", 400, "web.api.bad_body"),
        (JSON, "{} {}", 400, "web.api.bad_body"),
        ("text/plain", "{}", 415, "web.api.not_json"),
        ("application/x-www-form-urlencoded", "plan_only=1", 415, "web.api.not_json"),
    ] {
        let (told, problem) = ask("one", kind, body).await;
        assert_eq!((told, &problem["code"]), (status, &code.into()), "{body}: {problem}");
    }
    let waiting = console.figures().await;
    assert_eq!(runs(&world), 0, "{waiting}");
    world.wrote_nothing();
    for (key, body) in [("none", ""), ("empty", "{}"), ("wide", " {\n} ")] {
        let (status, request) = ask(key, JSON, body).await;
        assert_eq!(status, 202, "{body}: {request}");
    }
    let document = world.program(&["openapi"]).await.stdout;
    let document: Value = serde_json::from_str(&document).unwrap();
    let body = &document["paths"]["/api/v1/jobs/{job}/runs"]["post"]["requestBody"];
    assert_eq!(body["content"][JSON]["schema"], json!({ "$ref": "#/components/schemas/NoBody" }), "{body}");
    assert_eq!(body["required"], json!(false), "{body}");
    assert_eq!(document["components"]["schemas"]["NoBody"]["additionalProperties"], json!(false));
    console.stop().await;
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_packed_is_refused_by_the_name_of_its_coding() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let token = token(&world, "ci", &["approver"]).await;
    for path in [RUNS, "/api/v1/jobs/nightly/events", "/api/v1/jobs/nightly/questions/00000000/close"] {
        let body = [("idempotency-key", "a"), ("content-type", "application/json"), ("body", "{}")];
        let (status, problem) =
            sent(&console, &token, path, &[&body[..], &[("content-encoding", "gzip")]].concat()).await;
        assert_eq!((status, &problem["code"]), (415, &"web.api.is_coded".into()), "{path}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains("gzip"), "{problem}");
        let plain = [&body[..], &[("content-encoding", "Identity")]].concat();
        assert_ne!(sent(&console, &token, path, &plain).await.0, 415, "{path}");
    }
    console.stop().await;
    world.requests();
}

/// A monitor that is told to send it again would do so for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_broken_chunks_is_a_fault_of_who_sends_it() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let token = token(&world, "ci", &["operator"]).await;
    for (path, told) in [(RUNS, "web.body_is_broken"), ("/login", "does not have the form")] {
        let mut stream = TcpStream::connect(console.url.strip_prefix("http://").unwrap()).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Transfer-Encoding: chunked\r\n\r\nzz\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // It may be cut behind the answer.
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(told), "{path}: {answer}");
    }
    assert_eq!(runs(&world), 0);
    console.stop().await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_no_lines_is_told_how_many_there_may_be() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["viewer"]).await;
    for limit in [0, 1_001] {
        let problem = client.get(&format!("/api/v1/runs?limit={limit}")).await;
        problem.is_problem(400, "web.api.bad_query");
        assert!(problem.body["detail"].as_str().unwrap().contains("from 1 to 1000"), "{problem:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_while_a_body_comes_does_nothing() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let token = token(&world, "ci", &["approver"]).await;
    let reader = Client::new(&console, "reader", &["viewer"]).await;
    let plan = reader.get(&format!("/api/v1/jobs/nightly/runs/{run}/plan")).await.is(200);
    let digest = plan["digest"].clone();
    let body = json!({ "approve": "all", "digest": digest, "why": "now" }).to_string();
    let at = console.url.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(at).await.unwrap();
    let head = format!(
        "POST /api/v1/jobs/nightly/runs/{run}/plan HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        body.len(),
        &body[..10]
    );
    line.write_all(head.as_bytes()).await.unwrap();
    // It is let in before its body is waited for.
    until("the token is looked at", || {
        world.store().api_tokens().unwrap().iter().any(|kept| kept.name == "ci" && kept.used_at.is_some())
    })
    .await;
    assert_eq!(world.program(&["tokens", "revoke", "ci"]).await.code, Some(0));
    line.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    world.wrote_nothing();
}
