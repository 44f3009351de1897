//! What every template of ours knows and refuses, and how its errors are told.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use super::ReportError;
use super::wrap::wrap;
use crate::message;
use crate::model::Said;

/// Name of the template of the HTML part of a mail.
pub(super) const HTML: &str = "mail.html.j2";

/// Width of the plain-text part, in characters (RFC 3676 asks for 78 at most).
const TEXT_WIDTH: usize = 78;

/// What one rendering may take: about as many steps, and 64 bytes of text for each. The longest mail of ours
/// takes a hundredth of it.
const FUEL: u64 = 10_000_000;

/// What is wrong with a template of a name.
pub(super) fn explained(template: String, error: &minijinja::Error) -> ReportError {
    let place = error
        .range()
        .zip(error.template_source())
        .and_then(|(range, source)| source.get(range))
        .map(|expression| message::mail::in_expression(expression.trim()).said());
    let mut reason: Said = match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, _) => message::mail::undefined_variable().said(),
        (ErrorKind::OutOfFuel, _) => message::mail::template_endless().said(),
        (kind, Some(detail)) => format!("{kind}: {detail}").into(),
        (kind, None) => kind.to_string().into(),
    };
    reason.push(&place.unwrap_or_default());
    ReportError::Template { template, line: error.line().unwrap_or(1), reason }
}

/// What every template of ours knows and refuses.
pub(super) fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| match name {
        HTML => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    environment.add_filter("wrap", |text: String, first: String, rest: String| {
        wrap(&text, TEXT_WIDTH, &first, &rest)
    });
    environment.add_filter("underline", |text: String, sign: String| {
        format!("{text}\n{}", sign.repeat(text.chars().count()))
    });
    Ok(environment)
}
