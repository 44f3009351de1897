//! Logins by a proxy that says who somebody is, and by somebody who pretends to be one.

use super::{Console, PASSWORD, Page, refused, told};
use crate::world::until;
use sha2::{Digest as _, Sha256};

const SETTINGS: &str = "[web]\nurl = \"http://127.0.0.1:8080\"\nproxies = [\"PROXY\"]\n\
    user_header = \"X-Remote-User\"\ngroups_header = \"X-Remote-Groups\"\n\
    [[web.role]]\ncontains = \"approvers\"\njobs = [\"nightly\"]\nrole = \"approver\"\n\
    [[web.role]]\nclaim = \"user\"\ncontains = \"vincent\"\nrole = \"viewer\"\n";

async fn world(proxy: &str) -> (super::World, String) {
    let (world, run) = refused(10).await;
    world.add_settings(&SETTINGS.replace("PROXY", proxy));
    (world, run)
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_proxy_names_is_let_in_as_long_as_it_says_so() {
    let (world, run) = world("127.0.0.0/8").await;
    let console = Console::open(&world).await;
    let (carol, path) = (console.browser(), format!("/jobs/nightly/runs/{run}/plan"));
    carol.is_said("x-remote-user", "carol");
    carol.is_said("x-remote-groups", "staff, approvers");
    carol.is_said("x-forwarded-for", "203.0.113.9");
    let home = carol.get("/").await;
    assert!(
        home.status == 200 && home.has("carol") && home.has("10 changes of nightly wait"),
        "{}",
        home.text
    );
    let logins = told(&world, "logged_in").await;
    assert_eq!(logins.len(), 1);
    assert_eq!((&logins[0]["who"], &logins[0]["address"]), (&"carol".into(), &"203.0.113.9".into()));
    for _ in 0..3 {
        carol.get("/questions").await;
    }
    assert_eq!(told(&world, "logged_in").await.len(), 1, "it is one login");

    // Its forms carry a token, and a decision asks for no password: there is none here.
    let page = carol.get(&path).await;
    assert!(page.has("What is decided") || page.hidden("digest").is_some(), "{}", page.text);
    assert!(!page.has("Your password, once more"), "{}", page.text);
    let digest = page.hidden("digest").unwrap();
    let forged = carol.post(&path, &[("digest", &digest), ("approve", "none")]).await;
    assert_eq!(forged.status, 403, "without a token");
    let token = page.hidden("token").unwrap();

    // Who has no login has no secret from which a token could follow, not even an empty one.
    let stranger = console.browser();
    stranger.is_said("x-remote-user", "carol");
    stranger.is_said("x-remote-groups", "approvers");
    let of_nothing = base16ct::lower::encode_string(&Sha256::digest(b"form\0"));
    let fields = [("token", of_nothing.as_str()), ("digest", digest.as_str()), ("approve", "none")];
    assert_eq!(stranger.post(&path, &fields).await.status, 403);

    // Her cookie alone lets nobody in, nor does it make another one of who comes with it.
    let thief = console.browser();
    carol.cookies().iter().for_each(|(name, value)| thief.set_cookie(name, value));
    assert_eq!(thief.get("/").await.status, 401);
    thief.is_said("x-remote-user", "vincent");
    let page = thief.get("/").await;
    assert!(page.has("vincent") && !page.has("carol"), "{}", page.text);
    let page = thief.get(&path).await;
    assert!(page.has("Your role lets you see this") || page.hidden("digest").is_none(), "{}", page.text);

    // That was a login of its own, which took the place of the one whose cookie it had.
    let token = match carol.get(&path).await.hidden("token") {
        Some(new) => new,
        None => token,
    };
    let declined = carol.post(&path, &[("token", &token), ("digest", &digest), ("approve", "none")]).await;
    assert!(declined.has("Nothing waits for a decision."), "{}", declined.text);
    assert_eq!(told(&world, "plan_declined").await[0]["who"], "carol");

    // Who has a password here comes in with it, where the proxy names nobody.
    assert_eq!(console.browser().log_in("ann", PASSWORD).await.status, 200);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_proxy_names_without_a_role_is_refused() {
    let (world, _) = world("127.0.0.1").await;
    let console = Console::open(&world).await;
    for (user, groups, status) in [
        ("mallory", "staff", 403),
        ("mallory", "", 403),
        ("mallory", "approvers2|Approvers", 403),
        ("carol", "staff|approvers", 200),
        ("", "approvers", 401),
        ("a\tb", "approvers", 401),
    ] {
        let browser = console.browser();
        browser.is_said("x-remote-user", user);
        browser.is_said("x-remote-groups", groups);
        let page = browser.get("/").await;
        assert_eq!(page.status, status, "{user} {groups}: {}", page.text);
        assert_eq!(page.has("has no role in this console"), status == 403, "{}", page.text);
    }
    assert_eq!(told(&world, "login_refused").await.len(), 1, "once in a while");
    // What a browser says stands beside what the proxy adds, where that does not take it away.
    let twice = console.browser();
    twice.is_said("x-remote-groups", "approvers");
    let both = [("x-remote-user", "carol"), ("x-remote-user", "mallory")];
    assert_eq!(twice.ask(false, "/", String::new(), &both).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_says_who_somebody_is() {
    let (world, _) = world("192.0.2.1").await;
    let console = Console::open(&world).await;
    let ask = async || -> Page {
        let stranger = console.browser();
        stranger.is_said("x-remote-user", "carol");
        stranger.is_said("X-Remote-Groups", "approvers");
        stranger.is_said("x-forwarded-for", "192.0.2.1");
        stranger.get("/").await
    };
    for _ in 0..5 {
        assert_eq!(ask().await.status, 401);
    }
    assert!(console.log().contains("came from where nobody is believed"), "{}", console.log());
    let store = world.store();
    until("it is written down", || {
        store.newest_security_entries(9).unwrap().iter().any(|entry| entry.kind == "header_refused")
    })
    .await;
    let entries = told(&world, "header_refused").await;
    assert_eq!(entries.len(), 1, "once in a while");
    assert_eq!(
        (&entries[0]["address"], &entries[0]["detail"]),
        (&"127.0.0.1".into(), &"x-remote-user".into())
    );
    // It says nothing of who logs in, either.
    let ann = console.browser();
    ann.is_said("x-remote-user", "carol");
    ann.is_said("x-forwarded-for", "203.0.113.9");
    let page = ann.log_in("ann", PASSWORD).await;
    assert!(page.has("ann") && !page.has("carol"), "{}", page.text);
    assert_eq!(told(&world, "logged_in").await[0]["address"], "127.0.0.1");
}
