//! Cells of sheets: numbers, truth values, dates, errors.
#![expect(clippy::unwrap_used, reason = "tests")]

use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

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
    sheet.write_number(1, 1, 12_345_678).unwrap();
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
          otherserial = `12345678`
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
