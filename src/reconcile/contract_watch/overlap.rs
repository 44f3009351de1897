//! Contracts of one kind that cover the same item at the same time, or that are the same contract
//! twice. A gap between two is no question, neither are contracts of two kinds.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::{ClassName, ItemTable, Question, Schema, Topic};
use crate::reconcile::names::fold;

use super::named;
use super::read::Contract;

/// Two contracts that do not fit together, and the items that have both.
struct Pair<'c> {
    a: &'c Contract,
    b: &'c Contract,
    items: Vec<i64>,
}

/// One question per two contracts, however many items have both.
pub(super) fn overlaps(
    schema: &'static Schema,
    of: &str,
    class: &ClassName,
    table: &ItemTable,
    contracts: &[Contract],
) -> Vec<Question> {
    let mut by_item: BTreeMap<i64, Vec<&Contract>> = BTreeMap::new();
    for contract in contracts {
        for item in &contract.items {
            by_item.entry(*item).or_default().push(contract);
        }
    }
    let mut pairs: BTreeMap<(i64, i64), Pair<'_>> = BTreeMap::new();
    for (item, mut own) in by_item.into_iter().filter(|(_, own)| own.len() > 1) {
        own.sort_by_key(|contract| (contract.kind, contract.begin, contract.id));
        for (at, a) in own.iter().enumerate() {
            // Sorted by their begin: behind the first that begins later there is none.
            let near = own[at + 1..].iter().take_while(|b| b.kind == a.kind && !begins_after(b, a));
            for b in near.filter(|b| clash(a, b)) {
                let ids = (a.id.min(b.id), a.id.max(b.id));
                pairs.entry(ids).or_insert_with(|| Pair { a, b, items: Vec::new() }).items.push(item);
            }
        }
    }
    pairs.into_values().map(|pair| ask(schema, of, &pair, class, table)).collect()
}

fn begins_after(b: &Contract, a: &Contract) -> bool {
    matches!((a.end, b.begin), (Some(end), Some(begin)) if begin > end)
}

/// Both cover a day, or they say no days and have one name or number.
fn clash(a: &Contract, b: &Contract) -> bool {
    match (span(a), span(b)) {
        (Some((begin_a, end_a)), Some((begin_b, end_b))) => begin_a <= end_b && begin_b <= end_a,
        _ => repeats(a, b).is_some(),
    }
}

fn span(contract: &Contract) -> Option<(NaiveDate, NaiveDate)> {
    Some((contract.begin?, contract.end?))
}

/// The number or name that both have.
fn repeats<'c>(a: &'c Contract, b: &Contract) -> Option<&'c str> {
    let both = [(&a.num, &b.num), (&a.name, &b.name)];
    both.into_iter().find(|(a, b)| !a.is_empty() && fold(a) == fold(b)).map(|(a, _)| a.as_str())
}

fn ask(schema: &'static Schema, of: &str, pair: &Pair<'_>, class: &ClassName, table: &ItemTable) -> Question {
    let Pair { a, b, items } = pair;
    let (first, second) = (a.id.min(b.id), a.id.max(b.id));
    let same =
        repeats(a, b).map_or_else(Said::default, |text| message::contract_watch::both_called(text).said());
    let found = match (span(a), span(b)) {
        (Some((begin_a, end_a)), Some((begin_b, end_b))) => {
            message::contract_watch::overlap(begin_a.max(begin_b), end_a.min(end_b)).said()
        }
        _ => message::contract_watch::may_be_the_same().said(),
    };
    let called = schema.name_column(class);
    let mut shown: Vec<Said> = items.iter().take(3).map(|item| named(&called, table, *item).into()).collect();
    if items.len() > shown.len() {
        shown.push(message::contract_watch::more(items.len() - shown.len()).said());
    }
    Question {
        topic: Topic::ContractOverlap,
        key: format!("{of}/{first}+{second}"),
        class: Some(of.into()),
        remote_id: Some(first),
        label: format!("{} (#{}), {} (#{})", a.label(), a.id, b.label(), b.id).into(),
        text: message::contract_watch::both_cover(
            schema.class_called(class),
            Said::join(&shown, ", "),
            &found,
            &same,
        )
        .said(),
        answer: Some(message::contract_watch::unlink_one().said()),
        due: None,
    }
}
