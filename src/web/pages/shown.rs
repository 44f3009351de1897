//! Runs and questions in words, as several pages show them.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::Value;
use minijinja::context;
use percent_encoding::utf8_percent_encode;

use crate::engine::connect;
use crate::engine::decide::{self, Undecided};
use crate::engine::declined::{self, Declined};
use crate::message::{self, Locale};
use crate::model::access::Role;
use crate::model::job::Systems;
use crate::model::journal::{Run, Trigger};
use crate::model::link_change::{Changed, LinkChange};
use crate::model::project::AnyJob;
use crate::model::said::{Said, Say as _};
use crate::model::schema::Wording;
use crate::model::{AskedQuestion, CommandLine, Entry, EntryState, Job, RunState, Standing};
use crate::report;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::PART;
use crate::web::provider;

/// How a run looks: `good`, `warning`, `bad`, `busy`.
fn tone(state: RunState) -> &'static str {
    match state {
        RunState::Done => "good",
        RunState::Partial | RunState::Refused => "warning",
        RunState::Failed | RunState::Interrupted => "bad",
        RunState::Running => "busy",
    }
}

/// A run.
pub fn run(call: &Call, locale: Locale, run: &Run) -> Value {
    let number = |number: u64| (number > 0).then(|| locale.number(number));
    context! {
        id => run.id.0.as_str(), short => run.id.short(), job => run.job.as_str(),
        state => run.state.said().text(call.language), tone => tone(run.state),
        is_running => run.state == RunState::Running,
        started => locale.moment(run.started_at), clock => locale.clock(run.started_at, Utc::now()),
        took => run.finished_at.map(|end| locale.span(run.started_at, end)),
        by_schedule => run.trigger == Trigger::Schedule, node => run.node.as_str(),
        create => number(run.counts.create), update => number(run.counts.update),
        retire => number(run.counts.retire), restore => number(run.counts.restore),
        unchanged => number(run.counts.unchanged), rejected => number(run.counts.reject),
        applied => number(run.applied), failed => number(run.failed), moved => number(run.changed_since_plan),
        digest => run.digest.as_deref(),
        message => run.message.as_ref().map(|said| said.text(call.language).lines().map(str::to_owned).collect::<Vec<_>>()),
    }
}

/// How a row of a run looks.
pub fn tone_of_row(state: EntryState) -> &'static str {
    match state {
        EntryState::Done => "good",
        EntryState::Failed => "bad",
        EntryState::ChangedSincePlan | EntryState::Started | EntryState::Undone => "warning",
    }
}

/// What came of a row.
pub fn state(call: &Call, state: EntryState) -> String {
    use crate::message::web::{row_done, row_failed, row_moved, row_open, row_undone};
    call.say(&match state {
        EntryState::Started => row_open(),
        EntryState::Done => row_done(),
        EntryState::Failed => row_failed(),
        EntryState::ChangedSincePlan => row_moved(),
        EntryState::Undone => row_undone(),
    })
}

/// What was done to a row.
pub fn operation(call: &Call, entry: &Entry) -> String {
    entry.operation.said().text(call.language).to_owned()
}

/// Systems that the jobs write to of which who asks may see something, sorted.
pub fn systems(call: &Call) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for job in call.jobs() {
        match job.head().systems {
            Systems::One(name) => names.extend([name.to_owned()]),
            Systems::Desks(rules) => names.extend(rules.iter().map(|rule| rule.desk.clone())),
            Systems::Several(several) => names.extend(several.iter().cloned()),
        }
    }
    names
}

/// The page that explains a record, of one class where that is known.
pub fn explain_page(job: &str, class: Option<&str>, key: &str) -> String {
    let class = class.map_or_else(String::new, |class| format!("class={}&", part(class)));
    format!("/jobs/{}/explain?{class}key={}", part(job), part(key))
}

/// The command that explains it.
pub fn explain_command(job: &str, key: &str) -> String {
    let command = CommandLine::new("explain").argument(job);
    if key.is_empty() { command.to_string() } else { command.argument(key).to_string() }
}

/// How the classes and columns of a job are called for who reads.
pub fn wording(call: &Call, job: Option<AnyJob<'_>>) -> Wording {
    let target = job.and_then(|job| job.head().systems.target());
    target.map_or(Wording { schema: None, language: call.language }, |system| wording_of(call, system))
}

/// How those of a system are.
pub fn wording_of(call: &Call, system: &str) -> Wording {
    Wording { schema: connect::schema_of(&call.project, system), language: call.language }
}

/// Who declined the plan of a run, or changes that it held, when and why.
pub fn declined(call: &Call, run: &Run) -> Result<Vec<Value>, Fault> {
    let locale = call.locale(call.project.job(&run.job));
    let told = declined::declined(&call.site.store, run)?;
    let line = |told: &Declined| {
        let (by, at) = (told.by.as_str(), locale.moment(told.at));
        let said = match run.state {
            RunState::Refused if told.at < run.started_at => message::web::plan_declined_before(by, at),
            RunState::Refused => message::web::plan_declined(by, at),
            RunState::Done
            | RunState::Partial
            | RunState::Running
            | RunState::Failed
            | RunState::Interrupted => message::web::changes_declined(by, locale.number(told.questions), at),
        };
        context! {
            said => call.say(&said), why => told.why.as_deref(), until => told.until.map(|day| locale.day(day)),
        }
    };
    Ok(told.iter().map(line).collect())
}

/// A question of a job.
pub fn question(call: &Call, name: &str, asked: &AskedQuestion) -> Value {
    let job = call.project.job(name);
    let locale = call.locale(job);
    let (question, language) = (&asked.question, call.language);
    let pages = job.and_then(|job| job.head().systems.target());
    let pages = pages.and_then(|system| call.project.systems.get(system)?.pages.clone());
    let answer = question.answer.as_ref().map(|answer| answer.text(language));
    let (command, answer) = match answer {
        Some(command) if command.starts_with("stocktake ") => (Some(command), None),
        answer => (None, answer),
    };
    let closed = asked.closed.as_ref().map(|closed| {
        context! {
            by => closed.by.as_str(), at => locale.day_of(closed.at), why => closed.why.as_deref(),
            until => closed.until.map(|day| locale.day(day)),
        }
    });
    let id = question.id(name);
    let typed = (call.part("id") == id).then(|| {
        let of = |field: &str| call.form.get(field).unwrap_or_default();
        context! { why => of("why"), until => of("until") }
    });
    context! {
        id, typed, job => name, topic => locale.topic(question.topic),
        label => question.label.text(language), text => question.text.text(language), answer, command, closed,
        since => locale.day_of(asked.since), due => question.due.map(|day| locale.day(day)),
        is_late => question.due.is_some_and(|day| day < locale.date_of(Utc::now())),
        url => report::page(wording(call, job), pages.as_deref(), question),
        may_close => call.may(name, Role::Operator), is_solved => asked.standing == Standing::Solved,
    }
}

/// What was wrong with a form stands above it on its page, with what was typed.
pub fn above_form(
    call: &Call,
    done: Result<Answer, Fault>,
    page: impl FnOnce(&Call, StatusCode, Option<Said>) -> Result<Answer, Fault>,
) -> Result<Answer, Fault> {
    match done {
        Err(fault @ (Fault::Bad(_) | Fault::Conflict(_) | Fault::Told { .. })) => {
            page(call, fault.status(), Some(fault.said()))
        }
        other => other,
    }
}

/// A change of a link, as a person made it.
pub fn link_change(call: &Call, change: &LinkChange) -> Value {
    let told = message::item_links::told(&change.changed);
    let url = match &change.changed {
        Changed::Company { desk, company, site, was: _, becomes: _ } => {
            company_link_page(desk, company, site.as_deref())
        }
        Changed::Item { job, class, source_key, .. } => item_link_page(job, class.as_str(), source_key),
    };
    let text = |said: &Said| said.text(call.language).to_owned();
    context! {
        at => call.locale(None).moment(change.at), by => change.by.as_str(), why => change.why.as_deref(), url,
        of => text(&told.of), was => text(&told.was), becomes => text(&told.becomes),
    }
}

/// The page of the link of a company, or of one of its sites.
pub fn company_link_page(desk: &str, company: &str, site: Option<&str>) -> String {
    let site = site.map_or_else(String::new, |site| format!("&site={}", part(site)));
    format!("/links/{}?company={}{site}", part(desk), part(company))
}

/// The page of the link of a record.
pub fn item_link_page(job: &str, class: &str, key: &str) -> String {
    format!("/jobs/{}/link?class={}&key={}", part(job), part(class), part(key))
}

/// A text as a part of a path or of a query.
fn part(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// The reason that stands in a form. What is said where there is none names no option of a command.
pub fn reason(call: &Call, job: &Job) -> Result<Option<String>, Fault> {
    let typed = call.form.get("why");
    decide::reason(job, typed).map_err(|undecided| match undecided {
        Undecided::Usage(_) if decide::given(typed).is_none() => {
            Fault::Bad(message::web::why_is_asked().said())
        }
        other => other.into(),
    })
}

/// Where whoever has no password here says once more who it is; `None`: a password is asked for, or nothing.
pub fn confirm(call: &Call) -> Option<Value> {
    let (url, title) = provider::to_confirm(call)?;
    Some(context! { url, said => call.say(&message::web::confirm_at(title)) })
}
