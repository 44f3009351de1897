//! Practice desks and monitors spoken to over real HTTP on loopback, with state.

pub mod glpi;
pub mod itop;
pub mod monitor;
pub mod servicenow;
pub mod vault;

mod fault;
mod rooms;
mod serve;

pub use fault::{Fault, Moment};
pub use rooms::{PracticeSettings, ROOMS, Serving, serve as serve_system};
pub use serve::Running;
