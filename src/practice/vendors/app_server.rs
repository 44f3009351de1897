//! The application server of One Identity Manager as its public reference and scripts of users show it: a login
//! by one text, rows of a table by a condition in SQL, changes of some columns, and a script of the customer that
//! decides on a request.

use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::identity_requests::{PASSWORD, USER, decide};
use super::state::State;
use crate::practice::serve::Incoming;

pub(super) const PATH: &str = "/AppServer";

/// Columns that may be written.
fn is_writable(column: &str) -> bool {
    column == "OrderDetail1" || column.starts_with("CustomProperty")
}

/// Answers a request; its path below that of the server.
pub(super) fn answer(state: &mut State, request: &Incoming, path: &str) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts == ["auth", "apphost"] && request.method == "POST" {
        return login(state, request);
    }
    let cookies = request.header("cookie").unwrap_or_default().split(';');
    let session =
        cookies.filter_map(|pair| pair.trim().strip_prefix("ss-id=")).next().unwrap_or_default().to_owned();
    if !state.tokens.contains_key(&session) {
        return failed(401, "Unauthorized", "Not authenticated");
    }
    let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), parts.as_slice()) {
        (_, ["auth", "logout"]) => {
            state.tokens.remove(&session);
            Answer::json(200, &json!({}))
        }
        ("GET", ["api", "entities", "PersonWantsOrg"]) => list(state, request, "requests"),
        ("GET", ["api", "entities", "PWODecisionHistory"]) => list(state, request, "history"),
        ("GET", ["api", "entity", "PersonWantsOrg", id]) => match state.row("requests", id) {
            Some(row) => Answer::json(200, &entity(row)),
            None => failed(404, "NotFound", "The object was not found"),
        },
        ("PUT", ["api", "entity", "PersonWantsOrg", id]) => change(state, id, &body),
        ("PUT", ["api", "script", "CCC_DecideRequest"]) => script(state, &body),
        ("PUT", ["api", "script", name]) => {
            failed(404, "NotFound", &format!("The script {name} was not found"))
        }
        (_, _) => failed(404, "NotFound", "There is no such call"),
    }
}

fn failed(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({ "responseStatus": { "errorCode": code, "message": message } }))
}

fn login(state: &mut State, request: &Incoming) -> Answer {
    let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    let given = text(&body["authString"]);
    let of = |name: &str| {
        given.split(';').filter_map(|part| part.split_once('=')).find(|(known, _)| *known == name)
    };
    if of("Module").map(|(_, value)| value) != Some("DialogUser") {
        return failed(401, "Unauthorized", "The authentication module is not known");
    }
    if (of("User"), of("Password")) != (Some(("User", USER)), Some(("Password", PASSWORD))) {
        return failed(401, "Unauthorized", "The login failed: the user name or the password is wrong");
    }
    let session = state.fresh("app-session");
    state.tokens.insert(session.clone(), Json::Null);
    Answer::json(200, &json!({ "sessionId": session, "responseStatus": {} }))
}

fn entity(row: &Json) -> Json {
    let id = text(&row["UID_PersonWantsOrg"]);
    let display = format!("{} - {}", text(&row["DisplayOrg"]), text(&row["DisplayPersonOrdered"]));
    json!({ "uri": format!("/AppServer/api/entity/PersonWantsOrg/{id}"), "display": display, "values": row })
}

fn list(state: &mut State, request: &Incoming, table: &str) -> Answer {
    for (name, _) in
        request.parameters().iter().filter(|(name, _)| !["where", "loadType"].contains(&name.as_str()))
    {
        state.note(format!("the parameter `{name}` is not known, and passed over in silence"));
    }
    let condition = request.parameter("where").unwrap_or_default();
    let Some(terms) = terms(&condition) else {
        return failed(500, "ViException", &format!("Database error: incorrect syntax near '{condition}'"));
    };
    let rows =
        state.rows(table).iter().filter(|row| !state.is_blind && terms.iter().all(|term| term.takes(row)));
    Answer::json(200, &rows.map(entity).collect())
}

fn change(state: &mut State, id: &str, body: &Json) -> Answer {
    let Json::Object(values) = &body["values"] else {
        return failed(400, "BadRequest", "values are missing");
    };
    if let Some(name) = values.keys().find(|name| !is_writable(name)) {
        return failed(403, "Forbidden", &format!("{name}: the column may not be edited"));
    }
    let Some(row) = state.row_to_change("requests", id) else {
        return failed(404, "NotFound", "The object was not found");
    };
    if let Json::Object(row) = row {
        row.extend(values.clone());
    }
    Answer::json(200, &json!({}))
}

/// A script of the customer: id, whether it is granted, a reason.
fn script(state: &mut State, body: &Json) -> Answer {
    let values = if body["values"].is_array() { &body["values"] } else { &body["parameters"] };
    let of = |at: usize| text(&values[at]);
    match decide(state, &of(0), of(1).eq_ignore_ascii_case("true"), &of(2)) {
        Ok(()) => Answer::json(200, &json!({ "result": "OK" })),
        Err(why) => failed(500, "ViException", &why),
    }
}

/// One comparison of a condition.
struct Term {
    column: String,
    is_negated: bool,
    wanted: Vec<String>,
}

impl Term {
    fn takes(&self, row: &Json) -> bool {
        let value = text(&row[self.column.as_str()]);
        self.wanted.iter().any(|wanted| like(&value, wanted)) != self.is_negated
    }
}

/// As SQL Server compares: without case, `%` for anything at an end.
fn like(value: &str, wanted: &str) -> bool {
    let (value, wanted) = (value.to_lowercase(), wanted.to_lowercase());
    match (wanted.strip_prefix('%'), wanted.strip_suffix('%')) {
        (Some(inner), Some(_)) => value.contains(inner.trim_end_matches('%')),
        (Some(end), None) => value.ends_with(end),
        (None, Some(start)) => value.starts_with(start),
        (None, None) => value == wanted,
    }
}

/// `a = 'x' and b in ('y', 'z') and c <> 1`; `None`: no SQL that it knows.
fn terms(condition: &str) -> Option<Vec<Term>> {
    let condition = condition.trim();
    if condition.is_empty() {
        return Some(Vec::new());
    }
    let spaced = condition.replace(" AND ", " and ").replace(" And ", " and ");
    spaced.split(" and ").map(|term| self::term(term.trim())).collect()
}

fn term(text: &str) -> Option<Term> {
    let value = |text: &str| {
        let text = text.trim();
        let inner = text.strip_prefix("N'").or_else(|| text.strip_prefix('\''));
        match inner {
            Some(inner) => Some(inner.strip_suffix('\'')?.replace("''", "'")),
            None => text.parse::<i64>().ok().map(|number| number.to_string()),
        }
    };
    let lower = text.to_lowercase();
    for (operator, is_negated) in
        [("<>", true), (" not in ", true), (" in ", false), (" like ", false), ("=", false)]
    {
        let Some(at) = lower.find(operator) else { continue };
        let (column, rest) = (text[..at].trim(), text[at + operator.len()..].trim());
        let wanted: Option<Vec<String>> =
            match operator.trim_start().starts_with("in") || operator.contains("not in") {
                true => rest.strip_prefix('(')?.strip_suffix(')')?.split(',').map(value).collect(),
                false => Some(vec![value(rest)?]),
            };
        let is_column = !column.is_empty() && column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        return is_column.then_some(Term { column: column.to_owned(), is_negated, wanted: wanted? });
    }
    None
}
