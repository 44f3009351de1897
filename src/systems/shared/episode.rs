//! Keys of episodes, times and texts, as every monitor makes them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::message::monitor;

/// Most characters of an object's name in a key; with the begin it stays below 200.
const LONGEST: usize = 160;

/// The name of an object, cut and made distinct by a digest when it is long.
pub(in crate::systems) fn object(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    let mut short: String = name.chars().take(LONGEST - 17).collect();
    short.push('#');
    short.push_str(&base16ct::lower::encode_string(&digest[..8]));
    short
}

/// The key of an episode: its object and what stays the same while it lasts.
pub(in crate::systems) fn key(object: &str, begin: &str) -> String {
    format!("{object}@{begin}")
}

/// A time in seconds since 1970; the epoch itself for what is no time.
pub(in crate::systems) fn seconds(time: f64) -> DateTime<Utc> {
    // Microseconds: what the databases keep.
    DateTime::from_timestamp_micros((time * 1e6).round() as i64).unwrap_or_default()
}

/// The first line, and the rest.
fn first_line(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    (first.trim(), rest.trim())
}

/// The plain values of an object as texts.
pub(in crate::systems) fn labels(of: Option<&Json>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (name, value) in of.and_then(Json::as_object).into_iter().flatten() {
        match value {
            Json::String(text) => labels.insert(name.clone(), text.clone()),
            Json::Number(number) => labels.insert(name.clone(), number.to_string()),
            Json::Bool(truth) => labels.insert(name.clone(), truth.to_string()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        };
    }
    labels
}

/// Names, sorted, each once.
pub(in crate::systems) fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    names.dedup();
    names
}

/// Title and text of a problem from the output of its check: the first line and the rest. Where a check says
/// nothing, the title is `disk on web01 is CRITICAL`.
pub(in crate::systems) fn title_and_text<'o>(
    output: &'o str,
    host: &str,
    service: Option<&str>,
    state: &str,
) -> (String, &'o str) {
    let (first, rest) = first_line(output);
    let title = match service {
        _ if !first.is_empty() => first.to_owned(),
        Some(service) => monitor::service_is(service, host, state).to_string(),
        None => monitor::host_is(host, state).to_string(),
    };
    (title, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_stays_distinct() {
        let (one, two) = ("é".repeat(300), "é".repeat(299) + "x");
        assert_ne!(object(&one), object(&two));
        assert!(key(&object(&one), "1795279475.913").chars().count() < 200);
        assert_eq!(object("web01!disk"), "web01!disk");
    }

    #[test]
    fn times_keep_their_microseconds() {
        assert_eq!(seconds(1_795_279_475.913_481).to_rfc3339(), "2026-11-21T16:44:35.913481+00:00");
    }
}
