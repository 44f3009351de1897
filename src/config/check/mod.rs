//! Raw configuration into model types, file by file.

pub(super) mod authority;
mod class_name;
pub(super) mod desk;
pub(super) mod feed;
pub(super) mod field;
pub(super) mod field_path;
pub(super) mod job;
pub(super) mod job_file;
pub(super) mod links;
pub(super) mod locks;
pub(super) mod mail;
mod mail_format;
pub(super) mod mapping;
pub(super) mod mapping_test;
pub(super) mod missing;
pub(super) mod names;
mod origin;
mod own_class;
mod part_owner;
mod ping;
pub(super) mod refs_job;
pub(super) mod schedule;
mod set;
pub(super) mod stocktake;
pub(super) mod system;
pub(super) mod template;
pub(super) mod ticket_job;
mod web;
mod webhook;

pub(super) use crate::settings::{FileCheck, code};

use super::raw::{At, Texts};
use crate::message;
use crate::message::config::{known, label};
use crate::message::suggest;

/// That the jobs of a list have files.
fn known_jobs(check: &mut FileCheck<'_>, jobs: &[&str], list: &At<Texts>) {
    for job in &list.value.0 {
        if !jobs.contains(&job.as_str()) {
            check
                .report(code::UNKNOWN_JOB, &list.span, message::config::job::no_such_job(job))
                .label(label::unknown_job())
                .help(suggest(job, known::jobs(), jobs));
        }
    }
}
