//! Taking back what a run wrote: what would be written is shown first, and that very plan is applied in the background,
//! as the command does.

use axum::http::StatusCode;
use minijinja::{Value, context};

use super::plan::{claimed, work_said};
use super::run::{of_path, said};
use super::shown;
use crate::engine::decide::{self, LONGEST_REASON, Undoing};
use crate::engine::run::Manner;
use crate::engine::saved;
use crate::message;
use crate::model::project::AnyJob;
use crate::model::security::SecurityKind;
use crate::model::{Job, Run, RunId, Said};
use crate::report::plan::change_values;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::{self, Paging};

/// Changes of one page.
const MOST: u64 = 100;
/// Lines of what nothing brings back.
const LOST: usize = 50;

/// A run that may be taken back, with what that writes.
struct Taken<'c> {
    run: Run,
    job: &'c Job,
    undoing: Undoing,
}

/// `GET /jobs/{job}/runs/{run}/undo`
pub fn show(call: &Call) -> Result<Answer, Fault> {
    shown_with(call, &taken(call)?, StatusCode::OK, None)
}

fn taken(call: &Call) -> Result<Taken<'_>, Fault> {
    let run = of_path(call)?;
    let Some(AnyJob::Records(job)) = call.project.job(&run.job) else { return Err(Fault::NotFound) };
    let undoing = decide::undoing(&call.project, &call.site.store, job, &run)?;
    Ok(Taken { run, job, undoing })
}

/// Among what the console has under way: apart from the plan that the run itself kept.
fn place_of(run: &RunId) -> RunId {
    RunId(format!("{run}/undo"))
}

/// `POST /jobs/{job}/runs/{run}/undo`
pub fn decide(call: &Call) -> Result<Answer, Fault> {
    let taken = taken(call)?;
    match decided(call, &taken) {
        Err(fault @ (Fault::Bad(_) | Fault::Conflict(_))) => {
            shown_with(call, &taken, fault.status(), Some(fault.said()))
        }
        other => other,
    }
}

fn decided(call: &Call, taken: &Taken<'_>) -> Result<Answer, Fault> {
    let (plan, run) = (&taken.undoing.plan, &taken.run);
    if call.form.get("digest") != Some(plan.digest.as_str()) {
        return Err(Fault::Conflict(message::web::plan_is_another().said()));
    }
    if plan.changes.is_empty() {
        return Err(Fault::Bad(message::web::nothing_to_take_back().said()));
    }
    let why = shown::reason(call, taken.job)?;
    let by = call.confirm()?;
    let claim = claimed(call, &place_of(&run.id), run, plan)?;
    call.log(SecurityKind::RunUndone, Some(&run.job), Some(format!("{}: {}", run.id, plan.digest)))?;
    let manner = Manner::Undo { run: run.id.clone(), by, why };
    let unbegun = call.unbegun(run);
    call.site.apply(claim, call.project.clone(), taken.job.clone(), plan.clone(), manner, unbegun);
    Ok(Answer::go_to(call.here.clone()))
}

fn shown_with(
    call: &Call,
    taken: &Taken<'_>,
    status: StatusCode,
    problem: Option<Said>,
) -> Result<Answer, Fault> {
    let Taken { run, job, undoing: Undoing { plan, lost } } = taken;
    let any = Some(AnyJob::Records(job));
    let (locale, wording) = (call.locale(any), shown::wording(call, any));
    let paging = Paging::new(call.query.get("page"), plan.changes.len() as u64, MOST);
    let changes: Vec<Value> = change_values(wording, plan, &plan.changes[paging.range()]);
    let lost_more = lost.len().saturating_sub(LOST);
    let lost: Vec<String> = lost.iter().take(LOST).map(|said| said.text(call.language).to_owned()).collect();
    let html = page::render(
        call,
        "undo.html",
        context! {
            run => shown::run(call, locale, run), changes, paging, pages_said => said(call, paging), lost,
            lost_more => (lost_more > 0).then(|| call.say(&message::web::and_more(locale.number(lost_more as u64)))),
            work => call.site.work(&place_of(&run.id)).map(|work| work_said(call, work)),
            digest => plan.digest.as_str(), total => locale.number(plan.changes.len() as u64),
            is_confirmed => call.is_confirmed(), confirm => shown::confirm(call),
            problem => problem.map(|said| said.text(call.language).to_owned()),
            command => saved::undo(&call.project, &run.job, &run.id).to_string(),
            asks_reason => job.limits.ask_reason, longest_reason => LONGEST_REASON,
            why => call.form.get("why").unwrap_or_default(),
        },
    )?;
    Ok(Answer::page(status, html))
}
