//! Every start of a job that lies behind: which run took it, how late, and why none did. The state database keeps runs,
//! not starts: these are found by the schedule as it is now.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::{DateTime, Days, TimeDelta, Utc};
use minijinja::context;

use super::run::said;
use super::shown;
use crate::message::{self, Locale, Message};
use crate::model::job::{JobHead, Schedule};
use crate::model::journal::Trigger;
use crate::model::said::Said;
use crate::model::{CommandLine, Run, RunId};
use crate::schedule::{Fate, Past, PastStarts, Timetable};
use crate::store::{BegunFilter, Store, StoreError};
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::{self, Paging};

/// How far back, at most: a job of each minute has 1,440 starts a day.
const DAYS: u32 = 14;
/// Starts of one page.
const MOST: u64 = 100;
/// Starts of all pages: as many as a job of each minute has. One of each second has more.
const ALL: usize = DAYS as usize * 24 * 60 + 1;
/// A run that begins so much after its start is late: the schedule itself looks each minute.
const LATE: TimeDelta = TimeDelta::seconds(90);

/// `GET /jobs/{job}/ticks`
pub fn ticks(call: &Call) -> Result<Answer, Fault> {
    let job = call.job()?;
    let (head, locale) = (job.head(), call.locale(Some(job)));
    let name = head.name.as_str();
    let history = head.schedule.map(|schedule| Lookback::of(&call.site.store, head, schedule)).transpose()?;
    let empty = Lookback::default();
    let history = history.as_ref().unwrap_or(&empty);
    let paging = Paging::new(call.query.get("page"), history.past.starts.len() as u64, MOST);
    let shown_starts = &history.past.starts[paging.range()];
    let runs = history.runs_of(&call.site.store, shown_starts)?;
    let mut starts = Vec::new();
    for start in shown_starts {
        let in_the_way = history.in_the_way(&call.site.store, name, start)?;
        let told = history.told(start, &runs, in_the_way.as_ref());
        let late = told.run.map(|run| run.started_at - start.start).filter(|late| *late > LATE);
        let late = late.and_then(|late| u64::try_from(late.num_seconds()).ok());
        starts.push(context! {
            at => locale.moment(start.start), tone => told.tone, what => told.what.text(call.language),
            why => told.why.map(|why| why.text(call.language).to_owned()),
            run => told.run.map(|run| shown::run(call, locale, run)),
            late => late.map(|late| call.say(&message::web::late_by(locale.rough(late)))),
        });
    }
    let html = page::render(
        call,
        "ticks.html",
        context! {
            name, starts, paging, pages_said => said(call, paging), has_schedule => head.schedule.is_some(),
            is_known => history.known.is_some(), known => call.say(&Known::told(history.known, locale)),
            cut => history.past.is_cut.then(|| call.say(&message::web::starts_are_cut(locale.number(ALL as u64)))),
            command => CommandLine::new("runs").argument(name).to_string(),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// From when on it is known what became of the starts of a job, and why not from before.
#[derive(Debug, Clone, Copy)]
enum Known {
    /// The days that the page is about.
    Days(DateTime<Utc>),
    /// Since then its runs are kept.
    Runs(DateTime<Utc>),
    /// A program that serves had a start in hand.
    Tick(DateTime<Utc>),
}

impl Known {
    /// `None`: nothing is known of the job.
    fn of(
        store: &Store,
        head: JobHead<'_>,
        last_tick: Option<DateTime<Utc>>,
        window: DateTime<Utc>,
    ) -> Result<Option<Self>, StoreError> {
        let runs = kept_since(store, head, window)?;
        Ok(match (runs, last_tick) {
            (Some(runs), _) if runs <= window => Some(Self::Days(window)),
            (_, Some(tick)) if tick <= window => Some(Self::Days(window)),
            (Some(runs), Some(tick)) if tick < runs => Some(Self::Tick(tick)),
            (Some(runs), _) => Some(Self::Runs(runs)),
            (None, tick) => tick.map(Self::Tick),
        })
    }

    fn since(self) -> DateTime<Utc> {
        match self {
            Self::Days(since) | Self::Runs(since) | Self::Tick(since) => since,
        }
    }

    fn told(known: Option<Self>, locale: Locale) -> Message {
        match known {
            Some(Self::Days(since)) => message::web::starts_of_days(DAYS, locale.moment(since)),
            Some(Self::Runs(since)) => message::web::starts_since_run(locale.moment(since)),
            Some(Self::Tick(since)) => message::web::starts_since_tick(locale.moment(since)),
            None => message::web::starts_unknown(),
        }
    }
}

/// Since when every run of a job is kept; `None`: it has none. Of older ones the last good one is kept, too.
fn kept_since(
    store: &Store,
    head: JobHead<'_>,
    window: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let name = head.name.as_str();
    let Some(first) = store.first_start(name)? else { return Ok(None) };
    let days = Utc::now().checked_sub_days(Days::new(head.history.keep_days.into())).unwrap_or(first);
    if days <= window {
        return Ok(Some(first));
    }
    let newest = match head.history.keep_runs.checked_sub(1) {
        Some(skip) => store.runs_begun(BegunFilter::of(name), skip.into(), 1)?,
        None => Vec::new(),
    };
    let kept = match newest.first() {
        Some(run) => run.started_at,
        None if head.history.keep_runs > 0 => first,
        None => days,
    };
    Ok(Some(first.max(kept.min(days))))
}

/// What is known of the starts of a job.
#[derive(Default)]
struct Lookback {
    known: Option<Known>,
    /// Since when it is certain that the job has the schedule.
    proven: Option<DateTime<Utc>>,
    /// Its runs by the schedule.
    planned: Vec<(RunId, DateTime<Utc>)>,
    past: PastStarts,
    now: DateTime<Utc>,
}

impl Lookback {
    fn of(store: &Store, head: JobHead<'_>, schedule: &Schedule) -> Result<Self, Fault> {
        let (name, now) = (head.name.as_str(), Utc::now());
        let window = now - TimeDelta::days(DAYS.into());
        let last_tick = store.last_tick(name)?;
        let known = Known::of(store, head, last_tick, window)?;
        let (Some(since), Ok(timetable)) = (known.map(Known::since), Timetable::new(head.name, schedule))
        else {
            return Ok(Self { known, now, ..Self::default() });
        };
        let by_schedule = BegunFilter { trigger: Some(Trigger::Schedule), ..BegunFilter::of(name) };
        let planned = store.run_begins(BegunFilter { since: Some(since), ..by_schedule })?;
        let earlier = store.runs_begun(BegunFilter { before: Some(since), ..by_schedule }, 0, 1)?;
        let proven = match earlier.first() {
            Some(run) => Some(run.started_at),
            None => planned.first().map(|(_, begun)| *begun).or(last_tick),
        };
        let begins: Vec<DateTime<Utc>> = planned.iter().map(|(_, begun)| *begun).collect();
        let past = timetable.past(&begins, since, now, ALL);
        Ok(Self { known, proven, planned, past, now })
    }

    /// The run that took a start, or stands for it.
    fn run_of(&self, start: &Past) -> Option<&RunId> {
        match start.fate {
            Fate::Ran(place) | Fate::MadeUp(place) => self.planned.get(place).map(|(run, _)| run),
            Fate::LeftOut => None,
        }
    }

    /// The runs of these starts.
    fn runs_of(&self, store: &Store, starts: &[Past]) -> Result<BTreeMap<RunId, Run>, StoreError> {
        let ids: Vec<&str> = starts.iter().filter_map(|start| Some(self.run_of(start)?.0.as_str())).collect();
        Ok(store.runs_named(&ids)?.into_iter().map(|run| (run.id.clone(), run)).collect())
    }

    /// The run that was under way when this one was to begin. A job has one at a time: it is the newest before.
    fn in_the_way(&self, store: &Store, job: &str, start: &Past) -> Result<Option<Run>, StoreError> {
        if matches!(start.fate, Fate::Ran(_)) || start.frozen_until.is_some() {
            return Ok(None);
        }
        let before = BegunFilter { before: Some(start.start), ..BegunFilter::of(job) };
        let newest = store.runs_begun(before, 0, 1)?.into_iter().next();
        Ok(newest.filter(|run| run.finished_at.is_none_or(|end| end > start.start)))
    }

    fn told<'r>(
        &self,
        start: &Past,
        runs: &'r BTreeMap<RunId, Run>,
        in_the_way: Option<&'r Run>,
    ) -> Told<'r> {
        let run = self.run_of(start).and_then(|run| runs.get(run));
        let frozen = start.frozen_until.map(|_| message::web::tick_frozen().said());
        let under_way = in_the_way.map(|_| message::web::tick_under_way().said());
        let (what, why, tone, run) = match (start.fate, in_the_way) {
            (Fate::Ran(_), _) => (message::web::tick_ran(), frozen, "good", run),
            (Fate::MadeUp(_), _) => (message::web::tick_made_up(), frozen.or(under_way), "warning", run),
            (Fate::LeftOut, _) if frozen.is_some() => (message::web::tick_frozen(), None, "quiet", None),
            (Fate::LeftOut, Some(run)) => (message::web::tick_skipped(), under_way, "warning", Some(run)),
            // It may begin in this minute.
            (Fate::LeftOut, None) if self.now - start.start < LATE => {
                (message::web::tick_due(), None, "busy", None)
            }
            (Fate::LeftOut, None) if self.proven.is_none_or(|proven| start.start < proven) => {
                (message::web::tick_no_run(), Some(message::web::tick_unproven().said()), "quiet", None)
            }
            (Fate::LeftOut, None) => {
                (message::web::tick_missed(), Some(message::web::tick_nobody().said()), "bad", None)
            }
        };
        Told { what: what.said(), why, tone, run }
    }
}

/// What became of a start, in words.
struct Told<'r> {
    what: Said,
    why: Option<Said>,
    tone: &'static str,
    run: Option<&'r Run>,
}
