//! The table of the columns of GLPI's own classes, `columns.txt`, which says how it is written.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::schema::KnownColumn;

/// Columns that GLPI fills itself, besides those of its caches.
pub const OWN: &[&str] = &[
    "alert",
    "ancestors_cache",
    "completename",
    "date_creation",
    "date_mod",
    "id",
    "is_dynamic",
    "is_template",
    "level",
    "picture_front",
    "picture_rear",
    "pictures",
    "sons_cache",
    "template_name",
    "ticket_tco",
];

/// The columns of a class that a mapping may fill.
pub fn of_class(class: &str) -> Vec<KnownColumn> {
    let known = TABLE.get(class).map_or(&[][..], Vec::as_slice);
    known.iter().filter(|known| !OWN.contains(&known.name)).copied().collect()
}

/// The columns of each class, by the name of the class.
pub static TABLE: LazyLock<HashMap<&'static str, Vec<KnownColumn>>> =
    LazyLock::new(|| table(include_str!("columns.txt")));

fn table(text: &'static str) -> HashMap<&'static str, Vec<KnownColumn>> {
    let mut table: HashMap<&str, Vec<KnownColumn>> = HashMap::new();
    let mut class = "";
    for word in text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        if let Some(name) = word.strip_suffix(':') {
            class = name;
            continue;
        }
        let (name, from) = word.split_once('+').map_or((word, None), |(name, from)| (name, Some(from)));
        let (name, until) = name.split_once('-').map_or((name, None), |(name, until)| (name, Some(until)));
        table.entry(class).or_default().push(KnownColumn { name, from, until });
    }
    table
}
