//! One JSON document, read as it comes: the path to its rows is followed, and each row handed out as the text
//! that stands in the file. Nothing else of it is kept.

use std::fmt;
use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::Said;
use crate::systems::files::message;

use super::flatten::Shape;

/// Keys that are shown where a step is missing.
const SHOWN: usize = 20;

/// Hands out each row of the array that a dotted path leads to, with its number from 1, until `take` wants no
/// more. Returns why there is no such array.
///
/// # Errors
/// What is no JSON, or cannot be read.
pub(super) fn each_row(
    from: impl Read,
    path: &str,
    take: &mut dyn FnMut(u64, &RawValue) -> bool,
) -> serde_json::Result<Option<Said>> {
    let steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
    let mut deserializer = serde_json::Deserializer::from_reader(from);
    let mut wrong = None;
    let (mut is_wanted, take) = (true, take);
    let walk = Walk { steps: &steps, done: 0, take, is_wanted: &mut is_wanted, wrong: &mut wrong };
    match walk.deserialize(&mut deserializer) {
        Err(_) if !is_wanted => return Ok(None),
        other => other?,
    }
    deserializer.end()?;
    Ok(wrong)
}

/// The value at which the path has arrived.
struct Walk<'a> {
    steps: &'a [&'a str],
    done: usize,
    take: &'a mut dyn FnMut(u64, &RawValue) -> bool,
    is_wanted: &'a mut bool,
    wrong: &'a mut Option<Said>,
}

impl Walk<'_> {
    fn place(&self) -> Said {
        if self.done == 0 {
            return message::the_document().said();
        }
        let steps = self.steps[..self.done].iter().map(|step| format!("`{step}`"));
        steps.collect::<Vec<_>>().join(".").into()
    }

    /// The value is something that has no rows.
    fn is(self, shape: Shape) {
        *self.wrong = Some(match self.steps.get(self.done) {
            Some(step) => message::has_no_step(self.place(), shape.shown(), step).into(),
            None => message::not_rows(self.place(), shape.shown()).into(),
        });
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", message::an_array())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.done < self.steps.len() {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            self.is(Shape::Array);
            return Ok(());
        }
        let mut number = 0;
        while let Some(row) = seq.next_element::<Box<RawValue>>()? {
            number += 1;
            if !(self.take)(number, &row) {
                *self.is_wanted = false;
                return Err(A::Error::custom(""));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let place = self.place();
        let Some(step) = self.steps.get(self.done) else {
            *self.wrong = Some(message::object_not_rows(place, members(map)?).into());
            return Ok(());
        };
        let mut known = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == *step {
                let Self { steps, done, take, is_wanted, wrong } = self;
                map.next_value_seed(Walk { steps, done: done + 1, take, is_wanted, wrong })?;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(());
            }
            remember(&mut known, key, map.next_value()?);
        }
        *self.wrong = Some(message::lacks_step(place, step, listed(&known)).into());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.is(Shape::Bool);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.is(Shape::Number);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.is(Shape::Number);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.is(Shape::Number);
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.is(Shape::Text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.is(Shape::Null);
        Ok(())
    }
}

/// The keys of an object with what they are.
fn members<'de, A: MapAccess<'de>>(mut map: A) -> Result<String, A::Error> {
    let mut known = Vec::new();
    while let Some((key, shape)) = map.next_entry()? {
        remember(&mut known, key, shape);
    }
    Ok(listed(&known))
}

fn remember(known: &mut Vec<(String, Shape)>, key: String, shape: Shape) {
    if known.len() < SHOWN {
        known.push((key, shape));
    }
}

fn listed(known: &[(String, Shape)]) -> String {
    if known.is_empty() {
        return "nothing".to_owned();
    }
    let shown = known.iter().map(|(key, shape)| format!("`{key}` ({})", shape.shown()));
    shown.collect::<Vec<_>>().join(", ")
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Shape;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", message::an_object())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Shape::Array)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Shape::Object)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
                Ok(Shape::Bool)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
                Ok(Shape::Number)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
                Ok(Shape::Number)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
                Ok(Shape::Number)
            }

            fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
                Ok(Shape::Text)
            }

            fn visit_unit<E>(self) -> Result<Shape, E> {
                Ok(Shape::Null)
            }
        }
        deserializer.deserialize_any(Look)
    }
}
