//! `GET /Itemtype`, `/Itemtype/ID`, `/Itemtype/ID/Sub` and `getMultipleItems`.
//! Ranges, filters and sort orders with the quirks of 10.0.6; nothing is written.

use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::collate::{Pattern, fold};
use super::database::{Record, Selection};
use super::groups;
use super::render::{Renderer, Shown};
use super::request::{Request, members};
use super::rights::Action;
use super::schema::{ItemType, schema};
use super::sent::scalar;
use super::session::Session;
use super::state::State;
use super::value::moment;

/// php's `max_input_vars`, announced in `Accept-Range`; it limits nothing.
pub(super) const ANNOUNCED_LIMIT: u32 = 20_000;

/// `0-49` as two numbers; None when it is written otherwise.
pub(super) fn parse_range(text: &str) -> Option<(i64, i64)> {
    let (start, end) = text.split_once('-')?;
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().unwrap_or(i64::MAX / 2))
    };
    Some((number(start)?, number(end)?))
}

/// The refusal of a range that starts behind the last row.
pub(super) fn range_exceeded(total: i64) -> Answer {
    Answer::documented(
        "ERROR_RANGE_EXCEED_TOTAL",
        &format!("Provided range exceed total count of data: {total}"),
    )
}

/// The refusal of a range that is not one.
pub(super) fn bad_range() -> Answer {
    Answer::bad_request("range must be in format : [start-end] with integers")
}

/// One item.
pub(super) fn item(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
    id: i64,
) -> Reply {
    let Some(row) = state.fetch(kind, id)? else {
        return Ok(Answer::missing_item());
    };
    if !can_read(state, session, &row)? {
        return Ok(Answer::missing_right());
    }
    if kind.name == "Document" && request.wants_file {
        return Ok(super::upload::download(state, &row));
    }
    let mut renderer = Renderer::new(state, session, request);
    let mut shown = renderer.plain(&row);
    renderer.add_blocks(&row, &mut shown)?;
    renderer.finish(&row, &mut shown)?;
    shown.0.extend(groups::of(state, &row)?);
    let answer = Answer::json(200, &shown);
    Ok(match moment(&row.text("date_mod")) {
        Some(date) => {
            let date = httpdate::fmt_http_date(date.and_utc().into());
            answer.with("last-modified", date)
        }
        None => answer,
    })
}

/// Reading right, entity, and whose ticket it is.
fn can_read(state: &State, session: &Session, row: &Record) -> rusqlite::Result<bool> {
    if !session.can_read(row) {
        return Ok(false);
    }
    if row.kind.name == "Ticket" && session.profile.sees_own_tickets_only() {
        let condition = format!("id = {}", row.id);
        let own = state.rows("Ticket", [condition, own_tickets(session)])?;
        return Ok(!own.is_empty());
    }
    Ok(true)
}

/// SQL condition for the tickets that a user opened or is an actor of.
fn own_tickets(session: &Session) -> String {
    let user = session.user_id;
    format!(
        "users_id_recipient = {user} OR id IN \
         (SELECT tickets_id FROM glpi_tickets_users WHERE users_id = {user})"
    )
}

/// `getMultipleItems`: all or nothing.
pub(super) fn multiple(state: &State, session: &Session, request: &Request) -> Reply {
    let Some(wanted) = request.params.get("items") else {
        return Ok(Answer::bad_array());
    };
    let mut found = Vec::new();
    let mut renderer = Renderer::new(state, session, request);
    for pair in members(wanted) {
        let name = pair.get("itemtype").and_then(scalar).unwrap_or_default();
        let id = pair.get("items_id").and_then(scalar).and_then(|id| id.parse().ok());
        let Some(kind) = state.item_type(&name) else {
            return Ok(Answer::unknown_type());
        };
        let Some(row) = state.fetch(kind, id.unwrap_or(0))? else {
            return Ok(Answer::missing_item());
        };
        if !can_read(state, session, &row)? {
            return Ok(Answer::missing_right());
        }
        let mut shown = renderer.row(&row)?;
        shown.0.extend(groups::of(state, &row)?);
        found.push(shown);
    }
    Ok(Answer::json(200, &found))
}

/// The parent of a sub-item list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parent {
    pub(super) kind: &'static ItemType,
    pub(super) id: i64,
}

/// A list of items.
pub(super) fn list(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
    parent: Option<Parent>,
) -> Reply {
    if !session.may(kind, Action::Read) {
        return Ok(Answer::missing_right());
    }
    let range = match request.text("range") {
        Some(text) => match parse_range(&text) {
            Some(range) => Some(range),
            None => return Ok(bad_range()),
        },
        None => None,
    };
    let order = match order_by(state, request, kind) {
        Ok(order) => order,
        Err(refusal) => return Ok(*refusal),
    };
    let mut selection = Selection::of(conditions(session, request, kind));
    if let Some(parent) = parent {
        match parent_condition(state, session, kind, parent)? {
            Ok(condition) => selection.conditions.extend(condition),
            Err(refusal) => return Ok(refusal),
        }
    }
    let filters = match filters(state, request, kind) {
        Ok(filters) => filters,
        Err(column) if state.settings.number.is_eleven() => {
            let text = format!("Field {column} is not valid for {} item.", kind.name);
            return Ok(Answer::documented("ERROR_FIELD_NOT_FOUND", &text));
        }
        Err(_) => return Ok(Answer::crash()),
    };
    // Without a range the last row announced is one too far; 9.5 sends it.
    let last = if state.settings.number.is_nine() { session.list_limit } else { session.list_limit - 1 };
    let (start, end) = range.unwrap_or((0, last));
    let announced_end = range.map_or(session.list_limit, |(_, end)| end);
    let window = (start, end.saturating_sub(start).saturating_add(1));
    let (rows, total) = page(state, kind, selection, &filters, &order, window)?;
    if start > total {
        return Ok(range_exceeded(total));
    }
    let body = shown(state, session, request, &rows)?;
    let last = announced_end.min(total - 1);
    let status = if last - start + 1 < total { 206 } else { 200 };
    let answer = Answer::json(status, &body);
    let answer = answer.with("accept-range", format!("{} {ANNOUNCED_LIMIT}", kind.name));
    Ok(match total {
        0 => answer,
        _ => answer.with("content-range", format!("{start}-{last}/{total}")),
    })
}

fn shown(
    state: &State,
    session: &Session,
    request: &Request,
    rows: &[Record],
) -> rusqlite::Result<Vec<Shown>> {
    if request.is_on("only_id") {
        let ids = rows.iter().map(|row| Shown(vec![("id", json!(row.id))]));
        return Ok(ids.collect());
    }
    let mut renderer = Renderer::new(state, session, request);
    let mut body = Vec::with_capacity(rows.len());
    for row in rows {
        let mut shown = renderer.row(row)?;
        if request.is_on("with_networkports") {
            shown.0.push(("_networkports", json!([])));
        }
        body.push(shown);
    }
    Ok(body)
}

/// How rows are sorted.
struct SortOrder {
    column: String,
    descending: bool,
}

/// Column and direction, checked.
fn order_by(state: &State, request: &Request, kind: &ItemType) -> Result<SortOrder, Box<Answer>> {
    let order = request.text("order").unwrap_or_else(|| "ASC".to_owned());
    let descending = order.eq_ignore_ascii_case("DESC");
    if !descending && !order.eq_ignore_ascii_case("ASC") {
        return Err(Box::new(Answer::bad_request("order must be DESC or ASC")));
    }
    let sort = request.text("sort").unwrap_or_else(|| "id".to_owned());
    if !kind.has_in(state.settings.number, &sort) {
        let text = format!("sort param is not a field of {}", kind.table);
        return Err(Box::new(Answer::bad_request(&text)));
    }
    Ok(SortOrder { column: sort, descending })
}

fn conditions(session: &Session, request: &Request, kind: &ItemType) -> Vec<String> {
    let mut conditions: Vec<String> = session.visible(kind).into_iter().collect();
    if kind.has("is_deleted") {
        let trash = i32::from(request.is_on("is_deleted"));
        conditions.push(format!("is_deleted = {trash}"));
    }
    if kind.name == "Ticket" && session.profile.sees_own_tickets_only() {
        conditions.push(own_tickets(session));
    }
    conditions
}

/// The condition that ties a child to its parent, or the refusal of the parent.
fn parent_condition(
    state: &State,
    session: &Session,
    kind: &ItemType,
    parent: Parent,
) -> rusqlite::Result<Result<Option<String>, Answer>> {
    let Some(row) = state.fetch(parent.kind, parent.id)? else {
        return Ok(Err(Answer::missing_item()));
    };
    if !can_read(state, session, &row)? {
        return Ok(Err(Answer::missing_right()));
    }
    let (id, name) = (parent.id, parent.kind.name);
    let down = parent.kind.own_key();
    let up = kind.own_key();
    let link = format!("{}_Item", kind.name);
    let condition = if kind.has(&down) {
        Some(format!("{down} = {id}"))
    } else if kind.has("itemtype") && kind.has("items_id") {
        Some(format!("itemtype = '{name}' AND items_id = {id}"))
    } else if parent.kind.has(&up) {
        Some(format!("id = {}", row.int(&up)))
    } else {
        // `/Computer/1/Contract` goes through the link table, where there is one.
        schema().item_type(&link).map(|link| {
            format!("id IN (SELECT {up} FROM {} WHERE itemtype = '{name}' AND items_id = {id})", link.table)
        })
    };
    Ok(Ok(condition))
}

/// The columns and patterns of `searchText`, or the column that there is not: PHP dies on it.
fn filters(state: &State, request: &Request, kind: &ItemType) -> Result<Vec<(String, Pattern)>, String> {
    let Some(Value::Object(wanted)) = request.params.get("searchText") else {
        return Ok(Vec::new());
    };
    let mut filters = Vec::new();
    for (column, value) in wanted {
        let value = scalar(value).unwrap_or_default();
        if value.is_empty() || value == "0" {
            continue;
        }
        let apart = groups::are_apart(state, kind) && groups::COLUMNS.iter().any(|(name, _)| name == column);
        if apart || !kind.has_in(state.settings.number, column) {
            return Err(column.clone());
        }
        filters.push((column.clone(), Pattern::parse(&value)));
    }
    Ok(filters)
}

/// One page of rows and the number of all. Plain lists page in SQL, filtered or sorted ones here,
/// where text compares as in the real database.
fn page(
    state: &State,
    kind: &'static ItemType,
    mut selection: Selection,
    filters: &[(String, Pattern)],
    order: &SortOrder,
    window: (i64, i64),
) -> rusqlite::Result<(Vec<Record>, i64)> {
    let SortOrder { column: sort, descending } = order;
    if filters.is_empty() && sort == "id" {
        let total = state.database.count(kind, &selection)?;
        selection.order = if *descending { "id DESC".to_owned() } else { String::new() };
        selection.window = Some(window);
        return Ok((state.database.select(kind, &selection)?, total));
    }
    let mut rows = state.database.select(kind, &selection)?;
    rows.retain(|row| {
        filters.iter().all(|(column, pattern)| {
            let value = row.get(column);
            let text = scalar(&value);
            pattern.fits(text.as_deref())
        })
    });
    if sort != "id" {
        rows.sort_by_cached_key(|row| sort_key(&row.get(sort)));
    }
    if *descending {
        rows.reverse();
    }
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let skipped = usize::try_from(window.0).unwrap_or(0);
    let count = usize::try_from(window.1).unwrap_or(0);
    Ok((rows.into_iter().skip(skipped).take(count).collect(), total))
}

/// A value in the order of the database: NULL first, numbers by size, text folded.
pub(super) fn sort_key(value: &Value) -> (u8, i64, String) {
    match value {
        Value::Null => (0, 0, String::new()),
        Value::Number(number) => (1, number.as_i64().unwrap_or(0), String::new()),
        Value::String(text) => (2, 0, fold(text)),
        other => (2, 0, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_two_plain_numbers() {
        assert_eq!(parse_range("0-49"), Some((0, 49)));
        assert_eq!(parse_range("abc"), None);
        assert_eq!(parse_range("0-+5"), None);
        let huge = parse_range("0-99999999999999999999");
        assert!(huge.is_some_and(|(_, end)| end > 1_000_000));
    }
}
