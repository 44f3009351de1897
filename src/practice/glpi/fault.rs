//! Faults on order: what goes wrong, for which request, and whether the write happened before it.
//! Plain data and its matching; the server carries the effects out.

use std::time::Duration;

use crate::practice::fault;
pub use crate::practice::fault::{Loss, Moment};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// An answer of a web server or proxy with this status and these headers, such as 502, or 429
    /// with `Retry-After`.
    Status {
        /// HTTP status.
        code: u16,
        /// Names and values added to the answer.
        headers: Vec<(String, String)>,
        /// Before or after the write.
        moment: Moment,
    },
    /// The connection closes without an answer.
    Close(Moment),
    /// The connection closes in the middle of the body, after the write.
    CloseMidResponse,
    /// The body ends halfway with a right Content-Length, after the write.
    TruncatedJson,
    /// 200 with an empty body, as when PHP dies, after the write.
    EmptyBody,
    /// The answer comes late by this much, after the write.
    Delay(Duration),
    /// It is worked on late by this much, also when the client has hung up meanwhile.
    Slow(Duration),
    /// The client loses the answer at once, and the request is carried out after this long: PHP goes on.
    Late(Duration, Loss),
    /// The client loses the answer at once; the request waits before PHP and begins after this long.
    Queued(Duration, Loss),
    /// The session of the request is gone when it arrives: 401.
    ExpireSession,
    /// It is carried out twice, as when a proxy repeats it.
    Twice,
}

/// An effect and the request it waits for. Strikes once.
pub type Fault = fault::Fault<Effect, Wanted>;

/// The requests that a fault waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    method: Option<String>,
    item_type: Option<String>,
    path: Option<String>,
}

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

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Fault {
        self.wanted.method = Some(method.to_owned());
        self
    }

    /// Only requests whose first path segment is this item type or endpoint, in any case; for
    /// `search/Computer` the type counts too.
    #[must_use]
    pub fn item_type(mut self, item_type: &str) -> Fault {
        self.wanted.item_type = Some(item_type.to_owned());
        self
    }

    /// Only requests with exactly this path, such as `/Ticket` or `/search/Ticket`.
    #[must_use]
    pub fn path(mut self, path: &str) -> Fault {
        self.wanted.path = Some(path.to_owned());
        self
    }
}

impl Wanted {
    fn fits(&self, method: &str, segments: &[&str]) -> bool {
        // A long search is a POST, too, but writes nothing: only a fault that names its path strikes it.
        let reads = method == "POST" && segments.first() == Some(&"search") && self.path.is_none();
        let method_fits = self.method.as_deref().is_none_or(|wanted| wanted == method && !reads);
        let type_fits = self.item_type.as_deref().is_none_or(|wanted| {
            let first = segments.iter().take(2);
            first.into_iter().any(|segment| segment.eq_ignore_ascii_case(wanted))
        });
        let path_fits = self.path.as_deref().is_none_or(|wanted| {
            wanted.split('/').filter(|segment| !segment.is_empty()).eq(segments.iter().copied())
        });
        method_fits && type_fits && path_fits
    }
}

/// Counts a request against the waiting faults and returns the effects that strike it.
pub(super) fn strike(faults: &mut Vec<Fault>, method: &str, path: &str) -> Vec<Effect> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    fault::strike(faults, |wanted| wanted.fits(method, &segments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_the_nth_matching_request_once() {
        let mut faults = vec![Fault::status(502).method("POST").item_type("computer").nth(2)];
        assert!(strike(&mut faults, "POST", "/Computer").is_empty());
        assert!(strike(&mut faults, "GET", "/Computer").is_empty());
        assert!(strike(&mut faults, "POST", "/Monitor").is_empty());
        assert!(strike(&mut faults, "POST", "/search/Computer").is_empty());
        assert_eq!(strike(&mut faults, "POST", "/Computer").len(), 1);
        assert!(strike(&mut faults, "POST", "/Computer").is_empty());
    }
}
