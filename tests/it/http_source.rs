//! Systems with an HTTP API, by configuration alone: what arrives is complete or an error, and our login goes
//! nowhere else.

mod api;
mod changes;
mod logins;
mod ocs;
mod traps;
mod vendors;
