//! Tickets of a GLPI: found by our key, opened in batch, read many at once, answered and solved.
//!
//! GLPI 10.0 has no column for a foreign key in a ticket. Ours stands as a last line of the
//! description, `[stocktake KEY]`, where it survives a new title and another entity, and as a short
//! tag before the title, where an index finds it. It decides nothing; what is written is told.

mod append;
mod check;
mod html;
mod notes;
mod open;
mod people;
mod read;
mod refs;
mod tag;
mod write;
mod zone;

use std::sync::Arc;

use serde_json::Value as Json;

use super::GlpiSystem;
use super::{Credentials, Glpi, wire};
use crate::model::ticket::TicketId;
use crate::systems::glpi::message;
use crate::systems::shared::call::Call;
use crate::systems::shared::{FailureKind, RemoteError, Traffic};

use notes::Replies;
use people::People;
use zone::Zone;

/// The class of all tickets of a GLPI.
pub const TICKET: &str = "Ticket";

/// The tickets of a GLPI. Clones share the session.
#[derive(Debug, Clone)]
pub struct GlpiTickets(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    glpi: Glpi,
    /// The user that the session is.
    me: i64,
    zone: Zone,
    people: People,
    replies: Replies,
}

crate::systems::desk::desk_of!(GlpiTickets);

impl GlpiTickets {
    /// Opens a session and learns who we are and in which zone GLPI tells times.
    ///
    /// # Errors
    /// As [`Glpi::connect`].
    #[cfg(feature = "open")]
    pub async fn connect(system: &GlpiSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        Self::over(Glpi::connect(system, credentials).await?).await
    }

    /// The tickets behind an open session.
    ///
    /// # Errors
    /// When GLPI does not answer, or does not tell who the session is.
    pub async fn over(glpi: Glpi) -> Result<Self, RemoteError> {
        let (call, answer) = glpi.session().send(&Call::get("getFullSession")).await?;
        let session: Json = wire::read(&glpi.session().http, call.clone(), &answer)?;
        let me = session.pointer("/session/glpiID").and_then(wire::integer);
        let Some(me) = me else {
            let http = &glpi.session().http;
            return Err(wire::unreadable(http, call, &answer, &message::does_not_tell_who().to_string()));
        };
        let zone = Zone::of_session(&session, answer.header("date"));
        Ok(Self(Arc::new(Shared { glpi, me, zone, people: People::default(), replies: Replies::default() })))
    }

    /// Ends the session.
    pub async fn leave(&self) {
        if let Err(error) = self.glpi().close().await {
            tracing::debug!(%error, "the session was not closed");
        }
    }

    /// What went over the wire so far.
    #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "tests count the calls"))]
    pub fn traffic(&self) -> Traffic {
        self.glpi().traffic()
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        self.page_of(&id.id)
    }

    fn page_of(&self, id: &str) -> String {
        let api = self.glpi().url().trim_end_matches('/');
        format!("{}/front/ticket.form.php?id={id}", api.strip_suffix("/apirest.php").unwrap_or(api))
    }

    fn glpi(&self) -> &Glpi {
        &self.0.glpi
    }

    /// An error of ours about a ticket, before or instead of a call.
    fn refusal(&self, what: &str, message: impl Into<String>) -> RemoteError {
        RemoteError::Answer {
            call: format!("{what} at {}", self.glpi().url()),
            status: 400,
            code: None,
            message: message.into(),
            kind: FailureKind::Permanent,
        }
    }

    fn number(&self, id: &TicketId) -> Result<i64, RemoteError> {
        let known = id.class == TICKET;
        id.id
            .parse()
            .ok()
            .filter(|id| known && *id > 0)
            .ok_or_else(|| self.refusal(&format!("{id}"), message::only_tickets()))
    }

    fn gone(&self, id: &TicketId) -> RemoteError {
        self.refusal(&id.to_string(), message::ticket_is_gone())
    }
}
