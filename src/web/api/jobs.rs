//! Jobs: what they are, when they ran last and when they run next.

use axum::http::StatusCode;
use chrono::Utc;

use super::wire::{Job, JobKind, Page, Run, Schedule};
use super::{json, no_query};
use crate::engine::tell;
use crate::model::AskedQuestion;
use crate::model::access::Role;
use crate::model::project::AnyJob;
use crate::web::call::{Answer, Call, Fault};

/// List the jobs that the token may see
#[utoipa::path(get, path = "/api/v1/jobs", tag = "Jobs", operation_id = "list_jobs",
    responses((status = 200, body = Page<Job>, description = "Jobs")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let open = call.site.store.open_questions(None)?;
    let items = call.jobs().map(|job| of(call, job, &open)).collect::<Result<Vec<_>, _>>()?;
    json(StatusCode::OK, &Page { items, next: None })
}

/// Show one job
#[utoipa::path(get, path = "/api/v1/jobs/{job}", tag = "Jobs", operation_id = "show_job",
    params(("job" = String, Path, description = "Job")),
    responses((status = 200, body = Job, description = "Job")))]
pub fn one(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let open = call.site.store.open_questions(Some(call.part("job")))?;
    json(StatusCode::OK, &of(call, call.job()?, &open)?)
}

fn of(call: &Call, job: AnyJob<'_>, questions: &[(String, AskedQuestion)]) -> Result<Job, Fault> {
    let (head, store) = (job.head(), &call.site.store);
    let name = head.name.as_str();
    let open = questions.iter().filter(|(of, asked)| of == name && asked.closed.is_none()).count();
    let last_run = store.runs(Some(name), 1)?;
    Ok(Job {
        name: name.to_owned(),
        kind: match job {
            AnyJob::Records(_) => JobKind::Inventory,
            AnyJob::Tickets(_) => JobKind::Tickets,
            AnyJob::Refs(_) => JobKind::References,
        },
        description: head.description.to_owned(),
        systems: head.systems.to_string(),
        role: call.role(name).unwrap_or(Role::Viewer),
        schedule: head.schedule.map(|schedule| Schedule {
            cron: schedule.cron.clone(),
            zone: schedule.zone.name().to_owned(),
            next: tell::next_run(head, Utc::now()),
        }),
        last_run: last_run.first().map(Run::from),
        last_good: store.last_good_run(name)?.as_ref().map(Run::from),
        open_questions: open as u64,
    })
}
