//! The life of a ticket: notes about changes, the end of the problem, what the monitor is told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::sees::Sees;
use super::template::fields;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::ticket_life::{
    ChangeWhen, OperatorNotes, RawBack, RawChangeNote, RawOnRecovery, RecoveryAction,
};
use crate::message::config::label;
use crate::message::{self, Message};
use crate::model::ticket::Visibility;
use crate::model::ticket_job::{ActName, Back, Include, OnChange, OnClose, OnRecovery};
use crate::settings::Zero;

/// Seconds for which a problem must be gone before its ticket is solved when nothing is said.
const SOLVE_AFTER: u64 = 15 * 60;

/// What a change does.
pub(super) fn on_change(check: &mut FileCheck<'_>, raw: Option<&At<RawChangeNote>>) -> OnChange {
    let Some(raw) = raw else { return OnChange::Note(Visibility::default()) };
    let visibility = visibility(raw.visibility.as_ref());
    match raw.when.unwrap_or_default() {
        ChangeWhen::Always => OnChange::Note(visibility),
        ChangeWhen::Worse => OnChange::NoteIfWorse(visibility),
        ChangeWhen::Never => {
            if let Some(useless) = &raw.visibility {
                no_note(check, &useless.span, message::config::life::when_examples());
            }
            OnChange::Silent
        }
    }
}

/// What the end of the problem does.
pub(super) fn on_recovery(
    check: &mut FileCheck<'_>,
    raw: Option<&At<RawOnRecovery>>,
    at_end: Sees,
) -> OnRecovery {
    let Some(raw) = raw else { return OnRecovery::Note(Visibility::default()) };
    let after = check.duration_or(raw.after.as_ref(), SOLVE_AFTER, Zero::Allowed);
    let code = raw.code.as_ref().map(|code| check.filled(code).trim().to_owned());
    let fields = raw.fields.as_ref().map_or_else(BTreeMap::new, |raw| fields(check, raw, at_end));
    let action = raw.action.unwrap_or_default();
    // A wrong word for the action says nothing of what else is there.
    if !check.was_lost(&raw.span, "action") {
        if action != RecoveryAction::Note
            && let Some(useless) = &raw.visibility
        {
            no_note(check, &useless.span, message::config::life::only_a_note());
        }
        if action != RecoveryAction::Solve {
            only_solved(check, raw);
        }
    }
    match action {
        RecoveryAction::Nothing => OnRecovery::Nothing,
        RecoveryAction::Note => OnRecovery::Note(visibility(raw.visibility.as_ref())),
        RecoveryAction::Solve => OnRecovery::Solve { after, code, fields },
    }
}

/// What is done in the monitor.
pub(super) fn back(check: &mut FileCheck<'_>, raw: Option<&RawBack>) -> Back {
    let Some(raw) = raw else { return Back::default() };
    let on_close = raw.on_close.as_ref().map_or_else(OnClose::default, |raw| on_close(check, raw));
    Back {
        on_open: raw.on_open.as_ref().map(|raw| raw.value).unwrap_or_default(),
        on_close,
        on_cancel: raw.on_cancel.as_ref().map_or(on_close, |raw| self::on_close(check, raw)),
        on_state: raw.on_state.as_ref().and_then(|raw| act(check, raw)),
        ticket_notes: match raw.ticket_notes.as_ref().is_some_and(|yes| yes.value) {
            true => Include::Yes,
            false => Include::No,
        },
    }
}

fn on_close(check: &mut FileCheck<'_>, raw: &At<String>) -> OnClose {
    match OnClose::WORDS.iter().find(|(word, _)| *word == raw.as_str()) {
        Some((_, known)) => *known,
        None => act(check, raw).map_or(OnClose::Nothing, OnClose::Act),
    }
}

/// The name of an act.
fn act(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<ActName> {
    let name = ActName::of(raw);
    if name.is_none() {
        check
            .report(code::UNKNOWN_WORD, &raw.span, message::config::ticket_job::not_an_act(&raw.value))
            .label(label::unknown_word())
            .help(message::config::ticket_job::act_names());
    }
    name
}

/// As which notes operators' words are written.
pub(super) fn operator_notes(raw: Option<OperatorNotes>) -> Option<Visibility> {
    match raw.unwrap_or_default() {
        OperatorNotes::Never => None,
        OperatorNotes::Private => Some(Visibility::Private),
        OperatorNotes::Public => Some(Visibility::Public),
    }
}

fn visibility(raw: Option<&At<Visibility>>) -> Visibility {
    raw.map_or_else(Visibility::default, |raw| raw.value)
}

fn no_note(check: &mut FileCheck<'_>, span: &Range<usize>, what: Message) {
    check
        .report(code::WITHOUT_EFFECT, span, message::config::life::no_note())
        .label(label::never_used())
        .help(message::config::life::goes_with(what));
}

fn only_solved(check: &mut FileCheck<'_>, raw: &RawOnRecovery) {
    let places = [
        raw.after.as_ref().map(|at| (&at.span, "after")),
        raw.code.as_ref().map(|at| (&at.span, "code")),
        raw.fields.as_ref().map(|at| (&at.span, "fields")),
    ];
    for (span, key) in places.into_iter().flatten() {
        check
            .report(code::WITHOUT_EFFECT, span, message::config::life::about_solving(key))
            .label(label::never_used())
            .help(message::config::life::set_solve());
    }
}
