//! Lists of objects in a record, which its source has laid out in columns: `drives.0.total`, `drives.1.total`.
//! One that is no list, as XML has it where an element stands once, is `drives.total`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::record::{Header, fold_name};

/// A list in the columns of a source.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Each element that any record has, in their order.
    pub(super) elements: Vec<Arc<Members>>,
    /// All columns of the list, and the one that has nothing where a record has an empty one.
    pub(super) columns: Vec<usize>,
}

/// The members of an element with their columns.
pub(super) type Members = [(String, usize)];

/// Finds a list by its path.
pub(super) fn list(path: &str, header: &Header) -> List {
    let path = fold_name(path);
    let mut columns = Vec::new();
    // One without a number comes first.
    let mut elements: BTreeMap<Option<u32>, Vec<(String, usize)>> = BTreeMap::new();
    for (at, name) in header.names.iter().enumerate() {
        let name = fold_name(name);
        let Some(rest) = name.strip_prefix(&path) else { continue };
        let (number, member) = match rest.strip_prefix('.') {
            None if rest.is_empty() => {
                columns.push(at);
                continue;
            }
            None => continue,
            Some(member) => match member.split_once('.') {
                Some((number, rest)) => match number.parse() {
                    Ok(number) => (Some(number), rest),
                    // Its members may be objects themselves.
                    Err(_) => (None, member),
                },
                // A value among objects has no members.
                None if member.parse::<u32>().is_ok() => continue,
                None => (None, member),
            },
        };
        columns.push(at);
        elements.entry(number).or_default().push((member.to_owned(), at));
    }
    List { elements: elements.into_values().map(Arc::from).collect(), columns }
}

/// The column of the first of these names that an element has.
pub(super) fn find(members: &Members, names: &[String]) -> Option<usize> {
    let of_name = |name: &String| {
        let name = fold_name(name);
        members.iter().find(|(known, _)| *known == name).map(|(_, at)| *at)
    };
    names.iter().find_map(of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, names: &[&str]) -> (Vec<String>, Vec<usize>) {
        let found = list(path, &Header::new(names.iter().map(|name| (*name).to_owned()).collect()));
        (found.elements.iter().map(|members| format!("{members:?}")).collect(), found.columns)
    }

    #[test]
    fn elements_are_found_by_their_numbers_whatever_the_order_of_columns() {
        let names = ["drives.10.total", "Drives.2.Total", "drives", "drives_old.1.total", "x.drives.1.total"];
        let (elements, columns) = shown("Drives", &names);
        assert_eq!(elements, ["[(\"total\", 1)]", "[(\"total\", 0)]"]);
        assert_eq!(columns, [0, 1, 2]);
        let (elements, _) = shown("a.row", &["a.row.total", "a.row.of.name", "a.row.0"]);
        assert_eq!(elements, ["[(\"total\", 0), (\"of.name\", 1)]"]);
        assert!(shown("b", &names).0.is_empty());
    }
}
