//! Lists: pages, lists that move, trash, parts, ids.

use std::sync::Mutex;
use std::time::Duration;

use super::server::{ReceivedRequest, Reply, Server, page, reply};
use super::*;
use crate::model::value::Value;
use crate::systems::target::{Field, ItemQuery};

fn computer(id: usize) -> String {
    format!(r#"{{"id":{id},"entities_id":1,"name":"pc{id}","is_template":0,"is_deleted":0,"is_dynamic":0}}"#)
}

fn query() -> ItemQuery {
    ItemQuery { class: "Computer".into(), columns: name_column(), parts: Vec::new() }
}

fn is_trash(asked: &ReceivedRequest) -> bool {
    asked.query.contains_key("is_deleted")
}

#[tokio::test]
async fn a_list_is_read_in_pages_without_templates_and_with_its_trash() {
    let server = Server::start(|asked| {
        if asked.path != "Computer" {
            return None;
        }
        let mut rows: Vec<String> = (1..=10).map(computer).collect();
        rows[4] = rows[4].replace(r#""is_template":0"#, r#""is_template":"1""#);
        let bin = vec![computer(99).replace(r#""is_deleted":0"#, r#""is_deleted":1"#)];
        let mut answer = page(if is_trash(asked) { &bin } else { &rows }, asked);
        answer.delay = Duration::from_millis(5);
        Some(answer)
    })
    .await;
    let table = connect(&server).await.read_items(&query()).await.unwrap();
    let ids: Vec<i64> = table.items.iter().map(|item| item.id).collect();
    assert_eq!(ids, [1, 2, 3, 4, 6, 7, 8, 9, 10]);
    assert_eq!(table.get(7).unwrap().values[0], Value::text("pc7"));
    assert_eq!(table.trashed[0].id, 99);
    assert_eq!(server.asked("Computer").len(), 5);
    assert_eq!(server.most_running(), 2);
}

#[tokio::test]
async fn a_row_that_vanishes_between_pages_hides_no_other() {
    let rows: Mutex<Vec<String>> = Mutex::new((1..=10).map(computer).collect());
    let server = Server::start(move |asked| {
        if asked.path != "Computer" || is_trash(asked) {
            return None;
        }
        let mut rows = rows.lock().unwrap();
        let answer = page(&rows, asked);
        if asked.range().0 == 0 && rows.len() > 8 {
            rows.remove(1);
        }
        Some(answer)
    })
    .await;
    let table = connect(&server).await.read_items(&query()).await.unwrap();
    let ids: Vec<i64> = table.items.iter().map(|item| item.id).collect();
    assert_eq!(ids, [1, 4, 5, 6, 7, 8, 9, 10]);
}

#[tokio::test]
async fn a_class_without_trash_is_not_asked_for_it() {
    let server = Server::start(|asked| {
        let rows = vec![r#"{"id":5,"name":"Dell"}"#.to_owned()];
        (asked.path == "Manufacturer").then(|| page(&rows, asked))
    })
    .await;
    let table = connect(&server)
        .await
        .read_items(&ItemQuery { class: "Manufacturer".into(), ..query() })
        .await
        .unwrap();
    assert_eq!((table.items.len(), table.trashed.len()), (1, 0));
    assert_eq!(server.asked("Manufacturer").len(), 1);
}

#[tokio::test]
async fn contracts_are_joined_to_their_items_and_all_offered() {
    let server = Server::start(|asked| {
        let rows: Vec<String> = match asked.path.as_str() {
            "Computer" if !is_trash(asked) => vec![computer(1)],
            "Contract" => [(3, "gold"), (4, "spare")]
                .map(|(id, name)| format!(r#"{{"id":{id},"entities_id":2,"name":"{name}","is_deleted":0}}"#))
                .into(),
            "Contract_Item" => vec![
                r#"{"id":7,"contracts_id":3,"items_id":1,"itemtype":"Computer"}"#.to_owned(),
                r#"{"id":8,"contracts_id":4,"items_id":1,"itemtype":"Monitor"}"#.to_owned(),
            ],
            _ => return None,
        };
        Some(page(&rows, asked))
    })
    .await;
    let parts = vec![(part("contract"), name_column())];
    let table = connect(&server).await.read_items(&ItemQuery { parts, ..query() }).await.unwrap();
    let contracts = table.part(part("contract")).unwrap();
    assert_eq!(contracts.of(1).iter().map(|row| (row.id, row.entity)).collect::<Vec<_>>(), [(3, 2)]);
    assert_eq!(contracts.choices.iter().map(|row| row.id).collect::<Vec<_>>(), [3, 4]);
}

#[tokio::test]
async fn glpi_9_1_keeps_operating_systems_in_the_computer() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "getGlpiConfig" => Some(reply(400, r#"["ERROR_RESOURCE_MISSING","x"]"#)),
        "Item_OperatingSystem" => Some(reply(400, r#"["ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM","x"]"#)),
        "Computer" if asked.method == "PUT" => Some(reply(200, r#"[{"5":true,"message":""}]"#)),
        "Computer" if !is_trash(asked) => Some(page(
            &[r#"{"id":"5","name":"pc &lt;5&gt;","is_deleted":"0","os_licenseid":"ABC","operatingsystems_id":"2"}"#
                .to_owned()],
            asked,
        )),
        _ => None,
    })
    .await;
    let glpi = connect(&server).await;
    let key: Vec<(Column, Kind)> = vec![("licenseid".into(), Kind::Text { max: 255 })];
    let parts = vec![(part("os"), key)];
    let table = glpi.read_items(&ItemQuery { parts, ..query() }).await.unwrap();
    assert_eq!(table.items[0].values[0], Value::text("pc <5>"));
    let system = &table.part(part("os")).unwrap().of(5)[0];
    assert_eq!((system.id, &system.values[0]), (5, &Value::text("ABC")));
    let key = Field::new(&SCHEMA, "licenseid", Value::text("DEF"));
    assert_eq!(glpi.update(&"Item_OperatingSystem".into(), &[(5, vec![key.clone()])]).await, [Ok(())]);
    let owner = Field::new(&SCHEMA, "items_id", Value::Ref(5));
    assert_eq!(glpi.create(&"Item_OperatingSystem".into(), &[vec![owner, key]]).await, [Ok(5)]);
    let written: Vec<ReceivedRequest> =
        server.asked("Computer").into_iter().filter(|asked| asked.method == "PUT").collect();
    assert_eq!(written.len(), 2);
    for asked in written {
        assert_eq!(asked.body, serde_json::json!({"input": [{"id": 5, "os_licenseid": "DEF"}]}));
    }
}

#[tokio::test]
async fn trees_have_own_names_and_the_root_entity_has_no_parent() {
    let server = Server::start(|asked| {
        let rows = match asked.path.as_str() {
            "Location" => vec![
                r#"{"id":1,"name":"Lyon","locations_id":0,"entities_id":0,"is_recursive":1,"completename":"Lyon"}"#,
                r#"{"id":2,"name":"R&D","locations_id":1,"entities_id":0,"is_recursive":0,"completename":"Lyon > R&#38;D"}"#,
            ],
            "Entity" => vec![
                r#"{"id":0,"name":"Root entity","entities_id":null}"#,
                r#"{"id":1,"name":"Acme","entities_id":0}"#,
            ],
            _ => return None,
        };
        Some(page(&rows.into_iter().map(str::to_owned).collect::<Vec<_>>(), asked))
    })
    .await;
    let glpi = connect(&server).await;
    let places = glpi.read_reference(&"Location".into(), &"name".into()).await.unwrap().rows;
    assert_eq!((&*places[1].name, places[0].parent, places[1].parent), ("R&D", None, Some(1)));
    assert!(places[0].recursive && !places[1].recursive);
    let entities = glpi.read_reference(&"Entity".into(), &"name".into()).await.unwrap().rows;
    assert_eq!((entities[0].id, entities[0].parent, entities[1].parent), (0, None, Some(0)));
}

#[tokio::test]
async fn ids_that_are_missing_are_left_out_and_the_others_found() {
    let server = Server::start(|asked| {
        if asked.path != "getMultipleItems" {
            return None;
        }
        let ids: Vec<usize> = (0..50)
            .filter_map(|at| asked.query.get(&format!("items[{at}][items_id]"))?.parse().ok())
            .collect();
        Some(if ids.contains(&13) {
            reply(404, r#"["ERROR_ITEM_NOT_FOUND","Item not found"]"#)
        } else {
            reply(200, format!("[{}]", ids.into_iter().map(computer).collect::<Vec<_>>().join(",")))
        })
    })
    .await;
    let ids: Vec<i64> = (1..=60).collect();
    let items = connect(&server).await.items_by_id(&"Computer".into(), &name_column(), &ids).await.unwrap();
    assert_eq!(items.len(), 59);
    assert!(items.iter().all(|item| item.id != 13));
}

#[tokio::test]
async fn odd_answers_are_errors_with_a_piece_of_them() {
    let cases: [(Reply, &str); 7] = [
        (reply(200, ""), "an empty body"),
        (reply(200, "<html>Maintenance</html>"), "a web page instead of GLPI's API"),
        (reply(200, r#"[{"id":1,"name":"pc1"#), "cannot be read"),
        (reply(200, r#"{"a":1}"#), "cannot be read"),
        (reply(200, r#"[{"id":1,"name":{"x":1}}]"#), "name is a list or an object"),
        (reply(403, r#"["ERROR_RIGHT_MISSING","You don't have permission"]"#), "not allowed: You don't have"),
        (reply(200, r#"[{"id":1}]"#), "Computer has no column `name` at this desk; it has id"),
    ];
    for (answer, words) in cases {
        let server = Server::start(move |asked| (asked.path == "Computer").then(|| answer.clone())).await;
        let error = connect(&server).await.read_items(&query()).await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_passing_failure_of_a_read_is_repeated() {
    let left = Mutex::new(vec![
        reply(502, "<html>Bad Gateway</html>"),
        Reply { headers: vec![("retry-after", "0".to_owned())], ..reply(429, "slow down") },
        Reply { broken: true, ..reply(200, "[{") },
    ]);
    let server = Server::start(move |asked| {
        let rows: Vec<String> = vec![computer(1)];
        (asked.path == "Computer" && !is_trash(asked))
            .then(|| left.lock().unwrap().pop().unwrap_or_else(|| page(&rows, asked)))
    })
    .await;
    let table = connect(&server).await.read_items(&query()).await.unwrap();
    assert_eq!(table.items.len(), 1);
}
