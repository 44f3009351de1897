//! Faults on order: what goes wrong, for which request, and whether the write happened before it.

use std::time::Duration;

use crate::practice::fault::{self, ByPath};
pub use crate::practice::fault::{Loss, Moment};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// An answer with this status and these headers: 500, or 429 with `Retry-After`.
    Status {
        /// HTTP status.
        code: u16,
        /// Names and values added to the answer.
        headers: Vec<(String, String)>,
        /// Before or after the write.
        moment: Moment,
    },
    /// The connection breaks without an answer.
    Close(Moment),
    /// 200 with JSON that is cut and ends in an error, as when the time limit strikes; after the write.
    Truncated,
    /// 202 and nothing done, as when too many wait on one session.
    Dropped,
    /// The token of the request is not known any more: 401.
    ForgetTokens,
    /// The answer comes late by this much, after the write.
    Delay(Duration),
    /// It is carried out late by this much, also when the client has hung up meanwhile.
    Slow(Duration),
    /// The client loses the answer at once, and the request is carried out after this long.
    Lost(Duration, Loss),
    /// It is carried out twice, as when a proxy repeats it.
    Twice,
}

/// An effect and the request it waits for. Strikes once.
pub type Fault = fault::Fault<Effect, ByPath>;

impl Fault {
    /// A status before anything is written.
    #[must_use]
    pub fn status(code: u16) -> Fault {
        Fault::new(Effect::Status { code, headers: Vec::new(), moment: Moment::BeforeCommit })
    }

    /// A status although everything was written.
    #[must_use]
    pub fn status_after_commit(code: u16) -> Fault {
        Fault::new(Effect::Status { code, headers: Vec::new(), moment: Moment::AfterCommit })
    }
}

/// Counts a request against the waiting faults and returns the effects that strike it.
pub(super) fn strike(faults: &mut Vec<Fault>, method: &str, path: &str) -> Vec<Effect> {
    fault::strike(faults, |wanted| wanted.fits(method, path))
}
