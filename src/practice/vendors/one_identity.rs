//! The API server of One Identity Manager as its public client describes it: a session by cookies, a header
//! against forged writes, requests of the IT shop and the decisions on them. The application server, which
//! holds the same requests, is a file of its own.

use std::collections::BTreeMap;

use chrono::Utc;
use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::fault::Deed;
use super::identity_requests::{MANUAL, PASSWORD, USER, WAITING, decide, history, seed};
use super::state::State;
use super::{Vendor, app_server};
use crate::practice::serve::Incoming;

const PATH: &str = "/ApiServer";

/// Rows of a page where none is named.
const USUAL_ROWS: usize = 20;

pub(super) static VENDOR: Vendor = Vendor {
    key: "one-identity",
    product: "One Identity Manager",
    path: PATH,
    login: "[login]\npath = \"/imx/login/portal\"\nlogin = \"stocktake\"\npassword = \"env:IDENTITY_PASSWORD\"\n\
            xsrf_cookie = \"XSRF-TOKEN\"\nlogout = \"/imx/logout/portal\"\n[login.json]\nModule = \"DialogUser\"\n\
            User = \"{{ login }}\"\nPassword = \"{{ password }}\"",
    secrets: &[("IDENTITY_PASSWORD", PASSWORD)],
    quirks: &[],
    seed,
    answer,
    act,
    error_of_success: None,
    busy: "",
};

/// The same requests behind the application server.
pub(super) static OF_APP_SERVER: Vendor = Vendor {
    key: "one-identity-appserver",
    product: "One Identity Manager (application server)",
    path: app_server::PATH,
    login: "[login]\npath = \"/auth/apphost\"\nlogin = \"stocktake\"\npassword = \"env:IDENTITY_PASSWORD\"\n\
            token = \"sessionId\"\nheader = \"Cookie\"\nprefix = \"ss-opt=temp; ss-id=\"\nlogout = \"/auth/logout\"\n\
            [login.json]\nauthString = \"Module=DialogUser;User={{ login }};Password={{ password }}\"",
    secrets: &[("IDENTITY_PASSWORD", PASSWORD)],
    quirks: &[],
    seed,
    answer,
    act,
    error_of_success: None,
    busy: "",
};

/// Both servers stand before one database.
fn answer(state: &mut State, request: &Incoming) -> Answer {
    let path = request.path.clone();
    if let Some(path) = path.strip_prefix(app_server::PATH) {
        return app_server::answer(state, request, path);
    }
    let Some(path) = path.strip_prefix(PATH) else { return Answer::html(404, "<h1>Not Found</h1>") };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if let ["imx", "login", app] = parts.as_slice() {
        return login(state, request, app);
    }
    let cookies = cookies(request);
    let session = cookies.get("imx-session").cloned().unwrap_or_default();
    let Some(xsrf) = state.tokens.get(&session).cloned() else {
        return said(401, "You are not logged in or your session has expired.");
    };
    let is_write = request.method != "GET";
    if is_write && !xsrf.is_null() && request.header("x-xsrf-token") != xsrf.as_str() {
        return said(403, "The request does not carry the XSRF protection token of its session.");
    }
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["imx", "logout", _]) => {
            state.tokens.remove(&session);
            Answer::empty(200)
        }
        ("GET", ["imx", "sessions", _]) => Answer::json(200, &status()),
        (method, ["portal", "itshop", rest @ ..]) => itshop(state, request, method, rest),
        (_, _) => said(404, "The API method was not found."),
    }
}

fn said(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!([{ "Message": message, "Number": status, "Module": "QBM" }]))
}

fn status() -> Json {
    json!({
        "Status": { "PrimaryAuth": { "IsAuthenticated": true, "Display": "Stocktake Service", "Uid": "practice" } },
        "Config": {},
    })
}

fn cookies(request: &Incoming) -> BTreeMap<String, String> {
    let pairs = request.header("cookie").unwrap_or_default().split(';');
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn login(state: &mut State, request: &Incoming, app: &str) -> Answer {
    if request.method != "POST" {
        return said(405, "Method not allowed");
    }
    if app != "portal" {
        return said(404, "There is no such application.");
    }
    let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    if body["Module"] != "DialogUser" {
        return said(400, "The authentication module is not known.");
    }
    if body["User"] != USER || body["Password"] != PASSWORD {
        return said(401, "The login failed: the user name or the password is wrong.");
    }
    let (session, xsrf) = (state.fresh("session"), state.fresh("xsrf"));
    let is_protected = request.parameter("noxsrf").as_deref() != Some("true");
    state.tokens.insert(session.clone(), if is_protected { xsrf.as_str().into() } else { Json::Null });
    let answer = Answer::json(200, &status());
    let answer = answer.header("set-cookie", format!("imx-session={session}; Path=/; HttpOnly"));
    match is_protected {
        true => answer.header("set-cookie", format!("XSRF-TOKEN={xsrf}; Path=/")),
        false => answer,
    }
}

fn itshop(state: &mut State, request: &Incoming, method: &str, rest: &[&str]) -> Answer {
    match (method, rest) {
        ("GET", ["requests"]) => {
            let kind = request.parameter("status");
            let wanted = request.parameter("uidpwo");
            let rows = state.rows("requests").iter().filter(|row| {
                wanted.as_ref().is_none_or(|wanted| row["UID_PersonWantsOrg"] == **wanted)
                    && kind.as_ref().is_none_or(|kind| *kind == status_of(row))
            });
            let rows = rows.cloned().collect();
            page(state, request, rows)
        }
        ("GET", ["approve", "requests"]) => {
            let waits = |row: &&Json| WAITING.iter().any(|known| row["OrderState"] == *known) && is_ours(row);
            let rows = state.rows("requests").iter().filter(|row| !state.is_blind && waits(row));
            let rows = rows.cloned().collect();
            page(state, request, rows)
        }
        ("POST", ["decide", id]) => {
            let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
            let Some(is_granted) = body["Decision"].as_bool() else {
                return said(400, "Decision: the value is missing or is no Boolean.");
            };
            done(decide(state, id, is_granted, &text(&body["Reason"])))
        }
        ("POST", ["denydecision", id]) => {
            let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
            match state.row("requests", id) {
                Some(row) if row["IsDelegated"] == true && row["OrderState"] == "OrderProduct" => {
                    state.note("denydecision hands a delegated approval back: the request stays open");
                    history(state, id, "Reject", &text(&body["Reason"]));
                    Answer::empty(204)
                }
                _ => said(400, "The approval was not delegated to you."),
            }
        }
        (_, ["requests" | "decide" | "denydecision", ..]) => said(405, "Method not allowed"),
        (_, _) => said(404, "The API method was not found."),
    }
}

fn done(outcome: Result<(), String>) -> Answer {
    match outcome {
        Ok(()) => Answer::empty(204),
        Err(why) => said(400, &why),
    }
}

/// Whether it waits for us: the manual step, and cancellations of what we did.
fn is_ours(row: &Json) -> bool {
    row["DecisionLevel"] == MANUAL
}

/// 1 active, 2 pending, 4 closed.
fn status_of(row: &Json) -> String {
    match row["OrderState"].as_str() {
        Some("Assigned" | "Granted") => "1",
        Some("Dismissed" | "Canceled" | "Aborted" | "Unsubscribed") => "4",
        _ => "2",
    }
    .to_owned()
}

const KNOWN: [&str; 12] = [
    "uidpwo",
    "DocumentNumber",
    "UID_Person",
    "UID_PersonDecision",
    "status",
    "PageSize",
    "StartIndex",
    "OrderBy",
    "filter",
    "withProperties",
    "search",
    "Escalation",
];

fn page(state: &mut State, request: &Incoming, rows: Vec<Json>) -> Answer {
    for (name, _) in request.parameters().iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
        state.note(format!("the parameter `{name}` is not known, and passed over in silence"));
    }
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (size, from) = (number("PageSize").unwrap_or(USUAL_ROWS), number("StartIndex").unwrap_or(0));
    let total = rows.len();
    let entities: Vec<Json> = rows.into_iter().skip(from).take(size).map(|row| entity(&row)).collect();
    Answer::json(200, &json!({ "TotalCount": total, "TableName": "PersonWantsOrg", "Entities": entities }))
}

/// A row with its columns as objects, keys in a list.
fn entity(row: &Json) -> Json {
    let Json::Object(members) = row else { return Json::Null };
    let column = |(name, value): (&String, &Json)| {
        let mut column = json!({ "Value": value, "IsReadOnly": true });
        if name == "OrderState" {
            column["DisplayValue"] = text(value).into();
        }
        (name.clone(), column)
    };
    json!({
        "Display": format!("{} - {}", text(&row["DisplayOrg"]), text(&row["DisplayPersonOrdered"])),
        "LongDisplay": Json::Null,
        "Keys": [row["UID_PersonWantsOrg"]],
        "Columns": Json::Object(members.iter().map(column).collect()),
    })
}

/// `cancel` (the requester), `approve` (the manager: the manual step begins), `grant` and `dismiss` of a request.
fn act(state: &mut State, deed: &Deed) -> bool {
    let said = text(&deed.with);
    let (new, level, event) = match deed.what.as_str() {
        "cancel" => ("Aborted", None, "Abort"),
        "approve" => ("OrderProduct", Some(MANUAL), "Grant"),
        "grant" => ("Assigned", None, "Grant"),
        "dismiss" => ("Dismissed", None, "Dismiss"),
        _ => return false,
    };
    let Some(row) = state.row_to_change("requests", &deed.of) else { return false };
    row["OrderState"] = new.into();
    row["DateHead"] = Utc::now().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into();
    if let Some(level) = level {
        row["DecisionLevel"] = level.into();
        row["DisplayDecisionStep"] = "Manual fulfilment".into();
    }
    history(state, &deed.of, event, &said);
    true
}
