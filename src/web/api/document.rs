//! The OpenAPI document of the API. Its routes are those of the table, which a test compares.

use axum::http::StatusCode;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, ContentBuilder, OpenApi as Document, Ref, RefOr, Required, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::{events, jobs, json, no_query, plans, problem, pushes, questions, requests, runs, tickets};
use crate::web::call::{Answer, Call, Fault};

/// The scheme of the tokens.
const SCHEME: &str = "token";

#[derive(OpenApi)]
#[openapi(
    info(title = "stocktake", version = "1"),
    paths(
        openapi,
        jobs::list,
        jobs::one,
        runs::list,
        runs::one,
        runs::entries,
        runs::rejects,
        requests::ask,
        requests::one,
        events::list,
        pushes::push,
        plans::list,
        plans::one,
        plans::changes,
        plans::decide,
        questions::list,
        questions::close,
        tickets::list,
        tickets::one
    ),
    components(schemas(problem::Problem)),
    security(("token" = [])),
    modifiers(&Whole)
)]
struct Api;

/// What every operation has: who asks, and how it may fail.
struct Whole;

impl Modify for Whole {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        components.add_security_scheme(SCHEME, scheme);
        for item in document.paths.paths.values_mut() {
            item.get.iter_mut().for_each(|operation| may_fail(operation, &READING));
            item.post.iter_mut().for_each(|operation| {
                may_fail(operation, &CHANGING);
                may_say_nothing(operation);
            });
        }
    }
}

/// How what only shows something may fail.
const READING: [StatusCode; 8] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::CONFLICT,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
];

/// How what changes something may fail.
const CHANGING: [StatusCode; 11] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::CONFLICT,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::UNPROCESSABLE_ENTITY,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
];

/// A body that says nothing need not be there.
fn may_say_nothing(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    let says_nothing = |content: &RefOr<Content>| {
        let RefOr::T(content) = content else { return false };
        matches!(&content.schema, Some(RefOr::Ref(of)) if of.ref_location.ends_with("/NoBody"))
    };
    if body.content.values().all(says_nothing) {
        body.required = Some(Required::False);
    }
}

fn may_fail(operation: &mut Operation, with: &[StatusCode]) {
    for status in with {
        let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let told = status.canonical_reason().unwrap_or_default();
        let response = ResponseBuilder::new().description(told).content(problem::KIND, content).build();
        operation.responses.responses.insert(status.as_str().to_owned(), response.into());
    }
}

/// The document.
pub fn document() -> Document {
    Api::openapi()
}

/// Show this document
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "Document", operation_id = "show_document",
    responses((status = 200, body = serde_json::Value, description = "OpenAPI")))]
pub fn openapi(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    json(StatusCode::OK, &document())
}
