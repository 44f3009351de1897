//! A workbook of any of the four formats as used cells and merges. Only cells that hold something
//! take memory: one stray cell in the last row of a sheet costs nothing.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, Ods, OdsError, Reader as _, SheetType, SheetVisible, Style, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use super::format::Format;
use super::ods::{self, Extras, What};
use super::xls::{self, Formatted};

use crate::message::reading;
use crate::model::Said;
use crate::model::job::CellRange;
use crate::model::record::{Cell, Shown, column_letters};
use crate::model::said::Say as _;
use crate::systems::files::error::SourceError;
use crate::systems::files::find::FoundFile;
use crate::systems::files::message;
use crate::systems::files::sniff::{Kind, OpenedFile};
use crate::systems::files::told::Finding;

use super::cell::{cell, is_blank};

type Input = BufReader<File>;

/// Rows and columns of the largest sheet that a program writes: up to XFD1048576.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// An open workbook.
pub(super) enum Workbook {
    Xlsx(Box<Xlsx<Input>>),
    Xlsb(Box<Xlsb<Input>>),
    Xls(Box<Xls<Input>>, Vec<Vec<Formatted>>),
    Ods(Box<Ods<Input>>, HashMap<String, Extras>),
}

/// The used cells of one sheet; rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Cells of a row by their column, in its order.
    pub(super) rows: BTreeMap<u32, Cells>,
    /// Merged areas. XLSB files are read without them.
    pub(super) merges: Vec<Dimensions>,
    /// Numbers that are text with the zeros of their format.
    pub(super) zeros: Option<Finding>,
}

/// The used cells of one row, in the order of their columns: a million rows of them are there at once.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<(u32, Cell)>);

impl Cells {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The column of the last one.
    pub(super) fn last(&self) -> Option<u32> {
        self.0.last().map(|(column, _)| *column)
    }

    /// The cell of a column.
    pub(super) fn get(&self, column: u32) -> Option<&Cell> {
        let at = self.0.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.0.get(at).map(|(_, cell)| cell)
    }

    /// All of them.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, (u32, Cell)> {
        self.0.iter()
    }

    /// Puts a cell where none is.
    pub(super) fn fill(&mut self, column: u32, cell: &Cell) {
        if let Err(at) = self.0.binary_search_by_key(&column, |(column, _)| *column) {
            self.0.insert(at, (column, cell.clone()));
        }
    }

    /// Puts a cell in place of what is there.
    fn put(&mut self, column: u32, cell: Cell) {
        // Files have them in their order.
        if self.last().is_none_or(|last| last < column) {
            return self.0.push((column, cell));
        }
        match self.0.binary_search_by_key(&column, |(column, _)| *column) {
            Ok(at) => self.0[at].1 = cell,
            Err(at) => self.0.insert(at, (column, cell)),
        }
    }
}

impl IntoIterator for Cells {
    type Item = (u32, Cell);
    type IntoIter = std::vec::IntoIter<(u32, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Grid {
    fn put(&mut self, row: u32, column: u32, data: Data) -> Result<(), Refusal> {
        let cell = cell(data);
        if is_blank(&cell) {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            let what = message::cell_beyond(u64::from(row) + 1, u64::from(column) + 1);
            return Err(Refusal::Broken(what.to_string().into()));
        }
        self.cells(row).put(column, cell);
        Ok(())
    }

    /// The cells of a row. A new one gets room for as many as the row before has.
    fn cells(&mut self, row: u32) -> &mut Cells {
        let room = match self.rows.last_key_value() {
            Some((last, cells)) if *last < row => cells.len(),
            _ => 0,
        };
        self.rows.entry(row).or_insert_with(|| Cells(Vec::with_capacity(room)))
    }

    /// Forgets what stands outside a range.
    pub(super) fn keep(&mut self, range: &CellRange) {
        let ((first, last), (left, right)) = (range.rows, range.columns);
        self.rows.retain(|row, cells| {
            cells.0.retain(|(column, _)| (left..=right).contains(column));
            (first..=last).contains(row) && cells.len() > 0
        });
        self.merges.retain(|merge| {
            (first..=last).contains(&merge.start.0) && (left..=right).contains(&merge.start.1)
        });
        for merge in &mut self.merges {
            merge.end = (merge.end.0.min(last), merge.end.1.min(right));
        }
    }

    /// Notes a number that got zeros.
    fn note_zeros(&mut self, row: u32, column: u32, becomes: &str) {
        match &mut self.zeros {
            Some(Finding::Zeros { count, .. }) => *count += 1,
            _ => {
                let cell = format!("{}{}", column_letters(column as usize), u64::from(row) + 1);
                self.zeros = Some(Finding::Zeros { count: 1, cell, becomes: becomes.to_owned() });
            }
        }
    }

    /// Takes merged areas as far as a sheet goes.
    fn merge(&mut self, merges: Vec<Dimensions>) {
        self.merges = merges;
        self.merges.retain(|merge| merge.start.0 < ROWS && merge.start.1 < COLUMNS);
        for merge in &mut self.merges {
            merge.end = (merge.end.0.min(ROWS - 1), merge.end.1.min(COLUMNS - 1));
        }
    }

    /// Takes what an ODS file says of cells beside their values.
    fn complete(&mut self, extras: &Extras) {
        for said in &extras.cells {
            let is_one = said.rows.len() == 1 && said.columns.len() == 1;
            let rows: Vec<u32> = match said.rows.start {
                row if is_one => vec![row],
                _ => self.rows.range(said.rows.clone()).map(|(row, _)| *row).collect(),
            };
            for (row, column) in
                rows.into_iter().flat_map(|row| said.columns.clone().map(move |column| (row, column)))
            {
                if row >= ROWS || column >= COLUMNS {
                    return;
                }
                match &said.what {
                    What::Error(error) => self.cells(row).put(column, Cell::Error(error.as_str().into())),
                    What::Shown(text) => self.show(row, column, |digits| Some(shown(digits, text))),
                }
            }
        }
        self.merge(extras.merges.clone());
    }

    /// Gives a whole number the signs that its cell shows.
    fn show(&mut self, row: u32, column: u32, shown: impl FnOnce(&str) -> Option<Cell>) {
        let Cell::Text(digits) = self.at(row, column) else { return };
        let Some(cell) = shown(digits) else { return };
        if let Cell::Text(text) = &cell {
            let text = text.clone();
            self.note_zeros(row, column, &text);
        }
        self.cells(row).put(column, cell);
    }

    /// A formula for which the file has no value: a program wrote it, and no spreadsheet has calculated it.
    fn put_uncalculated(&mut self, row: u32, column: u32) {
        if row >= ROWS || column >= COLUMNS {
            return;
        }
        self.cells(row).put(column, Cell::Error(reading::not_calculated().into()));
    }

    fn put_all(&mut self, range: calamine::Range<Data>) -> Result<(), Refusal> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, cells) in (first_row..).zip(range.rows()) {
            for (column, data) in (first_column..).zip(cells) {
                self.put(row, column, data.clone())?;
            }
        }
        Ok(())
    }

    /// The cell at a place; [`Cell::Blank`] when it is not used.
    pub(super) fn at(&self, row: u32, column: u32) -> &Cell {
        self.rows.get(&row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Blank)
    }
}

/// The format of a style, where it gives a number other signs than its digits.
fn format(style: &Style) -> Option<Format> {
    Format::of(style.number_format.as_ref()?.format_code.as_ref())
}

/// A number that is shown as a text: with more zeros, or with other signs, too.
fn shown(digits: &str, text: &str) -> Cell {
    if text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) {
        return Cell::Text(text.into());
    }
    Cell::Shown(Box::new(Shown { digits: digits.into(), text: text.into() }))
}

/// Why calamine does not read on.
enum Refusal {
    Password,
    Broken(Said),
}

macro_rules! refusal_from {
    ($($error:ident),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                match error {
                    $error::Password => Self::Password,
                    other => Self::Broken(other.to_string().into()),
                }
            }
        }
    )*};
}
refusal_from!(XlsxError, XlsbError, XlsError, OdsError);

impl Refusal {
    fn named(self, found: &FoundFile) -> SourceError {
        match self {
            Refusal::Password => SourceError::Password { file: found.shown.to_string() },
            Refusal::Broken(detail) => {
                let reason = message::workbook_unreadable(detail);
                SourceError::content(&found.shown, reason)
            }
        }
    }
}

/// Runs what calamine does with a file. It panics on some damaged XLS files (0.38, `utils.rs`).
fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    let broken = |_| Err(Refusal::Broken(message::structure_damaged().said()));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(broken)
}

impl Workbook {
    /// Opens a workbook by its content; the extension only tells XLSB from XLSX.
    ///
    /// # Errors
    /// No workbook, broken, or protected by a password.
    pub(super) fn open(found: &FoundFile, opened: OpenedFile) -> Result<Self, SourceError> {
        let OpenedFile { file, kind } = opened;
        let opened = match kind {
            Kind::Zip => guarded(|| Self::open_zip(file, found)),
            Kind::Ole => guarded(|| Self::open_ole(file)),
            other => {
                let reason = message::not_a_workbook(other.shown(), other.advice());
                return Err(SourceError::content(&found.shown, reason));
            }
        };
        opened.map_err(|refusal| refusal.named(found))
    }

    fn open_zip(mut file: File, found: &FoundFile) -> Result<Self, Refusal> {
        let broken = |error: std::io::Error| Refusal::Broken(error.said());
        // ODF 1.2 part 3, 3.3: the first entry is `mimetype`, stored as it is, from byte 38 on.
        let mut head = Vec::with_capacity(128);
        file.rewind().map_err(broken)?;
        file.by_ref().take(128).read_to_end(&mut head).map_err(broken)?;
        file.rewind().map_err(broken)?;
        let is_ods = head.get(30..).is_some_and(|name| name.starts_with(b"mimetypeapplication/vnd.oasis"));
        let is_xlsb = found.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsb"));
        let extras = if is_ods { ods::extras(file.try_clone().map_err(broken)?) } else { HashMap::new() };
        file.rewind().map_err(broken)?;
        let input = BufReader::new(file);
        Ok(if is_ods {
            Self::Ods(Box::new(Ods::new(input)?), extras)
        } else if is_xlsb {
            Self::Xlsb(Box::new(Xlsb::new(input)?))
        } else {
            Self::Xlsx(Box::new(Xlsx::new(input)?))
        })
    }

    fn open_ole(file: File) -> Result<Self, Refusal> {
        let broken = |error: std::io::Error| Refusal::Broken(error.said());
        let mut again = file.try_clone().map_err(broken)?;
        again.rewind().map_err(broken)?;
        // An encrypted XLSX is an OLE container as well.
        if let Err(XlsxError::Password) = Xlsx::new(BufReader::new(file)) {
            return Err(Refusal::Password);
        }
        again.rewind().map_err(broken)?;
        let formatted = xls::formatted(again.try_clone().map_err(broken)?);
        again.rewind().map_err(broken)?;
        Ok(Self::Xls(Box::new(Xls::new(BufReader::new(again))?), formatted))
    }

    /// Names of the sheets that have cells, in their order, and whether people see them.
    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book, _) => book.sheets_metadata(),
            Self::Ods(book, _) => book.sheets_metadata(),
        };
        let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        with_cells.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
    }

    /// Reads one sheet.
    ///
    /// # Errors
    /// When the workbook is broken.
    pub(super) fn grid(&mut self, found: &FoundFile, sheet: &str) -> Result<Grid, SourceError> {
        guarded(|| self.read_grid(sheet)).map_err(|refusal| refusal.named(found))
    }

    fn read_grid(&mut self, sheet: &str) -> Result<Grid, Refusal> {
        let mut grid = Grid::default();
        match self {
            Self::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet)?;
                let formats: Vec<Option<Format>> = cells.styles().iter().map(format).collect();
                let mut has_empty = false;
                while let Some((cell, style)) = cells.next_cell_with_style_id()? {
                    let data = Data::from(cell.get_value().clone());
                    has_empty |= data == Data::Empty;
                    let (row, column) = cell.get_position();
                    let is_number = matches!(data, Data::Float(_) | Data::Int(_));
                    grid.put(row, column, data)?;
                    if let Some(format) = formats.get(style).and_then(Option::as_ref).filter(|_| is_number) {
                        grid.show(row, column, |digits| format.cell(digits.parse().ok()?));
                    }
                }
                drop(cells);
                if has_empty {
                    let mut cells = book.worksheet_cells_reader(sheet)?;
                    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
                        if cell.formula.is_some() && Data::from(cell.value) == Data::Empty {
                            grid.put_uncalculated(cell.pos.0, cell.pos.1);
                        }
                    }
                }
                grid.merge(book.merge_cells_by_sheet_name(sheet)?);
            }
            Self::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    grid.put(row, column, Data::from(cell.get_value().clone()))?;
                }
            }
            Self::Xls(book, formatted) => {
                grid.put_all(book.worksheet_range(sheet)?)?;
                let at = book.sheets_metadata().iter().position(|known| known.name == sheet);
                for ((row, column), format) in at.and_then(|at| formatted.get(at)).into_iter().flatten() {
                    grid.show(*row, *column, |digits| format.cell(digits.parse().ok()?));
                }
                grid.merge(book.merge_cells_by_sheet_name(sheet)?);
            }
            Self::Ods(book, extras) => {
                grid.put_all(book.worksheet_range(sheet)?)?;
                if let Some(extras) = extras.get(sheet) {
                    grid.complete(extras);
                }
            }
        }
        Ok(grid)
    }
}
