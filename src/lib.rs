//! stocktake reconciles inventories into GLPI, turns events into tickets, and tells people what it did.
//!
//! # The map
//! The house is cut by system: what is known of a product stands in its room and nowhere else; the core
//! knows roles, and what a target can hold as a value that its room makes. Adding a system is its folder below
//! [`systems`], its double, and its line in [`systems::ROOMS`].
//!
//! | module | what it is | what it never does |
//! |---|---|---|
//! | [`model`] | the words: plain data | I/O, clock, `async`, knowing any other module |
//! | [`message`] | every sentence that a person reads: code + arguments → text; a page for each code that people meet | I/O, clock, `async` |
//! | [`settings`] | TOML values with their places, the checks that files share, problems | I/O, clock, `async` |
//! | [`schedule`] | cron dialect, clock changes, freezes, jitter: when a job starts | I/O, clock, `async` |
//! | [`reconcile`] | transform, matching, diff, plan, limits | I/O, clock, `async`, knowing a class or a column: what a target can hold is an argument, [`model::Schema`] |
//! | [`propose`] | a table that nobody has mapped yet → a mapping, with what to look at | I/O, clock, `async`, knowing a class or a column: the words for them are an argument, too |
//! | [`triage`] | events and our tickets → what is opened, noted, reopened, solved, answered | I/O, clock, `async` |
//! | [`systems`] | one room per product: its table of settings, client, wire types, roles, page of the manual | deciding what should be there, choosing among events, knowing another room |
//! | [`systems::shared`] | how a system is reached, logged in to, called and opened | knowing what a system answers |
//! | [`systems::example`] | the ready folders of products, which lie in their rooms | being read as a project from there |
//! | `practice` | doubles of the systems, and of vendors that are read by configuration alone, over real HTTP on loopback, with state (feature `practice`) | being needed |
//! | [`config`] | the project folder → valid model types, every problem with its place; templates tried apart (`try-template`); secrets of this machine; the environment | speaking to a system |
//! | [`store`] | the state database; all SQL | |
//! | [`report`] | plans and reports as people read them, by templates and with the labels that the target shows; tables; mail | looking anything up |
//! | [`engine`] | the story of one run, journalled apply, serving the schedule, recovery, what a person decides of it | deciding what is written, knowing a product |
//! | [`web`] | the console and its API: connections, logins, tokens, one table of routes with what each needs, pages, JSON; health and figures for those who operate | deciding anything itself: it shows what the [`store`] and kept plans hold and calls what the commands call; a page that needs a script |
//! | [`app`], [`cli`] | builds things and runs commands; clap types | being used by another module |
//!
//! The roles are traits, each with one contract suite in `tests/it` that runs over the table: records
//! ([`systems::source`]: what a system gives is fetched into files of a spool, which [`systems::files`] reads as
//! any others, mails and what is attached to them too; what is done there about one of them are the acts of its
//! feed), items ([`systems::target`]), tickets and references ([`systems::desk`]),
//! events ([`systems::monitor`]: a list, a probe of one object, or neither; each room states what an absence
//! means), secrets ([`systems::secret_store`]). [`engine::keyring`] reads a secret when a system is opened, each time
//! anew: [`config`] what stands on this machine, a store what it keeps. `engine::tokens` keeps what a system gives in
//! place of a login. `tests/it/layering.rs` keeps these walls, `tests/it/sentences.rs` the one of the sentences.
//!
//! # The walk of a row: file → GLPI → mail
//! [`engine::serve`] finds the job due, or a person runs it ([`app`]) → [`engine::run`] opens a run in
//! the [`store`] (one running per job) → [`engine::read`] finds the files, or has a [`systems::source`] fetch them; [`systems::files`] starts this program once
//! more for each (`read-file`), which yields records with
//! row numbers → [`engine::survey`] reads the desk's items and names in bulk ([`systems::glpi`]) and the links
//! ([`store`]) → [`reconcile::transform`] makes what is wanted of a record, or a reject →
//! [`reconcile::dictionary`] spells its names as the desk does → [`reconcile::matching`] finds its item by link, else by the mapping's keys in order →
//! the planner ([`reconcile::plan`]) takes each record through stages, one type each: read → draft (names are
//! ids, the record has its key) → matched (its item is known) → judged (mapped fields against the live values, what
//! the link remembers ([`model::remembered`]), what other jobs supply, locks, fights and what waits for approval) →
//! change; once all are known, rows that contradict each other leave the plan, and so does what nobody may
//! retire yet → what stands in the rows that it rejects is read once more and kept with the run (`engine::reject_cells`) →
//! [`reconcile::guard`] may refuse the plan → [`engine::apply`] writes in the order of dependencies
//! (names, items, child sets, retirements), in bulk, each row journalled before and after its call →
//! [`engine::tell`] builds the report from the journal, [`report`] makes the mail, which goes into the
//! outbox in the transaction that closes the run → [`engine::outbox`] sends it until it is accepted. A
//! second run plans nothing.
//!
//! # The walk of an event: monitor → ticket → acknowledgement → mail
//! [`engine::tickets`] opens a run, asks every monitor ([`systems::monitor`]) for its open problems, and of
//! those that have a ticket but are not listed any more, what became of the object: only what was checked and found
//! well is over → settles what an interrupted run left open, and reads our tickets at their desks ([`systems::desk`]) in batch → [`triage`] decides by the job's rules →
//! [`engine::names`] turns names into ids through the reference data that [`engine::refs`] keeps → intents go
//! into the [`store`], the desk is asked for our keys, only what it does not have is created → the event is
//! acknowledged with the number → [`model::ticket_report`] says what was done and what was left alone.
//!
//! Any source is a monitor, too: [`engine::event_feed`] reads the files of a feed by a mapping of the class `Event`
//! ([`model::event_class`], a schema like that of any target), [`reconcile::event_row`] makes of a record what it says
//! of an event, [`triage::feed`] what that makes of the episodes that are known, which the [`store`] keeps before
//! anything at the source is moved. What a complete list does not have any more may be asked for at its source, one by
//! one ([`systems::source::Source::ask`]). What the feed declares is done there by [`systems::source::Source::act`].
//!
//! # The walk of a decision: browser → plan → desk
//! `web::connection` reads requests from a connection (`web::listen`); those that name somebody else or say who somebody is
//! without being believed end at `web::gate`. `web::routes` looks where a request comes from (`web::origin`), who asks (a
//! login of the [`store`], whose secret is kept as a digest; the users stand in a file of the project, are told by a
//! provider (`engine::identity`) or by a proxy (`web::proxy`)) and what that
//! person may do with the job that the path names; only then does the page see it. A decision asks who it is
//! once more, is written into the security log, and then is [`engine::decide`]'s, as the command's is: the plan that was
//! shown is checked and applied by [`engine::run`] in the background. What is not in the table of routes does not exist.
//! A program takes the same way with a token instead of a login (`web::api`). A run that it asks for is stored by the
//! [`store`] first; `engine::requests` finds it there and opens the run in the transaction that takes the request. What a
//! monitor pushes is stored likewise, with a request for the run that reads it: [`engine::read`] hands it to its room with
//! the spool, and says that it was read after what it says was kept.
//!
//! `web::watch` makes the figures of `/metrics` of what the [`store`] has counted, of `engine::pulse`, which the schedule
//! keeps, and of the calls that [`systems::shared`] counts by the name under which [`engine::connect`] opens a system.
//! `engine::ping` tells an address of each run. What changes is told by `engine::webhooks`: messages are kept in the
//! transaction that makes the change, sent in order, again until they are taken; those that are given up a mail tells.
//! `engine::inboxes` tells that nothing is pushed to a job any more. `engine::trace` makes a run the root
//! of a trace with a span for each step, [`systems::shared`] adds one for each call by HTTP and `web::traced` one for
//! each request; the log shows none of them, and [`app`] sends them to a collector where `OTEL_*` name one.
//!
//! # After a crash
//! A run whose program has ended is interrupted by the next one; its journal entries without an outcome
//! are settled by looking at the desk (`engine::settle`) before anything is planned. Tickets that were to be
//! opened are looked for by their key, notes by their mark (`engine::tickets::settle`); what such a run did is told by
//! the next one that ends.

#![cfg_attr(not(feature = "open"), allow(unused_imports, reason = "names that rooms show for the tests"))]
#![allow(rustdoc::private_intra_doc_links, reason = "the map names rooms that only the crate itself sees")]

mod message;
mod settings;

// Tests and benchmarks reach into the rooms below (feature `open`). The program sees its two entries only, so
// that the compiler tells what it does not use.
#[cfg(feature = "open")]
pub mod app;
#[cfg(feature = "open")]
pub mod cli;
#[cfg(feature = "open")]
pub mod config;
#[cfg(feature = "open")]
pub mod engine;
#[cfg(feature = "open")]
pub mod model;
#[cfg(all(feature = "open", feature = "practice"))]
pub mod practice;
#[cfg(feature = "open")]
pub mod propose;
#[cfg(feature = "open")]
pub mod reconcile;
#[cfg(feature = "open")]
pub mod report;
#[cfg(feature = "open")]
pub mod schedule;
#[cfg(feature = "open")]
pub mod store;
#[cfg(feature = "open")]
pub mod systems;
#[cfg(feature = "open")]
pub mod triage;
#[cfg(feature = "open")]
pub mod web;

#[cfg(not(feature = "open"))]
mod app;
#[cfg(not(feature = "open"))]
mod cli;
#[cfg(not(feature = "open"))]
mod config;
#[cfg(not(feature = "open"))]
mod engine;
#[cfg(not(feature = "open"))]
mod model;
#[cfg(all(not(feature = "open"), feature = "practice"))]
#[expect(dead_code, reason = "tests steer the doubles: make them fail, look at what they were asked")]
mod practice;
#[cfg(not(feature = "open"))]
mod propose;
#[cfg(not(feature = "open"))]
mod reconcile;
#[cfg(not(feature = "open"))]
mod report;
#[cfg(not(feature = "open"))]
mod schedule;
#[cfg(not(feature = "open"))]
mod store;
#[cfg(not(feature = "open"))]
mod systems;
#[cfg(not(feature = "open"))]
mod triage;
#[cfg(not(feature = "open"))]
mod web;

pub use app::{complete, main};
pub use cli::Cli;
