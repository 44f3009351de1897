//! The Table API: lists with totals and links, single rows, writes.

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::answer::{Answer, error, no_api, no_record};
use super::policy::Refusal;
use super::query::Query;
use super::rights::Hiding;
use super::rules;
use super::schema;
use super::show::{self, Display, Shape};
use super::state::{Record, State, text};
use crate::practice::serve::Incoming;

/// Rows of a list when nothing is said.
const DEFAULT_LIMIT: usize = 10_000;

/// `/api/now/table/{table}[/{sys_id}]`
pub(super) fn answer(state: &mut State, user: &str, incoming: &Incoming, rest: &[&str]) -> Answer {
    let (table, id) = match rest {
        [table] => (*table, None),
        [table, id] => (*table, Some(*id)),
        _ => return no_api(),
    };
    if !schema::exists(table) {
        return error(400, &format!("Invalid table {table}"), None);
    }
    match (incoming.method.as_str(), id) {
        ("GET", None) => list(state, user, incoming, table),
        ("GET", Some(id)) => match visible(state, user, table, id) {
            Visibility::Shown => one(state, user, incoming, table, id, 200),
            Visibility::Hidden => no_record(),
        },
        ("POST", None) => match body(incoming) {
            Some(sent) => match rules::insert(state, user, table, &sent) {
                // The row is there; its writer is not shown it.
                Ok(id) if visible(state, user, table, &id) == Visibility::Hidden => {
                    Answer { status: 201, body: Vec::new(), headers: Vec::new() }
                }
                Ok(id) => one(state, user, incoming, table, &id, 201),
                Err(refusal) => refused(&refusal),
            },
            None => error(400, "Exception while reading request", Some("The payload is not valid JSON.")),
        },
        ("PUT" | "PATCH", Some(id)) => change(state, user, incoming, table, id),
        ("DELETE", Some(id)) => match visible(state, user, table, id) {
            Visibility::Shown => {
                for rows in state.data.tables.iter_mut().filter(|(name, _)| schema::is_a(name, table)) {
                    rows.1.retain(|row| text(row, "sys_id") != id);
                }
                Answer { status: 204, body: Vec::new(), headers: Vec::new() }
            }
            Visibility::Hidden => no_record(),
        },
        _ => error(405, "Method not supported", None),
    }
}

fn change(state: &mut State, user: &str, incoming: &Incoming, table: &str, id: &str) -> Answer {
    if visible(state, user, table, id) == Visibility::Hidden {
        return no_record();
    }
    let Some(sent) = body(incoming) else {
        return error(400, "Exception while reading request", Some("The payload is not valid JSON."));
    };
    match rules::update(state, user, table, id, &sent) {
        Ok(()) => one(state, user, incoming, table, id, 200),
        Err(refusal) => refused(&refusal),
    }
}

/// Whether access rules show a row to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visibility {
    Shown,
    Hidden,
}

fn visible(state: &State, user: &str, table: &str, id: &str) -> Visibility {
    // Journals are the administrators' own.
    let is_secret = table == "sys_journal_field" && !state.has_role(user, &["admin"]);
    match state.find(table, id) {
        Some(row) if hiding(state, user, row).is_some() => Visibility::Hidden,
        Some(_) if !is_secret && !state.hidden.contains(id) => Visibility::Shown,
        _ => Visibility::Hidden,
    }
}

/// How the rows of the class of a row are hidden from the user of the API.
fn hiding(state: &State, user: &str, row: &Record) -> Option<Hiding> {
    let is_api = user == state.settings.user;
    state.rights.hiding(text(row, "sys_class_name")).filter(|_| is_api)
}

fn list(state: &State, user: &str, incoming: &Incoming, table: &str) -> Answer {
    let me = state.user(user).map_or("", |row| text(row, "sys_id"));
    let encoded = incoming.parameter("sysparm_query").unwrap_or_default();
    let mut rows = Query::parse(table, &encoded, me).run(state, table);
    rows.retain(|row| hiding(state, user, row) != Some(Hiding::ByQuery));
    let number =
        |name: &str, default| incoming.parameter(name).and_then(|n| n.parse().ok()).unwrap_or(default);
    let (limit, offset) = (number("sysparm_limit", DEFAULT_LIMIT), number("sysparm_offset", 0));
    let total = rows.len();
    let shape = shape(state, user, incoming);
    // The limit comes first, then the access rules: pages are short.
    let page = rows.into_iter().skip(offset).take(limit);
    let shown = page.filter(|row| visible(state, user, table, text(row, "sys_id")) == Visibility::Shown);
    let shown: Vec<Value> = shown.map(|row| show::row(state, row, &shape)).collect();
    let answer = Answer::json(200, &json!({ "result": shown }));
    let answer = match incoming.parameter("sysparm_no_count").as_deref() {
        Some("true") => answer,
        _ => answer.with("x-total-count", &total.to_string()),
    };
    if total <= limit || limit == 0 {
        return answer;
    }
    let base = format!("{}{}", state.settings.base, incoming.path);
    let link = |offset: usize, rel: &str| {
        format!("<{base}?sysparm_limit={limit}&sysparm_offset={offset}>;rel=\"{rel}\"")
    };
    let mut links = vec![link(0, "first")];
    if offset > 0 {
        links.push(link(offset.saturating_sub(limit), "prev"));
    }
    if offset + limit < total {
        links.push(link(offset + limit, "next"));
    }
    links.push(link((total - 1) / limit * limit, "last"));
    answer.with("link", &links.join(","))
}

fn one(state: &State, user: &str, incoming: &Incoming, table: &str, id: &str, status: u16) -> Answer {
    match state.find(table, id) {
        Some(row) => {
            let shown = show::row(state, row, &shape(state, user, incoming));
            Answer::json(status, &json!({ "result": shown }))
        }
        None => no_record(),
    }
}

fn shape(state: &State, user: &str, incoming: &Incoming) -> Shape {
    let of_user = |column: &str| state.user(user).map_or("", |row| text(row, column));
    let zone = of_user("time_zone").parse().unwrap_or(Tz::UTC);
    let form = match of_user("date_format") {
        "" | "yyyy-MM-dd" => "%Y-%m-%d %H:%M:%S",
        "dd/MM/yyyy" => "%d/%m/%Y %H:%M:%S",
        "dd.MM.yyyy" => "%d.%m.%Y %H:%M:%S",
        _ => "%m-%d-%Y %H:%M:%S",
    };
    let (form, language) = (form.to_owned(), of_user("preferred_language").to_owned());
    let display = match incoming.parameter("sysparm_display_value").as_deref() {
        Some("true") => Display::Labels,
        Some("all") => Display::Both,
        _ => Display::Raw,
    };
    let columns = incoming
        .parameter("sysparm_fields")
        .map(|list| list.split(',').map(|name| name.trim().to_owned()).collect());
    let links = incoming.parameter("sysparm_exclude_reference_link").as_deref() != Some("true");
    let rules = user == state.settings.user;
    Shape { display, links, columns, zone, form, language, rules }
}

fn body(incoming: &Incoming) -> Option<Map<String, Value>> {
    serde_json::from_slice(&incoming.body).ok()
}

fn refused(refusal: &Refusal) -> Answer {
    match refusal {
        Refusal::Rights(detail) | Refusal::Unique(detail) | Refusal::Aborted(detail) => {
            error(403, "Operation Failed", Some(detail))
        }
        Refusal::Policy(fields) => {
            let fields = fields.join(", ");
            let detail = format!("Data Policy Exception: \n\tThe following fields are mandatory: {fields}");
            error(403, "Operation Failed", Some(&detail))
        }
    }
}
