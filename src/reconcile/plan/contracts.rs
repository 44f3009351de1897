//! The contracts of the desk by their names and numbers, so that a row that looks for one does not
//! walk over all of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::item::{PartRow, PartTable};
use crate::model::{ChildChange, Plan, Schema, Value};

use super::ClassState;
use crate::reconcile::names::fold;

/// Contracts by what names them. Positions are those of [`PartTable::choices`].
#[derive(Debug, Default)]
pub(super) struct Contracts {
    by_text: HashMap<String, Vec<u32>>,
    linked: HashSet<i64>,
}

impl Contracts {
    /// Over all contracts, linked or not.
    pub(super) fn new(table: &PartTable, chosen_by: &[&str]) -> Self {
        let columns = naming_columns(table, chosen_by);
        let mut by_text: HashMap<String, Vec<u32>> = HashMap::with_capacity(table.choices.len());
        for (at, row) in table.choices.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for text in texts(row, &columns) {
                let rows = by_text.entry(fold(text)).or_default();
                if rows.last() != Some(&at) {
                    rows.push(at);
                }
            }
        }
        Self { by_text, linked: table.rows.iter().map(|row| row.id).collect() }
    }

    /// The contracts that have this name or number, by their ids.
    pub(super) fn of<'t>(&self, table: &'t PartTable, text: &str) -> Vec<&'t PartRow> {
        let found = self.by_text.get(&fold(text)).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|at| &table.choices[*at as usize]).collect()
    }

    /// True when an item has this contract.
    pub(super) fn is_linked(&self, contract: i64) -> bool {
        self.linked.contains(&contract)
    }
}

/// The columns that name a contract.
pub(super) fn naming_columns(table: &PartTable, chosen_by: &[&str]) -> Vec<usize> {
    let at = |name: &&str| table.columns.iter().position(|column| column.as_str() == *name);
    chosen_by.iter().filter_map(at).collect()
}

/// The texts of a row in some columns.
pub(super) fn texts<'r>(row: &'r PartRow, columns: &[usize]) -> impl Iterator<Item = &'r str> {
    columns.iter().filter_map(|at| match row.values.get(*at) {
        Some(Value::Text(text)) => Some(text.as_ref()),
        _ => None,
    })
}

/// Puts the names of the records that changes link items to into the plan, as far as they were read.
pub(super) fn name_linked(schema: &Schema, classes: &[ClassState], plan: &mut Plan) {
    let mut linked = BTreeMap::<_, BTreeMap<i64, String>>::new();
    let changes = plan.changes.iter().chain(plan.held.iter().map(|held| &held.change));
    for change in changes {
        for child in change.children.iter().filter(|child| child.link) {
            let Some(id) = child.remote_id else { continue };
            let state = classes.iter().find(|state| state.stock.class == change.class);
            if linked.get(&child.class).is_none_or(|names| !names.contains_key(&id))
                && let Some(name) = state.and_then(|state| name_of(schema, state, child, id))
            {
                linked.entry(child.class.clone()).or_default().insert(id, name);
            }
        }
    }
    plan.linked = linked;
}

fn name_of(schema: &Schema, state: &ClassState, child: &ChildChange, id: i64) -> Option<String> {
    let (table, shared) = (state.stock.table.part(child.part)?, schema.shared(child.part)?);
    let row = table.choices.iter().find(|row| row.id == id)?;
    let columns = std::iter::once(&shared.naming).chain(shared.chosen_by);
    let columns: Vec<usize> = naming_columns(table, &columns.copied().collect::<Vec<_>>());
    texts(row, &columns).find(|text| !text.is_empty()).map(str::to_owned)
}
