//! Contracts that end soon.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::{Question, Topic};

use super::Window;
use super::read::{Contract, End, Renewal};

/// One question per contract that ends in the window, or whose notice has to be given in it.
pub(super) fn ends(class: &str, contracts: &[Contract], window: Window) -> Vec<Question> {
    let followed = Successors::new(contracts);
    let last = contracts.iter().filter(|contract| !followed.has(contract));
    last.filter_map(|one| ask(class, one, window)).collect()
}

fn ask(class: &str, contract: &Contract, window: Window) -> Option<Question> {
    let end = contract.end_at(window.today)?;
    let open_notice = end.notice.filter(|day| *day >= window.today);
    if !window.holds(end.last_day) && !open_notice.is_some_and(|day| window.holds(day)) {
        return None;
    }
    Some(Question {
        topic: Topic::ContractEnds,
        key: format!("{class}/{}", contract.id),
        class: Some(class.into()),
        remote_id: Some(contract.id),
        label: contract.label(),
        text: text(contract, end, window.today),
        answer: Some(answer(contract)),
        due: Some(open_notice.unwrap_or(end.last_day)),
    })
}

fn text(contract: &Contract, end: End, today: NaiveDate) -> Said {
    let End { last_day: end, notice } = end;
    let over = end < today;
    let main = match contract.renewal {
        Renewal::Never if over => message::contract_watch::ended(end).said(),
        Renewal::Never => message::contract_watch::ends_without_renewal(end).said(),
        Renewal::Express if over => message::contract_watch::ended_without_express_renewal(end).said(),
        Renewal::Express => message::contract_watch::ends_unless_renewed(end).said(),
        Renewal::Tacit if over => message::contract_watch::ended(end).said(),
        Renewal::Tacit => message::contract_watch::renews_itself(end, contract.term_months).said(),
    };
    let notice = match notice {
        Some(day) if day < today => message::contract_watch::notice_was_due(day).said(),
        Some(day) => message::contract_watch::notice_is_due(day).said(),
        None => Said::default(),
    };
    let items = match contract.items.len() {
        0 => Said::default(),
        items => message::contract_watch::covers(items).said().map(|text| format!(" {text}")),
    };
    Said::join([&main, &notice, &".".into(), &items], "")
}

fn answer(contract: &Contract) -> Said {
    match contract.renewal {
        Renewal::Tacit => message::contract_watch::give_notice().said(),
        Renewal::Never | Renewal::Express => message::contract_watch::renew_or_let_end().said(),
    }
}

/// The contracts of each item, by their begin.
struct Successors<'c>(HashMap<i64, Vec<&'c Contract>>);

impl<'c> Successors<'c> {
    fn new(contracts: &'c [Contract]) -> Self {
        let mut by_item: HashMap<i64, Vec<&Contract>> = HashMap::new();
        for contract in contracts {
            for item in &contract.items {
                by_item.entry(*item).or_default().push(contract);
            }
        }
        Self(by_item)
    }

    /// True when every item of a contract has a later one of its kind.
    fn has(&self, contract: &Contract) -> bool {
        let follows = |other: &&Contract| {
            other.kind == contract.kind && other.begin > contract.begin && other.end > contract.end
        };
        let followed = |item: &i64| self.0.get(item).is_some_and(|others| others.iter().any(follows));
        !contract.items.is_empty() && contract.items.iter().all(followed)
    }
}
