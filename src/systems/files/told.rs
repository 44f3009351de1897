//! What people are told of a file: what was doubtful in it, and what was passed over.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::message::{Message, reading};
use crate::model::record::{Header, fold_name};

/// One thing that people are told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Names it from run to run.
    pub what: &'static str,
    /// What was found.
    pub text: Message,
    /// What may be done about it.
    pub answer: Option<Message>,
}

/// What a reader found out, as it goes from the program that reads to the one that tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Finding {
    /// Columns that the mapping reads and that are there twice.
    ColumnTwice { names: String },
    /// A guess that fits no language well.
    DoubtfulEncoding { encoding: String },
    /// Lines in UTF-8 among those of another encoding: how many, and the first.
    StrayLines { count: u64, line: u64, encoding: String },
    /// The row below the header is a second line of it.
    SecondHeader { sheet: Option<String>, row: u64 },
    /// Rows of another table below, which are not read: how many, and the first of them.
    OtherTable { sheet: Option<String>, count: u64, rows: Vec<u64> },
    /// Rows whose first cell is merged over several columns: how many, the first and its text.
    GroupRows { sheet: String, count: u64, row: u64, text: String },
    /// Lines of comments among the data: how many, and the first.
    Comments { count: u64, line: u64 },
    /// Rows that repeat the header, as each page of a printed list does: how many, and the first.
    HeaderAgain { count: u64, row: u64 },
    /// Numbers that got the zeros which their format shows: how many, the first and what it is read as.
    Zeros { count: u64, cell: String, becomes: String },
    /// Values of a column by which another source has nothing: how many, and the first.
    NotFound { count: u64, lookup: String, column: String, found: String, row: u64 },
}

impl Finding {
    /// What people are told.
    pub(super) fn told(&self, file: &str) -> Told {
        match self {
            Self::ColumnTwice { names } => Told {
                what: "column_twice",
                text: reading::column_twice(file, names),
                answer: Some(reading::name_the_second()),
            },
            Self::DoubtfulEncoding { encoding } => Told {
                what: "encoding",
                text: reading::doubtful_encoding(file, encoding),
                answer: Some(reading::set_encoding()),
            },
            Self::StrayLines { count, line, encoding } => {
                Told { what: "strays", text: reading::stray_lines(count, file, line, encoding), answer: None }
            }
            Self::Comments { count, line } => {
                Told { what: "comments", text: reading::comments(count, file, line), answer: None }
            }
            Self::HeaderAgain { count, row } => {
                Told { what: "header_again", text: reading::header_again(count, file, row), answer: None }
            }
            Self::Zeros { count, cell, becomes } => {
                Told { what: "zeros", text: reading::zeros(count, file, cell, becomes), answer: None }
            }
            Self::NotFound { count, lookup, column, found, row } => Told {
                what: "lookup",
                text: reading::not_found(count, file, column, lookup, found, row),
                answer: None,
            },
            Self::SecondHeader { sheet, row } => {
                let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
                Told {
                    what: "second_header",
                    text: reading::second_header(file, sheet, row),
                    answer: Some(reading::merge_header()),
                }
            }
            Self::OtherTable { sheet, count, rows } => {
                let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
                let answer = match sheet {
                    Some(_) => reading::read_other_table(),
                    None => reading::split_tables(),
                };
                let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
                Told {
                    what: "other_table",
                    text: reading::other_table(count, file, sheet, rows.join(", ")),
                    answer: Some(answer),
                }
            }
            Self::GroupRows { sheet, count, row, text } => Told {
                what: "group_rows",
                text: reading::group_rows(count, file, sheet, text, row),
                answer: Some(reading::unmerge()),
            },
        }
    }
}

/// Columns that the mapping reads and that are there twice: the first is read.
pub(super) fn repeated(header: &Header, wanted: &[Vec<String>]) -> Option<Finding> {
    let known: HashSet<&String> = header.names.iter().collect();
    let wanted: HashSet<String> = wanted.iter().flatten().map(|name| fold_name(name)).collect();
    let is_told = |name: &&String| known.contains(&format!("{name}#2")) && wanted.contains(&fold_name(name));
    let names: Vec<String> = header.names.iter().filter(is_told).map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| Finding::ColumnTwice { names: names.join(", ") })
}
