//! After a crash: entries of the journal that were started and have no outcome are settled by
//! looking at the desk, before anything is planned.

use std::collections::BTreeMap;

use chrono::Utc;

use crate::model::class::Part;
use crate::model::journal::EntryOutcome;
use crate::model::link::{Ownership, encode};
use crate::model::{Column, Entry, EntryState, FieldChange, Item, Job, Link, Operation, Value};
use crate::store::Store;

use super::survey::Held;

/// Settles the open entries of a job. Returns how many there were.
///
/// # Errors
/// When the state database fails.
pub fn settle(store: &Store, job: &Job, held: &Held) -> anyhow::Result<usize> {
    let open = store.open_entries(job.name.as_str())?;
    let count = open.len();
    for (run, entry) in open {
        let (state, remote_id, link) = verdict(job, held, &entry);
        let message = match state {
            EntryState::Done => "found done after the run was interrupted",
            EntryState::Undone => {
                "not done when the run was interrupted; planned anew where it is still wanted"
            }
            EntryState::Started | EntryState::Failed | EntryState::Moved => "not known",
        };
        let outcome = EntryOutcome { seq: entry.seq, state, remote_id, message: Some(message.to_owned()) };
        let links: Vec<Link> = link.into_iter().collect();
        store.settle_entries(&run, &[outcome], &links, &[])?;
    }
    Ok(count)
}

fn verdict(job: &Job, held: &Held, entry: &Entry) -> (EntryState, Option<i64>, Option<Link>) {
    let table = held.tables.iter().find(|(class, _)| class.as_str() == entry.class);
    if let Some((class, table)) = table.filter(|_| !entry.source_key.is_empty()) {
        let items = match entry.operation {
            Operation::Retire if entry.fields.is_empty() => &table.trashed,
            _ => &table.items,
        };
        let has = |item: &Item| has_values(&entry.fields, &table.columns, &item.values, item.entity);
        let found = match entry.remote_id {
            Some(id) => items.iter().find(|item| item.id == id).filter(|item| has(item)),
            // The newest one: an older one with the same values was there before.
            None => items.iter().rev().find(|item| has(item)),
        };
        return match found {
            Some(item) => {
                let made = entry.operation == Operation::Create;
                let link = made.then(|| link_of(job, class, entry, item.id));
                (EntryState::Done, Some(item.id), link)
            }
            None => (EntryState::Undone, None, None),
        };
    }
    match child(held, entry).or_else(|| reference(held, entry)) {
        Some(id) => (EntryState::Done, Some(id), None),
        None => (EntryState::Undone, None, None),
    }
}

fn link_of(job: &Job, class: &crate::model::ClassName, entry: &Entry, id: i64) -> Link {
    let base: BTreeMap<String, String> =
        entry.fields.iter().map(|field| (field.field.clone(), encode(&field.to))).collect();
    Link {
        system: job.system.clone(),
        job: job.name.to_string(),
        class: class.clone(),
        source_key: entry.source_key.clone(),
        remote_id: id,
        ownership: Ownership::Made,
        base,
        absent_runs: 0,
        retired_at: None,
    }
}

/// True when every field that can be compared has the value that was sent, and some can.
fn has_values(fields: &[FieldChange], columns: &[Column], values: &[Value], entity: i64) -> bool {
    let mut compared = 0;
    for field in fields {
        let live = match columns.iter().position(|column| column.as_str() == field.field) {
            Some(at) => values.get(at).cloned(),
            None if field.field == "entities_id" => Some(Value::Ref(entity)),
            None => continue,
        };
        if live.as_ref() != Some(&field.to) {
            return false;
        }
        compared += 1;
    }
    compared > 0 || fields.is_empty()
}

/// The child row that an entry was about.
fn child(held: &Held, entry: &Entry) -> Option<i64> {
    let value = |column: &str| entry.fields.iter().find(|field| field.field == column).map(|field| &field.to);
    for (class, table) in &held.tables {
        for part in &table.parts {
            if entry.class == "Contract_Item" && part.part == Part::Contract {
                let (Some(Value::Ref(item)), Some(Value::Ref(contract))) =
                    (value("items_id"), value("contracts_id"))
                else {
                    continue;
                };
                if part.of(*item).iter().any(|row| row.id == *contract) {
                    return Some(*contract);
                }
            }
            if part.part.class(class).as_str() != entry.class {
                continue;
            }
            let of_item = value("items_id");
            let rows = part.rows.iter().chain(&part.choices);
            let found = rows
                .filter(|row| entry.remote_id.is_none_or(|id| id == row.id))
                .filter(|row| of_item.is_none_or(|item| *item == Value::Ref(row.item)))
                .find(|row| has_values(&entry.fields, &part.columns, &row.values, row.entity));
            if let Some(row) = found {
                return Some(row.id);
            }
        }
    }
    None
}

/// The reference row that an entry was about.
fn reference(held: &Held, entry: &Entry) -> Option<i64> {
    let name = entry.fields.iter().find(|field| field.field == "name").map(|field| field.to.to_string())?;
    let (_, table) = held
        .catalog
        .tables
        .iter()
        .find(|((class, by), _)| class.as_str() == entry.class && by.as_str() == "name")?;
    table.rows.iter().rev().find(|row| *row.name == *name).map(|row| row.id)
}

/// Takes runs of a job for interrupted whose program has ended: on this machine by its process id,
/// elsewhere by two minutes without a sign of life.
///
/// # Errors
/// When the state database fails.
pub fn interrupt_dead_runs(store: &Store, job: &str, node: &str) -> anyhow::Result<()> {
    let now = Utc::now();
    let mut dead: Vec<_> = store.stale_runs(job, now - chrono::Duration::minutes(2))?;
    if let Some(run) = store.running(job)?
        && same_machine_and_dead(&run.node, node)
        && !dead.iter().any(|known| known.id == run.id)
    {
        dead.push(run);
    }
    for run in dead {
        tracing::warn!(run.id = %run.id, job, "a run was interrupted; what it left open is settled now");
        store.interrupt_run(&run.id, now)?;
    }
    Ok(())
}

/// Nodes are `host:process id:start of the process`.
fn same_machine_and_dead(theirs: &str, ours: &str) -> bool {
    let (Some((their_host, their_process)), Some((our_host, our_process))) =
        (theirs.split_once(':'), ours.split_once(':'))
    else {
        return false;
    };
    their_host == our_host && their_process != our_process && !is_alive(their_process)
}

fn is_alive(process: &str) -> bool {
    let (id, start) = process.split_once(':').unwrap_or((process, ""));
    id.parse().ok().and_then(start_of_process).is_some_and(|now| start.is_empty() || now == start)
}

/// When a process started, in clock ticks since boot: an id that was given again has another.
/// `None` when there is no such process (or no `/proc`, where only the two minutes count).
fn start_of_process(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    let state = fields.next()?;
    (state != "Z").then(|| fields.nth(18).unwrap_or_default().to_owned())
}

/// The name of this program on this machine: `host:process id:start of the process`.
pub fn node() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    let id = std::process::id();
    let start = start_of_process(id).unwrap_or_default();
    format!("{}:{id}:{start}", if host.is_empty() { "localhost" } else { host })
}
