//! iTop by `webservices/rest.php` (2.7 to 3.2): tickets of the classes Incident and UserRequest, and
//! reference data.
//!
//! Every call logs in anew, there is no session. Our key stands in the private log of a ticket, which
//! people can only add to and which a search finds (measured with 3.2.0: `ref` may be given, but then the
//! numbering of the desk is ours to keep, and title and description are edited).
//!
//! `webservices/import.php` would open 200 tickets in a quarter of the time, but it refuses `start_date`
//! as read-only and changes a ticket of somebody else that happens to match, so each ticket is one call
//! here, a few of them in flight.

mod check;
mod find;
mod life;
mod moment;
mod refs;
mod session;
mod ticket;
mod wire;
mod words;
mod write;

use std::sync::Arc;

use chrono_tz::Tz;

use crate::model::project::{ItopSystem, PasswordWay};
use crate::model::secret::SecretString;
use crate::model::ticket::TicketId;
use crate::systems::shared::{RemoteError, Traffic};

use session::Session;

/// Who calls, with the secret itself.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretString,
        /// Where they stand in the request.
        way: PasswordWay,
    },
    /// Token of the extension "authent-token", in the header `Auth-Token`.
    Token(SecretString),
}

/// An iTop. Clones share connections.
#[derive(Debug, Clone)]
pub struct Itop(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    session: Session,
    zone: Tz,
    in_flight: usize,
    /// How iTop names our account in logs.
    own_name: tokio::sync::OnceCell<Option<String>>,
}

impl Itop {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`RemoteError::Setup`] says what is wrong with the settings.
    pub fn new(system: &ItopSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        Ok(Self(Arc::new(Shared {
            session: Session::new(system, credentials)?,
            zone: system.zone,
            in_flight: system.in_flight.max(1),
            own_name: tokio::sync::OnceCell::new(),
        })))
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        self.session().page(&id.class, &id.id)
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        self.session().traffic()
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    fn zone(&self) -> Tz {
        self.0.zone
    }

    fn in_flight(&self) -> usize {
        self.0.in_flight
    }
}
