//! Reads a table of the corpus as the program does: project, reader, mapping, planner.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use stocktake::config;
use stocktake::engine::survey::queries;
use stocktake::model::job::Missing;
use stocktake::model::project::Project;
use stocktake::model::{Change, ClassName, Header, JobName, Mapping, Plan, Record, Reject, Value as Written};
use stocktake::reconcile::transform::{Transform, Wanted, columns, lacking, unused};
use stocktake::reconcile::{ClassInput, Others, Planned, Planner, Settings};
use stocktake::systems::files::{FoundFile, Reader};
use stocktake::systems::glpi::schema::SCHEMA;
use toml::Value;

use super::right::{As, Column, Right, Table, folder};
use crate::planner::desk::Desk;
use stocktake::reconcile::matching::LinkTable;

const TODAY: chrono::NaiveDate = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();

/// What came of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// This value.
    Value(Value),
    /// No value.
    Nothing,
    /// It cannot be read, for this reason.
    Rejected(String),
}

/// What came of a table.
#[derive(Debug, Default)]
pub struct Seen {
    /// Why nothing was read at all.
    pub refused: Option<String>,
    /// Columns as read.
    pub header: Vec<String>,
    /// Rows that became records or rejected rows.
    pub rows: BTreeSet<u64>,
    /// Rows that were rejected as a whole, and why.
    pub rejected: BTreeMap<u64, String>,
    /// Cells by row and column.
    pub cells: BTreeMap<(u64, String), Cell>,
    /// Everything that people are told.
    pub told: Vec<String>,
    /// They are told that the encoding is a guess.
    pub is_doubtful: bool,
}

/// Columns by the field that reads them in the class itself, and those that are read on their own.
struct Split<'t> {
    fields: Vec<(&'t Column, &'t str)>,
    others: Vec<&'t Column>,
}

/// Fields that take one column each, and no name that has to be there before.
fn is_simple(target: &str) -> bool {
    let apart = [
        "entities_id",
        "groups_id",
        "last_boot",
        "last_inventory_update",
        "last_pages_counter",
        "left",
        "mac",
        "networks_id",
        "renewal",
        "softwares_id",
        "users_id",
        "users_id_supervisor",
    ];
    match target.split_once('.') {
        None => !apart.contains(&target),
        Some((part, _)) => part == "os" || part == "infocom",
    }
}

fn split(table: &Table) -> Split<'_> {
    let mut taken = BTreeSet::new();
    let (mut fields, mut others) = (Vec::new(), Vec::new());
    for column in &table.columns {
        let target = column.targets()[0].as_str();
        if table.class != "none" && column.kind != As::Until && is_simple(target) && taken.insert(target) {
            fields.push((column, target));
        } else {
            others.push(column);
        }
    }
    Split { fields, others }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn rule(column: &Column, kind: Option<&str>, key: &str) -> String {
    let mut out = format!("{key} = {{ column = {}", Value::from(column.names.clone()));
    if let Some(kind) = kind {
        out.push_str(&format!(", type = {}", quoted(kind)));
    }
    if let Some(locale) = &column.locale {
        out.push_str(&format!(", locale = {}", quoted(locale)));
    }
    if !column.formats.is_empty() {
        out.push_str(&format!(", formats = {}", Value::from(column.formats.clone())));
    }
    out + " }\n"
}

fn kind_of(kind: As) -> &'static str {
    match kind {
        As::Text => "longtext",
        As::Date | As::Until => "date",
        As::Datetime => "datetime",
        As::Number => "decimal",
        As::Money => "money",
        As::Boolean => "boolean",
        As::Months => "integer",
        As::Size => "mebibytes",
    }
}

/// The mapping of the class, with the columns that go to simple fields of it.
fn class_mapping(table: &Table, split: &Split<'_>) -> String {
    let has = |field: &String| split.fields.iter().any(|(_, target)| target == field);
    let keys: Vec<Vec<String>> = table
        .keys
        .iter()
        .map(|key| key.iter().filter(|field| has(field)).cloned().collect::<Vec<_>>())
        .filter(|key| !key.is_empty())
        .collect();
    let mut out = format!("class = {}\nlocale = {}\n", quoted(&table.class), quoted(&table.locale));
    out.push_str(&format!("match = {}\n", Value::from(keys)));
    for part in ["field", "os", "infocom"] {
        let of_part = split.fields.iter().filter_map(|(column, target)| {
            let (of, key) = target.split_once('.').unwrap_or(("field", target));
            let kind = (column.kind == As::Money).then_some("money");
            (of == part).then(|| rule(column, kind, key))
        });
        let rules: String = of_part.collect();
        if !rules.is_empty() {
            out.push_str(&format!("[{part}]\n{rules}"));
        }
    }
    out
}

/// A mapping that reads columns on their own.
fn column_mapping(table: &Table, split: &Split<'_>) -> String {
    let locale = quoted(&table.locale);
    let mut out = format!(
        "class = \"PluginCorpusRow\"\nlocale = {locale}\nmatch = [[\"name\"]]\n[field]\nname = {{ template = \"{{{{ row_number }}}}\" }}\n"
    );
    for (at, column) in split.others.iter().enumerate() {
        out.push_str(&rule(column, Some(kind_of(column.kind)), &format!("c{at}")));
    }
    out
}

/// Reads one table.
pub fn read(right: &Right, table: &Table) -> Seen {
    let place = tempfile::tempdir().unwrap();
    let split = split(table);
    let mut seen = Seen::default();
    let project = match project(place.path(), right, table, &split) {
        Ok(project) => project,
        Err(problems) => {
            seen.refused = Some(problems);
            return seen;
        }
    };
    let job = &project.jobs[&JobName::from("corpus")];
    let file = FoundFile::look(place.path().join(&right.file), right.file.as_str().into()).unwrap();
    let of_columns = &project.mappings["columns"];
    let of_class = project.mappings.get("class");
    let wanted = of_class.map_or_else(|| columns(of_columns), |mapping| columns(mapping));
    let reader = Reader { program: None, limits: project.reading };
    let mut rows = match reader.read(&file, &job.feeds[0].source.format, &wanted) {
        Ok(rows) => rows,
        Err(error) => {
            seen.refused = Some(error.to_string());
            return seen;
        }
    };
    let header = rows.header();
    let records: Vec<Result<Record, Reject>> = rows.by_ref().collect();
    seen.refused = rows.take_failure().map(|failure| failure.to_string());
    seen.header = header.names.clone();
    seen.told = rows.notes().iter().map(ToString::to_string).collect();
    seen.told.extend(rows.told().iter().map(|told| told.text.to_string()));
    seen.is_doubtful = rows.told().iter().any(|told| told.what == "encoding");
    of_columns_alone(&mut seen, of_columns, &split, &header, &records);
    match of_class {
        None => records.iter().for_each(|record| match record {
            Ok(record) => seen.rows.extend(record.origin.row),
            Err(reject) => reject_row(&mut seen, reject),
        }),
        Some(mapping) => {
            let unused = unused(mapping, &header);
            let missing = lacking(mapping, &header, &unused);
            seen.told.extend(missing.iter().map(|field| field.told(&right.file).to_string()));
            let planned = plan(&project, mapping, &header, &records);
            of_plan(&mut seen, &planned, &split);
        }
    }
    seen
}

fn project(place: &Path, right: &Right, table: &Table, split: &Split<'_>) -> Result<Project, String> {
    let write = |name: &str, content: &str| {
        let path = place.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    fs::copy(folder().join(&right.file), place.join(&right.file)).unwrap();
    write("stocktake.toml", "[system.practice.sandbox]\n");
    let format = match right.file.rsplit('.').next().unwrap() {
        "xlsx" | "xls" | "ods" | "xlsm" | "xlsb" => "sheet",
        "json" | "ndjson" | "jsonl" => "json",
        _ => "csv",
    };
    let mut job = "system = \"practice\"\n".to_owned();
    for mapping in ["class", "columns"] {
        if mapping == "class" && split.fields.is_empty() {
            continue;
        }
        job.push_str(&format!("[[feed]]\nmapping = \"{mapping}\"\npath = {}\n", quoted(&right.file)));
        job.push_str(&format!("[feed.{format}]\n{}", table.settings(right)));
    }
    write("jobs/corpus.toml", &job);
    write("mappings/columns.toml", &column_mapping(table, split));
    if !split.fields.is_empty() {
        write("mappings/class.toml", &class_mapping(table, split));
    }
    config::load(place).map_err(|problems| problems.render(false, 100))
}

fn reject_row(seen: &mut Seen, reject: &Reject) {
    seen.told.push(format!("{}: {}", reject.origin, reject.reason));
    if let Some(row) = reject.origin.row {
        seen.rows.insert(row);
        seen.rejected.insert(row, reject.reason.to_string());
    }
}

fn is_there(header: &Header, column: &Column) -> bool {
    column.names.iter().any(|name| header.find(name).is_some())
}

/// The columns that go to no simple field, as a mapping reads them.
fn of_columns_alone(
    seen: &mut Seen,
    mapping: &Mapping,
    split: &Split<'_>,
    header: &Header,
    records: &[Result<Record, Reject>],
) {
    let transform = Transform::new(mapping, header, TODAY, "corpus");
    for record in records.iter().flatten() {
        let Some(row) = record.origin.row else { continue };
        let attempt = transform.attempt(record);
        let Some(desired) = attempt.desired else { continue };
        for (at, column) in split.others.iter().enumerate() {
            let field = format!("c{at}");
            let index = mapping.fields.iter().position(|rule| rule.path() == field).unwrap();
            let reject = desired.left_out.iter().find(|reject| reject.field.as_ref() == Some(&field));
            let cell = match (reject, &desired.wanted[index]) {
                (Some(reject), _) => Cell::Rejected(reject.reason.to_string()),
                (None, _) if !is_there(header, column) => {
                    Cell::Rejected("there is no such column".to_owned())
                }
                (None, Wanted::Untouched | Wanted::Clear) => Cell::Nothing,
                (None, Wanted::Set(value)) => plain(value, None),
                (None, Wanted::Name(name)) => Cell::Value(Value::from(&**name)),
                (None, Wanted::Until(date)) => plain(&Written::Date(*date), None),
            };
            seen.cells.insert((row, column.name.clone()), cell);
        }
    }
}

/// A plan over a GLPI that has nothing.
fn plan(
    project: &Project,
    mapping: &Arc<Mapping>,
    header: &Header,
    records: &[Result<Record, Reject>],
) -> Planned {
    let desk = Desk::default();
    let settings = Settings {
        schema: &SCHEMA,
        job: "corpus".to_owned(),
        system: "practice".to_owned(),
        today: TODAY,
        default_entity: 0,
        missing: Missing::default(),
        adopt: false,
        locks: stocktake::model::Locks::default(),
        own_locks: Arc::default(),
        fight_after: 3,
    };
    let mut catalog = desk.catalog();
    for rule in mapping.rules() {
        if let Some(class) = SCHEMA.target_of(&rule.kind) {
            catalog.tables.entry((class, SCHEMA.named_by(&rule.kind))).or_default();
        }
    }
    let mut planner = Planner::new(settings, catalog);
    for query in queries(project, &project.jobs[&JobName::from("corpus")]) {
        let (links, table): (LinkTable, _) = (LinkTable::default(), desk.table(&query));
        let class: ClassName = query.class.clone();
        planner.class(ClassInput { table, links, others: Others::default(), class });
    }
    let mut feed = planner.feed(mapping, header).unwrap();
    for record in records {
        match record {
            Ok(record) => feed.record(record),
            Err(reject) => feed.reject(reject.clone()),
        }
    }
    feed.end();
    planner.finish()
}

fn of_plan(seen: &mut Seen, planned: &Planned, split: &Split<'_>) {
    let plan = &planned.plan;
    seen.told.extend(planned.questions.iter().map(|question| question.text.to_string()));
    seen.told.extend(planned.notes.iter().map(ToString::to_string));
    for reject in plan.rejects.iter().filter(|reject| !reject.partial) {
        reject_row(seen, reject);
    }
    for change in &plan.changes {
        let Some(row) = change.origin.as_ref().and_then(|origin| origin.row) else { continue };
        seen.rows.insert(row);
        for (column, target) in &split.fields {
            let is_it =
                |reject: &&Reject| reject.origin.row == Some(row) && reject.field.as_deref() == Some(target);
            let cell = match (plan.rejects.iter().find(is_it), written(change, target)) {
                (Some(reject), _) => Cell::Rejected(reject.reason.to_string()),
                (None, Some(value)) => plain(value, Some(plan)),
                (None, None)
                    if !seen.header.is_empty() && !is_there(&Header::new(seen.header.clone()), column) =>
                {
                    Cell::Rejected("there is no such column".to_owned())
                }
                (None, None) => Cell::Nothing,
            };
            seen.cells.insert((row, column.name.clone()), cell);
        }
    }
    for reject in plan.rejects.iter().filter(|reject| reject.partial) {
        seen.told.push(format!("{}: {}", reject.origin, reject.reason));
    }
}

fn written<'c>(change: &'c Change, target: &str) -> Option<&'c Written> {
    let (fields, name) = match target.split_once('.') {
        None => (&change.fields, target),
        Some((part, name)) => {
            let child = change.children.iter().find(|child| child.part.table() == Some(part))?;
            (&child.fields, name)
        }
    };
    fields.iter().find(|field| field.field == name).map(|field| &field.to)
}

/// A value as the expectations have it.
fn plain(value: &Written, plan: Option<&Plan>) -> Cell {
    Cell::Value(match value {
        Written::Empty => return Cell::Nothing,
        Written::Text(text) => Value::from(&**text),
        Written::Int(number) => Value::from(*number as f64),
        Written::Decimal(parts) => Value::from(*parts as f64 / 10_000.0),
        Written::Bool(yes) => Value::from(*yes),
        Written::Date(date) => Value::Datetime(date.to_string().parse().unwrap()),
        Written::DateTime(time) => {
            Value::Datetime(time.format("%Y-%m-%dT%H:%M:%S").to_string().parse().unwrap())
        }
        Written::NewRef(at) => Value::from(plan.unwrap().references[*at as usize].path.as_str()),
        Written::Ref(_) | Written::NewItem(_) => return Cell::Rejected("a reference".to_owned()),
    })
}
