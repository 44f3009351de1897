//! Plans that wait: shown page by page, approved as a whole, in part or not at all, as the console and the command do.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::runs::Lines;
use super::wire::{
    Approve, Change, Closed, Decided, Decision, DecisionTaken, Page, Plan, Refusal, Run, WaitingPlan, Work,
};
use super::{body, json, most, no_query, place, query};
use crate::engine::decide::{self, Undecided};
use crate::engine::declined::declined;
use crate::message;
use crate::model::access::Role;
use crate::web::call::{Answer, Call, Fault};
use crate::web::pages::plan::{Approval, Waiting, approve, decline, waiting};
use crate::web::pages::shown;

/// List the plans that wait
#[utoipa::path(get, path = "/api/v1/plans", tag = "Plans", operation_id = "list_plans",
    responses((status = 200, body = Page<WaitingPlan>, description = "Plans")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let store = &call.site.store;
    let mut questions = store.open_questions(None)?;
    questions.retain(|(job, asked)| call.may(job, Role::Viewer) && asked.closed.is_none());
    let waiting = decide::waiting_runs(&call.project, store, &questions)?;
    let items: Vec<WaitingPlan> =
        waiting.iter().map(|(run, changes)| WaitingPlan { run: Run::from(run), changes: *changes }).collect();
    json(StatusCode::OK, &Page { items, next: None })
}

/// The plan of the path; where nothing waits, there is none.
fn of_path(call: &Call) -> Result<Waiting<'_>, Fault> {
    waiting(call).map_err(|fault| match fault {
        Fault::Bad(_) => Fault::told(StatusCode::NOT_FOUND, &message::web::api::nothing_waits()),
        other => other,
    })
}

/// Show a plan that waits
#[utoipa::path(get, path = "/api/v1/jobs/{job}/runs/{run}/plan", tag = "Plans", operation_id = "show_plan",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run")),
    responses((status = 200, body = Plan, description = "Plan")))]
pub fn one(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let waiting = of_path(call)?;
    let (plan, job) = (&waiting.plan, waiting.job);
    let wording = shown::wording(call, call.project.job(job.name.as_str()));
    let refusals = waiting.refusals(wording);
    let refusals = refusals.iter().map(|refusal| Refusal {
        limit: refusal.limit.english().to_owned(),
        reason: refusal.reason.english().to_owned(),
        code: refusal.reason.code().map(|code| code.as_str().to_owned()),
    });
    let shown = Plan {
        run: Run::from(&waiting.run.run),
        digest: plan.digest.clone(),
        system: plan.system.clone(),
        changes: plan.changes.len() as u64,
        references: plan.references.len() as u64,
        refusals: refusals.collect(),
        out_of_date: waiting.void(call)?.map(|text| text.english().to_owned()),
        asks_reason: job.limits.ask_reason,
        declined: declined(&call.site.store, &waiting.run.run)?.into_iter().map(Closed::from).collect(),
        work: waiting.work(call)?.map(Work::from),
    };
    json(StatusCode::OK, &shown)
}

/// List the changes of a plan that waits
#[utoipa::path(get, path = "/api/v1/jobs/{job}/runs/{run}/plan/changes", tag = "Plans", operation_id = "list_changes",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run"), Lines),
    responses((status = 200, body = Page<Change>, description = "Changes")))]
pub fn changes(call: &Call) -> Result<Answer, Fault> {
    let wanted: Lines = query(call)?;
    let (most, behind) = (most(wanted.limit)?, place(wanted.cursor.as_deref())? as usize);
    let plan = of_path(call)?.plan;
    let end = behind.saturating_add(most);
    let items: Vec<Change> = plan.changes.iter().skip(behind).take(most).map(Change::from).collect();
    let next = (end < plan.changes.len()).then(|| end.to_string());
    json(StatusCode::OK, &Page { items, next })
}

/// Approve a plan: all of it, some changes or nothing
///
/// What is approved is written in the background. A plan that is out of date, or whose digest is another, is refused
/// with 409; so is one that somebody else is approving.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/runs/{run}/plan", tag = "Plans", operation_id = "decide_plan",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run")),
    request_body = Decision,
    responses((status = 202, body = DecisionTaken, description = "Begun"),
        (status = 200, body = DecisionTaken, description = "Declined")))]
pub fn decide(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let wanted: Decision = body(call)?;
    let waiting = of_path(call)?;
    if wanted.digest != waiting.plan.digest {
        return Err(Fault::told(StatusCode::CONFLICT, &message::web::plan_is_another()));
    }
    let why = decide::reason(waiting.job, wanted.why.as_deref())?;
    let only: BTreeSet<String> = wanted.only.into_iter().collect();
    if only.is_empty() == (wanted.approve == Approve::Some) {
        return Err(Fault::told(StatusCode::CONFLICT, &message::web::api::only_with_some()));
    }
    let by = call.name().unwrap_or_default().to_owned();
    let (part, only) = match wanted.approve {
        Approve::None => {
            decide::up_to_date(&call.project, &call.site.store, &waiting.run, &waiting.plan)?;
            decline(call, &waiting, &by, why)?;
            return json(StatusCode::OK, &DecisionTaken { state: Decided::Declined });
        }
        Approve::All => (waiting.plan.as_ref().clone(), None),
        Approve::Some => {
            let part = decide::these(&waiting.run, waiting.plan.as_ref().clone(), &only).map_err(unfit)?;
            (part, Some(&only))
        }
    };
    decide::up_to_date(&call.project, &call.site.store, &waiting.run, &part)?;
    approve(call, &waiting, Approval { part, only, by, why })?;
    json(StatusCode::ACCEPTED, &DecisionTaken { state: Decided::UnderWay })
}

/// Keys that the plan does not have, of a request that is well formed.
fn unfit(undecided: Undecided) -> Fault {
    match undecided {
        Undecided::Usage(said) => Fault::Conflict(said),
        other @ (Undecided::OutOfDate(_) | Undecided::Other(_)) => other.into(),
    }
}
