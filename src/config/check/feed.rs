//! `[[feed]]`: a source with its format and its mapping.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::mail_format::mail;
use super::names::{Makes, Names};
use super::origin::{Asker, Origin, Unusable, origin};
use super::{FileCheck, code};
use crate::config::raw::job::{RawAgent, RawCsv, RawFeed, RawJson, RawLookup, RawSheet};
use crate::config::raw::mail_format::RawMailFormat;
use crate::config::raw::{At, SheetName};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::Said;
use crate::model::job::{
    AfterRun, AgentFormat, CellRange, Feed, HeaderAt, Lookup, MailFormat, Pick, SheetChoice, SheetTables,
    SourceFormat, SourceSpec, TableCount,
};
use crate::settings::{Lifted, Zero};
use crate::systems::shared::charset::is_encoding;

/// Endings of file names and what they tell.
const CSV_ENDINGS: [&str; 3] = ["csv", "txt", "tsv"];
const SHEET_ENDINGS: [&str; 5] = ["xlsx", "xls", "ods", "xlsm", "xlsb"];
const JSON_ENDINGS: [&str; 3] = ["json", "ndjson", "jsonl"];
const MAIL_ENDINGS: [&str; 1] = ["eml"];

/// The format of a file of a name, with every option as it is by default; `None` where the ending tells none.
pub(in crate::config) fn format_of_name(name: &str) -> Option<SourceFormat> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let header = HeaderAt::Wanted;
    if CSV_ENDINGS.contains(&ending.as_str()) {
        return Some(SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header });
    }
    if SHEET_ENDINGS.contains(&ending.as_str()) {
        return Some(SourceFormat::Sheet {
            sheet: SheetChoice::First,
            header,
            tables: SheetTables::default(),
        });
    }
    if MAIL_ENDINGS.contains(&ending.as_str()) {
        let largest = MailFormat::LARGEST * 1024 * 1024;
        return Some(SourceFormat::Mail(Box::new(MailFormat { largest, ..MailFormat::default() })));
    }
    let lines = matches!(ending.as_str(), "ndjson" | "jsonl");
    JSON_ENDINGS.contains(&ending.as_str()).then(|| SourceFormat::Json { rows: String::new(), lines })
}

/// Endings of file names that tell what a file is.
pub(in crate::config) fn known_endings() -> Vec<&'static str> {
    CSV_ENDINGS.into_iter().chain(SHEET_ENDINGS).chain(JSON_ENDINGS).chain(MAIL_ENDINGS).collect()
}

/// Those of the tables of systems that are of a feed and its lookups.
pub(super) fn own_queries<'t>(queries: &mut Vec<Lifted<'t>>, raw: &At<RawFeed>) -> Vec<Lifted<'t>> {
    let is_own = |query: &mut Lifted<'_>| {
        let lookups = raw.lookup.iter().flatten().map(|lookup| &lookup.span);
        std::iter::once(&raw.span).chain(lookups).any(|table| query.table == *table)
    };
    queries.extract_if(.., is_own).collect()
}

/// A feed whose mapping is to make these; `None` after a problem with what it reads. `queries` are its tables that the rooms of systems read.
pub(super) fn feed(
    check: &mut FileCheck<'_>,
    names: &Names,
    raw: &At<RawFeed>,
    makes: Makes,
    mut queries: Vec<Lifted<'_>>,
) -> Option<Feed> {
    let mapping = mapping(check, names, makes, raw);
    let max_age = raw.max_age.as_ref().map(|span| check.duration(span, Zero::Refused));
    let settle = check.duration_or(raw.settle.as_ref(), 2, Zero::Allowed);
    let after = raw.move_to.as_ref().map(|folder| AfterRun::Move(PathBuf::from(check.filled(folder))));
    let own = queries.extract_if(.., |query| query.table == raw.span).collect();
    let origin = origin(check, names, &Asker::of_feed(raw), own);
    let path = match (&raw.path, &origin) {
        (Some(path), _) => pattern(check, path),
        (None, Ok(Some(origin))) if !origin.has_files => String::new(),
        // What it is asked by is not known.
        (None, Err(Unusable)) => return None,
        (None, Ok(_)) => {
            check.missing(&raw.span, "path", message::config::feed::path_missing());
            return None;
        }
    };
    let mut lookups = Vec::new();
    for raw in raw.lookup.iter().flatten() {
        let own = queries.extract_if(.., |query| query.table == raw.span).collect();
        lookups.push(lookup(check, names, raw, own));
    }
    // One that cannot be used leaves none out in silence.
    let lookups: Option<Vec<Lookup>> = lookups.into_iter().collect();
    let file_column = column_name(check, raw.file_column.as_ref());
    let fetched = origin.as_ref().ok().and_then(|origin| origin.as_ref()?.format.clone());
    let format = match fetched {
        Some(format) => format,
        None => format(check, &Formats::of_feed(raw), &path)?,
    };
    let (lookups, origin) = (lookups?, origin.ok()?);
    if makes != Makes::Events && origin.as_ref().is_some_and(|origin| origin.from.asks) {
        check
            .report(code::WITHOUT_EFFECT, &raw.span, message::config::feed::question_is_not_asked())
            .label(label::without_effect())
            .help(message::config::feed::ticket_job());
    }
    if let (Makes::Items, Some(at), true) =
        (makes, &raw.from, origin.as_ref().is_some_and(|origin| origin.from.pushed))
    {
        check
            .report(code::TOGETHER, &at.span, message::config::feed::only_events_are_pushed())
            .label(label::without_effect())
            .help(message::config::feed::ticket_job());
    }
    // A folder in which each file is a record is read whole.
    let usual = if format.is_of_records() { Pick::All } else { Pick::default() };
    let source = SourceSpec {
        path,
        format,
        pick: raw.pick.unwrap_or(usual),
        max_age,
        once: raw.once.unwrap_or(false),
        after: after.unwrap_or(AfterRun::Keep),
        settle,
        file_column,
        lookups,
        from: origin.map(|origin| origin.from),
    };
    Some(Feed { mapping: mapping?, source })
}

fn mapping(check: &mut FileCheck<'_>, names: &Names, makes: Makes, raw: &At<RawFeed>) -> Option<Arc<str>> {
    let Some(mapping) = &raw.mapping else {
        check.missing(&raw.span, "mapping", message::config::feed::mapping_missing());
        return None;
    };
    if !names.mappings.contains(mapping.as_str()) {
        let known = names.mappings();
        check
            .report(
                code::UNKNOWN_MAPPING,
                &mapping.span,
                message::config::feed::no_such_mapping(&mapping.value),
            )
            .label(label::unknown_mapping())
            .help(suggest(mapping, known::mappings(), &known));
    }
    if let Some(other) = names.makes.get(mapping.as_str()).filter(|made| **made != makes) {
        let (what, help) = match other {
            Makes::References => {
                (message::config::feed::makes_references(&mapping.value), message::config::feed::refs_job())
            }
            Makes::Events => {
                (message::config::feed::makes_events(&mapping.value), message::config::feed::ticket_job())
            }
            Makes::Items if makes == Makes::References => (
                message::config::feed::makes_no_references(&mapping.value),
                message::config::feed::reference_class(),
            ),
            Makes::Items => {
                (message::config::feed::makes_items(&mapping.value), message::config::feed::event_class())
            }
        };
        check.report(code::UNFIT_MAPPING, &mapping.span, what).label(label::of_another_class()).help(help);
    }
    Some(mapping.as_str().into())
}

fn pattern(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let path = check.filled(raw);
    if path.contains(char::is_control) {
        check
            .report(code::BAD_PATTERN, &raw.span, message::config::feed::path_with_signs())
            .label(label::not_a_path())
            .help(message::config::decode::backslash());
    }
    if let Err(error) = glob::Pattern::new(&path) {
        check
            .report(code::BAD_PATTERN, &raw.span, message::config::feed::not_a_file_pattern())
            .label(error.msg)
            .help(message::config::feed::file_pattern_signs());
    }
    path
}

/// The formats that a table names, of which one counts.
struct Formats<'r> {
    span: &'r Range<usize>,
    path: Option<&'r At<String>>,
    csv: Option<&'r At<RawCsv>>,
    sheet: Option<&'r At<RawSheet>>,
    json: Option<&'r At<RawJson>>,
    agent: Option<&'r At<RawAgent>>,
    mail: Option<&'r At<RawMailFormat>>,
}

impl<'r> Formats<'r> {
    fn of_feed(raw: &'r At<RawFeed>) -> Self {
        let RawFeed { path, csv, sheet, json, agent, mail, .. } = &raw.value;
        Self {
            span: &raw.span,
            path: path.as_ref(),
            csv: csv.as_ref(),
            sheet: sheet.as_ref(),
            json: json.as_ref(),
            agent: agent.as_ref(),
            mail: mail.as_ref(),
        }
    }

    fn of_lookup(raw: &'r At<RawLookup>) -> Self {
        let RawLookup { path, csv, sheet, json, .. } = &raw.value;
        Self {
            span: &raw.span,
            path: path.as_ref(),
            csv: csv.as_ref(),
            sheet: sheet.as_ref(),
            json: json.as_ref(),
            agent: None,
            mail: None,
        }
    }
}

fn format(check: &mut FileCheck<'_>, raw: &Formats<'_>, path: &str) -> Option<SourceFormat> {
    let file_name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let lines = matches!(ending.as_str(), "ndjson" | "jsonl");
    let given = [
        raw.csv.map(|raw| &raw.span),
        raw.sheet.map(|raw| &raw.span),
        raw.json.map(|raw| &raw.span),
        raw.agent.map(|raw| &raw.span),
        raw.mail.map(|raw| &raw.span),
    ];
    let mut given: Vec<&Range<usize>> = given.into_iter().flatten().collect();
    given.sort_by_key(|span| span.start);
    if let [_, .., last] = given.as_slice() {
        check
            .report(code::EXACTLY_ONE, last, message::config::feed::one_format())
            .label(label::one_too_many())
            .help(message::config::feed::keep_one_format());
        return None;
    }
    match *raw {
        Formats { csv: Some(raw), .. } => Some(csv(check, raw)),
        Formats { sheet: Some(raw), .. } => Some(sheet(check, raw)),
        Formats { json: Some(raw), .. } => Some(json(raw, lines)),
        Formats { agent: Some(raw), .. } => Some(agent(check, raw)),
        Formats { mail: Some(raw), .. } => Some(mail(check, raw)),
        Formats { .. } => by_ending(check, raw, &ending, lines),
    }
}

fn by_ending(
    check: &mut FileCheck<'_>,
    raw: &Formats<'_>,
    ending: &str,
    lines: bool,
) -> Option<SourceFormat> {
    if CSV_ENDINGS.contains(&ending) {
        return Some(csv(check, &RawCsv::default()));
    }
    if SHEET_ENDINGS.contains(&ending) {
        return Some(sheet(check, &RawSheet::default()));
    }
    if JSON_ENDINGS.contains(&ending) {
        return Some(json(&RawJson::default(), lines));
    }
    if MAIL_ENDINGS.contains(&ending) {
        return Some(mail(check, &RawMailFormat::default()));
    }
    let lost = ["csv", "sheet", "json", "agent", "mail"].iter().any(|key| check.was_lost(raw.span, key));
    if let Some(path) = raw.path
        && !lost
    {
        let known = known_endings();
        let problem =
            check.report(code::UNKNOWN_ENDING, &path.span, message::config::feed::format_not_told());
        problem.label(label::unknown_ending());
        if ending.is_empty() {
            let folder = path.trim_end_matches(['/', '\\']);
            problem.help(message::config::feed::no_ending(folder, known.join(", ")));
        } else {
            problem.help(message::config::feed::endings_that_tell(known.join(", ")));
        }
    }
    None
}

/// Columns of another source; `None` after a problem. `queries`: its tables that the rooms of systems read.
fn lookup(
    check: &mut FileCheck<'_>,
    names: &Names,
    raw: &At<RawLookup>,
    queries: Vec<Lifted<'_>>,
) -> Option<Lookup> {
    let max_age = raw.max_age.as_ref().map(|span| check.duration(span, Zero::Refused));
    let column = raw.column.as_ref().map(|column| check.filled(column));
    if raw.column.is_none() {
        check.missing(&raw.span, "column", message::config::feed::lookup_column_missing());
    }
    let columns: Vec<String> =
        raw.columns.iter().flat_map(|columns| &columns.value).map(|column| check.filled(column)).collect();
    if columns.is_empty() {
        check.missing(&raw.span, "columns", message::config::feed::lookup_columns_missing());
    }
    let key = raw.key.as_ref().map(|key| check.filled(key));
    let origin = origin(check, names, &Asker::of_lookup(raw), queries).ok()?;
    let path = match (&raw.path, &origin) {
        (Some(path), _) => pattern(check, path),
        (None, Some(origin)) if !origin.has_files => String::new(),
        (None, _) => {
            check.missing(&raw.span, "path", message::config::feed::lookup_path_missing());
            return None;
        }
    };
    let (fetched, from) = match origin {
        None => (None, None),
        Some(Origin { from, format, .. }) => (format, Some(from)),
    };
    // What has not changed since the last run would not be found.
    if let (Some(raw), true) = (&raw.from, from.as_ref().is_some_and(|from| from.partial)) {
        check
            .report(code::WITHOUT_EFFECT, &raw.span, message::config::feed::lookup_wants_all())
            .label(label::without_effect());
        return None;
    }
    let format = match fetched {
        Some(format) => format,
        None => format(check, &Formats::of_lookup(raw), &path)?,
    };
    let column = column?;
    let key = key.unwrap_or_else(|| column.clone());
    let prefix = raw.prefix.clone().unwrap_or_default();
    Some(Lookup { path, format, max_age, column, key, columns, prefix, from })
}

/// The name of a column that rows get.
fn column_name(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> Option<String> {
    let raw = raw?;
    if raw.trim().is_empty() {
        check
            .report(code::BLANK, &raw.span, message::config::feed::column_name_blank())
            .label(label::empty());
        return None;
    }
    Some(raw.trim().to_owned())
}

fn csv(check: &mut FileCheck<'_>, raw: &RawCsv) -> SourceFormat {
    let delimiter = raw.delimiter.as_ref().and_then(|text| match text.as_str() {
        "tab" => Some('\t'),
        _ => one_character(check, text, message::config::feed::one_delimiter()),
    });
    let quote = match &raw.quote {
        None => Some('"'),
        Some(text) if text.as_str() == "none" => None,
        Some(text) => one_character(check, text, message::config::feed::one_quote()),
    };
    if let (Some(raw), true) = (&raw.delimiter, delimiter.is_some() && delimiter == quote) {
        check.report(code::BAD_CHARACTER, &raw.span, message::config::feed::delimiter_is_quote());
    }
    SourceFormat::Csv {
        delimiter,
        quote,
        encoding: raw.encoding.as_ref().map(|label| encoding(check, label)),
        header: header(check, raw.header_row.as_ref(), raw.header.as_ref()),
    }
}

/// One ASCII character that can stand between or around values.
fn one_character(check: &mut FileCheck<'_>, raw: &At<String>, help: impl Into<Said>) -> Option<char> {
    let mut characters = raw.chars();
    if let (Some(character), None) = (characters.next(), characters.next())
        && character.is_ascii()
        && !matches!(character, '\r' | '\n' | '\0')
    {
        return Some(character);
    }
    let message = message::config::feed::not_a_separator(raw.escape_debug());
    check.report(code::BAD_CHARACTER, &raw.span, message).label(label::not_one_plain_character()).help(help);
    None
}

fn encoding(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    if !is_encoding(raw) {
        let known = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15", "cp850", "macintosh"];
        check
            .report(code::BAD_ENCODING, &raw.span, message::config::feed::not_an_encoding(&raw.value))
            .label(label::unknown_encoding())
            .help(suggest(raw, known::for_example(), &known));
    }
    raw.trim().to_owned()
}

fn sheet(check: &mut FileCheck<'_>, raw: &RawSheet) -> SourceFormat {
    let one = raw.sheet.as_ref().map(|raw| match &raw.value {
        SheetName::Name(name) => {
            if name.trim().is_empty() {
                check.report(code::BLANK, &raw.span, message::config::feed::sheet_name_blank());
            }
            SheetChoice::Name(name.clone())
        }
        SheetName::Number(number) => {
            let number = At { span: raw.span.clone(), value: *number };
            SheetChoice::Number(check.number_or(Some(&number), 1, 1..=10_000))
        }
    });
    if let (Some(_), Some(several)) = (&one, &raw.sheets) {
        check
            .report(code::EXACTLY_ONE, &several.span, message::config::feed::one_sheet_choice())
            .label(label::one_too_many())
            .help(message::config::feed::keep_one_sheet_choice());
    }
    let several = raw.sheets.as_ref().map(|raw| SheetChoice::Matching(pattern(check, raw)));
    SourceFormat::Sheet {
        sheet: one.or(several).unwrap_or(SheetChoice::First),
        header: header(check, raw.header_row.as_ref(), raw.header.as_ref()),
        tables: tables(check, raw),
    }
}

fn tables(check: &mut FileCheck<'_>, raw: &RawSheet) -> SheetTables {
    let count = raw.tables.unwrap_or_default();
    if let (TableCount::One, Some(column)) = (count, &raw.title_column) {
        const ALL: &str = "tables = \"all\"";
        check
            .report(
                code::WITHOUT_EFFECT,
                &column.span,
                message::config::feed::column_needs("title_column", ALL),
            )
            .label(label::without_effect())
            .help(message::config::feed::add_or_remove(ALL));
    }
    let range = raw.range.as_ref().and_then(|raw| {
        let range = CellRange::parse(raw);
        if range.is_none() {
            check
                .report(code::OUT_OF_RANGE, &raw.span, message::config::feed::not_a_range(raw.escape_debug()))
                .label(label::not_a_range())
                .help(message::config::feed::range_example());
        }
        range
    });
    SheetTables {
        range,
        count,
        sheet_column: column_name(check, raw.sheet_column.as_ref()),
        title_column: column_name(check, raw.title_column.as_ref()),
    }
}

/// Where the header is; a table cannot have one on a row and have none.
fn header(check: &mut FileCheck<'_>, row: Option<&At<i64>>, header: Option<&At<bool>>) -> HeaderAt {
    if let (Some(row), Some(At { value: false, .. })) = (row, header) {
        check
            .report(code::EXACTLY_ONE, &row.span, message::config::feed::header_row_without_header())
            .label(label::without_effect())
            .help(message::config::feed::header_or_row());
    }
    match (row, header.map(|header| header.value)) {
        (_, Some(false)) => HeaderAt::Nowhere,
        (Some(row), _) => HeaderAt::Row(check.number(row, 1..=1_048_576).unsigned_abs()),
        (None, Some(true) | None) => HeaderAt::Wanted,
    }
}

fn json(raw: &RawJson, lines: bool) -> SourceFormat {
    SourceFormat::Json {
        rows: raw.rows.as_ref().map(|path| path.value.clone()).unwrap_or_default(),
        lines: raw.lines.unwrap_or(lines),
    }
}

fn agent(check: &mut FileCheck<'_>, raw: &RawAgent) -> SourceFormat {
    let mut text = |raw: &Option<At<String>>| raw.as_ref().map(|raw| check.filled(raw).trim().to_owned());
    SourceFormat::Agent(AgentFormat {
        itemtype: text(&raw.itemtype),
        rows: text(&raw.rows).unwrap_or_default().to_lowercase(),
        software: raw.software.unwrap_or(false),
        virtual_ports: raw.virtual_ports.unwrap_or(false),
    })
}
