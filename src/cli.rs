//! The command line: clap types and help texts. Nothing is done here.

mod audit;
mod db;
mod questions;
mod refs;
mod tokens;
mod users;
mod webhooks;

#[cfg(feature = "practice")]
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use audit::{Audit, AuditFormat};
pub use db::Db;
pub use questions::{CloseQuestion, ListQuestions, Questions, QuestionsCommand};
pub use refs::{ItemOf, Links, Refs, RefsFrom, SetItem};
pub use tokens::Tokens;
pub use users::{SecurityLog, SecurityLogCommand, Users};
pub use webhooks::{ListWebhooks, Webhooks, WebhooksCommand};

/// Reconciles inventories into GLPI and tells people what it did.
#[derive(Debug, Parser)]
#[command(name = "stocktake", version = env!("STOCKTAKE_VERSION"), arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  could not run
  2  wrong usage or configuration
  3  refused by a limit; `plan`: a run would be
  4  done, but some changes failed or more rows were rejected than the job tolerates; `plan`: so many are
  5  there are changes (only `plan --detailed-exitcode`)

Start here:
  stocktake init my-project        a new project folder; --from FILE: for a spreadsheet,
                                   --example NAME: for a product, such as snipe-it
  stocktake check                  is the configuration right?
  stocktake plan computers         what would be written?
  stocktake run computers          write it";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Project folder: the one with stocktake.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".", env = "STOCKTAKE_PROJECT")]
    pub project: PathBuf,
    /// Form of log lines on standard error
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// More log lines (-v info, -vv debug, -vvv trace)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colours; NO_COLOR turns them off too
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub color: When,
    /// Language of what is printed [default: that of LC_ALL, LC_MESSAGES or LANG, else English]
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub language: Option<Tongue>,
}

/// A language in which people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// English.
    En,
    /// French.
    Fr,
}

/// Form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Form of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people at a terminal.
    Text,
    /// The whole plan, for programs.
    Json,
    /// For a review.
    Markdown,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the configuration, all files at once, and run the tests of mappings
    #[command(
        after_help = "Examples:\n  stocktake check --connect\n  stocktake check --untested\n\nAbove each problem stands its code: `stocktake explain-code CODE` tells more."
    )]
    Check {
        /// Also open every system, the state database, and ask for the rights that the jobs need
        #[arg(long)]
        connect: bool,
        /// List every rule of a mapping that none of its tests reaches
        #[arg(long)]
        untested: bool,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show the records of a job and what its mappings make of them
    #[command(after_help = "Example:\n  stocktake read nightly-inventory --limit 3")]
    Read {
        /// Job
        job: String,
        /// Records per feed
        #[arg(long, default_value_t = 10)]
        limit: usize,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show what a run would write; writes nothing
    #[command(
        after_help = "Example:\n  stocktake plan nightly-inventory --out plan.json\n  stocktake run --plan plan.json\n\nExit code 3: a run would be refused; else 4: more rows are rejected than the job tolerates; else 5, with\n--detailed-exitcode: there are changes."
    )]
    Plan {
        /// Job
        job: String,
        /// Save the plan, to be applied by `run --plan`
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
        /// Exit code 5 when there are changes
        #[arg(long)]
        detailed_exitcode: bool,
        /// Changes that the text lists
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Show a saved plan, or the one that a refused run kept; writes nothing
    #[command(
        after_help = "Examples:\n  stocktake show-plan plan.json\n  stocktake show-plan 5a6c3f2a9c01 --limit 1000"
    )]
    ShowPlan {
        /// File of the plan, or id of the run
        #[arg(value_name = "FILE")]
        plan: PathBuf,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
        /// Changes that the text lists
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Run a job, or apply a saved plan
    #[command(
        after_help = "Examples:\n  stocktake run nightly-inventory\n  stocktake run --plan plan.json --expect 3f5a…\n\nWith --expect, the digest that `plan` printed, the limits of the job do not hold: you have seen this very plan."
    )]
    Run {
        /// Job
        #[arg(required_unless_present = "plan", conflicts_with = "plan")]
        job: Option<String>,
        /// Apply this plan exactly
        #[arg(long, value_name = "FILE")]
        plan: Option<PathBuf>,
        /// Only if the plan has this digest
        #[arg(long, value_name = "DIGEST", requires = "plan", conflicts_with = "job")]
        expect: Option<String>,
        /// Only link the items that the desk holds already, as adopted; nothing is written to the desk
        #[arg(long, conflicts_with = "plan")]
        adopt_only: bool,
    },
    /// Apply the plan of a run that a limit refused, or what a run held for approval
    #[command(
        after_help = "Examples:\n  stocktake approve 0192f3a1 --plan-only\n  stocktake approve 0192f3a1\n  stocktake approve 0192f3a1 --only CZC1234 --only CZC1235\n\nExactly the plan that was kept is applied; what moved meanwhile is left out and reported."
    )]
    Approve {
        /// Id of the run, or its beginning
        run: String,
        /// Only the changes of these records, by source key
        #[arg(long, value_name = "KEY")]
        only: Vec<String>,
        /// Only show the plan
        #[arg(long)]
        plan_only: bool,
        /// Form of the plan
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
        /// Who approves, for the journal; by default who is logged in
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        by: Option<String>,
        /// Why, for the journal; asked for where the job has `ask_reason = true` in its limits
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// Say that writes of a run which were never answered will not come: the next run makes them anew
    #[command(
        after_help = "Examples:\n  stocktake settle 0192f3a1\n  stocktake settle 0192f3a1 --only CZC1234\n\nLook at the desk before: what the server still carries out is then there twice."
    )]
    Settle {
        /// Id of the run, or its beginning
        run: String,
        /// Only the writes of these records, by source key; of tickets by our key or title
        #[arg(long, value_name = "KEY")]
        only: Vec<String>,
        /// Who says so, for the journal; by default who is logged in
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        by: Option<String>,
    },
    /// Take back what a run did, where nobody touched it since
    #[command(
        after_help = "Examples:\n  stocktake undo 0192f3a1 --plan-only\n  stocktake undo 0192f3a1\n\nCreations go to the trash, updates get their value from before. The values taken back then stay as\nif a person had set them."
    )]
    Undo {
        /// Id of the run, or its beginning
        run: String,
        /// Only show the plan
        #[arg(long)]
        plan_only: bool,
        /// Form of the plan
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
        /// Who takes it back, for the journal; by default who is logged in
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        by: Option<String>,
        /// Why, for the journal; asked for where the job has `ask_reason = true` in its limits
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    /// Show what differs today between source and desk; writes nothing and keeps nothing
    #[command(after_help = "Example:\n  stocktake drift nightly-inventory --format json")]
    Drift {
        /// Job
        job: String,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
    },
    /// Explain a record: its cells, rules, match, values at the desk, and what the next run does
    #[command(
        after_help = "Examples:\n  stocktake explain nightly-inventory CZC1234\n  stocktake explain nightly-inventory SRV01 manufacturers_id\n  stocktake explain nightly-inventory '#12' --json\n\nWrites nothing. Nothing known under the key: exit code 2, with the nearest keys."
    )]
    Explain {
        /// Job
        job: String,
        /// Key of the record, name of the item, or #12: the item's id
        key: String,
        /// Field in full: serial, os.licenseid
        field: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Explain a code that a message, a report or JSON shows: where it comes from and what to do
    #[command(
        after_help = "Examples:\n  stocktake explain-code not-a-date\n  stocktake explain-code limits.retire.percent\n\nWithout a code all are listed. Exit codes are explained, too: stocktake explain-code 3."
    )]
    ExplainCode {
        /// Code, topic of a question, limit, or number of an exit code
        code: Option<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Run all jobs at their times, until stopped
    #[command(
        after_help = "Examples:\n  stocktake serve --log-format json\n  stocktake serve --web 8080\n\nSIGTERM and Ctrl-C finish the batches in hand, SIGHUP reads the configuration again."
    )]
    Serve {
        /// Also serve the console there: 8080 on loopback, or ADDRESS:PORT; `off` where `[web]` turns it on
        #[arg(long, value_name = "ADDR")]
        web: Option<String>,
    },
    /// List runs, the newest first
    #[command(after_help = "Example:\n  stocktake runs nightly-inventory --format json")]
    Runs {
        /// Only of this job
        job: Option<String>,
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show what a run did, from the journal
    #[command(after_help = "Examples:\n  stocktake show 0192f3a1\n  stocktake show 0192f3a1 --all")]
    Show {
        /// Id of the run, or its beginning
        run: String,
        /// Every line of every list, and whole values
        #[arg(long)]
        all: bool,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List what waits for a decision of yours, and say what need not be told again
    Questions(QuestionsCommand),
    /// List the problems that the monitors show now, the worst first
    #[command(
        after_help = "Examples:\n  stocktake events --open\n  stocktake events --monitor icinga --format json\n\nExit code 4 when a monitor did not answer, or tells that it does not show everything."
    )]
    Events {
        /// Only what nobody takes care of: confirmed, not acknowledged, in no downtime
        #[arg(long)]
        open: bool,
        /// Only of this monitor
        #[arg(long, value_name = "NAME")]
        monitor: Option<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List the tickets that we opened, took or were told of; look for tickets at a desk; link events
    Tickets(TicketsCommand),
    /// Tell every step of every request or event: seen, ticket made, each status, what the source was told
    #[command(
        after_help = "Examples:\n  stocktake audit --request INC0010012\n  stocktake audit --job tickets --from 2026-11-01 --to 2026-11-30 --format xlsx --out november.xlsx\n\nReads the state database only. Days are those of UTC."
    )]
    Audit(Audit),
    /// Pull and list what a ticket of a desk may name: companies, teams, services, categories …
    #[command(subcommand)]
    Refs(Refs),
    /// Say which company of a desk stands for a company or a site of your sources
    #[command(subcommand)]
    Links(Links),
    /// Log in at a system where a person has to (OAuth device flow); what it gives is kept, sealed
    #[command(after_help = "Example:\n  stocktake login intune")]
    Login {
        /// System of stocktake.toml
        system: String,
    },
    #[cfg(feature = "practice")]
    /// Start a practice system and leave it running: a GLPI, an iTop, a ServiceNow, a monitor or a system of a
    /// vendor
    #[command(
        after_help = "Example:\n  stocktake sandbox --listen 127.0.0.1:8089\n  stocktake sandbox --system monitor --listen 127.0.0.1:0"
    )]
    Sandbox {
        /// Where it listens, loopback only
        #[arg(long, default_value = "127.0.0.1:8089")]
        listen: SocketAddr,
        /// System of stocktake.toml whose state it shows; by default the only practice system, or the
        /// only practice GLPI
        #[arg(long)]
        system: Option<String>,
        /// Version that a practice GLPI imitates, such as 9.5.13 or 11.0.6; by default that of stocktake.toml
        #[arg(long, value_name = "VERSION")]
        imitate: Option<String>,
    },
    /// Read the file that standard input names, for a run of this program
    #[command(hide = true, name = crate::systems::READ_FILE)]
    ReadFile,
    /// Try the template that standard input has, for a check of this program
    #[command(hide = true, name = crate::systems::TRY_TEMPLATE)]
    TryTemplate,
    /// Write the pages of the manual that the program knows, for those who build it
    #[command(hide = true)]
    Manual {
        /// Folder with the sources of the book
        #[arg(long)]
        into: PathBuf,
    },
    /// Write a manual page for each command, for those who make packages
    #[command(hide = true)]
    ManPages {
        /// Folder
        #[arg(long)]
        into: PathBuf,
    },
    /// Write the JSON Schema of every configuration file, for completion in editors
    #[command(after_help = "Example:\n  stocktake schema --out .schemas")]
    Schema {
        /// Folder; without it all go to standard output as one object
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Print the OpenAPI document of the API of `serve --web`, for clients that are made from it
    #[command(after_help = "Example:\n  stocktake openapi > openapi.json")]
    Openapi,
    /// Write the extension that lets a product refuse a second ticket for an event itself (iTop)
    #[command(after_help = "Example:\n  stocktake extension itop --out /var/www/itop/extensions")]
    Extension {
        /// The product, by its key in stocktake.toml
        product: String,
        /// Folder of the product's extensions
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Make a new project folder, or a job and a mapping for a file
    #[command(
        after_help = "Examples:\n  stocktake init my-project\n  stocktake init my-project --url https://glpi.example.org --user-token env:GLPI_USER_TOKEN\n  stocktake init my-project --from parc.xlsx\n  stocktake --project my-project init --from monitors.csv --class Monitor\n  stocktake init my-snipe --example snipe-it\n  stocktake init --example\n\nWith --from a mapping is proposed for the file, with a job that reads it and a test from a real row; in a\nproject that is there both are added. No file is overwritten, and nothing is written to the desk."
    )]
    Init(Init),
    /// Propose a mapping for a file: which column goes to which field, by its name and all its values
    #[command(
        after_help = "Examples:\n  stocktake map parc.xlsx > mappings/parc.toml\n  stocktake map export.csv --class Monitor --format json\n\nWhat to look at goes to standard error. Nothing is written. No column finds items: exit code 2."
    )]
    Map(Map),
    /// List the columns of a class: as the system tells, else as they are known here
    #[command(
        after_help = "Examples:\n  stocktake columns Computer\n  stocktake columns Monitor --system glpi --format json\n\nWithout a project, or where the system does not answer, what is known here is listed, and that is said."
    )]
    Columns {
        /// Class as the system spells it: Computer, NetworkEquipment
        class: String,
        /// System of stocktake.toml; by default the only one that holds items
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// One page about this installation, for support: machine, clock, rights, disk, state, jobs
    #[command(
        after_help = "Example:\n  stocktake doctor --connect > page.txt\n\nNothing is changed. Exit code 1 where there is something to put right."
    )]
    Doctor {
        /// Also ask every system, the mail server and the state database, as `check --connect` does
        #[arg(long)]
        connect: bool,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say who may log in to the console, and what each may do with which job
    #[command(subcommand)]
    Users(Users),
    /// Make, list and revoke tokens, by which programs use the API of `serve --web`
    #[command(subcommand)]
    Tokens(Tokens),
    /// Who is told of changes by HTTP: what waits for them; send a test, try again
    Webhooks(WebhooksCommand),
    /// Show who logged in to the console, was refused or decided what; or verify that nobody changed it
    SecurityLog(SecurityLogCommand),
    /// The state database: look at it, back it up, restore it, move it
    #[command(subcommand)]
    Db(Db),
    /// Print completions for a shell
    #[command(
        after_help = "Examples:\n  stocktake completions bash > /usr/share/bash-completion/completions/stocktake\n  stocktake completions zsh > /usr/local/share/zsh/site-functions/_stocktake\n  stocktake completions fish > ~/.config/fish/completions/stocktake.fish\n\nThe script asks the program: jobs, systems, runs, classes, questions, tickets, users and webhooks of the project are\ncompleted, too."
    )]
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
}

/// `tickets` with a subcommand, or by itself.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  stocktake tickets --open\n  stocktake tickets --desk glpi --format json\n  stocktake tickets show 12\n\nWithout a subcommand our tickets are listed from the state database, the newest first, in the state\nin which the last run found them."
)]
pub struct TicketsCommand {
    /// What to do instead
    #[command(subcommand)]
    pub what: Option<Tickets>,
    /// Which are listed
    #[command(flatten)]
    pub list: ListTickets,
}

/// Options of the list of our tickets.
#[derive(Debug, Args)]
pub struct ListTickets {
    /// Only those that are open, or about to be
    #[arg(long)]
    pub open: bool,
    /// Only of this job
    #[arg(long, value_name = "NAME")]
    pub job: Option<String>,
    /// Only at this desk
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is done with tickets.
#[derive(Debug, Subcommand)]
pub enum Tickets {
    /// Find open tickets by number or words, the newest first, 50 at most
    #[command(after_help = "Example:\n  stocktake tickets search --desk itop disk full")]
    Search {
        /// System of stocktake.toml
        #[arg(long, value_name = "NAME")]
        desk: String,
        /// A number, or words that all stand in the title or the description
        #[arg(required = true)]
        words: Vec<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Open a ticket for an event now, by a rule of a job, whatever the rule says of when
    #[command(
        after_help = "Example:\n  stocktake tickets create --job tickets icinga 'web01!http'\n\nAn event that has a ticket gets another one only with --another."
    )]
    Create(CreateTicket),
    /// Show a ticket of ours with its events and its history, or any ticket of a desk with its notes
    #[command(
        after_help = "Examples:\n  stocktake tickets show 12\n  stocktake tickets show --desk itop I-000012\n\nWithout --desk our record is shown, from the state database; of several desks that have the number,\nall. No ticket of that number: exit code 2."
    )]
    Show {
        /// System of stocktake.toml, to ask it now
        #[arg(long, value_name = "NAME")]
        desk: Option<String>,
        /// Its number: 12, I-000012, INC0010012; without --desk also our key
        number: String,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Link an event to a ticket that is there: its details are added as a private note
    #[command(
        after_help = "Examples:\n  stocktake tickets link icinga 'web01 / disk' --desk glpi 12\n\nAn event may have several tickets, and a ticket several events. Linking twice does nothing. Exit\ncode 4 when it is linked but the note was not written: the same command tries again."
    )]
    Link(LinkEvent),
    /// Take an event from a ticket; no job opens another one for it by itself
    #[command(
        after_help = "Example:\n  stocktake tickets unlink icinga web01!disk 12\n\nThe ticket gets a private note. Exit code 4 when that was not written: the same command tries again."
    )]
    Unlink(UnlinkEvent),
}

/// Options of `tickets link`.
#[derive(Debug, Args)]
pub struct LinkEvent {
    /// Monitor that has the event
    pub monitor: String,
    /// Event: its key, its object or its host and service as `events` shows them
    pub event: String,
    /// Number of the ticket: 12, I-000012, INC0010012; or words that one open ticket has
    #[arg(required = true, num_args = 1..)]
    pub number: Vec<String>,
    /// Desk that has the ticket
    #[arg(long, value_name = "NAME")]
    pub desk: String,
    /// Job that follows the ticket from now on; needed when several have rules for the desk
    #[arg(long, value_name = "NAME")]
    pub job: Option<String>,
    /// Who links, for the ticket and its history; by default who is logged in
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
}

/// Options of `tickets unlink`.
#[derive(Debug, Args)]
pub struct UnlinkEvent {
    /// Monitor that has the event
    pub monitor: String,
    /// Event: its key or its object
    pub event: String,
    /// The ticket: its number or our key
    pub ticket: String,
    /// Who unlinks, for the ticket and its history; by default who is logged in
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
}

/// An event that is to get a ticket.
#[derive(Debug, Args)]
pub struct CreateTicket {
    /// Ticket job whose rules say what the ticket is like
    #[arg(long, value_name = "NAME")]
    pub job: String,
    /// Monitor of the job
    pub monitor: String,
    /// Key of the event, or what is checked, as `events` shows it
    pub event: String,
    /// Rule of the job; by default the first that is about the event
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// Also when it has a ticket already
    #[arg(long)]
    pub another: bool,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder to make; it may exist, no file is overwritten. With --from by default the project folder
    #[arg(required_unless_present_any = ["from", "example"])]
    pub folder: Option<PathBuf>,
    /// A ready folder for a product, such as snipe-it; without a name those that there are are listed
    #[arg(
        long,
        value_name = "NAME",
        num_args = 0..=1,
        default_missing_value = "",
        conflicts_with_all = ["from", "url"]
    )]
    pub example: Option<String>,
    /// File to make a job and a mapping for
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Name of the job and the mapping; by default that of the file
    #[arg(long, value_name = "NAME", requires = "from")]
    pub name: Option<String>,
    /// System of stocktake.toml that the job writes to; by default the only one that holds items
    #[arg(long, value_name = "NAME", requires = "from")]
    pub system: Option<String>,
    /// How the file is taken
    #[command(flatten)]
    pub table: TableWish,
    /// URL of a GLPI; without it the project works against the practice GLPI
    #[arg(long)]
    pub url: Option<String>,
    /// Where the user's API token stands: env:NAME or file:PATH
    #[arg(long, requires = "url")]
    pub user_token: Option<String>,
    /// Where the application token stands
    #[arg(long, requires = "url")]
    pub app_token: Option<String>,
    /// Do not ask anything
    #[arg(long)]
    pub yes: bool,
}

/// Options of `map`.
#[derive(Debug, Args)]
pub struct Map {
    /// CSV, workbook or JSON
    pub file: PathBuf,
    /// System of stocktake.toml that the mapping is for
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// How the file is taken
    #[command(flatten)]
    pub table: TableWish,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How a file that has no mapping is taken.
#[derive(Debug, Clone, Args)]
pub struct TableWish {
    /// Class of its rows: Computer, Monitor; by default guessed
    #[arg(long)]
    pub class: Option<String>,
    /// Sheet of a workbook; by default the one that is most like an inventory
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Row of the header, from 1; by default found
    #[arg(long, value_name = "ROW")]
    pub header_row: Option<u64>,
    /// Show made-up values in the form of the real ones, in comments and in the test
    #[arg(long)]
    pub hide_values: bool,
}
