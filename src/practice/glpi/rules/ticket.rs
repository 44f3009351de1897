//! Tickets: status and its dates, priority, actors, linked items, answers.
//! The behaviour of the recorded `*ticket*` cases; no mail is ever sent.

use serde_json::{Value, json};

use super::{Sent, sent_int, sent_text, touch};
use crate::practice::glpi::database::{Record, WriteFailure};
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::request::{is_truthy, members};
use crate::practice::glpi::schema::{ItemType, schema};
use crate::practice::glpi::sent::scalar;
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::{State, now};
use crate::practice::glpi::value::{self, moment};
use crate::practice::glpi::write::success;

const NEW: i64 = 1;
const ASSIGNED: i64 = 2;
const WAITING: i64 = 4;
const SOLVED: i64 = 5;
const CLOSED: i64 = 6;
/// Role of those who work on a ticket; 1 asked for it, 3 watches.
const ASSIGNEE: i64 = 2;

/// Priority by urgency (row) and impact (column), the matrix a fresh GLPI has.
const PRIORITIES: [[i64; 5]; 5] =
    [[1, 1, 2, 2, 2], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [2, 3, 4, 5, 5]];

fn priority(urgency: i64, impact: i64) -> i64 {
    let at = |level: i64| usize::try_from(level.clamp(1, 5) - 1).unwrap_or(2);
    PRIORITIES[at(urgency)][at(impact)]
}

/// Input field, link type, its key column and its role number.
const ACTORS: [(&str, &str, &str, i64); 6] = [
    ("_users_id_requester", "Ticket_User", "users_id", 1),
    ("_users_id_assign", "Ticket_User", "users_id", ASSIGNEE),
    ("_users_id_observer", "Ticket_User", "users_id", 3),
    ("_groups_id_requester", "Group_Ticket", "groups_id", 1),
    ("_groups_id_assign", "Group_Ticket", "groups_id", ASSIGNEE),
    ("_groups_id_observer", "Group_Ticket", "groups_id", 3),
];

/// Dates, status and priority of a new ticket.
pub(super) fn before_add(state: &State, session: &Session, sent: &mut Sent) -> Result<(), Refusal> {
    if state.settings.number.is_nine() {
        // 9.5 takes who opens a ticket for the one who asks and, but for helpdesk users, who works on it.
        let actors = ["_users_id_requester", "_users_id_assign"];
        let own = if session.profile.sees_own_tickets_only() { &actors[..1] } else { &actors };
        for actor in own {
            sent.entry((*actor).to_owned()).or_insert_with(|| json!(session.user_id));
        }
        if own.len() > 1 && sent.get(actors[1]).is_some_and(|sent| *sent == json!(0)) {
            sent.insert(actors[1].to_owned(), json!(session.user_id));
        }
    }
    let date = sent_text(sent, "date");
    if date.is_empty() {
        sent.remove("date");
    } else if moment(&date).is_none() {
        return Err(Refusal::text("Incorrect value for date field."));
    }
    let level = |sent: &Sent, name: &str| match sent_int(sent, name) {
        level @ 1..=5 => level,
        _ => 3,
    };
    let (urgency, impact) = (level(sent, "urgency"), level(sent, "impact"));
    let chosen = sent_int(sent, "priority");
    let is_helpdesk = session.profile.sees_own_tickets_only();
    let computed = chosen == 0 || is_helpdesk;
    let rank = if computed { priority(urgency, impact) } else { chosen };
    let is_assigned =
        ["_users_id_assign", "_groups_id_assign"].iter().any(|name| sent.get(*name).is_some_and(is_truthy));
    let mut status = sent_int(sent, "status").max(NEW);
    if status == NEW && is_assigned {
        status = ASSIGNED;
    }
    let content = sent_text(sent, "content");
    let name = match sent_text(sent, "name") {
        name if name.is_empty() => content.chars().take(70).collect(),
        name => name,
    };
    let date = sent.get("date").cloned().unwrap_or_else(|| json!(now()));
    let opened = date.as_str().unwrap_or_default().to_owned();
    // GLPI 11 keeps the dates of the end that are given; before, they are that of the begin.
    let given = |name: &str| sent.get(name).cloned().filter(|_| state.settings.number.is_eleven());
    let ended = |name: &str, is_so: bool| match is_so {
        true => given(name).unwrap_or_else(|| date.clone()),
        false => Value::Null,
    };
    let closing = ended("closedate", status == CLOSED);
    let solving = ended("solvedate", matches!(status, SOLVED | CLOSED));
    let noticed = is_assigned && (sent.get("date").is_some() || is_helpdesk);
    for (column, value) in [
        ("name", json!(name)),
        ("content", json!(content)),
        ("urgency", json!(urgency)),
        ("impact", json!(impact)),
        ("priority", json!(rank)),
        ("status", json!(status)),
        ("date", date),
        ("closedate", closing),
        ("solvedate", solving),
        ("takeintoaccountdate", if noticed { json!(now()) } else { Value::Null }),
        ("takeintoaccount_delay_stat", json!(if noticed { seconds_since(&opened) } else { 0 })),
        ("users_id_recipient", json!(session.user_id)),
        ("users_id_lastupdater", json!(session.user_id)),
    ] {
        sent.insert(column.to_owned(), value);
    }
    sent.entry("requesttypes_id").or_insert_with(|| json!(1));
    Ok(())
}

fn seconds_since(date: &str) -> i64 {
    let ends = moment(&now()).zip(moment(date));
    ends.map_or(0, |(end, start)| (end - start).num_seconds().max(0))
}

/// Actors and items of a new ticket.
pub(super) fn after_add(
    state: &State,
    _session: &Session,
    ticket: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    add_actors(state, ticket.id, sent)?;
    let Some(Value::Object(items)) = sent.get("items_id") else {
        return Ok(());
    };
    for (item_type, ids) in items {
        for id in members(ids).into_iter().filter_map(scalar) {
            let link = json!({"itemtype": item_type, "tickets_id": ticket.id,
                "items_id": id.parse::<i64>().unwrap_or(0)});
            put_link(state, "Item_Ticket", &link)?;
        }
    }
    Ok(())
}

fn add_actors(state: &State, ticket: i64, sent: &Sent) -> Result<(), Refusal> {
    for (field, link_type, key, role) in ACTORS {
        let Some(wanted) = sent.get(field) else {
            continue;
        };
        let notice = sent.get(&format!("{field}_notif"));
        let mail = notice.and_then(|notice| notice.get("alternative_email"));
        for id in members(wanted).into_iter().filter_map(scalar) {
            let id = id.parse::<i64>().unwrap_or(0);
            if id == 0 && mail.is_none() {
                continue;
            }
            let link = json!({"tickets_id": ticket, key: id, "type": role,
                "use_notification": 1, "alternative_email": mail.cloned().unwrap_or(json!(""))});
            put_link(state, link_type, &link)?;
        }
    }
    Ok(())
}

fn put_link(state: &State, link_type: &str, fields: &Value) -> Result<(), Refusal> {
    let Some(kind) = schema().item_type(link_type) else {
        return Ok(());
    };
    let values = kind.columns.iter().map(|column| match fields.get(column.name) {
        Some(value) => value.clone(),
        None => value::default_of(column).unwrap_or_default(),
    });
    let link = Record { kind, id: 0, values: values.collect() };
    match state.database.insert(&link, None) {
        Ok(_) | Err(WriteFailure::Duplicate(_)) => Ok(()),
        Err(failure) => Err(failure.into()),
    }
}

/// The message of an added ticket: its name, and in GLPI 10 its number.
pub(super) fn added_message(state: &State, ticket: &Record) -> String {
    let name = match ticket.text("name") {
        name if name.is_empty() => format!("Ticket - ID {}", ticket.id),
        name => name,
    };
    let version = state.settings.number;
    if version.is_nine() || version.is_eleven() {
        return success(&name);
    }
    success(&format!("{name} ({})", ticket.id))
}

/// A closed ticket takes nothing but another status.
pub(super) fn before_update(
    _state: &State,
    _session: &Session,
    current: &Record,
    sent: &mut Sent,
) -> Result<(), Refusal> {
    let leaves = sent.contains_key("status") && sent_int(sent, "status") != CLOSED;
    let touches = sent.keys().any(|key| key != "id" && key != "status");
    if current.int("status") == CLOSED && touches && !leaves {
        return Err(Refusal::text(""));
    }
    Ok(())
}

/// Dates that follow from the status, priority that follows from urgency and impact.
pub(super) fn recompute(session: &Session, current: &Record, next: &mut Record) -> Vec<&'static str> {
    next.set("users_id_lastupdater", session.user_id);
    let mut changed = vec!["users_id_lastupdater"];
    let differs = |next: &Record, column: &str| current.get(column) != next.get(column);
    if differs(next, "status") {
        let keep = |next: &Record, column: &str| match next.get(column) {
            Value::Null => json!(now()),
            date => date,
        };
        let (solved, closed) = match next.int("status") {
            SOLVED => (keep(next, "solvedate"), Value::Null),
            CLOSED => (keep(next, "solvedate"), json!(now())),
            _ => (Value::Null, Value::Null),
        };
        next.set("solvedate", solved);
        next.set("closedate", closed);
        changed.extend(["solvedate", "closedate"]);
        changed.extend(wait_and_measure(next));
    }
    let rated = differs(next, "urgency") || differs(next, "impact");
    if rated && !differs(next, "priority") {
        next.set("priority", priority(next.int("urgency"), next.int("impact")));
        changed.push("priority");
    }
    changed
}

/// Start of the waiting and the delays that reports show, in seconds since the opening.
fn wait_and_measure(ticket: &mut Record) -> [&'static str; 4] {
    let waits = matches!(ticket.int("status"), WAITING | SOLVED | CLOSED);
    if !waits {
        ticket.set("begin_waiting_date", Value::Null);
    } else if ticket.get("begin_waiting_date").is_null() {
        ticket.set("begin_waiting_date", now());
    }
    for (delay, date) in [
        ("takeintoaccount_delay_stat", "takeintoaccountdate"),
        ("solve_delay_stat", "solvedate"),
        ("close_delay_stat", "closedate"),
    ] {
        let opened = moment(&ticket.text("date"));
        let ends = moment(&ticket.text(date)).zip(opened);
        let seconds = ends.map_or(0, |(end, start)| (end - start).num_seconds().max(0));
        ticket.set(delay, seconds);
    }
    ["begin_waiting_date", "takeintoaccount_delay_stat", "solve_delay_stat", "close_delay_stat"]
}

/// Actors that come with an update.
pub(super) fn after_update(
    state: &State,
    _session: &Session,
    ticket: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    for (field, role) in [("_itil_requester", 1), ("_itil_assign", ASSIGNEE), ("_itil_observer", 3)] {
        let Some(actor) = sent.get(field) else {
            continue;
        };
        let is_group = actor.get("_type").and_then(Value::as_str) == Some("group");
        let (link, key) = match is_group {
            true => ("Group_Ticket", "groups_id"),
            false => ("Ticket_User", "users_id"),
        };
        let id = actor.get(key).cloned().unwrap_or(json!(0));
        let row = json!({"tickets_id": ticket.id, key: id, "type": role,
            "use_notification": 1, "alternative_email": ""});
        put_link(state, link, &row)?;
        if role == ASSIGNEE {
            assigned(state, ticket.id)?;
        }
    }
    add_actors(state, ticket.id, sent)
}

/// A new ticket that gets somebody to work on it becomes an assigned one.
fn assigned(state: &State, ticket: i64) -> Result<(), Refusal> {
    match state.find("Ticket", ticket)? {
        Some(mut ticket) if ticket.int("status") == NEW => {
            ticket.set("status", ASSIGNED);
            touch(state, &mut ticket, &["status"])
        }
        _ => Ok(()),
    }
}

/// Item_Ticket and the actor links: the ticket must exist, a second one is refused without a word.
pub(super) fn before_link(state: &State, kind: &'static ItemType, sent: &mut Sent) -> Result<(), Refusal> {
    let ticket = sent_int(sent, "tickets_id");
    state.find("Ticket", ticket)?.ok_or_else(Refusal::permission)?;
    let mut conditions = vec![format!("tickets_id = {ticket}")];
    for column in ["items_id", "users_id", "groups_id", "type"] {
        if kind.has(column) {
            conditions.push(format!("\"{column}\" = {}", sent_int(sent, column)));
        }
    }
    if kind.name == "Ticket_User" {
        sent.entry("use_notification").or_insert_with(|| json!(1));
        sent.entry("alternative_email").or_insert_with(|| json!(""));
    }
    let item_type = sent_text(sent, "itemtype");
    let mail = sent_text(sent, "alternative_email");
    let found = state.rows(kind.name, conditions)?;
    let is_double = found.iter().any(|row| {
        let same_item = !kind.has("itemtype") || row.text("itemtype") == item_type;
        same_item && (kind.name != "Ticket_User" || row.text("alternative_email") == mail)
    });
    if is_double {
        return Err(Refusal::text(""));
    }
    Ok(())
}

/// An added assignee takes a new ticket out of that state.
pub(super) fn after_actor(state: &State, link: &Record) -> Result<(), Refusal> {
    match link.int("type") {
        ASSIGNEE => assigned(state, link.int("tickets_id")),
        _ => Ok(()),
    }
}

/// Followups and solutions.
pub(super) fn before_answer(
    state: &State,
    session: &Session,
    kind: &ItemType,
    sent: &mut Sent,
) -> Result<(), Refusal> {
    let ticket = state.find(&sent_text(sent, "itemtype"), sent_int(sent, "items_id"))?;
    let ticket = ticket.ok_or_else(Refusal::permission)?;
    let is_solution = kind.name == "ITILSolution";
    match ticket.int("status") {
        CLOSED if is_solution => return Err(Refusal::permission()),
        SOLVED if is_solution => {
            let text = "The item is already solved, did anyone pushed a solution before you?";
            return Err(Refusal::text(text));
        }
        _ => {}
    }
    if !is_solution && sent_text(sent, "content").is_empty() {
        return Err(Refusal::text("You can't add a followup without description"));
    }
    let role = if is_solution { "status" } else { "timeline_position" };
    let number = if is_solution { 2 } else { 1 };
    sent.entry(role).or_insert_with(|| json!(number));
    dated(session, sent);
    Ok(())
}

/// Tasks.
pub(super) fn before_task(state: &State, session: &Session, sent: &mut Sent) -> Result<(), Refusal> {
    let ticket = state.find("Ticket", sent_int(sent, "tickets_id"))?;
    ticket.ok_or_else(Refusal::permission)?;
    dated(session, sent);
    Ok(())
}

fn dated(session: &Session, sent: &mut Sent) {
    sent.entry("users_id").or_insert_with(|| json!(session.user_id));
    sent.entry("date").or_insert_with(|| json!(now()));
}

/// An answer moves the ticket's date, a solution its status; a followup with `add_reopen` takes a
/// solved or closed ticket back to work and refuses its solution.
pub(super) fn after_answer(state: &State, answer: &Record, sent: &Sent) -> Result<(), Refusal> {
    let id = match answer.kind.name {
        "TicketTask" => answer.int("tickets_id"),
        _ => answer.int("items_id"),
    };
    let Some(mut ticket) = state.find("Ticket", id)? else {
        return Ok(());
    };
    let mut columns = vec!["takeintoaccountdate"];
    if ticket.get("takeintoaccountdate").is_null() {
        ticket.set("takeintoaccountdate", now());
    }
    if answer.kind.name == "ITILSolution" {
        ticket.set("status", SOLVED);
        ticket.set("solvedate", now());
        columns.extend(["status", "solvedate"]);
    }
    let asked = answer.kind.name == "ITILFollowup" && sent.get("add_reopen").is_some_and(is_truthy);
    if asked && matches!(ticket.int("status"), SOLVED | CLOSED) {
        let reopened = reopened_status(state, ticket.id)?;
        for (column, value) in
            [("status", json!(reopened)), ("solvedate", Value::Null), ("closedate", Value::Null)]
        {
            ticket.set(column, value);
            columns.push(column);
        }
        refuse_solutions(state, ticket.id)?;
    }
    columns.extend(wait_and_measure(&mut ticket));
    touch(state, &mut ticket, &columns)
}

fn reopened_status(state: &State, ticket: i64) -> Result<i64, Refusal> {
    for link in ["Ticket_User", "Group_Ticket"] {
        let conditions = vec![format!("tickets_id = {ticket}"), format!("\"type\" = {ASSIGNEE}")];
        if !state.rows(link, conditions)?.is_empty() {
            return Ok(ASSIGNED);
        }
    }
    Ok(NEW)
}

/// Status 4 of a solution is refused.
fn refuse_solutions(state: &State, ticket: i64) -> Result<(), Refusal> {
    let conditions = vec!["itemtype = 'Ticket'".to_owned(), format!("items_id = {ticket}")];
    for mut solution in state.rows("ITILSolution", conditions)? {
        solution.set("status", 4);
        solution.set("date_approval", now());
        touch(state, &mut solution, &["status", "date_approval"])?;
    }
    Ok(())
}
