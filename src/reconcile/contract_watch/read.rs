//! Contracts as the desk holds them, with their days worked out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::schema;
use crate::model::{ClassName, Column, ItemTable, Part, Schema, Value};
use crate::reconcile::months::last_day;

use super::SaidEnds;

/// A contract with the items it is linked to.
#[derive(Debug, Clone, Default)]
pub(super) struct Contract {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) num: String,
    pub(super) kind: i64,
    pub(super) begin: Option<NaiveDate>,
    /// Last day of the first term: the one that a source says, else the last one of its months.
    pub(super) end: Option<NaiveDate>,
    /// Months of the first term.
    pub(super) months: u32,
    pub(super) notice_months: u32,
    pub(super) renewal: Renewal,
    /// Months of one of the terms that follow.
    pub(super) term_months: u32,
    /// Ids of items, sorted.
    pub(super) items: Vec<i64>,
}

/// The end of one term.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) last_day: NaiveDate,
    /// Last day on which notice can be given.
    pub(super) notice: Option<NaiveDate>,
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
    pub(super) fn label(&self) -> Said {
        match (self.name.as_str(), self.num.as_str()) {
            ("", "") => message::contract_watch::contract(self.id).said(),
            ("", num) => num.into(),
            (name, _) => name.into(),
        }
    }

    /// The end of the term that holds a day, or of the last one when it is not renewed.
    pub(super) fn end_at(&self, day: NaiveDate) -> Option<End> {
        let first = self.end_after(self.months.into())?;
        let first = End { last_day: self.end.unwrap_or(first.last_day), ..first };
        if self.renewal != Renewal::Tacit || self.term_months == 0 || first.last_day >= day {
            return Some(first);
        }
        // Each term is counted from the begin, so that short months take no days away.
        let (months, term) = (i64::from(self.months), i64::from(self.term_months));
        (1..=1200)
            .filter_map(|terms| self.end_after(months + term * terms))
            .find(|end| end.last_day >= day)
            .or(Some(first))
    }

    fn end_after(&self, months: i64) -> Option<End> {
        let begin = self.begin.filter(|_| self.months > 0)?;
        let notice = Some(i64::from(self.notice_months)).filter(|notice| *notice > 0);
        Some(End {
            last_day: last_day(begin, months)?,
            notice: notice.and_then(|notice| last_day(begin, months - notice)),
        })
    }
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
pub(super) fn contracts(
    schema: &Schema,
    of: schema::Contract,
    class: &ClassName,
    table: &ItemTable,
    said: &SaidEnds,
) -> Vec<Contract> {
    let mut contracts: BTreeMap<i64, Contract> = BTreeMap::new();
    if class.as_str() == of.class {
        let columns = Columns(&table.columns);
        contracts
            .extend(table.items.iter().map(|item| (item.id, contract(of, item.id, &columns, &item.values))));
    }
    if let Some(part) = schema.shared_part().and_then(|part| table.part(part)) {
        let columns = Columns(&part.columns);
        for row in &part.rows {
            let contract =
                contracts.entry(row.id).or_insert_with(|| contract(of, row.id, &columns, &row.values));
            // The trash keeps its links.
            if table.get(row.item).is_some() && contract.items.last() != Some(&row.item) {
                contract.items.push(row.item);
            }
        }
        contracts.retain(|_, contract| !contract.items.is_empty());
    }
    let part = if class.as_str() == of.class { Some(Part::ITEM) } else { schema.shared_part() };
    for contract in contracts.values_mut().filter(|contract| contract.end.is_some()) {
        let said = part.and_then(|part| said.get(&(part, contract.id)));
        contract.end = said.copied().or(contract.end);
    }
    contracts.into_values().collect()
}

fn contract(of: schema::Contract, id: i64, columns: &Columns<'_>, values: &[Value]) -> Contract {
    let begin = columns.date(values, of.begin);
    let duration = columns.months(values, of.months);
    let renewal = match columns.get(values, of.renewal) {
        Some(Value::Int(word)) if *word == of.tacit => Renewal::Tacit,
        Some(Value::Int(word)) if *word == of.express => Renewal::Express,
        _ => Renewal::Never,
    };
    let periodicity = columns.months(values, of.period);
    let kind = match columns.get(values, of.kind) {
        Some(Value::Ref(id)) => *id,
        _ => 0,
    };
    Contract {
        id,
        name: columns.text(values, of.name),
        num: columns.text(values, of.number),
        kind,
        begin,
        end: begin.filter(|_| duration > 0).and_then(|begin| last_day(begin, duration.into())),
        months: duration,
        notice_months: columns.months(values, of.notice),
        renewal,
        term_months: if periodicity > 0 { periodicity } else { duration },
        items: Vec::new(),
    }
}
