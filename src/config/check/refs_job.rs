//! `jobs/NAME.toml` of a job for reference data.

use super::desk::desk;
use super::feed::{feed, own_queries};
use super::job::{history, report};
use super::names::{Makes, Names};
use super::ping::ping;
use super::schedule::schedule;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::job::{RawFeed, RawRefsFeed};
use crate::config::raw::refs_job::{RawRefs, RawRefsJob};
use crate::message;
use crate::message::config::label;
use crate::model::job::{JobName, SendWhen};
use crate::model::refs_job::{RefsFeed, RefsJob};
use crate::model::ticket::RefKind;
use crate::settings::Lifted;

/// Checks a job for reference data.
pub(in crate::config) fn refs_job(
    check: &mut FileCheck<'_>,
    name: &str,
    names: &Names,
    raw: &RawRefsJob,
    queries: Vec<Lifted<'_>>,
) -> RefsJob {
    let raw_feeds = raw.feed.as_deref().unwrap_or_default();
    let (systems, kinds) = match &raw.refs {
        Some(raw) => (systems(check, names, raw, !raw_feeds.is_empty()), kinds(raw)),
        None => {
            check.missing_at_top("refs", message::config::job::refs_missing());
            (Vec::new(), Vec::new())
        }
    };
    let feeds = feeds(check, names, raw_feeds, queries);
    let mut desks: Vec<String> = systems.iter().chain(feeds.iter().map(|feed| &feed.desk)).cloned().collect();
    desks.sort_unstable();
    desks.dedup();
    RefsJob {
        name: JobName::from(name),
        description: raw.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        systems,
        kinds,
        feeds,
        desks,
        schedule: raw.schedule.as_ref().and_then(|raw| schedule(check, raw)),
        ping: ping(check, raw.ping.as_ref()),
        report: report(check, raw.report.as_ref(), SendWhen::Changes),
        history: history(check, raw.history.as_ref()),
    }
}

/// Records that are reference data. Two feeds with the same kind of a desk would take its entries from each other.
fn feeds(
    check: &mut FileCheck<'_>,
    names: &Names,
    raw: &[At<RawRefsFeed>],
    mut queries: Vec<Lifted<'_>>,
) -> Vec<RefsFeed> {
    let mut feeds: Vec<RefsFeed> = Vec::new();
    for raw in raw {
        let as_any: At<RawFeed> = raw.into();
        let own = own_queries(&mut queries, &as_any);
        let read = feed(check, names, &as_any, Makes::References, own);
        let mut kinds: Vec<RefKind> =
            raw.kinds.iter().flat_map(|kinds| &kinds.value).map(|kind| kind.value).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            check.missing(&raw.span, "kinds", message::config::feed::kinds_missing());
        }
        let is_partial =
            read.as_ref().and_then(|read| read.source.from.as_ref()).is_some_and(|from| from.partial);
        if let (Some(from), true) = (&raw.from, is_partial) {
            check
                .report(code::TOGETHER, &from.span, message::config::feed::changes_are_no_list())
                .label(label::without_effect());
        }
        let Some(name) = &raw.desk else {
            check.missing(&raw.span, "desk", message::config::feed::desk_missing());
            continue;
        };
        desk(check, names, name);
        let of_desk = feeds.iter().filter(|other| other.desk == name.value);
        let twice = of_desk.flat_map(|other| &other.kinds).find(|kind| kinds.contains(kind)).copied();
        if let (Some(kind), Some(at)) = (twice, &raw.kinds) {
            let message = message::config::feed::kind_filled_twice(kind.as_str(), &name.value);
            check.report(code::TWICE, &at.span, message).label(label::second_one());
        }
        feeds.extend(read.map(|feed| RefsFeed { desk: name.value.clone(), kinds, feed }));
    }
    feeds
}

fn systems(check: &mut FileCheck<'_>, names: &Names, raw: &At<RawRefs>, is_fed: bool) -> Vec<String> {
    let help = message::config::job::systems_of_refs();
    let Some(list) = &raw.systems else {
        if !is_fed {
            check.missing(&raw.span, "systems", help);
        }
        return Vec::new();
    };
    if list.is_empty() && !is_fed && !check.was_lost_anywhere("systems") {
        check
            .report(code::BLANK, &list.span, message::config::job::no_system_to_pull_from())
            .label(label::empty())
            .help(help);
    }
    let mut systems: Vec<String> = Vec::new();
    for name in &list.value {
        desk(check, names, name);
        if systems.contains(&name.value) {
            check.listed_twice(name);
        } else {
            systems.push(name.value.clone());
        }
    }
    systems
}

/// The kinds, sorted; all of them when none is named.
fn kinds(raw: &At<RawRefs>) -> Vec<RefKind> {
    if raw.kinds.is_empty() {
        return RefKind::ALL.to_vec();
    }
    let mut kinds: Vec<RefKind> = raw.kinds.iter().map(|kind| kind.value).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
