//! Values from a file to the desk and back in the next night: each line of the table of values that
//! once went wrong. What is made once is found again; what is changed on its way is told.

use stocktake::model::{RunState, Topic};
use stocktake::practice::glpi::Options;

use super::world::World;

const MAPPING: &str = r#"
class = "Computer"
match = [["serial"]]
[field]
name = { column = "Name" }
serial = { column = "Serial" }
contact = { column = "Contact" }
comment = { column = "Note" }
manufacturers_id = { column = "Maker" }
locations_id = { column = "Place" }
"#;

const HEAD: &str = "Name;Serial;Contact;Note;Maker;Place\n";

async fn world() -> World {
    let world = World::with(Options::default()).await;
    world.mapping("computers", MAPPING);
    world.job("nightly", "[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n");
    world
}

/// What people are told of how values were read.
async fn run(world: &World) -> Vec<String> {
    let report = world.run("nightly").await;
    assert!(matches!(report.run.state, RunState::Done | RunState::Partial), "{:?}", report.run);
    let told = report.questions.iter().map(|asked| &asked.question);
    told.filter(|question| question.topic == Topic::Reading)
        .map(|question| question.text.to_string())
        .collect()
}

/// Runs a job with one row twice: the second run makes nothing and changes nothing.
async fn twice(world: &World, row: &str) -> Vec<String> {
    world.csv("computers.csv", &format!("{HEAD}{row}\n"));
    let told = run(world).await;
    assert!(!world.requests().is_empty(), "{row}");
    assert_eq!(run(world).await, told, "{row}");
    world.wrote_nothing();
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_the_desk_stores_in_another_form_are_found_the_next_night() {
    for (name, kept) in
        [("AT&#38;T", "AT&T"), ("&lt;x&gt;", "<x>"), ("CORP\\nathalie", "CORP/nathalie"), ("d\\'or", "d'or")]
    {
        let world = world().await;
        let told = twice(&world, &format!("pc-1;S1;;;\"{name}\";\"{name}\"")).await;
        assert_eq!(world.glpi_names("Manufacturer").len(), 1, "{name}");
        assert_eq!(world.glpi_names("Location").len(), 1, "{name}");
        assert_eq!(told.len(), 2, "{name}: {told:?}");
        assert!(told[0].contains(name) && told[0].contains(kept), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_says_null_counts_as_blank_and_is_told() {
    for null in ["NULL", "null"] {
        let world = world().await;
        let told = twice(&world, &format!("pc-1;S1;;;{null};{null}")).await;
        assert_eq!(world.glpi_names("Manufacturer"), Vec::<String>::new());
        assert_eq!(world.glpi_names("Location"), Vec::<String>::new());
        assert!(told.len() == 2 && told[0].contains(null), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_too_long_for_the_desk_is_rejected_in_the_plan_every_night_alike() {
    for name in ["&".repeat(60), "é".repeat(200), "M".repeat(300)] {
        let world = world().await;
        twice(&world, &format!("pc-1;S1;;;{name};")).await;
        let report = world.run("nightly").await;
        assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
        let reject = &report.rejects[0];
        assert!(reject.partial && reject.field.as_deref() == Some("manufacturers_id"), "{reject:?}");
        assert!(reject.reason.english().contains("characters"), "{reject:?}");
        assert_eq!(world.glpi_names("Manufacturer"), Vec::<String>::new());
        world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_the_database_takes_for_one_are_one_row() {
    for (a, b) in [("œuvre", "oeuvre"), ("Straße", "Strasse")] {
        let world = world().await;
        world.csv("computers.csv", &format!("{HEAD}pc-1;S1;;;{a};{a}\npc-2;S2;;;{b};{b}\n"));
        run(&world).await;
        assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
        assert_eq!(world.glpi_names("Manufacturer").len(), 1, "{a}");
        assert_eq!(world.glpi_names("Location").len(), 1, "{a}");
        assert!(!world.requests().is_empty());
        run(&world).await;
        world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_person_entered_as_it_is_kept_is_found() {
    let world = world().await;
    world.human_adds("Manufacturer", serde_json::json!({ "name": "AT&T" }));
    let told = twice(&world, "pc-1;S1;;;\"AT&#38;T\";").await;
    assert_eq!(world.glpi_names("Manufacturer"), ["AT&T"]);
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_with_a_backslash_is_written_so_that_it_is_kept_and_told() {
    let world = world().await;
    world.csv("computers.csv", &format!("{HEAD}pc-1;S1;CORP\\nathalie;;;\npc-2;S2;CORP\\robert;;;\n"));
    let told = run(&world).await;
    assert!(!world.requests().is_empty());
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "CORP/nathalie");
    assert_eq!(world.glpi_row("Computer", "pc-2")["contact"], "CORP/robert");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2 values") && told[0].contains("CORP\\nathalie"), "{told:?}");
    run(&world).await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_its_line_does_not_hold_in_its_stored_form_is_rejected_in_the_plan() {
    let world = world().await;
    world.csv("computers.csv", &format!("{HEAD}pc-1;S1;{};;;\n", "&".repeat(60)));
    let plan = world.program(&["plan", "nightly"]).await;
    let words = plan.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("60 characters, of which the first 50 are kept in their stored form"), "{plan:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_too_long_is_cut_and_told() {
    let world = world().await;
    let told = twice(&world, &format!("pc-1;S1;;{};;", "x".repeat(70_000))).await;
    assert_eq!(world.glpi_row("Computer", "pc-1")["comment"].as_str().map(str::len), Some(65_535));
    assert!(told.len() == 1 && told[0].contains("cut"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_nothing_take_the_place_of_no_value_and_are_never_created() {
    let words = ["N/A", "-", "?", "none", "(null)", "To be filled by O.E.M."];
    for word in words {
        let world = world().await;
        world.csv("computers.csv", &format!("{HEAD}pc-1;S1;ann;;Acme;Lyon\n"));
        run(&world).await;
        assert!(!world.requests().is_empty());
        world.mapping("computers", &MAPPING.replace("[[\"serial\"]]", "[[\"name\"]]"));
        world.csv("computers.csv", &format!("{HEAD}pc-1;{word};{word};;{word};{word}\n"));
        let told = run(&world).await;
        world.wrote_nothing();
        assert_eq!(told.len(), 4, "{word}: {told:?}");
        assert!(told.iter().all(|text| text.contains(word)), "{told:?}");
        assert_eq!(world.glpi_names("Manufacturer"), ["Acme"]);
        assert_eq!(world.glpi_names("Location"), ["Lyon"]);
        let computer = world.glpi_row("Computer", "pc-1");
        assert_eq!((&computer["serial"], &computer["contact"]), (&"S1".into(), &"ann".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_composed_one_night_and_not_the_next_is_one_computer() {
    let world = world().await;
    world.mapping("computers", &MAPPING.replace("[[\"serial\"]]", "[[\"name\"]]"));
    for name in ["PC-Zoé", "PC-Zoe\u{301}"] {
        world.csv("computers.csv", &format!("{HEAD}{name};S1;;;;\n"));
        run(&world).await;
    }
    assert_eq!(world.requests().len(), 1);
    assert_eq!(world.glpi_names("Computer"), ["PC-Zoé"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serial_with_signs_that_nobody_sees_is_the_same_without_them() {
    for sign in ['\u{200e}', '\u{200b}', '\u{feff}', '\u{ad}'] {
        let world = world().await;
        world.csv("computers.csv", &format!("{HEAD}pc-1;SN-0001;;;;\n"));
        run(&world).await;
        assert_eq!(world.requests().len(), 1);
        world.csv("computers.csv", &format!("{HEAD}pc-1;SN{sign}-0001;;;;\n"));
        let told = run(&world).await;
        world.wrote_nothing();
        assert!(told.len() == 1 && told[0].contains("invisible characters"), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_column_that_the_source_lacks_refuses_the_run_with_the_nearest_name() {
    let refused = async |mapping: String, column: &str| {
        let world = world().await;
        world.mapping("computers", &mapping);
        world.csv("computers.csv", "Names;Serial;Contact;Note;Maker;Place\npc-1;S1;;;;\n");
        let outcome = world.program(&["run", "nightly"]).await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        let sentence = format!("no column `{column}`");
        assert!(outcome.stdout.contains(&sentence) && outcome.stdout.contains("`Names`"), "{outcome:?}");
        world.wrote_nothing();
    };
    refused(MAPPING.replace("[[\"serial\"]]", "[[\"name\"]]"), "Name").await;
    // Not only the first key, and the key of the source as well.
    refused(MAPPING.replace("[[\"serial\"]]", "[[\"serial\"], [\"name\"]]"), "Name").await;
    let without = MAPPING.replace("name = { column = \"Name\" }\n", "");
    refused(without.replace("[field]", "source_key.column = \"Nam\"\n[field]"), "Nam").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_is_missing_or_not_read_is_told_at_the_foot_and_asks_nothing() {
    let world = world().await;
    world.watch_mails();
    let set = "[set.disks.field]\nname = { column = \"Disk\" }\n";
    world.mapping("computers", &format!("{MAPPING}{set}"));
    world.csv("computers.csv", "Name;Serial;Contacts;Note;Maker;Place;Room\npc-1;S1;ann;;;;\n");
    let plan = world.program(&["plan", "nightly"]).await;
    let read = world.program(&["read", "nightly"]).await;
    for text in [&plan.stderr, &read.stdout] {
        let text = text.replace('\n', " ");
        assert!(text.contains("no column `Contact`") && text.contains("perhaps it is `Contacts`"), "{text}");
        assert!(text.contains("no column `Disk` for disks.name"), "{text}");
        assert!(text.contains("no mapping reads: `Contacts`, `Room`"), "{text}");
    }
    for night in 1..=2 {
        let report = world.run("nightly").await;
        assert_eq!(report.questions, [], "night {night}");
        assert_eq!(report.columns.len(), 3, "{:?}", report.columns);
    }
    assert!(!world.requests().is_empty());
    let mails = world.mails();
    let text = mails[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
    let foot = text.split("This run").nth(1).unwrap_or_default();
    assert!(foot.contains("no column `Contact`") && foot.contains("`Room`"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_currency_that_is_taken_off_is_told_once() {
    let world = world().await;
    let price = "[infocom]\nvalue = { column = \"Price\", locale = \"fr\" }\n";
    world.mapping("computers", &format!("{MAPPING}{price}"));
    let rows = "pc-1;S1;;;;;1 234,56 €\npc-2;S2;;;;;99\npc-3;S3;;;;;12€50\n";
    world.csv("computers.csv", &format!("{}{rows}", HEAD.replace("Place", "Place;Price")));
    let told = run(&world).await;
    assert!(told.len() == 1 && told[0].starts_with("2 prices name their currency"), "{told:?}");
    assert!(told[0].contains("`1 234,56 €`") && told[0].contains("`1234.5600`"), "{told:?}");
    assert!(!world.requests().is_empty());
    // The next night it is known: no mail asks again, and `questions` still has it.
    world.watch_mails();
    world.run("nightly").await;
    world.wrote_nothing();
    let mails = world.mails();
    assert!(mails.iter().all(|mail| !mail.text.contains("currency")), "{mails:?}");
    let questions = world.program(&["questions", "nightly"]).await;
    assert!(questions.stdout.contains("currency"), "{questions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_sets_that_are_changed_on_their_way_are_told() {
    let world = world().await;
    let set = "[set.disks.field]\nname = { column = \"Disk\" }\nmountpoint = { column = \"Mount\" }\n\
               filesystems_id = { column = \"System\" }\n";
    world.mapping("computers", &format!("{MAPPING}{set}"));
    let head = HEAD.replace("Place", "Place;Disk;Mount;System");
    world.csv("computers.csv", &format!("{head}pc-1;S1;;;;;C\u{200b}:;CORP\\nas;N/A\n"));
    let told = run(&world).await;
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().any(|text| text.contains("invisible")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("CORP/nas")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("`N/A`")), "{told:?}");
    assert!(!world.requests().is_empty());
    assert!(!world.glpi_names("Filesystem").contains(&"N/A".to_owned()));
    assert_eq!(world.glpi_rows("Item_Disk")[0]["name"], "C:");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_errors_of_a_row_are_told_at_once() {
    let world = world().await;
    let more = "[infocom]\nvalue = { column = \"Price\" }\nbuy_date = { column = \"Bought\" }\n\
                [set.disks.field]\nname = { column = \"Disk\" }\ntotalsize = { column = \"Size\" }\n";
    let mapping = MAPPING
        .replace("contact = { column = \"Contact\" }", "contact = { column = \"Contact\", required = true }")
        .replace(
            "locations_id = { column = \"Place\" }",
            "locations_id = { column = \"Place\", missing = \"reject\" }",
        );
    world.mapping("computers", &format!("{mapping}{more}"));
    let head = HEAD.replace("Place", "Place;Price;Bought;Disk;Size");
    let rows = "pc-1;S1;;;;Nowhere;PO12345;32/13/2024;C:;large\npc-2;S2;ann;;;Nowhere;PO12345;;C:;large\n";
    world.csv("computers.csv", &format!("{head}{rows}"));
    let report = world.run("nightly").await;
    let reasons: Vec<&str> = report.rejects.iter().map(|reject| reject.reason.english()).collect();
    assert_eq!(report.rejects.len(), 2, "{reasons:?}");
    for piece in ["blank", "PO12345", "32/13/2024", "large", "Nowhere"] {
        assert!(reasons[0].contains(piece), "{piece}: {reasons:?}");
    }
    for piece in ["Nowhere", "PO12345", "large"] {
        assert_eq!(reasons[1].matches(piece).count(), 1, "{piece}: {reasons:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_encoding_is_told_in_the_plan_before_anything_is_created() {
    let world = world().await;
    // cp850: é is 0x82, è 0x8A.
    let mut bytes = HEAD.as_bytes().to_vec();
    for number in 0..20 {
        bytes.extend(format!("pc-{number};S{number};;;;").bytes());
        bytes.extend(b"Pr\x82fecture Rel\x8ave\n");
    }
    world.file("computers.csv", bytes);
    let plan = world.program(&["plan", "nightly"]).await;
    assert!(plan.stderr.contains("guess"), "{plan:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_value_that_swallows_rows_is_rejected() {
    let world = world().await;
    let rows = "pc-1;S1;;\"see note\npc-2;S2;;ok;;\npc-3;S3;;done;;\";;\npc-4;S4;;;;\n";
    world.csv("computers.csv", &format!("{HEAD}{rows}"));
    let report = world.run("nightly").await;
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    assert!(report.rejects[0].reason.english().contains("as many delimiters"), "{:?}", report.rejects);
    assert_eq!(report.rejects[0].origin.row, Some(2));
    assert_eq!(world.glpi_names("Computer"), ["pc-4"]);
    assert!(!world.requests().is_empty());
}
