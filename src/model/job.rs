//! A job: what is read, how it is mapped, when it runs and what it may do.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use super::every_job::{Freeze, History, JobName, Language, ReportPolicy, Schedule, SendWhen};
pub use super::missing::Missing;
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
    /// Mail.
    pub report: ReportPolicy,
    /// How long its runs are kept.
    pub history: History,
}

/// One source with its mapping.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Name of the mapping.
    pub mapping: Arc<str>,
    /// What is read.
    pub source: SourceSpec,
}

/// A file source.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// Path or pattern, relative to the project folder.
    pub path: String,
    /// Format and its options.
    pub format: SourceFormat,
    /// Which of the files that the pattern finds.
    pub pick: Pick,
    /// A file changed longer ago is refused.
    pub max_age: Option<Duration>,
    /// Skip a file whose content this job has applied already.
    pub once: bool,
    /// What becomes of the file after a good run.
    pub after: AfterRun,
    /// A file whose size or time changes within this span is still being written; the run waits
    /// for it up to ten times as long.
    pub settle: Duration,
}

/// Where the header of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum HeaderAt {
    /// Found by the columns that the mapping wants.
    #[default]
    Wanted,
    /// On this line or row, from 1.
    Row(u64),
    /// Nowhere: columns have letters for names.
    Nowhere,
}

/// Format of a file source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceFormat {
    /// Delimited text.
    Csv {
        /// One character; `None`: detected among `,` `;` tab `|`.
        delimiter: Option<char>,
        /// Quote character, `"` by default; `None`: no quoting.
        quote: Option<char>,
        /// WHATWG label (`utf-8`, `utf-16le`, `windows-1252`); `None`: detected.
        encoding: Option<String>,
        /// Where its header is.
        header: HeaderAt,
    },
    /// XLSX, XLS or ODS.
    Sheet {
        /// Which sheet.
        sheet: SheetChoice,
        /// Where its header is.
        header: HeaderAt,
    },
    /// JSON or NDJSON.
    Json {
        /// Dotted path to the array of rows (`data.items`); empty: the document itself.
        rows: String,
        /// One JSON value per line.
        lines: bool,
    },
}

/// Which sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetChoice {
    /// The first one that has a header.
    First,
    /// By name, exact, then without case.
    Name(String),
    /// By position, from 1.
    Number(usize),
}

/// Which of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The one changed last.
    #[default]
    Newest,
    /// All, in the order of their names.
    All,
}

/// What becomes of a file after a good run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterRun {
    /// It stays.
    Keep,
    /// It is moved to this folder; a name that is taken gets a number.
    Move(PathBuf),
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
            report: &self.report,
            history: self.history,
        }
    }
}
