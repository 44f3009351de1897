//! Tests of this reader: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::model::job::{CellRange, HeaderAt, SheetChoice, SheetTables, SourceFormat, TableCount};
use crate::systems::files::fixture::{OnDisk, committed, lines, on_disk, refusal, wanted};
use crate::systems::files::{FoundFile, read_here as read};

fn sheet(choice: SheetChoice, header_row: Option<u64>) -> SourceFormat {
    SourceFormat::Sheet {
        sheet: choice,
        header: header_row.map_or(HeaderAt::Wanted, HeaderAt::Row),
        tables: SheetTables::default(),
    }
}

fn first() -> SourceFormat {
    sheet(SheetChoice::First, None)
}

fn named(name: &str) -> SourceFormat {
    sheet(SheetChoice::Name(name.into()), None)
}

type Fill<'a> = &'a dyn Fn(&mut Worksheet);

/// A workbook of sheets, each filled by a function.
fn xlsx(sheets: &[(&str, Fill<'_>)]) -> OnDisk {
    let mut book = Workbook::new();
    for (name, fill) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    on_disk("parc.xlsx", book.save_to_buffer().unwrap())
}

fn texts(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in (0_u16..).zip(texts) {
        if !text.is_empty() {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
}

fn found(file: &FoundFile, format: &SourceFormat, names: &[&str]) -> (Vec<String>, Vec<String>) {
    let header = read(file, format, &wanted(names)).unwrap().header().names.clone();
    (header, lines(read(file, format, &wanted(names))))
}

#[test]
fn the_header_is_found_by_the_wanted_columns_and_blank_rows_are_passed_over() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Inventory", "Name of the site"]);
        texts(sheet, 3, &["", "Name", "Serial number", "", "Name"]);
        texts(sheet, 4, &["", "PC1", "007"]);
        texts(sheet, 6, &["", "  ", ""]);
        texts(sheet, 8, &["x", "PC2", "", "y", "z"]);
    })]);
    let (header, rows) = found(&book.file, &first(), &["name", "serial  NUMBER", "Site"]);
    assert_eq!(header, ["#1", "Name", "Serial number", "#4", "Name#2"]);
    assert_eq!(rows, ["5:  | PC1 | 007 |  | ", "9: x | PC2 |  | y | z"]);
    let record = read(&book.file, &first(), &[vec!["Name".into()]]).unwrap().next().unwrap().unwrap();
    assert_eq!(record.origin.to_string(), "parc.xlsx [Parc]:5");
}

#[test]
fn the_header_row_of_the_job_counts() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Name", "Serial"]);
        texts(sheet, 1, &["Nom", "Série"]);
        texts(sheet, 2, &["PC1", "S1"]);
    })]);
    let (header, rows) = found(&book.file, &sheet(SheetChoice::First, Some(2)), &[]);
    assert_eq!((header, rows), (vec!["Nom".into(), "Série".into()], vec!["3: PC1 | S1".into()]));
    let error = refusal(&book.file, &sheet(SheetChoice::First, Some(9)), &[]);
    assert!(error.starts_with("parc.xlsx [Parc]") && error.contains("row 9 has no names"), "{error}");
}

#[test]
fn values_keep_what_they_are() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["serial", "long", "ratio", "on", "day", "moment", "time", "span", "sum", "error"]);
        sheet.write_number(1, 0, 12_345_678).unwrap();
        sheet.write_number(1, 1, 8.933_150_319_010_042e18).unwrap();
        sheet.write_number(1, 2, 0.25).unwrap();
        sheet.write_boolean(1, 3, true).unwrap();
        let moment = ExcelDateTime::parse_from_str("2024-05-03 18:30").unwrap();
        let day = ExcelDateTime::parse_from_str("2024-05-03").unwrap();
        sheet.write_with_format(1, 4, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        sheet.write_with_format(1, 5, &moment, &Format::new().set_num_format("dd/mm/yyyy hh:mm")).unwrap();
        sheet.write_with_format(1, 6, 0.5, &Format::new().set_num_format("hh:mm")).unwrap();
        sheet.write_with_format(1, 7, 1.25, &Format::new().set_num_format("[hh]:mm:ss")).unwrap();
        sheet.write_formula(1, 8, Formula::new("=10*10").set_result("100")).unwrap();
        sheet.write_formula(1, 9, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_string(2, 0, "007").unwrap();
        let money = Format::new().set_num_format("#,##0.00 €");
        sheet.write_with_format(2, 1, 1_234_567, &money).unwrap();
    })]);
    let (_, rows) = found(&book.file, &first(), &[]);
    assert_eq!(
        rows,
        [
            "2: 12345678 | <error the number has more than 15 digits, and the sheet has lost the rest: format the column as text and enter it again> | <number 0.25> | <true> | \
             <2024-05-03> | <2024-05-03 18:30:00> | 12:00:00 | 30:00:00 | 100 | <error #N/A>",
            "3: 007 | 1234567 |  |  |  |  |  |  |  | "
        ]
    );
}

#[test]
fn the_1904_date_system_is_respected() {
    let (_, rows) = found(&committed("parc-1904.xlsx"), &first(), &["Name"]);
    // Serial numbers 45415 and 45415.77 of a workbook that counts from 1904-01-01.
    assert!(rows[0].contains("<2028-05-04> | <2028-05-04 18:30:00>"), "{}", rows[0]);
}

#[test]
fn the_sheet_by_name_number_or_header() {
    let book = xlsx(&[
        ("Notes", &|sheet| texts(sheet, 0, &["nothing here"])),
        ("Parc 2024", &|sheet| {
            texts(sheet, 0, &["Name"]);
            texts(sheet, 1, &["PC1"]);
        }),
        ("Vide", &|_| {}),
    ]);
    for format in [first(), named("Parc 2024"), named("parc 2024 "), sheet(SheetChoice::Number(2), None)] {
        assert_eq!(found(&book.file, &format, &["Name"]).1, ["2: PC1"], "{format:?}");
    }
    let error = refusal(&book.file, &named("Parc"), &["Name"]);
    assert!(error.contains("no sheet `Parc`; its sheets are `Notes`, `Parc 2024`, `Vide`"), "{error}");
    assert!(refusal(&book.file, &sheet(SheetChoice::Number(4), None), &[]).contains("no sheet number 4"));
    assert!(refusal(&book.file, &sheet(SheetChoice::Number(0), None), &[]).contains("no sheet number 0"));
    let error = refusal(&book.file, &named("Vide"), &["Name"]);
    assert_eq!(error, "parc.xlsx [Vide] is an empty sheet: there is no header");
}

#[test]
fn a_hidden_sheet_is_read_only_by_name() {
    let book = xlsx(&[
        ("Liste", &|sheet| {
            texts(sheet, 0, &["Name"]);
            texts(sheet, 1, &["hidden"]);
            sheet.set_hidden(true);
        }),
        ("Parc", &|sheet| {
            texts(sheet, 0, &["Name"]);
            texts(sheet, 1, &["seen"]);
            sheet.set_active(true);
        }),
    ]);
    assert_eq!(found(&book.file, &first(), &["Name"]).1, ["2: seen"]);
    assert_eq!(found(&book.file, &named("Liste"), &["Name"]).1, ["2: hidden"]);
}

#[test]
fn no_wanted_column_names_the_sheet_and_what_is_there() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Title"]);
        texts(sheet, 1, &["Nom", "Numéro de serie"]);
        texts(sheet, 2, &["PC1", "S1"]);
    })]);
    let error = refusal(&book.file, &first(), &["Numéro de série", "Site"]);
    assert!(error.starts_with("parc.xlsx [Parc] has none of the columns"), "{error}");
    assert!(error.contains("`Nom`, `Numéro de serie`"), "{error}");
    assert!(error.contains("perhaps `Numéro de serie` for `Numéro de série`"), "{error}");
}

#[test]
fn a_header_over_two_rows_is_read_as_one() {
    let book = xlsx(&[("Parc", &|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 0, "Name", &plain).unwrap();
        sheet.merge_range(0, 1, 0, 2, "Network", &plain).unwrap();
        texts(sheet, 1, &["", "IP", "MAC"]);
        texts(sheet, 2, &["PC1", "10.0.0.1", "aa:bb"]);
    })]);
    for names in [&["Name"][..], &["MAC", "IP", "Name"], &[]] {
        let (header, rows) = found(&book.file, &first(), names);
        assert_eq!(header, ["Name", "IP", "MAC"], "{names:?}");
        assert_eq!(rows, ["3: PC1 | 10.0.0.1 | aa:bb"]);
    }
}

#[test]
fn a_name_over_two_columns_counts_for_both() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Name"]);
        sheet.merge_range(0, 1, 0, 2, "Contact", &Format::new()).unwrap();
        texts(sheet, 1, &["PC1", "Luc", "Dupont"]);
    })]);
    let (header, rows) = found(&book.file, &first(), &["Name"]);
    assert_eq!(header, ["Name", "Contact", "Contact#2"]);
    assert_eq!(rows, ["2: PC1 | Luc | Dupont"]);
}

#[test]
fn a_merge_over_rows_repeats_its_value_and_one_over_columns_does_not() {
    let book = xlsx(&[("Parc", &|sheet| {
        let plain = Format::new();
        texts(sheet, 0, &["Room", "Name", "Note"]);
        sheet.merge_range(1, 0, 3, 0, "A1", &plain).unwrap();
        texts(sheet, 1, &["A1", "PC1"]);
        texts(sheet, 2, &["", "PC2"]);
        texts(sheet, 4, &["B1"]);
        sheet.merge_range(4, 1, 4, 2, "PC3", &plain).unwrap();
    })]);
    let (_, rows) = found(&book.file, &first(), &["Name"]);
    assert_eq!(rows, ["2: A1 | PC1 | ", "3: A1 | PC2 | ", "5: B1 | PC3 | "]);
}

#[test]
fn values_beside_the_table_are_told_and_one_stray_cell_costs_nothing() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Name"]);
        texts(sheet, 1, &["PC1"]);
        sheet.write_string(1_048_575, 16_383, "stray").unwrap();
    })]);
    let rows = read(&book.file, &first(), &wanted(&["Name"])).unwrap();
    let notes = rows.notes();
    assert_eq!(notes[0], "sheet `Parc`, header on row 1");
    assert!(notes[1].english().contains("XFD1048576"), "{notes:?}");
    assert_eq!(lines(Ok(rows)), ["2: PC1"]);
}

#[test]
fn ods_and_xls_give_the_same_as_xlsx() {
    let day = "<2024-05-03> | <2024-05-03 18:30:00>";
    for name in ["parc.xls", "parc.ods"] {
        let (header, rows) = found(&committed(name), &first(), &["Serial", "Name"]);
        assert_eq!(header, ["Name", "Serial", "Bought", "Seen", "Room", "Ratio", "State"], "{name}");
        assert_eq!(
            rows,
            [
                format!("5: PC1 | 12345678 | {day} | A1 | <number 12.5> | <true>"),
                "6: PC2 | 007 |  |  | A1 |  | <error #N/A>".to_owned(),
                "8: PC3 | 100 |  |  | B2 |  | ".to_owned(),
            ],
            "{name}"
        );
    }
}

#[test]
fn the_content_counts_and_not_the_extension() {
    let xls = on_disk("parc.xlsx", std::fs::read(committed("parc.xls").path).unwrap());
    assert_eq!(found(&xls.file, &named("PARC"), &["Name"]).1.len(), 3);
    let ods = on_disk("parc.xls", std::fs::read(committed("parc.ods").path).unwrap());
    assert_eq!(found(&ods.file, &named("PARC"), &["Name"]).1.len(), 3);
}

/// Replaces the first occurrence.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn workbooks_with_a_password_are_named_so() {
    let xls = std::fs::read(committed("parc.xls").path).unwrap();
    // CODEPAGE (0x0042) becomes FILEPASS (0x002F): MS-XLS 2.4.52 and 2.4.117.
    let encrypted_xls = patched(xls.clone(), &[0x42, 0, 2, 0, 0xB0, 4], &[0x2F, 0, 2, 0, 0xB0, 4]);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    // An encrypted XLSX is an OLE container with this stream: MS-OFFCRYPTO 2.3.4.4.
    let encrypted_xlsx = patched(xls, &utf16("Workbook\0"), &utf16("EncryptedPackage\0"));
    for (name, content) in [
        ("a.xls", encrypted_xls),
        ("a.xlsx", encrypted_xlsx),
        ("a.ods", std::fs::read(committed("password.ods").path).unwrap()),
    ] {
        let error = refusal(&on_disk(name, content).file, &first(), &[]);
        assert_eq!(error, format!("{name} is protected by a password: save it without one for the import"));
    }
}

#[test]
fn what_is_no_workbook_is_named() {
    let error = refusal(&on_disk("a.xls", "<html><table><tr><td>Name").file, &first(), &[]);
    assert!(error.starts_with("a.xls is not a workbook: it is a web page"), "{error}");
    let error = refusal(&on_disk("a.xlsx", "name;serial\n").file, &first(), &[]);
    assert!(error.contains("it is plain text; read it with [feed.csv]"), "{error}");
    assert!(refusal(&on_disk("a.xlsx", "").file, &first(), &[]).contains("it is empty"));
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend([0; 100]);
    let error = refusal(&on_disk("a.xlsx", zip).file, &first(), &[]);
    assert!(error.starts_with("a.xlsx is a workbook that cannot be read"), "{error}");
}

#[test]
fn damaged_workbooks_never_stop_the_program() {
    let xlsx = xlsx(&[("Parc", &|sheet| texts(sheet, 0, &["Name", "Serial"]))]);
    for file in [committed("parc.xls"), committed("parc.ods"), xlsx.file.clone()] {
        let whole = std::fs::read(&file.path).unwrap();
        for part in 1..40 {
            let cut = whole.len() * part / 40;
            let name = file.shown.to_string();
            let _ = read(&on_disk(&name, &whole[..cut]).file, &first(), &[]).map(Iterator::count);
            let mut flipped = whole.clone();
            flipped[cut] ^= 0xFF;
            flipped[cut / 2] ^= 0x0F;
            let _ = read(&on_disk(&name, &flipped).file, &first(), &[]).map(Iterator::count);
        }
    }
}

#[test]
fn a_number_whose_format_shows_zeros_is_its_digits_with_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Serial").unwrap();
    let zeros = |code: &str| Format::new().set_num_format(code);
    sheet.write_number_with_format(1, 0, 12345, &zeros("0000000")).unwrap();
    sheet.write_number_with_format(2, 0, 1_234_567, &zeros("0000000000")).unwrap();
    sheet.write_number_with_format(3, 0, 12345, &zeros("0")).unwrap();
    sheet.write_number_with_format(4, 0, 12.5, &zeros("0000000")).unwrap();
    let file = on_disk("parc.xlsx", book.save_to_buffer().unwrap());
    let format = first();
    assert_eq!(
        lines(read(&file.file, &format, &[])),
        ["2: 0012345", "3: 0001234567", "4: 12345", "5: <number 12.5>"]
    );
}

#[test]
fn a_sheet_without_a_header_has_letters_for_names() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "S1").unwrap();
    sheet.write_string(0, 1, "PC-1").unwrap();
    let file = on_disk("parc.xlsx", book.save_to_buffer().unwrap());
    let format = SourceFormat::Sheet {
        sheet: SheetChoice::First,
        header: HeaderAt::Nowhere,
        tables: SheetTables::default(),
    };
    assert_eq!(lines(read(&file.file, &format, &wanted(&["A", "2"]))), ["1: S1 | PC-1"]);
    assert!(refusal(&file.file, &format, &["C"]).contains("none of the columns"));
}

#[test]
fn a_second_line_of_a_header_that_is_not_merged_is_told() {
    let told = |second: [&str; 4]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in (0..).zip(["Serial", "Name", "Warranty", ""]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (column, name) in (0..).zip(second) {
            sheet.write_string(1, column, name).unwrap();
        }
        let file = on_disk("parc.xlsx", book.save_to_buffer().unwrap());
        let format = first();
        let mut rows = read(&file.file, &format, &wanted(&["Serial"])).unwrap();
        rows.by_ref().count();
        rows.told().iter().map(|told| told.text.to_string()).collect::<Vec<_>>()
    };
    let text = told(["", "", "Begin", "End"]);
    assert!(text.len() == 1 && text[0].starts_with("Row 2 of parc.xlsx"), "{text:?}");
    assert_eq!(told(["S1", "PC-1", "2024", ""]), Vec::<String>::new());
}

fn with_tables(sheet: SheetChoice, tables: SheetTables) -> SourceFormat {
    SourceFormat::Sheet { sheet, header: HeaderAt::Wanted, tables }
}

fn findings(file: &FoundFile, format: &SourceFormat, names: &[&str]) -> Vec<String> {
    let mut rows = read(file, format, &wanted(names)).unwrap();
    rows.by_ref().count();
    rows.told().iter().map(|told| told.text.to_string()).collect()
}

#[test]
fn zeros_that_a_format_shows_are_told_once() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Serial").unwrap();
    let zeros = Format::new().set_num_format("0000000");
    sheet.write_number_with_format(1, 0, 12345, &zeros).unwrap();
    sheet.write_number_with_format(2, 0, 777, &zeros).unwrap();
    sheet.write_number_with_format(3, 0, 1_234_567, &zeros).unwrap();
    let file = on_disk("parc.xlsx", book.save_to_buffer().unwrap());
    let told = findings(&file.file, &first(), &["Serial"]);
    assert!(
        told.len() == 1 && told[0].starts_with("2 numbers") && told[0].contains("A2 as `0012345`"),
        "{told:?}"
    );
}

#[test]
fn rows_that_repeat_the_header_are_left_out_and_told() {
    let book = xlsx(&[("Parc", &|sheet| {
        for (row, line) in
            (0..).zip([["Serial", "Name"], ["S1", "PC1"], ["Serial", "Name"], ["S2", "Serial"]])
        {
            texts(sheet, row, &line);
        }
    })]);
    let (_, rows) = found(&book.file, &first(), &["Serial"]);
    assert_eq!(rows, ["2: S1 | PC1", "4: S2 | Serial"]);
    let told = findings(&book.file, &first(), &["Serial"]);
    assert!(told.len() == 1 && told[0].contains("the first is row 3"), "{told:?}");
}

#[test]
fn all_sheets_of_a_pattern_are_read_with_their_names_whatever_the_order_of_their_columns() {
    let book = xlsx(&[
        ("Read me", &|sheet| texts(sheet, 0, &["Serial", "Name"])),
        ("Site Lyon", &|sheet| {
            texts(sheet, 0, &["Serial", "Name"]);
            texts(sheet, 1, &["S1", "PC1"]);
        }),
        ("site Paris", &|sheet| {
            texts(sheet, 0, &["Register of Paris"]);
            texts(sheet, 2, &["Name", "Room", "Serial"]);
            texts(sheet, 3, &["PC2", "12", "S2"]);
        }),
    ]);
    let tables = SheetTables { sheet_column: Some("Site".to_owned()), ..SheetTables::default() };
    let format = with_tables(SheetChoice::Matching("Site *".to_owned()), tables);
    let (header, rows) = found(&book.file, &format, &["Serial", "Name"]);
    assert_eq!(header, ["Serial", "Name", "Room", "Site"]);
    assert_eq!(rows, ["2: S1 | PC1 | <absent> | Site Lyon", "4: S2 | PC2 | 12 | site Paris"]);
    let sheets: Vec<String> = read(&book.file, &format, &wanted(&["Serial"]))
        .unwrap()
        .map(|row| row.unwrap().origin.to_string())
        .collect();
    assert_eq!(sheets, ["parc.xlsx [Site Lyon]:2", "parc.xlsx [site Paris]:4"]);

    let none = with_tables(SheetChoice::Matching("Town *".to_owned()), SheetTables::default());
    assert!(refusal(&book.file, &none, &["Serial"]).contains("no sheet that matches `Town *`"));
    let taken = SheetTables { sheet_column: Some("room".to_owned()), ..SheetTables::default() };
    let taken = with_tables(SheetChoice::Matching("Site *".to_owned()), taken);
    assert!(refusal(&book.file, &taken, &["Serial"]).contains("a column `room` already"));
}

#[test]
fn a_sheet_of_a_pattern_without_the_columns_is_refused_and_not_passed_over() {
    let book = xlsx(&[
        ("Site A", &|sheet| {
            texts(sheet, 0, &["Serial"]);
            texts(sheet, 1, &["S1"]);
        }),
        ("Site B", &|sheet| texts(sheet, 0, &["S/N"])),
    ]);
    let format = with_tables(SheetChoice::Matching("Site *".to_owned()), SheetTables::default());
    assert!(refusal(&book.file, &format, &["Serial"]).contains("[Site B]"));
}

#[test]
fn tables_one_below_the_other_are_read_with_their_titles() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Register 2026"]);
        texts(sheet, 2, &["Room 12"]);
        texts(sheet, 3, &["Serial", "Name"]);
        texts(sheet, 4, &["S1", "PC1"]);
        texts(sheet, 5, &["S2", "PC2"]);
        texts(sheet, 7, &["", "Room 14"]);
        texts(sheet, 8, &["Name", "Serial", "Note"]);
        texts(sheet, 9, &["PC3", "S3", "old"]);
        texts(sheet, 11, &["PC4", "S4"]);
    })]);
    let tables = SheetTables {
        count: TableCount::All,
        title_column: Some("Place".to_owned()),
        ..SheetTables::default()
    };
    let format = with_tables(SheetChoice::First, tables);
    let (header, rows) = found(&book.file, &format, &["Serial", "Name"]);
    assert_eq!(header, ["Serial", "Name", "Note", "Place"]);
    assert_eq!(
        rows,
        [
            "5: S1 | PC1 | <absent> | Room 12",
            "6: S2 | PC2 | <absent> | Room 12",
            "10: S3 | PC3 | old | Room 14",
            "12: S4 | PC4 |  | Room 14",
        ]
    );
}

#[test]
fn one_of_two_tables_side_by_side_is_its_range_of_cells() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Serial", "Name", "", "Serial", "Screen"]);
        texts(sheet, 1, &["S1", "PC1", "", "E1", "24"]);
        texts(sheet, 2, &["S2", "PC2", "", "E2", "27"]);
        texts(sheet, 5, &["Total", "2"]);
    })]);
    let range = |text: &str| {
        let tables = SheetTables { range: CellRange::parse(text), ..SheetTables::default() };
        assert!(tables.range.is_some(), "{text}");
        found(&book.file, &with_tables(SheetChoice::First, tables), &["Serial"])
    };
    let (header, rows) = range("D:E");
    assert_eq!(header[3..], ["Serial", "Screen"]);
    assert_eq!(rows, ["2:  |  |  | E1 | 24", "3:  |  |  | E2 | 27"]);
    assert_eq!(
        range("A1:B3"),
        (vec!["Serial".into(), "Name".into()], vec!["2: S1 | PC1".into(), "3: S2 | PC2".into()])
    );
    for text in ["", "3:1", "C:A", "AAAA1", "A0", "A1:B2:C3", "1-2"] {
        assert_eq!(CellRange::parse(text), None, "{text}");
    }
}

#[test]
fn a_row_whose_first_cell_is_merged_over_columns_is_a_group_and_told() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Name", "Serial", "Place"]);
        sheet.merge_range(1, 0, 1, 2, "Site of Lyon", &Format::new()).unwrap();
        texts(sheet, 2, &["PC1", "S1"]);
        sheet.merge_range(2, 1, 2, 2, "S1", &Format::new()).unwrap();
    })]);
    let (_, rows) = found(&book.file, &first(), &["Name", "Serial"]);
    assert_eq!(rows, ["3: PC1 | S1 | "]);
    let mut read = read(&book.file, &first(), &wanted(&["Name"])).unwrap();
    assert_eq!(read.by_ref().count(), 1);
    let told: Vec<String> = read.told().iter().map(|told| told.text.to_string()).collect();
    assert!(told.len() == 1 && told[0].contains("`Site of Lyon` in row 2"), "{told:?}");
}

#[test]
fn another_table_of_the_same_width_below_is_left_out() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Name", "Serial", "Place"]);
        texts(sheet, 1, &["PC1", "S1", "A"]);
        texts(sheet, 2, &["PC2", "S2", "B"]);
        texts(sheet, 4, &["User", "Login", "Mail"]);
        texts(sheet, 5, &["Ann", "ann", "a@x"]);
    })]);
    assert_eq!(found(&book.file, &first(), &["Serial"]).1, ["2: PC1 | S1 | A", "3: PC2 | S2 | B"]);
}

#[test]
fn the_upper_of_two_rows_names_the_columns_that_the_lower_does_not() {
    let book = xlsx(&[("Parc", &|sheet| {
        texts(sheet, 0, &["Inventory"]);
        texts(sheet, 1, &["Room", "Device", "", "Bought"]);
        texts(sheet, 2, &["", "Name", "Serial", "Day"]);
        texts(sheet, 3, &["A1", "PC1", "S1", "2024"]);
    })]);
    let (header, rows) = found(&book.file, &first(), &["Name", "Serial", "Day"]);
    assert_eq!(header, ["Room", "Name", "Serial", "Day"]);
    assert_eq!(rows, ["4: A1 | PC1 | S1 | 2024"]);
}
