//! What a report shows, in words and cut to a readable size: the one thing that the HTML, the text
//! and the terminal are made from, so that they have equal content.

mod changes;
mod decisions;
mod planned;
mod tickets;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::asked::facts;
use super::grouped::{Same, grouped};
use super::outcome::{self, Count, Tone};
use super::pages;
use super::wrap::one_line;
use crate::message::{Locale, Phrase, told_of_field};
use crate::model::journal::{Entry, EntryState, Trigger};
use crate::model::origin::Origin;
use crate::model::report::Report;
use crate::model::schema::Wording;
use crate::model::value::Shown;
use crate::model::{CommandLine, Said};
pub(super) use changes::{Group, ItemLine};
pub(super) use decisions::Decisions;
pub(super) use tickets::{Row, Section, TicketView};

/// Longest line of the run's message, in characters.
const MESSAGE_LINE: usize = 500;
/// Notes of a run that a mail tells.
const NOTES: usize = 10;

/// How much is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Changed rows, over all groups.
    pub(super) items: usize,
    /// Fields of one row.
    pub(super) fields: usize,
    /// Lines of each other list.
    pub(super) lines: usize,
    /// Lines of what was told before, in each list.
    pub(super) known: usize,
    /// How rejects that were told before are shown.
    pub(super) repeat: Repeat,
    /// Characters of a value.
    pub(super) value: usize,
    /// Characters of a reason.
    pub(super) reason: usize,
}

impl Cut {
    /// For a mail, the most that is readable first; each next one shows half as much, for when the
    /// mail would be too large.
    pub(super) const MAIL: [Self; 4] = [Self::mail(50), Self::mail(25), Self::mail(12), Self::mail(6)];
    /// For a terminal.
    pub(super) const TERMINAL: Self =
        Self { items: 10, fields: 5, lines: 10, known: 10, repeat: Repeat::InFull, value: 60, reason: 300 };
    /// For a terminal, when somebody asks for all of it.
    pub(super) const ALL: Self = Self {
        items: usize::MAX,
        fields: usize::MAX,
        lines: usize::MAX,
        known: usize::MAX,
        repeat: Repeat::InFull,
        value: usize::MAX,
        reason: usize::MAX,
    };

    const fn mail(lines: usize) -> Self {
        let known = if lines < 20 { lines } else { 20 };
        Self { items: lines, fields: 8, lines, known, repeat: Repeat::InOneLine, value: 100, reason: 300 }
    }
}

/// How a problem is shown that was told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// As if it were new: the reader asked.
    InFull,
    /// That it is still there, without its text.
    InOneLine,
}

/// Where the whole of a cut list can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// In this attachment.
    Attached(&'static str),
    /// With the command that shows the run.
    Command,
}

/// A report in words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct View {
    /// `en`, `fr`.
    pub(super) language: &'static str,
    /// Subject of the mail.
    pub(super) subject: String,
    /// Name of the job.
    pub(super) job: String,
    /// One line of the job.
    pub(super) description: String,
    /// The outcome in one or two words.
    pub(super) title: String,
    /// The outcome in plain sentences.
    pub(super) sentence: String,
    /// How it looks: `good`, `quiet`, `warning`, `stopped`, `bad`.
    pub(super) tone: Tone,
    /// Numbers that are not zero.
    pub(super) counts: Vec<Count>,
    /// What else the run says of its outcome, line by line.
    pub(super) message: Vec<String>,
    /// What became of events and tickets, of a ticket job.
    pub(super) tickets: Option<TicketView>,
    /// What a person has to decide.
    pub(super) decisions: Option<Decisions>,
    /// Limits that refused the plan.
    pub(super) refusals: Vec<RefusalLine>,
    /// Command with which a person goes on.
    pub(super) go_on: Option<String>,
    /// The page of the console on which its plan is approved.
    pub(super) go_on_page: Option<String>,
    /// In words, that it is right, and where the command is given.
    pub(super) go_on_in: Option<String>,
    /// What happens when nobody does anything.
    pub(super) otherwise: Option<&'static str>,
    /// What a refused plan would do, by operation and class.
    pub(super) planned: Option<List<Group>>,
    /// What failed.
    pub(super) failures: Option<List<EntryLine>>,
    /// What was left out because the item moved.
    pub(super) moved: Option<List<EntryLine>>,
    /// What was begun and has no outcome.
    pub(super) unsettled: Option<List<EntryLine>>,
    /// How many records and values could not be used, in the form of the language.
    pub(super) rejected: Option<String>,
    /// Records and values that could not be used.
    pub(super) rejects: Option<List<RejectLine>>,
    /// Those of them that were told before.
    pub(super) known_rejects: Option<List<KnownLine>>,
    /// That rejects of the run before are none any more.
    pub(super) solved_rejects: Option<String>,
    /// What was written, by operation and class.
    pub(super) changes: Option<List<Group>>,
    /// Hand edits that stay.
    pub(super) kept: Option<List<KeptLine>>,
    /// Those that were reported before, a line each.
    pub(super) known_kept: Option<List<KnownLine>>,
    /// How many there are in all, when there are some.
    pub(super) kept_total: Option<String>,
    /// Facts of the run.
    pub(super) details: Vec<Detail>,
    /// Id of the run.
    pub(super) run: String,
    /// Command that shows the run.
    pub(super) show_command: String,
    /// The page of the console that shows it.
    pub(super) show_page: Option<String>,
    /// Labels of the language by their names.
    pub(super) t: BTreeMap<String, &'static str>,
}

/// A list that may be cut.
#[derive(Debug, Clone, Serialize)]
pub(super) struct List<T> {
    /// How many there are in all, in the form of the language.
    pub(super) total: String,
    /// Those that are shown.
    pub(super) lines: Vec<T>,
    /// How many more there are, when it is cut.
    pub(super) more: Option<String>,
    /// Where all of it can be read, when it is cut.
    pub(super) place: Option<String>,
}

/// A limit that refused the plan.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RefusalLine {
    /// The limit in the job file.
    pub(super) limit: String,
    /// What was counted and what is allowed.
    pub(super) reason: String,
}

/// A line of the journal that did not succeed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EntryLine {
    /// Operation and class.
    pub(super) what: String,
    /// Name for people.
    pub(super) label: String,
    /// Key and id, when they say more than the name.
    pub(super) ids: Option<String>,
    /// Why.
    pub(super) reason: String,
}

/// Records or values that could not be used for one reason.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RejectLine {
    /// File, sheet and rows.
    pub(super) place: String,
    /// Key of the record, where it is one, and name of the field.
    pub(super) ids: Option<String>,
    /// What was found and what is allowed.
    pub(super) reason: String,
    /// That the rest of the row was used, when it was.
    pub(super) effect: Option<&'static str>,
    /// Since when it is known, when it was told before.
    pub(super) since: Option<String>,
}

/// What was told before.
#[derive(Debug, Clone, Serialize)]
pub(super) struct KnownLine {
    /// File, sheet and rows; of a hand edit the item.
    pub(super) place: String,
    /// Key of the record, name of the field, since when it is known.
    pub(super) marks: String,
    /// Why it could not be used; of a hand edit nothing.
    pub(super) reason: Option<String>,
}

/// A field that stays as a person left it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct KeptLine {
    /// Name of the item.
    pub(super) label: String,
    /// Class, key, id.
    pub(super) ids: String,
    /// Field.
    pub(super) field: String,
    /// What the desk has, in words: `glpi has`.
    pub(super) live_label: String,
    /// What the desk has.
    pub(super) live: String,
    /// What the source has.
    pub(super) source: String,
    /// Why it stays.
    pub(super) reason: String,
}

/// A fact of the run.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Detail {
    /// What it is.
    pub(super) label: &'static str,
    /// The fact.
    pub(super) value: String,
}

impl View {
    /// A report in words.
    pub(super) fn new(report: &Report, cut: Cut, whole: Whole) -> Self {
        let locale = Locale::new(report);
        let shower = Shower {
            wording: Wording { schema: report.schema, language: report.language },
            locale,
            cut,
            whole,
            show_command: CommandLine::new("show").argument(report.run.id.short()).to_string(),
            today: locale.date_of(report.run.finished_at.unwrap_or(report.run.started_at)),
            pages: report.pages.clone(),
            console: report.console.clone(),
        };
        let page =
            |below: &str| pages::run_page(report.console.as_deref(), &report.run.job, &report.run.id, below);
        let entries = |state: EntryState| report.entries.iter().filter(move |entry| entry.state == state);
        let unsettled = entries(EntryState::Started).chain(entries(EntryState::Undone));
        let known = &report.known;
        let since = |at: usize| known.rejects.get(at).copied().flatten();
        let rejects = report.rejects.iter().enumerate().map(|(at, reject)| (reject, since(at)));
        let (new, old): (Vec<_>, Vec<_>) =
            rejects.partition(|(_, since)| cut.repeat == Repeat::InFull || since.is_none());
        let (new_rejects, old_rejects) = (grouped(new.into_iter()), grouped(old.into_iter()));
        let kept = || report.kept.iter().enumerate();
        let kept_since = |at: usize| known.kept.get(at).copied().flatten();
        let kept_in_full = |at: usize| cut.repeat == Repeat::InFull || kept_since(at).is_none();
        Self {
            language: locale.code(),
            subject: outcome::subject(report, locale),
            job: report.run.job.clone(),
            description: report.description.clone(),
            title: outcome::title(report, locale),
            sentence: outcome::sentence(report, locale),
            tone: outcome::tone(report),
            counts: outcome::counts(report, locale),
            message: outcome::further_message(report, locale)
                .iter()
                .flat_map(|message| message.lines())
                .map(|line| one_line(line, MESSAGE_LINE))
                .filter(|line| !line.is_empty())
                .collect(),
            tickets: tickets::tickets(&shower, report),
            decisions: decisions::decisions(&shower, report),
            refusals: report
                .refusals
                .iter()
                .map(|refusal| RefusalLine {
                    limit: shower.said(&refusal.limit).to_owned(),
                    reason: shower.said(&refusal.reason).to_owned(),
                })
                .collect(),
            go_on: report.go_on.clone(),
            go_on_page: report.go_on.as_ref().and_then(|_| page("/plan")),
            go_on_in: report
                .go_on
                .as_ref()
                .map(|_| locale.say(Phrase::GoOnIn, 1, &[("folder", &report.folder.display().to_string())])),
            otherwise: (report.planned.is_some() || !report.refusals.is_empty())
                .then(|| locale.label(Phrase::RefusedOtherwise)),
            planned: report.planned.as_ref().and_then(|plan| planned::list(&shower, plan)),
            failures: shower.list(entries(EntryState::Failed), |entry| shower.entry(entry)),
            moved: shower.list(entries(EntryState::ChangedSincePlan), |entry| shower.entry(entry)),
            unsettled: shower.list(unsettled, |entry| shower.entry(entry)),
            rejected: (!report.rejects.is_empty()).then(|| locale.number(report.rejects.len() as u64)),
            rejects: shower.list_rejects(cut.lines, &new_rejects, |same| shower.reject(same)),
            known_rejects: shower.list_rejects(cut.known, &old_rejects, |same| shower.known_reject(same)),
            solved_rejects: (known.solved_rejects > 0)
                .then(|| locale.say(Phrase::RejectsSolved, known.solved_rejects, &[])),
            changes: changes::list(&shower, entries(EntryState::Done)),
            kept_total: (!report.kept.is_empty()).then(|| locale.number(report.kept.len() as u64)),
            kept: shower.list(kept().filter(|(at, _)| kept_in_full(*at)), |(_, kept)| {
                shower.kept(kept, &report.system)
            }),
            known_kept: shower.list_of(
                cut.known,
                kept().filter(|(at, _)| !kept_in_full(*at)),
                |(at, kept)| shower.known_kept(kept, kept_since(at)),
            ),
            details: details(report, locale),
            run: report.run.id.to_string(),
            show_command: shower.show_command.clone(),
            show_page: page(""),
            t: locale.labels(),
        }
    }
}

/// Puts single things in words.
struct Shower {
    wording: Wording,
    locale: Locale,
    cut: Cut,
    whole: Whole,
    show_command: String,
    /// Day of the run.
    today: NaiveDate,
    /// Address of the pages of its system.
    pages: Option<String>,
    /// Address of the console.
    console: Option<String>,
}

impl Shower {
    /// The first lines of a list; `None` when it is empty.
    fn list<S, T>(&self, all: impl Iterator<Item = S>, line: impl Fn(S) -> T) -> Option<List<T>> {
        self.list_of(self.cut.lines, all, line)
    }

    /// The first `most` lines of a list; `None` when it is empty.
    fn list_of<S, T>(
        &self,
        most: usize,
        all: impl Iterator<Item = S>,
        line: impl Fn(S) -> T,
    ) -> Option<List<T>> {
        let mut lines = Vec::new();
        let mut total = 0;
        for one in all {
            total += 1;
            if lines.len() < most {
                lines.push(line(one));
            }
        }
        let cut = total - lines.len();
        let more = (cut > 0).then(|| self.more(cut));
        let place = (cut > 0).then(|| self.place());
        (total > 0).then(|| List { total: self.locale.number(total as u64), lines, more, place })
    }

    /// The first `most` groups of rejects; `None` when there is none.
    fn list_rejects<T>(
        &self,
        most: usize,
        groups: &[Same<'_>],
        line: impl Fn(&Same<'_>) -> T,
    ) -> Option<List<T>> {
        let count = |groups: &[Same<'_>]| groups.iter().map(|same| same.count).sum::<usize>();
        let (total, shown) = (count(groups), &groups[..groups.len().min(most)]);
        let cut = total - count(shown);
        (total > 0).then(|| List {
            total: self.locale.number(total as u64),
            lines: shown.iter().map(line).collect(),
            more: (cut > 0).then(|| self.more(cut)),
            place: (cut > 0).then(|| self.place()),
        })
    }

    /// That there are more.
    fn more(&self, more: usize) -> String {
        self.locale.say(Phrase::MoreHere, more as u64, &[])
    }

    /// Where all of it can be read.
    fn place(&self) -> String {
        match self.whole {
            Whole::Attached(file) => self.locale.say(Phrase::MoreAttached, 1, &[("file", file)]),
            Whole::Command => {
                let command = format!("{} --all", self.show_command);
                self.locale.say(Phrase::MoreShown, 1, &[("command", &command)])
            }
        }
    }

    fn what(&self, entry: &Entry) -> String {
        format!("{} · {}", self.locale.entry_operation(entry), self.wording.class(&entry.class))
    }

    /// Key and id as far as they say more than the name.
    fn ids(&self, label: &str, key: &str, id: Option<i64>) -> Option<String> {
        let key = (!key.is_empty() && key != label).then(|| one_line(key, self.cut.value));
        let id = id.map(|id| format!("#{id}"));
        let ids: Vec<String> = key.into_iter().chain(id).collect();
        (!ids.is_empty()).then(|| ids.join(" · "))
    }

    /// A text in the language of the report.
    fn said<'s>(&self, said: &'s Said) -> &'s str {
        said.text(self.locale.language)
    }

    fn entry(&self, entry: &Entry) -> EntryLine {
        let without_message = match entry.state {
            EntryState::Started => Phrase::Unknown,
            EntryState::Undone => Phrase::Undone,
            EntryState::Done | EntryState::Failed | EntryState::ChangedSincePlan => Phrase::NoReason,
        };
        EntryLine {
            what: self.what(entry),
            label: one_line(&entry.label, self.cut.value),
            ids: self.ids(&entry.label, &entry.source_key, entry.remote_id),
            reason: match &entry.message {
                Some(message) => one_line(self.said(message), self.cut.reason),
                None => self.locale.label(without_message).to_owned(),
            },
        }
    }

    fn reject(&self, same: &Same<'_>) -> RejectLine {
        let ids = self.reject_ids(same);
        let count = same.count as u64;
        RejectLine {
            place: self.reject_place(same),
            ids: (!ids.is_empty()).then(|| ids.join(" · ")),
            reason: match same.first.partial {
                true => sentence(self.reject_reason(same)),
                false => self.reject_reason(same),
            },
            effect: same.first.partial.then(|| Phrase::RestUsed.form(self.locale.language, count)),
            since: same.since.map(|since| self.known_since(since)),
        }
    }

    fn known_reject(&self, same: &Same<'_>) -> KnownLine {
        let since = same.since.map(|since| self.known_since(since));
        let marks: Vec<String> = self.reject_ids(same).into_iter().chain(since).collect();
        let reason = Some(self.reject_reason(same));
        KnownLine { place: self.reject_place(same), marks: marks.join(" · "), reason }
    }

    fn reject_reason(&self, same: &Same<'_>) -> String {
        one_line(self.said(&same.first.reason), self.cut.reason)
    }

    /// The row; of several how many there are, with the first of them.
    fn reject_place(&self, same: &Same<'_>) -> String {
        let origin = &same.first.origin;
        if same.count == 1 {
            return self.locale.place(origin);
        }
        let place = self.locale.place(&Origin { row: None, ..origin.clone() });
        self.locale.say(Phrase::PlaceRows, same.count as u64, &[("place", &place), ("rows", &same.rows())])
    }

    fn known_kept(&self, kept: &crate::model::change::Kept, since: Option<DateTime<Utc>>) -> KnownLine {
        let ids = self.ids(&kept.label, &kept.source_key, Some(kept.remote_id));
        let name = self.wording.field(kept.class.as_str(), &kept.field);
        let field = format!("{} {name}", self.locale.label(Phrase::Field));
        let class = self.wording.class(kept.class.as_str()).to_owned();
        let since = since.map(|since| self.known_since(since));
        let marks: Vec<String> = [Some(class), ids, Some(field), since].into_iter().flatten().collect();
        KnownLine { place: one_line(&kept.label, self.cut.value), marks: marks.join(" · "), reason: None }
    }

    fn known_since(&self, since: DateTime<Utc>) -> String {
        self.locale.say(Phrase::KnownSince, 1, &[("day", &self.locale.day_of(since))])
    }

    /// Key of the record, where it is one, and name of the field.
    fn reject_ids(&self, same: &Same<'_>) -> Vec<String> {
        let reject = same.first;
        // A reject does not say its class; columns that are called alike everywhere have their label.
        let field = reject
            .field
            .as_ref()
            .map(|field| format!("{} {}", self.locale.label(Phrase::Field), self.wording.field("", field)));
        let key = reject.source_key.as_deref().filter(|_| same.count == 1);
        let key = key.map(|key| one_line(key, self.cut.value));
        key.into_iter().chain(field).collect()
    }

    fn kept(&self, kept: &crate::model::change::Kept, system: &str) -> KeptLine {
        let class = self.wording.class(kept.class.as_str());
        let ids = self.ids(&kept.label, &kept.source_key, Some(kept.remote_id)).unwrap_or_default();
        let value = |shown: &Shown| {
            let told = told_of_field(self.wording.schema, &kept.field, shown);
            one_line(self.said(&told), self.cut.value)
        };
        KeptLine {
            label: one_line(&kept.label, self.cut.value),
            ids: format!("{class} · {ids}"),
            field: self.wording.field(kept.class.as_str(), &kept.field).into_owned(),
            live_label: self.locale.say(Phrase::KeptLive, 1, &[("system", system)]),
            live: value(&kept.live),
            source: value(&kept.source),
            reason: one_line(self.said(&kept.reason), self.cut.reason),
        }
    }
}

/// A text with a full stop, behind which another sentence follows.
fn sentence(text: String) -> String {
    if text.ends_with(['.', '!', '?', '…']) { text } else { text + "." }
}

/// What may be one thing and is nobody's to decide here.
fn alike(report: &Report, locale: Locale) -> String {
    let file = [("file", super::table::XLSX)];
    locale.say(Phrase::AlikeAttached, report.alike.len() as u64, &file)
}

fn details(report: &Report, locale: Locale) -> Vec<Detail> {
    let run = &report.run;
    let read: Vec<String> = run
        .records
        .iter()
        .map(|(mapping, count)| {
            format!("{mapping}{}{}", locale.label(Phrase::Colon), locale.say(Phrase::Records, *count, &[]))
        })
        .collect();
    let job = match report.description.as_str() {
        "" => run.job.clone(),
        description => format!("{} – {description}", run.job),
    };
    let started_by = match run.trigger {
        Trigger::Command => Phrase::ByCommand,
        Trigger::Schedule => Phrase::BySchedule,
        Trigger::Request => Phrase::ByRequest,
    };
    let columns: Vec<String> =
        report.columns.iter().map(|line| one_line(line.text(locale.language), MESSAGE_LINE)).collect();
    let sources: Vec<String> =
        report.sources.iter().map(|line| one_line(line.text(locale.language), MESSAGE_LINE)).collect();
    let mut notes: Vec<String> = report
        .notes
        .iter()
        .take(NOTES)
        .map(|line| one_line(line.text(locale.language), MESSAGE_LINE))
        .collect();
    let more = report.notes.len().saturating_sub(NOTES);
    notes.extend((more > 0).then(|| locale.say(Phrase::MoreHere, more as u64, &[])));
    let changed: Vec<String> = facts(report)
        .map(|asked| {
            let said = |said: &Said| said.text(locale.language).to_owned();
            let colon = locale.label(Phrase::Colon);
            format!("{}{colon}{}", said(&asked.question.label), said(&asked.question.text))
        })
        .map(|line| one_line(&line, MESSAGE_LINE))
        .collect();
    let details = [
        (Phrase::Job, Some(job)),
        (Phrase::System, Some(report.system.clone())),
        (Phrase::Started, Some(locale.moment(run.started_at))),
        (Phrase::Duration, run.finished_at.map(|end| locale.span(run.started_at, end))),
        (Phrase::StartedBy, Some(locale.label(started_by).to_owned())),
        (Phrase::Read, (!read.is_empty()).then(|| read.join(", "))),
        (Phrase::ValuesChanged, (!changed.is_empty()).then(|| changed.join(" "))),
        (Phrase::Sources, (!sources.is_empty()).then(|| sources.join(" "))),
        (Phrase::Columns, (!columns.is_empty()).then(|| columns.join(" "))),
        (Phrase::Notes, (!notes.is_empty()).then(|| notes.join(" · "))),
        (Phrase::AlikeRest, (!report.alike.is_empty()).then(|| alike(report, locale))),
        (Phrase::NextRun, report.next_run.map(|next| locale.moment(next))),
        (Phrase::Node, Some(run.node.clone())),
        (Phrase::Folder, Some(report.folder.display().to_string())),
        (Phrase::Run, Some(run.id.to_string())),
    ];
    details
        .into_iter()
        .filter_map(|(phrase, value)| value.map(|value| Detail { label: locale.label(phrase), value }))
        .collect()
}
