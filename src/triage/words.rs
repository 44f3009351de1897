//! Texts of tickets, notes and remarks, made by the rule's templates.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, context};

use crate::message;
use crate::model::Said;
use crate::model::clock::in_utc;
use crate::model::event::Event;
use crate::model::mapping::{TEMPLATE_FUEL, Template};
use crate::model::ticket_job::Rule;
use crate::model::ticket_ledger::OurTicket;

/// As whom monitors that ask for an author are told.
pub const AUTHOR: &str = "stocktake";

/// Renders a template over the events of a ticket, the worst first.
pub fn render(
    template: &Template,
    rule: &Rule,
    job: &str,
    events: &[Event],
    ticket: Option<&OurTicket>,
) -> Result<String, Said> {
    let events: Vec<Value> = events.iter().map(shown).collect();
    let context = context! {
        event => events.first().cloned().unwrap_or(Value::from(())),
        events => events,
        rule => rule.name.to_string(),
        job => job,
        ticket => Value::from(Serde(ticket)),
    };
    written(template, context)
}

/// What an operator said, as templates see it.
#[derive(Debug, serde::Serialize)]
pub struct SaidThere<'s> {
    /// Who.
    pub by: &'s str,
    /// When, in UTC; where the monitor does not tell, when it was seen.
    pub at: String,
    /// What.
    pub text: &'s str,
    /// Of what, for people.
    pub about: &'s str,
    /// Where.
    pub monitor: &'s str,
}

/// Renders the words of a note about what an operator said.
///
/// # Errors
/// Why the template of the rule fails.
pub fn render_said(
    template: &Template,
    rule: &Rule,
    job: &str,
    said: &SaidThere<'_>,
    ticket: &OurTicket,
) -> Result<String, Said> {
    let context = context! {
        said => Value::from(Serde(said)),
        rule => rule.name.to_string(),
        job => job,
        ticket => Value::from(Serde(ticket)),
    };
    written(template, context)
}

fn written(template: &Template, context: Value) -> Result<String, Said> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_filter("utc", utc);
    let text = environment.render_str(&template.source, context).map_err(|error| match error.kind() {
        ErrorKind::OutOfFuel => message::reject::template_endless(&template.source).said(),
        _ => message::reject::template_fails(&template.source, &error).said(),
    })?;
    Ok(text.trim().to_owned())
}

/// A time such as `event.since` as `2026-01-15 10:30:00 UTC`.
fn utc(text: String) -> Result<String, Error> {
    let no_time =
        || Error::new(ErrorKind::InvalidOperation, message::config::template::no_time(&text).to_string());
    in_utc(&text).ok_or_else(no_time)
}

/// An event with all that it may have; what it does not have is empty, so that one template serves hosts
/// and services alike.
fn shown(event: &Event) -> Value {
    context! {
        groups => event.groups.clone(),
        labels => event.labels.clone(),
        text => event.text.clone(),
        host => event.host.clone().unwrap_or_default(),
        address => event.address.clone().unwrap_or_default(),
        service => event.service.clone().unwrap_or_default(),
        url => event.url.clone().unwrap_or_default(),
        ..Value::from(Serde(event))
    }
}

/// What is said in the monitor about an event and its ticket.
///
/// # Errors
/// Why the template of the rule fails.
pub fn remark(rule: &Rule, job: &str, event: &Event, ticket: &OurTicket) -> Result<String, Said> {
    render(&rule.words.remark, rule, job, std::slice::from_ref(event), Some(ticket))
}

/// What is said in the monitor as any program of ours says it, whatever its language.
pub fn remarks(rule: &Rule, job: &str, event: &Event, ticket: &OurTicket) -> Vec<String> {
    let templates = std::iter::once(&rule.words.remark).chain(&rule.words.remark_elsewhere);
    let said = |template| render(template, rule, job, std::slice::from_ref(event), Some(ticket)).ok();
    templates.filter_map(said).filter(|text| !text.is_empty()).collect()
}

/// A text without its line breaks. The no-break spaces of French stay.
pub fn one_line(text: &str) -> String {
    let breaks = |sign: char| sign.is_whitespace() && sign != '\u{a0}';
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
