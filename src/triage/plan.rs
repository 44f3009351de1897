//! What a run of a ticket job would do, as a value: for people, for programs and for a review.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::model::Said;
use crate::model::ticket::{ItemRef, TicketKey};
use crate::model::ticket_report::{LeftOut, SystemStatus};

use super::{Act, Failure, LeftAlone, OutOfStep};

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TicketPlan {
    /// Job.
    pub job: String,
    /// What would be done, in this order. Our own memory is not shown.
    #[serde(serialize_with = "seen_acts")]
    pub acts: Vec<PlannedAct>,
    /// Events that would get nothing, and why.
    pub left_alone: Vec<LeftAlone>,
    /// Tickets and events that no longer agree.
    pub out_of_step: Vec<OutOfStep>,
    /// Events of which no ticket could be made.
    pub failures: Vec<Failure>,
    /// Optional names without which tickets would be opened.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Monitors that were asked.
    pub monitors: Vec<SystemStatus>,
    /// Desks that were asked.
    pub desks: Vec<SystemStatus>,
    /// Tickets that `left_alone` and `out_of_step` name, by key; without one the key is shown.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tickets: BTreeMap<TicketKey, TicketRef>,
}

/// One thing that would be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedAct {
    /// What.
    #[serde(flatten)]
    pub act: Act,
    /// The ticket it is about, when it is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketRef>,
    /// Of an opening: columns of the desk that its names came to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Of an opening: items and CIs that it is linked to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemRef>,
    /// Of an opening: hosts of which no item is linked, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Said>,
}

/// A ticket for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketRef {
    /// Number, once it has one.
    pub number: Option<String>,
    /// Direct link.
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Desk, by name.
    pub desk: String,
}

impl TicketPlan {
    /// Acts that people see.
    pub(super) fn seen(&self) -> impl Iterator<Item = &PlannedAct> {
        self.acts.iter().filter(|planned| is_seen(&planned.act))
    }
}

fn is_seen(act: &Act) -> bool {
    !matches!(act, Act::Remember(_))
}

fn seen_acts<S: Serializer>(acts: &[PlannedAct], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(acts.iter().filter(|planned| is_seen(&planned.act)))
}
