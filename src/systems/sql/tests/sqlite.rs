//! SQLite, which is always there.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use rusqlite::Connection;

use crate::systems::source::tests::{Answer, Bench};
use crate::systems::sql::ROOM;

fn system(folder: &Path) -> String {
    format!("[sqlite]\npath = \"{}\"\ntimeout = \"20s\"", folder.join("assets.db").display())
}

fn database(sql: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Connection::open(folder.path().join("assets.db")).unwrap().execute_batch(sql).unwrap();
    folder
}

async fn ask(folder: &Path, feed: &str, bookmark: Option<&str>) -> Result<Answer, String> {
    Bench { room: &ROOM, folder, system: &system(folder), feed, secret: "", bookmark }.fetch().await
}

#[tokio::test]
async fn every_kind_of_value_arrives_as_it_is() {
    let folder = database(
        "CREATE TABLE t (id INTEGER, name TEXT, price REAL, ok BOOLEAN, raw BLOB, specs TEXT, big INTEGER);
         INSERT INTO t VALUES (1, 'Zoë', 0.1, 1, x'00ff', '{\"cpu\": {\"cores\": 8}}', 9223372036854775807),
             (2, NULL, NULL, 0, NULL, 'no json', -1)",
    );
    let feed = "query = \"SELECT * FROM t ORDER BY id\"\njson = [\"specs\"]";
    let answer = ask(folder.path(), feed, None).await.unwrap();
    let rows: Vec<String> = answer.rows.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    {"big":9223372036854775807,"id":1,"name":"Zoë","ok":true,"price":0.1,"raw":"00ff","specs":{"cpu":{"cores":8}}}
    {"big":-1,"id":2,"name":null,"ok":false,"price":null,"raw":null,"specs":"no json"}
    "#);
    assert_eq!(answer.notes, ["2 records fetched from lab, query"]);
    let again = ask(folder.path(), feed, None).await.unwrap();
    assert_eq!(again.rows, answer.rows);
    let none = ask(folder.path(), "query = \"SELECT id FROM t WHERE id > 9\"", None).await.unwrap();
    assert!(none.rows.is_empty());
}

#[tokio::test]
async fn values_are_bound_and_never_part_of_the_query() {
    let folder = database(
        "CREATE TABLE t (id INTEGER, site TEXT); INSERT INTO t VALUES (1, 'Lyon'), (2, 'x'' OR 1=1 --')",
    );
    let feed =
        "query = \"SELECT id FROM t WHERE site = :site AND id < :most\"\n[parameters]\nmost = 9\nsite = ";
    for (site, ids) in [("Lyon", vec![1]), ("x' OR 1=1 --", vec![2]), ("' OR 1=1 --", vec![])] {
        let answer = ask(folder.path(), &format!("{feed}\"{site}\""), None).await.unwrap();
        let found: Vec<i64> = answer.rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
        assert_eq!(found, ids, "{site}");
    }
}

#[tokio::test]
async fn only_what_has_changed_is_asked_for_with_an_overlap() {
    let folder = database(
        "CREATE TABLE t (id INTEGER, changed TEXT);
         INSERT INTO t VALUES (1, '2026-11-28 10:00:00'), (2, '2026-11-28 12:00:00'), (3, '2026-11-28 11:50:00')",
    );
    let feed = "query = \"SELECT * FROM t WHERE changed > :since\"\n\
        since = { column = \"changed\", first = \"2000-01-01\" }";
    let first = ask(folder.path(), feed, None).await.unwrap();
    assert_eq!((first.rows.len(), first.bookmark.as_deref()), (3, Some("2026-11-28 12:00:00")));
    let second = ask(folder.path(), feed, first.bookmark.as_deref()).await.unwrap();
    let ids: Vec<i64> = second.rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [2, 3], "what is committed late is seen");
    let none = ask(folder.path(), feed, Some("2030-01-01 00:00:00")).await.unwrap();
    assert_eq!((none.rows.len(), none.bookmark), (0, None), "nothing new, nothing to remember");
    let ids =
        "query = \"SELECT id FROM t WHERE id > :since\"\nsince = { column = \"id\", first = 0, overlap = 1 }";
    let answer = ask(folder.path(), ids, Some("3")).await.unwrap();
    assert_eq!((answer.rows.len(), answer.bookmark.as_deref()), (1, Some("3")));
}

#[tokio::test]
async fn what_is_wrong_is_told_with_the_file_and_the_line() {
    let folder = database("CREATE TABLE t (id INTEGER, name TEXT)");
    std::fs::write(folder.path().join("q.sql"), "SELECT id,\n  nmae\nFROM t").unwrap();
    for (feed, told) in [
        ("query_file = \"q.sql\"", "q.sql:2: SQLite"),
        ("query_file = \"q.sql\"", "no such column: nmae"),
        ("query = \"SELECT id, name AS ID FROM t\"", "one name twice: ID"),
        ("query = \"INSERT INTO t VALUES (1, 'a') RETURNING id\"", "would change something"),
        ("query = \"DELETE FROM t\"", "would change something"),
        ("query = \"PRAGMA user_version = 7\"", "change something"),
        ("query = \"ATTACH ':memory:' AS other\"", "gives no columns"),
        ("query = \"SELECT [a;b] FROM t; DROP TABLE t\"", "second statement"),
        ("query = \"SELECT id FROM t\"\njson = [\"specs\"]", "no column `specs`"),
        (
            "query = \"SELECT 'x' AS a WHERE :since < 'a'\"\nsince = { column = \"a\", first = 0 }",
            "neither a number",
        ),
    ] {
        let error = ask(folder.path(), feed, None).await.map(|_| ()).unwrap_err();
        assert!(error.contains(told), "{feed}: {error}");
    }
    assert!(ask(folder.path(), "query = \"SELECT id FROM t\"", None).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_database_and_a_query_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let feed = "query = \"SELECT 1 AS a\"";
    let error = ask(folder.path(), feed, None).await.unwrap_err();
    assert!(error.contains("cannot be reached") && error.contains("assets.db"), "{error}");
    assert!(!folder.path().join("assets.db").exists(), "nothing is made there");
    std::fs::write(folder.path().join("assets.db"), "name;serial\nPC1;42\n".repeat(200)).unwrap();
    let error = ask(folder.path(), feed, None).await.unwrap_err();
    assert!(error.contains("not a database"), "{error}");
    let endless =
        "query = \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) AS i FROM n\"";
    let folder = database("CREATE TABLE t (id INTEGER)");
    let system = system(folder.path()).replace("20s", "1s");
    let bench = Bench {
        room: &ROOM,
        folder: folder.path(),
        system: &system,
        feed: endless,
        secret: "",
        bookmark: None,
    };
    let error = bench.fetch().await.unwrap_err();
    assert!(error.contains("within 1 s") && error.contains("raise timeout"), "{error}");
}

#[tokio::test]
async fn a_database_that_somebody_writes_to_is_read_meanwhile() {
    let folder = database("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)");
    let writer = Connection::open(folder.path().join("assets.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)").unwrap();
    let answer = ask(folder.path(), "query = \"SELECT id FROM t\"", None).await.unwrap();
    assert_eq!(answer.rows.len(), 1, "what is not committed is not there");
    let bench = Bench {
        room: &ROOM,
        folder: folder.path(),
        system: &system(folder.path()),
        feed: "query = \"SELECT id FROM t\"",
        secret: "",
        bookmark: None,
    };
    let line = bench.check().await;
    assert!(line.ok && line.detail.english().contains("1 column: id"), "{line:?}");
}
