//! The part of a terminal's summary that only runs of ticket jobs have.

use super::{BOLD, Page, ansi};
use crate::report::outcome::Tone;
use crate::report::view::{Row, Section, TicketView, View};
use crate::report::wrap::wrap;

impl Page {
    /// Monitors and ticket systems with trouble, above everything else.
    pub(super) fn trouble(&mut self, view: &View) {
        let Some(tickets) = &view.tickets else { return };
        if tickets.trouble.is_empty() {
            return;
        }
        self.heading(view.t["trouble"], "");
        for row in &tickets.trouble {
            self.row(row);
        }
    }

    /// What failed stands last.
    pub(super) fn tickets(&mut self, view: &View) {
        let Some(tickets) = &view.tickets else { return };
        self.facts(view, tickets);
        let failed = |section: &&Section| section.tone == Tone::Bad;
        for section in tickets.sections.iter().filter(|section| !failed(section)) {
            self.section(section);
        }
        for section in tickets.sections.iter().filter(failed) {
            self.section(section);
        }
    }

    fn facts(&mut self, view: &View, tickets: &TicketView) {
        if !tickets.facts.is_empty() {
            self.heading(view.t["facts"], "");
        }
        for fact in &tickets.facts {
            let line = format!("{}{}{}", fact.label, view.t["colon"], fact.value);
            self.line(&wrap(&line, self.width, "  ", "    "));
        }
        let Some(companies) = &tickets.companies else { return };
        self.heading(view.t["companies"], &companies.total);
        for line in &companies.text {
            self.line(&format!("  {line}"));
        }
        self.more(companies.more.as_ref(), 2);
    }

    fn section(&mut self, section: &Section) {
        self.heading(section.name, &section.total);
        if let Some(intro) = &section.intro {
            self.paragraph(intro, 2);
        }
        for row in &section.rows {
            self.row(row);
            if let Some(url) = &row.url {
                self.dim_paragraph(url, 4);
            }
        }
        for row in &section.short {
            self.row(row);
        }
        self.more(section.more.as_ref(), 2);
    }

    fn row(&mut self, row: &Row) {
        let number = match &row.number {
            Some(number) => format!("{} ", self.paint(ansi(Tone::Good), number)),
            None => String::new(),
        };
        let plain = row.number.as_ref().map_or(0, |number| number.chars().count() + 1);
        let used = 2 + plain + row.label.chars().count() + 2 + row.marks.chars().count();
        let label = self.paint(BOLD, &row.label);
        if row.marks.is_empty() || used <= self.width {
            let marks = self.paint(super::DIM, &row.marks);
            self.line(format!("  {number}{label}  {marks}").trim_end());
        } else {
            self.line(&format!("  {number}{label}"));
            self.dim_paragraph(&row.marks, 4);
        }
        for line in &row.lines {
            self.paragraph(line, 4);
        }
    }
}
