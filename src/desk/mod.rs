//! Systems that are written to.

pub mod glpi;
