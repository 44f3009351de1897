//! Log lines on standard error: readable for people, JSON for machines.

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;

use crate::cli::{Global, LogFormat};
use crate::message;

use super::print::{Console, painted};

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
    let ansi = console.color() && matches!(global.log_format, LogFormat::Text);
    // What the client of mailboxes writes at `trace` is what goes over the line, passwords too.
    let filter = match "async_imap=info".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || Lines { ansi });
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
