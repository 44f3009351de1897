//! What a person wants of a plan, whatever kind of job it is of.

use std::path::Path;

use crate::cli::PlanFormat;

/// What a person wants of a plan that is there.
#[derive(Debug, Clone, Copy)]
pub enum PlanOnly {
    /// To have it written.
    Write,
    /// To see it in this form, and to write nothing.
    Show(PlanFormat),
}

/// What a person wants of a plan.
pub struct PlanWish<'a> {
    /// File to save it to.
    pub out: Option<&'a Path>,
    /// Form on standard output.
    pub format: PlanFormat,
    /// Exit code 5 when there are changes.
    pub detailed: bool,
    /// Changes that the text lists.
    pub limit: usize,
}
