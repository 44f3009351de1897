//! `[feed.mail]`: what becomes of mails.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Texts};
use crate::model::job::MailPart;

/// Mails, one a file: each is one record, or one for each match of a pattern or row of a table in it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Mail")]
pub(in crate::config) struct RawMailFormat {
    /// Values by regular expressions, whose named groups become columns.
    pub patterns: Option<Vec<At<RawMailPattern>>>,
    /// Lines `Name: value` and tables of two columns become columns `field.Name`.
    #[schemars(extend("default" = false))]
    pub fields: Option<bool>,
    /// Names in the header of a table: each row below it becomes a record with these columns.
    pub table: Option<At<Texts>>,
    /// Headers that become columns besides those that all mails have, such as `X-Priority`.
    pub headers: Option<At<Texts>>,
    /// What becomes of a mail in which nothing fits: `reject` tells it, `ignore` passes over it.
    #[schemars(extend("default" = "reject"))]
    pub unmatched: Option<Unmatched>,
    /// Largest mail that is read, in MiB.
    #[schemars(range(min = 1, max = 1024), extend("default" = 25))]
    pub largest: Option<At<i64>>,
}

/// A regular expression with named groups, `(?<host>\S+)`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MailPattern")]
pub(in crate::config) struct RawMailPattern {
    /// Where it looks: `subject`, `text` (of a mail that has HTML alone, what people read of it) or `html_text`.
    #[serde(rename = "in")]
    #[schemars(extend("default" = "text"))]
    pub within: Option<MailPart>,
    /// The expression; `(?m)` makes `^` and `$` those of lines, `(?s)` lets `.` take line breaks.
    pub regex: Option<At<String>>,
    /// Each of its matches becomes a record. Without it the first match gives its values to all records of the mail.
    #[schemars(extend("default" = false))]
    pub each: Option<bool>,
}

/// What becomes of a mail in which nothing fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum Unmatched {
    /// It is told.
    Reject,
    /// It gives no record.
    Ignore,
}
