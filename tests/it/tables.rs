//! Tables as people keep them: a sheet for each site, several tables of one sheet, a folder of files, numbered
//! columns, columns that stand in another file. What arrives at the desk is what a person reads there.

use rust_xlsxwriter::Workbook;
use serde_json::json;
use stocktake::model::RunState;
use stocktake::practice::glpi::Options;

use super::world::World;

const MAPPING: &str = r#"
class = "Computer"
match = [["serial"]]
[field]
name = { column = "Name" }
serial = { column = "Serial" }
locations_id = { column = "Site" }
"#;

async fn world(feed: &str) -> World {
    let world = World::with(Options::default()).await;
    world.mapping("computers", MAPPING);
    world.job("nightly", &format!("[[feed]]\nmapping = \"computers\"\n{feed}"));
    world
}

fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                if !text.is_empty() {
                    sheet.write_string(row, column, *text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Runs a job twice: the second run changes nothing. Returns name and place of each computer.
async fn run(world: &World) -> Vec<(String, String)> {
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?} {:?}", report.run, report.rejects);
    assert!(!world.requests().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
    let places = world.glpi_rows("Location");
    let place = |id: &serde_json::Value| {
        let found = places.iter().find(|place| place["id"] == *id);
        found.map_or_else(String::new, |place| place["name"].as_str().unwrap().to_owned())
    };
    let computers = world.glpi_rows("Computer");
    let mut found: Vec<(String, String)> = computers
        .iter()
        .map(|row| (row["name"].as_str().unwrap().to_owned(), place(&row["locations_id"])))
        .collect();
    found.sort();
    found
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, place)| ((*name).to_owned(), (*place).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_for_each_site_gives_the_site_by_its_name() {
    let world = world("path = \"parc.xlsx\"\n[feed.sheet]\nsheets = \"*\"\nsheet_column = \"Site\"\n").await;
    let book = workbook(&[
        ("Lyon", &[&["Serial", "Name"], &["S1", "pc-1"]]),
        ("Paris", &[&["Parc de Paris"], &["Name", "Serial"], &["pc-2", "S2"]]),
    ]);
    world.file("parc.xlsx", book);
    assert_eq!(run(&world).await, pairs(&[("pc-1", "Lyon"), ("pc-2", "Paris")]));
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.stdout.contains("parc.xlsx [Paris]:3"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_one_below_the_other_give_the_place_by_their_titles() {
    let feed = "path = \"parc.xlsx\"\n[feed.sheet]\ntables = \"all\"\ntitle_column = \"Site\"\n";
    let world = world(feed).await;
    let book = workbook(&[(
        "Parc",
        &[
            &["Lyon"],
            &["Serial", "Name"],
            &["S1", "pc-1"],
            &[],
            &["Paris"],
            &["Serial", "Name"],
            &["S2", "pc-2"],
        ],
    )]);
    world.file("parc.xlsx", book);
    assert_eq!(run(&world).await, pairs(&[("pc-1", "Lyon"), ("pc-2", "Paris")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_files_gives_the_site_by_the_name_of_the_file() {
    let world = world("path = \"sites/*.csv\"\npick = \"all\"\nfile_column = \"Site\"\n").await;
    world.csv("sites/Lyon.csv", "Serial;Name\nS1;pc-1\n");
    world.csv("sites/Saint-Étienne.csv", "Name;Serial\npc-2;S2\n");
    assert_eq!(run(&world).await, pairs(&[("pc-1", "Lyon"), ("pc-2", "Saint-Étienne")]));

    world.csv("sites/Lyon.csv", "Serial;Name;site\nS1;pc-1;x\n");
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.replace('\n', " ").contains("a column `Site` already"), "{outcome:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_of_another_file_are_looked_up_by_a_key() {
    let feed = "path = \"computers.csv\"\n[[feed.lookup]]\npath = \"sites.csv\"\ncolumn = \"Site code\"\n\
                key = \"Code\"\ncolumns = [\"Site\"]\n";
    let world = world(feed).await;
    world.csv("sites.csv", "Code;Site;Other\nly;Lyon;1\nPA;Paris;2\npa;Paris;3\nX;A;4\nX;B;5\n");
    let rows = "S1;pc-1;LY\nS2;pc-2;pa\nS3;pc-3;zz\nS4;pc-4;\n";
    world.csv("computers.csv", &format!("Serial;Name;Site code\n{rows}"));
    let report = world.run("nightly").await;
    let told: Vec<&str> = report.questions.iter().map(|asked| asked.question.text.english()).collect();
    assert!(told.iter().any(|text| text.contains("`zz` of row 4") && text.starts_with("1 row")), "{told:?}");
    assert!(report.columns.is_empty(), "{:?}", report.columns);
    let found = run_again(&world).await;
    assert_eq!(found, pairs(&[("pc-1", "Lyon"), ("pc-2", "Paris"), ("pc-3", ""), ("pc-4", "")]));

    // A key with two meanings has none: the value is rejected, and says where it stands.
    world.csv("computers.csv", &format!("Serial;Name;Site code\n{rows}S5;pc-5;X\n"));
    let report = world.run("nightly").await;
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    assert!(
        report.rejects[0].reason.english().contains("sites.csv has `X` more than once"),
        "{:?}",
        report.rejects
    );
    assert!(!world.requests().is_empty());

    world.csv("sites.csv", "Codes;Site\nly;Lyon\n");
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let said = outcome.stdout.replace('\n', " ");
    assert!(said.contains("sites.csv") && said.contains("`Codes` for `Code`"), "{outcome:?}");
    world.wrote_nothing();
}

async fn run_again(world: &World) -> Vec<(String, String)> {
    assert!(!world.requests().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
    let places = world.glpi_rows("Location");
    let computers = world.glpi_rows("Computer");
    let mut found = Vec::new();
    for row in &computers {
        let place = places.iter().find(|place| place["id"] == row["locations_id"]);
        let place = place.map_or("", |place| place["name"].as_str().unwrap());
        found.push((row["name"].as_str().unwrap().to_owned(), place.to_owned()));
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn numbered_columns_are_rows_of_a_set_and_what_lies_beyond_is_told() {
    let world = world("path = \"parc.csv\"\n").await;
    world.mapping(
        "computers",
        &format!(
            "{MAPPING}[set.disks]\nnumbered = {{ from = 1, to = 2 }}\n[set.disks.field]\n\
             name = {{ column = \"Disque {{n}}\" }}\ntotalsize = {{ column = \"Taille {{n}}\" }}\n"
        ),
    );
    world.csv(
        "parc.csv",
        "Serial;Name;Site;Disque 1;Taille 1;Disque 2;Taille 2;Disque 3;Taille 3\n\
         S1;pc-1;Lyon;C:;100 Go;D:;1 To;E:;1 Go\nS2;pc-2;Lyon;C:;50 Go;;;;\n",
    );
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.rejects);
    assert!(!world.requests().is_empty());
    let mut disks: Vec<_> = world
        .glpi_rows("Item_Disk")
        .iter()
        .map(|disk| (disk["name"].as_str().unwrap().to_owned(), disk["totalsize"].clone()))
        .collect();
    disks.sort_by_key(|(name, size)| (name.clone(), size.to_string()));
    let disk = |name: &str, size: u64| (name.to_owned(), json!(size));
    assert_eq!(disks, [disk("C:", 102_400), disk("C:", 51_200), disk("D:", 1_048_576)]);
    let told = stocktake::model::Said::join(&report.columns, " ");
    assert!(told.english().contains("`Disque 3`, `Taille 3`"), "{told}");
}
