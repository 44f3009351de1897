//! Systems that are written to. Each has a folder with its wire types, which never leave it.
//!
//! A desk reads and writes what it is told; it never decides what should be there.

mod error;
pub mod glpi;
pub mod http;

pub use error::{DeskError, Fate};
