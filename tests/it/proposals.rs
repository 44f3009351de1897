//! From a spreadsheet to a job: `map`, `init --from` and `columns` as a person runs them, and how many columns of the
//! corpus a proposed mapping fills rightly.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Columns of a hundred that must go where a right mapping sends them.
const FLOOR: usize = 90;

fn stocktake(folder: &Path, language: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    command.current_dir(folder).args(arguments).env("LC_ALL", language).env("COLUMNS", "80");
    command.env_remove("STOCKTAKE_PROJECT").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs a command that must end well; its standard output.
fn done(folder: &Path, language: &str, arguments: &[&str]) -> String {
    let output = stocktake(folder, language, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn folder_with(name: &str, content: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    folder
}

fn map(folder: &Path, language: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["map"].iter().chain(arguments).chain(&["--format", "json"]).copied().collect();
    serde_json::from_str(&done(folder, language, &all)).unwrap()
}

fn to<'j>(proposed: &'j Value, column: &str) -> Option<&'j str> {
    let columns = proposed["columns"].as_array().unwrap();
    columns.iter().find(|known| known["name"] == column).unwrap()["to"].as_str()
}

/// A mapping without the ends of lines in its comments.
fn flat(proposed: &Value) -> String {
    let lines = proposed["mapping"].as_str().unwrap().lines();
    lines.flat_map(|line| line.trim_start_matches('#').split_whitespace()).collect::<Vec<_>>().join(" ")
}

const FRENCH: &str = "\
Parc informatique de la mairie;;;;;;;;;;;\n\
Nom du poste;N° de série;Marque;Modèle;Type;Site;Bureau;Affecté à;Date d'achat;Fin de garantie;Prix HT;Wi-Fi\n\
PC-001;5CG1230ABC;HP;EliteBook 840;Portable;Mairie;B12;Zoé Dupont;03/04/2024;02/04/2027;1 234,50 €;oui\n\
PC-002;5CG1230ABD;HP;EliteBook 840;Portable;Mairie;B14;Ali Ben;13/04/2024;12/04/2027;1 234,50 €;oui\n\
PC-003;;Dell;OptiPlex 3080;Fixe;École;Salle 2;;05/06/2023;04/06/2026;789,00 €;non\n";

#[test]
fn a_list_with_a_title_becomes_a_project_that_runs_and_then_has_nothing_to_do() {
    let folder = folder_with("parc 2026.csv", FRENCH);
    let said = done(folder.path(), "fr_FR.UTF-8", &["init", "projet", "--from", "parc 2026.csv"]);
    assert!(said.contains("projet/mappings/parc-2026.toml a été créé"), "{said}");
    assert!(said.contains("11 colonnes sur 12 vont dans des champs de la classe Ordinateur"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80 || line.contains('/')), "{said}");
    let mapping = fs::read_to_string(folder.path().join("projet/mappings/parc-2026.toml")).unwrap();
    for line in [
        "class = \"Computer\"",
        "locale = \"fr\"",
        "match = [[\"serial\"], [\"name\"]]",
        "buy_date = { column = \"Date d'achat\" }",
        "warranty_duration = { column = \"Fin de garantie\", type = \"months_until\", begin = \"buy_date\" }",
        "value = { column = \"Prix HT\", type = \"money\" }",
        "[[test]]",
    ] {
        assert!(mapping.contains(line), "{line}\n{mapping}");
    }
    assert!(
        mapping.contains("# Numéro de série, de `N° de série`\u{a0}: 5CG1230ABC | 5CG1230ABD"),
        "{mapping}"
    );
    assert!(mapping.contains("row[\"Site\"]") && mapping.contains("row[\"Bureau\"]"), "{mapping}");

    let project = folder.path().join("projet");
    done(&project, "C", &["check"]);
    done(&project, "C", &["run", "parc-2026"]);
    let plan: Value =
        serde_json::from_str(&done(&project, "C", &["plan", "parc-2026", "--format", "json"])).unwrap();
    assert_eq!(plan["changes"].as_array().map(Vec::len), Some(0), "{plan}");
}

#[test]
fn a_project_that_is_there_gets_a_job_and_a_mapping_and_keeps_its_files() {
    let folder = folder_with("parc.csv", FRENCH);
    done(folder.path(), "C", &["init", "."]);
    let before = fs::read_to_string(folder.path().join("stocktake.toml")).unwrap();
    done(folder.path(), "fr_FR", &["init", "--from", "parc.csv"]);
    done(folder.path(), "fr_FR", &["init", "--from", "parc.csv"]);
    assert!(folder.path().join("mappings/parc.toml").is_file());
    assert!(folder.path().join("mappings/parc-2.toml").is_file(), "a name that is taken gets a number");
    assert_eq!(fs::read_to_string(folder.path().join("stocktake.toml")).unwrap(), before);
    let again = stocktake(folder.path(), "C", &["init", "--from", "parc.csv", "--name", "parc"]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    assert!(text(&again.stderr).contains("there is a job or a mapping `parc` already"));
}

#[test]
fn day_or_month_first_is_told_by_all_rows_else_by_the_other_dates_else_by_the_person() {
    let rows = |dates: [&str; 3]| {
        let row = |(n, date): (usize, &str)| format!("PC-{n},S{n}23456,{date}\n");
        let rows: String = dates.into_iter().enumerate().map(row).collect();
        format!("Name,Serial number,Purchase date\n{rows}")
    };
    let locale = |dates, language| {
        let folder = folder_with("a.csv", &rows(dates));
        let proposed = map(folder.path(), language, &["a.csv"]);
        let look = proposed["look"].to_string();
        (proposed["locale"].as_str().unwrap().to_owned(), look.contains("day or month first"))
    };
    assert_eq!(locale(["01/02/2026", "02/03/2026", "12/31/2026"], "fr_FR"), ("en_us".to_owned(), false));
    assert_eq!(locale(["01/02/2026", "02/03/2026", "31/12/2026"], "en_GB"), ("en_gb".to_owned(), false));
    assert_eq!(locale(["2026-01-02", "2026-02-03", "2026-03-04"], "fr_FR"), ("iso".to_owned(), false));
    assert_eq!(locale(["01/02/2026", "02/03/2026", "03/04/2026"], "fr_FR"), ("fr".to_owned(), true));
    assert_eq!(locale(["01/02/2026", "02/03/2026", "03/04/2026"], "en_US"), ("en_us".to_owned(), true));
    assert_eq!(locale(["01/02/2026", "02/03/2026", "03/04/2026"], "C"), ("iso".to_owned(), true));

    let table = "Name,Serial number,Purchase date,Delivery date\n\
                 PC-1,S123456,01/02/2026,13/02/2026\nPC-2,S123457,02/03/2026,14/03/2026\n";
    let folder = folder_with("a.csv", table);
    let proposed = map(folder.path(), "en_US", &["a.csv"]);
    assert_ne!(proposed["locale"], "en_us");
    assert!(flat(&proposed).contains("read as the others of this file"), "{proposed}");
}

#[test]
fn a_column_whose_values_say_otherwise_goes_nowhere() {
    let table = "Nom;N° de série;Adresse MAC;Prix;Date d'achat;Garantie\n\
                 PC-1;A123456;interne;à voir;bientôt;36\nPC-2;A123457;externe;à voir;plus tard;24\n";
    let folder = folder_with("a.csv", table);
    let proposed = map(folder.path(), "fr_FR", &["a.csv"]);
    for left in ["Adresse MAC", "Prix", "Date d'achat"] {
        assert_eq!(to(&proposed, left), None, "{left}");
    }
    assert_eq!(to(&proposed, "Garantie"), Some("infocom.warranty_duration"));
    let mapping = proposed["mapping"].as_str().unwrap();
    assert!(!mapping.contains("months_until"), "{mapping}");
    assert!(flat(&proposed).contains("d'après son nom, ce serait `infocom.value`"), "{mapping}");
}

#[test]
fn a_number_that_stands_twice_is_no_key() {
    let table =
        "Hostname;Serial\nPC-1;A1234\nPC-2;A1234\nPC-3;A1234\nPC-4;A1235\nPC-5;To be filled by O.E.M.\n";
    let folder = folder_with("a.csv", table);
    let proposed = map(folder.path(), "C", &["a.csv"]);
    assert_eq!(proposed["match"], serde_json::json!([["name"]]));
    assert!(proposed["look"].to_string().contains("`Serial` finds no item: 2 rows"), "{proposed}");
}

#[test]
fn rows_of_other_classes_are_left_out_and_told() {
    let table = "Nom;N° série;Type\nPC-1;A123456;Portable\nPC-2;A123457;Unité centrale\nE-1;B123456;Écran\nPC-3;A123458;Portable\n";
    let folder = folder_with("a.csv", table);
    let proposed = map(folder.path(), "fr_FR", &["a.csv"]);
    assert_eq!(proposed["class"], "Computer");
    let mapping = proposed["mapping"].as_str().unwrap();
    assert!(
        mapping.contains("only_if = '{{ row[\"Type\"] | default(\"\") not in [\"Écran\"] }}'"),
        "{mapping}"
    );
    assert!(proposed["look"].to_string().contains("--class Monitor"), "{proposed}");
    let monitors = map(folder.path(), "fr_FR", &["a.csv", "--class", "Monitor"]);
    assert_eq!(to(&monitors, "Type"), Some("monitortypes_id"));
}

#[test]
fn values_are_made_up_on_wish_in_comments_and_test() {
    let folder = folder_with("parc.csv", FRENCH);
    done(folder.path(), "fr_FR", &["init", "p", "--from", "parc.csv", "--hide-values"]);
    let mapping = fs::read_to_string(folder.path().join("p/mappings/parc.toml")).unwrap();
    for real in ["5CG1230ABC", "PC-001", "Dupont", "EliteBook"] {
        assert!(!mapping.contains(real), "{real}\n{mapping}");
    }
    assert!(mapping.contains("[[test]]"), "{mapping}");
    done(&folder.path().join("p"), "C", &["check"]);
}

#[test]
fn what_a_mapping_says_of_itself_is_in_the_language_of_its_reader() {
    let folder = folder_with("parc.csv", FRENCH);
    let french = done(folder.path(), "fr_FR", &["map", "parc.csv"]);
    assert!(
        french.starts_with("#:schema") && french.contains("# Proposé par `stocktake map parc.csv`"),
        "{french}"
    );
    for english in ["Proposed by", "Made from", "each value once", "no value in this file", " from "] {
        assert!(!french.contains(english), "{english}\n{french}");
    }
    let english = done(folder.path(), "C", &["map", "parc.csv"]);
    assert!(english.contains("# Proposed by"), "{english}");
    // Keys and fields are the same.
    let bare = |text: &str| -> Vec<String> {
        let is_bare = |line: &&str| !line.starts_with('#') && !line.starts_with("description");
        text.lines().filter(is_bare).take_while(|line| *line != "[[test]]").map(str::to_owned).collect()
    };
    assert_eq!(bare(&french), bare(&english));
}

#[test]
fn what_is_no_inventory_is_refused_in_words() {
    let folder = folder_with("a.csv", "Temperature;Wind\n12;3\n14;5\n");
    let output = stocktake(folder.path(), "C", &["map", "a.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("no column of a.csv (Temperature, Wind) goes to a field of"),
        "{}",
        text(&output.stderr)
    );
    let output = stocktake(folder.path(), "C", &["map", "a.csv", "--class", "Computr"]);
    assert!(text(&output.stderr).contains("did you mean `Computer`"), "{}", text(&output.stderr));
    let output = stocktake(folder.path(), "C", &["init", "new", "--from", "a.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("new").exists(), "nothing was written");
}

#[test]
fn the_columns_of_a_class_are_those_of_the_server_else_those_that_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let output = stocktake(folder.path(), "C", &["columns", "Computer"]);
    let (said, told) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && told.contains("no server was asked"), "{told}");
    assert!(said.contains("Serial number / Numéro de série") && said.contains("[os]"), "{said}");
    done(folder.path(), "C", &["init", "."]);
    let output = stocktake(folder.path(), "C", &["columns", "Computer", "--format", "json"]);
    let columns: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    assert_eq!(columns["from_server"], true, "{columns}");
    let column = |name: &str| {
        let all = columns["columns"].as_array().unwrap();
        all.iter().find(|column| column["table"] == "" && column["column"] == name).unwrap()
    };
    assert_eq!(column("serial")["length"], 255);
    assert_eq!(
        (&column("locations_id")["missing"], &column("locations_id")["class"]),
        (&"create".into(), &"Location".into())
    );
    assert_eq!(column("users_id")["missing"], "reject");
    let output = stocktake(folder.path(), "C", &["columns", "Computr"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `Computer`"), "{}", text(&output.stderr));
}

/// How many columns of a table go where.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    right: usize,
    wrong: usize,
    left: usize,
}

/// Every expectation of the corpus.
fn expectations() -> Vec<(PathBuf, toml::Table)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus");
    let mut found = Vec::new();
    for entry in fs::read_dir(&corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".right.toml") {
            found.push((path.clone(), fs::read_to_string(&path).unwrap().parse().unwrap()));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn words(value: &toml::Value) -> Vec<&str> {
    match value {
        toml::Value::String(word) => vec![word],
        toml::Value::Array(all) => all.iter().filter_map(toml::Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What the mapping proposed for one table does with each of its columns.
fn measure(corpus: &Path, file: &str, table: &toml::Table, language: &str, told: &mut String) -> Counts {
    let class = table["class"].as_str().unwrap();
    let mut arguments = vec![file, "--class", class];
    if let Some(sheet) = table.get("sheet").and_then(toml::Value::as_str) {
        arguments.extend(["--sheet", sheet]);
    }
    let all: Vec<&str> = ["map"].iter().chain(&arguments).chain(&["--format", "json"]).copied().collect();
    let output = stocktake(corpus, language, &all);
    let proposed: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let mut counts = Counts::default();
    let mut lower_names: BTreeMap<&str, usize> = BTreeMap::new();
    for column in table["columns"].as_array().unwrap() {
        let name = column["name"].as_str().unwrap();
        let wanted = words(&column["to"]);
        let numbered = name.replace(" (2)", "#2");
        // Of a header of two rows the lower name alone, as for those who read the file (`right.rs`).
        let lower = name.rsplit(" > ").next().unwrap();
        let nth = lower_names.entry(lower).or_default();
        *nth += 1;
        let lower = if *nth == 1 { lower.to_owned() } else { format!("{lower}#{nth}") };
        let columns = proposed["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found = [name, numbered.as_str(), lower.as_str()]
            .into_iter()
            .find_map(|name| columns.iter().find(|column| column["name"] == name));
        let to = found.and_then(|found| found["to"].as_str()).unwrap_or("left");
        if wanted.contains(&to) {
            counts.right += 1;
        } else if to == "left" {
            counts.left += 1;
        } else {
            counts.wrong += 1;
            let _ = writeln!(told, "{file}: `{name}` goes to {to}, right is {wanted:?}");
        }
    }
    counts
}

#[test]
#[expect(clippy::print_stdout, reason = "the table of the corpus is told")]
fn most_columns_of_the_corpus_go_where_a_right_mapping_sends_them_and_none_elsewhere() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus");
    let (mut sum, mut told, mut files) = (Counts::default(), String::new(), 0);
    for (path, right) in expectations() {
        let file = right["file"].as_str().unwrap();
        let language = match right.get("language").and_then(toml::Value::as_str) {
            Some("fr") => "fr_FR.UTF-8",
            Some("de") => "de_DE.UTF-8",
            Some("es") => "es_ES.UTF-8",
            _ => "en_GB.UTF-8",
        };
        files += 1;
        for table in right["table"].as_array().unwrap() {
            let table = table.as_table().unwrap();
            if table["class"].as_str() == Some("none") || !table.contains_key("columns") {
                continue;
            }
            let counts = measure(&corpus, file, table, language, &mut told);
            println!("{}: {counts:?}", path.file_name().unwrap().to_string_lossy());
            sum.right += counts.right;
            sum.wrong += counts.wrong;
            sum.left += counts.left;
        }
    }
    let all = sum.right + sum.wrong + sum.left;
    println!("{files} files, {all} columns: {sum:?}\n{told}");
    assert_eq!(sum.wrong, 0, "\n{told}");
    assert!(sum.right * 100 >= all * FLOOR, "{sum:?}");
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/spreadsheet.md");
    let figure = format!("at least {FLOOR} of 100 columns");
    assert!(fs::read_to_string(manual).unwrap().contains(&figure), "the manual must say: {figure}");
}
