//! The other jobs that write a class, and what they remember of it.

use std::collections::BTreeSet;

use crate::model::authority::{Authority, Silent};
use crate::reconcile::matching::LinkTable;

/// The other jobs of the system that write a class.
#[derive(Debug, Default)]
pub struct Others {
    /// The jobs.
    pub jobs: Vec<OtherJob>,
    /// Who ranks before whom.
    pub authority: Authority,
}

/// Another job and what it remembers of the class.
#[derive(Debug)]
pub struct OtherJob {
    /// Name.
    pub job: String,
    /// Its links, indexed.
    pub links: LinkTable,
    /// Field paths of its mappings of the class.
    pub maps: BTreeSet<String>,
    /// Whether it has lost its rank.
    pub silent: Silent,
}
