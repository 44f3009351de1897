//! A run of a job that pulls reference data.

use crate::model::journal::Trigger;
use crate::model::refs_job::RefsJob;

use super::frame::{Ended, Setting};

/// Pulls the reference data of the job's desks into the state database.
///
/// # Errors
/// As [`super::run::run_job`].
pub async fn run_job(_setting: &Setting, job: &RefsJob, _trigger: Trigger) -> anyhow::Result<Ended> {
    anyhow::bail!("{}", job.name)
}
