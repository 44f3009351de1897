//! Reports as text, HTML, tables and mail.
//!
//! Everything here is made from [`crate::model::report::Report`] or a [`crate::model::Plan`]; nothing is
//! looked up, and the time is an argument. The only side effects are those of [`mail::deliver`] and the reading of the
//! user's templates in [`templates::Templates::load`].

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::message;
use crate::model::audit::Step;
use crate::model::change::Reference;
use crate::model::job::Language;
use crate::model::rejected_cells::RecordCells;
use crate::model::said::{Said, Say};
use crate::model::schema::Wording;
use crate::model::{Change, Entry, Plan, Reject};

mod asked;
mod grouped;
pub(crate) mod mail;
mod open;
mod outcome;
mod pages;
pub mod plan;
pub(crate) mod render;
mod rendering;
mod table;
pub(crate) mod templates;
mod terminal;
mod view;
pub(crate) mod webhook;
pub(crate) mod wrap;

pub(crate) use pages::{item_page, page};
pub(crate) use wrap::{fill, wrap};

#[cfg(test)]
mod example;
#[cfg(test)]
mod example_decisions;
#[cfg(test)]
mod shown;

pub use open::how_closed;
pub use templates::Templates;

/// The audit trail as delimited text.
///
/// # Errors
/// It cannot be written.
pub fn audit_csv(steps: &[Step], language: Language) -> Result<Vec<u8>, ReportError> {
    table::audit_csv(steps, message::Locale::of(language, Tz::UTC))
}

/// The audit trail as a workbook.
///
/// # Errors
/// More steps than a sheet holds, or it cannot be put together.
pub fn audit_xlsx(steps: &[Step], language: Language, now: DateTime<Utc>) -> Result<Vec<u8>, ReportError> {
    table::audit_xlsx(steps, message::Locale::of(language, Tz::UTC), now)
}

/// The heading of a table of lines of a journal as delimited text, which is written piece by piece.
///
/// # Errors
/// It cannot be written.
pub fn rows_head(language: Language) -> Result<Vec<u8>, ReportError> {
    table::rows_head(message::Locale::of(language, Tz::UTC))
}

/// Lines of a journal, to stand behind that heading.
///
/// # Errors
/// They cannot be written.
pub fn rows_csv(entries: &[Entry], language: Language) -> Result<Vec<u8>, ReportError> {
    table::rows_csv(entries, message::Locale::of(language, Tz::UTC))
}

/// Changes of a plan with their places, to stand behind the heading of the lines of a journal.
///
/// # Errors
/// They cannot be written.
pub(crate) fn planned_csv(
    wording: Wording,
    plan: &Plan,
    changes: &[(usize, &Change)],
) -> Result<Vec<u8>, ReportError> {
    table::planned_csv(wording, plan, changes, message::Locale::of(wording.language, Tz::UTC))
}

/// Names that a plan creates first, as delimited text.
///
/// # Errors
/// They cannot be written.
pub(crate) fn names_csv(names: &[Reference], language: Language) -> Result<Vec<u8>, ReportError> {
    table::names_csv(names, message::Locale::of(language, Tz::UTC))
}

/// The heading of a table of rejects as delimited text, which is written piece by piece.
///
/// # Errors
/// It cannot be written.
pub fn rejects_head(language: Language) -> Result<Vec<u8>, ReportError> {
    table::rejects_head(message::Locale::of(language, Tz::UTC))
}

/// Rejects with what stands in their records, to stand behind that heading.
///
/// # Errors
/// They cannot be written.
pub fn rejects_csv(
    rejects: &[(&Reject, Option<&RecordCells>)],
    language: Language,
) -> Result<Vec<u8>, ReportError> {
    table::rejects_csv(rejects, message::Locale::of(language, Tz::UTC))
}

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum ReportError {
    /// A template does not compile, or names something that does not exist.
    Template {
        /// Path of the user's file, or our own name of it.
        template: String,
        /// 1-based line.
        line: usize,
        /// What is wrong, with the variable's name when it is undefined.
        reason: Said,
    },
    /// A file of the template folder that no mail uses, which is mostly a misspelt name.
    UnknownTemplate {
        /// The file.
        path: PathBuf,
        /// Names that are used.
        known: &'static str,
    },
    /// The template folder or a file in it cannot be read.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The sender or a recipient is no mail address.
    Address {
        /// As configured.
        address: String,
        /// Why.
        reason: Said,
    },
    /// The mail has nobody to go to.
    NoRecipient,
    /// The attached tables could not be written.
    Table {
        /// Name of the attachment.
        file: &'static str,
        /// Why.
        reason: Said,
    },
    /// The parts could not be put together.
    Message(#[from] lettre::error::Error),
}

impl Say for ReportError {
    fn said(&self) -> Said {
        match self {
            Self::Template { template, line, reason } => {
                message::mail::template_fails(template, line, reason)
            }
            Self::UnknownTemplate { path, known } => message::mail::unknown_template(path.display(), known),
            Self::Read { path, .. } => message::files::cannot_read(path.display()),
            Self::Address { address, reason } => message::mail::no_address(address, reason),
            Self::NoRecipient => message::mail::no_recipient(),
            Self::Table { file, reason } => message::mail::table_not_written(file, reason),
            Self::Message(_) => message::mail::not_built(),
        }
        .said()
    }
}

/// How long to wait before the next attempt after `attempts` failed ones: one minute after the
/// first, doubling up to one hour; nothing when there was none yet.
pub fn back_off(attempts: u32) -> Duration {
    const LONGEST_MINUTES: u64 = 60;
    if attempts == 0 {
        return Duration::ZERO;
    }
    let minutes = 1_u64.checked_shl(attempts - 1).unwrap_or(LONGEST_MINUTES).clamp(1, LONGEST_MINUTES);
    Duration::from_secs(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::back_off;

    #[test]
    fn waits_double_up_to_an_hour() {
        let minutes: Vec<u64> = [0, 1, 2, 3, 6, 7, 8, 40, 64, 65, u32::MAX]
            .into_iter()
            .map(|attempts| back_off(attempts).as_secs() / 60)
            .collect();
        assert_eq!(minutes, [0, 1, 2, 4, 32, 60, 60, 60, 60, 60, 60]);
    }
}
