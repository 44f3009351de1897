//! Builds the report of a run from the journal.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::change::Refusal;
use crate::model::job::{JobHead, Language, SendWhen};
use crate::model::project::Project;
use crate::model::report::Report;
use crate::model::schema::Wording;
use crate::model::ticket_report::{Problem, TicketReport};
use crate::model::{AskedQuestion, Job, Plan, Question, Run, RunState, Said, Standing};
use crate::store::Store;

use crate::schedule::Timetable;

use super::connect;

/// What stopped a plan, and what only some runs tell; nothing for most.
#[derive(Debug, Default)]
pub struct ReportExtras {
    /// Limits that refused it.
    pub refusals: Vec<Refusal>,
    /// Command with which a person goes on.
    pub go_on: Option<String>,
    /// What a refused plan would do.
    pub planned: Option<Arc<Plan>>,
    /// Names and items that may be one thing and that the job does not feed.
    pub alike: Vec<Question>,
    /// What became of events and tickets, of a ticket job.
    pub tickets: Option<Box<TicketReport>>,
    /// What is told of the columns of its sources, one line each.
    pub columns: Vec<Said>,
    /// What was found out about the records of its sources as a whole, one line each.
    pub sources: Vec<Said>,
    /// What was noted on the way, one line each.
    pub notes: Vec<Said>,
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
    ReportExtras { refusals, go_on, planned, alike, tickets, columns, sources, notes }: ReportExtras,
    questions: Vec<AskedQuestion>,
    now: DateTime<Utc>,
) -> anyhow::Result<Report> {
    let tickets = tickets.map(|mut tickets| {
        tickets.drop_links(|desk| project.is_practice(desk));
        tickets
    });
    let zone = job.schedule.map_or(chrono_tz::UTC, |schedule| schedule.zone);
    let target = job.systems.target();
    let schema = target.and_then(|system| connect::schema_of(project, system));
    Ok(Report {
        schema,
        description: job.description.to_owned(),
        system: job.systems.to_string(),
        folder: project.folder.clone(),
        counts: run.counts,
        entries: store.entries(&run.id)?,
        rejects: store.rejects(&run.id)?,
        kept: store.kept(&run.id)?,
        known: store.known_findings(&run.id)?,
        questions,
        refusals,
        go_on,
        planned,
        alike,
        pages: target.and_then(|system| project.systems.get(system)?.pages.clone()),
        console: project.web.url.clone(),
        tickets,
        columns,
        sources,
        notes,
        next_run: next_run(job, now),
        zone: zone.name().to_owned(),
        language: language(project, job),
        run,
    })
}

/// The language in which a job tells people what it does.
pub(crate) fn language(project: &Project, job: JobHead<'_>) -> Language {
    job.report.language.unwrap_or(project.mail.language)
}

/// How the classes and columns of a job's target are called for those who read what it does.
pub(crate) fn wording(project: &Project, job: &Job) -> Wording {
    let schema = connect::schema_of(project, &job.system);
    Wording { schema, language: language(project, job.head()) }
}

/// The runs of a job before this one.
#[derive(Debug, Default)]
pub struct Before {
    /// What came of the last; `None`: there was none.
    pub state: Option<RunState>,
    /// One of them ended well.
    pub was_good: bool,
    /// What the last few told of tickets: one of them may have been about a single event.
    pub tickets: Vec<TicketReport>,
}

/// Runs before this one whose problems are known.
const KNOWN_RUNS: usize = 3;

/// The runs of a job before this one, which has not ended yet.
///
/// # Errors
/// When the state database cannot be read.
pub fn told_before(store: &Store, report: &Report) -> anyhow::Result<Before> {
    let job = report.run.job.as_str();
    let runs = store.runs(Some(job), KNOWN_RUNS + 1)?;
    let before: Vec<Run> = runs.into_iter().filter(|run| run.id < report.run.id).take(KNOWN_RUNS).collect();
    let mut tickets = Vec::new();
    if report.tickets.is_some() {
        for run in &before {
            tickets.extend(store.ticket_report(&run.id)?);
        }
    }
    let was_good = store.last_good_run(job)?.is_some();
    Ok(Before { state: before.first().map(|run| run.state), was_good, tickets })
}

/// Whether the job wants a mail of this run. What was told before and is as it was makes none; of a
/// ticket job that is what the runs `before` could not do or see either.
pub fn wants_mail(job: JobHead<'_>, report: &Report, before: &Before) -> bool {
    // A fact goes with a mail of its run and makes none.
    let asks = report
        .questions
        .iter()
        .any(|asked| (asked.standing == Standing::New || asked.pressing) && !asked.question.is_fact());
    let tickets = report.tickets.as_deref();
    let changed = !report.entries.is_empty() || tickets.is_some_and(|tickets| !tickets.done.is_empty());
    let known: BTreeSet<Problem<'_>> = before.tickets.iter().flat_map(TicketReport::problems).collect();
    let broke_down = report.run.state == RunState::Failed && before.state != Some(RunState::Failed);
    let new: BTreeSet<Problem<'_>> =
        tickets.map(TicketReport::problems).unwrap_or_default().difference(&known).copied().collect();
    let incomplete = match tickets {
        Some(_) => broke_down || new.iter().any(|problem| !matches!(problem, Problem::Waits { .. })),
        None => failed(report),
    };
    let decisions = asks || incomplete || report.known.new_rejects() > 0;
    let is_good = matches!(report.run.state, RunState::Done | RunState::Partial);
    let problem = decisions || report.run.changed_since_plan > 0 || !new.is_empty();
    match job.report.send {
        SendWhen::Always => true,
        SendWhen::Changes => problem || changed || (is_good && !before.was_good),
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

/// When the schedule starts a job next, its spread included; a start that a freeze holds back is at its end.
pub fn next_run(job: JobHead<'_>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let timetable = Timetable::new(job.name, job.schedule?).ok()?;
    timetable.upcoming(now, 1).first().map(|start| start.at)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::change::Counts;
    use crate::model::event::Severity;
    use crate::model::job::{Freeze, History, JobName, ReportPolicy, Schedule, Systems};
    use crate::model::journal::{RunId, Trigger};
    use crate::model::question::Known;
    use crate::model::ticket_report::{EventLine, SystemStatus, TicketAction, TicketLine};

    fn report(tickets: TicketReport) -> Report {
        let at: DateTime<Utc> = "2026-08-04T00:00:00Z".parse().unwrap();
        Report {
            schema: None,
            run: Run {
                id: RunId("1".to_owned()),
                job: "tickets".to_owned(),
                trigger: Trigger::Schedule,
                state: RunState::Done,
                started_at: at,
                finished_at: Some(at),
                node: String::new(),
                alive_at: at,
                counts: Counts::default(),
                applied: 0,
                failed: 0,
                changed_since_plan: 0,
                digest: None,
                records: std::collections::BTreeMap::new(),
                message: None,
            },
            description: String::new(),
            system: "glpi".to_owned(),
            folder: "/etc/stocktake".into(),
            counts: Counts::default(),
            entries: Vec::new(),
            rejects: Vec::new(),
            kept: Vec::new(),
            known: Known::default(),
            questions: Vec::new(),
            refusals: Vec::new(),
            go_on: None,
            planned: None,
            alike: Vec::new(),
            pages: None,
            console: None,
            tickets: Some(Box::new(tickets)),
            columns: Vec::new(),
            sources: Vec::new(),
            notes: Vec::new(),
            next_run: None,
            zone: "UTC".to_owned(),
            language: Language::En,
        }
    }

    #[test]
    fn the_next_run_of_a_frozen_job_is_at_the_end_of_the_freeze() {
        let day: chrono::NaiveDate = "2026-08-05".parse().unwrap();
        let hour = std::time::Duration::from_secs(3_600);
        let schedule = Schedule {
            cron: "0 2 * * *".to_owned(),
            zone: chrono_tz::UTC,
            jitter: std::time::Duration::ZERO,
            deadline: 48 * hour,
            timeout: hour,
            freeze: vec![Freeze::Dates { from: day, to: day }],
            dead_man: None,
        };
        let (name, policy) = (JobName::from("nightly"), ReportPolicy::default());
        let head = JobHead {
            name: &name,
            description: "",
            systems: Systems::One("glpi"),
            schedule: Some(&schedule),
            ping: None,
            report: &policy,
            history: History::default(),
        };
        let next = next_run(head, "2026-08-04T12:00:00Z".parse().unwrap());
        assert_eq!(next, Some("2026-08-06T00:00:00Z".parse().unwrap()));
    }

    /// Which of the three policies want a mail.
    fn wanted(tickets: TicketReport) -> Vec<SendWhen> {
        wanted_after(Before { was_good: true, ..Before::default() }, tickets)
    }

    fn wanted_after(before: Before, tickets: TicketReport) -> Vec<SendWhen> {
        let report = report(tickets);
        let name = JobName::from("tickets");
        let wants = |send| {
            let policy = ReportPolicy { send, ..ReportPolicy::default() };
            let head = JobHead {
                name: &name,
                description: "",
                systems: Systems::One("glpi"),
                schedule: None,
                ping: None,
                report: &policy,
                history: History::default(),
            };
            wants_mail(head, &report, &before)
        };
        [SendWhen::Changes, SendWhen::Problems, SendWhen::Decisions]
            .into_iter()
            .filter(|send| wants(*send))
            .collect()
    }

    fn opened() -> TicketLine {
        TicketLine {
            action: TicketAction::Opened,
            desk: "glpi".to_owned(),
            key: "k".to_owned(),
            number: None,
            url: None,
            title: String::new(),
            rule: String::new(),
            company: None,
            severity: None,
            events: Vec::new(),
            reason: None,
        }
    }

    fn without(reason: &str) -> TicketReport {
        let since = "2026-08-04T00:00:00Z".parse().unwrap();
        let event = EventLine {
            monitor: "icinga".to_owned(),
            event: "e".to_owned(),
            label: "web01".to_owned(),
            severity: Severity::Critical,
            since,
            why: String::new().into(),
            reason: reason.to_owned(),
        };
        TicketReport { without_ticket: vec![event], ..TicketReport::default() }
    }

    #[test]
    fn mails_of_a_ticket_job_are_sent_when_they_are_wanted() {
        let (changes, problems, decisions) = (SendWhen::Changes, SendWhen::Problems, SendWhen::Decisions);
        assert_eq!(wanted(TicketReport::default()), []);
        assert_eq!(wanted_after(Before::default(), TicketReport::default()), [changes], "the first good run");
        assert_eq!(wanted(without("young")), []);
        assert_eq!(wanted(TicketReport { done: vec![opened()], ..TicketReport::default() }), [changes]);
        assert_eq!(wanted(without("no_rule")), [changes, problems]);
        let failed = TicketReport { failed: vec![opened()], ..TicketReport::default() };
        assert_eq!(wanted(failed), [changes, problems, decisions]);
        let trouble =
            SystemStatus { name: "icinga".to_owned(), count: 0, trouble: Some("refused".to_owned().into()) };
        let blind = TicketReport { monitors: vec![trouble], ..TicketReport::default() };
        assert_eq!(wanted(blind), [changes, problems, decisions]);
    }

    #[test]
    fn what_a_ticket_job_could_not_do_is_mailed_once_as_long_as_it_lasts() {
        let before =
            |tickets| Before { state: Some(RunState::Partial), was_good: true, tickets: vec![tickets] };
        let trouble = |system: &str| {
            let trouble = Some("refused".into());
            SystemStatus { name: system.to_owned(), count: 0, trouble }
        };
        let of = |monitors: Vec<SystemStatus>| TicketReport { monitors, ..without("no_rule") };
        assert_eq!(wanted_after(before(of(vec![trouble("icinga")])), of(vec![trouble("icinga")])), []);
        assert_eq!(wanted_after(before(of(vec![trouble("icinga")])), of(Vec::new())), []);
        assert_eq!(
            wanted_after(before(of(vec![trouble("icinga")])), of(vec![trouble("icinga"), trouble("zabbix")])),
            [SendWhen::Changes, SendWhen::Problems, SendWhen::Decisions]
        );
    }
}
