//! The files of the benchmark: the same rows in every kind.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::{Map, Value};
use zip::write::SimpleFileOptions;

/// Their columns.
pub const COLUMNS: [&str; 12] = [
    "Name", "Serial", "Number", "Model", "Maker", "Place", "User", "Bought", "Price", "Memory", "System",
    "Note",
];

type Make = fn(&Path, u32) -> anyhow::Result<()>;

/// Every kind: the name of its file, and who makes it.
pub const KINDS: [(&str, Make); 7] = [
    ("utf8.csv", |path, rows| Ok(std::fs::write(path, lines(rows))?)),
    ("latin.csv", |path, rows| Ok(std::fs::write(path, encoding_rs::WINDOWS_1252.encode(&lines(rows)).0)?)),
    ("parc.xlsx", xlsx),
    ("parc.xls", xls),
    ("parc.ods", ods),
    ("parc.json", json),
    ("parc.ndjson", ndjson),
];

/// The values of a row: texts with accents, codes, a date and two numbers.
fn row(at: u32) -> [String; 12] {
    [
        format!("PC-{at:06}"),
        format!("5CG{at:07}"),
        format!("{}", 100_000 + at),
        format!("EliteBook 8{}0 G{}", at % 7, at % 9),
        "Hewlett-Packard".to_owned(),
        format!("Bâtiment {} > Étage {}", at % 12, at % 5),
        format!("prénom.nom{}", at % 4_000),
        format!("2024-{:02}-{:02}", 1 + at % 12, 1 + at % 28),
        format!("{}.5", 400 + at % 900),
        "16384".to_owned(),
        "Windows 11 Professionnel".to_owned(),
        if at.is_multiple_of(3) { String::new() } else { format!("vérifié le {}", 1 + at % 28) },
    ]
}

/// Which columns are numbers in sheets and in JSON.
fn is_number(column: usize) -> bool {
    matches!(COLUMNS[column], "Number" | "Price" | "Memory")
}

fn lines(rows: u32) -> String {
    let mut text = COLUMNS.join(";");
    for at in 0..rows {
        text.push('\n');
        text.push_str(&row(at).join(";"));
    }
    text
}

fn object(at: u32) -> anyhow::Result<Map<String, Value>> {
    let cells = row(at).into_iter().enumerate().map(|(column, text)| {
        let value = if is_number(column) { text.parse::<f64>()?.into() } else { Value::String(text) };
        Ok((COLUMNS[column].to_owned(), value))
    });
    cells.collect()
}

fn json(path: &Path, rows: u32) -> anyhow::Result<()> {
    let objects: Vec<_> = (0..rows).map(object).collect::<anyhow::Result<_>>()?;
    Ok(serde_json::to_writer(BufWriter::new(File::create(path)?), &objects)?)
}

fn ndjson(path: &Path, rows: u32) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..rows {
        serde_json::to_writer(&mut out, &object(at)?)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn xlsx(path: &Path, rows: u32) -> anyhow::Result<()> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string(0, column, name)?;
    }
    for at in 0..rows {
        for (column, text) in row(at).into_iter().enumerate() {
            let place = u16::try_from(column)?;
            match is_number(column) {
                _ if text.is_empty() => continue,
                true => sheet.write_number(at + 1, place, text.parse::<f64>()?)?,
                false => sheet.write_string(at + 1, place, text)?,
            };
        }
    }
    Ok(book.save(path)?)
}

fn ods(path: &Path, rows: u32) -> anyhow::Result<()> {
    let spaces = ["office", "table", "text"]
        .map(|name| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\" "));
    let mut content = format!(
        "<office:document-content {}><office:body><office:spreadsheet><table:table table:name=\"Parc\">",
        spaces.concat()
    );
    let mut add = |texts: &[String], has_numbers: bool| {
        content.push_str("<table:table-row>");
        for (column, text) in texts.iter().enumerate() {
            let text = text.replace('>', "&gt;");
            content.push_str(&match has_numbers && is_number(column) {
                _ if text.is_empty() => "<table:table-cell/>".to_owned(),
                true => format!(
                    "<table:table-cell office:value-type=\"float\" office:value=\"{text}\"><text:p>{text}</text:p>\
                     </table:table-cell>"
                ),
                false => format!(
                    "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
                ),
            });
        }
        content.push_str("</table:table-row>");
    };
    add(&COLUMNS.map(str::to_owned), false);
    (0..rows).for_each(|at| add(&row(at), true));
    content.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    let manifest =
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let mut archive = zip::ZipWriter::new(BufWriter::new(File::create(path)?));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("mimetype", stored)?;
    archive.write_all(b"application/vnd.oasis.opendocument.spreadsheet")?;
    for (name, content) in [("META-INF/manifest.xml", manifest), ("content.xml", &content)] {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(content.as_bytes())?;
    }
    archive.finish()?;
    Ok(())
}

/// A record of [MS-XLS] 2.4.
fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) -> anyhow::Result<()> {
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(body.len())?.to_le_bytes());
    out.extend(body);
    Ok(())
}

/// The beginning of the workbook (5) or of a sheet (16), as Excel 97 and later have it.
fn begin(out: &mut Vec<u8>, what: u16) -> anyhow::Result<()> {
    let numbers = [0x0600_u16, what, 0x0DBB, 0x07CC, 0, 0, 6, 0];
    record(out, 0x0809, &numbers.map(u16::to_le_bytes).concat())
}

fn place(row: u32, column: usize) -> anyhow::Result<Vec<u8>> {
    Ok([u16::try_from(row)?, u16::try_from(column)?, 0].map(u16::to_le_bytes).concat())
}

fn label(out: &mut Vec<u8>, row: u32, column: usize, text: &str) -> anyhow::Result<()> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut body = place(row, column)?;
    body.extend(u16::try_from(units.len())?.to_le_bytes());
    body.push(1);
    body.extend(units.into_iter().flat_map(u16::to_le_bytes));
    record(out, 0x0204, &body)
}

fn xls(path: &Path, rows: u32) -> anyhow::Result<()> {
    let mut sheet = Vec::new();
    begin(&mut sheet, 16)?;
    for (column, name) in COLUMNS.into_iter().enumerate() {
        label(&mut sheet, 0, column, name)?;
    }
    for at in 0..rows {
        for (column, text) in row(at).into_iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            if is_number(column) {
                let number = text.parse::<f64>()?.to_le_bytes();
                record(&mut sheet, 0x0203, &[place(at + 1, column)?, number.to_vec()].concat())?;
            } else {
                label(&mut sheet, at + 1, column, &text)?;
            }
        }
    }
    record(&mut sheet, 0x000A, &[])?;
    let mut book = Vec::new();
    begin(&mut book, 5)?;
    record(&mut book, 0x0042, &1200_u16.to_le_bytes())?;
    // Behind this record of 16 bytes and the end of 4 the sheet begins.
    let begins = u32::try_from(book.len() + 16 + 4)?.to_le_bytes();
    record(&mut book, 0x0085, &[&begins[..], &[0, 0, 4, 0], b"Parc"].concat())?;
    record(&mut book, 0x000A, &[])?;
    book.extend(sheet);
    // With sectors of 512 bytes, as Excel has them: calamine (0.38) takes larger ones without small streams for empty.
    let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
    let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, file)?;
    container.create_stream("/Workbook")?.write_all(&book)?;
    Ok(container.flush()?)
}
