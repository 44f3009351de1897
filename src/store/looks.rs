//! What the monitors of each ticket job last showed.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::upsert;
use super::database::Database;
use super::error::Fault;
use super::runs::hold;
use super::schema::{listed_events, looks};
use super::stamp::{
    french, from_json, from_word, new_id, readable, stamp, time, time_or_none, to_json, to_word,
};
use super::{Store, StoreError};
use crate::message;
use crate::model::look::{EventFilter, KeptEvent, KeptLook, Listed, Look};
use crate::model::{RunId, Said};

upsert!(upsert_looks, looks, LookRow, [job, monitor], [looked_at, shown_at, clearness, why, why_french]);
upsert!(
    upsert_listed,
    listed_events,
    ListedRow,
    [id],
    [since, severity, is_open, reason, why, why_french, record]
);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = looks, treat_none_as_default_value = false)]
pub(super) struct LookRow {
    job: String,
    monitor: String,
    looked_at: String,
    shown_at: Option<String>,
    clearness: String,
    why: Option<String>,
    why_french: Option<String>,
}

impl LookRow {
    fn into_look(self) -> Result<KeptLook, Fault> {
        let french = self.why_french;
        Ok(KeptLook {
            looked_at: time(&self.looked_at)?,
            shown_at: time_or_none(self.shown_at.as_deref())?,
            clearness: from_word(&self.clearness)?,
            why: self.why.map(|why| Said::kept(why, french)),
            job: self.job,
            monitor: self.monitor,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, PartialEq, Eq)]
#[diesel(table_name = listed_events, treat_none_as_default_value = false)]
pub(super) struct ListedRow {
    id: String,
    job: String,
    monitor: String,
    event: String,
    since: String,
    severity: String,
    is_open: bool,
    reason: Option<String>,
    why: Option<String>,
    why_french: Option<String>,
    record: String,
}

impl ListedRow {
    fn of(id: String, job: &str, monitor: &str, listed: &Listed<'_>) -> Result<Self, Fault> {
        let event = listed.event;
        let (reason, why) = listed.without_ticket.unzip();
        Ok(Self {
            id,
            job: job.to_owned(),
            monitor: readable(monitor),
            event: readable(&event.key),
            since: stamp(event.since),
            severity: event.severity.as_str().to_owned(),
            is_open: event.is_open(),
            reason: reason.map(str::to_owned),
            why: why.map(|why| readable(why.english())),
            why_french: french(why),
            record: to_json(event)?,
        })
    }

    fn into_event(self) -> Result<KeptEvent, Fault> {
        let french = self.why_french;
        let why = self.why.map(|why| Said::kept(why, french));
        Ok(KeptEvent {
            event: from_json(&self.record)?,
            without_ticket: self.reason.zip(why),
            id: self.id,
            job: self.job,
        })
    }
}

impl Store {
    /// Keeps what the monitors of a job showed a run, in place of what they showed before. Of one that could not be
    /// asked what it showed last stays; one that the job does not ask any more is forgotten.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when the run is not under way any more.
    pub fn keep_looks(
        &self,
        run: &RunId,
        job: &str,
        looked: &[Look<'_>],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::keeping_listed_events(), |database| {
            hold(database, run)?;
            let names: Vec<String> = looked.iter().map(|look| readable(look.monitor)).collect();
            diesel::delete(looks::table.filter(looks::job.eq(job).and(looks::monitor.ne_all(&names))))
                .execute(database)?;
            let of_others = listed_events::job.eq(job).and(listed_events::monitor.ne_all(&names));
            diesel::delete(listed_events::table.filter(of_others)).execute(database)?;
            let before: HashMap<String, Option<String>> = looks::table
                .filter(looks::job.eq(job))
                .select((looks::monitor, looks::shown_at))
                .load(database)?
                .into_iter()
                .collect();
            let mut rows = Vec::with_capacity(looked.len());
            for (look, monitor) in looked.iter().zip(names) {
                let shown_at = match &look.listed {
                    Some(listed) => {
                        list(database, job, &monitor, listed, now)?;
                        Some(stamp(now))
                    }
                    None => before.get(&monitor).cloned().flatten(),
                };
                rows.push(LookRow {
                    job: job.to_owned(),
                    monitor,
                    looked_at: stamp(now),
                    shown_at,
                    clearness: to_word(&look.clearness())?,
                    why: look.trouble.map(|why| readable(why.english())),
                    why_french: french(look.trouble),
                });
            }
            Ok(upsert_looks(database, &rows)?)
        })
    }

    /// Events of a filter, the newest first, so many at most.
    pub fn listed_events(&self, filter: &EventFilter<'_>, most: usize) -> Result<Vec<KeptEvent>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(message::state::reading_listed_events(), |database| {
            let mut query = listed_events::table
                .filter(listed_events::job.eq_any(filter.jobs))
                .order((listed_events::since.desc(), listed_events::id.desc()))
                .limit(most)
                .select(ListedRow::as_select())
                .into_boxed();
            if let Some(monitor) = filter.monitor {
                query = query.filter(listed_events::monitor.eq(readable(monitor)));
            }
            if let Some(severity) = filter.severity {
                query = query.filter(listed_events::severity.eq(severity.as_str()));
            }
            if let Some(is_open) = filter.is_open {
                query = query.filter(listed_events::is_open.eq(is_open));
            }
            match filter.has_ticket {
                Some(true) => query = query.filter(listed_events::reason.is_null()),
                Some(false) => query = query.filter(listed_events::reason.is_not_null()),
                None => {}
            }
            if let Some((since, id)) = filter.behind {
                let earlier = listed_events::since.lt(since);
                let beside = listed_events::since.eq(since).and(listed_events::id.lt(id));
                query = query.filter(earlier.or(beside));
            }
            query.load(database)?.into_iter().map(ListedRow::into_event).collect()
        })
    }

    /// When these jobs last looked at which monitor, and what they could see; sorted by job and monitor.
    pub fn looks(&self, jobs: &[&str]) -> Result<Vec<KeptLook>, StoreError> {
        self.read(message::state::reading_listed_events(), |database| {
            let rows = looks::table
                .filter(looks::job.eq_any(jobs))
                .order((looks::job.asc(), looks::monitor.asc()))
                .select(LookRow::as_select())
                .load(database)?;
            rows.into_iter().map(LookRow::into_look).collect()
        })
    }
}

/// Makes the events of a monitor those that it listed; what has not changed is not written.
fn list(
    database: &mut Database,
    job: &str,
    monitor: &str,
    listed: &[Listed<'_>],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let of_monitor = listed_events::job.eq(job).and(listed_events::monitor.eq(monitor));
    let known: Vec<ListedRow> =
        listed_events::table.filter(of_monitor).select(ListedRow::as_select()).load(database)?;
    let mut known: HashMap<String, ListedRow> =
        known.into_iter().map(|row| (row.event.clone(), row)).collect();
    let (mut changed, mut keys) = (Vec::new(), HashSet::new());
    for listed in listed {
        let key = readable(&listed.event.key);
        let before = known.remove(&key);
        // A monitor that gives one key twice shows one of them.
        if !keys.insert(key) {
            continue;
        }
        let id = before.as_ref().map_or_else(|| new_id(now), |row| row.id.clone());
        let row = ListedRow::of(id, job, monitor, listed)?;
        if before.as_ref() != Some(&row) {
            changed.push(row);
        }
    }
    let over: Vec<String> = known.into_values().map(|row| row.id).collect();
    for ids in over.chunks(super::batch::ROWS) {
        diesel::delete(listed_events::table.filter(listed_events::id.eq_any(ids))).execute(database)?;
    }
    Ok(upsert_listed(database, &changed)?)
}
