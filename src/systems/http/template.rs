//! Templates of paths, parameters, headers and bodies.
//!
//! What stands in a path is escaped: a value of a row never leads to another address.

use std::collections::BTreeSet;

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context, escape_formatter};
use serde_json::{Map, Value as Json};

use super::message;
use crate::message::config::{known, label, template as wrong};
use crate::message::{Message, suggest};
use crate::model::mapping::TEMPLATE_FUEL;
use crate::settings::{At, FileCheck, code};
use crate::systems::shared::call::url_part;

/// What a template of a call sees.
pub(super) const OF_CALL: &[&str] = &["page", "offset", "limit", "cursor", "since", "now"];

/// What a template of a call for one row sees.
pub(super) const OF_ROW: &[&str] = &["row", "now"];

/// What a template of a question for one record sees.
pub(super) const OF_ONE: &[&str] = &["record", "event", "now"];

/// What a template of an act sees.
pub(super) const OF_ACT: &[&str] = &["record", "event", "ticket", "remark", "mark", "now"];

/// What a condition on the answer to an act sees, or on that to its lookup.
pub(super) const OF_ANSWER: &[&str] =
    &["record", "event", "ticket", "remark", "mark", "now", "answer", "status"];

/// What a template of the call of a lookup sees.
pub(super) const OF_FIND: &[&str] =
    &["record", "event", "ticket", "remark", "mark", "now", "page", "offset", "limit", "cursor"];

/// What a condition on a row of a lookup sees.
pub(super) const OF_FOUND: &[&str] = &["record", "event", "ticket", "remark", "mark", "now", "row"];

/// What a template of a login sees.
pub(super) const OF_LOGIN: &[&str] = &["login", "password"];

/// A template that was checked.
#[derive(Debug, Clone)]
pub(super) struct Text {
    source: String,
    names: BTreeSet<String>,
    /// With the names behind their dots: `record.id`.
    paths: BTreeSet<String>,
}

/// What becomes of the values in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// They stand as they are.
    Plain,
    /// They are parts of a path.
    InPath,
    /// They are JSON.
    Json,
    /// They are texts in XML.
    Markup,
    /// Those that are not there count as nothing.
    Optional,
}

impl Text {
    /// A template that sees some variables; what is wrong with it is reported.
    pub fn check(check: &mut FileCheck<'_>, raw: &At<String>, variables: &[&str]) -> Self {
        let environment = environment(Values::Plain);
        let (mut names, mut paths) = (BTreeSet::new(), BTreeSet::new());
        match environment.template_from_str(raw) {
            Ok(template) => {
                paths.extend(template.undeclared_variables(true));
                let own: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
                names.extend(template.undeclared_variables(false));
                names.retain(|name| !own.contains(&name.as_str()));
                for name in names.iter().filter(|name| !variables.contains(&name.as_str())) {
                    check
                        .report(code::UNKNOWN_VARIABLE, &raw.span, wrong::no_such_variable(name))
                        .label(label::unknown_variable())
                        .help(suggest(name, known::it_gets(), variables));
                }
            }
            Err(error) => {
                let reason = error.detail().map_or_else(|| wrong::unreadable().to_string(), str::to_owned);
                check.report(code::BAD_TEMPLATE, &raw.span, wrong::error(reason)).label(label::here());
            }
        }
        Self { source: raw.value.clone(), names, paths }
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it names a variable.
    pub fn uses(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names that it looks up in a variable: `id` of `record.id`.
    pub fn names_in(&self, variable: &str) -> impl Iterator<Item = &str> {
        self.paths.iter().filter_map(move |path| path.strip_prefix(variable)?.strip_prefix('.'))
    }

    /// The value of a template that is nothing but one expression; `None` for any other.
    ///
    /// # Errors
    /// Why it fails.
    pub fn value(&self, context: &Value) -> Option<Result<Value, Message>> {
        let inner = self.source.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        if inner.contains("{{") || inner.contains("}}") {
            return None;
        }
        let environment = environment(Values::Plain);
        let evaluated = environment.compile_expression(inner).and_then(|made| made.eval(context.clone()));
        Some(match evaluated {
            Ok(value) if value.is_undefined() => {
                Err(message::template_fails(&self.source, message::undefined()))
            }
            Ok(value) => Ok(value),
            Err(error) => Err(self.told(&error)),
        })
    }

    /// What it makes of values.
    ///
    /// # Errors
    /// Why it fails.
    pub fn render(&self, context: &Value, values: Values) -> Result<String, Message> {
        if self.names.is_empty() && !self.source.contains("{%") && !self.source.contains("{{") {
            return Ok(self.source.clone());
        }
        let rendered = environment(values).render_str(&self.source, context.clone());
        rendered.map_err(|error| self.told(&error))
    }

    fn told(&self, error: &Error) -> Message {
        match error.kind() {
            ErrorKind::OutOfFuel => wrong::endless(),
            ErrorKind::UndefinedError => message::template_fails(&self.source, message::undefined()),
            _ => message::template_fails(&self.source, error.detail().unwrap_or_default()),
        }
    }
}

/// What templates about one record see of values: the `record` by column and the `event`.
pub(super) fn of_record(values: &Json) -> Value {
    let of = |name: &str| values.get(name).cloned().unwrap_or_default();
    context! { record => Value::from(Serde(with_steps(of("record")))), event => Value::from(Serde(of("event"))) }
}

/// A record whose columns with dots can be walked, too: `record["device.id"]` and `record.device.id`.
fn with_steps(record: Json) -> Json {
    let Json::Object(flat) = record else { return record };
    let mut made = flat.clone();
    for (column, value) in &flat {
        let mut steps: Vec<&str> = column.split('.').collect();
        let Some(last) = steps.pop().filter(|_| !steps.is_empty()) else { continue };
        let mut at = Some(&mut made);
        for step in steps {
            at = at.and_then(|object| {
                object.entry(step).or_insert_with(|| Json::Object(Map::new())).as_object_mut()
            });
        }
        if let Some(object) = at {
            object.entry(last).or_insert_with(|| value.clone());
        }
    }
    Json::Object(made)
}

fn environment(values: Values) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(match values {
        Values::Optional => UndefinedBehavior::Chainable,
        Values::Plain | Values::InPath | Values::Json | Values::Markup => UndefinedBehavior::Strict,
    });
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.set_auto_escape_callback(match values {
        Values::Json => |_: &str| AutoEscape::Json,
        Values::Markup => |_: &str| AutoEscape::Html,
        Values::Plain | Values::InPath | Values::Optional => |_: &str| AutoEscape::None,
    });
    if values == Values::InPath {
        environment.set_formatter(|out, state, value| {
            if value.is_undefined() || value.is_none() {
                return escape_formatter(out, state, &Value::UNDEFINED);
            }
            let text = value.to_string();
            if text.is_empty() || text == "." || text == ".." {
                let told = message::no_part_of_a_path(&text).to_string();
                return Err(Error::new(ErrorKind::InvalidOperation, told));
            }
            escape_formatter(out, state, &Value::from(url_part(&text)))
        });
    }
    environment
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use super::*;

    fn text(source: &str) -> Text {
        let mut check = FileCheck::new(Path::new("job.toml"), "");
        let text = Text::check(&mut check, &At { span: 0..0, value: source.to_owned() }, OF_ROW);
        assert_eq!(check.problem_count(), 0);
        text
    }

    #[test]
    fn columns_with_dots_can_be_walked() {
        let record = serde_json::json!({ "id": 1, "device.id": 7, "device.os.name": "x", "id.sub": 2 });
        let made = with_steps(record);
        assert_eq!(made["device"]["id"], 7);
        assert_eq!((&made["device.id"], &made["device"]["os"]["name"]), (&7.into(), &"x".into()));
        assert_eq!(made["id"], 1);
    }

    #[test]
    fn a_value_in_a_path_leads_nowhere_else() {
        let path = text("/nodes/{{ row.node }}/config");
        let render = |node: &str| path.render(&context! { row => context! { node => node } }, Values::InPath);
        assert_eq!(render("pve1").unwrap(), "/nodes/pve1/config");
        assert_eq!(render("../../access?x=1#é").unwrap(), "/nodes/..%2F..%2Faccess%3Fx%3D1%23%C3%A9/config");
        for bad in ["..", ".", ""] {
            assert!(render(bad).is_err(), "{bad}");
        }
        let missing = path.render(&context! { row => context! { name => "x" } }, Values::InPath);
        assert!(missing.is_err());
    }
}
