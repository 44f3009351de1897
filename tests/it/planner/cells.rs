//! Cells of sheets: numbers, truth values, dates, errors.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Read as _, Write as _};

use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use stocktake::model::Topic;
use zip::write::SimpleFileOptions;

use super::desk;
use super::project::Case;

const MAPPING: &str = r#"
class = "Monitor"
match = [["name"]]
[field]
name = { column = "Name" }
otherserial = { column = "Number" }
size = { column = "Size" }
have_hdmi = { column = "HDMI" }
comment = { column = "Seen" }
[infocom]
buy_date = { column = "Bought" }
warranty_date = { column = "Bought" }
sink_time = { column = "Years" }
warranty_duration = { column = "Until", type = "months_until", begin = "warranty_date" }
"#;

#[test]
fn cells_are_read_as_what_they_are() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in (0..).zip(["Name", "Number", "Size", "HDMI", "Seen", "Bought", "Years", "Until"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (row, name) in [(1, "M-1"), (2, "M-2")] {
        sheet.write_string(row, 0, name).unwrap();
    }
    sheet.write_number(1, 1, 12_345_679).unwrap();
    sheet.write_number(1, 2, 23.8).unwrap();
    sheet.write_boolean(1, 3, true).unwrap();
    sheet.write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2026, 2, 3).unwrap(), &day).unwrap();
    sheet.write_datetime_with_format(1, 5, ExcelDateTime::from_ymd(2024, 2, 29).unwrap(), &day).unwrap();
    sheet.write_number(1, 6, 3).unwrap();
    sheet.write_datetime_with_format(1, 7, ExcelDateTime::from_ymd(2027, 2, 28).unwrap(), &day).unwrap();
    sheet.write_formula(2, 1, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write_string(2, 2, "wide").unwrap();
    sheet.write_string(2, 3, "perhaps").unwrap();
    sheet.write_string(2, 5, "03/04/2026").unwrap();
    sheet.write_number(2, 6, 2.5).unwrap();
    let case = Case::of_sheet(MAPPING, book.save_to_buffer().unwrap());
    assert_snapshot!(case.text(&desk()), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 6 rejected

    Changes (2)
      + Monitor M-1
          entities_id = `Root`
          name = `M-1`
          otherserial = `12345679`
          size = `23.8000`
          have_hdmi = yes
          comment = `2026-02-03`
          Infocom add
            buy_date = `2024-02-29`
            warranty_date = `2024-02-29`
            sink_time = 3
            warranty_duration = 36
      + Monitor M-2
          entities_id = `Root`
          name = `M-2`

    Rejected (6)
      ! rows.xlsx [Sheet1]:3: have_hdmi: `perhaps` is neither yes nor no; give your words in `yes` and `no` (the rest of the row is used)
      ! rows.xlsx [Sheet1]:3: infocom.buy_date: `03/04/2026` is not a date of the form YYYY-MM-DD; set `locale` or `formats` (the rest of the row is used)
      ! rows.xlsx [Sheet1]:3: infocom.sink_time: `2.5` is not a whole number (the rest of the row is used)
      ! rows.xlsx [Sheet1]:3: infocom.warranty_date: `03/04/2026` is not a date of the form YYYY-MM-DD; set `locale` or `formats` (the rest of the row is used)
      ! rows.xlsx [Sheet1]:3: otherserial: the cell holds the error #N/A (the rest of the row is used)
      ! rows.xlsx [Sheet1]:3: size: `wide` is not a number; write it like 1234.56, or set `locale` (the rest of the row is used)
    ");
}

#[test]
fn an_error_in_a_key_rejects_the_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Name").unwrap();
    sheet.write_formula(1, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let case = Case::of_sheet(MAPPING, book.save_to_buffer().unwrap());
    assert_snapshot!(case.text(&desk()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Rejected (1)
      ! rows.xlsx [Sheet1]:2: name: the cell holds the error #N/A
    ");
}

/// A workbook of one sheet with a number and its format in each row.
fn formatted(numbers: &[(f64, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Name", "Number", "Size"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (row, (number, code)) in (1..).zip(numbers) {
        sheet.write_string(row, 0, format!("M-{row}")).unwrap();
        let format = Format::new().set_num_format(*code);
        sheet.write_number_with_format(row, 1, *number, &format).unwrap();
        sheet.write_number_with_format(row, 2, *number, &format).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_number_is_the_text_that_its_cell_shows_and_told_and_a_number_where_one_is_wanted() {
    let numbers = [
        (42.0, "\"INV-\"0000"),
        (42.0, "0\"-FR\""),
        (12345.0, "000-00"),
        (33612345678.0, "+0"),
        (612345678.0, "0#\\ ##\\ ##\\ ##\\ ##"),
        (1234.0, "#,##0"),
    ];
    let case = Case::of_sheet(MAPPING, formatted(&numbers));
    let planned = case.plan(&desk());
    assert_eq!(planned.plan.rejects, []);
    let of = |field: &str| -> Vec<String> {
        let changes = planned.plan.changes.iter();
        changes
            .map(|change| change.fields.iter().find(|known| known.field == field).unwrap().to.to_string())
            .collect()
    };
    assert_eq!(of("otherserial"), ["INV-0042", "42-FR", "123-45", "+33612345678", "06 12 34 56 78", "1234"]);
    assert_eq!(of("size")[..2], ["42.0000", "42.0000"]);
    let told = planned.questions.iter().filter(|question| question.topic == Topic::Reading);
    let told: Vec<String> = told.map(|question| question.text.to_string()).collect();
    assert!(
        told.len() == 1 && told[0].starts_with("5 numbers") && told[0].contains("`INV-0042`"),
        "{told:?}"
    );
}

/// A workbook without the value of its formula: a program wrote it, and no spreadsheet has calculated it.
fn without_value(book: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name.ends_with("sheet1.xml") {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains("<v>4711</v>"), "{text}");
            content = text.replace("<v>4711</v>", "").into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_formula_without_a_cached_value_is_rejected_as_an_error_cell_is() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Name", "Number"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1, 0, "M-1").unwrap();
    sheet.write_formula(1, 1, Formula::new("=A1").set_result("4711")).unwrap();
    let case = Case::of_sheet(MAPPING, without_value(&book.save_to_buffer().unwrap()));
    let plan = case.plan(&desk()).plan;
    assert_eq!(plan.rejects.len(), 1, "{plan:?}");
    assert!(plan.rejects[0].reason.english().contains("formula without a value"), "{:?}", plan.rejects);
}
