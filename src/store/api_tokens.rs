//! Tokens of the API: of each the digest of its secret is kept, and when it was used last.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::error::Fault;
use super::schema::api_tokens;
use super::stamp::{from_json, readable, stamp, time, time_or_none, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::access::ApiToken;

insert!(insert_api_token, api_tokens, ApiTokenRow);

/// A use is noted when the last one was noted so long ago, or came from elsewhere: most requests make no write.
const NOTED_AFTER: TimeDelta = TimeDelta::seconds(30);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens, treat_none_as_default_value = false)]
pub(super) struct ApiTokenRow {
    digest: String,
    name: String,
    roles: String,
    made_at: String,
    made_by: Option<String>,
    ends_at: String,
    used_at: Option<String>,
    used_from: Option<String>,
}

impl ApiTokenRow {
    fn into_token(self) -> Result<ApiToken, Fault> {
        Ok(ApiToken {
            roles: from_json(&self.roles)?,
            made_at: time(&self.made_at)?,
            ends_at: time(&self.ends_at)?,
            used_at: time_or_none(self.used_at.as_deref())?,
            digest: self.digest,
            name: self.name,
            made_by: self.made_by,
            used_from: self.used_from,
        })
    }
}

impl Store {
    /// Keeps a new token. False when there is one of its name.
    pub fn add_api_token(&self, token: &ApiToken) -> Result<bool, StoreError> {
        self.write(message::state::keeping_an_api_token(), |database| {
            let of_name = api_tokens::table.filter(api_tokens::name.eq(&token.name));
            if of_name.select(api_tokens::name).first::<String>(database).optional()?.is_some() {
                return Ok(false);
            }
            let row = ApiTokenRow {
                digest: token.digest.clone(),
                name: token.name.clone(),
                roles: to_json(&token.roles)?,
                made_at: stamp(token.made_at),
                made_by: token.made_by.as_deref().map(readable),
                ends_at: stamp(token.ends_at),
                used_at: token.used_at.map(stamp),
                used_from: token.used_from.clone(),
            };
            insert_api_token(database, &[row])?;
            Ok(true)
        })
    }

    /// Every token, by name, those that have expired among them.
    pub fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let mut found = self.read(message::state::reading_api_tokens(), |database| {
            let rows = api_tokens::table.select(ApiTokenRow::as_select()).load(database)?;
            rows.into_iter().map(ApiTokenRow::into_token).collect::<Result<Vec<_>, _>>()
        })?;
        // Not sorted by the database: PostgreSQL sorts text by the rules of its locale.
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// Forgets a token. False when there is none of the name.
    pub fn revoke_api_token(&self, name: &str) -> Result<bool, StoreError> {
        self.write(message::state::keeping_an_api_token(), |database| {
            let of_name = api_tokens::table.filter(api_tokens::name.eq(name));
            Ok(diesel::delete(of_name).execute(database)? == 1)
        })
    }

    /// The token of a digest, expired or not. Of one that has not, it is noted that it is used now, and from where.
    pub fn use_api_token(
        &self,
        digest: &str,
        from: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<ApiToken>, StoreError> {
        let found = self.read(message::state::reading_api_tokens(), |database| {
            let row = api_tokens::table.find(digest).select(ApiTokenRow::as_select()).first(database);
            row.optional()?.map(ApiTokenRow::into_token).transpose()
        })?;
        let Some(token) = found else { return Ok(None) };
        let is_noted = token.used_at.is_some_and(|at| now.signed_duration_since(at) < NOTED_AFTER);
        if token.ends_at > now && (!is_noted || token.used_from.as_deref() != from) {
            self.write(message::state::keeping_an_api_token(), |database| {
                diesel::update(api_tokens::table.find(digest))
                    .set((api_tokens::used_at.eq(Some(stamp(now))), api_tokens::used_from.eq(from)))
                    .execute(database)?;
                Ok(())
            })?;
        }
        Ok(Some(token))
    }
}
