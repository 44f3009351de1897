//! Tells the monitor of the ticket: acknowledges, comments, or says that the ticket is closed.

use std::collections::HashSet;

use chrono::Utc;
use futures::future::join_all;

use crate::message;
use crate::model::event::{Event, Remark};
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::TicketAct;
use crate::model::ticket_job::{OnClose, OnOpen};
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::systems::monitor::{Monitor, Outcome};
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
}

impl Answer {
    fn action(self) -> TicketAction {
        match self {
            Self::Opened(OnOpen::Acknowledge) => TicketAction::Acknowledged,
            Self::Opened(OnOpen::Comment | OnOpen::Nothing) => TicketAction::Commented,
            Self::Closed(_) => TicketAction::ToldClosed,
        }
    }

    /// Whether doing it twice is as good as once.
    fn is_repeatable(self) -> bool {
        match self {
            Self::Opened(OnOpen::Acknowledge | OnOpen::Nothing)
            | Self::Closed(OnClose::Unacknowledge | OnClose::Close | OnClose::Nothing) => true,
            Self::Opened(OnOpen::Comment) | Self::Closed(OnClose::Comment) => false,
        }
    }

    async fn call(
        self,
        monitor: &dyn Monitor,
        event: &Event,
        remark: &Remark,
    ) -> Result<Option<Outcome>, RemoteError> {
        match self {
            Self::Opened(OnOpen::Acknowledge) => monitor.acknowledge(event, remark).await.map(Some),
            Self::Opened(OnOpen::Comment) | Self::Closed(OnClose::Comment) => {
                monitor.comment(event, remark).await.map(Some)
            }
            Self::Closed(OnClose::Unacknowledge) => monitor.clear(event, &remark.author).await.map(Some),
            Self::Closed(OnClose::Close) => monitor.close(event, remark).await.map(Some),
            Self::Opened(OnOpen::Nothing) | Self::Closed(OnClose::Nothing) => Ok(None),
        }
    }

    /// Names the act; empty when it may be repeated.
    pub(super) fn mark(self, ticket: &TicketKey, event: &Event) -> String {
        if self.is_repeatable() {
            return String::new();
        }
        triage::mark(&[self.action().as_str(), &ticket.0, &event.monitor, &event.key])
    }
}

/// Acknowledgements that are given at the same time.
const IN_FLIGHT: usize = 8;

/// What a monitor is told of an event, written down and not told yet.
struct Telling<'t> {
    key: &'t TicketKey,
    event: &'t Event,
    answer: Answer,
    remark: Remark,
    act: TicketAct,
}

/// Tells a monitor about the ticket of an event, once.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn answer(
    work: &mut Work<'_>,
    key: &TicketKey,
    event: &Event,
    answer: Answer,
) -> anyhow::Result<()> {
    let Some(telling) = prepare(work, key, event, answer)? else { return Ok(()) };
    say(work, vec![telling]).await
}

/// Acknowledges many events, several at the same time. Those of one thing follow each other. A comment is
/// not told this way: of an interrupted one nobody knows whether it was told.
///
/// # Errors
/// As [`answer`].
pub(super) async fn acknowledge(
    work: &mut Work<'_>,
    mut wanted: Vec<(&TicketKey, &Event)>,
) -> anyhow::Result<()> {
    while !wanted.is_empty() && !work.is_stopped() {
        let (mut now, mut later, mut things) = (Vec::new(), Vec::new(), HashSet::new());
        for (key, event) in wanted {
            if now.len() < IN_FLIGHT && things.insert((&event.monitor, &event.object)) {
                now.extend(prepare(work, key, event, Answer::Opened(OnOpen::Acknowledge))?);
            } else {
                later.push((key, event));
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
    let tried = (key.clone(), event.monitor.clone(), event.key.clone());
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
    let mark = answer.mark(key, event);
    let is_there = is_said(event, answer, &remark) && !is_passing(work, event);
    if is_there || (!mark.is_empty() && work.done_before.contains(&mark)) {
        let after = as_told(ticket, event, answer, &remark.text);
        work.journal.keep(std::slice::from_ref(&after), &[])?;
        work.ours.insert(after.key.clone(), after);
        return Ok(None);
    }
    let label = triage::label(event);
    let about =
        ActDraft { action: answer.action(), system: &event.monitor, ticket: key, label: &label, mark: &mark };
    Ok(Some(Telling { key, event, answer, remark, act: work.journal.act(about) }))
}

/// Tells all of it at the same time.
async fn say(work: &mut Work<'_>, telling: Vec<Telling<'_>>) -> anyhow::Result<()> {
    let acts: Vec<TicketAct> = telling.iter().map(|telling| telling.act.clone()).collect();
    work.journal.set_out(&[], &acts, &[])?;
    let monitors = work.monitors;
    let calls = telling.iter().map(|telling| async move {
        match monitors.get(&telling.event.monitor) {
            Some(monitor) => telling.answer.call(monitor, telling.event, &telling.remark).await,
            None => Ok(None),
        }
    });
    let outcomes = join_all(calls).await;
    for (telling, outcome) in telling.iter().zip(outcomes) {
        record_answer(work, telling, outcome)?;
    }
    Ok(())
}

/// Ends what is left of our acknowledgement of a problem that is over. It is as good twice as once: the
/// next run tries again what failed.
///
/// # Errors
/// As [`answer`].
pub(super) async fn release(
    work: &mut Work<'_>,
    key: &TicketKey,
    monitor: &str,
    event: &str,
    object: &str,
) -> anyhow::Result<()> {
    let (Some(ticket), Some(open)) = (work.ours.get(key), work.monitors.get(monitor)) else { return Ok(()) };
    let mut after = ticket.clone();
    let outcome = match open.release(object, triage::AUTHOR).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::warn!(ticket = %key, monitor, %error, "our acknowledgement was not ended");
            return Ok(());
        }
    };
    for episode in &mut after.episodes {
        if episode.monitor == monitor && episode.event == event {
            episode.released_at = Some(Utc::now());
        }
    }
    let ended =
        (outcome == Outcome::Done).then(|| work.journal.moment(key, "acknowledgement_ended", monitor));
    work.released.insert((monitor.to_owned(), object.to_owned()));
    work.journal.keep(std::slice::from_ref(&after), ended.as_slice())?;
    work.ours.insert(after.key.clone(), after);
    Ok(())
}

/// Writes down what a monitor said, and remembers that it was told.
fn record_answer(
    work: &mut Work<'_>,
    telling: &Telling<'_>,
    outcome: Result<Option<Outcome>, RemoteError>,
) -> anyhow::Result<()> {
    let Telling { key, event, answer, remark, act } = telling;
    let Some(ticket) = work.ours.get(key).cloned() else { return Ok(()) };
    let events = std::slice::from_ref(*event);
    let after = as_told(ticket.clone(), event, *answer, &remark.text);
    match outcome {
        Ok(Some(Outcome::Done | Outcome::Sent | Outcome::Already)) => {
            work.journal.done(act, &after, &[], None)?;
            work.report_done(answer.action(), &after, events);
        }
        Ok(Some(Outcome::NotOurs(who))) => {
            let why = message::ticket_actions::acknowledged_by_another(&who).said();
            work.journal.done(act, &after, &[], Some(why))?;
        }
        Ok(Some(Outcome::NotPossible(why))) => {
            work.journal.failed(act, &why)?;
            work.report_failed(
                answer.action(),
                &ticket,
                events,
                message::ticket_actions::not_tried_again(&why).to_string(),
            );
            work.journal.keep(std::slice::from_ref(&after), &[])?;
        }
        // The problem is over; the next list of events says so too.
        Ok(Some(Outcome::Gone)) => {
            return work.journal.failed(act, message::ticket_actions::problem_is_over());
        }
        Ok(None) => return work.journal.failed(act, message::ticket_actions::rule_says_nothing()),
        // Silence is better than the same words twice.
        Err(error) if error.kind() == FailureKind::Unknown && !answer.is_repeatable() => {
            let reason = message::ticket_actions::not_said_again(&error).said();
            work.journal.failed(act, &reason)?;
            work.report_failed(answer.action(), &ticket, events, reason);
            work.journal.keep(std::slice::from_ref(&after), &[])?;
        }
        Err(error) => {
            let reason = error.to_string();
            work.journal.failed(act, &reason)?;
            work.report_failed(answer.action(), &ticket, events, reason);
            return Ok(());
        }
    }
    work.ours.insert(after.key.clone(), after);
    Ok(())
}

/// Whether the acknowledgement of an event was ended by this run, or will end by itself.
fn is_passing(work: &Work<'_>, event: &Event) -> bool {
    let seen = work.monitors.seen.get(&event.monitor);
    work.released.contains(&(event.monitor.clone(), event.object.clone()))
        || seen.is_some_and(|seen| seen.lapsed.contains(&event.key))
}

/// Whether the acknowledgement says it already: a run ended before it could remember that.
fn is_said(event: &Event, answer: Answer, remark: &Remark) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let comment = event.acknowledged.as_ref().and_then(|acknowledged| acknowledged.comment.as_deref());
    match answer {
        Answer::Opened(_) => comment.is_some_and(|comment| words(comment).contains(&words(&remark.text))),
        Answer::Closed(_) => false,
    }
}

fn remark(work: &Work<'_>, ticket: &OurTicket, event: &Event, answer: Answer) -> Result<String, String> {
    match answer {
        Answer::Opened(_) => {
            let rule = work.job.rules.iter().find(|rule| *rule.name == *ticket.rule);
            let rule = rule.ok_or_else(|| message::ticket_actions::rule_gone(&ticket.rule).to_string())?;
            triage::remark(rule, work.job.name.as_str(), event, ticket)
        }
        Answer::Closed(_) => {
            let number = ticket.number.as_deref().unwrap_or(&ticket.key.0);
            let how = ticket.resolution.as_deref().map_or_else(String::new, |how| format!(": {how}"));
            let url = ticket.url.as_deref().map_or_else(String::new, |url| format!(" {url}"));
            Ok(message::ticket_actions::problem_still_there(number, ticket.state, &how, &url).to_string())
        }
    }
}

/// A ticket once the monitor was told of it.
fn as_told(mut ticket: OurTicket, event: &Event, answer: Answer, text: &str) -> OurTicket {
    let now = Utc::now();
    triage::remember_words(&mut ticket, text);
    for episode in &mut ticket.episodes {
        if episode.monitor == event.monitor && episode.event == event.key {
            match answer {
                Answer::Opened(_) => episode.answered_at = Some(now),
                Answer::Closed(_) => episode.close_told_at = Some(now),
            }
        }
    }
    ticket
}
