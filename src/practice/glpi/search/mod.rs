//! `search/Itemtype` and `listSearchOptions`: criteria, columns by number, pages.
//! Reads only; templates are hidden and text stays encoded.

mod cells;
mod criteria;
mod options;

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Reply};
use super::database::{Record, Selection};
use super::read::{ANNOUNCED_LIMIT, bad_range, parse_range, range_exceeded, sort_key};
use super::request::{Request, members};
use super::rights::Action;
use super::schema::ItemType;
use super::sent::scalar;
use super::session::Session;
use super::state::State;
use cells::{Cells, printed};
use criteria::Criteria;
use options::{Options, options};

/// `listSearchOptions/Itemtype`.
pub(super) fn list_options(state: &State, kind: &'static ItemType) -> Reply {
    Ok(Answer::json(200, &options(kind, state.settings.number).shown()))
}

/// Columns that a user sees who has not chosen any, where the type has them.
const DEFAULT_COLUMNS: [u32; 9] = [31, 23, 5, 4, 40, 45, 3, 19, 17];

/// A search understood.
struct Search {
    options: &'static Options,
    criteria: Criteria,
    columns: Vec<u32>,
    /// Option and whether it falls.
    sort: Vec<(u32, bool)>,
    start: i64,
    end: i64,
}

/// `search/Itemtype`.
pub(super) fn run(state: &State, session: &Session, request: &Request, kind: &'static ItemType) -> Reply {
    if !session.may(kind, Action::Read) {
        return Ok(Answer::missing_right());
    }
    let search = match understand(state, session, request, kind) {
        Ok(search) => search,
        Err(refusal) => return Ok(*refusal),
    };
    let mut cells = Cells::new(state, session);
    let rows = matching(state, session, request, kind, &search, &mut cells)?;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if search.start > total {
        return Ok(range_exceeded(total));
    }
    let skipped = usize::try_from(search.start).unwrap_or(0);
    let count = usize::try_from(search.end - search.start + 1).unwrap_or(0);
    let page: Vec<Rc<Record>> = rows.into_iter().skip(skipped).take(count).collect();
    let data = lines(request, &search, &page, &mut cells)?;
    Ok(answer(state, request, kind, &search, &page, data, total))
}

fn understand(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
) -> Result<Search, Box<Answer>> {
    let version = state.settings.number;
    let options = options(kind, version);
    let none = Value::Null;
    let sent = request.params.get("criteria").unwrap_or(&none);
    let refused = |text: &str| Box::new(Answer::bad_request(text));
    let criteria = criteria::parse(sent, options).map_err(refused)?;
    let (start, end) = match request.text("range") {
        Some(text) => parse_range(&text).ok_or_else(|| Box::new(bad_range()))?,
        None => (0, session.list_limit - 1),
    };
    let falls: Vec<bool> =
        list(request, "order").iter().map(|order| order.eq_ignore_ascii_case("DESC")).collect();
    // GLPI 9.5 knows one column to sort by, and takes a list for none.
    let is_list = |name: &str| {
        request.params.get(name).is_some_and(|sent| matches!(sent, Value::Array(_) | Value::Object(_)))
    };
    let falls = if version.is_nine() && is_list("order") { Vec::new() } else { falls };
    let sort = if version.is_nine() && is_list("sort") { Vec::new() } else { list(request, "sort") };
    let sort = sort.iter().enumerate().filter_map(|(at, id)| {
        let falls = falls.get(at).copied().unwrap_or(false);
        Some((id.parse().ok()?, falls))
    });
    let mut sort: Vec<(u32, bool)> = sort.collect();
    if sort.is_empty() {
        sort.push((1, falls.first().copied().unwrap_or(false)));
    }
    let mut columns = columns(request, kind, options, &criteria);
    for (id, _) in &sort {
        if !columns.contains(id) && options.get(*id).is_some() {
            columns.push(*id);
        }
    }
    Ok(Search { options, criteria, columns, sort, start, end })
}

fn list(request: &Request, name: &str) -> Vec<String> {
    let sent = request.params.get(name).map(members).unwrap_or_default();
    sent.into_iter().filter_map(scalar).collect()
}

/// Name and entity always, then what is asked for, else the usual columns; those of the criteria
/// come along.
fn columns(request: &Request, kind: &ItemType, options: &Options, criteria: &Criteria) -> Vec<u32> {
    let mut columns = vec![1];
    if kind.is_entity_bound() {
        columns.push(80);
    }
    let asked = list(request, "forcedisplay");
    if asked.is_empty() {
        columns.extend(DEFAULT_COLUMNS);
    }
    columns.extend(asked.iter().filter_map(|id| id.parse::<u32>().ok()));
    criteria::named(criteria, &mut columns);
    if kind.name == "Ticket" {
        columns.push(2);
    }
    let mut known = Vec::new();
    for id in columns {
        if options.get(id).is_some() && !known.contains(&id) {
            known.push(id);
        }
    }
    known
}

fn matching(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
    search: &Search,
    cells: &mut Cells<'_>,
) -> rusqlite::Result<Vec<Rc<Record>>> {
    let mut conditions: Vec<String> = session.visible(kind).into_iter().collect();
    if kind.has("is_deleted") {
        let trash = i32::from(request.is_on("is_deleted"));
        conditions.push(format!("is_deleted = {trash}"));
    }
    if kind.has("is_template") {
        conditions.push("is_template = 0".to_owned());
    }
    let rows = state.database.select(kind, &Selection::of(conditions))?;
    let mut fitting = Vec::new();
    for row in rows.into_iter().map(Rc::new) {
        if criteria::fits(&search.criteria, &row, cells)? {
            fitting.push(row);
        }
    }
    // The last sort is the weakest, and sorting is stable.
    for (id, falls) in search.sort.iter().rev() {
        let Some(option) = search.options.get(*id) else {
            continue;
        };
        let mut keyed = Vec::with_capacity(fitting.len());
        for row in fitting {
            keyed.push((sort_key(&printed(&cells.of(&row, option)?)), row));
        }
        keyed.sort_by(|one, other| match falls {
            true => other.0.cmp(&one.0),
            false => one.0.cmp(&other.0),
        });
        fitting = keyed.into_iter().map(|(_, row)| row).collect();
    }
    Ok(fitting)
}

fn lines(
    request: &Request,
    search: &Search,
    page: &[Rc<Record>],
    cells: &mut Cells<'_>,
) -> rusqlite::Result<Vec<Value>> {
    let by_uid = request.params.contains_key("uid_cols");
    let mut lines = Vec::with_capacity(page.len());
    for row in page {
        let mut line = Map::new();
        for option in search.columns.iter().filter_map(|id| search.options.get(*id)) {
            let key = if by_uid { option.uid.clone() } else { option.id.to_string() };
            line.insert(key, printed(&cells.of(row, option)?));
        }
        lines.push(Value::Object(line));
    }
    Ok(lines)
}

fn answer(
    state: &State,
    request: &Request,
    kind: &ItemType,
    search: &Search,
    page: &[Rc<Record>],
    data: Vec<Value>,
    total: i64,
) -> Answer {
    // Without a range 9.5 announces one row too many.
    let more = state.settings.number.is_nine() && request.params.get("range").is_none();
    let last = (search.end + i64::from(more)).min(total - 1);
    let range = format!("{}-{last}/{total}", search.start);
    // A single sort comes back as a number, a list as texts; in GLPI 11 numbers, and 0 for none.
    let version = state.settings.number;
    let sort: Vec<Value> = match request.params.get("sort") {
        Some(Value::Array(_) | Value::Object(_)) | None => {
            search.sort.iter().map(|(id, _)| json!(id.to_string())).collect()
        }
        Some(_) => search.sort.iter().map(|(id, _)| json!(id)).collect(),
    };
    let sort = match version.is_eleven() {
        true if request.params.get("sort").is_none() => vec![json!(0)],
        true => search.sort.iter().map(|(id, _)| json!(id)).collect(),
        false => sort,
    };
    let mut order = list(request, "order");
    if order.is_empty() {
        order.push("ASC".to_owned());
    }
    let (sort, order) = match version.is_nine() {
        true => {
            let (first, falls) = search.sort.first().copied().unwrap_or((1, false));
            let is_named = request.params.contains_key("sort");
            let first = if is_named { json!(first) } else { json!(first.to_string()) };
            (first, json!(if falls { "DESC" } else { "ASC" }))
        }
        false => (json!(sort), json!(order)),
    };
    let count = page.len();
    let mut body = json!({
        "totalcount": total,
        "count": count,
        "sort": sort,
        "order": order,
        "content-range": range,
    });
    if count > 0 {
        body["data"] = if request.params.contains_key("withindexes") {
            let ids = page.iter().map(|row| row.id.to_string());
            Value::Object(ids.zip(data).collect())
        } else {
            Value::Array(data)
        };
    }
    let status = if i64::try_from(count).unwrap_or(i64::MAX) >= total { 200 } else { 206 };
    let answer = Answer::json(status, &body);
    let answer = answer.with("accept-range", format!("{} {ANNOUNCED_LIMIT}", kind.name));
    match total {
        0 => answer,
        _ => answer.with("content-range", range),
    }
}
