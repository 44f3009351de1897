//! What goes wrong at first: `check` looks at the sources, too, and messages say what to do.

use super::fleet::{COMPUTERS, JOB, many, two_computers};
use super::world::{ended, program_in};

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_a_file_that_is_not_there_and_columns_that_it_lacks() {
    let world = two_computers().await;
    let good = world.program(&["check"]).await;
    assert_eq!(good.code, Some(0), "{good:?}");
    assert!(!good.stdout.contains("warning"), "{good:?}");

    world.mapping("computers", &COMPUTERS.replace("\"Contact\"", "\"Contcat\""));
    let lacks = world.program(&["check"]).await;
    assert_eq!(lacks.code, Some(0), "columns come and go: {lacks:?}");
    let told = "warning: computers.csv has no column `Contcat` for contact; perhaps it is `Contact` now";
    assert!(lacks.stdout.contains(told), "{lacks:?}");
    assert!(lacks.stdout.contains("correct `column` in the mapping, or the file"), "{lacks:?}");

    world.job("nightly", &JOB.replace("computers.csv", "computer.csv"));
    let missing = world.program(&["check"]).await;
    assert_eq!(missing.code, Some(0), "{missing:?}");
    assert!(missing.stdout.contains("no file matches `computer.csv`"), "{missing:?}");
    assert!(missing.stdout.contains("nearest files: `computers.csv`"), "{missing:?}");
    let json = world.json(&["check"]).await;
    assert_eq!(json["sources"].as_array().map(Vec::len), Some(1), "{json}");
    let french = world.program(&["check", "--language", "fr"]).await;
    assert!(french.stdout.contains("attention\u{a0}: flux computers de la tâche nightly"), "{french:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_is_there_twice_is_told_with_what_to_do() {
    let world = two_computers().await;
    world.csv("computers.csv", &many(1).replacen("Comment", "Contact", 1));
    let plan = world.program(&["plan", "nightly"]).await;
    assert!(plan.stderr.contains("`Contact` more than once: the first is read"), "{plan:?}");
    assert!(plan.stderr.contains("name the second one `Name (2)`"), "{plan:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_place_of_the_folder_of_the_state_is_named() {
    let world = two_computers().await;
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let copied = std::fs::write(folder.path().join("stocktake.toml"), "[system.practice.sandbox]\n")
        .and_then(|()| std::fs::create_dir_all(folder.path().join("jobs")))
        .and_then(|()| std::fs::create_dir_all(folder.path().join("mappings")))
        .and_then(|()| {
            std::fs::write(folder.path().join("jobs/nightly.toml"), format!("system = \"practice\"\n{JOB}"))
        })
        .and_then(|()| std::fs::write(folder.path().join("mappings/computers.toml"), COMPUTERS))
        .and_then(|()| std::fs::write(folder.path().join("var"), ""));
    assert!(copied.is_ok(), "{copied:?}");
    let started = program_in(folder.path(), &["run", "nightly"]).spawn();
    let Ok(child) = started else { panic!("{started:?}") };
    let told = ended(child).await.stderr;
    assert!(told.contains("var is a file") && told.contains("move the file away"), "{told}");
    world.wrote_nothing();
}
