//! A desk carries out a write after its client is gone: cut, answered by a gateway, out of time, killed;
//! or it is paused, or its tables are locked. Tickets, notes, solutions and reopenings are there once, and
//! a run says what waits.

use std::process::Stdio;
use std::time::{Duration, Instant};

use stocktake::model::EntryState;
use stocktake::model::ticket_report::TicketAction;
use stocktake::practice::glpi;
use stocktake::practice::monitor::Level;

use super::desk::{Call, Desk, Gone, Kind, TIMEOUT, at_every};
use super::office::{JOB, Office};
use crate::world::{ended, until};

/// Longer than a client waits.
const AFTER: Duration = Duration::from_millis(2200);

/// `settle` of these jobs: longer than any write here takes.
const SETTLE: &str = "5s";

/// Path of the call that waits for the end of a write.
const FENCE: &str = "/getActiveEntities";

/// `settle` of jobs that may not come to its end.
const LONG: &str = "15m";

async fn office(kind: Kind, settle: &str) -> Office {
    let office = Office::new(kind).await;
    office.rule_settling(settle, "");
    office
}

/// Runs the job until it is at rest.
async fn rests(office: &Office, what: &str) {
    let begin = Instant::now();
    loop {
        let outcome = office.run().await;
        assert!(matches!(outcome.code, Some(0 | 1 | 4)), "{what}: {outcome:?}");
        if outcome.code == Some(0) && office.store().open_acts(JOB).unwrap().is_empty() {
            return;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "{what}: {outcome:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Says of the last run whether something waits.
fn waits(office: &Office) -> bool {
    let told = office.report().failed;
    told.iter()
        .filter_map(|line| line.reason.as_ref().map(|said| said.english()))
        .any(|reason| reason.contains("may still"))
}

async fn critical_notes(office: &Office) -> usize {
    office.notes().await.iter().filter(|note| note.contains("CRITICAL")).count()
}

/// One opening that is carried out late.
async fn opens_once(kind: Kind, gone: Gone, events: usize) {
    let what = format!("{kind:?} {gone:?} {events}");
    let office = office(kind, SETTLE).await;
    for nth in 0..events {
        office.raise(nth, Level::Critical);
    }
    office.desk.late(Call::Open, gone, AFTER);
    let first = office.run().await;
    assert!(matches!(first.code, Some(0 | 4)), "{what}: {first:?}");
    if first.code == Some(4) && kind != Kind::ItopOnce {
        assert!(waits(&office), "{what}: {first:?}");
    }
    office.run().await;
    rests(&office, &what).await;
    office.keeps_the_promise(events);
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_a_ticket_that_is_opened_after_its_client_is_gone_is_opened_once() {
    at_every(async |kind| {
        for gone in [Gone::Cut, Gone::Gateway, Gone::TimedOut] {
            opens_once(kind, gone, 3).await;
        }
        opens_once(kind, Gone::Cut, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_written_after_its_client_is_gone_is_written_once() {
    at_every(async |kind| {
        for gone in [Gone::Cut, Gone::Gateway, Gone::TimedOut] {
            let what = format!("{kind:?} {gone:?}");
            let office = office(kind, SETTLE).await;
            office.raise(0, Level::Warning);
            office.runs().await;
            office.raise(0, Level::Critical);
            office.desk.late(Call::Note, gone, AFTER);
            office.run().await;
            office.run().await;
            assert!(critical_notes(&office).await <= 1, "{what}");
            rests(&office, &what).await;
            assert_eq!(critical_notes(&office).await, 1, "{what}");
            office.is_quiet().await;
            office.keeps_the_promise(1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_solved_and_reopened_once_however_late() {
    at_every(async |kind| {
        for gone in [Gone::Cut, Gone::Gateway, Gone::TimedOut] {
            let what = format!("{kind:?} {gone:?}");
            let office = Office::new(kind).await;
            office.rule_settling(SETTLE, office.desk.solve());
            office.raise(0, Level::Critical);
            office.runs().await;
            office.recover(0);
            office.desk.late(Call::Solve, gone, AFTER);
            office.run().await;
            rests(&office, &what).await;
            assert!(!office.only().is_open, "{what}");
            assert!(office.desk.solutions().is_none_or(|solutions| solutions == 1), "{what}");
            office.raise(0, Level::Critical);
            office.desk.late(Call::Reopen, gone, AFTER);
            office.run().await;
            rests(&office, &what).await;
            assert!(office.only().is_open, "{what}");
            office.is_quiet().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_note_may_still_come_nothing_else_is_written_in_its_ticket() {
    at_every(async |kind| {
        let office = office(kind, LONG).await;
        office.raise(0, Level::Warning);
        office.runs().await;
        office.raise(0, Level::Critical);
        office.desk.late(Call::Note, Gone::TimedOut, Duration::from_secs(4));
        office.run().await;
        // A further change, which would be told by another note.
        office.raise(0, Level::Unknown);
        office.run().await;
        let notes = office.notes().await;
        // On a machine that is busy the first one may have come by now: then the next one may follow it.
        let first = notes.iter().position(|note| note.contains("CRITICAL")).unwrap_or(usize::MAX);
        let next = notes.iter().position(|note| note.contains("UNKNOWN"));
        assert!(next.is_none_or(|next| first < next), "{kind:?}: {notes:?}");
        rests(&office, &format!("{kind:?}")).await;
        let notes = office.notes().await;
        let about = |word: &str| notes.iter().filter(|note| note.contains(word)).count();
        assert_eq!((about("CRITICAL"), about("UNKNOWN")), (1, 1), "{kind:?}: {notes:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_came_is_opened_when_the_desk_makes_no_second_one_or_a_person_says_so() {
    at_every(async |kind| {
        let office = office(kind, "3s").await;
        office.raise(0, Level::Critical);
        office.desk.never(Call::Open);
        let begin = Instant::now();
        let first = office.run().await;
        assert!(matches!(first.code, Some(0 | 4)), "{kind:?}: {first:?}");
        office.run().await;
        let early = begin.elapsed() < Duration::from_secs(3);
        match kind {
            // Its session proves that it has ended; the extension refuses doubles.
            Kind::Glpi | Kind::ItopOnce => assert_eq!(office.desk.tickets().len(), 1, "{kind:?}"),
            Kind::GlpiV2 | Kind::Itop | Kind::ServiceNow if early => {
                assert!(office.desk.tickets().is_empty(), "{kind:?}");
                assert!(waits(&office), "{kind:?}");
            }
            Kind::GlpiV2 | Kind::Itop | Kind::ServiceNow => {}
        }
        // Neither proves the end of a write, nor refuses a second one.
        if matches!(kind, Kind::GlpiV2 | Kind::Itop) {
            is_asked(&office).await;
            assert!(office.desk.tickets().is_empty());
            office.answers().await;
        }
        rests(&office, &format!("{kind:?}")).await;
        assert_eq!(office.asks(), Vec::<String>::new(), "{kind:?}");
        office.keeps_the_promise(1);
    })
    .await;
}

/// Runs the job until a person is asked; twice more, which asks nothing else.
async fn is_asked(office: &Office) {
    let begin = Instant::now();
    let mut outcome = office.run().await;
    while office.asks().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(20), "{outcome:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
        outcome = office.run().await;
    }
    for nth in 0..3 {
        assert_eq!(outcome.code, Some(4), "{nth}: {outcome:?}");
        assert_eq!(office.asks().len(), 1, "{nth}: {outcome:?}");
        let how = format!("settle {}", office.asks()[0]);
        let shown = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(shown.contains(&how), nth == 0, "{nth}: {outcome:?}");
        outcome = office.run().await;
    }
    let report = office.report();
    assert_eq!(report.with_ticket, 0, "{report:?}");
    let (events, told) = (report.without_ticket, report.failed);
    let reason = told[0].reason.clone().unwrap();
    assert!(reason.english().contains("without a person's word"), "{reason}");
    assert!(events.is_empty() || events[0].needs_person(), "{events:?}");
}

/// A desk that proves nothing, whose ticket never came: a person is asked.
async fn asking(settle: &str) -> Office {
    let office = office(Kind::Itop, settle).await;
    office.raise(0, Level::Critical);
    office.desk.never(Call::Open);
    office.run().await;
    is_asked(&office).await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_closes_the_question_sees_to_the_event_himself() {
    let office = asking("1s").await;
    let id = office.store().open_questions(None).unwrap()[0].1.question.id(JOB);
    let mut close = office.command(&["questions", "close", &id, "--by", "ana"]);
    assert_eq!(ended(close.spawn().unwrap()).await.code, Some(0));
    for _ in 0..2 {
        office.runs().await;
        assert!(office.desk.tickets().is_empty());
        assert_eq!(office.asks().len(), 1, "it is known still, and closed");
    }
    // The problem is over: nobody waits for a ticket any more.
    office.recover(0);
    office.runs().await;
    assert_eq!(office.asks(), Vec::<String>::new());
    assert_eq!(office.store().open_acts(JOB).unwrap(), []);
    // The next problem is another one.
    office.raise(0, Level::Critical);
    office.runs().await;
    assert_eq!(office.desk.tickets().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_while_a_person_is_asked_answers_the_question() {
    let office = office(Kind::Itop, "1s").await;
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, Gone::Cut, Duration::from_secs(8));
    office.run().await;
    is_asked(&office).await;
    until("the late one", || office.desk.tickets().len() == 1).await;
    office.runs().await;
    assert_eq!(office.asks(), Vec::<String>::new());
    office.keeps_the_promise(1);
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_desk_that_does_not_answer_was_asked_about_stays_asked() {
    let office = asking("1s").await;
    let stalled = Duration::from_secs(4);
    office.desk.stall(true, stalled);
    let outcome = office.run().await;
    assert!(matches!(outcome.code, Some(1 | 4)), "{outcome:?}");
    assert_eq!(office.asks().len(), 1);
    tokio::time::sleep(stalled).await;
    office.settles().await;
    office.keeps_the_promise(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_nothing_proves_is_asked_about_and_holds_up_nothing_else() {
    let office = office(Kind::ServiceNow, "1s").await;
    office.raise(0, Level::Warning);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.desk.never(Call::Note);
    office.run().await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let asks = office.run().await;
    assert_eq!((asks.code, office.asks().len()), (Some(4), 1), "{asks:?}");
    assert_eq!(critical_notes(&office).await, 0);
    // A further change is told.
    office.raise(0, Level::Unknown);
    office.run().await;
    let notes = office.notes().await;
    assert!(notes.iter().any(|note| note.contains("UNKNOWN")), "{notes:?}");
    office.answers().await;
    rests(&office, "answered").await;
    assert_eq!(office.asks(), Vec::<String>::new());
    office.keeps_the_promise(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_whose_second_writing_the_desk_refuses_is_written_again_without_a_question() {
    let office = office(Kind::Itop, "1s").await;
    office.raise(0, Level::Warning);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.desk.never(Call::Note);
    office.run().await;
    rests(&office, "note").await;
    assert_eq!(office.asks(), Vec::<String>::new());
    assert_eq!(critical_notes(&office).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn between_two_runs_what_certainly_was_not_opened_is_settled_while_its_proof_lives() {
    let office = office(Kind::Glpi, LONG).await;
    let Desk::Glpi(glpi) = &office.desk else { panic!() };
    office.raise(0, Level::Critical);
    office.desk.never(Call::Open);
    // The fence is not answered either; the first such call is of the start of a session.
    for nth in 2..=5 {
        glpi.control().inject(glpi::Fault::status(500).method("GET").path(FENCE).nth(nth));
    }
    let first = office.run().await;
    assert_eq!(first.code, Some(4), "{first:?}");
    assert!(waits(&office), "{first:?}");
    glpi.control().call_off_faults();
    assert_eq!(office.settles_early().await, 1);
    assert_eq!(office.store().open_acts(JOB).unwrap(), []);
    assert_eq!(office.settles_early().await, 0);
    // The session is gone by now, and its proof with it.
    glpi.control().expire_sessions();
    office.runs().await;
    office.keeps_the_promise(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_after_a_persons_word_is_told_as_a_double() {
    let office = office(Kind::Itop, "1s").await;
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, Gone::Cut, Duration::from_secs(8));
    office.run().await;
    is_asked(&office).await;
    office.answers().await;
    office.runs().await;
    assert_eq!(office.desk.tickets().len(), 1);
    until("the late one", || office.desk.tickets().len() == 2).await;
    let told = office.run().await;
    assert_eq!(told.code, Some(4), "{told:?}");
    let reasons: Vec<_> = office.report().failed.into_iter().filter_map(|line| line.reason).collect();
    assert!(
        reasons.iter().any(|reason| reason.english().contains("more than one ticket with our key")),
        "{reasons:?}"
    );
    // It is told once.
    office.runs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_when_its_problem_is_over_is_told() {
    let office = office(Kind::Itop, "1s").await;
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, Gone::Cut, Duration::from_secs(4));
    office.run().await;
    office.recover(0);
    tokio::time::sleep(Duration::from_millis(1200)).await;
    office.runs().await;
    assert_eq!((office.asks(), office.desk.tickets().len()), (Vec::new(), 0));
    until("the late one", || office.desk.tickets().len() == 1).await;
    let told = office.run().await;
    assert_eq!(told.code, Some(4), "{told:?}");
    let reasons: Vec<_> = office.report().failed.into_iter().filter_map(|line| line.reason).collect();
    assert!(reasons.iter().any(|reason| reason.english().contains("nobody waited")), "{reasons:?}");
    office.runs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_extension_an_event_has_its_ticket_in_the_very_run() {
    for gone in [Gone::Cut, Gone::Gateway] {
        let office = office(Kind::ItopOnce, LONG).await;
        office.raise(0, Level::Critical);
        office.desk.late(Call::Open, gone, TIMEOUT / 2);
        office.runs().await;
        office.keeps_the_promise(1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_paused_or_locked_makes_nothing_twice() {
    at_every(async |kind| {
        for everything in [true, false] {
            let what = format!("{kind:?} everything {everything}");
            let office = office(kind, SETTLE).await;
            for nth in 0..3 {
                office.raise(nth, Level::Warning);
            }
            office.desk.stall(everything, AFTER);
            office.run().await;
            rests(&office, &what).await;
            office.keeps_the_promise(3);
            office.raise(1, Level::Critical);
            office.desk.stall(everything, AFTER);
            office.run().await;
            rests(&office, &what).await;
            office.keeps_the_promise(3);
            office.is_quiet().await;
        }
    })
    .await;
}

/// Kills the program while the desk works on a call, and lets the next runs go on.
async fn killed_during(office: &Office, call: Call, action: TicketAction, what: &str) {
    office.desk.late(call, Gone::TimedOut, AFTER);
    let mut child =
        office.command(&["run", JOB]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let store = office.store();
    until(&format!("{what}: the act"), || {
        let Some(run) = store.running(JOB).unwrap() else { return false };
        let acts = store.acts(&run.id).unwrap();
        acts.iter().any(|act| act.action == action && act.state == EntryState::Started)
    })
    .await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    rests(office, what).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_during_each_class_of_write_makes_nothing_twice() {
    at_every(async |kind| {
        let office = Office::new(kind).await;
        office.rule_settling(SETTLE, "");
        office.raise(0, Level::Warning);
        killed_during(&office, Call::Open, TicketAction::Opened, &format!("{kind:?} opening")).await;
        office.keeps_the_promise(1);
        office.raise(0, Level::Critical);
        killed_during(&office, Call::Note, TicketAction::Noted, &format!("{kind:?} note")).await;
        assert_eq!(critical_notes(&office).await, 1, "{kind:?}");
        office.rule_settling(SETTLE, office.desk.solve());
        office.recover(0);
        killed_during(&office, Call::Solve, TicketAction::Solved, &format!("{kind:?} solution")).await;
        assert!(!office.only().is_open, "{kind:?}");
        assert!(office.desk.solutions().is_none_or(|solutions| solutions == 1), "{kind:?}");
        office.raise(0, Level::Critical);
        killed_during(&office, Call::Reopen, TicketAction::Reopened, &format!("{kind:?} reopening")).await;
        assert!(office.only().is_open, "{kind:?}");
        office.is_quiet().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_glpi_that_does_not_lock_its_sessions_is_given_its_time() {
    let office = office(Kind::Glpi, SETTLE).await;
    let Desk::Glpi(glpi) = &office.desk else { panic!() };
    glpi.control().stop_locking_sessions();
    office.raise(0, Level::Critical);
    office.desk.late(Call::Open, Gone::Cut, AFTER);
    let first = office.run().await;
    // Finding out that nothing is locked takes a second: the ticket may be there by then.
    assert!(matches!(first.code, Some(0 | 4)), "{first:?}");
    assert!(first.code == Some(0) || waits(&office), "{first:?}");
    rests(&office, "no locks").await;
    office.keeps_the_promise(1);
}
