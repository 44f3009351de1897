//! A run: its facts, its rows by what came of them, what could not be used, what stayed, what it asked.

use axum::http::StatusCode;
use minijinja::{Value, context};

use super::shown;
use crate::engine::{saved, tell};
use crate::message::{self, told_of_field};
use crate::model::access::Role;
use crate::model::project::AnyJob;
use crate::model::schema::Wording;
use crate::model::{CommandLine, Entry, EntryState, Operation, Run, RunState};
use crate::report::render::{Length, terminal};
use crate::store::ShownReject;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::{self, Paging};

/// Rows of one page.
const MOST: u64 = 100;
/// Columns of a report in plain text.
const WIDTH: usize = 110;

/// The run of the path, which has to be one of the job of the path.
pub fn of_path(call: &Call) -> Result<Run, Fault> {
    let found = match call.site.store.run(call.part("run")) {
        Ok(found) => found,
        Err(crate::store::StoreError::Ambiguous { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    found.filter(|run| run.job == call.part("job")).ok_or(Fault::NotFound)
}

/// `GET /jobs/{job}/runs/{run}`
pub fn run(call: &Call) -> Result<Answer, Fault> {
    let run = of_path(call)?;
    let (store, job) = (&call.site.store, call.project.job(&run.job));
    let (locale, wording) = (call.locale(job), shown::wording(call, job));
    let counts = call.site.rows_by_state(&run)?;
    let total: u64 = counts.iter().map(|(_, rows)| rows).sum();
    let wanted = call.query.get("state").and_then(state_of);
    let of_state = |state| counts.iter().find(|(known, _)| *known == state).map_or(0, |(_, rows)| *rows);
    let paging = Paging::new(call.query.get("page"), wanted.map_or(total, of_state), MOST);
    let place = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let entries = store.entries_page(&run.id, wanted, place(paging.skip), place(paging.most))?;
    let rows: Vec<Value> = entries.iter().map(|entry| row(call, wording, &run, entry)).collect();
    let states: Vec<Value> = counts
        .iter()
        .map(|(state, rows)| {
            let is_shown = wanted == Some(*state);
            context! { word => state.as_str(), label => shown::state(call, *state), rows => locale.number(*rows), is_shown }
        })
        .collect();
    let reject_pages = Paging::new(call.query.get("rejects"), run.counts.reject, MOST);
    let rejects = store.rejects_behind(&run.id, place(reject_pages.skip), reject_pages.range().len())?;
    let rejects: Vec<Value> = rejects
        .iter()
        .map(|ShownReject { reject, cells, place: _ }| {
            let cells = cells.iter().flatten();
            let cells = cells.map(|(column, text)| context! { column, text });
            context! {
                explain => reject.source_key.as_deref().filter(|_| is_of_records(job)).map(|key| shown::explain_page(&run.job, None, key)),
                place => reject.origin.to_string(), key => reject.source_key.as_deref(),
                field => reject.field.as_deref().map(|field| wording.field("", field).into_owned()),
                reason => reject.reason.text(call.language), partial => reject.partial,
                cells => cells.collect::<Vec<_>>(),
            }
        })
        .collect();
    let kept_pages = Paging::new(call.query.get("kept"), store.kept_count(&run.id)?, MOST);
    let kept = store.kept_behind(&run.id, place(kept_pages.skip), kept_pages.range().len())?;
    let kept: Vec<Value> = kept
        .iter()
        .map(|kept| {
            let told = |shown| told_of_field(wording.schema, &kept.field, shown).text(call.language).to_owned();
            context! {
                label => kept.label.as_str(), class => wording.class(kept.class.as_str()), id => kept.remote_id,
                field => wording.field(kept.class.as_str(), &kept.field).into_owned(),
                live => told(&kept.live), source => told(&kept.source), reason => kept.reason.text(call.language),
            }
        })
        .collect();
    let questions: Vec<Value> =
        store.questions_at(&run)?.iter().map(|asked| shown::question(call, &run.job, asked)).collect();
    let notes = store.notes(&run.id)?;
    let keeps_plan = !matches!(run.state, RunState::Running | RunState::Failed | RunState::Interrupted)
        && saved::path_of_run(&call.project.folder, &run.id).exists();
    let html = page::render(
        call,
        "run.html",
        context! {
            run => shown::run(call, locale, &run), rows, states, paging, every => locale.number(total),
            wanted => wanted.map(EntryState::as_str), pages_said => said(call, paging),
            rejects, reject_pages, rejects_said => said(call, reject_pages),
            kept, kept_pages, kept_said => said(call, kept_pages),
            questions, notes => notes.as_ref().map(|notes| notes.text(call.language).lines().map(str::to_owned).collect::<Vec<_>>()),
            keeps_plan, declined => if keeps_plan { shown::declined(call, &run)? } else { Vec::new() }, may_undo => run.applied > 0 && call.may(&run.job, Role::Approver) && is_of_records(job), report => report_of(call, job, &run)?,
            command => CommandLine::new("show").argument(run.id.short()).flag("--all").to_string(),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// Whether there is something to explain of it, and to take back.
fn is_of_records(job: Option<AnyJob<'_>>) -> bool {
    matches!(job, Some(AnyJob::Records(_)))
}

/// `Page 2 of 7, 640 in all`.
pub fn said(call: &Call, paging: Paging) -> String {
    let locale = call.locale(None);
    let number = |number| locale.number(number);
    call.say(&message::web::page_of(number(paging.page), number(paging.pages), number(paging.total)))
}

/// The state of a word.
pub fn state_of(word: &str) -> Option<EntryState> {
    use EntryState::{ChangedSincePlan, Done, Failed, Started, Undone};
    [Started, Done, Failed, ChangedSincePlan, Undone].into_iter().find(|state| state.as_str() == word)
}

fn row(call: &Call, wording: Wording, run: &Run, entry: &Entry) -> Value {
    let explains = is_of_records(call.project.job(&run.job));
    let locale = call.locale(None);
    let told = entry.fields.iter().filter(|field| field.was != field.to);
    let is_new = entry.remote_id.is_none() || entry.operation == Operation::Create;
    let fields: Vec<Value> = told
        .map(|field| {
            context! {
                name => wording.column(&entry.class, &field.field), is_new,
                before => locale.field_value(&field.was, &field.before),
                after => locale.field_value(&field.to, &field.after),
            }
        })
        .collect();
    context! {
        label => entry.label.as_str(), class => wording.class(&entry.class), id => entry.remote_id,
        key => (!entry.source_key.is_empty() && entry.source_key != entry.label).then_some(entry.source_key.as_str()),
        operation => shown::operation(call, entry), state => shown::state(call, entry.state),
        tone => shown::tone_of_row(entry.state),
        explain => (explains && !entry.source_key.is_empty()).then(|| {
            let class = entry.part.is_none().then_some(entry.class.as_str());
            shown::explain_page(&run.job, class, &entry.source_key)
        }),
        message => entry.message.as_ref().map(|said| said.text(call.language)), fields,
    }
}

/// What a run of a ticket job tells, as at a terminal: its lists are of another kind.
fn report_of(call: &Call, job: Option<AnyJob<'_>>, run: &Run) -> Result<Option<String>, Fault> {
    let store = &call.site.store;
    let (Some(job), Some(tickets)) = (job, store.ticket_report(&run.id)?) else { return Ok(None) };
    let extras = tell::ReportExtras { tickets: Some(Box::new(tickets)), ..tell::ReportExtras::default() };
    let now = chrono::Utc::now();
    let report = tell::report(&call.project, store, job.head(), run.clone(), extras, Vec::new(), now)?;
    let report = crate::model::report::Report { language: call.language, ..report };
    Ok(Some(terminal(&report, Length::Short, false, WIDTH)))
}
