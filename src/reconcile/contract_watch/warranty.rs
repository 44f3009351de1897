//! Warranties that end soon, those of one day together: a delivery of 200 laptops is one question.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::item::PartTable;
use crate::model::schema::Warranty;
use crate::model::{ClassName, Question, Topic};
use crate::reconcile::months::last_day;

use super::Window;
use super::read::Columns;

/// One question per day on which warranties end.
pub(super) fn ends(of: Warranty, class: &ClassName, rows: &PartTable, window: Window) -> Vec<Question> {
    let columns = Columns(&rows.columns);
    let mut days: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
    for row in &rows.rows {
        let begin = columns.date(&row.values, of.begin).or_else(|| columns.date(&row.values, of.bought));
        let months = columns.months(&row.values, of.months);
        let end = begin.filter(|_| months > 0).and_then(|begin| last_day(begin, months.into()));
        if let Some(end) = end.filter(|end| window.holds(*end)) {
            days.entry(end).or_default().push(row.item);
        }
    }
    days.into_iter().map(|(end, items)| ask(class, end, &items)).collect()
}

fn ask(class: &ClassName, end: NaiveDate, items: &[i64]) -> Question {
    let mut shown: Vec<Said> = items.iter().take(5).map(|id| format!("#{id}").into()).collect();
    if items.len() > shown.len() {
        shown.push(message::contract_watch::more(items.len() - shown.len()).said());
    }
    Question {
        topic: Topic::ContractEnds,
        key: format!("{class}/warranty/{end}"),
        class: Some(class.clone()),
        remote_id: None,
        label: message::contract_watch::warranty_until(items.len(), class, end).said(),
        text: message::contract_watch::warranties_last(items.len(), class, Said::join(&shown, ", "), end)
            .said(),
        answer: Some(message::contract_watch::extend_or_replace().said()),
        due: Some(end),
    }
}
