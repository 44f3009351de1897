//! Builds what a command needs and runs it: the only place that knows all modules.

mod approve;
mod audit;
mod check;
mod check_names;
mod check_sources;
mod check_values;
mod columns;
mod complete;
mod db;
mod doctor;
mod ending;
mod events;
mod explain;
mod explain_code;
mod inspect;
mod item_links;
mod links;
mod log;
mod login;
mod manual;
mod mapping_tests;
#[cfg(feature = "practice")]
mod practice;
mod print;
mod propose;
mod questions;
mod reconcile;
mod refs;
mod scaffold;
mod security_log;
mod serve;
mod settle;
mod showing;
mod ticket_job;
mod tickets;
mod tokens;
mod traces;
mod unmapped;
mod users;
mod webhooks;
mod wish;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::sync::{Arc, OnceLock};

use tracing::Instrument as _;

use crate::cli::{Cli, Command, Format, Global};
use crate::config::{self, Problems};
use crate::engine::decide;
use crate::engine::reason;
use crate::engine::run::Setting;
use crate::engine::state::open_store;
use crate::engine::{Progress, this_node};
use crate::message::{self, Alike, Message, nearest};
use crate::model::Job;
use crate::model::Said;
use crate::model::project::{AnyJob, Project, StateUrl};
use crate::model::system::{self, System};
use crate::model::trace::FAILED;
use crate::report::render::Length;
use crate::store::Store;
use crate::systems::files;

pub use complete::complete;
use mapping_tests::Untested;
use print::{Console, Leaver};
use traces::{Traced, Traces};
use wish::PlanOnly;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Done,
    /// It could not run.
    CouldNotRun,
    /// Wrong usage or configuration.
    Usage,
    /// Refused by a limit.
    Refused,
    /// Done, but not everything.
    Partial,
    /// There are changes.
    Changes,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::CouldNotRun => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Partial => 4,
            Self::Changes => 5,
        }
    }
}

/// A failure with its exit code.
#[derive(Debug)]
enum Failure {
    /// Problems of the configuration, shown with their places.
    Problems(Problems),
    /// Wrong usage.
    Usage(Said),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl From<decide::Undecided> for Failure {
    fn from(undecided: decide::Undecided) -> Self {
        match undecided {
            decide::Undecided::Usage(text) => Self::Usage(text),
            decide::Undecided::OutOfDate(text) => Self::Other(reason::told(text)),
            decide::Undecided::Other(error) => Self::Other(error),
        }
    }
}

type Answer = Result<Exit, Failure>;

/// Stack of the thread that works: as much as the main thread of a program has.
const STACK: usize = 8 * 1024 * 1024;

/// Exit code of a program that panicked, as Rust itself gives it.
const PANICKED: u8 = 101;

/// Runs a command and gives its exit code. The work has a thread of its own, so that the program can end while
/// that hangs.
pub fn main(cli: Cli) -> u8 {
    if let Command::ReadFile = cli.command {
        return read_file().code();
    }
    if let Command::TryTemplate = cli.command {
        return try_template().code();
    }
    let (leave, left) = mpsc::channel();
    let leaver = Leaver(leave);
    let traces = Arc::new(OnceLock::new());
    let begun = traces.clone();
    let work = move || {
        let console = Console::new(cli.global.color, cli.global.language, leaver.clone());
        leaver.leave(work(&cli, &console, &begun));
    };
    let code = match std::thread::Builder::new().name("work".to_owned()).stack_size(STACK).spawn(work) {
        Ok(_) => left.recv().map_or(PANICKED, Exit::code),
        Err(_) => Exit::CouldNotRun.code(),
    };
    // Here, so that the spans of a program whose work hangs or has panicked leave it, too.
    if let Some(traces) = traces.get() {
        traces.end();
    }
    code
}

fn work(cli: &Cli, console: &Console, traces: &OnceLock<Traces>) -> Exit {
    // Whoever starts the schedule wants to see that it lives.
    let least = u8::from(matches!(cli.command, Command::Serve { .. }));
    let traced = Traced::of(&cli.command);
    if let Some(begun) = log::start(&cli.global, cli.global.verbose.max(least), console, traced) {
        traces.get_or_init(|| begun);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            console.error(message::start::cannot_start(&error));
            return Exit::CouldNotRun;
        }
    };
    let root = traced.root();
    let answer = runtime.block_on(dispatch(cli, console).instrument(root.clone()));
    if answer.is_err() {
        root.record("otel.status_code", FAILED);
    }
    drop(root);
    let exit = match answer {
        Ok(exit) => exit,
        Err(Failure::Problems(problems)) => {
            console.error_painted(problems.render_in(console.language(), console.color(), console.width()));
            Exit::Usage
        }
        Err(Failure::Usage(text)) => {
            tell(console, &text);
            Exit::Usage
        }
        Err(Failure::Other(error)) => {
            tell(console, &reason::of(&error));
            Exit::CouldNotRun
        }
    };
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    exit
}

/// What went wrong, and where more is told of it.
fn tell(console: &Console, what: &Said) {
    console.error(what);
    explain_code::name_pages(console, [what.code()]);
}

/// Reads one file for another program of ours. Nothing else is set up: no log, no threads, no project.
fn read_file() -> Exit {
    match files::read_as_child() {
        Ok(()) => Exit::Done,
        Err(_) => Exit::CouldNotRun,
    }
}

/// Tries one template for another program of ours, likewise.
fn try_template() -> Exit {
    match crate::config::try_as_child() {
        Ok(()) => Exit::Done,
        Err(_) => Exit::CouldNotRun,
    }
}

async fn dispatch(cli: &Cli, console: &Console) -> Answer {
    let global = &cli.global;
    match &cli.command {
        Command::Check { connect, untested, format } => {
            let untested = if *untested { Untested::Listed } else { Untested::Counted };
            check::check(global, console, *connect, untested, *format).await
        }
        Command::Read { job, limit, format } => inspect::read(global, console, job, *limit, *format).await,
        Command::Plan { job, out, format, detailed_exitcode, limit } => {
            let wish = wish::PlanWish {
                out: out.as_deref(),
                format: *format,
                detailed: *detailed_exitcode,
                limit: *limit,
            };
            reconcile::plan(global, console, job, &wish).await
        }
        Command::Run { job: Some(job), adopt_only: true, .. } => {
            reconcile::run_adopting(global, console, job).await
        }
        Command::Run { job: Some(job), .. } => reconcile::run(global, console, job).await,
        Command::Run { plan: Some(plan), expect, .. } => {
            reconcile::run_saved(global, console, plan, expect.as_deref()).await
        }
        Command::Run { job: None, plan: None, .. } => Err(Failure::Usage(message::jobs::name_one().said())),
        Command::ShowPlan { plan, format, limit } => {
            let shape = showing::PlanShape { format: *format, limit: Some(*limit) };
            showing::show_plan_of(global, console, plan, shape)
        }
        Command::Approve { run, only, plan_only, format, by, why } => {
            let wish = if *plan_only { PlanOnly::Show(*format) } else { PlanOnly::Write };
            let by = &config::who(by.as_deref());
            let approval = approve::Approval { only, by, why: why.as_deref() };
            approve::approve(global, console, run, approval, wish).await
        }
        Command::Settle { run, only, by } => {
            settle::settle(global, console, run, only, &config::who(by.as_deref()))
        }
        Command::Undo { run, plan_only, format, by, why } => {
            let wish = if *plan_only { PlanOnly::Show(*format) } else { PlanOnly::Write };
            let by = &config::who(by.as_deref());
            reconcile::undo(global, console, run, (by, why.as_deref()), wish).await
        }
        Command::Drift { job, format } => reconcile::drift(global, console, job, *format).await,
        Command::Explain { job, key, field, json } => {
            let format = if *json { Format::Json } else { Format::Text };
            let sought = explain::Sought { key, field: field.as_deref() };
            explain::explain(global, console, job, sought, format).await
        }
        Command::ExplainCode { code, format } => {
            explain_code::explain_code(console, code.as_deref(), *format)
        }
        Command::Serve { web } => serve::serve(global, console, web.as_deref()).await,
        Command::Runs { job, limit, format } => {
            inspect::runs(global, console, job.as_deref(), *limit, *format)
        }
        Command::Show { run, all, format } => {
            let length = if *all { Length::All } else { Length::Short };
            inspect::show(global, console, run, length, *format)
        }
        Command::Questions(command) => questions::questions(global, console, command).await,
        Command::Audit(wish) => audit::audit(global, console, wish),
        Command::Events { open, monitor, format } => {
            let wanted = if *open { events::Wanted::Open } else { events::Wanted::All };
            events::events(global, console, wanted, monitor.as_deref(), *format).await
        }
        Command::Tickets(command) => tickets::tickets(global, console, command).await,
        Command::Refs(what) => refs::refs(global, console, what).await,
        Command::Links(what) => links::links(global, console, what).await,
        Command::Login { system } => login::login(global, console, system).await,
        #[cfg(feature = "practice")]
        Command::Sandbox { listen, system, imitate } => {
            practice::serve(global, console, *listen, system.as_deref(), imitate.as_deref()).await
        }
        // Done before anything was set up.
        Command::ReadFile => Ok(read_file()),
        Command::TryTemplate => Ok(try_template()),
        Command::Manual { into } => manual::manual(console, into),
        Command::ManPages { into } => manual::man_pages(console, into),
        Command::Schema { out } => scaffold::schema(console, out.as_deref()),
        Command::Openapi => scaffold::openapi(console),
        Command::Extension { product, out } => scaffold::extension(console, product, out),
        Command::Init(init) => match (&init.from, &init.example) {
            (Some(file), _) => propose::init(global, console, init, file).await,
            (None, Some(name)) => scaffold::example(console, init.folder.as_deref(), name),
            (None, None) => scaffold::init(global, console, init),
        },
        Command::Map(map) => propose::map(global, console, map),
        Command::Columns { class, system, format } => {
            columns::columns(global, console, class, system.as_deref(), *format).await
        }
        Command::Doctor { connect, format } => doctor::doctor(global, console, *connect, *format).await,
        Command::Users(what) => users::users(global, console, what),
        Command::Tokens(what) => tokens::tokens(global, console, what),
        Command::Webhooks(command) => webhooks::webhooks(global, console, command).await,
        Command::SecurityLog(wanted) => security_log::security_log(global, console, wanted),
        Command::Db(what) => db::db(global, console, what),
        Command::Completions { shell } => complete::completions(console, *shell),
    }
}

fn load(global: &Global) -> Result<Project, Failure> {
    let project = config::load(&global.project).map_err(Failure::Problems)?;
    let language = print::language_of(global.language);
    project.warnings.iter().for_each(|warning| tracing::warn!("{}", warning.text(language)));
    Ok(project)
}

/// A job that reconciles records.
fn find_job<'p>(project: &'p Project, name: &str) -> Result<&'p Job, Failure> {
    match find_any_job(project, name)? {
        AnyJob::Records(job) => Ok(job),
        AnyJob::Tickets(_) => Err(Failure::Usage(message::jobs::opens_tickets(name).said())),
        AnyJob::Refs(_) => Err(Failure::Usage(message::jobs::pulls_references(name).said())),
    }
}

/// A job of any kind.
fn find_any_job<'p>(project: &'p Project, name: &str) -> Result<AnyJob<'p>, Failure> {
    project.job(name).ok_or_else(|| {
        let known: Vec<&str> = project.all_jobs().into_iter().map(|job| job.head().name.as_str()).collect();
        let near = nearest(name, known.iter().copied(), Alike::Name).map(message::nearest::perhaps);
        Failure::Usage(message::jobs::unknown(name, &near, known.join(", ")).said())
    })
}

/// What a system that a command names must be.
#[derive(Debug, Clone, Copy)]
enum Role {
    /// It has events.
    Monitor,
    /// It has tickets.
    Desk,
}

impl Role {
    fn unknown(self, name: &str, near: Option<Message>, known: Said) -> Message {
        match self {
            Self::Monitor => message::connection::unknown_monitor(name, near, known),
            Self::Desk => message::connection::unknown_desk(name, near, known),
        }
    }

    /// Names of the systems that are it, and of feeds of events.
    fn names(self, project: &Project) -> Vec<&str> {
        let role = match self {
            Self::Monitor => system::Role::Events,
            Self::Desk => system::Role::Tickets,
        };
        let is_it = |system: &System| system.has(role);
        let systems = project.systems.iter().filter(|(_, system)| is_it(system));
        let mut names: Vec<&str> = systems.map(|(name, _)| name.as_str()).collect();
        if matches!(self, Self::Monitor) {
            let feeds = project.ticket_jobs.values().flat_map(|job| &job.feeds);
            for feed in feeds {
                if !names.contains(&feed.name.as_str()) {
                    names.push(&feed.name);
                }
            }
        }
        names
    }

    /// That a name is one of them.
    fn expect(self, project: &Project, name: &str) -> Result<(), Failure> {
        let known = self.names(project);
        if known.contains(&name) {
            return Ok(());
        }
        let near = nearest(name, known.iter().copied(), Alike::Name).map(message::nearest::perhaps);
        let known = if known.is_empty() { message::list::none().said() } else { known.join(", ").into() };
        Err(Failure::Usage(self.unknown(name, near, known).said()))
    }
}

/// Opens the state database only where it is there: for commands that must not write.
fn open_store_if_there(project: &Project) -> anyhow::Result<Option<Store>> {
    match &project.state {
        StateUrl::Sqlite(path) if !Path::new(path).exists() => Ok(None),
        StateUrl::Sqlite(_) | StateUrl::Postgres { .. } => open_store(project).map(Some),
    }
}

fn setting(project: Project, store: Store, console: &Console) -> Setting {
    Setting {
        project: Arc::new(project),
        store: Arc::new(store),
        node: this_node(),
        stop: Arc::new(AtomicBool::new(false)),
        progress: Arc::new(Progress::visible(console.language())),
    }
}
