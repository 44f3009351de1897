//! The batch API: requests one after another, each with its own answer, no transaction around them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::answer::{Answer, error};
use super::state::State;
use crate::practice::serve::Incoming;

/// `POST /api/now/v1/batch`; `within` answers one of its requests.
pub(super) fn answer(
    state: &mut State,
    user: &str,
    incoming: &Incoming,
    within: fn(&mut State, &str, &Incoming) -> Answer,
) -> Answer {
    let Ok(sent) = serde_json::from_slice::<Value>(&incoming.body) else {
        return error(400, "Exception while reading request", None);
    };
    let Some(requests) = sent.get("rest_requests").and_then(Value::as_array) else {
        return error(400, "Missing rest_requests", None);
    };
    let (mut serviced, mut unserviced) = (Vec::new(), Vec::new());
    for (at, request) in requests.iter().enumerate() {
        let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if at >= state.settings.batch_limit {
            unserviced.push(json!(text("id")));
            continue;
        }
        let url = text("url");
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let inner = Incoming {
            method: text("method"),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: STANDARD.decode(text("body")).unwrap_or_default(),
        };
        let answer = within(state, user, &inner);
        serviced.push(json!({
            "id": text("id"),
            "body": STANDARD.encode(&answer.body),
            "status_code": answer.status,
            "status_text": if answer.status < 400 { "OK" } else { "Failed" },
            "headers": [],
            "execution_time": 12,
        }));
    }
    let id = sent.get("batch_request_id").cloned().unwrap_or_default();
    let body = json!({
        "batch_request_id": id,
        "serviced_requests": serviced,
        "unserviced_requests": unserviced,
    });
    Answer::json(200, &body)
}
