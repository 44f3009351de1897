//! The text that an instance shows of a journal, cut into its entries: each begins with a line of date,
//! author and kind. The date follows the form and the zone of the user who asks.
//!
//! A text may hold lines that look like that (a check that prints a log). Entries of an instance stand the
//! newest first, are of one kind, none is younger than the record itself, and a blank line goes before each
//! but the first: what does not fit is a part of the text above it. Our own texts go out with such lines
//! quoted, so that none of them is ever an entry of somebody else.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// A time as raw values have it, always UTC.
pub const FORM: &str = "%Y-%m-%d %H:%M:%S";

/// Forms of times that a user can choose; the first is the default.
const SHOWN_FORMS: [&str; 12] = [
    FORM,
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%d %I:%M:%S %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d-%m-%Y %I:%M:%S %p",
    "%m-%d-%Y %I:%M:%S %p",
    "%d.%m.%Y %I:%M:%S %p",
];

/// Time of a raw value.
pub fn moment(value: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(value.trim(), FORM).ok().map(|time| time.and_utc())
}

/// How the zone of the user is ahead of UTC, and how he is shown times, read off a row's own times.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    ahead: TimeDelta,
    form: &'static str,
    /// The record was written last: no entry is younger.
    newest: DateTime<Utc>,
}

impl Clock {
    /// From times in both forms. One time may be read in two forms (3 April, 4 March): all of them must be
    /// read in the same one, and lie as far from UTC as zones do.
    pub fn of(times: &[(&str, &str)]) -> Option<Self> {
        let times: Vec<(DateTime<Utc>, &str)> =
            times.iter().filter_map(|(value, shown)| Some((moment(value)?, shown.trim()))).collect();
        let newest = times.iter().map(|(time, _)| *time).max()?;
        SHOWN_FORMS.into_iter().find_map(|form| {
            let ahead = |(utc, shown): &(DateTime<Utc>, &str)| {
                let local = NaiveDateTime::parse_from_str(shown, form).ok()?;
                Some(local - utc.naive_utc()).filter(|ahead| ahead.abs() <= TimeDelta::hours(15))
            };
            let all: Option<Vec<TimeDelta>> = times.iter().map(ahead).collect();
            Some(Self { ahead: *all?.first()?, form, newest })
        })
    }

    /// Time of a shown one.
    fn moment(self, shown: &str) -> Option<DateTime<Utc>> {
        let local = NaiveDateTime::parse_from_str(shown.trim(), self.form).ok()?;
        Some((local - self.ahead).and_utc())
    }
}

/// One entry of a shown journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, where the clock is known.
    pub at: Option<DateTime<Utc>>,
    /// Who, as the instance shows him.
    pub by: String,
    /// Text.
    pub text: String,
}

/// The entries of a shown journal, the newest first.
pub fn entries(shown: &str, clock: Option<Clock>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut kind: Option<&str> = None;
    let mut last: Option<DateTime<Utc>> = clock.map(|clock| clock.newest + TimeDelta::hours(1));
    let mut after_blank = true;
    for line in shown.lines() {
        let head = head(line, clock).filter(|head| {
            let in_order = head.at.is_none() || last.is_none() || head.at <= last;
            after_blank && in_order && kind.is_none_or(|kind| kind == head.kind)
        });
        after_blank = line.trim().is_empty();
        match head {
            Some(head) => {
                kind = Some(head.kind);
                last = head.at.or(last);
                entries.push(Entry { at: head.at, by: head.by.to_owned(), text: String::new() });
            }
            None => {
                if let Some(entry) = entries.last_mut() {
                    entry.text.push_str(line);
                    entry.text.push('\n');
                }
            }
        }
    }
    for entry in &mut entries {
        entry.text.truncate(entry.text.trim_end().len());
    }
    entries
}

/// A text of ours for a journal: a line that an instance would show like the head of an entry is quoted.
pub fn quoted(text: &str) -> String {
    let quote = |line: &str| match head(line, None) {
        Some(_) => format!("> {line}"),
        None => line.to_owned(),
    };
    text.split('\n').map(quote).collect::<Vec<_>>().join("\n")
}

struct Head<'l> {
    at: Option<DateTime<Utc>>,
    by: &'l str,
    kind: &'l str,
}

/// `2026-11-21 10:00:00 - Beth Anglin (Work notes)`
fn head(line: &str, clock: Option<Clock>) -> Option<Head<'_>> {
    let (time, rest) = line.trim_end().split_once(" - ")?;
    let (by, kind) = rest.strip_suffix(')')?.rsplit_once(" (")?;
    let at = match clock {
        // A time in any other form than the user's own is no head.
        Some(clock) => Some(clock.moment(time)?),
        None => {
            SHOWN_FORMS.iter().find(|form| NaiveDateTime::parse_from_str(time.trim(), form).is_ok())?;
            None
        }
    };
    (!by.trim().is_empty()).then_some(Head { at, by, kind })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn entries_are_split_at_their_heads_and_timed_by_the_rows_own_clock() {
        let clock = Clock::of(&[("2026-11-21 12:42:23", "21/11/2026 14:42:23")]);
        let text = "21/11/2026 14:42:23 - Beth (ITIL) Anglin (Work notes)\nfirst line\n\nsecond - line (x)\n\n\
                    21/11/2026 14:00:00 - Robot (Work notes)\nours\n\n";
        let found = entries(text, clock);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].by, "Beth (ITIL) Anglin");
        assert_eq!(found[0].at, moment("2026-11-21 12:42:23"));
        assert_eq!(found[0].text, "first line\n\nsecond - line (x)");
    }

    #[test]
    fn the_form_of_dates_is_that_in_which_all_times_of_the_record_agree() {
        // 3 April and 4 March: only the second time tells.
        let clock = Clock::of(&[
            ("2026-04-03 10:00:00", "04/03/2026 12:00:00"),
            ("2026-04-13 10:00:00", "04/13/2026 12:00:00"),
        ]);
        assert_eq!(clock.unwrap().form, "%m/%d/%Y %H:%M:%S");
        let afternoon = Clock::of(&[("2026-04-13 12:30:00", "04/13/2026 02:30:00 PM")]).unwrap();
        assert_eq!(afternoon.moment("04/13/2026 02:30:00 PM"), moment("2026-04-13 12:30:00"));
    }

    #[test]
    fn a_line_of_a_text_that_looks_like_a_head_is_text() {
        let clock = Clock::of(&[("2026-11-21 12:42:23", "2026-11-21 14:42:23")]);
        for (odd, why) in [
            ("2026-11-21 10:00:00 - Beth Anglin (Work notes)", "no blank line before it"),
            ("\n2026-11-21 23:00:00 - Beth Anglin (Work notes)", "younger than the entry above it"),
            ("\n2026-11-21 10:00:00 - Beth Anglin (Additional comments)", "of another kind"),
            ("\n21/11/2026 10:00:00 - Beth Anglin (Work notes)", "in another form"),
        ] {
            let text = format!("2026-11-21 14:42:23 - Robot (Work notes)\nCRITICAL\n{odd}\ntaken\n\n");
            let found = entries(&text, clock);
            assert_eq!(found.len(), 1, "{why}: {found:?}");
        }
    }

    #[test]
    fn our_own_text_is_never_an_entry_of_somebody_else() {
        let clock = Clock::of(&[("2026-11-21 12:42:23", "2026-11-21 14:42:23")]);
        let ours = "CRITICAL\n\n2026-11-21 10:00:00 - Beth Anglin (Work notes)\r\ntaken";
        let text = format!("2026-11-21 14:42:23 - Robot (Work notes)\n{}\n\n", quoted(ours));
        assert_eq!(entries(&text, clock).len(), 1, "{text}");
        assert_eq!(quoted("a - b (c)\nplain"), "a - b (c)\nplain");
    }
}
