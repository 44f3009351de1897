//! What a first run would take over of what the desk holds already.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::change::{AdoptedField, Adoption, Change};
use crate::model::value::Shown;

use super::state::ClassState;

/// Examples of a field that are shown.
const EXAMPLES: usize = 3;

/// A field that is written over: name of the item, what the desk has, what the source has.
type Example = (String, Shown, Shown);

/// Items that records were matched with by a key; `None` when there are none.
pub(super) fn adoption(state: &ClassState, gone: &HashSet<u32>) -> Option<Adoption> {
    let rows: HashSet<u32> = state.rows.adopting.iter().filter(|row| !gone.contains(row)).copied().collect();
    if rows.is_empty() {
        return None;
    }
    let held: HashMap<u32, &Change> = state.told.held.iter().map(|(row, held)| (row, &held.change)).collect();
    let kept: HashSet<u32> = state.told.kept.iter().map(|(row, _)| row).collect();
    let mut fields: BTreeMap<String, Vec<Example>> = BTreeMap::new();
    let mut agree = 0;
    for row in &rows {
        let changes = [state.rows.changes.get(row), held.get(row).copied()];
        if changes.iter().all(Option::is_none) && !kept.contains(row) {
            agree += 1;
        }
        for change in changes.into_iter().flatten() {
            let own = change.fields.iter().map(|field| (field.field.clone(), field));
            let children = change.children.iter().flat_map(|child| {
                let prefix = child.part.table().unwrap_or_default();
                child.fields.iter().map(move |field| (format!("{prefix}.{}", field.field), field))
            });
            for (path, field) in own.chain(children).filter(|(_, field)| field.before != Shown::Null) {
                let example = (change.label.clone(), field.before.clone(), field.after.clone());
                fields.entry(path).or_default().push(example);
            }
        }
    }
    let field = |(field, mut examples): (String, Vec<Example>)| {
        let items = examples.len() as u64;
        examples.sort_by(|a, b| (&a.0, a.2.to_string()).cmp(&(&b.0, b.2.to_string())));
        examples.truncate(EXAMPLES);
        AdoptedField { field, items, examples }
    };
    Some(Adoption {
        class: state.stock.class.to_string(),
        items: rows.len() as u64,
        agree,
        fields: fields.into_iter().map(field).collect(),
    })
}
