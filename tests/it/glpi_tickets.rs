//! Tickets of a GLPI through the real client: the practice GLPI, or a real one by hand when
//! `STOCKTAKE_TEST_GLPI` (its `/apirest.php`) and `STOCKTAKE_TEST_GLPI_TOKEN` name it. A real one
//! needs the stock login tech/tech; everything that is made there is purged again.

use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{
    Draft, ItemRef, RefKind, RemoteTicket, Resolution, TicketId, TicketKey, TicketState, Visibility, Writer,
};
use stocktake::model::value::Value;
use stocktake::practice::glpi::{Effect, Fault, Moment, Options, PracticeGlpi, Running};
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::glpi::tickets::GlpiTickets;
use stocktake::systems::glpi::{Credentials, Glpi, Identity};
use stocktake::systems::glpi::{GlpiLogin, GlpiSystem};
use stocktake::systems::shared::FailureKind;
use stocktake::systems::target::Field;

struct Lab {
    glpi: Glpi,
    desk: GlpiTickets,
    technician: GlpiTickets,
    practice: Option<Running>,
    tag: String,
}

async fn lab() -> Lab {
    let (url, token, practice) = match std::env::var("STOCKTAKE_TEST_GLPI") {
        Ok(url) => (url, std::env::var("STOCKTAKE_TEST_GLPI_TOKEN").unwrap(), None),
        Err(_) => {
            let options = Options::default();
            let token = options.user_token.clone();
            let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
            (running.base_url(), token, Some(running))
        }
    };
    let system = GlpiSystem::new(url, GlpiLogin::UserToken(SecretRef::Env(String::new())));
    let identity = Identity::UserToken(SecretString::from(token));
    let glpi = Glpi::connect(&system, Credentials { identity, app_token: None }).await.unwrap();
    let desk = GlpiTickets::over(glpi.clone()).await.unwrap();
    let identity = Identity::Password { login: "tech".into(), password: SecretString::from("tech") };
    let technician = GlpiTickets::connect(&system, Credentials { identity, app_token: None }).await.unwrap();
    let tag = uuid::Uuid::new_v4().simple().to_string()[..12].to_owned();
    Lab { glpi, desk, technician, practice, tag }
}

impl Lab {
    fn key(&self, name: &str) -> TicketKey {
        TicketKey(format!("{}-{name}", self.tag))
    }

    fn draft(&self, name: &str) -> Draft {
        Draft {
            key: self.key(name),
            class: "Ticket".to_owned(),
            title: format!("TKT- {} {name} <srv-01> & co", self.tag),
            text: "Disk C:\\new on <srv-01> & co\n\n  97 % used\nsince 10:00".to_owned(),
            impact: None,
            urgency: None,
            opened_at: None,
            fields: [("entities_id".to_owned(), "0".to_owned())].into(),
            items: Vec::new(),
        }
    }

    async fn open(&self, name: &str) -> RemoteTicket {
        self.desk.open(&[self.draft(name)]).await.remove(0).unwrap()
    }

    async fn read(&self, id: &TicketId) -> RemoteTicket {
        self.desk.read(std::slice::from_ref(id)).await.unwrap().remove(0)
    }

    /// Purges what was made and ends the sessions.
    async fn close(self, tickets: &[&TicketId]) {
        let ids: Vec<i64> = tickets.iter().map(|id| id.id.parse().unwrap()).collect();
        for outcome in self.glpi.purge(&"Ticket".into(), &ids).await {
            outcome.unwrap();
        }
        self.technician.leave().await;
        self.desk.leave().await;
        if let Some(practice) = self.practice {
            practice.stop().await;
        }
    }
}

#[tokio::test]
async fn tickets_are_opened_in_one_batch_and_found_by_their_keys() {
    let lab = lab().await;
    let mut drafts: Vec<Draft> = (0..60).map(|n| lab.draft(&format!("n{n}"))).collect();
    drafts[3].class = "Problem".to_owned();
    drafts[4].fields.insert("colour".to_owned(), "red".to_owned());
    let outcomes = lab.desk.open(&drafts).await;
    assert_eq!(outcomes.len(), 60);
    for (at, outcome) in outcomes.iter().enumerate() {
        match at {
            3 | 4 => assert_eq!(outcome.as_ref().unwrap_err().kind(), FailureKind::Permanent),
            _ => assert_eq!(outcome.as_ref().unwrap().key, Some(drafts[at].key.clone()), "{at}"),
        }
    }
    assert!(outcomes[4].as_ref().unwrap_err().to_string().contains("no column `colour`"));
    let first = outcomes[0].as_ref().unwrap();
    assert_eq!(first.title, drafts[0].title);
    assert_eq!(first.number, format!("#{}", first.id.id));
    assert!(first.url.ends_with(&format!("/front/ticket.form.php?id={}", first.id.id)), "{}", first.url);
    assert_eq!(
        (first.state, first.technician.as_deref(), &first.last_reply),
        (TicketState::New, None, &None)
    );

    let calls = lab.desk.traffic().calls;
    let keys: Vec<TicketKey> = drafts.iter().map(|draft| draft.key.clone()).collect();
    let found = lab.desk.find(&keys).await.unwrap();
    assert_eq!(found.len(), 58);
    assert!(found.is_sorted_by_key(|ticket| ticket.key.clone()));
    // Tags, rewritten titles, and the rest in the trash; in GLPI 11 external ids before the tags.
    let asked = if lab.glpi.version().is_some_and(|version| version.starts_with("11")) { 5 } else { 3 };
    assert_eq!(lab.desk.traffic().calls - calls, asked);
    assert_eq!(lab.desk.find(&[lab.key("n")]).await.unwrap(), [], "a part of a key is no key");
    let ids: Vec<TicketId> = outcomes.into_iter().flatten().map(|ticket| ticket.id).collect();
    lab.close(&ids.iter().collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn a_ticket_that_a_person_rewrote_is_found_still() {
    let lab = lab().await;
    let (titled, described) = (lab.open("titled").await.id, lab.open("described").await.id);
    let edit = async |id: &TicketId, column: &str| {
        let row = vec![Field::new(&SCHEMA, column, Value::text("TKT- [URGENT] written anew"))];
        lab.glpi.update(&"Ticket".into(), &[(id.id.parse().unwrap(), row)]).await.remove(0).unwrap();
    };
    edit(&titled, "name").await;
    edit(&described, "content").await;
    let found = lab.desk.find(&[lab.key("titled"), lab.key("described")]).await.unwrap();
    let shown: Vec<_> = found.iter().map(|ticket| (ticket.id.clone(), ticket.key.clone())).collect();
    assert_eq!(
        shown,
        [(described.clone(), Some(lab.key("described"))), (titled.clone(), Some(lab.key("titled")))]
    );
    lab.close(&[&titled, &described]).await;
}

#[tokio::test]
async fn everything_of_a_draft_arrives() {
    let lab = lab().await;
    let computer = lab
        .glpi
        .create(
            &"Computer".into(),
            &[vec![
                Field::new(&SCHEMA, "entities_id", Value::Ref(0)),
                Field::new(&SCHEMA, "name", Value::text("TKT- srv-01")),
            ]],
        )
        .await
        .remove(0)
        .unwrap();
    let item = ItemRef { class: "Computer".to_owned(), id: computer.to_string() };
    let opened_at = chrono::DateTime::parse_from_rfc3339("2026-11-20T10:00:00Z").unwrap().to_utc();
    let mut draft = lab.draft("all");
    draft.impact = Some(1);
    draft.urgency = Some(2);
    draft.opened_at = Some(opened_at);
    draft.items = vec![item.clone()];
    draft.fields.insert("_users_id_assign".to_owned(), "4".to_owned());
    draft.fields.insert("_users_id_requester".to_owned(), "2,5".to_owned());
    draft.fields.insert("requesttypes_id".to_owned(), "3".to_owned());
    draft.fields.insert("type".to_owned(), "2".to_owned());
    let ticket = lab.desk.open(&[draft]).await.remove(0).unwrap();
    assert_eq!(ticket.state, TicketState::InProgress);
    assert_eq!(ticket.opened_at, Some(opened_at));
    assert_eq!(ticket.technician.as_deref(), Some("tech"));
    assert_eq!(ticket.assigned_to.as_deref(), Some("tech"));
    lab.desk.link_items(&ticket.id, std::slice::from_ref(&item)).await.unwrap();
    let missing = ItemRef { id: "99999999".to_owned(), ..item };
    let error = lab.desk.link_items(&ticket.id, &[missing]).await.unwrap_err().to_string();
    assert!(error.contains("there is no Computer 99999999"), "{error}");
    if let Some(practice) = &lab.practice {
        let row = practice.control().rows("Ticket").remove(0);
        assert_eq!((row["impact"].as_i64(), row["urgency"].as_i64()), (Some(5), Some(4)));
        assert_eq!((row["requesttypes_id"].as_i64(), row["type"].as_i64()), (Some(3), Some(2)));
        assert_eq!(practice.control().rows("Item_Ticket").len(), 1);
        assert_eq!(practice.control().rows("Ticket_User").len(), 3);
    }
    lab.glpi.purge(&"Computer".into(), &[computer]).await.remove(0).unwrap();
    lab.close(&[&ticket.id]).await;
}

#[tokio::test]
async fn a_life_from_note_to_solution_and_back() {
    let lab = lab().await;
    let id = lab.open("life").await.id;
    lab.desk.note(&id, "line <1> & C:\\new\nline 2", Visibility::Public).await.unwrap();
    assert_eq!(lab.read(&id).await.last_reply, None, "we are nobody who took over");
    lab.technician.note(&id, "I am at it", Visibility::Private).await.unwrap();
    let reply = lab.read(&id).await.last_reply.unwrap();
    assert_eq!(reply.by, "tech");
    let notes = lab.desk.notes(&id).await.unwrap();
    let shown: Vec<_> = notes.iter().map(|n| (n.writer, n.visibility, n.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            (Writer::Us, Visibility::Public, "line <1> & C:\\new\nline 2"),
            (Writer::Other, Visibility::Private, "I am at it"),
        ]
    );
    let unknown = Resolution { text: "done".into(), code: Some("Magic".into()), ..Resolution::default() };
    let error = lab.desk.resolve(&id, &unknown).await.unwrap_err();
    assert!(error.to_string().contains("no solution type \"Magic\""), "{error}");
    let done = Resolution { text: "replaced <disk>".into(), ..Resolution::default() };
    lab.desk.resolve(&id, &done).await.unwrap();
    assert_eq!(lab.read(&id).await.state, TicketState::Resolved);
    lab.desk.resolve(&id, &done).await.unwrap();
    lab.desk.reopen(&id, "down again").await.unwrap();
    assert!(lab.read(&id).await.state.is_open());
    assert_eq!(lab.desk.notes(&id).await.unwrap().last().unwrap().text, "down again");
    lab.desk.reopen(&id, "still down").await.unwrap();
    assert_eq!(lab.desk.notes(&id).await.unwrap().len(), 4);
    lab.close(&[&id]).await;
}

#[tokio::test]
async fn a_person_searches_by_number_and_words() {
    let lab = lab().await;
    let (one, two) = (lab.open("printer").await, lab.open("scanner").await);
    let found = lab.desk.search(&format!("{} printer", lab.tag)).await.unwrap();
    assert_eq!(found.iter().map(|t| &t.id).collect::<Vec<_>>(), [&one.id]);
    let found = lab.desk.search(&format!("<srv-01> {}", lab.tag)).await.unwrap();
    assert_eq!(found.iter().map(|t| &t.id).collect::<Vec<_>>(), [&two.id, &one.id], "the newest first");
    assert_eq!(lab.desk.search(&two.number).await.unwrap()[0].id, two.id);
    lab.desk.resolve(&two.id, &Resolution { text: "x".into(), ..Resolution::default() }).await.unwrap();
    assert_eq!(lab.desk.search(&two.number).await.unwrap(), []);
    assert_eq!(lab.desk.search(" & ").await.unwrap(), []);
    lab.close(&[&one.id, &two.id]).await;
}

#[tokio::test]
async fn a_ticket_in_the_trash_is_cancelled_and_a_purged_one_absent() {
    let lab = lab().await;
    let id = lab.open("trash").await.id;
    lab.glpi.trash(&"Ticket".into(), &[id.id.parse().unwrap()]).await.remove(0).unwrap();
    assert_eq!(lab.read(&id).await.state, TicketState::Cancelled);
    assert_eq!(lab.desk.find(&[lab.key("trash")]).await.unwrap()[0].state, TicketState::Cancelled);
    assert!(lab.desk.reopen(&id, "x").await.is_err());
    let gone = TicketId { class: "Ticket".into(), id: "99999999".into() };
    assert_eq!(lab.desk.read(&[gone]).await.unwrap(), []);
    lab.close(&[&id]).await;
}

#[tokio::test]
async fn reference_data_is_told_with_paths_and_companies() {
    let lab = lab().await;
    let kinds = RefKind::ALL;
    let entries = lab.desk.refs(&kinds).await.unwrap();
    assert!(entries.is_sorted());
    let names = |kind| entries.iter().filter(|e| e.kind == kind).map(|e| e.name.as_str()).collect::<Vec<_>>();
    let is_root = |name: &&str| name.eq_ignore_ascii_case("Root entity");
    assert!(names(RefKind::Company).iter().any(is_root), "{:?}", names(RefKind::Company));
    assert!(names(RefKind::Contact).contains(&"tech"));
    assert!(names(RefKind::Choice).contains(&"Helpdesk"));
    assert!(names(RefKind::Service).is_empty());
    let urgent = entries.iter().find(|e| e.name == "Very high" && e.also == ["urgency"]).unwrap();
    assert_eq!(urgent.id, "1");
    let lines = lab.desk.check().await.unwrap();
    assert!(lines.iter().all(|line| line.ok), "{lines:?}");
    let lines = lab.technician.check().await.unwrap();
    assert!(lines.iter().any(|line| line.what == "open tickets"), "{lines:?}");
    lab.close(&[]).await;
}

/// Only the practice GLPI fails on order.
#[tokio::test]
async fn an_unknown_outcome_is_settled_by_looking() {
    let lab = lab().await;
    let Some(practice) = &lab.practice else { return lab.close(&[]).await };
    let close = Fault::new(Effect::Close(Moment::AfterCommit)).method("POST").item_type("Ticket");
    practice.control().inject(close);
    let outcomes = lab.desk.open(&[lab.draft("a"), lab.draft("b")]).await;
    assert!(outcomes.iter().all(|o| o.as_ref().unwrap_err().kind() == FailureKind::Unknown), "{outcomes:?}");
    let found = lab.desk.find(&[lab.key("a"), lab.key("b")]).await.unwrap();
    assert_eq!(found.len(), 2);
    practice.control().expire_sessions();
    assert_eq!(lab.desk.read(std::slice::from_ref(&found[0].id)).await.unwrap().len(), 1, "it logs in again");
    let ids: Vec<TicketId> = found.into_iter().map(|ticket| ticket.id).collect();
    lab.close(&ids.iter().collect::<Vec<_>>()).await;
}
