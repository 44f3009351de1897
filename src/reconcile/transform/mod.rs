//! One record → what is wanted of one item, or a reject that names row, field and what is allowed.

mod currency;
mod formats;
mod junk;
mod sets;
mod steps;
mod text;

use std::borrow::Cow;
use std::fmt;

use chrono::{NaiveDate, NaiveTime};

use crate::message;
use crate::model::canonical::canonical;
use crate::model::class::{Kind, Part};
use crate::model::mapping::{Blank, FieldRule, Input, Mapping, Template};
use crate::model::record::{Cell, Header, Record};
use crate::model::{Origin, Reject, Value};

use super::template::Templates;
pub use junk::JunkFilter;
use sets::BoundSet;
pub use sets::{WantedElement, WantedSet};
pub use steps::{Step, What};
use steps::{Unwatched, Watch};
use text::tidy;

/// What is wanted of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Nothing: the source does not say.
    Untouched,
    /// It is to be empty.
    Clear,
    /// This value.
    Set(Value),
    /// The row of another class with this name or path.
    Name(Box<str>),
    /// The number of months until this day.
    Until(NaiveDate),
}

/// As a person reads it; what is to be left alone or emptied has no text.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untouched | Self::Clear => Ok(()),
            Self::Set(value) => value.fmt(f),
            Self::Name(name) => f.write_str(name),
            Self::Until(date) => write!(f, "{}", message::explain::months_until(date)),
        }
    }
}

/// What is wanted of one item.
#[derive(Debug, Clone)]
pub struct Desired {
    /// The record.
    pub origin: Origin,
    /// Key of the record as the mapping names it; `None` when it does not or when it is blank.
    pub source_key: Option<String>,
    /// One per field of the mapping.
    pub wanted: Vec<Wanted>,
    /// Name or number of the contract that the row chooses.
    pub contract: Option<String>,
    /// Parts of which the row itself says something (not only constants and templates).
    pub speaks_of: Vec<Part>,
    /// Fields that were left out.
    pub left_out: Vec<Reject>,
    /// One per set of the mapping.
    pub sets: Vec<WantedSet>,
}

/// What became of a record.
#[derive(Debug)]
pub enum Transformed {
    /// An item is wanted.
    Desired(Box<Desired>),
    /// The mapping does not want the record.
    Skipped,
    /// It cannot be used.
    Rejected(Reject),
}

/// A record as far as it can be read.
#[derive(Debug)]
pub struct Attempt {
    /// What is wanted; `None` when the record is not wanted, or when not even that can be told.
    pub desired: Option<Desired>,
    /// Why the record is rejected, with the index of the field.
    pub refused: Option<(Option<usize>, Reject)>,
}

/// A mapping bound to the columns of one source.
#[derive(Debug)]
pub struct Transform<'m> {
    mapping: &'m Mapping,
    templates: Templates,
    inputs: Vec<BoundInput<'m>>,
    source_key: Option<BoundInput<'m>>,
    contract: Option<BoundInput<'m>>,
    key_fields: Vec<bool>,
    sets: Vec<BoundSet<'m>>,
}

#[derive(Debug)]
enum BoundInput<'m> {
    Column(usize),
    Missing,
    Constant(&'m str),
    Template(&'m Template),
}

fn bind<'m>(input: &'m Input, header: &Header) -> BoundInput<'m> {
    match input {
        Input::Columns(names) => {
            names.iter().find_map(|name| header.find(name)).map_or(BoundInput::Missing, BoundInput::Column)
        }
        Input::Constant(text) => BoundInput::Constant(text),
        Input::Template(template) => BoundInput::Template(template),
    }
}

/// The columns a mapping reads, one list of aliases per input: what a source looks for in a sheet.
pub fn columns(mapping: &Mapping) -> Vec<Vec<String>> {
    inputs(mapping)
        .filter_map(|input| match input {
            Input::Columns(names) => Some(names.clone()),
            Input::Constant(_) | Input::Template(_) => None,
        })
        .chain(mapping.sets.iter().flat_map(sets::columns))
        .collect()
}

fn inputs(mapping: &Mapping) -> impl Iterator<Item = &Input> {
    mapping.fields.iter().map(|field| &field.input).chain(&mapping.source_key).chain(&mapping.contract_choice)
}

impl<'m> Transform<'m> {
    /// Binds a mapping to a header.
    pub fn new(mapping: &'m Mapping, header: &Header, today: NaiveDate, job: &str) -> Self {
        let of_sets = mapping.sets.iter().flat_map(|set| set.fields.iter().map(|field| &field.input));
        let templates = inputs(mapping)
            .chain(of_sets)
            .filter_map(|input| match input {
                Input::Template(template) => Some(template),
                Input::Columns(_) | Input::Constant(_) => None,
            })
            .chain(&mapping.only_if);
        Self {
            mapping,
            templates: Templates::new(templates, today, job),
            inputs: mapping.fields.iter().map(|field| bind(&field.input, header)).collect(),
            source_key: mapping.source_key.as_ref().map(|input| bind(input, header)),
            contract: mapping.contract_choice.as_ref().map(|input| bind(input, header)),
            key_fields: (0..mapping.fields.len())
                .map(|at| mapping.match_keys.iter().any(|key| key.contains(&at)))
                .collect(),
            sets: mapping.sets.iter().map(|set| BoundSet::new(set, header)).collect(),
        }
    }

    /// What a record makes.
    pub fn apply(&self, record: &Record) -> Transformed {
        match self.attempt(record) {
            Attempt { refused: Some((_, reject)), .. } => Transformed::Rejected(reject),
            Attempt { desired: Some(desired), .. } => Transformed::Desired(Box::new(desired)),
            Attempt { desired: None, refused: None } => Transformed::Skipped,
        }
    }

    /// What a record makes, as far as it can be read: a record that is rejected may still tell
    /// which item it is.
    pub fn attempt(&self, record: &Record) -> Attempt {
        let rejected = |Refused { field, reason }| {
            let path = field.map(|field: usize| self.mapping.fields[field].path());
            (
                field,
                Reject {
                    origin: record.origin.clone(),
                    source_key: None,
                    field: path,
                    reason,
                    partial: false,
                },
            )
        };
        match self.try_apply(record) {
            Ok((desired, refused)) => Attempt { desired, refused: refused.map(rejected) },
            Err(refused) => Attempt { desired: None, refused: Some(rejected(refused)) },
        }
    }

    /// The currencies that the prices of a record name, with their fields.
    pub fn currencies<'r>(&'r self, record: &'r Record) -> impl Iterator<Item = (usize, &'static str)> + 'r {
        let prices =
            self.inputs.iter().enumerate().filter(|(at, _)| self.mapping.fields[*at].kind == Kind::Decimal);
        prices.filter_map(|(at, input)| match input {
            BoundInput::Column(column) => match record.cell(*column) {
                Cell::Text(text) => Some((at, currency::currency(text)?)),
                _ => None,
            },
            BoundInput::Missing | BoundInput::Constant(_) | BoundInput::Template(_) => None,
        })
    }

    fn try_apply(&self, record: &Record) -> Result<(Option<Desired>, Option<Refused>), Refused> {
        if let Some(condition) = &self.mapping.only_if {
            let text =
                self.templates.render(condition, record).map_err(|reason| Refused { field: None, reason })?;
            if matches!(text.trim().to_lowercase().as_str(), "" | "false" | "0" | "none") {
                return Ok((None, None));
            }
        }
        let mut refused = None;
        let mut desired = Desired {
            origin: record.origin.clone(),
            source_key: self.plain(self.source_key.as_ref(), record)?,
            wanted: Vec::with_capacity(self.inputs.len()),
            contract: self.plain(self.contract.as_ref(), record)?,
            speaks_of: Vec::new(),
            left_out: Vec::new(),
            sets: self.wanted_sets(record),
        };
        for (at, (rule, input)) in self.mapping.fields.iter().zip(&self.inputs).enumerate() {
            let wanted = match self.field(rule, input, record, &mut Unwatched) {
                Ok(wanted) => wanted,
                Err(reason) if rule.required || self.key_fields[at] => {
                    refused = refused.or(Some(Refused { field: Some(at), reason }));
                    Wanted::Untouched
                }
                Err(reason) => {
                    desired.left_out.push(Reject {
                        origin: record.origin.clone(),
                        source_key: None,
                        field: Some(rule.path()),
                        reason,
                        partial: true,
                    });
                    Wanted::Untouched
                }
            };
            let says = matches!(wanted, Wanted::Set(_) | Wanted::Name(_) | Wanted::Until(_));
            if says && matches!(input, BoundInput::Column(_)) && !desired.speaks_of.contains(&rule.part) {
                desired.speaks_of.push(rule.part);
            }
            desired.wanted.push(wanted);
        }
        Ok((Some(desired), refused))
    }

    fn plain(&self, input: Option<&BoundInput<'_>>, record: &Record) -> Result<Option<String>, Refused> {
        let Some(input) = input else { return Ok(None) };
        let text = match self.cell(input, record).map_err(|reason| Refused { field: None, reason })? {
            Found::Absent | Found::Blank => None,
            Found::Cell(cell) => Some(cell_text(cell).trim().to_owned()),
            Found::Text(text) => Some(text.trim().to_owned()),
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    fn cell<'r>(&self, input: &BoundInput<'r>, record: &'r Record) -> Result<Found<'r>, String> {
        Ok(match input {
            BoundInput::Missing => Found::Absent,
            BoundInput::Constant(text) => Found::Text(Cow::Borrowed(text)),
            BoundInput::Template(template) => {
                Found::Text(Cow::Owned(self.templates.render(template, record)?))
            }
            BoundInput::Column(at) => match record.cell(*at) {
                Cell::Absent => Found::Absent,
                Cell::Blank => Found::Blank,
                Cell::Error(error) => return Err(message::reject::cell_error(error).to_string()),
                Cell::Text(text) => Found::Text(Cow::Borrowed(text)),
                cell => Found::Cell(cell),
            },
        })
    }

    /// What each rule does to a record, one list of steps per field of the mapping.
    pub fn trace(&self, record: &Record) -> Vec<Vec<Step>> {
        let fields = self.mapping.fields.iter().zip(&self.inputs);
        fields
            .map(|(rule, input)| {
                let mut steps = Vec::new();
                // Why a value cannot be read is told by `attempt`.
                let _ = self.field(rule, input, record, &mut steps);
                steps
            })
            .collect()
    }

    fn field(
        &self,
        rule: &FieldRule,
        input: &BoundInput<'m>,
        record: &Record,
        watch: &mut impl Watch,
    ) -> Result<Wanted, String> {
        let found = self.cell(input, record)?;
        watch.note(|| beginning_of(input, &found));
        self.read_found(rule, found, watch)
    }

    fn read_found(
        &self,
        rule: &FieldRule,
        found: Found<'_>,
        watch: &mut impl Watch,
    ) -> Result<Wanted, String> {
        if let Found::Cell(cell) = &found
            && let Some(value) = typed(cell, &rule.kind, rule)
        {
            if let Ok(wanted) = &value {
                watch.note(|| (What::Read, wanted.to_string()));
            }
            return value;
        }
        let (text, absent) = match found {
            Found::Absent => (Cow::Borrowed(""), true),
            Found::Blank => (Cow::Borrowed(""), false),
            Found::Cell(cell) => (Cow::Owned(cell_text(cell)), false),
            Found::Text(text) => (text, false),
        };
        let text = if absent { text } else { tidy(text, &rule.text, watch)? };
        if !text.is_empty() && rule.clear_words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())) {
            watch.note(|| (What::ClearWord, String::new()));
            return if rule.required {
                Err(message::reject::required_not_cleared().to_string())
            } else {
                Ok(Wanted::Clear)
            };
        }
        let text = match &rule.default {
            Some(default) if text.trim().is_empty() => {
                watch.note(|| (What::Default, default.clone()));
                Cow::Borrowed(default.as_str())
            }
            _ => text,
        };
        if text.is_empty() || (rule.text.trim && text.trim().is_empty()) {
            return match (rule.required, absent, rule.blank) {
                (true, true, _) => Err(missing_column(rule)),
                (true, false, _) => Err(message::reject::required_and_blank().to_string()),
                (false, false, Blank::Clear) => Ok(Wanted::Clear),
                (false, _, _) => Ok(Wanted::Untouched),
            };
        }
        let wanted = read(&text, &rule.kind, rule)?;
        watch.note(|| (What::Read, wanted.to_string()));
        Ok(wanted)
    }
}

/// Where the text comes from, and what it is there.
fn beginning_of(input: &BoundInput<'_>, found: &Found<'_>) -> (What, String) {
    let what = match (input, found) {
        (BoundInput::Missing, _) => What::NoColumn,
        (BoundInput::Constant(_), _) => What::Constant,
        (BoundInput::Template(_), _) => What::Template,
        (BoundInput::Column(_), Found::Absent) => What::NoCell,
        (BoundInput::Column(at), _) => What::Cell(*at),
    };
    let text = match found {
        Found::Absent | Found::Blank => String::new(),
        Found::Cell(cell) => cell_text(cell),
        Found::Text(text) => text.to_string(),
    };
    (what, text)
}

struct Refused {
    field: Option<usize>,
    reason: String,
}

#[derive(Debug, Clone)]
enum Found<'a> {
    Absent,
    Blank,
    Cell(&'a Cell),
    Text(Cow<'a, str>),
}

fn missing_column(rule: &FieldRule) -> String {
    match &rule.input {
        Input::Columns(names) => message::reject::required_without_column(quoted(names)).to_string(),
        Input::Constant(_) | Input::Template(_) => message::reject::required_and_absent().to_string(),
    }
}

fn quoted(names: &[String]) -> String {
    message::list::any_of(names.iter().map(|name| format!("`{name}`")))
}

/// The text of a cell that is not text.
fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Absent | Cell::Blank => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(time) => time.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// The value of a typed cell where its type is the field's; `None` when it goes the way of text.
fn typed(cell: &Cell, kind: &Kind, rule: &FieldRule) -> Option<Result<Wanted, String>> {
    let date = match cell {
        Cell::Date(date) => Some(date.and_time(NaiveTime::MIN)),
        Cell::DateTime(time) => Some(*time),
        _ => None,
    };
    let value = match (kind, cell) {
        (Kind::Date, _) => Value::Date(date?.date()),
        (Kind::MonthsUntil { .. }, _) => return Some(Ok(Wanted::Until(date?.date()))),
        (Kind::DateTime, _) => {
            let text = date?.format("%Y-%m-%d %H:%M:%S").to_string();
            return Some(
                formats::date_time(&text, &rule.formats).map(|time| Wanted::Set(Value::DateTime(time))),
            );
        }
        (Kind::Boolean, Cell::Bool(yes)) => Value::Bool(*yes),
        (Kind::Decimal, Cell::Number(number)) => {
            let text = format!("{number:.4}");
            return Some(
                crate::model::value::parse_decimal(&text)
                    .map(|scaled| Wanted::Set(Value::Decimal(scaled)))
                    .ok_or_else(|| message::reject::too_large(number).to_string()),
            );
        }
        _ => return None,
    };
    Some(Ok(Wanted::Set(value)))
}

/// A text as the value of a kind.
fn read(text: &str, kind: &Kind, rule: &FieldRule) -> Result<Wanted, String> {
    let value = match kind {
        Kind::Text { .. } | Kind::LongText => Value::text(text),
        Kind::Integer => Value::Int(formats::integer(text, rule.formats.locale)?),
        Kind::Decimal => Value::Decimal(formats::decimal(text, rule.formats.locale)?),
        Kind::Boolean => Value::Bool(formats::boolean(text, &rule.formats)?),
        Kind::Date => Value::Date(formats::date(text, &rule.formats)?),
        Kind::DateTime => Value::DateTime(formats::date_time(text, &rule.formats)?),
        Kind::Mac => Value::text(formats::mac(text)?),
        Kind::Ip => Value::text(formats::ip(text)?),
        Kind::Addresses => Value::text(formats::addresses(text)?),
        Kind::Hostname => Value::text(formats::hostname(text)?),
        Kind::Mebibytes => Value::Int(formats::mebibytes(text, rule.formats.locale)?),
        Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => {
            return Ok(Wanted::Name(text.into()));
        }
        // A number of months instead of an end.
        Kind::MonthsUntil { .. } if text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) => {
            Value::Int(formats::integer(text, rule.formats.locale)?)
        }
        Kind::MonthsUntil { .. } => return Ok(Wanted::Until(formats::date(text, &rule.formats)?)),
    };
    let written = canonical(kind, value);
    match (kind, &written) {
        (Kind::Text { max }, Value::Text(kept)) if is_cut(text, kept) => {
            Err(message::reject::too_long(text.chars().count(), max, beginning(text)).to_string())
        }
        _ => Ok(Wanted::Set(written)),
    }
}

/// True when the desk would drop the end of a text, not only change how it is written.
fn is_cut(wanted: &str, kept: &str) -> bool {
    kept.len() > 200 && kept.chars().count() + 1 < wanted.chars().count() && wanted.starts_with(kept)
}

fn beginning(text: &str) -> String {
    text.chars().take(30).collect()
}
