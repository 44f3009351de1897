//! `[authority.CLASS]`: which of several jobs is authoritative for a field.

use super::field_path::{self, Known};
use super::{FileCheck, code, known_jobs};
use crate::config::raw::authority::RawAuthority;
use crate::config::raw::{At, Entries};
use crate::message;
use crate::message::config::label;
use crate::model::ClassName;
use crate::model::authority::Authority;
use crate::settings::Zero;

/// Checks the tables of all classes; `jobs` are the names of the job files.
pub(super) fn authority(
    check: &mut FileCheck<'_>,
    jobs: &[&str],
    known: Known<'_>,
    raw: &Entries<At<RawAuthority>>,
) -> Vec<(ClassName, Authority)> {
    let table = |(class, raw): &(At<String>, At<RawAuthority>)| {
        let class = field_path::class(check, known, class);
        for (path, _) in &raw.order {
            if path.value.ends_with(".*") {
                check
                    .report(code::UNKNOWN_FIELD, &path.span, message::config::path::not_a_field(&path.value))
                    .label(label::one_field_here())
                    .help(message::config::path::field_or_all());
            } else {
                field_path::path(check, known, &class, path);
            }
        }
        let authority = of_class(check, jobs, raw);
        (class, authority)
    };
    raw.0.iter().map(table).collect()
}

fn of_class(check: &mut FileCheck<'_>, jobs: &[&str], raw: &At<RawAuthority>) -> Authority {
    let mut authority = Authority {
        lower: raw.lower.unwrap_or_default(),
        silent_after: raw.silent_after.as_ref().map(|span| check.duration(span, Zero::Refused)),
        ..Authority::default()
    };
    for (path, list) in &raw.order {
        known_jobs(check, jobs, list);
        authority.order.insert(path.value.clone(), list.value.0.clone());
    }
    authority
}
