//! Each ticket and each note once at an iTop: with the extension `stocktake-once`, and without it.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use stocktake::model::ticket::{TicketId, Visibility};
use stocktake::practice::itop::{Effect, Fault, Loss, Options, PracticeItop, Running};
use stocktake::systems::desk::Desk;
use stocktake::systems::itop::Itop;

use super::itop::{as_user, bench, system};
use crate::world::{ended, program_in};

async fn start(has_extension: bool) -> Running {
    let options = Options { has_extension, ..Options::default() };
    PracticeItop::open(options).unwrap().start().await.unwrap()
}

fn client(running: &Running) -> Itop {
    Itop::new(&system(running), as_user("stocktake")).unwrap()
}

fn incidents(running: &Running) -> usize {
    running.control().objects("Incident").len()
}

#[tokio::test]
async fn with_the_extension_of_openings_at_once_one_makes_the_ticket_and_all_have_it() {
    let running = start(true).await;
    let bench = bench(&running, client(&running), "Incident");
    let draft = bench.draft("once");
    let before = incidents(&running);
    let slow = Fault::new(Effect::Slow(Duration::from_millis(300))).operation("core/create");
    running.control().inject(slow);
    let desks: Vec<Itop> = (0..4).map(|_| client(&running)).collect();
    let opened = join_all(desks.iter().map(|desk| desk.open(std::slice::from_ref(&draft)))).await;
    let ids: BTreeSet<TicketId> = opened.into_iter().flatten().map(|ticket| ticket.unwrap().id).collect();
    assert_eq!((ids.len(), incidents(&running)), (1, before + 1));
    let found = desks[0].find(std::slice::from_ref(&draft.key)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].key.as_ref(), Some(&draft.key));
}

#[tokio::test]
async fn with_the_extension_an_opening_whose_answer_is_lost_is_sent_again_and_found() {
    let running = start(true).await;
    let bench = bench(&running, client(&running), "Incident");
    let before = incidents(&running);
    for loss in [Loss::Close, Loss::Status(504)] {
        let draft = bench.draft("lost");
        let late = Fault::new(Effect::Lost(Duration::from_millis(400), loss)).operation("core/create");
        running.control().inject(late);
        let opened = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
        assert_eq!(opened.key.as_ref(), Some(&draft.key));
    }
    assert_eq!(incidents(&running), before + 2);
}

#[tokio::test]
async fn whether_the_extension_is_there_is_told() {
    for (has_extension, words) in [(true, "refused by iTop itself"), (false, "without the extension")] {
        let running = start(has_extension).await;
        let itop = client(&running);
        assert_eq!(itop.refuses_doubles().await, has_extension);
        let lines = itop.check().await.unwrap();
        let told = lines.iter().find(|line| line.what == "each ticket once").unwrap();
        assert!(told.ok && told.detail.english().contains(words), "{told:?}");
    }
}

#[tokio::test]
async fn a_note_with_its_mark_is_written_once_and_a_ticket_that_is_gone_is_told() {
    let running = start(false).await;
    let bench = bench(&running, client(&running), "Incident");
    let id = bench.desk.open(&[bench.draft("noted")]).await.remove(0).unwrap().id;
    let desk: &dyn Desk = bench.desk.as_ref();
    for visibility in [Visibility::Private, Visibility::Public] {
        let notes = (0..3).map(|_| desk.note_once(&id, "said\n[0a1b2c3d4e]", "0a1b2c3d4e", visibility));
        for noted in join_all(notes).await {
            noted.unwrap();
        }
    }
    let notes = desk.notes(&id).await.unwrap();
    assert_eq!(notes.iter().filter(|note| note.text.contains("[0a1b2c3d4e]")).count(), 2, "{notes:?}");
    let gone = TicketId { class: "Incident".to_owned(), id: "99999".to_owned() };
    let error = desk.note_once(&gone, "x [0a1b2c3d4e]", "0a1b2c3d4e", Visibility::Private).await.unwrap_err();
    assert!(error.to_string().contains("no longer exists"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_writes_the_extension() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = ["extension", "itop", "--out", "extensions"];
    let outcome = ended(program_in(folder.path(), &wanted).spawn().unwrap()).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let written = folder.path().join("extensions/stocktake-once/datamodel.stocktake-once.xml");
    assert!(std::fs::read_to_string(written).unwrap().contains("stocktake_ref"));
    let none =
        ended(program_in(folder.path(), &["extension", "zabbix", "--out", "x"]).spawn().unwrap()).await;
    assert_eq!(none.code, Some(2), "{none:?}");
}
