//! What a practice monitor knows: objects with their states, comments, silences, rights.

use chrono::{DateTime, Duration, Utc};

use super::Kind;
use super::server::{Fault, Seen};

/// A host or a service.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub id: i64,
    pub host: String,
    pub service: Option<String>,
    /// Services: 0 ok, 1 warning, 2 critical, 3 unknown. Hosts: 0 up, 1 down.
    pub state: i64,
    pub is_hard: bool,
    pub is_checked: bool,
    pub output: String,
    pub ack: Option<Ack>,
    /// Counts acknowledgements, removals and comments of the current episode.
    pub history: Vec<Act>,
    pub in_downtime: bool,
    pub flapping: bool,
    pub can_close: bool,
    pub last_good: DateTime<Utc>,
    pub began: DateTime<Utc>,
    pub changed: DateTime<Utc>,
    /// Number of the current or last episode.
    pub episode: i64,
    /// Alertmanager: known to it, which it is not after a restart.
    pub is_sent: bool,
}

impl Object {
    pub fn is_host(&self) -> bool {
        self.service.is_none()
    }

    pub fn is_problem(&self) -> bool {
        self.is_checked && self.state != 0
    }

    /// `host` or `host!service`.
    pub fn name(&self) -> String {
        match &self.service {
            None => self.host.clone(),
            Some(service) => format!("{}!{service}", self.host),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Ack {
    pub author: String,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// One thing that was done to a problem.
#[derive(Debug, Clone)]
pub(super) struct Act {
    pub id: i64,
    /// Zabbix's bits.
    pub bits: u32,
    pub author: String,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// A silence of Alertmanager, as it was sent.
#[derive(Debug, Clone)]
pub(super) struct Silence {
    pub id: String,
    pub body: serde_json::Value,
    pub is_expired: bool,
}

#[derive(Debug)]
pub(super) struct State {
    pub kind: Kind,
    pub started: DateTime<Utc>,
    pub objects: Vec<Object>,
    pub silences: Vec<Silence>,
    pub sessions: Vec<String>,
    pub sees: bool,
    pub may_act: bool,
    pub password: String,
    pub faults: Vec<Fault>,
    pub seen: Vec<Seen>,
    /// Seconds that this clock is ahead.
    ahead: i64,
    next: i64,
}

impl State {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            started: Utc::now() - Duration::hours(1),
            objects: Vec::new(),
            silences: Vec::new(),
            sessions: Vec::new(),
            sees: true,
            may_act: true,
            password: super::PASSWORD.to_owned(),
            faults: Vec::new(),
            seen: Vec::new(),
            ahead: -600,
            next: 100,
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
        self.next += 1;
        self.next
    }

    /// What the user sees.
    pub fn visible(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|_| self.sees)
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
                let (id, now) = (self.next_id(), self.now());
                self.objects.push(Object {
                    id,
                    host: host.to_owned(),
                    service: service.map(str::to_owned),
                    state: 0,
                    is_hard: true,
                    is_checked: true,
                    output: "OK".to_owned(),
                    ack: None,
                    history: Vec::new(),
                    in_downtime: false,
                    flapping: false,
                    can_close: false,
                    last_good: now,
                    began: now,
                    changed: now,
                    episode: 0,
                    is_sent: true,
                });
                self.objects.len() - 1
            }
        };
        &mut self.objects[at]
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

    pub fn position(&self, host: &str, service: Option<&str>) -> Option<usize> {
        let known = |object: &Object| object.host == host && object.service.as_deref() == service;
        if self.sees { self.objects.iter().position(known) } else { None }
    }
}
