//! Events, as the last run of each job that looks at their monitor saw them.

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Events, ListedEvent, Page, TicketOfEvent};
use super::{behind, json, most, paged, query};
use crate::model::event::Severity;
use crate::model::look::{EventFilter, KeptEvent};
use crate::web::call::{Answer, Call, Fault};
use crate::web::cursor;
use crate::web::events::{jobs, tickets_of};

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// That this job looks at
    job: Option<String>,
    /// Of this monitor or feed
    monitor: Option<String>,
    /// That bad
    severity: Option<Severity>,
    /// Those that nobody takes care of, or the others
    open: Option<bool>,
    /// With a ticket of their own, or without
    ticket: Option<bool>,
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9TZ:.-]{27}~[0-9a-z-]{1,40}$")]
    cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// List the events that monitors show, the newest first
///
/// Nobody is asked: it is what the last run of each job saw, with why an event has no ticket. `monitors` tells how old that is,
/// and whether a monitor could not be asked or did not show everything.
#[utoipa::path(get, path = "/api/v1/events", tag = "Events", operation_id = "list_events", params(Wanted),
    responses((status = 200, body = Events, description = "Events")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    let wanted: Wanted = query(call)?;
    let most = most(wanted.limit)?;
    call.sees(wanted.job.as_deref())?;
    let jobs = jobs(call, wanted.job.as_deref());
    let filter = EventFilter {
        jobs: &jobs,
        monitor: wanted.monitor.as_deref(),
        severity: wanted.severity,
        is_open: wanted.open,
        has_ticket: wanted.ticket,
        behind: behind(wanted.cursor.as_deref())?,
    };
    let store = &call.site.store;
    let found = store.listed_events(&filter, most + 1)?;
    let tickets = tickets_of(call, &found)?;
    let line = |kept: &KeptEvent| {
        let of = tickets.get(&(kept.event.monitor.clone(), kept.event.key.clone()));
        ListedEvent::of(kept, of.into_iter().flatten().map(TicketOfEvent::from).collect())
    };
    let Page { items, next } = paged(found, most, |kept| cursor::of(kept.event.since, &kept.id), line);
    let looks = store.looks(&jobs)?;
    let asked = looks.iter().filter(|look| wanted.monitor.as_deref().is_none_or(|name| name == look.monitor));
    json(StatusCode::OK, &Events { items, next, monitors: asked.map(Into::into).collect() })
}
