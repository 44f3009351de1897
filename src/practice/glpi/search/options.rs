//! Search options: the numbered columns of the search API and their description.
//! Recorded ones for computers, contracts and tickets, derived ones for every other type.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::practice::glpi::schema::{Column, ItemType, Kind, schema};
use crate::practice::glpi::version::Version;

/// One numbered column.
#[derive(Debug, Clone)]
pub(super) struct SearchOption {
    pub(super) id: u32,
    name: String,
    table: String,
    pub(super) field: String,
    pub(super) datatype: String,
    is_hidden: bool,
    is_unsearchable: bool,
    search_types: Vec<String>,
    /// Type, steps and column: `Computer.Item_OperatingSystem.OperatingSystem.name`.
    pub(super) uid: String,
}

impl SearchOption {
    fn shown(&self) -> Value {
        json!({
            "name": self.name,
            "table": self.table,
            "field": self.field,
            "datatype": self.datatype,
            "nosearch": self.is_unsearchable,
            "nodisplay": self.is_hidden,
            "available_searchtypes": self.search_types,
            "uid": self.uid,
        })
    }
}

/// An entry of `listSearchOptions`.
#[derive(Debug, Clone)]
enum Entry {
    Option(SearchOption),
    /// A heading, printed as `{"name": ..}` or as bare text.
    Group(String, Value),
}

/// The options of one type.
#[derive(Debug, Default)]
pub(super) struct Options {
    entries: Vec<Entry>,
}

impl Options {
    pub(super) fn get(&self, id: u32) -> Option<&SearchOption> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Option(option) if option.id == id => Some(option),
            _ => None,
        })
    }

    /// As `listSearchOptions` answers.
    pub(super) fn shown(&self) -> Value {
        let mut shown = Map::new();
        for entry in &self.entries {
            match entry {
                Entry::Option(option) => shown.insert(option.id.to_string(), option.shown()),
                Entry::Group(id, heading) => shown.insert(id.clone(), heading.clone()),
            };
        }
        Value::Object(shown)
    }
}

/// The options of a type.
pub(super) fn options(kind: &'static ItemType, version: Version) -> &'static Options {
    static OPTIONS: OnceLock<HashMap<&'static str, Options>> = OnceLock::new();
    static OF_ELEVEN: OnceLock<HashMap<&'static str, Options>> = OnceLock::new();
    static NONE: OnceLock<Options> = OnceLock::new();
    let all = if version.is_eleven() { &OF_ELEVEN } else { &OPTIONS };
    let all = all.get_or_init(|| {
        let mut all = recorded();
        if version.is_eleven()
            && let (Some(tickets), Some(kind)) = (all.get_mut("Ticket"), schema().item_type("Ticket"))
        {
            tickets.entries.push(Entry::Option(own(kind, 87, "externalid", "string")));
        }
        for kind in &schema().types {
            all.entry(kind.name).or_insert_with(|| derived(kind));
        }
        all
    });
    all.get(kind.name).unwrap_or_else(|| NONE.get_or_init(Options::default))
}

fn recorded() -> HashMap<&'static str, Options> {
    let mut all: HashMap<&'static str, Options> = HashMap::new();
    let mut open = "";
    for line in include_str!("options.txt").lines() {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        let entry = match sign {
            "#" => continue,
            "@" => {
                open = rest;
                continue;
            }
            "=" | "-" => rest.split_once(" | ").map(|(id, name)| {
                let heading = if sign == "=" { json!({"name": name}) } else { json!(name) };
                Entry::Group(id.to_owned(), heading)
            }),
            _ => recorded_option(line).map(Entry::Option),
        };
        all.entry(open).or_default().entries.extend(entry);
    }
    all
}

fn recorded_option(line: &str) -> Option<SearchOption> {
    let mut parts = line.split('|').map(str::trim);
    let mut next = || parts.next().map(str::to_owned);
    let (id, name, table, field) = (next()?, next()?, next()?, next()?);
    let (datatype, flags, types, uid) = (next()?, next()?, next()?, next()?);
    Some(SearchOption {
        id: id.parse().ok()?,
        name,
        table,
        field,
        datatype,
        is_hidden: flags.contains('d'),
        is_unsearchable: flags.contains('n'),
        search_types: types.split(',').map(str::to_owned).collect(),
        uid,
    })
}

/// Numbers that mean the same for every item type that has the column.
const NUMBERS: [(u32, &str); 20] = [
    (2, "id"),
    (3, "locations_id"),
    (5, "serial"),
    (6, "otherserial"),
    (7, "contact"),
    (8, "contact_num"),
    (16, "comment"),
    (17, "uuid"),
    (19, "date_mod"),
    (23, "manufacturers_id"),
    (24, "users_id_tech"),
    (31, "states_id"),
    (32, "networks_id"),
    (49, "groups_id_tech"),
    (70, "users_id"),
    (71, "groups_id"),
    (80, "entities_id"),
    (86, "is_recursive"),
    (121, "date_creation"),
    (34, "realname"),
];

fn derived(kind: &'static ItemType) -> Options {
    let label = if kind.is_tree() { "completename" } else { kind.label_column() };
    let mut entries = vec![Entry::Group("common".to_owned(), json!({"name": "Characteristics"}))];
    entries.push(Entry::Option(own(kind, 1, label, "itemlink")));
    if kind.is_tree() {
        entries.push(Entry::Option(own(kind, 14, "name", "itemlink")));
    }
    let base = kind.table.trim_start_matches("glpi_").trim_end_matches('s');
    let numbers = NUMBERS.iter().map(|(id, column)| (*id, (*column).to_owned()));
    let special = [(4, format!("{base}types_id")), (40, format!("{base}models_id"))];
    for (id, name) in numbers.chain(special) {
        if name == "id" {
            entries.push(Entry::Option(own(kind, id, "id", "number")));
        }
        let Some(column) = kind.position(&name).map(|at| &kind.columns[at]) else {
            continue;
        };
        let option = match schema().target(column.name) {
            Some(target) => joined(kind, id, column.name, target),
            None => own(kind, id, column.name, datatype(column)),
        };
        entries.push(Entry::Option(option));
    }
    Options { entries }
}

fn datatype(column: &Column) -> &'static str {
    match column.kind {
        Kind::Unsigned | Kind::Integer => "number",
        Kind::Flag => "bool",
        Kind::Text | Kind::LongText => "text",
        Kind::Decimal | Kind::Float => "decimal",
        Kind::Date | Kind::RawDate => "date",
        Kind::Timestamp => "datetime",
        Kind::Varchar(_) | Kind::Time => "string",
    }
}

fn own(kind: &ItemType, id: u32, field: &str, datatype: &str) -> SearchOption {
    let types: &[&str] = match datatype {
        "bool" => &["equals"],
        "date" | "datetime" => &["equals", "notequals", "lessthan", "morethan", "contains", "notcontains"],
        "itemlink" => &["contains", "notcontains", "equals", "notequals"],
        _ => &["contains", "notcontains"],
    };
    SearchOption {
        id,
        name: field.replace('_', " "),
        table: kind.table.to_owned(),
        field: field.to_owned(),
        datatype: datatype.to_owned(),
        is_hidden: false,
        is_unsearchable: false,
        search_types: types.iter().map(|each| (*each).to_owned()).collect(),
        uid: format!("{}.{field}", kind.name),
    }
}

fn joined(kind: &ItemType, id: u32, key: &str, target: &ItemType) -> SearchOption {
    let field = if target.is_tree() { "completename" } else { target.label_column() };
    let mut types = vec!["contains", "notcontains", "equals", "notequals"];
    if target.is_tree() {
        types.extend(["under", "notunder"]);
    }
    let step = if key == target.own_key() { String::new() } else { format!("{key}.") };
    SearchOption {
        name: target.name.to_owned(),
        table: target.table.to_owned(),
        datatype: "dropdown".to_owned(),
        search_types: types.into_iter().map(str::to_owned).collect(),
        uid: format!("{}.{step}{}.{field}", kind.name, target.name),
        ..own(kind, id, field, "string")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn uid(item_type: &str, id: u32) -> String {
        let kind = schema().item_type(item_type).unwrap();
        options(kind, Version::read("10.0.6")).get(id).unwrap().uid.clone()
    }

    #[test]
    fn usual_numbers_hold_for_recorded_and_derived_types() {
        assert_eq!(uid("Computer", 31), "Computer.State.completename");
        assert_eq!(uid("Monitor", 31), "Monitor.State.completename");
        assert_eq!(uid("Monitor", 4), "Monitor.MonitorType.name");
        assert_eq!(uid("Printer", 24), "Printer.users_id_tech.User.name");
    }
}
