//! What can keep a file from being read or put away. Every message names the file and says what
//! to do. Problems of single rows are no errors: they are rejects.
use super::message;
use crate::model::said::{Said, Say};

use std::io;
use std::path::Path;
use std::time::Duration;

/// Why a file source cannot be used as a whole. As text it is English; who reads French has it by [`Say`].
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum SourceError {
    /// The path of the job is no valid pattern.
    Pattern {
        /// Path as the job has it.
        pattern: String,
        /// What is wrong with it.
        reason: Said,
    },
    /// No file is there.
    NotFound {
        /// Path as the job has it.
        pattern: String,
        /// Folder that was searched.
        folder: String,
        /// Files with similar names, or what is missing.
        hint: Said,
    },
    /// The file is older than the job allows.
    TooOld {
        /// The file.
        file: String,
        /// Since its last change.
        age: Duration,
        /// Limit of the job.
        limit: Duration,
    },
    /// The file is still being written.
    Unsettled {
        /// The file.
        file: String,
        /// How long it was watched.
        waited: Duration,
        /// Span of the job.
        settle: Duration,
    },
    /// The operating system refuses.
    Io {
        /// The file.
        file: String,
        /// `read`, `move`, …
        action: Said,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The path is a folder.
    Folder {
        /// The path.
        file: String,
    },
    /// The file is not the one that was read.
    Changed {
        /// The file.
        file: String,
    },
    /// The file does not hold what the job says.
    Content {
        /// The file.
        file: String,
        /// What was found and what to do, as the rest of the sentence.
        reason: Said,
    },
    /// One of these, as the program that read the file has told it.
    Refused(Said),
    /// An option of the job does not fit.
    Setting {
        /// The file.
        file: String,
        /// Name of the option.
        option: &'static str,
        /// What is wrong with it.
        reason: Said,
    },
    /// None of the columns that the mapping reads is there.
    MissingColumns {
        /// The file, with the sheet.
        file: String,
        /// Columns of the mapping.
        missing: String,
        /// Columns of the file, with the nearest names.
        found: Said,
    },
    /// The workbook is encrypted.
    Password {
        /// The file.
        file: String,
    },
}

impl Say for SourceError {
    fn said(&self) -> Said {
        match self {
            Self::Pattern { pattern, reason } => message::bad_pattern(pattern, reason).said(),
            Self::NotFound { pattern, folder, hint } => message::not_found(pattern, folder, hint).said(),
            Self::TooOld { file, age, limit } => message::too_old(file, age, limit).said(),
            Self::Unsettled { file, waited, settle } => message::unsettled(file, waited, settle).said(),
            Self::Io { file, action, source } => message::cannot(action, file, io_reason(source)).said(),
            Self::Folder { file } => message::is_a_folder(file).said(),
            Self::Changed { file } => message::changed(file).said(),
            Self::Content { file, reason } => message::content(file, reason).said(),
            Self::Refused(reason) => reason.clone(),
            Self::Setting { file, option, reason } => message::setting(file, option, reason).said(),
            Self::MissingColumns { file, missing, found } => {
                message::columns_missing(file, missing, found).said()
            }
            Self::Password { file } => message::has_a_password(file).said(),
        }
    }
}

impl SourceError {
    /// The content of a file is not what it should be.
    pub(super) fn content(file: &str, reason: impl Into<Said>) -> Self {
        Self::Content { file: file.to_owned(), reason: reason.into() }
    }

    /// An option does not fit.
    pub(super) fn setting(file: &str, option: &'static str, reason: impl Into<Said>) -> Self {
        Self::Setting { file: file.to_owned(), option, reason: reason.into() }
    }

    /// The operating system refuses.
    pub(super) fn io(file: impl Into<String>, action: impl Into<Said>, source: io::Error) -> Self {
        Self::Io { file: file.into(), action: action.into(), source }
    }

    /// The same for a path.
    pub(super) fn io_path(path: &Path, action: impl Into<Said>, source: io::Error) -> Self {
        Self::io(path.display().to_string(), action, source)
    }
}

/// The reason in words, with what to do about the usual ones.
pub(super) fn io_reason(error: &io::Error) -> Said {
    match error.kind() {
        io::ErrorKind::PermissionDenied => message::permission_denied().said(),
        io::ErrorKind::NotFound => message::not_there().said(),
        _ => error.said(),
    }
}
