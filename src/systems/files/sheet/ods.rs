//! What an ODS file says of its cells beside their values, which calamine (0.38) does not tell: errors, merged
//! areas, and how numbers are shown where the format gives them other signs than their digits.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek as _};

use calamine::Dimensions;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Rows and columns of the largest sheet.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// A cell of which something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Its row and how many rows below are the same; its column and how many.
    pub(super) rows: std::ops::Range<u32>,
    pub(super) columns: std::ops::Range<u32>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A formula has no value, but this.
    Error(String),
    /// A number is shown like this.
    Shown(String),
}

/// What is said of a sheet.
#[derive(Debug, Default)]
pub(super) struct Extras {
    pub(super) merges: Vec<Dimensions>,
    pub(super) cells: Vec<Said>,
}

/// Those of each sheet by its name; nothing where the file cannot be read, which calamine says.
pub(super) fn extras(mut file: File) -> HashMap<String, Extras> {
    let mut styles = Styles::default();
    if file.rewind().is_err() {
        return HashMap::new();
    }
    let Ok(mut archive) = zip::ZipArchive::new(BufReader::new(file)) else { return HashMap::new() };
    let mut sheets = HashMap::new();
    for name in ["styles.xml", "content.xml"] {
        let Ok(entry) = archive.by_name(name) else { continue };
        let mut content = Content { styles: &mut styles, sheets: &mut sheets, sheet: None };
        // What is damaged ends here, and calamine says so.
        let _ = content.read(BufReader::new(entry));
    }
    sheets
}

/// Which styles of cells show a number with other signs.
#[derive(Default)]
struct Styles {
    formats: HashSet<String>,
    cells: HashSet<String>,
}

struct Content<'c> {
    styles: &'c mut Styles,
    sheets: &'c mut HashMap<String, Extras>,
    sheet: Option<Sheet>,
}

/// The sheet that is read.
#[derive(Default)]
struct Sheet {
    name: String,
    extras: Extras,
    /// Styles of its columns, each with the column behind the last one.
    columns: Vec<(u32, bool)>,
    row: u32,
    repeated: u32,
    row_is_shown: bool,
    column: u32,
    cell: Option<Cell>,
}

/// The cell that is read.
struct Cell {
    is_error: bool,
    digits: Option<String>,
    columns: u32,
    text: String,
    paragraphs: usize,
    /// Depth of notes, whose text is none of the cell's.
    notes: usize,
}

/// A format of numbers that is read: its name, and what was found in it.
#[derive(Default)]
struct NumberStyle {
    name: String,
    has_text: bool,
    is_text: bool,
    is_padded: bool,
    is_quantity: bool,
}

impl Content<'_> {
    fn read(&mut self, input: impl BufRead) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_reader(input);
        reader.config_mut().expand_empty_elements = true;
        let (mut buffer, mut style) = (Vec::new(), None);
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer)? {
                Event::Start(element) => {
                    self.style_begins(&element, &mut style);
                    self.begins(&element);
                }
                Event::End(element) => self.ends(element.name().0, &mut style),
                Event::Text(text) => {
                    if let Some(style) = &mut style {
                        style.has_text |= style.is_text && !text.xml10_content().trim().is_empty();
                    } else if let Some(cell) = self.cell() {
                        cell.text.push_str(&text.xml10_content());
                    }
                }
                Event::GeneralRef(name) => {
                    let sign = name.resolve_char_ref()?.map(String::from);
                    let sign =
                        sign.or_else(|| quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned));
                    if let (Some(cell), Some(sign)) = (self.cell(), sign) {
                        cell.text.push_str(&sign);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The cell whose text is read.
    fn cell(&mut self) -> Option<&mut Cell> {
        let cell = self.sheet.as_mut()?.cell.as_mut()?;
        (cell.notes == 0 && cell.paragraphs > 0).then_some(cell)
    }

    fn style_begins(&mut self, element: &BytesStart<'_>, style: &mut Option<NumberStyle>) {
        match (element.name().0, style.as_mut()) {
            ("number:number-style", _) => {
                let name = attribute(element, "style:name").unwrap_or_default();
                *style = Some(NumberStyle { name, ..NumberStyle::default() });
            }
            ("number:text", Some(style)) => style.is_text = true,
            ("number:embedded-text", Some(style)) => style.has_text = true,
            ("number:number", Some(style)) => {
                let is = |name: &str| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
                style.is_padded |= is("number:min-integer-digits").is_some_and(|count| count > 1);
                style.is_quantity |= is("number:decimal-places").is_some_and(|count| count > 0)
                    || attribute(element, "number:grouping").is_some_and(|grouping| grouping == "true");
            }
            ("number:scientific-number" | "number:fraction", Some(style)) => style.is_quantity = true,
            ("style:style", _) => {
                let family = attribute(element, "style:family");
                let known = |name: &str, among: &HashSet<String>| {
                    attribute(element, name).is_some_and(|name| among.contains(&name))
                };
                let is_shown = match attribute(element, "style:data-style-name") {
                    Some(format) => self.styles.formats.contains(&format),
                    None => known("style:parent-style-name", &self.styles.cells),
                };
                if let Some(name) = attribute(element, "style:name")
                    && is_shown
                    && family.is_some_and(|family| family == "table-cell")
                {
                    self.styles.cells.insert(name);
                }
            }
            _ => {}
        }
    }

    fn begins(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        if name.0 == "table:table" && self.sheet.is_none() {
            let name = attribute(element, "table:name").unwrap_or_default();
            self.sheet = Some(Sheet { name, ..Sheet::default() });
        }
        let Some(sheet) = &mut self.sheet else { return };
        let is_shown = |name: &str| attribute(element, name).map(|style| self.styles.cells.contains(&style));
        match name.0 {
            "table:table-column" => {
                let count = repeated(element, "table:number-columns-repeated").min(COLUMNS);
                let end = sheet.columns.last().map_or(0, |(end, _)| *end).saturating_add(count);
                sheet.columns.push((end, is_shown("table:default-cell-style-name").unwrap_or(false)));
            }
            "table:table-row" => {
                sheet.repeated = repeated(element, "table:number-rows-repeated").min(ROWS);
                sheet.row_is_shown = is_shown("table:default-cell-style-name").unwrap_or(false);
                sheet.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let is_shown = is_shown("table:style-name");
                sheet.cell_begins(element, is_shown);
            }
            "text:p" => {
                if let Some(cell) = sheet.cell.as_mut().filter(|cell| cell.notes == 0) {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                if let Some(cell) = sheet.cell.as_mut().filter(|cell| cell.notes == 0) {
                    cell.text.push(' ');
                }
            }
            "office:annotation" => {
                if let Some(cell) = &mut sheet.cell {
                    cell.notes += 1;
                }
            }
            _ => {}
        }
    }

    fn ends(&mut self, name: &str, style: &mut Option<NumberStyle>) {
        match name {
            "number:text" => {
                if let Some(style) = style {
                    style.is_text = false;
                }
            }
            "number:number-style" => {
                if let Some(style) = style.take()
                    && !style.is_quantity
                    && (style.has_text || style.is_padded)
                {
                    self.styles.formats.insert(style.name);
                }
            }
            _ => {}
        }
        let Some(sheet) = &mut self.sheet else { return };
        match name {
            "table:table-cell" | "table:covered-table-cell" => sheet.cell_ends(),
            "table:table-row" => sheet.row = sheet.row.saturating_add(sheet.repeated),
            "office:annotation" => {
                if let Some(cell) = &mut sheet.cell {
                    cell.notes = cell.notes.saturating_sub(1);
                }
            }
            "table:table" => {
                if let Some(sheet) = self.sheet.take() {
                    self.sheets.insert(sheet.name, sheet.extras);
                }
            }
            _ => {}
        }
    }
}

impl Sheet {
    fn cell_begins(&mut self, element: &BytesStart<'_>, is_shown: Option<bool>) {
        let columns = repeated(element, "table:number-columns-repeated").min(COLUMNS);
        let down = repeated(element, "table:number-rows-spanned");
        let across = repeated(element, "table:number-columns-spanned");
        if (down > 1 || across > 1) && self.row < ROWS && self.column < COLUMNS {
            let end = (self.row.saturating_add(down - 1), self.column.saturating_add(across - 1));
            self.extras.merges.push(Dimensions { start: (self.row, self.column), end });
        }
        let of_column = || {
            let known = self.columns.iter().find(|(end, _)| self.column < *end);
            known.is_some_and(|(_, is_shown)| *is_shown)
        };
        let is_shown = is_shown.unwrap_or_else(|| self.row_is_shown || of_column());
        // The namespace of LibreOffice has whatever name a program gives it.
        let is_error = element.attributes().flatten().any(|attribute| {
            let (prefix, name) = attribute.key.0.split_once(':').unwrap_or_default();
            name == "value-type" && prefix != "office" && attribute.value == "error"
        });
        let digits = attribute(element, "office:value").filter(|_| is_shown);
        self.cell = Some(Cell { is_error, digits, columns, text: String::new(), paragraphs: 0, notes: 0 });
    }

    fn cell_ends(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let text = cell.text.trim().to_owned();
        let what = match &cell.digits {
            _ if cell.is_error => Some(What::Error(text)),
            Some(digits) if shows(&text, digits) => Some(What::Shown(text)),
            Some(_) | None => None,
        };
        if let Some(what) = what {
            let rows = self.row..self.row.saturating_add(self.repeated);
            let columns = self.column..self.column.saturating_add(cell.columns);
            self.extras.cells.push(Said { rows, columns, what });
        }
        self.column = self.column.saturating_add(cell.columns);
    }
}

/// Whether a text shows a whole number: its digits are those of the number, or end with them.
fn shows(text: &str, digits: &str) -> bool {
    let of_text: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('-');
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && of_text.contains(digits)
        && text.trim_start_matches('-') != digits
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.0 == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    /// What is said of a sheet, from the styles and the rows of its content.
    fn said(styles: &str, rows: &str) -> Extras {
        let content = format!(
            "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
             <office:spreadsheet><table:table table:name=\"Parc\">{rows}</table:table></office:spreadsheet>\
             </office:body></office:document-content>"
        );
        let mut archive = zip::ZipWriter::new(tempfile::tempfile().unwrap());
        archive.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
        extras(archive.finish().unwrap()).remove("Parc").unwrap()
    }

    fn at(row: u32, column: u32, what: What) -> Said {
        Said { rows: row..row + 1, columns: column..column + 1, what }
    }

    const STYLES: &str = "<number:number-style style:name=\"N1\"><number:text>INV-</number:text>\
        <number:number number:min-integer-digits=\"4\"/></number:number-style>\
        <number:number-style style:name=\"N2\"><number:number number:decimal-places=\"0\" \
        number:min-integer-digits=\"1\"/></number:number-style>\
        <number:number-style style:name=\"N3\"><number:number number:min-integer-digits=\"2\">\
        <number:embedded-text number:position=\"2\"> </number:embedded-text></number:number></number:number-style>\
        <number:currency-style style:name=\"N4\"><number:text>EUR </number:text>\
        <number:number number:min-integer-digits=\"2\"/></number:currency-style>\
        <style:style style:name=\"inv\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
        <style:style style:name=\"bold\" style:family=\"table-cell\" style:parent-style-name=\"inv\"/>\
        <style:style style:name=\"plain\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>\
        <style:style style:name=\"phone\" style:family=\"table-cell\" style:data-style-name=\"N3\"/>\
        <style:style style:name=\"price\" style:family=\"table-cell\" style:data-style-name=\"N4\"/>";

    fn number(style: &str, value: &str, text: &str) -> String {
        format!(
            "<table:table-cell {style} office:value-type=\"float\" office:value=\"{value}\"><text:p>{text}</text:p>\
             </table:table-cell>"
        )
    }

    #[test]
    fn a_number_is_shown_as_the_format_of_its_cell_its_row_or_its_column_says() {
        let style = |name: &str| format!("table:style-name=\"{name}\"");
        let rows = [
            "<table:table-column table:number-columns-repeated=\"2\"/>",
            "<table:table-column table:default-cell-style-name=\"inv\"/><table:table-row>",
            &number(&style("phone"), "612345678", "06 12 34 56 78"),
            &number(&style("price"), "12", "EUR 12"),
            &number("", "42", "INV-0042"),
            "</table:table-row><table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>",
            "<table:table-row table:default-cell-style-name=\"bold\">",
            &number("", "7", "INV-0007"),
            &number(&style("plain"), "7", "7"),
            &number("", "7", "###"),
            "</table:table-row>",
        ];
        let shown = |text: &str| What::Shown(text.to_owned());
        assert_eq!(
            said(STYLES, &rows.concat()).cells,
            [at(0, 0, shown("06 12 34 56 78")), at(0, 2, shown("INV-0042")), at(4, 0, shown("INV-0007"))]
        );
    }

    #[test]
    fn errors_and_merged_areas_are_said() {
        let rows = "<table:table-row><table:table-cell table:number-columns-spanned=\"2\" \
            table:number-rows-spanned=\"3\"><text:p>x</text:p></table:table-cell><table:covered-table-cell/>\
            <table:table-cell office:value-type=\"string\" office:string-value=\"\" ns1:value-type=\"error\">\
            <office:annotation><text:p>a note</text:p></office:annotation><text:p>#NV</text:p></table:table-cell>\
            </table:table-row>";
        let said = said("", rows);
        assert_eq!(said.merges, [Dimensions { start: (0, 0), end: (2, 1) }]);
        assert_eq!(said.cells, [at(0, 2, What::Error("#NV".to_owned()))]);
    }
}
