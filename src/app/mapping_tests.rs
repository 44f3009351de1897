//! The tests of mappings, as `check` runs them: what failed, and which rules no test reached.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::config::{FailedTest, Problems, failed_tests};
use crate::message::{self, mapping_test::never_filled};
use crate::model::project::Project;
use crate::model::said::{Said, Say as _};
use crate::reconcile::mapping_test::{self, Unreached};

/// The tests of one mapping.
#[derive(Debug, Serialize)]
pub struct MappingTests {
    /// Number of tests that came out as they say.
    pub passed: usize,
    /// Number of tests.
    pub tests: usize,
    /// Rules that no test reached; empty for a mapping without tests.
    pub unreached: Vec<Unreached>,
}

/// The tests of all mappings.
pub struct AllTests {
    /// By name of the mapping.
    pub mappings: BTreeMap<String, MappingTests>,
    /// What failed.
    pub problems: Option<Problems>,
}

/// How much is told of the rules that no test reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untested {
    /// A line per mapping.
    Counted,
    /// A line per rule.
    Listed,
}

/// Runs the tests of a project's mappings.
pub fn run(project: &Project, today: NaiveDate) -> AllTests {
    let mut mappings = BTreeMap::new();
    let mut failed = Vec::new();
    for (name, mapping) in &project.mappings {
        let tested = mapping_test::run(mapping, today);
        failed.extend(tested.failures.into_iter().map(|failure| FailedTest {
            mapping: name.to_string(),
            test: failure.test,
            place: failure.place,
            field: failure.field,
            wanted: failure.wanted,
            found: failure.found,
        }));
        let (passed, tests) = (tested.passed, mapping.tests.len());
        mappings.insert(name.to_string(), MappingTests { passed, tests, unreached: tested.unreached });
    }
    AllTests { mappings, problems: failed_tests(&project.folder, failed) }
}

impl AllTests {
    /// Lines for a person.
    pub fn lines(&self, untested: Untested) -> Vec<Said> {
        let with: Vec<(&String, &MappingTests)> =
            self.mappings.iter().filter(|(_, tests)| tests.tests > 0).collect();
        let without: Vec<&str> = self
            .mappings
            .iter()
            .filter(|(_, tests)| tests.tests == 0)
            .map(|(name, _)| name.as_str())
            .collect();
        let mut lines = Vec::new();
        let passed: usize = with.iter().map(|(_, tests)| tests.passed).sum();
        if !with.is_empty() {
            lines.push(message::untested::passed(passed).said());
        }
        for (name, tests) in with.iter().filter(|(_, tests)| !tests.unreached.is_empty()) {
            match untested {
                Untested::Counted => {
                    lines.push(message::untested::of_mapping(name, in_short(&tests.unreached)).said())
                }
                Untested::Listed => {
                    let none = message::untested::reached_by_none_of_these();
                    lines.push(message::untested::of_mapping(name, none).said());
                    lines.extend(
                        tests.unreached.iter().map(|rule| rule.said().map(|rule| format!("    {rule}"))),
                    );
                }
            }
        }
        if !without.is_empty() {
            lines.push(message::untested::no_tests(without.join(", ")).said());
        }
        lines
    }
}

/// Rules and fields shown by name before the rest is only counted.
const SHOWN: usize = 3;

fn in_short(unreached: &[Unreached]) -> Said {
    let never_filled = never_filled();
    let (never, rules): (Vec<&Unreached>, Vec<&Unreached>) =
        unreached.iter().partition(|rule| rule.what == never_filled.said());
    let mut parts: Vec<Said> = rules.iter().take(SHOWN).map(|rule| rule.said()).collect();
    if rules.len() > SHOWN {
        parts.push(message::untested::more_rules(rules.len() - SHOWN).said());
    }
    let names: Vec<&str> = never.iter().take(SHOWN).map(|field| field.rule.as_str()).collect();
    match never.len() {
        0 => {}
        some if some <= SHOWN => parts.push(message::untested::rule(&never_filled, names.join(", ")).said()),
        many => {
            parts.push(message::untested::more_fields(&never_filled, names.join(", "), many - SHOWN).said())
        }
    }
    message::untested::reached_by_none(message::list::in_a_row(&parts)).said()
}
