//! An opening whose names have become ids, and those that get no ticket now.

use chrono::Utc;

use super::work::Work;
use crate::engine::names::Resolved;
use crate::model::Said;
use crate::model::ticket::Draft;
use crate::model::ticket_report::TicketAction;
use crate::triage::{self, Opening};

/// An opening whose names have become ids.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) opening: Opening,
    pub(super) draft: Draft,
    /// What its names came to, and what is left out.
    pub(super) found: Resolved,
}

impl Ready {
    /// Puts what names stand for into the draft. What the rule's `fields` say goes before.
    pub(super) fn of(opening: Opening, found: Resolved) -> Self {
        let mut draft = opening.draft.clone();
        for (column, value) in &found.columns {
            draft.fields.entry(column.clone()).or_insert_with(|| value.clone());
        }
        draft.items.clone_from(&found.items);
        Self { opening, draft, found }
    }
}

/// Notes that events get no ticket now.
pub(super) fn not_opened(work: &mut Work<'_>, openings: &[Opening], reason: &Said) {
    for opening in openings {
        tracing::warn!(rule = opening.rule, title = opening.draft.title, %reason, "no ticket");
        let ticket = triage::intended(opening, work.job.name.as_str(), Utc::now());
        work.report_failed(TicketAction::Opened, &ticket, &opening.events, reason);
        work.not_opened.extend(opening.events.iter().map(|event| (event.clone(), reason.clone())));
    }
}
