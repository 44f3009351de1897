//! The contract: what every desk with tickets does, told as a person at the desk would notice it.

use stocktake::model::ticket::{RefKind, RemoteTicket, TicketId, TicketKey, TicketState, Visibility, Writer};
use stocktake::systems::shared::{FailureKind, RemoteError};

use super::bench::{Act, Bench, Trouble};

async fn open(bench: &Bench, title: &str) -> RemoteTicket {
    let draft = bench.draft(title);
    bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap()
}

async fn read(bench: &Bench, id: &TicketId) -> RemoteTicket {
    bench.desk.read(std::slice::from_ref(id)).await.unwrap().remove(0)
}

/// All cases, one after the other, each on tickets of its own.
pub async fn all(bench: &Bench) {
    it_says_that_all_is_well(bench).await;
    a_ticket_is_opened_and_found_by_its_key(bench).await;
    a_batch_tells_each_ones_outcome_in_order(bench).await;
    notes_are_private_or_public_and_ours(bench).await;
    a_person_who_replies_or_assigns_is_seen(bench).await;
    it_is_solved_with_what_is_required_and_reopened(bench).await;
    an_open_ticket_is_not_reopened_but_told(bench).await;
    a_closed_ticket_stays_closed(bench).await;
    a_text_arrives_whole(bench).await;
    long_texts_arrive_whole(bench).await;
    open_tickets_are_found_by_number_and_words(bench).await;
    items_hang_on_the_ticket(bench).await;
    many_are_read_at_once_and_one_that_is_gone_is_absent(bench).await;
    // A desk that refuses the second itself is told to let it be, after these.
    if bench.trouble.is_none() {
        two_tickets_with_one_key_are_both_found(bench).await;
    }
    reference_data_is_read_whole(bench).await;
}

/// The cases that need a desk which fails on order.
pub async fn all_with_trouble(bench: &Bench) {
    a_lost_answer_is_told_and_the_ticket_is_found(bench).await;
    a_refusal_before_anything_happened_is_told(bench).await;
    a_call_carried_out_twice_leaves_two_to_be_found(bench).await;
    two_tickets_with_one_key_are_both_found(bench).await;
}

async fn it_says_that_all_is_well(bench: &Bench) {
    let lines = bench.desk.check().await.unwrap();
    assert!(lines.iter().all(|line| line.ok), "{lines:#?}");
    for what in ["connection", "version", "user"] {
        assert!(
            lines.iter().any(|line| line.what.english().contains(what)),
            "no line on the {what}: {lines:#?}"
        );
    }
}

async fn a_ticket_is_opened_and_found_by_its_key(bench: &Bench) {
    let mut draft = bench.draft("Disk full on <srv-01> & \"others\"");
    draft.items = vec![bench.items[0].clone()];
    assert_eq!(bench.desk.find(std::slice::from_ref(&draft.key)).await.unwrap(), []);
    let opened = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
    assert_eq!(opened.key.as_ref(), Some(&draft.key));
    assert_eq!(opened.title, draft.title);
    assert_eq!(opened.opened_at, draft.opened_at);
    assert!(
        opened.state.is_open() && opened.technician.is_none() && opened.last_reply.is_none(),
        "{opened:?}"
    );
    assert!(!opened.number.is_empty());
    assert!(opened.url.starts_with("http") && opened.url.contains(&*opened.id.id), "{}", opened.url);

    let mut keys: Vec<TicketKey> = (0..250).map(|_| bench.key()).collect();
    keys.push(draft.key.clone());
    assert_eq!(bench.desk.find(&keys).await.unwrap(), std::slice::from_ref(&opened));
    assert_eq!(bench.desk.find(&[]).await.unwrap(), []);
    let looked = (bench.eyes)(opened.id.clone()).await;
    assert_eq!(looked.items, [bench.items[0].id.clone()]);

    // A key of which another one is the beginning is another key.
    let longer = TicketKey(format!("{}0", draft.key));
    assert_eq!(bench.desk.find(&[longer]).await.unwrap(), []);
}

async fn a_batch_tells_each_ones_outcome_in_order(bench: &Bench) {
    let mut drafts: Vec<_> = (0..9).map(|number| bench.draft(&format!("batch {number}"))).collect();
    let (column, value) = bench.refused;
    drafts[4].fields.insert(column.to_owned(), value.to_owned());
    let outcomes = bench.desk.open(&drafts).await;
    assert_eq!(outcomes.len(), 9);
    for (number, (draft, outcome)) in drafts.iter().zip(&outcomes).enumerate() {
        match outcome {
            Ok(ticket) => assert_eq!((number == 4, ticket.title.as_str()), (false, draft.title.as_str())),
            Err(error) => assert_eq!((number, error.kind()), (4, FailureKind::Permanent), "{error}"),
        }
    }
    let keys: Vec<_> = drafts.iter().map(|draft| draft.key.clone()).collect();
    assert_eq!(bench.desk.find(&keys).await.unwrap().len(), 8);
}

async fn notes_are_private_or_public_and_ours(bench: &Bench) {
    let ticket = open(bench, "notes").await;
    bench.desk.note(&ticket.id, "seen <again> & again\nline 2", Visibility::Private).await.unwrap();
    bench.desk.note(&ticket.id, "for the requester 🔥", Visibility::Public).await.unwrap();
    let notes = bench.desk.notes(&ticket.id).await.unwrap();
    let of = |part: &str| {
        notes.iter().find(|note| note.text.contains(part)).unwrap_or_else(|| panic!("{notes:#?}"))
    };
    assert_eq!(of("seen <again> & again").visibility, Visibility::Private);
    assert!(of("seen <again>").text.contains("line 2"), "{notes:#?}");
    assert_eq!(of("for the requester 🔥").visibility, Visibility::Public);
    assert!(notes.iter().all(|note| note.writer == Writer::Us && note.at.is_some()), "{notes:#?}");
    assert_eq!(read(bench, &ticket.id).await.last_reply, None);
    let gone = TicketId { id: "999999999".to_owned(), ..ticket.id };
    let error = bench.desk.note(&gone, "x", Visibility::Private).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Permanent, "{error}");
}

async fn a_person_who_replies_or_assigns_is_seen(bench: &Bench) {
    let ticket = open(bench, "taken over").await;
    (bench.hands)(ticket.id.clone(), Act::Reply("I look at it".to_owned())).await;
    let replied = read(bench, &ticket.id).await;
    let reply = replied.last_reply.unwrap();
    assert!(!reply.by.is_empty() && reply.at.is_some(), "{reply:?}");
    bench.desk.note(&ticket.id, "still there", Visibility::Private).await.unwrap();
    assert_eq!(read(bench, &ticket.id).await.last_reply, Some(reply), "our own note is no reply");
    let notes = bench.desk.notes(&ticket.id).await.unwrap();
    assert!(notes.iter().any(|note| note.writer == Writer::Other && note.text.contains("I look at it")));

    (bench.hands)(ticket.id.clone(), Act::Assign).await;
    let taken = read(bench, &ticket.id).await;
    assert!(taken.technician.is_some() && taken.assigned_to.is_some(), "{taken:?}");
    assert_eq!(taken.state, TicketState::InProgress);
}

async fn it_is_solved_with_what_is_required_and_reopened(bench: &Bench) {
    let ticket = open(bench, "solved").await;
    let (lacking, word) = &bench.lacking;
    let error = bench.desk.resolve(&ticket.id, lacking).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Permanent);
    assert!(error.to_string().contains(word), "`{word}` is not named: {error}");
    assert!(read(bench, &ticket.id).await.state.is_open(), "nothing was done");

    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();
    let solved = read(bench, &ticket.id).await;
    assert_eq!(solved.state, TicketState::Resolved, "{solved:?}");
    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();

    bench.desk.reopen(&ticket.id, "it came back <again>").await.unwrap();
    let reopened = read(bench, &ticket.id).await;
    assert!(reopened.state.is_open(), "{reopened:?}");
    let notes = bench.desk.notes(&ticket.id).await.unwrap();
    assert!(notes.iter().any(|note| note.text.contains("it came back <again>")), "{notes:#?}");

    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();
    assert_eq!(read(bench, &ticket.id).await.state, TicketState::Resolved, "solved a second time");
}

async fn an_open_ticket_is_not_reopened_but_told(bench: &Bench) {
    let ticket = open(bench, "open already").await;
    bench.desk.reopen(&ticket.id, "once more").await.unwrap();
    assert_eq!(read(bench, &ticket.id).await.state, ticket.state);
    let notes = bench.desk.notes(&ticket.id).await.unwrap();
    assert!(notes.iter().any(|note| note.text.contains("once more")), "{notes:#?}");
}

async fn a_closed_ticket_stays_closed(bench: &Bench) {
    let ticket = open(bench, "closed").await;
    (bench.hands)(ticket.id.clone(), Act::Close).await;
    assert_eq!(read(bench, &ticket.id).await.state, TicketState::Closed);
    let error = bench.desk.reopen(&ticket.id, "again").await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Permanent);
    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();
    assert_eq!(read(bench, &ticket.id).await.state, TicketState::Closed);
}

async fn a_text_arrives_whole(bench: &Bench) {
    let mut draft = bench.draft("text");
    draft.text =
        "cpu < 10 & disk > 90 on <srv-01> \"x\" 'y'\n<b>not bold</b> &amp; 🔥 é\n\nlast line".to_owned();
    let ticket = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
    let looked = (bench.eyes)(ticket.id).await;
    assert_eq!(looked.text, draft.text);
}

async fn long_texts_arrive_whole(bench: &Bench) {
    for piece in ["0123456789", "é🔥<", "line\n"] {
        let mut draft = bench.draft("long text");
        draft.text = piece.repeat(60_000 / piece.chars().count());
        let ticket = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
        let mut told = (bench.eyes)(ticket.id.clone()).await.text;
        for note in bench.desk.notes(&ticket.id).await.unwrap() {
            told.push_str(&note.text);
        }
        let wanted = draft.text.matches(piece).count();
        // Where a text is cut in two, one piece may be cut, too.
        assert!(told.matches(piece).count() + 1 >= wanted, "{} of {wanted}", told.matches(piece).count());
    }
    let mut draft = bench.draft(&"title é ".repeat(100));
    draft.text = "x".to_owned();
    let ticket = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
    assert!(draft.title.starts_with(ticket.title.trim_end_matches('…')) && ticket.title.len() > 100);
}

async fn open_tickets_are_found_by_number_and_words(bench: &Bench) {
    let word = format!("needle{}", bench.key().0.replace('-', ""));
    let ticket = open(bench, &format!("a {word} in the hay <x>'s")).await;
    let ids = |found: Vec<RemoteTicket>| found.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>();
    let only = std::slice::from_ref(&ticket.id);
    assert_eq!(ids(bench.desk.search(&ticket.number).await.unwrap()), only);
    assert_eq!(ids(bench.desk.search(&format!("{word} hay")).await.unwrap()), only);
    assert_eq!(ids(bench.desk.search(&format!("{word} <x>'s")).await.unwrap()), only);
    assert_eq!(ids(bench.desk.search(&format!("{word} straw")).await.unwrap()), []);
    bench.desk.resolve(&ticket.id, &bench.resolution).await.unwrap();
    assert_eq!(ids(bench.desk.search(&word).await.unwrap()), [], "it is open no more");
}

async fn items_hang_on_the_ticket(bench: &Bench) {
    let ticket = open(bench, "items").await;
    bench.desk.link_items(&ticket.id, &bench.items[..1]).await.unwrap();
    bench.desk.link_items(&ticket.id, &bench.items).await.unwrap();
    let looked = (bench.eyes)(ticket.id.clone()).await;
    let mut wanted: Vec<String> = bench.items.iter().map(|item| item.id.clone()).collect();
    wanted.sort();
    assert_eq!(looked.items, wanted);
}

async fn many_are_read_at_once_and_one_that_is_gone_is_absent(bench: &Bench) {
    let drafts: Vec<_> = (0..5).map(|number| bench.draft(&format!("many {number}"))).collect();
    let mut ids: Vec<TicketId> =
        bench.desk.open(&drafts).await.into_iter().map(|outcome| outcome.unwrap().id).collect();
    ids.push(TicketId { class: bench.class.to_owned(), id: "999999999".to_owned() });
    let read = bench.desk.read(&ids).await.unwrap();
    assert_eq!(read.len(), 5);
    let mut titles: Vec<&str> = read.iter().map(|ticket| ticket.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["many 0", "many 1", "many 2", "many 3", "many 4"]);
    assert!(read.iter().all(|ticket| ticket.key.is_some() && ticket.changed_at.is_some()));
    assert_eq!(bench.desk.read(&[]).await.unwrap(), []);
}

async fn two_tickets_with_one_key_are_both_found(bench: &Bench) {
    let draft = bench.draft("twice");
    for outcome in bench.desk.open(&[draft.clone(), draft.clone()]).await {
        outcome.unwrap();
    }
    let found = bench.desk.find(std::slice::from_ref(&draft.key)).await.unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|ticket| ticket.key.as_ref() == Some(&draft.key)));
}

async fn reference_data_is_read_whole(bench: &Bench) {
    let all = bench.desk.refs(&RefKind::ALL).await.unwrap();
    assert!(all.is_sorted());
    for kind in [RefKind::Company, RefKind::Contact, RefKind::Team, RefKind::Ci] {
        assert!(all.iter().any(|entry| entry.kind == kind && !entry.name.is_empty()), "no {}", kind.as_str());
    }
    for item in &bench.items {
        assert!(all.iter().any(|entry| entry.kind == RefKind::Ci && entry.id == item.id), "no {item:?}");
    }
    let some = bench.desk.refs(&[RefKind::Company]).await.unwrap();
    assert!(some.iter().all(|entry| entry.kind == RefKind::Company));
}

async fn a_lost_answer_is_told_and_the_ticket_is_found(bench: &Bench) {
    let Some(trouble) = &bench.trouble else { return };
    for kind in [Trouble::NoAnswer, Trouble::Broken, Trouble::Truncated] {
        let draft = bench.draft(&format!("lost {kind:?}"));
        trouble(kind);
        let error = bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Unknown, "{kind:?}: {error}");
        let found = bench.desk.find(std::slice::from_ref(&draft.key)).await.unwrap();
        assert_eq!(found.len(), 1, "{kind:?}");
    }
}

async fn a_refusal_before_anything_happened_is_told(bench: &Bench) {
    let Some(trouble) = &bench.trouble else { return };
    let draft = bench.draft("maintenance");
    trouble(Trouble::Maintenance);
    let error: RemoteError = match bench.desk.open(std::slice::from_ref(&draft)).await.remove(0) {
        Err(error) => error,
        Ok(_) => panic!("it was opened"),
    };
    assert_eq!(error.kind(), FailureKind::NotDone, "{error}");
    assert_eq!(bench.desk.find(&[draft.key]).await.unwrap(), []);
}

async fn a_call_carried_out_twice_leaves_two_to_be_found(bench: &Bench) {
    let Some(trouble) = &bench.trouble else { return };
    let draft = bench.draft("twice by the server");
    trouble(Trouble::Twice);
    bench.desk.open(std::slice::from_ref(&draft)).await.remove(0).unwrap();
    assert_eq!(bench.desk.find(&[draft.key]).await.unwrap().len(), 2);
}
