//! How a mapping fills one field, and who may change it.

use std::collections::BTreeMap;

use regex::Regex;

use super::kind::{Column, Kind};
use super::schema::Part;

/// How one field gets its value.
#[derive(Debug, Clone)]
pub struct FieldRule {
    /// The row it belongs to.
    pub part: Part,
    /// The desk's column.
    pub column: Column,
    /// What it holds.
    pub kind: Kind,
    /// Where its text comes from.
    pub input: Input,
    /// What is done to the text, in this order.
    pub text: TextRules,
    /// How the text is read as a value.
    pub formats: Formats,
    /// What a blank does.
    pub blank: Blank,
    /// Words that mean "clear it" (compared without case after trimming).
    pub clear_words: Vec<String>,
    /// Used when the value is absent or blank.
    pub default: Option<String>,
    /// A record without this value is a reject.
    pub required: bool,
    /// When the field is written.
    pub write: Write,
    /// Who wins when source and desk both changed since the last run.
    pub on_conflict: Conflict,
    /// Which changes of it wait for approval; `None`: as is usual for the column.
    pub hold: Option<Hold>,
    /// What is done about a name that the desk does not have.
    pub missing: MissingName,
}

impl FieldRule {
    /// `serial`, `os.licenseid`: the name of the field in plans and messages.
    pub fn path(&self) -> String {
        match self.part.table() {
            Some(prefix) => format!("{prefix}.{}", self.column),
            None => self.column.to_string(),
        }
    }
}

/// Where a text comes from.
#[derive(Debug, Clone)]
pub enum Input {
    /// The first of these columns that the source has.
    Columns(Vec<String>),
    /// The same for every record.
    Constant(String),
    /// An expression over the record.
    Template(Template),
}

/// A template in the project's template language, checked when the configuration is read.
///
/// It sees `row` (`row['Column']`, undefined when absent), `today` (the run's date), `job`,
/// `source` (file name) and `row_number`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its source text.
    pub source: String,
}

/// What one rendering of a template over a record or an event may take: about as many steps, and 64 bytes of
/// text for each. The shipped ones take some hundreds.
pub const TEMPLATE_FUEL: u64 = 1_000_000;

/// What is done to a text before it is read as a value, in the order of the fields.
#[derive(Debug, Clone)]
pub struct TextRules {
    /// Cut blanks (also no-break ones) at both ends. Default yes.
    pub trim: bool,
    /// Make runs of blanks one. Default no.
    pub squeeze: bool,
    /// Patterns and what they are replaced with (`$1`, `${name}`).
    pub replace: Vec<(Regex, String)>,
    /// Letters.
    pub case: Case,
    /// Value table: compared exactly, then without case.
    pub values: BTreeMap<String, String>,
    /// What happens to a text that the value table does not have.
    pub otherwise: Otherwise,
}

impl Default for TextRules {
    fn default() -> Self {
        Self {
            trim: true,
            squeeze: false,
            replace: Vec::new(),
            case: Case::Keep,
            values: BTreeMap::new(),
            otherwise: Otherwise::Keep,
        }
    }
}

/// Rule for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// As they are.
    #[default]
    Keep,
    /// All upper case.
    Upper,
    /// All lower case.
    Lower,
    /// Each word's first letter upper case, the rest lower.
    Title,
}

/// What happens to a text that the value table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// It stays.
    #[default]
    Keep,
    /// It counts as blank.
    Blank,
    /// The record is rejected.
    Reject,
}

/// What a blank does to the desk's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// Nothing: what the desk has stays.
    #[default]
    Keep,
    /// It empties the desk's value.
    Clear,
}

/// When a field is written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// On creation and on every difference.
    #[default]
    Always,
    /// On creation only.
    Create,
    /// On creation, and later where the desk's value is empty.
    Fill,
}

/// Who wins when source and desk both changed a field since the last run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The hand edit stays and is reported.
    #[default]
    Human,
    /// The source's value is written.
    Source,
    /// Nothing is written; the report asks.
    Ask,
}

/// Which changes of a field wait for a person's approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// One that lets a contract, a warranty or the date itself end earlier.
    Shorter,
    /// One to a lower number.
    Lower,
    /// One to a value that another item has.
    Moved,
    /// Every change of a value that is not empty.
    Change,
    /// None.
    Never,
}

/// What is done about a name that the desk does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingName {
    /// It is created: the default for dropdowns.
    Create,
    /// The record is rejected: the default for entities and references.
    #[default]
    Reject,
    /// The field is left alone and reported, the rest of the record goes on.
    Skip,
}

/// How a text is read as a number, a date or a truth value.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    /// `chrono` patterns tried in order for dates and times; ISO 8601 always works. Empty means
    /// the patterns of `locale`.
    pub dates: Vec<String>,
    /// Decides day/month order and the decimal mark.
    pub locale: Locale,
    /// Zone of times in the source; converted to the desk session's zone (UTC).
    pub zone: Option<chrono_tz::Tz>,
    /// Words for yes, besides the built-in ones of the locale.
    pub yes: Vec<String>,
    /// Words for no, besides the built-in ones of the locale.
    pub no: Vec<String>,
}

/// Language conventions of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Only unambiguous forms: ISO dates, decimal point. A date such as 03/04/2026 is a reject.
    #[default]
    Iso,
    /// 31/12/2026, 1 234,56.
    Fr,
    /// 31/12/2026, 1,234.56.
    EnGb,
    /// 12/31/2026, 1,234.56.
    EnUs,
    /// 31.12.2026, 1.234,56.
    De,
}
