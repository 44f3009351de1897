//! `settle`: a person says that writes of unknown outcome will not be carried out any more.

use crate::cli::Global;
use crate::message::settling;
use crate::model::journal::EntryOutcome;
use crate::model::{EntryState, OpenEntry};

use super::print::Console;
use super::reconcile::find_run;
use super::{Answer, Exit, Failure, load, open_store};

/// `settle RUN`
pub fn settle(global: &Global, console: &Console, id: &str, only: &[String], by: &str) -> Answer {
    let project = load(global)?;
    let store = open_store(&project)?;
    let run = find_run(&store, id)?;
    let wanted =
        |open: &OpenEntry| open.run == run.id && (only.is_empty() || only.contains(&open.entry.source_key));
    let open = store.open_entries(&run.job).map_err(anyhow::Error::new)?;
    let open: Vec<OpenEntry> = open.into_iter().filter(wanted).collect();
    if open.is_empty() {
        return Err(Failure::Usage(settling::nothing_open(&run.id).into()));
    }
    let outcome = |open: &OpenEntry| EntryOutcome {
        seq: open.entry.seq,
        state: EntryState::Undone,
        remote_id: None,
        message: Some(settling::declared(by).into()),
    };
    let outcomes: Vec<EntryOutcome> = open.iter().map(outcome).collect();
    store.settle_entries(&run.id, &outcomes, &[], &[]).map_err(anyhow::Error::new)?;
    console.print(settling::declared_many(outcomes.len(), &run.id));
    Ok(Exit::Done)
}
