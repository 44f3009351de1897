//! Log lines on standard error: readable for people, JSON for machines. Spans of traces are in none of them.

use std::io::{self, Write};

use tracing::Metadata;
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry, fmt, registry};

use crate::cli::{Global, LogFormat};
use crate::message;
use crate::model::trace::TRACED;

use super::print::{Console, painted};
use super::traces::{Traced, Traces};

type Boxed = Box<dyn Layer<Registry> + Send + Sync>;

/// Starts logging, and traces where something of the command is traced and the environment wants them. Warnings are
/// always shown, each level of verbosity adds more, `STOCKTAKE_LOG` decides in detail.
pub fn start(global: &Global, verbosity: u8, console: &Console, traced: Traced) -> Option<Traces> {
    let lines = || lines(global, verbosity, console);
    let traces = match traced {
        Traced::Nothing => None,
        // Its warnings have to be seen, and the log that has spans in it needs what it makes.
        Traced::Runs | Traced::Whole(_) => {
            tracing::subscriber::with_default(registry().with(lines()), Traces::begin)
        }
    };
    let layers: Vec<Boxed> = [Some(lines()), traces.as_ref().map(spans)].into_iter().flatten().collect();
    if let Err(error) = registry().with(layers).try_init() {
        console.error(message::start::no_log(error.to_string()));
    }
    traces
}

fn lines(global: &Global, verbosity: u8, console: &Console) -> Boxed {
    let level = match (verbosity, global.log_format) {
        (0, LogFormat::Text) => "warn",
        (0, LogFormat::Json) | (1, _) => "stocktake=info,warn",
        (2, _) => "stocktake=debug,info",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("STOCKTAKE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let ansi = console.color() && matches!(global.log_format, LogFormat::Text);
    // What the client of mailboxes writes at `trace` is what goes over the line, passwords too.
    let filter = match "async_imap=info".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    // A level is told, so that what is below all of them costs nothing.
    let filter = filter.and(filter_fn(is_line).with_max_level_hint(LevelFilter::TRACE));
    let lines = fmt::layer().with_writer(move || Lines { ansi });
    match global.log_format {
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_filter(filter)
            .boxed(),
        LogFormat::Text => lines.with_ansi(console.color()).with_target(false).with_filter(filter).boxed(),
    }
}

/// Whether something belongs into the log: no span of a trace, and not what [`Traces`] tells in words of ours: what of the
/// environment means nothing, and once, where the library tells it of each batch, why they are not taken.
fn is_line(of: &Metadata<'_>) -> bool {
    let is_of_library = of.target().starts_with("opentelemetry");
    let begins = ["Export.", "TracerProvider.Config."];
    let is_known = begins.iter().any(|begin| of.name().starts_with(begin)) || of.name().contains("Shutdown");
    let is_told = is_of_library && is_known;
    of.target() != TRACED && !is_told
}

fn is_of_trace(of: &Metadata<'_>) -> bool {
    of.is_span() && of.target() == TRACED
}

/// What gives spans of traces to who sends them: nothing but what stands in their fields, and no line of the log.
fn spans(traces: &Traces) -> Boxed {
    tracing_opentelemetry::layer()
        .with_tracer(traces.tracer())
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(filter_fn(is_of_trace).with_max_level_hint(LevelFilter::INFO))
        .boxed()
}
/// Standard error, to which each event comes as a whole: nothing in it steers a terminal, and what follows a
/// line break in a value of somebody else does not look like another event.
struct Lines {
    ansi: bool,
}

fn line_of(event: &str, ansi: bool) -> String {
    painted(event.trim_end_matches('\n'), ansi).replace('\n', "\n    ") + "\n"
}

impl Write for Lines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(line_of(&String::from_utf8_lossy(event), self.ansi).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_quotes_a_hostile_name_is_one_event_without_control_signs() {
        let shown = line_of("ERROR no run error=a\n2026-11-28 INFO all is well \x1b[2J\u{9b}1m\n", true);
        assert_eq!(shown, "ERROR no run error=a\n    2026-11-28 INFO all is well ·[2J·1m\n");
    }
}
