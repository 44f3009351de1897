//! Runs the tests of a mapping: a row through its transform, and what comes out against what the
//! test wants. Beside it, the rules that no test reached.

mod compare;
mod coverage;
mod elements;

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::message;
use crate::model::job::Language;
use crate::model::mapping_test::{Expected, ExpectedReject, MappingTest, Only};
use crate::model::{Header, Mapping, Origin, Record, Reject, Said, Value};

use super::matching::{KeyValue, MayBeEmpty, key_of};
use super::transform::{Attempt, Desired, JunkFilter, Refused, Transform, Wanted};
use coverage::Coverage;
pub use coverage::Unreached;

/// What came of the tests of a mapping.
#[derive(Debug)]
pub struct Tested {
    /// Number of tests that came out as they say.
    pub passed: usize,
    /// What came out otherwise, in the order of the file.
    pub failures: Vec<Failure>,
    /// Rules that no test reached, in the order of the file; empty for a mapping without tests.
    pub unreached: Vec<Unreached>,
}

/// A difference between a test and what its mapping does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The test.
    pub test: String,
    /// Byte range in the mapping file.
    pub place: Range<usize>,
    /// The field; `None` when it is the record as a whole.
    pub field: Option<String>,
    /// What the test wants, as a person reads it.
    pub wanted: Said,
    /// What the mapping makes of it.
    pub found: Said,
}

/// The job that templates of a test see.
const JOB: &str = "test";

/// Runs the tests of a mapping. `today` is that of the tests that do not say.
pub fn run(mapping: &Mapping, today: NaiveDate) -> Tested {
    let mut coverage = Coverage::new(mapping);
    let mut tested = Tested { passed: 0, failures: Vec::new(), unreached: Vec::new() };
    for test in &mapping.tests {
        let failures = run_one(mapping, test, today, &mut coverage);
        if failures.is_empty() {
            tested.passed += 1;
        }
        tested.failures.extend(failures);
    }
    if !mapping.tests.is_empty() {
        tested.unreached = coverage.unreached();
    }
    tested
}

fn run_one(
    mapping: &Mapping,
    test: &MappingTest,
    today: NaiveDate,
    coverage: &mut Coverage<'_>,
) -> Vec<Failure> {
    let (names, cells) = test.row.iter().cloned().unzip();
    let header = Arc::new(Header::new(names));
    let record = Record { origin: Origin::row(mapping.name.clone(), 1), header: header.clone(), cells };
    let transform = Transform::new(mapping, &header, test.today.unwrap_or(today), JOB);
    let attempt = transform.attempt(&record);
    let keys = attempt.desired.as_ref().map(|desired| complete_keys(mapping, desired)).unwrap_or_default();
    coverage.see(&attempt, &keys, &transform.trace(&record));
    judge(mapping, test, outcome(mapping, attempt, &keys))
}

/// What a row becomes.
enum Outcome {
    Item(Box<Desired>),
    Reject(Reject),
    Nothing,
}

/// As the planner sees it: a record without a complete key is rejected.
fn outcome(mapping: &Mapping, attempt: Attempt, keys: &[bool]) -> Outcome {
    match attempt {
        Attempt { refused: Some(Refused { reject, .. }), .. } => Outcome::Reject(reject),
        Attempt { desired: None, refused: None } => Outcome::Nothing,
        Attempt { desired: Some(desired), refused: None } => {
            // Events and reference data are not matched with anything.
            if desired.source_key.is_some() || keys.contains(&true) || mapping.match_keys.is_empty() {
                return Outcome::Item(Box::new(desired));
            }
            let names: Vec<String> = mapping.match_keys.iter().map(|key| key_name(mapping, key)).collect();
            Outcome::Reject(Reject {
                origin: desired.origin,
                source_key: None,
                field: None,
                reason: message::reject::no_key_but_blank_or_junk(names.join(", ")).said(),
                partial: false,
            })
        }
    }
}

/// `name + entities_id`
fn key_name(mapping: &Mapping, key: &[usize]) -> String {
    key.iter().map(|at| mapping.fields[*at].column.to_string()).collect::<Vec<_>>().join(" + ")
}

/// Which match keys a record has: all their values there, and none of them junk. A record that does
/// not say its entity is taken to be of the one the system works in.
fn complete_keys(mapping: &Mapping, desired: &Desired) -> Vec<bool> {
    let junk = JunkFilter::new(&mapping.junk);
    let value = |at: usize| match &desired.wanted[at] {
        Wanted::Set(Value::Text(text)) if junk.is_junk(text) => Value::Empty,
        Wanted::Set(value) => value.clone(),
        Wanted::Name(name) => Value::text(name.clone()),
        Wanted::Until(date) => Value::Date(*date),
        Wanted::Untouched if mapping.fields[at].column.as_str() == mapping.schema.columns.entity => {
            Value::Ref(0)
        }
        Wanted::Untouched | Wanted::Clear => Value::Empty,
    };
    let complete = |key: &Vec<usize>| {
        let values: Vec<Value> = key.iter().map(|at| value(*at)).collect();
        let parts = key.iter().zip(&values).map(|(at, value)| {
            let column = &mapping.fields[*at].column;
            KeyValue { value, may_be_empty: MayBeEmpty::of(mapping.schema, &mapping.class, column) }
        });
        key_of(parts).is_some()
    };
    mapping.match_keys.iter().map(complete).collect()
}

fn judge(mapping: &Mapping, test: &MappingTest, outcome: Outcome) -> Vec<Failure> {
    let whole = |place: &Range<usize>, wanted: Said, found: Said| {
        vec![Failure { test: test.name.clone(), place: place.clone(), field: None, wanted, found }]
    };
    match (&test.expected, outcome) {
        (Expected::Nothing, Outcome::Nothing) => Vec::new(),
        (Expected::Nothing, outcome) => {
            whole(&test.place, message::mapping_test::left_out_by_only_if().said(), shown(&outcome))
        }
        (Expected::Reject(want), Outcome::Reject(reject)) if fits(want, &reject) => Vec::new(),
        (Expected::Reject(want), Outcome::Item(desired))
            if desired.left_out.iter().any(|reject| fits(want, reject)) =>
        {
            Vec::new()
        }
        (Expected::Reject(want), outcome) => whole(&want.place, reject_text(want), shown(&outcome)),
        (Expected::Item { want, sets, only, left_out }, Outcome::Item(desired)) => {
            let mut failures = compare::fields(mapping, test, want, &desired);
            failures.extend(elements::failures(mapping, test, (sets, *only), &desired));
            if *only == Only::All {
                failures.extend(compare::unlisted(mapping, test, want, &desired));
            }
            if let Some(want) = left_out
                && !desired.left_out.iter().any(|reject| fits(want, reject))
            {
                failures.extend(whole(&want.place, reject_text(want), shown(&Outcome::Item(desired))));
            }
            failures
        }
        (Expected::Item { .. }, outcome) => {
            whole(&test.place, message::mapping_test::item().said(), shown(&outcome))
        }
    }
}

fn fits(want: &ExpectedReject, reject: &Reject) -> bool {
    // Whoever writes a test has read the reason in his language.
    let is_said = |language| reject.reason.text(language).contains(&want.text);
    (is_said(Language::En) || is_said(Language::Fr))
        && want.field.as_ref().is_none_or(|field| reject.field.as_ref() == Some(field))
}

fn reject_text(want: &ExpectedReject) -> Said {
    match &want.field {
        Some(field) => message::mapping_test::reject_of_field(field, &want.text).said(),
        None => message::mapping_test::reject_with(&want.text).said(),
    }
}

fn shown(outcome: &Outcome) -> Said {
    match outcome {
        Outcome::Nothing => message::mapping_test::left_out_by_only_if().said(),
        Outcome::Reject(reject) => message::mapping_test::reject(reason(reject)).said(),
        Outcome::Item(desired) if desired.left_out.is_empty() => message::mapping_test::item().said(),
        Outcome::Item(desired) => {
            let reasons: Vec<Said> = desired.left_out.iter().map(reason).collect();
            message::mapping_test::item_without(message::list::in_a_row(&reasons)).said()
        }
    }
}

fn reason(reject: &Reject) -> Said {
    match &reject.field {
        Some(field) => message::record::of_field(field, &reject.reason).said(),
        None => reject.reason.clone(),
    }
}
