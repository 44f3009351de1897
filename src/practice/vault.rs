//! A practice store of secrets: an imitation of KV, tokens, AppRole and Kubernetes logins, namespaces and
//! seals over real HTTP on loopback, in memory. It answers as OpenBao 2.7.2 was recorded. Not imitated:
//! policies (paths are denied by name), renewals, versions of secrets beyond the newest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{Request, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

use super::serve::{Incoming, Listening, Shared, Wire};

/// Who may log in.
#[derive(Debug, Clone)]
pub struct Options {
    /// A token that lives for ever.
    pub token: String,
    /// Id of the role of AppRole.
    pub role_id: String,
    /// Its secret id.
    pub secret_id: String,
    /// Role and token of the service account of Kubernetes.
    pub kubernetes: (String, String),
    /// Calls that a token of a login is good for; `None`: any number.
    pub token_uses: Option<u32>,
}

/// What goes wrong with the next call whose path holds a text.
#[derive(Debug, Clone)]
pub enum Effect {
    /// It is answered later.
    Slow(Duration),
    /// The answer ends in its middle.
    Truncated,
    /// Another program answers.
    Page(u16),
    /// All tokens of logins have ended.
    ForgetTokens,
}

/// A call as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `GET /v1/secret/data/glpi`
    pub call: String,
    /// Namespace of its header.
    pub namespace: Option<String>,
    /// The token of its header.
    pub token: Option<String>,
}

/// What a path of a mount holds.
#[derive(Debug, Clone)]
enum Kept {
    Fields(Json),
    Deleted,
    Destroyed,
}

#[derive(Debug)]
struct State {
    options: Options,
    /// Version of KV by namespace and mount.
    mounts: BTreeMap<(String, String), u8>,
    /// By namespace, mount and path.
    secrets: BTreeMap<(String, String, String), Kept>,
    /// Tokens of logins with the calls that are left.
    tokens: BTreeMap<String, Option<u32>>,
    logins: usize,
    denied: BTreeSet<String>,
    sealed: bool,
    faults: Vec<(String, Effect)>,
    seen: Vec<Seen>,
}

/// The hand on a practice store. Clones share it.
#[derive(Debug, Clone)]
pub struct Control(Shared<State>);

impl Control {
    /// Mounts KV of a version in a namespace.
    pub fn mount(&self, namespace: &str, mount: &str, version: u8) {
        self.0.lock().mounts.insert((namespace.to_owned(), mount.to_owned()), version);
    }

    /// Writes a secret of the root namespace.
    pub fn put(&self, mount: &str, path: &str, fields: Json) {
        self.put_in("", mount, path, fields);
    }

    /// Writes a secret.
    pub fn put_in(&self, namespace: &str, mount: &str, path: &str, fields: Json) {
        let key = (namespace.to_owned(), mount.to_owned(), path.to_owned());
        self.0.lock().secrets.insert(key, Kept::Fields(fields));
    }

    /// Deletes a secret so that it can be brought back.
    pub fn delete(&self, mount: &str, path: &str) {
        self.0.lock().secrets.insert((String::new(), mount.to_owned(), path.to_owned()), Kept::Deleted);
    }

    /// Destroys a secret.
    pub fn destroy(&self, mount: &str, path: &str) {
        self.0.lock().secrets.insert((String::new(), mount.to_owned(), path.to_owned()), Kept::Destroyed);
    }

    /// No policy allows to read a path of the API.
    pub fn deny(&self, path: &str) {
        self.0.lock().denied.insert(path.to_owned());
    }

    /// Seals or unseals it.
    pub fn set_sealed(&self, sealed: bool) {
        self.0.lock().sealed = sealed;
    }

    /// Lets the next call go wrong whose path holds a text.
    pub fn order(&self, path: &str, effect: Effect) {
        self.0.lock().faults.push((path.to_owned(), effect));
    }

    /// Tokens of logins that are good now.
    pub fn token_count(&self) -> usize {
        self.0.lock().tokens.len()
    }

    /// Calls since the last look.
    pub fn take_calls(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.lock().seen)
    }
}

/// A practice store that serves; dropping it stops it.
pub type Running = super::Running<Control>;

/// Starts a store with a mount `secret` of KV version 2 and `kv1` of version 1.
///
/// # Errors
/// It cannot listen on loopback.
pub async fn start(options: Options) -> io::Result<Running> {
    let mounts = [("secret", 2), ("kv1", 1)];
    let mounts = mounts.map(|(mount, version)| ((String::new(), mount.to_owned()), version)).into();
    let state = Shared::new(State {
        options,
        mounts,
        secrets: BTreeMap::new(),
        tokens: BTreeMap::new(),
        logins: 0,
        denied: BTreeSet::new(),
        sealed: false,
        faults: Vec::new(),
        seen: Vec::new(),
    });
    let listening = Listening::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let (url, router) = (listening.url(""), Router::new().fallback(handle).with_state(state.clone()));
    Ok(listening.serve("Vault", url, router, Control(state)))
}

/// A status and a body.
type Answer = (u16, Json);

async fn handle(
    Extracted(state): Extracted<Shared<State>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request<Body>,
) -> Response<Body> {
    let incoming = Incoming::read(request).await.unwrap_or_default();
    let effect = {
        let mut state = state.lock();
        let at = state.faults.iter().position(|(path, _)| incoming.path.contains(path.as_str()));
        at.map(|at| state.faults.remove(at).1)
    };
    if let Some(Effect::Slow(by)) = &effect {
        tokio::time::sleep(*by).await;
    }
    if let Some(Effect::ForgetTokens) = &effect {
        state.lock().tokens.clear();
    }
    let (status, body) = state.lock().answer(&incoming);
    let text = if body.is_null() { String::new() } else { body.to_string() };
    match effect {
        Some(Effect::Truncated) => wire.close_after(120 + text.len() / 2),
        Some(Effect::Page(status)) => return response(status, "text/html", "<h1>Not here</h1>".to_owned()),
        Some(Effect::Slow(_) | Effect::ForgetTokens) | None => {}
    }
    response(status, "application/json", text)
}

fn response(status: u16, kind: &str, text: String) -> Response<Body> {
    let built = Response::builder().status(status).header("content-type", kind).body(Body::from(text));
    built.unwrap_or_default()
}

fn refused(status: u16, why: &str) -> Answer {
    (status, json!({ "errors": [why] }))
}

impl State {
    fn answer(&mut self, incoming: &Incoming) -> Answer {
        let header = |name: &str| incoming.header(name).map(str::to_owned);
        let (namespace, token) = (header("x-vault-namespace"), header("x-vault-token"));
        self.seen.push(Seen {
            call: format!("{} {}", incoming.method, incoming.path),
            namespace: namespace.clone(),
            token: token.clone(),
        });
        let path = percent_decode_str(&incoming.path).decode_utf8_lossy();
        let path = path.trim_start_matches("/v1/");
        if path == "sys/health" {
            let status = if self.sealed && incoming.parameter("sealedcode").is_none() { 503 } else { 200 };
            return (status, json!({"initialized": true, "sealed": self.sealed, "version": "2.7.2"}));
        }
        if self.sealed {
            return refused(503, "Vault is sealed");
        }
        let namespace = namespace.unwrap_or_default();
        if !namespace.is_empty() && !self.mounts.keys().any(|(known, _)| *known == namespace) {
            return refused(404, "namespace not found");
        }
        if let Some(mount) = path.strip_prefix("auth/").and_then(|path| path.strip_suffix("/login")) {
            return self.login(mount, &serde_json::from_slice(&incoming.body).unwrap_or_default());
        }
        let token = token.unwrap_or_default();
        if !self.takes(&token) {
            return refused(403, "permission denied");
        }
        match path {
            "auth/token/lookup-self" => {
                (200, json!({"data": {"policies": ["default", "st"], "ttl": 3600, "id": token}}))
            }
            "auth/token/revoke-self" => {
                self.tokens.remove(&token);
                (204, Json::Null)
            }
            _ => self.read(&namespace, path),
        }
    }

    /// Whether a token is good for one more call.
    fn takes(&mut self, token: &str) -> bool {
        if token == self.options.token {
            return true;
        }
        let Some(left) = self.tokens.get_mut(token) else { return false };
        if let Some(left) = left {
            *left -= 1;
            if *left == 0 {
                self.tokens.remove(token);
            }
        }
        true
    }

    fn login(&mut self, mount: &str, body: &Json) -> Answer {
        let options = &self.options;
        let (role, jwt) = &options.kubernetes;
        let is_right = match mount {
            "approle" if body["role_id"] == *options.role_id && body["secret_id"] == *options.secret_id => {
                true
            }
            "approle" => return refused(400, "invalid role or secret ID"),
            "kubernetes" if body["role"] == *role => body["jwt"] == **jwt,
            "kubernetes" => return refused(400, &format!("invalid role name {}", body["role"])),
            _ => false,
        };
        if !is_right {
            return refused(403, "permission denied");
        }
        self.logins += 1;
        let token = format!("s.practice-login-token-{}", self.logins);
        self.tokens.insert(token.clone(), options.token_uses);
        (
            200,
            json!({"data": null, "auth": {"client_token": token, "token_type": "service",
            "policies": ["default", "st"], "lease_duration": 60, "renewable": true}}),
        )
    }

    fn read(&self, namespace: &str, path: &str) -> Answer {
        let asked = path.strip_prefix("sys/internal/ui/mounts/");
        let wanted = asked.unwrap_or(path);
        let mounts = self.mounts.iter().filter(|((known, _), _)| known == namespace);
        let mut mounts = mounts.filter(|((_, mount), _)| wanted.starts_with(&format!("{mount}/")));
        let Some(((_, mount), version)) = mounts.next() else {
            return match asked {
                Some(path) => refused(
                    403,
                    &format!(
                        "preflight capability check returned 403, please \
                    ensure client's policies grant access to path \"{path}/\""
                    ),
                ),
                None => refused(404, &format!("no handler for route \"{path}\". route entry not found.")),
            };
        };
        if asked.is_some() {
            let data = json!({"path": format!("{mount}/"), "type": "kv", "options": {"version": version.to_string()}});
            return (200, json!({ "data": data }));
        }
        if self.denied.contains(path) {
            return refused(403, "1 error occurred:\n\t* permission denied\n\n");
        }
        let rest = wanted[mount.len()..].trim_start_matches('/');
        let Some(rest) = (if *version == 2 { rest.strip_prefix("data/") } else { Some(rest) }) else {
            return (
                404,
                json!({"data": null, "warnings": ["Invalid path for a versioned K/V secrets engine."]}),
            );
        };
        let kept = self.secrets.get(&(namespace.to_owned(), mount.clone(), rest.to_owned()));
        let (time, none) = ("2026-11-28T03:43:32.210796931Z", json!({ "errors": [] }));
        let metadata = |deleted: &str, destroyed: bool| json!({"deletion_time": deleted, "destroyed": destroyed, "version": 2});
        match (kept, *version) {
            (Some(Kept::Fields(fields)), 2) => {
                (200, json!({"data": {"data": fields, "metadata": metadata("", false)}}))
            }
            (Some(Kept::Fields(fields)), _) => (200, json!({ "data": fields })),
            (Some(Kept::Deleted), 2) => {
                (404, json!({"data": {"data": null, "metadata": metadata(time, false)}}))
            }
            (Some(Kept::Destroyed), 2) => {
                (404, json!({"data": {"data": null, "metadata": metadata("", true)}}))
            }
            (Some(Kept::Deleted | Kept::Destroyed) | None, _) => (404, none),
        }
    }
}
