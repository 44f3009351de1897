//! Tickets that are there: what changed is told once, what is over is said or solved, and the
//! monitor learns of its ticket.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::Said;
use crate::model::event::{Event, Lasting, Seen, Sight, Unlisted};
use crate::model::mapping::Template;
use crate::model::ticket::{Resolution, TicketState, Visibility};
use crate::model::ticket_job::{OnChange, OnClose, OnOpen, OnRecovery, OnceTakenOver, Rule};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase};

use super::group::{mark, told};
use super::group::{mark_of, worst_first};
use super::select::is_silent;
use super::words::{AUTHOR, render};
use super::{Act, Doubt, Failure, Memory, Note, NoteSubject, OutOfStep, Situation, Step, Triaged};
use super::{follow, said, storm};

/// A resolved ticket is watched at least this long: people reopen them.
const WATCHED: Duration = Duration::from_secs(7 * 86_400);

/// Plans what becomes of the tickets of the job that are at their desks.
pub fn plan(situation: Situation<'_>, memory: &mut Memory, triaged: &mut Triaged) {
    let job = situation.job.name.as_str();
    let of_job = situation.ours.iter().filter(|ticket| ticket.job == job);
    for ticket in of_job.filter(|ticket| ticket.phase == Phase::There || is_back(situation, ticket)) {
        let (Some(mut state), Some(mut facts)) =
            (memory.planned.remove(&ticket.key), memory.facts.remove(&ticket.key))
        else {
            continue;
        };
        let present = look(situation, &mut state);
        look(situation, &mut facts);
        facts.phase = Phase::There;
        // A rule that is no longer in the job leaves its tickets alone.
        let rule = situation.job.rules.iter().find(|rule| *rule.name == *ticket.rule);
        if rule.is_none() && state.quiet_since.is_some() && state.state.is_open() {
            triaged.out_of_step.push(OutOfStep { ticket: state.key.clone(), how: Step::EventsAreOver });
        }
        if let Some(rule) = rule {
            follow::plan(situation, rule, &state, &present, triaged);
            changes(situation, rule, &mut state, &mut facts, &present, triaged);
            storm::tell_rest(situation, rule, &state, &present, triaged);
            recovery(situation, rule, &state, triaged);
            let reopens = |act: &Act| matches!(act, Act::Reopen(reopening) if reopening.ticket == state.key);
            if state.state.is_open() || !triaged.acts.iter().any(reopens) {
                back(situation, rule, &state, &present, triaged);
                said::plan(situation, rule, &state, &present, triaged);
            }
            if present.is_empty() {
                doubt(&state, triaged);
            }
        }
        release(situation, &facts, triaged);
        if has_ended(situation, &facts) {
            facts.phase = Phase::Ended;
        }
        if facts != *ticket {
            triaged.acts.push(Act::Remember(Box::new(facts)));
        }
    }
}

/// Tells of an open ticket whose events are not listed, and are not known to be over either.
fn doubt(state: &OurTicket, triaged: &mut Triaged) {
    let own = state.episodes.iter().filter(|episode| episode.let_go_at.is_none());
    let said = own.filter_map(|episode| episode.unlisted).filter_map(Doubt::of);
    if let Some(said) = said.min().filter(|_| state.state.is_open()) {
        triaged.out_of_step.push(OutOfStep { ticket: state.key.clone(), how: Step::Unlisted(said) });
    }
}

/// Whether our acknowledgement of an episode that is over is still there.
fn is_to_release(situation: Situation<'_>, episode: &Episode) -> bool {
    let seen = situation.seen.get(&episode.monitor);
    seen.is_some_and(|seen| seen.acknowledgements == Lasting::UntilTakenBack)
        && episode.over_at.is_some()
        && episode.answered_at.is_some()
        && episode.released_at.is_none()
}

/// Acknowledgements that outlast their problems end with them: they would mute the next ones.
fn release(situation: Situation<'_>, ticket: &OurTicket, triaged: &mut Triaged) {
    for episode in ticket.episodes.iter().filter(|episode| is_to_release(situation, episode)) {
        triaged.acts.push(Act::Release {
            ticket: ticket.key.clone(),
            monitor: episode.monitor.clone(),
            event: episode.event.clone(),
            object: episode.object.clone(),
        });
    }
}

/// Whether nothing more is expected of a ticket: its events are over, and it is closed, or was
/// resolved so long ago that no rule would reopen it.
fn has_ended(situation: Situation<'_>, ticket: &OurTicket) -> bool {
    // Of what is switched off or not there any more, no end will be seen.
    let ends_unseen = |said: Unlisted| matches!(said, Unlisted::SwitchedOff | Unlisted::NotShown);
    let over = ticket.episodes.iter().all(|episode| {
        (episode.over_at.is_some() || episode.unlisted.is_some_and(ends_unseen))
            && !is_to_release(situation, episode)
    });
    let longest = situation.job.rules.iter().filter_map(|rule| rule.reopen_within).max();
    let kept = longest.unwrap_or_default().max(WATCHED);
    let since = |at: DateTime<Utc>| (situation.now - at).to_std().unwrap_or_default();
    over && match ticket.state {
        TicketState::Closed | TicketState::Cancelled => true,
        TicketState::Resolved => ticket.resolved_at.is_some_and(|at| since(at) > kept),
        TicketState::New | TicketState::InProgress | TicketState::Waiting => false,
    }
}

/// Whether an episode of a ticket that ended is shown again: its monitor had lost it for a while.
fn is_back(situation: Situation<'_>, ticket: &OurTicket) -> bool {
    let is_shown = |episode: &Episode| {
        let seen = situation.seen.get(&episode.monitor);
        episode.let_go_at.is_none() && seen.is_some_and(|seen| shown(seen, &episode.event).is_some())
    };
    ticket.phase == Phase::Ended && ticket.episodes.iter().any(is_shown)
}

/// Whether a thing of the ticket is broken again, in an episode that has no ticket, or not yet.
fn is_broken_again(situation: Situation<'_>, ticket: &OurTicket) -> bool {
    let has_ticket = |event: &Event| {
        situation.ours.iter().any(|ticket| ticket.episode(&event.monitor, &event.key).is_some())
    };
    let is_again = |episode: &Episode| {
        let mut seen = situation.seen.get(&episode.monitor).into_iter().flat_map(|seen| &seen.events);
        seen.any(|event| event.object == episode.object && !has_ticket(event))
    };
    ticket.episodes.iter().filter(|episode| episode.let_go_at.is_none()).any(is_again)
}

/// Notes the end of episodes that are no longer shown; gives the events that are.
fn look(situation: Situation<'_>, state: &mut OurTicket) -> Vec<Event> {
    let mut present = Vec::new();
    for episode in &mut state.episodes {
        let Some(seen) = situation.seen.get(&episode.monitor) else { continue };
        match shown(seen, &episode.event) {
            Some(event) => {
                episode.shown();
                if episode.let_go_at.is_none() {
                    present.push(event.clone());
                }
            }
            None if seen.sight == Sight::Full => {
                // A record may tell when it ended, and a clock that is ahead is not believed.
                let ended = seen.ended.get(&episode.event).map(|event| event.changed_at.min(situation.now));
                episode.not_listed(became(seen, episode), ended.unwrap_or(situation.now));
            }
            None => {}
        }
    }
    let own = state.episodes.iter().filter(|episode| episode.let_go_at.is_none());
    let over = own.map(|episode| episode.over_at).collect::<Option<Vec<_>>>();
    state.quiet_since = over.and_then(|over| over.into_iter().max());
    worst_first(&mut present);
    present
}

/// What an episode is that is not listed. Where its object is listed in another one, it was good in between.
fn became(seen: &Seen, episode: &Episode) -> Option<Unlisted> {
    let is_again = seen.events.iter().any(|event| event.object == episode.object);
    if is_again { Some(Unlisted::Over) } else { seen.unlisted.get(&episode.event).copied() }
}

fn shown<'s>(seen: &'s Seen, key: &str) -> Option<&'s Event> {
    seen.events.iter().find(|event| event.key == key)
}

fn changes(
    situation: Situation<'_>,
    rule: &Rule,
    state: &mut OurTicket,
    facts: &mut OurTicket,
    present: &[Event],
    triaged: &mut Triaged,
) {
    if !state.state.is_open() {
        return;
    }
    let mut changed = Vec::new();
    for event in present.iter().filter(|event| !event.flapping) {
        let episode = state.episode(&event.monitor, &event.key);
        if let Some(episode) = episode.filter(|episode| episode.told != told(event)) {
            changed.push((event.clone(), event.severity > episode.severity));
        }
    }
    if changed.is_empty() {
        return;
    }
    let worse = changed.iter().any(|(_, worse)| *worse);
    let events: Vec<Event> = changed.into_iter().map(|(event, _)| event).collect();
    let visibility = match rule.on_change {
        _ if is_silent(rule, state) => None,
        OnChange::Note(visibility) => Some(visibility),
        OnChange::NoteIfWorse(visibility) => worse.then_some(visibility),
        OnChange::Silent => None,
    };
    match visibility {
        Some(visibility) => {
            let about = NoteSubject::Events(events);
            let words = NoteWords { template: &rule.words.change, mark: "change", visibility, about };
            note(situation, rule, state, words, triaged);
        }
        None => {
            for memory in [state, facts] {
                super::effect::join(memory, &events, situation.now);
            }
        }
    }
}

fn recovery(situation: Situation<'_>, rule: &Rule, state: &OurTicket, triaged: &mut Triaged) {
    let Some(since) = state.quiet_since.filter(|_| state.state.is_open()) else { return };
    if is_broken_again(situation, state) {
        return;
    }
    let quiet = (situation.now - since).to_std().unwrap_or_default();
    let out_of_step = OutOfStep { ticket: state.key.clone(), how: Step::EventsAreOver };
    let taken_over = state.taken_over_at.is_some() && rule.once_taken_over != OnceTakenOver::GoesOn;
    match &rule.on_recovery {
        OnRecovery::Nothing => triaged.out_of_step.push(out_of_step),
        // A ticket that was solved for this end and is open again was reopened by a person.
        OnRecovery::Solve { after, code, fields } if !taken_over && state.end_told_at.is_none() => {
            if quiet >= (*after).max(rule.hold_down) {
                solve(situation, rule, state, &Requirements { code: code.as_deref(), fields }, triaged);
            }
        }
        OnRecovery::Note(_) | OnRecovery::Solve { .. } => {
            triaged.out_of_step.push(out_of_step);
            if state.end_told_at.is_none() && quiet >= rule.hold_down && !is_silent(rule, state) {
                let visibility = match rule.on_recovery {
                    OnRecovery::Note(visibility) => visibility,
                    OnRecovery::Nothing | OnRecovery::Solve { .. } => Visibility::Private,
                };
                let about = NoteSubject::End;
                let words = NoteWords { template: &rule.words.recovery, mark: "end", visibility, about };
                note(situation, rule, state, words, triaged);
            }
        }
    }
}

/// The events of a ticket as records told of their end, the worst first.
fn ended(situation: Situation<'_>, state: &OurTicket) -> Vec<Event> {
    let own = state.episodes.iter().filter(|episode| episode.let_go_at.is_none());
    let told = |episode: &Episode| {
        let seen = situation.seen.get(&episode.monitor)?;
        seen.ended.get(&episode.event).cloned()
    };
    let mut ended: Vec<Event> = own.filter_map(told).collect();
    worst_first(&mut ended);
    ended
}

/// The mark of an act about the end of all that a ticket is about: another one for each end, also where a source tells of a
/// later problem that it ended at the same time.
fn mark_of_end(what: &str, state: &OurTicket) -> String {
    let at = state.quiet_since.map_or_else(String::new, |at| at.to_rfc3339());
    mark(&[what, &state.key.0, &at, &state.episodes.len().to_string()])
}

/// What a desk requires of a resolution.
struct Requirements<'r> {
    code: Option<&'r str>,
    fields: &'r BTreeMap<String, Template>,
}

fn solve(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    required: &Requirements<'_>,
    triaged: &mut Triaged,
) {
    let job = situation.job.name.as_str();
    let ended = ended(situation, state);
    let made = || -> Result<Resolution, Said> {
        let mut filled = BTreeMap::new();
        for (column, template) in required.fields {
            filled.insert(column.clone(), render(template, rule, job, &ended, Some(state))?);
        }
        let text = render(&rule.words.recovery, rule, job, &ended, Some(state))?;
        Ok(Resolution { text, code: required.code.map(str::to_owned), fields: filled })
    };
    match made() {
        Ok(resolution) => triaged.acts.push(Act::Resolve {
            ticket: state.key.clone(),
            resolution,
            mark: mark_of_end("resolve", state),
        }),
        Err(reason) => triaged.failures.push(Failure::in_ticket(rule, state, reason)),
    }
}

/// A note that is to be written.
struct NoteWords<'w> {
    template: &'w Template,
    /// What its mark begins with.
    mark: &'static str,
    visibility: Visibility,
    about: NoteSubject,
}

fn note(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    words: NoteWords<'_>,
    triaged: &mut Triaged,
) {
    let NoteWords { template, mark: what, visibility, about } = words;
    let events = match &about {
        NoteSubject::Events(events) => events.clone(),
        NoteSubject::End => ended(situation, state),
        NoteSubject::Rest(_) | NoteSubject::Said(_) => Vec::new(),
    };
    match render(template, rule, situation.job.name.as_str(), &events, Some(state)) {
        Ok(text) => {
            let mark = match &about {
                NoteSubject::Events(events) => mark_of(what, state, events),
                NoteSubject::Said(name) | NoteSubject::Rest(name) => name.clone(),
                NoteSubject::End => mark_of_end(what, state),
            };
            triaged.acts.push(Act::Note(Note { ticket: state.key.clone(), text, visibility, mark, about }));
        }
        Err(reason) => triaged.failures.push(Failure::in_ticket(rule, state, reason)),
    }
}

/// Whether our acknowledgement of an event was forgotten, or is at its end, and nobody else's took its place.
fn is_to_renew(situation: Situation<'_>, rule: &Rule, event: &Event) -> bool {
    let seen = situation.seen.get(&event.monitor);
    let by_another = event.acknowledged.as_ref().is_some_and(|said| said.author.as_deref() != Some(AUTHOR));
    rule.back.on_open == OnOpen::Acknowledge
        && !by_another
        && seen.is_some_and(|seen| seen.lapsed.contains(&event.key))
}

/// Whether something can be done about an event: at a feed, what it declares.
fn can(situation: Situation<'_>, event: &Event, act: Option<&str>) -> bool {
    let feed = situation.job.feed(&event.monitor);
    feed.is_none_or(|feed| act.is_none_or(|act| feed.can(act)))
}

/// Whether it is closed because we solved it when its events were over. That one of them is shown again since is no
/// reason to close it where it was opened again.
pub(super) fn is_solved_for_its_end(state: &OurTicket) -> bool {
    !state.state.is_open() && state.end_told_at.is_some() && state.end_told_at == state.resolved_at
}

/// What the monitor is told.
fn back(situation: Situation<'_>, rule: &Rule, state: &OurTicket, present: &[Event], triaged: &mut Triaged) {
    let open = state.state.is_open();
    let is_told = !is_solved_for_its_end(state);
    for event in present.iter().filter(|_| is_told) {
        let Some(episode) = state.episode(&event.monitor, &event.key) else { continue };
        if open && (episode.answered_at.is_none() || is_to_renew(situation, rule, event)) {
            let how = match (rule.back.on_open, &event.acknowledged) {
                (OnOpen::Nothing, _) => OnOpen::Nothing,
                // Ours: it says the number of this ticket from now on.
                (OnOpen::Acknowledge, Some(said)) if said.author.as_deref() == Some(AUTHOR) => {
                    OnOpen::Acknowledge
                }
                // An operator's acknowledgement stays his; the number comes as a comment.
                (OnOpen::Acknowledge, Some(_)) | (OnOpen::Comment, _) => OnOpen::Comment,
                (OnOpen::Acknowledge, None) => OnOpen::Acknowledge,
            };
            if how != OnOpen::Nothing && can(situation, event, how.act()) {
                let (ticket, event) = (state.key.clone(), Box::new(event.clone()));
                triaged.acts.push(Act::Answer { ticket, event, how });
            }
        }
        if let Some(act) = rule.back.on_state.filter(|act| can(situation, event, Some(act.as_str())))
            && episode.state_told != Some(state.state)
        {
            let (ticket, event) = (state.key.clone(), Box::new(event.clone()));
            triaged.acts.push(Act::TellState { ticket, event, act });
        }
        let how = match state.state {
            TicketState::Cancelled => rule.back.on_cancel,
            _ => rule.back.on_close,
        };
        // A ticket that was deleted, or hidden from us, decides nothing at the source: nobody said so.
        let how = match how {
            OnClose::Act(_) if state.gone_at.is_some() => OnClose::Nothing,
            how => how,
        };
        if !open
            && episode.close_told_at.is_none()
            && how != OnClose::Nothing
            && can(situation, event, how.act())
        {
            triaged.acts.push(Act::TellClosed {
                ticket: state.key.clone(),
                event: Box::new(event.clone()),
                how,
            });
        }
    }
    if !open && !present.is_empty() {
        triaged.out_of_step.push(OutOfStep { ticket: state.key.clone(), how: Step::EventIsOpen });
    }
}
