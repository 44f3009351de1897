//! Rows and rejects of a run, and the plan that waits, as files for spreadsheets. What a spreadsheet would take for a
//! formula is text there.

use std::sync::Arc;

use super::change_kinds::ChangeKind;
use super::plan::{Waiting, waiting};
use super::run::{of_path, state_of};
use super::shown;
use crate::engine::reason::Context as _;
use crate::message;
use crate::model::Change;
use crate::report;
use crate::web::call::{Answer, Call, Fault};
use crate::web::download::Download;

/// Rows that are read at a time.
const AT_ONCE: usize = 1_000;
/// Changes of a plan that are written at a time: for each piece it may have to be read again.
const CHANGES_AT_ONCE: usize = 5_000;

/// `GET /jobs/{job}/runs/{run}/rows.csv`
pub fn rows(call: &Call) -> Result<Answer, Fault> {
    let run = of_path(call)?;
    let state = match call.query.filled("state") {
        Some(word) => Some(state_of(word).ok_or(Fault::NotFound)?),
        None => None,
    };
    let which = state.map_or_else(String::new, |state| format!("-{}", state.as_str()));
    let name = format!("{}-rows{which}.csv", run.id.short());
    let (site, id, language) = (Arc::clone(&call.site), run.id, call.language);
    let next = move |after: Option<i64>| {
        // The heading goes before the first of them, and alone where there is none.
        let Some(last) = after else { return Ok(Some((report::rows_head(language)?, Some(i64::MIN)))) };
        let entries = site.store.entries_behind(&id, state, last, AT_ONCE)?;
        let Some(end) = entries.last().map(|entry| entry.seq) else { return Ok(None) };
        Ok(Some((report::rows_csv(&entries, language)?, Some(end))))
    };
    Ok(Answer::file(Download::of(name, None, next)))
}

/// `GET /jobs/{job}/runs/{run}/plan.csv`
pub fn plan(call: &Call) -> Result<Answer, Fault> {
    let Waiting { run, plan, .. } = waiting(call)?;
    let kind = call.query.filled("show").map(str::to_owned);
    let is_of = |kind: Option<&String>, change: &Change| {
        kind.is_none_or(|kind| ChangeKind::read(kind) == Some(ChangeKind::of(change)))
    };
    if !plan.changes.iter().any(|change| is_of(kind.as_ref(), change)) && kind.is_some() {
        return Err(Fault::NotFound);
    }
    let name = format!("{}-plan.csv", run.run.id.short());
    let wording = shown::wording(call, call.project.job(&run.run.job));
    let (site, project) = (Arc::clone(&call.site), Arc::clone(&call.project));
    let next = move |from: Option<usize>| {
        let Some(from) = from else { return Ok(Some((report::rows_head(wording.language)?, Some(0)))) };
        // Who reads slowly holds no plan in memory that others need no more.
        let plan = site.plan(&project, &run.run.id, &run.path)?;
        let plan = plan.with_context(message::web::plans_are_being_read)?;
        let changes = plan.changes.iter().enumerate().skip(from);
        let piece: Vec<(usize, &Change)> =
            changes.filter(|(_, change)| is_of(kind.as_ref(), change)).take(CHANGES_AT_ONCE).collect();
        let Some((last, _)) = piece.last() else { return Ok(None) };
        Ok(Some((report::planned_csv(wording, &plan, &piece)?, Some(last + 1))))
    };
    Ok(Answer::file(Download::of(name, None, next)))
}

/// `GET /jobs/{job}/runs/{run}/names.csv`
pub fn names(call: &Call) -> Result<Answer, Fault> {
    let Waiting { run, plan, .. } = waiting(call)?;
    let name = format!("{}-names.csv", run.run.id.short());
    let file = report::names_csv(&plan.references, call.language);
    Ok(whole(name, file.map_err(|error| Fault::Broken(error.into()))?))
}

/// `GET /jobs/{job}/runs/{run}/rejects.csv`
pub fn rejects(call: &Call) -> Result<Answer, Fault> {
    let run = of_path(call)?;
    let name = format!("{}-rejects.csv", run.id.short());
    let (site, id, language) = (Arc::clone(&call.site), run.id, call.language);
    let next = move |after: Option<i64>| {
        let Some(last) = after else { return Ok(Some((report::rejects_head(language)?, Some(0)))) };
        let found = site.store.rejects_behind(&id, last, AT_ONCE)?;
        let Some(end) = found.last().map(|shown| shown.place) else { return Ok(None) };
        let rows: Vec<_> = found.iter().map(|shown| (&shown.reject, shown.cells.as_ref())).collect();
        Ok(Some((report::rejects_csv(&rows, language)?, Some(end))))
    };
    Ok(Answer::file(Download::of(name, None, next)))
}

/// A file that is made at once.
fn whole(name: String, file: Vec<u8>) -> Answer {
    Answer::file(Download::of(name, Some(file), |file: Option<Vec<u8>>| Ok(file.map(|file| (file, None)))))
}
