//! The terminal: what goes to standard output and to standard error, in which width and colour.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::Sender;

use super::Exit;
use crate::cli::{Tongue, When};
use crate::message::{self, Message};
use crate::model::Say;
use crate::model::job::Language;
use crate::model::plain::{plain_line, plain_text, steers};

/// Narrowest and widest line, and that of a text that no terminal shows.
const NARROW: usize = 60;
const WIDE: usize = 160;
const USUAL: usize = 100;

/// Standard output and standard error.
#[derive(Debug)]
pub struct Console {
    color: bool,
    terminal: Option<usize>,
    language: Language,
    leaver: Leaver,
}

/// Ends the program while its work hangs: nothing else can end a thread that waits for a database.
#[derive(Debug, Clone)]
pub struct Leaver(pub Sender<Exit>);

impl Leaver {
    /// Ends it now.
    pub fn leave(&self, exit: Exit) {
        let _ = self.0.send(exit);
    }
}

/// The language that was asked for, else that of the environment.
pub fn language_of(wanted: Option<Tongue>) -> Language {
    match wanted {
        Some(Tongue::En) => Language::En,
        Some(Tongue::Fr) => Language::Fr,
        None => crate::config::terminal_language(),
    }
}

impl Console {
    /// Colours and language as asked for, else as the environment says.
    pub fn new(when: When, language: Option<Tongue>, leaver: Leaver) -> Self {
        let color = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => crate::config::wants_color() && std::io::stdout().is_terminal(),
        };
        let terminal = crate::config::terminal_width().map(|width| width.clamp(NARROW, WIDE));
        let language = language_of(language);
        Self { color, terminal, language, leaver }
    }

    /// What ends the program while its work hangs.
    pub fn leaver(&self) -> Leaver {
        self.leaver.clone()
    }

    /// Whether colours are used.
    pub fn color(&self) -> bool {
        self.color
    }

    /// Language of who reads.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text as it is said to who reads.
    pub fn say(&self, text: impl Say) -> String {
        text.said().text(self.language).to_owned()
    }

    /// The heads of a table.
    pub fn heads(&self, heads: &[Message]) -> Vec<String> {
        heads.iter().map(|head| self.say(head)).collect()
    }

    /// Columns that paragraphs take.
    pub fn width(&self) -> usize {
        self.terminal.unwrap_or(USUAL)
    }

    /// Columns that a line of a table may take: those of the terminal. What goes into a file or to another program is
    /// not cut, and a row of it is one line.
    pub fn room(&self) -> usize {
        self.terminal.unwrap_or(usize::MAX)
    }

    /// Text for standard output, as it may hold values of others: nothing in it steers the terminal.
    pub fn print(&self, text: impl Say) {
        to_stdout(&plain_text(&self.say(text)));
    }

    /// The same of one line, which goes on below, indented, where the terminal ends.
    pub fn print_line(&self, text: impl Say, indent: &str) {
        let rest = format!("{indent}  ");
        to_stdout(&crate::report::fill(&plain_text(&self.say(text)), self.room(), indent, &rest));
    }

    /// The same of a text that was coloured here.
    pub fn print_painted(&self, text: impl Display) {
        to_stdout(&painted(&text.to_string(), self.color));
    }

    /// A JSON value on standard output. JSON itself escapes the signs below the blank only.
    pub fn print_json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut text = String::new();
        for sign in serde_json::to_string_pretty(value)?.chars() {
            if sign != '\n' && steers(sign) {
                text.push_str(&format!("\\u{:04x}", u32::from(sign)));
            } else {
                text.push(sign);
            }
        }
        to_stdout(&text);
        Ok(())
    }

    /// One line for a person on standard error.
    pub fn note(&self, text: impl Say) {
        to_stderr(&plain_text(&self.say(text)));
    }

    /// What went wrong, on standard error.
    pub fn error(&self, text: impl Say) {
        let (red, plain) = if self.color { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
        let error = self.say(message::start::error());
        to_stderr(&format!("{red}{error}{plain} {}", plain_text(&self.say(text))));
    }

    /// A text for standard error that was coloured here.
    pub fn error_painted(&self, text: impl Display) {
        to_stderr(&painted(&text.to_string(), self.color));
    }
}

/// A reader that went away is no error.
fn to_stdout(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

fn to_stderr(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
}

/// A text of which nothing but colours and weights (ESC [ numbers m) steers the terminal, and with `color` off
/// nothing at all.
pub(super) fn painted(text: &str, color: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('\x1b');
    out.push_str(&plain_text(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let form = piece.strip_prefix('[').and_then(|rest| rest.split_once('m'));
        let is_paint = |numbers: &str| numbers.chars().all(|sign| sign.is_ascii_digit() || sign == ';');
        match form.filter(|(numbers, _)| color && is_paint(numbers)) {
            Some((numbers, rest)) => out.push_str(&format!("\x1b[{numbers}m{}", plain_text(rest))),
            None => out.push_str(&format!("·{}", plain_text(piece))),
        }
    }
    out
}

/// Narrowest that a column of a table is cut to.
const NARROWEST: usize = 10;

/// Blanks between columns.
const GAP: usize = 2;

/// What a line below a row of a table begins with.
const BELOW: &str = "    ";

/// One line of at most `most` characters, without signs that steer a terminal; a cut is marked `…`.
pub fn cell(text: &str, most: usize) -> String {
    let plain = plain_line(text);
    if plain.chars().count() <= most {
        return plain;
    }
    let kept: String = plain.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Several lines, without other signs that steer a terminal.
pub fn paragraph(text: &str, indent: &str) -> String {
    let lines = text.trim_end().lines().map(|line| format!("{indent}{}", cell(line, usize::MAX)));
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// As [`table`], in `width` characters: the widest of these columns is cut first. Where that is not enough, the last
/// columns stand below each row, each with its head.
///
/// Not comfy-table 8: it cuts a cell to one line only after it has wrapped it, and so shows whole words
/// where there is room for more.
pub fn table_within(
    head: &[impl AsRef<str>],
    mut rows: Vec<Vec<String>>,
    cut: &[usize],
    width: usize,
) -> String {
    let wide = |at: usize, name: &str| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain([name.chars().count()]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = head.iter().enumerate().map(|(at, name)| wide(at, name.as_ref())).collect();
    let least = |at: usize, wide: usize| {
        let head = head[at].as_ref().chars().count();
        if cut.contains(&at) { wide.min(NARROWEST.max(head)) } else { wide }
    };
    let sum = |widths: &[usize]| widths.iter().sum::<usize>() + widths.len().saturating_sub(1) * GAP;
    let narrow: Vec<usize> = widths.iter().enumerate().map(|(at, wide)| least(at, *wide)).collect();
    let beside = (1..=widths.len()).rev().find(|count| sum(&narrow[..*count]) <= width).unwrap_or(1);
    widths.truncate(beside);
    while sum(&widths) > width {
        let can_be_cut = |at: &usize| *at < beside && widths[*at] > narrow[*at];
        let Some(widest) = cut.iter().copied().filter(can_be_cut).max_by_key(|at| widths[*at]) else { break };
        widths[widest] -= 1;
    }
    let mut below = Vec::new();
    for row in &mut rows {
        below.push(row.split_off(beside.min(row.len())));
        for (text, most) in row.iter_mut().zip(&widths) {
            *text = cell(text, *most);
        }
    }
    let whole = table(&head[..beside], &rows);
    if beside == head.len() {
        return whole;
    }
    let mut lines = whole.lines();
    let mut out: Vec<String> = lines.by_ref().take(1).map(str::to_owned).collect();
    for (line, below) in lines.zip(below) {
        out.push(line.to_owned());
        let told = head[beside..].iter().zip(below).filter(|(_, text)| !text.is_empty());
        let told: Vec<String> =
            told.map(|(head, text)| format!("{} {}", head.as_ref(), cell(&text, usize::MAX))).collect();
        if !told.is_empty() {
            out.push(crate::report::wrap(&told.join(", "), width, BELOW, BELOW));
        }
    }
    out.join("\n") + "\n"
}

/// Rows as a table with aligned columns; the last column is not padded.
pub fn table(head: &[impl AsRef<str>], rows: &[Vec<String>]) -> String {
    let count = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = head.iter().map(|name| count(name.as_ref())).collect();
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
                out.push_str(&" ".repeat(widths[at] - count(cell) + GAP));
            }
        }
        out.trim_end().to_owned() + "\n"
    };
    let mut out = line(head.iter().map(AsRef::as_ref).collect());
    for row in rows {
        out.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_cut_then_folded_and_nothing_of_it_is_lost() {
        let head = ["RUN", "JOB", "STATE", "WRITTEN", "FAILED"];
        let row = |job: &str| ["0192f3a1", job, "interrupted", "12", ""].map(str::to_owned).to_vec();
        let rows = vec![row("nightly-inventory"), row("pc")];
        let told = |width: usize| table_within(&head, rows.clone(), &[1], width);
        assert!(told(usize::MAX).contains("0192f3a1  nightly-inventory  interrupted  12\n"));
        assert_eq!(
            told(50),
            "RUN       JOB         STATE        WRITTEN  FAILED\n\
             0192f3a1  nightly-i…  interrupted  12\n\
             0192f3a1  pc          interrupted  12\n"
        );
        assert_eq!(
            told(40),
            "RUN       JOB                STATE\n\
             0192f3a1  nightly-inventory  interrupted\n    WRITTEN 12\n\
             0192f3a1  pc                 interrupted\n    WRITTEN 12\n"
        );
    }

    #[test]
    fn of_what_steers_a_terminal_only_our_own_paint_is_left() {
        let hostile = "\x1b[1mname\x1b[0m \x1b]0;title\x07 \x1b[2J \x1bc \u{9b}31m\r\nnext\ttab";
        assert_eq!(painted(hostile, true), "\x1b[1mname\x1b[0m ·]0;title· ·[2J ·c ·31m\nnext\ttab");
        assert_eq!(painted("\x1b[1mname\x1b[0m", false), "·[1mname·[0m");
    }
}
