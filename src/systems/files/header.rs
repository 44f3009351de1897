//! Names of columns: what becomes of blank and repeated ones, and whether they are those that the
//! mapping reads.

use std::collections::{HashMap, HashSet};

use super::message;
use crate::message::{Alike, FEW, nearest};
use crate::model::Said;
use crate::model::record::Header;

use super::error::SourceError;

/// How many names of the file an error shows.
const SHOWN: usize = 30;

/// Makes a header from names as they stand in the file: trimmed; a blank one becomes `#N` with its
/// position, a repeated one `Name#2`.
pub(super) fn header<'a>(names: impl IntoIterator<Item = &'a str>) -> Header {
    let mut taken = HashSet::new();
    // The number that a repeated name begins at: 20,000 equal names take 20,000 steps.
    let mut numbers: HashMap<String, u64> = HashMap::new();
    let names = names.into_iter().enumerate().map(|(index, name)| {
        let name = match name.trim() {
            "" => format!("#{}", index + 1),
            name => name.to_owned(),
        };
        if taken.insert(name.clone()) {
            return name;
        }
        let number = numbers.entry(name.clone()).or_insert(2);
        loop {
            let free = format!("{name}#{number}");
            *number += 1;
            if taken.insert(free.clone()) {
                return free;
            }
        }
    });
    Header::new(names.collect())
}

/// How a group names its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    /// Only the first of them: its cell is not merged, or the file knows no merged cells.
    Once,
    /// All of them: its cell is merged over them.
    Spread,
}

/// The names of a header together with the row below it, when that is its second line: it only has names
/// where the header has none of its own (a blank one, a repeated one, or the one of a group, before a blank).
/// `below` has a text for each column, blank ones included; none where there is something else than a text.
pub(super) fn with_second_line(header: &Header, below: &[Option<&str>], groups: Groups) -> Option<Header> {
    let group_at = |at: usize| {
        let name = header.names.get(at)?;
        Some(name.rsplit_once('#').map_or(name.as_str(), |(group, _)| group))
            .filter(|group| !group.is_empty())
    };
    let is_nameless = |at: usize| header.names.get(at).is_none_or(|name| *name == format!("#{}", at + 1));
    let is_used =
        |at: usize| below.get(at).is_some_and(|text| text.is_none_or(|text| !text.trim().is_empty()));
    let bare = |at: usize| {
        if header.names.get(at).is_none() {
            return true;
        }
        let before = at.checked_sub(1).and_then(group_at);
        let is_repeated = groups == Groups::Spread
            && group_at(at).is_some_and(|group| before == Some(group) || group_at(at + 1) == Some(group));
        is_nameless(at) || is_repeated || (is_nameless(at + 1) && is_used(at + 1))
    };
    let is_name = |at: usize| {
        let text = below.get(at).copied().flatten();
        text.is_some_and(|text| text.chars().any(char::is_alphabetic) && text.chars().count() <= 60)
    };
    let mut used = (0..below.len()).filter(|at| is_used(*at));
    let all = used.clone().count() > 1 && used.all(|at| bare(at) && is_name(at));
    // A second line names what the first does not: a row of data is not of columns without a name alone.
    let has_groups = (0..below.len()).any(|at| is_used(at) && !is_nameless(at));
    // What a group is divided into has a name of its own each; in a row of data values are repeated.
    let mut parts = HashSet::new();
    let mut pairs = (0..below.len()).filter(|at| is_used(*at)).map(|at| (group_at(at), below[at]));
    let is_divided = pairs.all(|pair| pair.0.is_none() || parts.insert(pair));
    (all && has_groups && is_divided).then(|| {
        let width = header.names.len().max(below.len());
        let own = |at: usize| below.get(at).copied().flatten().map(str::trim).filter(|text| !text.is_empty());
        let upper = |at: usize| header.names.get(at).filter(|_| !is_nameless(at)).map_or("", String::as_str);
        self::header((0..width).map(|at| own(at).unwrap_or_else(|| upper(at))))
    })
}

/// Number of fields of the mapping that have a column here.
pub(super) fn wanted_count(header: &Header, wanted: &[Vec<String>]) -> usize {
    let is_here = |names: &&Vec<String>| names.iter().any(|name| header.find(name).is_some());
    wanted.iter().filter(is_here).count()
}

/// Refuses a header without any of the columns that the mapping reads. `place` names the file,
/// with the sheet when there is one.
///
/// # Errors
/// With the missing columns, those that were found and the nearest names.
pub(super) fn check(place: &str, header: &Header, wanted: &[Vec<String>]) -> Result<(), SourceError> {
    if wanted.is_empty() || wanted_count(header, wanted) > 0 {
        return Ok(());
    }
    Err(missing(place, header, wanted))
}

/// The error for a header without the columns of the mapping.
pub(super) fn missing(place: &str, header: &Header, wanted: &[Vec<String>]) -> SourceError {
    let first = |names: &Vec<String>| names.first().map(|name| format!("`{name}`"));
    let wanted_names: Vec<String> = wanted.iter().filter_map(first).collect();
    let named: Vec<&String> = header.names.iter().filter(|name| !name.starts_with('#')).collect();
    let mut found = match named.as_slice() {
        [] => message::no_column_named().said(),
        some => {
            let names: Vec<String> = some.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            let more = some.len().saturating_sub(SHOWN);
            let tail = (more > 0).then(|| message::and_more(more));
            message::columns_found(names.join(", "), tail).said()
        }
    };
    let near: Vec<Said> = wanted
        .iter()
        .flatten()
        .filter_map(|wanted| Some(message::one_for(nearest(wanted, &named, Alike::Name)?, wanted).said()))
        .take(FEW)
        .collect();
    if !near.is_empty() {
        found = message::and_perhaps(found, Said::join(&near, ", ")).said();
    }
    SourceError::MissingColumns { file: place.to_owned(), missing: wanted_names.join(", "), found }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn wanted(fields: &[&[&str]]) -> Vec<Vec<String>> {
        fields.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect()
    }

    #[test]
    fn blank_and_repeated_names_become_unique() {
        let header = header(["Name", " Name ", "", "Name#2", "Name", "name"]);
        assert_eq!(header.names, ["Name", "Name#2", "#3", "Name#2#2", "Name#3", "name"]);
    }

    #[test]
    fn one_wanted_column_is_enough() {
        let header = header(["Serial  number", "Nom"]);
        assert!(check("a.csv", &header, &wanted(&[&["x", "serial number"], &["y"]])).is_ok());
        assert!(check("a.csv", &header, &[]).is_ok());
    }

    #[test]
    fn no_wanted_column_says_what_is_there_and_what_is_near() {
        let header = header(["Serial_Number", "", "Nom"]);
        let error = check("a.csv", &header, &wanted(&[&["Serial number", "SN"], &["Site"]])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.csv has none of the columns that the mapping reads (`Serial number`, `Site`); \
             the columns found are `Serial_Number`, `Nom`; perhaps `Serial_Number` for `Serial number`"
        );
    }
}
