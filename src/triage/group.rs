//! What events have in common, and the key that follows from it: two programs that see the same
//! episode for the first time come to the same key.

use sha2::{Digest, Sha256};

use crate::model::event::Event;
use crate::model::ticket::TicketKey;
use crate::model::ticket_job::{GroupBy, Rule};
use crate::model::ticket_ledger::OurTicket;

/// The group of an event: the rule and the values of what it groups by; without any, the thing that
/// is checked.
pub fn group_of(rule: &Rule, event: &Event) -> String {
    let values: Vec<String> = match rule.group_by.as_slice() {
        [] => vec![event.monitor.clone(), event.object.clone()],
        by => by.iter().map(|by| value_of(by, event)).collect(),
    };
    let mut group = rule.name.to_string();
    for value in values {
        group.push('\u{1f}');
        group.push_str(&value);
    }
    group
}

/// The value of one grouping.
pub fn value_of(by: &GroupBy, event: &Event) -> String {
    match by {
        GroupBy::Monitor => event.monitor.clone(),
        GroupBy::Host => event.host.clone().unwrap_or_default(),
        GroupBy::Service => event.service.clone().unwrap_or_default(),
        GroupBy::Severity => event.severity.to_string(),
        GroupBy::Label(label) => event.labels.get(label).cloned().unwrap_or_default(),
    }
}

/// The key of a ticket for a group that begins with this episode: 28 characters.
pub fn ticket_key(desk: &str, group: &str, monitor: &str, episode: &str) -> TicketKey {
    let mut hasher = Sha256::new();
    for text in [desk, group, monitor, episode] {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    TicketKey(format!("stk-{}", base16ct::lower::encode_string(&hasher.finalize()[..12])))
}

/// The short name of an act on a ticket, the same whenever it is decided again.
pub fn mark(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in parts {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    }
    base16ct::lower::encode_string(&hasher.finalize()[..5])
}

/// Digest of what is told of an event.
pub fn told(event: &Event) -> String {
    mark(&[event.severity.as_str(), &event.state, &without_numbers(&event.title)])
}

/// A text with one `0` for each number: measured values change at every check and are no news.
fn without_numbers(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let goes_on = plain.ends_with('0') && matches!(letter, '0'..='9' | '.' | ',');
        match letter {
            _ if goes_on => {}
            '0'..='9' => plain.push('0'),
            other => plain.push(other),
        }
    }
    plain
}

/// The mark of an act about these events: the same however often it is decided, another one when the
/// same is told again after something else was.
pub fn mark_of(what: &str, ticket: &OurTicket, events: &[Event]) -> String {
    let told: Vec<String> = events
        .iter()
        .map(|event| {
            let times = ticket.episode(&event.monitor, &event.key).map_or(0, |episode| episode.changes);
            format!("{}/{}/{}/{times}", event.monitor, event.key, told(event))
        })
        .collect();
    let mut parts = vec![what, ticket.key.0.as_str()];
    parts.extend(told.iter().map(String::as_str));
    mark(&parts)
}

/// The worst event first, then the oldest.
pub fn worst_first(events: &mut [Event]) {
    events.sort_by(|a, b| {
        (b.severity, a.since, &a.monitor, &a.key).cmp(&(a.severity, b.since, &b.monitor, &b.key))
    });
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    #[test]
    fn measured_values_are_no_news_and_words_are() {
        let same = |a: &str, b: &str| without_numbers(a) == without_numbers(b);
        assert!(same("CRITICAL - load 12.1, 9.04, 7", "CRITICAL - load 9,2, 10.11, 70"));
        assert!(same("DISK CRITICAL: 4 MB free", "DISK CRITICAL: 1250 MB free"));
        assert!(!same("disk sda is full", "disk sdb is full"));
        assert!(!same("2 of 3 up", "2 of 3 down"));
    }
}
