//! Faults on order, as every practice desk has them: an effect, the request it waits for, and the count
//! until it strikes. What can go wrong and how requests are told apart is the system's own.

/// Whether a fault strikes before the request is worked on or after its writes are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing was written.
    BeforeCommit,
    /// Everything was written, the client does not learn it.
    AfterCommit,
}

/// How a client loses an answer at once, while the request is still worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The connection closes.
    Close,
    /// A gateway answers with this status.
    Status(u16),
}

/// What a stalled server does not work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// Anything: it is paused.
    All,
    /// Writes: a table is locked, as by a dump.
    Writes,
}

impl Stall {
    /// Until when a call waits.
    pub(super) fn until(
        stall: Option<(Self, std::time::Instant)>,
        writes: bool,
    ) -> Option<std::time::Instant> {
        stall.filter(|(what, _)| writes || *what == Self::All).map(|(_, until)| until)
    }
}

/// An effect and the request it waits for. Strikes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault<E, W> {
    effect: E,
    pub(super) wanted: W,
    remaining: u32,
}

impl<E, W: Default> Fault<E, W> {
    /// A fault for the next request of any kind.
    #[must_use]
    pub fn new(effect: E) -> Self {
        Self { effect, wanted: W::default(), remaining: 1 }
    }
}

impl<E, W> Fault<E, W> {
    /// Only the nth matching request from now on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.remaining = nth.max(1);
        self
    }

    /// Counts a matching request; true when it is the one.
    fn counts(&mut self) -> bool {
        self.remaining -= 1;
        self.remaining == 0
    }
}

/// Requests by their method and by what their path holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByPath {
    method: Option<String>,
    path: Option<String>,
}

impl<E> Fault<E, ByPath> {
    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.wanted.method = Some(method.to_owned());
        self
    }

    /// Only requests whose path (of a vendor's double: or query) holds this, such as `/table/incident` or `/batch`.
    /// Requests inside a batch count too.
    #[must_use]
    pub fn path(mut self, path: &str) -> Self {
        self.wanted.path = Some(path.to_owned());
        self
    }
}

impl ByPath {
    /// Whether it is one of them.
    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(|wanted| path.contains(wanted))
    }
}

/// Counts a request against all faults that want it; the effects of those that strike.
pub(super) fn strike<E, W>(faults: &mut Vec<Fault<E, W>>, wants: impl Fn(&W) -> bool) -> Vec<E> {
    let struck = faults.extract_if(.., |fault| wants(&fault.wanted) && fault.counts());
    struck.map(|fault| fault.effect).collect()
}

/// Counts a request against the faults that want it until one strikes; those behind that one wait for
/// the next request.
pub(super) fn strike_one<E, W>(faults: &mut Vec<Fault<E, W>>, wants: impl Fn(&W) -> bool) -> Option<E> {
    let at = faults.iter_mut().position(|fault| wants(&fault.wanted) && fault.counts())?;
    Some(faults.remove(at).effect)
}
