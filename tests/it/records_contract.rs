//! One contract for every room that records are read from: the same table in each of its forms gives the same
//! records, with the place of each.

use std::path::Path;

use rust_xlsxwriter::Workbook;
use stocktake::model::job::{AfterRun, HeaderAt, Pick, SheetChoice, SheetTables, SourceFormat, SourceSpec};
use stocktake::model::project::ReadLimits;
use stocktake::model::record::Cell;
use stocktake::model::system::Role;
use stocktake::systems::ROOMS;
use stocktake::systems::files::{self, SourceError};

const TABLE: [[&str; 3]; 3] =
    [["Name", "Serial", "Note"], ["pc-1", "0012", "Zoë; \"quoted\""], ["pc-2", "X9", "two\nlines"]];

/// A form of files: its name, how it is written, how it is read.
type Form = (&'static str, fn(&Path), SourceFormat);

fn forms() -> [Form; 4] {
    let csv =
        SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted };
    let sheet = SourceFormat::Sheet {
        sheet: SheetChoice::First,
        header: HeaderAt::Wanted,
        tables: SheetTables::default(),
    };
    let json = |lines| SourceFormat::Json { rows: String::new(), lines };
    [
        ("pc.csv", write_csv, csv),
        ("pc.xlsx", write_xlsx, sheet),
        ("pc.json", write_json, json(false)),
        ("pc.ndjson", write_lines, json(true)),
    ]
}

fn write_csv(path: &Path) {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = TABLE.map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(";"));
    std::fs::write(path, lines.join("\n")).unwrap();
}

fn write_xlsx(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(TABLE) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

fn objects() -> Vec<serde_json::Value> {
    let [header, rows @ ..] = &TABLE;
    let object = |row: &[&str; 3]| {
        let cells = header.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), (*cell).into()));
        serde_json::Value::Object(cells.collect())
    };
    rows.iter().map(object).collect()
}

fn write_json(path: &Path) {
    std::fs::write(path, serde_json::to_string_pretty(&objects()).unwrap()).unwrap();
}

fn write_lines(path: &Path) {
    let lines: Vec<String> = objects().iter().map(ToString::to_string).collect();
    std::fs::write(path, lines.join("\n")).unwrap();
}

fn read(
    folder: &Path,
    name: &str,
    format: &SourceFormat,
    columns: &[&str],
) -> Result<Vec<Vec<String>>, SourceError> {
    let spec = SourceSpec {
        path: name.to_owned(),
        format: format.clone(),
        pick: Pick::All,
        max_age: None,
        once: false,
        after: AfterRun::Keep,
        settle: std::time::Duration::ZERO,
        file_column: None,
        lookups: Vec::new(),
        from: None,
    };
    let file = files::find(&spec, folder, std::time::SystemTime::now())?.remove(0);
    let wanted: Vec<Vec<String>> = columns.iter().map(|name| vec![(*name).to_owned()]).collect();
    let program = Some(env!("CARGO_BIN_EXE_stocktake").into());
    let mut rows = files::Reader { program, limits: ReadLimits::default() }.read(&file, format, &wanted)?;
    let header = rows.header();
    let at: Vec<usize> = columns.iter().map(|name| header.find(name).unwrap()).collect();
    let mut read = Vec::new();
    for record in rows.by_ref() {
        let record = record.unwrap();
        assert!(record.origin.to_string().contains(name), "{}", record.origin);
        let text = |at: &usize| match record.cell(*at) {
            Cell::Text(text) => text.to_string(),
            other => panic!("{name}: {other:?}"),
        };
        read.push(at.iter().map(text).collect());
    }
    assert!(rows.take_failure().is_none());
    Ok(read)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_room_of_records_keeps_the_contract() {
    for room in ROOMS.iter().filter(|room| room.has(Role::Records)) {
        match room.kind.key {
            "files" => files_keep_it(),
            // At real servers, in tests/it/storage.rs.
            "storage" => {}
            // Its bench is `http_source`: an API that cuts, repeats and refuses.
            "http" => {}
            "mailbox" => mailbox_keeps_it().await,
            // What a system gives becomes a file of one JSON object a line, which is read as above. That what it gives
            // is whole, or nothing, is tested beside its room.
            "sql" | "ldap" => {}
            // What is pushed to it: `web::pushing`.
            "inbox" => {}
            other => panic!("the room {other} has no bench for the contract"),
        }
    }
}

fn files_keep_it() {
    let folder = tempfile::tempdir().unwrap();
    for (name, write, format) in forms() {
        write(&folder.path().join(name));
        let rows = read(folder.path(), name, &format, &["Serial", "Name", "Note"]).unwrap();
        let expected: Vec<Vec<&str>> = TABLE[1..].iter().map(|row| vec![row[1], row[0], row[2]]).collect();
        assert_eq!(rows, expected, "{name}");
        let error = read(folder.path(), name, &format, &["Colour"]).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("Colour"), "{error}");
        std::fs::write(folder.path().join(name), b"").unwrap();
        assert!(read(folder.path(), name, &format, &["Name"]).is_err(), "{name}: an empty file is told");
        std::fs::remove_file(folder.path().join(name)).unwrap();
        assert!(read(folder.path(), name, &format, &["Name"]).is_err(), "{name}: a missing file is told");
    }
}

/// The table as one of HTML in a mail: blanks and line breaks of a page are what people see of them.
fn mail() -> String {
    let row = |row: &[&str; 3]| {
        let cells =
            row.iter().map(|cell| format!("<td>{}</td>", cell.replace('"', "&quot;").replace('\n', "<br>")));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let rows: String = TABLE.iter().map(row).collect();
    format!(
        "From: inventory@example.org\r\nSubject: machines\r\nMessage-ID: <machines@example.org>\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><table>{rows}</table></body></html>\r\n"
    )
}

/// At a real server: a mail whose table are the records, and what is wrong with its folder.
async fn mailbox_keeps_it() {
    let Ok(port) = std::env::var("STOCKTAKE_TEST_MAILBOX") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "run the tests under .ci/mailbox");
        eprintln!("not tested with the real server: no STOCKTAKE_TEST_MAILBOX (see .ci/mailbox)");
        return;
    };
    let login = format!("contract{}", std::process::id());
    let mut server = super::mailbox_feed::person(&port, &login);
    super::mailbox_feed::deliver(&mut server, &mail());
    let project = |folder: &str| {
        let vendor = super::http_source::api::Vendor::new("http://127.0.0.1:1", "", "path = \"/\"");
        vendor.put(
            "stocktake.toml",
            &format!(
                "[system.practice.sandbox]\n[system.alerts.mailbox]\nhost = \"127.0.0.1\"\nport = {port}\n\
                 tls = \"none\"\nlogin = \"{login}\"\npassword = \"file:secrets/mailbox\"\n"
            ),
        );
        vendor.put("secrets/mailbox", "mailbox-of-tests");
        let secret = vendor.folder().join("secrets/mailbox");
        std::fs::set_permissions(secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        vendor.put(
            "jobs/job.toml",
            &format!(
                "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\nfrom = \"alerts\"\npath = \"*.eml\"\n\
                 [feed.mailbox]\nfolder = \"{folder}\"\n[feed.mail]\ntable = [\"Name\", \"Serial\", \"Note\"]\n"
            ),
        );
        vendor
    };
    let vendor = project("INBOX");
    let project_of =
        stocktake::config::load(vendor.folder()).map_err(|problems| problems.render(false, 100)).unwrap();
    let job = &project_of.jobs[&stocktake::model::JobName::from("job")];
    let feeds = stocktake::engine::read::find(&project_of, None, job).await.unwrap();
    let program = Some(env!("CARGO_BIN_EXE_stocktake").into());
    let reader = files::Reader { program, limits: ReadLimits::default() };
    let wanted = [vec!["Serial".to_owned()]];
    let file = &feeds[0].read[0].file;
    let mut rows = reader.read(file, &job.feeds[0].source.format, &wanted).unwrap();
    let header = rows.header();
    let mut read = Vec::new();
    for record in rows.by_ref() {
        let record = record.unwrap();
        let place = record.origin.to_string();
        assert!(place.contains("alerts:INBOX UID") && place.contains("machines"), "{place}");
        let text = |name: &str| match record.cell(header.find(name).unwrap()) {
            Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            other => panic!("{name}: {other:?}"),
        };
        read.push([text("Serial"), text("Name"), text("Note")]);
    }
    assert!(rows.take_failure().is_none());
    let plain = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected: Vec<[String; 3]> =
        TABLE[1..].iter().map(|row| [plain(row[1]), plain(row[0]), plain(row[2])]).collect();
    assert_eq!(read, expected);
    let missing = super::http_source::api::fetch(project("Nowhere").folder(), "job").await.unwrap_err();
    assert!(missing.contains("Nowhere"), "a missing folder is told: {missing}");
}
