//! The practice GLPI against recorded requests and answers of real servers of four versions, in their order.
//! Every case must be answered alike or stand in the list of what is not imitated; a listed case
//! that is answered alike fails too.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use stocktake::practice::glpi::{NewUser, Options, PracticeGlpi, Running};

use super::sandbox_versions::{Recording, recordings};

const USER_TOKEN: &str = "contract-user-token";
const APP_TOKEN: &str = "contract-app-token";

/// A fresh practice GLPI of a version in the state that the recordings start from.
async fn start(version: &str) -> Running {
    let options = Options {
        user_token: USER_TOKEN.to_owned(),
        app_token: Some(APP_TOKEN.to_owned()),
        ..Options::of_version(version)
    };
    let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
    let control = running.control();
    for (name, parent) in [("Acme", 0), ("Acme Paris", 1), ("Globex", 0)] {
        control.add("Entity", &json!({"name": name, "entities_id": parent})).unwrap();
    }
    let user = NewUser {
        login: "paris-tech".to_owned(),
        password: "paris-tech".to_owned(),
        user_token: None,
        profile: "Technician".to_owned(),
        entity: 2,
        is_recursive: false,
    };
    control.add_user(&user).unwrap();
    running
}

/// The recorded session names and the tokens that stand for them.
struct Replay {
    running: Running,
    client: reqwest::Client,
    tokens: HashMap<String, String>,
}

impl Replay {
    async fn fresh(version: &str) -> Replay {
        Replay { running: start(version).await, client: reqwest::Client::new(), tokens: HashMap::new() }
    }

    async fn token(&mut self, session: &str) -> String {
        match session {
            "unknown" => return "abcdefabcdefabcdefabcdef00".to_owned(),
            "unreadable" => return "not a valid/token".to_owned(),
            "killed" => return "52f4749ae7b6d70ba7ffaf2e4cc80727".to_owned(),
            _ => {}
        }
        if let Some(token) = self.tokens.get(session) {
            return token.clone();
        }
        let (login, password) = match session {
            "post-only" => ("post-only", "postonly"),
            "paris-tech" => ("paris-tech", "paris-tech"),
            _ => ("glpi", "glpi"),
        };
        let url = format!("{}/initSession", self.running.base_url());
        let request = self.client.get(url).basic_auth(login, Some(password));
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        let token = body["session_token"].as_str().unwrap().to_owned();
        self.tokens.insert(session.to_owned(), token.clone());
        token
    }

    /// What the native inventory or an administrator did between two recorded requests.
    async fn step(&mut self, step: &Value) {
        let control = self.running.control();
        if let Some(item_type) = step["add"].as_str() {
            control.add(item_type, &step["fields"]).unwrap();
        } else if let Some(count) = step["series"].as_u64() {
            for at in 0..count {
                let (name, serial) = (format!("A1-{at:05}"), format!("A1S{at:05}"));
                let row = json!({"name": name, "serial": serial, "entities_id": 2});
                control.add("Computer", &row).unwrap();
            }
        } else if let Some(item_type) = step["purge"].as_str() {
            control.purge(item_type, step["id"].as_i64().unwrap()).unwrap();
        } else if let Some(right) = step["grant"].as_str() {
            let bits = u32::try_from(step["bits"].as_u64().unwrap()).unwrap();
            control.grant("Super-Admin", right, bits);
            self.tokens.clear();
        } else {
            let mut fields = step["fields"].clone();
            fields["is_dynamic"] = json!(1);
            let url = format!("{}/Computer/{}", self.running.base_url(), step["agent"]);
            let token = self.token("agent").await;
            let request = self.client.put(url).header("Session-Token", token);
            let request = request.header("Content-Type", "application/json");
            let body = json!({"input": fields}).to_string();
            assert_eq!(request.body(body).send().await.unwrap().status(), 200);
        }
    }

    async fn send(&mut self, case: &Value) -> Answered {
        let session = match case["session"].as_str() {
            Some(session) => Some(self.token(session).await),
            None => None,
        };
        let path = case["path"].as_str().unwrap().replace("USER_TOKEN", USER_TOKEN);
        let path = path.replace("SESSION", session.as_deref().unwrap_or(""));
        // Rows are changed today; on the day of the recording that was another date.
        let today = format!("searchText[date_mod]={}", chrono::Utc::now().format("%Y-%m-%d"));
        let path = path.replace("searchText[date_mod]=2026-11-21", &today);
        let method = case["method"].as_str().unwrap().parse().unwrap();
        let url = format!("{}{path}", self.running.base_url());
        let mut request = self.client.request(method, url);
        if let Some(token) = session.filter(|_| !path.contains("session_token=")) {
            request = request.header("Session-Token", token);
        }
        match case["app"].as_str() {
            Some("right") => request = request.header("App-Token", APP_TOKEN),
            Some("wrong") => request = request.header("App-Token", "nope"),
            _ => {}
        }
        if let Some(authorization) = case["authorization"].as_str() {
            let value = authorization.replace("USER_TOKEN", USER_TOKEN);
            request = request.header("Authorization", value);
        }
        for (name, value) in case["headers"].as_object().into_iter().flatten() {
            request = request.header(name, value.as_str().unwrap());
        }
        let (content_type, body) = body_of(case);
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        let response = request.body(body).send().await.unwrap();
        Answered::read(response, &self.running.base_url()).await
    }
}

fn body_of(case: &Value) -> (Option<String>, String) {
    if let Some(upload) = case.get("multipart") {
        return multipart(upload);
    }
    let content_type = match case.get("content_type") {
        Some(content_type) => content_type.as_str().unwrap().to_owned(),
        None => "application/json".to_owned(),
    };
    let body = match case.get("body") {
        None => String::new(),
        Some(Value::String(raw)) => raw.clone(),
        Some(body) => unfolded(body.clone()).to_string(),
    };
    (Some(content_type), body)
}

/// `REPEAT x 70000` stands for so many letters.
fn unfolded(value: Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("REPEAT ") {
            Some(rest) => {
                let (letter, count) = rest.split_once(' ').unwrap();
                Value::String(letter.repeat(count.parse().unwrap()))
            }
            None => Value::String(text),
        },
        Value::Object(map) => map.into_iter().map(|(key, each)| (key, unfolded(each))).collect(),
        Value::Array(list) => list.into_iter().map(unfolded).collect(),
        other => other,
    }
}

fn multipart(upload: &Value) -> (Option<String>, String) {
    let mut body = String::new();
    if !upload["manifest"].is_null() {
        body.push_str("--cut\r\nContent-Disposition: form-data; name=\"uploadManifest\"\r\n");
        body.push_str("Content-Type: application/json\r\n\r\n");
        body.push_str(&upload["manifest"].to_string());
        body.push_str("\r\n");
    }
    let file = upload["file"].as_str().unwrap();
    body.push_str("--cut\r\nContent-Disposition: form-data; name=\"filename[0]\"; ");
    body.push_str(&format!("filename=\"{file}\"\r\nContent-Type: text/plain\r\n\r\n"));
    body.push_str("hello from the lab upload_document\n\r\n--cut--\r\n");
    (Some("multipart/form-data; boundary=cut".to_owned()), body)
}

/// What came back, with the own address and everything that the time decides masked.
struct Answered {
    status: u16,
    headers: BTreeMap<String, Value>,
    body: Value,
}

impl Answered {
    async fn read(response: reqwest::Response, base: &str) -> Answered {
        let status = response.status().as_u16();
        let mut headers = BTreeMap::new();
        for (name, value) in response.headers() {
            let value = value.to_str().unwrap().to_owned();
            let shown = match name.as_str() {
                "location" | "link" | "last-modified" => json!(true),
                "content-type" => json!(value.replace(' ', "").to_lowercase()),
                "content-range" => json!(value),
                "accept-range" => json!(of_class(&value)),
                _ => continue,
            };
            headers.insert(name.as_str().to_owned(), shown);
        }
        let text = response.text().await.unwrap().replace(base, "BASE");
        // GLPI 11 calls itself by its other name.
        let other = base.replace("/apirest.php", "/api.php/v1");
        let text = text.replace(&other, "BASE");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answered { status, headers, body }
    }
}

/// `Computer` of `Computer 20000`: the number is a setting of PHP.
fn of_class(range: &str) -> &str {
    range.split(' ').next().unwrap_or_default()
}

/// Dates, tokens and addresses out of a value.
fn masked(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(masked_text(text)),
        Value::Array(list) => list.iter().map(masked).collect(),
        Value::Object(map) => map.iter().map(|(key, each)| (key.clone(), member(key, each))).collect(),
        other => other.clone(),
    }
}

/// A member of an object; what the clock, a cache or a random name decides is masked.
fn member(key: &str, value: &Value) -> Value {
    let is_masked = match key {
        "sons_cache" | "glpicrontimer" | "session_token" => true,
        "filepath" | "sha1sum" | "tag" => value.is_string(),
        _ => key.ends_with("_delay_stat"),
    };
    if is_masked {
        return json!("MASKED");
    }
    if key == "upload_result" {
        let file = value["filename"][0].as_object().unwrap();
        return file.keys().cloned().collect();
    }
    masked(value)
}

fn masked_text(text: &str) -> String {
    let is_like = |pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, sign)| match sign {
                b'9' => byte.is_ascii_digit(),
                b'f' => byte.is_ascii_hexdigit(),
                _ => byte == sign,
            })
    };
    // Dates of the recordings' own years stay: they were sent by the client.
    if is_like("9999-99-99 99:99:99") && text[..4] >= *"2026" {
        return "MOMENT".to_owned();
    }
    if is_like(&"f".repeat(32)) {
        return "TOKEN".to_owned();
    }
    let text = text.split("; view documentation").next().unwrap_or_default();
    match text.strip_prefix("MySQL query error: ").and_then(|error| error.split_once(" in SQL query ")) {
        // The number of the error, and the query.
        Some((error, _)) => error.rsplit_once(" (").map_or(error, |(error, _)| error).to_owned(),
        None => text.to_owned(),
    }
}

/// The differences of an answer from the recorded one.
fn differences(case: &Value, answered: &Answered, kinds_only: bool) -> Vec<String> {
    let mut found = Vec::new();
    if case["status"] != json!(answered.status) {
        found.push(format!("status {} instead of {}", answered.status, case["status"]));
    }
    let recorded: BTreeMap<String, Value> = match case.get("any_headers") {
        Some(_) => answered.headers.clone(),
        None => serde_json::from_value(case["answer_headers"].clone()).unwrap(),
    };
    let recorded = recorded.into_iter().map(|(name, value)| match (name.as_str(), value.as_str()) {
        ("accept-range", Some(range)) => (name, json!(of_class(range))),
        _ => (name, value),
    });
    let recorded: BTreeMap<String, Value> = recorded.collect();
    for (name, value) in &recorded {
        let ours = answered.headers.get(name);
        if ours != Some(value) && !(kinds_only && ours.is_some()) {
            found.push(format!("header {name}: {ours:?} instead of {value}"));
        }
    }
    for name in answered.headers.keys().filter(|name| !recorded.contains_key(*name)) {
        found.push(format!("header {name} was not recorded"));
    }
    if let (Some(length), Some(list)) = (case["length"].as_u64(), answered.body.as_array())
        && length != list.len() as u64
        && !kinds_only
    {
        found.push(format!("{} members instead of {length}", list.len()));
    }
    if !case["answer"].is_null() {
        let (mut recorded, mut ours) = (masked(&unfolded(case["answer"].clone())), masked(&answered.body));
        if case.get("part").is_some() {
            retain(&recorded, &mut ours);
        }
        if kinds_only {
            recorded = kind_of(&recorded);
            ours = kind_of(&ours);
        }
        compare("$", &recorded, &ours, &mut found);
    }
    found
}

/// Keeps of the objects of an answer only the members that were recorded.
fn retain(recorded: &Value, ours: &mut Value) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => ours.retain(|key, _| recorded.contains_key(key)),
        (Value::Array(recorded), Value::Array(ours)) => {
            recorded.iter().zip(ours).for_each(|(recorded, ours)| retain(recorded, ours));
        }
        _ => {}
    }
}

/// A value with every scalar replaced by the name of its kind; lists by their first member.
fn kind_of(value: &Value) -> Value {
    match value {
        Value::Null | Value::String(_) => json!("text or null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::Array(list) => list.iter().take(1).map(kind_of).collect(),
        Value::Object(map) => map.iter().map(|(key, each)| (key.clone(), kind_of(each))).collect(),
    }
}

fn compare(at: &str, recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => {
            for (key, value) in recorded {
                match ours.get(key) {
                    Some(our) => compare(&format!("{at}.{key}"), value, our, found),
                    None => found.push(format!("{at}.{key} is missing")),
                }
            }
            for key in ours.keys().filter(|key| !recorded.contains_key(*key)) {
                found.push(format!("{at}.{key} was not recorded"));
            }
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            // Long lists are recorded with their first members.
            for (index, (value, our)) in recorded.iter().zip(ours).enumerate() {
                compare(&format!("{at}[{index}]"), value, our, found);
            }
            if ours.len() < recorded.len() {
                found.push(format!("{at} has {} members only", ours.len()));
            }
        }
        _ if recorded == ours => {}
        _ => found.push(format!("{at}: {ours} instead of {recorded}")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recorded_requests_are_answered_as_by_the_real_server() {
    let mut failures = Vec::new();
    for recording in recordings() {
        failures.extend(replay(&recording).await);
    }
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
}

/// The cases that are answered otherwise, and those that are listed although they are answered alike.
async fn replay(recording: &Recording) -> Vec<String> {
    let version = &recording.version;
    let mut replay = Replay::fresh(version).await;
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut failures = Vec::new();
    let mut unused: Vec<&String> = recording.not_imitated.iter().collect();
    for line in recording.lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        if case.get("fresh").is_some() {
            replay = Replay::fresh(version).await;
            continue;
        }
        if let Some(step) = case.get("step") {
            replay.step(step).await;
            continue;
        }
        let name = case["case"].as_str().unwrap();
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        let numbered = format!("{name}#{count}");
        let answered = replay.send(&case).await;
        let is_listed = |each: &&String| **each == name || **each == numbered;
        let listed = recording.not_imitated.iter().find(is_listed);
        let kinds_only = recording.other_values.iter().any(|each| is_listed(&each));
        let found = differences(&case, &answered, kinds_only);
        match listed {
            Some(each) if !found.is_empty() => unused.retain(|unused| *unused != each),
            None if !found.is_empty() => failures.push(format!("{version} {numbered}: {}", found.join("; "))),
            _ => {}
        }
    }
    failures.extend(unused.iter().map(|name| format!("{version} {name}: listed, but answered as recorded")));
    failures
}
