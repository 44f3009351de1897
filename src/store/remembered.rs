//! The stored form of what a link remembers: JSON in the column `remembered`, read and written here and
//! nowhere else. Another form needs a migration that rewrites the rows, as `flat_ledger` did.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::Fault;
use super::stamp::to_json;
use crate::message;
use crate::model::remembered::{
    ElementLine, FieldPath, Maker, Marks, Refused, Remembered, RememberedLine, Retired, RetiredStep,
};

/// The text of the column.
pub(super) fn write(remembered: &Remembered) -> Result<String, Fault> {
    to_json(&Form::of(remembered))
}

/// What the text of the column says, borrowed where it holds no escapes.
pub(super) fn read(text: &str) -> Result<RememberedLine<'_>, Fault> {
    let form: Form<'_> =
        serde_json::from_str(text).map_err(|error| Fault::Unreadable(error.to_string().into()))?;
    Ok(form.into_line())
}

/// Everything that is empty is left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form<'a> {
    #[serde(borrow, default, skip_serializing_if = "Object::is_empty")]
    values: Object<'a, Text<'a>, 32>,
    #[serde(borrow, default, skip_serializing_if = "Object::is_empty")]
    rows: Object<'a, i64, 4>,
    #[serde(borrow, default, skip_serializing_if = "Object::is_empty")]
    elements: Object<'a, Object<'a, ElementForm<'a>, 4>, 4>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marks: Option<Box<MarksForm>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementForm<'a> {
    row: i64,
    maker: MakerForm,
    #[serde(borrow, default, skip_serializing_if = "Object::is_empty")]
    values: Object<'a, Text<'a>, 8>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MakerForm {
    Us,
    SomebodyElse,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarksForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired: Option<RetiredForm>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    held: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fights: BTreeMap<String, u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    refused: BTreeMap<String, RefusedForm>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    blank: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetiredForm {
    step: StepForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    before: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepForm {
    Flag,
    Trash,
    Returned,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusedForm {
    day: NaiveDate,
    wanted: String,
    stayed: String,
}

impl<'a> Form<'a> {
    fn of(remembered: &'a Remembered) -> Self {
        let texts = |(column, text): (&'a String, &'a String)| (column.into(), Text(text.into()));
        let elements = remembered.elements.iter().map(|(set, elements)| {
            let element = |(name, element): (&'a String, &'a crate::model::remembered::Element)| {
                let form = ElementForm {
                    row: element.row,
                    maker: match element.maker {
                        Maker::Us => MakerForm::Us,
                        Maker::SomebodyElse => MakerForm::SomebodyElse,
                    },
                    values: element.values.iter().map(texts).collect(),
                };
                (Cow::from(name), form)
            };
            (Cow::from(set), elements.iter().map(element).collect())
        });
        Self {
            values: remembered
                .values
                .iter()
                .map(|(path, text)| (path.as_str().into(), Text(text.into())))
                .collect(),
            rows: remembered.rows.iter().map(|(part, id)| (part.into(), *id)).collect(),
            elements: elements.collect(),
            marks: (remembered.marks != Marks::NONE).then(|| Box::new(MarksForm::of(&remembered.marks))),
        }
    }

    fn into_line(self) -> RememberedLine<'a> {
        let texts = |(column, Text(text)): (Cow<'a, str>, Text<'a>)| (column, text);
        let elements = self.elements.0.into_iter().flat_map(|(set, elements)| {
            elements.0.into_iter().map(move |(name, element)| ElementLine {
                set: set.clone(),
                name,
                row: element.row,
                maker: match element.maker {
                    MakerForm::Us => Maker::Us,
                    MakerForm::SomebodyElse => Maker::SomebodyElse,
                },
                values: element.values.0.into_iter().map(texts).collect(),
            })
        });
        RememberedLine {
            elements: elements.collect(),
            // In place: a text without the wrapper has the same layout.
            values: self.values.0.into_iter().map(texts).collect(),
            rows: self.rows.0,
            marks: Cow::Owned(self.marks.map_or(Marks::NONE, |marks| marks.into_marks())),
        }
    }
}

impl MarksForm {
    fn of(marks: &Marks) -> Self {
        let refused = |(path, refused): (&FieldPath, &Refused)| {
            let Refused { day, wanted, stayed } = refused.clone();
            (path.to_string(), RefusedForm { day, wanted, stayed })
        };
        Self {
            retired: marks.retired.as_ref().map(|retired| RetiredForm {
                step: match retired.step {
                    RetiredStep::Flagged => StepForm::Flag,
                    RetiredStep::Trashed => StepForm::Trash,
                    RetiredStep::Returned => StepForm::Returned,
                },
                since: retired.since,
                before: retired.before.clone(),
            }),
            held: marks.held.iter().map(|(path, text)| (path.to_string(), text.clone())).collect(),
            fights: marks.fights.iter().map(|(path, runs)| (path.to_string(), *runs)).collect(),
            refused: marks.refused.iter().map(refused).collect(),
            blank: marks.blank.iter().map(ToString::to_string).collect(),
            gone: marks.gone,
        }
    }

    fn into_marks(self) -> Marks {
        let refused = |(path, RefusedForm { day, wanted, stayed }): (String, RefusedForm)| {
            (path.into(), Refused { day, wanted, stayed })
        };
        Marks {
            retired: self.retired.map(|RetiredForm { step, since, before }| Retired {
                step: match step {
                    StepForm::Flag => RetiredStep::Flagged,
                    StepForm::Trash => RetiredStep::Trashed,
                    StepForm::Returned => RetiredStep::Returned,
                },
                since,
                before,
            }),
            held: self.held.into_iter().map(|(path, text)| (path.into(), text)).collect(),
            fights: self.fights.into_iter().map(|(path, runs)| (path.into(), runs)).collect(),
            refused: self.refused.into_iter().map(refused).collect(),
            blank: self.blank.into_iter().map(FieldPath::from).collect(),
            gone: self.gone,
        }
    }
}

/// A JSON object in the order in which it stands, with room for as many entries as it usually has.
struct Object<'a, V, const USUAL: usize>(Vec<(Cow<'a, str>, V)>);

impl<V, const USUAL: usize> Object<'_, V, USUAL> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V, const USUAL: usize> Default for Object<'_, V, USUAL> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, V, const USUAL: usize> FromIterator<(Cow<'a, str>, V)> for Object<'a, V, USUAL> {
    fn from_iter<I: IntoIterator<Item = (Cow<'a, str>, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<V: Serialize, const USUAL: usize> Serialize for Object<'_, V, USUAL> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            object.serialize_entry(key, value)?;
        }
        object.end()
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>, const USUAL: usize> Deserialize<'de> for Object<'a, V, USUAL> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<'a, V, const USUAL: usize>(PhantomData<(&'a str, V)>);
        impl<'de: 'a, 'a, V: Deserialize<'de>, const USUAL: usize> Visitor<'de> for Entries<'a, V, USUAL> {
            type Value = Object<'a, V, USUAL>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(message::state::object_of_texts().said().english())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::with_capacity(USUAL);
                while let Some((Text(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries::<'a, V, USUAL>(PhantomData))
    }
}

#[derive(Serialize, Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// Every concept there is, in the form in which it stands in databases.
    const WHOLE: &str = r##"{"values":{"name":"PC-1","os.operatingsystems_id":"#4"},"rows":{"os":11},"elements":{"disks":{"/":{"row":17,"maker":"us","values":{"totalsize":"512000"}},"/é\"":{"row":18,"maker":"somebody_else"}}},"marks":{"retired":{"step":"flag","since":"2026-11-21","before":{"comment":"on the shelf"}},"held":{"serial":"S-1"},"fights":{"contact":2},"refused":{"os.version":{"day":"2026-11-20","wanted":"12","stayed":"11"}},"blank":["comment"],"gone":true}}"##;

    #[test]
    fn the_form_of_databases_stays_as_it_is() {
        let remembered = Remembered::from(read(WHOLE).unwrap());
        assert_eq!(write(&remembered).unwrap(), WHOLE);
        let line = RememberedLine::from(&remembered);
        assert_eq!(Remembered::from(line), remembered);
    }

    #[test]
    fn nothing_remembered_takes_no_room_and_texts_are_borrowed() {
        assert_eq!(write(&Remembered::default()).unwrap(), "{}");
        let line = read(r#"{"values":{"name":"PC-1"}}"#).unwrap();
        assert!(matches!(line.values.as_slice(), [(Cow::Borrowed("name"), Cow::Borrowed("PC-1"))]));
        assert_eq!(*line.marks, Marks::NONE);
    }

    #[test]
    fn a_row_in_a_form_that_is_not_known_is_an_error_and_not_an_empty_memory() {
        assert!(read(r#"{"name":"PC-1"}"#).is_err());
        assert!(read(r#"{"marks":{"lost":true}}"#).is_err());
    }
}
