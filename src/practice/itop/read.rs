//! `core/get`, and objects as answers show them.

use serde_json::{Map, Value, json};

use super::oql::Query;
use super::rest::{Refusal, Right, allow, class_of, missing, text};
use super::schema::{Class, Kind, REF};
use super::state::{Data, Row, State, User};

/// How an object is looked at: right after a write, or by a query of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Nobody is called "".
    Written,
    /// Nobody is called " ", which the database makes of two empty names.
    Queried,
}

/// Answers a search.
pub(super) fn get(state: &State, user: &User, asked: &Value) -> Result<Value, Refusal> {
    let of = class_of(asked)?;
    let columns = columns(of, asked)?;
    allow(user, Right::Read, of)?;
    let key = asked.get("key").ok_or_else(|| missing("key"))?;
    let (of, mut found) = selected(&state.data, user, of, key)?;
    found.retain(|id| state.data.row(of, *id).is_none_or(|row| !state.hidden.contains(&row.class)));
    let total = found.len();
    if let Some(limit) = number(asked, "limit").filter(|limit| *limit > 0) {
        let page = number(asked, "page").unwrap_or(1);
        if page < 1 {
            let message = "The request page number is not valid. It must be an integer greater than 0";
            return Err(Refusal::returned(13, message));
        }
        found.sort_by_key(|id| state.data.row(of, *id).map(|row| state.data.friendly_name(row)));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(limit);
        found = found.into_iter().skip(skipped).take(limit).collect();
    }
    let objects = found.iter().filter_map(|id| state.data.row(of, *id).map(|row| (*id, row)));
    let shown: Map<String, Value> =
        objects.map(|(id, row)| named(&state.data, id, row, "", &columns, Sight::Queried)).collect();
    let objects = if shown.is_empty() { Value::Null } else { Value::Object(shown) };
    Ok(json!({"code": 0, "message": format!("Found: {total}"), "objects": objects}))
}

fn number(asked: &Value, name: &str) -> Option<i64> {
    let value = asked.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Ids that a key selects: an id, a query, or criteria. The class of a query wins.
pub(super) fn selected(
    data: &Data,
    user: &User,
    of: &'static Class,
    key: &Value,
) -> Result<(&'static Class, Vec<i64>), Refusal> {
    if let Some(id) = key.as_i64().or_else(|| key.as_str()?.trim().parse().ok()) {
        return Ok((of, data.row(of, id).map(|_| id).into_iter().collect()));
    }
    match key {
        Value::String(oql) => {
            let query = Query::parse(oql).map_err(|refused| Refusal::thrown(100, refused.0))?;
            let fits = |(id, row): &(i64, &Row)| {
                query.selects(&|column| searched(data, *id, row, column), user.contact)
            };
            Ok((query.class, data.all(query.class).filter(fits).map(|(id, _)| id).collect()))
        }
        Value::Object(criteria) => {
            if let Some(unknown) = criteria.keys().find(|code| !of.knows(code)) {
                return Err(Refusal::thrown(100, format!("{unknown}: Unknown attribute")));
            }
            let fits = |(id, row): &(i64, &Row)| {
                criteria.iter().all(|(code, value)| searched(data, *id, row, code) == plain(value))
            };
            Ok((of, data.all(of).filter(fits).map(|(id, _)| id).collect()))
        }
        _ => Err(Refusal::thrown(100, "key: unexpected format")),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An attribute as queries compare it.
fn searched(data: &Data, id: i64, row: &Row, code: &str) -> String {
    let log = |entries: &Value| {
        let entries = entries.as_array().into_iter().flatten();
        entries.filter_map(|entry| entry["message_html"].as_str()).collect::<Vec<_>>().join("\n")
    };
    match code {
        "id" => id.to_string(),
        "obsolescence_flag" => u8::from(Data::is_obsolete(row)).to_string(),
        _ => match super::schema::class(&row.class).and_then(|of| of.attribute(code)).map(|a| a.kind) {
            Some(Kind::Log) => row.values.get(code).map(log).unwrap_or_default(),
            _ => plain(&shown(data, id, row, code, Sight::Queried)),
        },
    }
}

/// The columns that an answer is to show.
pub(super) fn columns(of: &Class, asked: &Value) -> Result<Vec<String>, Refusal> {
    let wanted = match asked.get("output_fields") {
        None => "id,friendlyname",
        Some(_) => text(asked, "output_fields")?,
    };
    if matches!(wanted.trim(), "*" | "*+") {
        // As 3.2.0 has them: the attributes, then what it works out of the object and of its keys.
        let codes = of.attributes().map(|attribute| attribute.code).filter(|code| *code != REF);
        let worked_out = ["friendlyname", "obsolescence_flag"];
        let of_keys = of.attributes().filter(|attribute| matches!(attribute.kind, Kind::Key(_)));
        let of_keys = of_keys.map(|attribute| format!("{}_friendlyname", attribute.code));
        return Ok(codes.chain(worked_out).map(str::to_owned).chain(of_keys).collect());
    }
    let columns: Vec<String> = wanted.split(',').map(|column| column.trim().to_owned()).collect();
    match columns.iter().find(|column| !of.knows(column)) {
        Some(unknown) => {
            Err(Refusal::thrown(100, format!("output_fields: invalid attribute code '{unknown}'")))
        }
        None => Ok(columns),
    }
}

/// An object as it stands in `objects`, with its name there.
pub(super) fn named(
    data: &Data,
    id: i64,
    row: &Row,
    message: &str,
    columns: &[String],
    sight: Sight,
) -> (String, Value) {
    let fields: Map<String, Value> =
        columns.iter().map(|column| (column.clone(), shown(data, id, row, column, sight))).collect();
    let object =
        json!({"code": 0, "message": message, "class": row.class, "key": id.to_string(), "fields": fields});
    (format!("{}::{id}", row.class), object)
}

fn shown(data: &Data, id: i64, row: &Row, code: &str, sight: Sight) -> Value {
    match code {
        "id" => return json!(id.to_string()),
        "finalclass" => return json!(row.class),
        "friendlyname" => return json!(data.friendly_name(row)),
        "obsolescence_flag" => return json!(Data::is_obsolete(row)),
        _ => {}
    }
    let attribute = |code: &str| super::schema::class(&row.class).and_then(|of| of.attribute(code));
    let Some(kind) = attribute(code).map(|attribute| attribute.kind) else {
        let key = code.strip_suffix("_friendlyname").unwrap_or(code);
        let Some(Kind::Key(target)) = attribute(key).map(|attribute| attribute.kind) else {
            return Value::Null;
        };
        let name = data.friendly_name_of(target, row.key(key));
        return json!(if sight == Sight::Written { name.trim() } else { name.as_str() });
    };
    match kind {
        Kind::Key(_) | Kind::Number => json!(row.key(code).to_string()),
        Kind::Log => json!({"entries": row.values.get(code).cloned().unwrap_or(json!([]))}),
        Kind::Cis => links(data, id),
        Kind::NoLinks => json!([]),
        Kind::External(key, theirs) => {
            let Some(Kind::Key(target)) = attribute(key).map(|attribute| attribute.kind) else {
                return json!("");
            };
            let other = super::schema::class(target).and_then(|of| data.row(of, row.key(key)));
            json!(other.map_or("", |other| other.text(theirs)))
        }
        Kind::Text(_) | Kind::Html | Kind::Enum(_) | Kind::Date | Kind::Blob => {
            row.values.get(code).cloned().unwrap_or(json!(""))
        }
    }
}

fn links(data: &Data, ticket: i64) -> Value {
    let link = |(_, link): &(i64, &Row)| {
        let ci = link.key("functionalci_id");
        let row = super::schema::class("FunctionalCI").and_then(|of| data.row(of, ci));
        json!({
            "functionalci_id": ci.to_string(),
            "functionalci_name": row.map_or("", |row| row.text("name")),
            "impact_code": link.text("impact_code"),
            "functionalci_id_finalclass_recall": row.map_or("", |row| row.class.as_str()),
        })
    };
    data.links(ticket).iter().map(link).collect()
}
