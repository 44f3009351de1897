//! `check`: is the configuration right, and does everything answer that it names?

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Serialize;

use crate::cli::{Format, Global};
use crate::config;
use crate::engine::identity::Provider;
use crate::engine::keyring::open_secret_store;
use crate::engine::{connect, outbox, reason, survey};
use crate::message::{self, Message};
use crate::model::job::{FromSystem, SourceSpec};
use crate::model::mapping::MissingName;
use crate::model::project::{MailTransport, Project};
use crate::model::system::Role;
use crate::model::ticket_job::{Include, OnClose, OnOpen, Rule};
use crate::model::{ClassName, Job, Said, Say as _};
use crate::systems::monitor::Deed;
use crate::systems::shared::{CheckLine, RemoteError};
use crate::systems::source::Wish;
use crate::systems::target::{Access, Target};

use super::mapping_tests::{self, Untested};
use super::print::Console;
use super::{Answer, Exit, Failure, check_names, check_sources, check_values, open_store};

/// What one question to a system came to.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) system: String,
    pub(super) what: Said,
    pub(super) ok: bool,
    pub(super) detail: Said,
}

/// `check [--connect] [--untested]`
pub async fn check(
    global: &Global,
    console: &Console,
    with_systems: bool,
    untested: Untested,
    format: Format,
) -> Answer {
    let project = match config::load(&global.project) {
        Ok(project) => project,
        Err(problems) if format == Format::Json => {
            console.print_json(&serde_json::json!({ "ok": false, "problems": problems.to_json() }))?;
            return Ok(Exit::Usage);
        }
        Err(problems) => return Err(Failure::Problems(problems)),
    };
    let tests = mapping_tests::run(&project, chrono::Utc::now().date_naive());
    match (&tests.problems, format) {
        (Some(problems), Format::Text) => return Err(Failure::Problems(problems.clone())),
        (Some(problems), Format::Json) => {
            console.print_json(
                &serde_json::json!({ "ok": false, "problems": problems.to_json(), "tests": tests.mappings }),
            )?;
            return Ok(Exit::Usage);
        }
        (None, _) => {}
    }
    let sources = check_sources::lines(&project);
    let mut lines: Vec<Line> = users_line(&project).into_iter().collect();
    if with_systems {
        lines.extend(connect_all(&project).await);
    }
    let ok = lines.iter().all(|line| line.ok);
    match format {
        Format::Json => console.print_json(&serde_json::json!({
            "ok": ok, "problems": [], "warnings": project.warnings, "tests": tests.mappings,
            "sources": sources, "checks": lines,
        }))?,
        Format::Text => {
            console.print(message::check::no_problems(
                project.all_jobs().len(),
                project.mappings.len(),
                project.systems.len(),
            ));
            for warning in &project.warnings {
                console.print_line(message::check::warning(warning), "");
            }
            sources.iter().for_each(|line| console.print_line(message::check::warning(line), ""));
            tests.lines(untested).iter().for_each(|line| console.print(line));
            if !with_systems {
                classes_to_ask_for(&project).into_iter().for_each(|line| console.print(line));
            }
            for line in &lines {
                let mark = console.say(if line.ok { message::check::good() } else { message::check::bad() });
                console.print_line(message::check::line(mark, &line.system, &line.what, &line.detail), "");
            }
        }
    }
    Ok(if ok { Exit::Done } else { Exit::CouldNotRun })
}

/// Classes that are none of the product's own: a plugin may have them, and only the server can tell.
fn classes_to_ask_for(project: &Project) -> Vec<Message> {
    let others =
        project.mappings.values().filter(|mapping| !mapping.schema.is_own_class(mapping.class.as_str()));
    others.map(|mapping| message::check::class_of_others(&mapping.name, &mapping.class)).collect()
}

/// Asks every system, the state database and the mail server.
pub(super) async fn connect_all(project: &Project) -> Vec<Line> {
    let mut lines = vec![state_line(project)];
    lines.extend(mail_line(project).await);
    lines.extend(provider_line(project).await);
    let mut jobs: BTreeMap<&str, Vec<&Job>> =
        project.systems.keys().map(|name| (name.as_str(), Vec::new())).collect();
    for job in project.jobs.values() {
        jobs.entry(job.system.as_str()).or_default().push(job);
    }
    for (system, jobs) in jobs {
        lines.extend(system_lines(project, system, &jobs).await);
        lines.extend(check_names::lines(project, system).await.into_iter().map(|found| Line {
            system: system.to_owned(),
            what: found.what,
            ok: found.ok,
            detail: found.detail,
        }));
    }
    lines
}

/// The file with the users of the console, where it cannot be used: nobody could log in.
fn users_line(project: &Project) -> Option<Line> {
    let detail = config::users::read(&project.web.users).err()?.said();
    Some(Line { system: "web".to_owned(), what: message::doctor::users().said(), ok: false, detail })
}

fn state_line(project: &Project) -> Line {
    let (ok, detail) = match open_store(project) {
        Ok(store) => (true, store.shown().into()),
        Err(error) => (false, reason::of(&error)),
    };
    Line { system: "state".to_owned(), what: message::check::database().said(), ok, detail }
}

/// Whether mail can be sent, without sending one; nothing where mail is off.
async fn mail_line(project: &Project) -> Option<Line> {
    let what = match &project.mail.transport {
        MailTransport::None => return None,
        MailTransport::Files(folder) => folder.display().to_string(),
        MailTransport::Smtp(server) => format!("{}:{}", server.host, server.port),
    };
    let (ok, detail) = match outbox::attempt(project).await {
        Ok(recipients) => (true, message::check::mail_is_taken(recipients).said()),
        Err(error) => (false, message::check::mail_is_not_taken(reason::of(&error)).said()),
    };
    Some(Line { system: "mail".to_owned(), what: what.into(), ok, detail })
}

/// Whether the provider of logins answers, and is the one that it should be; nothing where there is none.
async fn provider_line(project: &Project) -> Option<Line> {
    let issuer = &project.web.oidc.as_ref()?.issuer;
    let learnt = match Provider::of(project) {
        Ok(provider) => provider?.learn().await,
        Err(error) => Err(error),
    };
    let (ok, detail) = match learnt {
        Ok(()) => (true, message::doctor::answers().said()),
        Err(error) => (false, reason::of(&error)),
    };
    Some(Line { system: "web".to_owned(), what: issuer.as_str().into(), ok, detail })
}

/// What a system says of itself in each of its roles that the project uses.
async fn system_lines(project: &Project, system: &str, jobs: &[&Job]) -> Vec<Line> {
    let Some(known) = project.systems.get(system) else { return Vec::new() };
    let mut found: Vec<CheckLine> = Vec::new();
    if known.has(Role::Events) {
        let line = |ok, detail| CheckLine { what: known.kind.product.into(), ok, detail };
        match monitor_says(project, system).await {
            Ok(Heard { said, denied }) => {
                found.extend(said.into_iter().map(|said| line(true, said)));
                found.extend(denied.into_iter().map(|said| line(false, said)));
            }
            Err(error) => found.push(line(false, reason::of(&error))),
        }
    }
    if known.has(Role::Records) {
        found.extend(source_lines(project, system).await);
    }
    if known.has(Role::Secrets) {
        found.extend(store_lines(project, system).await);
    }
    if known.has(Role::Items) {
        found.extend(target_lines(project, system, jobs).await);
    }
    let has_rules = project.ticket_jobs.values().flat_map(|job| &job.rules).any(|rule| rule.desk == system);
    if known.has(Role::Tickets) && (has_rules || !known.has(Role::Items) || known.only_reads.is_some()) {
        let told: Vec<Said> = found.iter().map(|line| line.what.clone()).collect();
        // Version and user stand there already when it holds items, too.
        let of_tickets = ticket_lines(project, system).await;
        found.extend(of_tickets.into_iter().filter(|line| !line.ok || !told.contains(&line.what)));
    }
    let line = |found: CheckLine| Line {
        system: system.to_owned(),
        what: found.what,
        ok: found.ok,
        detail: found.detail,
    };
    found.into_iter().map(line).collect()
}

/// What there is to say of a system that cannot be opened.
fn not_let_in(error: &anyhow::Error) -> Vec<CheckLine> {
    vec![CheckLine { what: message::check::login().said(), ok: false, detail: reason::of(error) }]
}

/// What a source says of each feed that reads it.
async fn source_lines(project: &Project, system: &str) -> Vec<CheckLine> {
    let open = match connect::open_source(project, system).await {
        Ok(open) => open,
        Err(error) => return not_let_in(&error),
    };
    let mut lines = Vec::new();
    let is_asked = |from: &Option<FromSystem>| from.as_ref().is_some_and(|from| from.system == system);
    for feed in project.feeds() {
        if is_asked(&feed.source.from) {
            lines.extend(open.source.check(wish_of(&feed.source)).await);
        }
        for lookup in feed.source.lookups.iter().filter(|lookup| is_asked(&lookup.from)) {
            let spec = lookup.source(feed.source.settle);
            let of_lookup = |line: CheckLine| CheckLine {
                what: message::check::of_lookup(&lookup.column, &line.what).said(),
                ..line
            };
            lines.extend(open.source.check(wish_of(&spec)).await.into_iter().map(of_lookup));
        }
    }
    open.close().await;
    lines
}

fn wish_of(spec: &SourceSpec) -> Wish<'_> {
    Wish { spec, bookmark: None, now: SystemTime::now() }
}

/// What a store of secrets says of itself. Whether each secret can be read, the systems tell that need it.
async fn store_lines(project: &Project, system: &str) -> Vec<CheckLine> {
    match open_secret_store(project, system).await {
        Ok(store) => {
            let lines = store.check().await;
            store.leave().await;
            lines
        }
        Err(error) => not_let_in(&error),
    }
}

async fn target_lines(project: &Project, system: &str, jobs: &[&Job]) -> Vec<CheckLine> {
    let line = |what: Message, ok, detail| CheckLine { what: what.said(), ok, detail };
    let desk = match connect::open_target(project, system).await {
        Ok(desk) => desk,
        Err(error) => return not_let_in(&error),
    };
    let mut lines = vec![line(message::check::login(), true, desk.target.url().into())];
    let checks = async {
        let mut found = desk.target.check().await?;
        found.extend(desk.target.rights(&needs(project, jobs)).await?);
        found.extend(check_values::lines(project, jobs, desk.target.as_ref()).await?);
        for job in jobs {
            found.extend(lacking_columns(project, job, desk.target.as_ref()).await);
        }
        Ok::<_, RemoteError>(found)
    }
    .await;
    match checks {
        Ok(found) => lines.extend(found),
        Err(error) => lines.push(line(message::check::rights(), false, error.said())),
    }
    desk.close().await;
    lines
}

/// What a monitor says of itself.
struct Heard {
    said: Vec<Said>,
    /// What jobs do there and our user may not.
    denied: Vec<Said>,
}

async fn monitor_says(project: &Project, system: &str) -> anyhow::Result<Heard> {
    let open = connect::open_monitor(project, system).await?;
    let said = open.monitor.check().await;
    let denied = match &said {
        Ok(_) => open.monitor.denied().await,
        Err(_) => Ok(Vec::new()),
    };
    open.close().await;
    let mut lines = Vec::new();
    for (deed, why) in denied? {
        let jobs: Vec<&str> = jobs_that(project, system, deed);
        if !jobs.is_empty() {
            let what = match deed {
                Deed::Acknowledge => message::check::acknowledges(jobs.join(", "), why),
                Deed::TakeBack => message::check::takes_back(jobs.join(", "), why),
                Deed::Comment => message::check::comments(jobs.join(", "), why),
            };
            lines.push(what.said());
        }
    }
    Ok(Heard { said: said?, denied: lines })
}

/// Jobs with a rule that does this at a monitor.
fn jobs_that<'p>(project: &'p Project, system: &str, deed: Deed) -> Vec<&'p str> {
    let does = |rule: &Rule| {
        let back = &rule.back;
        match deed {
            Deed::Acknowledge => back.on_open == OnOpen::Acknowledge,
            Deed::TakeBack => back.on_close == OnClose::Unacknowledge,
            Deed::Comment => {
                back.on_open == OnOpen::Comment
                    || back.on_close == OnClose::Comment
                    || back.ticket_notes == Include::Yes
            }
        }
    };
    let of_monitor = |rule: &Rule| {
        rule.select.monitors.is_empty() || rule.select.monitors.iter().any(|name| name == system)
    };
    let jobs = project.ticket_jobs.values().filter(|job| job.monitors.iter().any(|name| name == system));
    let that = jobs.filter(|job| job.rules.iter().any(|rule| of_monitor(rule) && does(rule)));
    that.map(|job| job.name.as_str()).collect()
}

/// What a desk says of its tickets.
async fn ticket_lines(project: &Project, system: &str) -> Vec<CheckLine> {
    let open = match connect::open_desk(project, system).await {
        Ok(open) => open,
        Err(error) => return not_let_in(&error),
    };
    let found = open.desk.check().await.unwrap_or_else(|error| not_let_in(&error.into()));
    open.close().await;
    found
}

/// Columns that a target does not have or does not tell, those of other versions by the way.
async fn lacking_columns(project: &Project, job: &Job, target: &dyn Target) -> Vec<CheckLine> {
    let line = |class: &ClassName, ok, detail| CheckLine {
        what: message::check::columns_of(class).said(),
        ok,
        detail,
    };
    let (queries, mappings) = (survey::queries(project, job), survey::mappings(project, job));
    let schema = target.schema();
    let mut lines = Vec::new();
    match survey::lacks(target, &queries, mappings.iter().map(|mapping| mapping.as_ref())).await {
        Ok(lacks) => {
            lines.extend(lacks.of_version.iter().map(|((class, part, column), why)| {
                let class = schema.class_of(*part, class);
                line(&class, true, message::survey::column_left_out(&class, column, why).said())
            }));
            for mapping in &mappings {
                lines.extend(lacks.untold_of(mapping).into_iter().map(|(why, fields)| {
                    let told = message::survey::not_compared(&mapping.name, fields.join(", "), why);
                    line(&mapping.class, true, told.said())
                }));
            }
            lines.extend(lacks.unknown.into_iter().map(|(class, column, near)| {
                line(&class, false, survey::unknown_column(&class, &column, near).said())
            }));
        }
        Err(error) => lines.extend(queries.iter().map(|query| line(&query.class, false, error.said()))),
    }
    if lines.is_empty() {
        for query in &queries {
            if let Err(problem) = target.newest(&query.class, &query.columns, i64::MAX).await {
                lines.push(line(&query.class, false, problem.said()));
            }
        }
    }
    lines
}

/// What jobs do with each class.
fn needs(project: &Project, jobs: &[&Job]) -> Vec<(ClassName, Vec<Access>)> {
    let mut needs: BTreeMap<ClassName, Vec<Access>> = BTreeMap::new();
    let mut need = |class: ClassName, accesses: &[Access]| {
        let known = needs.entry(class).or_default();
        for access in accesses {
            if !known.contains(access) {
                known.push(*access);
            }
        }
    };
    for job in jobs {
        let mappings = survey::mappings(project, job);
        let Some(schema) = mappings.first().map(|mapping| mapping.schema) else { continue };
        for query in survey::queries(project, job) {
            need(query.class.clone(), &[Access::Read, Access::Update, Access::Create]);
            if job.missing.has("trash") {
                need(query.class.clone(), &[Access::Trash]);
            }
            if job.missing.has("purge") {
                need(query.class.clone(), &[Access::Purge]);
            }
            for (part, _) in &query.parts {
                need(schema.class_of(*part, &query.class), &[Access::Read, Access::Update, Access::Create]);
            }
        }
        for mapping in survey::mappings(project, job) {
            for field in mapping.rules() {
                let Some(class) = mapping.schema.target_of(&field.kind) else { continue };
                need(class.clone(), &[Access::Read]);
                if field.missing == MissingName::Create {
                    need(class, &[Access::Create]);
                }
            }
        }
    }
    needs.into_iter().collect()
}
