//! The criteria of the search API: what is refused, what fits a row, and how AND and OR bind.

use std::rc::Rc;

use chrono::{Duration, NaiveDateTime, Utc};
use serde_json::Value;

use super::cells::{Cell, Cells};
use super::options::{Options, SearchOption};
use crate::practice::glpi::collate::{Pattern, fold};
use crate::practice::glpi::database::Record;
use crate::practice::glpi::request::members;
use crate::practice::glpi::schema::schema;
use crate::practice::glpi::sent::scalar;
use crate::practice::glpi::value::moment;

/// How a criterion binds to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Link {
    is_or: bool,
    is_not: bool,
}

/// One criterion or a bracket of them.
#[derive(Debug)]
pub(super) enum Criterion {
    Test(Test),
    Bracket(Vec<(LinkWord, Criterion)>),
}

/// A link as it was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct LinkWord(Link);

/// One test of a column.
#[derive(Debug)]
pub(super) struct Test {
    pub(super) option: &'static SearchOption,
    search_type: String,
    value: String,
}

/// Criteria in their order.
pub(super) type Criteria = Vec<(LinkWord, Criterion)>;

/// Reads criteria.
///
/// # Errors
/// The text of the refusal: a part is missing, or the number is not a search option.
pub(super) fn parse(sent: &Value, options: &'static Options) -> Result<Criteria, &'static str> {
    let mut criteria = Vec::new();
    for each in members(sent) {
        let word = each.get("link").and_then(scalar).unwrap_or_default();
        let word = word.to_uppercase();
        let link = LinkWord(Link { is_or: word.starts_with("OR"), is_not: word.ends_with("NOT") });
        if let Some(inner) = each.get("criteria") {
            criteria.push((link, Criterion::Bracket(parse(inner, options)?)));
            continue;
        }
        let part = |name: &str| each.get(name).and_then(scalar);
        let parts = (part("field"), part("searchtype"), part("value"));
        let (Some(field), Some(search_type), Some(value)) = parts else {
            return Err("Malformed search criteria");
        };
        let option = field.parse().ok().and_then(|id| options.get(id));
        let option = option.ok_or("Bad field ID in search criteria")?;
        let test = Test { option, search_type, value };
        criteria.push((link, Criterion::Test(test)));
    }
    Ok(criteria)
}

/// The options that criteria name, in order.
pub(super) fn named(criteria: &Criteria, into: &mut Vec<u32>) {
    for (_, criterion) in criteria {
        match criterion {
            Criterion::Test(test) => into.push(test.option.id),
            Criterion::Bracket(inner) => named(inner, into),
        }
    }
}

/// Whether a row fits; AND binds before OR, as in SQL.
pub(super) fn fits(criteria: &Criteria, row: &Rc<Record>, cells: &mut Cells<'_>) -> rusqlite::Result<bool> {
    let mut any = false;
    let mut group = true;
    for (at, (link, criterion)) in criteria.iter().enumerate() {
        if at > 0 && link.0.is_or {
            any |= group;
            group = true;
        }
        let fit = match criterion {
            Criterion::Test(test) => test.fits(row, cells)?,
            Criterion::Bracket(inner) => fits(inner, row, cells)?,
        };
        group &= fit != link.0.is_not;
    }
    Ok(any || group)
}

impl Test {
    fn fits(&self, row: &Rc<Record>, cells: &mut Cells<'_>) -> rusqlite::Result<bool> {
        let found = cells.of(row, self.option)?;
        Ok(match self.search_type.as_str() {
            "contains" => self.contains(&found),
            "notcontains" => !self.contains(&found),
            "equals" => self.equals(row, &found),
            "notequals" => !self.equals(row, &found),
            "under" => self.under(&found, cells)?,
            "notunder" => !self.under(&found, cells)?,
            "morethan" => self.compares(row, &found, |ours, wanted| ours > wanted),
            "lessthan" => self.compares(row, &found, |ours, wanted| ours < wanted),
            "empty" => found.iter().all(|cell| text(&cell.value).is_none_or(|each| each.is_empty())),
            _ => false,
        })
    }

    fn is_number(&self) -> bool {
        matches!(self.option.datatype.as_str(), "number" | "integer" | "count" | "decimal")
    }

    fn contains(&self, found: &[Cell]) -> bool {
        if self.is_number() {
            return self.number_fits(found);
        }
        let pattern = Pattern::parse(&self.value);
        if found.is_empty() {
            return pattern.is_empty() || pattern.fits(None);
        }
        found.iter().any(|cell| {
            let ours = text(&cell.value);
            pattern.fits(ours.as_deref()) || (pattern.is_empty() && ours.is_none())
        })
    }

    /// `>60`, `<=5`, or the number itself.
    fn number_fits(&self, found: &[Cell]) -> bool {
        let value = self.value.trim();
        let digits = value.trim_start_matches(['<', '>', '=']);
        let Ok(wanted) = digits.trim().parse::<f64>() else {
            return false;
        };
        let operator = &value[..value.len() - digits.len()];
        let mut numbers = found.iter().filter_map(|cell| text(&cell.value)?.parse::<f64>().ok());
        numbers.any(|ours| match operator {
            ">" => ours > wanted,
            ">=" => ours >= wanted,
            "<" => ours < wanted,
            "<=" => ours <= wanted,
            _ => (ours - wanted).abs() < f64::EPSILON,
        })
    }

    /// A name compares the id of the item, a dropdown the id of its value.
    fn equals(&self, row: &Record, found: &[Cell]) -> bool {
        let as_id = self.value.trim().parse::<i64>();
        match self.option.datatype.as_str() {
            "itemlink" | "dropdown" => {
                let Ok(wanted) = as_id else { return false };
                match found {
                    [] => wanted == 0,
                    cells => cells.iter().any(|cell| cell.row_id == wanted),
                }
            }
            "specific" if self.option.field == "status" => status_fits(row, &self.value),
            _ if self.is_number() => self.number_fits(found),
            _ => {
                let wanted = fold(&self.value);
                found.iter().any(|cell| text(&cell.value).is_some_and(|ours| fold(&ours) == wanted))
            }
        }
    }

    /// The value itself or one whose path starts with that of the wanted one.
    fn under(&self, found: &[Cell], cells: &mut Cells<'_>) -> rusqlite::Result<bool> {
        let Ok(wanted) = self.value.trim().parse::<i64>() else {
            return Ok(false);
        };
        let target = self.option.uid.rsplit('.').nth(1).and_then(|name| schema().item_type(name));
        let above = match target {
            Some(kind) => cells.fetch(kind, wanted)?,
            None => None,
        };
        let Some(above) = above else {
            return Ok(false);
        };
        let start = format!("{} > ", above.text("completename"));
        Ok(found.iter().any(|cell| {
            let path = cell.value.as_str().unwrap_or_default();
            cell.row_id == wanted || path.starts_with(&start)
        }))
    }

    /// Dates compare strictly; anything else silently becomes equality.
    fn compares(
        &self,
        row: &Record,
        found: &[Cell],
        order: fn(NaiveDateTime, NaiveDateTime) -> bool,
    ) -> bool {
        if !self.option.datatype.starts_with("date") {
            return self.equals(row, found) || (self.is_number() && self.number_fits(found));
        }
        let Some(wanted) = date(&self.value) else {
            return false;
        };
        found.iter().any(|cell| {
            let ours = text(&cell.value).and_then(|ours| date(&ours));
            ours.is_some_and(|ours| order(ours, wanted))
        })
    }
}

/// A value as text; None for null.
fn text(value: &Value) -> Option<String> {
    scalar(value)
}

/// A moment, a day, `NOW` or a distance such as `-1HOUR`.
fn date(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Some(found) = moment(text) {
        return Some(found);
    }
    if text.eq_ignore_ascii_case("now") {
        return Some(Utc::now().naive_utc());
    }
    if let Some(distance) = distance(text) {
        return Utc::now().naive_utc().checked_add_signed(distance);
    }
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    day.and_hms_opt(0, 0, 0)
}

fn distance(text: &str) -> Option<Duration> {
    let split = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let count: i64 = text[..split].trim_end_matches(' ').parse().ok()?;
    match text[split..].trim_start().to_uppercase().as_str() {
        "MINUTE" => Duration::try_minutes(count),
        "HOUR" => Duration::try_hours(count),
        "DAY" => Duration::try_days(count),
        "WEEK" => Duration::try_weeks(count),
        "MONTH" => Duration::try_days(count.checked_mul(30)?),
        "YEAR" => Duration::try_days(count.checked_mul(365)?),
        _ => None,
    }
}

/// A status by number or by one of the words for several.
fn status_fits(row: &Record, wanted: &str) -> bool {
    let status = row.int("status");
    match wanted {
        "notold" => (1..=4).contains(&status),
        "old" => matches!(status, 5 | 6),
        "notclosed" => status != 6,
        "process" => matches!(status, 2 | 3),
        "all" => true,
        number => number.parse() == Ok(status),
    }
}
