//! `[[test]]` of a mapping: a row, and what is wanted of it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{FileCheck, code};
use crate::config::raw::mapping_test::{RawCell, RawTest};
use crate::config::raw::{At, Entries};
use crate::message::suggest;
use crate::model::Cell;
use crate::model::mapping::FieldRule;
use crate::model::mapping_test::{Expected, ExpectedReject, MappingTest, Only, WantedText};

/// What a test looks like.
const EXAMPLE: &str = "row = { \"Name\" = \"SRV01\" } and want = { name = \"SRV01\" }";

/// The path under which a test names the contract that a row chooses.
const CHOSEN_CONTRACT: &str = "contract";

/// The tests of a mapping; those with a problem are left out.
pub(super) fn tests(
    check: &mut FileCheck<'_>,
    raw: &[At<RawTest>],
    fields: &[FieldRule],
    chooses_contract: bool,
) -> Vec<MappingTest> {
    let mut known: Vec<String> = fields.iter().map(FieldRule::path).collect();
    if chooses_contract {
        known.push(CHOSEN_CONTRACT.to_owned());
    }
    let mut tests: Vec<MappingTest> = Vec::new();
    for raw in raw {
        let Some(test) = test(check, raw, &known) else { continue };
        if tests.iter().any(|other| other.name == test.name) {
            check
                .report(code::TWICE, &test.place, format!("there are two tests `{}`", test.name))
                .label("the same name again");
        }
        tests.push(test);
    }
    tests
}

fn test(check: &mut FileCheck<'_>, raw: &At<RawTest>, known: &[String]) -> Option<MappingTest> {
    if raw.name.is_none() {
        check.missing(&raw.span, "name", "what the test is called: name = \"a server of the head office\"");
    }
    if raw.row.is_none() {
        check.missing(&raw.span, "row", EXAMPLE);
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
            .report(code::BAD_DATE, &raw.span, format!("`{}` is not a day", raw.value.0))
            .label("not a day")
            .help("today = 2026-01-31");
    }
    day
}

fn expected(check: &mut FileCheck<'_>, raw: &At<RawTest>, known: &[String]) -> Option<Expected> {
    let help = format!(
        "what the row is to become: {EXAMPLE}, or reject = \"a part of the reason\", or left_out = true"
    );
    let dropped = raw.left_out.as_ref().is_some_and(|yes| yes.value);
    if let Some(no) = raw.left_out.as_ref().filter(|yes| !yes.value) {
        check
            .report(code::WITHOUT_EFFECT, &no.span, "`left_out = false` says nothing")
            .label("without effect")
            .help(help.as_str());
        return None;
    }
    if let Some(exact) = raw.exact.as_ref().filter(|_| raw.want.is_none()) {
        check
            .report(code::TOGETHER, &exact.span, "`exact` goes with `want`")
            .label("no `want`")
            .help(EXAMPLE);
    }
    if let Some(field) = raw.reject_field.as_ref() {
        if raw.reject.is_none() {
            check
                .report(code::TOGETHER, &field.span, "`reject_field` goes with `reject`")
                .label("no `reject`")
                .help("reject = \"a part of the reason\"");
        }
        path(check, field, known);
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
            Some(Expected::Item { want: wanted(check, want, known), only, left_out })
        }
        (None, None, false) => {
            let lost = ["want", "reject", "left_out"].iter().any(|key| check.was_lost(&raw.span, key));
            if !lost {
                check
                    .report(code::EXACTLY_ONE, &raw.span, "the test does not say what is wanted")
                    .label("nothing wanted")
                    .help(help);
            }
            None
        }
        (_, _, true) => {
            check
                .report(
                    code::EXACTLY_ONE,
                    &raw.span,
                    "a row that is left out has neither values nor a reject",
                )
                .label("left_out beside want or reject")
                .help(help);
            None
        }
    }
}

fn wanted(check: &mut FileCheck<'_>, raw: &At<Entries<At<RawCell>>>, known: &[String]) -> Vec<WantedText> {
    let mut wanted = Vec::new();
    for (name, value) in &raw.value.0 {
        path(check, name, known);
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
            .report(code::UNKNOWN_FIELD, &raw.span, format!("the mapping has no field `{}`", raw.value))
            .label("no such field")
            .help(suggest(raw, "fields", &known));
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
                    .report(code::BAD_DATE, &raw.span, format!("`{moment}` is no date of a cell"))
                    .label("neither a day nor a local time of a day")
                    .help("2026-12-31 or 2026-12-31T08:30:00");
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
