//! Watches who pushes to jobs, in a program that listens: tells once that nothing comes any more, and once that something
//! does again.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tokio::sync::watch;

use super::caught::caught;
use super::outbox;
use super::webhooks;
use crate::model::inbox::InboxTurn;
use crate::model::job::JobHead;
use crate::model::project::Project;
use crate::report::mail::{Notice, Unheard};
use crate::store::Store;

/// How often a program that listens looks.
const LOOKS: Duration = Duration::from_secs(15);

/// Watches until the program is told to end.
pub async fn keep_watching(
    store: Arc<Store>,
    projects: watch::Receiver<Arc<Project>>,
    mut quitting: watch::Receiver<bool>,
) {
    while !*quitting.borrow() {
        let project = projects.borrow().clone();
        for job in project.ticket_jobs.values() {
            let Some(dead_man) = job.inbox_dead_man() else { continue };
            let head = job.head();
            if let Err(error) = caught(look(&project, &store, head, dead_man, Utc::now())).await {
                tracing::error!(job = %head.name, error = %format!("{error:#}"), "who pushes could not be watched");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOKS) => {}
            _ = quitting.changed() => {}
        }
    }
}

async fn look(
    project: &Project,
    store: &Store,
    job: JobHead<'_>,
    dead_man: Duration,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let name = job.name.as_str();
    let inbox = store.watch_inbox(name, now)?;
    let longest = TimeDelta::from_std(dead_man).unwrap_or(TimeDelta::MAX);
    let Some(turn) = inbox.turn(longest, now) else { return Ok(()) };
    let notice = match turn {
        InboxTurn::Silent { from } => Notice::Unheard(Unheard {
            job: name,
            heard_at: inbox.heard_at,
            expected_from: from,
            dead_man,
            folder: &project.folder,
        }),
        InboxTurn::Heard { at, silent_from } => {
            Notice::HeardAgain { job: name, silent_from, heard_at: at, folder: &project.folder }
        }
    };
    let zone = job.schedule.map_or(Tz::UTC, |schedule| schedule.zone);
    let mail = outbox::of_notice(&notice, &outbox::of_job(project, job), zone, now)?;
    let telling = webhooks::of_inbox(&project.webhooks, job, turn, now);
    let silent_from = match turn {
        InboxTurn::Silent { from } => Some(from),
        InboxTurn::Heard { .. } => None,
    };
    if !store.turn_inbox(name, silent_from, mail.as_ref(), &telling, now)? {
        return Ok(());
    }
    match turn {
        InboxTurn::Silent { from } => {
            tracing::error!(job = name, since = %from.to_rfc3339(), "nothing was pushed for too long");
        }
        InboxTurn::Heard { .. } => tracing::info!(job = name, "something is pushed again"),
    }
    outbox::send_due(project, store).await?;
    Ok(())
}
