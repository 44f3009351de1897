//! How long something took or may take, as people say it.

use std::time::Duration;

use super::{Message, messages};
use crate::model::said::{Said, Say};

messages! { "duration";
    milliseconds(n) "{n} ms"
        = "{n}\u{a0}ms";
    days(n) "{n} {n:day|days}"
        = "{n} {n:jour|jours}";
    hours(n) "{n} {n:hour|hours}"
        = "{n} {n:heure|heures}";
    minutes(n) "{n} {n:minute|minutes}"
        = "{n} {n:minute|minutes}";
    seconds(n) "{n} {n:second|seconds}"
        = "{n} {n:seconde|secondes}";
}

type Amount = fn(u64) -> Message;

const UNITS: [(Amount, u64); 4] =
    [(|n| days(n), 86_400), (|n| hours(n), 3_600), (|n| minutes(n), 60), (|n| seconds(n), 1)];

/// In its two largest units: `3 days 4 hours`, `1 minute 30 seconds` of 90 seconds.
impl Say for Duration {
    fn said(&self) -> Said {
        let mut rest = self.as_secs();
        if rest == 0 {
            return milliseconds(self.as_millis()).said();
        }
        let mut largest = Vec::new();
        for (unit, seconds) in UNITS {
            let count = rest / seconds;
            rest %= seconds;
            // Of what follows the largest unit, only the next one is said.
            largest.push((count > 0).then(|| unit(count).said()));
        }
        let said = largest.into_iter().skip_while(Option::is_none).take(2).flatten();
        Said::join(&said.collect::<Vec<_>>(), " ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Language;

    #[test]
    fn durations_read_as_people_say_them() {
        let shown = |seconds| Duration::from_secs(seconds).said().to_string();
        assert_eq!(shown(1), "1 second");
        assert_eq!(shown(90), "1 minute 30 seconds");
        assert_eq!(shown(86_400), "1 day");
        assert_eq!(shown(3 * 86_400 + 4 * 3_600 + 59), "3 days 4 hours");
        assert_eq!(shown(86_400 + 59), "1 day");
        assert_eq!(Duration::from_millis(250).said(), "250 ms");
        assert_eq!(Duration::from_secs(90_000).said().text(Language::Fr), "1 jour 1 heure");
        assert_eq!(Duration::from_secs(120).said().text(Language::Fr), "2 minutes");
    }
}
