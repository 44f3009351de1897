//! `security-log`: the newest entries, and whether all of them are as they were written.

use crate::cli::{Format, Global, SecurityLog, SecurityLogCommand};
use crate::message;
use crate::model::security::SecurityEntry;
use crate::store::Store;

use super::print::{Console, cell, table_within};
use super::{Answer, Exit, load, open_store_if_there};

/// Entries that are read at once.
const AT_ONCE: i64 = 1_000;

/// `security-log`
pub fn security_log(global: &Global, console: &Console, wanted: &SecurityLogCommand) -> Answer {
    let project = load(global)?;
    let store = open_store_if_there(&project)?;
    match &wanted.what {
        None => list(console, store.as_ref(), wanted),
        Some(SecurityLog::Verify { expect }) => verify(console, store.as_ref(), expect.as_deref()),
    }
}

fn list(console: &Console, store: Option<&Store>, wanted: &SecurityLogCommand) -> Answer {
    let newest = match store {
        Some(store) => store.newest_security_entries(wanted.limit.into()).map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    match wanted.format {
        Format::Json => console.print_json(&newest)?,
        Format::Text if newest.is_empty() => console.print(message::users::log_is_empty()),
        Format::Text => {
            use message::users::{head_about, head_address, head_at, head_kind, head_place, head_who};
            let head = [head_place(), head_at(), head_kind(), head_who(), head_address(), head_about()];
            let rows: Vec<Vec<String>> = newest.iter().map(|entry| row(console, entry)).collect();
            console.print(table_within(&console.heads(&head), rows, &[3, 5], console.room()));
        }
    }
    Ok(Exit::Done)
}

fn row(console: &Console, entry: &SecurityEntry) -> Vec<String> {
    let about: Vec<&str> = entry.job.as_deref().into_iter().chain(entry.detail.as_deref()).collect();
    vec![
        entry.place.to_string(),
        // To the second.
        entry.at.split('.').next().unwrap_or_default().replace('T', " "),
        console.say(message::users::kind(&entry.kind)),
        cell(entry.who.as_deref().unwrap_or("-"), usize::MAX),
        entry.address.clone().unwrap_or_else(|| "-".to_owned()),
        cell(&about.join(" "), usize::MAX),
    ]
}

/// `security-log verify`
fn verify(console: &Console, store: Option<&Store>, expect: Option<&str>) -> Answer {
    let mut before: Option<SecurityEntry> = None;
    let mut is_there = false;
    if let Some(store) = store {
        loop {
            let behind = before.as_ref().map_or(0, |entry| entry.place);
            let entries = store.security_entries(behind, AT_ONCE).map_err(anyhow::Error::new)?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                if !entry.follows(before.as_ref()) {
                    console.error(message::users::log_was_changed(entry.place));
                    return Ok(Exit::Partial);
                }
                is_there |= expect == Some(entry.digest.as_str());
                before = Some(entry);
            }
        }
    }
    if let Some(expect) = expect.filter(|_| !is_there) {
        console.error(message::users::digest_is_missing(expect));
        return Ok(Exit::Partial);
    }
    match before {
        Some(last) => console.print(message::users::log_is_whole(last.place, &last.digest)),
        None => console.print(message::users::log_is_empty()),
    }
    Ok(Exit::Done)
}
