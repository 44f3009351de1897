//! Episodes of events that come as records, of each feed of a ticket job.

use diesel::prelude::*;

use super::batch::upsert;
use super::schema::known_episodes;
use super::stamp::{from_json, readable, stamp, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::known_episode::KnownEpisode;

upsert!(upsert_episodes, known_episodes, EpisodeRow, [job, feed, key], [over_at, seen_at, record]);

#[derive(Insertable)]
#[diesel(table_name = known_episodes, treat_none_as_default_value = false)]
pub(super) struct EpisodeRow {
    job: String,
    feed: String,
    key: String,
    over_at: Option<String>,
    seen_at: String,
    record: String,
}

/// Keys of one statement.
const KEYS: usize = 500;

impl Store {
    /// What is known of the episodes of a feed, by key.
    pub fn known_episodes(&self, job: &str, feed: &str) -> Result<Vec<KnownEpisode>, StoreError> {
        self.read(message::state::reading_known_episodes(), |database| {
            let records: Vec<String> = known_episodes::table
                .filter(known_episodes::job.eq(job).and(known_episodes::feed.eq(readable(feed))))
                .order(known_episodes::key)
                .select(known_episodes::record)
                .load(database)?;
            records.iter().map(|record| from_json(record)).collect()
        })
    }

    /// Keeps episodes of a feed as they are now, and forgets others, in one transaction.
    pub fn keep_episodes(
        &self,
        job: &str,
        feed: &str,
        changed: &[&KnownEpisode],
        forgotten: &[String],
    ) -> Result<(), StoreError> {
        self.write(message::state::keeping_known_episodes(), |database| {
            let row = |episode: &&KnownEpisode| {
                Ok(EpisodeRow {
                    job: job.to_owned(),
                    feed: readable(feed),
                    key: readable(&episode.key),
                    over_at: episode.over_at.map(stamp),
                    seen_at: stamp(episode.seen_at),
                    record: to_json(episode)?,
                })
            };
            for keys in forgotten.chunks(KEYS) {
                let keys: Vec<String> = keys.iter().map(|key| readable(key)).collect();
                let of_feed = known_episodes::job.eq(job).and(known_episodes::feed.eq(readable(feed)));
                let these = known_episodes::table.filter(of_feed.and(known_episodes::key.eq_any(keys)));
                diesel::delete(these).execute(database)?;
            }
            let rows: Vec<EpisodeRow> =
                changed.iter().map(row).collect::<Result<_, super::error::Fault>>()?;
            upsert_episodes(database, &rows)?;
            Ok(())
        })
    }
}
