//! Traces by OTLP, as a collector gets them: a run is one trace with its steps and calls, holds no value and no secret,
//! and is the same run whatever becomes of the collector.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode as SpanStatus;
use prost::Message as _;
use stocktake::model::RunState;
use stocktake::practice::glpi::{Effect, Fault, Options};
use stocktake::practice::monitor;

use super::fleet::{JOB, fleet, many, two_computers};
use super::web::{Console, api};
use super::world::{Outcome, Program, World, ended, until};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// Nothing is sent before the program ends.
const AT_THE_END: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "3600000");

/// What was sent to a collector at once.
pub struct Batch {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Batch {
    fn decoded(&self) -> ExportTraceServiceRequest {
        ExportTraceServiceRequest::decode(&self.body[..]).unwrap()
    }
}

/// A collector that keeps what it is sent, and answers as it is told.
pub struct Collector {
    pub url: String,
    got: Arc<Mutex<Vec<Batch>>>,
    status: Arc<AtomicU16>,
}

impl Collector {
    pub async fn start() -> Self {
        let (got, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let (kept, answer) = (got.clone(), status.clone());
        let take = move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let path = uri.path().to_owned();
            kept.lock().unwrap().push(Batch { path, headers, body });
            let status = StatusCode::from_u16(answer.load(Ordering::Relaxed)).unwrap();
            async move { (status, [("retry-after", "86400")], Bytes::new()) }
        };
        let app = axum::Router::new().fallback(axum::routing::post(take));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, got, status }
    }

    /// What it got so far.
    pub fn batches(&self) -> std::sync::MutexGuard<'_, Vec<Batch>> {
        self.got.lock().unwrap()
    }

    /// The spans that it got since the last look, by their begin.
    fn spans(&self) -> Vec<Span> {
        let batches = std::mem::take(&mut *self.batches());
        let mut spans: Vec<Span> = batches
            .iter()
            .flat_map(|batch| batch.decoded().resource_spans)
            .flat_map(|of| of.scope_spans)
            .flat_map(|of| of.spans)
            .collect();
        spans.sort_by_key(|span| span.start_time_unix_nano);
        spans
    }
}

fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: &Option<AnyValue>| match value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{other:?}"),
    };
    let texts: BTreeMap<_, _> =
        attributes.iter().map(|known| (known.key.clone(), text(&known.value))).collect();
    assert_eq!(texts.len(), attributes.len(), "each stands once: {attributes:?}");
    texts
}

fn attribute(span: &Span, name: &str) -> Option<String> {
    texts(&span.attributes).remove(name)
}

fn has_failed(span: &Span) -> bool {
    span.status.as_ref().is_some_and(|status| status.code == SpanStatus::Error as i32)
}

/// The only root of one trace.
#[track_caller]
fn root(spans: &[Span]) -> &Span {
    let traces: BTreeSet<&[u8]> = spans.iter().map(|span| span.trace_id.as_slice()).collect();
    let roots: Vec<&Span> = spans.iter().filter(|span| span.parent_span_id.is_empty()).collect();
    assert!(traces.len() == 1 && roots.len() == 1, "{:?}", names(spans));
    roots[0]
}

fn names(spans: &[Span]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_str()).collect()
}

/// Names of what is directly below a span.
fn below<'s>(spans: &'s [Span], parent: &Span) -> Vec<&'s str> {
    spans.iter().filter(|span| span.parent_span_id == parent.span_id).map(|span| span.name.as_str()).collect()
}

/// The steps below the root, without its calls.
fn steps(spans: &[Span]) -> Vec<&str> {
    below(spans, root(spans)).into_iter().filter(|name| !name.contains('/')).collect()
}

#[track_caller]
fn named<'s>(spans: &'s [Span], name: &str) -> &'s Span {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name}: {:?}", names(spans)))
}

fn with(mut command: Command, variables: &[(&str, &str)]) -> Command {
    command.envs(variables.iter().copied());
    command
}

async fn run(world: &World, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
    ended(with(world.command(arguments), variables).spawn().unwrap()).await
}

/// What was said besides notes of the run, and that everybody can read the token of a test.
fn warnings(outcome: &Outcome) -> Vec<&str> {
    let is_line = |line: &&str| {
        let is_warning = ["WARN", "ERROR", "traces"].iter().any(|word| line.contains(word));
        is_warning && !line.contains("a secret file can be read by every user")
    };
    outcome.stderr.lines().filter(is_line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_one_trace_with_its_steps_and_calls_and_without_a_value() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    world.job("nightly", &format!("ping = \"{}/0123-secret\"\n{JOB}", collector.url));
    let variables = [
        (ENDPOINT, collector.url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=hush-hush"),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
    ];
    let outcome = run(&world, &variables, &["run", "nightly"]).await;
    assert!(outcome.code == Some(0) && warnings(&outcome).is_empty(), "{outcome:?}");
    {
        let mut batches = collector.batches();
        batches.retain(|batch| !batch.path.starts_with("/0123-secret"));
        for batch in batches.iter() {
            assert_eq!(
                (batch.path.as_str(), &batch.headers["api-key"]),
                ("/v1/traces", &"hush-hush".parse().unwrap())
            );
            assert_eq!(batch.headers["content-type"], "application/x-protobuf");
            for of in batch.decoded().resource_spans {
                let resource = texts(&of.resource.unwrap().attributes);
                assert_eq!(resource["service.name"], "stocktake");
                assert_eq!(resource["service.version"], env!("CARGO_PKG_VERSION"));
                assert_eq!(resource["deployment.environment.name"], "test");
            }
            let text = String::from_utf8_lossy(&batch.body);
            let token = std::fs::read_to_string(world.folder().join("secrets/token")).unwrap();
            let values =
                ["pc-1", "SN-0001", "Ana", "Siège", "Acme", "Dell", "example.org", "0123-secret", "hush"];
            for value in values.into_iter().chain([token.as_str()]) {
                assert!(!text.contains(value), "{value}: {text}");
            }
        }
    }
    let spans = collector.spans();
    let root = root(&spans);
    assert_eq!(root.name, "run nightly");
    let told = world.store().runs(None, 1).unwrap().remove(0);
    let of_root = texts(&root.attributes);
    for (name, value) in [
        ("stocktake.job", "nightly"),
        ("stocktake.run.id", told.id.0.as_str()),
        ("stocktake.run.trigger", "command"),
        ("stocktake.run.state", "done"),
        ("stocktake.run.applied", "2"),
        ("stocktake.run.failed", "0"),
    ] {
        assert_eq!(of_root.get(name).map(String::as_str), Some(value), "{name}: {of_root:?}");
    }
    let mut steps = steps(&spans);
    steps.retain(|name| *name != "ping");
    let all = [
        "read",
        "connect",
        "survey",
        "transform",
        "plan",
        "guard",
        "apply",
        "remember",
        "put away",
        "report",
    ];
    assert_eq!(steps, all);
    assert!(!spans.iter().any(has_failed), "{spans:?}");
    assert_eq!(below(&spans, named(&spans, "report")), ["mail"]);
    let mail = named(&spans, "mail");
    assert_eq!(
        (mail.kind, attribute(mail, "stocktake.mail.recipients").unwrap()),
        (SpanKind::Internal as i32, "1".to_owned())
    );

    let writes = below(&spans, named(&spans, "apply"));
    assert!(writes.contains(&"POST /apirest.php/Computer"), "{writes:?}");
    let call = named(&spans, "POST /apirest.php/Computer");
    let of_call = texts(&call.attributes);
    assert_eq!(call.kind, SpanKind::Client as i32);
    assert_eq!(of_call["http.request.method"], "POST");
    assert_eq!(of_call["server.address"], "127.0.0.1");
    assert_eq!(of_call["http.response.status_code"], "201");
    assert_eq!(of_call["stocktake.system"], "glpi");
    let url = &of_call["url.full"];
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/apirest.php/Computer"), "{url}");
    assert_eq!(of_call["server.port"], url.split([':', '/']).nth(4).unwrap());
    // A login and a ping have their secrets in their addresses.
    assert_eq!(below(&spans, named(&spans, "connect"))[0], "GET");
    let pings: Vec<&Span> = spans.iter().filter(|span| span.name == "ping").collect();
    assert_eq!(pings.len(), 2, "{:?}", names(&spans));
    assert!(pings.iter().all(|ping| below(&spans, ping) == ["POST"]), "{:?}", names(&spans));
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_fails_is_marked_and_one_that_is_refused_is_not() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let variables = [(ENDPOINT, collector.url.as_str()), ("OTEL_SERVICE_NAME", "assets")];
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 1 }}\n"));
    assert_eq!(run(&world, &variables, &["run", "nightly"]).await.code, Some(3));
    let resource =
        texts(&collector.batches()[0].decoded().resource_spans[0].resource.clone().unwrap().attributes);
    assert_eq!(resource["service.name"], "assets");
    let spans = collector.spans();
    assert_eq!(attribute(root(&spans), "stocktake.run.state").unwrap(), "refused");
    assert!(!has_failed(root(&spans)));

    std::fs::remove_file(world.folder().join("computers.csv")).unwrap();
    assert_eq!(run(&world, &variables, &["run", "nightly"]).await.code, Some(1));
    assert!(!String::from_utf8_lossy(&collector.batches()[0].body).contains("computers.csv"));
    let spans = collector.spans();
    let root = root(&spans);
    assert_eq!(attribute(root, "stocktake.run.state").unwrap(), "failed");
    let read = named(&spans, "read");
    assert!(has_failed(root) && has_failed(read), "{spans:?}");
    assert_eq!(root.status.as_ref().unwrap().message, "", "words may hold values");
    assert!(attribute(root, "error.type").is_some() && attribute(read, "error.type").is_some(), "{spans:?}");
    assert!(!has_failed(named(&spans, "report")));
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_tickets_has_its_own_steps_and_a_mail_is_a_call() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let icinga = monitor::Running::start(monitor::face("icinga").unwrap()).await.unwrap();
    icinga.control().raise("web01", Some("disk"), monitor::Level::Critical, "DISK CRITICAL - 3% free");
    world.file("secrets/icinga", monitor::PASSWORD);
    world.settings("", "[mail.smtp]\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\n");
    world.add_settings(&format!(
        "[system.icinga.icinga]\nurl = \"{}\"\nlogin = \"{}\"\npassword = \"file:secrets/icinga\"\n",
        icinga.base_url(),
        monitor::LOGIN
    ));
    let job = "monitors = [\"icinga\"]\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n";
    world.file("jobs/tickets.toml", job);
    let outcome = run(&world, &[(ENDPOINT, &collector.url)], &["run", "tickets"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    for batch in collector.batches().iter() {
        let text = String::from_utf8_lossy(&batch.body).into_owned();
        for value in ["web01", "disk", "DISK", "example.org"] {
            assert!(!text.contains(value), "{value}: {text}");
        }
    }
    let spans = collector.spans();
    let root = root(&spans);
    assert_eq!((root.name.as_str(), has_failed(root)), ("run tickets", false));
    assert_eq!(steps(&spans), ["ask", "poll", "hear", "settle", "triage", "act", "answer", "report"]);
    let asked: Vec<&Span> = spans
        .iter()
        .filter(|span| attribute(span, "stocktake.system").is_some_and(|of| of == "icinga"))
        .collect();
    let of_ask = named(&spans, "ask").span_id.as_slice();
    assert!(asked.iter().any(|call| call.parent_span_id == of_ask), "{:?}", names(&spans));
    let mail = named(&spans, "mail");
    assert!(has_failed(mail) && mail.kind == SpanKind::Client as i32, "{mail:?}");
    let to = texts(&mail.attributes);
    assert_eq!((to["server.address"].as_str(), to["server.port"].as_str()), ("127.0.0.1", "1"));
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_a_trace_too_and_the_lines_of_the_log_are_the_same() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let variables = [(ENDPOINT, collector.url.as_str())];
    let outcome = run(&world, &variables, &["plan", "nightly"]).await;
    assert!(outcome.code == Some(0) && warnings(&outcome).is_empty(), "{outcome:?}");
    let spans = collector.spans();
    assert_eq!(root(&spans).name, "stocktake plan");
    assert_eq!(steps(&spans), ["read", "connect", "survey", "transform", "plan"]);

    let outcome = run(&world, &variables, &["--log-format", "json", "-vv", "run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines: Vec<serde_json::Value> =
        outcome.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(
        lines.iter().any(|line| line["message"] == "run ended" && line["span"]["name"] == "run"),
        "{lines:?}"
    );
    for line in &lines {
        let span = &line["span"];
        assert!(span.is_null() || span["name"] == "run" && span.as_object().unwrap().len() == 3, "{line}");
    }
    let outcome = run(&world, &variables, &["-v", "run", "nightly"]).await;
    assert!(outcome.stderr.contains("run{run.id="), "{outcome:?}");
    assert!(!["step", "otel", "call{"].iter().any(|word| outcome.stderr.contains(word)), "{outcome:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_unless_it_is_wanted() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let at = (ENDPOINT, collector.url.as_str());
    for variables in [
        &[("OTEL_SERVICE_NAME", "stocktake")][..],
        &[at, ("OTEL_SDK_DISABLED", "true")],
        &[at, ("OTEL_TRACES_EXPORTER", "none")],
        &[at, ("OTEL_TRACES_SAMPLER", "always_off")],
        &[at, ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.0")],
    ] {
        let outcome = run(&world, variables, &["run", "nightly"]).await;
        assert!(outcome.code == Some(0) && warnings(&outcome).is_empty(), "{variables:?} {outcome:?}");
    }
    for (variable, value, told) in [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "`grpc`, and stocktake sends `http/protobuf` alone"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "`http/json`, and stocktake sends"),
        ("OTEL_TRACES_EXPORTER", "zipkin", "`zipkin`, and stocktake knows"),
        (ENDPOINT, "collector:4318", "is no address"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "none.pem", "none.pem"),
    ] {
        let outcome = run(&world, &[at, (variable, value)], &["run", "nightly"]).await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let lines = warnings(&outcome);
        assert!(lines.len() == 1 && lines[0].contains("no traces are sent: "), "{outcome:?}");
        assert!(lines[0].contains(told), "{told}: {outcome:?}");
    }
    assert!(collector.batches().is_empty());
    // What its library cannot use is told, too.
    let sampler = [at, ("OTEL_TRACES_SAMPLER", "now_and_then")];
    let outcome = run(&world, &sampler, &["run", "nightly"]).await;
    assert!(outcome.code == Some(0) && outcome.stderr.contains("now_and_then"), "{outcome:?}");
    assert!(!world.requests().is_empty());
}

/// A collector that takes connections and never answers.
async fn silent() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_slow_or_refuses_neither_fails_nor_holds_a_run() {
    let (world, collector, silent) =
        (fleet(Options::default()).await, Collector::start().await, silent().await);
    let gone = "http://127.0.0.1:1";
    // An hour for a request: who waited for that would not end within this test. Small batches, so that there are many.
    let patient = [
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4"),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
    ];
    for (at, url, status, why) in [
        (1, gone, 200, "cannot connect"),
        (2, silent.as_str(), 200, ""),
        (3, &collector.url, 500, "500"),
        // It asks us to come back tomorrow.
        (4, &collector.url, 429, ""),
        (5, &collector.url, 401, "401"),
    ] {
        world.csv("computers.csv", &many(at));
        collector.status.store(status, Ordering::Relaxed);
        let variables = [&patient[..], &[(ENDPOINT, url)]].concat();
        let outcome = run(&world, &variables, &["run", "nightly"]).await;
        assert_eq!(outcome.code, Some(0), "{url} {status}: {outcome:?}");
        let lines = warnings(&outcome);
        assert!(lines.len() == 1 && lines[0].contains("traces could not be sent"), "{outcome:?}");
        assert!(lines[0].contains(why), "{why}: {outcome:?}");
        assert_eq!(world.glpi_rows("Computer").len(), at, "{outcome:?}");
    }
    assert!(!world.requests().is_empty());
}

/// The library drops every span where the ratio is none, and says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_variable_that_means_nothing_is_told_once_and_by_doctor_and_traces_are_sent() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let of = [(ENDPOINT, collector.url.as_str()), ("OTEL_TRACES_SAMPLER", "traceidratio")];
    for (wrong, value, told) in [
        ("OTEL_TRACES_SAMPLER_ARG", "nan", "`nan`: a number from 0 to 1 is allowed"),
        ("OTEL_TRACES_SAMPLER_ARG", "7", "`7`: a number from 0 to 1 is allowed"),
        ("OTEL_TRACES_SAMPLER", "some", "`some`: allowed are always_on, "),
        ("OTEL_SDK_DISABLED", "maybe", "`maybe`: `true` or `false` is allowed"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "-5", "`-5`: a whole number from 1"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a b=hush", "part 1 of OTEL_EXPORTER_OTLP_HEADERS is no header"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "99999999999999999999", "`99999999999999999999`: a whole number"),
    ] {
        let all = [&of[..], &[("OTEL_TRACES_SAMPLER_ARG", "1"), (wrong, value)]].concat();
        let outcome = run(&world, &all, &["run", "nightly"]).await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let lines = warnings(&outcome);
        assert!(lines.len() == 1 && lines[0].contains(wrong) && lines[0].contains(told), "{outcome:?}");
        assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
        assert!(!collector.spans().is_empty(), "{wrong}={value}: {outcome:?}");
        let doctor = run(&world, &all, &["doctor", "--format", "json"]).await;
        let found: serde_json::Value = serde_json::from_str(&doctor.stdout).unwrap();
        let about = found["findings"].as_array().unwrap().iter().filter(|one| one["what"] == "traces");
        let about: Vec<String> = about.map(|one| format!("{} {}", one["state"], one["detail"])).collect();
        assert!(about.len() == 2 && about[0].starts_with("\"look\"") && about[0].contains(told), "{about:?}");
        let french = run(&world, &all, &["doctor", "--language", "fr"]).await;
        assert!(french.stdout.contains(wrong) && !french.stdout.contains("allowed"), "{french:?}");
    }
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_spans_than_the_queue_takes_are_left_out_and_counted() {
    let (world, silent) = (two_computers().await, silent().await);
    let variables = [
        (ENDPOINT, silent.as_str()),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "4"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"),
        ("OTEL_BSP_SCHEDULE_DELAY", "1"),
    ];
    let outcome = run(&world, &variables, &["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("SpanDroppingStarted").count(), 1, "{outcome:?}");
    assert_eq!(outcome.stderr.matches("dropped_span_count=").count(), 1, "{outcome:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_is_sent_when_a_signal_ends_the_program() {
    for signal in ["TERM", "INT"] {
        let world = fleet(Options { latency: Some(Duration::from_millis(60)), ..Options::default() }).await;
        let collector = Collector::start().await;
        world.settings("batch = 2", "");
        world.csv("computers.csv", &many(24));
        world.job("nightly", &format!("{JOB}[limits]\ncreate = \"off\"\n"));
        let variables = [(ENDPOINT, collector.url.as_str()), AT_THE_END];
        let child = Program::from(with(world.command(&["run", "nightly"]), &variables).spawn().unwrap());
        until("some computers are there", || world.glpi_rows("Computer").len() >= 4).await;
        assert!(collector.batches().is_empty());
        child.signal(signal);
        let outcome = ended(child).await;
        assert_eq!(outcome.code, Some(4), "{signal}: {outcome:?}");
        let spans = collector.spans();
        assert_eq!(attribute(root(&spans), "stocktake.run.state").unwrap(), "partial", "{signal}");
        assert!(!world.requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cut_off_is_one_that_failed() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    world.inject(Fault::new(Effect::Delay(Duration::from_secs(300))).path("/Computer"));
    let variables = [(ENDPOINT, collector.url.as_str()), AT_THE_END];
    let log = world.folder().join("log");
    let mut command = with(world.command(&["run", "nightly"]), &variables);
    let child = Program::start(command.stderr(std::fs::File::create(&log).unwrap()));
    until("it has logged in", || {
        world.control().take_requests().iter().any(|seen| seen.path.contains("initSession"))
    })
    .await;
    child.signal("TERM");
    let says = |words: &str| std::fs::read_to_string(&log).unwrap().contains(words);
    until("it is told how to stop at once", || says("once more stops at once")).await;
    child.signal("TERM");
    let outcome = ended(child).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let spans = collector.spans();
    let root = root(&spans);
    assert_eq!(attribute(root, "stocktake.run.state").unwrap(), "interrupted");
    assert!(has_failed(root), "{spans:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_traces_runs_and_requests_and_joins_the_trace_of_a_program() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    world.job("nightly", &format!("{JOB}[schedule]\ncron = \"* * * * * *\"\n"));
    let token = api::token(&world, "ci", &["operator"]).await;
    let variables = [(ENDPOINT, collector.url.as_str()), AT_THE_END];
    let command = world.command(&["-v", "serve", "--web", "127.0.0.1:0"]);
    let console = Console::of(&world, with(command, &variables)).await;
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    let ask = async |path: &str, token: &str, parent: &str| {
        let request = client.get(format!("{}{path}", console.url)).header("traceparent", parent);
        request.bearer_auth(token).send().await.unwrap().status().as_u16()
    };
    let trace = |number: u8| format!("{number:032x}");
    let parent = |number: u8| format!("00-{}-00f067aa0ba902b7-01", trace(number));
    assert_eq!(ask("/api/v1/jobs/nightly", &token, &parent(1)).await, 200);
    assert_eq!(ask("/api/v1/jobs", "stk_wrong", &parent(2)).await, 401);
    assert_eq!(ask("/login?x=hush", "", &parent(3)).await, 200);
    assert_eq!(ask("/health/live", "", &parent(4)).await, 200);
    assert_ne!(ask("/made/up", "", &parent(5)).await, 200);
    until("a run is done", || {
        world.store().runs(Some("nightly"), 10).unwrap().iter().any(|run| run.state == RunState::Done)
    })
    .await;
    console.stop().await;
    let spans = collector.spans();
    let served: Vec<&Span> = spans.iter().filter(|span| span.kind == SpanKind::Server as i32).collect();
    let of = |name: &str| {
        let found: Vec<_> = served.iter().filter(|span| span.name == name).collect();
        assert_eq!(found.len(), 1, "{name}: {:?}", names(&spans));
        (base16ct::lower::encode_string(&found[0].trace_id), texts(&found[0].attributes))
    };
    let (joined, attributes) = of("GET /api/v1/jobs/{job}");
    assert_eq!(joined, trace(1));
    assert_eq!(attributes["http.route"], "/api/v1/jobs/{job}");
    assert_eq!(attributes["http.response.status_code"], "200");
    assert!(!format!("{:?}", of("GET /login").1).contains("hush"));
    let (strange, attributes) = of("GET /api/v1/jobs");
    assert_eq!(attributes["http.response.status_code"], "401");
    assert_ne!(strange, trace(2), "a stranger joins no trace");
    assert_ne!(of("GET /login").0, trace(3), "a browser has none");
    assert!(!served.iter().any(|span| span.name.contains("health") || span.name.contains("made")));
    let runs: Vec<&Span> = spans.iter().filter(|span| span.name == "run nightly").collect();
    assert!(!runs.is_empty() && runs.iter().all(|run| run.parent_span_id.is_empty()), "{:?}", names(&spans));
    assert!(runs.iter().all(|run| attribute(run, "stocktake.run.trigger").unwrap() == "schedule"));
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_where_traces_go_and_whether_they_are_taken() {
    let (world, collector) = (two_computers().await, Collector::start().await);
    let host = collector.url.strip_prefix("http://").unwrap();
    let with_key = format!("http://key:hush@{host}/hush/");
    let at = [(ENDPOINT, with_key.as_str())];
    let page = async |variables: &[(&str, &str)], arguments: &[&str]| {
        let outcome = run(&world, variables, arguments).await;
        assert!(!outcome.stdout.contains("hush"), "{outcome:?}");
        let lines: Vec<&str> = outcome.stdout.lines().filter(|line| line.contains(" traces: ")).collect();
        lines.join("\n")
    };
    assert_eq!(page(&[], &["doctor"]).await, "");
    assert_eq!(page(&at, &["doctor"]).await, format!("ok    traces: sent to {host}"));
    assert_eq!(page(&at, &["doctor", "--connect"]).await, format!("ok    traces: {host} takes them"));
    assert_eq!(collector.batches()[0].path, "/hush/v1/traces");
    collector.status.store(403, Ordering::Relaxed);
    let refused = page(&at, &["doctor", "--connect"]).await;
    assert!(refused.starts_with("look") && refused.contains("does not take them"), "{refused}");
    let grpc = [at[0], ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    assert!(page(&grpc, &["doctor"]).await.starts_with("look"));
    world.requests();
}
