//! Tickets of a GLPI: found by our key, opened in batch, read many at once, answered and solved.
//!
//! GLPI 11 has a column for a foreign key in a ticket, `externalid`. In 10.0 ours stands as a last line of
//! the description, `[stocktake KEY]`, where it survives a new title and another entity, and as a short
//! tag before the title, where an index finds it; tickets of that time are found in 11, too. It decides
//! nothing; what is written is told.

mod append;
pub(super) mod check;
mod confirm;
pub(super) mod html;
mod notes;
pub(super) mod open;
mod people;
pub(super) mod read;
pub(super) mod refs;
mod rehearse;
pub(super) mod tag;
mod write;
pub(super) mod zone;

use std::sync::Arc;

use serde_json::Value as Json;

use tokio::sync::Mutex;

use super::write::row_error;
use super::{Credentials, Glpi, GlpiSystem, config, wire};
use crate::message::remote;
use crate::model::Said;
use crate::model::said::Say as _;
use crate::model::secret::SecretString;
use crate::model::ticket::{RefEntry, Rehearsal, Standing, TicketId};
use crate::systems::desk::Desk;
use crate::systems::glpi::message;
use crate::systems::shared::call::Call;
use crate::systems::shared::{FailureKind, RemoteError, Traffic};
use crate::systems::target::{End, Keep, Outcome};

use notes::Replies;
use people::People;
use zone::Zone;

/// The class of all tickets of a GLPI.
pub const TICKET: &str = "Ticket";

/// The tickets of a GLPI. Clones share the sessions.
#[derive(Debug, Clone)]
pub struct GlpiTickets {
    shared: Arc<Shared>,
    /// The session that writes; one whose write may still be carried out is given up for another.
    writer: Arc<Mutex<Option<Glpi>>>,
}

#[derive(Debug)]
struct Shared {
    glpi: Glpi,
    /// The user that the session is.
    me: i64,
    zone: Zone,
    people: People,
    replies: Replies,
}

crate::systems::desk::desk_of!(GlpiTickets, {
    async fn rehearse(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        self.rehearsed(rule).await
    }

    async fn confirm(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        self.standings(entries).await
    }

    fn in_flight(&self) -> usize {
        self.glpi().in_flight()
    }

    fn needs_hands(&self) -> bool {
        true
    }

    async fn another_hand(&self) -> Option<Arc<dyn Desk>> {
        let hand = Self { writer: Arc::default(), ..self.clone() };
        match hand.writer().await {
            Ok(_) => Some(Arc::new(hand)),
            Err(error) => {
                tracing::warn!(%error, "no other session that writes could be opened");
                None
            }
        }
    }

    async fn proof(&self) -> Option<SecretString> {
        self.writer().await.ok()?.quick_proof()
    }

    async fn has_ended(&self, proof: &SecretString) -> End {
        self.glpi().has_ended(proof).await
    }

    fn keep(&self, proof: &SecretString, keep: Keep) {
        self.glpi().keep(proof, keep);
    }

    async fn forget(&self, proof: &SecretString) {
        self.glpi().forget(proof).await;
    }
});

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
            return Err(wire::unreadable(http, call, &answer, message::does_not_tell_who()));
        };
        let zone = Zone::of_session(&session, answer.header("date"));
        let (people, replies) = (People::default(), Replies::default());
        let shared = Arc::new(Shared { glpi, me, zone, people, replies });
        Ok(Self { shared, writer: Arc::default() })
    }

    /// Ends the session.
    pub async fn leave(&self) {
        self.writer.lock().await.take();
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
        format!("{}/front/ticket.form.php?id={id}", config::above_api(self.glpi().url()))
    }

    fn glpi(&self) -> &Glpi {
        &self.shared.glpi
    }

    /// The session that writes.
    async fn writer(&self) -> Result<Glpi, RemoteError> {
        let mut held = self.writer.lock().await;
        if let Some(writer) = held.as_ref().filter(|writer| writer.can_write()) {
            return Ok(writer.clone());
        }
        // Its seat is needed for the next.
        *held = None;
        let writer = self.glpi().writer().await?;
        Ok(held.insert(writer).clone())
    }

    /// Adds rows in the session that writes: the id or the failure of each.
    async fn add(&self, class: &str, inputs: Vec<Json>) -> Vec<Outcome<i64>> {
        let rows = inputs.len();
        let writer = match self.writer().await {
            Ok(writer) => writer,
            Err(error) => return vec![Err(row_error(&error)); rows],
        };
        let outcomes = writer.add(class, inputs.clone()).await;
        if !writer.has_expired() {
            return outcomes;
        }
        // Nothing was done. Another session proves nothing of what the journal knows: that waits then.
        drop(writer);
        match self.writer().await {
            Ok(writer) => writer.add(class, inputs).await,
            Err(error) => vec![Err(row_error(&error)); rows],
        }
    }

    /// An error of ours about a ticket, before or instead of a call.
    fn refusal(&self, what: &Said, message: impl Into<Said>) -> RemoteError {
        RemoteError::Answer {
            call: remote::at(what, self.glpi().url()).said(),
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
            .ok_or_else(|| self.refusal(&id.said(), message::only_tickets()))
    }

    fn gone(&self, id: &TicketId) -> RemoteError {
        self.refusal(&id.said(), message::ticket_is_gone())
    }
}
