//! The hands on the real monitors that `.ci/monitors` starts, as people and their hosts have them, and
//! our clients of them. Without its variables there is nothing to test, except on CI, where that is a
//! failure.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use stocktake::model::event::{Event, Remark, Seen};
use stocktake::systems::monitor::Monitor;

use crate::opened;

/// Held by a test that changes what the whole Zabbix shows.
pub static ZABBIX: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A variable that a script of `.ci` sets where it has started a real server.
pub fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    let on_ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(value.is_some() || !on_ci, "no {name} on CI: run the tests by .ci/test");
    if value.is_none() {
        eprintln!("not tested with the real server: no {name} (see .ci/test)");
    }
    value
}

pub fn remark(text: &str) -> Remark {
    Remark { author: "stocktake".to_owned(), text: text.to_owned() }
}

/// Asks again until the answer is right, half a minute at most.
pub async fn until(monitor: &Arc<dyn Monitor>, what: &str, right: impl Fn(&Seen) -> bool) -> Seen {
    let mut last = None;
    for _ in 0..150 {
        let seen = monitor.events().await.unwrap();
        if right(&seen) {
            return seen;
        }
        last = Some(seen);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("never {what}: {last:?}");
}

pub fn of<'a>(seen: &'a Seen, host: &str) -> Option<&'a Event> {
    seen.events.iter().find(|event| event.host.as_deref() == Some(host))
}

/// Icinga 2.
pub struct Icinga {
    pub url: String,
    pub ca: PathBuf,
    root: reqwest::Client,
}

impl Icinga {
    pub fn new() -> Option<Self> {
        let url = variable("STOCKTAKE_TEST_ICINGA")?;
        let ca = PathBuf::from(variable("STOCKTAKE_TEST_ICINGA_CA")?);
        let pem = reqwest::Certificate::from_pem(&std::fs::read(&ca).unwrap()).unwrap();
        let root = reqwest::Client::builder().tls_certs_merge([pem]).build().unwrap();
        Some(Self { url, ca, root })
    }

    pub fn open(&self, login: &str) -> Arc<dyn Monitor> {
        self.open_with(&format!("login = \"{login}\"\npassword = \"env:PASSWORD\""))
    }

    pub fn open_with(&self, more: &str) -> Arc<dyn Monitor> {
        let table = format!("url = \"{}\"\nca_file = {:?}\n{more}", self.url, self.ca);
        opened::monitor("icinga", &table, &[("PASSWORD", "practice-secret")])
    }

    /// A result of a passive check of `HOST` or `HOST!SERVICE`.
    pub async fn result(&self, object: &str, state: u8, output: &str) {
        let (kind, key) = if object.contains('!') { ("Service", "service") } else { ("Host", "host") };
        let mut body = json!({"type": kind, "exit_status": state, "plugin_output": output});
        body[key] = object.into();
        self.act("process-check-result", &body).await;
    }

    pub async fn act(&self, action: &str, body: &Json) {
        let call = self.root.post(format!("{}/v1/actions/{action}", self.url));
        let call = call.basic_auth("root", Some("practice-secret")).header("accept", "application/json");
        let answer = call.body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Attributes of the objects of a kind, `comments`.
    pub async fn objects(&self, kind: &str) -> Vec<Json> {
        let call = self.root.get(format!("{}/v1/objects/{kind}", self.url));
        let answer = call.basic_auth("root", Some("practice-secret")).send().await.unwrap();
        let answer: Json = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        answer["results"].as_array().unwrap().iter().map(|one| one["attrs"].clone()).collect()
    }
}

/// Zabbix, as its super user.
pub struct Zabbix {
    pub url: String,
    trapper: String,
    http: reqwest::Client,
    session: String,
}

impl Zabbix {
    pub async fn new() -> Option<Self> {
        let (url, trapper) = (variable("STOCKTAKE_TEST_ZABBIX")?, variable("STOCKTAKE_TEST_ZABBIX_TRAPPER")?);
        let mut zabbix = Self { url, trapper, http: reqwest::Client::new(), session: String::new() };
        let login = json!({"username": "Admin", "password": "zabbix"});
        zabbix.session = zabbix.call("user.login", login).await.as_str().unwrap().to_owned();
        Some(zabbix)
    }

    pub async fn call(&self, method: &str, params: Json) -> Json {
        let mut body = json!({"jsonrpc": "2.0", "method": method, "params": params, "id": 1});
        if !self.session.is_empty() {
            body["auth"] = self.session.as_str().into();
        }
        let call = self
            .http
            .post(format!("{}/api_jsonrpc.php", self.url))
            .header("content-type", "application/json");
        let text = call.body(body.to_string()).send().await.unwrap().text().await.unwrap();
        let answer: Json = serde_json::from_str(&text).unwrap();
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// A host of a group with a number that is high from 91 on; people may close it if `close` is 1. Its id.
    pub async fn watch(&self, host: &str, group: &str, close: &str) -> String {
        let made = json!({"host": host, "groups": [{"groupid": group}], "tags": [{"tag": "env", "value": "prod"}],
            "interfaces": [{"type": 1, "main": 1, "useip": 1, "ip": "10.20.0.1", "dns": "", "port": "10050"}]});
        let id = self.call("host.create", made).await["hostids"][0].as_str().unwrap().to_owned();
        let item = json!({"hostid": id, "name": "cpu", "key_": "cpu", "type": 2, "value_type": 3});
        self.call("item.create", item).await;
        let trigger = json!({"description": "CPU of {HOST.NAME} is high", "priority": 4, "manual_close": close,
            "expression": format!("last(/{host}/cpu)>90"), "opdata": "now {ITEM.LASTVALUE1}",
            "comments": "Look at it", "tags": [{"tag": "scope", "value": "perf"}]});
        self.call("trigger.create", trigger).await;
        id
    }

    /// Sends a value until the server knows the host.
    pub async fn send(&self, host: &str, value: u32) {
        let body = json!({"request": "sender data", "data": [{"host": host, "key": "cpu", "value": value.to_string()}]});
        for _ in 0..150 {
            let mut stream = std::net::TcpStream::connect(&self.trapper).unwrap();
            let body = body.to_string();
            let mut packet = b"ZBXD\x01".to_vec();
            packet.extend((body.len() as u64).to_le_bytes());
            packet.extend(body.as_bytes());
            stream.write_all(&packet).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            if String::from_utf8_lossy(&answer).contains("failed: 0") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the Zabbix server does not take values of {host}");
    }

    /// Sends a high value until its problem is there: the server may know an item before its trigger.
    pub async fn raise(&self, monitor: &Arc<dyn Monitor>, host: &str) {
        for _ in 0..60 {
            self.send(host, 95).await;
            if of(&monitor.events().await.unwrap(), host).is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("the Zabbix server sees no problem of {host}");
    }

    /// A user of a role, who may read the group of all hosts if `sees`.
    pub async fn user(&self, name: &str, sees: bool, role: Json) {
        let rights = if sees { json!([{"id": "2", "permission": 2}]) } else { json!([]) };
        let group = self
            .call("usergroup.create", json!({"name": format!("group of {name}"), "rights": rights}))
            .await;
        let role = self
            .call("role.create", json!({"name": format!("role of {name}"), "type": 1, "rules": role}))
            .await;
        let user = json!({"username": name, "passwd": "practice-Secret-1", "roleid": role["roleids"][0],
            "usrgrps": [{"usrgrpid": group["usrgrpids"][0]}]});
        self.call("user.create", user).await;
    }

    pub fn open(&self, login: &str, password: &str) -> Arc<dyn Monitor> {
        self.open_with(&format!("login = \"{login}\"\npassword = \"env:SECRET\""), password)
    }

    pub fn open_with(&self, more: &str, secret: &str) -> Arc<dyn Monitor> {
        let table = format!("url = \"{}\"\n{more}", self.url);
        opened::monitor("zabbix", &table, &[("SECRET", secret)])
    }
}

/// Nagios by its files.
pub struct Nagios {
    pub folder: PathBuf,
}

impl Nagios {
    pub fn new() -> Option<Self> {
        Some(Self { folder: variable("STOCKTAKE_TEST_NAGIOS")?.into() })
    }

    pub fn open(&self) -> Arc<dyn Monitor> {
        let path = |name: &str| self.folder.join(name);
        let table = format!(
            "status_file = {:?}\nobjects_file = {:?}\ncommand_file = {:?}",
            path("status.dat"),
            path("objects.cache"),
            path("rw/nagios.cmd")
        );
        opened::monitor("nagios", &table, &[])
    }

    /// A result of a passive check of `HOST` or `HOST!SERVICE`.
    pub fn result(&self, object: &str, state: u8, output: &str) {
        let command = match object.split_once('!') {
            Some((host, service)) => {
                format!("PROCESS_SERVICE_CHECK_RESULT;{host};{service};{state};{output}")
            }
            None => format!("PROCESS_HOST_CHECK_RESULT;{object};{state};{output}"),
        };
        let line = format!("[{}] {command}\n", chrono::Utc::now().timestamp());
        let mut pipe = std::fs::File::options().write(true).open(self.folder.join("rw/nagios.cmd")).unwrap();
        pipe.write_all(line.as_bytes()).unwrap();
    }

    /// Blocks of a word in the status file, each as its lines.
    pub fn blocks(&self, word: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("status.dat")).unwrap();
        let begin = format!("{word} {{");
        text.split("\n\n")
            .map(str::trim)
            .filter(|block| block.starts_with(&begin))
            .map(str::to_owned)
            .collect()
    }
}
