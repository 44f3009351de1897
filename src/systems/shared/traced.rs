//! The span of a call, by the conventions of OpenTelemetry for clients of HTTP: where it goes, how and what came of it,
//! and nothing of what is asked or answered. No call carries the id of a trace: the systems are others'.

use reqwest::{Method, Url};
use tracing::Span;
use tracing::field::Empty;

use super::error::RemoteError;
use crate::model::trace::{FAILED, OTHER_ERROR, TRACED};

/// Statuses from here on are errors.
const FIRST_ERROR: u16 = 400;

/// Longest segment of a path that is a word of an interface.
const LONGEST_WORD: usize = 40;

/// What stands for a segment of a path that may be a value.
const ANY: &str = "*";

/// What an address shows of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Path {
    /// The words of the interface, without ids and names.
    Words,
    /// Nothing: it is made of values, or is a secret itself.
    Hidden,
}

/// The span of one attempt.
pub(super) fn call(method: &Method, url: &Url, path: Path, system: Option<&str>, attempt: u32) -> Span {
    let shown = || match path {
        Path::Words => Some(words(url)),
        Path::Hidden => None,
    };
    let name = || match shown() {
        Some(path) => format!("{method} {path}"),
        None => method.to_string(),
    };
    let full = || shown().map(|path| format!("{}{path}", url.origin().ascii_serialization()));
    tracing::info_span!(
        target: TRACED, "call",
        "otel.name" = name(),
        "otel.kind" = "client",
        "http.request.method" = method.as_str(),
        "http.request.resend_count" = (attempt > 1).then(|| i64::from(attempt - 1)),
        "server.address" = url.host_str(),
        "server.port" = url.port_or_known_default().map(i64::from),
        "url.full" = full(),
        "stocktake.system" = system,
        "http.response.status_code" = Empty,
        "error.type" = Empty,
        "otel.status_code" = Empty,
    )
}

/// Says what came of it: an answer, or why there is none.
pub(super) fn ended(span: &Span, outcome: Result<u16, &RemoteError>) {
    match outcome {
        Ok(status) => answered(span, status),
        Err(RemoteError::Answer { status, .. }) if *status >= FIRST_ERROR => answered(span, *status),
        Err(RemoteError::Unreachable { .. }) => failed(span, "unreachable"),
        Err(RemoteError::Lost { .. }) => failed(span, "lost"),
        Err(_) => failed(span, OTHER_ERROR),
    }
}

/// Says that there was an answer of this status.
pub(super) fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", i64::from(status));
    if status >= FIRST_ERROR {
        failed(span, &status.to_string());
    }
}

/// Says that it failed, by a word.
pub(super) fn failed(span: &Span, word: &str) {
    span.record("error.type", word);
    span.record("otel.status_code", FAILED);
}

/// The path, in which only words stand: ids, names and serial numbers are left out.
fn words(url: &Url) -> String {
    let segment = |segment: &str| if is_word(segment) { segment.to_owned() } else { ANY.to_owned() };
    url.path().split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// `apirest.php`, `Item_Ticket`, `v2.1`; not `1234`, `pc-007`, `caf%C3%A9`.
fn is_word(segment: &str) -> bool {
    let version = segment.strip_prefix('v').filter(|number| !number.is_empty());
    let is_version = version.is_some_and(|number| {
        number.len() <= "10.10".len() && number.chars().all(|sign| sign.is_ascii_digit() || sign == '.')
    });
    let is_letter = |sign: char| sign.is_ascii_alphabetic() || matches!(sign, '.' | '_' | '-');
    is_version || segment.len() <= LONGEST_WORD && segment.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn of_a_path_only_the_words_are_shown() {
        let shown = |path: &str| words(&Url::parse(&format!("https://me:hush@x.example{path}")).unwrap());
        for (path, told) in [
            ("/glpi/apirest.php/Ticket/4711/Item_Ticket?x=hush", "/glpi/apirest.php/Ticket/*/Item_Ticket"),
            ("/v1/objects/hosts/pc-007", "/v1/objects/hosts/*"),
            ("/api/now/table/incident/9d385017c611228701d22104cc95c371", "/api/now/table/incident/*"),
            ("/caf%C3%A9#hush", "/*"),
            ("/", "/"),
        ] {
            assert_eq!(shown(path), told);
        }
    }
}
