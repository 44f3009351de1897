//! What people read of a page of HTML, and its tables. There is no tree: a page that nests without end is as good
//! as any other.

use html5gum::{Token, Tokenizer};

/// A table: rows of cells.
pub(super) type Table = Vec<Vec<String>>;

/// Tables within tables that are told apart; deeper ones are text of the last.
const DEEPEST: usize = 16;
/// Tables, and cells of all of them.
const MOST_TABLES: usize = 1000;
const MOST_CELLS: usize = 200_000;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub text: String,
    pub tables: Vec<Table>,
}

/// A table whose end was not seen yet.
#[derive(Default)]
struct Open {
    rows: Table,
    row: Vec<String>,
    cell: Option<String>,
}

impl Open {
    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            let words: Vec<&str> = cell.split_whitespace().collect();
            self.row.push(words.join(" "));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if self.row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(std::mem::take(&mut self.row));
        }
        self.row.clear();
    }
}

#[derive(Default)]
struct Reader {
    page: Page,
    open: Vec<Open>,
    /// Tables deeper than are told apart.
    deeper: usize,
    cells: usize,
    /// The element whose content nobody sees.
    unseen: Option<Vec<u8>>,
    preformatted: usize,
}

/// Reads a page.
pub(super) fn read(html: &str) -> Page {
    let mut reader = Reader::default();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag.name, tag.self_closing),
            Token::EndTag(tag) => reader.end(&tag.name),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    while let Some(open) = reader.open.pop() {
        reader.close(open);
    }
    reader.page
}

impl Reader {
    fn start(&mut self, name: &[u8], self_closing: bool) {
        if self.unseen.is_some() {
            return;
        }
        match name {
            b"script" | b"style" | b"title" | b"template" if !self_closing => {
                self.unseen = Some(name.to_vec())
            }
            b"br" | b"hr" => self.line(),
            b"pre" => {
                self.line();
                self.preformatted += 1;
            }
            b"li" => {
                self.line();
                self.sign("- ");
            }
            b"table" if self.open.len() >= DEEPEST => self.deeper += 1,
            b"table" => {
                self.line();
                self.open.push(Open::default());
            }
            b"tr" if self.deeper == 0 => {
                self.line();
                if let Some(open) = self.open.last_mut() {
                    open.end_row();
                }
            }
            b"td" | b"th" if self.deeper == 0 => self.cell(),
            name if is_block(name) => self.line(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(unseen) = &self.unseen {
            if unseen == name {
                self.unseen = None;
            }
            return;
        }
        match name {
            b"pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.line();
            }
            b"table" if self.deeper > 0 => self.deeper -= 1,
            b"table" => {
                if let Some(open) = self.open.pop() {
                    self.close(open);
                }
                self.line();
            }
            b"tr" if self.deeper == 0 => {
                if let Some(open) = self.open.last_mut() {
                    open.end_row();
                }
                self.line();
            }
            b"td" | b"th" if self.deeper == 0 => {
                if let Some(open) = self.open.last_mut() {
                    open.end_cell();
                }
            }
            name if is_block(name) => self.line(),
            _ => {}
        }
    }

    fn cell(&mut self) {
        let Some(open) = self.open.last_mut() else { return };
        open.end_cell();
        let is_first = open.row.is_empty();
        self.cells += 1;
        if self.cells <= MOST_CELLS {
            open.cell = Some(String::new());
        }
        if !is_first {
            let length = self.page.text.trim_end_matches(' ').len();
            self.page.text.truncate(length);
            self.page.text.push('\t');
        }
    }

    fn close(&mut self, mut open: Open) {
        open.end_row();
        if !open.rows.is_empty() && self.page.tables.len() < MOST_TABLES {
            self.page.tables.push(open.rows);
        }
    }

    /// Begins a new line where there is something on this one.
    fn line(&mut self) {
        let text = &mut self.page.text;
        let length = text.trim_end_matches([' ', '\t']).len();
        text.truncate(length);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        self.add_to_cells("\n");
    }

    fn sign(&mut self, sign: &str) {
        self.page.text.push_str(sign);
        self.add_to_cells(sign);
    }

    fn text(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if self.preformatted > 0 {
            self.sign(text);
            return;
        }
        let is_blank = |sign: char| sign.is_ascii_whitespace();
        let mut words = text.split(is_blank).filter(|word| !word.is_empty()).peekable();
        if text.starts_with(is_blank) {
            self.blank();
        }
        while let Some(word) = words.next() {
            self.sign(word);
            if words.peek().is_some() || text.ends_with(is_blank) {
                self.blank();
            }
        }
    }

    /// A blank where there is none yet.
    fn blank(&mut self) {
        if !self.page.text.is_empty() && !self.page.text.ends_with([' ', '\n', '\t']) {
            self.page.text.push(' ');
        }
        self.add_to_cells(" ");
    }

    fn add_to_cells(&mut self, text: &str) {
        for cell in self.open.iter_mut().filter_map(|open| open.cell.as_mut()) {
            cell.push_str(text);
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"blockquote"
            | b"section"
            | b"article"
            | b"header"
            | b"footer"
            | b"address"
            | b"center"
            | b"fieldset"
            | b"form"
            | b"body"
    )
}
