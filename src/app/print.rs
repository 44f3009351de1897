//! The terminal: what goes to standard output and to standard error, in which width and colour.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use crate::cli::When;

/// Standard output and standard error.
#[derive(Debug)]
pub struct Console {
    color: bool,
    width: usize,
}

impl Console {
    /// Colours as asked for, `NO_COLOR` respected.
    pub fn new(when: When) -> Self {
        let color = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => crate::config::wants_color() && std::io::stdout().is_terminal(),
        };
        let width = crate::config::terminal_width().unwrap_or(100).clamp(60, 160);
        Self { color, width }
    }

    /// Whether colours are used.
    pub fn color(&self) -> bool {
        self.color
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Text for standard output. A reader that went away is no error.
    pub fn print(&self, text: impl Display) {
        let text = text.to_string();
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// A JSON value on standard output.
    pub fn print_json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        self.print(&serde_json::to_string_pretty(value)?);
        Ok(())
    }

    /// One line for a person on standard error.
    pub fn note(&self, text: impl Display) {
        self.error_text(text);
    }

    /// What went wrong, on standard error.
    pub fn error(&self, text: impl Display) {
        let (red, plain) = if self.color { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
        self.error_text(format!("{red}error:{plain} {text}"));
    }

    /// Text for standard error.
    pub fn error_text(&self, text: impl Display) {
        let text = text.to_string();
        let mut out = std::io::stderr().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
    }
}

/// Narrowest that a column of a table is cut to.
const NARROWEST: usize = 10;

/// One line of at most `most` characters, without signs that steer a terminal; a cut is marked `…`.
pub fn cell(text: &str, most: usize) -> String {
    let plain = |sign: char| if sign.is_control() { '·' } else { sign };
    if text.chars().count() <= most {
        return text.chars().map(plain).collect();
    }
    let kept: String = text.chars().map(plain).take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Several lines, without other signs that steer a terminal.
pub fn paragraph(text: &str, indent: &str) -> String {
    let lines = text.trim_end().lines().map(|line| format!("{indent}{}", cell(line, usize::MAX)));
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// As [`table`], in `width` characters: the widest of these columns is cut first.
///
/// Not comfy-table 8: it cuts a cell to one line only after it has wrapped it, and so shows whole words
/// where there is room for more.
pub fn table_within(head: &[&str], mut rows: Vec<Vec<String>>, cut: &[usize], width: usize) -> String {
    let wide = |at: usize, name: &str| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain([name.chars().count()]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = head.iter().enumerate().map(|(at, name)| wide(at, name)).collect();
    let gaps = head.len().saturating_sub(1) * 2;
    while widths.iter().sum::<usize>() + gaps > width {
        let widest = cut.iter().copied().filter(|at| widths[*at] > NARROWEST).max_by_key(|at| widths[*at]);
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
    }
    for row in &mut rows {
        for (text, most) in row.iter_mut().zip(&widths) {
            *text = cell(text, *most);
        }
    }
    table(head, &rows)
}

/// Rows as a table with aligned columns; the last column is not padded.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let count = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = head.iter().map(|name| count(name)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(count(cell));
        }
    }
    let line = |cells: Vec<&str>| {
        let mut out = String::new();
        for (at, cell) in cells.iter().enumerate() {
            out.push_str(cell);
            if at + 1 < cells.len() {
                out.push_str(&" ".repeat(widths[at] - count(cell) + 2));
            }
        }
        out.trim_end().to_owned() + "\n"
    };
    let mut out = line(head.to_vec());
    for row in rows {
        out.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    out
}
