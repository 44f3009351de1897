//! What the environment says of the terminal and of the person in front of it.

use crate::model::job::Language;
use crate::model::mapping::Locale;

/// The person's language and how he writes dates and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Language; English where it is none of ours.
    pub language: Language,
    /// Conventions; `None` where the environment does not say.
    pub locale: Option<Locale>,
}

/// Whom `LC_ALL`, `LC_TIME` and `LANG` are about.
pub fn person() -> Person {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = ["LC_ALL", "LC_TIME", "LANG"].into_iter().find_map(set).unwrap_or_default();
    of_tag(&tag)
}

/// `fr_FR.UTF-8`, `de-AT`, `C`.
fn of_tag(tag: &str) -> Person {
    let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('-', "_");
    let (language, country) = tag.split_once('_').unwrap_or((&tag, ""));
    let locale = match (language, country) {
        ("fr", _) => Some(Locale::Fr),
        // Spaniards and Italians write dates and numbers with the marks of Germans, or with strokes.
        ("de" | "es" | "it" | "nl" | "pt", _) => Some(Locale::De),
        ("en", "US" | "PH") => Some(Locale::EnUs),
        ("en", country) if !country.is_empty() => Some(Locale::EnGb),
        _ => None,
    };
    Person { language: if language == "fr" { Language::Fr } else { Language::En }, locale }
}

/// False when `NO_COLOR` is set to anything, or the terminal is dumb.
pub fn wants_color() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// Columns of the terminal; `None` when standard output is none and `COLUMNS` is not set.
pub fn terminal_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_language_and_conventions() {
        for (tag, language, locale) in [
            ("fr_FR.UTF-8", Language::Fr, Some(Locale::Fr)),
            ("fr_CH", Language::Fr, Some(Locale::Fr)),
            ("de-AT@euro", Language::En, Some(Locale::De)),
            ("en_US.UTF-8", Language::En, Some(Locale::EnUs)),
            ("en_IE", Language::En, Some(Locale::EnGb)),
            ("C.UTF-8", Language::En, None),
            ("", Language::En, None),
        ] {
            assert_eq!(of_tag(tag), Person { language, locale }, "{tag}");
        }
    }
}
