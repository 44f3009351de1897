//! An episode whose key its monitor gave another one before. Monitors name an episode by the last good time of
//! its object. What was never good since a monitor lost its state has none, so that the first problem after each
//! such loss has the same key (Icinga 2.13.6). Others show an episode again with the begin that it had, after it was
//! over and its ticket was solved for that: whoever told the monitor was away (Prometheus and Alertmanager 0.25).

use chrono::{DateTime, Utc};

use crate::model::event::{Event, Seen};
use crate::model::ticket_ledger::{Episode, OurTicket};

use super::keep::is_solved_for_its_end;

/// Gives such an episode a name of its own: the monitor's key, and when the earlier one was over. Returns whether
/// a name is new; then tickets may be known by it.
pub fn name_anew(seen: &mut Seen, ours: &[OurTicket]) -> bool {
    let mut is_new = false;
    for event in &mut seen.events {
        if let Some(over_at) = earlier(event, ours) {
            is_new |= event.name_again(over_at);
        }
    }
    is_new
}

/// When the episode was over which had the key of an event that is another one: what is shown now began later, or the
/// ticket was solved by us because it was over, or it was named anew before. Begins are times of the monitor. One that
/// only was out of sight for a while, and whose ticket goes on, has the begin that it had.
fn earlier(event: &Event, ours: &[OurTicket]) -> Option<DateTime<Utc>> {
    let of = |key: &str| {
        let key = key.to_owned();
        ours.iter().filter_map(move |ticket| Some((ticket, ticket.episode(&event.monitor, &key)?)))
    };
    let known: Vec<(&OurTicket, &Episode)> = of(&event.key).collect();
    let ends: Option<Vec<DateTime<Utc>>> = known.iter().map(|(_, episode)| episode.over_at).collect();
    let over_at = ends?.into_iter().min()?;
    let is_another = |(ticket, episode): &(&OurTicket, &Episode)| {
        event.since > episode.since || (episode.let_go_at.is_none() && is_solved_for_its_end(ticket))
    };
    let is_named = || {
        let again = event.key_again(over_at);
        again != event.key && of(&again).next().is_some()
    };
    (known.iter().all(is_another) || is_named()).then_some(over_at)
}
