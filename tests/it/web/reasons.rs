//! Reasons in the browser: one that is too long is told to be so and is not lost, and taking a run back asks for one as
//! approving does. Roles that are given anew hold at once.

use super::{Console, PASSWORD, add_user, refused_with};
use crate::fleet::{JOB, two_computers};
use crate::world::until;

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_that_is_too_long_is_told_to_be_so_and_stays_in_the_form() {
    let (world, run) = refused_with(10, "ask_reason = true\n").await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let long = "because ".repeat(200);
    for (language, told) in [
        ("en", "the reason has 1599 characters; 1000 at most are read"),
        ("fr", "le motif a 1599 caractères\u{a0}; 1000 au plus sont lus"),
    ] {
        ann.speaks(language);
        let page = ann.get(&path).await;
        assert!(page.text.contains("maxlength=\"1000\""), "{}", page.text);
        let (token, digest) = (page.hidden("token").unwrap(), page.hidden("digest").unwrap());
        let fields = [
            ("token", token.as_str()),
            ("digest", &digest),
            ("approve", "all"),
            ("why", &long),
            ("password", PASSWORD),
        ];
        let page = ann.post(&path, &fields).await;
        assert_eq!(page.status, 400, "{}", page.text);
        assert!(page.has(told) && page.has(long.trim()), "{}", page.text);
    }
    world.wrote_nothing();
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_taken_back_for_a_reason_where_the_job_asks_for_one() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}[limits]\nask_reason = true\n"));
    add_user(&world, "ann", &["approver"]).await;
    let run = world.run("nightly").await.run.id.to_string();
    world.requests();
    let without = world.program(&["undo", &run]).await;
    assert_eq!(without.code, Some(2), "{without:?}");
    assert!(without.stderr.contains("asks for a reason: say why with --why"), "{without:?}");
    world.wrote_nothing();

    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let path = format!("/jobs/nightly/runs/{run}/undo");
    let page = ann.get(&path).await;
    assert!(page.has("name=\"why\"") && page.has(" --why '…'"), "{}", page.text);
    let digest = page.hidden("digest").unwrap();
    let long = "x".repeat(1_001);
    for (why, told) in [(" ", "This job asks for a reason"), (long.as_str(), "1000 at most are read")] {
        let token = ann.token().await;
        let fields = [("token", token.as_str()), ("digest", &digest), ("why", why), ("password", PASSWORD)];
        let page = ann.post(&path, &fields).await;
        assert_eq!(page.status, 400, "{}", page.text);
        assert!(page.has(told) && page.has(&format!("value=\"{why}\"")), "{}", page.text);
    }
    world.wrote_nothing();
    let token = ann.token().await;
    let fields =
        [("token", token.as_str()), ("digest", &digest), ("why", "wrong file"), ("password", PASSWORD)];
    assert_eq!(ann.post(&path, &fields).await.status, 200);
    until("the run is taken back", || world.glpi_names("Computer").is_empty()).await;
    until("it has ended", || world.store().running("nightly").unwrap().is_none()).await;
    world.requests();
    let back = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert!(back.message.unwrap().to_string().ends_with(", asked for by ann: wrong file"));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_roles_hold_at_once_for_who_is_logged_in_and_stand_in_the_security_log() {
    let (world, run) = refused_with(10, "").await;
    let console = Console::open(&world).await;
    let (ann, otto) = (console.log_in("ann").await, console.log_in("otto").await);
    let path = format!("/jobs/nightly/runs/{run}/plan");
    assert!(ann.get(&path).await.has("Your password, once more"));
    assert!(!otto.get(&path).await.has("Your password, once more"));

    for (arguments, code, told) in [
        (
            &["users", "set-roles", "ann", "--role", "viewer"][..],
            0,
            "ann has other roles from now on: viewer",
        ),
        (&["users", "set-roles", "ann", "--role", "viewer"], 0, "ann has these roles already: viewer"),
        (&["users", "set-roles", "otto", "--role", "viewer", "--role", "nightly=approver"], 0, "approver"),
        (&["users", "set-roles", "anne", "--role", "viewer"], 2, "there is no user `anne`"),
        (&["users", "set-roles", "ann", "--role", "boss"], 2, "`boss` is no role"),
        (&["users", "set-roles", "ann", "--role", "pusher"], 2, "a role of tokens"),
        (&["users", "set-roles", "ann", "--role", "nightli=viewer"], 2, "nightly"),
        (&["users", "set-roles", "ann"], 2, "--role"),
    ] {
        let ended = world.program(arguments).await;
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        assert!(format!("{}{}", ended.stdout, ended.stderr).contains(told), "{arguments:?}: {ended:?}");
    }
    assert!(!ann.get(&path).await.has("Your password, once more"), "the login keeps on, with the new roles");
    assert!(otto.get(&path).await.has("Your password, once more"));
    let french =
        world.program(&["--language", "fr", "users", "set-roles", "ann", "--role", "operator"]).await;
    assert!(french.stdout.contains("ann a désormais d'autres rôles\u{a0}: operator"), "{french:?}");

    let log = world.json(&["security-log"]).await;
    let entries = log.as_array().unwrap();
    let changed: Vec<&str> = entries
        .iter()
        .filter(|entry| entry["kind"] == "roles_changed")
        .map(|entry| entry["detail"].as_str().unwrap())
        .collect();
    assert_eq!(changed.len(), 3, "{log}");
    assert!(changed.contains(&"ann: approver → viewer"), "{changed:?}");
    assert_eq!(world.program(&["security-log", "verify"]).await.code, Some(0));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_to_close_a_question_stays_where_its_reason_is_too_long() {
    let (world, _) = refused_with(10, "").await;
    let console = Console::open(&world).await;
    let otto = console.log_in("otto").await;
    let question = world.json(&["questions"]).await[0].clone();
    let path = format!("/jobs/nightly/questions/{}/close", question["id"].as_str().unwrap());
    let (token, long) = (otto.token().await, "x".repeat(1_001));
    let page = otto.post(&path, &[("token", &token), ("until", "2999-01-31"), ("why", &long)]).await;
    assert_eq!(page.status, 400, "{}", page.text);
    assert!(page.has("the reason has 1001 characters; 1000 at most are read"), "{}", page.text);
    assert!(page.has(&format!("value=\"{long}\"")) && page.has("value=\"2999-01-31\""), "{}", page.text);
    console.stop().await;
}
