//! The summary that a person reads in a terminal after a run. What needs an answer stands last,
//! next to the prompt.

mod tickets;

use std::fmt::Write as _;

use super::outcome::Tone;
use super::view::{Cut, EntryLine, Group, ItemLine, List, View, Whole};
use super::wrap::wrap;
use crate::model::plain::plain_line;
use crate::model::report::Report;

const BOLD: &str = "1";
const DIM: &str = "2";

/// How much of a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The first lines of each list, and the command that shows the rest.
    Short,
    /// Every line.
    All,
}

/// The summary in at most `width` columns; `color` turns ANSI colours and weights on.
pub fn terminal(report: &Report, length: Length, color: bool, width: usize) -> String {
    let cut = match length {
        Length::Short => Cut::TERMINAL,
        Length::All => Cut::ALL,
    };
    let view = View::new(report, cut, Whole::Command);
    let mut page = Page { text: String::new(), color, width: width.max(40) };
    page.headline(&view);
    page.tickets(&view);
    page.changes(view.t["planned"], view.planned.as_ref(), &view);
    page.changes(view.t["changes"], view.changes.as_ref(), &view);
    page.kept(&view);
    page.rejects(&view);
    page.entries(&view, "unsettled", view.unsettled.as_ref());
    page.entries(&view, "moved", view.moved.as_ref());
    page.entries(&view, "failures", view.failures.as_ref());
    page.decisions(&view);
    // A command that a person is to give is the last line.
    let show = |page: &mut Page| {
        if length == Length::Short {
            page.line("");
            page.line(&format!("{} {} --all", view.t["show_with"], view.show_command));
        }
    };
    if view.go_on.is_some() {
        show(&mut page);
        page.refusals(&view);
    } else {
        page.refusals(&view);
        show(&mut page);
    }
    page.text
}

/// Lines written so far.
struct Page {
    text: String,
    color: bool,
    width: usize,
}

impl Page {
    fn paint(&self, style: &str, text: &str) -> String {
        let text = plain_line(text);
        if self.color { format!("\x1b[{style}m{text}\x1b[0m") } else { text }
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    /// A wrapped text, indented.
    fn paragraph(&mut self, text: &str, indent: usize) {
        let margin = " ".repeat(indent);
        self.line(&wrap(text, self.width, &margin, &margin));
    }

    fn dim_paragraph(&mut self, text: &str, indent: usize) {
        let margin = " ".repeat(indent);
        let wrapped = wrap(text, self.width, &margin, &margin);
        let painted: Vec<String> = wrapped.lines().map(|line| self.paint(DIM, line)).collect();
        self.line(&painted.join("\n"));
    }

    fn heading(&mut self, label: &str, total: &str) {
        let total = if total.is_empty() { String::new() } else { format!(" ({total})") };
        let heading = self.paint(BOLD, &format!("{label}{total}"));
        self.line("");
        self.line(&heading);
    }

    fn more(&mut self, more: Option<&String>, indent: usize) {
        if let Some(more) = more {
            self.dim_paragraph(&format!("… {more}"), indent);
        }
    }

    fn headline(&mut self, view: &View) {
        let title =
            self.paint(&format!("1;{}", ansi(view.tone)), &format!("{} {}", sign(view.tone), view.title));
        self.line(&format!("{title}  {}", view.job));
        self.paragraph(&view.sentence, 0);
        for line in &view.message {
            self.dim_paragraph(line, 2);
        }
        self.trouble(view);
        if view.counts.is_empty() {
            return;
        }
        self.line("");
        let mut line = String::new();
        let mut used = 0;
        for count in &view.counts {
            let plain = format!("  {} {}", count.value, count.label);
            let length = plain.chars().count() + 1;
            if used + length > self.width && used > 0 {
                self.line(std::mem::take(&mut line).trim_end());
                used = 0;
            }
            let value = self.paint(&format!("1;{}", ansi(count.tone)), &count.value);
            let _ = write!(line, "  {value} {} ", count.label);
            used += length;
        }
        self.line(line.trim_end());
    }

    fn changes(&mut self, label: &str, changes: Option<&List<Group>>, view: &View) {
        let Some(changes) = changes else { return };
        self.heading(label, "");
        for group in &changes.lines {
            self.line(&format!("  {} ({})", group.what, group.total));
            for item in &group.items {
                self.named(&item.label, item.ids.as_deref(), 4);
                self.fields(item, view.t["colon"]);
                self.more(item.more.as_ref(), 6);
            }
            self.more(group.more.as_ref(), 4);
        }
    }

    fn fields(&mut self, item: &ItemLine, colon: &str) {
        if item.is_new {
            let fields: Vec<String> =
                item.fields.iter().map(|field| format!("{}{colon}{}", field.name, field.after)).collect();
            if !fields.is_empty() {
                self.paragraph(&fields.join(" · "), 6);
            }
            return;
        }
        for field in &item.fields {
            let value = match &field.before {
                Some(before) => format!("{}{colon}{before} → {}", field.name, field.after),
                None => format!("{}{colon}{}", field.name, field.after),
            };
            self.line(&wrap(&value, self.width, "      ", "        "));
        }
    }

    fn named(&mut self, label: &str, ids: Option<&str>, indent: usize) {
        let margin = " ".repeat(indent);
        let room = self.width.saturating_sub(indent + label.chars().count() + 2);
        let fits = |ids: &str| ids.chars().count() <= room;
        let beside = ids.filter(|ids| fits(ids)).map(|ids| format!("  {}", self.paint(DIM, ids)));
        for (at, line) in wrap(label, self.width, &margin, &format!("{margin}  ")).lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let told = self.paint(BOLD, &line[indent..]);
            let beside = beside.as_deref().filter(|_| at == 0).unwrap_or_default();
            self.line(&format!("{}{told}{beside}", &line[..indent]));
        }
        if let Some(ids) = ids.filter(|ids| !fits(ids)) {
            self.dim_paragraph(ids, indent + 2);
        }
    }

    fn kept(&mut self, view: &View) {
        let Some(kept) = &view.kept else { return };
        self.heading(view.t["kept"], &kept.total);
        for line in &kept.lines {
            self.named(&line.label, Some(&line.ids), 2);
            let values = format!(
                "{}{}{} {}, {} {}",
                line.field, view.t["colon"], line.live_label, line.live, view.t["kept_source"], line.source
            );
            self.paragraph(&values, 4);
            self.dim_paragraph(&line.reason, 4);
        }
        self.more(kept.more.as_ref(), 2);
    }

    fn decisions(&mut self, view: &View) {
        let Some(decisions) = &view.decisions else { return };
        if !decisions.topics.is_empty() {
            self.heading(view.t["decisions"], &decisions.total);
        }
        for topic in &decisions.topics {
            self.line(&format!("  {} ({})", topic.name, topic.total));
            self.dim_paragraph(topic.otherwise, 2);
            for line in &topic.told {
                self.named(&line.label, Some(&line.marks), 4);
                if let Some(url) = &line.url {
                    self.dim_paragraph(url, 6);
                }
                self.paragraph(&line.text, 6);
                if let Some(answer) = &line.answer {
                    self.line(&wrap(answer, self.width, "      → ", "        "));
                }
                if let Some(command) = &line.command {
                    let command = self.paint(BOLD, command);
                    self.line(&format!("      {command}"));
                }
            }
            for line in &topic.open {
                self.named(&line.label, Some(&line.marks), 4);
            }
            self.more(topic.more.as_ref(), 4);
        }
        if let Some(place) = &decisions.place {
            self.dim_paragraph(place, 2);
        }
        if let Some(solved) = &decisions.solved {
            self.heading(view.t["solved"], &solved.total);
            for line in &solved.lines {
                let marks = match &line.marks {
                    Some(marks) => format!("{} · {marks}", line.topic),
                    None => line.topic.to_owned(),
                };
                self.named(&line.label, Some(&marks), 2);
            }
            self.more(solved.more.as_ref(), 2);
        }
    }

    fn rejects(&mut self, view: &View) {
        if let Some(solved) = &view.solved_rejects {
            self.line("");
            self.dim_paragraph(solved, 0);
        }
        let Some(rejects) = &view.rejects else { return };
        self.heading(view.t["rejects"], &rejects.total);
        for line in &rejects.lines {
            self.named(&line.place, line.ids.as_deref(), 2);
            self.paragraph(&line.reason, 4);
            if let Some(effect) = line.effect {
                self.dim_paragraph(effect, 4);
            }
            if let Some(since) = &line.since {
                self.dim_paragraph(since, 4);
            }
        }
        self.more(rejects.more.as_ref(), 2);
    }

    fn entries(&mut self, view: &View, heading: &str, entries: Option<&List<EntryLine>>) {
        let Some(entries) = entries else { return };
        self.heading(view.t[heading], &entries.total);
        for line in &entries.lines {
            let ids = match &line.ids {
                Some(ids) => format!("{} · {ids}", line.what),
                None => line.what.clone(),
            };
            self.named(&line.label, Some(&ids), 2);
            self.paragraph(&line.reason, 4);
        }
        self.more(entries.more.as_ref(), 2);
    }

    fn refusals(&mut self, view: &View) {
        if !view.refusals.is_empty() {
            self.heading(view.t["refusals"], "");
        }
        for refusal in &view.refusals {
            self.line(&wrap(&refusal.reason, self.width, "  - ", "    "));
            self.dim_paragraph(&refusal.limit, 4);
        }
        if let Some(otherwise) = view.otherwise {
            self.line("");
            self.paragraph(otherwise, 0);
        }
        if let Some(command) = &view.go_on {
            let command = self.paint(BOLD, command);
            self.line("");
            self.paragraph(view.t["go_on"], 0);
            self.line(&format!("  {command}"));
        }
    }
}

fn ansi(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "32",
        Tone::Quiet => "39",
        Tone::Warning => "33",
        Tone::Stopped => "35",
        Tone::Bad => "31",
    }
}

fn sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "✓",
        Tone::Quiet => "=",
        Tone::Warning => "!",
        Tone::Stopped => "■",
        Tone::Bad => "✗",
    }
}
