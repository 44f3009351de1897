//! The requests of the practice One Identity Manager: 48, of which 30 wait in the manual step, and what a
//! decision does to one.

use chrono::Utc;
use serde_json::{Value as Json, json};

use super::seed::{one_of, uuid};
use super::state::State;

pub(super) const USER: &str = "stocktake";
pub(super) const PASSWORD: &str = "practice-identity-secret";

/// The step in which a person does by hand what was asked for.
pub(super) const MANUAL: u64 = 2;

/// States of requests that wait for a decision.
pub(super) const WAITING: [&str; 3] = ["OrderProduct", "OrderUnsubscribe", "OrderProlongate"];

/// Decides on a request that waits in the manual step.
pub(super) fn decide(state: &mut State, id: &str, is_granted: bool, reason: &str) -> Result<(), String> {
    let Some(row) = state.row("requests", id) else { return Err(format!("The request {id} was not found.")) };
    let (order, level) =
        (row["OrderState"].as_str().unwrap_or_default().to_owned(), row["DecisionLevel"].clone());
    if !WAITING.contains(&order.as_str()) {
        return Err(format!("The request is not pending any more (state: {order})."));
    }
    if level != MANUAL {
        return Err("You are not permitted to decide on this request.".to_owned());
    }
    let (new, event) = match (is_granted, order.as_str()) {
        (true, "OrderUnsubscribe") => ("Unsubscribed", "Grant"),
        (true, _) => ("Assigned", "Grant"),
        (false, "OrderUnsubscribe") => ("Assigned", "Dismiss"),
        (false, _) => ("Dismissed", "Dismiss"),
    };
    if let Some(row) = state.row_to_change("requests", id) {
        (row["OrderState"], row["DateHead"], row["ReasonHead"]) = (new.into(), now().into(), reason.into());
    }
    history(state, id, event, reason);
    Ok(())
}

/// What happened to a request, for its history.
pub(super) fn history(state: &mut State, id: &str, event: &str, reason: &str) {
    let number = state.rows("history").len() as u64;
    state.add(
        "history",
        json!({
            "UID_PWODecisionHistory": uuid("history", number), "UID_PersonWantsOrg": id, "DecisionType": event,
            "ReasonHead": reason, "DateHead": now(), "DisplayPersonHead": "Stocktake Service",
        }),
    );
}

fn now() -> String {
    Utc::now().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The first 30 wait in the manual step, one is a cancellation that waits there, 4 wait for the manager, and 13
/// are over.
pub(super) fn seed(state: &mut State) {
    for number in 1..=48 {
        state.add("requests", request(number));
    }
}

/// What is asked for, and its category.
const PRODUCTS: [(&str, &str); 5] = [
    ("SAP R/3 <HR>", "Applications"),
    ("Büro & Möbel", "Facilities"),
    ("Key card \"Lab 4\"", "Facilities"),
    ("Oracle account", "Applications"),
    ("Téléphone de service", "Telephony"),
];

fn request(number: u64) -> Json {
    let (state, level) = match number {
        1..=30 => ("OrderProduct", MANUAL),
        31 => ("OrderUnsubscribe", MANUAL),
        32..=35 => ("OrderProduct", 0),
        36..=40 => ("Assigned", MANUAL),
        41..=43 => ("Dismissed", MANUAL),
        44..=45 => ("Aborted", MANUAL),
        46..=47 => ("Unsubscribed", MANUAL),
        _ => ("Canceled", 0),
    };
    let step = if level == MANUAL { "Manual fulfilment" } else { "Manager approval" };
    let (product, category) = one_of("identity", number, &PRODUCTS);
    let person = number % 12;
    json!({
        "UID_PersonWantsOrg": uuid("request", number),
        "UID_PersonOrdered": uuid("person", person),
        "UID_PersonHead": "",
        "DisplayOrg": product,
        "AccProductGroup": category,
        "DisplayPersonOrdered": format!("O'Hara {person}, Zoé (ZOHARA{person})"),
        "DisplayPersonInserted": format!("O'Hara {person}, Zoé (ZOHARA{person})"),
        "OrderState": state,
        "UiOrderState": state,
        "DecisionLevel": level,
        "DisplayDecisionStep": step,
        "IsDelegated": number == 30,
        "DocumentNumber": format!("ITS-{number:05}"),
        "OrderDate": format!("2026-11-{:02}T08:15:00.000Z", 1 + number % 27),
        "OrderReason": if number.is_multiple_of(4) { "new colleague\r\nstarts on Monday" } else { "" },
        "ValidFrom": Json::Null,
        "ValidUntil": if number.is_multiple_of(5) { "2027-12-31T00:00:00.000Z".into() } else { Json::Null },
        "DateHead": Json::Null,
        "ReasonHead": "",
        "OrderDetail1": "",
        "CustomProperty01": "",
        "CustomProperty02": "",
        "XObjectKey": format!("<Key><T>PersonWantsOrg</T><P>{}</P></Key>", uuid("request", number)),
    })
}
