//! Clocks that jump: what was journalled by a clock that was two hours ahead or behind neither waits two hours
//! longer or shorter once it is set right, nor makes anything twice; and neither does another machine.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use stocktake::model::ticket_ledger::OurTicket;
use stocktake::practice::monitor::Level;

use super::desk::{Call, Kind};
use super::office::{JOB, Office};
use crate::world::until;

/// How far the clock was ahead.
const AHEAD: TimeDelta = TimeDelta::hours(2);

/// Runs the job until it is at rest; what a person is asked he answers.
async fn rests(office: &Office) {
    let begin = Instant::now();
    while office.run().await.code != Some(0) || !office.store().open_acts(JOB).unwrap().is_empty() {
        office.answers().await;
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", office.report());
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Everything that the journal knows was written by a clock that was ahead.
fn was_ahead(office: &Office) {
    was_off(office, AHEAD);
}

/// Everything that the journal knows was written by a clock that was off by as much.
fn was_off(office: &Office, by: TimeDelta) {
    let then = (Utc::now() + by).to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    office.sql(&format!("UPDATE acts SET started_at = '{then}' WHERE state = 'started'"));
    office.sql(&format!("UPDATE acts SET sent_at = '{then}' WHERE sent_at IS NOT NULL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_was_journalled_by_a_clock_that_was_ahead_waits_its_time_and_no_longer() {
    futures::future::join_all([Kind::Itop, Kind::ServiceNow].map(async |kind| {
        let office = Office::new(kind).await;
        office.rule_settling("2s", "");
        office.raise(0, Level::Critical);
        office.desk.never(Call::Open);
        office.run().await;
        was_ahead(&office);
        // Its time begins when the clock is right again, and is not over at once.
        let first = office.run().await;
        assert_eq!((first.code, office.desk.tickets().len()), (Some(4), 0), "{kind:?}: {first:?}");
        assert_eq!(office.asks(), Vec::<String>::new(), "{kind:?}");
        tokio::time::sleep(Duration::from_millis(2200)).await;
        rests(&office).await;
        office.keeps_the_promise(1);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_late_is_not_doubled_by_a_clock_that_was_ahead() {
    let office = Office::new(Kind::Itop).await;
    office.rule_settling("15m", "");
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, super::desk::Gone::Cut, Duration::from_secs(3));
    office.run().await;
    was_ahead(&office);
    office.run().await;
    until("the late one", || office.desk.tickets().len() == 1).await;
    rests(&office).await;
    office.keeps_the_promise(1);
}

/// The desk carries an opening out late. What was sent by a clock that was behind seems to be waited for since
/// long ago: a person who is asked now says that it is not there, and it comes after that.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_late_is_not_doubled_by_a_clock_that_was_behind_or_went_ahead_since() {
    let office = Office::new(Kind::Itop).await;
    office.rule_settling("15m", "");
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, super::desk::Gone::Cut, Duration::from_secs(3));
    office.run().await;
    was_off(&office, -AHEAD);
    let waits = office.run().await;
    assert_eq!((waits.code, office.asks()), (Some(4), Vec::new()), "{waits:?}");
    until("the late one", || office.desk.tickets().len() == 1).await;
    rests(&office).await;
    office.keeps_the_promise(1);
}

/// The same of a note.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_comes_late_is_not_doubled_by_a_clock_that_was_behind() {
    let office = Office::new(Kind::ServiceNow).await;
    office.rule_settling("15m", "");
    office.raise(0, Level::Warning);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.desk.late(Call::Note, super::desk::Gone::Cut, Duration::from_secs(3));
    office.run().await;
    was_off(&office, -AHEAD);
    let waits = office.run().await;
    assert_eq!((waits.code, office.asks()), (Some(4), Vec::new()), "{waits:?}");
    tokio::time::sleep(Duration::from_secs(3)).await;
    rests(&office).await;
    let notes = office.notes().await;
    assert_eq!(notes.iter().filter(|note| note.contains("CRITICAL")).count(), 1, "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_another_machine_a_wait_begins_when_that_comes_to_know_of_it() {
    let office = Office::new(Kind::Itop).await;
    office.rule_settling("2s", "");
    office.raise(0, Level::Critical);
    office.desk.never(Call::Open);
    office.run().await;
    // Its clock is two hours ahead of that of the machine that sent it.
    office.sql("UPDATE steady_times SET boot = 'another', at = 7");
    was_off(&office, -AHEAD);
    let waits = office.run().await;
    assert_eq!((waits.code, office.asks()), (Some(4), Vec::new()), "{waits:?}");
    tokio::time::sleep(Duration::from_millis(2200)).await;
    // Its time is over: nothing proves anything, and a person is asked.
    let asks = office.run().await;
    assert_eq!((asks.code, office.asks().len()), (Some(4), 1), "{asks:?}");
    rests(&office).await;
    office.keeps_the_promise(1);
}

/// Changes what we remember of our only ticket.
fn remember(office: &Office, change: impl Fn(&mut OurTicket)) {
    let mut ticket = office.ours().remove(0);
    change(&mut ticket);
    office.store().save_tickets(None, &[ticket], &[]).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_ended_by_a_clock_that_was_ahead_is_solved_when_its_time_is_over() {
    let office = Office::new(Kind::Glpi).await;
    office.rule_settling("1s", "on_recovery = { action = \"solve\", after = \"1s\" }\n");
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    office.runs().await;
    remember(&office, |ticket| {
        let then = Some(Utc::now() + AHEAD);
        ticket.quiet_since = then;
        ticket.episodes.iter_mut().for_each(|episode| episode.over_at = then);
    });
    office.runs().await;
    assert!(office.only().is_open, "it waits its time");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    office.runs().await;
    assert!(!office.only().is_open);
}
