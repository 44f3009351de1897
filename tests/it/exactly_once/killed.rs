//! The program is killed at any moment, over and over.

use std::process::Stdio;
use std::time::{Duration, Instant};

use stocktake::practice::glpi::{Effect, Fault};
use stocktake::practice::monitor::Level;

use super::desk::{Desk, Kind};
use super::office::{Office, State};
use crate::world::until;

const ROUNDS: usize = 25;
const EVENTS: usize = 40;

/// A row of moments, the same for the same seed.
struct Moments(u64);

impl Moments {
    /// Up to `most` milliseconds.
    fn next(&mut self, most: u64) -> Duration {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_millis(self.0 % most)
    }
}

/// Kills the job in each round while new events come up; then lets it finish.
async fn kills_lose_and_double_nothing(kind: Kind, seed: u64) {
    let latency = Duration::from_millis(10);
    let office = Office::with(kind, State::Sqlite, latency).await.unwrap();
    let mut moments = Moments(seed);
    let mut killed = 0;
    // How long a run takes: as long as the first, which nobody kills, and longer with more to do.
    let mut whole = Duration::ZERO;
    for round in 0..ROUNDS {
        for nth in EVENTS * round / ROUNDS..EVENTS * (round + 1) / ROUNDS {
            office.raise(nth, Level::Critical);
        }
        let mut child =
            office.command(&["run", "tickets"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if round == 0 {
            let begin = Instant::now();
            child.wait().unwrap();
            whole = begin.elapsed();
            continue;
        }
        let most = u64::try_from(whole.as_millis()).unwrap().max(20);
        tokio::time::sleep(moments.next(most)).await;
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    eprintln!("{kind:?}: {killed} of {ROUNDS} runs were killed");
    assert!(killed > ROUNDS / 5, "{killed} of {ROUNDS} runs were caught alive");
    office.settles().await;
    office.keeps_the_promise(EVENTS);
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_a_glpi_lose_and_double_nothing() {
    kills_lose_and_double_nothing(Kind::Glpi, 0x5eed_0001).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_api_v2_of_a_glpi_lose_and_double_nothing() {
    kills_lose_and_double_nothing(Kind::GlpiV2, 0x5eed_0004).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_kills_at_an_itop_lose_and_double_nothing() {
    kills_lose_and_double_nothing(Kind::Itop, 0x5eed_0002).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_a_servicenow_lose_and_double_nothing() {
    kills_lose_and_double_nothing(Kind::ServiceNow, 0x5eed_0003).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_still_works_on_it_after_the_kill_opens_it_once() {
    let office = Office::new(Kind::Glpi).await;
    office.raise(0, Level::Critical);
    let Desk::Glpi(glpi) = &office.desk else { panic!() };
    let slow = Effect::Slow(Duration::from_millis(600));
    glpi.control().inject(Fault::new(slow).method("POST").path("/Ticket"));
    let mut child = office.start();
    // The intent is written down before the desk is asked.
    let state = office.folder().join("var/stocktake.db");
    until("the intent", || state.exists() && office.ours().len() == 1).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(office.desk.tickets().is_empty(), "the desk is still at work");
    let second = office.run().await;
    assert!(matches!(second.code, Some(0 | 4)), "{second:?}");
    until("the desk has it", || !office.desk.tickets().is_empty()).await;
    office.settles().await;
    office.keeps_the_promise(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_that_never_reached_the_desk_is_opened_again() {
    let office = Office::new(Kind::Glpi).await;
    office.raise(0, Level::Critical);
    let Desk::Glpi(glpi) = &office.desk else { panic!() };
    // The desk is asked whether it has the ticket, and the program ends before it is told.
    let control = glpi.control();
    let late = Effect::Delay(Duration::from_secs(5));
    control.inject(Fault::new(late).path("/search/Ticket"));
    let mut child = office.start();
    let state = office.folder().join("var/stocktake.db");
    until("the intent", || state.exists() && office.ours().len() == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    control.call_off_faults();
    assert!(office.desk.tickets().is_empty());
    office.settles().await;
    office.keeps_the_promise(1);
}
