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
    browser.set_secret("chosen-by-somebody-else").await;
    assert_eq!(browser.log_in("ann", PASSWORD).await.status, 200);
    let secret = browser.secret().unwrap();
    assert_eq!(secret.len(), 64, "a secret of its own");
    assert!(browser.get("/").await.has("ann"));
    let bytes = state_bytes(&world);
    assert!(!holds(&bytes, &secret) && !holds(&bytes, PASSWORD), "only a digest is kept");
    assert!(!console.log().contains(&secret) && !console.log().contains(PASSWORD));

    // A second login of the same browser takes the place of the first.
    let thief = console.browser();
    thief.set_secret(&secret).await;
    let token = browser.token().await;
    assert_eq!(browser.post("/logout", &[("token", &token)]).await.status, 200);
    assert_eq!(browser.secret(), None);
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
    world.add_settings("[web]\nbehind_proxy = true\nproxies = [\"127.0.0.1\"]\n");
    let console = Console::open(&world).await;
    let owner = console.browser();
    owner.is_said("x-forwarded-for", "198.51.100.7");
    assert_eq!(owner.log_in("ann", PASSWORD).await.status, 200);
    let token = owner.token().await;
    owner.post("/logout", &[("token", &token)]).await;
    let browser = console.browser();
    browser.is_said("x-forwarded-for", "10.0.0.1, 203.0.113.9");
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
        [&added[..], &["logged_in", "logged_out"], &wrong, &["login_held_back", "login_failed", "logged_in"]]
            .concat();
    assert_eq!(kinds, expected);
    assert!(log.as_array().unwrap()[5..].iter().all(|entry| entry["address"] == "203.0.113.9"), "{log}");

    // Her own address, and her browser wherever it is, are not held back by what somebody does elsewhere; a browser has
    // five tries, too.
    assert_eq!(owner.log_in("ann", PASSWORD).await.status, 200);
    let token = owner.token().await;
    owner.post("/logout", &[("token", &token)]).await;
    owner.is_said("x-forwarded-for", "203.0.113.9");
    for _ in 0..5 {
        assert_eq!(owner.log_in("ann", "wrong").await.status, 401);
    }
    assert_eq!(owner.log_in("ann", PASSWORD).await.status, 429);
}

/// Behind a proxy that nobody told us of all the world is this machine: whoever tries a name keeps its owner waiting for
/// some seconds, and not at all in a browser in which that person has logged in before.
#[tokio::test(flavor = "multi_thread")]
async fn this_machine_is_slowed_and_not_locked_out() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let owner = console.log_in("ann").await;
    let token = owner.token().await;
    owner.post("/logout", &[("token", &token)]).await;
    let (stranger, other) = (console.browser(), console.browser());
    for _ in 0..5 {
        assert_eq!(stranger.log_in("ann", "wrong").await.status, 401);
    }
    // Two at once: at most one of them is looked at.
    let (one, two) =
        futures::future::join(stranger.log_in("ann", "wrong"), other.log_in("ann", "wrong")).await;
    let held_back = if one.status == 429 { one } else { two };
    assert_eq!(held_back.status, 429);
    assert!(held_back.has("wait some seconds"), "{}", held_back.text);
    assert_eq!(owner.log_in("ann", PASSWORD).await.status, 200, "her browser is known");
    assert_eq!(stranger.log_in("vera", PASSWORD).await.status, 200, "another name");
    let begin = std::time::Instant::now();
    while other.log_in("ann", PASSWORD).await.status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(20), "the owner is locked out");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Wrong passwords of somebody who has taken a login away are counted for that login.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_logged_in_has_five_tries_to_confirm() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let (thief, ann) = (console.log_in("ann").await, console.log_in("ann").await);
    for (browser, password, said) in [
        (&thief, "wrong", "The password is wrong"),
        (&thief, "wrong", "The password is wrong"),
        (&thief, "wrong", "The password is wrong"),
        (&thief, "wrong", "The password is wrong"),
        (&thief, "wrong", "The password is wrong"),
        (&thief, PASSWORD, "wait a quarter of an hour"),
        (&ann, PASSWORD, "Nothing waits for a decision."),
    ] {
        let path = format!("/jobs/nightly/runs/{run}/plan");
        let page = browser.get(&path).await;
        let (token, digest) = (page.hidden("token").unwrap(), page.hidden("digest").unwrap());
        let fields = [("token", &*token), ("digest", &*digest), ("approve", "none"), ("password", password)];
        let page = browser.post(&path, &fields).await;
        assert!(page.has(said), "{}", page.text);
    }
    world.wrote_nothing();
}

/// What cannot be written down is not done.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_that_the_security_log_does_not_tell() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let (ann, otto) = (console.log_in("ann").await, console.log_in("otto").await);
    let (path, token) = (format!("/jobs/nightly/runs/{run}/plan"), ann.token().await);
    let digest = ann.get(&path).await.hidden("digest").unwrap();
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    let logins =
        || database.query_row("SELECT count(*) FROM web_sessions", [], |row| row.get::<_, i64>(0)).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON security_log WHEN NEW.kind <> 'confirmed' \
             BEGIN SELECT RAISE(ABORT, 'no room'); END;",
        )
        .unwrap();
    for approve in ["all", "none"] {
        let fields = [("token", &*token), ("digest", &*digest), ("approve", approve), ("password", PASSWORD)];
        let page = ann.post(&path, &fields).await;
        assert!([403, 500].contains(&page.status), "{}", page.text);
        let fresh = ann.token().await;
        let fields = [("token", &*fresh), ("digest", &*digest), ("approve", approve)];
        let page = ann.post(&path, &fields).await;
        assert_eq!(page.status, 500, "{}", page.text);
    }
    let question = world.json(&["questions"]).await[0].clone();
    let close = format!("/jobs/nightly/questions/{}/close", question["id"].as_str().unwrap());
    let token = otto.token().await;
    assert_eq!(otto.post(&close, &[("token", &token), ("why", "seen")]).await.status, 500);
    assert_eq!(world.json(&["questions"]).await[0]["closed"], serde_json::Value::Null);
    assert_eq!(otto.post("/logout", &[("token", &token)]).await.status, 500);
    assert_eq!(otto.get("/").await.status, 200, "still logged in");
    let before = logins();
    assert_eq!(console.browser().log_in("vera", PASSWORD).await.status, 500);
    assert_eq!(logins(), before);
    let removed = world.program(&["users", "remove", "vera"]).await;
    assert_ne!(removed.code, Some(0), "{removed:?}");
    assert!(std::fs::read_to_string(world.folder().join("var/users.toml")).unwrap().contains("vera"));
    assert_eq!(world.store().runs(Some("nightly"), 9).unwrap().len(), 1, "no run was begun");
    world.wrote_nothing();
}

/// Browsers send a cookie to every port of a host.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_at_one_console_is_none_at_another_and_does_not_end_it() {
    let ((one, _), (two, _)) = (refused(10).await, refused(10).await);
    let (first, second) = (Console::open(&one).await, Console::open(&two).await);
    let (here, there) = (first.log_in("ann").await, second.browser());
    here.cookies().iter().for_each(|(name, value)| there.set_cookie(name, value));
    assert_eq!(there.get("/").await.status, 401);
    assert_eq!(there.log_in("ann", PASSWORD).await.status, 200);
    there.cookies().iter().for_each(|(name, value)| here.set_cookie(name, value));
    assert_eq!(here.get("/").await.status, 200, "both logins hold");
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
