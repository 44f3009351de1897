//! A file that no mapping reads yet: where its table stands, and what its values are like, over all rows.

use std::path::Path;
use std::time::SystemTime;

use crate::engine::reason::Context as _;

use crate::cli::TableWish;
use crate::config;
use crate::message;
use crate::model::job::{AfterRun, HeaderAt, Pick, SheetChoice, SheetTables, SourceFormat, SourceSpec};
use crate::model::project::ReadLimits;
use crate::model::record::{Header, Record};
use crate::model::schema::Schema;
use crate::propose::{Lexicon, Look, Profile, SEARCHED, filter, find_header, likeness};
use crate::systems::files::{self, FoundFile, Reader};

use super::Failure;

/// Sheets of a workbook that are looked at.
const SHEETS: usize = 30;
/// So many sheets without a table behind each other are the end of the workbook.
const GAP: usize = 3;
/// Lines of a text among which the header is looked for, and so many behind the likeliest.
const LINES: u64 = 30;
const BEHIND: u64 = 6;
/// Records that are kept, among which one becomes the test.
const KEPT: usize = 200;
/// Where the list of rows stands in the JSON of products that we know.
const ROWS: [&str; 16] = [
    "",
    "data",
    "value",
    "items",
    "results",
    "rows",
    "result",
    "records",
    "assets",
    "devices",
    "computers",
    "hosts",
    "inventory",
    "data.items",
    "data.rows",
    "data.site.assetResources.items",
];

/// A file as it was read.
pub struct Unmapped {
    /// The file.
    pub file: FoundFile,
    /// Its table and the values.
    pub look: Look,
    /// How it was read.
    pub format: SourceFormat,
    /// The sheet.
    pub sheet: Option<String>,
    /// The row of its header.
    pub header_row: Option<u64>,
    /// Its columns.
    pub header: Vec<String>,
    /// Its first records.
    pub records: Vec<Record>,
    reader: Reader,
}

/// Reads a file.
pub fn read(path: &Path, wish: &TableWish, schema: &'static Schema) -> Result<Unmapped, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(format) = config::format_of_name(&name) else {
        let known = config::known_endings().join(", ");
        return Err(Failure::Usage(message::propose::unknown_ending(path.display(), known).said()));
    };
    let file = find(path, &name)?;
    let reader = Reader { program: config::program(), limits: ReadLimits::default() };
    let lexicons: Vec<Lexicon> = match &wish.class {
        Some(class) => vec![Lexicon::of(schema, class)],
        None => (schema.synonyms)().classes.iter().map(|of| Lexicon::of(schema, of.class)).collect(),
    };
    let (format, header_row) = place(&reader, &file, format, wish, &lexicons)?;
    taken(reader, file, format, header_row)
}

fn find(path: &Path, name: &str) -> Result<FoundFile, Failure> {
    // The program that reads it works elsewhere.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("/"));
    let spec = SourceSpec {
        path: name.to_owned(),
        format: SourceFormat::Json { rows: String::new(), lines: false },
        pick: Pick::Newest,
        max_age: None,
        once: false,
        after: AfterRun::Keep,
        settle: std::time::Duration::ZERO,
        file_column: None,
        lookups: Vec::new(),
        from: None,
    };
    let found = files::find(&spec, folder, SystemTime::now()).map_err(anyhow::Error::new)?;
    let none = || message::propose::no_rows(path.display());
    found.into_iter().next().with_context(none).map_err(Failure::Other)
}

/// Where the table stands: the sheet, the path to the rows, the row of the header.
fn place(
    reader: &Reader,
    file: &FoundFile,
    format: SourceFormat,
    wish: &TableWish,
    lexicons: &[Lexicon],
) -> Result<(SourceFormat, Option<u64>), Failure> {
    let row = |known: Option<(u64, usize)>| wish.header_row.or(known.map(|(row, _)| row));
    let at = |row: Option<u64>| row.map_or(HeaderAt::Wanted, HeaderAt::Row);
    match format {
        SourceFormat::Csv { delimiter, quote, encoding, .. } => {
            let with = |header| SourceFormat::Csv { delimiter, quote, encoding: encoding.clone(), header };
            let row = match wish.header_row {
                Some(row) => Some(row),
                None => line(reader, file, &with, lexicons),
            };
            Ok((with(at(row)), row))
        }
        SourceFormat::Sheet { .. } => {
            let (sheet, known) = sheet(reader, file, wish, lexicons)?;
            let row = row(known);
            Ok((SourceFormat::Sheet { sheet, header: at(row), tables: SheetTables::default() }, row))
        }
        format @ SourceFormat::Agent(_) => Ok((format, None)),
        SourceFormat::Json { lines: true, rows } => Ok((SourceFormat::Json { rows, lines: true }, None)),
        mail @ SourceFormat::Mail(_) => Ok((mail, None)),
        SourceFormat::Json { lines: false, .. } => {
            let mut first_error = None;
            for rows in ROWS {
                let format = SourceFormat::Json { rows: rows.to_owned(), lines: false };
                match reader.read(file, &format, &[]) {
                    Ok(opened) if opened.header().names.len() > 1 => return Ok((format, None)),
                    Ok(_) => {}
                    Err(error) => _ = first_error.get_or_insert(error),
                }
            }
            Err(match first_error {
                Some(error) => anyhow::Error::new(error).into(),
                None => Failure::Usage(message::propose::no_rows(&file.shown).said()),
            })
        }
    }
}

/// The line of the header of delimited text: each of the first ones is read as one, by the delimiter that it has
/// itself, which a title above it has not.
fn line(
    reader: &Reader,
    file: &FoundFile,
    with: &impl Fn(HeaderAt) -> SourceFormat,
    lexicons: &[Lexicon],
) -> Option<u64> {
    let mut best: Option<(u64, usize)> = None;
    for line in 1..=LINES {
        // Behind a header stand its rows.
        if best.is_some_and(|(known, _)| line > known + BEHIND) {
            break;
        }
        let Ok(rows) = reader.read(file, &with(HeaderAt::Row(line)), &[]) else { continue };
        let header = rows.header();
        let likeness = likeness(header.names.iter().map(String::as_str), lexicons);
        if likeness > best.map_or(0, |(_, best)| best) {
            best = Some((line, likeness));
        }
    }
    best.map(|(line, _)| line)
}

/// The sheet that is wanted, or the one whose header has most names that are known.
fn sheet(
    reader: &Reader,
    file: &FoundFile,
    wish: &TableWish,
    lexicons: &[Lexicon],
) -> Result<(SheetChoice, Option<(u64, usize)>), Failure> {
    let bare = |sheet: SheetChoice| SourceFormat::Sheet {
        sheet,
        header: HeaderAt::Nowhere,
        tables: SheetTables::default(),
    };
    if let Some(name) = &wish.sheet {
        let choice = SheetChoice::Name(name.clone());
        let first = first_rows(reader, file, &bare(choice.clone()))?;
        return Ok((choice, find_header(&first, lexicons)));
    }
    let mut best: Option<(SheetChoice, (u64, usize))> = None;
    let mut missed = 0;
    for number in 1..=SHEETS {
        let choice = SheetChoice::Number(number);
        let Ok(rows) = first_rows(reader, file, &bare(choice)) else {
            missed += 1;
            if missed == GAP {
                break;
            }
            continue;
        };
        missed = 0;
        let name = rows.first().and_then(|row| row.origin.sheet.as_deref().map(str::to_owned));
        if let (Some(name), Some(found)) = (name, find_header(&rows, lexicons))
            && best.as_ref().is_none_or(|(_, (_, likeness))| found.1 > *likeness)
        {
            best = Some((SheetChoice::Name(name), found));
        }
    }
    Ok(match best {
        Some((choice, found)) => (choice, Some(found)),
        None => (SheetChoice::First, None),
    })
}

fn first_rows(reader: &Reader, file: &FoundFile, format: &SourceFormat) -> Result<Vec<Record>, Failure> {
    let rows = reader.read(file, format, &[]).map_err(anyhow::Error::new)?;
    Ok(rows.filter_map(Result::ok).take(SEARCHED).collect())
}

/// Reads the whole table.
fn taken(
    reader: Reader,
    file: FoundFile,
    format: SourceFormat,
    header_row: Option<u64>,
) -> Result<Unmapped, Failure> {
    let mut rows = reader.read(&file, &format, &[]).map_err(anyhow::Error::new)?;
    let header = rows.header();
    let mut columns: Vec<Profile> = header.names.iter().map(|name| Profile::new(name)).collect();
    let (mut count, mut rejected, mut records) = (0, 0, Vec::new());
    let filter = filter();
    for row in rows.by_ref() {
        let Ok(record) = row else {
            rejected += 1;
            continue;
        };
        count += 1;
        for (column, profile) in columns.iter_mut().enumerate() {
            profile.add(record.cell(column), &filter);
        }
        if records.len() < KEPT {
            records.push(record);
        }
    }
    if let Some(failure) = rows.take_failure() {
        return Err(anyhow::Error::new(failure).into());
    }
    if count == 0 {
        return Err(Failure::Usage(message::propose::no_rows(&file.shown).said()));
    }
    let sheet = records.first().and_then(|row| row.origin.sheet.as_deref().map(str::to_owned));
    let stem = Path::new(&*file.shown).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names = stem.into_iter().chain(sheet.clone()).collect();
    let look = Look { names, rows: count, rejected, columns };
    let header = header.names.clone();
    Ok(Unmapped { file, look, format, sheet, header_row, header, records, reader })
}

impl Unmapped {
    /// What a job must say so that its reader, who knows the columns that the mapping reads, finds this very
    /// table: nothing where it does so by itself.
    pub fn pins(&self, wanted: &[Vec<String>]) -> Option<SourceFormat> {
        let tries: Vec<SourceFormat> = match &self.format {
            SourceFormat::Csv { delimiter, quote, encoding, .. } => vec![SourceFormat::Csv {
                delimiter: *delimiter,
                quote: *quote,
                encoding: encoding.clone(),
                header: HeaderAt::Wanted,
            }],
            SourceFormat::Sheet { sheet, .. } => vec![
                SourceFormat::Sheet {
                    sheet: SheetChoice::First,
                    header: HeaderAt::Wanted,
                    tables: SheetTables::default(),
                },
                SourceFormat::Sheet {
                    sheet: sheet.clone(),
                    header: HeaderAt::Wanted,
                    tables: SheetTables::default(),
                },
            ],
            SourceFormat::Agent(_) => return None,
            SourceFormat::Json { rows, .. } if rows.is_empty() => return None,
            SourceFormat::Json { .. } => Vec::new(),
            SourceFormat::Mail(_) => return None,
        };
        for (at, format) in tries.into_iter().enumerate() {
            let Ok(mut rows) = self.reader.read(&self.file, &format, wanted) else { continue };
            let first = rows.next().and_then(Result::ok);
            let place = |record: Option<&Record>| {
                record.map(|record| (record.origin.row, record.origin.sheet.as_deref().map(str::to_owned)))
            };
            if *rows.header() == Header::new(self.header.clone())
                && place(first.as_ref()) == place(self.records.first())
            {
                return (at > 0).then_some(format);
            }
        }
        Some(self.format.clone())
    }
}
