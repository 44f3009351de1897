//! `init --example NAME` as a person uses it: what there is, that nothing is overwritten, that each folder checks
//! without a network, and that the commands of its page do what they say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use stocktake::systems::{example::Example, examples};

use super::real_monitors::variable;

pub fn stocktake(folder: &Path, language: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    command.current_dir(folder).args(arguments).env("LC_ALL", language).env("COLUMNS", "100");
    command.env("NO_PROXY", "127.0.0.1,localhost").env_remove("STOCKTAKE_PROJECT").output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The names of the jobs of an example.
fn jobs(example: &Example) -> impl Iterator<Item = &'static str> {
    example.files.iter().filter_map(|file| file.path.strip_prefix("jobs/")?.strip_suffix(".toml"))
}

/// Runs a command that must end well; its standard output.
fn done(folder: &Path, language: &str, arguments: &[&str]) -> String {
    let output = stocktake(folder, language, arguments);
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{}: {arguments:?}: {told}", folder.display());
    text(&output.stdout)
}

/// The folder of an example as the program writes it.
fn written(example: &Example, language: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), language, &["init", ".", "--example", example.name]);
    folder
}

/// The commands of a page: the lines of its code that begin with the name of the program.
pub fn commands(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("stocktake "));
    lines.map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn without_a_name_those_that_there_are_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let said = done(folder.path(), "C", &["init", "--example"]);
    for example in examples() {
        assert!(said.contains(&format!("\n  {}: ", example.name)), "{}: {said}", example.name);
    }
    assert!(said.contains("assets of Snipe-IT become computers"), "{said}");
    let french = done(folder.path(), "fr_FR.UTF-8", &["init", "--example"]);
    assert!(french.contains("les matériels de Snipe-IT deviennent des ordinateurs"), "{french}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn a_name_that_is_not_there_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let output = stocktake(folder.path(), "C", &["init", "new", "--example", "snipeit"]);
    let (said, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{said}{error}");
    assert!(error.contains("there is no example `snipeit`; did you mean `snipe-it`?"), "{error}");
    assert!(said.contains("  netbox: "), "{said}");
    let output = stocktake(folder.path(), "C", &["init", "--example", "snipe-it"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("stocktake init FOLDER --example snipe-it"), "{output:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn no_file_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.md"), "mine").unwrap();
    let output = stocktake(folder.path(), "C", &["init", ".", "--example", "netbox"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("README.md is there already"), "{output:?}");
    assert_eq!(fs::read_to_string(folder.path().join("README.md")).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "and nothing else is written");
}

/// What is advised is what the page shows: not every job can be read, and not every one has a double.
#[test]
fn the_commands_that_init_advises_are_those_of_the_page() {
    for example in examples() {
        let folder = tempfile::tempdir().unwrap();
        let said = done(folder.path(), "C", &["init", "new", "--example", example.name]);
        let page = fs::read_to_string(folder.path().join("new/README.md")).unwrap();
        let advised: Vec<Vec<&str>> = said
            .lines()
            .filter_map(|line| line.strip_prefix("  stocktake --project new "))
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(advised, commands(&page), "{}", example.name);
    }
    let folder = tempfile::tempdir().unwrap();
    let list = done(folder.path(), "C", &["init", "--example"]);
    assert!(list.lines().all(|line| line.chars().count() <= 100), "{list}");
}

/// The configuration, the tests of the mappings, and the schemas that editors read it by.
#[test]
fn every_folder_checks_without_a_network() {
    for example in examples() {
        let folder = written(example, "C");
        let said = done(folder.path(), "C", &["check"]);
        // A folder of tickets has no mappings to test.
        let is_tested =
            !example.files.iter().any(|file| file.path.starts_with("mappings/")) || said.contains("passed");
        assert!(said.contains("no problems") && is_tested, "{}: {said}", example.name);
        for job in jobs(example) {
            let text = fs::read_to_string(folder.path().join(format!("jobs/{job}.toml"))).unwrap();
            assert!(text.starts_with("#:schema ../.schemas/job.schema.json\n"), "{}: {text}", example.name);
        }
        assert!(folder.path().join(".schemas/job.schema.json").is_file());
        assert!(fs::read_to_string(folder.path().join(".gitignore")).unwrap().contains("/secrets/"));
    }
}

#[test]
fn each_has_a_short_page_in_the_language_of_who_reads() {
    for example in examples() {
        let (english, french) = (written(example, "C"), written(example, "fr_FR.UTF-8"));
        let pages = [english, french].map(|folder| {
            assert!(!folder.path().join("README.fr.md").exists());
            fs::read_to_string(folder.path().join("README.md")).unwrap()
        });
        for (page, heads) in
            pages.iter().zip([["**It needs**", "**To change**"], ["**Il faut**", "**À modifier**"]])
        {
            let name = example.name;
            assert!(heads.iter().all(|head| page.contains(head)), "{name}: {page}");
            let lines =
                page.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("```")).count();
            assert!((6..=14).contains(&lines), "{name}: {lines} lines");
            let commands = commands(page);
            for verb in ["check", "plan", "run"] {
                assert!(commands.iter().any(|command| command[0] == verb), "{name}: {verb}");
            }
            let known: Vec<&str> = jobs(example).collect();
            let named = commands.iter().filter_map(|command| command.get(1));
            named.for_each(|job| assert!(known.contains(job), "{name} has no job {job}"));
        }
        assert_eq!(commands(&pages[0]), commands(&pages[1]), "{}", example.name);
    }
}

/// A plan as JSON. One with rejects ends with 4.
pub fn plan(folder: &Path, job: &str) -> Value {
    let output = stocktake(folder, "C", &["plan", job, "--format", "json"]);
    let error = text(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 4)), "{}: {job}: {error}", folder.display());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// How many items a plan creates, updates and retires, and records that it rejects.
pub fn counts(plan: &Value) -> [u64; 4] {
    ["create", "update", "retire", "reject"].map(|of| plan["counts"][of].as_u64().unwrap())
}

/// Runs the commands of a page one after the other; then there is nothing left to do. A run with rejects ends with 4.
pub fn follow_the_page(name: &str) -> tempfile::TempDir {
    let example = examples().find(|example| example.name == name).unwrap();
    let folder = written(example, "C");
    let page = fs::read_to_string(folder.path().join("README.md")).unwrap();
    for command in commands(&page) {
        let output = stocktake(folder.path(), "C", &command);
        let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(matches!(output.status.code(), Some(0 | 4)), "{name}: {command:?}: {told}");
        if let ["run", job] = command[..] {
            let again = counts(&plan(folder.path(), job));
            assert_eq!(again[..3], [0, 0, 0], "{name}: {job} a second time");
        }
    }
    folder
}

/// What is missing goes to the trash.
pub fn retires(folder: &Path, job: &str) {
    let path = folder.join(format!("jobs/{job}.toml"));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("action = \"keep\"", "action = \"trash\"")).unwrap();
}

/// What a plan makes of the item of a name: its fields, and those of its parts behind their names.
pub fn made(plan: &Value, label: &str) -> BTreeMap<String, String> {
    let changes = plan["changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["label"] == label);
    let change = change.unwrap_or_else(|| panic!("{label} is not planned"));
    let mut all = BTreeMap::new();
    let mut take = |prefix: &str, fields: &Value| {
        for field in fields.as_array().unwrap() {
            let after = &field["after"];
            let shown = after.as_str().map_or_else(|| after.to_string(), str::to_owned);
            all.insert(format!("{prefix}{}", field["field"].as_str().unwrap()), shown);
        }
    };
    take("", &change["fields"]);
    for child in change["children"].as_array().into_iter().flatten() {
        let element = child["element"].as_str().unwrap_or_default();
        take(&format!("{} {element}.", child["part"].as_str().unwrap()), &child["fields"]);
    }
    all
}

/// That an item has these values, and that others are not written.
pub fn has(plan: &Value, label: &str, wanted: &[(&str, &str)]) {
    let made = made(plan, label);
    for (field, value) in wanted {
        let found = made.get(*field).map_or("", String::as_str);
        assert_eq!(found, *value, "{label}: {field} in {made:#?}");
    }
}

/// The names of the items that a plan changes.
pub fn planned_names(plan: &Value) -> Vec<&str> {
    plan["changes"].as_array().unwrap().iter().map(|change| change["label"].as_str().unwrap()).collect()
}

/// The folder of an example by its name.
pub fn written_as(name: &str) -> tempfile::TempDir {
    written(examples().find(|example| example.name == name).unwrap(), "C")
}

#[test]
fn servicenav_as_it_is_shipped() {
    let folder = follow_the_page("servicenav");
    retires(folder.path(), "nightly-inventory");
    assert_eq!(counts(&plan(folder.path(), "nightly-inventory"))[..3], [0, 0, 0]);
}

#[test]
fn rvtools_joins_its_sheets_and_leaves_out_what_is_no_machine() {
    let folder = written_as("rvtools");
    let first = plan(folder.path(), "rvtools");
    assert_eq!(counts(&first), [5, 0, 0, 0]);
    has(
        &first,
        "srv-db01",
        &[
            ("uuid", "42309d5a-0022-4c7e-9a10-aa00bb00cc22"),
            ("operating_system .operatingsystems_id", "Red Hat Enterprise Linux 8.10 (Ootpa)"),
            ("operating_system .operatingsystemarchitectures_id", "64-bit"),
            ("ports 00:50:56:aa:00:02.addresses", "10.0.10.22, 10.0.10.23"),
            ("ports 00:50:56:aa:00:03.name", "Network adapter 2"),
        ],
    );
    // A machine without an adapter, and one without tools.
    has(&first, "srv-off01", &[("operating_system .operatingsystems_id", "Debian GNU/Linux 12 (64-bit)")]);
    // A host that has a service tag alone.
    has(&first, "esx02.corp.example", &[("serial", "7GXK2J3"), ("manufacturers_id", "Dell")]);
    follow_the_page("rvtools");
}

#[test]
fn lansweeper_by_its_report_and_what_is_gone_from_it() {
    let folder = follow_the_page("lansweeper");
    let path = folder.path();
    retires(path, "lansweeper-export");
    let export = path.join("exports/lansweeper-assets.csv");
    let whole = fs::read_to_string(&export).unwrap();
    let lines: Vec<&str> = whole.lines().filter(|line| !line.starts_with("\"WKS-0014\"")).collect();
    // Cut off in the middle of a value: what is missing may stand behind it.
    let cut = lines.join("\r\n");
    fs::write(&export, &cut[..cut.len() - 60]).unwrap();
    assert_eq!(counts(&plan(path, "lansweeper-export")), [0, 0, 0, 1]);
    fs::write(&export, format!("{cut}\r\n")).unwrap();
    assert_eq!(counts(&plan(path, "lansweeper-export")), [0, 0, 1, 0]);
}

#[test]
fn what_a_scanner_only_saw_is_no_computer_and_words_of_makers_are_no_serials() {
    let folder = written_as("lansweeper");
    let first = plan(folder.path(), "lansweeper-export");
    assert_eq!(counts(&first), [6, 0, 0, 0]);
    has(
        &first,
        "WKS-0014",
        &[
            ("otherserial", "00430"),
            ("locations_id", "Portland, OR"),
            ("operating_system .operatingsystems_id", "Windows 10"),
            ("infocom .buy_date", "2021-12-01"),
            ("infocom .warranty_duration", "60"),
            ("ports 3c:52:82:10:0a:03.addresses", "10.20.4.19"),
        ],
    );
    has(&first, "PC-SHOP", &[("serial", ""), ("computermodels_id", ""), ("manufacturers_id", "")]);
}

#[test]
fn active_directory_leaves_out_what_nobody_uses() {
    let folder = written_as("active-directory");
    let first = plan(folder.path(), "rehearse");
    assert_eq!(counts(&first)[2..], [0, 0]);
    has(
        &first,
        "LYO-NB-014",
        &[
            ("locations_id", "Lyon"),
            ("contact", "zdupont"),
            ("operating_system .operatingsystems_id", "Windows 11 Entreprise"),
            ("operating_system .operatingsystemversions_id", "10.0 (22631)"),
        ],
    );
    let names = planned_names(&first);
    for gone in ["ALT-SRV01", "LYO-NB-001"] {
        assert!(!names.contains(&gone), "{names:?}");
    }
    let folder = follow_the_page("active-directory");
    retires(folder.path(), "rehearse");
    let export = folder.path().join("exports/active-directory.ndjson");
    let all = fs::read_to_string(&export).unwrap();
    fs::write(
        &export,
        all.replace(
            "\"userAccountControl.disabled\": false, \"userAccountControl\": \"532480\"",
            "\"userAccountControl.disabled\": true, \"userAccountControl\": \"532482\"",
        ),
    )
    .unwrap();
    assert_eq!(counts(&plan(folder.path(), "rehearse")), [0, 0, 1, 0], "the account of DC1 was disabled");
}

/// The job against a real Active Directory by Samba, as `.ci/directory` starts it.
#[test]
fn active_directory_asks_a_real_one() {
    let (Some(address), Some(authority)) =
        (variable("STOCKTAKE_TEST_LDAP_AD"), variable("STOCKTAKE_TEST_LDAP_CA"))
    else {
        return;
    };
    let folder = written_as("active-directory");
    let path = folder.path().join("stocktake.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let settings = settings
        .replace(
            "url = \"ldaps://dc1.example.org\"",
            &format!("url = \"ldap://{address}\"\nstarttls = true\nca_file = \"{authority}\""),
        )
        .replace("stocktake@example.org", "reader@example.lan")
        .replace("env:AD_PASSWORD", "file:password")
        .replace("DC=example,DC=org", "OU=fleet,DC=example,DC=lan");
    fs::write(&path, settings).unwrap();
    fs::write(folder.path().join("password"), "Reader-of-tests-1").unwrap();
    let first = plan(folder.path(), "active-directory");
    // LAPTOP1 alone: OLD1 is disabled, CLUSTER1 has no system.
    assert_eq!(counts(&first), [1, 0, 0, 0], "{first:#}");
    has(
        &first,
        "LAPTOP1",
        &[
            ("locations_id", "Lyon"),
            ("contact", "reader"),
            ("comment", "Accueil"),
            ("operating_system .operatingsystems_id", "Windows 11 Entreprise"),
            ("operating_system .operatingsystemversions_id", "10.0 (22631)"),
        ],
    );
    done(folder.path(), "C", &["run", "active-directory"]);
    assert_eq!(counts(&plan(folder.path(), "active-directory")), [0, 0, 0, 0]);
}
