//! A system of the project: what it is, what it can do, and the settings that its room made of its table.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::said::Said;
use super::ticket::{RefEntry, RefKind};

/// What a system can do for jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Records are read from it.
    Records,
    /// It holds items, which are reconciled.
    Items,
    /// It has tickets.
    Tickets,
    /// It has reference data: companies, teams, services, configuration items.
    References,
    /// It has events.
    Events,
    /// It keeps secrets, which other systems are opened with.
    Secrets,
}

/// What kind of system it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its table in `stocktake.toml`: `[system.NAME.KEY]`.
    pub key: &'static str,
    /// What people call it.
    pub product: &'static str,
    /// What it can do.
    pub roles: &'static [Role],
    /// Whether it is one inside this program, to practise with.
    pub is_practice: bool,
}

/// Settings of a system as its room reads them: plain data. Only that room looks inside.
pub trait Settings: Any + fmt::Debug + Send + Sync {}

impl<T: Any + fmt::Debug + Send + Sync> Settings for T {}

/// A system of the project.
#[derive(Debug, Clone)]
pub struct System {
    /// What it is.
    pub kind: &'static Kind,
    /// What its tickets can hold, when it has any.
    pub tickets: Option<&'static TicketForm>,
    /// Why its inventory is only read though its product takes some, as a sentence.
    pub only_reads: Option<Said>,
    /// Where its pages are that people open in a browser, when that is known.
    pub pages: Option<String>,
    settings: Arc<dyn Settings>,
}

impl System {
    /// A system with the settings of its room.
    pub fn new(
        kind: &'static Kind,
        tickets: Option<&'static TicketForm>,
        settings: Arc<dyn Settings>,
    ) -> Self {
        Self { kind, tickets, only_reads: None, pages: None, settings }
    }

    /// The same, whose inventory is only read for a reason.
    pub fn only_read(self, why: Option<Said>) -> Self {
        Self { only_reads: why, ..self }
    }

    /// The same, with the address of its pages.
    pub fn with_pages(self, pages: Option<String>) -> Self {
        Self { pages, ..self }
    }

    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.kind.roles.contains(&role)
    }

    /// Its settings, when they are those of a room.
    pub fn settings<T: Settings>(&self) -> Option<&T> {
        let any: &dyn Any = self.settings.as_ref();
        any.downcast_ref()
    }

    /// The class of a ticket when a rule names none, and what is wrong with a class that it names:
    /// what would do, as a sentence.
    pub fn unfit_class(&self, class: &str) -> Option<Said> {
        (self.tickets?.unfit_class)(self, class)
    }
}

/// What the tickets of a desk can hold, as far as rules depend on it.
#[derive(Debug)]
pub struct TicketForm {
    /// What people call the desk.
    pub product: &'static str,
    /// Class or table of a ticket when a rule names none.
    pub default_class: &'static str,
    /// The lowest impact; the highest is 1.
    pub lowest_impact: u8,
    /// The lowest urgency; the highest is 1.
    pub lowest_urgency: u8,
    /// Whether it is told a priority; else it computes one from impact and urgency.
    pub takes_priority: bool,
    /// Kinds of reference data that it has.
    pub kinds: &'static [RefKind],
    /// The column of a class that takes reference data of a kind.
    pub column: fn(class: &str, kind: RefKind) -> Option<&'static str>,
    /// Whether an element of a service is for tickets of a class.
    pub suits: fn(class: &str, element: &RefEntry) -> bool,
    /// What would do instead of a class that holds no tickets, as a sentence.
    pub unfit_class: fn(system: &System, class: &str) -> Option<Said>,
    /// Whether categories are those of a table, with subcategories that are named without theirs, and
    /// whether the words that people see stand for values.
    pub choices: Choices,
    /// Classes of its items that the host of an event may be.
    pub host_classes: &'static [&'static str],
    /// Of several items with the name of a host, those of the first of these classes that has one are the host.
    pub likely_hosts: &'static [&'static str],
}

/// How the choices of a desk's columns are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choices {
    /// Categories are a tree of their own; other choices go by their values.
    ByValue,
    /// Per table, by value or by the word that people see; a subcategory is named without its category.
    ByLabel,
}
