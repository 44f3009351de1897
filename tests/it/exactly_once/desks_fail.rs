//! A desk that answers late, twice, halfway or not at all.

use stocktake::practice::monitor::Level;

use super::desk::{Call, Kind, Trouble, at_each};
use super::office::Office;

/// Five events, and one trouble with an opening; in the end the promise holds.
async fn nothing_is_lost(kind: Kind, trouble: Trouble, events: usize) {
    let office = Office::new(kind).await;
    for nth in 0..events {
        office.raise(nth, Level::Critical);
    }
    office.desk.inject(trouble, Call::Open, 1);
    let outcome = office.run().await;
    assert!(matches!(outcome.code, Some(0 | 4)), "{kind:?} {trouble:?}: {outcome:?}");
    office.settles().await;
    eprintln!("{kind:?} {trouble:?} {events}");
    office.keeps_the_promise(events);
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_an_answer_that_is_lost_after_the_work_opens_no_second_ticket() {
    at_each(async |kind| {
        for trouble in [Trouble::NoAnswer, Trouble::Broken, Trouble::Truncated] {
            nothing_is_lost(kind, trouble, 5).await;
        }
        nothing_is_lost(kind, Trouble::Broken, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_refuses_for_a_while_loses_nothing() {
    at_each(async |kind| {
        for trouble in [Trouble::TooMany, Trouble::Failing] {
            nothing_is_lost(kind, trouble, 5).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_refuses_to_the_end_is_asked_again_by_the_next_run() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        for nth in 0..3 {
            office.raise(nth, Level::Critical);
        }
        // An iTop is asked for each ticket alone, and so is a GLPI by API v2.
        let calls = match kind {
            Kind::Itop => 6,
            Kind::GlpiV2 => 3,
            Kind::Glpi | Kind::ItopOnce | Kind::ServiceNow => 2,
        };
        office.desk.inject_row(Trouble::Failing, Call::Open, calls);
        let outcome = office.run().await;
        assert_eq!(outcome.code, Some(4), "{kind:?}: {outcome:?}");
        assert_eq!(office.report().failed.len(), 3, "{kind:?}");
        let acknowledged = (0..3)
            .map(Office::thing)
            .filter(|(host, service)| office.monitor.control().acknowledged(host, Some(service)).is_some());
        assert_eq!(acknowledged.count(), office.desk.tickets().len(), "{kind:?}");
        office.settles().await;
        office.keeps_the_promise(3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tickets_with_our_key_one_is_used_and_the_other_is_reported() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.raise(0, Level::Warning);
        office.desk.inject(Trouble::Twice, Call::Open, 1);
        let first = office.run().await;
        assert!(matches!(first.code, Some(0 | 4)), "{kind:?}: {first:?}");
        assert_eq!(office.desk.tickets().len(), 2, "{kind:?}");
        let ours = office.ours();
        assert_eq!(ours.len(), 1, "{kind:?}: {ours:?}");
        let used = ours[0].remote.clone().unwrap();
        let other = office.desk.tickets().into_iter().find(|ticket| ticket.id != used.id).unwrap();
        // What follows goes to the one that is used.
        office.raise(0, Level::Critical);
        let second = office.run().await;
        assert!(matches!(second.code, Some(0 | 4)), "{kind:?}: {second:?}");
        assert_eq!(office.ours()[0].remote.as_ref(), Some(&used), "{kind:?}");
        assert_eq!(office.desk.tickets().len(), 2, "{kind:?}");
        assert!(office.notes().await.iter().any(|note| note.contains("CRITICAL")), "{kind:?}");
        let (host, service) = Office::thing(0);
        assert_eq!(office.monitor.control().acknowledgements(&host, Some(&service)).len(), 1, "{kind:?}");
        let told = format!("{} {} {}", first.stdout, second.stdout, {
            let failed = office.report().failed;
            failed
                .iter()
                .filter_map(|line| line.reason.as_ref().map(|said| said.english()))
                .collect::<String>()
        });
        assert!(
            told.contains("more than one ticket with our key"),
            "{kind:?}: {} is not reported: {told}",
            other.id
        );
    })
    .await;
}
