//! Systems that are written to. Each has a folder with its wire types, which never leave it.
//!
//! A desk reads and writes what it is told; it never decides what should be there.

pub mod glpi;
pub mod itop;
pub mod servicenow;
pub mod tickets;
