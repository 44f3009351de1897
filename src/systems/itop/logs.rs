//! One entry at a time in the logs of a ticket: iTop reads a log, adds to it and writes it back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::model::ticket::TicketId;

/// Tickets in whose logs is written.
#[derive(Debug, Default)]
pub(super) struct Logs(Mutex<HashMap<TicketId, Arc<tokio::sync::Mutex<()>>>>);

impl Logs {
    /// Waits until nobody writes in the logs of a ticket.
    pub async fn alone(&self, id: &TicketId) -> OwnedMutexGuard<()> {
        let log = {
            let mut logs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever waits for one, or writes, holds it, too.
            logs.retain(|_, log| Arc::strong_count(log) > 1);
            Arc::clone(logs.entry(id.clone()).or_default())
        };
        log.lock_owned().await
    }
}
