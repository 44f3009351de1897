//! Which row of a file is its header: the one with most names that the words know, and that is like a header.

use crate::model::record::{Cell, Record};

use super::lexicon::Lexicon;
use super::words::without_frame;

/// Rows among which the header is looked for.
pub const SEARCHED: usize = 60;

/// How like a header some names are: more is better, 0 is none.
pub fn likeness<'n>(cells: impl Iterator<Item = &'n str>, lexicons: &[Lexicon]) -> usize {
    const LONGEST: usize = 60;
    let texts = cells.map(str::trim).filter(|text| {
        !text.is_empty() && text.chars().count() <= LONGEST && text.chars().any(char::is_alphabetic)
    });
    let mut names: Vec<String> = texts.map(str::to_owned).collect();
    let bare = without_frame(&names);
    let is_known = |name: &&String| lexicons.iter().any(|lexicon| lexicon.knows(name));
    let known = names.iter().filter(is_known).count().max(bare.iter().filter(is_known).count());
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    // Names repeat seldom, values often.
    if names.len() * 2 < all { 0 } else { known * 4 + usize::from(known > 0) * names.len() }
}

/// The number of the row that is the header, as people count them, and how like a header it is; `None` when no row
/// has a name that is known.
pub fn find(rows: &[Record], lexicons: &[Lexicon]) -> Option<(u64, usize)> {
    let mut best: Option<(u64, usize)> = None;
    for record in rows.iter().take(SEARCHED) {
        let Some(row) = record.origin.row else { continue };
        let texts = record.cells.iter().filter_map(|cell| match cell {
            Cell::Text(text) => Some(&**text),
            _ => None,
        });
        let likeness = likeness(texts, lexicons);
        if likeness > best.map_or(0, |(_, best)| best) {
            best = Some((row, likeness));
        }
    }
    best
}
