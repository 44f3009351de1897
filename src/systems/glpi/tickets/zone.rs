//! The zone in which a GLPI session tells and takes times: GLPI never writes one beside a time.

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, TimeZone as _, Utc};
use serde_json::Value as Json;

use crate::message::Message;
use crate::systems::glpi::message;

const FORM: &str = "%Y-%m-%d %H:%M:%S";

/// A zone by its name, or by what GLPI's clock shows beside the time of its web server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The user's own setting.
    Named(chrono_tz::Tz),
    /// The server's; summer time is that of now.
    Offset(FixedOffset),
}

impl Zone {
    /// From `getFullSession` and the `Date` header of that answer.
    pub fn of_session(session: &Json, date: Option<&str>) -> Self {
        let text = |path: &str| session.pointer(path).and_then(Json::as_str);
        if let Some(zone) = text("/session/glpitimezone").and_then(|name| name.parse().ok()) {
            return Self::Named(zone);
        }
        let shown =
            text("/session/glpi_currenttime").and_then(|t| NaiveDateTime::parse_from_str(t, FORM).ok());
        let real = date.and_then(|date| httpdate::parse_http_date(date).ok()).map(DateTime::<Utc>::from);
        let offset = shown.zip(real).and_then(|(shown, real)| {
            let seconds = (shown - real.naive_utc()).num_seconds();
            // Zones differ by quarters of an hour; the rest is the time between the two clocks.
            let quarters = (i32::try_from(seconds).ok()? + 450).div_euclid(900);
            FixedOffset::east_opt(quarters * 900)
        });
        offset.map_or(Self::Named(chrono_tz::UTC), Self::Offset)
    }

    /// The user's own where he has one, else that of a time with its offset.
    pub fn of_user(own: Option<&str>, current_time: &str) -> Self {
        if let Some(zone) = own.and_then(|name| name.parse().ok()) {
            return Self::Named(zone);
        }
        let now = DateTime::parse_from_rfc3339(current_time).ok();
        now.map_or(Self::Named(chrono_tz::UTC), |now| Self::Offset(*now.offset()))
    }

    /// For people.
    pub fn words(self) -> Message {
        match self {
            Self::Named(zone) => message::zone_is(zone.name()),
            Self::Offset(_) => message::zone_not_told(),
        }
    }

    /// The moment that GLPI shows as `YYYY-MM-DD HH:MM:SS`.
    pub fn moment(self, text: &str) -> Option<DateTime<Utc>> {
        let local = NaiveDateTime::parse_from_str(text.trim(), FORM).ok()?;
        let found = match self {
            Self::Named(zone) => single(zone.from_local_datetime(&local)),
            Self::Offset(zone) => single(zone.from_local_datetime(&local)),
        };
        Some(found.unwrap_or_else(|| local.and_utc()))
    }

    /// How GLPI takes a moment.
    pub fn shown(self, moment: DateTime<Utc>) -> String {
        match self {
            Self::Named(zone) => moment.with_timezone(&zone).format(FORM).to_string(),
            Self::Offset(zone) => moment.with_timezone(&zone).format(FORM).to_string(),
        }
    }
}

fn single<Z: chrono::TimeZone>(found: LocalResult<DateTime<Z>>) -> Option<DateTime<Utc>> {
    found.earliest().map(|moment| moment.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_zone_of_a_user_goes_before_that_of_the_server() {
        let tokyo = Zone::of_user(Some("Asia/Tokyo"), "2026-11-28T03:22:02+00:00");
        let at = DateTime::parse_from_rfc3339("2026-11-21T16:47:14Z").unwrap().with_timezone(&Utc);
        assert_eq!(tokyo.shown(at), "2026-11-22 01:47:14");
        let server = Zone::of_user(None, "2026-11-28T05:22:02+02:00");
        assert_eq!(server.shown(at), "2026-11-21 18:47:14");
    }

    #[test]
    fn a_zone_is_named_or_read_off_the_clock() {
        let named = json!({"session": {"glpitimezone": "Asia/Tokyo"}});
        let tokyo = Zone::of_session(&named, None);
        assert_eq!(tokyo.moment("2026-11-22 01:47:14").unwrap().to_rfc3339(), "2026-11-21T16:47:14+00:00");
        let clock = json!({"session": {"glpitimezone": "0", "glpi_currenttime": "2026-11-21 18:30:02"}});
        let delhi = Zone::of_session(&clock, Some("Sat, 21 Nov 2026 12:59:58 GMT"));
        assert_eq!(delhi.moment("2026-11-21 18:30:02").unwrap().to_rfc3339(), "2026-11-21T13:00:02+00:00");
        assert_eq!(delhi.shown(delhi.moment("2026-11-21 18:30:02").unwrap()), "2026-11-21 18:30:02");
        let west = json!({"session": {"glpi_currenttime": "2026-11-21 08:59:58"}});
        let west = Zone::of_session(&west, Some("Sat, 21 Nov 2026 12:00:00 GMT"));
        assert_eq!(west, Zone::Offset(FixedOffset::west_opt(3 * 3600).unwrap()));
    }
}
