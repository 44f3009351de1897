//! Columns that are numbered: `Disk 1`, `Disk 2`, … are elements of one set.

use std::collections::BTreeMap;

use super::profile::Profile;

/// Columns whose names differ in one number alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Their name with `{n}` in the place of the number.
    pub pattern: String,
    /// Their name without the number.
    pub bare: String,
    /// The least and the greatest number.
    pub from: u32,
    /// The greatest number.
    pub to: u32,
    /// Places of the columns, by number.
    pub columns: Vec<usize>,
}

/// Greatest number of a series: above it stand years and models.
const MOST: u32 = 64;

/// The series of two columns and more.
pub fn series(columns: &[Profile]) -> Vec<Series> {
    let mut found: BTreeMap<(String, String), Vec<(u32, usize)>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        if let Some((before, number, after)) = numbered(&column.name) {
            found.entry((before.to_owned(), after.to_owned())).or_default().push((number, at));
        }
    }
    let mut all: Vec<Series> = found
        .into_iter()
        .filter(|(_, columns)| columns.len() > 1)
        .filter_map(|((before, after), mut columns)| {
            columns.sort_unstable();
            let (from, to) = (columns.first()?.0, columns.last()?.0);
            let bare = format!("{before} {after}").split_whitespace().collect::<Vec<_>>().join(" ");
            let pattern = format!("{before}{{n}}{after}");
            // `{n}` of a run takes a number as it is written.
            let columns = columns.into_iter().map(|(_, at)| at).collect();
            Some(Series { pattern, bare, from, to, columns })
        })
        .collect();
    all.sort_by_key(|series| series.columns[0]);
    all
}

/// What stands before the only number of a name, the number, and what stands behind it.
fn numbered(name: &str) -> Option<(&str, u32, &str)> {
    let start = name.find(|c: char| c.is_ascii_digit())?;
    let length = name[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len() - start);
    let (before, digits, after) = (&name[..start], &name[start..start + length], &name[start + length..]);
    let number: u32 = digits.parse().ok().filter(|number| *number <= MOST)?;
    let is_word = !before.ends_with(|c: char| c.is_alphanumeric()) || after.is_empty();
    let has_one = !after.contains(|c: char| c.is_ascii_digit()) && !digits.starts_with('0') || digits == "0";
    (is_word && has_one && before.chars().any(char::is_alphabetic)).then_some((before, number, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_differ_in_one_number_are_a_series() {
        let names = [
            "Nom",
            "Disque 1",
            "Disque 1 taille",
            "Disque 2",
            "Disque 2 taille",
            "IPv4",
            "IPv6",
            "MAC1",
            "MAC2",
        ];
        let columns: Vec<Profile> = names.iter().map(|name| Profile::new(name)).collect();
        let found = series(&columns);
        let shown: Vec<(&str, u32, &[usize])> = found
            .iter()
            .map(|series| (series.pattern.as_str(), series.to, series.columns.as_slice()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Disque {n}", 2, &[1, 3][..]),
                ("Disque {n} taille", 2, &[2, 4]),
                ("IPv{n}", 6, &[5, 6]),
                ("MAC{n}", 2, &[7, 8]),
            ]
        );
        assert_eq!(found[1].bare, "Disque taille");
    }
}
