//! Settles between two runs what a run left open, as long as something proves it: a server forgets a session
//! after some minutes, and with it what proves the end of a write.

use chrono::Utc;

use crate::engine::fence::Missing;
use crate::engine::frame::Setting;
use crate::engine::safe::Safe;
use crate::engine::settle::interrupt_dead_runs;
use crate::message::settling;
use crate::model::journal::EntryState;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::OpenAct;
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::store::ActOutcome;
use crate::systems::desk::Desk;

use super::late::Late;
use super::mark::carries;
use super::scene::Desks;

/// Looks for what runs of a job left open at its desks, and writes down what certainly was not carried out.
/// What is found is taken down by the next run, which needs no proof for it. Nothing is done while a run of
/// the job is under way. Returns how many acts have an outcome now.
///
/// # Errors
/// When the state database fails.
pub async fn settle_early(setting: &Setting, job: &TicketJob) -> anyhow::Result<usize> {
    let (project, store) = (&setting.project, &setting.store);
    interrupt_dead_runs(&project.webhooks, store, job.name.as_str(), &setting.node)?;
    if store.running(job.name.as_str())?.is_some() || store.open_acts(job.name.as_str())?.is_empty() {
        return Ok(0);
    }
    let ours = store.tickets_since(super::remembered_since(job, Utc::now()))?;
    let safe = Safe::of(project);
    let desks = Desks::open(project, job, &ours).await;
    let settled = settle(setting, job, &safe, &desks, &ours).await;
    desks.close().await;
    settled
}

async fn settle(
    setting: &Setting,
    job: &TicketJob,
    safe: &Safe,
    desks: &Desks,
    ours: &[OurTicket],
) -> anyhow::Result<usize> {
    let store = &setting.store;
    let late = Late::ask(store, safe, job, desks).await?;
    let mut settled = 0;
    for open in &late.open {
        let Some(desk) = desks.get(&open.act.system) else { continue };
        if late.missing(open, Utc::now()) != Missing::NotDone
            || is_there(desk, open, ours).await != Some(false)
        {
            continue;
        }
        let message = settling::done_again().said();
        let outcome = ActOutcome { seq: open.act.seq, state: EntryState::Undone, message: Some(message) };
        store.settle_acts(&open.run, &[outcome])?;
        settled += 1;
    }
    late.forget(store, safe, job.name.as_str(), desks).await?;
    Ok(settled)
}

/// Whether what an act was to write is at the desk; `None`: that could not be asked, or it is no matter of
/// the desk.
async fn is_there(desk: &dyn Desk, open: &OpenAct, ours: &[OurTicket]) -> Option<bool> {
    let act = &open.act;
    let id = || ours.iter().find(|ticket| ticket.key == act.ticket).and_then(|ticket| ticket.remote.as_ref());
    match act.action {
        TicketAction::Opened | TicketAction::Found => {
            let keys: [TicketKey; 1] = [act.ticket.clone()];
            Some(!desk.find(&keys).await.ok()?.is_empty())
        }
        TicketAction::Noted | TicketAction::Reopened | TicketAction::Adopted | TicketAction::Delivered => {
            carries(desk, id()?, &act.mark).await.ok()
        }
        TicketAction::Solved => {
            let read = desk.read(std::slice::from_ref(id()?)).await.ok()?;
            Some(!read.first()?.state.is_open())
        }
        TicketAction::Revised
        | TicketAction::Acknowledged
        | TicketAction::Commented
        | TicketAction::Relayed
        | TicketAction::ToldClosed
        | TicketAction::ToldState => None,
    }
}
