//! Who takes part in a run of a ticket job: its monitors with what they show, and its desks.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;

use crate::engine::connect::{self, OpenDesk, OpenMonitor};
use crate::engine::event_feed::{FeedRead, read_feed};
use crate::engine::reason;
use crate::message;
use crate::model::Said;
use crate::model::event::{Seen, Sight, Watched};
use crate::model::project::Project;
use crate::model::ticket_job::{Include, TicketJob};
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::model::ticket_report::SystemStatus;
use crate::store::Store;
use crate::systems::desk::Desk;
use crate::systems::monitor::Monitor;

use super::again;

/// The monitors of a job, asked once.
pub(super) struct Monitors {
    open: BTreeMap<String, OpenMonitor>,
    /// What each shows; one that did not answer is absent.
    pub(super) seen: BTreeMap<String, Seen>,
    /// A line each.
    pub(super) asked: Vec<SystemStatus>,
}

impl Monitors {
    /// Asks every monitor of the job for its open problems, all at once.
    pub(super) async fn ask(project: &Project, job: &TicketJob) -> Self {
        let asked = job.monitors.iter().map(|name| async move {
            let asked = async {
                let open = connect::open_monitor(project, name).await?;
                let seen = open.monitor.events().await.map_err(anyhow::Error::new);
                anyhow::Ok((open, seen))
            };
            (name.clone(), asked.await)
        });
        let mut monitors = Self { open: BTreeMap::new(), seen: BTreeMap::new(), asked: Vec::new() };
        for (name, asked) in join_all(asked).await {
            let mut line = SystemStatus { name: name.clone(), count: 0, trouble: None };
            match asked {
                Ok((open, Ok(seen))) => {
                    line.count = seen.events.len() as u64;
                    line.trouble = match &seen.sight {
                        Sight::Full => None,
                        Sight::Partial(why) => Some(why.clone()),
                    };
                    monitors.seen.insert(name.clone(), seen);
                    monitors.open.insert(name, open);
                }
                Ok((open, Err(error))) => {
                    line.trouble = Some(reason::of(&error));
                    open.close().await;
                }
                Err(error) => line.trouble = Some(reason::of(&error)),
            }
            monitors.asked.push(line);
        }
        monitors
    }

    /// Reads the feeds of the job, each a monitor of its name. What comes is what could be read.
    pub(super) async fn read_feeds<'j>(
        &mut self,
        project: &Project,
        store: Option<&Store>,
        job: &'j TicketJob,
    ) -> Vec<FeedRead<'j>> {
        let mut read = Vec::new();
        for feed in &job.feeds {
            let mut line = SystemStatus { name: feed.name.clone(), count: 0, trouble: None };
            let asked = async {
                let read = read_feed(project, store, job, feed).await?;
                let open = read.monitor(project).await?;
                anyhow::Ok((read, open))
            };
            match asked.await {
                Ok((feed_read, open)) => {
                    let seen = feed_read.seen();
                    line.count = seen.events.len() as u64;
                    line.trouble = match &seen.sight {
                        Sight::Full => feed_read.trouble(),
                        Sight::Partial(why) => Some(why.clone()),
                    };
                    self.seen.insert(feed.name.clone(), seen);
                    self.open.insert(feed.name.clone(), open);
                    read.push(feed_read);
                }
                Err(error) => line.trouble = Some(reason::of(&error)),
            }
            self.asked.push(line);
        }
        read
    }

    /// Tells episodes apart to which a monitor gives the same key.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn name_anew(&mut self, store: &Store, ours: &[OurTicket]) -> anyhow::Result<()> {
        self.seen.iter_mut().try_for_each(|(name, seen)| again::name_anew(store, name, seen, ours))
    }

    /// Asks the objects of a job's episodes that are not listed what became of them. A monitor that does
    /// not answer this says nothing of any of them.
    pub(super) async fn ask_unlisted(&mut self, job: &TicketJob, ours: &[OurTicket]) {
        let open = &self.open;
        let asked = self.seen.iter().map(|(name, seen)| async move {
            let episodes = unlisted(name, seen, job, ours);
            let monitor = open.get(name).filter(|_| !episodes.is_empty() && seen.sight == Sight::Full)?;
            let said = monitor.monitor.unlisted(&episodes).await;
            let keys: Vec<String> = episodes.iter().map(|episode| episode.key.to_owned()).collect();
            Some((name.clone(), said.map(|said| keys.into_iter().zip(said).collect())))
        });
        for (name, said) in join_all(asked).await.into_iter().flatten() {
            match said {
                Ok(said) => self.seen.entry(name).and_modify(|seen| seen.unlisted = said),
                Err(error) => {
                    self.tell(&name, message::ticket_actions::objects_not_asked(&error));
                    continue;
                }
            };
        }
    }

    /// Says in the line of a monitor what could not be had of it; the first trouble stays.
    pub(super) fn tell(&mut self, name: &str, why: impl Into<Said>) {
        if let Some(line) = self.asked.iter_mut().find(|line| line.name == name) {
            line.trouble.get_or_insert(why.into());
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&dyn Monitor> {
        self.open.get(name).map(|open| open.monitor.as_ref())
    }

    pub(super) async fn close(self) {
        for open in self.open.into_values() {
            open.close().await;
        }
    }
}

/// Episodes of a job at a monitor that it does not list, and that are not over as far as we know.
fn unlisted<'t>(monitor: &str, seen: &Seen, job: &TicketJob, ours: &'t [OurTicket]) -> Vec<Watched<'t>> {
    let listed: BTreeSet<&str> =
        seen.events.iter().flat_map(|event| [event.key.as_str(), event.object.as_str()]).collect();
    let of_job = ours.iter().filter(|ticket| ticket.job == job.name.as_str() && ticket.phase == Phase::There);
    let mut episodes: Vec<Watched<'t>> = of_job
        .flat_map(|ticket| &ticket.episodes)
        .filter(|episode| episode.monitor == monitor && episode.over_at.is_none())
        .filter(|episode| {
            !listed.contains(episode.event.as_str()) && !listed.contains(episode.object.as_str())
        })
        .map(|episode| Watched {
            key: &episode.event,
            object: &episode.object,
            unlisted_since: episode.unlisted_since,
        })
        .collect();
    episodes.sort_by_key(|episode| episode.key);
    episodes.dedup_by_key(|episode| episode.key);
    episodes
}

/// The desks that a job writes to, or has tickets at.
pub(super) struct Desks {
    open: BTreeMap<String, OpenDesk>,
    /// A line each.
    pub(super) asked: Vec<SystemStatus>,
}

impl Desks {
    /// Opens every desk of the job's rules and of its tickets that are not ended, all at once.
    pub(super) async fn open(project: &Project, job: &TicketJob, ours: &[OurTicket]) -> Self {
        let living =
            ours.iter().filter(|ticket| ticket.job == *job.name.as_str() && ticket.phase != Phase::Ended);
        // Of a rule that is off nothing is written: its desk is not even asked.
        let rules = job.rules.iter().filter(|rule| rule.enabled == Include::Yes);
        let names: BTreeSet<String> =
            rules.map(|rule| rule.desk.clone()).chain(living.map(|t| t.desk.clone())).collect();
        let opened = names
            .into_iter()
            .map(|name| async move { (name.clone(), connect::open_desk(project, &name).await) });
        let mut desks = Self { open: BTreeMap::new(), asked: Vec::new() };
        for (name, opened) in join_all(opened).await {
            let mut line = SystemStatus { name: name.clone(), count: 0, trouble: None };
            match opened {
                Ok(open) => {
                    desks.open.insert(name, open);
                }
                Err(error) => line.trouble = Some(reason::of(&error)),
            }
            desks.asked.push(line);
        }
        desks
    }

    /// A desk that answers.
    pub(super) fn get(&self, name: &str) -> Option<&dyn Desk> {
        let is_well = self.trouble(name).is_none();
        self.open.get(name).filter(|_| is_well).map(|open| open.desk.as_ref())
    }

    /// Names of the desks that answer.
    pub(super) fn names(&self) -> Vec<String> {
        self.open.keys().filter(|name| self.trouble(name).is_none()).cloned().collect()
    }

    /// Why nothing is done at a desk in this run.
    pub(super) fn trouble(&self, name: &str) -> Option<&Said> {
        self.asked.iter().find(|asked| asked.name == name).and_then(|asked| asked.trouble.as_ref())
    }

    /// Notes how many tickets a desk showed.
    pub(super) fn count(&mut self, name: &str, count: usize) {
        for asked in self.asked.iter_mut().filter(|asked| asked.name == name) {
            asked.count = count as u64;
        }
    }

    /// Nothing more is done at this desk in this run.
    pub(super) fn give_up(&mut self, name: &str, why: impl Into<Said>) {
        let why = why.into();
        for asked in self.asked.iter_mut().filter(|asked| asked.name == name) {
            asked.trouble.get_or_insert_with(|| why.clone());
        }
    }

    pub(super) async fn close(self) {
        for open in self.open.into_values() {
            open.close().await;
        }
    }
}
