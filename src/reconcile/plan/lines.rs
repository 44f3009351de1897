//! Several records that differ in their contract alone are the lines of one item: renewals. The line
//! that ends last is the one that counts; whatever order they come in.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::mapping::Mapping;
use crate::model::{Origin, Question, Topic, Value};
use crate::reconcile::months;
use crate::reconcile::transform::{Desired, Wanted};

use super::feed::Deferred;

/// The days of a line; the last one may be known without the first.
struct Line {
    at: usize,
    begin: Option<NaiveDate>,
    end: Option<NaiveDate>,
}

/// Leaves out every line of an item but the one that ends last. Lines of which none does stay, and
/// reject one another. Records that cannot be used stay, too.
pub(super) fn latest(mapping: &Mapping, records: &mut Vec<Deferred>) -> Vec<Question> {
    let mut items: HashMap<String, Vec<Line>> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        if let Some(desired) = usable(record) {
            items.entry(item(mapping, desired)).or_default().push(Line::of(at, mapping, desired));
        }
    }
    let mut questions = Vec::new();
    let mut left_out = vec![false; records.len()];
    for mut lines in items.into_values().filter(|lines| lines.len() > 1) {
        lines.sort_by_key(|line| (line.begin, line.end, line.at));
        let origin = |line: &Line| usable(&records[line.at]).map(|desired| &desired.origin);
        let clash = lines.windows(2).find(|pair| overlap(&pair[0], &pair[1]));
        if let Some([a, b]) = clash
            && let (Some(first), Some(second)) = (origin(a), origin(b))
            && let Some(desired) = usable(&records[a.at])
        {
            questions.push(ask(mapping, desired, first, second));
        }
        let last = lines.iter().filter_map(|line| line.end).max();
        let mut latest = lines.iter().filter(|line| last.is_some() && line.end == last);
        if let (Some(latest), None) = (latest.next(), latest.next()) {
            lines.iter().filter(|line| line.at != latest.at).for_each(|line| left_out[line.at] = true);
        }
    }
    let mut at = 0;
    records.retain(|_| {
        at += 1;
        !left_out[at - 1]
    });
    questions
}

/// A record that can be used.
fn usable(deferred: &Deferred) -> Option<&Desired> {
    deferred.read.refused.is_none().then_some(&deferred.read.desired)
}

/// What a record says of everything but its contract.
fn item(mapping: &Mapping, desired: &Desired) -> String {
    let said = mapping
        .fields
        .iter()
        .zip(&desired.wanted)
        .filter(|(rule, _)| mapping.schema.shared(rule.part).is_none());
    let said: Vec<&Wanted> = said.map(|(_, wanted)| wanted).collect();
    format!("{:?}{said:?}", desired.source_key)
}

impl Line {
    fn of(at: usize, mapping: &Mapping, desired: &Desired) -> Self {
        let Some((part, columns)) = mapping.schema.shared_part().zip(mapping.schema.contract) else {
            return Self { at, begin: None, end: None };
        };
        let wanted = |column: &str| mapping.field(part, column).map(|at| &desired.wanted[at]);
        let begin = match wanted(columns.begin) {
            Some(Wanted::Set(Value::Date(day))) => Some(*day),
            _ => None,
        };
        let end = match wanted(columns.months) {
            Some(Wanted::Until(day)) => match begin {
                Some(begin) => months::covered_until(begin, *day),
                None => Some(*day),
            },
            Some(Wanted::Set(Value::Int(months))) => {
                begin.filter(|_| *months >= 0).and_then(|begin| months::last_day(begin, *months))
            }
            _ => None,
        };
        Self { at, begin, end }
    }
}

/// `b` begins while `a` lasts.
fn overlap(a: &Line, b: &Line) -> bool {
    matches!((a.end, b.begin), (Some(end), Some(begin)) if begin <= end)
}

fn ask(mapping: &Mapping, desired: &Desired, first: &Origin, second: &Origin) -> Question {
    let class = &mapping.class;
    let values = mapping.match_keys.first().into_iter().flatten().map(|at| match &desired.wanted[*at] {
        Wanted::Set(value) => value.to_string(),
        Wanted::Name(name) => name.to_string(),
        Wanted::Untouched | Wanted::Clear | Wanted::Until(_) => String::new(),
    });
    let label = desired.source_key.clone().unwrap_or_else(|| values.collect::<Vec<_>>().join(" / "));
    Question {
        topic: Topic::ContractOverlap,
        key: format!("{class}/{label}/lines"),
        class: Some(class.clone()),
        remote_id: None,
        text: message::question::lines_overlap(first, second).said(),
        label: label.into(),
        answer: Some(message::question::correct_days().said()),
        due: None,
    }
}
