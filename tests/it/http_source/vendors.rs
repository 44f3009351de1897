//! Vendors that are a folder of configuration: the folders of the program's examples against doubles that answer as
//! the vendors' sources, documents and public recordings say (`GET /hardware` of Snipe-IT 8, `dcim/devices` of
//! NetBox 4, `managedDevices` of Microsoft Graph, `cluster/resources` of Proxmox VE).

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::api::{Api, Asked, Reply, fetch};
use crate::world::{Outcome, ended, program_in};

/// An example of the program in a folder of its own, with other addresses and a secret in a file.
fn example(name: &str, addresses: &[(&str, &str)]) -> TempDir {
    example_of("http", name, addresses)
}

/// The same of another room.
fn example_of(room: &str, name: &str, addresses: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems").join(room).join("examples").join(name);
    for below in ["", "jobs", "mappings"] {
        fs::create_dir_all(folder.path().join(below)).unwrap();
        for entry in fs::read_dir(from.join(below)).unwrap().map(|entry| entry.unwrap().path()) {
            if !entry.is_file() {
                continue;
            }
            let mut text = fs::read_to_string(&entry).unwrap();
            for (vendor, ours) in addresses {
                text = text.replace(vendor, ours);
            }
            // As its page says: the real system in place of the practice one.
            text = text.replace("from = \"practice-", "from = \"");
            let secret = text.lines().find_map(|line| line.split("\"env:").nth(1)?.split('"').next());
            if let Some(secret) = secret.map(str::to_owned) {
                text = text.replace(&format!("env:{secret}"), "file:token");
            }
            fs::write(folder.path().join(below).join(entry.file_name().unwrap()), text).unwrap();
        }
    }
    fs::write(folder.path().join("token"), "secret-of-the-example").unwrap();
    folder
}

/// What the real program says with a folder.
async fn says(folder: &TempDir, arguments: &[&str]) -> Outcome {
    ended(program_in(folder.path(), arguments).spawn().unwrap()).await
}

/// How many items a plan creates and updates.
async fn planned(folder: &TempDir, job: &str) -> (u64, u64) {
    let said = says(folder, &["plan", job, "--format", "json"]).await;
    let plan: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    let count = |of: &str| plan["counts"][of].as_u64().unwrap();
    assert_eq!((count("retire"), count("reject")), (0, 0), "{plan:#}");
    (count("create"), count("update"))
}

/// A run of the real program writes so many items into its sandbox, and a second one nothing.
async fn runs(folder: &TempDir, job: &str, created: u64) {
    assert_eq!(planned(folder, job).await, (created, 0));
    let run = says(folder, &["run", job]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(planned(folder, job).await, (0, 0));
}

/// Asset of Snipe-IT by its number.
fn asset(id: usize) -> Value {
    json!({
        "id": id, "name": if id == 3 { String::new() } else { format!("pc&#039;{id}") },
        "asset_tag": format!("A-{id}"), "serial": format!("SN{id}"),
        "model": { "id": 3, "name": "Latitude 7440 &amp; dock" }, "manufacturer": { "id": 4, "name": "Dell" },
        "status_label": { "id": 2, "name": "Deployed", "status_meta": "deployed" }, "location": null,
        "assigned_to": { "id": 9, "username": "jdoe", "type": "user" }, "company": null,
        "purchase_date": { "date": "2024-01-31", "formatted": "31/01/2024" },
        "custom_fields": { "MAC Address": { "field": "_snipeit_mac_address_1", "value": "02:00:00:00:00:01" } }
    })
}

/// Snipe-IT: gives 500 at most whatever is asked for, the newest first unless it is told otherwise, a page for people
/// to who does not ask for JSON, and errors with 200.
fn snipe(asked: &Asked, assets: usize) -> Reply {
    if asked.header("accept") != Some("application/json") {
        return Reply::to(302, "/login");
    }
    if asked.turn == 1 {
        return Reply::json(json!({ "status": "error", "messages": "Too many requests", "payload": null }))
            .status(429)
            .with("retry-after", "1");
    }
    if asked.header("authorization") != Some("Bearer secret-of-the-example") {
        return Reply::json(json!({ "error": "Unauthorized." })).status(401);
    }
    if asked.path != "/api/v1/hardware" {
        return Reply::json(
            json!({ "status": "error", "messages": "404 endpoint not found", "payload": null }),
        );
    }
    let mut ids: Vec<usize> = (1..=assets).collect();
    if asked.parameter("order").as_deref() != Some("asc") || asked.parameter("sort").as_deref() != Some("id")
    {
        ids.reverse();
    }
    if asked.parameter("status").as_deref() == Some("Archived") {
        ids.clear();
    }
    let assets = ids.len();
    let limit = asked.number("limit").unwrap_or(50).min(500);
    let page = ids.into_iter().skip(asked.number("offset").unwrap_or_default()).take(limit);
    Reply::json(json!({ "total": assets, "rows": page.map(asset).collect::<Vec<_>>() }))
}

#[tokio::test]
async fn f06_snipe_it_by_offset_limit_and_total() {
    let api = Api::start(|asked: &Asked| snipe(asked, 1203)).await;
    let folder = example("snipe-it", &[("https://snipe.example.org", &api.url)]);
    let found = fetch(folder.path(), "snipe-it").await.unwrap();
    assert_eq!(found.rows.len(), 1203);
    assert_eq!(found.rows[16]["name"], "pc'17");
    assert_eq!(found.rows[16]["model"]["name"], "Latitude 7440 & dock");
    assert!(found.notes[0].starts_with("1203 records fetched from "), "{:?}", found.notes);
    let calls: Vec<String> =
        api.calls().iter().map(|call| call.split("order=asc&").nth(1).unwrap().to_owned()).collect();
    assert_eq!(
        calls,
        [
            "limit=500&offset=0",
            "limit=500&offset=500",
            "limit=500&offset=500",
            "limit=500&offset=1000",
            "limit=500&offset=0"
        ],
        "the second is asked again after 429; then what is archived"
    );
}

#[tokio::test]
async fn f10_snipe_it_into_the_sandbox() {
    let api = Api::start(|asked: &Asked| snipe(asked, 5)).await;
    let folder = example("snipe-it", &[("https://snipe.example.org", &api.url)]);
    runs(&folder, "snipe-it", 5).await;
    let read = says(&folder, &["read", "snipe-it"]).await;
    for part in ["pc'1", "A-3", "5 records fetched", "/api/v1/hardware"] {
        assert!(read.stdout.contains(part), "{part}: {read:?}");
    }
    let api = Api::start(|_| {
        Reply::json(json!({ "status": "error", "messages": "Asset not found", "payload": null }))
    })
    .await;
    let folder = example("snipe-it", &[("https://snipe.example.org", &api.url)]);
    let error = fetch(folder.path(), "snipe-it").await.unwrap_err();
    assert!(error.contains("Asset not found"), "{error}");
}

/// NetBox: it names itself by its inner name, wants the slash at the end, and says 403 to who has no token.
fn netbox(asked: &Asked) -> Reply {
    if !asked.path.ends_with('/') {
        return Reply::to(302, &format!("{}/", asked.path));
    }
    if asked.header("authorization") != Some("Bearer secret-of-the-example") {
        return Reply::json(json!({ "detail": "Authentication credentials were not provided." })).status(403);
    }
    let (limit, offset) =
        (asked.number("limit").unwrap_or(50).min(1000), asked.number("offset").unwrap_or_default());
    let (count, end) = (430, (offset + limit).min(430));
    let next = (end < count)
        .then(|| format!("http://netbox/api/dcim/devices/?limit={limit}&offset={end}&role=server"));
    let previous = (offset > 0)
        .then(|| format!("http://netbox/api/dcim/devices/?limit={limit}&offset=-200&role=server"));
    let device = |id: usize| {
        json!({
            "id": id, "name": format!("srv{id}"), "serial": format!("SN{id}"), "asset_tag": null,
            "device_type": { "model": "PowerEdge R640", "manufacturer": { "name": "Dell" } },
            "role": { "slug": "server", "name": "Server" }, "display": format!("srv{id}"),
            "platform": if id == 2 { Value::Null } else { json!({ "name": "Debian 12" }) },
            "site": { "name": "HQ" }, "status": { "value": "active", "label": "Active" }, "tags": [],
            "primary_ip": { "address": "192.0.2.10/24" }, "last_updated": "2026-05-01T17:42:11.123456Z"
        })
    };
    Reply::json(json!({
        "count": count, "next": next, "previous": previous,
        "results": (offset + 1..=end).map(device).collect::<Vec<_>>()
    }))
}

#[tokio::test]
async fn f12_netbox_by_the_address_of_the_next_page() {
    let api = Api::start(netbox).await;
    let folder = example("netbox", &[("https://netbox.example.org", &api.url)]);
    let found = fetch(folder.path(), "netbox").await.unwrap();
    assert_eq!(found.ids(), (1..=430).collect::<Vec<_>>());
    assert_eq!(
        api.calls(),
        [
            "GET /api/dcim/devices/?limit=200&role=server",
            "GET /api/dcim/devices/?limit=200&offset=200&role=server",
            "GET /api/dcim/devices/?limit=200&offset=400&role=server"
        ]
    );
    // Without `own_host` its inner name would get our token.
    let job = fs::read_to_string(folder.path().join("jobs/netbox.toml")).unwrap();
    fs::write(folder.path().join("jobs/netbox.toml"), job.replace("own_host = true", "")).unwrap();
    let error = fetch(folder.path(), "netbox").await.unwrap_err();
    assert!(error.contains("another host, netbox") && error.contains("own_host = true"), "{error}");
    fs::write(folder.path().join("token"), "another").unwrap();
    let error = fetch(folder.path(), "netbox").await.unwrap_err();
    assert!(
        error.contains("HTTP 403") && error.contains("Authentication credentials were not provided"),
        "{error}"
    );
}

#[tokio::test]
async fn netbox_into_the_sandbox() {
    let api = Api::start(netbox).await;
    let folder = example("netbox", &[("https://netbox.example.org", &api.url)]);
    runs(&folder, "netbox", 430).await;
}

/// Microsoft Graph: opaque links on another path, a page without rows in the middle, 429 with a fraction of a second,
/// and a token that ends while the list is read.
fn graph() -> impl Fn(&Asked) -> Reply {
    let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
    move |asked| graph_answers(asked, seen.lock().unwrap().insert(asked.query.clone()))
}

fn graph_answers(asked: &Asked, first: bool) -> Reply {
    if asked.path == "/tenant/oauth2/v2.0/token" {
        assert_eq!(asked.field("scope").as_deref(), Some("https://graph.microsoft.com/.default"));
        return Reply::json(
            json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": format!("jwt{}", asked.turn) }),
        );
    }
    let device = |id: u32| {
        json!({
            "@odata.type": "#microsoft.graph.managedDevice", "id": format!("705c034c-{id}"), "deviceName": format!("LAP{id}"),
            "serialNumber": format!("SN{id}"), "model": "Surface", "manufacturer": "Microsoft", "osVersion": "10.0.22631",
            "operatingSystem": "Windows", "userPrincipalName": "jo@example.org",
            "azureADDeviceId": if id == 1 { "4c299165-6e8f-4b45-a5ba-c5d250a707ff" } else { "00000000-0000-0000-0000-000000000000" }, "physicalMemoryInBytes": 17_179_869_184_u64,
            "lastSyncDateTime": "2017-01-01T00:02:49.3205976-08:00"
        })
    };
    let host = asked.header("host").unwrap();
    let page = |ids: &[u32], next: Option<&str>| {
        let mut page =
            json!({ "@odata.context": "x", "value": ids.iter().map(|id| device(*id)).collect::<Vec<_>>() });
        if let Some(next) = next {
            page["@odata.nextLink"] =
                format!("http://{host}/v1.0/deviceManagement/managedDevices/next?$skiptoken={next}").into();
        }
        Reply::json(page)
    };
    let error = |status: u16, code: &str| {
        Reply::json(json!({ "error": { "code": code, "message": "Please retry again later." } }))
            .status(status)
    };
    if asked.path == "/v1.0/devices" {
        return Reply::json(json!({ "value": [
            { "id": "x1", "deviceId": "4c299165-6e8f-4b45-a5ba-c5d250a707ff", "accountEnabled": false, "trustType": "AzureAd" }
        ] }));
    }
    match asked.parameter("$skiptoken").as_deref() {
        None => page(&[1, 2], Some("a+b%3D")),
        Some("a b=") if first => error(429, "TooManyRequests").with("retry-after", "0.128"),
        Some("a b=") => page(&[], Some("c")),
        Some("c") if first => error(401, "InvalidAuthenticationToken"),
        Some("c") => page(&[3], None),
        Some(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn f17_f18_f19_microsoft_graph_by_opaque_links_with_oauth() {
    let api = Api::start(graph()).await;
    let addresses = [
        ("https://graph.microsoft.com/v1.0", format!("{}/v1.0", api.url)),
        ("https://login.microsoftonline.com/YOUR-TENANT", format!("{}/tenant", api.url)),
    ];
    let addresses: Vec<(&str, &str)> =
        addresses.iter().map(|(vendor, ours)| (*vendor, ours.as_str())).collect();
    let folder = example("intune", &addresses);
    let found = fetch(folder.path(), "intune").await.unwrap();
    assert_eq!(found.column("deviceName"), ["LAP1", "LAP2", "LAP3"]);
    assert!(found.text.contains("17179869184"));
    let calls = api.calls();
    let tokens = calls.iter().filter(|call| call.ends_with("/token")).count();
    // One for the list, one because it ended, one for what Entra ID knows.
    assert_eq!(tokens, 3, "{calls:?}");
    assert!(
        calls.contains(&"GET /v1.0/deviceManagement/managedDevices/next?$skiptoken=a+b%3D".to_owned()),
        "{calls:?}"
    );
    let api = Api::start(graph()).await;
    let ours = [format!("{}/v1.0", api.url), format!("{}/tenant", api.url)];
    let folder = example(
        "intune",
        &[
            ("https://graph.microsoft.com/v1.0", &ours[0]),
            ("https://login.microsoftonline.com/YOUR-TENANT", &ours[1]),
        ],
    );
    runs(&folder, "intune", 3).await;
}

/// Proxmox VE: no pages, a configuration for each machine, numbers as numbers or texts.
fn proxmox(asked: &Asked) -> Reply {
    if asked.header("authorization") != Some("PVEAPIToken=secret-of-the-example") {
        return Reply::json(json!({ "data": null })).status(401);
    }
    let machine = |id: u32, kind: &str, template: u32, status: &str| {
        json!({ "id": format!("{kind}/{id}"), "vmid": id, "type": kind, "node": "pve1", "name": format!("vm-{id}"),
                "template": template, "status": status, "maxmem": 2_147_483_648_u64, "cpu": 0.15 })
    };
    match asked.path.as_str() {
        "/api2/json/cluster/resources" => {
            assert_eq!(asked.query, "type=vm");
            Reply::json(json!({ "data": [
                machine(100, "qemu", 0, "running"), machine(101, "lxc", 0, "stopped"), machine(900, "qemu", 1, "stopped"),
            ] }))
        }
        "/api2/json/nodes/pve1/qemu/100/config" => Reply::json(json!({ "data": {
            "name": "vm-100", "memory": "3072", "ostype": "l26", "tags": "prod;web",
            "smbios1": "uuid=42393877-a3dd-c53b-c004-7f66e6aa0c9c,manufacturer=UHJveG1veA==,base64=1",
            "net0": "virtio=BC:24:11:2E:C5:4A,bridge=vmbr0"
        } })),
        "/api2/json/nodes/pve1/lxc/101/config" => {
            Reply::json(json!({ "data": { "hostname": "vm-101", "memory": 512 } }))
        }
        other => Reply::json(json!({ "errors": { "vmid": other }, "data": null })).status(400),
    }
}

#[tokio::test]
async fn proxmox_with_the_configuration_of_each_machine() {
    let api = Api::start(proxmox).await;
    let folder = example("proxmox", &[("https://pve.example.org:8006", &api.url)]);
    let found = fetch(folder.path(), "proxmox").await.unwrap();
    assert_eq!(found.column("vmid"), [json!(100), json!(101), json!(900)]);
    assert_eq!(found.rows[0]["config"]["memory"], "3072");
    assert!(found.rows[2].get("config").is_none());
    runs(&folder, "proxmox", 2).await;
}

/// LibreNMS: no pages, and what it asks its devices with stands in each row.
#[tokio::test]
async fn librenms_without_what_it_asks_its_devices_with() {
    let api = Api::start(|asked: &Asked| {
        if asked.header("x-auth-token") != Some("secret-of-the-example") {
            return Reply::json(json!({ "status": "error", "message": "API Token is missing or invalid" })).status(401);
        }
        assert_eq!((asked.path.as_str(), asked.query.as_str()), ("/api/v0/devices", "order=hostname&type=all"));
        let device = |id: u32, name: &str| {
            json!({
                "device_id": id, "hostname": format!("192.0.2.{id}"), "sysName": name, "serial": format!("SN{id}"),
                "community": "hush-community", "authpass": "hush-auth", "cryptopass": "hush-crypto",
                "hardware": "EX2200", "os": "junos", "version": "15.1", "location": null, "status": 1
            })
        };
        Reply::json(json!({ "status": "ok", "devices": [device(1, "sw1"), device(2, "")], "count": 2 }))
    })
    .await;
    let folder = example("librenms", &[("https://librenms.example.org", &api.url)]);
    let found = fetch(folder.path(), "librenms").await.unwrap();
    assert!(!found.text.contains("hush") && found.text.contains("EX2200"), "{}", found.text);
    runs(&folder, "librenms", 2).await;
    // A list that is cut off shows no piece of itself.
    let cut =
        Api::start(|_| Reply::text("application/json", "{\"devices\": [{\"community\": \"hush-community\""))
            .await;
    let folder = example("librenms", &[("https://librenms.example.org", &cut.url)]);
    let error = fetch(folder.path(), "librenms").await.unwrap_err();
    assert!(error.contains("cut off") && !error.contains("hush"), "{error}");
}

/// Lansweeper Sites: GraphQL with a mark for the next page; the total comes with the first one only, and errors come
/// with 200.
fn lansweeper(asked: &Asked) -> Reply {
    if asked.header("authorization") != Some("Token secret-of-the-example") {
        return Reply::json(json!({ "message": "Unauthorized" })).status(401);
    }
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/api/v2/graphql"));
    let body: Value =
        serde_json::from_str(&asked.body).unwrap_or_else(|error| panic!("{error}: {}", asked.body));
    let (query, variables) = (body["query"].as_str().unwrap(), &body["variables"]);
    assert!(variables["fields"].as_array().unwrap().len() <= 30 && variables["site"] == "SITE-ID");
    let error = |message: &str| Reply::json(json!({ "errors": [{ "message": message }], "data": null }));
    let (from, first) = match (variables["page"]["page"].as_str(), variables["page"]["cursor"].as_str()) {
        (Some("FIRST"), None) => (0, true),
        (Some("NEXT"), Some("cur\"2")) => (2, false),
        other => return error(&format!("{other:?}")),
    };
    if query.contains("total") != first {
        return error("total may be asked for with the first page only");
    }
    let asset = |id: usize| {
        json!({
            "key": format!("k{id}"),
            "assetBasicInfo": {
                "name": format!("PC0{id}"), "type": if id == 3 { "Printer" } else { "Windows" }, "ipAddress": "192.0.2.20",
                "mac": format!("02:00:00:00:01:0{id}"), "userName": "jdoe"
            },
            "assetCustom": {
                "manufacturer": "Dell Inc.", "model": "Latitude 7440", "serialNumber": format!("ABC123{id}"), "location": "HQ",
                "purchaseDate": "2024-01-31T00:00:00.000Z", "warrantyDate": "2027-01-31T00:00:00.000Z", "stateName": "Active"
            },
            "operatingSystem": { "caption": "Microsoft Windows 11 Pro", "version": "10.0.22631" }
        })
    };
    let next = if first { json!("cur\"2") } else { Value::Null };
    let mut page = json!({
        "pagination": { "limit": 500, "current": "cur1", "next": next, "page": "FIRST" },
        "items": (from..from + 2).map(asset).collect::<Vec<_>>()
    });
    if first {
        page["total"] = json!(4);
    }
    Reply::json(json!({ "data": { "site": { "assetResources": page } } }))
}

#[tokio::test]
async fn lansweeper_by_graphql_and_the_mark_of_the_next_page() {
    let api = Api::start(lansweeper).await;
    let folder = example_of("files", "lansweeper", &[("https://api.lansweeper.com", &api.url)]);
    let found = fetch(folder.path(), "lansweeper-cloud").await.unwrap();
    assert_eq!(found.column("key"), ["k0", "k1", "k2", "k3"]);
    runs(&folder, "lansweeper-cloud", 3).await;
    // What is wrong comes with 200.
    let job = folder.path().join("jobs/lansweeper-cloud.toml");
    let text = fs::read_to_string(&job).unwrap();
    fs::write(&job, text.replace("{% if not cursor %}total {% endif %}", "total ")).unwrap();
    let error = fetch(folder.path(), "lansweeper-cloud").await.unwrap_err();
    assert!(error.contains("total may be asked for with the first page only"), "{error}");
}
