//! Rows and rejects of a run as files for spreadsheets. What a spreadsheet would take for a formula is text there.

use std::sync::Arc;

use super::run::{of_path, state_of};
use crate::report;
use crate::web::call::{Answer, Call, Fault};
use crate::web::download::Download;

/// Rows that are read at a time.
const AT_ONCE: usize = 1_000;

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

/// `GET /jobs/{job}/runs/{run}/rejects.csv`
pub fn rejects(call: &Call) -> Result<Answer, Fault> {
    let run = of_path(call)?;
    let name = format!("{}-rejects.csv", run.id.short());
    let file = report::rejects_csv(&call.site.store.rejects(&run.id)?, call.language)
        .map_err(|error| Fault::Broken(error.into()))?;
    Ok(Answer::file(Download::of(
        name,
        Some(file),
        |file: Option<Vec<u8>>| Ok(file.map(|file| (file, None))),
    )))
}
