//! Rows of a feed and what they make of the episodes that are known.

use chrono::{DateTime, Utc};
use serde_json::json;
use stocktake::model::Origin;
use stocktake::model::event::{Certainty, ElementKind, Event, Severity};
use stocktake::model::known_episode::EventRow;
use stocktake::model::ticket_job::{FeedAbsence, OverAtOnce};
use stocktake::triage::feed::{Answer, Became, Known, Read, Taken, Tells, answered, take};

fn at(clock: &str) -> DateTime<Utc> {
    format!("2026-11-27T{clock}:00Z").parse().unwrap()
}

/// A row: `web01 08:00` is a problem that began then, `web01 08:00 over 08:30` its end; `#7 web01 08:00` has a key,
/// `web01 08:00 WARNING said 08:10` a state and a time of its own.
fn row(text: &str) -> EventRow {
    let mut words: Vec<&str> = text.split(' ').collect();
    let key = words[0].strip_prefix('#').map(str::to_owned);
    if key.is_some() {
        words.remove(0);
    }
    let since = words.get(1).filter(|word| word.contains(':')).map(|clock| at(clock));
    let over = words.contains(&"over");
    let over_at = words.last().filter(|_| over).filter(|word| word.contains(':')).map(|clock| at(clock));
    let said = words.iter().position(|word| *word == "said");
    let changed_at = said.map(|nth| at(words[nth + 1]));
    let state = said.map(|nth| words[nth - 1]).filter(|word| word.chars().all(char::is_uppercase));
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
        state: state.unwrap_or_default().to_owned(),
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
    let origin = Origin::row("feed", 1);
    EventRow { key, event, since, changed_at, over, over_at, digest, origin, record: json!({}) }
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
        self.take(clock, rows.iter().map(|text| row(text)).collect(), false)
    }

    /// What was pushed: each with the name of its push.
    fn pushed(&mut self, clock: &str, rows: &[(&str, &str)]) -> Taken {
        let rows = rows.iter().map(|(push, text)| EventRow { digest: (*push).to_owned(), ..row(text) });
        self.take(clock, rows.collect(), true)
    }

    fn take(&mut self, clock: &str, rows: Vec<EventRow>, is_pushed: bool) -> Taken {
        let read = Read {
            rows,
            is_pushed,
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

/// Objects of rows that were not used for their time, with `over` for recoveries, `change` for changes.
fn out_of_time(taken: &Taken) -> Vec<String> {
    let said = taken.out_of_time.iter();
    let words = |tells| match tells {
        Tells::Begin => "",
        Tells::Change => " change",
        Tells::End => " over",
    };
    said.map(|row| format!("{}{}", row.object, words(row.tells))).collect()
}

#[test]
fn a_recovery_of_an_export_that_lies_before_its_problem_ends_nothing_and_is_told_once() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.read("09:00", &["web01 08:10"]);
    assert_eq!(out_of_time(&feed.read("09:10", &["web01 over 08:00"])), ["web01 over"]);
    assert_eq!(out_of_time(&feed.read("09:20", &["web01 over 08:00", "web01 08:10"])), Vec::<String>::new());
    assert_eq!(feed.open(), ["web01@2026-11-27T08:10:00Z 08:10"]);
    // Nor does a problem begin in the moment of a recovery, in whatever order the two are read.
    assert_eq!(out_of_time(&feed.read("09:30", &["web01 over 08:30"])), Vec::<String>::new());
    assert_eq!(out_of_time(&feed.read("09:40", &["web01 08:30"])), ["web01"]);
    assert_eq!(feed.open(), Vec::<String>::new());
}

#[test]
fn a_recovery_that_is_pushed_ends_what_was_pushed_before_it_whatever_its_clock_says() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.pushed("09:00", &[("a", "web01 08:10"), ("b", "web02 08:10"), ("c", "#7 web03 08:10")]);
    let pushes =
        [("d", "web01 over 08:00"), ("e", "web02 08:10 over 08:00"), ("f", "#7 web03 08:10 over 08:00")];
    let taken = feed.pushed("09:10", &pushes);
    assert_eq!((feed.open(), out_of_time(&taken)), (vec![], vec![]));
    let shown = |key: &str| feed.known[key].event.changed_at;
    assert_eq!(shown("web01@2026-11-27T08:10:00Z"), at("08:10"), "it does not end before it began");
    assert_eq!(shown("7"), at("08:10"));
    // The next problem is told by the clock that told of the end.
    feed.pushed("09:20", &[("g", "web01 08:05")]);
    assert_eq!(feed.open(), ["web01@2026-11-27T08:05:00Z 08:05"]);
    // The same problem by its key, pushed once more, as it says by a time of its own.
    let taken = feed.pushed("09:30", &[("h", "#7 web03 08:10 said 08:10"), ("i", "web01 over 08:01")]);
    assert_eq!((feed.open(), out_of_time(&taken)), (vec![], vec!["web03".to_owned()]));
    // What names an episode before this one ends that one only.
    feed.pushed("10:10", &[("j", "web02 10:00")]);
    let taken = feed.pushed("10:20", &[("k", "web02 08:00 over 08:30")]);
    assert_eq!(feed.open(), ["web02@2026-11-27T10:00:00Z 10:00"]);
    assert_eq!(out_of_time(&taken), ["web02 over"]);
}

/// As Alertmanager 0.25 does when a Prometheus that was away for long is back: `startsAt` is what it was.
#[test]
fn a_problem_that_is_pushed_behind_its_end_and_tells_no_time_but_its_begin_is_open_again() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.pushed("09:00", &[("a", "web01 08:00"), ("b", "#7 web02 08:00")]);
    feed.pushed("09:10", &[("c", "web01 08:00 over 09:05"), ("d", "#7 web02 08:00 over 09:05")]);
    assert_eq!(feed.open(), Vec::<String>::new());
    let again = [("e", "web01 08:00"), ("f", "#7 web02 08:00")];
    let taken = feed.pushed("09:20", &again);
    let open = ["7 08:00", "web01@2026-11-27T08:00:00Z+e 08:00"];
    assert_eq!((feed.open(), out_of_time(&taken)), (open.map(str::to_owned).to_vec(), vec![]));
    // Read again by a run that follows an interrupted one: it is one episode.
    feed.pushed("09:30", &again);
    assert_eq!(feed.open(), open);
    // Of two Prometheus another one began a little later, or earlier.
    feed.pushed("09:40", &[("g", "web01 08:00 over 09:35")]);
    feed.pushed("09:50", &[("h", "web01 08:01")]);
    assert_eq!(feed.open(), ["7 08:00", "web01@2026-11-27T08:01:00Z 08:01"]);
    // An export has no order: there it is old news.
    let mut export = Feed::new(FeedAbsence::Nothing);
    export.read("09:00", &["web01 08:00", "web01 08:00 over 08:30"]);
    export.read("09:10", &["web01 08:00"]);
    assert_eq!(export.open(), Vec::<String>::new());
}

#[test]
fn a_change_that_is_pushed_too_late_is_told_and_one_without_a_time_is_taken() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.pushed("09:00", &[("a", "#7 web01 08:00 WARNING said 08:00")]);
    feed.pushed("09:10", &[("b", "#7 web01 08:00 CRITICAL said 08:20")]);
    let state = |feed: &Feed| feed.known["7"].event.state.clone();
    let taken = feed.pushed("09:20", &[("c", "#7 web01 08:00 WARNING said 08:10")]);
    assert_eq!((state(&feed).as_str(), out_of_time(&taken)), ("CRITICAL", vec!["web01 change".to_owned()]));
    // What says the same is no news, however late.
    let taken = feed.pushed("09:30", &[("d", "#7 web01 08:00 CRITICAL said 08:15")]);
    assert_eq!(out_of_time(&taken), Vec::<String>::new());
    // A begin says nothing of when a row was pushed.
    let taken = feed.pushed("09:40", &[("e", "#7 web01 08:00")]);
    assert_eq!((state(&feed).as_str(), out_of_time(&taken)), ("", vec![]));
}

#[test]
fn what_is_pushed_within_a_second_is_taken_in_its_order_and_once() {
    let first = [("a", "web01 08:00"), ("b", "web01 over 08:00"), ("c", "web01 08:00")];
    let more = [("d", "web01 over 08:00"), ("e", "web01 08:00")];
    let mut at_once = Feed::new(FeedAbsence::Nothing);
    at_once.pushed("09:00", &[&first[..], &more].concat());
    assert_eq!(at_once.open(), ["web01@2026-11-27T08:00:00Z+e 08:00"]);
    let mut one_by_one = Feed::new(FeedAbsence::Nothing);
    for push in first.iter().chain(&more) {
        one_by_one.pushed("09:00", &[*push]);
    }
    assert_eq!(one_by_one.open(), at_once.open());
    let mut known: Vec<&str> = one_by_one.known.keys().map(String::as_str).collect();
    known.sort_unstable();
    let key = "web01@2026-11-27T08:00:00Z";
    assert_eq!(known, [key.to_owned(), format!("{key}+c"), format!("{key}+e")]);
    // A run was interrupted after it had kept what they say: they are read again, with another one behind.
    let mut again = Feed::new(FeedAbsence::Nothing);
    again.pushed("09:00", &first);
    let before = again.known.clone();
    let taken = again.pushed("09:10", &first);
    assert_eq!((&again.known, taken.changed.len(), taken.out_of_time.len()), (&before, 0, 0));
    again.pushed("09:20", &[&first[..], &more].concat());
    assert_eq!(again.open(), at_once.open());
}

#[test]
fn however_much_a_run_read_it_is_known_when_it_is_read_again() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    let names: Vec<String> = (0..200).map(|nth| format!("push{nth}")).collect();
    let mut rows: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "web01 08:00")).collect();
    rows.push(("end", "web01 over 08:00"));
    feed.pushed("09:00", &rows);
    let taken = feed.pushed("09:10", &rows);
    assert_eq!((feed.open(), taken.changed.len()), (vec![], 0));
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
            is_pushed: false,
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

#[test]
fn an_event_that_nobody_told_of_for_long_enough_changed_when_it_was_taken_to_be_over() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.over_after = Some(std::time::Duration::from_secs(3600));
    feed.read("09:00", &["web01 08:00"]);
    feed.read("11:00", &[]);
    let episode = feed.known.values().next().unwrap();
    assert_eq!((episode.over_at, episode.event.changed_at), (Some(at("11:00")), at("11:00")));
}

#[test]
fn a_row_without_a_key_finds_its_event_after_the_event_is_about_something_else() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    feed.read("09:00", &["#7 web01 08:00"]);
    feed.read("09:10", &["#7 web02 08:00", "web02 08:30 over 08:40", "web01 08:50"]);
    assert_eq!(feed.open(), ["web01@2026-11-27T08:50:00Z 08:50"]);
}

#[test]
fn many_rows_without_a_key_among_many_events_take_no_time() {
    let mut feed = Feed::new(FeedAbsence::Nothing);
    let rows: Vec<String> = (0..40_000).map(|nth| format!("host{nth:05} 08:00")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let begun = std::time::Instant::now();
    feed.read("09:00", &rows);
    feed.read("09:10", &rows);
    assert_eq!(feed.open().len(), 40_000);
    // Each row against each event would be some 1.6 thousand million looks.
    assert!(begun.elapsed().as_secs() < 15, "{:?}", begun.elapsed());
}

/// Answers to what is asked for: key and row, `-` for what is not there, `?` for what cannot be told.
fn answer(feed: &mut Feed, taken: Taken, clock: &str, answers: &[(&str, &str)]) -> (Became, Taken) {
    let answers = answers.iter().map(|(key, text)| {
        let answer = match *text {
            "-" => Answer::NotThere,
            "?" => Answer::Untold("HTTP 403".into()),
            text => Answer::Row(Box::new(row(text))),
        };
        ((*key).to_owned(), answer)
    });
    let mut taken = taken;
    let became = answered(&mut taken, answers.collect(), &OverAtOnce::default(), at(clock));
    feed.known = taken.known.clone();
    (became, taken)
}

#[test]
fn what_a_list_does_not_have_is_over_only_as_the_source_says_when_it_is_asked() {
    let mut feed = Feed::new(FeedAbsence::Asked);
    let all = ["#1 web01 08:00", "#2 web02 08:00", "#3 web03 08:00", "#4 web04 08:00", "#5 web05 08:00"];
    assert_eq!(feed.read("09:00", &all).to_ask, Vec::<String>::new());
    let taken = feed.read("09:10", &all[4..]);
    assert_eq!(taken.to_ask, ["1", "2", "3", "4"]);
    assert_eq!(feed.open().len(), 5, "nothing is over yet");
    let answers = [("1", "#1 web01 08:00 over 09:05"), ("2", "#2 web02 08:00"), ("3", "-"), ("4", "?")];
    let (became, taken) = answer(&mut feed, taken, "09:10", &answers);
    assert_eq!(
        (became.over, became.open, became.deleted),
        (vec!["1".into()], vec!["2".into()], vec!["3".into()])
    );
    assert_eq!(became.untold, [("4".to_owned(), "HTTP 403".into())]);
    assert_eq!(feed.open(), ["2 08:00", "4 08:00", "5 08:00"]);
    assert_eq!(feed.known["1"].over_at, Some(at("09:05")), "its record says when");
    assert_eq!((feed.known["3"].over_at, feed.known["3"].event.changed_at), (Some(at("09:10")), at("09:10")));
    assert!(["1", "2", "3", "4"].iter().all(|key| taken.changed.contains(*key)), "all is kept: {taken:?}");
}

#[test]
fn what_was_asked_for_last_is_asked_for_last_again() {
    let mut feed = Feed::new(FeedAbsence::Asked);
    feed.read("09:00", &["#1 web01 08:00", "#2 web02 08:00", "#3 web03 08:00"]);
    let taken = feed.read("09:10", &[]);
    answer(&mut feed, taken, "09:10", &[("1", "?"), ("2", "#2 web02 08:00")]);
    assert_eq!(feed.read("09:20", &[]).to_ask, ["3", "1", "2"]);
}

#[test]
fn an_answer_about_another_event_says_nothing() {
    let mut feed = Feed::new(FeedAbsence::Asked);
    feed.read("09:00", &["#1 web01 08:00", "#2 web02 08:00"]);
    let taken = feed.read("09:10", &[]);
    let (became, _) = answer(&mut feed, taken, "09:10", &[("1", "#2 web02 08:00 over 09:05")]);
    assert_eq!(became.untold[0].1, "the source answers with another record");
    assert_eq!(feed.open().len(), 2);
}

#[test]
fn most_of_a_list_is_never_deleted_at_once() {
    let all: Vec<String> = (0..12).map(|nth| format!("#{nth:02} web{nth} 08:00")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut feed = Feed::new(FeedAbsence::Asked);
    feed.read("09:00", &all);
    let taken = feed.read("09:10", &[]);
    let keys = taken.to_ask.clone();
    let answers: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "-")).collect();
    let (became, taken) = answer(&mut feed, taken, "09:10", &answers);
    assert_eq!((became.kept.map(|kept| (kept.known, kept.over)), feed.open().len()), (Some((12, 12)), 12));
    let (became, _) = answer(&mut feed, taken, "09:20", &answers[..6]);
    assert_eq!((became.kept, became.deleted.len(), feed.open().len()), (None, 6, 6), "half of it may be");
}
