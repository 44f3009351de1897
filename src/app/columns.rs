//! `columns CLASS`: what a mapping may fill in a class, as the system tells, else as it is known here.

use serde::Serialize;

use crate::cli::{Format, Global};
use crate::config;
use crate::engine::{connect, reason};
use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::project::Project;
use crate::model::said::{Said, Say as _};
use crate::model::schema::{ClassName, Column, Kind, KnownColumn, Part, Schema, Wording};
use crate::model::system::Role;
use crate::systems;
use crate::systems::desk::DeskColumn;
use crate::systems::target::ToldColumn;

use super::print::Console;
use super::propose::{schema_of, system_of, unknown_class};
use super::{Answer, Exit, Failure};

/// A column as it is listed.
#[derive(Debug, Serialize)]
struct Line {
    /// The table of the mapping; empty for the item itself.
    table: String,
    column: String,
    english: String,
    french: String,
    #[serde(rename = "type")]
    kind: Said,
    length: Option<usize>,
    /// Class of the rows that it points at.
    class: Option<String>,
    /// What is done about a name that is not there, where the mapping does not say.
    missing: Option<&'static str>,
    /// What is to be known of versions.
    note: Option<Said>,
}

/// Where the columns are from.
struct Source {
    schema: &'static Schema,
    told: Option<Vec<ToldColumn>>,
    /// Who said so, and why nobody was asked.
    said: Vec<Message>,
}

/// `columns CLASS`
pub async fn columns(
    global: &Global,
    console: &Console,
    class: &str,
    system: Option<&str>,
    format: Format,
) -> Answer {
    if let Some((project, name)) = desk_of(global, system)? {
        return of_desk(&project, &name, console, class, format).await;
    }
    let source = match config::own_schema(class) {
        Some(schema) => Source { schema, told: None, said: Vec::new() },
        None => source(global, class, system).await?,
    };
    let is_told = source.told.as_ref().is_some_and(|told| !told.is_empty());
    if !source.schema.is_own_class(class) && !is_told {
        return Err(unknown_class(source.schema, class));
    }
    let lines = lines(&source, class);
    match format {
        Format::Json => console.print_json(&serde_json::json!({
            "class": class,
            "from_server": source.told.is_some(),
            "source": source.said.iter().map(Message::to_string).collect::<Vec<_>>(),
            "columns": lines,
        }))?,
        Format::Text => {
            source.said.iter().for_each(|said| console.note(said));
            console.print(text(console, &lines, Heads::OfMapping));
        }
    }
    Ok(Exit::Done)
}

/// The desk that is named, where it holds no items: its classes are those of its tickets.
fn desk_of(global: &Global, system: Option<&str>) -> Result<Option<(Project, String)>, Failure> {
    let Some(name) = system else { return Ok(None) };
    let project = super::load(global)?;
    let known = project.systems.get(name);
    let is_desk = known.is_some_and(|known| known.has(Role::Tickets) && !known.has(Role::Items));
    Ok(is_desk.then(|| (project, name.to_owned())))
}

/// What a desk tells of a class.
async fn of_desk(project: &Project, name: &str, console: &Console, class: &str, format: Format) -> Answer {
    let product = connect::product(project, name);
    let open = connect::open_desk(project, name).await.map_err(Failure::Other)?;
    let told = open.desk.columns_of(class).await;
    open.close().await;
    let columns = match told {
        Ok(Some(columns)) => columns,
        Ok(None) => return Err(Failure::Usage(message::columns::tells_nothing(name, product).said())),
        Err(error) if error.is_permanent() => {
            return Err(Failure::Usage(message::columns::not_asked(name, class, error).said()));
        }
        Err(error) => return Err(Failure::Other(error.into())),
    };
    let mut said = vec![message::columns::of_desk(class, name, product)];
    if columns.iter().all(|column| column.label.is_none()) {
        said.push(message::columns::names_only(product));
    }
    let lines: Vec<Line> = columns.into_iter().map(line_of_desk).collect();
    match format {
        Format::Json => console.print_json(&serde_json::json!({
            "class": class,
            "from_server": true,
            "source": said.iter().map(Message::to_string).collect::<Vec<_>>(),
            "columns": lines,
        }))?,
        Format::Text => {
            said.iter().for_each(|said| console.note(said));
            console.print(text(console, &lines, Heads::None));
        }
    }
    Ok(Exit::Done)
}

fn line_of_desk(column: DeskColumn) -> Line {
    let label = column.label.unwrap_or_else(|| column.name.clone());
    let kind = match (&column.kind, &column.class) {
        (Some(kind), Some(class)) => format!("{kind} {class}"),
        (kind, _) => kind.clone().unwrap_or_default(),
    };
    Line {
        table: String::new(),
        column: column.name,
        english: label.clone(),
        french: label,
        kind: kind.into(),
        length: column.length,
        class: column.class,
        missing: None,
        note: column.is_required.then(|| message::columns::required().said()),
    }
}

async fn source(global: &Global, class: &str, system: Option<&str>) -> Result<Source, Failure> {
    let project = if config::init::is_project(&global.project) || system.is_some() {
        Some(super::load(global)?)
    } else {
        None
    };
    let system = match &project {
        Some(project) => match (system_of(project, system), system) {
            (Ok(name), _) => Some(name),
            (Err(failure), Some(_)) => return Err(failure),
            // Several, or none: what is known of the product is the same for all.
            (Err(_), None) => None,
        },
        None => None,
    };
    let (Some(project), Some(system)) = (&project, &system) else {
        let room = systems::room(systems::START.kind.key);
        let product = systems::START.kind.product;
        let target = room.and_then(|room| room.target.as_ref());
        let schema = target.map_or(&systems::glpi::schema::SCHEMA, |target| target.schema);
        return Ok(Source { schema, told: None, said: vec![message::columns::of_schema(class, product)] });
    };
    asked(project, system, class).await
}

/// What the system of a project tells.
async fn asked(project: &Project, system: &str, class: &str) -> Result<Source, Failure> {
    let known = schema_of(project, system)?;
    let product = connect::product(project, system);
    let unasked = |why: Said| Source {
        schema: known,
        told: None,
        said: vec![message::columns::not_reached(system, why), message::columns::of_schema(class, product)],
    };
    let open = match connect::open_target(project, system).await {
        Ok(open) => open,
        Err(error) => return Ok(unasked(reason::of(&error))),
    };
    let told = open.target.columns_of(&ClassName::from(class)).await;
    let schema = open.target.schema();
    let url = open.target.url().to_owned();
    open.close().await;
    Ok(match told {
        Ok(Some(told)) => {
            let said = message::columns::of_server(class, system, url);
            Source { schema, told: Some(told), said: vec![said] }
        }
        Ok(None) => Source { schema, told: None, said: vec![message::columns::of_schema(class, product)] },
        Err(error) => unasked(error.said()),
    })
}

fn lines(source: &Source, class: &str) -> Vec<Line> {
    let schema = source.schema;
    let mut lines = Vec::new();
    match &source.told {
        Some(told) => {
            for column in told {
                let mut line = line(schema, class, Part::ITEM, &column.name);
                if let Some(label) = &column.label
                    && line.english == column.name
                {
                    line.english.clone_from(label);
                    line.french.clone_from(label);
                }
                if column.is_added {
                    line.note = Some(message::columns::only_here().said());
                }
                lines.push(line);
            }
        }
        None => lines.extend((schema.columns_of)(class).iter().map(|known| {
            let mut line = line(schema, class, Part::ITEM, known.name);
            line.note = note(known);
            line
        })),
    }
    for known in schema.parts.iter().filter(|part| part.of_classes.contains(&class)) {
        let owner = schema.owner_column(known.part());
        let own = [
            schema.columns.owner_class,
            owner,
            schema.columns.entity,
            schema.columns.recursive,
            schema.columns.trash,
        ];
        let of_item = schema.set(known.part()).is_some() || schema.shared(known.part()).is_none();
        let mut columns: Vec<&'static str> =
            (schema.columns_of)(known.class).into_iter().map(|known| known.name).collect();
        columns.retain(|column| !of_item || !own.contains(column));
        let of_set = schema.set(known.part()).into_iter().flat_map(|set| set.kinds).map(|(name, _)| *name);
        let virtual_ones: Vec<&str> = of_set.filter(|name| !columns.contains(name)).collect();
        columns.extend(virtual_ones);
        lines.extend(columns.into_iter().map(|column| line(schema, class, known.part(), column)));
    }
    lines
}

fn note(known: &KnownColumn) -> Option<Said> {
    let since = known.from.map(|version| message::columns::since(version).said());
    since.or_else(|| known.until.map(|version| message::columns::until(version).said()))
}

fn line(schema: &'static Schema, class: &str, part: Part, column: &str) -> Line {
    let of = schema.class_of(part, &ClassName::from(class));
    let called = |language| {
        let wording = Wording { schema: Some(schema), language };
        wording.column(of.as_str(), column).to_owned()
    };
    let kind = schema.kind_in(part, &Column::from(column));
    let months = schema.counts_months(&Column::from(column)) && !part.is_item() || column == "months";
    let (word, length) = match &kind {
        Some(Kind::Integer) if months => (message::columns::kind_months(), None),
        Some(kind) => word(kind),
        None => (message::columns::kind_dropdown(""), None),
    };
    let target = kind.as_ref().and_then(|kind| schema.target_of(kind));
    let missing = kind.as_ref().and_then(|kind| match kind {
        Kind::Dropdown(_) | Kind::Tree(_) => Some("create"),
        Kind::Entity | Kind::Reference { .. } => Some("reject"),
        _ => None,
    });
    Line {
        table: part.table().unwrap_or_default().to_owned(),
        column: column.to_owned(),
        english: called(Language::En),
        french: called(Language::Fr),
        kind: word.said(),
        length,
        class: target.map(|class| class.as_str().to_owned()),
        missing,
        note: None,
    }
}

/// The word for a kind, and its longest text.
fn word(kind: &Kind) -> (Message, Option<usize>) {
    const LONG_TEXT: usize = 65_535;
    match kind {
        Kind::Text { max } => (message::columns::kind_text(), Some(*max)),
        Kind::LongText => (message::columns::kind_long_text(), Some(LONG_TEXT)),
        Kind::Integer => (message::columns::kind_integer(), None),
        Kind::Decimal => (message::columns::kind_decimal(), None),
        Kind::Boolean => (message::columns::kind_boolean(), None),
        Kind::Date => (message::columns::kind_date(), None),
        Kind::DateTime => (message::columns::kind_date_time(), None),
        Kind::Mac => (message::columns::kind_mac(), None),
        Kind::Ip => (message::columns::kind_ip(), None),
        Kind::Addresses => (message::columns::kind_addresses(), None),
        Kind::Hostname => (message::columns::kind_hostname(), None),
        Kind::Mebibytes => (message::columns::kind_mebibytes(), None),
        Kind::Dropdown(class) => (message::columns::kind_dropdown(class), None),
        Kind::Tree(class) => (message::columns::kind_tree(class), None),
        Kind::Entity => (message::columns::kind_entity(), None),
        Kind::Reference { class, by } => (message::columns::kind_reference(class, by), None),
        Kind::MonthsUntil { .. } => (message::columns::kind_months(), None),
    }
}

/// Whether columns stand under the tables of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heads {
    OfMapping,
    None,
}

/// One line a column, under the table that it stands in in a mapping; the labels behind it, on a line of their own
/// where they have no place.
fn text(console: &Console, lines: &[Line], heads: Heads) -> String {
    let width = console.width();
    let mut out = String::new();
    let mut table: Option<&str> = None;
    for line in lines {
        if heads == Heads::OfMapping && table != Some(line.table.as_str()) {
            let head = match (line.table.as_str(), table) {
                ("", _) => "[field]".to_owned(),
                (name, _) if ["os", "contract", "infocom"].contains(&name) => format!("\n[{name}]"),
                (name, _) => format!("\n[set.{name}.field]"),
            };
            out.push_str(&head);
            out.push('\n');
            table = Some(&line.table);
        }
        let of_table = lines.iter().filter(|other| other.table == line.table);
        let widest = of_table.map(|other| other.column.chars().count()).max().unwrap_or(0);
        let length = line.length.map_or_else(String::new, |length| format!(" {length}"));
        let missing = line.missing.map_or_else(String::new, |missing| format!(", {missing}"));
        let kind = format!("{}{length}{missing}", console.say(&line.kind));
        // Both: who reads French finds in a French GLPI what an English mapping of the manual calls it.
        let labels = if line.english == line.french {
            line.english.clone()
        } else {
            format!("{} / {}", line.english, line.french)
        };
        let note = line.note.as_ref().map_or_else(String::new, |note| format!(" ({})", console.say(note)));
        let start = format!("{:widest$}  {kind:24}", line.column);
        let whole = format!("{start}  {labels}{note}");
        if whole.chars().count() <= width {
            out.push_str(&whole);
        } else {
            out.push_str(start.trim_end());
            out.push_str(&format!("\n    {labels}{note}"));
        }
        out.push('\n');
    }
    out
}
