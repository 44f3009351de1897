//! `from` of a feed: the system that has its records, and the table by which it is asked.

use super::{MAPPING, project, short};

const SYSTEMS: &str = r#"
[system.practice.sandbox]
[system.kept.storage.web]
url = "https://files.example.org"
[system.lab.icinga]
url = "https://icinga.example.org:5665"
certificate = "file:c.pem"
"#;

fn told(feed: &str) -> String {
    let job = format!("system = \"practice\"\n[[feed]]\nmapping = \"pc\"\n{feed}");
    short(&[("stocktake.toml", SYSTEMS), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)])
}

#[test]
fn a_feed_of_files_that_are_kept_elsewhere_has_the_keys_of_files() {
    let job = "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\nfrom = \"kept\"\npath = \"a/*.csv\"\nmax_age = \"2d\"\n";
    let project =
        project(&[("stocktake.toml", SYSTEMS), ("jobs/pc.toml", job), ("mappings/pc.toml", MAPPING)]);
    let source = &project.jobs.values().next().map(|job| &job.feeds[0].source);
    let from = source.and_then(|source| source.from.as_ref());
    assert_eq!(from.map(|from| (from.system.as_str(), from.partial)), Some(("kept", false)));
    assert_eq!(source.map(|source| source.path.as_str()), Some("a/*.csv"));
}

#[test]
fn a_system_that_is_not_there_or_has_no_records_is_told() {
    insta::assert_snapshot!(told("from = \"keptt\"\npath = \"a.csv\"\n"), @"4 unknown-system: stocktake.toml has no system `keptt` | did you mean `kept`? systems with records: kept");
    insta::assert_snapshot!(told("from = \"lab\"\npath = \"a.csv\"\n"), @"4 not-a-source: no records can be read from the system `lab` | systems with records: kept");
}

#[test]
fn a_table_without_its_system_says_so_once() {
    insta::assert_snapshot!(told("path = \"a.csv\"\n[feed.storage]\n"), @"5 missing-key: [feed.storage] asks a system for records, and none is named | name it in the feed: from = \"kept\"");
}

#[test]
fn a_path_is_still_needed_where_there_are_files() {
    insta::assert_snapshot!(told("from = \"kept\"\n"), @"2 missing-key: `path` is missing | the file that is read: path = \"exports/*.csv\"");
}
