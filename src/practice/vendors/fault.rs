//! Faults on order: what goes wrong with which request, and what people do in the vendor's system between
//! two of ours.

use std::time::Duration;

use serde_json::Value as Json;

use crate::practice::fault::{self, ByPath, Moment};

/// What people do in a vendor's system.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// `remove`, `add`, `copy` (with a new number) and `change` for any row; the rest is the vendor's: `archive`, `cancel`, `recover`.
    pub what: String,
    /// Whose: `assets/17` for a row of a table, else what the vendor's deed asks for.
    pub of: String,
    /// The row, the members that change, a text.
    pub with: Json,
}

impl Deed {
    /// A deed with a text or members.
    pub fn new(what: &str, of: &str, with: impl Into<Json>) -> Self {
        Self { what: what.to_owned(), of: of.to_owned(), with: with.into() }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// An answer with this status and these headers: 502, or 429 with `Retry-After`.
    Status {
        /// HTTP status.
        code: u16,
        /// Names and values added to the answer.
        headers: Vec<(String, String)>,
        /// Before or after what was asked for was done.
        moment: Moment,
    },
    /// The vendor's error that comes with a status of success.
    ErrorOfSuccess,
    /// A page for people with status 200 in place of the answer.
    Page,
    /// Half of the answer, well formed as HTTP.
    Truncated,
    /// The connection closes in the middle of the answer.
    Cut,
    /// The connection closes without an answer.
    Drop(Moment),
    /// The answer comes late by this much.
    Slow(Duration),
    /// Half of the answer comes at once, the rest late by this much.
    Drip(Duration),
    /// Tokens and sessions are good no more.
    Expired,
    /// People do something before the request is worked on, although it was on its way already.
    Before(Deed),
    /// People do something as soon as the request is answered.
    Then(Deed),
}

/// An effect and the request it waits for. Strikes once.
pub type Fault = fault::Fault<Effect, ByPath>;

impl Fault {
    /// A status before anything is done.
    #[must_use]
    pub fn answers(code: u16) -> Fault {
        Fault::new(Effect::Status { code, headers: Vec::new(), moment: Moment::BeforeCommit })
    }

    /// A status although everything was done.
    #[must_use]
    pub fn answers_after_commit(code: u16) -> Fault {
        Fault::new(Effect::Status { code, headers: Vec::new(), moment: Moment::AfterCommit })
    }

    /// 429, with what `Retry-After` says.
    #[must_use]
    pub fn busy(retry_after: Option<&str>) -> Fault {
        let headers = retry_after.map(|after| ("retry-after".to_owned(), after.to_owned()));
        let headers = headers.into_iter().collect();
        Fault::new(Effect::Status { code: 429, headers, moment: Moment::BeforeCommit })
    }
}

/// Counts a request against the waiting faults and returns the effects that strike it.
pub(super) fn strike(faults: &mut Vec<Fault>, method: &str, path: &str) -> Vec<Effect> {
    fault::strike(faults, |wanted| wanted.fits(method, path))
}
