//! Several records of one item, of which the mapping says when each was made: two inventories of a computer.
//! The newest counts, and the older ones, from the newest on, for what it does not say: as if they had been read one
//! after the other.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::model::mapping::Mapping;
use crate::model::schema::Kind;
use crate::reconcile::matching::key_part;
use crate::reconcile::names::fold;
use crate::reconcile::transform::{Desired, JunkFilter, Wanted};

use super::feed::Deferred;

/// A record that is left out: its position among all, and that of the newer one of its item.
pub(super) struct Older {
    pub(super) at: usize,
    pub(super) newer: usize,
}

/// Which records have a newer one of the same item, the newest of them first. Records that cannot be used have
/// none.
pub(super) fn older(mapping: &Mapping, junk: &JunkFilter, records: &[Deferred]) -> Vec<Older> {
    let mut groups = Groups::of(records.len());
    let keys: Vec<Vec<Option<String>>> = records.iter().map(|record| keys(mapping, junk, record)).collect();
    let identifiers = identifiers(mapping);
    let levels = mapping.match_keys.len() + 1;
    for level in 0..levels {
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, own) in keys.iter().enumerate() {
            let Some(key) = own.get(level).and_then(Option::as_deref) else { continue };
            let others = known.entry(key).or_default();
            for other in others.iter() {
                if !tells_apart(own, &keys[*other], level, &identifiers) {
                    groups.join(at, *other);
                }
            }
            others.push(at);
        }
    }
    let mut found = Vec::new();
    for mut group in groups.all() {
        let made = |at: &usize| records[*at].read.desired.made.as_deref().unwrap_or_default();
        // Of two of the same time the one that was read last.
        group.sort_by(|a, b| by_time(made(b), made(a)).then_with(|| b.cmp(a)));
        if let Some((newer, rest)) = group.split_first() {
            found.extend(rest.iter().map(|at| Older { at: *at, newer: *newer }));
        }
    }
    found
}

/// Which match keys are serial numbers and the like, by their levels.
fn identifiers(mapping: &Mapping) -> Vec<usize> {
    let is_identifier =
        |field: &usize| mapping.schema.identifiers.contains(&mapping.fields[*field].column.as_str());
    let keys = (1..).zip(&mapping.match_keys);
    keys.filter(|(_, key)| key.iter().any(is_identifier)).map(|(level, _)| level).collect()
}

/// Whether a stronger key says that two records are not of one item, or may be of two. The key of a record at its
/// source is none of these: an agent that is installed anew has another, and one that was copied with its machine has
/// the same, so that a serial number tells more. A name alone does not make one of two of which one has a serial.
fn tells_apart(
    one: &[Option<String>],
    other: &[Option<String>],
    level: usize,
    identifiers: &[usize],
) -> bool {
    let common = |at: usize| match (one.get(at), other.get(at)) {
        (Some(Some(one)), Some(Some(other))) => Some(one == other),
        _ => None,
    };
    let has_stronger = |of: &[Option<String>]| (1..level).any(|at| matches!(of.get(at), Some(Some(_))));
    match level {
        0 => identifiers.iter().find_map(|at| common(*at)) == Some(false),
        _ if (1..level).any(|at| common(at) == Some(false)) => true,
        // A name tells machines only where neither has anything better.
        _ => !identifiers.contains(&level) && (has_stronger(one) || has_stronger(other)),
    }
}

/// The key of a record at its source, and each match key that is whole and names something.
fn keys(mapping: &Mapping, junk: &JunkFilter, record: &Deferred) -> Vec<Option<String>> {
    let desired = &record.read.desired;
    if record.read.refused.is_some() {
        return Vec::new();
    }
    let of_match = mapping.match_keys.iter().map(|key| {
        let mut parts = Vec::new();
        for field in key {
            match part(mapping, junk, desired, *field) {
                Part::Text(text) => parts.push(text),
                // A computer is in the entity of the login where nothing is said.
                Part::Entity => parts.push(String::new()),
                Part::Nothing => return None,
            }
        }
        Some(parts.join("\u{1f}"))
    });
    std::iter::once(desired.source_key.as_deref().map(fold)).chain(of_match).collect()
}

enum Part {
    Text(String),
    Entity,
    Nothing,
}

fn part(mapping: &Mapping, junk: &JunkFilter, desired: &Desired, field: usize) -> Part {
    let text = match &desired.wanted[field] {
        Wanted::Set(value) if !value.is_empty() => match key_part(value) {
            Some(part) => part,
            None => return Part::Nothing,
        },
        Wanted::Name(name) if !name.trim().is_empty() => fold(name),
        _ if matches!(mapping.fields[field].kind, Kind::Entity) => return Part::Entity,
        _ => return Part::Nothing,
    };
    if junk.is_junk(&text) { Part::Nothing } else { Part::Text(text) }
}

/// Numbers by their value, everything else by its text: dates from the year down.
fn by_time(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

/// Records that are of one item.
struct Groups(Vec<usize>);

impl Groups {
    fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// Those of more than one record.
    fn all(mut self) -> Vec<Vec<usize>> {
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for at in 0..self.0.len() {
            let root = self.root(at);
            members.entry(root).or_default().push(at);
        }
        let mut groups: Vec<Vec<usize>> = members.into_values().filter(|group| group.len() > 1).collect();
        groups.sort();
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_compared_as_numbers_or_as_texts() {
        assert_eq!(by_time("9", "10"), Ordering::Less);
        assert_eq!(by_time("2026-11-28 03:44:48", "2026-11-9"), Ordering::Less);
        assert_eq!(by_time("", "2026-11-28"), Ordering::Less);
    }

    #[test]
    fn records_are_joined_over_others() {
        let mut groups = Groups::of(5);
        groups.join(4, 2);
        groups.join(2, 0);
        assert_eq!(groups.all(), [[0, 2, 4]]);
    }

    #[test]
    fn another_serial_is_another_computer_whatever_its_name() {
        let key = |texts: [&str; 3]| texts.map(|text| (!text.is_empty()).then(|| text.to_owned())).to_vec();
        let apart = |one, other, level| tells_apart(&key(one), &key(other), level, &[1]);
        assert!(apart(["a", "S1", "pc"], ["b", "S2", "pc"], 2));
        assert!(apart(["a", "", "pc"], ["b", "S2", "pc"], 2));
        assert!(!apart(["a", "", "pc"], ["b", "", "pc"], 2));
        assert!(!apart(["a", "S1", "pc"], ["b", "S1", "pc2"], 1));
        // An agent that was copied with its machine; one whose machine got another name.
        assert!(apart(["a", "S1", "pc"], ["a", "S2", "pc2"], 0));
        assert!(!apart(["a", "", "pc"], ["a", "", "pc2"], 0));
    }
}
