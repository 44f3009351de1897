//! The console in a real Chromium: what a person does from the login to the decision, by mouse and by keyboard, on a
//! wide and on a narrow screen, in light and in dark; and what the browser itself and axe-core say of each page.

use serde_json::json;

use super::driver::Window;
use super::place::{linked_things, place};
use super::{Console, PASSWORD};
use crate::fleet::many;
use crate::world::until;

async fn log_in(window: &Window, console: &Console<'_>, name: &str) {
    window.go(&console.url).await;
    window.type_into("#name", name).await;
    window.type_into("#password", PASSWORD).await;
    window.press(&["Enter"]).await;
    window.told("Log out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_a_run_approves_one_item_then_all_closes_a_question_and_follows_a_ticket() {
    let Some(window) = Window::open(1280, 900).await else { return };
    let place = place().await;
    let world = &place.desks.world;
    let console = Console::open(world).await;
    log_in(&window, &console, "ann").await;
    window.told("12 changes of nightly wait for a decision").await;

    // A run, by the links that a person follows.
    window.click("a[href='/jobs/nightly']").await;
    window.click(&format!("a[href='/jobs/nightly/runs/{}']", place.done)).await;
    window.told("pc-001").await;
    assert!(
        window.text().await.contains("computers.csv:4"),
        "where the reject stands: {}",
        window.text().await
    );

    // One item of the plan.
    window.click(".brand").await;
    window.click("a.button[href$='/plan']").await;
    window.told("This plan waits").await;
    window.click("input[name=only][value='Computer/SN-0007']").await;
    window.click("#some").await;
    window.type_into("#password", PASSWORD).await;
    window.click("fieldset button").await;
    until("the one item is written", || world.glpi_names("Computer").contains(&"pc-007".to_owned())).await;
    until("the run has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert_eq!(world.glpi_names("Computer"), ["pc-001", "pc-002", "pc-007"]);
    world.requests();

    // The next run asks for the rest, and all of it is approved: the password was given just now.
    let next = world.run("nightly").await.run.id.to_string();
    assert_ne!(next, place.refused);
    world.wrote_nothing();
    window.go(&format!("{}/jobs/nightly/runs/{next}/plan", console.url)).await;
    assert!(!window.has("#password").await, "{}", window.text().await);
    window.click("#all").await;
    window.click("fieldset button").await;
    until("all is written", || world.glpi_names("Computer").len() == 14).await;
    until("the run has ended", || world.store().running("nightly").unwrap().is_none()).await;
    world.requests();

    // A question, closed with its reason.
    world.csv("computers.csv", &many(40));
    world.run("nightly").await;
    world.wrote_nothing();
    window.go(&format!("{}/questions", console.url)).await;
    window.click("summary").await;
    window.type_into("input[name=why]", "the site opens in May").await;
    window.click("details button").await;
    window.told("There is no open question.").await;
    let closed = world.json(&["questions", "--closed"]).await;
    let ours = closed.as_array().unwrap().iter().find(|one| !one["closed"].is_null()).unwrap().clone();
    assert_eq!(
        (&ours["closed"]["by"], &ours["closed"]["why"]),
        (&json!("ann"), &json!("the site opens in May"))
    );

    // A ticket, from the search in the head of the page.
    window.type_into("header input[name=q]", &place.ticket).await;
    window.press(&["Enter"]).await;
    window.told("web01").await;
    window.click(&format!("main a[href='/tickets?number={}']", place.ticket)).await;
    window.told("History").await;
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_alone_the_first_key_leads_to_the_content() {
    let Some(window) = Window::open(1280, 900).await else { return };
    let place = place().await;
    let console = Console::open(&place.desks.world).await;
    log_in(&window, &console, "ann").await;
    let focused = "return document.activeElement.className + ' ' + document.activeElement.id";
    window.press(&["Tab"]).await;
    assert_eq!(window.script(focused, json!([])).await, "skip ", "the first one skips the head");
    window.press(&["Enter"]).await;
    window.press(&["Tab", "Enter"]).await;
    window.told("This plan waits").await;
    assert!(window.url().await.ends_with("/plan"), "{}", window.url().await);
    // Up to the decision: the radios are one stop, the reason and the password one each.
    let mut stops = 0;
    while window.script("return document.activeElement.name", json!([])).await != "approve" {
        stops += 1;
        assert!(stops < 30, "the decision is not reached");
        window.press(&["Tab"]).await;
    }
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(window.script(outline, json!([])).await, "solid", "the focus is seen");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_refused_and_a_form_of_another_page_does_nothing() {
    let Some(window) = Window::open(1280, 900).await else { return };
    let place = place().await;
    let world = &place.desks.world;
    let console = Console::open(world).await;
    log_in(&window, &console, "vera").await;
    window.go(&format!("{}/jobs/nightly/runs/{}/plan", console.url, place.refused)).await;
    window.told("Your role does not allow to approve.").await;
    assert!(!window.has("fieldset").await);
    window.go(&format!("{}/questions", console.url)).await;
    assert!(!window.has("summary").await, "{}", window.text().await);

    // A page of somebody else, which the person opens while being logged in, sends the form of an approval.
    let foreign = foreign_page(&format!("{}/jobs/nightly/runs/{}/plan", console.url, place.refused)).await;
    let ann = Window::open(1280, 900).await.unwrap();
    log_in(&ann, &console, "ann").await;
    ann.go(&foreign).await;
    ann.click("button").await;
    // The cookie of the login does not go with it (`SameSite=Lax`): who sends it is nobody.
    ann.told("Log in").await;
    world.wrote_nothing();
    // Nor does the page of the same site without the token of the login.
    ann.go(&format!("{}/jobs/nightly/runs/{}/plan", console.url, place.refused)).await;
    ann.script("document.querySelector('main input[name=token]').value = 'x'", json!([])).await;
    ann.click("#all").await;
    ann.type_into("#password", PASSWORD).await;
    ann.click("fieldset button").await;
    ann.told("did not come from a page of the console").await;
    world.wrote_nothing();
    let log = world.json(&["security-log"]).await;
    let refused = log.as_array().unwrap().iter().filter(|entry| entry["kind"] == "forgery_refused").count();
    assert_eq!(refused, 1, "{log}");
    ann.close().await;
    window.close().await;
}

/// A page of another site with a button that sends a form there; its address has another site than the console.
async fn foreign_page(to: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let html = format!(
        "<form method=post action='{to}'><input name=approve value=all><input name=token value=x><button>Win</button></form>"
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n";
            let answer = format!("{head}content-length: {}\r\n\r\n{html}", html.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://localhost:{port}/")
}

/// Every page in four shapes: nothing wider than its window, nothing that the browser or axe-core complains of.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_read_wide_and_narrow_in_light_and_in_dark() {
    let Some(window) = Window::open(1280, 900).await else { return };
    let place = place().await;
    let world = &place.desks.world;
    let spare = linked_things(world).await;
    let console = Console::open(world).await;
    let mut broken = Vec::new();
    window.go(&console.url).await;
    look(&window, "login", &mut broken).await;
    log_in(&window, &console, "ann").await;
    let run = format!("/jobs/nightly/runs/{}", place.done);
    let pages = [
        ("home", "/".to_owned()),
        ("job", "/jobs/nightly".to_owned()),
        ("ticks", "/jobs/nightly/ticks".to_owned()),
        ("run", run.clone()),
        ("undo", format!("{run}/undo")),
        ("plan", format!("/jobs/nightly/runs/{}/plan", place.refused)),
        ("explain", "/jobs/nightly/explain?key=SN-0001".to_owned()),
        ("questions", "/questions".to_owned()),
        ("events", "/events?every=1".to_owned()),
        ("tickets", "/tickets".to_owned()),
        ("ticket", format!("/tickets?number={}", place.ticket)),
        ("schedule", "/schedule".to_owned()),
        ("links", "/links".to_owned()),
        ("link", "/links/itop?company=Fabrikam&find=client".to_owned()),
        ("item-links", "/items".to_owned()),
        ("item-link", format!("/jobs/nightly/link?class=Computer&key=SN-0001&item={spare}")),
        ("references", "/references".to_owned()),
        ("dictionaries", "/references/glpi/dictionaries".to_owned()),
        ("search", "/search?q=SN-0001".to_owned()),
        ("lost", "/nowhere".to_owned()),
    ];
    for (name, path) in &pages {
        window.go(&format!("{}{path}", console.url)).await;
        look(&window, name, &mut broken).await;
    }
    window.go(&console.url).await;
    window.click("button[value=fr]").await;
    for (name, path) in &pages {
        window.go(&format!("{}{path}", console.url)).await;
        window.size(390, 844).await;
        window.picture(&format!("{name}-french")).await;
        let overflow = window.overflow().await;
        if overflow > 0 {
            broken.push(format!("{name} in French is {overflow} wider than a phone"));
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
    window.close().await;
}

async fn look(window: &Window, name: &str, broken: &mut Vec<String>) {
    for (shape, width, height) in [("wide", 1280, 900), ("narrow", 390, 844)] {
        window.size(width, height).await;
        for scheme in ["light", "dark"] {
            window.scheme(scheme).await;
            window.picture(&format!("{name}-{shape}-{scheme}")).await;
            let overflow = window.overflow().await;
            if overflow > 0 {
                broken.push(format!("{name} {shape}: {overflow} wider than its window"));
            }
            // What axe-core finds is the same in each shape but for colours.
            if shape == "narrow" {
                let found = window.barriers().await;
                broken.extend(found.into_iter().map(|found| format!("{name} {scheme}: {found}")));
            }
        }
    }
    let complaints = window.complaints().await;
    broken.extend(complaints.into_iter().map(|complaint| format!("{name}: {complaint}")));
}
