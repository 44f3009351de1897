//! Number of changes by operation.

use crate::model::{Change, Counts, Operation};

/// Number of changes by operation.
pub fn count(changes: &[Change]) -> Counts {
    let mut counts = Counts::default();
    for change in changes {
        match change.operation {
            Operation::Create => counts.create += 1,
            Operation::Update => counts.update += 1,
            Operation::Retire => counts.retire += 1,
            Operation::Restore => counts.restore += 1,
        }
    }
    counts
}
