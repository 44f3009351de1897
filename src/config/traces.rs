//! Where traces go, as the variables of OpenTelemetry say. Its library reads the other variables itself: here are those
//! that it leaves to the program, and what has to be known before it begins.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::message::{Message, traces as message};

/// `OTEL_EXPORTER_OTLP_TIMEOUT` where it is not set.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How many spans wait at most: the library takes the memory for all of them when it begins.
const QUEUE: &str = "OTEL_BSP_MAX_QUEUE_SIZE";
const MOST_QUEUED: u64 = 1_000_000;

/// The library counts what a span has with 32 bits.
const MOST_COUNTED: u64 = 4_294_967_295;

/// Numbers that the library reads itself, and drops where they are none, each with the largest one.
const NUMBERS: [(&str, u64); 7] = [
    (QUEUE, MOST_QUEUED),
    ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", u64::MAX),
    ("OTEL_BSP_SCHEDULE_DELAY", u64::MAX),
    ("OTEL_BSP_EXPORT_TIMEOUT", u64::MAX),
    ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", MOST_COUNTED),
    ("OTEL_SPAN_EVENT_COUNT_LIMIT", MOST_COUNTED),
    ("OTEL_SPAN_LINK_COUNT_LIMIT", MOST_COUNTED),
];

/// Which runs are sent, and how many of them.
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const RATIO: &str = "OTEL_TRACES_SAMPLER_ARG";
const SAMPLERS: [&str; 4] = ["always_on", "always_off", "parentbased_always_on", "parentbased_always_off"];
const SAMPLERS_BY_RATIO: [&str; 2] = ["traceidratio", "parentbased_traceidratio"];

/// Turns all off.
const DISABLED: &str = "OTEL_SDK_DISABLED";

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
    /// The sampler that is asked for is none, or its ratio: everything is sent.
    pub has_no_sampler: bool,
    /// What is set and means nothing, with what counts instead.
    pub doubts: Vec<Message>,
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
    let mut doubts = Vec::new();
    match set(DISABLED) {
        Some(value) if value.eq_ignore_ascii_case("true") => return Ok(None),
        Some(value) if !value.eq_ignore_ascii_case("false") => {
            doubts.push(message::bad_flag(DISABLED, value));
        }
        Some(_) | None => {}
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
    let timeout = of_traces("TIMEOUT").and_then(|(name, value)| {
        let milliseconds = value.parse::<u64>().ok().filter(|time| *time > 0);
        if milliseconds.is_none() {
            doubts.push(message::bad_number(name, value, 1, u64::MAX));
        }
        milliseconds.map(Duration::from_millis)
    });
    for (name, most) in NUMBERS {
        if let Some(value) = set(name).filter(|value| !value.parse().is_ok_and(|number: u64| number <= most))
        {
            doubts.push(message::bad_number(name, value, u64::from(name == QUEUE), most));
        }
    }
    let sampler = sampler_doubt(&set);
    let has_no_sampler = sampler.is_some();
    doubts.extend(sampler);
    if let Some((name, headers)) = of_traces("HEADERS") {
        let parts = (1_u64..).zip(headers.split(','));
        let wrong = parts.filter(|(_, part)| !part.trim().is_empty() && !is_header(part));
        doubts.extend(wrong.map(|(place, _)| message::bad_header(place, &name)));
    }
    let ca_file = of_traces("CERTIFICATE").map(|(_, path)| path.into());
    Ok(Some(TracesTo { url, timeout: timeout.unwrap_or(TIMEOUT), ca_file, has_no_sampler, doubts }))
}

/// What is wrong with the sampler that is asked for, or with its ratio: the library takes none of some of them for it.
fn sampler_doubt(set: impl Fn(&str) -> Option<String>) -> Option<Message> {
    let sampler = set(SAMPLER)?;
    if SAMPLERS.contains(&sampler.as_str()) {
        return None;
    }
    if !SAMPLERS_BY_RATIO.contains(&sampler.as_str()) {
        let known = [SAMPLERS.as_slice(), &SAMPLERS_BY_RATIO].concat().join(", ");
        return Some(message::bad_sampler(SAMPLER, sampler, known));
    }
    let ratio = set(RATIO).unwrap_or_default();
    let is_one = ratio.parse().is_ok_and(|ratio: f64| (0.0..=1.0).contains(&ratio));
    (!is_one).then(|| message::bad_ratio(RATIO, ratio))
}

/// Whether a part of the headers is one: `NAME=VALUE`, the name of letters that a header has (RFC 9110), the value with what is
/// no letter as `%20`.
fn is_header(part: &str) -> bool {
    let Some((name, value)) = part.split_once('=') else { return false };
    let may = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let value = percent_decode_str(value.trim()).decode_utf8();
    let is_value = |value: &str| !value.is_empty() && !value.contains(char::is_control);
    !name.trim().is_empty() && name.trim().bytes().all(may) && value.is_ok_and(|value| is_value(&value))
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
    fn what_means_nothing_is_told_each_once_with_what_may_stand_there() {
        let doubts = |variables: &[(&str, &str)]| -> Vec<String> {
            let variables = [[AT].as_slice(), variables].concat();
            of(&variables).unwrap().unwrap().doubts.iter().map(ToString::to_string).collect()
        };
        for right in [
            &[][..],
            &[("OTEL_SDK_DISABLED", "False"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "1")],
            &[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0")],
            &[("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "1.0")],
            &[("OTEL_TRACES_SAMPLER", "always_off"), ("OTEL_TRACES_SAMPLER_ARG", "all")],
            &[("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b==, x=%C3%A9,")],
        ] {
            assert_eq!(doubts(right), [""; 0], "{right:?}");
        }
        for (wrong, told) in [
            (("OTEL_SDK_DISABLED", "maybe"), "`true`"),
            (("OTEL_EXPORTER_OTLP_TIMEOUT", "abc"), "1 to"),
            (("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "-5"), "1 to"),
            (("OTEL_EXPORTER_OTLP_TIMEOUT", "0"), "1 to"),
            (("OTEL_BSP_MAX_QUEUE_SIZE", "99999999999999999999"), "1 to 1000000"),
            (("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "many"), "0 to"),
            (("OTEL_BSP_SCHEDULE_DELAY", "5s"), "0 to"),
            (("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "4294967296"), "0 to 4294967295"),
            (("OTEL_TRACES_SAMPLER", "xray"), "always_on"),
        ] {
            let doubts = doubts(&[wrong]);
            assert_eq!(doubts.len(), 1, "{wrong:?}: {doubts:?}");
            let all = [wrong.0, wrong.1, told];
            assert!(all.iter().all(|part| doubts[0].contains(part)), "{wrong:?}: {doubts:?}");
        }
        for ratio in ["nan", "7", "-0.1", "1,0", ""] {
            let sampled = [("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", ratio)];
            let doubts = doubts(&sampled);
            assert_eq!(doubts.len(), 1, "{ratio}: {doubts:?}");
            assert!(doubts[0].contains(&format!("OTEL_TRACES_SAMPLER_ARG is `{ratio}`")), "{doubts:?}");
            assert!(of(&[[AT].as_slice(), &sampled].concat()).unwrap().unwrap().has_no_sampler);
        }
        let headers = doubts(&[("OTEL_EXPORTER_OTLP_HEADERS", "a b=hush,=hush,ok=1,hush,y=hush%0d%0a")]);
        assert_eq!(headers.len(), 4, "{headers:?}");
        assert!(
            headers.iter().zip([1, 2, 4, 5]).all(|(told, place)| told.contains(&format!("part {place} ")))
        );
        assert!(headers.iter().all(|told| !told.contains("hush")), "{headers:?}");
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
