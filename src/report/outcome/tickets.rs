//! What came of a run of a ticket job: its subject, sentences and counts speak of tickets and events.

use super::{Number, Tone};
use crate::model::ticket_report::{Deed, TicketReport};
use crate::report::locale::Locale;
use crate::report::phrase::Phrase;

/// What a deed is called when it is counted: alone, and after another that said `tickets`.
fn counted(deed: Deed) -> (Phrase, Phrase) {
    match deed {
        Deed::Opened => (Phrase::TicketOpened, Phrase::DeedOpened),
        Deed::Found => (Phrase::TicketFound, Phrase::DeedFound),
        Deed::Adopted => (Phrase::TicketAdopted, Phrase::DeedAdopted),
        Deed::Reopened => (Phrase::TicketReopened, Phrase::DeedReopened),
        Deed::Solved => (Phrase::TicketSolved, Phrase::DeedSolved),
        Deed::Delivered => (Phrase::DeedDelivered, Phrase::DeedDelivered),
        Deed::Noted => (Phrase::DeedNoted, Phrase::DeedNoted),
        Deed::Acknowledged => (Phrase::DeedAcknowledged, Phrase::DeedAcknowledged),
        Deed::Commented => (Phrase::DeedCommented, Phrase::DeedCommented),
        Deed::ToldClosed => (Phrase::DeedToldClosed, Phrase::DeedToldClosed),
    }
}

/// Deeds about whole tickets first, so that `tickets` is said once.
const ORDER: [Deed; 10] = [
    Deed::Opened,
    Deed::Found,
    Deed::Adopted,
    Deed::Reopened,
    Deed::Solved,
    Deed::Delivered,
    Deed::Noted,
    Deed::Acknowledged,
    Deed::Commented,
    Deed::ToldClosed,
];

/// True when something could not be done or seen.
pub(super) fn is_incomplete(tickets: &TicketReport) -> bool {
    !tickets.failed.is_empty() || tickets.troubled().next().is_some()
}

/// What was done, in numbers: `3 tickets opened`, `1 solved`, `2 notes written`.
fn done(tickets: &TicketReport, locale: Locale) -> Vec<String> {
    let mut said = Vec::new();
    for deed in ORDER {
        let number = tickets.times_done(deed);
        if number > 0 {
            let (alone, after) = counted(deed);
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

/// The outcome in a subject.
pub(super) fn subject(tickets: &TicketReport, locale: Locale) -> String {
    let trouble = troubled(tickets);
    let (failed, people) = (tickets.failed.len() as u64, tickets.for_people().count() as u64);
    let mut parts = done(tickets, locale);
    if parts.is_empty() {
        let quiet = failed == 0 && trouble.is_none();
        let nothing = if quiet { Phrase::SubjectNothing } else { Phrase::SubjectNoDeed };
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
    let done = done(tickets, locale);
    if !done.is_empty() {
        said.push(format!("{}.", done.join(", ")));
    } else if is_incomplete(tickets) {
        said.push(locale.label(Phrase::SentenceNoDeed).to_owned());
    } else {
        said.push(locale.say(Phrase::SentenceQuiet, 1, &[("events", &open_events(tickets, locale))]));
    }
    if failed > 0 {
        said.push(locale.say(Phrase::SentenceAgain, failed, &[]));
    }
    if people > 0 {
        said.push(format!("{}.", count(people, Phrase::NeedPerson, locale)));
    }
    said
}

fn open_events(tickets: &TicketReport, locale: Locale) -> String {
    let without = tickets.without_ticket.len() as u64;
    let numbers = [(tickets.with_ticket, Phrase::HavingTicket), (without, Phrase::HavingNone)];
    let said: Vec<String> = numbers
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, phrase)| count(number, phrase, locale))
        .collect();
    if said.is_empty() { locale.label(Phrase::NoOpenEvents).to_owned() } else { said.join(", ") }
}

/// What was done before a run ended early.
pub(super) fn before(tickets: &TicketReport, locale: Locale) -> String {
    let done = done(tickets, locale);
    if done.is_empty() {
        return locale.label(Phrase::SentenceNoDeed).to_owned();
    }
    locale.say(Phrase::DoneBefore, 1, &[("what", &done.join(", "))])
}

/// What was done and what failed.
pub(super) fn numbers(tickets: &TicketReport) -> Vec<Number> {
    let mut numbers: Vec<Number> =
        ORDER.into_iter().map(|deed| (tickets.times_done(deed), counted(deed).0, Tone::Good)).collect();
    numbers.push((tickets.failed.len() as u64, Phrase::CountFailed, Tone::Bad));
    numbers.push((tickets.for_people().count() as u64, Phrase::NeedPerson, Tone::Warning));
    numbers
}

/// How many events and tickets there are.
pub(super) fn standing(tickets: &TicketReport) -> [Number; 3] {
    [
        (tickets.without_ticket.len() as u64, Phrase::HavingNone, Tone::Quiet),
        (tickets.with_ticket, Phrase::HavingTicket, Tone::Quiet),
        (tickets.times.open, Phrase::OpenTicket, Tone::Quiet),
    ]
}
