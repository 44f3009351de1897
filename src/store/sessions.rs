//! Logins of the console. A login is made once and then only changed while it is there: nothing brings one
//! back that has ended.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::error::Fault;
use super::schema::web_sessions;
use super::stamp::{from_json, readable, stamp, time, time_or_none, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::security::{Door, Identity, Session};

insert!(insert_session, web_sessions, SessionRow);

/// A request of a login is noted when the last one was noted so long ago, or a tenth of the time after which it
/// ends: a page makes no write mostly.
const NOTED_AFTER: TimeDelta = TimeDelta::seconds(30);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = web_sessions, treat_none_as_default_value = false)]
pub(super) struct SessionRow {
    digest: String,
    name: String,
    made_at: String,
    seen_at: String,
    ends_at: String,
    confirmed_until: Option<String>,
    door: String,
    issuer: Option<String>,
    subject: Option<String>,
    roles: Option<String>,
}

/// Words of the column `door`.
const PASSWORD: &str = "password";
const PROXY: &str = "proxy";
const PROVIDER: &str = "provider";

impl SessionRow {
    fn into_session(self) -> Result<Session, Fault> {
        let door = match (self.door.as_str(), self.issuer, self.subject, self.roles) {
            (PASSWORD, ..) => Door::Password,
            (PROXY, ..) => Door::Proxy,
            (PROVIDER, Some(issuer), Some(subject), Some(roles)) => {
                Door::Provider(Identity { issuer, subject, roles: from_json(&roles)? })
            }
            (other, ..) => return Err(Fault::Unreadable(message::state::no_word(other).said())),
        };
        Ok(Session {
            door,
            made_at: time(&self.made_at)?,
            seen_at: time(&self.seen_at)?,
            ends_at: time(&self.ends_at)?,
            confirmed_until: time_or_none(self.confirmed_until.as_deref())?,
            digest: self.digest,
            name: self.name,
        })
    }
}

impl Store {
    /// Keeps a new login in place of the one of `former`, if that is there, and forgets those that have ended.
    pub fn begin_session(&self, session: &Session, former: Option<&str>) -> Result<(), StoreError> {
        self.write(message::state::keeping_a_login(), |database| {
            let ended = web_sessions::ends_at.le(stamp(session.made_at));
            diesel::delete(web_sessions::table.filter(ended)).execute(database)?;
            if let Some(former) = former {
                diesel::delete(web_sessions::table.find(former)).execute(database)?;
            }
            let (door, identity) = match &session.door {
                Door::Password => (PASSWORD, None),
                Door::Proxy => (PROXY, None),
                Door::Provider(identity) => (PROVIDER, Some(identity)),
            };
            let row = SessionRow {
                door: door.to_owned(),
                issuer: identity.map(|identity| identity.issuer.clone()),
                subject: identity.map(|identity| identity.subject.clone()),
                roles: identity.map(|identity| to_json(&identity.roles)).transpose()?,
                digest: session.digest.clone(),
                name: readable(&session.name),
                made_at: stamp(session.made_at),
                seen_at: stamp(session.seen_at),
                ends_at: stamp(session.ends_at),
                confirmed_until: session.confirmed_until.map(stamp),
            };
            Ok(insert_session(database, &[row])?)
        })
    }

    /// The login of a digest, as long as it has not ended and was idle for less than `idle`; that it is used now
    /// is noted.
    pub fn use_session(
        &self,
        digest: &str,
        idle: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let found = self.read(message::state::looking_for_a_login(), |database| {
            let row = web_sessions::table.find(digest).select(SessionRow::as_select()).first(database);
            row.optional()?.map(SessionRow::into_session).transpose()
        })?;
        let Some(session) = found else { return Ok(None) };
        let idle = TimeDelta::from_std(idle).unwrap_or(TimeDelta::MAX);
        if session.ends_at <= now || now.signed_duration_since(session.seen_at) >= idle {
            self.end_session(digest)?;
            return Ok(None);
        }
        if now.signed_duration_since(session.seen_at) >= NOTED_AFTER.min(idle / 10) {
            self.write(message::state::keeping_a_login(), |database| {
                diesel::update(web_sessions::table.find(digest))
                    .set(web_sessions::seen_at.eq(stamp(now)))
                    .execute(database)?;
                Ok(())
            })?;
        }
        Ok(Some(session))
    }

    /// Gives a login a new secret, after its password was given once more. False when it has ended meanwhile.
    pub fn confirm_session(
        &self,
        digest: &str,
        new: &str,
        confirmed_until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(message::state::keeping_a_login(), |database| {
            let changed = diesel::update(web_sessions::table.find(digest))
                .set((
                    web_sessions::digest.eq(new),
                    web_sessions::confirmed_until.eq(Some(stamp(confirmed_until))),
                ))
                .execute(database)?;
            Ok(changed == 1)
        })
    }

    /// Ends a login. False when it had ended.
    pub fn end_session(&self, digest: &str) -> Result<bool, StoreError> {
        self.write(message::state::keeping_a_login(), |database| {
            Ok(diesel::delete(web_sessions::table.find(digest)).execute(database)? == 1)
        })
    }

    /// Ends every login of a user. Returns how many there were.
    pub fn end_sessions_of(&self, name: &str) -> Result<usize, StoreError> {
        self.write(message::state::keeping_a_login(), |database| {
            Ok(diesel::delete(web_sessions::table.filter(web_sessions::name.eq(name))).execute(database)?)
        })
    }
}
