//! A job: what is read, how it is mapped, when it runs and what it may do.

use std::fmt;

pub use super::every_job::{Freeze, History, JobName, Language, ReportPolicy, Schedule, SendWhen};
pub use super::feed::{
    AfterRun, AgentFormat, CellRange, Feed, FromSystem, HeaderAt, Lookup, MAIL_COLUMNS, MailFormat, MailPart,
    MailPattern, Pick, SheetChoice, SheetTables, SourceFormat, SourceSpec, TableCount,
};
pub use super::missing::Missing;
use super::ping::PingAt;
use super::ticket_job::{Rule, TicketJob};

/// Runs in a row after which a fight is left alone when nothing is said.
pub const FIGHT_AFTER: u32 = 3;

/// A job that reconciles records into a desk.
#[derive(Debug, Clone)]
pub struct Job {
    /// File name without `.toml`.
    pub name: JobName,
    /// One line for people.
    pub description: String,
    /// Name of the system in `stocktake.toml`.
    pub system: String,
    /// When it runs by itself; `None`: only by hand.
    pub schedule: Option<Schedule>,
    /// What is read, in the order in which it is reconciled.
    pub feeds: Vec<Feed>,
    /// What it may do.
    pub limits: Limits,
    /// What is done about items that the source no longer has.
    pub missing: Missing,
    /// Take ownership of items that were matched by a key.
    pub adopt: bool,
    /// What is looked for at the desk besides the plan.
    pub finders: Finders,
    /// Runs in a row after which a field that somebody changes back each time is left alone.
    pub fight_after: u32,
    /// Where its runs are told.
    pub ping: Option<PingAt>,
    /// Mail.
    pub report: ReportPolicy,
    /// How long its runs are kept.
    pub history: History,
}

/// Limits of a job. A plan that exceeds one is refused as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Creations.
    pub create: Limit,
    /// Updates.
    pub update: Limit,
    /// Retirements.
    pub retire: Limit,
    /// Rejected records: the run goes on, but ends with exit code 4.
    pub reject: Limit,
    /// Percentages hold from this many items up.
    pub min_items: u64,
    /// Refuse when a source has this many percent fewer records than in the last good run.
    pub shrink_percent: Option<f64>,
    /// Nothing is retired when a source has this many percent more or fewer records than usual.
    pub band_percent: Option<f64>,
    /// Nothing is retired when a key column is filled in this many percent of the records fewer
    /// than usual.
    pub fill_drop_percent: Option<f64>,
    /// Whoever approves a plan says why.
    pub ask_reason: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            create: Limit { percent: Some(50.0), count: None },
            update: Limit { percent: Some(50.0), count: None },
            retire: Limit { percent: Some(10.0), count: Some(100) },
            reject: Limit { percent: None, count: Some(0) },
            min_items: 10,
            shrink_percent: Some(30.0),
            band_percent: Some(10.0),
            fill_drop_percent: Some(10.0),
            ask_reason: false,
        }
    }
}

/// A limit in percent of the items that the job keeps, and as a number; both must hold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limit {
    /// Percent, 0 to 100; `None`: no such limit.
    pub percent: Option<f64>,
    /// Number; `None`: no such limit.
    pub count: Option<u64>,
}

/// What is looked for at the desk besides the plan, to be decided by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finders {
    /// Contracts and warranties that end within these days; `None`: not looked for.
    pub contracts_within_days: Option<u32>,
    /// Names and items that may be the same thing twice.
    pub duplicates: bool,
    /// Items that may share a value before it names nothing.
    pub most_alike: usize,
}

impl Finders {
    /// Nothing is looked for.
    pub const NONE: Self = Self { contracts_within_days: None, duplicates: false, most_alike: 3 };
}

impl Default for Finders {
    fn default() -> Self {
        Self { contracts_within_days: Some(60), duplicates: true, most_alike: 3 }
    }
}

/// What every job has, whatever it does.
#[derive(Debug, Clone, Copy)]
pub struct JobHead<'j> {
    /// File name without `.toml`.
    pub name: &'j JobName,
    /// One line for people.
    pub description: &'j str,
    /// Systems that are written to, or read as a whole.
    pub systems: Systems<'j>,
    /// When it runs by itself.
    pub schedule: Option<&'j Schedule>,
    /// Where its runs are told.
    pub ping: Option<&'j PingAt>,
    /// Mail.
    pub report: &'j ReportPolicy,
    /// How long its runs are kept.
    pub history: History,
}

/// Systems of a job, by name.
#[derive(Debug, Clone, Copy)]
pub enum Systems<'j> {
    /// One.
    One(&'j str),
    /// Those of the rules of a ticket job.
    Desks(&'j [Rule]),
    /// Several.
    Several(&'j [String]),
}

impl<'j> Systems<'j> {
    /// The system of a job that has one.
    pub fn target(&self) -> Option<&'j str> {
        match self {
            Self::One(name) => Some(name),
            Self::Desks(_) | Self::Several(_) => None,
        }
    }
}

impl fmt::Display for Systems<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&str> = match self {
            Self::One(name) => vec![name],
            Self::Desks(rules) => rules.iter().map(|rule| rule.desk.as_str()).collect(),
            Self::Several(names) => names.iter().map(String::as_str).collect(),
        };
        names.sort_unstable();
        names.dedup();
        f.write_str(&names.join(", "))
    }
}

impl Job {
    /// What every job has.
    pub fn head(&self) -> JobHead<'_> {
        JobHead {
            name: &self.name,
            description: &self.description,
            systems: Systems::One(&self.system),
            schedule: self.schedule.as_ref(),
            ping: self.ping.as_ref(),
            report: &self.report,
            history: self.history,
        }
    }
}

impl TicketJob {
    /// What every job has.
    pub fn head(&self) -> JobHead<'_> {
        JobHead {
            name: &self.name,
            description: &self.description,
            systems: Systems::Desks(&self.rules),
            schedule: self.schedule.as_ref(),
            ping: self.ping.as_ref(),
            report: &self.report,
            history: self.history,
        }
    }
}
