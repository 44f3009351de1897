//! The page of the API, from its OpenAPI document: every request with its parameters, every form with its fields.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::message;

/// The page.
pub fn page(document: &Value) -> String {
    let mut out = format!("# {}\n\n{}\n\n", message::manual::api(), message::manual::of_api());
    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(item) {
            request(&mut out, path, method, operation);
        }
    }
    let _ = writeln!(out, "## {}\n", message::manual::forms());
    for (name, schema) in object(&document["components"]["schemas"]) {
        form(&mut out, name, schema);
    }
    out
}

fn request(out: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = writeln!(out, "## {} {path}\n\n{}.\n", method.to_uppercase(), text(&operation["summary"]));
    if let Some(more) = operation["description"].as_str() {
        let _ = writeln!(out, "{more}\n");
    }
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        out.push_str(&message::manual::head_of_parameters().to_string());
        for parameter in parameters {
            let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
            let (kind, about) = (kind(&parameter["schema"]), text(&parameter["description"]));
            let _ = writeln!(out, "| `{name}` | {place} | {kind} | {about} |");
        }
        out.push('\n');
    }
    if let Some(schema) = operation["requestBody"]["content"]["application/json"].get("schema") {
        let _ = writeln!(out, "{}\n", message::manual::takes(kind(schema)));
    }
    for (status, response) in object(&operation["responses"]) {
        if let Some(schema) = response["content"]["application/json"].get("schema") {
            let _ = writeln!(out, "{}\n", message::manual::answers(status.as_str(), kind(schema)));
        }
    }
}

fn form(out: &mut String, name: &str, schema: &Value) {
    let _ = writeln!(out, "### {name}\n");
    if let Some(about) = schema["description"].as_str() {
        let _ = writeln!(out, "{about}\n");
    }
    let parts: Vec<&Value> =
        ["allOf", "oneOf"].iter().filter_map(|key| schema[key].as_array()).flatten().collect();
    if !schema["enum"].is_null() {
        let _ = writeln!(out, "{}\n", kind(schema));
    }
    for part in parts.iter().filter(|part| !part["$ref"].is_null()) {
        let _ = writeln!(out, "{}\n", message::manual::fields_of(kind(part)));
    }
    for fields in std::iter::once(&schema).chain(&parts).map(|part| object(&part["properties"])) {
        if fields.clone().next().is_none() {
            continue;
        }
        out.push_str(&message::manual::head_of_fields().to_string());
        for (field, of) in fields {
            let _ = writeln!(out, "| `{field}` | {} | {} |", kind(of), text(&of["description"]));
        }
        out.push('\n');
    }
}

/// What a value is, with a link where it is a form of its own.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", text(word))).collect();
        return words.join(", ");
    }
    if let Some(several) = schema["oneOf"].as_array() {
        return several.iter().map(kind).collect::<Vec<_>>().join(", ");
    }
    let names = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(", "),
        one => text(one).to_owned(),
    };
    match (&schema["items"], schema["format"].as_str()) {
        (Value::Null, Some(format)) => format!("{names} ({format})"),
        (Value::Null, None) => names,
        (items, _) => format!("{names}: {}", kind(items)),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn object(value: &Value) -> serde_json::map::Iter<'_> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NOTHING).iter()
}
