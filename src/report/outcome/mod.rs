//! What came of a run, in one badge, one subject line, a few plain sentences and the counts.

mod tickets;

use serde::Serialize;

use super::asked;
use super::wrap::one_line;
use crate::message::Locale;
use crate::message::Phrase;
use crate::model::journal::RunState;
use crate::model::report::Report;
use crate::model::{AskedQuestion, Standing, Topic};

/// Longest reason in a subject, in characters; mail programs show about 70.
const SUBJECT_REASON: usize = 140;

/// How an outcome looks; the words never depend on it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tone {
    /// As it should be.
    Good,
    /// Nothing happened.
    Quiet,
    /// Somebody should look.
    Warning,
    /// Somebody must decide.
    Stopped,
    /// Somebody must act.
    Bad,
}

/// One number of the counts.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Count {
    /// The number in the form of the language.
    pub(super) value: String,
    /// What is counted.
    pub(super) label: &'static str,
    /// How it looks.
    pub(super) tone: Tone,
}

/// Rejects by what was left out.
#[derive(Debug, Clone, Copy)]
struct Rejected {
    rows: u64,
    values: u64,
}

impl Rejected {
    fn of(report: &Report) -> Self {
        let values = report.rejects.iter().filter(|reject| reject.partial).count() as u64;
        let all = (report.rejects.len() as u64).max(report.counts.reject);
        Self { rows: all - values, values }
    }
}

/// True when everything that was planned was written, so that the plan's counts are what was written.
fn went_as_planned(report: &Report) -> bool {
    matches!(report.run.state, RunState::Done | RunState::Partial)
        && report.run.failed + report.run.changed_since_plan + untried(report) == 0
}

/// Changes of the plan that were not even tried: the run was stopped, or ended, before them.
fn untried(report: &Report) -> u64 {
    let run = &report.run;
    let tried = run.applied + run.failed + run.changed_since_plan;
    match run.state {
        RunState::Refused | RunState::Running => 0,
        RunState::Done | RunState::Partial | RunState::Failed | RunState::Interrupted => {
            report.counts.changes().saturating_sub(tried)
        }
    }
}

/// How much was done, and whether something of a ticket job was not.
fn done(report: &Report) -> (u64, bool) {
    match &report.tickets {
        Some(tickets) => (tickets.done.len() as u64, tickets::is_incomplete(tickets)),
        None => (report.counts.changes(), false),
    }
}

/// The look of the outcome.
pub(super) fn tone(report: &Report) -> Tone {
    let (changes, incomplete) = done(report);
    match report.run.state {
        RunState::Done if incomplete => Tone::Warning,
        RunState::Done if changes == 0 && asked::open(report) > 0 => Tone::Stopped,
        RunState::Done if changes == 0 => Tone::Quiet,
        RunState::Done => Tone::Good,
        RunState::Running => Tone::Quiet,
        RunState::Partial | RunState::Interrupted => Tone::Warning,
        RunState::Refused => Tone::Stopped,
        RunState::Failed => Tone::Bad,
    }
}

/// The outcome in one or two words.
pub(super) fn title(report: &Report, locale: Locale) -> String {
    let (changes, incomplete) = done(report);
    let quiet = changes == 0 && report.counts.reject == 0 && report.rejects.is_empty();
    let asked = asked::open(report);
    if report.run.state == RunState::Done && quiet && !incomplete && asked > 0 {
        return locale.say(Phrase::AskedNew, asked, &[]);
    }
    let title = match report.run.state {
        RunState::Done if incomplete => Phrase::TitlePartial,
        RunState::Done if quiet => Phrase::TitleNothing,
        RunState::Done => Phrase::TitleDone,
        RunState::Partial => Phrase::TitlePartial,
        RunState::Refused => Phrase::TitleRefused,
        RunState::Failed => Phrase::TitleFailed,
        RunState::Interrupted => Phrase::TitleInterrupted,
        RunState::Running => Phrase::TitleRunning,
    };
    locale.label(title).to_owned()
}

/// The subject: `[stocktake] <job>: <outcome>`.
pub(super) fn subject(report: &Report, locale: Locale) -> String {
    let mut outcome = match report.run.state {
        RunState::Done | RunState::Partial => written(report, locale),
        RunState::Refused => reasoned(locale, Phrase::SubjectRefused, &refusal_reason(report, locale)),
        RunState::Failed => reasoned(locale, Phrase::SubjectFailed, &message(report, locale)),
        RunState::Interrupted => locale.label(Phrase::SubjectInterrupted).to_owned(),
        RunState::Running => locale.label(Phrase::SubjectRunning).to_owned(),
    };
    let asked = asked::told(report);
    if asked > 0 {
        let asked = locale.say(Phrase::AskedNew, asked, &[]);
        // Somebody who is to decide has something to do.
        outcome = if outcome == locale.label(Phrase::SubjectNothing) {
            asked
        } else {
            format!("{outcome}, {asked}")
        };
    }
    let named = format!("[stocktake] {}", report.run.job);
    one_line(&locale.say(Phrase::SubjectReason, 1, &[("outcome", &named), ("reason", &outcome)]), 250)
}

fn written(report: &Report, locale: Locale) -> String {
    if let Some(tickets) = &report.tickets {
        return tickets::subject(tickets, locale);
    }
    let rejected = Rejected::of(report);
    let total = locale.number(report.counts.changes());
    let numbers: Vec<(u64, Phrase)> = if went_as_planned(report) {
        let counts = report.counts;
        vec![
            (counts.create, Phrase::Created),
            (counts.update, Phrase::Updated),
            (counts.retire, Phrase::Retired),
            (counts.restore, Phrase::Restored),
        ]
    } else if report.run.failed > 0 {
        vec![
            (report.run.failed, Phrase::FailedOf),
            (report.run.applied, Phrase::Written),
            (report.run.changed_since_plan, Phrase::LeftOut),
            (untried(report), Phrase::NotTried),
        ]
    } else {
        vec![
            (report.run.applied, Phrase::WrittenOf),
            (report.run.changed_since_plan, Phrase::LeftOut),
            (untried(report), Phrase::NotTried),
        ]
    };
    let mut parts: Vec<String> = Vec::new();
    let rejects = [(rejected.rows, Phrase::RowsRejected), (rejected.values, Phrase::ValuesRejected)];
    if numbers.iter().all(|(number, _)| *number == 0) {
        let none = if rejected.rows + rejected.values == 0 {
            Phrase::SubjectNothing
        } else {
            Phrase::SubjectNoChange
        };
        parts.push(locale.label(none).to_owned());
    }
    for (number, phrase) in numbers.into_iter().chain(rejects) {
        if number > 0 {
            parts.push(locale.say(phrase, number, &[("total", &total)]));
        }
    }
    parts.join(", ")
}

fn reasoned(locale: Locale, outcome: Phrase, reason: &str) -> String {
    let outcome = locale.label(outcome);
    if reason.is_empty() {
        return outcome.to_owned();
    }
    locale.say(Phrase::SubjectReason, 1, &[("outcome", outcome), ("reason", reason)])
}

fn refusal_reason(report: &Report, locale: Locale) -> String {
    let Some(first) = report.refusals.first() else { return message(report, locale) };
    let reason = one_line(first.reason.text(locale.language).trim_end_matches('.'), SUBJECT_REASON);
    match report.refusals.len() as u64 - 1 {
        0 => reason,
        more => locale.say(Phrase::SubjectMoreReasons, more, &[("reason", &reason)]),
    }
}

/// First line of the run's message, cut for a subject and without its full stop; empty when it has
/// none.
fn message(report: &Report, locale: Locale) -> String {
    let (first, _) = message_parts(report, locale);
    one_line(first.trim_end_matches('.'), SUBJECT_REASON)
}

/// First line of the run's message and what follows, each possibly empty.
fn message_parts(report: &Report, locale: Locale) -> (&str, &str) {
    let message = report.run.message.as_ref().map_or("", |message| message.text(locale.language)).trim();
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    (first.trim(), rest.trim())
}

/// What the sentences leave out of the run's message: the lines after the first of a failure, all
/// of it for other outcomes.
pub(super) fn further_message(report: &Report, locale: Locale) -> Option<String> {
    let (first, rest) = message_parts(report, locale);
    let further = match report.run.state {
        RunState::Failed => rest.to_owned(),
        RunState::Refused if !report.refusals.is_empty() => String::new(),
        RunState::Refused
        | RunState::Done
        | RunState::Partial
        | RunState::Interrupted
        | RunState::Running => format!("{first}\n{rest}"),
    };
    let further = further.trim();
    (!further.is_empty()).then(|| further.to_owned())
}

/// The outcome in plain sentences.
pub(super) fn sentence(report: &Report, locale: Locale) -> String {
    let system = [("system", report.system.as_str())];
    match report.run.state {
        RunState::Done | RunState::Partial => done_sentences(report, locale).join(" "),
        RunState::Refused => {
            locale.say(Phrase::SentenceRefused, report.refusals.len().max(1) as u64, &system)
        }
        RunState::Failed => {
            let (reason, _) = message_parts(report, locale);
            let went = match reason.trim_end_matches('.') {
                "" => locale.label(Phrase::SentenceFailedPlain).to_owned(),
                reason => locale.say(Phrase::SentenceFailed, 1, &[("reason", reason)]),
            };
            format!("{went} {}", before(report, locale))
        }
        RunState::Interrupted => {
            format!("{} {}", locale.label(Phrase::SentenceInterrupted), before(report, locale))
        }
        RunState::Running => locale.label(Phrase::SentenceRunning).to_owned(),
    }
}

fn before(report: &Report, locale: Locale) -> String {
    if let Some(tickets) = &report.tickets {
        return tickets::before(tickets, locale);
    }
    let run = &report.run;
    let phrase = if run.applied == 0 { Phrase::NothingWritten } else { Phrase::WrittenBefore };
    let written = locale.say(phrase, run.applied, &[("system", &report.system)]);
    let more = [
        (run.failed, Phrase::SentenceOpen),
        (run.changed_since_plan, Phrase::SentenceMoved),
        (untried(report), Phrase::SentenceUntried),
    ];
    let more = more.into_iter().filter(|(number, _)| *number > 0);
    let sentences = more.map(|(number, phrase)| locale.say(phrase, number, &[]));
    std::iter::once(written).chain(sentences).collect::<Vec<_>>().join(" ")
}

fn done_sentences(report: &Report, locale: Locale) -> Vec<String> {
    if let Some(tickets) = &report.tickets {
        return tickets::sentences(tickets, locale);
    }
    let system = ("system", report.system.as_str());
    let total = locale.number(report.counts.changes());
    let rejected = Rejected::of(report);
    let main = match (report.counts.changes(), went_as_planned(report)) {
        (0, _) if agrees(report, &rejected) => locale.say(Phrase::SentenceNothing, 1, &[system]),
        (0, _) => locale.say(Phrase::SentenceNoChange, 1, &[system]),
        (changes, true) => locale.say(Phrase::SentenceDone, changes, &[system]),
        (_, false) => locale.say(Phrase::SentencePartial, report.run.applied, &[system, ("total", &total)]),
    };
    let more = [
        (report.run.failed, Phrase::SentenceFailures),
        (report.run.changed_since_plan, Phrase::SentenceMoved),
        (untried(report), Phrase::SentenceUntried),
        (rejected.rows, Phrase::SentenceRejects),
        (rejected.values, Phrase::SentenceValues),
    ];
    let more = more.into_iter().filter(|(number, _)| *number > 0);
    std::iter::once(main).chain(more.map(|(number, phrase)| locale.say(phrase, number, &[]))).collect()
}

/// The desk is as the source says: nothing stays otherwise, waits, or was only adopted or undone.
fn agrees(report: &Report, rejected: &Rejected) -> bool {
    let waits = |asked: &AskedQuestion| {
        asked.standing != Standing::Solved
            && matches!(asked.question.topic, Topic::Held | Topic::Conflict | Topic::Fight)
    };
    rejected.rows + rejected.values == 0
        && report.kept.is_empty()
        && report.run.message.is_none()
        && !report.questions.iter().any(waits)
}

/// The counts that are not zero. What a plan would have done is named so when it was not done.
pub(super) fn counts(report: &Report, locale: Locale) -> Vec<Count> {
    let mut numbers = match &report.tickets {
        Some(tickets) => tickets::numbers(tickets),
        None => written_numbers(report),
    };
    numbers.push((asked::open(report), Phrase::CountQuestions, Tone::Warning));
    match &report.tickets {
        Some(tickets) => numbers.extend(tickets::standing(tickets)),
        None => numbers.extend(source_numbers(report)),
    }
    numbers
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, phrase, tone)| Count {
            value: locale.number(number),
            label: phrase.form(locale.language, number),
            tone,
        })
        .collect()
}

/// A number, what is counted, and how it looks.
type Number = (u64, Phrase, Tone);

fn written_numbers(report: &Report) -> Vec<Number> {
    let plan = report.counts;
    let run = &report.run;
    match run.state {
        RunState::Done | RunState::Partial if went_as_planned(report) => vec![
            (plan.create, Phrase::CountCreate, Tone::Good),
            (plan.update, Phrase::CountUpdate, Tone::Good),
            (plan.retire, Phrase::CountRetire, Tone::Good),
            (plan.restore, Phrase::CountRestore, Tone::Good),
        ],
        RunState::Done | RunState::Partial | RunState::Interrupted | RunState::Failed | RunState::Running => {
            vec![
                (run.applied, Phrase::CountWritten, Tone::Good),
                (run.failed, Phrase::CountFailed, Tone::Bad),
                (run.changed_since_plan, Phrase::CountMoved, Tone::Warning),
                (untried(report), Phrase::CountUntried, Tone::Warning),
            ]
        }
        RunState::Refused => vec![
            (plan.create, Phrase::PlanCreate, Tone::Quiet),
            (plan.update, Phrase::PlanUpdate, Tone::Quiet),
            (plan.retire, Phrase::PlanRetire, Tone::Quiet),
            (plan.restore, Phrase::PlanRestore, Tone::Quiet),
        ],
    }
}

fn source_numbers(report: &Report) -> [Number; 4] {
    let rejected = Rejected::of(report);
    [
        (rejected.rows, Phrase::CountRows, Tone::Warning),
        (rejected.values, Phrase::CountValues, Tone::Warning),
        (report.kept.len() as u64, Phrase::CountKept, Tone::Quiet),
        (report.counts.unchanged, Phrase::CountUnchanged, Tone::Quiet),
    ]
}
