//! Builds the report of a run from the journal.

use chrono::{DateTime, Utc};

use crate::model::change::Refusal;
use crate::model::job::{JobHead, Language, SendWhen};
use crate::model::project::Project;
use crate::model::report::Report;
use crate::model::ticket_report::TicketReport;
use crate::model::{Asked, Run, RunState, Standing};
use crate::store::Store;

use super::schedule::Timetable;

/// What stopped a plan, and what only some runs tell; nothing for most.
#[derive(Debug, Default)]
pub struct Stopped {
    /// Limits that refused it.
    pub refusals: Vec<Refusal>,
    /// Command with which a person goes on.
    pub go_on: Option<String>,
    /// What became of events and tickets, of a ticket job.
    pub tickets: Option<Box<TicketReport>>,
}

/// The report of a run, with its questions as they stand.
///
/// # Errors
/// When the state database cannot be read.
pub fn report(
    project: &Project,
    store: &Store,
    job: JobHead<'_>,
    run: Run,
    Stopped { refusals, go_on, tickets }: Stopped,
    questions: Vec<Asked>,
    now: DateTime<Utc>,
) -> anyhow::Result<Report> {
    let zone = job.schedule.map_or(chrono_tz::UTC, |schedule| schedule.zone);
    Ok(Report {
        description: job.description.to_owned(),
        system: job.systems.to_string(),
        counts: run.counts,
        entries: store.entries(&run.id)?,
        rejects: store.rejects(&run.id)?,
        kept: store.kept(&run.id)?,
        known: store.known_findings(&run.id)?,
        questions,
        refusals,
        go_on,
        tickets,
        next_run: next_run(job, now),
        zone: zone.name().to_owned(),
        language: language(project, job),
        run,
    })
}

fn language(project: &Project, job: JobHead<'_>) -> Language {
    job.report.language.unwrap_or(project.mail.language)
}

/// Whether the job wants a mail of this run. What was told before and is as it was makes none; what a
/// ticket job could not do or see is told as long as it lasts.
pub fn wants_mail(job: JobHead<'_>, report: &Report) -> bool {
    let asks = report.questions.iter().any(|asked| asked.standing == Standing::New || asked.pressing);
    let tickets = report.tickets.as_deref();
    let incomplete =
        tickets.is_some_and(|tickets| !tickets.failed.is_empty() || tickets.troubled().next().is_some());
    let for_people = tickets.is_some_and(|tickets| tickets.for_people().next().is_some());
    let changed = !report.entries.is_empty() || tickets.is_some_and(|tickets| !tickets.done.is_empty());
    let decisions = asks || failed(report) || report.known.new_rejects() > 0 || incomplete;
    let problem = decisions || report.run.moved > 0 || for_people;
    match job.report.send {
        SendWhen::Always => true,
        SendWhen::Changes => problem || changed,
        SendWhen::Problems => problem,
        SendWhen::Decisions => decisions,
    }
}

/// True when the run did not do what it could. One that only rejected too many rows did.
fn failed(report: &Report) -> bool {
    let run = &report.run;
    match run.state {
        RunState::Done => false,
        RunState::Partial => run.failed > 0 || run.message.is_some(),
        RunState::Running | RunState::Refused | RunState::Failed | RunState::Interrupted => true,
    }
}

/// When the schedule starts a job next, its spread included.
pub fn next_run(job: JobHead<'_>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let timetable = Timetable::new(job.name, job.schedule?).ok()?;
    timetable.next_after(now).map(|tick| timetable.start_of(tick))
}
