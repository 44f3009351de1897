//! An API that answers as a test says, and a project with one feed that reads it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use serde_json::Value;
use stocktake::engine::read;
use stocktake::model::JobName;
use tempfile::TempDir;

/// The secret of every login; nothing may show it.
pub const CANARY: &str = "canary-8f2e/+&a";
/// What of it is the same in every form.
pub const ESCAPED_CANARY: &str = "canary-8f2e";

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How many calls there were before.
    pub turn: usize,
    pub method: String,
    pub path: String,
    /// As it was sent.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.query, name)
    }

    pub fn number(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        parameter(&self.body, name)
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| decoded(known) == name)?;
    Some(decoded(value))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    pub fn json(value: Value) -> Self {
        Self::text("application/json", &value.to_string())
    }

    pub fn text(kind: &str, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { status: 200, headers, body: body.as_bytes().to_vec() }
    }

    pub fn bytes(kind: &str, body: Vec<u8>) -> Self {
        Self { body, ..Self::text(kind, "") }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a client to another address.
    pub fn to(status: u16, address: &str) -> Self {
        Self::text("text/html", "").status(status).with("location", address)
    }
}

/// An API on loopback. It ends with this value.
pub struct Api {
    /// Address without a path.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Api {
    /// Starts one that answers by a function.
    pub async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (asked.clone(), Arc::new(answer));
        let app = axum::Router::new().fallback(move |request: Request| {
            let (seen, answer) = (seen.clone(), answer.clone());
            async move {
                let asked = took(request, &seen).await;
                let reply = answer(&asked);
                let mut response = Response::builder().status(reply.status);
                for (name, value) in &reply.headers {
                    response = response.header(name, value);
                }
                response.body(Body::from(reply.body)).unwrap()
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, asked, task }
    }

    /// All that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The same, short: `GET /path?query`.
    pub fn calls(&self) -> Vec<String> {
        let short = |asked: &Asked| {
            let mark = if asked.query.is_empty() { "" } else { "?" };
            format!("{} {}{mark}{}", asked.method, asked.path, asked.query)
        };
        self.asked().iter().map(short).collect()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn took(request: Request, seen: &Mutex<Vec<Asked>>) -> Asked {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut seen = seen.lock().unwrap();
    let asked = Asked {
        turn: seen.len(),
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    seen.push(asked.clone());
    asked
}

/// What was fetched.
#[derive(Debug)]
pub struct Rows {
    pub rows: Vec<Value>,
    /// As it stands in the files.
    pub text: String,
    pub notes: Vec<String>,
}

impl Rows {
    /// A column of all rows.
    pub fn column(&self, name: &str) -> Vec<Value> {
        self.rows.iter().map(|row| row[name].clone()).collect()
    }

    pub fn ids(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    }
}

/// A project with one system and one feed.
pub struct Vendor(TempDir);

impl Vendor {
    /// `system` are lines of `[system.vendor.http]` behind its address, `feed` those of `[feed.http]`.
    pub fn new(url: &str, system: &str, feed: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vendor = Self(folder);
        vendor.put("secrets/token", CANARY);
        vendor.put(
            "stocktake.toml",
            &format!("[system.practice.sandbox]\n[system.vendor.http]\nurl = \"{url}\"\n{system}\n"),
        );
        vendor.put(
            "jobs/job.toml",
            &format!(
                "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\nfrom = \"vendor\"\n[feed.http]\n{feed}\n"
            ),
        );
        vendor.put(
            "mappings/pc.toml",
            "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"name\"\n",
        );
        vendor
    }

    pub fn put(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Fetches what the job asks for; an error never shows the secret.
    pub async fn fetch(&self) -> Result<Rows, String> {
        fetch(self.folder(), "job").await
    }

    /// What the program says.
    pub async fn program(&self, arguments: &[&str]) -> crate::world::Outcome {
        let outcome =
            crate::world::ended(crate::world::program_in(self.folder(), arguments).spawn().unwrap()).await;
        for said in [&outcome.stdout, &outcome.stderr] {
            assert!(!said.contains(ESCAPED_CANARY), "{said}");
        }
        outcome
    }
}

/// Fetches what a job of a project asks for.
pub async fn fetch(folder: &Path, job: &str) -> Result<Rows, String> {
    let project = match stocktake::config::load(folder) {
        Ok(project) => project,
        Err(problems) => panic!("{}", problems.render(false, 100)),
    };
    let job = &project.jobs[&JobName::from(job)];
    let feeds = read::find(&project, None, job).await.map_err(|error| {
        let told = format!("{error:#}");
        assert!(!told.contains(ESCAPED_CANARY), "{told}");
        told
    })?;
    let mut all = Rows { rows: Vec::new(), text: String::new(), notes: Vec::new() };
    for feed in &feeds {
        for input in &feed.read {
            all.text.push_str(&std::fs::read_to_string(&input.file.path).unwrap());
        }
        all.notes.extend(feed.fetched.iter().flat_map(|fetched| &fetched.notes).map(ToString::to_string));
    }
    all.rows = all.text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    Ok(all)
}
