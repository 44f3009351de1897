//! Reads our tickets at their desks, many in one request, and notes what changed.

use chrono::Utc;

use crate::model::ticket::{RemoteTicket, TicketId, TicketState};
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::triage;

use super::scene::Desks;

/// A ticket as it is now, with what happened to it since it was read last.
pub(super) struct Polled {
    pub(super) ticket: OurTicket,
    /// `what` and `detail` of moments.
    pub(super) news: Vec<(&'static str, String)>,
}

/// Reads the tickets of a job that are at their desks. A desk that does not answer, or that suddenly
/// shows only few of them, is given up for this run. Returns those that changed.
pub(super) async fn poll(desks: &mut Desks, ours: &[OurTicket], job: &str) -> Vec<Polled> {
    let mut changed = Vec::new();
    for name in desks.names() {
        let at_desk = |ticket: &&OurTicket| {
            ticket.job == job
                && ticket.desk == name
                && ticket.phase == Phase::There
                && ticket.gone_at.is_none()
        };
        let tickets: Vec<&OurTicket> = ours.iter().filter(at_desk).collect();
        let ids: Vec<TicketId> = tickets.iter().filter_map(|ticket| ticket.remote.clone()).collect();
        let Some(desk) = desks.get(&name).filter(|_| !ids.is_empty()) else { continue };
        match desk.read(&ids).await {
            Err(error) => desks.give_up(&name, error.to_string()),
            Ok(read) if is_suspicious(ids.len(), read.len()) => desks.give_up(
                &name,
                format!(
                    "it shows only {} of our {} tickets: were rights taken away? Nothing is done there",
                    read.len(),
                    ids.len()
                ),
            ),
            Ok(read) => {
                desks.count(&name, read.len());
                changed.extend(tickets.into_iter().filter_map(|ticket| compare(ticket, &read)));
            }
        }
    }
    changed
}

/// Single tickets are deleted; half of them at once are out of sight.
fn is_suspicious(asked: usize, shown: usize) -> bool {
    asked >= 4 && shown * 2 < asked
}

fn compare(ticket: &OurTicket, read: &[RemoteTicket]) -> Option<Polled> {
    let now = Utc::now();
    let Some(remote) = read.iter().find(|remote| Some(&remote.id) == ticket.remote.as_ref()) else {
        let mut gone = ticket.clone();
        gone.gone_at = Some(now);
        gone.state = TicketState::Cancelled;
        gone.closed_at = gone.closed_at.or(Some(now));
        let news = vec![("gone", "the desk does not show it any more".to_owned())];
        return Some(Polled { ticket: gone, news });
    };
    let next = triage::observed(ticket, remote, now);
    let mut news = Vec::new();
    if next.state != ticket.state || next.desk_state != ticket.desk_state {
        news.push(("state", format!("{} ({})", next.state, next.desk_state)));
    }
    if next.assigned_to != ticket.assigned_to {
        news.push(("assigned", next.assigned_to.clone().unwrap_or_else(|| "nobody".to_owned())));
    }
    if ticket.taken_over_at.is_none() && next.taken_over_at.is_some() {
        news.push(("taken_over", next.assigned_to.clone().unwrap_or_default()));
    }
    (next != *ticket).then_some(Polled { ticket: next, news })
}

/// The news as moments.
pub(super) fn moments(polled: &[Polled], moment: impl Fn(&OurTicket, &str, String) -> Moment) -> Vec<Moment> {
    let of = |polled: &Polled| -> Vec<Moment> {
        polled.news.iter().map(|(what, detail)| moment(&polled.ticket, what, detail.clone())).collect()
    };
    polled.iter().flat_map(of).collect()
}
