//! Asks both sides what people said, where a rule passes it on: comments on events, notes of tickets.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeDelta, Utc};
use futures::StreamExt as _;

use crate::message;
use crate::model::event::Watched;
use crate::model::ticket::{TicketId, TicketKey, TicketNote};
use crate::model::ticket_job::{Include, Rule, TicketJob};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase};
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;
use crate::triage::{Act, Heard, Triaged};

use super::scene::{Desks, Monitors};
use super::work::Work;

/// Tickets whose notes are read at the same time.
const IN_FLIGHT: usize = 4;

/// After its end an episode is heard for as long as this: what was said between the last look and its end, and
/// right after it.
const HEARD_AFTER: TimeDelta = TimeDelta::hours(1);

/// A ticket that changed this lately may change once more within the same second.
const SETTLED: TimeDelta = TimeDelta::minutes(2);

/// What people said, as far as a rule passes it on. What could not be asked is told by its system.
pub(super) async fn hear(
    monitors: &mut Monitors,
    desks: &mut Desks,
    job: &TicketJob,
    ours: &BTreeMap<TicketKey, OurTicket>,
) -> Heard {
    let mut heard = Heard::default();
    in_monitors(monitors, job, ours, &mut heard).await;
    at_desks(monitors, desks, job, ours, &mut heard).await;
    heard
}

fn rule_of<'j>(job: &'j TicketJob, ticket: &OurTicket) -> Option<&'j Rule> {
    let is_there = ticket.job == job.name.as_str() && ticket.phase == Phase::There;
    job.rules.iter().find(|rule| is_there && *rule.name == *ticket.rule)
}

async fn in_monitors(
    monitors: &mut Monitors,
    job: &TicketJob,
    ours: &BTreeMap<TicketKey, OurTicket>,
    heard: &mut Heard,
) {
    let passed_on = ours.values().filter(|ticket| {
        ticket.state.is_open() && rule_of(job, ticket).is_some_and(|rule| rule.operator_notes.is_some())
    });
    let now = Utc::now();
    let is_heard = |episode: &&Episode| episode.over_at.is_none_or(|over_at| now - over_at < HEARD_AFTER);
    let wanted: BTreeSet<(&str, &str, &str)> = passed_on
        .flat_map(|ticket| ticket.episodes.iter().filter(is_heard))
        .map(|episode| (episode.monitor.as_str(), episode.event.as_str(), episode.object.as_str()))
        .collect();
    let mut trouble = Vec::new();
    for name in monitors.seen.keys() {
        let Some(monitor) = monitors.get(name) else { continue };
        if !monitor.abilities().comments {
            heard.without_comments.insert(name.clone());
        }
        if let Some(login) = monitor.login() {
            heard.logins.insert(name.clone(), login.to_owned());
        }
        let of_monitor = wanted.iter().filter(|(monitor, ..)| monitor == name);
        let episodes: Vec<Watched<'_>> =
            of_monitor.map(|(_, key, object)| Watched { key, object, unlisted_since: None }).collect();
        if episodes.is_empty() || !monitor.abilities().hears {
            continue;
        }
        match monitor.said(&episodes).await {
            Ok(said) => {
                let keys = episodes.iter().map(|episode| (name.clone(), episode.key.to_owned()));
                heard.in_monitors.extend(keys.zip(said).filter(|(_, said)| !said.is_empty()));
            }
            Err(error) => {
                trouble.push((name.clone(), message::ticket_actions::comments_not_read(&error).said()));
            }
        }
    }
    for (name, why) in trouble {
        monitors.tell(&name, why);
    }
}

async fn at_desks(
    monitors: &Monitors,
    desks: &Desks,
    job: &TicketJob,
    ours: &BTreeMap<TicketKey, OurTicket>,
    heard: &mut Heard,
) {
    let has_news =
        |ticket: &OurTicket| ticket.desk_changed_at.is_none() || ticket.desk_changed_at != ticket.heard_at;
    let wanted = ours.values().filter(|ticket| {
        rule_of(job, ticket).is_some_and(|rule| rule.back.ticket_notes == Include::Yes)
            && has_news(ticket)
            && is_shown(monitors, ticket)
    });
    let asked = wanted.filter_map(|ticket| {
        let (desk, id) = (desks.get(&ticket.desk)?, ticket.remote.clone()?);
        Some(async move { (ticket.key.clone(), notes(desk, &id, ticket).await) })
    });
    let asked: Vec<_> = asked.collect();
    let mut asked = futures::stream::iter(asked).buffer_unordered(IN_FLIGHT);
    while let Some((key, notes)) = asked.next().await {
        match notes {
            Ok(notes) => {
                heard.at_desks.insert(key, notes);
            }
            Err(error) => tracing::warn!(ticket = %key, %error, "what people said in a ticket was not read"),
        }
    }
}

/// Whether one of its events is listed.
fn is_shown(monitors: &Monitors, ticket: &OurTicket) -> bool {
    let mut own = ticket.episodes.iter().filter(|episode| episode.let_go_at.is_none());
    own.any(|episode| {
        let seen = monitors.seen.get(&episode.monitor);
        seen.is_some_and(|seen| seen.events.iter().any(|event| event.key == episode.event))
    })
}

async fn notes(desk: &dyn Desk, id: &TicketId, ticket: &OurTicket) -> Result<Vec<TicketNote>, RemoteError> {
    let mut notes = desk.notes(id).await?;
    if !ticket.state.is_open() {
        notes.extend(desk.closing_note(id).await?);
    }
    Ok(notes)
}

/// Remembers up to where tickets were heard, once all that people said there has been passed on: the notes
/// of a ticket that has not changed are not read again.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) fn remember(work: &mut Work<'_>, left: &Triaged) -> anyhow::Result<()> {
    let waits = |key: &TicketKey| {
        left.acts.iter().any(|act| matches!(act, Act::Relay(relay) if relay.ticket == *key))
    };
    let now = Utc::now();
    let all_listed = |ticket: &OurTicket| {
        let mut own = ticket.episodes.iter().filter(|episode| episode.let_go_at.is_none());
        own.all(|episode| episode.over_at.is_some() || episode.unlisted_since.is_none())
            && ticket.episodes.iter().all(|episode| work.monitors.seen.contains_key(&episode.monitor))
    };
    let heard = work.heard.at_desks.keys().filter(|key| !waits(key)).filter_map(|key| work.ours.get(key));
    let mut changed = Vec::new();
    for ticket in heard.filter(|ticket| all_listed(ticket)) {
        let settled = ticket.desk_changed_at.filter(|at| now - *at > SETTLED);
        if settled.is_some() && settled != ticket.heard_at {
            changed.push(OurTicket { heard_at: settled, ..ticket.clone() });
        }
    }
    work.journal.keep(&changed, &[])?;
    work.ours.extend(changed.into_iter().map(|ticket| (ticket.key.clone(), ticket)));
    Ok(())
}
