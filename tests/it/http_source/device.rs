//! Logins in which a person types a code, and refresh tokens that are good once.
//!
//! The server answers as RFC 8628 and RFC 6749 say. A refresh token that was used is good for nothing, and using it
//! again ends the whole family, as RFC 9700 advises.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::api::{Api, Asked, ESCAPED_CANARY, Reply, Vendor};

#[derive(Debug, Default)]
struct Server {
    /// What is answered while the person has not typed the code.
    polls: VecDeque<&'static str>,
    /// The refresh token that is good.
    good: u32,
    access: u32,
    is_revoked: bool,
    /// How long a new token takes.
    slow: bool,
}

fn token(server: &mut Server) -> Reply {
    (server.good, server.access) = (server.good + 1, server.access + 1);
    Reply::json(json!({
        "access_token": format!("access-{}-{ESCAPED_CANARY}", server.access),
        "refresh_token": format!("refresh-{}-{ESCAPED_CANARY}", server.good),
        "token_type": "Bearer", "expires_in": 3600,
    }))
}

fn refused(error: &str) -> Reply {
    Reply::json(json!({ "error": error, "error_description": "as it is" })).status(400)
}

fn answer(server: &Mutex<Server>, asked: &Asked) -> Reply {
    let mut server = server.lock().unwrap();
    match asked.path.as_str() {
        "/device" => {
            assert_eq!(asked.field("client_id").as_deref(), Some("app"));
            assert_eq!(asked.field("scope").as_deref(), Some("read offline_access"));
            Reply::json(json!({
                "device_code": format!("device-{ESCAPED_CANARY}"), "user_code": "WDJB-MJHT",
                "verification_uri": "https://login.example.org/device",
                "verification_uri_complete": "https://login.example.org/device?user_code=WDJB-MJHT",
                "expires_in": 900, "interval": 0.1,
            }))
        }
        "/token" => match asked.field("grant_type").as_deref() {
            Some("urn:ietf:params:oauth:grant-type:device_code") => {
                assert_eq!(asked.field("device_code"), Some(format!("device-{ESCAPED_CANARY}")));
                match server.polls.pop_front() {
                    Some(error) => refused(error),
                    None => token(&mut server),
                }
            }
            Some("refresh_token") => {
                if server.slow {
                    std::thread::sleep(Duration::from_millis(300));
                }
                let is_good =
                    asked.field("refresh_token") == Some(format!("refresh-{}-{ESCAPED_CANARY}", server.good));
                server.is_revoked |= !is_good;
                if server.is_revoked { refused("invalid_grant") } else { token(&mut server) }
            }
            other => panic!("{other:?}"),
        },
        _ => match asked.header("authorization") {
            Some(sent) if sent == format!("Bearer access-{}-{ESCAPED_CANARY}", server.access) => {
                Reply::json(json!({ "rows": [{ "id": 1, "name": "pc1" }] }))
            }
            // Two programs have a token each.
            Some(sent) if server.slow && sent.starts_with("Bearer access-") => {
                Reply::json(json!({ "rows": [{ "id": 1, "name": "pc1" }] }))
            }
            _ => Reply::json(json!({})).status(401),
        },
    }
}

async fn server(polls: &[&'static str]) -> (Api, Arc<Mutex<Server>>) {
    let server = Server { polls: polls.iter().copied().collect(), ..Server::default() };
    let server = Arc::new(Mutex::new(server));
    let shared = server.clone();
    (Api::start(move |asked| answer(&shared, asked)).await, server)
}

const FEED: &str = "path = \"/list\"\nrows = \"rows\"";

fn vendor(api: &Api) -> Vendor {
    let url = &api.url;
    let table = format!(
        "[system.vendor.http.oauth]\ngrant = \"device\"\ndevice_url = \"{url}/device\"\ntoken_url = \"{url}/token\"\nclient_id = \"app\"\nscope = \"read offline_access\""
    );
    Vendor::new(url, &table, FEED)
}

#[tokio::test]
async fn a_person_logs_in_once_and_the_token_outlives_each_new_one() {
    let (api, server) = server(&["authorization_pending", "authorization_pending"]).await;
    let vendor = vendor(&api);
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("stocktake login vendor"), "{error}");
    assert!(!api.calls().iter().any(|call| call.contains("/list")));
    let said = vendor.program(&["login", "vendor"]).await;
    assert_eq!(said.code, Some(0), "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.contains("Open https://login.example.org/device and type the code WDJB-MJHT"));
    assert!(said.stdout.contains("good for 15 minutes") && said.stdout.contains("Logged in at vendor"));
    for turn in 2..5 {
        assert_eq!(vendor.fetch().await.unwrap().ids(), [1]);
        assert_eq!(server.lock().unwrap().good, turn);
    }
    // Nothing of it stands in clear anywhere.
    for entry in walk(vendor.folder()) {
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(9).any(|piece| piece == b"refresh-4");
        assert!(!found, "{}", entry.display());
    }
    // Taken back by its owner.
    server.lock().unwrap().is_revoked = true;
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("invalid_grant") && error.contains("stocktake login vendor"), "{error}");
    server.lock().unwrap().is_revoked = false;
    assert_eq!(vendor.program(&["login", "vendor"]).await.code, Some(0));
    assert_eq!(vendor.fetch().await.unwrap().ids(), [1]);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn what_keeps_a_person_out_is_told() {
    let cases =
        [("access_denied", "was denied"), ("expired_token", "ran out"), ("invalid_client", "invalid_client")];
    for (error, words) in cases {
        let (api, _) = server(&["authorization_pending", error]).await;
        let said = vendor(&api).program(&["login", "vendor"]).await;
        assert_eq!(said.code, Some(1), "{}", said.stderr);
        assert!(said.stderr.contains(words), "{error}: {}", said.stderr);
    }
    let (api, _) = server(&[]).await;
    let said = vendor(&api).program(&["login", "nobody"]).await;
    assert_ne!(said.code, Some(0));
    let open = Vendor::new(&api.url, "", FEED);
    let said = open.program(&["login", "vendor"]).await;
    assert!(said.code == Some(1) && said.stderr.contains("grant = \"device\""), "{}", said.stderr);
}

#[tokio::test]
async fn a_system_that_says_slow_down_is_asked_more_seldom() {
    let (api, _) = server(&["slow_down"]).await;
    let began = std::time::Instant::now();
    assert_eq!(vendor(&api).program(&["login", "vendor"]).await.code, Some(0));
    assert!(began.elapsed() > Duration::from_secs(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_at_once_lose_no_token() {
    let (api, server) = server(&[]).await;
    let vendor = vendor(&api);
    assert_eq!(vendor.program(&["login", "vendor"]).await.code, Some(0));
    server.lock().unwrap().slow = true;
    let all = futures::future::join_all((0..4).map(|_| vendor.fetch())).await;
    assert!(all.iter().all(|fetched| fetched.as_ref().is_ok_and(|rows| rows.ids() == [1])), "{all:?}");
    let server = server.lock().unwrap();
    assert!(!server.is_revoked && server.good == 5, "{server:?}");
}

#[tokio::test]
async fn a_refresh_token_of_the_settings_is_followed_by_those_that_come_of_it() {
    let (api, server) = server(&[]).await;
    server.lock().unwrap().good = 1;
    let url = &api.url;
    let table = format!(
        "[system.vendor.http.oauth]\ngrant = \"refresh\"\ntoken_url = \"{url}/token\"\nclient_id = \"app\"\nrefresh_token = \"file:secrets/refresh\""
    );
    let vendor = Vendor::new(url, &table, FEED);
    vendor.put("secrets/refresh", &format!("refresh-1-{ESCAPED_CANARY}"));
    for turn in 2..4 {
        assert_eq!(vendor.fetch().await.unwrap().ids(), [1]);
        assert_eq!(server.lock().unwrap().good, turn);
    }
    server.lock().unwrap().is_revoked = true;
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("put a new one where"), "{error}");
    // A new one in the settings counts at once.
    *server.lock().unwrap() = Server { good: 20, ..Server::default() };
    vendor.put("secrets/refresh", &format!("refresh-20-{ESCAPED_CANARY}"));
    assert_eq!(vendor.fetch().await.unwrap().ids(), [1]);
    assert_eq!(server.lock().unwrap().good, 21);
}
