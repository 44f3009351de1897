//! Faults on order: what goes wrong with which call. Plain data and its matching; the server carries
//! them out.

use std::time::Duration;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The answer comes late by this much; the work is done before.
    Late(Duration),
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(super) effect: Effect,
    operation: Option<String>,
    class: Option<String>,
    remaining: u32,
}

impl Fault {
    /// A fault for the next call of any kind.
    #[must_use]
    pub fn new(effect: Effect) -> Fault {
        Fault { effect, operation: None, class: None, remaining: 1 }
    }

    /// Only calls of this operation: `core/create`.
    #[must_use]
    pub fn operation(mut self, operation: &str) -> Fault {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Only calls of this class.
    #[must_use]
    pub fn class(mut self, class: &str) -> Fault {
        self.class = Some(class.to_owned());
        self
    }

    /// Only the nth matching call from now on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Fault {
        self.remaining = nth.max(1);
        self
    }

    fn fits(&self, operation: &str, class: &str) -> bool {
        self.operation.as_deref().is_none_or(|wanted| wanted == operation)
            && self.class.as_deref().is_none_or(|wanted| wanted == class)
    }
}

/// Counts a call against the waiting faults and returns the effect that strikes it.
pub(super) fn strike(faults: &mut Vec<Fault>, operation: &str, class: &str) -> Option<Effect> {
    let mut struck = None;
    faults.retain_mut(|fault| {
        if struck.is_some() || !fault.fits(operation, class) {
            return true;
        }
        fault.remaining -= 1;
        if fault.remaining == 0 {
            struck = Some(fault.effect.clone());
        }
        fault.remaining > 0
    });
    struck
}
