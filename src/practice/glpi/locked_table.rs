//! A table that somebody has locked.

use std::time::Instant;

/// What a lock on a table keeps others from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableLock {
    /// From writing: a dump.
    Read,
    /// From reading and writing.
    Write,
}

/// A table that is locked.
#[derive(Debug)]
pub(super) struct LockedTable {
    pub(super) item_type: String,
    pub(super) lock: TableLock,
    pub(super) until: Instant,
}
