//! Events that no rule of a job is about: another job may be, a rule may have left them out by severity, or a
//! rule may nearly be about them. What remains needs a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::select::{Criterion, Why, unmet};
use super::{LeftAlone, Triaged};
use crate::message;
use crate::model::Said;
use crate::model::event::{Event, Seen};
use crate::model::ticket_job::{Include, Rule, TicketJob};

/// The rule that is nearly about an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nearest {
    /// Its job, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Its name.
    pub rule: String,
    /// Of what it takes another one.
    pub other: Criterion,
}

impl Nearest {
    /// As the rest of a sentence.
    pub fn in_words(&self) -> Said {
        let rule = named(self.job.as_deref(), &self.rule);
        message::triage::nearest_rule(rule, self.other.in_words()).into()
    }
}

/// A rule for people: with its job when that is another one.
fn named(job: Option<&str>, rule: &str) -> Said {
    match job {
        Some(job) => message::triage::rule_of_job(rule, job).into(),
        None => rule.into(),
    }
}

/// Says of the events about which no rule of a job is what others do with them.
pub fn elsewhere<'j>(
    triaged: &mut Triaged,
    job: &TicketJob,
    all: impl Iterator<Item = &'j TicketJob>,
    seen: &BTreeMap<String, Seen>,
) {
    let others: Vec<&TicketJob> = all.filter(|other| other.name != job.name).collect();
    let event =
        |left: &LeftAlone| seen.get(&left.monitor)?.events.iter().find(|event| event.key == left.event);
    let is_open = |left: &&mut LeftAlone| matches!(left.why, Why::NoRule | Why::Off(_));
    for left in triaged.left_alone.iter_mut().filter(is_open) {
        let Some(event) = event(left) else { continue };
        judge(left, event, job, &others);
    }
}

fn judge(left: &mut LeftAlone, event: &Event, job: &TicketJob, others: &[&TicketJob]) {
    let own = job.rules.iter().map(|rule| (None, rule));
    let theirs = others.iter().filter(|other| other.hears(&event.monitor));
    let theirs = theirs.flat_map(|other| other.rules.iter().map(|rule| (Some(other.name.as_str()), rule)));
    let rules = own.chain(theirs).filter(|(_, rule)| rule.enabled == Include::Yes);
    let near: Vec<(Option<&str>, &Rule, Vec<Criterion>)> =
        rules.map(|(job, rule)| (job, rule, unmet(&rule.select, event).take(2).collect())).collect();
    let takes =
        near.iter().find_map(|(job, rule, unmet)| (*job).filter(|_| unmet.is_empty()).zip(Some(rule)));
    if let Some((job, rule)) = takes {
        left.why = Why::OtherJob { job: job.to_owned(), rule: rule.name.to_string() };
        return;
    }
    if left.why != Why::NoRule {
        return;
    }
    // Which severities are worth a ticket is said by a rule that is about the thing itself.
    let is_below = |rule: &Rule| rule.select.severities.iter().all(|severity| event.severity < *severity);
    let by_severity = near.iter().find(|(_, rule, unmet)| *unmet == [Criterion::Severity] && is_below(rule));
    if let Some((job, rule, _)) = by_severity {
        left.why = Why::LessSevere(named(*job, &rule.name).to_string());
        return;
    }
    let nearest = near.iter().find_map(|(job, rule, unmet)| match unmet.as_slice() {
        [other] => Some(Nearest { job: job.map(str::to_owned), rule: rule.name.to_string(), other: *other }),
        _ => None,
    });
    left.nearest = nearest;
}
