//! Completions that a shell asks this program for: commands and options, and the names that a project has. A key
//! that is pressed changes nothing and waits for no other machine.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, Command, CommandFactory as _};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::print::Console;
use super::{Answer, Exit, Failure};
use crate::cli::Cli;
use crate::config;
use crate::message;
use crate::message::pages;
use crate::model::project::{Project, StateUrl};
use crate::model::system::Role;
use crate::model::ticket_ledger::OurTicket;
use crate::store::{Store, TicketFilter};
use crate::systems::ROOMS;

/// Set by the script of [`completions`] when a shell asks.
const ASKED: &str = "STOCKTAKE_COMPLETE";

/// Runs that are proposed.
const RUNS: usize = 30;

/// Tickets that are proposed.
const TICKETS: usize = 200;

/// Answers a shell that asks for completions. `false`: nobody asks, this is a command like any other.
pub fn complete() -> bool {
    let words = config::words();
    let folder = folder_of(&words);
    let here = config::working_folder();
    let asked = CompleteEnv::with_factory(move || with_names(Cli::command(), &folder)).var(ASKED);
    // What cannot be answered is no completion: a shell shows nothing then, and no error between two words.
    asked.try_complete(words, here.as_deref()).unwrap_or(true)
}

/// `completions SHELL`: what a shell reads once, and which then asks this program.
pub fn completions(console: &Console, shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let name = shell.to_string();
    let known =
        shells.completer(&name).ok_or_else(|| Failure::Usage(message::scaffold::no_shell(&name).said()))?;
    known
        .write_registration(ASKED, "stocktake", "stocktake", "stocktake", &mut script)
        .map_err(anyhow::Error::new)?;
    console.print(String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}

/// The project folder of the line that is being typed.
fn folder_of(words: &[OsString]) -> PathBuf {
    let mut words = words.iter().filter_map(|word| word.to_str()).skip_while(|word| *word != "--");
    let mut named = None;
    while let Some(word) = words.next() {
        named = match (word, word.strip_prefix("--project=")) {
            ("--project", _) => words.next().map(PathBuf::from),
            (_, Some(folder)) => Some(PathBuf::from(folder)),
            (_, None) => named,
        };
    }
    named.or_else(config::project_folder).unwrap_or_else(|| PathBuf::from("."))
}

/// What an argument names.
#[derive(Debug, Clone, Copy)]
enum Named {
    Job,
    System,
    Desk,
    Monitor,
    Run,
    Class,
    Code,
    Example,
    Question,
    Ticket,
    User,
    Webhook,
}

impl Named {
    /// By the name of the argument, which is the same in every command.
    fn by(command: &str, argument: &Arg) -> Option<Self> {
        Some(match (command, argument.get_id().as_str()) {
            (_, "system") => Self::System,
            (_, "job") => Self::Job,
            (_, "desk") => Self::Desk,
            (_, "monitor") => Self::Monitor,
            (_, "run") | ("show-plan", "plan") => Self::Run,
            (_, "class") => Self::Class,
            ("explain-code", "code") => Self::Code,
            (_, "example") => Self::Example,
            (_, "webhook") => Self::Webhook,
            ("close", "id") => Self::Question,
            ("show" | "link", "number") | ("unlink", "ticket") | ("audit", "request") => Self::Ticket,
            ("remove" | "passwd" | "set-roles", "name") => Self::User,
            (_, _) => return None,
        })
    }

    fn candidates(self, folder: &Path) -> Vec<CompletionCandidate> {
        let names = |names: BTreeSet<String>| names.into_iter().map(CompletionCandidate::new).collect();
        match self {
            Self::Class => {
                let schemas =
                    ROOMS.iter().filter_map(|room| room.target.as_ref()).map(|target| target.schema);
                names(
                    schemas
                        .flat_map(|schema| (schema.class_names)().iter().map(ToString::to_string))
                        .collect(),
                )
            }
            Self::Code => pages::all().map(|page| told(page.word, page.what().to_string())).collect(),
            Self::Example => crate::systems::examples()
                .map(|example| told(example.name, (example.about)().to_string()))
                .collect(),
            Self::Job
            | Self::System
            | Self::Desk
            | Self::Monitor
            | Self::Run
            | Self::Question
            | Self::Ticket
            | Self::User
            | Self::Webhook => {
                let Ok(project) = config::load(folder) else { return Vec::new() };
                self.of_project(&project)
            }
        }
    }

    fn of_project(self, project: &Project) -> Vec<CompletionCandidate> {
        let systems = |is_it: &dyn Fn(&crate::model::system::System) -> bool| {
            let systems = project.systems.iter().filter(|(_, system)| is_it(system));
            systems.map(|(name, _)| CompletionCandidate::new(name.as_str())).collect()
        };
        match self {
            Self::Job => project
                .all_jobs()
                .into_iter()
                .map(|job| told(job.head().name.as_str(), job.head().description.to_owned()))
                .collect(),
            Self::System => systems(&|_| true),
            Self::Desk => systems(&|system| system.has(Role::Tickets)),
            Self::Monitor => systems(&|system| system.has(Role::Events)),
            Self::Run => runs(project),
            Self::Question => questions(project),
            Self::Ticket => tickets(project),
            Self::User => {
                let users = config::users::read(&project.web.users).unwrap_or_default();
                users.user.keys().map(CompletionCandidate::new).collect()
            }
            Self::Webhook => project.webhooks.keys().map(CompletionCandidate::new).collect(),
            Self::Class | Self::Code | Self::Example => Vec::new(),
        }
    }
}

/// The state, where it stands in a file of this machine.
fn store(project: &Project) -> Option<Store> {
    match &project.state {
        StateUrl::Sqlite(_) => Store::look_at(&project.state, None).ok(),
        StateUrl::Postgres { .. } => None,
    }
}

/// Questions that are open.
fn questions(project: &Project) -> Vec<CompletionCandidate> {
    let open = store(project).and_then(|store| store.open_questions(None).ok()).unwrap_or_default();
    let open = open.iter().filter(|(_, asked)| asked.closed.is_none());
    open.map(|(job, asked)| told(&asked.question.id(job), format!("{job}: {}", asked.question.label)))
        .collect()
}

/// The newest of our tickets that have a number, the open ones first.
fn tickets(project: &Project) -> Vec<CompletionCandidate> {
    let filter = TicketFilter { limit: TICKETS, ..TicketFilter::default() };
    let found = store(project).and_then(|store| store.find_tickets(&filter).ok()).unwrap_or_default();
    let mut numbered: Vec<_> =
        found.iter().filter_map(|ticket| Some((ticket.number.as_deref()?, ticket))).collect();
    numbered.sort_by_key(|(_, ticket)| !ticket.state.is_open());
    let of = |(order, (number, ticket)): (usize, (&str, &OurTicket))| {
        told(number, format!("{}: {}", ticket.desk, ticket.title)).display_order(Some(order))
    };
    numbered.into_iter().enumerate().map(of).collect()
}

/// The newest runs.
fn runs(project: &Project) -> Vec<CompletionCandidate> {
    let runs = store(project).and_then(|store| store.runs(None, RUNS).ok()).unwrap_or_default();
    let of = |(order, run): (usize, crate::model::Run)| {
        let when = run.started_at.format("%Y-%m-%d %H:%M UTC");
        told(run.id.short(), format!("{} {when} {}", run.job, run.state.as_str())).display_order(Some(order))
    };
    runs.into_iter().enumerate().map(of).collect()
}

fn told(name: &str, about: String) -> CompletionCandidate {
    let about = about.lines().next().unwrap_or_default().to_owned();
    CompletionCandidate::new(name).help((!about.is_empty()).then(|| about.into()))
}

/// A command whose arguments know the names that they may be.
fn with_names(command: Command, folder: &Path) -> Command {
    let name = command.get_name().to_owned();
    let command = command.mut_args(|argument| match Named::by(&name, &argument) {
        Some(named) => {
            let folder = folder.to_owned();
            argument.add(ArgValueCandidates::new(move || named.candidates(&folder)))
        }
        None => argument,
    });
    command.mut_subcommands(|below| with_names(below, folder))
}
