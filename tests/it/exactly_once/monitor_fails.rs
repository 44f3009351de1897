//! A monitor that does not answer, shows nothing for want of rights, or loses an answer.

use stocktake::practice::monitor::{Fault, Level};

use stocktake::model::ticket_report::Disagreement;

use super::desk::{Call, Kind, Trouble, at_each};
use super::office::{JOB, Office};
use crate::world::{ended, until};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_solved_on_what_a_monitor_does_not_show() {
    let office = Office::new(Kind::Glpi).await;
    office.rule(office.desk.solve());
    for nth in 0..3 {
        office.raise(nth, Level::Critical);
    }
    office.runs().await;
    office.keeps_the_promise(3);
    let control = office.monitor.control();

    control.blind();
    let outcome = office.run().await;
    assert!(matches!(outcome.code, Some(0 | 4)), "{outcome:?}");
    assert!(office.report().monitors[0].trouble.is_some(), "the dim sight is told");
    control.unblind();
    for fault in [Fault::Status(500), Fault::Half, Fault::Empty, Fault::Status(404)] {
        for _ in 0..40 {
            control.inject(fault);
        }
        let outcome = office.run().await;
        assert!(matches!(outcome.code, Some(1 | 4)), "{fault:?}: {outcome:?}");
        control.call_off_faults();
        let tickets = office.desk.tickets();
        assert!(tickets.iter().all(|ticket| ticket.is_open), "{fault:?}: {tickets:?}");
        assert!(office.ours().iter().all(|ticket| ticket.quiet_since.is_none()), "{fault:?}");
    }
    control.lock_out();
    let outcome = office.run().await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_really_over_is_solved() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule(office.desk.solve());
        office.raise(0, Level::Critical);
        office.raise(1, Level::Critical);
        office.runs().await;
        office.recover(0);
        office.runs().await;
        let open: Vec<String> =
            office.desk.tickets().into_iter().filter(|ticket| ticket.is_open).map(|t| t.title).collect();
        assert_eq!(open, ["web00/check-1"], "{kind:?}");
    })
    .await;
}

/// How the last run told that tickets and events disagree.
fn disagreements(office: &Office) -> Vec<Disagreement> {
    office.report().out_of_step.iter().map(|line| line.how).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_listed_is_asked_for_before_a_ticket_is_solved() {
    let office = Office::new(Kind::Glpi).await;
    office.rule(office.desk.solve());
    for nth in 0..2 {
        office.raise(nth, Level::Critical);
    }
    office.runs().await;
    let control = office.monitor.control();
    let (host, service) = Office::thing(0);
    control.lose_state(&host, Some(&service));
    office.runs().await;
    assert_eq!(disagreements(&office), [Disagreement::ObjectIsPending]);
    assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open));
    control.hide(&host, Some(&service));
    office.runs().await;
    assert_eq!(disagreements(&office), [Disagreement::ObjectIsNotShown]);
    assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open));
    office.recover(1);
    office.runs().await;
    let open: Vec<String> = office
        .desk
        .tickets()
        .into_iter()
        .filter(|ticket| ticket.is_open)
        .map(|ticket| ticket.title)
        .collect();
    assert_eq!(open, [format!("{host}/{service}")], "the one that is well was solved");
    let shown = ended(office.command(&["plan", JOB]).spawn().unwrap()).await;
    assert!(shown.stdout.contains("what is checked is deleted there"), "{}", shown.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_note_the_desk_refuses_is_not_acknowledged_and_not_forgotten() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule("group_by = [\"host\"]\n");
        office.raise(0, Level::Critical);
        office.runs().await;
        office.raise(1, Level::Critical);
        // An iTop is asked for each note alone, and whether it was written is waited for.
        let calls = if kind == Kind::Itop { 1 } else { 2 };
        office.desk.inject_row(Trouble::Failing, Call::Note, calls);
        let outcome = office.run().await;
        assert_eq!(outcome.code, Some(4), "{kind:?}: {outcome:?}");
        let (host, service) = Office::thing(1);
        let control = office.monitor.control();
        assert_eq!(control.acknowledged(&host, Some(&service)), None, "{kind:?}: nobody knows of it yet");
        office.settles().await;
        let said = control.acknowledged(&host, Some(&service));
        assert!(said.is_some(), "{kind:?}: it is in the ticket by now");
        let ours = office.ours();
        assert_eq!((ours.len(), ours[0].episodes.len()), (1, 2), "{kind:?}: {ours:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_of_ours_ends_with_its_alert_and_the_next_one_is_told() {
    let office = Office::with_monitor("alertmanager", "resolve_after = \"0s\"", Kind::Glpi).await;
    office.rule(office.desk.solve());
    // Another alert goes on all the time, so that the Alertmanager is known to be fed.
    for nth in 0..2 {
        office.raise(nth, Level::Critical);
    }
    office.runs().await;
    let control = office.monitor.control();
    let (host, service) = Office::thing(0);
    assert!(control.acknowledged(&host, Some(&service)).is_some());
    office.recover(0);
    office.runs().await;
    assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open), "absent for the first time");
    office.runs().await;
    let open = office.desk.tickets().into_iter().filter(|ticket| ticket.is_open).count();
    assert_eq!(open, 1, "it is over");
    office.raise(0, Level::Critical);
    assert_eq!(control.acknowledged(&host, Some(&service)), None, "its silence has ended");
    office.runs().await;
    let open = office.desk.tickets().into_iter().filter(|ticket| ticket.is_open).count();
    assert_eq!(open, 2, "the recurrence is told");
    assert!(control.acknowledged(&host, Some(&service)).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_fires_again_before_its_end_counts_is_silenced_anew() {
    let office = Office::with_monitor("alertmanager", "resolve_after = \"0s\"", Kind::Glpi).await;
    office.rule(office.desk.solve());
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.runs().await;
    let (host, service) = Office::thing(0);
    assert!(office.monitor.control().acknowledged(&host, Some(&service)).is_some());
    assert_eq!(office.desk.tickets().iter().filter(|ticket| ticket.is_open).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_that_the_monitor_forgot_is_given_again_and_one_that_a_person_ended_is_not() {
    let office = Office::with_monitor("alertmanager", "resolve_after = \"0s\"", Kind::Glpi).await;
    office.raise(0, Level::Critical);
    office.runs().await;
    let control = office.monitor.control();
    let (host, service) = Office::thing(0);
    control.forget_silences();
    office.runs().await;
    assert!(control.acknowledged(&host, Some(&service)).is_some());
    control.end_silences();
    office.runs().await;
    assert_eq!(control.acknowledged(&host, Some(&service)), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_problem_after_each_loss_of_state_is_one_of_its_own() {
    for key in ["icinga", "nagios", "checkmk"] {
        let office = Office::with_monitor(key, "", Kind::Glpi).await;
        office.rule(office.desk.solve());
        let control = office.monitor.control();
        let (host, service) = Office::thing(0);
        let open = || office.desk.tickets().iter().filter(|ticket| ticket.is_open).count();
        for loss in 1..=3 {
            control.lose_state(&host, Some(&service));
            office.raise(0, Level::Critical);
            office.runs().await;
            assert_eq!(open(), 1, "{key}: it is told after loss {loss}");
            assert!(control.acknowledged(&host, Some(&service)).is_some(), "{key}: and acknowledged");
            office.recover(0);
            office.runs().await;
            assert_eq!(open(), 0, "{key}: it is over");
            // A begin has whole seconds in some of them.
            tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_whose_answer_is_lost_is_given_once() {
    for fault in [Fault::StatusAfter(502), Fault::Half, Fault::Status(503), Fault::Empty] {
        let office = Office::new(Kind::ServiceNow).await;
        for nth in 0..3 {
            office.raise(nth, Level::Critical);
        }
        let control = office.monitor.control();
        // Two lists of problems, then what each event is now, and the acknowledgements.
        for _ in 0..5 {
            control.inject(Fault::None);
        }
        control.inject(fault);
        let outcome = office.run().await;
        assert!(matches!(outcome.code, Some(0 | 4)), "{fault:?}: {outcome:?}");
        office.settles().await;
        eprintln!("{fault:?}");
        office.keeps_the_promise(3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_of_which_nobody_knows_whether_it_arrived_is_told() {
    let office = Office::new(Kind::Glpi).await;
    office.rule("back = { on_open = \"comment\" }\n");
    office.raise(0, Level::Critical);
    let control = office.monitor.control();
    // Two lists of problems, then what the event is now, and the comment.
    for _ in 0..3 {
        control.inject(Fault::None);
    }
    control.inject(Fault::Late(20_000));
    let mut child = office.start();
    let (host, service) = Office::thing(0);
    until("the comment", || !control.comments(&host, Some(&service)).is_empty()).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let outcome = office.run().await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    let failed = office.report().failed;
    let told = |reason: &Option<stocktake::model::Said>| {
        reason
            .as_ref()
            .map(|said| said.english())
            .is_some_and(|reason| reason.contains("whether the monitor was told is not known"))
    };
    assert!(failed.iter().any(|line| told(&line.reason)), "{failed:?}");
    assert!(outcome.stdout.contains("whether the monitor was told is not known"), "{outcome:?}");
    assert_eq!(control.comments(&host, Some(&service)).len(), 1, "it is not told again");
    office.runs().await;
}
