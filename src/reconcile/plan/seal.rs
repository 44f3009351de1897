//! Puts the parts of a plan together: retractions, order, counts, digest.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::model::change::Counts;
use crate::model::{Change, Operation, Plan, Reject};

use super::{ClassState, Planned, Planner, RowOutcome};

/// Version of the plan's JSON form.
pub const FORMAT: u32 = 1;

/// Closes a planner.
pub fn seal(mut planner: Planner) -> Planned {
    let mut plan = Plan {
        format: FORMAT,
        job: planner.settings.job.clone(),
        system: planner.settings.system.clone(),
        digest: String::new(),
        counts: Counts::default(),
        basis: Vec::new(),
        references: std::mem::take(&mut planner.names.new),
        changes: Vec::new(),
        rejects: std::mem::take(&mut planner.rejects),
        kept: Vec::new(),
    };
    let mut links = Vec::new();
    for state in &mut planner.classes {
        apply_retractions(state);
        let gone: HashSet<u32> = state.retractions.keys().copied().collect();
        let mut changes: Vec<Change> = std::mem::take(&mut state.owner_rows).into_values().collect();
        changes.sort_by(|a, b| {
            (a.operation, &a.source_key, a.remote_id).cmp(&(b.operation, &b.source_key, b.remote_id))
        });
        let rejects = std::mem::take(&mut state.rejects);
        plan.basis.push(state.basis(&changes, rejects.len() as u64));
        let basis = plan.basis.last().map(|basis| basis.counts).unwrap_or_default();
        plan.counts.create += basis.create;
        plan.counts.update += basis.update;
        plan.counts.retire += basis.retire;
        plan.counts.restore += basis.restore;
        plan.counts.unchanged += basis.unchanged;
        plan.changes.extend(changes);
        plan.rejects.extend(rejects);
        plan.kept.extend(state.kept.drain(..).filter(|(row, _)| !gone.contains(row)).map(|(_, kept)| kept));
        links
            .extend(state.updates.drain(..).filter(|(row, _)| !gone.contains(row)).map(|(_, update)| update));
    }
    plan.rejects.sort();
    plan.rejects.dedup();
    plan.counts.reject = plan.rejects.len() as u64;
    plan.kept.sort_by(|a, b| (&a.class, &a.source_key, &a.field).cmp(&(&b.class, &b.source_key, &b.field)));
    drop_unused_references(&mut plan);
    plan.digest = digest(&plan);
    Planned { plan, links, records: planner.records }
}

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

fn apply_retractions(state: &mut ClassState) {
    let mut retracted: Vec<(&u32, &String)> = state.retractions.iter().collect();
    retracted.sort();
    for (row, reason) in retracted {
        let change = state.owner_rows.remove(row);
        state.outcomes[*row as usize] = RowOutcome::Rejected;
        state.rejects.push(Reject {
            origin: state.origins.get(*row),
            source_key: change.map(|change| change.source_key),
            field: None,
            reason: reason.clone(),
            partial: false,
        });
    }
}

/// A row that lost its claim may have asked for reference rows that nobody else needs. They are
/// left out, and the others are renumbered.
fn drop_unused_references(plan: &mut Plan) {
    use crate::model::Value;
    let mut needed = vec![false; plan.references.len()];
    let mut mark = |value: &Value| {
        if let Value::NewRef(index) = value
            && let Some(flag) = needed.get_mut(*index as usize)
        {
            *flag = true;
        }
    };
    for change in &plan.changes {
        let children = change.children.iter().flat_map(|child| &child.fields);
        change.fields.iter().chain(children).for_each(|field| mark(&field.to));
    }
    for at in (0..plan.references.len()).rev() {
        if needed[at] {
            let reference = &plan.references[at];
            for value in std::iter::once(&reference.parent).chain(&reference.entity) {
                if let Value::NewRef(index) = value {
                    needed[*index as usize] = true;
                }
            }
        }
    }
    if needed.iter().all(|needed| *needed) {
        return;
    }
    let mut next = 0;
    let numbers: Vec<u32> = needed
        .iter()
        .map(|needed| {
            let number = next;
            next += u32::from(*needed);
            number
        })
        .collect();
    let renumber = |value: &mut Value| {
        if let Value::NewRef(index) = value {
            *index = numbers[*index as usize];
        }
    };
    let mut at = 0;
    plan.references.retain(|_| {
        at += 1;
        needed[at - 1]
    });
    for reference in &mut plan.references {
        renumber(&mut reference.parent);
        reference.entity.iter_mut().for_each(renumber);
    }
    for change in &mut plan.changes {
        let children = change.children.iter_mut().flat_map(|child| &mut child.fields);
        change.fields.iter_mut().chain(children).for_each(|field| renumber(&mut field.to));
    }
}

/// The part of a plan that concerns these source keys, sealed anew.
pub fn only_these(mut plan: Plan, keys: &[String]) -> Plan {
    plan.changes.retain(|change| keys.contains(&change.source_key));
    let counts = count(&plan.changes);
    plan.counts = Counts { unchanged: plan.counts.unchanged, reject: plan.counts.reject, ..counts };
    drop_unused_references(&mut plan);
    plan.digest = digest(&plan);
    plan
}

/// SHA-256 in hex over what the plan would do and what it could not use.
pub fn digest(plan: &Plan) -> String {
    let mut hasher = Sha256::new();
    let parts =
        (plan.format, &plan.job, &plan.system, &plan.references, &plan.changes, &plan.rejects, &plan.kept);
    if serde_json::to_writer(HashWriter(&mut hasher), &parts).is_err() {
        // Writing to a hasher cannot fail, and every type of the plan serializes.
        return String::new();
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
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
