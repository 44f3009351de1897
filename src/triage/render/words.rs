//! Parts of a plan in words, the same in text and in Markdown.

use std::collections::BTreeMap;

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::event::Event;
use crate::model::job::Language;
use crate::model::plain::steers;
use crate::model::ticket::{TicketKey, Visibility};
use crate::model::ticket_job::{Adopt, LineOf, OnClose, OnOpen};
use crate::model::ticket_ledger::TicketKind;
use crate::model::ticket_report::LeftOut;

use crate::triage::plan::{PlannedAct, TicketPlan, TicketRef};
use crate::triage::select::Why;
use crate::triage::{Act, Doubt, LeftAlone, Opening, OutOfStep, Revision, Step, WantedCi};

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
    /// Title, text or priority of a ticket follow.
    Revise,
    /// A note in a ticket of ours.
    Note,
    /// An event is acknowledged.
    Acknowledge,
    /// An event is commented.
    Comment,
    /// What people said in tickets is told in the monitor.
    Relay,
    /// The source of an event learns the state of its ticket.
    TellState,
    /// The monitor learns that the ticket is closed.
    TellClosed,
    /// Our acknowledgement ends with its problem.
    Release,
}

impl Verb {
    /// Every verb, in the order of a plan for people.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::Deliver,
        Self::Reopen,
        Self::Solve,
        Self::Revise,
        Self::Note,
        Self::Acknowledge,
        Self::Comment,
        Self::Relay,
        Self::TellState,
        Self::TellClosed,
        Self::Release,
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
            Act::TellState { .. } => Some(Self::TellState),
            Act::TellClosed { .. } => Some(Self::TellClosed),
            Act::Revise(_) => Some(Self::Revise),
            Act::Relay(_) => Some(Self::Relay),
            Act::Release { .. } => Some(Self::Release),
        }
    }

    /// The word in the first line.
    fn word(self) -> Message {
        match self {
            Self::Open => message::ticket_plan::open(),
            Self::Deliver => message::ticket_plan::deliver(),
            Self::Reopen => message::ticket_plan::reopen(),
            Self::Solve => message::ticket_plan::solve(),
            Self::Revise => message::ticket_plan::revise(),
            Self::Note => message::ticket_plan::write_note(),
            Self::Acknowledge => message::ticket_plan::acknowledge(),
            Self::Comment => message::ticket_plan::comment(),
            Self::Relay => message::ticket_plan::relay(),
            Self::TellState => message::ticket_plan::tell_state(),
            Self::TellClosed => message::ticket_plan::tell_closed(),
            Self::Release => message::ticket_plan::release(),
        }
    }

    /// The heading of its acts.
    pub fn heading(self) -> Message {
        match self {
            Self::Open => message::ticket_plan::open_title(),
            Self::Deliver => message::ticket_plan::deliver_title(),
            Self::Reopen => message::ticket_plan::reopen_title(),
            Self::Solve => message::ticket_plan::solve_title(),
            Self::Revise => message::ticket_plan::revise_title(),
            Self::Note => message::ticket_plan::note_title(),
            Self::Acknowledge => message::ticket_plan::acknowledge_title(),
            Self::Comment => message::ticket_plan::comment_title(),
            Self::Relay => message::ticket_plan::relay_title(),
            Self::TellState => message::ticket_plan::tell_state_title(),
            Self::TellClosed => message::ticket_plan::tell_closed_title(),
            Self::Release => message::ticket_plan::release_title(),
        }
    }
}

/// `open 3, note 2, reopen 1`.
pub fn tally(plan: &TicketPlan, language: Language) -> String {
    let mut numbers: BTreeMap<Verb, usize> = BTreeMap::new();
    for verb in plan.seen().filter_map(|planned| Verb::of(&planned.act)) {
        *numbers.entry(verb).or_default() += 1;
    }
    if numbers.is_empty() {
        return message::ticket_plan::nothing_to_do().text(language);
    }
    let said: Vec<String> = numbers
        .into_iter()
        .map(|(verb, number)| format!("{} {number}", verb.word().text(language)))
        .collect();
    said.join(", ")
}

/// `26 with a ticket, 12 too young`, the most first.
pub fn tally_left(plan: &TicketPlan, language: Language) -> String {
    let mut numbers: BTreeMap<String, (usize, &Why)> = BTreeMap::new();
    for left in &plan.left_alone {
        numbers.entry(reason(&left.why, 1).text(language)).or_insert((0, &left.why)).0 += 1;
    }
    let mut numbers: Vec<(usize, &Why)> = numbers.into_values().collect();
    numbers.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let said: Vec<String> =
        numbers.into_iter().map(|(number, why)| reason(why, number).text(language)).collect();
    said.join(", ")
}

/// So many events, and why they are left alone.
fn reason(why: &Why, number: usize) -> Message {
    match why {
        Why::HasTicket(_) => message::ticket_plan::with_ticket(number),
        Why::NoRule => message::ticket_plan::without_rule(number),
        Why::Soft(_) => message::ticket_plan::not_confirmed(number),
        Why::Young(_) => message::ticket_plan::too_young(number),
        Why::Acknowledged(_) => message::ticket_plan::acknowledged(number),
        Why::NotAcknowledged(_) => message::ticket_plan::not_acknowledged(number),
        Why::InDowntime(_) => message::ticket_plan::in_downtime(number),
        Why::HostIsDown(_) => message::ticket_plan::on_host_down(number),
        Why::Flaps(_) => message::ticket_plan::flapping(number),
        Why::Storm(_) => message::ticket_plan::in_storm(number),
        Why::WontFix(_) => message::ticket_plan::closed_for_good(number),
        Why::Unlinked(_) => message::ticket_plan::taken_from_ticket(number),
        Why::OtherJob { .. } => message::ticket_plan::of_other_job(number),
        Why::LessSevere(_) => message::ticket_plan::less_severe(number),
        Why::Off(_) => message::ticket_plan::rule_is_off(number),
        Why::BeganWhileOff(_) => message::ticket_plan::began_while_off(number),
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
pub fn left_alone(plan: &TicketPlan, left: &LeftAlone, language: Language) -> String {
    let why = left.in_words(|key| number(plan, key));
    message::ticket_plan::left_alone_as(&left.label, &left.monitor, why).text(language)
}

/// An optional name that tickets are opened without.
pub fn left_out(left: &LeftOut, language: Language) -> String {
    message::ticket_plan::left_out(left.tickets, &left.why).text(language)
}

/// How a ticket and its events disagree.
pub fn out_of_step(plan: &TicketPlan, step: &OutOfStep, language: Language) -> String {
    let how = match step.how {
        Step::EventsAreOver => message::ticket_plan::events_are_over(),
        Step::EventIsOpen => message::ticket_plan::event_is_open(),
        Step::Unlisted(doubt) => match doubt {
            Doubt::StillBad => message::ticket_plan::event_is_hidden(),
            Doubt::Pending => message::ticket_plan::object_is_pending(),
            Doubt::SwitchedOff => message::ticket_plan::object_is_switched_off(),
            Doubt::NotShown => message::ticket_plan::object_is_not_shown(),
            Doubt::Unfed => message::ticket_plan::monitor_is_unfed(),
        },
    };
    let ticket = plan.tickets.get(&step.ticket).map_or_else(|| step.ticket.to_string(), ticket_name);
    message::ticket_plan::of_ticket(ticket, how).text(language)
}

fn number(plan: &TicketPlan, key: &TicketKey) -> String {
    let number = plan.tickets.get(key).and_then(|ticket| ticket.number.clone());
    number.unwrap_or_else(|| key.to_string())
}

/// The ticket that an act is about.
pub fn planned_ticket(planned: &PlannedAct, language: Language) -> String {
    planned.ticket.as_ref().map_or_else(|| message::ticket_plan::a_ticket().text(language), ticket_name)
}

fn ticket_name(ticket: &TicketRef) -> String {
    match &ticket.number {
        Some(number) => format!("{number} {} ({})", ticket.title, ticket.desk),
        None => format!("{} ({})", ticket.title, ticket.desk),
    }
}

/// Monitors and ticket systems with trouble.
pub fn trouble(plan: &TicketPlan) -> impl Iterator<Item = (&str, &Said)> {
    let asked = plan.monitors.iter().chain(&plan.desks);
    asked.filter_map(|asked| Some((asked.name.as_str(), asked.trouble.as_ref()?)))
}

/// Desk, class and title of an opening.
pub fn opening_head(opening: &Opening, language: Language) -> String {
    let draft = &opening.draft;
    match &opening.on_ticket {
        Some((number, visibility)) => message::ticket_plan::note_head(
            &opening.desk,
            number,
            self::visibility(*visibility, language),
            &draft.title,
        )
        .text(language),
        None => message::ticket_plan::opening_head(&opening.desk, &draft.class, &draft.title).text(language),
    }
}

/// What else is known of an opening, one sentence each: rule and priority, names, what they came to,
/// items.
pub fn facts(planned: &PlannedAct, opening: &Opening, language: Language) -> Vec<String> {
    let draft = &opening.draft;
    let mut rule = vec![message::ticket_plan::rule(&opening.rule).text(language)];
    rule.extend(draft.impact.map(|impact| message::ticket_plan::impact(impact).text(language)));
    rule.extend(draft.urgency.map(|urgency| message::ticket_plan::urgency(urgency).text(language)));
    match opening.priority_of {
        LineOf::Job => {}
        LineOf::Rule => rule.push(message::ticket_plan::by_line_of_rule().text(language)),
    }
    match opening.kind {
        TicketKind::Single => {}
        TicketKind::Storm if opening.site.is_empty() => {
            rule.push(message::ticket_plan::for_storm().text(language))
        }
        TicketKind::Storm => rule.push(message::ticket_plan::for_storm_at(&opening.site).text(language)),
    }
    match opening.adopt {
        Adopt::Never => {}
        Adopt::SameItem => rule.push(message::ticket_plan::or_ticket_of_person().text(language)),
    }
    let names =
        opening.names.iter().map(|(kind, name)| message::ticket_plan::named(kind, name).text(language));
    let site = opening.at_site.iter().map(|site| message::ticket_plan::site(site).text(language));
    let ci = opening.ci.iter().map(|ci| match ci {
        WantedCi::Named(name) => message::ticket_plan::ci(name).text(language),
        WantedCi::OfHosts(hosts) => message::ticket_plan::ci_of(hosts.join(", ")).text(language),
    });
    let mut columns: BTreeMap<&String, &String> = draft.fields.iter().collect();
    columns.extend(&planned.columns);
    let columns = columns.into_iter().map(|(column, value)| format!("{column} = {value}"));
    let items = planned.items.iter().chain(&draft.items).map(|item| format!("{} {}", item.class, item.id));
    let items: Vec<String> = items.collect();
    let items = (!items.is_empty()).then(|| message::ticket_plan::linked_to(items.join(", ")).text(language));
    let lacks = planned.lacks.iter().map(|lacks| lacks.text(language).to_owned()).collect();
    let lists =
        [rule, names.chain(site).chain(ci).collect(), columns.collect(), items.into_iter().collect(), lacks];
    lists.into_iter().filter(|list| !list.is_empty()).map(|list| list.join(", ")).collect()
}

/// Events in a line each.
pub fn events(events: &[Event], language: Language) -> Vec<String> {
    let line = |event: &Event| {
        message::ticket_plan::event_since(event_name(event), &event.state, event.since).text(language)
    };
    events.iter().map(line).collect()
}

/// Host, service and monitor.
pub fn event_name(event: &Event) -> String {
    format!("{} ({})", event.label(), event.monitor)
}

/// What the monitor is told of a closed ticket.
pub fn told_closed(how: OnClose) -> Message {
    match how {
        OnClose::Nothing | OnClose::Comment => message::ticket_plan::comment(),
        OnClose::Unacknowledge => message::ticket_plan::unacknowledge(),
        OnClose::Close => message::ticket_plan::close_event(),
        OnClose::Act(name) => message::ticket_plan::act(name.as_str()),
    }
}

/// Who may read a note.
pub fn visibility(visibility: Visibility, language: Language) -> String {
    match visibility {
        Visibility::Private => message::tickets::private(),
        Visibility::Public => message::tickets::public(),
    }
    .text(language)
}

/// A text on one line, without signs that steer a terminal.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '\n' | '\r' => '⏎',
            '\t' => ' ',
            sign if steers(sign) => '·',
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

/// What follows in a ticket, in a line each.
pub fn revision(revision: &Revision, language: Language) -> Vec<String> {
    let edit = &revision.edit;
    let title = edit.title.clone();
    let impact = edit.impact.map(|level| message::ticket_plan::impact(level).text(language));
    let urgency = edit.urgency.map(|level| message::ticket_plan::urgency(level).text(language));
    let fields = edit.fields.iter().map(|(column, value)| format!("{column} = {value}"));
    let levels: Vec<String> = impact.into_iter().chain(urgency).chain(fields).collect();
    let levels = (!levels.is_empty()).then(|| levels.join(", "));
    title.into_iter().chain(levels).collect()
}
