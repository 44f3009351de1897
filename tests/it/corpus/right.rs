//! What a right program reads from a file of the corpus, as `tests/data/corpus/README.md` says it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table as Toml, Value};

/// A file and its tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// What it imitates.
    pub imitates: String,
    /// The file beside it.
    pub file: String,
    /// Language of its headers.
    pub language: String,
    /// What a person has to set.
    #[serde(default)]
    pub set: Toml,
    /// Several tables that are one list.
    pub together: Option<Together>,
    /// Its tables.
    #[serde(rename = "table")]
    pub tables: Vec<Table>,
}

/// Several sheets that are one list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// Their sheets.
    pub tables: Vec<String>,
    /// The field that takes the name of the sheet.
    pub sheet_name: String,
}

/// One table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Class of GLPI, or `none`.
    pub class: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Rows of the header.
    pub header: Vec<u64>,
    /// Ranges of the records.
    pub rows: Vec<String>,
    /// Records that are rejected.
    #[serde(default)]
    pub reject_rows: Vec<u64>,
    /// Rows of which people have to hear.
    #[serde(default)]
    pub told: Vec<u64>,
    /// How dates and numbers are written.
    pub locale: String,
    /// Keys.
    #[serde(rename = "match")]
    pub keys: Vec<Vec<String>>,
    /// What a person has to set for this table.
    #[serde(default)]
    pub set: Toml,
    /// Columns in their order.
    pub columns: Vec<Column>,
    /// Chosen cells.
    #[serde(default, rename = "row")]
    pub chosen: Vec<Row>,
}

/// One column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name under which it is read.
    pub name: String,
    /// The names under which it may be found: that, and of a header of two rows the lower text alone.
    #[serde(skip)]
    pub names: Vec<String>,
    /// Where it goes, the best first.
    to: OneOrMore,
    /// How it is read.
    #[serde(default, rename = "as")]
    pub kind: As,
    /// Formats of its dates.
    #[serde(default)]
    pub formats: Vec<String>,
    /// When it is written in another way than the rest.
    pub locale: Option<String>,
    /// The element of a set.
    #[serde(default)]
    pub n: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum As {
    /// Letter for letter.
    #[default]
    Text,
    /// Day.
    Date,
    /// Day and time.
    Datetime,
    /// Number.
    Number,
    /// Number without its currency.
    Money,
    /// Yes or no.
    Boolean,
    /// Duration.
    Months,
    /// The end of something.
    Until,
    /// Mebibytes.
    Size,
}

/// Chosen cells of one row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Row of the file.
    pub at: u64,
    /// By column.
    pub cells: BTreeMap<String, Value>,
}

/// What a cell is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Values that are right; `None`: no value.
    pub values: Vec<Option<Value>>,
    /// Rejecting it is right, too.
    pub or_reject: bool,
}

impl Wanted {
    /// Reads `"text"`, `{ is = … }`, `{ blank = true }` …
    pub fn of(value: &Value) -> Self {
        let Value::Table(table) = value else {
            return Self { values: vec![Some(value.clone())], or_reject: false };
        };
        let known = ["is", "or", "or_reject", "told", "reject", "blank", "nothing"];
        assert!(table.keys().all(|key| known.contains(&key.as_str())), "{table}");
        let is = |key: &str| table.get(key).is_some_and(|value| value.as_bool().unwrap());
        let mut values: Vec<Option<Value>> = table.get("is").cloned().map(Some).into_iter().collect();
        values.extend(
            table.get("or").into_iter().flat_map(|or| or.as_array().unwrap().iter().cloned().map(Some)),
        );
        if is("blank") || is("nothing") {
            values.push(None);
        }
        Self { values, or_reject: is("reject") || is("or_reject") }
    }

    /// There is nothing to be read but the reason.
    pub fn is_reject(&self) -> bool {
        self.values.is_empty()
    }
}

impl Column {
    /// Where it goes, the best first.
    pub fn targets(&self) -> &[String] {
        match &self.to {
            OneOrMore::One(to) => std::slice::from_ref(to),
            OneOrMore::More(to) => to,
        }
    }
}

impl Table {
    /// The rows that are records.
    pub fn records(&self) -> BTreeSet<u64> {
        let range = |text: &String| {
            let (first, last) = text.split_once('-').unwrap_or((text, text));
            first.parse().unwrap()..=last.parse::<u64>().unwrap()
        };
        self.rows.iter().flat_map(range).collect()
    }

    /// Keys of `[feed.csv]` and the like: those of the file and those of the table.
    pub fn settings(&self, right: &Right) -> Toml {
        let mut all = right.set.clone();
        all.extend(self.set.clone());
        all
    }
}

/// The folder of the corpus; `STOCKTAKE_CORPUS` names another one, for files that may not be committed.
pub fn folder() -> PathBuf {
    let own = std::env::var_os("STOCKTAKE_CORPUS").map(PathBuf::from);
    own.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus"))
}

/// All files of the corpus, by name.
pub fn all() -> Vec<Right> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<PathBuf> =
        names.filter(|path| path.to_string_lossy().ends_with(".right.toml")).collect();
    names.sort();
    names.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Right {
    let text = fs::read_to_string(path).unwrap();
    let mut right: Right =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for table in &mut right.tables {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for column in &mut table.columns {
            column.names.push(column.name.clone());
            let lower = column.name.rsplit(" > ").next().unwrap_or_default().to_owned();
            let times = seen.entry(lower.clone()).or_default();
            *times += 1;
            column.names.push(if *times == 1 { lower } else { format!("{lower} ({times})") });
            column.names.dedup();
        }
    }
    right
}
