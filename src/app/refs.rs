//! `refs list` and `refs search`: what a ticket of a desk may name, read from the desk now.

use std::collections::BTreeMap;

use crate::cli::{Format, Global, Refs};
use crate::engine::connect;
use crate::model::ticket::{RefEntry, RefKind};

use super::print::{Console, table_within};
use super::{Answer, Exit, Role, load};

/// Widest that a table is.
const WIDTH: usize = 100;

/// `refs …`
pub async fn refs(global: &Global, console: &Console, what: &Refs) -> Answer {
    match what {
        Refs::List { system, kind, format } => {
            let kinds = match kind.as_deref().and_then(RefKind::from_word) {
                Some(kind) => vec![kind],
                None => RefKind::ALL.to_vec(),
            };
            show(global, console, system, (&kinds, &[]), *format).await
        }
        Refs::Search { system, words, format } => {
            let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
            show(global, console, system, (&RefKind::ALL, &words), *format).await
        }
    }
}

/// Whether a word stands in a name of an entry.
fn names(entry: &RefEntry, word: &str) -> bool {
    let further = entry.also.iter().chain(&entry.class).chain([&entry.id, &entry.name]);
    further.into_iter().any(|name| name.to_lowercase().contains(word))
}

async fn show(
    global: &Global,
    console: &Console,
    system: &str,
    (kinds, words): (&[RefKind], &[String]),
    format: Format,
) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, system)?;
    let open = connect::open_tickets(&project, system).await?;
    // Companies name those that an entry is open to.
    let mut read = kinds.to_vec();
    if !read.contains(&RefKind::Company) {
        read.push(RefKind::Company);
    }
    let found = open.desk.refs(&read).await;
    open.close().await;
    let found = found.map_err(anyhow::Error::new)?;
    let is_wanted =
        |entry: &&RefEntry| kinds.contains(&entry.kind) && words.iter().all(|word| names(entry, word));
    let shown: Vec<&RefEntry> = found.iter().filter(is_wanted).collect();
    match format {
        Format::Json => console.print_json(&shown)?,
        Format::Text if shown.is_empty() => console.print("the desk has nothing of this"),
        Format::Text => {
            let companies: BTreeMap<&str, &str> = found
                .iter()
                .filter(|entry| entry.kind == RefKind::Company)
                .map(|entry| (entry.id.as_str(), entry.name.as_str()))
                .collect();
            let head = ["KIND", "ID", "NAME", "COMPANIES"];
            let rows = shown.iter().map(|entry| row(entry, &companies)).collect();
            console.print(&table_within(&head, rows, &[2, 3], console.width().min(WIDTH)));
        }
    }
    Ok(Exit::Done)
}

fn row(entry: &RefEntry, companies: &BTreeMap<&str, &str>) -> Vec<String> {
    let name = match (&entry.class, entry.kind, entry.also.first()) {
        (Some(class), _, _) => format!("{} ({class})", entry.name),
        (None, RefKind::Choice, Some(column)) => format!("{column}: {}", entry.name),
        (None, _, _) => entry.name.clone(),
    };
    let open_to: Vec<&str> =
        entry.companies.iter().map(|id| companies.get(id.as_str()).copied().unwrap_or(id)).collect();
    vec![entry.kind.as_str().to_owned(), entry.id.clone(), name, open_to.join(", ")]
}
