//! Fields that the desk did not take when they were last written: GLPI answers true for a locked
//! field of an item that an agent feeds and drops the value, and 10.0.6 lets nobody read its locks.

use chrono::{Days, NaiveDate};

use crate::message;
use crate::model::Value;
use crate::model::link::encode;

use super::feed::FeedPlanner;

/// Begin of the marks of fields in a link that the desk did not take.
pub const REFUSED_MARK: &str = "~refused.";

/// Days after which such a field is tried again: the lock may be gone.
const AGAIN_AFTER: Days = Days::new(7);

/// What is remembered of a field that the desk did not take: the day, what was wanted, what stayed.
pub fn refused_mark(day: NaiveDate, wanted: &Value, live: &Value) -> String {
    format!("{day}\u{1f}{}\u{1f}{}", encode(wanted), encode(live))
}

impl FeedPlanner<'_> {
    /// Why a field is not sent again: the desk did not take this very value over the one that it
    /// still has.
    pub(super) fn refused_before(
        &self,
        at: usize,
        (wanted, live): (&Value, &Value),
        link: Option<usize>,
    ) -> Option<String> {
        let mark = format!("{REFUSED_MARK}{}", self.fields[at].path);
        let told = self.state.links.row(link?).mark(&mark)?;
        let day: NaiveDate = told.split('\u{1f}').next()?.parse().ok()?;
        let again = day.checked_add_days(AGAIN_AFTER)?;
        let same = told == refused_mark(day, wanted, live);
        (same && self.settings.today < again).then(|| message::keep::refused_before(day, again).to_string())
    }
}
