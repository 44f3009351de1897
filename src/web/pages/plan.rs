//! A plan that waits: page by page, and approved as a whole, in parts or not at all. What is ticked goes along
//! from page to page; nothing is chosen beforehand.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::change_kinds::{ChangeKind, ShownChanges};
use super::run::{of_path, said};
use super::shown;
use crate::engine::decide::{self, Closing, LONGEST_REASON, Undecided, WaitingRun};
use crate::engine::run::Manner;
use crate::engine::saved;
use crate::message;
use crate::model::access::Role;
use crate::model::change::Refusal;
use crate::model::project::AnyJob;
use crate::model::schema::Wording;
use crate::model::security::SecurityKind;
use crate::model::{Job, Plan, Reading, Run, RunId, Said};
use crate::reconcile::{held_key, judge};
use crate::report::plan::change_values;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;
use crate::web::site::{Claim, Work};

/// Names that stand on the page; a file has all of them.
const NAMES: usize = 200;
/// Keys that are named in the command and in the security log.
const NAMED: usize = 20;

/// A plan that waits, with its job.
pub struct Waiting<'c> {
    /// The run that made it.
    pub run: WaitingRun,
    /// The plan.
    pub plan: std::sync::Arc<Plan>,
    /// The job.
    pub job: &'c Job,
}

impl Waiting<'_> {
    /// Why it is out of date; `None`: it is not.
    pub fn void(&self, call: &Call) -> Result<Option<Said>, Fault> {
        if let Some(used) = self.written_by(call)? {
            return Ok(Some(message::saved::applied_before(&used).said()));
        }
        match decide::up_to_date(&call.project, &call.site.store, &self.run, &self.plan) {
            Ok(()) => Ok(None),
            Err(Undecided::OutOfDate(why)) => Ok(Some(why)),
            Err(other) => Err(other.into()),
        }
    }

    /// The run that wrote all of it: also of another program, or of this one before it was started anew.
    fn written_by(&self, call: &Call) -> Result<Option<RunId>, Fault> {
        let run = &self.run.run;
        Ok(call.site.store.run_of_plan(&run.job, &self.plan.digest, &run.id)?)
    }

    /// What became of what was approved of it.
    pub fn work(&self, call: &Call) -> Result<Option<Work>, Fault> {
        Ok(match call.site.work(&self.run.run.id) {
            None => self.written_by(call)?.map(Work::Ended),
            work => work,
        })
    }

    /// What of it goes beyond limits.
    pub fn refusals(&self, wording: Wording) -> Vec<Refusal> {
        judge(wording.schema, &self.plan, &self.job.limits, &Reading::default(), None)
    }
}

/// Takes a plan for oneself to write it or to decline it: nobody has it in hand, and nobody has written it. `place` is
/// where it stands among what the console has under way.
pub fn claimed(call: &Call, place: &RunId, run: &Run, plan: &Plan) -> Result<Claim, Fault> {
    let claim = call.site.claim(place);
    let claim = claim.ok_or_else(|| Fault::Conflict(message::web::is_being_applied().said()))?;
    decide::unused(&call.site.store, &run.job, plan, &run.id)?;
    Ok(claim)
}

/// What is approved of a plan.
pub struct Approval<'a> {
    /// The plan, or the part of it.
    pub part: Plan,
    /// Keys of the part; `None`: all of it.
    pub only: Option<&'a BTreeSet<String>>,
    /// Who approves it.
    pub by: String,
    /// Why.
    pub why: Option<String>,
}

/// `GET /jobs/{job}/runs/{run}/plan`
pub fn show(call: &Call) -> Result<Answer, Fault> {
    shown_with(call, &waiting(call)?, StatusCode::OK, None)
}

/// The plan of the path.
pub fn waiting(call: &Call) -> Result<Waiting<'_>, Fault> {
    let run = of_path(call)?;
    let Some(AnyJob::Records(job)) = call.project.job(&run.job) else { return Err(Fault::NotFound) };
    let run = decide::waiting(&call.project, &call.site.store, &run.id.0)?;
    let plan = call.site.plan(&call.project, &run.run.id, &run.path)?;
    let busy = || Fault::told(StatusCode::SERVICE_UNAVAILABLE, &message::web::plans_are_being_read());
    let plan = plan.ok_or_else(busy)?;
    Ok(Waiting { run, plan, job })
}

/// `POST /jobs/{job}/runs/{run}/plan`
pub fn decide(call: &Call) -> Result<Answer, Fault> {
    let waiting = waiting(call)?;
    if call.form.get("page").is_some() || call.form.get("show").is_some() {
        return shown_with(call, &waiting, StatusCode::OK, None);
    }
    match decided(call, &waiting) {
        // What was ticked and written stays.
        Err(fault @ (Fault::Bad(_) | Fault::Conflict(_))) => {
            shown_with(call, &waiting, fault.status(), Some(fault.said()))
        }
        other => other,
    }
}

fn decided(call: &Call, waiting: &Waiting<'_>) -> Result<Answer, Fault> {
    if call.form.get("digest") != Some(waiting.plan.digest.as_str()) {
        return Err(Fault::Conflict(message::web::plan_is_another().said()));
    }
    let why = shown::reason(call, waiting.job)?;
    let ticked = ticked(call);
    let part = match call.form.get("approve") {
        Some("all") => waiting.plan.as_ref().clone(),
        Some("some") if ticked.is_empty() => {
            return Err(Fault::Bad(message::web::nothing_ticked().said()));
        }
        Some("some") => decide::these(&waiting.run, waiting.plan.as_ref().clone(), &ticked)?,
        Some("none") => return declined(call, waiting, why),
        _ => return Err(Fault::Bad(message::web::choose_one().said())),
    };
    decide::up_to_date(&call.project, &call.site.store, &waiting.run, &part)?;
    let by = call.confirm()?;
    let only = (call.form.get("approve") == Some("some")).then_some(&ticked);
    approve(call, waiting, Approval { part, only, by, why })?;
    Ok(Answer::go_to(call.here.clone()))
}

/// Has a plan, or a part of it, written in the background.
pub fn approve(call: &Call, waiting: &Waiting<'_>, approval: Approval<'_>) -> Result<(), Fault> {
    let Approval { part, only, by, why } = approval;
    let run = &waiting.run.run.id;
    let claim = claimed(call, run, &waiting.run.run, &part)?;
    let told = match only {
        Some(only) => format!("{run}: {}", message::list::first(only, NAMED)),
        None => format!("{run}: {}", waiting.plan.digest),
    };
    call.log(SecurityKind::PlanApproved, Some(&waiting.run.run.job), Some(told))?;
    let manner = Manner::Approved { of: Some(Box::new(waiting.run.clone())), by: Some(by), why };
    let unbegun = call.unbegun(&waiting.run.run);
    call.site.apply(claim, call.project.clone(), waiting.job.clone(), part, manner, unbegun);
    Ok(())
}

/// Nothing of it is approved: what it asks is answered.
fn declined(call: &Call, waiting: &Waiting<'_>, why: Option<String>) -> Result<Answer, Fault> {
    decide::up_to_date(&call.project, &call.site.store, &waiting.run, &waiting.plan)?;
    let by = call.confirm()?;
    decline(call, waiting, &by, why)?;
    Ok(Answer::go_to("/"))
}

/// Closes what a plan asks.
pub fn decline(call: &Call, waiting: &Waiting<'_>, by: &str, why: Option<String>) -> Result<(), Fault> {
    let run = &waiting.run.run;
    // Nobody begins to write it meanwhile; what is being written, here or elsewhere, cannot be declined any more.
    let _claim = claimed(call, &run.id, run, &waiting.plan)?;
    call.log(SecurityKind::PlanDeclined, Some(&run.job), Some(run.id.0.clone()))?;
    let closing = Closing { by, until: None, why: why.as_deref() };
    decide::decline(&call.project.webhooks, &call.site.store, run, &waiting.plan, closing, Utc::now())?;
    Ok(())
}

/// What is ticked, on this page and on others.
fn ticked(call: &Call) -> BTreeSet<String> {
    call.form.all("only").map(str::to_owned).collect()
}

/// What became of what was approved here.
pub fn work_said(call: &Call, work: Work) -> Value {
    match work {
        Work::UnderWay => context! { is_under_way => true, run => Value::from(()) },
        Work::Ended(run) => context! {
            is_under_way => false, run => run.0.as_str(),
            said => call.say(&message::web::applied_by(run.short())),
        },
        Work::Failed(why) => context! {
            is_under_way => false, run => Value::from(()), said => call.say(&message::web::not_applied(why)),
        },
    }
}

fn shown_with(
    call: &Call,
    waiting: &Waiting<'_>,
    status: StatusCode,
    problem: Option<Said>,
) -> Result<Answer, Fault> {
    let Waiting { run: of, plan, job } = waiting;
    let any = Some(AnyJob::Records(job));
    let (locale, wording) = (call.locale(any), shown::wording(call, any));
    let shown_changes = ShownChanges::of(call, plan);
    let (here, paging) = (&shown_changes.changes, shown_changes.paging);
    let ticked = ticked(call);
    let changes: Vec<Value> = change_values(wording, plan, here.iter().copied())
        .into_iter()
        .zip(here)
        .map(|(said, change)| {
            context! {
                said, key => held_key(change), is_ticked => ticked.contains(&held_key(change)),
                origin => change.origin.as_ref().map(ToString::to_string),
                explain => shown::explain_page(&of.run.job, Some(change.class.as_str()), &change.source_key),
            }
        })
        .collect();
    let here: BTreeSet<String> = here.iter().map(|change| held_key(change)).collect();
    let elsewhere: Vec<String> = ticked.iter().filter(|key| !here.contains(*key)).cloned().collect();
    let names = plan.references.iter().take(NAMES);
    let names: Vec<Value> = names
        .map(|name| context! { class => wording.class(name.class.as_str()), path => name.path.as_str() })
        .collect();
    let void = waiting.void(call)?.map(|text| text.text(call.language).to_owned());
    let refusals: Vec<Value> = waiting
        .refusals(wording)
        .iter()
        .map(|refusal| {
            context! { limit => refusal.limit.text(call.language), reason => refusal.reason.text(call.language) }
        })
        .collect();
    let work = waiting.work(call)?.map(|work| work_said(call, work));
    let approve = saved::approve(&call.project, &of.run.job, &of.run.id);
    let key = call.say(&message::web::key_word());
    let html = page::render(
        call,
        "plan.html",
        context! {
            run => shown::run(call, locale, &of.run), changes, names, refusals, void, work, paging,
            kinds => shown_changes.kinds_said(locale, wording), kind => shown_changes.kind.map(ChangeKind::word),
            name_count => locale.number(plan.references.len() as u64),
            names_cut => (plan.references.len() > NAMES).then(|| call.say(&message::web::names_are_cut(NAMES))),
            pages_said => said(call, paging), elsewhere => elsewhere.clone(),
            elsewhere_said => call.say(&message::web::ticked_elsewhere(elsewhere.len())),
            all_said => call.say(&message::web::all_changes(locale.number(plan.changes.len() as u64))),
            digest => plan.digest.as_str(), system => plan.system.as_str(),
            may_approve => call.may(&of.run.job, Role::Approver), is_confirmed => call.is_confirmed(), confirm => shown::confirm(call),
            asks_reason => job.limits.ask_reason, longest_reason => LONGEST_REASON, why => call.form.get("why").unwrap_or_default(),
            approve => call.form.get("approve"), problem => problem.map(|said| said.text(call.language).to_owned()),
            declined => shown::declined(call, &of.run)?, is_written => waiting.written_by(call)?.is_some(),
            total => locale.number(plan.changes.len() as u64), command => approve.to_string(),
            command_of_some => approve.option("--only", &key).to_string(),
        },
    )?;
    Ok(Answer::page(status, html))
}
