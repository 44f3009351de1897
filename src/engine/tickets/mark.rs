//! Marks of acts in notes: a note is found again by its mark before it is written a second time.

use crate::model::ticket::{TicketId, Visibility};
use crate::systems::desk::Desk;
use crate::systems::shared::{FailureKind, RemoteError};

/// A text with the mark of its act.
pub(super) fn marked(text: &str, mark: &str) -> String {
    format!("{text}\n[{mark}]")
}

/// Whether a note with this mark stands in a ticket.
///
/// # Errors
/// When it could not be asked.
pub async fn carries(desk: &dyn Desk, id: &TicketId, mark: &str) -> Result<bool, RemoteError> {
    let wanted = format!("[{mark}]");
    let notes = desk.notes(id).await.inspect_err(
        |error| tracing::warn!(%error, ticket = %id, "the notes of a ticket could not be read"),
    )?;
    Ok(notes.iter().any(|note| note.text.contains(&wanted)))
}

/// Adds a note with its mark, by a desk that can look and write in one call only where none with it is there.
/// One whose outcome is unknown is looked for, and not written again at once: the desk may still be at it.
///
/// # Errors
/// A failed call; [`FailureKind::Unknown`] when the note may be there.
pub async fn note_with_mark(
    desk: &dyn Desk,
    id: &TicketId,
    text: &str,
    mark: &str,
    visibility: Visibility,
) -> Result<(), RemoteError> {
    match desk.note_once(id, &marked(text, mark), mark, visibility).await {
        Err(error)
            if error.kind() == FailureKind::Unknown && matches!(carries(desk, id, mark).await, Ok(true)) =>
        {
            Ok(())
        }
        outcome => outcome,
    }
}
