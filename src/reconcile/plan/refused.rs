//! Fields that the desk did not take when they were last written: GLPI answers true for a locked
//! field of an item that an agent feeds and drops the value, and 10.0.6 lets nobody read its locks.

use chrono::Days;

use crate::message;
use crate::model::{Value, encode};

use super::feed::FeedPlanner;

/// Days after which such a field is tried again: the lock may be gone.
const AGAIN_AFTER: Days = Days::new(7);

impl FeedPlanner<'_> {
    /// Why a field is not sent again: the desk did not take this very value over the one that it
    /// still has.
    pub(super) fn refused_before(
        &self,
        at: usize,
        (wanted, live): (&Value, &Value),
        link: Option<usize>,
    ) -> Option<String> {
        let refused = self.state.known.links.row(link?).marks().refused.get(&self.fields[at].path)?;
        let (day, again) = (refused.day, refused.day.checked_add_days(AGAIN_AFTER)?);
        let same = refused.wanted == encode(wanted) && refused.stayed == encode(live);
        (same && self.settings.today < again).then(|| message::keep::refused_before(day, again).to_string())
    }
}
