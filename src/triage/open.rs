//! Events without a ticket: they join one of their group, reopen it, or open a new one.

use std::collections::BTreeMap;

use crate::message;
use crate::model::Said;
use crate::model::event::Event;
use crate::model::mapping::Template;
use crate::model::ticket::{Draft, RefKind, TicketState};
use crate::model::ticket_job::{Ci, Delivery, OnChange, Rule};
use crate::model::ticket_ledger::{OurTicket, Phase, TicketKind};

use super::group::{group_of, mark_of, ticket_key, value_of, worst_first};
use super::select::{Fresh, Why, is_silent, left_alone, priority};
use super::storm::hosts;
use super::words::{one_line, render};
use super::{
    Act, Failure, Memory, Note, NoteSubject, Opening, Reopening, Situation, Triaged, WantedCi, storm,
};

/// Names of reference data by kind.
type Names = BTreeMap<RefKind, String>;

/// Plans what becomes of events that have no ticket.
pub fn plan(situation: Situation<'_>, fresh: Vec<Fresh<'_>>, memory: &mut Memory, triaged: &mut Triaged) {
    let mut groups: BTreeMap<(String, String), (&Rule, Vec<Event>)> = BTreeMap::new();
    for Fresh { rule, event } in fresh {
        let key = (rule.desk.clone(), group_of(rule, event));
        groups.entry(key).or_insert((rule, Vec::new())).1.push(event.clone());
    }
    let mut openings = Vec::new();
    for ((_, group), (rule, mut events)) in groups {
        worst_first(&mut events);
        match of_group(situation, rule, &group) {
            Some(ticket) if ticket.is_alive() => join(situation, rule, ticket, events, memory, triaged),
            Some(ticket) => {
                openings.extend(reopen_or_open(situation, rule, ticket, events, memory, triaged));
            }
            None => openings.extend(opening(situation, rule, &group, events, triaged)),
        }
    }
    storm::govern(situation, openings, memory, triaged);
}

/// The ticket of a group that is alive, else the one that ended last within the window of the rule.
fn of_group<'a>(situation: Situation<'a>, rule: &Rule, group: &str) -> Option<&'a OurTicket> {
    let of_group = |ticket: &&OurTicket| {
        ticket.group == group
            && ticket.desk == rule.desk
            && ticket.job == situation.job.name.as_str()
            && ticket.kind == TicketKind::Single
    };
    let alive = situation.ours.iter().filter(of_group).find(|ticket| ticket.is_alive());
    alive.or_else(|| {
        let window = rule.reopen_within?;
        let ended = situation.ours.iter().filter(of_group).filter(|ticket| ticket.phase != Phase::Intended);
        let recent = ended.filter(|ticket| {
            let end = ticket.closed_at.or(ticket.resolved_at);
            end.is_some_and(|end| (situation.now - end).to_std().unwrap_or_default() <= window)
        });
        recent.max_by_key(|ticket| (ticket.closed_at.or(ticket.resolved_at), ticket.key.clone()))
    })
}

fn join(
    situation: Situation<'_>,
    rule: &Rule,
    ticket: &OurTicket,
    events: Vec<Event>,
    memory: &mut Memory,
    triaged: &mut Triaged,
) {
    let silent = is_silent(rule, ticket);
    let visibility = match rule.on_change {
        OnChange::Note(visibility) | OnChange::NoteIfWorse(visibility) if !silent => visibility,
        OnChange::Note(_) | OnChange::NoteIfWorse(_) | OnChange::Silent => {
            memory.join_in_silence(&ticket.key, &events, situation.now);
            return;
        }
    };
    memory.join_by_act(&ticket.key, &events, situation.now);
    match render(&rule.words.change, rule, situation.job.name.as_str(), &events, Some(ticket)) {
        Ok(text) => triaged.acts.push(Act::Note(Note {
            ticket: ticket.key.clone(),
            text,
            visibility,
            mark: mark_of("join", ticket, &events),
            about: NoteSubject::Events(events),
        })),
        Err(reason) => triaged.failures.push(failure(&rule.name, &events, reason)),
    }
}

/// The problem came back after its ticket had ended; the new ticket, if it takes one.
fn reopen_or_open(
    situation: Situation<'_>,
    rule: &Rule,
    ticket: &OurTicket,
    events: Vec<Event>,
    memory: &mut Memory,
    triaged: &mut Triaged,
) -> Option<Opening> {
    let resolution = ticket.resolution.as_deref().unwrap_or_default();
    // One that was deleted says nothing about the next problem.
    let is_final = ticket.gone_at.is_none()
        && (ticket.state == TicketState::Cancelled
            || rule.final_resolutions.iter().any(|pattern| pattern.fits(resolution)));
    if is_final {
        let lines = events.iter().map(|event| left_alone(event, Why::WontFix(ticket.key.clone())));
        triaged.left_alone.extend(lines);
        None
    } else if ticket.state == TicketState::Resolved {
        match render(&rule.words.change, rule, situation.job.name.as_str(), &events, Some(ticket)) {
            Ok(text) => {
                memory.join_by_act(&ticket.key, &events, situation.now);
                let mark = mark_of("reopen", ticket, &events);
                let reopening = Reopening { ticket: ticket.key.clone(), text, mark, events };
                triaged.acts.push(Act::Reopen(reopening));
            }
            Err(reason) => triaged.failures.push(failure(&rule.name, &events, reason)),
        }
        None
    } else {
        opening(situation, rule, &ticket.group, events, triaged)
    }
}

fn opening(
    situation: Situation<'_>,
    rule: &Rule,
    group: &str,
    events: Vec<Event>,
    triaged: &mut Triaged,
) -> Option<Opening> {
    match try_opening(situation, rule, group, &events) {
        Ok(opening) => Some(opening),
        Err(reason) => {
            triaged.failures.push(failure(&rule.name, &events, reason));
            None
        }
    }
}

/// A ticket that a person asks for, whatever the rule says of when; `nth` counts the tickets that the
/// event has already, so that each has a key of its own.
///
/// # Errors
/// Why a template of the rule fails.
pub fn by_hand(situation: Situation<'_>, rule: &Rule, event: &Event, nth: usize) -> Result<Opening, Said> {
    let group = group_of(rule, event);
    let group = if nth == 0 { group } else { format!("{group}\u{1f}{nth} more") };
    try_opening(situation, rule, &group, std::slice::from_ref(event))
}

fn try_opening(
    situation: Situation<'_>,
    rule: &Rule,
    group: &str,
    events: &[Event],
) -> Result<Opening, Said> {
    let job = situation.job.name.as_str();
    let render = |template: &Template| render(template, rule, job, events, None);
    let title = one_line(&render(&rule.words.title)?);
    if title.is_empty() {
        return Err(message::triage::without_title().said());
    }
    // The episode that names the ticket does not depend on which of them is the worst today.
    let first = events
        .iter()
        .min_by_key(|event| (event.since, &event.monitor, &event.key))
        .ok_or_else(message::triage::group_without_events)?;
    let line = priority(&rule.priorities, &events[0]);
    let mut fields = BTreeMap::new();
    if let Some(priority) = line.and_then(|line| line.priority) {
        fields.insert("priority".to_owned(), priority.to_string());
    }
    for (column, template) in &rule.fields {
        fields.insert(column.clone(), render(template)?);
    }
    let (names, otherwise) = names_of(rule, &render)?;
    let on_ticket = match &rule.delivery {
        Delivery::Ticket => None,
        Delivery::Note { ticket, visibility } => Some((render(ticket)?, *visibility)),
    };
    Ok(Opening {
        rule: rule.name.to_string(),
        desk: rule.desk.clone(),
        group: group.to_owned(),
        draft: Draft {
            key: ticket_key(&rule.desk, group, &first.monitor, &first.key),
            class: rule.class.clone(),
            title,
            text: render(&rule.words.text)?,
            impact: line.and_then(|line| line.impact),
            urgency: line.and_then(|line| line.urgency),
            opened_at: Some(first.since),
            fields,
            items: Vec::new(),
        },
        names,
        otherwise,
        required: rule.required.clone(),
        at_site: rule.site.as_ref().map(render).transpose()?.filter(|site| !site.is_empty()),
        contact_of: rule.contact_of,
        ci: match &rule.ci {
            Ci::Nothing => None,
            Ci::Named(name) => Some(render(name)?).filter(|name| !name.is_empty()).map(WantedCi::Named),
            Ci::OfHost => hosts(events),
        },
        on_ticket,
        adopt: rule.adopt,
        kind: TicketKind::Single,
        site: situation.job.storm.per.as_ref().map_or_else(String::new, |per| value_of(per, &events[0])),
        priority_of: line.map(|line| line.of).unwrap_or_default(),
        events: events.to_vec(),
    })
}

/// The names of a rule for an event, and those that are taken where they are not known.
fn names_of(
    rule: &Rule,
    render: &impl Fn(&Template) -> Result<String, Said>,
) -> Result<(Names, Names), Said> {
    let mut names = Names::new();
    for (kind, template) in &rule.names {
        let name = match render(template) {
            // An event without the label names nobody.
            Err(_) if rule.otherwise.contains_key(kind) => continue,
            name => name?,
        };
        if !name.is_empty() {
            names.insert(*kind, name);
        }
    }
    let mut otherwise = Names::new();
    for (kind, template) in &rule.otherwise {
        let name = render(template)?;
        if !name.is_empty() {
            // An event that names nobody has what the rule has for such ones.
            names.entry(*kind).or_insert_with(|| name.clone());
            otherwise.insert(*kind, name);
        }
    }
    Ok((names, otherwise))
}

/// What could not be made of the events of one ticket.
pub fn failure(rule: &str, events: &[Event], reason: Said) -> Failure {
    let event =
        events.first().map_or_else(String::new, |event| format!("{} {}", event.monitor, event.label()));
    let keys = events.iter().map(|event| (event.monitor.clone(), event.key.clone()));
    Failure { rule: rule.to_owned(), event, reason, events: keys.collect() }
}
