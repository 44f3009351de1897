//! Tells the monitor of the ticket: acknowledges, comments, or says that the ticket is closed.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::Utc;
use futures::future::join_all;
use futures::{StreamExt as _, stream};

use crate::message;
use crate::model::Said;
use crate::model::event::{Event, Remark};
use crate::model::journal::EntryState;
use crate::model::said::Say as _;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::TicketAct;
use crate::model::ticket_job::{ActName, OnClose, OnOpen};
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::store::ActOutcome;
use crate::systems::monitor::{IN_FLIGHT, Monitor, Outcome, Task};
use crate::systems::shared::{FailureKind, RemoteError};
use crate::triage;

use super::journal::ActDraft;
use super::work::Work;

/// What a monitor is told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// That there is a ticket.
    Opened(OnOpen),
    /// That the ticket is closed while the problem is still there.
    Closed(OnClose),
    /// In which state the ticket is.
    State(ActName),
}

impl Answer {
    fn action(self) -> TicketAction {
        match self {
            Self::Opened(OnOpen::Acknowledge) => TicketAction::Acknowledged,
            Self::Opened(OnOpen::Comment | OnOpen::Nothing) => TicketAction::Commented,
            Self::Closed(_) => TicketAction::ToldClosed,
            Self::State(_) => TicketAction::ToldState,
        }
    }

    /// Whether doing it twice is as good as once.
    fn is_repeatable(self) -> bool {
        match self {
            Self::Opened(OnOpen::Acknowledge | OnOpen::Nothing)
            | Self::Closed(OnClose::Unacknowledge | OnClose::Close | OnClose::Nothing) => true,
            Self::Opened(OnOpen::Comment)
            | Self::Closed(OnClose::Comment | OnClose::Act(_))
            | Self::State(_) => false,
        }
    }

    async fn call(
        self,
        monitor: &dyn Monitor,
        telling: &Telling<'_>,
    ) -> Result<Option<Outcome>, RemoteError> {
        let Telling { key, event, remark, ticket, act, is_of_feed, .. } = telling;
        // Acts of a feed see the ticket, whatever they stand for.
        if let (true, Some(name)) = (is_of_feed, self.act()) {
            let of_event = || triage::mark(&[self.action().as_str(), &key.0, &event.monitor, &event.key]);
            let mark = if act.mark.is_empty() { of_event() } else { act.mark.clone() };
            return monitor.carry_out(Task { name, event, ticket, remark, mark: &mark }).await.map(Some);
        }
        match self {
            Self::Opened(OnOpen::Acknowledge) => monitor.acknowledge(event, remark).await.map(Some),
            Self::Opened(OnOpen::Comment) | Self::Closed(OnClose::Comment) => {
                monitor.comment(event, remark).await.map(Some)
            }
            Self::Closed(OnClose::Unacknowledge) => monitor.clear(event, &remark.author).await.map(Some),
            Self::Closed(OnClose::Close) => monitor.close(event, remark).await.map(Some),
            Self::Opened(OnOpen::Nothing)
            | Self::Closed(OnClose::Nothing | OnClose::Act(_))
            | Self::State(_) => Ok(None),
        }
    }

    /// The act of a feed that it stands for.
    fn act(&self) -> Option<&str> {
        match self {
            Self::Opened(how) => how.act(),
            Self::Closed(how) => how.act(),
            Self::State(name) => Some(name.as_str()),
        }
    }

    /// Names the act; empty when it may be repeated.
    pub(super) fn mark(self, ticket: &OurTicket, event: &Event) -> String {
        let (action, key) = (self.action().as_str(), &ticket.key.0);
        match self {
            _ if self.is_repeatable() => String::new(),
            Self::Closed(OnClose::Act(name)) => {
                triage::mark(&[action, name.as_str(), key, &event.monitor, &event.key])
            }
            Self::State(name) => {
                let told =
                    ticket.episode(&event.monitor, &event.key).map_or(0, |episode| episode.states_told);
                let (state, told) = (ticket.state.as_str(), told.to_string());
                triage::mark(&[action, name.as_str(), key, &event.monitor, &event.key, state, &told])
            }
            Self::Opened(_) | Self::Closed(_) => triage::mark(&[action, key, &event.monitor, &event.key]),
        }
    }
}

/// Acknowledgements of one round: written down, given and taken down together.
const ROUND: usize = 64;

/// Comments of one round. Of one that is interrupted nobody knows whether it was told: few are under way.
const COMMENTS: usize = 8;

/// What the acts of a feed see of a ticket besides what we know of it.
const CLOSING_NOTE: &str = "closing_note";

/// What a monitor is to be told of an event.
pub(super) struct Wanted<'t> {
    pub(super) key: &'t TicketKey,
    pub(super) event: &'t Event,
    pub(super) answer: Answer,
}

/// What a monitor is told of an event, written down and not told yet.
struct Telling<'t> {
    key: &'t TicketKey,
    event: &'t Event,
    answer: Answer,
    remark: Remark,
    /// The ticket, as the acts of a feed see it.
    ticket: serde_json::Value,
    /// The event is a record.
    is_of_feed: bool,
    act: TicketAct,
}

/// Tells monitors about the tickets of events, each once, many at the same time. What is told of one thing
/// follows each other.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn answer(work: &mut Work<'_>, mut wanted: Vec<Wanted<'_>>) -> anyhow::Result<()> {
    while !wanted.is_empty() && !work.is_stopped() {
        let (mut now, mut later, mut things, mut comments) = (Vec::new(), Vec::new(), HashSet::new(), 0);
        for one in wanted {
            let is_comment = !one.answer.is_repeatable();
            let has_room = now.len() < ROUND && (!is_comment || comments < COMMENTS);
            // What waits for room is not overtaken by what comes after it.
            if things.insert((&one.event.monitor, &one.event.object)) && has_room {
                let telling = prepare(work, one.key, one.event, one.answer)?;
                comments += usize::from(is_comment && telling.is_some());
                now.extend(telling);
            } else {
                later.push(one);
            }
        }
        say(work, now).await?;
        wanted = later;
    }
    Ok(())
}

/// What is to be told; `None`: nothing, or it was told before.
fn prepare<'t>(
    work: &mut Work<'_>,
    key: &'t TicketKey,
    event: &'t Event,
    answer: Answer,
) -> anyhow::Result<Option<Telling<'t>>> {
    let Some(ticket) = work.ours.get(key).cloned() else { return Ok(None) };
    if work.monitors.get(&event.monitor).is_none() {
        return Ok(None);
    }
    // It was to join the ticket by a note or a reopening that failed: an acknowledgement now would be taken
    // for an operator's by the next run, and the event forgotten.
    if ticket.episode(&event.monitor, &event.key).is_none() {
        return Ok(None);
    }
    let tried = (key.clone(), event.monitor.clone(), format!("{:?} {}", answer, event.key));
    if !work.answered.insert(tried) {
        return Ok(None);
    }
    let remark = match remark(work, &ticket, event, answer) {
        Ok(text) => Remark { author: triage::AUTHOR.to_owned(), text },
        Err(reason) => {
            work.report_failed(answer.action(), &ticket, std::slice::from_ref(event), reason);
            return Ok(None);
        }
    };
    let mark = answer.mark(&ticket, event);
    // Whether it was done before is not known yet.
    if work.held.contains(&mark) {
        return Ok(None);
    }
    let is_there = is_said(work, &ticket, event, answer) && !is_passing(work, event);
    if is_there || (!mark.is_empty() && work.done_before.contains(&mark)) {
        let after = as_told(ticket, event, answer, &remark.text);
        work.journal.keep(std::slice::from_ref(&after), &[])?;
        work.ours.insert(after.key.clone(), after);
        return Ok(None);
    }
    let label = event.label();
    let about =
        ActDraft { action: answer.action(), system: &event.monitor, ticket: key, label: &label, mark: &mark };
    let (act, mut ticket) = (work.journal.act(about), serde_json::json!(ticket));
    ticket[CLOSING_NOTE] = serde_json::Value::Null;
    let is_of_feed = work.job.feed(&event.monitor).is_some();
    Ok(Some(Telling { key, event, answer, remark, ticket, is_of_feed, act }))
}

/// Reads what was said last in tickets that have ended, for the acts of feeds.
async fn read_closing_notes(work: &Work<'_>, telling: &mut [Telling<'_>]) {
    let of_feeds =
        |one: &&mut Telling<'_>| matches!(one.answer, Answer::Closed(OnClose::Act(_)) | Answer::State(_));
    for one in telling.iter_mut().filter(of_feeds) {
        let Some(ours) = work.ours.get(one.key).filter(|ticket| !ticket.state.is_open()) else { continue };
        let (Some(desk), Some(id)) = (work.desks.get(&ours.desk), &ours.remote) else { continue };
        match desk.closing_note(id).await {
            Ok(note) => one.ticket[CLOSING_NOTE] = serde_json::json!(note.map(|note| note.text)),
            Err(error) => tracing::warn!(ticket = %one.key, %error, "the closing note was not read"),
        }
    }
}

/// Tells all of it, every monitor at the same time, and takes down what came of it together.
async fn say(work: &mut Work<'_>, mut telling: Vec<Telling<'_>>) -> anyhow::Result<()> {
    if telling.is_empty() {
        return Ok(());
    }
    read_closing_notes(work, &mut telling).await;
    let acts: Vec<TicketAct> = telling.iter().map(|telling| telling.act.clone()).collect();
    work.journal.set_out(&[], &acts, &[])?;
    let monitors = work.monitors;
    let mut by_monitor: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in telling.iter().enumerate() {
        by_monitor.entry(&one.event.monitor).or_default().push(at);
    }
    let told = by_monitor.into_iter().filter_map(|(name, places)| {
        let monitor = monitors.get(name)?;
        Some(tell(monitor, places, &telling))
    });
    let told: Vec<_> = told.collect();
    let mut outcomes = Vec::new();
    let mut changed = BTreeSet::new();
    for (at, outcome) in join_all(told).await.into_iter().flatten() {
        let one = &telling[at];
        outcomes.extend(record_answer(work, one, outcome));
        changed.insert(one.key);
    }
    outcomes.sort_by_key(|outcome| outcome.seq);
    let tickets: Vec<OurTicket> = changed.into_iter().filter_map(|key| work.ours.get(key)).cloned().collect();
    Ok(work.journal.store.conclude(work.journal.run, &outcomes, &tickets, &[])?)
}

/// What a monitor said.
type Told = Result<Option<Outcome>, RemoteError>;

/// Whether a monitor may be asked for it together with others.
fn is_acknowledged(telling: &Telling<'_>) -> bool {
    !telling.is_of_feed && matches!(telling.answer, Answer::Opened(OnOpen::Acknowledge))
}

/// Tells one monitor its part, by their places.
async fn tell(monitor: &dyn Monitor, places: Vec<usize>, telling: &[Telling<'_>]) -> Vec<(usize, Told)> {
    let (acknowledged, others): (Vec<usize>, Vec<usize>) =
        places.into_iter().partition(|at| is_acknowledged(&telling[*at]));
    let wanted: Vec<(&Event, &Remark)> =
        acknowledged.iter().map(|at| (telling[*at].event, &telling[*at].remark)).collect();
    let answers = monitor.acknowledge_many(&wanted).await.into_iter().map(|outcome| outcome.map(Some));
    let mut told: Vec<(usize, Told)> = acknowledged.into_iter().zip(answers).collect();
    let calls = others.into_iter().map(|at| async move {
        let one = &telling[at];
        (at, one.answer.call(monitor, one).await)
    });
    let calls: Vec<_> = calls.collect();
    told.extend(stream::iter(calls).buffered(IN_FLIGHT).collect::<Vec<_>>().await);
    told
}

/// What came of an answer, for the journal; remembers that it was told. `None`: the act stays open, and the next run
/// asks the source again, by its mark.
fn record_answer(work: &mut Work<'_>, telling: &Telling<'_>, outcome: Told) -> Option<ActOutcome> {
    let Telling { key, event, answer, remark, act, .. } = telling;
    let ended = |state, message| Some(ActOutcome { seq: act.seq, state, message });
    let failed = |reason: Said| ended(EntryState::Failed, Some(reason));
    let Some(ticket) = work.ours.get(*key).cloned() else { return ended(EntryState::Done, None) };
    let events = std::slice::from_ref(*event);
    let after = as_told(ticket.clone(), event, *answer, &remark.text);
    let action = answer.action();
    let ended = match outcome {
        Ok(Some(Outcome::Done | Outcome::Sent | Outcome::Already)) => {
            work.report_done(action, &after, events);
            ended(EntryState::Done, None)
        }
        Ok(Some(Outcome::NotOurs(who))) => {
            let why = message::ticket_actions::acknowledged_by_another(&who).said();
            ended(EntryState::Done, Some(why))
        }
        // It counts as told, so that the next run does not ask again; the report counts what was sent.
        Ok(Some(Outcome::NotWanted)) => {
            ended(EntryState::Done, Some(message::ticket_actions::not_wanted().said()))
        }
        Ok(Some(Outcome::NotPossible(why))) => {
            let reason = message::ticket_actions::not_tried_again(&why);
            work.report_failed(action, &ticket, events, reason);
            failed(why)
        }
        Ok(Some(Outcome::Unknown(why))) => {
            work.report_failed(action, &ticket, events, why);
            return None;
        }
        // The problem is over; the next list of events says so too.
        Ok(Some(Outcome::Gone)) => return failed(message::ticket_actions::problem_is_over().into()),
        Ok(Some(Outcome::GoneAs(words))) => {
            return failed(message::ticket_actions::problem_is_over_as(words).into());
        }
        Ok(None) => return failed(message::ticket_actions::rule_says_nothing().into()),
        // Silence is better than the same words twice.
        Err(error) if error.kind() == FailureKind::Unknown && !answer.is_repeatable() => {
            let reason = message::ticket_actions::not_said_again(&error).said();
            work.report_failed(action, &ticket, events, reason.clone());
            failed(reason)
        }
        Err(error) => {
            work.report_failed(action, &ticket, events, error.said());
            return failed(error.said());
        }
    };
    work.ours.insert(after.key.clone(), after);
    ended
}

/// Whether the acknowledgement of an event was ended by this run, or will end by itself.
fn is_passing(work: &Work<'_>, event: &Event) -> bool {
    let seen = work.monitors.seen.get(&event.monitor);
    work.released.contains(&(event.monitor.clone(), event.object.clone()))
        || seen.is_some_and(|seen| seen.lapsed.contains(&event.key))
}

/// Whether the acknowledgement says it already: a run ended before it could remember that.
fn is_said(work: &Work<'_>, ticket: &OurTicket, event: &Event, answer: Answer) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let comment = event.acknowledged.as_ref().and_then(|acknowledged| acknowledged.comment.as_deref());
    let rule = work.job.rules.iter().find(|rule| *rule.name == *ticket.rule);
    match (answer, comment, rule) {
        (Answer::Opened(_), Some(comment), Some(rule)) => {
            let (comment, job) = (words(comment), work.job.name.as_str());
            triage::remarks(rule, job, event, ticket).iter().any(|remark| comment.contains(&words(remark)))
        }
        (Answer::Opened(_) | Answer::Closed(_) | Answer::State(_), _, _) => false,
    }
}

fn remark(work: &Work<'_>, ticket: &OurTicket, event: &Event, answer: Answer) -> Result<String, Said> {
    match answer {
        Answer::Opened(_) => {
            let rule = work.job.rules.iter().find(|rule| *rule.name == *ticket.rule);
            let rule = rule.ok_or_else(|| message::ticket_actions::rule_gone(&ticket.rule).said())?;
            triage::remark(rule, work.job.name.as_str(), event, ticket)
        }
        Answer::Closed(_) | Answer::State(_) => {
            let number = ticket.number.as_deref().unwrap_or(&ticket.key.0);
            let how = ticket.resolution.as_deref().map(message::ticket_actions::and_how);
            let url = ticket.url.as_deref().map_or_else(String::new, |url| format!(" {url}"));
            Ok(message::ticket_actions::problem_still_there(number, ticket.state, &how, &url)
                .text(work.job.language))
        }
    }
}

/// A ticket once the monitor was told of it.
fn as_told(mut ticket: OurTicket, event: &Event, answer: Answer, text: &str) -> OurTicket {
    let (now, state) = (Utc::now(), ticket.state);
    triage::remember_words(&mut ticket, text);
    for episode in &mut ticket.episodes {
        if episode.monitor == event.monitor && episode.event == event.key {
            match answer {
                Answer::Opened(_) => episode.answered_at = Some(now),
                Answer::Closed(_) => episode.close_told_at = Some(now),
                Answer::State(_) => {
                    episode.state_told = Some(state);
                    episode.states_told += 1;
                }
            }
        }
    }
    ticket
}
