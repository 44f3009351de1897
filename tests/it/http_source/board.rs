//! A system with alerts and notes that can be late, cut off, or behind a failing proxy, over bare TCP.
//!
//! Alerts answer as LibreNMS documents it (`PUT /api/v0/alerts/:id`, which says `No Alert by that ID` with status
//! 200), notes as NetBox does (`/api/extras/journal-entries/`, in pages), the session as One Identity's API server
//! (cookies, and `X-XSRF-TOKEN` with every write).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How the next write goes.
#[derive(Debug, Clone)]
pub enum Mood {
    /// It is carried out this much later, when nobody waits for the answer any more.
    Late(Duration),
    /// It is carried out, and a proxy answers with a status.
    DoneThen(u16),
    /// It is carried out, and the connection is cut within the answer.
    DoneThenCut,
    /// The connection is cut before anything is done.
    CutBefore,
    /// It is refused with a status and a header.
    Refused(u16, &'static str),
    /// Everybody is logged out before.
    LoggedOut,
    /// It is carried out, and then everybody is logged out: the answer is a 401.
    DoneThenLoggedOut,
}

#[derive(Debug, Default)]
struct State {
    moods: VecDeque<Mood>,
    /// Calls: method, path with its query, body.
    calls: Vec<(String, String, String)>,
    acknowledged: Vec<Value>,
    notes: Vec<Value>,
    sessions: u32,
    /// The session that is good; none where the board has no login.
    session: Option<u32>,
    wants_login: bool,
}

/// A running board. It ends with this value.
pub struct Board {
    pub url: String,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

struct Call {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn writes(&self) -> bool {
        self.method != "GET" && !self.target.starts_with("/login")
    }
}

impl Board {
    pub async fn start(wants_login: bool, moods: &[Mood]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State { moods: moods.iter().cloned().collect(), wants_login, ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, state, task }
    }

    /// Bodies of the writes that came, carried out or not.
    pub fn writes(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let writes = state.calls.iter().filter(|(method, path, _)| method != "GET" && path != "/login");
        writes.map(|(method, path, body)| format!("{method} {path} {body}")).collect()
    }

    /// All calls, short.
    pub fn calls(&self) -> Vec<String> {
        self.state.lock().unwrap().calls.iter().map(|(method, path, _)| format!("{method} {path}")).collect()
    }

    pub fn notes(&self) -> Vec<String> {
        let text = |note: &Value| note["comments"].as_str().unwrap_or_default().to_owned();
        self.state.lock().unwrap().notes.iter().map(text).collect()
    }

    pub fn acknowledged(&self) -> Vec<Value> {
        self.state.lock().unwrap().acknowledged.clone()
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some(call) = read(&mut stream).await else { return };
    let mood = {
        let mut state = state.lock().unwrap();
        state.calls.push((call.method.clone(), call.target.clone(), call.body.clone()));
        if call.writes() { state.moods.pop_front() } else { None }
    };
    let carried_out = || state.lock().unwrap().answer(&call);
    match mood {
        None => send(&mut stream, &carried_out()).await,
        Some(Mood::Late(pause)) => {
            tokio::time::sleep(pause).await;
            let answer = carried_out();
            send(&mut stream, &answer).await;
        }
        Some(Mood::DoneThen(status)) => {
            carried_out();
            send(&mut stream, &Reply::of(status, json!({ "proxy": "no answer" }))).await;
        }
        Some(Mood::DoneThenCut) => {
            let whole = carried_out().bytes();
            let _ = stream.write_all(&whole[..whole.len() - 5]).await;
        }
        Some(Mood::CutBefore) => {}
        Some(Mood::Refused(status, header)) => {
            // The secret that was sent, where there is one.
            let echo = if status == 401 { super::api::CANARY } else { "" };
            let mut reply = Reply::of(status, json!({ "detail": "not now", "echo": echo }));
            reply.headers.extend((!header.is_empty()).then(|| header.to_owned()));
            send(&mut stream, &reply).await;
        }
        Some(Mood::LoggedOut) => {
            state.lock().unwrap().session = None;
            let answer = carried_out();
            send(&mut stream, &answer).await;
        }
        Some(Mood::DoneThenLoggedOut) => {
            carried_out();
            state.lock().unwrap().session = None;
            send(&mut stream, &Reply::of(401, json!({ "detail": "the session is over" }))).await;
        }
    }
}

struct Reply {
    status: u16,
    headers: Vec<String>,
    body: String,
}

impl Reply {
    fn of(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string() }
    }

    fn bytes(&self) -> Vec<u8> {
        let headers: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = self.body.len();
        format!(
            "HTTP/1.1 {} .\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{}",
            self.status, self.body
        )
        .into_bytes()
    }
}

async fn send(stream: &mut TcpStream, reply: &Reply) {
    let _ = stream.write_all(&reply.bytes()).await;
}

impl State {
    fn answer(&mut self, call: &Call) -> Reply {
        let (path, query) = call.target.split_once('?').unwrap_or((&call.target, ""));
        if path == "/login" {
            return self.log_in(call);
        }
        if self.wants_login && !self.lets_in(call) {
            return Reply::of(401, json!({ "detail": "no session, or no XSRF token" }));
        }
        match (call.method.as_str(), path.trim_start_matches("/api/v0/alerts/")) {
            ("GET", "/api/v0/alerts") => Reply::of(
                200,
                json!({ "status": "ok", "alerts": [{ "id": 7, "hostname": "sw1", "device": { "id": 3 } }] }),
            ),
            ("GET", "7") => Reply::of(
                200,
                json!({ "alerts": [{ "id": 7, "state": if self.acknowledged.is_empty() { 1 } else { 2 } }] }),
            ),
            ("PUT", "7") => {
                self.acknowledged.push(serde_json::from_str(&call.body).unwrap());
                Reply::of(200, json!({ "status": "ok", "message": "Alert has been acknowledged" }))
            }
            ("PUT", _) => Reply::of(200, json!({ "status": "ok", "message": "No Alert by that ID" })),
            ("POST", "/api/extras/journal-entries/") => {
                let mut note: Value = serde_json::from_str(&call.body).unwrap();
                note["id"] = json!(self.notes.len() + 1);
                self.notes.push(note.clone());
                Reply::of(201, note)
            }
            ("GET", "/api/extras/journal-entries/") => self.page(query),
            _ => Reply::of(404, json!({ "detail": "Not found." })),
        }
    }

    /// Pages of one note.
    fn page(&self, query: &str) -> Reply {
        let number = |name: &str| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<usize>().ok())
        };
        let at = number("offset").unwrap_or_default();
        let rows: Vec<&Value> = self.notes.iter().skip(at).take(1).collect();
        Reply::of(200, json!({ "count": self.notes.len(), "results": rows }))
    }

    fn log_in(&mut self, call: &Call) -> Reply {
        if !call.body.contains(super::api::ESCAPED_CANARY) {
            return Reply::of(401, json!({}));
        }
        self.sessions += 1;
        self.session = Some(self.sessions);
        let mut reply = Reply::of(200, json!({ "Status": "ok" }));
        reply.headers = vec![
            format!("set-cookie: imx-session=s{}; Path=/; HttpOnly", self.sessions),
            format!("set-cookie: XSRF-TOKEN=x%2B{}; Path=/", self.sessions),
        ];
        reply
    }

    fn lets_in(&self, call: &Call) -> bool {
        let Some(session) = self.session else { return false };
        let has_cookie = call.header("cookie").contains(&format!("imx-session=s{session}"));
        let has_token = call.method == "GET" || call.header("x-xsrf-token") == format!("x+{session}");
        has_cookie && has_token
    }
}

async fn read(stream: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    let head = loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let length: usize = length.unwrap_or_default();
    let mut body = bytes[head + 4..].to_vec();
    while body.len() < length {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        body.extend_from_slice(&piece[..count]);
    }
    Some(Call { method, target, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
