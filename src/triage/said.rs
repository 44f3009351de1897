//! What people say on one side is told on the other, each word once: operators' acknowledgements and
//! comments in the ticket, public notes and the closing note of the ticket in the monitor. What we said
//! ourselves never comes back: it is known by its author, by its mark, and by what was said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::message;
use crate::model::clock::told_in_utc;
use crate::model::event::{Acknowledgement, Event, OperatorNote};
use crate::model::job::Language;
use crate::model::said::Say as _;
use crate::model::ticket::{TicketKey, TicketNote, Visibility, Writer};
use crate::model::ticket_job::{Include, Rule};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase, Source};

use super::group::mark;
use super::select::is_silent;
use super::words::{AUTHOR, SaidThere, remarks, render_said};
use super::{Act, Failure, Note, NoteSubject, Relay, Situation, Triaged};

/// What people said on both sides, as far as it was asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// Comments in monitors, by monitor and key of the event, the oldest first.
    pub in_monitors: BTreeMap<(String, String), Vec<OperatorNote>>,
    /// Notes of tickets with the closing note, the oldest first.
    pub at_desks: BTreeMap<TicketKey, Vec<TicketNote>>,
    /// The users that we log in as, by monitor.
    pub logins: BTreeMap<String, String>,
    /// Monitors that have no comments: nothing is told there.
    pub without_comments: BTreeSet<String>,
}

/// Most letters of a text that is passed on: Zabbix takes 2,048 in all.
const LONGEST: usize = 1500;

/// Letters and digits by which a text is known again, whatever a product does with the rest of it.
const KNOWN_BY: usize = 160;

/// An operator may see a problem as long before its begin as its monitor tells it.
const BEFORE: TimeDelta = TimeDelta::minutes(1);

/// The clocks of a desk and of this machine may differ by as much.
const CLOCKS: TimeDelta = TimeDelta::minutes(5);

/// Digest of a text by its letters and digits; empty for one that has none.
pub fn words_of(text: &str) -> String {
    let letters = letters(text);
    if letters.is_empty() { String::new() } else { mark(&["words", &letters]) }
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(KNOWN_BY)
        .collect()
}

/// A text with the mark of its act, by which it is found again.
pub fn with_mark(text: &str, mark: &str) -> String {
    format!("{text} [{mark}]")
}

/// Whether a text ends with a mark of ours: ten digits of base 16 in brackets.
fn bears_mark(text: &str) -> bool {
    let end = text.trim_end().strip_suffix(']').and_then(|text| text.rsplit_once('['));
    end.is_some_and(|(_, mark)| {
        mark.len() == 10 && mark.bytes().all(|sign| sign.is_ascii_digit() || (b'a'..=b'f').contains(&sign))
    })
}

/// Plans what goes from one side of a ticket to the other.
pub fn plan(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    present: &[Event],
    triaged: &mut Triaged,
) {
    if state.phase != Phase::There || state.remote.is_none() {
        return;
    }
    if let Some(visibility) = rule.operator_notes
        && state.state.is_open()
        && !is_silent(rule, state)
    {
        let listed = present.iter().map(Subject::of);
        let own = state.episodes.iter().filter(|episode| episode.let_go_at.is_none());
        let is_listed = |episode: &&Episode| {
            present.iter().any(|event| event.monitor == episode.monitor && event.key == episode.event)
        };
        let over = own.filter(|episode| !is_listed(episode));
        let over = over.map(|episode| Subject::no_longer_listed(situation, state, episode));
        for subject in listed.chain(over) {
            to_ticket(situation, rule, state, &subject, visibility, triaged);
        }
    }
    for event in present {
        let Some(episode) = state.episode(&event.monitor, &event.key) else { continue };
        let can_be_told = !situation.heard.without_comments.contains(&event.monitor);
        if rule.back.ticket_notes == Include::Yes && can_be_told {
            to_monitor(situation, state, episode, event, triaged);
        }
    }
}

/// An episode of a ticket about which operators may have said something.
struct Subject<'s> {
    monitor: &'s str,
    key: &'s str,
    object: &'s str,
    /// For people.
    label: String,
    acknowledged: Option<&'s Acknowledgement>,
    /// What was said before is about another episode, and so is what was said from the end on.
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    /// As it is listed.
    event: Option<&'s Event>,
}

impl<'s> Subject<'s> {
    fn of(event: &'s Event) -> Self {
        Self {
            monitor: &event.monitor,
            key: &event.key,
            object: &event.object,
            label: event.label(),
            acknowledged: event.acknowledged.as_ref(),
            since: event.since,
            until: None,
            event: Some(event),
        }
    }

    /// Of one that its monitor does not list any more comments are known still: what was said between the last
    /// look and its end comes to the ticket, too.
    fn no_longer_listed(situation: Situation<'_>, state: &OurTicket, episode: &'s Episode) -> Self {
        let listed = situation.seen.get(&episode.monitor).into_iter().flat_map(|seen| &seen.events);
        let next = listed.filter(|event| event.object == episode.object && event.key != episode.event);
        // Monitors of hosts and services name an object by them.
        let label = match episode.object.split_once('!') {
            Some((host, service)) => format!("{host} / {service}"),
            None => state.title.clone(),
        };
        Self {
            monitor: &episode.monitor,
            key: &episode.event,
            object: &episode.object,
            label,
            acknowledged: None,
            since: episode.since,
            until: next.map(|event| event.since - BEFORE).min(),
            event: None,
        }
    }
}

/// How an operator spoke in a monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    Acknowledgement,
    Comment,
}

/// Operators' words about an episode that its ticket does not have yet.
fn to_ticket(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    subject: &Subject<'_>,
    visibility: Visibility,
    triaged: &mut Triaged,
) {
    for (said, how) in operators_words(situation, subject) {
        let named = |key: &str| mark(&["said", subject.monitor, key, &said.id]);
        // What was said at the end of an episode is not said again of the next, which began right after it.
        let is_it = |of: &&Episode| of.monitor == subject.monitor && of.object == subject.object;
        let mut of_object = state.episodes.iter().filter(is_it);
        let name = named(subject.key);
        if of_object.any(|episode| state.passed_on.contains(&named(&episode.event)))
            || state.passed_on.contains(&name)
            || is_ours(situation, rule, subject, &said)
        {
            continue;
        }
        let language = situation.job.language;
        let unnamed = message::triage::somebody().text(language);
        let who = said.author.as_deref().unwrap_or(&unnamed);
        let words = &rule.words;
        let own = match how {
            Spoken::Acknowledgement => &words.acknowledgement,
            Spoken::Comment => &words.comment,
        };
        let text = match own {
            Some(template) => {
                let at = told_in_utc(said.at.unwrap_or(situation.now));
                let (text, about, monitor) = (cut(&said.text), subject.label.as_str(), subject.monitor);
                let said = SaidThere { by: who, at, text: &text, about, monitor };
                match render_said(template, rule, situation.job.name.as_str(), &said, state) {
                    Ok(text) => text,
                    Err(reason) => {
                        triaged.failures.push(Failure::in_ticket(rule, state, reason));
                        continue;
                    }
                }
            }
            None => plainly(situation.job.language, who, subject, &said, how),
        };
        // A template may say that there is nothing to say.
        if text.trim().is_empty() {
            continue;
        }
        triaged.acts.push(Act::Note(Note {
            ticket: state.key.clone(),
            text: text.trim_end().to_owned(),
            visibility,
            mark: mark(&["said", &state.key.0, &name]),
            about: NoteSubject::Said(name),
        }));
    }
}

/// Who said what of which event, and when.
fn plainly(language: Language, who: &str, subject: &Subject<'_>, said: &OperatorNote, how: Spoken) -> String {
    let at = said.at.map(|at| at.said().map(|at| format!(", {at}")));
    let (about, text) = (&subject.label, cut(&said.text));
    let text = match how {
        Spoken::Acknowledgement => {
            message::triage::operator_acknowledged(who, subject.monitor, about, at, text)
        }
        Spoken::Comment => message::triage::operator_commented(who, subject.monitor, about, at, text),
    };
    text.text(language)
}

/// The acknowledgement of an episode and its comments, without those that are about another one.
fn operators_words(situation: Situation<'_>, subject: &Subject<'_>) -> Vec<(OperatorNote, Spoken)> {
    let acknowledged = subject.acknowledged.filter(|said| said.author.is_some() || said.comment.is_some());
    let acknowledged = acknowledged.map(|said| {
        let text = said.comment.clone().unwrap_or_default();
        let author = said.author.clone();
        let at = said.at.map_or_else(String::new, |at| at.timestamp().to_string());
        let id = mark(&["acknowledged", author.as_deref().unwrap_or_default(), &text, &at]);
        (OperatorNote { id, author, at: said.at, text }, Spoken::Acknowledgement)
    });
    let key = (subject.monitor.to_owned(), subject.key.to_owned());
    let comments = situation.heard.in_monitors.get(&key).into_iter().flatten();
    let of_it = |said: &&OperatorNote| {
        let is_before = |at: DateTime<Utc>| subject.until.is_none_or(|until| at < until);
        said.at.is_none_or(|at| at >= subject.since - BEFORE && is_before(at))
    };
    let comments = comments.filter(of_it).map(|said| (said.clone(), Spoken::Comment));
    acknowledged.into_iter().chain(comments).collect()
}

/// Whether what stands in a monitor was said by us.
fn is_ours(situation: Situation<'_>, rule: &Rule, subject: &Subject<'_>, said: &OperatorNote) -> bool {
    if said.author.as_deref() == Some(AUTHOR) || bears_mark(&said.text) {
        return true;
    }
    let login = situation.heard.logins.get(subject.monitor).map(String::as_str);
    let may_be_us = match (said.author.as_deref(), login) {
        (Some(author), Some(login)) => author == login,
        (None, _) | (_, None) => true,
    };
    let words = words_of(&said.text);
    let mut of_event =
        situation.ours.iter().filter(|ticket| ticket.episode(subject.monitor, subject.key).is_some());
    of_event.any(|ticket| {
        let names_it = ticket.url.as_deref().is_some_and(|url| !url.is_empty() && said.text.contains(url));
        // What a run that was killed said is not remembered yet.
        let job = situation.job.name.as_str();
        let told = subject.event.map(|event| remarks(rule, job, event, ticket)).unwrap_or_default();
        ticket.passed_on.contains(&words)
            || (may_be_us && names_it)
            || told.iter().any(|told| letters(told) == letters(&said.text))
    })
}

/// Public notes and the closing note of a ticket that the monitor does not have yet.
fn to_monitor(
    situation: Situation<'_>,
    state: &OurTicket,
    episode: &Episode,
    event: &Event,
    triaged: &mut Triaged,
) {
    for note in situation.heard.at_desks.get(&state.key).into_iter().flatten() {
        let id = note_id(note);
        let name = told(&event.monitor, &event.key, &id);
        // Of a ticket that was opened for it every note is newer, whatever the desk's clock says.
        let is_its_own = state.source == Source::Opened && episode.joined_at <= state.intended_at;
        let is_older = !is_its_own && note.at.is_some_and(|at| at < episode.joined_at - CLOCKS);
        let is_ours = note.writer == Writer::Us
            || bears_mark(&note.text)
            || situation.ours.iter().any(|ticket| ticket.passed_on.contains(&words_of(&note.text)));
        if note.visibility == Visibility::Private
            || note.text.trim().is_empty()
            || is_older
            || is_ours
            || state.passed_on.contains(&name)
        {
            continue;
        }
        let number = state.number.as_deref().unwrap_or(&state.key.0);
        let unnamed = message::triage::somebody().text(situation.job.language);
        let by = if note.by.is_empty() { unnamed.as_str() } else { note.by.as_str() };
        let text = message::triage::ticket_says(by, number, cut(&note.text)).text(situation.job.language);
        let mark = mark(&["relay", &state.key.0, &name]);
        triaged.acts.push(Act::Relay(Relay {
            ticket: state.key.clone(),
            event: Box::new(event.clone()),
            text: with_mark(&text, &mark),
            mark,
            name,
        }));
    }
}

fn note_id(note: &TicketNote) -> String {
    let at = note.at.map_or_else(String::new, |at| at.timestamp().to_string());
    mark(&["note", &note.by, &at, &note.text])
}

fn told(monitor: &str, event: &str, note: &str) -> String {
    mark(&["told", monitor, event, note])
}

fn cut(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{kept}…")
}

/// Remembers what we said ourselves.
pub fn remember_words(ticket: &mut OurTicket, text: &str) {
    let words = words_of(text);
    if !words.is_empty() {
        ticket.passed_on.insert(words);
    }
}

/// A comment of a ticket was told in the monitor.
pub fn relayed(ticket: &mut OurTicket, relay: &Relay) {
    ticket.passed_on.insert(relay.name.clone());
    remember_words(ticket, &relay.text);
}

#[cfg(test)]
mod tests {
    use super::{bears_mark, words_of};

    #[test]
    fn a_mark_is_ten_digits_in_brackets_at_the_end() {
        assert!(bears_mark("Ana in #12: on it [0123abcdef]") && bears_mark("x [0123abcdef]\n"));
        assert!(
            !bears_mark("see [0123abcdef] there") && !bears_mark("x [0123ABCDEF]") && !bears_mark("[12]")
        );
    }

    #[test]
    fn a_text_is_known_again_whatever_becomes_of_its_signs() {
        assert_eq!(words_of("Ticket #12: <b>on it</b>"), words_of("ticket 12 b on it /b"));
        assert_ne!(words_of("on it"), words_of("on that"));
        assert_eq!(words_of(" - "), "");
    }
}
