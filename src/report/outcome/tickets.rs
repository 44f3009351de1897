//! What came of a run of a ticket job: its subject, sentences and counts speak of tickets and events.

use super::{Number, Tone};
use crate::message::Locale;
use crate::message::Phrase;
use crate::model::ticket_report::{TicketAction, TicketReport};

/// What a action is called when it is counted: alone, and after another that said `tickets`.
fn counted(action: TicketAction) -> (Phrase, Phrase) {
    match action {
        TicketAction::Opened => (Phrase::TicketOpened, Phrase::CountedOpened),
        TicketAction::Found => (Phrase::TicketFound, Phrase::CountedFound),
        TicketAction::Adopted => (Phrase::TicketAdopted, Phrase::CountedAdopted),
        TicketAction::Reopened => (Phrase::TicketReopened, Phrase::CountedReopened),
        TicketAction::Solved => (Phrase::TicketSolved, Phrase::CountedSolved),
        TicketAction::Delivered => (Phrase::CountedDelivered, Phrase::CountedDelivered),
        TicketAction::Revised => (Phrase::CountedRevised, Phrase::CountedRevised),
        TicketAction::Noted => (Phrase::CountedNoted, Phrase::CountedNoted),
        TicketAction::Acknowledged => (Phrase::CountedAcknowledged, Phrase::CountedAcknowledged),
        TicketAction::Commented => (Phrase::CountedCommented, Phrase::CountedCommented),
        TicketAction::Relayed => (Phrase::CountedRelayed, Phrase::CountedRelayed),
        TicketAction::ToldClosed => (Phrase::CountedToldClosed, Phrase::CountedToldClosed),
        TicketAction::ToldState => (Phrase::CountedToldState, Phrase::CountedToldState),
    }
}

/// What was done with whole tickets; said first, so that `tickets` is said once.
const WHOLE: [TicketAction; 5] = [
    TicketAction::Opened,
    TicketAction::Found,
    TicketAction::Adopted,
    TicketAction::Reopened,
    TicketAction::Solved,
];
/// What was said about them.
const SAID: [TicketAction; 8] = [
    TicketAction::Delivered,
    TicketAction::Revised,
    TicketAction::Noted,
    TicketAction::Acknowledged,
    TicketAction::Commented,
    TicketAction::Relayed,
    TicketAction::ToldClosed,
    TicketAction::ToldState,
];

/// True when something could not be done or seen.
pub(super) fn is_incomplete(tickets: &TicketReport) -> bool {
    !tickets.failed.is_empty() || tickets.troubled().next().is_some()
}

/// True when there was nothing to do and no person is needed.
fn is_quiet(tickets: &TicketReport) -> bool {
    tickets.done.is_empty() && !is_incomplete(tickets) && tickets.for_people().next().is_none()
}

/// What was done, in numbers: `3 tickets opened`, `1 solved`, `2 notes written`.
fn done(
    tickets: &TicketReport,
    actions: impl IntoIterator<Item = TicketAction>,
    locale: Locale,
) -> Vec<String> {
    let mut said = Vec::new();
    for action in actions {
        let number = tickets.times_done(action);
        if number > 0 {
            let (alone, after) = counted(action);
            let phrase = if said.is_empty() { alone } else { after };
            said.push(count(number, phrase, locale));
        }
    }
    said
}

fn count(number: u64, phrase: Phrase, locale: Locale) -> String {
    format!("{} {}", locale.number(number), phrase.form(locale.language, number))
}

/// Names of the monitors and desks with trouble; `None` when there are none.
fn troubled(tickets: &TicketReport) -> Option<String> {
    let names: Vec<&str> = tickets.troubled().map(|asked| asked.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn all_done(tickets: &TicketReport, locale: Locale) -> Vec<String> {
    done(tickets, WHOLE.into_iter().chain(SAID), locale)
}

/// The outcome in a subject. What was said in tickets and monitors stands there only when there is
/// nothing greater to tell.
pub(super) fn subject(tickets: &TicketReport, locale: Locale) -> String {
    let trouble = troubled(tickets);
    let (failed, people) = (tickets.failed.len() as u64, tickets.for_people().count() as u64);
    let mut parts = done(tickets, WHOLE, locale);
    if parts.is_empty() {
        parts = done(tickets, SAID, locale);
    }
    if parts.is_empty() {
        let quiet = failed == 0 && trouble.is_none();
        let nothing = if quiet { Phrase::SubjectNothing } else { Phrase::SubjectNothingDone };
        parts.push(locale.label(nothing).to_owned());
    }
    if let Some(systems) = trouble {
        parts.insert(0, locale.say(Phrase::SubjectTrouble, 1, &[("systems", &systems)]));
    }
    for (number, phrase) in [(failed, Phrase::CountFailed), (people, Phrase::NeedPerson)] {
        if number > 0 {
            parts.push(count(number, phrase, locale));
        }
    }
    parts.join(", ")
}

/// The outcome in plain sentences; one when there was nothing to do.
pub(super) fn sentences(tickets: &TicketReport, locale: Locale) -> Vec<String> {
    let mut said = Vec::new();
    let (failed, people) = (tickets.failed.len() as u64, tickets.for_people().count() as u64);
    if let Some(systems) = troubled(tickets) {
        said.push(locale.say(Phrase::SentenceTrouble, 1, &[("systems", &systems)]));
    }
    let done = all_done(tickets, locale);
    if !done.is_empty() {
        said.push(format!("{}.", done.join(", ")));
    } else if is_incomplete(tickets) {
        said.push(locale.label(Phrase::SentenceNothingDone).to_owned());
    } else {
        said.push(locale.say(Phrase::SentenceQuiet, 1, &[("events", &standing_words(tickets, locale))]));
    }
    if failed > 0 {
        said.push(locale.say(Phrase::SentenceAgain, failed, &[]));
    }
    if people > 0 {
        said.push(format!("{}.", count(people, Phrase::NeedPerson, locale)));
    }
    said
}

fn standing_words(tickets: &TicketReport, locale: Locale) -> String {
    let without = tickets.without_ticket.len() as u64;
    let open_events = tickets.with_ticket + without;
    let numbers = [
        (tickets.with_ticket, Phrase::HavingTicket),
        (without, Phrase::HavingNone),
        (tickets.times.open, Phrase::OpenTicket),
    ];
    let mut said: Vec<String> = numbers
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, phrase)| count(number, phrase, locale))
        .collect();
    if open_events == 0 {
        said.insert(0, locale.label(Phrase::NoOpenEvents).to_owned());
    }
    said.join(", ")
}

/// What was done before a run ended early.
pub(super) fn before(tickets: &TicketReport, locale: Locale) -> String {
    let done = all_done(tickets, locale);
    if done.is_empty() {
        return locale.label(Phrase::SentenceNothingDone).to_owned();
    }
    locale.say(Phrase::DoneBefore, 1, &[("what", &done.join(", "))])
}

/// What was done and what failed.
pub(super) fn numbers(tickets: &TicketReport) -> Vec<Number> {
    let actions = WHOLE.into_iter().chain(SAID);
    let mut numbers: Vec<Number> =
        actions.map(|action| (tickets.times_done(action), counted(action).0, Tone::Good)).collect();
    numbers.push((tickets.failed.len() as u64, Phrase::CountFailed, Tone::Bad));
    numbers.push((tickets.for_people().count() as u64, Phrase::NeedPerson, Tone::Warning));
    numbers
}

/// How many events and tickets there are; after a quiet run its sentence says so already.
pub(super) fn standing(tickets: &TicketReport) -> Vec<Number> {
    if is_quiet(tickets) {
        return Vec::new();
    }
    vec![
        (tickets.without_ticket.len() as u64, Phrase::HavingNone, Tone::Quiet),
        (tickets.with_ticket, Phrase::HavingTicket, Tone::Quiet),
        (tickets.times.open, Phrase::OpenTicket, Tone::Quiet),
    ]
}
