//! What a run of a ticket job shows: tickets by what was done with them, events without one and why,
//! lives that no longer agree, storms, numbers and companies, cut to a readable size.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Detail, Shower};
use crate::message::Phrase;
use crate::model::report::Report;
use crate::model::ticket_report::{
    Disagreement, EventLine, StepLine, StormLine, SystemStatus, TicketAction, TicketLine, TicketReport,
};
use crate::report::outcome::Tone;
use crate::report::pages::web_link;
use crate::report::wrap::one_line;

mod companies;

pub(in crate::report) use companies::Companies;

/// A run of a ticket job in words.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct TicketView {
    /// Monitors and ticket systems with trouble.
    pub(in crate::report) trouble: Vec<Row>,
    /// What failed, what was done, what is out of step, and events without a ticket.
    pub(in crate::report) sections: Vec<Section>,
    /// Medians, and what was asked.
    pub(in crate::report) facts: Vec<Detail>,
    /// By company.
    pub(in crate::report) companies: Option<Companies>,
}

/// Tickets or events of which the same is told.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Section {
    /// What is told.
    pub(in crate::report) name: &'static str,
    /// How many there are, in the form of the language.
    pub(in crate::report) total: String,
    /// How it looks.
    pub(in crate::report) tone: Tone,
    /// Them counted together.
    pub(in crate::report) intro: Option<String>,
    /// Those that are told in full.
    pub(in crate::report) rows: Vec<Row>,
    /// Those that are told in one line.
    pub(in crate::report) short: Vec<Row>,
    /// How many more there are, when it is cut.
    pub(in crate::report) more: Option<String>,
    /// Where all of it can be read, when it is cut.
    pub(in crate::report) place: Option<String>,
}

/// A ticket or an event.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Row {
    /// Number of the ticket.
    pub(in crate::report) number: Option<String>,
    /// Direct link.
    pub(in crate::report) url: Option<String>,
    /// Title, or host and service.
    pub(in crate::report) label: String,
    /// Severity, company, system; possibly empty.
    pub(in crate::report) marks: String,
    /// What else is told.
    pub(in crate::report) lines: Vec<String>,
}

/// What is counted together, in words. `TicketReport` says what the words are.
const REASONS: [(&str, Phrase); 16] = [
    ("failed", Phrase::WhyFailed),
    ("no_rule", Phrase::WhyNoRule),
    ("young", Phrase::WhyYoung),
    ("soft", Phrase::WhySoft),
    ("acknowledged", Phrase::WhyAcknowledged),
    ("not_acknowledged", Phrase::WhyNotAcknowledged),
    ("in_downtime", Phrase::WhyDowntime),
    ("host_is_down", Phrase::WhyHostDown),
    ("flapping", Phrase::WhyFlaps),
    ("storm", Phrase::WhyStorm),
    ("wont_fix", Phrase::WhyWontFix),
    ("unlinked", Phrase::WhyUnlinked),
    ("other_job", Phrase::WhyOtherJob),
    ("less_severe", Phrase::WhyLessSevere),
    ("off", Phrase::WhyOff),
    ("began_while_off", Phrase::WhyBeganWhileOff),
];

fn phrase_of(reason: &str) -> Option<Phrase> {
    REASONS.iter().find(|(word, _)| *word == reason).map(|(_, phrase)| *phrase)
}

/// What is told of a ticket job; `None` for another job.
pub(super) fn tickets(shower: &Shower, report: &Report) -> Option<TicketView> {
    let tickets = report.tickets.as_deref()?;
    let teller = Teller { shower, now: report.run.finished_at.unwrap_or(report.run.started_at) };
    let mut sections: Vec<Section> = teller.failed(tickets).into_iter().collect();
    sections.extend(TicketAction::ALL.into_iter().filter_map(|action| teller.done(tickets, action)));
    sections.extend(teller.left_out(tickets));
    sections.extend(teller.told(tickets));
    sections.extend(teller.storms(tickets));
    sections.extend(teller.steps(tickets));
    sections.extend(teller.without(tickets));
    Some(TicketView {
        trouble: teller.trouble(tickets),
        sections,
        facts: teller.facts(tickets),
        companies: companies::table(shower, &tickets.companies),
    })
}

/// Puts tickets and events in words, as of a moment.
struct Teller<'s> {
    shower: &'s Shower,
    now: DateTime<Utc>,
}

impl Teller<'_> {
    fn label(&self, phrase: Phrase) -> &'static str {
        self.shower.locale.label(phrase)
    }

    fn value(&self, text: &str) -> String {
        one_line(text, self.shower.cut.value)
    }

    /// A section, cut; `None` when it is empty.
    fn section(
        &self,
        name: Phrase,
        tone: Tone,
        total: usize,
        full: impl Iterator<Item = Row>,
        short: impl Iterator<Item = Row>,
    ) -> Option<Section> {
        let rows: Vec<Row> = full.take(self.shower.cut.lines).collect();
        let short: Vec<Row> = short.take(self.shower.cut.known).collect();
        let cut = total - rows.len() - short.len();
        (total > 0).then(|| Section {
            name: name.form(self.shower.locale.language, total as u64),
            total: self.shower.locale.number(total as u64),
            tone,
            intro: None,
            rows,
            short,
            more: (cut > 0).then(|| self.shower.more(cut)),
            place: (cut > 0).then(|| self.shower.place()),
        })
    }

    fn trouble(&self, tickets: &TicketReport) -> Vec<Row> {
        let row = |asked: &SystemStatus, kind: Phrase| {
            asked.trouble.as_ref().map(|trouble| Row {
                label: asked.name.clone(),
                marks: kind.form(self.shower.locale.language, 1).to_owned(),
                lines: vec![one_line(self.shower.said(trouble), self.shower.cut.reason)],
                ..Row::default()
            })
        };
        let monitors = tickets.monitors.iter().filter_map(|asked| row(asked, Phrase::AMonitor));
        let desks = tickets.desks.iter().filter_map(|asked| row(asked, Phrase::ADesk));
        monitors.chain(desks).collect()
    }

    fn failed(&self, tickets: &TicketReport) -> Option<Section> {
        let rows = tickets.failed.iter().map(|line| {
            let mut row = self.ticket(line);
            let tried = self.shower.locale.act(line.action);
            row.marks = join([Some(tried.to_owned()), Some(row.marks)]);
            let reason = match &line.reason {
                Some(reason) => one_line(self.shower.said(reason), self.shower.cut.reason),
                None => self.label(Phrase::NoReason).to_owned(),
            };
            row.lines.insert(0, reason);
            row
        });
        self.section(Phrase::TicketsFailed, Tone::Bad, tickets.failed.len(), rows, std::iter::empty())
    }

    /// What was done by one action. What was told in a monitor is counted by [`Self::told`].
    fn done(&self, tickets: &TicketReport, action: TicketAction) -> Option<Section> {
        let lines = || tickets.done.iter().filter(move |line| line.action == action);
        let full = |name| {
            let rows = lines().map(|line| {
                let mut row = self.ticket(line);
                row.lines.extend(line.reason.as_ref().map(|lacks| self.value(self.shower.said(lacks))));
                row
            });
            self.section(name, Tone::Good, lines().count(), rows, std::iter::empty())
        };
        match action {
            TicketAction::Opened => full(Phrase::TicketsOpened),
            TicketAction::Found => full(Phrase::TicketsFound),
            TicketAction::Adopted => full(Phrase::TicketsAdopted),
            TicketAction::Delivered => full(Phrase::TicketsDelivered),
            TicketAction::Reopened => full(Phrase::TicketsReopened),
            TicketAction::Solved => full(Phrase::TicketsSolved),
            TicketAction::Revised => full(Phrase::TicketsRevised),
            TicketAction::Noted => {
                let rows = lines().map(|line| Row { lines: Vec::new(), ..self.ticket(line) });
                self.section(Phrase::TicketsNoted, Tone::Good, lines().count(), std::iter::empty(), rows)
            }
            TicketAction::Acknowledged
            | TicketAction::Commented
            | TicketAction::Relayed
            | TicketAction::ToldClosed
            | TicketAction::ToldState => None,
        }
    }

    /// Names that tickets were opened without, each once.
    fn left_out(&self, tickets: &TicketReport) -> Option<Section> {
        let locale = self.shower.locale;
        let rows = tickets.left_out.iter().map(|left| Row {
            label: self.value(&left.name),
            marks: join([
                Some(left.key.replace('_', " ")),
                Some(locale.say(Phrase::TicketsOf, left.tickets, &[("n", &locale.number(left.tickets))])),
            ]),
            lines: vec![one_line(self.shower.said(&left.why), self.shower.cut.reason)],
            ..Row::default()
        });
        let total = tickets.left_out.len();
        self.section(Phrase::NamesLeftOut, Tone::Warning, total, rows, std::iter::empty())
    }

    /// What was told in monitors, counted.
    fn told(&self, tickets: &TicketReport) -> Option<Section> {
        let kinds = [
            (TicketAction::Acknowledged, Phrase::CountedAcknowledged),
            (TicketAction::Commented, Phrase::CountedCommented),
            (TicketAction::Relayed, Phrase::CountedRelayed),
            (TicketAction::ToldClosed, Phrase::CountedToldClosed),
            (TicketAction::ToldState, Phrase::CountedToldState),
        ];
        let counts: Vec<(u64, Phrase)> =
            kinds.into_iter().map(|(action, phrase)| (tickets.times_done(action), phrase)).collect();
        let total: u64 = counts.iter().map(|(number, _)| number).sum();
        (total > 0).then(|| Section {
            name: self.label(Phrase::TicketsTold),
            total: self.shower.locale.number(total),
            tone: Tone::Good,
            intro: Some(self.counted(counts)),
            rows: Vec::new(),
            short: Vec::new(),
            more: None,
            place: None,
        })
    }

    /// `12 too young, 4 acknowledged by an operator`, without those that are zero.
    fn counted(&self, counts: impl IntoIterator<Item = (u64, Phrase)>) -> String {
        let locale = self.shower.locale;
        let said: Vec<String> = counts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, phrase)| {
                format!("{} {}", locale.number(number), phrase.form(locale.language, number))
            })
            .collect();
        said.join(", ")
    }

    fn ticket(&self, line: &TicketLine) -> Row {
        let severity = line.severity.map(|severity| self.shower.locale.severity(severity).to_owned());
        let company = line.company.as_deref().map(|company| self.value(company));
        let events = self.events(line);
        Row {
            number: line.number.as_deref().map(|number| self.value(number)),
            url: web_link(line.url.as_deref()),
            label: self.value(if line.title.is_empty() { &line.key } else { &line.title }),
            marks: join([severity, company, Some(line.desk.clone())]),
            lines: events.into_iter().collect(),
        }
    }

    /// Its events, unless there is one that the title names already.
    fn events(&self, line: &TicketLine) -> Option<String> {
        let most = self.shower.cut.fields;
        let is_said = matches!(line.events.as_slice(), [only] if line.title.contains(only.as_str()));
        if line.events.is_empty() || is_said {
            return None;
        }
        let shown: Vec<String> = line.events.iter().take(most).map(|event| self.value(event)).collect();
        let shown = shown.join(", ");
        let more = line.events.len().saturating_sub(most);
        Some(if more > 0 { format!("{shown} {}", self.shower.more(more)) } else { shown })
    }

    /// Events without a ticket: counted by reason, those that need a person in full, the rest in a
    /// line each.
    fn without(&self, tickets: &TicketReport) -> Option<Section> {
        let events = &tickets.without_ticket;
        let people =
            events.iter().filter(|event| event.needs_person()).map(|event| self.event_in_full(event));
        let others = events.iter().filter(|event| !event.needs_person()).map(|event| self.event(event));
        let needed = tickets.for_people().next().is_some();
        let tone = if needed { Tone::Warning } else { Tone::Quiet };
        let section = self.section(Phrase::EventsWithout, tone, events.len(), people, others)?;
        Some(Section { intro: Some(self.reasons(events)), ..section })
    }

    fn reasons(&self, events: &[EventLine]) -> String {
        let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
        for event in events {
            *numbers.entry(event.reason.as_str()).or_default() += 1;
        }
        let mut numbers: Vec<(&str, u64)> = numbers.into_iter().collect();
        numbers.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        let locale = self.shower.locale;
        let said: Vec<String> = numbers
            .into_iter()
            .map(|(reason, number)| match phrase_of(reason) {
                Some(phrase) => self.counted([(number, phrase)]),
                None => format!("{} {}", locale.number(number), reason.replace('_', " ")),
            })
            .collect();
        said.join(", ")
    }

    fn event_in_full(&self, event: &EventLine) -> Row {
        let row = self.event_row(event);
        Row { lines: vec![one_line(self.shower.said(&event.why), self.shower.cut.reason)], ..row }
    }

    fn event(&self, event: &EventLine) -> Row {
        let locale = self.shower.locale;
        let row = self.event_row(event);
        let reason = match (phrase_of(&event.reason), event.reason.as_str()) {
            // These name a ticket.
            (None, _) | (_, "storm" | "wont_fix" | "unlinked") => self.value(self.shower.said(&event.why)),
            (Some(phrase), _) => phrase.form(locale.language, 1).to_owned(),
        };
        Row { marks: join([Some(row.marks), Some(reason)]), ..row }
    }

    fn event_row(&self, event: &EventLine) -> Row {
        let severity = self.shower.locale.severity(event.severity).to_owned();
        Row {
            label: self.value(&event.label),
            marks: join([Some(severity), Some(self.since(event.since)), Some(event.monitor.clone())]),
            ..Row::default()
        }
    }

    fn since(&self, since: DateTime<Utc>) -> String {
        let time = self.shower.locale.clock(since, self.now);
        self.shower.locale.say(Phrase::SinceTime, 1, &[("time", &time)])
    }

    fn steps(&self, tickets: &TicketReport) -> impl Iterator<Item = Section> {
        Disagreement::ALL.into_iter().filter_map(|how| {
            let name = self.shower.locale.step(how);
            let lines = || tickets.out_of_step.iter().filter(move |line| line.how == how);
            let rows = lines().map(|line| self.step(line));
            self.section(name, Tone::Warning, lines().count(), std::iter::empty(), rows)
        })
    }

    fn step(&self, line: &StepLine) -> Row {
        Row {
            number: line.number.as_deref().map(|number| self.value(number)),
            url: web_link(line.url.as_deref()),
            label: self.value(&line.title),
            marks: join([
                Some(self.value(&line.state)),
                line.since.map(|since| self.since(since)),
                Some(line.desk.clone()),
            ]),
            lines: Vec::new(),
        }
    }

    fn storms(&self, tickets: &TicketReport) -> Option<Section> {
        let rows = tickets.storms.iter().map(|storm| self.storm(storm));
        self.section(Phrase::Storms, Tone::Warning, tickets.storms.len(), rows, std::iter::empty())
    }

    fn storm(&self, storm: &StormLine) -> Row {
        let none = storm.number.is_none().then(|| self.label(Phrase::NoNumber).to_owned());
        let site = if storm.site.is_empty() { self.label(Phrase::StormAll) } else { &storm.site };
        Row {
            number: storm.number.as_deref().map(|number| self.value(number)),
            url: web_link(storm.url.as_deref()),
            label: self.value(site),
            marks: join([none, Some(self.since(storm.since)), Some(storm.desk.clone())]),
            lines: vec![self.shower.locale.say(Phrase::HeldBack, storm.held_back, &[])],
        }
    }

    /// Medians, and what was asked; nothing of a run that had nothing to do.
    fn facts(&self, tickets: &TicketReport) -> Vec<Detail> {
        if tickets.done.is_empty() && tickets.failed.is_empty() {
            return Vec::new();
        }
        let locale = self.shower.locale;
        let median = |seconds: Option<u64>| {
            seconds.map(|seconds| locale.say(Phrase::Median, 1, &[("span", &locale.rough(seconds))]))
        };
        let asked = |systems: &[SystemStatus], what: Phrase| {
            let answered = systems.iter().filter(|asked| asked.trouble.is_none() || asked.count > 0);
            let said: Vec<String> = answered
                .map(|asked| {
                    let colon = locale.label(Phrase::Colon);
                    format!("{}{colon}{}", asked.name, locale.say(what, asked.count, &[]))
                })
                .collect();
            (!said.is_empty()).then(|| said.join(", "))
        };
        let times = &tickets.times;
        let facts = [
            (Phrase::ToTicket, median(times.to_ticket)),
            (Phrase::ToAssignment, median(times.to_assignment)),
            (Phrase::ToResolution, median(times.to_resolution)),
            (Phrase::Monitors, asked(&tickets.monitors, Phrase::OpenEvents)),
            (Phrase::Desks, asked(&tickets.desks, Phrase::TicketsRead)),
        ];
        facts
            .into_iter()
            .filter_map(|(phrase, value)| value.map(|value| Detail { label: locale.label(phrase), value }))
            .collect()
    }
}

fn join<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ticket::TicketKey;
    use crate::triage::Why;

    #[test]
    fn every_reason_why_an_event_has_no_ticket_has_words() {
        let (rule, ticket) = (|| "hosts".to_owned(), || TicketKey("k".to_owned()));
        let reasons = [
            Why::NoRule,
            Why::Soft(rule()),
            Why::Young(rule()),
            Why::Acknowledged(rule()),
            Why::NotAcknowledged(rule()),
            Why::InDowntime(rule()),
            Why::HostIsDown(rule()),
            Why::Flaps(rule()),
            Why::Storm(ticket()),
            Why::WontFix(ticket()),
            Why::Unlinked(ticket()),
            Why::OtherJob { job: "nights".to_owned(), rule: rule() },
            Why::LessSevere(rule()),
            Why::Off(rule()),
            Why::BeganWhileOff(rule()),
        ];
        for why in reasons {
            assert!(phrase_of(why.reason()).is_some(), "{}", why.reason());
        }
    }
}
