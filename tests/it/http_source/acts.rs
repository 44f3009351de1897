//! What is written back: once, whatever happens on the way, and never by a check.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use stocktake::engine::connect;
use stocktake::model::JobName;
use stocktake::systems::source::{Act, Acted, Wish};

use super::api::{ESCAPED_CANARY, Vendor};
use super::board::{Board, Mood};

const LOGIN: &str = "timeout = \"1s\"\n[system.vendor.http.login]\npath = \"/login\"\nlogin = \"me\"\npassword = \"file:secrets/token\"\njson = { User = \"{{ login }}\", Password = \"{{ password }}\" }\nxsrf_cookie = \"XSRF-TOKEN\"";
const OPEN: &str = "timeout = \"1s\"";

const FEED: &str = r#"path = "/api/v0/alerts"
rows = "alerts"
[feed.http.act.acknowledge]
method = "PUT"
path = "/api/v0/alerts/{{ record.id }}"
json = { state = 2, note = "{{ ticket.number }}: \"{{ event.title }}\"", until_clear = false, device = "{{ record.device.id }}" }
already = [409]
gone_when = "{{ answer.message == 'No Alert by that ID' }}"
[feed.http.act.comment]
path = "/api/extras/journal-entries/"
body = '{"object": {{ record.id }}, "comments": {{ remark.text ~ " [" ~ mark ~ "]" }}}'
repeatable = false
[feed.http.act.comment.find]
path = "/api/extras/journal-entries/"
query = { object = "{{ record.id }}" }
rows = "results"
when = "{{ mark in row.comments }}"
paging.offset = { limit = 1, total = "count" }
[feed.http.act.close]
method = "PUT"
path = "/api/v0/alerts/{{ record.id }}"
json = { state = 0 }
[feed.http.act.close.find]
path = "/api/v0/alerts/{{ record.id }}"
when = "{{ answer.alerts[0].state == 2 }}"
"#;

/// Does an act of the feed about an alert, in a program of its own.
async fn act(vendor: &Vendor, name: &str, id: i64, mark: &str) -> Result<Acted, String> {
    let project = stocktake::config::load(vendor.folder()).unwrap_or_else(|problems| {
        panic!("{}", problems.render(false, 100));
    });
    let open = connect::open_source(&project, "vendor").await.unwrap();
    let spec = &project.jobs[&JobName::from("job")].feeds[0].source;
    let wish = Wish { spec, bookmark: None, now: SystemTime::now() };
    assert_eq!(open.source.acts(wish), ["acknowledge", "comment", "close"]);
    let values = json!({
        "record": { "id": id, "hostname": "sw1", "device.id": 3 },
        "event": { "title": "port \"1\" down\",\"state\":0,\"x\":\"" },
        "ticket": { "number": "T-5" },
        "remark": { "author": "me", "text": "looked \"at\" it\",\"object\":9,\"x\":\"", "at": "2026-11-28T10:00:00Z" },
    });
    let done = open.source.act(wish, Act { name, values: &values, mark }).await;
    open.close().await;
    let told = format!("{done:?}");
    assert!(!told.contains(ESCAPED_CANARY), "{told}");
    done.map_err(|error| error.to_string())
}

async fn board(system: &str, moods: &[Mood]) -> (Board, Vendor) {
    let board = Board::start(system == LOGIN, moods).await;
    let vendor = Vendor::new(&board.url, system, FEED);
    (board, vendor)
}

/// What was posted, as the board understood it.
fn remark(mark: &str) -> String {
    format!("looked \"at\" it\",\"object\":9,\"x\":\" [{mark}]")
}

fn is_unknown(acted: &Acted) -> bool {
    matches!(acted, Acted::Unknown(_))
}

#[tokio::test]
async fn what_is_written_holds_the_values_and_nothing_else() {
    let (board, vendor) = board(OPEN, &[]).await;
    assert_eq!(act(&vendor, "acknowledge", 7, "m1").await.unwrap(), Acted::Done);
    let sent: Value = board.acknowledged()[0].clone();
    let note = "T-5: \"port \"1\" down\",\"state\":0,\"x\":\"\"";
    assert_eq!(sent, json!({ "state": 2, "note": note, "until_clear": false, "device": 3 }));
    // A success that says that there is nothing of the kind is none.
    let gone = act(&vendor, "acknowledge", 8, "m1").await.unwrap();
    assert!(
        matches!(&gone, Acted::Gone(Some(words)) if words.to_string().contains("No Alert by that ID")),
        "{gone:?}"
    );
    assert_eq!(act(&vendor, "comment", 7, "m2").await.unwrap(), Acted::Done);
    assert_eq!(board.notes(), [remark("m2")]);
    assert!(matches!(act(&vendor, "reopen", 7, "m3").await.unwrap(), Acted::NotPossible(_)));
}

#[tokio::test]
async fn what_was_said_already_is_not_said_again() {
    let (board, vendor) = board(OPEN, &[]).await;
    for mark in ["m1", "m2", "m3", "m1", "m3"] {
        let expected = if board.notes().contains(&remark(mark)) { Acted::Already } else { Acted::Done };
        assert_eq!(act(&vendor, "comment", 7, mark).await.unwrap(), expected);
    }
    assert_eq!((board.notes().len(), board.writes().len()), (3, 3));
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_is_looked_up_and_not_sent_again() {
    let late = Mood::Late(Duration::from_millis(1500));
    for mood in [late, Mood::DoneThen(502), Mood::DoneThen(504), Mood::DoneThen(500), Mood::DoneThenCut] {
        let (board, vendor) = board(OPEN, std::slice::from_ref(&mood)).await;
        assert_eq!(act(&vendor, "comment", 7, "m1").await.unwrap(), Acted::Done, "{mood:?}");
        assert_eq!(board.notes(), [remark("m1")], "{mood:?}");
        assert_eq!(act(&vendor, "comment", 7, "m1").await.unwrap(), Acted::Already, "{mood:?}");
        assert_eq!(board.writes().len(), 1, "{mood:?}");
    }
}

#[tokio::test]
async fn a_creation_that_does_not_show_has_an_unknown_outcome() {
    // It comes after all, when the lookups are over.
    let very_late = Mood::Late(Duration::from_secs(8));
    for (mood, comes) in [(Mood::CutBefore, false), (very_late, true)] {
        let (board, vendor) = board(OPEN, std::slice::from_ref(&mood)).await;
        let acted = act(&vendor, "comment", 7, "m1").await.unwrap();
        assert!(is_unknown(&acted) && board.writes().len() == 1, "{mood:?}: {acted:?}");
        let is_there = async || {
            while board.notes().is_empty() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if comes {
            tokio::time::timeout(Duration::from_secs(20), is_there()).await.unwrap();
        }
        let again = act(&vendor, "comment", 7, "m1").await.unwrap();
        assert_eq!(again, if comes { Acted::Already } else { Acted::Done }, "{mood:?}");
        assert_eq!(board.notes(), [remark("m1")], "{mood:?}");
    }
}

#[tokio::test]
async fn what_does_no_harm_twice_is_sent_again() {
    let late = Mood::Late(Duration::from_millis(1500));
    for mood in [late, Mood::DoneThen(502), Mood::DoneThen(504), Mood::DoneThenCut, Mood::CutBefore] {
        let (board, vendor) = board(OPEN, std::slice::from_ref(&mood)).await;
        assert_eq!(act(&vendor, "acknowledge", 7, "m1").await.unwrap(), Acted::Done, "{mood:?}");
        assert_eq!(board.writes().len(), 2, "{mood:?}");
        let first = &board.acknowledged()[0];
        assert!(board.acknowledged().iter().all(|sent| sent == first));
    }
    // Where it can be looked up, it is looked up first.
    for mood in [Mood::DoneThen(502), Mood::DoneThenCut] {
        let (board, vendor) = board(OPEN, std::slice::from_ref(&mood)).await;
        assert_eq!(act(&vendor, "close", 7, "m1").await.unwrap(), Acted::Done);
        assert_eq!(board.writes().len(), 1, "{mood:?}: {:?}", board.calls());
    }
    let (board, vendor) = board(OPEN, &[Mood::CutBefore]).await;
    assert_eq!(act(&vendor, "close", 7, "m1").await.unwrap(), Acted::Done);
    assert_eq!(board.writes().len(), 2, "{:?}", board.calls());
}

#[tokio::test]
async fn a_session_that_ends_within_is_opened_once_and_looked_up_before_it_is_repeated() {
    let count = |board: &Board, call: &str| board.calls().iter().filter(|known| *known == call).count();
    let (board, vendor) = self::board(LOGIN, &[Mood::LoggedOut]).await;
    assert_eq!(act(&vendor, "comment", 7, "m1").await.unwrap(), Acted::Done);
    assert_eq!((count(&board, "POST /login"), board.writes().len(), board.notes().len()), (2, 2, 1));
    for name in ["comment", "close"] {
        let (board, vendor) = self::board(LOGIN, &[Mood::DoneThenLoggedOut]).await;
        assert_eq!(act(&vendor, name, 7, "m1").await.unwrap(), Acted::Done);
        let done = board.notes().len() + board.acknowledged().len();
        assert_eq!(
            (count(&board, "POST /login"), board.writes().len(), done),
            (2, 1, 1),
            "{:?}",
            board.calls()
        );
    }
    // Who is never content is not asked for ever.
    let moods = [Mood::Refused(401, ""), Mood::Refused(401, ""), Mood::Refused(401, "")];
    let (board, vendor) = self::board(LOGIN, &moods).await;
    let error = act(&vendor, "comment", 7, "m1").await.unwrap_err();
    assert!(error.contains("HTTP 401") && board.writes().len() == 2, "{error}");
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let cases: [(u16, Acted); 3] = [
        (409, Acted::Already),
        (404, Acted::Gone(Some("not now".into()))),
        (410, Acted::Gone(Some("not now".into()))),
    ];
    for (status, expected) in cases {
        let (board, vendor) = board(OPEN, &[Mood::Refused(status, "")]).await;
        assert_eq!(act(&vendor, "acknowledge", 7, "m1").await.unwrap(), expected);
        assert_eq!(board.writes().len(), 1);
    }
    for (status, words) in [(400, "does not take the question"), (403, "not allowed to do this")] {
        let (board, vendor) = board(OPEN, &[Mood::Refused(status, "")]).await;
        let error = act(&vendor, "comment", 7, "m1").await.unwrap_err();
        assert!(error.contains(words) && board.writes().len() == 1, "{error}");
    }
    // Who asks us to come back is not taken for one who did it.
    let (board, vendor) =
        self::board(OPEN, &[Mood::Refused(429, "retry-after: 1"), Mood::Refused(503, "retry-after: 1")])
            .await;
    assert_eq!(act(&vendor, "comment", 7, "m1").await.unwrap(), Acted::Done);
    assert_eq!((board.writes().len(), board.notes().len()), (3, 1));
    let (board, vendor) = self::board(OPEN, &[Mood::Refused(429, "retry-after: 86400")]).await;
    let error = act(&vendor, "comment", 7, "m1").await.unwrap_err();
    assert!(error.contains("come back") && board.writes().len() == 1, "{error}");
    // A redirection takes nothing elsewhere.
    let (board, vendor) =
        self::board(OPEN, &[Mood::Refused(307, "location: http://elsewhere.example.org/")]).await;
    let error = act(&vendor, "comment", 7, "m1").await.unwrap_err();
    assert!(error.contains("another host") && board.writes().len() == 1, "{error}");
}

#[tokio::test]
async fn a_check_writes_nothing_and_tells_what_is_wrong() {
    let (board, vendor) = board(LOGIN, &[]).await;
    let said = vendor.program(&["check", "--connect"]).await.stdout;
    assert!(said.contains("act `comment`: POST /api/extras/journal-entries/"), "{said}");
    assert!(said.contains("its lookup answers") && board.writes().is_empty(), "{said}\n{:?}", board.calls());
    vendor.program(&["plan", "job"]).await;
    assert!(board.writes().is_empty());
    let wrong = FEED
        .replace("{{ record.id }}\"\njson = { state = 0", "{{ record.alert_id }}\"\njson = { state = 0")
        .replace("mark in row.comments", "mark in row.comments or true");
    let (board, before) = self::board(LOGIN, &[]).await;
    act(&before, "comment", 7, "m1").await.unwrap();
    let vendor = Vendor::new(&board.url, LOGIN, &wrong);
    let outcome = vendor.program(&["check", "--connect"]).await;
    let said = outcome.stdout;
    assert!(said.contains("no row of the first page has `alert_id`"), "{said}");
    assert!(said.contains("a mark that nobody has written"), "{said}");
    assert!(outcome.code != Some(0) && board.writes().len() == 1, "{:?}", outcome.code);
}
