//! `map FILE`, `init --from FILE`: from a spreadsheet to a job.

use std::path::{Path, PathBuf};

use chrono::Utc;
use serde_json::json;

use crate::cli::{Format, Global, Init, Map, PlanFormat, TableWish};
use crate::config::conventions;
use crate::config::init::{self, Answers, Proposed, Reading, SystemAnswer, add_to_project, try_out};
use crate::engine::reason;
use crate::message::{self, Alike, Message, nearest};
use crate::model::job::{HeaderAt, Language, SheetChoice, SourceFormat};
use crate::model::mapping::Mapping;
use crate::model::plain::plain_line;
use crate::model::project::Project;
use crate::model::record::{Cell, Record};
use crate::model::schema::Schema;
use crate::model::system::Role;
use crate::model::value::Value;
use crate::model::{CommandLine, Said};
use crate::propose::{self, Disguise, Origin, Proposal, Wish};
use crate::reconcile::transform::{Transform, Transformed, Wanted, columns};
use crate::report;
use crate::systems;

use super::mapping_tests::Untested;
use super::print::Console;
use super::unmapped::{self, Unmapped};
use super::wish::PlanWish;
use super::{Answer, Exit, Failure, check, reconcile, scaffold};

/// Changes of the plan that `init` shows.
const SHOWN: usize = 5;
/// Columns that a refusal names.
const NAMED: usize = 12;

/// A proposal and the texts that it becomes.
struct Made {
    unmapped: Unmapped,
    proposal: Proposal,
    proposed: Proposed,
}

/// `map FILE`
pub fn map(global: &Global, console: &Console, wish: &Map) -> Answer {
    let schema = match &wish.system {
        Some(system) => schema_of(&super::load(global)?, system)?,
        None => first_schema(),
    };
    let name = init::free_name(&global.project, &stem(&wish.file));
    let language = console.language();
    let to = To {
        language,
        name,
        system: systems::START.kind.key.to_owned(),
        path: wish.file.display().to_string(),
    };
    let command = CommandLine::new("map").argument(&wish.file.to_string_lossy()).to_string();
    let made = make(&wish.file, &wish.table, schema, &command, &to)?;
    match wish.format {
        Format::Text => {
            console.print(&made.proposed.mapping);
            tell(&made).into_iter().for_each(|line| {
                console.note(report::wrap(&console.say(line), console.width(), "  ", "    "))
            });
        }
        Format::Json => console.print_json(&as_json(&made))?,
    }
    Ok(Exit::Done)
}

/// `init --from FILE`
pub async fn init(global: &Global, console: &Console, wish: &Init, file: &Path) -> Answer {
    let folder = wish.folder.as_deref().unwrap_or(&global.project);
    let name = name(folder, wish, file)?;
    let is_there = init::is_project(folder);
    let here = Global { project: folder.to_owned(), ..global.clone() };
    let (system, schema, answer) = if is_there {
        let project = super::load(&here)?;
        let system = system_of(&project, wish.system.as_deref())?;
        (system.clone(), schema_of(&project, &system)?, SystemAnswer::Practice)
    } else {
        let answer = scaffold::system(console, wish);
        let system = match &answer {
            SystemAnswer::Practice => "practice",
            SystemAnswer::Real(_) => systems::START.kind.key,
        };
        (system.to_owned(), first_schema(), answer)
    };
    let to = To { language: console.language(), name: name.clone(), system, path: path_from(folder, file) };
    let command = CommandLine::new("init").option("--from", &file.to_string_lossy()).to_string();
    let made = make(file, &wish.table, schema, &command, &to)?;
    let answers = Answers { system: answer, job: name.clone() };
    let files = add_to_project(folder, &answers, &made.proposed)
        .map_err(|error| Failure::Usage(reason::of_error(&error)))?;
    for file in &files {
        console.print(message::scaffold::made(folder.join(file).display()));
    }
    console.print("");
    check::check(&here, console, false, Untested::Counted, Format::Text).await?;
    console.print(
        message::propose::first_changes(CommandLine::new("plan").argument(&name))
            .said()
            .map(|text| format!("\n{text}")),
    );
    let plan = PlanWish { out: None, format: PlanFormat::Text, detailed: false, limit: SHOWN };
    let exit = match reconcile::plan(&here, console, &name, &plan).await {
        Ok(_) => Exit::Done,
        Err(Failure::Other(error)) => {
            console.note(message::propose::no_plan(reason::of(&error)));
            Exit::Partial
        }
        Err(failure) => return Err(failure),
    };
    console.print("");
    tell(&made)
        .into_iter()
        .for_each(|line| console.print(report::wrap(&console.say(line), console.width(), "  ", "    ")));
    let mapping = folder.join("mappings").join(format!("{name}.toml"));
    console.print(message::propose::edit(mapping.display()).said().map(|text| format!("\n{text}")));
    let of_job = |what: &str| CommandLine::in_project(folder, what).argument(&name);
    console.print(message::propose::go_on(of_job("plan"), of_job("run")));
    Ok(exit)
}

fn first_schema() -> &'static Schema {
    let room = systems::room(systems::START.kind.key);
    let target = room.and_then(|room| room.target.as_ref());
    target.map_or(&systems::glpi::schema::SCHEMA, |target| target.schema)
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn name(folder: &Path, wish: &Init, file: &Path) -> Result<String, Failure> {
    let Some(name) = &wish.name else { return Ok(init::free_name(folder, &stem(file))) };
    if !init::is_name(name) {
        return Err(Failure::Usage(message::propose::bad_name(name).said()));
    }
    if init::is_taken(folder, name) {
        return Err(Failure::Usage(message::propose::taken_name(name).said()));
    }
    Ok(name.clone())
}

/// The path of a file as a job of the project has it: below the folder where it is there.
fn path_from(folder: &Path, file: &Path) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let (Ok(file), Ok(folder)) = (whole(file), whole(folder)) else { return file.display().to_string() };
    let below = file.strip_prefix(&folder).map(PathBuf::from);
    below.unwrap_or(file).display().to_string()
}

/// The systems of a project that hold items.
fn targets(project: &Project) -> Vec<&str> {
    let holds = project.systems.iter().filter(|(_, system)| system.has(Role::Items));
    holds.map(|(name, _)| name.as_str()).collect()
}

/// The system that a job is to write to.
pub fn system_of(project: &Project, wish: Option<&str>) -> Result<String, Failure> {
    let known = targets(project);
    match (wish, known.as_slice()) {
        (Some(wish), known) if known.contains(&wish) => Ok(wish.to_owned()),
        (None, [only]) => Ok((*only).to_owned()),
        (Some(wish), known) => {
            let known = if known.is_empty() { message::list::none().said() } else { known.join(", ").into() };
            Err(Failure::Usage(message::propose::no_such_system(wish, known).said()))
        }
        (None, known) => Err(Failure::Usage(message::propose::which_system(known.join(", ")).said())),
    }
}

/// What the system of a name can hold.
pub fn schema_of(project: &Project, system: &str) -> Result<&'static Schema, Failure> {
    let system = system_of(project, Some(system))?;
    crate::engine::connect::schema_of(project, &system)
        .ok_or_else(|| Failure::Usage(message::propose::not_a_target(system).said()))
}

/// Where a job writes to, and how it names its file.
struct To {
    /// Of the comments.
    language: Language,
    name: String,
    system: String,
    path: String,
}

fn make(
    file: &Path,
    wish: &TableWish,
    schema: &'static Schema,
    command: &str,
    to: &To,
) -> Result<Made, Failure> {
    if let Some(class) = &wish.class
        && !schema.is_own_class(class)
    {
        return Err(unknown_class(schema, class));
    }
    let unmapped = unmapped::read(file, wish, schema)?;
    let asked = Wish { schema, class: wish.class.as_deref(), locale: conventions(), language: to.language };
    let Some(proposal) = propose::propose(&unmapped.look, &asked) else {
        let class = wish.class.as_deref().or(schema.examples.first().copied()).unwrap_or_default();
        let columns: Vec<&str> = unmapped.header.iter().take(NAMED).map(String::as_str).collect();
        let told = message::propose::nothing(
            &unmapped.file.shown,
            columns.join(", "),
            propose::called(schema, class),
            class,
        );
        return Err(Failure::Usage(told.said()));
    };
    let disguise = if wish.hide_values { Disguise::MadeUp } else { Disguise::None };
    let origin = Origin {
        command,
        file: &unmapped.file.shown,
        sheet: unmapped.sheet.as_deref(),
        disguise,
        schema: Some("../.schemas/mapping.schema.json"),
    };
    let mut mapping = propose::mapping(&proposal, &unmapped.look, &origin);
    let description = propose::description(&proposal, &unmapped.file.shown).text(to.language);
    let job = |reading: &Reading| init::job_of_file(&to.name, &to.system, &to.path, &description, reading);
    let draft =
        Proposed { name: to.name.clone(), mapping: mapping.clone(), job: draft_job(&to.name, &to.path) };
    let project = try_out(Path::new("."), &draft).map_err(Failure::Problems)?;
    let reading = match project.mappings.get(to.name.as_str()) {
        Some(known) => {
            mapping.push_str(&test(&proposal, &unmapped, known, disguise));
            unmapped.pins(&columns(known)).map(|format| pinned(&format)).unwrap_or_default()
        }
        None => Reading::default(),
    };
    let proposed = Proposed { name: to.name.clone(), mapping, job: job(&reading) };
    Ok(Made { unmapped, proposal, proposed })
}

/// A job in a project of its own, in which the mapping is tried out.
fn draft_job(name: &str, path: &str) -> String {
    init::job_of_file(name, systems::START.kind.key, path, "", &Reading::default())
}

/// That there is no such class, with the nearest.
pub fn unknown_class(schema: &Schema, class: &str) -> Failure {
    let known = (schema.class_names)().iter().copied();
    let near = nearest(class, known, Alike::Name).map(message::nearest::perhaps);
    Failure::Usage(message::propose::unknown_class(class, near).said())
}

/// The keys of a feed that say where a table stands.
fn pinned(format: &SourceFormat) -> Reading {
    let row = |header: &HeaderAt| match header {
        HeaderAt::Row(row) => Some(("header_row", row.to_string())),
        HeaderAt::Wanted | HeaderAt::Nowhere => None,
    };
    let text = |text: &str| toml::Value::from(text).to_string();
    match format {
        SourceFormat::Csv { header, .. } => Reading { table: "csv", keys: row(header).into_iter().collect() },
        SourceFormat::Sheet { sheet, header, .. } => {
            let name = match sheet {
                SheetChoice::First => None,
                SheetChoice::Name(name) | SheetChoice::Matching(name) => Some(("sheet", text(name))),
                SheetChoice::Number(number) => Some(("sheet", number.to_string())),
            };
            Reading { table: "sheet", keys: name.into_iter().chain(row(header)).collect() }
        }
        SourceFormat::Agent(_) => Reading { table: "agent", keys: Vec::new() },
        SourceFormat::Json { rows, .. } => Reading { table: "json", keys: vec![("rows", text(rows))] },
        SourceFormat::Mail(_) => Reading { table: "mail", keys: Vec::new() },
    }
}

/// Fields and the values that a test wants of them, as TOML.
type Wants = Vec<(String, String)>;

/// A test from the record of which the mapping makes most; nothing where it rejects all of them.
fn test(proposal: &Proposal, unmapped: &Unmapped, mapping: &Mapping, disguise: Disguise) -> String {
    let today = Utc::now().date_naive();
    let mut best: Option<(usize, Record, Wants)> = None;
    for record in &unmapped.records {
        let record = disguised(record, unmapped, disguise);
        let transform = Transform::new(mapping, &record.header, today, "");
        let Transformed::Desired(desired) = transform.apply(&record) else { continue };
        let rules = mapping.fields.iter().zip(&desired.wanted);
        let mut want: Wants =
            rules.filter_map(|(rule, wanted)| Some((rule.path(), as_toml(wanted)?))).collect();
        want.extend(desired.contract.as_deref().map(|chosen| ("contract".to_owned(), quoted(chosen))));
        let worth = (want.len() * 2).saturating_sub(desired.left_out.len());
        if best.as_ref().is_none_or(|(known, ..)| worth > *known) && desired.left_out.is_empty() {
            best = Some((worth, record, want));
        }
    }
    let Some((_, record, want)) = best else { return String::new() };
    let file = &unmapped.file.shown;
    let name = match record.origin.row {
        Some(row) => message::propose::test_name(row, file),
        None => message::propose::test_of_record(file),
    };
    propose::test(proposal, &unmapped.look, &record, Disguise::None, &want, &name.text(proposal.language))
}

fn disguised(record: &Record, unmapped: &Unmapped, disguise: Disguise) -> Record {
    let mut record = record.clone();
    for (cell, column) in record.cells.iter_mut().zip(&unmapped.look.columns) {
        if let Cell::Text(text) = cell {
            *text = disguise.of(text, column).into();
        }
    }
    record
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A wanted value as a test has it.
fn as_toml(wanted: &Wanted) -> Option<String> {
    Some(match wanted {
        Wanted::Untouched | Wanted::Clear => return None,
        Wanted::Name(name) => quoted(name),
        Wanted::Until(date) => date.to_string(),
        Wanted::Set(value) => match value {
            Value::Int(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Decimal(_) => {
                let text = value.to_string();
                let short = text.trim_end_matches('0');
                if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
            }
            Value::Empty => return None,
            Value::Text(_) | Value::DateTime(_) | Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_) => {
                quoted(&value.to_string())
            }
        },
    })
}

/// What was mapped, and what a person should look at.
fn tell(made: &Made) -> Vec<Said> {
    let Made { unmapped, proposal, .. } = made;
    let left = proposal.left.len();
    let of = proposal.fields.iter().map(|field| field.chosen.columns.len()).sum::<usize>() + left;
    let mut lines = vec![
        message::propose::mapped(of - left, of, propose::called(proposal.schema, &proposal.class)).said(),
    ];
    let source = match &unmapped.sheet {
        Some(sheet) => message::propose::source_sheet(&unmapped.file.shown, sheet, unmapped.look.rows),
        None => message::propose::source(&unmapped.file.shown, unmapped.look.rows),
    };
    lines.insert(0, source.said());
    if !proposal.look.is_empty() {
        lines.push(message::propose::look().said());
        lines.extend(
            proposal
                .look
                .iter()
                .map(|look: &Message| look.said().map(|look| format!("- {}", plain_line(look)))),
        );
    }
    lines
}

fn as_json(made: &Made) -> serde_json::Value {
    let Made { unmapped, proposal, proposed } = made;
    let of_column = |at: usize| {
        let fields = proposal.fields.iter().filter(|field| field.chosen.columns.contains(&at));
        let to: Vec<&str> = fields.map(|field| field.chosen.meaning.path.as_str()).collect();
        let why = proposal.left.iter().find(|left| left.column == at).map(|left| left.why.to_string());
        (to.first().map(|to| (*to).to_owned()), why)
    };
    let columns: Vec<serde_json::Value> = unmapped
        .look
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let (to, why) = of_column(at);
            json!({ "name": column.name, "to": to, "why": why, "filled": column.filled,
                    "repeated": column.repeated, "samples": column.samples })
        })
        .collect();
    json!({
        "file": &*unmapped.file.shown,
        "sheet": unmapped.sheet,
        "header_row": unmapped.header_row,
        "rows": unmapped.look.rows,
        "class": proposal.class,
        "locale": propose::word(proposal.locale),
        "match": proposal.keys,
        "columns": columns,
        "look": proposal.look.iter().map(Message::to_string).collect::<Vec<_>>(),
        "mapping": proposed.mapping,
        "job": proposed.job,
    })
}
