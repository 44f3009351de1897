//! `jobs/NAME.toml` of a ticket job: monitors, feeds, rules, storms.
//!
//! Names are looked up in `stocktake.toml` only; whether a desk knows them is found out elsewhere.

mod example;
mod feeds;
mod life;
mod priority;
mod rule;
mod sees;
mod select;
mod template;

use super::job::{history, report};
use super::names::{Desk, Names};
use super::ping::ping;
use super::schedule::schedule;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::ticket_job::{RawRule, RawStorm, RawTicketJob};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::job::{JobName, SendWhen};
use crate::model::ticket_job::{GroupBy, Include, SETTLE, Storm, TicketJob};
use crate::settings::{Lifted, Zero};

pub(super) use example::event_fields;
use sees::Sees;

/// What events can have in common.
const GROUPINGS: [&str; 5] = ["monitor", "host", "service", "severity", "label:NAME"];

/// Checks a ticket job.
pub(in crate::config) fn ticket_job(
    check: &mut FileCheck<'_>,
    name: &str,
    names: &Names,
    raw: &RawTicketJob,
    queries: Vec<Lifted<'_>>,
) -> TicketJob {
    let monitors = monitors(check, names, raw);
    let feeds = feeds::feeds(check, names, &monitors, raw.feed.as_deref().unwrap_or_default(), queries);
    let heard: Vec<String> = monitors.iter().chain(feeds.iter().map(|feed| &feed.name)).cloned().collect();
    let raw_rules = raw.rule.as_deref().unwrap_or_default();
    if raw_rules.is_empty() {
        check.missing_at_top("rule", message::config::ticket_job::rule_missing());
    }
    let desks: Vec<&Desk> =
        raw_rules.iter().filter_map(|rule| names.desks.get(&rule.desk.as_ref()?.value)).collect();
    let of_job = priority::lines(check, &raw.priority, &desks);
    // Monitors do not tell of the end of a problem; records do.
    let at_end = if monitors.is_empty() && !feeds.is_empty() { Sees::End } else { Sees::Ticket };
    let of_mails = raw.report.as_ref().and_then(|report| report.language);
    let language = of_mails.unwrap_or(names.language);
    let mut rules = Vec::new();
    for raw in raw_rules {
        rules.push(rule::rule(check, names, language, &heard, &of_job, at_end, raw));
    }
    names_are_unique(check, raw_rules);
    select::all_are_reached(check, raw_rules, &rules, &heard);
    feeds::acts_are_declared(check, raw_rules, &rules, &monitors, &feeds);
    TicketJob {
        name: JobName::from(name),
        description: raw.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        schedule: raw.schedule.as_ref().and_then(|raw| schedule(check, raw)),
        monitors,
        feeds,
        rules,
        storm: raw.storm.as_ref().map_or_else(Storm::default, |raw| storm(check, raw)),
        settle: check.duration_or(raw.settle.as_ref(), SETTLE.as_secs(), Zero::Refused),
        per_company: include(raw.per_company),
        ping: ping(check, raw.ping.as_ref()),
        report: report(check, raw.report.as_ref(), SendWhen::Changes),
        language,
        history: history(check, raw.history.as_ref()),
    }
}

fn monitors(check: &mut FileCheck<'_>, names: &Names, raw: &RawTicketJob) -> Vec<String> {
    let known: Vec<&str> = names.monitors.iter().map(String::as_str).collect();
    let help = message::config::ticket_job::monitors_example();
    let has_feeds = raw.feed.as_ref().is_some_and(|feeds| !feeds.is_empty());
    let Some(raw) = &raw.monitors else {
        if !has_feeds {
            check.missing_at_top("monitors", help);
        }
        return Vec::new();
    };
    if raw.is_empty() && !has_feeds && !check.was_lost_anywhere("monitors") {
        check
            .report(code::BLANK, &raw.span, message::config::ticket_job::no_monitor())
            .label(label::empty())
            .help(help);
    }
    let mut monitors: Vec<String> = Vec::new();
    for name in &raw.value {
        if names.desks.contains_key(&name.value) {
            let message = message::config::ticket_job::not_a_monitor(&name.value);
            check.report(code::NOT_A_MONITOR, &name.span, message).label(label::a_desk()).help(suggest(
                name,
                known::monitors(),
                &known,
            ));
        } else if names.systems.as_ref().is_some_and(|systems| !systems.contains(&name.value)) {
            let message = message::config::job::no_such_system(&name.value);
            check
                .report(code::UNKNOWN_SYSTEM, &name.span, message)
                .label(label::unknown_system())
                .help(suggest(name, known::monitors(), &known));
        }
        if monitors.contains(&name.value) {
            check.listed_twice(name);
        } else {
            monitors.push(name.value.clone());
        }
    }
    monitors
}

fn names_are_unique(check: &mut FileCheck<'_>, raw: &[At<RawRule>]) {
    let mut seen: Vec<&str> = Vec::new();
    for name in raw.iter().filter_map(|rule| rule.name.as_ref()) {
        if seen.contains(&name.trim()) {
            check
                .report(code::TWICE, &name.span, message::config::ticket_job::rule_twice(name.trim()))
                .label(label::second_one())
                .help(message::config::ticket_job::own_name_each());
        }
        seen.push(name.trim());
    }
}

fn storm(check: &mut FileCheck<'_>, raw: &RawStorm) -> Storm {
    let default = Storm::default();
    Storm {
        above: check.number_or(raw.above.as_ref(), default.above, 1..=10_000),
        window: check.duration_or(raw.window.as_ref(), default.window.as_secs(), Zero::Refused),
        per: raw.per.as_ref().and_then(|raw| grouping(check, raw)),
        promote_after: check.duration_or(
            raw.promote_after.as_ref(),
            default.promote_after.as_secs(),
            Zero::Refused,
        ),
    }
}

/// What events have in common; `None` after a problem.
fn grouping(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<GroupBy> {
    match raw.trim() {
        "monitor" => Some(GroupBy::Monitor),
        "host" => Some(GroupBy::Host),
        "service" => Some(GroupBy::Service),
        "severity" => Some(GroupBy::Severity),
        other => {
            let label = other.strip_prefix("label:").map(str::trim).filter(|label| !label.is_empty());
            if label.is_none() {
                check
                    .report(code::BAD_NAME, &raw.span, message::config::ticket_job::no_such_grouping(other))
                    .label(label::unknown_grouping())
                    .help(suggest(other, known::allowed(), &GROUPINGS));
            }
            label.map(|label| GroupBy::Label(label.to_owned()))
        }
    }
}

fn include(raw: Option<bool>) -> Include {
    match raw {
        Some(true) => Include::Yes,
        Some(false) | None => Include::No,
    }
}
