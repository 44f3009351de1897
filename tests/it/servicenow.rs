//! The ServiceNow desk against the practice ServiceNow: what an administrator and a night job meet.

mod example;
mod netwrix;
mod office;
mod qualytics;
mod tables;
mod writes;

use std::time::Duration;

use serde_json::json;
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{
    Draft, ItemRef, RefKind, RemoteTicket, Resolution, TicketId, TicketKey, TicketState, Visibility, Writer,
};
use stocktake::practice::servicenow::{
    BatchApi, Control, Effect, Fault, Moment, Options, PracticeServiceNow, Running,
};
use stocktake::systems::servicenow::{Client, Credentials, ServiceNow};
use stocktake::systems::servicenow::{ServiceNowLogin, ServiceNowSystem};
use stocktake::systems::shared::{FailureKind, RemoteError};

struct Instance {
    desk: ServiceNow,
    control: Control,
    running: Running,
}

fn settings(url: String) -> ServiceNowSystem {
    let password = SecretRef::Env(String::new());
    ServiceNowSystem {
        url,
        login: ServiceNowLogin::Basic { user: String::new(), password },
        tables: vec!["incident".to_owned(), "sc_task".to_owned()],
        ci_tables: vec!["cmdb_ci_hardware".to_owned()],
        ca_file: None,
        timeout: Duration::from_secs(20),
        largest_answer: 256,
        in_flight: 2,
        batch: 10,
        page: 20,
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn client() -> Client {
    let options = Options::default();
    Client { id: options.client_id, secret: secret(&options.client_secret) }
}

fn basic(password: &str) -> Credentials {
    Credentials::Basic { user: Options::default().user, password: secret(password) }
}

async fn instance_of(options: Options) -> Instance {
    let running = PracticeServiceNow::open(options).unwrap().start().await.unwrap();
    let credentials = Credentials::Client(client());
    let desk = ServiceNow::connect(&settings(running.base_url()), credentials).await.unwrap();
    drop(running.control().take_requests());
    Instance { desk, control: running.control(), running }
}

async fn instance() -> Instance {
    instance_of(Options::default()).await
}

fn key(name: &str) -> TicketKey {
    TicketKey(format!("st-{name}"))
}

fn draft(name: &str) -> Draft {
    Draft {
        key: key(name),
        class: "incident".to_owned(),
        title: format!("Disk full on srv-web-01 ({name})"),
        text: "used: 97 %\n<srv-web-01> & co".to_owned(),
        impact: Some(2),
        urgency: Some(1),
        opened_at: None,
        fields: [("assignment_group".to_owned(), "Network".to_owned())].into(),
        items: Vec::new(),
    }
}

impl Instance {
    async fn open(&self, name: &str) -> RemoteTicket {
        self.desk.open(&[draft(name)]).await.remove(0).unwrap()
    }

    async fn read(&self, id: &TicketId) -> RemoteTicket {
        self.desk.read(std::slice::from_ref(id)).await.unwrap().remove(0)
    }

    /// Methods and paths since the last look.
    fn asked(&self) -> Vec<String> {
        self.control.take_requests().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    fn server(&self, name: &str) -> ItemRef {
        let rows = self.control.rows("cmdb_ci_server");
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        ItemRef { class: "cmdb_ci_server".to_owned(), id: row["sys_id"].clone() }
    }
}

fn resolution(code: Option<&str>) -> Resolution {
    Resolution { text: "disk replaced".into(), code: code.map(str::to_owned), ..Resolution::default() }
}

#[tokio::test]
async fn tickets_are_opened_in_batches_and_found_by_their_keys() {
    let it = instance().await;
    let mut drafts: Vec<Draft> = (0..25).map(|n| draft(&format!("{n:02}"))).collect();
    drafts[3].class = "change_request".to_owned();
    drafts[4].fields.insert("assignment_group".into(), "Nobody".into());
    drafts[5].fields.insert("category".into(), "hardwear".into());
    drafts[6].fields.extend([
        ("category".to_owned(), "Hardware".to_owned()),
        ("subcategory".to_owned(), "DNS".to_owned()),
    ]);
    drafts[7].fields.extend([
        ("category".to_owned(), "hardware".to_owned()),
        ("subcategory".to_owned(), "Disk".to_owned()),
    ]);
    let outcomes = it.desk.open(&drafts).await;
    let refused = |at: usize| {
        let error = outcomes[at].as_ref().unwrap_err();
        assert_eq!(error.kind(), FailureKind::Permanent);
        error.to_string()
    };
    assert!(refused(3).contains("change_request is not among the ticket tables"), "{}", refused(3));
    assert!(refused(4).contains("sys_user_group has nothing called \"Nobody\""), "{}", refused(4));
    assert!(refused(5).contains("no category \"hardwear\"; it has"), "{}", refused(5));
    assert!(refused(6).contains("\"DNS\" belongs to \"network\""), "{}", refused(6));
    let first = outcomes[0].as_ref().unwrap();
    assert_eq!(
        (first.number.as_str(), first.state, first.desk_state.as_str()),
        ("INC0010001", TicketState::New, "New")
    );
    assert_eq!(first.assigned_to.as_deref(), Some("Network"));
    assert_eq!((first.technician.as_deref(), &first.last_reply), (None, &None));
    assert!(first.url.ends_with(&format!("/nav_to.do?uri=incident.do?sys_id={}", first.id.id)));
    let batches = it.asked().iter().filter(|asked| asked.ends_with("/v1/batch")).count();
    assert_eq!(batches, 3, "21 tickets by 10");
    let rows = it.control.rows("incident");
    assert_eq!(rows.len(), 21);
    assert_eq!(
        (rows[0]["correlation_id"].as_str(), rows[0]["correlation_display"].as_str()),
        ("st-00", "stocktake")
    );
    assert_eq!(
        (rows[0]["priority"].as_str(), rows[0]["description"].as_str()),
        ("2", "used: 97 %\n<srv-web-01> & co")
    );
    let disk = rows.iter().find(|row| row["correlation_id"] == "st-07").unwrap();
    assert_eq!((disk["category"].as_str(), disk["subcategory"].as_str()), ("hardware", "disk"));

    let keys: Vec<TicketKey> = drafts.iter().map(|draft| draft.key.clone()).collect();
    let found = it.desk.find(&keys).await.unwrap();
    assert_eq!(found.len(), 21);
    assert!(found.is_sorted_by_key(|ticket| ticket.key.clone()));
    assert_eq!(it.desk.find(&[key("0")]).await.unwrap(), [], "a part of a key is no key");
    it.running.stop().await;
}

#[tokio::test]
async fn nothing_unserved_is_lost_and_an_instance_without_batch_is_served_one_by_one() {
    let it = instance_of(Options { batch_limit: 3, ..Options::default() }).await;
    let drafts: Vec<Draft> = (0..10).map(|n| draft(&format!("{n:02}"))).collect();
    assert!(it.desk.open(&drafts).await.iter().all(Result::is_ok));
    assert_eq!(it.control.rows("incident").len(), 10);
    it.running.stop().await;

    let it = instance_of(Options { batch_api: BatchApi::Absent, ..Options::default() }).await;
    assert!(it.desk.open(&drafts).await.iter().all(Result::is_ok));
    assert_eq!(it.control.rows("incident").len(), 10);
    it.running.stop().await;
}

#[tokio::test]
async fn an_unknown_outcome_is_told_and_nothing_is_sent_again() {
    let it = instance().await;
    let drafts = [draft("a"), draft("b")];
    for fault in [
        Fault::status_after_commit(500).path("/batch"),
        Fault::new(Effect::Close(Moment::AfterCommit)).path("/batch"),
        Fault::new(Effect::Truncated).path("/batch"),
    ] {
        it.control.inject(fault);
        let outcomes = it.desk.open(&drafts).await;
        assert!(
            outcomes.iter().all(|o| o.as_ref().unwrap_err().kind() == FailureKind::Unknown),
            "{outcomes:?}"
        );
        let found = it.desk.find(&[key("a"), key("b")]).await.unwrap();
        assert_eq!(found.len(), 2);
        found.iter().for_each(|ticket| it.control.delete("incident", &ticket.id.id));
    }
    it.control.inject(Fault::status_after_commit(500).path("/table/incident").method("POST").nth(2));
    let outcomes = it.desk.open(&drafts).await;
    assert!(outcomes[0].is_ok());
    assert_eq!(outcomes[1].as_ref().unwrap_err().kind(), FailureKind::Unknown);
    assert_eq!(it.control.rows("incident").len(), 2);
    it.running.stop().await;
}

#[tokio::test]
async fn dropped_and_limited_requests_are_sent_again() {
    let it = instance().await;
    it.control.inject(Fault::new(Effect::Dropped).method("POST"));
    let headers = vec![("retry-after".to_owned(), "1".to_owned())];
    let limited = Effect::Status { code: 429, headers, moment: Moment::BeforeCommit };
    it.control.inject(Fault::new(limited).method("POST").nth(2));
    it.desk.open(&[draft("a")]).await.remove(0).unwrap();
    assert_eq!(it.control.rows("incident").len(), 1);
    for seen in it.control.take_requests() {
        assert!(!seen.had_cookie, "{seen:?}");
    }
    it.running.stop().await;
}

#[tokio::test]
async fn a_list_is_whole_although_pages_are_short_or_cut() {
    let it = instance().await;
    for n in 0..70 {
        it.control
            .add("admin", "sys_user_group", &json!({"name": format!("G{n:02}"), "active": "true"}))
            .unwrap();
    }
    for row in it.control.rows("sys_user_group").iter().skip(3).take(25) {
        it.control.hide(&row["sys_id"]);
    }
    let teams = it.desk.refs(&[RefKind::Team]).await.unwrap();
    assert_eq!(teams.len(), 70 + 2 - 25, "the inactive team and the hidden ones are missing only");
    it.control.inject(Fault::new(Effect::Truncated).path("/sys_user_group").nth(2));
    assert_eq!(it.desk.refs(&[RefKind::Team]).await.unwrap(), teams);
    it.running.stop().await;
}

#[tokio::test]
async fn a_life_from_note_to_resolution_and_back() {
    let it = instance().await;
    let id = it.open("life").await.id;
    it.desk.note(&id, "still down\nsecond line", Visibility::Private).await.unwrap();
    it.desk.note(&id, "we are at it", Visibility::Public).await.unwrap();
    assert_eq!(it.read(&id).await.last_reply, None, "we are nobody who took over");
    it.control
        .edit("beth.anglin", "incident", &id.id, &json!({"work_notes": "mine now", "state": "2"}))
        .unwrap();
    let ticket = it.read(&id).await;
    assert_eq!((ticket.state, ticket.desk_state.as_str()), (TicketState::InProgress, "In Progress"));
    let reply = ticket.last_reply.unwrap();
    assert_eq!(reply.by, "Beth Anglin");
    let age = (chrono::Utc::now() - reply.at.unwrap()).num_seconds();
    assert!((-2..60).contains(&age), "the time of the user's zone became UTC: {age}");
    let mut notes: Vec<_> = it.desk.notes(&id).await.unwrap();
    notes.sort_by_key(|note| note.text.clone());
    let shown: Vec<_> = notes.iter().map(|n| (n.writer, n.visibility, n.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            (Writer::Other, Visibility::Private, "mine now"),
            (Writer::Us, Visibility::Private, "still down\nsecond line"),
            (Writer::Us, Visibility::Public, "we are at it"),
        ]
    );

    drop(it.control.take_requests());
    let error = it.desk.resolve(&id, &resolution(None)).await.unwrap_err().to_string();
    assert!(error.contains("needs a code for close_code; the instance has Solution provided"), "{error}");
    let error = it.desk.resolve(&id, &resolution(Some("Magic"))).await.unwrap_err().to_string();
    assert!(error.contains("no close_code \"Magic\""), "{error}");
    assert!(it.asked().iter().all(|asked| !asked.starts_with("PATCH")));
    it.desk.resolve(&id, &resolution(Some("solution provided"))).await.unwrap();
    let ticket = it.read(&id).await;
    assert_eq!(
        (ticket.state, ticket.resolution.as_deref()),
        (TicketState::Resolved, Some("Solution provided"))
    );
    it.asked();
    it.desk.resolve(&id, &resolution(Some("Duplicate"))).await.unwrap();
    assert!(it.asked().iter().all(|asked| !asked.starts_with("PATCH")), "it is resolved already");
    it.desk.reopen(&id, "down again").await.unwrap();
    assert_eq!(it.read(&id).await.state, TicketState::InProgress);
    let close = json!({"state": "7", "close_code": "Duplicate", "close_notes": "x"});
    it.control.edit("admin", "incident", &id.id, &close).unwrap();
    let error = it.desk.reopen(&id, "again").await.unwrap_err().to_string();
    assert!(error.contains("closed for good"), "{error}");
    let error = it.desk.note(&id, "x", Visibility::Private).await.unwrap_err();
    assert!(matches!(error, RemoteError::Rights { .. }), "{error}");
    it.control.delete("incident", &id.id);
    assert!(it.desk.note(&id, "x", Visibility::Private).await.unwrap_err().to_string().contains("gone"));
    assert_eq!(it.desk.read(&[id]).await.unwrap(), []);
    it.running.stop().await;
}

#[tokio::test]
async fn a_data_policy_names_the_fields_that_it_wants() {
    let it = instance().await;
    for choice in it.control.rows("sys_choice") {
        if choice["element"] == "close_code" {
            it.control.delete("sys_choice", &choice["sys_id"]);
        }
    }
    let id = it.open("policy").await.id;
    let error = it.desk.resolve(&id, &resolution(Some("Anything"))).await.unwrap_err().to_string();
    assert!(error.contains("requires these fields") && error.contains("Resolution code"), "{error}");
    it.running.stop().await;
}

#[tokio::test]
async fn items_reach_the_ticket() {
    let it = instance().await;
    let (one, two, three) = (it.server("srv-web-01"), it.server("srv-web-02"), it.server("srv-db-01"));
    let mut with_items = draft("items");
    with_items.items = vec![one.clone(), two.clone()];
    let id = it.desk.open(&[with_items]).await.remove(0).unwrap().id;
    assert_eq!(it.control.rows("incident")[0]["cmdb_ci"], one.id);
    assert_eq!(it.control.rows("task_ci").len(), 1);
    it.desk.link_items(&id, &[one.clone(), two, three]).await.unwrap();
    assert_eq!(it.control.rows("task_ci").len(), 2, "those that are linked stay");
    let missing = ItemRef { id: "0".repeat(32), ..one };
    assert!(it.desk.link_items(&id, &[missing]).await.unwrap_err().to_string().contains("there is no"));
    it.running.stop().await;
}

#[tokio::test]
async fn a_person_searches_by_number_and_words() {
    let it = instance().await;
    let (one, two) = (it.open("printer").await, it.open("scanner").await);
    let ids = |found: Vec<RemoteTicket>| found.into_iter().map(|t| t.id).collect::<Vec<_>>();
    assert_eq!(ids(it.desk.search("disk PRINTER").await.unwrap()), std::slice::from_ref(&one.id));
    assert_eq!(ids(it.desk.search("disk ^full").await.unwrap()), [two.id.clone(), one.id.clone()]);
    assert_eq!(ids(it.desk.search(&two.number.to_lowercase()).await.unwrap()), std::slice::from_ref(&two.id));
    assert_eq!(ids(it.desk.search("10002").await.unwrap()), std::slice::from_ref(&two.id));
    it.desk.resolve(&two.id, &resolution(Some("Duplicate"))).await.unwrap();
    assert_eq!(ids(it.desk.search("disk").await.unwrap()), [one.id]);
    assert_eq!(it.desk.search("^").await.unwrap(), []);
    it.running.stop().await;
}

#[tokio::test]
async fn other_tables_have_their_own_states() {
    let it = instance().await;
    let mut task = draft("task");
    task.class = "sc_task".to_owned();
    let id = it.desk.open(&[task]).await.remove(0).unwrap().id;
    assert_eq!(id.class, "sc_task");
    assert_eq!(it.desk.find(&[key("task")]).await.unwrap()[0].id, id);
    it.desk.resolve(&id, &resolution(None)).await.unwrap();
    let ticket = it.read(&id).await;
    assert_eq!((ticket.state, ticket.desk_state.as_str()), (TicketState::Closed, "Closed Complete"));
    assert!(it.desk.reopen(&id, "x").await.is_err());
    it.running.stop().await;
}

#[tokio::test]
async fn tokens_are_kept_while_they_live_and_got_again_once() {
    let it = instance().await;
    it.desk.search("x").await.unwrap();
    let asked = it.asked();
    assert!(asked.iter().all(|asked| !asked.ends_with("/oauth_token.do")), "{asked:?}");
    it.control.forget_tokens();
    it.desk.search("x").await.unwrap();
    let logins = |it: &Instance| it.asked().iter().filter(|a| a.ends_with("/oauth_token.do")).count();
    assert_eq!(logins(&it), 1, "a 401 makes one new login");
    let url = it.running.base_url();
    for credentials in [
        Credentials::Password {
            client: client(),
            user: "stocktake".into(),
            password: secret("practice-password"),
        },
        Credentials::Refresh { client: client(), token: secret("practice-refresh") },
        basic("practice-password"),
    ] {
        let desk = ServiceNow::connect(&settings(url.clone()), credentials).await.unwrap();
        assert_eq!(desk.search("x").await.unwrap(), []);
    }
    it.running.stop().await;
}

#[tokio::test]
async fn a_refused_login_says_what_to_do() {
    let it = instance().await;
    let url = it.running.base_url();
    let refused = async |credentials| {
        let error = ServiceNow::connect(&settings(url.clone()), credentials).await.unwrap_err();
        assert!(matches!(error, RemoteError::Login { .. }), "{error:?}");
        let text = error.to_string();
        assert!(!text.contains("wrong-secret"), "{text}");
        text
    };
    assert!(refused(basic("wrong-secret")).await.contains("the user or the password is wrong"));
    let wrong = Client { secret: secret("wrong-secret"), ..client() };
    let text = refused(Credentials::Client(wrong)).await;
    assert!(text.contains("the client id or secret is wrong, or this grant is off"), "{text}");
    let text = refused(Credentials::Refresh { client: client(), token: secret("old-token") }).await;
    assert!(text.contains("the refresh token has expired"), "{text}");
    it.running.stop().await;
}

#[tokio::test]
async fn the_check_tells_roles_tables_and_what_is_hidden() {
    let it = instance().await;
    let lines = it.desk.check().await.unwrap();
    assert!(lines.iter().all(|line| line.ok), "{lines:?}");
    let detail = |what: &str| lines.iter().find(|line| line.what == what).unwrap().detail.clone();
    assert_eq!(detail("roles"), "itil");
    assert!(detail("user").english().contains("Europe/Paris"), "{}", detail("user"));

    for grant in it.control.rows("sys_user_has_role") {
        it.control.delete("sys_user_has_role", &grant["sys_id"]);
    }
    let lines = it.desk.check().await.unwrap();
    let roles = lines.iter().find(|line| line.what == "roles").unwrap();
    assert!(!roles.ok && roles.detail.english().contains("add the role itil"), "{roles:?}");
    let error = it.desk.open(&[draft("a")]).await.remove(0).unwrap_err();
    assert!(
        matches!(&error, RemoteError::Rights { message, .. } if message.english().contains("role itil")),
        "{error}"
    );

    let mut other = settings(it.running.base_url());
    other.tables = vec!["x_acme_ticket".to_owned()];
    let desk = ServiceNow::connect(&other, basic("practice-password")).await.unwrap();
    let lines = desk.check().await.unwrap();
    assert!(
        lines.iter().any(|line| !line.ok && line.detail.english().contains("no such table")),
        "{lines:?}"
    );
    it.running.stop().await;
}

#[tokio::test]
async fn a_table_without_our_column_is_never_taken_for_an_empty_answer() {
    let it = instance().await;
    it.open("a").await;
    let mut other = settings(it.running.base_url());
    other.tables = vec!["sys_user_group".to_owned()];
    let desk = ServiceNow::connect(&other, basic("practice-password")).await.unwrap();
    let error = desk.find(&[key("a")]).await.unwrap_err().to_string();
    assert!(error.contains("no column correlation_id"), "{error}");
    it.running.stop().await;
}

#[tokio::test]
async fn reference_data_is_told_with_companies_and_dependent_values() {
    let it = instance().await;
    let entries = it.desk.refs(&RefKind::ALL).await.unwrap();
    assert!(entries.is_sorted());
    let names = |kind| entries.iter().filter(|e| e.kind == kind).map(|e| e.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names(RefKind::Company).len(), 2);
    assert_eq!(names(RefKind::ServiceElement), ["Email Gold"]);
    assert_eq!(names(RefKind::Contract), ["Server support"], "an expired one is left out");
    assert!(!names(RefKind::Team).contains(&"Old Team"));
    assert_eq!(names(RefKind::Ci).len(), 3);
    let disk = entries.iter().find(|e| e.name == "Disk").unwrap();
    assert_eq!(
        (disk.kind, disk.id.as_str(), disk.parent.as_deref()),
        (RefKind::Category, "disk", Some("hardware"))
    );
    let beth = entries.iter().find(|e| e.name == "Beth Anglin").unwrap();
    assert_eq!(beth.also, ["beth.anglin", "beth.anglin@acme.example"]);
    assert_eq!(beth.companies.len(), 1);
    it.running.stop().await;
}

#[tokio::test]
async fn a_practice_instance_keeps_its_state_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("sn.json")), ..Options::default() };
    let it = instance_of(options.clone()).await;
    it.open("kept").await;
    it.running.stop().await;
    let it = instance_of(options).await;
    assert_eq!(it.desk.find(&[key("kept")]).await.unwrap().len(), 1);
    assert_eq!(it.open("next").await.number, "INC0010002");
    it.running.stop().await;
}
