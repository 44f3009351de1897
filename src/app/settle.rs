//! `settle`: a person says that writes of unknown outcome will not be carried out any more.

use crate::cli::Global;
use crate::message::settling;
use crate::model::journal::EntryOutcome;
use crate::model::ticket_act::OpenAct;
use crate::model::{EntryState, OpenEntry, Run};
use crate::store::Store;

use super::print::Console;
use super::reconcile::find_run;
use super::{Answer, Exit, Failure, load, open_store};

/// `settle RUN`
pub fn settle(global: &Global, console: &Console, id: &str, only: &[String], by: &str) -> Answer {
    let project = load(global)?;
    let store = open_store(&project)?;
    let run = find_run(&store, id)?;
    let settled = entries(&store, &run, only, by)? + acts(&store, &run, only, by)?;
    if settled == 0 {
        return Err(Failure::Usage(settling::nothing_open(&run.id).into()));
    }
    console.print(settling::declared_many(settled, &run.id));
    Ok(Exit::Done)
}

/// Rows of a target. `only` are keys of records.
fn entries(store: &Store, run: &Run, only: &[String], by: &str) -> Result<usize, Failure> {
    let wanted =
        |open: &OpenEntry| open.run == run.id && (only.is_empty() || only.contains(&open.entry.source_key));
    let open = store.open_entries(&run.job).map_err(anyhow::Error::new)?;
    let outcome = |open: OpenEntry| EntryOutcome {
        seq: open.entry.seq,
        state: EntryState::Undone,
        remote_id: None,
        message: Some(settling::declared(by).into()),
    };
    let outcomes: Vec<EntryOutcome> = open.into_iter().filter(wanted).map(outcome).collect();
    store.settle_entries(&run.id, &outcomes, &[], &[]).map_err(anyhow::Error::new)?;
    Ok(outcomes.len())
}

/// Tickets and notes at a desk. `only` are our keys of tickets, or their titles. Should a ticket come all the
/// same, it is told as a double.
fn acts(store: &Store, run: &Run, only: &[String], by: &str) -> Result<usize, Failure> {
    let wanted = |open: &OpenAct| {
        let (key, label) = (&open.act.ticket.0, &open.act.label);
        open.run == run.id && (only.is_empty() || only.contains(key) || only.contains(label))
    };
    let open = store.open_acts(&run.job).map_err(anyhow::Error::new)?;
    let open: Vec<OpenAct> = open.into_iter().filter(wanted).collect();
    let declared = settling::declared(by).said();
    for open in &open {
        store.doubt_act(&run.id, open.act.seq, &declared).map_err(anyhow::Error::new)?;
    }
    Ok(open.len())
}
