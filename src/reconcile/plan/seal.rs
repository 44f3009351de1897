//! Puts the parts of a plan together: what is named twice, order, counts, digest.

use std::collections::{BTreeMap, HashSet};

use crate::message;
use crate::model::change::{Counts, Kinds};
use crate::model::{Change, Operation, Origin, Plan, Reading, Reject, Value};

use super::count::count;
use super::digest::digest;
use super::{
    ClassState, Planned, Planner, RowOutcome, adopt, asking, authority, contracts, hold, kinds, own_locks,
    references, witness,
};

/// Version of the plan's JSON form.
pub const FORMAT: u32 = 2;

/// Closes a planner.
pub fn seal(mut planner: Planner) -> Planned {
    let schema = planner.settings.schema;
    let mut plan = Plan {
        format: FORMAT,
        job: planner.settings.job.clone(),
        system: planner.settings.system.clone(),
        digest: String::new(),
        counts: Counts::default(),
        basis: Vec::new(),
        kinds: Kinds::new(),
        references: std::mem::take(&mut planner.names.new),
        changes: Vec::new(),
        rejects: std::mem::take(&mut planner.rejects),
        kept: Vec::new(),
        absent: Vec::new(),
        held: Vec::new(),
        held_references: Vec::new(),
        linked: BTreeMap::new(),
        adoption: Vec::new(),
    };
    for state in &mut planner.classes {
        drop_lost_claims(state);
    }
    while drop_orphans(&mut planner.classes) {}
    planner.classes.iter_mut().for_each(hold::hold_moved);
    planner.classes.iter_mut().for_each(drop_empty);
    let mut questions = own_locks::questions(&planner.settings, &planner.classes);
    questions.append(&mut planner.told);
    let mut notes = own_locks::unmatched(&planner.settings, &planner.classes);
    let mut links = Vec::new();
    let (mut absences, mut doubts, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for state in &planner.classes {
        questions.extend(authority::questions(state));
        notes.extend(authority::notes(state));
    }
    let mut unread = Vec::new();
    for state in &mut planner.classes {
        let gone = std::mem::take(&mut state.gone);
        plan.adoption.extend(adopt::adoption(state, &gone));
        let left_out = state.left_out.drain(..).filter(|(row, _)| !gone.contains(row));
        state.rejects.extend(left_out.map(|(_, reject)| reject));
        let mut changes: Vec<Change> = std::mem::take(&mut state.owner_rows).into_values().collect();
        changes.sort_by(|a, b| {
            (a.operation, &a.source_key, a.remote_id).cmp(&(b.operation, &b.source_key, b.remote_id))
        });
        let rejects = std::mem::take(&mut state.rejects);
        unread.push(asking::unread(state, &rejects));
        let basis = state.basis(&changes, rejects.len() as u64);
        plan.counts.create += basis.counts.create;
        plan.counts.update += basis.counts.update;
        plan.counts.retire += basis.counts.retire;
        plan.counts.restore += basis.counts.restore;
        plan.counts.unchanged += basis.counts.unchanged;
        plan.basis.push(basis);
        plan.changes.extend(changes);
        plan.rejects.extend(rejects);
        plan.kept.extend(state.kept.drain(..).filter(|(row, _)| !gone.contains(row)).map(|(_, kept)| kept));
        plan.absent.append(&mut state.absent);
        absences.append(&mut state.absences);
        doubts.extend(state.doubt.take());
        held.extend(state.held.drain(..).filter(|(row, _)| !gone.contains(row)).map(|(_, held)| held));
        let asked = state.questions.drain(..);
        let stands = asked.filter(|(row, _)| row.is_none_or(|row| !gone.contains(&row)));
        questions.extend(stands.map(|(_, question)| question));
        links
            .extend(state.updates.drain(..).filter(|(row, _)| !gone.contains(row)).map(|(_, update)| update));
    }
    plan.rejects.sort();
    plan.rejects.dedup();
    plan.counts.reject = plan.rejects.len() as u64;
    plan.kept.sort_by(|a, b| (&a.class, &a.source_key, &a.field).cmp(&(&b.class, &b.source_key, &b.field)));
    hold::put_into_plan(schema, &mut plan, held);
    contracts::name_linked(schema, &planner.classes, &mut plan);
    references::name_entities(schema, &planner.names, &mut plan);
    questions.extend(plan.held.iter().map(hold::question));
    references::sort_needed(schema, &mut plan);
    plan.kinds = kinds::written(planner.kinds, &plan);
    plan.digest = digest(&plan);
    questions.sort();
    questions.dedup_by(|a, b| (a.topic, &a.key) == (b.topic, &b.key));
    notes.sort();
    let reading = Reading { records: planner.records.clone(), filled: planner.filled, files: planner.files };
    let noted = witness::noted(&mut planner.classes);
    let records = planner.records;
    Planned { plan, links, absences, doubts, questions, unread, notes, records, reading, noted }
}

/// Records named twice are rejected, each with the others that name the same.
fn drop_lost_claims(state: &mut ClassState) {
    let mut reasons: BTreeMap<u32, String> = BTreeMap::new();
    // What two records have in common says more than which item that is.
    let losses = state.key_claims.losses().into_iter().chain(state.item_claims.losses());
    for loss in losses {
        let mut others: Vec<Origin> = loss.to.iter().map(|row| state.origins.get(*row)).collect();
        others.sort();
        let mut shown: Vec<String> = others.iter().take(3).map(ToString::to_string).collect();
        if others.len() > shown.len() {
            shown.push(message::reject::more(others.len() - shown.len()).to_string());
        }
        let reason = if loss.to_stronger {
            message::reject::also_named_by_stronger(&loss.thing, shown.join(", "))
        } else {
            message::reject::also_named_by(&loss.thing, shown.join(", "))
        };
        reasons.entry(loss.row).or_insert_with(|| reason.to_string());
    }
    for (row, reason) in reasons {
        let source_key = state.owner_rows.get(&row).map(|change| change.source_key.clone());
        drop_row(state, row, source_key, None, reason);
    }
}

fn drop_row(
    state: &mut ClassState,
    row: u32,
    source_key: Option<String>,
    field: Option<String>,
    reason: String,
) {
    state.owner_rows.remove(&row);
    state.outcomes[row as usize] = RowOutcome::Rejected;
    state.gone.insert(row);
    let origin = state.origins.get(row);
    state.rejects.push(Reject { origin, source_key, field, reason, partial: false });
}

/// Records that point at an item whose own record was rejected are rejected, too; where it is a
/// contract that they are linked to, only the link is left out. True when there were any.
fn drop_orphans(classes: &mut [ClassState]) -> bool {
    let changes = classes.iter().flat_map(|state| state.owner_rows.values());
    let made: HashSet<String> = changes
        .filter(|change| change.operation == Operation::Create)
        .map(|change| format!("{}/{}", change.class, change.source_key))
        .collect();
    let is_orphan = |key: &str| !made.contains(key);
    let mut any = false;
    for state in classes {
        let mut orphans: BTreeMap<u32, (String, String, String)> = BTreeMap::new();
        for (row, change) in &mut state.owner_rows {
            let parts = change.children.iter().flat_map(|child| &child.fields);
            for field in change.fields.iter().chain(parts) {
                if let Value::NewItem(key) = &field.to
                    && is_orphan(key)
                {
                    let reason = not_created(key);
                    orphans.insert(*row, (change.source_key.clone(), field.field.clone(), reason));
                }
            }
            let lost =
                change.children.extract_if(.., |child| child.link_to_new.as_deref().is_some_and(is_orphan));
            for child in lost {
                let reject = Reject {
                    origin: state.origins.get(*row),
                    source_key: Some(change.source_key.clone()),
                    field: child.part.table().map(str::to_owned),
                    reason: not_created(child.link_to_new.as_deref().unwrap_or_default()),
                    partial: true,
                };
                state.left_out.push((*row, reject));
            }
        }
        any |= !orphans.is_empty();
        for (row, (source_key, field, reason)) in orphans {
            drop_row(state, row, Some(source_key), Some(field), reason);
        }
    }
    any
}

fn not_created(key: &str) -> String {
    let key = key.split_once('/').map_or(key, |(_, key)| key);
    message::reject::not_created(key).to_string()
}

/// An update of which nothing is left is none.
fn drop_empty(state: &mut ClassState) {
    let outcomes = &mut state.outcomes;
    state.owner_rows.retain(|row, change| {
        let empty =
            change.operation == Operation::Update && change.fields.is_empty() && change.children.is_empty();
        if empty {
            outcomes[*row as usize] = RowOutcome::Unchanged;
        }
        !empty
    });
}

/// The part of a plan that concerns these source keys, sealed anew.
pub fn only_these(mut plan: Plan, keys: &[String]) -> Plan {
    plan.changes.retain(|change| keys.contains(&change.source_key));
    plan.held.retain(|held| keys.contains(&held.change.source_key));
    let counts = count(&plan.changes);
    plan.counts = Counts { unchanged: plan.counts.unchanged, reject: plan.counts.reject, ..counts };
    references::keep_needed(&mut plan);
    plan.digest = digest(&plan);
    plan
}
