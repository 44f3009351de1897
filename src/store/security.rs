//! The security log: entries are only added, each bound to the one before it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::schema::security_log;
use super::stamp::{readable, stamp};
use super::{Store, StoreError};
use crate::message;
use crate::model::security::{SecurityEntry, SecurityEvent};

insert!(insert_security, security_log, SecurityRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = security_log, treat_none_as_default_value = false)]
pub(super) struct SecurityRow {
    place: i64,
    at: String,
    kind: String,
    who: Option<String>,
    address: Option<String>,
    job: Option<String>,
    detail: Option<String>,
    former: String,
    digest: String,
}

impl SecurityRow {
    fn of(entry: &SecurityEntry) -> Self {
        let SecurityEntry { place, at, kind, who, address, job, detail, former, digest } = entry.clone();
        Self { place, at, kind, who, address, job, detail, former, digest }
    }

    fn into_entry(self) -> SecurityEntry {
        let Self { place, at, kind, who, address, job, detail, former, digest } = self;
        SecurityEntry { place, at, kind, who, address, job, detail, former, digest }
    }
}

impl Store {
    /// Adds an event to the log, behind its last entry, whichever program wrote that.
    pub fn log_security(
        &self,
        event: &SecurityEvent,
        now: DateTime<Utc>,
    ) -> Result<SecurityEntry, StoreError> {
        self.write(message::state::writing_the_security_log(), |database| {
            database.chain_alone()?;
            let last: Option<(i64, String)> = security_log::table
                .order(security_log::place.desc())
                .select((security_log::place, security_log::digest))
                .first(database)
                .optional()?;
            let (place, former) = last.unwrap_or_default();
            let plain = |text: &Option<String>| text.as_deref().map(readable);
            let mut entry = SecurityEntry {
                place: place + 1,
                at: stamp(now),
                kind: event.kind.as_str().to_owned(),
                who: plain(&event.who),
                address: plain(&event.address),
                job: plain(&event.job),
                detail: plain(&event.detail),
                former,
                digest: String::new(),
            };
            entry.digest = entry.own_digest();
            insert_security(database, &[SecurityRow::of(&entry)])?;
            Ok(entry)
        })
    }

    /// Entries behind a place, in their order, so many at most.
    pub fn security_entries(&self, behind: i64, most: i64) -> Result<Vec<SecurityEntry>, StoreError> {
        self.read(message::state::reading_the_security_log(), |database| {
            let rows = security_log::table
                .filter(security_log::place.gt(behind))
                .order(security_log::place.asc())
                .limit(most)
                .select(SecurityRow::as_select())
                .load(database)?;
            Ok(rows.into_iter().map(SecurityRow::into_entry).collect())
        })
    }

    /// The newest entries, the newest last, so many at most.
    pub fn newest_security_entries(&self, most: i64) -> Result<Vec<SecurityEntry>, StoreError> {
        self.read(message::state::reading_the_security_log(), |database| {
            let rows = security_log::table
                .order(security_log::place.desc())
                .limit(most)
                .select(SecurityRow::as_select())
                .load(database)?;
            Ok(rows.into_iter().rev().map(SecurityRow::into_entry).collect())
        })
    }
}
