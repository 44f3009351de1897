//! What `check --connect` tells of a system.

use crate::model::Said;

/// One line of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// What was looked at.
    pub what: Said,
    /// Whether it is good.
    pub ok: bool,
    /// What was found, or what is missing.
    pub detail: Said,
}
