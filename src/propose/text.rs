//! A proposed mapping as the text of its file: each field with what it is filled from and values of it, what is
//! left over as comments, and a test from a real row.

use std::collections::BTreeSet;

use textwrap::{Options, WordSplitter};

use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::mapping::Locale;
use crate::model::record::{Cell, Record};
use crate::model::schema::{Kind, Naming, Says, Wording};

use super::{Disguise, Field, Look, Profile, Proposal};

/// Columns of the comments.
const WIDTH: usize = 80;
/// Letters of a value in a comment.
const VALUE: usize = 32;

/// Where a mapping comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// What was typed.
    pub command: &'a str,
    /// The file.
    pub file: &'a str,
    /// The sheet.
    pub sheet: Option<&'a str>,
    /// How values are shown.
    pub disguise: Disguise,
    /// The line for editors that names the JSON Schema, where there is one.
    pub schema: Option<&'a str>,
}

/// The word of conventions in a mapping.
pub fn word(locale: Locale) -> &'static str {
    match locale {
        Locale::Iso => "iso",
        Locale::Fr => "fr",
        Locale::EnGb => "en_gb",
        Locale::EnUs => "en_us",
        Locale::De => "de",
    }
}

/// What a proposed mapping and its job are for, in one line.
pub fn description(proposal: &Proposal, file: &str) -> Message {
    message::propose::description(super::called(proposal.schema, &proposal.class), file)
}

/// The text of a mapping, without its test, with comments in the reader's language.
pub fn mapping(proposal: &Proposal, look: &Look, origin: &Origin<'_>) -> String {
    let language = proposal.language;
    let mut text = String::new();
    if let Some(schema) = origin.schema {
        text.push_str(&format!("#:schema {schema}\n\n"));
    }
    let source = match origin.sheet {
        Some(sheet) => message::propose::source_sheet(origin.file, sheet, look.rows),
        None => message::propose::source(origin.file, look.rows),
    };
    comment(&mut text, "", &message::propose::head(origin.command).text(language));
    comment(&mut text, "", &source.text(language));
    if origin.disguise == Disguise::MadeUp {
        comment(&mut text, "", &message::propose::hidden().text(language));
    }
    let description = description(proposal, origin.file).text(language);
    let keys: Vec<String> = proposal.keys.iter().map(|key| list(key)).collect();
    text.push_str(&format!("\nclass = {}\n", quoted(&proposal.class)));
    text.push_str(&format!("description = {}\n", quoted(&description)));
    text.push_str(&format!("locale = \"{}\"\nmatch = [{}]\n", word(proposal.locale), keys.join(", ")));
    if let Some((column, others)) = &proposal.only {
        comment(&mut text, "", &message::propose::only(column).text(language));
        let others: Vec<String> = others.iter().map(|value| literal(value)).collect();
        let condition = format!("{{{{ {} not in [{}] }}}}", cell(column), others.join(", "));
        text.push_str(&format!("only_if = {}\n", quoted(&condition)));
    }
    fields(&mut text, proposal, look, origin.disguise);
    left_over(&mut text, proposal, look, origin.disguise);
    text
}

/// The tables of the fields, that of the item first.
fn fields(text: &mut String, proposal: &Proposal, look: &Look, disguise: Disguise) {
    let mut tables: Vec<String> = Vec::new();
    for field in &proposal.fields {
        let table = field.chosen.meaning.part.table().unwrap_or_default().to_owned();
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    tables.sort_by_key(|table| !table.is_empty());
    for table in tables {
        let fields = proposal
            .fields
            .iter()
            .filter(|field| field.chosen.meaning.part.table().unwrap_or_default() == table);
        let fields: Vec<&Field> = fields.collect();
        let is_set = fields.iter().any(|field| proposal.schema.is_set(field.chosen.meaning.part));
        text.push_str(&match (table.as_str(), is_set) {
            ("", _) => "\n[field]\n".to_owned(),
            (table, true) => {
                let numbers = fields.iter().filter_map(|field| field.chosen.numbered.as_ref());
                let (from, to) =
                    numbers.fold((u32::MAX, 0), |(low, high), (_, from, to)| (low.min(*from), high.max(*to)));
                let head = match (from, to) {
                    (_, 0) => String::new(),
                    (1, to) => format!("\n[set.{table}]\nnumbered = {{ to = {to} }}"),
                    (from, to) => format!("\n[set.{table}]\nnumbered = {{ from = {from}, to = {to} }}"),
                };
                format!("{head}\n[set.{table}.field]\n")
            }
            (table, false) => format!("\n[{table}]\n"),
        });
        fields.iter().for_each(|one| field(text, proposal, look, one, disguise));
    }
}

fn field(text: &mut String, proposal: &Proposal, look: &Look, field: &Field, disguise: Disguise) {
    let meaning = &field.chosen.meaning;
    let columns: Vec<&Profile> = field.chosen.columns.iter().map(|at| &look.columns[*at]).collect();
    let first = columns[0];
    let language = proposal.language;
    let wording = Wording { schema: Some(proposal.schema), language };
    let label = wording.field(&proposal.class, &meaning.path).into_owned();
    let samples = samples(first, disguise, language);
    let head = match columns.as_slice() {
        [only] => message::propose::field(&label, &only.name, &samples),
        several => message::propose::field_of_several(&label, names(several), &samples),
    };
    comment(text, "", &head.text(language));
    let mut notes: Vec<String> = Vec::new();
    if first.is_filled() && columns.len() == 1 {
        let without = look.rows.saturating_sub(first.filled);
        let is_key = proposal.keys.iter().any(|key| meaning.part.is_item() && key.contains(&meaning.column));
        if is_key && first.is_unique() {
            notes.push(message::propose::each_once().text(language));
        } else if is_key && first.repeated > 0 && meaning.kind != Kind::Entity {
            notes.push(message::propose::several_times(first.repeated).text(language));
        }
        if without > 0 {
            notes.push(message::propose::without(without).text(language));
        }
    }
    notes.extend(field.notes.iter().map(|note| note.text(language)));
    notes.extend(of_kind(proposal, field).map(|note| note.text(language)));
    if !notes.is_empty() {
        comment(text, "  ", &notes.join("; "));
    }
    let name = if meaning.column.is_empty() { "choose" } else { &meaning.column };
    text.push_str(&format!("{name} = {{ {} }}\n", settings(proposal, look, field).join(", ")));
}

/// What people must know of a kind.
fn of_kind(proposal: &Proposal, field: &Field) -> Option<Message> {
    let meaning = &field.chosen.meaning;
    Some(match (&meaning.says, &meaning.kind) {
        (Says::End { .. }, _) => message::propose::end_from(field.chosen.begin.as_deref()?),
        (_, _) if field.in_years => message::propose::in_years(),
        (_, _) if field.chosen.numbered.is_some() => message::propose::numbered(field.chosen.columns.len()),
        (_, _) if field.chosen.columns.len() > 1 => message::propose::joined(),
        (_, Kind::Entity) => message::propose::entities(),
        (_, _) if skips(proposal, field) => message::propose::must_be_there(),
        (_, Kind::Tree(_)) if field.level.is_some() => message::propose::separated(field.level?),
        _ => return None,
    })
}

/// Whether names that are not there are left out: people and items are not made on the way.
fn skips(proposal: &Proposal, field: &Field) -> bool {
    match &field.chosen.meaning.kind {
        Kind::Reference { .. } => true,
        Kind::Dropdown(class) | Kind::Tree(class) => {
            let known = proposal.schema.class(class);
            known.is_some_and(|known| known.naming == Naming::None || known.is_item)
        }
        _ => false,
    }
}

/// The keys of a field.
fn settings(proposal: &Proposal, look: &Look, field: &Field) -> Vec<String> {
    let meaning = &field.chosen.meaning;
    let columns: Vec<&Profile> = field.chosen.columns.iter().map(|at| &look.columns[*at]).collect();
    let mut keys = vec![match (columns.as_slice(), &field.chosen.numbered) {
        (_, Some((pattern, _, _))) => format!("column = {}", quoted(pattern)),
        ([only], None) => format!("column = {}", quoted(&only.name)),
        (several, None) => {
            let cells: Vec<String> = several.iter().map(|column| cell(&column.name)).collect();
            let path = format!("{{{{ [{}] | select | join(\" > \") }}}}", cells.join(", "));
            format!("template = {}", quoted(&path))
        }
    }];
    let is_name = meaning.part.is_item() && meaning.column == proposal.schema.columns.name;
    if is_name && columns[0].filled == look.rows {
        keys.push("required = true".to_owned());
    }
    if let (Says::End { .. }, Some(begin)) = (&meaning.says, &field.chosen.begin) {
        keys.push(format!("type = \"months_until\", begin = {}", quoted(begin)));
    }
    if meaning.kind == Kind::Decimal && proposal.schema.prices.contains(&meaning.column.as_str()) {
        keys.push("type = \"money\"".to_owned());
    }
    if let Some(locale) = field.locale {
        keys.push(format!("locale = \"{}\"", word(locale)));
    }
    if let Some(format) = field.format {
        keys.push(format!("formats = [{}]", quoted(format)));
    }
    if let Some(mark) = field.level {
        let find = format!("\\s*{}\\s*", regex::escape(&mark.to_string()));
        keys.push(format!("replace = [{{ find = {}, with = \" > \" }}]", quoted(&find)));
    }
    if field.in_years {
        let find = r"^(\d+)$";
        keys.push(format!("replace = [{{ find = {}, with = \"$1 years\" }}]", quoted(find)));
    }
    if meaning.kind == Kind::Entity {
        keys.push("write = \"create\"".to_owned());
    } else if skips(proposal, field) {
        keys.push("missing = \"skip\"".to_owned());
    }
    keys
}

fn left_over(text: &mut String, proposal: &Proposal, look: &Look, disguise: Disguise) {
    if proposal.left.is_empty() {
        return;
    }
    let language = proposal.language;
    text.push('\n');
    comment(text, "", &message::propose::left_over().text(language));
    for left in &proposal.left {
        let of = &look.columns[left.column];
        let told = if of.is_filled() {
            message::propose::left(&of.name, samples(of, disguise, language), &left.why)
        } else {
            message::propose::left_empty(&of.name, &left.why)
        };
        text.push_str("#\n");
        comment(text, "", &told.text(language));
        text.push_str(&format!("# [field.COLUMN]\n# column = {}\n", quoted(&of.name)));
    }
}

/// The test of a mapping: the cells of a record that it reads, and what it makes of them, as TOML values.
pub fn test(
    proposal: &Proposal,
    look: &Look,
    record: &Record,
    disguise: Disguise,
    want: &[(String, String)],
    name: &str,
) -> String {
    let mut used: BTreeSet<usize> =
        proposal.fields.iter().flat_map(|field| field.chosen.columns.iter().copied()).collect();
    if let Some((kinds, _)) = &proposal.only {
        used.extend(look.columns.iter().position(|column| column.name == *kinds));
    }
    let row: Vec<String> = used
        .into_iter()
        .filter_map(|at| {
            let value = toml_cell(record.cell(at), &look.columns[at], disguise)?;
            Some(format!("{} = {value}", key(&look.columns[at].name)))
        })
        .collect();
    let want: Vec<String> = want.iter().map(|(path, value)| format!("{} = {value}", key(path))).collect();
    let mut text = "\n".to_owned();
    comment(&mut text, "", &message::propose::test_head().text(proposal.language));
    text.push_str(&format!("[[test]]\nname = {}\n", quoted(name)));
    text.push_str(&format!("row = {{ {} }}\nwant = {{ {} }}\n", row.join(", "), want.join(", ")));
    text
}

/// A cell as TOML; `None` for one without a value.
fn toml_cell(cell: &Cell, column: &Profile, disguise: Disguise) -> Option<String> {
    Some(match cell {
        Cell::Absent | Cell::Blank | Cell::Error(_) => return None,
        Cell::Text(text) if text.trim().is_empty() => return None,
        Cell::Text(text) => quoted(&disguise.of(text, column)),
        Cell::Shown(shown) => quoted(&disguise.of(&shown.text, column)),
        Cell::Number(number) => toml::Value::from(*number).to_string(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(time) => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
    })
}

/// Three values of a column, in one line.
fn samples(column: &Profile, disguise: Disguise, language: Language) -> String {
    if column.samples.is_empty() {
        return message::propose::no_value_yet().text(language);
    }
    let short = |sample: &String| {
        let line = disguise.of(sample, column).split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(VALUE).collect();
        if cut.len() < line.len() { format!("{cut}…") } else { cut }
    };
    column.samples.iter().map(short).collect::<Vec<_>>().join(" | ")
}

fn names(columns: &[&Profile]) -> String {
    columns.iter().map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ")
}

/// A comment, folded. Nothing in it ends it: signs that steer are blanks. The no-break space of French stays.
fn comment(text: &mut String, indent: &str, said: &str) {
    let parts = |c: char| (c.is_whitespace() && c != '\u{a0}') || c.is_control();
    let words: Vec<&str> = said.split(parts).filter(|word| !word.is_empty()).collect();
    let (first, rest) = (format!("# {indent}"), format!("#   {indent}"));
    let form = Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    text.push_str(&textwrap::fill(&words.join(" "), form));
    text.push('\n');
}

/// A cell of the row in an expression, blank where the column is not there.
fn cell(column: &str) -> String {
    format!("row[{}] | default(\"\")", literal(column))
}

/// A text in an expression.
fn literal(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
    format!("\"{escaped}\"")
}

/// A TOML text.
pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A TOML key, always in quotes, as the shipped mappings have it.
fn key(name: &str) -> String {
    let one_line = quoted(name);
    // A key may not go over several lines.
    if one_line.starts_with("\"\"\"") || one_line.starts_with("'''") || name.contains('\n') {
        return format!("\"{}\"", name.escape_default());
    }
    one_line
}

fn list(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    format!("[{}]", columns.join(", "))
}
