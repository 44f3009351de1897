//! API v2 of GLPI 11 through the real client: its traps, the words for what does not let us in, and what the
//! program says of what it cannot do.

use serde_json::Value as Json;
use stocktake::model::secret::SecretRef;
use stocktake::model::ticket::{Draft, RemoteTicket, Resolution, TicketKey, Visibility};
use stocktake::practice::glpi::{Control, Effect, Fault, Options, PracticeGlpi, Running};
use stocktake::systems::glpi::v2::{GlpiV2, OAuth};
use stocktake::systems::glpi::{GlpiLogin, GlpiSystem};
use stocktake::systems::shared::{FailureKind, RemoteError};

use crate::world::{ended, program_in};

async fn practice(options: Options) -> Running {
    PracticeGlpi::open(options).unwrap().start().await.unwrap()
}

fn eleven() -> Options {
    Options::of_version("11.0.6")
}

fn oauth() -> OAuth {
    let (client_id, client_secret) = Options::default().client;
    let password = "glpi".into();
    OAuth { client_id, client_secret: client_secret.into(), login: "glpi".to_owned(), password }
}

fn system(running: &Running) -> GlpiSystem {
    let url = running.base_url().replace("/apirest.php", "/api.php/v2.2");
    GlpiSystem::new(url, GlpiLogin::UserToken(SecretRef::Env(String::new())))
}

async fn connect(running: &Running) -> GlpiV2 {
    GlpiV2::connect(&system(running), oauth()).await.unwrap()
}

async fn refused(running: &Running, oauth: OAuth) -> String {
    match GlpiV2::connect(&system(running), oauth).await {
        Err(error @ RemoteError::Login { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn draft(name: &str) -> Draft {
    Draft {
        key: TicketKey(format!("key-{name}")),
        class: "Ticket".to_owned(),
        title: format!("{name} is full"),
        text: "97 %".to_owned(),
        impact: None,
        urgency: None,
        opened_at: None,
        fields: [("entities_id".to_owned(), "0".to_owned())].into(),
        items: Vec::new(),
    }
}

async fn open(desk: &GlpiV2, draft: &Draft) -> Result<RemoteTicket, RemoteError> {
    desk.open(std::slice::from_ref(draft)).await.remove(0)
}

fn tickets(control: &Control) -> usize {
    control.rows("Ticket").len()
}

#[tokio::test]
async fn a_creation_counts_by_its_body_whether_it_redirects_or_not() {
    for redirects in [true, false] {
        let running = practice(Options { redirects, ..eleven() }).await;
        let desk = connect(&running).await;
        let opened = open(&desk, &draft("disk")).await.unwrap();
        desk.note(&opened.id, "seen", Visibility::Private).await.unwrap();
        assert_eq!(tickets(&running.control()), 1, "redirects: {redirects}");
        assert_eq!(desk.notes(&opened.id).await.unwrap().len(), 1, "redirects: {redirects}");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_with_400_is_replaced_and_nothing_is_done_twice() {
    let running = practice(eleven()).await;
    let control = running.control();
    let desk = connect(&running).await;
    control.expire_sessions();
    let opened = open(&desk, &draft("disk")).await.unwrap();
    control.expire_sessions();
    desk.note(&opened.id, "seen", Visibility::Public).await.unwrap();
    control.inject(Fault::new(Effect::ExpireSession).method("POST").path("/ITILSolution"));
    desk.resolve(&opened.id, &Resolution { text: "up".to_owned(), ..Resolution::default() }).await.unwrap();
    assert_eq!((tickets(&control), control.rows("ITILFollowup").len()), (1, 1));
    assert_eq!(control.rows("ITILSolution").len(), 1);
}

#[tokio::test]
async fn two_programs_do_not_end_each_others_tokens() {
    let running = practice(eleven()).await;
    let (first, second) = (connect(&running).await, connect(&running).await);
    drop(running.control().take_requests());
    open(&first, &draft("one")).await.unwrap();
    open(&second, &draft("two")).await.unwrap();
    open(&first, &draft("three")).await.unwrap();
    let asked = running.control().take_requests();
    assert!(!asked.iter().any(|seen| seen.path.ends_with("/token")), "{asked:?}");
}

#[tokio::test]
async fn what_does_not_let_us_in_is_said_with_what_to_do() {
    let running = practice(eleven()).await;
    let control = running.control();
    let wrong = refused(&running, OAuth { password: "wrong".into(), ..oauth() }).await;
    assert!(wrong.contains("the login or the password is wrong"), "{wrong}");
    let wrong = refused(&running, OAuth { client_secret: "x".into(), ..oauth() }).await;
    assert!(wrong.contains("client_id or client_secret is wrong"), "{wrong}");
    control.allow_client(&["api", "user"], false);
    let grant = refused(&running, oauth()).await;
    assert!(grant.contains("add the grant Password"), "{grant}");
    control.allow_client(&["inventory"], true);
    let scope = refused(&running, oauth()).await;
    assert!(scope.contains("give the OAuth client the scopes api and user"), "{scope}");
    control.switch_v2(false);
    let off = refused(&running, oauth()).await;
    assert!(off.contains("switch on the high-level API in Setup > General > API"), "{off}");

    let ten = practice(Options::default()).await;
    let none = refused(&ten, oauth()).await;
    assert!(none.contains("it comes with GLPI 11"), "{none}");
}

#[tokio::test]
async fn a_client_that_may_not_know_its_user_works_all_the_same() {
    let running = practice(eleven()).await;
    running.control().allow_client(&["api"], true);
    let desk = connect(&running).await;
    let opened = open(&desk, &draft("disk")).await.unwrap();
    desk.note(&opened.id, "seen", Visibility::Private).await.unwrap();
    assert_eq!(desk.read(&[opened.id]).await.unwrap()[0].last_reply, None);
}

#[tokio::test]
async fn what_was_dropped_in_silence_is_told_and_the_ticket_is_there_once() {
    let running = practice(eleven()).await;
    let desk = connect(&running).await;
    let mut draft = draft("disk");
    draft.fields.insert("itilcategories_id".to_owned(), "999".to_owned());
    draft.fields.insert("_groups_id_assign".to_owned(), "998".to_owned());
    let error = open(&desk, &draft).await.unwrap_err();
    let RemoteError::NotTaken { message, id, .. } = &error else { panic!("{error:?}") };
    assert!(
        message.english().contains("category") && message.english().contains("Group 998 is not assigned"),
        "{message}"
    );
    let found = desk.find(std::slice::from_ref(&draft.key)).await.unwrap();
    assert_eq!(found.iter().map(|ticket| &ticket.id).collect::<Vec<_>>(), [id]);

    // A name where a number belongs would be answered with nothing but 500: it is not sent.
    draft.fields.insert("_groups_id_assign".to_owned(), "Network".to_owned());
    let error = open(&desk, &draft).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Permanent, "{error}");
    assert_eq!(tickets(&running.control()), 1);
}

#[tokio::test]
async fn a_refusal_of_the_database_is_not_taken_for_nothing_done() {
    let running = practice(eleven()).await;
    let desk = connect(&running).await;
    running.control().inject(Fault::status_after_commit(500).method("POST").path("/Ticket"));
    let error = open(&desk, &draft("disk")).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Unknown, "{error}");
    assert_eq!(desk.find(&[draft("disk").key]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_deleted_and_no_list_is_sent() {
    let running = practice(eleven()).await;
    let desk = connect(&running).await;
    let drafts: Vec<Draft> = (0..5).map(|nth| draft(&nth.to_string())).collect();
    for opened in desk.open(&drafts).await {
        let id = opened.unwrap().id;
        desk.append(&id, "more", "more").await.unwrap();
        desk.resolve(&id, &Resolution { text: "up".to_owned(), ..Resolution::default() }).await.unwrap();
        desk.reopen(&id, "again").await.unwrap();
    }
    for seen in running.control().take_requests() {
        assert_ne!(seen.method, "DELETE", "{seen:?}");
        assert!(!seen.query.contains("force"), "{seen:?}");
        assert!(!seen.body.is_array(), "{seen:?}");
        assert!(seen.status < 400, "{seen:?}");
    }
    assert!(running.control().rows("Ticket").iter().all(|row| !row["name"].as_str().unwrap().is_empty()));
}

#[tokio::test]
async fn a_ticket_of_the_time_of_glpi_10_is_found_by_the_tag_of_its_title() {
    let running = practice(eleven()).await;
    let desk = connect(&running).await;
    let old = serde_json::json!({"name": "[st-abcdef] old", "content": "<p>x</p><p>[stocktake key-old]</p>"});
    running.control().add("Ticket", &old).unwrap();
    assert_eq!(desk.find(&[TicketKey("key-other".to_owned())]).await.unwrap(), []);
    // The tag is made of the key: one that was written by another key is another one's.
    let tagged = serde_json::json!({"name": format!("{} old", tag("key-old")), "content": "<p>[stocktake key-old]</p>"});
    running.control().add("Ticket", &tagged).unwrap();
    let found = desk.find(&[TicketKey("key-old".to_owned())]).await.unwrap();
    assert_eq!(found.iter().map(|ticket| ticket.title.as_str()).collect::<Vec<_>>(), ["old"]);
}

fn tag(key: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let letters = b"abcdefghijkmnpqrstuvwxyz23456789";
    let digest = Sha256::digest(key.as_bytes());
    let tag: String =
        digest.iter().take(6).map(|byte| char::from(letters[usize::from(*byte) % 32])).collect();
    format!("[st-{tag}]")
}

#[tokio::test]
async fn an_entity_by_name_is_worked_in_and_one_that_is_not_seen_is_told() {
    let running = practice(eleven()).await;
    let control = running.control();
    let entity = control.add("Entity", &serde_json::json!({"name": "Acme", "entities_id": 0})).unwrap();
    let profile = Some("Super-Admin".to_owned());
    let settings = GlpiSystem { entity: Some("Acme".to_owned()), profile, ..system(&running) };
    let desk = GlpiV2::connect(&settings, oauth()).await.unwrap();
    let mut draft = draft("disk");
    draft.fields.clear();
    open(&desk, &draft).await.unwrap();
    assert_eq!(control.rows("Ticket")[0]["entities_id"], entity);
    let settings = GlpiSystem { entity: Some("Nowhere".to_owned()), ..system(&running) };
    let error = GlpiV2::connect(&settings, oauth()).await.unwrap_err();
    assert!(error.to_string().contains("does not see the entity"), "{error}");
    let settings = GlpiSystem { profile: Some("Nobody".to_owned()), ..system(&running) };
    let error = GlpiV2::connect(&settings, oauth()).await.unwrap_err();
    assert!(error.to_string().contains("does not have the profile"), "{error}");
}

/// A project with a GLPI by API v2, and a job that would write computers to it or not.
fn project(running: &Running, job: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let Options { client: (id, secret), .. } = Options::default();
    write("secrets/client", &secret);
    write("secrets/password", "glpi");
    let table = format!(
        "[system.glpi.glpi]\nurl = \"{}\"\nclient_id = \"{id}\"\nclient_secret = \"file:secrets/client\"\n\
         login = \"glpi\"\npassword = \"file:secrets/password\"\n",
        running.base_url()
    );
    write("stocktake.toml", &table);
    write("jobs/names.toml", "description = \"names\"\n[refs]\nsystems = [\"glpi\"]\n");
    if job {
        write(
            "jobs/inventory.toml",
            "system = \"glpi\"\n[[feed]]\nmapping = \"computer\"\npath = \"pc.csv\"\n[schedule]\ncron = \"15 3 * * *\"\n",
        );
    }
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_api_v2_cannot_do() {
    let running = practice(eleven()).await;
    let folder = project(&running, false);
    let told = ended(program_in(folder.path(), &["check", "--connect"]).spawn().unwrap()).await;
    assert_eq!(told.code, Some(0), "{told:?}");
    for part in
        ["inventory: API v2 of GLPI 11 (OAuth 2.0) only reads inventory", "items of tickets", "profile"]
    {
        assert!(told.stdout.contains(part), "{part}: {told:?}");
    }
    let folder = project(&running, true);
    let told = ended(program_in(folder.path(), &["check"]).spawn().unwrap()).await;
    assert_ne!(told.code, Some(0), "{told:?}");
    let said = told.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("takes no inventory"), "{told:?}");
    assert!(said.contains("take [schedule] out of the job"), "{told:?}");
}

/// Sends a recorded request; the token, the client and the password are those of the practice GLPI.
async fn replay(base: &str, token: &str, case: &Json) -> (u16, Json) {
    use base64::Engine as _;
    let (id, secret) = Options::default().client;
    let text = case["request"]["body"].to_string();
    let text = text.replace("<CLIENT_ID:stocktake>", &id).replace("<CLIENT_SECRET:stocktake>", &secret);
    let body: Json = serde_json::from_str(&text).unwrap();
    let path = case["request"]["path"].as_str().unwrap();
    let method = case["request"]["method"].as_str().unwrap().parse().unwrap();
    let mut request = client().request(method, format!("{base}{path}"));
    let pair = |key: &str| body[key].as_str().unwrap_or("x").to_owned();
    let client = base64::engine::general_purpose::STANDARD.encode(format!(
        "{}:{}",
        pair("client_id"),
        pair("client_secret")
    ));
    request = match (case["case"].as_str().unwrap(), case["request"]["auth"].as_str().unwrap()) {
        ("token.expired", _) => request.header("authorization", "Bearer a.b.c"),
        (name, _) if name.starts_with("token.") => request.header("authorization", format!("Basic {client}")),
        (_, "Bearer") => request.header("authorization", format!("Bearer {token}")),
        (_, "") => request,
        (_, other) => request.header("authorization", format!("{other} {client}")),
    };
    if let Some(kind) = case["request"]["content_type"].as_str() {
        request = request.header("content-type", kind);
    }
    if !body.is_null() {
        request = request.body(body.to_string());
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Json::String(String::new())))
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

#[tokio::test]
async fn the_practice_glpi_answers_as_recorded() {
    let running = practice(eleven()).await;
    let add = |class: &str, row: Json| running.control().add(class, &row).unwrap();
    add("Group", serde_json::json!({"name": "Support N1"}));
    add("Computer", serde_json::json!({"name": "PC-002", "serial": "SN002"}));
    add("Computer", serde_json::json!({"name": "TPL-v2", "is_template": 1, "template_name": "tplv2"}));
    for (class, key, names) in [("Location", "locations_id", "v2L"), ("Entity", "entities_id", "v3L")] {
        (1..4).fold(0, |above, step| {
            add(class, serde_json::json!({"name": format!("{names}{step}"), key: above, "is_recursive": 1}))
        });
    }
    let base = running.base_url().replace("/apirest.php", "");
    let (id, secret) = Options::default().client;
    let form = format!(
        "grant_type=password&scope=api%20user&client_id={id}&client_secret={secret}&username=glpi&password=glpi"
    );
    let login = client()
        .post(format!("{base}/api.php/token"))
        .header("authorization", "Basic x")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let login: Json = serde_json::from_slice(&login.send().await.unwrap().bytes().await.unwrap()).unwrap();
    let token = login["access_token"].as_str().unwrap();
    let lines = include_str!("../data/glpi/recorded-11.0.6-v2.jsonl");
    let mut replayed = 0;
    for line in lines.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let (status, body) = replay(&base, token, &case).await;
        let recorded = &case["response"];
        assert_eq!(Some(u64::from(status)), recorded["status"].as_u64(), "{}: {body}", case["case"]);
        assert_eq!(body.is_array(), recorded["body"].is_array(), "{}: {body}", case["case"]);
        let one = |body: &Json| body.as_array().map_or(body.clone(), |rows| rows[0].clone());
        let (own, wanted) = (one(&body), one(&recorded["body"]));
        // Of this one only some keys were kept.
        if case["case"] == "ticket.filter.external" {
            assert_eq!(own["external_id"], wanted["external_id"]);
            continue;
        }
        for (key, value) in own.as_object().into_iter().flatten() {
            let there = wanted.get(key).unwrap_or_else(|| panic!("{}: no {key} was recorded", case["case"]));
            let are_words =
                ["title", "detail", "error", "error_description", "additional_messages", "status"];
            if status >= 400 && are_words.contains(&key.as_str()) {
                assert_eq!(value, there, "{}: {key}", case["case"]);
            }
            let (is, was) = (value.is_string(), there.is_string());
            assert!(
                is == was || value.is_null() || there.is_null(),
                "{}: {key} {value} {there}",
                case["case"]
            );
        }
        replayed += 1;
    }
    assert_eq!(replayed, 43);
}
