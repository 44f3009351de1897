//! Who takes part in a run or a plan of a ticket job, and what we remember: asked once, in one order.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::engine::event_feed::FeedRead;
use crate::engine::progress::Progress;
use crate::message;
use crate::model::RunId;
use crate::model::project::Project;
use crate::model::rejected_cells::RejectedCells;
use crate::model::ticket::TicketKey;
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::store::Store;

use super::poll::{Polled, poll};
use super::remembered_since;
use super::scene::{Desks, Monitors};
use super::switched_off;

/// The monitors with what they show, the desks, and our tickets.
pub(super) struct AtHand<'j> {
    pub(super) monitors: Monitors,
    /// Feeds that could be read; what their rows made of the known episodes is not kept yet.
    pub(super) feeds: Vec<FeedRead<'j>>,
    pub(super) desks: Desks,
    /// Our tickets, of every job, by key.
    pub(super) ours: BTreeMap<TicketKey, OurTicket>,
    /// Those that a clock wrote which was ahead, as they are counted from now on.
    pub(super) set_right: Vec<OurTicket>,
    /// Rules that were switched off, by name, and until when.
    pub(super) off_until: BTreeMap<String, DateTime<Utc>>,
}

impl<'j> AtHand<'j> {
    /// Asks every monitor for its open problems and for what became of those that it does not list any more,
    /// and opens the desks.
    ///
    /// # Errors
    /// When the state database fails; monitors and desks that do not answer say so themselves.
    pub(super) async fn ask(
        project: &Project,
        store: Option<&Store>,
        job: &'j TicketJob,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        progress.stage(message::run::asking_monitors());
        let mut monitors = Monitors::ask(project, job).await;
        let feeds = monitors.read_feeds(project, store, job).await;
        let now = Utc::now();
        let mut ours = match store {
            Some(store) => store.tickets_since(remembered_since(job, now))?,
            None => Vec::new(),
        };
        let of_job = ours.iter_mut().filter(|ticket| ticket.job == job.name.as_str());
        let set_right =
            of_job.filter_map(|ticket| ticket.set_clock_right(now).then(|| ticket.clone())).collect();
        if let Some(store) = store {
            monitors.name_anew(store, &ours)?;
        }
        monitors.ask_unlisted(job, &ours).await;
        progress.stage(message::run::opening_desks());
        let desks = Desks::open(project, job, &ours).await;
        let ours = ours.into_iter().map(|ticket| (ticket.key.clone(), ticket)).collect();
        let off_until = switched_off::until(store, job)?;
        Ok(Self { monitors, feeds, desks, ours, set_right, off_until })
    }

    /// Keeps in the state what the rows of the feeds made of the known episodes, and what of them cannot be used.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn keep_feeds(&self, store: &Store, job: &TicketJob, run: &RunId) -> anyhow::Result<()> {
        let (mut rejects, mut cells) = (Vec::new(), RejectedCells::default());
        for feed in &self.feeds {
            feed.keep(store, &job.name)?;
            rejects.extend(feed.found.rejects.iter().cloned());
            cells.extend(feed.found.cells.clone());
        }
        Ok(store.record_rejects(run, &rejects, &cells)?)
    }

    /// Reads our tickets at their desks. Returns those that changed; they are remembered as they are now.
    pub(super) async fn poll(&mut self, job: &TicketJob, last_looked: Option<DateTime<Utc>>) -> Vec<Polled> {
        let ours: Vec<OurTicket> = self.ours.values().cloned().collect();
        let polled = poll(&mut self.desks, &ours, job.name.as_str(), last_looked).await;
        self.ours.extend(polled.iter().map(|polled| (polled.ticket.key.clone(), polled.ticket.clone())));
        polled
    }

    pub(super) async fn close(self) {
        self.desks.close().await;
        self.monitors.close().await;
    }
}
