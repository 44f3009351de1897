//! What a job may refer to by name: systems, desks with what their tickets can hold, mappings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::model::Said;
use crate::model::job::Language;
use crate::model::system::{Role, System, TicketForm};
use crate::model::ticket::RefKind;

/// Names that a job may refer to.
#[derive(Debug, Default)]
pub(in crate::config) struct Names {
    /// Systems; `None` when `stocktake.toml` could not be read.
    pub systems: Option<BTreeSet<String>>,
    /// Systems that are monitors: nothing can be reconciled into them.
    pub monitors: BTreeSet<String>,
    /// The project folder.
    pub folder: PathBuf,
    /// Systems that records can be read from, by the key of their kind.
    pub sources: BTreeMap<String, &'static str>,
    /// Systems whose tables could be read.
    pub read: BTreeSet<String>,
    /// Systems that have tickets only, with their kinds.
    pub ticket_desks: BTreeMap<String, &'static str>,
    /// Systems whose inventory is only read though their product takes some, with the reason.
    pub only_read: BTreeMap<String, Said>,
    /// Systems that have tickets.
    pub desks: BTreeMap<String, Desk>,
    /// The language of mails of jobs that say none.
    pub language: Language,
    /// Mappings.
    pub mappings: BTreeSet<String>,
    /// Mappings that could be read, and what they make.
    pub makes: BTreeMap<String, Makes>,
}

/// What a mapping makes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Makes {
    /// An item of a target.
    Items,
    /// An event.
    Events,
    /// Reference data.
    References,
}

impl Names {
    /// Takes the systems in that `stocktake.toml` has.
    pub fn learn(&mut self, systems: &BTreeMap<String, System>) {
        for (name, system) in systems {
            if let Some(desk) = Desk::of(system) {
                self.desks.insert(name.clone(), desk);
            }
            self.read.insert(name.clone());
            if system.has(Role::Records) {
                self.sources.insert(name.clone(), system.kind.key);
            }
            if system.has(Role::Secrets) {
                // Other systems are opened with it; no job names it.
                self.systems.iter_mut().for_each(|known| _ = known.remove(name));
            } else if system.has(Role::Events) {
                self.monitors.insert(name.clone());
            } else if let Some(why) = &system.only_reads {
                self.only_read.insert(name.clone(), why.clone());
            } else if !system.has(Role::Items) {
                self.ticket_desks.insert(name.clone(), system.kind.product);
            }
        }
    }

    /// Whether the table of a system could be read.
    pub fn is_read(&self, name: &str) -> bool {
        self.read.contains(name)
    }

    /// The systems, sorted; `None` when they are not known.
    pub fn systems(&self) -> Option<Vec<&str>> {
        self.systems.as_ref().map(|names| names.iter().map(String::as_str).collect())
    }

    /// The mappings, sorted.
    pub fn mappings(&self) -> Vec<&str> {
        self.mappings.iter().map(String::as_str).collect()
    }
}

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
