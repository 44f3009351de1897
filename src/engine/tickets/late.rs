//! Writes at a desk whose outcome is not known: sent so that their end can be waited for, looked for
//! between two fences, and left alone as long as the server may still carry them out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::fence::{Missing, ends_of, verdict};
use crate::engine::safe::Safe;
use crate::engine::steady::Waited;
use crate::message::settling;
use crate::model::Said;
use crate::model::journal::{RunId, Sending};
use crate::model::said::{Say as _, ToTheSecond};
use crate::model::secret::SecretString;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::{OpenAct, TicketAct};
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::store::Store;
use crate::systems::desk::Desk;
use crate::systems::shared::{FailureKind, RemoteError};
use crate::systems::target::{End, Keep};

use super::journal::Journal;
use super::scene::Desks;

/// How late a double of an opening that was done again is still looked for.
const DOUBLES: chrono::Duration = chrono::Duration::days(1);

/// What earlier runs left open at the desks, and what is known of its end.
pub(super) struct Late {
    pub(super) open: Vec<OpenAct>,
    ends: BTreeMap<String, End>,
    waited: Waited,
}

impl Late {
    /// Asks for the end of what the runs of a job left open. Before the desks are read: what they show
    /// after it counts.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) async fn ask(
        store: &Store,
        safe: &Safe,
        job: &TicketJob,
        desks: &Desks,
    ) -> anyhow::Result<Self> {
        let open = store.open_acts(job.name.as_str())?;
        let mut by_desk: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for open in &open {
            if let Some(proof) = proof_of(open) {
                by_desk.entry(&open.act.system).or_default().insert(proof);
            }
        }
        let mut ends = BTreeMap::new();
        for (name, proofs) in by_desk {
            let Some(desk) = desks.get(name) else { continue };
            tracing::info!(
                job = job.name.as_str(),
                desk = name,
                "asking for the end of writes of unknown outcome"
            );
            ends.extend(ends_of(&proofs, safe, async |proof| desk.has_ended(proof).await).await);
        }
        let runs: BTreeSet<&RunId> = open.iter().map(|open| &open.run).collect();
        let waited = Waited::of(store, &runs.into_iter().collect::<Vec<_>>(), wait(job.settle))?;
        Ok(Self { open, ends, waited })
    }

    /// A state that an interrupted reopening or solution left is our own doing, and no person's; and so is whom
    /// the solution assigned first (iTop resolves only what is assigned). Before the tickets are read.
    pub(super) fn expect_own_doing<'t>(&self, ours: impl Iterator<Item = &'t mut OurTicket>) {
        let changes =
            |open: &&OpenAct| matches!(open.act.action, TicketAction::Reopened | TicketAction::Solved);
        let changed: BTreeSet<&TicketKey> =
            self.open.iter().filter(changes).map(|open| &open.act.ticket).collect();
        for ticket in ours.filter(|ticket| changed.contains(&ticket.key)) {
            (ticket.own_state, ticket.expects_own_hand) = (None, true);
        }
    }

    /// What an act counts as that is not found at the desk.
    pub(super) fn missing(&self, open: &OpenAct, now: DateTime<Utc>) -> Missing {
        let Some(sending) = &open.sending else { return Missing::NotDone };
        let end = proof_of(open).and_then(|proof| self.ends.get(proof)).copied().unwrap_or(End::CannotTell);
        verdict(open.silent, end, self.waited.left(&open.run, sending.at), now)
    }

    /// How long what was set out is to be waited for still, whatever it was sent by.
    pub(super) fn left(&self, open: &OpenAct) -> TimeDelta {
        self.waited.left(&open.run, open.act.started_at)
    }

    /// Lets go of what proves nothing any more: all that needed it is settled.
    pub(super) async fn forget(
        &self,
        store: &Store,
        safe: &Safe,
        job: &str,
        desks: &Desks,
    ) -> anyhow::Result<()> {
        let still = store.open_acts(job)?;
        let kept: BTreeSet<&str> = still.iter().filter_map(proof_of).collect();
        let reached = self.open.iter().filter_map(|open| Some((open.act.system.as_str(), proof_of(open)?)));
        let gone: BTreeSet<(&str, &str)> = reached
            .filter(|(_, proof)| self.ends.get(*proof) == Some(&End::Reached) && !kept.contains(proof))
            .collect();
        for (name, sealed) in gone {
            if let (Some(desk), Some(proof)) = (desks.get(name), safe.unlock(sealed)) {
                desk.forget(&proof).await;
            }
        }
        Ok(())
    }
}

fn proof_of(open: &OpenAct) -> Option<&str> {
    open.sending.as_ref()?.proof.as_deref()
}

fn wait(settle: Duration) -> chrono::Duration {
    chrono::Duration::from_std(settle).unwrap_or(chrono::Duration::MAX)
}

/// True while a double of an opening that was done again is looked for.
pub(super) fn may_double(doubtful: &OpenAct, now: DateTime<Utc>) -> bool {
    doubtful.sending.as_ref().is_some_and(|sending| now - sending.at < DOUBLES)
}

/// Why an act is left alone.
pub(super) fn reason(open: &OpenAct, missing: Missing) -> Said {
    let sent = open.sending.as_ref().map(|sending| shown(sending.at)).unwrap_or_default();
    match missing {
        Missing::Waits(Some(until)) => settling::act_waits_until(sent, shown(until)).said(),
        Missing::Unproved => settling::act_asks(&open.run, sent).said(),
        Missing::Waits(None) | Missing::NotDone => settling::act_waits(sent).said(),
    }
}

pub(super) fn shown(at: DateTime<Utc>) -> Said {
    ToTheSecond(at).said()
}

/// One call that writes, and what will prove its end.
pub(super) struct Sent<'s> {
    journal: &'s Journal<'s>,
    desk: &'s dyn Desk,
    places: Vec<i64>,
    at: Instant,
    proof: Option<SecretString>,
    outcome_wait: chrono::Duration,
}

/// What came of a write in a ticket.
pub(super) enum Came {
    /// It is there.
    Done,
    /// It is not there, and will not be.
    NotDone(Said),
    /// It may still come.
    Unknown(Said),
}

impl<'s> Sent<'s> {
    /// Writes down that acts are about to be sent in one call.
    ///
    /// # Errors
    /// When the state database fails, or another program took the run over.
    pub(super) async fn now(
        journal: &'s Journal<'s>,
        safe: &Safe,
        desk: &'s dyn Desk,
        acts: &[&TicketAct],
        settle: Duration,
    ) -> anyhow::Result<Self> {
        let proof = desk.proof().await;
        let sealed = proof.as_ref().and_then(|proof| safe.lock(proof));
        let sending = Sending { at: Utc::now(), proof: sealed };
        let places: Vec<i64> = acts.iter().map(|act| act.seq).collect();
        journal.sends()?;
        journal.store.send_acts(journal.run, &places, &sending)?;
        Ok(Self { journal, desk, places, at: Instant::now(), proof, outcome_wait: wait(settle) })
    }

    /// Looks for what was sent, between two fences. `is_whole` tells that all of it is there.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) async fn look<T>(
        &self,
        error: &RemoteError,
        look: impl AsyncFn() -> Option<T>,
        is_whole: impl Fn(&T) -> bool,
    ) -> anyhow::Result<(Option<T>, Missing)> {
        let silent = error.silent();
        self.journal.store.note_silent_acts(self.journal.run, &self.places, silent)?;
        let mut end = self.end().await;
        let mut found = look().await;
        if end == End::Reached && found.as_ref().is_none_or(|found| !is_whole(found)) {
            // What was not there may have begun between the fence and the look.
            end = self.end().await;
            found = look().await;
        }
        let missing = match &found {
            Some(_) => verdict(Some(silent), end, self.left(), Utc::now()),
            None => Missing::Waits(None),
        };
        // Time alone settles nothing within a run: the next one looks once more.
        let missing = if missing == Missing::Unproved { Missing::Waits(None) } else { missing };
        let settled = missing == Missing::NotDone || found.as_ref().is_some_and(is_whole);
        if let Some(proof) = self.proof.as_ref() {
            self.desk.keep(proof, if settled { Keep::NoLonger } else { Keep::Alive });
        }
        Ok((found, missing))
    }

    fn left(&self) -> TimeDelta {
        let waited = TimeDelta::from_std(self.at.elapsed()).unwrap_or(TimeDelta::MAX);
        self.outcome_wait.checked_sub(&waited).unwrap_or(TimeDelta::zero())
    }

    async fn end(&self) -> End {
        match &self.proof {
            Some(proof) => {
                self.desk.keep(proof, Keep::Alive);
                self.desk.has_ended(proof).await
            }
            None => End::CannotTell,
        }
    }
}

/// Writes in a ticket; where the answer is lost, `is_there` tells whether it was written.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn write_once(
    sent: Sent<'_>,
    call: impl Future<Output = Result<(), RemoteError>>,
    is_there: impl AsyncFn() -> Option<bool>,
) -> anyhow::Result<Came> {
    let error = match call.await {
        Ok(()) => return Ok(Came::Done),
        Err(error) if error.kind() == FailureKind::Unknown => error,
        Err(error) => return Ok(Came::NotDone(error.said())),
    };
    let (there, missing) = sent.look(&error, is_there, |there| *there).await?;
    Ok(match (there, missing) {
        (Some(true), _) => Came::Done,
        (_, Missing::NotDone) => Came::NotDone(settling::too_late(&error).said()),
        (_, Missing::Waits(_) | Missing::Unproved) => Came::Unknown(settling::waits(&error).said()),
    })
}
