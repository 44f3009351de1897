//! The data of the benchmark, made by rule: the same row as a line of the CSV file, as a row of GLPI
//! and as the memory of its link.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::bail;
use stocktake::config;
use stocktake::model::{ClassName, Link, Ownership, Remembered};
use stocktake::store::Store;

/// What the rows are mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 30 fields of the item itself.
    Flat,
    /// As flat, one of the texts by a template.
    Template,
    /// 15 fields of the item, 5 of its operating system, 10 of its financial data.
    Parts,
}

impl Shape {
    /// Out of [`Shape::word`].
    pub fn of(word: &str) -> anyhow::Result<Self> {
        let all = [Self::Flat, Self::Template, Self::Parts];
        match all.into_iter().find(|shape| shape.word() == word) {
            Some(shape) => Ok(shape),
            None => bail!("`{word}` is none of flat, template, parts"),
        }
    }

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Template => "template",
            Self::Parts => "parts",
        }
    }

    /// The word of the table.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Flat => "30",
            Self::Template => "30, 1 templ.",
            Self::Parts => "15 + 5 + 10",
        }
    }

    /// Class of the items.
    pub fn class(self) -> &'static str {
        match self {
            Self::Flat | Self::Template => "PluginGenericobjectServer",
            Self::Parts => "Computer",
        }
    }

    /// The row of GLPI that a field belongs to.
    pub fn table(self, field: &Field) -> Table {
        match self {
            Self::Flat | Self::Template => Table::Item,
            Self::Parts => field.table,
        }
    }
}

/// A row of GLPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The item.
    Item,
    /// `Item_OperatingSystem`
    System,
    /// `Infocom`
    Infocom,
}

impl Table {
    fn prefix(self) -> &'static str {
        match self {
            Self::Item => "",
            Self::System => "os.",
            Self::Infocom => "infocom.",
        }
    }
}

/// One of the 30 fields.
pub struct Field {
    /// Column at the desk, and of the file.
    pub column: &'static str,
    table: Table,
    kind: Made,
}

/// How a value is made of the number of its row.
#[derive(Debug, Clone, Copy)]
enum Made {
    /// A text with the number in it.
    Text(fn(u64) -> String),
    /// One of so many rows of a dropdown, by its name.
    Name(u64),
    /// One of 20 entities.
    Entity,
    /// One of 500 rooms in 50 buildings of 5 sites.
    Room,
    /// A day.
    Date,
    /// Money.
    Decimal,
    /// A small number.
    Integer,
}

const fn field(column: &'static str, table: Table, kind: Made) -> Field {
    Field { column, table, kind }
}

/// 14 texts, 6 dropdowns, an entity, a tree, 3 dates, 2 decimals, 3 numbers.
pub const FIELDS: [Field; 30] = [
    field("serial", Table::Item, Made::Text(|n| format!("5CG{n:07}"))),
    field("name", Table::Item, Made::Text(|n| format!("srv-par-{n:06}"))),
    field("otherserial", Table::Item, Made::Text(|n| format!("INV-2026-{n:06}"))),
    field("uuid", Table::Item, Made::Text(|n| format!("4c4c4544-0037-4d10-8051-{:012x}", n * 7919))),
    field("contact", Table::Item, Made::Text(|n| format!("Jérôme Übel {}", n % 5000))),
    field(
        "contact_num",
        Table::Item,
        Made::Text(|n| if n % 3 == 0 { String::new() } else { format!("+33 1 70 {n:06}") }),
    ),
    field(
        "comment",
        Table::Item,
        Made::Text(|n| format!("Rack {}, units {}-{}; bought with order {n}", n % 97, n % 40, n % 40 + 2)),
    ),
    field("manufacturers_id", Table::Item, Made::Name(40)),
    field("computermodels_id", Table::Item, Made::Name(200)),
    field("computertypes_id", Table::Item, Made::Name(8)),
    field("networks_id", Table::Item, Made::Name(30)),
    field("entities_id", Table::Item, Made::Entity),
    field("locations_id", Table::Item, Made::Room),
    field("networkequipmentmodels_id", Table::Item, Made::Name(60)),
    field("memory_size", Table::Item, Made::Integer),
    field("operatingsystems_id", Table::System, Made::Name(12)),
    field("operatingsystemversions_id", Table::System, Made::Name(60)),
    field("license_number", Table::System, Made::Text(|n| format!("00330-80000-{n:05}-AA{:03}", n % 999))),
    field("licenseid", Table::System, Made::Text(|n| format!("{n:010}"))),
    field("install_date", Table::System, Made::Date),
    field("buy_date", Table::Infocom, Made::Date),
    field("warranty_date", Table::Infocom, Made::Date),
    field("warranty_duration", Table::Infocom, Made::Integer),
    field("value", Table::Infocom, Made::Decimal),
    field("warranty_value", Table::Infocom, Made::Decimal),
    field("order_number", Table::Infocom, Made::Text(|n| format!("PO-{}", n / 10))),
    field("delivery_number", Table::Infocom, Made::Text(|n| format!("DN-{}", n / 5))),
    field("bill", Table::Infocom, Made::Text(|n| format!("F2026-{}", n / 20))),
    field(
        "immo_number",
        Table::Infocom,
        Made::Text(|n| if n % 4 == 0 { String::new() } else { format!("IMMO{n:08}") }),
    ),
    field("sink_time", Table::Infocom, Made::Integer),
];

/// What a row has in a field.
pub enum Value {
    /// Text, date, decimal.
    Text(String),
    /// Number.
    Number(u64),
    /// Row of another class, with the name or path that the file gives.
    Key(u64, String),
}

impl Field {
    /// The value of row `n`.
    pub fn value(&self, n: u64) -> Value {
        // Columns with as many names must not run in step.
        let mixed = n.wrapping_mul(2_654_435_761).wrapping_add(self.column.len() as u64 * 40_503) >> 7;
        match self.kind {
            Made::Text(make) => Value::Text(make(n)),
            Made::Name(of) => Value::Key(mixed % of + 1, name(self.column, mixed % of + 1)),
            Made::Entity => Value::Key(mixed % 20 + 1, format!("Branch {}", mixed % 20 + 1)),
            Made::Room => Value::Key(56 + mixed % 500, room(mixed % 500)),
            Made::Date => {
                Value::Text(format!("20{}-{:02}-{:02}", 15 + mixed % 11, mixed % 12 + 1, mixed % 28 + 1))
            }
            Made::Decimal => Value::Text(format!("{}.{:02}00", mixed % 4000, mixed % 100)),
            Made::Integer => Value::Number(mixed % 48 + 1),
        }
    }

    /// Rows of the class that the field points at, when that is a dropdown.
    pub fn names(&self) -> Option<u64> {
        match self.kind {
            Made::Name(of) => Some(of),
            _ => None,
        }
    }
}

/// Name of a row of a dropdown.
pub fn name(column: &str, id: u64) -> String {
    format!("{} Model {id}", column.trim_end_matches("s_id"))
}

/// Path of a room: 5 sites (ids 1 to 5), 50 buildings (6 to 55), 500 rooms (56 to 555).
fn room(number: u64) -> String {
    format!("Site {} > Building {} > Room {number}", number / 100, number / 10)
}

/// Writes the project, the file and the links.
pub fn prepare(rows: u64, shape: Shape, folder: &Path, url: &str) -> anyhow::Result<()> {
    write_project(shape, folder, url)?;
    write_csv(rows, folder)?;
    let project = config::load(folder).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let store = Store::open(&project.state, None)?;
    let mut links = Vec::new();
    for n in 0..rows {
        links.push(link(n, shape));
        if links.len() == 5000 || n + 1 == rows {
            store.upsert_links(&links)?;
            links.clear();
        }
    }
    Ok(())
}

fn write_project(shape: Shape, folder: &Path, url: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder.join("jobs"))?;
    std::fs::create_dir_all(folder.join("mappings"))?;
    std::fs::write(folder.join("token"), "benchmark")?;
    std::fs::write(
        folder.join("stocktake.toml"),
        format!(
            "[state]\nurl = \"sqlite:state.db\"\n[system.glpi.glpi]\nurl = \"{url}\"\nuser_token = \"file:token\"\n"
        ),
    )?;
    std::fs::write(
        folder.join("jobs/planning.toml"),
        "description = \"Benchmark\"\nsystem = \"glpi\"\n[[feed]]\nmapping = \"servers\"\npath = \"rows.csv\"\nsettle = \"0s\"\n",
    )?;
    let mut mapping = format!(
        "class = \"{}\"\ndescription = \"Benchmark\"\nmatch = [[\"serial\"], [\"name\", \"entities_id\"]]\n",
        shape.class()
    );
    for (table, header) in [(Table::Item, "field"), (Table::System, "os"), (Table::Infocom, "infocom")] {
        let fields: Vec<&Field> = FIELDS.iter().filter(|field| shape.table(field) == table).collect();
        if !fields.is_empty() {
            mapping.push_str(&format!("[{header}]\n"));
        }
        for field in fields {
            let input = match (shape, field.column) {
                (Shape::Template, "comment") => "template = \"{{ row['comment'] }}\"".to_owned(),
                (_, column) => format!("column = \"{column}\""),
            };
            mapping.push_str(&format!("{} = {{ {input} }}\n", field.column));
        }
    }
    std::fs::write(folder.join("mappings/servers.toml"), mapping)?;
    Ok(())
}

/// The rows stand in another order than the items.
fn write_csv(rows: u64, folder: &Path) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(folder.join("rows.csv"))?);
    writeln!(file, "{}", FIELDS.iter().map(|field| field.column).collect::<Vec<_>>().join(";"))?;
    for at in 0..rows {
        let n = at * 7_919 % rows;
        let cells = FIELDS.iter().map(|field| match field.value(n) {
            Value::Text(text) | Value::Key(_, text) if text.contains([';', '"']) => format!("\"{text}\""),
            Value::Text(text) | Value::Key(_, text) => text,
            Value::Number(number) => number.to_string(),
        });
        writeln!(file, "{}", cells.collect::<Vec<_>>().join(";"))?;
    }
    file.flush()?;
    Ok(())
}

fn link(n: u64, shape: Shape) -> Link {
    let mut remembered = Remembered::default();
    for field in &FIELDS {
        let text = match field.value(n) {
            // An empty text is remembered, too: a value that a person fills in is told from one not written yet.
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Key(id, _) => format!("#{id}"),
        };
        let path = format!("{}{}", shape.table(field).prefix(), field.column);
        remembered.values.insert(path.into(), text);
    }
    if shape == Shape::Parts {
        let id = i64::try_from(n + 1).unwrap_or(i64::MAX);
        remembered.rows.extend(["os", "infocom"].map(|part| (part.to_owned(), id)));
    }
    let Value::Text(source_key) = FIELDS[0].value(n) else {
        unreachable!("the first field is the serial number")
    };
    Link {
        system: "glpi".to_owned(),
        job: "planning".to_owned(),
        class: ClassName::from(shape.class()),
        source_key,
        remote_id: i64::try_from(n + 1).unwrap_or(i64::MAX),
        ownership: Ownership::Made,
        remembered,
        absent_runs: 0,
        retired_at: None,
    }
}
