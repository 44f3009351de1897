//! The number formats of the cells of an XLS workbook, which calamine (0.38) does not tell: of the records of
//! [MS-XLS] 2.4 those of formats, of cells and of sheets.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::sync::Arc;

use super::format::Format;

const BOF: u16 = 0x0809;
const BOUNDSHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MULRK: u16 = 0x00BD;

/// What the first record says of Excel 97 and later.
const BIFF8: u16 = 0x0600;

/// A cell whose number has other signs than its digits.
pub(super) type Formatted = ((u32, u32), Arc<Format>);

/// Those of each sheet, in the order of the sheets; nothing where the container cannot be read.
pub(super) fn formatted(file: File) -> Vec<Vec<Formatted>> {
    read(file).unwrap_or_default().sheets
}

#[derive(Default)]
struct Found {
    is_biff8: bool,
    formats: HashMap<u16, Arc<Format>>,
    /// The format of each kind of cell.
    kinds: Vec<Option<Arc<Format>>>,
    /// Where each sheet begins.
    begins: HashMap<u64, usize>,
    current: Option<usize>,
    sheets: Vec<Vec<Formatted>>,
}

fn read(file: File) -> Option<Found> {
    let mut container = cfb::CompoundFile::open(BufReader::new(file)).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name))?;
    let mut stream = BufReader::new(container.open_stream(name).ok()?);
    let mut found = Found::default();
    let (mut at, mut head, mut body) = (0_u64, [0; 4], Vec::new());
    while stream.read_exact(&mut head).is_ok() {
        let (kind, length) = (number(&head, 0)?, number(&head, 2)?);
        body.resize(usize::from(length), 0);
        if stream.read_exact(&mut body).is_err() {
            break;
        }
        found.take(at, kind, &body);
        at += 4 + u64::from(length);
    }
    Some(found)
}

impl Found {
    /// Takes a record that begins at a place. One that is cut off is nothing.
    fn take(&mut self, at: u64, kind: u16, body: &[u8]) -> Option<()> {
        match kind {
            BOF if at == 0 => self.is_biff8 = number(body, 0)? == BIFF8,
            BOF => self.current = self.begins.get(&at).copied().or(self.current),
            BOUNDSHEET => {
                let place = u32::from_le_bytes(body.get(..4)?.try_into().ok()?);
                self.begins.insert(u64::from(place), self.sheets.len());
                self.sheets.push(Vec::new());
            }
            FORMAT => {
                let format = Format::of(&self.text(body.get(2..)?)?)?;
                self.formats.insert(number(body, 0)?, Arc::new(format));
            }
            XF => {
                let format = number(body, 2).and_then(|format| self.formats.get(&format).cloned());
                self.kinds.push(format);
            }
            // A formula that gives a text, an error or nothing.
            FORMULA if number(body, 12)? == 0xFFFF => {}
            NUMBER | RK | FORMULA => self.note(number(body, 0)?, number(body, 2)?, number(body, 4)?),
            MULRK => {
                let (row, first) = (number(body, 0)?, number(body, 2)?);
                let cells = body.get(4..body.len().checked_sub(2)?)?;
                for (column, cell) in (first..).zip(cells.chunks_exact(6)) {
                    self.note(row, column, number(cell, 0)?);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn note(&mut self, row: u16, column: u16, kind: u16) {
        let format = self.kinds.get(usize::from(kind)).cloned().flatten();
        let sheet = self.current.and_then(|at| self.sheets.get_mut(at));
        if let (Some(format), Some(sheet)) = (format, sheet) {
            sheet.push(((u32::from(row), u32::from(column)), format));
        }
    }

    /// A text behind its length: of one byte a sign in Excel 95, of one or two later.
    fn text(&self, bytes: &[u8]) -> Option<String> {
        let latin = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect();
        if !self.is_biff8 {
            let length = usize::from(*bytes.first()?);
            return Some(latin(bytes.get(1..=length)?));
        }
        let (length, is_wide) = (usize::from(number(bytes, 0)?), bytes.get(2)? & 1 == 1);
        if !is_wide {
            return Some(latin(bytes.get(3..3 + length)?));
        }
        let units = bytes.get(3..3 + 2 * length)?.chunks_exact(2);
        let units: Vec<u16> = units.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write as _;

    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().copied().flat_map(u16::to_le_bytes).collect()
    }

    /// A workbook whose second kind of cell has a format.
    fn book(code: &str, cells: &[u8]) -> Vec<Vec<Formatted>> {
        let mut format = words(&[164, u16::try_from(code.len()).unwrap()]);
        format.push(0);
        format.extend(code.bytes());
        let before = [
            record(BOF, &words(&[BIFF8, 5, 0, 0])),
            record(FORMAT, &format),
            record(XF, &words(&[0, 0])),
            record(XF, &words(&[0, 164])),
        ]
        .concat();
        let begins = u32::try_from(before.len() + 16 + 4).unwrap().to_le_bytes();
        let sheet = record(BOUNDSHEET, &[&begins[..], &[0, 0, 4, 0], b"Parc"].concat());
        let content =
            [before, sheet, record(0x000A, &[]), record(BOF, &words(&[BIFF8, 16, 0, 0])), cells.to_vec()];
        let mut container = cfb::CompoundFile::create(tempfile::tempfile().unwrap()).unwrap();
        container.create_stream("/Workbook").unwrap().write_all(&content.concat()).unwrap();
        container.flush().unwrap();
        formatted(container.into_inner())
    }

    #[test]
    fn the_cells_of_a_format_are_found_whatever_holds_their_number() {
        let real = 42.0_f64.to_le_bytes();
        let cells = [
            record(NUMBER, &[words(&[1, 0, 1]), real.to_vec()].concat()),
            record(NUMBER, &[words(&[1, 1, 0]), real.to_vec()].concat()),
            record(RK, &[words(&[2, 3, 1]), vec![0; 4]].concat()),
            record(MULRK, &words(&[3, 5, 0, 0, 0, 1, 0, 0, 6])),
            record(FORMULA, &[words(&[4, 0, 1]), real.to_vec()].concat()),
            record(FORMULA, &words(&[5, 0, 1, 0, 0, 0, 0xFFFF])),
            record(NUMBER, &[1]),
        ];
        let found = book("\"INV-\"0000", &cells.concat());
        let places: Vec<(u32, u32)> = found[0].iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [(1, 0), (2, 3), (3, 6), (4, 0)]);
        assert!(book("#,##0", &cells.concat())[0].is_empty());
        assert!(formatted(tempfile::tempfile().unwrap()).is_empty());
    }
}
