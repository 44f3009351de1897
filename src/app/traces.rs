//! Traces: where the variables of OpenTelemetry name a collector, spans go there, by a thread of their own. A collector
//! that is slow, refuses or is gone changes nothing of what the program does, and is told of once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{InstrumentationScope, Key, KeyValue};
use opentelemetry_otlp::{Protocol, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::resource::{
    EnvResourceDetector, ResourceDetector as _, SdkProvidedResourceDetector, TelemetryResourceDetector,
};
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider, SpanData, SpanExporter};
use tracing::Span;
use tracing::field::Empty;

use crate::cli::Command;
use crate::config::{self, TracesTo};
use crate::message::{self, Message};
use crate::model::Said;
use crate::model::trace::TRACED;
use crate::systems::shared::Collector;

/// How long the program waits at its end for the last spans to be taken.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// The service where `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` do not name one.
const SERVICE: &str = "stocktake";
const SERVICE_NAME: &str = "service.name";
const SERVICE_VERSION: &str = "service.version";
/// What the library calls a service that nobody has named.
const UNNAMED: &str = "unknown_service";

/// What of a command is traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Traced {
    /// Nothing: it speaks to no system.
    Nothing,
    /// The runs that it begins, which are roots of their own, and what it is asked for.
    Runs,
    /// All of it, by this name.
    Whole(&'static str),
}

impl Traced {
    pub(super) fn of(command: &Command) -> Self {
        match command {
            Command::Serve { .. } | Command::Run { .. } | Command::Approve { .. } | Command::Undo { .. } => {
                Self::Runs
            }
            Command::Check { .. } => Self::Whole("check"),
            Command::Read { .. } => Self::Whole("read"),
            Command::Plan { .. } => Self::Whole("plan"),
            Command::Drift { .. } => Self::Whole("drift"),
            Command::Explain { .. } => Self::Whole("explain"),
            Command::Columns { .. } => Self::Whole("columns"),
            Command::Events { .. } => Self::Whole("events"),
            Command::Tickets(_) => Self::Whole("tickets"),
            Command::Refs(_) => Self::Whole("refs"),
            Command::Links(_) => Self::Whole("links"),
            Command::Login { .. } => Self::Whole("login"),
            Command::Doctor { .. } => Self::Whole("doctor"),
            Command::Webhooks(_) => Self::Whole("webhooks"),
            #[cfg(feature = "practice")]
            Command::Sandbox { .. } => Self::Nothing,
            Command::ShowPlan { .. }
            | Command::Settle { .. }
            | Command::ExplainCode { .. }
            | Command::Runs { .. }
            | Command::Show { .. }
            | Command::Questions(_)
            | Command::Audit(_)
            | Command::ReadFile
            | Command::TryTemplate
            | Command::Manual { .. }
            | Command::ManPages { .. }
            | Command::Schema { .. }
            | Command::Openapi
            | Command::Extension { .. }
            | Command::Init(_)
            | Command::Map(_)
            | Command::Users(_)
            | Command::Tokens(_)
            | Command::SecurityLog(_)
            | Command::Db(_)
            | Command::Completions { .. } => Self::Nothing,
        }
    }

    /// The root of its trace; none where runs are roots.
    pub(super) fn root(self) -> Span {
        match self {
            Self::Nothing | Self::Runs => Span::none(),
            Self::Whole(name) => tracing::info_span!(
                target: TRACED, "command",
                "otel.name" = format!("stocktake {name}"),
                "error.type" = Empty,
                "otel.status_code" = Empty,
            ),
        }
    }
}

/// Spans on their way to a collector.
#[derive(Debug)]
pub(super) struct Traces {
    provider: SdkTracerProvider,
    collector: String,
    is_lost: Arc<AtomicBool>,
}

impl Traces {
    /// Begins to send spans where the environment names a collector. What keeps them from being sent stands in the log.
    pub(super) fn begin() -> Option<Self> {
        let begun = config::traces().and_then(|to| to.as_ref().map(Self::to).transpose());
        begun.unwrap_or_else(|why| {
            tracing::warn!("{why}");
            None
        })
    }

    fn to(to: &TracesTo) -> Result<Self, Message> {
        let is_lost = Arc::new(AtomicBool::new(false));
        let exporter = Exporter { is_lost: is_lost.clone(), ..Exporter::to(to)? };
        let collector = exporter.name.clone();
        to.doubts.iter().for_each(|doubt| tracing::warn!("{doubt}"));
        let mut builder =
            SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter);
        if to.has_no_sampler {
            // The library takes some of them for none at all, and sends nothing.
            builder = builder.with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)));
        }
        Ok(Self { provider: builder.build(), collector, is_lost })
    }

    /// What makes spans of ours those of OpenTelemetry.
    pub(super) fn tracer(&self) -> SdkTracer {
        let scope = InstrumentationScope::builder(SERVICE).with_version(env!("CARGO_PKG_VERSION"));
        self.provider.tracer_with_scope(scope.build())
    }

    /// Sends what has ended, and ends; nobody waits long for a collector.
    pub(super) fn end(&self) {
        if self.provider.shutdown_with_timeout(LAST_SPANS).is_err()
            && !self.is_lost.swap(true, Ordering::Relaxed)
        {
            lost(&self.collector, &message::traces::not_in_time().said());
        }
    }
}

/// Tries whether a collector takes spans, by sending it none. It blocks.
///
/// # Errors
/// Why it does not.
pub(super) fn attempt(to: &TracesTo) -> Result<(), Said> {
    let exporter = Exporter::to(to).map_err(|why| why.said())?;
    futures::executor::block_on(exporter.send(Vec::new()))
}

fn lost(collector: &str, why: &Said) {
    let reason = why.english();
    tracing::warn!(collector, reason, "traces could not be sent; all else goes on, and this is told once");
}

/// What is known of this program: what the environment says counts more.
fn resource() -> Resource {
    let named = SdkProvidedResourceDetector.detect().get(&Key::from_static_str(SERVICE_NAME));
    let named = named.map(|name| name.to_string()).filter(|name| !name.starts_with(UNNAMED));
    Resource::builder_empty()
        .with_attribute(KeyValue::new(SERVICE_VERSION, env!("CARGO_PKG_VERSION")))
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_detector(Box::new(EnvResourceDetector::new()))
        .with_service_name(named.unwrap_or_else(|| SERVICE.to_owned()))
        .build()
}

/// Sends spans as the library does, and tells of a collector that does not take them: once, until it does.
#[derive(Debug)]
struct Exporter {
    otlp: opentelemetry_otlp::SpanExporter,
    client: Collector,
    name: String,
    is_lost: Arc<AtomicBool>,
}

impl Exporter {
    fn to(to: &TracesTo) -> Result<Self, Message> {
        let client = Collector::new(&to.url, to.timeout, to.ca_file.as_deref());
        let client = client.map_err(message::traces::cannot_begin)?;
        let otlp = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_http_client(client.clone())
            .with_protocol(Protocol::HttpBinary)
            .build()
            .map_err(|error| message::traces::cannot_begin(error.to_string()))?;
        Ok(Self { otlp, client, name: to.shown(), is_lost: Arc::default() })
    }

    async fn send(&self, batch: Vec<SpanData>) -> Result<(), Said> {
        // Where there was no answer, its client knows more than the library says.
        let why = |error: opentelemetry_sdk::error::OTelSdkError| {
            self.client.trouble().unwrap_or_else(|| error.to_string().into())
        };
        self.otlp.export(batch).await.map_err(why)
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        match self.send(batch).await {
            Ok(()) => {
                if self.is_lost.swap(false, Ordering::Relaxed) {
                    tracing::info!(collector = self.name, "traces are sent again");
                }
            }
            Err(why) => {
                if !self.is_lost.swap(true, Ordering::Relaxed) {
                    lost(&self.name, &why);
                }
            }
        }
        // It is told: the library would tell it of each batch.
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.otlp.set_resource(resource);
    }
}
