//! What is known of who pushes to a job: when something came last, and since when that is too long ago. Time in which no program
//! listened is no silence, and a program that has just begun waits for a while before it calls anybody silent.

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::SKEW;

/// Programs that listen look more often than this; a longer pause is one in which none did.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// What came while no program listened is sent again by then, or its next sign of life has come.
const SETTLED: TimeDelta = TimeDelta::hours(1);

/// Who pushes to a job, as the state database knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inbox {
    /// When a push was stored last, the same one once more included.
    pub heard_at: Option<DateTime<Utc>>,
    /// Silence counts from here at the earliest: it moves on while no program listens.
    pub expected_from: Option<DateTime<Utc>>,
    /// Since when some program listens without a pause.
    pub listening_from: Option<DateTime<Utc>>,
    /// When a program that listens looked last.
    pub watched_at: Option<DateTime<Utc>>,
    /// It was told to be silent: what came last before that, or when it was first expected.
    pub silent_from: Option<DateTime<Utc>>,
}

/// What is to be told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxTurn {
    /// Nothing was pushed for too long.
    Silent {
        /// Since then.
        from: DateTime<Utc>,
    },
    /// Something was pushed again.
    Heard {
        /// When.
        at: DateTime<Utc>,
        /// Since when nothing had come.
        silent_from: DateTime<Utc>,
    },
}

impl Inbox {
    /// What is known after a program that listens has looked.
    pub fn looked(self, now: DateTime<Utc>) -> Self {
        let anew =
            Self { expected_from: Some(now), listening_from: Some(now), watched_at: Some(now), ..self };
        match self.watched_at {
            None => anew,
            // The clock was ahead: what was written then lies in the future.
            Some(at) if at > now + SKEW => Self {
                heard_at: self.heard_at.map(|heard| heard.min(now)),
                silent_from: self.silent_from.map(|from| from.min(now)),
                ..anew
            },
            Some(at) if now - at > PAUSE => {
                let silent =
                    self.begin().map_or(TimeDelta::zero(), |begin| (at - begin).max(TimeDelta::zero()));
                Self { expected_from: Some(now - silent), ..anew }
            }
            Some(at) => Self { watched_at: Some(at.max(now)), ..self },
        }
    }

    /// What is to be told when it may be silent for so long.
    pub fn turn(self, dead_man: TimeDelta, now: DateTime<Utc>) -> Option<InboxTurn> {
        if let Some(from) = self.silent_from {
            let heard = self.heard_at.filter(|heard| *heard > from);
            return heard.map(|at| InboxTurn::Heard { at, silent_from: from });
        }
        let (begin, listening) = (self.begin()?, self.listening_from?);
        let is_silent = now - begin >= dead_man && now - listening >= dead_man.min(SETTLED);
        is_silent.then(|| InboxTurn::Silent { from: self.heard_at.unwrap_or(begin) })
    }

    /// Since when its silence counts.
    fn begin(self) -> Option<DateTime<Utc>> {
        self.heard_at.max(self.expected_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every quarter of a minute from one second to another; says when a turn was told, and how.
    fn watched(
        inbox: &mut Inbox,
        seconds: std::ops::Range<i64>,
        dead_man: TimeDelta,
    ) -> Vec<(i64, InboxTurn)> {
        let mut told = Vec::new();
        for second in seconds.step_by(15) {
            *inbox = inbox.looked(at(second));
            let Some(now) = inbox.turn(dead_man, at(second)) else { continue };
            inbox.silent_from = match now {
                InboxTurn::Silent { from } => Some(from),
                InboxTurn::Heard { .. } => None,
            };
            told.push((second, now));
        }
        told
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap_or_default()
    }

    fn silent(from: i64) -> InboxTurn {
        InboxTurn::Silent { from: at(from) }
    }

    fn heard(second: i64, silent_from: i64) -> InboxTurn {
        InboxTurn::Heard { at: at(second), silent_from: at(silent_from) }
    }

    const TEN: TimeDelta = TimeDelta::minutes(10);

    #[test]
    fn silence_is_told_once_and_its_end_once() {
        let mut inbox = Inbox::default();
        assert_eq!(
            watched(&mut inbox, 0..600, TEN),
            [],
            "it was never heard, and is expected from the first look on"
        );
        assert_eq!(watched(&mut inbox, 600..4_000, TEN), [(600, silent(0))]);
        inbox.heard_at = Some(at(4_007));
        assert_eq!(watched(&mut inbox, 4_010..4_600, TEN), [(4_010, heard(4_007, 0))]);
        assert_eq!(watched(&mut inbox, 4_610..9_000, TEN), [(4_610, silent(4_007))]);
    }

    #[test]
    fn a_stop_of_the_program_is_no_silence_and_what_was_silent_stays_so() {
        let mut inbox = Inbox { heard_at: Some(at(0)), ..Inbox::default() };
        assert_eq!(watched(&mut inbox, 0..300, TEN), []);
        // A day later: five minutes of silence were there, and ten are over after the start.
        let day = 86_400;
        assert_eq!(watched(&mut inbox, day..day + 600, TEN), []);
        assert_eq!(watched(&mut inbox, day + 600..day + 900, TEN), [(day + 600, silent(0))]);
        assert_eq!(watched(&mut inbox, 2 * day..2 * day + 5_000, TEN), [], "it was told before");
        inbox.heard_at = Some(at(2 * day + 5_001));
        let again = heard(2 * day + 5_001, 0);
        assert_eq!(watched(&mut inbox, 2 * day + 5_010..2 * day + 5_020, TEN), [(2 * day + 5_010, again)]);
    }

    #[test]
    fn a_program_that_starts_every_night_still_tells_of_a_silence_of_days() {
        let (mut inbox, day) = (Inbox { heard_at: Some(at(0)), ..Inbox::default() }, 86_400);
        let mut told = Vec::new();
        for night in 0..4 {
            told.extend(watched(&mut inbox, night * day..(night + 1) * day - 1_200, TimeDelta::days(2)));
        }
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].0 > 2 * day && told[0].0 < 2 * day + 4_000,
            "twenty minutes a night do not count: {told:?}"
        );
    }

    #[test]
    fn a_clock_that_was_ahead_leaves_nothing_behind() {
        let mut inbox = Inbox { heard_at: Some(at(90_000)), ..Inbox::default() };
        assert_eq!(watched(&mut inbox, 90_000..90_100, TEN), []);
        assert_eq!(watched(&mut inbox, 0..600, TEN), []);
        assert_eq!(watched(&mut inbox, 600..700, TEN), [(600, silent(0))]);
    }
}
