//! Limits refuse a plan as a whole: nothing is written, and the plan that was kept can be approved.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use stocktake::model::RunState;
use stocktake::model::report::Report;

use super::fleet::{JOB, computers, many, table};
use super::world::World;

/// A world whose first run created this many computers.
async fn kept(count: usize) -> World {
    let world = computers(count).await;
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    world
}

fn refused_by(report: &Report) -> Vec<&str> {
    assert_eq!(report.run.state, RunState::Refused, "{:?}", report.run);
    report.refusals.iter().map(|refusal| refusal.limit.english()).collect()
}

/// The plan that a refused run kept.
fn kept_plan(world: &World) -> PathBuf {
    let mut plans: Vec<PathBuf> = std::fs::read_dir(world.folder().join("var/plans"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    plans.sort();
    plans.pop().unwrap()
}

fn digest(world: &World, plan: &PathBuf) -> String {
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.folder().join(plan)).unwrap()).unwrap();
    plan["digest"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_nothing_but_headers_is_refused() {
    let world = kept(3).await;
    world.job("nightly", &format!("{JOB}[missing]\naction = \"trash\"\n"));
    world.csv("computers.csv", &table(&[]));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stdout.contains("the source of computers has no records"), "{outcome:?}");
    world.wrote_nothing();
    assert_eq!(world.glpi_names("Computer").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_whose_rows_are_all_left_out_is_told_and_no_empty_source() {
    let world = computers(3).await;
    let mapping = std::fs::read_to_string(world.folder().join("mappings/computers.toml")).unwrap();
    world.mapping("computers", &format!("only_if = \"{{{{ row['Name'] == 'x' }}}}\"\n{mapping}"));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told = "the mapping computers leaves out all that its source has (`only_if`): 3 rows";
    assert!(outcome.stderr.contains(told), "{outcome:?}");
    let report = world.run("nightly").await;
    assert_eq!(report.sources.iter().map(ToString::to_string).collect::<Vec<_>>(), [told]);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_shrank_is_refused() {
    let world = kept(20).await;
    world.csv("computers.csv", &many(13));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.shrink_percent"]);
    world.wrote_nothing();
    // A refused run is no measure for the next one.
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.shrink_percent"]);
    world.csv("computers.csv", &many(14));
    assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_updates_creations_or_retirements_are_refused() {
    let world = kept(20).await;
    world.csv("computers.csv", &many(20).replace(";C ", ";D "));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.update.percent"]);
    world.csv("computers.csv", &many(20).replace(";L-", ";M-"));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.update.percent"], "children count too");
    world.csv("computers.csv", &many(31));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.create.percent"]);
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 10 }}\n"));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.create.count"]);
    world.job("nightly", &format!("{JOB}[missing]\naction = \"trash\"\n"));
    world.csv("computers.csv", &many(17));
    assert_eq!(refused_by(&world.run("nightly").await), ["limits.retire.percent"]);
    world.wrote_nothing();
    world.csv("computers.csv", &many(18));
    assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    assert_eq!(world.requests(), ["DELETE /Computer 200"]);
    assert_eq!(world.glpi_names("Computer").len(), 18);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_plan_can_be_approved_by_its_digest() {
    let world = kept(20).await;
    world.csv("computers.csv", &many(20).replace(";C ", ";D "));
    let refused = world.program(&["run", "nightly"]).await;
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let plan = kept_plan(&world);
    let (shown, digest) = (plan.to_str().unwrap(), digest(&world, &plan));
    let run = world.store().runs(None, 1).unwrap()[0].id.clone();
    let approve = format!("stocktake approve {}", run.short());
    assert!(refused.stdout.contains(&approve), "{refused:?}");
    assert!(refused.stdout.contains("What it would do"), "{refused:?}");
    assert!(refused.stdout.contains("pc-007") && refused.stdout.contains("C 7 → D 7"), "{refused:?}");
    let shown_again = world.program(&["show", run.short()]).await;
    assert!(
        shown_again.stdout.contains("C 7 → D 7") && shown_again.stdout.contains(&approve),
        "{shown_again:?}"
    );
    // By its file and by its run, with the limit that refuses it and what to do next.
    for (named, next) in [(shown, "stocktake run --plan "), (run.short(), approve.as_str())] {
        let plan = world.program(&["show-plan", named]).await;
        assert_eq!(plan.code, Some(0), "{plan:?}");
        assert!(
            plan.stdout.contains("~ Computer pc-007") && plan.stdout.contains("`C 7` → `D 7`"),
            "{plan:?}"
        );
        assert!(plan.stdout.contains("x limits.update.percent"), "{plan:?}");
        assert!(plan.stdout.lines().next_back().unwrap().trim_start().starts_with(next), "{plan:?}");
    }
    let only = world.program(&["approve", run.short(), "--plan-only"]).await;
    assert_eq!(only.code, Some(0), "{only:?}");
    assert!(only.stdout.contains("~ Computer pc-007"), "{only:?}");
    assert!(only.stdout.ends_with(&format!("To approve it:\n  {approve}\n")), "{only:?}");
    world.wrote_nothing();
    let none = world.program(&["show-plan", "elsewhere.json"]).await;
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.stderr.contains("name the file that `plan --out` wrote"), "{none:?}");

    // Without the digest nobody has approved it: the limits still hold.
    let again = world.program(&["run", "--plan", shown]).await;
    assert_eq!(again.code, Some(3), "{again:?}");
    let other = world.program(&["run", "--plan", shown, "--expect", &"0".repeat(64)]).await;
    assert_eq!(other.code, Some(1), "{other:?}");
    assert!(other.stderr.contains(&digest), "{other:?}");
    world.wrote_nothing();

    let approved = world.program(&["run", "--plan", shown, "--expect", &digest]).await;
    assert_eq!(approved.code, Some(0), "{approved:?}");
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
    assert_eq!(world.glpi_row("Computer", "pc-007")["contact"], "D 7");
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn plan_ends_as_a_run_would_and_with_the_next_step() {
    let world = kept(20).await;
    let nothing = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(nothing.code, Some(0), "{nothing:?}");
    assert!(nothing.stdout.ends_with("Nothing is to be written.\n"), "{nothing:?}");

    world.csv("computers.csv", &many(21));
    let changes = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(changes.code, Some(5), "{changes:?}");
    assert!(changes.stdout.ends_with("To write it:\n  stocktake run nightly\n"), "{changes:?}");
    assert_eq!(world.program(&["plan", "nightly"]).await.code, Some(0));
    let drift = world.program(&["drift", "nightly"]).await;
    assert_eq!(drift.stdout, changes.stdout, "drift and plan read alike");

    // Over a limit, the plan leads where the run leads: to what the run keeps.
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 0 }}\n"));
    let over = world.program(&["plan", "nightly"]).await;
    assert!(
        over.stdout.contains("A run would be refused, and would keep this plan for `approve`."),
        "{over:?}"
    );
    assert!(over.stdout.contains("  stocktake run nightly\n"), "{over:?}");
    let run = world.program(&["run", "nightly"]).await;
    assert!(run.stdout.contains("stocktake approve ") && !run.stdout.contains("--out"), "{run:?}");
    let narrow = world.at_terminal(80, &["runs"]).await.stdout;
    assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
    assert!(narrow.contains("refused") && narrow.contains("    REJECTS 0\n"), "{narrow}");
    assert!(!world.mails().is_empty());

    // More rows are rejected than the job tolerates: none.
    world.job("nightly", &format!("{JOB}[limits]\nreject = {{ count = 0 }}\n"));
    let broken = many(21).replace(";31/12/2026", ";31/02/2026");
    world.csv("computers.csv", &broken);
    let rejected = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(rejected.code, Some(4), "{rejected:?}");

    world.csv("computers.csv", &broken.replace(";C ", ";D "));
    let refused = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.stdout.ends_with("  stocktake run nightly\n"), "{refused:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_edited_is_not_applied() {
    let world = computers(2).await;
    let made = world.program(&["plan", "nightly", "--out", "plan.json"]).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let path = world.folder().join("plan.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("pc-001", "pc-666")).unwrap();
    let outcome = world.program(&["run", "--plan", "plan.json"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("was changed after it was saved"), "{outcome:?}");
    world.wrote_nothing();
}
