//! What links remembered before migration `000009_remembered`: one flat object of texts whose keys said by
//! their form what they were. Rewritten once, when the database of an older program is opened; back again
//! only in tests and by hand, as no program takes its database back.
//!
//! Nothing here changes with the program: it is between two forms of the past.
//!
//! | key | meaning |
//! |---|---|
//! | `serial`, `os.version` | value of a field |
//! | `os.#` | id of the item's row of a child part |
//! | `disks[/home].#` | id of an element's row, behind `=` when somebody else made it |
//! | `disks[/home].totalsize` | value of a field of an element |
//! | `~step`, `~since`, `~COLUMN` | last step of the retirement, its day, what stood there before |
//! | `~held.PATH`, `~fight.PATH`, `~blank.PATH`, `~gone` | as in [`crate::model::remembered::Marks`] |
//! | `~refused.PATH` | day, what was wanted, what stayed, divided by U+001F |

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Map, Value};

use super::database::Database;
use super::error::Fault;
use super::stamp::{from_json, to_json};

/// The migration that goes with it.
pub(super) const VERSION: &str = "20261128000009";

/// Rows that stand in memory at once.
const PAGE: i64 = 5_000;

diesel::table! {
    #[sql_name = "links"]
    links_then (system, job, class, source_key) {
        system -> Text,
        job -> Text,
        class -> Text,
        source_key -> Text,
        remote_id -> BigInt,
        remembered -> Text,
        retired_at -> Nullable<Text>,
    }
}

/// The flat form.
type Flat = BTreeMap<String, String>;

/// The declared form, as it was first.
type Declared = Map<String, Value>;

/// Rewrites every link from the flat form into the declared one.
pub(super) fn declare(database: &mut Database) -> Result<(), Fault> {
    rewrite(database, |text, is_retired| to_json(&declared(&from_json(text)?, is_retired)))
}

/// Rewrites every link from the declared form into the flat one.
pub(super) fn flatten(database: &mut Database) -> Result<(), Fault> {
    rewrite(database, |text, _| to_json(&flat(&from_json(text)?)))
}

fn rewrite(database: &mut Database, form: impl Fn(&str, bool) -> Result<String, Fault>) -> Result<(), Fault> {
    use links_then::{class, job, remembered, remote_id, retired_at, system, table};

    let ledgers: Vec<(String, String, String)> =
        table.select((system, job, class)).distinct().load(database)?;
    for (of_system, of_job, of_class) in &ledgers {
        let mut above = i64::MIN;
        loop {
            let ledger = system.eq(of_system).and(job.eq(of_job)).and(class.eq(of_class));
            let page: Vec<(i64, String, Option<String>)> = table
                .filter(ledger)
                .filter(remote_id.gt(above))
                .order(remote_id.asc())
                .limit(PAGE)
                .select((remote_id, remembered, retired_at))
                .load(database)?;
            let Some((last, ..)) = page.last() else { break };
            above = *last;
            for (id, text, retired) in &page {
                diesel::update(table.filter(ledger).filter(remote_id.eq(id)))
                    .set(remembered.eq(form(text, retired.is_some())?))
                    .execute(database)?;
            }
        }
    }
    Ok(())
}

fn declared(flat: &Flat, is_retired: bool) -> Declared {
    let mut form = Map::new();
    for (key, text) in flat {
        if let Some(mark) = key.strip_prefix('~') {
            declare_mark(&mut form, mark, text);
        } else if let Some((set, rest)) = key.split_once('[') {
            let Some((name, column)) = rest.rsplit_once("].") else { continue };
            if column == "#" {
                let (id, maker) = match text.strip_prefix('=') {
                    Some(id) => (id, "somebody_else"),
                    None => (text.as_str(), "us"),
                };
                let Ok(id) = id.parse::<i64>() else { continue };
                put(&mut form, &["elements", set, name, "row"], id.into());
                put(&mut form, &["elements", set, name, "maker"], maker.into());
            } else {
                put(&mut form, &["elements", set, name, "values", column], text.as_str().into());
            }
        } else if let Some(part) = key.strip_suffix(".#") {
            if let Ok(id) = text.parse::<i64>() {
                put(&mut form, &["rows", part], id.into());
            }
        } else {
            put(&mut form, &["values", key], text.as_str().into());
        }
    }
    // Values of a row that nobody knows say nothing.
    if let Some(Value::Object(sets)) = form.get_mut("elements") {
        for elements in sets.values_mut().filter_map(Value::as_object_mut) {
            elements.retain(|_, element| element.get("row").is_some());
        }
    }
    declare_retirement(&mut form, is_retired);
    form
}

fn declare_mark(form: &mut Declared, mark: &str, text: &str) {
    let of_field = mark.split_once('.');
    match (mark, of_field) {
        ("gone", _) => put(form, &["marks", "gone"], true.into()),
        ("since", _) if text.parse::<NaiveDate>().is_err() => {}
        ("step" | "since", _) => put(form, &["marks", "retired", mark], text.into()),
        (_, Some(("held", path))) => put(form, &["marks", "held", path], text.into()),
        (_, Some(("fight", path))) => {
            if let Ok(runs) = text.parse::<u32>() {
                put(form, &["marks", "fights", path], runs.into());
            }
        }
        (_, Some(("refused", path))) => {
            let mut told = text.splitn(3, '\u{1f}');
            let (day, wanted, stayed) = (told.next(), told.next(), told.next());
            let Some(day) = day.filter(|day| day.parse::<NaiveDate>().is_ok()) else { return };
            for (key, told) in [("day", Some(day)), ("wanted", wanted), ("stayed", stayed)] {
                put(form, &["marks", "refused", path, key], told.unwrap_or_default().into());
            }
        }
        (_, Some(("blank", path))) => {
            let blank = object(form, &["marks"]).entry("blank").or_insert_with(|| Vec::<Value>::new().into());
            if let Value::Array(paths) = blank {
                paths.push(path.into());
            }
        }
        _ => put(form, &["marks", "retired", "before", mark], text.into()),
    }
}

/// Retirements before there were steps had neither a step nor a day; only flags noted what stood there.
fn declare_retirement(form: &mut Declared, is_retired: bool) {
    let known = form.get("marks").and_then(|marks| marks.get("retired"));
    let step = known.and_then(|retired| retired.get("step")).and_then(Value::as_str);
    if matches!(step, Some("flag" | "trash" | "returned")) {
        return;
    }
    let wrote = known.is_some_and(|retired| retired.get("before").is_some());
    if is_retired || step.is_some() {
        let step = if wrote { "flag" } else { "trash" };
        put(form, &["marks", "retired", "step"], step.into());
    } else if known.is_some() {
        object(form, &["marks"]).remove("retired");
    }
}

/// Sets a value below keys, with the objects on the way.
fn put(form: &mut Declared, keys: &[&str], value: Value) {
    if let Some((last, above)) = keys.split_last() {
        object(form, above).insert((*last).to_owned(), value);
    }
}

#[expect(clippy::expect_used, reason = "the keys of the declared form are objects above objects")]
fn object<'f>(form: &'f mut Declared, keys: &[&str]) -> &'f mut Declared {
    keys.iter().fold(form, |form, key| {
        let below = form.entry(*key).or_insert_with(|| Map::new().into());
        below.as_object_mut().expect("objects stand above objects only")
    })
}

fn flat(form: &Declared) -> Flat {
    let mut flat = Flat::new();
    let marks = form.get("marks");
    flat.extend(entries(form.get("values")));
    flat.extend(entries(form.get("rows")).map(|(part, id)| (format!("{part}.#"), id)));
    for (set, elements) in form.get("elements").and_then(Value::as_object).into_iter().flatten() {
        for (name, element) in elements.as_object().into_iter().flatten() {
            let ours = element.get("maker").and_then(Value::as_str) == Some("us");
            let row = element.get("row").map(text).unwrap_or_default();
            flat.insert(format!("{set}[{name}].#"), if ours { row } else { format!("={row}") });
            let values = entries(element.get("values"));
            flat.extend(values.map(|(column, text)| (format!("{set}[{name}].{column}"), text)));
        }
    }
    let retired = marks.and_then(|marks| marks.get("retired"));
    for key in ["step", "since"] {
        flat.extend(retired.and_then(|retired| retired.get(key)).map(|told| (format!("~{key}"), text(told))));
    }
    flat.extend(entries_below(retired, "before").map(|(column, text)| (format!("~{column}"), text)));
    flat.extend(entries_below(marks, "held").map(|(path, text)| (format!("~held.{path}"), text)));
    flat.extend(entries_below(marks, "fights").map(|(path, runs)| (format!("~fight.{path}"), runs)));
    let refused = marks.and_then(|marks| marks.get("refused")).and_then(Value::as_object);
    for (path, told) in refused.into_iter().flatten() {
        let told: Vec<String> =
            ["day", "wanted", "stayed"].map(|key| told.get(key).map(text).unwrap_or_default()).into();
        flat.insert(format!("~refused.{path}"), told.join("\u{1f}"));
    }
    let blank = marks.and_then(|marks| marks.get("blank")).and_then(Value::as_array);
    flat.extend(blank.into_iter().flatten().map(|path| (format!("~blank.{}", text(path)), "1".to_owned())));
    if marks.and_then(|marks| marks.get("gone")) == Some(&Value::Bool(true)) {
        flat.insert("~gone".to_owned(), "1".to_owned());
    }
    flat
}

/// Keys and texts of an object.
fn entries(value: Option<&Value>) -> impl Iterator<Item = (String, String)> {
    let object = value.and_then(Value::as_object);
    object.into_iter().flatten().map(|(key, value)| (key.clone(), text(value)))
}

fn entries_below<'v>(
    value: Option<&'v Value>,
    key: &str,
) -> impl Iterator<Item = (String, String)> + use<'v> {
    entries(value.and_then(|value| value.get(key)))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::model::Remembered;
    use crate::model::remembered::RetiredStep;
    use crate::store::remembered;

    fn of(pairs: &[(&str, &str)]) -> Flat {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    fn read(pairs: &[(&str, &str)], is_retired: bool) -> Remembered {
        let text = to_json(&declared(&of(pairs), is_retired)).unwrap();
        remembered::read(&text).unwrap().into()
    }

    const WHOLE: &[(&str, &str)] = &[
        ("contract.#", "30"),
        ("disks[/].#", "17"),
        ("disks[/].totalsize", "10"),
        ("disks[a].b] [c].#", "=18"),
        ("name", "é\"\u{0}"),
        ("os.version", ""),
        ("~blank.contact", "1"),
        ("~blank.os.version", "1"),
        ("~fight.contact", "2"),
        ("~gone", "1"),
        ("~held.serial", "S-1"),
        ("~refused.os.version", "2026-11-20\u{1f}12\u{1f}11"),
        ("~shelf", "#7"),
        ("~since", "2026-11-21"),
        ("~step", "flag"),
    ];

    #[test]
    fn every_key_has_a_place_and_comes_back_as_it_was() {
        assert_eq!(flat(&declared(&of(WHOLE), true)), of(WHOLE));
        let known = remembered::write(&read(WHOLE, true)).unwrap();
        assert_eq!(from_json::<Declared>(&known).unwrap(), declared(&of(WHOLE), true));
    }

    #[test]
    fn retirements_before_there_were_steps_are_flags_where_something_was_written() {
        let step = |pairs: &[(&str, &str)]| {
            let retired = read(pairs, true).marks.retired.unwrap();
            assert_eq!(retired.since, None);
            retired.step
        };
        assert_eq!(step(&[("name", "PC-1"), ("~shelf", "#7")]), RetiredStep::Flagged);
        assert_eq!(step(&[("name", "PC-1")]), RetiredStep::Trashed);
        assert_eq!(read(&[("~shelf", "#7")], false).marks.retired, None);
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_the_rest_is_kept() {
        let odd = [
            ("disks[/].totalsize", "10"),
            ("os.#", "x"),
            ("serial", "S-1"),
            ("~fight.serial", "many"),
            ("~refused.serial", "yesterday"),
        ];
        assert_eq!(read(&odd, false), read(&[("serial", "S-1")], false));
    }
}
