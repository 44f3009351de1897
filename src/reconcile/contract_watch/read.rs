//! Contracts as the desk holds them, with their days worked out.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::message;
use crate::model::class::Part;
use crate::model::{ClassName, Column, ItemTable, Value};

/// A contract with the items it is linked to.
#[derive(Debug, Clone, Default)]
pub(super) struct Contract {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) num: String,
    pub(super) kind: i64,
    pub(super) begin: Option<NaiveDate>,
    /// Last day of the first term.
    pub(super) end: Option<NaiveDate>,
    pub(super) notice_months: u32,
    pub(super) renewal: Renewal,
    /// Months of one term, of the first or of those that follow.
    pub(super) term_months: u32,
    /// Ids of items, sorted.
    pub(super) items: Vec<i64>,
}

/// What happens at the end of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Renewal {
    /// It ends.
    #[default]
    Never,
    /// It goes on unless notice is given.
    Tacit,
    /// It goes on when somebody says so.
    Express,
}

impl Contract {
    /// Name for people.
    pub(super) fn label(&self) -> String {
        match (self.name.as_str(), self.num.as_str()) {
            ("", "") => message::contract_watch::contract(self.id).to_string(),
            ("", num) => num.to_owned(),
            (name, _) => name.to_owned(),
        }
    }

    /// The last day of the term that holds a day, or of the one before it when it is not renewed.
    pub(super) fn end_at(&self, day: NaiveDate) -> Option<NaiveDate> {
        let end = self.end?;
        if self.renewal != Renewal::Tacit || self.term_months == 0 || end >= day {
            return Some(end);
        }
        // Each term is counted from the first end, so that short months take no days away.
        (1..=1200)
            .filter_map(|terms| {
                last_day(self.begin?, self.first_months()?.checked_add(self.term_months * terms)?)
            })
            .find(|end| *end >= day)
            .or(Some(end))
    }

    fn first_months(&self) -> Option<u32> {
        let (begin, end) = (self.begin?, self.end?.succ_opt()?);
        use chrono::Datelike;
        u32::try_from((end.year() - begin.year()) * 12 + end.month() as i32 - begin.month() as i32).ok()
    }
}

/// The last day of a term of so many months; `None` when there is no such day.
pub fn last_day(begin: NaiveDate, months: u32) -> Option<NaiveDate> {
    begin.checked_add_months(Months::new(months))?.pred_opt()
}

/// A value of a row by its column.
pub(super) struct Columns<'t>(pub(super) &'t [Column]);

impl Columns<'_> {
    pub(super) fn get<'v>(&self, values: &'v [Value], column: &str) -> Option<&'v Value> {
        let at = self.0.iter().position(|known| known.as_str() == column)?;
        values.get(at)
    }

    pub(super) fn text(&self, values: &[Value], column: &str) -> String {
        match self.get(values, column) {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        }
    }

    pub(super) fn date(&self, values: &[Value], column: &str) -> Option<NaiveDate> {
        match self.get(values, column)? {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    pub(super) fn months(&self, values: &[Value], column: &str) -> u32 {
        match self.get(values, column) {
            Some(Value::Int(number)) => u32::try_from(*number).unwrap_or_default(),
            _ => 0,
        }
    }
}

/// The contracts that items of a class have, or the items themselves when they are contracts; by id.
pub(super) fn contracts(class: &ClassName, table: &ItemTable) -> Vec<Contract> {
    let mut contracts: BTreeMap<i64, Contract> = BTreeMap::new();
    if class.as_str() == "Contract" {
        let columns = Columns(&table.columns);
        contracts.extend(table.items.iter().map(|item| (item.id, contract(item.id, &columns, &item.values))));
    }
    if let Some(part) = table.part(Part::Contract) {
        let columns = Columns(&part.columns);
        for row in &part.rows {
            let contract = contracts.entry(row.id).or_insert_with(|| contract(row.id, &columns, &row.values));
            // The trash keeps its links.
            if table.get(row.item).is_some() && contract.items.last() != Some(&row.item) {
                contract.items.push(row.item);
            }
        }
        contracts.retain(|_, contract| !contract.items.is_empty());
    }
    contracts.into_values().collect()
}

fn contract(id: i64, columns: &Columns<'_>, values: &[Value]) -> Contract {
    let begin = columns.date(values, "begin_date");
    let duration = columns.months(values, "duration");
    let renewal = match columns.get(values, "renewal") {
        Some(Value::Int(1)) => Renewal::Tacit,
        Some(Value::Int(2)) => Renewal::Express,
        _ => Renewal::Never,
    };
    let periodicity = columns.months(values, "periodicity");
    let kind = match columns.get(values, "contracttypes_id") {
        Some(Value::Ref(id)) => *id,
        _ => 0,
    };
    Contract {
        id,
        name: columns.text(values, "name"),
        num: columns.text(values, "num"),
        kind,
        begin,
        end: begin.filter(|_| duration > 0).and_then(|begin| last_day(begin, duration)),
        notice_months: columns.months(values, "notice"),
        renewal,
        term_months: if periodicity > 0 { periodicity } else { duration },
        items: Vec::new(),
    }
}
