//! `jobs/NAME.toml` as it stands in the file, whatever kind of job it is.

use schemars::JsonSchema;

use super::job::RawJob;
use super::refs_job::RawRefsJob;
use super::ticket_job::RawTicketJob;

/// A job for records (`system` and `feed`), for tickets (`monitors` or `feed`, and `rule`) or for reference data
/// (`refs`).
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged, title = "jobs/NAME.toml", rename = "JobFile")]
pub(in crate::config) enum RawJobFile {
    /// A job for records.
    Records(Box<RawJob>),
    /// A ticket job.
    Tickets(Box<RawTicketJob>),
    /// A job for reference data.
    Refs(Box<RawRefsJob>),
}
