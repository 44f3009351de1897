//! Operators and technicians hear each other: what is said in the monitor stands in the ticket once, what
//! is said in the ticket stands in the monitor once, whatever is killed or lost on the way.

use std::process::Stdio;
use std::time::Duration;

use stocktake::practice::monitor::{Fault, Level};

use super::desk::{Call, Kind, Trouble, at_each};
use super::office::{Office, State};

const BOTH: &str = "operator_notes = \"private\"\nback = { ticket_notes = true }\n";

fn count(texts: &[String], word: &str) -> usize {
    texts.iter().filter(|text| text.contains(word)).count()
}

/// A problem with its ticket, at a rule for both directions.
async fn office(kind: Kind) -> Office {
    let office = Office::new(kind).await;
    office.rule(BOTH);
    office.raise(0, Level::Critical);
    office.runs().await;
    office
}

fn in_monitor(office: &Office) -> Vec<String> {
    let (host, service) = Office::thing(0);
    office.monitor.control().comments(&host, Some(&service))
}

fn say(office: &Office, text: &str) {
    let (host, service) = Office::thing(0);
    office.monitor.control().say(&host, Some(&service), "noc", text);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_hears_the_other_once_and_nothing_echoes() {
    at_each(async |kind| {
        let office = office(kind).await;
        let id = office.only().id;
        say(&office, "a new disk is on order");
        office.desk.reply(&id, "I look at it tomorrow");
        office.desk.whisper(&id, "the customer did not pay");
        office.runs().await;
        assert_eq!(count(&office.notes().await, "a new disk is on order"), 1, "{kind:?}");
        let told = in_monitor(&office);
        assert_eq!(count(&told, "I look at it tomorrow"), 1, "{kind:?}: {told:?}");
        assert_eq!(count(&told, "did not pay"), 0, "{kind:?}: {told:?}");
        let report = office.report();
        let actions: Vec<&str> = report.done.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(actions, ["noted", "relayed"], "{kind:?}");
        // Nothing of it comes back.
        let notes = office.notes().await.len();
        for _ in 0..3 {
            office.is_quiet().await;
        }
        assert_eq!(office.notes().await.len(), notes, "{kind:?}");
        assert_eq!(in_monitor(&office), told, "{kind:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closing_note_is_told_while_the_problem_is_still_there() {
    at_each(async |kind| {
        let office = office(kind).await;
        office.desk.refuse(&office.only().id);
        office.runs().await;
        let said = match kind {
            Kind::Glpi | Kind::GlpiV2 => "not worth it",
            Kind::Itop | Kind::ItopOnce | Kind::ServiceNow => ": no [",
        };
        assert_eq!(count(&in_monitor(&office), said), 1, "{kind:?}: {:?}", in_monitor(&office));
        office.is_quiet().await;
        assert_eq!(count(&in_monitor(&office), said), 1, "{kind:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_an_operators_words_whose_answer_is_lost_is_written_once() {
    at_each(async |kind| {
        for trouble in [Trouble::NoAnswer, Trouble::Broken, Trouble::Failing] {
            let office = office(kind).await;
            say(&office, "a new disk is on order");
            office.desk.inject(trouble, Call::Note, 1);
            let outcome = office.run().await;
            assert!(matches!(outcome.code, Some(0 | 4)), "{kind:?} {trouble:?}: {outcome:?}");
            office.settles().await;
            assert_eq!(count(&office.notes().await, "on order"), 1, "{kind:?} {trouble:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_is_lost_is_told_once() {
    for fault in [Fault::StatusAfter(502), Fault::Half, Fault::Status(503), Fault::Empty] {
        let office = office(Kind::ServiceNow).await;
        office.desk.reply(&office.only().id, "I look at it tomorrow");
        let control = office.monitor.control();
        // Two lists, who acknowledged, what operators said; then what the event is now, who acknowledged
        // it, and the comment.
        for _ in 0..6 {
            control.inject(Fault::None);
        }
        control.inject(fault);
        let outcome = office.run().await;
        assert!(matches!(outcome.code, Some(0 | 4)), "{fault:?}: {outcome:?}");
        office.settles().await;
        let told = in_monitor(&office);
        assert_eq!(count(&told, "I look at it tomorrow"), 1, "{fault:?}: {told:?}");
        let notes = office.notes().await;
        assert_eq!(count(&notes, "I look at it tomorrow"), 1, "{fault:?}: it came back: {notes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_and_double_no_word() {
    const ROUNDS: usize = 20;
    let office = Office::with(Kind::Glpi, State::Sqlite, Duration::from_millis(10)).await.unwrap();
    office.rule(BOTH);
    office.raise(0, Level::Critical);
    office.runs().await;
    let id = office.only().id;
    let mut killed = 0;
    for round in 0..ROUNDS {
        say(&office, &format!("operator {round:02}"));
        office.desk.reply(&id, &format!("technician {round:02}"));
        let mut child = office
            .command(&["run", super::office::JOB])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(60 + 37 * (round as u64 * 7 % 11))).await;
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed > 4, "{killed} of {ROUNDS} runs were caught alive");
    office.settles().await;
    office.runs().await;
    let (notes, told) = (office.notes().await, in_monitor(&office));
    for round in 0..ROUNDS {
        // One by the robot; what a technician wrote himself is there once, too.
        assert_eq!(count(&notes, &format!("operator {round:02}")), 1, "{notes:?}");
        assert_eq!(count(&notes, &format!("technician {round:02}")), 1, "{notes:?}");
        assert_eq!(count(&told, &format!("technician {round:02}")), 1, "{told:?}");
        assert_eq!(count(&told, &format!("operator {round:02}")), 1, "{told:?}");
    }
    office.is_quiet().await;
}

/// The problem ends before the next run looks: what was said until then comes to the ticket all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_between_the_last_look_and_the_end_comes_to_the_ticket_once() {
    let monitors = ["icinga", "zabbix", "checkmk"];
    futures::future::join_all(monitors.map(async |key| {
        let office = Office::with_monitor(key, "", Kind::Glpi).await;
        office.rule(BOTH);
        office.raise(0, Level::Critical);
        office.runs().await;
        say(&office, "I pulled the plug, it comes back");
        office.recover(0);
        office.runs().await;
        let told = || async { count(&office.notes().await, "I pulled the plug") };
        assert_eq!(told().await, 1, "{key}");
        for _ in 0..2 {
            office.runs().await;
        }
        assert_eq!(told().await, 1, "{key}");
        // It broke again meanwhile: another episode, about which this was not said.
        office.raise(0, Level::Critical);
        office.runs().await;
        office.runs().await;
        assert_eq!(told().await, 1, "{key}");
    }))
    .await;
}
