//! What is looked for at the desk besides the plan: contracts that end soon, near-duplicates, values
//! that name nothing. Asks, never changes the plan.

use crate::model::Question;
use crate::reconcile::{contract_watch, near_duplicates};

use super::Planner;

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
            let found = contract_watch::watch(schema, &state.known.class, &state.known.table, days, today);
            state.told.questions.add_all_certain(found);
        }
        if finders.duplicates {
            let most = finders.most_alike;
            let (class, table, links) = (&state.known.class, &state.known.table, &state.known.links);
            duplicates.extend(near_duplicates::item_duplicates(
                schema,
                class,
                table,
                links,
                most,
                &state.unusable.ambiguous,
            ));
        }
    }
    if let Some(state) = planner.classes.first_mut() {
        let kept = near_duplicates::limit(duplicates);
        state.told.questions.add_all_certain(kept);
    }
}
