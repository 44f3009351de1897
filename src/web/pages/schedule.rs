//! What starts when: the next starts of every job, in the order of time.

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use minijinja::{Value, context};

use crate::schedule::Timetable;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Starts of one job: one that runs each minute leaves room for the others.
const EACH: usize = 20;
/// How far ahead.
const DAYS: TimeDelta = TimeDelta::days(7);

/// `GET /schedule`
pub fn schedule(call: &Call) -> Result<Answer, Fault> {
    let now = Utc::now();
    let mut starts = Vec::new();
    for job in call.jobs() {
        let head = job.head();
        let Some(schedule) = head.schedule else { continue };
        let Ok(timetable) = Timetable::new(head.name, schedule) else { continue };
        let locale = call.locale(Some(job));
        for start in timetable.upcoming(now, EACH).into_iter().filter(|start| start.at < now + DAYS) {
            let said = context! {
                at => locale.moment(start.at), job => head.name.as_str(), description => head.description,
                cron => schedule.cron.as_str(), zone => schedule.zone.name(),
            };
            starts.push((start.at, said));
        }
    }
    starts.sort_by_key(|(at, _)| *at);
    let starts: Vec<Value> = starts.into_iter().map(|(_, said)| said).collect();
    let html = page::render(call, "schedule.html", context! { starts })?;
    Ok(Answer::page(StatusCode::OK, html))
}
