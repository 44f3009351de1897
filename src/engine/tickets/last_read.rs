//! When the tickets of a job were read at a desk the last time: what a list of tickets shows is as old as that.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::model::RunId;
use crate::store::Store;

use super::scene::Desks;

/// The name under which the state keeps it, beside those of feeds, which have no blanks.
fn name(desk: &str) -> String {
    format!("tickets read: {desk}")
}

/// Remembers which desks showed tickets just now.
///
/// # Errors
/// When the state database fails.
pub(super) fn remember(store: &Store, run: &RunId, job: &str, desks: &Desks) -> anyhow::Result<()> {
    let now = Utc::now();
    let answered = desks.asked.iter().filter(|asked| asked.trouble.is_none() && asked.count > 0);
    for asked in answered {
        let value = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        store.keep_bookmark(run, job, &name(&asked.name), &value, now)?;
    }
    Ok(())
}

/// When the tickets of a job at a desk were read.
///
/// # Errors
/// When the state database fails.
pub fn last_read(store: &Store, job: &str, desk: &str) -> anyhow::Result<Option<DateTime<Utc>>> {
    let kept = store.bookmark(job, &name(desk))?;
    Ok(kept.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()).map(|at| at.to_utc()))
}
