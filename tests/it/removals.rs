//! What a person removed at the desk stays removed and is told, what an undo took back stays so, and a
//! question that a person has answered is not asked again.

use serde_json::{Value, json};
use stocktake::model::{RunState, Standing, Topic};
use stocktake::practice::glpi::Fault;

use super::fleet::{COMPUTERS, JOB, PC_1, PC_2, table, two_computers};
use super::world::{World, ended};

/// Rows of an item type that belong to a computer.
fn rows_of(world: &World, item_type: &str, computer: &str) -> Vec<Value> {
    let id = world.glpi_row("Computer", computer)["id"].clone();
    world.glpi_rows(item_type).into_iter().filter(|row| row["items_id"] == id).collect()
}

fn remove(world: &World, item_type: &str, computer: &str) {
    let rows = rows_of(world, item_type, computer);
    assert_eq!(rows.len(), 1, "{item_type} of {computer}: {rows:?}");
    world.control().purge(item_type, rows[0]["id"].as_i64().unwrap()).unwrap();
}

fn trash(world: &World, item_type: &str, name: &str) {
    world.human_edits(item_type, name, json!({ "is_deleted": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_links_and_contracts_that_a_person_removed_stay_removed() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.mails();
    for item_type in ["Item_OperatingSystem", "Infocom", "Contract_Item"] {
        remove(&world, item_type, "pc-1");
    }
    trash(&world, "Contract", "Service pc-2");

    for night in 1..=3 {
        let report = world.run("nightly").await;
        world.wrote_nothing();
        assert_eq!(report.run.state, RunState::Done);
        let kept: Vec<(&str, &str)> =
            report.kept.iter().map(|kept| (kept.label.as_str(), kept.field.as_str())).collect();
        assert_eq!(
            kept,
            [("pc-1", "contract"), ("pc-1", "infocom"), ("pc-1", "os"), ("pc-2", "contract")],
            "night {night}"
        );
        let mail = world.mails().pop().unwrap();
        assert_eq!(mail.text.contains("by hand since it was last written"), night == 1, "{}", mail.text);
    }
    assert_eq!(world.glpi_rows("Contract").len(), 2);
    assert!(rows_of(&world, "Contract_Item", "pc-1").is_empty());

    // A person gives it back.
    let (item, contract) = (world.glpi_row("Computer", "pc-1"), world.glpi_row("Contract", "Service pc-1"));
    let link = json!({ "contracts_id": contract["id"], "itemtype": "Computer", "items_id": item["id"] });
    world.human_adds("Contract_Item", link);
    world.human_edits("Contract", "Service pc-2", json!({ "is_deleted": 0 }));
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!(report.kept.len(), 2, "{:?}", report.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_source_wins_where_the_mapping_says_so() {
    let world = two_computers().await;
    let mapping = COMPUTERS
        .replace("[os]\n", "[os]\non_conflict = \"source\"\n")
        .replace("[contract]\n", "[contract]\non_conflict = \"source\"\n");
    world.mapping("computers", &mapping);
    world.run("nightly").await;
    world.requests();
    remove(&world, "Item_OperatingSystem", "pc-1");
    remove(&world, "Contract_Item", "pc-1");

    let report = world.run("nightly").await;

    assert_eq!(world.requests(), ["POST /Item_OperatingSystem 201", "POST /Contract_Item 201"]);
    assert!(report.kept.is_empty(), "{:?}", report.kept);
    assert_eq!(world.glpi_rows("Contract").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_undo_took_back_is_not_done_again_by_the_next_run() {
    let world = two_computers().await;
    let bare = PC_1.replace("Debian 12;L-1;01/01/2026;31/12/2026;15/02/2025;1 234,50 €", ";;;;;");
    world.csv("computers.csv", &table(&[&bare, PC_2]));
    world.run("nightly").await;
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    let run = world.run("nightly").await.run.id.to_string();
    assert_eq!(rows_of(&world, "Contract_Item", "pc-1").len(), 1);

    let undone = world.program(&["undo", &run]).await;
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert!(!world.requests().is_empty());
    let report = world.run("nightly").await;

    world.wrote_nothing();
    for item_type in ["Contract_Item", "Item_OperatingSystem", "Infocom"] {
        assert!(rows_of(&world, item_type, "pc-1").is_empty(), "{item_type}");
    }
    assert_eq!(report.kept.len(), 3, "{:?}", report.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_undo_put_in_the_trash_is_told_with_its_run_and_not_as_a_persons_doing() {
    let world = two_computers().await;
    let first = world.run("nightly").await.run.id.to_string();
    // Cron and containers have no USER.
    let mut command = world.command(&["undo", &first]);
    let undone = ended(command.env_remove("USER").spawn().unwrap()).await;
    assert_eq!(undone.code, Some(0), "{undone:?}");
    let undo = world.store().runs(None, 1).unwrap()[0].clone();
    let me = std::process::Command::new("id").arg("-un").output().unwrap();
    let me = String::from_utf8(me.stdout).unwrap();
    let said = undo.message.unwrap();
    assert!(said.english().ends_with(&format!("asked for by {}", me.trim())), "{said}");
    let undo = undo.id;
    world.requests();

    let report = world.run("nightly").await;

    let reasons: Vec<&str> = report.rejects.iter().map(|reject| reject.reason.english()).collect();
    let told = format!("was put in the trash by `undo`, run {}", undo.short());
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| reason.contains(&told)), "{reasons:?}");
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_a_run_could_not_link_is_linked_by_the_next_one() {
    let world = two_computers().await;
    let fault = Fault::status(400).method("POST").item_type("Contract_Item");
    world.inject(fault);
    world.run("nightly").await;
    assert!(world.glpi_rows("Contract_Item").is_empty());
    assert!(!world.requests().is_empty());

    world.run("nightly").await;

    assert!(world.requests().contains(&"POST /Contract_Item 201".to_owned()));
    assert_eq!((world.glpi_rows("Contract").len(), world.glpi_rows("Contract_Item").len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_a_person_deleted_for_good_is_made_again_on_approval_only() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let id = world.glpi_row("Computer", "pc-1")["id"].as_i64().unwrap();
    world.control().purge("Computer", id).unwrap();

    let report = world.run("nightly").await;
    world.wrote_nothing();
    let asked = &report.questions[0];
    assert_eq!((report.run.state, asked.question.topic), (RunState::Done, Topic::Held));
    assert!(asked.question.text.english().contains("was deleted for good by hand"), "{:?}", asked.question);

    let approved = world.program(&["approve", &report.run.id.to_string(), "--only", "SN-0001"]).await;
    assert_eq!(approved.code, Some(0), "{approved:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert!(!world.requests().is_empty());
    let report = world.run("nightly").await;
    assert!(report.kept.is_empty(), "{:?}", report.kept);
    world.requests();
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_in_the_trash_of_a_person_or_another_job_is_asked_about() {
    let world = two_computers().await;
    world.job(
        "nightly",
        &format!(
            "{JOB}[missing]\naction = \"trash\"\n[limits]\nretire = \"off\"\nshrink_percent = \"off\"\n"
        ),
    );
    world.job("other", &JOB.replace("computers.csv", "other.csv"));
    world.run("nightly").await;
    world.csv("computers.csv", &table(&[PC_2]));
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-2"]);
    let fields = json!({ "name": "pc-3", "serial": "SN-0003", "entities_id": 0 });
    world.human_adds("Computer", fields);
    trash(&world, "Computer", "pc-3");
    world.requests();
    let third = PC_2.replace("pc-2", "pc-3").replace("SN-0002", "SN-0003").replace("I-2", "I-3");
    world.csv("other.csv", &table(&[PC_1, &third]));

    let report = world.run("other").await;

    assert_eq!(world.glpi_names("Computer"), ["pc-2"]);
    assert!(world.requests().iter().all(|request| !request.contains("/Computer ")));
    let asked = report.questions.iter().filter(|asked| asked.question.topic != Topic::Reading);
    let asked: Vec<&str> = asked.map(|asked| asked.question.text.english()).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[0].contains("put in the trash by job nightly"), "{asked:?}");
    assert!(asked[1].contains("put in the trash by hand"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_moves_to_the_entity_of_its_item() {
    let world = two_computers().await;
    world.mapping(
        "computers",
        &COMPUTERS.replace("missing = \"create\", write = \"create\"", "missing = \"create\""),
    );
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace("Acme > Paris", "Acme > Lyon"), PC_2]));

    world.run("nightly").await;

    assert!(!world.requests().is_empty());
    let (item, contract) = (world.glpi_row("Computer", "pc-1"), world.glpi_row("Contract", "Service pc-1"));
    assert_eq!(item["entities_id"], contract["entities_id"]);
    assert_eq!(world.glpi_row("Entity", "Lyon")["id"], item["entities_id"]);
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_closed_is_not_told_until_its_matter_is_another() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}[report]\nsend = \"decisions\"\n"));
    world.mapping(
        "computers",
        &COMPUTERS.replace("column = \"Contact\"", "column = \"Contact\", on_conflict = \"ask\""),
    );
    world.run("nightly").await;
    world.requests();
    world.mails();
    world.watch_mails();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    world.run("nightly").await;
    let listed = world.json(&["questions"]).await;
    let id = listed[0]["id"].as_str().unwrap().to_owned();
    let mail = world.mails().pop().unwrap();
    assert!(mail.text.contains(&id) && mail.html.contains(&id), "{}", mail.text);
    assert!(world.program(&["questions"]).await.stdout.contains(&id));

    let past = world.program(&["questions", "close", &id, "--until", "2020-01-01"]).await;
    assert_eq!(past.code, Some(2), "{past:?}");
    let far = world.program(&["questions", "close", &id, "--until", "+123456-01-01"]).await;
    assert_eq!(far.code, Some(2), "{far:?}");
    assert!(far.stderr.contains("up to the year 9999"), "{far:?}");
    assert_eq!(world.program(&["questions", "close", "zzz"]).await.code, Some(2));
    let closed = world
        .program(&[
            "questions",
            "close",
            &id[..6],
            "--until",
            "2999-01-01",
            "--why",
            "both are right",
            "--by",
            "ana",
        ])
        .await;
    assert_eq!(closed.code, Some(0), "{closed:?}");
    assert!(closed.stdout.contains("2999-01-01") && !closed.stdout.contains("before"), "{closed:?}");
    let anew = ["questions", "close", &id, "--until", "2999-01-01", "--why", "both are right", "--by", "ana"];
    let anew = world.program(&anew).await;
    assert_eq!(anew.code, Some(0), "{anew:?}");
    let told = anew.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("before, it was closed by ana on ")
            && told.contains("until 2999-01-01: both are right"),
        "{told}"
    );
    let report = world.run("nightly").await;
    assert_eq!(report.questions[0].standing, Standing::StillOpen);
    assert_eq!(world.mails().len(), 0);
    let open = world.json(&["questions"]).await;
    let others = open.as_array().unwrap().iter().filter(|row| row["question"]["topic"] != "reading");
    assert_eq!(others.count(), 0, "{open}");
    let all = world.json(&["questions", "--closed"]).await;
    assert!(
        all.as_array()
            .unwrap()
            .iter()
            .any(|row| row["id"] == json!(id) && row["closed"]["why"] == "both are right"),
        "{all}"
    );
    let shown = world.program(&["questions", "--closed"]).await.stdout;
    assert!(shown.contains("closed by ana on") && shown.contains("both are right"), "{shown}");

    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Eve;"), PC_2]));
    world.run("nightly").await;
    let mail = world.mails().pop().unwrap();
    assert!(mail.text.contains("`Eve` in the source"), "{}", mail.text);
    assert_eq!(world.json(&["questions"]).await[0]["id"], json!(id));
    world.run("nightly").await;
    assert_eq!(world.mails().len(), 0);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_person_deleted_is_made_again_only_for_a_row_that_needs_it_and_told() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.mails();
    // GLPI empties the field of the computer that had it.
    let state = world.glpi_row("State", "En stock")["id"].as_i64().unwrap();
    world.human_edits("Computer", "pc-2", json!({ "states_id": 0 }));
    world.control().purge("State", state).unwrap();

    // The computer that had it was edited by hand: nothing is made.
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert!(report.questions.iter().all(|asked| asked.question.topic != Topic::Removed), "{report:?}");
    world.mails();

    // A new one needs it.
    let new = PC_2.replace("pc-2", "pc-3").replace("SN-0002", "SN-0003").replace("I-2", "I-3");
    world.csv("computers.csv", &table(&[PC_1, PC_2, &new]));
    let plan = world.program(&["plan", "nightly"]).await;
    let told = "State `En stock` was made by run";
    assert!(plan.stderr.contains(told) || plan.stdout.contains(told), "{plan:?}");
    let report = world.run("nightly").await;
    assert!(world.requests().contains(&"POST /State 201".to_owned()));
    let asked = report.questions.iter().find(|asked| asked.question.topic == Topic::Removed).unwrap();
    assert_eq!(asked.standing, Standing::New);
    assert!(asked.question.text.english().contains("deleted since"), "{}", asked.question.text);
    assert!(asked.question.answer.as_ref().unwrap().english().contains("skip"));
    let mail = world.mails().pop().unwrap();
    assert!(mail.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(told), "{}", mail.text);

    // It is told once.
    let report = world.run("nightly").await;
    world.wrote_nothing();
    let asked = report.questions.iter().filter(|asked| asked.question.topic != Topic::Reading);
    assert!(asked.clone().all(|asked| asked.standing == Standing::Solved), "{:?}", report.questions);
    world.mails();

    // Where the mapping says so, it stays away.
    let state = world.glpi_row("State", "En stock")["id"].as_i64().unwrap();
    world.human_edits("Computer", "pc-3", json!({ "states_id": 0 }));
    world.control().purge("State", state).unwrap();
    let held = COMPUTERS.replace("column = \"State\" }", "column = \"State\", missing = \"skip\" }");
    world.mapping("computers", &held);
    let newer = PC_2.replace("pc-2", "pc-4").replace("SN-0002", "SN-0004").replace("I-2", "I-4");
    world.csv("computers.csv", &table(&[PC_1, PC_2, &new, &newer]));
    world.run("nightly").await;
    assert!(!world.requests().contains(&"POST /State 201".to_owned()));
    world.mails();
}
