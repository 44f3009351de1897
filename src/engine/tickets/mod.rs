//! The story of one run of a ticket job: monitors are asked → what an interruption left is settled →
//! our tickets are read → it is decided → tickets, notes, answers, each journalled → report.

mod adopt;
mod again;
mod another;
mod answer;
mod asked;
mod at_hand;
mod by_hand;
mod deliver;
mod early;
mod hear;
mod journal;
mod last_read;
mod late;
mod looked;
mod mark;
mod open;
mod poll;
mod preview;
mod ready;
mod relay;
mod release;
mod scene;
mod settle;
mod switched_off;
mod tell;
mod work;
mod write;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::Instrument;

use crate::message;
use crate::model::RunId;
use crate::model::RunState;
use crate::model::Said;
use crate::model::journal::Trigger;
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketReport;
use crate::reconcile::Asking;
use crate::triage::{Act, Heard, Opening, Triaged};

use super::apply::Applied;
use super::frame::{Audience, Ended, Outcome, Setting, close, open as open_run, with_heartbeat};

use super::in_run::in_run;
use super::ping;
use super::safe::Safe;
use super::trace::{span, step, step_here};
use super::webhooks::Bearing;

use answer::{Answer, Wanted};
use asked::Questions;
use at_hand::AtHand;
use journal::Journal;
use late::Late;
use release::Release;
use work::Work;
use write::Writing;

pub use another::Another;
pub use by_hand::ByHand;
pub use early::settle_early;
pub use last_read::last_read;
pub use mark::{carries, note_with_mark};
pub use preview::preview;

/// A ticket is remembered at least this long after its end.
const REMEMBERED: Duration = Duration::from_secs(86_400);

/// Runs a ticket job.
///
/// # Errors
/// Only when the run could not be opened or closed (another one is under way, the state database
/// fails). Everything else is in the report.
pub async fn run_job(setting: &Setting, job: &TicketJob, trigger: Trigger) -> anyhow::Result<Ended> {
    run(setting, job, trigger, &Wish::Everything).await
}

/// Opens a ticket for an event that a person names, by a rule of the job, whatever the rule says of
/// when. It is a run of its own: no other one of the job is under way meanwhile.
///
/// # Errors
/// As [`run_job`].
pub async fn open_by_hand(setting: &Setting, job: &TicketJob, wanted: &ByHand) -> anyhow::Result<Ended> {
    run(setting, job, Trigger::Command, &Wish::One(wanted)).await
}

/// What a run is for.
enum Wish<'w> {
    Everything,
    One(&'w ByHand),
}

async fn run(setting: &Setting, job: &TicketJob, trigger: Trigger, wish: &Wish<'_>) -> anyhow::Result<Ended> {
    let run = open_run(setting, job.head(), trigger)?;
    let whole = async {
        let mut outcome = with_heartbeat(setting, &run, Box::pin(story(setting, job, &run, wish))).await;
        // A run that failed as a whole is still one of tickets.
        outcome.tickets.get_or_insert_default();
        (outcome.audience, outcome.bearing) = match wish {
            Wish::Everything => (Audience::Mail, Bearing::OfJob),
            Wish::One(_) => (Audience::Terminal, Bearing::Aside),
        };
        close(setting, job.head(), &run, outcome).await
    };
    match wish {
        Wish::Everything => {
            in_run(&run, job.head(), trigger, ping::told(setting, job.head(), &run, Box::pin(whole))).await
        }
        Wish::One(_) => in_run(&run, job.head(), trigger, Box::pin(whole)).await,
    }
}

/// Since when a ticket must have changed to be thought of, when it has ended.
fn remembered_since(job: &TicketJob, now: DateTime<Utc>) -> DateTime<Utc> {
    let longest = job.rules.iter().filter_map(|rule| rule.reopen_within).max().unwrap_or_default();
    let span = longest.max(job.storm.window).max(REMEMBERED);
    now - TimeDelta::from_std(span).unwrap_or(TimeDelta::days(366))
}

async fn story(setting: &Setting, job: &TicketJob, run: &RunId, wish: &Wish<'_>) -> anyhow::Result<Outcome> {
    let (project, store) = (&setting.project, &setting.store);
    let asking = AtHand::ask(project, Some(store), job, &setting.progress);
    let mut at_hand = step("ask", asking).await?;
    // First of all: what was read is not lost, whatever comes.
    let outcome = match at_hand.keep_feeds(store, job, run) {
        Ok(()) => with_all(setting, job, run, &mut at_hand, wish).await,
        Err(error) => Err(error),
    };
    let outcome = match outcome {
        Ok(outcome) => end_feeds(setting, job, run, &at_hand, outcome).await,
        Err(error) => Err(error),
    };
    at_hand.close().await;
    outcome
}

/// Puts away what was read of feeds, and tells of it. A row that cannot be used leaves the run partial, and is why.
async fn end_feeds(
    setting: &Setting,
    job: &TicketJob,
    run: &RunId,
    at_hand: &AtHand<'_>,
    mut outcome: Outcome,
) -> anyhow::Result<Outcome> {
    for feed in &at_hand.feeds {
        outcome.notes.extend(feed.found.notes.iter().cloned());
        outcome.forms.extend(feed.found.forms.iter().cloned());
        outcome.columns.extend(feed.found.columns.iter().cloned());
        outcome.sources.extend(feed.asked.iter().cloned());
        if !matches!(outcome.state, RunState::Done | RunState::Partial) {
            continue;
        }
        let put = feed.put_away(&setting.project, &setting.store, &job.name, run).await?;
        outcome.notes.extend(put);
        if let Some(trouble) = feed.trouble() {
            outcome.state = RunState::Partial;
            let trouble = message::list::of(&feed.feed.name, trouble).said();
            let said: Vec<Said> = outcome.message.take().into_iter().chain([trouble]).collect();
            outcome.message = Some(Said::join(&said, "\n"));
        }
    }
    Ok(outcome)
}

async fn with_all(
    setting: &Setting,
    job: &TicketJob,
    run: &RunId,
    at_hand: &mut AtHand<'_>,
    wish: &Wish<'_>,
) -> anyhow::Result<Outcome> {
    let journal = Journal::new(&setting.store, run);
    journal.keep(&at_hand.set_right, &[])?;
    let safe = Safe::of(&setting.project);
    let late = Late::ask(&setting.store, &safe, job, &at_hand.desks).await?;
    late.expect_own_doing(at_hand.ours.values_mut());
    setting.progress.stage(message::run::reading_tickets());
    let last_looked = setting.store.last_good_run(job.name.as_str())?.map(|run| run.started_at);
    let polled = at_hand.poll(job, last_looked).instrument(span("poll")).await;
    let moments = poll::moments(&polled, |ticket, what, detail| journal.moment(&ticket.key, what, detail));
    let changed: Vec<OurTicket> = polled.into_iter().map(|polled| polled.ticket).collect();
    journal.keep(&changed, &moments)?;
    last_read::remember(&setting.store, run, job.name.as_str(), &at_hand.desks)?;
    let AtHand { monitors, desks, ours, off_until, .. } = at_hand;
    let (ours, off_until) = (std::mem::take(ours), std::mem::take(off_until));
    switched_off::remember(&setting.store, run, job, Utc::now())?;
    let heard = match wish {
        Wish::Everything => hear::hear(monitors, desks, job, &ours).instrument(span("hear")).await,
        Wish::One(_) => Heard::default(),
    };
    let monitors = &*monitors;
    let mut work = Work::new(setting, job, journal, safe, monitors, &*desks);
    (work.ours, work.heard, work.off_until) = (ours, heard, off_until);
    if let Wish::One(wanted) = wish {
        work.another = wanted.another;
    }
    work.questions = Questions::of(&setting.store, job)?;
    step("settle", settle::settle_acts(&mut work, &late)).await?;
    setting.progress.stage(message::run::working_on_tickets());
    let triaged = step_here("triage", || match wish {
        Wish::Everything => Ok(work.triage(Utc::now())),
        Wish::One(wanted) => by_hand::opening(&work, wanted),
    })?;
    step("act", act(&mut work, &triaged)).await?;
    // What was opened just now is answered at once.
    let again = work.triage(Utc::now());
    hear::remember(&mut work, &again)?;
    let answers =
        again.acts.into_iter().filter(|act| matches!(act, Act::Answer { .. } | Act::TellState { .. }));
    let answers =
        Triaged { acts: answers.filter(|act| concerns(wish, &triaged, act)).collect(), ..Triaged::default() };
    step("answer", act(&mut work, &answers)).await?;
    if matches!(wish, Wish::Everything) {
        relay::drop_unwanted(&mut work)?;
    }
    let report = tell::report(&mut work, &triaged, Utc::now());
    if matches!(wish, Wish::Everything) {
        looked::remember(&setting.store, run, job, monitors, &report)?;
    }
    let answered: Vec<&str> = monitors.seen.keys().map(String::as_str).collect();
    let orphans = tell::orphans(&work);
    let stopped = work.stopped;
    let questions = work.questions.ended(&setting.project, &setting.store, job.name.as_str())?;
    let asking = Asking::Survey { questions, unread: Vec::new() };
    Ok(Outcome { asking, ..outcome_of(report, &answered, orphans, stopped) })
}

/// A run that was asked for one event leaves the others alone.
fn concerns(wish: &Wish<'_>, triaged: &Triaged, act: &Act) -> bool {
    match (wish, act) {
        (Wish::Everything, _) => true,
        (Wish::One(_), Act::Answer { ticket, .. } | Act::TellState { ticket, .. }) => {
            triaged.acts.iter().any(|act| matches!(act, Act::Open(opening) if opening.draft.key == *ticket))
        }
        (Wish::One(_), _) => false,
    }
}

/// Does what was decided, in its order.
async fn act(work: &mut Work<'_>, triaged: &Triaged) -> anyhow::Result<()> {
    look_up_marks(work, triaged)?;
    let mut remembered = Vec::new();
    let mut openings: Vec<Opening> = Vec::new();
    let mut answers: Vec<Wanted<'_>> = Vec::new();
    let (mut writings, mut relays, mut releases) = (Vec::new(), Vec::new(), Vec::new());
    for failure in &triaged.failures {
        tracing::warn!(
            rule = failure.rule,
            event = failure.event,
            reason = %failure.reason,
            "a template fails"
        );
        work.failed.push(tell::failure(work.job, failure));
    }
    for act in &triaged.acts {
        if let Act::Remember(ticket) = act {
            remembered.push((**ticket).clone());
        }
    }
    work.journal.keep(&remembered, &[])?;
    work.ours.extend(remembered.into_iter().map(|ticket| (ticket.key.clone(), ticket)));
    for act in &triaged.acts {
        match act {
            Act::Remember(_) => {}
            Act::Open(opening) => openings.push((**opening).clone()),
            Act::Note(note) => writings.push(Writing::Note(note)),
            Act::Revise(revision) => writings.push(Writing::Revise(revision)),
            Act::Reopen(reopening) => writings.push(Writing::Reopen(reopening)),
            Act::Resolve { ticket, resolution, mark } => {
                writings.push(Writing::Resolve { ticket, resolution, mark });
            }
            Act::Answer { ticket: key, event, how } => {
                answers.push(Wanted { key, event, answer: Answer::Opened(*how) });
            }
            Act::TellClosed { ticket: key, event, how } => {
                answers.push(Wanted { key, event, answer: Answer::Closed(*how) });
            }
            Act::TellState { ticket: key, event, act } => {
                answers.push(Wanted { key, event, answer: Answer::State(*act) });
            }
            Act::Relay(told) => relays.push(told),
            Act::Release { ticket, monitor, event, object } => {
                releases.push(Release { ticket, monitor, event, object });
            }
        }
    }
    write::write(work, writings).await?;
    relay::relay(work, relays).await?;
    release::release(work, releases).await?;
    if work.is_stopped() {
        return Ok(());
    }
    answer::answer(work, answers).await?;
    open::open(work, openings).await
}

/// Marks of the plan that are done already, by a run that ended before it could remember it.
fn look_up_marks(work: &mut Work<'_>, triaged: &Triaged) -> anyhow::Result<()> {
    let mut marks: Vec<String> = Vec::new();
    for act in &triaged.acts {
        match act {
            Act::Note(note) => marks.push(note.mark.clone()),
            Act::Revise(revision) => marks.push(revision.mark.clone()),
            Act::Reopen(reopening) => marks.push(reopening.mark.clone()),
            Act::Resolve { mark, .. } => marks.push(mark.clone()),
            Act::Answer { ticket, event, how } => {
                marks.extend(work.ours.get(ticket).map(|ours| Answer::Opened(*how).mark(ours, event)));
            }
            Act::TellClosed { ticket, event, how } => {
                marks.extend(work.ours.get(ticket).map(|ours| Answer::Closed(*how).mark(ours, event)));
            }
            Act::TellState { ticket, event, act } => {
                marks.extend(work.ours.get(ticket).map(|ours| Answer::State(*act).mark(ours, event)));
            }
            Act::Relay(relay) => marks.push(relay.mark.clone()),
            Act::Open(_) | Act::Remember(_) | Act::Release { .. } => {}
        }
    }
    marks.retain(|mark| !mark.is_empty());
    work.done_before.extend(work.journal.store.done_marks(&marks)?);
    Ok(())
}

/// What the run comes to. A monitor that answered, but does not show everything, is no failure.
fn outcome_of(report: TicketReport, answered: &[&str], orphans: Vec<Said>, stopped: bool) -> Outcome {
    let trouble: Vec<Said> = report
        .monitors
        .iter()
        .filter(|asked| !answered.contains(&asked.name.as_str()))
        .chain(&report.desks)
        .filter_map(|asked| Some(message::list::of(&asked.name, asked.trouble.as_ref()?).said()))
        .collect();
    let state = if answered.is_empty() && report.done.is_empty() {
        RunState::Failed
    } else if stopped || !trouble.is_empty() || !report.failed.is_empty() {
        RunState::Partial
    } else {
        RunState::Done
    };
    let mut said = trouble;
    said.extend(orphans);
    if stopped {
        said.push(message::run::stopped_before_end().said());
    }
    let applied = Applied {
        applied: report.done.len() as u64,
        failed: report.failed.len() as u64,
        stopped,
        ..Applied::default()
    };
    Outcome {
        applied,
        message: (!said.is_empty()).then(|| Said::join(&said, "\n")),
        tickets: Some(Box::new(report)),
        ..Outcome::ended(state)
    }
}
