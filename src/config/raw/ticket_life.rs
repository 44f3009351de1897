//! Tables of a rule about the life of its ticket as they stand in the file: notes, the end of the
//! problem, what the monitor is told.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Entries, Scalar};
use crate::model::ticket::Visibility;
use crate::model::ticket_job::OnOpen;

/// Delivered as a note on an existing ticket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Note")]
pub(in crate::config) struct RawNote {
    /// Number of the ticket: `{{ event.labels.ticket }}`.
    pub ticket: Option<At<String>>,
    /// Work note or comment.
    #[schemars(extend("default" = "private"))]
    pub visibility: Option<Visibility>,
}

/// What a changed severity or text does to an open ticket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChangeNote")]
pub(in crate::config) struct RawChangeNote {
    /// When a note is written.
    #[schemars(extend("default" = "always"))]
    pub when: Option<ChangeWhen>,
    /// Work note or comment.
    #[schemars(extend("default" = "private"))]
    pub visibility: Option<At<Visibility>>,
}

/// When a change is worth a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum ChangeWhen {
    /// Once for each change.
    #[default]
    Always,
    /// Only when it became worse.
    Worse,
    /// Never.
    Never,
}

/// What the end of the problem does to its ticket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OnRecovery")]
pub(in crate::config) struct RawOnRecovery {
    /// What is done.
    #[schemars(extend("default" = "note"))]
    pub action: Option<RecoveryAction>,
    /// Work note or comment; for `note` only.
    #[schemars(extend("default" = "private"))]
    pub visibility: Option<At<Visibility>>,
    /// Solved once the problem has been gone for this long; for `solve` only.
    #[schemars(extend("default" = "15m"))]
    pub after: Option<At<String>>,
    /// Resolution code (GLPI: solution type) of the desk; for `solve` only.
    pub code: Option<At<String>>,
    /// Further columns that the desk requires, by their API names; for `solve` only.
    pub fields: Option<At<Entries<At<Scalar>>>>,
}

/// What the end of the problem does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum RecoveryAction {
    /// Nothing; the report tells of it.
    Nothing,
    /// A note.
    #[default]
    Note,
    /// The ticket is solved.
    Solve,
}

/// What is done in the monitor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Back")]
pub(in crate::config) struct RawBack {
    /// Once the ticket is there.
    #[schemars(extend("default" = "acknowledge"))]
    pub on_open: Option<At<OnOpen>>,
    /// Once the ticket is solved or closed while the problem is still there: `nothing`, `comment`, `unacknowledge`,
    /// `close`, or the name of an act that the feed of the event declares.
    #[schemars(extend("default" = "nothing"))]
    pub on_close: Option<At<String>>,
    /// Once the ticket is cancelled or rejected while the problem is still there; by default as `on_close`.
    pub on_cancel: Option<At<String>>,
    /// An act that the feed of the event declares: done each time the ticket's state is another one.
    pub on_state: Option<At<String>>,
    /// Whether public notes and the closing note of the ticket become comments in the monitor.
    #[schemars(extend("default" = false))]
    pub ticket_notes: Option<At<bool>>,
}

/// As which notes of the ticket operators' acknowledgements and comments are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum OperatorNotes {
    /// They are not.
    #[default]
    Never,
    /// As work notes.
    Private,
    /// As comments, which the requester reads, too.
    Public,
}
