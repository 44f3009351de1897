//! iTop's dates: without a zone, in that of the server's configuration.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// `2026-11-21 22:59:08` of the server as UTC; `None` when it is empty. Of an hour that comes twice the
/// first is taken, one that does not exist is moved on by an hour.
pub(super) fn read(zone: Tz, text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text.trim(), FORMAT).ok()?;
    let local = match zone.from_local_datetime(&naive) {
        LocalResult::Single(local) | LocalResult::Ambiguous(local, _) => local,
        LocalResult::None => zone.from_local_datetime(&(naive + TimeDelta::hours(1))).earliest()?,
    };
    Some(local.with_timezone(&Utc))
}

/// UTC as the server writes it.
pub(super) fn written(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format(FORMAT).to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_date_is_the_servers_wall_clock() {
        let zone = chrono_tz::Europe::Paris;
        let at = read(zone, "2026-07-01 12:00:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-07-01T10:00:00+00:00");
        assert_eq!(written(zone, at), "2026-07-01 12:00:00");
        assert_eq!(read(zone, ""), None);
    }

    #[test]
    fn hours_of_the_clock_change_are_read_too() {
        let zone = chrono_tz::Europe::Paris;
        assert_eq!(read(zone, "2026-10-25 02:30:00").unwrap().to_rfc3339(), "2026-10-25T00:30:00+00:00");
        assert_eq!(read(zone, "2026-03-29 02:30:00").unwrap().to_rfc3339(), "2026-03-29T01:30:00+00:00");
    }
}
