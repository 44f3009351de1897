//! A run of a ticket job.

use crate::model::journal::Trigger;
use crate::model::ticket_job::TicketJob;

use super::frame::{Ended, Setting};

/// Runs a ticket job.
///
/// # Errors
/// As [`super::run::run_job`].
pub async fn run_job(_setting: &Setting, job: &TicketJob, _trigger: Trigger) -> anyhow::Result<Ended> {
    anyhow::bail!("{}", job.name)
}
