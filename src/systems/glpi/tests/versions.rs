//! Lists of four versions of GLPI, recorded from real servers that held the same: one client reads one
//! thing of all.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::server::{Server, page, reply};
use super::{connect, part};
use crate::model::Column;
use crate::model::item::{ItemTable, PartRow};
use crate::systems::glpi::Glpi;
use crate::systems::glpi::schema::SCHEMA;
use crate::systems::target::{ItemQuery, Lack};

const RECORDED: &str = include_str!("../../../../tests/data/glpi/versions.jsonl");

const VERSIONS: [&str; 4] = ["9.5.13", "10.0.5", "10.0.6", "11.0.6"];

/// The rows of each class of a version.
fn recorded(version: &str) -> BTreeMap<String, Vec<String>> {
    let lines = RECORDED.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let of_version = lines.filter(|line| line["version"] == version);
    let rows = |line: &Json| line["rows"].as_array().unwrap().iter().map(ToString::to_string).collect();
    of_version.map(|line| (line["class"].as_str().unwrap().to_owned(), rows(&line))).collect()
}

async fn glpi(version: &'static str) -> Glpi {
    let rows = recorded(version);
    assert_eq!(rows.len(), 8, "{version}");
    let server = Server::start(move |asked| match asked.path.as_str() {
        "getGlpiConfig" => Some(reply(200, format!(r#"{{"cfg_glpi":{{"version":"{version}"}}}}"#))),
        _ if asked.query.get("is_deleted").is_some_and(|deleted| deleted == "1") => Some(reply(200, "[]")),
        path => rows.get(path).map(|rows| page(rows, asked)),
    });
    connect(&server.await).await
}

fn columns(names: &[&str]) -> Vec<(Column, crate::model::Kind)> {
    let kind = |name: &&str| {
        let column = Column::from(*name);
        let kind = SCHEMA.kind_of(&column).unwrap();
        (column, kind)
    };
    names.iter().map(kind).collect()
}

fn shown(values: &[crate::model::Value]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

/// PC-0001 with its operating systems, contract and financial data.
async fn computer(glpi: &Glpi) -> String {
    let query = ItemQuery {
        class: "Computer".into(),
        columns: columns(&["name", "serial", "otherserial", "manufacturers_id", "locations_id", "comment"]),
        parts: vec![
            (part("os"), columns(&["operatingsystems_id", "licenseid", "license_number"])),
            (part("contract"), columns(&["name", "begin_date", "duration"])),
            (part("infocom"), columns(&["buy_date", "value"])),
        ],
    };
    let table: ItemTable = glpi.read_items(&query).await.unwrap();
    let rows = |rows: &[PartRow]| rows.iter().map(|row| shown(&row.values)).collect::<Vec<_>>().join("; ");
    let parts = table.parts.iter().map(|part| format!("{:?}: {}", part.part, rows(part.of(1))));
    let item = table.get(1).unwrap();
    format!("{} @{}\n{}", shown(&item.values), item.entity, parts.collect::<Vec<_>>().join("\n"))
}

async fn names(glpi: &Glpi, class: &str) -> String {
    let table = glpi.read_reference(&class.into(), &"name".into()).await.unwrap();
    let row = |row: &crate::model::ReferenceRow| format!("{} {} in {:?}", row.id, row.name, row.parent);
    table.rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn four_versions_read_alike() {
    let mut read = Vec::new();
    for version in VERSIONS {
        let glpi = glpi(version).await;
        let mut text = computer(&glpi).await;
        for class in ["Manufacturer", "Location", "Entity"] {
            text.push_str(&format!("\n{class}: {}", names(&glpi, class).await));
        }
        read.push(text);
    }
    insta::assert_snapshot!(read[0]);
    for (version, text) in VERSIONS.iter().zip(&read) {
        assert_eq!(*text, read[0], "{version} and {}", VERSIONS[0]);
    }
}

#[tokio::test]
async fn each_version_says_which_columns_it_lacks() {
    let asked: Vec<Column> = ["serial", "last_boot", "uuid", "serail"].map(Column::from).into();
    let asked: Vec<&Column> = asked.iter().collect();
    for version in VERSIONS {
        let lacking = glpi(version).await.lacking(&"Computer".into(), &asked).await.unwrap();
        let of_version = lacking.iter().filter(|lacking| matches!(lacking.lack, Lack::InThisVersion(_)));
        let of_version: Vec<&str> = of_version.map(|lacking| lacking.column.as_str()).collect();
        assert_eq!(of_version, if version == "9.5.13" { &["last_boot"][..] } else { &[] }, "{version}");
        let nowhere = lacking.iter().filter_map(|lacking| match &lacking.lack {
            Lack::InEveryVersion(near) => Some((lacking.column.as_str(), near.as_deref())),
            Lack::InThisVersion(_) | Lack::Untold(_) => None,
        });
        assert_eq!(nowhere.collect::<Vec<_>>(), [("serail", Some("serial"))], "{version}");
    }
}
