//! `[[test]]` of a mapping: a row, and what is wanted of it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{FileCheck, code};
use crate::config::raw::mapping_test::{RawCell, RawTest, RawWant};
use crate::config::raw::{At, Entries};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::Cell;
use crate::model::mapping::FieldRule;
use crate::model::mapping_test::{Expected, ExpectedReject, MappingTest, Only, WantedElements, WantedText};
use crate::model::set::SetRule;

/// The path under which a test names the contract that a row chooses.
const CHOSEN_CONTRACT: &str = "contract";

/// What a mapping has that its tests may name.
pub(super) struct Tested<'m> {
    pub fields: &'m [FieldRule],
    pub sets: &'m [SetRule],
    pub chooses_contract: bool,
}

/// The names that a test may use.
struct Known<'m> {
    paths: Vec<String>,
    sets: &'m [SetRule],
}

impl Known<'_> {
    /// The columns of the elements of a set; `None`: the mapping has no such set.
    fn columns(&self, set: &str) -> Option<Vec<String>> {
        let mut of_set = self.sets.iter().filter(|rule| rule.part.table() == Some(set)).peekable();
        of_set.peek()?;
        Some(of_set.flat_map(|rule| &rule.fields).map(|field| field.column.to_string()).collect())
    }

    /// All paths, those of sets included.
    fn all(&self) -> Vec<String> {
        let sets = self.sets.iter().filter_map(|rule| rule.part.table()).map(str::to_owned);
        self.paths.iter().cloned().chain(sets).collect()
    }
}

/// The tests of a mapping; those with a problem are left out.
pub(super) fn tests(check: &mut FileCheck<'_>, raw: &[At<RawTest>], tested: Tested<'_>) -> Vec<MappingTest> {
    let mut paths: Vec<String> = tested.fields.iter().map(FieldRule::path).collect();
    if tested.chooses_contract {
        paths.push(CHOSEN_CONTRACT.to_owned());
    }
    let known = Known { paths, sets: tested.sets };
    let mut tests: Vec<MappingTest> = Vec::new();
    for raw in raw {
        let Some(test) = test(check, raw, &known) else { continue };
        if tests.iter().any(|other| other.name == test.name) {
            check
                .report(code::TWICE, &test.place, message::config::mapping_test::two_of_name(&test.name))
                .label(label::same_name_again());
        }
        tests.push(test);
    }
    tests
}

fn test(check: &mut FileCheck<'_>, raw: &At<RawTest>, known: &Known<'_>) -> Option<MappingTest> {
    if raw.name.is_none() {
        check.missing(&raw.span, "name", message::config::mapping_test::name_missing());
    }
    if raw.row.is_none() {
        check.missing(&raw.span, "row", message::config::mapping_test::example());
    }
    let today = match &raw.today {
        Some(day) => Some(today(check, day)?),
        None => None,
    };
    let expected = expected(check, raw, known)?;
    let (name, row) = (raw.name.as_ref()?, raw.row.as_ref()?);
    let mut cells = Vec::new();
    for (column, value) in &row.value.0 {
        cells.push((column.value.trim().to_owned(), cell(check, value)?));
    }
    Some(MappingTest { name: check.filled(name), place: name.span.clone(), row: cells, today, expected })
}

fn today(check: &mut FileCheck<'_>, raw: &At<crate::config::raw::LocalDay>) -> Option<NaiveDate> {
    let day = raw.value.0.parse().ok();
    if day.is_none() {
        check
            .report(code::BAD_DATE, &raw.span, message::config::schedule::not_a_day(&raw.value.0))
            .label(label::not_a_day())
            .help(message::config::mapping_test::today_example());
    }
    day
}

fn expected(check: &mut FileCheck<'_>, raw: &At<RawTest>, known: &Known<'_>) -> Option<Expected> {
    let help = message::config::mapping_test::what_is_wanted(message::config::mapping_test::example());
    let dropped = raw.left_out.as_ref().is_some_and(|yes| yes.value);
    if let Some(no) = raw.left_out.as_ref().filter(|yes| !yes.value) {
        check
            .report(code::WITHOUT_EFFECT, &no.span, message::config::mapping_test::left_out_false())
            .label(label::without_effect())
            .help(&help);
        return None;
    }
    if let Some(exact) = raw.exact.as_ref().filter(|_| raw.want.is_none()) {
        check
            .report(code::TOGETHER, &exact.span, message::config::mapping_test::exact_without_want())
            .label(label::no_want())
            .help(message::config::mapping_test::example());
    }
    if let Some(field) = raw.reject_field.as_ref() {
        if raw.reject.is_none() {
            check
                .report(code::TOGETHER, &field.span, message::config::mapping_test::field_without_reject())
                .label(label::no_reject())
                .help(message::config::mapping_test::reject_example());
        }
        path(check, field, &known.paths);
    }
    let reject = raw.reject.as_ref().map(|text| ExpectedReject {
        text: text.value.clone(),
        field: raw.reject_field.as_ref().map(|field| field.value.clone()),
        place: text.span.clone(),
    });
    match (&raw.want, reject, dropped) {
        (None, None, true) => Some(Expected::Nothing),
        (None, Some(reject), false) => Some(Expected::Reject(reject)),
        (Some(want), left_out, false) => {
            let only = match raw.exact.as_ref().is_some_and(|exact| exact.value) {
                true => Only::All,
                false => Only::Listed,
            };
            let (want, sets) = wanted(check, want, known);
            Some(Expected::Item { want, sets, only, left_out })
        }
        (None, None, false) => {
            let lost = ["want", "reject", "left_out"].iter().any(|key| check.was_lost(&raw.span, key));
            if !lost {
                check
                    .report(code::EXACTLY_ONE, &raw.span, message::config::mapping_test::nothing_wanted())
                    .label(label::nothing_wanted())
                    .help(&help);
            }
            None
        }
        (_, _, true) => {
            check
                .report(code::EXACTLY_ONE, &raw.span, message::config::mapping_test::left_out_and_more())
                .label(label::left_out_beside())
                .help(&help);
            None
        }
    }
}

fn wanted(
    check: &mut FileCheck<'_>,
    raw: &At<Entries<At<RawWant>>>,
    known: &Known<'_>,
) -> (Vec<WantedText>, Vec<WantedElements>) {
    let (mut wanted, mut sets) = (Vec::new(), Vec::new());
    for (name, value) in &raw.value.0 {
        let place = name.span.start..value.span.end.max(name.span.end);
        match (&value.value, known.columns(name)) {
            (RawWant::Elements(elements), Some(columns)) => {
                let elements = elements.iter().map(|element| element_of(check, element, &columns)).collect();
                sets.push(WantedElements { set: name.value.clone(), elements, place });
            }
            (RawWant::Value(_), Some(_)) => {
                let what = message::config::mapping_test::set_is_a_list(&name.value);
                check
                    .report(code::WRONG_TYPE, &place, what)
                    .help(message::config::mapping_test::set_example(&name.value));
            }
            (RawWant::Elements(_), None) if known.paths.contains(&name.value) => {
                let what = message::config::mapping_test::field_is_no_list(&name.value);
                check.report(code::WRONG_TYPE, &place, what).help(message::config::mapping_test::example());
            }
            (RawWant::Elements(_), None) => path(check, name, &known.all()),
            (RawWant::Value(cell), None) => {
                path(check, name, &known.all());
                wanted.push(WantedText { path: name.value.clone(), text: text(cell), place });
            }
        }
    }
    (wanted, sets)
}

fn element_of(
    check: &mut FileCheck<'_>,
    raw: &At<Entries<At<RawCell>>>,
    columns: &[String],
) -> Vec<WantedText> {
    let mut wanted = Vec::new();
    for (name, value) in &raw.value.0 {
        path(check, name, columns);
        let place = name.span.start..value.span.end.max(name.span.end);
        wanted.push(WantedText { path: name.value.clone(), text: text(&value.value), place });
    }
    wanted
}

/// A field path that the mapping has.
fn path(check: &mut FileCheck<'_>, raw: &At<String>, known: &[String]) {
    let lost = raw.rsplit('.').next().is_some_and(|column| check.was_lost_anywhere(column));
    if !known.iter().any(|path| path == raw.as_str()) && !lost {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        check
            .report(code::UNKNOWN_FIELD, &raw.span, message::config::mapping_test::no_such_field(&raw.value))
            .label(label::no_such_field())
            .help(suggest(raw, known::fields(), &known));
    }
}

fn text(raw: &RawCell) -> String {
    match raw {
        RawCell::Text(text) => text.clone(),
        RawCell::Integer(number) => number.to_string(),
        RawCell::Float(number) => number.to_string(),
        RawCell::Bool(yes) => yes.to_string(),
        RawCell::Moment(moment) => moment.to_string().replace('T', " "),
    }
}

/// A cell as a source gives it: a blank text is a blank cell, a whole number its digits.
fn cell(check: &mut FileCheck<'_>, raw: &At<RawCell>) -> Option<Cell> {
    Some(match &raw.value {
        RawCell::Text(text) if text.trim().is_empty() => Cell::Blank,
        RawCell::Text(text) => Cell::Text(text.as_str().into()),
        RawCell::Integer(number) => Cell::Text(number.to_string().into()),
        RawCell::Float(number) => Cell::Number(*number),
        RawCell::Bool(yes) => Cell::Bool(*yes),
        RawCell::Moment(moment) => {
            let cell = moment_cell(moment);
            if cell.is_none() {
                check
                    .report(code::BAD_DATE, &raw.span, message::config::mapping_test::not_a_date(moment))
                    .label(label::neither_day_nor_time())
                    .help(message::config::mapping_test::date_example());
            }
            cell?
        }
    })
}

fn moment_cell(moment: &toml::value::Datetime) -> Option<Cell> {
    let date = moment.date?;
    let day = NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?;
    match (moment.time, moment.offset) {
        (None, None) => Some(Cell::Date(day)),
        (Some(time), None) => {
            let second = u32::from(time.second.unwrap_or(0));
            let clock = NaiveTime::from_hms_opt(u32::from(time.hour), u32::from(time.minute), second)?;
            Some(Cell::DateTime(NaiveDateTime::new(day, clock)))
        }
        (_, Some(_)) => None,
    }
}
