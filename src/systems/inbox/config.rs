//! `[system.NAME.inbox]`, which says nothing more, and `[feed.inbox]`: where the rows are in a body.

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::job::SourceFormat;
use crate::settings::{At, FileCheck, code};
use crate::systems::table::{Asked, Place, RawQuery, RawTable};

/// What is pushed is stored here: there is nothing to reach.
#[derive(Debug, Clone)]
pub(crate) struct Settings;

/// What monitors push to a job by the API.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Inbox")]
pub(crate) struct RawInbox {}

impl RawTable for RawInbox {
    type Settings = Settings;

    fn check(_: &mut FileCheck<'_>, _: Place<'_>, _: &At<Self>) -> Settings {
        Settings
    }
}

/// What a feed takes of a body.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// The members that lead to its rows; none: the body itself.
    pub rows: Vec<String>,
}

/// Bodies that were pushed to the job, in the order in which they came. Each is read once, after it was stored and
/// answered; what it says is kept before it counts as read.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "InboxQuery")]
pub(crate) struct RawInboxQuery {
    /// Dotted path to the rows in a body, such as `alerts`; without it a body is a row, or a list of rows.
    rows: Option<At<String>>,
}

impl RawQuery for RawInboxQuery {
    type Query = Query;

    fn check(check: &mut FileCheck<'_>, _: Place<'_>, raw: &At<Self>) -> Option<Asked<Query>> {
        let path = raw.rows.as_ref().map(|rows| check.filled(rows)).unwrap_or_default();
        let rows: Vec<String> = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
        if let Some(at) = &raw.rows
            && !path.is_empty()
            && (rows.is_empty() || rows.iter().any(|step| step.trim() != step))
        {
            check.report(code::BAD_NAME, &at.span, message::not_a_path()).help(message::a_path());
        }
        let format = Some(SourceFormat::Json { rows: String::new(), lines: true });
        Some(Asked { query: Query { rows }, identity: String::new(), partial: true, format })
    }
}
