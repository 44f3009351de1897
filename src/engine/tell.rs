//! Builds the report of a run from the journal.

use chrono::{DateTime, Utc};

use crate::model::change::Refusal;
use crate::model::job::{Language, SendWhen};
use crate::model::project::Project;
use crate::model::report::Report;
use crate::model::{EntryState, Job, Run, RunState};
use crate::store::Store;

use super::schedule::Timetable;

/// The report of a run.
///
/// # Errors
/// When the state database cannot be read.
pub fn report(
    project: &Project,
    store: &Store,
    job: &Job,
    run: Run,
    refusals: Vec<Refusal>,
    go_on: Option<String>,
    now: DateTime<Utc>,
) -> anyhow::Result<Report> {
    let zone = job.schedule.as_ref().map_or(chrono_tz::UTC, |schedule| schedule.zone);
    Ok(Report {
        description: job.description.clone(),
        system: job.system.clone(),
        counts: run.counts,
        entries: store.entries(&run.id)?,
        rejects: store.rejects(&run.id)?,
        kept: store.kept(&run.id)?,
        refusals,
        go_on,
        next_run: next_run(job, now),
        zone: zone.name().to_owned(),
        language: language(project, job),
        run,
    })
}

fn language(project: &Project, job: &Job) -> Language {
    job.report.language.unwrap_or(project.mail.language)
}

/// Whether the job wants a mail of this run.
pub fn wants_mail(job: &Job, report: &Report) -> bool {
    let problem = report.run.state != RunState::Done
        || !report.rejects.is_empty()
        || report.entries.iter().any(|entry| matches!(entry.state, EntryState::Failed | EntryState::Moved));
    match job.report.send {
        SendWhen::Always => true,
        SendWhen::Changes => problem || !report.entries.is_empty(),
        SendWhen::Problems => problem,
    }
}

/// When the schedule starts a job next, its spread included.
pub fn next_run(job: &Job, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let timetable = Timetable::new(&job.name, job.schedule.as_ref()?).ok()?;
    timetable.next_after(now).map(|tick| timetable.start_of(tick))
}
