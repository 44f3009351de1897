//! Logins: made, used, ended; what forms have to carry; how often a password may be tried; what is written down.

use std::time::Duration;

use super::{Console, PASSWORD, add_user, refused, with_password};

/// Bytes of every file below the state folder.
fn state_bytes(world: &super::World) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(world.folder().join("var")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_has_a_new_secret_that_nothing_keeps_and_ends_when_it_is_left() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    browser.set_cookie("stocktake", "chosen-by-somebody-else");
    assert_eq!(browser.log_in("ann", PASSWORD).await.status, 200);
    let secret = browser.cookie("stocktake").unwrap();
    assert_eq!(secret.len(), 64, "a secret of its own");
    assert!(browser.get("/").await.has("ann"));
    let bytes = state_bytes(&world);
    assert!(!holds(&bytes, &secret) && !holds(&bytes, PASSWORD), "only a digest is kept");
    assert!(!console.log().contains(&secret) && !console.log().contains(PASSWORD));

    // A second login of the same browser takes the place of the first.
    let thief = console.browser();
    thief.set_cookie("stocktake", &secret);
    let token = browser.token().await;
    assert_eq!(browser.post("/logout", &[("token", &token)]).await.status, 200);
    assert_eq!(browser.cookie("stocktake"), None);
    assert_eq!(thief.get("/").await.status, 401, "it has ended for everybody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ends_with_its_password_and_with_its_user() {
    let (world, _) = refused(10).await;
    add_user(&world, "bob", &["viewer"]).await;
    let console = Console::open(&world).await;
    let (ann, bob, vera) =
        (console.log_in("ann").await, console.log_in("bob").await, console.log_in("vera").await);
    let changed = with_password(&world, &["users", "passwd", "ann"], "another good password").await;
    assert_eq!(changed.code, Some(0), "{changed:?}");
    assert_eq!(ann.get("/").await.status, 401);
    assert_eq!(ann.log_in("ann", PASSWORD).await.status, 401);
    assert_eq!(ann.log_in("ann", "another good password").await.status, 200);
    assert_eq!(world.program(&["users", "remove", "bob"]).await.code, Some(0));
    assert_eq!(bob.get("/").await.status, 401);
    assert_eq!(vera.get("/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ends_when_nobody_uses_it() {
    let (world, _) = refused(10).await;
    world.add_settings("[web]\nidle = \"4s\"\n");
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let used = std::time::Instant::now();
    while used.elapsed() < Duration::from_secs(6) {
        assert_eq!(vera.get("/").await.status, 200, "it is used");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    tokio::time::sleep(Duration::from_millis(4_200)).await;
    assert_eq!(vera.get("/").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ends_after_its_longest_time_however_often_it_is_used() {
    let (world, _) = refused(10).await;
    world.add_settings("[web]\nsession = \"6s\"\n");
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let begin = std::time::Instant::now();
    let mut status = 200;
    while status == 200 {
        assert!(begin.elapsed() < Duration::from_secs(20), "it never ends");
        tokio::time::sleep(Duration::from_millis(200)).await;
        status = vera.get("/").await.status;
    }
    assert_eq!(status, 401);
    assert!(begin.elapsed() > Duration::from_secs(3), "too early");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_no_page_of_ours_made_changes_nothing() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let otto = console.log_in("otto").await;
    let id = world.json(&["questions"]).await[0]["id"].as_str().unwrap().to_owned();
    let (path, token) = (format!("/jobs/nightly/questions/{id}/close"), otto.token().await);
    let (form, bare) = ([("token", token.as_str()), ("why", "seen")], [("why", "seen")]);
    let other = console.log_in("otto").await.token().await;
    for (fields, headers) in [
        (&form[..], &[][..]),
        (&form, &[("sec-fetch-site", "cross-site")]),
        (&form, &[("sec-fetch-site", "same-site")]),
        (&form, &[("sec-fetch-site", "none")]),
        (&form, &[("origin", "https://evil.example")]),
        (&form, &[("origin", "null")]),
        (&bare, &[("sec-fetch-site", "same-origin")]),
        (&[("token", other.as_str()), ("why", "seen")], &[("sec-fetch-site", "same-origin")]),
        (&[("token", ""), ("why", "seen")], &[("sec-fetch-site", "same-origin")]),
    ] {
        let page = otto.send(&path, fields, headers).await;
        assert_eq!(page.status, 403, "{fields:?} {headers:?}");
        assert!(page.has("did not come from a page of the console"), "{}", page.text);
    }
    // A link of another site that is opened in a browser shows nothing without its login, and changes nothing.
    assert_eq!(otto.get(&path).await.status, 405);
    assert_eq!(world.json(&["questions"]).await[0]["closed"], serde_json::Value::Null);
    // Another site logs nobody in.
    let login = console.browser();
    let foreign = [("name", "ann"), ("password", PASSWORD), ("token", &token)];
    assert_eq!(login.send("/login", &foreign, &[("sec-fetch-site", "same-origin")]).await.status, 403);
    // An old browser that says only `Origin` may.
    let page = otto.send(&path, &form, &[("origin", &console.url)]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(!world.json(&["questions", "--closed"]).await[0]["closed"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_may_be_tried_five_times() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    for wrong in
        ["", "wrong", "correct horse batterz", "x".repeat(2_000).as_str(), PASSWORD.to_uppercase().as_str()]
    {
        let page = browser.log_in("ann", wrong).await;
        assert_eq!(page.status, 401);
        assert!(page.has("do not go together"), "{}", page.text);
    }
    let page = browser.log_in("ann", PASSWORD).await;
    assert_eq!(page.status, 429, "the right one, too");
    assert!(page.has("wait a quarter of an hour"), "{}", page.text);
    assert_eq!(browser.log_in("nobody", PASSWORD).await.status, 401, "who is not there is told the same");
    assert_eq!(browser.log_in("vera", PASSWORD).await.status, 200, "another name");
    let log = world.json(&["security-log"]).await;
    let kinds: Vec<&str> =
        log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    let added = ["user_added"; 3];
    let wrong = ["login_failed"; 5];
    let expected: Vec<&str> =
        [&added[..], &wrong, &["login_held_back", "login_failed", "logged_in"]].concat();
    assert_eq!(kinds, expected);
    assert!(log.as_array().unwrap()[3..].iter().all(|entry| entry["address"] == "127.0.0.1"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_security_log_shows_a_change() {
    let (world, _) = refused(10).await;
    let whole = world.program(&["security-log", "verify"]).await;
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(whole.stdout.starts_with("3 entries, each as it was written; the last one is "), "{whole:?}");
    let digest = whole.stdout.trim().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(world.program(&["security-log", "verify", "--expect", &digest]).await.code, Some(0));
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.execute("DELETE FROM security_log WHERE place = 3", []).unwrap();
    assert_eq!(world.program(&["security-log", "verify"]).await.code, Some(0), "the end alone does not show");
    let cut = world.program(&["security-log", "verify", "--expect", &digest]).await;
    assert_eq!(cut.code, Some(4), "{cut:?}");
    database.execute("UPDATE security_log SET detail = 'ann: viewer' WHERE place = 2", []).unwrap();
    let changed = world.program(&["security-log", "verify"]).await;
    assert_eq!(changed.code, Some(4), "{changed:?}");
    assert!(changed.stderr.contains("entry 2 does not follow"), "{changed:?}");
}
