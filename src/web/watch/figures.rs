//! The figures of a program at one moment. Labels are jobs and systems of the project, and words of which there are
//! few: never an id, which would make a new series with each run.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, prometheus_text};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::sheet::{Line, Sheet};
use crate::engine::pulse::{Pulse, Reading};
use crate::engine::{self, tell};
use crate::model::job::JobHead;
use crate::model::journal::Run;
use crate::model::measures::{Counted, Group, JobRuns, Measures, TickOutcome};
use crate::model::project::Project;
use crate::model::{RunState, Topic};
use crate::schedule::Timetable;

/// How a run may have ended.
const ENDS: [RunState; 5] =
    [RunState::Done, RunState::Partial, RunState::Refused, RunState::Failed, RunState::Interrupted];

/// The figures.
#[derive(Debug)]
pub(super) struct Figures {
    jobs: Vec<String>,
    webhooks: Vec<String>,
    /// Jobs whose inbox may not be silent for so many seconds.
    inboxes: Vec<(String, f64)>,
    measures: Option<Measures>,
    /// Whether the state database keeps what is written.
    is_kept: bool,
    written: BTreeMap<String, Vec<Group>>,
    patience: BTreeMap<String, f64>,
    next: Vec<(String, DateTime<Utc>)>,
    standing: Vec<String>,
    reading: Reading,
}

/// The silence of a job that is too long, in seconds.
pub(super) fn patience(job: JobHead<'_>) -> Option<f64> {
    let timetable = Timetable::new(job.name, job.schedule?).ok()?;
    Some(timetable.patience(Utc::now()).as_seconds_f64())
}

/// Jobs with an inbox whose silence is told, and after how many seconds.
fn inboxes(project: &Project) -> Vec<(String, f64)> {
    let jobs = project.ticket_jobs.values();
    let watched = jobs.filter_map(|job| Some((job.name.to_string(), job.inbox_dead_man()?.as_secs_f64())));
    watched.collect()
}

impl Figures {
    pub(super) fn new(
        project: &Project,
        (measures, is_kept): (Option<Measures>, bool),
        written: BTreeMap<String, Vec<Group>>,
        patience: BTreeMap<String, f64>,
        pulse: &Pulse,
        now: DateTime<Utc>,
    ) -> Self {
        let heads: Vec<JobHead<'_>> = project.all_jobs().into_iter().map(|job| job.head()).collect();
        let next = heads.iter().filter_map(|head| Some((head.name.to_string(), tell::next_run(*head, now)?)));
        Self {
            next: next.collect(),
            jobs: heads.iter().map(|head| head.name.to_string()).collect(),
            webhooks: project.webhooks.keys().cloned().collect(),
            inboxes: inboxes(project),
            measures,
            is_kept,
            written,
            patience,
            standing: pulse.standing().iter().map(ToString::to_string).collect(),
            reading: pulse.reading(),
        }
    }

    /// Them as Prometheus reads them.
    ///
    /// # Errors
    /// When they cannot be written down.
    pub(super) fn text(self) -> Result<String, fmt::Error> {
        let mut registry = Registry::default();
        let version = env!("STOCKTAKE_VERSION");
        let (number, commit) = version.split_once(" (").unwrap_or((version, ""));
        let build = vec![("version", number.to_owned()), ("commit", commit.trim_end_matches(')').to_owned())];
        registry.register("stocktake_build", "The program that runs", Info::new(build));
        registry.register(
            "stocktake_call_duration_seconds",
            "Calls to systems by HTTP since the start of the program, by class of the status; none: no answer came",
            engine::calls(),
        );
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry)?;
        Ok(text)
    }

    /// What was counted for good: zero where nothing was.
    fn counted(&self, measures: &Measures, what: &[Counted]) -> Vec<Line<u64>> {
        let mut lines = Vec::new();
        for job in &self.jobs {
            for counted in what {
                let (kind, outcome) = counted.words();
                let is_it = |kept: &&crate::model::measures::Times| {
                    kept.job == *job && kept.what.0 == kind && kept.what.1 == outcome
                };
                let times = measures.counted.iter().find(is_it).map_or(0, |kept| kept.times);
                lines.push((vec![("job_name", job.clone()), ("outcome", outcome.to_owned())], times));
            }
        }
        lines
    }

    fn of_program(&self, sheet: &mut Sheet<'_, '_>) -> fmt::Result {
        sheet.gauge(
            "stocktake_state_answers",
            "1 when the state database answers; without it most figures are missing",
            u64::from(self.measures.is_some()),
        )?;
        sheet.gauge(
            "stocktake_state_keeps",
            "1 when the state database keeps what is written; a full disk and a lock that is held let it answer alone",
            u64::from(self.is_kept),
        )?;
        sheet.gauge(
            "stocktake_configuration_valid",
            "1 when the configuration that was read last is valid; else the one before counts",
            u64::from(self.reading.is_valid),
        )?;
        sheet.gauge(
            "stocktake_configuration_read_timestamp_seconds",
            "When the configuration that counts was read",
            seconds(self.reading.read_at),
        )?;
        sheet.gauges(
            "stocktake_schedule_stands",
            "1 when the schedule does not look at the job as it should",
            self.jobs.iter().map(|job| (of(job), u64::from(self.standing.contains(job)))),
        )?;
        sheet.gauges(
            "stocktake_next_start_timestamp_seconds",
            "The next start of the job by its schedule",
            self.next.iter().map(|(job, next)| (of(job), seconds(*next))),
        )?;
        sheet.gauges(
            "stocktake_dead_man_seconds",
            "Without a run that ended well for so long, the job is silent for too long",
            self.patience.iter().map(|(job, patience)| (of(job), *patience)),
        )
    }

    fn of_runs(&self, sheet: &mut Sheet<'_, '_>, measures: &Measures) -> fmt::Result {
        sheet.counters(
            "stocktake_runs",
            "Runs that have ended, by how",
            self.counted(measures, &ENDS.map(Counted::Run)),
        )?;
        sheet.counters(
            "stocktake_starts",
            "Starts that the schedule had, by what became of them",
            self.counted(measures, &TickOutcome::ALL.map(Counted::Tick)),
        )?;
        sheet.gauges(
            "stocktake_run_under_way",
            "1 while a run of the job is under way",
            measures.jobs.iter().map(|job| (of(&job.job), u64::from(job.under_way.is_some()))),
        )?;
        let last = || measures.jobs.iter().filter_map(|job| Some((&job.job, job.last.as_ref()?)));
        let good = || measures.jobs.iter().filter_map(|job| Some((&job.job, job.good.as_ref()?)));
        sheet.gauges(
            "stocktake_last_run_timestamp_seconds",
            "End of the newest run that has ended",
            last().filter_map(|(job, run)| Some((of(job), seconds(run.finished_at?)))),
        )?;
        sheet.gauges(
            "stocktake_last_run_duration_seconds",
            "How long it took",
            last().filter_map(|(job, run)| Some((of(job), took(run)?))),
        )?;
        sheet.gauges("stocktake_last_run_outcome", "1 for how it ended", outcomes(&measures.jobs))?;
        sheet.gauges(
            "stocktake_last_good_run_timestamp_seconds",
            "End of the newest run that ended well: done or partial",
            good().filter_map(|(job, run)| Some((of(job), seconds(run.finished_at?)))),
        )?;
        sheet.gauges(
            "stocktake_last_good_run_duration_seconds",
            "How long it took",
            good().filter_map(|(job, run)| Some((of(job), took(run)?))),
        )?;
        sheet.gauges(
            "stocktake_last_run_changes",
            "Rows that the newest run wrote, by class and operation; for tickets what it did",
            self.written.iter().flat_map(|(job, rows)| rows.iter().map(move |row| written(job, row))),
        )?;
        sheet.gauges(
            "stocktake_last_run_records",
            "Records of the newest run by what came of them",
            last().flat_map(|(job, run)| records(job, run)),
        )?;
        sheet.gauges(
            "stocktake_last_run_rejects",
            "Rows and values that the newest run could not use",
            last().map(|(job, run)| (of(job), run.counts.reject)),
        )
    }

    fn of_pushes(&self, sheet: &mut Sheet<'_, '_>, measures: &Measures) -> fmt::Result {
        let pushed = || measures.jobs.iter().filter_map(|job| Some((job, job.pushed_at?)));
        sheet.gauges(
            "stocktake_pushes_waiting",
            "Bodies that were pushed to the job and wait to be read",
            pushed().map(|(job, _)| (of(&job.job), job.pushes_waiting)),
        )?;
        sheet.gauges(
            "stocktake_last_push_timestamp_seconds",
            "When something was pushed to the job",
            pushed().map(|(job, at)| (of(&job.job), seconds(at))),
        )?;
        let watched = || {
            let job = |name: &String| measures.jobs.iter().find(|job| job.job == *name);
            self.inboxes.iter().filter_map(move |(name, longest)| Some((job(name)?, *longest)))
        };
        sheet.gauges(
            "stocktake_inbox_dead_man_seconds",
            "Without a push for so long, who pushes to the job is silent for too long",
            watched().map(|(job, longest)| (of(&job.job), longest)),
        )?;
        sheet.gauges(
            "stocktake_inbox_silent",
            "1 when who pushes to the job was told to be silent for too long",
            watched().map(|(job, _)| (of(&job.job), u64::from(job.is_silent))),
        )
    }

    fn of_people(&self, sheet: &mut Sheet<'_, '_>, measures: &Measures) -> fmt::Result {
        let asked: Vec<&Group> =
            measures.questions.iter().filter(|group| self.jobs.contains(&group.of[0])).collect();
        let waits = Topic::PlanWaits.as_str();
        sheet.gauges(
            "stocktake_plans_waiting",
            "Plans that a limit refused and that wait for a decision",
            self.jobs.iter().map(|job| {
                let plans = asked.iter().find(|group| group.of[0] == *job && group.of[1] == waits);
                (of(job), plans.map_or(0, |group| group.number))
            }),
        )?;
        sheet.gauges(
            "stocktake_questions_open",
            "Questions that wait for an answer, by topic",
            asked.iter().map(|group| {
                let labels = vec![("job_name", group.of[0].clone()), ("topic", group.of[1].clone())];
                (labels, group.number)
            }),
        )?;
        sheet.gauges(
            "stocktake_tickets",
            "Tickets that are not over, by state; intended: it is not known yet whether they are there",
            measures.tickets.iter().filter(|group| self.jobs.contains(&group.of[0])).map(|group| {
                let [job, desk, state] = group.of.clone();
                (vec![("job_name", job), ("desk", desk), ("state", state)], group.number)
            }),
        )?;
        sheet.gauge("stocktake_mails_waiting", "Mails that wait to be sent", measures.mails.waiting)?;
        sheet.gauges(
            "stocktake_mails_oldest_waiting_timestamp_seconds",
            "Since when the oldest of them waits",
            measures.mails.oldest.map(|oldest| (Vec::new(), seconds(oldest))),
        )?;
        sheet.gauge(
            "stocktake_mails_given_up",
            "Mails that could not be sent and are tried no more",
            measures.mails.given_up,
        )?;
        let by = |webhook: &String| vec![("webhook", webhook.clone())];
        let unsent = |webhook: &String| measures.webhooks.get(webhook).copied().unwrap_or_default();
        sheet.gauges(
            "stocktake_webhook_messages_waiting",
            "Messages that wait to be taken, by webhook",
            self.webhooks.iter().map(|webhook| (by(webhook), unsent(webhook).waiting)),
        )?;
        sheet.gauges(
            "stocktake_webhook_messages_oldest_waiting_timestamp_seconds",
            "Since when the oldest of them waits",
            self.webhooks.iter().filter_map(|webhook| Some((by(webhook), seconds(unsent(webhook).oldest?)))),
        )?;
        sheet.gauges(
            "stocktake_webhook_messages_given_up",
            "Messages that were not taken and are tried no more, by webhook",
            self.webhooks.iter().map(|webhook| (by(webhook), unsent(webhook).given_up)),
        )
    }
}

impl Collector for Figures {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut sheet = Sheet(&mut encoder);
        self.of_program(&mut sheet)?;
        match &self.measures {
            Some(measures) => {
                self.of_runs(&mut sheet, measures)?;
                self.of_pushes(&mut sheet, measures)?;
                self.of_people(&mut sheet, measures)
            }
            None => Ok(()),
        }
    }
}

fn of(job: &str) -> Vec<(&'static str, String)> {
    vec![("job_name", job.to_owned())]
}

/// Seconds since 1970, with their fraction.
fn seconds(at: DateTime<Utc>) -> f64 {
    at.signed_duration_since(DateTime::UNIX_EPOCH).as_seconds_f64()
}

fn took(run: &Run) -> Option<f64> {
    Some((run.finished_at? - run.started_at).as_seconds_f64())
}

fn outcomes(jobs: &[JobRuns]) -> impl Iterator<Item = Line<u64>> {
    jobs.iter().filter_map(|job| Some((&job.job, job.last.as_ref()?))).flat_map(|(job, run)| {
        ENDS.map(|end| {
            let labels = vec![("job_name", job.clone()), ("outcome", end.as_str().to_owned())];
            (labels, u64::from(run.state == end))
        })
    })
}

fn written(job: &str, row: &Group) -> Line<u64> {
    let [class, operation, _] = row.of.clone();
    (vec![("job_name", job.to_owned()), ("class", class), ("operation", operation)], row.number)
}

fn records(job: &str, run: &Run) -> [Line<u64>; 4] {
    [
        ("applied", run.applied),
        ("failed", run.failed),
        ("moved", run.changed_since_plan),
        ("unchanged", run.counts.unchanged),
    ]
    .map(|(result, number)| (vec![("job_name", job.to_owned()), ("result", result.to_owned())], number))
}
