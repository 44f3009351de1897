//! Times and words as they stand in columns: RFC 3339 in UTC with six decimals, so that text order
//! is time order, and the words of the model's enums.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::{NoContext, Timestamp, Uuid};

use super::error::Fault;
use crate::message;
use crate::model::Said;

/// A new id: UUIDv7 as text, which sorts by `now` (to the millisecond).
pub fn new_id(now: DateTime<Utc>) -> String {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos())).to_string()
}

/// When an id was made; `None`: it is none of [`new_id`].
pub fn time_of_id(id: &str) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = Uuid::parse_str(id).ok()?.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Fault> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|error| Fault::Unreadable(message::state::time(format_args!("{text:?}"), error).said()))
}

pub(super) fn time_or_none(text: Option<&str>) -> Result<Option<DateTime<Utc>>, Fault> {
    text.map(time).transpose()
}

pub(super) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The word of a plain enum, as serde writes it.
pub(super) fn to_word<T: Serialize>(value: &T) -> Result<String, Fault> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(Fault::Unreadable(message::state::no_word(&other).said())),
        Err(error) => Err(Fault::Unreadable(error.to_string().into())),
    }
}

/// The plain enum of a word.
pub(super) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, Fault> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|error| Fault::Unreadable(error.to_string().into()))
}

pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Unreadable(error.to_string().into()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Unreadable(error.to_string().into()))
}

/// Text for people without NUL, which PostgreSQL refuses.
/// What is kept of a text beside the English one.
pub(super) fn french(said: Option<&Said>) -> Option<String> {
    said.and_then(Said::french).map(readable)
}

pub(super) fn readable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
