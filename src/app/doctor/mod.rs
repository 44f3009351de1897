//! `doctor`: one page about an installation, for whoever runs it and for whoever helps. It names neither secrets,
//! logins nor people.

mod machine;
mod project;
mod traces;

use serde::Serialize;

use crate::cli::{Format, Global};
use crate::config;
use crate::message;
use crate::model::{Said, Say as _};
use crate::report::wrap::wrap;

use super::print::Console;
use super::{Answer, Exit, check};

/// Something that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    state: State,
    what: Said,
    detail: Said,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Ok,
    /// A person should look at it.
    Look,
    /// It keeps something from working, or lets others in.
    Bad,
}

impl Finding {
    fn ok(what: impl Into<Said>, detail: impl Into<Said>) -> Self {
        Self { state: State::Ok, what: what.into(), detail: detail.into() }
    }

    fn look(what: impl Into<Said>, detail: impl Into<Said>) -> Self {
        Self { state: State::Look, what: what.into(), detail: detail.into() }
    }

    fn bad(what: impl Into<Said>, detail: impl Into<Said>) -> Self {
        Self { state: State::Bad, what: what.into(), detail: detail.into() }
    }
}

/// `doctor [--connect]`
pub async fn doctor(global: &Global, console: &Console, connect: bool, format: Format) -> Answer {
    let mut findings = machine::findings();
    findings.extend(traces::findings(connect).await);
    findings.extend(project::folder(&global.project));
    match config::load(&global.project) {
        Err(problems) => {
            let detail = message::doctor::folder_has_problems(problems.list().len());
            findings.push(Finding::bad(message::doctor::folder(), detail));
        }
        Ok(project) => {
            let (jobs, systems) = (project.all_jobs().len(), project.systems.len());
            let detail = message::doctor::folder_is(jobs, project.mappings.len(), systems);
            findings.push(Finding::ok(message::doctor::folder(), detail));
            findings.extend(project::users(&project));
            findings.extend(project::state_and_jobs(&project, console.language()));
            if connect {
                findings.extend(check::connect_all(&project).await.into_iter().map(of_line));
            }
        }
    }
    let count = |state: State| findings.iter().filter(|finding| finding.state == state).count();
    let (bad, look) = (count(State::Bad), count(State::Look));
    match format {
        Format::Json => {
            console.print_json(&serde_json::json!({ "ok": bad == 0, "findings": findings }))?;
        }
        Format::Text => {
            for Finding { state, what, detail } in &findings {
                let mark = console.say(match state {
                    State::Ok => message::doctor::good(),
                    State::Look => message::doctor::look(),
                    State::Bad => message::doctor::bad(),
                });
                let line = console.say(message::doctor::line(what, detail));
                console.print(wrap(&line, console.width(), &format!("{mark:<6}"), "      "));
            }
            let end = if bad + look == 0 {
                message::doctor::all_well()
            } else {
                message::doctor::something_is(bad, look)
            };
            console.print(format!("\n{}", console.say(end)));
            console.print(wrap(&console.say(message::doctor::for_support()), console.width(), "", ""));
        }
    }
    Ok(if bad == 0 { Exit::Done } else { Exit::CouldNotRun })
}

/// What answers is enough; what does not says why. A login is named in neither.
fn of_line(line: check::Line) -> Finding {
    let what = Said::new(
        format!("{}: {}", line.system, line.what.text(crate::model::job::Language::En)),
        format!("{}\u{a0}: {}", line.system, line.what.text(crate::model::job::Language::Fr)),
    );
    match line.ok {
        true => Finding::ok(what, message::doctor::answers()),
        false => Finding::bad(what, line.detail.said()),
    }
}
