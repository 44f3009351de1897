//! A run that was asked for by the API: stored before it is answered, done by one run, once.

use chrono::{DateTime, Utc};

use super::journal::RunId;
use super::said::Said;

/// A request for a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRequest {
    /// Id: a UUIDv7 as text.
    pub id: String,
    /// Job.
    pub job: String,
    /// Who asked.
    pub asked_by: String,
    /// What who asked calls the request: the same call once more is the same request.
    pub idempotency_key: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// The run that does it; what waited when a run began is done by that one.
    pub run: Option<RunId>,
    /// Why it will never be done.
    pub refused: Option<Said>,
}
