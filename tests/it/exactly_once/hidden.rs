//! A desk that carries out what it is told and does not show it: rows hidden from their own writer, columns
//! that keep nothing. Nothing is opened twice, nothing is called done that is not, and a person is told.

use std::time::Duration;

use stocktake::model::ticket_report::TicketAction;
use stocktake::practice::monitor::Level;
use stocktake::practice::servicenow::{Control, Fault, Hiding};

use super::desk::{Desk, Kind};
use super::office::Office;

async fn office() -> (Office, Control) {
    let office = Office::new(Kind::ServiceNow).await;
    let Desk::ServiceNow(desk) = &office.desk else { panic!("a ServiceNow") };
    let control = desk.control();
    (office, control)
}

/// A run that could not do everything; what its report says failed.
async fn falls_short(office: &Office) -> String {
    let outcome = office.run().await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    told(office)
}

fn told(office: &Office) -> String {
    let failed = office.report().failed;
    failed
        .iter()
        .filter_map(|line| line.reason.as_ref().map(|said| said.english()))
        .collect::<Vec<_>>()
        .join("\n")
}

fn acknowledged(office: &Office, nth: usize) -> bool {
    let (host, service) = Office::thing(nth);
    office.monitor.control().acknowledged(&host, Some(&service)).is_some()
}

/// Longer than `settle` of these jobs.
async fn settle_is_over() {
    tokio::time::sleep(Duration::from_millis(1300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_hidden_from_their_writer_are_opened_once_and_told_to_a_person() {
    for (how, events) in
        [(Hiding::ByRule, 1), (Hiding::ByRule, 3), (Hiding::ByQuery, 1), (Hiding::ByQuery, 3)]
    {
        let (office, control) = office().await;
        control.hide_table("incident", how);
        for nth in 0..events {
            office.raise(nth, Level::Critical);
        }
        let reason = falls_short(&office).await;
        assert!(reason.contains("hides it from stocktake"), "{how:?}: {reason}");
        let left = office.report().without_ticket;
        assert_eq!(left.len(), events, "{how:?}: the events need a person: {left:?}");
        for _ in 0..2 {
            settle_is_over().await;
            let reason = falls_short(&office).await;
            assert!(reason.contains("the right to read"), "{how:?}: {reason}");
            assert_eq!(office.desk.tickets().len(), events, "{how:?}: no second one");
            assert_eq!(office.report().without_ticket.len(), events, "{how:?}");
            assert!((0..events).all(|nth| !acknowledged(&office, nth)), "{how:?}");
        }
        control.allow_everything();
        office.settles().await;
        office.keeps_the_promise(events);
        office.is_quiet().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_itop_that_hides_what_was_opened_gets_no_second_ticket() {
    let office = Office::new(Kind::Itop).await;
    let Desk::Itop(desk) = &office.desk else { panic!("an iTop") };
    desk.control().hide_class("Incident");
    office.raise(0, Level::Critical);
    let reason = falls_short(&office).await;
    assert!(reason.contains("does not show it to us when it is asked for our key"), "{reason}");
    for _ in 0..2 {
        settle_is_over().await;
        let reason = falls_short(&office).await;
        assert!(reason.contains("no second one is opened"), "{reason}");
        assert_eq!(office.desk.tickets().len(), 1);
        assert_eq!(office.report().without_ticket.len(), 1);
        assert!(!acknowledged(&office, 0));
    }
    desk.control().show_everything();
    office.settles().await;
    office.keeps_the_promise(1);
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_kept_is_told_and_opens_nothing_twice() {
    for keeps_ids in [true, false] {
        let (office, control) = office().await;
        if !keeps_ids {
            control.give_own_ids();
        }
        control.lock_column("incident", "correlation_id");
        (0..2).for_each(|nth| office.raise(nth, Level::Critical));
        let reason = falls_short(&office).await;
        assert!(reason.contains("did not take over correlation_id"), "{keeps_ids}: {reason}");
        for _ in 0..3 {
            settle_is_over().await;
            office.run().await;
            assert_eq!(office.desk.tickets().len(), 2, "{keeps_ids}");
        }
        if keeps_ids {
            // The sys_id that is derived from the key finds them.
            office.keeps_the_promise(2);
            office.is_quiet().await;
        } else {
            assert!(told(&office).contains("no second one is opened"), "{}", told(&office));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solution_that_is_not_kept_is_a_failure_and_is_tried_again() {
    let (office, control) = office().await;
    office.rule(office.desk.solve());
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    control.lock_column("incident", "state");
    for _ in 0..2 {
        let reason = falls_short(&office).await;
        assert!(reason.contains("did not take over state"), "{reason}");
        assert!(office.report().done.iter().all(|line| line.action != TicketAction::Solved));
        assert!(office.only().is_open);
    }
    control.allow_everything();
    office.runs().await;
    assert!(!office.only().is_open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reopening_that_is_not_kept_leaves_the_problem_unacknowledged() {
    let (office, control) = office().await;
    office.rule(&format!("{}reopen_within = \"1d\"\n", office.desk.solve()));
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    office.runs().await;
    assert!(!office.only().is_open);
    control.lock_column("incident", "state");
    office.raise(0, Level::Critical);
    let reason = falls_short(&office).await;
    assert!(reason.contains("did not take over state"), "{reason}");
    assert!(!acknowledged(&office, 0), "nobody works on it");
    control.allow_everything();
    office.runs().await;
    assert!(office.only().is_open);
    assert!(acknowledged(&office, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_openings_that_cannot_be_looked_for_are_partly_done() {
    let (office, control) = office().await;
    office.rule_settling("15m", "");
    office.raise(0, Level::Critical);
    office.desk.never(super::desk::Call::Open);
    falls_short(&office).await;
    for nth in 1..=20 {
        control.inject(Fault::status(500).method("GET").path("/table/incident").nth(nth));
    }
    let reason = falls_short(&office).await;
    assert!(reason.contains("could not be asked, so it is not opened again"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_taken_away_later_open_no_second_ticket() {
    for how in [Hiding::ByRule, Hiding::ByQuery] {
        let (office, control) = office().await;
        // Without an acknowledgement the event asks for a ticket again once its own is not shown.
        office.rule("back = { on_open = \"nothing\" }\n");
        office.raise(0, Level::Critical);
        office.runs().await;
        control.hide_table("incident", how);
        for _ in 0..2 {
            settle_is_over().await;
            office.run().await;
            assert_eq!(office.desk.tickets().len(), 1, "{how:?}: the instance has it");
        }
        control.allow_everything();
        office.settles().await;
        assert_eq!(office.desk.tickets().len(), 1, "{how:?}");
        assert!(office.ours().iter().any(|ticket| ticket.gone_at.is_none()), "{how:?}: it is back");
    }
}
