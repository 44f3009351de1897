//! What every client of a remote system needs: one way to call it, to log in, and to say what went wrong.

pub mod client;
pub mod episode;
mod error;
mod http;

pub use error::{Fate, RemoteError};
pub use http::{Answer, Http, Repeat, Request, Traffic};
