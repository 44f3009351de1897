//! What single item types do beyond keeping columns: trees, links, tickets, users.
//! Called by `write` around every row; each family has a file.

mod asset_links;
mod ports;
mod software;
mod ticket;
mod tree;
mod user;

use super::database::{Record, Selection};
use super::refusal::Refusal;
use super::schema::{Flavour, ItemType, schema};
use super::sent::Sent;
use super::session::Session;
use super::state::{State, now};
use super::write::{named, success};

/// A number that was sent, 0 when it is absent or a word.
fn sent_int(sent: &Sent, name: &str) -> i64 {
    let text = sent.get(name).and_then(super::sent::scalar);
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// A text that was sent, empty when it is absent.
fn sent_text(sent: &Sent, name: &str) -> String {
    sent.get(name).and_then(super::sent::scalar).unwrap_or_default()
}

/// Checks and completes what was sent for a new row.
pub(super) fn before_add(
    state: &State,
    session: &Session,
    kind: &'static ItemType,
    sent: &mut Sent,
) -> Result<(), Refusal> {
    if kind.is_tree() {
        tree::forget_computed(sent);
    }
    match kind.name {
        "Item_OperatingSystem" => asset_links::operating_system(state, sent),
        "Contract_Item" => asset_links::contract(state, sent),
        "Infocom" => asset_links::infocom(state, sent),
        "Item_SoftwareVersion" => asset_links::installation(state, sent),
        "Item_SoftwareLicense" => asset_links::license(state, sent),
        "Item_Disk" => asset_links::disk(state, sent),
        "NetworkPort" => ports::before_add(state, sent),
        "SoftwareVersion" => software::version(state, sent),
        "SoftwareLicense" if !state.settings.number.is_eleven() => software::license(sent),
        "User" => user::before_add(state, sent),
        "Ticket" => ticket::before_add(state, session, sent),
        "Item_Ticket" | "Ticket_User" | "Group_Ticket" => ticket::before_link(state, kind, sent),
        "ITILFollowup" | "ITILSolution" => ticket::before_answer(state, session, kind, sent),
        "TicketTask" => ticket::before_task(state, session, sent),
        "Document" => super::upload::before_add(state, session, sent),
        name if name.starts_with("Item_Device") => asset_links::device(state, kind, sent),
        _ => Ok(()),
    }
}

/// Fills in what a new row derives from others.
pub(super) fn complete(state: &State, record: &mut Record) -> Result<(), Refusal> {
    if record.kind.is_tree() {
        tree::complete(state, record)?;
    }
    Ok(())
}

/// What follows a new row.
pub(super) fn after_add(
    state: &State,
    session: &Session,
    record: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    match record.kind.name {
        "User" => user::after_add(state, record, sent),
        "NetworkPort" => ports::after_write(state, session, record, sent),
        "NetworkName" => ports::addresses(state, session, record, sent),
        "Ticket" => ticket::after_add(state, session, record, sent),
        "ITILFollowup" | "ITILSolution" | "TicketTask" => ticket::after_answer(state, record, sent),
        "Ticket_User" | "Group_Ticket" => ticket::after_actor(state, record),
        "Document" => super::upload::after_add(state, session, record, sent),
        _ => Ok(()),
    }
}

/// Checks and completes what was sent for an existing row.
pub(super) fn before_update(
    state: &State,
    session: &Session,
    current: &Record,
    sent: &mut Sent,
) -> Result<(), Refusal> {
    match current.kind.name {
        "Ticket" => ticket::before_update(state, session, current, sent),
        "User" => user::before_update(sent),
        "NetworkPort" => {
            ports::before_update(sent);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Columns that follow from a change, besides `date_mod`.
pub(super) fn recompute(
    state: &State,
    session: &Session,
    current: &Record,
    next: &mut Record,
) -> Result<Vec<&'static str>, Refusal> {
    if next.kind.is_tree() {
        return tree::recompute(state, current, next);
    }
    if next.kind.name == "Ticket" {
        return Ok(ticket::recompute(session, current, next));
    }
    Ok(Vec::new())
}

/// What follows a change that was written.
pub(super) fn after_change(state: &State, before: &Record, after: &Record) -> Result<(), Refusal> {
    if after.kind.is_tree() {
        tree::rename_children(state, after)?;
    }
    let moved = ["entities_id", "is_recursive"].iter().any(|column| before.get(column) != after.get(column));
    if moved && super::links::ASSETS.contains(&after.kind.name) {
        asset_links::forward_entity(state, after)?;
    }
    Ok(())
}

/// What follows every update, changed or not.
pub(super) fn after_update(
    state: &State,
    session: &Session,
    record: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    match record.kind.name {
        "Ticket" => ticket::after_update(state, session, record, sent),
        "NetworkPort" => ports::after_write(state, session, record, sent),
        "NetworkName" => ports::addresses(state, session, record, sent),
        _ => Ok(()),
    }
}

/// Removes the links of a purged row and sets the keys that pointed to it to 0.
pub(super) fn after_purge(state: &State, gone: &Record) -> Result<(), Refusal> {
    let key = gone.kind.own_key();
    for kind in &schema().types {
        if kind.has("items_id") && kind.has("itemtype") && kind.name != "Log" {
            let condition = format!("itemtype = '{}' AND items_id = {}", gone.kind.name, gone.id);
            remove(state, kind, condition)?;
        }
        if !kind.has(&key) {
            continue;
        }
        let condition = format!("{key} = {}", gone.id);
        if kind.flavour == Flavour::Item {
            tree::release(state, kind, &key, gone, condition)?;
        } else if key != "entities_id" {
            remove(state, kind, condition)?;
        }
    }
    Ok(())
}

fn remove(state: &State, kind: &'static ItemType, condition: String) -> Result<(), Refusal> {
    for row in state.database.select(kind, &Selection::of([condition]))? {
        state.database.delete(kind, row.id)?;
        if matches!(kind.name, "NetworkPort" | "NetworkName") {
            after_purge(state, &row)?;
        }
    }
    Ok(())
}

/// Writes columns of a row on the server's own account, and its `date_mod`.
fn touch(state: &State, record: &mut Record, columns: &[&str]) -> Result<(), Refusal> {
    let mut columns = columns.to_vec();
    if record.kind.has("date_mod") {
        record.set("date_mod", now());
        columns.push("date_mod");
    }
    Ok(state.database.update(record, &columns)?)
}

/// Whether dates that the client sends on add are kept.
pub(super) fn takes_dates(kind: &ItemType) -> bool {
    matches!(kind.name, "ITILFollowup" | "TicketTask" | "ITILSolution" | "Log")
}

/// The message of an added row.
pub(super) fn added_message(state: &State, record: &Record) -> Result<String, Refusal> {
    let item = || state.find(&record.text("itemtype"), record.int("items_id"));
    let label = || item().map(|item| item.as_ref().map(super::state::friendly_name));
    Ok(match record.kind.name {
        "Infocom" | "ITILFollowup" | "TicketTask" | "Ticket_User" | "Group_Ticket" => String::new(),
        "ITILSolution" => success(&record.id.to_string()),
        "Ticket" => ticket::added_message(state, record),
        "Item_OperatingSystem" => {
            let name = label()?.unwrap_or_default();
            success(&format!("{} {name}", record.text("itemtype")))
        }
        "Item_Ticket" => success(&label()?.unwrap_or_default()),
        "Contract_Item" => success(&format!("Link Contract/Item - ID {}", record.id)),
        "Contract_Supplier" => success(&format!("General - ID {}", record.id)),
        "Item_SoftwareVersion" => success(&format!("Installation - ID {}", record.id)),
        "SoftwareVersion" if record.text("name").is_empty() => {
            success(&format!("Version - ID {}", record.id))
        }
        "Lockedfield" => success(&format!("Locked field - ID {}", record.id)),
        "NetworkPort" => {
            let name = label()?.unwrap_or_default();
            success(&format!(" {name} >  {}", record.text("name")))
        }
        name if name.starts_with("Item_Device") => {
            let device = name.trim_start_matches("Item_Device");
            let item = label()?.unwrap_or_default();
            success(&format!("{device} of item \"{item}\""))
        }
        _ => success(&named(record)),
    })
}
