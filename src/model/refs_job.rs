//! A job that pulls the reference data of desks: what a ticket may name.

use super::job::{History, JobHead, JobName, ReportPolicy, Schedule, Systems};
use super::ticket::RefKind;

/// A job that pulls reference data into the state database.
#[derive(Debug, Clone)]
pub struct RefsJob {
    /// File name without `.toml`.
    pub name: JobName,
    /// One line for people.
    pub description: String,
    /// Desks in `stocktake.toml`, by name.
    pub systems: Vec<String>,
    /// What is pulled, sorted.
    pub kinds: Vec<RefKind>,
    /// When it runs by itself; `None`: only by hand.
    pub schedule: Option<Schedule>,
    /// Mail.
    pub report: ReportPolicy,
    /// How long its runs are kept.
    pub history: History,
}

impl RefsJob {
    /// What every job has.
    pub fn head(&self) -> JobHead<'_> {
        JobHead {
            name: &self.name,
            description: &self.description,
            systems: Systems::Several(&self.systems),
            schedule: self.schedule.as_ref(),
            report: &self.report,
            history: self.history,
        }
    }
}
