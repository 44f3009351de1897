//! Which rule takes an event, and why none does.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::message;
use crate::model::Said;
use crate::model::event::{Certainty, Event, Lasting};
use crate::model::ticket::TicketKey;
use crate::model::ticket_job::{
    Include, OnceTakenOver, Pattern, PriorityLine, Rule, Select, TicketJob, Trigger,
};
use crate::model::ticket_ledger::{Episode, OurTicket, TicketKind};

use super::words::AUTHOR;
use super::{LeftAlone, Situation, Triaged};

/// Why an event gets nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It has this ticket.
    HasTicket(TicketKey),
    /// No rule is about it.
    NoRule,
    /// This rule is about it, but the state is not confirmed yet.
    Soft(String),
    /// This rule is about it, but it is younger than the rule asks for.
    Young(String),
    /// This rule is about it, but somebody acknowledged it.
    Acknowledged(String),
    /// This rule waits for somebody to acknowledge it.
    NotAcknowledged(String),
    /// In a downtime, silenced or inhibited.
    InDowntime(String),
    /// Its host is down itself.
    HostIsDown(String),
    /// It flaps.
    Flaps(String),
    /// It was put under the ticket of a storm.
    Storm(TicketKey),
    /// Its ticket was closed as one that will not be solved.
    WontFix(TicketKey),
    /// A person took it from this ticket.
    Unlinked(TicketKey),
    /// A rule of another job is about it.
    OtherJob {
        /// Job.
        job: String,
        /// Rule.
        rule: String,
    },
    /// This rule is about the thing, from a higher severity on.
    LessSevere(String),
    /// This rule is about it, and is switched off.
    Off(String),
    /// This rule is about it, but it began while the rule was switched off.
    BeganWhileOff(String),
}

impl Why {
    /// The word under which reports count it.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::HasTicket(_) => "has_ticket",
            Self::NoRule => "no_rule",
            Self::Soft(_) => "soft",
            Self::Young(_) => "young",
            Self::Acknowledged(_) => "acknowledged",
            Self::NotAcknowledged(_) => "not_acknowledged",
            Self::InDowntime(_) => "in_downtime",
            Self::HostIsDown(_) => "host_is_down",
            Self::Flaps(_) => "flapping",
            Self::Storm(_) => "storm",
            Self::WontFix(_) => "wont_fix",
            Self::Unlinked(_) => "unlinked",
            Self::OtherJob { .. } => "other_job",
            Self::LessSevere(_) => "less_severe",
            Self::Off(_) => "off",
            Self::BeganWhileOff(_) => "began_while_off",
        }
    }
}

impl Why {
    /// The ticket that it names.
    pub fn ticket(&self) -> Option<&TicketKey> {
        match self {
            Self::HasTicket(ticket)
            | Self::Storm(ticket)
            | Self::WontFix(ticket)
            | Self::Unlinked(ticket) => Some(ticket),
            Self::NoRule
            | Self::Soft(_)
            | Self::Young(_)
            | Self::Acknowledged(_)
            | Self::NotAcknowledged(_)
            | Self::InDowntime(_)
            | Self::HostIsDown(_)
            | Self::Flaps(_)
            | Self::OtherJob { .. }
            | Self::LessSevere(_)
            | Self::Off(_)
            | Self::BeganWhileOff(_) => None,
        }
    }

    /// As a sentence without a full stop; `number` names a ticket to people.
    pub fn in_words(&self, number: impl Fn(&TicketKey) -> String) -> Said {
        match self {
            Self::HasTicket(ticket) => message::triage::has_ticket(number(ticket)).said(),
            Self::NoRule => message::triage::no_rule().said(),
            Self::Soft(rule) => message::triage::not_confirmed(rule).said(),
            Self::Young(rule) => message::triage::too_young(rule).said(),
            Self::Acknowledged(rule) => message::triage::acknowledged(rule).said(),
            Self::NotAcknowledged(rule) => message::triage::not_acknowledged(rule).said(),
            Self::InDowntime(rule) => message::triage::in_downtime(rule).said(),
            Self::HostIsDown(rule) => message::triage::host_is_down(rule).said(),
            Self::Flaps(rule) => message::triage::flapping(rule).said(),
            Self::Storm(ticket) => message::triage::part_of_storm(number(ticket)).said(),
            Self::WontFix(ticket) => message::triage::will_not_be_solved(number(ticket)).said(),
            Self::Unlinked(ticket) => message::triage::taken_from_ticket(number(ticket)).said(),
            Self::OtherJob { job, rule } => message::triage::other_job(job, rule).said(),
            Self::LessSevere(rule) => message::triage::less_severe(rule).said(),
            Self::Off(rule) => message::triage::rule_is_off(rule).said(),
            Self::BeganWhileOff(rule) => message::triage::began_while_off(rule).said(),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words(ToString::to_string).english())
    }
}

/// An event that a rule takes and that has no ticket.
#[derive(Debug, Clone)]
pub struct Fresh<'a> {
    pub rule: &'a Rule,
    pub event: &'a Event,
}

/// Events that rules take and that have no ticket yet, in the order of monitors and keys.
pub fn fresh<'a>(situation: Situation<'a>, triaged: &mut Triaged) -> Vec<Fresh<'a>> {
    let mut fresh = Vec::new();
    let events = situation.seen.values().flat_map(|seen| &seen.events);
    for event in events {
        match taken(situation, event) {
            Ok(rule) => fresh.push(Fresh { rule, event }),
            Err(why) => triaged.left_alone.push(left_alone(event, why)),
        }
    }
    fresh
}

/// The line of an event that gets nothing.
pub fn left_alone(event: &Event, why: Why) -> LeftAlone {
    let (monitor, key) = (event.monitor.clone(), event.key.clone());
    LeftAlone { monitor, event: key, label: event.label(), why, nearest: None }
}

fn taken<'a>(situation: Situation<'a>, event: &Event) -> Result<&'a Rule, Why> {
    let (mut in_storm, mut let_go): (Option<(&OurTicket, &Episode)>, _) = (None, None);
    for ticket in situation.ours {
        let Some(episode) = ticket.episode(&event.monitor, &event.key) else { continue };
        match (episode.let_go_at, ticket.kind) {
            (Some(_), _) => let_go = Some(ticket),
            (None, TicketKind::Single) => return Err(Why::HasTicket(ticket.key.clone())),
            // Of several storms the newest holds it.
            (None, TicketKind::Storm) => {
                let newest = in_storm.filter(|(_, known)| known.joined_at > episode.joined_at);
                in_storm = newest.or(Some((ticket, episode)));
            }
        }
    }
    if let (Some(ticket), None) = (let_go, in_storm) {
        return Err(Why::Unlinked(ticket.key.clone()));
    }
    if let Some((ticket, episode)) = in_storm {
        let age = (situation.now - episode.joined_at).to_std().unwrap_or_default();
        if age < situation.job.storm.promote_after {
            return Err(Why::Storm(ticket.key.clone()));
        }
    }
    // What we acknowledged with the ticket of a storm is no operator's doing.
    let ours = in_storm.is_some_and(|(_, episode)| episode.answered_at.is_some());
    let acknowledged = event.acknowledged.is_some() && !ours && !is_left_over(situation, event);
    let mut first = None;
    let rules = situation.job.rules.iter().filter(|rule| rule.enabled == Include::Yes);
    for rule in rules.filter(|rule| is_about(&rule.select, event)) {
        match ripe(rule, event, acknowledged, situation) {
            None => return Ok(rule),
            Some(why) => first = first.or(Some(why)),
        }
    }
    let off =
        situation.job.rules.iter().find(|rule| rule.enabled == Include::No && is_about(&rule.select, event));
    let off = || off.map(|rule| Why::Off(rule.name.to_string()));
    Err(first.or_else(off).unwrap_or(Why::NoRule))
}

/// Whether the acknowledgement of an event is one in our name that we gave an earlier episode of the same
/// thing, and that lasts: nobody has seen to this one.
fn is_left_over(situation: Situation<'_>, event: &Event) -> bool {
    let by_us = event.acknowledged.as_ref().is_some_and(|said| said.author.as_deref() == Some(AUTHOR));
    let lasts = situation
        .seen
        .get(&event.monitor)
        .is_some_and(|seen| seen.acknowledgements == Lasting::UntilTakenBack);
    let answered = |episode: &Episode| {
        episode.monitor == event.monitor && episode.object == event.object && episode.answered_at.is_some()
    };
    by_us && lasts && situation.ours.iter().any(|ticket| ticket.episodes.iter().any(answered))
}

/// The first rule of a job for a desk that is about an event, ripe or not; without an event, the first
/// for the desk.
pub fn rule_about<'j>(job: &'j TicketJob, desk: &str, event: Option<&Event>) -> Option<&'j Rule> {
    let mut rules = job.rules.iter().filter(|rule| rule.desk == desk);
    rules.find(|rule| event.is_none_or(|event| is_about(&rule.select, event)))
}

/// What a rule chooses events by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The monitor.
    Monitor,
    /// The element type.
    Kind,
    /// The severity.
    Severity,
    /// The host.
    Host,
    /// The service.
    Service,
    /// Groups of the host.
    Group,
    /// Labels.
    Label,
}

impl Criterion {
    /// Those that cost the least to look at first.
    const ALL: [Self; 7] =
        [Self::Monitor, Self::Kind, Self::Severity, Self::Host, Self::Service, Self::Group, Self::Label];

    /// For people, several of them.
    pub fn in_words(self) -> message::Message {
        match self {
            Self::Monitor => message::triage::monitors(),
            Self::Kind => message::triage::kinds(),
            Self::Severity => message::triage::severities(),
            Self::Host => message::triage::hosts(),
            Self::Service => message::triage::services(),
            Self::Group => message::triage::groups(),
            Self::Label => message::triage::labels(),
        }
    }

    fn fits(self, select: &Select, event: &Event) -> bool {
        let fits = |patterns: &[Pattern], text: Option<&String>| {
            patterns.is_empty() || text.is_some_and(|text| patterns.iter().any(|pattern| pattern.fits(text)))
        };
        match self {
            Self::Monitor => select.monitors.is_empty() || select.monitors.contains(&event.monitor),
            Self::Kind => select.kinds.is_empty() || select.kinds.contains(&event.kind),
            Self::Severity => select.severities.is_empty() || select.severities.contains(&event.severity),
            Self::Host => fits(&select.hosts, event.host.as_ref()),
            Self::Service => fits(&select.services, event.service.as_ref()),
            Self::Group => {
                let is_in = |pattern: &Pattern| event.groups.iter().any(|group| pattern.fits(group));
                select.groups.is_empty() || select.groups.iter().any(is_in)
            }
            Self::Label => have_labels(&select.labels, event),
        }
    }
}

/// Whether a rule is about an event at all.
pub fn is_about(select: &Select, event: &Event) -> bool {
    unmet(select, event).next().is_none()
}

/// What of a rule's choice an event is not.
pub fn unmet(select: &Select, event: &Event) -> impl Iterator<Item = Criterion> {
    Criterion::ALL.into_iter().filter(|criterion| !criterion.fits(select, event))
}

/// Whether an event has these labels. One that is blank is none.
pub fn have_labels(labels: &BTreeMap<String, Pattern>, event: &Event) -> bool {
    let value = |label: &String| event.labels.get(label).filter(|text| !text.is_empty());
    labels.iter().all(|(label, pattern)| value(label).is_some_and(|text| pattern.fits(text)))
}

/// Why a rule that is about an event does not take it now; `None`: it does.
fn ripe(rule: &Rule, event: &Event, acknowledged: bool, situation: Situation<'_>) -> Option<Why> {
    let (select, name) = (&rule.select, || rule.name.to_string());
    if situation.off_until.get(&*rule.name).is_some_and(|until| event.since < *until) {
        return Some(Why::BeganWhileOff(name()));
    }
    if event.certainty == Certainty::Soft && select.soft == Include::No {
        return Some(Why::Soft(name()));
    }
    if event.in_downtime && select.in_downtime == Include::No {
        return Some(Why::InDowntime(name()));
    }
    if event.host_is_down && select.on_down_hosts == Include::No {
        return Some(Why::HostIsDown(name()));
    }
    match (select.trigger, acknowledged) {
        (Trigger::Unacknowledged, true) => return Some(Why::Acknowledged(name())),
        (Trigger::Acknowledged, false) => return Some(Why::NotAcknowledged(name())),
        (Trigger::Unacknowledged, false) | (Trigger::Acknowledged, true) | (Trigger::Any, _) => {}
    }
    let waits = select.older_than.max(rule.hold_down);
    let age = age(event, waits, situation.now);
    if event.flapping && age < waits {
        return Some(Why::Flaps(name()));
    }
    // An operator who acknowledges wants his ticket now.
    (!acknowledged && age < waits).then(|| Why::Young(name()))
}

/// How old an event is. One that begins further ahead than a rule waits tells nothing of its age, since the clock
/// of its monitor or ours is wrong: it waits no longer.
fn age(event: &Event, waits: Duration, now: DateTime<Utc>) -> Duration {
    match (now - event.since).to_std() {
        Ok(age) => age,
        Err(_) if (event.since - now).to_std().is_ok_and(|ahead| ahead > waits) => Duration::MAX,
        Err(_) => Duration::ZERO,
    }
}

/// Whether the robot says nothing in a ticket any more.
pub fn is_silent(rule: &Rule, ticket: &OurTicket) -> bool {
    ticket.taken_over_at.is_some() && rule.once_taken_over == OnceTakenOver::Silent
}

/// The first line of a matrix that fits an event.
pub fn priority<'l>(lines: &'l [PriorityLine], event: &Event) -> Option<&'l PriorityLine> {
    let fits = |line: &&PriorityLine| {
        (line.kinds.is_empty() || line.kinds.contains(&event.kind))
            && (line.severities.is_empty() || line.severities.contains(&event.severity))
            && have_labels(&line.labels, event)
    };
    lines.iter().find(fits)
}
