//! A body that was pushed → its rows: where they stand in it, and who pushed it when.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::push::{MEMBER, Push};

/// A row: the members that the monitor sent as they stood there, and of which push they are.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Row<'p>(BTreeMap<String, Cell<'p>>);

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Cell<'p> {
    Sent(&'p RawValue),
    Push { id: &'p str, at: String, by: &'p str },
}

/// The rows of a body, and whether the steps to them lead nowhere in some of it: that part is a row itself then.
pub(super) fn rows<'p>(push: &'p Push, steps: &[String]) -> (Vec<Row<'p>>, bool) {
    let (mut rows, mut is_lost) = (Vec::new(), false);
    // One document, or one a line.
    let documents = serde_json::Deserializer::from_str(&push.body).into_iter::<&'p RawValue>();
    // The API let only such in that can be read.
    for document in documents.map_while(Result::ok) {
        for outer in elements(document) {
            match found(outer, steps) {
                Some(inner) => rows.extend(elements(inner).into_iter().map(|element| row(push, element))),
                None => {
                    is_lost = true;
                    rows.push(row(push, outer));
                }
            }
        }
    }
    (rows, is_lost)
}

/// The elements of an array; anything else is one itself.
fn elements(value: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(value.get()).unwrap_or_else(|_| vec![value])
}

/// The value to which steps lead.
fn found<'p>(value: &'p RawValue, steps: &[String]) -> Option<&'p RawValue> {
    let Some((step, steps)) = steps.split_first() else { return Some(value) };
    let members: BTreeMap<String, &'p RawValue> = serde_json::from_str(value.get()).ok()?;
    found(members.get(step)?, steps)
}

fn row<'p>(push: &'p Push, value: &'p RawValue) -> Row<'p> {
    let members: BTreeMap<String, &'p RawValue> =
        serde_json::from_str(value.get()).unwrap_or_else(|_| BTreeMap::from([("value".to_owned(), value)]));
    let mut cells: BTreeMap<String, Cell<'p>> =
        members.into_iter().map(|(name, value)| (name, Cell::Sent(value))).collect();
    let at = push.pushed_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    // Nobody else says it.
    cells.insert(MEMBER.to_owned(), Cell::Push { id: &push.id, at, by: &push.pushed_by });
    Row(cells)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use chrono::DateTime;
    use serde_json::{Value, json};

    use super::*;

    fn told(body: &str, steps: &[&str]) -> (Vec<Value>, bool) {
        let push = Push {
            id: "0197".to_owned(),
            job: "alerts".to_owned(),
            pushed_by: "token:zabbix".to_owned(),
            pushed_at: DateTime::UNIX_EPOCH,
            body: body.to_owned(),
            end: None,
        };
        let steps: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
        let (rows, is_lost) = rows(&push, &steps);
        let own = json!({"id": "0197", "at": "1970-01-01T00:00:00.000000Z", "by": "token:zabbix"});
        let rows = rows.iter().map(|row| {
            let mut row = serde_json::to_value(row).unwrap();
            assert_eq!(row.as_object_mut().unwrap().remove("push"), Some(own.clone()));
            row
        });
        (rows.collect(), is_lost)
    }

    #[test]
    fn rows_stand_where_the_steps_lead() {
        let alerts =
            r#"{"version": "4", "alerts": [{"status": "firing", "n": 1.10}, {"status": "resolved"}]}"#;
        let rows = vec![json!({"status": "firing", "n": 1.10}), json!({"status": "resolved"})];
        assert_eq!(told(alerts, &["alerts"]), (rows, false));
        assert_eq!(told(r#"{"a": {"b": {"c": 1}}}"#, &["a", "b"]), (vec![json!({"c": 1})], false));
        assert_eq!(told(r#"{"alerts": []}"#, &["alerts"]), (vec![], false));
    }

    #[test]
    fn an_object_a_list_and_lines_are_rows_by_themselves() {
        let both = vec![json!({"a": 1}), json!({"a": 2})];
        assert_eq!(told(r#"{"a": 1}"#, &[]), (both[..1].to_vec(), false));
        assert_eq!(told(r#"[{"a": 1}, {"a": 2}]"#, &[]), (both.clone(), false));
        assert_eq!(told("{\"a\": 1}\n{\"a\": 2}\n", &[]), (both, false));
        assert_eq!(told("[]", &[]), (vec![], false));
    }

    #[test]
    fn what_has_no_rows_where_they_should_be_is_one_and_hides_no_other() {
        let lines = "{\"test\": true}\n{\"alerts\": [{\"a\": 1}]}\n";
        assert_eq!(told(lines, &["alerts"]), (vec![json!({"test": true}), json!({"a": 1})], true));
        // Nobody says by a member of a row who pushed it.
        assert_eq!(told(r#"{"a": 1, "push": {"by": "token:root"}}"#, &[]), (vec![json!({"a": 1})], false));
        assert_eq!(told("[7]", &[]), (vec![json!({"value": 7})], false));
    }
}
