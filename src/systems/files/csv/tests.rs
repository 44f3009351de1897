//! Tests of this reader: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::model::job::{HeaderAt, SourceFormat};
use crate::model::record::Cell;
use crate::systems::files::fixture::{OnDisk, lines, on_disk, refusal, wanted};
use crate::systems::files::read_here as read;

fn detected() -> SourceFormat {
    SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted }
}

fn at_row(row: u64) -> SourceFormat {
    SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Row(row) }
}

fn encoded(label: &str) -> SourceFormat {
    SourceFormat::Csv {
        delimiter: None,
        quote: Some('"'),
        encoding: Some(label.into()),
        header: HeaderAt::Wanted,
    }
}

fn csv(content: impl AsRef<[u8]>) -> OnDisk {
    on_disk("parc.csv", content)
}

fn rows(content: impl AsRef<[u8]>) -> Vec<String> {
    rows_as(content, &detected())
}

fn rows_as(content: impl AsRef<[u8]>, format: &SourceFormat) -> Vec<String> {
    lines(read(&csv(content).file, format, &[]))
}

fn header(content: impl AsRef<[u8]>) -> Vec<String> {
    read(&csv(content).file, &detected(), &[]).unwrap().header().names.clone()
}

fn refused(content: impl AsRef<[u8]>, format: &SourceFormat) -> String {
    refusal(&csv(content).file, format, &[])
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn records_have_the_lines_of_an_editor() {
    let content = "\n\nname;note\n\nPC1;\"two\nlines\"\n\n;;\nPC2;x\n";
    for content in [content.to_owned(), content.replace('\n', "\r\n"), content.replace('\n', "\r")] {
        let end = if content.contains("\r\n") { "\r\n" } else { &content[..1] };
        let expected = [format!("5: PC1 | two{end}lines"), "9: PC2 | x".to_owned()];
        assert_eq!(rows(&content), expected, "{content:?}");
    }
    assert_eq!(rows("name\nPC1"), ["2: PC1"]);
}

#[test]
fn lines_are_counted_right_over_many_reads() {
    let mut content = String::from("name;note\r\n");
    for number in 0..30_000 {
        content.push_str(&format!("PC{number};\"a\r\nb\"\r\n\r\n"));
    }
    content.push_str("last;x");
    let file = csv(&content);
    let rows: Vec<_> = read(&file.file, &detected(), &[]).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 30_001);
    for (index, record) in rows.iter().enumerate() {
        assert_eq!(record.origin.row, Some(2 + 3 * index as u64));
    }
    assert_eq!(rows[30_000].cells, [Cell::Text("last".into()), Cell::Text("x".into())]);
}

#[test]
fn blank_is_not_text() {
    let file = csv("a;b;c\n;0; \n");
    let record = read(&file.file, &detected(), &[]).unwrap().next().unwrap().unwrap();
    assert_eq!(record.cells, [Cell::Blank, Cell::Text("0".into()), Cell::Text(" ".into())]);
    assert_eq!(record.origin.to_string(), "parc.csv:2");
}

#[test]
fn delimiters_and_quotes_as_given_or_found() {
    assert_eq!(rows("a,b\n1,\"x, \"\"y\"\"\"\n"), ["2: 1 | x, \"y\""]);
    assert_eq!(rows("a\tb\n1\t\n"), ["2: 1 | "]);
    assert_eq!(rows("sep=;\r\na,x;b\r\n1,2;3\r\n"), ["3: 1,2 | 3"]);
    assert_eq!(rows_as("sep=;\na;b\n1;2\n", &at_row(1)), ["3: 1 | 2"]);
    let single = SourceFormat::Csv {
        delimiter: Some('~'),
        quote: Some('\''),
        encoding: None,
        header: HeaderAt::Wanted,
    };
    assert_eq!(rows_as("a~b\n'1~2'~24\" screen\n", &single), ["2: 1~2 | 24\" screen"]);
    let bare =
        SourceFormat::Csv { delimiter: Some(';'), quote: None, encoding: None, header: HeaderAt::Wanted };
    assert_eq!(rows_as("a;b\n\"1;2\"\n", &bare), ["2: \"1 | 2\""]);
    assert_eq!(rows("name;size\nTV;24\" wide\n"), ["2: TV | 24\" wide"]);
}

#[test]
fn encodings_as_given_or_found() {
    let text = "nom;lieu\nPC1;Bâtiment 2\n";
    let expected = ["2: PC1 | Bâtiment 2"];
    assert_eq!(rows(text), expected);
    assert_eq!(rows(format!("\u{feff}{text}")), expected);
    assert_eq!(header(format!("\u{feff}{text}")), ["nom", "lieu"]);
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        assert_eq!(rows(utf16(text, order)), expected);
        assert_eq!(rows(utf16(&format!("\u{feff}{text}"), order)), expected);
    }
    let western: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert_eq!(rows(&western), expected);
    assert_eq!(rows_as(&western, &encoded("iso-8859-1")), expected);
    assert_eq!(rows_as(b"nom\n\xce\xee\n", &encoded("windows-1251")), ["2: Ок".replace('к', "о")]);
    let file = csv(&western);
    let notes = read(&file.file, &detected(), &[]).unwrap().notes();
    assert!(
        notes[0].english().contains("windows-1252") && notes[0].english().contains("`encoding`"),
        "{notes:?}"
    );
    assert!(notes[1].english().contains("`;`"), "{notes:?}");
}

#[test]
fn damaged_text_is_a_reject_of_its_row_alone() {
    let rejects = rows_as(b"nom;lieu\nA;b\xe9\nB;ok\n\xff;c\n", &encoded("utf-8"));
    assert_eq!(
        rejects,
        ["2! `lieu` has bytes that are not UTF-8", "3: B | ok", "4! `nom` has bytes that are not UTF-8"]
    );
    assert_eq!(
        rows("nom;lieu\nA;Orl\u{fffd}ans\nB;ok\n"),
        ["2! `lieu` has the character U+FFFD: the text was damaged before it was exported", "3: B | ok"]
    );
    assert_eq!(rows("nom;lieu\nA;b\0\nB;ok\n"), ["2! `lieu` has a NUL byte", "3: B | ok"]);
    let undefined = rows_as(b"nom;lieu\nA;\x81\n", &encoded("windows-1252"));
    assert_eq!(undefined, ["2! `lieu` has bytes that are not windows-1252"]);
    let mut lone = utf16("nom\nA", u16::to_le_bytes);
    lone.extend([0x00, 0xD8, b'\n', 0, b'B', 0]);
    assert_eq!(rows_as(lone, &encoded("utf-16le")), ["2! `nom` has bytes that are not UTF-16LE", "3: B"]);
}

#[test]
fn short_and_long_lines_are_rejects() {
    let found = rows("a;b;c\n1;2;3\n1;2\n1;2;3;4\n\n5;6;7;\n");
    assert_eq!(found[0], "2: 1 | 2 | 3");
    assert!(found[1].starts_with("3! 2 values for 3 columns: the line is cut off"), "{}", found[1]);
    assert!(found[2].starts_with("4! 4 values for 3 columns: a delimiter inside"), "{}", found[2]);
    assert_eq!(found[3], "6: 5 | 6 | 7");
    assert_eq!(found.len(), 4);
}

#[test]
fn a_trailing_delimiter_is_no_column_that_every_line_needs() {
    assert_eq!(header("a;b;\n1;2;\n"), ["a", "b", "#3"]);
    assert_eq!(rows("a;b;\n1;2;\n1;2\n1;2;x\n"), ["2: 1 | 2 | ", "3: 1 | 2 | <absent>", "4: 1 | 2 | x"]);
}

#[test]
fn blank_and_repeated_names() {
    assert_eq!(header("Name; Name ;;Site\n"), ["Name", "Name#2", "#3", "Site"]);
}

#[test]
fn an_unclosed_quote_costs_its_line_and_no_other() {
    let mut content = String::from("a;b\n1;\"open\n");
    for _ in 0..3 {
        content.push_str("2;x\n");
    }
    let found = rows(&content);
    assert!(found[0].starts_with("2! a quote opens in this line and is never closed"), "{}", found[0]);
    assert_eq!(found[1..], ["3: 2 | x", "4: 2 | x", "5: 2 | x"]);
}

#[test]
fn an_unclosed_quote_that_a_later_one_seems_to_close_is_seen() {
    let found = rows("a;b\n1;\"open\n2;\"x\"\n3;y\n");
    assert!(found[0].starts_with("2! a quoted value has text after its closing quote"), "{}", found[0]);
    assert_eq!(found[1..], ["3: 2 | x", "4: 3 | y"]);
    let found = rows("a;b\n1;\"24\" screen\"\n2;\"x\" \n");
    assert!(found[0].starts_with("2! a quoted value has text"), "{}", found[0]);
    assert_eq!(found[1], "3: 2 | x ");
}

#[test]
fn a_quote_that_is_never_closed_in_a_long_file_is_given_up() {
    let mut content = String::from("a;b\n1;\"open\n");
    let lines = 9 * 1024 * 1024 / 64;
    for _ in 0..lines {
        content.push_str("2;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    }
    let file = csv(&content);
    let (records, rejects): (Vec<_>, Vec<_>) =
        read(&file.file, &detected(), &[]).unwrap().partition(Result::is_ok);
    assert_eq!((records.len(), rejects.len()), (lines, 1));
}

#[test]
fn the_header_where_the_job_says() {
    let content = "Export of 2024;\"x\n\na;b\n1;2\n";
    assert_eq!(rows_as(content, &at_row(3)), ["4: 1 | 2"]);
    assert!(refused(content, &at_row(2)).contains("line 2 is blank"));
    assert!(refused(content, &at_row(9)).contains("only 4 lines"));
}

#[test]
fn header_only_is_no_record() {
    assert!(rows("name;serial\n").is_empty());
    assert!(rows("name;serial").is_empty());
}

#[test]
fn files_without_a_header_are_refused() {
    assert!(refused("", &detected()).contains("is empty"));
    for content in ["\n\r\n\n", "\u{feff}", ";;;\n;;\n"] {
        let error = refused(content, &detected());
        assert!(error.starts_with("parc.csv has only blank lines: there is no header"), "{error}");
    }
    assert!(refused("a;\"b\n", &detected()).contains("no header that can be read on line 1"));
    assert!(
        refused(b"a;\xe9\n", &encoded("utf-8")).contains("header on line 1 with bytes that are not UTF-8")
    );
}

#[test]
fn other_formats_are_named() {
    for (content, expected) in [
        (&b"PK\x03\x04abc"[..], "a ZIP archive, as XLSX and ODS workbooks are; read it with [feed.sheet]"),
        (b"<!DOCTYPE html><html>", "a web page (often the error or login page"),
        (b"%PDF-1.4", "a PDF document; export it again"),
        (b"[{\"a\":1}]", "JSON; read it with [feed.json]"),
    ] {
        let error = refused(content, &detected());
        assert!(error.starts_with("parc.csv is not CSV: it is ") && error.contains(expected), "{error}");
    }
}

#[test]
fn settings_that_do_not_fit_are_named() {
    let error = refused("a\n", &encoded("latin-15-typo"));
    assert!(error.contains("`encoding`") && error.contains("`latin-15-typo` is not known"), "{error}");
    let format =
        SourceFormat::Csv { delimiter: Some('§'), quote: None, encoding: None, header: HeaderAt::Wanted };
    assert!(refused("a\n", &format).contains("`delimiter`"));
}

#[test]
fn a_file_with_none_of_the_wanted_columns_is_refused() {
    let file = csv("Nom;Numero\n");
    let error = refusal(&file.file, &detected(), &["Numéro"]);
    assert!(error.contains("(`Numéro`)") && error.contains("`Numero` for `Numéro`"), "{error}");
    assert!(read(&file.file, &detected(), &wanted(&["Numéro", "nom"])).is_ok());
}

#[test]
#[cfg(unix)]
fn a_folder_and_a_missing_file_are_clear_errors() {
    let file = csv("a\n");
    let folder = file.file.path.parent().unwrap().to_owned();
    let mut gone = file.file.clone();
    gone.path = folder.join("gone.csv");
    assert!(refusal(&gone, &detected(), &[]).contains("it is not there (any more)"));
    gone.path = folder;
    assert!(refusal(&gone, &detected(), &[]).contains("is a folder"));
}

fn told(content: impl AsRef<[u8]>, names: &[&str]) -> Vec<String> {
    let file = csv(content);
    let mut rows = read(&file.file, &detected(), &wanted(names)).unwrap();
    rows.by_ref().count();
    rows.told().iter().map(|told| told.text.to_string()).collect()
}

#[test]
fn the_header_is_the_line_that_has_most_of_the_wanted_columns() {
    for above in [
        "Parc;;\n",
        "#TYPE Selected.Computer\n",
        "Export of 2026, by A;B\n\n",
        "sep=;\nTitle\n",
        "# a\n# b\n",
    ] {
        let file = csv(format!("{above}Serial;Name;Site\nS1;PC-1;Lyon\n"));
        let rows = lines(read(&file.file, &detected(), &wanted(&["Serial", "Name"])));
        let line = above.matches('\n').count() + 2;
        assert_eq!(rows, [format!("{line}: S1 | PC-1 | Lyon")], "{above}");
    }
}

#[test]
fn a_file_without_a_header_has_letters_for_names() {
    let format =
        SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Nowhere };
    let file = csv("S1;PC-1\nS2;PC-2\n");
    let rows = read(&file.file, &format, &wanted(&["A", "2"])).unwrap();
    assert_eq!(rows.header().names, ["A", "B"]);
    assert_eq!((rows.header().find("b"), rows.header().find("1")), (Some(1), Some(0)));
    assert_eq!(lines(Ok(rows)), ["1: S1 | PC-1", "2: S2 | PC-2"]);
    assert!(refusal(&file.file, &format, &["C"]).contains("none of the columns"));
}

#[test]
fn a_column_that_is_there_twice_is_told() {
    let text = told("Serial;Name;Name\nS1;a;b\n", &["Serial", "Name"]);
    assert!(text.len() == 1 && text[0].contains("`Name` more than once"), "{text:?}");
    assert_eq!(told("Serial;Name;Name\nS1;a;b\n", &["Serial"]), Vec::<String>::new());
}

#[test]
fn rows_that_vanish_into_a_quoted_value_are_told() {
    let rows = rows("name;count;note\nA;1;\"see note\nB;2;ok\nC;3;done\"\nD;4;\"two\nlines\"\n");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("2! a quoted value holds 2 lines"), "{rows:?}");
    assert_eq!(rows[1], "5: D | 4 | two\nlines");
}

#[test]
fn a_line_of_utf8_among_those_of_a_code_page_is_read_so_and_told() {
    let mut content = b"name;place\n".to_vec();
    for _ in 0..20 {
        content.extend(b"PC;Pr\xe9fecture Rel\xe8ve\n");
    }
    content.extend("PC-2;Bâtiment\n".as_bytes());
    let text = told(&content, &["name"]);
    assert!(text.len() == 1 && text[0].contains("line 22"), "{text:?}");
    assert_eq!(rows(&content).last().unwrap(), "22: PC-2 | Bâtiment");
}

#[test]
fn czech_polish_hungarian_and_turkish_files_are_read_as_such() {
    for (encoding, line) in [
        (encoding_rs::WINDOWS_1250, "PC;Příbram Ždár, kancelář České Budějovice"),
        (encoding_rs::WINDOWS_1250, "PC;Łódź, księgowość Święta Góra"),
        (encoding_rs::WINDOWS_1250, "PC;Győr főépület, műhely, könyvelés"),
        (encoding_rs::WINDOWS_1254, "PC;Beşiktaş, Eskişehir, çağrı bölümü"),
    ] {
        let (bytes, ..) = encoding.encode(line);
        let mut content = b"name;place\n".to_vec();
        for _ in 0..60 {
            content.extend(&*bytes);
            content.push(b'\n');
        }
        let expected = format!("2: {}", line.replacen(';', " | ", 1));
        assert_eq!(rows(&content)[0], expected);
        assert_eq!(told(&content, &["name"]), Vec::<String>::new());
    }
}

#[test]
fn an_encoding_that_fits_no_language_is_told() {
    // cp850: é is 0x82, è 0x8A.
    let content = [b"name;place\n".to_vec(), b"PC;Pr\x82fecture Rel\x8ave\n".repeat(60)].concat();
    let text = told(&content, &["name"]);
    assert!(text.len() == 1 && text[0].contains("guess"), "{text:?}");
}

#[test]
fn code_pages_of_dos_and_old_macs_are_read_when_they_are_set() {
    let cp850 = b"name;place\nPC;Pr\x82fecture Rel\x8ave\n";
    assert_eq!(rows_as(cp850, &encoded("cp850")), ["2: PC | Préfecture Relève"]);
    let mac = b"name;place\nPC;Pr\x8efecture Rel\x8fve\n";
    for label in ["macintosh", "Mac Roman"] {
        assert_eq!(rows_as(mac, &encoded(label)), ["2: PC | Préfecture Relève"], "{label}");
    }
    assert!(refused("a\n1\n", &encoded("cp1")).contains("`cp1` is not known"));
}

#[test]
fn code_pages_of_dos_and_old_macs_that_are_not_set_are_told_as_doubtful() {
    const TEXTS: [&str; 5] = [
        "Préfecture Relève Forêt, étage 2, bâtiment à côté, reçu",
        "Hôtel de ville, bibliothèque, école élémentaire, clé égarée, déjà là",
        "Gebäude, Straße, Größe, Köln, Büro, Fußgänger, Öl",
        "España, Málaga, Córdoba, año, camión, teléfono",
        "São Paulo, informações, câmara, órgão, situação",
    ];
    let of_mac = |sign: char| {
        (0x80..=0xFF_u8).find(|byte| encoding_rs::MACINTOSH.decode(&[*byte]).0.starts_with(sign))
    };
    let of_dos = |sign: char| {
        (0x80..=0xFF_u8).find(|byte| crate::systems::shared::charset::of_dos(850, *byte) == Some(sign))
    };
    for (name, byte_of) in [("cp850", &of_dos as &dyn Fn(char) -> Option<u8>), ("mac", &of_mac)] {
        for text in TEXTS {
            let line: Vec<u8> = text
                .chars()
                .flat_map(|sign| if sign.is_ascii() { Some(sign as u8) } else { byte_of(sign) })
                .collect();
            let mut content = b"name;place\n".to_vec();
            for number in 0..60 {
                content.extend(format!("PC{number};").bytes());
                content.extend(&line);
                content.push(b'\n');
            }
            let told = told(&content, &["name"]);
            assert!(told.len() == 1 && told[0].contains("guess"), "{name} {text}: {told:?}");
        }
    }
}

#[test]
fn comments_among_the_data_are_left_out_and_told() {
    let content = "#TYPE Selected.Computer\nSerial;Name\nS1;PC-1\n# end of site Lyon\n#12;PC-2\n#x;y;z\n";
    for content in [content.to_owned(), content.replace('\n', "\r\n")] {
        let file = csv(&content);
        let rows = lines(read(&file.file, &detected(), &wanted(&["Serial"])));
        assert_eq!(rows, ["3: S1 | PC-1", "5: #12 | PC-2"], "{content:?}");
    }
    let text = told(content, &["Serial"]);
    assert!(text.len() == 1 && text[0].starts_with("2 lines") && text[0].contains("line 4"), "{text:?}");
}

#[test]
fn lines_that_repeat_the_header_are_left_out_and_told() {
    let content = "Serial;Name;Name;\nS1;PC-1;a;\nSerial ;Name;Name;\nS2;Name;b;\n";
    assert_eq!(rows(content), ["2: S1 | PC-1 | a | ", "4: S2 | Name | b | "]);
    let text = told(content, &["Serial"]);
    assert!(text.len() == 1 && text[0].contains("the first is row 3"), "{text:?}");
}

#[test]
fn a_header_of_two_lines_is_read_as_one_and_a_row_of_data_is_no_second_line() {
    let content = "Site;Device;;Bought\n;Name;Serial;\nLyon;PC-1;S1;2024\n";
    let file = csv(content);
    let read = read(&file.file, &detected(), &wanted(&["Serial", "Site", "Bought"])).unwrap();
    assert_eq!(read.header().names, ["Site", "Name", "Serial", "Bought"]);
    assert_eq!(lines(Ok(read)), ["3: Lyon | PC-1 | S1 | 2024"]);
    assert!(
        told(content, &["Serial", "Site", "Bought"])[0]
            .starts_with("Row 2 of parc.csv is read as a second line")
    );
    assert_eq!(rows("Serial;Name;Name\n;a;b\n"), ["2:  | a | b"]);
    assert_eq!(rows("Name;Name\nx;y\n"), ["2: x | y"]);
}

#[test]
fn a_quote_that_swallows_one_row_is_told() {
    let content = "Name;Serial;Place;Price\nPC1;S1;\"A;1\nPC2;S2;B\";2\nPC3;S3;C;3\n";
    let rows = rows(content);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("2! ") && rows[0].contains("lines 3 to 3"), "{rows:?}");
    assert_eq!(rows[1], "4: PC3 | S3 | C | 3");
    // A note of two lines is one.
    assert_eq!(self::rows("Name;Serial;Note\nPC1;S1;\"a; b\nc; d\"\n").len(), 1);
}

#[test]
fn what_dos_ends_a_file_with_is_nothing() {
    assert_eq!(rows(b"Name;Serial\r\nPC1;S1\r\n\x1a"), ["2: PC1 | S1"]);
    assert_eq!(rows(b"Name;Serial\r\nPC1;S1\x1a\x1a"), ["2: PC1 | S1"]);
}

#[test]
fn files_that_were_put_together_have_their_header_once() {
    let content = "\u{feff}Name;Serial\nPC1;S1\n\u{feff}Name;Serial\nPC2;S2\n";
    assert_eq!(rows(content), ["2: PC1 | S1", "4: PC2 | S2"]);
    assert!(told(content, &["Serial"])[0].contains("repeats the header"));
}

#[test]
fn another_table_below_is_left_out_and_told() {
    let content = "Name;Serial;Place;Price\nPC1;S1;A;1\n\nUser;Login;Mail;Phone\nAnn;ann;a@x;12\n";
    assert_eq!(rows(content), ["2: PC1 | S1 | A | 1"]);
    let told = told(content, &["Serial"]);
    assert!(told[0].contains("2 rows are not read") && told[0].contains("4, 5"), "{told:?}");
    // A row that lacks what the others have is none, and so is one that no blank line sets apart.
    for rest in ["\nPrinter;unknown;A;\nPC3;S3;A;3\n", "Printer;unknown;A;free\nPC3;S3;A;3\n"] {
        let content = format!("Name;Serial;Place;Price\nPC1;S1;A;1\n{rest}");
        assert_eq!(rows(&content).len(), 3, "{content}");
    }
}

#[test]
fn a_line_in_utf8_among_those_of_another_encoding_is_read_as_such_and_told() {
    let mut content = b"Nom;Site\n".to_vec();
    for number in 0..20 {
        content.extend(format!("PC{number};").into_bytes());
        // windows-1252.
        content.extend(b"Salle de r\xe9union, c\xf4t\xe9 b\xe2timent\n");
    }
    content.extend("PC99;Bâtiment\n".as_bytes());
    let file = csv(&content);
    let mut rows = read(&file.file, &detected(), &[]).unwrap();
    let records: Vec<_> = rows.by_ref().map(Result::unwrap).collect();
    assert_eq!(records[0].cells[1], Cell::Text("Salle de réunion, côté bâtiment".into()));
    assert_eq!(records[20].cells[1], Cell::Text("Bâtiment".into()));
    let told: Vec<String> = rows.told().iter().map(|told| told.text.to_string()).collect();
    let expected =
        "1 line of parc.csv is UTF-8 among lines of windows-1252, and is read as such; the first is line 22.";
    assert!(told.iter().any(|told| told == expected), "{told:?}");
}
