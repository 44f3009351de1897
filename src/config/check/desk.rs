//! Systems with tickets: which they are, and what their tickets can hold.

use super::job::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::system::{System, TicketForm};
use crate::model::ticket::RefKind;

/// A system with tickets, and what they can hold.
#[derive(Debug, Clone)]
pub(in crate::config) struct Desk {
    /// The system.
    pub system: System,
    /// What its tickets can hold.
    pub form: &'static TicketForm,
}

impl Desk {
    /// The desk that a system is, if it is one.
    pub fn of(system: &System) -> Option<Self> {
        Some(Self { system: system.clone(), form: system.tickets? })
    }

    /// What it is, for people.
    pub fn product(&self) -> &'static str {
        self.form.product
    }

    /// The lowest impact; the highest is 1.
    pub fn lowest_impact(&self) -> u8 {
        self.form.lowest_impact
    }

    /// The lowest urgency; the highest is 1.
    pub fn lowest_urgency(&self) -> u8 {
        self.form.lowest_urgency
    }

    /// Whether it has reference data of a kind.
    pub fn has(&self, kind: RefKind) -> bool {
        self.form.kinds.contains(&kind)
    }
}

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
