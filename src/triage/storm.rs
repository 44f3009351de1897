//! Many events at once: beyond a number of tickets within a window, one ticket stands for the rest. It
//! names what is still open under it, once for each change.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::event::Event;
use crate::model::job::Language;
use crate::model::ticket::{Draft, TicketKey};
use crate::model::ticket_job::{Adopt, OnChange, Rule, Storm};
use crate::model::ticket_ledger::{Episode, OurTicket, TicketKind};

use super::group::{mark, mark_of, ticket_key};
use super::select::{Why, is_silent, left_alone};
use super::{Act, Memory, Note, NoteSubject, Opening, Situation, Triaged, WantedCi};
use crate::model::ticket::Visibility;

/// Lets through what the limit allows, the worst first, and puts the rest under one ticket per desk
/// and site. What a storm held back long enough has the same limit: a storm that lasts would else be one
/// an hour later.
pub fn govern(situation: Situation<'_>, openings: Vec<Opening>, memory: &mut Memory, triaged: &mut Triaged) {
    let mut sites: BTreeMap<(String, String), Vec<Opening>> = BTreeMap::new();
    for opening in openings {
        sites.entry((opening.desk.clone(), opening.site.clone())).or_default().push(opening);
    }
    for ((desk, site), mut openings) in sites {
        openings.sort_by_cached_key(|opening| rank(situation, opening));
        let room = room(situation, &desk, &site);
        let rest = openings.split_off(room.min(openings.len()));
        triaged.acts.extend(openings.into_iter().map(|opening| Act::Open(Box::new(opening))));
        let rest = not_held(situation, rest, triaged);
        if !rest.is_empty() {
            hold_back(situation, &desk, &site, &rest, memory, triaged);
        }
    }
}

/// The worst first; of the same severity what waited longest under the ticket of a storm, then by group.
type Rank = (std::cmp::Reverse<Option<crate::model::event::Severity>>, DateTime<Utc>, String, String);

fn rank(situation: Situation<'_>, opening: &Opening) -> Rank {
    let worst = opening.events.first().map(|event| event.severity);
    let joined = opening.events.iter().filter_map(|event| held(situation, event)).map(|(_, at)| at);
    let waits_since = joined.min().unwrap_or(situation.now);
    (std::cmp::Reverse(worst), waits_since, opening.group.clone(), opening.draft.key.0.clone())
}

/// How many more tickets the window allows.
fn room(situation: Situation<'_>, desk: &str, site: &str) -> usize {
    let storm = &situation.job.storm;
    let window = TimeDelta::from_std(storm.window).unwrap_or(TimeDelta::MAX);
    let recent = situation.ours.iter().filter(|ticket| {
        ticket.job == situation.job.name.as_str()
            && ticket.desk == desk
            && ticket.site == site
            && ticket.kind == TicketKind::Single
            // One from the future was opened before the clock was set back: it says nothing of now.
            && (situation.now - ticket.intended_at).abs() < window
    });
    (storm.above as usize).saturating_sub(recent.count())
}

/// The living ticket of a storm that holds an event, and since when.
fn held<'s>(situation: Situation<'s>, event: &Event) -> Option<(&'s OurTicket, DateTime<Utc>)> {
    let storms = situation.ours.iter().filter(|ticket| ticket.kind == TicketKind::Storm && ticket.is_alive());
    let holds = storms.filter_map(|ticket| Some((ticket, ticket.episode(&event.monitor, &event.key)?)));
    let own = holds.filter(|(_, episode)| episode.let_go_at.is_none());
    own.map(|(ticket, episode)| (ticket, episode.joined_at)).max_by_key(|(_, at)| *at)
}

/// What no storm holds yet of openings that the limit does not let through. The others go on waiting where
/// they are.
fn not_held(situation: Situation<'_>, rest: Vec<Opening>, triaged: &mut Triaged) -> Vec<Opening> {
    let mut new = Vec::new();
    for mut opening in rest {
        opening.events.retain(|event| match held(situation, event) {
            Some((ticket, _)) => {
                triaged.left_alone.push(left_alone(event, Why::Storm(ticket.key.clone())));
                false
            }
            None => true,
        });
        if !opening.events.is_empty() {
            new.push(opening);
        }
    }
    new
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
        triaged
            .acts
            .extend(storm_opening(situation, rest, group).map(|opening| Act::Open(Box::new(opening))));
        return;
    };
    let events: Vec<_> = rest.iter().flat_map(|opening| opening.events.iter().cloned()).collect();
    memory.join_by_act(&under.key, &events, situation.now);
    triaged.acts.push(Act::Note(Note {
        ticket: under.key.clone(),
        text: storm_table(&events, situation.job.language),
        visibility: Visibility::Private,
        mark: mark_of("storm", under, &events),
        about: NoteSubject::Events(events),
    }));
}

/// The ticket of a storm over openings that go beyond its limit, the worst first.
fn storm_opening(situation: Situation<'_>, openings: &[Opening], group: String) -> Option<Opening> {
    let job = situation.job;
    let worst = openings.first()?;
    let events: Vec<Event> = openings.iter().flat_map(|opening| opening.events.iter().cloned()).collect();
    let first = events.iter().min_by_key(|event| (event.since, &event.monitor, &event.key))?;

    Some(Opening {
        draft: Draft {
            key: storm_key(situation, &worst.desk, &group, first),
            title: storm_title(&job.storm, &worst.site).text(job.language),
            text: storm_table(&events, job.language),
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

/// The key of a storm's ticket. An event that outlives one storm, whose ticket a person ended, may be the first of
/// the next, whose ticket is another one.
fn storm_key(situation: Situation<'_>, desk: &str, group: &str, first: &Event) -> TicketKey {
    let mut key = ticket_key(desk, group, &first.monitor, &first.key);
    while situation.ours.iter().any(|ticket| ticket.key == key) {
        key = ticket_key(desk, group, &first.monitor, &key.0);
    }
    key
}

fn storm_title(storm: &Storm, site: &str) -> Message {
    let minutes = storm.window.as_secs().div_ceil(60);
    if site.is_empty() {
        message::triage::storm(storm.above, minutes)
    } else {
        message::triage::storm_at(site, storm.above, minutes)
    }
}

/// What of a storm is still open, once for each change: as long as some of it is, and once something is over
/// or has a ticket of its own.
pub fn tell_rest(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    present: &[Event],
    triaged: &mut Triaged,
) {
    let visibility = match rule.on_change {
        OnChange::Note(visibility) if !is_silent(rule, state) => visibility,
        OnChange::Note(_) | OnChange::NoteIfWorse(_) | OnChange::Silent => return,
    };
    let is_open = state.kind == TicketKind::Storm && state.state.is_open();
    let rest = Rest::of(situation, rule, state);
    if !is_open || rest.left() == 0 || rest.open() == 0 {
        return;
    }
    let digest = rest.digest();
    if state.rest_told.as_ref() == Some(&digest) {
        return;
    }
    triaged.acts.push(Act::Note(Note {
        ticket: state.key.clone(),
        text: rest.in_words(present).text(situation.job.language).to_owned(),
        visibility,
        mark: mark(&["rest", &state.key.0, &digest]),
        about: NoteSubject::Rest(digest),
    }));
}

/// Where the events of a storm stand.
struct Rest<'s> {
    /// Open, and without a ticket of their own.
    under_it: Vec<&'s Episode>,
    /// Open, with a ticket of their own.
    elsewhere: Vec<(&'s Episode, &'s OurTicket)>,
    /// Over.
    over: Vec<&'s Episode>,
}

impl<'s> Rest<'s> {
    fn of(situation: Situation<'s>, rule: &Rule, state: &'s OurTicket) -> Self {
        let mut rest = Self { under_it: Vec::new(), elsewhere: Vec::new(), over: Vec::new() };
        for episode in state.episodes.iter().filter(|episode| episode.let_go_at.is_none()) {
            let lasts =
                |at: DateTime<Utc>| (situation.now - at).to_std().unwrap_or_default() >= rule.hold_down;
            let own = situation.ours.iter().find(|ticket| {
                ticket.kind == TicketKind::Single
                    && ticket.episode(&episode.monitor, &episode.event).is_some()
            });
            match (episode.over_at, own) {
                (Some(at), _) if lasts(at) => rest.over.push(episode),
                (_, Some(own)) => rest.elsewhere.push((episode, own)),
                (_, None) => rest.under_it.push(episode),
            }
        }
        rest
    }

    fn open(&self) -> usize {
        self.under_it.len() + self.elsewhere.len()
    }

    /// How many have left it.
    fn left(&self) -> usize {
        self.elsewhere.len() + self.over.len()
    }

    /// Names those that have left it, and where to.
    fn digest(&self) -> String {
        let names = |episode: &Episode| format!("{}\u{1f}{}", episode.monitor, episode.event);
        // With the moment: what came back and ended once more is another change.
        let ended = |episode: &Episode| episode.over_at.map_or(0, |at| at.timestamp());
        let over = self.over.iter().map(|episode| format!("{}\u{1f}{}", names(episode), ended(episode)));
        let own = self.elsewhere.iter().map(|(episode, own)| format!("{}\u{1f}{}", names(episode), own.key));
        let mut parts: Vec<String> = over.chain(own).collect();
        parts.sort();
        mark(&parts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn in_words(&self, present: &[Event]) -> Said {
        let event = |episode: &Episode| {
            present.iter().find(|event| event.monitor == episode.monitor && event.key == episode.event)
        };
        let name = |episode: &Episode| event(episode).map_or_else(|| episode.object.clone(), Event::label);
        let (open, over) = (self.open() + self.over.len(), self.over.len());
        let mut lines = vec![message::triage::still_open(self.under_it.len(), open, over)];
        lines.extend(self.under_it.iter().map(|episode| match event(episode) {
            Some(event) => storm_line(event),
            None => message::triage::not_listed_now(&episode.object),
        }));
        lines.extend(self.elsewhere.iter().map(|(episode, own)| {
            let number = own.number.as_deref().unwrap_or(&own.key.0);
            message::triage::own_ticket(name(episode), number)
        }));
        Said::join(&lines.iter().map(Message::said).collect::<Vec<_>>(), "\n")
    }
}

/// One line per event.
fn storm_table(events: &[Event], language: Language) -> String {
    events.iter().map(|event| storm_line(event).text(language)).collect::<Vec<_>>().join("\n")
}

fn storm_line(event: &Event) -> Message {
    message::triage::event_line(event.label(), &event.state, event.since, &event.title)
}

pub fn hosts(events: &[Event]) -> Option<WantedCi> {
    let mut hosts: Vec<String> = events.iter().filter_map(|event| event.host.clone()).collect();
    hosts.sort();
    hosts.dedup();
    (!hosts.is_empty()).then_some(WantedCi::OfHosts(hosts))
}
