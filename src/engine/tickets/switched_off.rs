//! Rules that are switched off: each run remembers that they were, so that what began meanwhile does not come as a
//! flood once they are on again.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::model::RunId;
use crate::model::ticket_job::{Include, Rule, TicketJob};
use crate::store::Store;

/// The name under which the state keeps it, beside those of feeds, which have no blanks.
fn name(rule: &Rule) -> String {
    format!("rule off: {}", rule.name)
}

/// Until when the rules of a job that are on were off, by name.
///
/// # Errors
/// When the state database fails.
pub(super) fn until(
    store: Option<&Store>,
    job: &TicketJob,
) -> anyhow::Result<BTreeMap<String, DateTime<Utc>>> {
    let mut known = BTreeMap::new();
    let Some(store) = store else { return Ok(known) };
    for rule in job.rules.iter().filter(|rule| rule.enabled == Include::Yes) {
        let kept = store.bookmark(job.name.as_str(), &name(rule))?;
        let until = kept.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
        known.extend(until.map(|until| (rule.name.to_string(), until.to_utc())));
    }
    Ok(known)
}

/// Remembers that rules are off now.
///
/// # Errors
/// When the state database fails.
pub(super) fn remember(
    store: &Store,
    run: &RunId,
    job: &TicketJob,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for rule in job.rules.iter().filter(|rule| rule.enabled == Include::No) {
        let value = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        store.keep_bookmark(run, job.name.as_str(), &name(rule), &value, now)?;
    }
    Ok(())
}
