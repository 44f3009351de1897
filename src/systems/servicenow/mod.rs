//! ServiceNow by its Table API: tickets in any table below `task`, reference data, attachments.
//!
//! Our key stands in `correlation_id`, which no index keeps unique: callers look before they create.
//! Rows are read in both forms at once (`sysparm_display_value=all`), times always from the UTC one.
//! Wire types stay in this folder.

mod batch;
mod change;
mod check;
mod choices;
mod journal;
mod link;
mod list;
mod login;
mod names;
mod open;
mod read;
mod refs;
mod session;
mod states;
mod wire;

use std::sync::Arc;

use crate::model::secret::SecretString;
use crate::model::servicenow::ServiceNowSystem;
use crate::model::ticket::TicketId;
use crate::systems::shared::{Fate, RemoteError, Traffic};

use choices::Choices;
use names::Names;
use session::Session;

/// Who logs in, with the secrets themselves.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// User and password with each request.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: SecretString,
    },
    /// OAuth 2.0 with the user of the client itself.
    Client(Client),
    /// OAuth 2.0 with a user and his password.
    Password {
        /// Client.
        client: Client,
        /// User.
        user: String,
        /// Password.
        password: SecretString,
    },
    /// OAuth 2.0 with a refresh token.
    Refresh {
        /// Client.
        client: Client,
        /// Refresh token.
        token: SecretString,
    },
}

/// An OAuth client of the instance.
#[derive(Debug, Clone)]
pub struct Client {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: SecretString,
}

/// A ServiceNow instance. Clones share connections and the token.
#[derive(Debug, Clone)]
pub struct ServiceNow(Arc<Desk>);

#[derive(Debug)]
struct Desk {
    session: Session,
    me: Me,
    tables: Vec<String>,
    ci_tables: Vec<String>,
    batch: usize,
    page: usize,
    choices: Choices,
    names: Names,
}

/// The user that we are, as far as the instance tells.
#[derive(Debug, Clone, Default)]
struct Me {
    id: String,
    login: String,
    name: String,
    zone: String,
}

impl ServiceNow {
    /// Logs in and learns who we are.
    ///
    /// # Errors
    /// [`RemoteError::Login`] says in words what is wrong with the user, the client or the address;
    /// [`RemoteError::Setup`] what is wrong with the settings.
    pub async fn connect(system: &ServiceNowSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let session = Session::open(system, credentials).await?;
        let me = session.me().await?;
        Ok(Self(Arc::new(Desk {
            session,
            me,
            tables: system.tables.clone(),
            ci_tables: system.ci_tables.clone(),
            batch: system.batch.max(1),
            page: system.page.max(1),
            choices: Choices::default(),
            names: Names::default(),
        })))
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        format!("{}/nav_to.do?uri={}.do?sys_id={}", self.session().url(), id.class, id.id)
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        self.session().http.traffic()
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    /// An error of ours about a ticket, before or instead of a call.
    fn refusal(&self, what: &str, message: impl Into<String>) -> RemoteError {
        RemoteError::Answer {
            call: format!("{what} at {}", self.session().url()),
            status: 400,
            code: None,
            message: message.into(),
            fate: Fate::Permanent,
        }
    }

    /// A table name goes into paths and queries.
    fn is_table(name: &str) -> bool {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }

    fn checked<'a>(&self, id: &'a TicketId) -> Result<&'a TicketId, RemoteError> {
        if Self::is_table(&id.class) && is_sys_id(&id.id) {
            return Ok(id);
        }
        Err(self.refusal(&id.to_string(), "a ticket is named by its table and its sys_id of 32 hex digits"))
    }
}

/// A sys_id is 32 lower-case hex digits.
fn is_sys_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
