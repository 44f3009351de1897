//! Tests of this reader: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::model::job::SourceFormat;
use crate::model::record::Cell;
use crate::systems::files::fixture::{lines, on_disk, refusal, wanted};
use crate::systems::files::read_here as read;

fn json(rows: &str) -> SourceFormat {
    SourceFormat::Json { rows: rows.into(), lines: false }
}

const LINES: SourceFormat = SourceFormat::Json { rows: String::new(), lines: true };

fn rows(content: impl AsRef<[u8]>, format: &SourceFormat) -> (Vec<String>, Vec<String>) {
    let file = on_disk("parc.json", content);
    let header = read(&file.file, format, &[]).unwrap().header().names.clone();
    (header, lines(read(&file.file, format, &[])))
}

fn refused(content: impl AsRef<[u8]>, format: &SourceFormat) -> String {
    refusal(&on_disk("parc.json", content).file, format, &[])
}

#[test]
fn objects_become_dotted_columns_in_the_order_of_the_file() {
    let content = r#"{"total": 2, "data": {"items": [
        {"name": "PC1", "hardware": {"serial": "S1", "tags": ["a", 2, null, true]},
         "disks": [{"size": 10}, {"size": 20}], "empty": [], "none": {}},
        {"uuid": "U2", "name": "PC2", "hardware": {"serial": ""}, "note": null}
    ]}}"#;
    let (header, rows) = rows(content, &json("data.items"));
    assert_eq!(
        header,
        [
            "name",
            "hardware.serial",
            "hardware.tags",
            "disks.0.size",
            "disks.1.size",
            "empty",
            "none",
            "uuid",
            "note"
        ]
    );
    assert_eq!(
        rows,
        [
            "1: PC1 | S1 | a, 2, true | 10 | 20 |  |  | <absent> | <absent>",
            "2: PC2 |  | <absent> | <absent> | <absent> | <absent> | <absent> | U2 | "
        ]
    );
}

#[test]
fn numbers_keep_their_digits() {
    let content =
        "[{\"iccid\": 89331503190100415566, \"size\": 1.5, \"ram\": 16.0, \"n\": -3, \"on\": true}]";
    let (_, rows) = rows(content, &json(""));
    assert_eq!(rows, ["1: 89331503190100415566 | <number 1.5> | 16 | -3 | <true>"]);
}

#[test]
fn marks_and_utf_16_are_read() {
    let text = "[{\"nom\": \"été\"}]";
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for content in [format!("\u{feff}{text}").into_bytes(), wide(text), wide(&format!("\u{feff}{text}"))] {
        assert_eq!(rows(&content, &json("")).1, ["1: été"]);
    }
    let (_, found) = rows(wide("\u{feff}{\"nom\": \"é\"}\r\n{\"nom\": \"b\"}"), &LINES);
    assert_eq!(found, ["1: é", "2: b"]);
}

#[test]
fn what_stands_at_the_path_is_named() {
    let content = "{\"total\": 2, \"data\": {\"rows\": [], \"next\": \"x\"}}";
    let error = refused(content, &json("data.items"));
    assert!(error.contains("`data` has no `items`; it has `rows` (an array), `next` (a text)"), "{error}");
    let error = refused(content, &json("data"));
    assert!(error.contains("`data` is an object, not an array of rows"), "{error}");
    let error = refused(content, &json("total.items"));
    assert!(error.contains("`total` is a number, so it has no `items`"), "{error}");
    let error = refused(content, &json(""));
    assert!(error.contains("the document is an object, not an array"), "{error}");
    assert!(error.contains("`rows`") && error.contains("parc.json"), "{error}");
}

#[test]
fn broken_documents_are_refused_with_the_place() {
    let error = refused("[{\"a\": 1},\n {\"a\": ", &json(""));
    assert_eq!(error, "parc.json ends too early, at line 2, column 7: the export was cut off; run it again");
    let error = refused("[{\"a\": 1},\n {\"a\" 2}]", &json(""));
    assert!(error.contains("is not valid JSON at line 2, column 7: expected `:`"), "{error}");
    let error = refused("{\"a\": 1}\n{\"a\": 2}\n", &json(""));
    assert!(error.contains("at line 2, column 1") && error.contains("`lines = true`"), "{error}");
    assert!(refused(b"[\n{\"a\": \"\xe9\"}]", &json("")).contains("is not UTF-8 on line 2"));
    assert!(refused("", &json("")).contains("is empty"));
    assert!(refused("<html>", &json("")).contains("is not JSON: it is a web page"));
}

#[test]
fn an_element_that_is_no_object_is_a_reject_of_its_own() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let content = format!("[{{\"a\": 1}}, 5, null, {{\"a\": \"\\u0000\"}}, {{\"a\": {deep}}}, {{\"a\": 2}}]");
    let (_, found) = rows(content, &json(""));
    assert_eq!(found[0], "1: 1");
    assert_eq!(found[1], "2! this is a number, not an object with a value for each column");
    assert!(found[2].starts_with("3! this is null"), "{}", found[2]);
    assert_eq!(found[3], "4! `a` has a NUL character");
    assert!(found[4].ends_with("is nested deeper than 32 levels"), "{}", found[4]);
    assert_eq!(found[5], "6: 2");
}

/// It is JSON, and stands for no text.
#[test]
fn half_of_a_sign_is_a_reject_and_the_others_go_on() {
    let content = r#"[{"a": "\ud83d"}, {"a": "\ud83dx"}, {"a": "\ude00"}, {"a": "\ud83d\ude00"}]"#;
    let (_, found) = rows(content, &json(""));
    assert!(found[..3].iter().all(|row| row.contains("`a` has half of a sign alone")), "{found:?}");
    assert!(found[3].ends_with("\u{1f600}"), "{found:?}");
}

#[test]
fn a_broken_line_is_a_reject_and_the_others_go_on() {
    let content = b"{\"a\": 1}\n\n{\"a\": \n{\"a\" 2}\n{\"a\": \"\xe9\"}\n{\"b\": 3}\r\n";
    let (header, found) = rows(content, &LINES);
    assert_eq!(header, ["a", "b"]);
    assert_eq!(
        found,
        [
            "1: 1 | <absent>",
            "3! the line is not a complete JSON object: it was cut off",
            "4! the line is not valid JSON at column 6: expected `:`",
            "5! the line is not UTF-8",
            "6: <absent> | 3"
        ]
    );
}

#[test]
fn an_empty_array_is_no_record_and_wrong_columns_are_refused() {
    let file = on_disk("parc.json", "[]");
    assert!(lines(read(&file.file, &json(""), &wanted(&["name"]))).is_empty());
    let file = on_disk("parc.json", "[{\"hardware\": {\"serial\": 1}}]");
    let error = refusal(&file.file, &json(""), &["hardware.serials"]);
    assert!(error.contains("perhaps `hardware.serial` for `hardware.serials`"), "{error}");
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    let file = on_disk("parc.json", "[{\"a\": 1, \"a\": 2}]");
    let record = read(&file.file, &json(""), &[]).unwrap().next().unwrap().unwrap();
    assert_eq!(record.cells, [Cell::Text("2".into())]);
}
