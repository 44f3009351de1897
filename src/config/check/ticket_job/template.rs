//! Templates over events: compiled, their fields looked up, and tried with an example.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde_json::Value;

use super::sees::Sees;
use super::{FileCheck, code, example};
use crate::config::raw::{At, Entries, Scalar};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::Said;
use crate::model::clock::in_utc;
use crate::model::mapping::{TEMPLATE_FUEL, Template};

/// A template that is not blank and works for an example in which everything is filled in.
pub(super) fn event_template(check: &mut FileCheck<'_>, raw: &At<String>, sees: Sees) -> Template {
    let before = check.problem_count();
    check.filled(raw);
    let template = check.template(raw, sees.variables());
    if check.problem_count() == before {
        unknown_fields(check, raw);
    }
    if check.problem_count() == before {
        attempt(check, raw, sees);
    }
    template
}

/// Columns of the desk by their API names.
pub(super) fn fields(
    check: &mut FileCheck<'_>,
    raw: &Entries<At<Scalar>>,
    sees: Sees,
) -> BTreeMap<String, Template> {
    let mut fields = BTreeMap::new();
    for (column, value) in &raw.0 {
        let plain = column.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_');
        if !plain || column.is_empty() {
            check
                .report(code::BAD_NAME, &column.span, message::config::rule::not_a_column(&column.value))
                .label(label::not_a_column())
                .help(message::config::rule::column_examples());
        }
        let text = At { span: value.span.clone(), value: value.0.clone() };
        fields.insert(column.value.clone(), event_template(check, &text, sees));
    }
    fields
}

/// Reports fields of `event` and `ticket` that they do not have.
fn unknown_fields(check: &mut FileCheck<'_>, raw: &At<String>) {
    let environment = Environment::new();
    let Ok(template) = environment.template_from_str(raw) else { return };
    let mut paths: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    paths.sort();
    for path in paths {
        let Some((variable, fields)) = path.split_once('.') else { continue };
        let known = match variable {
            "event" => example::event(),
            "ticket" => example::ticket(),
            "said" => example::said(),
            _ => continue,
        };
        if let Some((field, known)) = unknown_field(&known, fields) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let inner = raw.find(&path).map(|start| start + path.len() - fields.len());
            let inner = inner.and_then(|start| Some(start + fields.find(field)?));
            let place = check.inside(raw, inner.map(|start| start..start + field.len()));
            let a = match variable {
                "event" => message::config::template::an_event(),
                "ticket" => message::config::template::a_ticket(),
                _ => message::config::template::what_was_said(),
            };
            check
                .report(code::UNKNOWN_VARIABLE, &place, message::config::template::no_such_field(a, field))
                .label(label::unknown_field())
                .help(suggest(field, known::fields(), &known));
        }
    }
}

/// The first field of a dotted path that a value does not have, and those that it has there.
fn unknown_field<'p>(value: &Value, path: &'p str) -> Option<(&'p str, Vec<String>)> {
    let mut value = value;
    for field in path.split('.') {
        let Value::Object(fields) = value else { return None };
        // Labels are what the monitor has.
        if field == "labels" {
            return None;
        }
        match fields.get(field) {
            Some(inner) => value = inner,
            None => return Some((field, fields.keys().cloned().collect())),
        }
    }
    None
}

/// Reports that a template fails whatever the event is.
fn attempt(check: &mut FileCheck<'_>, raw: &At<String>, sees: Sees) {
    // As tickets are written.
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("utc", utc);
    let Err(error) = environment.render_str(raw, example::context(sees)) else { return };
    if !is_certain(&error, raw) {
        return;
    }
    let place = check.inside(raw, error.range());
    let reason = match error.kind() {
        ErrorKind::OutOfFuel => message::config::template::endless().said(),
        kind => error.detail().map_or_else(|| kind.to_string().into(), Said::from),
    };
    check
        .report(code::BAD_TEMPLATE, &place, message::config::template::fails(reason))
        .label(label::here())
        .help(message::config::template::tried_with_example());
}

/// As the filter that tickets are written with, which refuses what is no time.
fn utc(text: String) -> Result<String, Error> {
    let no_time =
        || Error::new(ErrorKind::InvalidOperation, message::config::template::no_time(&text).to_string());
    in_utc(&text).ok_or_else(no_time)
}

/// Whether an error does not come from the example's own values: what labels hold and how many parts
/// a text has is not known here.
fn is_certain(error: &Error, template: &str) -> bool {
    match error.kind() {
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownMethod
        | ErrorKind::MissingArgument
        | ErrorKind::OutOfFuel
        | ErrorKind::TooManyArguments => true,
        _ => !["labels", "[", "split", "first", "last"].iter().any(|part| template.contains(part)),
    }
}
