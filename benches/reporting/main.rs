//! How long the report of a run takes from the last write to the end of the run: the journal is read, both
//! texts of the mail and the attached tables are made, and the run is closed with the mail in its outbox.
//!
//! `cargo bench --bench reporting` prints the table for 20,000 changes; `-- --changes 200` for fewer, which the
//! test script does. Mails in French have every text twice in memory, those in English are no slower.

#![expect(clippy::print_stdout, reason = "a table is what a benchmark is for")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::Utc;
use serde_json::json;
use stocktake::config;
use stocktake::engine::{outbox, tell};
use stocktake::model::change::Refusal;
use stocktake::model::journal::Trigger;
use stocktake::model::project::Project;
use stocktake::model::rejected_cells::RejectedCells;
use stocktake::model::value::Shown;
use stocktake::model::{
    AskedQuestion, Entry, EntryState, FieldChange, Operation, Plan, Reject, RunId, RunState, Said, Value,
};
use stocktake::store::{RunEnd, Store};

/// Changes of the table.
const CHANGES: usize = 20_000;

/// What a run comes to.
#[derive(Clone, Copy)]
enum Outcome {
    /// All is written.
    Written,
    /// The desk refuses every second change, and a tenth as many rows are rejected.
    Troubled,
    /// A limit refuses the plan, which is shown.
    Refused,
}

/// The lines of the table: what a run comes to, and how many fields a change has.
const LINES: [(Outcome, &str, usize); 5] = [
    (Outcome::Written, "written", 4),
    (Outcome::Written, "written", 10),
    (Outcome::Written, "written", 30),
    (Outcome::Troubled, "half failed", 4),
    (Outcome::Refused, "refused", 4),
];

/// What the steps took.
struct Took {
    read: Duration,
    mail: Duration,
    close: Duration,
    bytes: usize,
}

fn main() -> anyhow::Result<()> {
    // `--bench` is what Cargo adds.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let changes = match words.as_slice() {
        [] if !std::env::args().any(|word| word == "--bench") => {
            println!("a benchmark: run it with `cargo bench --bench reporting`");
            return Ok(());
        }
        [] => CHANGES,
        ["--changes", changes] => changes.parse()?,
        _ => bail!("give `-- --changes 200`, or nothing"),
    };
    println!("| changes | fields | outcome     | read s | mail s | close s | s in all | mail KiB |");
    println!("|--------:|-------:|-------------|-------:|-------:|--------:|---------:|---------:|");
    for (outcome, called, fields) in LINES {
        let took = report(outcome, changes, fields)?;
        let all = took.read + took.mail + took.close;
        println!(
            "| {changes:>7} | {fields:>6} | {called:<11} | {:>6.2} | {:>6.2} | {:>7.2} | {:>8.2} | {:>8} |",
            took.read.as_secs_f64(),
            took.mail.as_secs_f64(),
            took.close.as_secs_f64(),
            all.as_secs_f64(),
            took.bytes / 1024,
        );
    }
    Ok(())
}

/// A project with one job, whose mails go into a folder.
fn project(folder: &Path) -> anyhow::Result<Project> {
    std::fs::create_dir_all(folder.join("jobs"))?;
    std::fs::create_dir_all(folder.join("mappings"))?;
    let texts = [
        (
            "stocktake.toml",
            "[state]\nurl = \"sqlite:state.db\"\n[system.glpi.sandbox]\n[mail]\nlanguage = \"fr\"\n\
             from = \"stocktake@example.org\"\nto = [\"admin@example.org\"]\n[mail.files]\nfolder = \"mails\"\n",
        ),
        (
            "jobs/inventory.toml",
            "description = \"Benchmark\"\nsystem = \"glpi\"\n[[feed]]\nmapping = \"computers\"\npath = \"rows.csv\"\n",
        ),
        (
            "mappings/computers.toml",
            "class = \"Computer\"\ndescription = \"Benchmark\"\nmatch = [[\"serial\"]]\n[field]\n\
             serial = { column = \"serial\" }\n",
        ),
    ];
    for (name, text) in texts {
        std::fs::write(folder.join(name), text)?;
    }
    config::load(folder).map_err(|problems| anyhow::anyhow!("{problems}"))
}

fn fields(number: usize, count: usize) -> Vec<FieldChange> {
    let field = |at: usize| {
        let (was, to) = (format!("valeur {number}"), format!("valeur {at} de {number}"));
        FieldChange {
            field: format!("field_{at}"),
            before: Shown::Text(was.clone()),
            after: Shown::Text(to.clone()),
            was: Value::text(was),
            to: Value::text(to),
        }
    };
    (0..count).map(field).collect()
}

fn entry(number: usize, count: usize, outcome: Outcome) -> anyhow::Result<Entry> {
    let failed = matches!(outcome, Outcome::Troubled) && number.is_multiple_of(2);
    let reason = || {
        let (english, french) = ("GLPI refused it: no right", "GLPI l'a refusé\u{a0}: pas de droit");
        Said::new(english.to_owned(), french.to_owned())
    };
    Ok(Entry {
        seq: i64::try_from(number)? + 1,
        class: "Computer".to_owned(),
        operation: Operation::Update,
        source_key: format!("K{number:07}"),
        part: None,
        label: format!("srv-par-{number:06}"),
        remote_id: Some(i64::try_from(number)? + 100),
        fields: fields(number, count),
        state: if failed { EntryState::Failed } else { EntryState::Done },
        message: failed.then(reason),
    })
}

fn rejects(changes: usize) -> anyhow::Result<Vec<Reject>> {
    let reject = |row: usize| {
        Ok(serde_json::from_value(json!({
            "origin": { "source": "rows.csv", "row": row },
            "source_key": format!("K{row:07}"), "field": "users_id", "partial": false,
            "reason": format!("`user{row}`: there is no User of this name"),
        }))?)
    };
    (0..changes / 10).map(reject).collect()
}

/// What a limit refuses.
fn planned(changes: usize, count: usize) -> anyhow::Result<Plan> {
    let mut plan: Plan = serde_json::from_value(json!({
        "format": 2, "job": "inventory", "system": "glpi", "digest": "ab12", "basis": [],
        "counts": { "create": 0, "update": changes, "retire": 0, "restore": 0, "unchanged": 0, "reject": 0 },
        "references": [], "changes": [], "rejects": [],
    }))?;
    let change = |number: usize| {
        Ok(serde_json::from_value(json!({
            "class": "Computer", "operation": "update", "source_key": format!("K{number:07}"),
            "label": format!("srv-par-{number:06}"), "mapping": "computers", "remote_id": number + 100,
            "matched_by": "link", "fields": fields(number, count),
        }))?)
    };
    plan.changes = (0..changes).map(change).collect::<anyhow::Result<_>>()?;
    Ok(plan)
}

/// Journals a run and measures its report.
fn report(outcome: Outcome, changes: usize, count: usize) -> anyhow::Result<Took> {
    let folder = tempfile::tempdir()?;
    let project = project(folder.path())?;
    let job = project.jobs.values().next().context("there is no job")?;
    let store = Store::open(&project.state, None)?;
    let run = store.begin_run(job.name.as_str(), Trigger::Schedule, "bench", Utc::now())?;
    let mut extras = tell::ReportExtras::default();
    match outcome {
        Outcome::Written | Outcome::Troubled => journal(&store, &run, outcome, changes, count)?,
        Outcome::Refused => {
            extras.planned = Some(Arc::new(planned(changes, count)?));
            extras.go_on = Some("stocktake approve 5a6c3f2a9c01".to_owned());
            extras.refusals =
                vec![Refusal { limit: "limits.update.count".into(), reason: "too many".into() }];
        }
    }
    let state = match outcome {
        Outcome::Written => RunState::Done,
        Outcome::Troubled => RunState::Partial,
        Outcome::Refused => RunState::Refused,
    };
    let mut record = store.run(&run.0)?.context("the run is there")?;
    record.state = state;
    let (questions, now): (Vec<AskedQuestion>, _) = (Vec::new(), Utc::now());

    let begin = Instant::now();
    let report = tell::report(&project, &store, job.head(), record, extras, questions, now)?;
    let read = begin.elapsed();
    let begin = Instant::now();
    let mail = outbox::compose(&project, job.head(), &report, now)?.context("the job has mail")?;
    let made = begin.elapsed();
    let end = RunEnd {
        state,
        applied: u64::try_from(changes)?,
        failed: 0,
        changed_since_plan: 0,
        tickets: None,
        message: None,
        finished_at: now,
    };
    let begin = Instant::now();
    store.finish_run(
        &run,
        &end,
        Some(&mail),
        &report.questions,
        &stocktake::model::webhook::Telling::default(),
    )?;
    Ok(Took { read, mail: made, close: begin.elapsed(), bytes: mail.eml.len() })
}

fn journal(store: &Store, run: &RunId, outcome: Outcome, changes: usize, count: usize) -> anyhow::Result<()> {
    let entries: Vec<Entry> =
        (0..changes).map(|number| entry(number, count, outcome)).collect::<anyhow::Result<_>>()?;
    for some in entries.chunks(1000) {
        store.start_entries(run, some, None)?;
    }
    if matches!(outcome, Outcome::Troubled) {
        store.record_rejects(run, &rejects(changes)?, &RejectedCells::default())?;
    }
    Ok(())
}
