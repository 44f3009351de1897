//! Systems with an HTTP API, by configuration alone: what arrives is complete or an error, and our login goes
//! nowhere else.

mod acts;
pub(crate) mod api;
mod board;
mod changes;
mod device;
mod logins;
mod ocs;
mod traps;
mod vendors;
