//! What is looked for at the desk besides the plan: contracts that end soon, near-duplicates, values
//! that name nothing. Asks, never changes the plan.

use std::collections::HashSet;

use crate::model::{Column, Question};
use crate::reconcile::near_duplicates::twins;
use crate::reconcile::{contract_watch, near_duplicates};

use super::Planner;
use super::state::{ClassState, Stock};

/// Adds the questions that the job wants to be looked for.
pub(super) fn ask(planner: &mut Planner) {
    let finders = planner.finders;
    let (schema, today) = (planner.settings.schema, planner.settings.today);
    let mut duplicates: Vec<Question> = Vec::new();
    if finders.duplicates {
        for (class, rows) in planner.names.lists() {
            duplicates.extend(near_duplicates::name_duplicates(schema, class, rows));
        }
    }
    for state in &mut planner.classes {
        if let Some(days) = finders.contracts_within_days {
            let found = contract_watch::watch(schema, &state.stock.class, &state.stock.table, days, today);
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
    if let Some(state) = planner.classes.first_mut() {
        let kept = near_duplicates::limit(duplicates);
        state.told.questions.add_all_certain(kept);
    }
}

/// Items and contracts that are the same in everything. Contracts that one item has both are asked about as
/// overlapping where that is looked for.
fn twins_of(state: &ClassState, overlaps: bool) -> Vec<Question> {
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
