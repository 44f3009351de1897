//! What a desk holds and what we remember of it, written compactly, and the tables the planner
//! gets of it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use stocktake::model::dictionary::{Dictionaries, DictionaryRule};
use stocktake::model::item::PartTable;
use stocktake::model::remembered::{Maker, Remembered, Retired, RetiredStep};
use stocktake::model::schema::Home;
use stocktake::model::{
    Catalog, ClassName, Column, Item, ItemTable, Kind, Link, Ownership, Part, PartRow, ReferenceRow,
    ReferenceTable, Value,
};
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::target::ItemQuery;

/// Values by column, as given: each query reads them as its kinds say.
pub type Values = BTreeMap<String, Value>;

/// A desk and our links to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// Items by class and id.
    pub items: BTreeMap<(String, i64), Row>,
    /// Operating systems, financial data and links to contracts by item (class and id) and own id.
    pub parts: BTreeMap<(Part, String, i64, i64), Values>,
    /// Reference rows by class and naming column.
    pub names: BTreeMap<(String, String), Vec<ReferenceRow>>,
    /// Our links.
    pub links: Vec<Link>,
    /// Rules for names.
    pub dictionaries: Dictionaries,
}

/// An item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// In the trash.
    pub trashed: bool,
    /// Fed by an agent.
    pub dynamic: bool,
    /// Values; `entities_id` is the entity.
    pub values: Values,
}

/// The part of a table of a mapping.
pub fn part(table: &str) -> Part {
    SCHEMA.part_of_table(table).unwrap()
}

impl Desk {
    /// An item: `name=PC-1, serial=S1, manufacturers_id=#3`.
    pub fn item(mut self, class: &str, id: i64, text: &str) -> Self {
        let row = Row { values: values(text), ..Row::default() };
        assert!(self.items.insert((class.to_owned(), id), row).is_none());
        self
    }

    /// Puts an item into the trash.
    pub fn trashed(mut self, class: &str, id: i64) -> Self {
        self.items.get_mut(&(class.to_owned(), id)).unwrap().trashed = true;
        self
    }

    /// A child row of a computer; for a contract, its link to the contract of this id. With
    /// `is_dynamic` in its values an agent feeds it.
    pub fn part(mut self, part: Part, item: i64, id: i64, text: &str) -> Self {
        self.parts.insert((part, "Computer".to_owned(), item, id), values(text));
        self
    }

    /// Reference rows by name or path: `3 HP, 5 Lyon @1, 6 Lyon > Hall @0+`. `@1` is the entity,
    /// `+` says visible below; without it a row of a class with entities is the root's, visible
    /// below.
    pub fn names(self, class: &str, text: &str) -> Self {
        self.keys(class, "name", text)
    }

    /// One more rule for the names of a class.
    pub fn dictionary(mut self, class: &str, rule: DictionaryRule) -> Self {
        self.dictionaries.rules.entry(class.into()).or_default().push(rule);
        self
    }

    /// The same by another column than the name.
    pub fn keys(mut self, class: &str, by: &str, text: &str) -> Self {
        let tree = SCHEMA.is_tree(&class.into()) && by == "name";
        let table = self.names.entry((class.to_owned(), by.to_owned())).or_default();
        let mut paths: Vec<(String, i64)> = table.iter().map(|row| (path(table, row), row.id)).collect();
        for entry in text.split(',').map(str::trim) {
            let (id, path) = entry.split_once(' ').unwrap();
            let id = id.parse().unwrap();
            let (path, home) = match path.split_once(" @") {
                Some((path, home)) => (path, Some(home)),
                None => (path, {
                    let home = SCHEMA.home(&class.into());
                    (!matches!(home, Home::Nowhere | Home::Beyond)).then_some("0+")
                }),
            };
            let above = path.rsplit_once(" > ").filter(|_| tree);
            let parent = above.map(|(above, _)| {
                paths.iter().rev().find(|(known, _)| known == above).map(|(_, id)| *id).unwrap()
            });
            paths.push((path.to_owned(), id));
            table.push(ReferenceRow {
                id,
                name: above.map_or(path, |(_, name)| name).into(),
                parent,
                entity: home.map(|home| home.trim_end_matches('+').parse().unwrap()),
                recursive: home.is_some_and(|home| home.ends_with('+')),
            });
        }
        table.sort_by_key(|row| row.id);
        self
    }

    /// A link of ours to a computer that we created; `remembered` is `serial=S1, os.#=11, os.version=12`
    /// with the id of a row as `#`, `disks[/].#=10, disks[/].totalsize=5` for a disk that we made, and
    /// `~comment=old` for what stood there before the item was flagged.
    pub fn made(self, id: i64, source_key: &str, remembered: &str) -> Self {
        self.link(Ownership::Made, id, source_key, remembered)
    }

    /// A link to a computer.
    pub fn link(mut self, ownership: Ownership, id: i64, source_key: &str, remembered: &str) -> Self {
        self.links.push(Link {
            system: "practice".to_owned(),
            job: "pc".to_owned(),
            class: "Computer".into(),
            source_key: source_key.to_owned(),
            remote_id: id,
            ownership,
            remembered: known(remembered),
            absent_runs: 0,
            retired_at: None,
        });
        self
    }

    /// Says of the last link that we retired its item.
    pub fn retired(mut self) -> Self {
        self.links.last_mut().unwrap().retired_at = Some("2026-11-01T00:00:00+00:00".to_owned());
        self
    }

    /// Says of the last link that its item was retired by this step on this day.
    pub fn step(self, step: &str, day: &str) -> Self {
        let mut desk = self.retired();
        let marks = &mut desk.links.last_mut().unwrap().remembered.marks;
        let before = marks.retired.take().map(|retired| retired.before).unwrap_or_default();
        let step = match step {
            "flag" => RetiredStep::Flagged,
            "trash" => RetiredStep::Trashed,
            "returned" => RetiredStep::Returned,
            other => panic!("there is no step {other}"),
        };
        marks.retired = Some(Retired { step, since: Some(day.parse().unwrap()), before });
        desk
    }

    /// Says of the last link in how many good runs its record was missing.
    pub fn absent(mut self, runs: u32) -> Self {
        self.links.last_mut().unwrap().absent_runs = runs;
        self
    }

    /// Says of an item that an agent feeds it.
    pub fn dynamic(mut self, class: &str, id: i64) -> Self {
        self.items.get_mut(&(class.to_owned(), id)).unwrap().dynamic = true;
        self
    }

    /// What a query reads.
    pub fn table(&self, query: &ItemQuery) -> ItemTable {
        let columns: Vec<Column> = query.columns.iter().map(|(column, _)| column.clone()).collect();
        let of_class = self.items.iter().filter(|((class, _), _)| class == query.class.as_str());
        let (trashed, items): (Vec<_>, Vec<_>) = of_class.partition(|(_, row)| row.trashed);
        let read = |rows: Vec<(&(String, i64), &Row)>| {
            rows.into_iter().map(|((_, id), row)| item(*id, row, &query.columns)).collect()
        };
        ItemTable {
            columns,
            items: read(items),
            trashed: read(trashed),
            hidden: Vec::new(),
            hidden_may_be_gone: false,
            parts: query
                .parts
                .iter()
                .map(|(part, columns)| self.part_table(&query.class, *part, columns))
                .collect(),
        }
    }

    fn part_table(&self, class: &ClassName, part: Part, columns: &[(Column, Kind)]) -> PartTable {
        let row = |item: i64, id: i64, values: &Values| PartRow {
            item,
            id,
            entity: if SCHEMA.shared(part).is_some() { entity(values) } else { 0 },
            dynamic: values.get("is_dynamic").is_some(),
            values: read(values, columns),
        };
        let contract = |id: i64| self.items.get(&("Contract".to_owned(), id)).map(|row| &row.values);
        let own = self.parts.iter().filter(|((of, owner, ..), _)| *of == part && owner == class.as_str());
        let rows = own.filter_map(|((_, _, item, id), values)| {
            let values = if SCHEMA.shared(part).is_some() { contract(*id)? } else { values };
            Some(row(*item, *id, values))
        });
        let contracts = self.items.iter().filter(|((class, _), row)| class == "Contract" && !row.trashed);
        PartTable {
            part,
            columns: columns.iter().map(|(column, _)| column.clone()).collect(),
            rows: rows.collect(),
            choices: match SCHEMA.shared(part) {
                Some(_) => contracts.map(|((_, id), held)| row(0, *id, &held.values)).collect(),
                None => Vec::new(),
            },
        }
    }

    /// Every reference row.
    pub fn catalog(&self) -> Catalog {
        let table = |((class, by), rows): (&(String, String), &Vec<ReferenceRow>)| {
            ((class.as_str().into(), by.as_str().into()), ReferenceTable { rows: rows.clone() })
        };
        Catalog { tables: self.names.iter().map(table).collect(), dictionaries: self.dictionaries.clone() }
    }
}

fn path(table: &[ReferenceRow], row: &ReferenceRow) -> String {
    let above = table.iter().find(|known| Some(known.id) == row.parent);
    above.map_or_else(|| row.name.to_string(), |above| format!("{} > {}", path(table, above), row.name))
}

fn item(id: i64, row: &Row, columns: &[(Column, Kind)]) -> Item {
    let values = read(&row.values, columns);
    Item { id, entity: entity(&row.values), dynamic: row.dynamic, trashed: row.trashed, values }
}

fn entity(values: &Values) -> i64 {
    match values.get("entities_id") {
        Some(Value::Ref(id)) => *id,
        _ => 0,
    }
}

fn read(values: &Values, columns: &[(Column, Kind)]) -> Box<[Value]> {
    let of = |(column, kind): &(Column, Kind)| {
        let value = match (values.get(column.as_str()), kind) {
            (None, Kind::Entity) => Value::Ref(0),
            (value, _) => value.cloned().unwrap_or_default(),
        };
        SCHEMA.canonical(kind, value)
    };
    columns.iter().map(of).collect()
}

fn values(text: &str) -> Values {
    let value = |text: &str| match text.strip_prefix('#').map(str::parse) {
        Some(Ok(id)) => Value::Ref(id),
        _ => Value::text(text),
    };
    pairs(text).map(|(column, text)| (column.to_owned(), value(text))).collect()
}

fn known(text: &str) -> Remembered {
    let mut known = Remembered::default();
    for (path, text) in pairs(text) {
        let element = path.split_once('[').and_then(|(set, rest)| Some((set, rest.rsplit_once("].")?)));
        if let Some(column) = path.strip_prefix('~') {
            let (step, before) = (RetiredStep::Flagged, BTreeMap::new());
            let flagged = known.marks.retired.get_or_insert(Retired { step, since: None, before });
            flagged.before.insert(column.to_owned(), text.to_owned());
        } else if let Some((set, (name, "#"))) = element {
            known.element_has(set, name, text.parse().unwrap(), Maker::Us);
        } else if let Some((set, (name, column))) = element {
            let element = known.elements.get_mut(set).unwrap().get_mut(name).unwrap();
            element.values.insert(column.to_owned(), text.to_owned());
        } else if let Some(part) = path.strip_suffix(".#") {
            known.rows.insert(part.to_owned(), text.parse().unwrap());
        } else {
            known.values.insert(path.into(), text.to_owned());
        }
    }
    known
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(", ").filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap())
}
