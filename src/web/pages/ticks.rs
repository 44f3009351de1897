//! Every start of a job that lies behind: which run took it, how late, and why none did. The state database keeps runs,
//! not starts: these are found by the schedule as it is now.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use minijinja::{Value, context};

use super::run::said;
use super::shown;
use crate::message;
use crate::model::Run;
use crate::model::journal::Trigger;
use crate::model::said::Said;
use crate::schedule::{Fate, Past, Timetable};
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::{self, Paging};

/// Runs of which starts are found.
const RUNS: usize = 500;
/// How far back, at most: a job of each minute has 1,440 starts a day.
const DAYS: TimeDelta = TimeDelta::days(14);
/// Starts of one page.
const MOST: u64 = 100;
/// Starts of all pages.
const ALL: usize = 2_000;
/// A run that begins so much after its start is late: the schedule itself looks each minute.
const LATE: TimeDelta = TimeDelta::seconds(90);

/// `GET /jobs/{job}/ticks`
pub fn ticks(call: &Call) -> Result<Answer, Fault> {
    let job = call.job()?;
    let (head, locale) = (job.head(), call.locale(Some(job)));
    let name = head.name.as_str();
    let mut runs = call.site.store.runs(Some(name), RUNS)?;
    runs.reverse();
    let timetable = head.schedule.and_then(|schedule| Timetable::new(head.name, schedule).ok());
    let now = Utc::now();
    let planned: Vec<&Run> = runs.iter().filter(|run| run.trigger == Trigger::Schedule).collect();
    let begins: Vec<DateTime<Utc>> = planned.iter().map(|run| run.started_at).collect();
    let past = timetable.map_or_else(Vec::new, |timetable| timetable.past(&begins, now - DAYS, now, ALL));
    let paging = Paging::new(call.query.get("page"), past.len() as u64, MOST);
    let starts: Vec<Value> = past[paging.range()]
        .iter()
        .map(|start| {
            let told = told(start, &planned, &runs, now);
            let late = told.run.map(|run| run.started_at - start.start).filter(|late| *late > LATE);
            let late = late.and_then(|late| u64::try_from(late.num_seconds()).ok());
            context! {
                at => locale.moment(start.start), tone => told.tone, what => told.what.text(call.language),
                why => told.why.map(|why| why.text(call.language).to_owned()),
                run => told.run.map(|run| shown::run(call, locale, run)),
                late => late.map(|late| call.say(&message::web::late_by(locale.rough(late)))),
            }
        })
        .collect();
    let html = page::render(
        call,
        "ticks.html",
        context! {
            name, starts, paging, pages_said => said(call, paging), has_schedule => head.schedule.is_some(),
            command => format!("stocktake runs {name}"),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// What became of a start, in words.
struct Told<'r> {
    what: Said,
    why: Option<Said>,
    tone: &'static str,
    run: Option<&'r Run>,
}

fn told<'r>(start: &Past, planned: &[&'r Run], runs: &'r [Run], now: DateTime<Utc>) -> Told<'r> {
    let frozen = start.frozen_until.map(|_| message::web::tick_frozen().said());
    match start.fate {
        Fate::Ran(place) => Told {
            what: message::web::tick_ran().said(),
            why: frozen,
            tone: "good",
            run: planned.get(place).copied(),
        },
        Fate::MadeUp(place) => Told {
            what: message::web::tick_made_up().said(),
            why: frozen.or_else(|| under_way(start, runs).map(|_| message::web::tick_under_way().said())),
            tone: "warning",
            run: planned.get(place).copied(),
        },
        Fate::LeftOut if frozen.is_some() => {
            Told { what: message::web::tick_frozen().said(), why: None, tone: "quiet", run: None }
        }
        Fate::LeftOut => match under_way(start, runs) {
            Some(run) => Told {
                what: message::web::tick_skipped().said(),
                why: Some(message::web::tick_under_way().said()),
                tone: "warning",
                run: Some(run),
            },
            // It may begin in this minute.
            None if now - start.start < LATE => {
                Told { what: message::web::tick_due().said(), why: None, tone: "busy", run: None }
            }
            None => Told {
                what: message::web::tick_missed().said(),
                why: Some(message::web::tick_nobody().said()),
                tone: "bad",
                run: None,
            },
        },
    }
}

/// The run that was under way when another one was to begin.
fn under_way<'r>(start: &Past, runs: &'r [Run]) -> Option<&'r Run> {
    let goes_on =
        |run: &&Run| run.started_at < start.start && run.finished_at.is_none_or(|end| end > start.start);
    runs.iter().rev().find(goes_on)
}
