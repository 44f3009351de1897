//! Whether a sentence speaks one language: words that only the other one has, and how French is set.

use super::{Message, Phrase, Template};
use crate::model::Said;
use crate::model::job::Language;

/// Small words that English has and French has not. A sentence of some length does not do without them.
const ENGLISH: &[&str] = &[
    "again", "already", "and", "any", "are", "as", "at", "be", "been", "before", "between", "but", "by",
    "can", "cannot", "could", "did", "do", "does", "each", "every", "for", "from", "had", "has", "have",
    "here", "how", "if", "in", "into", "is", "it", "its", "left", "may", "missing", "more", "must", "no",
    "not", "nothing", "of", "once", "only", "other", "our", "should", "since", "so", "still", "than", "that",
    "the", "their", "them", "then", "there", "they", "this", "to", "until", "was", "we", "were", "what",
    "when", "where", "which", "who", "why", "will", "with", "without", "would", "wrong", "yet", "you",
    "your",
];

/// The same of French.
const FRENCH: &[&str] = &[
    "aucun", "aucune", "au", "aux", "avec", "cette", "ces", "dans", "des", "deux", "du", "déjà", "elle",
    "elles", "est", "et", "être", "été", "il", "ils", "la", "le", "les", "leur", "leurs", "mais", "n'a",
    "n'est", "nous", "ont", "où", "par", "pas", "peut", "pour", "quand", "que", "qui", "sans", "ses", "sont",
    "sous", "un", "une", "votre", "vos", "vous", "à",
];

/// Who is spoken to is `vous`.
const FAMILIAR: &[&str] = &["tu", "toi", "tes", "ton"];

/// Sentences of two words and more that are the same in both languages, and why.
const SAME: &[(&str, &str)] =
    &[("question.run_job", "a command to be typed"), ("question.approve", "a command to be typed")];

/// Sentences with signs of a file or a pattern in them, which are no punctuation.
const SIGNS: &[(&str, &str)] = &[
    ("config.feed.file_pattern_signs", "`?` and `*` are the signs that are explained"),
    ("practice.how_to_change_it", "a key of JSON with its value"),
];

/// Pieces of sentences that belong to neither language, and why.
const FOREIGN: &[(&str, &str)] = &[
    ("Root entity", "the name of GLPI's topmost entity, as it is stored"),
    ("REST Services User", "the name of a profile of iTop"),
    ("Service Desk Agent", "the name of a profile of iTop"),
];

/// What is wrong with sentences, one line each.
pub(crate) fn faults(catalogue: &[Message]) -> Vec<String> {
    catalogue.iter().flat_map(of_message).collect()
}

/// The same of the phrases of mails and tables.
pub(crate) fn faults_of_phrases() -> Vec<String> {
    let of = |phrase: &Phrase| {
        let forms = [1, 2].into_iter().flat_map(|number| {
            let form = |language| bare(phrase.form(language, number));
            faults_of(&phrase.name(), &form(Language::En), &form(Language::Fr))
        });
        forms.collect::<Vec<_>>()
    };
    Phrase::all().flat_map(|phrase| of(&phrase)).collect()
}

/// A phrase with numbers for its places.
fn bare(form: &str) -> String {
    let mut text = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        text.push('2');
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    text + rest
}

/// Rendered with made-up arguments, which are words of no language: for one thing and for several.
fn of_message(message: &Message) -> Vec<String> {
    let template: &'static Template = message.template;
    let filled = |sample: &str| {
        let arguments = template.arguments.iter().map(|_| Said::from(sample)).collect();
        Message::new(template, arguments)
    };
    ["1", "2"]
        .into_iter()
        .map(filled)
        .flat_map(|one| faults_of(template.code, &one.text(Language::En), &one.text(Language::Fr)))
        .collect()
}

fn faults_of(code: &str, english: &str, french: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut tell = |what: &str, text: &str| faults.push(format!("{code}: {what}: {text:?}"));
    if let Some(word) = words(english).into_iter().find(|word| FRENCH.contains(&word.as_str())) {
        tell(&format!("`{word}` is French"), english);
    }
    if let Some(word) = words(french).into_iter().find(|word| ENGLISH.contains(&word.as_str())) {
        tell(&format!("`{word}` is English"), french);
    }
    if let Some(word) = words(french).into_iter().find(|word| FAMILIAR.contains(&word.as_str())) {
        tell(&format!("`{word}` speaks to a friend"), french);
    }
    let is_known = SAME.iter().any(|(known, _)| *known == code);
    if english == french && words(english).len() > 1 && !is_known {
        tell("the same in both languages", english);
    }
    let has_signs = SIGNS.iter().any(|(known, _)| *known == code);
    if let Some(place) = badly_set(french).filter(|_| !has_signs) {
        tell(&format!("set as in English at {place:?}"), french);
    }
    faults
}

/// The words of a sentence, small. What stands in quotes or brackets, keys with their values, options, names
/// with signs in them are no words of a language.
fn words(text: &str) -> Vec<String> {
    let mut text = outside_of_code(text);
    for (name, _) in FOREIGN {
        text = text.replace(name, " ");
    }
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let is_key = |at: usize| pieces.get(at + 1).is_some_and(|next| *next == "=");
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let word = piece.trim_matches(|sign: char| !sign.is_alphanumeric());
        let is_plain = word.chars().all(|sign| sign.is_alphabetic() || sign == '\'');
        let begins = piece.trim_start_matches(['(', '«', ',', ';']);
        if !word.is_empty() && is_plain && begins.starts_with(char::is_alphabetic) && !is_key(at) {
            found.push(word.to_lowercase());
        }
    }
    found
}

/// A text without what stands in back-ticks, double quotes, brackets or guillemets.
fn outside_of_code(text: &str) -> String {
    let mut plain = String::new();
    let mut closing = None;
    for sign in text.chars() {
        match (closing, sign) {
            (Some(end), sign) if sign == end => closing = None,
            (Some(_), _) => {}
            (None, '`' | '"') => closing = Some(sign),
            (None, '[') => closing = Some(']'),
            (None, '«') => closing = Some('»'),
            (None, sign) => plain.push(sign),
        }
    }
    plain
}

/// Where a French sentence has no no-break space before `: ; ? ! %` or inside guillemets, or a typographic
/// apostrophe, which nobody can type to look for it.
fn badly_set(text: &str) -> Option<String> {
    if let Some(at) = text.find('’') {
        return Some(text[at..].chars().take(12).collect());
    }
    let plain = outside_of_code(&text.replace(['«', '»'], ""));
    let signs: Vec<char> = plain.chars().collect();
    let around = |at: usize| Some(signs[at.saturating_sub(12)..signs.len().min(at + 3)].iter().collect());
    for (at, sign) in signs.iter().enumerate() {
        let ends = signs.get(at + 1).is_none_or(|next| next.is_whitespace());
        let before = at.checked_sub(1).map(|before| signs[before]);
        let is_high = matches!(sign, ':' | ';' | '?' | '!');
        let is_percent = *sign == '%'
            && before == Some(' ')
            && signs.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
        if is_percent {
            return around(at);
        }
        if is_high && ends && before.is_some_and(|before| before != '\u{a0}' && !"…)?".contains(before)) {
            return around(at);
        }
    }
    let guillemets: Vec<char> = text.chars().collect();
    let bad = guillemets
        .windows(2)
        .any(|pair| (pair[0] == '«' && pair[1] != '\u{a0}') || (pair[1] == '»' && pair[0] != '\u{a0}'));
    bad.then(|| "« »".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::messages;

    messages! { "tongues";
        english(n) "the file has {n} {n:row|rows} and no header"
            = "the file has {n} {n:row|rows} and no header";
        half() "the source is empty"
            = "la source is empty";
        french() "la source est vide"
            = "la source est vide";
        set() "an error: wait"
            = "une erreur: attendez";
        friend() "open your file"
            = "ouvre ton fichier";
        good(key) "give `the` key {key}, with = \"a\" (--only): is this right?"
            = "indiquez la clé `the` {key}, with = \"a\" (--only)\u{a0}: est-ce bien cela\u{a0}?";
    }

    #[test]
    fn an_english_sentence_given_as_the_french_one_is_found() {
        for message in catalogue() {
            let faults = of_message(&message);
            assert_eq!(faults.is_empty(), message.code() == "tongues.good", "{}: {faults:?}", message.code());
        }
    }

    #[test]
    fn every_phrase_speaks_its_language() {
        let faults = faults_of_phrases();
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }
}
