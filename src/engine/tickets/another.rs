//! A second ticket for the same event.

/// Whether an event that has a ticket gets another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Another {
    /// It is refused.
    Refused,
    /// It is wanted.
    Wanted,
}
