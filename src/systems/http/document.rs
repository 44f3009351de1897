//! An answer as rows: JSON, lines of JSON, XML or CSV. What is not whole is refused, never read in part.

use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::message;
use super::path::{DottedPath, Shape, elements, members, quoted, shape};
use super::query::Rows;
use super::raw::Form;
use crate::message::Message;
use crate::systems::shared::charset::Charset;
use crate::systems::shared::xml::{self, XmlError};

/// Bytes of a text that begins where a page of the web begins.
const PAGE_STARTS: [&str; 4] = ["<!doctype html", "<html", "<head", "<body"];

/// An answer that was understood.
#[derive(Debug)]
pub(super) enum Document {
    /// JSON, or what became JSON.
    Tree(Box<RawValue>),
    /// Delimited text, which the reader of files reads: how many lines of records it seems to have.
    Table(u64),
}

impl Document {
    /// What paths lead into; `None` for a table.
    pub fn tree(&self) -> Option<&RawValue> {
        match self {
            Self::Tree(tree) => Some(tree),
            Self::Table(_) => None,
        }
    }
}

/// Whether a body is a page for people, whatever its type says.
pub(super) fn is_web_page(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(256)]).trim_start().to_lowercase();
    PAGE_STARTS.iter().any(|page| start.starts_with(page))
}

/// Reads a body. `content_type` tells its encoding where it has another than UTF-8.
///
/// # Errors
/// What is wrong with it, as a sentence without a piece of it.
pub(super) fn read(form: Form, body: &[u8], content_type: Option<&str>) -> Result<Document, Message> {
    if is_web_page(body) && form != Form::Csv || body.is_empty() && form != Form::Ndjson {
        return Err(if body.is_empty() { message::empty_answer() } else { message::web_page() });
    }
    match form {
        Form::Json => Ok(Document::Tree(json(&decoded(body, content_type)?)?)),
        Form::Ndjson => Ok(Document::Tree(lines(&decoded(body, content_type)?)?)),
        Form::Xml => {
            let text = decoded(body, content_type.filter(|_| !says_its_encoding(body)))?;
            let tree = xml::read(&text).map_err(not_xml)?;
            serde_json::value::to_raw_value(&tree)
                .map(Document::Tree)
                .map_err(|error| message::not_json(error.to_string()))
        }
        Form::Csv if is_web_page(body) => Err(message::web_page()),
        Form::Csv => {
            let reader = csv::ReaderBuilder::new().flexible(true).from_reader(body);
            Ok(Document::Table(reader.into_byte_records().count() as u64))
        }
    }
}

fn json(text: &str) -> Result<Box<RawValue>, Message> {
    serde_json::from_str(text).map_err(|error| {
        let place = message::line_and_column(error.line(), error.column());
        if error.is_eof() { message::cut_off(place) } else { message::not_json(place) }
    })
}

/// One value a line, as a list.
fn lines(text: &str) -> Result<Box<RawValue>, Message> {
    let mut list = String::with_capacity(text.len() + 2);
    for (number, line) in (1_usize..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let value: &RawValue = serde_json::from_str(line).map_err(|error| {
            let place = message::line_and_column(number, error.column());
            if error.is_eof() { message::cut_off(place) } else { message::not_json(place) }
        })?;
        list.push(if list.is_empty() { '[' } else { ',' });
        list.push_str(value.get());
    }
    if list.is_empty() {
        list.push('[');
    }
    list.push(']');
    json(&list)
}

fn not_xml(error: XmlError) -> Message {
    match error {
        XmlError::NoElement => message::no_element(),
        XmlError::NotClosed { line, name } => message::not_xml(line, message::element_not_closed(name)),
        XmlError::TooDeep { line } => message::not_xml(line, message::too_deep(xml::DEEPEST)),
        XmlError::UnknownEntity { line, name } => message::not_xml(line, message::unknown_entity(name)),
        XmlError::Broken { line, why } => message::not_xml(line, why),
    }
}

fn says_its_encoding(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(128)]).to_lowercase();
    start.starts_with("<?xml") && start.split("?>").next().is_some_and(|head| head.contains("encoding"))
}

/// A body as text: by the mark at its begin, its own word (XML), the type's word, else UTF-8.
fn decoded(body: &[u8], content_type: Option<&str>) -> Result<String, Message> {
    let own = says_its_encoding(body).then(|| String::from_utf8_lossy(&body[..body.len().min(128)]));
    let said = match &own {
        Some(head) => head.split("encoding").nth(1).and_then(|rest| rest.split(['"', '\'']).nth(1)),
        None => content_type.and_then(|kind| kind.split("charset=").nth(1)),
    };
    let label = said.map(|label| label.split(';').next().unwrap_or_default().trim_matches(['"', ' ']));
    let charset = label.and_then(Charset::of_label).and_then(Charset::web).unwrap_or(encoding_rs::UTF_8);
    let (text, _, is_broken) = charset.decode(body);
    if is_broken { Err(message::not_in_encoding(charset.name())) } else { Ok(text.into_owned()) }
}

/// The rows of a document, each the text of a JSON value on one line.
///
/// # Errors
/// When there are none where they should be, and what is there.
pub(super) fn rows(tree: &RawValue, wanted: &Rows, form: Form) -> Result<Vec<String>, Message> {
    let place = match wanted.path.as_str() {
        "" => message::the_answer(),
        path => message::in_ticks(path),
    };
    let found = match wanted.path.find(tree) {
        Ok(found) => found,
        // `<devices/>` has no device; JSON writes an empty list.
        Err(astray) if form == Form::Xml && astray.is_in_nothing() => return Ok(Vec::new()),
        Err(astray) if wanted.missing_is_empty && astray.is_at_its_end() => return Ok(Vec::new()),
        Err(astray) => return Err(astray.told()),
    };
    match (shape(found), &wanted.name_column) {
        (Shape::Array, _) => Ok(elements(found).into_iter().map(one_line).collect()),
        (Shape::Object, Some(column)) => {
            Ok(members(found).into_iter().map(|(name, row)| named(row, column, &name)).collect())
        }
        (Shape::Null, _) if wanted.missing_is_empty || form == Form::Xml => Ok(Vec::new()),
        (Shape::Null, _) => Err(message::null_rows(place)),
        (_, _) if form == Form::Xml => Ok(vec![one_line(found)]),
        (Shape::Object, None) => Err(object_rows(place, found)),
        (other, _) => Err(message::no_rows(place, other.shown())),
    }
}

/// What would do where rows should be and an object is: its lists, or its members themselves.
fn object_rows(place: Message, object: &RawValue) -> Message {
    let members = members(object);
    let lists: Vec<String> = members
        .iter()
        .filter(|(_, value)| shape(value) == Shape::Array)
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let all_objects = !members.is_empty() && members.iter().all(|(_, value)| shape(value) == Shape::Object);
    if !lists.is_empty() {
        return message::lists_inside(place, lists.join(", "));
    }
    if all_objects {
        return message::objects_inside(place, members.len());
    }
    let names: Vec<String> = members.iter().take(20).map(|(name, _)| format!("`{name}`")).collect();
    message::no_list_inside(place, names.join(", "))
}

/// A value on one line: breaks stand between values only.
pub(super) fn one_line(value: &RawValue) -> String {
    value.get().replace(['\n', '\r'], " ")
}

/// A row of an object of rows with its name in a column.
fn named(row: &RawValue, column: &str, name: &str) -> String {
    with(&one_line(row), column, &quoted(name))
}

/// A text as JSON.
/// A row with one more column, which replaces one of its name. A row that is no object stays as it is.
pub(super) fn with(row: &str, column: &str, value: &str) -> String {
    let Some(inner) = row.trim().strip_prefix('{').and_then(|row| row.strip_suffix('}')) else {
        return row.to_owned();
    };
    // Of a name that stands twice the last counts.
    let comma = if inner.trim().is_empty() { "" } else { "," };
    format!("{{{inner}{comma}{}:{value}}}", quoted(column))
}

/// A row without the columns that are not kept.
///
/// # Errors
/// Never, for what is JSON.
pub(super) fn without_columns(row: Box<RawValue>, dropped: &[DottedPath]) -> Result<Box<RawValue>, Message> {
    if dropped.is_empty() {
        return Ok(row);
    }
    RawValue::from_string(cut(&row, "", dropped)).map_err(|error| message::not_json(error.to_string()))
}

/// A value at a path without what is dropped of it; the elements of a list have the path of the list.
fn cut(value: &RawValue, at: &str, dropped: &[DottedPath]) -> String {
    match shape(value) {
        Shape::Object => {
            let mut kept = Vec::new();
            for (name, inner) in members(value) {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                if !dropped.iter().any(|dropped| dropped.as_str() == path) {
                    kept.push(format!("{}:{}", quoted(&name), cut(inner, &path, dropped)));
                }
            }
            format!("{{{}}}", kept.join(","))
        }
        Shape::Array => {
            let kept: Vec<String> =
                elements(value).into_iter().map(|inner| cut(inner, at, dropped)).collect();
            format!("[{}]", kept.join(","))
        }
        Shape::Text | Shape::Number | Shape::TrueOrFalse | Shape::Null => value.get().to_owned(),
    }
}

/// A row as it is read: its values by column, with dots for those of objects in it.
pub(super) fn by_column(row: &str) -> Json {
    let mut columns = Map::new();
    flatten("", serde_json::from_str(row).unwrap_or_default(), &mut columns);
    Json::Object(columns)
}

fn flatten(before: &str, value: Json, columns: &mut Map<String, Json>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let name = if before.is_empty() { name } else { format!("{before}.{name}") };
                flatten(&name, value, columns);
            }
        }
        value => {
            columns.insert(before.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn wanted(path: &str, name_column: Option<&str>) -> Rows {
        Rows {
            path: DottedPath::new(path),
            name_column: name_column.map(str::to_owned),
            missing_is_empty: false,
        }
    }

    fn read_rows(form: Form, body: &str, wanted: &Rows) -> Result<Vec<String>, String> {
        let document = read(form, body.as_bytes(), None).map_err(|error| error.to_string())?;
        rows(document.tree().unwrap(), wanted, form).map_err(|error| error.to_string())
    }

    #[test]
    fn rows_keep_their_digits_and_stand_on_one_line() {
        let body = "{\"rows\": [{\"id\": 18446744073709551617,\n \"cost\": 1.10}, {}]}";
        let rows = read_rows(Form::Json, body, &wanted("rows", None)).unwrap();
        assert_eq!(rows, ["{\"id\": 18446744073709551617,  \"cost\": 1.10}", "{}"]);
    }

    #[test]
    fn an_object_of_objects_gives_rows_that_know_their_names() {
        let body = r#"{"data": {"100": {"name": "a"}, "101": {}}}"#;
        let rows = read_rows(Form::Json, body, &wanted("data", Some("vmid"))).unwrap();
        assert_eq!(rows, [r#"{"name": "a","vmid":"100"}"#, r#"{"vmid":"101"}"#]);
        let error = read_rows(Form::Json, body, &wanted("data", None)).unwrap_err();
        assert!(error.contains("2 objects") && error.contains("name_column"), "{error}");
    }

    #[test]
    fn where_no_rows_are_it_is_said_what_is_there() {
        let refused = |body: &str, path: &str| read_rows(Form::Json, body, &wanted(path, None)).unwrap_err();
        let error = refused(r#"{"status": "error", "messages": "Asset not found", "payload": null}"#, "rows");
        assert!(error.contains("no `rows`") && error.contains("`messages`"), "{error}");
        assert!(refused(r#"{"total": 1, "rows": []}"#, "").contains("rows = \"…\""));
        assert!(refused(r#"{"rows": null}"#, "rows").contains("missing_is_empty"));
        assert!(refused(r#"{"rows": "x"}"#, "rows").contains("a text"));
    }

    #[test]
    fn what_is_cut_off_or_another_thing_is_told() {
        let refused = |form, body: &str| read(form, body.as_bytes(), None).unwrap_err().to_string();
        assert!(refused(Form::Json, "{\"rows\": [{\"a\": 1},").contains("cut off"));
        assert!(refused(Form::Json, " <!DOCTYPE html><title>Login</title>").contains("web page"));
        assert!(refused(Form::Csv, "<html>").contains("web page"));
        assert!(refused(Form::Ndjson, "{\"a\": 1}\n{\"a\": ").contains("line 2"));
        assert!(refused(Form::Json, "").contains("empty"));
        assert!(read(Form::Json, b"{\"a\": \"\xe9\"}", None).unwrap_err().to_string().contains("UTF-8"));
        let latin = read(Form::Json, b"[\"\xe9\"]", Some("application/json; charset=ISO-8859-1")).unwrap();
        assert_eq!(latin.tree().unwrap().get(), "[\"é\"]");
    }

    #[test]
    fn one_element_of_xml_is_a_list_of_one_and_none_is_none() {
        let rows = |body: &str| read_rows(Form::Xml, body, &wanted("list.pc", None)).unwrap();
        assert_eq!(rows("<list><pc><n>1</n></pc></list>"), [r#"{"n":"1"}"#]);
        assert_eq!(rows("<list><pc>1</pc><pc>2</pc></list>"), ["\"1\"", "\"2\""]);
        assert!(rows("<list/>").is_empty());
        assert!(read_rows(Form::Xml, "<error>no</error>", &wanted("list.pc", None)).is_err());
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><list><pc>\xe9</pc></list>";
        let document = read(Form::Xml, latin, Some("text/xml; charset=utf-8")).unwrap();
        assert_eq!(document.tree().unwrap().get(), "{\"list\":{\"pc\":\"é\"}}");
    }

    #[test]
    fn columns_that_are_dropped_are_gone_at_any_depth() {
        let row = serde_json::from_str(
            r#"{"a": 1, "snmp": {"community": "x", "port": 1.10}, "l": [{"pass": "x"}]}"#,
        );
        let dropped = ["snmp.community", "l.pass", "nothing"].map(DottedPath::new);
        let kept = without_columns(row.unwrap(), &dropped).unwrap();
        assert_eq!(kept.get(), r#"{"a":1,"snmp":{"port":1.10},"l":[{}]}"#);
    }
}
