//! Lines of the matrix element type × criticality → impact, urgency and priority.

use super::select::{self, covers};
use super::{FileCheck, code};
use crate::config::check::names::Desk;
use crate::config::raw::At;
use crate::config::raw::ticket_job::RawPriorityLine;
use crate::message;
use crate::message::config::label;
use crate::model::ticket_job::PriorityLine;

/// The highest priority of a GLPI.
const MAJOR: i64 = 6;

/// Checks lines that are used at these desks.
pub(super) fn lines(
    check: &mut FileCheck<'_>,
    raw: &[At<RawPriorityLine>],
    desks: &[&Desk],
) -> Vec<PriorityLine> {
    let mut lines: Vec<PriorityLine> = Vec::new();
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
fn takes_all_of(before: &PriorityLine, line: &PriorityLine) -> bool {
    covers(&before.kinds, &line.kinds)
        && covers(&before.severities, &line.severities)
        && before.labels.iter().all(|(label, pattern)| line.labels.get(label) == Some(pattern))
}

/// What of the lines of a job holds at the desk of a rule: only GLPI is told a priority.
pub(super) fn at_desk(lines: &[PriorityLine], desk: Option<&Desk>) -> Vec<PriorityLine> {
    let takes_priority = desk.is_none_or(|desk| desk.form.takes_priority);
    let at_desk = |line: &PriorityLine| PriorityLine {
        priority: line.priority.filter(|_| takes_priority),
        ..line.clone()
    };
    lines.iter().map(at_desk).collect()
}

/// The lowest level of the widest scale.
const WIDEST: u8 = 5;

fn line(check: &mut FileCheck<'_>, raw: &At<RawPriorityLine>, desks: &[&Desk]) -> PriorityLine {
    let lost = ["impact", "urgency", "priority"].iter().any(|key| check.was_lost(&raw.span, key));
    if raw.impact.is_none() && raw.urgency.is_none() && raw.priority.is_none() && !lost {
        check.missing(&raw.span, "impact", message::config::ticket_job::what_the_line_gives());
    }
    PriorityLine {
        kinds: raw.kinds.iter().map(|kind| kind.value).collect(),
        severities: raw.severities.iter().map(|severity| severity.value).collect(),
        labels: select::labels(check, &raw.labels),
        impact: raw.impact.as_ref().and_then(|raw| level(check, raw, desks, Desk::lowest_impact)),
        urgency: raw.urgency.as_ref().and_then(|raw| level(check, raw, desks, Desk::lowest_urgency)),
        priority: raw.priority.as_ref().and_then(|raw| priority(check, raw, desks)),
    }
}

/// An impact or urgency in the scale of each of the desks; `None` after a problem.
fn level(
    check: &mut FileCheck<'_>,
    raw: &At<i64>,
    desks: &[&Desk],
    lowest: impl Fn(&Desk) -> u8,
) -> Option<u8> {
    let narrowest = desks.iter().min_by_key(|desk| lowest(desk));
    let most = narrowest.map_or(WIDEST, |desk| lowest(desk));
    let level = u8::try_from(raw.value).ok().filter(|level| (1..=most).contains(level));
    if level.is_none() {
        let at = narrowest
            .map_or_else(String::new, |desk| message::config::ticket_job::at_product(desk.product()).into());
        check
            .report(code::OUT_OF_RANGE, &raw.span, message::config::value::out_of_range(raw.value))
            .label(label::out_of_range())
            .help(message::config::ticket_job::levels(most, at));
    }
    level
}

fn priority(check: &mut FileCheck<'_>, raw: &At<i64>, desks: &[&Desk]) -> Option<u8> {
    if let Some(desk) = desks.first().filter(|_| !desks.iter().any(|desk| desk.form.takes_priority)) {
        let message = message::config::ticket_job::priority_is_computed(desk.product());
        check
            .report(code::WITHOUT_EFFECT, &raw.span, message)
            .label(label::never_written())
            .help(message::config::ticket_job::give_impact_and_urgency());
        return None;
    }
    if !(1..=MAJOR).contains(&raw.value) {
        check
            .report(code::OUT_OF_RANGE, &raw.span, message::config::value::out_of_range(raw.value))
            .label(label::out_of_range())
            .help(message::config::ticket_job::priorities_of_glpi());
    }
    u8::try_from(raw.value).ok()
}
