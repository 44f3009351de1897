//! `jobs/NAME.toml`: a job with its limits, mail and history.

use super::feed::{feed, own_queries};
use super::missing::missing;
use super::names::{Makes, Names};
use super::ping::ping;
use super::schedule::schedule;
use super::{FileCheck, code};
use crate::config::raw::job::{RawHistory, RawJob, RawLimits, RawReport};
use crate::config::raw::{At, LimitText, ShrinkText};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::Said;
use crate::model::job::{
    FIGHT_AFTER, Finders, History, Job, JobName, Limit, Limits, Missing, ReportPolicy, SendWhen,
};
use crate::settings::{Lifted, Zero};

/// Checks a job file; `queries` are the tables by which its feeds ask systems for records.
pub(in crate::config) fn job(
    check: &mut FileCheck<'_>,
    name: &str,
    names: &Names,
    raw: &RawJob,
    mut queries: Vec<Lifted<'_>>,
) -> Job {
    let feeds = match &raw.feed {
        Some(feeds) if !feeds.is_empty() => {
            let mut checked = Vec::new();
            for raw in feeds {
                let own = own_queries(&mut queries, raw);
                checked.extend(feed(check, names, raw, Makes::Items, own));
            }
            checked
        }
        Some(_) | None => {
            check.missing_at_top("feed", message::config::job::feed_missing());
            Vec::new()
        }
    };
    Job {
        name: JobName::from(name),
        description: raw.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        system: system(check, names, raw),
        schedule: raw.schedule.as_ref().and_then(|raw| schedule(check, raw)),
        feeds,
        limits: raw.limits.as_ref().map_or_else(Limits::default, |raw| limits(check, raw)),
        missing: raw.missing.as_ref().map_or_else(Missing::default, |raw| missing(check, raw)),
        adopt: raw.adopt.unwrap_or(false),
        finders: finders(check, raw),
        fight_after: check.number_or(raw.fight_after.as_ref(), FIGHT_AFTER, 2..=100),
        ping: ping(check, raw.ping.as_ref()),
        report: report(check, raw.report.as_ref(), SendWhen::Always),
        history: history(check, raw.history.as_ref()),
    }
}

fn system(check: &mut FileCheck<'_>, names: &Names, job: &RawJob) -> String {
    let Some(raw) = &job.system else {
        check.missing_at_top("system", message::config::job::system_missing());
        return String::new();
    };
    if let Some(known) = names.systems()
        && !known.contains(&raw.as_str())
    {
        let message = message::config::job::no_such_system(&raw.value);
        check.report(code::UNKNOWN_SYSTEM, &raw.span, message).label(label::unknown_system()).help(suggest(
            raw,
            known::systems(),
            &known,
        ));
    }
    if names.monitors.contains(&raw.value) {
        let message = message::config::job::monitor_takes_no_records(&raw.value);
        check
            .report(code::NOT_A_DESK, &raw.span, message)
            .label(label::a_monitor())
            .help(message::config::job::system_is_written_to());
    }
    if let Some(kind) = names.ticket_desks.get(&raw.value) {
        let message = message::config::job::inventory_goes_into_glpi(&raw.value, kind);
        check
            .report(code::NOT_A_DESK, &raw.span, message)
            .label(label::takes_no_records())
            .help(message::config::job::system_is_written_to());
    }
    // Plans and comparisons go; a run on a schedule would fail each time.
    if let (Some(why), Some(schedule)) = (names.only_read.get(&raw.value), &job.schedule) {
        let message = message::config::job::takes_no_inventory(&raw.value, why);
        check
            .report(code::NOT_A_DESK, &schedule.span, message)
            .label(label::takes_no_records())
            .help(message::config::job::schedule_out());
    }
    raw.value.clone()
}

fn finders(check: &mut FileCheck<'_>, raw: &RawJob) -> Finders {
    let default = Finders::default();
    let within = raw.contracts.as_ref().and_then(|raw| raw.ends_within.as_ref());
    let duplicates = raw.duplicates.as_ref();
    let most = duplicates.and_then(|raw| raw.most_alike.as_ref());
    Finders {
        contracts_within_days: match within {
            None => default.contracts_within_days,
            Some(raw) if raw.value == "off" => None,
            Some(raw) => {
                let days = check.duration(raw, Zero::Refused).as_secs().div_ceil(86_400);
                Some(u32::try_from(days).unwrap_or(u32::MAX))
            }
        },
        duplicates: duplicates.and_then(|raw| raw.find).unwrap_or(default.duplicates),
        most_alike: most.map_or(default.most_alike, |raw| {
            usize::try_from(check.number(raw, 1..=1000)).unwrap_or(default.most_alike)
        }),
    }
}

/// Mail of a job.
pub(super) fn report(check: &mut FileCheck<'_>, raw: Option<&RawReport>, default: SendWhen) -> ReportPolicy {
    let Some(raw) = raw else { return ReportPolicy { send: default, ..ReportPolicy::default() } };
    ReportPolicy {
        send: raw.send.unwrap_or(default),
        to: check.addresses(raw.to.as_ref()),
        language: raw.language,
    }
}

/// How long the runs of a job are kept.
pub(super) fn history(check: &mut FileCheck<'_>, raw: Option<&RawHistory>) -> History {
    let default = History::default();
    let Some(raw) = raw else { return default };
    let most = i64::from(u32::MAX);
    History {
        keep_days: check.number_or(raw.keep_days.as_ref(), default.keep_days, 1..=most),
        keep_runs: check.number_or(raw.keep_runs.as_ref(), default.keep_runs, 0..=most),
    }
}

fn limits(check: &mut FileCheck<'_>, raw: &RawLimits) -> Limits {
    let default = Limits::default();
    Limits {
        create: limit(check, raw.create.as_ref(), default.create),
        update: limit(check, raw.update.as_ref(), default.update),
        retire: limit(check, raw.retire.as_ref(), default.retire),
        reject: limit(check, raw.reject.as_ref(), default.reject),
        min_items: check.number_or(raw.min_items.as_ref(), default.min_items, 0..=i64::MAX),
        shrink_percent: percent(check, raw.shrink_percent.as_ref(), default.shrink_percent),
        band_percent: percent(check, raw.band_percent.as_ref(), default.band_percent),
        fill_drop_percent: percent(check, raw.fill_drop_percent.as_ref(), default.fill_drop_percent),
        ask_reason: raw.ask_reason.as_ref().is_some_and(|ask| ask.value),
    }
}

fn percent(check: &mut FileCheck<'_>, raw: Option<&At<ShrinkText>>, default: Option<f64>) -> Option<f64> {
    let Some(raw) = raw else { return default };
    match &raw.value {
        ShrinkText::Percent(percent) => Some(check.percent(*percent, &raw.span)),
        ShrinkText::Word(word) => {
            off(check, word, raw, message::config::kind::percent_or_off());
            None
        }
    }
}

fn limit(check: &mut FileCheck<'_>, raw: Option<&At<LimitText>>, default: Limit) -> Limit {
    let Some(raw) = raw else { return default };
    match &raw.value {
        LimitText::Word(word) => {
            off(check, word, raw, message::config::kind::limit_table());
            Limit::default()
        }
        LimitText::Table(table) => {
            if table.percent.is_none() && table.count.is_none() {
                let help = message::config::job::limit_of_what();
                check.missing_each(&raw.span, &["percent", "count"], help);
            }
            Limit {
                percent: table.percent.as_ref().map(|percent| check.percent(percent.value, &percent.span)),
                count: table.count.as_ref().map(|count| check.number(count, 0..=i64::MAX).unsigned_abs()),
            }
        }
    }
}

fn off<T>(check: &mut FileCheck<'_>, word: &str, raw: &At<T>, help: impl Into<Said>) {
    if word != "off" {
        check
            .report(code::UNKNOWN_WORD, &raw.span, message::config::job::no_such_limit(word))
            .label(label::unknown_word())
            .help(help);
    }
}
