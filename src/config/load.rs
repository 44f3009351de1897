//! A project folder into a [`Project`], or into every problem of every file.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::check::FileCheck;
use super::check::job::job;
use super::check::job_file::{is_for_records, job_file};
use super::check::links::links;
use super::check::locks::locks;
use super::check::mapping::mapping;
use super::check::names::{Makes, Names};
use super::check::refs_job::refs_job;
use super::check::stocktake::{Stocktake, Surroundings, stocktake};
use super::check::ticket_job::ticket_job;
use super::raw::job_file::RawJobFile;
use super::raw::links::RawLinks;
use super::raw::locks::RawLocks;
use super::raw::mapping::RawMapping;
use super::raw::stocktake::RawStocktake;
use super::read::{Files, TextFile, read};
use super::rooms::Rooms;
use super::targets::Targets;
use crate::message;
use crate::model::Said;
use crate::model::event_class::EVENTS;
use crate::model::job::{Job, JobName};
use crate::model::mapping::{FieldRule, Mapping};
use crate::model::project::Project;
use crate::model::reference_class::REFERENCES;
use crate::model::refs_job::RefsJob;
use crate::model::ticket_job::TicketJob;
use crate::settings::code;
use crate::settings::{Problem, Problems};
use crate::settings::{decode, decode_apart};

/// Reads and checks a project folder. Nothing but the folder's own files is looked at: no secret is
/// resolved, no source opened, no system asked.
///
/// # Errors
/// All problems of all files.
pub fn load(folder: &Path) -> Result<Project, Problems> {
    build(&Rooms::of_program(), folder, read(folder))
}

/// Checks files that have been read; paths in them are relative to `folder`.
pub(super) fn build(rooms: &Rooms, folder: &Path, mut files: Files) -> Result<Project, Problems> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut found = Found { problems: std::mem::take(&mut files.problems), ..Found::default() };
    found.problems.extend(alike_but_for_case(&files.jobs));
    found.problems.extend(alike_but_for_case(&files.mappings));
    let mut names = Names { folder: folder.clone(), ..Names::default() };
    names.mappings.extend(files.mappings.iter().map(|file| file.name.clone()));
    names.mappings.extend(files.unread_mappings.iter().cloned());

    let targets = Targets::of(rooms, &files);
    let mappings = Mappings::read(&files, &targets);
    names.makes.extend(mappings.by_name.values().map(|mapping| (mapping.name.to_string(), makes(mapping))));
    let all: Vec<&Mapping> = mappings.by_name.values().map(AsRef::as_ref).collect();
    let known = mappings.is_whole.then_some(all.as_slice());
    let records = files.jobs.iter().filter(|file| is_for_records(&file.text));
    let records: Vec<&str> = records.map(|file| file.name.as_str()).collect();
    let every_job: Vec<&str> = files.jobs.iter().map(|file| file.name.as_str()).collect();
    let stocktake = files.stocktake.as_ref().and_then(|file| {
        found.check(file, |check| {
            let (raw, systems) = decode_apart::<RawStocktake>(check, "system")?;
            let project = Surroundings {
                rooms,
                folder: &folder,
                jobs: &records,
                every_job: &every_job,
                mappings: known,
            };
            let read = stocktake(check, project, &raw, systems);
            // A misspelled table of systems is named there.
            names.systems = (!check.has_lost_tables()).then(|| read.system_names.iter().cloned().collect());
            names.learn(&read.systems);
            names.language = read.mail.language;
            Some(read)
        })
    });
    // Monitors and tickets can be looked at without a job.
    if !(names.monitors.is_empty() && names.ticket_desks.is_empty()) {
        found.problems.retain(|problem| problem.code != code::NO_JOB);
    }
    let mut jobs = Jobs::default();
    for file in &files.jobs {
        found.check(file, |check| jobs.read(check, &file.name, &names));
    }
    found.warnings.extend(jobs.records.values().flat_map(|job| out_of_order(job, &mappings.by_name)));
    found.problems.extend(mappings.found.problems);
    found.secrets.extend(mappings.found.secrets);
    let locks = found.optional(files.locks.as_ref(), |check, raw: RawLocks| locks(check, known, &raw));
    let links = found.optional(files.links.as_ref(), |check, raw: RawLinks| links(check, &names, &raw));
    match (stocktake, found.problems.is_empty()) {
        (
            Some(Stocktake {
                state,
                frozen_after,
                key,
                systems,
                authority,
                reading,
                mail,
                ping,
                webhooks,
                web,
                system_names: _,
            }),
            true,
        ) => {
            let locks = Arc::new(locks.unwrap_or_default());
            Ok(Project {
                folder,
                state,
                frozen_after,
                key,
                systems,
                reading,
                mail,
                ping,
                webhooks,
                web,
                authority,
                locks,
                jobs: jobs.records,
                ticket_jobs: jobs.tickets,
                refs_jobs: jobs.refs,
                company_links: Arc::new(links.unwrap_or_default()),
                mappings: mappings.by_name,
                warnings: found.warnings,
            })
        }
        (_, _) => Err(found.problems(&files)),
    }
}

/// What a mapping makes.
fn makes(mapping: &Mapping) -> Makes {
    match mapping.schema {
        schema if std::ptr::eq(schema, &raw const EVENTS) => Makes::Events,
        schema if std::ptr::eq(schema, &raw const REFERENCES) => Makes::References,
        _ => Makes::Items,
    }
}

/// Feeds whose records name items of a feed that is read later: what that makes is not there yet.
fn out_of_order(job: &Job, mappings: &BTreeMap<Arc<str>, Arc<Mapping>>) -> Vec<Said> {
    let feeds: Vec<&Mapping> =
        job.feeds.iter().filter_map(|feed| mappings.get(&feed.mapping).map(AsRef::as_ref)).collect();
    let names = |one: &Mapping, other: &Mapping| {
        let is_named = |rule: &FieldRule| one.schema.target_of(&rule.kind).as_ref() == Some(&other.class);
        one.class != other.class && one.rules().any(is_named)
    };
    let mut told = Vec::new();
    for (at, one) in feeds.iter().enumerate() {
        for later in feeds[at + 1..].iter().filter(|later| names(one, later)) {
            let (job, first, second) = (&job.name, &one.name, &later.name);
            told.push(if names(later, one) {
                message::config::job::feeds_in_a_circle(job, first, second).said()
            } else {
                message::config::job::feed_too_late(job, first, second).said()
            });
        }
    }
    told
}

/// Files whose names differ in case only: elsewhere they are one file, and people take one for the other.
fn alike_but_for_case(files: &[TextFile]) -> Vec<Problem> {
    let mut first: BTreeMap<String, &TextFile> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in files {
        match first.entry(file.name.to_lowercase()) {
            Entry::Vacant(place) => {
                place.insert(file);
            }
            Entry::Occupied(other) => {
                let other = other.get().file.display().to_string();
                let message = message::config::files::differ_in_case(file.file.display(), other);
                let mut problem = Problem::of_file(code::TWICE, &file.file, message);
                problem.help(message::config::files::rename_one());
                problems.push(problem);
            }
        }
    }
    problems
}

/// The mappings that could be used.
struct Mappings {
    by_name: BTreeMap<Arc<str>, Arc<Mapping>>,
    /// What is wrong with others.
    found: Found,
    /// Nothing was lost by a slip: what is not there is news for other files.
    is_whole: bool,
}

impl Mappings {
    fn read(files: &Files, targets: &Targets) -> Self {
        let mut found = Found::default();
        let (mut by_name, mut is_whole) = (BTreeMap::new(), files.unread_mappings.is_empty());
        for file in &files.mappings {
            let read = found.check(file, |check| {
                let read =
                    decode::<RawMapping>(check).and_then(|raw| mapping(check, targets, &file.name, &raw));
                is_whole &= check.is_whole()
                    && read.as_ref().is_some_and(|mapping| !mapping.class.as_str().is_empty());
                read
            });
            by_name.extend(read.map(|mapping| (mapping.name.clone(), Arc::new(mapping))));
        }
        Self { by_name, found, is_whole }
    }
}

/// What the files checked so far have given.
#[derive(Default)]
struct Found {
    problems: Vec<Problem>,
    warnings: Vec<Said>,
    secrets: Vec<(PathBuf, Range<usize>)>,
}

impl Found {
    fn check<T>(&mut self, file: &TextFile, checks: impl FnOnce(&mut FileCheck<'_>) -> T) -> T {
        let mut check = FileCheck::new(&file.file, &file.text);
        let value = checks(&mut check);
        self.warnings.extend(check.take_warnings());
        let (problems, secrets) = check.into_parts();
        self.problems.extend(problems);
        self.secrets.extend(secrets);
        value
    }

    /// Checks a file that need not be there.
    fn optional<R: DeserializeOwned, T>(
        &mut self,
        file: Option<&TextFile>,
        checks: impl FnOnce(&mut FileCheck<'_>, R) -> T,
    ) -> Option<T> {
        self.check(file?, |check| decode(check).map(|raw| checks(check, raw)))
    }

    /// What is wrong, with the texts of the files.
    fn problems(self, files: &Files) -> Problems {
        let all = files.stocktake.iter().chain(&files.locks).chain(&files.links);
        let all = all.chain(&files.jobs).chain(&files.mappings);
        let texts: Vec<(PathBuf, &str)> = all.map(|file| (file.file.clone(), file.text.as_str())).collect();
        Problems::new(self.problems, &texts, &self.secrets)
    }
}

/// The jobs of each kind that could be used.
#[derive(Default)]
struct Jobs {
    records: BTreeMap<JobName, Job>,
    tickets: BTreeMap<JobName, TicketJob>,
    refs: BTreeMap<JobName, RefsJob>,
}

impl Jobs {
    /// Checks a job file of whatever kind.
    fn read(&mut self, check: &mut FileCheck<'_>, name: &str, names: &Names) {
        match job_file(check) {
            Some((RawJobFile::Records(raw), queries)) => {
                self.records.insert(JobName::from(name), job(check, name, names, &raw, queries));
            }
            Some((RawJobFile::Tickets(raw), queries)) => {
                self.tickets.insert(JobName::from(name), ticket_job(check, name, names, &raw, queries));
            }
            Some((RawJobFile::Refs(raw), queries)) => {
                self.refs.insert(JobName::from(name), refs_job(check, name, names, &raw, queries));
            }
            None => {}
        }
    }
}
