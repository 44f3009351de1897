//! Faults on order: what goes wrong with which call. Plain data and its matching; the server carries
//! them out.

use std::time::Duration;

use crate::practice::fault;
pub use crate::practice::fault::Loss;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The answer comes late by this much; the work is done before.
    Late(Duration),
    /// It is worked on late by this much, also when the client has hung up meanwhile: PHP goes on.
    Slow(Duration),
    /// The client loses the answer at once, and PHP carries the call out after this long.
    Lost(Duration, Loss),
    /// The client loses the answer at once; the call waits before PHP and begins after this long.
    Queued(Duration, Loss),
    /// The connection breaks in the middle of the answer, after the work.
    Broken,
    /// The answer ends halfway with a right length, after the work.
    Truncated,
    /// The work is done twice, as when a proxy sends a request again.
    Twice,
    /// PHP runs out of memory: 500 with a paragraph of HTML, after the work.
    OutOfMemory,
    /// PHP runs out of memory before it has done anything.
    OutOfMemoryBefore,
    /// A status of a proxy, such as 429; nothing is done.
    Status(u16),
    /// 503 in the shape of the maintenance mode; nothing is done.
    Maintenance,
    /// A page of a proxy that asks to log in, with status 200; nothing is done.
    LoginPage,
}

/// An effect and the call it waits for. Strikes once.
pub type Fault = fault::Fault<Effect, Wanted>;

/// The calls that a fault waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    operation: Option<String>,
    class: Option<String>,
}

impl Fault {
    /// Only calls of this operation: `core/create`.
    #[must_use]
    pub fn operation(mut self, operation: &str) -> Fault {
        self.wanted.operation = Some(operation.to_owned());
        self
    }

    /// Only calls of this class.
    #[must_use]
    pub fn class(mut self, class: &str) -> Fault {
        self.wanted.class = Some(class.to_owned());
        self
    }
}

impl Wanted {
    fn fits(&self, operation: &str, class: &str) -> bool {
        self.operation.as_deref().is_none_or(|wanted| wanted == operation)
            && self.class.as_deref().is_none_or(|wanted| wanted == class)
    }
}

/// Counts a call against the waiting faults and returns the effect that strikes it.
pub(super) fn strike(faults: &mut Vec<Fault>, operation: &str, class: &str) -> Option<Effect> {
    fault::strike_one(faults, |wanted| wanted.fits(operation, class))
}
