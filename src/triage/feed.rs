//! Events that come as records: what the rows that were read make of the episodes that are known.
//!
//! A complete list is the truth: what is not in it is over, unless so much of it is missing at once that a right
//! or a filter is the likelier reason. Rows that were pushed, mailed or exported say nothing of what they do not
//! name: an episode lasts until a row says that it is over, and old rows that are read again are no news. What is
//! missing in a complete list may also be asked for, one by one: then the answers say what became of it.
//!
//! Rows of an export come in any order, so that their times say which was first. What was pushed comes in the order in
//! which it was stored, which is the better witness: clocks step back and have whole seconds, and who sends again what
//! still is so has no other time to tell than that of its begin.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::message;
use crate::model::Said;
use crate::model::known_episode::{EventRow, KnownEpisode};
use crate::model::origin::Origin;
use crate::model::ticket_job::{FeedAbsence, OverAtOnce};

/// Digests of rows that are kept of an episode; of what was pushed, all that one run read, if that is more.
const ROWS: usize = 20;

/// Episodes that are over are known this long after a row told of them last: old rows are read again.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Episodes by key.
pub type Known = BTreeMap<String, KnownEpisode>;

/// What rows made of the known episodes.
#[derive(Debug, Default, PartialEq)]
pub struct Taken {
    /// All that is known now.
    pub known: Known,
    /// Keys of those that changed.
    pub changed: BTreeSet<String>,
    /// Keys of those that need not be known any more.
    pub forgotten: Vec<String>,
    /// So much of the list is missing that nothing is taken to be over.
    pub missing: Option<Missing>,
    /// Keys of open episodes that the list does not have and that are to be asked for, first those that were asked
    /// for or told of the longest ago.
    pub to_ask: Vec<String>,
    /// Rows that would have said something, had they another time.
    pub out_of_time: Vec<OutOfTime>,
}

/// A row that is not used for its time.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfTime {
    /// Where it is.
    pub origin: Origin,
    /// What it is about.
    pub object: String,
    /// What it tells of.
    pub tells: Tells,
}

/// What a row tells of that is not used for its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// A problem that does not lie behind its recovery.
    Begin,
    /// Another state or severity, before the last change that is known.
    Change,
    /// A recovery that lies before its problem.
    End,
}

/// How much of a complete list is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Missing {
    /// Open events that are known.
    pub known: usize,
    /// Those of them that would be over.
    pub over: usize,
    /// Most that may be, in percent.
    pub percent: f64,
}

/// What was read.
#[derive(Debug)]
pub struct Read<'r> {
    /// The rows, in the order in which they were read.
    pub rows: Vec<EventRow>,
    /// They were pushed: they are read in the order in which they came.
    pub is_pushed: bool,
    /// What it means that an episode is not among them.
    pub absence: FeedAbsence,
    /// Whether all that there is was read.
    pub is_whole: bool,
    /// How many may be over at once because they are not listed.
    pub over_at_once: &'r OverAtOnce,
    /// An episode of which no row told for so long is over.
    pub over_after: Option<Duration>,
    /// The moment of the reading.
    pub now: DateTime<Utc>,
}

/// Takes rows in.
pub fn take(known: Known, read: Read<'_>) -> Taken {
    let Read { mut rows, is_pushed, absence, is_whole, over_at_once, over_after, now } = read;
    let open_before: Vec<String> =
        known.values().filter(|episode| episode.is_open()).map(|episode| episode.key.clone()).collect();
    let most_rows = if is_pushed { ROWS.max(rows.len()) } else { ROWS };
    if is_pushed {
        // A run that was interrupted has kept what they say, and they still wait.
        let before: BTreeSet<&String> = known.values().flat_map(|episode| &episode.rows).collect();
        rows.retain(|row| !before.contains(&row.digest));
    } else {
        // An export may have its newest row first.
        rows.sort_by_key(|row| row.at().unwrap_or(now));
    }
    let mut taking = Taking { is_pushed, most_rows, ..Taking::new(known, absence, now) };
    for row in rows {
        taking.take(row);
    }
    let Taking { mut known, touched, mut changed, out_of_time, .. } = taking;
    let mut missing = None;
    if absence == FeedAbsence::Over && is_whole {
        let over: Vec<&String> = open_before.iter().filter(|key| !touched.contains(*key)).collect();
        missing = too_many(over.len(), open_before.len(), over_at_once);
        for key in over.into_iter().filter(|_| missing.is_none()) {
            if let Some(episode) = known.get_mut(key) {
                (episode.over_at, episode.event.changed_at) = (Some(now), now);
                changed.insert(key.clone());
            }
        }
    }
    let mut to_ask = Vec::new();
    if absence == FeedAbsence::Asked {
        to_ask.extend(open_before.iter().filter(|key| !touched.contains(*key)).cloned());
        to_ask.sort_by_key(|key| known.get(key).map(|episode| episode.asked_at.max(Some(episode.seen_at))));
    }
    if let Some(after) = over_after {
        for episode in known.values_mut() {
            let quiet_for = (now - episode.seen_at).to_std().unwrap_or_default();
            if episode.is_open() && quiet_for >= after {
                (episode.over_at, episode.event.changed_at) = (Some(now), now);
                changed.insert(episode.key.clone());
            }
        }
    }
    let is_old = |episode: &KnownEpisode| !episode.is_open() && now - episode.seen_at > REMEMBERED;
    let forgotten: Vec<String> =
        known.values().filter(|episode| is_old(episode)).map(|episode| episode.key.clone()).collect();
    forgotten.iter().for_each(|key| {
        known.remove(key);
        changed.remove(key);
    });
    Taken { known, changed, forgotten, missing, to_ask, out_of_time }
}

/// What the source says of an episode that its list does not have.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// Its record.
    Row(Box<EventRow>),
    /// There is no such record.
    NotThere,
    /// It cannot be told: why, as a sentence.
    Untold(Said),
}

/// What became of episodes that the list did not have, by key.
#[derive(Debug, Default, PartialEq)]
pub struct Became {
    /// Their records are there and say that they are over.
    pub over: Vec<String>,
    /// Their records are there and say that they are open.
    pub open: Vec<String>,
    /// Their records are not there, so that they are over.
    pub deleted: Vec<String>,
    /// Their records are not there, but so many at once that none is taken to be over.
    pub kept: Option<Missing>,
    /// It could not be told, and why. They go on.
    pub untold: Vec<(String, Said)>,
}

/// Takes in what the source says of episodes that its list does not have.
pub fn answered(
    taken: &mut Taken,
    answers: Vec<(String, Answer)>,
    most: &OverAtOnce,
    now: DateTime<Utc>,
) -> Became {
    let open = taken.known.values().filter(|episode| episode.is_open()).count();
    let mut taking = Taking::new(std::mem::take(&mut taken.known), FeedAbsence::Asked, now);
    taking.changed = std::mem::take(&mut taken.changed);
    let (mut became, mut not_there) = (Became::default(), Vec::new());
    for (key, answer) in answers {
        match answer {
            Answer::Row(row) if taking.episode_of(&row).as_ref() != Some(&key) => {
                became.untold.push((key.clone(), message::event_rows::answer_of_another().said()));
            }
            Answer::Row(row) => {
                taking.take(*row);
                let is_open = taking.known.get(&key).is_some_and(KnownEpisode::is_open);
                if is_open { &mut became.open } else { &mut became.over }.push(key.clone());
            }
            Answer::NotThere => not_there.push(key.clone()),
            Answer::Untold(why) => became.untold.push((key.clone(), why)),
        }
        if let Some(episode) = taking.known.get_mut(&key) {
            episode.asked_at = Some(now);
            taking.changed.insert(key);
        }
    }
    became.kept = too_many(not_there.len(), open, most);
    if became.kept.is_none() {
        for key in &not_there {
            if let Some(episode) = taking.known.get_mut(key) {
                (episode.over_at, episode.event.changed_at) = (Some(now), now);
            }
        }
        became.deleted = not_there;
    }
    (taken.known, taken.changed) = (taking.known, taking.changed);
    became
}

fn too_many(over: usize, known: usize, most: &OverAtOnce) -> Option<Missing> {
    let OverAtOnce::Most { percent, from } = *most else { return None };
    let is_too_much = known >= from && over as f64 * 100.0 > known as f64 * percent;
    is_too_much.then_some(Missing { known, over, percent })
}

/// Rows being taken in.
struct Taking {
    known: Known,
    /// Keys of the episodes by what they are about; one may be about something else by now.
    by_object: BTreeMap<String, BTreeSet<String>>,
    /// Episodes that a row told of.
    touched: BTreeSet<String>,
    changed: BTreeSet<String>,
    out_of_time: Vec<OutOfTime>,
    absence: FeedAbsence,
    is_pushed: bool,
    /// Digests of rows that are kept of an episode.
    most_rows: usize,
    now: DateTime<Utc>,
}

impl Taking {
    fn new(known: Known, absence: FeedAbsence, now: DateTime<Utc>) -> Self {
        let mut by_object = BTreeMap::<String, BTreeSet<String>>::new();
        for episode in known.values() {
            by_object.entry(episode.event.object.clone()).or_default().insert(episode.key.clone());
        }
        Self {
            known,
            by_object,
            touched: BTreeSet::new(),
            changed: BTreeSet::new(),
            out_of_time: Vec::new(),
            absence,
            is_pushed: false,
            most_rows: ROWS,
            now,
        }
    }

    fn take(&mut self, row: EventRow) {
        let found = self.episode_of(&row);
        match (found, row.over) {
            (Some(key), true) => self.end(&key, row),
            (Some(key), false) => self.goes_on(key, row),
            (None, over) => {
                let over_at = over.then(|| row.over_at.or(row.changed_at).unwrap_or(self.now));
                self.begin(row, over_at);
            }
        }
    }

    /// The episode that a row is about: by its key, else the open one of the same thing, else the last one.
    fn episode_of(&self, row: &EventRow) -> Option<String> {
        if let Some(key) = &row.key {
            return self.known.contains_key(key).then(|| key.clone());
        }
        let keys = self.by_object.get(&row.event.object)?;
        let episodes = keys.iter().filter_map(|key| self.known.get(key));
        let same = episodes.filter(|episode| episode.event.object == row.event.object);
        let last = same.max_by_key(|episode| (episode.is_open(), episode.event.since));
        last.map(|episode| episode.key.clone())
    }

    /// Whether the row itself was read before.
    fn was_read(&self, row: &EventRow) -> bool {
        let keys = self.by_object.get(&row.event.object).into_iter().flatten();
        let mut episodes = keys.chain(&row.key).filter_map(|key| self.known.get(key));
        episodes.any(|episode| episode.rows.contains(&row.digest))
    }

    /// A row says that an episode is over.
    fn end(&mut self, key: &str, row: EventRow) {
        let is_news = !self.was_read(&row);
        let Some(episode) = self.known.get_mut(key) else { return };
        self.touched.insert(key.to_owned());
        self.changed.insert(key.to_owned());
        let begun = episode.event.since;
        let names_one_before = row.key.is_none() && lies_before(&row, begun);
        let is_of_one_before = match self.is_pushed {
            true => names_one_before,
            false => row.at().is_some_and(|at| at < begun),
        };
        if episode.is_open() && !is_of_one_before {
            let told = row.over_at.or(row.changed_at).unwrap_or(self.now);
            // What is shown does not end before it began. What comes behind it is compared with what was told, by
            // the same clock; a key is of one episode only.
            let ended = told.max(begun);
            episode.over_at = Some(if row.key.is_some() { ended } else { told });
            let mut event = row.event;
            (event.key, event.since, event.changed_at) = (key.to_owned(), begun, ended);
            (episode.event, episode.record) = (event, row.record);
        } else if episode.is_open() && is_news && (self.is_pushed || !names_one_before) {
            let (origin, object) = (row.origin, row.event.object);
            self.out_of_time.push(OutOfTime { origin, object, tells: Tells::End });
        }
        note(episode, row.digest, (self.most_rows, self.now));
        self.index(key);
    }

    /// Finds an episode by what it is about now.
    fn index(&mut self, key: &str) {
        if let Some(episode) = self.known.get(key) {
            let object = episode.event.object.clone();
            self.by_object.entry(object).or_default().insert(key.to_owned());
        }
    }

    /// A row tells of a problem of which an episode is known.
    fn goes_on(&mut self, key: String, row: EventRow) {
        let is_news = !self.was_read(&row);
        let Some(episode) = self.known.get_mut(&key) else { return };
        let is_list = self.absence.is_of_list();
        let is_later = row.since.is_some_and(|since| since > episode.event.since);
        if let Some(over_at) = episode.over_at {
            // What was stored behind an end, and says of its times the begin alone, tells that it goes on: Alertmanager
            // sends the same `startsAt` again once a Prometheus that was away is back (0.25).
            let goes_on = self.is_pushed && row.changed_at.is_none() && row.since.is_some();
            let is_same = row.since.is_some_and(|since| since <= episode.event.since)
                && (is_list || (goes_on && row.key.is_some()));
            let is_new = match (is_list || goes_on, row.at()) {
                (true, _) => true,
                // Monitors push whole seconds: of two with the same time, what came later is later.
                (false, Some(at)) if self.is_pushed && row.key.is_none() && row.since.is_some() => {
                    at >= over_at
                }
                (false, Some(at)) => at > over_at,
                (false, None) => !episode.rows.contains(&row.digest),
            };
            if is_same {
                // It only was out of the list, or out of sight, for a while.
                episode.over_at = None;
            } else if is_new {
                let since = begin_after(&row, episode.event.since, over_at);
                let since = since.or(row.since.filter(|_| self.is_pushed)).or(Some(self.now));
                return self.begin(EventRow { since, ..row }, None);
            } else {
                // Old news, read again.
                if is_news && (self.is_pushed || row.at() == Some(over_at)) {
                    let (origin, object) = (row.origin, row.event.object);
                    self.out_of_time.push(OutOfTime { origin, object, tells: Tells::Begin });
                }
                note(episode, row.digest, (self.most_rows, self.now));
                self.changed.insert(key);
                return;
            }
        } else if row.key.is_none() && is_list && is_later {
            // The thing broke again between two lists.
            episode.over_at = row.since;
            self.changed.insert(key.clone());
            self.touched.insert(key);
            return self.begin(row, None);
        }
        self.update(key, row);
    }

    /// The episode as a row tells it now.
    fn update(&mut self, key: String, row: EventRow) {
        let is_news = !self.was_read(&row);
        let Some(episode) = self.known.get_mut(&key) else { return };
        // A begin says nothing of when it was pushed.
        let at = if self.is_pushed { row.changed_at } else { row.at() };
        let is_old = at.is_some_and(|at| at < episode.event.changed_at);
        let is_other = row.event.state != episode.event.state || row.event.severity != episode.event.severity;
        if self.absence.is_of_list() || !is_old {
            let since = match (&row.key, row.since) {
                // Reminders have dates of their own.
                (Some(_), Some(since)) => since.min(episode.event.since),
                (Some(_) | None, _) => episode.event.since,
            };
            let mut event = row.event;
            event.changed_at = match row.changed_at {
                Some(at) => at,
                // A list that tells no time of it: it changed since it was read last.
                None if is_other && self.absence.is_of_list() => self.now,
                None => episode.event.changed_at,
            };
            (event.key, event.since) = (key.clone(), since);
            (episode.event, episode.record) = (event, row.record);
        } else if is_news && is_other && self.is_pushed {
            let (origin, object) = (row.origin, row.event.object);
            self.out_of_time.push(OutOfTime { origin, object, tells: Tells::Change });
        }
        note(episode, row.digest, (self.most_rows, self.now));
        self.index(&key);
        self.touched.insert(key.clone());
        self.changed.insert(key);
    }

    /// An episode that is not known yet.
    fn begin(&mut self, row: EventRow, over_at: Option<DateTime<Utc>>) {
        let since = row.since.unwrap_or(self.now);
        let key = row.key.clone().unwrap_or_else(|| match row.since {
            Some(since) => {
                format!("{}@{}", row.event.object, since.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
            None => row.event.object.clone(),
        });
        // The second one in a second.
        let key = match self.is_pushed && row.key.is_none() && self.known.contains_key(&key) {
            true => format!("{key}+{}", row.digest),
            false => key,
        };
        let mut event = row.event;
        event.changed_at = row.changed_at.unwrap_or(since);
        (event.key, event.since) = (key.clone(), since);
        let episode = KnownEpisode {
            key: key.clone(),
            event,
            record: row.record,
            over_at,
            rows: vec![row.digest],
            seen_at: self.now,
            asked_at: None,
        };
        self.touched.insert(key.clone());
        self.changed.insert(key.clone());
        self.known.insert(key.clone(), episode);
        self.index(&key);
    }
}

/// The begin of an episode that follows one which began and ended at these times, as far as its row says one.
fn begin_after(row: &EventRow, begun: DateTime<Utc>, over_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    row.since.filter(|since| *since > begun).or(row.changed_at.filter(|at| *at > over_at))
}

/// Whether a recovery says of its whole episode that it lies before this time. One that ends before it began says
/// nothing by its times.
fn lies_before(row: &EventRow, time: DateTime<Utc>) -> bool {
    matches!((row.since, row.at()), (Some(since), Some(at)) if since <= at && at < time)
}

/// A row told of an episode.
fn note(episode: &mut KnownEpisode, digest: String, (most_rows, now): (usize, DateTime<Utc>)) {
    episode.seen_at = now;
    if !episode.rows.contains(&digest) {
        episode.rows.push(digest);
        let surplus = episode.rows.len().saturating_sub(most_rows);
        episode.rows.drain(..surplus);
    }
}
