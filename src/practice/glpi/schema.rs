//! The item types that the practice GLPI knows: tables, columns, limits and unique keys.
//! Read once from `schema.txt`; this file decides nothing about rights or values.
//!
//! Signs of `schema.txt`: `@ Itemtype table right [link|lock]` opens a type, `! name columns`
//! is a unique key, and `column kind[?] [=default] [*]` a column, where `?` accepts NULL and `*`
//! has no default. Kinds: `u` unsigned, `i` integer, `b` flag, `vN` varchar, `t` text,
//! `l` long text, `m` decimal, `f` float, `d` date, `x` date that the server does not check
//! itself, `s` timestamp, `h` time of day. `+11.0` behind a type or a column: it came with that version;
//! `-10.0`: it went with it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::version::Version;

/// How the database holds a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `int unsigned`.
    Unsigned,
    /// `int`.
    Integer,
    /// `tinyint`, 0 or 1.
    Flag,
    /// `varchar(N)`, in characters.
    Varchar(usize),
    /// `text`, 65,535 bytes.
    Text,
    /// `longtext`.
    LongText,
    /// `decimal(20,4)`, read as a string with four places.
    Decimal,
    /// `float`.
    Float,
    /// `date` that a wrong value never reaches: it is dropped with a message.
    Date,
    /// `date` whose wrong values the database refuses.
    RawDate,
    /// `timestamp`, kept in UTC and shown in the zone of the session.
    Timestamp,
    /// `time`.
    Time,
}

/// One column of an item type, `id` excluded.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) default: Option<&'static str>,
    pub(super) required: bool,
    pub(super) lifetime: Lifetime,
}

/// The versions that have a type or a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lifetime {
    from: Option<Version>,
    until: Option<Version>,
}

impl Lifetime {
    pub(super) fn has(self, version: Version) -> bool {
        self.from.is_none_or(|from| version >= from) && self.until.is_none_or(|until| version < until)
    }

    /// Reads `+11.0` or `-11.0`; false when the word is neither.
    fn read(&mut self, word: &str) -> bool {
        let slot = match word.chars().next() {
            Some('+') => &mut self.from,
            Some('-') => &mut self.until,
            _ => return false,
        };
        *slot = Some(Version::read(&word[1..]));
        true
    }
}

impl Column {
    /// Whether the name reads as a foreign key (`users_id_tech`, `states_id`).
    pub(super) fn is_foreign_key(&self) -> bool {
        foreign_part(self.name).is_some()
    }
}

/// A unique key: its name in the error text and its columns in that text's order.
#[derive(Debug)]
pub(super) struct Unique {
    pub(super) name: &'static str,
    pub(super) columns: Vec<&'static str>,
}

/// What DELETE means for a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Trash when the type has `is_deleted`.
    Item,
    /// A row that ties two items: goes with either of them.
    Link,
    /// A link whose `is_deleted` only hides it from the agent: purged unless dynamic.
    LockedLink,
}

/// One item type.
#[derive(Debug)]
pub(super) struct ItemType {
    pub(super) name: &'static str,
    pub(super) table: &'static str,
    pub(super) right: &'static str,
    pub(super) flavour: Flavour,
    pub(super) columns: Vec<Column>,
    pub(super) uniques: Vec<Unique>,
    pub(super) lifetime: Lifetime,
    positions: HashMap<&'static str, usize>,
}

impl ItemType {
    /// Position of a column among `columns`.
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        self.positions.get(column).copied()
    }

    /// Whether the type has this column (`id` included).
    pub(super) fn has(&self, column: &str) -> bool {
        column == "id" || self.positions.contains_key(column)
    }

    /// Whether the type has this column in a version.
    pub(super) fn has_in(&self, version: Version, column: &str) -> bool {
        let known = self.position(column).map(|at| self.columns[at].lifetime);
        column == "id" || known.is_some_and(|lifetime| lifetime.has(version))
    }

    /// Whether the type is a tree dropdown with `completename`.
    pub(super) fn is_tree(&self) -> bool {
        self.has("completename") && self.has("level")
    }

    /// The column that points to the parent of the same type: `locations_id` for Location.
    pub(super) fn own_key(&self) -> String {
        format!("{}_id", self.table.trim_start_matches("glpi_"))
    }

    /// The column that names an item.
    pub(super) fn label_column(&self) -> &'static str {
        if self.has("name") {
            "name"
        } else if self.has("designation") {
            "designation"
        } else {
            "id"
        }
    }

    /// Whether its rows belong to an entity that restricts who sees them.
    pub(super) fn is_entity_bound(&self) -> bool {
        self.has("entities_id") && !matches!(self.name, "Entity" | "User" | "Profile_User")
    }

    /// Whether DELETE without force moves to the trash.
    pub(super) fn has_trash(&self) -> bool {
        // Disks and ports are only hidden, and shown nowhere.
        let hidden = matches!(self.name, "Item_Disk" | "NetworkPort");
        hidden || self.flavour == Flavour::Item && self.has("is_deleted")
    }
}

/// All item types.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) types: Vec<ItemType>,
    by_name: HashMap<String, usize>,
    by_table: HashMap<&'static str, usize>,
}

impl Schema {
    /// An item type by name; the case does not matter, as in the real server.
    pub(super) fn item_type(&self, name: &str) -> Option<&ItemType> {
        self.by_name.get(&name.to_ascii_lowercase()).map(|&index| &self.types[index])
    }

    /// The item type that a foreign key points to.
    pub(super) fn target(&self, column: &str) -> Option<&ItemType> {
        let part = foreign_part(column)?;
        let part = part.strip_prefix("default_").unwrap_or(part);
        self.table(&format!("glpi_{part}"))
    }

    /// The item type of a table.
    pub(super) fn table(&self, table: &str) -> Option<&ItemType> {
        self.by_table.get(table).map(|&index| &self.types[index])
    }
}

/// The part of a foreign key before `_id`: `users` of `users_id_tech`.
fn foreign_part(column: &str) -> Option<&str> {
    let at = column.find("_id")?;
    let rest = &column[at + 3..];
    let is_key = at > 0 && (rest.is_empty() || rest.starts_with('_'));
    is_key.then(|| &column[..at])
}

/// The schema, parsed on first use.
pub(super) fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| parse(include_str!("schema.txt")))
}

fn parse(text: &'static str) -> Schema {
    let mut types: Vec<ItemType> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), types.last_mut()) {
            (None | Some("#"), _) => {}
            (Some("@"), _) => types.extend(type_header(words)),
            (Some("!"), Some(open)) => {
                open.uniques.extend(words.next().map(|name| Unique { name, columns: words.collect() }))
            }
            (Some(name), Some(open)) => {
                let column = column(name, words);
                open.positions.insert(name, open.columns.len());
                open.columns.push(column);
            }
            (Some(_), None) => {}
        }
    }
    let by_name = types.iter().enumerate();
    let by_name = by_name.map(|(index, each)| (each.name.to_ascii_lowercase(), index));
    let by_table = types.iter().enumerate();
    let by_table = by_table.map(|(index, each)| (each.table, index));
    Schema { by_name: by_name.collect(), by_table: by_table.collect(), types }
}

fn type_header(mut words: std::str::SplitWhitespace<'static>) -> Option<ItemType> {
    let (name, table, right) = (words.next()?, words.next()?, words.next()?);
    let (mut flavour, mut lifetime) = (Flavour::Item, Lifetime::default());
    for word in words {
        match word {
            "link" => flavour = Flavour::Link,
            "lock" => flavour = Flavour::LockedLink,
            other => {
                lifetime.read(other);
            }
        }
    }
    Some(ItemType {
        name,
        table,
        right,
        flavour,
        lifetime,
        columns: Vec::new(),
        uniques: Vec::new(),
        positions: HashMap::new(),
    })
}

fn column(name: &'static str, words: std::str::SplitWhitespace<'static>) -> Column {
    let mut column = Column {
        name,
        kind: Kind::Text,
        nullable: false,
        default: None,
        required: false,
        lifetime: Lifetime::default(),
    };
    for word in words {
        if column.lifetime.read(word) {
            continue;
        }
        if let Some(default) = word.strip_prefix('=') {
            column.default = Some(default);
        } else if word == "*" {
            column.required = true;
        } else {
            column.nullable = word.ends_with('?');
            column.kind = kind(word.trim_end_matches('?'));
        }
    }
    column
}

fn kind(sign: &str) -> Kind {
    match sign.split_at(1) {
        ("u", _) => Kind::Unsigned,
        ("i", _) => Kind::Integer,
        ("b", _) => Kind::Flag,
        ("v", length) => Kind::Varchar(length.parse().unwrap_or(255)),
        ("l", _) => Kind::LongText,
        ("m", _) => Kind::Decimal,
        ("f", _) => Kind::Float,
        ("d", _) => Kind::Date,
        ("x", _) => Kind::RawDate,
        ("s", _) => Kind::Timestamp,
        ("h", _) => Kind::Time,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn item_types_are_found_in_any_case_and_by_their_keys() {
        let schema = schema();
        assert_eq!(schema.item_type("computer").unwrap().name, "Computer");
        assert!(schema.item_type("Toolbox").is_none());
        assert_eq!(schema.target("users_id_tech").unwrap().name, "User");
        assert!(schema.target("licenseid").is_none());
        let software = schema.target("softwareversions_id_buy");
        assert_eq!(software.unwrap().name, "SoftwareVersion");
    }

    #[test]
    fn only_assets_have_a_trash() {
        let schema = schema();
        assert!(schema.item_type("Computer").unwrap().has_trash());
        assert!(!schema.item_type("Manufacturer").unwrap().has_trash());
        let link = schema.item_type("Item_OperatingSystem").unwrap();
        assert!(!link.has_trash());
    }
}
