//! What is done to a text before it is read as a value: blanks, patterns, letters, the value table.

use std::borrow::Cow;

use crate::message::{self, Alike, nearest};
use crate::model::Said;
use crate::model::mapping::{Case, Otherwise, TextRules};

use super::steps::{Watch, What};

/// The text after all of its rules, or why the value table refuses it.
pub(super) fn tidy<'a>(
    text: Cow<'a, str>,
    rules: &TextRules,
    watch: &mut impl Watch,
) -> Result<Cow<'a, str>, Said> {
    let mut text = text;
    if rules.trim {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if trimmed.len() != text.len() {
            text = Cow::Owned(trimmed.to_owned());
            watch.note(|| (What::Trim, text.to_string()));
        }
    }
    if rules.squeeze {
        let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if squeezed != text {
            text = Cow::Owned(squeezed);
            watch.note(|| (What::Squeeze, text.to_string()));
        }
    }
    for (at, (pattern, with)) in rules.replace.iter().enumerate() {
        if pattern.is_match(&text) {
            text = Cow::Owned(pattern.replace_all(&text, with.as_str()).into_owned());
            watch.note(|| (What::Replace(at), text.to_string()));
        }
    }
    let cased = match rules.case {
        Case::Keep => None,
        Case::Upper => Some(text.to_uppercase()),
        Case::Lower => Some(text.to_lowercase()),
        Case::Title => Some(title(&text)),
    };
    if let Some(cased) = cased.filter(|cased| *cased != text) {
        text = Cow::Owned(cased);
        watch.note(|| (What::Case, text.to_string()));
    }
    if rules.values.is_empty() || text.is_empty() {
        return Ok(text);
    }
    let folded = text.to_lowercase();
    let listed = rules
        .values
        .get_key_value(text.as_ref())
        .or_else(|| rules.values.iter().find(|(key, _)| key.to_lowercase() == folded));
    let Some((key, value)) = listed else {
        let left = if rules.otherwise == Otherwise::Blank { Cow::Borrowed("") } else { text };
        watch.note(|| (What::NotListed(rules.otherwise), left.to_string()));
        return match rules.otherwise {
            Otherwise::Keep | Otherwise::Blank => Ok(left),
            Otherwise::Reject => Err(message::reject::not_in_table(&left, nearest_hint(&left, rules)).said()),
        };
    };
    watch.note(|| (What::Entry(key.clone()), value.clone()));
    Ok(Cow::Owned(value.clone()))
}

fn nearest_hint(text: &str, rules: &TextRules) -> Option<message::Message> {
    nearest(text, rules.values.keys(), Alike::Name).map(message::reject::and_nearest_entry)
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = true;
    for letter in text.chars() {
        if start {
            out.extend(letter.to_uppercase());
        } else {
            out.extend(letter.to_lowercase());
        }
        start = !letter.is_alphanumeric() && letter != '\'';
    }
    out
}
