//! The records of a feed as a monitor: it shows what was read in this run, and does at the source what the feed
//! declares.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};

use crate::engine::connect::{self, OpenMonitor};
use crate::message;
use crate::model::Said;
use crate::model::event::{Event, Lasting, OperatorNote, Remark, Seen, Unlisted, Watched};
use crate::model::known_episode::KnownEpisode;
use crate::model::project::Project;
use crate::model::ticket_job::{
    ACKNOWLEDGE, CLOSE, COMMENT, EventFeed, FeedAbsence, FeedComments, TAKE_BACK,
};
use crate::systems::monitor::{Abilities, Absence, Monitor, Outcome, Task};
use crate::systems::shared::RemoteError;
use crate::systems::source::{Act, Acted, FetchError, Source, Wish};
use crate::triage::feed::Known;

/// What records are as a monitor, where a feed declares nothing.
const RECORDS: Abilities = Abilities {
    absence: Absence::SaysNothing,
    probe: false,
    acknowledgements: Lasting::UntilOver,
    comments: false,
    hears: false,
    closes: false,
    ..Abilities::USUAL
};

/// Opens the monitor that a feed is, whose episodes were read.
pub(super) async fn open(
    project: &Project,
    feed: &EventFeed,
    known: &Known,
    seen: Seen,
) -> anyhow::Result<OpenMonitor> {
    let from = feed.feed.source.from.as_ref().filter(|from| !from.acts.is_empty());
    let open = match from {
        Some(from) => Some(connect::open_source(project, &from.system).await?),
        None => None,
    };
    let source = open.as_ref().map(|open| open.source.clone());
    let monitor = FeedMonitor { feed: feed.clone(), known: known.clone(), seen, source };
    Ok(OpenMonitor::of_source(Arc::new(monitor), open))
}

#[derive(Debug)]
struct FeedMonitor {
    feed: EventFeed,
    known: Known,
    seen: Seen,
    /// Where something can be done there.
    source: Option<Arc<dyn Source>>,
}

impl FeedMonitor {
    /// The episode of an event: its own key may have been told apart from an earlier one.
    fn episode(&self, event: &Event) -> Option<&KnownEpisode> {
        self.known.get(&event.key).or_else(|| self.known.get(event.key_at_monitor()))
    }

    async fn act(&self, name: &str, event: &Event, more: Value, mark: &str) -> Result<Outcome, RemoteError> {
        let wish = Wish { spec: &self.feed.feed.source, bookmark: None, now: SystemTime::now() };
        let does_it = |source: &&Arc<dyn Source>| source.acts(wish).iter().any(|known| known == name);
        let Some(source) = self.source.as_ref().filter(does_it) else {
            let why = message::event_rows::not_declared(&self.feed.name, name);
            return Ok(Outcome::NotPossible(why.said()));
        };
        let Some(episode) = self.episode(event) else { return Ok(Outcome::Gone) };
        let mut values = json!({ "record": episode.record, "event": event });
        if let (Value::Object(values), Value::Object(more)) = (&mut values, more) {
            values.extend(more);
        }
        match source.act(wish, Act { name, values: &values, mark }).await {
            Ok(Acted::Done) => Ok(Outcome::Done),
            Ok(Acted::Already) => Ok(Outcome::Already),
            Ok(Acted::NotWanted) => Ok(Outcome::NotWanted),
            Ok(Acted::Gone(None)) => Ok(Outcome::Gone),
            Ok(Acted::Gone(Some(words))) => Ok(Outcome::GoneAs(words)),
            Ok(Acted::NotPossible(why)) => Ok(Outcome::NotPossible(why)),
            Ok(Acted::Unknown(why)) => Ok(Outcome::Unknown(why)),
            Err(FetchError::Remote(error)) => Err(error),
            Err(FetchError::Refused(why)) => Err(RemoteError::Setup(why.said())),
        }
    }

    /// Names a remark among all about its event.
    fn mark(&self, name: &str, event: &Event, remark: &Remark) -> String {
        crate::triage::mark(&[name, &self.feed.name, &event.key, &remark.text])
    }
}

fn remark_of(remark: &Remark) -> Value {
    json!({ "remark": { "author": remark.author, "text": remark.text } })
}

/// What people said in a record, the oldest first: its list is in columns such as `comments.0.message`.
fn said_in(record: &Value, comments: &FeedComments) -> Vec<OperatorNote> {
    let prefix = format!("{}.", comments.list);
    let place = |column: &String| -> Option<usize> {
        column.strip_prefix(prefix.as_str())?.split('.').next()?.parse().ok()
    };
    let columns = record.as_object().into_iter().flat_map(|cells| cells.keys());
    let places: BTreeSet<usize> = columns.filter_map(place).collect();
    let member = |nth: usize, name: &str| -> Option<String> {
        let cell = record.get(format!("{prefix}{nth}.{name}"))?;
        let text = cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
        Some(text).filter(|text| !text.trim().is_empty())
    };
    let note = |nth: usize| -> Option<OperatorNote> {
        let of = |name: &Option<String>| name.as_deref().and_then(|name| member(nth, name));
        let (text, author, at) = (member(nth, &comments.text)?, of(&comments.author), of(&comments.at));
        let id = of(&comments.id).unwrap_or_else(|| {
            let (at, author) = (at.as_deref().unwrap_or_default(), author.as_deref().unwrap_or_default());
            crate::triage::mark(&["comment", at, author, &text])
        });
        Some(OperatorNote { id, author, at: at.as_deref().and_then(moment), text })
    };
    let mut said: Vec<OperatorNote> = places.into_iter().filter_map(note).collect();
    said.sort_by_key(|note| note.at);
    said
}

/// A time as records have it; without a zone it is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let naive = |form: &str| NaiveDateTime::parse_from_str(text, form).ok().map(|time| time.and_utc());
    let zoned = text.parse::<DateTime<Utc>>().ok();
    zoned.or_else(|| naive("%Y-%m-%dT%H:%M:%S%.f")).or_else(|| naive("%Y-%m-%d %H:%M:%S%.f"))
}

#[async_trait(?Send)]
impl Monitor for FeedMonitor {
    fn abilities(&self) -> Abilities {
        let (comments, closes) = (self.feed.can(COMMENT), self.feed.can(CLOSE));
        Abilities { comments, closes, hears: self.feed.comments.is_some(), ..RECORDS }
    }

    fn login(&self) -> Option<&str> {
        None
    }

    async fn check(&self) -> Result<Vec<Said>, RemoteError> {
        let (feed, open) = (&self.feed.name, self.seen.events.len());
        Ok(vec![message::event_rows::feed_open(feed, open).said()])
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        Ok(self.seen.clone())
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        Ok(self.episode(event).filter(|episode| episode.is_open()).map(|episode| episode.event.clone()))
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let known = |watched: &Watched<'_>| self.known.get(watched.key);
        let became = |watched: &Watched<'_>| match (known(watched), self.feed.absence) {
            (Some(episode), _) if episode.is_open() => Unlisted::StillBad,
            (Some(_), _) | (None, FeedAbsence::Over) => Unlisted::Over,
            (None, FeedAbsence::Asked | FeedAbsence::Nothing) => Unlisted::NotShown,
        };
        Ok(episodes.iter().map(became).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act(ACKNOWLEDGE, now, remark_of(remark), &self.mark(ACKNOWLEDGE, now, remark)).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        let mark = crate::triage::mark(&[TAKE_BACK, &self.feed.name, &now.key]);
        self.act(TAKE_BACK, now, json!({}), &mark).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act(COMMENT, now, remark_of(remark), &self.mark(COMMENT, now, remark)).await
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let said = |watched: &Watched<'_>| match (self.known.get(watched.key), &self.feed.comments) {
            (Some(episode), Some(comments)) => said_in(&episode.record, comments),
            (None, _) | (_, None) => Vec::new(),
        };
        Ok(episodes.iter().map(said).collect())
    }

    async fn close(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act(CLOSE, event, remark_of(remark), &self.mark(CLOSE, event, remark)).await
    }

    async fn carry_out(&self, task: Task<'_>) -> Result<Outcome, RemoteError> {
        let Task { name, event, ticket, remark, mark } = task;
        let mut more = remark_of(remark);
        more["ticket"] = ticket.clone();
        self.act(name, event, more, mark).await
    }

    async fn leave(&self) {
        if let Some(source) = &self.source {
            source.leave().await;
        }
    }
}
