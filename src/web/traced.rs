//! The span of a request, by the conventions of OpenTelemetry for servers. Who asks, from where and for what is not in
//! it: of the path it has the names of the parts.

use axum::http::{HeaderMap, Method, StatusCode};
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::model::trace::{FAILED, TRACED};

/// The span of a request for a route, by the path of its table; none where there is no path to be told.
pub(super) fn request(method: &Method, path: Option<&'static str>) -> Span {
    let Some(path) = path else { return Span::none() };
    tracing::info_span!(
        target: TRACED, parent: None, "request",
        "otel.name" = format!("{method} {path}"),
        "otel.kind" = "server",
        "http.request.method" = method.as_str(),
        "http.route" = path,
        "http.response.status_code" = Empty,
        "error.type" = Empty,
        "otel.status_code" = Empty,
    )
}

/// Says what was answered. What is wrong with a request is no failure of ours.
pub(super) fn answered(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.record("error.type", status.as_str());
        span.record("otel.status_code", FAILED);
    }
}

/// Makes the span of this request a part of the trace that its headers name (W3C Trace Context). Only for who was let
/// in: a stranger joins no trace.
pub(super) fn join(headers: &HeaderMap) {
    let named = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if named.span().span_context().is_valid() {
        // There is no span where traces are off.
        let _ = Span::current().set_parent(named);
    }
}
