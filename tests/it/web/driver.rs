//! A real Chromium, which `.ci/browser` starts, over WebDriver: what a person does in it, and what it complains of.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::real_monitors::variable;

/// How long a page may take to become what a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The key under which WebDriver hands out an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window of a browser, without the data of any other.
pub struct Window {
    client: reqwest::Client,
    session: String,
}

impl Window {
    /// Opens a window that speaks English; `None` where there is no browser.
    pub async fn open(width: u32, height: u32) -> Option<Self> {
        let driver = variable("STOCKTAKE_TEST_WEBDRIVER")?;
        let mut options: Vec<String> =
            ["--headless=new", "--disable-gpu", "--lang=en", "--no-proxy-server", "--hide-scrollbars"]
                .map(str::to_owned)
                .to_vec();
        let own = variable("STOCKTAKE_TEST_CHROMIUM").unwrap_or_default();
        options.extend(own.split_whitespace().map(str::to_owned));
        options.push(format!("--window-size={width},{height}"));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": options, "prefs": { "intl.accept_languages": "en" } },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.post(format!("{driver}/session")).json(&wanted).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Some(Self { client, session: format!("{driver}/session/{id}") })
    }

    async fn try_call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, String> {
        let mut request = self.client.request(method, format!("{}{path}", self.session));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let is_fine = answer.status().is_success();
        let answer: Value = answer.json().await.unwrap();
        if is_fine { Ok(answer["value"].clone()) } else { Err(answer["value"]["message"].to_string()) }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        match self.try_call(method, path, body).await {
            Ok(value) => value,
            Err(error) => panic!("{path}: {error}"),
        }
    }

    pub async fn go(&self, url: &str) {
        self.call(Method::POST, "/url", Some(json!({ "url": url }))).await;
    }

    pub async fn url(&self) -> String {
        self.call(Method::GET, "/url", None).await.as_str().unwrap().to_owned()
    }

    /// What a script of the test gives. What it does is no script of the page: the policy of the page binds the page.
    pub async fn script(&self, script: &str, arguments: Value) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.call(Method::POST, "/execute/sync", Some(body)).await
    }

    async fn script_later(&self, script: &str, arguments: Value) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.call(Method::POST, "/execute/async", Some(body)).await
    }

    /// What a person reads of the page.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText", json!([])).await.as_str().unwrap().to_owned()
    }

    /// An element by a CSS selector, once it is there.
    async fn element(&self, selector: &str) -> String {
        let body = json!({ "using": "css selector", "value": selector });
        let begin = Instant::now();
        loop {
            match self.try_call(Method::POST, "/element", Some(body.clone())).await {
                Ok(found) => return found[ELEMENT].as_str().unwrap().to_owned(),
                Err(error) if begin.elapsed() > PATIENCE => {
                    panic!("{selector}: {error}\n{}", self.text().await)
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    pub async fn has(&self, selector: &str) -> bool {
        let script = "return document.querySelector(arguments[0]) !== null";
        self.script(script, json!([selector])).await == json!(true)
    }

    /// Clicks as a person does: the element has to be visible and not covered.
    pub async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        self.call(Method::POST, &format!("/element/{element}/click"), Some(json!({}))).await;
    }

    /// Types into a field, over what stands there.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector).await;
        self.call(Method::POST, &format!("/element/{element}/clear"), Some(json!({}))).await;
        self.call(Method::POST, &format!("/element/{element}/value"), Some(json!({ "text": text }))).await;
    }

    /// Presses keys wherever the focus is: `Tab`, `Enter`, `Space`.
    pub async fn press(&self, keys: &[&str]) {
        let key = |name: &&str| match *name {
            "Tab" => "\u{e004}",
            "Enter" => "\u{e007}",
            "Space" => " ",
            other => panic!("no key {other}"),
        };
        let pressed: Vec<Value> = keys
            .iter()
            .map(key)
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": pressed }] });
        self.call(Method::POST, "/actions", Some(body)).await;
    }

    /// Waits until the page tells something.
    pub async fn told(&self, text: &str) {
        let begin = Instant::now();
        while !self.text().await.contains(text) {
            assert!(begin.elapsed() < PATIENCE, "waited in vain for {text}: {}", self.text().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.call(Method::POST, "/goog/cdp/execute", Some(body)).await
    }

    /// Light or dark, as the person has set it.
    pub async fn scheme(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Another size of the window, as that of a phone.
    pub async fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// How much wider the page is than its window.
    pub async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.script(script, json!([])).await.as_i64().unwrap()
    }

    /// The whole page as a picture, below the folder of `STOCKTAKE_TEST_PICTURES`, if there is one.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("STOCKTAKE_TEST_PICTURES") else { return };
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let whole = json!({ "captureBeyondViewport": true, "clip": clip });
        let taken = self.devtools("Page.captureScreenshot", whole).await;
        let bytes = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }

    /// What the browser complains of: scripts and styles that the policy refuses, forms without labels. That a
    /// page was answered 401 or 403 it says, too, and is no complaint of ours.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", Some(json!({ "type": "browser" }))).await;
        let is_answer = |entry: &&Value| {
            entry["source"] == "network"
                && entry["message"].as_str().unwrap().contains("the server responded with a status of 4")
        };
        log.as_array().unwrap().iter().filter(|entry| !is_answer(entry)).map(ToString::to_string).collect()
    }

    /// What axe-core finds: rules of WCAG 2.2, levels A and AA, that the page breaks.
    pub async fn barriers(&self) -> Vec<String> {
        let axe = std::fs::read_to_string(variable("STOCKTAKE_TEST_AXE").unwrap()).unwrap();
        self.script(&axe, json!([])).await;
        let script = "const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
                found => done(found.violations.map(one => one.id + ': ' + one.nodes.map(
                    node => node.html + ' ' + node.failureSummary).join(' | '))),
                error => done(['axe: ' + error]));";
        let found = self.script_later(script, json!([])).await;
        found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }

    pub async fn close(self) {
        self.client.delete(&self.session).send().await.unwrap();
    }
}
