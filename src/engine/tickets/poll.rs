//! Reads our tickets at their desks, many in one request, and notes what changed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::message;
use crate::model::Said;
use crate::model::said::Say as _;
use crate::model::ticket::{RemoteTicket, TicketId, TicketState};
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::triage;

use super::scene::Desks;

/// A ticket as it is now, with what happened to it since it was read last.
pub(super) struct Polled {
    pub(super) ticket: OurTicket,
    /// `what` and `detail` of moments.
    pub(super) news: Vec<(&'static str, Said)>,
    is_new: bool,
}

/// Many tickets that are missing at once are waited for as long as this.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// Reads the tickets of a job that are at their desks. A desk that does not answer, or that suddenly
/// shows only few of them, is given up for this run. Returns those that changed. `last_looked` is when they were
/// read before: what changed did so since.
pub(super) async fn poll(
    desks: &mut Desks,
    ours: &[OurTicket],
    job: &str,
    last_looked: Option<DateTime<Utc>>,
) -> Vec<Polled> {
    let mut changed = Vec::new();
    for name in desks.names() {
        let at_desk =
            |ticket: &&OurTicket| ticket.job == job && ticket.desk == name && ticket.phase == Phase::There;
        let tickets: Vec<&OurTicket> = ours.iter().filter(at_desk).collect();
        let ids: Vec<TicketId> = tickets.iter().filter_map(|ticket| ticket.remote.clone()).collect();
        let Some(desk) = desks.get(&name).filter(|_| !ids.is_empty()) else { continue };
        let read = match desk.read(&ids).await {
            Ok(read) => read,
            Err(error) => {
                desks.give_up(&name, error.said());
                continue;
            }
        };
        let now = Utc::now();
        let many = many_missing(&tickets, &read);
        let patience = if many { PATIENCE } else { TimeDelta::zero() };
        let look = Look { patience, last: last_looked.unwrap_or(DateTime::UNIX_EPOCH).min(now), now };
        let polled: Vec<Polled> =
            tickets.into_iter().filter_map(|ticket| compare(ticket, &read, look)).collect();
        if polled.iter().any(|polled| is_awaited(&polled.ticket)) {
            let why = message::ticket_actions::fewer_shown(read.len(), ids.len(), PATIENCE.num_minutes());
            desks.give_up(&name, why);
        } else {
            desks.count(&name, read.len());
        }
        changed.extend(polled.into_iter().filter(|polled| polled.is_new));
    }
    changed
}

/// Single tickets are deleted; half of those that were there at once are rather out of sight.
fn many_missing(tickets: &[&OurTicket], read: &[RemoteTicket]) -> bool {
    let known: Vec<&&OurTicket> = tickets.iter().filter(|ticket| ticket.gone_at.is_none()).collect();
    let is_shown = |ticket: &OurTicket| read.iter().any(|remote| Some(&remote.id) == ticket.remote.as_ref());
    let shown = known.iter().filter(|ticket| is_shown(ticket)).count();
    known.len() >= 4 && shown * 2 < known.len()
}

fn is_awaited(ticket: &OurTicket) -> bool {
    ticket.missing_since.is_some() && ticket.gone_at.is_none()
}

fn missing(ticket: &OurTicket, patience: TimeDelta, now: DateTime<Utc>) -> Polled {
    let mut next = ticket.clone();
    let since = *next.missing_since.get_or_insert(now);
    let mut news = Vec::new();
    if next.gone_at.is_none() && now - since >= patience {
        next.gone_at = Some(now);
        next.state = TicketState::Cancelled;
        next.closed_at = next.closed_at.or(Some(now));
        news.push(("gone", message::ticket_actions::shown_no_more().said()));
    }
    Polled { is_new: next != *ticket, ticket: next, news }
}

/// When tickets are looked at.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// How long one that is missing is waited for.
    patience: TimeDelta,
    /// When they were looked at before.
    last: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Look {
    /// The time of a change as the desk tells it, by its own clock, which may be wrong: it was after the last
    /// look and before this one.
    fn within(self, at: Option<DateTime<Utc>>, before: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        if at == before { at } else { at.map(|at| at.clamp(self.last, self.now)) }
    }
}

fn compare(ticket: &OurTicket, read: &[RemoteTicket], look: Look) -> Option<Polled> {
    let Look { patience, now, .. } = look;
    let Some(remote) = read.iter().find(|remote| Some(&remote.id) == ticket.remote.as_ref()) else {
        return Some(missing(ticket, patience, now));
    };
    let mut next = triage::observed(ticket, remote, now);
    next.resolved_at = look.within(next.resolved_at, ticket.resolved_at);
    next.closed_at = look.within(next.closed_at, ticket.closed_at);
    next.assigned_at = look.within(next.assigned_at, ticket.assigned_at);
    let mut news = Vec::new();
    if ticket.gone_at.is_some() {
        news.push(("back", message::ticket_actions::shown_again().said()));
    }
    if next.state != ticket.state || next.desk_state != ticket.desk_state {
        news.push(("state", next.state.said().map(|state| format!("{state} ({})", next.desk_state))));
    }
    if next.assigned_to != ticket.assigned_to {
        news.push((
            "assigned",
            next.assigned_to.as_ref().map_or_else(|| message::list::nobody().said(), Said::from),
        ));
    }
    if ticket.taken_over_at.is_none() && next.taken_over_at.is_some() {
        news.push(("taken_over", next.assigned_to.clone().unwrap_or_default().into()));
    }
    (next != *ticket).then_some(Polled { ticket: next, news, is_new: true })
}

/// The news as moments.
pub(super) fn moments(polled: &[Polled], moment: impl Fn(&OurTicket, &str, Said) -> Moment) -> Vec<Moment> {
    let of = |polled: &Polled| -> Vec<Moment> {
        polled.news.iter().map(|(what, detail)| moment(&polled.ticket, what, detail.clone())).collect()
    };
    polled.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::ticket::TicketKey;

    fn remote(state: TicketState, changed_at: DateTime<Utc>) -> RemoteTicket {
        RemoteTicket {
            id: TicketId { class: "Ticket".to_owned(), id: "1".to_owned() },
            number: "#1".to_owned(),
            key: None,
            title: String::new(),
            state,
            desk_state: String::new(),
            assigned_to: None,
            technician: None,
            is_with_us: false,
            last_reply: None,
            resolution: None,
            opened_at: None,
            changed_at: Some(changed_at),
            url: String::new(),
        }
    }

    /// A window of reopening counts from when it was solved.
    #[test]
    fn a_desk_whose_clock_is_wrong_solved_a_ticket_since_we_looked() {
        let now: DateTime<Utc> = "2026-11-28T12:00:00Z".parse().unwrap();
        let minutes = TimeDelta::minutes;
        let mut ticket = OurTicket::intended(TicketKey("stk-1".to_owned()), "desk", String::new(), now);
        ticket.phase = Phase::There;
        ticket.remote = Some(TicketId { class: "Ticket".to_owned(), id: "1".to_owned() });
        let look = Look { patience: minutes(15), last: now - minutes(10), now };
        for (told, known) in [
            (now - minutes(120), now - minutes(10)),
            (now - minutes(4), now - minutes(4)),
            (now + minutes(120), now),
        ] {
            let after = compare(&ticket, &[remote(TicketState::Resolved, told)], look).unwrap().ticket;
            assert_eq!(after.resolved_at, Some(known), "{told}");
            // What the desk tells of its own changes stays in its own time.
            assert_eq!(after.desk_changed_at, Some(told));
        }
    }
}
