//! Files damaged at random, of every kind that is read: each is read or refused in words, within its limits, and
//! never breaks the program that reads it. And tables made at random: what was written is what is read.
//!
//! By default a few hundred files; `STOCKTAKE_MUTATIONS=600` goes on for so many seconds, from another start each
//! time (`STOCKTAKE_MUTATION_SEED=7` repeats one). `PROPTEST_CASES` does the same for tables. A file that broke
//! the reader is kept in `tests/data/source/found` and read by a test of its own.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use stocktake::model::job::{HeaderAt, SheetChoice, SheetTables, SourceFormat};
use stocktake::model::project::ReadLimits;
use stocktake::model::record::Cell;
use stocktake::systems::files::{FoundFile, Reader};
use zip::write::SimpleFileOptions;

/// Files that are read when nothing else is said: the test stays below ten seconds.
const ROUNDS: u64 = 150;
/// Larger seeds are mutated too slowly to find anything.
const LARGEST: u64 = 256 * 1024;

/// Numbers that look random and come again from the same start (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn seeds() -> Vec<PathBuf> {
    let folders = ["source", "corpus"].map(|folder| data().join(folder));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut files: Vec<PathBuf> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| format_of(path).is_some() && fs::metadata(path).unwrap().len() < LARGEST)
        .collect();
    files.sort();
    assert!(files.len() > 20, "the files to begin with were not found");
    files
}

fn format_of(path: &Path) -> Option<SourceFormat> {
    Some(match path.extension()?.to_str()? {
        "csv" | "txt" | "tsv" => {
            SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted }
        }
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => SourceFormat::Sheet {
            sheet: SheetChoice::First,
            header: HeaderAt::Wanted,
            tables: SheetTables::default(),
        },
        "json" => SourceFormat::Json { rows: String::new(), lines: false },
        "ndjson" | "jsonl" => SourceFormat::Json { rows: String::new(), lines: true },
        _ => return None,
    })
}

/// Damages bytes in one to four places.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b"\"",
        b"\n",
        b"\r\n",
        b";",
        b"\0",
        b"\xFF\xFE",
        b"\xEF\xBB\xBF",
        b"{",
        b"[",
        b"</row>",
        b"<c r=\"XFD1048576\"/>",
        b"4294967295",
        b"-1",
        b"1e999",
        b"&#x110000;",
        b"#",
    ];
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(64)).min(bytes.len());
        match random.below(8) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 if at < bytes.len() => bytes[at] = u8::try_from(random.next() & 0xFF).unwrap(),
            3 => bytes.truncate(at),
            4 if at < end => drop(bytes.drain(at..end)),
            5 if at < end => {
                let piece = bytes[at..end].repeat(1 + random.below(40));
                bytes.splice(at..at, piece);
            }
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
        }
    }
    bytes
}

/// Damages a file; of a ZIP archive one of the files in it, so that the damage is not seen by its checksum alone.
fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    if !bytes.starts_with(b"PK") || random.below(4) == 0 {
        return mutated(bytes, random);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let chosen = random.below(archive.len());
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let (name, method) = (entry.name().unwrap().into_owned(), entry.compression());
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if at == chosen {
            content = mutated(&content, random);
        }
        out.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Reads a file as a run does, in a program of its own. What is wrong with it is a sentence; a finding is a
/// reader that breaks off or does not end.
fn finding(path: &Path) -> Option<String> {
    let limits =
        ReadLimits { memory: 256 * 1024 * 1024, time: Duration::from_secs(20), ..ReadLimits::default() };
    let reader = Reader { program: Some(env!("CARGO_BIN_EXE_stocktake").into()), limits };
    let file = FoundFile::look(path.to_owned(), "damaged".into()).unwrap();
    let format = format_of(path).unwrap();
    let told = match reader.read(&file, &format, &[]) {
        Ok(mut rows) => {
            for row in rows.by_ref().flatten() {
                assert!(row.cells.len() <= row.header.names.len());
            }
            rows.take_failure().map(|failure| failure.to_string())
        }
        Err(error) => Some(error.to_string()),
    };
    told.filter(|told| {
        ["break off", "takes longer", "was not read to its end"].iter().any(|bad| told.contains(bad))
    })
}

#[test]
fn files_that_are_damaged_anywhere_are_read_or_refused_in_words() {
    let seconds = std::env::var("STOCKTAKE_MUTATIONS").ok().and_then(|text| text.parse().ok());
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let start: u64 = std::env::var("STOCKTAKE_MUTATION_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| if seconds.is_some() { now() } else { 1 });
    let (seeds, place, begin) = (seeds(), tempfile::tempdir().unwrap(), Instant::now());
    let mut rounds = 0;
    while rounds < ROUNDS || seconds.is_some_and(|seconds| begin.elapsed().as_secs() < seconds) {
        let mut random = Random(start.wrapping_mul(1_000_003).wrapping_add(rounds));
        rounds += 1;
        let seed = &seeds[random.below(seeds.len())];
        let ending = seed.extension().unwrap().to_str().unwrap();
        let path = place.path().join(format!("damaged.{ending}"));
        fs::write(&path, damaged(&fs::read(seed).unwrap(), &mut random)).unwrap();
        if let Some(told) = finding(&path) {
            let kept = std::env::temp_dir().join(format!("finding-{start}-{rounds}.{ending}"));
            fs::copy(&path, &kept).unwrap();
            panic!(
                "{} after {rounds} rounds from {start}: {told}; kept as {}",
                seed.display(),
                kept.display()
            );
        }
    }
    if seconds.is_some() {
        #[expect(clippy::print_stdout, reason = "how long a long run was is what it is for")]
        {
            println!("{rounds} files from {start} in {:?} without a finding", begin.elapsed());
        }
    }
}

#[test]
fn files_that_once_broke_the_reader_are_read_or_refused_in_words() {
    for entry in fs::read_dir(data().join("source/found")).into_iter().flatten() {
        let path = entry.unwrap().path();
        if format_of(&path).is_some() {
            assert_eq!(finding(&path), None, "{}", path.display());
        }
    }
}

/// The cells of a file, or the sentence.
fn cells(name: &str, content: &[u8]) -> Vec<Vec<String>> {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(name);
    fs::write(&path, content).unwrap();
    let reader = Reader { program: None, limits: ReadLimits::default() };
    let file = FoundFile::look(path.clone(), name.into()).unwrap();
    let mut rows = reader.read(&file, &format_of(&path).unwrap(), &[]).unwrap();
    let text = |cell: &Cell| match cell {
        Cell::Absent | Cell::Blank => String::new(),
        Cell::Text(text) => text.to_string(),
        other => panic!("{other:?}"),
    };
    let found = rows.by_ref().map(|row| row.unwrap().cells.iter().map(text).collect()).collect();
    assert!(rows.take_failure().is_none());
    found
}

/// A text without what the reader takes out or for something else, as its own tests show.
fn value() -> impl Strategy<Value = String> {
    let plain = "[ -~àéœßżŐΩЖ中\u{1F600};,|\t\"']{0,12}";
    // Nothing but blanks is no value in a sheet; `#` begins a comment or an error.
    plain.prop_filter("a value", |text| {
        text.is_empty() || !(text.trim().is_empty() || text.trim_start().starts_with('#'))
    })
}

/// Rows of three values; the first one is there, and is no second line of the header.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let row = ("[a-z0-9]{1,8}", value(), value());
    proptest::collection::vec(row.prop_map(|(key, a, b)| vec![format!("{key}1"), a, b]), 1..20)
}

/// Few tables, the same ones each time, unless somebody asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let rng_seed = if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(5) };
    ProptestConfig {
        cases: asked.unwrap_or(32),
        failure_persistence: None,
        rng_seed,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn delimited_text_is_read_as_it_was_written(
        rows in table(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        is_wide in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["Key", "First", "Second"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let bytes = if is_wide {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        } else {
            text.into_bytes()
        };
        prop_assert_eq!(cells("any.csv", &bytes), rows);
    }

    #[test]
    fn json_is_read_as_it_was_written(rows in table(), lines in any::<bool>()) {
        let objects: Vec<serde_json::Value> = rows
            .iter()
            .map(|row| serde_json::json!({ "Key": row[0], "First": row[1], "Second": row[2] }))
            .collect();
        let order = |row: Vec<String>| row;
        let (name, content) = if lines {
            let lines: Vec<String> = objects.iter().map(ToString::to_string).collect();
            ("any.ndjson", lines.join("\n"))
        } else {
            ("any.json", serde_json::Value::from(objects).to_string())
        };
        let mut expected: Vec<Vec<String>> = rows.into_iter().map(order).collect();
        let mut found = cells(name, content.as_bytes());
        // Keys of an object have no order that counts.
        expected.iter_mut().chain(&mut found).for_each(|row| row.sort());
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_workbook_is_read_as_it_was_written(rows in table()) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let head = ["Key", "First", "Second"].map(str::to_owned);
        for (row, values) in (0..).zip(std::iter::once(head.as_slice()).chain(rows.iter().map(Vec::as_slice))) {
            for (column, text) in (0..).zip(values) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        prop_assert_eq!(cells("any.xlsx", &book.save_to_buffer().unwrap()), rows);
    }
}
