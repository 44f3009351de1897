//! Decisions in the browser: a plan is approved as a whole, in part or not at all; a question is closed.

use stocktake::model::RunState;
use stocktake::model::journal::Trigger;

use super::{Browser, Console, PASSWORD, Page, add_user, refused, refused_with, unescaped};
use crate::fleet::{PC_1, PC_2, table, two_computers};
use crate::world::{World, until};

/// The page of the plan, and what its form carries.
async fn plan(browser: &Browser, run: &str) -> (String, Page, Vec<(String, String)>) {
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let carried = ["token", "digest", "at"];
    let carried =
        carried.iter().map(|name| ((*name).to_owned(), page.hidden(name).unwrap_or_default())).collect();
    (path, page, carried)
}

/// What is sent when the row of a source key is ticked.
fn choice(page: &Page, key: &str) -> String {
    let rows = page.text.split("name=\"only\" value=\"").skip(1);
    let mut of_key = rows.filter(|row| row.split("</p>").next().unwrap().contains(key));
    unescaped(of_key.next().unwrap().split('"').next().unwrap())
}

/// Sends the form of the plan with these fields besides.
pub async fn decide(browser: &Browser, run: &str, fields: &[(&str, &str)]) -> Page {
    let (path, _, carried) = plan(browser, run).await;
    let mut all: Vec<(&str, &str)> =
        carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend(fields);
    browser.post(&path, &all).await
}

/// The page, once it tells something.
pub async fn told(browser: &Browser, path: &str, text: &str) -> Page {
    let begin = std::time::Instant::now();
    loop {
        let page = browser.get(path).await;
        if page.has(text) {
            return page;
        }
        assert!(begin.elapsed().as_secs() < 20, "waited in vain for {text}: {}", page.text);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

async fn done(world: &World) {
    until("what was approved is written", || {
        let runs = world.store().runs(Some("nightly"), 10).unwrap();
        runs[0].state == RunState::Done
    })
    .await;
}

/// A world with an approver, and a run that held two changes of contracts.
pub async fn held() -> (World, String) {
    let world = two_computers().await;
    add_user(&world, "ann", &["nightly=approver"]).await;
    world.run("nightly").await;
    world.requests();
    let shorter = PC_1.replace("31/12/2026", "30/06/2026");
    world.csv("computers.csv", &table(&[&shorter, &PC_2.replace("999,99", "900")]));
    let run = world.run("nightly").await.run.id.to_string();
    (world, run)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_plan_is_approved_with_password_and_reason_once() {
    let (world, run) = refused_with(10, "ask_reason = true\n").await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let home = ann.get("/").await;
    assert!(home.has("10 changes of nightly wait for a decision"), "{}", home.text);
    assert!(home.has(&format!("/jobs/nightly/runs/{run}/plan")), "{}", home.text);
    let (_, page, _) = plan(&ann, &run).await;
    assert!(page.has("stocktake approve ") && page.has("pc-003") && page.has("limits.create.count"));
    assert!(!page.text.contains(" checked"), "nothing is chosen beforehand");

    for (fields, why) in [
        (&[("password", PASSWORD), ("why", "seen")][..], "Say what is approved"),
        (&[("approve", "all"), ("password", PASSWORD), ("why", " ")], "asks for a reason"),
        (&[("approve", "all"), ("why", "seen")], "Give your password once more"),
        (&[("approve", "all"), ("why", "seen"), ("password", "wrong")], "The password is wrong"),
        (&[("approve", "some"), ("why", "seen"), ("password", PASSWORD)], "Nothing is ticked"),
        (
            &[("approve", "some"), ("only", "no such key"), ("why", "x"), ("password", PASSWORD)],
            "no such key",
        ),
    ] {
        let page = decide(&ann, &run, fields).await;
        assert_eq!(page.status, 400, "{fields:?}");
        assert!(page.has(why), "{fields:?}: {}", page.text);
    }
    let other = [("digest", "00"), ("approve", "all"), ("why", "seen"), ("password", PASSWORD)];
    let token = ann.token().await;
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let fields: Vec<(&str, &str)> = [("token", token.as_str())].into_iter().chain(other).collect();
    assert_eq!(ann.post(&path, &fields).await.status, 409, "another plan than was seen");
    world.wrote_nothing();

    let before = ann.secret().unwrap();
    let approved =
        decide(&ann, &run, &[("approve", "all"), ("why", "new site"), ("password", PASSWORD)]).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    done(&world).await;
    assert_eq!(world.glpi_names("Computer").len(), 10);
    assert!(!world.requests().is_empty());
    let written = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert_eq!(written.message.unwrap().to_string(), "approved by ann: new site");
    assert_ne!(ann.secret().unwrap(), before, "the login has a new secret");
    let old = console.browser();
    old.set_secret(&before).await;
    assert_eq!(old.get("/").await.status, 401);

    let page = told(&ann, &path, "has written what was approved").await;
    assert!(!page.has("is out of date"), "{}", page.text);
    assert!(!page.has("Your password, once more"), "no form any more");
    assert!(ann.get("/").await.has("Nothing waits for a decision."));
    let shown = ann.get(&format!("/jobs/nightly/runs/{}", written.id)).await;
    assert!(shown.has("pc-003") && shown.has("approved by ann: new site"), "{}", shown.text);
    let log = world.json(&["security-log"]).await;
    let approval = log.as_array().unwrap().iter().find(|entry| entry["kind"] == "plan_approved").unwrap();
    assert_eq!((&approval["who"], &approval["job"]), (&"ann".into(), &"nightly".into()));
    assert_eq!(world.program(&["security-log", "verify"]).await.code, Some(0));
    console.stop().await;
}

/// Two approvers, and each twice: it is written once.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_approved_by_many_at_once_is_written_once() {
    let (world, run) = refused(10).await;
    add_user(&world, "amy", &["approver"]).await;
    let console = Console::open(&world).await;
    let (ann, amy) = (console.log_in("ann").await, console.log_in("amy").await);
    let mut forms = Vec::new();
    for browser in [&ann, &amy] {
        forms.push((browser, plan(browser, &run).await));
    }
    let all = forms.iter().chain(&forms).map(|(browser, (path, _, carried))| {
        let mut fields: Vec<(&str, &str)> =
            carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("approve", "all"), ("password", PASSWORD)]);
        async move { browser.send(path, &fields, &[("sec-fetch-site", "same-origin")]).await }
    });
    let answers = futures::future::join_all(all).await;
    let count = |status: u16| answers.iter().filter(|page| page.status == status).count();
    assert_eq!(count(303), 1, "{answers:?}");
    // The others: it is being written, or the login has another secret by then.
    assert_eq!(count(409) + count(403) + count(401), 3, "{answers:?}");
    done(&world).await;
    assert_eq!(world.glpi_names("Computer").len(), 10);
    assert!(!world.requests().is_empty());
    let written = world.store().runs(Some("nightly"), 9).unwrap();
    assert_eq!(written.len(), 2, "the one that was refused, and one that wrote: {written:?}");
    let log = world.json(&["security-log"]).await;
    let approvals = log.as_array().unwrap().iter().filter(|entry| entry["kind"] == "plan_approved").count();
    assert_eq!(approvals, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_asks_for_the_reason_too() {
    let (world, run) = refused_with(10, "ask_reason = true\n").await;
    let without = world.program(&["approve", &run]).await;
    assert_eq!(without.code, Some(2), "{without:?}");
    assert!(without.stderr.contains("say why with --why"), "{without:?}");
    world.wrote_nothing();
    let with = world.program(&["approve", &run, "--by", "ann", "--why", "new site"]).await;
    assert_eq!(with.code, Some(0), "{with:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ticked_goes_along_from_page_to_page_and_is_all_that_is_written() {
    let (world, run) = refused(130).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let (path, first, _) = plan(&ann, &run).await;
    assert!(first.has("Page 1 of 2, 130 in all") && first.has("SN-0100") && !first.has("SN-0101"));
    let second =
        decide(&ann, &run, &[("only", "Computer/SN-0003"), ("only", "Computer/SN-0100"), ("page", "2")])
            .await;
    assert!(second.has("Page 2 of 2") && second.has("SN-0130"), "{}", second.text);
    assert!(second.has("2 more are ticked on other pages."), "{}", second.text);
    assert_eq!(second.hidden("only").as_deref(), Some("Computer/SN-0003"));
    let back =
        decide(&ann, &run, &[("only", "Computer/SN-0003"), ("only", "Computer/SN-0130"), ("page", "1")])
            .await;
    assert!(back.has("1 more is ticked on other pages."), "{}", back.text);
    assert_eq!(back.text.matches(" checked").count(), 1, "that of this page");
    world.wrote_nothing();

    let fields = [
        ("only", "Computer/SN-0003"),
        ("only", "Computer/SN-0130"),
        ("approve", "some"),
        ("password", PASSWORD),
    ];
    let approved = decide(&ann, &run, &fields).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    done(&world).await;
    assert_eq!(world.glpi_names("Computer"), ["pc-003", "pc-130"]);
    assert!(!world.requests().is_empty());
    // The rest is out of date: the next run plans it anew.
    let late = ann.get(&path).await;
    assert!(late.has("is out of date"), "{}", late.text);
    let forced = decide(&ann, &run, &[("approve", "all")]).await;
    assert_ne!(forced.status, 200, "{}", forced.text);
    world.wrote_nothing();
}

/// Two classes have a row of one source key: who ticks one has ticked one.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_ticked_is_one_change_although_another_class_has_a_row_of_its_key() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let (_, page, _) = plan(&ann, &run).await;
    let keys: std::collections::BTreeSet<String> =
        (1..=10).map(|number| choice(&page, &format!("SN-{number:04}"))).collect();
    assert_eq!(keys.len(), 10, "{keys:?}");
    assert!(
        keys.iter().all(|key| key.starts_with("Computer/")),
        "the class is part of what is sent: {keys:?}"
    );
    let of_another =
        decide(&ann, &run, &[("approve", "some"), ("only", "Monitor/SN-0001"), ("password", PASSWORD)]).await;
    assert_eq!(of_another.status, 400, "{}", of_another.text);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_plan_nothing_is_approved_and_its_question_is_closed() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let declined =
        decide(&ann, &run, &[("approve", "none"), ("why", "wrong file"), ("password", PASSWORD)]).await;
    assert!(declined.has("Nothing waits for a decision."), "{}", declined.text);
    let question = world.json(&["questions", "--closed"]).await[0].clone();
    assert_eq!(
        (&question["closed"]["by"], &question["closed"]["why"]),
        (&"ann".into(), &"wrong file".into())
    );
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_refused_plan_gives_way_to_a_newer_one() {
    let (world, first) = refused(10).await;
    world.csv("computers.csv", &super::many(12));
    let second = world.run("nightly").await.run.id.to_string();
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let home = ann.get("/").await;
    assert!(home.has("12 changes of nightly wait") && !home.has(&first), "{}", home.text);
    let old = ann.get(&format!("/jobs/nightly/runs/{first}/plan")).await;
    assert!(old.has("is out of date") && old.has(&second), "{}", old.text);
    let command = world.program(&["approve", &first]).await;
    assert_eq!(command.code, Some(1), "{command:?}");
    assert!(command.stderr.contains("keeps a newer plan"), "{command:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_held_is_approved_one_by_one() {
    let (world, run) = held().await;
    world.wrote_nothing();
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    assert!(ann.get("/").await.has("2 changes of nightly wait for a decision"));
    let (_, page, _) = plan(&ann, &run).await;
    let first = choice(&page, "SN-0001");
    assert_ne!(first, choice(&page, "SN-0002"));
    let approved = decide(&ann, &run, &[("approve", "some"), ("only", &first), ("password", PASSWORD)]).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    until("the contract is shorter", || world.glpi_row("Contract", "Service pc-1")["duration"] == 6).await;
    until("the run has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert_eq!(world.requests(), ["PUT /Contract 200"]);
    let home = ann.get("/").await;
    assert!(home.has("1 change of nightly waits for a decision"), "{}", home.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_closed_with_its_reason_and_comes_back_on_its_day() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let otto = console.log_in("otto").await;
    let question = world.json(&["questions"]).await[0].clone();
    let id = question["id"].as_str().unwrap();
    let page = otto.get("/questions").await;
    assert!(page.has(&format!("stocktake questions close {id}")), "{}", page.text);
    let (path, token) = (format!("/jobs/nightly/questions/{id}/close"), otto.token().await);
    for (until, why) in
        [("2020-01-01", "not to come"), ("soon", "is no day"), ("+123456-01-01", "too far away")]
    {
        let page = otto.post(&path, &[("token", &token), ("until", until), ("why", "x")]).await;
        assert_eq!(page.status, 400);
        assert!(page.has(why) && page.has(id), "{until}: {}", page.text);
    }
    let unknown = otto.post("/jobs/nightly/questions/00000000/close", &[("token", &token)]).await;
    assert_eq!(unknown.status, 400, "{}", unknown.text);
    let fields =
        [("token", token.as_str()), ("to", "/questions"), ("until", "2999-01-31"), ("why", "<b>known</b>")];
    let closed = otto.post(&path, &fields).await;
    assert!(closed.has("There is no open question."), "{}", closed.text);
    let told = otto.get("/questions?closed=1").await;
    assert!(told.text.contains("&lt;b&gt;known") && told.has("31 Jan 2999"), "{}", told.text);
    let kept = world.json(&["questions", "--closed"]).await[0]["closed"].clone();
    assert_eq!((&kept["by"], &kept["until"]), (&"otto".into(), &"2999-01-31".into()));
    // Who sends an old page overwrites nobody's reason; what did not happen is not in the security log.
    let again = otto.post(&path, &[("token", &token), ("why", "another")]).await;
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(again.has("nothing was changed: it was closed by otto on"), "{}", again.text);
    assert_eq!(world.json(&["questions", "--closed"]).await[0]["closed"], kept);
    let log = world.json(&["security-log"]).await;
    let closings = log.as_array().unwrap().iter().filter(|entry| entry["kind"] == "question_closed").count();
    assert_eq!(closings, 1, "{log}");
    let vera = console.log_in("vera").await;
    assert!(!vera.get("/questions?closed=1").await.has("Close this question"));
}

/// The decision is written into the security log before it is done: that nothing came of it stands there, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_while_another_run_is_under_way_is_told_as_not_begun() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let store = world.store();
    let other = store.begin_run("nightly", Trigger::Command, "elsewhere", chrono::Utc::now()).unwrap();
    let approved = decide(&ann, &run, &[("approve", "all"), ("password", PASSWORD)]).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    told(&ann, &format!("/jobs/nightly/runs/{run}/plan"), "could not be written").await;
    world.wrote_nothing();
    let log = world.json(&["security-log"]).await;
    let of = |kind: &str| log.as_array().unwrap().iter().find(|entry| entry["kind"] == kind).unwrap().clone();
    let unbegun = of("run_not_begun");
    assert_eq!((&unbegun["who"], &unbegun["job"]), (&"ann".into(), &"nightly".into()), "{log}");
    let detail = unbegun["detail"].as_str().unwrap();
    assert!(detail.starts_with(&run) && detail.contains(&other.0), "{detail}");
    assert!(unbegun["place"].as_i64() > of("plan_approved")["place"].as_i64(), "{log}");
    let shown = world.program(&["security-log", "--language", "fr"]).await;
    assert!(shown.stdout.contains("exécution non démarrée"), "{shown:?}");
    assert_eq!(world.program(&["security-log", "verify"]).await.code, Some(0));
    console.stop().await;
}
