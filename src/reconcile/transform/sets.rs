//! One record → the elements that are wanted of each keyed set of its item.
//!
//! An element is there when one of its columns says something. One that cannot be used is refused
//! alone; the others and the item go on.

use std::borrow::Cow;
use std::sync::Arc;

use crate::message;
use crate::model::Said;
use crate::model::mapping::{FieldRule, Input, Mapping};
use crate::model::record::{Cell, Header, Record};
use crate::model::set::{BlankSet, Elements, SetRule};
use crate::model::{Origin, Value};
use crate::reconcile::template::Seen;

use super::lists::{List, Members};
use super::notice::{Notice, Spot};
use super::{BoundInput, Found, Transform, Wanted, bind, is_true, lists};

/// What a record wants of one set.
#[derive(Debug, Clone, Default)]
pub struct WantedSet {
    /// In the order of the source.
    pub elements: Vec<WantedElement>,
    /// Why the set cannot be read as a whole.
    pub refused: Option<Said>,
    /// Rows of the item that could not be used may have had more elements.
    pub incomplete: bool,
    /// The record does not have the list of the set at all: that it has no elements says nothing.
    pub unsaid: bool,
}

/// One element.
#[derive(Debug, Clone)]
pub struct WantedElement {
    /// The record.
    pub origin: Origin,
    /// Its number in the record.
    pub number: u32,
    /// One per field of the set.
    pub wanted: Vec<Wanted>,
    /// Why it is rejected.
    pub refused: Option<BadField>,
    /// Fields that are left out.
    pub left_out: Vec<BadField>,
}

/// A field of an element that cannot be used.
#[derive(Debug, Clone)]
pub struct BadField {
    /// Position of the field in the set.
    pub field: usize,
    /// Why.
    pub reason: Said,
}

/// A field on which two records of one item do not agree.
#[derive(Debug, Clone)]
pub struct Differing {
    /// Position of the field in the mapping.
    pub field: usize,
    /// What the first one says, which stands.
    pub first: String,
    /// What the other one says.
    pub other: String,
}

/// A set bound to the columns of one source.
#[derive(Debug)]
pub(super) struct BoundSet<'m> {
    rule: &'m SetRule,
    /// Per element that a record may have, its inputs.
    rows: Vec<(u32, Vec<BoundInput<'m>>)>,
    /// Members of each element of a list, in the order of `rows`.
    elements: Vec<Arc<Members>>,
    /// All columns of the list, and the one that says that it is empty.
    list: Vec<usize>,
}

/// The names of columns with their number.
fn numbered(names: &[String], number: u32) -> Vec<String> {
    names.iter().map(|name| name.replace("{n}", &number.to_string())).collect()
}

/// The columns that a set reads of its first element: what a source looks for in a sheet.
pub(super) fn columns(set: &SetRule) -> impl Iterator<Item = Vec<String>> {
    let first = match set.elements {
        // A record without the list is as good as any.
        Elements::One | Elements::Split(_) | Elements::List(_) => None,
        Elements::Numbered { from, .. } => Some(from),
    };
    let is_list = matches!(set.elements, Elements::List(_));
    set.fields.iter().filter(move |_| !is_list).filter_map(move |rule| match (&rule.input, first) {
        (Input::Columns(names), Some(first)) => Some(numbered(names, first)),
        (Input::Columns(names), None) => Some(names.clone()),
        (Input::Constant(_) | Input::Template(_), _) => None,
    })
}

/// What of the sets of a record cannot be used: the paths of the fields, and why.
pub fn flaws(rules: &[SetRule], sets: &[WantedSet]) -> Vec<(String, Said)> {
    let mut found = Vec::new();
    for (rule, set) in rules.iter().zip(sets) {
        if let Some(reason) = &set.refused {
            found.push((rule.part.table().unwrap_or_default().to_owned(), reason.clone()));
        }
        for element in &set.elements {
            let place = rule.part.element_path(&format!("#{}", element.number));
            let bad = element.refused.iter().chain(&element.left_out);
            found.extend(bad.map(|bad| {
                let column = &rule.fields[bad.field].column;
                (format!("{place}.{column}"), bad.reason.clone())
            }));
        }
    }
    found
}

/// Names of columns with each number that an element of the set may have.
pub(super) fn all_names(set: &SetRule, names: &[String]) -> Vec<String> {
    match set.elements {
        Elements::One | Elements::Split(_) => names.to_vec(),
        Elements::Numbered { from, to } => (from..=to).flat_map(|number| numbered(names, number)).collect(),
        Elements::List(_) => Vec::new(),
    }
}

impl<'m> BoundSet<'m> {
    pub(super) fn new(rule: &'m SetRule, header: &Header) -> Self {
        let one = |number: Option<u32>| -> Vec<BoundInput<'m>> {
            rule.fields
                .iter()
                .map(|field| match (&field.input, number) {
                    (Input::Columns(names), Some(number)) => numbered(names, number)
                        .iter()
                        .find_map(|name| header.find(name))
                        .map_or(BoundInput::Missing, BoundInput::Column),
                    (input, _) => bind(input, header),
                })
                .collect()
        };
        let rows = match &rule.elements {
            Elements::One | Elements::Split(_) => vec![(1, one(None))],
            Elements::Numbered { from, to } => {
                (*from..=*to).map(|number| (number, one(Some(number)))).collect()
            }
            Elements::List(path) => {
                let List { elements, columns } = lists::list(path, header);
                let of = |members: &Arc<Members>| of_element(rule, header, members);
                let rows = (1..).zip(elements.iter().map(of)).collect();
                return Self { rule, rows, elements, list: columns };
            }
        };
        Self { rule, rows, elements: Vec::new(), list: Vec::new() }
    }
}

/// The inputs of an element of a list.
fn of_element<'m>(rule: &'m SetRule, header: &Header, members: &Arc<Members>) -> Vec<BoundInput<'m>> {
    let input = |field: &'m FieldRule| match &field.input {
        Input::Columns(names) => lists::find(members, names).map_or(BoundInput::Missing, BoundInput::Column),
        Input::Template(template) => BoundInput::OfElement(template, members.clone()),
        input @ Input::Constant(_) => bind(input, header),
    };
    rule.fields.iter().map(input).collect()
}

/// What the inputs of one element hold.
type Cells<'r> = Vec<Result<Found<'r>, Said>>;

impl<'m> Transform<'m> {
    pub(super) fn wanted_sets(&self, record: &Record, told: &mut Vec<(Spot, Notice)>) -> Vec<WantedSet> {
        let sets = self.sets.iter().enumerate();
        sets.map(|(at, set)| {
            let mut heard = Vec::new();
            let wanted = self.wanted_set(set, record, &mut heard);
            told.extend(heard.into_iter().map(|(field, notice)| (Spot::OfSet { set: at, field }, notice)));
            wanted
        })
        .collect()
    }

    fn wanted_set(&self, set: &BoundSet<'m>, record: &Record, heard: &mut Vec<(usize, Notice)>) -> WantedSet {
        let mut found = WantedSet::default();
        if matches!(set.rule.elements, Elements::List(_)) {
            found.unsaid = set.list.iter().all(|at| *record.cell(*at) == Cell::Absent);
        }
        for (at, (number, inputs)) in set.rows.iter().enumerate() {
            match self.is_wanted(set, at, record) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(reason) => {
                    found.refused = Some(reason);
                    continue;
                }
            }
            let cells: Cells<'_> = inputs.iter().map(|input| self.cell(input, record)).collect();
            match &set.rule.elements {
                Elements::One | Elements::Numbered { .. } | Elements::List(_) => {
                    let element = self.element(set.rule, (*number, inputs), cells, record, heard);
                    found.elements.extend(element);
                }
                Elements::Split(separator) => match pieces(set.rule, inputs, cells, separator) {
                    Ok(rows) => {
                        for (number, cells) in (1..).zip(rows) {
                            let element = self.element(set.rule, (number, inputs), cells, record, heard);
                            found.elements.extend(element);
                        }
                    }
                    Err(reason) => found.refused = Some(reason),
                },
            }
        }
        found
    }

    /// Whether the record has an element of a list, and the mapping wants it.
    fn is_wanted(&self, set: &BoundSet<'m>, at: usize, record: &Record) -> Result<bool, Said> {
        let (Some(members), Some(condition)) = (set.elements.get(at), &set.rule.only_if) else {
            return Ok(true);
        };
        let is_there = |input: &BoundInput<'_>| matches!(input, BoundInput::Column(at) if *record.cell(*at) != Cell::Absent);
        if !set.rows[at].1.iter().any(is_there) {
            return Ok(false);
        }
        let text = self.templates.render(condition, Seen { record, element: Some(members) })?;
        Ok(is_true(&text))
    }

    /// `None` when no column says anything of it.
    fn element(
        &self,
        set: &SetRule,
        (number, inputs): (u32, &[BoundInput<'m>]),
        cells: Cells<'_>,
        record: &Record,
        heard: &mut Vec<(usize, Notice)>,
    ) -> Option<WantedElement> {
        let says = |(input, cell): (&BoundInput<'m>, &Result<Found<'_>, Said>)| {
            matches!(input, BoundInput::Column(_)) && !matches!(cell, Ok(found) if found.is_blank())
        };
        if !inputs.iter().zip(&cells).any(says) {
            return None;
        }
        let mut element = WantedElement {
            origin: record.origin.clone(),
            number,
            wanted: Vec::with_capacity(cells.len()),
            refused: None,
            left_out: Vec::new(),
        };
        for (at, (rule, cell)) in set.fields.iter().zip(cells).enumerate() {
            let mut watch: Vec<Notice> = Vec::new();
            let wanted = cell.and_then(|found| self.read_found(rule, found, &mut watch));
            heard.extend(watch.into_iter().map(|notice| (at, notice)));
            let is_key = set.key.contains(&at);
            match wanted {
                Ok(wanted) => element.wanted.push(wanted),
                Err(reason) => {
                    element.wanted.push(Wanted::Untouched);
                    let bad = BadField { field: at, reason };
                    if rule.required || is_key {
                        element.refused = element.refused.or(Some(bad));
                    } else {
                        element.left_out.push(bad);
                    }
                }
            }
        }
        let first = set.key[0];
        let blank = match &element.wanted[first] {
            Wanted::Untouched | Wanted::Clear | Wanted::Until(_) => true,
            Wanted::Set(value) => value.is_empty(),
            Wanted::Name(name) => name.trim().is_empty(),
        };
        if blank {
            let reason = message::reject::element_blank().said();
            element.refused = element.refused.or(Some(BadField { field: first, reason }));
        }
        Some(element)
    }
}

impl Found<'_> {
    fn is_blank(&self) -> bool {
        match self {
            Found::Absent | Found::Blank => true,
            Found::Cell(_) | Found::Number(_) => false,
            Found::Text(text) | Found::Made(text) => text.trim().is_empty(),
        }
    }
}

/// The cells of each element of a cell that holds several.
fn pieces<'r>(
    set: &SetRule,
    inputs: &[BoundInput<'_>],
    cells: Cells<'r>,
    separator: &str,
) -> Result<Vec<Cells<'r>>, Said> {
    let mut columns: Vec<Option<Vec<String>>> = Vec::with_capacity(cells.len());
    let mut rest: Cells<'r> = Vec::with_capacity(cells.len());
    for (input, cell) in inputs.iter().zip(cells) {
        let several = matches!(input, BoundInput::Column(_));
        match cell {
            Err(reason) => return Err(reason),
            Ok(found) if several && !found.is_blank() => {
                let text = match &found {
                    Found::Cell(cell) => cell.text(),
                    Found::Text(text) | Found::Made(text) => text.to_string(),
                    Found::Number(number) => number.to_string(),
                    Found::Absent | Found::Blank => String::new(),
                };
                columns.push(Some(text.split(separator).map(str::to_owned).collect()));
                rest.push(Ok(Found::Absent));
            }
            Ok(found) => {
                columns.push(None);
                rest.push(Ok(found));
            }
        }
    }
    let filled = |pieces: &Vec<String>| {
        pieces.iter().rposition(|piece| !piece.trim().is_empty()).map_or(0, |last| last + 1)
    };
    let count = columns.iter().flatten().map(filled).max().unwrap_or(0);
    for (rule, pieces) in set.fields.iter().zip(&columns) {
        if let Some(pieces) = pieces
            && pieces.len() < count
        {
            return Err(uneven(rule, pieces.len(), count));
        }
    }
    let row = |at: usize| -> Cells<'r> {
        columns
            .iter()
            .zip(&rest)
            .map(|(pieces, rest)| match (pieces, rest) {
                (Some(pieces), _) => Ok(match pieces.get(at) {
                    Some(piece) if !piece.trim().is_empty() => Found::Text(Cow::Owned(piece.clone())),
                    Some(_) | None => Found::Blank,
                }),
                (None, Ok(found)) => Ok(found.clone()),
                (None, Err(reason)) => Err(reason.clone()),
            })
            .collect()
    };
    Ok((0..count).map(row).collect())
}

fn uneven(rule: &FieldRule, has: usize, count: usize) -> Said {
    message::reject::uneven(&rule.column, has, count).said()
}

/// The text of what is wanted, to compare records that speak of one item; `None`: they do not say.
pub(super) fn shown(wanted: &Wanted) -> Option<String> {
    match wanted {
        Wanted::Untouched => None,
        Wanted::Clear => Some(Value::Empty.to_string()),
        Wanted::Set(value) => Some(value.to_string()),
        Wanted::Name(name) => Some(name.trim().to_owned()),
        Wanted::Until(day) => Some(day.to_string()),
    }
}

impl super::Desired {
    /// Takes over from an older record of the same item what this one does not say.
    pub fn complete(&mut self, mapping: &Mapping, older: super::Desired) {
        for (ours, theirs) in self.wanted.iter_mut().zip(older.wanted) {
            if *ours == Wanted::Untouched {
                *ours = theirs;
            }
        }
        for ((rule, ours), theirs) in mapping.sets.iter().zip(&mut self.sets).zip(older.sets) {
            let is_silent = ours.elements.is_empty() && ours.refused.is_none();
            if is_silent && (ours.unsaid || rule.blank == BlankSet::Keep) {
                *ours = theirs;
            }
        }
        self.source_key = self.source_key.take().or(older.source_key);
        self.contract = self.contract.take().or(older.contract);
        for part in older.speaks_of {
            if !self.speaks_of.contains(&part) {
                self.speaks_of.push(part);
            }
        }
    }

    /// Takes over the elements of another record of the same item. Returns the fields of the item on
    /// which the two do not agree.
    pub fn join(&mut self, other: super::Desired) -> Vec<Differing> {
        let mut differing = Vec::new();
        for (at, (ours, theirs)) in self.wanted.iter_mut().zip(other.wanted).enumerate() {
            match (shown(ours), shown(&theirs)) {
                (_, None) => {}
                (None, Some(_)) => *ours = theirs,
                (Some(first), Some(other)) if first != other => {
                    differing.push(Differing { field: at, first, other });
                }
                (Some(_), Some(_)) => {}
            }
        }
        for (ours, theirs) in self.sets.iter_mut().zip(other.sets) {
            ours.elements.extend(theirs.elements);
            ours.incomplete |= theirs.incomplete;
            ours.unsaid &= theirs.unsaid;
            ours.refused = ours.refused.take().or(theirs.refused);
        }
        for part in other.speaks_of {
            if !self.speaks_of.contains(&part) {
                self.speaks_of.push(part);
            }
        }
        self.made = self.made.take().max(other.made);
        self.left_out.extend(other.left_out);
        differing
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn numbers_stand_in_the_names_of_columns() {
        assert_eq!(numbered(&["Disk {n} size".to_owned()], 12), ["Disk 12 size"]);
    }

    #[test]
    fn a_cell_of_an_error_is_not_blank() {
        assert!(Found::Text(Cow::Borrowed(" ")).is_blank());
        assert!(!Found::Cell(&Cell::Bool(false)).is_blank());
        assert_eq!(shown(&Wanted::Name(" a ".into())).unwrap(), "a");
    }
}
