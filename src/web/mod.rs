//! The console: pages in a browser, for those who decide without a shell.
//!
//! It shows what the state database and the kept plans hold and calls what the commands call; it decides
//! nothing itself. Every route stands in one table with what it needs; a request that no route lets through is
//! answered 401. Pages work without scripts.

pub(crate) mod api;
mod arriving;
mod call;
mod connection;
mod cursor;
mod download;
mod errand;
mod events;
mod form;
mod gate;
mod host;
mod kept_plans;
mod limiter;
mod listen;
mod login;
mod origin;
mod page;
mod pages;
pub(crate) mod password;
mod provider;
mod proxy;
mod routes;
mod run_request;
pub(crate) mod secret;
mod server;
mod site;
mod traced;
mod watch;
mod whence;

pub use routes::{Method, Need, ROUTES, Route};
pub(crate) use server::open;
pub(crate) use watch::Watch;
