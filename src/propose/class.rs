//! Which class the rows of a file are of: by the names of the file and its sheet, by the columns that only such
//! things have, and by a column that says what kind of thing each row is.

use std::collections::BTreeMap;

use crate::model::schema::{ClassWords, Schema};

use super::profile::Profile;
use super::words::Words;

/// What was found out about the class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The class.
    pub class: &'static str,
    /// Nothing told the class: it is the one that most files are about.
    pub is_default: bool,
}

/// Points of a hint, by what it is.
const OF_NAME: u64 = 6;
const OF_COLUMN: u64 = 4;
const OF_VALUES: u64 = 40;
/// Columns that count: wide exports have some of everything.
const MOST_COLUMNS: u64 = 4;

/// The class of a file. `names` are those of the file and of the sheet.
pub fn guess(schema: &'static Schema, names: &[&str], columns: &[Profile]) -> Guess {
    let mut points: BTreeMap<&'static str, u64> = BTreeMap::new();
    let headers: Vec<Words> = columns.iter().map(|column| Words::of(&column.name)).collect();
    for of in &(schema.synonyms)().classes {
        let words: Vec<Words> = of.words.iter().map(|word| Words::of(word)).collect();
        let marks: Vec<Words> = of.columns.iter().map(|word| Words::of(word)).collect();
        let by_name = names.iter().filter(|name| {
            let name = Words::of(name);
            words.iter().any(|word| name.has(word))
        });
        // A column `User` or `Supplier` says something of a thing, `Printer` names it.
        let is_thing = schema.class(&of.class.into()).is_some_and(|class| class.has_serial);
        let by_column = headers.iter().filter(|header| {
            marks.iter().any(|mark| mark.set == header.set)
                || is_thing && words.iter().any(|word| word.set == header.set)
        });
        let by_column = (by_column.count() as u64).min(MOST_COLUMNS);
        let sum = by_name.count() as u64 * OF_NAME + by_column * OF_COLUMN;
        *points.entry(of.class).or_default() += sum;
    }
    if let Some(kinds) = kinds(schema, columns) {
        let rows: u64 = kinds.counts.values().sum();
        for (value, count) in &kinds.counts {
            if let Some(class) = class_of_word(schema, value) {
                *points.entry(class).or_default() += count * OF_VALUES / rows.max(1);
            }
        }
    }
    let first = (schema.synonyms)().classes.first().map_or("", |of| of.class);
    let most = points.values().copied().max().unwrap_or(0);
    let order = |class: &str| (schema.synonyms)().classes.iter().position(|of| of.class == class);
    let best = points.into_iter().filter(|(_, points)| *points == most).min_by_key(|(class, _)| order(class));
    match best {
        Some((class, points)) if points > 0 => Guess { class, is_default: false },
        _ => Guess { class: first, is_default: true },
    }
}

/// The column that says what kind of thing each row is: of several the one with most words that we know.
pub fn kinds<'c>(schema: &'static Schema, columns: &'c [Profile]) -> Option<&'c Profile> {
    let known = |column: &Profile| {
        column
            .counts
            .iter()
            .filter(|(value, _)| class_of_word(schema, value).is_some())
            .map(|(_, n)| n)
            .sum::<u64>()
    };
    let is_kind =
        |column: &&Profile| column.is_counted() && column.repeated > 0 && known(column) * 2 > column.filled;
    let names_kinds = |column: &&Profile| {
        let words = Words::of(&column.name);
        (schema.synonyms)().fields.iter().any(|field| {
            field.path.ends_with("types_id")
                && field.words.iter().any(|word| Words::of(word).set == words.set)
        })
    };
    columns.iter().filter(is_kind).filter(names_kinds).max_by_key(|column| known(column))
}

/// The class that a word such as `Laptop 14"` is of; `None` where it is of none, or of several alike.
pub fn class_of_word(schema: &'static Schema, value: &str) -> Option<&'static str> {
    let value = Words::of(value);
    let longest = |of: &ClassWords| {
        let words = of.words.iter().map(|word| Words::of(word)).filter(|word| value.has(word));
        words.map(|word| word.key().chars().count()).max()
    };
    let mut found: Vec<(usize, &'static str)> =
        (schema.synonyms)().classes.iter().filter_map(|of| Some((longest(of)?, of.class))).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    match found.as_slice() {
        [(first, _), (second, _), ..] if first == second => None,
        [(_, class), ..] => Some(class),
        [] => None,
    }
}

/// Whether a value is a word for a kind of thing and nothing else.
pub fn is_kind(schema: &'static Schema, value: &str) -> bool {
    let value = Words::of(value);
    let words = (schema.synonyms)().classes.iter().flat_map(|of| &of.words);
    !value.set.is_empty() && words.map(|word| Words::of(word)).any(|word| word.set == value.set)
}

/// The values of the column of kinds that are things of other classes, with their classes and how many rows
/// there are of each.
pub fn of_other_classes(
    schema: &'static Schema,
    kinds: &Profile,
    class: &str,
) -> Vec<(String, &'static str, u64)> {
    let other = |(value, count): (&String, &u64)| {
        let of = class_of_word(schema, value).filter(|of| *of != class)?;
        Some((value.clone(), of, *count))
    };
    kinds.counts.iter().filter_map(other).collect()
}
