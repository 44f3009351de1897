//! `jobs/NAME.toml` as it stands in the file, whatever kind of job it is.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::job::RawJob;
use super::refs_job::RawRefsJob;
use super::ticket_job::RawTicketJob;

/// A job for records (`system` and `feed`), for tickets (`monitors` or `feed`, and `rule`) or for reference data
/// (`refs`).
#[derive(Debug, Clone)]
pub(in crate::config) enum RawJobFile {
    /// A job for records.
    Records(Box<RawJob>),
    /// A ticket job.
    Tickets(Box<RawTicketJob>),
    /// A job for reference data.
    Refs(Box<RawRefsJob>),
}

impl JsonSchema for RawJobFile {
    fn schema_name() -> Cow<'static, str> {
        "JobFile".into()
    }

    /// The same keys tell the kind as when the program reads the file, so that an editor names what is wrong with
    /// a job of this kind. The forms stay beside that, with one that always fits: taplo completes from them.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let records = generator.subschema_for::<RawJob>();
        let tickets = generator.subschema_for::<RawTicketJob>();
        let refs = generator.subschema_for::<RawRefsJob>();
        json_schema!({
            "title": "jobs/NAME.toml",
            "description": ABOUT,
            "anyOf": [records, tickets, refs, {}],
            "if": { "anyOf": [{ "required": ["monitors"] }, { "required": ["rule"] }] },
            "then": tickets,
            "else": { "if": { "required": ["refs"] }, "then": refs, "else": records },
        })
    }
}

/// What a job file is, for editors.
const ABOUT: &str = "A job for records (`system` and `feed`), for tickets (`monitors` or `feed`, and `rule`) or for \
                     reference data (`refs`).";
