//! Values that stand in a mail with their names: lines `Name: value`, tables of two columns, tables with a header.

use std::collections::HashSet;

use super::parts::Parts;
use crate::model::record::fold_name;

/// Fields of one mail.
const MOST_FIELDS: usize = 300;
/// Signs of a name.
const LONGEST_NAME: usize = 60;

/// Names and values, each name once: the first that stands in the mail.
pub(super) fn of(parts: &Parts) -> Vec<(String, String)> {
    let rows = parts.tables.iter().flatten();
    let pairs = rows.filter_map(|row| match row.as_slice() {
        [name, value] => Some((name.as_str(), value.as_str())),
        _ => None,
    });
    let lines = parts.text.lines().chain(parts.html_text.iter().flat_map(|text| text.lines()));
    let lines = lines.filter_map(|line| {
        // A quoted line is of another mail.
        let (name, value) = line.split_once(':')?;
        let is_spaced = value.is_empty() || value.starts_with([' ', '\t']);
        (!line.trim_start().starts_with('>') && is_spaced).then_some((name, value))
    });
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (name, value) in pairs.chain(lines) {
        let (name, value) = (name.trim().trim_end_matches(':').trim_end(), value.trim());
        let is_name = name.chars().next().is_some_and(char::is_alphabetic)
            && name.chars().count() <= LONGEST_NAME
            && !name.contains(['\t', ':']);
        if is_name && !value.is_empty() && found.len() < MOST_FIELDS && seen.insert(fold_name(name)) {
            found.push((name.to_owned(), value.to_owned()));
        }
    }
    found
}

/// The rows of the tables whose header has all of some names, in their order.
pub(super) fn rows(parts: &Parts, wanted: &[String]) -> Vec<Vec<String>> {
    let wanted: Vec<String> = wanted.iter().map(|name| fold_name(name)).collect();
    let mut found = Vec::new();
    for table in &parts.tables {
        take(table, &wanted, &mut found);
    }
    if found.is_empty() {
        // Without HTML a table is drawn: columns stand between tabs or bars.
        let split = |line: &str| {
            let line = line.trim().trim_matches('|');
            line.split(['\t', '|']).map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        };
        let drawn: Vec<Vec<String>> = parts.text.lines().map(split).collect();
        take(&drawn, &wanted, &mut found);
    }
    found
}

fn take(table: &[Vec<String>], wanted: &[String], found: &mut Vec<Vec<String>>) {
    let mut columns: Option<Vec<usize>> = None;
    for row in table {
        let folded: Vec<String> = row.iter().map(|cell| fold_name(cell)).collect();
        let places: Option<Vec<usize>> =
            wanted.iter().map(|name| folded.iter().position(|cell| cell == name)).collect();
        if places.is_some() {
            columns = places;
            continue;
        }
        let Some(columns) = &columns else { continue };
        let is_line = row.iter().all(|cell| cell.chars().all(|sign| matches!(sign, '-' | '=' | '+' | ' ')));
        let has_all = columns.iter().all(|at| *at < row.len());
        if is_line || !has_all {
            continue;
        }
        let cells: Vec<String> = columns.iter().filter_map(|at| row.get(*at).cloned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            found.push(cells);
        }
    }
}
