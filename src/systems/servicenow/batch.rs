//! The batch API: several requests in one, each with its own answer; what was not served is sent again.

use crate::model::Said;
use crate::model::said::Say as _;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::ServiceNow;
use super::message;
use super::wire::{self, BatchResult};
use crate::systems::shared::call::{Body, Call};
use crate::systems::shared::{Answer, FailureKind, Holds, RemoteError};

/// Bytes of bodies in one batch, before base64: an instance takes 5 MB with it.
const MOST_BYTES: usize = 2_000_000;

/// How often what was not served is sent again without any progress.
const IDLE_ROUNDS: u32 = 2;

impl ServiceNow {
    /// Sends calls in batches: an answer or a failure for each, in their order.
    ///
    /// # Errors
    /// Per call. All fail alike where a batch as a whole fails; [`wire::NO_API`] as the code says that
    /// the instance has no batch API.
    pub(super) async fn batch(&self, calls: &[Call]) -> Vec<Result<Answer, RemoteError>> {
        let mut outcomes: BTreeMap<usize, Result<Answer, RemoteError>> = BTreeMap::new();
        let mut waiting: Vec<usize> = (0..calls.len()).collect();
        let mut idle = 0;
        while !waiting.is_empty() && idle <= IDLE_ROUNDS {
            let some = self.fitting(calls, &waiting);
            let before = waiting.len();
            match self.batch_once(calls, &some).await {
                Ok(served) => outcomes.extend(served),
                Err(error) => {
                    outcomes.extend(some.iter().map(|at| (*at, Err(copied(&error)))));
                }
            }
            waiting.retain(|at| !outcomes.contains_key(at));
            idle = if waiting.len() < before { 0 } else { idle + 1 };
        }
        for at in waiting {
            let message = message::batch_too_slow().said();
            let failed = answer_error("POST /api/now/v1/batch", 503, message, FailureKind::NotDone);
            outcomes.insert(at, Err(failed));
        }
        outcomes.into_values().collect()
    }

    /// The first of those that wait, as many as fit into one batch.
    fn fitting(&self, calls: &[Call], waiting: &[usize]) -> Vec<usize> {
        let (mut some, mut bytes) = (Vec::new(), 0);
        for at in waiting.iter().take(self.0.batch) {
            bytes += body(&calls[*at]).len();
            if bytes > MOST_BYTES && !some.is_empty() {
                break;
            }
            some.push(*at);
        }
        some
    }

    /// The answers of those that were served.
    async fn batch_once(
        &self,
        calls: &[Call],
        some: &[usize],
    ) -> Result<Vec<(usize, Result<Answer, RemoteError>)>, RemoteError> {
        let requests: Vec<Json> = some.iter().map(|at| request(*at, &calls[*at])).collect();
        let body = json!({"batch_request_id": "1", "rest_requests": requests});
        let call = Call::write(Method::POST, "api/now/v1/batch", body);
        let (name, answer) = self.session().send(&call).await?;
        let http = &self.session().http;
        if answer.status != 200 {
            return Err(wire::failure(http, &name, &answer));
        }
        let result: BatchResult = serde_json::from_slice(&answer.body)
            .map_err(|error| wire::unreadable(http, &name, &answer, error.to_string()))?;
        if let Ok(Json::Object(fields)) = serde_json::from_slice::<Json>(&answer.body)
            && fields.contains_key("error")
        {
            return Err(wire::unreadable(http, &name, &answer, message::ends_in_error()));
        }
        let unserved: Vec<String> = result.unserviced_requests.iter().map(id_text).collect();
        let mut served = Vec::with_capacity(some.len());
        for at in some {
            let own = result.serviced_requests.iter().find(|served| served.id == at.to_string());
            match own {
                Some(own) => served.push((*at, self.answer_of(&calls[*at], own))),
                None if unserved.contains(&at.to_string()) => {}
                None => {
                    let message = message::not_told().said();
                    served.push((*at, Err(answer_error(&name, 200, message, FailureKind::Unknown))));
                }
            }
        }
        Ok(served)
    }

    fn answer_of(&self, call: &Call, served: &wire::Serviced) -> Result<Answer, RemoteError> {
        let name = message::in_a_batch(&call.method, relative(call)).to_string();
        let name: String = name.chars().take(200).collect();
        if served.status_code == 0 {
            let message = served.error_message.as_deref();
            let message = message
                .map_or_else(|| message::no_status().said(), |said| self.session().http.redact(said).into());
            return Err(answer_error(&name, 200, message, FailureKind::Unknown));
        }
        let body = STANDARD.decode(served.body.trim()).unwrap_or_else(|_| served.body.clone().into_bytes());
        let headers = reqwest::header::HeaderMap::new();
        Ok(Answer { status: served.status_code, headers, body, holds: Holds::Data })
    }
}

fn request(at: usize, call: &Call) -> Json {
    let headers = [("Accept", "application/json"), ("Content-Type", "application/json")];
    let headers: Vec<Json> =
        headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({
        "id": at.to_string(),
        "method": call.method.as_str(),
        "url": relative(call),
        "headers": headers,
        "body": STANDARD.encode(body(call)),
        "exclude_response_headers": true,
    })
}

fn body(call: &Call) -> Vec<u8> {
    call.body.as_ref().map(Body::bytes).unwrap_or_default()
}

/// Path and query as the batch API takes them.
fn relative(call: &Call) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&call.query).finish();
    if query.is_empty() { format!("/{}", call.path) } else { format!("/{}?{query}", call.path) }
}

fn id_text(json: &Json) -> String {
    match json {
        Json::String(id) => id.clone(),
        Json::Object(fields) => fields.get("id").map(id_text).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn answer_error(call: &str, status: u16, message: Said, kind: FailureKind) -> RemoteError {
    RemoteError::Answer { call: call.into(), status, code: None, message, kind }
}

/// The failure of a batch, as that of each of its calls.
fn copied(error: &RemoteError) -> RemoteError {
    match error {
        RemoteError::Login { url, reason } => RemoteError::Login { url: url.clone(), reason: reason.clone() },
        RemoteError::Rights { call, message } => {
            RemoteError::Rights { call: call.clone(), message: message.clone() }
        }
        other => RemoteError::Answer {
            call: "POST /api/now/v1/batch".into(),
            status: if let RemoteError::Answer { status, .. } = other { *status } else { 0 },
            code: other.code().map(str::to_owned),
            message: match other {
                RemoteError::Answer { message, .. } => message.clone(),
                _ => other.said(),
            },
            kind: other.kind(),
        },
    }
}
