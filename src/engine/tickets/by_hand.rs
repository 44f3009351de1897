//! A ticket that a person asks for, for one event.

use anyhow::{anyhow, bail};
use chrono::Utc;

use crate::message;
use crate::model::CommandLine;
use crate::model::event::Event;
use crate::model::ticket_job::Rule;
use crate::model::ticket_ledger::{OurTicket, TicketKind};
use crate::triage::{self, Act, Situation, Triaged};

use super::another::Another;
use super::work::Work;

/// An event that a person wants a ticket for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Monitor, by name.
    pub monitor: String,
    /// Key of the episode, or what is checked: `web01!http`.
    pub event: String,
    /// Rule, by name; `None`: the first that is about the event.
    pub rule: Option<String>,
    /// Whether it may have one already.
    pub another: Another,
}

/// The opening that a person asks for.
///
/// # Errors
/// The monitor does not show the event, no rule is about it, it has a ticket already, or a template of
/// the rule fails.
pub(super) fn opening(work: &Work<'_>, wanted: &ByHand) -> anyhow::Result<Triaged> {
    let event = event_of(work, wanted)?;
    let rule = rule_of(work, wanted, event)?;
    if let Some(ticket) = work.ours.values().find(|ticket| has(ticket, event))
        && wanted.another == Another::Refused
    {
        let number = ticket.number.as_deref().unwrap_or(&ticket.key.0);
        bail!(message::ticket_actions::has_a_ticket(event.label(), number));
    }
    let of_event = |ticket: &&OurTicket| ticket.episode(&event.monitor, &event.key).is_some();
    let nth = work.ours.values().filter(of_event).count();
    let ours: Vec<OurTicket> = work.ours.values().cloned().collect();
    let (seen, heard) = (&work.monitors.seen, &work.heard);
    let (off_until, now) = (&work.off_until, Utc::now());
    let situation = Situation { job: work.job, seen, ours: &ours, heard, off_until, now };
    let opening = triage::by_hand(situation, rule, event, nth).map_err(anyhow::Error::msg)?;
    Ok(Triaged { acts: vec![Act::Open(Box::new(opening))], ..Triaged::default() })
}

/// Whether a ticket of its own is the event's.
fn has(ticket: &OurTicket, event: &Event) -> bool {
    let episode = ticket.episode(&event.monitor, &event.key);
    ticket.kind == TicketKind::Single
        && ticket.is_alive()
        && episode.is_some_and(|episode| episode.let_go_at.is_none())
}

fn event_of<'w>(work: &Work<'w>, wanted: &ByHand) -> anyhow::Result<&'w Event> {
    let monitor = &wanted.monitor;
    let Some(seen) = work.monitors.seen.get(monitor) else {
        let asked = work.monitors.asked.iter().find(|asked| asked.name == *monitor);
        match asked.and_then(|asked| asked.trouble.as_ref()) {
            Some(trouble) => bail!(message::ticket_actions::monitor_silent(monitor, trouble)),
            None => bail!(message::ticket_actions::no_monitor(&work.job.name, monitor)),
        }
    };
    let is_it = |event: &&Event| event.key == wanted.event || event.object == wanted.event;
    let found = seen.events.iter().find(is_it);
    let found = found.or_else(|| seen.events.iter().find(|event| event.label() == wanted.event));
    found.ok_or_else(|| {
        let events = CommandLine::new("events").option("--monitor", monitor);
        anyhow!(message::ticket_actions::no_open_problem(monitor, &wanted.event, events))
    })
}

fn rule_of<'w>(work: &Work<'w>, wanted: &ByHand, event: &Event) -> anyhow::Result<&'w Rule> {
    let fits = |rule: &&Rule| match &wanted.rule {
        Some(name) => *rule.name == **name,
        None => triage::is_about(&rule.select, event),
    };
    work.job.rules.iter().find(fits).ok_or_else(|| {
        let known: Vec<&str> = work.job.rules.iter().map(|rule| &*rule.name).collect();
        let known = known.join(", ");
        match &wanted.rule {
            Some(name) => anyhow!(message::ticket_actions::no_rule(&work.job.name, name, &known)),
            None => anyhow!(message::ticket_actions::no_rule_about_it(&known)),
        }
    })
}
