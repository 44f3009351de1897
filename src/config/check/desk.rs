//! Systems with tickets: which they are, and what their tickets can hold.

use super::job::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message::suggest;
use crate::model::project::System;
use crate::model::ticket::RefKind;

/// A system with tickets, as far as rules depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) enum Desk {
    /// A GLPI.
    Glpi,
    /// An iTop.
    Itop,
    /// A ServiceNow.
    ServiceNow {
        /// Tables that hold its tickets.
        tables: Vec<String>,
    },
}

impl Desk {
    /// The desk that a system is, if it is one.
    pub fn of(system: &System) -> Option<Self> {
        match system {
            System::Glpi(_) | System::Practice(_) => Some(Self::Glpi),
            System::Itop(_) | System::PracticeItop(_) => Some(Self::Itop),
            System::ServiceNow(system) => Some(Self::ServiceNow { tables: system.tables.clone() }),
            System::PracticeServiceNow(_) => Some(Self::ServiceNow { tables: vec!["incident".to_owned()] }),
            System::Monitor(_) | System::PracticeMonitor(_) => None,
        }
    }

    /// What it is, for people.
    pub fn product(&self) -> &'static str {
        match self {
            Self::Glpi => "GLPI",
            Self::Itop => "iTop",
            Self::ServiceNow { .. } => "ServiceNow",
        }
    }

    /// Class or table of a ticket when nothing is said.
    pub fn default_class(&self) -> &'static str {
        match self {
            Self::Glpi => "Ticket",
            Self::Itop => "Incident",
            Self::ServiceNow { .. } => "incident",
        }
    }

    /// The lowest impact; the highest is 1.
    pub fn lowest_impact(&self) -> u8 {
        match self {
            Self::Glpi => 5,
            Self::Itop | Self::ServiceNow { .. } => 3,
        }
    }

    /// The lowest urgency; the highest is 1.
    pub fn lowest_urgency(&self) -> u8 {
        match self {
            Self::Glpi => 5,
            Self::Itop => 4,
            Self::ServiceNow { .. } => 3,
        }
    }

    /// Whether it has reference data of a kind.
    pub fn has(&self, kind: RefKind) -> bool {
        match self {
            Self::Glpi => !matches!(kind, RefKind::Service | RefKind::ServiceElement),
            Self::Itop => kind != RefKind::Category,
            Self::ServiceNow { .. } => true,
        }
    }
}

/// The desk of a name; `None` after a problem, or when `stocktake.toml` could not be read.
pub(super) fn desk<'n>(check: &mut FileCheck<'_>, names: &'n Names, raw: &At<String>) -> Option<&'n Desk> {
    if let Some(desk) = names.desks.get(&raw.value) {
        return Some(desk);
    }
    let desks: Vec<&str> = names.desks.keys().map(String::as_str).collect();
    if names.monitors.contains(&raw.value) {
        let message = format!("`{}` is a monitor: it has events and takes no tickets", raw.value);
        check
            .report(code::NOT_A_DESK, &raw.span, message)
            .label("a monitor")
            .help(suggest(raw, "desks", &desks));
    } else if names.systems.as_ref().is_some_and(|systems| !systems.contains(&raw.value)) {
        check
            .report(code::UNKNOWN_SYSTEM, &raw.span, format!("stocktake.toml has no system `{}`", raw.value))
            .label("unknown system")
            .help(suggest(raw, "desks", &desks));
    }
    None
}
