//! How the spans of a trace are told from those of the log.

/// Target of the spans that leave the program where traces are on. The lines of the log show none of them.
pub const TRACED: &str = "traced";

/// Status of a span that failed, as `otel.status_code` has it.
pub const FAILED: &str = "ERROR";

/// What failed where there is no word for it, as OpenTelemetry has `error.type`.
pub const OTHER_ERROR: &str = "_OTHER";
