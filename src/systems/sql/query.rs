//! `[feed.sql]`: the query of a feed, the values of its parameters, and whether it asks for changes only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use super::message;
use super::since::{NAME, Overlap};
use super::statement::{Dialect, Statement};
use crate::message::config::kind;
use crate::model::job::SourceFormat;
use crate::settings::{At, Entries, FileCheck, Zero, code};
use crate::systems::table::{Asked, Place, RawQuery};

/// How far before the highest time is asked again when nothing is said, in seconds, and before the highest
/// number.
const OVERLAP: u64 = 900;
const NUMBERS: i64 = 100;

/// What a feed asks of a database.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub text: String,
    /// Where it stands: its file, or the key.
    pub shown: String,
    pub values: BTreeMap<String, Bound>,
    /// Columns whose texts hold JSON.
    pub json: Vec<String>,
    pub since: Option<Since>,
}

/// Asking for changes only.
#[derive(Debug, Clone)]
pub(crate) struct Since {
    pub column: String,
    pub first: Bound,
    pub overlap: Overlap,
}

/// A value that is bound to a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Bound {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Bound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", kind::scalar())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Bound, E> {
                Ok(Bound::Text(text.to_owned()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Bound, E> {
                Ok(Bound::Integer(number))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Bound, E> {
                Ok(Bound::Float(number))
            }

            fn visit_bool<E: Error>(self, yes: bool) -> Result<Bound, E> {
                Ok(Bound::Bool(yes))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl JsonSchema for Bound {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BoundValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl Bound {
    /// As a text, for databases that read it by the type that they expect.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Bool(yes) => yes.to_string(),
        }
    }
}

/// A query: `query` or `query_file`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SqlQuery")]
pub(crate) struct RawSqlQuery {
    /// The query: one statement that reads, with `:name` for values.
    query: Option<At<String>>,
    /// File with the query, relative to the project folder, such as `queries/ocs.sql`.
    query_file: Option<At<String>>,
    /// Values of `:name` in the query. They are bound, never put into its text.
    parameters: Option<Entries<At<Bound>>>,
    /// Columns whose texts hold JSON, where the database does not say so, as MariaDB and SQLite.
    json: Option<At<Vec<At<String>>>>,
    /// Only rows that have changed since the last good run are asked for, by `:since` in the query.
    since: Option<At<RawSince>>,
}

/// Up to where the last good run has read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SqlSince")]
pub(crate) struct RawSince {
    /// Column of the result that grows with each change. Its highest value is `:since` of the next run.
    column: Option<At<String>>,
    /// `:since` of the first run: a number, or a time such as `2000-01-01 00:00:00`.
    first: Option<At<Bound>>,
    /// How far before the highest value is asked again: a span of time such as `15m`, the default, or a
    /// number, by default 100.
    overlap: Option<At<Bound>>,
}

impl RawQuery for RawSqlQuery {
    type Query = Query;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Option<Asked<Query>> {
        let found = text(check, place, raw);
        let since = raw.since.as_ref().map(|since| checked_since(check, since));
        let values = raw.parameters.as_ref().map(|entries| entries.0.as_slice()).unwrap_or_default();
        let (shown, text, span) = found?;
        let mut given: Vec<&At<String>> = values.iter().map(|(name, _)| name).collect();
        let mark = raw.since.as_ref().map(|since| At { span: since.span.clone(), value: NAME.to_owned() });
        if let (Some(mark), Some(second)) = (&mark, given.iter().find(|name| name.value == NAME)) {
            check.report(code::TWICE, &second.span, message::since_twice()).label(mark.value.clone());
        }
        given.extend(&mark);
        let is_sound = statement(check, &shown, &text, &span, &given);
        let since = match since {
            Some(since) => Some(since?),
            None => None,
        };
        is_sound.then_some(())?;
        let json = raw.json.iter().flat_map(|json| &json.value).map(|name| check.filled(name)).collect();
        let values = values.iter().map(|(name, bound)| (name.value.clone(), bound.value.clone())).collect();
        let column = since.as_ref().map(|since: &Since| &since.column);
        let identity = serde_json::json!([text, values, column]).to_string();
        let partial = since.is_some();
        let query = Query { text, shown, values, json, since };
        let format = Some(SourceFormat::Json { rows: String::new(), lines: true });
        Some(Asked { query, identity: digest(&identity), partial, format })
    }
}

/// A short name of a long text.
fn digest(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    base16ct::lower::encode_string(&Sha256::digest(text))
}

/// The text of the query with where it stands, in the words of people and in the file of the job.
fn text(
    check: &mut FileCheck<'_>,
    place: Place<'_>,
    raw: &At<RawSqlQuery>,
) -> Option<(String, String, Range<usize>)> {
    match (&raw.query, &raw.query_file) {
        (Some(query), None) => Some(("query".to_owned(), check.filled(query), query.span.clone())),
        (None, Some(file)) => {
            let shown = check.filled(file);
            match std::fs::read_to_string(place.folder.join(&shown)) {
                // Editors of Windows begin a file with a mark.
                Ok(text) => Some((shown, text.trim_start_matches('\u{feff}').to_owned(), file.span.clone())),
                Err(error) => {
                    let message = message::query_unreadable(&shown, error);
                    check.report(code::UNREADABLE, &file.span, message);
                    None
                }
            }
        }
        (Some(_), Some(file)) => {
            check
                .report(code::EXACTLY_ONE, &file.span, message::two_queries())
                .help(message::keep_one_query());
            None
        }
        (None, None) => {
            let lost = ["query", "query_file"].iter().any(|key| check.was_lost(&raw.span, key));
            if !lost {
                check.missing(&raw.span, "query_file", message::needs_query());
            }
            None
        }
    }
}

/// Looks at the query as each kind of database would read it: what is wrong for all is told here, the rest when
/// it is asked. Which kind it is stands in another file.
fn statement(
    check: &mut FileCheck<'_>,
    shown: &str,
    text: &str,
    span: &Range<usize>,
    given: &[&At<String>],
) -> bool {
    let read: Vec<_> = Dialect::ALL.map(|dialect| Statement::parse(dialect, text, shown)).into();
    let parsed: Vec<&Statement> = read.iter().filter_map(|read| read.as_ref().ok()).collect();
    if parsed.is_empty() {
        if let Some(Err(error)) = read.first() {
            check.report(code::BAD_TEMPLATE, span, error.clone()).help(message::one_statement());
        }
        return false;
    }
    let names = |statement: &&Statement| -> BTreeSet<String> {
        statement.names().into_iter().map(str::to_owned).collect()
    };
    let mut all: BTreeSet<String> = parsed.first().map(names).unwrap_or_default();
    let mut any = BTreeSet::new();
    for statement in &parsed {
        let names = names(statement);
        all.retain(|name| names.contains(name));
        any.extend(names);
    }
    let mut is_sound = true;
    for name in all.iter().filter(|name| !given.iter().any(|given| given.value == **name)) {
        is_sound = false;
        let help = if name == NAME { message::add_since() } else { message::add_parameter(name) };
        check.report(code::UNKNOWN_VARIABLE, span, message::no_such_parameter(shown, name)).help(help);
    }
    for name in given.iter().filter(|given| !any.contains(&given.value)) {
        is_sound = false;
        check.report(code::WITHOUT_EFFECT, &name.span, message::parameter_unused(shown, &name.value));
    }
    is_sound
}

fn checked_since(check: &mut FileCheck<'_>, raw: &At<RawSince>) -> Option<Since> {
    let column = raw.column.as_ref().map(|column| check.filled(column));
    if column.is_none() {
        check.missing(&raw.span, "column", message::needs_since_column());
    }
    if raw.first.is_none() {
        check.missing(&raw.span, "first", message::needs_since_first());
    }
    let mut overlap = Overlap { time: Duration::from_secs(OVERLAP), number: NUMBERS };
    match &raw.overlap {
        None => {}
        Some(At { span, value: Bound::Text(text) }) => {
            overlap.time = check.duration(&At { span: span.clone(), value: text.clone() }, Zero::Allowed);
        }
        Some(At { span, value: Bound::Integer(number) }) => {
            overlap.number = check.number(&At { span: span.clone(), value: *number }, 0..=i64::MAX);
        }
        Some(At { span, value: Bound::Float(_) | Bound::Bool(_) }) => {
            check.report(code::WRONG_TYPE, span, message::bad_overlap());
        }
    }
    Some(Since { column: column?, first: raw.first.as_ref()?.value.clone(), overlap })
}
