//! What a practice monitor knows: objects with their states, comments, silences, rights.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::Face;
use super::fault::Fault;
use super::seen::Seen;
use crate::practice::shelf::Shelf;

/// A host or a service. What a person writes into the file comes first; the rest has defaults.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Object {
    pub host: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Services: 0 ok, 1 warning, 2 critical, 3 unknown. Hosts: 0 up, 1 down.
    #[serde(default)]
    pub state: i64,
    #[serde(default)]
    pub output: String,
    #[serde(default = "yes")]
    pub is_hard: bool,
    #[serde(default)]
    pub in_downtime: bool,
    #[serde(default)]
    pub flapping: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack: Option<Ack>,
    /// Custom variables, tags or labels; none: those of the recorded servers.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Host groups, or service groups.
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default = "address")]
    pub address: String,
    #[serde(default)]
    pub can_close: bool,
    #[serde(default)]
    pub id: i64,
    #[serde(default = "yes")]
    pub is_checked: bool,
    /// Counts acknowledgements, removals and comments of the current episode.
    #[serde(default)]
    pub history: Vec<Act>,
    /// The state that the times below belong to; another one was written into the file by hand.
    #[serde(default)]
    pub timed_state: i64,
    #[serde(default = "Utc::now")]
    pub last_good: DateTime<Utc>,
    #[serde(default = "Utc::now")]
    pub began: DateTime<Utc>,
    #[serde(default = "Utc::now")]
    pub changed: DateTime<Utc>,
    /// Number of the current or last episode.
    #[serde(default)]
    pub episode: i64,
    /// Alertmanager: known to it, which it is not after a restart.
    #[serde(default = "yes")]
    pub is_sent: bool,
    /// Switched off, where the monitor knows that: a trigger, a device.
    #[serde(default)]
    pub is_off: bool,
    /// The user may not see it, where there are such rights.
    #[serde(default)]
    pub is_hidden: bool,
}

fn yes() -> bool {
    true
}

fn address() -> String {
    "10.20.0.1".to_owned()
}

impl Object {
    pub fn is_host(&self) -> bool {
        self.service.is_none()
    }

    pub fn is_problem(&self) -> bool {
        self.is_checked && self.state != 0
    }

    /// Comments of the current episode, without acknowledgements.
    pub fn comments(&self) -> impl Iterator<Item = &Act> {
        self.history.iter().filter(|act| act.bits == 4)
    }

    /// `host` or `host!service`.
    pub fn name(&self) -> String {
        match &self.service {
            None => self.host.clone(),
            Some(service) => format!("{}!{service}", self.host),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ack {
    pub author: String,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// One thing that was done to a problem.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Act {
    pub id: i64,
    /// Zabbix's bits.
    pub bits: u32,
    pub author: String,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// A silence of Alertmanager, as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Silence {
    pub id: String,
    pub body: serde_json::Value,
    pub is_expired: bool,
}

#[derive(Debug)]
pub(super) struct State {
    pub face: &'static Face,
    pub started: DateTime<Utc>,
    pub objects: Vec<Object>,
    pub silences: Vec<Silence>,
    pub sessions: Vec<String>,
    pub sees: bool,
    pub may_act: bool,
    pub password: String,
    pub faults: Vec<Fault>,
    pub seen: Vec<Seen>,
    /// The file that keeps it.
    pub shelf: Option<Shelf>,
    /// Seconds that this clock is ahead.
    pub ahead: i64,
    /// Last number that was given out.
    pub last_id: i64,
}

impl State {
    pub fn new(face: &'static Face) -> Self {
        Self {
            face,
            started: Utc::now() - Duration::hours(1),
            objects: Vec::new(),
            silences: Vec::new(),
            sessions: Vec::new(),
            sees: true,
            may_act: true,
            password: super::PASSWORD.to_owned(),
            faults: Vec::new(),
            seen: Vec::new(),
            shelf: None,
            ahead: -600,
            last_id: 100,
        }
    }

    /// The time here: it lies back and goes on with every event, so that no two happen in one second.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::seconds(self.ahead)
    }

    pub fn pass(&mut self) {
        self.ahead += 3;
    }

    pub fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// What the user sees.
    pub fn visible(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| self.sees && !object.is_hidden)
    }

    pub fn hosts(&self) -> impl Iterator<Item = &Object> {
        self.visible().filter(|object| object.is_host())
    }

    pub fn host_of(&self, object: &Object) -> Option<&Object> {
        self.objects.iter().find(|other| other.is_host() && other.host == object.host)
    }

    /// The object of a name, made when it is new.
    pub fn make(&mut self, host: &str, service: Option<&str>) -> &mut Object {
        let known = |object: &Object| object.host == host && object.service.as_deref() == service;
        if service.is_some() && !self.objects.iter().any(|object| object.is_host() && object.host == host) {
            self.make(host, None);
        }
        let at = match self.objects.iter().position(known) {
            Some(at) => at,
            None => {
                let object = self.fresh(host, service);
                self.objects.push(object);
                self.objects.len() - 1
            }
        };
        &mut self.objects[at]
    }

    /// A good object that nobody knows yet.
    fn fresh(&mut self, host: &str, service: Option<&str>) -> Object {
        let (id, now) = (self.next_id(), self.now());
        Object {
            host: host.to_owned(),
            service: service.map(str::to_owned),
            state: 0,
            output: "OK".to_owned(),
            is_hard: true,
            in_downtime: false,
            flapping: false,
            ack: None,
            labels: BTreeMap::new(),
            groups: if service.is_none() { vec!["linux".to_owned()] } else { Vec::new() },
            address: address(),
            can_close: false,
            id,
            is_checked: true,
            history: Vec::new(),
            timed_state: 0,
            last_good: now,
            began: now,
            changed: now,
            episode: 0,
            is_sent: true,
            is_off: false,
            is_hidden: false,
        }
    }

    /// A problem begins, or gets worse or milder as the same episode.
    pub fn raise(&mut self, at: usize, state: i64) {
        let (now, id) = (self.now(), self.next_id());
        let object = &mut self.objects[at];
        if object.timed_state == 0 {
            (object.began, object.episode) = (now, id);
            object.history.clear();
        }
        (object.state, object.timed_state, object.changed) = (state, state, now);
    }

    /// A problem is over. Its acknowledgement goes with it; a silence stays.
    pub fn recover(&mut self, at: usize) {
        let now = self.now();
        let object = &mut self.objects[at];
        (object.state, object.timed_state, object.ack) = (0, 0, None);
        (object.last_good, object.changed, object.is_hard) = (now, now, true);
    }

    /// Host groups of the host of an object.
    pub fn groups(&self, object: &Object) -> &[String] {
        self.host_of(object).map_or(&[], |host| &host.groups)
    }

    /// Labels of an object and of its host; none: the sample of the recorded server.
    pub fn labels(&self, object: &Object) -> BTreeMap<String, String> {
        let mut labels = self.host_of(object).map(|host| host.labels.clone()).unwrap_or_default();
        labels.extend(object.labels.clone());
        labels
    }

    /// Every host group, sorted, with its number.
    pub fn all_groups(&self) -> impl Iterator<Item = (usize, String)> + use<> {
        let names: BTreeSet<String> = self.hosts().flat_map(|host| host.groups.clone()).collect();
        (2..).zip(names)
    }

    /// Acknowledges as the monitor's own command does.
    pub fn acknowledge(&mut self, at: usize, author: &str, text: &str) {
        let (id, now) = (self.next_id(), self.now());
        let object = &mut self.objects[at];
        object.ack = Some(Ack { author: author.to_owned(), text: text.to_owned(), at: now });
        object.history.push(Act { id, bits: 6, author: author.to_owned(), text: text.to_owned(), at: now });
    }

    pub fn comment(&mut self, at: usize, author: &str, text: &str) {
        let (id, now) = (self.next_id(), self.now());
        let act = Act { id, bits: 4, author: author.to_owned(), text: text.to_owned(), at: now };
        self.objects[at].history.push(act);
    }

    /// Where an object is, for the user.
    pub fn position(&self, host: &str, service: Option<&str>) -> Option<usize> {
        self.place(host, service).filter(|at| self.sees && !self.objects[*at].is_hidden)
    }

    /// Where an object is.
    pub fn place(&self, host: &str, service: Option<&str>) -> Option<usize> {
        let known = |object: &Object| object.host == host && object.service.as_deref() == service;
        self.objects.iter().position(known)
    }
}
