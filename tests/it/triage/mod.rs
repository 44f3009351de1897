//! Events and tickets over time, with a desk that only remembers what it was told: every act is
//! done as it is decided, and the clock is moved by hand.

#![expect(clippy::unwrap_used, reason = "tests")]

mod any;
mod feed;
mod life;
mod opening;
mod rendered;
mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use stocktake::model::event::{
    Acknowledgement, Certainty, ElementKind, Event, Lasting, Seen, Severity, Sight, Unlisted,
};
use stocktake::model::job::{History, JobName, Language, ReportPolicy};
use stocktake::model::mapping::Template;
use stocktake::model::ticket::{RemoteTicket, TicketId, TicketKey, TicketState, Visibility};
use stocktake::model::ticket_job::{
    Adopt, Back, Ci, ContactOf, Delivery, Include, OnChange, OnOpen, OnRecovery, OnceTakenOver, Pattern,
    Rule, Select, Storm, TicketJob, Words,
};
use stocktake::model::ticket_ledger::{OurTicket, Source};
use stocktake::triage::{
    Act, Heard, Situation, Triaged, intended, name_anew, noted, observed, opened, relayed, reopened,
    resolved, revised, triage,
};

/// A template.
fn template(text: &str) -> Template {
    Template { source: text.to_owned() }
}

/// A rule that opens a ticket for everything.
pub fn rule(name: &str) -> Rule {
    Rule {
        name: name.into(),
        enabled: Include::Yes,
        select: Select::default(),
        desk: "glpi".to_owned(),
        class: "Ticket".to_owned(),
        delivery: Delivery::Ticket,
        group_by: Vec::new(),
        words: Words {
            title: template("{{ event.host }} {{ event.state }}"),
            text: template("{{ event.title }}"),
            change: template("now {{ event.state }}: {{ event.title }}"),
            recovery: template("it is over"),
            remark: template("ticket {{ ticket.number }}"),
            acknowledgement: None,
            comment: None,
            remark_elsewhere: Vec::new(),
        },
        priorities: Vec::new(),
        names: BTreeMap::new(),
        otherwise: BTreeMap::new(),
        required: BTreeSet::from([stocktake::model::ticket::RefKind::Company]),
        site: None,
        contact_of: ContactOf::Company,
        ci: Ci::Nothing,
        fields: BTreeMap::new(),
        on_change: OnChange::Note(Visibility::Private),
        on_recovery: OnRecovery::Note(Visibility::Private),
        reopen_within: Some(Duration::from_secs(3600)),
        final_resolutions: vec![Pattern("*won't fix*".to_owned())],
        hold_down: Duration::ZERO,
        operator_notes: None,
        follow: Vec::new(),
        once_taken_over: OnceTakenOver::Notes,
        adopt: Adopt::Never,
        back: Back { on_open: OnOpen::Nothing, ..Back::default() },
    }
}

/// A monitor, a desk and what we remember of both.
pub struct Scene {
    /// The job.
    pub job: TicketJob,
    /// Open problems by key.
    pub events: BTreeMap<String, Event>,
    /// Whether an absence says anything.
    pub sight: Sight,
    /// What objects say that are not listed.
    pub unlisted: Unlisted,
    /// How long acknowledgements last.
    pub acknowledgements: Lasting,
    /// Objects of which our acknowledgement was ended.
    pub released: Vec<String>,
    /// Tickets that followed a worse problem, and to which severity.
    pub revised: Vec<(TicketKey, Severity)>,
    /// What people said on both sides.
    pub heard: Heard,
    /// Rules that were switched off, and until when.
    pub off_until: BTreeMap<String, DateTime<Utc>>,
    /// What the monitor was told of tickets.
    pub told: Vec<String>,
    /// The desk.
    pub desk: BTreeMap<TicketKey, RemoteTicket>,
    /// Notes at the desk.
    pub notes: Vec<(TicketKey, String)>,
    /// Our memory.
    pub ours: Vec<OurTicket>,
    /// The clock.
    pub now: DateTime<Utc>,
}

impl Scene {
    /// A quiet morning.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self {
            job: TicketJob {
                name: JobName::from("tickets"),
                description: String::new(),
                schedule: None,
                monitors: vec!["icinga".to_owned()],
                feeds: Vec::new(),
                rules,
                storm: Storm::default(),
                settle: Duration::from_secs(120),
                per_company: Include::No,
                ping: None,
                report: ReportPolicy::default(),
                language: Language::En,
                history: History::default(),
            },
            events: BTreeMap::new(),
            sight: Sight::Full,
            unlisted: Unlisted::Over,
            acknowledgements: Lasting::UntilOver,
            released: Vec::new(),
            revised: Vec::new(),
            heard: Heard::default(),
            off_until: BTreeMap::new(),
            told: Vec::new(),
            desk: BTreeMap::new(),
            notes: Vec::new(),
            ours: Vec::new(),
            now: "2026-11-21T08:00:00Z".parse().unwrap(),
        }
    }

    /// Time goes by.
    pub fn wait(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }

    /// A problem of a host begins, or changes when it is there.
    pub fn problem(&mut self, host: &str, severity: Severity) {
        let at = self.now;
        let event = self.events.entry(host.to_owned()).or_insert_with(|| Event {
            monitor: "icinga".to_owned(),
            key: format!("{host}!http {}", at.timestamp()),
            object: format!("{host}!http"),
            kind: ElementKind::Service,
            host: Some(host.to_owned()),
            address: None,
            service: Some("http".to_owned()),
            groups: vec!["linux".to_owned()],
            labels: BTreeMap::new(),
            severity,
            state: String::new(),
            certainty: Certainty::Hard,
            acknowledged: None,
            in_downtime: false,
            host_is_down: false,
            flapping: false,
            since: at,
            changed_at: at,
            title: "it does not answer".to_owned(),
            text: String::new(),
            url: None,
        });
        event.severity = severity;
        event.state = severity.as_str().to_uppercase();
    }

    /// An operator acknowledges.
    pub fn acknowledge(&mut self, host: &str) {
        self.events.get_mut(host).unwrap().acknowledged = Some(Acknowledgement::default());
    }

    /// What is to be done now.
    pub fn decide(&self) -> Triaged {
        let episodes = self.ours.iter().flat_map(|ticket| &ticket.episodes);
        let mut seen = Seen {
            unlisted: episodes.map(|episode| (episode.event.clone(), self.unlisted)).collect(),
            acknowledgements: self.acknowledgements,
            ..Seen::list(self.events.values().cloned().collect(), self.sight.clone())
        };
        while name_anew(&mut seen, &self.ours) {}
        let seen = BTreeMap::from([("icinga".to_owned(), seen)]);
        triage(Situation {
            job: &self.job,
            seen: &seen,
            ours: &self.ours,
            heard: &self.heard,
            off_until: &self.off_until,
            now: self.now,
        })
    }

    /// Looks at the desk, decides, and does it.
    pub fn run(&mut self) -> Triaged {
        for ticket in &mut self.ours {
            if let Some(remote) = self.desk.get(&ticket.key) {
                *ticket = observed(ticket, remote, self.now);
            }
        }
        let triaged = self.decide();
        for act in &triaged.acts {
            self.act(act);
        }
        triaged
    }

    fn act(&mut self, act: &Act) {
        let now = self.now;
        match act {
            Act::Open(opening) => {
                let mut ticket = intended(opening, self.job.name.as_str(), now);
                let key = ticket.key.clone();
                let number = self.desk.len() + 1;
                let remote = RemoteTicket {
                    id: TicketId { class: opening.draft.class.clone(), id: number.to_string() },
                    number: format!("#{number}"),
                    key: Some(key.clone()),
                    title: opening.draft.title.clone(),
                    state: TicketState::New,
                    desk_state: "1".to_owned(),
                    assigned_to: None,
                    technician: None,
                    is_with_us: false,
                    last_reply: None,
                    resolution: None,
                    opened_at: Some(now),
                    changed_at: Some(now),
                    url: String::new(),
                };
                opened(&mut ticket, &remote, Source::Opened, now);
                assert!(self.desk.insert(key, remote).is_none(), "opened twice: {}", opening.draft.title);
                self.ours.push(ticket);
            }
            Act::Remember(ticket) => *self.ours(&ticket.key) = (**ticket).clone(),
            Act::Note(note) => {
                self.notes.push((note.ticket.clone(), note.text.clone()));
                noted(self.ours(&note.ticket), note, now);
            }
            Act::Reopen(reopening) => {
                self.desk.get_mut(&reopening.ticket).unwrap().state = TicketState::New;
                reopened(self.ours(&reopening.ticket), &reopening.events, now);
            }
            Act::Resolve { ticket, .. } => {
                self.desk.get_mut(ticket).unwrap().state = TicketState::Resolved;
                resolved(self.ours(ticket), now);
            }
            Act::TellState { .. } => {}
            Act::Answer { ticket, event, how } => {
                if *how == OnOpen::Acknowledge {
                    let shown =
                        self.events.values_mut().find(|shown| shown.key == event.key_at_monitor()).unwrap();
                    let author = Some("stocktake".to_owned());
                    shown.acknowledged = Some(Acknowledgement { author, ..Acknowledgement::default() });
                }
                let of = |episode: &&mut stocktake::model::ticket_ledger::Episode| episode.event == event.key;
                self.ours(ticket).episodes.iter_mut().find(of).unwrap().answered_at = Some(now);
            }
            Act::Revise(revision) => {
                let remote = self.desk.get_mut(&revision.ticket).unwrap();
                if let Some(title) = &revision.edit.title {
                    remote.title.clone_from(title);
                }
                self.revised.push((revision.ticket.clone(), revision.severity));
                revised(self.ours(&revision.ticket), revision);
            }
            Act::Relay(relay) => {
                self.told.push(relay.text.clone());
                relayed(self.ours(&relay.ticket), relay);
            }
            Act::Release { ticket, event, object, .. } => {
                self.released.push(object.clone());
                let of = |episode: &&mut stocktake::model::ticket_ledger::Episode| episode.event == *event;
                self.ours(ticket).episodes.iter_mut().find(of).unwrap().released_at = Some(now);
            }
            Act::TellClosed { ticket, event, .. } => {
                let of = |episode: &&mut stocktake::model::ticket_ledger::Episode| episode.event == event.key;
                self.ours(ticket).episodes.iter_mut().find(of).unwrap().close_told_at = Some(now);
            }
        }
    }

    fn ours(&mut self, key: &TicketKey) -> &mut OurTicket {
        self.ours.iter_mut().find(|ticket| ticket.key == *key).unwrap()
    }

    /// The only ticket at the desk.
    pub fn ticket(&mut self) -> &mut RemoteTicket {
        assert_eq!(self.desk.len(), 1);
        self.desk.values_mut().next().unwrap()
    }

    /// Titles and states at the desk, sorted.
    pub fn tickets(&self) -> Vec<String> {
        let mut shown: Vec<String> =
            self.desk.values().map(|ticket| format!("{} ({})", ticket.title, ticket.state)).collect();
        shown.sort();
        shown
    }
}

/// Acts in words, without those that only concern our memory.
pub fn acts(triaged: &Triaged) -> Vec<String> {
    assert_eq!(triaged.failures, []);
    triaged
        .acts
        .iter()
        .filter_map(|act| match act {
            Act::Open(opening) => Some(format!("open {}", opening.draft.title)),
            Act::Remember(_) => None,
            Act::Note(note) => Some(format!("note {}", note.text)),
            Act::Reopen(reopening) => Some(format!("reopen {}", reopening.text)),
            Act::Resolve { resolution, .. } => Some(format!("resolve {}", resolution.text)),
            Act::Answer { event, how, .. } => Some(format!("answer {how:?} {}", event.object)),
            Act::TellState { event, act, .. } => Some(format!("tell state {act} {}", event.object)),
            Act::TellClosed { event, how, .. } => Some(format!("tell closed {how:?} {}", event.object)),
            Act::Revise(revision) => Some(format!(
                "revise {} {:?} {}",
                revision.edit.title.as_deref().unwrap_or("-"),
                revision.edit.impact,
                revision.text.as_deref().unwrap_or("-")
            )),
            Act::Relay(relay) => Some(format!("relay {}", relay.text)),
            Act::Release { object, .. } => Some(format!("release {object}")),
        })
        .collect()
}
