//! `links items`, `links set-item`, `links unset-item`, `links history`: which item of a system belongs to which record of
//! a job, and who changed which link.

use chrono::Utc;
use serde_json::{Value, json};

use crate::cli::{Format, ItemOf, SetItem};
use crate::config;
use crate::engine::item_links;
use crate::message;
use crate::model::link::Ownership;
use crate::model::link_change::{Decided, LinkChange, Tie};
use crate::model::project::Project;
use crate::model::{Link, Said};
use crate::store::{ChangesOf, ItemEdit, LinkKey, Sharing, Store, Wanted};

use super::print::{Console, table_within};
use super::{Answer, Exit, Failure, find_job, open_store, open_store_if_there};

/// Links, or changes, that are listed.
const LISTED: i64 = 50;

/// `links items JOB [TEXT]`
pub fn items(project: &Project, console: &Console, job: &str, text: Option<&str>, format: Format) -> Answer {
    let job = find_job(project, job)?.name.as_str();
    let wanted = Wanted { text: text.unwrap_or_default(), jobs: &[job], limit: LISTED };
    let (mut links, mut by_hand) = (Vec::new(), Vec::new());
    if let Some(store) = open_store_if_there(project)? {
        links = store.find_links(wanted).map_err(anyhow::Error::new)?;
        by_hand = store.linked_by_hand(&links).map_err(anyhow::Error::new)?;
    }
    match format {
        Format::Json => console.print_json(&links.iter().map(as_json).collect::<Vec<_>>())?,
        Format::Text if links.is_empty() => console.print(message::item_links::nothing_linked()),
        Format::Text => {
            use message::item_links::{head_class, head_item, head_key, head_name, head_whose};
            let head = [head_key(), head_class(), head_item(), head_name(), head_whose()];
            let rows = links.iter().zip(&by_hand).map(|(link, by_hand)| {
                let name = link.remembered.values.get("name").cloned().unwrap_or_default();
                let (key, class) = (link.source_key.clone(), link.class.to_string());
                let how = console.say(message::item_links::how_linked(link.ownership, by_hand.as_ref()));
                vec![key, class, format!("#{}", link.remote_id), name, how]
            });
            console.print(table_within(&console.heads(&head), rows.collect(), &[0, 3, 4], console.room()));
        }
    }
    Ok(Exit::Done)
}

fn as_json(link: &Link) -> Value {
    json!({
        "system": link.system, "job": link.job, "class": link.class.as_str(), "source_key": link.source_key,
        "item": link.remote_id, "ownership": link.ownership, "name": link.remembered.values.get("name"),
        "absent_runs": link.absent_runs, "retired_at": link.retired_at,
    })
}

/// `links set-item JOB KEY --to ID`
pub async fn set(project: &Project, console: &Console, wish: &SetItem) -> Answer {
    let SetItem { of, to, adopt, share } = wish;
    let job = find_job(project, &of.job)?;
    let store = open_store(project)?;
    let key = item_links::record(project, &store, job, &of.key, of.class.as_deref())?;
    let found = item_links::look(project, &key, *to).await?;
    let ownership = if *adopt { Ownership::Adopted } else { Ownership::Matched };
    let seen = linked(&store, &key)?;
    let sharing = if *share { Sharing::Meant } else { Sharing::Unsaid };
    let edit = ItemEdit { key: &key, seen, to: Some(Tie { item: found.id, ownership }), sharing };
    let by = config::who(of.decision.by.as_deref());
    let decided = Decided { by: &by, why: of.decision.why.as_deref(), at: Utc::now() };
    item_links::change(project, &store, job, edit, decided)?;
    console.print(message::item_links::linked(&key.source_key, found.id, &found.name));
    Ok(Exit::Done)
}

/// `links unset-item JOB KEY`
pub fn unset(project: &Project, console: &Console, of: &ItemOf) -> Answer {
    let job = find_job(project, &of.job)?;
    let store = open_store(project)?;
    let key = item_links::record(project, &store, job, &of.key, of.class.as_deref())?;
    let seen = linked(&store, &key)?;
    let by = config::who(of.decision.by.as_deref());
    let decided = Decided { by: &by, why: of.decision.why.as_deref(), at: Utc::now() };
    let edit = ItemEdit { key: &key, seen, to: None, sharing: Sharing::Unsaid };
    item_links::change(project, &store, job, edit, decided)?;
    console.print(message::item_links::gone(&key.source_key, seen.unwrap_or_default()));
    Ok(Exit::Done)
}

fn linked(store: &Store, key: &LinkKey) -> Result<Option<i64>, Failure> {
    let link = store.item_link(key).map_err(anyhow::Error::new)?;
    Ok(link.map(|link| link.remote_id))
}

/// `links history`
pub fn history(project: &Project, console: &Console, format: Format) -> Answer {
    let changes = match open_store_if_there(project)? {
        Some(store) => store.link_changes(ChangesOf::Everything, LISTED).map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    match format {
        Format::Json => console.print_json(&changes)?,
        Format::Text if changes.is_empty() => console.print(message::item_links::nothing_changed()),
        Format::Text => {
            use message::item_links::{head_after, head_before, head_link, head_when, head_who, head_why};
            let head = [head_when(), head_who(), head_link(), head_before(), head_after(), head_why()];
            let in_words = |change: &LinkChange| row(change).iter().map(|cell| console.say(cell)).collect();
            let rows = changes.iter().map(in_words).collect();
            console.print(table_within(&console.heads(&head), rows, &[2, 3, 4, 5], console.room()));
        }
    }
    Ok(Exit::Done)
}

fn row(change: &LinkChange) -> Vec<Said> {
    let at = change.at.format("%Y-%m-%d %H:%M").to_string();
    let told = message::item_links::told(&change.changed);
    let why = change.why.as_deref().unwrap_or_default();
    vec![at.into(), change.by.as_str().into(), told.of, told.was, told.becomes, why.into()]
}
