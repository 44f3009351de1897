//! A place in a document of JSON: names with dots between them, such as `data.items` or `@odata.nextLink`.
//!
//! Names may have dots themselves: at each step the longest name that is there counts. Values are handed out as
//! the text that stands in the document, so that numbers keep their digits.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::message;
use crate::message::{Alike, Message, list, nearest};

/// Names that are shown where one is not there.
const SHOWN: usize = 20;

/// The step to the only member of an object, whatever it is called: OCS names it by the id that was asked for.
const ANY: &str = "*";

/// A dotted path. The empty one is the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DottedPath(String);

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Object,
    Array,
    Text,
    Number,
    TrueOrFalse,
    Null,
}

/// A path leads nowhere: how far it goes, what is there, and the name that is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Astray {
    /// How far it goes; empty: not beyond the document.
    at: String,
    /// What of it is left.
    rest: String,
    shape: Shape,
    names: Vec<String>,
}

impl DottedPath {
    /// Of its text.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it leads to.
    ///
    /// # Errors
    /// Where it leads nowhere.
    pub fn find<'d>(&self, document: &'d RawValue) -> Result<&'d RawValue, Astray> {
        let (mut at, mut rest) = (document, self.0.as_str());
        while !rest.is_empty() {
            let walked = self.0[..self.0.len() - rest.len()].trim_end_matches('.');
            let astray = |shape, names| Astray { at: walked.to_owned(), rest: rest.to_owned(), shape, names };
            let (found, length) = match shape(at) {
                Shape::Object => {
                    let members = members(at);
                    let only = || match members.as_slice() {
                        [(_, value)] => {
                            step(rest).filter(|step| *step == ANY).map(|step| (*value, step.len()))
                        }
                        _ => None,
                    };
                    let found = prefixes(rest).find_map(|name| {
                        let (_, value) = members.iter().rev().find(|(known, _)| known == name)?;
                        Some((*value, name.len()))
                    });
                    let names = || members.iter().map(|(name, _)| name.clone()).collect();
                    found.or_else(only).ok_or_else(|| astray(Shape::Object, names()))?
                }
                Shape::Array => {
                    let step = step(rest).unwrap_or_default();
                    let element =
                        step.parse::<usize>().ok().and_then(|index| elements(at).get(index).copied());
                    element
                        .map(|value| (value, step.len()))
                        .ok_or_else(|| astray(Shape::Array, Vec::new()))?
                }
                other => return Err(astray(other, Vec::new())),
            };
            at = found;
            rest = rest[length..].trim_start_matches('.');
        }
        Ok(at)
    }

    /// The text of what it leads to; `None` where nothing, null or no single value is.
    pub fn text(&self, document: &RawValue) -> Option<String> {
        text(self.find(document).ok()?)
    }
}

/// The first step of a path.
fn step(path: &str) -> Option<&str> {
    path.split('.').next()
}

/// A text and what it begins with at its dots, the longest first.
fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    let dots: Vec<usize> = text.match_indices('.').map(|(at, _)| at).collect();
    std::iter::once(text).chain(dots.into_iter().rev().map(|at| &text[..at]))
}

impl Astray {
    /// As a sentence: what is there, and the name that is nearest.
    pub fn told(&self) -> Message {
        let place = match self.at.as_str() {
            "" => message::the_answer(),
            at => message::in_ticks(at),
        };
        if self.shape != Shape::Object {
            return message::no_step_into(place, self.shape.shown(), self.name());
        }
        if self.names.is_empty() {
            return message::nothing_there(place, self.name());
        }
        let shown = list::first(self.names.iter().map(|name| format!("`{name}`")), SHOWN);
        match self.nearest(Alike::Name) {
            Some(near) => message::no_such_name_but(place, self.name(), near, shown),
            None => message::no_such_name(place, self.name(), shown),
        }
    }

    /// The name that is not there.
    fn name(&self) -> &str {
        self.rest.split('.').next().unwrap_or_default()
    }

    /// A name that is alike; names may have dots.
    fn nearest(&self, alike: Alike) -> Option<&str> {
        let near = |wanted: &str| nearest(wanted, &self.names, alike).map(String::as_str);
        near(&self.rest).or_else(|| near(self.name()))
    }

    /// Whether only the last name is not there.
    pub fn is_at_its_end(&self) -> bool {
        !self.rest.contains('.')
    }

    /// Whether an element of XML is there and has none in it.
    pub fn is_in_nothing(&self) -> bool {
        let is_element = |name: &String| !name.starts_with(['@', '#']);
        self.is_at_its_end()
            && !self.at.is_empty()
            && match self.shape {
                Shape::Object => !self.names.iter().any(is_element),
                Shape::Null => true,
                Shape::Array | Shape::Text | Shape::Number | Shape::TrueOrFalse => false,
            }
    }

    /// The name that was perhaps meant.
    pub fn near(&self) -> Option<&str> {
        self.nearest(Alike::Word)
    }
}

impl Shape {
    /// For people.
    pub fn shown(self) -> Message {
        match self {
            Self::Object => message::an_object(),
            Self::Array => message::a_list(),
            Self::Text => message::a_text(),
            Self::Number => message::a_number(),
            Self::TrueOrFalse => message::true_or_false(),
            Self::Null => message::nothing(),
        }
    }
}

/// What a value is.
pub(super) fn shape(value: &RawValue) -> Shape {
    match value.get().as_bytes().first() {
        Some(b'{') => Shape::Object,
        Some(b'[') => Shape::Array,
        Some(b'"') => Shape::Text,
        Some(b't' | b'f') => Shape::TrueOrFalse,
        Some(b'n') | None => Shape::Null,
        Some(_) => Shape::Number,
    }
}

/// The members of an object in their order; none of anything else.
pub(super) fn members(object: &RawValue) -> Vec<(String, &RawValue)> {
    let mut deserializer = serde_json::Deserializer::from_str(object.get());
    deserializer.deserialize_map(Members).unwrap_or_default()
}

/// The elements of a list; none of anything else.
pub(super) fn elements(list: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(list.get()).unwrap_or_default()
}

/// A single value as text; `None` for null, lists and objects.
pub(super) fn text(value: &RawValue) -> Option<String> {
    match shape(value) {
        Shape::Text => serde_json::from_str(value.get()).ok(),
        Shape::Number | Shape::TrueOrFalse => Some(value.get().to_owned()),
        Shape::Object | Shape::Array | Shape::Null => None,
    }
}

/// Reads an object without losing the order of its members.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn names_with_dots_and_numbers_of_elements_are_found() {
        let document = raw(
            r#"{"@odata.nextLink": "x", "data": {"a.b": {"c": 18446744073709551617}}, "list": [{"n": 1}]}"#,
        );
        let text = |path: &str| DottedPath::new(path).text(&document);
        assert_eq!(text("@odata.nextLink").as_deref(), Some("x"));
        assert_eq!(text("data.a.b.c").as_deref(), Some("18446744073709551617"));
        assert_eq!(text("list.0.n").as_deref(), Some("1"));
        assert_eq!((text("list.1.n"), text("data"), text("nothing")), (None, None, None));
    }

    #[test]
    fn the_only_member_of_an_object_needs_no_name() {
        let document = raw(r#"{"5": {"softwares": [1]}, "*": {"softwares": [2]}}"#);
        let first = |document: &RawValue| DottedPath::new("*.softwares.0").text(document);
        assert_eq!(first(&document).as_deref(), Some("2"), "a name that is there is a name");
        assert_eq!(first(&raw(r#"{"5": {"softwares": [1]}}"#)).as_deref(), Some("1"));
        assert_eq!(first(&raw(r#"{"5": {"softwares": [1]}, "6": {}}"#)), None, "which of them?");
    }

    #[test]
    fn a_path_that_leads_nowhere_names_what_is_there() {
        let document = raw(r#"{"total": 1, "rows": [], "data": {"items": 3}}"#);
        let told = |path: &str| DottedPath::new(path).find(&document).unwrap_err().told().to_string();
        assert_eq!(
            told("row"),
            "the answer has no `row`; did you mean `rows`? It has `total`, `rows`, `data`"
        );
        assert_eq!(told("data.hosts"), "`data` has no `hosts`; it has `items`");
        assert_eq!(told("total.x"), "`total` is a number, so it has no `x`");
    }
}
