//! The role of a monitor: it has events.
//!
//! A monitor lists every open problem with its flags, acknowledges, comments, and tells how much an
//! absence means. It never chooses among events: that is pure code over [`Event`]s.

use std::fmt;

use async_trait::async_trait;
use futures::StreamExt as _;

use super::shared::RemoteError;
use crate::message;
use crate::model::event::{Event, Lasting, OperatorNote, Remark, Seen, Unlisted, Watched};

/// What came of something that was asked of a monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is so now.
    Done,
    /// It was taken on; the next list of events shows whether it was done (Nagios, Checkmk, Centreon).
    Sent,
    /// It was so already.
    Already,
    /// Its own condition says that there is nothing to do: nothing was sent, and nobody was told.
    NotWanted,
    /// The episode is over, or it is not shown any more: nothing was done.
    Gone,
    /// The same, and what its source says of it.
    GoneAs(crate::model::Said),
    /// Somebody else acknowledged it, so it was left as it is: who.
    NotOurs(String),
    /// This cannot be done: why, as a sentence.
    NotPossible(crate::model::Said),
    /// It was sent, and nobody knows whether it was done; the same act with the same mark does no harm.
    Unknown(crate::model::Said),
}

/// An act that a feed declares, about one of its events.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Its name.
    pub name: &'a str,
    /// The event.
    pub event: &'a Event,
    /// Its ticket, as templates see it.
    pub ticket: &'a serde_json::Value,
    /// What is said.
    pub remark: &'a Remark,
    /// Names this one act among all.
    pub mark: &'a str,
}

/// What a job does at a monitor besides reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It acknowledges.
    Acknowledge,
    /// It takes our acknowledgement back.
    TakeBack,
    /// It comments.
    Comment,
}

/// What it says when an event is no longer listed, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Nothing by itself: the object is asked, and only one that was checked and found well ends an event.
    ObjectIsAsked,
    /// There is no object to ask: an absence counts once it has lasted as long as a sender may be silent,
    /// while the monitor has been up and something shows that it is still sent alerts.
    CountsAfterSilence,
    /// Nothing by itself: events are records, and their feed says what it means.
    SaysNothing,
}

/// What monitors of a kind can do, and how they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// What it says when an event is not listed.
    pub absence: Absence,
    /// Whether one object can be asked for, without the list.
    pub probe: bool,
    /// How long an acknowledgement lasts.
    pub acknowledgements: Lasting,
    /// It knows states that are not confirmed yet.
    pub soft: bool,
    /// An event keeps its key when it gets worse.
    pub worsens: bool,
    /// It has rights by object, and by command.
    pub rights: bool,
    /// It tells that a command is not allowed.
    pub refuses: bool,
    /// It has comments.
    pub comments: bool,
    /// What people said in them can be read.
    pub hears: bool,
    /// An acknowledgement bears the author of the remark; else the user that logs in.
    pub authors: bool,
    /// A group may narrow what is read.
    pub groups: bool,
    /// An acknowledgement that ends by itself is made longer by another one.
    pub renews: bool,
    /// An event tells the address of its host.
    pub addresses: bool,
    /// An event tells the groups of its host.
    pub host_groups: bool,
    /// An event tells what the check found; else its title is the name of the rule.
    pub outputs: bool,
    /// An event has labels.
    pub labels: bool,
    /// It closes a problem on request.
    pub closes: bool,
    /// It tells an object that was not checked yet from a good one.
    pub pending: bool,
    /// It tells that an object is switched off.
    pub switches: bool,
}

impl Abilities {
    /// What most have.
    pub const USUAL: Self = Self {
        absence: Absence::ObjectIsAsked,
        probe: true,
        acknowledgements: Lasting::UntilOver,
        soft: true,
        worsens: true,
        rights: true,
        refuses: true,
        comments: true,
        hears: true,
        authors: false,
        groups: true,
        renews: false,
        addresses: true,
        host_groups: true,
        outputs: true,
        labels: true,
        closes: false,
        pending: true,
        switches: false,
    };
}

/// A monitor. It keeps connections, and for some a session, between calls.
///
/// A room brings the first half; jobs call the second, whose rules are the same for all.
/// Calls to one monitor that are under way at the same time.
pub const IN_FLIGHT: usize = 8;

#[async_trait(?Send)]
pub trait Monitor: fmt::Debug + Send + Sync {
    /// What it can do: mostly what its kind can; what is made of records, what its feed declares.
    fn abilities(&self) -> Abilities;

    /// The user that logs in, as acknowledgements name him.
    fn login(&self) -> Option<&str>;

    /// Whether it answers and what we may do there, as lines for people.
    ///
    /// # Errors
    /// What is wrong, in words: the address, the certificate, the login, a missing right, settings that
    /// name what does not exist.
    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError>;

    /// What our user may not do, each with the reason. What the monitor does not tell is not in it.
    ///
    /// # Errors
    /// When the monitor does not answer.
    async fn denied(&self) -> Result<Vec<(Deed, crate::model::Said)>, RemoteError> {
        Ok(Vec::new())
    }

    /// Every open problem, acknowledged or not, confirmed or not, in downtime or not; and how much an
    /// absence means.
    ///
    /// # Errors
    /// When the list cannot be had. That something was not seen is told by [`Seen::sight`] instead.
    async fn list(&self) -> Result<Seen, RemoteError>;

    /// What the object of an event is now: its open problem, if any, which may be another episode.
    ///
    /// # Errors
    /// When the monitor does not answer.
    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError>;

    /// What became of episodes that the list does not hold, each in its place: their objects are asked,
    /// past every filter of the settings.
    ///
    /// # Errors
    /// When the monitor does not answer: then nothing is known of any of them.
    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError>;

    /// Acknowledges what was just probed.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError>;

    /// Takes the acknowledgement of what was just probed back.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError>;

    /// Adds a comment to what was just probed.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError>;

    /// What people and we said about episodes in comments, also after their end, each in its place, the oldest
    /// first, without the acknowledgements, which stand with the events. Nothing where comments cannot be
    /// read.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer: then nothing is known of any of them.
    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        Ok(vec![Vec::new(); episodes.len()])
    }

    /// Closes an episode in the monitor, where that is possible.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn close(&self, _event: &Event, _remark: &Remark) -> Result<Outcome, RemoteError> {
        Ok(Outcome::NotPossible(message::monitor::closes_by_itself().into()))
    }

    /// Does something of a name of its own about an episode, where its feed declares it.
    ///
    /// # Errors
    /// When it was refused, or could not be sent: nothing was done.
    async fn carry_out(&self, task: Task<'_>) -> Result<Outcome, RemoteError> {
        Ok(Outcome::NotPossible(message::monitor::no_act(task.name).said()))
    }

    /// Ends what is left of an acknowledgement by `author`, or by the user that we log in as, of an object
    /// whose problem is over: it would mute the next one. Nothing is left where it goes with the recovery.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn release(&self, _object: &str, _author: &str) -> Result<Outcome, RemoteError> {
        Ok(Outcome::Already)
    }

    /// Ends the session, where a login opened one. Without it the session ends by itself.
    async fn leave(&self) {}

    /// [`Monitor::list`], sorted by key, each episode once.
    ///
    /// # Errors
    /// As [`Monitor::list`].
    async fn events(&self) -> Result<Seen, RemoteError> {
        let mut seen = self.list().await?;
        seen.events.sort_by(|a, b| a.key.cmp(&b.key));
        seen.events.dedup_by(|a, b| a.key == b.key);
        seen.acknowledgements = self.abilities().acknowledgements;
        Ok(seen)
    }

    /// The same episode as it is now; `None` when it is over or not shown.
    ///
    /// # Errors
    /// When the monitor does not answer.
    async fn same(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        Ok(self.probe(event).await?.filter(|now| now.key == event.key_at_monitor()))
    }

    /// Acknowledges an episode with a remark; at Alertmanager it is silenced. Once is as good as twice.
    /// Another episode of the same object is never acknowledged instead.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn acknowledge(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        match self.same(event).await? {
            None => Ok(Outcome::Gone),
            Some(now) if now.acknowledged.is_some() && !self.abilities().renews => Ok(Outcome::Already),
            Some(now) => self.set_acknowledged(&now, remark).await,
        }
    }

    /// [`Monitor::acknowledge`] for many episodes of different objects, each outcome in its place: several at
    /// the same time, or many in one request where the kind can do that.
    ///
    /// # Errors
    /// As [`Monitor::acknowledge`], each for itself.
    async fn acknowledge_many(&self, wanted: &[(&Event, &Remark)]) -> Vec<Result<Outcome, RemoteError>> {
        let calls = wanted.iter().map(|(event, remark)| self.acknowledge(event, remark));
        futures::stream::iter(calls).buffered(IN_FLIGHT).collect().await
    }

    /// Adds a comment to an episode.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn comment(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        if !self.abilities().comments {
            return Ok(Outcome::NotPossible(message::monitor::no_comments().into()));
        }
        match self.same(event).await? {
            None => Ok(Outcome::Gone),
            Some(now) => self.add_comment(&now, remark).await,
        }
    }

    /// Takes our acknowledgement of an episode back; at Alertmanager our silence ends, also when the alert
    /// is over. An acknowledgement by somebody else than `author` or the user that we log in as stays.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    async fn clear(&self, event: &Event, author: &str) -> Result<Outcome, RemoteError> {
        let Some(now) = self.same(event).await? else { return Ok(Outcome::Gone) };
        let Some(acknowledged) = &now.acknowledged else { return Ok(Outcome::Already) };
        match &acknowledged.author {
            Some(other) if other != author && self.login() != Some(other.as_str()) => {
                Ok(Outcome::NotOurs(other.clone()))
            }
            Some(_) | None => self.take_acknowledgement(&now).await,
        }
    }
}
