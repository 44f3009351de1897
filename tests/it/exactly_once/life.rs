//! A ticket through its life: what changed is told once, what comes back reopens, what nobody wants to
//! fix stays closed.

use std::time::Duration;

use stocktake::model::ticket::TicketState;
use stocktake::practice::monitor::Level;

use super::desk::{Call, Kind, Trouble, at_each};
use super::office::{JOB, Office};
use crate::world::ended;

fn about(notes: &[String], word: &str) -> usize {
    notes.iter().filter(|note| note.contains(word)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reopening_whose_answer_is_lost_is_not_taken_for_a_technicians_doing() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule(office.desk.solve());
        office.raise(0, Level::Critical);
        office.runs().await;
        office.recover(0);
        office.runs().await;
        office.raise(0, Level::Critical);
        office.desk.inject(Trouble::NoAnswer, Call::Reopen, 1);
        office.settles().await;
        assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open), "{kind:?}: it is open again");
        office.recover(0);
        office.runs().await;
        let ours = office.ours();
        assert!(ours[0].taken_over_at.is_none(), "{kind:?}: nobody touched it");
        assert!(office.desk.tickets().iter().all(|ticket| !ticket.is_open), "{kind:?}: it is solved again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_severity_is_told_once_whatever_happens_to_the_answer() {
    at_each(async |kind| {
        for trouble in [Trouble::NoAnswer, Trouble::Broken, Trouble::Failing] {
            let office = Office::new(kind).await;
            office.raise(0, Level::Warning);
            office.runs().await;
            office.raise(0, Level::Critical);
            office.desk.inject(trouble, Call::Note, 1);
            let outcome = office.run().await;
            assert!(matches!(outcome.code, Some(0 | 4)), "{kind:?} {trouble:?}: {outcome:?}");
            office.settles().await;
            let notes = office.notes().await;
            assert_eq!(about(&notes, "CRITICAL"), 1, "{kind:?} {trouble:?}: {notes:?}");
            office.is_quiet().await;
            assert_eq!(office.notes().await.len(), notes.len(), "{kind:?} {trouble:?}");
            office.keeps_the_promise(1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_severity_that_comes_again_is_news_again() {
    let office = Office::new(Kind::Itop).await;
    office.raise(0, Level::Warning);
    office.runs().await;
    for level in [Level::Critical, Level::Warning, Level::Critical] {
        office.raise(0, level);
        office.runs().await;
    }
    let notes = office.notes().await;
    assert_eq!((about(&notes, "CRITICAL"), about(&notes, "WARNING")), (2, 1), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_once_and_the_ticket_stays_open() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.raise(0, Level::Critical);
        office.runs().await;
        office.recover(0);
        office.desk.inject(Trouble::Broken, Call::Note, 1);
        office.run().await;
        office.settles().await;
        office.is_quiet().await;
        let notes = office.notes().await;
        assert_eq!(about(&notes, "over"), 1, "{kind:?}: {notes:?}");
        assert!(office.only().is_open, "{kind:?}: both lives are independent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_within_the_window_reopens_its_ticket() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule(office.desk.solve());
        office.raise(0, Level::Critical);
        office.runs().await;
        let first = office.only();
        for _ in 0..2 {
            office.recover(0);
            office.runs().await;
            assert!(!office.only().is_open, "{kind:?}");
            office.is_quiet().await;
            office.raise(0, Level::Critical);
            office.runs().await;
            let again = office.only();
            assert!(again.is_open && again.id == first.id, "{kind:?}: {again:?}");
            office.is_quiet().await;
        }
        let ours = office.ours();
        assert_eq!((ours.len(), ours[0].episodes.len()), (1, 3), "{kind:?}: {ours:?}");
        let (host, service) = Office::thing(0);
        assert_eq!(office.monitor.control().acknowledgements(&host, Some(&service)).len(), 1, "{kind:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_window_it_is_another_ticket() {
    let office = Office::new(Kind::ServiceNow).await;
    office.rule(&format!("reopen_within = \"off\"\n{}", office.desk.solve()));
    office.raise(0, Level::Critical);
    office.runs().await;
    office.recover(0);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.runs().await;
    let tickets = office.desk.tickets();
    assert_eq!(tickets.len(), 2, "{tickets:?}");
    assert_eq!(tickets.iter().filter(|ticket| ticket.is_open).count(), 1, "{tickets:?}");
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_nobody_wants_to_fix_stays_closed() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule(&format!("final_resolutions = [\"{}\"]\n", office.desk.refusal()));
        office.raise(0, Level::Critical);
        office.runs().await;
        office.desk.refuse(&office.only().id);
        office.recover(0);
        office.runs().await;
        office.raise(0, Level::Critical);
        office.runs().await;
        office.runs().await;
        assert!(!office.only().is_open, "{kind:?}");
        let ours = office.ours();
        assert!(ours.len() == 1 && ours[0].state != TicketState::New, "{kind:?}: {ours:?}");
        let left = office.report().without_ticket;
        assert_eq!(left.len(), 1, "{kind:?}: {left:?}");
        let (host, service) = Office::thing(0);
        assert!(office.monitor.control().acknowledged(&host, Some(&service)).is_none(), "{kind:?}");
    })
    .await;
}

/// GLPI's times have no fractions: a ticket that is solved in the second of its creation looks as if nobody had touched it.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wants_to_fix_is_seen_within_the_second_of_the_opening() {
    let office = Office::new(Kind::GlpiV2).await;
    office.rule(&format!("final_resolutions = [\"{}\"]\n", office.desk.refusal()));
    office.raise(0, Level::Critical);
    office.runs().await;
    let id = office.only().id;
    office.desk.refuse(&id);
    office.desk.as_if_just_opened(&id);
    tokio::time::sleep(Duration::from_secs(4)).await;
    office.recover(0);
    office.runs().await;
    office.raise(0, Level::Critical);
    office.runs().await;
    assert!(!office.only().is_open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_follows_a_worse_severity_at_every_desk() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule("text = \"{{ event.title }}\"\nfollow = [\"title\", \"text\", \"priority\"]\n[[rule.priority]]\nseverities = [\"critical\"]\nimpact = 1\nurgency = 1\n[[rule.priority]]\nimpact = 3\nurgency = 3\n");
        office.titled("{{ event.host }} is {{ event.state }}");
        office.raise(0, Level::Warning);
        office.runs().await;
        assert_eq!(office.only().title, "web00 is WARNING", "{kind:?}");
        office.raise(0, Level::Critical);
        office.runs().await;
        assert_eq!(office.only().title, "web00 is CRITICAL", "{kind:?}");
        let report = office.report();
        let revised = report.done.iter().filter(|line| line.action.as_str() == "revised").count();
        assert_eq!(revised, 1, "{kind:?}: {:?}", report.done);
        office.runs().await;
        assert_eq!(office.report().done, [], "{kind:?}: once");
        // It is still found by its key.
        office.raise(0, Level::Warning);
        office.runs().await;
        assert_eq!(office.desk.tickets().len(), 1, "{kind:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_of_which_there_is_no_item_is_told() {
    at_each(async |kind| {
        let office = Office::new(kind).await;
        office.rule("ci_of_host = true\n");
        office.raise(0, Level::Warning);
        let planned = ended(office.command(&["plan", JOB]).spawn().unwrap()).await;
        assert!(planned.stdout.contains("no item of web00 was found"), "{kind:?}: {}", planned.stdout);
        office.runs().await;
        let report = office.report();
        let opened = report.done.iter().find(|line| line.action.as_str() == "opened").unwrap();
        let told = opened.reason.as_ref().map(|said| said.english());
        assert_eq!(told, Some("no item of web00 was found: it is linked to none"), "{kind:?}");
    })
    .await;
}
