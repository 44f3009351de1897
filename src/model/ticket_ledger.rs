//! Our memory of tickets: which event has which ticket, what was told of it, and when it was what.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::set_right;
use super::event::{Severity, Unlisted};
use super::ticket::{TicketId, TicketKey, TicketState};

/// Where our record of a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// We set out to open it; whether it is there is found out by its key.
    Intended,
    /// It is at the desk.
    There,
    /// Nothing more is done with it.
    Ended,
}

impl Phase {
    /// The word in the state database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::There => "there",
            Self::Ended => "ended",
        }
    }
}

/// Who came by the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// We opened it.
    Opened,
    /// A person's ticket that a rule took.
    Adopted,
    /// A person linked it.
    Linked,
}

/// Whether a ticket stands for its group or for a storm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// For its group.
    Single,
    /// For all that a storm brought beyond its limit.
    Storm,
}

/// Our record of one ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OurTicket {
    /// Our key.
    pub key: TicketKey,
    /// Job.
    pub job: String,
    /// Rule, by name.
    pub rule: String,
    /// Desk, by name.
    pub desk: String,
    /// What its events have in common; one group has one living ticket.
    pub group: String,
    /// How we came by it.
    pub source: Source,
    /// Where our record stands.
    pub phase: Phase,
    /// Its names at the desk, once it is there.
    pub remote: Option<TicketId>,
    /// Number for people.
    pub number: Option<String>,
    /// Direct link.
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Company, as the rule named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// State in the common words, as last read.
    pub state: TicketState,
    /// State in the desk's words.
    pub desk_state: String,
    /// Who is assigned, for people.
    pub assigned_to: Option<String>,
    /// State right after it was opened: any other open state is somebody's doing.
    pub own_state: Option<TicketState>,
    /// The technician right after it was opened: chosen by us or by the desk's own rules.
    pub own_technician: Option<String>,
    /// A solution of ours, which may assign first, was cut halfway: whoever is assigned at the next look was
    /// assigned by us.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expects_own_hand: bool,
    /// A technician has taken over since.
    pub taken_over_at: Option<DateTime<Utc>>,
    /// Resolution code or the like, when it is solved.
    pub resolution: Option<String>,
    /// A ticket of its own, or that of a storm.
    pub kind: TicketKind,
    /// What storms are counted apart by: a site, a monitor; empty: all together.
    pub site: String,
    /// We set out to open it.
    pub intended_at: DateTime<Utc>,
    /// It was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// Somebody was assigned for the first time.
    pub assigned_at: Option<DateTime<Utc>>,
    /// It was resolved the last time.
    pub resolved_at: Option<DateTime<Utc>>,
    /// It was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// The desk did not show it since; it may only be out of our sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_since: Option<DateTime<Utc>>,
    /// It is taken for deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<DateTime<Utc>>,
    /// All its episodes are over since.
    pub quiet_since: Option<DateTime<Utc>>,
    /// The end was told in the ticket.
    pub end_told_at: Option<DateTime<Utc>>,
    /// Of a storm: digest of what was told last as no longer open under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_told: Option<String>,
    /// The worst severity that title, text and priority speak of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_severity: Option<Severity>,
    /// The title as we wrote it and the desk gave it back: another one is a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_title: Option<String>,
    /// Last change, as the desk tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_changed_at: Option<DateTime<Utc>>,
    /// The change up to which what people said in it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<DateTime<Utc>>,
    /// What went from one side to the other, and what we said ourselves: names and digests of texts, so
    /// that each is passed on once and nothing of ours comes back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub passed_on: BTreeSet<String>,
    /// Its episodes.
    pub episodes: Vec<Episode>,
}

/// One event episode of a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Monitor, by name.
    pub monitor: String,
    /// Key of the episode.
    pub event: String,
    /// What is checked.
    pub object: String,
    /// Severity that was told last.
    pub severity: Severity,
    /// Digest of severity, state and text that were told last.
    pub told: String,
    /// How often it was told anew.
    #[serde(default)]
    pub changes: u32,
    /// Begin.
    pub since: DateTime<Utc>,
    /// It came to the ticket.
    pub joined_at: DateTime<Utc>,
    /// Its end, when it was seen.
    pub over_at: Option<DateTime<Utc>>,
    /// Since when its monitor has not listed it, while nothing says that it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted_since: Option<DateTime<Utc>>,
    /// What its object said last, meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<Unlisted>,
    /// We acknowledged or commented it in the monitor.
    pub answered_at: Option<DateTime<Utc>>,
    /// That its ticket is closed was told in the monitor.
    pub close_told_at: Option<DateTime<Utc>>,
    /// The state of its ticket that its source was told last, where a rule tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_told: Option<TicketState>,
    /// How often it was told one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub states_told: u32,
    /// After its end, what was left of our acknowledgement was ended, where that lasts longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<DateTime<Utc>>,
    /// A person took it from the ticket: it gets no other one by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub let_go_at: Option<DateTime<Utc>>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Episode {
    /// Its monitor lists it.
    pub fn shown(&mut self) {
        (self.over_at, self.unlisted_since, self.unlisted, self.released_at) = (None, None, None, None);
    }

    /// Its monitor does not list it; what its object says, when it was asked.
    pub fn not_listed(&mut self, said: Option<Unlisted>, now: DateTime<Utc>) {
        if self.over_at.is_some() {
            return;
        }
        if said == Some(Unlisted::Over) {
            (self.over_at, self.unlisted_since, self.unlisted) = (Some(now), None, None);
        } else {
            self.unlisted_since.get_or_insert(now);
            self.unlisted = said.or(self.unlisted);
        }
    }
}

impl OurTicket {
    /// A ticket that we set out to open at a desk, which knows nothing of it yet. It has no job, rule,
    /// group or episode so far.
    pub fn intended(key: TicketKey, desk: &str, title: String, now: DateTime<Utc>) -> Self {
        Self {
            key,
            job: String::new(),
            rule: String::new(),
            desk: desk.to_owned(),
            group: String::new(),
            source: Source::Opened,
            phase: Phase::Intended,
            remote: None,
            number: None,
            url: None,
            title,
            company: None,
            state: TicketState::New,
            desk_state: String::new(),
            assigned_to: None,
            own_state: None,
            own_technician: None,
            expects_own_hand: false,
            taken_over_at: None,
            resolution: None,
            kind: TicketKind::Single,
            site: String::new(),
            intended_at: now,
            opened_at: None,
            assigned_at: None,
            resolved_at: None,
            closed_at: None,
            missing_since: None,
            gone_at: None,
            quiet_since: None,
            end_told_at: None,
            rest_told: None,
            written_severity: None,
            written_title: None,
            desk_changed_at: None,
            heard_at: None,
            passed_on: BTreeSet::new(),
            episodes: Vec::new(),
        }
    }

    /// Lets what a clock that was ahead wrote have happened now: what waits since then begins to wait again,
    /// instead of until that clock would have come. True when there was something. What the desk or a
    /// monitor told by its own clock stays.
    pub fn set_clock_right(&mut self, now: DateTime<Utc>) -> bool {
        let own = [
            &mut self.taken_over_at,
            &mut self.opened_at,
            &mut self.assigned_at,
            &mut self.resolved_at,
            &mut self.closed_at,
            &mut self.missing_since,
            &mut self.gone_at,
            &mut self.quiet_since,
            &mut self.end_told_at,
        ];
        let of_episodes = self.episodes.iter_mut().flat_map(|episode| {
            let Episode { over_at, unlisted_since, answered_at, close_told_at, released_at, .. } = episode;
            [over_at, unlisted_since, answered_at, close_told_at, released_at]
        });
        let known = own.into_iter().chain(of_episodes).filter_map(Option::as_mut);
        let mut ahead = known.fold(false, |ahead, at| set_right(at, now) | ahead);
        ahead |= set_right(&mut self.intended_at, now);
        self.episodes.iter_mut().fold(ahead, |ahead, episode| set_right(&mut episode.joined_at, now) | ahead)
    }

    /// True while something may still be done with it.
    pub fn is_alive(&self) -> bool {
        match self.phase {
            Phase::Intended => true,
            Phase::There => self.state.is_open(),
            Phase::Ended => false,
        }
    }

    /// The episode of an event.
    pub fn episode(&self, monitor: &str, event: &str) -> Option<&Episode> {
        self.episodes.iter().find(|episode| episode.monitor == monitor && episode.event == event)
    }
}
