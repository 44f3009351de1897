//! XML as the JSON that has the same names: an element is an object of its attributes (`@name`), its children
//! (a list where several have one name) and its text (`#text`; the text alone where it has nothing else).
//!
//! Entities beyond the five of XML and numbers are refused, so that no document grows while it is read.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

/// Elements within elements.
pub(in crate::systems) const DEEPEST: usize = 64;

/// Why a document cannot be read, and on which line.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::systems) enum XmlError {
    /// There is no element at all.
    NoElement,
    /// It ends before this element does.
    NotClosed { line: usize, name: String },
    /// Its elements are nested deeper than [`DEEPEST`].
    TooDeep { line: usize },
    /// An entity that is none of XML's own.
    UnknownEntity { line: usize, name: String },
    /// Anything else, in the words of the parser.
    Broken { line: usize, why: String },
}

/// The same before the line is known.
enum Fault {
    TooDeep,
    UnknownEntity(String),
    Broken(String),
}

impl Fault {
    fn broken(error: impl ToString) -> Self {
        Self::Broken(error.to_string())
    }

    fn at(self, line: usize) -> XmlError {
        match self {
            Self::TooDeep => XmlError::TooDeep { line },
            Self::UnknownEntity(name) => XmlError::UnknownEntity { line, name },
            Self::Broken(why) => XmlError::Broken { line, why },
        }
    }
}

/// An element that is being read.
#[derive(Default)]
struct Element {
    name: String,
    members: Map<String, Value>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Result<Self, Fault> {
        let mut members = Map::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(Fault::broken)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(Fault::broken)?;
            members.insert(format!("@{}", attribute.key.as_ref()), value.into_owned().into());
        }
        Ok(Self { name: start.name().as_ref().to_owned(), members, text: String::new() })
    }

    /// Adds a child; the second of a name makes a list of them.
    fn add(&mut self, name: String, value: Value) {
        match self.members.get_mut(&name) {
            None => _ = self.members.insert(name, value),
            Some(Value::Array(all)) => all.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }

    fn value(mut self) -> Value {
        let text = self.text.trim();
        if self.members.is_empty() {
            return if text.is_empty() { Value::Null } else { text.into() };
        }
        if !text.is_empty() {
            self.members.insert("#text".to_owned(), text.into());
        }
        Value::Object(self.members)
    }
}

/// A document as JSON: an object with its root element.
///
/// # Errors
/// What is no XML, and where.
pub(in crate::systems) fn read(document: &str) -> Result<Value, XmlError> {
    let mut reader = Reader::from_str(document);
    let mut open = vec![Element::default()];
    let mut ended = false;
    while !ended {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let event = match event {
            Ok(event) => event,
            // Something begins that has no end: the document was cut off within it.
            Err(quick_xml::Error::Syntax(_)) => {
                let name = open.pop().map(|element| element.name).unwrap_or_default();
                return Err(XmlError::NotClosed { line: line_of(document, document.len() as u64), name });
            }
            Err(error) => return Err(Fault::broken(error).at(line_of(document, at))),
        };
        ended = step(event, &mut open).map_err(|fault| fault.at(line_of(document, at)))?;
    }
    match (open.pop(), open.len()) {
        (Some(root), 0) if !root.members.is_empty() => Ok(Value::Object(root.members)),
        (_, 0) => Err(XmlError::NoElement),
        (unclosed, _) => {
            let name = unclosed.map(|element| element.name).unwrap_or_default();
            Err(XmlError::NotClosed { line: line_of(document, document.len() as u64), name })
        }
    }
}

/// Takes one event in; true at the end.
fn step(event: Event<'_>, open: &mut Vec<Element>) -> Result<bool, Fault> {
    let deepest = open.len();
    let Some(within) = open.last_mut() else { return Ok(true) };
    match event {
        Event::Eof => return Ok(true),
        Event::Start(start) if deepest <= DEEPEST => open.push(Element::of(&start)?),
        Event::Start(_) => return Err(Fault::TooDeep),
        Event::Empty(start) => {
            let element = Element::of(&start)?;
            within.add(element.name.clone(), element.value());
        }
        Event::End(_) => {
            if let Some(element) = open.pop_if(|_| deepest > 1)
                && let Some(parent) = open.last_mut()
            {
                parent.add(element.name.clone(), element.value());
            }
        }
        Event::Text(text) => within.text.push_str(&text.xml10_content()),
        Event::CData(text) => within.text.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => {
            let sign = reference.resolve_char_ref().map_err(Fault::broken)?;
            let name = reference.into_inner();
            let known = match &*name {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => sign,
            };
            within.text.push(known.ok_or_else(|| Fault::UnknownEntity(name.to_string()))?);
        }
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
    }
    Ok(false)
}

fn line_of(document: &str, at: u64) -> usize {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(document.len());
    document.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn elements_become_objects_and_those_of_one_name_a_list() {
        let text = "<?xml version=\"1.0\"?>\n<List xmlns=\"urn:x\"><Mark/><!-- c -->\
                    <Row id=\"1\"><Who>A &amp; B&#233;</Who><What><![CDATA[<x>]]></What></Row>\
                    <Row id=\"2\">bare</Row></List>";
        assert_eq!(
            read(text).unwrap().to_string(),
            r##"{"List":{"@xmlns":"urn:x","Mark":null,"Row":[{"@id":"1","What":"<x>","Who":"A & Bé"},{"#text":"bare","@id":"2"}]}}"##
        );
    }

    #[test]
    fn what_is_cut_off_or_grows_is_refused() {
        let refused = |text: &str| read(text).unwrap_err();
        assert_eq!(refused("<a>\n<b>x</b>"), XmlError::NotClosed { line: 2, name: "a".to_owned() });
        assert_eq!(refused("<a>\n<b>x</"), XmlError::NotClosed { line: 2, name: "b".to_owned() });
        assert!(matches!(refused("<a><b></a>"), XmlError::Broken { line: 1, .. }));
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\">]><a>&x;</a>";
        assert_eq!(refused(bomb), XmlError::UnknownEntity { line: 1, name: "x".to_owned() });
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        assert_eq!(refused(&deep), XmlError::TooDeep { line: 1 });
        assert_eq!(refused(""), XmlError::NoElement);
    }
}
