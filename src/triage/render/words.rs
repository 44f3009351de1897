//! Parts of a plan in words, the same in text and in Markdown.

use std::collections::BTreeMap;

use crate::model::event::Event;
use crate::model::ticket::{TicketKey, Visibility};
use crate::model::ticket_job::{Adopt, OnClose, OnOpen};
use crate::model::ticket_ledger::TicketKind;

use crate::triage::plan::{PlannedAct, TicketPlan, TicketRef};
use crate::triage::select::Why;
use crate::triage::words::label;
use crate::triage::{Act, LeftAlone, Opening, OutOfStep, Step, WantedCi};

/// What is done, as people group it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// A new ticket.
    Open,
    /// A note on somebody's ticket instead of a ticket.
    Deliver,
    /// A ticket is opened again.
    Reopen,
    /// A ticket is solved.
    Solve,
    /// A note in a ticket of ours.
    Note,
    /// An event is acknowledged.
    Acknowledge,
    /// An event is commented.
    Comment,
    /// The monitor learns that the ticket is closed.
    TellClosed,
}

impl Verb {
    /// Every verb, in the order of a plan for people.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Deliver,
        Self::Reopen,
        Self::Solve,
        Self::Note,
        Self::Acknowledge,
        Self::Comment,
        Self::TellClosed,
    ];

    /// The verb of an act; `None`: people do not see it.
    pub fn of(act: &Act) -> Option<Self> {
        match act {
            Act::Open(opening) if opening.on_ticket.is_some() => Some(Self::Deliver),
            Act::Open(_) => Some(Self::Open),
            Act::Remember(_) => None,
            Act::Note(_) => Some(Self::Note),
            Act::Reopen(_) => Some(Self::Reopen),
            Act::Resolve { .. } => Some(Self::Solve),
            Act::Answer { how: OnOpen::Acknowledge, .. } => Some(Self::Acknowledge),
            Act::Answer { how: OnOpen::Comment, .. } => Some(Self::Comment),
            Act::Answer { how: OnOpen::Nothing, .. } | Act::TellClosed { how: OnClose::Nothing, .. } => None,
            Act::TellClosed { .. } => Some(Self::TellClosed),
        }
    }

    /// The word in the first line.
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Deliver => "deliver as note",
            Self::Reopen => "reopen",
            Self::Solve => "solve",
            Self::Note => "note",
            Self::Acknowledge => "acknowledge",
            Self::Comment => "comment",
            Self::TellClosed => "tell closed",
        }
    }

    /// The heading of its acts.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Open => "Open tickets",
            Self::Deliver => "Deliver as notes on tickets of people",
            Self::Reopen => "Reopen tickets",
            Self::Solve => "Solve tickets",
            Self::Note => "Write notes",
            Self::Acknowledge => "Acknowledge events",
            Self::Comment => "Comment events",
            Self::TellClosed => "Tell monitors that tickets are closed",
        }
    }
}

/// `open 3, note 2, reopen 1`.
pub fn tally(plan: &TicketPlan) -> String {
    let mut numbers: BTreeMap<Verb, usize> = BTreeMap::new();
    for verb in plan.seen().filter_map(|planned| Verb::of(&planned.act)) {
        *numbers.entry(verb).or_default() += 1;
    }
    if numbers.is_empty() {
        return "nothing to do".to_owned();
    }
    let said: Vec<String> =
        numbers.into_iter().map(|(verb, number)| format!("{} {number}", verb.as_str())).collect();
    said.join(", ")
}

/// `26 with a ticket, 12 too young`, the most first.
pub fn tally_left(plan: &TicketPlan) -> String {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for left in &plan.left_alone {
        *numbers.entry(reason(&left.why)).or_default() += 1;
    }
    let mut numbers: Vec<(&str, usize)> = numbers.into_iter().collect();
    numbers.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let said: Vec<String> =
        numbers.into_iter().map(|(reason, number)| format!("{number} {reason}")).collect();
    said.join(", ")
}

fn reason(why: &Why) -> &'static str {
    match why {
        Why::HasTicket(_) => "with a ticket",
        Why::NoRule => "without a rule",
        Why::Soft(_) => "not confirmed yet",
        Why::Young(_) => "too young",
        Why::Acknowledged(_) => "acknowledged",
        Why::NotAcknowledged(_) => "not acknowledged yet",
        Why::InDowntime(_) => "in a downtime or silenced",
        Why::HostIsDown(_) => "on a host that is down",
        Why::Flaps(_) => "flapping",
        Why::Storm(_) => "in a storm",
        Why::WontFix(_) => "closed for good",
        Why::Unlinked(_) => "taken from its ticket",
    }
}

/// Events that are left alone and have no ticket; those about which no rule is first.
pub fn without_ticket(plan: &TicketPlan) -> Vec<&LeftAlone> {
    let mut left: Vec<&LeftAlone> =
        plan.left_alone.iter().filter(|left| !matches!(left.why, Why::HasTicket(_))).collect();
    left.sort_by_key(|left| left.why != Why::NoRule);
    left
}

/// Why an event is left alone, with the number of the ticket.
pub fn left_alone(plan: &TicketPlan, left: &LeftAlone) -> String {
    let why = left.why.in_words(|key| number(plan, key));
    format!("{} ({}): {why}", left.label, left.monitor)
}

/// How a ticket and its events disagree.
pub fn out_of_step(plan: &TicketPlan, step: &OutOfStep) -> String {
    let how = match step.how {
        Step::EventsAreOver => "its events are over, and it is open",
        Step::EventIsOpen => "it is closed, and an event is still open",
    };
    let ticket = plan.tickets.get(&step.ticket).map_or_else(|| step.ticket.to_string(), ticket_name);
    format!("{ticket}: {how}")
}

fn number(plan: &TicketPlan, key: &TicketKey) -> String {
    let number = plan.tickets.get(key).and_then(|ticket| ticket.number.clone());
    number.unwrap_or_else(|| key.to_string())
}

/// The ticket that an act is about.
pub fn planned_ticket(planned: &PlannedAct) -> String {
    planned.ticket.as_ref().map_or_else(|| "a ticket".to_owned(), ticket_name)
}

fn ticket_name(ticket: &TicketRef) -> String {
    match &ticket.number {
        Some(number) => format!("{number} {} ({})", ticket.title, ticket.desk),
        None => format!("{} ({})", ticket.title, ticket.desk),
    }
}

/// Monitors and desks with trouble.
pub fn trouble(plan: &TicketPlan) -> impl Iterator<Item = (&str, &str)> {
    let asked = plan.monitors.iter().chain(&plan.desks);
    asked.filter_map(|asked| Some((asked.name.as_str(), asked.trouble.as_deref()?)))
}

/// Desk, class and title of an opening.
pub fn opening_head(opening: &Opening) -> String {
    let draft = &opening.draft;
    match &opening.on_ticket {
        Some((number, visibility)) => {
            format!("{} {number}, {} note: {}", opening.desk, self::visibility(*visibility), draft.title)
        }
        None => format!("{} {}: {}", opening.desk, draft.class, draft.title),
    }
}

/// What else is known of an opening, one sentence each: rule and priority, names, what they came to,
/// items.
pub fn facts(planned: &PlannedAct, opening: &Opening) -> Vec<String> {
    let draft = &opening.draft;
    let mut rule = vec![format!("rule {}", opening.rule)];
    rule.extend(draft.impact.map(|impact| format!("impact {impact}")));
    rule.extend(draft.urgency.map(|urgency| format!("urgency {urgency}")));
    match opening.kind {
        TicketKind::Single => {}
        TicketKind::Storm if opening.site.is_empty() => rule.push("for a storm".to_owned()),
        TicketKind::Storm => rule.push(format!("for a storm at {}", opening.site)),
    }
    match opening.adopt {
        Adopt::Never => {}
        Adopt::SameItem => rule.push("or an open ticket of a person about the same item".to_owned()),
    }
    let names =
        opening.names.iter().map(|(kind, name)| format!("{} {name}", kind.as_str().replace('_', " ")));
    let site = opening.at_site.iter().map(|site| format!("site {site}"));
    let ci = opening.ci.iter().map(|ci| match ci {
        WantedCi::Named(name) => format!("CI {name}"),
        WantedCi::OfHosts(hosts) => format!("CI of {}", hosts.join(", ")),
    });
    let mut columns: BTreeMap<&String, &String> = draft.fields.iter().collect();
    columns.extend(&planned.columns);
    let columns = columns.into_iter().map(|(column, value)| format!("{column} = {value}"));
    let items = planned.items.iter().chain(&draft.items).map(|item| format!("{} {}", item.class, item.id));
    let items: Vec<String> = items.collect();
    let items = (!items.is_empty()).then(|| format!("linked to {}", items.join(", ")));
    let lists = [rule, names.chain(site).chain(ci).collect(), columns.collect(), items.into_iter().collect()];
    lists.into_iter().filter(|list| !list.is_empty()).map(|list| list.join(", ")).collect()
}

/// Events in a line each.
pub fn events(events: &[Event]) -> Vec<String> {
    let line = |event: &Event| {
        let since = event.since.format("%Y-%m-%d %H:%M UTC");
        format!("{} {} since {since}", event_name(event), event.state)
    };
    events.iter().map(line).collect()
}

/// Host, service and monitor.
pub fn event_name(event: &Event) -> String {
    format!("{} ({})", label(event), event.monitor)
}

/// What the monitor is told of a closed ticket.
pub fn told_closed(how: OnClose) -> &'static str {
    match how {
        OnClose::Nothing | OnClose::Comment => "comment",
        OnClose::Unacknowledge => "take the acknowledgement back",
        OnClose::Close => "close the event",
    }
}

/// Who may read a note.
pub fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    }
}

/// A text on one line, without signs that steer a terminal.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '\n' | '\r' => '⏎',
            '\t' => ' ',
            sign if sign.is_control() => '·',
            sign => sign,
        })
        .collect()
}

/// At most `most` characters; a cut is marked `…`.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}
