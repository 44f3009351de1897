//! One JSON object as cells with dotted names. Values are looked at as the text that stands in the
//! file, so that no digit of a number is lost and columns keep their order.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::message::Message;
use crate::model::Said;
use crate::model::record::Cell;
use crate::systems::files::message;

/// Deeper structures are refused.
const DEEPEST: usize = 32;

/// The members of an object in their order.
pub(super) struct Members<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", message::an_object())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

impl Shape {
    /// Tells it by the first sign.
    pub(super) fn of(value: &RawValue) -> Self {
        match value.get().as_bytes().first() {
            Some(b'{') => Shape::Object,
            Some(b'[') => Shape::Array,
            Some(b'"') => Shape::Text,
            Some(b't' | b'f') => Shape::Bool,
            Some(b'n') => Shape::Null,
            _ => Shape::Number,
        }
    }

    /// With its article.
    pub(super) fn shown(self) -> Message {
        match self {
            Shape::Null => message::null(),
            Shape::Bool => message::true_or_false(),
            Shape::Number => message::a_number(),
            Shape::Text => message::a_text(),
            Shape::Array => message::an_array(),
            Shape::Object => message::an_object(),
        }
    }
}

/// The columns of an object, in its order: `hardware.serial` for nested objects, `disks.0.size` for
/// arrays of objects, `a, b` for arrays of anything else. Of a key that stands twice the last counts.
///
/// # Errors
/// Why the object cannot be used: not an object, a text that is none, too deep.
pub(in crate::systems::files) fn flatten(value: &RawValue) -> Result<Vec<(String, Cell)>, Said> {
    if Shape::of(value) != Shape::Object {
        return Err(message::not_an_object(Shape::of(value).shown()).said());
    }
    let mut cells = Vec::new();
    add(&mut cells, String::new(), value, 0)?;
    Ok(cells)
}

fn add(cells: &mut Vec<(String, Cell)>, name: String, value: &RawValue, depth: usize) -> Result<(), Said> {
    if depth > DEEPEST {
        return Err(message::too_deep(name, DEEPEST).said());
    }
    match Shape::of(value) {
        Shape::Object => {
            let members = parse::<Members<'_>>(&name, value)?.0;
            if members.is_empty() && depth > 0 {
                cells.push((name, Cell::Blank));
                return Ok(());
            }
            for (key, value) in members {
                let name = if depth == 0 { key } else { format!("{name}.{key}") };
                add(cells, name, value, depth + 1)?;
            }
        }
        Shape::Array => add_array(cells, name, value, depth)?,
        _ => {
            let cell = scalar(&name, value)?;
            cells.push((name, cell));
        }
    }
    Ok(())
}

fn add_array(
    cells: &mut Vec<(String, Cell)>,
    name: String,
    value: &RawValue,
    depth: usize,
) -> Result<(), Said> {
    let elements = parse::<Vec<&RawValue>>(&name, value)?;
    let is_nested = |element: &&RawValue| matches!(Shape::of(element), Shape::Object | Shape::Array);
    if elements.iter().any(is_nested) {
        for (index, element) in elements.into_iter().enumerate() {
            add(cells, format!("{name}.{index}"), element, depth + 1)?;
        }
        return Ok(());
    }
    let mut texts = Vec::with_capacity(elements.len());
    for element in elements {
        match scalar(&name, element)? {
            Cell::Text(text) => texts.push(text.into_string()),
            Cell::Number(_) | Cell::Bool(_) => texts.push(element.get().to_owned()),
            _ => {}
        }
    }
    let joined = texts.join(", ");
    cells.push((name, if joined.is_empty() { Cell::Blank } else { Cell::Text(joined.into()) }));
    Ok(())
}

fn scalar(name: &str, value: &RawValue) -> Result<Cell, Said> {
    match Shape::of(value) {
        Shape::Null => Ok(Cell::Blank),
        Shape::Bool => Ok(Cell::Bool(value.get() == "true")),
        Shape::Number => number(name, value.get()),
        _ => {
            let text = parse::<String>(name, value)?;
            match text.as_str() {
                "" => Ok(Cell::Blank),
                bad if bad.contains('\0') => Err(message::has_nul(name).said()),
                bad if bad.contains('\u{FFFD}') => Err(message::value_damaged(name).said()),
                _ => Ok(Cell::Text(text.into())),
            }
        }
    }
}

/// Digits stay digits, however many; `5.0` is the integer that a program has written as a float.
fn number(name: &str, text: &str) -> Result<Cell, Said> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Ok(Cell::Text(text.into()));
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15 => {
            Ok(Cell::Text((number as i64).to_string().into()))
        }
        Ok(number) if number.is_finite() => Ok(Cell::Number(number)),
        _ => Err(message::number_too_large(name).said()),
    }
}

fn parse<'a, T: Deserialize<'a>>(name: &str, value: &'a RawValue) -> Result<T, Said> {
    serde_json::from_str(value.get()).map_err(|error| {
        let detail = error.to_string();
        let detail = detail.split(" at line ").next().unwrap_or_default().to_owned();
        // What cannot be read here although it is JSON: one of two surrogates.
        if !name.is_empty() && ["hex escape", "surrogate"].iter().any(|words| detail.contains(words)) {
            return message::half_a_sign(name).said();
        }
        if name.is_empty() { detail.into() } else { format!("`{name}`: {detail}").into() }
    })
}
