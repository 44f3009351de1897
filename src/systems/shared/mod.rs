//! What every client of a remote system needs: one way to reach it, to log in, to call it, and to say
//! what went wrong.

mod bounds;
pub(in crate::systems) mod call;
pub(crate) mod charset;
mod check_line;
pub(in crate::systems) mod client;
mod collector;
mod counting;
pub(in crate::systems) mod episode;
mod error;
mod http;
mod login;
pub(in crate::systems) mod mail;
pub(in crate::systems) mod oauth;
mod opening;
mod ping;
mod private;
mod proxy;
pub(in crate::systems) mod reach;
mod repeat;
mod request;
pub(in crate::systems) mod rotation;
mod said;
pub(in crate::systems) mod tls;
mod traced;
mod webhook;
pub(in crate::systems) mod xml;

pub use bounds::bound;
pub use check_line::CheckLine;
pub(in crate::systems) use check_line::few;
pub use collector::Collector;
pub use counting::{Calls, calls, counted_as};
pub use error::{FailureKind, RemoteError};
pub(in crate::systems) use http::streaming_client;
pub use http::{Http, LARGEST_ANSWER, Traffic, Way};
pub(in crate::systems) use login::{Given, LoginKeys, login};
pub use login::{Login, LoginRef};
pub use opening::{
    KeepToken, Open, OpenError, OpenResult, OpenStore, Opened, Opening, ReadSecret, Running, SecretFailure,
    Secrets,
};
pub use ping::ping;
pub use private::{make_private, put_private, write_private};
pub use reach::{Keys, Reach};
pub use request::{Answer, Holds, Repeat, Request};
pub use webhook::{Parcel, Undelivered, deliver};
