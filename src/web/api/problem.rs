//! Why a request of the API was not answered as asked, in the form of RFC 9457.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::message::{self, Message};
use crate::model::Code;
use crate::model::job::Language;
use crate::store::StoreError;
use crate::web::call::{Answer, Fault};

/// The media type.
pub const KIND: &str = "application/problem+json";

/// Why a request was not answered as asked (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the title is that of the status.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the status means.
    title: &'static str,
    /// The status.
    status: u16,
    /// Names the sentence for good: what programs tell problems apart by.
    code: String,
    /// The sentence, for people, in English.
    detail: String,
}

/// The answer to a fault.
pub fn of(fault: &Fault) -> Answer {
    if let Fault::Broken(error) = fault {
        tracing::error!(error = %format!("{error:#}"), "a request of the API failed");
    }
    let status = fault.status();
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        code: code(fault),
        detail: detail(fault),
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    Answer { kind: KIND, ..Answer::page(status, body) }
}

/// What could not be stored, which may be sent again.
pub fn not_stored(error: StoreError) -> Fault {
    tracing::error!(error = %format!("{:#}", anyhow::Error::from(error)), "a request of the API was not stored");
    Fault::told(StatusCode::SERVICE_UNAVAILABLE, &message::web::api::not_stored())
}

/// The sentence of a fault that always says the same.
fn sentence(fault: &Fault) -> Option<Message> {
    Some(match fault {
        Fault::NoLogin | Fault::NoToken => message::web::api::no_token(),
        Fault::Forbidden => message::web::api::forbidden(),
        Fault::Forged => message::web::forged(),
        Fault::NotFound => message::web::api::not_found(),
        Fault::Method => message::web::api::not_asked_so(),
        Fault::TooLarge => message::web::api::too_large(),
        Fault::Misdirected => message::web::misdirected(),
        Fault::Told { .. }
        | Fault::Bad(_)
        | Fault::Conflict(_)
        | Fault::NotLetIn(_)
        | Fault::Elsewhere(_)
        | Fault::Broken(_) => return None,
    })
}

fn code(fault: &Fault) -> String {
    if let Some(sentence) = sentence(fault) {
        return sentence.code().to_owned();
    }
    // A sentence that others have made has no code any more, but it may have a page.
    let page = fault.said().code().map(Code::as_str);
    let code = match fault {
        Fault::Told { code, .. } => code,
        Fault::Conflict(_) => page.unwrap_or("web.api.conflict"),
        Fault::Broken(_) => page.unwrap_or("web.api.broken"),
        Fault::Bad(_)
        | Fault::NoLogin
        | Fault::NoToken
        | Fault::Forbidden
        | Fault::Forged
        | Fault::NotFound
        | Fault::Method
        | Fault::Misdirected
        | Fault::NotLetIn(_)
        | Fault::Elsewhere(_)
        | Fault::TooLarge => page.unwrap_or("web.api.refused"),
    };
    code.to_owned()
}

fn detail(fault: &Fault) -> String {
    match sentence(fault) {
        Some(sentence) => sentence.text(Language::En),
        None => fault.said().text(Language::En).to_owned(),
    }
}
