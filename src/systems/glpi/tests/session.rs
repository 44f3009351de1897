//! Login, renewal, and what a person reads when they fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::server::{Server, reply};
use super::*;
use crate::systems::shared::FailureKind;

const EXPIRED: &str = r#"["ERROR_SESSION_TOKEN_INVALID","session_token seems invalid"]"#;

fn session_of(asked: &server::ReceivedRequest) -> &str {
    asked.headers.get("session-token").map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn an_expired_session_is_renewed_once_for_all_waiting_calls() {
    let server = Server::start(|asked| {
        let dead = session_of(asked) == "session-1" && asked.path == "Computer";
        dead.then(|| reply(401, EXPIRED))
    })
    .await;
    let wanted = GlpiSystem {
        profile: Some("technician".to_owned()),
        entity: Some("Acme".to_owned()),
        in_flight: 8,
        ..system(&server)
    };
    let glpi = Glpi::connect(&wanted, credentials()).await.unwrap();
    let (class, columns) = ("Computer".into(), name_column());
    let reads = (0..8).map(|_| glpi.newest(&class, &columns, 0));
    let reads = futures::future::join_all(reads).await;
    assert!(reads.iter().all(Result::is_ok), "{reads:?}");
    assert_eq!(server.asked("initSession").len(), 2);
    let entities = server.asked("changeActiveEntities");
    assert_eq!(entities.len(), 2);
    assert_eq!(entities[1].body, serde_json::json!({ "entities_id": 1, "is_recursive": true }));
    assert_eq!(server.asked("changeActiveProfile")[1].body, serde_json::json!({ "profiles_id": 6 }));
    assert!(server.asked("Computer").iter().all(|asked| {
        asked.headers["app-token"] == "secret-app-token"
            && asked.headers["x-glpi-sanitized-content"] == "false"
            && asked.query["get_hateoas"] == "false"
    }));
}

#[tokio::test]
async fn a_refused_renewal_is_not_tried_again() {
    let connected = Arc::new(AtomicBool::new(false));
    let later = Arc::clone(&connected);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "Computer" => Some(reply(401, EXPIRED)),
        "initSession" if later.load(Ordering::SeqCst) => {
            Some(reply(401, r#"["ERROR_GLPI_LOGIN_USER_TOKEN","parameter user_token seems invalid"]"#))
        }
        _ => None,
    })
    .await;
    let glpi = connect(&server).await;
    connected.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let error = glpi.newest(&"Computer".into(), &[], 0).await.unwrap_err();
        assert!(matches!(error, RemoteError::Login { .. }), "{error}");
    }
    assert_eq!(server.asked("initSession").len(), 2);
}

#[tokio::test]
async fn refusals_say_what_to_do_and_tell_no_secrets() {
    for (status, body, words) in [
        (401, r#"["ERROR_GLPI_LOGIN_USER_TOKEN","x"]"#, "the user token is wrong"),
        (401, r#"["ERROR_GLPI_LOGIN","Incorrect username or password"]"#, "the password is wrong"),
        (400, r#"["ERROR_WRONG_APP_TOKEN_PARAMETER","x"]"#, "the app token is wrong"),
        (400, r#"["ERROR_APP_TOKEN_PARAMETERS_MISSING","x"]"#, "an app token is needed"),
        (400, r#"["ERROR","API disabled"]"#, "the API is switched off"),
        (400, r#"["ERROR_NOT_ALLOWED_IP","x"]"#, "allows the address of this machine"),
        (200, "<!DOCTYPE html><title>secret-user-token</title>", "a web page answers"),
        (200, r#"{"hello":"secret-app-token"}"#, "this is not GLPI"),
        (404, "<html>not here</html>", "must end in /apirest.php"),
    ] {
        let server =
            Server::start(move |asked| (asked.path == "initSession").then(|| reply(status, body))).await;
        let error = refusal(&system(&server)).await;
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.is_permanent(), "{error}");
        assert!(!error.to_string().contains("secret-"), "{error}");
    }
}

#[tokio::test]
async fn unknown_profiles_and_entities_are_listed_and_the_session_is_ended() {
    let server = Server::start(|_| None).await;
    let error =
        refusal(&GlpiSystem { profile: Some("Boss".to_owned()), ..system(&server) }).await.to_string();
    assert!(
        error.contains(r#"does not have the profile "Boss", only "Super-Admin", "Technician""#),
        "{error}"
    );
    let error = refusal(&GlpiSystem { entity: Some("Lyon".to_owned()), ..system(&server) }).await.to_string();
    assert!(error.contains(r#""Root entity > B & C > Paris""#), "{error}");
    let error =
        refusal(&GlpiSystem { entity: Some("Paris".to_owned()), ..system(&server) }).await.to_string();
    assert!(error.contains("give the path"), "{error}");
    assert_eq!(server.asked("killSession").len(), 3);
}

#[tokio::test]
async fn an_entity_that_glpi_refuses_with_200_false_is_an_error() {
    let server =
        Server::start(|asked| (asked.path == "changeActiveEntities").then(|| reply(200, "false"))).await;
    let error = refusal(&GlpiSystem { entity: Some("Acme".to_owned()), ..system(&server) }).await;
    assert!(error.to_string().contains("does not let this user work"), "{error}");
}

#[tokio::test]
async fn a_host_that_is_not_there_is_no_permanent_failure() {
    let server = Server::start(|_| None).await;
    let mut nowhere = system(&server);
    nowhere.url = "http://127.0.0.1:1/apirest.php".to_owned();
    let error = refusal(&nowhere).await;
    assert_eq!(error.kind(), FailureKind::NotDone);
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[tokio::test]
async fn a_closed_session_is_ended_once() {
    let server = Server::start(|_| None).await;
    let glpi = connect(&server).await;
    glpi.close().await.unwrap();
    glpi.clone().close().await.unwrap();
    assert_eq!(server.asked("killSession").len(), 1);
    assert!(glpi.newest(&"Computer".into(), &[], 0).await.is_err());
}

#[tokio::test]
async fn calls_can_be_made_from_any_task() {
    fn movable<T: Send>(_: T) {}
    let server = Server::start(|_| None).await;
    let glpi = connect(&server).await;
    let (class, query) = (
        "Computer".into(),
        crate::systems::target::ItemQuery {
            class: "Computer".into(),
            columns: Vec::new(),
            parts: Vec::new(),
        },
    );
    movable(glpi.read_items(&query));
    movable(glpi.read_reference(&class, &"name".into()));
    movable(glpi.items_by_id(&class, &[], &[1]));
    movable(glpi.newest(&class, &[], 1));
    movable(glpi.create(&class, &[]));
    movable(glpi.update(&class, &[]));
    movable(glpi.check());
}
