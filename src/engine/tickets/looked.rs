//! Keeps what the monitors showed a run, with why an event has no ticket, for those who ask between two runs.

use std::collections::HashMap;

use chrono::Utc;

use crate::model::RunId;
use crate::model::Said;
use crate::model::look::{Listed, Look};
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_report::TicketReport;
use crate::store::Store;

use super::scene::Monitors;

/// Remembers it, as the report of the run tells it.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) fn remember(
    store: &Store,
    run: &RunId,
    job: &TicketJob,
    monitors: &Monitors,
    report: &TicketReport,
) -> anyhow::Result<()> {
    let lines = report.without_ticket.iter().rev();
    let without: HashMap<(&str, &str), (&str, &Said)> = lines
        .map(|line| ((line.monitor.as_str(), line.event.as_str()), (line.reason.as_str(), &line.why)))
        .collect();
    let looks: Vec<Look<'_>> = report
        .monitors
        .iter()
        .map(|asked| {
            let listed = monitors.seen.get(&asked.name).map(|seen| {
                let events = seen.events.iter();
                let listed = events.map(|event| Listed {
                    event,
                    without_ticket: without.get(&(asked.name.as_str(), event.key.as_str())).copied(),
                });
                listed.collect()
            });
            Look { monitor: &asked.name, listed, trouble: asked.trouble.as_ref() }
        })
        .collect();
    Ok(store.keep_looks(run, job.name.as_str(), &looks, Utc::now())?)
}
