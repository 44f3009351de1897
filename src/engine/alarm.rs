//! Mails about runs that did not happen: the dead man, and starts that came too late.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::job::JobHead;
use crate::report::mail::Notice;

use super::outbox;
use super::run::Setting;
use super::webhooks;
use crate::schedule::{Lateness, Timetable};

/// Two programs that watch the same job send one mail in this time.
const ONCE: TimeDelta = TimeDelta::hours(23);

/// Mails when no run of a job has ended well for too long.
///
/// # Errors
/// When the state database fails, or an address is none.
pub async fn watch(
    setting: &Setting,
    job: JobHead<'_>,
    timetable: &Timetable,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (store, name) = (&setting.store, job.name.as_str());
    let last_good = store.last_good_run(name)?.and_then(|run| run.finished_at);
    let told = store.dead_man_sent_at(name)?;
    if let (Some(good), Some(told)) = (last_good, told)
        && good > told
    {
        store.clear_dead_man(name)?;
    }
    let first_seen = match store.first_start(name)? {
        Some(oldest) => oldest,
        None => store.last_tick(name)?.unwrap_or(now),
    };
    if !timetable.dead_man_due(last_good, first_seen, told, now) {
        return Ok(());
    }
    let telling = webhooks::silent(&setting.project.webhooks, store, job, last_good, now)?;
    if !store.claim_dead_man(name, now - ONCE, &telling, now)? {
        return Ok(());
    }
    tracing::error!(job = name, "no run has ended well for too long");
    let runs = store.runs(Some(name), 1)?;
    let last_message = runs.first().and_then(|run| run.message.as_ref());
    send(setting, job, &Notice::Silence { job: name, last_good, last_message }, now).await
}

/// Mails that a start was left out.
///
/// # Errors
/// As [`watch`].
pub async fn too_late(
    setting: &Setting,
    job: JobHead<'_>,
    tick: DateTime<Utc>,
    cause: Lateness,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let frozen = cause == Lateness::Freeze;
    send(setting, job, &Notice::TooLate { job: job.name.as_str(), tick, frozen }, now).await
}

async fn send(
    setting: &Setting,
    job: JobHead<'_>,
    what: &Notice<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let zone = job.schedule.map_or(chrono_tz::UTC, |schedule| schedule.zone);
    let mail = outbox::of_job(&setting.project, job);
    let Some(outgoing) = outbox::of_notice(what, &mail, zone, now)? else { return Ok(()) };
    setting.store.queue_mail(&outgoing, now)?;
    outbox::send_due(&setting.project, &setting.store).await?;
    Ok(())
}
