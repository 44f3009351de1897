//! A job that pulls the reference data of desks: what a ticket may name.

use super::job::{Feed, History, JobHead, JobName, ReportPolicy, Schedule, Systems};
use super::ping::PingAt;
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
    /// Records that are reference data.
    pub feeds: Vec<RefsFeed>,
    /// Every desk of which something is kept, sorted.
    pub desks: Vec<String>,
    /// When it runs by itself; `None`: only by hand.
    pub schedule: Option<Schedule>,
    /// Mail.
    pub report: ReportPolicy,
    /// Where its runs are told.
    pub ping: Option<PingAt>,
    /// How long its runs are kept.
    pub history: History,
}

/// Records that are reference data of a desk.
#[derive(Debug, Clone)]
pub struct RefsFeed {
    /// The desk.
    pub desk: String,
    /// What it has, all of it; sorted.
    pub kinds: Vec<RefKind>,
    /// What is read, and the mapping of the class `Reference`.
    pub feed: Feed,
}

impl RefsJob {
    /// What is pulled from a desk: what no feed has of it.
    pub fn pulled_from(&self, desk: &str) -> Vec<RefKind> {
        let is_fed =
            |kind: &RefKind| self.feeds.iter().any(|feed| feed.desk == desk && feed.kinds.contains(kind));
        self.kinds.iter().copied().filter(|kind| !is_fed(kind)).collect()
    }

    /// What every job has.
    pub fn head(&self) -> JobHead<'_> {
        JobHead {
            name: &self.name,
            description: &self.description,
            systems: Systems::Several(&self.desks),
            schedule: self.schedule.as_ref(),
            ping: self.ping.as_ref(),
            report: &self.report,
            history: self.history,
        }
    }
}
