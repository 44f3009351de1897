//! One wanted value against what the mapping makes of the row, both as a person writes them.

use chrono::NaiveDate;

use crate::message;
use crate::model::mapping::FieldRule;
use crate::model::mapping_test::{CLEARED, MappingTest, WantedText};
use crate::model::said::{Said, Say as _};
use crate::model::value::{parse_date, parse_decimal};
use crate::model::{Kind, Mapping, Value};
use crate::reconcile::months;
use crate::reconcile::transform::{Desired, Wanted};

use super::Failure;

/// Fields that the test lists and that came out otherwise.
pub(super) fn fields(
    mapping: &Mapping,
    test: &MappingTest,
    want: &[WantedText],
    desired: &Desired,
) -> Vec<Failure> {
    let failure = |want: &WantedText| {
        let found = found(mapping, want, desired)?;
        Some(Failure {
            test: test.name.clone(),
            place: want.place.clone(),
            field: Some(want.path.clone()),
            wanted: shown_text(&want.text),
            found,
        })
    };
    want.iter().filter_map(failure).collect()
}

/// Fields that got a value, or were left out, and that the test does not list.
pub(super) fn unlisted(
    mapping: &Mapping,
    test: &MappingTest,
    want: &[WantedText],
    desired: &Desired,
) -> Vec<Failure> {
    let listed = |path: &str| want.iter().any(|want| want.path == path);
    let failure = |path: String, found: Said| Failure {
        test: test.name.clone(),
        place: test.place.clone(),
        field: Some(path),
        wanted: message::mapping_test::exact_lists_all().said(),
        found,
    };
    let mut failures: Vec<Failure> = mapping
        .fields
        .iter()
        .zip(&desired.wanted)
        .filter(|(rule, wanted)| **wanted != Wanted::Untouched && !listed(&rule.path()))
        .map(|(rule, wanted)| failure(rule.path(), shown(wanted)))
        .collect();
    if let Some(contract) = desired.contract.as_ref().filter(|_| !listed("contract")) {
        failures.push(failure("contract".to_owned(), format!("`{contract}`").into()));
    }
    failures
}

/// What was found instead of a wanted value; `None` when it is the wanted one.
fn found(mapping: &Mapping, want: &WantedText, desired: &Desired) -> Option<Said> {
    if want.path == "contract" {
        let chosen = desired.contract.as_deref().unwrap_or_default();
        return (chosen != want.text).then(|| shown_text(chosen));
    }
    let at = mapping.fields.iter().position(|rule| rule.path() == want.path)?;
    if let Some(reject) = desired.left_out.iter().find(|reject| reject.field.as_ref() == Some(&want.path)) {
        return (!want.text.is_empty()).then(|| message::mapping_test::value_left_out(&reject.reason).said());
    }
    let rule = &mapping.fields[at];
    match &desired.wanted[at] {
        Wanted::Until(end) => until(mapping, rule, desired, *end, &want.text),
        wanted => other_value(&rule.kind, wanted, &want.text),
    }
}

/// What a field is to become, unless it is what a test wants of it.
pub(super) fn other_value(kind: &Kind, found: &Wanted, wanted: &str) -> Option<Said> {
    let same = match found {
        Wanted::Untouched => wanted.is_empty(),
        Wanted::Clear => wanted == CLEARED,
        Wanted::Name(name) => same_name(kind, name, wanted),
        Wanted::Set(value) => same_value(value, wanted),
        Wanted::Until(end) => parse_date(wanted) == Some(*end),
    };
    (!same).then(|| shown(found))
}

fn same_name(kind: &Kind, found: &str, wanted: &str) -> bool {
    match kind {
        Kind::Tree(_) | Kind::Entity => found.split('>').map(str::trim).eq(wanted.split('>').map(str::trim)),
        _ => found.trim() == wanted.trim(),
    }
}

fn same_value(found: &Value, wanted: &str) -> bool {
    match found {
        Value::Decimal(scaled) => parse_decimal(wanted) == Some(*scaled),
        Value::Bool(yes) => matches!((yes, wanted), (true, "true" | "1") | (false, "false" | "0")),
        Value::DateTime(time) => {
            let shown = time.format("%Y-%m-%d %H:%M:%S").to_string();
            let short = time.format("%Y-%m-%d %H:%M").to_string();
            wanted == shown || wanted == short && shown.ends_with(":00")
        }
        other => other.to_string() == wanted,
    }
}

/// A number of months may be wanted as the day on which it ends, or as the number.
fn until(
    mapping: &Mapping,
    rule: &FieldRule,
    desired: &Desired,
    end: NaiveDate,
    wanted: &str,
) -> Option<Said> {
    if let Some(day) = parse_date(wanted) {
        return (day != end).then(|| end.said());
    }
    let Kind::MonthsUntil { begin, round } = &rule.kind else { return Some(end.said()) };
    let from = mapping.field(rule.part, begin.as_str()).map(|at| &desired.wanted[at]);
    let Some(Wanted::Set(Value::Date(from))) = from else {
        return Some(message::mapping_test::no_begin(end, begin).said());
    };
    match months::between(*from, end, *round) {
        Some(months) if months.to_string() == wanted => None,
        Some(months) => Some(message::mapping_test::months_of(months, from, end).said()),
        None => Some(message::reject::end_before_begin(end, from).said()),
    }
}

pub(super) fn shown(wanted: &Wanted) -> Said {
    match wanted {
        Wanted::Untouched => message::mapping_test::left_alone().said(),
        Wanted::Clear => message::mapping_test::emptied(CLEARED).said(),
        Wanted::Set(Value::Decimal(_)) => {
            let text = wanted.to_string();
            let short = text.trim_end_matches('0').trim_end_matches('.');
            format!("`{short}`").into()
        }
        Wanted::Set(_) | Wanted::Name(_) | Wanted::Until(_) => format!("`{wanted}`").into(),
    }
}

pub(super) fn shown_text(text: &str) -> Said {
    match text {
        "" => message::mapping_test::left_alone().said(),
        CLEARED => message::mapping_test::emptied(CLEARED).said(),
        text => format!("`{text}`").into(),
    }
}
