//! The operations of `webservices/rest.php`: which one is called, and the envelope of the answer.

use serde_json::{Value, json};

use super::rest::{Refusal, RestRequest, logged_in, text};
use super::schema::REF;
use super::state::State;
use super::{read, write};

/// Answers a call.
pub(super) fn answer(state: &mut State, asked: &RestRequest) -> Value {
    match carried_out(state, asked) {
        Ok(body) => body,
        Err(refusal) => refusal.json(),
    }
}

fn carried_out(state: &mut State, asked: &RestRequest) -> Result<Value, Refusal> {
    let user = logged_in(state, asked)?;
    let version = asked
        .parameter("version")
        .ok_or_else(|| Refusal::thrown(2, "Missing parameter 'version' (e.g. '1.0')"))?;
    let data =
        asked.parameter("json_data").ok_or_else(|| Refusal::thrown(3, "Missing parameter 'json_data'"))?;
    let asked: Value = serde_json::from_str(data)
        .map_err(|_| Refusal::thrown(4, "Parameter json_data is not a valid JSON structure"))?;
    if !matches!(version, "1.0" | "1.1" | "1.2" | "1.3" | "1.4") {
        return Err(Refusal::thrown(10, format!("There is no service available for version '{version}'")));
    }
    if !state.has_extension && data.contains(REF) {
        return Err(without_extension(&asked));
    }
    if state.lacks_services {
        refuse_services(&asked)?;
    }
    let verb = text(&asked, "operation")?;
    match verb {
        "list_operations" => Ok(operations(version)),
        "core/check_credentials" => {
            let (login, password) = (text(&asked, "user")?, text(&asked, "password")?);
            let known = state.data.users.iter().any(|u| u.login == login && u.password == password);
            Ok(json!({"code": 0, "message": null, "authorized": known}))
        }
        "core/get" => read::get(state, &user, &asked),
        "core/create" => write::create(state, &user, &asked),
        "core/update" => write::update(state, &user, &asked),
        "core/apply_stimulus" => write::stimulus(state, &user, &asked),
        "core/delete" => write::delete(state, &user, &asked),
        _ => Err(Refusal::thrown(11, format!("Unknown verb '{verb}' in version '{version}'"))),
    }
}

/// An attribute that only the extension brings.
fn without_extension(asked: &Value) -> Refusal {
    let shows = asked.get("output_fields").and_then(Value::as_str).is_some_and(|fields| fields.contains(REF));
    Refusal::thrown(
        100,
        match shows {
            true => format!("output_fields: invalid attribute code '{REF}'"),
            false => format!("{REF}: Unknown attribute"),
        },
    )
}

/// What an iTop without the module of services does not have.
fn refuse_services(asked: &Value) -> Result<(), Refusal> {
    let of = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default();
    let classes = [
        "Service",
        "ServiceSubcategory",
        "CustomerContract",
        "lnkCustomerContractToService",
        "lnkDeliveryModelToContact",
    ];
    if classes.contains(&of("class")) {
        return Err(Refusal::thrown(100, format!("class: '{}' is not a valid class'", of("class"))));
    }
    match of("output_fields").split(',').map(str::trim).find(|code| code.starts_with("service")) {
        Some(code) => Err(Refusal::thrown(100, format!("output_fields: invalid attribute code '{code}'"))),
        None => Ok(()),
    }
}

fn operations(version: &str) -> Value {
    let all = [
        ("core/create", "Create an object"),
        ("core/update", "Update an object"),
        ("core/apply_stimulus", "Apply a stimulus to change the state of an object"),
        ("core/get", "Search for objects"),
        ("core/delete", "Delete objects"),
        ("core/check_credentials", "Check user credentials"),
    ];
    let operation = |(verb, description): &(&str, &str)| json!({"verb": verb, "description": description, "extension": "CoreServices"});
    let listed: Vec<Value> = all.iter().map(operation).collect();
    json!({"code": 0, "message": format!("Operations: {}", all.len()), "version": version, "operations": listed})
}
