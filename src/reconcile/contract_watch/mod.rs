//! Contracts and warranties at the desk that end soon, whose notice has to be given soon, or that
//! overlap on one item. Says what there is to decide; decides nothing.
//!
//! Days follow the rule in [`super::months`]: a contract of 12 months from 1 January lasts until
//! 31 December.

mod ends;
mod overlap;
mod read;
mod warranty;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::model::schema::Contract;
use crate::model::{ClassName, Column, ItemTable, Kind, Part, Question, Schema, Value};

/// The last days that sources say of rows, by part and id: the target keeps whole months of a begin, and what it
/// makes of them may be weeks later.
pub type SaidEnds = HashMap<(Part, i64), NaiveDate>;

/// Columns of a contract that the watch reads, with their kinds; none where there are no contracts.
pub fn contract_columns(schema: &Schema) -> Vec<(Column, Kind)> {
    let Some(contract) = schema.contract else { return Vec::new() };
    let Contract { name, number, begin, months, notice, renewal, period, kind, .. } = contract;
    [name, number, begin, months, notice, renewal, period, kind]
        .into_iter()
        .map(Column::from)
        .filter_map(|column| schema.kind_of(&column).map(|kind| (column, kind)))
        .collect()
}

/// What there is to decide about the contracts and warranties of a class's items.
pub fn watch(
    schema: &'static Schema,
    class: &ClassName,
    table: &ItemTable,
    said: &SaidEnds,
    within_days: u32,
    today: NaiveDate,
) -> Vec<Question> {
    let window = Window { today, days: i64::from(within_days) };
    let mut questions = Vec::new();
    if let Some(columns) = schema.contract {
        let contracts = read::contracts(schema, columns, class, table, said);
        questions.extend(ends::ends(columns.class, &contracts, window));
        questions.extend(overlap::overlaps(schema, columns.class, class, table, &contracts));
    }
    if let Some(columns) = schema.warranty {
        let part = schema.child_parts().find(|part| schema.class_of(*part, class).as_str() == columns.class);
        if let Some(rows) = part.and_then(|part| table.part(part)) {
            let called = schema.class_called(class);
            let named = |id| named(&schema.name_column(class), table, id);
            questions.extend(warranty::ends(columns, (class, &called), rows, window, said, named));
        }
    }
    questions
}

/// The name of an item with its id; of one without a name the id.
fn named(called: &Column, table: &ItemTable, id: i64) -> String {
    let at = table.columns.iter().position(|column| column == called);
    match at.zip(table.get(id)).and_then(|(at, item)| item.values.get(at)) {
        Some(Value::Text(name)) => format!("{name} (#{id})"),
        _ => format!("#{id}"),
    }
}

/// The days that are looked at.
#[derive(Debug, Clone, Copy)]
struct Window {
    today: NaiveDate,
    days: i64,
}

impl Window {
    /// A day that is over stays in sight for a month: somebody may have been away.
    const PAST: i64 = 30;

    fn holds(self, day: NaiveDate) -> bool {
        (-Self::PAST..=self.days).contains(&(day - self.today).num_days())
    }
}
