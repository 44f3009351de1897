//! `[missing]`: what is done about items that the source no longer has, at once or in steps.

use std::ops::Range;

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::job::{MissingAction, RawMissing, RawStep, StepAction};
use crate::message::config::label;
use crate::message::{self, Message};
use crate::model::missing::{AFTER_RUNS, Action, Missing, Step};
use crate::settings::Zero;

/// What a comment on a missing item may hold besides plain text; it is replaced by the day.
const TODAY: &str = "{{ today }}";

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Checks `[missing]`.
pub(super) fn missing(check: &mut FileCheck<'_>, raw: &At<RawMissing>) -> Missing {
    let after_runs = raw.after_runs.as_ref().map(|runs| check.number(runs, 1..=1000));
    let after_runs = after_runs.map(|runs| u32::try_from(runs).unwrap_or(AFTER_RUNS));
    if let Some(steps) = &raw.step {
        return in_steps(check, raw, steps, after_runs.unwrap_or(AFTER_RUNS));
    }
    let action = match raw.action.as_ref().map_or(MissingAction::Keep, |action| action.value) {
        MissingAction::Flag => Some(flag(check, &raw.span, raw.state.as_ref(), raw.comment.as_ref())),
        MissingAction::Trash => Some(Action::Trash),
        MissingAction::Keep => None,
    };
    if !check.was_lost(&raw.span, "action") {
        if !matches!(action, Some(Action::Flag { .. })) {
            only_with_flag(check, raw.state.as_ref(), raw.comment.as_ref());
        }
        if let (None, Some(runs)) = (&action, &raw.after_runs) {
            without_effect(
                check,
                &runs.span,
                message::config::missing::no_step_to_delay(),
                label::never_used(),
            )
            .help(message::config::missing::steps_example());
        }
    }
    let at_once = action.map_or_else(Missing::default, Missing::at_once);
    Missing { after_runs: after_runs.unwrap_or(at_once.after_runs), ..at_once }
}

fn in_steps(
    check: &mut FileCheck<'_>,
    raw: &At<RawMissing>,
    steps: &[At<RawStep>],
    after_runs: u32,
) -> Missing {
    if let Some(action) = &raw.action {
        check
            .report(code::EXACTLY_ONE, &action.span, message::config::missing::action_beside_steps())
            .label(label::leave_it_out())
            .help(message::config::missing::action_or_steps());
    }
    for (span, key) in [(&raw.state, "state"), (&raw.comment, "comment")]
        .into_iter()
        .filter_map(|(value, key)| Some((&value.as_ref()?.span, key)))
    {
        without_effect(check, span, message::config::missing::key_of_flag(key), label::never_written())
            .help(message::config::missing::move_into_flag());
    }
    if steps.is_empty() {
        check
            .report(code::BLANK, &raw.span, message::config::missing::no_step())
            .help(message::config::missing::flag_example());
    }
    let mut done: Vec<Step> = Vec::new();
    for raw in steps {
        let Some(word) = &raw.action else {
            check.missing(&raw.span, "action", message::config::missing::actions());
            // What may follow a step is told when it is known.
            break;
        };
        let step = step(check, raw, word, &done);
        done.push(step);
    }
    Missing { after_runs, steps: done }
}

/// One step behind those before it.
fn step(check: &mut FileCheck<'_>, raw: &At<RawStep>, word: &At<StepAction>, before: &[Step]) -> Step {
    let action = match word.value {
        StepAction::Flag => flag(check, &raw.span, raw.state.as_ref(), raw.comment.as_ref()),
        StepAction::Trash => Action::Trash,
        StepAction::Purge => Action::Purge,
    };
    if !matches!(action, Action::Flag { .. }) {
        only_with_flag(check, raw.state.as_ref(), raw.comment.as_ref());
    }
    let name = action.as_str();
    match before.last() {
        Some(last) if last.action.rank() == action.rank() => {
            check
                .report(code::WITHOUT_EFFECT, &word.span, message::config::missing::step_twice(name))
                .label(label::second_time())
                .help(message::config::missing::each_once());
        }
        Some(last) if last.action.rank() > action.rank() => {
            check
                .report(
                    code::WITHOUT_EFFECT,
                    &word.span,
                    message::config::missing::step_too_late(name, last.action.as_str()),
                )
                .label(label::too_late())
                .help(message::config::missing::order_of_steps());
        }
        _ if action == Action::Purge && before.last().is_none_or(|last| last.action != Action::Trash) => {
            check
                .report(code::TOGETHER, &word.span, message::config::missing::purge_without_trash())
                .label(label::nothing_to_purge())
                .help(message::config::missing::only_trash_is_purged());
        }
        _ => {}
    }
    let after_days = delay(check, raw, name, before.is_empty());
    Step { action, after_days }
}

fn delay(check: &mut FileCheck<'_>, raw: &At<RawStep>, name: &str, is_first: bool) -> u32 {
    match (&raw.after, is_first) {
        (Some(after), true) => {
            let message = message::config::missing::delay_of_first();
            without_effect(check, &after.span, message, label::counted_from_nothing())
                .help(message::config::missing::after_runs_instead());
            0
        }
        (None, true) => 0,
        (None, false) => {
            check.missing(
                &raw.span,
                "after",
                message::config::missing::delay_missing(name, message::config::missing::days_example()),
            );
            0
        }
        (Some(after), false) => {
            let seconds = check.duration(after, Zero::Refused).as_secs();
            if !seconds.is_multiple_of(DAY) {
                check
                    .report(code::BAD_DURATION, &after.span, message::config::missing::whole_days_only())
                    .label(label::not_whole_days())
                    .help(message::config::missing::days_example());
            }
            u32::try_from(seconds / DAY).unwrap_or(u32::MAX)
        }
    }
}

fn flag(
    check: &mut FileCheck<'_>,
    table: &Range<usize>,
    state: Option<&At<String>>,
    comment: Option<&At<String>>,
) -> Action {
    if state.is_none() && comment.is_none() {
        check.missing_each(table, &["state", "comment"], message::config::missing::flag_writes());
    }
    Action::Flag {
        state: state.map(|state| check.filled(state)),
        comment: comment.map(|text| flag_comment(check, text)),
    }
}

fn only_with_flag(check: &mut FileCheck<'_>, state: Option<&At<String>>, comment: Option<&At<String>>) {
    for useless in [state, comment].into_iter().flatten() {
        without_effect(
            check,
            &useless.span,
            message::config::missing::only_with_flag(),
            label::never_written(),
        )
        .help(message::config::missing::set_flag());
    }
}

fn without_effect<'c>(
    check: &'c mut FileCheck<'_>,
    span: &Range<usize>,
    message: Message,
    label: Message,
) -> &'c mut crate::settings::Problem {
    check.report(code::WITHOUT_EFFECT, span, message).label(label)
}

/// The comment of a missing item: plain text with the day in it, however its braces are spaced.
fn flag_comment(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let mut text = check.filled(raw);
    for other in ["{{today}}", "{{today }}", "{{ today}}"] {
        text = text.replace(other, TODAY);
    }
    let rest = text.replace(TODAY, "");
    if let Some(mark) = ["{{", "{%"].into_iter().find(|mark| rest.contains(mark)) {
        let place = raw.find(mark).map(|start| start..start + mark.len());
        let place = check.inside(raw, place.filter(|_| !raw.contains(TODAY)));
        check
            .report(code::BAD_TEMPLATE, &place, message::config::missing::only_the_day())
            .label(label::only_the_day())
            .help(message::config::missing::comment_example(TODAY));
    }
    text
}
