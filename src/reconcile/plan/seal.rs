//! Puts the parts of a plan together: what is named twice, order, counts, digest.

use std::collections::{BTreeMap, HashSet};

use crate::message;
use crate::model::Said;
use crate::model::change::{Counts, Held, Kinds};
use crate::model::said::InFrench;
use crate::model::{Change, Operation, Origin, Plan, Reject, Value};

use super::count::count;
use super::digest::digest;
use super::state::{ClassState, RowOutcome};
use super::{
    Noted, Planned, Planner, Settings, adopt, asking, authority, called, contracts, hold, kinds, own_locks,
    references, witness,
};

/// Version of the plan's JSON form.
pub const FORMAT: u32 = 2;

/// Closes a planner.
pub fn seal(mut planner: Planner) -> Planned {
    let schema = planner.settings.schema;
    decide_what_stands(&mut planner.classes);
    let mut planned = empty(&mut planner);
    tell(&planner.settings, &planner.classes, &mut planned);
    let mut held = Vec::new();
    for state in &mut planner.classes {
        held.extend(add_class(&mut planned, state));
    }
    let Planned { plan, questions, notes, .. } = &mut planned;
    sort_told(plan);
    hold::put_into_plan(schema, plan, held);
    contracts::name_linked(schema, &planner.classes, plan);
    references::name_entities(schema, &planner.names, plan);
    questions.extend(plan.held.iter().map(hold::question));
    references::sort_needed(schema, plan);
    called::call(&planner.classes, &planner.names, questions);
    plan.kinds = kinds::written(planner.kinds, plan);
    plan.digest = digest(plan);
    questions.sort();
    questions.dedup_by(|a, b| (a.topic, &a.key) == (b.topic, &b.key));
    notes.sort();
    planned.noted = witness::noted(&mut planner.classes);
    planned
}

/// Drops rows that need others which are dropped, and takes out of the others what has to wait.
fn decide_what_stands(classes: &mut [ClassState]) {
    while drop_orphans(classes) {}
    classes.iter_mut().for_each(hold::hold_moved);
    classes.iter_mut().for_each(drop_empty);
}

/// A plan without a class yet, with the reference rows that anything asked for.
fn empty(planner: &mut Planner) -> Planned {
    let plan = Plan {
        format: FORMAT,
        job: planner.settings.job.clone(),
        system: planner.settings.system.clone(),
        digest: String::new(),
        counts: Counts::default(),
        basis: Vec::new(),
        kinds: Kinds::new(),
        references: std::mem::take(&mut planner.names.new),
        changes: Vec::new(),
        rejects: Vec::new(),
        kept: Vec::new(),
        absent: Vec::new(),
        held: Vec::new(),
        held_references: Vec::new(),
        linked: BTreeMap::new(),
        adoption: Vec::new(),
        french: InFrench::new(),
    };
    Planned {
        plan,
        links: Vec::new(),
        questions: std::mem::take(&mut planner.told),
        alike: std::mem::take(&mut planner.alike),
        absences: Vec::new(),
        doubts: Vec::new(),
        unread: Vec::new(),
        notes: Vec::new(),
        records: planner.reading.records.clone(),
        reading: std::mem::take(&mut planner.reading),
        noted: Noted::default(),
    }
}

/// Tells of locks and of other jobs, which no single record is about.
fn tell(settings: &Settings, classes: &[ClassState], planned: &mut Planned) {
    planned.questions.extend(own_locks::questions(settings, classes));
    planned.notes.extend(own_locks::unmatched(settings, classes));
    for state in classes {
        planned.questions.extend(authority::questions(&state.stock));
        planned.notes.extend(authority::notes(state));
    }
}

/// Adds what stands of a class; hands over what waits for approval.
fn add_class(planned: &mut Planned, state: &mut ClassState) -> Vec<Held> {
    let plan = &mut planned.plan;
    let dropped = std::mem::take(&mut state.rows.dropped);
    plan.adoption.extend(adopt::adoption(state, &dropped));
    let mut rejects = std::mem::take(&mut state.unusable.rejects);
    rejects.extend(state.unusable.left_out.standing(&dropped));
    planned.unread.push(asking::unread(state, &rejects));
    let mut changes: Vec<Change> = std::mem::take(&mut state.rows.changes).into_values().collect();
    changes.sort_by(|a, b| {
        (a.operation, &a.source_key, a.remote_id).cmp(&(b.operation, &b.source_key, b.remote_id))
    });
    let basis = state.basis(&changes, rejects.len() as u64);
    add_counts(&mut plan.counts, &basis.counts);
    plan.basis.push(basis);
    plan.changes.extend(changes);
    plan.rejects.extend(rejects);
    plan.kept.extend(state.told.kept.standing(&dropped));
    plan.absent.append(&mut state.told.absent);
    planned.absences.append(&mut state.learned.absences);
    planned.doubts.extend(state.told.doubt.take());
    planned.questions.extend(state.told.questions.standing(&dropped));
    planned.links.extend(state.learned.updates.standing(&dropped));
    state.told.held.standing(&dropped).collect()
}

/// Rejects are counted once all classes are there: two may have the same one.
fn add_counts(counts: &mut Counts, of_class: &Counts) {
    counts.create += of_class.create;
    counts.update += of_class.update;
    counts.retire += of_class.retire;
    counts.restore += of_class.restore;
    counts.unchanged += of_class.unchanged;
}

fn sort_told(plan: &mut Plan) {
    plan.rejects.sort();
    plan.rejects.dedup();
    plan.counts.reject = plan.rejects.len() as u64;
    plan.kept.sort_by(|a, b| (&a.class, &a.source_key, &a.field).cmp(&(&b.class, &b.source_key, &b.field)));
}

/// Records named twice are rejected, each with the others that name the same. What they may be is not
/// missing: before anything is retired.
pub(super) fn drop_lost_claims(state: &mut ClassState) {
    let mut reasons: BTreeMap<u32, Said> = BTreeMap::new();
    // What two records have in common says more than which item that is.
    let losses = state.claims.keys.losses().into_iter().chain(state.claims.items.losses());
    for loss in losses {
        let mut others: Vec<Origin> = loss.to.iter().map(|row| state.rows.origins.get(*row)).collect();
        others.sort();
        let mut shown: Vec<Said> = others.iter().take(3).map(|origin| origin.to_string().into()).collect();
        if others.len() > shown.len() {
            shown.push(message::reject::more(others.len() - shown.len()).said());
        }
        let reason = if loss.to_stronger {
            message::reject::also_named_by_stronger(&loss.thing, Said::join(&shown, ", "))
        } else {
            message::reject::also_named_by(&loss.thing, Said::join(&shown, ", "))
        };
        reasons.entry(loss.row).or_insert_with(|| reason.said());
    }
    for (row, reason) in reasons {
        let source_key = state.rows.changes.get(&row).map(|change| change.source_key.clone());
        drop_row(state, row, Fall { source_key, field: None, reason });
    }
    let may_be = std::mem::take(&mut state.unusable.may_be);
    for (row, id) in may_be {
        if state.rows.dropped.contains(&row) {
            state.protect(id);
        }
    }
}

/// Why a row is rejected once all are known.
struct Fall {
    source_key: Option<String>,
    field: Option<String>,
    reason: Said,
}

fn drop_row(state: &mut ClassState, row: u32, fall: Fall) {
    let Fall { source_key, field, reason } = fall;
    state.rows.changes.remove(&row);
    state.rows.mark(row, RowOutcome::Rejected);
    state.rows.dropped.insert(row);
    let origin = state.rows.origins.get(row);
    state.unusable.rejects.push(Reject { origin, source_key, field, reason, partial: false });
}

/// Records that point at an item whose own record was rejected are rejected, too; where it is a
/// contract that they are linked to, only the link is left out. True when there were any.
fn drop_orphans(classes: &mut [ClassState]) -> bool {
    let made = made_items(classes);
    let is_orphan = |key: &str| !made.contains(key);
    let mut any = false;
    for state in classes {
        let orphans: BTreeMap<u32, Fall> = state
            .rows
            .changes
            .iter()
            .filter_map(|(row, change)| Some((*row, orphaned_by(change, is_orphan)?)))
            .collect();
        leave_out_orphaned_links(state, is_orphan);
        any |= !orphans.is_empty();
        for (row, fall) in orphans {
            drop_row(state, row, fall);
        }
    }
    any
}

/// The items that the plan creates, as changes point at them.
fn made_items(classes: &[ClassState]) -> HashSet<String> {
    let changes = classes.iter().flat_map(|state| state.rows.changes.values());
    changes
        .filter(|change| change.operation == Operation::Create)
        .map(|change| format!("{}/{}", change.class, change.source_key))
        .collect()
}

/// Why a change cannot stand: the last of its values that is an item which is not created.
fn orphaned_by(change: &Change, is_orphan: impl Fn(&str) -> bool) -> Option<Fall> {
    let of_parts = change.children.iter().flat_map(|child| &child.fields);
    let mut falls = change.fields.iter().chain(of_parts).filter_map(|field| match &field.to {
        Value::NewItem(key) if is_orphan(key) => Some(Fall {
            source_key: Some(change.source_key.clone()),
            field: Some(field.field.clone()),
            reason: not_created(key),
        }),
        _ => None,
    });
    falls.next_back()
}

fn leave_out_orphaned_links(state: &mut ClassState, is_orphan: impl Fn(&str) -> bool) {
    for (row, change) in &mut state.rows.changes {
        let is_lost = |key: &Option<Box<str>>| key.as_deref().is_some_and(&is_orphan);
        for child in change.children.extract_if(.., |child| is_lost(&child.link_to_new)) {
            let reject = Reject {
                origin: state.rows.origins.get(*row),
                source_key: Some(change.source_key.clone()),
                field: child.part.table().map(str::to_owned),
                reason: not_created(child.link_to_new.as_deref().unwrap_or_default()),
                partial: true,
            };
            state.unusable.left_out.add(*row, reject);
        }
    }
}

fn not_created(key: &str) -> Said {
    let key = key.split_once('/').map_or(key, |(_, key)| key);
    message::reject::not_created(key).said()
}

/// An update of which nothing is left is none.
fn drop_empty(state: &mut ClassState) {
    let outcomes = &mut state.rows.outcomes;
    state.rows.changes.retain(|row, change| {
        let empty =
            change.operation == Operation::Update && change.fields.is_empty() && change.children.is_empty();
        if empty {
            outcomes[*row as usize] = RowOutcome::Unchanged;
        }
        !empty
    });
}

/// The part of a plan that makes these changes, sealed anew.
pub fn only_these(mut plan: Plan, wanted: impl Fn(&Change) -> bool) -> Plan {
    plan.changes.retain(&wanted);
    plan.held.retain(|held| wanted(&held.change));
    let counts = count(&plan.changes);
    plan.counts = Counts { unchanged: plan.counts.unchanged, reject: plan.counts.reject, ..counts };
    references::keep_needed(&mut plan);
    plan.digest = digest(&plan);
    plan
}
