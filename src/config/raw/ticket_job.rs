//! `jobs/NAME.toml` of a ticket job as it stands in the file: monitors, storms, priorities, rules.
//!
//! The tables inside a rule about its ticket's life are in `ticket_life`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::job::{RawEventFeed, RawHistory, RawReport, RawSchedule};
use super::ticket_life::{OperatorNotes, RawBack, RawChangeNote, RawNote, RawOnRecovery};
use super::{At, Entries, HostItem, LevelText, NameText, Scalar};
use crate::model::event::{ElementKind, Severity};
use crate::model::ticket_job::{Adopt, ContactOf, Follow, OnceTakenOver, Trigger};

/// A ticket job: which events of monitors become tickets, where, and how both sides are kept in step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TicketJob")]
pub(in crate::config) struct RawTicketJob {
    /// One line for people.
    pub description: Option<At<String>>,
    /// Monitors of `stocktake.toml`, by name; at least one, unless there is a `[[feed]]`.
    pub monitors: Option<At<Vec<At<String>>>>,
    /// Records that are events: of files, or of any system that has records.
    pub feed: Option<Vec<At<RawEventFeed>>>,
    /// A ticket or note whose write was never answered is looked for this long where nothing proves that the
    /// desk has ended it, and only then written again.
    #[schemars(extend("default" = "15m"))]
    pub settle: Option<At<String>>,
    /// Whether the report also counts by company.
    #[schemars(extend("default" = false))]
    pub per_company: Option<bool>,
    /// When it runs by itself; without it only by hand.
    pub schedule: Option<At<RawSchedule>>,
    /// When many events come at once.
    pub storm: Option<RawStorm>,
    /// Element type × criticality → impact, urgency and priority, for all rules; the first line that
    /// fits.
    #[serde(default)]
    pub priority: Vec<At<RawPriorityLine>>,
    /// Rules: the first that takes an event has it; at least one.
    pub rule: Option<Vec<At<RawRule>>>,
    /// Address that is told when a run begins and how it ended, as healthchecks.io takes it: `https://…`, or where
    /// it stands, such as `env:PING`, since who knows it may ping.
    pub ping: Option<At<String>>,
    /// Mail of this job.
    pub report: Option<RawReport>,
    /// How long its runs are kept.
    pub history: Option<RawHistory>,
}

/// When many events come at once: one ticket stands for those beyond the limit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Storm")]
pub(in crate::config) struct RawStorm {
    /// More tickets than this within `window` are a storm.
    #[schemars(range(min = 1, max = 10_000), extend("default" = 20))]
    pub above: Option<At<i64>>,
    /// The window.
    #[schemars(extend("default" = "10m"))]
    pub window: Option<At<String>>,
    /// Counted apart for each `monitor`, `host`, `service`, `severity` or value of `label:NAME`; by
    /// default all together.
    pub per: Option<At<String>>,
    /// An event that is still open after this long gets its own ticket all the same.
    #[schemars(extend("default" = "1h"))]
    pub promote_after: Option<At<String>>,
}

/// A line of the matrix element type × criticality → impact, urgency and priority.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PriorityLine")]
pub(in crate::config) struct RawPriorityLine {
    /// Element types; by default all.
    #[serde(default)]
    pub kinds: Vec<At<ElementKind>>,
    /// Severities; by default all.
    #[serde(default)]
    pub severities: Vec<At<Severity>>,
    /// Patterns by label, all of which must fit: the criticality of the element itself.
    #[serde(default)]
    pub labels: Entries<At<String>>,
    /// Impact: `highest`, `high`, `medium`, `low`, `lowest`, which is translated; or a number of the desk's own
    /// scale, of which 1 is the highest: GLPI has 5, iTop and ServiceNow have 3.
    pub impact: Option<At<LevelText>>,
    /// Urgency: as impact; GLPI has 5, iTop has 4, ServiceNow has 3.
    pub urgency: Option<At<LevelText>>,
    /// Priority at a GLPI: as impact, and `major`; a number is GLPI's own, of which 6 is major, 5 very high, 1
    /// very low. The other desks compute it.
    pub priority: Option<At<LevelText>>,
}

/// What becomes of the events that a rule takes. Texts are templates that see `event` (the worst),
/// `events`, `rule` and `job`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(in crate::config) struct RawRule {
    /// Its name, unique in the job.
    pub name: Option<At<String>>,
    /// Whether it takes events; the tickets that it has go on in any case.
    #[schemars(extend("default" = true))]
    pub enabled: Option<bool>,
    /// Which events; by default every confirmed one that nobody acknowledged.
    pub select: Option<At<RawSelect>>,
    /// Desk of `stocktake.toml`, by name.
    pub desk: Option<At<String>>,
    /// Class or table of the ticket; by default `Ticket`, `Incident` or `incident`.
    pub class: Option<At<String>>,
    /// Delivered as a note on an existing ticket instead of a ticket of its own.
    pub note: Option<At<RawNote>>,
    /// Events with the same `monitor`, `host`, `service`, `severity` or `label:NAME` share a ticket; by
    /// default each checked thing has its own.
    #[serde(default)]
    pub group_by: Vec<At<String>>,
    /// Title, one line.
    pub title: Option<At<String>>,
    /// Description.
    pub text: Option<At<String>>,
    /// Note about a change; sees `ticket` too.
    pub change: Option<At<String>>,
    /// Note about the end of the problem, also the solution; sees `ticket`, `rule` and `job`.
    pub recovery: Option<At<String>>,
    /// What is said in the monitor; sees `ticket` too.
    pub remark: Option<At<String>>,
    /// Note about an operator's acknowledgement, where `operator_notes` is on; sees `said` (`by`, `at`, `text`,
    /// `about`, `monitor`) and `ticket`.
    pub acknowledgement: Option<At<String>>,
    /// Note about an operator's comment; sees the same.
    pub comment: Option<At<String>>,
    /// Lines that go before those of the job.
    #[serde(default)]
    pub priority: Vec<At<RawPriorityLine>>,
    /// Company (GLPI: entity, iTop: organisation) by name; goes through the links of companies. Without it
    /// there is no ticket, unless `required = false`.
    pub company: Option<At<NameText>>,
    /// Site of the company, whose link goes before that of the company.
    pub site: Option<At<String>>,
    /// Requester or caller, by name. One that is not known is left out and told, here and below, unless
    /// `{ name = "…", required = true }`.
    pub contact: Option<At<NameText>>,
    /// Whose contact that may be: one of the company, or anybody whom the desk knows.
    #[schemars(extend("default" = "company"))]
    pub contact_of: Option<ContactOf>,
    /// Team or group, by name.
    pub team: Option<At<NameText>>,
    /// Service, by name; not at a GLPI.
    pub service: Option<At<NameText>>,
    /// Service element, by name; not at a GLPI.
    pub service_element: Option<At<NameText>>,
    /// Contract, by name.
    pub contract: Option<At<NameText>>,
    /// Category, by name; not at an iTop.
    pub category: Option<At<NameText>>,
    /// CI or item, by name.
    pub ci: Option<At<NameText>>,
    /// The item that an inventory job keeps for the event's host, else the one of the host's name. Without one
    /// the ticket is opened all the same, unless `{ required = true }`.
    #[schemars(extend("default" = false))]
    pub ci_of_host: Option<At<HostItem>>,
    /// Further columns of the desk by their API names.
    #[serde(default)]
    pub fields: Entries<At<Scalar>>,
    /// What a changed severity or text does.
    pub change_note: Option<At<RawChangeNote>>,
    /// What the end of the problem does.
    pub on_recovery: Option<At<RawOnRecovery>>,
    /// A problem that comes back within this time reopens its ticket; `off`: always a new ticket.
    #[schemars(extend("default" = "24h"))]
    pub reopen_within: Option<At<String>>,
    /// Patterns of resolutions after which a ticket stays closed; by default those that say "won't fix".
    pub final_resolutions: Option<Vec<At<String>>>,
    /// An episode shorter than this is no news; a flapping event is held as long.
    #[schemars(extend("default" = "0s"))]
    pub hold_down: Option<At<String>>,
    /// What the robot does once a technician has taken over.
    #[schemars(extend("default" = "notes"))]
    pub once_taken_over: Option<OnceTakenOver>,
    /// Whether an open ticket of a person about the same item is taken instead of a new one.
    #[schemars(extend("default" = "never"))]
    pub adopt: Option<At<Adopt>>,
    /// What of the ticket follows when its problem gets worse: `title`, `text`, `priority`; by default
    /// nothing.
    #[serde(default)]
    pub follow: Vec<At<Follow>>,
    /// Whether operators' acknowledgements and comments on an event become notes of its ticket.
    #[schemars(extend("default" = "never"))]
    pub operator_notes: Option<OperatorNotes>,
    /// What is done in the monitor.
    pub back: Option<RawBack>,
}

/// Which events a rule takes. Patterns: `*` is any text, case does not matter.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Select")]
pub(in crate::config) struct RawSelect {
    /// On which side of the operator's acknowledgement.
    #[schemars(extend("default" = "unacknowledged"))]
    pub trigger: Option<Trigger>,
    /// Monitors, some of those of the job; by default all.
    #[serde(default)]
    pub monitors: Vec<At<String>>,
    /// Element types; by default all.
    #[serde(default)]
    pub kinds: Vec<At<ElementKind>>,
    /// Severities; by default all.
    #[serde(default)]
    pub severities: Vec<At<Severity>>,
    /// Patterns of host names; by default all.
    #[serde(default)]
    pub hosts: Vec<At<String>>,
    /// Patterns of services, triggers and alerts; by default all.
    #[serde(default)]
    pub services: Vec<At<String>>,
    /// Patterns of groups, one of which must fit; by default all.
    #[serde(default)]
    pub groups: Vec<At<String>>,
    /// Patterns by label, all of which must fit.
    #[serde(default)]
    pub labels: Entries<At<String>>,
    /// Begun at least this long ago.
    #[schemars(extend("default" = "0s"))]
    pub older_than: Option<At<String>>,
    /// Also states that are not confirmed.
    #[schemars(extend("default" = false))]
    pub soft: Option<bool>,
    /// Also events in a downtime, silenced or inhibited.
    #[schemars(extend("default" = false))]
    pub in_downtime: Option<bool>,
    /// Also services of a host that is down itself.
    #[schemars(extend("default" = false))]
    pub on_down_hosts: Option<bool>,
}
