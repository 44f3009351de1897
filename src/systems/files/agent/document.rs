//! A file of an agent as the inventories in it, in one form: what stands in JSON at the top, and `content` below.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use serde_json::{Map, Value};

use crate::message::Message;
use crate::model::Said;
use crate::model::said::Say as _;
use crate::systems::shared::charset::Charset;
use crate::systems::shared::xml::{self, XmlError};

use super::super::error::{SourceError, io_reason};
use super::super::find::FoundFile;
use super::super::json::syntax_reason;
use super::super::message;
use super::super::open::open;
use super::super::sniff::{Kind, sniff};

/// Bytes of a document; the largest inventories of real machines have 5 MiB.
const LARGEST: u64 = 16 * 1024 * 1024;

/// An object of JSON.
pub(super) type Object = Map<String, Value>;

/// The inventories of a file, one for each machine, and how many bytes the document has.
///
/// # Errors
/// Why it cannot be used, as the rest of a sentence whose subject is the file.
pub(super) fn read(file: &FoundFile) -> Result<(Vec<Object>, u64), Said> {
    let opened = open(file).map_err(|error| error.said())?;
    let packed = at_most(opened).map_err(|fault| fault.told(file))?;
    let text = unpacked(packed).map_err(|fault| fault.told(file))?;
    Ok((inventories(&text)?, text.len() as u64))
}

/// Why bytes cannot be had.
enum Fault {
    TooLarge,
    NotUnpacked(io::Error),
    Io(io::Error),
}

impl Fault {
    fn told(self, file: &FoundFile) -> Said {
        match self {
            Self::TooLarge => message::agent_too_large(LARGEST / (1024 * 1024)).said(),
            Self::NotUnpacked(error) => message::agent_not_unpacked(io_reason(&error)).said(),
            Self::Io(error) => SourceError::io(&*file.shown, message::read(), error).said(),
        }
    }
}

fn at_most(from: impl Read) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Fault::Io)?;
    if bytes.len() as u64 > LARGEST { Err(Fault::TooLarge) } else { Ok(bytes) }
}

/// Agents send their inventories compressed by zlib or gzip, and keep them so in their spools.
fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let told = |fault| match fault {
        Fault::Io(error) => Fault::NotUnpacked(error),
        other => other,
    };
    match bytes.as_slice() {
        [0x1f, 0x8b, ..] => at_most(MultiGzDecoder::new(bytes.as_slice())).map_err(told),
        // Method 8 in a window of 32 KiB, and a check of these two bytes.
        [0x78, flags, ..] if (0x7800 + u16::from(*flags)).is_multiple_of(31) => {
            at_most(ZlibDecoder::new(bytes.as_slice())).map_err(told)
        }
        _ => Ok(bytes),
    }
}

fn inventories(bytes: &[u8]) -> Result<Vec<Object>, Said> {
    let kind = sniff(&bytes[..bytes.len().min(1024)]);
    let begin = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().first();
    match (kind, begin) {
        (Kind::Json, _) | (Kind::Text, Some(b'{')) => from_json(bytes),
        (Kind::Xml, _) | (Kind::Text, Some(b'<')) => from_xml(bytes),
        (Kind::Empty, _) => Err(message::agent_empty().said()),
        _ => Err(message::agent_is_other(kind.shown()).said()),
    }
}

fn from_json(bytes: &[u8]) -> Result<Vec<Object>, Said> {
    let text = decoded(bytes, None)?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(document)) if document.get("content").is_some_and(Value::is_object) => {
            Ok(vec![document])
        }
        Ok(Value::Object(document)) => Err(no_content(document.get("action"))),
        Ok(_) => Err(no_content(None)),
        Err(error) => Err(syntax_reason(&error)),
    }
}

/// A message of an agent that is no inventory: it asks what to do, or says that it has done it.
fn no_content(action: Option<&Value>) -> Said {
    match action.and_then(Value::as_str) {
        Some(action) => message::agent_other_message(action).said(),
        None => message::agent_no_content().said(),
    }
}

fn from_xml(bytes: &[u8]) -> Result<Vec<Object>, Said> {
    let text = decoded(bytes, says_encoding(bytes))?;
    let document = xml::read(&text).map_err(|error| not_xml(error).said())?;
    let Some(Value::Object(mut request)) = lower(document).remove("request") else {
        return Err(message::agent_no_content().said());
    };
    let query = text_of(request.remove("query"));
    let Some(Value::Object(mut content)) = request.remove("content") else {
        return Err(query.map_or_else(message::agent_no_content, message::agent_other_message).said());
    };
    let devices = content.remove("device");
    let around = |content: Object| {
        let mut object = request.clone();
        object.insert("content".to_owned(), Value::Object(content));
        object
    };
    Ok(match devices {
        None => vec![around(content)],
        // A walk over the network: one file, many printers and switches.
        Some(devices) => list(devices).into_iter().map(|device| around(network_device(device))).collect(),
    })
}

/// A printer or a switch as the GLPI agent names its parts.
fn network_device(mut device: Object) -> Object {
    let mut content = Object::new();
    if let Some(Value::Object(mut info)) = device.remove("info") {
        if let Some(Value::Object(mut ips)) = info.remove("ips")
            && let Some(ip) = ips.remove("ip")
        {
            info.insert("ips".to_owned(), Value::Array(values(ip)));
        }
        content.insert("network_device".to_owned(), Value::Object(info));
    }
    if let Some(Value::Object(mut ports)) = device.remove("ports")
        && let Some(ports) = ports.remove("port")
    {
        content.insert("network_ports".to_owned(), ports);
    }
    content.extend(device);
    content
}

fn not_xml(error: XmlError) -> Message {
    match error {
        XmlError::NoElement => message::agent_no_content(),
        XmlError::NotClosed { line, name } => message::agent_cut_off(line, name),
        XmlError::TooDeep { line } => message::agent_not_xml(line, message::agent_deep(xml::DEEPEST)),
        XmlError::UnknownEntity { line, name } => message::agent_not_xml(line, message::agent_entity(name)),
        XmlError::Broken { line, why } => message::agent_not_xml(line, why),
    }
}

/// The encoding that a document of XML names in its first line.
fn says_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let head = head.split("?>").next().filter(|head| head.contains("<?xml"))?;
    let label = head.split("encoding").nth(1)?.split(['"', '\'']).nth(1)?;
    Charset::of_label(label).and_then(Charset::web)
}

/// The text of a document. Agents of Windows write their own code page where they say nothing.
fn decoded(bytes: &[u8], said: Option<&'static Encoding>) -> Result<String, Said> {
    let (text, used, is_broken) = said.unwrap_or(UTF_8).decode(bytes);
    match (is_broken, said) {
        (false, _) => Ok(text.into_owned()),
        (true, Some(_)) => Err(message::agent_encoding(used.name()).said()),
        (true, None) => Ok(WINDOWS_1252.decode(bytes).0.into_owned()),
    }
}

/// An object with its keys, and those of the objects in it, in small letters.
fn lower(value: Value) -> Object {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key.to_lowercase(), lower_value(value))).collect()
        }
        _ => Object::new(),
    }
}

fn lower_value(value: Value) -> Value {
    match value {
        Value::Object(_) => Value::Object(lower(value)),
        Value::Array(all) => all.into_iter().map(lower_value).collect(),
        other => other,
    }
}

/// The objects of a list, which XML writes as one where there is only one.
pub(super) fn list(value: Value) -> Vec<Object> {
    let object = |value| match value {
        Value::Object(object) => Some(object),
        _ => None,
    };
    values(value).into_iter().filter_map(object).collect()
}

fn values(value: Value) -> Vec<Value> {
    match value {
        Value::Array(all) => all,
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// The text of a value; `None` for nothing.
pub(super) fn text_of(value: Option<Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
