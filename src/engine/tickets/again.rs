//! Episodes whose key their monitor gave another one before get names of their own, whenever that was.

use crate::model::event::Seen;
use crate::model::ticket_ledger::OurTicket;
use crate::store::Store;
use crate::triage;

/// Most episodes with one key that are told apart.
const MOST: usize = 1000;

/// Names what a monitor shows; `ours` are the tickets that are known already.
///
/// # Errors
/// When the state database fails.
pub(super) fn name_anew(
    store: &Store,
    monitor: &str,
    seen: &mut Seen,
    ours: &[OurTicket],
) -> anyhow::Result<()> {
    let mut known = ours.to_vec();
    for _ in 0..MOST {
        let is_known = |key: &str| known.iter().any(|ticket| ticket.episode(monitor, key).is_some());
        let keys: Vec<&str> = seen.events.iter().map(|event| event.key.as_str()).collect();
        let unknown: Vec<&str> = keys.into_iter().filter(|key| !is_known(key)).collect();
        known.extend(store.tickets_of_events(monitor, &unknown)?);
        if !triage::name_anew(seen, &known) {
            break;
        }
    }
    Ok(())
}
