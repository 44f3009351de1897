//! Each ticket and each note once: by the extension `stocktake-once`, where iTop has it, and by writing a
//! note only where none with its mark is there.
//!
//! `rest.php` has no fence: it lets go of PHP's session before it works, and goes on when its client has
//! left (3.2.0, also a request that still waited for a free PHP).

use serde_json::json;

use super::Itop;
use super::message;
use super::session::quoted;
use super::ticket::{self, COLUMNS, REF, name};
use super::wire::Object;
use super::words::{self, entry, log_of};
use crate::model::ticket::{TicketId, TicketKey, Visibility};
use crate::systems::shared::{FailureKind, RemoteError};
use crate::systems::table::ExtensionFile;

/// The extension itself.
pub(super) const EXTENSION: &[ExtensionFile] = &[
    ExtensionFile {
        path: "stocktake-once/module.stocktake-once.php",
        text: include_str!("extension/stocktake-once/module.stocktake-once.php"),
    },
    ExtensionFile {
        path: "stocktake-once/datamodel.stocktake-once.xml",
        text: include_str!("extension/stocktake-once/datamodel.stocktake-once.xml"),
    },
    ExtensionFile {
        path: "stocktake-once/en.dict.stocktake-once.php",
        text: include_str!("extension/stocktake-once/en.dict.stocktake-once.php"),
    },
    ExtensionFile {
        path: "stocktake-once/fr.dict.stocktake-once.php",
        text: include_str!("extension/stocktake-once/fr.dict.stocktake-once.php"),
    },
];

impl Itop {
    /// Whether iTop has the extension.
    ///
    /// # Errors
    /// When it could not be asked.
    pub(super) async fn has_extension(&self) -> Result<bool, RemoteError> {
        let known = self.0.extension.get_or_try_init(|| async {
            match self.session().select("Ticket", "SELECT Ticket WHERE id = 0", REF).await {
                Ok(_) => Ok(true),
                // An attribute that it does not know.
                Err(RemoteError::Answer { message, .. }) if message.english().contains(REF) => Ok(false),
                Err(error) => Err(error),
            }
        });
        known.await.copied()
    }

    /// The columns that are read of a ticket.
    pub(super) async fn columns(&self) -> Result<String, RemoteError> {
        Ok(if self.has_extension().await? { format!("{COLUMNS},{REF}") } else { COLUMNS.to_owned() })
    }

    /// The tickets with one of these keys in the column of the extension.
    pub(super) async fn with_ref(&self, keys: &[TicketKey]) -> Result<Vec<TicketId>, RemoteError> {
        let keys: Vec<String> = keys.iter().map(|key| quoted(&key.0)).collect();
        let oql = format!("SELECT Ticket WHERE {REF} IN ({})", keys.join(","));
        Ok(self.session().select("Ticket", &oql, "id,ref").await?.iter().map(name).collect())
    }

    /// Opens a ticket that iTop itself has once: it is sent again where its answer was lost, and where
    /// it is refused because it is there, it is read.
    pub(super) async fn create_once(
        &self,
        class: &str,
        key: &TicketKey,
        fields: &serde_json::Value,
    ) -> Result<Object, RemoteError> {
        let mut fields = fields.clone();
        fields[REF] = json!(key.0);
        let columns = self.columns().await?;
        let mut created = self.session().create(class, &fields, &columns).await;
        if created.as_ref().is_err_and(|error| error.kind() == FailureKind::Unknown) {
            // It waits until the first has ended.
            created = self.session().create(class, &fields, &columns).await;
        }
        let error = match created {
            Ok(created) => return Ok(created),
            Err(error) => error,
        };
        let there = match self.with_ref(std::slice::from_ref(key)).await {
            Ok(there) => there.into_iter().next(),
            Err(_) => None,
        };
        match there {
            Some(id) => self.one(&id, &columns).await,
            None => Err(error),
        }
    }

    /// Adds an entry to a log unless one with its mark is in it by now.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note_once(
        &self,
        id: &TicketId,
        text: &str,
        mark: &str,
        visibility: Visibility,
    ) -> Result<(), RemoteError> {
        if !words::is_key(mark) {
            return self.note(id, text, visibility).await;
        }
        let log = log_of(visibility);
        let without = format!(
            "SELECT {} WHERE id = {} AND {log} NOT LIKE '%[{mark}]%'",
            id.class,
            ticket::number(&id.id)?
        );
        let fields = json!({log: entry(text)});
        let _one_at_a_time = self.0.logs.alone(id).await;
        match self.session().update_selected(&id.class, &without, &fields, "id").await {
            Err(RemoteError::Answer { message, .. })
                if message.english().contains("No item found for query") =>
            {
                self.one(id, "id").await.map(drop)
            }
            done => done.map(drop),
        }
    }
}

/// What `check --connect` says of the extension.
pub(super) fn told(has_extension: bool) -> crate::message::Message {
    if has_extension { message::extension_there() } else { message::extension_lacking() }
}
