//! What the environment says of the terminal.

use crate::model::job::Language;

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

/// Language of who reads the terminal, by the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set (POSIX).
pub fn terminal_language() -> Language {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    match locale.split(['_', '.', '@']).next() {
        Some(language) if language.eq_ignore_ascii_case("fr") => Language::Fr,
        _ => Language::En,
    }
}
