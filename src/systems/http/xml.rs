//! XML as the JSON that has the same names: an element is an object of its attributes (`@name`), its children
//! (a list where several have one name) and its text (`#text`; the text alone where it has nothing else).
//!
//! Entities beyond the five of XML and numbers are refused, so that no document grows while it is read.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

use super::message;
use crate::message::Message;

/// Elements within elements.
const DEEPEST: usize = 64;

/// An element that is being read.
#[derive(Default)]
struct Element {
    name: String,
    members: Map<String, Value>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Result<Self, String> {
        let mut members = Map::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
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
pub(super) fn read(document: &str) -> Result<Value, Message> {
    let mut reader = Reader::from_str(document);
    let mut open = vec![Element::default()];
    let mut ended = false;
    while !ended {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let told = |why: String| message::not_xml(line_of(document, at), why);
        let event = event.map_err(|error| told(error.to_string()))?;
        ended = step(event, &mut open).map_err(told)?;
    }
    match (open.pop(), open.len()) {
        (Some(root), 0) if !root.members.is_empty() => Ok(Value::Object(root.members)),
        (_, 0) => Err(message::no_element()),
        (unclosed, _) => {
            let name = unclosed.map(|element| element.name).unwrap_or_default();
            Err(message::not_xml(line_of(document, document.len() as u64), message::element_not_closed(name)))
        }
    }
}

/// Takes one event in; true at the end.
fn step(event: Event<'_>, open: &mut Vec<Element>) -> Result<bool, String> {
    let deepest = open.len();
    let Some(within) = open.last_mut() else { return Ok(true) };
    match event {
        Event::Eof => return Ok(true),
        Event::Start(start) if deepest <= DEEPEST => open.push(Element::of(&start)?),
        Event::Start(_) => return Err(message::too_deep(DEEPEST).to_string()),
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
            let sign = reference.resolve_char_ref().map_err(|error| error.to_string())?;
            let name = reference.into_inner();
            let known = match &*name {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => sign,
            };
            within.text.push(known.ok_or_else(|| message::unknown_entity(&*name).to_string())?);
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
        let refused = |text: &str| read(text).unwrap_err().to_string();
        assert!(refused("<a>\n<b>x</b>").contains("line 2"), "{}", refused("<a>\n<b>x</b>"));
        assert!(refused("<a><b></a>").contains("line 1"));
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\">]><a>&x;</a>";
        assert!(refused(bomb).contains("`x`"), "{}", refused(bomb));
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        assert!(refused(&deep).contains("64"), "{}", refused(&deep));
        assert!(refused("").contains("no element"));
    }
}
