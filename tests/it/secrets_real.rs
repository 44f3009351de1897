//! A real OpenBao, which `.ci/openbao` starts: what the double of a store imitates. One test, since it seals.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::real_monitors::variable;
use super::secrets::{open, read};

/// An administrator of the store.
struct Admin {
    url: String,
    ca: String,
    token: String,
    client: reqwest::Client,
}

impl Admin {
    fn new() -> Option<Self> {
        let url = variable("STOCKTAKE_TEST_OPENBAO")?;
        let ca = variable("STOCKTAKE_TEST_OPENBAO_CA")?;
        let token = variable("STOCKTAKE_TEST_OPENBAO_TOKEN")?;
        let pem = reqwest::Certificate::from_pem(&std::fs::read(&ca).unwrap()).unwrap();
        let client = reqwest::Client::builder().tls_certs_merge([pem]).no_proxy().build().unwrap();
        Some(Self { url, ca, token, client })
    }

    async fn call(&self, method: Method, namespace: &str, path: &str, body: Json) -> Json {
        let address = format!("{}/v1/{path}", self.url);
        let call = self.client.request(method, address).header("X-Vault-Token", &self.token);
        let answer = call.header("X-Vault-Namespace", namespace).json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn put(&self, path: &str, body: Json) -> Json {
        self.call(Method::POST, "", path, body).await
    }

    /// Writes into a new mount of KV version 2, which is made ready in the background.
    async fn put_soon(&self, namespace: &str, path: &str, body: Json) {
        for _ in 0..50 {
            let call =
                self.client.post(format!("{}/v1/{path}", self.url)).header("X-Vault-Token", &self.token);
            let call = call.header("X-Vault-Namespace", namespace).json(&body);
            if call.send().await.unwrap().status().is_success() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("{path} cannot be written");
    }

    /// The table of the store, with more lines.
    fn table(&self, more: &str) -> String {
        format!("url = \"{}\"\nca_file = {:?}\n{more}", self.url, self.ca)
    }
}

/// The part of a cluster that is asked whose token it is: on its own, and once per login.
fn cluster() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = Vec::new();
            let mut piece = [0; 4096];
            while !String::from_utf8_lossy(&asked).contains("\"spec\"") {
                match stream.read(&mut piece) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => asked.extend_from_slice(&piece[..read]),
                }
            }
            let review = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "status": {
                "authenticated": true, "user": {"username": "system:serviceaccount:ops:stocktake", "uid": "u-1"}}});
            let body = review.to_string();
            let head = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nconnection: close";
            let _ = write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
    });
    url
}

/// A token of a service account; its signature is the cluster's affair.
fn service_account() -> String {
    let part = |json: Json| URL_SAFE_NO_PAD.encode(json.to_string());
    let claims = json!({"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:ops:stocktake",
        "exp": 4_102_444_800_u64, "iat": 1_700_000_000, "nbf": 1_700_000_000, "kubernetes.io/serviceaccount/namespace": "ops",
        "kubernetes.io/serviceaccount/service-account.name": "stocktake",
        "kubernetes.io/serviceaccount/service-account.uid": "u-1"});
    let signature = URL_SAFE_NO_PAD.encode("no signature");
    format!("{}.{}.{signature}", part(json!({"alg": "RS256", "typ": "JWT"})), part(claims))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_openbao_is_read_and_understood() {
    let Some(admin) = Admin::new() else { return };
    admin.put("sys/mounts/kv1", json!({"type": "kv", "options": {"version": "1"}})).await;
    admin.put("sys/mounts/team/kv", json!({"type": "kv", "options": {"version": "2"}})).await;
    admin.put("sys/mounts/cipher", json!({"type": "transit"})).await;
    admin.put("kv1/glpi", json!({"token": "one", "port": 8443})).await;
    admin.put_soon("", "secret/data/glpi", json!({"data": {"token": "two\n", "user": "svc"}})).await;
    admin.put_soon("", "team/kv/data/a/b", json!({"data": {"token": "three"}})).await;
    admin.put("secret/data/closed", json!({"data": {"token": "x"}})).await;
    admin.put("secret/data/gone", json!({"data": {"token": "x"}})).await;
    admin.call(Method::DELETE, "", "secret/data/gone", json!({})).await;
    admin.put("secret/data/burnt", json!({"data": {"token": "x"}})).await;
    admin.put("secret/destroy/burnt", json!({"versions": [1]})).await;
    let policy = ["kv1/*", "secret/data/glpi", "secret/data/gone", "secret/data/burnt", "secret/data/none"]
        .map(|path| format!("path \"{path}\" {{ capabilities = [\"read\"] }}"));
    admin.put("sys/policies/acl/stocktake", json!({"policy": policy.join("\n")})).await;
    fields_and_refusals(&admin).await;
    logins(&admin).await;
    namespaces(&admin).await;
    sealed(&admin).await;
}

async fn fields_and_refusals(admin: &Admin) {
    let made = admin.put("auth/token/create", json!({"policies": ["stocktake"], "ttl": "1h"})).await;
    let token = made["auth"]["client_token"].as_str().unwrap();
    let store = open(&admin.table("token = \"env:T\""), &[("T", token)]).await.unwrap();
    let root = open(&admin.table("token = \"env:T\""), &[("T", &admin.token)]).await.unwrap();
    assert_eq!(read(&store, "kv1/glpi", "token").await, "one");
    assert_eq!(read(&store, "kv1/glpi", "port").await, "8443");
    assert_eq!(read(&store, "secret/glpi", "token").await, "two");
    assert_eq!(read(&root, "team/kv/a/b", "token").await, "three");
    for (path, said) in [
        ("secret/none", "the store has no secret `secret/none` (mount `secret`, KV version 2)"),
        ("kv1/none", "the store has no secret `kv1/none` (mount `kv1`, KV version 1)"),
        ("secret/gone", "the secret `secret/gone` was deleted on "),
        ("secret/burnt", "version 1 of the secret `secret/burnt` was destroyed for good"),
        (
            "secret/closed",
            "the store does not let us read `secret/closed` (HTTP 403): a policy of our token must",
        ),
        ("nowhere/x", "there is nothing mounted at `nowhere/x`, or no policy of our token reaches into it"),
    ] {
        let told = read(&store, path, "token").await;
        assert!(told.starts_with(said), "{path}: {told}");
    }
    let told = read(&root, "cipher/x", "token").await;
    assert!(told.starts_with("`cipher` is a mount of the engine transit"), "{told}");
    let told = read(&root, "secret/data/glpi", "token").await;
    assert!(told.ends_with("`data/` belongs to the API: write `secret/glpi`"), "{told}");
    let v1 = open(&admin.table("token = \"env:T\"\nmounts = { secret = 1 }"), &[("T", token)]).await.unwrap();
    let told = read(&v1, "secret/glpi", "token").await;
    assert!(told.contains("a policy of our token must allow `read` on `secret/glpi`"), "{told}");
    let v1 = open(&admin.table("token = \"env:T\"\nmounts = { secret = 1 }"), &[("T", &admin.token)])
        .await
        .unwrap();
    let told = read(&v1, "secret/glpi", "token").await;
    assert_eq!(told, "`secret` keeps versions: it is KV version 2, and `mounts` says 1");
    let lines = store.check().await;
    assert!(
        lines.iter().all(|line| line.ok) && lines[0].detail.english().starts_with("version 2."),
        "{lines:?}"
    );
    assert!(
        lines[1].detail.english().contains("policies default, stocktake; the token ends in "),
        "{lines:?}"
    );
    admin.put("auth/token/revoke", json!({ "token": token })).await;
    let told = read(&store, "secret/glpi", "token").await;
    assert!(told.starts_with("the store does not take our token (HTTP 403)"), "{told}");
}

async fn logins(admin: &Admin) {
    admin.put("sys/auth/approle", json!({"type": "approle"})).await;
    // A token for three calls: the mount, the secret, and no more.
    let role = json!({"token_policies": ["stocktake"], "token_num_uses": 3, "token_ttl": "1m"});
    admin.put("auth/approle/role/stocktake", role).await;
    let id = admin.call(Method::GET, "", "auth/approle/role/stocktake/role-id", json!(null)).await;
    let secret = admin.put("auth/approle/role/stocktake/secret-id", json!({})).await;
    let table = admin.table(&format!("role_id = {}\nsecret_id = \"env:S\"", id["data"]["role_id"]));
    let secret = secret["data"]["secret_id"].as_str().unwrap();
    let store = open(&table, &[("S", secret)]).await.unwrap();
    for _ in 0..3 {
        assert_eq!(read(&store, "secret/glpi", "token").await, "two");
        assert_eq!(read(&store, "kv1/glpi", "token").await, "one");
    }
    store.leave().await;
    let told = read(&open(&table, &[("S", "wrong")]).await.unwrap(), "secret/glpi", "token").await;
    assert!(
        told.contains("does not let AppRole in at `auth/approle` (HTTP 400: invalid role or secret ID)"),
        "{told}"
    );

    admin.put("sys/auth/kubernetes", json!({"type": "kubernetes"})).await;
    // It wants an authority, also for a cluster without TLS.
    let config = json!({"kubernetes_host": cluster(), "token_reviewer_jwt": service_account(),
        "kubernetes_ca_cert": std::fs::read_to_string(&admin.ca).unwrap(), "disable_local_ca_jwt": true});
    admin.put("auth/kubernetes/config", config).await;
    let role = json!({"bound_service_account_names": "stocktake", "bound_service_account_namespaces": "ops",
        "token_policies": ["stocktake"]});
    admin.put("auth/kubernetes/role/stocktake", role).await;
    let table = admin.table("kubernetes_role = \"stocktake\"\njwt = \"env:J\"");
    let jwt = service_account();
    let store = open(&table, &[("J", &jwt)]).await.unwrap();
    assert_eq!(read(&store, "secret/glpi", "token").await, "two");
    store.leave().await;
}

async fn namespaces(admin: &Admin) {
    admin.put("sys/namespaces/ops", json!({})).await;
    let mount = json!({"type": "kv", "options": {"version": "2"}});
    admin.call(Method::POST, "ops", "sys/mounts/secret", mount).await;
    admin.put_soon("ops", "secret/data/glpi", json!({"data": {"token": "of ops"}})).await;
    let table = admin.table("token = \"env:T\"\nnamespace = \"ops\"");
    let store = open(&table, &[("T", &admin.token)]).await.unwrap();
    assert_eq!(read(&store, "secret/glpi", "token").await, "of ops");
    let table = admin.table("token = \"env:T\"\nnamespace = \"none\"");
    let store = open(&table, &[("T", &admin.token)]).await.unwrap();
    let told = read(&store, "secret/glpi", "token").await;
    assert_eq!(told, "the store does not find `secret/glpi` (HTTP 404: namespace not found)");
}

async fn sealed(admin: &Admin) {
    let Some(key) = variable("STOCKTAKE_TEST_OPENBAO_UNSEAL") else { return };
    let store = open(&admin.table("token = \"env:T\""), &[("T", &admin.token)]).await.unwrap();
    admin.call(Method::PUT, "", "sys/seal", json!({})).await;
    let told = read(&store, "secret/glpi", "token").await;
    let lines = store.check().await;
    admin.call(Method::PUT, "", "sys/unseal", json!({ "key": key })).await;
    assert!(told.starts_with("the store is sealed"), "{told}");
    assert!(
        lines.len() == 1 && !lines[0].ok && lines[0].detail.english().starts_with("the store is sealed"),
        "{lines:?}"
    );
}
