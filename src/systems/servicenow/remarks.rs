//! What people should know of tickets that are there: a value that the instance computed instead, notes that
//! nobody can see. Each is told once in a run, by the report of the job.

use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value as Json};

use super::message;
use super::wire::Row;
use super::{ServiceNow, once};
use crate::model::Said;
use crate::model::ticket_report::LeftOut;

/// What was seen so far and not told yet.
#[derive(Debug, Default)]
pub struct Remarks(Mutex<Vec<LeftOut>>);

impl Remarks {
    pub fn add(&self, key: &str, name: &str, why: &Said) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        LeftOut::count(&mut all, key, name, why);
    }

    /// Each once, however many tickets it is about.
    pub fn take(&self) -> Vec<LeftOut> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ServiceNow {
    /// Notes a priority that was asked for and that the instance computed from impact and urgency.
    pub(super) fn remark_priority(&self, sent: &Map<String, Json>, row: &Row) {
        let Some(wanted) = sent.get("priority").and_then(Json::as_str) else { return };
        let got = row.value("priority");
        if wanted != got && row.has("priority") {
            let (impact, urgency) = (row.value("impact"), row.value("urgency"));
            let why = message::priority_computed(got, impact, urgency).said();
            self.0.remarks.add("priority", wanted, &why);
        }
    }

    /// Notes that a journal shows nothing of what was written there.
    pub(super) fn remark_journal(&self, table: &str, column: &str) {
        let why = message::journal_not_seen(column, table, &self.0.me.login).said();
        self.0.remarks.add(column, table, &why);
    }

    /// Names columns that did not stick: what was wanted, what is there, and why that may be.
    pub(super) fn in_words(&self, sent: &Map<String, Json>, row: &Row, lacking: &[&str]) -> Said {
        let pair = |column: &&str| {
            let wanted = sent.get(*column).and_then(Json::as_str).unwrap_or_default();
            if once::JOURNALS.contains(column) {
                return Said::from((*column).to_owned());
            }
            let wanted: String = wanted.chars().take(60).collect();
            match (row.has(column), row.value(column)) {
                (false, _) => message::wanted_and_not_shown(column, format_args!("{wanted:?}")).said(),
                (true, "") => message::wanted_and_empty(column, format_args!("{wanted:?}")).said(),
                (true, got) => {
                    let got: String = got.chars().take(60).collect();
                    message::wanted_and_got(column, format_args!("{wanted:?}"), format_args!("{got:?}"))
                        .said()
                }
            }
        };
        Said::join(lacking.iter().map(pair).collect::<Vec<_>>().iter(), ", ")
    }

    /// Why columns may not have stuck.
    pub(super) fn reason(&self, lacking: &[&str]) -> Said {
        let is_level =
            |column: &&str| matches!(*column, "impact" | "urgency" | "severity" | "assignment_group");
        if lacking.iter().any(is_level) { message::needs_itil_for_levels().said() } else { Said::default() }
    }
}
