//! Lines of the matrix element type × criticality → impact, urgency and priority.
//!
//! A word counts on one scale for every desk and is translated; a number is the desk's own.

use std::collections::BTreeMap;

use super::select::{self, covers};
use super::{FileCheck, code};
use crate::config::check::names::Desk;
use crate::config::raw::ticket_job::RawPriorityLine;
use crate::config::raw::{At, LevelText};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::event::{ElementKind, Severity};
use crate::model::ticket_job::{LineOf, Pattern, PriorityLine, Word};

/// The highest priority of a GLPI.
const MAJOR: i64 = 6;

/// The lowest level of the widest scale.
const WIDEST: u8 = 5;

/// A line as it stands in the file, for whatever desk.
#[derive(Debug, Clone)]
pub(super) struct Line {
    kinds: Vec<ElementKind>,
    severities: Vec<Severity>,
    labels: BTreeMap<String, Pattern>,
    impact: Option<Level>,
    urgency: Option<Level>,
    priority: Option<Level>,
}

/// A level of the one scale, or of the desk's own.
#[derive(Debug, Clone, Copy)]
enum Level {
    Word(Word),
    Number(u8),
}

/// Checks lines that are used at these desks.
pub(super) fn lines(check: &mut FileCheck<'_>, raw: &[At<RawPriorityLine>], desks: &[&Desk]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for raw in raw {
        let line = line(check, raw, desks);
        let before = lines.iter().any(|before| takes_all_of(before, &line));
        if before && check.is_whole() {
            check
                .report(code::UNREACHABLE, &raw.span, message::config::ticket_job::line_before_fits())
                .label(label::never_reached())
                .help(message::config::ticket_job::special_lines_first());
        }
        lines.push(line);
    }
    lines
}

/// Whether a line takes every event that a later one would.
fn takes_all_of(before: &Line, line: &Line) -> bool {
    covers(&before.kinds, &line.kinds)
        && covers(&before.severities, &line.severities)
        && before.labels.iter().all(|(label, pattern)| line.labels.get(label) == Some(pattern))
}

/// Lines in the scales of the desk of a rule: only GLPI is told a priority.
pub(super) fn at_desk(lines: &[Line], of: LineOf, desk: Option<&Desk>) -> Vec<PriorityLine> {
    let takes_priority = desk.is_none_or(|desk| desk.form.takes_priority);
    let level = |level: Option<Level>, lowest: u8| {
        level.map(|level| match level {
            Level::Word(word) => word.of(lowest),
            Level::Number(number) => number,
        })
    };
    let at_desk = |line: &Line| PriorityLine {
        of,
        kinds: line.kinds.clone(),
        severities: line.severities.clone(),
        labels: line.labels.clone(),
        impact: level(line.impact, desk.map_or(WIDEST, Desk::lowest_impact)),
        urgency: level(line.urgency, desk.map_or(WIDEST, Desk::lowest_urgency)),
        priority: line.priority.filter(|_| takes_priority).map(|level| match level {
            Level::Word(word) => word.of_glpi(),
            Level::Number(number) => number,
        }),
    };
    lines.iter().map(at_desk).collect()
}

fn line(check: &mut FileCheck<'_>, raw: &At<RawPriorityLine>, desks: &[&Desk]) -> Line {
    let lost = ["impact", "urgency", "priority"].iter().any(|key| check.was_lost(&raw.span, key));
    if raw.impact.is_none() && raw.urgency.is_none() && raw.priority.is_none() && !lost {
        check.missing(&raw.span, "impact", message::config::ticket_job::what_the_line_gives());
    }
    Line {
        kinds: raw.kinds.iter().map(|kind| kind.value).collect(),
        severities: raw.severities.iter().map(|severity| severity.value).collect(),
        labels: select::labels(check, &raw.labels),
        impact: raw.impact.as_ref().and_then(|raw| level(check, raw, desks, Desk::lowest_impact)),
        urgency: raw.urgency.as_ref().and_then(|raw| level(check, raw, desks, Desk::lowest_urgency)),
        priority: raw.priority.as_ref().and_then(|raw| priority(check, raw, desks)),
    }
}

/// An impact or urgency in words, or in the scale of each of the desks; `None` after a problem.
fn level(
    check: &mut FileCheck<'_>,
    raw: &At<LevelText>,
    desks: &[&Desk],
    lowest: impl Fn(&Desk) -> u8,
) -> Option<Level> {
    let number = match &raw.value {
        LevelText::Word(text) => return word(check, raw, text, &Word::OF_LEVELS).map(Level::Word),
        LevelText::Number(number) => *number,
    };
    let narrowest = desks.iter().min_by_key(|desk| lowest(desk));
    let most = narrowest.map_or(WIDEST, |desk| lowest(desk));
    let level = u8::try_from(number).ok().filter(|level| (1..=most).contains(level));
    if level.is_none() {
        let at = narrowest
            .map_or_else(String::new, |desk| message::config::ticket_job::at_product(desk.product()).into());
        check
            .report(code::OUT_OF_RANGE, &raw.span, message::config::value::out_of_range(number))
            .label(label::out_of_range())
            .help(message::config::ticket_job::levels(most, at));
    }
    level.map(Level::Number)
}

fn word(check: &mut FileCheck<'_>, raw: &At<LevelText>, text: &str, known: &[Word]) -> Option<Word> {
    let found = known.iter().copied().find(|word| word.as_str() == text.trim());
    if found.is_none() {
        let words: Vec<&str> = known.iter().map(|word| word.as_str()).collect();
        check
            .report(code::BAD_NAME, &raw.span, message::config::ticket_job::no_such_level(text.trim()))
            .label(label::unknown_level())
            .help(suggest(text, known::allowed(), &words));
    }
    found
}

fn priority(check: &mut FileCheck<'_>, raw: &At<LevelText>, desks: &[&Desk]) -> Option<Level> {
    if let Some(desk) = desks.first().filter(|_| !desks.iter().any(|desk| desk.form.takes_priority)) {
        let message = message::config::ticket_job::priority_is_computed(desk.product());
        check
            .report(code::WITHOUT_EFFECT, &raw.span, message)
            .label(label::never_written())
            .help(message::config::ticket_job::give_impact_and_urgency());
        return None;
    }
    let number = match &raw.value {
        LevelText::Word(text) => return word(check, raw, text, &Word::ALL).map(Level::Word),
        LevelText::Number(number) => *number,
    };
    if !(1..=MAJOR).contains(&number) {
        check
            .report(code::OUT_OF_RANGE, &raw.span, message::config::value::out_of_range(number))
            .label(label::out_of_range())
            .help(message::config::ticket_job::priorities_of_glpi());
        return None;
    }
    let number = u8::try_from(number).ok()?;
    if let Some(word) = Word::ALL.into_iter().find(|word| word.of_glpi() == number) {
        check.warn(&raw.span, message::config::ticket_job::own_scale(number, word.as_str()));
    }
    Some(Level::Number(number))
}
