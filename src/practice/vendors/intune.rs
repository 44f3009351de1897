//! Microsoft Graph as its public documents and questions of users say it answers: a token for an application,
//! `deviceManagement/managedDevices` and `devices`. The next page has an opaque address, a page may be empty and
//! not be the last one, and `$top` is passed over.

use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::seed::{mac, one_of, uuid};
use super::state::State;
use super::{Vendor, no_deed};
use crate::practice::serve::Incoming;

const PATH: &str = "/v1.0";
const TOKEN_PATH: &str = "/practice-tenant/oauth2/v2.0/token";
const CLIENT_ID: &str = "11111111-2222-4333-8444-555555555555";
const CLIENT_SECRET: &str = "practice~graph-secret";
const SCOPE: &str = "https://graph.microsoft.com/.default";

/// Rows of a page.
const ROWS: usize = 70;
/// The page that is empty although more follows.
const EMPTY_PAGE: usize = 3;

const DEVICES: u64 = 420;
/// What a device that is not joined has in place of an id.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

pub(super) static VENDOR: Vendor = Vendor {
    key: "intune",
    product: "Microsoft Graph",
    path: PATH,
    login: "[oauth]\ntoken_url = \"{root}/practice-tenant/oauth2/v2.0/token\"\n\
            client_id = \"11111111-2222-4333-8444-555555555555\"\nclient_secret = \"env:GRAPH_SECRET\"\n\
            scope = \"https://graph.microsoft.com/.default\"",
    secrets: &[("GRAPH_SECRET", CLIENT_SECRET)],
    // The application lacks the right to read devices of Intune.
    quirks: &["without_right"],
    seed,
    answer,
    act: no_deed,
    error_of_success: None,
    busy: r#"{"error":{"code":"TooManyRequests","innerError":{"code":"429","date":"2020-08-18T12:51:51","message":"Please retry after","request-id":"94fb3b52-452a-4535-a601-69e0a90e3aa2","status":"429"},"message":"Please retry again later."}}"#,
};

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if request.path == TOKEN_PATH {
        return token(state, request);
    }
    let token = request.header("authorization").and_then(|given| given.strip_prefix("Bearer "));
    if !token.is_some_and(|token| state.tokens.contains_key(token)) {
        let message = match token {
            Some(_) => "Lifetime validation failed, the token is expired.",
            None => "Access token is empty.",
        };
        return error(401, "InvalidAuthenticationToken", message);
    }
    let table = match request.path.strip_prefix(PATH) {
        Some("/deviceManagement/managedDevices") => "managedDevices",
        Some("/devices") => "devices",
        _ => return error(400, "BadRequest", "Resource not found for the segment."),
    };
    if request.method != "GET" {
        return error(
            405,
            "Request_BadRequest",
            "Specified HTTP method is not allowed for the request target.",
        );
    }
    if table == "managedDevices" && (state.has("without_right") || state.is_blind) {
        return error(403, "Forbidden", &without_right());
    }
    if state.is_blind {
        let message = "Insufficient privileges to complete the operation.";
        return error(403, "Authorization_RequestDenied", message);
    }
    page(state, request, table)
}

/// What Intune says: JSON as a text within JSON.
fn without_right() -> String {
    let message = "Application is not authorized to perform this operation. Application must have one of the \
                   following scopes: DeviceManagementManagedDevices.Read.All, \
                   DeviceManagementManagedDevices.ReadWrite.All - Operation ID (for customer support): \
                   00000000-0000-0000-0000-000000000000 - Activity ID: 3c1f1f5e-0000-4000-8000-000000000000";
    let inner = json!({
        "_version": 3, "Message": message, "CustomApiErrorPhrase": "", "RetryAfter": Json::Null,
        "ErrorSourceService": "", "HttpHeaders": "{}",
    });
    inner.to_string().replace(",\"", ",\r\n  \"")
}

fn error(status: u16, code: &str, message: &str) -> Answer {
    let inner = json!({
        "date": "2026-11-28T12:00:00", "request-id": "94fb3b52-452a-4535-a601-69e0a90e3aa2",
        "client-request-id": "94fb3b52-452a-4535-a601-69e0a90e3aa2",
    });
    Answer::json(status, &json!({ "error": { "code": code, "message": message, "innerError": inner } }))
}

fn token(state: &mut State, request: &Incoming) -> Answer {
    let refused = |status: u16, error: &str, description: &str| {
        Answer::json(status, &json!({ "error": error, "error_description": description }))
    };
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    let of =
        |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    if request.method != "POST" || fields.is_empty() {
        let text = "AADSTS900144: The request body must contain the following parameter: 'grant_type'.";
        return refused(400, "invalid_request", text);
    }
    if of("grant_type") != "client_credentials" {
        return refused(
            400,
            "unsupported_grant_type",
            "AADSTS70003: The app requested an unsupported grant type.",
        );
    }
    if of("client_id") != CLIENT_ID {
        let text = "AADSTS700016: Application was not found in the directory 'practice-tenant'.";
        return refused(400, "unauthorized_client", text);
    }
    if of("client_secret") != CLIENT_SECRET {
        let text = "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is \
                    the client secret value, not the client secret ID.";
        return refused(401, "invalid_client", text);
    }
    if of("scope") != SCOPE {
        let text = "AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a \
                    scope value with /.default suffixed to the resource identifier.";
        return refused(400, "invalid_scope", text);
    }
    let token = state.fresh("graph-token");
    state.tokens.insert(token.clone(), Json::Null);
    let life = 3599;
    Answer::json(
        200,
        &json!({ "token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token }),
    )
}

fn page(state: &mut State, request: &Incoming, table: &str) -> Answer {
    let known = ["$select", "$filter", "$top", "$skiptoken", "$count", "$orderby", "$expand"];
    for (name, _) in request.parameters().iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        state.note(format!("the parameter `{name}` is not known"));
    }
    if request.parameter("$top").is_some() {
        state.note("$top is passed over, in silence");
    }
    let (number, filter) = match request.parameter("$skiptoken") {
        None => (1, request.parameter("$filter")),
        Some(mark) => {
            let Some(given) = state.marks.get(&mark).cloned() else {
                return error(400, "BadRequest", "Skip token is not valid.");
            };
            if given["query"] != *request.query {
                state.note("nextLink was altered");
            }
            let page = given["page"].as_u64().and_then(|page| usize::try_from(page).ok());
            (page.unwrap_or(1), given["filter"].as_str().map(str::to_owned))
        }
    };
    let test = match filter.as_deref().map(filter_of) {
        None => None,
        Some(Ok(test)) => Some(test),
        Some(Err(message)) => return error(400, "BadRequest", &message),
    };
    if test.as_ref().is_some_and(|test| test.column.ends_with("MacAddress")) {
        state.note(format!(
            "the filter of `{}` is passed over: all come",
            filter.as_deref().unwrap_or_default()
        ));
    }
    let rows: Vec<Json> = state
        .rows(table)
        .iter()
        .filter(|row| test.as_ref().is_none_or(|test| test.takes(row)))
        .map(|row| selected(row, request.parameter("$select").as_deref()))
        .collect();
    // The empty page holds nothing, and the rows go on behind it.
    let behind = usize::from(number > EMPTY_PAGE);
    let from = (number - 1 - behind) * ROWS;
    let is_empty_page = number == EMPTY_PAGE && rows.len() > from;
    let value: Vec<Json> =
        if is_empty_page { Vec::new() } else { rows.iter().skip(from).take(ROWS).cloned().collect() };
    let more = is_empty_page || from + ROWS < rows.len();
    let mut body = json!({
        "@odata.context": format!("{}{PATH}/$metadata#deviceManagement/managedDevices", state.root),
        "value": value,
    });
    if more {
        body["@odata.nextLink"] = next_link(state, request, number + 1, filter).into();
    }
    Answer::json(200, &body)
}

/// The address of the next page: it is good as it stands only.
fn next_link(state: &mut State, request: &Incoming, page: usize, filter: Option<String>) -> String {
    state.last_number += 1;
    let mark = format!("LastDeviceName='pc{page:04}',LastDeviceId='{}'", uuid("mark", state.last_number));
    // In small letters: one that is put together anew has capitals.
    let escaped = mark.replace('=', "%3d").replace('\'', "%27").replace(',', "%2c");
    let own = request.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("$skiptoken"));
    let own: String = own.map(|pair| format!("{pair}&")).collect();
    let query = format!("{own}$skiptoken={escaped}");
    state.marks.insert(mark, json!({ "query": query, "page": page, "filter": filter }));
    format!("{}{}?{query}", state.root, request.path)
}

/// A condition of `$filter`.
struct Filter {
    column: String,
    operator: String,
    value: String,
}

fn filter_of(filter: &str) -> Result<Filter, String> {
    let wrong = || format!("Invalid filter clause: {filter}");
    let mut words = filter.splitn(3, ' ');
    let (Some(column), Some(operator), Some(value)) = (words.next(), words.next(), words.next()) else {
        return Err(wrong());
    };
    if !["eq", "ne", "ge", "gt", "le", "lt"].contains(&operator) {
        return Err(wrong());
    }
    let value = value.trim().trim_matches('\'').to_owned();
    Ok(Filter { column: column.to_owned(), operator: operator.to_owned(), value })
}

impl Filter {
    fn takes(&self, row: &Json) -> bool {
        if self.column.ends_with("MacAddress") {
            return true;
        }
        let found = text(&row[self.column.as_str()]);
        match self.operator.as_str() {
            "eq" => found.eq_ignore_ascii_case(&self.value),
            "ne" => !found.eq_ignore_ascii_case(&self.value),
            "ge" => found >= self.value,
            "gt" => found > self.value,
            "le" => found <= self.value,
            _ => found < self.value,
        }
    }
}

fn selected(row: &Json, select: Option<&str>) -> Json {
    let (Json::Object(members), Some(select)) = (row, select) else { return row.clone() };
    let names: Vec<&str> = select.split(',').map(str::trim).collect();
    let kept = members.iter().filter(|(name, _)| names.contains(&name.as_str()));
    Json::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn seed(state: &mut State) {
    for number in 1..=DEVICES {
        let row = managed(number);
        let of_entra = (row["azureADDeviceId"] != NOBODY).then(|| device(number, &row));
        state.add("managedDevices", row);
        if let Some(row) = of_entra {
            state.add("devices", row);
        }
    }
}

/// System, version, maker, model.
const KINDS: [(&str, &str, &str, &str); 5] = [
    ("Windows", "10.0.22631.4460", "Dell Inc.", "Latitude 7440"),
    ("Windows", "10.0.19045.5131", "LENOVO", "20KHS0AB00"),
    ("iOS", "18.1", "Apple", "iPhone 14"),
    ("Android", "14.0", "samsung", "SM-G991B"),
    ("macOS", "15.1 (24B83)", "Apple", "MacBook Pro"),
];

fn serial(number: u64) -> String {
    match number {
        _ if number.is_multiple_of(60) => "Defaultstring".to_owned(),
        _ if number.is_multiple_of(35) => String::new(),
        _ => format!("SN{number:06}"),
    }
}

fn managed(number: u64) -> Json {
    let (system, version, maker, model) = one_of("graph-kind", number, &KINDS);
    let is_joined = !number.is_multiple_of(10);
    let (day, month) = (1 + number % 28, 1 + number % 11);
    let has_cable = system == "Windows" || system == "macOS";
    let address = |of: &str| mac(of, number).replace(':', "");
    json!({
        "@odata.type": "#microsoft.graph.managedDevice",
        "id": uuid("managed", number),
        "userId": uuid("user", number % 150),
        "deviceName": if number.is_multiple_of(7) { format!("iPhone de Zoé {number}") } else { format!("PC{number:04}") },
        "managedDeviceOwnerType": if number.is_multiple_of(12) { "personal" } else { "company" },
        "enrolledDateTime": format!("2024-{month:02}-{day:02}T23:59:43Z"),
        "lastSyncDateTime": format!("2026-{month:02}-{day:02}T00:02:49.3205976Z"),
        "operatingSystem": system,
        "complianceState": if number.is_multiple_of(9) { "noncompliant" } else { "compliant" },
        "jailBroken": "Unknown",
        "managementAgent": "mdm",
        "osVersion": version,
        "easActivationDateTime": "0001-01-01T00:00:00Z",
        "azureADRegistered": is_joined,
        "deviceEnrollmentType": "windowsAzureADJoin",
        "emailAddress": format!("user{}@example.org", number % 150),
        "azureADDeviceId": if is_joined { uuid("entra", number) } else { NOBODY.to_owned() },
        "deviceRegistrationState": "registered",
        "isSupervised": false,
        "isEncrypted": true,
        "userPrincipalName": format!("user{}@example.org", number % 150),
        "model": model,
        "manufacturer": maker,
        "imei": "",
        "complianceGracePeriodExpirationDateTime": "9999-12-31T23:59:59Z",
        "serialNumber": serial(number),
        "phoneNumber": "",
        "userDisplayName": format!("Jo O'Hara {}", number % 150),
        "wiFiMacAddress": address("graph-wifi"),
        "ethernetMacAddress": if has_cable { Json::from(address("graph-cable")) } else { Json::Null },
        "totalStorageSpaceInBytes": 256_060_514_304_u64,
        "freeStorageSpaceInBytes": 101_000_000_000_u64,
        "physicalMemoryInBytes": 0,
        "managedDeviceName": format!("user{}_{system}_{month}/{day}/2024_11:59 PM", number % 150),
        "notes": Json::Null,
        "partnerReportedThreatState": "unknown",
    })
}

/// The same device in the directory, which has neither serial nor MAC addresses.
fn device(number: u64, managed: &Json) -> Json {
    json!({
        "id": uuid("object", number),
        "deletedDateTime": Json::Null,
        "accountEnabled": !number.is_multiple_of(20),
        "approximateLastSignInDateTime": managed["lastSyncDateTime"],
        "createdDateTime": managed["enrolledDateTime"],
        "deviceId": managed["azureADDeviceId"],
        "displayName": managed["deviceName"],
        "isCompliant": managed["complianceState"] == "compliant",
        "isManaged": true,
        "manufacturer": managed["manufacturer"],
        "model": managed["model"],
        "operatingSystem": managed["operatingSystem"],
        "operatingSystemVersion": managed["osVersion"],
        "trustType": "AzureAd",
    })
}
