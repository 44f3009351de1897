//! The digest of a plan: what was shown is what is applied.

use sha2::{Digest, Sha256};

use crate::model::Plan;

/// SHA-256 in hex over what the plan would do and what it could not use.
pub fn digest(plan: &Plan) -> String {
    let mut hasher = Sha256::new();
    let parts =
        (plan.format, &plan.job, &plan.system, &plan.references, &plan.changes, &plan.rejects, &plan.kept);
    if serde_json::to_writer(HashWriter(&mut hasher), &parts).is_err() {
        // Writing to a hasher cannot fail, and every type of the plan serializes.
        return String::new();
    }
    let held = (&plan.held, &plan.held_references);
    if !plan.held.is_empty() && serde_json::to_writer(HashWriter(&mut hasher), &held).is_err() {
        return String::new();
    }
    if !plan.kinds.is_empty() && serde_json::to_writer(HashWriter(&mut hasher), &plan.kinds).is_err() {
        return String::new();
    }
    base16ct::lower::encode_string(&hasher.finalize())
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
