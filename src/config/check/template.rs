//! Templates compiled when they are read, with the place of the error inside the template.

use std::ops::Range;

use minijinja::Environment;

use super::ticket_job::event_fields;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::trial;
use crate::message::config::{known, label};
use crate::message::{self, Alike, Message, nearest, suggest};
use crate::model::Said;
use crate::model::mapping::Template;

/// What a template over a record sees.
pub(super) const RECORD_VARIABLES: &[&str] = &["row", "today", "job", "source", "row_number"];

/// What a template over an element of a list of a record sees.
pub(super) const ELEMENT_VARIABLES: &[&str] = &["element", "row", "today", "job", "source", "row_number"];

impl FileCheck<'_> {
    /// A template that sees the named variables.
    pub fn template(&mut self, raw: &At<String>, variables: &[&str]) -> Template {
        let mut environment = Environment::new();
        environment.set_debug(true);
        match environment.template_from_str(raw) {
            // Nothing of what it sees is there.
            Ok(_) if !trial::ends(raw, vec![serde_json::json!({})]) => {
                self.report(code::BAD_TEMPLATE, &raw.span, message::config::template::takes_too_much())
                    .label(label::here());
            }
            Ok(template) => {
                let own: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
                let mut unknown: Vec<String> = template
                    .undeclared_variables(false)
                    .into_iter()
                    .filter(|name| !variables.contains(&name.as_str()) && !own.contains(&name.as_str()))
                    .collect();
                unknown.sort();
                for name in unknown {
                    let inner = raw.find(&name).map(|start| start..start + name.len());
                    let place = self.inside(raw, inner);
                    self.report(
                        code::UNKNOWN_VARIABLE,
                        &place,
                        message::config::template::no_such_variable(&name),
                    )
                    .label(label::unknown_variable())
                    .help(variable_help(&name, variables));
                }
            }
            Err(error) => {
                let place = self.inside(raw, error.range());
                let reason =
                    error.detail().map_or_else(|| message::config::template::unreadable().said(), Said::from);
                self.report(code::BAD_TEMPLATE, &place, message::config::template::error(reason))
                    .label(label::here())
                    .help(expression_help(variables));
            }
        }
        Template { source: raw.value.clone() }
    }

    /// The place in the file of a range inside a text; the whole text when it is written with
    /// escapes, so that its offsets are not those of the file.
    pub fn inside(&self, raw: &At<String>, inner: Option<Range<usize>>) -> Range<usize> {
        let whole = raw.span.clone();
        let Some((inner, written)) = inner.zip(self.text().get(whole.clone())) else { return whole };
        let Some(start) = written.find(raw.as_str()) else { return whole };
        let (from, to) = (whole.start + start + inner.start, whole.start + start + inner.end);
        if from < to && to <= whole.end && self.text().get(from..to).is_some() { from..to } else { whole }
    }
}

fn variable_help(name: &str, variables: &[&str]) -> Message {
    let known = suggest(name, known::it_gets(), variables);
    let has = |variable| variables.contains(&variable);
    if has("row") && nearest(name, variables.iter().copied(), Alike::Word).is_none() {
        message::config::template::row_column(known, name)
    } else if has("event") && name == "ticket" {
        message::config::template::no_ticket_yet(known)
    } else if has("event") && event_fields().iter().any(|field| field == name) {
        message::config::template::field_of_event(known, name)
    } else if has("ticket") && matches!(name, "event" | "events") {
        message::config::template::events_are_over(known)
    } else {
        known
    }
}

fn expression_help(variables: &[&str]) -> Message {
    if variables.contains(&"row") {
        message::config::template::row_expression()
    } else if variables.contains(&"event") {
        message::config::template::event_expression()
    } else {
        message::config::template::ticket_expression()
    }
}
