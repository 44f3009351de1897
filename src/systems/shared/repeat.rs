//! When a request is sent again, and how long is waited before: by the kind of failure, and on the server's word.

use std::time::{Duration, SystemTime};

use reqwest::header::RETRY_AFTER;

use super::request::{Answer, Repeat, Request};
use super::{FailureKind, RemoteError};
use crate::message::remote;

/// How often a request is sent at most.
const ATTEMPTS: u32 = 5;

/// Pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Longest pause of our own between two attempts; one that the server asks for is kept in full.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Who asks us to come back later than this gets no other attempt: the run would only sleep.
const LONGEST_ASKED: Duration = Duration::from_secs(120);

/// How often a request is sent at most when no answer comes in time.
const ATTEMPTS_IN_TIME: u32 = 2;

/// The error of an answer that asks us to come back when nobody waits any more.
pub(super) fn much_later(request: &Request, answer: &Answer) -> Option<RemoteError> {
    if !matches!(answer.status, 429 | 503) {
        return None;
    }
    let asked = answer.header(RETRY_AFTER.as_str()).and_then(retry_after)?;
    let message = remote::come_back_later(asked.as_secs(), LONGEST_ASKED.as_secs()).said();
    (asked > LONGEST_ASKED).then(|| RemoteError::Answer {
        call: request.call().into(),
        status: answer.status,
        code: None,
        message,
        kind: FailureKind::NotDone,
    })
}

/// How long to wait before the request is sent again; `None`: not at all.
///
/// Not backon: it repeats what failed, and here a bad status is an answer; how often depends on the kind of
/// failure, and how long on the server's word. What it would take over is one line of arithmetic.
pub(super) fn pause_before_next(
    repeat: Repeat,
    attempt: u32,
    outcome: &Result<Answer, RemoteError>,
) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let (kind, asked) = match outcome {
        Ok(answer) if answer.status < 400 => return None,
        Ok(answer) => {
            let asked = answer.header(RETRY_AFTER.as_str()).map(retry_after);
            (FailureKind::of_status(answer.status, asked.is_some()), asked.flatten())
        }
        // Neither a certificate nor the refusal of a proxy passes by itself.
        Err(RemoteError::Unreachable { reason, .. })
            if reason.english().contains("certificate") || reason.english().starts_with("the proxy ") =>
        {
            return None;
        }
        Err(RemoteError::Lost { source, .. }) if source.is_timeout() && attempt >= ATTEMPTS_IN_TIME => {
            return None;
        }
        Err(error) => (error.kind(), None),
    };
    // A 500 is GLPI's own crash and comes again; a gateway's error passes.
    let crash = matches!(outcome, Ok(answer) if answer.status == 500);
    let again = match (kind, repeat) {
        (FailureKind::NotDone, _) => true,
        (FailureKind::Unknown, Repeat::Harmless) => !crash,
        (FailureKind::Unknown, Repeat::OnlyIfNotDone) | (FailureKind::Permanent, _) => false,
    };
    let own = FIRST_PAUSE * 2_u32.pow(attempt - 1);
    again.then(|| asked.unwrap_or_else(|| jittered(own).min(LONGEST_PAUSE)))
}

/// `Retry-After` in seconds or as an HTTP date. Microsoft Graph writes fractions of seconds (`2.128`), which no
/// standard has.
pub(super) fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = httpdate::parse_http_date(text.trim()).ok()?;
    Some(at.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Half to all of a pause, so that clients that failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let chance = uuid::Uuid::new_v4().as_bytes()[0];
    pause / 2 + pause / 2 * u32::from(chance) / 255
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_time_to_come_back_is_given_in_seconds_or_as_a_date() {
        assert_eq!(retry_after("7"), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("2.128"), Some(Duration::from_millis(2128)));
        assert_eq!((retry_after("-1"), retry_after("NaN"), retry_after("inf")), (None, None, None));
        assert_eq!(retry_after("Wednesday, 21-Oct-15 07:28:00 GMT"), Some(Duration::ZERO));
        let in_a_minute = SystemTime::now() + Duration::from_secs(60);
        let pause = retry_after(&httpdate::fmt_http_date(in_a_minute)).unwrap();
        assert!((50..=60).contains(&pause.as_secs()), "{pause:?}");
    }
}
