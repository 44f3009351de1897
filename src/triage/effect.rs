//! What our memory of a ticket is after an act, or after its desk was asked.

use chrono::{DateTime, Utc};

use crate::model::event::Event;
use crate::model::ticket::{RefKind, RemoteTicket, TicketState};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase, Source};

use super::group::told;
use super::{Note, NoteSubject, Opening, Revision};

/// The record of a ticket that we set out to open.
pub fn intended(opening: &Opening, job: &str, now: DateTime<Utc>) -> OurTicket {
    let draft = &opening.draft;
    OurTicket {
        job: job.to_owned(),
        rule: opening.rule.clone(),
        group: opening.group.clone(),
        company: opening.names.get(&RefKind::Company).cloned(),
        kind: opening.kind,
        site: opening.site.clone(),
        written_severity: opening.events.iter().map(|event| event.severity).max(),
        episodes: opening.events.iter().map(|event| episode(event, now)).collect(),
        ..OurTicket::intended(draft.key.clone(), &opening.desk, draft.title.clone(), now)
    }
}

/// The ticket is at the desk: as we opened it, or as a person's that was taken.
pub fn opened(ticket: &mut OurTicket, remote: &RemoteTicket, source: Source, now: DateTime<Utc>) {
    ticket.phase = Phase::There;
    ticket.source = source;
    match source {
        Source::Opened => {
            // The desk was told the begin of the problem.
            ticket.opened_at = Some(now);
            ticket.written_title = Some(remote.title.clone());
            ticket.own_state = Some(remote.state);
            ticket.own_technician.clone_from(&remote.technician);
        }
        // It is a person's from the start.
        Source::Adopted | Source::Linked => {
            ticket.opened_at = remote.opened_at.or(Some(now));
            ticket.taken_over_at = Some(now);
        }
    }
    ticket.remote = Some(remote.id.clone());
    *ticket = observed(ticket, remote, now);
    // Who is assigned by our own rule, or by the desk's, has not taken any time.
    if ticket.assigned_at.is_some() {
        ticket.assigned_at = ticket.opened_at;
    }
}

/// The ticket as its desk shows it now.
pub fn observed(ticket: &OurTicket, remote: &RemoteTicket, now: DateTime<Utc>) -> OurTicket {
    let mut next = ticket.clone();
    let moment = remote.changed_at.unwrap_or(now);
    next.number = Some(remote.number.clone());
    next.url = Some(remote.url.clone());
    next.title.clone_from(&remote.title);
    next.desk_state.clone_from(&remote.desk_state);
    next.assigned_to.clone_from(&remote.assigned_to);
    next.resolution.clone_from(&remote.resolution);
    next.desk_changed_at = remote.changed_at;
    if remote.assigned_to.is_some() && next.assigned_at.is_none() {
        next.assigned_at = Some(moment);
    }
    if remote.state != ticket.state {
        match remote.state {
            TicketState::Resolved => next.resolved_at = Some(moment),
            TicketState::Closed | TicketState::Cancelled => {
                next.resolved_at = next.resolved_at.or(Some(moment));
                next.closed_at = Some(moment);
            }
            TicketState::New | TicketState::InProgress | TicketState::Waiting => {
                next.resolved_at = None;
                next.closed_at = None;
            }
        }
    }
    next.state = remote.state;
    if std::mem::take(&mut next.expects_own_hand) && remote.technician.is_some() {
        next.own_technician.clone_from(&remote.technician);
    }
    next.missing_since = None;
    next.gone_at = None;
    // A desk that assigns whoever writes goes to work by that.
    let by_us = remote.is_with_us && remote.technician.is_none() && remote.state == TicketState::InProgress;
    let other_state = !by_us
        && next.own_state.is_some_and(|own| remote.state.is_open() && own.is_open() && own != remote.state);
    let other_hand = remote.technician.is_some() && remote.technician != next.own_technician;
    if next.taken_over_at.is_none() && (other_state || other_hand || remote.last_reply.is_some()) {
        next.taken_over_at = Some(remote.last_reply.as_ref().and_then(|reply| reply.at).unwrap_or(moment));
    }
    next
}

/// A note was written.
pub fn noted(ticket: &mut OurTicket, note: &Note, now: DateTime<Utc>) {
    match &note.about {
        NoteSubject::Events(events) => join(ticket, events, now),
        NoteSubject::End => ticket.end_told_at = Some(now),
        NoteSubject::Rest(digest) => ticket.rest_told = Some(digest.clone()),
        NoteSubject::Said(name) => {
            ticket.passed_on.insert(name.clone());
        }
    }
}

/// Title, text or priority followed a worse problem.
pub fn revised(ticket: &mut OurTicket, revision: &Revision) {
    ticket.written_severity = Some(revision.severity);
    if let Some(title) = &revision.edit.title {
        ticket.title.clone_from(title);
        ticket.written_title = Some(title.clone());
    }
}

/// It was reopened.
pub fn reopened(ticket: &mut OurTicket, events: &[Event], now: DateTime<Utc>) {
    join(ticket, events, now);
    ticket.phase = Phase::There;
    ticket.state = TicketState::New;
    // What it is set to now is the desk's way of reopening, not a person's doing.
    ticket.own_state = None;
    ticket.resolved_at = None;
    ticket.closed_at = None;
}

/// A solution of ours was refused: what it changed before that, such as who is assigned, is our doing.
pub fn not_resolved(ticket: &mut OurTicket, now: &RemoteTicket) {
    if now.state.is_open() {
        ticket.own_state = Some(now.state);
    }
    ticket.own_technician.clone_from(&now.technician);
}

/// It was solved by us.
pub fn resolved(ticket: &mut OurTicket, now: DateTime<Utc>) {
    ticket.state = TicketState::Resolved;
    ticket.resolved_at = Some(now);
    ticket.end_told_at = Some(now);
}

/// Events that are in the ticket now, told as they are.
pub fn join(ticket: &mut OurTicket, events: &[Event], now: DateTime<Utc>) {
    for event in events {
        let known = ticket
            .episodes
            .iter_mut()
            .find(|episode| episode.monitor == event.monitor && episode.event == event.key);
        match known {
            Some(episode) => {
                episode.severity = event.severity;
                let now_told = told(event);
                episode.changes += u32::from(episode.told != now_told);
                episode.told = now_told;
                episode.shown();
            }
            None => ticket.episodes.push(episode(event, now)),
        }
    }
    if !events.is_empty() {
        ticket.quiet_since = None;
        ticket.end_told_at = None;
    }
}

fn episode(event: &Event, now: DateTime<Utc>) -> Episode {
    Episode {
        monitor: event.monitor.clone(),
        event: event.key.clone(),
        object: event.object.clone(),
        severity: event.severity,
        told: told(event),
        changes: 0,
        since: event.since,
        joined_at: now,
        over_at: None,
        unlisted_since: None,
        unlisted: None,
        answered_at: None,
        close_told_at: None,
        state_told: None,
        states_told: 0,
        released_at: None,
        let_go_at: None,
    }
}
