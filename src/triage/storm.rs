//! Many events at once: beyond a number of tickets within a window, one ticket stands for the rest.

use std::collections::BTreeMap;

use crate::message;
use crate::model::event::Event;
use crate::model::ticket::Draft;
use crate::model::ticket_job::{Adopt, Storm};
use crate::model::ticket_ledger::{OurTicket, TicketKind};

use super::group::{mark_of, ticket_key};
use super::words::label;
use super::{Act, Memory, Note, NoteSubject, Opening, Situation, Triaged, WantedCi};
use crate::model::ticket::Visibility;

/// Lets through what the limit allows, the worst first, and puts the rest under one ticket per desk
/// and site.
pub fn govern(situation: Situation<'_>, openings: Vec<Opening>, memory: &mut Memory, triaged: &mut Triaged) {
    let mut sites: BTreeMap<(String, String), Vec<Opening>> = BTreeMap::new();
    for opening in openings {
        sites.entry((opening.desk.clone(), opening.site.clone())).or_default().push(opening);
    }
    for ((desk, site), mut openings) in sites {
        openings.sort_by_cached_key(rank);
        let room = room(situation, &desk, &site);
        // Those that a storm held back long enough are no storm any more.
        let (promoted, mut new): (Vec<Opening>, Vec<Opening>) =
            openings.into_iter().partition(|opening| is_promoted(situation, opening));
        let rest = new.split_off(room.min(new.len()));
        triaged.acts.extend(promoted.into_iter().chain(new).map(|opening| Act::Open(Box::new(opening))));
        if !rest.is_empty() {
            hold_back(situation, &desk, &site, &rest, memory, triaged);
        }
    }
}

fn rank(opening: &Opening) -> (std::cmp::Reverse<Option<crate::model::event::Severity>>, String, String) {
    let worst = opening.events.first().map(|event| event.severity);
    (std::cmp::Reverse(worst), opening.group.clone(), opening.draft.key.0.clone())
}

/// How many more tickets the window allows.
fn room(situation: Situation<'_>, desk: &str, site: &str) -> usize {
    let storm = &situation.job.storm;
    let recent = situation.ours.iter().filter(|ticket| {
        ticket.job == situation.job.name.as_str()
            && ticket.desk == desk
            && ticket.site == site
            && ticket.kind == TicketKind::Single
            && (situation.now - ticket.intended_at).to_std().unwrap_or_default() < storm.window
    });
    (storm.above as usize).saturating_sub(recent.count())
}

fn is_promoted(situation: Situation<'_>, opening: &Opening) -> bool {
    let held = |ticket: &&OurTicket| ticket.kind == TicketKind::Storm;
    opening.events.iter().any(|event| {
        situation.ours.iter().filter(held).any(|ticket| ticket.episode(&event.monitor, &event.key).is_some())
    })
}

fn hold_back(
    situation: Situation<'_>,
    desk: &str,
    site: &str,
    rest: &[Opening],
    memory: &mut Memory,
    triaged: &mut Triaged,
) {
    let group = format!("storm\u{1f}{}\u{1f}{site}", situation.job.name);
    let under = situation.ours.iter().find(|ticket| {
        ticket.kind == TicketKind::Storm && ticket.group == group && ticket.desk == desk && ticket.is_alive()
    });
    let Some(under) = under else {
        triaged.acts.extend(
            storm_opening(&situation.job.storm, rest, group).map(|opening| Act::Open(Box::new(opening))),
        );
        return;
    };
    let events: Vec<_> = rest.iter().flat_map(|opening| opening.events.iter().cloned()).collect();
    memory.join_by_act(&under.key, &events, situation.now);
    triaged.acts.push(Act::Note(Note {
        ticket: under.key.clone(),
        text: storm_table(&events),
        visibility: Visibility::Private,
        mark: mark_of("storm", under, &events),
        about: NoteSubject::Events(events),
    }));
}

/// The ticket of a storm over openings that go beyond its limit, the worst first.
fn storm_opening(storm: &Storm, openings: &[Opening], group: String) -> Option<Opening> {
    let worst = openings.first()?;
    let events: Vec<Event> = openings.iter().flat_map(|opening| opening.events.iter().cloned()).collect();
    let first = events.iter().min_by_key(|event| (event.since, &event.monitor, &event.key))?;

    Some(Opening {
        draft: Draft {
            key: ticket_key(&worst.desk, &group, &first.monitor, &first.key),
            title: storm_title(storm, &worst.site),
            text: storm_table(&events),
            ..worst.draft.clone()
        },
        group,
        on_ticket: None,
        adopt: Adopt::Never,
        kind: TicketKind::Storm,
        ci: hosts(&events).filter(|_| matches!(worst.ci, Some(WantedCi::OfHosts(_)))),
        events,
        ..worst.clone()
    })
}

fn storm_title(storm: &Storm, site: &str) -> String {
    let minutes = storm.window.as_secs().div_ceil(60);
    if site.is_empty() {
        message::triage::storm(storm.above, minutes).into()
    } else {
        message::triage::storm_at(site, storm.above, minutes).into()
    }
}

/// One line per event.
fn storm_table(events: &[Event]) -> String {
    let lines = events.iter().map(|event| {
        message::triage::event_line(
            label(event),
            &event.state,
            event.since.format("%Y-%m-%d %H:%M UTC"),
            &event.title,
        )
        .to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub fn hosts(events: &[Event]) -> Option<WantedCi> {
    let mut hosts: Vec<String> = events.iter().filter_map(|event| event.host.clone()).collect();
    hosts.sort();
    hosts.dedup();
    (!hosts.is_empty()).then_some(WantedCi::OfHosts(hosts))
}
