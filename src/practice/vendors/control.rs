//! The hand on a running practice system of a vendor: what people do in it, what goes wrong next, and what it
//! was asked.

use serde_json::Value as Json;

use super::Vendor;
use super::fault::{Deed, Fault};
use super::keep;
use super::seen::Seen;
use super::state::State;
use crate::practice::serve::Shared;

/// A handle on the state of a running practice system of a vendor; clones share it.
#[derive(Debug, Clone)]
pub struct Control {
    pub(super) state: Shared<State>,
}

impl Control {
    pub(super) fn vendor_and_root(&self) -> (&'static Vendor, String) {
        let state = self.state.lock();
        (state.vendor, state.root.clone())
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.push(fault);
    }

    /// Takes back the faults that have not struck yet.
    pub fn call_off_faults(&self) {
        self.state.lock().faults.clear();
    }

    /// Makes it differ from others of the vendor, by a word of [`Vendor::quirks`].
    pub fn set_quirk(&self, quirk: &str) {
        self.state.lock().quirks.insert(quirk.to_owned());
    }

    /// Tokens and sessions are good no more.
    pub fn expire(&self) {
        let mut state = self.state.lock();
        state.tokens.clear();
        state.is_expired = true;
    }

    /// The lasting token is good again.
    pub fn renew(&self) {
        self.state.lock().is_expired = false;
    }

    /// The account sees nothing any more, where the vendor has such rights.
    pub fn blind(&self) {
        self.state.lock().is_blind = true;
    }

    /// The account sees again.
    pub fn unblind(&self) {
        self.state.lock().is_blind = false;
    }

    /// The account may only read, where the vendor has such rights.
    pub fn disarm(&self) {
        self.state.lock().may_only_read = true;
    }

    /// Does what people do in it; `false`: nobody can do that.
    pub fn act(&self, deed: &Deed) -> bool {
        let mut state = self.state.lock();
        let is_done = state.act(deed);
        keep::keep(&mut state);
        is_done
    }

    /// A table as it is now.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Json> {
        self.state.lock().rows(table).to_vec()
    }

    /// A row as it is now.
    #[must_use]
    pub fn row(&self, table: &str, id: &str) -> Option<Json> {
        self.state.lock().row(table, id).cloned()
    }

    /// The requests since the last call.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.lock().seen)
    }
}
