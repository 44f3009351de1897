//! The mail that messages of a webhook were given up: each message is told once, and one webhook in one mail a day. No
//! webhook is told of a webhook.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::engine::outbox;
use crate::model::project::{AnyJob, Project};
use crate::model::webhook::LostMessage;
use crate::report::mail::{GivenUp, Notice};
use crate::store::Store;

/// What is given up so long after a mail waits for the next one: a receiver that is gone for good makes no mail a run.
const ONCE: TimeDelta = TimeDelta::hours(23);

/// Mails what was given up of a webhook and not told yet, to those who get the mails of the project.
///
/// # Errors
/// When the state database fails, or an address is none.
pub(super) async fn mail(
    project: &Project,
    store: &Store,
    webhook: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let lost = store.lost_messages(webhook)?;
    let is_soon = lost.mailed_at.is_some_and(|told| (now - told).abs() < ONCE);
    if lost.messages.is_empty() || is_soon {
        return Ok(());
    }
    let notice = Notice::GivenUp(GivenUp { webhook, messages: &lost.messages, folder: &project.folder });
    let zone = zone_of(project, &lost.messages);
    let Some(mail) = outbox::of_notice(&notice, &project.mail, zone, now)? else { return Ok(()) };
    if store.mail_lost_messages(&lost.messages, &mail, now)? {
        outbox::send_due(project, store).await?;
    }
    Ok(())
}

/// The zone of a job that the messages are about.
fn zone_of(project: &Project, messages: &[LostMessage]) -> Tz {
    let jobs = messages.iter().filter_map(|message| project.job(&message.job)).map(AnyJob::head);
    let mut schedules = jobs.filter_map(|job| job.schedule);
    schedules.next().map_or(Tz::UTC, |schedule| schedule.zone)
}
