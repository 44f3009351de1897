//! What pages and the API tell of the events that monitors showed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::call::{Call, Fault};
use crate::model::access::Role;
use crate::model::look::KeptEvent;
use crate::model::ticket_ledger::OurTicket;

/// The jobs whose events may be seen, or this one alone. What is kept of a job that is configured no more is no news of today.
pub fn jobs<'c>(call: &'c Call, wanted: Option<&str>) -> Vec<&'c str> {
    let of_project = call.project.ticket_jobs.keys().map(|job| job.as_str());
    let is_wanted = |job: &&str| wanted.is_none_or(|wanted| wanted == *job) && call.may(job, Role::Viewer);
    of_project.filter(is_wanted).collect()
}

/// Tickets by monitor and event.
pub type Tickets = HashMap<(String, String), Vec<OurTicket>>;

/// The tickets that these events are in, of jobs that may be seen; without their episodes.
pub fn tickets_of(call: &Call, found: &[KeptEvent]) -> Result<Tickets, Fault> {
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for KeptEvent { event, .. } in found {
        keys.entry(&event.monitor).or_default().insert(&event.key);
    }
    let mut tickets = Tickets::new();
    for (monitor, keys) in keys {
        for (event, mut found) in call.site.store.tickets_by_event(monitor, &keys)? {
            found.retain(|ticket| call.may(&ticket.job, Role::Viewer));
            tickets.insert((monitor.to_owned(), event), found);
        }
    }
    Ok(tickets)
}
