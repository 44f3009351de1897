//! The hand on a running practice ServiceNow: what was asked, what it holds, what people do in it, and
//! what goes wrong next. Speaks no HTTP.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::fault::Fault;
use super::policy::Refusal;
use super::rights::{Hiding, Rights};
use super::rules;
use super::schema;
use super::seen::Seen;
use super::state::{Ids, Record, State};
use crate::practice::fault::Stall;
use crate::practice::serve::Shared;

/// Why a control call did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// There is no such table or row.
    #[error("{0} does not exist")]
    Missing(String),
    /// The instance's own rules refuse the write.
    #[error("refused: {0}")]
    Refused(String),
}

/// A handle on the state of a running practice ServiceNow; clones share it.
#[derive(Debug, Clone)]
pub struct Control {
    pub(super) state: Shared<State>,
}

impl Control {
    /// The requests since the last call, in the order of their answers.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.lock().seen)
    }

    /// All rows of a table and of those that extend it, raw, the oldest first.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Record> {
        self.state.lock().rows(table).cloned().collect()
    }

    /// Adds a row as a user does and returns its sys_id.
    ///
    /// # Errors
    /// Unknown table, a refused value.
    pub fn add(&self, user: &str, table: &str, fields: &Value) -> Result<String, ControlError> {
        if !schema::exists(table) {
            return Err(ControlError::Missing(table.to_owned()));
        }
        let mut state = self.state.lock();
        let done = rules::insert(&mut state, user, table, &object(fields));
        state.save();
        done.map_err(refused)
    }

    /// Changes a row as a user does; work notes and comments are appended.
    ///
    /// # Errors
    /// Missing row, a refused value.
    pub fn edit(&self, user: &str, table: &str, sys_id: &str, fields: &Value) -> Result<(), ControlError> {
        let mut state = self.state.lock();
        if state.find(table, sys_id).is_none() {
            return Err(ControlError::Missing(format!("{table} {sys_id}")));
        }
        let done = rules::update(&mut state, user, table, sys_id, &object(fields));
        state.save();
        done.map_err(refused)
    }

    /// Removes a row for good.
    pub fn delete(&self, table: &str, sys_id: &str) {
        let mut state = self.state.lock();
        for rows in state.data.tables.iter_mut().filter(|(name, _)| schema::is_a(name, table)) {
            rows.1.retain(|row| row.get("sys_id").is_none_or(|id| id != sys_id));
        }
        state.save();
    }

    /// Lets access rules hide a row from the API: it still counts in totals and takes its place in a
    /// page.
    pub fn hide(&self, sys_id: &str) {
        self.state.lock().hidden.insert(sys_id.to_owned());
    }

    /// Lets access rules hide all rows of a table from the API, also from the one who writes them.
    pub fn hide_table(&self, table: &str, how: Hiding) {
        self.state.lock().rights.hidden_tables.push((table.to_owned(), how));
    }

    /// Lets an access rule throw away what the API writes into a column of a table.
    pub fn lock_column(&self, table: &str, column: &str) {
        self.state.lock().rights.locked_columns.insert((table.to_owned(), column.to_owned()));
    }

    /// Lets an access rule hide a column of a table.
    pub fn hide_column(&self, table: &str, column: &str) {
        self.state.lock().rights.hidden_columns.insert((table.to_owned(), column.to_owned()));
    }

    /// Gives the API the rights back that the calls above took away.
    pub fn allow_everything(&self) {
        self.state.lock().rights = Rights::default();
    }

    /// From now on a new row gets a sys_id of the instance's own, whatever is sent.
    pub fn give_own_ids(&self) {
        self.state.lock().ids = Ids::Own;
    }

    /// Forgets all tokens, as after a revocation.
    pub fn forget_tokens(&self) {
        self.state.lock().tokens.clear();
    }

    /// Works on nothing, or on nothing that writes, for a while. Requests are kept and carried out then,
    /// also when their clients have hung up.
    pub fn stall(&self, what: Stall, time: Duration) {
        self.state.lock().stall = Some((what, Instant::now() + time));
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.push(fault);
    }
}

fn object(fields: &Value) -> Map<String, Value> {
    fields.as_object().cloned().unwrap_or_default()
}

fn refused(refusal: Refusal) -> ControlError {
    ControlError::Refused(match refusal {
        Refusal::Rights(text) | Refusal::Unique(text) | Refusal::Aborted(text) => text.to_owned(),
        Refusal::Policy(fields) => format!("mandatory: {}", fields.join(", ")),
    })
}
