//! The ticket side of desks: one enum over all desks that have tickets, one method per act.
//!
//! It decides nothing: what is opened, said or solved is told. Wire types stay in the desks' folders.

use super::glpi::CheckLine;
use super::glpi::tickets::GlpiTickets;
use super::itop::Itop;
use super::servicenow::ServiceNow;
use crate::model::ticket::{
    Draft, ItemRef, RefEntry, RefKind, RemoteTicket, Resolution, TicketId, TicketKey, TicketNote, Visibility,
};
use crate::systems::shared::RemoteError;

/// A desk with tickets and reference data. Clones share connections.
#[derive(Debug, Clone)]
pub enum TicketDesk {
    /// The tickets of a GLPI.
    Glpi(GlpiTickets),
    /// An iTop.
    Itop(Itop),
    /// A ServiceNow.
    ServiceNow(ServiceNow),
}

impl TicketDesk {
    /// Whether the connection works and suffices: the address, the version, the user, the rights that
    /// tickets need, one line each. A line that is not ok says what to do.
    ///
    /// # Errors
    /// When it does not let us in or does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.check().await,
            Self::Itop(desk) => desk.check().await,
            Self::ServiceNow(desk) => desk.check().await,
        }
    }

    /// The tickets that carry one of these keys, open or closed, sorted by key and id: none, one, or
    /// several for a key. Many keys go into one request.
    ///
    /// # Errors
    /// When not all could be looked for; nothing may be created then.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.find(keys).await,
            Self::Itop(desk) => desk.find(keys).await,
            Self::ServiceNow(desk) => desk.find(keys).await,
        }
    }

    /// Opens tickets, the bulk way where that is faster. One outcome per draft, in their order. Call
    /// [`TicketDesk::find`] first: a desk does not refuse a key that it knows.
    ///
    /// # Errors
    /// Per draft; [`Fate::Unknown`](crate::systems::shared::Fate::Unknown) says that it may have been opened, and
    /// `find` tells.
    pub async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        match self {
            Self::Glpi(desk) => desk.open(drafts).await,
            Self::Itop(desk) => desk.open(drafts).await,
            Self::ServiceNow(desk) => desk.open(drafts).await,
        }
    }

    /// Tickets as they are now, many in one request, sorted by id. One that is gone, or that we may
    /// not see any more, is absent.
    ///
    /// # Errors
    /// When not all could be read.
    pub async fn read(&self, ids: &[TicketId]) -> Result<Vec<RemoteTicket>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.read(ids).await,
            Self::Itop(desk) => desk.read(ids).await,
            Self::ServiceNow(desk) => desk.read(ids).await,
        }
    }

    /// The notes of a ticket, the oldest first. After a note of unknown outcome they tell whether it
    /// was written.
    ///
    /// # Errors
    /// When the ticket is gone or the desk does not answer.
    pub async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.notes(id).await,
            Self::Itop(desk) => desk.notes(id).await,
            Self::ServiceNow(desk) => desk.notes(id).await,
        }
    }

    /// Adds a note. `text` is plain text with line breaks.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError> {
        match self {
            Self::Glpi(desk) => desk.note(id, text, visibility).await,
            Self::Itop(desk) => desk.note(id, text, visibility).await,
            Self::ServiceNow(desk) => desk.note(id, text, visibility).await,
        }
    }

    /// Reopens a resolved ticket and says why. One that is open already only gets the note.
    ///
    /// # Errors
    /// A failed call; a state from which the desk lets nobody reopen (closed for good).
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        match self {
            Self::Glpi(desk) => desk.reopen(id, text).await,
            Self::Itop(desk) => desk.reopen(id, text).await,
            Self::ServiceNow(desk) => desk.reopen(id, text).await,
        }
    }

    /// Resolves a ticket. One that is resolved or closed already is left alone.
    ///
    /// # Errors
    /// A failed call; what the desk requires and `resolution` lacks, by name, before anything is sent.
    pub async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError> {
        match self {
            Self::Glpi(desk) => desk.resolve(id, resolution).await,
            Self::Itop(desk) => desk.resolve(id, resolution).await,
            Self::ServiceNow(desk) => desk.resolve(id, resolution).await,
        }
    }

    /// Attaches a file.
    ///
    /// # Errors
    /// A failed call; a file that the desk does not take.
    pub async fn attach(&self, id: &TicketId, name: &str, bytes: &[u8]) -> Result<(), RemoteError> {
        match self {
            Self::Glpi(desk) => desk.attach(id, name, bytes).await,
            Self::Itop(desk) => desk.attach(id, name, bytes).await,
            Self::ServiceNow(desk) => desk.attach(id, name, bytes).await,
        }
    }

    /// Links CIs or items to a ticket; those that are linked stay.
    ///
    /// # Errors
    /// A failed call; an item that does not exist.
    pub async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        match self {
            Self::Glpi(desk) => desk.link_items(id, items).await,
            Self::Itop(desk) => desk.link_items(id, items).await,
            Self::ServiceNow(desk) => desk.link_items(id, items).await,
        }
    }

    /// The CIs or items that a ticket is linked to; the class is empty where ids need none.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.items(id).await,
            Self::Itop(desk) => desk.items(id).await,
            Self::ServiceNow(desk) => desk.items(id).await,
        }
    }

    /// Open tickets by number, or by words of the title and the text, the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    pub async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.search(words_or_number).await,
            Self::Itop(desk) => desk.search(words_or_number).await,
            Self::ServiceNow(desk) => desk.search(words_or_number).await,
        }
    }

    /// The ticket with a number as people write it, open or closed.
    ///
    /// # Errors
    /// A failed call.
    pub async fn numbered(&self, number: &str) -> Result<Option<RemoteTicket>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.numbered(number).await,
            Self::Itop(desk) => desk.numbered(number).await,
            Self::ServiceNow(desk) => desk.numbered(number).await,
        }
    }

    /// Reference data of these kinds, whole, sorted. A kind that the desk does not have has no entries.
    ///
    /// # Errors
    /// When a kind could not be read whole: an absence would say nothing.
    pub async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError> {
        match self {
            Self::Glpi(desk) => desk.refs(kinds).await,
            Self::Itop(desk) => desk.refs(kinds).await,
            Self::ServiceNow(desk) => desk.refs(kinds).await,
        }
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        match self {
            Self::Glpi(desk) => desk.url(id),
            Self::Itop(desk) => desk.url(id),
            Self::ServiceNow(desk) => desk.url(id),
        }
    }
}
