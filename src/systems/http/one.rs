//! `[feed.http.one]`: how one record is asked for that the list does not have any more, and what the answer says.

use serde_json::value::RawValue;

use super::message;
use super::path::{DottedPath, Shape, elements, shape};
use super::query::{CallText, call, path, paths, raw_call};
use super::raw::RawOne;
use super::template::OF_ONE;
use crate::message::Message;
use crate::settings::{At, FileCheck};

/// Statuses that say that there is no such record.
const GONE: [u16; 2] = [404, 410];

/// A question for one record.
#[derive(Debug)]
pub(super) struct One {
    pub call: CallText,
    rows: DottedPath,
    pub gone: Vec<u16>,
    pub error: Vec<DottedPath>,
}

/// What a table says; `error` is that of its feed.
pub(super) fn one(check: &mut FileCheck<'_>, raw: &At<RawOne>, error: &[DottedPath]) -> Option<One> {
    let gone = match &raw.gone {
        None => GONE.to_vec(),
        Some(raw) => {
            raw.iter().filter_map(|status| u16::try_from(check.number(status, 200..=499)).ok()).collect()
        }
    };
    let error = match &raw.error {
        Some(error) => paths(Some(error), &[]),
        None => error.to_vec(),
    };
    let rows = path(check, raw.rows.as_ref());
    Some(One { call: call(check, &raw_call!(raw), OF_ONE)?, rows, gone, error })
}

impl One {
    /// The record in an answer; `None` where a list of such records is empty.
    ///
    /// # Errors
    /// What stands there in its place.
    pub fn record<'d>(&self, tree: &'d RawValue) -> Result<Option<&'d RawValue>, Message> {
        let found = self.rows.find(tree).map_err(|astray| astray.told())?;
        match shape(found) {
            Shape::Object => Ok(Some(found)),
            Shape::Array => match elements(found)[..] {
                [] => Ok(None),
                [one] if shape(one) == Shape::Object => Ok(Some(one)),
                [one] => Err(message::no_record(shape(one).shown())),
                ref several => Err(message::several_records(several.len())),
            },
            other => Err(message::no_record(other.shown())),
        }
    }
}
