//! Fields that the desk did not take when they were last written: GLPI answers true for a locked
//! field of an item that an agent feeds and drops the value, and 10.0.6 lets nobody read its locks.

use chrono::Days;

use crate::message;
use crate::model::Said;
use crate::model::encode;

use super::judge::{Compared, Judge};
use super::stages::Matched;

/// Days after which such a field is tried again: the lock may be gone.
const AGAIN_AFTER: Days = Days::new(7);

impl Judge<'_> {
    /// Why a field is not sent again: the desk did not take this very value over the one that it
    /// still has.
    pub(super) fn refused_before(&self, matched: &Matched, field: Compared<'_>) -> Option<Said> {
        let link = self.link(matched.link())?;
        let refused = link.marks().refused.get(&self.bound.fields[field.field].path)?;
        let (day, again) = (refused.day, refused.day.checked_add_days(AGAIN_AFTER)?);
        let same = refused.wanted == encode(field.wanted) && refused.stayed == encode(field.live);
        (same && self.settings.today < again).then(|| message::keep::refused_before(day, again).said())
    }
}
