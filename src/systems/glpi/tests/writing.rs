//! Bulk writes: what becomes of each row.

use std::sync::Mutex;
use std::time::Duration;

use super::server::{Reply, Server, reply};
use super::*;
use crate::model::value::Value;
use crate::systems::glpi::schema::SCHEMA;
use crate::systems::target::{Field, Row, WriteError};

fn rows(count: usize) -> Vec<Row> {
    (0..count).map(|n| vec![Field::new(&SCHEMA, "name", Value::text(format!("pc{n}")))]).collect()
}

async fn create(answer: Reply, count: usize) -> (Vec<Result<i64, WriteError>>, usize) {
    let server = Server::start(move |asked| (asked.path == "Computer").then(|| answer.clone())).await;
    let settings = GlpiSystem { timeout: Duration::from_millis(300), ..system(&server) };
    let glpi = Glpi::connect(&settings, credentials()).await.unwrap();
    let outcomes = glpi.create(&"Computer".into(), &rows(count)).await;
    (outcomes, server.asked("Computer").len())
}

#[tokio::test]
async fn rows_that_failed_are_told_from_those_that_were_added() {
    let partial = r#"["ERROR_GLPI_PARTIAL_ADD",[{"id":53,"message":"Item successfully added: a"},
        {"id":false,"message":"You don't have permission for a &#62; b"}]]"#;
    let (outcomes, _) = create(reply(207, partial), 2).await;
    let message = "You don't have permission for a > b".into();
    assert_eq!(outcomes, [Ok(53), Err(WriteError::Refused { permanent: true, message })]);

    let none = r#"["ERROR_GLPI_ADD",[{"id":false,"message":"Duplicate entry"},{"id":false,"message":""}]]"#;
    let (outcomes, _) = create(reply(400, none), 2).await;
    assert!(outcomes.iter().all(|o| matches!(o, Err(WriteError::Refused { permanent: true, .. }))));

    let (outcomes, _) = create(reply(400, r#"["ERROR_GLPI_ADD","Deadlock found when trying"]"#), 1).await;
    assert!(matches!(&outcomes[0], Err(WriteError::Refused { permanent: false, .. })), "{outcomes:?}");
}

#[tokio::test]
async fn an_outcome_that_is_not_known_is_said_to_be_so_and_never_repeated() {
    let slow = Reply { delay: Duration::from_secs(2), ..reply(201, r#"[{"id":1}]"#) };
    let broken = Reply { broken: true, ..reply(201, r#"[{"id":1"#) };
    for answer in [
        reply(200, ""),
        reply(201, r#"[{"id":1}]"#),
        reply(201, r#"[{"id":1},{"id":null}"#),
        reply(500, "crash"),
        reply(502, "<html>Bad Gateway</html>"),
        reply(504, ""),
        slow,
        broken,
    ] {
        let (outcomes, calls) = create(answer.clone(), 2).await;
        assert!(
            outcomes.iter().all(|o| matches!(o, Err(WriteError::Unknown { .. }))),
            "{answer:?}: {outcomes:?}"
        );
        assert_eq!((outcomes.len(), calls), (2, 1), "{answer:?}");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_come_back_gets_the_rows_again() {
    let left = Mutex::new(vec![reply(503, "busy"), reply(429, "slow down")]);
    let server = Server::start(move |asked| {
        let busy = left.lock().unwrap().pop_if(|_| asked.path == "Computer");
        let busy = busy.map(|answer| Reply { headers: vec![("retry-after", "0".to_owned())], ..answer });
        busy.or_else(|| (asked.path == "Computer").then(|| reply(201, r#"[{"id":8,"message":""}]"#)))
    })
    .await;
    let outcomes = connect(&server).await.create(&"Computer".into(), &rows(1)).await;
    assert_eq!(outcomes, [Ok(8)]);
    assert_eq!(server.asked("Computer").len(), 3);
}

#[tokio::test]
async fn changes_are_matched_by_id() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "Computer" => Some(reply(
            207,
            r#"["ERROR_GLPI_PARTIAL_UPDATE",[{"48":true,"message":"error of another row"},
                {"49":false,"message":"Incorrect integer value"}]]"#,
        )),
        // 49, whether it exists; 48, whether it was written although an error stands beside it.
        "getMultipleItems" => Some(reply(
            200,
            match asked.query["items[0][items_id]"].as_str() {
                "49" => r#"[{"id":49}]"#,
                _ => r#"[{"id":48,"name":"pc0"}]"#,
            },
        )),
        _ => None,
    })
    .await;
    let glpi = connect(&server).await;
    let row = rows(1).remove(0);
    let changes = [(99, row.clone()), (49, row.clone()), (48, row)];
    let outcomes = glpi.update(&"Computer".into(), &changes).await;
    let message = "Incorrect integer value".into();
    let refused = WriteError::Refused { permanent: true, message };
    assert_eq!(outcomes, [Err(WriteError::NotFound), Err(refused), Ok(())]);
    let sent = &server.asked("Computer")[0];
    assert_eq!((sent.method.as_str(), &sent.body["input"][0]["id"]), ("PUT", &99.into()));
}

#[tokio::test]
async fn a_change_that_is_said_to_be_done_beside_an_error_is_read_back() {
    let message = "Duplicate entry 'a' for key 'unicity'";
    let answer = |name: &'static str| async move {
        let server = Server::start(move |asked| match asked.path.as_str() {
            "Computer" => Some(reply(200, format!(r#"[{{"48":true,"message":"{message}"}}]"#))),
            "getMultipleItems" => Some(reply(200, format!(r#"[{{"id":48,"name":"{name}"}}]"#))),
            _ => None,
        })
        .await;
        connect(&server).await.update(&"Computer".into(), &[(48, rows(1).remove(0))]).await.remove(0)
    };
    assert_eq!(answer("pc0").await, Ok(()));
    let refused = answer("old name").await.unwrap_err();
    let WriteError::Refused { permanent: true, message: told } = refused else { panic!("{refused:?}") };
    assert!(told.english().contains("name is not") && told.english().contains(message), "{told}");
}

#[tokio::test]
async fn an_item_that_is_gone_is_not_found_in_any_language() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "Computer" => {
            Some(reply(400, r#"["ERROR_GLPI_DELETE",[{"5":false,"message":"Élément non trouvé"}]]"#))
        }
        "getMultipleItems" => Some(reply(404, r#"["ERROR_ITEM_NOT_FOUND","Élément non trouvé"]"#)),
        _ => None,
    })
    .await;
    let glpi = connect(&server).await;
    assert_eq!(glpi.trash(&"Computer".into(), &[5]).await, [Err(WriteError::NotFound)]);
    assert_eq!(glpi.purge(&"Computer".into(), &[5]).await, [Err(WriteError::NotFound)]);
    let sent = server.asked("Computer");
    assert_eq!(sent[0].body, serde_json::json!({"input": [{"id": 5}]}));
    assert_eq!(sent[1].body, serde_json::json!({"input": [{"id": 5}], "force_purge": true}));
}

#[tokio::test]
async fn nothing_is_written_in_the_way_of_each_column() {
    let server =
        Server::start(|asked| (asked.path == "Computer").then(|| reply(200, r#"[{"1":true,"message":""}]"#)))
            .await;
    let columns = ["serial", "states_id", "users_id_tech", "begin_date", "value", "is_recursive", "duration"];
    let row: Row = columns.into_iter().map(|column| Field::new(&SCHEMA, column, Value::Empty)).collect();
    connect(&server).await.update(&"Computer".into(), &[(1, row)]).await;
    let expected = serde_json::json!({"id": 1, "serial": "", "states_id": 0, "users_id_tech": 0,
        "begin_date": "NULL", "value": 0, "is_recursive": 0, "duration": 0});
    assert_eq!(server.asked("Computer")[0].body["input"][0], expected);
}

#[tokio::test]
async fn a_row_that_points_at_nothing_yet_is_refused_alone() {
    let server =
        Server::start(|asked| (asked.path == "Computer").then(|| reply(201, r#"[{"id":1},{"id":2}]"#))).await;
    let mut three = rows(3);
    three[1].push(Field::new(&SCHEMA, "manufacturers_id", Value::NewRef(4)));
    let outcomes = connect(&server).await.create(&"Computer".into(), &three).await;
    assert!(matches!(&outcomes[..], [Ok(1), Err(WriteError::Refused { .. }), Ok(2)]), "{outcomes:?}");
}

#[tokio::test]
async fn a_long_text_is_cut_here_and_not_in_the_middle_of_a_character_there() {
    let server =
        Server::start(|asked| (asked.path == "Computer").then(|| reply(200, r#"[{"1":true,"message":""}]"#)))
            .await;
    let long = format!("{}é{}", "x".repeat(253), "y".repeat(9));
    let row = vec![
        Field::new(&SCHEMA, "contact", Value::text(long.as_str())),
        Field::new(&SCHEMA, "comment", Value::text(long.as_str())),
    ];
    connect(&server).await.update(&"Computer".into(), &[(1, row)]).await;
    let sent = &server.asked("Computer")[0].body["input"][0];
    assert_eq!((sent["contact"].as_str(), sent["comment"].as_str()), (Some(&long[..253]), Some(&*long)));
}
