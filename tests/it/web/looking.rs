//! What pages show: runs with their rows, rejects and their places, in the language of who reads.

use super::{Console, add_user};
use crate::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_shows_its_rows_by_what_came_of_them_and_rejects_with_their_cells() {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let nameless = PC_2.replace("pc-2;", ";");
    let rows = table(&[PC_1, &nameless, "<b>pc-3</b>;Acme;SN-3;;;;;;;;;;;;;"]);
    world.csv("computers.csv", &rows.replace('\n', ";red\n").replacen("Price;red", "Price;Colour", 1));
    let report = world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let home = vera.get("/").await;
    assert!(home.has("nightly") && home.has("by hand only"), "{}", home.text);
    assert!(vera.get("/jobs/nightly").await.has(&report.run.id.to_string()));
    let path = format!("/jobs/nightly/runs/{}", report.run.id);
    let page = vera.get(&path).await;
    assert!(page.has("computers.csv:3") && page.has("pc-1") && page.has("stocktake show "), "{}", page.text);
    assert!(page.text.contains("&lt;b&gt;pc-3") && !page.text.contains("<b>pc-3"), "values are no markup");
    assert!(page.has("Serial number") && page.has("SN-0001"), "labels of GLPI");
    assert!(page.has("Notes") && page.has("columns that no mapping reads: `Colour`"), "{}", page.text);
    let failed = vera.get(&format!("{path}?state=failed")).await;
    assert!(!failed.has("SN-0001"), "{}", failed.text);
    let style = vera.get("/style.css").await;
    assert!(style.text.contains("prefers-color-scheme: dark"));
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_french_for_who_reads_french_and_as_chosen_for_who_chooses() {
    let (world, run) = super::refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    ann.speaks("fr-FR,fr;q=0.9,en;q=0.5");
    let home = ann.get("/").await;
    assert!(home.text.contains("<html lang=\"fr\">"), "{}", home.text);
    assert!(home.has("10 changements de nightly attendent une décision"), "{}", home.text);
    assert!(home.has("Questions en attente\u{a0}: 1"), "{}", home.text);
    assert!(home.has("refus"), "the run's own message, too: {}", home.text);
    let plan = ann.get(&format!("/jobs/nightly/runs/{run}/plan")).await;
    assert!(plan.has("Numéro de série") && plan.has("Votre mot de passe"), "{}", plan.text);
    let lost = ann.get("/nowhere").await;
    assert!(lost.has("Cette page n'existe pas."), "{}", lost.text);
    let chosen = ann.post("/language", &[("language", "en"), ("to", "/questions")]).await;
    assert!(
        chosen.text.contains("<html lang=\"en\">") && chosen.has("Open questions only"),
        "{}",
        chosen.text
    );
    let elsewhere = [("language", "fr"), ("to", "//evil.example")];
    let page = ann.send("/language", &elsewhere, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(page.headers["location"], "/");
}

/// Times that are compared are in one zone, which is named.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_has_one_zone_for_all_jobs_and_names_it() {
    let world = two_computers().await;
    let in_zone = |zone: &str| format!("{}[schedule]\ncron = \"0 2 * * *\"\nzone = \"{zone}\"\n", super::JOB);
    world.job("nightly", &in_zone("Europe/Paris"));
    // It is started by hand: what it did is told in the zone of the others.
    world.job("other", super::JOB);
    add_user(&world, "vera", &["viewer"]).await;
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let home = vera.get("/").await;
    assert!(home.has("Times of: Europe/Paris"), "{}", home.text);
    drop(console);
    world.job("other", &in_zone("America/Montreal"));
    let console = Console::open(&world).await;
    let home = console.log_in("vera").await.get("/").await;
    assert!(home.has("Times of: UTC") && !home.has("Montreal"), "{}", home.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_shows_the_next_starts_in_the_zone_of_each_job() {
    let world = two_computers().await;
    let schedule = "[schedule]\ncron = \"0 2 * * *\"\nzone = \"Europe/Paris\"\n";
    world.job("nightly", &format!("{}{schedule}", super::JOB));
    add_user(&world, "vera", &["viewer"]).await;
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    let page = vera.get("/schedule").await;
    assert!(page.has(" CE") && page.has("0 2 * * *"), "{}", page.text);
    assert!(page.text.matches("<tr>").count() >= 7, "a week: {}", page.text);
    assert!(vera.get("/tickets").await.has("There is no such ticket."));
}
