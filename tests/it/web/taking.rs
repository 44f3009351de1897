//! What people take from a run: its rows and rejects as files, and the run itself, back; and how they ask for one.

use stocktake::model::RunState;

use super::{Console, PASSWORD, add_user, refused};
use crate::fleet::{JOB, PC_1, PC_2, many, table, two_computers};
use crate::world::until;

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_a_file_that_no_spreadsheet_takes_for_formulas() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let formula = PC_1.replace("first", "=HYPERLINK(1)").replace("pc-1;", "-pc-1;");
    world.csv(
        "computers.csv",
        &table(&[&formula, &PC_2.replace("28/02/2029", "@never"), ";x;SN-3;;;;;;;;;;;;;"]),
    );
    let run = world.run("nightly").await.run.id.to_string();
    world.requests();
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get(&format!("/jobs/nightly/runs/{run}?state=done")).await;
    assert!(
        page.has(&format!("/jobs/nightly/runs/{run}/rows.csv?state=done")),
        "the filter goes along: {}",
        page.text
    );
    let file = vera.get(&format!("/jobs/nightly/runs/{run}/rows.csv")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let named = file.headers["content-disposition"].to_str().unwrap();
    assert!(named.starts_with("attachment; filename=\"") && named.ends_with("-rows.csv\""), "{named}");
    assert!(file.text.contains("\r\n"), "{}", file.text);
    assert!(file.text.contains(",'=HYPERLINK(1),") && file.text.contains(",'-pc-1,"), "{}", file.text);
    assert!(!file.text.contains(",=") && !file.text.contains(",-pc"), "{}", file.text);
    let none = vera.get(&format!("/jobs/nightly/runs/{run}/rows.csv?state=failed")).await;
    assert_eq!(none.text.lines().count(), 1, "the heading alone: {}", none.text);
    assert_eq!(vera.get(&format!("/jobs/nightly/runs/{run}/rows.csv?state=best")).await.status, 404);
    let rejects = vera.get(&format!("/jobs/nightly/runs/{run}/rejects.csv")).await;
    assert!(
        rejects.text.contains("computers.csv,,4,") && rejects.text.contains("@never"),
        "{}",
        rejects.text
    );
    vera.speaks("fr");
    let french = vera.get(&format!("/jobs/nightly/runs/{run}/rows.csv")).await;
    assert!(french.text.contains(";'=HYPERLINK(1);"), "{}", french.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_many_rows_has_each_of_them_once() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    world.csv("computers.csv", &many(450));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done);
    world.requests();
    let entries = world.store().entries(&report.run.id).unwrap();
    assert!(entries.len() > 1_500, "more than is read at a time: {}", entries.len());
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let file = vera.get(&format!("/jobs/nightly/runs/{}/rows.csv", report.run.id)).await;
    let mut reader = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
    let mut numbers: Vec<i64> = reader.records().map(|row| row.unwrap()[0].parse().unwrap()).collect();
    assert!(numbers.is_sorted());
    numbers.dedup();
    assert_eq!(numbers, entries.iter().map(|entry| entry.seq).collect::<Vec<i64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_taken_back_with_the_password_by_an_approver_who_saw_what_that_writes() {
    let world = two_computers().await;
    for (name, role) in [("ann", "approver"), ("otto", "operator")] {
        add_user(&world, name, &[role]).await;
    }
    let run = world.run("nightly").await.run.id.to_string();
    world.requests();
    let console = Console::open(&world).await;
    let (ann, otto) = (console.log_in("ann").await, console.log_in("otto").await);
    let (place, path) = (format!("/jobs/nightly/runs/{run}"), format!("/jobs/nightly/runs/{run}/undo"));
    assert!(ann.get(&place).await.has("Take this run back"));
    assert!(!otto.get(&place).await.has("Take this run back"));
    let page = ann.get(&path).await;
    assert!(page.has("pc-1") && page.has("pc-2") && page.has("stocktake undo "), "{}", page.text);
    let told = world.json(&["undo", &run, "--plan-only"]).await;
    let digest = page.hidden("digest").unwrap();
    assert_eq!(told["digest"], digest.as_str(), "the plan of the command");
    let token = ann.token().await;
    for (fields, status) in [
        (&[("token", token.as_str()), ("digest", &digest)][..], 400),
        (&[("token", &token), ("digest", &digest), ("password", "wrong")], 400),
        (&[("token", &token), ("digest", "00"), ("password", PASSWORD)], 409),
    ] {
        assert_eq!(ann.post(&path, fields).await.status, status, "{fields:?}");
    }
    let of_otto = otto.token().await;
    let fields = [("token", of_otto.as_str()), ("digest", digest.as_str()), ("password", PASSWORD)];
    assert_eq!(otto.post(&path, &fields).await.status, 403);
    world.wrote_nothing();
    let fields = [("token", token.as_str()), ("digest", digest.as_str()), ("password", PASSWORD)];
    let done = ann.post(&path, &fields).await;
    assert_eq!(done.status, 200, "{}", done.text);
    until("the run is taken back", || world.glpi_names("Computer").is_empty()).await;
    until("it has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert!(!world.requests().is_empty());
    let token = ann.token().await;
    let fields = [("token", token.as_str()), ("digest", digest.as_str()), ("password", PASSWORD)];
    assert_eq!(ann.post(&path, &fields).await.status, 409, "once");
    assert_eq!(world.store().runs(Some("nightly"), 9).unwrap().len(), 2);
    let back = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert!(back.message.unwrap().to_string().contains("ann"), "who took it back");
    let log = world.json(&["security-log"]).await;
    assert!(
        log.as_array().unwrap().iter().any(|entry| entry["kind"] == "run_undone" && entry["who"] == "ann")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_run_that_wrote_nothing_there_is_nothing_to_take_back() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    assert!(!ann.get(&format!("/jobs/nightly/runs/{run}")).await.has("Take this run back"));
    let path = format!("/jobs/nightly/runs/{run}/undo");
    let page = ann.get(&path).await;
    assert!(page.has("Nothing of this run can be taken back."), "{}", page.text);
    assert!(page.hidden("digest").is_none(), "no form: {}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_leads_to_the_page_of_its_decision_where_there_is_a_console() {
    let world = crate::fleet::fleet(stocktake::practice::glpi::Options::default()).await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 9 }}\n"));
    world.csv("computers.csv", &many(10));
    world.run("nightly").await;
    assert!(!world.mails().pop().unwrap().text.contains("console"), "no console, no link");
    world.add_settings("[web]\nurl = \"https://stocktake.example.org/\"\n");
    world.csv("computers.csv", &many(11));
    let run = world.run("nightly").await.run.id;
    let mail = world.mails().pop().unwrap();
    let page = format!("https://stocktake.example.org/jobs/nightly/runs/{run}/plan");
    assert!(mail.text.contains(&format!("Decide in the console: {page}")), "{}", mail.text);
    assert!(super::unescaped(&mail.html).contains(&format!("href=\"{page}\"")), "{}", mail.html);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_asked_for_once_however_often_its_form_is_sent() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    add_user(&world, "olga", &["operator"]).await;
    let console = Console::open(&world).await;
    let (vera, olga) = (console.log_in("vera").await, console.log_in("olga").await);
    assert!(!vera.get("/jobs/nightly").await.has("/jobs/nightly/runs\""));
    let page = olga.get("/jobs/nightly").await;
    assert!(page.has("stocktake run nightly"), "{}", page.text);
    let key = page.text.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = "/jobs/nightly/runs";
    let of_vera = vera.token().await;
    let refused = vera.post(path, &[("token", &of_vera), ("key", &key)]).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let token = olga.token().await;
    let forged = olga.post(path, &[("token", &token), ("key", "mine")]).await;
    assert_eq!(forged.status, 400, "{}", forged.text);
    let fields = [("token", token.as_str()), ("key", key.as_str())];
    let ours = [("sec-fetch-site", "same-origin")];
    let (first, second) = (olga.send(path, &fields, &ours).await, olga.send(path, &fields, &ours).await);
    let at = first.headers["location"].to_str().unwrap().to_owned();
    assert_eq!((first.status, at.as_str()), (303, second.headers["location"].to_str().unwrap()));
    let ended =
        || world.store().runs(Some("nightly"), 9).unwrap().iter().any(|run| run.state == RunState::Done);
    until("the run has ended", ended).await;
    assert_eq!(world.store().runs(Some("nightly"), 9).unwrap().len(), 1);
    let page = olga.get(&at).await;
    let run = world.store().runs(Some("nightly"), 9).unwrap()[0].id.to_string();
    assert!(page.has(&format!("/jobs/nightly/runs/{run}\">The run that was asked for")), "{}", page.text);
    assert!(!world.requests().is_empty());
}
