//! Ends what is left of our acknowledgements of problems that are over.

use std::collections::BTreeMap;

use chrono::Utc;
use futures::{StreamExt as _, stream};

use crate::model::ticket::TicketKey;
use crate::systems::monitor::{IN_FLIGHT, Outcome};
use crate::triage;

use super::work::{Part, Work};

/// An acknowledgement that is to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Release<'a> {
    pub(super) ticket: &'a TicketKey,
    pub(super) monitor: &'a str,
    pub(super) event: &'a str,
    pub(super) object: &'a str,
}

/// Ends acknowledgements, of several tickets at the same time. It is as good twice as once: the next run tries
/// again what failed.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn release(work: &mut Work<'_>, releases: Vec<Release<'_>>) -> anyhow::Result<()> {
    let mut by_ticket: BTreeMap<&TicketKey, Vec<Release<'_>>> = BTreeMap::new();
    for release in releases {
        by_ticket.entry(release.ticket).or_default().push(release);
    }
    let shared = &*work;
    let parts = by_ticket.into_values().map(|releases| of_ticket(shared, releases));
    let parts: Vec<_> = parts.collect();
    let parts = stream::iter(parts).buffered(IN_FLIGHT).collect().await;
    work.take(parts)
}

async fn of_ticket(work: &Work<'_>, releases: Vec<Release<'_>>) -> anyhow::Result<Part> {
    let mut part = Part::default();
    for Release { ticket: key, monitor, event, object } in releases {
        let Some(open) = work.monitors.get(monitor).filter(|_| !work.is_to_stop()) else { continue };
        let Some(mut after) = part.ticket.clone().or_else(|| work.ours.get(key).cloned()) else { continue };
        let outcome = match open.release(object, triage::AUTHOR).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::warn!(ticket = %key, monitor, %error, "our acknowledgement was not ended");
                continue;
            }
        };
        for episode in &mut after.episodes {
            if episode.monitor == monitor && episode.event == event {
                episode.released_at = Some(Utc::now());
            }
        }
        let ended =
            (outcome == Outcome::Done).then(|| work.journal.moment(key, "acknowledgement_ended", monitor));
        work.journal.keep(std::slice::from_ref(&after), ended.as_slice())?;
        part.released.push((monitor.to_owned(), object.to_owned()));
        part.ticket = Some(after);
    }
    Ok(part)
}
