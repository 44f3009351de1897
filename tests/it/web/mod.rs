//! The console, as a browser meets it: the real program serves, and forms are sent as pages have them.

pub mod api;
mod behind;
mod bodies;
mod browser;
mod cells;
mod deciding;
mod declining;
mod driver;
mod events;
mod finding;
mod linking;
mod logins;
mod long_lists;
mod looking;
mod pasting;
mod place;
mod provider;
mod proxies;
mod push_real;
mod push_script;
mod pushing;
mod reasons;
mod routes;
mod settings;
mod silence;
mod strangers;
mod taking;
pub mod watching;

use std::collections::BTreeMap;
use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use super::fleet::{JOB, many};
use super::world::{Outcome, Program, World, ended, until};

/// A password of a test.
pub const PASSWORD: &str = "correct horse battery";

/// A console that serves, of a world.
pub struct Console<'w> {
    world: &'w World,
    program: Program,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl<'w> Console<'w> {
    /// Serves the console of a world until it is dropped.
    pub async fn open(world: &'w World) -> Self {
        Self::open_at(world, 0).await
    }

    /// The same at a port of loopback.
    pub async fn open_at(world: &'w World, port: u16) -> Self {
        Self::of(world, world.command(&["-v", "serve", "--web", &format!("127.0.0.1:{port}")])).await
    }

    /// The same by this command.
    pub async fn of(world: &'w World, mut command: Command) -> Self {
        let log = File::create(world.folder().join("serve.log")).unwrap();
        let program = Program::start(command.stdout(Stdio::null()).stderr(log));
        let mut console = Self { world, program, url: String::new() };
        until("the console is open", || {
            let log = console.log();
            let Some((_, rest)) = log.split_once("the console is open at ") else { return false };
            let url = rest.split_whitespace().next().unwrap_or_default();
            console.url = url.trim_end_matches(|sign: char| !sign.is_ascii_digit()).to_owned();
            rest.contains('\n')
        })
        .await;
        // From here on it takes signals.
        let scheduled = ["scheduled job=", "no job has a schedule"];
        until("the schedule is on", || scheduled.iter().any(|told| console.log().contains(told))).await;
        console
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.world.folder().join("serve.log")).unwrap()
    }

    /// A browser without a login.
    pub fn browser(&self) -> Browser {
        Browser::at(&self.url)
    }

    /// The browser of a user who has logged in.
    pub async fn log_in(&self, name: &str) -> Browser {
        let browser = self.browser();
        let page = browser.log_in(name, PASSWORD).await;
        assert_eq!(page.status, 200, "{}", page.text);
        browser
    }

    /// Its figures.
    pub async fn figures(&self) -> String {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(format!("{}/metrics", self.url)).send().await.unwrap().text().await.unwrap()
    }

    /// The most memory that it has taken so far, in MiB.
    pub fn most_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
    }

    /// Ends it as nobody would.
    pub fn kill(self) {
        drop(self.program);
    }

    /// Ends it as an administrator does.
    pub async fn stop(self) -> Outcome {
        let log = self.log();
        self.program.signal("TERM");
        let outcome = ended(self.program).await;
        assert_eq!(outcome.code, Some(0), "{log}");
        outcome
    }
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
        Some(unescaped(rest.split('"').next()?))
    }

    pub fn has(&self, text: &str) -> bool {
        unescaped(&self.text).contains(text)
    }
}

fn unescaped(html: &str) -> String {
    html_escape::decode_html_entities(html).into_owned()
}

/// A browser: it keeps cookies, sends what browsers send, and follows to the next page.
pub struct Browser {
    client: reqwest::Client,
    url: String,
    cookies: Mutex<BTreeMap<String, String>>,
    language: Mutex<&'static str>,
    headers: Mutex<BTreeMap<&'static str, String>>,
}

impl Browser {
    pub fn at(url: &str) -> Self {
        Self::with(reqwest::Client::builder(), url)
    }

    /// The same that reaches the console in a way of its own.
    pub fn with(client: reqwest::ClientBuilder, url: &str) -> Self {
        let client = client.redirect(Policy::none()).no_proxy().build().unwrap();
        let language = Mutex::new("en");
        let (cookies, headers) = (Mutex::default(), Mutex::default());
        Self { client, url: url.to_owned(), cookies, language, headers }
    }

    pub fn speaks(&self, language: &'static str) {
        *self.language.lock().unwrap() = language;
    }

    /// Has a proxy before the console say this with every request.
    pub fn is_said(&self, header: &'static str, value: &str) {
        self.headers.lock().unwrap().insert(header, value.to_owned());
    }

    /// The secret of its login.
    pub fn secret(&self) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        let is_login = |name: &str| {
            name == "__Host-stocktake" || name != "stocktake-language" && name.split('-').count() == 2
        };
        cookies.iter().find(|(name, _)| is_login(name)).map(|(_, secret)| secret.clone())
    }

    /// Has it send a secret as that of its login.
    pub async fn set_secret(&self, secret: &str) {
        self.get("/login").await;
        let cookies = self.cookies();
        let form = cookies.keys().find_map(|name| name.strip_prefix("stocktake-login-")).unwrap();
        self.set_cookie(&format!("stocktake-{form}"), secret);
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// One request and its answer, wherever that leads.
    pub async fn ask(&self, post: bool, path: &str, body: String, headers: &[(&str, &str)]) -> Page {
        let url = format!("{}{path}", self.url);
        let mut request = if post { self.client.post(url).body(body) } else { self.client.get(url) };
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header("accept-language", *self.language.lock().unwrap());
        request = request.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if post {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in self.headers.lock().unwrap().iter() {
            request = request.header(*name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = value.split(';').next().unwrap();
            match value {
                "" => self.cookies.lock().unwrap().remove(name),
                value => self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned()),
            };
        }
        Page { status, headers, text: answer.text().await.unwrap() }
    }

    /// A page, wherever it leads.
    pub async fn get(&self, path: &str) -> Page {
        let page = self.ask(false, path, String::new(), &[]).await;
        self.followed(page).await
    }

    async fn followed(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(location) = page.headers.get(LOCATION) else { break };
            assert_eq!(page.status, 303, "{page:?}");
            let location = location.to_str().unwrap().to_owned();
            assert!(location.starts_with('/'), "{location}");
            page = self.ask(false, &location, String::new(), &[]).await;
        }
        page
    }

    /// Sends a form of a page of ours, and follows.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.send(path, fields, &[("sec-fetch-site", "same-origin")]).await;
        self.followed(page).await
    }

    /// Sends a form with the headers that tell where it comes from.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask(true, path, body, headers).await
    }

    /// Fills in the form of the login.
    pub async fn log_in(&self, name: &str, password: &str) -> Page {
        let form = self.get("/login").await;
        // Browsers ask for an icon of the page on their own; its answer must not make the form an old one.
        self.get("/favicon.ico").await;
        let token = form.hidden("token").unwrap();
        self.post("/login", &[("token", &token), ("to", "/"), ("name", name), ("password", password)]).await
    }

    /// The token that forms of this login carry.
    pub async fn token(&self) -> String {
        self.get("/").await.hidden("token").unwrap()
    }
}

/// A port that nobody has at this moment.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Entries of the security log of a kind.
pub async fn told(world: &World, kind: &str) -> Vec<serde_json::Value> {
    let log = world.json(&["security-log", "--limit", "500"]).await;
    log.as_array().unwrap().iter().filter(|entry| entry["kind"] == kind).cloned().collect()
}

/// Adds a user whose password is [`PASSWORD`].
pub async fn add_user(world: &World, name: &str, roles: &[&str]) {
    let mut arguments = vec!["users", "add", name];
    roles.iter().for_each(|role| arguments.extend(["--role", role]));
    let added = with_password(world, &arguments, PASSWORD).await;
    assert_eq!(added.code, Some(0), "{added:?}");
}

/// Runs a command that reads a password.
pub async fn with_password(world: &World, arguments: &[&str], password: &str) -> Outcome {
    use std::io::Write as _;
    let mut child = world.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    // Who refuses at once reads nothing.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    ended(child).await
}

/// A world with a viewer, an operator and an approver, and a run that a limit refused: `count` computers would
/// be created where nine may be.
pub async fn refused(count: usize) -> (World, String) {
    refused_with(count, "").await
}

/// The same with lines for the limits of the job.
pub async fn refused_with(count: usize, limits: &str) -> (World, String) {
    let world = super::fleet::fleet(stocktake::practice::glpi::Options::default()).await;
    world.csv("computers.csv", &many(count));
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 9 }}\n{limits}"));
    for (name, role) in [("vera", "viewer"), ("otto", "operator"), ("ann", "approver")] {
        add_user(&world, name, &[role]).await;
    }
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, stocktake::model::RunState::Refused, "{report:?}");
    world.wrote_nothing();
    (world, report.run.id.to_string())
}
