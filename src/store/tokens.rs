//! Tokens by which others are had, sealed. A new one makes the old one good for nothing, so one program at a time
//! has one made: it takes a row for a while, and what it keeps replaces only what it has seen.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::tokens;
use super::stamp::stamp;
use super::{Store, StoreError};
use crate::message;

insert!(insert_token, tokens, TokenRow);

#[derive(Insertable)]
#[diesel(table_name = tokens)]
pub(super) struct TokenRow {
    system: String,
}

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptToken {
    /// Sealed; `None`: there is none yet.
    pub sealed: Option<String>,
    /// How often one was kept.
    pub version: i64,
}

impl Store {
    /// Takes the token of a system for the program `node` until a time; `None` while another one has it.
    pub fn take_token(
        &self,
        system: &str,
        node: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<KeptToken>, StoreError> {
        self.remember_system(system)?;
        self.write(message::state::taking_a_token(), |database| {
            let is_free = tokens::held_by.is_null().or(tokens::held_until.lt(Some(stamp(now))));
            let taken = diesel::update(tokens::table.find(system))
                .filter(is_free.or(tokens::held_by.eq(Some(node))))
                .set((tokens::held_by.eq(Some(node)), tokens::held_until.eq(Some(stamp(until)))))
                .execute(database)?;
            if taken == 0 {
                return Ok(None);
            }
            let (sealed, version) = tokens::table
                .find(system)
                .select((tokens::sealed, tokens::version))
                .first::<(Option<String>, i64)>(database)?;
            Ok(Some(KeptToken { sealed, version }))
        })
    }

    /// Keeps a token in place of the one of a version. False when another program has kept one meanwhile.
    pub fn keep_token(
        &self,
        system: &str,
        version: i64,
        sealed: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(message::state::keeping_a_token(), |database| {
            let kept = diesel::update(tokens::table.find(system))
                .filter(tokens::version.eq(version))
                .set((
                    tokens::sealed.eq(Some(sealed)),
                    tokens::version.eq(version + 1),
                    tokens::kept_at.eq(Some(stamp(now))),
                ))
                .execute(database)?;
            Ok(kept == 1)
        })
    }

    /// Gives the token of a system back, for others to take.
    pub fn release_token(&self, system: &str, node: &str) -> Result<(), StoreError> {
        self.write(message::state::keeping_a_token(), |database| {
            diesel::update(tokens::table.find(system))
                .filter(tokens::held_by.eq(Some(node)))
                .set((tokens::held_by.eq(None::<String>), tokens::held_until.eq(None::<String>)))
                .execute(database)?;
            Ok(())
        })
    }

    /// Makes the row of a system, if it is new.
    fn remember_system(&self, system: &str) -> Result<(), StoreError> {
        if self.read(message::state::taking_a_token(), |database| is_known(database, system))? {
            return Ok(());
        }
        let made = self.write(message::state::taking_a_token(), |database| {
            Ok(insert_token(database, &[TokenRow { system: system.to_owned() }])?)
        });
        match made {
            // Another program made it meanwhile.
            Err(StoreError::Query { .. })
                if self.read(message::state::taking_a_token(), |database| is_known(database, system))? =>
            {
                Ok(())
            }
            other => other,
        }
    }
}

fn is_known(database: &mut Database, system: &str) -> Result<bool, Fault> {
    let known: Option<String> =
        tokens::table.find(system).select(tokens::system).first(database).optional()?;
    Ok(known.is_some())
}
