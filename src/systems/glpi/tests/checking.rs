//! What `check --connect` tells.

use super::server::{Server, reply};
use super::*;
use crate::systems::shared::CheckLine;
use crate::systems::target::Access;

#[tokio::test]
async fn missing_rights_are_named_in_words() {
    let server = Server::start(|asked| {
        let profile = r#"{"active_profile":{"id":6,"name":"Sync &#38; more","computer":"7","dropdown":1,"contract":3,
            "helpdesk_item_type":["Computer"]}}"#;
        (asked.path == "getActiveProfile").then(|| reply(200, profile))
    })
    .await;
    use Access::{Create, Read, Trash, Update};
    let needs = [
        ("Computer".into(), vec![Read, Create, Update, Trash]),
        ("Manufacturer".into(), vec![Read, Create]),
        ("Item_OperatingSystem".into(), vec![Read, Create, Update]),
        ("Contract_Item".into(), vec![Create]),
        ("Supplier".into(), vec![Read]),
    ];
    let lines = connect(&server).await.rights(&needs).await.unwrap();
    let lacking = |lines: &CheckLine| (!lines.ok).then(|| lines.detail.to_string());
    assert_eq!(
        lines.iter().map(lacking).collect::<Vec<_>>(),
        [
            Some(r#"profile "Sync & more" lacks: delete (trash) (right `computer`)"#.to_owned()),
            Some(r#"profile "Sync & more" lacks: create (right `dropdown`)"#.to_owned()),
            None,
            None,
            Some(r#"profile "Sync & more" lacks: read (right `contact_enterprise`)"#.to_owned()),
        ]
    );
}

#[tokio::test]
async fn the_session_is_shown() {
    let server = Server::start(|asked| {
        let session = r#"{"session":{"glpiname":"stocktake","glpiactiveprofile":{"name":"Sync"},
            "glpiactive_entity_name":"Root entity (tree structure)","glpiactiveentities":[0,1,2],
            "glpitimezone":"Europe/Paris"}}"#;
        (asked.path == "getFullSession").then(|| reply(200, session))
    })
    .await;
    let lines = connect(&server).await.check().await.unwrap();
    let shown: Vec<String> =
        lines.iter().take(5).map(|line| format!("{} {}: {}", line.ok, line.what, line.detail)).collect();
    assert_eq!(
        shown,
        [
            "true version: 10.0.6",
            "true user: stocktake",
            "true profile: Sync",
            "true entities: Root entity (tree structure); 3 visible",
            "true time zone: times are read and written in Europe/Paris",
        ]
    );
}
