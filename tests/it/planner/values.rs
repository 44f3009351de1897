//! Values of a file as a plan wants them: what is read, what is rejected, what is told.
#![expect(clippy::unwrap_used, reason = "tests")]

use rust_xlsxwriter::Workbook;
use stocktake::model::{Topic, Value};

use super::desk;
use super::project::Case;

/// Computers by serial with further fields.
fn with(fields: &str) -> String {
    let head = "class = \"Computer\"\nmatch = [[\"serial\"], [\"name\"]]\n[field]\n";
    format!("{head}serial = {{ column = \"Serial\" }}\nname = {{ column = \"Name\" }}\n{fields}\n")
}

/// What a plan wants of one column, per row: its text, or `!` and why not, or `-`.
fn wanted(field: &str, path: &str, cells: &[&str]) -> Vec<String> {
    wanted_of(Case::new(&with(field), &rows(cells)), path, cells.len())
}

fn rows(cells: &[&str]) -> String {
    let mut text = String::from("Serial;Name;Value\n");
    for (at, cell) in cells.iter().enumerate() {
        text.push_str(&format!("S{at};PC-{at};{cell}\n"));
    }
    text
}

fn wanted_of(case: Case, path: &str, count: usize) -> Vec<String> {
    let plan = case.plan(&desk()).plan;
    let column = path.rsplit('.').next().unwrap();
    let of = |at: usize| {
        let row = u64::try_from(at).unwrap() + 2;
        if let Some(reject) = plan.rejects.iter().find(|reject| reject.origin.row == Some(row)) {
            assert_eq!(reject.field.as_deref(), Some(path), "{reject:?}");
            return format!("! {}", reject.reason);
        }
        let change = plan.changes.iter().find(|change| change.label == format!("PC-{at}")).unwrap();
        let fields = change.fields.iter().chain(change.children.iter().flat_map(|child| &child.fields));
        fields
            .into_iter()
            .find(|field| field.field == column)
            .map_or("-".to_owned(), |field| field.to.to_string())
    };
    (0..count).map(of).collect()
}

fn told(mapping: &str, rows: &str) -> Vec<String> {
    let planned = Case::new(mapping, rows).plan(&desk());
    let told = planned.questions.iter().filter(|question| question.topic == Topic::Reading);
    told.map(|question| question.text.to_string()).collect()
}

/// The value, or `!` for a reject: what matters to a table.
fn short(values: Vec<String>) -> Vec<String> {
    values.into_iter().map(|value| if value.starts_with('!') { "!".to_owned() } else { value }).collect()
}

#[test]
fn a_name_that_says_null_and_is_required_is_rejected() {
    let mapping = "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nserial = { column = \"Serial\" }\n\
                   name = { column = \"Name\", required = true }\n";
    let plan = Case::new(mapping, "Serial,Name\nS1,NULL\nS2,N/A\nS3,PC-3\n").plan(&desk()).plan;
    assert_eq!((plan.changes.len(), plan.rejects.len()), (1, 2));
    assert!(
        plan.rejects.iter().all(|reject| !reject.partial && reject.reason.english().contains("required"))
    );
}

#[test]
fn money_is_read_with_certainty_or_rejected() {
    let field = |locale: &str| format!("[infocom]\nvalue = {{ column = \"Value\", locale = \"{locale}\" }}");
    let cells = [
        "12€50",
        "1 234€56",
        "1k€",
        "2M€",
        "12 50",
        "1 2 3",
        "see invoice 4711",
        "PO12345",
        "2 boites",
        "36 mois",
        "10.000",
        "T3 2024",
    ];
    let right = ["12.5000", "1234.5600", "1000.0000", "2000000.0000", "!", "!", "!", "!", "!", "!", "!", "!"];
    assert_eq!(short(wanted(&field("fr"), "infocom.value", &cells)), right);
    assert_eq!(short(wanted(&field("de"), "infocom.value", &["12€50", "10.000"])), ["12.5000", "10000.0000"]);
}

#[test]
fn a_number_of_the_file_has_no_locale() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Serial", "Name", "Value"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1, 0, "S0").unwrap();
    sheet.write_string(1, 1, "PC-0").unwrap();
    sheet.write_number(1, 2, 931.513).unwrap();
    let sheet = book.save_to_buffer().unwrap();
    let monitor = |size: &str| {
        format!(
            "class = \"Monitor\"\nmatch = [[\"serial\"]]\n[field]\nserial = {{ column = \"Serial\" }}\n\
             name = {{ column = \"Name\" }}\nsize = {{ {size}, locale = \"de\" }}\n"
        )
    };
    for size in ["column = \"Value\"", "template = \"{{ row['Value'] }}\""] {
        let case = Case::of_sheet(&monitor(size), sheet.clone());
        assert_eq!(wanted_of(case, "size", 1), ["931.5130"], "{size}");
    }
    let disk = with(
        "[set.disks]\nkey = [\"name\"]\n[set.disks.field]\nname = { value = \"C:\" }\n\
         totalsize = { column = \"Value\", locale = \"de\" }",
    );
    let plan = Case::of_sheet(&disk, sheet).plan(&desk()).plan;
    let size = plan.changes[0].children[0].fields.iter().find(|field| field.field == "totalsize");
    assert_eq!(size.unwrap().to, Value::Int(932));
}

#[test]
fn a_year_is_no_number_of_months_and_no_end_is_not_computed() {
    let until = |more: &str| {
        format!(
            "[infocom]\nwarranty_date = {{ value = \"2024-01-01\" }}\nwarranty_duration = {{ column = \"Value\", \
             type = \"months_until\", begin = \"warranty_date\"{more} }}"
        )
    };
    let path = "infocom.warranty_duration";
    let cells =
        ["2028", "2027", "36", "36 mois", "3 years", "2026-12-31", "0000-00-00", "0001-01-01T00:00:00Z"];
    assert_eq!(short(wanted(&until(""), path, &cells)), ["!", "!", "36", "36", "36", "36", "-", "-"]);
    let cells = ["9999-12-31", "12/2027"];
    assert_eq!(short(wanted(&until(", locale = \"fr\""), path, &cells)), ["-", "!"]);
    let years = until(", formats = [\"%Y\", \"%m/%Y\"]");
    assert_eq!(wanted(&years, path, &["2026", "12/2026"]), ["36", "36"]);
    let text = told(&with(&until("")), "Serial;Name;Value\nS1;PC-1;9999-12-31\n");
    assert!(text.len() == 1 && text[0].contains("no end"), "{text:?}");
}

#[test]
fn a_month_is_the_first_day_of_a_begin() {
    let field = "[infocom]\nbuy_date = { column = \"Value\", formats = [\"%m/%Y\"] }";
    assert_eq!(wanted(field, "infocom.buy_date", &["12/2027"]), ["2027-12-01"]);
}

#[test]
fn dates_in_forms_that_mean_one_day_are_read() {
    let field =
        |locale: &str| format!("[infocom]\nbuy_date = {{ column = \"Value\", locale = \"{locale}\" }}");
    let path = "infocom.buy_date";
    assert_eq!(wanted(&field("en_us"), path, &["4/1/2025 12:00:00 PM"]), ["2025-04-01"]);
    assert_eq!(
        wanted(&field("fr"), path, &["2024-01-05T00:00:00+00:00", "25-Jun-25", "15 mars 2024", "31-12-23"]),
        ["2024-01-05", "2025-06-25", "2024-03-15", "2023-12-31"]
    );
}

#[test]
fn words_for_no_date_are_absent_even_where_a_blank_clears() {
    let field = "[infocom]\nbuy_date = { column = \"Value\", blank = \"clear\" }";
    let cells = ["0000-00-00", "0001-01-01T00:00:00Z", "-", "N/A"];
    assert_eq!(wanted(field, "infocom.buy_date", &cells), ["-", "-", "-", "-"]);
    let text = told(&with(field), &rows(&cells));
    assert!(text.len() == 1 && text[0].starts_with("4 values"), "{text:?}");
}

#[test]
fn dates_that_contradict_the_locale_are_told() {
    let mapping = with("[infocom]\nbuy_date = { column = \"Value\", locale = \"en_us\" }");
    let text = told(&mapping, &rows(&["12/01/2026", "31/12/2026", "05/03/2026"]));
    assert!(text.len() == 1 && text[0].contains("All 3 dates can be read with the day first"), "{text:?}");
    assert_eq!(told(&mapping, &rows(&["12/01/2026", "12/31/2026"])), Vec::<String>::new());
}

#[test]
fn debris_of_spreadsheets_is_no_value() {
    let field = "otherserial = { column = \"Value\" }";
    let cells = ["#N/A", "#REF!", "#BEZUG!", "#DIV/0!", "########", "8.9E+18", "1.2E+11"];
    assert_eq!(short(wanted(field, "otherserial", &cells)), ["!"; 7]);
    assert_eq!(wanted(field, "otherserial", &["=\"0012345\"", "0012345"]), ["0012345", "0012345"]);
}

#[test]
fn a_serial_that_is_a_truth_value_or_has_lost_its_digits_is_rejected() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Serial", "Name"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_boolean(1, 0, true).unwrap();
    sheet.write_string(1, 1, "PC-1").unwrap();
    let case = Case::of_sheet(&with(""), book.save_to_buffer().unwrap());
    let plan = case.plan(&desk()).plan;
    assert_eq!((plan.changes.len(), plan.rejects.len()), (0, 1));
    assert!(plan.rejects[0].reason.english().contains("is true or false, not a text"), "{:?}", plan.rejects);
}

#[test]
fn a_line_of_a_total_is_left_out_and_told() {
    for line in ["Total;;150", "TOTAL : 60 postes;;", "Sous-total;;3"] {
        let mapping = with("comment = { column = \"Count\" }");
        let rows = format!("Name;Serial;Count\nPC-1;S1;1\n{line}\n");
        let planned = Case::new(&mapping, &rows).plan(&desk());
        assert_eq!(planned.plan.changes.len(), 1, "{line}");
        assert_eq!(planned.plan.rejects, []);
        let text = told(&mapping, &rows);
        assert!(text.len() == 1 && text[0].contains("total"), "{text:?}");
    }
}

#[test]
fn all_errors_of_a_row_are_told() {
    let mapping = with(
        "contact = { column = \"Contact\", required = true }\n\
         [infocom]\nbuy_date = { column = \"Bought\" }\nvalue = { column = \"Price\" }",
    );
    let rows = "Serial;Name;Contact;Bought;Price\nS1;PC-1;;soon;much\n";
    let plan = Case::new(&mapping, rows).plan(&desk()).plan;
    assert_eq!(plan.rejects.len(), 1, "{:?}", plan.rejects);
    let reject = &plan.rejects[0];
    assert_eq!(reject.field.as_deref(), Some("contact"));
    for part in ["required and blank", "infocom.buy_date", "`soon`", "infocom.value", "`much`"] {
        assert!(reject.reason.english().contains(part), "{part}: {reject:?}");
    }
}

#[test]
fn a_header_is_found_below_a_group_line_and_a_type_line() {
    for above in
        ["Hardware;;Finance\n", "#TYPE System.Management.Automation.PSCustomObject\n", "Parc 2026\n\n"]
    {
        let rows = format!("{above}Serial;Name;Value\nS0;PC-0;x\n");
        let plan = Case::new(&with("contact = { column = \"Value\" }"), &rows).plan(&desk()).plan;
        assert_eq!(plan.changes.len(), 1, "{above}");
        assert_eq!(plan.changes[0].label, "PC-0");
        assert_eq!(plan.rejects, []);
    }
}

#[test]
fn a_decomposed_header_is_the_same_column() {
    let rows = "Serial;Name;Nume\u{301}ro\nS0;PC-0;x\n";
    let case = Case::new(&with("contact = { column = \"Numéro\" }"), rows);
    assert_eq!(wanted_of(case, "contact", 1), ["x"]);
}

#[test]
fn the_second_of_two_columns_of_one_name_can_be_named() {
    let rows = "Serial;Name;Name\nS0;PC-0;second\n";
    let case = Case::new(&with("contact = { column = \"Name (2)\" }"), rows);
    assert_eq!(wanted_of(case, "contact", 1), ["second"]);
}

#[test]
fn a_year_as_an_end_date_is_rejected_and_read_as_its_last_day_by_its_format() {
    let mapping = |more: &str| {
        format!(
            "class = \"SoftwareLicense\"\nmatch = [[\"serial\"], [\"name\"]]\n[field]\n\
             serial = {{ column = \"Serial\" }}\nname = {{ column = \"Name\" }}\n\
             softwares_id = {{ value = \"Office\" }}\n\
             expire = {{ column = \"Value\"{more} }}\n"
        )
    };
    let wanted = |more: &str, cells: &[&str]| {
        wanted_of(Case::new(&mapping(more), &rows(cells)), "expire", cells.len())
    };
    let refused = wanted("", &["2028", "2027"]);
    assert!(refused.iter().all(|value| value.starts_with('!')), "{refused:?}");
    assert_eq!(wanted(", formats = [\"%Y\"]", &["2028", "2027"]), ["2028-12-31", "2027-12-31"]);
}

#[test]
fn a_group_behind_a_lone_zero_is_a_number_of_another_locale() {
    let field = |locale: &str| format!("[infocom]\nvalue = {{ column = \"Value\", locale = \"{locale}\" }}");
    assert_eq!(short(wanted(&field("de"), "infocom.value", &["0.123", "1.123"])), ["!", "1123.0000"]);
    assert_eq!(
        short(wanted(&field("en_us"), "infocom.value", &["0,123", "01,234", "1,234"])),
        ["!", "!", "1234.0000"]
    );
}

#[test]
fn a_price_with_more_places_than_are_kept_is_told() {
    let mapping = with("[infocom]\nvalue = { column = \"Value\" }");
    let text = told(&mapping, &rows(&["12.34567", "0.25", "3"]));
    assert!(text.len() == 1 && text[0].starts_with("1 number") && text[0].contains("`12.3457`"), "{text:?}");
}

#[test]
fn a_duration_of_less_than_none_or_of_years_is_rejected() {
    let field = "[infocom]\nwarranty_duration = { column = \"Value\" }";
    let path = "infocom.warranty_duration";
    assert_eq!(
        short(wanted(field, path, &["-12", "2028", "1300", "36", "3 ans"])),
        ["!", "!", "!", "36", "36"]
    );
}

#[test]
fn a_size_that_is_bytes_is_rejected() {
    let field = "[set.disks]\nkey = [\"name\"]\n[set.disks.field]\nname = { value = \"C:\" }\n\
                 totalsize = { column = \"Value\" }";
    let plan = Case::new(&with(field), &rows(&["500107862016", "512000"])).plan(&desk()).plan;
    assert_eq!(plan.rejects.len(), 1, "{:?}", plan.rejects);
    assert!(plan.rejects[0].reason.english().contains("if they are bytes"), "{:?}", plan.rejects);
}

#[test]
fn what_makers_leave_is_no_inventory_number_though_it_is_no_key() {
    let field = "otherserial = { column = \"Value\" }";
    let cells = ["0", "XXXXXXX", "System Serial Number", "TRUE", "VRAI", "4711"];
    assert_eq!(wanted(field, "otherserial", &cells), ["-", "-", "-", "-", "-", "4711"]);
    let text = told(&with(field), &rows(&cells));
    assert!(text.len() == 1 && text[0].starts_with("5 values"), "{text:?}");
    let allowed = format!("{field}\n[junk]\nallow = [\"0\"]");
    assert_eq!(wanted(&allowed, "otherserial", &["0"]), ["0"]);
}

#[test]
fn a_total_whose_sum_stands_in_the_column_of_a_key_is_left_out_and_told() {
    let mapping = with("contact = { column = \"Price\" }");
    let rows = "Model;Name;Price;Serial;End\nA;PC-1;1;S1;x\n;;Total HT;2417.90;\n;;TVA 20 %;483,58;\n";
    let planned = Case::new(&mapping, rows).plan(&desk());
    assert_eq!((planned.plan.changes.len(), planned.plan.rejects.len()), (1, 0));
    let text = told(&mapping, rows);
    assert!(text.len() == 1 && text[0].starts_with("2 rows are totals"), "{text:?}");
}

#[test]
fn backslashes_that_the_desk_takes_for_one_are_told() {
    let text = told(&with("contact = { column = \"Value\" }"), &rows(&["a\\\\b"]));
    assert!(text.len() == 1 && text[0].contains("`a\\b`"), "{text:?}");
}
