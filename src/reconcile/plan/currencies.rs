//! The currencies of a field's prices, counted over all records: more than one is a question.

use std::collections::BTreeMap;

use crate::message;
use crate::model::{ClassName, Origin, Question, Topic};

/// The prices of each field and currency.
#[derive(Debug, Default)]
pub(super) struct Currencies(BTreeMap<(usize, &'static str), Prices>);

/// How many prices there are, and where the first one stands.
#[derive(Debug)]
struct Prices {
    count: u64,
    first: Origin,
}

impl Currencies {
    /// Notes a price of a field.
    pub(super) fn note(&mut self, field: usize, currency: &'static str, origin: &Origin) {
        let prices = self.0.entry((field, currency));
        let prices = prices.or_insert_with(|| Prices { count: 0, first: origin.clone() });
        prices.count += 1;
        if *origin < prices.first {
            prices.first = origin.clone();
        }
    }

    /// One question per field with more than one currency.
    pub(super) fn questions(&self, class: &ClassName, path: impl Fn(usize) -> String) -> Vec<Question> {
        let mut fields: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for ((field, currency), Prices { count, first }) in &self.0 {
            let prices = message::question::price_currency(count, currency, first);
            fields.entry(*field).or_default().push(prices.to_string());
        }
        let several = fields.into_iter().filter(|(_, currencies)| currencies.len() > 1);
        several.map(|(field, currencies)| ask(class, &path(field), &currencies)).collect()
    }
}

fn ask(class: &ClassName, path: &str, currencies: &[String]) -> Question {
    Question {
        topic: Topic::ContractOverlap,
        key: format!("{class}/{path}/currency"),
        class: Some(class.clone()),
        remote_id: None,
        label: message::question::currencies(path).said(),
        text: message::question::several_currencies(currencies.join("; ")).said(),
        answer: Some(message::question::convert_currencies().said()),
        due: None,
    }
}
