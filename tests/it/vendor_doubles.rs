//! The practice systems of vendors by plain HTTP: their rows have the form of the samples, they refuse what the
//! vendors refuse, and they keep what was done.
//!
//! `tests/data/vendors/shapes.json` has the members of each sample and their types.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value as Json, json};
use stocktake::practice::Moment;
use stocktake::practice::vendors::{Control, Deed, Effect, Fault, Options, Running, VENDORS, vendor};

use super::world::World;

/// A practice system and a client of it.
struct Double {
    running: Running,
    control: Control,
    client: Client,
}

/// How a call logs in: header and value.
type Login = (&'static str, String);

impl Double {
    async fn of(key: &str) -> Self {
        Self::with(Options::new(vendor(key).unwrap())).await
    }

    async fn with(options: Options) -> Self {
        let running = Running::start(options).await.unwrap();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { control: running.control(), running, client }
    }

    /// A call below the address that a project writes, or to a whole address.
    async fn call(&self, method: Method, path: &str, login: &[Login], body: Option<String>) -> Response {
        let url = match path.starts_with("http") {
            true => path.to_owned(),
            false => format!("{}{path}", self.running.base_url()),
        };
        let mut request = self.client.request(method, url).header("accept", "application/json");
        for (name, value) in login {
            request = request.header(*name, value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        request.send().await.unwrap()
    }

    async fn get(&self, path: &str, login: &[Login]) -> (u16, Json) {
        told(self.call(Method::GET, path, login, None).await).await
    }

    async fn send(&self, method: Method, path: &str, login: &[Login], body: Json) -> (u16, Json) {
        told(self.call(method, path, login, Some(body.to_string())).await).await
    }
}

async fn told(response: Response) -> (u16, Json) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

fn bearer(key: &str) -> Login {
    ("authorization", format!("Bearer {}", vendor(key).unwrap().secrets[0].1))
}

/// The login of each vendor, as its documents say.
async fn login(double: &Double, key: &str) -> Vec<Login> {
    let secret = vendor(key).unwrap().secrets[0].1;
    let root = double.running.base_url().split('/').take(3).collect::<Vec<_>>().join("/");
    match key {
        "proxmox" => vec![("authorization", format!("PVEAPIToken={secret}"))],
        "librenms" => vec![("x-auth-token", secret.to_owned())],
        "netwrix" => {
            let both = base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                format!("ENTERPRISE\\stocktake:{secret}"),
            );
            vec![("authorization", format!("Basic {both}"))]
        }
        "intune" => vec![("authorization", format!("Bearer {}", graph_token(double, &root, secret).await))],
        "one-identity" => {
            let body = json!({"Module": "DialogUser", "User": "stocktake", "Password": secret});
            let answer = double.call(Method::POST, "/imx/login/portal", &[], Some(body.to_string())).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let cookies: Vec<String> = answer
                .headers()
                .get_all("set-cookie")
                .iter()
                .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
                .collect();
            let xsrf =
                cookies.iter().find_map(|cookie| cookie.strip_prefix("XSRF-TOKEN=")).unwrap().to_owned();
            vec![("cookie", cookies.join("; ")), ("x-xsrf-token", xsrf)]
        }
        "one-identity-appserver" => {
            let body = json!({"authString": format!("Module=DialogUser;User=stocktake;Password={secret}")});
            let (status, answer) = double.send(Method::POST, "/auth/apphost", &[], body).await;
            assert_eq!(status, 200, "{answer}");
            vec![("cookie", format!("ss-opt=temp; ss-id={}", answer["sessionId"].as_str().unwrap()))]
        }
        key => vec![bearer(key)],
    }
}

async fn graph_token(double: &Double, root: &str, secret: &str) -> String {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "11111111-2222-4333-8444-555555555555"),
        ("client_secret", secret),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let url = format!("{root}/practice-tenant/oauth2/v2.0/token");
    let (status, answer) = told(double.client.post(url).body(body).send().await.unwrap()).await;
    assert_eq!(status, 200, "{answer}");
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Members of a sample that an answer lacks or has of another type.
fn differences(at: &str, sample: &Json, rows: &[Json], found: &mut Vec<String>) {
    let values: Vec<&Json> = rows.iter().filter(|value| !value.is_null()).collect();
    match sample {
        Json::Object(members) => {
            for (name, inner) in members {
                let inside: Vec<Json> = values.iter().filter_map(|value| value.get(name)).cloned().collect();
                match inside.is_empty() && !values.is_empty() {
                    true => found.push(format!("{at}.{name} is not there")),
                    false => differences(&format!("{at}.{name}"), inner, &inside, found),
                }
            }
        }
        Json::Array(samples) => {
            let inside: Vec<Json> =
                values.iter().filter_map(|value| value.as_array()).flatten().cloned().collect();
            if let Some(sample) = samples.first() {
                differences(at, sample, &inside, found);
            }
        }
        Json::String(kind) => {
            let is = |value: &Json| match kind.as_str() {
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                _ => value.is_string(),
            };
            if let Some(other) = values.iter().find(|value| !is(value)) {
                found.push(format!("{at} is no {kind}: {other}"));
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_have_the_form_of_the_samples() {
    let shapes: Json = serde_json::from_str(include_str!("../data/vendors/shapes.json")).unwrap();
    for (place, sample) in shapes.as_object().unwrap() {
        let [key, path, rows] = place.split(' ').collect::<Vec<_>>()[..] else { panic!("{place}") };
        let double = Double::of(key).await;
        let login = login(&double, key).await;
        let (status, answer) = double.get(path, &login).await;
        assert_eq!(status, 200, "{place}: {answer}");
        let rows = answer[rows].as_array().unwrap().clone();
        assert!(!rows.is_empty(), "{place}");
        let mut found = Vec::new();
        differences("", sample, &rows, &mut found);
        assert!(found.is_empty(), "{place}: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_login_nothing_is_shown() {
    for (key, path, status) in [
        ("snipe-it", "/hardware", 401),
        ("netbox", "/dcim/devices/", 403),
        ("intune", "/devices", 401),
        ("proxmox", "/cluster/resources", 401),
        ("librenms", "/devices", 401),
        ("qualytics", "/anomalies", 401),
        ("one-identity", "/portal/itshop/approve/requests", 401),
        ("one-identity-appserver", "/api/entities/PersonWantsOrg", 401),
        ("netwrix", "/activity_records/enum?format=json", 401),
    ] {
        let double = Double::of(key).await;
        assert_eq!(double.get(path, &[]).await.0, status, "{key}");
        let right = login(&double, key).await;
        assert_eq!(double.get(path, &right).await.0, 200, "{key}");
        double.control.expire();
        assert_eq!(double.get(path, &right).await.0, status, "{key}: expired");
        let secrets = vendor(key).unwrap().secrets;
        let log = format!("{:?}", double.control.take_requests());
        assert!(secrets.iter().all(|(_, secret)| !log.contains(secret)), "{log}");
    }
    assert_eq!(VENDORS.len(), 9, "a new vendor stands in this list, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn snipe_it_gives_500_rows_at_most_and_hides_what_is_archived() {
    let double = Double::of("snipe-it").await;
    let login = login(&double, "snipe-it").await;
    let (_, page) = double.get("/hardware?limit=5000&sort=id&order=asc", &login).await;
    assert_eq!((page["total"].as_u64(), page["rows"].as_array().unwrap().len()), (Some(1202), 500));
    let rows = &page["rows"];
    assert_eq!(rows[4]["name"], "pc&#039;0005");
    assert_eq!(rows[8]["name"], "caf&amp;eacute; 9");
    let text = rows.to_string();
    assert!(
        text.contains("Lenovo &amp; Co") && text.contains("&quot;Gen 4&quot;") && text.contains("ENCRYPTED")
    );
    assert_eq!(double.control.take_requests()[0].notes, ["limit=5000 is 500, in silence"]);
    assert_eq!(double.get("/hardware?offset=2000", &login).await.1["rows"], json!([]));
    assert_eq!(double.get("/hardware?status=Archived", &login).await.1["total"], 40);
    assert_eq!(double.get("/hardware?status=Deleted", &login).await.1["total"], 13);
    let (status, missing) = double.get("/hardware/99999", &login).await;
    assert_eq!((status, &missing["messages"]), (200, &json!("Asset not found")));
    assert_eq!(double.get("/hardwares", &login).await.0, 404);

    // Sorted by the default, rows of one second change their places between two pages.
    let mut seen = Vec::new();
    for offset in [0, 500, 1000] {
        let (_, page) = double.get(&format!("/hardware?limit=500&offset={offset}"), &login).await;
        seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()));
    }
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() < 1202, "{}", seen.len());

    double.control.set_quirk("french");
    let (_, page) = double.get("/hardware?limit=50&sort=id&order=asc", &login).await;
    let warranty = page["rows"][0]["warranty_months"].as_str().unwrap();
    assert!(warranty.ends_with(" mois"), "{warranty}");
    let dear =
        page["rows"].as_array().unwrap().iter().find_map(|row| {
            row["purchase_cost"].as_str().filter(|cost| cost.contains('.')).map(str::to_owned)
        });
    assert!(dear.is_some_and(|cost| cost.contains(',')));
    let answer = double.client.get(format!("{}/hardware", double.running.base_url())).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
}

#[tokio::test(flavor = "multi_thread")]
async fn snipe_it_answers_120_calls_a_minute() {
    let double = Double::of("snipe-it").await;
    let login = login(&double, "snipe-it").await;
    for _ in 0..120 {
        assert_eq!(double.get("/hardware/1", &login).await.0, 200);
    }
    let answer = double.call(Method::GET, "/hardware/1", &login, None).await;
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key("retry-after")), (429, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn netbox_pages_by_offset_and_by_cursor() {
    let double = Double::of("netbox").await;
    let login = login(&double, "netbox").await;
    let (mut next, mut seen, mut pages) = (Some("/dcim/devices/?start=0&limit=46".to_owned()), Vec::new(), 0);
    while let Some(place) = next {
        let (status, page) = double.get(&place, &login).await;
        assert_eq!((status, page["count"].is_null()), (200, true), "{page}");
        seen.extend(page["results"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()));
        (next, pages) = (page["next"].as_str().map(str::to_owned), pages + 1);
    }
    assert_eq!((seen.len(), pages), (230, 6), "the page behind a full one is empty");
    seen.dedup();
    assert_eq!(seen.len(), 230);

    let (_, page) = double.get("/dcim/devices/", &login).await;
    assert_eq!((page["count"].as_u64(), page["results"].as_array().unwrap().len()), (Some(230), 50));
    assert!(page["next"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(double.get("/dcim/devices/?start=0&offset=0", &login).await.0, 400);
    assert_eq!(double.get("/dcim/devices", &login).await.0, 302);
    let (_, shared) = double.get("/dcim/devices/?serial=SN00029", &login).await;
    assert_eq!(shared["count"], 7);
    _ = double.control.take_requests();
    let (_, wide) = double.get("/dcim/devices/?serail=SN00029", &login).await;
    assert_eq!(wide["count"], 230);
    assert!(double.control.take_requests()[0].notes[0].contains("`serail` is not known"));
    let (_, nameless) = double.get("/dcim/devices/23/", &login).await;
    assert!(nameless["name"].is_null() && nameless["display"].as_str().unwrap().contains("23"), "{nameless}");
    let (_, chosen) = double.get("/dcim/devices/1/", &login).await;
    assert!(chosen["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));

    double.control.set_quirk("next_base=http://netbox.internal:8000");
    let (_, page) = double.get("/dcim/devices/", &login).await;
    assert!(
        page["next"].as_str().unwrap().starts_with("http://netbox.internal:8000/api/dcim/devices/?limit=50")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_has_an_empty_page_and_opaque_addresses() {
    let double = Double::of("intune").await;
    let login = login(&double, "intune").await;
    let (mut next, mut rows, mut sizes) =
        (Some("/deviceManagement/managedDevices".to_owned()), Vec::new(), Vec::new());
    while let Some(place) = next {
        let (status, page) = double.get(&place, &login).await;
        assert_eq!(status, 200, "{page}");
        let page_rows = page["value"].as_array().unwrap().clone();
        sizes.push(page_rows.len());
        rows.extend(page_rows);
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!((rows.len(), sizes), (420, vec![70, 70, 0, 70, 70, 70, 70]));
    assert!(double.control.take_requests().iter().all(|seen| seen.notes.is_empty()));
    let nobody = rows.iter().filter(|row| row["azureADDeviceId"] == "00000000-0000-0000-0000-000000000000");
    assert_eq!(nobody.count(), 42);
    assert!(rows.iter().any(|row| row["serialNumber"] == "Defaultstring"));

    let (_, page) = double.get("/deviceManagement/managedDevices", &login).await;
    let altered = page["@odata.nextLink"].as_str().unwrap().replace("%3d", "%3D");
    _ = double.control.take_requests();
    assert_eq!(double.get(&altered, &login).await.0, 200);
    assert_eq!(double.control.take_requests()[0].notes, ["nextLink was altered"]);
    let (_, all) =
        double.get("/deviceManagement/managedDevices?$filter=wiFiMacAddress eq '02'", &login).await;
    assert_eq!(all["value"].as_array().unwrap().len(), 70);

    double.control.inject(Fault::busy(Some("2.128")));
    let answer = double.call(Method::GET, "/devices", &login, None).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"2.128".parse().unwrap())
    );
    assert_eq!(told(answer).await.1["error"]["code"], "TooManyRequests");
    double.control.set_quirk("without_right");
    let (status, refused) = double.get("/deviceManagement/managedDevices", &login).await;
    let inner: Json = serde_json::from_str(refused["error"]["message"].as_str().unwrap()).unwrap();
    assert_eq!(status, 403);
    assert!(inner["Message"].as_str().unwrap().contains("DeviceManagementManagedDevices.Read.All"));
}

#[tokio::test(flavor = "multi_thread")]
async fn proxmox_refuses_what_it_does_not_know() {
    let double = Double::of("proxmox").await;
    let login = login(&double, "proxmox").await;
    let (_, all) = double.get("/cluster/resources?type=vm", &login).await;
    let all = all["data"].as_array().unwrap().clone();
    assert_eq!(all.len(), 90);
    assert!(all.iter().any(|row| row["template"] == 1));
    let (status, refused) = double.get("/cluster/resources?typ=vm", &login).await;
    assert_eq!(status, 400);
    assert!(refused["errors"]["typ"].as_str().unwrap().contains("not defined in schema"), "{refused}");
    let (mut in_base64, mut as_text) = (0, 0);
    for row in &all {
        let path = format!("/nodes/{}/{}", row["node"].as_str().unwrap(), row["id"].as_str().unwrap());
        let (status, config) = double.get(&format!("{path}/config"), &login).await;
        assert_eq!(status, 200, "{config}");
        in_base64 +=
            usize::from(config["data"]["smbios1"].as_str().is_some_and(|text| text.contains("base64=1")));
        as_text += usize::from(config["data"]["memory"].is_string());
        let network = double.get(&format!("{path}/agent/network-get-interfaces"), &login).await;
        let is_off = row["status"] != "running";
        assert!(!is_off || network.0 == 500, "{network:?}");
    }
    assert!(in_base64 > 20 && as_text > 20, "{in_base64} {as_text}");
    double.control.set_quirk("node_down");
    assert_eq!(double.get("/nodes/pve3/qemu", &login).await.0, 595);
}

#[tokio::test(flavor = "multi_thread")]
async fn librenms_leaves_out_alerts_whose_states_are_not_named() {
    let double = Double::of("librenms").await;
    let login = login(&double, "librenms").await;
    assert_eq!(double.get("/alerts", &login).await.1["count"], 4);
    assert_eq!(double.get("/alerts?state=1,2,3,4,5", &login).await.1["count"], 8);
    assert_eq!(double.get("/alerts/12", &login).await.1["alerts"], json!([]), "it is acknowledged");
    let body = json!({"note": "INC0010007", "until_clear": true});
    assert_eq!(
        double.send(Method::PUT, "/alerts/9", &login, body.clone()).await.1["message"],
        "Alert has been acknowledged"
    );
    assert_eq!(
        double.send(Method::PUT, "/alerts/99", &login, body).await,
        (200, json!({"status": "ok", "message": "No Alert by that ID"}))
    );
    let row = double.control.row("alerts", "9").unwrap();
    assert!(
        row["state"] == 2 && row["note"].as_str().unwrap().ends_with("Ack (stocktake) INC0010007"),
        "{row}"
    );
    assert!(
        double.control.act(&Deed::new("recover", "9", ""))
            && double.control.act(&Deed::new("raise", "9", ""))
    );
    let again = double.control.row("alerts", "9").unwrap();
    assert!(again["id"] == 9 && again["timestamp"] != row["timestamp"] && again["note"].is_null(), "{again}");

    let (_, all) = double.get("/devices", &login).await;
    assert!(all.to_string().contains("S3cr3tC0mmunity") && all.to_string().contains("CryptoPass!"));
    double.control.set_quirk("limited");
    assert_eq!(double.get("/devices", &login).await.1["count"], 21);
    assert_eq!(double.get("/devices/5", &login).await.0, 403);
    assert_eq!(double.get("/alerts?state=1,2,3,4,5", &login).await.1["count"], 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn qualytics_archives_and_deletes() {
    let double = Double::of("qualytics").await;
    let login = login(&double, "qualytics").await;
    let (_, first) = double.get("/anomalies?archived=include&size=100", &login).await;
    assert_eq!((&first["total"], &first["pages"]), (&json!(137), &json!(2)));
    assert_eq!(double.get("/anomalies?size=100", &login).await.1["total"], 112);
    assert_eq!(double.get("/anomalies?size=101", &login).await.0, 422);
    let (_, one) = double.get("/anomalies/824", &login).await;
    assert_eq!(
        (&one["status"], &one["type"], &one["datastore"]["id"]),
        (&json!("Acknowledged"), &json!("record"), &json!(23))
    );

    assert_eq!(
        double.send(Method::PUT, "/anomalies/824", &login, json!({"status": "Resolved"})).await.0,
        422
    );
    assert_eq!(double.send(Method::PUT, "/anomalies/824", &login, json!({"status": "Active"})).await.0, 200);
    assert_eq!(
        double
            .call(Method::DELETE, "/anomalies/824?archive=true&status=Invalid", &login, None)
            .await
            .status(),
        204
    );
    let (status, one) = double.get("/anomalies/824", &login).await;
    assert_eq!((status, &one["archived"], &one["status"]), (200, &json!(true), &json!("Invalid")));
    assert_eq!(double.call(Method::DELETE, "/anomalies/825", &login, None).await.status(), 204);
    assert_eq!(double.get("/anomalies/825", &login).await.0, 404);

    let wanted = json!({"title": "My ticket description", "priority": "3", "urgency": "3", "impact": "3"});
    let (_, made) =
        double.send(Method::POST, "/integrations/ticketing/anomalies/826/tickets", &login, wanted).await;
    assert_eq!((&made["ticket"]["priority"], &made["anomaly_id"]), (&json!("5"), &json!(826)));
    let link = json!({"ticket_id": made["ticket"]["ticket_id"]});
    assert_eq!(double.send(Method::POST, "/anomalies/826/ticket-links", &login, link).await.0, 409);
    assert_eq!(double.get("/anomalies/826/ticket-links", &login).await.1.as_array().unwrap().len(), 1);
    assert_eq!(
        double.send(Method::POST, "/anomalies/826/comments", &login, json!({"message": "a"})).await.0,
        404
    );
    double.control.act(&Deed::new("comment", "826", "été"));
    assert_eq!(double.get("/anomalies/826", &login).await.1["comments"][0]["message"], "été");
    double.control.disarm();
    assert_eq!(double.send(Method::PUT, "/anomalies/826", &login, json!({"status": "Active"})).await.0, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_decides_once() {
    let double = Double::of("one-identity").await;
    let login = login(&double, "one-identity").await;
    let place = "/portal/itshop/approve/requests";
    let (_, first) = double.get(place, &login).await;
    assert_eq!((&first["TotalCount"], first["Entities"].as_array().unwrap().len()), (&json!(31), 20));
    let (_, rest) = double.get(&format!("{place}?PageSize=20&StartIndex=20"), &login).await;
    assert_eq!(rest["Entities"].as_array().unwrap().len(), 11);
    let id = first["Entities"][0]["Keys"][0].as_str().unwrap();
    let (decide, yes) =
        (format!("/portal/itshop/decide/{id}"), json!({"Decision": true, "Reason": "INC0010007"}));
    assert_eq!(
        double.send(Method::POST, &decide, &login[..1], yes.clone()).await.0,
        403,
        "without the header"
    );
    assert_eq!(double.send(Method::POST, &decide, &login, yes.clone()).await.0, 204);
    assert_eq!(double.control.row("requests", id).unwrap()["OrderState"], "Assigned");
    assert_eq!(
        double.send(Method::POST, &decide, &login, yes.clone()).await.0,
        400,
        "it is not pending any more"
    );
    let history = double.control.rows("history");
    assert_eq!(
        (history.len(), &history[0]["DecisionType"], &history[0]["ReasonHead"]),
        (1, &json!("Grant"), &json!("INC0010007"))
    );

    let other = first["Entities"][1]["Keys"][0].as_str().unwrap();
    let deny = format!("/portal/itshop/denydecision/{other}");
    assert_eq!(
        double.send(Method::POST, &deny, &login, json!({"Reason": "no"})).await.0,
        400,
        "it is not delegated"
    );
    double.control.inject(Fault::new(Effect::Before(Deed::new("cancel", other, ""))).path("decide"));
    assert_eq!(
        double.send(Method::POST, &format!("/portal/itshop/decide/{other}"), &login, yes).await.0,
        400
    );
    assert_eq!(double.control.row("requests", other).unwrap()["OrderState"], "Aborted");
    double.control.blind();
    assert_eq!(double.get(place, &login).await.1["TotalCount"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_server_has_the_same_requests() {
    let double = Double::of("one-identity-appserver").await;
    let login = login(&double, "one-identity-appserver").await;
    let place = "/api/entities/PersonWantsOrg?loadType=BulkReadOnly&where=OrderState = 'OrderProduct' AND DecisionLevel = 2";
    let (status, rows) = double.get(place, &login).await;
    assert_eq!((status, rows.as_array().map(Vec::len)), (200, Some(30)), "{rows}");
    let id = rows[0]["values"]["UID_PersonWantsOrg"].as_str().unwrap();
    let entity = format!("/api/entity/PersonWantsOrg/{id}");
    let put = |values: Json| double.send(Method::PUT, &entity, &login, json!({ "values": values }));
    assert_eq!(put(json!({"OrderDetail1": "INC0010007"})).await.0, 200);
    assert_eq!(put(json!({"OrderState": "Assigned"})).await.0, 403);
    assert_eq!(double.get(&entity, &login).await.1["values"]["OrderDetail1"], "INC0010007");
    assert_eq!(double.get("/api/entities/PersonWantsOrg?where=nonsense", &login).await.0, 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn netwrix_leads_by_marks_to_an_empty_page() {
    let double = Double::of("netwrix").await;
    let login = login(&double, "netwrix").await;
    let place = "/activity_records/enum?format=json";
    let (mut sizes, mut rids, mut mark) = (Vec::new(), std::collections::BTreeSet::new(), None::<String>);
    loop {
        let (status, page) = match &mark {
            None => double.get(place, &login).await,
            Some(mark) => double.send(Method::POST, place, &login, json!(mark)).await,
        };
        assert_eq!(status, 200, "{page}");
        let rows = page["ActivityRecordList"].as_array().unwrap();
        sizes.push(rows.len());
        rids.extend(rows.iter().filter_map(|row| row["RID"].as_str().map(str::to_owned)));
        mark = page["ContinuationMark"].as_str().map(str::to_owned);
        if rows.is_empty() {
            break;
        }
    }
    assert_eq!((sizes, rids.len()), (vec![1000, 700, 800, 0], 2495));
    assert!(rids.iter().all(|rid| rid.len() <= 49));

    let search = "/activity_records/search?format=json&count=200";
    let of = |filters: Json| double.send(Method::POST, search, &login, json!({ "FilterList": filters }));
    let (_, exact) = of(json!({"Action": "Modified", "Who": "user1"})).await;
    let rows = exact["ActivityRecordList"].as_array().unwrap().clone();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["Action"] == "Modified"), "{rows:?}");
    assert!(rows.iter().any(|row| row["Who"] == "ENTERPRISE\\user12"), "the rest is searched for within");
    assert_eq!(of(json!({"Whoo": "a"})).await.0, 400);
    let broken = double.call(Method::POST, search, &login, Some("{\"FilterList\":".to_owned())).await;
    assert_eq!((broken.status().as_u16(), broken.text().await.unwrap().as_str()), (500, ""));
    let bad = double.get("/activity_records/enum?format=json&count=many", &login).await;
    assert_eq!((bad.0, &bad.1["ErrorList"][0]["Category"]), (400, &json!("InputError")));

    let xml =
        double.call(Method::GET, "/activity_records/enum?count=3", &login, None).await.text().await.unwrap();
    assert!(
        xml.contains("<ActivityRecordList xmlns=\"http://schemas.netwrix.com/api/v1/activity_records/\">"),
        "{xml}"
    );
    assert_eq!(xml.matches("<ActivityRecord>").count(), 3);
    assert!(xml.contains("Zoé &lt;1&gt; &amp; Co"), "{xml}");
    double.control.set_quirk("ntlm");
    let refused = double.call(Method::GET, place, &login, None).await;
    let ways: Vec<&str> =
        refused.headers().get_all("www-authenticate").iter().map(|way| way.to_str().unwrap()).collect();
    assert_eq!((refused.status().as_u16(), ways), (401, vec!["Negotiate", "NTLM"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_on_order() {
    let double = Double::of("snipe-it").await;
    let login = login(&double, "snipe-it").await;
    let url = format!("{}/hardware?limit=20&sort=id&order=asc", double.running.base_url());
    let text = async || {
        let request =
            double.client.get(&url).header(login[0].0, &login[0].1).header("accept", "application/json");
        let answer = request.send().await.map_err(|error| error.to_string())?;
        answer.text().await.map_err(|error| error.to_string())
    };
    let whole = text().await.unwrap();
    let inject = |effect: Effect| double.control.inject(Fault::new(effect));
    inject(Effect::Truncated);
    let half = text().await.unwrap();
    assert!(half.len() > 100 && half.len() < whole.len() * 2 / 3, "{half}");
    inject(Effect::Cut);
    assert!(text().await.is_err());
    inject(Effect::Drop(Moment::BeforeCommit));
    assert!(text().await.is_err());
    inject(Effect::Page);
    assert!(text().await.unwrap().starts_with("<!DOCTYPE html>"));
    inject(Effect::ErrorOfSuccess);
    assert!(text().await.unwrap().contains("\"status\":\"error\""));
    inject(Effect::Drip(Duration::from_millis(300)));
    let started = Instant::now();
    assert_eq!(text().await.unwrap(), whole);
    assert!(started.elapsed() >= Duration::from_millis(300));
    inject(Effect::Then(Deed::new("remove", "assets/1", "")));
    assert_eq!(text().await.unwrap(), whole);
    assert!(text().await.unwrap().contains("\"total\":1201"));
    double.control.inject(Fault::new(Effect::Expired).nth(2));
    assert!(text().await.unwrap().contains("\"total\""));
    assert!(text().await.unwrap().contains("Unauthorized"));
}

/// A project that reads a practice system, and where its requests are logged.
async fn project(table: &str) -> World {
    let world = World::new().await;
    world.add_settings(&format!("[system.snipe.practice_http]\n{table}"));
    world.mapping("pc", "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field.name]\ncolumn = \"name\"\n[field.serial]\ncolumn = \"serial\"\n");
    world.job(
        "pc",
        "[[feed]]\nmapping = \"pc\"\nfrom = \"snipe\"\n[feed.http]\npath = \"/hardware\"\n\
         query = { sort = \"id\", order = \"asc\" }\nrows = \"rows\"\nkey = \"id\"\nhtml_escaped = true\n\
         [feed.http.paging.offset]\nlimit = 500\ntotal = \"total\"\n",
    );
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_reads_one_as_it_reads_the_real_one() {
    let world = project("imitates = \"snipe-it\"\nlog = \"var/snipe.log\"\n").await;
    let checked = world.program(&["check", "--connect"]).await;
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let told = world.json(&["read", "pc"]).await.to_string();
    assert!(told.contains("pc'0005"), "{}", &told[..told.len().min(2000)]);
    let log = std::fs::read_to_string(world.folder().join("var/snipe.log")).unwrap();
    let pages: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(pages.iter().any(|seen| seen["query"].as_str().unwrap().contains("offset=1000")), "{log}");
    assert!(
        !log.contains("practice-snipe-token") && pages.iter().all(|seen| seen["had_login"] == true),
        "{log}"
    );

    // The file of its rows is a person's to change.
    let file = world.folder().join("var/snipe.json");
    let rows = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, rows.replacen("pc'0005", "changed by hand", 1)).unwrap();
    assert!(world.json(&["read", "pc"]).await.to_string().contains("changed by hand"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_says_what_goes_wrong() {
    let fault = "[[system.snipe.practice_http.fault]]\neffect = \"expired\"\nnth = 2\n";
    let world = project(&format!("imitates = \"snipe-it\"\n{fault}")).await;
    let outcome = world.program(&["read", "pc"]).await;
    assert!(outcome.code != Some(0), "{outcome:?}");
    let world = project("imitates = \"snipeit\"\n").await;
    let outcome = world.program(&["check"]).await;
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("did you mean `snipe-it`?"), "{said}");
    let world = project("imitates = \"snipe-it\"\nquirks = [\"frensh\"]\n").await;
    let outcome = world.program(&["check"]).await;
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("did you mean `french`?"), "{said}");
}
