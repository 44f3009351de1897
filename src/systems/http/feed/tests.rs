//! Tests of the table of a feed: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::*;
use crate::settings::{Problems, parse};
use crate::systems::table::QueryTable;

fn read(table: &str) -> Result<crate::systems::table::AnyAsked, String> {
    let file = Path::new("jobs/job.toml");
    let mut check = FileCheck::new(file, table);
    let key = At { span: 0..1, value: "http".to_owned() };
    let place = Place { folder: Path::new(""), name: "lab" };
    let asked = parse(&mut check)
        .and_then(|value| (QueryTable::of::<RawHttpFeed>().read)(&mut check, place, &key, Some(value)));
    let (problems, secrets) = check.into_parts();
    match asked {
        Some(asked) if problems.is_empty() => Ok(asked),
        Some(_) | None => {
            Err(Problems::new(problems, &[(file.to_owned(), table)], &secrets).render(false, 100))
        }
    }
}

fn refused(table: &str) -> String {
    read(table).map(|asked| format!("{asked:?}")).unwrap_err()
}

#[test]
fn a_bookmark_belongs_to_the_question() {
    let identity = |table: &str| read(table).map(|asked| (asked.identity, asked.partial)).unwrap_or_default();
    let plain = identity("path = \"/hosts\"");
    assert!(plain.0.starts_with("GET /hosts ") && !plain.1);
    let changes = "path = \"/hosts\"\nquery = { after = \"{{ since }}\" }\n[changes]\nfield = \"changed\"";
    assert!(identity(changes).1);
    assert_ne!(identity(changes).0, identity(&changes.replace("after", "since")).0);
    assert_ne!(identity(changes).0, identity(&changes.replace("changed", "seen")).0);
}

#[test]
fn what_would_ask_in_vain_is_told() {
    assert!(refused("rows = \"x\"").contains("path = \"/api/v1/hardware\""));
    assert!(refused("path = \"/x\"\nbody = \"{}\"").contains("a GET has no body"));
    assert!(refused("path = \"/x\"\n[changes]\nfield = \"changed\"").contains("no template names `since`"));
    let unset = refused("path = \"/x\"\nmethod = \"POST\"\nbody = \"{{ cursor }}\"");
    assert!(unset.contains("`cursor`") && unset.contains("[feed.http.paging.cursor]"), "{unset}");
    let unknown = refused("path = \"/x/{{ ofset }}\"");
    assert!(unknown.contains("`ofset`") && unknown.contains("offset"), "{unknown}");
    assert!(refused("path = \"/x/{{ row.id }}\"").contains("`row`"));
    let two = refused("path = \"/x\"\n[paging.offset]\n[paging.link]");
    assert!(two.contains("one way to cut the list into pages"), "{two}");
    assert!(refused("path = \"/x\"\n[paging]").contains("one of [feed.http.paging.offset]"));
    assert!(refused("path = \"/x\"\n[paging.cursor]\nname = \"c\"").contains("next = \"meta.next_cursor\""));
    assert!(refused("path = \"/x\"\nformat = \"csv\"\nrows = \"x\"").contains("`rows` goes with"));
    assert!(refused("path = \"/x\"\ndelimiter = \";\"").contains("format = \"csv\""));
    assert!(refused("path = \"/x\"\n[headers]\nCookie = \"sid=hunter2\"").contains("carries a login"));
    assert!(refused("path = \"/x\"\n[[detail]]\npath = \"/x/{{ row.id }}\"").contains("into = \"config\""));
    assert!(refused("path = \"/x\"\nformat = \"jsonl\"").contains("ndjson"));
    assert!(refused("path = \"/x\"\nquery = { state = [] }").contains("the list of `state` is empty"));
    assert!(refused("path = \"/x\"\nquery = { state = [\"{{ ofset }}\"] }").contains("`ofset`"));
    let filters = "path = \"/x\"\nfilters = [\"role\", \"cf_*\"]\n";
    let unknown = refused(&format!("{filters}query = {{ rolle = \"server\" }}"));
    assert!(unknown.contains("`rolle`") && unknown.contains("did you mean `role`?"), "{unknown}");
    assert!(read(&format!("{filters}query = {{ role = \"server\", cf_owner = \"x\" }}")).is_ok());
    assert!(refused("path = \"/x\"\n[one]\npath = \"/x/{{ row.id }}\"").contains("`row`"));
    assert!(refused("path = \"/x\"\n[one]\nrows = \"data\"").contains("path = \"/api/v1/hardware\""));
    let csv = refused("path = \"/x\"\nformat = \"csv\"\n[one]\npath = \"/x/1\"");
    assert!(csv.contains("`one` goes with"), "{csv}");
    assert!(refused("path = \"/x\"\n[changes]\nformat = \"soon\"").contains("soon"));
}
