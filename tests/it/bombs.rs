//! Files made to do harm, of every kind that is read: each is a sentence that names the file, whatever it does
//! to the program that reads it. The limits are small here, so that a bomb of some megabytes is one.

use std::io::Write as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use stocktake::model::job::{
    AfterRun, HeaderAt, Pick, SheetChoice, SheetTables, SourceFormat, SourceSpec, TableCount,
};
use stocktake::model::project::ReadLimits;
use stocktake::systems::files::{self, Reader, Rows};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

const MIB: u64 = 1024 * 1024;
const CSV: SourceFormat =
    SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted };
const SHEET: SourceFormat = SourceFormat::Sheet {
    sheet: SheetChoice::First,
    header: HeaderAt::Wanted,
    tables: SheetTables { range: None, count: TableCount::One, sheet_column: None, title_column: None },
};

fn json(lines: bool) -> SourceFormat {
    SourceFormat::Json { rows: String::new(), lines }
}

/// A folder with files.
struct Bench {
    folder: TempDir,
    memory: u64,
}

/// What became of a file: its rows, with the number of rejects among them; or the sentence.
type Read = Result<(usize, usize), String>;

impl Bench {
    fn new(memory: u64) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), memory: memory * MIB }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    fn open(&self, name: &str, format: &SourceFormat) -> Result<Rows, String> {
        let limits =
            ReadLimits { memory: self.memory, time: Duration::from_secs(50), ..ReadLimits::default() };
        let reader = Reader { program: Some(env!("CARGO_BIN_EXE_stocktake").into()), limits };
        let file = self.find(name)?;
        reader.read(&file, format, &[]).map_err(|error| error.to_string())
    }

    fn find(&self, path: &str) -> Result<files::FoundFile, String> {
        let spec = SourceSpec {
            path: path.to_owned(),
            format: CSV,
            pick: Pick::All,
            max_age: None,
            once: false,
            after: AfterRun::Keep,
            settle: Duration::ZERO,
            file_column: None,
            lookups: Vec::new(),
            from: None,
        };
        let found = files::find(&spec, self.folder.path(), std::time::SystemTime::now());
        Ok(found.map_err(|error| error.to_string())?.remove(0))
    }

    /// Reads a file to its end; if it cannot be, its name stands in the sentence.
    fn read(&self, name: &str, format: &SourceFormat) -> Read {
        let read = self.open(name, format).and_then(|mut rows| {
            let (mut count, mut rejects) = (0, 0);
            for row in rows.by_ref() {
                count += 1;
                rejects += usize::from(row.is_err());
            }
            rows.take_failure().map_or(Ok((count, rejects)), |failure| Err(failure.to_string()))
        });
        if let Err(sentence) = &read {
            assert!(sentence.contains(name), "{sentence}");
        }
        read
    }

    /// A ZIP archive of these files.
    fn zip(&self, name: &str, files: &[(&str, &[u8])]) -> &Self {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(self.path(name)).unwrap());
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
        self
    }

    /// A workbook with this content of its sheet, and these shared strings.
    fn xlsx(&self, name: &str, sheet: &[u8], strings: &[u8]) -> &Self {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        let relations = |inner: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{inner}</Relationships>");
        let relation = |id: u32, kind: &str, target: &str| {
            format!("<Relationship Id=\"rId{id}\" Type=\"{DOCUMENT}/{kind}\" Target=\"{target}\"/>")
        };
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><sheets><sheet name=\"S\" sheetId=\"1\" \
             r:id=\"rId1\"/></sheets></workbook>"
        );
        let inside = relation(1, "worksheet", "worksheets/sheet1.xml")
            + &relation(2, "sharedStrings", "sharedStrings.xml");
        let sheet = [format!("<worksheet xmlns=\"{MAIN}\">").as_bytes(), sheet, b"</worksheet>"].concat();
        self.zip(
            name,
            &[
                ("[Content_Types].xml", b"<Types/>"),
                ("_rels/.rels", relations(&relation(1, "officeDocument", "xl/workbook.xml")).as_bytes()),
                ("xl/workbook.xml", book.as_bytes()),
                ("xl/_rels/workbook.xml.rels", relations(&inside).as_bytes()),
                ("xl/sharedStrings.xml", strings),
                ("xl/worksheets/sheet1.xml", &sheet),
            ],
        )
    }

    fn ods(&self, name: &str, rows: &[u8]) -> &Self {
        let spaces = ["office", "table", "text"]
            .map(|name| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\" "));
        let begin = format!(
            "<office:document-content {}><office:body><office:spreadsheet><table:table table:name=\"S\">",
            spaces.concat()
        );
        let end = b"</table:table></office:spreadsheet></office:body></office:document-content>";
        let content = [begin.as_bytes(), rows, end].concat();
        let manifest =
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
        let mut zip = zip::ZipWriter::new(std::fs::File::create(self.path(name)).unwrap());
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("mimetype", stored).unwrap();
        zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
        for (name, content) in [("META-INF/manifest.xml", &manifest[..]), ("content.xml", &content)] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
        self
    }
}

const STRINGS: &[u8] = b"<sst uniqueCount=\"2\"><si><t>Name</t></si><si><t>pc-1</t></si></sst>";
const TWO_ROWS: &str = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>\
    <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row></sheetData>";

fn needs_memory(read: &Read) {
    let sentence = read.as_ref().unwrap_err();
    assert!(
        sentence.contains("of memory to be read") && sentence.contains("`memory` of [reading]"),
        "{sentence}"
    );
}

#[test]
fn a_workbook_that_lies_about_itself_is_read_or_refused() {
    let bench = Bench::new(256);
    bench.xlsx("sound.xlsx", TWO_ROWS.as_bytes(), STRINGS);
    assert_eq!(bench.read("sound.xlsx", &SHEET), Ok((1, 0)));
    let lie = String::from_utf8_lossy(STRINGS).replace("\"2\"", "\"99999999999\"");
    bench.xlsx("count.xlsx", TWO_ROWS.as_bytes(), lie.as_bytes());
    let _ = bench.read("count.xlsx", &SHEET);
    for (name, cell) in [("far.xlsx", "FXSHRXX2"), ("beyond.xlsx", "XFE2"), ("below.xlsx", "A1048577")] {
        let sheet = TWO_ROWS.replace("A2", cell);
        bench.xlsx(name, sheet.as_bytes(), STRINGS);
        let sentence = bench.read(name, &SHEET).unwrap_err();
        assert!(
            sentence.contains("workbook that cannot be read") || sentence.contains("break off"),
            "{sentence}"
        );
    }
    for area in ["A1:FXSHRXX1", "A1:XFD1048576", "A1:A4294967295", "B2:A1"] {
        let sheet = format!("{TWO_ROWS}<mergeCells><mergeCell ref=\"{area}\"/></mergeCells>");
        bench.xlsx("merged.xlsx", sheet.as_bytes(), STRINGS);
        let begin = Instant::now();
        let _ = bench.read("merged.xlsx", &SHEET);
        assert!(begin.elapsed() < Duration::from_secs(10), "{area}: {:?}", begin.elapsed());
    }
}

#[test]
fn a_header_of_all_columns_merged_one_by_one_is_read_at_once() {
    let bench = Bench::new(512);
    let columns = 16_384;
    let letters = |column: usize| stocktake::model::record::column_letters(column);
    let cells: String =
        (0..columns).map(|at| format!("<c r=\"{}1\" t=\"s\"><v>0</v></c>", letters(at))).collect();
    let below: String =
        (0..columns).map(|at| format!("<c r=\"{}3\" t=\"s\"><v>1</v></c>", letters(at))).collect();
    let merges: String =
        (0..columns).map(|at| format!("<mergeCell ref=\"{0}1:{0}2\"/>", letters(at))).collect();
    let wide: String = (0..2_000).map(|_| "<mergeCell ref=\"A1:XFD1\"/>").collect();
    let sheet = format!(
        "<sheetData><row r=\"1\">{cells}</row><row r=\"3\">{below}</row></sheetData><mergeCells>{merges}{wide}\
         </mergeCells>"
    );
    bench.xlsx("wide.xlsx", sheet.as_bytes(), STRINGS);
    let begin = Instant::now();
    assert_eq!(bench.read("wide.xlsx", &SHEET), Ok((1, 0)));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn a_table_of_twenty_thousand_equal_names_is_read_at_once() {
    let bench = Bench::new(256);
    let line = |word: &str| vec![word; 20_000].join(";");
    bench.write("wide.csv", format!("{}\n{}\n", line("Name"), line("x")));
    let begin = Instant::now();
    let mut rows = bench.open("wide.csv", &CSV).unwrap();
    assert_eq!(rows.header().names[19_999], "Name#20000");
    assert_eq!(rows.by_ref().filter(Result::is_ok).count(), 1);
    assert!(rows.take_failure().is_none());
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[test]
fn what_is_small_packed_and_large_unpacked_is_told() {
    let bench = Bench::new(128);
    let large = 200 * 1024 * 1024;
    let text = [b"<sst><si><t>", vec![b'x'; large].as_slice(), b"</t></si></sst>"].concat();
    bench.xlsx("strings.xlsx", TWO_ROWS.as_bytes(), &text);
    drop(text);
    assert!(std::fs::metadata(bench.path("strings.xlsx")).unwrap().len() < MIB);
    needs_memory(&bench.read("strings.xlsx", &SHEET));
    let rows: String = (1..1_000_000)
        .map(|row| {
            format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{row:0>60}</t></is></c></row>")
        })
        .collect();
    bench.xlsx("rows.xlsx", format!("<sheetData>{rows}</sheetData>").as_bytes(), STRINGS);
    drop(rows);
    needs_memory(&bench.read("rows.xlsx", &SHEET));
    let filling = vec![b'x'; large];
    let begin = b"<table:table-row><table:table-cell office:value-type=\"string\"><text:p>".as_slice();
    let end = b"</text:p></table:table-cell></table:table-row>".as_slice();
    bench.ods("text.ods", &[begin, &filling, end].concat());
    drop(filling);
    needs_memory(&bench.read("text.ods", &SHEET));
    // Archives inside of archives are no workbooks.
    let inner = std::fs::read(bench.path("strings.xlsx")).unwrap();
    bench.zip("nested.xlsx", &[("a.xlsx", &inner), ("b.xlsx", &inner)]);
    assert!(bench.read("nested.xlsx", &SHEET).is_err());
}

#[test]
fn repeated_cells_of_a_spreadsheet_are_read_or_told() {
    let bench = Bench::new(256);
    let cell = |repeated: &str| {
        format!(
            "<table:table-cell {repeated} office:value-type=\"string\"><text:p>x</text:p></table:table-cell>"
        )
    };
    let row = |repeated: &str, cells: &str| format!("<table:table-row {repeated}>{cells}</table:table-row>");
    let head = row("", &cell(""));
    bench.ods("sound.ods", (head.clone() + &head).as_bytes());
    assert_eq!(bench.read("sound.ods", &SHEET), Ok((1, 0)));
    for count in ["2000000000", "18446744073709551615", "-1"] {
        let columns = row("", &cell(&format!("table:number-columns-repeated=\"{count}\"")));
        bench.ods("columns.ods", (head.clone() + &columns).as_bytes());
        let _ = bench.read("columns.ods", &SHEET);
        let rows = row(&format!("table:number-rows-repeated=\"{count}\""), &cell(""));
        bench.ods("rows.ods", (head.clone() + &rows).as_bytes());
        let _ = bench.read("rows.ods", &SHEET);
    }
}

#[test]
fn a_document_of_many_keys_takes_memory_for_what_it_has() {
    let bench = Bench::new(256);
    // 10 new keys in each of 2,000 objects: as a full table they were 40 million cells, 960 MB.
    let object =
        |at: usize| (0..10).map(|key| format!("\"k{}\":{at}", at * 10 + key)).collect::<Vec<_>>().join(",");
    let objects: Vec<String> = (0..2_000).map(|at| format!("{{{}}}", object(at))).collect();
    bench.write("keys.json", format!("[{}]", objects.join(",")));
    assert_eq!(bench.read("keys.json", &json(false)), Ok((2_000, 0)));
    bench.write("keys.ndjson", objects.join("\n"));
    assert_eq!(bench.read("keys.ndjson", &json(true)), Ok((2_000, 0)));
}

#[test]
fn a_document_larger_than_its_memory_is_read() {
    let bench = Bench::new(64);
    let text = "x".repeat(1_000);
    let object = |at: usize| format!("{{\"Name\":\"pc-{at}\",\"Note\":\"{text}\",\"k{}\":true}}", at % 100);
    let objects: Vec<String> = (0..80_000).map(object).collect();
    for (name, content) in [
        ("large.json", format!("{{\"rows\":[{}]}}", objects.join(",\n"))),
        ("large.ndjson", objects.join("\n")),
    ] {
        bench.write(name, content);
        let size = std::fs::metadata(bench.path(name)).unwrap().len();
        assert!(size > 70 * MIB, "{size}");
    }
    let in_rows = SourceFormat::Json { rows: "rows".into(), lines: false };
    assert_eq!(bench.read("large.json", &in_rows), Ok((80_000, 0)));
    assert_eq!(bench.read("large.ndjson", &json(true)), Ok((80_000, 0)));
}

#[test]
fn documents_that_are_none_are_told() {
    let bench = Bench::new(128);
    let deep = |sign: &str| sign.repeat(5_000_000);
    bench.write("deep.json", deep("["));
    assert!(bench.read("deep.json", &json(false)).is_err());
    bench.write("deeper.json", format!("[{}1{}]", "{\"a\":".repeat(100_000), "}".repeat(100_000)));
    assert_eq!(bench.read("deeper.json", &json(false)), Ok((1, 1)));
    bench.write("deep.ndjson", format!("{{\"a\":{}\n{{\"a\":1}}", deep("[")));
    assert_eq!(bench.read("deep.ndjson", &json(true)), Ok((2, 1)));
    bench.write("text.json", format!("[{{\"a\":\"{}\"}}]", "x".repeat(300 * 1024 * 1024)));
    needs_memory(&bench.read("text.json", &json(false)));
    bench.write("line.ndjson", format!("{{\"a\":\"{}\"}}", "x".repeat(300 * 1024 * 1024)));
    needs_memory(&bench.read("line.ndjson", &json(true)));
    bench.write("number.json", "[{\"a\":1e999999999}]");
    assert_eq!(bench.read("number.json", &json(false)), Ok((1, 1)));
}

#[test]
fn lines_without_end_are_rejects() {
    let bench = Bench::new(128);
    bench.write("line.csv", format!("Name;Serial\npc;1\n{}\npc;2\n", "x".repeat(300 * 1024 * 1024)));
    assert_eq!(bench.read("line.csv", &CSV), Ok((3, 1)));
    bench.write(
        "quote.csv",
        format!("Name;Serial\npc;\"1\n{}", format!("{};b\n", "a".repeat(100)).repeat(90_000)),
    );
    assert_eq!(bench.read("quote.csv", &CSV).map(|(_, rejects)| rejects), Ok(1));
    bench.write("columns.csv", format!("Name;Serial\nx{}\npc;2\n", ";".repeat(7 * 1024 * 1024)));
    assert_eq!(bench.read("columns.csv", &CSV), Ok((2, 1)));
}

/// Numbers as random as they need to be, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

#[test]
fn damaged_workbooks_are_read_or_refused() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/source");
    let bench = Bench::new(128);
    let mut dice = Dice(11);
    for name in ["parc.xls", "parc.ods", "parc-1904.xlsx"] {
        let sound = std::fs::read(data.join(name)).unwrap();
        for _ in 0..40 {
            let mut bytes = sound.clone();
            for _ in 0..=dice.roll(8) {
                let at = dice.roll(bytes.len());
                bytes[at] = [0, 0xFF, 0x7F, 0x80][dice.roll(4)];
            }
            if dice.roll(4) == 0 {
                bytes.truncate(dice.roll(sound.len()));
            }
            bench.write(name, &bytes);
            let _ = bench.read(name, &SHEET);
        }
    }
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let bench = Bench::new(128);
    bench.write("a.csv", "Name\npc\n");
    let reader = Reader { program: Some("/nowhere/stocktake".into()), limits: ReadLimits::default() };
    let error = reader.read(&bench.find("a.csv").unwrap(), &CSV, &[]).err().unwrap().to_string();
    assert!(
        error.starts_with("a.csv cannot be read: the program that reads files cannot be started"),
        "{error}"
    );
    // One that says nothing of ours.
    let reader = Reader { program: Some("/bin/true".into()), limits: ReadLimits::default() };
    let error = reader.read(&bench.find("a.csv").unwrap(), &CSV, &[]).err().unwrap().to_string();
    assert!(error.starts_with("a.csv makes the program that reads it break off"), "{error}");
}

#[test]
fn a_reader_that_does_not_answer_is_ended() {
    let bench = Bench::new(128);
    bench.write("a.csv", "Name\npc\n");
    let script = bench.path("sleeper");
    std::fs::write(&script, "#!/bin/sh\nexec sleep 600\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let limits = ReadLimits { memory: MIB, time: Duration::from_secs(1), ..ReadLimits::default() };
    let begin = Instant::now();
    let reader = Reader { program: Some(script), limits };
    let error = reader.read(&bench.find("a.csv").unwrap(), &CSV, &[]).err().unwrap().to_string();
    assert!(error.starts_with("a.csv takes longer than 1 second to be read"), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn what_is_no_file_is_refused_in_words() {
    let bench = Bench::new(128);
    let mode = rustix::fs::Mode::RWXU;
    rustix::fs::mknodat(rustix::fs::CWD, bench.path("a.csv"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let _socket = UnixListener::bind(bench.path("b.csv")).unwrap();
    for (path, what) in [
        ("a.csv", "a.csv is a pipe (FIFO) and no file"),
        ("a*.csv", "a.csv is a pipe (FIFO) and no file"),
        ("b.csv", "b.csv is a socket and no file"),
        ("/dev/zero", "/dev/zero is a device and no file"),
    ] {
        let sentence = bench.find(path).unwrap_err();
        assert!(sentence.starts_with(what), "{sentence}");
    }
}

#[test]
fn a_link_may_end_in_its_folder_or_in_the_project() {
    let bench = Bench::new(128);
    let outside = Bench::new(128);
    outside.write("secret", "Name\nroot\n");
    std::fs::create_dir(bench.path("in")).unwrap();
    bench.write("in/export-2.csv", "Name\npc\n").write("other.csv", "Name\npc\n");
    let link = |to: &Path, from: PathBuf| std::os::unix::fs::symlink(to, from);
    link(Path::new("export-2.csv"), bench.path("in/latest.csv")).unwrap();
    link(Path::new("../other.csv"), bench.path("in/project.csv")).unwrap();
    assert_eq!(bench.read("in/latest.csv", &CSV), Ok((1, 0)));
    assert_eq!(bench.read("in/project.csv", &CSV), Ok((1, 0)));
    link(&outside.path("secret"), bench.path("in/away.csv")).unwrap();
    for path in ["in/away.csv", "in/aw*.csv", "in/*.csv"] {
        let sentence = bench.find(path).unwrap_err();
        assert!(
            sentence.starts_with("in/away.csv is a link to ") && sentence.contains("outside"),
            "{sentence}"
        );
    }
    // A folder that is a link is where its owner wants it.
    link(outside.folder.path(), bench.path("share")).unwrap();
    outside.write("a.csv", "Name\npc\n");
    assert_eq!(bench.read("share/a.csv", &CSV), Ok((1, 0)));
}

#[test]
fn a_file_that_is_another_one_by_the_end_is_told() {
    let bench = Bench::new(128);
    let table = |value: &str| format!("Name;Note\n{}", format!("pc;{value}\n").repeat(400_000));
    let told = "large.csv was changed while it was read";
    // Cut, grown, and replaced by one of the same size and time.
    let changes: [fn(&Bench); 3] = [
        |bench| {
            let file = std::fs::File::options().write(true).open(bench.path("large.csv")).unwrap();
            file.set_len(100_000).unwrap();
        },
        |bench| {
            let mut file = std::fs::File::options().append(true).open(bench.path("large.csv")).unwrap();
            file.write_all(b"pc;z\n").unwrap();
        },
        |bench| {
            let modified = std::fs::metadata(bench.path("large.csv")).unwrap().modified().unwrap();
            let new = std::fs::File::options().write(true).open(bench.path("new")).unwrap();
            new.set_modified(modified).unwrap();
            std::fs::rename(bench.path("new"), bench.path("large.csv")).unwrap();
        },
    ];
    for change in changes {
        bench.write("large.csv", table("x")).write("new", table("y"));
        let mut rows = bench.open("large.csv", &CSV).unwrap();
        assert!(rows.next().unwrap().is_ok());
        change(&bench);
        rows.by_ref().for_each(drop);
        let failure = rows.take_failure().unwrap().to_string();
        assert!(failure.starts_with(told), "{failure}");
    }
    bench.write("large.csv", table("x"));
    let found = bench.find("large.csv").unwrap();
    bench.write("large.csv", "Name;Note\n");
    let reader =
        Reader { program: Some(env!("CARGO_BIN_EXE_stocktake").into()), limits: ReadLimits::default() };
    let refused = reader.read(&found, &CSV, &[]).err().unwrap().to_string();
    assert!(refused.starts_with(told), "{refused}");
    assert!(files::digest(&found).unwrap_err().to_string().starts_with(told));
}

#[test]
fn a_name_that_is_no_text_is_read_like_any_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let bench = Bench::new(128);
    let name = std::ffi::OsStr::from_bytes(b"parc-\xE9t\xE9.csv");
    std::fs::write(bench.folder.path().join(name), "Name\npc\n").unwrap();
    let found = bench.find("*.csv").unwrap();
    assert_eq!(&*found.shown, "parc-\\xE9t\\xE9.csv");
    let reader =
        Reader { program: Some(env!("CARGO_BIN_EXE_stocktake").into()), limits: ReadLimits::default() };
    let rows: Vec<_> = reader.read(&found, &CSV, &[]).unwrap().collect();
    assert_eq!(rows.len(), 1);
    let to = files::finish(&found, &AfterRun::Move("done".into()), bench.folder.path()).unwrap().unwrap();
    assert_eq!(to.file_name(), Some(name));
    // A folder, too.
    let folder = bench.folder.path().join(std::ffi::OsStr::from_bytes(b"\xFF"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.csv"), "Name\npc\n").unwrap();
    assert_eq!(&*bench.find("*/a.csv").unwrap().shown, "\\xFF/a.csv");
    assert_eq!(&*bench.find("**/a.csv").unwrap().shown, "\\xFF/a.csv");
}
