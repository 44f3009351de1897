//! What is read: files of this machine or what a system gives, with the mapping of its records.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::system::Settings;

/// One source with its mapping.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Name of the mapping.
    pub mapping: Arc<str>,
    /// What is read.
    pub source: SourceSpec,
}

/// Columns of another source that each row gets, by a key that both have.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Path or pattern of the other source, relative to the project folder; the newest file is read.
    pub path: String,
    /// Its format.
    pub format: SourceFormat,
    /// A file changed longer ago is refused.
    pub max_age: Option<Duration>,
    /// Column of the rows.
    pub column: String,
    /// Column of the other source with the same values.
    pub key: String,
    /// Columns of the other source that are taken over.
    pub columns: Vec<String>,
    /// What stands before their names in the rows.
    pub prefix: String,
    /// The system that it comes from; `None`: a file of this machine.
    pub from: Option<FromSystem>,
}

impl Lookup {
    /// The other source as one of its own.
    pub fn source(&self, settle: Duration) -> SourceSpec {
        SourceSpec {
            path: self.path.clone(),
            format: self.format.clone(),
            pick: Pick::Newest,
            max_age: self.max_age,
            once: false,
            after: AfterRun::Keep,
            settle,
            file_column: None,
            lookups: Vec::new(),
            from: self.from.clone(),
        }
    }
}

/// What is read: files of this machine, or what a system gives.
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
    /// Column that each row gets with the name of its file, without the ending.
    pub file_column: Option<String>,
    /// Columns of other sources.
    pub lookups: Vec<Lookup>,
    /// The system that it comes from; `None`: files of this machine.
    pub from: Option<FromSystem>,
}

impl SourceSpec {
    /// Whether it is what was pushed to the job.
    pub fn is_pushed(&self) -> bool {
        self.from.as_ref().is_some_and(|from| from.pushed)
    }
}

/// Records that a system gives: they are fetched into files, which are read as any others.
#[derive(Debug, Clone)]
pub struct FromSystem {
    /// Its name in `stocktake.toml`.
    pub system: String,
    /// What is asked of it: what its room made of the table of the feed. Only that room looks inside.
    pub query: Arc<dyn Settings>,
    /// What a bookmark of it belongs to: a feed that asks for something else begins anew.
    pub identity: String,
    /// What the feed declares that can be done there about one of its records, by name, sorted.
    pub acts: Vec<String>,
    /// The feed declares how one of its records is asked for by itself.
    pub asks: bool,
    /// It gives what has changed since the last good run only, so that what it does not give is not gone.
    pub partial: bool,
    /// It gives what was pushed to the job: a body that cannot be read keeps no other one from being read.
    pub pushed: bool,
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
        /// Which tables of it.
        tables: SheetTables,
    },
    /// JSON or NDJSON.
    Json {
        /// Dotted path to the array of rows (`data.items`); empty: the document itself.
        rows: String,
        /// One JSON value per line.
        lines: bool,
    },
    /// Inventories that agents write: JSON of the GLPI agent, XML of FusionInventory and of OCS. All files of
    /// the pattern are read as one source.
    Agent(AgentFormat),
    /// A mail as it went over the network (RFC 5322, MIME), one a file.
    Mail(Box<MailFormat>),
}

impl SourceFormat {
    /// Whether a file is a record, so that all files of a pattern are one table.
    pub fn is_of_records(&self) -> bool {
        matches!(self, Self::Agent(_))
    }
}

/// What is read of inventories that agents write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFormat {
    /// Files of other kinds of machines are passed over; `None`: all are read.
    pub itemtype: Option<String>,
    /// A list of each inventory whose elements are the records; empty: the machine is.
    pub rows: String,
    /// Whether the software of the machine is read.
    pub software: bool,
    /// Whether ports are read that are only software.
    pub virtual_ports: bool,
}

/// What becomes of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFormat {
    /// Values by regular expressions.
    pub patterns: Vec<MailPattern>,
    /// Lines `Name: value` and tables of two columns become columns `field.Name`.
    pub fields: bool,
    /// The header of a table of HTML, whose rows become records each; empty: none.
    pub table: Vec<String>,
    /// Headers that become columns, besides those that all mails have.
    pub headers: Vec<String>,
    /// A mail that has none of the records that are looked for gives none, instead of being a reject.
    pub may_lack: bool,
    /// Bytes of the largest mail that is read.
    pub largest: u64,
    /// Instead of records the attachments whose names match, piece by piece.
    pub attachments: Option<String>,
}

/// Columns that all mails have.
pub const MAIL_COLUMNS: [&str; 13] = [
    "message_id",
    "date",
    "from",
    "from_name",
    "to",
    "cc",
    "reply_to",
    "subject",
    "in_reply_to",
    "references",
    "text",
    "html_text",
    "attachments",
];

impl MailFormat {
    /// MiB of the largest mail that is read when nothing is said.
    pub const LARGEST: u64 = 25;
}

/// A regular expression whose named groups become columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPattern {
    /// Where it looks.
    pub within: MailPart,
    /// The expression.
    pub regex: String,
    /// Each of its matches is a record; else the first one gives its values to all records of the mail.
    pub each: bool,
}

/// A part of a mail in which is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailPart {
    /// Its subject.
    Subject,
    /// Its text; of a mail that has HTML alone, what people read of it.
    #[default]
    Text,
    /// What people read of its HTML.
    HtmlText,
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
    /// All whose names match a pattern (`*`, `?`, `[a-z]`), in their order.
    Matching(String),
}

/// Which tables of a sheet are read, and the columns that their rows get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetTables {
    /// Cells beyond are not there.
    pub range: Option<CellRange>,
    /// How many tables there are.
    pub count: TableCount,
    /// Column with the name of the sheet.
    pub sheet_column: Option<String>,
    /// Column with the title of the table.
    pub title_column: Option<String>,
}

/// How many tables of a sheet are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableCount {
    /// One: all rows below its header.
    #[default]
    One,
    /// All, one below the other, each with a header of its own.
    All,
}

/// Cells of a sheet; rows and columns count from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRange {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

impl CellRange {
    /// Reads `B3:H40`, `B3:H`, `B3` (from there on), `B:H`.
    pub fn parse(text: &str) -> Option<Self> {
        let (begin, end) = text.trim().split_once(':').map_or((text.trim(), ""), |(begin, end)| (begin, end));
        let (first_column, first_row) = address(begin)?;
        let (last_column, last_row) = if end.is_empty() { (None, None) } else { address(end)? };
        let range = Self {
            rows: (first_row.unwrap_or(0), last_row.unwrap_or(u32::MAX)),
            columns: (first_column.unwrap_or(0), last_column.unwrap_or(u32::MAX)),
        };
        (range.rows.0 <= range.rows.1 && range.columns.0 <= range.columns.1).then_some(range)
    }
}

/// Column and row of `B3`; one of them may be missing.
fn address(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text = text.trim().replace('$', "");
    let digits = text.find(|sign: char| sign.is_ascii_digit()).unwrap_or(text.len());
    let (letters, digits) = text.split_at(digits);
    if text.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let number = |sum: u32, letter: u8| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, number).checked_sub(1);
    let row = if digits.is_empty() { None } else { Some(digits.parse::<u32>().ok()?.checked_sub(1)?) };
    Some((column, row))
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
