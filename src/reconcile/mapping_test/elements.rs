//! The elements of sets that a test wants, against those that the mapping makes of the row.

use crate::message;
use crate::model::Mapping;
use crate::model::mapping_test::{MappingTest, Only, WantedElements, WantedText};
use crate::model::said::Said;
use crate::model::set::SetRule;
use crate::reconcile::transform::{Desired, Wanted, WantedElement};

use super::Failure;
use super::compare::{other_value, shown, shown_text};

/// Elements that came out otherwise than the test says. Sets that it does not list are not looked at, with
/// [`Only::All`] either.
pub(super) fn failures(
    mapping: &Mapping,
    test: &MappingTest,
    (want, only): (&[WantedElements], Only),
    desired: &Desired,
) -> Vec<Failure> {
    let mut failures = Vec::new();
    for wanted in want {
        let found = made(mapping, &wanted.set, desired);
        if found.len() != wanted.elements.len() {
            let which = message::list::in_a_row(found.iter().map(|(rule, element)| text(rule, element)));
            failures.push(Failure {
                test: test.name.clone(),
                place: wanted.place.clone(),
                field: Some(wanted.set.clone()),
                wanted: message::mapping_test::elements(wanted.elements.len()).said(),
                found: match found.len() {
                    0 => message::mapping_test::elements(0).said(),
                    count => message::mapping_test::elements_which(count, which).said(),
                },
            });
            continue;
        }
        for (listed, (rule, element)) in wanted.elements.iter().zip(found) {
            failures.extend(of_element(test, (wanted, listed), (rule, element), only));
        }
    }
    failures
}

/// The elements of a set that can be used, in the order of the row.
fn made<'d>(mapping: &'d Mapping, set: &str, desired: &'d Desired) -> Vec<(&'d SetRule, &'d WantedElement)> {
    let of_set = mapping.sets.iter().zip(&desired.sets).filter(|(rule, _)| rule.part.table() == Some(set));
    let elements = of_set.flat_map(|(rule, made)| made.elements.iter().map(move |element| (rule, element)));
    elements.filter(|(_, element)| element.refused.is_none()).collect()
}

fn of_element(
    test: &MappingTest,
    (wanted, listed): (&WantedElements, &[WantedText]),
    (rule, element): (&SetRule, &WantedElement),
    only: Only,
) -> Vec<Failure> {
    let path = |column: &str| format!("{}.{column}", rule.part.element_path(&format!("#{}", element.number)));
    let mut failures = Vec::new();
    for (field, made) in rule.fields.iter().zip(&element.wanted) {
        let column = field.column.as_str();
        let failure = |place: &std::ops::Range<usize>, wanted: Said, found: Said| Failure {
            test: test.name.clone(),
            place: place.clone(),
            field: Some(path(column)),
            wanted,
            found,
        };
        match listed.iter().find(|listed| listed.path == column) {
            Some(listed) => {
                let other = other_value(&field.kind, made, &listed.text);
                failures.extend(other.map(|found| failure(&listed.place, shown_text(&listed.text), found)));
            }
            None if only == Only::All && *made != Wanted::Untouched => {
                let wanted_none = message::mapping_test::exact_lists_all().said();
                failures.push(failure(&wanted.place, wanted_none, shown(made)));
            }
            None => {}
        }
    }
    failures
}

/// An element as a person reads it: its key.
fn text(rule: &SetRule, element: &WantedElement) -> Said {
    let filled =
        rule.key.iter().map(|at| &element.wanted[*at]).filter(|wanted| **wanted != Wanted::Untouched);
    format!("`{}`", filled.map(ToString::to_string).collect::<Vec<_>>().join(" / ")).into()
}
