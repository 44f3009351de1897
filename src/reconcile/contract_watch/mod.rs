//! Contracts and warranties at the desk that end soon, whose notice has to be given soon, or that
//! overlap on one item. Says what there is to decide; decides nothing.
//!
//! Days follow the rule in [`super::months`]: a contract of 12 months from 1 January lasts until
//! 31 December; renewal 0 is never, 1 tacit, 2 express.

mod ends;
mod overlap;
mod read;
mod warranty;

use chrono::NaiveDate;

use crate::model::class::Part;
use crate::model::{ClassName, Column, ItemTable, Kind, Question};

/// Columns of a contract that the watch reads.
const COLUMNS: [&str; 8] =
    ["name", "num", "begin_date", "duration", "notice", "renewal", "periodicity", "contracttypes_id"];

/// Columns of a contract that the watch reads, with their kinds.
pub fn contract_columns() -> Vec<(Column, Kind)> {
    COLUMNS
        .into_iter()
        .map(Column::from)
        .filter_map(|column| crate::model::class::default_kind(&column).map(|kind| (column, kind)))
        .collect()
}

/// What there is to decide about the contracts and warranties of a class's items.
pub fn watch(class: &ClassName, table: &ItemTable, within_days: u32, today: NaiveDate) -> Vec<Question> {
    let window = Window { today, days: i64::from(within_days) };
    let contracts = read::contracts(class, table);
    let mut questions = ends::ends(&contracts, window);
    questions.extend(overlap::overlaps(class, table, &contracts));
    if let Some(infocoms) = table.part(Part::Infocom) {
        questions.extend(warranty::ends(class, infocoms, window));
    }
    questions
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
