//! The console: pages in a browser, for those who decide without a shell.
//!
//! It shows what the state database and the kept plans hold and calls what the commands call; it decides
//! nothing itself. Every route stands in one table with what it needs; a request that no route lets through is
//! answered 401. Pages work without scripts.

mod call;
mod download;
mod form;
mod limiter;
mod listen;
mod login;
mod origin;
mod page;
mod pages;
pub(crate) mod password;
mod routes;
mod secret;
mod server;
mod site;

pub use routes::{Method, Need, ROUTES, Route};
pub(crate) use server::open;
