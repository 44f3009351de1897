//! GLPI 11 by its newer API, v2 with OAuth 2.0, where the older API is off: tickets, the reference data that they
//! name, and inventory as far as v2.2 tells it. It is no way to write inventory: v2.2 has no bulk, no dates of
//! contracts, no operating systems.
//!
//! What it was measured to do (11.0.6, v2.2) and what is made of it:
//!
//! | it does | so |
//! |---|---|
//! | creating answers 200, 201, or behind nginx 302 to an address that is not there | the body counts, redirections never |
//! | a list of rows creates one empty row; unknown fields vanish | one object a call; what came back is compared |
//! | a GET or DELETE with a `Content-Type` is refused, a POST without one creates an empty row | as `Call` sends them |
//! | dates come with a zone and must go without | `wire::moment`, `Zone` |
//! | `force=false` purges | nothing is deleted here |
//! | `null` is ignored | nothing is cleared with it |
//! | an expired token is 400 | another one, once |
//! | the team of a ticket in its body is ignored | each of it in a call of its own, after |
//! | it goes on with a write whose client is gone, and another call with the token is answered at once: with the table locked, 0.1 s, and the ticket was there 5.6 s later | nothing proves the end of a write: a lost one waits |
//! | no items hang on a ticket | their pages are named in the description |
//! | a row that another one of its page points at is told by id and name alone | it is asked for once more (`list`) |
//! | 404 to what is deleted and to what our user may not see | neither is claimed |
//! | templates stand among the items without a sign; agents, locks and dictionaries are not told | said with each plan (`target`) |

mod append;
mod check;
mod items;
mod known;
mod list;
mod notes;
mod open;
mod read;
mod refs;
mod session;
mod target;
mod wire;
mod write;

use std::sync::{Arc, OnceLock};

use serde::Deserialize as _;
use serde_json::Value as Json;

use super::tickets::TICKET;
use super::tickets::zone::Zone;
use super::version::Version;
use super::wire::{Named, integer};
use super::{GlpiSystem, config, login, message, schema};
use crate::message::remote;
use crate::model::Said;
use crate::model::said::Say as _;
use crate::model::schema::Schema;
use crate::model::secret::SecretString;
use crate::model::ticket::{RefEntry, Standing, TicketId};
use crate::systems::shared::call::Call;
use crate::systems::shared::{FailureKind, RemoteError};

use notes::Replies;
use session::Session;
use wire::SessionInfo;

/// Where tickets are.
const TICKETS: &str = "Assistance/Ticket";

/// What lets a client in, with the secrets themselves: an OAuth client of GLPI, and a user of it. A client
/// alone gets a token that no call takes.
#[derive(Debug, Clone)]
pub struct OAuth {
    /// Id of the client.
    pub client_id: String,
    /// Secret of the client.
    pub client_secret: SecretString,
    /// Login of the user.
    pub login: String,
    /// Password of the user.
    pub password: SecretString,
}

/// A GLPI 11 by API v2: its tickets, and its inventory to read. Clones share the session.
#[derive(Debug, Clone)]
pub struct GlpiV2(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    session: Session,
    /// The user that we are.
    me: i64,
    zone: Zone,
    /// Where new tickets go unless they say otherwise.
    working_entity: i64,
    /// All entities are seen: the root and everything below it.
    sees_all: bool,
    in_flight: usize,
    page: usize,
    replies: Replies,
    /// Whether a ticket was looked for by the tags of GLPI 10 and none was there.
    has_tags: OnceLock<bool>,
}

crate::systems::desk::desk_of!(GlpiV2, {
    async fn confirm(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        self.standings(entries).await
    }

    fn in_flight(&self) -> usize {
        self.0.in_flight
    }
});

impl GlpiV2 {
    /// Gets a token, chooses profile and entity, and learns who we are.
    ///
    /// # Errors
    /// [`RemoteError::Login`] says in words what is wrong; others are failures of the connection or of the
    /// server.
    pub async fn connect(system: &GlpiSystem, oauth: OAuth) -> Result<Self, RemoteError> {
        let session = Session::open(system, oauth).await?;
        let mut info: SessionInfo = session.read(&Call::get("session")).await?;
        let refuse = |reason| RemoteError::Login { url: session.url().to_owned(), reason };
        if let Some(wanted) = &system.profile {
            let id = login::find_profile(wanted, profiles(&info.profiles)).map_err(refuse)?;
            session.work_as("glpi-profile", id);
            info = session.read(&Call::get("session")).await?;
            // What the user does not have is ignored without a word.
            if info.active_profile.id != id {
                return Err(refuse(message::may_not_work_in(format!("{wanted:?}")).said()));
            }
        }
        if let Some(wanted) = &system.entity {
            let entities = entities(&session, system.page).await?;
            let id = login::find_entity(wanted, entities).map_err(refuse)?;
            session.work_as("glpi-entity", id);
            info = session.read(&Call::get("session")).await?;
            if info.active_entity.id != id {
                let entity = message::entity_is(format_args!("{wanted:?}")).said();
                return Err(refuse(message::may_not_work_in(entity).said()));
            }
        }
        let zone = zone(&session, &info).await;
        Ok(Self(Arc::new(Shared {
            me: info.user_id,
            zone,
            working_entity: info.active_entity.id,
            sees_all: info.active_entity.id == 0 && integer(&info.active_entity.recursive) == Some(1),
            in_flight: system.in_flight.max(1),
            page: system.page.max(1),
            replies: Replies::default(),
            has_tags: OnceLock::new(),
            session,
        })))
    }

    /// Forgets the token: v2 has nothing to end.
    pub async fn leave(&self) {
        self.session().close();
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    /// The address of GLPI's pages.
    fn pages(&self) -> &str {
        config::above_api(self.session().url())
    }

    /// The page of a ticket for people.
    fn page_of(&self, id: i64) -> String {
        format!("{}/front/ticket.form.php?id={id}", self.pages())
    }

    /// An error of ours about a ticket, before or instead of a call.
    fn refusal(&self, what: &Said, message: impl Into<Said>) -> RemoteError {
        RemoteError::Answer {
            call: remote::at(what, self.session().url()).said(),
            status: 400,
            code: None,
            message: message.into(),
            kind: FailureKind::Permanent,
        }
    }

    fn number(&self, id: &TicketId) -> Result<i64, RemoteError> {
        let number = id.id.parse().ok().filter(|number| *number > 0 && id.class == TICKET);
        number.ok_or_else(|| self.refusal(&id.said(), message::only_tickets()))
    }

    fn gone(&self, id: &TicketId) -> RemoteError {
        self.refusal(&id.said(), message::ticket_is_gone())
    }

    /// The same error, and where it says that nothing is there: that the ticket is gone.
    fn or_gone(&self, id: &TicketId, error: RemoteError) -> RemoteError {
        match error {
            RemoteError::Answer { status: 404, .. } => self.gone(id),
            other => other,
        }
    }
}

/// What GLPI 11 can hold.
fn schema() -> &'static Schema {
    schema::of(Some(Version(11, 0, 0)))
}

fn ticket_id(id: i64) -> TicketId {
    TicketId { class: TICKET.to_owned(), id: id.to_string() }
}

/// The profiles of a session, by name.
fn profiles(json: &Json) -> Vec<Named> {
    let named = |(id, profile): (&String, &Json)| {
        let name = profile.get("name").and_then(Json::as_str)?;
        Some(Named { id: id.parse().ok()?, name: name.to_owned() })
    };
    json.as_object().map(|profiles| profiles.iter().filter_map(named).collect()).unwrap_or_default()
}

/// The entities that we see, by path.
async fn entities(session: &Session, page: usize) -> Result<Vec<Named>, RemoteError> {
    let rows = list::all(session, "Administration/Entity", None, page).await?;
    let named = |row: &Json| {
        let name = ["completename", "name"].iter().find_map(|key| row.get(key)?.as_str())?;
        let id = row.get("id").and_then(Json::as_i64)?;
        Some(Named { id, name: name.to_owned() })
    };
    Ok(rows.iter().filter_map(named).collect())
}

/// The zone in which GLPI takes times: the user's own, else the server's, whose summer time is that of now.
async fn zone(session: &Session, info: &SessionInfo) -> Zone {
    let preference = session.read::<Json>(&Call::get("Administration/User/Me/Preference")).await;
    let own = match &preference {
        Ok(preference) => preference.get("timezone").and_then(|zone| String::deserialize(zone).ok()),
        Err(error) => {
            tracing::debug!(%error, "the settings of our user are not shown to us");
            None
        }
    };
    Zone::of_user(own.as_deref(), &info.current_time)
}
