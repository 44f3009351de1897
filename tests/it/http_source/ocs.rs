//! OCS Inventory by its REST API: the shipped folder against a double that answers as OCS 2.8.1 of Debian did in
//! November 2026: pages without an order, accents written twice, `null` past the end, `Argu` without a limit, groups
//! among the computers.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::api::{Api, Asked, Reply, fetch};
use crate::software::turned_on;
use crate::world::{Outcome, ended, program_in};

fn folder(url: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/sql/examples/ocs");
    for file in [
        "stocktake.toml",
        "jobs/ocs.toml",
        "jobs/ocs-rest.toml",
        "mappings/ocs.toml",
        "mappings/ocs-rest.toml",
    ] {
        let text = std::fs::read_to_string(from.join(file)).unwrap();
        let text =
            text.replace("https://ocs.example.org", url).replace("env:OCS_REST_PASSWORD", "file:token");
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::write(folder.path().join("token"), "ocs-secret").unwrap();
    folder
}

/// UTF-8 taken for Latin-1 and written as UTF-8 once more.
fn twice(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn computer(id: usize) -> Value {
    let port = |address: &str| {
        json!({ "MACADDR": format!("02:00:5e:00:{:02x}:{:02x}", id / 256, id % 256), "DESCRIPTION": "eth0",
            "IPADDRESS": address, "VIRTUALDEV": 0 })
    };
    json!({
        "hardware": { "ID": id, "DEVICEID": format!("pc-{id}-2026"), "NAME": twice(&format!("büro-{id}")),
            "UUID": null, "OSNAME": "Debian GNU/Linux 12", "OSVERSION": "12", "ARCHIVE": null,
            "LASTDATE": "2026-11-21 16:52:25" },
        "bios": if id == 7 { json!([]) } else { json!([{ "SSN": format!("SN{id}"), "SMANUFACTURER": "Dell Inc." }]) },
        "drives": [{ "LETTER": "", "TYPE": "/", "FILESYSTEM": "ext4", "TOTAL": 258_019, "VOLUMN": "/dev/vda" }],
        "cpus": [{ "TYPE": "Xeon", "CORES": 2, "LOGICAL_CPUS": 4 }],
        "memories": [{ "CAPACITY": "8192", "TYPE": "DDR4", "NUMSLOTS": 1 }, { "CAPACITY": "No", "TYPE": "DDR4" }],
        "networks": [port(""), port("192.0.2.7"), port("2001:db8::7")]
    })
}

fn ocs(asked: &Asked, computers: usize) -> Reply {
    // stocktake:ocs-secret
    if asked.header("authorization") != Some("Basic c3RvY2t0YWtlOm9jcy1zZWNyZXQ=") {
        return Reply::text("text/html", "<html>Unauthorized</html>").status(401);
    }
    if let Some(id) = asked.path.strip_prefix("/ocsapi/v1/computer/") {
        let id: usize = id.parse().unwrap();
        let mut of = computer(id);
        of["softwares"] = json!([
            { "NAME": twice("Éditeur"), "VERSION": "1.0", "PUBLISHER": null, "NAME_ID": 1903 },
            { "NAME": "7-Zip", "VERSION": "1.0", "PUBLISHER": "Igor Pavlov", "NAME_ID": 1904 },
            { "NAME": "Tool", "VERSION": "Unavailable", "PUBLISHER": "Unavailable", "NAME_ID": 1905 },
            { "NAME": null, "VERSION": null, "PUBLISHER": null, "NAME_ID": 1 }
        ]);
        return Reply::json(json!({ id.to_string(): of }));
    }
    let (Some(start), Some(limit)) = (asked.number("start"), asked.number("limit")) else {
        return Reply::text("application/json;charset=UTF-8", "Argu");
    };
    let mut all: Vec<(String, Value)> = (1..=computers).map(|id| (id.to_string(), computer(id))).collect();
    let group = json!({ "hardware": { "ID": 999, "DEVICEID": "_SYSTEMGROUP_", "NAME": "all" }, "bios": [] });
    all.push(("999".to_owned(), group));
    let page: serde_json::Map<String, Value> = all.into_iter().skip(start).take(limit).collect();
    if page.is_empty() { Reply::json(Value::Null) } else { Reply::json(Value::Object(page)) }
}

#[tokio::test]
async fn software_is_asked_for_computer_by_computer_once_it_is_turned_on() {
    let api = Api::start(|asked: &Asked| ocs(asked, 3)).await;
    let folder = folder(&api.url);
    for (file, from) in
        [("mappings/ocs-rest.toml", "[set.software]"), ("jobs/ocs-rest.toml", "[[feed.http.detail]]")]
    {
        let path = folder.path().join(file);
        let text = turned_on(&std::fs::read_to_string(&path).unwrap(), from);
        std::fs::write(path, text).unwrap();
    }
    let check = says(&folder, &["check"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
    let plan = says(&folder, &["plan", "ocs-rest"]).await;
    assert_eq!(plan.code, Some(0), "{plan:?}");
    for line in [
        "+ Software Éditeur",
        "+ Version 7-Zip > 1.0",
        "+ Version Éditeur > 1.0",
        "+ Version Tool",
        "Software 7-Zip / 1.0 add",
    ] {
        assert!(plan.stdout.contains(line), "{line}: {}", plan.stdout);
    }
    assert!(!plan.stdout.contains("Unavailable"), "{}", plan.stdout);
    assert_eq!(planned(&folder).await, (3, 0, 0));
}

async fn says(folder: &TempDir, arguments: &[&str]) -> Outcome {
    ended(program_in(folder.path(), arguments).spawn().unwrap()).await
}

async fn planned(folder: &TempDir) -> (u64, u64, u64) {
    let said = says(folder, &["plan", "ocs-rest", "--format", "json"]).await;
    let plan: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    let count = |of: &str| plan["counts"][of].as_u64().unwrap();
    assert_eq!(count("reject"), 0, "{:#}", plan["rejects"]);
    (count("create"), count("update"), count("retire"))
}

#[tokio::test]
async fn the_faults_of_the_rest_api_of_ocs_are_mended() {
    let api = Api::start(|asked: &Asked| ocs(asked, 130)).await;
    let folder = folder(&api.url);
    let found = fetch(folder.path(), "ocs-rest").await.unwrap();
    assert_eq!(found.rows.len(), 131, "the group is left out by the mapping");
    assert!(found.rows.iter().any(|row| row["hardware"]["NAME"] == "büro-17"));
    assert_eq!(planned(&folder).await, (130, 0, 0));
    let run = says(&folder, &["run", "ocs-rest"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(planned(&folder).await, (0, 0, 0));
    let check = says(&folder, &["check"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
}
