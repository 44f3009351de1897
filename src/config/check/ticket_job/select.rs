//! Which events a rule takes, and whether any are left for it by the rules before.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{FileCheck, code, include};
use crate::config::raw::ticket_job::{RawRule, RawSelect};
use crate::config::raw::{At, Entries};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::ticket_job::{Include, Pattern, Rule, Select, Trigger};
use crate::settings::Zero;

/// Checks `[rule.select]` of a job that listens to these monitors.
pub(super) fn select(check: &mut FileCheck<'_>, monitors: &[String], raw: &RawSelect) -> Select {
    let known: Vec<&str> = monitors.iter().map(String::as_str).collect();
    for name in &raw.monitors {
        if !known.is_empty() && !known.contains(&name.as_str()) {
            check
                .report(
                    code::NOT_A_MONITOR,
                    &name.span,
                    message::config::ticket_job::not_listened_to(&name.value),
                )
                .label(label::not_in_monitors())
                .help(suggest(name, known::monitors_of_job(), &known));
        }
    }
    let labels = labels(check, &raw.labels);
    Select {
        trigger: raw.trigger.unwrap_or_default(),
        monitors: raw.monitors.iter().map(|name| name.value.clone()).collect(),
        kinds: raw.kinds.iter().map(|kind| kind.value).collect(),
        severities: raw.severities.iter().map(|severity| severity.value).collect(),
        hosts: patterns(check, &raw.hosts),
        services: patterns(check, &raw.services),
        groups: patterns(check, &raw.groups),
        labels,
        older_than: check.duration_or(raw.older_than.as_ref(), 0, Zero::Allowed),
        soft: include(raw.soft),
        in_downtime: include(raw.in_downtime),
        on_down_hosts: include(raw.on_down_hosts),
    }
}

/// Patterns by label, none of them blank.
pub(super) fn labels(check: &mut FileCheck<'_>, raw: &Entries<At<String>>) -> BTreeMap<String, Pattern> {
    let mut labels = BTreeMap::new();
    for (label, pattern) in &raw.0 {
        check.filled(label);
        labels.insert(label.value.clone(), Pattern(check.filled(pattern)));
    }
    labels
}

/// Patterns, none of them blank.
pub(super) fn patterns(check: &mut FileCheck<'_>, raw: &[At<String>]) -> Vec<Pattern> {
    raw.iter().map(|pattern| Pattern(check.filled(pattern))).collect()
}

/// Whether a filter lets through whatever another one does; an empty one lets all through.
pub(super) fn covers<T: PartialEq>(filter: &[T], other: &[T]) -> bool {
    filter.is_empty() || (!other.is_empty() && other.iter().all(|one| filter.contains(one)))
}

/// Reports rules that never take an event, because one before them takes all of theirs.
pub(super) fn all_are_reached(
    check: &mut FileCheck<'_>,
    raw: &[At<RawRule>],
    rules: &[Rule],
    monitors: &[String],
) {
    // A filter that could not be read is no filter that is not there.
    if !check.is_whole() {
        return;
    }
    for (at, (raw, rule)) in raw.iter().zip(rules).enumerate() {
        let before = rules[..at].iter().find(|before| takes_all_of(before, rule, monitors));
        // Without names of their own it could not be said which is meant.
        let Some(before) = before.filter(|before| !rule.name.is_empty() && before.name != rule.name) else {
            continue;
        };
        let place = raw.name.as_ref().map_or(&raw.span, |name| &name.span);
        let message = message::config::ticket_job::rule_never_takes(&rule.name, &before.name);
        check
            .report(code::UNREACHABLE, place, message)
            .label(label::never_reached())
            .help(message::config::ticket_job::put_before(&before.name));
    }
}

/// Whether a rule takes every event that a later one would take, and no later than that.
fn takes_all_of(rule: &Rule, later: &Rule, monitors: &[String]) -> bool {
    let (one, other) = (&rule.select, &later.select);
    let listens = |select: &Select| -> Vec<String> {
        if select.monitors.is_empty() { monitors.to_vec() } else { select.monitors.clone() }
    };
    let also = |one: Include, other: Include| one == Include::Yes || other == Include::No;
    let waits = |rule: &Rule| -> Duration { rule.select.older_than.max(rule.hold_down) };
    rule.enabled == Include::Yes
        && covers(&listens(one), &listens(other))
        && covers(&one.kinds, &other.kinds)
        && covers(&one.severities, &other.severities)
        && covers(&one.hosts, &other.hosts)
        && covers(&one.services, &other.services)
        && covers(&one.groups, &other.groups)
        && one.labels.iter().all(|(label, pattern)| other.labels.get(label) == Some(pattern))
        && (one.trigger == Trigger::Any || one.trigger == other.trigger)
        && also(one.soft, other.soft)
        && also(one.in_downtime, other.in_downtime)
        && also(one.on_down_hosts, other.on_down_hosts)
        && waits(rule) <= waits(later)
}
