//! What goes wrong on purpose.

/// What goes wrong once, with the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the request goes well, and the next fault is for the one after it.
    None,
    /// A status of a proxy; nothing was done.
    Status(u16),
    /// A status of a proxy, although everything was done.
    StatusAfter(u16),
    /// Half of the answer, with everything done.
    Half,
    /// An answer of nothing, with everything done.
    Empty,
    /// The answer comes late by so many milliseconds, with everything done.
    Late(u64),
}
