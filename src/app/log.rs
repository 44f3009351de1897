//! Log lines on standard error: readable for people, JSON for machines.

use tracing_subscriber::EnvFilter;

use crate::cli::{Global, LogFormat};
use crate::message;

use super::print::Console;

/// Starts logging. Warnings are always shown, each level of verbosity adds more, `STOCKTAKE_LOG`
/// decides in detail.
pub fn start(global: &Global, verbosity: u8, console: &Console) {
    let level = match (verbosity, global.log_format) {
        (0, LogFormat::Text) => "warn",
        (0, LogFormat::Json) | (1, _) => "stocktake=info,warn",
        (2, _) => "stocktake=debug,info",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("STOCKTAKE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match global.log_format {
        LogFormat::Json => {
            builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
        LogFormat::Text => builder.with_ansi(console.color()).with_target(false).try_init(),
    };
    if let Err(error) = started {
        console.error(message::start::no_log(&error));
    }
}
