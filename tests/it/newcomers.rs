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
async fn no_job_is_called_as_every_job_is() {
    let world = two_computers().await;
    world.job("*", JOB);
    let check = world.program(&["check"]).await;
    assert_eq!(check.code, Some(2), "{check:?}");
    for told in ["jobs/*.toml", "no job can be called `*`", "give the file another name"] {
        assert!(check.stderr.contains(told), "{told}: {check:?}");
    }
    // Neither does it run.
    assert_eq!(world.program(&["run", "*"]).await.code, Some(2));
    world.wrote_nothing();
}

/// A workbook with one sheet, from text as a CSV file has it.
fn workbook(sheet: &str, text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    let mut written = page.set_name(sheet).map(|_| ());
    for (row, line) in (0_u32..).zip(text.lines()) {
        for (column, cell) in (0_u16..).zip(line.split(';')) {
            written = written.and_then(|()| page.write_string(row, column, cell).map(|_| ()));
        }
    }
    match written.and_then(|()| book.save_to_buffer()) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_a_sheet_that_is_not_there_and_a_file_that_is_another_one() {
    let world = two_computers().await;
    world.file("park.xlsx", workbook("Laptops", &many(2)));
    let sheets = JOB.replace("computers.csv", "park.xlsx");
    world.job("nightly", &format!("{sheets}[feed.sheet]\nsheet = \"Portables\"\n"));
    let missing = world.program(&["check"]).await;
    assert_eq!(missing.code, Some(0), "{missing:?}");
    let told = "the workbook has no sheet `Portables`; its sheets are `Laptops`";
    assert!(missing.stdout.contains(told), "{missing:?}");
    let french = world.program(&["check", "--language", "fr"]).await;
    assert!(french.stdout.contains("`Portables`\u{a0}; ses feuilles\u{a0}: `Laptops`"), "{french:?}");

    world.job("nightly", &format!("{sheets}[feed.sheet]\nsheet = \"Laptops\"\n"));
    let good = world.program(&["check"]).await;
    assert!(good.code == Some(0) && !good.stdout.contains("warning"), "{good:?}");

    // The list of invoices in the place of the inventory.
    world.csv("computers.csv", "Invoice;Customer;Amount\n1;Acme;12,50\n");
    world.job("nightly", JOB);
    let other = world.program(&["check"]).await;
    assert_eq!(other.code, Some(0), "{other:?}");
    let told = "computers.csv has none of the columns that the mapping reads (`Name`, `Entity`, `Serial`";
    assert!(other.stdout.contains(told), "{other:?}");
    assert!(other.stdout.contains("the columns found are `Invoice`, `Customer`, `Amount`"), "{other:?}");
    let french = world.program(&["check", "--language", "fr"]).await;
    assert!(french.stdout.contains("colonnes trouvées\u{a0}: `Invoice`, `Customer`, `Amount`"), "{french:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_in_the_wrong_order_are_told_in_the_language_of_the_reader() {
    let world = two_computers().await;
    let places = "class = \"Location\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Location\" }\n";
    world.mapping("places", places);
    world.job("nightly", &format!("{JOB}[[feed]]\nmapping = \"places\"\npath = \"computers.csv\"\n"));
    let english = world.program(&["plan", "nightly"]).await;
    assert!(english.stderr.contains("put places first"), "{english:?}");
    let french = world.program(&["plan", "nightly", "--language", "fr"]).await;
    assert!(
        french.stderr.contains("placez places en premier") && !french.stderr.contains("put places"),
        "{french:?}"
    );
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
