//! What every template of ours knows and refuses, and how its errors are told.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, ErrorKind, HtmlEscape, UndefinedBehavior};

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
        (kind, Some(detail)) => message::list::of(kind.to_string(), detail).said(),
        (kind, None) => kind.to_string().into(),
    };
    reason.push(&place.unwrap_or_default());
    ReportError::Template { template, line: error.line().unwrap_or(1), reason }
}

/// Marks each day of a text, `2026-12-31`, as one word: browsers break such a one at its hyphens.
fn whole_days(text: &str) -> String {
    let escaped = |text: &str| HtmlEscape(text).to_string();
    let (mut html, mut rest) = (String::new(), text);
    while let Some(at) = rest.as_bytes().windows(DAY.len()).position(is_day) {
        let (before, day) = rest.split_at(at);
        let (day, after) = day.split_at(DAY.len());
        html.push_str(&format!("{}<span style=\"white-space:nowrap\">{day}</span>", escaped(before)));
        rest = after;
    }
    html + &escaped(rest)
}

/// How a day is written.
const DAY: &[u8] = b"0000-00-00";

fn is_day(text: &[u8]) -> bool {
    text.iter().zip(DAY).all(|(sign, form)| if *form == b'0' { sign.is_ascii_digit() } else { sign == form })
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
    environment.add_filter("days", |text: String| Value::from_safe_string(whole_days(&text)));
    environment.add_filter("underline", |text: String, sign: String| {
        format!("{text}\n{}", sign.repeat(text.chars().count()))
    });
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::whole_days;

    #[test]
    fn a_day_is_one_word_and_markup_stays_text() {
        let day = "<span style=\"white-space:nowrap\">2026-12-31</span>";
        assert_eq!(whole_days("a <b> until 2026-12-31, é"), format!("a &lt;b&gt; until {day}, é"));
        assert_eq!(whole_days("2026-1-31 and 12-2026"), "2026-1-31 and 12-2026");
        assert_eq!(whole_days("été"), "été");
    }
}
