//! The hand on a running practice iTop: what was asked of it, what it holds, what goes wrong next, and
//! what a person does in its web interface. Speaks no HTTP.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::fault::Fault;
use super::rest::Refusal;
use super::schema::class;
use super::seen::Seen;
use super::state::{Profile, State, User};
use super::write;
use crate::practice::fault::Stall;
use crate::practice::serve::Shared;

/// Why a person could not do it, in iTop's words.
#[derive(Debug, thiserror::Error)]
#[error("refused: {0}")]
pub struct Refused(pub String);

/// A handle on the state of a running practice iTop; clones share it.
#[derive(Debug, Clone)]
pub struct Control {
    pub(super) state: Shared<State>,
}

impl Control {
    /// The calls since the last time, in the order of their answers.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.lock().seen)
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.push(fault);
    }

    /// Works on nothing, or on nothing that writes, for a while. Calls are kept and carried out then, also
    /// when their clients have hung up.
    pub fn stall(&self, what: Stall, time: Duration) {
        self.state.lock().stall = Some((what, Instant::now() + time));
    }

    /// Lets a silo hide all objects of a class from the users of the interface, also those that they make.
    pub fn hide_class(&self, name: &str) {
        self.state.lock().hidden.insert(name.to_owned());
    }

    /// Takes all silos away.
    pub fn show_everything(&self) {
        self.state.lock().hidden.clear();
    }

    /// The module of services is not installed.
    pub fn lack_services(&self) {
        self.state.lock().lacks_services = true;
    }

    /// Switches the maintenance mode, in which every call is refused.
    pub fn maintain(&self, mode: Maintenance) {
        self.state.lock().in_maintenance = mode == Maintenance::On;
    }

    /// All objects of a class by id, with their stored attributes. Unknown classes have none.
    #[must_use]
    pub fn objects(&self, name: &str) -> Vec<(i64, Value)> {
        let Some(of) = class(name) else { return Vec::new() };
        let state = self.state.lock();
        state.data.all(of).map(|(id, row)| (id, json!(row.values))).collect()
    }

    /// Adds an object as an administrator does, and returns its id.
    ///
    /// # Errors
    /// What iTop refuses.
    pub fn add(&self, name: &str, fields: &Value) -> Result<i64, Refused> {
        let asked = json!({"comment": "by hand", "class": name, "fields": fields, "output_fields": "id"});
        let body = self.by_hand(&asked, write::create)?;
        let object = body["objects"].as_object().and_then(|objects| objects.values().next().cloned());
        object
            .and_then(|object| object["key"].as_str()?.parse().ok())
            .ok_or_else(|| Refused("no id".to_owned()))
    }

    /// Changes an object as Nina, a technician, does; texts for logs are added to them.
    ///
    /// # Errors
    /// What iTop refuses.
    pub fn edit(&self, name: &str, id: i64, fields: &Value) -> Result<(), Refused> {
        let asked =
            json!({"comment": "by hand", "class": name, "key": id, "fields": fields, "output_fields": "id"});
        self.by_hand(&asked, write::update).map(drop)
    }

    /// Moves a ticket along its life cycle as Nina does: `ev_assign`, `ev_resolve`, `ev_close` …
    ///
    /// # Errors
    /// What iTop refuses.
    pub fn stimulate(&self, name: &str, id: i64, stimulus: &str, fields: &Value) -> Result<(), Refused> {
        let asked = json!({"comment": "by hand", "class": name, "key": id, "stimulus": stimulus,
            "fields": fields, "output_fields": "id"});
        self.by_hand(&asked, write::stimulus).map(drop)
    }

    /// Nina answers the caller.
    ///
    /// # Errors
    /// When there is no such ticket.
    pub fn reply(&self, name: &str, id: i64, text: &str) -> Result<(), Refused> {
        self.edit(name, id, &json!({"public_log": text}))
    }

    /// Nina takes a ticket.
    ///
    /// # Errors
    /// When its state does not allow it.
    pub fn assign(&self, name: &str, id: i64) -> Result<(), Refused> {
        self.stimulate(name, id, "ev_assign", &json!({"team_id": 44, "agent_id": 43}))
    }

    /// Nina solves and closes a ticket.
    ///
    /// # Errors
    /// When its state does not allow it.
    pub fn close(&self, name: &str, id: i64) -> Result<(), Refused> {
        let solved = json!({"solution": "done", "resolution_code": "other", "service_id": 4});
        self.stimulate(name, id, "ev_autoresolve", &solved)?;
        self.stimulate(name, id, "ev_close", &json!({}))
    }

    /// Removes an object for good.
    ///
    /// # Errors
    /// When there is none.
    pub fn remove(&self, name: &str, id: i64) -> Result<(), Refused> {
        let asked = json!({"comment": "by hand", "class": name, "key": id});
        self.by_hand(&asked, write::delete).map(drop)
    }

    fn by_hand(
        &self,
        asked: &Value,
        act: impl Fn(&mut State, &User, &Value) -> Result<Value, Refusal>,
    ) -> Result<Value, Refused> {
        let mut state = self.state.lock();
        let nina = state.data.users.iter().find(|user| user.login == "nina").cloned();
        let mut nina = nina.ok_or_else(|| Refused("there is no technician".to_owned()))?;
        nina.profiles.push(Profile::Administrator);
        let done = act(&mut state, &nina, asked).map_err(|refusal| Refused(refusal.message));
        state.keep();
        done
    }
}

/// Whether iTop is being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maintenance {
    /// Calls are refused.
    On,
    /// Calls are answered.
    Off,
}
