//! Where traces go, as the variables of OpenTelemetry say. Its library reads the other variables itself: here are those
//! that it leaves to the program, and what has to be known before it begins.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::message::{Message, traces as message};

/// `OTEL_EXPORTER_OTLP_TIMEOUT` where it is not set.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How many spans wait at most: the library takes the memory for all of them when it begins.
const QUEUE: &str = "OTEL_BSP_MAX_QUEUE_SIZE";
const MOST_QUEUED: u64 = 1_000_000;

/// The only form in which spans are sent.
pub const PROTOCOL: &str = "http/protobuf";

/// Where traces go.
#[derive(Debug, Clone)]
pub struct TracesTo {
    /// The address, which may hold a secret.
    pub url: Url,
    /// Time-out of one request.
    pub timeout: Duration,
    /// PEM file with certificate authorities beside the machine's.
    pub ca_file: Option<PathBuf>,
}

impl TracesTo {
    /// Host and port, which may be shown.
    pub fn shown(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

/// Where traces go; `None`: nowhere.
///
/// # Errors
/// They are wanted, and cannot be sent as it is asked for.
pub fn traces() -> Result<Option<TracesTo>, Message> {
    traces_of(|name| {
        std::env::var_os(name)
            .map(|value| value.to_string_lossy().trim().to_owned())
            .filter(|value| !value.is_empty())
    })
}

fn traces_of(set: impl Fn(&str) -> Option<String>) -> Result<Option<TracesTo>, Message> {
    let of_traces = |what: &str| {
        let own = format!("OTEL_EXPORTER_OTLP_TRACES_{what}");
        let all = format!("OTEL_EXPORTER_OTLP_{what}");
        set(&own).map(|value| (own, value)).or_else(|| set(&all).map(|value| (all, value)))
    };
    let Some((name, address)) = of_traces("ENDPOINT") else { return Ok(None) };
    if set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    match set("OTEL_TRACES_EXPORTER").as_deref() {
        Some("none") => return Ok(None),
        Some("otlp") | None => {}
        Some(other) => return Err(message::other_exporter(other)),
    }
    if let Some((name, protocol)) = of_traces("PROTOCOL")
        && protocol != PROTOCOL
    {
        return Err(message::other_protocol(name, protocol));
    }
    if let Some(size) = set(QUEUE).and_then(|value| value.parse::<u64>().ok())
        && !(1..=MOST_QUEUED).contains(&size)
    {
        return Err(message::queue(QUEUE, size, MOST_QUEUED));
    }
    let url = Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // Nothing of it is shown: some collectors take their key in the address.
    let url = url.ok_or_else(|| message::no_address(name))?;
    let milliseconds = of_traces("TIMEOUT").and_then(|(_, value)| value.parse().ok());
    let timeout = milliseconds.filter(|time| *time > 0).map_or(TIMEOUT, Duration::from_millis);
    let ca_file = of_traces("CERTIFICATE").map(|(_, path)| path.into());
    Ok(Some(TracesTo { url, timeout, ca_file }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const AT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://key:hush@collector.example:4318/");

    fn of(variables: &[(&str, &str)]) -> Result<Option<TracesTo>, String> {
        let set = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        traces_of(set).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_is_sent_without_an_address_or_where_it_is_turned_off() {
        for off in [
            &[][..],
            &[("OTEL_SERVICE_NAME", "x")],
            &[AT, ("OTEL_SDK_DISABLED", "True")],
            &[AT, ("OTEL_TRACES_EXPORTER", "none")],
            // Not even a warning: it is off.
            &[AT, ("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
        ] {
            assert!(of(off).unwrap().is_none(), "{off:?}");
        }
    }

    #[test]
    fn what_is_said_of_traces_alone_counts_more() {
        let to = of(&[
            AT,
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://[::1]/x"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1500"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "ca.pem"),
            ("OTEL_SDK_DISABLED", "no"),
            ("OTEL_TRACES_EXPORTER", "otlp"),
        ]);
        let to = to.unwrap().unwrap();
        assert_eq!(to.shown(), "[::1]:80");
        assert_eq!((to.timeout, to.ca_file), (Duration::from_millis(1500), Some("ca.pem".into())));
        assert_eq!(of(&[AT]).unwrap().unwrap().shown(), "collector.example:4318");
    }

    #[test]
    fn what_cannot_be_sent_is_told_without_the_address() {
        for (variables, told) in [
            ([AT, ("OTEL_BSP_MAX_QUEUE_SIZE", "0")], "1000000"),
            ([AT, ("OTEL_BSP_MAX_QUEUE_SIZE", "18446744073709551615")], "OTEL_BSP_MAX_QUEUE_SIZE"),
            ([AT, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")], "`grpc`"),
            ([AT, ("OTEL_TRACES_EXPORTER", "zipkin")], "`zipkin`"),
            ([AT, ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "hush:4318")], "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        ] {
            let error = of(&variables).unwrap_err();
            assert!(error.contains(told) && !error.contains("hush"), "{error}");
        }
    }
}
