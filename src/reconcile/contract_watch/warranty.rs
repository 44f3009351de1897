//! Warranties that end soon, those of one day together: a delivery of 200 laptops is one question.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::item::PartTable;
use crate::model::schema::Warranty;
use crate::model::{ClassName, Question, Topic};
use crate::reconcile::months::last_day;

use super::read::Columns;
use super::{SaidEnds, Window};

/// One question per day on which warranties end.
pub(super) fn ends(
    of: Warranty,
    class: (&ClassName, &Said),
    rows: &PartTable,
    window: Window,
    said: &SaidEnds,
    named: impl Fn(i64) -> String,
) -> Vec<Question> {
    let columns = Columns(&rows.columns);
    let mut days: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
    for row in &rows.rows {
        let begin = columns.date(&row.values, of.begin).or_else(|| columns.date(&row.values, of.bought));
        let months = columns.months(&row.values, of.months);
        let counted = begin.filter(|_| months > 0).and_then(|begin| last_day(begin, months.into()));
        let end = counted.map(|end| said.get(&(rows.part, row.id)).copied().unwrap_or(end));
        if let Some(end) = end.filter(|end| window.holds(*end)) {
            days.entry(end).or_default().push(row.item);
        }
    }
    days.into_iter().map(|(end, items)| ask(class, end, window.today, &items, &named)).collect()
}

fn ask(
    (class, called): (&ClassName, &Said),
    end: NaiveDate,
    today: NaiveDate,
    items: &[i64],
    named: &impl Fn(i64) -> String,
) -> Question {
    let mut shown: Vec<Said> = items.iter().take(5).map(|id| named(*id).into()).collect();
    if items.len() > shown.len() {
        shown.push(message::contract_watch::more(items.len() - shown.len()).said());
    }
    Question {
        topic: Topic::ContractEnds,
        key: format!("{class}/warranty/{end}"),
        class: Some(class.clone()),
        remote_id: None,
        label: message::contract_watch::warranty_until(items.len(), called, end).said(),
        text: match Said::join(&shown, ", ") {
            items_named if end < today => {
                message::contract_watch::warranties_ended(items.len(), called, items_named, end).said()
            }
            items_named => {
                message::contract_watch::warranties_last(items.len(), called, items_named, end).said()
            }
        },
        answer: Some(message::contract_watch::extend_or_replace().said()),
        due: Some(end),
    }
}
