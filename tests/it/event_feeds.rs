//! Events that come as records: from a file, a database or an API into tickets, by configuration alone.

mod acts;
mod asked;
mod lists;
mod references;
mod rows;

use serde_json::Value;
use stocktake::model::ticket_ledger::OurTicket;
use stocktake::model::ticket_report::TicketReport;
use stocktake::store::TicketFilter;

use super::world::{Outcome, World};

/// A mapping of an export of events, with columns in French.
pub const MAPPING: &str = r#"
class = "Event"
locale = "fr"
zone = "Europe/Paris"

[field]
host = { column = "Équipement" }
service = { column = "Service" }
severity = { column = "Criticité" }
state = { column = "État" }
since = { column = "Début" }
over = { template = "{{ row['Fin'] | default('') | trim != '' }}" }
over_at = { column = "Fin" }
title = { column = "Message" }
acknowledged_by = { column = "Acquitté par" }

[labels]
customer = { column = "Société" }
site = { column = "Site" }
"#;

/// The head of such an export.
pub const HEAD: &str = "Société;Site;Équipement;Service;Criticité;État;Début;Fin;Message;Acquitté par\n";

/// A rule that takes everything.
pub const RULE: &str = "[storm]\nabove = 1000\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n\
    title = \"{{ event.host }} / {{ event.service }}: {{ event.state }}\"\n\
    text = \"{{ event.title }} ({{ event.labels.customer | default('') }}), since {{ event.since }}\"\n";

/// A project whose job `tickets` reads this feed by this mapping.
pub async fn world(feed: &str, mapping: &str) -> World {
    let world = World::new().await;
    world.mapping("events", mapping);
    world.file("jobs/tickets.toml", format!("settle = \"1s\"\n{RULE}[[feed]]\nmapping = \"events\"\n{feed}"));
    world
}

/// Runs the job by the real program; it ends with this code.
pub async fn run(world: &World, code: i32) -> Outcome {
    let outcome = world.program(&["run", "tickets"]).await;
    assert_eq!(outcome.code, Some(code), "{}\n{}", outcome.stdout, outcome.stderr);
    outcome
}

/// Titles of the tickets at the desk, sorted, with `open` or `solved`.
pub fn tickets(world: &World) -> Vec<String> {
    world.writes();
    let state = |row: &Value| if row["status"].as_i64().unwrap() < 5 { "open" } else { "solved" };
    let title = |row: &Value| {
        let title = row["name"].as_str().unwrap_or_default().to_owned();
        title.split_once("] ").map_or(title.clone(), |(_, title)| title.to_owned())
    };
    let rows = world.glpi_rows("Ticket");
    let mut all: Vec<String> = rows.iter().map(|row| format!("{} {}", title(row), state(row))).collect();
    all.sort();
    all
}

/// Our tickets.
pub fn ours(world: &World) -> Vec<OurTicket> {
    let filter = TicketFilter { job: Some("tickets"), limit: 1000, ..TicketFilter::default() };
    world.store().find_tickets(&filter).unwrap()
}

/// What the last run told.
pub fn report(world: &World) -> TicketReport {
    let store = world.store();
    let run = store.runs(Some("tickets"), 1).unwrap().remove(0);
    store.ticket_report(&run.id).unwrap().unwrap()
}
