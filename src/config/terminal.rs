//! What the environment says of the terminal and of who reads it.

use crate::model::job::Language;
use crate::model::mapping::Locale;

/// False when `NO_COLOR` is set to anything, or the terminal is dumb.
pub fn wants_color() -> bool {
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// Columns of the terminal; `None` when standard output is none and `COLUMNS` is not set.
pub fn terminal_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.or_else(|| terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0)))
}

/// The project folder that the environment names.
pub fn project_folder() -> Option<std::path::PathBuf> {
    set("STOCKTAKE_PROJECT").map(Into::into)
}

/// Language of who reads the terminal, by the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set (POSIX);
/// English where it is none of ours.
pub fn terminal_language() -> Language {
    language_of(&first_of(["LC_ALL", "LC_MESSAGES", "LANG"]))
}

/// How who reads the terminal writes dates and numbers, by `LC_ALL`, `LC_TIME` and `LANG`; `None` where they do
/// not say.
pub fn conventions() -> Option<Locale> {
    conventions_of(&first_of(["LC_ALL", "LC_TIME", "LANG"]))
}

/// Name of who is logged in at this machine: as the environment says, else as the users of the machine are listed,
/// else the number (containers and jobs of cron have no `USER`, and some no list).
pub fn login_name() -> String {
    let listed = || whoami::username().ok().filter(|name| !name.is_empty());
    set("USER").or_else(listed).unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()))
}

/// Who does something, for the journal: the one who is named, else who is logged in.
pub fn who(named: Option<&str>) -> String {
    named.map_or_else(login_name, str::to_owned)
}

fn set(name: &str) -> Option<String> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(|value| value.to_string_lossy().into_owned())
}

fn first_of(names: [&str; 3]) -> String {
    names.into_iter().find_map(set).unwrap_or_default()
}

/// Language and country of `fr_FR.UTF-8`, `de-AT`, `C`.
fn parts(tag: &str) -> (String, String) {
    let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('-', "_");
    let (language, country) = tag.split_once('_').unwrap_or((&tag, ""));
    (language.to_lowercase(), country.to_uppercase())
}

fn language_of(tag: &str) -> Language {
    if parts(tag).0 == "fr" { Language::Fr } else { Language::En }
}

fn conventions_of(tag: &str) -> Option<Locale> {
    let (language, country) = parts(tag);
    match (language.as_str(), country.as_str()) {
        ("fr", _) => Some(Locale::Fr),
        // Spaniards and Italians write dates and numbers with the marks of Germans, or with strokes.
        ("de" | "es" | "it" | "nl" | "pt", _) => Some(Locale::De),
        ("en", "US" | "PH") => Some(Locale::EnUs),
        ("en", country) if !country.is_empty() => Some(Locale::EnGb),
        _ => None,
    }
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
            assert_eq!((language_of(tag), conventions_of(tag)), (language, locale), "{tag}");
        }
    }
}
