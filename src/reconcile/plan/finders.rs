//! What is looked for at the desk besides the plan: contracts that end soon, near-duplicates, values
//! that name nothing. Asks, never changes the plan.

use std::collections::{HashMap, HashSet};

use crate::model::{ClassName, Column};
use crate::reconcile::near_duplicates::{Alike, twins};
use crate::reconcile::{contract_watch, near_duplicates};

use super::Planner;
use super::state::{ClassState, Stock};

/// Adds the questions that the job wants to be looked for.
pub(super) fn ask(planner: &mut Planner) {
    let finders = planner.finders;
    let (schema, today) = (planner.settings.schema, planner.settings.today);
    let mut duplicates: Vec<Alike> = Vec::new();
    if finders.duplicates {
        for (class, rows) in planner.names.lists() {
            duplicates.extend(near_duplicates::name_duplicates(schema, class, rows));
        }
    }
    for state in &mut planner.classes {
        if let Some(days) = finders.contracts_within_days {
            let found = contract_watch::watch(
                schema,
                &state.stock.class,
                &state.stock.table,
                &state.told.ends,
                days,
                today,
            );
            state.told.questions.add_all_certain(found);
        }
        if finders.duplicates {
            let most = finders.most_alike;
            let (class, table, links) = (&state.stock.class, &state.stock.table, &state.stock.links);
            duplicates.extend(near_duplicates::item_duplicates(
                schema,
                class,
                table,
                links,
                most,
                &state.unusable.ambiguous,
            ));
            duplicates.extend(twins_of(state, finders.contracts_within_days.is_some()));
        }
    }
    let mut fed: HashMap<ClassName, HashSet<i64>> = HashMap::new();
    for state in &planner.classes {
        let items = fed_by(state);
        if let Some(part) = schema.shared_part().and_then(|part| state.stock.table.part(part)) {
            let shared = part.rows.iter().filter(|row| items.contains(&row.item)).map(|row| row.id);
            fed.entry(schema.class_of(part.part, &state.stock.class)).or_default().extend(shared);
        }
        fed.entry(state.stock.class.clone()).or_default().extend(items);
    }
    let names = &planner.names;
    let is_fed = |class: &ClassName, ids: &[i64]| {
        let item = |id: &i64| fed.get(class).is_some_and(|fed| fed.contains(id));
        ids.iter().any(|id| item(id) || names.is_used(class, *id))
    };
    let (asked, rest) = near_duplicates::divide(duplicates, is_fed);
    planner.alike = rest;
    if let Some(state) = planner.classes.first_mut() {
        state.told.questions.add_all_certain(asked);
    }
}

/// Items that records of the job are, or were when it last ran.
fn fed_by(state: &ClassState) -> HashSet<i64> {
    let linked = state.stock.links.rows().iter().map(|link| link.remote_id);
    let learned = state.learned.updates.iter().filter_map(|(_, update)| update.remote_id);
    let changed = state.rows.changes.values().filter_map(|change| change.remote_id);
    linked.chain(learned).chain(changed).collect()
}

/// Items and contracts that are the same in everything. Contracts that one item has both are asked about as
/// overlapping where that is looked for.
fn twins_of(state: &ClassState, overlaps: bool) -> Vec<Alike> {
    let Stock { schema, class, table, links, .. } = &state.stock;
    let mut questions = Vec::new();
    let is_told = schema.is_tree(class) || schema.class(class).is_some_and(|known| known.has_serial);
    if !is_told {
        let rows = table.items.iter().map(|item| (item.id, item.entity, &*item.values));
        let asked = |ids: &[i64]| state.unusable.ambiguous.contains(ids);
        let named = schema.name_column(class);
        questions.extend(twins(class, &table.columns, &named, rows, |id| links.of_item(id).is_some(), asked));
    }
    let Some((shared, part)) =
        schema.shared_part().and_then(|part| Some((schema.shared(part)?, table.part(part)?)))
    else {
        return questions;
    };
    let linked: HashSet<i64> = part.rows.iter().map(|row| row.id).collect();
    let on_one_item = |ids: &[i64]| {
        let mut items: Vec<i64> =
            part.rows.iter().filter(|row| ids.contains(&row.id)).map(|row| row.item).collect();
        items.sort_unstable();
        items.windows(2).any(|pair| pair[0] == pair[1])
    };
    let rows = part.choices.iter().map(|row| (row.id, row.entity, &*row.values));
    let of = schema.class_of(part.part, class);
    let named = Column::from(shared.naming);
    // Each item may have a contract of its own that says the same.
    let asked = |ids: &[i64]| {
        if on_one_item(ids) { overlaps } else { ids.iter().all(|id| linked.contains(id)) }
    };
    questions.extend(twins(&of, &part.columns, &named, rows, |id| linked.contains(&id), asked));
    questions
}
