//! Faults on order: what goes wrong, for which request, and whether the write happened before it.

use std::time::Duration;

/// Whether a fault strikes before the request is worked on or after its writes are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing was written.
    BeforeCommit,
    /// Everything was written, the client does not learn it.
    AfterCommit,
}

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
    /// It is carried out twice, as when a proxy repeats it.
    Twice,
}

/// An effect and the request it waits for. Strikes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    effect: Effect,
    method: Option<String>,
    path: Option<String>,
    remaining: u32,
}

impl Fault {
    /// A fault for the next request of any kind.
    #[must_use]
    pub fn new(effect: Effect) -> Fault {
        Fault { effect, method: None, path: None, remaining: 1 }
    }

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

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Fault {
        self.method = Some(method.to_owned());
        self
    }

    /// Only requests whose path holds this, such as `/table/incident` or `/batch`. Requests inside a
    /// batch count too.
    #[must_use]
    pub fn path(mut self, path: &str) -> Fault {
        self.path = Some(path.to_owned());
        self
    }

    /// Only the nth matching request from now on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Fault {
        self.remaining = nth.max(1);
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(|wanted| path.contains(wanted))
    }
}

/// Counts a request against the waiting faults and returns the effects that strike it.
pub(super) fn strike(faults: &mut Vec<Fault>, method: &str, path: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    faults.retain_mut(|fault| {
        if !fault.fits(method, path) {
            return true;
        }
        fault.remaining -= 1;
        if fault.remaining == 0 {
            effects.push(fault.effect.clone());
        }
        fault.remaining > 0
    });
    effects
}
