//! How long a file takes to be read, of each kind, beside the library below it that only walks through the same
//! file: in this program, and as a run reads it, in a program of its own.
//!
//! `benches/reading.sh` prints the table for 60,000 rows (an XLS sheet has no more than 65,536); `-- --rows 1000`
//! for fewer, which the test script does.

#![expect(clippy::print_stdout, reason = "a table is what a benchmark is for")]

mod made;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use calamine::{Data, Reader as _};
use stocktake::model::job::{HeaderAt, SheetChoice, SheetTables, SourceFormat};
use stocktake::model::project::ReadLimits;
use stocktake::systems::files::{FoundFile, Reader};

/// Rows of each file.
const ROWS: u32 = 60_000;
/// Each is read so often; the fastest counts.
const ROUNDS: usize = 3;

fn main() -> anyhow::Result<()> {
    // `--bench` is what Cargo adds.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let rows = match words.as_slice() {
        [] if !std::env::args().any(|word| word == "--bench") => {
            println!("a benchmark: run it with `benches/reading.sh`");
            return Ok(());
        }
        [] => ROWS,
        ["--rows", rows] => rows.parse()?,
        _ => bail!("give `-- --rows 1000`, or nothing"),
    };
    let folder = tempfile::tempdir()?;
    println!(
        "| file         |   rows |   MB | library s | here s | ratio | apart s | ratio | rows/s apart |"
    );
    println!(
        "|--------------|-------:|-----:|----------:|-------:|------:|--------:|------:|-------------:|"
    );
    for (kind, make) in made::KINDS {
        let path = folder.path().join(kind);
        make(&path, rows)?;
        line(kind, &path, rows)?;
    }
    Ok(())
}

fn line(kind: &str, path: &Path, rows: u32) -> anyhow::Result<()> {
    let bytes = std::fs::metadata(path)?.len();
    let format = format_of(path)?;
    let below = fastest(|| bare(path), rows)?;
    let here = fastest(|| read(path, &format, Apart::No), rows)?;
    let apart = fastest(|| read(path, &format, Apart::Yes), rows)?;
    let ratio = |took: Duration| took.as_secs_f64() / below.as_secs_f64();
    println!(
        "| {kind:<12} | {rows:>6} | {:>4.1} | {:>9.3} | {:>6.3} | {:>5.1} | {:>7.3} | {:>5.1} | {:>12.0} |",
        bytes as f64 / 1e6,
        below.as_secs_f64(),
        here.as_secs_f64(),
        ratio(here),
        apart.as_secs_f64(),
        ratio(apart),
        f64::from(rows) / apart.as_secs_f64(),
    );
    Ok(())
}

/// The fastest of some rounds, each of which must see every row.
fn fastest(round: impl Fn() -> anyhow::Result<u64>, rows: u32) -> anyhow::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let seen = round()?;
        best = best.min(begin.elapsed());
        if seen != u64::from(rows) {
            bail!("{seen} of {rows} rows were seen");
        }
    }
    Ok(best)
}

/// Whether a file is read in a program of its own, as a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    Yes,
    No,
}

fn read(path: &Path, format: &SourceFormat, apart: Apart) -> anyhow::Result<u64> {
    let program = (apart == Apart::Yes).then(|| env!("CARGO_BIN_EXE_stocktake").into());
    let reader = Reader { program, limits: ReadLimits::default() };
    let file = FoundFile::look(path.to_owned(), path.display().to_string().into())?;
    let wanted = made::COLUMNS.map(|name| vec![name.to_owned()]);
    let mut rows = reader.read(&file, format, &wanted)?;
    let mut count = 0;
    for row in rows.by_ref() {
        row.map_err(|reject| anyhow::anyhow!("{}", reject.reason))?;
        count += 1;
    }
    match rows.take_failure() {
        Some(failure) => Err(failure.into()),
        None => Ok(count),
    }
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

fn format_of(path: &Path) -> anyhow::Result<SourceFormat> {
    Ok(match extension(path) {
        "csv" => {
            SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted }
        }
        "xlsx" | "xls" | "ods" => SourceFormat::Sheet {
            sheet: SheetChoice::First,
            header: HeaderAt::Wanted,
            tables: SheetTables::default(),
        },
        "json" => SourceFormat::Json { rows: String::new(), lines: false },
        "ndjson" => SourceFormat::Json { rows: String::new(), lines: true },
        other => bail!("no file ends in {other}"),
    })
}

/// Walks through the rows with the library below the reader. Returns how many there are.
fn bare(path: &Path) -> anyhow::Result<u64> {
    Ok(match extension(path) {
        "csv" => {
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path)?;
            let (mut row, mut count) = (csv::ByteRecord::new(), 0);
            while reader.read_byte_record(&mut row)? {
                count += 1;
            }
            count
        }
        "json" => {
            let rows: Vec<serde_json::Map<String, serde_json::Value>> =
                serde_json::from_reader(BufReader::new(File::open(path)?))?;
            rows.len() as u64
        }
        "ndjson" => {
            let input = BufReader::new(File::open(path)?);
            let rows = serde_json::Deserializer::from_reader(input).into_iter::<serde_json::Value>();
            let mut count = 0;
            for row in rows {
                row?;
                count += 1;
            }
            count
        }
        _ => {
            let mut book = calamine::open_workbook_auto(path)?;
            let sheet = book.worksheet_range_at(0).context("no sheet")??;
            let rows = sheet.rows().filter(|row| row.iter().any(|cell| *cell != Data::Empty)).count();
            rows as u64 - 1
        }
    })
}
