//! Rows of a feed and what they make of the episodes that are known.

use chrono::{DateTime, Utc};
use serde_json::json;
use stocktake::model::event::{Certainty, ElementKind, Event, Severity};
use stocktake::model::known_episode::EventRow;
use stocktake::model::ticket_job::{FeedAbsence, OverAtOnce};
use stocktake::triage::feed::{Known, Read, Taken, take};

fn at(clock: &str) -> DateTime<Utc> {
    format!("2026-11-27T{clock}:00Z").parse().unwrap()
}

/// A row: `web01 08:00` is a problem that began then, `web01 08:00 over 08:30` its end; `#7 web01 08:00` has a key.
fn row(text: &str) -> EventRow {
    let mut words: Vec<&str> = text.split(' ').collect();
    let key = words[0].strip_prefix('#').map(str::to_owned);
    if key.is_some() {
        words.remove(0);
    }
    let since = words.get(1).filter(|word| word.contains(':')).map(|clock| at(clock));
    let over = words.contains(&"over");
    let over_at = words.last().filter(|_| over).filter(|word| word.contains(':')).map(|clock| at(clock));
    let begun = since.unwrap_or(at("23:59"));
    let event = Event {
        monitor: "feed".to_owned(),
        key: key.clone().unwrap_or_default(),
        object: words[0].to_owned(),
        kind: ElementKind::Host,
        host: Some(words[0].to_owned()),
        address: None,
        service: None,
        groups: Vec::new(),
        labels: Default::default(),
        severity: Severity::Critical,
        state: String::new(),
        certainty: Certainty::Hard,
        acknowledged: None,
        in_downtime: false,
        host_is_down: false,
        flapping: false,
        since: begun,
        changed_at: begun,
        title: text.to_owned(),
        text: String::new(),
        url: None,
    };
    let digest = text.to_owned();
    EventRow { key, event, since, changed_at: None, over, over_at, digest, record: json!({}) }
}

struct Feed {
    absence: FeedAbsence,
    over_after: Option<std::time::Duration>,
    known: Known,
}

impl Feed {
    fn new(absence: FeedAbsence) -> Self {
        Self { absence, over_after: None, known: Known::new() }
    }

    fn read(&mut self, clock: &str, rows: &[&str]) -> Taken {
        let read = Read {
            rows: rows.iter().map(|text| row(text)).collect(),
            absence: self.absence,
            is_whole: true,
            over_at_once: &OverAtOnce::default(),
            over_after: self.over_after,
            now: at(clock),
        };
        let taken = take(std::mem::take(&mut self.known), read);
        self.known = taken.known.clone();
        taken
    }

    /// Open episodes: key and begin.
    fn open(&self) -> Vec<String> {
        let open = self.known.values().filter(|episode| episode.is_open());
        open.map(|episode| format!("{} {}", episode.key, episode.event.since.format("%H:%M"))).collect()
    }
}

#[test]
fn the_order_of_rows_does_not_matter_and_a_recovery_joins_its_problem() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.read("09:00", &["web02 08:10", "web01 08:00 over 08:30", "web01 08:00"]);
    assert_eq!(feed.open(), ["web02@2026-11-27T08:10:00Z 08:10"]);
    // A reminder with a date of its own is no other problem, nor is an older row that comes late.
    feed.read("09:10", &["web02 08:50", "web02 08:05"]);
    assert_eq!(feed.open(), ["web02@2026-11-27T08:10:00Z 08:10"]);
    feed.read("09:20", &["web02 08:10 over"]);
    assert_eq!(feed.open(), Vec::<String>::new());
    // Read again: old news, in whatever order.
    feed.read("09:30", &["web02 08:50", "web02 08:10", "web01 08:00"]);
    assert_eq!(feed.open(), Vec::<String>::new());
    feed.read("10:30", &["web02 10:00"]);
    assert_eq!(feed.open(), ["web02@2026-11-27T10:00:00Z 10:00"]);
}

#[test]
fn a_recovery_that_comes_before_its_problem_ends_it_all_the_same() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.read("09:00", &["web01 08:00 over 08:30"]);
    feed.read("09:10", &["web01 08:00"]);
    assert_eq!(feed.open(), Vec::<String>::new());
    // The end of an earlier episode that comes late does not end this one.
    feed.read("10:10", &["web01 10:00"]);
    feed.read("10:20", &["web01 08:00 over 08:30"]);
    assert_eq!(feed.open(), ["web01@2026-11-27T10:00:00Z 10:00"]);
}

#[test]
fn rows_without_any_time_are_known_by_what_they_say() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.read("09:00", &["web01"]);
    feed.read("09:10", &["web01"]);
    assert_eq!(feed.open(), ["web01 09:00"], "the begin is when it was read first");
    feed.read("09:20", &["web01 over"]);
    feed.read("09:30", &["web01"]);
    assert_eq!(feed.open(), Vec::<String>::new(), "the same row, read again");
    feed.read("09:40", &["web01 down again"]);
    assert_eq!(feed.open(), ["web01@2026-11-27T09:40:00Z 09:40"], "another one than the one that is over");
}

#[test]
fn what_happens_and_does_not_last_is_over_once_no_row_told_of_it_for_so_long() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.over_after = Some(std::time::Duration::from_secs(3600));
    feed.read("09:00", &["#1 web01 08:00", "#2 web02 08:00"]);
    feed.read("09:30", &["#2 web02 08:00"]);
    feed.read("09:59", &[]);
    assert_eq!(feed.open(), ["1 08:00", "2 08:00"]);
    feed.read("10:00", &[]);
    assert_eq!(feed.open(), ["2 08:00"], "one is known since 09:00, the other was told of at 09:30");
    feed.read("10:10", &["#1 web01 08:00"]);
    assert_eq!(feed.open(), ["2 08:00"], "the same record, read again, is no news");
}

#[test]
fn a_complete_list_ends_what_it_does_not_have() {
    let mut feed = Feed::new(FeedAbsence::Over);
    feed.read("09:00", &["#1 web01 08:00", "#2 web02 08:00"]);
    feed.read("09:10", &["#2 web02 08:00"]);
    assert_eq!(feed.open(), ["2 08:00"]);
    // It was out of the list for a while, with the begin that it had.
    feed.read("09:20", &["#1 web01 08:00", "#2 web02 08:00"]);
    assert_eq!(feed.open(), ["1 08:00", "2 08:00"]);
    feed.read("09:30", &["#2 web02 08:00"]);
    feed.read("09:40", &["#1 web01 09:35", "#2 web02 08:00"]);
    assert_eq!(feed.open(), ["1 09:35", "2 08:00"], "it began anew");
    // Without a key, what is checked and the begin are the key: it broke again between two lists.
    let mut unnamed = Feed::new(FeedAbsence::Over);
    unnamed.read("09:00", &["web01 08:00"]);
    unnamed.read("09:10", &["web01 09:05"]);
    assert_eq!(unnamed.open(), ["web01@2026-11-27T09:05:00Z 09:05"]);
}

#[test]
fn most_of_a_list_is_never_over_at_once() {
    let all: Vec<String> = (0..12).map(|nth| format!("#{nth} web{nth} 08:00")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut feed = Feed::new(FeedAbsence::Over);
    feed.read("09:00", &all);
    let empty = feed.read("09:10", &[]);
    let missing = empty.missing.unwrap();
    assert_eq!((missing.known, missing.over, feed.open().len()), (12, 12, 12));
    assert!(feed.read("09:20", &all[..5]).missing.is_some());
    assert!(feed.read("09:30", &all[..6]).missing.is_none(), "half of it may be");
    assert_eq!(feed.open().len(), 6);
    // Of a few, all may be over.
    assert!(feed.read("09:40", &[]).missing.is_none());
    assert_eq!(feed.open(), Vec::<String>::new());
}

#[test]
fn a_list_that_tells_no_time_of_a_change_has_it_when_it_was_seen_and_an_end_is_as_its_row_told_it() {
    let mut known = Known::new();
    let steps = [
        ("09:00", "Active", "#1 web01 08:00", "08:00"),
        ("09:10", "Active", "#1 web01 08:00", "08:00"),
        ("09:20", "Acknowledged", "#1 web01 08:00", "09:20"),
        ("09:30", "Acknowledged", "#1 web01 08:00", "09:20"),
        ("09:40", "Invalid", "#1 web01 08:00 over", "09:40"),
    ];
    for (clock, state, text, changed) in steps {
        let mut one = row(text);
        one.event.state = state.to_owned();
        let read = Read {
            rows: vec![one],
            absence: FeedAbsence::Over,
            is_whole: true,
            over_at_once: &OverAtOnce::Unlimited,
            over_after: None,
            now: at(clock),
        };
        known = take(known, read).known;
        let event = &known["1"].event;
        assert_eq!((event.state.as_str(), event.changed_at, event.since), (state, at(changed), at("08:00")));
    }
    assert!(!known["1"].is_open());
}
