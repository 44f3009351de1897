//! Limits that refuse a plan as a whole, each with a sentence that says what was counted.

use std::collections::BTreeMap;

use crate::message;
use crate::model::Say;
use crate::model::change::{Basis, Refusal};
use crate::model::job::{Limit, Limits};
use crate::model::said::Rounded;
use crate::model::schema::Schema;
use crate::model::{Change, ClassName, Operation, Plan, Reading, Said};

/// Why a plan may not be applied; empty when it may.
///
/// `before` holds the number of records per mapping in the last good run, `None` when there was none;
/// `now` in this one, with the rows that the mappings did not want. `schema` is that of the target, where it is known: people read its labels.
pub fn judge(
    schema: Option<&'static Schema>,
    plan: &Plan,
    limits: &Limits,
    now: &Reading,
    before: Option<&BTreeMap<String, u64>>,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (mapping, rows) in &now.records {
        let before = before.and_then(|before| before.get(mapping)).copied();
        let left_out = now.left_out.get(mapping).copied().unwrap_or_default();
        if let Some(refusal) = shrunken(mapping, (*rows, left_out), before, limits) {
            refusals.push(refusal);
        }
    }
    let mut limits = limits.clone();
    if before.is_none() {
        // A first run creates all it has, also in several goes when it is interrupted.
        limits.create.percent = None;
    }
    for basis in &plan.basis {
        let class = ClassName::from(basis.class.as_str());
        let called = schema.map_or_else(|| class.said(), |schema| schema.class_called(&class));
        for operation in [Operation::Create, Operation::Update, Operation::Retire] {
            refusals.extend(exceeded(&called, plan, basis, operation, &limits));
        }
    }
    refusals
}

/// Whether the rejects are more than the job tolerates (the run goes on, but ends with code 4).
pub fn too_many_rejects(plan: &Plan, limits: &Limits) -> bool {
    let records: u64 = plan.basis.iter().map(|basis| basis.records).sum();
    let rejects = plan.counts.reject;
    over(rejects, records, &limits.reject, 1).is_some()
}

fn shrunken(
    mapping: &str,
    (now, left_out): (u64, u64),
    before: Option<u64>,
    limits: &Limits,
) -> Option<Refusal> {
    // Rows that the mapping does not want were given all the same; how many it wanted before is judged below.
    if now == 0 && left_out == 0 {
        return Some(Refusal {
            limit: message::guard::empty_source().said(),
            reason: message::guard::no_records(mapping).said(),
        });
    }
    let (percent, before) = (limits.shrink_percent?, before?);
    let lost = before.saturating_sub(now);
    let share = share(lost, before);
    (before >= limits.min_items && share > percent).then(|| Refusal {
        limit: "limits.shrink_percent".into(),
        reason: message::guard::shrank(mapping, before, now, Rounded(share, 1), percent).said(),
    })
}

fn exceeded(class: &Said, plan: &Plan, basis: &Basis, operation: Operation, limits: &Limits) -> Vec<Refusal> {
    let counts = &basis.counts;
    let (count, of, limit) = match operation {
        // Only what the job already keeps is a measure.
        Operation::Create => (counts.create, basis.linked, &limits.create),
        // On a first run over a filled desk, what it already holds is the measure.
        Operation::Update => {
            (overwritten(plan, basis), basis.linked.max(counts.update + counts.unchanged), &limits.update)
        }
        Operation::Retire => (counts.retire, basis.linked, &limits.retire),
        Operation::Restore => return Vec::new(),
    };
    let (word, called) = (operation.as_str(), operation.said());
    over(count, of, limit, limits.min_items)
        .into_iter()
        .flatten()
        .map(|exceeded| match exceeded {
            Exceeded::Percent(share, percent) => Refusal {
                limit: format!("limits.{word}.percent").into(),
                reason: message::guard::percent_exceeded(
                    count,
                    of,
                    class,
                    &called,
                    Rounded(share, 1),
                    percent,
                )
                .said(),
            },
            Exceeded::Count(most) => Refusal {
                limit: format!("limits.{word}.count").into(),
                reason: message::guard::count_exceeded(count, class, &called, most).said(),
            },
        })
        .collect()
}

/// Updates of a class that change what is there. Child rows that are only added do not count: a first
/// run that was interrupted leaves items without them, and the next one completes it.
fn overwritten(plan: &Plan, basis: &Basis) -> u64 {
    let overwrites = |change: &&Change| {
        let mut children = change.children.iter();
        !change.fields.is_empty()
            || children.any(|child| child.operation != Operation::Create && !child.fields.is_empty())
    };
    let of_class =
        |change: &&Change| change.class.as_str() == basis.class && change.operation == Operation::Update;
    plan.changes.iter().filter(of_class).filter(overwrites).count() as u64
}

enum Exceeded {
    Percent(f64, f64),
    Count(u64),
}

fn over(count: u64, of: u64, limit: &Limit, min_items: u64) -> Option<Vec<Exceeded>> {
    let mut exceeded = Vec::new();
    if let Some(percent) = limit.percent
        && of >= min_items
        && share(count, of) > percent
    {
        exceeded.push(Exceeded::Percent(share(count, of), percent));
    }
    if let Some(most) = limit.count
        && count > most
    {
        exceeded.push(Exceeded::Count(most));
    }
    (!exceeded.is_empty()).then_some(exceeded)
}

#[expect(clippy::cast_precision_loss, reason = "counts of items are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
