//! The roles of a desk: tickets, and the reference data that they name.
//!
//! A desk decides nothing: what is opened, said or solved is told. Wire types stay in the rooms.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::shared::{CheckLine, RemoteError};
use super::target::{End, Keep};
use crate::model::Said;
use crate::model::secret::SecretString;
use crate::model::ticket::{
    Draft, ItemRef, RefEntry, RefKind, Rehearsal, RemoteTicket, Resolution, Standing, TicketEdit, TicketId,
    TicketKey, TicketNote, Visibility,
};
use crate::model::ticket_report::LeftOut;

/// What is sent to a desk once more, because nothing tells whether it was carried out the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// A ticket with the same key.
    Ticket,
    /// A note with the same mark.
    Note,
}

/// A column of a class, as far as a desk tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeskColumn {
    /// Its name.
    pub name: String,
    /// What its pages call it.
    pub label: Option<String>,
    /// Its type, in the desk's own word.
    pub kind: Option<String>,
    /// The longest text that it takes.
    pub length: Option<usize>,
    /// The class that it points at.
    pub class: Option<String>,
    /// Nothing is opened without it.
    pub is_required: bool,
}

/// A desk with tickets and reference data.
#[async_trait(?Send)]
pub trait Desk: fmt::Debug + Send + Sync {
    /// Whether the connection works and suffices: the address, the version, the user, the rights that
    /// tickets need, one line each. A line that is not ok says what to do.
    ///
    /// # Errors
    /// When it does not let us in or does not answer.
    async fn check(&self) -> Result<Vec<CheckLine>, RemoteError>;

    /// The tickets that carry one of these keys, open or closed, sorted by key and id: none, one, or
    /// several for a key. Many keys go into one request.
    ///
    /// # Errors
    /// When not all could be looked for; nothing may be created then.
    async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError>;

    /// Opens tickets, the bulk way where that is faster. One outcome per draft, in their order. Call
    /// [`Desk::find`] first: a desk does not refuse a key that it knows.
    ///
    /// # Errors
    /// Per draft; [`FailureKind::Unknown`](super::shared::FailureKind::Unknown) says that it may have been opened, and
    /// `find` tells.
    async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>>;

    /// Tickets as they are now, many in one request, sorted by id. One that is gone, or that we may
    /// not see any more, is absent.
    ///
    /// # Errors
    /// When not all could be read.
    async fn read(&self, ids: &[TicketId]) -> Result<Vec<RemoteTicket>, RemoteError>;

    /// The notes of a ticket, the oldest first. After a note of unknown outcome they tell whether it
    /// was written.
    ///
    /// # Errors
    /// When the ticket is gone or the desk does not answer.
    async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError>;

    /// What was said when a ticket was solved or closed; `None` where nothing was.
    ///
    /// # Errors
    /// When the ticket is gone or the desk does not answer.
    async fn closing_note(&self, id: &TicketId) -> Result<Option<TicketNote>, RemoteError>;

    /// Adds a note. `text` is plain text with line breaks.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError>;

    /// Adds a text below what stands in the description. It bears a mark: one that is there is not added
    /// again.
    ///
    /// # Errors
    /// A failed call; a right that is missing; a description that has no room or was not kept.
    async fn append(&self, id: &TicketId, text: &str, mark: &str) -> Result<(), RemoteError>;

    /// Changes title, impact, urgency and further columns of a ticket.
    ///
    /// # Errors
    /// A failed call; a level beyond the desk's scale; a right that is missing.
    async fn revise(&self, id: &TicketId, edit: &TicketEdit) -> Result<(), RemoteError>;

    /// Adds a note in whose text `mark` stands. A desk that can look and write in one call writes nothing
    /// where a note with the mark is there by now.
    ///
    /// # Errors
    /// As [`Desk::note`].
    async fn note_once(
        &self,
        id: &TicketId,
        text: &str,
        _mark: &str,
        visibility: Visibility,
    ) -> Result<(), RemoteError> {
        self.note(id, text, visibility).await
    }

    /// Reopens a resolved ticket and says why. One that is open already only gets the note.
    ///
    /// # Errors
    /// A failed call; a state from which the desk lets nobody reopen (closed for good).
    async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError>;

    /// Resolves a ticket. One that is resolved or closed already is left alone.
    ///
    /// # Errors
    /// A failed call; what the desk requires and `resolution` lacks, by name, before anything is sent.
    async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError>;

    /// Links CIs or items to a ticket; those that are linked stay.
    #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "an act of the role that no command does"))]
    ///
    /// # Errors
    /// A failed call; an item that does not exist.
    async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError>;

    /// The CIs or items that a ticket is linked to; the class is empty where ids need none.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError>;

    /// Open tickets by number, or by words of the title and the text, the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError>;

    /// The ticket with a number as people write it, open or closed.
    ///
    /// # Errors
    /// A failed call.
    async fn numbered(&self, number: &str) -> Result<Option<RemoteTicket>, RemoteError>;

    /// The tickets that a person may mean: those with this number, open or closed, else open ones that have all
    /// these words, the newest first. What looks like a number is not looked for as a word: another ticket may
    /// speak of it.
    ///
    /// # Errors
    /// A failed call.
    async fn named(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        if let Some(ticket) = self.numbered(words_or_number).await? {
            return Ok(vec![ticket]);
        }
        let text = words_or_number.trim();
        let is_number = !text.contains(char::is_whitespace) && text.ends_with(|c: char| c.is_ascii_digit());
        if is_number { Ok(Vec::new()) } else { self.search(text).await }
    }

    /// What the desk made otherwise, or shows nobody, in tickets that are there: each is told once.
    fn left_out(&self) -> Vec<LeftOut> {
        Vec::new()
    }

    /// Reference data of these kinds, whole, sorted. A kind that the desk does not have has no entries.
    ///
    /// # Errors
    /// When a kind could not be read whole: an absence would say nothing.
    async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError>;

    /// How entries that were read before stand now, each in its place. What is out of our sight counts as
    /// there.
    ///
    /// # Errors
    /// When the desk does not answer.
    async fn confirm(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        Ok(vec![Standing::There; entries.len()])
    }

    /// Tries what a rule sends, without a write: what the desk would refuse or drop, one sentence each.
    ///
    /// # Errors
    /// When the desk does not answer.
    async fn rehearse(&self, _rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        Ok(Vec::new())
    }

    /// The columns of one of its classes as it tells them, sorted by name; `None` where it tells nothing of
    /// classes.
    ///
    /// # Errors
    /// An unknown class, one that we may not see, a desk that does not answer.
    async fn columns_of(&self, _class: &str) -> Result<Option<Vec<DeskColumn>>, RemoteError> {
        Ok(None)
    }

    /// Whether it refuses a second ticket with the key of another one itself, also while that one is still
    /// being written: opening it once more does no harm.
    async fn refuses_doubles(&self) -> bool {
        false
    }

    /// Whether what is sent once more, long after the first time, makes no second one: the desk knows it again.
    fn knows_again(&self, _what: Repeated) -> bool {
        false
    }

    /// How many calls that write it takes at the same time. Writes in one ticket follow each other in any case.
    fn in_flight(&self) -> usize {
        1
    }

    /// The same desk for writes that go on while others do, where what proves their end must be told apart;
    /// `None`: none is needed, or none could be opened. Not more than [`Desk::in_flight`], this one included.
    async fn another_hand(&self) -> Option<Arc<dyn Desk>> {
        None
    }

    /// Whether [`Desk::another_hand`] is needed.
    fn needs_hands(&self) -> bool {
        false
    }

    /// What will prove that the server has ended the next write, as text to keep; it is a secret. `None`
    /// when nothing can.
    async fn proof(&self) -> Option<SecretString> {
        None
    }

    /// Asks whether the server has ended the writes that a proof is of. Waits for their end as long as one
    /// request may take.
    async fn has_ended(&self, _proof: &SecretString) -> End {
        End::CannotTell
    }

    /// Whether what a proof names stays when the program ends.
    fn keep(&self, _proof: &SecretString, _keep: Keep) {}

    /// Lets go of what a proof names: nobody needs it any more.
    async fn forget(&self, _proof: &SecretString) {}

    /// Ends the session, where there is one; without it the session ends by itself.
    async fn leave(&self);
}

/// Makes a room's client a [`Desk`]: its methods of the same names, which stand in several files; and what
/// else it can, in braces.
macro_rules! desk_of {
    ($client:ty) => {
        $crate::systems::desk::desk_of!($client, {});
    };
    ($client:ty, { $($more:tt)* }) => {
        #[async_trait::async_trait(?Send)]
        impl $crate::systems::desk::Desk for $client {
            async fn check(
                &self,
            ) -> Result<Vec<$crate::systems::shared::CheckLine>, $crate::systems::shared::RemoteError> {
                <$client>::check(self).await
            }

            async fn find(
                &self,
                keys: &[$crate::model::ticket::TicketKey],
            ) -> Result<Vec<$crate::model::ticket::RemoteTicket>, $crate::systems::shared::RemoteError> {
                <$client>::find(self, keys).await
            }

            async fn open(
                &self,
                drafts: &[$crate::model::ticket::Draft],
            ) -> Vec<Result<$crate::model::ticket::RemoteTicket, $crate::systems::shared::RemoteError>> {
                <$client>::open(self, drafts).await
            }

            async fn read(
                &self,
                ids: &[$crate::model::ticket::TicketId],
            ) -> Result<Vec<$crate::model::ticket::RemoteTicket>, $crate::systems::shared::RemoteError> {
                <$client>::read(self, ids).await
            }

            async fn notes(
                &self,
                id: &$crate::model::ticket::TicketId,
            ) -> Result<Vec<$crate::model::ticket::TicketNote>, $crate::systems::shared::RemoteError> {
                <$client>::notes(self, id).await
            }

            async fn closing_note(
                &self,
                id: &$crate::model::ticket::TicketId,
            ) -> Result<Option<$crate::model::ticket::TicketNote>, $crate::systems::shared::RemoteError> {
                <$client>::closing_note(self, id).await
            }

            async fn note(
                &self,
                id: &$crate::model::ticket::TicketId,
                text: &str,
                visibility: $crate::model::ticket::Visibility,
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::note(self, id, text, visibility).await
            }

            async fn append(
                &self,
                id: &$crate::model::ticket::TicketId,
                text: &str,
                mark: &str,
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::append(self, id, text, mark).await
            }

            async fn revise(
                &self,
                id: &$crate::model::ticket::TicketId,
                edit: &$crate::model::ticket::TicketEdit,
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::revise(self, id, edit).await
            }

            async fn reopen(
                &self,
                id: &$crate::model::ticket::TicketId,
                text: &str,
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::reopen(self, id, text).await
            }

            async fn resolve(
                &self,
                id: &$crate::model::ticket::TicketId,
                resolution: &$crate::model::ticket::Resolution,
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::resolve(self, id, resolution).await
            }

            async fn link_items(
                &self,
                id: &$crate::model::ticket::TicketId,
                items: &[$crate::model::ticket::ItemRef],
            ) -> Result<(), $crate::systems::shared::RemoteError> {
                <$client>::link_items(self, id, items).await
            }

            async fn items(
                &self,
                id: &$crate::model::ticket::TicketId,
            ) -> Result<Vec<$crate::model::ticket::ItemRef>, $crate::systems::shared::RemoteError> {
                <$client>::items(self, id).await
            }

            async fn search(
                &self,
                words_or_number: &str,
            ) -> Result<Vec<$crate::model::ticket::RemoteTicket>, $crate::systems::shared::RemoteError> {
                <$client>::search(self, words_or_number).await
            }

            async fn numbered(
                &self,
                number: &str,
            ) -> Result<Option<$crate::model::ticket::RemoteTicket>, $crate::systems::shared::RemoteError>
            {
                <$client>::numbered(self, number).await
            }

            async fn refs(
                &self,
                kinds: &[$crate::model::ticket::RefKind],
            ) -> Result<Vec<$crate::model::ticket::RefEntry>, $crate::systems::shared::RemoteError> {
                <$client>::refs(self, kinds).await
            }

            async fn leave(&self) {
                <$client>::leave(self).await;
            }

            $($more)*
        }
    };
}
pub(in crate::systems) use desk_of;
