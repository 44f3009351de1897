//! Systems with tickets: which they are, and what their tickets can hold.

use super::names::{Desk, Names};
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message::config::{known, label};
use crate::message::{self, suggest};

/// The desk of a name; `None` after a problem, or when `stocktake.toml` could not be read.
pub(super) fn desk<'n>(check: &mut FileCheck<'_>, names: &'n Names, raw: &At<String>) -> Option<&'n Desk> {
    if let Some(desk) = names.desks.get(&raw.value) {
        return Some(desk);
    }
    let desks: Vec<&str> = names.desks.keys().map(String::as_str).collect();
    if names.monitors.contains(&raw.value) {
        let message = message::config::job::monitor_takes_no_tickets(&raw.value);
        check.report(code::NOT_A_DESK, &raw.span, message).label(label::a_monitor()).help(suggest(
            raw,
            known::desks(),
            &desks,
        ));
    } else if names.systems.as_ref().is_some_and(|systems| !systems.contains(&raw.value)) {
        check
            .report(code::UNKNOWN_SYSTEM, &raw.span, message::config::job::no_such_system(&raw.value))
            .label(label::unknown_system())
            .help(suggest(raw, known::desks(), &desks));
    }
    None
}
