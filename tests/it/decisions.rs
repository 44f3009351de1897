//! What a person has to decide: told once, listed as long as it is open, and solved when it is gone.

use serde_json::json;
use stocktake::model::{RunState, Standing, Topic};

use super::fleet::{COMPUTERS, JOB, PC_1, PC_2, many, table, two_computers};
use super::world::World;

/// Two items with the serial of pc-1, made by hand.
async fn ambiguous(send: &str) -> (World, [i64; 2]) {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}[report]\nsend = \"{send}\"\n"));
    world.watch_mails();
    let first = world.human_adds("Computer", json!({ "name": "one", "serial": "SN-0001", "entities_id": 0 }));
    let second =
        world.human_adds("Computer", json!({ "name": "two", "serial": "SN-0001", "entities_id": 0 }));
    (world, [first, second])
}

/// Deletes items for good: those in the trash would be asked about, too.
fn delete(world: &World, items: [i64; 2]) {
    for id in items {
        world.control().purge("Computer", id).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_told_once_and_listed_until_it_is_solved() {
    let (world, twins) = ambiguous("always").await;
    let text = "The record of computers.csv may be any of 2 Computer items with serial `SN-0001`";

    let mut report = world.run("nightly").await;
    report.questions.retain(|asked| asked.question.topic != Topic::Reading);
    assert_eq!(report.questions.len(), 1, "{:?}", report.questions);
    assert_eq!(report.questions[0].standing, Standing::New);
    let mails = world.mails();
    let flat = |mail: &super::world::Mail| mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(&mails[0]).contains(text) && mails[0].html.contains("Several items match"), "{mails:?}");
    assert!(mails[0].subject.ends_with("1 row rejected, 1 to decide"), "{mails:?}");
    let listed = world.program(&["questions", "nightly"]).await;
    assert!(listed.stdout.contains("ambiguous") && listed.stdout.contains("SN-0001"), "{listed:?}");
    let french = world.program(&["questions", "nightly", "--language", "fr"]).await.stdout;
    let head: Vec<&str> = french.lines().next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(head, ["ID", "TÂCHE", "SUJET", "DEPUIS", "ÉCHÉANCE", "OBJET"], "{french}");
    let flat_french = french.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "L'enregistrement de computers.csv peut désigner 2 éléments Ordinateur, trouvés par";
    assert!(flat_french.contains(told) && french.contains("ambigu"), "{french}");
    let day = chrono::Utc::now().format("%d/%m/%Y").to_string();
    assert!(french.contains(&day) && !french.contains("Computer"), "{french}");

    let report = world.run("nightly").await;
    assert_eq!(report.questions[0].standing, Standing::StillOpen);
    assert_eq!(report.known.new_rejects(), 0, "{:?}", report.known);
    let mails = world.mails();
    assert!(!flat(&mails[0]).contains(text) && flat(&mails[0]).contains("still open since"), "{mails:?}");
    assert!(!mails[0].subject.contains("decide"), "{mails:?}");

    delete(&world, twins);
    let report = world.run("nightly").await;
    assert_eq!(report.questions[0].standing, Standing::Solved);
    let mails = world.mails();
    assert!(flat(&mails[0]).contains("No longer to be decided (1)"), "{mails:?}");
    assert!(flat(&mails[0]).contains("1 earlier reject is solved."), "{mails:?}");
    let shown = world.program(&["show", &report.run.id.to_string()]).await;
    assert!(shown.stdout.contains("No longer to be decided (1)"), "{shown:?}");

    let asked = world.run("nightly").await.questions;
    assert!(asked.iter().all(|asked| asked.question.topic == Topic::Reading));
    assert_eq!(world.mails().len(), 1);
    let listed = world.program(&["questions", "--format", "json"]).await;
    assert!(!listed.stdout.contains("ambiguous"), "{listed:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_mails_decisions_is_quiet_about_what_was_told() {
    for send in ["decisions", "problems", "changes"] {
        let (world, twins) = ambiguous(send).await;
        let state = world.run("nightly").await.run.state;
        assert_eq!((state, world.mails().len()), (RunState::Partial, 1), "{send}");
        world.run("nightly").await;
        assert_eq!(world.mails().len(), 0, "{send}: nothing is new");

        world.csv("computers.csv", &table(&[PC_1, PC_2, PC_2]));
        world.run("nightly").await;
        assert_eq!(world.mails().len(), 1, "{send}: other rows were rejected");
        world.csv("computers.csv", &table(&[PC_1, PC_2]));
        delete(&world, twins);
        world.run("nightly").await;
        let mails = world.mails();
        assert_eq!(mails.len(), usize::from(send == "changes"), "{send}: all is well {mails:?}");
        assert!(!world.requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_waits_is_one_question_until_it_is_approved() {
    let world = World::new().await;
    world.mapping("computers", COMPUTERS);
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 5 }}\n"));
    world.csv("computers.csv", &many(6));
    let first = world.run("nightly").await;
    assert_eq!(first.run.state, RunState::Refused, "{:?}", first.run.message);
    let second = world.run("nightly").await;
    world.wrote_nothing();
    let asked = &second.questions[0];
    assert_eq!((asked.question.topic, asked.standing), (Topic::PlanWaits, Standing::StillOpen));
    // The reason of the limit, too.
    let french = world.program(&["questions", "nightly", "--language", "fr"]).await.stdout;
    assert!(french.contains("a été refusé") && !french.contains("is the limit"), "{french}");
    let answer = asked.question.answer.clone().unwrap_or_default();
    assert!(answer.english().ends_with(&format!("stocktake approve {}", second.run.id.short())), "{answer}");

    let mut words = answer.english().split(' ').skip(1);
    let approved = world.program(&[words.next().unwrap(), words.next().unwrap()]).await;
    assert_eq!(approved.code, Some(0), "{approved:?}");
    assert!(world.store().open_questions(None).unwrap().is_empty());
    assert_eq!(world.glpi_names("Computer").len(), 6);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_both_sides_changed_is_asked_about() {
    let world = two_computers().await;
    world.mapping(
        "computers",
        &COMPUTERS.replace("column = \"Contact\"", "column = \"Contact\", on_conflict = \"ask\""),
    );
    world.run("nightly").await;
    world.requests();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));

    let mut asked = world.run("nightly").await.questions;
    asked.retain(|asked| asked.question.topic != Topic::Reading);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let (topic, text) = (asked[0].question.topic, asked[0].question.text.english());
    assert_eq!(topic, Topic::Conflict);
    assert!(text.starts_with("Alternate username is `Zoé` now and `Éva` in the source"), "{text}");

    // Its row cannot be used: that says nothing about the conflict.
    world.csv("computers.csv", &table(&[&PC_1.replace("pc-1;", ";"), PC_2]));
    assert_eq!(world.run("nightly").await.questions[0].standing, Standing::StillOpen);
    world.human_edits("Computer", "pc-1", json!({ "contact": "Éva" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    assert_eq!(world.run("nightly").await.questions[0].standing, Standing::Solved);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_edit_is_told_in_full_once_and_then_in_a_line() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.mails();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.run("nightly").await;
    let first = world.mails().pop().unwrap();
    assert!(
        first.text.contains("edited by hand") && !first.text.contains("Reported before"),
        "{}",
        first.text
    );

    world.run("nightly").await;

    let second = world.mails().pop().unwrap();
    assert!(!second.text.contains("edited by hand"), "{}", second.text);
    assert!(second.text.contains("Reported before (1)"), "{}", second.text);
    assert!(
        second.text.contains("field Alternate username") && second.html.contains("pc-1"),
        "{}",
        second.text
    );
    world.wrote_nothing();
}
