//! A feed of a ticket job: its records are read, taken in among the episodes that are known of it, and shown as a
//! monitor of its name. What was read is kept in the state before anything at the source is moved or a bookmark
//! goes on, so that no row is lost by an interruption.

mod asked;
mod monitor;

use chrono::{DateTime, Utc};

use crate::engine::read::{self, FeedFiles};
use crate::engine::reason::Context as _;
use crate::engine::rows::{FoundOut, each_row};
use crate::message;
use crate::model::event::{Seen, Sight};
use crate::model::job::JobName;
use crate::model::known_episode::{EventRow, KnownEpisode};
use crate::model::project::Project;
use crate::model::push;
use crate::model::ticket_job::{EventFeed, FeedAbsence, TicketJob};
use crate::model::{RunId, Said};
use crate::reconcile::event_row::event_row;
use crate::store::Store;
use crate::triage::feed::{self, Known, Missing, Taken, Tells};

use super::connect::OpenMonitor;
use super::of_job::day_of;

/// Events or rows that a sentence names.
const NAMED: usize = 5;

/// A feed that was read.
#[derive(Debug)]
pub struct FeedRead<'j> {
    /// The feed.
    pub feed: &'j EventFeed,
    files: FeedFiles<'j>,
    taken: Taken,
    /// What was found out while it was read.
    pub found: FoundOut,
    /// What became of events that its list does not have any more, one line each.
    pub asked: Vec<Said>,
    /// What of them cannot be told, or is not believed.
    untold: Option<Said>,
}

/// Reads a feed of a job. Writes nothing anywhere.
///
/// # Errors
/// When its records cannot be had or read, or the state database fails.
pub async fn read_feed<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &TicketJob,
    feed: &'j EventFeed,
) -> anyhow::Result<FeedRead<'j>> {
    let now = Utc::now();
    let known = known(store, &job.name, feed)?;
    let of = || message::run::feed_of(&feed.feed.mapping, &job.name);
    let found = read::find_one(project, store, &job.name, &feed.feed).await;
    let files = match found {
        // A folder into which files are put is empty most of the time.
        Err(error) if feed.absence == FeedAbsence::Nothing && read::is_nothing_there(&error) => {
            read::no_files(&feed.feed)
        }
        found => found.with_context(of)?,
    };
    let mut read =
        tokio::task::block_in_place(|| taken(project, job, (feed, files), known, now).with_context(of))?;
    read.ask_for_missing(project, job, now).await;
    Ok(read)
}

fn known(store: Option<&Store>, job: &JobName, feed: &EventFeed) -> anyhow::Result<Known> {
    let known = match store {
        Some(store) => store.known_episodes(job.as_str(), &feed.name)?,
        None => Vec::new(),
    };
    Ok(known.into_iter().map(|episode| (episode.key.clone(), episode)).collect())
}

/// What the rows of files make of the known episodes.
fn taken<'j>(
    project: &Project,
    job: &TicketJob,
    (feed, files): (&'j EventFeed, FeedFiles<'j>),
    known: Known,
    now: DateTime<Utc>,
) -> anyhow::Result<FeedRead<'j>> {
    let mapping = project.mappings.get(&feed.feed.mapping);
    let mapping = mapping.with_context(message::record::mapping_not_there)?;
    let (mut rows, is_pushed) = (Vec::new(), feed.feed.source.is_pushed());
    let day = (job.name.as_str(), day_of(job.head(), now));
    let mut found = each_row(project, &files, mapping, day, |record, desired| {
        let mut row = event_row(mapping, record, desired, &feed.name, now)?;
        if let Some(arrival) = arrival(&row).filter(|_| is_pushed) {
            row.digest = arrival;
        }
        rows.push(row);
        Ok(())
    })?;
    let is_whole = !files.is_partial() && found.rejected_rows() == 0;
    let EventFeed { absence, over_at_once, over_after, .. } = feed;
    let (absence, over_after) = (*absence, *over_after);
    let read = feed::Read { rows, is_pushed, absence, is_whole, over_at_once, over_after, now };
    let taken = feed::take(known, read);
    found.notes.extend(out_of_time(&taken));
    Ok(FeedRead { feed, files, taken, found, asked: Vec::new(), untold: None })
}

/// What tells a row that was pushed from all others: its push, and where it is in it.
fn arrival(row: &EventRow) -> Option<String> {
    let push = row.record.get(format!("{}.id", push::MEMBER))?.as_str()?;
    Some(format!("{push}:{}", row.origin.row?))
}

/// What is told of rows that are not used for their times.
fn out_of_time(taken: &Taken) -> Vec<Said> {
    let told = |tells: Tells, say: fn(usize, String) -> Said| {
        let rows = taken.out_of_time.iter().filter(|row| row.tells == tells);
        let places: Vec<String> = rows.map(|row| format!("{} ({})", row.origin, row.object)).collect();
        (!places.is_empty()).then(|| say(places.len(), message::list::first(&places, NAMED)))
    };
    let ends = told(Tells::End, |count, which| message::event_rows::end_before_begin(count, which).said());
    let begins =
        told(Tells::Begin, |count, which| message::event_rows::begin_before_end(count, which).said());
    let changes =
        told(Tells::Change, |count, which| message::event_rows::change_too_late(count, which).said());
    ends.into_iter().chain(begins).chain(changes).collect()
}

impl FeedRead<'_> {
    /// Asks for what a complete list does not have any more, where the feed says so.
    async fn ask_for_missing(&mut self, project: &Project, job: &TicketJob, now: DateTime<Utc>) {
        if self.taken.to_ask.is_empty() {
            return;
        }
        let keys = std::mem::take(&mut self.taken.to_ask);
        let of = (self.feed, &self.files);
        let asked::Asked { answers, later } =
            asked::ask(project, job, of, (&keys, &self.taken.known), now).await;
        let became = feed::answered(&mut self.taken, answers, &self.feed.over_at_once, now);
        self.untold = asked::trouble(&became);
        let told = asked::told(&became, later).into_iter();
        self.asked = told.map(|line| message::list::of(&self.feed.name, line).said()).collect();
        self.found.notes.extend(self.asked.iter().cloned());
    }

    /// What of it could not be read or told.
    pub fn trouble(&self) -> Option<Said> {
        self.found.trouble().or_else(|| self.untold.clone())
    }

    /// What it shows, as any monitor.
    pub fn seen(&self) -> Seen {
        let (open, over): (Vec<&KnownEpisode>, Vec<&KnownEpisode>) =
            self.taken.known.values().partition(|episode| episode.is_open());
        let ended = over.into_iter().map(|episode| (episode.key.clone(), episode.event.clone()));
        Seen {
            ended: ended.collect(),
            ..Seen::list(open.into_iter().map(|episode| episode.event.clone()).collect(), self.sight())
        }
    }

    /// How much it means that an event is not listed.
    fn sight(&self) -> Sight {
        let rows = self.found.rejected_rows();
        match (self.feed.absence, self.taken.missing) {
            (FeedAbsence::Over, _) if rows > 0 => {
                Sight::Partial(message::event_rows::rows_unread(rows).said())
            }
            (FeedAbsence::Over, Some(Missing { known, over, percent })) => {
                let listed = known - over;
                Sight::Partial(message::event_rows::many_over_at_once(listed, known, over, percent).said())
            }
            (FeedAbsence::Over | FeedAbsence::Asked | FeedAbsence::Nothing, _) => Sight::Full,
        }
    }

    /// The monitor that it is.
    ///
    /// # Errors
    /// When its source cannot be opened, where something can be done there.
    pub async fn monitor(&self, project: &Project) -> anyhow::Result<OpenMonitor> {
        monitor::open(project, self.feed, &self.taken.known, self.seen()).await
    }

    /// Keeps in the state what the rows made of the known episodes.
    ///
    /// # Errors
    /// When the state database fails.
    pub fn keep(&self, store: &Store, job: &JobName) -> anyhow::Result<()> {
        let Taken { known, changed, forgotten, .. } = &self.taken;
        let changed: Vec<&KnownEpisode> = changed.iter().filter_map(|key| known.get(key)).collect();
        Ok(store.keep_episodes(job.as_str(), &self.feed.name, &changed, forgotten)?)
    }

    /// Puts away what was read, and remembers how far; what became of it, one line each. What it tells must have
    /// been kept before.
    ///
    /// # Errors
    /// When the state database cannot be written.
    pub async fn put_away(
        &self,
        project: &Project,
        store: &Store,
        job: &JobName,
        run: &RunId,
    ) -> anyhow::Result<Vec<Said>> {
        let rejected = self.found.rejects.iter().map(|reject| reject.origin.source.clone()).collect();
        read::put_away(project, store, job, run, std::slice::from_ref(&self.files), &rejected).await
    }
}
