//! Which rules of a mapping its tests reach, told by the steps of the transform.

use std::collections::HashSet;

use crate::message;
use crate::model::Mapping;
use crate::model::mapping::{FieldRule, Otherwise};
use crate::model::said::{Said, Say};
use crate::reconcile::transform::{Attempt, Step, Wanted, What};

/// A rule that no test reached.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unreached {
    /// Field path; `only_if` or `match` for rules of the whole mapping.
    pub rule: String,
    /// What never happened.
    pub what: Said,
}

impl Say for Unreached {
    fn said(&self) -> Said {
        message::untested::rule(&self.rule, &self.what).said()
    }
}

/// What the tests have reached so far.
pub(super) struct Coverage<'m> {
    mapping: &'m Mapping,
    filled: Vec<bool>,
    steps: Vec<HashSet<Reached>>,
    keys: Vec<bool>,
    left_out: bool,
}

/// A step without its text.
#[derive(PartialEq, Eq, Hash)]
enum Reached {
    Replace(usize),
    Entry(String),
    NotListed,
    ClearWord,
    Default,
}

impl<'m> Coverage<'m> {
    /// Nothing so far.
    pub(super) fn new(mapping: &'m Mapping) -> Self {
        let count = mapping.fields.len();
        Self {
            mapping,
            filled: vec![false; count],
            steps: (0..count).map(|_| HashSet::new()).collect(),
            keys: vec![false; mapping.match_keys.len()],
            left_out: false,
        }
    }

    /// Notes what a row reached.
    pub(super) fn see(&mut self, attempt: &Attempt, keys: &[bool], steps: &[Vec<Step>]) {
        let Some(desired) = &attempt.desired else {
            // A row that is left out reaches no rule of a field.
            self.left_out |= attempt.refused.is_none();
            return;
        };
        for (filled, wanted) in self.filled.iter_mut().zip(&desired.wanted) {
            *filled |= !matches!(wanted, Wanted::Untouched | Wanted::Clear);
        }
        for (reached, steps) in self.steps.iter_mut().zip(steps) {
            reached.extend(steps.iter().filter_map(|step| match &step.what {
                What::Replace(at) => Some(Reached::Replace(*at)),
                What::Entry(key) => Some(Reached::Entry(key.clone())),
                What::NotListed(_) => Some(Reached::NotListed),
                What::ClearWord => Some(Reached::ClearWord),
                What::Default => Some(Reached::Default),
                What::NoColumn
                | What::NoCell
                | What::Cell(_)
                | What::Constant
                | What::Template
                | What::Trim
                | What::Squeeze
                | What::Case
                | What::Read => None,
            }));
        }
        for (reached, complete) in self.keys.iter_mut().zip(keys) {
            *reached |= complete;
        }
    }

    /// What was never reached, in the order of the file.
    pub(super) fn unreached(&self) -> Vec<Unreached> {
        let mut found = Vec::new();
        if self.mapping.only_if.is_some() && !self.left_out {
            found.push(Unreached {
                rule: "only_if".to_owned(),
                what: message::mapping_test::never_false().said(),
            });
        }
        for (key, _) in self.mapping.match_keys.iter().zip(&self.keys).filter(|(_, reached)| !**reached) {
            let what = message::mapping_test::key_never_complete(super::key_name(self.mapping, key)).said();
            found.push(Unreached { rule: "match".to_owned(), what });
        }
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            let filled = self.filled[at] || self.steps[at].contains(&Reached::ClearWord);
            let what = if filled {
                self.of_field(at, rule)
            } else {
                vec![message::mapping_test::never_filled().said()]
            };
            found.extend(what.into_iter().map(|what| Unreached { rule: rule.path(), what }));
        }
        found
    }

    fn of_field(&self, at: usize, rule: &FieldRule) -> Vec<Said> {
        let reached = &self.steps[at];
        let mut found = Vec::new();
        for (number, (pattern, _)) in rule.text.replace.iter().enumerate() {
            if !reached.contains(&Reached::Replace(number)) {
                found.push(message::mapping_test::replace_never_hit(pattern).said());
            }
        }
        let unused: Vec<&str> = rule
            .text
            .values
            .keys()
            .filter(|key| !reached.contains(&Reached::Entry((*key).clone())))
            .map(String::as_str)
            .collect();
        if !unused.is_empty() {
            let names: Vec<String> = unused.iter().map(|key| format!("`{key}`")).collect();
            found.push(message::mapping_test::values_never_used(names.join(", ")).said());
        }
        let refuses = rule.text.otherwise != Otherwise::Keep && !rule.text.values.is_empty();
        if refuses && !reached.contains(&Reached::NotListed) {
            found.push(message::mapping_test::otherwise_never_used().said());
        }
        if rule.default.is_some() && !reached.contains(&Reached::Default) {
            found.push(message::mapping_test::default_never_used().said());
        }
        let own_words = rule.clear_words.iter().any(|word| word != crate::model::mapping_test::CLEARED);
        if own_words && !reached.contains(&Reached::ClearWord) {
            found.push(message::mapping_test::clear_words_never_used().said());
        }
        found
    }
}
