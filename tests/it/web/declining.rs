//! A plan that somebody declined: who looks at it later is told who did so and why, and may approve it after all.

use serde_json::json;
use stocktake::model::RunState;

use super::api::Client;
use super::deciding::{decide, held, told};
use super::{Console, PASSWORD, add_user, refused};
use crate::world::until;

const WHY: &str = "no, <b>wrong</b> export";

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_a_declined_plan_is_told_who_declined_it_and_why() {
    let (world, run) = refused(10).await;
    add_user(&world, "bea", &["approver"]).await;
    let console = Console::open(&world).await;
    let (ann, bea) = (console.log_in("ann").await, console.log_in("bea").await);
    let client = Client::new(&console, "ci", &["viewer"]).await;
    let of_run = format!("/jobs/nightly/runs/{run}");
    let of_plan = format!("{of_run}/plan");
    assert!(!bea.get(&of_plan).await.has("declined"));
    assert_eq!(client.get(&format!("/api/v1{of_plan}")).await.is(200)["declined"], json!([]));
    let closed = bea.get("/questions?closed=1").await;
    assert!(closed.has("No closed question is kept.") && !closed.has("10 changes"), "{}", closed.text);
    decide(&ann, &run, &[("approve", "none"), ("why", WHY), ("password", PASSWORD)]).await;
    world.wrote_nothing();
    for path in [&of_run, &of_plan] {
        bea.speaks("en");
        let page = bea.get(path).await;
        assert!(page.has("ann declined this plan on ") && page.has(WHY), "{}", page.text);
        assert!(!page.text.contains("<b>wrong"), "what people write is no markup");
        bea.speaks("fr");
        let page = bea.get(path).await;
        assert!(page.has("ann a écarté ce plan le ") && page.has(WHY), "{}", page.text);
    }
    bea.speaks("en");
    let declined = client.get(&format!("/api/v1{of_plan}")).await.is(200)["declined"].clone();
    assert_eq!(
        (&declined[0]["by"], &declined[0]["why"], declined.as_array().map(Vec::len)),
        (&"ann".into(), &WHY.into(), Some(1)),
        "{declined}"
    );
    // It may be approved after all; then its page says that and nothing else.
    decide(&bea, &run, &[("approve", "all"), ("password", PASSWORD)]).await;
    let written = "has written what was approved";
    let only = |page: &super::Page| {
        for other in ["is out of date", "This plan waits", "Approve what is ticked", "declined this plan"] {
            assert!(!page.has(other), "{other}: {}", page.text);
        }
    };
    only(&told(&bea, &of_plan, written).await);
    assert!(!world.requests().is_empty());
    console.stop().await;
    let console = Console::open(&world).await;
    let bea = console.log_in("bea").await;
    only(&told(&bea, &of_plan, written).await);
    assert!(bea.get(&of_run).await.has("ann declined this plan on "), "its run tells what was before");
    let closed = bea.get("/questions?closed=1").await;
    assert!(closed.has(WHY) && closed.has("no run asks it any more"), "{}", closed.text);
    assert!(!bea.get("/questions").await.has(WHY));
    bea.speaks("fr");
    let closed = bea.get("/questions?closed=1").await;
    assert!(closed.has("aucune exécution ne la pose plus"), "{}", closed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_question_stayed_closed_tells_that_an_earlier_one_was_declined() {
    let (world, first) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    decide(&ann, &first, &[("approve", "none"), ("why", WHY), ("password", PASSWORD)]).await;
    let second = world.run("nightly").await;
    assert_eq!(second.run.state, RunState::Refused);
    let page = ann.get(&format!("/jobs/nightly/runs/{}/plan", second.run.id)).await;
    assert!(page.has("ann closed the question of this plan on ") && page.has(WHY), "{}", page.text);
    let page = ann.get(&format!("/jobs/nightly/runs/{first}")).await;
    assert!(page.has("ann declined this plan on "), "{}", page.text);
    // What is declined of the next one is no word about this one.
    world.csv("computers.csv", &super::many(12));
    let third = world.run("nightly").await.run.id.to_string();
    decide(&ann, &third, &[("approve", "none"), ("why", "that one"), ("password", PASSWORD)]).await;
    for earlier in [&first, &second.run.id.to_string()] {
        let page = ann.get(&format!("/jobs/nightly/runs/{earlier}/plan")).await;
        assert!(!page.has("that one"), "{}", page.text);
    }
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_changes_that_a_run_held_it_is_told_how_many_were_declined() {
    let (world, run) = held().await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    decide(&ann, &run, &[("approve", "none"), ("why", WHY), ("password", PASSWORD)]).await;
    for path in [format!("/jobs/nightly/runs/{run}"), format!("/jobs/nightly/runs/{run}/plan")] {
        let page = ann.get(&path).await;
        assert!(page.has("ann declined 2 changes of this plan on ") && page.has(WHY), "{}", page.text);
    }
    world.wrote_nothing();
    decide(&ann, &run, &[("approve", "all"), ("password", PASSWORD)]).await;
    until("the contract is shorter", || world.glpi_row("Contract", "Service pc-1")["duration"] == 6).await;
    until("the run has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert!(!world.requests().is_empty());
    let closed = ann.get("/questions?closed=1").await;
    assert!(closed.has(WHY) && closed.has("no run asks it any more"), "{}", closed.text);
}
