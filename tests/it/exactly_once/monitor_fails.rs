//! A monitor that does not answer, shows nothing for want of rights, or loses an answer.

use stocktake::practice::monitor::{Fault, Level};

use super::desk::{Kind, at_each};
use super::office::Office;
use crate::world::until;

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

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_whose_answer_is_lost_is_given_once() {
    for fault in [Fault::StatusAfter(502), Fault::Half, Fault::Status(503), Fault::Empty] {
        let office = Office::new(Kind::ServiceNow).await;
        for nth in 0..3 {
            office.raise(nth, Level::Critical);
        }
        let control = office.monitor.control();
        // Two lists of problems, then for each event: what it is now, and the acknowledgement.
        for _ in 0..3 {
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
    let told = |reason: &Option<String>| {
        reason.as_deref().is_some_and(|reason| reason.contains("whether the monitor was told is not known"))
    };
    assert!(failed.iter().any(|line| told(&line.reason)), "{failed:?}");
    assert!(outcome.stdout.contains("whether the monitor was told is not known"), "{outcome:?}");
    assert_eq!(control.comments(&host, Some(&service)).len(), 1, "it is not told again");
    office.runs().await;
}
