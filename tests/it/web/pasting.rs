//! Commands that are shown to be typed: pasted into a shell as they stand, they do what they say, whatever keys and
//! jobs are called.

use std::process::{Command, Stdio};

use stocktake::model::{RunState, Topic};

use super::{Console, add_user, unescaped};
use crate::fleet::{JOB, PC_1, two_computers};
use crate::world::{Outcome, World, ended};

/// A key that shells and programs take for something else.
const KEY: &str = "-K'1 $(reboot)";
const NAME: &str = "night ly";
/// What stands where a person writes a reason.
const PLACE: &str = "'…'";

/// What a shell makes of a line.
async fn pasted(world: &World, line: &str) -> Outcome {
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!("stocktake() {{ \"$PROGRAM\" \"$@\"; }}\n{line}"))
        .current_dir(world.folder())
        .env("PROGRAM", env!("CARGO_BIN_EXE_stocktake"))
        .env("STOCKTAKE_PROJECT", world.folder())
        .env("LC_ALL", "C.UTF-8")
        .env("NO_PROXY", "127.0.0.1,localhost")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    ended(shell.spawn().unwrap()).await
}

/// The command in a text that begins so, to the end of its line.
fn shown(text: &str, begin: &str) -> String {
    let at = text.find(begin).unwrap_or_else(|| panic!("no {begin} in {text}"));
    text[at..].split(['\n', '<']).next().unwrap().trim_end().to_owned()
}

/// A job whose name has a blank and whose rows have such a key; a change of one waits for approval, with a reason.
async fn held() -> (World, String) {
    let world = two_computers().await;
    world.job(NAME, &format!("{JOB}[limits]\nask_reason = true\n"));
    let row = PC_1.replace("SN-0001", KEY);
    world.csv("computers.csv", &crate::fleet::table(&[&row]));
    assert_eq!(world.run(NAME).await.run.state, RunState::Done);
    world.csv("computers.csv", &crate::fleet::table(&[&row.replace("31/12/2026", "30/06/2026")]));
    let run = world.program(&["run", NAME]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("waits for approval: stocktake approve "), "{run:?}");
    assert!(run.stderr.contains(&format!(" --why {PLACE}")), "{run:?}");
    world.requests();
    let asked = world.store().open_questions(Some(NAME)).unwrap();
    let held = asked.iter().find(|(_, asked)| asked.question.topic == Topic::Held).unwrap();
    (world, held.1.question.answer.as_ref().unwrap().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_of_a_question_approves_a_key_of_any_signs_with_the_reason_that_is_asked_for() {
    let (world, command) = held().await;
    let listed = world.program(&["questions", NAME]).await;
    assert!(listed.stdout.contains(&command), "{command}: {listed:?}");

    let without = pasted(&world, &command).await;
    assert_eq!(without.code, Some(2), "{command}: {without:?}");
    assert!(without.stderr.contains("asks for a reason"), "the place of a reason is none: {without:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 12);

    let approved = pasted(&world, &command.replace(PLACE, "'it is right'")).await;
    assert_eq!(approved.code, Some(0), "{command}: {approved:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 6);
    world.requests();
    let run = world.store().runs(Some(NAME), 1).unwrap().remove(0);
    assert!(run.message.unwrap().to_string().ends_with(": it is right"));

    let told = world.program(&["undo", run.id.short(), "--plan-only"]).await;
    let undo = shown(&told.stdout, "stocktake undo ");
    assert!(pasted(&world, &undo).await.stderr.contains("asks for a reason"), "{undo}");
    let undone = pasted(&world, &undo.replace(PLACE, "'too early'")).await;
    assert_eq!(undone.code, Some(0), "{undo}: {undone:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 12);
    let run = world.store().runs(Some(NAME), 1).unwrap().remove(0);
    assert!(run.message.unwrap().to_string().ends_with(": too early"));
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_of_pages_name_jobs_and_keys_of_any_signs() {
    let (world, _) = held().await;
    add_user(&world, "ann", &["approver"]).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let key = "-K%271%20%24(reboot)";
    let run = world.store().runs(Some(NAME), 1).unwrap().remove(0).id;
    for (path, begin, does) in [
        (format!("/jobs/night%20ly/explain?class=Computer&key={key}"), "stocktake explain ", KEY),
        ("/jobs/night%20ly".to_owned(), "stocktake runs ", run.short()),
        ("/questions?job=night%20ly".to_owned(), "stocktake questions ", "pc-1"),
        ("/items?job=night%20ly&q=-K".to_owned(), "stocktake links items ", KEY),
        (format!("/jobs/night%20ly/runs/{run}"), "stocktake show ", "pc-1"),
    ] {
        let page = ann.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        let codes = page.text.split("<code>").skip(1);
        let mut codes = codes.map(|rest| unescaped(rest.split("</code>").next().unwrap()));
        let command = codes.find(|code| code.starts_with(begin));
        let command = command.unwrap_or_else(|| panic!("no {begin} on {path}: {}", page.text));
        let outcome = pasted(&world, &command).await;
        assert_eq!(outcome.code, Some(0), "{command}: {outcome:?}");
        assert!(outcome.stdout.contains(does), "{command}: {outcome:?}");
    }
    console.stop().await;
}
