//! A project folder into a [`Project`], or into every problem of every file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::FileCheck;
use super::check::job::{Names, job};
use super::check::locks::locks;
use super::check::mapping::mapping;
use super::check::stocktake::{Stocktake, stocktake};
use super::code;
use super::decode::decode;
use super::problem::{Problem, Problems};
use super::raw::job::RawJob;
use super::raw::locks::RawLocks;
use super::raw::mapping::RawMapping;
use super::raw::stocktake::RawStocktake;
use super::read::{Files, TextFile, read};
use crate::model::job::{Job, JobName};
use crate::model::mapping::Mapping;
use crate::model::project::{Project, System};

/// Reads and checks a project folder. Nothing but the folder's own files is looked at: no secret is
/// resolved, no source opened, no system asked.
///
/// # Errors
/// All problems of all files.
pub fn load(folder: &Path) -> Result<Project, Problems> {
    build(folder, read(folder))
}

/// Checks files that have been read; paths in them are relative to `folder`.
pub(super) fn build(folder: &Path, files: Files) -> Result<Project, Problems> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut found = Found { problems: files.problems, secrets: Vec::new() };
    let mut names = Names::default();
    names.mappings.extend(files.mappings.iter().map(|file| file.name.clone()));
    names.mappings.extend(files.unread_mappings.iter().cloned());

    let mut of_mappings = Found { problems: Vec::new(), secrets: Vec::new() };
    let mut mappings: BTreeMap<Arc<str>, Arc<Mapping>> = BTreeMap::new();
    for file in &files.mappings {
        let read = of_mappings
            .check(file, |check| decode::<RawMapping>(check).map(|raw| mapping(check, &file.name, &raw)));
        mappings.extend(read.map(|mapping| (mapping.name.clone(), Arc::new(mapping))));
    }
    let all: Vec<&Mapping> = mappings.values().map(AsRef::as_ref).collect();
    let known = (all.len() == names.mappings.len()).then_some(all.as_slice());
    let jobs: Vec<&str> = files.jobs.iter().map(|file| file.name.as_str()).collect();
    let stocktake = files.stocktake.as_ref().and_then(|file| {
        found.check(file, |check| {
            let raw: RawStocktake = decode(check)?;
            names.systems = Some(raw.system.0.iter().map(|(name, _)| name.value.clone()).collect());
            let read = stocktake(check, &folder, (&jobs, known), &raw);
            let is_monitor = |system| matches!(system, &System::Monitor(_) | &System::PracticeMonitor(_));
            let monitors = read.systems.iter().filter(|(_, system)| is_monitor(system));
            names.monitors = monitors.map(|(name, _)| name.clone()).collect();
            names.ticket_desks = read.systems.iter().filter_map(ticket_desk).collect();
            Some(read)
        })
    });
    // Monitors and tickets can be looked at without a job.
    if !(names.monitors.is_empty() && names.ticket_desks.is_empty()) {
        found.problems.retain(|problem| problem.code != code::NO_JOB);
    }
    let mut jobs: BTreeMap<JobName, Job> = BTreeMap::new();
    for file in &files.jobs {
        let read = found
            .check(file, |check| decode::<RawJob>(check).map(|raw| job(check, &file.name, &names, &raw)));
        jobs.extend(read.map(|job| (job.name.clone(), job)));
    }
    found.problems.extend(of_mappings.problems);
    found.secrets.extend(of_mappings.secrets);
    let locks = files.locks.as_ref().and_then(|file| {
        found.check(file, |check| decode::<RawLocks>(check).map(|raw| locks(check, known, &raw)))
    });
    match (stocktake, found.problems.is_empty()) {
        (Some(Stocktake { state, systems, authority, mail }), true) => {
            let locks = Arc::new(locks.unwrap_or_default());
            Ok(Project {
                folder,
                state,
                systems,
                mail,
                authority,
                locks,
                jobs,
                ticket_jobs: BTreeMap::new(),
                refs_jobs: BTreeMap::new(),
                company_links: Arc::default(),
                mappings,
            })
        }
        (_, _) => {
            let all = files.stocktake.iter().chain(&files.locks).chain(&files.jobs).chain(&files.mappings);
            let texts: Vec<(PathBuf, &str)> =
                all.map(|file| (file.file.clone(), file.text.as_str())).collect();
            Err(Problems::new(found.problems, &texts, &found.secrets))
        }
    }
}

/// What the files checked so far have given.
struct Found {
    problems: Vec<Problem>,
    secrets: Vec<(PathBuf, Range<usize>)>,
}

impl Found {
    fn check<T>(&mut self, file: &TextFile, checks: impl FnOnce(&mut FileCheck<'_>) -> T) -> T {
        let mut check = FileCheck::new(&file.file, &file.text);
        let value = checks(&mut check);
        let (problems, secrets) = check.into_parts();
        self.problems.extend(problems);
        self.secrets.extend(secrets);
        value
    }
}

/// A system that has tickets only, with its kind.
fn ticket_desk((name, system): (&String, &System)) -> Option<(String, &'static str)> {
    match system {
        System::Itop(_) | System::PracticeItop(_) | System::ServiceNow(_) | System::PracticeServiceNow(_) => {
            Some((name.clone(), system.kind()))
        }
        System::Glpi(_) | System::Practice(_) | System::Monitor(_) | System::PracticeMonitor(_) => None,
    }
}
