//! `jobs/NAME.toml` of a job for reference data.

use super::desk::desk;
use super::job::{history, report};
use super::names::Names;
use super::schedule::schedule;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::refs_job::{RawRefs, RawRefsJob};
use crate::message;
use crate::message::config::label;
use crate::model::job::{JobName, SendWhen};
use crate::model::refs_job::RefsJob;
use crate::model::ticket::RefKind;

/// Checks a job for reference data.
pub(in crate::config) fn refs_job(
    check: &mut FileCheck<'_>,
    name: &str,
    names: &Names,
    raw: &RawRefsJob,
) -> RefsJob {
    let (systems, kinds) = match &raw.refs {
        Some(raw) => (systems(check, names, raw), kinds(raw)),
        None => {
            check.missing_at_top("refs", message::config::job::refs_missing());
            (Vec::new(), Vec::new())
        }
    };
    RefsJob {
        name: JobName::from(name),
        description: raw.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        systems,
        kinds,
        schedule: raw.schedule.as_ref().and_then(|raw| schedule(check, raw)),
        report: report(check, raw.report.as_ref(), SendWhen::Changes),
        history: history(check, raw.history.as_ref()),
    }
}

fn systems(check: &mut FileCheck<'_>, names: &Names, raw: &At<RawRefs>) -> Vec<String> {
    let help = message::config::job::systems_of_refs();
    let Some(list) = &raw.systems else {
        check.missing(&raw.span, "systems", help);
        return Vec::new();
    };
    if list.is_empty() && !check.was_lost_anywhere("systems") {
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
