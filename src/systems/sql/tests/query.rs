//! What is told of a query before anybody is asked.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::systems::source::tests::asked;
use crate::systems::sql::ROOM;
use crate::systems::sql::query::{Bound, Query};

fn problem(table: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("queries")).unwrap();
    std::fs::write(
        folder.path().join("queries/ocs.sql"),
        "\u{feff}SELECT NAME\nFROM hardware\nWHERE TAG = :site AND LASTDATE > :since",
    )
    .unwrap();
    asked(&ROOM, folder.path(), table).map(|_| String::new()).unwrap_or_else(|error| error)
}

const WHOLE: &str = "query_file = \"queries/ocs.sql\"\n\
    since = { column = \"LASTDATE\", first = \"2000-01-01\" }\n[parameters]\nsite = \"Lyon\"\n";

#[test]
fn a_query_says_all_that_it_needs() {
    assert_eq!(problem(WHOLE), "");
    for (table, told) in [
        ("", "query_file"),
        ("query_file = \"queries/none.sql\"", "queries/none.sql"),
        ("query = \"SELECT 1 AS a\"\nquery_file = \"queries/ocs.sql\"", "`query` and a `query_file`"),
        ("query = \"SELECT 1 AS a; DROP TABLE b\"", "query:1: a second statement"),
        ("query = \" -- nothing\"", "no statement"),
        (&WHOLE.replace("site = ", "place = "), "`:site` has no value"),
        (&WHOLE.replace("site = ", "place = "), "has no `:place`"),
        (&WHOLE.replace("since = {", "#"), "`:since` has no value"),
        (&format!("{WHOLE}since = \"2000\"\n"), "already"),
        (&WHOLE.replace("column = \"LASTDATE\", ", ""), "column = "),
        (&WHOLE.replace(", first = \"2000-01-01\"", ""), "first = "),
        (&WHOLE.replace("first = ", "overlap = true, first = "), "overlap"),
        ("query = \"SELECT 1 AS a\"\nquerry = 1", "querry"),
    ] {
        let problem = problem(table);
        assert!(problem.contains(told), "{table}: {problem}");
    }
}

#[test]
fn what_asks_for_changes_is_partial_and_remembered_by_what_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |table: &str| asked(&ROOM, folder.path(), table).unwrap();
    let whole = ask("query = \"SELECT a FROM t WHERE b = :b AND c\"\n[parameters]\nb = 7");
    assert!(!whole.partial);
    let any: &dyn std::any::Any = whole.query.as_ref();
    assert_eq!(any.downcast_ref::<Query>().unwrap().values["b"], Bound::Integer(7));
    let since = "query = \"SELECT a FROM t WHERE a > :since\"\nsince = { column = \"a\", first = 0 }";
    let other = since.replace("FROM t", "FROM u");
    assert!(ask(since).partial);
    assert_ne!(ask(since).identity, ask(&other).identity);
    // How much is asked for twice changes nothing of what was read.
    assert_eq!(ask(since).identity, ask(&since.replace("first = 0", "first = 0, overlap = 5")).identity);
}
