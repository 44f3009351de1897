//! One record → what is wanted of one item, or a reject that names row, field and what is allowed.

mod columns;
mod currency;
mod dates;
mod debris;
mod formats;
mod junk;
mod lists;
mod notice;
mod numbers;
mod read;
pub mod reads;
mod sets;
mod steps;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::message;
use crate::model::Said;
use crate::model::fold::plain;
use crate::model::mapping::{Blank, FieldRule, Input, Mapping, Template};
use crate::model::record::{Cell, Header, Record, Shown};
use crate::model::schema::{Kind, Part};
use crate::model::{Origin, Reject, Value};

use super::template::{Seen, Templates};
use columns::inputs;
pub use columns::{Lacking, columns, columns_read, lacking, told_of, unused};
pub use dates::orders;
pub use junk::JunkFilter;
use lists::Members;
pub use notice::{Notice, Spot, Why, told};
use read::{read, typed};
use sets::BoundSet;
pub use sets::{BadField, Differing, WantedElement, WantedSet, flaws};
use steps::Watch;
pub use steps::{Step, What};
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
    /// When it was made, where the mapping says.
    pub made: Option<String>,
    /// One per field of the mapping.
    pub wanted: Vec<Wanted>,
    /// Name or number of the contract that the row chooses.
    pub contract: Option<String>,
    /// Parts of which the row itself says something: in columns, or, where no column fills anything of it, by templates.
    pub speaks_of: Vec<Part>,
    /// Fields that were left out.
    pub left_out: Vec<Reject>,
    /// Values that are not written as they stand.
    pub notices: Vec<(Spot, Notice)>,
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
    /// Why the record is rejected.
    pub refused: Option<Refused>,
}

/// Why a record is rejected.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Position of the field that cannot be used; `None`: it is none of the mapping's.
    pub field: Option<usize>,
    /// The reject.
    pub reject: Reject,
}

/// A mapping bound to the columns of one source.
#[derive(Debug)]
pub struct Transform<'m> {
    mapping: &'m Mapping,
    templates: Templates,
    inputs: Vec<BoundInput<'m>>,
    source_key: Option<BoundInput<'m>>,
    newest: Option<BoundInput<'m>>,
    contract: Option<BoundInput<'m>>,
    key_fields: Vec<bool>,
    /// Parts that columns say something of.
    of_columns: Vec<Part>,
    junk: JunkFilter,
    sets: Vec<BoundSet<'m>>,
}

#[derive(Debug)]
enum BoundInput<'m> {
    Column(usize),
    Missing,
    Constant(&'m str),
    Template(&'m Template),
    /// Over an element of a list, with its members.
    OfElement(&'m Template, Arc<Members>),
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

impl<'m> Transform<'m> {
    /// Binds a mapping to a header.
    pub fn new(mapping: &'m Mapping, header: &Header, today: NaiveDate, job: &str) -> Self {
        let of_sets = mapping.sets.iter().flat_map(|set| set.fields.iter().map(|field| &field.input));
        let of_elements = mapping.sets.iter().filter_map(|set| set.only_if.as_ref());
        let templates = inputs(mapping)
            .chain(of_sets)
            .filter_map(|input| match input {
                Input::Template(template) => Some(template),
                Input::Columns(_) | Input::Constant(_) => None,
            })
            .chain(&mapping.only_if)
            .chain(of_elements);
        Self {
            mapping,
            templates: Templates::new(templates, today, job),
            inputs: mapping.fields.iter().map(|field| bind(&field.input, header)).collect(),
            source_key: mapping.source_key.as_ref().map(|input| bind(input, header)),
            newest: mapping.newest.as_ref().map(|input| bind(input, header)),
            contract: mapping.contract_choice.as_ref().map(|input| bind(input, header)),
            key_fields: (0..mapping.fields.len())
                .map(|at| mapping.match_keys.iter().any(|key| key.contains(&at)))
                .collect(),
            of_columns: mapping
                .fields
                .iter()
                .filter(|field| matches!(field.input, Input::Columns(_)))
                .map(|field| field.part)
                .collect(),
            junk: JunkFilter::new(&mapping.junk),
            sets: mapping.sets.iter().map(|set| BoundSet::new(set, header)).collect(),
        }
    }

    /// What a record makes.
    pub fn apply(&self, record: &Record) -> Transformed {
        match self.attempt(record) {
            Attempt { refused: Some(Refused { reject, .. }), .. } => Transformed::Rejected(reject),
            Attempt { desired: Some(desired), .. } => Transformed::Desired(Box::new(desired)),
            Attempt { desired: None, refused: None } => Transformed::Skipped,
        }
    }

    /// What a record makes, as far as it can be read: a record that is rejected may still tell
    /// which item it is.
    pub fn attempt(&self, record: &Record) -> Attempt {
        let refused = |Unreadable { field, reason }| {
            let path = field.map(|field: usize| self.mapping.fields[field].path());
            let origin = record.origin.clone();
            let reject = Reject { origin, source_key: None, field: path, reason, partial: false };
            Refused { field, reject }
        };
        match self.try_apply(record) {
            Ok(Some(Applied { desired, unreadable })) => {
                Attempt { desired: Some(desired), refused: unreadable.map(refused) }
            }
            Ok(None) => Attempt { desired: None, refused: None },
            Err(unreadable) => Attempt { desired: None, refused: Some(refused(unreadable)) },
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
            BoundInput::Missing
            | BoundInput::Constant(_)
            | BoundInput::Template(_)
            | BoundInput::OfElement(..) => None,
        })
    }

    /// The texts that a record has for its dates, with their fields.
    pub fn date_texts<'r>(&'r self, record: &'r Record) -> impl Iterator<Item = (usize, &'r str)> + 'r {
        let dates = self.inputs.iter().enumerate().filter(|(at, _)| {
            let rule = &self.mapping.fields[*at];
            let is_date = matches!(rule.kind, Kind::Date | Kind::DateTime | Kind::MonthsUntil { .. });
            is_date && rule.formats.dates.is_empty()
        });
        dates.filter_map(|(at, input)| match input {
            BoundInput::Column(column) => match record.cell(*column) {
                Cell::Text(text) => Some((at, text.as_ref())),
                _ => None,
            },
            BoundInput::Missing
            | BoundInput::Constant(_)
            | BoundInput::Template(_)
            | BoundInput::OfElement(..) => None,
        })
    }

    /// `None`: the mapping does not want the record.
    fn try_apply(&self, record: &Record) -> Result<Option<Applied>, Unreadable> {
        if let Some(condition) = &self.mapping.only_if {
            let text = self
                .templates
                .render(condition, record.into())
                .map_err(|reason| Unreadable { field: None, reason })?;
            if !is_true(&text) {
                return Ok(None);
            }
        }
        let mut unreadable = None;
        let mut also: Vec<(String, Said)> = Vec::new();
        let mut plain = |input: Option<&BoundInput<'_>>, what: &str| match self.plain(input, record) {
            Ok(text) => text,
            Err(bad) if unreadable.is_none() => {
                unreadable = Some(bad);
                None
            }
            Err(bad) => {
                also.push((what.to_owned(), bad.reason));
                None
            }
        };
        let source_key = plain(self.source_key.as_ref(), "source_key");
        let contract = plain(self.contract.as_ref(), "contract");
        let made = plain(self.newest.as_ref(), "newest");
        let mut notices = Vec::new();
        let sets = self.wanted_sets(record, &mut notices);
        let mut desired = Desired {
            origin: record.origin.clone(),
            source_key,
            made,
            wanted: Vec::with_capacity(self.inputs.len()),
            contract,
            speaks_of: Vec::new(),
            left_out: Vec::new(),
            notices,
            sets,
        };
        let mut heard: Vec<Notice> = Vec::new();
        for (at, (rule, input)) in self.mapping.fields.iter().zip(&self.inputs).enumerate() {
            let wanted = self.field(rule, input, record, &mut heard);
            desired.notices.extend(heard.drain(..).map(|notice| (Spot::Field(at), notice)));
            let wanted = match wanted {
                Ok(wanted) => wanted,
                Err(reason) if rule.required || self.key_fields[at] => {
                    match &unreadable {
                        None => unreadable = Some(Unreadable { field: Some(at), reason }),
                        Some(_) => also.push((rule.path(), reason)),
                    }
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
            let of_record = match input {
                BoundInput::Column(_) => true,
                // Where columns say nothing of a part, templates say what there is of it.
                BoundInput::Template(_) | BoundInput::OfElement(..) => !self.of_columns.contains(&rule.part),
                BoundInput::Missing | BoundInput::Constant(_) => false,
            };
            if says && of_record && !desired.speaks_of.contains(&rule.part) {
                desired.speaks_of.push(rule.part);
            }
            desired.wanted.push(wanted);
        }
        if let Some(unreadable) = &mut unreadable {
            self.tell_all(unreadable, also, &desired);
        }
        Ok(Some(Applied { desired, unreadable }))
    }

    /// Says all that is wrong with a record that is rejected: a person corrects it at once.
    fn tell_all(&self, unreadable: &mut Unreadable, also: Vec<(String, Said)>, desired: &Desired) {
        let left_out = desired.left_out.iter();
        let left_out =
            left_out.map(|reject| (reject.field.clone().unwrap_or_default(), reject.reason.clone()));
        let of_sets = flaws(&self.mapping.sets, &desired.sets);
        for (path, reason) in also.into_iter().chain(left_out).chain(of_sets) {
            unreadable.reason = and_also(&unreadable.reason, &path, &reason);
        }
    }

    fn plain(&self, input: Option<&BoundInput<'_>>, record: &Record) -> Result<Option<String>, Unreadable> {
        let Some(input) = input else { return Ok(None) };
        let text = match self.cell(input, record).map_err(|reason| Unreadable { field: None, reason })? {
            Found::Absent | Found::Blank => None,
            Found::Cell(cell) => Some(cell.text().trim().to_owned()),
            Found::Text(text) | Found::Made(text) => Some(plain(&text).trim().to_owned()),
            Found::Number(number) => Some(number.to_string()),
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    fn made(&self, template: &Template, seen: Seen<'_>) -> Result<Found<'static>, Said> {
        Ok(match self.templates.number(template, seen) {
            Some(number) => Found::Number(number),
            None => Found::Made(Cow::Owned(self.templates.render(template, seen)?)),
        })
    }

    fn cell<'r>(&self, input: &BoundInput<'r>, record: &'r Record) -> Result<Found<'r>, Said> {
        Ok(match input {
            BoundInput::Missing => Found::Absent,
            BoundInput::Constant(text) => Found::Made(Cow::Borrowed(text)),
            BoundInput::Template(template) => self.made(template, record.into())?,
            BoundInput::OfElement(template, members) => {
                self.made(template, Seen { record, element: Some(members) })?
            }
            BoundInput::Column(at) => match record.cell(*at) {
                Cell::Absent => Found::Absent,
                Cell::Blank => Found::Blank,
                Cell::Error(error) => return Err(message::reject::cell_error(&**error).said()),
                Cell::Text(text) => match debris::error(text) {
                    Some(error) => return Err(message::reject::cell_error(error).said()),
                    None => Found::Text(debris::unwrapped(text)),
                },
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
    ) -> Result<Wanted, Said> {
        let found = self.cell(input, record)?;
        watch.note(|| beginning_of(input, &found));
        self.read_found(rule, found, watch)
    }

    fn read_found(&self, rule: &FieldRule, found: Found<'_>, watch: &mut impl Watch) -> Result<Wanted, Said> {
        let found = match found {
            Found::Cell(Cell::Shown(shown)) => as_shown(shown, rule, watch),
            found => found,
        };
        self.read_known(rule, found, watch)
    }

    fn read_known(&self, rule: &FieldRule, found: Found<'_>, watch: &mut impl Watch) -> Result<Wanted, Said> {
        let number = match &found {
            Found::Number(number) => Some(Cell::Number(*number)),
            _ => None,
        };
        let cell = match &found {
            Found::Cell(cell) => Some(*cell),
            _ => number.as_ref(),
        };
        if let Some(value) = cell.and_then(|cell| typed(cell, &rule.kind, rule, watch)) {
            if let Ok(wanted) = &value {
                watch.note(|| (What::Read, wanted.to_string()));
            }
            return value;
        }
        let (text, absent) = match found {
            Found::Absent => (Cow::Borrowed(""), true),
            Found::Blank => (Cow::Borrowed(""), false),
            Found::Cell(cell) => (Cow::Owned(cell.text()), false),
            Found::Number(number) => (Cow::Owned(number.to_string()), false),
            Found::Text(text) if self.is_nothing(rule, &text) => {
                watch.tell(Why::Nothing, text.trim(), "");
                if rule.required && rule.default.is_none() {
                    return Err(message::reject::required_and_nothing(text.trim()).said());
                }
                (Cow::Borrowed(""), true)
            }
            Found::Text(text) => (seen(text, watch), false),
            Found::Made(text) => (text, false),
        };
        let text = if absent { text } else { tidy(text, &rule.text, watch)? };
        if !text.is_empty() && rule.clear_words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())) {
            watch.note(|| (What::ClearWord, String::new()));
            return if rule.required {
                Err(message::reject::required_not_cleared().said())
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
                (true, false, _) => Err(message::reject::required_and_blank().said()),
                (false, false, Blank::Clear) => Ok(Wanted::Clear),
                (false, _, _) => Ok(Wanted::Untouched),
            };
        }
        let wanted = read(self.mapping.schema, &text, &rule.kind, rule, watch)?;
        watch.note(|| (What::Read, wanted.to_string()));
        Ok(wanted)
    }

    /// True when a cell has a word for nothing, unless the mapping has a use for it. What names an item
    /// is judged later, with the other keys of its record.
    fn is_nothing(&self, rule: &FieldRule, text: &str) -> bool {
        let text = text.trim();
        if matches!(text, "NULL" | "null") {
            return !is_listed(rule, text);
        }
        let nothing = match rule.kind {
            // Whether the desk has the name is asked first.
            Kind::LongText | Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => {
                false
            }
            Kind::Date | Kind::DateTime | Kind::MonthsUntil { .. } => {
                dates::is_no_date(text) || self.junk.is_nothing(text)
            }
            Kind::Boolean => formats::boolean(text, &rule.formats).is_err() && self.junk.is_nothing(text),
            Kind::Text { .. } if self.mapping.schema.identifiers.contains(&rule.column.as_str()) => {
                // The third of a small list may have the number 3.
                let is_short = text.len() == 1 && matches!(text.as_bytes(), [b'1'..=b'9']);
                self.junk.is_junk(text) && !is_short
            }
            Kind::Text { .. }
            | Kind::Integer
            | Kind::Decimal
            | Kind::Mac
            | Kind::Ip
            | Kind::Addresses
            | Kind::Hostname
            | Kind::Mebibytes => self.junk.is_nothing(text),
        };
        nothing && !is_listed(rule, text) && !self.is_key(rule)
    }

    fn is_key(&self, rule: &FieldRule) -> bool {
        let at = self.mapping.fields.iter().position(|known| std::ptr::eq(known, rule));
        at.is_some_and(|at| self.key_fields[at])
    }
}

/// A number that its cell shows with other signs: where a text is wanted people mean what they see, where a
/// number is wanted the number.
fn as_shown<'a>(shown: &'a Shown, rule: &FieldRule, watch: &mut impl Watch) -> Found<'a> {
    match rule.kind {
        Kind::Text { .. }
        | Kind::LongText
        | Kind::Mac
        | Kind::Ip
        | Kind::Addresses
        | Kind::Hostname
        | Kind::Dropdown(_)
        | Kind::Tree(_)
        | Kind::Entity
        | Kind::Reference { .. } => {
            watch.tell(Why::Format, &shown.digits, &shown.text);
            Found::Text(Cow::Borrowed(&shown.text))
        }
        Kind::Integer
        | Kind::Decimal
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Mebibytes
        | Kind::MonthsUntil { .. } => Found::Text(Cow::Borrowed(&shown.digits)),
    }
}

/// Whether a condition holds, by the text that it makes.
fn is_true(text: &str) -> bool {
    !matches!(text.trim().to_lowercase().as_str(), "" | "false" | "0" | "none")
}

/// True when the mapping says what a text means.
fn is_listed(rule: &FieldRule, text: &str) -> bool {
    rule.text.values.keys().any(|key| key.eq_ignore_ascii_case(text))
        || rule.clear_words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A text in its one form, without signs that nobody sees.
fn seen<'a>(text: Cow<'a, str>, watch: &mut impl Watch) -> Cow<'a, str> {
    let Cow::Owned(plain) = plain(&text) else { return text };
    if text.chars().any(crate::model::fold::is_invisible) {
        watch.tell(Why::Signs, &text, &plain);
    }
    Cow::Owned(plain)
}

/// Where the text comes from, and what it is there.
fn beginning_of(input: &BoundInput<'_>, found: &Found<'_>) -> (What, String) {
    let what = match (input, found) {
        (BoundInput::Missing, _) => What::NoColumn,
        (BoundInput::Constant(_), _) => What::Constant,
        (BoundInput::Template(_) | BoundInput::OfElement(..), _) => What::Template,
        (BoundInput::Column(_), Found::Absent) => What::NoCell,
        (BoundInput::Column(at), _) => What::Cell(*at),
    };
    let text = match found {
        Found::Absent | Found::Blank => String::new(),
        Found::Cell(cell) => cell.text(),
        Found::Number(number) => number.to_string(),
        Found::Text(text) | Found::Made(text) => text.to_string(),
    };
    (what, text)
}

/// One reason more why a record is rejected: a person corrects all of them at once.
pub fn and_also(reasons: &Said, path: &str, reason: &Said) -> Said {
    message::reject::and_also(reasons, path, reason).said()
}

/// A record that a mapping wants, as far as it can be read.
struct Applied {
    desired: Desired,
    unreadable: Option<Unreadable>,
}

/// What of a record cannot be read; `field`: position of the field, where it is one of the mapping.
struct Unreadable {
    field: Option<usize>,
    reason: Said,
}

#[derive(Debug, Clone)]
enum Found<'a> {
    Absent,
    Blank,
    Cell(&'a Cell),
    /// The text of a cell.
    Text(Cow<'a, str>),
    /// The text of a template or constant: no spreadsheet has touched it.
    Made(Cow<'a, str>),
    /// The number that a template gives.
    Number(f64),
}

fn missing_column(rule: &FieldRule) -> Said {
    match &rule.input {
        Input::Columns(names) => message::reject::required_without_column(quoted(names)).said(),
        Input::Constant(_) | Input::Template(_) => message::reject::required_and_absent().said(),
    }
}

fn quoted(names: &[String]) -> Said {
    message::list::any_of(names.iter().map(|name| format!("`{name}`")))
}
