//! What can keep a file from being read or put away. Every message names the file and says what
//! to do. Problems of single rows are no errors: they are rejects.
use super::message;
use crate::message::Message;

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::Duration;

crate::model::said::words!(SourceError);

/// Why a file source cannot be used as a whole.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The path of the job is no valid pattern.
    #[error("`{pattern}` is no valid file pattern: {reason}")]
    Pattern {
        /// Path as the job has it.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No file is there.
    #[error("no file matches `{pattern}` in {folder}; {hint}")]
    NotFound {
        /// Path as the job has it.
        pattern: String,
        /// Folder that was searched.
        folder: String,
        /// Files with similar names, or what is missing.
        hint: String,
    },
    /// The file is older than the job allows.
    #[error(
        "{file} was changed {} ago and `max_age` is {}: the export has probably stopped; \
         renew the file or raise `max_age`",
        humane(*age), humane(*limit)
    )]
    TooOld {
        /// The file.
        file: String,
        /// Since its last change.
        age: Duration,
        /// Limit of the job.
        limit: Duration,
    },
    /// The file is still being written.
    #[error(
        "{file} was still changing after {}: wait until the export has ended, or raise `settle` ({})",
        humane(*waited), humane(*settle)
    )]
    Unsettled {
        /// The file.
        file: String,
        /// How long it was watched.
        waited: Duration,
        /// Span of the job.
        settle: Duration,
    },
    /// The operating system refuses.
    #[error("cannot {action} {file}: {}", io_reason(source))]
    Io {
        /// The file.
        file: String,
        /// `read`, `move`, …
        action: String,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The path is a folder.
    #[error("{file} is a folder: name a file in it, or a pattern such as `{file}/*.csv`")]
    Folder {
        /// The path.
        file: String,
    },
    /// The file is not the one that was read.
    #[error("{file} was changed while the job ran: it stays where it is and is read by the next run")]
    Changed {
        /// The file.
        file: String,
    },
    /// The file does not hold what the job says.
    #[error("{file} {reason}")]
    Content {
        /// The file.
        file: String,
        /// What was found and what to do, as the rest of the sentence.
        reason: String,
    },
    /// One of these, as the program that read the file has told it.
    #[error("{0}")]
    Refused(String),
    /// An option of the job does not fit.
    #[error("{file} cannot be read with `{option}` as it is set: {reason}")]
    Setting {
        /// The file.
        file: String,
        /// Name of the option.
        option: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// None of the columns that the mapping reads is there.
    #[error("{file} has none of the columns that the mapping reads ({missing}); {found}")]
    MissingColumns {
        /// The file, with the sheet.
        file: String,
        /// Columns of the mapping.
        missing: String,
        /// Columns of the file, with the nearest names.
        found: String,
    },
    /// The workbook is encrypted.
    #[error("{file} is protected by a password: save it without one for the import")]
    Password {
        /// The file.
        file: String,
    },
}

impl SourceError {
    /// The content of a file is not what it should be.
    pub(super) fn content(file: &str, reason: impl Into<String>) -> Self {
        Self::Content { file: file.to_owned(), reason: reason.into() }
    }

    /// An option does not fit.
    pub(super) fn setting(file: &str, option: &'static str, reason: impl Into<String>) -> Self {
        Self::Setting { file: file.to_owned(), option, reason: reason.into() }
    }

    /// The operating system refuses.
    pub(super) fn io(file: impl Into<String>, action: impl Into<String>, source: io::Error) -> Self {
        Self::Io { file: file.into(), action: action.into(), source }
    }

    /// The same for a path.
    pub(super) fn io_path(path: &Path, action: impl Into<String>, source: io::Error) -> Self {
        Self::io(path.display().to_string(), action, source)
    }
}

/// The reason in words, with what to do about the usual ones.
fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => message::permission_denied().to_string(),
        io::ErrorKind::NotFound => message::not_there().to_string(),
        _ => error.to_string(),
    }
}

/// A duration in its two largest units: `3 days 4 hours`, `90 seconds` as `1 minute 30 seconds`.
pub(super) fn humane(duration: Duration) -> String {
    type Amount = fn(u64) -> Message;
    const UNITS: [(Amount, u64); 4] = [
        (|n| message::days(n), 86_400),
        (|n| message::hours(n), 3_600),
        (|n| message::minutes(n), 60),
        (|n| message::seconds(n), 1),
    ];
    let mut rest = duration.as_secs();
    if rest == 0 {
        return message::milliseconds(duration.as_millis()).to_string();
    }
    let mut text = String::new();
    let mut shown = 0;
    for (unit, seconds) in UNITS {
        let count = rest / seconds;
        rest %= seconds;
        if count > 0 && shown < 2 {
            let blank = if text.is_empty() { "" } else { " " };
            let _ = write!(text, "{blank}{}", unit(count));
        }
        shown += usize::from(!text.is_empty());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        let shown = |seconds| humane(Duration::from_secs(seconds));
        assert_eq!(shown(1), "1 second");
        assert_eq!(shown(90), "1 minute 30 seconds");
        assert_eq!(shown(86_400), "1 day");
        assert_eq!(shown(3 * 86_400 + 4 * 3_600 + 59), "3 days 4 hours");
        assert_eq!(shown(86_400 + 59), "1 day");
        assert_eq!(humane(Duration::from_millis(250)), "250 ms");
    }
}
