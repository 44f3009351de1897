//! Tickets: what is asked of a desk and what it says of them, in one form for all desks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

crate::model::said::words!(TicketKey, TicketId);

/// State of a ticket, in one set of words for all desks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Nobody has it yet. GLPI 1; iTop new, waiting_for_approval, approved, escalated_tto;
    /// ServiceNow 1.
    New,
    /// Somebody works on it. GLPI 2, 3; iTop assigned, escalated_ttr; ServiceNow 2.
    InProgress,
    /// It waits for something. GLPI 4; iTop pending; ServiceNow 3.
    Waiting,
    /// Solved, can be reopened. GLPI 5; iTop resolved; ServiceNow 6.
    Resolved,
    /// Closed for good. GLPI 6; iTop closed; ServiceNow 7.
    Closed,
    /// Refused or cancelled. iTop rejected; ServiceNow 8.
    Cancelled,
}

impl TicketState {
    /// Every state in the order of a life.
    pub const ALL: [Self; 6] =
        [Self::New, Self::InProgress, Self::Waiting, Self::Resolved, Self::Closed, Self::Cancelled];

    /// The word in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// True while somebody may still have to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::InProgress | Self::Waiting)
    }
}

impl fmt::Display for TicketState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What names a ticket of ours inside the desk: it is written into the ticket and found again by
/// a search. Lower-case letters, digits and `-`, at most 40 characters, never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketKey(pub String);

impl fmt::Display for TicketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names of one ticket at its desk: enough to read, change and show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId {
    /// Class or table: `Ticket`, `Incident`, `UserRequest`, `incident`.
    pub class: String,
    /// Id in calls: a number, or a sys_id.
    pub id: String,
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.class, self.id)
    }
}

/// A ticket that is to be opened. Names have become ids before: a desk takes `fields` as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Our key.
    pub key: TicketKey,
    /// Class or table: `Ticket`, `Incident`, `UserRequest`, `incident`, `sc_task`.
    pub class: String,
    /// One line, plain text.
    pub title: String,
    /// Plain text with line breaks; the desk escapes and formats it.
    pub text: String,
    /// 1 (highest) to 3, 4 or 5, in the desk's own scale.
    pub impact: Option<u8>,
    /// 1 (highest) to 3, 4 or 5, in the desk's own scale.
    pub urgency: Option<u8>,
    /// Begin of the problem; written where the desk takes it.
    pub opened_at: Option<DateTime<Utc>>,
    /// Further columns of the desk by their API names, ids and codes as texts: `entities_id`,
    /// `org_id`, `assignment_group`, `_groups_id_assign`.
    pub fields: BTreeMap<String, String>,
    /// CIs or items that are linked.
    pub items: Vec<ItemRef>,
}

/// What is changed in a ticket; what is not given stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TicketEdit {
    /// One line, plain text.
    pub title: Option<String>,
    /// As in a draft.
    pub impact: Option<u8>,
    /// As in a draft.
    pub urgency: Option<u8>,
    /// Further columns as in a draft.
    pub fields: BTreeMap<String, String>,
}

/// A CI or an item that a ticket is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemRef {
    /// Class: `Computer`, `Server`, `cmdb_ci_server`.
    pub class: String,
    /// Id.
    pub id: String,
}

/// Who may read a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Only those who work on it (work note, private log).
    #[default]
    Private,
    /// The requester, too (comment, public log).
    Public,
}

/// How a ticket is solved; what the desk requires of it is filled in from the rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Resolution {
    /// What is told, plain text.
    pub text: String,
    /// Resolution code of the desk (iTop `resolution_code`, ServiceNow `close_code`), checked
    /// against the desk's own list.
    pub code: Option<String>,
    /// Further columns that the desk requires: iTop `service_id`, `agent_id`, `team_id`.
    pub fields: BTreeMap<String, String>,
}

/// What a rule sends to its desk, as far as it stands in the rule without anything to fill in: enough to try
/// it before there is an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rehearsal {
    /// Class or table.
    pub class: String,
    /// Columns that stand in the rule, those whose values only an event tells, too.
    pub columns: BTreeSet<String>,
    /// Columns with what stands in the rule.
    pub fields: BTreeMap<String, String>,
    /// Kinds of reference data that the rule names.
    pub names: BTreeSet<RefKind>,
    /// How its tickets are solved; `None`: they are not.
    pub resolution: Option<Resolution>,
}

/// A ticket as its desk shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoteTicket {
    /// Its names.
    pub id: TicketId,
    /// Number for people: `#12`, `I-000012`, `INC0010012`.
    pub number: String,
    /// Our key, when the ticket carries one.
    pub key: Option<TicketKey>,
    /// Title.
    pub title: String,
    /// State in the common words.
    pub state: TicketState,
    /// State in the desk's words or code.
    pub desk_state: String,
    /// Somebody or a team is assigned: for people.
    pub assigned_to: Option<String>,
    /// The person (not the team, not our account) who is assigned; one whom we did not choose has taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technician: Option<String>,
    /// Our account is assigned: some desks assign whoever writes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_with_us: bool,
    /// The last reply of anybody but us: a person has taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reply: Option<Reply>,
    /// Resolution code or the like, when it is solved.
    pub resolution: Option<String>,
    /// Opened, UTC.
    pub opened_at: Option<DateTime<Utc>>,
    /// Last change, UTC.
    pub changed_at: Option<DateTime<Utc>>,
    /// Direct link.
    pub url: String,
}

/// That a person said something in a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Who, as the desk names him.
    pub by: String,
    /// When, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// Who wrote a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writer {
    /// The account that we use.
    Us,
    /// Anybody else.
    Other,
}

/// A note of a ticket: work note, comment, followup, log entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNote {
    /// Whether we wrote it.
    pub writer: Writer,
    /// Who, as the desk names him.
    pub by: String,
    /// When, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Plain text.
    pub text: String,
}

/// One entry of reference data of a desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RefEntry {
    /// What it is.
    pub kind: RefKind,
    /// Id at the desk.
    pub id: String,
    /// Name, or the full path in a tree.
    pub name: String,
    /// Further words that name it: e-mail, code, number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Class at the desk where the kind has several: `Server`, `VirtualMachine`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Company (entity, organisation) that it belongs to or is open to; `None`: to all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<String>,
    /// Entry above it: the service of a service element, the parent company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// How an entry of reference data that was read before stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there, or nothing is known of it.
    There,
    /// It is there, and switched off.
    Inactive,
    /// It is deleted.
    Gone,
    /// It is not shown any more: deleted, or out of the sight of our user. The desk does not tell which.
    NotShown,
}

/// Kinds of reference data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RefKind {
    /// GLPI entity, iTop organisation, ServiceNow company.
    Company,
    /// Person who can be requester or caller.
    Contact,
    /// GLPI group, iTop team, ServiceNow assignment group.
    Team,
    /// iTop service, ServiceNow business service.
    Service,
    /// iTop service subcategory.
    ServiceElement,
    /// Contract.
    Contract,
    /// Configuration item, GLPI asset.
    Ci,
    /// GLPI ITIL category, ServiceNow category.
    Category,
    /// Value of a drop-down: `also[0]` names the column, `id` the code, `name` the label.
    Choice,
}

impl RefKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Company,
        Self::Contact,
        Self::Team,
        Self::Service,
        Self::ServiceElement,
        Self::Contract,
        Self::Ci,
        Self::Category,
        Self::Choice,
    ];

    /// The word in files, tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Contact => "contact",
            Self::Team => "team",
            Self::Service => "service",
            Self::ServiceElement => "service_element",
            Self::Contract => "contract",
            Self::Ci => "ci",
            Self::Category => "category",
            Self::Choice => "choice",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
