//! What is told, and whom: changes only, each once. What does not concern a receiver is not made for it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Webhooks;
use crate::engine::saved;
use crate::message;
use crate::model::inbox::InboxTurn;
use crate::model::job::JobHead;
use crate::model::news::News;
use crate::model::project::Project;
use crate::model::question::Closed;
use crate::model::report::Report;
use crate::model::ticket_report::TicketAction;
use crate::model::webhook::{Health, Occasion, Telling, Turn, Webhook, WebhookMessage};
use crate::model::{AskedQuestion, Question, Run, RunId, RunState, Standing, Topic};
use crate::report;
use crate::store::Store;

/// What a run says of its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Bearing {
    /// How it does.
    OfJob,
    /// How it does, and that somebody approved the plan that was written.
    Approval {
        /// Who.
        by: Option<String>,
        /// Why.
        why: Option<String>,
    },
    /// Nothing: somebody took a run back, took items on, or opened a single ticket.
    Aside,
}

/// How each receiver was last told that a job does, and since when.
type Known = BTreeMap<String, (Health, DateTime<Utc>)>;

/// What is told once a run has ended.
///
/// # Errors
/// When the state database cannot be read.
pub(in crate::engine) fn of_run(
    project: &Project,
    store: &Store,
    report: &Report,
    bearing: &Bearing,
) -> anyhow::Result<Telling> {
    let webhooks = &project.webhooks;
    if webhooks.is_empty() {
        return Ok(Telling::default());
    }
    let run = &report.run;
    let zone = report.zone.parse().unwrap_or(Tz::UTC);
    let at = run.finished_at.unwrap_or(run.started_at);
    let of = |occasion| News::of_run(occasion, run, zone, at);
    let mut news = of_plan(project, report, bearing, of);
    news.extend(of_questions(report, of));
    news.extend(of_tickets(report, of));
    let health = match (bearing, run.state) {
        (Bearing::Aside, _) | (_, RunState::Interrupted | RunState::Running) => None,
        (_, RunState::Done | RunState::Partial) => Some(Health::Well),
        (_, RunState::Refused) if report.go_on.is_some() => Some(Health::Waiting),
        (_, RunState::Refused) => Some(Health::Refused),
        (_, RunState::Failed) => Some(Health::Failed),
    };
    let doing =
        health.map(|health| (health, News { reason: run.message.clone(), ..of(Occasion::JobFailed) }));
    Ok(telling(webhooks, &store.told_health(&run.job)?, &run.job, &news, doing.as_ref()))
}

/// What is told when no run of a job has ended well for too long.
///
/// # Errors
/// When the state database cannot be read.
pub(in crate::engine) fn silent(
    webhooks: &Webhooks,
    store: &Store,
    job: JobHead<'_>,
    last_good: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> anyhow::Result<Telling> {
    let zone = job.schedule.map_or(Tz::UTC, |schedule| schedule.zone);
    let news = News { zone, since: last_good, ..News::of(Occasion::JobSilent, job.name.as_str(), now) };
    let known = store.told_health(job.name.as_str())?;
    Ok(telling(webhooks, &known, job.name.as_str(), &[], Some(&(Health::Silent, news))))
}

/// What is told when nothing is pushed to a job any more, or something is again.
pub(in crate::engine) fn of_inbox(
    webhooks: &Webhooks,
    job: JobHead<'_>,
    turn: InboxTurn,
    now: DateTime<Utc>,
) -> Telling {
    let zone = job.schedule.map_or(Tz::UTC, |schedule| schedule.zone);
    let (occasion, since) = match turn {
        InboxTurn::Silent { from } => (Occasion::InboxSilent, from),
        InboxTurn::Heard { silent_from, .. } => (Occasion::InboxRecovered, silent_from),
    };
    let name = job.name.as_str();
    let news = News { zone, since: Some(since), ..News::of(occasion, name, now) };
    telling(webhooks, &Known::new(), name, &[news], None)
}

/// What is told when the program of a run has ended before it.
///
/// # Errors
/// When the state database cannot be read.
pub(in crate::engine) fn interrupted(
    webhooks: &Webhooks,
    store: &Store,
    job: &str,
    run: &RunId,
    now: DateTime<Utc>,
) -> anyhow::Result<Telling> {
    let news = News {
        run: Some(run.clone()),
        state: Some(RunState::Interrupted),
        reason: Some(message::run::program_ended().said()),
        ..News::of(Occasion::JobFailed, job, now)
    };
    Ok(telling(webhooks, &store.told_health(job)?, job, &[], Some(&(Health::Failed, news))))
}

/// What is told when somebody closes a question.
pub(in crate::engine) fn closed(
    webhooks: &Webhooks,
    job: &str,
    question: &Question,
    closed: &Closed,
) -> Telling {
    let questions = || vec![question.clone()];
    let news = match question.topic {
        // Nobody was told of it.
        _ if question.is_fact() => return Telling::default(),
        Topic::PlanWaits => of_decision(Occasion::PlanDeclined, job, closed),
        Topic::Held => News { questions: questions(), ..of_decision(Occasion::PlanDeclined, job, closed) },
        _ => News { questions: questions(), ..of_decision(Occasion::QuestionsClosed, job, closed) },
    };
    telling(webhooks, &Known::new(), job, &[news], None)
}

/// What is told when somebody declines what the plan of a run asks.
pub(in crate::engine) fn declined(webhooks: &Webhooks, run: &Run, closed: &Closed) -> Telling {
    let news = News {
        run: Some(run.id.clone()),
        until: None,
        ..of_decision(Occasion::PlanDeclined, &run.job, closed)
    };
    telling(webhooks, &Known::new(), &run.job, &[news], None)
}

fn of_decision(occasion: Occasion, job: &str, closed: &Closed) -> News {
    News {
        by: Some(closed.by.clone()),
        why: closed.why.clone(),
        until: closed.until,
        ..News::of(occasion, job, closed.at)
    }
}

/// Whether a question is about changes that wait for approval.
fn is_of_plan(asked: &AskedQuestion) -> bool {
    matches!(asked.question.topic, Topic::PlanWaits | Topic::Held)
}

/// Whether it is told anew: nobody was asked before, or its day has come.
fn is_news(asked: &AskedQuestion) -> bool {
    asked.closed.is_none() && (asked.standing == Standing::New || asked.pressing)
}

/// Whether it waited for somebody until this run.
fn is_solved(asked: &AskedQuestion) -> bool {
    asked.closed.is_none() && asked.standing == Standing::Solved
}

/// What became of changes that wait for approval.
fn of_plan(
    project: &Project,
    report: &Report,
    bearing: &Bearing,
    of: impl Fn(Occasion) -> News,
) -> Vec<News> {
    let run = &report.run;
    let asked = || report.questions.iter().filter(|asked| is_of_plan(asked));
    let mut news = Vec::new();
    let approved = match bearing {
        Bearing::Approval { by, why } if matches!(run.state, RunState::Done | RunState::Partial) => {
            let (by, why, changes) = (by.clone(), why.clone(), Some(run.applied));
            news.push(News { by, why, changes, ..of(Occasion::PlanApproved) });
            true
        }
        Bearing::Approval { .. } | Bearing::OfJob | Bearing::Aside => false,
    };
    let new: Vec<&AskedQuestion> = asked().filter(|asked| is_news(asked)).collect();
    let whole = new.iter().any(|asked| asked.question.topic == Topic::PlanWaits);
    if !new.is_empty() {
        let held = new.iter().filter(|asked| asked.question.topic == Topic::Held);
        let held: Vec<Question> = held.map(|asked| asked.question.clone()).collect();
        let changes = if whole { run.counts.changes() } else { held.len() as u64 };
        news.push(News {
            reason: if whole { run.message.clone() } else { None },
            changes: Some(changes),
            command: Some(saved::approve(project, &run.job, &run.id).to_string()),
            questions: held,
            ..of(Occasion::PlanWaiting)
        });
    }
    let waits = asked().any(|asked| asked.closed.is_none() && asked.standing != Standing::Solved);
    if !approved && !waits && asked().any(is_solved) {
        news.push(of(Occasion::PlanVoid));
    }
    news
}

/// What a run asks that none before did, and what it asks no more.
fn of_questions(report: &Report, of: impl Fn(Occasion) -> News) -> Vec<News> {
    let chosen = |is_one: fn(&AskedQuestion) -> bool| -> Vec<Question> {
        let asked = report.questions.iter().filter(|asked| !is_of_plan(asked) && !asked.question.is_fact());
        asked.filter(|asked| is_one(asked)).map(|asked| asked.question.clone()).collect()
    };
    let both = [(Occasion::QuestionsOpened, chosen(is_news)), (Occasion::QuestionsClosed, chosen(is_solved))];
    let some = both.into_iter().filter(|(_, questions)| !questions.is_empty());
    some.map(|(occasion, questions)| News { questions, ..of(occasion) }).collect()
}

/// Tickets that a run opened, and those that it solved.
fn of_tickets(report: &Report, of: impl Fn(Occasion) -> News) -> Vec<News> {
    let Some(told) = &report.tickets else { return Vec::new() };
    let chosen = |actions: &[TicketAction]| {
        told.done.iter().filter(|line| actions.contains(&line.action)).cloned().collect::<Vec<_>>()
    };
    let opened = chosen(&[TicketAction::Opened, TicketAction::Found, TicketAction::Reopened]);
    let both =
        [(Occasion::TicketsOpened, opened), (Occasion::TicketsSolved, chosen(&[TicketAction::Solved]))];
    let some = both.into_iter().filter(|(_, tickets)| !tickets.is_empty());
    some.map(|(occasion, tickets)| News { tickets, ..of(occasion) }).collect()
}

/// What each receiver is told. `doing` is how the job does, with what there is to say of it.
fn telling(
    webhooks: &Webhooks,
    known: &Known,
    job: &str,
    news: &[News],
    doing: Option<&(Health, News)>,
) -> Telling {
    let mut telling = Telling::default();
    for webhook in webhooks.values().filter(|webhook| webhook.hears_of(job)) {
        if let Some((health, about)) = doing {
            let (before, since) = match known.get(&webhook.name) {
                Some((before, since)) => (*before, Some(*since)),
                None => (Health::Well, None),
            };
            // Who is told of the plan is not told twice of the same.
            let is_told = *health != Health::Waiting || webhook.wants(Occasion::PlanWaiting);
            let now = if is_told { *health } else { Health::Refused };
            // Trouble of which nothing is told is not over for anybody either.
            let now = if tells(webhook, now) { now } else { before };
            let after = before.after(now);
            if after != before {
                let (webhook, job) = (webhook.name.clone(), job.to_owned());
                telling.turns.push(Turn { webhook, job, before, now: after });
            }
            if let Some(occasion) = before.told(now).filter(|occasion| webhook.wants(*occasion)) {
                let since = if occasion == Occasion::JobRecovered { since } else { about.since };
                telling.messages.push(made(webhook, &News { occasion, since, ..about.clone() }));
            }
        }
        let wanted = news.iter().filter(|one| webhook.wants(one.occasion));
        telling.messages.extend(wanted.map(|one| made(webhook, one)));
    }
    telling
}

/// Whether a receiver hears how a job does when it does so.
fn tells(webhook: &Webhook, health: Health) -> bool {
    match health {
        Health::Well | Health::Waiting => true,
        Health::Refused => webhook.wants(Occasion::JobRefused),
        Health::Failed => webhook.wants(Occasion::JobFailed),
        Health::Silent => webhook.wants(Occasion::JobSilent),
    }
}

fn made(webhook: &Webhook, news: &News) -> WebhookMessage {
    WebhookMessage {
        id: uuid::Uuid::now_v7().to_string(),
        webhook: webhook.name.clone(),
        occasion: news.occasion,
        job: news.job.clone(),
        body: report::webhook::body(webhook, news),
    }
}
