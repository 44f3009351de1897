//! Notes, solutions, reopenings and comments of many tickets are under way at the same time: one that is not
//! answered holds up its own ticket only.

use std::process::Stdio;

use stocktake::model::EntryState;
use stocktake::model::ticket_report::TicketAction;
use stocktake::practice::monitor::Level;

use super::desk::{Call, Trouble, at_every};
use super::office::{JOB, Office};
use crate::world::{ended, until};

const TICKETS: usize = 6;

/// Runs the job while the first such write is not answered; others are done before it has its outcome. Then all
/// comes to rest.
async fn others_go_on(office: &Office, call: Call, action: TicketAction, what: &str) {
    office.desk.inject(Trouble::NoAnswer, call, 1);
    let child = office.command(&["run", JOB]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let store = office.store();
    until(&format!("{what}: a later one is done"), || {
        let Some(run) = store.running(JOB).unwrap() else { return false };
        let acts = store.acts(&run.id).unwrap();
        let seq_of = |state| acts.iter().filter(move |act| act.action == action && act.state == state);
        let first_open = seq_of(EntryState::Started).map(|act| act.seq).min();
        let last_done = seq_of(EntryState::Done).map(|act| act.seq).max();
        first_open.zip(last_done).is_some_and(|(open, done)| open < done)
    })
    .await;
    ended(child).await;
    office.settles().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_not_answered_holds_up_its_own_ticket_only() {
    at_every(async |kind| {
        let office = Office::new(kind).await;
        office.rule(office.desk.solve());
        (0..TICKETS).for_each(|nth| office.raise(nth, Level::Warning));
        office.runs().await;
        (0..TICKETS).for_each(|nth| office.raise(nth, Level::Critical));
        others_go_on(&office, Call::Note, TicketAction::Noted, &format!("{kind:?} notes")).await;
        assert_eq!(told(&office, TicketAction::Noted), TICKETS, "{kind:?}");
        office.keeps_the_promise(TICKETS);
        (0..TICKETS).for_each(|nth| office.recover(nth));
        others_go_on(&office, Call::Solve, TicketAction::Solved, &format!("{kind:?} solutions")).await;
        assert!(office.desk.tickets().iter().all(|ticket| !ticket.is_open), "{kind:?}");
        assert!(office.desk.solutions().is_none_or(|solutions| solutions == TICKETS), "{kind:?}");
        (0..TICKETS).for_each(|nth| office.raise(nth, Level::Critical));
        others_go_on(&office, Call::Reopen, TicketAction::Reopened, &format!("{kind:?} reopenings")).await;
        assert!(office.desk.tickets().iter().all(|ticket| ticket.is_open), "{kind:?}");
        office.is_quiet().await;
    })
    .await;
}

/// How many of our tickets an act of all runs was done in.
fn told(office: &Office, action: TicketAction) -> usize {
    let store = office.store();
    let runs = store.runs(Some(JOB), 100).unwrap();
    let acts = runs.iter().flat_map(|run| store.acts(&run.id).unwrap());
    let done = acts.filter(|act| act.action == action && act.state == EntryState::Done);
    done.map(|act| act.ticket).collect::<std::collections::BTreeSet<_>>().len()
}

/// What is written in one ticket keeps its order.
#[tokio::test(flavor = "multi_thread")]
async fn in_one_ticket_what_is_written_follows_each_other() {
    at_every(async |kind| {
        let office = Office::new(kind).await;
        office.rule("operator_notes = \"private\"\n");
        (0..TICKETS).for_each(|nth| office.raise(nth, Level::Warning));
        office.runs().await;
        for nth in 0..TICKETS {
            office.raise(nth, Level::Critical);
            let (host, service) = Office::thing(nth);
            for text in ["first I look", "then I mend", "now it is mended"] {
                office.monitor.control().say(&host, Some(&service), "noc", text);
            }
        }
        office.runs().await;
        let notes = office.notes().await;
        let place = |word: &str| notes.iter().position(|note| note.contains(word));
        let said = [place("first I look"), place("then I mend"), place("now it is mended")];
        assert!(said.iter().all(Option::is_some) && said.is_sorted(), "{kind:?}: {notes:?}");
        assert!(place("CRITICAL").is_some(), "{kind:?}: {notes:?}");
    })
    .await;
}
