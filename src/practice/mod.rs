//! Practice desks, monitors and systems of vendors, spoken to over real HTTP on loopback, with state.

pub mod glpi;
pub mod itop;
pub mod monitor;
pub mod servicenow;
pub mod vault;
pub mod vendors;

mod fault;
mod rooms;
mod serve;
mod shelf;

pub use fault::{Fault, Moment};
pub use rooms::{PracticeSettings, ROOMS, Serving, serve as serve_system};
pub use serve::Running;
