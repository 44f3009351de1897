//! A plan of a ticket job for people: text for a terminal, Markdown for a review. Pure.

mod markdown;
mod words;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::ticket_job::OnOpen;

use super::plan::{PlannedAct, TicketPlan};
use super::{Act, Failure, Opening};
use words::Verb;

pub use markdown::markdown;

/// Most lines of a description.
const TEXT_LINES: usize = 6;
/// Narrowest page, in columns.
const NARROWEST: usize = 40;

/// True when nothing would be done at a desk or a monitor.
pub fn is_empty(plan: &TicketPlan) -> bool {
    plan.seen().next().is_none()
}

/// A plan as lines of at most `width` columns. At most `limit` acts of a kind and as many events that
/// are left alone are listed (all when `None`).
pub fn text(plan: &TicketPlan, limit: Option<usize>, width: usize, language: Language) -> String {
    let mut page = Page {
        text: String::new(),
        width: width.max(NARROWEST),
        shown: limit.unwrap_or(usize::MAX),
        language,
    };
    page.wrapped(0, &message::ticket_plan::title(&plan.job).text(language));
    page.wrapped(2, &words::tally(plan, language));
    page.trouble(plan);
    for verb in Verb::ALL {
        let acts: Vec<&PlannedAct> =
            plan.seen().filter(|planned| Verb::of(&planned.act) == Some(verb)).collect();
        page.section(verb.heading(), &acts, Page::act);
    }
    page.section(message::ticket_plan::cannot_be_made(), &plan.failures, |page, failure| {
        let Failure { event, rule, reason, .. } = failure;
        page.item('!', &message::ticket_plan::failed(event, rule, reason).text(language));
    });
    page.section(message::ticket_plan::left_out_title(), &plan.left_out, |page, left| {
        page.item('?', &words::left_out(left, language));
    });
    page.left_alone(plan);
    page.section(message::ticket_plan::out_of_step_title(), &plan.out_of_step, |page, step| {
        page.item('?', &words::out_of_step(plan, step, language));
    });
    page.text
}

/// Lines written so far.
struct Page {
    text: String,
    width: usize,
    shown: usize,
    language: Language,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// One line of a text, cut at the width.
    fn cut(&mut self, indent: usize, text: &str) {
        let room = self.width.saturating_sub(indent);
        self.line(&format!("{:indent$}{}", "", words::cut(&words::harmless(text), room)));
    }

    /// A text broken at spaces; what follows hangs by two columns. A word longer than a line is cut.
    fn wrapped(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let room = self.width.saturating_sub(rest.len());
        let text = words::harmless(text);
        let whole: Vec<String> =
            text.split(' ').filter(|word| !word.is_empty()).map(|word| words::cut(word, room)).collect();
        let form = Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::wrap(&whole.join(" "), form).iter().for_each(|line| self.line(line));
    }

    fn item(&mut self, sign: char, text: &str) {
        self.wrapped(2, &format!("{sign} {text}"));
    }

    fn section<T>(&mut self, name: Message, all: &[T], write: impl Fn(&mut Self, &T)) {
        if all.is_empty() {
            return;
        }
        self.line("");
        self.wrapped(0, &format!("{} ({})", name.text(self.language), all.len()));
        all.iter().take(self.shown).for_each(|one| write(self, one));
        self.more(all.len());
    }

    /// That a list goes on.
    fn more(&mut self, total: usize) {
        if total > self.shown {
            self.wrapped(2, &message::ticket_plan::more_in_json(total - self.shown).text(self.language));
        }
    }

    fn trouble(&mut self, plan: &TicketPlan) {
        for (name, trouble) in words::trouble(plan) {
            self.item('!', &message::ticket_plan::of_ticket(name, trouble).text(self.language));
        }
    }

    fn act(&mut self, planned: &&PlannedAct) {
        let language = self.language;
        let ticket = || words::planned_ticket(planned, language);
        match &planned.act {
            Act::Open(opening) => self.opening(planned, opening),
            Act::Remember(_) => {}
            Act::Release { monitor, object, .. } => {
                self.item('@', &message::ticket_plan::released(object, monitor, ticket()).text(language));
            }
            Act::Note(note) => {
                self.item(
                    '~',
                    &message::ticket_plan::note(ticket(), words::visibility(note.visibility, language))
                        .text(language),
                );
                self.description(&note.text);
            }
            Act::Reopen(reopening) => {
                self.item('^', &ticket());
                self.events(&words::events(&reopening.events, language));
                self.description(&reopening.text);
            }
            Act::Resolve { resolution, .. } => {
                self.item('-', &ticket());
                let code = resolution.code.iter().map(|code| message::ticket_plan::code(code).text(language));
                let fields = resolution.fields.iter().map(|(column, value)| format!("{column} = {value}"));
                let told: Vec<String> = code.chain(fields).collect();
                if !told.is_empty() {
                    self.wrapped(6, &told.join(", "));
                }
                self.description(&resolution.text);
            }
            Act::Answer { event, how, .. } => {
                let event = words::event_name(event);
                let said = match how {
                    OnOpen::Acknowledge | OnOpen::Nothing => {
                        message::ticket_plan::answered_with(event, ticket())
                    }
                    OnOpen::Comment => message::ticket_plan::told_about(event, ticket()),
                };
                self.item('@', &said.text(language));
            }
            Act::Revise(revision) => {
                self.item('^', &ticket());
                for line in words::revision(revision, language) {
                    self.wrapped(6, &line);
                }
                self.description(revision.text.as_deref().unwrap_or_default());
            }
            Act::Relay(relay) => {
                let event = words::event_name(&relay.event);
                self.item('@', &message::ticket_plan::told_about(event, ticket()).text(language));
                self.description(&relay.text);
            }
            Act::TellState { event, act, .. } => {
                let act = message::ticket_plan::act(act.as_str());
                let event = words::event_name(event);
                self.item('@', &message::ticket_plan::told_state(event, act, ticket()).text(language));
            }
            Act::TellClosed { event, how, .. } => {
                self.item(
                    '@',
                    &message::ticket_plan::closed(
                        words::event_name(event),
                        words::told_closed(*how),
                        ticket(),
                    )
                    .text(language),
                );
            }
        }
    }

    fn opening(&mut self, planned: &PlannedAct, opening: &Opening) {
        self.item('+', &words::opening_head(opening, self.language));
        for fact in words::facts(planned, opening, self.language) {
            self.wrapped(6, &fact);
        }
        self.events(&words::events(&opening.events, self.language));
        self.description(&opening.draft.text);
    }

    fn events(&mut self, events: &[String]) {
        for event in events.iter().take(self.shown) {
            self.wrapped(6, &format!("* {event}"));
        }
        if events.len() > self.shown {
            self.cut(6, &message::ticket_plan::more_events(events.len() - self.shown).text(self.language));
        }
    }

    fn description(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        for line in lines.iter().take(TEXT_LINES) {
            self.cut(6, &format!("| {line}"));
        }
        if lines.len() > TEXT_LINES {
            let more = lines.len() - TEXT_LINES;
            self.cut(6, &format!("| {}", message::ticket_plan::more_lines(more).text(self.language)));
        }
    }

    /// Events with a ticket are only counted.
    fn left_alone(&mut self, plan: &TicketPlan) {
        if plan.left_alone.is_empty() {
            return;
        }
        self.line("");
        self.line(&message::ticket_plan::left_alone(plan.left_alone.len()).text(self.language));
        self.wrapped(2, &words::tally_left(plan, self.language));
        let listed = words::without_ticket(plan);
        for left in listed.iter().take(self.shown) {
            self.item('=', &words::left_alone(plan, left, self.language));
        }
        self.more(listed.len());
    }
}
