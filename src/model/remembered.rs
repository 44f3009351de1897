//! What a link remembers of its item: the values last written or agreed on, the rows that belong to it,
//! and marks of what happened to it. How it stands in the database is known by the store alone.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use chrono::NaiveDate;

use super::change::{FieldChange, Retirement};
use super::schema::Part;
use super::value::Value;

crate::model::said::words!(FieldPath);

/// Which field of an item: its column (`serial`), behind the name of the child part that it belongs to,
/// if any (`os.licenseid`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Arc<str>);

impl FieldPath {
    /// Of a column of a child part (`os`), or of the item itself.
    pub fn of(part: Option<&str>, column: &str) -> Self {
        part.map_or_else(|| Self::from(column), |part| Self::from(format!("{part}.{column}")))
    }

    /// The path as it is written in mappings and plans.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for a field of this child part.
    pub fn is_of(&self, part: &str) -> bool {
        self.0.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.into())
    }
}

impl From<String> for FieldPath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl Deref for FieldPath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for FieldPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text under which a value is remembered: unambiguous, stable over versions.
pub fn encode(value: &Value) -> String {
    value.to_string()
}

/// What a link remembers of its item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    /// Last value that we wrote, or that source and target agreed on, as [`encode`]d text.
    pub values: BTreeMap<FieldPath, String>,
    /// Id of the item's row of a child part of which it has one (`os`).
    pub rows: BTreeMap<String, i64>,
    /// Elements of the item's sets, by name of the set (`disks`) and folded name of the element (`/home`).
    pub elements: BTreeMap<String, BTreeMap<String, Element>>,
    /// What happened to the item and its fields.
    pub marks: Marks,
}

/// What is remembered of an element of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Id of its row at the target.
    pub row: i64,
    /// Who made that row.
    pub maker: Maker,
    /// As [`Remembered::values`], by column.
    pub values: BTreeMap<String, String>,
}

/// Who made a row: only what we made do we remove without being told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// A run of this job.
    Us,
    /// A person, an agent or another program; we write to it.
    SomebodyElse,
}

/// What happened to an item and its fields. All of it ends when a retired item is brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The item was retired.
    pub retired: Option<Retired>,
    /// Values that wait for approval because another item had them when they were first held: they wait
    /// on when that item has lost them since.
    pub held: BTreeMap<FieldPath, String>,
    /// In how many runs in a row we wrote over what somebody else had written over our value.
    pub fights: BTreeMap<FieldPath, u32>,
    /// Fields that the target did not take when they were last written.
    pub refused: BTreeMap<FieldPath, Refused>,
    /// Fields of which the record says nothing any more: their value is no longer supplied to other jobs.
    pub blank: BTreeSet<FieldPath>,
    /// The source no longer has the record: no value is supplied to other jobs.
    pub gone: bool,
}

impl Marks {
    /// No marks.
    pub const NONE: Self = Self {
        retired: None,
        held: BTreeMap::new(),
        fights: BTreeMap::new(),
        refused: BTreeMap::new(),
        blank: BTreeSet::new(),
        gone: false,
    };
}

/// How far the retirement of an item has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The last step.
    pub step: RetiredStep,
    /// Day of that step in the job's zone; `None` when it was taken before days were noted.
    pub since: Option<NaiveDate>,
    /// What stood in the columns that the steps wrote, [`encode`]d.
    pub before: BTreeMap<String, String>,
}

/// A step of a retirement, as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetiredStep {
    /// Columns were written that say so.
    Flagged,
    /// Put in the trash.
    Trashed,
    /// It came out of the trash without us while the source still does not have it.
    Returned,
}

/// A field that the target did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Day of the write in the job's zone.
    pub day: NaiveDate,
    /// What we wrote, [`encode`]d.
    pub wanted: String,
    /// What stood there all the same, [`encode`]d.
    pub stayed: String,
}

/// One thing that a link learns from a run. There may be 30 of each of a million records: what is rare
/// stands in a box.
#[derive(Debug, Clone, PartialEq)]
pub enum Lesson {
    /// Source and target agree on the [`encode`]d value of a field.
    Agreed(FieldPath, String),
    /// The value of a field no longer stands: somebody else's does.
    Overtaken(FieldPath),
    /// The item's row of a child part.
    Row(Box<str>, i64),
    /// Something of an element of a set.
    Element(Box<ElementLesson>),
    /// A value waits for approval because another item has it.
    Held(Box<(FieldPath, String)>),
    /// We write over somebody else's value, in so many runs in a row.
    Fought(FieldPath, u32),
    /// Nobody writes over our value any more.
    FightOver(FieldPath),
    /// The record says nothing of a field any more.
    Blank(FieldPath),
    /// The record has a value of a field again.
    Filled(FieldPath),
    /// The source no longer has the record.
    Gone,
    /// The source has the record again.
    Back,
    /// The item is retired by this step since this day.
    Retired(RetiredStep, NaiveDate),
    /// The item came out of the trash without us.
    Returned,
}

/// What a link learns of an element of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementLesson {
    /// Which set.
    pub set: Part,
    /// Folded name of the element.
    pub name: String,
    /// What is learnt.
    pub what: OfElement,
}

/// What can be learnt of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfElement {
    /// It has this row.
    Row(i64, Maker),
    /// Source and target agree on the [`encode`]d value of this column.
    Agreed(String, String),
    /// Its row is no more, and the source does not have it either.
    Gone,
}

impl Lesson {
    /// True for marks: what is neither a value nor a row.
    pub fn is_mark(&self) -> bool {
        match self {
            Self::Agreed(..) | Self::Overtaken(_) | Self::Row(..) | Self::Element(_) => false,
            Self::Held(_)
            | Self::Fought(..)
            | Self::FightOver(_)
            | Self::Blank(_)
            | Self::Filled(_)
            | Self::Gone
            | Self::Back
            | Self::Retired(..)
            | Self::Returned => true,
        }
    }
}

impl Remembered {
    /// Takes over what a run found out.
    pub fn learn(&mut self, lesson: Lesson) {
        let marks = &mut self.marks;
        match lesson {
            Lesson::Agreed(path, text) => drop(self.values.insert(path, text)),
            Lesson::Overtaken(path) => drop(self.values.remove(&path)),
            Lesson::Row(part, id) => drop(self.rows.insert(part.into(), id)),
            Lesson::Element(lesson) => {
                let ElementLesson { set, name, what } = *lesson;
                match what {
                    OfElement::Row(row, maker) => drop(self.element_has(set.name(), &name, row, maker)),
                    OfElement::Agreed(column, text) => {
                        let known =
                            self.elements.get_mut(set.name()).and_then(|elements| elements.get_mut(&name));
                        if let Some(element) = known {
                            element.values.insert(column, text);
                        }
                    }
                    OfElement::Gone => self.forget_elements(set.name(), |known, _| known == name),
                }
            }
            Lesson::Held(held) => drop(marks.held.insert(held.0, held.1)),
            Lesson::Fought(path, count) => drop(marks.fights.insert(path, count)),
            Lesson::FightOver(path) => drop(marks.fights.remove(&path)),
            Lesson::Blank(path) => drop(marks.blank.insert(path)),
            Lesson::Filled(path) => drop(marks.blank.remove(&path)),
            Lesson::Gone => marks.gone = true,
            Lesson::Back => marks.gone = false,
            Lesson::Retired(step, day) => marks.retire(step, Some(day)),
            Lesson::Returned => {
                let since = marks.retired.as_ref().and_then(|retired| retired.since);
                marks.retire(RetiredStep::Returned, since);
            }
        }
    }

    /// Notes a value that was written: nothing of it waits, and the target took it.
    pub fn wrote(&mut self, path: FieldPath, text: String) {
        self.marks.held.remove(&path);
        self.marks.refused.remove(&path);
        self.values.insert(path, text);
    }

    /// Notes a step of the item's retirement with the columns that it wrote.
    pub fn retire(&mut self, step: Retirement, today: NaiveDate, fields: &[FieldChange]) {
        let step = match step {
            Retirement::Flag => RetiredStep::Flagged,
            Retirement::Trash | Retirement::Purge => RetiredStep::Trashed,
        };
        self.marks.retire(step, Some(today));
        if let Some(retired) = &mut self.marks.retired {
            retired.before.extend(fields.iter().map(|field| (field.field.clone(), encode(&field.was))));
        }
    }

    /// Forgets the row and the values of a child part: they are somebody else's now.
    pub fn forget_part(&mut self, part: &str) {
        self.rows.remove(part);
        self.values.retain(|path, _| !path.is_of(part));
    }

    /// Notes the row of an element. Its values stay.
    pub fn element_has(&mut self, set: &str, name: &str, row: i64, maker: Maker) -> &mut Element {
        let elements = self.elements.entry(set.to_owned()).or_default();
        let element = elements.entry(name.to_owned()).or_insert_with(|| Element {
            row,
            maker,
            values: BTreeMap::new(),
        });
        (element.row, element.maker) = (row, maker);
        element
    }

    /// Who made a row, if it is known as an element's of this name.
    pub fn maker_of(&self, set: &str, name: &str, row: i64) -> Option<Maker> {
        let element = self.elements.get(set)?.get(name).filter(|element| element.row == row)?;
        Some(element.maker)
    }

    /// The name of the element that has a row.
    pub fn element_of(&self, set: &str, row: i64) -> Option<&str> {
        let mut elements = self.elements.get(set)?.iter();
        elements.find(|(_, element)| element.row == row).map(|(name, _)| name.as_str())
    }

    /// Forgets the elements of a row, under whatever name.
    pub fn forget_row(&mut self, set: &str, row: i64) {
        self.forget_elements(set, |_, element| element.row == row);
    }

    fn forget_elements(&mut self, set: &str, goes: impl Fn(&str, &Element) -> bool) {
        let Some(elements) = self.elements.get_mut(set) else { return };
        elements.retain(|name, element| !goes(name, element));
        if elements.is_empty() {
            self.elements.remove(set);
        }
    }
}

impl Marks {
    fn retire(&mut self, step: RetiredStep, since: Option<NaiveDate>) {
        let before = self.retired.take().map(|retired| retired.before).unwrap_or_default();
        self.retired = Some(Retired { step, since, before });
    }
}

/// [`Remembered`] without a copy of each of its texts.
#[derive(Debug, Clone)]
pub struct RememberedLine<'a> {
    /// As [`Remembered::values`], sorted by path.
    pub values: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// As [`Remembered::rows`].
    pub rows: Vec<(Cow<'a, str>, i64)>,
    /// As [`Remembered::elements`].
    pub elements: Vec<ElementLine<'a>>,
    /// As [`Remembered::marks`]: most links have none.
    pub marks: Cow<'a, Marks>,
}

/// [`Element`] without a copy of each of its texts.
#[derive(Debug, Clone)]
pub struct ElementLine<'a> {
    /// Name of the set.
    pub set: Cow<'a, str>,
    /// Folded name of the element.
    pub name: Cow<'a, str>,
    /// As [`Element::row`].
    pub row: i64,
    /// As [`Element::maker`].
    pub maker: Maker,
    /// As [`Element::values`].
    pub values: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> From<&'a Remembered> for RememberedLine<'a> {
    fn from(remembered: &'a Remembered) -> Self {
        let element = |(set, name, element): (&'a str, &'a str, &'a Element)| ElementLine {
            set: set.into(),
            name: name.into(),
            row: element.row,
            maker: element.maker,
            values: element.values.iter().map(|(column, text)| (column.into(), text.into())).collect(),
        };
        let elements = remembered.elements.iter().flat_map(|(set, elements)| {
            elements.iter().map(move |(name, element)| (set.as_str(), name.as_str(), element))
        });
        Self {
            values: remembered
                .values
                .iter()
                .map(|(path, text)| (path.as_str().into(), text.into()))
                .collect(),
            rows: remembered.rows.iter().map(|(part, id)| (part.into(), *id)).collect(),
            elements: elements.map(element).collect(),
            marks: Cow::Borrowed(&remembered.marks),
        }
    }
}

impl From<RememberedLine<'_>> for Remembered {
    fn from(line: RememberedLine<'_>) -> Self {
        let mut elements: BTreeMap<String, BTreeMap<String, Element>> = BTreeMap::new();
        for ElementLine { set, name, row, maker, values } in line.elements {
            let values = values.into_iter().map(|(column, text)| (column.into(), text.into())).collect();
            let of_set = elements.entry(set.into()).or_default();
            of_set.insert(name.into(), Element { row, maker, values });
        }
        Self {
            values: line
                .values
                .into_iter()
                .map(|(path, text)| (FieldPath(path.into()), text.into()))
                .collect(),
            rows: line.rows.into_iter().map(|(part, id)| (part.into(), id)).collect(),
            elements,
            marks: line.marks.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_as_small_as_the_path_and_the_value_that_most_of_them_hold() {
        assert_eq!(size_of::<Lesson>(), size_of::<(FieldPath, String)>());
    }

    #[test]
    fn an_element_is_forgotten_with_its_values_and_no_other() {
        let mut link = Remembered::default();
        link.element_has("disks", "/", 17, Maker::Us).values.insert("totalsize".to_owned(), "10".to_owned());
        link.element_has("disks", "/home", 18, Maker::SomebodyElse);
        link.element_has("memory", "x", 17, Maker::Us);
        link.forget_row("disks", 17);
        assert_eq!((link.element_of("disks", 17), link.element_of("disks", 18)), (None, Some("/home")));
        assert_eq!(link.element_of("memory", 17), Some("x"));
        let what = OfElement::Gone;
        link.learn(Lesson::Element(Box::new(ElementLesson {
            set: Part::new("disks", "disks"),
            name: "/home".to_owned(),
            what,
        })));
        assert_eq!(link.elements.keys().collect::<Vec<_>>(), ["memory"]);
    }

    #[test]
    fn somebody_elses_contract_leaves_nothing_of_ours_behind() {
        let mut link = Remembered::default();
        link.learn(Lesson::Row("contract".into(), 30));
        link.learn(Lesson::Row("os".into(), 4));
        for path in ["contract.name", "contracts", "os.version"] {
            link.learn(Lesson::Agreed(path.into(), "x".to_owned()));
        }
        link.forget_part("contract");
        assert_eq!(
            link.values.keys().map(FieldPath::as_str).collect::<Vec<_>>(),
            ["contracts", "os.version"]
        );
        assert_eq!(link.rows, BTreeMap::from([("os".to_owned(), 4)]));
    }
}
