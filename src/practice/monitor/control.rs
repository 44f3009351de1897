//! The hand on a running practice monitor: what happens to what it watches, what its operators do,
//! and what goes wrong next.

use std::sync::MutexGuard;

use chrono::{DateTime, Duration, Utc};

use super::LOGIN;
use super::alertmanager;
use super::fault::Fault;
use super::seen::Seen;
use super::state::State;
use crate::practice::serve::Shared;

/// How bad a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Warning.
    Warning,
    /// Critical; of a host: down.
    Critical,
    /// The check does not know.
    Unknown,
}

/// A handle on the state of a running practice monitor; clones share it.
#[derive(Debug, Clone)]
pub struct Control {
    pub(super) state: Shared<State>,
    /// What it imitates.
    pub(super) face: &'static super::Face,
}

impl Control {
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock();
        state.pass();
        state
    }

    /// Watches a host or a service, which is good.
    pub fn watch(&self, host: &str, service: Option<&str>) {
        self.state().make(host, service);
    }

    /// A check finds a problem, which is confirmed; a worse or milder one while it lasts goes on as
    /// the same episode.
    pub fn raise(&self, host: &str, service: Option<&str>, level: Level, output: &str) {
        let mut state = self.state();
        let level = match level {
            Level::Warning => 1,
            Level::Critical if service.is_none() => 1,
            Level::Critical => 2,
            Level::Unknown => 3,
        };
        state.make(host, service);
        let Some(at) = state.place(host, service) else { return };
        state.raise(at, level);
        let object = &mut state.objects[at];
        (object.is_hard, object.is_sent, object.is_checked) = (true, true, true);
        object.output = output.to_owned();
    }

    /// As [`Control::raise`], not confirmed yet where the monitor knows that.
    pub fn raise_soft(&self, host: &str, service: Option<&str>, level: Level, output: &str) {
        self.raise(host, service, level, output);
        self.state().make(host, service).is_hard = false;
    }

    /// The problem is over. Its acknowledgement goes with it; a silence stays.
    pub fn recover(&self, host: &str, service: Option<&str>) {
        let mut state = self.state();
        state.make(host, service);
        if let Some(at) = state.place(host, service) {
            state.recover(at);
        }
    }

    /// An operator acknowledges; at Alertmanager he silences exactly this alert.
    pub fn acknowledge(&self, host: &str, service: Option<&str>, author: &str, text: &str) {
        let mut state = self.state();
        let Some(at) = state.position(host, service) else { return };
        if state.face.silences {
            alertmanager::silence_one(&mut state, at, author, text);
        } else {
            state.acknowledge(at, author, text);
        }
    }

    /// An operator comments.
    pub fn say(&self, host: &str, service: Option<&str>, author: &str, text: &str) {
        let mut state = self.state();
        if let Some(at) = state.position(host, service) {
            state.comment(at, author, text);
        }
    }

    /// A downtime begins or ends; at Alertmanager a silence for the whole host.
    pub fn rest(&self, host: &str, service: Option<&str>) {
        let mut state = self.state();
        if state.face.silences {
            alertmanager::silence_host(&mut state, host);
        } else {
            state.make(host, service).in_downtime = true;
        }
    }

    /// Labels of a host or a service: custom variables, tags; and the groups of a host.
    pub fn describe(&self, host: &str, service: Option<&str>, labels: &[(&str, &str)], groups: &[&str]) {
        let mut state = self.state();
        let object = state.make(host, service);
        object.labels =
            labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        object.groups = groups.iter().map(|group| (*group).to_owned()).collect();
    }

    /// It begins to flap, where the monitor knows that.
    pub fn flap(&self, host: &str, service: Option<&str>) {
        self.state().make(host, service).flapping = true;
    }

    /// People may close problems of it (Zabbix).
    pub fn let_close(&self, host: &str, service: Option<&str>) {
        self.state().make(host, service).can_close = true;
    }

    /// It was never checked.
    pub fn forget(&self, host: &str, service: Option<&str>) {
        let mut state = self.state();
        let object = state.make(host, service);
        (object.is_checked, object.state, object.is_hard) = (false, 3, false);
        object.timed_state = 3;
    }

    /// It lost the state of an object, which is pending until it is checked again.
    pub fn lose_state(&self, host: &str, service: Option<&str>) {
        let mut state = self.state();
        let object = state.make(host, service);
        (object.is_checked, object.state, object.timed_state, object.ack) = (false, 0, 0, None);
        object.last_good = DateTime::<Utc>::UNIX_EPOCH;
    }

    /// What goes on began so many minutes ago.
    pub fn age(&self, host: &str, service: Option<&str>, minutes: i64) {
        let begun = Utc::now() - Duration::minutes(minutes);
        let mut state = self.state();
        let object = state.make(host, service);
        (object.began, object.changed, object.last_good) = (begun, begun, begun);
    }

    /// Every silence is forgotten, as by an Alertmanager that starts without its state.
    pub fn forget_silences(&self) {
        self.state().silences.clear();
    }

    /// A person ends every silence.
    pub fn end_silences(&self) {
        self.state().silences.iter_mut().for_each(alertmanager::end);
    }

    /// An object is switched off, where the monitor knows that.
    pub fn switch_off(&self, host: &str, service: Option<&str>) {
        self.state().make(host, service).is_off = true;
    }

    /// The user may no longer see an object, or somebody deleted it: the two look the same.
    pub fn hide(&self, host: &str, service: Option<&str>) {
        self.state().make(host, service).is_hidden = true;
    }

    /// The monitor is restarted: sessions go on, but Alertmanager has no alert until it is sent again.
    pub fn restart(&self) {
        let mut state = self.state();
        state.started = Utc::now();
        if state.face.silences {
            state.objects.iter_mut().for_each(|object| object.is_sent = false);
        }
    }

    /// Prometheus sends its alerts again, and some time has passed since the start.
    pub fn resend_alerts(&self) {
        let mut state = self.state();
        state.started = Utc::now() - Duration::hours(1);
        state.objects.iter_mut().for_each(|object| object.is_sent = true);
    }

    /// The user sees nothing any more, where a monitor has such rights.
    pub fn blind(&self) {
        self.state().sees = false;
    }

    /// The user sees again.
    pub fn unblind(&self) {
        self.state().sees = true;
    }

    /// The user may read only.
    pub fn disarm(&self) {
        self.state().may_act = false;
    }

    /// The password is another one, and sessions are over.
    pub fn lock_out(&self) {
        let mut state = self.state();
        state.password = "another".to_owned();
        state.sessions.clear();
    }

    /// Sessions are over.
    pub fn end_sessions(&self) {
        self.state().sessions.clear();
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// Takes back the faults that have not struck yet.
    pub fn call_off_faults(&self) {
        self.state().faults.clear();
    }

    /// The requests since the last call.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state().seen)
    }

    /// Texts of the comments on the current episode, the oldest first, without acknowledgements.
    #[must_use]
    pub fn comments(&self, host: &str, service: Option<&str>) -> Vec<String> {
        let mut state = self.state();
        let object = state.make(host, service);
        object.comments().map(|act| act.text.clone()).collect()
    }

    /// Who acknowledged it, and with which text.
    #[must_use]
    pub fn acknowledged(&self, host: &str, service: Option<&str>) -> Option<(String, String)> {
        let mut state = self.state();
        if state.face.silences {
            let at = state.position(host, service)?;
            return alertmanager::acknowledged(&state, &state.objects[at]);
        }
        state.make(host, service).ack.as_ref().map(|ack| (ack.author.clone(), ack.text.clone()))
    }

    /// Texts of the acknowledgements of the current episode, the oldest first, also of those that were
    /// taken back.
    #[must_use]
    pub fn acknowledgements(&self, host: &str, service: Option<&str>) -> Vec<String> {
        let mut state = self.state();
        let object = state.make(host, service);
        object.history.iter().filter(|act| act.bits & 2 != 0).map(|act| act.text.clone()).collect()
    }

    /// The login of the practice user.
    #[must_use]
    pub fn login(&self) -> &'static str {
        LOGIN
    }
}
