//! `[authority.CLASS]`: which of several jobs is authoritative for a field.

use super::mapping::class_name;
use super::scalar::Zero;
use super::{FileCheck, code};
use crate::config::nearest::suggest;
use crate::config::raw::authority::RawAuthority;
use crate::config::raw::{At, Entries};
use crate::model::ClassName;
use crate::model::authority::Authority;

/// Checks the tables of all classes; `jobs` are the names of the job files.
pub(super) fn authority(
    check: &mut FileCheck<'_>,
    jobs: &[&str],
    raw: &Entries<At<RawAuthority>>,
) -> Vec<(ClassName, Authority)> {
    raw.0.iter().map(|(class, raw)| (class_name(check, class), of_class(check, jobs, raw))).collect()
}

fn of_class(check: &mut FileCheck<'_>, jobs: &[&str], raw: &At<RawAuthority>) -> Authority {
    let mut authority = Authority {
        lower: raw.lower.unwrap_or_default(),
        silent_after: raw.silent_after.as_ref().map(|span| check.duration(span, Zero::Refused)),
        ..Authority::default()
    };
    for (path, list) in &raw.order {
        for job in &list.value.0 {
            if !jobs.contains(&job.as_str()) {
                check
                    .report(code::UNKNOWN_JOB, &list.span, format!("there is no job `{job}`"))
                    .label("unknown job")
                    .help(suggest(job, "jobs", jobs));
            }
        }
        authority.order.insert(path.value.clone(), list.value.0.clone());
    }
    authority
}
