//! An episode whose key its monitor gave another one before. Monitors name an episode by the last good time of
//! its object. What was never good since a monitor lost its state has none, so that the first problem after each
//! such loss has the same key (Icinga 2.13.6).

use crate::model::event::{Event, Seen};
use crate::model::ticket_ledger::{Episode, OurTicket};

/// Gives such an episode a name of its own: the monitor's key, and when the earlier one was over. Returns whether
/// a name is new; then tickets may be known by it.
pub fn name_anew(seen: &mut Seen, ours: &[OurTicket]) -> bool {
    let mut is_new = false;
    for event in &mut seen.events {
        if let Some(over_at) = earlier(event, ours).and_then(|episode| episode.over_at) {
            is_new |= event.name_again(over_at);
        }
    }
    is_new
}

/// The episode of an event that is another one: it was over, and what is shown now began later. Both begins are
/// times of the monitor. One that only was out of sight for a while has the begin that it had.
fn earlier<'o>(event: &Event, ours: &'o [OurTicket]) -> Option<&'o Episode> {
    let known = ours.iter().filter_map(|ticket| ticket.episode(&event.monitor, &event.key));
    let known: Vec<&Episode> = known.collect();
    let is_over = !known.is_empty()
        && known.iter().all(|episode| episode.over_at.is_some() && event.since > episode.since);
    known.into_iter().filter(|_| is_over).min_by_key(|episode| episode.over_at)
}
