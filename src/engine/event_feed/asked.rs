//! What a complete list does not have any more is asked for at its source, one by one, within bounds of number and
//! time. A question that fails ends nothing.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use crate::engine::connect::{self, OpenSource};
use crate::engine::of_job::day_of;
use crate::engine::read::{FeedFiles, OneByOne};
use crate::engine::reason;
use crate::engine::rows::each_row;
use crate::message;
use crate::model::Said;
use crate::model::project::Project;
use crate::model::said::Say as _;
use crate::model::ticket_job::{EventFeed, TicketJob};
use crate::reconcile::event_row::event_row;
use crate::systems::source::Wish;
use crate::triage::feed::{Answer, Became, Known, Missing};

use super::NAMED;

/// Records that are asked for in one run.
const MOST: usize = 100;

/// How long all questions of one run may take.
const LONGEST: Duration = Duration::from_secs(60);

/// So many questions that fail one after the other are the last ones: the source does not answer.
const FAILURES: usize = 3;

/// What was asked for, and the answers.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// By key.
    pub answers: Vec<(String, Answer)>,
    /// How many were left for runs to come.
    pub later: usize,
}

/// Asks for the records of these episodes.
pub(super) async fn ask(
    project: &Project,
    job: &TicketJob,
    (feed, files): (&EventFeed, &FeedFiles<'_>),
    (keys, known): (&[String], &Known),
    now: DateTime<Utc>,
) -> Asked {
    let Some(from) = &feed.feed.source.from else { return Asked::default() };
    let mut asked = Asked { answers: Vec::new(), later: keys.len().saturating_sub(MOST) };
    let wanted = keys.get(..MOST).unwrap_or(keys);
    let all_untold =
        |why: Said| wanted.iter().map(|key| (key.clone(), Answer::Untold(why.clone()))).collect();
    let open = match connect::open_source(project, &from.system).await {
        Ok(open) => open,
        Err(error) => return Asked { answers: all_untold(reason::of(&error)), ..asked },
    };
    let mut rows = match OneByOne::new(project, &feed.name) {
        Ok(rows) => rows,
        Err(error) => {
            open.close().await;
            return Asked { answers: all_untold(reason::of(&error)), ..asked };
        }
    };
    let of_row = questions(&open, feed, (wanted, known), &mut rows, &mut asked).await;
    open.close().await;
    let read = || -> anyhow::Result<BTreeMap<u64, Answer>> {
        let files = rows.end(files)?;
        taken(project, job, feed, &files, now)
    };
    let mut found = match tokio::task::block_in_place(read) {
        Ok(found) => found,
        Err(error) => {
            let why = reason::of(&error);
            of_row.iter().map(|(row, _)| (*row, Answer::Untold(why.clone()))).collect()
        }
    };
    for (row, key) in of_row {
        let left_out = || Answer::Untold(message::event_rows::answer_left_out().said());
        asked.answers.push((key, found.remove(&row).unwrap_or_else(left_out)));
    }
    asked
}

/// Asks the questions. Returns the keys whose records came, by the number of their row.
async fn questions(
    open: &OpenSource,
    feed: &EventFeed,
    (keys, known): (&[String], &Known),
    rows: &mut OneByOne,
    asked: &mut Asked,
) -> Vec<(u64, String)> {
    let wish = Wish { spec: &feed.feed.source, bookmark: None, now: SystemTime::now() };
    let until = Instant::now() + LONGEST;
    let (mut of_row, mut failures) = (Vec::new(), 0);
    for (nth, key) in keys.iter().enumerate() {
        let Some(episode) = known.get(key) else { continue };
        if failures == FAILURES || Instant::now() >= until {
            asked.later += keys.len() - nth;
            break;
        }
        let values = json!({ "record": episode.record, "event": episode.event });
        let answer = match timeout_at(until, open.source.ask(wish, &values)).await {
            Ok(Ok(Some(row))) => match rows.push(&row) {
                Ok(number) => {
                    of_row.push((number, key.clone()));
                    failures = 0;
                    continue;
                }
                Err(why) => Answer::Untold(why),
            },
            Ok(Ok(None)) => Answer::NotThere,
            Ok(Err(error)) => Answer::Untold(error.said()),
            Err(_) => Answer::Untold(message::event_rows::not_answered_in_time(LONGEST.as_secs()).said()),
        };
        failures = if matches!(answer, Answer::Untold(_)) { failures + 1 } else { 0 };
        asked.answers.push((key.clone(), answer));
    }
    of_row
}

/// What the records say, by the number of their row.
fn taken(
    project: &Project,
    job: &TicketJob,
    feed: &EventFeed,
    files: &FeedFiles<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<BTreeMap<u64, Answer>> {
    let mut found = BTreeMap::new();
    let Some(mapping) = project.mappings.get(&feed.feed.mapping) else { return Ok(found) };
    let day = (job.name.as_str(), day_of(job.head(), now));
    let out = each_row(project, files, mapping, day, |record, desired| {
        let row = event_row(mapping, record, desired, &feed.name, now)?;
        found.extend(record.origin.row.map(|number| (number, Answer::Row(Box::new(row)))));
        Ok(())
    })?;
    for reject in out.rejects.into_iter().filter(|reject| !reject.partial) {
        found.extend(reject.origin.row.map(|number| (number, Answer::Untold(reject.reason))));
    }
    Ok(found)
}

/// What is told of what became of them, one line each.
pub(super) fn told(became: &Became, later: usize) -> Vec<Said> {
    let mut lines = Vec::new();
    if !became.over.is_empty() {
        lines.push(message::event_rows::asked_is_over(became.over.len(), few(&became.over)).said());
    }
    if !became.deleted.is_empty() {
        lines.push(message::event_rows::asked_is_deleted(became.deleted.len(), few(&became.deleted)).said());
    }
    if !became.open.is_empty() {
        lines.push(message::event_rows::asked_is_open(became.open.len(), few(&became.open)).said());
    }
    lines.extend(trouble(became));
    if later > 0 {
        lines.push(message::event_rows::asked_later(later).said());
    }
    lines
}

/// What could not be told, and what was not believed.
pub(super) fn trouble(became: &Became) -> Option<Said> {
    let untold: Vec<String> = became.untold.iter().map(|(key, _)| key.clone()).collect();
    let untold = became
        .untold
        .first()
        .map(|(_, why)| message::event_rows::asked_is_untold(untold.len(), few(&untold), why).said());
    let kept = became.kept.map(|Missing { known, over, percent }| {
        message::event_rows::many_deleted_at_once(over, known, percent).said()
    });
    kept.or(untold)
}

fn few(keys: &[String]) -> String {
    message::list::first(keys, NAMED)
}
