//! The steps of a run in its trace. They hold names of the project, words of ours and figures: never a value of a
//! record, a sentence or a person.

use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::reason;
use crate::model::Code;
use crate::model::trace::{FAILED, OTHER_ERROR, TRACED};

/// The span of a step.
pub(super) fn span(step: &'static str) -> Span {
    at_system(step, None)
}

fn at_system(step: &'static str, system: Option<&str>) -> Span {
    tracing::info_span!(
        target: TRACED, "step",
        "otel.name" = step,
        "stocktake.system" = system,
        "error.type" = Empty,
        "otel.status_code" = Empty,
    )
}

/// A step that waits for something.
///
/// # Errors
/// Those of the step.
pub(super) async fn step<T>(
    name: &'static str,
    doing: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    in_span(span(name), Box::pin(doing)).await
}

/// The same at a system, by the name that the project gives it.
///
/// # Errors
/// Those of the step.
pub(super) async fn step_at<T>(
    name: &'static str,
    system: &str,
    doing: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    in_span(at_system(name, Some(system)), Box::pin(doing)).await
}

/// `doing` is in a box: a step is as large as what it does, and stands in another one.
async fn in_span<T>(span: Span, doing: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let done = doing.instrument(span.clone()).await;
    if let Err(error) = &done {
        fail_with(&span, error);
    }
    done
}

/// A step that waits for nothing.
///
/// # Errors
/// Those of the step.
pub(super) fn step_here<T>(
    name: &'static str,
    doing: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let span = span(name);
    let done = span.in_scope(doing);
    if let Err(error) = &done {
        fail_with(&span, error);
    }
    done
}

/// The span of a mail on its way to a server, or into a folder where there is none.
pub(super) fn mail(server: Option<(&str, u16)>, recipients: usize) -> Span {
    tracing::info_span!(
        target: TRACED, "mail",
        "otel.kind" = server.map(|_| "client"),
        "server.address" = server.map(|(host, _)| host),
        "server.port" = server.map(|(_, port)| i64::from(port)),
        "stocktake.mail.recipients" = figure(recipients as u64),
        "error.type" = Empty,
        "otel.status_code" = Empty,
    )
}

/// Says that something failed, with the code of what went wrong.
pub(super) fn fail_with(span: &Span, error: &anyhow::Error) {
    // Its sentence is made for the sake of its code: not where nobody looks.
    if !span.is_disabled() {
        fail(span, reason::of(error).code());
    }
}

/// Says that something failed, with the code of its page in the manual. The sentence may hold values.
pub(super) fn fail(span: &Span, code: Option<Code>) {
    span.record("error.type", code.map_or(OTHER_ERROR, Code::as_str));
    span.record("otel.status_code", FAILED);
}

/// OpenTelemetry has numbers with a sign only.
pub(super) fn figure(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
